/* Invitations and peer codes: print and read back, slips of the hand, the limits. */
#include "harness/check.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/rng.h"
#include "record/code.h"

#include <stdio.h>
#include <string.h>

static struct br_code sample(bool is_join)
{
    struct br_code code = {.is_join = is_join};
    for (size_t i = 0; i < sizeof code.academy.bytes; i++) {
        code.academy.bytes[i] = (uint8_t)(i * 7 + 1);
        code.pin.bytes[i] = (uint8_t)(255 - i);
    }
    for (size_t i = 0; i < sizeof code.secret && is_join; i++) {
        code.secret[i] = (uint8_t)(i + 100);
    }
    (void)snprintf(code.address, sizeof code.address, "bigroom.bath.example:4711");
    (void)snprintf(code.name, sizeof code.name, "Bath");
    return code;
}

static const char *printed(const struct br_code *code)
{
    static struct br_buffer text;
    br_buffer_free(&text);
    br_buffer_init(&text, 4096);
    br_code_print(code, &text);
    return br_buffer_text(&text);
}

static bool same(const struct br_code *a, const struct br_code *b)
{
    return a->is_join == b->is_join && br_hash_equal(&a->academy, &b->academy) &&
           br_hash_equal(&a->pin, &b->pin) && memcmp(a->secret, b->secret, sizeof a->secret) == 0 &&
           strcmp(a->address, b->address) == 0 && strcmp(a->name, b->name) == 0;
}

static void test_both_kinds_read_back(void)
{
    for (int is_join = 0; is_join <= 1; is_join++) {
        struct br_code code = sample(is_join != 0);
        struct br_code back;
        struct br_error error = {{0}};
        CHECK(br_code_parse(printed(&code), code.is_join, &back, &error) == BR_OK);
        CHECK(same(&code, &back));
    }
}

static void test_an_unreachable_peer_has_no_address(void)
{
    struct br_code code = sample(false);
    struct br_code back;
    struct br_error error = {{0}};
    code.address[0] = '\0';
    CHECK(br_code_parse(printed(&code), false, &back, &error) == BR_OK);
    CHECK_TEXT(back.address, "");
    CHECK_TEXT(back.name, "Bath");
}

/* Mail programs break long lines and add blanks. */
static void test_blanks_inside_do_not_matter(void)
{
    struct br_code code = sample(true);
    struct br_code back;
    struct br_error error = {{0}};
    const char *text = printed(&code);
    char spread[3 * BR_CODE_TEXT_MAX];
    size_t size = 0;
    spread[size++] = '\n';
    for (size_t i = 0; text[i] != '\0'; i++) {
        spread[size++] = text[i];
        if (i % 20 == 19) {
            spread[size++] = '\r';
            spread[size++] = '\n';
            spread[size++] = '\t';
            spread[size++] = ' ';
        }
    }
    spread[size] = '\0';
    CHECK(br_code_parse(spread, true, &back, &error) == BR_OK);
    CHECK(same(&code, &back));
}

static void test_the_other_kind_is_named(void)
{
    struct br_code code = sample(true);
    struct br_code back;
    struct br_error error = {{0}};
    CHECK(br_code_parse(printed(&code), false, &back, &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "the other kind of code") != NULL);
    code = sample(false);
    CHECK(br_code_parse(printed(&code), true, &back, &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "the other kind of code") != NULL);
    CHECK(br_code_parse("hello", true, &back, &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "this is not a code") != NULL);
    CHECK(br_code_parse("", true, &back, &error) == BR_ERR_MALFORMED);
}

/* One wrong letter anywhere, one missing at the end, one too many. */
static void test_every_slip_is_noticed(void)
{
    struct br_code code = sample(true);
    struct br_code back;
    struct br_error error = {{0}};
    char text[BR_CODE_TEXT_MAX + 2];
    (void)snprintf(text, sizeof text, "%s", printed(&code));
    size_t size = strlen(text);
    for (size_t i = 5; i < size; i++) {
        char was = text[i];
        text[i] = was == 'A' ? 'B' : 'A';
        CHECK(br_code_parse(text, true, &back, &error) == BR_ERR_MALFORMED);
        text[i] = was;
    }
    for (size_t left = 0; left < size; left++) {
        char was = text[left];
        text[left] = '\0';
        CHECK(br_code_parse(text, true, &back, &error) == BR_ERR_MALFORMED);
        text[left] = was;
    }
    text[size] = 'A';
    text[size + 1] = '\0';
    CHECK(br_code_parse(text, true, &back, &error) == BR_ERR_MALFORMED);
}

