/**
 * arena.h - a bump allocator with a byte budget.
 *
 * Everything in it is freed at once. When the budget is spent, br_arena_take returns NULL: that is
 * how unpacking hostile bytes stays bounded. Blocks are kept over br_arena_reset, so a long-lived
 * arena stops allocating. Not for use by two threads at once.
 */
#ifndef BR_BASE_ARENA_H
#define BR_BASE_ARENA_H

#include "base/bytes.h"

struct br_arena_block;

struct br_arena {
    struct br_arena_block *first;   /* blocks in use and kept ones, in order */
    struct br_arena_block *current; /* the block that is being filled */
    size_t budget;                  /* bytes that may be taken between two resets */
    size_t taken;
    bool no_memory; /* the system had none, since the last reset: not the budget's doing */
};

void br_arena_init(struct br_arena *arena, size_t budget);
/** Give everything back to the system. */
void br_arena_free(struct br_arena *arena);
/** Forget everything taken; keeps the blocks for the next round. */
void br_arena_reset(struct br_arena *arena);
/** [size] bytes aligned for any type, not zeroed; NULL when the budget or memory is spent. */
void *br_arena_take(struct br_arena *arena, size_t size);
/** A copy with a NUL behind it; NULL as above. */
char *br_arena_text(struct br_arena *arena, struct br_bytes text);

#endif
