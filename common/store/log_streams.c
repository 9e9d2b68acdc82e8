/*
 * log_streams.c - the streams in memory, and the transactions that move them.
 *
 * Found by a hash table over origin and audience. Whoever can choose these bytes is an academy that
 * ours accepted, and BR_STREAMS_MAX bounds what collisions could cost.
 */
#include "store/log_internal.h"

#include "base/failpoint.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_first(const struct br_log_streams *streams, const struct br_stream *stream)
{
    uint8_t bytes[BR_STREAM_SIZE];
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    br_stream_encode(stream, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        hash = (hash ^ bytes[i]) * 1099511628211u;
    }
    return (size_t)(hash ^ hash >> 32) & (streams->slot_count - 1);
}

static void slot_fill(struct br_log_streams *streams, size_t index)
{
    size_t slot = slot_first(streams, &streams->items[index]->head.stream);
    while (streams->slots[slot] != 0) {
        slot = (slot + 1) & (streams->slot_count - 1);
    }
    streams->slots[slot] = (uint32_t)index + 1;
}

static void slots_fill(struct br_log_streams *streams)
{
    if (streams->slot_count > 0) {
        memset(streams->slots, 0, streams->slot_count * sizeof *streams->slots);
    }
    for (size_t i = 0; i < streams->count; i++) {
        slot_fill(streams, i);
    }
}

