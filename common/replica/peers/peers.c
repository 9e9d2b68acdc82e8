/* peers.c - other academies' way to a log: there is no other. */
#include "replica/peers/peers.h"

enum br_status br_peers_read(struct br_shared_reader *reader, uint32_t number, uint64_t after_seq,
                             struct br_log_batch *batch, uint64_t *seq_bad)
{
    if (number >= BR_STREAM_LOCAL_FIRST) {
        return BR_ERR_NOT_FOUND; /* the shared file could not have it anyway */
    }
    return br_shared_log_read(reader, number, after_seq, batch, seq_bad);
}

enum br_status br_peers_store(struct br_shared_log *log, const struct br_pen *pen,
                              const struct br_hash *holder, struct br_now now,
                              const struct br_batch *batches, size_t count,
                              enum br_status *statuses, struct br_log_changes *changes)
{
    return br_shared_log_receive(log, pen, holder, now, batches, count, statuses, changes);
}

enum br_status br_peers_keep_receipts(struct br_shared_log *log, const struct br_receipt *receipts,
                                      size_t count, bool *kept)
{
    return br_shared_log_keep_receipts(log, receipts, count, kept);
}
