/* disk.c - disks: names, what happens to them, what a crash leaves, and faults. */
#include "vfs_internal.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;
static struct vfs_disk *disks;
_Thread_local int vfs_errno;

void vfs_lock(void)
{
    BR_ASSERT(pthread_mutex_lock(&all) == 0);
}

void vfs_unlock(void)
{
    BR_ASSERT(pthread_mutex_unlock(&all) == 0);
}

/* --- disks --- */

struct vfs_disk *vfs_disk_new(const char *prefix)
{
    struct vfs_disk *disk = calloc(1, sizeof *disk);
    BR_ASSERT(disk != NULL && strlen(prefix) < sizeof disk->prefix);
    memcpy(disk->prefix, prefix, strlen(prefix) + 1);
    disk->references = 1;
    vfs_lock();
    disk->next = disks;
    disks = disk;
    vfs_unlock();
    return disk;
}

static void forget_names(struct vfs_disk *disk)
{
    while (disk->renamings != NULL) {
        struct renaming *renaming = disk->renamings;
        disk->renamings = renaming->next;
        inode_release(renaming->inode);
        free(renaming);
    }
    while (disk->names != NULL) {
        struct name *name = disk->names;
        disk->names = name->next;
        inode_release(name->now);
        inode_release(name->durable);
        free(name);
    }
}

void disk_release(struct vfs_disk *take_disk)
{
    if (--take_disk->references > 0) {
        return;
    }
    forget_names(take_disk);
    free(take_disk);
}

void vfs_disk_free(struct vfs_disk *take_disk)
{
    vfs_lock();
    struct vfs_disk **at = &disks;
    while (*at != take_disk) {
        at = &(*at)->next;
    }
    *at = take_disk->next;
    disk_release(take_disk);
    vfs_unlock();
}

struct vfs_disk *disk_of(const char *path, const char **below)
{
    for (struct vfs_disk *disk = disks; disk != NULL; disk = disk->next) {
        size_t length = strlen(disk->prefix);
        if (strncmp(path, disk->prefix, length) == 0 && path[length] == '/') {
            *below = path + length + 1;
            return disk;
        }
    }
    return NULL;
}

/* --- names --- */

struct name *disk_name(struct vfs_disk *disk, const char *path, bool make)
{
    struct name **at = &disk->names;
    while (*at != NULL) {
        if (strcmp((*at)->path, path) == 0) {
            return *at;
        }
        at = &(*at)->next;
    }
    if (make) {
        *at = calloc(1, sizeof **at);
        BR_ASSERT(*at != NULL && strlen(path) < sizeof(*at)->path);
        memcpy((*at)->path, path, strlen(path) + 1);
    }
    return *at;
}

static void renamed(struct vfs_disk *disk, struct name *name, enum vfs_op op)
{
    struct renaming *renaming = calloc(1, sizeof *renaming);
    BR_ASSERT(renaming != NULL);
    *renaming =
        (struct renaming){.op = op, .number = ++disk->events, .name = name, .inode = name->now};
    if (renaming->inode != NULL) {
        inode_hold(renaming->inode);
    }
    struct renaming **at = &disk->renamings;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = renaming;
}

void disk_create(struct vfs_disk *disk, struct name *name)
{
    BR_ASSERT(name->now == NULL);
    name->now = inode_new(name->path);
    renamed(disk, name, VFS_CREATE);
}

void disk_delete(struct vfs_disk *disk, struct name *name)
{
    inode_release(name->now);
    name->now = NULL;
    renamed(disk, name, VFS_DELETE);
}

static bool same_folder(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/');
    const char *end_b = strrchr(b, '/');
    size_t length_a = end_a == NULL ? 0 : (size_t)(end_a - a);
    size_t length_b = end_b == NULL ? 0 : (size_t)(end_b - b);
    return length_a == length_b && memcmp(a, b, length_a) == 0;
}

void disk_sync_folder(struct vfs_disk *disk, const char *path)
{
    for (struct renaming **at = &disk->renamings; *at != NULL;) {
        struct renaming *renaming = *at;
        if (!same_folder(renaming->name->path, path)) {
            at = &renaming->next;
            continue;
        }
        inode_release(renaming->name->durable);
        renaming->name->durable = renaming->inode; /* with its reference */
        *at = renaming->next;
        free(renaming);
    }
}

/* --- what happens --- */

const char *vfs_op_name(enum vfs_op op)
{
    static const char *const names[] = {
        [VFS_OPEN] = "open",         [VFS_CREATE] = "create",
        [VFS_READ] = "read",         [VFS_WRITE] = "write",
        [VFS_TRUNCATE] = "truncate", [VFS_SYNC] = "sync",
        [VFS_DELETE] = "delete",     [VFS_SHARED_MEMORY] = "shared memory",
    };
    return op < VFS_OP_COUNT ? names[op] : "?";
}

void vfs_disk_watch(struct vfs_disk *disk, vfs_hook hook, void *context)
{
    vfs_lock();
    disk->hook = hook;
    disk->hook_context = context;
    vfs_unlock();
}

void disk_event(struct vfs_disk *disk, enum vfs_op op, const char *path, uint64_t number,
                uint64_t offset, size_t size)
{
    vfs_lock();
    vfs_hook hook = disk->hook;
    void *context = disk->hook_context;
    vfs_unlock();
    if (hook != NULL) {
        struct vfs_event event = {
            .op = op, .path = path, .number = number, .offset = offset, .size = size};
        hook(context, &event);
    }
}

