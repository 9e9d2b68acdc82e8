/* snapshot.c - a backup in one file: parts of 1 MiB, a hash for each file, a seal over all. */
#include "store/snapshot_internal.h"

#include "base/failpoint.h"
#include "base/hash.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The seal is the hash over all rows of file, so that a lost row shows too. */
static const char schema[] =
    "CREATE TABLE file("
    "    name TEXT NOT NULL PRIMARY KEY," /* relative, such as log/shared.db */
    "    size INTEGER NOT NULL,"
    "    hash BLOB NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE part("
    "    id INTEGER PRIMARY KEY,"
    "    name TEXT NOT NULL,"
    "    number INTEGER NOT NULL,"
    "    bytes BLOB NOT NULL,"
    "    UNIQUE (name, number)"
    ") STRICT;"
    "CREATE TABLE seal(hash BLOB NOT NULL) STRICT;";

struct br_snapshot {
    sqlite3 *db;
    sqlite3_stmt *add_part;
    sqlite3_stmt *add_file;
    char path[PATH_MAX];
    char part_path[PATH_MAX]; /* where it is made */
    char copy_path[PATH_MAX]; /* of a database, while it is added */
    uint8_t *buffer;          /* BR_SNAPSHOT_PART_SIZE */
    bool made;                /* the file at part_path is ours */
};

/* Empty, and nobody else's to read; SQLite keeps the mode. */
static enum br_status make_private(const char *path, struct br_error *error)
{
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, BR_SNAPSHOT_FILE_MODE);
    if (file < 0) {
        enum br_status status = br_snapshot_fail_errno(error, path);
        if (status != BR_ERR_NOT_FOUND) {
            return status;
        }
        const char *slash = strrchr(path, '/');
        int size = slash == NULL ? 0 : (int)(slash - path);
        return br_error_set(error, BR_ERR_READ_ONLY,
                            "there is no folder %.*s: make it first, with mkdir -p %.*s", size,
                            path, size, path);
    }
    if (close(file) != 0) {
        enum br_status status = br_snapshot_fail_errno(error, path);
        (void)unlink(path);
        return status;
    }
    return BR_OK;
}

static enum br_status open_part(struct br_snapshot *snapshot, struct br_error *error)
{
    (void)unlink(snapshot->part_path); /* left by a backup that did not end */
    enum br_status status = make_private(snapshot->part_path, error);
    if (status != BR_OK) {
        return status;
    }
    snapshot->made = true;
    struct br_db_options options = {.path = snapshot->part_path, .mode = BR_DB_BACKUP};
    status = br_db_open(&options, &snapshot->db, error);
    if (status != BR_OK) {
        return status;
    }
    status = br_db_exec(snapshot->db, "BEGIN IMMEDIATE");
    BR_FAILPOINT("backup.begin.after");
    if (status == BR_OK) {
        status = br_db_exec(snapshot->db, schema);
    }
    if (status == BR_OK) {
        status = br_db_mark(snapshot->db, BR_SNAPSHOT_FILE_ID, BR_SNAPSHOT_FILE_VERSION);
    }
    if (status == BR_OK) {
        status =
            br_db_prepare(snapshot->db, "INSERT INTO part(name, number, bytes) VALUES(?, ?, ?)",
                          &snapshot->add_part);
    }
    if (status == BR_OK) {
        status = br_db_prepare(snapshot->db, "INSERT INTO file(name, size, hash) VALUES(?, ?, ?)",
                               &snapshot->add_file);
    }
    return status == BR_OK ? BR_OK : br_snapshot_fail(error, status, snapshot->part_path);
}

static void throw_away(struct br_snapshot *snapshot)
{
    (void)sqlite3_finalize(snapshot->add_part);
    (void)sqlite3_finalize(snapshot->add_file);
    br_db_close(snapshot->db);
    free(snapshot->buffer);
    free(snapshot);
}

enum br_status br_snapshot_begin(const char *path, struct br_snapshot **snapshot,
                                 struct br_error *error)
{
    *snapshot = NULL;
    if (access(path, F_OK) == 0) {
        return br_error_set(error, BR_ERR_EXISTS, "%s exists already", path);
    }
    struct br_snapshot *made = calloc(1, sizeof *made);
    if (made != NULL) {
        made->buffer = malloc(BR_SNAPSHOT_PART_SIZE);
    }
    if (made == NULL || made->buffer == NULL) {
        free(made);
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for the backup");
    }
    enum br_status status = BR_ERR_LIMIT;
    if (br_snapshot_join(made->path, path, "") &&
        br_snapshot_join(made->part_path, path, ".part") &&
        br_snapshot_join(made->copy_path, path, ".copy")) {
        status = open_part(made, error);
    } else {
        (void)br_error_set(error, status, "the path of the backup is too long");
    }
    if (status != BR_OK) {
        bool made_file = made->made;
        char part_path[PATH_MAX];
        memcpy(part_path, made->part_path, sizeof part_path);
        throw_away(made);
        if (made_file) {
            (void)unlink(part_path);
        }
        return status;
    }
    *snapshot = made;
    return BR_OK;
}

