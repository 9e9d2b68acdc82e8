/* json.c - a tree as JSON, without recursion. */
#include "base/limits.h"
#include "pages/terminal.h"
#include "pages/tree.h"

#include <math.h>

/* A block adds a list and an object; the page itself is an object. */
enum { DEPTH_MAX = 2 * BR_PAGE_NESTING_MAX + 2 };

struct level {
    const struct br_node *node;
    uint32_t next;
    bool begun; /* a member or item has been put: the next one needs a comma */
};

static void put_escaped(struct br_character character, struct br_buffer *out)
{
    static const char letters[] = "btn\0fr"; /* from U+0008 on; there is none for U+000B */
    uint32_t code = character.class == BR_CHARACTER_BROKEN ? 0xfffdu : character.code;
    if (code >= '\b' && code <= '\r' && letters[code - '\b'] != '\0') {
        br_buffer_put_format(out, "\\%c", letters[code - '\b']);
    } else if (code > 0xffff) {
        br_buffer_put_format(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0u + (code >> 10)),
                             (unsigned)(0xdc00u + (code & 0x3ffu)));
    } else {
        br_buffer_put_format(out, "\\u%04x", (unsigned)code);
    }
}

/* How many bytes at the front stand for themselves. */
static size_t plain_run(struct br_bytes text)
{
    size_t run = br_character_run(text);
    for (size_t i = 0; i < run; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\') {
            return i;
        }
    }
    return run;
}

static void put_string(struct br_bytes text, struct br_buffer *out)
{
    br_buffer_put_u8(out, '"');
    while (text.size > 0) {
        size_t run = plain_run(text);
        br_buffer_put(out, text.data, run);
        text.data += run;
        text.size -= run;
        if (text.size == 0) {
            break;
        }
        struct br_bytes before = text;
        struct br_character character = br_character_next(&text);
        if (character.class != BR_CHARACTER_PLAIN) {
            put_escaped(character, out);
            continue;
        }
        if (character.code == '"' || character.code == '\\') {
            br_buffer_put_u8(out, '\\');
        }
        br_buffer_put(out, before.data, before.size - text.size);
    }
    br_buffer_put_u8(out, '"');
}

static void put_hex(struct br_bytes bytes, struct br_buffer *out)
{
    br_buffer_put_u8(out, '"');
    br_bytes_hex(bytes, out);
    br_buffer_put_u8(out, '"');
}

static void put_scalar(const struct br_node *node, struct br_buffer *out)
{
    char number[32];
    switch (node->type) {
    case BR_NODE_BOOLEAN:
        br_buffer_put_text(out, node->as.integer != 0 ? "true" : "false");
        return;
    case BR_NODE_INTEGER:
        br_buffer_put_format(out, "%lld", (long long)node->as.integer);
        return;
    case BR_NODE_NUMBER:
        br_number_text(node->as.number, number);
        br_buffer_put_text(out, isfinite(node->as.number) ? number : "null");
        return;
    case BR_NODE_TEXT:
        put_string(node->as.bytes, out);
        return;
    case BR_NODE_BYTES:
        put_hex(node->as.bytes, out);
        return;
    case BR_NODE_NULL:
    case BR_NODE_OBJECT:
    case BR_NODE_LIST:
        br_buffer_put_text(out, "null");
        return;
    }
}

static bool is_container(const struct br_node *node)
{
    return node->type == BR_NODE_OBJECT || node->type == BR_NODE_LIST;
}

/* A member that only joins rows to rows, or serves a template. */
static bool is_private(struct br_bytes name)
{
    return name.size > 0 && name.data[0] == '_';
}

/* The next member or item of [level], with its comma and name; NULL when there is none. */
static const struct br_node *next_child(struct level *level, struct br_buffer *out)
{
    const struct br_node *node = level->node;
    bool is_object = node->type == BR_NODE_OBJECT;
    while (is_object && level->next < node->count &&
           is_private(node->as.object.shape->names[level->next])) {
        level->next++;
    }
    if (level->next == node->count) {
        return NULL;
    }
    uint32_t index = level->next++;
    if (level->begun) {
        br_buffer_put_u8(out, ',');
    }
    level->begun = true;
    if (!is_object) {
        return &node->as.items[index];
    }
    put_string(node->as.object.shape->names[index], out);
    br_buffer_put_u8(out, ':');
    return &node->as.object.members[index];
}

enum br_status br_node_json(const struct br_node *node, struct br_buffer *out)
{
    struct level levels[DEPTH_MAX];
    size_t depth = 0;
    const struct br_node *current = node;
    while (current != NULL && br_buffer_ok(out)) {
        if (!is_container(current)) {
            put_scalar(current, out);
        } else if (depth == DEPTH_MAX) {
            return BR_ERR_LIMIT;
        } else {
            br_buffer_put_u8(out, current->type == BR_NODE_LIST ? '[' : '{');
            levels[depth++] = (struct level){.node = current};
        }
        current = NULL;
        while (depth > 0 && current == NULL) {
            struct level *level = &levels[depth - 1];
            current = next_child(level, out);
            if (current == NULL) {
                br_buffer_put_u8(out, level->node->type == BR_NODE_LIST ? ']' : '}');
                depth--;
            }
        }
    }
    return br_buffer_ok(out) ? BR_OK : BR_ERR_LIMIT;
}
