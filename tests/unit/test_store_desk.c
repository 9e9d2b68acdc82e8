/* What is one person's own: kept, bounded, shown to them alone. */
#include "store_fixture.h"

#include "refused_store.h"
#include "store/desk.h"

#include <signal.h>
#include <sys/wait.h>

enum { OURS = 0xa1, THEIRS = 0xa2, ANNA = 0x51, BEN = 0x52 };

static const char *const all_views[] = {
    "SELECT count(*) FROM v_mark", "SELECT count(*) FROM v_visit", "SELECT count(*) FROM v_follow",
    "SELECT count(*) FROM v_draft"};
enum { VIEWS = sizeof all_views / sizeof all_views[0] };

struct desks {
    struct br_domain *domain;
    struct br_desk *desk;
    struct br_views *views;
    struct br_views *reader;
    const char *path;
    const char *views_path;
};

static struct br_desk *open_desk(const char *path)
{
    struct br_desk *desk = NULL;
    struct br_error error = {.text = ""};
    if (br_desk_open(path, &desk, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        abort();
    }
    return desk;
}

static void open_all(struct desks *d)
{
    struct br_error error = {.text = ""};
    d->desk = open_desk(d->path);
    struct br_views_options options = {
        .path = d->views_path, .domain = d->domain, .academy = academy_of(OURS), .desk = d->path};
    BR_ASSERT(br_views_open(&options, &d->views, &error) == BR_OK);
    BR_ASSERT(br_views_open_reader(&options, &d->reader, &error) == BR_OK);
}

static void close_all(struct desks *d)
{
    br_views_close(d->reader);
    br_views_close(d->views);
    br_desk_close(d->desk);
}

static void start(struct desks *d, const char *name)
{
    char views[64];
    (void)snprintf(views, sizeof views, "%s-views", name);
    *d = (struct desks){
        .domain = real_domain(), .path = path_of(name), .views_path = path_of(views)};
    open_all(d);
}

static void stop(struct desks *d)
{
    close_all(d);
    br_domain_free(d->domain);
}

/* What a page of [member]'s shows, on a reader; the writing connection shows the same. */
static const char *shown_to(struct desks *d, unsigned member, const char *sql)
{
    static char text[4096];
    struct br_id id = id_of(member);
    struct br_error error = {.text = ""};
    if (!CHECK(br_views_take(d->reader, &error) == BR_OK)) {
        return "no look";
    }
    br_views_set_viewer(d->reader, &id);
    (void)snprintf(text, sizeof text, "%s", rows_of(d->reader, sql));
    br_views_release(d->reader);
    br_views_set_viewer(d->views, &id);
    CHECK_TEXT(rows_of(d->views, sql), text);
    return text;
}

static enum br_status mark(struct desks *d, unsigned member, unsigned academy, unsigned thread,
                           uint64_t ms, uint64_t posts)
{
    struct br_id id = id_of(member);
    struct br_id about = id_of(thread);
    struct br_hash whose = academy_of(academy);
    return br_desk_mark(d->desk, &id, &whose, &about, ms, posts);
}

#define MARKS "SELECT academy, thread, ms, posts FROM v_mark ORDER BY ms, thread"

static void test_how_far_a_thread_was_read(void)
{
    struct desks d;
    start(&d, "marks");
    CHECK(mark(&d, ANNA, OURS, 0x10, 100, 1) == BR_OK);
    CHECK(mark(&d, ANNA, THEIRS, 0x10, 50, 2) == BR_OK); /* another thread of the same id */
    CHECK(mark(&d, BEN, OURS, 0x10, 70, 3) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, MARKS), "a2|10|50|2\na1|10|100|1\n");
    CHECK_TEXT(shown_to(&d, BEN, MARKS), "a1|10|70|3\n");
    CHECK(mark(&d, ANNA, OURS, 0x10, 90, 9) == BR_OK); /* an older tab takes nothing back */
    CHECK(mark(&d, ANNA, THEIRS, 0x10, 60, 1) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, MARKS), "a2|10|60|2\na1|10|100|9\n");
    struct br_id anna = id_of(ANNA);
    CHECK(br_desk_read_all(d.desk, &anna, 60) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, MARKS), "a1|10|100|9\n");
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT read_ms FROM v_visit"), "60\n");
    CHECK(br_desk_read_all(d.desk, &anna, 10) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT read_ms FROM v_visit"), "60\n");
    CHECK_TEXT(shown_to(&d, BEN, "SELECT count(*) FROM v_visit"), "0\n");
    stop(&d);
}

