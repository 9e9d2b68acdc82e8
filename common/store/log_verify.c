/*
 * log_verify.c - walking everything, and saying in sentences what is wrong.
 *
 * Damage ends nothing: behind a broken place the walk goes on from the next stored head. The tables
 * beside the log are made once more in memory from the same records and compared as sets of rows.
 */
#include "store/log_internal.h"

#include "base/hash.h"
#include "record/fork.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FAULTS_A_STREAM_MAX = 20, /* a destroyed stream is said to be so, not record by record */
    SENTENCE_SIZE = 320,
};

struct verifying {
    sqlite3 *db;
    const struct br_domain *domain;
    struct br_log_report *report;
    br_fault_visit visit;
    void *context;
    struct br_hash academy;
    sqlite3_stmt *heads;
    sqlite3_stmt *records;
    sqlite3_stmt *own;
    sqlite3_stmt *key;
};

BR_PRINTF(2, 3) static void fault(struct verifying *in, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    in->report->faults++;
    if (in->visit != NULL) {
        in->visit(in->context, sentence);
    }
}

/* Damaged pages are findings; only what ends the walk is an error. */
static enum br_status finding(struct verifying *in, enum br_status status, const char *where)
{
    if (status == BR_ERR_CORRUPT) {
        fault(in, "%s: %s", where, sqlite3_errmsg(in->db));
        return BR_OK;
    }
    return status;
}

/* --- the file --- */

static enum br_status verify_file(struct verifying *in)
{
    sqlite3_stmt *check = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(in->db, "PRAGMA integrity_check(20)", &check);
    while (status == BR_OK && row) {
        status = br_db_step(check, &row);
        const char *text = row ? (const char *)sqlite3_column_text(check, 0) : NULL;
        if (text != NULL && strcmp(text, "ok") != 0) {
            fault(in, "the file: %s", text);
        }
    }
    (void)sqlite3_finalize(check);
    return finding(in, status, "the file");
}

/* --- one stream --- */

struct stream_walk {
    struct verifying *in;
    struct br_stream_state state;
    struct br_tail tail; /* the chain so far */
    struct br_head head; /* under which the records at hand stand */
    bool head_there;
    uint64_t batch_count; /* since the last head */
    size_t batch_size;
    bool broken; /* until the next head, hashes mean nothing */
    uint64_t faults;
};

BR_PRINTF(2, 3) static void stream_fault(struct stream_walk *walk, const char *format, ...)
{
    char what[SENTENCE_SIZE / 2];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    walk->faults++;
    if (walk->faults < FAULTS_A_STREAM_MAX) {
        fault(walk->in, "stream %u: %s", walk->state.number, what);
    } else if (walk->faults == FAULTS_A_STREAM_MAX) {
        fault(walk->in, "stream %u: and more", walk->state.number);
    }
}

static enum br_status find_key(struct verifying *in, const struct br_hash *academy,
                               const uint8_t name[BR_KEY_NAME_SIZE], struct br_public_key *key)
{
    bool row = false;
    br_db_bind_bytes(in->key, 1, academy->bytes, sizeof academy->bytes);
    br_db_bind_bytes(in->key, 2, name, BR_KEY_NAME_SIZE);
    enum br_status status = br_db_step(in->key, &row);
    bool found = row && br_db_column_bytes(in->key, 0, key->bytes, sizeof key->bytes);
    (void)sqlite3_reset(in->key);
    return status != BR_OK || found ? status : BR_ERR_NOT_FOUND;
}

static enum br_status verify_head(struct stream_walk *walk)
{
    struct verifying *in = walk->in;
    const struct br_head *head = &walk->head;
    struct br_public_key key;
    in->report->heads++;
    if (!br_stream_equal(&head->stream, &walk->state.stream)) {
        stream_fault(walk, "the head at %" PRIu64 " is another stream's", head->seq);
    }
    if (head->epoch < walk->tail.epoch) {
        stream_fault(walk, "the epoch goes back at %" PRIu64, head->seq);
    }
    enum br_status status = find_key(in, &head->stream.origin, head->key, &key);
    if (status == BR_ERR_NOT_FOUND) {
        stream_fault(walk, "the head at %" PRIu64 " names a key that nobody bound", head->seq);
        return BR_OK;
    }
    if (status == BR_OK && !br_head_verify(head, &key)) {
        stream_fault(walk, "the head at %" PRIu64 " is not signed by its origin", head->seq);
    }
    return finding(in, status, "academy_key");
}

