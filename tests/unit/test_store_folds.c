/* test_store_folds.c - folds commute: the same records, in any order and in transactions of any
 * size, give the same tables. */
#include "store_teller.h"

static bool digests_equal(const struct br_digest *a, const struct br_digest *b)
{
    return br_hash_equal(&a->rules, &b->rules) && br_hash_equal(&a->heads, &b->heads) &&
           br_hash_equal(&a->views, &b->views);
}

/* --- tests --- */

static void test_any_order_and_any_transaction_gives_the_same_tables(void)
{
    static const struct {
        size_t run_max;
        uint64_t commit_every;
    } shapes[] = {{1, 1}, {3, 4}, {40, 2}, {256, 1000000}};
    struct br_domain *domain = real_domain();
    size_t rooms = 0; /* what stands in a room is rare by chance: of all seeds together */
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct story story = {.ms = 1700000000000};
        tell(&story, seed, 2400);
        const char *first_path = path_of("first.db");
        struct br_views *first = open_views(first_path, domain, 0xa1);
        struct br_digest wanted;
        CHECK(story_fold(&story, first, 99, 256, 1000000) == BR_OK);
        CHECK(br_views_digest(first, &wanted) == BR_OK);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_thread")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_post")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_point_history")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_measure_version")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_rebase_history")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_annotation")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_sharing_history")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_shared_room")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_shared_pdsa")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_element")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_adaptation")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_element_change")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_review")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_journey")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_cohort")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_faculty_visit")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_tried")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_withdrawn")) > 100);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_context")) > 100);
        rooms += strlen(rows_of(first, "SELECT * FROM v_coach_pair_history"));
        rooms += strlen(rows_of(first, "SELECT * FROM v_roadblock_version"));
        rooms += strlen(rows_of(first, "SELECT * FROM v_theme_version"));
        rooms += strlen(rows_of(first, "SELECT * FROM v_meeting"));
        rooms += strlen(rows_of(first, "SELECT * FROM v_action_version"));
        rooms += strlen(rows_of(first, "SELECT * FROM v_board_report"));
        CHECK(strlen(rows_of(first, "SELECT * FROM v_board_pattern")) > 50);
        CHECK(strlen(rows_of(first, "SELECT * FROM v_action_version")) > 10);
        /* what lists look at is what the threads say */
        CHECK_TEXT(rows_of(first, "SELECT count(*) FROM v_thread t JOIN v_listing l"
                                  " ON l.position = t.position"
                                  " WHERE l.open <> (t.question AND NOT t.resolved)"
                                  " OR l.last_ms <> t.last_ms OR l.pathway IS NOT t.pathway"),
                   "0\n");
        CHECK_TEXT(rows_of(first, "SELECT (SELECT sum(threads) FROM v_topic)"
                                  " - (SELECT count(*) FROM v_thread_topic)"),
                   "0\n");
        for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
            struct br_views *second = open_views(path_of("second.db"), domain, 0xa1);
            struct br_digest digest;
            uint64_t differences = 0;
            CHECK(story_fold(&story, second, seed * 100 + i, shapes[i].run_max,
                             shapes[i].commit_every) == BR_OK);
            CHECK(br_views_digest(second, &digest) == BR_OK);
            CHECK(digests_equal(&digest, &wanted));
            CHECK(br_views_compare(second, first_path, &differences, print_fault, NULL) == BR_OK);
            CHECK_UINT(differences, 0);
            CHECK(br_views_reset(second) == BR_OK);
            br_views_close(second);
        }
        CHECK(br_views_reset(first) == BR_OK);
        br_views_close(first);
        story_free(&story);
    }
    CHECK(rooms > 100);
    br_domain_free(domain);
}

/* Another academy's replica: other numbers, other arrivals, no local streams; the same digest. */
static void test_replicas_with_the_same_shared_records_have_the_same_digest(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    tell(&story, 7, 1500);
    struct br_views *ours = open_views(path_of("ours.db"), domain, 0xa1);
    struct br_views *theirs = open_views(path_of("theirs.db"), domain, 0xa2);
    struct br_digest digest;
    struct br_digest other;
    CHECK(story_fold(&story, ours, 1, 50, 3) == BR_OK);
    CHECK(br_views_digest(ours, &digest) == BR_OK);

    size_t kept = 0;
    for (size_t i = 0; i < story.stream_count; i++) {
        struct story_stream *stream = story.streams[i];
        for (size_t r = 0; r < stream->count; r++) {
            stream->records[r].arrival_ms -= 5000;
        }
        if (br_audience_is_shared(&stream->stream.audience)) {
            stream->number = 100 - stream->number;
            story.streams[i] = story.streams[kept];
            story.streams[kept++] = stream;
        }
    }
    size_t all = story.stream_count;
    story.stream_count = kept;
    CHECK(kept > 0 && kept < all);
    CHECK(story_fold(&story, theirs, 2, 50, 3) == BR_OK);
    CHECK(br_views_digest(theirs, &other) == BR_OK);
    CHECK(digests_equal(&digest, &other));
    story.stream_count = all;
    br_views_close(ours);
    br_views_close(theirs);
    story_free(&story);
    br_domain_free(domain);
}

