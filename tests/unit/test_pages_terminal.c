/* Text for a terminal and in JSON: whatever people write, nothing in it is obeyed or hidden. */
#include "harness/check.h"
#include "pages/terminal.h"
#include "pages/tree.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect(const char *text, size_t size, const char *safe)
{
    struct br_buffer out;
    br_buffer_init(&out, 10000);
    br_text_terminal_safe((struct br_bytes){(const uint8_t *)text, size}, &out);
    CHECK_TEXT(br_buffer_text(&out), safe);
    br_buffer_free(&out);
}

#define EXPECT(text, safe) expect((text), sizeof(text) - 1, (safe))

static void test_plain_text_passes(void)
{
    EXPECT("", "");
    EXPECT("a line\n\tanother", "a line\n\tanother");
    EXPECT("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
           "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
    /* Joiners and variation selectors: a family, a heart, Persian. */
    EXPECT("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
           "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7");
    EXPECT("\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f");
    EXPECT("\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae");
}

static void test_controls_are_shown(void)
{
    EXPECT("\x1b[2J", "\\x1b[2J");
    EXPECT("a\0b", "a\\x00b");
    EXPECT("\x07\x08\r\x7f", "\\x07\\x08\\x0d\\x7f");
    EXPECT("\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", "<U+0080><U+009B><U+009F>\xc2\xa0");
}

static void test_hidden_characters_are_shown(void)
{
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the very thing */
    EXPECT("\xe2\x80\xae\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9", "<U+202E><U+202A><U+2066><U+2069>");
    EXPECT("\xe2\x80\x8b\xe2\x80\x8e\xe2\x80\xa8\xef\xbb\xbf\xc2\xad",
           "<U+200B><U+200E><U+2028><U+FEFF><U+00AD>");
    EXPECT("\xf3\xa0\x81\x81", "<U+E0041>"); /* a tag letter: text that no one sees */
}

static void test_broken_bytes_are_shown(void)
{
    EXPECT("\xff\xc0\xaf", "\\xff\\xc0\\xaf");
    EXPECT("\xe2\x82", "\\xe2\\x82");                   /* cut */
    EXPECT("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* a surrogate */
    EXPECT("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* above U+10FFFF */
    EXPECT("\xe2\x28\xa1", "\\xe2(\\xa1");
    EXPECT("\x9b"
           "31m",
           "\\x9b"
           "31m"); /* a raw C1 byte */
}

static void test_one_line_stays_one_line(void)
{
    struct br_buffer out;
    br_buffer_init(&out, 1000);
    br_text_terminal_line(br_bytes_of_text("title\nforged line\tx"), &out);
    CHECK_TEXT(br_buffer_text(&out), "title\\x0aforged line\tx");
    br_buffer_free(&out);
}

/* No byte that a terminal obeys, and well-formed UTF-8 whatever went in. */
static bool is_calm(struct br_bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
        bool second = i > 0 && text.data[i - 1] == 0xc2 && byte >= 0x80 && byte <= 0x9f;
        if (control || second) {
            return false;
        }
    }
    return br_utf8_valid(text);
}

/* Text mode and JSON of one string; JSON must come back byte for byte. */
static void check_string(struct br_bytes text)
{
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    br_text_terminal_safe(text, &out);
    CHECK(is_calm(br_buffer_bytes(&out)));
    br_buffer_clear(&out);
    struct br_node node = {.type = BR_NODE_TEXT, .as.bytes = text};
    CHECK(br_node_json(&node, &out) == BR_OK);
    CHECK(is_calm(br_buffer_bytes(&out)));
    CHECK(memchr(out.data, '\n', out.size) == NULL);
    json_t *back =
        json_loadb((const char *)out.data, out.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (CHECK(back != NULL) && br_utf8_valid(text)) {
        struct br_bytes read = {(const uint8_t *)json_string_value(back), json_string_length(back)};
        CHECK(br_bytes_equal(read, text));
    }
    json_decref(back);
    br_buffer_free(&out);
}

static void test_every_pair_of_bytes_is_calm(void)
{
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        uint8_t bytes[4] = {'a', (uint8_t)(pair >> 8), (uint8_t)pair, 'z'};
        struct br_buffer out;
        br_buffer_init(&out, 64);
        br_text_terminal_safe((struct br_bytes){bytes, 4}, &out);
        if (!is_calm(br_buffer_bytes(&out))) {
            CHECK(false);
            (void)printf("  for the bytes %04x\n", pair);
        }
        br_buffer_free(&out);
    }
}

static void test_every_character_comes_back_from_json(void)
{
    for (uint32_t code = 1; code <= 0x10ffff; code += code < 0x3000 ? 1 : 61) {
        uint8_t bytes[4] = {(uint8_t)code};
        size_t size = 1;
        if (code >= 0x10000) {
            bytes[0] = (uint8_t)(0xf0 | code >> 18);
            bytes[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
            bytes[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
            bytes[3] = (uint8_t)(0x80 | (code & 0x3f));
            size = 4;
        } else if (code >= 0x800) {
            bytes[0] = (uint8_t)(0xe0 | code >> 12);
            bytes[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
            bytes[2] = (uint8_t)(0x80 | (code & 0x3f));
            size = 3;
        } else if (code >= 0x80) {
            bytes[0] = (uint8_t)(0xc0 | code >> 6);
            bytes[1] = (uint8_t)(0x80 | (code & 0x3f));
            size = 2;
        }
        check_string((struct br_bytes){bytes, size});
    }
}

static void test_json_escapes(void)
{
    static const char text[] =
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): the very thing */
        "\"\\/\b\f\n\r\t\v\0\x1b\x7f\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81\xff";
    struct br_node node = {.type = BR_NODE_TEXT,
                           .as.bytes = {(const uint8_t *)text, sizeof text - 1}};
    struct br_buffer out;
    br_buffer_init(&out, 1000);
    CHECK(br_node_json(&node, &out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out),
               "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u000b\\u0000\\u001b\\u007f\\u009b\\u202e\\udb40\\udc41"
               "\\ufffd\"");
    br_buffer_free(&out);
}

/* The strings of the Big List of Naughty Strings, or a few of their kind. */
static void test_naughty_strings(void)
{
    static const char *const own[] = {"\x1b]0;owned\x07",
                                      "\xe2\x80\xaetest\xe2\x80\xac",
                                      "<script>alert(1)</script>",
                                      "\xef\xbb\xbf",
                                      "$(reboot)",
                                      "Z\xcd\xa6\xcc\xa5o",
                                      "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7"};
    const char *folder = getenv("BIGROOM_TEST_DATA");
    if (folder == NULL) {
        (void)printf("  BIGROOM_TEST_DATA is not set: a few strings of our own instead of blns\n");
        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
            check_string(br_bytes_of_text(own[i]));
        }
        return;
    }
    char path[512];
    (void)snprintf(path, sizeof path, "%s/bad/blns.json", folder);
    json_t *strings = json_load_file(path, JSON_ALLOW_NUL, NULL);
    CHECK(json_array_size(strings) > 400);
    size_t index = 0;
    json_t *string = NULL;
    json_array_foreach(strings, index, string)
    {
        check_string((struct br_bytes){(const uint8_t *)json_string_value(string),
                                       json_string_length(string)});
    }
    json_decref(strings);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_plain_text_passes),
        BR_TEST(test_controls_are_shown),
        BR_TEST(test_hidden_characters_are_shown),
        BR_TEST(test_broken_bytes_are_shown),
        BR_TEST(test_one_line_stays_one_line),
        BR_TEST(test_every_pair_of_bytes_is_calm),
        BR_TEST(test_every_character_comes_back_from_json),
        BR_TEST(test_json_escapes),
        BR_TEST(test_naughty_strings),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