static enum br_status next_head(struct stream_walk *walk)
{
    sqlite3_stmt *heads = walk->in->heads;
    walk->batch_count = 0;
    walk->batch_size = 0;
    for (;;) {
        enum br_status status = br_db_step(heads, &walk->head_there);
        if (status != BR_OK || !walk->head_there) {
            walk->head_there = false;
            return finding(walk->in, status, "head");
        }
        uint64_t seq = br_position_seq(sqlite3_column_int64(heads, 0));
        if (br_log_column_head(heads, 1, &walk->head) == BR_OK && walk->head.seq == seq) {
            return verify_head(walk);
        }
        stream_fault(walk, "the head at %" PRIu64 " is damaged", seq);
        walk->broken = true;
    }
}

static enum br_status verify_own(struct stream_walk *walk, const struct br_record *record,
                                 int64_t position)
{
    struct verifying *in = walk->in;
    bool row = false;
    if (!br_hash_equal(&walk->state.stream.origin, &in->academy)) {
        return BR_OK;
    }
    br_db_bind_bytes(in->own, 1, record->id.bytes, sizeof record->id.bytes);
    enum br_status status = br_db_step(in->own, &row);
    if (status == BR_OK && (!row || sqlite3_column_int64(in->own, 0) != position)) {
        stream_fault(walk, "record %" PRIu64 " is not found by its id", br_position_seq(position));
    }
    (void)sqlite3_reset(in->own);
    return finding(in, status, "own");
}

/* The hash of the chain at the head must be what was signed; then the next batch begins. */
static enum br_status close_batch(struct stream_walk *walk)
{
    if (!walk->broken && !br_hash_equal(&walk->tail.hash, &walk->head.hash)) {
        stream_fault(walk, "records %" PRIu64 " to %" PRIu64 " are not what was signed",
                     (walk->head.seq - walk->batch_count + 1), walk->head.seq);
    }
    if (walk->batch_count > BR_BATCH_RECORDS_MAX || walk->batch_size > BR_BATCH_SIZE_MAX) {
        stream_fault(walk, "no head for too long before %" PRIu64, walk->head.seq);
    }
    walk->broken = false;
    walk->tail = br_log_tail(&walk->head);
    return next_head(walk);
}

/* Heads in a gap, or before this record although none should be: they close nothing. */
static enum br_status skip_heads(struct stream_walk *walk, uint64_t seq)
{
    enum br_status status = BR_OK;
    while (walk->head_there && walk->head.seq < seq && status == BR_OK) {
        stream_fault(walk, "record %" PRIu64 " is missing under its head", walk->head.seq);
        walk->tail = br_log_tail(&walk->head);
        walk->broken = false;
        status = next_head(walk);
    }
    return status;
}

static enum br_status verify_record(struct stream_walk *walk)
{
    sqlite3_stmt *records = walk->in->records;
    struct br_record record;
    int64_t position = sqlite3_column_int64(records, 0);
    uint64_t seq = br_position_seq(position);
    walk->in->report->records++;
    enum br_status status = skip_heads(walk, seq);
    if (status != BR_OK) {
        return status;
    }
    if (seq != walk->tail.seq + 1) {
        stream_fault(walk, "records %" PRIu64 " to %" PRIu64 " are missing", (walk->tail.seq + 1),
                     (seq - 1));
        walk->broken = true;
    }
    walk->tail.seq = seq;
    if (!walk->head_there) {
        stream_fault(walk, "record %" PRIu64 " stands behind the last head", seq);
        return BR_OK;
    }
    struct br_bytes body = br_log_column_body(records, 2);
    walk->batch_count++;
    walk->batch_size += body.size;
    if (br_record_parse(body, &record) != BR_OK) {
        stream_fault(walk, "record %" PRIu64 " is damaged", seq);
        walk->broken = true;
    } else {
        walk->tail.hash =
            br_record_hash(&record, &walk->state.stream, walk->head.epoch, seq, &walk->tail.hash);
        status = verify_own(walk, &record, position);
    }
    return status == BR_OK && seq == walk->head.seq ? close_batch(walk) : status;
}

