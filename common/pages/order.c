/*
 * order.c - reading order without recursion: threads are 72 replies deep, and may be deeper.
 *
 * Each row knows its first child and its next sibling; walking down is following those, walking up
 * is following parents. A row is placed once, so circles end.
 */
#include "pages/order.h"

#include <stdlib.h>
#include <string.h>

#define NO_ROW UINT32_MAX

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_bytes(struct br_bytes a, struct br_bytes b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

int br_key_compare(const struct br_node *a, const struct br_node *b)
{
    if (a->type != b->type) {
        return a->type < b->type ? -1 : 1;
    }
    switch (a->type) {
    case BR_NODE_BOOLEAN:
    case BR_NODE_INTEGER:
        return compare_integers(a->as.integer, b->as.integer);
    case BR_NODE_NUMBER:
        return compare_numbers(a->as.number, b->as.number);
    case BR_NODE_TEXT:
    case BR_NODE_BYTES:
        return compare_bytes(a->as.bytes, b->as.bytes);
    case BR_NODE_NULL:
    case BR_NODE_OBJECT:
    case BR_NODE_LIST:
        return 0;
    }
    return 0;
}

static int compare_keys(const void *left, const void *right)
{
    const struct br_key *a = left;
    const struct br_key *b = right;
    int order = br_key_compare(a->value, b->value);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

void br_keys_sort(struct br_key *keys, uint32_t count)
{
    if (count > 1) {
        qsort(keys, count, sizeof *keys, compare_keys);
    }
}

/* How many keys lie below [value], or below and at it. */
static uint32_t count_below(const struct br_key *keys, uint32_t count, const struct br_node *value,
                            bool also_equal)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = br_key_compare(keys[middle].value, value);
        if (order < 0 || (also_equal && order == 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t br_keys_find(const struct br_key *keys, uint32_t count, const struct br_node *value,
                      uint32_t *run)
{
    *run = 0;
    if (value->type == BR_NODE_NULL) {
        return 0;
    }
    uint32_t first = count_below(keys, count, value, false);
    *run = count_below(keys, count, value, true) - first;
    return first;
}

struct relation {
    uint32_t parent; /* NO_ROW at the top, for orphans too */
    uint32_t first_child;
    uint32_t next_sibling;
    bool orphan;
    bool placed;
};

struct walk {
    struct relation *relations;
    struct br_place *places;
    uint32_t count;
};

static void relate(struct relation *relations, const struct br_key *keys,
                   const struct br_node *const *parents, uint32_t count)
{
    for (uint32_t row = 0; row < count; row++) {
        uint32_t run = 0;
        uint32_t found = br_keys_find(keys, count, parents[row], &run);
        relations[row] = (struct relation){
            .parent = run == 0 ? NO_ROW : keys[found].row,
            .first_child = NO_ROW,
            .next_sibling = NO_ROW,
            .orphan = run == 0 && parents[row]->type != BR_NODE_NULL,
        };
    }
    /* From the last row on, so that each list of children is in the order of the rows. */
    for (uint32_t row = count; row-- > 0;) {
        if (relations[row].parent != NO_ROW) {
            struct relation *parent = &relations[relations[row].parent];
            relations[row].next_sibling = parent->first_child;
            parent->first_child = row;
        }
    }
}

static uint32_t first_unplaced(const struct walk *walk, uint32_t row)
{
    while (row != NO_ROW && walk->relations[row].placed) {
        row = walk->relations[row].next_sibling;
    }
    return row;
}

/* Place [top] and everything under it. */
static void place_from(struct walk *walk, uint32_t top, bool orphan)
{
    uint32_t row = top;
    uint32_t depth = 0;
    for (;;) {
        struct relation *relation = &walk->relations[row];
        relation->placed = true;
        walk->places[walk->count++] =
            (struct br_place){.row = row, .depth = depth, .orphan = orphan && row == top};
        uint32_t next = first_unplaced(walk, relation->first_child);
        depth += next != NO_ROW ? 1 : 0;
        while (next == NO_ROW && row != top) {
            next = first_unplaced(walk, walk->relations[row].next_sibling);
            row = walk->relations[row].parent;
            depth -= next == NO_ROW ? 1 : 0;
        }
        if (next == NO_ROW) {
            return;
        }
        row = next;
    }
}

struct br_place *br_reading_order(const struct br_node *const *ids,
                                  const struct br_node *const *parents, uint32_t count,
                                  struct br_arena *arena)
{
    struct br_key *keys = br_arena_take(arena, count * sizeof *keys);
    struct relation *relations = br_arena_take(arena, count * sizeof *relations);
    struct br_place *places = br_arena_take(arena, count * sizeof *places);
    if (keys == NULL || relations == NULL || places == NULL) {
        return NULL;
    }
    for (uint32_t row = 0; row < count; row++) {
        keys[row] = (struct br_key){ids[row], row};
    }
    br_keys_sort(keys, count);
    relate(relations, keys, parents, count);
    struct walk walk = {.relations = relations, .places = places};
    for (uint32_t row = 0; row < count; row++) {
        if (relations[row].parent == NO_ROW && !relations[row].orphan) {
            place_from(&walk, row, false);
        }
    }
    for (uint32_t row = 0; row < count; row++) {
        if (relations[row].orphan) {
            place_from(&walk, row, true);
        }
    }
    for (uint32_t row = 0; row < count; row++) {
        if (!relations[row].placed) {
            place_from(&walk, row, true); /* in a circle, or hanging from one */
        }
    }
    BR_ASSERT(walk.count == count);
    return places;
}
