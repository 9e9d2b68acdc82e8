/**
 * world.h - the academy of the scenarios: what is open, and what was made for them beforehand.
 */
#ifndef BR_TORTURE_WORLD_H
#define BR_TORTURE_WORLD_H

#include "content.h"
#include "torture.h"

enum { WORLD_BATCHES = 2, WORLD_WRITES = 3 };
enum world_file { WORLD_SHARED, WORLD_LOCAL, WORLD_DEVICE, WORLD_PRIVATE, WORLD_FILES };

struct world {
    struct vfs_disk *disk;
    struct vfs_disk *copy;
    struct vfs_image *image; /* as it is before each scenario */
    struct academy academy;
    struct academy local;
    struct academy peer; /* closed */
    uint64_t failed_before;

    /* open in a scenario, or NULL */
    struct br_log *log;
    struct br_log_reader *reader;
    struct br_views *views;
    struct br_device *device;
    struct br_private *private;
    struct br_log *fresh;

    /* made beforehand */
    struct br_log_batch *memory; /* of the peer's batches */
    struct br_batch batches[WORLD_BATCHES];
    struct br_receipt receipt;
    struct br_write writes[WORLD_WRITES];
    struct br_buffer payloads[WORLD_WRITES];
    struct br_id thread;

    struct content before[WORLD_FILES];
    struct content after[WORLD_FILES];
    uint64_t judged[64]; /* hashes of images that were found right, the last ones */
    size_t judged_count;
};

extern const char *const world_paths[WORLD_FILES];

#endif