static enum br_status verify_stream(struct verifying *in, const struct br_stream_state *state)
{
    struct stream_walk walk = {.in = in, .state = *state};
    bool row = true;
    int64_t first = br_position(state->number, 0);
    int64_t last = br_position(state->number, BR_SEQ_MAX);
    (void)sqlite3_bind_int64(in->heads, 1, first);
    (void)sqlite3_bind_int64(in->heads, 2, last);
    (void)sqlite3_bind_int64(in->records, 1, first);
    (void)sqlite3_bind_int64(in->records, 2, last);
    in->report->streams++;
    enum br_status status = next_head(&walk);
    while (status == BR_OK && row) {
        status = br_db_step(in->records, &row);
        if (status == BR_OK && row) {
            status = verify_record(&walk);
        }
    }
    status = finding(in, status, "record");
    if (status == BR_OK && walk.head_there) {
        status = skip_heads(&walk, UINT64_MAX);
    }
    if (status == BR_OK &&
        (walk.tail.seq != state->tail.seq || walk.tail.epoch != state->tail.epoch ||
         !br_hash_equal(&walk.tail.hash, &state->tail.hash))) {
        stream_fault(&walk, "ends at %" PRIu64 ", but should at %" PRIu64, walk.tail.seq,
                     state->tail.seq);
    }
    (void)sqlite3_reset(in->heads);
    (void)sqlite3_reset(in->records);
    return status;
}

static enum br_status verify_streams(struct verifying *in)
{
    sqlite3_stmt *list = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(in->db, br_log_streams_sql, &list);
    while (status == BR_OK && row) {
        struct br_stream_state state;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        if (br_log_column_stream(list, &state) != BR_OK) {
            fault(in, "stream %u: its row is damaged, or there is no such head at its end",
                  state.number);
        } else if (state.head_lost) {
            fault(in, "stream %u: the head at its end is damaged", state.number);
        }
        status = verify_stream(in, &state);
    }
    (void)sqlite3_finalize(list);
    return finding(in, status, "stream");
}

/* --- what belongs to nothing --- */

static enum br_status verify_strays(struct verifying *in)
{
    static const struct {
        const char *sql;
        const char *sentence;
    } counts[] = {
        {"SELECT count(*) FROM record WHERE position >> 40 NOT IN (SELECT number FROM stream)",
         "records of no stream"},
        {"SELECT count(*) FROM head WHERE position >> 40 NOT IN (SELECT number FROM stream)",
         "heads of no stream"},
        {"SELECT count(*) FROM receipt WHERE stream NOT IN (SELECT number FROM stream)",
         "receipts of no stream"},
        {"SELECT count(*) FROM stream WHERE number >="
         " (SELECT value FROM meta WHERE name = 'number_next')",
         "streams with numbers that were never given"},
        {"SELECT count(*) FROM fork WHERE stream NOT IN (SELECT number FROM stream)",
         "fork proofs of no stream"},
        {"SELECT count(*) FROM own WHERE position NOT IN (SELECT position FROM record)",
         "ids of no record"},
        {"SELECT count(*) FROM academy_key WHERE position > 0"
         " AND position NOT IN (SELECT position FROM record)",
         "keys of no record"},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        sqlite3_stmt *count = NULL;
        bool row = false;
        enum br_status status = br_db_prepare(in->db, counts[i].sql, &count);
        if (status == BR_OK) {
            status = br_db_step(count, &row);
        }
        if (status == BR_OK && row && sqlite3_column_int64(count, 0) != 0) {
            fault(in, "%lld %s", (long long)sqlite3_column_int64(count, 0), counts[i].sentence);
        }
        (void)sqlite3_finalize(count);
        status = finding(in, status, counts[i].sentence);
        if (status != BR_OK) {
            return status;
        }
    }
    return BR_OK;
}

