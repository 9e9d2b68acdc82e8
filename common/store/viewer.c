/*
 * viewer.c - for whom pages are made.
 *
 * Two SQL functions tell the views of the domain who looks. Pages may call them, but only C says
 * who it is: no statement can. Their values stand still while a statement runs, so SQLite may take
 * them once for all rows.
 */
#include "store/views_internal.h"

enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

static void viewer_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    const struct br_views *views = sqlite3_user_data(context);
    if (views->has_viewer) {
        sqlite3_result_blob(context, &views->viewer, (int)sizeof views->viewer, SQLITE_TRANSIENT);
    } else {
        sqlite3_result_null(context);
    }
}

static void sees_all_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    const struct br_views *views = sqlite3_user_data(context);
    sqlite3_result_int(context, views->sees_all ? 1 : 0);
}

enum br_status br_viewer_register(struct br_views *views)
{
    int code = sqlite3_create_function_v2(views->db, "viewer", 0, FLAGS, views, viewer_function,
                                          NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_create_function_v2(views->db, "sees_all", 0, FLAGS, views, sees_all_function,
                                          NULL, NULL, NULL);
    }
    return br_db_status(views->db, code);
}

enum br_status br_viewer_make_visible(struct br_views *views)
{
    return br_db_exec(views->db, "CREATE TEMP VIEW IF NOT EXISTS visible(number, origin, audience)"
                                 " AS SELECT number, origin, audience FROM folded"
                                 " WHERE sees_all() OR substr(audience, 1, 1) <> x'04'");
}

void br_views_set_viewer(struct br_views *views, const struct br_id *member_or_null)
{
    BR_ASSERT(views->visiting == 0);
    views->sees_all = false;
    views->has_viewer = member_or_null != NULL;
    views->viewer = member_or_null != NULL ? *member_or_null : (struct br_id){.bytes = {0}};
}

void br_views_see_all(struct br_views *views)
{
    BR_ASSERT(views->visiting == 0);
    views->sees_all = true;
    views->has_viewer = false;
}
