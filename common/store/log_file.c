/* log_file.c - the log's file: schema, opening and loading, checkpoints, purging. */
#include "store/log_internal.h"

#include "base/failpoint.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    BODIES_SIZE_MAX =
        BR_WRITE_GROUP_SIZE_MAX + BR_WRITE_GROUP_MAX * (BR_BODY_FIXED_SIZE + BR_SALT_SIZE),
};

static const char schema[] =
    "CREATE TABLE meta ("
    "  name TEXT PRIMARY KEY,"
    "  value ANY" /* side, academy, number_next, rules */
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE stream ("
    "  number INTEGER PRIMARY KEY," /* replica-local */
    "  origin BLOB NOT NULL,"
    "  audience BLOB NOT NULL,"
    "  epoch INTEGER NOT NULL," /* epoch, seq, hash: the tail; 0 when empty */
    "  seq INTEGER NOT NULL,"
    "  hash BLOB NOT NULL,"
    "  UNIQUE (origin, audience)"
    ") STRICT;"
    "CREATE TABLE record ("
    "  position INTEGER PRIMARY KEY," /* number << 40 | seq */
    "  arrival_ms INTEGER NOT NULL,"  /* our wall clock; in no hash */
    "  body BLOB NOT NULL"
    ") STRICT;"
    "CREATE TABLE head ("
    "  position INTEGER PRIMARY KEY," /* of the last record under it */
    "  head BLOB NOT NULL,"           /* as signed and sent */
    "  sum BLOB NOT NULL"             /* first bytes of its SHA-256: damage shows here */
    ") STRICT;"
    "CREATE TABLE own ("
    "  id BLOB PRIMARY KEY," /* record id: numbered once, answered always */
    "  position INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE receipt ("
    "  stream INTEGER NOT NULL,"
    "  holder BLOB NOT NULL,"
    "  epoch INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"
    "  receipt BLOB NOT NULL," /* as signed and sent */
    "  PRIMARY KEY (stream, holder)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE academy_key ("
    "  academy BLOB NOT NULL,"
    "  name BLOB NOT NULL," /* first bytes of the signing key, as heads name it */
    "  signing BLOB NOT NULL,"
    "  tls_pin BLOB NOT NULL,"
    "  position INTEGER NOT NULL," /* of the record that binds it; 0: told, not read */
    "  PRIMARY KEY (academy, name)"
    ") STRICT, WITHOUT ROWID;";

static const char schema_fork[] =
    "CREATE TABLE fork ("
    "  stream INTEGER PRIMARY KEY," /* put aside */
    "  seq INTEGER NOT NULL,"       /* from this record on */
    "  previous BLOB NOT NULL,"     /* hash of the last good record */
    "  since_ms INTEGER NOT NULL,"  /* our wall clock when it was kept */
    "  proof BLOB NOT NULL"         /* as it came, or as we made it */
    ") STRICT;";

#define STATEMENT(name, text)                                                   \
    {                                                                           \
        offsetof(struct br_log_statements, name) / sizeof(sqlite3_stmt *), text \
    }
static const struct {
    size_t at;
    const char *sql;
} statements[BR_LOG_STATEMENTS] = {
    STATEMENT(insert_record, "INSERT INTO record (position, arrival_ms, body) VALUES (?1, ?2, ?3)"),
    STATEMENT(put_head, "INSERT OR REPLACE INTO head (position, head, sum) VALUES (?1, ?2, ?3)"),
    STATEMENT(insert_own, "INSERT OR IGNORE INTO own (id, position) VALUES (?1, ?2)"),
    STATEMENT(insert_stream, "INSERT INTO stream (number, origin, audience, epoch, seq, hash)"
                             " VALUES (?1, ?2, ?3, 0, 0, zeroblob(32))"),
    STATEMENT(update_stream, "UPDATE stream SET epoch = ?2, seq = ?3, hash = ?4 WHERE number = ?1"),
    STATEMENT(update_next_number, "UPDATE meta SET value = ?1 WHERE name = 'number_next'"),
    STATEMENT(find_own, "SELECT position FROM own WHERE id = ?1"),
    STATEMENT(find_epoch,
              "SELECT head, sum FROM head WHERE position >= ?1 ORDER BY position LIMIT 1"),
    STATEMENT(put_key, "INSERT INTO academy_key (academy, name, signing, tls_pin, position)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)"
                       " ON CONFLICT (academy, name) DO UPDATE SET signing = excluded.signing,"
                       " tls_pin = excluded.tls_pin, position = excluded.position"),
    STATEMENT(find_key, "SELECT signing FROM academy_key WHERE academy = ?1 AND name = ?2"),
    STATEMENT(newest_key, "SELECT signing FROM academy_key WHERE academy = ?1"
                          " ORDER BY position DESC LIMIT 1"),
    STATEMENT(count_keys, "SELECT count(*) FROM academy_key WHERE academy = ?1"),
    STATEMENT(put_receipt, "INSERT INTO receipt (stream, holder, epoch, seq, receipt)"
                           " VALUES (?1, ?2, ?3, ?4, ?5)"
                           " ON CONFLICT (stream, holder) DO UPDATE SET epoch = excluded.epoch,"
                           " seq = excluded.seq, receipt = excluded.receipt"),
    STATEMENT(find_receipt, "SELECT epoch, seq FROM receipt WHERE stream = ?1 AND holder = ?2"),
    STATEMENT(list_receipts, "SELECT receipt FROM receipt ORDER BY stream, holder"),
    STATEMENT(list_keys, "SELECT academy, signing, tls_pin, max(position) FROM academy_key"
                         " GROUP BY academy ORDER BY academy"),
    STATEMENT(list_accepted,
              "SELECT origin, academy, accepted FROM accepted ORDER BY origin, academy"),
    STATEMENT(find_accepted, "SELECT accepted FROM accepted WHERE origin = ?1 AND academy = ?2"),
    STATEMENT(list_groups,
              "SELECT origin, id, academy FROM group_member ORDER BY origin, id, academy"),
    STATEMENT(find_group,
              "SELECT 1 FROM group_member WHERE origin = ?1 AND id = ?2 AND academy = ?3"),
    STATEMENT(list_members, "SELECT member, role, NULL FROM role WHERE given"
                            " UNION ALL SELECT member, NULL, room FROM room_member WHERE joined"
                            " ORDER BY 1, 2, 3"),
    STATEMENT(find_allowed, "SELECT 1 FROM allowed WHERE record = ?1"),
    /* Was the named key of ?1 replaced by one that was bound before position ?3? */
    STATEMENT(key_replaced, "SELECT 1 FROM academy_key k JOIN academy_key other"
                            " ON other.academy = k.academy AND other.position > k.position"
                            " WHERE k.academy = ?1 AND k.name = ?2 AND other.position < ?3"),
    STATEMENT(put_fork, "INSERT OR REPLACE INTO fork (stream, seq, previous, since_ms, proof)"
                        " VALUES (?1, ?2, ?3, ?4, ?5)"),
    STATEMENT(list_forks, "SELECT stream, proof FROM fork ORDER BY stream"),
};

/* --- meta --- */

static enum br_status meta_put(sqlite3 *db, const char *name, const void *value, size_t size)
{
    sqlite3_stmt *put = NULL;
    enum br_status status =
        br_db_prepare(db, "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", &put);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(put, 1, name, -1, SQLITE_STATIC);
        br_db_bind_bytes(put, 2, value, size);
        status = br_db_run(put);
    }
    (void)sqlite3_finalize(put);
    return status;
}

