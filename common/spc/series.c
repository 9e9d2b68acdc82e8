/*
 * series.c - points from rows of text.
 *
 * Rows live in an arena of their own, reset for each, so that a large file costs its points alone.
 */
#include "spc/series.h"

#include "base/csv.h"
#include "spc/day.h"
#include "spc/number.h"
#include "spc/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS = 2, /* of a file without a header */
    NOT_THERE = -1,
    ROW_ARENA_SIZE = (int)(BR_CSV_COLUMNS_MAX * 4096u)
};

/* A point, and the line that it came from. */
struct dated {
    struct br_spc_point point;
    size_t line;
};

struct reading {
    struct br_series *series;
    size_t date_at; /* index of the column */
    size_t value_at;
    size_t columns; /* 0: not known yet */
    size_t row_count;
    struct dated *rows; /* BR_SPC_POINTS_MAX at most, grown by doubling */
    size_t capacity;
    struct br_arena *arena;
};

BR_PRINTF(4, 5)
static void fault(struct br_series *series, size_t line, size_t column, const char *why, ...)
{
    if (series->fault_count < BR_SPC_FAULTS_MAX) {
        struct br_series_fault *fault = &series->faults[series->fault_count];
        va_list arguments;
        va_start(arguments, why);
        *fault = (struct br_series_fault){.line = line, .column = column};
        (void)vsnprintf(fault->why, sizeof fault->why, why, arguments);
        va_end(arguments);
    }
    series->fault_count++;
}

void br_series_fault_text(const struct br_series_fault *fault, struct br_error *out)
{
    if (fault->column == 0) {
        (void)br_error_set(out, BR_OK, "line %zu: %s", fault->line, fault->why);
    } else {
        (void)br_error_set(out, BR_OK, "line %zu, column %zu: %s", fault->line, fault->column,
                           fault->why);
    }
}

/* --- the form of the file --- */

/* What the first line is separated by: a tab before a semicolon before a comma. */
static char separator_of(struct br_bytes text)
{
    static const char separators[] = {'\t', ';'};
    const uint8_t *end = text.size == 0 ? NULL : memchr(text.data, '\n', text.size);
    size_t size = end == NULL ? text.size : (size_t)(end - text.data);
    for (size_t i = 0; i < sizeof separators; i++) {
        if (size > 0 && memchr(text.data, separators[i], size) != NULL) {
            return separators[i];
        }
    }
    return ',';
}

static bool is_utf16(struct br_bytes text)
{
    static const uint8_t marks[2][2] = {{0xff, 0xfe}, {0xfe, 0xff}};
    return text.size >= 2 &&
           (memcmp(text.data, marks[0], 2) == 0 || memcmp(text.data, marks[1], 2) == 0);
}

static int column_called(const struct br_csv_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (br_spc_same_word(br_spc_trimmed(row->cells[i]), name)) {
            return (int)i;
        }
    }
    return NOT_THERE;
}

static bool begins_with_digit(struct br_bytes text)
{
    return text.size > 0 && text.data[0] >= '0' && text.data[0] <= '9';
}

/* A header has no date and no number where those of a row would be. */
static bool is_header(const struct br_csv_row *row)
{
    struct br_error ignored;
    double number = 0;
    if (column_called(row, "date") != NOT_THERE || column_called(row, "value") != NOT_THERE) {
        return true;
    }
    struct br_bytes first = br_spc_trimmed(row->cells[0]);
    struct br_bytes second =
        row->count > 1 ? br_spc_trimmed(row->cells[1]) : (struct br_bytes){NULL, 0};
    return first.size > 0 && !begins_with_digit(first) &&
           (second.size == 0 || br_number_read(second, &number, &ignored) != BR_OK);
}

static enum br_status no_column(const struct br_csv_row *row, const char *name,
                                struct br_error *error)
{
    enum { NAMES_SHOWN = 5, NAMES_SIZE = 200 };
    char names[NAMES_SIZE] = "";
    size_t used = 0;
    for (size_t i = 0; i < row->count && i < NAMES_SHOWN && used < sizeof names - 1; i++) {
        struct br_spc_excerpt one = br_spc_excerpt(row->cells[i]);
        int size =
            snprintf(names + used, sizeof names - used, "%s%.24s", i == 0 ? "" : ", ", one.text);
        used += size > 0 ? (size_t)size : 0;
    }
    return br_error_set(error, BR_ERR_MALFORMED, "no column is called %s; there are: %s%s",
                        br_spc_excerpt(br_bytes_of_text(name)).text, names,
                        row->count > NAMES_SHOWN ? ", …" : "");
}

