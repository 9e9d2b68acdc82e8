/* snapshot_restore.c - a backup checked as a whole, then unpacked beside its place and renamed. */
#include "store/snapshot_internal.h"

#include "base/failpoint.h"
#include "base/hash.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct restore {
    sqlite3 *db;
    sqlite3_stmt *files;
    sqlite3_stmt *parts;
    const char *path;
    br_snapshot_prepare prepare; /* may be NULL */
    void *context;
    char folder[PATH_MAX]; /* where it is unpacked first */
};

/* Hand over the parts of the file that [files] stands on, in order, without gaps. */
typedef enum br_status (*part_take)(void *context, const void *data, size_t size);

static enum br_status walk_parts(struct restore *restore, part_take take, void *context)
{
    const char *name = (const char *)sqlite3_column_text(restore->files, 0);
    uint64_t size = (uint64_t)sqlite3_column_int64(restore->files, 1);
    struct br_hash wanted;
    if (name == NULL || !br_snapshot_is_safe_name(name) ||
        !br_db_column_bytes(restore->files, 2, &wanted, sizeof wanted)) {
        return BR_ERR_CORRUPT;
    }
    struct br_sha256_stream *stream = br_sha256_stream_new();
    (void)sqlite3_bind_text(restore->parts, 1, name, -1, SQLITE_STATIC);
    enum br_status status = BR_OK;
    uint64_t seen = 0;
    bool row = true;
    for (sqlite3_int64 number = 0; row && status == BR_OK; number++) {
        status = br_db_step(restore->parts, &row);
        if (status == BR_OK && row) {
            const void *data = sqlite3_column_blob(restore->parts, 1);
            size_t part = (size_t)sqlite3_column_bytes(restore->parts, 1);
            br_sha256_stream_add(stream, data == NULL ? "" : data, part);
            seen += part;
            status = sqlite3_column_int64(restore->parts, 0) == number ? BR_OK : BR_ERR_CORRUPT;
            status = status == BR_OK && take != NULL ? take(context, data, part) : status;
        }
    }
    (void)sqlite3_reset(restore->parts);
    struct br_hash found = br_sha256_stream_finish(stream);
    if (status == BR_OK && (seen != size || !br_hash_equal(&found, &wanted))) {
        status = BR_ERR_CORRUPT;
    }
    return status;
}

static enum br_status check_seal(struct restore *restore)
{
    struct br_hash wanted;
    struct br_hash found;
    sqlite3_stmt *statement = NULL;
    bool row = false;
    enum br_status status = br_db_prepare(restore->db, "SELECT hash FROM seal", &statement);
    if (status == BR_OK) {
        status = br_db_step(statement, &row);
    }
    if (status == BR_OK && (!row || !br_db_column_bytes(statement, 0, &wanted, sizeof wanted))) {
        status = BR_ERR_CORRUPT;
    }
    (void)sqlite3_finalize(statement);
    if (status == BR_OK) {
        status = br_snapshot_hash_files(restore->db, &found);
    }
    if (status == BR_OK && !br_hash_equal(&found, &wanted)) {
        status = BR_ERR_CORRUPT;
    }
    return status;
}

static enum br_status check_all(struct restore *restore)
{
    enum br_status status = check_seal(restore);
    bool row = true;
    while (status == BR_OK && row) {
        status = br_db_step(restore->files, &row);
        if (status == BR_OK && row) {
            status = walk_parts(restore, NULL, NULL);
        }
    }
    (void)sqlite3_reset(restore->files);
    return status;
}

static enum br_status write_part(void *context, const void *data, size_t size)
{
    const int *file = context;
    const uint8_t *at = data;
    while (size > 0) {
        ssize_t put = write(*file, at, size);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return br_snapshot_status(errno);
        }
        at += put;
        size -= (size_t)put;
    }
    return BR_OK;
}

/* Every folder on the way to [path], and its entry in its parent, synced. */
static enum br_status make_folders(const char *path, size_t root_size, struct br_error *error)
{
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", path);
    for (char *at = folder + root_size; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        if (mkdir(folder, BR_SNAPSHOT_FOLDER_MODE) != 0 && errno != EEXIST) {
            return br_snapshot_fail_errno(error, folder);
        }
        enum br_status status = br_snapshot_sync_parent(folder, error);
        if (status != BR_OK) {
            return status;
        }
        *at = '/';
    }
    return BR_OK;
}

