/* import.c - points from a CSV file. */
#include "client/import.h"

#include "client/date.h"
#include "record/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    const struct import_rules *rules;
    struct import *import;
    size_t columns;                 /* of the header */
    size_t at[IMPORT_COLUMN_COUNT]; /* index + 1; 0: not in the file */
    size_t where_at[BR_OPTIONS_MAX];
};

void import_fault(struct import *import, size_t line, const char *column, const char *why, ...)
{
    if (import->fault_count < BR_IMPORT_FAULTS_MAX) {
        struct import_fault *fault = &import->faults[import->fault_count];
        va_list arguments;
        va_start(arguments, why);
        fault->line = line;
        fault->column = column;
        (void)vsnprintf(fault->why, sizeof fault->why, why, arguments);
        va_end(arguments);
    }
    import->fault_count++;
}

/* --- the header --- */

/* Index + 1 of the column called [name]; 0: none, or more than one. */
static size_t column_of(const struct br_csv_row *header, const char *name)
{
    size_t at = 0;
    for (size_t i = 0; i < header->count; i++) {
        if (br_bytes_equal(header->cells[i], br_bytes_of_text(name))) {
            if (at != 0) {
                return 0;
            }
            at = i + 1;
        }
    }
    return at;
}

static enum br_status no_column(const struct br_csv_row *header, const char *name,
                                struct br_error *error)
{
    struct br_buffer names;
    br_buffer_init(&names, sizeof error->text);
    for (size_t i = 0; i < header->count && names.size < 160; i++) {
        br_buffer_put_text(&names, i == 0 ? "" : ", ");
        br_buffer_put(&names, header->cells[i].data, header->cells[i].size);
    }
    const char *listed = br_buffer_text(&names);
    enum br_status status =
        br_error_set(error, BR_ERR_MALFORMED, "the file has not one column called %s; it has: %s",
                     name, listed == NULL ? "others" : listed);
    br_buffer_free(&names);
    return status;
}

static enum br_status read_header(struct reading *reading, const struct br_csv_row *header,
                                  struct br_error *error)
{
    const struct import_rules *rules = reading->rules;
    reading->columns = header->count;
    for (size_t i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        reading->at[i] = column_of(header, rules->columns[i]);
        if (reading->at[i] == 0 && rules->required[i]) {
            return no_column(header, rules->columns[i], error);
        }
    }
    for (size_t i = 0; i < rules->where_count; i++) {
        reading->where_at[i] = column_of(header, rules->where[i].column);
        if (reading->where_at[i] == 0) {
            return no_column(header, rules->where[i].column, error);
        }
    }
    return BR_OK;
}

/* What the header is separated by: a tab or semicolon only when there is no comma. */
static char separator_of(struct br_bytes text)
{
    const uint8_t *end = memchr(text.data, '\n', text.size);
    size_t size = end == NULL ? text.size : (size_t)(end - text.data);
    if (memchr(text.data, ',', size) != NULL) {
        return ',';
    }
    if (memchr(text.data, ';', size) != NULL) {
        return ';';
    }
    return memchr(text.data, '\t', size) != NULL ? '\t' : ',';
}

/* --- rows --- */

static struct br_bytes trimmed(struct br_bytes text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t')) {
        text.size--;
    }
    return text;
}

static bool is_wanted(const struct reading *reading, const struct br_csv_row *row)
{
    for (size_t i = 0; i < reading->rules->where_count; i++) {
        struct br_bytes wanted = br_bytes_of_text(reading->rules->where[i].value);
        if (!br_bytes_equal(row->cells[reading->where_at[i] - 1], wanted)) {
            return false;
        }
    }
    return true;
}

static bool number_is_good(struct reading *reading, const struct br_csv_row *row,
                           enum import_column column, struct br_bytes text)
{
    double number = 0;
    const char *why = text.size == 0 ? NULL : number_fault(text, &number);
    if (why != NULL) {
        import_fault(reading->import, row->line, reading->rules->columns[column], "%.*s %s",
                     text.size > 40 ? 40 : (int)text.size, (const char *)text.data, why);
    }
    return why == NULL;
}

static bool date_is_good(struct reading *reading, const struct br_csv_row *row,
                         struct br_bytes date)
{
    if (date_exists(date)) {
        return true;
    }
    const char *column = reading->rules->columns[IMPORT_DATE];
    if (date.size == 0) {
        import_fault(reading->import, row->line, column, "there is no date");
    } else {
        import_fault(reading->import, row->line, column,
                     "%.*s is not a day: write YYYY-MM-DD, as 2026-11-23",
                     date.size > 40 ? 40 : (int)date.size, (const char *)date.data);
    }
    return false;
}

static bool note_is_good(struct reading *reading, const struct br_csv_row *row,
                         struct br_bytes note)
{
    const char *column = reading->rules->columns[IMPORT_NOTE];
    const char *why = NULL;
    if (note.size > 0 && note.data[0] == '=') {
        why = "begins with =, which a spreadsheet would carry out";
    } else if (!br_utf8_valid(note)) {
        why = "is not UTF-8 text";
    } else if (note.size > BR_TEXT_NAME_MAX) {
        why = "is too long: at most 200 bytes";
    }
    if (why != NULL) {
        import_fault(reading->import, row->line, column, "the note %s", why);
    }
    return why == NULL;
}

