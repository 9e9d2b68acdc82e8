/* vfs.c - the VFS: finding and opening files, and what SQLite does with an open one. */
#include "vfs_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static sqlite3_vfs *system_vfs;
static uint64_t chance_seed = 1;
static uint64_t chance_drawn;
static uint64_t time_ms = 1700000000000u;
static bool sleeps;

/* --- an open file --- */

static int file_close(sqlite3_file *base)
{
    struct file *file = (struct file *)base;
    (void)file_unlock(base, SQLITE_LOCK_NONE);
    (void)file_shm_unmap(base, 0);
    vfs_lock();
    inode_release(file->inode);
    disk_release(file->disk);
    vfs_unlock();
    return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *data, int size, sqlite3_int64 offset)
{
    struct file *file = (struct file *)base;
    const struct bytes *bytes = &file->inode->now;
    uint64_t at = (uint64_t)offset;
    size_t wanted = (size_t)size;
    bool part = false;
    vfs_lock();
    int error = disk_fails(file->disk, VFS_READ, file->inode->path, &part);
    if (error != 0 && !part) {
        vfs_unlock();
        return SQLITE_IOERR_READ;
    }
    size_t there = at >= bytes->size ? 0 : bytes->size - (size_t)at;
    there = there > wanted ? wanted : there;
    there = error != 0 ? there / 2 : there;
    if (there > 0) {
        memcpy(data, bytes->data + at, there);
        disk_flip_read(file->disk, file->inode->path, at, data, there);
    }
    vfs_unlock();
    if (there < wanted) {
        memset((uint8_t *)data + there, 0, wanted - there);
        return SQLITE_IOERR_SHORT_READ;
    }
    return SQLITE_OK;
}

static int write_code(int error)
{
    return error == ENOSPC || error == EDQUOT ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int file_write(sqlite3_file *base, const void *data, int size, sqlite3_int64 offset)
{
    struct file *file = (struct file *)base;
    struct vfs_disk *disk = file->disk;
    struct inode *inode = file->inode;
    uint64_t end = (uint64_t)offset + (uint64_t)size;
    size_t written = (size_t)size;
    bool part = false;
    if (file->read_only) {
        return SQLITE_READONLY;
    }
    vfs_lock();
    int error = disk_fails(disk, VFS_WRITE, inode->path, &part);
    if (error == 0 && disk->limit > 0 && end > inode->now.size &&
        disk_bytes(disk) + (end - inode->now.size) > disk->limit) {
        error = vfs_errno = ENOSPC;
        disk->failed++;
    }
    written = error == 0 ? written : part ? written / 2 : 0;
    uint64_t number = 0;
    if (written > 0) {
        number = ++disk->events;
        inode_write(inode, number, (uint64_t)offset, data, written);
        disk_flip_written(disk, inode->path, (uint64_t)offset, written);
    }
    vfs_unlock();
    if (written > 0) {
        disk_event(disk, VFS_WRITE, inode->path, number, (uint64_t)offset, written);
    }
    return error == 0 ? SQLITE_OK : write_code(error);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct file *file = (struct file *)base;
    bool part = false;
    vfs_lock();
    if (disk_fails(file->disk, VFS_TRUNCATE, file->inode->path, &part) != 0) {
        vfs_unlock();
        return SQLITE_IOERR_TRUNCATE;
    }
    uint64_t number = ++file->disk->events;
    inode_truncate(file->inode, number, (uint64_t)size);
    vfs_unlock();
    disk_event(file->disk, VFS_TRUNCATE, file->inode->path, number, (uint64_t)size, 0);
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *base, int flags)
{
    struct file *file = (struct file *)base;
    struct vfs_disk *disk = file->disk;
    bool part = false;
    (void)flags;
    vfs_lock();
    if (disk_fails(disk, VFS_SYNC, file->inode->path, &part) != 0) {
        file->inode->sync_failed = true;
        vfs_unlock();
        return SQLITE_IOERR_FSYNC;
    }
    uint64_t number = ++disk->events;
    if (!disk->lie) {
        inode_sync(file->inode);
        if (file->sync_folder) {
            disk_sync_folder(disk, file->inode->path);
        }
        file->sync_folder = false;
    }
    vfs_unlock();
    disk_event(disk, VFS_SYNC, file->inode->path, number, 0, 0);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    const struct file *file = (const struct file *)base;
    vfs_lock();
    *size = (sqlite3_int64)file->inode->now.size;
    vfs_unlock();
    return SQLITE_OK;
}

static int file_control(sqlite3_file *base, int what, void *argument)
{
    (void)base;
    if (what == SQLITE_FCNTL_HAS_MOVED) {
        *(int *)argument = 0;
        return SQLITE_OK;
    }
    return SQLITE_NOTFOUND;
}

/* Both as the unix VFS has them: a write changes no byte beside those that are written. */
static int sector_size(sqlite3_file *base)
{
    (void)base;
    return 4096;
}

static int characteristics(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no xFetch: nothing is mapped */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* --- opening --- */

/* Held. [*created]: the number of the event, or 0. */
static int open_named(struct file *file, const char *path, int flags, uint64_t *created)
{
    bool part = false;
    struct vfs_disk *disk = file->disk;
    if (disk_fails(disk, VFS_OPEN, path, &part) != 0) {
        return SQLITE_CANTOPEN;
    }
    struct name *name = disk_name(disk, path, false);
    if (name == NULL || name->now == NULL) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) {
            vfs_errno = ENOENT;
            return SQLITE_CANTOPEN;
        }
        if (disk_fails(disk, VFS_CREATE, path, &part) != 0) {
            return SQLITE_CANTOPEN;
        }
        name = disk_name(disk, path, true);
        disk_create(disk, name);
        *created = disk->events;
    }
    file->inode = name->now;
    inode_hold(file->inode);
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags,
                    int *flags_out)
{
    struct file *file = (struct file *)base;
    const char *below = "";
    const int synced_folder =
        SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
    uint64_t created = 0;
    (void)vfs;
    vfs_lock();
    struct vfs_disk *disk = path == NULL ? NULL : disk_of(path, &below);
    if (disk == NULL) { /* what has no name is nobody's, and the system's */
        vfs_unlock();
        return system_vfs->xOpen(system_vfs, path, base, flags, flags_out);
    }
    *file = (struct file){
        .disk = disk,
        .read_only = (flags & SQLITE_OPEN_READONLY) != 0,
        .sync_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & synced_folder) != 0,
    };
    int code = open_named(file, below, flags, &created);
    if (code == SQLITE_OK) {
        disk->references++;
        file->base.pMethods = &methods;
    }
    vfs_unlock();
    if (created != 0) {
        disk_event(disk, VFS_CREATE, file->inode->path, created, 0, 0);
    }
    if (flags_out != NULL) {
        *flags_out = flags;
    }
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    const char *below = NULL;
    bool part = false;
    (void)vfs;
    vfs_lock();
    struct vfs_disk *disk = disk_of(path, &below);
    if (disk == NULL) {
        vfs_unlock();
        return system_vfs->xDelete(system_vfs, path, sync_folder);
    }
    struct name *name = disk_name(disk, below, false);
    int code = name == NULL || name->now == NULL                 ? SQLITE_IOERR_DELETE_NOENT
               : disk_fails(disk, VFS_DELETE, below, &part) != 0 ? SQLITE_IOERR_DELETE
                                                                 : SQLITE_OK;
    uint64_t number = 0;
    if (code == SQLITE_OK) {
        disk_delete(disk, name);
        number = disk->events;
    }
    vfs_unlock();
    if (code != SQLITE_OK) {
        return code;
    }
    disk_event(disk, VFS_DELETE, below, number, 0, 0);
    vfs_lock();
    if (sync_folder != 0 && !disk->lie) {
        disk_sync_folder(disk, below);
    }
    vfs_unlock();
    return SQLITE_OK;
}

