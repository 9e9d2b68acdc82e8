/* db.c - opening SQLite files, and saying in our words what went wrong. */
#include "store/db.h"

#include "base/limits.h"
#include "base/logline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUSY_TIMEOUT_MS = 5000, /* only recovery and whole checkpoints ever wait */
};

/* --- results --- */

/* What the kernel holds of the file is unknown after a failed sync; the log on disk is not. */
_Noreturn static void sync_failed(sqlite3 *db)
{
    const char *path = sqlite3_db_filename(db, "main");
    BR_LOGLINE(BR_ERROR, "sync_failed", BR_TEXT("file", path == NULL ? "" : path),
               BR_NUMBER("errno", sqlite3_system_errno(db)));
    abort();
}

static enum br_status status_of_io(sqlite3 *db, int code)
{
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
        sync_failed(db);
    }
    if (code == SQLITE_IOERR_NOMEM) {
        return BR_ERR_NO_MEMORY;
    }
    /* The WAL's index is a file too; when it cannot grow, SQLite says IOERR instead of FULL. */
    int reason = db == NULL ? 0 : sqlite3_system_errno(db);
    return reason == ENOSPC || reason == EDQUOT ? BR_ERR_DISK_FULL : BR_ERR_IO;
}

enum br_status br_db_status(sqlite3 *db, int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return BR_OK;
    case SQLITE_FULL:
        return BR_ERR_DISK_FULL;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return BR_ERR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return BR_ERR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return BR_ERR_BUSY;
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
        return BR_ERR_NO_MEMORY;
    case SQLITE_CONSTRAINT:
        return BR_ERR_EXISTS;
    case SQLITE_AUTH:
        return BR_ERR_REFUSED;
    case SQLITE_IOERR:
        return status_of_io(db, code);
    default:
        /* The database's own words only: statements are ours and hold nobody's text. */
        BR_LOGLINE(BR_ERROR, "sqlite", BR_NUMBER("code", code),
                   BR_TEXT("message", db == NULL ? "" : sqlite3_errmsg(db)));
        return BR_ERR_IO;
    }
}

enum br_status br_db_error(sqlite3 *db, int code, const char *what, struct br_error *error)
{
    enum br_status status = br_db_status(db, code);
    if (status != BR_OK && error != NULL) {
        return br_error_set(error, status, "%s: %s (%s)", what, br_status_text(status),
                            db == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(db));
    }
    return status;
}

/* --- running --- */

enum br_status br_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **statement)
{
    return br_db_status(
        db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL));
}

enum br_status br_db_step(sqlite3_stmt *statement, bool *row)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    if (*row) {
        return BR_OK;
    }
    enum br_status status = br_db_status(sqlite3_db_handle(statement), code);
    (void)sqlite3_reset(statement); /* says the same again */
    return status;
}

enum br_status br_db_run(sqlite3_stmt *statement)
{
    bool row = true;
    enum br_status status = BR_OK;
    while (row && status == BR_OK) {
        status = br_db_step(statement, &row);
    }
    (void)sqlite3_clear_bindings(statement);
    return status;
}

