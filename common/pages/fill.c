/*
 * fill.c - running a page's queries into one tree.
 *
 * Each block keeps its rows side by side. A row's members are the query's columns, then what the
 * engine adds (depth and orphan of a tree), then one list for each block that lies in this one;
 * those lists are set when that later block has run. Nothing is rendered before all have run.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "pages/blocks.h"
#include "pages/order.h"

#include <stdlib.h>
#include <string.h>

struct row {
    struct row *next;
    struct br_node *members;
};

/* What one block gave. */
struct filled {
    struct br_shape *shape; /* NULL until the first row */
    uint32_t columns;
    bool *is_boolean; /* per column: its name ended in "?" */
    struct row *first;
    struct row **last;
    uint32_t count;
    bool more;            /* than it may have */
    struct br_node *rows; /* objects, in order, when all have come */
};

struct br_page_tree {
    const struct br_pages *pages;
    const struct br_page *page;
    uint64_t now_ms;
    struct br_arena arena;
    struct br_node root;
};

struct fill {
    struct br_page_tree *tree;
    const struct br_page *page;
    struct br_arena *arena;
    struct filled filled[BR_PAGE_BLOCKS_MAX];
    size_t current;    /* the block whose query is running */
    uint32_t rows;     /* of all blocks */
    int64_t rows_here; /* how many that block may have; below 0: all */
    enum br_status status;
    struct br_error *error;
};

static enum br_status too_large(const struct fill *fill)
{
    if (fill->arena->no_memory) {
        return br_error_set(fill->error, BR_ERR_NO_MEMORY, "There is no memory for the page %s.",
                            fill->page->name);
    }
    return br_error_set(fill->error, BR_ERR_LIMIT,
                        "The page %s would be larger than %u MiB; ask for a smaller part of it.",
                        fill->page->name, BR_PAGE_TREE_SIZE_MAX >> 20);
}

static enum br_status fault(const struct fill *fill, size_t block, const char *what,
                            const char *name)
{
    return br_error_set(fill->error, BR_ERR_MALFORMED, "page %s, block %s: %s%s", fill->page->name,
                        fill->page->blocks[block].name, what, name);
}

/* --- the shape of a block's rows --- */

static uint32_t count_children(const struct br_page *page, size_t block)
{
    uint32_t count = 0;
    for (size_t i = 0; i < page->count; i++) {
        count += page->blocks[i].parent == block ? 1u : 0u;
    }
    return count;
}

static void name_added(const struct br_page *page, size_t block, struct br_bytes *names)
{
    if (page->blocks[block].tree_id != NULL) {
        *names++ = br_bytes_of_text("depth");
        *names++ = br_bytes_of_text("orphan");
    }
    for (size_t i = 0; i < page->count; i++) {
        if (page->blocks[i].parent == block) {
            *names++ = br_bytes_of_text(page->blocks[i].name);
        }
    }
}

static bool is_twice(const struct br_shape *shape, uint32_t *which)
{
    for (uint32_t i = 1; i < shape->count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (br_bytes_equal(shape->names[i], shape->names[k])) {
                *which = i;
                return true;
            }
        }
    }
    return false;
}