/* Fill the buffer as far as the file goes. */
static ssize_t read_part(int file, uint8_t *buffer)
{
    size_t size = 0;
    while (size < BR_SNAPSHOT_PART_SIZE) {
        ssize_t got = read(file, buffer + size, BR_SNAPSHOT_PART_SIZE - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        size += (size_t)got;
    }
    return (ssize_t)size;
}

static enum br_status add_parts(struct br_snapshot *snapshot, const char *name, int file,
                                struct br_sha256_stream *hash, uint64_t *size)
{
    *size = 0;
    for (sqlite3_int64 number = 0;; number++) {
        ssize_t got = read_part(file, snapshot->buffer);
        if (got < 0) {
            return BR_ERR_IO;
        }
        if (got == 0) {
            return BR_OK;
        }
        br_sha256_stream_add(hash, snapshot->buffer, (size_t)got);
        *size += (uint64_t)got;
        (void)sqlite3_bind_text(snapshot->add_part, 1, name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(snapshot->add_part, 2, number);
        br_db_bind_bytes(snapshot->add_part, 3, snapshot->buffer, (size_t)got);
        enum br_status status = br_db_run(snapshot->add_part);
        if (status != BR_OK) {
            return status;
        }
    }
}

enum br_status br_snapshot_add_file(struct br_snapshot *snapshot, const char *name,
                                    const char *source, struct br_error *error)
{
    BR_ASSERT(br_snapshot_is_safe_name(name));
    int file = open(source, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return br_snapshot_fail_errno(error, source);
    }
    uint64_t size = 0;
    struct br_sha256_stream *stream = br_sha256_stream_new();
    enum br_status status = add_parts(snapshot, name, file, stream, &size);
    struct br_hash hash = br_sha256_stream_finish(stream);
    (void)close(file);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(snapshot->add_file, 1, name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(snapshot->add_file, 2, (sqlite3_int64)size);
        br_db_bind_bytes(snapshot->add_file, 3, &hash, sizeof hash);
        status = br_db_run(snapshot->add_file);
    }
    return status == BR_OK ? BR_OK : br_snapshot_fail(error, status, source);
}

/* A state between two transactions, into a file of its own. */
static enum br_status copy_database(sqlite3 *from, const char *path, struct br_error *error)
{
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        /* It is read once and thrown away: neither journal nor sync. */
        code =
            sqlite3_exec(to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
    }
    sqlite3_backup *backup = NULL;
    if (code == SQLITE_OK) {
        backup = sqlite3_backup_init(to, "main", from, "main");
        code = backup == NULL ? sqlite3_errcode(to) : SQLITE_OK;
    }
    if (backup != NULL) {
        int stepped = sqlite3_backup_step(backup, -1); /* all at once: one read transaction */
        code = sqlite3_backup_finish(backup);
        code = code == SQLITE_OK && stepped != SQLITE_DONE ? stepped : code;
    }
    enum br_status status = br_db_error(to, code, path, error);
    br_db_close(to);
    return status;
}

enum br_status br_snapshot_add_database(struct br_snapshot *snapshot, const char *name,
                                        const char *source, struct br_error *error)
{
    sqlite3 *from = NULL;
    struct br_db_options options = {.path = source, .mode = BR_DB_READER};
    enum br_status status = br_db_open(&options, &from, error);
    if (status != BR_OK) {
        return status;
    }
    (void)unlink(snapshot->copy_path); /* left by a backup that did not end */
    status = make_private(snapshot->copy_path, error);
    if (status == BR_OK) {
        status = copy_database(from, snapshot->copy_path, error);
        BR_FAILPOINT("backup.copied");
        if (status == BR_OK) {
            status = br_snapshot_add_file(snapshot, name, snapshot->copy_path, error);
        }
        (void)unlink(snapshot->copy_path);
    }
    br_db_close(from);
    return status;
}

static enum br_status seal(struct br_snapshot *snapshot)
{
    struct br_hash hash;
    sqlite3_stmt *statement = NULL;
    enum br_status status = br_snapshot_hash_files(snapshot->db, &hash);
    if (status == BR_OK) {
        status = br_db_prepare(snapshot->db, "INSERT INTO seal(hash) VALUES(?)", &statement);
    }
    if (status == BR_OK) {
        br_db_bind_bytes(statement, 1, &hash, sizeof hash);
        status = br_db_run(statement);
    }
    (void)sqlite3_finalize(statement);
    BR_FAILPOINT("backup.seal.before");
    status = status == BR_OK ? br_db_exec(snapshot->db, "COMMIT") : status;
    BR_FAILPOINT("backup.seal.after");
    return status;
}

/* link and unlink instead of rename: what came to be there meanwhile is not overwritten. */
static enum br_status put_in_place(const struct br_snapshot *snapshot, struct br_error *error)
{
    enum br_status status = br_snapshot_sync(snapshot->part_path, O_RDONLY, error);
    if (status != BR_OK) {
        return status;
    }
    BR_FAILPOINT("backup.link.before");
    if (link(snapshot->part_path, snapshot->path) != 0) {
        return br_snapshot_fail_errno(error, snapshot->path);
    }
    BR_FAILPOINT("backup.link.after");
    status = br_snapshot_sync_parent(snapshot->path, error);
    (void)unlink(status == BR_OK ? snapshot->part_path : snapshot->path); /* or it is not there */
    return status;
}

enum br_status br_snapshot_finish(struct br_snapshot *take_snapshot, bool keep,
                                  struct br_error *error)
{
    struct br_snapshot *snapshot = take_snapshot;
    enum br_status status = BR_OK;
    if (keep) {
        status = seal(snapshot);
        if (status != BR_OK) {
            (void)br_snapshot_fail(error, status, snapshot->part_path);
        }
    }
    (void)sqlite3_finalize(snapshot->add_part);
    (void)sqlite3_finalize(snapshot->add_file);
    snapshot->add_part = NULL;
    snapshot->add_file = NULL;
    br_db_close(snapshot->db);
    snapshot->db = NULL;
    if (keep && status == BR_OK) {
        status = put_in_place(snapshot, error);
    }
    if (!keep || status != BR_OK) {
        (void)unlink(snapshot->part_path);
    }
    throw_away(snapshot);
    return status;
}