enum br_status br_db_exec(sqlite3 *db, const char *sql)
{
    return br_db_status(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

void br_db_rollback(sqlite3 *db)
{
    if (sqlite3_get_autocommit(db) == 0) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
}

static bool is_blank(const char *sql)
{
    return sql[strspn(sql, " \t\r\n;")] == '\0';
}

enum br_status br_db_prepare_all(sqlite3 *db, const char *sql, const char *where,
                                 struct br_db_statements *statements, struct br_error *error)
{
    for (const char *rest = sql; !is_blank(rest);) {
        sqlite3_stmt *statement = NULL;
        int code = sqlite3_prepare_v3(db, rest, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
        if (code == SQLITE_ERROR || code == SQLITE_AUTH) {
            return br_error_set(error, BR_ERR_MALFORMED, "%s: %s", where, sqlite3_errmsg(db));
        }
        if (code != SQLITE_OK) {
            return br_db_error(db, code, where, error);
        }
        if (statement == NULL) {
            continue; /* only a comment was left */
        }
        if (statements->count == BR_DB_STATEMENTS_MAX) {
            (void)sqlite3_finalize(statement);
            return br_error_set(error, BR_ERR_MALFORMED, "%s: more than %d statements", where,
                                BR_DB_STATEMENTS_MAX);
        }
        statements->items[statements->count++] = statement;
    }
    return BR_OK;
}

enum br_status br_db_run_all(const struct br_db_statements *statements)
{
    for (size_t i = 0; i < statements->count; i++) {
        enum br_status status = br_db_run(statements->items[i]);
        if (status != BR_OK) {
            return status;
        }
    }
    return BR_OK;
}

void br_db_finalize_all(struct br_db_statements *statements)
{
    for (size_t i = 0; i < statements->count; i++) {
        (void)sqlite3_finalize(statements->items[i]);
    }
    statements->count = 0;
}

void br_db_bind_bytes(sqlite3_stmt *statement, int at, const void *data, size_t size)
{
    int code = sqlite3_bind_blob64(statement, at, size == 0 ? "" : data, size, SQLITE_STATIC);
    BR_ASSERT(code == SQLITE_OK); /* a wrong index, or a statement in the middle of a step */
}

bool br_db_column_bytes(sqlite3_stmt *statement, int column, void *out, size_t size)
{
    const void *data = sqlite3_column_blob(statement, column);
    if (data == NULL || (size_t)sqlite3_column_bytes(statement, column) != size) {
        return false;
    }
    memcpy(out, data, size);
    return true;
}

enum br_status br_db_checkpoint(sqlite3 *db, bool whole)
{
    int mode = whole ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    return br_db_status(db, sqlite3_wal_checkpoint_v2(db, "main", mode, NULL, NULL));
}

/* --- opening --- */

static bool reads(enum br_db_mode mode)
{
    return mode == BR_DB_READER || mode == BR_DB_PAGES;
}

static int configure(sqlite3 *db, enum br_db_mode mode)
{
    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL); /* but temporary ones */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);     /* "x" is never a text */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, BR_DB_VALUE_SIZE_MAX);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, reads(mode), NULL);
    static const char *const pragmas[] = {
        [BR_DB_LOG] = "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "PRAGMA secure_delete=ON; PRAGMA cache_size=-8192;",
        [BR_DB_VIEWS] = "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                        "PRAGMA secure_delete=ON; PRAGMA cache_size=-16384;",
        [BR_DB_SEARCH] =
            "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA secure_delete=ON; PRAGMA cache_size=-8192;",
        [BR_DB_READER] = "PRAGMA query_only=ON; PRAGMA cache_size=-2048;",
        [BR_DB_PAGES] = "PRAGMA cache_size=-8192;",
        [BR_DB_BACKUP] = "PRAGMA page_size=4096; PRAGMA journal_mode=DELETE;"
                         "PRAGMA synchronous=FULL;",
    };
    int code = sqlite3_exec(db, pragmas[mode], NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        return code;
    }
    /* The last one looks at the schema, so that a file that is no database shows at once. */
    return sqlite3_exec(db,
                        "PRAGMA mmap_size=0; PRAGMA wal_autocheckpoint=0;"
                        "PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON;"
                        "SELECT count(*) FROM sqlite_schema;",
                        NULL, NULL, NULL);
}

/* A VFS of a simulation has files that access() does not see. */
static bool is_missing(const struct br_db_options *options)
{
    int found = 0;
    sqlite3_vfs *vfs = sqlite3_vfs_find(options->vfs);
    return access(options->path, F_OK) != 0 && errno == ENOENT && vfs != NULL &&
           vfs->xAccess(vfs, options->path, SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK &&
           found == 0;
}

/* To SQLite an empty file is a new database; to us, what was in it is lost. */
static bool is_empty(const struct br_db_options *options)
{
    struct stat info;
    return stat(options->path, &info) == 0 && info.st_size == 0;
}

static enum br_status read_number(sqlite3 *db, const char *sql, uint32_t *number)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    enum br_status status = br_db_prepare(db, sql, &statement);
    if (status == BR_OK) {
        status = br_db_step(statement, &row);
    }
    *number = row ? (uint32_t)sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement);
    return status;
}

