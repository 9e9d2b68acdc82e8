/**
 * plan.h - what one run is: a seed, and what was taken away from what the seed would do.
 *
 * The n-th strike of a machine and the n-th act of a client are always the same ones, whatever
 * else happens or no longer happens, because their choices hash (seed, site, machine, n). So a run
 * can be made smaller by naming what stays:
 *
 *      # I2: A tells of record 7, and 6 are durable
 *      seed 4711
 *      until 45000
 *      machines 0 1 4
 *      strikes 0.3 1.7
 *      acts 4.1 4.2 4.5
 *      needs purge
 *
 * A line that is missing takes nothing away. What a plan needs are marks of figures.c that it has
 * to come to: else it passes for want of what it was kept for, and that is a failure.
 */
#ifndef BR_SIM_PLAN_H
#define BR_SIM_PLAN_H

#include "base/status.h"

#include <stdint.h>
#include <stdio.h>

/* The n-th of a machine's. */
struct mark {
    uint32_t machine;
    uint64_t number;
};

struct marks {
    size_t count;
    size_t capacity;
    struct mark *items;
};

struct plan {
    uint64_t seed;
    uint64_t until_ms;     /* of the time in which things go wrong; 0: as the seed says */
    uint64_t machines_off; /* bits */
    bool strikes_limited;
    bool acts_limited;
    struct marks strikes; /* when limited: only these happen */
    struct marks acts;
    uint64_t needs; /* bits: enum coverage */
};

void marks_add(struct marks *marks, uint32_t machine, uint64_t number);
bool marks_have(const struct marks *marks, uint32_t machine, uint64_t number);
void marks_copy(struct marks *to, const struct marks *from);
void marks_free(struct marks *marks);

void plan_copy(struct plan *to, const struct plan *from);
void plan_free(struct plan *plan);
/** False with a sentence on stderr. */
bool plan_read(const char *path, struct plan *plan);
void plan_write(FILE *out, const struct plan *plan, const char *why);

#endif
