/*
 * log_read.c - reading batches back, with their chain recomputed.
 *
 *      start            after_seq            end
 *        |  hashed only     |  hashed, copied  |
 *      --H------------------+-----H------------H------- stored heads H
 *
 * The walk begins at the greatest stored head at or before after_seq, whose hash is known, and is
 * good as far as it reaches later heads with the hashes they name. All of it happens in one read
 * transaction, so that a purge cannot look like damage.
 */
#include "store/log_internal.h"

#include <stdlib.h>
#include <string.h>

struct br_log_reader {
    sqlite3 *db;
    enum br_side side;
    bool inside; /* another one's transaction, and nothing is kept from it */
    sqlite3_stmt *begin;
    sqlite3_stmt *end;
    sqlite3_stmt *head_before;
    sqlite3_stmt *heads;
    sqlite3_stmt *records;
    sqlite3_stmt *streams;
    sqlite3_stmt *aside;
};

const char br_log_streams_sql[] =
    "SELECT s.number, s.origin, s.audience, s.epoch, s.seq, s.hash, h.head, h.sum,"
    " f.seq, f.previous, f.since_ms FROM stream s"
    " LEFT JOIN head h ON h.position = (s.number << 40 | s.seq)"
    " LEFT JOIN fork f ON f.stream = s.number ORDER BY s.number";

const char br_log_tables_sql[] =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    " AND name NOT IN ('meta', 'stream', 'record', 'head', 'own', 'receipt', 'academy_key', 'fork')"
    " ORDER BY name";

/* --- columns --- */

struct br_bytes br_log_column_body(sqlite3_stmt *statement, int column)
{
    const uint8_t *data = sqlite3_column_blob(statement, column);
    return (struct br_bytes){.data = data, .size = (size_t)sqlite3_column_bytes(statement, column)};
}

enum br_status br_log_column_head(sqlite3_stmt *statement, int column, struct br_head *head)
{
    uint8_t sum[BR_LOG_HEAD_SUM_SIZE];
    uint8_t stored[BR_LOG_HEAD_SUM_SIZE];
    struct br_bytes bytes = br_log_column_body(statement, column);
    if (bytes.size != BR_HEAD_SIZE ||
        !br_db_column_bytes(statement, column + 1, stored, sizeof stored)) {
        return BR_ERR_CORRUPT;
    }
    br_log_head_sum(bytes.data, sum);
    if (memcmp(sum, stored, sizeof sum) != 0 || br_head_decode(bytes, head) != BR_OK) {
        return BR_ERR_CORRUPT;
    }
    return BR_OK;
}

enum br_status br_log_column_stream(sqlite3_stmt *statement, struct br_stream_state *state)
{
    uint8_t audience[BR_AUDIENCE_SIZE];
    *state = (struct br_stream_state){.number = (uint32_t)sqlite3_column_int64(statement, 0)};
    if (!br_db_column_bytes(statement, 1, state->stream.origin.bytes,
                            sizeof state->stream.origin.bytes) ||
        !br_db_column_bytes(statement, 2, audience, sizeof audience) ||
        br_audience_decode((struct br_bytes){audience, sizeof audience}, &state->stream.audience) !=
            BR_OK ||
        !br_db_column_bytes(statement, 5, state->tail.hash.bytes, sizeof state->tail.hash.bytes)) {
        return BR_ERR_CORRUPT;
    }
    state->aside.seq = (uint64_t)sqlite3_column_int64(statement, 8); /* 0 when there is none */
    state->aside.since_ms = (uint64_t)sqlite3_column_int64(statement, 10);
    if (state->aside.seq != 0 && !br_db_column_bytes(statement, 9, state->aside.previous.bytes,
                                                     sizeof state->aside.previous.bytes)) {
        return BR_ERR_CORRUPT;
    }
    state->tail.epoch = (uint32_t)sqlite3_column_int64(statement, 3);
    state->tail.seq = (uint64_t)sqlite3_column_int64(statement, 4);
    if (state->tail.seq == 0) {
        state->head.stream = state->stream;
        return BR_OK;
    }
    if (state->tail.epoch == 0 || state->tail.seq > BR_SEQ_MAX ||
        sqlite3_column_type(statement, 6) == SQLITE_NULL) { /* no head there */
        return BR_ERR_CORRUPT;
    }
    if (br_log_column_head(statement, 6, &state->head) != BR_OK) {
        state->head_lost = true;
        state->head = (struct br_head){.stream = state->stream,
                                       .epoch = state->tail.epoch,
                                       .seq = state->tail.seq,
                                       .hash = state->tail.hash};
        return BR_OK;
    }
    bool agree = br_stream_equal(&state->head.stream, &state->stream) &&
                 state->head.epoch == state->tail.epoch && state->head.seq == state->tail.seq &&
                 br_hash_equal(&state->head.hash, &state->tail.hash);
    return agree ? BR_OK : BR_ERR_CORRUPT;
}

