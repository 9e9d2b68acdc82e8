/* Readers of the views: pages beside the connection that folds. */
#include "store_fixture.h"

#include "refused_store.h"

enum { OURS = 0xa1, ANNA = 0x51 };

#define COUNT "SELECT count(*) FROM v_thread"

struct reading {
    struct br_domain *domain;
    struct story story;
    struct story_stream *network;
    struct br_views *views;
    struct br_views *reader;
};

static struct br_views_options options_of(const struct reading *r, const char *name)
{
    return (struct br_views_options){
        .path = path_of(name), .domain = r->domain, .academy = academy_of(OURS)};
}

static void start(struct reading *r)
{
    *r = (struct reading){.domain = real_domain(), .story = {.ms = 1700000000000}};
    r->network = story_stream(&r->story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *room = story_stream(&r->story, OURS, BR_AUDIENCE_ROOM, 0x30);
    struct story_stream *academy = story_stream(&r->story, OURS, BR_AUDIENCE_ACADEMY, 0);
    story_say(&r->story, r->network, "thread_started", ANNA, 0x10, "{\"title\": \"One\"}");
    story_say(&r->story, academy, "room_opened", ANNA, 0x30,
              "{\"name\": \"Frailty\", \"pathway\": \"Frailty\"}");
    story_say(&r->story, academy, "role_given", 0, 0,
              "{\"member\": \"51515151515151515151515151515151\", \"role\": \"coach\","
              " \"given\": true}");
    story_say(&r->story, room, "thread_started", ANNA, 0x11, "{\"title\": \"Ours\"}");
    r->views = open_views(path_of("reader.db"), r->domain, OURS);
    CHECK(story_fold(&r->story, r->views, 1, 9, 1) == BR_OK);
    struct br_views_options options = options_of(r, "reader.db");
    struct br_error error = {.text = ""};
    BR_ASSERT(br_views_open_reader(&options, &r->reader, &error) == BR_OK);
}

static void stop(struct reading *r)
{
    br_views_close(r->reader);
    CHECK(br_views_reset(r->views) == BR_OK);
    br_views_close(r->views);
    story_free(&r->story);
    br_domain_free(r->domain);
}

static void take(struct reading *r)
{
    struct br_error error = {.text = ""};
    if (!CHECK(br_views_take(r->reader, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
    }
}

static void fold_another(struct reading *r)
{
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    size_t before = r->network->count;
    story_say(&r->story, r->network, "thread_started", ANNA, 0, "{\"title\": \"More\"}");
    story_batch(r->network, before, 1, batch);
    CHECK(br_fold_gather(r->views, r->network->number, batch) == BR_OK);
    CHECK(br_fold_commit(r->views) == BR_OK);
    free(batch);
}

/* A page sees one moment, whatever is folded while it is made; the next one sees it. */
static void test_a_look_sees_one_moment(void)
{
    struct reading r;
    start(&r);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    fold_another(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    CHECK_TEXT(rows_of(r.views, COUNT), "3\n");
    br_views_release(r.reader);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "2\n");
    br_views_release(r.reader);
    CHECK(br_views_checkpoint(r.views) == BR_OK);
    stop(&r);
}

static void test_a_look_begins_as_nobody(void)
{
    struct reading r;
    start(&r);
    struct br_id anna = id_of(ANNA);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    br_views_set_viewer(r.reader, &anna);
    CHECK_TEXT(rows_of(r.reader, COUNT), "2\n");
    br_views_release(r.reader);
    CHECK_TEXT(rows_of(r.reader, "SELECT viewer(), sees_all()"), "-|0\n");
    br_views_see_all(r.reader);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    br_views_see_all(r.reader);
    CHECK_TEXT(rows_of(r.reader, COUNT), "2\n");
    br_views_release(r.reader);
    stop(&r);
}

/* The outbox is shown on the writing connection alone. */
static void test_a_reader_does_not_see_what_is_only_shown(void)
{
    struct reading r;
    start(&r);
    struct br_buffer packed;
    struct br_write write = {.id = id_of(0x12),
                             .author = id_of(ANNA),
                             .audience = {.type = BR_AUDIENCE_NETWORK},
                             .kind = br_kind_by_name("thread_started")->number,
                             .written_ms = 1700000000000,
                             .payload =
                                 payload_of("thread_started", "{\"title\": \"T\"}", &packed)};
    CHECK(br_views_show(r.views, &write, 1) == BR_OK);
    CHECK_TEXT(rows_of(r.views, COUNT), "3\n");
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    br_views_release(r.reader);
    br_views_hide(r.views);
    br_buffer_free(&packed);
    stop(&r);
}

static void test_a_reader_changes_nothing(void)
{
    struct reading r;
    start(&r);
    take(&r);
    CHECK(br_db_exec(r.reader->db, "DELETE FROM main.thread") == BR_ERR_READ_ONLY);
    CHECK(br_db_exec(r.reader->db, "CREATE TABLE main.x(a)") == BR_ERR_READ_ONLY);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    br_views_release(r.reader);
    stop(&r);
}

/* The writer begins the file again: whoever looks goes on, the next look sees the new one. */
static void test_views_that_are_begun_again(void)
{
    struct reading r;
    start(&r);
    take(&r);
    CHECK(br_views_reset(r.views) == BR_OK);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    br_views_release(r.reader);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "0\n");
    br_views_release(r.reader);
    CHECK(story_fold(&r.story, r.views, 1, 9, 1) == BR_OK);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "1\n");
    br_views_release(r.reader);
    stop(&r);
}

static void check_no_look(struct reading *r, enum br_status status)
{
    struct br_error error = {.text = ""};
    CHECK(br_views_take(r->reader, &error) == status);
    CHECK(error.text[0] != '\0');
    CHECK(strncmp(rows_of(r->reader, COUNT), br_status_text(BR_ERR_CLOSED), 6) == 0);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    BR_ASSERT(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void test_no_file_to_read(void)
{
    struct reading r;
    start(&r);
    struct br_views_options options = options_of(&r, "nothing.db");
    struct br_error error = {.text = ""};
    br_views_close(r.reader);
    BR_ASSERT(br_views_open_reader(&options, &r.reader, &error) == BR_OK);
    check_no_look(&r, BR_ERR_NOT_FOUND);
    put_file(options.path, ""); /* it is about to be made */
    check_no_look(&r, BR_ERR_BUSY);
    put_file(options.path, "This is no database, and it is long enough to be taken for one.");
    check_no_look(&r, BR_ERR_CORRUPT);
    struct br_views *made = open_views(options.path, r.domain, OURS);
    take(&r);
    CHECK_TEXT(rows_of(r.reader, COUNT), "0\n");
    br_views_release(r.reader);
    br_views_close(made);
    stop(&r);
}

/* A file of another academy, or of other rules, is shown to nobody. */
static void test_somebody_elses_file(void)
{
    struct reading r;
    start(&r);
    br_views_close(open_views(path_of("theirs.db"), r.domain, 0xa2));
    struct br_views_options options = options_of(&r, "theirs.db");
    struct br_error error = {.text = ""};
    br_views_close(r.reader);
    BR_ASSERT(br_views_open_reader(&options, &r.reader, &error) == BR_OK);
    check_no_look(&r, BR_ERR_BUSY);
    stop(&r);
}

static enum br_status look(void *context)
{
    const struct reading *r = context;
    struct br_views_options options = options_of(r, "reader.db");
    struct br_views *reader = NULL;
    struct br_error error = {.text = ""};
    enum br_status status = br_views_open_reader(&options, &reader, &error);
    if (status != BR_OK) {
        CHECK(reader == NULL && error.text[0] != '\0');
        return status;
    }
    status = br_views_take(reader, &error);
    if (status == BR_OK) {
        struct br_buffer out;
        br_buffer_init(&out, 1000);
        status = br_views_query(reader, COUNT, NULL, 0, print_cells, &out, &error);
        status = status == BR_OK && !br_buffer_ok(&out) ? BR_ERR_NO_MEMORY : status;
        CHECK(status != BR_OK || strcmp(br_buffer_text(&out), "1\n") == 0);
        br_buffer_free(&out);
        br_views_release(reader);
    }
    br_views_close(reader);
    return status;
}

static void test_a_look_that_is_refused(void)
{
    struct reading r;
    start(&r);
    refused_everywhere(look, &r);
    stop(&r);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_look_sees_one_moment),
        BR_TEST(test_a_look_begins_as_nobody),
        BR_TEST(test_a_reader_does_not_see_what_is_only_shown),
        BR_TEST(test_a_reader_changes_nothing),
        BR_TEST(test_views_that_are_begun_again),
        BR_TEST(test_no_file_to_read),
        BR_TEST(test_somebody_elses_file),
        BR_TEST(test_a_look_that_is_refused),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
