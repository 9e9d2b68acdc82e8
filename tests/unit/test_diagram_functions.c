/* Diagrams as SQL says them: functions.h over a plain connection. */
#include "base/limits.h"
#include "diagram/functions.h"
#include "harness/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static sqlite3 *db;

static const char *one(const char *sql)
{
    static char kept[1u << 18];
    sqlite3_stmt *statement = NULL;
    kept[0] = '\0';
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        (void)snprintf(kept, sizeof kept, "error: %s", sqlite3_errmsg(db));
    } else {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        (void)snprintf(kept, sizeof kept, "%s", text == NULL ? "NULL" : text);
    }
    (void)sqlite3_finalize(statement);
    return kept;
}

static void begin(void)
{
    BR_ASSERT(sqlite3_open(":memory:", &db) == SQLITE_OK);
    BR_ASSERT(br_drawing_functions(db) == BR_OK);
}

static void end(void)
{
    CHECK(sqlite3_close(db) == SQLITE_OK); /* nothing is left open */
}

static void test_options_reach_the_drawing(void)
{
    begin();
    const char *wide = one("SELECT driver_svg('{\"aim\": \"Home & dry\", \"note\": \"now 35%\","
                           " \"id\": \"d7\", \"nodes\": [[1, \"Early\", null, 0],"
                           " [2, \"Review\", \"measured\", 0], [3, \"Board\", null, 1]]}',"
                           " 'wide')");
    CHECK(strstr(wide, "Home &amp; dry") != NULL && strstr(wide, "now 35%") != NULL);
    CHECK(strstr(wide, "id=\"d7-title\"") != NULL && strstr(wide, "measured") != NULL);
    CHECK(strstr(wide, "stroke-dasharray") != NULL && strstr(wide, "width=\"1024\"") != NULL);
    const char *print = one("SELECT driver_svg('{\"aim\": \"A\", \"nodes\": []}', 'print')");
    CHECK(strstr(print, "width=\"860\"") != NULL && strstr(print, "stroke-dasharray") == NULL);
    CHECK_TEXT(one("SELECT spc_icon('none', 42)"), "NULL"); /* charts come along */
    end();
}

static void test_what_is_no_diagram(void)
{
    begin();
    CHECK_TEXT(one("SELECT driver_svg(NULL, 'wide')"), "NULL");
    CHECK_TEXT(one("SELECT driver_svg('{}', NULL)"), "NULL");
    CHECK_TEXT(one("SELECT driver_svg('no json', 'wide')"),
               "error: The options of a diagram are JSON.");
    CHECK_TEXT(one("SELECT driver_svg('{\"aim\": \"A\", \"nodes\": [[4, \"x\"]]}', 'wide')"),
               "error: a driver diagram has at most 200 boxes, of three depths");
    end();
}

static void test_boxes_end_at_their_limit(void)
{
    begin();
    for (unsigned count = BR_DRIVER_BOXES_MAX - 1; count <= BR_DRIVER_BOXES_MAX + 1; count++) {
        char sql[300];
        (void)snprintf(
            sql, sizeof sql,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
            " SELECT driver_svg(json_object('aim', 'A', 'nodes',"
            " (SELECT json_group_array(json_array(1, 'b' || i)) FROM n)), 'wide')",
            count);
        const char *prefix = count > BR_DRIVER_BOXES_MAX ? "error: " : "<svg ";
        CHECK(strncmp(one(sql), prefix, strlen(prefix)) == 0);
    }
    end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_options_reach_the_drawing),
        BR_TEST(test_what_is_no_diagram),
        BR_TEST(test_boxes_end_at_their_limit),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
