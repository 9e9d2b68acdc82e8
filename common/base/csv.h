/**
 * csv.h - comma-separated values as RFC 4180 has them: quotes, doubled quotes, line breaks inside.
 *
 * CR LF, LF and a missing last line end are accepted, and a UTF-8 byte order mark at the start. A
 * quote inside an unquoted cell, or text behind a closing quote, is an error with its line. Ours,
 * because messages to people need the line number that each row began at, which the packaged
 * parsers do not tell.
 */
#ifndef BR_BASE_CSV_H
#define BR_BASE_CSV_H

#include "base/arena.h"

struct br_csv_row {
    size_t line;            /* where the row begins, from 1 */
    size_t count;           /* cells */
    struct br_bytes *cells; /* in the arena; unquoted text */
};

struct br_csv {
    struct br_bytes rest;
    size_t line;
    char separator; /* ',' or '\t' or ';' */
};

/** BR_ERR_LIMIT over BR_CSV_SIZE_MAX. The text must outlive the reader. */
BR_MUST_USE enum br_status br_csv_open(struct br_csv *csv, struct br_bytes text, char separator);
/**
 * The next row that is not blank. BR_ERR_NOT_FOUND at the end; BR_ERR_MALFORMED or BR_ERR_LIMIT
 * (columns) with a sentence that names the line, BR_ERR_NO_MEMORY when the arena's budget is spent;
 * the reader is then behind the bad row.
 */
BR_MUST_USE enum br_status br_csv_next(struct br_csv *csv, struct br_arena *arena,
                                       struct br_csv_row *row, struct br_error *error);

#endif
