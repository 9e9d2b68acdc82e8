/* arena.c - blocks in a list, filled one after the other. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct br_arena_block {
    struct br_arena_block *next;
    size_t capacity;
    size_t used;
    alignas(max_align_t) uint8_t bytes[];
};

void br_arena_init(struct br_arena *arena, size_t budget)
{
    *arena = (struct br_arena){.budget = budget};
}

void br_arena_free(struct br_arena *arena)
{
    struct br_arena_block *block = arena->first;
    while (block != NULL) {
        struct br_arena_block *next = block->next;
        free(block);
        block = next;
    }
    br_arena_init(arena, arena->budget);
}

/*
 * Rounds whose sizes creep up find no kept block large enough and add one each time, so what is
 * kept is bounded too: beyond a budget's worth and one block it all goes back.
 */
void br_arena_reset(struct br_arena *arena)
{
    size_t kept = 0;
    for (struct br_arena_block *block = arena->first; block != NULL; block = block->next) {
        block->used = 0;
        kept += block->capacity;
    }
    arena->current = arena->first;
    arena->taken = 0;
    arena->no_memory = false;
    if (kept > arena->budget && kept - arena->budget > BLOCK_SIZE) {
        br_arena_free(arena);
    }
}

/* The next block with room, kept from an earlier round or new behind the current one. */
static struct br_arena_block *block_with_room(struct br_arena *arena, size_t size)
{
    struct br_arena_block *last = arena->current;
    while (last != NULL && last->capacity - last->used < size && last->next != NULL) {
        last = last->next;
    }
    if (last != NULL && last->capacity - last->used >= size) {
        return last;
    }
    size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct br_arena_block *block = malloc(sizeof *block + capacity);
    if (block == NULL) {
        arena->no_memory = true;
        return NULL;
    }
    *block = (struct br_arena_block){.capacity = capacity};
    if (last == NULL) {
        arena->first = block;
    } else {
        last->next = block;
    }
    return block;
}

void *br_arena_take(struct br_arena *arena, size_t size)
{
    if (size > arena->budget || size > SIZE_MAX - alignof(max_align_t)) {
        return NULL;
    }
    size_t aligned =
        (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (aligned > arena->budget - arena->taken) {
        return NULL;
    }
    struct br_arena_block *block = block_with_room(arena, aligned);
    if (block == NULL) {
        return NULL;
    }
    void *at = block->bytes + block->used;
    block->used += aligned;
    arena->current = block;
    arena->taken += aligned;
    return at;
}

char *br_arena_text(struct br_arena *arena, struct br_bytes text)
{
    char *copy = br_arena_take(arena, text.size + 1);
    if (copy != NULL) {
        if (text.size > 0) {
            memcpy(copy, text.data, text.size);
        }
        copy[text.size] = '\0';
    }
    return copy;
}