uint64_t br_stream_good(const struct br_stream_state *state)
{
    bool cut = state->aside.seq != 0 && state->aside.seq <= state->tail.seq;
    return cut ? state->aside.seq - 1 : state->tail.seq;
}

/* --- readers --- */

static enum br_status reader_prepare(struct br_log_reader *reader)
{
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } wanted[] = {
        {&reader->begin, "BEGIN"},
        {&reader->end, "COMMIT"},
        {&reader->head_before,
         "SELECT head, sum, position FROM head WHERE position BETWEEN ?1 AND ?2"
         " ORDER BY position DESC LIMIT 1"},
        {&reader->heads, "SELECT position, head, sum FROM head WHERE position > ?1"
                         " AND position <= ?2 ORDER BY position"},
        {&reader->records, "SELECT position, arrival_ms, body FROM record WHERE position > ?1"
                           " AND position <= ?2 ORDER BY position"},
        {&reader->streams, br_log_streams_sql},
        {&reader->aside, "SELECT seq FROM fork WHERE stream = ?1"},
    };
    enum br_status status = BR_OK;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && status == BR_OK; i++) {
        status = br_db_prepare(reader->db, wanted[i].sql, wanted[i].statement);
    }
    return status;
}

/* What the log says of itself: of a log without streams nothing else tells. */
static enum br_status read_side(struct br_log_reader *reader)
{
    sqlite3_stmt *get = NULL;
    bool row = false;
    sqlite3_int64 number = 0;
    enum br_status status =
        br_db_prepare(reader->db, "SELECT value FROM meta WHERE name = 'side'", &get);
    if (status == BR_OK) {
        status = br_db_step(get, &row);
        number = row ? sqlite3_column_int64(get, 0) : 0;
    }
    (void)sqlite3_finalize(get);
    reader->side = number == 1 ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
    return status == BR_OK && number != 1 && number != 2 ? BR_ERR_CORRUPT : status;
}

enum br_status br_log_reader_open(const char *path, const char *vfs, struct br_log_reader **reader,
                                  struct br_error *error)
{
    *reader = NULL;
    struct br_log_reader *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "%s: no memory", path);
    }
    bool fresh = false;
    struct br_db_options file = {.path = path, .vfs = vfs, .mode = BR_DB_READER};
    enum br_status status = br_db_open(&file, &made->db, error);
    if (status == BR_OK) {
        status = br_db_identify(made->db, BR_LOG_FILE_ID, BR_LOG_FILE_VERSION, &fresh, error);
    }
    if (status == BR_OK && fresh) {
        status = br_error_set(error, BR_ERR_CORRUPT, "%s holds no log", path);
    }
    if (status == BR_OK) {
        status = reader_prepare(made);
        if (status == BR_OK) {
            status = read_side(made);
        }
        if (status != BR_OK) {
            (void)br_error_set(error, status, "%s: %s", path, sqlite3_errmsg(made->db));
        }
    }
    if (status != BR_OK) {
        br_log_reader_close(made);
        return status;
    }
    *reader = made;
    return BR_OK;
}

