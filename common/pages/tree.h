/**
 * tree.h - what a page is filled with: one tree of values that JSON and templates render alike.
 *
 * An object's members are named by its shape; the rows of one query share a shape. Everything is
 * borrowed from whoever made the tree (an arena), and nothing in it changes while it is rendered.
 */
#ifndef BR_PAGES_TREE_H
#define BR_PAGES_TREE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "store/views.h"

enum br_node_type {
    BR_NODE_NULL,
    BR_NODE_BOOLEAN,
    BR_NODE_INTEGER,
    BR_NODE_NUMBER,
    BR_NODE_TEXT,
    BR_NODE_BYTES,
    BR_NODE_OBJECT,
    BR_NODE_LIST
};

struct br_shape {
    uint32_t count;
    const struct br_bytes *names; /* no name twice */
};

struct br_node {
    enum br_node_type type;
    uint32_t count; /* OBJECT: members; LIST: items */
    union {
        int64_t integer; /* INTEGER; BOOLEAN: 0 or 1 */
        double number;
        struct br_bytes bytes; /* TEXT, BYTES */
        struct {
            const struct br_shape *shape;
            struct br_node *members;
        } object;
        const struct br_node *items;
    } as;
};

/** The member called [name] followed by [suffix]; NULL when the node has none or is no object. */
const struct br_node *br_node_member(const struct br_node *node, struct br_bytes name,
                                     const char *suffix);
/** The same by a whole name. */
const struct br_node *br_node_get(const struct br_node *node, const char *name);

/**
 * Does a section show? Not for null, false, empty text or bytes, an empty list. Zero shows: it is a
 * value, and a month without infections is not a missing one.
 */
bool br_node_holds(const struct br_node *node);

/** Append [bytes] as lower-case hex. */
void br_bytes_hex(struct br_bytes bytes, struct br_buffer *out);

/** The fewest digits that read back as the same number; "nan" and "inf" as C prints them. */
void br_number_text(double number, char out[32]);
/** A cell as a form says it, bytes as hex, in [arena]; NULL for NULL, and without memory. */
const char *br_cell_text(const struct br_cell *cell, struct br_arena *arena);

/**
 * Append [node] as JSON: bytes as lower-case hex, a number that JSON does not know as null; members
 * whose name begins with _ are left out. What a
 * terminal would obey or hide is escaped too (\u001b), so JSON may be printed as it is. Containers
 * nest no deeper than BR_PAGE_NESTING_MAX blocks make them; BR_ERR_LIMIT when [out] is full.
 */
BR_MUST_USE enum br_status br_node_json(const struct br_node *node, struct br_buffer *out);

#endif