static enum br_status meta_put_number(sqlite3 *db, const char *name, uint32_t value)
{
    sqlite3_stmt *put = NULL;
    enum br_status status =
        br_db_prepare(db, "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", &put);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(put, 1, name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(put, 2, value);
        status = br_db_run(put);
    }
    (void)sqlite3_finalize(put);
    return status;
}

/* BR_ERR_CORRUPT when it is not there or of another size; [hash] or [number], the other NULL. */
static enum br_status meta_get(sqlite3 *db, const char *name, struct br_hash *hash,
                               uint32_t *number)
{
    sqlite3_stmt *get = NULL;
    bool row = false;
    enum br_status status = br_db_prepare(db, "SELECT value FROM meta WHERE name = ?1", &get);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(get, 1, name, -1, SQLITE_STATIC);
        status = br_db_step(get, &row);
    }
    if (status == BR_OK && !row) {
        status = BR_ERR_CORRUPT;
    }
    if (status == BR_OK && hash != NULL &&
        !br_db_column_bytes(get, 0, hash->bytes, sizeof hash->bytes)) {
        status = BR_ERR_CORRUPT;
    }
    if (status == BR_OK && number != NULL) {
        *number = (uint32_t)sqlite3_column_int64(get, 0);
    }
    (void)sqlite3_finalize(get);
    return status;
}