static void reader_finalize(struct br_log_reader *reader)
{
    (void)sqlite3_finalize(reader->begin);
    (void)sqlite3_finalize(reader->end);
    (void)sqlite3_finalize(reader->head_before);
    (void)sqlite3_finalize(reader->heads);
    (void)sqlite3_finalize(reader->records);
    (void)sqlite3_finalize(reader->streams);
    (void)sqlite3_finalize(reader->aside);
}

void br_log_reader_close(struct br_log_reader *take_reader)
{
    if (take_reader == NULL) {
        return;
    }
    reader_finalize(take_reader);
    br_db_close(take_reader->db);
    free(take_reader);
}

enum br_side br_log_reader_side(const struct br_log_reader *reader)
{
    return reader->side;
}

sqlite3 *br_log_reader_db(struct br_log_reader *reader)
{
    return reader->db;
}

enum br_status br_log_reader_streams(struct br_log_reader *reader, br_stream_visit visit,
                                     void *context)
{
    for (;;) {
        bool row = false;
        struct br_stream_state state;
        enum br_status status = br_db_step(reader->streams, &row);
        if (status != BR_OK || !row) {
            return status;
        }
        status = br_log_column_stream(reader->streams, &state);
        if (status != BR_OK) {
            (void)sqlite3_reset(reader->streams);
            return status;
        }
        visit(context, &state);
    }
}

/* --- one batch --- */

void br_log_batch_free(struct br_log_batch *batch)
{
    br_buffer_free(&batch->memory);
    batch->count = 0;
}

struct walk {
    struct br_log_reader *reader;
    struct br_log_batch *batch;
    uint32_t number;
    uint64_t after_seq;
    uint64_t aside_seq;  /* from here on nothing counts; UINT64_MAX: all does */
    struct br_tail tail; /* how far the chain holds: the last good head */
    struct br_head head; /* the next one */
    struct br_hash hash; /* behind the last record that was hashed */
    uint64_t seq;        /* its number */
    size_t size;         /* bytes copied */
    size_t copied;       /* records copied; batch->count of them are known to be good */
};

/* BR_ERR_NOT_FOUND: no head behind this one. */
static enum br_status next_head(struct walk *walk)
{
    bool row = false;
    enum br_status status = br_db_step(walk->reader->heads, &row);
    if (status != BR_OK || !row) {
        return status == BR_OK ? BR_ERR_NOT_FOUND : status;
    }
    int64_t position = sqlite3_column_int64(walk->reader->heads, 0);
    status = br_log_column_head(walk->reader->heads, 1, &walk->head);
    return status == BR_OK && walk->head.seq != br_position_seq(position) ? BR_ERR_CORRUPT : status;
}

