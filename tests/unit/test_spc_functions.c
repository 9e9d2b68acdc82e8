/* Charts as SQL says them: functions.h over a plain connection. */
#include "base/limits.h"
#include "harness/check.h"
#include "spc/functions.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *db;

static const char *one(const char *sql)
{
    static char kept[1u << 20];
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

static void run(const char *sql)
{
    BR_ASSERT(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

/* Twenty weeks that go up and down around 12, then eight at 20; the last one is put in first. */
static void begin(void)
{
    BR_ASSERT(sqlite3_open(":memory:", &db) == SQLITE_OK);
    BR_ASSERT(br_spc_functions(db) == BR_OK);
    run("CREATE TABLE p(date TEXT, value REAL);"
        "WITH RECURSIVE n(i) AS (SELECT 27 UNION ALL SELECT i - 1 FROM n WHERE i > 0)"
        " INSERT INTO p SELECT date('2026-01-05', (i * 7) || ' days'),"
        " CASE WHEN i < 20 THEN 12 + i % 3 ELSE 20 END FROM n");
}

static void end(void)
{
    CHECK(sqlite3_close(db) == SQLITE_OK); /* nothing is left open */
}

static void test_a_series_in_any_order(void)
{
    begin();
    CHECK_TEXT(one("SELECT spc_json(date, value, NULL) ->> '$.points[0].date' FROM p"),
               "2026-01-05");
    CHECK_TEXT(one("SELECT json_array_length(spc_json(date, value, '{}') -> 'points') FROM p"),
               "28");
    CHECK_TEXT(one("SELECT spc_json(date, value, '{\"direction\":\"increase\"}') ->> 'variation'"
                   " FROM p"),
               "improvement_high");
    CHECK_TEXT(one("SELECT spc_json(date, value, '{\"direction\":\"decrease\"}') ->> 'variation'"
                   " FROM p"),
               "concern_high");
    CHECK_TEXT(one("SELECT spc_json(date, value, '{}') ->> 'variation' FROM p"), "neutral_high");
    CHECK_TEXT(one("SELECT spc_json(date, value, '{}') ->> '$.points' FROM p WHERE 0"), "[]");
    end();
}

static void test_options_reach_the_rules(void)
{
    begin();
    CHECK_TEXT(
        one("SELECT spc_json(date, value, json_object('direction', 'increase', 'target', 40))"
            " ->> 'assurance' FROM p"),
        "consistent_fail");
    CHECK_TEXT(
        one("SELECT spc_json(date, value, '{\"target\":\"none\",\"direction\":\"increase\"}')"
            " ->> 'assurance' FROM p"),
        "NULL");
    CHECK_TEXT(
        one("SELECT json_array_length(spc_json(date, value, json_object('rebases',"
            " json_array(json_array('2026-05-25', 'Another ward'), json_array('never', 'x'))))"
            " -> 'phases') FROM p"),
        "2");
    CHECK_TEXT(
        one("SELECT spc_json(date, value, '{\"fix_after\":12}') ->> '$.phases[0].mean' FROM p"),
        "13");
    CHECK(strstr(one("SELECT spc_json(date, value, '{\"screened\":1,\"two_of_three\":\"r\"}')"
                     " ->> 'rule_set' FROM p"),
                 "screened") != NULL);
    CHECK(strstr(one("SELECT spc_json(date, value, '{\"fix_after\":11}') FROM p"), "error: ") !=
          NULL);
    CHECK_TEXT(one("SELECT spc_json(date, value, 'no json') FROM p"),
               "error: The options of a chart are JSON.");
    end();
}

static void test_what_no_chart_can_hold(void)
{
    begin();
    run("INSERT INTO p VALUES('soon', 5), (NULL, 6), ('2027-01-04', 1e300), ('2027-01-11', NULL)");
    CHECK_TEXT(one("SELECT json_array_length(spc_json(date, value, '{}') -> 'points') FROM p"),
               "30");
    CHECK_TEXT(one("SELECT spc_json(date, value, '{}') ->> '$.points[28].value' FROM p"), "NULL");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{}') ->> 'date' FROM p"), "2026-07-13");
    CHECK(strstr(one("SELECT spc_json(date, 1, '{}') FROM p CROSS JOIN p"), "error: ") != NULL);
    end();
}

static void fill(unsigned points)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "DELETE FROM p; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                   " WHERE i < %u) INSERT INTO p SELECT date('1960-01-01', i || ' days'), i %% 5"
                   " FROM n",
                   points);
    run(sql);
}

static void test_points_end_at_their_limit(void)
{
    begin();
    for (unsigned points = BR_SPC_POINTS_MAX - 1; points <= BR_SPC_POINTS_MAX + 1; points++) {
        fill(points);
        const char *said = one("SELECT spc_reading(date, value, '{}') ->> 'points' FROM p");
        if (points > BR_SPC_POINTS_MAX) {
            CHECK_TEXT(said, "error: A measure has more points than the 20000 of one chart.");
        } else {
            CHECK_UINT(strtoul(said, NULL, 10), points);
        }
    }
    end();
}

