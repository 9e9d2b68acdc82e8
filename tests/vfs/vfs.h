/**
 * vfs.h - disks in memory under SQLite, which remember what was written and what was synced.
 *
 *      write, truncate ──► pending ──sync──► durable        a file's bytes
 *      create, delete  ──► pending ──sync of a file of that folder that was created, or of a
 *                                    deletion──► durable    a folder's names
 *
 *      crash = durable + what a chooser keeps of the pending, whole or by pieces of 512 bytes
 *
 * One SQLite VFS serves any number of disks; a path belongs to the disk whose prefix it begins
 * with, and a path on no disk goes to the VFS that was the default before. What a connection sees
 * is durable + all pending, as from a kernel's cache. Locks and the WAL's index work between
 * connections of one process. Everything here may be called from any thread.
 */
#ifndef BR_VFS_VFS_H
#define BR_VFS_VFS_H

#include "base/bytes.h"

#define VFS_NAME "disks"
enum { VFS_PIECE_SIZE = 512, VFS_FAULTS_MAX = 8 };

/** Once a process. [as_default]: what is opened without the name of a VFS comes here too. */
void vfs_register(bool as_default);
/** What SQLite gets when it asks for randomness and for the time: a seed and a number. */
void vfs_set_chance(uint64_t seed);
void vfs_set_time(uint64_t wall_ms);
/** Whether waiting for a lock takes real time (threads) or none (one thread; the beginning). */
void vfs_set_sleep(bool real);

/** One machine's files, below [prefix] ("/a": all paths that begin with "/a/"). */
struct vfs_disk;
struct vfs_disk *vfs_disk_new(const char *prefix);
/** Files that are still open live until they are closed. */
void vfs_disk_free(struct vfs_disk *take_disk);

/* --- what happens --- */

enum vfs_op {
    VFS_OPEN,
    VFS_CREATE, /* a name that was not there; follows its OPEN */
    VFS_READ,
    VFS_WRITE,
    VFS_TRUNCATE,
    VFS_SYNC,
    VFS_DELETE,
    VFS_SHARED_MEMORY, /* the WAL's index grows */
    VFS_OP_COUNT,
};
const char *vfs_op_name(enum vfs_op op);

struct vfs_event {
    enum vfs_op op;
    const char *path; /* below the prefix, as in "log/shared.db-wal"; valid during the call */
    uint64_t number;  /* of this disk's events that change something: 1, 2, 3 ... */
    uint64_t offset;
    size_t size;
};
/**
 * Called after every CREATE, WRITE, TRUNCATE, SYNC and DELETE of the disk, in the thread that did
 * it, with nothing locked: images may be taken, and other disks used. NULL: nobody.
 */
typedef void (*vfs_hook)(void *context, const struct vfs_event *event);
void vfs_disk_watch(struct vfs_disk *disk, vfs_hook hook, void *context);
/** How often [op] was asked of the disk, also when it failed. */
uint64_t vfs_disk_count(const struct vfs_disk *disk, enum vfs_op op);

/* --- crashes --- */

enum vfs_fate {
    VFS_DROP,
    VFS_KEEP,
    VFS_TEAR, /* a WRITE: ask again for each of its pieces */
};

#define VFS_WHOLE SIZE_MAX
struct vfs_pending {
    enum vfs_op op; /* CREATE, WRITE, TRUNCATE, DELETE */
    const char *path;
    uint64_t number; /* of the event that did it */
    uint64_t offset; /* TRUNCATE: the new size */
    size_t size;
    size_t piece; /* VFS_WHOLE, or which piece: pieces end where the file's offset is a multiple */
};
/** Must not draw from a shared stream: what becomes of one write must not depend on another's. */
typedef enum vfs_fate (*vfs_choose)(void *context, const struct vfs_pending *pending);

/** The chooser for every need: hashes (seed, event, piece). */
struct vfs_chance {
    uint64_t seed;
    unsigned drop_percent;
    unsigned tear_percent; /* of what is not dropped */
};
enum vfs_fate vfs_by_chance(void *chance, const struct vfs_pending *pending);
/** 64 well mixed bits of two numbers: the chooser's own hash, for choices beside it. */
uint64_t vfs_mix(uint64_t a, uint64_t b);

/** What a disk would hold after a crash now. Choose NULL: nothing of the pending. */
struct vfs_image;
struct vfs_image *vfs_image_take(struct vfs_disk *disk, vfs_choose choose, void *context);
void vfs_image_free(struct vfs_image *take_image);
/** Equal for equal names and bytes. */
uint64_t vfs_image_hash(const struct vfs_image *image);
/** The bytes of a file, to look at or to change; NULL when it is not there. */
uint8_t *vfs_image_file(const struct vfs_image *image, const char *path, size_t *size);
/** Which files there are, in the order of their creation; NULL behind the last. */
const char *vfs_image_path(const struct vfs_image *image, size_t index);

/**
 * Make the disk hold exactly [image], all of it durable; NULL: nothing. Connections that are still
 * open keep the old files, which now belong to nobody; but close them first: SQLite deletes a WAL
 * by its name.
 */
void vfs_disk_load(struct vfs_disk *disk, const struct vfs_image *image);
/** How many changes are not durable now. */
size_t vfs_disk_pending(const struct vfs_disk *disk);

/* --- faults --- */

struct vfs_fault {
    enum vfs_op op;
    const char *path_part; /* only files whose path contains this; NULL: all. Not copied. */
    uint64_t after;        /* let that many pass */
    uint64_t times;        /* then let that many fail; UINT64_MAX: for ever */
    int error;             /* EIO, ENOSPC, EMFILE ... */
    bool part;             /* WRITE: half of it is written. READ: half of it, the rest zero. */
};
/** A failed sync makes nothing durable, and neither does any later one of that file. */
void vfs_disk_fault(struct vfs_disk *disk, const struct vfs_fault *fault);
/** Fail from the [after]-th operation on, whatever it is: as many operations as [times]. */
void vfs_disk_fault_any(struct vfs_disk *disk, uint64_t after, uint64_t times, int error);
/** How many operations have failed because of what was asked for here. */
uint64_t vfs_disk_failed(const struct vfs_disk *disk);
/** All files together may have [bytes]; 0: no end. */
void vfs_disk_limit(struct vfs_disk *disk, uint64_t bytes);
uint64_t vfs_disk_bytes(const struct vfs_disk *disk);
/** What is read at this place differs by [mask], until the place is written again. */
void vfs_disk_flip(struct vfs_disk *disk, const char *path, uint64_t offset, uint8_t mask);
/** Syncs say yes and do nothing, as on a disk that lies. */
void vfs_disk_lie(struct vfs_disk *disk, bool lie);
/** Forget faults, flips, the limit and the lying. */
void vfs_disk_mend(struct vfs_disk *disk);

#endif