static enum br_status fork_holds(struct verifying *in, const struct br_fork *fork,
                                 struct br_verified *scratch, bool *holds)
{
    *holds = false;
    struct br_public_key keys[2];
    for (size_t i = 0; i < 2; i++) {
        const struct br_head *head = &fork->sides[i].head;
        size_t at = 0;
        enum br_status status = br_batch_key(&fork->sides[i], &keys[i], &at);
        if (status == BR_ERR_NOT_FOUND) {
            status = find_key(in, &head->stream.origin, head->key, &keys[i]);
        }
        if (status != BR_OK) {
            return status == BR_ERR_NOT_FOUND ? BR_OK : status;
        }
    }
    *holds = br_fork_verify(fork, keys, scratch) == BR_OK;
    return BR_OK;
}

/* Why streams are put aside: each proof must still be one, and of the stream and record it says. */
static enum br_status verify_forks(struct verifying *in)
{
    sqlite3_stmt *list = NULL;
    bool row = true;
    struct br_fork *fork = malloc(sizeof *fork);
    struct br_verified *scratch = malloc(sizeof *scratch);
    enum br_status status = fork == NULL || scratch == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    if (status == BR_OK) {
        status = br_db_prepare(in->db,
                               "SELECT s.origin, f.seq, f.previous, f.proof FROM fork f"
                               " JOIN stream s ON s.number = f.stream",
                               &list);
    }
    while (status == BR_OK && row) {
        struct br_hash origin;
        struct br_hash previous;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        bool good = br_fork_decode(br_log_column_body(list, 3), fork) == BR_OK &&
                    br_db_column_bytes(list, 0, origin.bytes, sizeof origin.bytes) &&
                    br_db_column_bytes(list, 2, previous.bytes, sizeof previous.bytes) &&
                    br_hash_equal(&origin, &fork->sides[0].head.stream.origin) &&
                    br_hash_equal(&previous, &fork->previous) &&
                    br_fork_seq(fork) == (uint64_t)sqlite3_column_int64(list, 1);
        if (good) {
            status = fork_holds(in, fork, scratch, &good);
        }
        if (status == BR_OK && !good) {
            fault(in, "fork: a proof does not show what was put aside");
        }
    }
    (void)sqlite3_finalize(list);
    free(fork);
    free(scratch);
    return finding(in, status, "fork");
}

/* Each bound key must be what the record at its position says. */
static enum br_status verify_keys(struct verifying *in)
{
    sqlite3_stmt *list = NULL;
    bool row = true;
    enum br_status status =
        br_db_prepare(in->db,
                      "SELECT k.academy, k.name, k.signing, k.tls_pin, r.body FROM academy_key k"
                      " JOIN record r ON r.position = k.position",
                      &list);
    while (status == BR_OK && row) {
        struct br_hash academy;
        struct br_record record;
        struct br_academy_keys keys;
        uint8_t name[BR_KEY_NAME_SIZE];
        struct br_public_key signing;
        struct br_hash tls_pin;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        bool good = br_db_column_bytes(list, 0, academy.bytes, sizeof academy.bytes) &&
                    br_db_column_bytes(list, 1, name, sizeof name) &&
                    br_db_column_bytes(list, 2, signing.bytes, sizeof signing.bytes) &&
                    br_db_column_bytes(list, 3, tls_pin.bytes, sizeof tls_pin.bytes) &&
                    br_record_parse(br_log_column_body(list, 4), &record) == BR_OK &&
                    record.kind == BR_KIND_ACADEMY_KEYS && record.format == BR_BODY_WHOLE;
        enum br_status checked =
            good ? br_keys_check(&academy, record.payload, &keys) : BR_ERR_MALFORMED;
        if (checked == BR_ERR_NO_MEMORY) {
            status = checked;
            break;
        }
        if (checked != BR_OK ||
            memcmp(keys.signing.bytes, signing.bytes, sizeof signing.bytes) != 0 ||
            memcmp(signing.bytes, name, sizeof name) != 0 ||
            !br_hash_equal(&keys.tls_pin, &tls_pin)) {
            fault(in, "academy_key: a key is not what its record says");
        }
    }
    (void)sqlite3_finalize(list);
    return finding(in, status, "academy_key");
}

