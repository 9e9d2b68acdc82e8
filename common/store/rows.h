/**
 * rows.h - the records at hand as SQL tables: new_KIND, and new_KIND_FIELD for repeated fields.
 *
 * The columns stand in domain.h; they come from the messages' descriptors. A table gives its rows
 * in the order of h_position (and idx), so that ORDER BY h_position costs nothing; without
 * positions (checks) in the order in which they were added.
 *
 * Usage: br_rows_new, br_rows_register on one connection before statements are prepared; then again
 * and again: br_rows_add for each record, run the statements, br_rows_clear. What br_rows_add is
 * given (stream, message and what they point to) is borrowed until br_rows_clear; no statement may
 * be in the middle of a step then. Close the connection before br_rows_free.
 */
#ifndef BR_STORE_ROWS_H
#define BR_STORE_ROWS_H

#include "record/kind.h"
#include "record/record.h"

#include <sqlite3.h>

struct br_rows;

/** Where a record stands. In checks it stands nowhere yet: number and seq 0, shown as NULL. */
struct br_place {
    const struct br_stream *stream; /* borrowed until br_rows_clear */
    uint32_t number;                /* replica-local; 0 = no place yet */
    uint32_t epoch;
    uint64_t seq;
    uint64_t arrival_ms;
};

/** [academy]: whose replica this is, for h_own. BR_ERR_NO_MEMORY. */
BR_MUST_USE enum br_status br_rows_new(const struct br_hash *academy, struct br_rows **rows);
void br_rows_free(struct br_rows *take_rows);
/** Make the tables known to this connection. BR_ERR_NO_MEMORY. */
BR_MUST_USE enum br_status br_rows_register(struct br_rows *rows, sqlite3 *db);

/**
 * Add one record: its header from [record] (copied), its unpacked payload [message] of [kind].
 * h_index is the number of records added since br_rows_clear. BR_ERR_NO_MEMORY: nothing was added.
 */
BR_MUST_USE enum br_status br_rows_add(struct br_rows *rows, const struct br_kind *kind,
                                       const struct br_place *place, const struct br_record *record,
                                       const ProtobufCMessage *message);
/** How many records of this kind are at hand; kinds without any need not be run. */
size_t br_rows_count(const struct br_rows *rows, const struct br_kind *kind);
void br_rows_clear(struct br_rows *rows);

#endif