/* Room for one more; the table is kept at most half full. */
static bool streams_grow(struct br_log_streams *streams)
{
    if (streams->count < streams->capacity) {
        return true;
    }
    size_t capacity = streams->capacity == 0 ? 16 : streams->capacity * 2;
    struct br_log_stream **items = realloc(streams->items, capacity * sizeof(void *));
    if (items == NULL) {
        return false;
    }
    streams->items = items;
    uint32_t *slots = realloc(streams->slots, 2 * capacity * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    streams->slots = slots;
    streams->slot_count = 2 * capacity;
    streams->capacity = capacity;
    slots_fill(streams);
    return true;
}

void br_log_streams_free(struct br_log_streams *streams)
{
    br_log_streams_cut(streams, 0);
    free(streams->items);
    free(streams->slots);
    *streams = (struct br_log_streams){0};
}

struct br_log_stream *br_log_streams_find(const struct br_log_streams *streams,
                                          const struct br_stream *stream)
{
    if (streams->count == 0) {
        return NULL;
    }
    size_t slot = slot_first(streams, stream);
    while (streams->slots[slot] != 0) {
        struct br_log_stream *item = streams->items[streams->slots[slot] - 1];
        if (br_stream_equal(&item->head.stream, stream)) {
            return item;
        }
        slot = (slot + 1) & (streams->slot_count - 1);
    }
    return NULL;
}

enum br_status br_log_streams_add(struct br_log_streams *streams, uint32_t number,
                                  const struct br_stream *stream, struct br_log_stream **added)
{
    if (streams->count >= BR_STREAMS_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_log_stream *item = malloc(sizeof *item);
    if (item == NULL || !streams_grow(streams)) {
        free(item);
        return BR_ERR_NO_MEMORY;
    }
    *item = (struct br_log_stream){.number = number,
                                   .head = {.stream = *stream},
                                   .next = {.stream = *stream},
                                   .waiting_first = BR_LOG_NOTHING,
                                   .waiting_last = BR_LOG_NOTHING};
    streams->items[streams->count++] = item;
    slot_fill(streams, streams->count - 1);
    *added = item;
    return BR_OK;
}

void br_log_streams_cut(struct br_log_streams *streams, size_t count)
{
    if (count >= streams->count) {
        return;
    }
    for (size_t i = count; i < streams->count; i++) {
        free(streams->items[i]);
    }
    streams->count = count;
    slots_fill(streams);
}

void br_log_streams_remove(struct br_log_streams *streams, const struct br_stream *stream)
{
    for (size_t i = 0; i < streams->count; i++) {
        if (br_stream_equal(&streams->items[i]->head.stream, stream)) {
            free(streams->items[i]);
            memmove(streams->items + i, streams->items + i + 1,
                    (streams->count - i - 1) * sizeof(void *));
            streams->count--;
            slots_fill(streams);
            return;
        }
    }
}

struct br_tail br_log_tail(const struct br_head *head)
{
    return (struct br_tail){.epoch = head->epoch, .seq = head->seq, .hash = head->hash};
}

bool br_log_side_has(const struct br_log *log, const struct br_stream *stream)
{
    bool shared = br_audience_is_shared(&stream->audience);
    /* What academies keep to themselves nobody else can have sent. */
    return log->side == BR_SIDE_SHARED ? shared
                                       : !shared && br_hash_equal(&stream->origin, &log->academy);
}

enum br_status br_log_begin(struct br_log *log)
{
    BR_ASSERT(!log->open);
    BR_FAILPOINT("log.begin.before");
    enum br_status status = br_db_exec(log->db, "BEGIN IMMEDIATE");
    BR_FAILPOINT("log.begin.after");
    if (status == BR_OK) {
        log->open = true;
        log->number_next_open = log->number_next;
        log->hlc_next = log->hlc;
        log->streams_before = log->streams.count;
        log->touched.count = 0;
        log->noted.count = 0;
    }
    return status;
}

static enum br_status stream_new(struct br_log *log, const struct br_stream *stream,
                                 struct br_log_stream **added)
{
    uint8_t audience[BR_AUDIENCE_SIZE];
    uint32_t number = log->number_next_open;
    uint32_t number_last =
        log->side == BR_SIDE_SHARED ? BR_STREAM_LOCAL_FIRST - 1 : BR_STREAM_NUMBER_MAX;
    if (number > number_last) {
        return BR_ERR_LIMIT;
    }
    enum br_status status = br_log_streams_add(&log->streams, number, stream, added);
    if (status != BR_OK) {
        return status;
    }
    br_audience_encode(&stream->audience, audience);
    sqlite3_stmt *insert = log->sql.insert_stream;
    (void)sqlite3_bind_int64(insert, 1, number);
    br_db_bind_bytes(insert, 2, stream->origin.bytes, sizeof stream->origin.bytes);
    br_db_bind_bytes(insert, 3, audience, sizeof audience);
    status = br_db_run(insert);
    if (status == BR_OK) {
        log->number_next_open = number + 1;
        (void)sqlite3_bind_int64(log->sql.update_next_number, 1, number + 1);
        status = br_db_run(log->sql.update_next_number);
    }
    return status;
}

enum br_status br_log_touch(struct br_log *log, const struct br_stream *stream,
                            struct br_log_stream **touched)
{
    struct br_log_stream *item = br_log_streams_find(&log->streams, stream);
    if (item == NULL) {
        enum br_status status = stream_new(log, stream, &item);
        if (status != BR_OK) {
            return status;
        }
    }
    if (!item->touched) {
        struct br_log_stream **place = br_log_list_add(&log->touched, sizeof(void *));
        if (place == NULL) {
            return BR_ERR_NO_MEMORY;
        }
        *place = item;
        item->touched = true;
    }
    *touched = item;
    return BR_OK;
}

static enum br_status tail_update(struct br_log *log, const struct br_log_stream *stream)
{
    sqlite3_stmt *update = log->sql.update_stream;
    (void)sqlite3_bind_int64(update, 1, stream->number);
    (void)sqlite3_bind_int64(update, 2, stream->next.epoch);
    (void)sqlite3_bind_int64(update, 3, (int64_t)stream->next.seq);
    br_db_bind_bytes(update, 4, stream->next.hash.bytes, sizeof stream->next.hash.bytes);
    return br_db_run(update);
}

enum br_status br_log_commit(struct br_log *log)
{
    struct br_log_stream **touched = log->touched.items;
    for (size_t i = 0; i < log->touched.count; i++) {
        BR_ASSERT(touched[i]->waiting_count == 0);
        enum br_status status = tail_update(log, touched[i]);
        if (status != BR_OK) {
            return status;
        }
    }
    BR_FAILPOINT("log.commit.before");
    enum br_status status = br_db_exec(log->db, "COMMIT");
    if (status != BR_OK) {
        return status;
    }
    BR_FAILPOINT("log.commit.after");
    for (size_t i = 0; i < log->touched.count; i++) {
        bool grown = touched[i]->next.seq > touched[i]->head.seq;
        touched[i]->head_lost = touched[i]->head_lost && !grown; /* the one at its end is another */
        touched[i]->head = touched[i]->next;
        touched[i]->touched = false;
    }
    log->number_next = log->number_next_open;
    log->hlc = log->hlc_next;
    log->touched.count = 0;
    log->open = false;
    return BR_OK;
}

void br_log_undo(struct br_log *log)
{
    if (!log->open) {
        return;
    }
    br_db_rollback(log->db);
    struct br_log_stream **touched = log->touched.items;
    for (size_t i = 0; i < log->touched.count; i++) {
        touched[i]->next = touched[i]->head;
        touched[i]->touched = false;
        touched[i]->waiting_count = 0;
        touched[i]->waiting_first = BR_LOG_NOTHING;
        touched[i]->waiting_last = BR_LOG_NOTHING;
    }
    log->touched.count = 0;
    br_log_index_clear(&log->index);
    br_log_streams_cut(&log->streams, log->streams_before);
    log->open = false;
}
