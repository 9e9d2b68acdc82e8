/* CSV: every form that is allowed, every mistake with its line, the limits. */
#include "harness/check.h"

#include "base/csv.h"
#include "base/limits.h"
#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct br_bytes bytes_of(const char *text)
{
    return br_bytes_of_text(text);
}

/*
 * All rows as text: cells in <>, the row's line in front, mistakes after an exclamation mark.
 * "1<a><b> 2<c><d>"
 */
static void print_rows(struct br_bytes text, char separator, struct br_buffer *out)
{
    struct br_csv csv;
    struct br_arena arena;
    struct br_csv_row row;
    struct br_error error;
    br_arena_init(&arena, 1 << 24);
    CHECK(br_csv_open(&csv, text, separator) == BR_OK);
    enum br_status status;
    while ((status = br_csv_next(&csv, &arena, &row, &error)) != BR_ERR_NOT_FOUND) {
        if (out->size > 0) {
            br_buffer_put_u8(out, ' ');
        }
        if (status != BR_OK) {
            br_buffer_put_format(out, "!%s", error.text);
            continue;
        }
        br_buffer_put_format(out, "%zu", row.line);
        for (size_t i = 0; i < row.count; i++) {
            br_buffer_put_u8(out, '<');
            br_buffer_put(out, row.cells[i].data, row.cells[i].size);
            br_buffer_put_u8(out, '>');
        }
    }
    CHECK_UINT(csv.rest.size, 0);
    CHECK(br_csv_next(&csv, &arena, &row, &error) == BR_ERR_NOT_FOUND); /* the end stays the end */
    br_arena_free(&arena);
}

static void expect(const char *text, const char *printed)
{
    struct br_buffer out;
    br_buffer_init(&out, 1 << 20);
    print_rows(bytes_of(text), ',', &out);
    CHECK_TEXT(br_buffer_text(&out), printed);
    br_buffer_free(&out);
}

static void test_plain_rows(void)
{
    expect("", "");
    expect("a", "1<a>");
    expect("a,b\nc,d\n", "1<a><b> 2<c><d>");
    expect("a,b\r\nc,d\r\n", "1<a><b> 2<c><d>");
    expect("a,b\r\nc,d", "1<a><b> 2<c><d>");
    expect("a,,b,\n,\n", "1<a><><b><> 2<><>");
    expect(" a , b \n", "1< a >< b >"); /* spaces belong to the cell */
    expect("a;b\tc", "1<a;b\tc>");
}

static void test_blank_lines_are_no_rows(void)
{
    expect("\n\r\n\na\n\n\nb\n\n", "4<a> 7<b>");
    expect("\n\n", "");
    expect("\"\"\n", "1<>"); /* one empty cell is not blank */
}

static void test_quotes(void)
{
    expect("\"a\",\"b\"\n", "1<a><b>");
    expect("\"a,b\",c\n", "1<a,b><c>");
    expect("\"\"\"\"\n", "1<\">");
    expect("\"say \"\"x\"\"\",\"\"\n", "1<say \"x\"><>");
    expect("\"a\nb\r\nc\",d\ne\n", "1<a\nb\r\nc><d> 4<e>");
    expect("\"\n\n\"\n\n\"x\"", "1<\n\n> 5<x>");
    expect("\"a\rb\"", "1<a\rb>"); /* inside quotes everything is text */
}

static void test_byte_order_mark(void)
{
    expect("\xef\xbb\xbf"
           "a,b\n",
           "1<a><b>");
    expect("\xef\xbb\xbf", "");
    expect("a\xef\xbb\xbf", "1<a\xef\xbb\xbf>");
    expect("\xef\xbb", "1<\xef\xbb>");
}

static void test_mistakes_name_their_line(void)
{
    expect("a\nb\"c,d\ne\n",
           "1<a> !line 2: a quote inside a cell that does not begin with one 3<e>");
    expect("\"a\"b,c\nd\n", "!line 1: text behind a closing quote 2<d>");
    expect("\"a\" ,c\nd\n", "!line 1: text behind a closing quote 2<d>");
    expect("a\n\"b\nc\n", "1<a> !line 2: a quote is opened and never closed");
    expect("\"", "!line 1: a quote is opened and never closed");
    expect("a\rb\nc\n", "!line 1: a carriage return that ends no line 2<c>");
    expect("a,\r", "!line 1: a carriage return that ends no line");
    expect("\"a\"\r", "!line 1: text behind a closing quote");
    expect("x\n\"1\n2\",y\"\nz\n",
           "1<x> !line 3: a quote inside a cell that does not begin with one 4<z>");
}

static void test_other_separators(void)
{
    struct br_buffer out;
    br_buffer_init(&out, 1000);
    print_rows(bytes_of("a;\"b;c\";d,e\n"), ';', &out);
    CHECK_TEXT(br_buffer_text(&out), "1<a><b;c><d,e>");
    br_buffer_clear(&out);
    print_rows(bytes_of("a\t\tb\n"), '\t', &out);
    CHECK_TEXT(br_buffer_text(&out), "1<a><><b>");
    br_buffer_free(&out);
}

static void test_nul_is_a_byte(void)
{
    struct br_buffer out;
    br_buffer_init(&out, 1000);
    print_rows((struct br_bytes){(const uint8_t *)"a\0b,c", 5}, ',', &out);
    CHECK_UINT(out.size, strlen("1<a?b><c>"));
    br_buffer_free(&out);
    out = (struct br_buffer){.size_max = 10};
    print_rows((struct br_bytes){NULL, 0}, ',', &out);
    CHECK_UINT(out.size, 0);
}

