/*
 * disk.c - a machine's disk: in memory (tests/vfs), and as bad as the seed says.
 *
 * A crash in the middle of a transaction: while it writes, an image of what the disk would hold is
 * taken; the call returns, its result is thrown away, and the machine goes on from the image. A
 * failed sync aborts the process; here that means the same for one machine, by way of the signal.
 */
#include "vfs.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    TORN_EVENTS_MAX = 30, /* a crash comes within so many changes of the disk */
    ROOM_MAX = 30000,     /* bytes left on a disk that gets full */
    FLIP_BODY_MIN = 100,
    FLIP_BODY_MAX = 1000, /* such a body lies on one page, mostly */
};

static struct {
    sigjmp_buf back;
    const struct machine *machine; /* whose call is under way, when its syncs fail */
    void (*before)(int);
} aborting;

/* --- crashes --- */

/* What a crash at this moment leaves: each write that is not synced is kept, lost or torn. */
static struct vfs_image *crash_image(struct world *world, struct machine *machine)
{
    struct vfs_chance chance = {
        .seed = world_roll(world, SITE_DISK, machine->index, 0),
        .drop_percent = (unsigned)world_roll(world, SITE_DISK, machine->index, 101),
        .tear_percent = (unsigned)world_roll(world, SITE_DISK, machine->index, 101),
    };
    return vfs_image_take(machine->disk, vfs_by_chance, &chance);
}

static void on_change(void *context, const struct vfs_event *event)
{
    (void)event;
    struct machine *machine = context;
    if (machine->torn_after != 0 && machine->image == NULL && --machine->torn_after == 0) {
        machine->image = crash_image(machine->world, machine);
    }
}

void disk_new(struct world *world, struct machine *machine)
{
    machine->world = world;
    machine->disk = vfs_disk_new(machine->folder);
    vfs_disk_watch(machine->disk, on_change, machine);
}

void disk_free(struct machine *machine)
{
    vfs_image_free(machine->image);
    vfs_image_free(machine->backup);
    vfs_disk_free(machine->disk);
}

void disk_crashes_soon(struct world *world, struct machine *machine)
{
    machine->torn_after = 1 + world_roll(world, SITE_DISK, machine->index, TORN_EVENTS_MAX);
}

bool disk_crashed(const struct machine *machine)
{
    return machine->image != NULL;
}

void disk_take_image(struct world *world, struct machine *machine)
{
    if (machine->image == NULL) {
        machine->image = crash_image(world, machine);
    }
    machine->torn_after = 0;
}

void disk_load(struct machine *machine)
{
    vfs_disk_load(machine->disk, machine->image);
    vfs_image_free(machine->image);
    machine->image = NULL;
    if (machine->sync_fails) {
        vfs_disk_mend(machine->disk);
        machine->sync_fails = false;
    }
}

/* --- syncs that fail --- */

static void on_abort(int signal_number)
{
    const struct machine *machine = aborting.machine;
    /* NOLINTNEXTLINE(bugprone-signal-handler): abort() raised it, in the middle of nothing else */
    if (machine != NULL && vfs_disk_failed(machine->disk) > machine->failed_before) {
        aborting.machine = NULL;
        siglongjmp(aborting.back, 1);
    }
    (void)signal(signal_number, aborting.before); /* a real one */
    (void)raise(signal_number);
}

bool disk_syncs_fail(struct world *world, struct machine *machine)
{
    struct vfs_fault fault = {.op = VFS_SYNC,
                              .after = world_roll(world, SITE_DISK, machine->index, 4),
                              .times = UINT64_MAX,
                              .error = EIO};
    if (machine->sync_fails || machine->full) { /* which of the two failed could not be told */
        return false;
    }
    machine->sync_fails = true;
    vfs_disk_fault(machine->disk, &fault);
    return true;
}

/* What a process had in its memory when it aborted is no leak. */
static void watch_leaks(bool on)
{
#ifdef __SANITIZE_ADDRESS__
    if (on) {
        __lsan_enable();
    } else {
        __lsan_disable();
    }
#else
    (void)on;
#endif
}

