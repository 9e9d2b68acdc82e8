/**
 * peers.h - what is done on a log for other academies: all of it, and on the shared side alone.
 *
 * This library has no handle of the local log and no function that makes one: the types of
 * store/shared.h are all that it takes, and tests/border looks at the symbols that it links.
 * On a pool thread, in turn with everything else on the same handle.
 */
#ifndef BR_PEERS_PEERS_H
#define BR_PEERS_PEERS_H

#include "store/shared.h"

/** Read a batch back for an academy; as br_log_read. One of the local side: BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_peers_read(struct br_shared_reader *reader, uint32_t number,
                                         uint64_t after_seq, struct br_log_batch *batch,
                                         uint64_t *seq_bad);

/** Store what academies sent; as br_log_receive. */
BR_MUST_USE enum br_status br_peers_store(struct br_shared_log *log, const struct br_pen *pen,
                                          const struct br_hash *holder, struct br_now now,
                                          const struct br_batch *batches, size_t count,
                                          enum br_status *statuses, struct br_log_changes *changes);

/** Keep who holds what; as br_log_keep_receipts. */
BR_MUST_USE enum br_status br_peers_keep_receipts(struct br_shared_log *log,
                                                  const struct br_receipt *receipts, size_t count,
                                                  bool *kept);

#endif
