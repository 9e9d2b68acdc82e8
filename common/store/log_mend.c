/*
 * log_mend.c - putting damaged records back, as somebody else holds them.
 *
 *      ... H | damaged ... | H ...      H: stored heads that can be read
 *            first       end
 *
 * What is put back must continue the last good head before the damage, lead to a head that the
 * origin signed, and pass through every head of ours on its way: then it is what was lost, whoever
 * sent it. A record whose payload is missing there as well mends nothing.
 */
#include "store/log_internal.h"

#include <stdlib.h>

struct mending {
    struct br_log *log;
    const struct br_batch *batch;
    const struct br_log_stream *stream;
    struct br_tail before; /* the last good head */
    uint64_t end;          /* last record to be put back */
    sqlite3_stmt *heads;
    sqlite3_stmt *drop_head;
    sqlite3_stmt *put_head;
    sqlite3_stmt *put_record;
    struct br_log_batch *again;
};

static enum br_status prepare(struct mending *in)
{
    static const char *const sql[] = {
        "SELECT position, head, sum FROM head WHERE position BETWEEN ?1 AND ?2 ORDER BY position",
        "DELETE FROM head WHERE position = ?1",
        "INSERT OR REPLACE INTO head (position, head, sum) VALUES (?1, ?2, ?3)",
        ("INSERT INTO record (position, arrival_ms, body) VALUES (?1, ?2, ?3)"
         " ON CONFLICT (position) DO UPDATE SET body = excluded.body"),
    };
    sqlite3_stmt **const statements[] = {&in->heads, &in->drop_head, &in->put_head,
                                         &in->put_record};
    enum br_status status = BR_OK;
    for (size_t i = 0; i < sizeof sql / sizeof sql[0] && status == BR_OK; i++) {
        status = br_db_prepare(in->log->db, sql[i], statements[i]);
    }
    return status;
}

/* BR_ERR_NOT_FOUND: there is none behind [after] up to [last]. BR_ERR_CORRUPT: unreadable. */
static enum br_status head_behind(struct mending *in, uint64_t after, uint64_t last, uint64_t *seq,
                                  struct br_head *head)
{
    bool row = false;
    (void)sqlite3_bind_int64(in->heads, 1, br_position(in->stream->number, after + 1));
    (void)sqlite3_bind_int64(in->heads, 2, br_position(in->stream->number, last));
    enum br_status status = br_db_step(in->heads, &row);
    if (status == BR_OK && !row) {
        return BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK) {
        *seq = br_position_seq(sqlite3_column_int64(in->heads, 0));
        status = br_log_column_head(in->heads, 1, head);
        status = status == BR_OK && head->seq != *seq ? BR_ERR_CORRUPT : status;
    }
    (void)sqlite3_reset(in->heads);
    return status;
}

/* The head right before the batch, which must be one of ours. */
static enum br_status find_before(struct mending *in)
{
    struct br_head head;
    uint64_t seq = in->batch->head.seq - in->batch->count;
    in->before = (struct br_tail){0};
    if (seq == 0) {
        return BR_OK;
    }
    enum br_status status = head_behind(in, seq - 1, seq, &seq, &head);
    if (status == BR_OK) {
        in->before = br_log_tail(&head);
    }
    return status == BR_ERR_CORRUPT ? BR_ERR_NOT_FOUND : status;
}

static enum br_status verify(const struct mending *in)
{
    struct br_log *log = in->log;
    const struct br_batch *batch = in->batch;
    struct br_public_key key;
    size_t at = 0;
    enum br_status status = br_batch_key(batch, &key, &at);
    if (status == BR_ERR_NOT_FOUND) {
        status = br_log_find_key(log, &batch->head.stream.origin, batch->head.key, &key);
    }
    if (status == BR_OK) {
        status = br_verify_batch(batch, &in->before, &key, log->verified);
    }
    for (size_t i = 0; i < batch->count && status == BR_OK; i++) {
        status = log->verified->records[i].format == BR_BODY_WHOLE ? BR_OK : BR_ERR_NOT_FOUND;
    }
    return status;
}

static enum br_status put_records(struct mending *in, uint64_t wall_ms)
{
    enum br_status status = BR_OK;
    for (size_t i = 0; i < in->batch->count && status == BR_OK; i++) {
        uint64_t seq = in->before.seq + 1 + i;
        if (seq > in->end) {
            break;
        }
        struct br_bytes body = in->batch->bodies[i];
        (void)sqlite3_bind_int64(in->put_record, 1, br_position(in->stream->number, seq));
        (void)sqlite3_bind_int64(in->put_record, 2, (int64_t)wall_ms);
        /* Twice: SQLite does not write what this connection still remembers as it should be. */
        br_db_bind_bytes(in->put_record, 3, (const uint8_t *)"", 0);
        status = br_db_run(in->put_record);
        if (status == BR_OK) {
            (void)sqlite3_bind_int64(in->put_record, 1, br_position(in->stream->number, seq));
            (void)sqlite3_bind_int64(in->put_record, 2, (int64_t)wall_ms);
            br_db_bind_bytes(in->put_record, 3, body.data, body.size);
            status = br_db_run(in->put_record);
        }
    }
    return status;
}