static enum br_status verify_receipts(struct verifying *in)
{
    sqlite3_stmt *list = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(
        in->db, "SELECT r.stream, r.holder, r.epoch, r.seq, r.receipt FROM receipt r", &list);
    while (status == BR_OK && row) {
        struct br_receipt receipt;
        struct br_hash holder;
        struct br_public_key key;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        bool good = br_receipt_decode(br_log_column_body(list, 4), &receipt) == BR_OK &&
                    br_db_column_bytes(list, 1, holder.bytes, sizeof holder.bytes) &&
                    br_hash_equal(&holder, &receipt.holder) &&
                    receipt.epoch == (uint32_t)sqlite3_column_int64(list, 2) &&
                    receipt.seq == (uint64_t)sqlite3_column_int64(list, 3);
        if (good) {
            status = find_key(in, &receipt.holder, receipt.key, &key);
            good = status == BR_OK && br_receipt_verify(&receipt, &key);
            status = status == BR_ERR_NOT_FOUND ? BR_OK : status;
        }
        if (status == BR_OK && !good) {
            fault(in, "receipt: one for stream %lld is not signed by its holder",
                  (long long)sqlite3_column_int64(list, 0));
        }
    }
    (void)sqlite3_finalize(list);
    return finding(in, status, "receipt");
}

/* --- the domain's tables --- */

/* Rows as a set: the sum of their hashes does not depend on their order. */
struct table_sum {
    uint64_t rows;
    uint64_t lanes[4];
};

static void sum_cell(struct br_sha256_stream *hash, sqlite3_stmt *row, int column)
{
    uint8_t head[9];
    int type = sqlite3_column_type(row, column);
    struct br_bytes cell = br_log_column_body(row, column);
    head[0] = (uint8_t)type;
    br_store_u64(head + 1, cell.size);
    br_sha256_stream_add(hash, head, sizeof head);
    if (cell.size > 0) {
        br_sha256_stream_add(hash, cell.data, cell.size);
    }
}

static enum br_status table_sum(sqlite3 *db, const char *name, struct table_sum *sum)
{
    *sum = (struct table_sum){0};
    sqlite3_stmt *list = NULL;
    bool row = true;
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", name); /* from the file's own schema */
    enum br_status status = sql == NULL ? BR_ERR_NO_MEMORY : br_db_prepare(db, sql, &list);
    sqlite3_free(sql);
    while (status == BR_OK && row) {
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        struct br_sha256_stream *hash = br_sha256_stream_new();
        for (int column = 0; column < sqlite3_column_count(list); column++) {
            sum_cell(hash, list, column);
        }
        struct br_hash digest = br_sha256_stream_finish(hash);
        for (size_t lane = 0; lane < 4; lane++) {
            sum->lanes[lane] += br_load_u64(digest.bytes + 8 * lane);
        }
        sum->rows++;
    }
    (void)sqlite3_finalize(list);
    return status;
}

static enum br_status compare_tables(struct verifying *in, sqlite3 *fresh)
{
    sqlite3_stmt *list = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(fresh, br_log_tables_sql, &list);
    while (status == BR_OK && row) {
        struct table_sum expected;
        struct table_sum found;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        const char *name = (const char *)sqlite3_column_text(list, 0);
        status = table_sum(fresh, name, &expected);
        if (status == BR_OK) {
            status = finding(in, table_sum(in->db, name, &found), name);
        }
        if (status == BR_OK && memcmp(&expected, &found, sizeof found) != 0) {
            fault(in, "table %s: %" PRIu64 " rows are not the %" PRIu64 " that the records make",
                  name, found.rows, expected.rows);
        }
    }
    (void)sqlite3_finalize(list);
    return status;
}