/* Put [?2] rows of [?1] there, faster than in one transaction each. */
static void fill(struct desks *d, const char *sql, unsigned count)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    struct br_id anna = id_of(ANNA);
    BR_ASSERT(sqlite3_open(d->path, &db) == SQLITE_OK);
    BR_ASSERT(sqlite3_exec(db, "PRAGMA wal_autocheckpoint=0", NULL, NULL, NULL) == SQLITE_OK);
    BR_ASSERT(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    BR_ASSERT(sqlite3_bind_blob(statement, 1, &anna, sizeof anna, SQLITE_STATIC) == SQLITE_OK);
    BR_ASSERT(sqlite3_bind_int64(statement, 2, count) == SQLITE_OK);
    BR_ASSERT(sqlite3_step(statement) == SQLITE_DONE);
    BR_ASSERT(sqlite3_finalize(statement) == SQLITE_OK && sqlite3_close(db) == SQLITE_OK);
}

#define SERIES "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)"

static void test_marks_give_up_the_earliest(void)
{
    struct desks d;
    char expected[64];
    start(&d, "many-marks");
    fill(&d,
         SERIES " INSERT INTO mark SELECT ?1, CAST('thread ' || i AS BLOB), zeroblob(32), 1000 + i,"
                " 1 FROM n",
         BR_DESK_MARKS_MAX - 1);
    CHECK(mark(&d, ANNA, OURS, 0x10, 500000, 1) == BR_OK); /* the last that has room */
    CHECK(mark(&d, ANNA, OURS, 0x10, 500001, 1) == BR_OK);
    (void)snprintf(expected, sizeof expected, "%u|1001\n", BR_DESK_MARKS_MAX);
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*), min(ms) FROM v_mark"), expected);
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*) FROM v_visit"), "0\n");
    CHECK(mark(&d, ANNA, OURS, 0x11, 500002, 1) == BR_OK);
    (void)snprintf(expected, sizeof expected, "%u|1002\n", BR_DESK_MARKS_MAX);
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*), min(ms) FROM v_mark"), expected);
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT read_ms FROM v_visit"), "1001\n");
    stop(&d);
}

#define VISIT "SELECT last_ms, before_ms, read_ms FROM v_visit"

static void test_when_somebody_was_here(void)
{
    struct desks d;
    struct br_id anna = id_of(ANNA);
    uint64_t ms = 1000000;
    char expected[128];
    start(&d, "visits");
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*) FROM v_visit"), "0\n");
    CHECK(br_desk_visit(d.desk, &anna, ms) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, VISIT), "1000000|1000000|1000000\n");
    uint64_t before = ms;
    for (int over = -1; over <= 1; over++) { /* the gap that begins another visit */
        uint64_t last = ms;
        ms += (uint64_t)((int64_t)BR_VISIT_GAP_MS + over);
        before = over >= 0 ? last : before;
        CHECK(br_desk_visit(d.desk, &anna, ms) == BR_OK);
        (void)snprintf(expected, sizeof expected, "%llu|%llu|1000000\n", (unsigned long long)ms,
                       (unsigned long long)before);
        CHECK_TEXT(shown_to(&d, ANNA, VISIT), expected);
    }
    CHECK(br_desk_visit(d.desk, &anna, ms - 5) == BR_OK); /* a clock that went back */
    CHECK_TEXT(shown_to(&d, ANNA, VISIT), expected);
    CHECK_TEXT(shown_to(&d, BEN, "SELECT count(*) FROM v_visit"), "0\n");
    stop(&d);
}

static struct br_bytes bytes_of_id(const struct br_id *id)
{
    return (struct br_bytes){.data = id->bytes, .size = sizeof id->bytes};
}

#define FOLLOWS "SELECT kind, subject, since_ms FROM v_follow ORDER BY kind"

static void test_what_somebody_follows(void)
{
    struct desks d;
    struct br_id anna = id_of(ANNA);
    struct br_id thread = id_of(0x10);
    struct br_bytes topic = br_bytes_of_text("Flow");
    start(&d, "follows");
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_THREAD, bytes_of_id(&thread), 5) == BR_OK);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, topic, 6) == BR_OK);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_PATHWAY, topic, 7) == BR_OK);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, topic, 99) == BR_OK); /* as before */
    CHECK_TEXT(shown_to(&d, ANNA, FOLLOWS), "pathway|Flow|7\nthread|10|5\ntopic|Flow|6\n");
    CHECK_TEXT(shown_to(&d, BEN, "SELECT count(*) FROM v_follow"), "0\n");
    CHECK(br_desk_unfollow(d.desk, &anna, BR_FOLLOW_TOPIC, topic) == BR_OK);
    CHECK(br_desk_unfollow(d.desk, &anna, BR_FOLLOW_TOPIC, topic) == BR_OK);
    CHECK(br_desk_unfollow(d.desk, &anna, BR_FOLLOW_THREAD, bytes_of_id(&thread)) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, FOLLOWS), "pathway|Flow|7\n");
    stop(&d);
}

