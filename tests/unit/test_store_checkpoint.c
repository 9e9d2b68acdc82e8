/* test_store_checkpoint.c - when the WAL of the views is moved into their file. */
#include "store_fixture.h"

#include <sys/stat.h>

static void test_pages_before_a_checkpoint(void)
{
    static const size_t enough[] = {BR_CHECKPOINT_VIEWS_PAGES, BR_CHECKPOINT_VIEWS_PAGES_MAX};
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path_of("pages.db"), domain, 1);
    for (size_t more = 0; more < 2; more++) {
        for (size_t pages = enough[more] - 1; pages <= enough[more] + 1; pages++) {
            views->wal_pages = views->wal_pages_done + (int)pages;
            CHECK(br_views_checkpoint_due(views, more == 1) == (pages >= enough[more]));
        }
    }
    br_views_close(views);
    br_domain_free(domain);
}

/* One transaction that fills [count] pages and more. */
static void fill(struct br_views *views, int count)
{
    static const char *const sql =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)"
        " INSERT OR REPLACE INTO unreadable(position, reason) SELECT i, abs(random()) FROM n";
    int before = views->wal_pages;
    while (views->wal_pages - before < count) {
        CHECK(br_db_exec(views->db, sql) == BR_OK);
    }
}

static off_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : -1;
}

static void test_it_moves_the_wal_into_the_file(void)
{
    const char *path = path_of("moves.db");
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path, domain, 1);
    CHECK(br_views_checkpoint(views) == BR_OK);
    off_t before = size_of(path);
    fill(views, BR_CHECKPOINT_VIEWS_PAGES);
    CHECK(br_views_checkpoint_due(views, false));
    CHECK(size_of(path) == before);
    CHECK(br_views_checkpoint(views) == BR_OK);
    CHECK(!br_views_checkpoint_due(views, false));
    CHECK(size_of(path) > before);
    br_views_close(views);
    br_domain_free(domain);
}

/* A reader holds the WAL's end: it grows on, and is due again only after as much again. */
static void test_a_reader_does_not_make_it_due_for_ever(void)
{
    const char *path = path_of("reader.db");
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path, domain, 1);
    struct br_db_options options = {.path = path, .mode = BR_DB_READER};
    struct br_error error = {.text = ""};
    sqlite3 *reader = NULL;
    fill(views, BR_CHECKPOINT_VIEWS_PAGES);
    CHECK(br_db_open(&options, &reader, &error) == BR_OK);
    CHECK(br_db_exec(reader, "BEGIN; SELECT count(*) FROM unreadable;") == BR_OK);
    fill(views, BR_CHECKPOINT_VIEWS_PAGES);
    CHECK(br_views_checkpoint(views) == BR_OK);
    CHECK(br_db_exec(views->db, "UPDATE unreadable SET reason = 7 WHERE position = 1") == BR_OK);
    CHECK(views->wal_pages > (int)BR_CHECKPOINT_VIEWS_PAGES);
    CHECK(!br_views_checkpoint_due(views, false));
    CHECK(br_db_exec(reader, "COMMIT") == BR_OK);
    CHECK(br_views_checkpoint(views) == BR_OK);
    CHECK(br_db_exec(views->db, "UPDATE unreadable SET reason = 8 WHERE position = 1") == BR_OK);
    CHECK(views->wal_pages < (int)BR_CHECKPOINT_VIEWS_PAGES); /* nobody holds it: begun anew */
    br_db_close(reader);
    br_views_close(views);
    br_domain_free(domain);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_pages_before_a_checkpoint),
        BR_TEST(test_it_moves_the_wal_into_the_file),
        BR_TEST(test_a_reader_does_not_make_it_due_for_ever),
    };
    br_crypto_init();
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