static enum br_status copy(struct walk *walk, struct br_bytes body, uint64_t arrival_ms)
{
    struct br_log_batch *batch = walk->batch;
    if (walk->copied == BR_BATCH_RECORDS_MAX || walk->size + body.size > BR_BATCH_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    br_buffer_put(&batch->memory, body.data, body.size);
    if (!br_buffer_ok(&batch->memory)) {
        return BR_ERR_NO_MEMORY;
    }
    batch->bodies[walk->copied].size = body.size; /* where it lies is known when all are there */
    batch->arrivals[walk->copied] = arrival_ms;
    walk->copied++;
    walk->size += body.size;
    return BR_OK;
}

/* Hash, and behind after_seq copy, the records up to walk->head. BR_ERR_LIMIT: no room for them. */
static enum br_status walk_to_head(struct walk *walk)
{
    sqlite3_stmt *records = walk->reader->records;
    while (walk->seq < walk->head.seq) {
        bool row = false;
        struct br_record record;
        enum br_status status = br_db_step(records, &row);
        if (status != BR_OK) {
            return status;
        }
        uint64_t seq = walk->seq + 1;
        if (!row || sqlite3_column_int64(records, 0) != br_position(walk->number, seq) ||
            br_record_parse(br_log_column_body(records, 2), &record) != BR_OK) {
            return BR_ERR_CORRUPT;
        }
        if (seq > walk->after_seq) {
            status = copy(walk, record.body, (uint64_t)sqlite3_column_int64(records, 1));
            if (status != BR_OK) {
                return status;
            }
        }
        walk->hash =
            br_record_hash(&record, &walk->head.stream, walk->head.epoch, seq, &walk->hash);
        walk->seq = seq;
        if (seq == walk->after_seq) {
            walk->batch->previous = walk->hash;
        }
    }
    return br_hash_equal(&walk->hash, &walk->head.hash) ? BR_OK : BR_ERR_CORRUPT;
}

/* Where the stream was put aside, if it was. */
static enum br_status walk_aside(struct walk *walk)
{
    bool row = false;
    sqlite3_stmt *aside = walk->reader->aside;
    walk->aside_seq = UINT64_MAX;
    if (walk->reader->inside) {
        return BR_OK;
    }
    (void)sqlite3_bind_int64(aside, 1, walk->number);
    enum br_status status = br_db_step(aside, &row);
    if (status == BR_OK && row) {
        walk->aside_seq = (uint64_t)sqlite3_column_int64(aside, 0);
    }
    (void)sqlite3_reset(aside);
    return status != BR_OK || walk->after_seq + 1 < walk->aside_seq ? status : BR_ERR_NOT_FOUND;
}

/* Where the walk begins: at the greatest head that is not behind after_seq, or before record 1. */
static enum br_status walk_start(struct walk *walk)
{
    bool row = true;
    uint64_t seq = walk->after_seq;
    sqlite3_stmt *before = walk->reader->head_before;
    enum br_status status = BR_ERR_CORRUPT;
    while (status == BR_ERR_CORRUPT && row) { /* past those that cannot be read */
        struct br_head head;
        (void)sqlite3_bind_int64(before, 1, br_position(walk->number, 0));
        (void)sqlite3_bind_int64(before, 2, br_position(walk->number, seq));
        status = br_db_step(before, &row);
        if (status != BR_OK) {
            (void)sqlite3_reset(before);
            return status;
        }
        if (row) {
            seq = br_position_seq(sqlite3_column_int64(before, 2)) - 1;
            status = br_log_column_head(before, 0, &head);
        }
        if (row && status == BR_OK) {
            walk->tail = br_log_tail(&head);
        }
        (void)sqlite3_reset(before);
    }
    walk->hash = walk->tail.hash;
    walk->seq = walk->tail.seq;
    walk->batch->previous = walk->hash; /* of after_seq, when the walk comes by it */
    int64_t start = br_position(walk->number, walk->tail.seq);
    (void)sqlite3_bind_int64(walk->reader->heads, 1, start);
    (void)sqlite3_bind_int64(walk->reader->heads, 2, br_position(walk->number, BR_SEQ_MAX));
    (void)sqlite3_bind_int64(walk->reader->records, 1, start);
    (void)sqlite3_bind_int64(walk->reader->records, 2, br_position(walk->number, BR_SEQ_MAX));
    return status;
}

/* Head by head, as long as one batch can hold it. Damage behind a good head is the next call's. */
static enum br_status walk_on(struct walk *walk)
{
    struct br_log_batch *batch = walk->batch;
    enum br_status status = next_head(walk);
    if (status != BR_OK) {
        return status; /* nothing there, or unreadable */
    }
    uint32_t epoch = walk->head.epoch;
    while (status == BR_OK) {
        status = walk_to_head(walk);
        if (status != BR_OK) {
            break;
        }
        batch->head = walk->head;
        batch->count = walk->copied;
        walk->tail = br_log_tail(&walk->head);
        status = next_head(walk);
        bool fits = status == BR_OK && walk->head.epoch == epoch &&
                    batch->head.seq + 1 < walk->aside_seq &&
                    walk->head.seq <= walk->after_seq + BR_BATCH_RECORDS_MAX &&
                    br_stream_equal(&walk->head.stream, &batch->head.stream);
        if (!fits) {
            break;
        }
    }
    if (batch->count > 0) {
        return BR_OK;
    }
    return status == BR_ERR_LIMIT ? BR_ERR_CORRUPT : status; /* heads lie too far apart */
}

static void point_at_bodies(struct br_log_batch *batch)
{
    const uint8_t *at = batch->memory.data;
    for (size_t i = 0; i < batch->count; i++) {
        batch->bodies[i].data = at;
        at += batch->bodies[i].size;
    }
}

static enum br_status read_batch(struct br_log_reader *reader, uint32_t number, uint64_t after_seq,
                                 struct br_log_batch *batch, uint64_t *seq_bad)
{
    struct walk walk = {.reader = reader, .batch = batch, .number = number, .after_seq = after_seq};
    batch->count = 0;
    batch->seq_first = after_seq + 1;
    batch->memory.size_max = BR_BATCH_SIZE_MAX;
    br_buffer_clear(&batch->memory);
    enum br_status status = walk_aside(&walk);
    if (status == BR_OK) {
        status = walk_start(&walk);
    }
    if (status == BR_OK) {
        status = walk_on(&walk);
    }
    (void)sqlite3_reset(reader->heads);
    (void)sqlite3_reset(reader->records);
    if (status == BR_ERR_CORRUPT) {
        *seq_bad = walk.tail.seq + 1;
    }
    point_at_bodies(batch);
    return status;
}

enum br_status br_log_read(struct br_log_reader *reader, uint32_t number, uint64_t after_seq,
                           struct br_log_batch *batch, uint64_t *seq_bad)
{
    *seq_bad = 0;
    batch->count = 0;
    if (number > BR_STREAM_NUMBER_MAX || after_seq >= BR_SEQ_MAX) {
        return BR_ERR_NOT_FOUND;
    }
    enum br_status status = br_db_run(reader->begin);
    if (status != BR_OK) {
        return status;
    }
    status = read_batch(reader, number, after_seq, batch, seq_bad);
    enum br_status ended = br_db_run(reader->end); /* a read transaction has nothing to lose */
    if (ended != BR_OK) {
        br_db_rollback(reader->db);
    }
    return status;
}

enum br_status br_log_damage(struct br_log_reader *reader, uint32_t number, uint64_t seq_bad,
                             uint64_t *seq_last)
{
    bool row = true;
    enum br_status status = BR_ERR_CORRUPT;
    *seq_last = 0;
    (void)sqlite3_bind_int64(reader->heads, 1, br_position(number, seq_bad - 1));
    (void)sqlite3_bind_int64(reader->heads, 2, br_position(number, BR_SEQ_MAX));
    while (status == BR_ERR_CORRUPT && row) {
        struct br_head head;
        status = br_db_step(reader->heads, &row);
        if (status == BR_OK && row) {
            *seq_last = br_position_seq(sqlite3_column_int64(reader->heads, 0));
            status = br_log_column_head(reader->heads, 1, &head);
        }
    }
    (void)sqlite3_reset(reader->heads);
    return status == BR_OK && *seq_last == 0 ? BR_ERR_NOT_FOUND : status;
}

enum br_status br_log_leads_to(struct br_log *log, uint32_t number, const struct br_head *head)
{
    struct br_log_reader reader = {.db = log->db, .inside = true};
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    struct walk walk = {
        .reader = &reader, .batch = batch, .number = number, .after_seq = head->seq - 1};
    enum br_status status = batch == NULL ? BR_ERR_NO_MEMORY : reader_prepare(&reader);
    if (status == BR_OK) {
        status = walk_start(&walk);
    }
    if (status == BR_OK) {
        walk.head = *head;
        walk.after_seq = head->seq; /* nothing is to be copied */
        status = walk_to_head(&walk);
    }
    reader_finalize(&reader);
    free(batch);
    return status;
}

enum br_status br_log_read_inside(struct br_log *log, uint32_t number, uint64_t after_seq,
                                  struct br_log_batch *batch)
{
    uint64_t seq_bad = 0;
    struct br_log_reader reader = {.db = log->db, .inside = true};
    enum br_status status = reader_prepare(&reader);
    if (status == BR_OK) {
        status = read_batch(&reader, number, after_seq, batch, &seq_bad);
    }
    reader_finalize(&reader);
    return status;
}