static void test_columns_at_their_limit(void)
{
    for (size_t columns = BR_CSV_COLUMNS_MAX - 1; columns <= BR_CSV_COLUMNS_MAX + 1; columns++) {
        struct br_buffer text;
        struct br_csv csv;
        struct br_csv_row row;
        struct br_error error;
        struct br_arena arena;
        br_arena_init(&arena, 1 << 20);
        br_buffer_init(&text, 10000);
        for (size_t i = 1; i < columns; i++) {
            br_buffer_put_text(&text, i % 2 == 0 ? "x," : "\"a\nb\",");
        }
        br_buffer_put_text(&text, "x\nnext\n");
        CHECK(br_csv_open(&csv, br_buffer_bytes(&text), ',') == BR_OK);
        bool fits = columns <= BR_CSV_COLUMNS_MAX;
        CHECK_UINT(br_csv_next(&csv, &arena, &row, &error), fits ? BR_OK : BR_ERR_LIMIT);
        if (fits) {
            CHECK_UINT(row.count, columns);
        } else {
            CHECK_TEXT(error.text, "line 1: more than 256 columns");
        }
        CHECK(br_csv_next(&csv, &arena, &row, &error) == BR_OK); /* behind the row, not inside it */
        CHECK_UINT(row.count, 1);
        CHECK_UINT(row.line, columns / 2 + 2);
        br_buffer_free(&text);
        br_arena_free(&arena);
    }
}

static void test_size_at_its_limit(void)
{
    uint8_t *text = malloc(BR_CSV_SIZE_MAX + 1);
    BR_ASSERT(text != NULL);
    memset(text, 'x', BR_CSV_SIZE_MAX + 1);
    for (size_t size = BR_CSV_SIZE_MAX - 1; size <= BR_CSV_SIZE_MAX + 1; size++) {
        struct br_csv csv;
        CHECK_UINT(br_csv_open(&csv, (struct br_bytes){text, size}, ','),
                   size <= BR_CSV_SIZE_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    free(text);
}

static void test_the_budget_holds(void)
{
    struct br_csv csv;
    struct br_csv_row row;
    struct br_error error;
    struct br_arena arena;
    br_arena_init(&arena, 64);
    CHECK(br_csv_open(&csv, bytes_of("a,b,c,d,e\nx\n"), ',') == BR_OK);
    CHECK_UINT(br_csv_next(&csv, &arena, &row, &error), BR_ERR_NO_MEMORY);
    CHECK_UINT(br_csv_next(&csv, &arena, &row, &error), BR_OK);
    CHECK_UINT(row.line, 2);
    br_arena_reset(&arena);
    const char *doubled =
        "\"0123456789012345678901234567890123456789012345678901234567890123456\"\"\"";
    CHECK(br_csv_open(&csv, bytes_of(doubled), ',') == BR_OK);
    CHECK_UINT(br_csv_next(&csv, &arena, &row, &error), BR_ERR_NO_MEMORY);
    CHECK_UINT(br_csv_next(&csv, &arena, &row, &error), BR_ERR_NOT_FOUND);
    br_arena_free(&arena);
}

static void put_quoted(struct br_buffer *out, const char *cell)
{
    br_buffer_put_u8(out, '"');
    for (const char *at = cell; *at != '\0'; at++) {
        br_buffer_put_text(out, *at == '"' ? "\"\"" : (const char[]){*at, '\0'});
    }
    br_buffer_put_u8(out, '"');
}

/* Rows of any text, written as RFC 4180 says, come back as they were. */
static void test_what_was_written_comes_back(void)
{
    static const char letters[] = "ab\",;\n\r\t \xc3\xa9";
    struct br_rng rng = br_rng_seeded(3);
    for (int round = 0; round < 2000; round++) {
        struct br_buffer text;
        struct br_buffer expected;
        struct br_buffer out;
        size_t line = 1;
        br_buffer_init(&text, 1 << 16);
        br_buffer_init(&expected, 1 << 16);
        br_buffer_init(&out, 1 << 16);
        for (uint64_t rows = br_rng_below(&rng, 4); rows > 0; rows--) {
            uint64_t cells = 1 + br_rng_below(&rng, 4);
            br_buffer_put_format(&expected, "%s%zu", expected.size > 0 ? " " : "", line);
            for (uint64_t i = 0; i < cells; i++) {
                char cell[9];
                size_t size = (size_t)br_rng_below(&rng, sizeof cell);
                for (size_t c = 0; c < size; c++) {
                    cell[c] = letters[br_rng_below(&rng, sizeof letters - 1)];
                    line += cell[c] == '\n';
                }
                cell[size] = '\0';
                bool plain = size > 0 && strpbrk(cell, "\",\r\n") == NULL;
                br_buffer_put_text(&text, i > 0 ? "," : "");
                if (plain) {
                    br_buffer_put_text(&text, cell);
                } else {
                    put_quoted(&text, cell);
                }
                br_buffer_put_format(&expected, "<%s>", cell);
            }
            br_buffer_put_text(&text, br_rng_below(&rng, 2) == 0 ? "\n" : "\r\n");
            line++;
        }
        print_rows(br_buffer_bytes(&text), ',', &out);
        CHECK_TEXT(br_buffer_text(&out), br_buffer_text(&expected));
        br_buffer_free(&text);
        br_buffer_free(&expected);
        br_buffer_free(&out);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_plain_rows),
        BR_TEST(test_blank_lines_are_no_rows),
        BR_TEST(test_quotes),
        BR_TEST(test_byte_order_mark),
        BR_TEST(test_mistakes_name_their_line),
        BR_TEST(test_other_separators),
        BR_TEST(test_nul_is_a_byte),
        BR_TEST(test_columns_at_their_limit),
        BR_TEST(test_size_at_its_limit),
        BR_TEST(test_the_budget_holds),
        BR_TEST(test_what_was_written_comes_back),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