static enum br_status make_shape(struct fill *fill, size_t columns, const char *const *names)
{
    struct filled *filled = &fill->filled[fill->current];
    const struct br_page_block *block = &fill->page->blocks[fill->current];
    size_t count =
        columns + (block->tree_id != NULL ? 2u : 0u) + count_children(fill->page, fill->current);
    struct br_bytes *all = br_arena_take(fill->arena, count * sizeof *all);
    bool *is_boolean = br_arena_take(fill->arena, columns);
    struct br_shape *shape = br_arena_take(fill->arena, sizeof *shape);
    if (all == NULL || is_boolean == NULL || shape == NULL) {
        return too_large(fill);
    }
    for (size_t i = 0; i < columns; i++) {
        struct br_bytes name = br_bytes_of_text(names[i]);
        is_boolean[i] = name.size > 0 && name.data[name.size - 1] == '?';
        name.size -= is_boolean[i] ? 1 : 0;
        all[i] = (struct br_bytes){(const uint8_t *)br_arena_text(fill->arena, name), name.size};
        if (all[i].data == NULL) {
            return too_large(fill);
        }
    }
    name_added(fill->page, fill->current, all + columns);
    *shape = (struct br_shape){.count = (uint32_t)count, .names = all};
    filled->shape = shape;
    filled->columns = (uint32_t)columns;
    filled->is_boolean = is_boolean;
    uint32_t which = 0;
    if (is_twice(shape, &which)) {
        const char *name = br_arena_text(fill->arena, all[which]);
        return fault(fill, fill->current, "two members are called ", name == NULL ? "" : name);
    }
    return BR_OK;
}

/* --- rows as they come --- */

static bool set_cell(struct fill *fill, const struct br_cell *cell, bool is_boolean,
                     struct br_node *node)
{
    *node = (struct br_node){.type = BR_NODE_NULL};
    switch (cell->type) {
    case BR_CELL_NULL:
        return true;
    case BR_CELL_INTEGER:
        node->type = is_boolean ? BR_NODE_BOOLEAN : BR_NODE_INTEGER;
        node->as.integer = is_boolean ? cell->integer != 0 : cell->integer;
        return true;
    case BR_CELL_NUMBER:
        node->type = BR_NODE_NUMBER;
        node->as.number = cell->number;
        return true;
    case BR_CELL_TEXT:
    case BR_CELL_BYTES:
        node->type = cell->type == BR_CELL_TEXT ? BR_NODE_TEXT : BR_NODE_BYTES;
        node->as.bytes.data = (const uint8_t *)br_arena_text(fill->arena, cell->bytes);
        node->as.bytes.size = cell->bytes.size;
        return node->as.bytes.data != NULL;
    }
    return false;
}

static enum br_status add_row(struct fill *fill, size_t count, const struct br_cell *cells)
{
    struct filled *filled = &fill->filled[fill->current];
    struct row *row = br_arena_take(fill->arena, sizeof *row);
    size_t size = filled->shape->count * sizeof *row->members;
    struct br_node *members = br_arena_take(fill->arena, size);
    if (row == NULL || members == NULL) {
        return too_large(fill);
    }
    for (size_t i = 0; i < count; i++) {
        if (!set_cell(fill, &cells[i], filled->is_boolean[i], &members[i])) {
            return too_large(fill);
        }
    }
    for (size_t i = count; i < filled->shape->count; i++) {
        members[i] = (struct br_node){.type = BR_NODE_LIST};
    }
    *row = (struct row){.members = members};
    *filled->last = row;
    filled->last = &row->next;
    filled->count++;
    return BR_OK;
}

static bool visit_row(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    struct fill *fill = context;
    struct filled *filled = &fill->filled[fill->current];
    if (fill->rows_here >= 0 && filled->count == fill->rows_here) {
        filled->more = true;
        return true;
    }
    if (fill->rows == BR_PAGE_ROWS_MAX) {
        fill->status = br_error_set(fill->error, BR_ERR_LIMIT,
                                    "The page %s would have more than %u rows; ask for a smaller "
                                    "part of it.",
                                    fill->page->name, BR_PAGE_ROWS_MAX);
        return false;
    }
    fill->rows++;
    if (filled->count == 0) {
        fill->status = make_shape(fill, count, names);
    }
    if (fill->status == BR_OK) {
        fill->status = add_row(fill, count, cells);
    }
    return fill->status == BR_OK;
}

/* --- a block when all its rows have come --- */

static uint32_t find_column(const struct filled *filled, const char *name)
{
    struct br_bytes wanted = br_bytes_of_text(name);
    for (uint32_t i = 0; i < filled->columns; i++) {
        if (br_bytes_equal(filled->shape->names[i], wanted)) {
            return i;
        }
    }
    return UINT32_MAX;
}

