/*
 * The store's maxima that a test cannot count up to: each is met by starting next to it. The others
 * are in the tests of what they belong to.
 */
#include "store/log_internal.h"
#include "store/views.h"
#include "test_store_log_world.h"

/* --- stream numbers --- */

static enum br_status touch(struct br_log *log, uint8_t origin, uint32_t *number)
{
    struct br_stream stream = {.origin = {{origin}}, .audience = {.type = BR_AUDIENCE_NETWORK}};
    struct br_log_stream *touched = NULL;
    enum br_status status = br_log_touch(log, &stream, &touched);
    *number = touched == NULL ? 0 : touched->number;
    return status;
}

static void test_stream_numbers(void)
{
    static const struct {
        enum br_side side;
        uint32_t last;
    } sides[] = {{BR_SIDE_SHARED, BR_STREAM_LOCAL_FIRST - 1},
                 {BR_SIDE_LOCAL, BR_STREAM_NUMBER_MAX}};
    for (size_t i = 0; i < 2; i++) {
        struct academy a = academy_new((uint8_t)(1 + i), sides[i].side, i == 0 ? "s" : "l");
        academy_start(&a);
        uint32_t number = 0;
        CHECK_UINT(a.log->number_next, i == 0 ? 1 : BR_STREAM_LOCAL_FIRST);
        a.log->number_next = sides[i].last - 1;
        CHECK(br_log_begin(a.log) == BR_OK);
        CHECK(touch(a.log, 1, &number) == BR_OK && number == sides[i].last - 1);
        CHECK(touch(a.log, 2, &number) == BR_OK && number == sides[i].last);
        CHECK(touch(a.log, 3, &number) == BR_ERR_LIMIT);
        CHECK(touch(a.log, 2, &number) == BR_OK); /* what has a number goes on */
        br_log_undo(a.log);
        academy_stop(&a);
    }
}

