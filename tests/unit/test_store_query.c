/* What a page's SQL may do: read v_ views, nothing else; and what folds and checks may do. */
#include "store_fixture.h"

static struct br_domain *domain;
static struct br_views *views;

static void start(void)
{
    struct story story = {.ms = 1700000000000};
    struct story_stream *network = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    for (unsigned i = 0; i < 5; i++) {
        story_say(&story, network, "thread_started", 0x50, 0x10 + i, "{\"title\": \"T\"}");
    }
    story_say(&story, network, "post_written", 0x50, 0,
              "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"secret\"}");
    domain = real_domain();
    views = open_views(path_of("query.db"), domain, 0xa1);
    CHECK(story_fold(&story, views, 1, 9, 1) == BR_OK);
    story_free(&story);
}

static void stop(void)
{
    CHECK(br_views_reset(views) == BR_OK);
    br_views_close(views);
    br_domain_free(domain);
}

static enum br_status ask(const char *sql)
{
    struct br_buffer out;
    struct br_error error = {.text = ""};
    br_buffer_init(&out, 1u << 20);
    enum br_status status = br_views_query(views, sql, NULL, 0, print_cells, &out, &error);
    CHECK((status == BR_OK) == (error.text[0] == '\0'));
    br_buffer_free(&out);
    return status;
}

static void test_pages_read_views_and_nothing_else(void)
{
    static const char *const allowed[] = {
        "SELECT * FROM v_thread",
        "SELECT count(*) FROM v_post",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM v_post)",
        "WITH newest AS (SELECT id FROM v_thread ORDER BY last_ms DESC LIMIT 3)"
        " SELECT t.title FROM newest JOIN v_thread t USING (id)",
        "SELECT (SELECT max(written_ms) FROM v_post p WHERE p.thread = t.id) FROM v_thread t",
        "SELECT value FROM json_each('[1, 2]')",
        "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
        " SELECT i FROM n",
        "SELECT date(listed_ms / 1000, 'unixepoch') AS v_day FROM v_thread AS v_t ;  ",
    };
    static const char *const refused[] = {
        "SELECT text FROM post",
        "SELECT count(*) FROM post",
        "SELECT t.id FROM v_thread t JOIN post p ON p.thread = t.id",
        "SELECT (SELECT text FROM post LIMIT 1) FROM v_thread",
        "SELECT id FROM v_thread UNION SELECT id FROM post",
        "SELECT * FROM (SELECT text FROM post) AS v_post",
        "WITH v_post AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH v_post(text) AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH v_post AS MATERIALIZED (SELECT text FROM post) SELECT * FROM v_post",
        "WITH v_post AS NOT MATERIALIZED (SELECT text FROM post) SELECT * FROM v_post",
        "WITH \"v_post\" AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH [v_post] AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH `v_post` AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH v_post/**/AS(SELECT text FROM post) SELECT * FROM v_post",
        "WITH v_post -- so\n AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH V_POST AS (SELECT text FROM post) SELECT * FROM v_post",
        "WITH v_nothing AS (SELECT text FROM post) SELECT * FROM v_nothing",
        "SELECT * FROM folded",
        "SELECT * FROM sqlite_schema",
        "SELECT * FROM sqlite_temp_schema",
        "SELECT * FROM pragma_table_info('post')",
        "SELECT * FROM new_post_written",
        "SELECT random()",
        "SELECT CURRENT_TIMESTAMP",
        "SELECT load_extension('x')",
        "INSERT INTO post(id) VALUES(1)",
        "DELETE FROM v_thread",
        "UPDATE post SET text = ''",
        "DROP VIEW v_thread",
        "CREATE TEMP TABLE v_mine(a)",
        "ATTACH 'x.db' AS x",
        "PRAGMA query_only = 0",
        "BEGIN",
        "VACUUM",
        "EXPLAIN SELECT * FROM post",
        "SELECT 1; SELECT 2",
        "SELECT nothing FROM v_thread",
        "SELECT \"nothing\" FROM v_thread",
        "SELEKT",
        "",
        "-- nothing",
    };
    start();
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (!CHECK(ask(allowed[i]) == BR_OK)) {
            (void)printf("  %s\n", allowed[i]);
        }
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (!CHECK(ask(refused[i]) == BR_ERR_REFUSED)) {
            (void)printf("  %s\n", refused[i]);
        }
    }
    CHECK_TEXT(rows_of(views, "SELECT text FROM v_post"), "secret\n");
    stop();
}

static void test_parameters_are_bound_by_name(void)
{
    static const char *const sql = "SELECT :text, :number, :half, :bytes, :nothing, :nobody, :text";
    struct br_buffer out;
    struct br_error error = {.text = ""};
    struct br_parameter parameters[] = {
        {"number", {.type = BR_CELL_INTEGER, .integer = -7}},
        {"unused", {.type = BR_CELL_INTEGER, .integer = 1}},
        {"text", {.type = BR_CELL_TEXT, .bytes = {(const uint8_t *)"a'b", 3}}},
        {"half", {.type = BR_CELL_NUMBER, .number = 0.5}},
        {"bytes", {.type = BR_CELL_BYTES, .bytes = {(const uint8_t *)"\x7f", 1}}},
        {"nothing", {.type = BR_CELL_NULL}},
    };
    start();
    br_buffer_init(&out, 1000);
    CHECK(br_views_query(views, sql, parameters, sizeof parameters / sizeof parameters[0],
                         print_cells, &out, &error) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "a'b|-7|0.5|7f|-|-|a'b\n");
    br_buffer_clear(&out);
    CHECK(br_views_query(views, sql, NULL, 0, print_cells, &out, &error) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "-|-|-|-|-|-|-\n"); /* what was bound before is forgotten */
    br_buffer_free(&out);
    stop();
}

