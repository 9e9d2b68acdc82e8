/* table.c - points from a table. */
#include "entry/table.h"

#include "base/csv.h"
#include "entry/date.h"
#include "pages/terminal.h"
#include "record/patient.h"
#include "spc/day.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    EXCERPT_SIZE = 40,    /* of a cell, in a sentence about it */
    SAFE_SIZE_MAX = 4096, /* of a sentence while it is made safe */
    VALUES_MAX = 12,      /* of a column, in a sentence about it */
};

struct reading {
    const struct br_table_rules *rules;
    struct br_table *table;
    size_t columns;                   /* of the header */
    bool placed;                      /* it has no header */
    size_t at[BR_TABLE_COLUMN_COUNT]; /* index + 1; 0: not in the file */
    size_t where_at[BR_OPTIONS_MAX];
    bool met[BR_OPTIONS_MAX]; /* by some row */
    bool any_wanted;          /* some row meets all of them */
    struct br_arena *arena;
    bool no_memory;
};

/* At most [size_max] bytes; between characters, if these are characters. */
static struct br_bytes cut_at(struct br_bytes text, size_t size_max)
{
    enum { CONTINUATION_MAX = 3 }; /* bytes of a character behind its first; else it is none */
    if (text.size <= size_max) {
        return text;
    }
    size_t size = size_max;
    while (size > 0 && size_max - size < CONTINUATION_MAX && (text.data[size] & 0xc0u) == 0x80) {
        size--;
    }
    bool between = (text.data[size] & 0xc0u) != 0x80;
    text.size = between ? size : size_max;
    return text;
}

/* Safe to print and whole UTF-8, in [size] bytes with its NUL. */
static void put_safe(struct br_bytes text, char *out, size_t size)
{
    struct br_buffer safe;
    br_buffer_init(&safe, SAFE_SIZE_MAX);
    br_text_terminal_line(text, &safe);
    struct br_bytes cut = cut_at(br_buffer_bytes(&safe), size - 1);
    (void)snprintf(out, size, "%.*s", (int)cut.size, cut.size == 0 ? "" : (const char *)cut.data);
    br_buffer_free(&safe);
}

struct excerpt {
    char text[4 * EXCERPT_SIZE + 4]; /* a byte may take four, as \x00 does; and an ellipsis */
};

/* The beginning of a cell, for a sentence. */
static struct excerpt excerpt_of(struct br_bytes cell)
{
    struct excerpt excerpt;
    put_safe(cut_at(cell, EXCERPT_SIZE), excerpt.text, sizeof excerpt.text);
    if (cell.size > EXCERPT_SIZE) {
        size_t used = strlen(excerpt.text);
        (void)snprintf(excerpt.text + used, sizeof excerpt.text - used, "…");
    }
    return excerpt;
}

void br_table_fault(struct br_table *table, size_t line, const char *column, const char *why, ...)
{
    if (table->fault_count < BR_IMPORT_FAULTS_MAX) {
        struct br_table_fault *fault = &table->faults[table->fault_count];
        char said[SAFE_SIZE_MAX / 4];
        va_list arguments;
        va_start(arguments, why);
        (void)vsnprintf(said, sizeof said, why, arguments);
        va_end(arguments);
        fault->line = line;
        fault->column = column;
        put_safe(br_bytes_of_text(said), fault->why, sizeof fault->why);
    }
    table->fault_count++;
}

/* --- the header --- */

/* Index + 1 of the column called [name]; 0: none, or more than one. */
static size_t column_of(const struct br_csv_row *header, const char *name)
{
    size_t at = 0;
    for (size_t i = 0; i < header->count; i++) {
        struct br_bytes cell = br_entry_trimmed(header->cells[i]);
        if (cell.size == strlen(name) &&
            (cell.size == 0 || strncasecmp((const char *)cell.data, name, cell.size) == 0)) {
            if (at != 0) {
                return 0;
            }
            at = i + 1;
        }
    }
    return at;
}

/* One more of a list in a sentence; false when it is long enough and ends in an ellipsis. */
static bool list_one(struct br_buffer *list, struct br_bytes name)
{
    enum { LIST_SIZE_MAX = 140 };
    struct excerpt shown = excerpt_of(name);
    bool fits = list->size + strlen(shown.text) <= LIST_SIZE_MAX;
    br_buffer_put_text(list, list->size == 0 ? "" : ", ");
    br_buffer_put_text(list, fits ? shown.text : "…");
    return fits;
}

static const char *listed(struct br_buffer *list)
{
    return list->size == 0 ? "none" : br_buffer_text(list);
}

