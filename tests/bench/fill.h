/**
 * fill.h - invented threads and posts, the same for the same seed.
 *
 * About 330 bytes a record, one in fifty with a text of 1 to 4 KB, one in twenty begins a thread.
 */
#ifndef BR_BENCH_FILL_H
#define BR_BENCH_FILL_H

#include "academy.h"

#include "base/rng.h"
#include "store/log.h"

struct said {
    uint16_t kind;
    struct br_id id;
    size_t member;
    struct br_buffer payload;
};

struct invention {
    struct br_rng rng;
    uint64_t wall_ms;
    uint64_t count;
    struct br_id thread; /* the one that is written in now */
    struct br_arena *arena;
};

/** The next record; [said] is overwritten, its buffer reused. [kind] 0: as it comes. */
void invent(struct invention *invention, struct said *said, bool only_posts);

/** Write [count] records into the stopped academy's network stream; returns its last number. */
uint64_t fill(const struct academy *academy, size_t count, struct br_id *last_thread);
/** Make MEMBERS participants of the stopped academy. */
void fill_members(const struct academy *academy);

#endif
