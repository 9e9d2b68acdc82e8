/*
 * csv.c - reading rows, one cell after the other.
 *
 * A cell without doubled quotes is a span of the text; only cells with them are copied. After a bad
 * row we stand behind its last line, so that the next row can still be told about.
 */
#include "base/csv.h"

#include "base/limits.h"

#include <string.h>

/* What ended a cell. */
enum ending {
    ENDING_SEPARATOR,
    ENDING_ROW, /* a line end or the end of the text */
    ENDING_BAD, /* the complaint says why */
};

/* A cell as it stands in the text, and whether quotes inside it are doubled. */
struct raw_cell {
    struct br_bytes text;
    bool doubled;
};

enum br_status br_csv_open(struct br_csv *csv, struct br_bytes text, char separator)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    BR_ASSERT(separator == ',' || separator == '\t' || separator == ';');
    if (text.size > BR_CSV_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    if (text.size >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0) {
        text.data += sizeof mark;
        text.size -= sizeof mark;
    }
    *csv = (struct br_csv){.rest = text, .line = 1, .separator = separator};
    return BR_OK;
}

static void advance(struct br_csv *csv, size_t size)
{
    if (size > 0) {
        csv->rest.data += size;
        csv->rest.size -= size;
    }
}

/* Bytes of the line end at [at]: 1, 2, or 0 when there is none. */
static size_t line_end(const struct br_csv *csv, size_t at)
{
    const uint8_t *data = csv->rest.data;
    if (at < csv->rest.size && data[at] == '\n') {
        return 1;
    }
    return at + 1 < csv->rest.size && data[at] == '\r' && data[at + 1] == '\n' ? 2 : 0;
}

/* Behind a cell there is a separator, a line end or nothing. */
static enum ending finish_cell(struct br_csv *csv)
{
    if (csv->rest.size == 0) {
        return ENDING_ROW;
    }
    size_t end = line_end(csv, 0);
    if (end > 0) {
        csv->line++;
        advance(csv, end);
        return ENDING_ROW;
    }
    if (csv->rest.data[0] != (uint8_t)csv->separator) {
        return ENDING_BAD;
    }
    advance(csv, 1);
    return ENDING_SEPARATOR;
}

static enum ending plain_cell(struct br_csv *csv, struct raw_cell *cell, const char **complaint)
{
    size_t size = 0;
    while (size < csv->rest.size && csv->rest.data[size] != (uint8_t)csv->separator &&
           line_end(csv, size) == 0) {
        uint8_t byte = csv->rest.data[size];
        if (byte == '"' || byte == '\r') {
            *complaint = byte == '"' ? "a quote inside a cell that does not begin with one"
                                     : "a carriage return that ends no line";
            return ENDING_BAD;
        }
        size++;
    }
    *cell = (struct raw_cell){.text = {.data = csv->rest.data, .size = size}};
    advance(csv, size);
    return finish_cell(csv);
}

static enum ending quoted_cell(struct br_csv *csv, struct raw_cell *cell, const char **complaint)
{
    const uint8_t *data = csv->rest.data;
    size_t at = 1;
    size_t lines = 0;
    bool doubled = false;
    while (at < csv->rest.size) {
        bool quote = data[at] == '"';
        bool pair = quote && at + 1 < csv->rest.size && data[at + 1] == '"';
        if (quote && !pair) {
            break;
        }
        doubled = doubled || pair;
        lines += data[at] == '\n';
        at += pair ? 2 : 1;
    }
    csv->line += lines;
    if (at == csv->rest.size) {
        advance(csv, at);
        *complaint = "a quote is opened and never closed";
        return ENDING_BAD;
    }
    *cell = (struct raw_cell){.text = {.data = data + 1, .size = at - 1}, .doubled = doubled};
    advance(csv, at + 1);
    *complaint = "text behind a closing quote";
    return finish_cell(csv);
}

static enum ending next_cell(struct br_csv *csv, struct raw_cell *cell, const char **complaint)
{
    bool quoted = csv->rest.size > 0 && csv->rest.data[0] == '"';
    return quoted ? quoted_cell(csv, cell, complaint) : plain_cell(csv, cell, complaint);
}

static void skip_blank_lines(struct br_csv *csv)
{
    for (size_t end = line_end(csv, 0); end > 0; end = line_end(csv, 0)) {
        csv->line++;
        advance(csv, end);
    }
}

static void skip_line(struct br_csv *csv)
{
    const uint8_t *end = csv->rest.size > 0 ? memchr(csv->rest.data, '\n', csv->rest.size) : NULL;
    if (end == NULL) {
        advance(csv, csv->rest.size);
    } else {
        csv->line++;
        advance(csv, (size_t)(end - csv->rest.data) + 1);
    }
}

/* The inside of a quoted cell with its doubled quotes made single. */
static bool undouble(struct br_bytes *cell, struct br_arena *arena)
{
    uint8_t *copy = br_arena_take(arena, cell->size);
    if (copy == NULL) {
        return false;
    }
    size_t size = 0;
    for (size_t i = 0; i < cell->size; i++) {
        copy[size++] = cell->data[i];
        i += cell->data[i] == '"'; /* quotes come in pairs here */
    }
    *cell = (struct br_bytes){.data = copy, .size = size};
    return true;
}

static enum br_status keep_row(struct br_csv_row *row, const struct raw_cell *cells, size_t count,
                               struct br_arena *arena)
{
    row->cells = br_arena_take(arena, count * sizeof *row->cells);
    if (row->cells == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        row->cells[i] = cells[i].text;
        if (cells[i].doubled && !undouble(&row->cells[i], arena)) {
            return BR_ERR_NO_MEMORY;
        }
    }
    row->count = count;
    return BR_OK;
}

enum br_status br_csv_next(struct br_csv *csv, struct br_arena *arena, struct br_csv_row *row,
                           struct br_error *error)
{
    struct raw_cell cells[BR_CSV_COLUMNS_MAX];
    size_t count = 0;
    skip_blank_lines(csv);
    if (csv->rest.size == 0) {
        return BR_ERR_NOT_FOUND;
    }
    *row = (struct br_csv_row){.line = csv->line};
    enum ending ending = ENDING_SEPARATOR;
    while (ending == ENDING_SEPARATOR) {
        struct raw_cell beyond; /* cells over the limit are read, so that we get behind the row */
        const char *complaint = "";
        size_t line = csv->line;
        ending = next_cell(csv, count < BR_CSV_COLUMNS_MAX ? &cells[count] : &beyond, &complaint);
        if (ending == ENDING_BAD) {
            skip_line(csv);
            return br_error_set(error, BR_ERR_MALFORMED, "line %zu: %s", line, complaint);
        }
        count++;
    }
    if (count > BR_CSV_COLUMNS_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "line %zu: more than %u columns", row->line,
                            BR_CSV_COLUMNS_MAX);
    }
    enum br_status status = keep_row(row, cells, count, arena);
    return status == BR_OK
               ? BR_OK
               : br_error_set(error, status, "line %zu: too long to be read", row->line);
}
