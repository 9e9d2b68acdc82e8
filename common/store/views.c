/* views.c - opening the cache, beginning it again, and what stands beside the folded tables. */
#include "store/views_internal.h"

#include "base/failpoint.h"
#include "base/limits.h"
#include "base/logline.h"

#include <stdlib.h>
#include <string.h>

/*
 * folded    how far each stream is folded; [hash] is of the last record, to notice another history
 * birth     another with every file that is begun, for what is computed from it (search.db)
 * receipt   what other academies hold: told by the caller, not folded, in no digest
 */
static const char base_schema[] =
    "CREATE TABLE replica("
    "    academy BLOB NOT NULL," /* whose replica this is */
    "    rules BLOB NOT NULL"    /* version of the domain that made these tables */
    ") STRICT;"
    "CREATE TABLE birth(id BLOB NOT NULL) STRICT;"
    "INSERT INTO birth(id) VALUES(randomblob(16));"
    "CREATE TABLE folded("
    "    number INTEGER PRIMARY KEY," /* replica-local */
    "    origin BLOB NOT NULL,"
    "    audience BLOB NOT NULL,"
    "    epoch INTEGER NOT NULL,"
    "    seq INTEGER NOT NULL,"
    "    hash BLOB NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX folded_stream ON folded(origin, audience);"
    "CREATE TABLE unreadable(" /* no payload (1), unknown kind (2), does not unpack (3) */
    "    position INTEGER PRIMARY KEY,"
    "    reason INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE receipt("
    "    origin BLOB NOT NULL,"
    "    audience BLOB NOT NULL,"
    "    holder BLOB NOT NULL,"
    "    epoch INTEGER NOT NULL,"
    "    seq INTEGER NOT NULL,"
    "    PRIMARY KEY (origin, audience, holder)"
    ") STRICT, WITHOUT ROWID;";

/* --- the file --- */

static enum br_status remember_replica(struct br_views *views)
{
    sqlite3_stmt *statement = NULL;
    enum br_status status =
        br_db_prepare(views->db, "INSERT INTO replica(academy, rules) VALUES(?, ?)", &statement);
    if (status != BR_OK) {
        return status;
    }
    struct br_hash rules = br_domain_version(views->options.domain);
    br_db_bind_bytes(statement, 1, &views->options.academy, sizeof views->options.academy);
    br_db_bind_bytes(statement, 2, &rules, sizeof rules);
    status = br_db_run(statement);
    (void)sqlite3_finalize(statement);
    return status;
}

static enum br_status run_blocks(struct br_views *views, enum br_block_type type,
                                 struct br_error *error)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(views->options.domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type != type) {
            continue;
        }
        int code = sqlite3_exec(views->db, blocks[i].sql, NULL, NULL, NULL);
        if (code == SQLITE_ERROR) {
            return br_error_set(error, BR_ERR_MALFORMED, "%s: %s", blocks[i].where,
                                sqlite3_errmsg(views->db));
        }
        if (code != SQLITE_OK) {
            return br_db_error(views->db, code, blocks[i].where, error);
        }
    }
    return BR_OK;
}

static enum br_status make_tables(struct br_views *views, struct br_error *error)
{
    enum br_status status = br_db_exec(views->db, "BEGIN IMMEDIATE");
    if (status == BR_OK) {
        status = br_db_exec(views->db, base_schema);
    }
    if (status == BR_OK) {
        status = run_blocks(views, BR_BLOCK_SCHEMA, error);
    }
    if (status == BR_OK) {
        status = br_db_mark(views->db, BR_VIEWS_FILE_ID, BR_VIEWS_FILE_VERSION);
    }
    if (status == BR_OK) {
        status = remember_replica(views);
    }
    if (status == BR_OK) {
        BR_FAILPOINT("views.make.before");
        status = br_db_exec(views->db, "COMMIT");
        BR_FAILPOINT("views.make.after");
    }
    if (status != BR_OK) {
        br_db_rollback(views->db);
        if (error != NULL && error->text[0] == '\0') {
            return br_error_set(error, status, "%s: %s", views->path, br_status_text(status));
        }
    }
    return status;
}