struct counted {
    size_t rows;
    size_t stop_at;
};

static bool count_rows(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct counted *counted = context;
    CHECK(count == 1 && strcmp(names[0], "title") == 0 && cells[0].type == BR_CELL_TEXT);
    return ++counted->rows < counted->stop_at;
}

static void test_a_visit_may_stop_and_the_query_runs_again(void)
{
    struct br_error error = {.text = ""};
    start();
    for (size_t stop_at = 1; stop_at <= 6; stop_at++) {
        struct counted counted = {.stop_at = stop_at};
        CHECK(br_views_query(views, "SELECT title FROM v_thread", NULL, 0, count_rows, &counted,
                             &error) == BR_OK);
        CHECK_UINT(counted.rows, stop_at < 5 ? stop_at : 5);
    }
    CHECK(br_views_show(views, NULL, 0) ==
          BR_OK); /* no statement is left in the middle of a step */
    br_views_hide(views);
    stop();
}

static void test_more_queries_than_are_kept_still_answer(void)
{
    start();
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < BR_VIEWS_STATEMENTS_MAX + 2; i++) {
            char sql[100];
            char wanted[20];
            (void)snprintf(sql, sizeof sql, "SELECT count(*) + %u FROM v_thread", i);
            (void)snprintf(wanted, sizeof wanted, "%u\n", 5 + i);
            CHECK_TEXT(rows_of(views, sql), wanted);
            CHECK(views->statement_count <= BR_VIEWS_STATEMENTS_MAX);
        }
    }
    stop();
}

static void test_columns_keep_to_their_limit(void)
{
    start();
    for (unsigned count = BR_QUERY_COLUMNS_MAX - 1; count <= BR_QUERY_COLUMNS_MAX + 1; count++) {
        struct br_buffer sql;
        br_buffer_init(&sql, 4000);
        br_buffer_put_text(&sql, "SELECT 1");
        for (unsigned i = 1; i < count; i++) {
            br_buffer_put_format(&sql, ", %u", i);
        }
        CHECK(ask(br_buffer_text(&sql)) == (count > BR_QUERY_COLUMNS_MAX ? BR_ERR_LIMIT : BR_OK));
        br_buffer_free(&sql);
    }
    stop();
}

/* --- the authorizer over declared SQL --- */

static int prepared(enum br_guard_mode mode, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    views->guard.mode = mode;
    int code = sqlite3_prepare_v2(views->db, sql, -1, &statement, NULL);
    views->guard.mode = BR_GUARD_OFF;
    (void)sqlite3_finalize(statement);
    return code;
}

static void test_declared_sql_keeps_to_its_mode(void)
{
    static const struct {
        const char *sql;
        bool check;
        bool index;
        bool fold;
    } cases[] = {
        {"SELECT h_index, 'no' FROM new_thread_started WHERE title IS NULL", true, true, true},
        {"SELECT count(*) FROM thread", true, true, true},
        {"SELECT date(date) FROM new_points_recorded_points", true, true, false},
        {"SELECT strftime('%s', 'now')", true, true, false},
        {"INSERT INTO edit_base SELECT h_id, h_id, h_id, 1, h_id FROM new_post_edited", false, true,
         true},
        {"UPDATE thread_tally SET posts = posts + 1", false, true, true},
        {"DELETE FROM thread_tally", false, true, true},
        {"SELECT rowid FROM unreadable", true, true, true}, /* a declared column by another name */
        {"SELECT rowid FROM replica", true, true, false},
        {"SELECT random()", false, false, false},
        {"SELECT randomblob(4)", false, false, false},
        {"SELECT CURRENT_TIMESTAMP", false, false, false},
        {"SELECT CURRENT_DATE", false, false, false},
        {"SELECT last_insert_rowid()", false, false, false},
        {"SELECT changes()", false, false, false},
        {"CREATE TABLE more(a)", false, false, false},
        {"DROP TABLE thread", false, false, false},
        {"ATTACH 'x' AS x", false, false, false},
        {"PRAGMA synchronous = OFF", false, false, false},
        {"DELETE FROM sqlite_schema", false, false, false},
        {"INSERT INTO temp.sqlite_schema VALUES(1, 2, 3, 4, 5)", false, false, false},
    };
    start();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool as_wanted = (prepared(BR_GUARD_CHECK, cases[i].sql) == SQLITE_OK) == cases[i].check &&
                         (prepared(BR_GUARD_INDEX, cases[i].sql) == SQLITE_OK) == cases[i].index &&
                         (prepared(BR_GUARD_FOLD, cases[i].sql) == SQLITE_OK) == cases[i].fold;
        if (!CHECK(as_wanted)) {
            (void)printf("  %s\n", cases[i].sql);
        }
    }
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_pages_read_views_and_nothing_else),
        BR_TEST(test_parameters_are_bound_by_name),
        BR_TEST(test_a_visit_may_stop_and_the_query_runs_again),
        BR_TEST(test_more_queries_than_are_kept_still_answer),
        BR_TEST(test_columns_keep_to_their_limit),
        BR_TEST(test_declared_sql_keeps_to_its_mode),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
