/* Rows that answer each other: reading order, whatever the rows claim. */
#include "base/limits.h"
#include "base/rng.h"
#include "harness/check.h"
#include "pages/order.h"

#include <stdlib.h>
#include <string.h>

/* One letter per row: its id, and what it answers ('.' nothing). */
static void expect(const char *ids, const char *parents, const char *expected)
{
    enum { ROWS_MAX = 16 };
    struct br_node id_nodes[ROWS_MAX];
    struct br_node parent_nodes[ROWS_MAX];
    const struct br_node *id_list[ROWS_MAX];
    const struct br_node *parent_list[ROWS_MAX];
    uint32_t count = (uint32_t)strlen(ids);
    BR_ASSERT(count <= ROWS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        id_nodes[i] =
            (struct br_node){.type = BR_NODE_BYTES, .as.bytes = {(const uint8_t *)&ids[i], 1}};
        parent_nodes[i] = (struct br_node){.type = parents[i] == '.' ? BR_NODE_NULL : BR_NODE_BYTES,
                                           .as.bytes = {(const uint8_t *)&parents[i], 1}};
        id_list[i] = &id_nodes[i];
        parent_list[i] = &parent_nodes[i];
    }
    struct br_arena arena;
    br_arena_init(&arena, 1u << 16);
    struct br_place *places = br_reading_order(id_list, parent_list, count, &arena);
    struct br_buffer out;
    br_buffer_init(&out, 1000);
    for (uint32_t i = 0; i < count; i++) {
        br_buffer_put_format(&out, "%s%c%u%s", i > 0 ? " " : "", ids[places[i].row],
                             places[i].depth, places[i].orphan ? "!" : "");
    }
    CHECK_TEXT(br_buffer_text(&out), expected);
    br_buffer_free(&out);
    br_arena_free(&arena);
}

static void test_replies_stand_under_what_they_answer(void)
{
    expect("", "", "");
    expect("abc", "...", "a0 b0 c0");
    expect("abcd", ".a.a", "a0 b1 d1 c0");
    expect("abcde", ".abcd", "a0 b1 c2 d3 e4");
    expect("dcba", "c...", "c0 d1 b0 a0"); /* a reply listed before what it answers */
}

static void test_orphans_come_last(void)
{
    expect("abc", "x..", "b0 c0 a0!");
    expect("abcd", "x.ab", "b0 d1 a0! c1");
}

static void test_circles_are_opened(void)
{
    expect("a", "a", "a0!");
    expect("ab", "ba", "a0! b1");
    expect("abc", "bca", "a0! c1 b2");
    expect("abcd", ".cbc", "a0 b0! c1 d2");
    expect("dbc", "ccb", "d0! b0! c1"); /* d hangs from a circle and came first */
}

static void test_the_first_of_one_id_is_answered(void)
{
    expect("aab", "..a", "a0 b1 a0");
}

struct many {
    struct br_node *ids;
    struct br_node *parents;
    const struct br_node **id_list;
    const struct br_node **parent_list;
    uint8_t (*bytes)[16];
};

static struct many many_new(uint32_t count)
{
    struct many many = {
        .ids = calloc(count, sizeof(struct br_node)),
        .parents = calloc(count, sizeof(struct br_node)),
        .id_list = calloc(count, sizeof(struct br_node *)),
        .parent_list = calloc(count, sizeof(struct br_node *)),
        .bytes = calloc(count, 16),
    };
    struct br_rng rng = br_rng_seeded(1);
    for (uint32_t i = 0; i < count; i++) {
        br_rng_bytes(&rng, many.bytes[i], 16);
        many.ids[i] = (struct br_node){.type = BR_NODE_BYTES, .as.bytes = {many.bytes[i], 16}};
        many.parents[i] = (struct br_node){.type = BR_NODE_NULL};
        many.id_list[i] = &many.ids[i];
        many.parent_list[i] = &many.parents[i];
    }
    return many;
}

static void many_free(struct many *many)
{
    free(many->ids);
    free(many->parents);
    free(many->id_list);
    free(many->parent_list);
    free(many->bytes);
}

