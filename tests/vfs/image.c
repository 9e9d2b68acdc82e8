/* image.c - what a disk would hold after a crash. */
#include "vfs_internal.h"

#include <stdlib.h>
#include <string.h>

struct image_file {
    char path[PATH_SIZE];
    struct bytes bytes;
};

struct vfs_image {
    size_t count;
    size_t room;
    struct image_file *files;
};

/* --- choosing --- */

uint64_t vfs_mix(uint64_t a, uint64_t b)
{
    uint64_t mixed = a * 0x9e3779b97f4a7c15u ^ (b + 0xbf58476d1ce4e5b9u);
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

enum vfs_fate vfs_by_chance(void *context, const struct vfs_pending *pending)
{
    const struct vfs_chance *chance = context;
    uint64_t rolled = vfs_mix(vfs_mix(chance->seed, pending->number), pending->piece);
    if (pending->piece != VFS_WHOLE) {
        return (rolled & 1) == 0 ? VFS_DROP : VFS_KEEP;
    }
    if (rolled % 100 < chance->drop_percent) {
        return VFS_DROP;
    }
    return rolled / 100 % 100 < chance->tear_percent ? VFS_TEAR : VFS_KEEP;
}

/* --- taking --- */

/* Which file a name leads to, when of what happened to it only some came to the disk. */
static const struct inode *found_under(const struct vfs_disk *disk, const struct name *name,
                                       vfs_choose choose, void *context)
{
    const struct inode *found = name->durable;
    for (const struct renaming *at = disk->renamings; at != NULL && choose != NULL; at = at->next) {
        if (at->name != name) {
            continue;
        }
        struct vfs_pending pending = {
            .op = at->op, .path = name->path, .number = at->number, .piece = VFS_WHOLE};
        if (choose(context, &pending) != VFS_DROP) {
            found = at->inode;
        }
    }
    return found;
}

static struct image_file *image_add(struct vfs_image *image, const char *path)
{
    if (image->count == image->room) {
        image->room = image->room * 2 + 8;
        image->files = realloc(image->files, image->room * sizeof *image->files);
        BR_ASSERT(image->files != NULL);
    }
    struct image_file *file = &image->files[image->count++];
    file->bytes = (struct bytes){.data = NULL};
    memcpy(file->path, path, strlen(path) + 1);
    return file;
}

struct vfs_image *vfs_image_take(struct vfs_disk *disk, vfs_choose choose, void *context)
{
    struct vfs_image *image = calloc(1, sizeof *image);
    BR_ASSERT(image != NULL);
    vfs_lock();
    for (const struct name *name = disk->names; name != NULL; name = name->next) {
        const struct inode *inode = found_under(disk, name, choose, context);
        if (inode != NULL) {
            struct image_file *file = image_add(image, name->path);
            inode_crash(inode, name->path, choose, context, &file->bytes);
        }
    }
    vfs_unlock();
    return image;
}

void vfs_image_free(struct vfs_image *take_image)
{
    if (take_image == NULL) {
        return;
    }
    for (size_t i = 0; i < take_image->count; i++) {
        free(take_image->files[i].bytes.data);
    }
    free(take_image->files);
    free(take_image);
}

/* --- looking --- */

const char *vfs_image_path(const struct vfs_image *image, size_t index)
{
    return index < image->count ? image->files[index].path : NULL;
}

uint8_t *vfs_image_file(const struct vfs_image *image, const char *path, size_t *size)
{
    static uint8_t empty;
    for (size_t i = 0; i < image->count; i++) {
        struct image_file *file = &image->files[i];
        if (strcmp(file->path, path) == 0) {
            *size = file->bytes.size;
            return file->bytes.data == NULL ? &empty : file->bytes.data;
        }
    }
    *size = 0;
    return NULL;
}

static uint64_t hash_bytes(uint64_t hash, const uint8_t *data, size_t size)
{
    size_t at = 0;
    for (; at + sizeof(uint64_t) <= size; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, data + at, sizeof word);
        hash = (hash ^ word) * 0x9fb21c651e98df25u;
        hash ^= hash >> 28;
    }
    for (; at < size; at++) {
        hash = (hash ^ data[at]) * 0x100000001b3u;
    }
    return vfs_mix(hash, size);
}

uint64_t vfs_image_hash(const struct vfs_image *image)
{
    uint64_t hash = image->count;
    for (size_t i = 0; i < image->count; i++) {
        const struct image_file *file = &image->files[i];
        hash = hash_bytes(hash, (const uint8_t *)file->path, strlen(file->path));
        hash = hash_bytes(hash, file->bytes.data, file->bytes.size);
    }
    return hash;
}
