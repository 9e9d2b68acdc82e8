/**
 * blocks.h - a page's .sql file as it was read: shared by its reader (pages.c) and by fill.c.
 *
 *      --: one NAME                              exactly one row: an object. None: not found
 *      --: list NAME                             rows
 *      --: list NAME 50 then NEXT                at most :limit rows, 50 when that is absent; when
 *                                                there are more, NEXT has one row: where they begin
 *      --: list NAME in PARENT on CHILD = MINE   rows for rows of block PARENT, each under those
 *                                                whose column MINE equals the row's column CHILD
 *      --: list NAME tree ID PARENT              rows that answer each other: column PARENT holds
 *                                                another row's column ID, or NULL
 */
#ifndef BR_PAGES_BLOCKS_H
#define BR_PAGES_BLOCKS_H

#include "base/arena.h"
#include "pages/page.h"
#include "pages/template.h"

#define BR_BLOCK_NONE SIZE_MAX

struct br_page_block {
    bool one;
    const char *name;
    const char *sql;
    const char *next;   /* NULL: all its rows */
    int64_t rows_usual; /* with next: how many when nobody says */
    size_t parent; /* index of the block whose rows hold these; BR_BLOCK_NONE: the page itself */
    const char *child_column; /* with a parent: the column here, and the parent's */
    const char *parent_column;
    const char *tree_id; /* NULL: not a tree */
    const char *tree_parent;
};

struct br_page {
    const char *name;
    size_t count;
    struct br_page_block *blocks;
};

struct br_pages {
    struct br_arena arena;
    struct br_templates *text; /* the same names in both */
    struct br_templates *html;
    struct br_page *pages;
    size_t count;
};

const struct br_page *br_pages_find(const struct br_pages *pages, const char *name);

/** Who answers a page's queries: the views, or rows that a test made up. As br_views_query. */
typedef enum br_status (*br_page_query)(void *source, const char *sql,
                                        const struct br_parameter *parameters,
                                        size_t parameter_count, br_cells_visit visit, void *context,
                                        struct br_error *error);

BR_MUST_USE enum br_status br_page_fill_from(const struct br_pages *pages, const char *name,
                                             br_page_query query, void *source,
                                             const struct br_parameter *parameters,
                                             size_t parameter_count, uint64_t now_ms,
                                             struct br_page_tree **tree, struct br_error *error);

#endif