static void test_follows_keep_to_their_limits(void)
{
    struct desks d;
    struct br_id anna = id_of(ANNA);
    struct br_id ben = id_of(BEN);
    static char name[BR_DESK_NAME_MAX + 2];
    start(&d, "many-follows");
    memset(name, 'n', sizeof name - 1);
    for (int over = -1; over <= 1; over++) {
        struct br_bytes topic = {(const uint8_t *)name, (size_t)((int)BR_DESK_NAME_MAX + over)};
        CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, topic, 1) ==
              (over > 0 ? BR_ERR_LIMIT : BR_OK));
        CHECK(br_desk_unfollow(d.desk, &anna, BR_FOLLOW_TOPIC, topic) == BR_OK);
    }
    fill(&d, SERIES " INSERT INTO follow SELECT ?1, 'topic', 'topic ' || i, i FROM n",
         BR_DESK_FOLLOWS_MAX - 1);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, br_bytes_of_text("last"), 1) == BR_OK);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, br_bytes_of_text("more"), 1) ==
          BR_ERR_LIMIT);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, br_bytes_of_text("last"), 2) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*) FROM v_follow"), "1000\n");
    CHECK(br_desk_follow(d.desk, &ben, BR_FOLLOW_TOPIC, br_bytes_of_text("more"), 1) == BR_OK);
    stop(&d);
}

#define DRAFTS "SELECT form, subject, fields, saved_ms FROM v_draft ORDER BY form, subject"

static enum br_status draft(struct desks *d, const char *form, const char *subject,
                            const char *fields, uint64_t ms)
{
    struct br_id anna = id_of(ANNA);
    return br_desk_put_draft(d->desk, &anna, form, subject, br_bytes_of_text(fields), ms);
}

static void test_what_was_begun(void)
{
    struct desks d;
    struct br_id anna = id_of(ANNA);
    start(&d, "drafts");
    CHECK(draft(&d, "reply", "10", "{\"text\": \"Half\"}", 5) == BR_OK);
    CHECK(draft(&d, "thread", "", "{}", 6) == BR_OK);
    CHECK(draft(&d, "reply", "10", "{\"text\": \"Half a\"}", 7) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, DRAFTS), "reply|10|{\"text\": \"Half a\"}|7\nthread||{}|6\n");
    CHECK_TEXT(shown_to(&d, BEN, "SELECT count(*) FROM v_draft"), "0\n");
    CHECK(br_desk_drop_draft(d.desk, &anna, "thread", "") == BR_OK);
    CHECK(br_desk_drop_draft(d.desk, &anna, "thread", "") == BR_OK);
    CHECK(draft(&d, "empty", "", "", 8) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, DRAFTS), "empty|||8\nreply|10|{\"text\": \"Half a\"}|7\n");
    stop(&d);
}

static void test_drafts_keep_to_their_limits(void)
{
    struct desks d;
    struct br_id anna = id_of(ANNA);
    static char text[BR_DRAFT_SIZE_MAX + 2];
    start(&d, "many-drafts");
    memset(text, 't', sizeof text - 1);
    for (int over = -1; over <= 1; over++) {
        struct br_bytes fields = {(const uint8_t *)text, (size_t)((int)BR_DRAFT_SIZE_MAX + over)};
        CHECK(br_desk_put_draft(d.desk, &anna, "size", "", fields, 1) ==
              (over > 0 ? BR_ERR_LIMIT : BR_OK));
        char *name = strndup(text, (size_t)((int)BR_DESK_NAME_MAX + over));
        CHECK(draft(&d, name, "", "{}", 1) == (over > 0 ? BR_ERR_LIMIT : BR_OK));
        CHECK(draft(&d, "", name, "{}", 1) == (over > 0 ? BR_ERR_LIMIT : BR_OK));
        free(name);
    }
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT max(length(fields)) FROM v_draft"), "98304\n");
    CHECK(br_desk_forget(d.desk, &anna) == BR_OK);
    fill(&d, SERIES " INSERT INTO draft SELECT ?1, 'reply', i, '{}', i FROM n",
         BR_DESK_DRAFTS_MAX - 1);
    CHECK(draft(&d, "thread", "", "{}", 1) == BR_OK);
    CHECK(draft(&d, "thread", "more", "{}", 1) == BR_ERR_LIMIT);
    CHECK(draft(&d, "thread", "", "{\"text\": \"more\"}", 2) == BR_OK); /* one that is there */
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*) FROM v_draft"), "100\n");
    stop(&d);
}

