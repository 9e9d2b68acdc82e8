/*
 * log_receive.c - storing what others said, and keeping receipts.
 *
 * A batch is verified just before its rows are inserted: the log's one writer holds the transaction
 * and nobody waits for it, and its records are still in the cache. A refused batch has then written
 * nothing yet.
 */
#include "store/log_internal.h"

#include <string.h>

struct receiving {
    struct br_log *log;
    const struct br_pen *pen;
    const struct br_hash *holder;
    struct br_now now;
};

/* --- which key must have signed --- */

/* Record 1 of a network stream must bind the keys, or nobody could ever check the rest. */
static enum br_status begins_with_keys(const struct br_batch *batch)
{
    struct br_record record;
    struct br_academy_keys keys;
    enum br_status status = BR_ERR_SIGNATURE;
    if (br_record_parse(batch->bodies[0], &record) == BR_OK &&
        record.kind == BR_KIND_ACADEMY_KEYS && record.format == BR_BODY_WHOLE) {
        status = br_keys_check(&batch->head.stream.origin, record.payload, &keys);
    }
    return status == BR_OK || status == BR_ERR_NO_MEMORY ? status : BR_ERR_SIGNATURE;
}

/* [batch] begins behind [tail]. */
static enum br_status key_for(struct br_log *log, const struct br_batch *batch,
                              const struct br_tail *tail, struct br_public_key *key)
{
    const struct br_head *head = &batch->head;
    if (head->stream.audience.type != BR_AUDIENCE_NETWORK) {
        return br_log_find_key(log, &head->stream.origin, head->key, key);
    }
    enum br_status status = tail->seq == 0 ? begins_with_keys(batch) : BR_OK;
    if (status != BR_OK) {
        return status;
    }
    status = br_log_find_key(log, &head->stream.origin, NULL, key);
    bool in_force =
        status == BR_OK && tail->seq > 0 && memcmp(key->bytes, head->key, BR_KEY_NAME_SIZE) == 0;
    if (in_force || (status != BR_OK && status != BR_ERR_NOT_FOUND)) {
        return status;
    }
    size_t at = 0;
    enum br_status inside = br_batch_key(batch, key, &at);
    /* A key that is known, but not the one in force, signs nothing any more. */
    return inside == BR_ERR_NOT_FOUND && status == BR_OK ? BR_ERR_SIGNATURE : inside;
}

/* --- one batch --- */

static enum br_status verify(struct receiving *in, const struct br_batch *batch,
                             const struct br_tail *tail)
{
    struct br_public_key key;
    /* What cannot be appended anyway needs no key: a gap is one also before the keys are known. */
    if (batch->count == 0 || batch->count > BR_BATCH_RECORDS_MAX ||
        batch->count > batch->head.seq || batch->head.seq - batch->count != tail->seq) {
        memset(&key, 0, sizeof key);
    } else {
        enum br_status status = key_for(in->log, batch, tail, &key);
        if (status != BR_OK) {
            return status;
        }
    }
    struct br_verified *verified = in->log->verified;
    enum br_status status = br_verify_batch(batch, tail, &key, verified);
    for (size_t i = 0; i < batch->count && status == BR_OK; i++) { /* who sent it took it out */
        status = verified->records[i].format == BR_BODY_WHOLE ? BR_OK : BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK && tail->seq == 0 &&
        batch->head.stream.audience.type == BR_AUDIENCE_GROUP) {
        status = br_log_group_begins(in->log, &batch->head.stream, &verified->records[0]);
    }
    return status;
}

static enum br_status index_batch(struct receiving *in, struct br_log_stream *stream)
{
    struct br_log *log = in->log;
    const struct br_verified *verified = log->verified;
    bool own = br_hash_equal(&stream->head.stream.origin, &log->academy);
    uint64_t hlc_highest = 0;
    for (size_t i = 0; i < verified->count; i++) {
        const struct br_record *record = &verified->records[i];
        struct br_place place = {.stream = &stream->head.stream,
                                 .number = stream->number,
                                 .epoch = verified->head.epoch,
                                 .seq = verified->seq_first + i,
                                 .arrival_ms = in->now.wall_ms};
        hlc_highest = record->hlc > hlc_highest ? record->hlc : hlc_highest;
        enum br_status status = BR_OK;
        if (own) { /* what our own origin numbered elsewhere: a client's writes, a recovered tail */
            br_db_bind_bytes(log->sql.insert_own, 1, record->id.bytes, sizeof record->id.bytes);
            (void)sqlite3_bind_int64(log->sql.insert_own, 2, br_position(place.number, place.seq));
            status = br_db_run(log->sql.insert_own);
        }
        if (status == BR_OK && (stream->aside.seq == 0 || place.seq < stream->aside.seq)) {
            status = br_log_take(log, &place, record, NULL);
        }
        if (status != BR_OK) {
            return status;
        }
    }
    log->hlc_next = br_hlc_merge(log->hlc_next, hlc_highest, in->now.wall_ms);
    return br_log_index_run(&log->index);
}

