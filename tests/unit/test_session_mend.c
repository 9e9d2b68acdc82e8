/* Damaged records: who is asked for them, when, and what becomes of the answers. */
#include "session/node_state.h"
#include "test_session_desk.h"

static const struct br_hash delta = {{0x40}};

/* Records 4 and 5 of delta's stream are damaged; alpha and omega say that they hold nine. */
static struct desk *damaged_desk(struct br_stream *stream)
{
    struct desk *desk = between_two();
    *stream = stream_of(&delta, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &delta, true);
    accepted(desk, &delta, &alpha, true);
    accepted(desk, &delta, &omega, true);
    held(desk, stream, 9);
    heads(desk, 1, stream, 9, true);
    heads(desk, 2, stream, 9, true);
    damaged(desk, stream, 3, 5);
    CHECK_UINT(asks(desk, 1), 4);
    CHECK_UINT(asks(desk, 2), 0);
    return desk;
}

static struct br_stream_status status_of(const struct desk *desk, const struct br_stream *stream)
{
    struct br_stream_status status = {.tail = {.seq = 0}};
    for (size_t i = 0; i < br_node_stream_count(desk->node); i++) {
        struct br_stream_status at = br_node_stream_status(desk->node, i);
        status = br_stream_equal(&at.stream, stream) ? at : status;
    }
    return status;
}

/* Records [first] to [last] of the stream; what they say is the store's business. */
static void show_records(struct desk *desk, br_connection connection,
                         const struct br_stream *stream, uint64_t first, uint64_t last)
{
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_hash previous = {{1}};
    struct br_batch batch = {
        .head = head_of(stream, last), .count = (size_t)(last - first + 1), .bodies = bodies};
    for (size_t i = 0; i < batch.count; i++) {
        bodies[i] = br_bytes_of_text("a record's body");
    }
    shown(desk, connection, &previous, &batch);
}

static void ticks(struct desk *desk, uint64_t at_ms)
{
    struct br_node_input input = {.type = BR_INPUT_TICK};
    desk->now_ms = at_ms;
    step(desk, &input);
}

/* --- stories --- */

/* What was shown goes to the store, and then the damage is no more. */
static void test_what_is_shown_is_put_back(void)
{
    struct br_stream stream;
    struct desk *desk = damaged_desk(&stream);
    struct br_stream_status status = status_of(desk, &stream);
    CHECK(status.damage_after == 3 && status.damage_last == 5 && status.mending);
    CHECK(br_hash_equal(&status.mending_from.academy, &alpha));
    show_records(desk, 1, &stream, 4, 5);
    const struct br_node_action *mend = action_of(desk, BR_ACTION_MEND);
    CHECK_UINT(mend->as.mend.batch.count, 2);
    durable(desk, mend->as.mend.ticket, BR_OK, NULL, 0, 0);
    status = status_of(desk, &stream);
    CHECK(status.damage_last == 0 && !status.mending);
    CHECK_UINT(desk->node->damages, 0);
    desk_free(desk);
}

/* A place was mended by somebody who has left; who was asked then answers all the same, and is asked
 * for the next one. */
static void test_an_answer_that_is_not_needed_any_more(void)
{
    struct br_stream stream;
    struct desk *desk = damaged_desk(&stream);
    show_records(desk, 1, &stream, 4, 5);
    uint64_t first = action_of(desk, BR_ACTION_MEND)->as.mend.ticket;
    disconnected(desk, 1, BR_ERR_CLOSED);
    CHECK_UINT(asks(desk, 2), 4);
    durable(desk, first, BR_OK, NULL, 0, 0);
    CHECK_UINT(status_of(desk, &stream).damage_last, 0);
    damaged(desk, &stream, 6, 8);
    CHECK_UINT(asks(desk, 2), 0); /* one question at a time */
    show_records(desk, 2, &stream, 4, 5);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    CHECK_UINT(count_of(desk, BR_ACTION_MEND), 0);
    CHECK_UINT(asks(desk, 2), 7);
    desk_free(desk);
}

/* The store answers late, about a place that is no longer the damaged one, or for who has left. */
static void test_the_store_answers_late(void)
{
    struct br_stream stream;
    for (int late = 0; late < 2; late++) {
        struct desk *desk = damaged_desk(&stream);
        show_records(desk, 1, &stream, 4, 5);
        uint64_t first = action_of(desk, BR_ACTION_MEND)->as.mend.ticket;
        disconnected(desk, 1, BR_ERR_CLOSED);
        show_records(desk, 2, &stream, 4, 5);
        uint64_t second = action_of(desk, BR_ACTION_MEND)->as.mend.ticket;
        if (late == 0) {
            durable(desk, first, BR_OK, NULL, 0, 0);
            damaged(desk, &stream, 6, 8);
            CHECK_UINT(asks(desk, 2), 7);
            durable(desk, second, BR_OK, NULL, 0, 0);
            CHECK_UINT(status_of(desk, &stream).damage_last, 8); /* the new place is not mended */
        } else {
            durable(desk, first, BR_ERR_CHAIN, NULL, 0, 0);
            CHECK(status_of(desk, &stream).mending); /* by the second, whose are being put back */
            durable(desk, second, BR_OK, NULL, 0, 0);
            CHECK_UINT(status_of(desk, &stream).damage_last, 0);
        }
        desk_free(desk);
    }
}

/* --- times --- */

/* Who does not answer is waited for so long; then the next one is asked. */
static void test_how_long_an_answer_may_take(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct br_stream stream;
        struct desk *desk = damaged_desk(&stream);
        uint64_t due_ms = desk->now_ms + BR_SHOW_DEADLINE_MS;
        CHECK(br_node_deadline_ms(desk->node) <= due_ms);
        tick_to(desk, due_ms - 2);
        ticks(desk, due_ms + (uint64_t)(int64_t)offset);
        CHECK_UINT(asks(desk, 1), 0);
        CHECK_UINT(asks(desk, 2), offset >= 0 ? 4 : 0);
        desk_free(desk);
    }
}

/* Nobody has it: so long later all are asked again. */
static void test_when_all_are_asked_again(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct br_stream stream;
        struct desk *desk = damaged_desk(&stream);
        shown(desk, 1, NULL, NULL);
        CHECK_UINT(asks(desk, 2), 4);
        shown(desk, 2, NULL, NULL);
        CHECK(asks(desk, 1) == 0 && asks(desk, 2) == 0);
        uint64_t due_ms = desk->now_ms + BR_MEND_RETRY_MS;
        CHECK(br_node_deadline_ms(desk->node) <= due_ms);
        tick_to(desk, due_ms - 2);
        ticks(desk, due_ms + (uint64_t)(int64_t)offset);
        CHECK_UINT(asks(desk, 1), offset >= 0 ? 4 : 0);
        CHECK_UINT(asks(desk, 2), 0);
        desk_free(desk);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_is_shown_is_put_back),
        BR_TEST(test_an_answer_that_is_not_needed_any_more),
        BR_TEST(test_the_store_answers_late),
        BR_TEST(test_how_long_an_answer_may_take),
        BR_TEST(test_when_all_are_asked_again),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