static bool file_holds(const char *path, const char *text)
{
    static char data[1 << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    size_t size = fread(data, 1, sizeof data, file);
    (void)fclose(file);
    return memmem(data, size, text, strlen(text)) != NULL;
}

static void test_somebody_is_forgotten(void)
{
    struct desks d;
    char wal[600];
    struct br_id anna = id_of(ANNA);
    struct br_id ben = id_of(BEN);
    start(&d, "forget");
    (void)snprintf(wal, sizeof wal, "%s-wal", d.path);
    CHECK(draft(&d, "reply", "10", "{\"text\": \"never said\"}", 5) == BR_OK);
    CHECK(mark(&d, ANNA, OURS, 0x10, 100, 1) == BR_OK);
    CHECK(mark(&d, BEN, OURS, 0x10, 100, 1) == BR_OK);
    CHECK(br_desk_visit(d.desk, &anna, 5) == BR_OK);
    CHECK(br_desk_follow(d.desk, &anna, BR_FOLLOW_TOPIC, br_bytes_of_text("Flow"), 5) == BR_OK);
    CHECK(br_desk_follow(d.desk, &ben, BR_FOLLOW_TOPIC, br_bytes_of_text("Flow"), 5) == BR_OK);
    CHECK(file_holds(wal, "never said"));
    CHECK(br_desk_forget(d.desk, &anna) == BR_OK);
    CHECK(!file_holds(wal, "never said") && !file_holds(d.path, "never said"));
    for (size_t i = 0; i < VIEWS; i++) {
        CHECK_TEXT(shown_to(&d, ANNA, all_views[i]), "0\n");
    }
    CHECK_TEXT(shown_to(&d, BEN, MARKS), "a1|10|100|1\n");
    CHECK_TEXT(shown_to(&d, BEN, "SELECT count(*) FROM v_follow"), "1\n");
    stop(&d);
}

/* Who sees all sees nobody's desk, and pages read it through the views alone. */
static void test_a_desk_is_its_owners(void)
{
    static const char *const refused[] = {"SELECT * FROM desk.mark", "SELECT * FROM mark",
                                          "SELECT fields FROM draft",
                                          "SELECT count(*) FROM desk.draft"};
    struct desks d;
    start(&d, "owners");
    CHECK(draft(&d, "reply", "10", "{}", 5) == BR_OK);
    CHECK(mark(&d, ANNA, OURS, 0x10, 100, 1) == BR_OK);
    for (size_t i = 0; i < VIEWS; i++) {
        br_views_see_all(d.views);
        CHECK_TEXT(rows_of(d.views, all_views[i]), "0\n");
        br_views_set_viewer(d.views, NULL);
        CHECK_TEXT(rows_of(d.views, all_views[i]), "0\n");
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct br_buffer out;
        struct br_error error = {.text = ""};
        br_buffer_init(&out, 1000);
        CHECK(br_views_query(d.views, refused[i], NULL, 0, print_cells, &out, &error) ==
              BR_ERR_REFUSED);
        br_buffer_free(&out);
    }
    stop(&d);
}

static void test_views_without_a_desk(void)
{
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path_of("alone.db"), domain, OURS);
    for (size_t i = 0; i < VIEWS; i++) {
        CHECK_TEXT(rows_of(views, all_views[i]), "0\n");
    }
    br_views_close(views);
    br_domain_free(domain);
}

static void test_a_desk_that_is_not_there(void)
{
    struct desks d;
    struct br_views *views = NULL;
    struct br_desk *desk = NULL;
    struct br_error error = {.text = ""};
    start(&d, "there");
    struct br_views_options options = {.path = path_of("other-views.db"),
                                       .domain = d.domain,
                                       .academy = academy_of(OURS),
                                       .desk = path_of("not-there.db")};
    CHECK(br_views_open(&options, &views, &error) == BR_ERR_NOT_FOUND);
    CHECK(views == NULL && strstr(error.text, "not-there.db") != NULL);
    CHECK(access(options.desk, F_OK) != 0);
    FILE *file = fopen(options.desk, "w");
    BR_ASSERT(file != NULL);
    for (int i = 0; i < 300; i++) {
        (void)fputs("This is no desk. ", file);
    }
    BR_ASSERT(fclose(file) == 0);
    CHECK(br_desk_open(options.desk, &desk, &error) == BR_ERR_CORRUPT && desk == NULL);
    CHECK(strstr(error.text, "not-there.db") != NULL);
    CHECK(br_views_open(&options, &views, &error) == BR_ERR_IO && views == NULL);
    CHECK(strstr(error.text, "not-there.db") != NULL);
    br_desk_close(NULL);
    stop(&d);
}

