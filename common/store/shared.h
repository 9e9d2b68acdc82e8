/**
 * shared.h - the log that travels, as types of its own.
 *
 *      struct br_log         --of-->  struct br_shared_log        only of log/shared.db:
 *      struct br_log_reader  --of-->  struct br_shared_reader     never of log/local.db
 *
 * Code that acts for another academy holds these and nothing else. There is no way back from
 * them to a handle that could be the local side's, and the compiler takes none in their place.
 * They are the same connections under another name: owned, closed and used from one thread at a
 * time, as log.h says.
 */
#ifndef BR_STORE_SHARED_H
#define BR_STORE_SHARED_H

#include "store/log.h"

struct br_shared_log;
struct br_shared_reader;

/** The same log; that it is the shared side is asserted. */
struct br_shared_log *br_shared_log_of(struct br_log *log);

/** The same reader. BR_ERR_REFUSED: of another file than the shared side's. BR_ERR_CORRUPT, _IO. */
BR_MUST_USE enum br_status br_shared_reader_of(struct br_log_reader *reader,
                                               struct br_shared_reader **shared);

/** As br_log_receive. */
BR_MUST_USE enum br_status br_shared_log_receive(struct br_shared_log *log,
                                                 const struct br_pen *pen,
                                                 const struct br_hash *holder, struct br_now now,
                                                 const struct br_batch *batches, size_t count,
                                                 enum br_status *statuses,
                                                 struct br_log_changes *changes);

/** As br_log_keep_receipts. */
BR_MUST_USE enum br_status br_shared_log_keep_receipts(struct br_shared_log *log,
                                                       const struct br_receipt *receipts,
                                                       size_t count, bool *kept);

/** As br_log_read. */
BR_MUST_USE enum br_status br_shared_log_read(struct br_shared_reader *reader, uint32_t number,
                                              uint64_t after_seq, struct br_log_batch *batch,
                                              uint64_t *seq_bad);

#endif