static void test_readings(void)
{
    begin();
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{\"direction\":\"increase\",\"unit\":\"%\"}')"
                   " ->> 'verdict' FROM p"),
               "Improvement");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{\"unit\":\"%\"}') ->> 'value_words' FROM p"),
               "20%");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{}') ->> 'run_chart' FROM p"), "0");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{}') ->> 'run_chart' FROM p"
                   " WHERE date < '2026-03-10'"),
               "1");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{}') ->> 'variation' FROM p"
                   " WHERE date < '2026-03-10'"),
               "NULL");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{\"direction\":\"increase\",\"target\":15}')"
                   " ->> 'assurance' FROM p"),
               "inconsistent");
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{\"direction\":\"increase\",\"target\":15,"
                   "\"rebases\":[[\"2026-07-13\",\"one point\"]]}') ->> 'assurance' FROM p"),
               "NULL"); /* no limits yet */
    CHECK_TEXT(one("SELECT spc_reading(date, value, '{}') ->> 'value_words' FROM p WHERE 0"),
               "NULL");
    CHECK_TEXT(one("SELECT spc_reading(date, NULL, '{}') ->> 'value_words' FROM p"), "NULL");
    end();
}

static void test_lines_of_a_table(void)
{
    begin();
    CHECK_TEXT(one("SELECT spc_points(date, value, '{\"direction\":\"decrease\"}') -> 27 FROM p"),
               "{\"date\":\"2026-07-13\",\"day\":\"13 Jul "
               "2026\",\"mean\":\"14.96\",\"limits\":\"11.81 to 18.12\","
               "\"words\":\"above the upper limit\",\"class\":\"concern_high\"}");
    CHECK_TEXT(one("SELECT spc_points(date, value, '{}') -> 0 FROM p WHERE date < '2026-03-10'"),
               "{\"date\":\"2026-01-05\",\"day\":\"5 Jan 2026\",\"mean\":\"13.00\"}");
    CHECK_TEXT(one("SELECT spc_points(date, NULL, '{}') -> 0 FROM p"),
               "{\"date\":\"2026-01-05\",\"day\":\"5 Jan 2026\"}");
    CHECK_TEXT(one("SELECT spc_points(date, value, '{}') FROM p WHERE 0"), "[]");
    end();
}

static void test_drawings(void)
{
    begin();
    const char *said =
        one("SELECT spc_svg(date, value, '{\"title\":\"A < B\",\"tags\":"
            "[[\"2026-05-25\",\"pdsa\",\"PDSA 4\"],[\"x\",\"event\",\"y\"]]}', 'wide')"
            " FROM p");
    CHECK(strstr(said, "<svg") == said && strstr(said, "A &lt; B") != NULL);
    CHECK(strstr(said, "PDSA 4") != NULL);
    size_t wide = strlen(said);
    CHECK(strlen(one("SELECT spc_svg(date, value, '{}', 'small') FROM p")) < wide);
    CHECK(strstr(one("SELECT spc_svg(date, value, '{}', 'phone') FROM p"), "width=\"354\"") !=
          NULL);
    CHECK(strstr(one("SELECT spc_svg(date, value, '{}', '860') FROM p"), "width=\"860\"") != NULL);
    CHECK_TEXT(one("SELECT length(spc_svg(date, value, '{}', '860x300'))"
                   " = length(spc_svg(date, value, '{}', '860')) FROM p"),
               "1");
    CHECK(strstr(one("SELECT spc_svg(date, value, '{}', 'wall') FROM p"), "width=\"1290\"") !=
          NULL);
    CHECK_TEXT(one("SELECT spc_svg(date, value, '{}', 'wide') FROM p WHERE 0"), "NULL");
    CHECK(
        strstr(
            one("SELECT spc_svg(date, value, '{\"scale\":[0,1000,\"2026-01-01\",\"2026-12-31\"]}',"
                " 'small') FROM p"),
            "<svg") != NULL);
    CHECK(strstr(one("SELECT spc_text(date, value, '{}', 80) FROM p"), "\n") != NULL);
    CHECK_TEXT(one("SELECT spc_text(date, value, '{}', 80) FROM p WHERE 0"), "NULL");
    end();
}

static void test_words_and_icons(void)
{
    begin();
    CHECK(strstr(one("SELECT spc_icon('improvement_high', 40)"), "<svg") != NULL);
    CHECK(strstr(one("SELECT spc_icon('consistent_fail', 40)"), "<svg") != NULL);
    CHECK_TEXT(one("SELECT spc_icon('wonderful', 40)"), "NULL");
    CHECK_TEXT(one("SELECT spc_icon(NULL, 40)"), "NULL");
    CHECK_TEXT(one("SELECT spc_icon('common_cause', 0)"), "NULL");
    CHECK(strstr(one("SELECT spc_icon('common_cause', 200)"), "<svg") != NULL);
    CHECK_TEXT(one("SELECT spc_icon('common_cause', 201)"), "NULL");
    CHECK(strstr(one("SELECT spc_marker('concern_low')"), "<svg") != NULL);
    CHECK_TEXT(one("SELECT spc_marker('consistent_fail')"), "NULL");
    CHECK_TEXT(one("SELECT spc_marker(NULL)"), "NULL");
    end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_series_in_any_order),
        BR_TEST(test_options_reach_the_rules),
        BR_TEST(test_what_no_chart_can_hold),
        BR_TEST(test_points_end_at_their_limit),
        BR_TEST(test_readings),
        BR_TEST(test_drawings),
        BR_TEST(test_lines_of_a_table),
        BR_TEST(test_words_and_icons),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