/* --- the domain's tables --- */

/* The names come from the file's own schema; %w quotes them. */
static enum br_status table_drop(sqlite3 *db, const char *name)
{
    char *sql = sqlite3_mprintf("DROP TABLE \"%w\"", name);
    enum br_status status = sql == NULL ? BR_ERR_NO_MEMORY : br_db_exec(db, sql);
    sqlite3_free(sql);
    return status;
}

static enum br_status index_drop(sqlite3 *db)
{
    for (;;) {
        sqlite3_stmt *next = NULL;
        char *name = NULL;
        bool row = false;
        enum br_status status = br_db_prepare(db, br_log_tables_sql, &next);
        if (status == BR_OK) {
            status = br_db_step(next, &row);
        }
        if (status == BR_OK && row) {
            name = sqlite3_mprintf("%s", (const char *)sqlite3_column_text(next, 0));
            status = name == NULL ? BR_ERR_NO_MEMORY : BR_OK;
        }
        (void)sqlite3_finalize(next); /* a table cannot go while it is looked at */
        if (status == BR_OK && row) {
            status = table_drop(db, name);
        }
        sqlite3_free(name);
        if (status != BR_OK || !row) {
            return status;
        }
    }
}

/* Make the tables anew from the records; inside a transaction. */
static enum br_status index_rebuild(struct br_log *log, struct br_error *error)
{
    struct br_hash rules = br_log_index_rules(log->domain);
    enum br_status status = index_drop(log->db);
    if (status == BR_OK) {
        status = br_log_index_schema(&log->index, log->domain, error);
    }
    if (status == BR_OK) {
        status = meta_put(log->db, "rules", rules.bytes, sizeof rules.bytes);
    }
    return status;
}

enum br_status br_log_index_anew(struct br_log *log)
{
    struct br_error error;
    enum br_status status = index_rebuild(log, &error);
    return status == BR_OK ? br_log_index_fill(&log->index, log->db) : status;
}

static enum br_status schema_create(struct br_log *log, struct br_error *error)
{
    static const struct br_hash no_rules;
    bool shared = log->side == BR_SIDE_SHARED;
    enum br_status status = br_db_exec(log->db, schema);
    if (status == BR_OK) {
        status = br_db_exec(log->db, schema_fork);
    }
    if (status == BR_OK) {
        status = br_db_mark(log->db, BR_LOG_FILE_ID, BR_LOG_FILE_VERSION);
    }
    if (status == BR_OK) {
        status = meta_put_number(log->db, "side", shared ? 1 : 2);
    }
    if (status == BR_OK) {
        status = meta_put_number(log->db, "number_next", shared ? 1 : BR_STREAM_LOCAL_FIRST);
    }
    if (status == BR_OK) {
        status = meta_put(log->db, "academy", log->academy.bytes, sizeof log->academy.bytes);
    }
    if (status == BR_OK) {
        status = meta_put(log->db, "rules", no_rules.bytes, sizeof no_rules.bytes);
    }
    return status == BR_OK ? status
                           : br_db_error(log->db, sqlite3_errcode(log->db), "schema", error);
}

/* A file of version 1 has no table fork; otherwise it is the same. */
static enum br_status schema_upgrade(struct br_log *log)
{
    sqlite3_stmt *find = NULL;
    bool row = false;
    enum br_status status =
        br_db_prepare(log->db, "SELECT 1 FROM sqlite_schema WHERE name = 'fork'", &find);
    if (status == BR_OK) {
        status = br_db_step(find, &row);
    }
    (void)sqlite3_finalize(find);
    if (status != BR_OK || row) {
        return status;
    }
    status = br_db_exec(log->db, schema_fork);
    return status == BR_OK ? br_db_mark(log->db, BR_LOG_FILE_ID, BR_LOG_FILE_VERSION) : status;
}

