/* Writing as the origin: numbering, refusals with their reasons, repeats, groups at their limits. */
#include "test_store_log_world.h"

static void test_what_is_written_is_read(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "write-read");
    academy_start(&a);
    struct br_outcome outcome = say_keys(&a);
    CHECK(outcome.type == BR_OUTCOME_NUMBERED);
    CHECK_TEXT(outcome.reason, "");
    CHECK_UINT(outcome.seq, 1);
    outcome = start_thread(&a, to_network, id_of(10), "Ward rounds");
    CHECK_TEXT(outcome.reason, "");
    CHECK_UINT(outcome.seq, 2);
    outcome = post(&a, to_network, id_of(11), id_of(10), "We begin at eight.");
    CHECK_TEXT(outcome.reason, "");
    CHECK_UINT(outcome.seq, 3);
    CHECK_UINT(outcome.epoch, 1);
    CHECK(!outcome.repeated);

    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    struct br_record record;
    BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    CHECK(br_log_read(reader, 1, 0, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 3);
    CHECK_UINT(batch.seq_first, 1);
    CHECK_UINT(batch.head.seq, 3);
    CHECK_UINT(batch.arrivals[2], a.pen.now.wall_ms);
    CHECK(br_record_parse(batch.bodies[2], &record) == BR_OK);
    struct br_buffer payload;
    struct br_write expected =
        post_of(to_network, id_of(11), id_of(10), "We begin at eight.", &payload);
    CHECK(br_bytes_equal(record.payload, expected.payload));
    CHECK(br_id_equal(&record.id, &expected.id));
    br_buffer_free(&payload);
    CHECK(br_log_read(reader, 1, 2, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 1);
    CHECK(br_log_read(reader, 1, 3, &batch, &seq_bad) == BR_ERR_NOT_FOUND);
    CHECK(br_log_read(reader, 2, 0, &batch, &seq_bad) == BR_ERR_NOT_FOUND);
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_is_written_is_read),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
