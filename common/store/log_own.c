/* log_own.c - where a record of this origin stands, by its id: repeats and outboxes ask. */
#include "store/log_internal.h"

#include <string.h>

/* The epoch of a record is that of the head that closes its batch. */
static enum br_status epoch_of(struct br_log *log, const struct br_log_stream *stream, uint64_t seq,
                               uint32_t epoch_open, uint32_t *epoch)
{
    if (seq > stream->head.seq) { /* numbered in this very group */
        *epoch = epoch_open;
        return BR_OK;
    }
    bool row = false;
    struct br_head head;
    (void)sqlite3_bind_int64(log->sql.find_epoch, 1, br_position(stream->number, seq));
    enum br_status status = br_db_step(log->sql.find_epoch, &row);
    if (status == BR_OK) {
        status = row ? br_log_column_head(log->sql.find_epoch, 0, &head) : BR_ERR_CORRUPT;
    }
    (void)sqlite3_reset(log->sql.find_epoch);
    *epoch = status == BR_OK ? head.epoch : 0;
    return status;
}

static const struct br_log_stream *stream_by_number(const struct br_log *log, uint32_t number)
{
    size_t low = 0;
    size_t high = log->streams.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (log->streams.items[middle]->number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < log->streams.count && log->streams.items[low]->number == number;
    return found ? log->streams.items[low] : NULL;
}

enum br_status br_log_look_up(struct br_log *log, const struct br_id *id, uint32_t epoch_open,
                              struct br_outcome *outcome)
{
    bool row = false;
    br_db_bind_bytes(log->sql.find_own, 1, id->bytes, sizeof id->bytes);
    enum br_status status = br_db_step(log->sql.find_own, &row);
    if (status != BR_OK || !row) {
        return status != BR_OK ? status : BR_ERR_NOT_FOUND;
    }
    int64_t position = sqlite3_column_int64(log->sql.find_own, 0);
    (void)sqlite3_reset(log->sql.find_own);
    const struct br_log_stream *stream = stream_by_number(log, br_position_number(position));
    if (stream == NULL) {
        return BR_ERR_CORRUPT;
    }
    *outcome = (struct br_outcome){.type = BR_OUTCOME_NUMBERED,
                                   .id = *id,
                                   .stream = stream->head.stream,
                                   .seq = br_position_seq(position),
                                   .repeated = true};
    return epoch_of(log, stream, outcome->seq, epoch_open, &outcome->epoch);
}

enum br_status br_log_find_own(struct br_log *log, const struct br_id *id,
                               struct br_outcome *outcome)
{
    return br_log_look_up(log, id, 0, outcome);
}

void br_log_not_written(struct br_log *log, const struct br_write *writes, size_t count,
                        enum br_status status, struct br_outcome *outcomes)
{
    const char *why = status == BR_ERR_DISK_FULL
                          ? "Your academy's disk is full. Tell its administrator, then send this "
                            "again."
                          : "Your academy's server could not store this. Tell its administrator, "
                            "then send this again.";
    for (size_t i = 0; i < count; i++) {
        if (br_log_find_own(log, &writes[i].id, &outcomes[i]) != BR_OK) {
            outcomes[i] = (struct br_outcome){.type = BR_OUTCOME_REFUSED, .id = writes[i].id};
            memcpy(outcomes[i].reason, why, strlen(why) + 1);
        }
    }
}