/* [*refused] is the batch's own story; the result is the transaction's. */
static enum br_status receive_one(struct receiving *in, const struct br_batch *batch,
                                  enum br_status *refused)
{
    struct br_log *log = in->log;
    struct br_tail tail = {0};
    if (!br_log_side_has(log, &batch->head.stream)) {
        *refused = BR_ERR_REFUSED;
        return BR_OK;
    }
    struct br_log_stream *stream = br_log_streams_find(&log->streams, &batch->head.stream);
    if (stream != NULL) {
        tail = br_log_tail(&stream->next);
    }
    if (stream != NULL && stream->aside.seq != 0 && tail.seq + 1 >= stream->aside.seq) {
        *refused = BR_ERR_EXISTS; /* all that counts of it */
        return BR_OK;
    }
    *refused = verify(in, batch, &tail);
    if (*refused == BR_ERR_CORRUPT || *refused == BR_ERR_IO || *refused == BR_ERR_NO_MEMORY) {
        /* Looking up a key failed: no fault of the batch. And SQLite may have undone the whole
         * transaction by itself, so that going on would store the rest without its beginning. */
        return *refused;
    }
    if (*refused != BR_OK) {
        return BR_OK;
    }
    enum br_status status = br_log_touch(log, &batch->head.stream, &stream);
    if (status == BR_ERR_LIMIT) {
        *refused = BR_ERR_LIMIT;
        return BR_OK;
    }
    if (status == BR_OK) {
        status = br_log_store(log, stream, log->verified, in->now.wall_ms, batch->bodies);
    }
    return status == BR_OK ? index_batch(in, stream) : status;
}

/* --- receipts --- */

static enum br_status put_receipt(struct br_log *log, uint32_t number,
                                  const struct br_receipt *receipt)
{
    uint8_t bytes[BR_RECEIPT_SIZE];
    br_receipt_encode(receipt, bytes);
    sqlite3_stmt *put = log->sql.put_receipt;
    (void)sqlite3_bind_int64(put, 1, number);
    br_db_bind_bytes(put, 2, receipt->holder.bytes, sizeof receipt->holder.bytes);
    (void)sqlite3_bind_int64(put, 3, receipt->epoch);
    (void)sqlite3_bind_int64(put, 4, (int64_t)receipt->seq);
    br_db_bind_bytes(put, 5, bytes, sizeof bytes);
    return br_db_run(put);
}

/* One receipt for each stream, with its last batch: earlier ones would be superseded at once. */
static enum br_status sign_receipts(struct receiving *in)
{
    struct br_log *log = in->log;
    struct br_log_change *items = log->items.items;
    for (size_t i = 0; i < log->items.count; i++) {
        const struct br_head *head = &items[i].head;
        const struct br_log_stream *stream = br_log_streams_find(&log->streams, &head->stream);
        if (head->stream.audience.type != BR_AUDIENCE_NETWORK ||
            br_hash_equal(&head->stream.origin, &log->academy) || head->seq != stream->next.seq) {
            continue;
        }
        items[i].has_receipt = true;
        items[i].receipt = (struct br_receipt){.holder = *in->holder,
                                               .stream = head->stream,
                                               .epoch = head->epoch,
                                               .seq = head->seq,
                                               .hash = head->hash};
        br_receipt_sign(&items[i].receipt, in->pen->signing);
        enum br_status status = put_receipt(log, stream->number, &items[i].receipt);
        if (status != BR_OK) {
            return status;
        }
    }
    return BR_OK;
}