static enum br_status no_column(const struct br_csv_row *header, const char *name,
                                struct br_error *error)
{
    struct br_buffer names;
    br_buffer_init(&names, sizeof error->text);
    for (size_t i = 0; i < header->count; i++) {
        if (!list_one(&names, header->cells[i])) {
            break;
        }
    }
    enum br_status status =
        br_error_set(error, BR_ERR_MALFORMED, "the file has not one column called %s; it has: %s",
                     excerpt_of(br_bytes_of_text(name)).text, listed(&names));
    br_buffer_free(&names);
    return status;
}

static bool is_date(struct br_bytes text)
{
    struct br_error why = {{0}};
    int32_t day = 0;
    return br_day_read(text, &day, &why) == BR_OK;
}

/* Is there a number in the third cell of the first row that has one? */
static bool has_denominators(struct br_csv rows, struct br_arena *arena)
{
    struct br_csv_row row;
    struct br_error fault = {{0}};
    double number = 0;
    enum br_status status = BR_OK;
    do {
        status = br_csv_next(&rows, arena, &row, &fault);
        if (status == BR_OK && row.count > 2 && br_entry_trimmed(row.cells[2]).size > 0) {
            return br_number_fault(br_entry_trimmed(row.cells[2]), &number) == NULL;
        }
    } while (status != BR_ERR_NOT_FOUND && status != BR_ERR_NO_MEMORY);
    return false;
}

/* Date, value, note; or date, numerator, denominator, note. */
static void read_places(struct reading *reading, struct br_csv rows)
{
    bool two = has_denominators(rows, reading->arena);
    reading->placed = true;
    reading->columns = two ? 4 : 3;
    reading->at[BR_TABLE_DATE] = 1;
    reading->at[two ? BR_TABLE_NUMERATOR : BR_TABLE_VALUE] = 2;
    reading->at[BR_TABLE_DENOMINATOR] = two ? 3 : 0;
    reading->at[BR_TABLE_NOTE] = two ? 4 : 3;
}