static enum br_status lay_out(struct fill *fill, struct filled *filled)
{
    filled->rows = br_arena_take(fill->arena, filled->count * sizeof *filled->rows);
    if (filled->rows == NULL) {
        return too_large(fill);
    }
    uint32_t i = 0;
    for (const struct row *row = filled->first; row != NULL; row = row->next) {
        filled->rows[i++] = (struct br_node){.type = BR_NODE_OBJECT,
                                             .count = filled->shape->count,
                                             .as.object = {filled->shape, row->members}};
    }
    return BR_OK;
}

/* Column [name] of every row; NULL when memory is spent or there is no such column. */
static const struct br_node **column_of(struct fill *fill, size_t block, const char *name,
                                        enum br_status *status)
{
    const struct filled *filled = &fill->filled[block];
    uint32_t column = find_column(filled, name);
    if (column == UINT32_MAX) {
        *status = fault(fill, block, "there is no column ", name);
        return NULL;
    }
    const struct br_node **values = br_arena_take(fill->arena, filled->count * sizeof *values);
    if (values == NULL) {
        *status = too_large(fill);
        return NULL;
    }
    for (uint32_t i = 0; i < filled->count; i++) {
        values[i] = &filled->rows[i].as.object.members[column];
    }
    return values;
}

static enum br_status arrange_tree(struct fill *fill, size_t block)
{
    struct filled *filled = &fill->filled[block];
    enum br_status status = BR_OK;
    const struct br_node **ids = column_of(fill, block, fill->page->blocks[block].tree_id, &status);
    const struct br_node **parents =
        status != BR_OK ? NULL
                        : column_of(fill, block, fill->page->blocks[block].tree_parent, &status);
    if (status != BR_OK) {
        return status;
    }
    struct br_place *places = br_reading_order(ids, parents, filled->count, fill->arena);
    struct br_node *ordered = br_arena_take(fill->arena, filled->count * sizeof *ordered);
    if (places == NULL || ordered == NULL) {
        return too_large(fill);
    }
    for (uint32_t i = 0; i < filled->count; i++) {
        ordered[i] = filled->rows[places[i].row];
        struct br_node *added = &ordered[i].as.object.members[filled->columns];
        added[0] = (struct br_node){.type = BR_NODE_INTEGER, .as.integer = places[i].depth};
        added[1] = (struct br_node){.type = BR_NODE_BOOLEAN, .as.integer = places[i].orphan};
    }
    filled->rows = ordered;
    return BR_OK;
}

/* Rows of one parent become neighbours, so each parent's list is a run of this block's rows. */
static enum br_status group_by_key(struct fill *fill, size_t block, struct br_key **keys)
{
    struct filled *filled = &fill->filled[block];
    enum br_status status = BR_OK;
    const struct br_node **values =
        column_of(fill, block, fill->page->blocks[block].child_column, &status);
    if (status != BR_OK) {
        return status;
    }
    *keys = br_arena_take(fill->arena, filled->count * sizeof **keys);
    struct br_node *grouped = br_arena_take(fill->arena, filled->count * sizeof *grouped);
    if (*keys == NULL || grouped == NULL) {
        return too_large(fill);
    }
    for (uint32_t i = 0; i < filled->count; i++) {
        (*keys)[i] = (struct br_key){values[i], i};
    }
    br_keys_sort(*keys, filled->count);
    for (uint32_t i = 0; i < filled->count; i++) {
        grouped[i] = filled->rows[(*keys)[i].row];
    }
    filled->rows = grouped;
    return BR_OK;
}

/* Which member of the parent's rows holds the rows of [block]: as name_added names them. */
static uint32_t slot_in_parent(const struct fill *fill, size_t block)
{
    size_t parent = fill->page->blocks[block].parent;
    uint32_t slot = fill->filled[parent].columns;
    slot += fill->page->blocks[parent].tree_id != NULL ? 2u : 0u;
    for (size_t i = 0; i < block; i++) {
        slot += fill->page->blocks[i].parent == parent ? 1u : 0u;
    }
    return slot;
}

