/* fold.c - from records at hand to tables, and from a log to records at hand. */
#include "store/views_internal.h"

#include "base/failpoint.h"
#include "base/limits.h"
#include "base/logline.h"
#include "record/message.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* A record that no fold saw. When a later version knows more, other rules rebuild all of it. */
struct unreadable {
    uint64_t position;
    enum { NO_PAYLOAD = 1, UNKNOWN_KIND = 2, DOES_NOT_UNPACK = 3 } reason;
};

enum { KEPT_SIZE = 1024 * 1024 }; /* of the arena, from one fold to the next */

/* --- statements --- */

enum br_status br_fold_open(struct br_views *views)
{
    enum br_status status =
        br_db_prepare(views->db,
                      "INSERT INTO folded(number, origin, audience, epoch, seq, hash)"
                      " VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
                      " SET epoch = excluded.epoch, seq = excluded.seq, hash = excluded.hash",
                      &views->save_folded);
    if (status == BR_OK) {
        status = br_db_prepare(views->db, "INSERT INTO unreadable(position, reason) VALUES(?, ?)",
                               &views->add_unreadable);
    }
    return status;
}

/* Most programs end without having seen most kinds. */
static enum br_status prepare_kind(struct br_views *views, size_t kind, uint16_t number,
                                   struct br_error *error)
{
    const struct br_block *block = br_domain_block(views->options.domain, BR_BLOCK_FOLD, number);
    if (block == NULL || views->folds[kind].count > 0) {
        return BR_OK;
    }
    enum br_guard_mode before = views->guard.mode;
    views->guard.mode = BR_GUARD_FOLD;
    enum br_status status =
        br_db_prepare_all(views->db, block->sql, block->where, &views->folds[kind], error);
    views->guard.mode = before;
    if (status != BR_OK) {
        br_db_finalize_all(&views->folds[kind]);
    }
    return status;
}

enum br_status br_fold_prepare(struct br_views *views, struct br_error *error)
{
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    enum br_status status = BR_OK;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = prepare_kind(views, i, kinds[i].number, error);
    }
    return status;
}

static void forget_streams(struct br_views *views)
{
    for (size_t i = 0; i < views->folded.count; i++) {
        free(views->folded.items[i]);
    }
    free(views->folded.items);
    views->folded = (struct br_folded_list){.items = NULL};
}

void br_fold_close(struct br_views *views)
{
    for (size_t i = 0; i < BR_KINDS_MAX; i++) {
        br_db_finalize_all(&views->folds[i]);
    }
    (void)sqlite3_finalize(views->save_folded);
    (void)sqlite3_finalize(views->add_unreadable);
    views->save_folded = NULL;
    views->add_unreadable = NULL;
    forget_streams(views);
}

/* --- streams --- */

