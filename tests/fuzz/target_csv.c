/*
 * target_csv.c - CSV as rows, and as points of a measure.
 *
 * The first byte: the separator, and whether to import. Rows written out again with every cell
 * quoted read as the same rows; imported points are days that exist, each once, in order.
 */
#include "tests/fuzz/fuzz.h"

#include "base/csv.h"
#include "base/limits.h"
#include "entry/date.h"
#include "entry/table.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 64, ARENA_SIZE = 16 * 1024 * 1024 };

struct rows {
    size_t count;
    struct br_csv_row items[ROWS_MAX];
};

static void put_row(struct br_buffer *out, const struct br_csv_row *row, char separator)
{
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0) {
            br_buffer_put_u8(out, (uint8_t)separator);
        }
        br_buffer_put_u8(out, '"');
        for (size_t at = 0; at < row->cells[i].size; at++) {
            uint8_t byte = row->cells[i].data[at];
            br_buffer_put_u8(out, byte);
            if (byte == '"') {
                br_buffer_put_u8(out, byte);
            }
        }
        br_buffer_put_u8(out, '"');
    }
    br_buffer_put_text(out, "\r\n");
}

/* Every row in order; bad ones are passed over. Each call gets further. */
static void read_rows(struct br_bytes text, char separator, struct br_arena *arena,
                      struct rows *rows)
{
    struct br_csv csv;
    struct br_csv_row row;
    size_t line = 0;
    rows->count = 0;
    BR_ASSERT(br_csv_open(&csv, text, separator) == BR_OK);
    for (;;) {
        struct br_error error = {.text = ""};
        size_t rest = csv.rest.size;
        enum br_status status = br_csv_next(&csv, arena, &row, &error);
        if (status == BR_ERR_NOT_FOUND) {
            BR_ASSERT(csv.rest.size == 0);
            return;
        }
        BR_ASSERT(csv.rest.size < rest);
        BR_ASSERT(status == BR_OK || error.text[0] != '\0');
        if (status != BR_OK) {
            continue;
        }
        BR_ASSERT(row.line > line && row.count >= 1 && row.count <= BR_CSV_COLUMNS_MAX);
        line = row.line;
        if (rows->count < ROWS_MAX) {
            rows->items[rows->count++] = row;
        }
    }
}

static void rows_again(struct br_bytes text, char separator)
{
    struct br_arena arena;
    struct br_buffer written;
    struct rows *first = malloc(sizeof *first);
    struct rows *second = malloc(sizeof *second);
    BR_ASSERT(first != NULL && second != NULL);
    br_arena_init(&arena, ARENA_SIZE);
    br_buffer_init(&written, ARENA_SIZE);
    read_rows(text, separator, &arena, first);
    for (size_t i = 0; i < first->count; i++) {
        put_row(&written, &first->items[i], separator);
    }
    BR_ASSERT(br_buffer_ok(&written));
    read_rows(br_buffer_bytes(&written), separator, &arena, second);
    BR_ASSERT(first->count == second->count);
    for (size_t i = 0; i < first->count; i++) {
        BR_ASSERT(first->items[i].count == second->items[i].count);
        for (size_t at = 0; at < first->items[i].count; at++) {
            BR_ASSERT(br_bytes_equal(first->items[i].cells[at], second->items[i].cells[at]));
        }
    }
    br_buffer_free(&written);
    br_arena_free(&arena);
    free(first);
    free(second);
}

static void check_point(const struct br_entry *point, const struct br_entry *before)
{
    double number = 0;
    BR_ASSERT(br_date_exists(point->date));
    BR_ASSERT(before == NULL || memcmp(before->date.data, point->date.data, 10) < 0);
    BR_ASSERT(point->value.size == 0 || br_number_fault(point->value, &number) == NULL);
    BR_ASSERT(br_utf8_valid(point->note) && point->note.size <= BR_TEXT_NAME_MAX);
}

static void points(struct br_bytes text)
{
    const struct br_table_rules rules = {
        .columns = {"date", "value", "numerator", "denominator", "note"},
        .required = {true, false, false, false, false},
        .where_count = text.size % 2,
        .where = {{"site", "A"}},
    };
    struct br_arena arena;
    struct br_error error = {.text = ""};
    struct br_table *import = calloc(1, sizeof *import);
    BR_ASSERT(import != NULL);
    br_arena_init(&arena, ARENA_SIZE);
    enum br_status status = br_table_read(&rules, text, &arena, import, &error);
    BR_ASSERT(status == BR_OK || error.text[0] != '\0');
    for (size_t i = 0; status == BR_OK && i < import->points.count; i++) {
        check_point(&import->points.items[i], i == 0 ? NULL : &import->points.items[i - 1]);
    }
    for (size_t i = 0; i < import->fault_count && i < BR_IMPORT_FAULTS_MAX; i++) {
        BR_ASSERT(import->faults[i].why[0] != '\0');
    }
    br_arena_free(&arena);
    free(import);
}

static void run(struct br_bytes input)
{
    static const char separators[] = {',', '\t', ';'};
    if (input.size == 0) {
        return;
    }
    struct br_bytes text = {input.data + 1, input.size - 1};
    if (input.data[0] >= 0x80) {
        points(text);
    } else {
        rows_again(text, separators[input.data[0] % 3]);
    }
}

static void seeds(struct fuzz_seeds *out)
{
    fuzz_seed_text(out, "plain", "0a,b,c\r\n1,2,3\r\n");
    fuzz_seed_text(out, "quotes", "0\"a\"\"b\",\"c\nd\",\r\n\"\",,\"\r\n\"\n");
    fuzz_seed_text(out, "mark",
                   "0\xef\xbb\xbf"
                   "a,b\n\n\n1,2");
    fuzz_seed_text(out, "bad", "0a\"b\nc\rd\n\"e\"f\n\"g");
    fuzz_seed_text(out, "tabs", "1a\tb\n1\t\"2\t3\"\n");
    fuzz_seed_text(out, "semicolons", "2a;b\n1;2\n");
    fuzz_seed_text(out, "points",
                   "\xff"
                   "date,value,numerator,denominator,note,site\n"
                   "2026-11-23,1.5,3,2,\"a note\",A\n2026-11-24,,,,,A\n2026-02-30,1,,,,B\n"
                   "2026-11-23,7,,,=cmd,A\n2026-11-25,\"1,000\",,,,A\n2026-11-26,5%,,,,A\n");
    fuzz_seed_text(out, "points-semicolon",
                   "\xff"
                   "date;value\n2024-02-29;-1e3\n2023-02-29;x\n");
}

const struct fuzz_target fuzz_csv = {.name = "csv", .run = run, .seeds = seeds};
