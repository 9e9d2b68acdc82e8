/* Keys bound to an academy's id: only its own recovery key can say what signs for it. */
#include "harness/check.h"

#include "base/limits.h"
#include "record/keys.h"
#include "record/kind.h"
#include "record/message.h"

#include <string.h>

static void key_pair_of(uint8_t fill, struct br_secret_key *secret, struct br_public_key *public)
{
    uint8_t seed[32];
    memset(seed, fill, sizeof seed);
    br_key_pair(seed, secret, public);
}

struct academy {
    struct br_secret_key recovery;
    struct br_public_key recovery_public;
    struct br_secret_key signing;
    struct br_public_key signing_public;
    struct br_hash tls_pin;
    struct br_hash id;
    struct br_academy_keys keys;
    struct br_buffer payload;
};

static struct academy academy_new(uint8_t fill)
{
    struct academy academy = {0};
    key_pair_of(fill, &academy.recovery, &academy.recovery_public);
    key_pair_of((uint8_t)(fill + 1), &academy.signing, &academy.signing_public);
    memset(academy.tls_pin.bytes, fill, sizeof academy.tls_pin.bytes);
    academy.id = br_keys_academy(&academy.recovery_public);
    br_keys_make(&academy.recovery, &academy.signing_public, &academy.tls_pin, &academy.keys);
    br_buffer_init(&academy.payload, 1000);
    br_keys_pack(&academy.keys, &academy.payload);
    return academy;
}

static void test_keys_come_back(void)
{
    struct academy academy = academy_new(1);
    struct br_academy_keys found;
    CHECK(br_keys_check(&academy.id, br_buffer_bytes(&academy.payload), &found) == BR_OK);
    CHECK(memcmp(&found, &academy.keys, sizeof found) == 0);
    const struct br_kind *kind = br_kind_by_number(BR_KIND_ACADEMY_KEYS);
    CHECK(kind != NULL && strcmp(kind->name, "academy_keys") == 0);
    br_buffer_free(&academy.payload);
}

/* Any bit: of the keys, of the binding, of the form that they stand in. */
static void test_every_flipped_bit_is_refused(void)
{
    struct academy academy = academy_new(3);
    for (size_t bit = 0; bit < academy.payload.size * 8; bit++) {
        struct br_academy_keys found;
        academy.payload.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum br_status status =
            br_keys_check(&academy.id, br_buffer_bytes(&academy.payload), &found);
        CHECK(status == BR_ERR_SIGNATURE || status == BR_ERR_MALFORMED);
        academy.payload.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t size = 0; size < academy.payload.size; size++) {
        struct br_academy_keys found;
        struct br_bytes cut = {academy.payload.data, size};
        CHECK(br_keys_check(&academy.id, cut, &found) == BR_ERR_MALFORMED);
    }
    br_buffer_free(&academy.payload);
}

static void test_another_academys_keys(void)
{
    struct academy bath = academy_new(5);
    struct academy other = academy_new(7);
    struct br_academy_keys found;
    CHECK(br_keys_check(&bath.id, br_buffer_bytes(&other.payload), &found) == BR_ERR_SIGNATURE);

    /* The right recovery key, but somebody else signed for the new keys. */
    struct br_academy_keys forged = other.keys;
    forged.recovery = bath.recovery_public;
    br_buffer_clear(&other.payload);
    br_keys_pack(&forged, &other.payload);
    CHECK(br_keys_check(&bath.id, br_buffer_bytes(&other.payload), &found) == BR_ERR_SIGNATURE);
    br_buffer_free(&bath.payload);
    br_buffer_free(&other.payload);
}

static void test_a_later_build_may_say_more(void)
{
    struct academy academy = academy_new(9);
    struct br_academy_keys found;
    br_buffer_put(&academy.payload, "\x98\x06\x01", 3); /* field 99 */
    CHECK(br_keys_check(&academy.id, br_buffer_bytes(&academy.payload), &found) == BR_OK);
    br_buffer_put(&academy.payload, "\x0a\x00", 2); /* the recovery key twice */
    CHECK(br_keys_check(&academy.id, br_buffer_bytes(&academy.payload), &found) ==
          BR_ERR_MALFORMED);
    br_buffer_free(&academy.payload);
}

static void test_fields_of_a_wrong_size(void)
{
    static const char *const names[] = {"recovery_key", "signing_key", "tls_key", "binding"};
    struct academy academy = academy_new(11);
    const struct br_kind *kind = br_kind_by_number(BR_KIND_ACADEMY_KEYS);
    for (size_t wrong = 0; wrong < 4; wrong++) {
        for (int by = -1; by <= 1; by += 2) {
            struct br_arena arena;
            struct br_error error;
            struct br_academy_keys found;
            struct br_buffer payload;
            br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
            br_buffer_init(&payload, 1000);
            ProtobufCMessage *message = br_message_new(kind->message, &arena);
            for (size_t i = 0; i < 4; i++) {
                char hex[2 * 65 + 1];
                memset(hex, 'a', sizeof hex - 1);
                size_t size = i == 3 ? 64 : 32;
                hex[2 * (i == wrong ? size + (size_t)by : size)] = '\0';
                CHECK(br_message_set(message, &arena, names[i], br_bytes_of_text(hex), &error) ==
                      BR_OK);
            }
            br_message_pack(message, &payload);
            CHECK(br_keys_check(&academy.id, br_buffer_bytes(&payload), &found) ==
                  BR_ERR_MALFORMED);
            br_arena_free(&arena);
            br_buffer_free(&payload);
        }
    }
    br_buffer_free(&academy.payload);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_keys_come_back),         BR_TEST(test_every_flipped_bit_is_refused),
        BR_TEST(test_another_academys_keys),  BR_TEST(test_a_later_build_may_say_more),
        BR_TEST(test_fields_of_a_wrong_size),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
