/* make.c - growing objects and lists in an arena: room doubles, what was there is left behind. */
#include "pages/make.h"

#include <string.h>

enum { ROOM_FIRST = 8 };

/* Is there no room behind [count]? Room is ROOM_FIRST, then each power of two above it. */
static bool is_full(uint32_t count)
{
    return count == 0 || (count >= ROOM_FIRST && (count & (count - 1)) == 0);
}

/* A copy of [count] things of [size] bytes with room for more; NULL: the arena is spent. */
static void *grow(struct br_make *make, const void *things, uint32_t count, size_t size)
{
    size_t room = count == 0 ? ROOM_FIRST : (size_t)count * 2;
    void *grown = br_arena_take(make->arena, room * size);
    if (grown == NULL) {
        make->failed = true;
    } else if (count > 0) {
        memcpy(grown, things, count * size);
    }
    return grown;
}

struct br_node br_make_object(void)
{
    static const struct br_shape empty = {.count = 0};
    return (struct br_node){.type = BR_NODE_OBJECT, .as.object = {&empty, NULL}};
}

struct br_node br_make_list(void)
{
    return (struct br_node){.type = BR_NODE_LIST};
}

struct br_node br_make_boolean(bool value)
{
    return (struct br_node){.type = BR_NODE_BOOLEAN, .as.integer = value};
}

struct br_node br_make_integer(int64_t value)
{
    return (struct br_node){.type = BR_NODE_INTEGER, .as.integer = value};
}

static struct br_node copy(struct br_make *make, enum br_node_type type, struct br_bytes bytes)
{
    char *copied = br_arena_text(make->arena, bytes);
    if (copied == NULL) {
        make->failed = true;
        return (struct br_node){.type = BR_NODE_NULL};
    }
    return (struct br_node){.type = type, .as.bytes = {(const uint8_t *)copied, bytes.size}};
}

struct br_node br_make_bytes(struct br_make *make, struct br_bytes bytes)
{
    return copy(make, BR_NODE_BYTES, bytes);
}

struct br_node br_make_text(struct br_make *make, struct br_bytes text)
{
    return copy(make, BR_NODE_TEXT, text);
}

struct br_node br_make_c_text(struct br_make *make, const char *text)
{
    return text == NULL ? (struct br_node){.type = BR_NODE_NULL}
                        : br_make_text(make, br_bytes_of_text(text));
}

void br_make_put(struct br_make *make, struct br_node *object, const char *name,
                 struct br_node value)
{
    uint32_t count = object->count;
    struct br_shape *shape = br_arena_take(make->arena, sizeof *shape);
    struct br_bytes *names = (struct br_bytes *)object->as.object.shape->names;
    struct br_node *members = object->as.object.members;
    if (is_full(count)) {
        names = grow(make, names, count, sizeof *names);
        members = grow(make, members, count, sizeof *members);
    }
    if (shape == NULL || names == NULL || members == NULL) {
        make->failed = true;
        return;
    }
    names[count] = br_bytes_of_text(name);
    members[count] = value;
    *shape = (struct br_shape){.count = count + 1, .names = names};
    object->count = count + 1;
    object->as.object.shape = shape;
    object->as.object.members = members;
}

void br_make_add(struct br_make *make, struct br_node *list, struct br_node value)
{
    struct br_node *items = (struct br_node *)list->as.items;
    if (is_full(list->count)) {
        items = grow(make, items, list->count, sizeof *items);
    }
    if (items == NULL) {
        return;
    }
    items[list->count++] = value;
    list->as.items = items;
}