/* A thread that only ever answers its last reply: nothing recurses, nothing is quadratic. */
static void test_a_chain_of_all_rows(void)
{
    struct many many = many_new(BR_PAGE_ROWS_MAX);
    for (uint32_t i = 1; i < BR_PAGE_ROWS_MAX; i++) {
        many.parents[i] = many.ids[i - 1];
    }
    struct br_arena arena;
    br_arena_init(&arena, BR_PAGE_TREE_SIZE_MAX);
    struct br_place *places =
        br_reading_order(many.id_list, many.parent_list, BR_PAGE_ROWS_MAX, &arena);
    for (uint32_t i = 0; i < BR_PAGE_ROWS_MAX; i++) {
        CHECK_UINT(places[i].row, i);
        CHECK_UINT(places[i].depth, i);
    }
    br_arena_free(&arena);
    many_free(&many);
}

/* Any parents at all, also circles: every row has one place, below what it answers. */
static void test_any_relation_places_every_row_once(void)
{
    enum { ROWS = 200, ROUNDS = 50 };
    struct many many = many_new(ROWS);
    struct br_rng rng = br_rng_seeded(7);
    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t i = 0; i < ROWS; i++) {
            uint64_t parent = br_rng_below(&rng, ROWS + 5);
            many.parents[i] =
                parent < ROWS ? many.ids[parent] : (struct br_node){.type = BR_NODE_NULL};
        }
        struct br_arena arena;
        br_arena_init(&arena, BR_PAGE_TREE_SIZE_MAX);
        struct br_place *places = br_reading_order(many.id_list, many.parent_list, ROWS, &arena);
        bool seen[ROWS] = {false};
        uint32_t path[ROWS + 1];
        for (uint32_t i = 0; i < ROWS; i++) {
            CHECK(!seen[places[i].row]);
            seen[places[i].row] = true;
            path[places[i].depth] = places[i].row;
            if (places[i].depth > 0) {
                uint32_t above = path[places[i].depth - 1];
                CHECK(br_key_compare(&many.parents[places[i].row], &many.ids[above]) == 0);
            }
        }
        br_arena_free(&arena);
    }
    many_free(&many);
}

static void test_no_memory_is_said(void)
{
    struct many many = many_new(10);
    struct br_arena arena;
    br_arena_init(&arena, 100);
    CHECK(br_reading_order(many.id_list, many.parent_list, 10, &arena) == NULL);
    br_arena_free(&arena);
    many_free(&many);
}

static void test_keys_are_found_in_runs(void)
{
    struct br_node values[] = {
        {.type = BR_NODE_INTEGER, .as.integer = 5},
        {.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text("a")},
        {.type = BR_NODE_INTEGER, .as.integer = -1},
        {.type = BR_NODE_INTEGER, .as.integer = 5},
        {.type = BR_NODE_NULL},
        {.type = BR_NODE_BYTES, .as.bytes = br_bytes_of_text("a")},
    };
    struct br_key keys[6];
    for (uint32_t i = 0; i < 6; i++) {
        keys[i] = (struct br_key){&values[i], i};
    }
    br_keys_sort(keys, 6);
    uint32_t run = 9;
    uint32_t at = br_keys_find(keys, 6, &values[3], &run);
    CHECK(run == 2 && keys[at].row == 0 && keys[at + 1].row == 3);
    at = br_keys_find(keys, 6, &values[5], &run);
    CHECK(run == 1 && keys[at].row == 5); /* text is not bytes */
    (void)br_keys_find(keys, 6, &values[4], &run);
    CHECK_UINT(run, 0); /* NULL equals nothing */
    struct br_node absent = {.type = BR_NODE_INTEGER, .as.integer = 4};
    (void)br_keys_find(keys, 6, &absent, &run);
    CHECK_UINT(run, 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_replies_stand_under_what_they_answer),
        BR_TEST(test_orphans_come_last),
        BR_TEST(test_circles_are_opened),
        BR_TEST(test_the_first_of_one_id_is_answered),
        BR_TEST(test_a_chain_of_all_rows),
        BR_TEST(test_any_relation_places_every_row_once),
        BR_TEST(test_no_memory_is_said),
        BR_TEST(test_keys_are_found_in_runs),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
