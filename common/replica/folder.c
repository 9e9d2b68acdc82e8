/* folder.c - making and locking a replica's folder. */
#include "replica/folder.h"

#include "base/failpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static enum br_status system_status(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return BR_ERR_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY:
        return BR_ERR_EXISTS;
    case EACCES:
    case EPERM:
    case EROFS:
        return BR_ERR_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
        return BR_ERR_DISK_FULL;
    default:
        return BR_ERR_IO;
    }
}

static enum br_status failed(struct br_error *error, const char *what, const char *path)
{
    int code = errno;
    return br_error_set(error, system_status(code), "%s %s: %s", what, path, strerror(code));
}

static enum br_status join(char out[PATH_SIZE], const char *folder, const char *name,
                           struct br_error *error)
{
    int length = snprintf(out, PATH_SIZE, "%s/%s", folder, name);
    if (length >= PATH_SIZE) {
        return br_error_set(error, BR_ERR_LIMIT, "the folder's name is too long");
    }
    return BR_OK;
}

enum br_status br_folder_make(const char *folder, struct br_error *error)
{
    static const char *const inner[] = {"log", "views"};
    if (mkdir(folder, 0700) != 0) {
        return failed(error, "cannot make", folder);
    }
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        char path[PATH_SIZE];
        enum br_status status = join(path, folder, inner[i], error);
        if (status != BR_OK) {
            return status;
        }
        if (mkdir(path, 0700) != 0) {
            return failed(error, "cannot make", path);
        }
    }
    return BR_OK;
}

/* There was a file for each log once. They are caches: what cannot be removed does no harm. */
static void remove_earlier_views(const char *folder)
{
    static const char *const names[] = {"shared", "local"};
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (size_t j = 0; j < sizeof tails / sizeof tails[0]; j++) {
            char path[PATH_SIZE];
            int size = snprintf(path, sizeof path, "%s/views/%s.db%s", folder, names[i], tails[j]);
            if (size > 0 && (size_t)size < sizeof path) {
                (void)unlink(path);
            }
        }
    }
}

enum br_status br_folder_make_views(const char *folder, struct br_error *error)
{
    char path[PATH_SIZE];
    enum br_status status = join(path, folder, "views", error);
    if (status == BR_OK && mkdir(path, 0700) != 0 && errno != EEXIST) {
        status = failed(error, "cannot make", path);
    }
    if (status == BR_OK) {
        remove_earlier_views(folder);
    }
    return status;
}

enum br_status br_folder_lock(const char *folder, int *lock, struct br_error *error)
{
    char path[PATH_SIZE];
    enum br_status status = join(path, folder, "lock", error);
    if (status != BR_OK) {
        return status;
    }
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return failed(error, "cannot open", path);
    }
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        bool held = errno == EWOULDBLOCK;
        status = held ? br_error_set(error, BR_ERR_BUSY,
                                     "%s is in use by another process that is running", folder)
                      : failed(error, "cannot lock", path);
        (void)close(file);
        return status;
    }
    *lock = file;
    return BR_OK;
}

void br_folder_unlock(int take_lock)
{
    (void)close(take_lock);
}

static enum br_status write_whole(int file, const void *data, size_t size, const char *path,
                                  struct br_error *error)
{
    const char *at = data;
    while (size > 0) {
        ssize_t written = write(file, at, size);
        if (written < 0) {
            return failed(error, "cannot write", path);
        }
        at += written;
        size -= (size_t)written;
    }
    return fsync(file) == 0 ? BR_OK : failed(error, "cannot sync", path);
}

enum br_status br_folder_sync(const char *folder, struct br_error *error)
{
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        return failed(error, "cannot open", folder);
    }
    int synced = fsync(handle);
    (void)close(handle);
    return synced == 0 ? BR_OK : failed(error, "cannot sync", folder);
}

enum br_status br_folder_put(const char *folder, const char *name, const void *data, size_t size,
                             unsigned mode, struct br_error *error)
{
    char path[PATH_SIZE];
    char temporary[PATH_SIZE];
    char temporary_name[256];
    (void)snprintf(temporary_name, sizeof temporary_name, "%s.new", name);
    enum br_status status = join(path, folder, name, error);
    if (status == BR_OK) {
        status = join(temporary, folder, temporary_name, error);
    }
    if (status != BR_OK) {
        return status;
    }
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (file < 0) {
        return failed(error, "cannot write", temporary);
    }
    BR_FAILPOINT("file.write.before");
    status = write_whole(file, data, size, temporary, error);
    (void)close(file);
    BR_FAILPOINT("file.rename.before");
    if (status == BR_OK && rename(temporary, path) != 0) {
        status = failed(error, "cannot rename", temporary);
    }
    if (status != BR_OK) {
        (void)unlink(temporary);
        return status;
    }
    BR_FAILPOINT("file.rename.after");
    return br_folder_sync(folder, error);
}