static enum br_status find_columns(struct reading *reading, const struct br_csv_row *row,
                                   const struct br_series_columns *asked, struct br_error *error)
{
    const char *date = asked != NULL ? asked->date : NULL;
    const char *value = asked != NULL ? asked->value : NULL;
    int date_at = column_called(row, date != NULL ? date : "date");
    int value_at = column_called(row, value != NULL ? value : "value");
    if (date_at == NOT_THERE && date != NULL) {
        return no_column(row, date, error);
    }
    date_at = date_at == NOT_THERE ? (value_at == 0 ? 1 : 0) : date_at;
    if (value_at == NOT_THERE && value == NULL && row->count == COLUMNS) {
        value_at = 1 - date_at;
    }
    if (value_at == NOT_THERE || date_at == value_at || (size_t)date_at >= row->count) {
        return no_column(row, value != NULL ? value : "value", error);
    }
    reading->date_at = (size_t)date_at;
    reading->value_at = (size_t)value_at;
    reading->columns = row->count;
    return BR_OK;
}

/* --- rows --- */

static bool grow(struct reading *reading)
{
    enum { FIRST = 256 };
    size_t capacity = reading->capacity == 0 ? FIRST : reading->capacity * 2;
    struct dated *rows = br_arena_take(reading->arena, capacity * sizeof *rows);
    if (rows == NULL) {
        return false;
    }
    if (reading->row_count > 0) {
        memcpy(rows, reading->rows, reading->row_count * sizeof *rows);
    }
    reading->rows = rows;
    reading->capacity = capacity;
    return true;
}

static bool is_blank(const struct br_csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (br_spc_trimmed(row->cells[i]).size > 0) {
            return false;
        }
    }
    return true;
}

/* Cells behind the last column of the header count only when something stands in them. */
static bool has_right_form(struct reading *reading, const struct br_csv_row *row)
{
    size_t columns = reading->columns == 0 ? COLUMNS : reading->columns;
    size_t filled = row->count;
    while (filled > columns && br_spc_trimmed(row->cells[filled - 1]).size == 0) {
        filled--;
    }
    if (filled > columns) {
        fault(reading->series, row->line, columns + 1,
              "there are %zu cells where %zu belong: a number with a comma inside needs quotes, "
              "and no comma",
              filled, columns);
        return false;
    }
    if (row->count <= reading->date_at || row->count <= reading->value_at) {
        fault(reading->series, row->line, 0,
              "there is no value: write date,value, and end the line with the comma for a missing "
              "point");
        return false;
    }
    return true;
}

static enum br_status take_row(struct reading *reading, const struct br_csv_row *row,
                               struct br_error *error)
{
    struct br_error why;
    struct br_spc_point point = {.value = NAN};
    if (is_blank(row) || !has_right_form(reading, row)) {
        return BR_OK;
    }
    bool good = true;
    if (br_day_read(row->cells[reading->date_at], &point.day, &why) != BR_OK) {
        fault(reading->series, row->line, reading->date_at + 1, "%s", why.text);
        good = false;
    }
    struct br_bytes value = br_spc_trimmed(row->cells[reading->value_at]);
    if (value.size > 0 && br_number_read(value, &point.value, &why) != BR_OK) {
        fault(reading->series, row->line, reading->value_at + 1, "%s", why.text);
        good = false;
    }
    if (!good) {
        return BR_OK;
    }
    if (reading->row_count == BR_SPC_POINTS_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "line %zu: a series has at most %u points",
                            row->line, BR_SPC_POINTS_MAX);
    }
    if (reading->row_count == reading->capacity && !grow(reading)) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    reading->rows[reading->row_count++] = (struct dated){.point = point, .line = row->line};
    return BR_OK;
}

