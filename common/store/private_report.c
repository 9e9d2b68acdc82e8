/* private_report.c - links to reports, in private.db. */
#include "store/private_report.h"

#include "base/limits.h"
#include "store/private_internal.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static bool read_link(sqlite3_stmt *row, struct br_report_link *link)
{
    *link = (struct br_report_link){
        .made_ms = private_ms(row, 3),
        .expires_ms = private_ms(row, 4),
        .ended_ms = private_ms(row, 5),
        .days = private_ms(row, 6),
        .day_last = private_ms(row, 7),
        .count_last = private_ms(row, 8),
    };
    return br_db_column_bytes(row, 0, link->token_hash.bytes, sizeof link->token_hash.bytes) &&
           br_db_column_bytes(row, 1, link->report.bytes, sizeof link->report.bytes) &&
           br_db_column_bytes(row, 2, link->made_by.bytes, sizeof link->made_by.bytes);
}

enum br_status br_private_put_report_link(struct br_private *private,
                                          const struct br_report_link *link)
{
    sqlite3_stmt *put = private->sql[PRIVATE_PUT_REPORT_LINK];
    private_bind_hash(put, 1, &link->token_hash);
    private_bind_id(put, 2, &link->report);
    private_bind_id(put, 3, &link->made_by);
    private_bind_ms(put, 4, link->made_ms);
    private_bind_ms(put, 5, link->expires_ms);
    private_bind_ms(put, 6, BR_REPORT_LINKS_MAX);
    enum br_status status = private_change(private, put);
    return status == BR_ERR_NOT_FOUND ? BR_ERR_LIMIT : status;
}

enum br_status br_private_report_link(struct br_private *private, const struct br_hash *token_hash,
                                      uint64_t wall_ms, struct br_report_link *link)
{
    sqlite3_stmt *find = private->sql[PRIVATE_FIND_REPORT_LINK];
    bool row = false;
    private_bind_hash(find, 1, token_hash);
    enum br_status status = br_db_step(find, &row);
    if (status == BR_OK && !row) {
        status = BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK && !read_link(find, link)) {
        status = BR_ERR_CORRUPT;
    }
    (void)sqlite3_reset(find);
    if (status == BR_OK && link->ended_ms != 0) {
        status = BR_ERR_CLOSED;
    } else if (status == BR_OK && wall_ms >= link->expires_ms) {
        status = BR_ERR_TIMEOUT;
    }
    return status;
}

enum br_status br_private_report_opened(struct br_private *private,
                                        const struct br_hash *token_hash, uint64_t wall_ms)
{
    sqlite3_stmt *open = private->sql[PRIVATE_OPEN_REPORT_LINK];
    private_bind_hash(open, 1, token_hash);
    private_bind_ms(open, 2, wall_ms / DAY_MS);
    return br_db_run(open);
}

enum br_status br_private_end_report_link(struct br_private *private,
                                          const struct br_hash *token_hash,
                                          const struct br_id *report, uint64_t wall_ms)
{
    sqlite3_stmt *end = private->sql[PRIVATE_END_REPORT_LINK];
    private_bind_hash(end, 1, token_hash);
    private_bind_id(end, 2, report);
    private_bind_ms(end, 3, wall_ms);
    return private_change(private, end);
}

struct link_visitor {
    br_report_link_visit visit;
    void *context;
};

static bool visit_link(void *context, sqlite3_stmt *row)
{
    const struct link_visitor *visitor = context;
    struct br_report_link link;
    if (!read_link(row, &link)) {
        return false;
    }
    visitor->visit(visitor->context, &link);
    return true;
}

enum br_status br_private_report_links(struct br_private *private, const struct br_id *report,
                                       br_report_link_visit visit, void *context)
{
    struct link_visitor visitor = {visit, context};
    private_bind_id(private->sql[PRIVATE_LIST_REPORT_LINKS], 1, report);
    return private_each(private->sql[PRIVATE_LIST_REPORT_LINKS], visit_link, &visitor);
}
