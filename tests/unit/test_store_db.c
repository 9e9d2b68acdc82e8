/* test_store_db.c - opening SQLite files: what is wrong with them, in our words; who may write. */
#include "store_fixture.h"

#include <sys/stat.h>

static struct br_error error;

static enum br_status try_open(const char *path, enum br_db_mode mode, bool create)
{
    sqlite3 *db = NULL;
    struct br_db_options options = {.path = path, .mode = mode, .create = create};
    error = (struct br_error){.text = ""};
    enum br_status status = br_db_open(&options, &db, &error);
    CHECK((status == BR_OK) == (db != NULL) && (status == BR_OK) == (error.text[0] == '\0'));
    br_db_close(db);
    return status;
}

static sqlite3 *must_open(const char *path, enum br_db_mode mode)
{
    sqlite3 *db = NULL;
    struct br_db_options options = {.path = path, .mode = mode, .create = mode != BR_DB_READER};
    BR_ASSERT(br_db_open(&options, &db, &error) == BR_OK);
    return db;
}

static int64_t number_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CHECK(br_db_prepare(db, sql, &statement) == BR_OK);
    CHECK(br_db_step(statement, &row) == BR_OK && row);
    int64_t number = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return number;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    BR_ASSERT(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void test_a_file_that_is_not_there(void)
{
    CHECK(try_open(path_of("missing.db"), BR_DB_LOG, false) == BR_ERR_NOT_FOUND);
    CHECK(try_open(path_of("missing.db"), BR_DB_READER, false) == BR_ERR_NOT_FOUND);
    CHECK(try_open(path_of("missing.db"), BR_DB_READER, true) == BR_ERR_NOT_FOUND);
    CHECK(strstr(error.text, "missing.db does not exist") != NULL);
    CHECK(access(path_of("missing.db"), F_OK) != 0);
    CHECK(try_open(path_of("missing.db"), BR_DB_LOG, true) == BR_OK);
    CHECK(try_open(path_of("missing.db"), BR_DB_READER, false) == BR_OK);
    CHECK(try_open(path_of("no_folder/x.db"), BR_DB_LOG, true) == BR_ERR_READ_ONLY);
}

static void test_a_file_that_is_no_database(void)
{
    const char *path = path_of("text.db");
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    write_file(path, text);
    for (int mode = BR_DB_LOG; mode <= BR_DB_BACKUP; mode++) {
        CHECK(try_open(path, (enum br_db_mode)mode, false) == BR_ERR_CORRUPT);
        CHECK(strstr(error.text, "text.db: damaged") != NULL);
    }
    CHECK(mkdir(path_of("folder.db"), 0700) == 0);
    CHECK(try_open(path_of("folder.db"), BR_DB_LOG, true) == BR_ERR_READ_ONLY);
}

static void test_the_writer_syncs_and_the_reader_only_reads(void)
{
    const char *path = path_of("pragmas.db");
    sqlite3 *writer = must_open(path, BR_DB_LOG);
    CHECK_UINT(number_of(writer, "PRAGMA synchronous"), 2);
    CHECK_UINT(number_of(writer, "PRAGMA secure_delete"), 1);
    CHECK_UINT(number_of(writer, "PRAGMA wal_autocheckpoint"), 0);
    CHECK_UINT(number_of(writer, "PRAGMA trusted_schema"), 0);
    CHECK_UINT(number_of(writer, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    CHECK(br_db_exec(writer, "CREATE TABLE a(b)") == BR_OK);

    sqlite3 *reader = must_open(path, BR_DB_READER);
    CHECK_UINT(number_of(reader, "PRAGMA query_only"), 1);
    CHECK(br_db_exec(reader, "INSERT INTO a VALUES(1)") == BR_ERR_READ_ONLY);
    CHECK(br_db_exec(reader, "PRAGMA query_only = 0; INSERT INTO a VALUES(1)") == BR_ERR_READ_ONLY);
    CHECK_UINT(number_of(reader, "SELECT count(*) FROM a"), 0);

    /* the reader goes last: it leaves the WAL, with what was committed, to the next writer */
    CHECK(br_db_exec(writer, "INSERT INTO a VALUES(1)") == BR_OK);
    br_db_close(writer);
    CHECK(access(path_of("pragmas.db-wal"), F_OK) == 0);
    br_db_close(reader);
    CHECK(access(path_of("pragmas.db-wal"), F_OK) == 0);
    writer = must_open(path, BR_DB_LOG);
    CHECK_UINT(number_of(writer, "SELECT count(*) FROM a"), 1);
    br_db_close(writer);
    CHECK(access(path_of("pragmas.db-wal"), F_OK) != 0);

    sqlite3 *views = must_open(path_of("views.db"), BR_DB_VIEWS);
    CHECK_UINT(number_of(views, "PRAGMA synchronous"), 1);
    br_db_close(views);
}

static void test_a_file_says_what_it_is(void)
{
    const char *path = path_of("identity.db");
    bool fresh = false;
    sqlite3 *db = must_open(path, BR_DB_LOG);
    CHECK(br_db_identify(db, 77, 3, &fresh, &error) == BR_OK && fresh);
    CHECK(br_db_exec(db, "BEGIN; CREATE TABLE a(b)") == BR_OK);
    CHECK(br_db_mark(db, 77, 3) == BR_OK);
    CHECK(br_db_exec(db, "COMMIT") == BR_OK);
    CHECK(br_db_identify(db, 77, 3, &fresh, &error) == BR_OK && !fresh);
    CHECK(br_db_identify(db, 77, 4, &fresh, &error) == BR_OK && !fresh);
    CHECK(br_db_identify(db, 77, 2, &fresh, &error) == BR_ERR_VERSION);
    CHECK(strstr(error.text, "newer version") != NULL);
    CHECK(br_db_identify(db, 78, 3, &fresh, &error) == BR_ERR_CORRUPT);
    br_db_close(db);
}

static void test_results_have_our_words(void)
{
    sqlite3 *db = must_open(path_of("results.db"), BR_DB_VIEWS);
    CHECK(br_db_exec(db, "CREATE TABLE a(b UNIQUE); INSERT INTO a VALUES(1)") == BR_OK);
    CHECK(br_db_exec(db, "INSERT INTO a VALUES(1)") == BR_ERR_EXISTS);
    CHECK(br_db_exec(db, "PRAGMA max_page_count = 1") == BR_OK);
    CHECK(br_db_exec(db, "INSERT INTO a VALUES(randomblob(100000))") == BR_ERR_DISK_FULL);
    CHECK_UINT(number_of(db, "SELECT count(*) FROM a"), 1);
    CHECK(br_db_exec(db, "INSERT INTO a VALUES(zeroblob(2000000000))") == BR_ERR_NO_MEMORY);
    CHECK(br_db_exec(db, "DELETE FROM sqlite_schema") == BR_ERR_IO); /* defensive */
    CHECK(br_db_exec(db, "SELECT \"nonsense\"") == BR_ERR_IO); /* and no text in such quotes */
    br_db_close(db);
}

static void test_two_writers_do_not_fit(void)
{
    const char *path = path_of("two.db");
    sqlite3 *one = must_open(path, BR_DB_VIEWS);
    sqlite3 *two = must_open(path, BR_DB_VIEWS);
    (void)sqlite3_busy_timeout(two, 0);
    CHECK(br_db_exec(one, "CREATE TABLE a(b); BEGIN IMMEDIATE") == BR_OK);
    CHECK(br_db_exec(two, "BEGIN IMMEDIATE") == BR_ERR_BUSY);
    br_db_rollback(one);
    br_db_rollback(one); /* nothing is open: nothing happens */
    CHECK(br_db_exec(two, "BEGIN IMMEDIATE; COMMIT") == BR_OK);
    br_db_close(two);
    br_db_close(one);
}

static void test_blocks_keep_to_their_number_of_statements(void)
{
    sqlite3 *db = must_open(path_of("blocks.db"), BR_DB_VIEWS);
    CHECK(br_db_exec(db, "CREATE TABLE a(b)") == BR_OK);
    for (int count = BR_DB_STATEMENTS_MAX - 1; count <= BR_DB_STATEMENTS_MAX + 1; count++) {
        struct br_db_statements statements = {.count = 0};
        struct br_buffer sql;
        br_buffer_init(&sql, 4000);
        for (int i = 0; i < count; i++) {
            br_buffer_put_text(&sql, "INSERT INTO a VALUES(1);\n");
        }
        br_buffer_put_text(&sql, " -- and a comment\n");
        enum br_status status =
            br_db_prepare_all(db, br_buffer_text(&sql), "x.sql:1", &statements, &error);
        CHECK(status == (count > BR_DB_STATEMENTS_MAX ? BR_ERR_MALFORMED : BR_OK));
        if (status == BR_OK) {
            CHECK_UINT(statements.count, count);
            CHECK(br_db_run_all(&statements) == BR_OK && br_db_run_all(&statements) == BR_OK);
            CHECK_UINT(number_of(db, "SELECT count(*) FROM a"), 2 * count);
            CHECK(br_db_exec(db, "DELETE FROM a") == BR_OK);
        }
        br_db_finalize_all(&statements);
        br_buffer_free(&sql);
    }
    br_db_close(db);
}

static void test_bytes_go_in_and_out_whole(void)
{
    static const uint8_t bytes[4] = {1, 0, 2, 0};
    uint8_t back[4] = {9};
    sqlite3 *db = must_open(path_of("bytes.db"), BR_DB_VIEWS);
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CHECK(br_db_prepare(db, "SELECT ?, ?, typeof(?2)", &statement) == BR_OK);
    br_db_bind_bytes(statement, 1, bytes, sizeof bytes);
    br_db_bind_bytes(statement, 2, NULL, 0);
    CHECK(br_db_step(statement, &row) == BR_OK && row);
    CHECK(br_db_column_bytes(statement, 0, back, 4) && memcmp(back, bytes, 4) == 0);
    CHECK(!br_db_column_bytes(statement, 0, back, 3));
    CHECK(!br_db_column_bytes(statement, 1, back, 4));
    CHECK_TEXT((const char *)sqlite3_column_text(statement, 2), "blob");
    CHECK(br_db_run(statement) == BR_OK);
    (void)sqlite3_finalize(statement);
    br_db_close(db);
}

static void test_a_whole_checkpoint_cuts_the_wal(void)
{
    struct stat info;
    sqlite3 *db = must_open(path_of("checkpoint.db"), BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE a(b); INSERT INTO a VALUES(zeroblob(100000))") == BR_OK);
    CHECK(stat(path_of("checkpoint.db-wal"), &info) == 0 && info.st_size > 100000);
    CHECK(br_db_checkpoint(db, false) == BR_OK);
    CHECK(stat(path_of("checkpoint.db"), &info) == 0 && info.st_size > 100000);
    CHECK(br_db_checkpoint(db, true) == BR_OK);
    CHECK(stat(path_of("checkpoint.db-wal"), &info) == 0 && info.st_size == 0);
    br_db_close(db);
}

static void copy_file(const char *from, const char *to)
{
    uint8_t block[4096];
    size_t count = 0;
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    BR_ASSERT(in != NULL && out != NULL);
    while ((count = fread(block, 1, sizeof block, in)) > 0) {
        BR_ASSERT(fwrite(block, 1, count, out) == count);
    }
    (void)fclose(in);
    BR_ASSERT(fclose(out) == 0);
}

/* Only the writer checkpoints, also when a reader is the last to leave a file that a crash left. */
static void test_a_reader_leaves_the_wal_as_it_is(void)
{
    struct stat info;
    sqlite3 *db = must_open(path_of("alive.db"), BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE a(b); INSERT INTO a VALUES(zeroblob(100000))") == BR_OK);
    copy_file(path_of("alive.db"), path_of("crashed.db"));
    copy_file(path_of("alive.db-wal"), path_of("crashed.db-wal"));
    br_db_close(db);
    sqlite3 *reader = must_open(path_of("crashed.db"), BR_DB_READER);
    CHECK_UINT(number_of(reader, "SELECT count(*) FROM a"), 1);
    br_db_close(reader);
    CHECK(stat(path_of("crashed.db-wal"), &info) == 0 && info.st_size > 100000);
    CHECK(stat(path_of("crashed.db"), &info) == 0 && info.st_size < 100000);
}

/* What other programs put beside or in place of our tables: one of these would never end. */
static void test_files_hold_tables_and_nothing_else(void)
{
    static const char *const strangers[] = {
        ("CREATE VIEW t AS WITH RECURSIVE r(x) AS"
         " (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r"),
        "CREATE TABLE u(x); CREATE TRIGGER t AFTER UPDATE ON u BEGIN DELETE FROM u; END",
        "CREATE VIRTUAL TABLE t USING fts5(x)",
    };
    static const enum br_db_mode modes[] = {BR_DB_LOG, BR_DB_VIEWS, BR_DB_READER};
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        sqlite3 *other = NULL;
        (void)unlink(path_of("strange.db"));
        BR_ASSERT(sqlite3_open(path_of("strange.db"), &other) == SQLITE_OK);
        BR_ASSERT(sqlite3_exec(other, strangers[i], NULL, NULL, NULL) == SQLITE_OK);
        BR_ASSERT(sqlite3_close(other) == SQLITE_OK);
        for (size_t mode = 0; mode < sizeof modes / sizeof modes[0]; mode++) {
            CHECK(try_open(path_of("strange.db"), modes[mode], false) == BR_ERR_CORRUPT);
            CHECK(strstr(error.text, "more than our tables") != NULL);
        }
    }
}

/* Nor one that comes later; our own views are temporary. */
static void test_views_are_temporary(void)
{
    sqlite3 *db = must_open(path_of("views.db"), BR_DB_VIEWS);
    CHECK(br_db_exec(db, "CREATE TEMP VIEW ours AS SELECT 7") == BR_OK);
    CHECK_UINT(number_of(db, "SELECT * FROM ours"), 7);
    CHECK(br_db_exec(db, "CREATE VIEW theirs AS SELECT 8") == BR_OK);
    CHECK(br_db_exec(db, "SELECT * FROM theirs") == BR_ERR_IO);
    br_db_close(db);
}

static void test_values_have_a_maximum(void)
{
    sqlite3 *db = must_open(path_of("values.db"), BR_DB_LOG);
    sqlite3_stmt *make = NULL;
    bool row = false;
    CHECK(br_db_prepare(db, "SELECT length(zeroblob(?1))", &make) == BR_OK);
    for (int64_t size = BR_DB_VALUE_SIZE_MAX - 1; size <= BR_DB_VALUE_SIZE_MAX + 1; size++) {
        bool fits = size <= BR_DB_VALUE_SIZE_MAX;
        (void)sqlite3_bind_int64(make, 1, size);
        CHECK(br_db_step(make, &row) == (fits ? BR_OK : BR_ERR_NO_MEMORY) && row == fits);
        (void)sqlite3_reset(make);
    }
    (void)sqlite3_finalize(make);
    br_db_close(db);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_file_that_is_not_there),
        BR_TEST(test_a_file_that_is_no_database),
        BR_TEST(test_the_writer_syncs_and_the_reader_only_reads),
        BR_TEST(test_a_file_says_what_it_is),
        BR_TEST(test_results_have_our_words),
        BR_TEST(test_two_writers_do_not_fit),
        BR_TEST(test_blocks_keep_to_their_number_of_statements),
        BR_TEST(test_bytes_go_in_and_out_whole),
        BR_TEST(test_a_whole_checkpoint_cuts_the_wal),
        BR_TEST(test_a_reader_leaves_the_wal_as_it_is),
        BR_TEST(test_files_hold_tables_and_nothing_else),
        BR_TEST(test_views_are_temporary),
        BR_TEST(test_values_have_a_maximum),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