bool disk_run(struct world *world, struct machine *machine, disk_call call)
{
    machine->failed_before = vfs_disk_failed(machine->disk);
    if (!machine->sync_fails) {
        call(world, machine);
        return true;
    }
    watch_leaks(false);
    aborting.before = signal(SIGABRT, on_abort);
    if (sigsetjmp(aborting.back, 1) != 0) {
        (void)signal(SIGABRT, aborting.before);
        watch_leaks(true);
        return false;
    }
    aborting.machine = machine;
    call(world, machine);
    aborting.machine = NULL;
    (void)signal(SIGABRT, aborting.before);
    watch_leaks(true);
    if (vfs_disk_failed(machine->disk) > machine->failed_before && !disk_crashed(machine)) {
        world_fail(world, "I1: %s goes on after a failed sync", machine->name);
    }
    return true;
}

/* --- full --- */

bool disk_gets_full(struct world *world, struct machine *machine, bool full)
{
    if (machine->sync_fails || full == machine->full) {
        return false;
    }
    uint64_t room = full ? world_roll(world, SITE_DISK, machine->index, ROOM_MAX) : 0;
    vfs_disk_limit(machine->disk, full ? vfs_disk_bytes(machine->disk) + room : 0);
    machine->full = full;
    return true;
}

/* --- read corruption --- */

static enum vfs_fate keep_all(void *context, const struct vfs_pending *pending)
{
    (void)context;
    (void)pending;
    return VFS_KEEP;
}

/* A record of another academy's that lies whole on one page of the file. */
static bool find_body(struct world *world, struct machine *machine, const struct vfs_image *image,
                      uint64_t *offset, size_t *body_size)
{
    bool found = false;
    size_t size = 0;
    uint64_t seen = 0;
    uint64_t seq_bad = 0;
    const uint8_t *file = vfs_image_file(image, "shared.db", &size);
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    for (size_t i = 0; file != NULL && i < machine->held_count; i++) {
        const struct held *held = &machine->held[i];
        uint64_t after = 0;
        if (!br_audience_is_shared(&held->stream.audience) ||
            br_hash_equal(&held->stream.origin, &machine->academy)) {
            continue;
        }
        while (br_log_read(machine->sides[BR_SIDE_SHARED].reader, held->number, after, batch,
                           &seq_bad) == BR_OK) {
            for (size_t j = 0; j < batch->count; j++) {
                struct br_bytes body = batch->bodies[j];
                if (body.size < FLIP_BODY_MIN || body.size > FLIP_BODY_MAX ||
                    world_roll(world, SITE_DISK, machine->index, ++seen) != 0) {
                    continue;
                }
                const uint8_t *at = memmem(file, size, body.data, body.size);
                if (at != NULL) {
                    found = true;
                    *offset = (uint64_t)(at - file);
                    *body_size = body.size;
                }
            }
            after = batch->head.seq;
        }
    }
    br_log_batch_free(batch);
    free(batch);
    return found;
}

bool disk_flips(struct world *world, struct machine *machine)
{
    uint64_t offset = 0;
    size_t size = 0;
    if (!machine->up || machine->damaged) {
        return false;
    }
    struct vfs_image *image = vfs_image_take(machine->disk, keep_all, NULL);
    bool found = find_body(world, machine, image, &offset, &size);
    vfs_image_free(image);
    if (found) {
        offset += world_roll(world, SITE_DISK, machine->index, size);
        vfs_disk_flip(machine->disk, "shared.db", offset,
                      (uint8_t)(1u << world_roll(world, SITE_DISK, machine->index, 8)));
        machine->damaged = true;
    }
    return found;
}

/* --- backups --- */

void disk_backup(struct machine *machine)
{
    vfs_image_free(machine->backup);
    machine->backup = vfs_image_take(machine->disk, keep_all, NULL);
}

void disk_restore(struct machine *machine)
{
    BR_ASSERT(machine->backup != NULL);
    vfs_disk_load(machine->disk, machine->backup);
}

void disk_mend(struct machine *machine)
{
    vfs_disk_mend(machine->disk);
    machine->full = false;
    machine->sync_fails = false;
    machine->torn_after = 0;
}