static enum br_status read_rows(struct reading *reading, struct br_csv *csv,
                                const struct br_series_columns *asked, struct br_arena *row_arena,
                                struct br_error *error)
{
    bool first = true;
    for (;;) {
        struct br_csv_row row;
        struct br_error why = {{0}};
        size_t line = csv->line;
        enum br_status status = br_csv_next(csv, row_arena, &row, &why);
        if (status == BR_ERR_NOT_FOUND) {
            return BR_OK;
        }
        if (status != BR_OK) {
            const char *behind = strstr(why.text, ": "); /* it names the line itself */
            fault(reading->series, line, 0, "%s", behind == NULL ? why.text : behind + 2);
            status = BR_OK;
        } else if (first && is_header(&row)) {
            reading->series->header = true;
            status = find_columns(reading, &row, asked, error);
        } else if (first && asked != NULL && (asked->date != NULL || asked->value != NULL)) {
            status = no_column(&row, asked->date != NULL ? asked->date : asked->value, error);
        } else {
            status = take_row(reading, &row, error);
        }
        if (status != BR_OK) {
            return status;
        }
        first = false;
        br_arena_reset(row_arena);
    }
}

/* --- the whole --- */

static int by_day(const void *a, const void *b)
{
    const struct dated *x = a;
    const struct dated *y = b;
    int days = (x->point.day > y->point.day) - (x->point.day < y->point.day);
    return days != 0 ? days : (x->line > y->line) - (x->line < y->line);
}

static int by_line(const void *a, const void *b)
{
    const struct br_series_fault *x = a;
    const struct br_series_fault *y = b;
    int lines = (x->line > y->line) - (x->line < y->line);
    return lines != 0 ? lines : (x->column > y->column) - (x->column < y->column);
}

/* By date; of several points on one date the first line's stays, the others are told. */
static enum br_status keep_points(struct reading *reading, struct br_error *error)
{
    struct br_series *series = reading->series;
    series->points =
        br_arena_take(reading->arena, (reading->row_count + 1) * sizeof *series->points);
    if (series->points == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    if (reading->row_count > 0) {
        qsort(reading->rows, reading->row_count, sizeof *reading->rows, by_day);
    }
    size_t kept_line = 0;
    for (size_t i = 0; i < reading->row_count; i++) {
        const struct dated *row = &reading->rows[i];
        if (series->count > 0 && series->points[series->count - 1].day == row->point.day) {
            char day[BR_DAY_TEXT_SIZE];
            br_day_long(row->point.day, day);
            fault(series, row->line, reading->date_at + 1,
                  "%s has a point already, from line %zu: keep one of them", day, kept_line);
            continue;
        }
        kept_line = row->line;
        series->missing += br_spc_missing(row->point.value) ? 1 : 0;
        series->points[series->count++] = row->point;
    }
    size_t told = series->fault_count < BR_SPC_FAULTS_MAX ? series->fault_count : BR_SPC_FAULTS_MAX;
    qsort(series->faults, told, sizeof series->faults[0], by_line);
    return BR_OK;
}

size_t br_series_arena_size(size_t size)
{
    enum { FIXED = 64 * 1024, DOUBLINGS = 4 };
    /* a row with a point takes six bytes of text at least, as in "1/1/26," with its line end */
    size_t rows = size / 6 < BR_SPC_POINTS_MAX ? size / 6 : BR_SPC_POINTS_MAX;
    return FIXED + rows * (DOUBLINGS * sizeof(struct dated) + sizeof(struct br_spc_point));
}

enum br_status br_series_read(struct br_bytes text, const struct br_series_columns *columns,
                              struct br_arena *arena, struct br_series *out, struct br_error *error)
{
    struct br_csv csv;
    struct br_arena row_arena;
    struct reading reading = {.series = out, .arena = arena, .value_at = 1};
    out->count = 0;
    out->points = NULL;
    out->missing = 0;
    out->header = false;
    out->fault_count = 0;
    if (is_utf16(text)) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "the text is UTF-16: save it as \"CSV UTF-8\", or copy the cells");
    }
    if (br_csv_open(&csv, text, separator_of(text)) != BR_OK) {
        return br_error_set(error, BR_ERR_LIMIT, "the text is too large: at most %u bytes",
                            BR_CSV_SIZE_MAX);
    }
    br_arena_init(&row_arena, ROW_ARENA_SIZE);
    enum br_status status = read_rows(&reading, &csv, columns, &row_arena, error);
    br_arena_free(&row_arena);
    if (status == BR_OK) {
        status = keep_points(&reading, error);
    }
    if (status == BR_OK && out->count == 0 && out->fault_count == 0) {
        status = br_error_set(error, BR_ERR_MALFORMED,
                              "there is no point: write a line for each, as in 2026-05-03,35");
    }
    return status;
}
