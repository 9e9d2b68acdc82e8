/* fill_views.c - the views as the source of a page's rows: all that pages know of the store. */
#include "base/clock.h"
#include "pages/blocks.h"

#include <stdlib.h>
#include <string.h>

static enum br_status query_views(void *source, const char *sql,
                                  const struct br_parameter *parameters, size_t parameter_count,
                                  br_cells_visit visit, void *context, struct br_error *error)
{
    return br_views_query(source, sql, parameters, parameter_count, visit, context, error);
}

/* Every page may ask for the day and the minute; nobody's address says another. */
static struct br_parameter *with_time(const struct br_local_time *local,
                                      const struct br_parameter *parameters, size_t count)
{
    struct br_parameter *all = calloc(count + 2, sizeof *all);
    if (all == NULL) {
        return NULL;
    }
    all[0] = (struct br_parameter){
        .name = "today", .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(local->day)}};
    all[1] = (struct br_parameter){
        .name = "time", .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(local->time)}};
    if (count > 0) {
        memcpy(all + 2, parameters, count * sizeof *all);
    }
    return all;
}

enum br_status br_page_fill(const struct br_pages *pages, const char *name, struct br_views *views,
                            const struct br_parameter *parameters, size_t parameter_count,
                            uint64_t now_ms, struct br_page_tree **tree, struct br_error *error)
{
    struct br_local_time local = br_clock_local(now_ms);
    struct br_parameter *all = with_time(&local, parameters, parameter_count);
    if (all == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory");
    }
    enum br_status status = br_page_fill_from(pages, name, query_views, views, all,
                                              parameter_count + 2, now_ms, tree, error);
    free(all);
    return status;
}
