/* Randomness: the seeded generator repeats and is even, the system's does not repeat. */
#include "harness/check.h"

#include "base/rng.h"

#include <string.h>

/* The first outputs of SplitMix64 from seed 1234567: a simulation's seed keeps its meaning. */
static void test_the_published_sequence(void)
{
    static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
                                        9817491932198370423u, 4593380528125082431u,
                                        16408922859458223821u};
    struct br_rng rng = br_rng_seeded(1234567);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        CHECK_UINT(br_rng_next(&rng), expected[i]);
    }
}

static void test_below_keeps_its_bound(void)
{
    static const uint64_t bounds[] = {1, 2, 3, 10, 1ull << 32, (1ull << 63) + 1, UINT64_MAX};
    struct br_rng rng = br_rng_seeded(1);
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        for (int round = 0; round < 1000; round++) {
            CHECK(br_rng_below(&rng, bounds[i]) < bounds[i]);
        }
    }
}

static void test_below_is_even(void)
{
    enum { BOUND = 7, DRAWS = 70000 };
    struct br_rng rng = br_rng_seeded(2);
    unsigned counts[BOUND] = {0};
    for (int i = 0; i < DRAWS; i++) {
        counts[br_rng_below(&rng, BOUND)]++;
    }
    for (size_t i = 0; i < BOUND; i++) {
        CHECK(counts[i] > 9500 && counts[i] < 10500); /* five standard deviations are 463 */
    }
}

static void test_bytes_fill_exactly(void)
{
    for (size_t size = 0; size < 20; size++) {
        struct br_rng rng = br_rng_seeded(3);
        struct br_rng same = br_rng_seeded(3);
        uint8_t bytes[21];
        uint8_t again[21];
        memset(bytes, 0x55, sizeof bytes);
        br_rng_bytes(&rng, bytes, size);
        br_rng_bytes(&same, again, size);
        CHECK(memcmp(bytes, again, size) == 0);
        CHECK(bytes[size] == 0x55);
    }
}

static void test_the_systems_do_not_repeat(void)
{
    uint8_t a[33] = {0};
    uint8_t b[32] = {0};
    br_random_bytes(a, 32);
    br_random_bytes(b, 32);
    CHECK(memcmp(a, b, sizeof b) != 0 && a[32] == 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_the_published_sequence),
        BR_TEST(test_below_keeps_its_bound),
        BR_TEST(test_below_is_even),
        BR_TEST(test_bytes_fill_exactly),
        BR_TEST(test_the_systems_do_not_repeat),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