static enum br_status hang_under_parents(struct fill *fill, size_t block)
{
    const struct br_page_block *declared = &fill->page->blocks[block];
    const struct filled *child = &fill->filled[block];
    struct filled *parent = &fill->filled[declared->parent];
    if (child->count == 0 || parent->count == 0) {
        return BR_OK;
    }
    struct br_key *keys = NULL;
    enum br_status status = group_by_key(fill, block, &keys);
    if (status != BR_OK) {
        return status;
    }
    const struct br_node **wanted =
        column_of(fill, declared->parent, declared->parent_column, &status);
    if (status != BR_OK) {
        return status;
    }
    uint32_t slot = slot_in_parent(fill, block);
    for (uint32_t i = 0; i < parent->count; i++) {
        uint32_t run = 0;
        uint32_t from = br_keys_find(keys, child->count, wanted[i], &run);
        parent->rows[i].as.object.members[slot] =
            (struct br_node){.type = BR_NODE_LIST, .count = run, .as.items = child->rows + from};
    }
    return BR_OK;
}

static enum br_status finish_block(struct fill *fill, size_t index)
{
    const struct br_page_block *block = &fill->page->blocks[index];
    struct filled *filled = &fill->filled[index];
    if (block->one && filled->count == 0) {
        return br_error_set(fill->error, BR_ERR_NOT_FOUND,
                            "There is no such %s here, or our copy has not caught up with it yet.",
                            block->name);
    }
    if (block->one && filled->count > 1) {
        return fault(fill, index, "more than one row", "");
    }
    enum br_status status = lay_out(fill, filled);
    if (status == BR_OK && block->tree_id != NULL && filled->count > 0) {
        status = arrange_tree(fill, index);
    }
    if (status == BR_OK && block->parent != BR_BLOCK_NONE) {
        status = hang_under_parents(fill, index);
    }
    return status;
}

/* --- what a block's query is told --- */

/* The values that this block's rows hang on, as a JSON array. */
static enum br_status tell_parents(struct fill *fill, struct br_cell *cell)
{
    const struct br_page_block *block = &fill->page->blocks[fill->current];
    const struct filled *parent = &fill->filled[block->parent];
    enum br_status status = BR_OK;
    const struct br_node **values =
        parent->count == 0 ? NULL : column_of(fill, block->parent, block->parent_column, &status);
    struct br_node list = {.type = BR_NODE_LIST, .count = parent->count};
    struct br_node *items = br_arena_take(fill->arena, parent->count * sizeof *items);
    if (status != BR_OK || items == NULL) {
        return status != BR_OK ? status : too_large(fill);
    }
    for (uint32_t i = 0; i < parent->count; i++) {
        items[i] = *values[i];
    }
    list.as.items = items;
    struct br_buffer text;
    br_buffer_init(&text, BR_PAGE_TREE_SIZE_MAX);
    status = br_node_json(&list, &text);
    const char *kept = status == BR_OK ? br_arena_text(fill->arena, br_buffer_bytes(&text)) : NULL;
    *cell = (struct br_cell){.type = BR_CELL_TEXT, .bytes = {(const uint8_t *)kept, text.size}};
    br_buffer_free(&text);
    return kept == NULL ? too_large(fill) : BR_OK;
}

/* [asked] is :limit as it was given; the query is asked for one row more. */
static void tell_limit(struct fill *fill, const struct br_cell *asked, struct br_cell *cell)
{
    int64_t limit = asked != NULL && asked->type == BR_CELL_INTEGER
                        ? asked->integer
                        : fill->page->blocks[fill->current].rows_usual;
    fill->rows_here = limit < 0 || limit > BR_PAGE_ROWS_MAX ? -1 : limit;
    *cell = (struct br_cell){.type = BR_CELL_INTEGER,
                             .integer = fill->rows_here < 0 ? -1 : fill->rows_here + 1};
}