static enum br_status verify_index(struct verifying *in)
{
    sqlite3 *fresh = NULL;
    struct br_error error;
    struct br_log_index *index = sqlite3_malloc64(sizeof *index);
    if (index == NULL || sqlite3_open(":memory:", &fresh) != SQLITE_OK) {
        sqlite3_free(index);
        br_db_close(fresh);
        return BR_ERR_NO_MEMORY;
    }
    enum br_status status = br_log_index_open(index, fresh, in->domain, &in->academy);
    if (status == BR_OK) {
        status = br_log_index_schema(index, in->domain, &error);
    }
    if (status == BR_OK) {
        br_log_index_kinds(index, in->domain);
        status = br_log_index_fill(index, in->db);
        if (status == BR_ERR_CORRUPT) {
            fault(in, "the tables beside the log cannot be checked: the records are damaged");
            status = BR_OK;
        } else if (status == BR_OK) {
            status = compare_tables(in, fresh);
        }
    }
    br_log_index_close(index);
    br_db_close(fresh);
    br_rows_free(index->rows);
    sqlite3_free(index);
    return status;
}

/* --- all of it --- */

static enum br_status prepare(struct verifying *in)
{
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } wanted[] = {
        {&in->heads, "SELECT position, head, sum FROM head WHERE position BETWEEN ?1 AND ?2"
                     " ORDER BY position"},
        {&in->records, "SELECT position, arrival_ms, body FROM record"
                       " WHERE position BETWEEN ?1 AND ?2 ORDER BY position"},
        {&in->own, "SELECT position FROM own WHERE id = ?1"},
        {&in->key, "SELECT signing FROM academy_key WHERE academy = ?1 AND name = ?2"},
    };
    enum br_status status = BR_OK;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && status == BR_OK; i++) {
        status = br_db_prepare(in->db, wanted[i].sql, wanted[i].statement);
    }
    return status;
}

static enum br_status academy_load(struct verifying *in)
{
    sqlite3_stmt *get = NULL;
    bool row = false;
    enum br_status status =
        br_db_prepare(in->db, "SELECT value FROM meta WHERE name = 'academy'", &get);
    if (status == BR_OK) {
        status = br_db_step(get, &row);
    }
    if (status == BR_OK &&
        (!row || !br_db_column_bytes(get, 0, in->academy.bytes, sizeof in->academy.bytes))) {
        status = BR_ERR_CORRUPT;
        fault(in, "the file does not say whose it is");
    }
    (void)sqlite3_finalize(get);
    return status;
}

static enum br_status verify_all(struct verifying *in)
{
    static enum br_status (*const steps[])(struct verifying *) = {
        verify_streams, verify_strays, verify_keys, verify_receipts, verify_forks, verify_index,
    };
    enum br_status status = academy_load(in);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == BR_OK; i++) {
        status = steps[i](in);
    }
    return status;
}

enum br_status br_log_verify(struct br_log_reader *reader, const struct br_domain *domain,
                             struct br_log_report *report, br_fault_visit visit, void *context)
{
    struct verifying in = {.db = br_log_reader_db(reader),
                           .domain = domain,
                           .report = report,
                           .visit = visit,
                           .context = context};
    *report = (struct br_log_report){0};
    enum br_status status = br_db_exec(in.db, "BEGIN");
    if (status == BR_OK) {
        status = verify_file(&in);
    }
    if (status == BR_OK) {
        status = prepare(&in);
    }
    if (status == BR_OK) {
        status = verify_all(&in);
    }
    (void)sqlite3_finalize(in.heads);
    (void)sqlite3_finalize(in.records);
    (void)sqlite3_finalize(in.own);
    (void)sqlite3_finalize(in.key);
    br_db_rollback(in.db);
    if (status == BR_ERR_CORRUPT) { /* damaged where even the walk could not go on */
        fault(&in, "the file is damaged: %s", sqlite3_errmsg(in.db));
        status = BR_OK;
    }
    return status;
}
