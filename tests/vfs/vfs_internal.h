/**
 * vfs_internal.h - what the files of this folder share.
 *
 *      vfs.c        registering, opening, the methods of a file      disk.c    disks, names, events
 *      inode.c      bytes, pending changes, images                   lock.c    locks, WAL index
 *
 * One lock over everything: "held" in a comment means that the caller has it.
 */
#ifndef BR_VFS_VFS_INTERNAL_H
#define BR_VFS_VFS_INTERNAL_H

#include "vfs.h"

#include <sqlite3.h>

enum {
    SHM_REGIONS_MAX = 64,
    PATH_SIZE = 512,
    FLIPS_MAX = 64,
};

struct change {
    struct change *next;
    enum vfs_op op; /* WRITE, TRUNCATE */
    uint64_t number;
    uint64_t offset;
    size_t size;
    uint8_t data[];
};

struct bytes {
    uint8_t *data;
    size_t size;
    size_t room;
};

/* A file, whatever it is called now; lives while it has a name, an undecided one, or is open. */
struct inode {
    unsigned references;
    char path[PATH_SIZE]; /* the name under which it was made, below the prefix */
    struct bytes now;
    struct bytes durable;
    struct change *first; /* pending, oldest first */
    struct change *last;
    bool sync_failed;
    /* Locks of SQLite's rollback levels, counted over the connections. */
    unsigned shared;
    const void *reserved; /* which connection, or NULL */
    const void *pending;
    const void *exclusive;
    /* The WAL's index. */
    unsigned shm_users;
    void *shm[SHM_REGIONS_MAX];
    size_t shm_size;
    unsigned shm_shared[SQLITE_SHM_NLOCK];
    bool shm_exclusive[SQLITE_SHM_NLOCK];
};

/* A name now, and the name as a crash would find it. */
struct name {
    struct name *next;
    char path[PATH_SIZE];
    struct inode *now;     /* or NULL: deleted */
    struct inode *durable; /* or NULL */
};

/* A name that came or went and whose folder was not synced since. */
struct renaming {
    struct renaming *next;
    enum vfs_op op; /* CREATE, DELETE */
    uint64_t number;
    struct name *name;
    struct inode *inode; /* CREATE; holds a reference */
};

struct flip {
    char path[PATH_SIZE];
    uint64_t offset;
    uint8_t mask;
};

struct fault {
    struct vfs_fault asked;
    bool any; /* whatever the operation */
    uint64_t seen;
};

struct vfs_disk {
    struct vfs_disk *next;
    unsigned references; /* its owner's, and one for every open file */
    char prefix[PATH_SIZE];
    struct name *names; /* oldest first; never taken out before the disk ends */
    struct renaming *renamings;
    uint64_t events;
    uint64_t counts[VFS_OP_COUNT];
    vfs_hook hook;
    void *hook_context;
    struct fault faults[VFS_FAULTS_MAX];
    size_t fault_count;
    uint64_t failed;
    struct flip flips[FLIPS_MAX];
    size_t flip_count;
    uint64_t limit;
    bool lie;
};

struct file {
    sqlite3_file base;
    struct vfs_disk *disk;
    struct inode *inode;
    int level; /* SQLITE_LOCK_... */
    bool read_only;
    bool sync_folder;     /* the next sync makes the name durable too */
    bool delete_on_close; /* a file without a name */
    bool shm_user;
    unsigned shm_shared; /* bit per slot */
    unsigned shm_exclusive;
};

void vfs_lock(void);
void vfs_unlock(void);

/* --- inode.c, held --- */

struct inode *inode_new(const char *path);
void inode_hold(struct inode *inode);
void inode_release(struct inode *take_inode); /* NULL is fine */
void bytes_put(struct bytes *bytes, uint64_t offset, const void *data, size_t size);
void bytes_cut(struct bytes *bytes, uint64_t size);
void inode_write(struct inode *inode, uint64_t number, uint64_t offset, const void *data,
                 size_t size);
void inode_truncate(struct inode *inode, uint64_t number, uint64_t size);
void inode_sync(struct inode *inode);
/* [into] as the inode would be found. */
void inode_crash(const struct inode *inode, const char *path, vfs_choose choose, void *context,
                 struct bytes *into);

/* --- disk.c; held, but for disk_event --- */

/* The disk of a path and what is behind its prefix, or NULL. */
struct vfs_disk *disk_of(const char *path, const char **below);
void disk_release(struct vfs_disk *take_disk);
struct name *disk_name(struct vfs_disk *disk, const char *path, bool make);
void disk_create(struct vfs_disk *disk, struct name *name);
void disk_delete(struct vfs_disk *disk, struct name *name);
void disk_sync_folder(struct vfs_disk *disk, const char *path);
/* Count it; 0, or the error with which it must fail; [*part] as in struct vfs_fault. */
int disk_fails(struct vfs_disk *disk, enum vfs_op op, const char *path, bool *part);
uint64_t disk_bytes(const struct vfs_disk *disk);
void disk_flip_read(const struct vfs_disk *disk, const char *path, uint64_t offset, uint8_t *data,
                    size_t size);
void disk_flip_written(struct vfs_disk *disk, const char *path, uint64_t offset, size_t size);
/* Tell the hook; not held. */
void disk_event(struct vfs_disk *disk, enum vfs_op op, const char *path, uint64_t number,
                uint64_t offset, size_t size);

/* --- lock.c: methods of a file --- */

int file_lock(sqlite3_file *base, int level);
int file_unlock(sqlite3_file *base, int level);
int file_check_reserved(sqlite3_file *base, int *reserved);
int file_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out);
int file_shm_lock(sqlite3_file *base, int offset, int count, int flags);
void file_shm_barrier(sqlite3_file *base);
int file_shm_unmap(sqlite3_file *base, int delete);

/* Of the last call that failed in this thread, for sqlite3_system_errno. */
extern _Thread_local int vfs_errno;

#endif