/* What the page was given, and one more: first, so that it is the one that is found. */
static enum br_status tell(struct fill *fill, const struct br_parameter **parameters, size_t *count)
{
    const struct br_page_block *block = &fill->page->blocks[fill->current];
    bool wants_parents = block->parent != BR_BLOCK_NONE && strstr(block->sql, ":parents") != NULL;
    fill->rows_here = -1;
    if (block->next == NULL && !wants_parents) {
        return BR_OK;
    }
    const struct br_cell *limit = NULL;
    struct br_parameter *told = br_arena_take(fill->arena, (*count + 1) * sizeof *told);
    if (told == NULL) {
        return too_large(fill);
    }
    for (size_t i = 0; i < *count; i++) {
        told[i + 1] = (*parameters)[i];
        limit = strcmp(told[i + 1].name, "limit") == 0 ? &told[i + 1].value : limit;
    }
    enum br_status status = BR_OK;
    told[0] = (struct br_parameter){.name = wants_parents ? "parents" : "limit"};
    if (wants_parents) {
        status = tell_parents(fill, &told[0].value);
    } else {
        tell_limit(fill, limit, &told[0].value);
    }
    *parameters = told;
    *count += 1;
    return status;
}

/* --- the whole page --- */

static bool says_where(struct br_bytes name)
{
    return name.size > 7 && memcmp(name.data, "_before", 7) == 0;
}

/* Where the rows behind those of [block] begin: what its last row says of that. */
static enum br_status make_next(struct fill *fill, const struct filled *filled,
                                struct br_node *next)
{
    *next = (struct br_node){.type = BR_NODE_LIST};
    if (!filled->more || filled->count == 0) {
        return BR_OK;
    }
    const struct br_shape *all = filled->shape;
    struct br_shape *shape = br_arena_take(fill->arena, sizeof *shape);
    struct br_bytes *names = br_arena_take(fill->arena, all->count * sizeof *names);
    struct br_node *members = br_arena_take(fill->arena, all->count * sizeof *members);
    struct br_node *row = br_arena_take(fill->arena, sizeof *row);
    if (shape == NULL || names == NULL || members == NULL || row == NULL) {
        return too_large(fill);
    }
    *shape = (struct br_shape){.names = names};
    for (uint32_t i = 0; i < all->count; i++) {
        if (says_where(all->names[i])) {
            names[shape->count] = (struct br_bytes){all->names[i].data + 1, all->names[i].size - 1};
            members[shape->count++] = filled->rows[filled->count - 1].as.object.members[i];
        }
    }
    *row = (struct br_node){
        .type = BR_NODE_OBJECT, .count = shape->count, .as.object = {shape, members}};
    *next = (struct br_node){.type = BR_NODE_LIST, .count = 1, .as.items = row};
    return BR_OK;
}

static enum br_status make_root(struct fill *fill)
{
    size_t count = 2 + 2 * fill->page->count;
    enum br_status status = BR_OK;
    struct br_bytes *names = br_arena_take(fill->arena, count * sizeof *names);
    struct br_node *members = br_arena_take(fill->arena, count * sizeof *members);
    struct br_shape *shape = br_arena_take(fill->arena, sizeof *shape);
    if (names == NULL || members == NULL || shape == NULL) {
        return too_large(fill);
    }
    names[0] = br_bytes_of_text("version");
    members[0] = (struct br_node){.type = BR_NODE_INTEGER, .as.integer = 1};
    names[1] = br_bytes_of_text("page");
    members[1] =
        (struct br_node){.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text(fill->page->name)};
    uint32_t used = 2;
    for (size_t i = 0; i < fill->page->count && status == BR_OK; i++) {
        const struct br_page_block *block = &fill->page->blocks[i];
        const struct filled *filled = &fill->filled[i];
        if (block->parent == BR_BLOCK_NONE) {
            names[used] = br_bytes_of_text(block->name);
            members[used++] = block->one ? filled->rows[0]
                                         : (struct br_node){.type = BR_NODE_LIST,
                                                            .count = filled->count,
                                                            .as.items = filled->rows};
        }
        if (block->next != NULL) {
            names[used] = br_bytes_of_text(block->next);
            status = make_next(fill, filled, &members[used++]);
        }
    }
    *shape = (struct br_shape){.count = used, .names = names};
    fill->tree->root =
        (struct br_node){.type = BR_NODE_OBJECT, .count = used, .as.object = {shape, members}};
    return status;
}

