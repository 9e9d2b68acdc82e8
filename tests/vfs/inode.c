/* inode.c - the bytes of a file: now, durable, and the changes in between. */
#include "vfs_internal.h"

#include <stdlib.h>
#include <string.h>

struct inode *inode_new(const char *path)
{
    struct inode *inode = calloc(1, sizeof *inode);
    BR_ASSERT(inode != NULL && strlen(path) < sizeof inode->path);
    memcpy(inode->path, path, strlen(path) + 1);
    inode->references = 1;
    return inode;
}

void inode_hold(struct inode *inode)
{
    inode->references++;
}

static void drop_changes(struct inode *inode)
{
    while (inode->first != NULL) {
        struct change *change = inode->first;
        inode->first = change->next;
        free(change);
    }
    inode->last = NULL;
}

void inode_release(struct inode *take_inode)
{
    if (take_inode == NULL || --take_inode->references > 0) {
        return;
    }
    drop_changes(take_inode);
    for (size_t i = 0; i < SHM_REGIONS_MAX; i++) {
        free(take_inode->shm[i]);
    }
    free(take_inode->now.data);
    free(take_inode->durable.data);
    free(take_inode);
}

/* --- bytes --- */

static void make_room(struct bytes *bytes, uint64_t size)
{
    if (size > bytes->room) {
        bytes->room = 2 * (size_t)size;
        bytes->data = realloc(bytes->data, bytes->room);
        BR_ASSERT(bytes->data != NULL);
    }
}

/* With zeros up to there. */
static void bytes_grow(struct bytes *bytes, uint64_t size)
{
    if (size > bytes->size) {
        make_room(bytes, size);
        memset(bytes->data + bytes->size, 0, (size_t)size - bytes->size);
        bytes->size = (size_t)size;
    }
}

void bytes_put(struct bytes *bytes, uint64_t offset, const void *data, size_t size)
{
    if (size == 0) {
        return;
    }
    bytes_grow(bytes, offset);
    make_room(bytes, offset + size);
    memcpy(bytes->data + offset, data, size);
    bytes->size = offset + size > bytes->size ? (size_t)offset + size : bytes->size;
}

void bytes_cut(struct bytes *bytes, uint64_t size)
{
    if (size < bytes->size) {
        bytes->size = (size_t)size;
    } else {
        bytes_grow(bytes, size);
    }
}

/* --- changes --- */

static void remember(struct inode *inode, enum vfs_op op, uint64_t number, uint64_t offset,
                     const void *data, size_t size)
{
    struct change *change = malloc(sizeof *change + size);
    BR_ASSERT(change != NULL);
    *change = (struct change){.op = op, .number = number, .offset = offset, .size = size};
    if (size > 0) {
        memcpy(change->data, data, size);
    }
    if (inode->last == NULL) {
        inode->first = change;
    } else {
        inode->last->next = change;
    }
    inode->last = change;
}

void inode_write(struct inode *inode, uint64_t number, uint64_t offset, const void *data,
                 size_t size)
{
    bytes_put(&inode->now, offset, data, size);
    remember(inode, VFS_WRITE, number, offset, data, size);
}

void inode_truncate(struct inode *inode, uint64_t number, uint64_t size)
{
    bytes_cut(&inode->now, size);
    remember(inode, VFS_TRUNCATE, number, size, NULL, 0);
}

void inode_sync(struct inode *inode)
{
    if (inode->sync_failed) {
        return; /* the kernel has forgotten what it could not write, and says so only once */
    }
    for (const struct change *change = inode->first; change != NULL; change = change->next) {
        if (change->op == VFS_WRITE) {
            bytes_put(&inode->durable, change->offset, change->data, change->size);
        } else {
            bytes_cut(&inode->durable, change->offset);
        }
    }
    drop_changes(inode);
}

/* --- what a crash leaves --- */

static void keep_pieces(struct vfs_pending *pending, const struct change *change, vfs_choose choose,
                        void *context, struct bytes *into)
{
    size_t at = 0;
    for (size_t piece = 0; at < change->size; piece++) {
        size_t end = VFS_PIECE_SIZE - (size_t)((change->offset + at) % VFS_PIECE_SIZE) + at;
        end = end > change->size ? change->size : end;
        pending->piece = piece;
        if (choose(context, pending) == VFS_KEEP) {
            bytes_put(into, change->offset + at, change->data + at, end - at);
        }
        at = end;
    }
}

void inode_crash(const struct inode *inode, const char *path, vfs_choose choose, void *context,
                 struct bytes *into)
{
    bytes_put(into, 0, inode->durable.data, inode->durable.size);
    for (const struct change *change = inode->first; change != NULL && choose != NULL;
         change = change->next) {
        struct vfs_pending pending = {.op = change->op,
                                      .path = path,
                                      .number = change->number,
                                      .offset = change->offset,
                                      .size = change->size,
                                      .piece = VFS_WHOLE};
        enum vfs_fate fate = choose(context, &pending);
        if (fate == VFS_TEAR && change->op == VFS_WRITE) {
            keep_pieces(&pending, change, choose, context, into);
        } else if (fate != VFS_DROP && change->op == VFS_WRITE) {
            bytes_put(into, change->offset, change->data, change->size);
        } else if (fate != VFS_DROP) {
            bytes_cut(into, change->offset);
        }
    }
}