enum br_status br_views_is_ours(struct br_views *views, bool *ours)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    *ours = false;
    enum br_status status =
        br_db_prepare(views->db, "SELECT academy, rules FROM replica", &statement);
    if (status == BR_OK) {
        status = br_db_step(statement, &row);
    }
    struct br_hash academy;
    struct br_hash rules;
    struct br_hash wanted = br_domain_version(views->options.domain);
    if (row && br_db_column_bytes(statement, 0, &academy, sizeof academy) &&
        br_db_column_bytes(statement, 1, &rules, sizeof rules)) {
        *ours = br_hash_equal(&academy, &views->options.academy) && br_hash_equal(&rules, &wanted);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

/* Through the VFS, so that files of a simulation go the same way. */
static void remove_files(struct br_views *views)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    sqlite3_vfs *vfs = sqlite3_vfs_find(views->vfs);
    for (size_t i = 0; vfs != NULL && i < sizeof endings / sizeof endings[0]; i++) {
        char *path = sqlite3_mprintf("%s%s", views->path, endings[i]);
        if (path != NULL) {
            (void)vfs->xDelete(vfs, path, 0);
        }
        sqlite3_free(path);
    }
}

void br_views_close_file(struct br_views *views)
{
    br_query_close(views);
    views->has_v_views = false;
    br_fold_close(views);
    (void)sqlite3_finalize(views->save_receipt);
    views->save_receipt = NULL;
    br_db_close(views->db);
    views->db = NULL;
}

/* [*again]: the file is one that must be removed and begun again. */
static enum br_status open_file(struct br_views *views, bool *again, struct br_error *error)
{
    struct br_db_options options = {
        .path = views->path, .vfs = views->vfs, .mode = BR_DB_VIEWS, .create = true};
    bool fresh = false;
    bool ours = false;
    enum br_status status = br_db_open(&options, &views->db, error);
    if (status == BR_OK) {
        status = br_db_identify(views->db, BR_VIEWS_FILE_ID, BR_VIEWS_FILE_VERSION, &fresh, error);
    }
    if (status == BR_OK && fresh) {
        status = make_tables(views, error);
    } else if (status == BR_OK) {
        status = br_views_is_ours(views, &ours);
        *again = status == BR_OK && !ours;
        if (status == BR_ERR_IO) { /* the table is not there or not what we think */
            status = BR_ERR_CORRUPT;
        }
    }
    *again = *again || status == BR_ERR_CORRUPT || status == BR_ERR_VERSION;
    return status;
}

static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    struct br_views *views = context;
    views->wal_pages_done = pages < views->wal_pages ? 0 : views->wal_pages_done; /* began anew */
    views->wal_pages = pages;
    return SQLITE_OK;
}

bool br_views_checkpoint_due(const struct br_views *views, bool more)
{
    unsigned enough = more ? BR_CHECKPOINT_VIEWS_PAGES_MAX : BR_CHECKPOINT_VIEWS_PAGES;
    return (unsigned)(views->wal_pages - views->wal_pages_done) >= enough;
}

enum br_status br_views_checkpoint(struct br_views *views)
{
    if (views->db == NULL) {
        return BR_ERR_CLOSED;
    }
    BR_FAILPOINT("views.checkpoint.before");
    enum br_status status = br_db_checkpoint(views->db, false);
    BR_FAILPOINT("views.checkpoint.after");
    if (status == BR_OK) {
        views->wal_pages_done = views->wal_pages;
    }
    return status;
}

enum br_status br_views_prepare_pages(struct br_views *views, struct br_error *error)
{
    br_guard_install(&views->guard, views->db);
    enum br_status status = br_viewer_register(views);
    if (status == BR_OK) {
        status = br_domain_functions(views->guard.domain, views->db);
    }
    if (status == BR_OK) { /* pages may use it; it declares itself in a way that they may not */
        status = br_db_exec(views->db, "SELECT value FROM json_each('[]')");
    }
    if (status == BR_OK) {
        status = br_words_register(views);
    }
    if (status == BR_OK) {
        status = br_close_register(views);
    }
    if (status == BR_OK) {
        status = br_beside_attach(views->db, views->desk, views->search, error);
    }
    return status;
}

