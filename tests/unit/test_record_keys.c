/* The binding of an academy's keys to its id: made, packed, checked; nothing else passes. */
#include "harness/check.h"
#include "record/keys.h"

#include <string.h>

struct made {
    struct br_secret_key recovery;
    struct br_academy_keys keys;
    struct br_hash academy;
    struct br_buffer payload;
};

static struct made make(uint8_t seed)
{
    struct made made;
    uint8_t bytes[32] = {seed};
    struct br_public_key recovery;
    struct br_public_key signing;
    struct br_secret_key unused;
    struct br_hash pin = {{seed, 1, 2}};
    br_key_pair(bytes, &made.recovery, &recovery);
    bytes[31] = 1;
    br_key_pair(bytes, &unused, &signing);
    br_keys_make(&made.recovery, &signing, &pin, &made.keys);
    made.academy = br_keys_academy(&recovery);
    br_buffer_init(&made.payload, 1000);
    br_keys_pack(&made.keys, &made.payload);
    return made;
}

static void test_keys_come_back(void)
{
    struct made made = make(1);
    struct br_academy_keys found;
    CHECK(br_keys_check(&made.academy, br_buffer_bytes(&made.payload), &found) == BR_OK);
    CHECK(memcmp(&found, &made.keys, sizeof found) == 0);
    /* A field of a later version stands in nobody's way. */
    br_buffer_put(&made.payload, "\x50\x01", 2);
    CHECK(br_keys_check(&made.academy, br_buffer_bytes(&made.payload), &found) == BR_OK);
    br_buffer_free(&made.payload);
}

static void test_other_academies_keys_do_not_pass(void)
{
    struct made made = make(1);
    struct made other = make(2);
    struct br_academy_keys found;
    memset(&found, 7, sizeof found);
    struct br_academy_keys before = found;
    CHECK(br_keys_check(&other.academy, br_buffer_bytes(&made.payload), &found) ==
          BR_ERR_SIGNATURE);
    CHECK(memcmp(&found, &before, sizeof found) == 0);
    br_buffer_free(&made.payload);
    br_buffer_free(&other.payload);
}

static void test_no_flipped_bit_passes(void)
{
    struct made made = make(1);
    struct br_academy_keys found;
    for (size_t i = 0; i < made.payload.size * 8; i++) {
        made.payload.data[i / 8] ^= (uint8_t)(1u << i % 8);
        enum br_status status =
            br_keys_check(&made.academy, br_buffer_bytes(&made.payload), &found);
        CHECK(status == BR_ERR_SIGNATURE || status == BR_ERR_MALFORMED);
        made.payload.data[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    br_buffer_free(&made.payload);
}

static void test_every_field_must_be_whole(void)
{
    struct made made = make(1);
    struct br_academy_keys found;
    for (size_t size = 0; size < made.payload.size; size++) {
        struct br_bytes cut = {.data = made.payload.data, .size = size};
        CHECK(br_keys_check(&made.academy, cut, &found) == BR_ERR_MALFORMED);
    }
    br_buffer_free(&made.payload);
}

/* Whole fields, but one of them missing. */
static void test_no_field_may_be_missing(void)
{
    enum { FIELD_SIZE = 2 + 32 }; /* a tag, a length, a key; the binding is longer and last */
    struct made made = make(1);
    struct br_academy_keys found;
    for (size_t at = 0; at < made.payload.size; at += FIELD_SIZE) {
        struct br_buffer rest;
        size_t end = at == (size_t)3 * FIELD_SIZE ? made.payload.size : at + FIELD_SIZE;
        br_buffer_init(&rest, 1000);
        br_buffer_put(&rest, made.payload.data, at);
        br_buffer_put(&rest, made.payload.data + end, made.payload.size - end);
        CHECK(br_keys_check(&made.academy, br_buffer_bytes(&rest), &found) == BR_ERR_MALFORMED);
        br_buffer_free(&rest);
        at = end == made.payload.size ? made.payload.size : at;
    }
    br_buffer_free(&made.payload);
}

/* Keys of another size are not read, nor written beyond their place. */
static void test_fields_have_one_size(void)
{
    struct br_academy_keys found;
    struct br_hash academy = {{1}};
    for (uint8_t size = 31; size <= 33; size++) {
        uint8_t payload[2 + 33] = {1 << 3 | 2, size};
        struct br_bytes bytes = {.data = payload, .size = (size_t)2 + size};
        CHECK(br_keys_check(&academy, bytes, &found) == BR_ERR_MALFORMED);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_keys_come_back),          BR_TEST(test_other_academies_keys_do_not_pass),
        BR_TEST(test_no_flipped_bit_passes),   BR_TEST(test_every_field_must_be_whole),
        BR_TEST(test_no_field_may_be_missing), BR_TEST(test_fields_have_one_size),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
