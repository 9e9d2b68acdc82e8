/* shared.c - the shared side's handles under a name of their own: a check, and a cast. */
#include "store/shared.h"

#include "store/log_internal.h"

static struct br_log *log_of(struct br_shared_log *log)
{
    return (struct br_log *)(void *)log;
}

struct br_shared_log *br_shared_log_of(struct br_log *log)
{
    BR_ASSERT(log->side == BR_SIDE_SHARED);
    return (struct br_shared_log *)(void *)log;
}

/* What the file says of itself, not what somebody opened it for. */
enum br_status br_shared_reader_of(struct br_log_reader *reader, struct br_shared_reader **shared)
{
    sqlite3_stmt *side = NULL;
    bool row = false;
    bool travels = false;
    *shared = NULL;
    enum br_status status = br_db_prepare(br_log_reader_db(reader),
                                          "SELECT value = 1 FROM meta WHERE name = 'side'", &side);
    if (status == BR_OK) {
        status = br_db_step(side, &row);
    }
    if (status == BR_OK && row) {
        travels = sqlite3_column_int(side, 0) == 1;
    }
    (void)sqlite3_finalize(side);
    if (status != BR_OK) {
        return status;
    }
    if (!row) {
        return BR_ERR_CORRUPT;
    }
    if (!travels) {
        return BR_ERR_REFUSED;
    }
    *shared = (struct br_shared_reader *)(void *)reader;
    return BR_OK;
}

enum br_status br_shared_log_receive(struct br_shared_log *log, const struct br_pen *pen,
                                     const struct br_hash *holder, struct br_now now,
                                     const struct br_batch *batches, size_t count,
                                     enum br_status *statuses, struct br_log_changes *changes)
{
    return br_log_receive(log_of(log), pen, holder, now, batches, count, statuses, changes);
}

enum br_status br_shared_log_keep_receipts(struct br_shared_log *log,
                                           const struct br_receipt *receipts, size_t count,
                                           bool *kept)
{
    return br_log_keep_receipts(log_of(log), receipts, count, kept);
}

enum br_status br_shared_log_read(struct br_shared_reader *reader, uint32_t number,
                                  uint64_t after_seq, struct br_log_batch *batch, uint64_t *seq_bad)
{
    struct br_log_reader *same = (struct br_log_reader *)(void *)reader;
    return br_log_read(same, number, after_seq, batch, seq_bad);
}