/* Who folds, or fills the index of words, asks no view: most of a start would go into them. */
enum br_status br_views_make_v_views(struct br_views *views, struct br_error *error)
{
    if (views->has_v_views) {
        return BR_OK;
    }
    BR_ASSERT(views->visiting == 0 && sqlite3_get_autocommit(views->db) != 0);
    enum br_guard_mode before = views->guard.mode;
    views->guard.mode = BR_GUARD_OFF;
    enum br_status status = br_db_exec(views->db, "BEGIN");
    if (status == BR_OK) {
        status = run_blocks(views, BR_BLOCK_VISIBLE, error);
    }
    if (status == BR_OK) {
        status = br_viewer_make_visible(views);
    }
    if (status == BR_OK) {
        status = run_blocks(views, BR_BLOCK_VIEW, error);
    }
    if (status == BR_OK) {
        status = br_db_exec(views->db, "COMMIT");
    }
    if (status != BR_OK) {
        br_db_rollback(views->db);
    }
    views->has_v_views = status == BR_OK;
    views->guard.mode = before;
    return status;
}

/* Everything that hangs on the writing connection. */
static enum br_status prepare(struct br_views *views, struct br_error *error)
{
    views->wal_pages = 0;
    views->wal_pages_done = 0;
    (void)sqlite3_wal_hook(views->db, on_commit, views);
    enum br_status status = br_views_prepare_pages(views, error);
    if (status == BR_OK) {
        status = br_rows_register(views->rows, views->db);
    }
    if (status == BR_OK) {
        status = br_fold_open(views);
    }
    if (status == BR_OK) {
        status = br_db_prepare(
            views->db,
            "INSERT INTO receipt(origin, audience, holder, epoch, seq) VALUES(?, ?, ?, ?, ?)"
            " ON CONFLICT (origin, audience, holder) DO UPDATE"
            " SET epoch = excluded.epoch, seq = excluded.seq"
            " WHERE (excluded.epoch, excluded.seq) > (epoch, seq)",
            &views->save_receipt);
    }
    if (status == BR_OK) {
        status = br_fold_load(views);
    }
    return status;
}

static enum br_status open_and_prepare(struct br_views *views, bool *again, struct br_error *error)
{
    *again = false;
    enum br_status status = open_file(views, again, error);
    if (status == BR_OK && !*again) {
        status = prepare(views, error);
        *again = status == BR_ERR_CORRUPT;
    }
    if (status != BR_OK || *again) {
        br_views_close_file(views);
    }
    return status;
}

/* A cache that cannot be used is worth nothing: the log has all of it. */
static enum br_status open_or_begin_again(struct br_views *views, struct br_error *error)
{
    bool again = false;
    enum br_status status = open_and_prepare(views, &again, error);
    if (again) {
        BR_LOGLINE(BR_INFO, "views_begin_again", BR_TEXT("file", views->path),
                   BR_TEXT("why", status == BR_OK ? "other rules" : br_status_text(status)));
        remove_files(views);
        *error = (struct br_error){.text = ""};
        status = open_and_prepare(views, &again, error);
    }
    if (status != BR_OK && error->text[0] == '\0') {
        (void)br_error_set(error, status, "%s: %s", views->path, br_status_text(status));
    }
    return status;
}

