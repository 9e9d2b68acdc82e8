/* tree.c - reading a tree. */
#include "pages/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_named(struct br_bytes whole, struct br_bytes name, struct br_bytes suffix)
{
    return whole.size == name.size + suffix.size && memcmp(whole.data, name.data, name.size) == 0 &&
           (suffix.size == 0 || memcmp(whole.data + name.size, suffix.data, suffix.size) == 0);
}

const struct br_node *br_node_member(const struct br_node *node, struct br_bytes name,
                                     const char *suffix)
{
    if (node->type != BR_NODE_OBJECT || name.size == 0) {
        return NULL;
    }
    struct br_bytes ending = br_bytes_of_text(suffix);
    for (uint32_t i = 0; i < node->count; i++) {
        if (is_named(node->as.object.shape->names[i], name, ending)) {
            return &node->as.object.members[i];
        }
    }
    return NULL;
}

const struct br_node *br_node_get(const struct br_node *node, const char *name)
{
    return br_node_member(node, br_bytes_of_text(name), "");
}

bool br_node_holds(const struct br_node *node)
{
    switch (node->type) {
    case BR_NODE_NULL:
        return false;
    case BR_NODE_BOOLEAN:
        return node->as.integer != 0;
    case BR_NODE_TEXT:
    case BR_NODE_BYTES:
        return node->as.bytes.size > 0;
    case BR_NODE_INTEGER:
    case BR_NODE_NUMBER:
    case BR_NODE_OBJECT:
        return true;
    case BR_NODE_LIST:
        return node->count > 0;
    }
    return false;
}

void br_bytes_hex(struct br_bytes bytes, struct br_buffer *out)
{
    enum { CHUNK = 32 }; /* an academy's id, the longest that pages show */
    char digits[2 * CHUNK + 1];
    while (bytes.size > 0) {
        size_t size = bytes.size < CHUNK ? bytes.size : CHUNK;
        br_hex_encode(bytes.data, size, digits);
        br_buffer_put(out, digits, 2 * size);
        bytes.data += size;
        bytes.size -= size;
    }
}

void br_number_text(double number, char out[32])
{
    /* 15 digits are always faithful to what was typed, 17 always to the bits. */
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(out, 32, "%.*g", digits, number);
        double back = strtod(out, NULL);
        if (!(back < number) && !(back > number)) {
            return;
        }
    }
}

const char *br_cell_text(const struct br_cell *cell, struct br_arena *arena)
{
    char number[32];
    struct br_buffer hex;
    const char *text = NULL;
    switch (cell->type) {
    case BR_CELL_INTEGER:
        (void)snprintf(number, sizeof number, "%lld", (long long)cell->integer);
        return br_arena_text(arena, br_bytes_of_text(number));
    case BR_CELL_NUMBER:
        br_number_text(cell->number, number);
        return br_arena_text(arena, br_bytes_of_text(number));
    case BR_CELL_TEXT:
        return br_arena_text(arena, cell->bytes);
    case BR_CELL_BYTES:
        br_buffer_init(&hex, 2 * cell->bytes.size + 1);
        br_bytes_hex(cell->bytes, &hex);
        text = br_buffer_ok(&hex) ? br_arena_text(arena, br_buffer_bytes(&hex)) : NULL;
        br_buffer_free(&hex);
        return text;
    case BR_CELL_NULL:
    default:
        return NULL;
    }
}