/*
 * Our files hold tables and indexes. A view, trigger or virtual table is somebody else's: it may go
 * on for ever, or run code of SQLite's that no file of ours needs.
 */
static enum br_status refuse_strangers(sqlite3 *db, const char *path, struct br_error *error)
{
    uint32_t strangers = 0;
    enum br_status status =
        read_number(db, "SELECT count(*) FROM sqlite_schema WHERE rootpage IS NULL OR rootpage = 0",
                    &strangers);
    if (status == BR_OK && strangers > 0) {
        status = BR_ERR_CORRUPT;
    }
    return status == BR_OK ? BR_OK
                           : br_error_set(error, status, "%s: %s (it holds more than our tables)",
                                          path, br_status_text(status));
}

enum br_status br_db_open(const struct br_db_options *options, sqlite3 **db, struct br_error *error)
{
    *db = NULL;
    bool create = options->create && !reads(options->mode);
    if (!create && is_missing(options)) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "%s does not exist", options->path);
    }
    if (!create && options->mode == BR_DB_LOG && is_empty(options)) {
        return br_error_set(error, BR_ERR_CORRUPT, "%s is empty: what it held is lost",
                            options->path);
    }
    int flags = SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    flags |= options->mode == BR_DB_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

    sqlite3 *opened = NULL;
    enum br_status status;
    int code = sqlite3_open_v2(options->path, &opened, flags, options->vfs);
    if (code == SQLITE_OK) {
        code = configure(opened, options->mode);
    }
    if (code != SQLITE_OK) {
        status = br_db_error(opened, code, options->path, error);
        goto fail;
    }
    if (!reads(options->mode) && sqlite3_db_readonly(opened, "main") == 1) {
        status = br_error_set(error, BR_ERR_READ_ONLY, "%s cannot be written", options->path);
        goto fail;
    }
    status = options->mode == BR_DB_SEARCH ? BR_OK : refuse_strangers(opened, options->path, error);
    if (status != BR_OK) {
        goto fail;
    }
    *db = opened;
    return BR_OK;

fail:
    br_db_close(opened);
    return status;
}

enum br_status br_db_only_reads(sqlite3 *db)
{
    return br_db_exec(db, "PRAGMA query_only=ON");
}

void br_db_close(sqlite3 *take_db)
{
    int code = sqlite3_close(take_db);
    BR_ASSERT(code == SQLITE_OK); /* BUSY: a statement was not finalized */
}

/* --- what a file is --- */

enum br_status br_db_identify(sqlite3 *db, uint32_t application_id, uint32_t version, bool *fresh,
                              struct br_error *error)
{
    uint32_t found_id = 0;
    uint32_t found_version = 0;
    uint32_t tables = 0;
    const char *path = sqlite3_db_filename(db, "main");
    enum br_status status = read_number(db, "PRAGMA application_id", &found_id);
    if (status == BR_OK) {
        status = read_number(db, "PRAGMA user_version", &found_version);
    }
    if (status == BR_OK) {
        status = read_number(db, "SELECT count(*) FROM sqlite_schema", &tables);
    }
    if (status != BR_OK) {
        return br_error_set(error, status, "%s: %s", path, br_status_text(status));
    }
    *fresh = tables == 0 && found_version == 0 && found_id == 0;
    if (*fresh) {
        return BR_OK;
    }
    if (found_id != application_id) {
        return br_error_set(error, BR_ERR_CORRUPT, "%s is another kind of database", path);
    }
    if (found_version > version) {
        return br_error_set(error, BR_ERR_VERSION,
                            "%s was written by a newer version (format %u, this one knows %u)",
                            path, found_version, version);
    }
    return BR_OK;
}

enum br_status br_db_mark(sqlite3 *db, uint32_t application_id, uint32_t version)
{
    /* PRAGMA takes no bound values; both numbers are constants of ours. */
    char sql[96];
    (void)sqlite3_snprintf(sizeof sql, sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
                           (int)application_id, (int)version);
    return br_db_exec(db, sql);
}
