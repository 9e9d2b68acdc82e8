/**
 * series.h - points from text: a file of date,value, or cells pasted from a spreadsheet.
 *
 *      date,value            a header, or none: dates first, then values
 *      2026-05-03,35         dates as day.h reads them, numbers as number.h does
 *      10/5/2026,            an empty value is a missing point
 *
 * Separated by commas, tabs or semicolons, with quotes as csv.h has them. Nothing is guessed: what
 * is doubtful is a fault, with its line, its column and what to write instead. Points come out by
 * date, whatever their order in the file; two on one date are a fault of the later line. Pure.
 */
#ifndef BR_SPC_SERIES_H
#define BR_SPC_SERIES_H

#include "base/limits.h"
#include "spc/xmr.h"

/** One row, or part of one, that could not be taken. */
struct br_series_fault {
    size_t line;   /* where the row begins, from 1 */
    size_t column; /* from 1; 0: the row as a whole */
    char why[320]; /* a sentence without the line; safe to show on a terminal */
};

/** Which columns hold what, by their names in the header, whatever the case of letters. */
struct br_series_columns {
    const char *date;  /* NULL: "date"; without a column of that name, the first */
    const char *value; /* NULL: "value"; without a column of that name, the second of two */
};

struct br_series {
    size_t count;
    struct br_spc_point *points; /* rising days; in the arena */
    size_t missing;              /* of the points */
    bool header;                 /* the first row was one */
    size_t fault_count;
    struct br_series_fault faults[BR_SPC_FAULTS_MAX]; /* by line; the rest are counted only */
};

/**
 * Read [text]. With BR_OK there may be faults still: points then holds what is good, and the caller
 * decides whether that is enough. [columns] may be NULL.
 *
 * Nothing to take at all, each with a sentence: BR_ERR_MALFORMED (empty, not UTF-8 but UTF-16, no
 * column of that name, more than two columns and none called value), BR_ERR_LIMIT (more than
 * BR_CSV_SIZE_MAX bytes or BR_SPC_POINTS_MAX points), BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_series_read(struct br_bytes text,
                                          const struct br_series_columns *columns,
                                          struct br_arena *arena, struct br_series *out,
                                          struct br_error *error);

/** A budget for the arena that [size] bytes of text cannot exceed. */
size_t br_series_arena_size(size_t size);

/** "line 3, column 2: 1,234 has a thousand separator ..." */
void br_series_fault_text(const struct br_series_fault *fault, struct br_error *out);

#endif
