/**
 * page.h - a page: named queries that fill one tree, and templates that render it.
 *
 * The page "thread/show" is thread/show.sql beside thread/show.txt (terminal), thread/show.html
 * (browsers), or both. All of its queries run, within limits, before the first byte is
 * rendered; JSON, text and HTML come from the same tree, so they cannot differ in what they know.
 * README.md says how pages are written.
 */
#ifndef BR_PAGES_PAGE_H
#define BR_PAGES_PAGE_H

#include "base/embed.h"
#include "pages/tree.h"
#include "store/views.h"

/** The files of this folder, as built into the program; static storage. */
const struct br_file *br_page_files(size_t *count);

struct br_pages;

/**
 * Read all queries (.sql) and templates (.txt, .html); [files] must outlive the pages. Which errors
 * there are is found now, not when somebody opens the page: BR_ERR_MALFORMED with file and line,
 * BR_ERR_NOT_FOUND (a page without a template, a partial that is not there), BR_ERR_LIMIT,
 * BR_ERR_NO_MEMORY. Afterwards nothing in it changes: any thread may use it.
 */
BR_MUST_USE enum br_status br_pages_new(const struct br_file *files, size_t count,
                                        struct br_pages **pages, struct br_error *error);
void br_pages_free(struct br_pages *take_pages);
size_t br_pages_count(const struct br_pages *pages);
/** "measure/list"; in the order of the files. */
const char *br_pages_name(const struct br_pages *pages, size_t index);

/** A filled page. It borrows from its pages, but nothing from the views. */
struct br_page_tree;

/**
 * Run the queries of page [name] in order. [now_ms] is the wall clock that dates are told by, and
 * gives every query :today ("2026-11-26") and :time ("08:30"), where people are.
 * BR_ERR_NOT_FOUND: no such page, or what it is about is not here. BR_ERR_LIMIT: more than
 * BR_PAGE_ROWS_MAX rows or BR_PAGE_TREE_SIZE_MAX bytes. BR_ERR_MALFORMED: a fault of the page. Else
 * what br_views_query returns. [error] then holds a sentence.
 */
BR_MUST_USE enum br_status br_page_fill(const struct br_pages *pages, const char *name,
                                        struct br_views *views,
                                        const struct br_parameter *parameters,
                                        size_t parameter_count, uint64_t now_ms,
                                        struct br_page_tree **tree, struct br_error *error);
void br_page_tree_free(struct br_page_tree *take_tree);

/** The tree itself, for callers that compute with it; lives as long as [tree]. */
const struct br_node *br_page_root(const struct br_page_tree *tree);

/**
 * Append {"version":1,"page":"thread/show",...} and a line feed, or the terminal's text. [out] is
 * as long as before when it fails: BR_ERR_LIMIT when it is full.
 */
BR_MUST_USE enum br_status br_page_json(const struct br_page_tree *tree, struct br_buffer *out);
BR_MUST_USE enum br_status br_page_text(const struct br_page_tree *tree, struct br_buffer *out);
/**
 * Append the page as HTML. [around] is what every page says, the academy's name and who reads it;
 * its members are hidden by the page's own. BR_ERR_NOT_FOUND: it has no .html.
 */
BR_MUST_USE enum br_status br_page_html(const struct br_page_tree *tree,
                                        const struct br_node *around, struct br_buffer *out);
/** The same for a template without queries, such as "error" (error.html), filled from [root]. */
BR_MUST_USE enum br_status br_pages_html(const struct br_pages *pages, const char *name,
                                         const struct br_node *around, const struct br_node *root,
                                         uint64_t now_ms, struct br_buffer *out);

#endif