static enum br_status read_header(struct reading *reading, const struct br_csv_row *header,
                                  struct br_error *error)
{
    const struct br_table_rules *rules = reading->rules;
    reading->columns = header->count;
    for (size_t i = 0; i < BR_TABLE_COLUMN_COUNT; i++) {
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

/*
 * What the first row is separated by: in a file a tab or semicolon only when there is no comma, in
 * what is pasted from a spreadsheet a tab before all else.
 */
static char separator_of(struct br_bytes text, bool pasted)
{
    const uint8_t *end = memchr(text.data, '\n', text.size);
    size_t size = end == NULL ? text.size : (size_t)(end - text.data);
    if (pasted && memchr(text.data, '\t', size) != NULL) {
        return '\t';
    }
    if (memchr(text.data, ',', size) != NULL) {
        return ',';
    }
    if (memchr(text.data, ';', size) != NULL) {
        return ';';
    }
    return memchr(text.data, '\t', size) != NULL ? '\t' : ',';
}

/* --- rows --- */

/* Each condition is looked at, so that one which no row meets is known. */
static bool is_wanted(struct reading *reading, const struct br_csv_row *row)
{
    bool wanted = true;
    for (size_t i = 0; i < reading->rules->where_count; i++) {
        struct br_bytes value = br_bytes_of_text(reading->rules->where[i].value);
        bool met = br_bytes_equal(row->cells[reading->where_at[i] - 1], value);
        reading->met[i] = reading->met[i] || met;
        wanted = wanted && met;
    }
    reading->any_wanted = reading->any_wanted || wanted;
    return wanted;
}

static bool number_is_good(struct reading *reading, const struct br_csv_row *row,
                           enum br_table_column column, struct br_bytes text)
{
    double number = 0;
    const char *why = text.size == 0 ? NULL : br_number_fault(text, &number);
    if (why != NULL) {
        br_table_fault(reading->table, row->line, reading->rules->columns[column], "%s %s",
                       excerpt_of(text).text, why);
    }
    return why == NULL;
}

/* [*date] becomes YYYY-MM-DD. */
static bool date_is_good(struct reading *reading, const struct br_csv_row *row,
                         struct br_bytes *date)
{
    struct br_error why = {{0}};
    int32_t day = 0;
    char iso[BR_DAY_TEXT_SIZE];
    if (br_day_read(*date, &day, &why) != BR_OK) {
        br_table_fault(reading->table, row->line, reading->rules->columns[BR_TABLE_DATE], "%s",
                       why.text);
        return false;
    }
    br_day_iso(day, iso);
    char *kept = br_arena_text(reading->arena, br_bytes_of_text(iso));
    reading->no_memory = reading->no_memory || kept == NULL;
    *date = br_bytes_of_text(kept == NULL ? "" : kept);
    return kept != NULL;
}

static bool note_is_good(struct reading *reading, const struct br_csv_row *row,
                         struct br_bytes note)
{
    const char *column = reading->rules->columns[BR_TABLE_NOTE];
    const char *why = NULL;
    if (note.size > 0 && note.data[0] == '=') {
        why = "begins with =, which a spreadsheet would carry out";
    } else if (!br_utf8_valid(note)) {
        why = "is not UTF-8 text";
    } else if (note.size > BR_TEXT_NAME_MAX) {
        why = "is too long: at most 200 bytes";
    }
    if (why != NULL) {
        br_table_fault(reading->table, row->line, column, "the note %s", why);
    }
    return why == NULL;
}

/* In figures, too: a column may be the wrong one. Said before anything repeats the cell. */
static bool names_no_patient(struct reading *reading, const struct br_csv_row *row,
                             const struct br_bytes *cells)
{
    static const char *const names[BR_TABLE_COLUMN_COUNT] = {[BR_TABLE_DATE] = "date",
                                                             [BR_TABLE_VALUE] = "value",
                                                             [BR_TABLE_NUMERATOR] = "numerator",
                                                             [BR_TABLE_DENOMINATOR] = "denominator",
                                                             [BR_TABLE_NOTE] = "note"};
    bool none = true;
    for (size_t i = 0; i < BR_TABLE_COLUMN_COUNT && !reading->rules->identifiers_pass; i++) {
        struct br_patient_find found;
        if (br_patient_find(cells[i], &found)) {
            char said[BR_REASON_SIZE_MAX + 1];
            found.field = names[i];
            br_patient_sentence(&found, said, sizeof said);
            br_table_fault(reading->table, row->line, reading->rules->columns[i], "%s", said);
            none = false;
        }
    }
    return none;
}

static void read_row(struct reading *reading, const struct br_csv_row *row)
{
    struct br_bytes cells[BR_TABLE_COLUMN_COUNT] = {{NULL, 0}};
    struct br_table *table = reading->table;
    if (reading->placed ? row->count > reading->columns : row->count != reading->columns) {
        br_table_fault(table, row->line, NULL, "the row has %zu cells, %s %zu", row->count,
                       reading->placed ? "and there are at most" : "the header has",
                       reading->columns);
        return;
    }
    if (!is_wanted(reading, row)) {
        table->passed_over++;
        return;
    }
    for (size_t i = 0; i < BR_TABLE_COLUMN_COUNT; i++) {
        if (reading->at[i] != 0 && reading->at[i] <= row->count) {
            cells[i] = br_entry_trimmed(row->cells[reading->at[i] - 1]);
        }
    }
    if (!names_no_patient(reading, row, cells)) {
        return;
    }
    if (br_bytes_equal(cells[BR_TABLE_VALUE], br_bytes_of_text("missing"))) {
        cells[BR_TABLE_VALUE] = (struct br_bytes){NULL, 0}; /* as measure add has it */
    }
    bool good = date_is_good(reading, row, &cells[BR_TABLE_DATE]);
    good = number_is_good(reading, row, BR_TABLE_VALUE, cells[BR_TABLE_VALUE]) && good;
    good = number_is_good(reading, row, BR_TABLE_NUMERATOR, cells[BR_TABLE_NUMERATOR]) && good;
    good = number_is_good(reading, row, BR_TABLE_DENOMINATOR, cells[BR_TABLE_DENOMINATOR]) && good;
    good = note_is_good(reading, row, cells[BR_TABLE_NOTE]) && good;
    if (good) {
        table->points.items[table->points.count++] = (struct br_entry){
            .date = cells[BR_TABLE_DATE],
            .value = cells[BR_TABLE_VALUE],
            .numerator = cells[BR_TABLE_NUMERATOR],
            .denominator = cells[BR_TABLE_DENOMINATOR],
            .note = cells[BR_TABLE_NOTE],
            .line = row->line,
        };
    }
}

/* --- dates that stand there twice --- */

static int compare_points(const void *a, const void *b)
{
    const struct br_entry *left = a;
    const struct br_entry *right = b;
    int order = memcmp(left->date.data, right->date.data, 10);
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

static int compare_faults(const void *a, const void *b)
{
    const struct br_table_fault *left = a;
    const struct br_table_fault *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/* The first one stays; the points are in the order of their dates afterwards. */
static void drop_doubles(struct br_table *table, const char *column)
{
    struct br_entry *items = table->points.items;
    size_t count = table->points.count;
    size_t kept = count > 0 ? 1 : 0;
    qsort(items, count, sizeof *items, compare_points);
    for (size_t i = 1; i < count; i++) {
        const struct br_entry *before = &items[kept - 1];
        if (br_bytes_equal(before->date, items[i].date)) {
            br_table_fault(table, items[i].line, column, "%.10s stands in line %zu already",
                           (const char *)before->date.data, before->line);
        } else {
            items[kept++] = items[i];
        }
    }
    table->points.count = kept;
}

/* --- conditions that no row meets --- */

struct values {
    size_t count;
    struct br_bytes seen[VALUES_MAX];
    struct br_buffer list;
};

/* False when enough of them are listed. */
static bool note_value(struct values *values, struct br_bytes value)
{
    for (size_t i = 0; i < values->count; i++) {
        if (br_bytes_equal(values->seen[i], value)) {
            return true;
        }
    }
    if (values->count == VALUES_MAX) {
        br_buffer_put_text(&values->list, ", …");
        return false;
    }
    values->seen[values->count++] = value;
    return list_one(&values->list, value);
}

/* The values that column [at] has, for somebody who mistyped one. */
static void list_values(struct br_csv csv, size_t columns, size_t at, struct br_arena *arena,
                        struct values *values)
{
    struct br_csv_row row;
    struct br_error fault = {{0}};
    enum br_status status = BR_OK;
    bool more = true;
    while (more && status != BR_ERR_NOT_FOUND && status != BR_ERR_NO_MEMORY) {
        status = br_csv_next(&csv, arena, &row, &fault);
        more = status != BR_OK || row.count != columns || note_value(values, row.cells[at]);
    }
}

/* [csv] stands behind the header. */
static enum br_status check_where(const struct reading *reading, struct br_csv csv,
                                  struct br_arena *arena, struct br_error *error)
{
    const struct br_table_rules *rules = reading->rules;
    size_t i = 0;
    if (reading->any_wanted || rules->where_count == 0 || reading->table->passed_over == 0) {
        return BR_OK;
    }
    while (i < rules->where_count && reading->met[i]) {
        i++;
    }
    if (i == rules->where_count) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "no row meets all that --where asks for");
    }
    struct values values = {.count = 0};
    br_buffer_init(&values.list, sizeof error->text);
    list_values(csv, reading->columns, reading->where_at[i] - 1, arena, &values);
    enum br_status status = br_error_set(
        error, BR_ERR_NOT_FOUND, "no row has %s in the column %s; there are: %s",
        excerpt_of(br_bytes_of_text(rules->where[i].value)).text,
        excerpt_of(br_bytes_of_text(rules->where[i].column)).text, listed(&values.list));
    br_buffer_free(&values.list);
    return status;
}

/* --- the whole --- */

static enum br_status read_rows(struct reading *reading, struct br_csv *csv, struct br_arena *arena,
                                struct br_error *error)
{
    struct br_table *table = reading->table;
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
            br_table_fault(table, line, NULL, "%s", behind == NULL ? fault.text : behind + 2);
            continue;
        }
        if (reading->no_memory) {
            return br_error_set(error, BR_ERR_NO_MEMORY, "the file is too large to read");
        }
        if (table->points.count == BR_IMPORT_POINTS_MAX) {
            return br_error_set(error, BR_ERR_LIMIT, "too many points: at most %u at once",
                                BR_IMPORT_POINTS_MAX);
        }
        read_row(reading, &row);
    }
}