enum br_status br_views_new(const struct br_views_options *options, struct br_views **views)
{
    enum { UNREADABLE_SIZE_MAX = BR_FOLD_RECORDS_MAX * 16 };
    struct br_views *made = calloc(1, sizeof *made);
    *views = made;
    if (made == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    made->options = *options;
    made->guard.domain = options->domain;
    br_arena_init(&made->arena, 0); /* each payload brings its own budget */
    br_buffer_init(&made->unreadable, UNREADABLE_SIZE_MAX);
    made->path = strdup(options->path);
    made->vfs = options->vfs == NULL ? NULL : strdup(options->vfs);
    made->desk = options->desk == NULL ? NULL : strdup(options->desk);
    made->search = options->search == NULL ? NULL : strdup(options->search);
    bool whole = made->path != NULL && (made->vfs != NULL) == (options->vfs != NULL) &&
                 (made->desk != NULL) == (options->desk != NULL) &&
                 (made->search != NULL) == (options->search != NULL);
    return whole ? BR_OK : BR_ERR_NO_MEMORY;
}

enum br_status br_views_open(const struct br_views_options *options, struct br_views **views,
                             struct br_error *error)
{
    *views = NULL;
    struct br_error ignored = {.text = ""};
    error = error == NULL ? &ignored : error;
    *error = (struct br_error){.text = ""};
    struct br_views *made = NULL;
    enum br_status status = br_views_new(options, &made);
    if (status == BR_OK) {
        br_views_see_all(made);
        status = br_rows_new(&options->academy, &made->rows);
    }
    if (status == BR_OK) {
        status = open_or_begin_again(made, error);
    }
    if (status != BR_OK) {
        br_views_close(made);
        return error->text[0] == '\0' ? br_error_set(error, status, "no memory for views") : status;
    }
    *views = made;
    return BR_OK;
}

void br_views_close(struct br_views *take_views)
{
    if (take_views == NULL) {
        return;
    }
    if (take_views->shown) {
        br_views_hide(take_views);
    }
    if (take_views->db != NULL && !take_views->reads) {
        br_fold_forget(take_views);
    }
    br_views_close_file(take_views);
    br_rows_free(take_views->rows);
    br_arena_free(&take_views->arena);
    br_buffer_free(&take_views->unreadable);
    br_log_batch_free(&take_views->batch);
    free(take_views->path);
    free(take_views->vfs);
    free(take_views->desk);
    free(take_views->search);
    free(take_views);
}

enum br_status br_views_try_domain(struct br_views *views, struct br_error *error)
{
    enum br_status status = br_fold_prepare(views, error);
    return status == BR_OK ? br_views_make_v_views(views, error) : status;
}

enum br_status br_views_reset(struct br_views *views)
{
    BR_ASSERT(!views->shown && !views->reads);
    struct br_error error = {.text = ""};
    bool first = views->db != NULL; /* it is tried again, and said once */
    br_fold_forget(views);
    br_views_close_file(views);
    remove_files(views);
    enum br_status status = open_or_begin_again(views, &error);
    if (status != BR_OK && first) {
        BR_LOGLINE(BR_ERROR, "views_reset", BR_TEXT("reason", error.text));
    }
    return status;
}

/* --- receipts --- */

enum br_status br_views_note_receipts(struct br_views *views, const struct br_receipt *receipts,
                                      size_t count)
{
    BR_ASSERT(!views->shown);
    if (views->db == NULL) {
        return BR_ERR_CLOSED;
    }
    enum br_status status = br_db_exec(views->db, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        const struct br_receipt *receipt = &receipts[i];
        uint8_t audience[BR_AUDIENCE_SIZE];
        br_audience_encode(&receipt->stream.audience, audience);
        sqlite3_stmt *statement = views->save_receipt;
        br_db_bind_bytes(statement, 1, &receipt->stream.origin, sizeof receipt->stream.origin);
        br_db_bind_bytes(statement, 2, audience, sizeof audience);
        br_db_bind_bytes(statement, 3, &receipt->holder, sizeof receipt->holder);
        (void)sqlite3_bind_int64(statement, 4, receipt->epoch);
        (void)sqlite3_bind_int64(statement, 5, (sqlite3_int64)receipt->seq);
        status = br_db_run(statement);
    }
    if (status == BR_OK) {
        BR_FAILPOINT("views.receipts.before");
        status = br_db_exec(views->db, "COMMIT");
        BR_FAILPOINT("views.receipts.after");
    }
    if (status != BR_OK) {
        br_db_rollback(views->db);
    }
    return status;
}
