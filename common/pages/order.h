/**
 * order.h - rows found by a key, and rows that answer each other put in reading order.
 *
 * Keys are compared, never hashed: ids are made by devices that may choose them, and no choice of
 * theirs can make a page slow.
 */
#ifndef BR_PAGES_ORDER_H
#define BR_PAGES_ORDER_H

#include "base/arena.h"
#include "pages/tree.h"

struct br_key {
    const struct br_node *value;
    uint32_t row;
};

/** Values of the same type and content are 0 apart; else an order over all values. */
int br_key_compare(const struct br_node *a, const struct br_node *b);
/** By value, equal ones by row. */
void br_keys_sort(struct br_key *keys, uint32_t count);
/** Where those of [keys] begin that equal [value], and in [*run] how many. NULL equals nothing. */
uint32_t br_keys_find(const struct br_key *keys, uint32_t count, const struct br_node *value,
                      uint32_t *run);

struct br_place {
    uint32_t row;
    uint32_t depth; /* 0: answers nothing that is here */
    bool orphan;    /* what it answers is not here */
};

/**
 * Put [count] rows in reading order: each under what it answers, siblings as they came. [ids] and
 * [parents] are one value per row; a NULL parent stands at the top. Behind those come the rows
 * whose parent is not among [ids], then whatever answers itself in a circle, opened at the row that
 * came first. Every row has exactly one place. Of rows with the same id the first is answered.
 * Takes memory of [arena]; NULL when that is spent.
 */
struct br_place *br_reading_order(const struct br_node *const *ids,
                                  const struct br_node *const *parents, uint32_t count,
                                  struct br_arena *arena);

#endif
