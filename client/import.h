/**
 * import.h - points from a CSV file, by the names of its columns; pure: bytes in, points out.
 *
 * Nothing is guessed: a date that does not exist, a number with separators, a date that stands
 * there twice, a cell that holds what looks like a patient's number are faults of their rows, each
 * told with its line and column.
 */
#ifndef BR_CLIENT_IMPORT_H
#define BR_CLIENT_IMPORT_H

#include "client/points.h"

enum import_column {
    IMPORT_DATE,
    IMPORT_VALUE,
    IMPORT_NUMERATOR,
    IMPORT_DENOMINATOR,
    IMPORT_NOTE,
    IMPORT_COLUMN_COUNT
};

struct import_where {
    const char *column;
    const char *value;
};

struct import_rules {
    const char *columns[IMPORT_COLUMN_COUNT]; /* what they are called in the file */
    bool required[IMPORT_COLUMN_COUNT];       /* it must be there */
    size_t where_count;
    struct import_where where[BR_OPTIONS_MAX]; /* rows that differ are passed over */
    bool identifiers_pass; /* a data steward says that what looks like a patient's number is none */
};

struct import_fault {
    size_t line;
    const char *column; /* or NULL: the whole row */
    char why[256];      /* UTF-8, unprintable bytes as a terminal shows them */
};

struct import {
    struct points points; /* rows that are in order */
    size_t passed_over;   /* by where */
    size_t fault_count;   /* all of them; the first BR_IMPORT_FAULTS_MAX are kept */
    struct import_fault faults[BR_IMPORT_FAULTS_MAX];
};

/**
 * Read [text]. BR_ERR_MALFORMED: no header, or a column of the rules is not in it.
 * BR_ERR_NOT_FOUND: no row is as [where] says. BR_ERR_LIMIT: too many rows or bytes.
 * BR_ERR_NO_MEMORY. Bad rows are not an error here: see the faults.
 */
BR_MUST_USE enum br_status import_read(const struct import_rules *rules, struct br_bytes text,
                                       struct br_arena *arena, struct import *import,
                                       struct br_error *error);
/** What is said may hold any bytes; see import_fault.why. */
BR_PRINTF(4, 5)
void import_fault(struct import *import, size_t line, const char *column, const char *why, ...);

#endif