enum br_status br_table_read(const struct br_table_rules *rules, struct br_bytes text,
                             struct br_arena *arena, struct br_table *table, struct br_error *error)
{
    struct br_csv csv;
    struct br_csv_row header;
    struct reading reading = {.rules = rules, .table = table, .arena = arena};
    *table = (struct br_table){.passed_over = 0};
    if (text.size == 0) {
        return br_error_set(error, BR_ERR_MALFORMED, "the file is empty");
    }
    enum br_status status = br_csv_open(&csv, text, separator_of(text, rules->by_place));
    if (status != BR_OK) {
        return br_error_set(error, status, "the file is too large: at most %u bytes",
                            BR_CSV_SIZE_MAX);
    }
    if (!br_entries_make(&table->points, arena)) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    struct br_csv begin = csv;
    status = br_csv_next(&csv, arena, &header, error);
    if (status == BR_ERR_NOT_FOUND) {
        return br_error_set(error, BR_ERR_MALFORMED, "the file is empty");
    }
    if (status == BR_OK && rules->by_place && is_date(header.cells[0])) {
        read_places(&reading, begin);
        csv = begin;
    } else if (status == BR_OK) {
        status = read_header(&reading, &header, error);
    }
    struct br_csv rows = csv;
    if (status == BR_OK) {
        status = read_rows(&reading, &csv, arena, error);
    }
    if (status == BR_OK) {
        status = check_where(&reading, rows, arena, error);
    }
    if (status == BR_OK) {
        drop_doubles(table, rules->columns[BR_TABLE_DATE]);
        size_t kept =
            table->fault_count < BR_IMPORT_FAULTS_MAX ? table->fault_count : BR_IMPORT_FAULTS_MAX;
        qsort(table->faults, kept, sizeof table->faults[0], compare_faults);
    }
    return status;
}