/* No record, however odd, may stop a fold: every kind empty, and every text field empty. */
static void test_a_fold_takes_anything(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        for (int type = BR_AUDIENCE_NETWORK; type <= BR_AUDIENCE_ROOM; type++) {
            struct story_stream *stream =
                story_stream(&story, 0xa1, (enum br_audience_type)type, 0x30);
            story_say(&story, stream, kinds[i].name, 0x50, 0, "{}");
        }
    }
    struct br_views *views = open_views(path_of("anything.db"), domain, 0xa1);
    CHECK(story_fold(&story, views, 1, 9, 5) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT id FROM v_thread UNION ALL SELECT id FROM v_post"
                              " UNION ALL SELECT id FROM v_room UNION ALL SELECT id FROM v_measure"
                              " UNION ALL SELECT member FROM v_room_member"
                              " UNION ALL SELECT measure FROM v_point"),
               "");
    br_views_close(views);
    story_free(&story);
    br_domain_free(domain);
}

/* A transaction takes no batch beyond its bytes, and none once unpacking has taken its share. */
static void test_one_transaction_keeps_to_its_sizes(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    struct story_stream *stream = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    for (int i = 0; i < 3; i++) {
        story_say(&story, stream, "thread_started", 0x50, 0, "{\"title\": \"T\"}");
    }
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    for (int over = -1; over <= 1; over++) {
        struct br_views *views = open_views(path_of("sizes.db"), domain, 0xa1);
        story_batch(stream, 0, 1, batch);
        CHECK(br_fold_gather(views, 1, batch) == BR_OK);
        story_batch(stream, 1, 1, batch);
        views->gathered_size = (size_t)((int64_t)BR_FOLD_SIZE_MAX + over) - batch->bodies[0].size;
        CHECK(br_fold_gather(views, 1, batch) == (over > 0 ? BR_ERR_LIMIT : BR_OK));
        CHECK_UINT(views->gathered, over > 0 ? 1 : 2);
        br_fold_forget(views);

        story_batch(stream, 0, 1, batch);
        CHECK(br_fold_gather(views, 1, batch) == BR_OK);
        size_t taken = views->arena.taken;
        views->arena.taken = (size_t)((int64_t)BR_FOLD_ARENA_SIZE_MAX + over);
        story_batch(stream, 1, 1, batch);
        CHECK(br_fold_gather(views, 1, batch) == (over > 0 ? BR_ERR_LIMIT : BR_OK));
        views->arena.taken = taken;
        br_fold_forget(views);
        CHECK(br_views_reset(views) == BR_OK);
        br_views_close(views);
    }
    free(batch);
    story_free(&story);
    br_domain_free(domain);
}

/* Lists must not look at all threads to show the newest, nor digests sort all posts. */
static void test_big_tables_are_read_in_order(void)
{
    static const char *const plans[] = {
        "SELECT id FROM v_thread ORDER BY last_ms DESC LIMIT 9",
        "SELECT position FROM v_listing WHERE (last_ms, id) < (9, x'01')"
        " ORDER BY last_ms DESC, id DESC LIMIT 9",
        "SELECT position FROM v_listing WHERE open AND (last_ms, id) < (9, x'01')"
        " ORDER BY last_ms DESC, id DESC LIMIT 9",
        "SELECT position FROM v_listing"
        " WHERE asked = x'a1' AND open = 1 AND (last_ms, id) < (9, x'01')"
        " ORDER BY last_ms DESC, id DESC LIMIT 9",
        "SELECT position FROM v_listing WHERE academy = x'a1' AND (last_ms, id) < (9, x'01')"
        " ORDER BY last_ms DESC, id DESC LIMIT 9",
        "SELECT position FROM v_listing WHERE pathway = 'p' AND (last_ms, id) < (9, x'01')"
        " ORDER BY last_ms DESC, id DESC LIMIT 9",
        "SELECT position FROM v_thread_topic WHERE topic = 't' AND (last_ms, thread) < (9, x'01')"
        " ORDER BY last_ms DESC, thread DESC LIMIT 9",
    };
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path_of("plans.db"), domain, 0xa1);
    struct br_error error = {.text = ""};
    CHECK(br_views_try_domain(views, &error) == BR_OK);
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    struct br_buffer plan;
    br_buffer_init(&plan, 1u << 20);
    for (size_t i = 0; i < count + sizeof plans / sizeof plans[0]; i++) {
        bool is_post =
            i < count && blocks[i].type == BR_BLOCK_DIGEST && strcmp(blocks[i].name, "post") == 0;
        if (!is_post && i < count) {
            continue;
        }
        sqlite3_stmt *statement = NULL;
        bool row = true;
        char *sql =
            sqlite3_mprintf("EXPLAIN QUERY PLAN %s", is_post ? blocks[i].sql : plans[i - count]);
        CHECK(br_db_prepare(views->db, sql, &statement) == BR_OK);
        br_buffer_clear(&plan);
        while (row) {
            CHECK(br_db_step(statement, &row) == BR_OK);
            if (row) {
                br_buffer_put_format(&plan, "%s\n", sqlite3_column_text(statement, 3));
            }
        }
        if (!CHECK(strstr(br_buffer_text(&plan), "TEMP B-TREE") == NULL)) {
            (void)printf("%s", br_buffer_text(&plan));
        }
        (void)sqlite3_finalize(statement);
        sqlite3_free(sql);
    }
    br_buffer_free(&plan);
    br_views_close(views);
    br_domain_free(domain);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_any_order_and_any_transaction_gives_the_same_tables),
        BR_TEST(test_replicas_with_the_same_shared_records_have_the_same_digest),
        BR_TEST(test_a_fold_takes_anything),
        BR_TEST(test_one_transaction_keeps_to_its_sizes),
        BR_TEST(test_big_tables_are_read_in_order),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