static enum br_status run_all(struct fill *fill, br_page_query query, void *source,
                              const struct br_parameter *parameters, size_t parameter_count)
{
    for (size_t i = 0; i < fill->page->count; i++) {
        fill->current = i;
        fill->filled[i].last = &fill->filled[i].first;
        const struct br_parameter *told = parameters;
        size_t told_count = parameter_count;
        enum br_status status = tell(fill, &told, &told_count);
        if (status == BR_OK) {
            status = query(source, fill->page->blocks[i].sql, told, told_count, visit_row, fill,
                           fill->error);
        }
        if (fill->status != BR_OK) {
            return fill->status; /* ours is the first: the query only stopped because of it */
        }
        if (status == BR_OK) {
            status = finish_block(fill, i);
        }
        if (status != BR_OK) {
            return status;
        }
    }
    return make_root(fill);
}

enum br_status br_page_fill_from(const struct br_pages *pages, const char *name,
                                 br_page_query query, void *source,
                                 const struct br_parameter *parameters, size_t parameter_count,
                                 uint64_t now_ms, struct br_page_tree **tree,
                                 struct br_error *error)
{
    *tree = NULL;
    const struct br_page *page = br_pages_find(pages, name);
    if (page == NULL) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "There is no page %s.", name);
    }
    struct br_page_tree *made = calloc(1, sizeof *made);
    struct fill *fill = calloc(1, sizeof *fill);
    enum br_status status = BR_ERR_NO_MEMORY;
    if (made == NULL || fill == NULL) {
        (void)br_error_set(error, status, "There is no memory for the page %s.", name);
        goto end;
    }
    *made = (struct br_page_tree){.pages = pages, .page = page, .now_ms = now_ms};
    br_arena_init(&made->arena, BR_PAGE_TREE_SIZE_MAX);
    *fill = (struct fill){.tree = made, .page = page, .arena = &made->arena, .error = error};
    status = run_all(fill, query, source, parameters, parameter_count);
    if (status == BR_OK) {
        *tree = made;
        made = NULL;
    }
end:
    free(fill);
    br_page_tree_free(made);
    return status;
}

void br_page_tree_free(struct br_page_tree *tree)
{
    if (tree != NULL) {
        br_arena_free(&tree->arena);
        free(tree);
    }
}

const struct br_node *br_page_root(const struct br_page_tree *tree)
{
    return &tree->root;
}

enum br_status br_page_json(const struct br_page_tree *tree, struct br_buffer *out)
{
    size_t size_before = out->size;
    enum br_status status = br_node_json(&tree->root, out);
    br_buffer_put_u8(out, '\n');
    if (status == BR_OK && !br_buffer_ok(out)) {
        status = BR_ERR_LIMIT;
    }
    if (status != BR_OK) {
        out->size = size_before;
    }
    return status;
}

enum br_status br_page_text(const struct br_page_tree *tree, struct br_buffer *out)
{
    return br_templates_render(tree->pages->text, tree->page->name, NULL, &tree->root,
                               BR_RENDER_TERMINAL, tree->now_ms, out);
}

enum br_status br_page_html(const struct br_page_tree *tree, const struct br_node *around,
                            struct br_buffer *out)
{
    return br_pages_html(tree->pages, tree->page->name, around, &tree->root, tree->now_ms, out);
}