static enum br_status meta_check(struct br_log *log, const char *path, struct br_error *error)
{
    uint32_t side = 0;
    struct br_hash academy;
    enum br_status status = meta_get(log->db, "side", NULL, &side);
    if (status == BR_OK) {
        status = meta_get(log->db, "academy", &academy, NULL);
    }
    if (status == BR_OK) {
        status = meta_get(log->db, "number_next", NULL, &log->number_next);
    }
    if (status != BR_OK) {
        return br_error_set(error, status, "%s: %s", path, br_status_text(status));
    }
    if (side != (log->side == BR_SIDE_SHARED ? 1u : 2u)) {
        return br_error_set(error, BR_ERR_REFUSED, "%s is the log of %s records", path,
                            side == 1 ? "shared" : "local");
    }
    if (!br_hash_equal(&academy, &log->academy)) {
        return br_error_set(error, BR_ERR_REFUSED, "%s belongs to another academy", path);
    }
    return BR_OK;
}

/* Tables that older rules made are made anew; a new file's for the first time. */
static enum br_status index_open(struct br_log *log, struct br_error *error)
{
    struct br_hash made_by;
    struct br_hash rules = br_log_index_rules(log->domain);
    enum br_status status = meta_get(log->db, "rules", &made_by, NULL);
    bool anew = status == BR_OK && !br_hash_equal(&made_by, &rules);
    if (anew) {
        status = index_rebuild(log, error);
    }
    if (status == BR_OK) {
        br_log_index_kinds(&log->index, log->domain);
    }
    return status == BR_OK && anew ? br_log_index_fill(&log->index, log->db) : status;
}

/* --- loading --- */

/* A clock of ours that ran ahead of the wall by more than others may lift it: is it what we signed,
 * or a damaged bit? */
static enum br_status clock_verified(struct br_log *log, const struct br_log_stream *stream,
                                     uint64_t hlc)
{
    enum br_status status = br_log_leads_to(log, stream->number, &stream->head);
    if (status == BR_OK) {
        log->hlc = hlc;
    }
    return status == BR_ERR_CORRUPT ? BR_OK : status; /* whoever reads it will say so */
}

/*
 * What our clock has said it never says again; what remote ones lifted counts as it did then. A
 * record that cannot be read tells nothing here, and one with a damaged bit no more than the wall
 * clock at its arrival allows.
 */
static enum br_status clock_load(struct br_log *log, sqlite3_stmt *last,
                                 const struct br_log_stream *stream)
{
    bool row = false;
    uint64_t hlc = 0;
    uint64_t arrival_ms = 0;
    (void)sqlite3_bind_int64(last, 1, br_position(stream->number, stream->head.seq));
    enum br_status status = br_db_step(last, &row);
    if (status == BR_OK && row) {
        struct br_bytes body = br_log_column_body(last, 1);
        hlc = body.size < BR_BODY_FIXED_SIZE ? 0 : br_load_u64(body.data + 1);
        arrival_ms = (uint64_t)sqlite3_column_int64(last, 0);
    }
    (void)sqlite3_reset(last);
    uint64_t plausible = br_hlc_merge(log->hlc, hlc, arrival_ms);
    bool ours = br_hash_equal(&stream->head.stream.origin, &log->academy);
    if (status == BR_OK && ours && hlc > plausible) {
        return clock_verified(log, stream, hlc);
    }
    log->hlc = status == BR_OK ? plausible : log->hlc;
    return status;
}

static enum br_status streams_load(struct br_log *log)
{
    sqlite3_stmt *list = NULL;
    sqlite3_stmt *last = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(log->db, br_log_streams_sql, &list);
    if (status == BR_OK) {
        status = br_db_prepare(log->db, "SELECT arrival_ms, body FROM record WHERE position = ?1",
                               &last);
    }
    while (status == BR_OK && row) {
        struct br_stream_state state;
        struct br_log_stream *stream = NULL;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        status = br_log_column_stream(list, &state);
        if (status == BR_OK) {
            status = br_log_streams_add(&log->streams, state.number, &state.stream, &stream);
        }
        if (status == BR_OK && state.head.seq > 0) {
            stream->head = state.head;
            stream->head_lost = state.head_lost;
            stream->next = state.head;
            status = state.head_lost ? br_log_leads_to(log, state.number, &state.head) : BR_OK;
        }
        if (status == BR_OK && state.head.seq > 0) {
            status = clock_load(log, last, stream);
        }
        if (status == BR_OK) {
            stream->aside = state.aside;
        }
    }
    (void)sqlite3_finalize(list);
    (void)sqlite3_finalize(last);
    return status;
}

