/* rng.c - randomness. */
#include "base/rng.h"

#include "base/status.h"

#include <sodium.h>
#include <string.h>

void br_random_bytes(void *out, size_t size)
{
    randombytes_buf(out, size);
}

struct br_rng br_rng_seeded(uint64_t seed)
{
    return (struct br_rng){.state = seed};
}

uint64_t br_rng_next(struct br_rng *rng)
{
    rng->state += 0x9e3779b97f4a7c15u;
    uint64_t mixed = rng->state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

uint64_t br_rng_below(struct br_rng *rng, uint64_t bound)
{
    BR_ASSERT(bound > 0);
    uint64_t biased = UINT64_MAX - UINT64_MAX % bound; /* values from here on would favour some */
    uint64_t value = br_rng_next(rng);
    while (value >= biased) {
        value = br_rng_next(rng);
    }
    return value % bound;
}

void br_rng_bytes(struct br_rng *rng, void *out, size_t size)
{
    uint8_t *at = out;
    while (size > 0) {
        uint64_t value = br_rng_next(rng);
        size_t part = size < sizeof value ? size : sizeof value;
        memcpy(at, &value, part);
        at += part;
        size -= part;
    }
}