uint64_t vfs_disk_count(const struct vfs_disk *disk, enum vfs_op op)
{
    vfs_lock();
    uint64_t count = disk->counts[op];
    vfs_unlock();
    return count;
}

size_t vfs_disk_pending(const struct vfs_disk *disk)
{
    size_t count = 0;
    vfs_lock();
    for (const struct renaming *at = disk->renamings; at != NULL; at = at->next) {
        count++;
    }
    for (const struct name *name = disk->names; name != NULL; name = name->next) {
        const struct change *change = name->now == NULL ? NULL : name->now->first;
        for (; change != NULL; change = change->next) {
            count++;
        }
    }
    vfs_unlock();
    return count;
}

uint64_t disk_bytes(const struct vfs_disk *disk)
{
    uint64_t bytes = 0;
    for (const struct name *name = disk->names; name != NULL; name = name->next) {
        bytes += name->now == NULL ? 0 : name->now->now.size;
    }
    return bytes;
}

uint64_t vfs_disk_bytes(const struct vfs_disk *disk)
{
    vfs_lock();
    uint64_t bytes = disk_bytes(disk);
    vfs_unlock();
    return bytes;
}

/* --- faults --- */

static void add_fault(struct vfs_disk *disk, const struct fault *fault)
{
    vfs_lock();
    BR_ASSERT(disk->fault_count < VFS_FAULTS_MAX);
    disk->faults[disk->fault_count++] = *fault;
    vfs_unlock();
}

void vfs_disk_fault(struct vfs_disk *disk, const struct vfs_fault *fault)
{
    add_fault(disk, &(struct fault){.asked = *fault});
}

void vfs_disk_fault_any(struct vfs_disk *disk, uint64_t after, uint64_t times, int error)
{
    add_fault(disk, &(struct fault){.asked = {.after = after, .times = times, .error = error},
                                    .any = true});
}

uint64_t vfs_disk_failed(const struct vfs_disk *disk)
{
    vfs_lock();
    uint64_t failed = disk->failed;
    vfs_unlock();
    return failed;
}

int disk_fails(struct vfs_disk *disk, enum vfs_op op, const char *path, bool *part)
{
    int error = 0;
    disk->counts[op]++;
    for (size_t i = 0; i < disk->fault_count; i++) {
        struct fault *fault = &disk->faults[i];
        const struct vfs_fault *asked = &fault->asked;
        if ((!fault->any && asked->op != op) ||
            (asked->path_part != NULL && strstr(path, asked->path_part) == NULL)) {
            continue;
        }
        fault->seen++;
        if (fault->seen > asked->after && fault->seen - asked->after <= asked->times) {
            error = asked->error;
            *part = asked->part;
        }
    }
    disk->failed += error != 0 ? 1 : 0;
    vfs_errno = error != 0 ? error : vfs_errno;
    return error;
}

void vfs_disk_limit(struct vfs_disk *disk, uint64_t bytes)
{
    vfs_lock();
    disk->limit = bytes;
    vfs_unlock();
}

void vfs_disk_flip(struct vfs_disk *disk, const char *path, uint64_t offset, uint8_t mask)
{
    vfs_lock();
    BR_ASSERT(disk->flip_count < FLIPS_MAX && strlen(path) < PATH_SIZE);
    struct flip *flip = &disk->flips[disk->flip_count++];
    *flip = (struct flip){.offset = offset, .mask = mask};
    memcpy(flip->path, path, strlen(path) + 1);
    vfs_unlock();
}

void disk_flip_read(const struct vfs_disk *disk, const char *path, uint64_t offset, uint8_t *data,
                    size_t size)
{
    for (size_t i = 0; i < disk->flip_count; i++) {
        const struct flip *flip = &disk->flips[i];
        if (flip->offset >= offset && flip->offset - offset < size &&
            strcmp(flip->path, path) == 0) {
            data[flip->offset - offset] ^= flip->mask;
        }
    }
}

void disk_flip_written(struct vfs_disk *disk, const char *path, uint64_t offset, size_t size)
{
    for (size_t i = 0; i < disk->flip_count; i++) {
        struct flip *flip = &disk->flips[i];
        if (flip->offset >= offset && flip->offset - offset < size &&
            strcmp(flip->path, path) == 0) {
            flip->mask = 0;
        }
    }
}

void vfs_disk_lie(struct vfs_disk *disk, bool lie)
{
    vfs_lock();
    disk->lie = lie;
    vfs_unlock();
}

void vfs_disk_mend(struct vfs_disk *disk)
{
    vfs_lock();
    disk->fault_count = 0;
    disk->flip_count = 0;
    disk->limit = 0;
    disk->lie = false;
    vfs_unlock();
}

/* --- loading --- */

void vfs_disk_load(struct vfs_disk *disk, const struct vfs_image *image)
{
    vfs_lock();
    forget_names(disk);
    const char *path = NULL;
    for (size_t i = 0; image != NULL && (path = vfs_image_path(image, i)) != NULL; i++) {
        size_t size = 0;
        const uint8_t *data = vfs_image_file(image, path, &size);
        struct name *name = disk_name(disk, path, true);
        name->now = inode_new(path);
        bytes_put(&name->now->now, 0, data, size);
        bytes_put(&name->now->durable, 0, data, size);
        name->durable = name->now;
        inode_hold(name->now);
    }
    vfs_unlock();
}