static enum br_status unpack_file(struct restore *restore, struct br_error *error)
{
    char root[PATH_MAX];
    char path[PATH_MAX];
    const char *name = (const char *)sqlite3_column_text(restore->files, 0);
    if (!br_snapshot_join(root, restore->folder, "/") || !br_snapshot_join(path, root, name)) {
        return br_error_set(error, BR_ERR_LIMIT, "the folder's path is too long");
    }
    enum br_status status = make_folders(path, strlen(restore->folder) + 1, error);
    if (status != BR_OK) {
        return status;
    }
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, BR_SNAPSHOT_FILE_MODE);
    if (file < 0) {
        return br_snapshot_fail_errno(error, path);
    }
    status = walk_parts(restore, write_part, &file);
    BR_FAILPOINT("restore.file.written");
    if (status == BR_OK && fsync(file) != 0) {
        status = br_snapshot_status(errno);
    }
    (void)close(file);
    if (status != BR_OK) {
        return br_snapshot_fail(error, status, path);
    }
    return br_snapshot_sync_parent(path, error);
}

static enum br_status unpack_all(struct restore *restore, struct br_error *error)
{
    bool row = true;
    enum br_status status = BR_OK;
    while (row && status == BR_OK) {
        status = br_db_step(restore->files, &row);
        if (status == BR_OK && row) {
            status = unpack_file(restore, error);
        } else if (status != BR_OK) {
            (void)br_snapshot_fail(error, status, restore->path);
        }
    }
    (void)sqlite3_reset(restore->files);
    return status;
}

static enum br_status open_snapshot(struct restore *restore, struct br_error *error)
{
    struct br_db_options options = {.path = restore->path, .mode = BR_DB_READER};
    bool fresh = false;
    enum br_status status = br_db_open(&options, &restore->db, error);
    if (status == BR_OK) {
        status = br_db_identify(restore->db, BR_SNAPSHOT_FILE_ID, BR_SNAPSHOT_FILE_VERSION, &fresh,
                                error);
    }
    if (status == BR_OK && fresh) {
        status = br_error_set(error, BR_ERR_CORRUPT, "%s is no backup", restore->path);
    }
    if (status != BR_OK) {
        return status;
    }
    status = br_db_prepare(restore->db, "SELECT name, size, hash FROM file ORDER BY name",
                           &restore->files);
    if (status == BR_OK) {
        status = br_db_prepare(restore->db,
                               "SELECT number, bytes FROM part WHERE name = ? ORDER BY number",
                               &restore->parts);
    }
    if (status == BR_OK) {
        status = check_all(restore);
    }
    if (status == BR_ERR_IO || status == BR_ERR_CORRUPT) { /* also tables that are not there */
        return br_error_set(error, BR_ERR_CORRUPT, "%s is damaged; nothing was restored",
                            restore->path);
    }
    return status == BR_OK ? BR_OK : br_snapshot_fail(error, status, restore->path);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

static void remove_folder(const char *folder)
{
    enum { OPEN_FOLDERS = 16 };
    (void)nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static enum br_status unpack_into(struct restore *restore, const char *folder,
                                  struct br_error *error)
{
    remove_folder(restore->folder); /* left by a restore that did not end */
    if (mkdir(restore->folder, BR_SNAPSHOT_FOLDER_MODE) != 0) {
        return br_snapshot_fail_errno(error, restore->folder);
    }
    enum br_status status = unpack_all(restore, error);
    if (status == BR_OK && restore->prepare != NULL) {
        status = restore->prepare(restore->context, restore->folder, error);
    }
    BR_FAILPOINT("restore.rename.before");
    if (status == BR_OK && rename(restore->folder, folder) != 0) {
        status = br_snapshot_fail_errno(error, folder);
    } else if (status == BR_OK) {
        BR_FAILPOINT("restore.rename.after");
        status = br_snapshot_sync_parent(folder, error);
        if (status != BR_OK) { /* who is told that it failed does not look for it there */
            (void)rename(folder, restore->folder);
        }
    }
    if (status != BR_OK) {
        remove_folder(restore->folder);
    }
    return status;
}

enum br_status br_snapshot_restore(const char *path, const char *folder, struct br_error *error)
{
    return br_snapshot_restore_with(path, folder, NULL, NULL, error);
}

enum br_status br_snapshot_restore_with(const char *path, const char *folder,
                                        br_snapshot_prepare prepare, void *context,
                                        struct br_error *error)
{
    struct restore restore = {.path = path, .prepare = prepare, .context = context};
    if (access(folder, F_OK) == 0) {
        return br_error_set(error, BR_ERR_EXISTS, "%s exists already", folder);
    }
    if (!br_snapshot_join(restore.folder, folder, ".part")) {
        return br_error_set(error, BR_ERR_LIMIT, "the folder's path is too long");
    }
    enum br_status status = open_snapshot(&restore, error);
    if (status == BR_OK) {
        status = unpack_into(&restore, folder, error);
    }
    (void)sqlite3_finalize(restore.files);
    (void)sqlite3_finalize(restore.parts);
    br_db_close(restore.db);
    return status;
}
