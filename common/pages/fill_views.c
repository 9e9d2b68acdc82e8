/* fill_views.c - the views as the source of a page's rows: all that pages know of the store. */
#include "pages/blocks.h"

static enum br_status query_views(void *source, const char *sql,
                                  const struct br_parameter *parameters, size_t parameter_count,
                                  br_cells_visit visit, void *context, struct br_error *error)
{
    return br_views_query(source, sql, parameters, parameter_count, visit, context, error);
}

enum br_status br_page_fill(const struct br_pages *pages, const char *name, struct br_views *views,
                            const struct br_parameter *parameters, size_t parameter_count,
                            uint64_t now_ms, struct br_page_tree **tree, struct br_error *error)
{
    return br_page_fill_from(pages, name, query_views, views, parameters, parameter_count, now_ms,
                             tree, error);
}