/* A peer code whose sum is right, whatever the [size] bytes before it say. */
static enum br_status parse_summed(const uint8_t *bytes, size_t size, struct br_error *error)
{
    struct br_code back;
    struct br_buffer whole;
    struct br_buffer text;
    struct br_hash sum = br_sha256_one(bytes, size);
    br_buffer_init(&whole, 1024);
    br_buffer_put(&whole, bytes, size);
    br_buffer_put(&whole, sum.bytes, 4);
    br_buffer_init(&text, 4096);
    br_buffer_put_text(&text, "peer-");
    br_base64_encode(br_buffer_bytes(&whole), &text);
    enum br_status status = br_code_parse(br_buffer_text(&text), false, &back, error);
    br_buffer_free(&whole);
    br_buffer_free(&text);
    return status;
}

static void test_a_newer_version_is_said(void)
{
    struct br_error error = {{0}};
    uint8_t bytes[1 + 32 + 32 + 2] = {2};
    CHECK(parse_summed(bytes, sizeof bytes, &error) == BR_ERR_VERSION);
    CHECK(strstr(error.text, "newer version") != NULL);
}

/* The sum only finds slips of the hand: anybody can make one. */
static void test_a_right_sum_does_not_make_sense_of_a_code(void)
{
    enum { FIXED = 1 + 32 + 32 };
    struct br_error error = {{0}};
    uint8_t bytes[FIXED + 5] = {1};
    bytes[FIXED] = 1;
    bytes[FIXED + 1] = 'a';
    bytes[FIXED + 2] = 1;
    bytes[FIXED + 3] = 'n';
    CHECK(parse_summed(bytes, FIXED + 4, &error) == BR_OK);
    CHECK(parse_summed(bytes, FIXED + 5, &error) == BR_ERR_MALFORMED); /* something behind it */
    for (size_t size = 1; size < FIXED + 4; size++) {
        CHECK(parse_summed(bytes, size, &error) == BR_ERR_MALFORMED); /* cut */
    }
    CHECK_TEXT(error.text, "this code makes no sense");
    bytes[FIXED + 1] = 0xff; /* an address that is no text */
    CHECK(parse_summed(bytes, FIXED + 4, &error) == BR_ERR_MALFORMED);
}

static void test_names_that_are_not_utf8_are_turned_down(void)
{
    struct br_code code = sample(false);
    struct br_code back;
    struct br_error error = {{0}};
    (void)snprintf(code.name, sizeof code.name, "B\xff");
    CHECK(br_code_parse(printed(&code), false, &back, &error) == BR_ERR_MALFORMED);
}

static void test_texts_at_their_limits(void)
{
    struct br_code code = sample(true);
    struct br_code back;
    struct br_error error = {{0}};
    for (size_t size = 254; size <= 255; size++) {
        memset(code.name, 'n', size);
        code.name[size] = '\0';
        memset(code.address, 'a', size);
        code.address[size] = '\0';
        CHECK(br_code_parse(printed(&code), true, &back, &error) == BR_OK);
        CHECK(same(&code, &back));
    }
    CHECK(strlen(printed(&code)) < BR_CODE_TEXT_MAX);
}

/* What is longer than any code is said to be so, at the limit and beyond. */
static void test_text_of_a_code_is_limited(void)
{
    static char text[BR_CODE_TEXT_MAX + 2];
    struct br_code back;
    for (size_t size = BR_CODE_TEXT_MAX - 1; size <= BR_CODE_TEXT_MAX + 1; size++) {
        struct br_error error = {{0}};
        memset(text, 'A', size);
        memcpy(text, "peer-", 5);
        text[size] = '\0';
        CHECK(br_code_parse(text, false, &back, &error) == BR_ERR_MALFORMED);
        CHECK((strstr(error.text, "too long") != NULL) == (size > BR_CODE_TEXT_MAX));
    }
}

static void test_random_bytes_are_never_a_code(void)
{
    struct br_rng rng = br_rng_seeded(42);
    for (size_t round = 0; round < 20000; round++) {
        uint8_t bytes[300];
        struct br_code back;
        struct br_error error = {{0}};
        struct br_buffer text;
        size_t size = (size_t)br_rng_below(&rng, sizeof bytes);
        br_rng_bytes(&rng, bytes, size);
        br_buffer_init(&text, 4096);
        br_buffer_put_text(&text, "join-");
        br_base64_encode((struct br_bytes){.data = bytes, .size = size}, &text);
        enum br_status status = br_code_parse(br_buffer_text(&text), true, &back, &error);
        if (!CHECK(status == BR_ERR_MALFORMED && error.text[0] != '\0')) {
            round = 20000;
        }
        br_buffer_free(&text);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_both_kinds_read_back),
        BR_TEST(test_an_unreachable_peer_has_no_address),
        BR_TEST(test_blanks_inside_do_not_matter),
        BR_TEST(test_the_other_kind_is_named),
        BR_TEST(test_every_slip_is_noticed),
        BR_TEST(test_a_newer_version_is_said),
        BR_TEST(test_a_right_sum_does_not_make_sense_of_a_code),
        BR_TEST(test_names_that_are_not_utf8_are_turned_down),
        BR_TEST(test_texts_at_their_limits),
        BR_TEST(test_text_of_a_code_is_limited),
        BR_TEST(test_random_bytes_are_never_a_code),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
