/**
 * table.h - points from a table: a CSV file, or cells pasted from a spreadsheet. Pure: bytes in,
 * points out.
 *
 * Columns go by their names, whatever the case of letters; a table whose first cell is a date has
 * no names and is read by place: date and value, or date, numerator and denominator, and a note
 * behind them. Dates are read as people in the UK write them (spc/day.h). Nothing is guessed: what
 * is no date, a number with separators, a date that stands there twice, a cell that holds what
 * looks like a patient's number are faults of their rows, each told with its line and column.
 */
#ifndef BR_ENTRY_TABLE_H
#define BR_ENTRY_TABLE_H

#include "base/limits.h"
#include "base/status.h"
#include "entry/entry.h"

enum br_table_column {
    BR_TABLE_DATE,
    BR_TABLE_VALUE,
    BR_TABLE_NUMERATOR,
    BR_TABLE_DENOMINATOR,
    BR_TABLE_NOTE,
    BR_TABLE_COLUMN_COUNT
};

struct br_table_where {
    const char *column;
    const char *value;
};

struct br_table_rules {
    const char *columns[BR_TABLE_COLUMN_COUNT]; /* what they are called in the file */
    bool required[BR_TABLE_COLUMN_COUNT];       /* it must be there */
    size_t where_count;
    struct br_table_where where[BR_OPTIONS_MAX]; /* rows that differ are passed over */
    bool by_place;                               /* without names if the first cell is a date */
    bool identifiers_pass; /* a data steward says that what looks like a patient's number is none */
};

struct br_table_fault {
    size_t line;
    const char *column; /* or NULL: the whole row */
    char why[256];      /* UTF-8, unprintable bytes as a terminal shows them */
};

struct br_table {
    struct br_entries points; /* rows that are in order, by date */
    size_t passed_over;       /* by where */
    size_t fault_count;       /* all of them; the first BR_IMPORT_FAULTS_MAX are kept */
    struct br_table_fault faults[BR_IMPORT_FAULTS_MAX];
};

/**
 * Read [text]. BR_ERR_MALFORMED: no header, or a column of the rules is not in it.
 * BR_ERR_NOT_FOUND: no row is as [where] says. BR_ERR_LIMIT: too many rows or bytes.
 * BR_ERR_NO_MEMORY. Bad rows are not an error here: see the faults.
 */
BR_MUST_USE enum br_status br_table_read(const struct br_table_rules *rules, struct br_bytes text,
                                         struct br_arena *arena, struct br_table *import,
                                         struct br_error *error);
/** What is said may hold any bytes; see br_table_fault.why. */
BR_PRINTF(4, 5)
void br_table_fault(struct br_table *import, size_t line, const char *column, const char *why, ...);

#endif
