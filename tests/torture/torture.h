/**
 * torture.h - scenarios in which the n-th allocation, or the n-th operation of the disk, fails.
 *
 *      memory.c   every allocation of the program counted, and failed when asked
 *      world.c    the academy on which the scenarios work     scenarios.c   what they do
 *      main.c     every n, once and for ever, in children that may stop in good order
 */
#ifndef BR_TORTURE_TORTURE_H
#define BR_TORTURE_TORTURE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* --- memory.c --- */

/** Once, before SQLite and jansson are used. */
void memory_begin(void);
/** From now on the [at]-th allocation fails (1 is the next), and with [for_ever] all behind it. */
void memory_fail(uint64_t at, bool for_ever);
/** No more failures. Returns how many there were; [*seen] counts allocations since memory_fail. */
uint64_t memory_mend(uint64_t *seen);
/** Allocations that were not freed, inside the disks not counted. */
int64_t memory_live(void);

/* --- scenarios --- */

struct world;

struct scenario {
    const char *name;
    void (*open)(struct world *world);
    enum br_status (*act)(struct world *world);
    void (*close)(struct world *world);
    bool no_disk;     /* nothing of it is on a disk */
    bool must_return; /* it reads bytes from outside: an assertion is not allowed */
};
extern const struct scenario scenarios[];
extern const size_t scenario_count;

/** Made once; the children inherit it. */
struct world *world_new(void);
/** The disk as it was when the world was made; nothing is open. */
void world_reset(struct world *world);
/** Fail the [at]-th operation of the disk, and with [for_ever] all behind it. */
void world_fail_disk(struct world *world, uint64_t at, bool for_ever, int error);
/** Returns how many failed; [*seen] counts operations since the reset. */
uint64_t world_mend_disk(struct world *world, uint64_t *seen);
/**
 * Everything open again without faults: whole, and what it was before or what it is after the
 * scenario. [answered]: only what it is after. [crashed]: from what is durable alone. NULL, or what
 * is wrong.
 */
const char *world_judge(struct world *world, bool answered, bool crashed);
/** Learn what the files hold after [scenario] has passed untouched. */
void world_learn(struct world *world);

#endif
