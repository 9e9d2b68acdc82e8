/* Spans, buffers, integers, text encodings: at their limits, with good and bad input. */
#include "harness/check.h"

#include <string.h>

static void test_buffer_keeps_to_its_maximum(void)
{
    enum { SIZE_MAX_HERE = 300 };
    for (size_t size = SIZE_MAX_HERE - 1; size <= SIZE_MAX_HERE + 1; size++) {
        struct br_buffer buffer;
        br_buffer_init(&buffer, SIZE_MAX_HERE);
        for (size_t i = 0; i < size; i++) {
            br_buffer_put_u8(&buffer, (uint8_t)i);
        }
        CHECK(br_buffer_ok(&buffer) == (size <= SIZE_MAX_HERE));
        CHECK_UINT(buffer.size, size <= SIZE_MAX_HERE ? size : SIZE_MAX_HERE);
        br_buffer_free(&buffer);
    }
}

static void test_buffer_drops_from_the_front(void)
{
    struct br_buffer buffer;
    br_buffer_init(&buffer, 100);
    br_buffer_put_text(&buffer, "headtail");
    br_buffer_drop(&buffer, 4);
    CHECK_TEXT(br_buffer_text(&buffer), "tail");
    br_buffer_put_format(&buffer, "-%d", 42);
    CHECK_TEXT(br_buffer_text(&buffer), "tail-42");
    br_buffer_free(&buffer);
}

static void test_integers_come_back(void)
{
    uint8_t bytes[8];
    br_store_u64(bytes, 0x0102030405060708u);
    CHECK_UINT(bytes[0], 1);
    CHECK_UINT(br_load_u64(bytes), 0x0102030405060708u);
    CHECK_UINT(br_load_u32(bytes), 0x01020304u);
    CHECK_UINT(br_load_u16(bytes + 6), 0x0708u);
}

static void test_reader_fails_once_and_stays_failed(void)
{
    uint8_t bytes[3] = {1, 2, 3};
    struct br_reader reader = {.rest = {bytes, sizeof bytes}};
    CHECK_UINT(br_reader_u16(&reader), 0x0102);
    CHECK_UINT(br_reader_u16(&reader), 0);
    CHECK(reader.failed);
    CHECK_UINT(br_reader_u8(&reader), 0);
}

static void test_hex_takes_exactly_its_size(void)
{
    uint8_t out[2];
    CHECK(br_hex_decode("0aFf", out, 2) == BR_OK && out[0] == 0x0a && out[1] == 0xff);
    CHECK(br_hex_decode("0aF", out, 2) == BR_ERR_MALFORMED);
    CHECK(br_hex_decode("0aFf0", out, 2) == BR_ERR_MALFORMED);
    CHECK(br_hex_decode("0aFg", out, 2) == BR_ERR_MALFORMED);
}

static void test_base64_comes_back(void)
{
    for (size_t size = 0; size < 70; size++) {
        uint8_t bytes[70];
        for (size_t i = 0; i < size; i++) {
            bytes[i] = (uint8_t)(i * 37 + size);
        }
        struct br_buffer text;
        struct br_buffer back;
        br_buffer_init(&text, 1000);
        br_buffer_init(&back, 1000);
        br_base64_encode((struct br_bytes){bytes, size}, &text);
        CHECK(br_base64_decode(br_buffer_text(&text), &back) == BR_OK);
        CHECK(br_bytes_equal(br_buffer_bytes(&back), (struct br_bytes){bytes, size}));
        br_buffer_free(&text);
        br_buffer_free(&back);
    }
    struct br_buffer out;
    br_buffer_init(&out, 10);
    CHECK(br_base64_decode("A", &out) == BR_ERR_MALFORMED);
    CHECK(br_base64_decode("AB", &out) == BR_ERR_MALFORMED); /* bits that no byte holds */
    CHECK(br_base64_decode("AA==", &out) == BR_ERR_MALFORMED);
    br_buffer_free(&out);
}

static void test_utf8_is_strict(void)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"", true},
        {"plain", true},
        {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", true},
        {"\xc0\xaf", false},         /* longer than needed */
        {"\xe0\x80\xaf", false},     /* longer than needed */
        {"\xed\xa0\x80", false},     /* a surrogate */
        {"\xf4\x90\x80\x80", false}, /* above U+10FFFF */
        {"\xe2\x82", false},         /* cut */
        {"\x80", false},
        {"\xff", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(br_utf8_valid(br_bytes_of_text(cases[i].text)) == cases[i].valid);
    }
    CHECK(!br_utf8_valid((struct br_bytes){(const uint8_t *)"a\0b", 3}));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_buffer_keeps_to_its_maximum),
        BR_TEST(test_buffer_drops_from_the_front),
        BR_TEST(test_integers_come_back),
        BR_TEST(test_reader_fails_once_and_stays_failed),
        BR_TEST(test_hex_takes_exactly_its_size),
        BR_TEST(test_base64_comes_back),
        BR_TEST(test_utf8_is_strict),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