/* As the unix VFS: asked whether it is there, an empty file is not. */
static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *found)
{
    const char *below = NULL;
    (void)vfs;
    vfs_lock();
    struct vfs_disk *disk = disk_of(path, &below);
    const struct name *name = disk == NULL ? NULL : disk_name(disk, below, false);
    *found = name != NULL && name->now != NULL &&
             (flags != SQLITE_ACCESS_EXISTS || name->now->now.size > 0);
    vfs_unlock();
    return disk == NULL ? system_vfs->xAccess(system_vfs, path, flags, found) : SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    const char *below = NULL;
    (void)vfs;
    vfs_lock();
    bool ours = disk_of(path, &below) != NULL;
    vfs_unlock();
    if (!ours) {
        return system_vfs->xFullPathname(system_vfs, path, size, out);
    }
    (void)sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

/* --- chance and time --- */

void vfs_set_chance(uint64_t seed)
{
    vfs_lock();
    chance_seed = seed;
    chance_drawn = 0;
    vfs_unlock();
    /* SQLite asks a VFS only once, for the seed of a generator of its own: have it ask again. */
    (void)sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)(vfs_mix(seed, 0) | 1), NULL);
    sqlite3_randomness(0, NULL);
}

void vfs_set_time(uint64_t wall_ms)
{
    vfs_lock();
    time_ms = wall_ms;
    vfs_unlock();
}

void vfs_set_sleep(bool real)
{
    vfs_lock();
    sleeps = real;
    vfs_unlock();
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    vfs_lock();
    for (int i = 0; i < size; i++) {
        out[i] = (char)vfs_mix(chance_seed, ++chance_drawn);
    }
    vfs_unlock();
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    vfs_lock();
    bool real = sleeps;
    vfs_unlock();
    return real ? system_vfs->xSleep(system_vfs, us) : us;
}

static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *julian_ms)
{
    static const sqlite3_int64 unix_epoch = 24405875 * (sqlite3_int64)8640000;
    (void)vfs;
    vfs_lock();
    *julian_ms = unix_epoch + (sqlite3_int64)time_ms;
    vfs_unlock();
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    return vfs_errno != 0 ? vfs_errno : system_vfs->xGetLastError(system_vfs, size, out);
}

void vfs_register(bool as_default)
{
    static sqlite3_vfs vfs = {
        .iVersion = 2,
        .mxPathname = PATH_SIZE - 1,
        .zName = VFS_NAME,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time,
    };
    if (system_vfs == NULL) {
        system_vfs = sqlite3_vfs_find(NULL);
        BR_ASSERT(system_vfs != NULL);
        vfs.szOsFile = system_vfs->szOsFile > (int)sizeof(struct file) ? system_vfs->szOsFile
                                                                       : (int)sizeof(struct file);
    }
    BR_ASSERT(sqlite3_vfs_register(&vfs, as_default ? 1 : 0) == SQLITE_OK);
}