static enum br_status receive_all(struct receiving *in, const struct br_batch *batches,
                                  size_t count, enum br_status *statuses)
{
    for (size_t i = 0; i < count; i++) {
        enum br_status status = receive_one(in, &batches[i], &statuses[i]);
        if (status != BR_OK) {
            return status;
        }
    }
    enum br_status status = in->pen == NULL ? BR_OK : sign_receipts(in);
    return status == BR_OK ? br_log_trust_changes(in->log) : status;
}

enum br_status br_log_receive(struct br_log *log, const struct br_pen *pen,
                              const struct br_hash *holder, struct br_now now,
                              const struct br_batch *batches, size_t count,
                              enum br_status *statuses, struct br_log_changes *changes)
{
    struct receiving in = {.log = log, .pen = pen, .holder = holder, .now = now};
    *changes = (struct br_log_changes){0};
    br_log_changes_clear(log);
    if (count > BR_STORE_BATCHES_MAX) {
        return BR_ERR_LIMIT;
    }
    enum br_status status = br_log_begin(log);
    if (status == BR_OK) {
        status = receive_all(&in, batches, count, statuses);
    }
    if (status == BR_OK) {
        status = br_log_commit(log);
    }
    if (status != BR_OK) {
        br_log_undo(log);
        br_log_changes_clear(log);
        return status;
    }
    br_log_changes_give(log, changes);
    return BR_OK;
}

/* Newer than what we have of this holder: a new epoch may begin below where the old one ended. */
static enum br_status receipt_is_newer(struct br_log *log, uint32_t number,
                                       const struct br_receipt *receipt, bool *newer)
{
    bool row = false;
    sqlite3_stmt *find = log->sql.find_receipt;
    (void)sqlite3_bind_int64(find, 1, number);
    br_db_bind_bytes(find, 2, receipt->holder.bytes, sizeof receipt->holder.bytes);
    enum br_status status = br_db_step(find, &row);
    *newer = true;
    if (status == BR_OK && row) {
        uint32_t epoch = (uint32_t)sqlite3_column_int64(find, 0);
        uint64_t seq = (uint64_t)sqlite3_column_int64(find, 1);
        *newer = receipt->epoch != epoch ? receipt->epoch > epoch : receipt->seq > seq;
        (void)sqlite3_reset(find);
    }
    return status;
}

static enum br_status keep_one(struct br_log *log, const struct br_receipt *receipt, bool *kept)
{
    struct br_public_key key;
    const struct br_log_stream *stream = br_log_streams_find(&log->streams, &receipt->stream);
    if (stream == NULL) {
        return BR_OK; /* of a stream that we do not hold: nothing to tell anybody */
    }
    bool newer = false;
    enum br_status status = receipt_is_newer(log, stream->number, receipt, &newer);
    if (status != BR_OK || !newer) {
        return status;
    }
    status = br_log_find_key(log, &receipt->holder, receipt->key, &key);
    if (status == BR_ERR_NOT_FOUND || (status == BR_OK && !br_receipt_verify(receipt, &key))) {
        return BR_OK;
    }
    if (status == BR_OK) {
        status = put_receipt(log, stream->number, receipt);
    }
    *kept = status == BR_OK;
    return status;
}

enum br_status br_log_keep_receipts(struct br_log *log, const struct br_receipt *receipts,
                                    size_t count, bool *kept)
{
    memset(kept, 0, count * sizeof *kept);
    enum br_status status = br_log_begin(log);
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = keep_one(log, &receipts[i], &kept[i]);
    }
    if (status == BR_OK) {
        status = br_log_commit(log);
    }
    if (status != BR_OK) {
        br_log_undo(log);
        memset(kept, 0, count * sizeof *kept);
    }
    return status;
}

enum br_status br_log_receipts(struct br_log *log, br_receipt_visit visit, void *context)
{
    sqlite3_stmt *list = log->sql.list_receipts;
    for (;;) {
        bool row = false;
        uint8_t bytes[BR_RECEIPT_SIZE];
        struct br_receipt receipt;
        enum br_status status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            return status;
        }
        if (!br_db_column_bytes(list, 0, bytes, sizeof bytes) ||
            br_receipt_decode((struct br_bytes){bytes, sizeof bytes}, &receipt) != BR_OK) {
            (void)sqlite3_reset(list);
            return BR_ERR_CORRUPT;
        }
        visit(context, &receipt);
    }
}
