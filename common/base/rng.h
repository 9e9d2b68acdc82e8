/**
 * rng.h - randomness: the system's for keys and ids, a seeded generator for jitter and simulation.
 */
#ifndef BR_BASE_RNG_H
#define BR_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

/** Unpredictable bytes from the system. */
void br_random_bytes(void *out, size_t size);

/** SplitMix64 (Steele, Lea, Flood 2014): fast, repeatable, not for secrets. */
struct br_rng {
    uint64_t state;
};

struct br_rng br_rng_seeded(uint64_t seed);
uint64_t br_rng_next(struct br_rng *rng);
/** Evenly from 0 to [bound] - 1; [bound] > 0. */
uint64_t br_rng_below(struct br_rng *rng, uint64_t bound);
void br_rng_bytes(struct br_rng *rng, void *out, size_t size);

#endif
