/* lock.c - SQLite's locks between connections, and the shared memory of its WAL. */
#include "vfs_internal.h"

#include <errno.h>
#include <stdlib.h>

/* --- the levels of a file: SHARED by many, RESERVED by one beside them, EXCLUSIVE alone --- */

static bool others(const void *holder, const struct file *file)
{
    return holder != NULL && holder != file;
}

static int lock_shared(struct file *file)
{
    struct inode *inode = file->inode;
    if (others(inode->pending, file) || others(inode->exclusive, file)) {
        return SQLITE_BUSY;
    }
    inode->shared++;
    file->level = SQLITE_LOCK_SHARED;
    return SQLITE_OK;
}

static int lock_reserved(struct file *file)
{
    if (others(file->inode->reserved, file)) {
        return SQLITE_BUSY;
    }
    file->inode->reserved = file;
    file->level = SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
}

static int lock_exclusive(struct file *file)
{
    struct inode *inode = file->inode;
    if (others(inode->pending, file) || others(inode->reserved, file)) {
        return SQLITE_BUSY;
    }
    inode->pending = file; /* no new reader from now on, also when some are still there */
    if (inode->shared > 1) {
        file->level = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
    }
    inode->exclusive = file;
    file->level = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
}

int file_lock(sqlite3_file *base, int level)
{
    struct file *file = (struct file *)base;
    int code = SQLITE_OK;
    if (file->level >= level) {
        return SQLITE_OK;
    }
    vfs_lock();
    if (level == SQLITE_LOCK_SHARED) {
        code = lock_shared(file);
    } else if (level == SQLITE_LOCK_RESERVED) {
        code = lock_reserved(file);
    } else {
        code = lock_exclusive(file);
    }
    vfs_unlock();
    return code;
}

static void let_go(const void **holder, const struct file *file)
{
    if (*holder == file) {
        *holder = NULL;
    }
}

int file_unlock(sqlite3_file *base, int level)
{
    struct file *file = (struct file *)base;
    if (file->level <= level) {
        return SQLITE_OK;
    }
    vfs_lock();
    let_go(&file->inode->reserved, file);
    let_go(&file->inode->pending, file);
    let_go(&file->inode->exclusive, file);
    if (level == SQLITE_LOCK_NONE) {
        BR_ASSERT(file->inode->shared > 0);
        file->inode->shared--;
    }
    file->level = level;
    vfs_unlock();
    return SQLITE_OK;
}

int file_check_reserved(sqlite3_file *base, int *reserved)
{
    const struct file *file = (const struct file *)base;
    vfs_lock();
    *reserved = file->inode->reserved != NULL || file->inode->pending != NULL;
    vfs_unlock();
    return SQLITE_OK;
}

/* --- the WAL's index --- */

int file_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    struct file *file = (struct file *)base;
    struct inode *inode = file->inode;
    int code = SQLITE_OK;
    *out = NULL;
    vfs_lock();
    BR_ASSERT(region < SHM_REGIONS_MAX);
    if (!file->shm_user) {
        file->shm_user = true;
        inode->shm_users++;
    }
    if (inode->shm[region] == NULL && extend != 0) {
        bool part = false;
        int error = disk_fails(file->disk, VFS_SHARED_MEMORY, inode->path, &part);
        inode->shm[region] = error == 0 ? calloc(1, (size_t)size) : NULL;
        code = error != 0                   ? SQLITE_IOERR_SHMSIZE
               : inode->shm[region] == NULL ? SQLITE_IOERR_NOMEM
                                            : SQLITE_OK;
    }
    *out = inode->shm[region];
    vfs_unlock();
    return code;
}

/* May [file] have these slots, when others hold what they hold? */
static bool shm_free(const struct file *file, int offset, int count, bool exclusive)
{
    const struct inode *inode = file->inode;
    for (int i = offset; i < offset + count; i++) {
        bool own_exclusive = (file->shm_exclusive >> i & 1) != 0;
        unsigned own_shared = file->shm_shared >> i & 1;
        if ((inode->shm_exclusive[i] && !own_exclusive) ||
            (exclusive && inode->shm_shared[i] > own_shared)) {
            return false;
        }
    }
    return true;
}

static void shm_set(struct file *file, int slot, bool shared, bool exclusive)
{
    struct inode *inode = file->inode;
    unsigned bit = 1u << slot;
    if ((file->shm_shared & bit) != 0) {
        inode->shm_shared[slot]--;
    }
    if ((file->shm_exclusive & bit) != 0) {
        inode->shm_exclusive[slot] = false;
    }
    file->shm_shared = shared ? file->shm_shared | bit : file->shm_shared & ~bit;
    file->shm_exclusive = exclusive ? file->shm_exclusive | bit : file->shm_exclusive & ~bit;
    inode->shm_shared[slot] += shared ? 1 : 0;
    inode->shm_exclusive[slot] = inode->shm_exclusive[slot] || exclusive;
}

int file_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    struct file *file = (struct file *)base;
    bool lock = (flags & SQLITE_SHM_LOCK) != 0;
    bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    vfs_lock();
    if (lock && !shm_free(file, offset, count, exclusive)) {
        vfs_unlock();
        return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + count; i++) {
        shm_set(file, i, lock && !exclusive, lock && exclusive);
    }
    vfs_unlock();
    return SQLITE_OK;
}

void file_shm_barrier(sqlite3_file *base)
{
    (void)base;
    vfs_lock(); /* a lock is a barrier too */
    vfs_unlock();
}

int file_shm_unmap(sqlite3_file *base, int delete)
{
    struct file *file = (struct file *)base;
    struct inode *inode = file->inode;
    (void)delete; /* the last one out takes the memory with it, as nobody could trust it again */
    vfs_lock();
    if (file->shm_user) {
        for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
            shm_set(file, i, false, false);
        }
        file->shm_user = false;
        inode->shm_users--;
    }
    for (size_t i = 0; inode->shm_users == 0 && i < SHM_REGIONS_MAX; i++) {
        free(inode->shm[i]);
        inode->shm[i] = NULL;
    }
    vfs_unlock();
    return SQLITE_OK;
}