static void read_row(struct reading *reading, const struct br_csv_row *row)
{
    struct br_bytes cells[IMPORT_COLUMN_COUNT] = {{NULL, 0}};
    struct import *import = reading->import;
    if (row->count != reading->columns) {
        import_fault(import, row->line, NULL, "the row has %zu cells, the header has %zu",
                     row->count, reading->columns);
        return;
    }
    if (!is_wanted(reading, row)) {
        import->passed_over++;
        return;
    }
    for (size_t i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        if (reading->at[i] != 0) {
            cells[i] = trimmed(row->cells[reading->at[i] - 1]);
        }
    }
    bool good = date_is_good(reading, row, cells[IMPORT_DATE]);
    good = number_is_good(reading, row, IMPORT_VALUE, cells[IMPORT_VALUE]) && good;
    good = number_is_good(reading, row, IMPORT_NUMERATOR, cells[IMPORT_NUMERATOR]) && good;
    good = number_is_good(reading, row, IMPORT_DENOMINATOR, cells[IMPORT_DENOMINATOR]) && good;
    good = note_is_good(reading, row, cells[IMPORT_NOTE]) && good;
    if (good) {
        import->points.items[import->points.count++] = (struct point){
            .date = cells[IMPORT_DATE],
            .value = cells[IMPORT_VALUE],
            .numerator = cells[IMPORT_NUMERATOR],
            .denominator = cells[IMPORT_DENOMINATOR],
            .note = cells[IMPORT_NOTE],
            .line = row->line,
        };
    }
}

/* --- dates that stand there twice --- */

static int compare_points(const void *a, const void *b)
{
    const struct point *left = a;
    const struct point *right = b;
    int order = memcmp(left->date.data, right->date.data, 10);
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

static int compare_faults(const void *a, const void *b)
{
    const struct import_fault *left = a;
    const struct import_fault *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/* The first one stays; the points are in the order of their dates afterwards. */
static void drop_doubles(struct import *import, const char *column)
{
    struct point *items = import->points.items;
    size_t count = import->points.count;
    size_t kept = count > 0 ? 1 : 0;
    qsort(items, count, sizeof *items, compare_points);
    for (size_t i = 1; i < count; i++) {
        const struct point *before = &items[kept - 1];
        if (br_bytes_equal(before->date, items[i].date)) {
            import_fault(import, items[i].line, column, "%.10s stands in line %zu already",
                         (const char *)before->date.data, before->line);
        } else {
            items[kept++] = items[i];
        }
    }
    import->points.count = kept;
}

/* --- the whole --- */

static enum br_status read_rows(struct reading *reading, struct br_csv *csv, struct br_arena *arena,
                                struct br_error *error)
{
    struct import *import = reading->import;
    for (;;) {
        struct br_csv_row row;
        size_t line = csv->line;
        struct br_error fault = {{0}};
        enum br_status status = br_csv_next(csv, arena, &row, &fault);
        if (status == BR_ERR_NOT_FOUND) {
            return BR_OK;
        }
        if (status == BR_ERR_NO_MEMORY) {
            return br_error_set(error, status, "the file is too large to read");
        }
        if (status != BR_OK) {
            const char *behind = strstr(fault.text, ": "); /* it names the line itself */
            import_fault(import, line, NULL, "%s", behind == NULL ? fault.text : behind + 2);
            continue;
        }
        if (import->points.count == BR_IMPORT_POINTS_MAX) {
            return br_error_set(error, BR_ERR_LIMIT, "too many points: at most %u at once",
                                BR_IMPORT_POINTS_MAX);
        }
        read_row(reading, &row);
    }
}

enum br_status import_read(const struct import_rules *rules, struct br_bytes text,
                           struct br_arena *arena, struct import *import, struct br_error *error)
{
    struct br_csv csv;
    struct br_csv_row header;
    struct reading reading = {.rules = rules, .import = import};
    *import = (struct import){.passed_over = 0};
    if (text.size == 0) {
        return br_error_set(error, BR_ERR_MALFORMED, "the file is empty");
    }
    enum br_status status = br_csv_open(&csv, text, separator_of(text));
    if (status != BR_OK) {
        return br_error_set(error, status, "the file is too large: at most %u bytes",
                            BR_CSV_SIZE_MAX);
    }
    if (!points_make(&import->points, arena)) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    status = br_csv_next(&csv, arena, &header, error);
    if (status == BR_ERR_NOT_FOUND) {
        return br_error_set(error, BR_ERR_MALFORMED, "the file is empty");
    }
    if (status == BR_OK) {
        status = read_header(&reading, &header, error);
    }
    if (status == BR_OK) {
        status = read_rows(&reading, &csv, arena, error);
    }
    if (status == BR_OK) {
        drop_doubles(import, rules->columns[IMPORT_DATE]);
        size_t kept =
            import->fault_count < BR_IMPORT_FAULTS_MAX ? import->fault_count : BR_IMPORT_FAULTS_MAX;
        qsort(import->faults, kept, sizeof import->faults[0], compare_faults);
    }
    return status;
}
