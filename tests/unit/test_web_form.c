/* Fields of forms: decoded as browsers encode them, refused when no browser would; cookies. */
#include "harness/check.h"

#include "base/limits.h"
#include "web/form.h"

#include <stdio.h>
#include <string.h>

static struct br_arena arena;
static struct br_form form;

static enum br_status parse(const char *encoded)
{
    br_arena_reset(&arena);
    form = (struct br_form){.count = 0};
    return br_form_parse(&form, &arena, br_bytes_of_text(encoded));
}

static void test_fields(void)
{
    br_arena_init(&arena, 1u << 20);
    CHECK(parse("title=Ward+round&text=a%0D%0Ab%0dc%26%3D&empty=&alone&title=again&&%C3%A9=%e2%82%"
                "ac") == BR_OK);
    CHECK_UINT(form.count, 6);
    CHECK_TEXT(br_form_value(&form, "title"), "Ward round");
    CHECK_TEXT(br_form_value(&form, "text"), "a\nb\rc&=");
    CHECK_TEXT(br_form_value(&form, "empty"), "");
    CHECK_TEXT(br_form_value(&form, "alone"), "");
    CHECK_TEXT(br_form_value(&form, "\xc3\xa9"), "\xe2\x82\xac");
    CHECK(br_form_value(&form, "none") == NULL);
    CHECK_TEXT((const char *)form.fields[4].value.data, "again");
    CHECK(parse("a=%0D") == BR_OK); /* a lone one, at the very end */
    CHECK_TEXT(br_form_value(&form, "a"), "\r");
    CHECK(parse("") == BR_OK && form.count == 0);
    br_arena_free(&arena);
}

static void test_malformed(void)
{
    static const char *const wrong[] = {
        "a=%",         "a=%:0", "a=%/0",   "a=%0`",    "a=%4",          "a=%4g",
        "a=%g4",       "%zz=1", "a=%00",   "a=\xff",   "a=%ff",         "a=%c3",
        "a=%ed%a0%80", "%00=1", "a=1&b=%", "a=%c0%80", "a=%f4%90%80%80"};
    br_arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(parse(wrong[i]) == BR_ERR_MALFORMED);
    }
    br_arena_free(&arena);
}

static void test_limits(void)
{
    struct br_buffer encoded;
    br_buffer_init(&encoded, 1u << 20);
    br_arena_init(&arena, 1u << 20);
    for (size_t count = 1; count <= BR_FORM_FIELDS_MAX + 1; count++) {
        br_buffer_put_text(&encoded, "a=1&");
        if (count >= BR_FORM_FIELDS_MAX - 1) {
            enum br_status expected = count <= BR_FORM_FIELDS_MAX ? BR_OK : BR_ERR_LIMIT;
            CHECK(parse(br_buffer_text(&encoded)) == expected);
        }
    }
    br_arena_free(&arena);
    br_arena_init(&arena, 16);
    CHECK(parse("a=0123456789abcdef0123456789") == BR_ERR_LIMIT);
    br_arena_free(&arena);
    br_buffer_free(&encoded);
}

static void test_rows(void)
{
    static const char *const none[] = {"title",         "agenda.1",
                                       "agenda.title",  "agenda..title",
                                       ".1.title",      "agenda.0.a",
                                       "agenda.01.a",   "agenda.-1.a",
                                       "agenda.1.",     "agenda.1.a.b",
                                       "a1.1.a",        "agenda.1.a1",
                                       "agenda.1 .a",   "_more.1.a",
                                       "agenda.201.a",  "",
                                       "agenda.1.Text", "agenda.99999999999999999999999.a"};
    struct br_form_row row;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        if (!CHECK(!br_form_row_of(none[i], &row))) {
            (void)printf("%s\n", none[i]);
        }
    }
    CHECK(br_form_row_of("agenda.12.title", &row) && row.number == 12);
    CHECK(br_bytes_equal(row.group, br_bytes_of_text("agenda")));
    CHECK_TEXT(row.field, "title");
    BR_ASSERT(BR_FORM_ROWS_MAX == 200);
    CHECK(br_form_row_of("based_on.199.a_b", &row) && row.number == 199);
    CHECK(br_form_row_of("a.200.b", &row) && row.number == BR_FORM_ROWS_MAX);
}

static void test_paths_and_encoding(void)
{
    const char *text = NULL;
    struct br_buffer out;
    br_arena_init(&arena, 1u << 20);
    CHECK(br_form_decode_path(&arena, br_bytes_of_text("a+b%20c"), &text) == BR_OK);
    CHECK_TEXT(text, "a+b c");
    CHECK(br_form_decode_path(&arena, br_bytes_of_text("%2"), &text) == BR_ERR_MALFORMED);
    br_buffer_init(&out, 1000);
    br_form_encode("Fl\xc3\xb6w & +Az09-._~", &out);
    CHECK_TEXT(br_buffer_text(&out), "Fl%C3%B6w%20%26%20%2BAz09-._~");
    br_buffer_free(&out);
    br_arena_free(&arena);
}

static void test_cookies(void)
{
    struct br_bytes header = br_bytes_of_text("a=1;  __Host-session=x=y;b;; a=2; ");
    struct br_bytes value;
    CHECK(br_cookie_find(header, "a", &value) && br_bytes_equal(value, br_bytes_of_text("1")));
    CHECK(br_cookie_find(header, "__Host-session", &value) &&
          br_bytes_equal(value, br_bytes_of_text("x=y")));
    CHECK(br_cookie_find(header, "b", &value) && value.size == 0);
    CHECK(!br_cookie_find(header, "session", &value));
    CHECK(!br_cookie_find(br_bytes_of_text(""), "a", &value));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_fields), BR_TEST(test_malformed),
        BR_TEST(test_limits), BR_TEST(test_paths_and_encoding),
        BR_TEST(test_rows),   BR_TEST(test_cookies),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