static enum br_status statements_prepare(struct br_log *log, struct br_error *error)
{
    for (size_t i = 0; i < BR_LOG_STATEMENTS; i++) {
        enum br_status status =
            br_db_prepare(log->db, statements[i].sql, &log->sql_all[statements[i].at]);
        if (status != BR_OK) {
            return br_error_set(error, status, "%s", sqlite3_errmsg(log->db));
        }
    }
    return BR_OK;
}

static bool room_take(struct br_log *log)
{
    br_buffer_init(&log->bodies, BODIES_SIZE_MAX);
    log->verified = malloc(sizeof *log->verified);
    log->spans = calloc(BR_WRITE_GROUP_MAX, sizeof *log->spans);
    log->waiting = calloc(BR_WRITE_GROUP_MAX, sizeof *log->waiting);
    log->seen = calloc((size_t)2 * BR_WRITE_GROUP_MAX, sizeof *log->seen);
    log->run = malloc(br_log_run_size());
    return log->verified != NULL && log->spans != NULL && log->waiting != NULL &&
           log->seen != NULL && log->run != NULL;
}

static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    struct br_log *log = context;
    log->wal_pages_done = pages < log->wal_pages ? 0 : log->wal_pages_done; /* it began anew */
    log->wal_pages = pages;
    return SQLITE_OK;
}

/* Everything after the file is open; one transaction, so that a half-made log is never seen. */
static enum br_status log_begin(struct br_log *log, const struct br_log_options *options,
                                struct br_error *error)
{
    bool fresh = false;
    enum br_status status =
        br_db_identify(log->db, BR_LOG_FILE_ID, BR_LOG_FILE_VERSION, &fresh, error);
    if (status == BR_OK && fresh && !options->create) {
        return br_error_set(error, BR_ERR_CORRUPT, "%s holds no log", options->path);
    }
    if (status == BR_OK) {
        status = br_db_exec(log->db, "BEGIN IMMEDIATE");
        if (status != BR_OK) {
            return br_error_set(error, status, "%s: %s", options->path, br_status_text(status));
        }
    }
    if (status == BR_OK && fresh) {
        status = schema_create(log, error);
    }
    if (status == BR_OK && !fresh) {
        status = schema_upgrade(log);
    }
    if (status == BR_OK) {
        status = meta_check(log, options->path, error);
    }
    if (status == BR_OK) {
        status = index_open(log, error);
    }
    if (status == BR_OK) {
        status = statements_prepare(log, error);
    }
    if (status == BR_OK) {
        status = streams_load(log);
    }
    if (status == BR_OK) {
        BR_FAILPOINT("log.open.commit.before");
        status = br_db_exec(log->db, "COMMIT");
        BR_FAILPOINT("log.open.commit.after");
    }
    br_db_rollback(log->db);
    return status;
}

static void log_free(struct br_log *log)
{
    for (size_t i = 0; i < BR_LOG_STATEMENTS; i++) {
        (void)sqlite3_finalize(log->sql_all[i]);
    }
    br_log_index_close(&log->index);
    br_db_close(log->db);
    br_rows_free(log->index.rows);
    br_log_streams_free(&log->streams);
    br_log_list_free(&log->touched);
    br_log_list_free(&log->noted);
    br_log_list_free(&log->items);
    br_log_list_free(&log->trust);
    br_buffer_free(&log->bodies);
    free(log->verified);
    free(log->spans);
    free(log->waiting);
    free(log->seen);
    free(log->run);
    free(log);
}

enum br_status br_log_open(const struct br_log_options *options, struct br_log **log,
                           struct br_error *error)
{
    *log = NULL;
    error->text[0] = '\0';
    struct br_log *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "%s: no memory", options->path);
    }
    made->domain = options->domain;
    made->side = options->side;
    made->academy = options->academy;
    struct br_db_options file = {
        .path = options->path, .vfs = options->vfs, .mode = BR_DB_LOG, .create = options->create};
    enum br_status status = br_db_open(&file, &made->db, error);
    if (status == BR_OK) {
        status = room_take(made) ? BR_OK : BR_ERR_NO_MEMORY;
    }
    if (status == BR_OK) {
        status = br_log_index_open(&made->index, made->db, options->domain, &options->academy);
    }
    if (status == BR_OK) {
        (void)sqlite3_wal_hook(made->db, on_commit, made);
        status = log_begin(made, options, error);
    }
    if (status != BR_OK) {
        if (error->text[0] == '\0') {
            (void)br_error_set(error, status, "%s: %s", options->path, br_status_text(status));
        }
        log_free(made);
        return status;
    }
    *log = made;
    return BR_OK;
}