/* The last number's records lie at the end of what a position can say, and are found there. */
static void test_the_last_stream_number_is_read(void)
{
    struct academy a = academy_new(3, BR_SIDE_LOCAL, "last");
    struct br_public_key public;
    struct br_log_reader *reader = NULL;
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    struct br_error error;
    uint64_t seq_bad = 0;
    uint8_t seed[32] = {3, 1};
    BR_ASSERT(batch != NULL);
    academy_start(&a);
    br_key_pair(seed, &a.signing, &public);
    CHECK(br_log_know_key(a.log, &a.id, &public) == BR_OK);
    a.log->number_next = BR_STREAM_NUMBER_MAX;
    CHECK(start_thread(&a, to_academy, id_of(10), "T").type == BR_OUTCOME_NUMBERED);
    academy_stop(&a);
    CHECK_UINT(faults_of(a.path, false), 0);
    CHECK(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    for (uint32_t number = BR_STREAM_NUMBER_MAX - 1; number <= BR_STREAM_NUMBER_MAX + 1; number++) {
        enum br_status status = br_log_read(reader, number, 0, batch, &seq_bad);
        CHECK(status == (number == BR_STREAM_NUMBER_MAX ? BR_OK : BR_ERR_NOT_FOUND));
    }
    br_log_batch_free(batch);
    free(batch);
    br_log_reader_close(reader);
}

/* --- a stream's own numbers --- */

static void test_a_full_stream(void)
{
    struct academy a = academy_new(4, BR_SIDE_SHARED, "full");
    struct br_log_reader *reader = NULL;
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    struct br_error error;
    uint64_t seq_bad = 0;
    BR_ASSERT(batch != NULL);
    academy_start(&a);
    (void)say_keys(&a);
    (void)start_thread(&a, to_network, id_of(10), "T");
    struct br_stream stream = {.origin = a.id, .audience = to_network};
    struct br_log_stream *item = br_log_streams_find(&a.log->streams, &stream);
    item->head.seq = BR_SEQ_MAX - 2;
    item->next.seq = BR_SEQ_MAX - 2;
    for (uint64_t seq = BR_SEQ_MAX - 1; seq <= BR_SEQ_MAX + 1; seq++) {
        struct br_outcome outcome = post(&a, to_network, id_of(seq), id_of(10), "x");
        bool fits = seq <= BR_SEQ_MAX;
        CHECK(outcome.type == (fits ? BR_OUTCOME_NUMBERED : BR_OUTCOME_REFUSED));
        CHECK_TEXT(outcome.reason, fits ? "" : "this stream is full");
        CHECK_UINT(tail_of(&a, a.id, to_network), fits ? seq : BR_SEQ_MAX);
    }
    academy_stop(&a);
    CHECK(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    for (uint64_t after = BR_SEQ_MAX - 1; after <= BR_SEQ_MAX + 1; after++) {
        enum br_status status = br_log_read(reader, 1, after, batch, &seq_bad);
        CHECK(status == (after < BR_SEQ_MAX ? BR_OK : BR_ERR_NOT_FOUND));
        CHECK(after >= BR_SEQ_MAX || batch->head.seq == after + 1);
    }
    br_log_batch_free(batch);
    free(batch);
    br_log_reader_close(reader);
}

/* --- when to tidy --- */

static void test_pages_before_a_checkpoint(void)
{
    struct academy a = academy_new(5, BR_SIDE_SHARED, "pages");
    academy_start(&a);
    (void)say_keys(&a);
    for (size_t pages = BR_CHECKPOINT_LOG_PAGES - 1; pages <= BR_CHECKPOINT_LOG_PAGES + 1;
         pages++) {
        a.log->wal_pages = a.log->wal_pages_done + (int)pages;
        CHECK(br_log_checkpoint(a.log, false) == BR_OK);
        CHECK_UINT(br_log_checkpoint_pages(a.log), pages < BR_CHECKPOINT_LOG_PAGES ? pages : 0);
    }
    for (size_t pages = BR_CHECKPOINT_LOG_PAGES_MAX - 1; pages <= BR_CHECKPOINT_LOG_PAGES_MAX + 1;
         pages++) { /* while batches keep coming */
        a.log->wal_pages = a.log->wal_pages_done + (int)pages;
        CHECK(br_log_checkpoint_due(a.log, true) == (pages >= BR_CHECKPOINT_LOG_PAGES_MAX));
        CHECK(br_log_checkpoint_due(a.log, false));
    }
    academy_stop(&a);
}

/* --- damage --- */

/* A log with [count] streams of others, each damaged at its first record. */
static struct academy damaged_log(size_t count)
{
    struct academy holder = academy_new(100, BR_SIDE_SHARED, "damaged");
    (void)remove(holder.path);
    academy_start(&holder);
    for (size_t i = 0; i < count; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "of-%zu-%zu", count, i);
        struct academy origin = academy_new((uint8_t)(101 + i), BR_SIDE_SHARED, name);
        academy_start(&origin);
        CHECK(say_keys(&origin).type == BR_OUTCOME_NUMBERED);
        CHECK(hand_over(&origin, &holder, to_network) == BR_OK);
        academy_stop(&origin);
    }
    academy_stop(&holder);
    tamper(holder.path, "UPDATE record SET body = CAST(body || 'y' AS BLOB)");
    return holder;
}

/* One fold tells of so many damaged streams; the others are told of when these are mended. */
static void test_damages_of_one_fold(void)
{
    for (size_t count = BR_DAMAGES_MAX - 1; count <= BR_DAMAGES_MAX + 1; count++) {
        struct academy holder = damaged_log(count);
        struct br_log_reader *reader = NULL;
        struct br_views *views = NULL;
        struct br_error error;
        char path[440];
        (void)snprintf(path, sizeof path, "%s.%zu.views", holder.path, count);
        struct br_views_options options = {
            .path = path, .domain = the_domain(), .academy = holder.id};
        struct br_fold_progress progress;
        CHECK(br_log_reader_open(holder.path, NULL, &reader, &error) == BR_OK);
        CHECK(br_views_open(&options, &views, &error) == BR_OK);
        CHECK(br_views_fold(views, reader, &progress) == BR_OK);
        CHECK_UINT(progress.damage_count, count < BR_DAMAGES_MAX ? count : BR_DAMAGES_MAX);
        CHECK(progress.records == 0 && !progress.more);
        for (size_t i = 0; i < progress.damage_count; i++) {
            CHECK(progress.damages[i].number == i + 1 && progress.damages[i].seq_bad == 1);
        }
        br_views_close(views);
        br_log_reader_close(reader);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_stream_numbers),      BR_TEST(test_the_last_stream_number_is_read),
        BR_TEST(test_a_full_stream),       BR_TEST(test_pages_before_a_checkpoint),
        BR_TEST(test_damages_of_one_fold),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