/* The desk's file is put back from a backup, say: that is noticed, and the next look reads it. */
static void test_a_desk_that_is_replaced(void)
{
    struct desks d;
    start(&d, "replaced");
    CHECK(mark(&d, ANNA, OURS, 0x10, 100, 1) == BR_OK);
    CHECK_TEXT(shown_to(&d, ANNA, all_views[0]), "1\n");
    CHECK(!br_beside_moved(d.reader->db));
    br_desk_close(d.desk);
    CHECK(rename(d.path, path_of("replaced-away")) == 0);
    CHECK(br_beside_moved(d.reader->db));
    br_views_close(d.views); /* with the last of them the log beside it goes */
    br_views_close(d.reader);
    open_all(&d);
    CHECK_TEXT(shown_to(&d, ANNA, all_views[0]), "0\n");
    stop(&d);
}

/* A process that dies has kept what it said it had. */
static void test_what_is_kept_is_kept(void)
{
    const char *path = path_of("killed");
    (void)fflush(stdout);
    pid_t child = fork();
    BR_ASSERT(child >= 0);
    if (child == 0) {
        struct desks d = {.desk = open_desk(path)};
        for (unsigned i = 0; i < 200; i++) { /* over some checkpoints */
            if (mark(&d, ANNA, OURS, i, 1 + i, i) != BR_OK) {
                _exit(1);
            }
        }
        if (draft(&d, "reply", "10", "{}", 5) == BR_OK) {
            (void)kill(getpid(), SIGKILL);
        }
        _exit(1);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    CHECK_UINT(WTERMSIG(status), SIGKILL);
    struct desks d;
    start(&d, "killed");
    CHECK_TEXT(shown_to(&d, ANNA, "SELECT count(*), max(ms) FROM v_mark"), "200|200\n");
    CHECK_TEXT(shown_to(&d, ANNA, DRAFTS), "reply|10|{}|5\n");
    stop(&d);
}

static void note(enum br_status *first, enum br_status status)
{
    *first = *first == BR_OK ? status : *first;
}

static enum br_status use_desk(void *context)
{
    const char *path = context;
    struct br_desk *desk = NULL;
    struct br_error error = {.text = ""};
    struct br_id anna = id_of(ANNA);
    struct br_id thread = id_of(0x10);
    struct br_hash academy = academy_of(OURS);
    struct br_bytes topic = br_bytes_of_text("Flow");
    enum br_status first = br_desk_open(path, &desk, &error);
    if (first != BR_OK) {
        CHECK(desk == NULL && error.text[0] != '\0');
        return first;
    }
    note(&first, br_desk_mark(desk, &anna, &academy, &thread, 5, 1));
    note(&first, br_desk_read_all(desk, &anna, 6));
    note(&first, br_desk_visit(desk, &anna, 7));
    note(&first, br_desk_follow(desk, &anna, BR_FOLLOW_TOPIC, topic, 8));
    note(&first, br_desk_unfollow(desk, &anna, BR_FOLLOW_TOPIC, topic));
    note(&first, br_desk_put_draft(desk, &anna, "reply", "", br_bytes_of_text("{}"), 9));
    note(&first, br_desk_drop_draft(desk, &anna, "reply", ""));
    note(&first, br_desk_forget(desk, &anna));
    br_desk_close(desk);
    return first;
}

static void test_a_desk_that_is_refused(void)
{
    char path[600];
    (void)snprintf(path, sizeof path, "%s", path_of("refused-desk"));
    refused_everywhere(use_desk, path);
    br_desk_close(open_desk(path));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_how_far_a_thread_was_read),    BR_TEST(test_marks_give_up_the_earliest),
        BR_TEST(test_when_somebody_was_here),       BR_TEST(test_what_somebody_follows),
        BR_TEST(test_follows_keep_to_their_limits), BR_TEST(test_what_was_begun),
        BR_TEST(test_drafts_keep_to_their_limits),  BR_TEST(test_somebody_is_forgotten),
        BR_TEST(test_a_desk_is_its_owners),         BR_TEST(test_views_without_a_desk),
        BR_TEST(test_a_desk_that_is_not_there),     BR_TEST(test_a_desk_that_is_replaced),
        BR_TEST(test_what_is_kept_is_kept),         BR_TEST(test_a_desk_that_is_refused),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