/* Where [number] stands, or would stand. */
static size_t place_of(const struct br_folded_list *list, uint32_t number)
{
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = list->items[middle]->number < number;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

struct br_folded *br_fold_find(struct br_views *views, uint32_t number)
{
    size_t at = place_of(&views->folded, number);
    bool found = at < views->folded.count && views->folded.items[at]->number == number;
    return found ? views->folded.items[at] : NULL;
}

struct br_folded *br_fold_find_stream(struct br_views *views, const struct br_stream *stream)
{
    for (size_t i = 0; i < views->folded.count; i++) {
        if (br_stream_equal(&views->folded.items[i]->stream, stream)) {
            return views->folded.items[i];
        }
    }
    return NULL;
}

struct br_folded *br_fold_stream(struct br_views *views, uint32_t number,
                                 const struct br_stream *stream)
{
    enum { CAPACITY_FIRST = 16 };
    struct br_folded_list *list = &views->folded;
    size_t at = place_of(list, number);
    if (at < list->count && list->items[at]->number == number) {
        return list->items[at];
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? CAPACITY_FIRST : list->capacity * 2;
        struct br_folded **items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        list->items = items;
        list->capacity = capacity;
    }
    struct br_folded *made = malloc(sizeof *made);
    if (made == NULL) {
        return NULL;
    }
    *made = (struct br_folded){.number = number, .stream = *stream};
    memmove(&list->items[at + 1], &list->items[at], (list->count - at) * sizeof *list->items);
    list->items[at] = made;
    list->count++;
    return made;
}

static enum br_status load_row(struct br_views *views, sqlite3_stmt *statement)
{
    uint8_t bytes[BR_STREAM_SIZE];
    struct br_stream stream;
    struct br_tail tail = {.epoch = (uint32_t)sqlite3_column_int64(statement, 3),
                           .seq = (uint64_t)sqlite3_column_int64(statement, 4)};
    if (!br_db_column_bytes(statement, 1, bytes, sizeof stream.origin) ||
        !br_db_column_bytes(statement, 2, bytes + sizeof stream.origin, BR_AUDIENCE_SIZE) ||
        !br_db_column_bytes(statement, 5, &tail.hash, sizeof tail.hash) ||
        br_stream_decode((struct br_bytes){bytes, sizeof bytes}, &stream) != BR_OK) {
        return BR_ERR_CORRUPT;
    }
    struct br_folded *folded =
        br_fold_stream(views, (uint32_t)sqlite3_column_int64(statement, 0), &stream);
    if (folded == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    folded->tail = tail;
    folded->next = tail;
    folded->stored = true;
    return BR_OK;
}

enum br_status br_fold_load(struct br_views *views)
{
    sqlite3_stmt *statement = NULL;
    enum br_status status = br_db_prepare(
        views->db, "SELECT number, origin, audience, epoch, seq, hash FROM folded ORDER BY number",
        &statement);
    bool row = true;
    while (status == BR_OK && row) {
        status = br_db_step(statement, &row);
        if (status == BR_OK && row) {
            status = load_row(views, statement);
        }
    }
    (void)sqlite3_finalize(statement);
    return status;
}

uint64_t br_views_folded(struct br_views *views, uint32_t number)
{
    const struct br_folded *folded = br_fold_find(views, number);
    return folded == NULL ? 0 : folded->tail.seq;
}

uint64_t br_views_folded_stream(struct br_views *views, const struct br_stream *stream)
{
    const struct br_folded *folded = br_fold_find_stream(views, stream);
    return folded == NULL ? 0 : folded->tail.seq;
}

/* --- gathering --- */

/* A payload that is too rich for its budget and a machine without memory both end in NULL; only the
 * first may count as unreadable, or replicas would differ. */
static enum br_status unpack(struct br_views *views, const struct br_kind *kind,
                             struct br_bytes payload, ProtobufCMessage **message)
{
    views->arena.budget = views->arena.taken + BR_ARENA_PAYLOAD_SIZE_MAX;
    enum br_status status = br_message_unpack(kind->message, payload, &views->arena, message);
    if (views->arena.no_memory) {
        return BR_ERR_NO_MEMORY;
    }
    return status == BR_OK ? BR_OK : BR_ERR_MALFORMED;
}

enum br_status br_fold_add(struct br_views *views, const struct br_place *place,
                           const struct br_record *record)
{
    const struct br_kind *kind = br_kind_by_number(record->kind);
    if (kind == NULL || record->format != BR_BODY_WHOLE) {
        return BR_ERR_MALFORMED;
    }
    if (!br_domain_fits(views->options.domain, record->kind, &place->stream->audience)) {
        return BR_OK;
    }
    ProtobufCMessage *message = NULL;
    enum br_status status = unpack(views, kind, record->payload, &message);
    return status == BR_OK ? br_rows_add(views->rows, kind, place, record, message) : status;
}

static void note_unreadable(struct br_views *views, const struct br_place *place,
                            const struct br_record *record)
{
    struct unreadable one = {.position = (uint64_t)place->number << 40 | place->seq,
                             .reason = DOES_NOT_UNPACK};
    if (record->format != BR_BODY_WHOLE) {
        one.reason = NO_PAYLOAD;
    } else if (br_kind_by_number(record->kind) == NULL) {
        one.reason = UNKNOWN_KIND;
    }
    br_buffer_put(&views->unreadable, &one, sizeof one);
}

static enum br_status gather_body(struct br_views *views, const struct br_place *place,
                                  struct br_bytes body)
{
    struct br_record record;
    enum br_status status = br_record_read(body, &record);
    if (status != BR_OK) {
        return BR_ERR_CORRUPT; /* the log recomputed the chain over it */
    }
    status = br_fold_add(views, place, &record);
    if (status == BR_ERR_MALFORMED) {
        note_unreadable(views, place, &record);
        status = br_buffer_ok(&views->unreadable) ? BR_OK : BR_ERR_NO_MEMORY;
    }
    return status;
}

static size_t batch_size(const struct br_log_batch *batch)
{
    size_t size = 0;
    for (size_t i = 0; i < batch->count; i++) {
        size += batch->bodies[i].size;
    }
    return size;
}

static bool is_full(const struct br_views *views, size_t size)
{
    return views->gathered > 0 && (views->gathered_size + size > BR_FOLD_SIZE_MAX ||
                                   views->arena.taken > BR_FOLD_ARENA_SIZE_MAX);
}

enum br_status br_fold_gather(struct br_views *views, uint32_t number,
                              const struct br_log_batch *batch)
{
    size_t size = batch_size(batch);
    if (is_full(views, size)) {
        return BR_ERR_LIMIT;
    }
    struct br_folded *folded = br_fold_stream(views, number, &batch->head.stream);
    if (folded == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    BR_ASSERT(br_stream_equal(&folded->stream, &batch->head.stream) &&
              batch->seq_first == folded->next.seq + 1 &&
              batch->head.seq == folded->next.seq + batch->count);
    for (size_t i = 0; i < batch->count; i++) {
        struct br_place place = {.stream = &folded->stream,
                                 .number = number,
                                 .epoch = batch->head.epoch,
                                 .seq = batch->seq_first + i,
                                 .arrival_ms = batch->arrivals[i]};
        enum br_status status = gather_body(views, &place, batch->bodies[i]);
        if (status != BR_OK) {
            return status;
        }
    }
    folded->next = (struct br_tail){batch->head.epoch, batch->head.seq, batch->head.hash};
    views->gathered += batch->count;
    views->gathered_size += size;
    return BR_OK;
}

void br_fold_forget(struct br_views *views)
{
    br_rows_clear(views->rows);
    if (views->arena.taken > KEPT_SIZE) {
        br_arena_free(&views->arena); /* after a catch-up only single records come */
        (void)malloc_trim(0);         /* small blocks of a pool thread stay with it otherwise */
    } else {
        br_arena_reset(&views->arena);
    }
    br_buffer_clear(&views->unreadable);
    views->gathered = 0;
    views->gathered_size = 0;
    for (size_t i = 0; i < views->folded.count; i++) {
        views->folded.items[i]->next = views->folded.items[i]->tail;
    }
}

/* --- folding --- */

static enum br_status run_kind(struct br_views *views, size_t index, const struct br_kind *kind)
{
    struct br_error error = {.text = ""};
    enum br_status status = prepare_kind(views, index, kind->number, &error);
    if (status == BR_OK) {
        status = br_db_run_all(&views->folds[index]);
    }
    if (status != BR_OK) {
        BR_LOGLINE(BR_ERROR, "fold_failed", BR_TEXT("kind", kind->name),
                   BR_TEXT("message", sqlite3_errmsg(views->db)));
    }
    return status;
}

enum br_status br_fold_run(struct br_views *views)
{
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    enum br_status status = BR_OK;
    views->guard.mode = BR_GUARD_FOLD;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        if (br_rows_count(views->rows, &kinds[i]) > 0) {
            status = run_kind(views, i, &kinds[i]);
        }
    }
    views->guard.mode = BR_GUARD_OFF;
    return status;
}

static enum br_status save_unreadable(struct br_views *views)
{
    enum br_status status = BR_OK;
    for (size_t at = 0; at < views->unreadable.size && status == BR_OK;) {
        struct unreadable one;
        memcpy(&one, views->unreadable.data + at, sizeof one);
        at += sizeof one;
        (void)sqlite3_bind_int64(views->add_unreadable, 1, (sqlite3_int64)one.position);
        (void)sqlite3_bind_int(views->add_unreadable, 2, (int)one.reason);
        status = br_db_run(views->add_unreadable);
    }
    return status;
}

static enum br_status save_stream(struct br_views *views, const struct br_folded *folded)
{
    uint8_t audience[BR_AUDIENCE_SIZE];
    br_audience_encode(&folded->stream.audience, audience);
    sqlite3_stmt *statement = views->save_folded;
    (void)sqlite3_bind_int64(statement, 1, folded->number);
    br_db_bind_bytes(statement, 2, &folded->stream.origin, sizeof folded->stream.origin);
    br_db_bind_bytes(statement, 3, audience, sizeof audience);
    (void)sqlite3_bind_int64(statement, 4, folded->next.epoch);
    (void)sqlite3_bind_int64(statement, 5, (sqlite3_int64)folded->next.seq);
    br_db_bind_bytes(statement, 6, &folded->next.hash, sizeof folded->next.hash);
    return br_db_run(statement);
}

static enum br_status save_streams(struct br_views *views)
{
    enum br_status status = BR_OK;
    for (size_t i = 0; i < views->folded.count && status == BR_OK; i++) {
        const struct br_folded *folded = views->folded.items[i];
        if (!folded->stored || folded->next.seq != folded->tail.seq) {
            status = save_stream(views, folded);
        }
    }
    return status;
}

static void streams_are_saved(struct br_views *views)
{
    for (size_t i = 0; i < views->folded.count; i++) {
        struct br_folded *folded = views->folded.items[i];
        folded->tail = folded->next;
        folded->stored = true;
    }
}

enum br_status br_fold_commit(struct br_views *views)
{
    BR_ASSERT(!views->shown);
    BR_FAILPOINT("fold.begin.before");
    enum br_status status = br_db_exec(views->db, "BEGIN IMMEDIATE");
    BR_FAILPOINT("fold.begin.after");
    if (status == BR_OK) {
        status = br_fold_run(views);
    }
    if (status == BR_OK) {
        status = save_unreadable(views);
    }
    if (status == BR_OK) {
        status = save_streams(views);
    }
    if (status == BR_OK) {
        BR_FAILPOINT("fold.commit.before");
        status = br_db_exec(views->db, "COMMIT");
        BR_FAILPOINT("fold.commit.after");
    }
    if (status == BR_OK) {
        streams_are_saved(views);
    } else {
        br_db_rollback(views->db);
    }
    br_fold_forget(views);
    return status;
}

/* --- from the log --- */

/* Where every stream of a log ends; a visit cannot fail, so it remembers. */
struct tails {
    struct br_views *views;
    struct br_stream_state *items;
    size_t count;
    size_t capacity;
    bool no_memory;
    bool behind; /* the log is behind the views, or tells another story */
};

/* Where the views must end: at the tail, or before what was put aside. */
static struct br_tail shown_tail(const struct br_stream_state *state)
{
    struct br_tail tail = state->tail;
    if (br_stream_good(state) < tail.seq) { /* its epoch is this one or an earlier one */
        tail.seq = state->aside.seq - 1;
        tail.hash = state->aside.previous;
    }
    return tail;
}

static void visit_stream(void *context, const struct br_stream_state *state)
{
    enum { CAPACITY_FIRST = 16 };
    struct tails *tails = context;
    struct br_tail shown = shown_tail(state);
    struct br_folded *folded = br_fold_find(tails->views, state->number);
    if (folded != NULL) {
        folded->seen = true;
        const struct br_tail *ours = &folded->tail;
        const struct br_tail *log = &shown;
        tails->behind = tails->behind || log->seq < ours->seq || log->epoch < ours->epoch ||
                        !br_stream_equal(&folded->stream, &state->stream) ||
                        (log->seq == ours->seq && !br_hash_equal(&log->hash, &ours->hash));
        if (log->seq == ours->seq) {
            return;
        }
    } else if (shown.seq == 0) {
        return;
    }
    if (tails->count == tails->capacity) {
        size_t capacity = tails->capacity == 0 ? CAPACITY_FIRST : tails->capacity * 2;
        struct br_stream_state *items = realloc(tails->items, capacity * sizeof *items);
        if (items == NULL) {
            tails->no_memory = true;
            return;
        }
        tails->items = items;
        tails->capacity = capacity;
    }
    tails->items[tails->count++] = *state;
}

/* Of the batch that holds the last good record only what is good. */
static void cut_at(struct br_log_batch *batch, const struct br_stream_state *state)
{
    uint64_t good = br_stream_good(state);
    if (batch->head.seq > good) {
        batch->count = (size_t)(good + 1 - batch->seq_first);
        batch->head.seq = good;
        batch->head.hash = state->aside.previous;
    }
}

/*
 * A stream of this log that we have folded and the log does not have: it was purged or rolled back.
 * The log may have no other left, and one that came again has another number.
 */
static bool is_missing_some(const struct br_views *views, enum br_side side)
{
    for (size_t i = 0; i < views->folded.count; i++) {
        const struct br_folded *folded = views->folded.items[i];
        bool local = folded->number >= BR_STREAM_LOCAL_FIRST;
        if (!folded->seen && local == (side == BR_SIDE_LOCAL)) {
            return true;
        }
    }
    return false;
}

static enum br_status look_at_tails(struct br_views *views, struct br_log_reader *reader,
                                    struct tails *tails)
{
    *tails = (struct tails){.views = views};
    for (size_t i = 0; i < views->folded.count; i++) {
        views->folded.items[i]->seen = false;
    }
    enum br_status status = br_log_reader_streams(reader, visit_stream, tails);
    if (status == BR_OK && tails->no_memory) {
        status = BR_ERR_NO_MEMORY;
    }
    tails->behind = tails->behind || is_missing_some(views, br_log_reader_side(reader));
    return status;
}

/* What cannot be read waits; it must not hold up the others. */
static void note_damage(struct br_fold_progress *progress, const struct br_stream_state *state,
                        uint64_t seq_bad)
{
    if (progress->damage_count < BR_DAMAGES_MAX) {
        progress->damages[progress->damage_count++] = (struct br_damage){
            .number = state->number, .stream = state->stream, .seq_bad = seq_bad};
    }
}

/* Gather from one stream until its tail or until the transaction is full. */
static enum br_status gather_stream(struct br_views *views, struct br_log_reader *reader,
                                    const struct br_stream_state *state, size_t records_max,
                                    bool *full, struct br_fold_progress *progress)
{
    const struct br_folded *folded = br_fold_stream(views, state->number, &state->stream);
    if (folded == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    while (folded->next.seq < br_stream_good(state)) {
        *full = views->gathered > 0 && views->gathered + BR_BATCH_RECORDS_MAX > records_max;
        if (*full) {
            return BR_OK;
        }
        uint64_t seq_bad = 0;
        enum br_status status =
            br_log_read(reader, state->number, folded->next.seq, &views->batch, &seq_bad);
        if (status == BR_ERR_NOT_FOUND) {
            return BR_OK; /* purged meanwhile; the next look says so */
        }
        if (status == BR_ERR_CORRUPT) {
            note_damage(progress, state, seq_bad);
            return BR_OK;
        }
        if (status == BR_OK) {
            cut_at(&views->batch, state);
            status = br_fold_gather(views, state->number, &views->batch);
        }
        if (status == BR_ERR_LIMIT) {
            *full = true;
            return BR_OK;
        }
        if (status != BR_OK) {
            return status;
        }
    }
    return BR_OK;
}

/* The caller calls again, and finds empty views. */
static enum br_status begin_again(struct br_views *views, const char *why,
                                  struct br_fold_progress *progress)
{
    BR_LOGLINE(BR_INFO, "views_begin_again", BR_TEXT("file", views->path), BR_TEXT("why", why));
    *progress = (struct br_fold_progress){.more = true, .anew = true};
    return br_views_reset(views);
}

enum br_status br_fold_some(struct br_views *views, struct br_log_reader *reader,
                            size_t records_max, struct br_fold_progress *progress)
{
    BR_ASSERT(!views->shown);
    *progress = (struct br_fold_progress){.records = 0};
    if (views->db == NULL) { /* when they were to begin again, the disk was full, say */
        *progress = (struct br_fold_progress){.more = true, .anew = true};
        return br_views_reset(views);
    }
    struct tails tails;
    enum br_status status = look_at_tails(views, reader, &tails);
    if (status == BR_OK && tails.behind) {
        free(tails.items);
        return begin_again(views, "the log has less that counts", progress);
    }
    bool full = false;
    for (size_t i = 0; i < tails.count && status == BR_OK && !full; i++) {
        status = gather_stream(views, reader, &tails.items[i], records_max, &full, progress);
    }
    free(tails.items);
    if (status == BR_OK && views->gathered > 0) {
        progress->records = views->gathered;
        status = br_fold_commit(views);
        if (status == BR_ERR_CORRUPT) {
            return begin_again(views, "damaged", progress);
        }
    }
    if (status != BR_OK) {
        br_fold_forget(views);
        progress->records = 0;
    }
    progress->more = full && status == BR_OK;
    return status;
}

enum br_status br_views_fold(struct br_views *views, struct br_log_reader *reader,
                             struct br_fold_progress *progress)
{
    return br_fold_some(views, reader, BR_FOLD_RECORDS_MAX, progress);
}
