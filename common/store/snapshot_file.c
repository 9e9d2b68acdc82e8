/* snapshot_file.c - paths, hashes and syncs that making and restoring a backup share. */
#include "store/snapshot_internal.h"

#include "base/hash.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum br_status br_snapshot_status(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return BR_ERR_DISK_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
    case ENOTDIR:
        return BR_ERR_READ_ONLY;
    case ENOENT:
        return BR_ERR_NOT_FOUND;
    case EEXIST:
        return BR_ERR_EXISTS;
    default:
        return BR_ERR_IO;
    }
}

enum br_status br_snapshot_fail_errno(struct br_error *error, const char *path)
{
    int number = errno;
    return br_error_set(error, br_snapshot_status(number), "%s: %s", path, strerror(number));
}

enum br_status br_snapshot_fail(struct br_error *error, enum br_status status, const char *path)
{
    return br_error_set(error, status, "%s: %s", path, br_status_text(status));
}

bool br_snapshot_join(char out[PATH_MAX], const char *left, const char *right)
{
    int size = snprintf(out, PATH_MAX, "%s%s", left, right);
    return size > 0 && size < PATH_MAX;
}

bool br_snapshot_is_safe_name(const char *name)
{
    size_t size = strlen(name);
    if (size == 0 || size > BR_TEXT_NAME_MAX || name[0] == '/' || name[size - 1] == '/') {
        return false;
    }
    for (const char *at = name; at != NULL; at = strchr(at, '/')) {
        at += *at == '/' ? 1 : 0;
        size_t part = strcspn(at, "/");
        if (part == 0 || (part == 1 && at[0] == '.') || (part == 2 && memcmp(at, "..", 2) == 0)) {
            return false;
        }
    }
    return true;
}

enum br_status br_snapshot_hash_files(sqlite3 *db, struct br_hash *out)
{
    sqlite3_stmt *statement = NULL;
    enum br_status status =
        br_db_prepare(db, "SELECT name, size, hash FROM file ORDER BY name", &statement);
    if (status != BR_OK) {
        return status;
    }
    struct br_sha256_stream *hash = br_sha256_stream_new();
    bool row = true;
    while (row && status == BR_OK) {
        status = br_db_step(statement, &row);
        if (status == BR_OK && row) {
            uint8_t size[8];
            struct br_hash file;
            const unsigned char *name = sqlite3_column_text(statement, 0);
            br_store_u64(size, (uint64_t)sqlite3_column_int64(statement, 1));
            status = name != NULL && br_db_column_bytes(statement, 2, &file, sizeof file)
                         ? BR_OK
                         : BR_ERR_CORRUPT;
            if (status == BR_OK) {
                br_sha256_stream_add(hash, name, strlen((const char *)name) + 1);
                br_sha256_stream_add(hash, size, sizeof size);
                br_sha256_stream_add(hash, &file, sizeof file);
            }
        }
    }
    *out = br_sha256_stream_finish(hash);
    (void)sqlite3_finalize(statement);
    return status;
}

enum br_status br_snapshot_sync(const char *path, int flags, struct br_error *error)
{
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0) {
        return br_snapshot_fail_errno(error, path);
    }
    enum br_status status = fsync(file) == 0 ? BR_OK : br_snapshot_fail_errno(error, path);
    (void)close(file);
    return status;
}

enum br_status br_snapshot_sync_parent(const char *path, struct br_error *error)
{
    char parent[PATH_MAX];
    (void)snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash == NULL) {
        (void)snprintf(parent, sizeof parent, ".");
    } else {
        slash[slash == parent ? 1 : 0] = '\0';
    }
    return br_snapshot_sync(parent, O_RDONLY | O_DIRECTORY, error);
}
