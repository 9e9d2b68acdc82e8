/* The arena: its budget at the limit, alignment, what it keeps. */
#include "harness/check.h"

#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

enum { UNIT = alignof(max_align_t) };

static void test_stops_at_its_budget(void)
{
    enum { BUDGET = 10 * UNIT };
    for (size_t size = BUDGET - 1; size <= BUDGET + 1; size++) {
        struct br_arena arena;
        br_arena_init(&arena, BUDGET);
        void *all = br_arena_take(&arena, size);
        CHECK((all != NULL) == (size <= BUDGET));
        CHECK((br_arena_take(&arena, 1) != NULL) == (all == NULL));
        br_arena_free(&arena);
    }
}

static void test_many_small_ones_cost_what_they_take(void)
{
    struct br_arena arena;
    size_t count = 0;
    br_arena_init(&arena, 1000 * UNIT);
    while (br_arena_take(&arena, 1) != NULL) {
        count++;
    }
    CHECK_UINT(count, 1000);
    CHECK_UINT(arena.taken, 1000 * UNIT);
    br_arena_reset(&arena);
    CHECK(br_arena_take(&arena, 1000 * UNIT) != NULL);
    br_arena_free(&arena);
}

static void test_sizes_that_would_overflow(void)
{
    struct br_arena arena;
    br_arena_init(&arena, SIZE_MAX);
    CHECK(br_arena_take(&arena, SIZE_MAX) == NULL);
    CHECK(br_arena_take(&arena, SIZE_MAX - UNIT + 1) == NULL);
    CHECK(br_arena_take(&arena, 0) != NULL);
    br_arena_free(&arena);
}

/* Every piece is aligned and apart from the others, whatever the sizes. */
static void test_pieces_do_not_overlap(void)
{
    enum { PIECES = 200 };
    struct br_arena arena;
    uint8_t *pieces[PIECES];
    br_arena_init(&arena, 1 << 24);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < PIECES; i++) {
            size_t size = i * 997 % 40000 + 1;
            pieces[i] = br_arena_take(&arena, size);
            CHECK(pieces[i] != NULL && (uintptr_t)pieces[i] % UNIT == 0);
            memset(pieces[i], (int)i, size);
        }
        for (size_t i = 0; i < PIECES; i++) {
            size_t size = i * 997 % 40000 + 1;
            CHECK(pieces[i][0] == (uint8_t)i && pieces[i][size - 1] == (uint8_t)i);
        }
        br_arena_reset(&arena);
    }
    br_arena_free(&arena);
}

static size_t blocks_of(struct br_arena *arena)
{
    /* The first member of a block is its successor; nothing else of it is known here. */
    size_t count = 0;
    for (const void *at = arena->first; at != NULL; memcpy(&at, at, sizeof at)) {
        count++;
    }
    return count;
}

static void test_keeps_its_blocks(void)
{
    struct br_arena arena;
    br_arena_init(&arena, 1 << 20);
    const void *first = br_arena_take(&arena, 100);
    size_t blocks = blocks_of(&arena);
    br_arena_reset(&arena);
    CHECK(br_arena_take(&arena, 100) == first);
    CHECK_UINT(blocks_of(&arena), blocks);
    br_arena_free(&arena);
    CHECK(arena.first == NULL && arena.budget == 1 << 20);
}

/* A peer that makes each frame a little larger than the last must not make us keep them all. */
static void test_creeping_sizes_do_not_pile_up(void)
{
    enum { BUDGET = 256 * 1024, SMALLEST_BLOCK = 16 * 1024 };
    struct br_arena arena;
    br_arena_init(&arena, BUDGET);
    for (size_t size = SMALLEST_BLOCK; size < BUDGET; size += 64) {
        CHECK(br_arena_take(&arena, size) != NULL);
        br_arena_reset(&arena);
        CHECK(blocks_of(&arena) <= (BUDGET + SMALLEST_BLOCK) / SMALLEST_BLOCK + 1);
    }
    br_arena_free(&arena);
}

static void test_text_gets_its_nul(void)
{
    struct br_arena arena;
    br_arena_init(&arena, 2 * UNIT);
    CHECK_TEXT(br_arena_text(&arena, br_bytes_of_text("bath")), "bath");
    CHECK_TEXT(br_arena_text(&arena, (struct br_bytes){NULL, 0}), "");
    CHECK(br_arena_text(&arena, br_bytes_of_text("x")) == NULL);
    br_arena_free(&arena);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_stops_at_its_budget),       BR_TEST(test_many_small_ones_cost_what_they_take),
        BR_TEST(test_sizes_that_would_overflow), BR_TEST(test_pieces_do_not_overlap),
        BR_TEST(test_keeps_its_blocks),          BR_TEST(test_creeping_sizes_do_not_pile_up),
        BR_TEST(test_text_gets_its_nul),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
