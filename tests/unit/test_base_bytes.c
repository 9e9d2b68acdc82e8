/* Spans, buffers, integers, text encodings: at their limits, with good and bad input. */
#include "harness/check.h"

#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
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

/* The same question answered the slow way: decode, then look at the number. */
static bool utf8_by_the_number(const uint8_t *at, size_t size)
{
    static const uint32_t lowest[] = {0, 1, 0x80, 0x800, 0x10000};
    for (size_t i = 0; i < size;) {
        size_t length = at[i] < 0x80           ? 1
                        : (at[i] >> 5) == 6    ? 2
                        : (at[i] >> 4) == 14   ? 3
                        : (at[i] >> 3) == 0x1e ? 4
                                               : 0;
        if (length == 0 || length > size - i) {
            return false;
        }
        uint32_t number = length == 1 ? at[i] : at[i] & (0x7fu >> length);
        for (size_t k = 1; k < length; k++) {
            if ((at[i + k] >> 6) != 2) {
                return false;
            }
            number = number << 6 | (at[i + k] & 0x3fu);
        }
        if (number < lowest[length] || number > 0x10ffff || (number >= 0xd800 && number < 0xe000)) {
            return false;
        }
        i += length;
    }
    return true;
}

/* Every bad and good byte at every place of the eight that are looked at together. */
static void test_utf8_at_every_place(void)
{
    for (size_t size = 1; size < 20; size++) {
        for (size_t place = 0; place < size; place++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                uint8_t text[20];
                memset(text, 'a', sizeof text);
                text[place] = (uint8_t)byte;
                struct br_bytes bytes = {text, size};
                CHECK(br_utf8_valid(bytes) == utf8_by_the_number(text, size));
            }
        }
    }
}

static void check_utf8_cut_everywhere(struct br_bytes text)
{
    enum { WINDOW = 24 };
    for (size_t at = 0; at < text.size; at++) {
        size_t size = text.size - at < WINDOW ? text.size - at : WINDOW;
        for (size_t part = 0; part <= size; part++) {
            struct br_bytes window = {text.data + at, part};
            CHECK(br_utf8_valid(window) == utf8_by_the_number(window.data, window.size));
        }
    }
}

/* Markus Kuhn's stress test, or without it bytes that are mostly almost right. */
static void test_utf8_of_the_stress_test(void)
{
    const char *folder = getenv("BIGROOM_TEST_DATA");
    struct br_buffer text;
    br_buffer_init(&text, 1 << 20);
    if (folder != NULL) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/bad/utf8-decoder-test-kuhn.txt", folder);
        FILE *file = fopen(path, "rb");
        CHECK(file != NULL);
        for (int c = file == NULL ? EOF : getc(file); c != EOF; c = getc(file)) {
            br_buffer_put_u8(&text, (uint8_t)c);
        }
        CHECK(file != NULL && fclose(file) == 0 && text.size > 10000);
    } else {
        static const uint8_t usual[] = {'a',  0x80, 0xbf, 0xc2, 0xc0, 0xe0, 0xa0, 0x9f,
                                        0xed, 0xef, 0xf0, 0x90, 0x8f, 0xf4, 0xf5, 0xff};
        (void)printf("     (BIGROOM_TEST_DATA is not set: generated input)\n");
        struct br_rng rng = br_rng_seeded(8);
        for (int i = 0; i < 20000; i++) {
            br_buffer_put_u8(&text, usual[br_rng_below(&rng, sizeof usual)]);
        }
    }
    check_utf8_cut_everywhere(br_buffer_bytes(&text));
    br_buffer_free(&text);
}

static void test_words_between_blanks(void)
{
    static const char words[] = "aim  themes theme";
    CHECK(br_words_have(words, br_bytes_of_text("aim")));
    CHECK(br_words_have(words, br_bytes_of_text("theme")));
    CHECK(!br_words_have(words, br_bytes_of_text("the")));
    CHECK(!br_words_have(words, br_bytes_of_text("emes")));
    CHECK(!br_words_have(words, br_bytes_of_text("themes ")));
    CHECK(!br_words_have("", br_bytes_of_text("aim")));
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
        BR_TEST(test_utf8_at_every_place),
        BR_TEST(test_utf8_of_the_stress_test),
        BR_TEST(test_words_between_blanks),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