void br_log_close(struct br_log *take_log)
{
    if (take_log != NULL) {
        log_free(take_log);
    }
}

/* --- looking after the file --- */

size_t br_log_checkpoint_pages(const struct br_log *log)
{
    return (size_t)(log->wal_pages - log->wal_pages_done);
}

bool br_log_checkpoint_due(const struct br_log *log, bool more)
{
    return br_log_checkpoint_pages(log) >=
           (more ? BR_CHECKPOINT_LOG_PAGES_MAX : BR_CHECKPOINT_LOG_PAGES);
}

enum br_status br_log_checkpoint(struct br_log *log, bool whole)
{
    if (!whole && !br_log_checkpoint_due(log, false)) {
        return BR_OK;
    }
    BR_FAILPOINT("log.checkpoint.before");
    enum br_status status = br_db_checkpoint(log->db, whole);
    BR_FAILPOINT("log.checkpoint.after");
    if (status == BR_OK) { /* what readers held back comes with the next few hundred */
        log->wal_pages = whole ? 0 : log->wal_pages;
        log->wal_pages_done = log->wal_pages;
    }
    return status;
}

static enum br_status delete_stream(struct br_log *log, const struct br_log_stream *stream)
{
    static const char *const deletes[] = {
        "DELETE FROM record WHERE position BETWEEN ?1 AND ?2",
        "DELETE FROM head WHERE position BETWEEN ?1 AND ?2",
        "DELETE FROM own WHERE position BETWEEN ?1 AND ?2",
        "DELETE FROM academy_key WHERE position BETWEEN ?1 AND ?2",
        "DELETE FROM receipt WHERE stream = ?1 >> 40",
        "DELETE FROM fork WHERE stream = ?1 >> 40",
        "DELETE FROM stream WHERE number = ?1 >> 40",
    };
    enum br_status status = BR_OK;
    for (size_t i = 0; i < sizeof deletes / sizeof deletes[0] && status == BR_OK; i++) {
        sqlite3_stmt *statement = NULL;
        status = br_db_prepare(log->db, deletes[i], &statement);
        if (status == BR_OK) {
            (void)sqlite3_bind_int64(statement, 1, br_position(stream->number, 0));
            (void)sqlite3_bind_int64(statement, 2, br_position(stream->number, BR_SEQ_MAX));
            status = br_db_run(statement);
        }
        (void)sqlite3_finalize(statement);
    }
    return status;
}

/* With an academy's network stream its keys go, and with them what its receipts could be held
 * against. */
static enum br_status delete_receipts(struct br_log *log, const struct br_stream *stream)
{
    sqlite3_stmt *statement = NULL;
    if (stream->audience.type != BR_AUDIENCE_NETWORK) {
        return BR_OK;
    }
    enum br_status status =
        br_db_prepare(log->db, "DELETE FROM receipt WHERE holder = ?1", &statement);
    if (status == BR_OK) {
        br_db_bind_bytes(statement, 1, stream->origin.bytes, sizeof stream->origin.bytes);
        status = br_db_run(statement);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

/* Index entries do not say which record they are from, so the tables are made anew without it. */
enum br_status br_log_purge(struct br_log *log, const struct br_stream *stream)
{
    const struct br_log_stream *held = br_log_streams_find(&log->streams, stream);
    br_log_changes_clear(log);
    if (held != NULL) {
        enum br_status status = br_log_begin(log);
        if (status == BR_OK) {
            status = delete_stream(log, held);
        }
        if (status == BR_OK) {
            status = delete_receipts(log, stream);
        }
        if (status == BR_OK) {
            status = br_log_index_anew(log);
        }
        if (status == BR_OK) {
            status = br_log_commit(log);
        }
        if (status != BR_OK) {
            br_log_undo(log);
            return status;
        }
        br_log_streams_remove(&log->streams, stream);
        BR_FAILPOINT("log.purge.committed");
    }
    return br_log_checkpoint(log, true);
}