static enum br_status put_head(struct mending *in, const struct br_head *head)
{
    uint8_t bytes[BR_HEAD_SIZE];
    uint8_t sum[BR_LOG_HEAD_SUM_SIZE];
    br_head_encode(head, bytes);
    br_log_head_sum(bytes, sum);
    (void)sqlite3_bind_int64(in->put_head, 1, br_position(in->stream->number, head->seq));
    br_db_bind_bytes(in->put_head, 2, bytes, sizeof bytes);
    br_db_bind_bytes(in->put_head, 3, sum, sizeof sum);
    return br_db_run(in->put_head);
}

/*
 * Ours that cannot be read go, the others are written as well: the disk may not have what this
 * connection remembers. Theirs closes the batch if it does not reach beyond our tail.
 */
static enum br_status put_heads(struct mending *in)
{
    uint64_t at = in->before.seq;
    enum br_status status = BR_OK;
    while (status == BR_OK) {
        struct br_head head;
        enum br_status found = head_behind(in, at, in->end, &at, &head);
        if (found != BR_OK && found != BR_ERR_CORRUPT) {
            status = found;
            break;
        }
        (void)sqlite3_bind_int64(in->drop_head, 1, br_position(in->stream->number, at));
        status = br_db_run(in->drop_head);
        if (status == BR_OK && found == BR_OK) {
            status = put_head(in, &head);
        }
    }
    status = status == BR_ERR_NOT_FOUND ? BR_OK : status;
    if (status == BR_OK && in->end == in->batch->head.seq) {
        status = put_head(in, &in->batch->head);
    }
    return status;
}

/* With the records in their place, every head of ours on the way must be reached. */
static enum br_status read_again(struct mending *in)
{
    uint64_t at = in->before.seq;
    enum br_status status = BR_OK;
    while (status == BR_OK && at < in->end) {
        status = br_log_read_inside(in->log, in->stream->number, at, in->again);
        at = in->again->head.seq;
    }
    return status == BR_ERR_CORRUPT || status == BR_ERR_NOT_FOUND ? BR_ERR_CHAIN : status;
}

static bool is_verdict(enum br_status status)
{
    return status == BR_ERR_LIMIT || status == BR_ERR_MALFORMED || status == BR_ERR_GAP ||
           status == BR_ERR_EXISTS || status == BR_ERR_CHAIN || status == BR_ERR_SIGNATURE ||
           status == BR_ERR_NOT_FOUND;
}

static enum br_status mend(struct mending *in, uint64_t wall_ms)
{
    const struct br_batch *batch = in->batch;
    in->stream = br_log_streams_find(&in->log->streams, &batch->head.stream);
    if (in->stream == NULL || batch->count == 0 || batch->count > batch->head.seq ||
        batch->head.seq - batch->count >= in->stream->head.seq) {
        return BR_ERR_GAP;
    }
    uint64_t tail = in->stream->head.seq;
    in->end = batch->head.seq < tail ? batch->head.seq : tail;
    enum br_status status = find_before(in);
    if (status == BR_OK) {
        status = verify(in);
    }
    if (status == BR_OK) {
        status = put_records(in, wall_ms);
    }
    if (status == BR_OK) {
        status = put_heads(in);
    }
    return status == BR_OK ? read_again(in) : status;
}

enum br_status br_log_mend(struct br_log *log, struct br_now now, const struct br_batch *batch,
                           enum br_status *verdict)
{
    struct mending in = {.log = log, .batch = batch};
    br_log_changes_clear(log);
    in.again = calloc(1, sizeof *in.again);
    enum br_status status = in.again == NULL ? BR_ERR_NO_MEMORY : br_log_begin(log);
    if (status == BR_OK) {
        status = prepare(&in);
    }
    if (status == BR_OK) {
        status = mend(&in, now.wall_ms);
    }
    *verdict = is_verdict(status) ? status : BR_OK;
    (void)sqlite3_finalize(in.heads);
    (void)sqlite3_finalize(in.drop_head);
    (void)sqlite3_finalize(in.put_head);
    (void)sqlite3_finalize(in.put_record);
    if (status == BR_OK) {
        status = br_log_commit(log);
    }
    if (status != BR_OK) {
        br_log_undo(log);
    }
    if (in.again != NULL) {
        br_log_batch_free(in.again);
    }
    free(in.again);
    return *verdict != BR_OK ? BR_OK : status;
}
