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

/* A place was mended by somebody who has left; who was asked then answers all the same, and is
 * asked for the next one. */
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

/* --- who is asked --- */

/* What cannot show it, or may not have it, or does not reach so far, is not asked. */
static void test_who_is_not_asked(void)
{
    static const struct br_hash epsilon = {{0x50}};
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&delta, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &delta, true);
    accepted(desk, &us, &epsilon, true);
    accepted(desk, &delta, &alpha, true);
    accepted(desk, &delta, &omega, true);
    held(desk, &stream, 9);
    greet(desk, 3, BR_PARTY_ACADEMY, &epsilon); /* whom delta does not accept */
    heads(desk, 3, &stream, 9, true);
    heads(desk, 1, &stream, 3, true); /* not so far */
    greet(desk, 4, BR_PARTY_DEVICE, &us);
    connected(desk, 5, BR_PARTY_DEVICE, &us, false);
    damaged(desk, &stream, 3, 5);
    for (br_connection to = 1; to <= 5; to++) {
        CHECK_UINT(asks(desk, to), 0);
    }
    CHECK(!status_of(desk, &stream).mending);
    want(desk, 4, &stream, 9); /* a device that has had them from us */
    CHECK_UINT(asks(desk, 4), 4);
    CHECK(status_of(desk, &stream).mending_from.type == BR_PARTY_DEVICE);
    desk_free(desk);
}

/* Who was sent the records holds them as well, though they have not said so. */
static void test_who_was_sent_them_is_asked(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&delta, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &delta, true);
    held(desk, &stream, 9);
    greet(desk, 3, BR_PARTY_DEVICE, &us);
    want(desk, 3, &stream, 0);
    read_done(desk, 3, &stream, 1, 9);
    CHECK_UINT(sent(desk, 3, BR_FRAME_BATCH), 1);
    damaged(desk, &stream, 3, 5);
    CHECK_UINT(asks(desk, 3), 4);
    desk_free(desk);
}

/* A client asks its server. */
static void test_home_is_asked(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream stream = stream_of(&delta, BR_AUDIENCE_NETWORK);
    held(desk, &stream, 9);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &stream, 9, true);
    damaged(desk, &stream, 3, 5);
    CHECK_UINT(asks(desk, 1), 4);
    desk_free(desk);
}

/* One place of a stream after the other, and none of a stream that we do not have. */
static void test_what_else_is_damaged(void)
{
    struct br_stream stream;
    struct br_stream unknown = stream_of(&delta, BR_AUDIENCE_ROOM);
    struct desk *desk = damaged_desk(&stream);
    damaged(desk, &stream, 6, 8);
    CHECK_UINT(status_of(desk, &stream).damage_last, 5);
    damaged(desk, &unknown, 6, 8);
    CHECK_UINT(desk->node->damages, 1);
    desk_free(desk);
}

/* A damaged stream's other records go on: before the damage and behind it. */
static void test_damage_is_in_nobody_elses_way(void)
{
    static const struct {
        uint64_t after;
        size_t reads;
    } cases[] = {{0, 1}, {3, 0}, {4, 0}, {5, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_stream stream;
        struct desk *desk = damaged_desk(&stream);
        greet(desk, 3, BR_PARTY_DEVICE, &us);
        want(desk, 3, &stream, cases[i].after);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), cases[i].reads);
        desk_free(desk);
    }
}

/* Who is asked something already, or owes an answer, is asked in their turn. */
static void test_who_is_busy_is_asked_later(void)
{
    struct br_stream stream;
    struct br_stream other = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct desk *desk = damaged_desk(&stream);
    held(desk, &other, 9);
    heads(desk, 1, &other, 9, true);
    damaged(desk, &other, 6, 7);
    CHECK_UINT(asks(desk, 1), 0); /* the only one, and busy with the first */
    show_records(desk, 1, &stream, 4, 5);
    CHECK_UINT(asks(desk, 1), 7);
    tick_to(desk, desk->now_ms + BR_SHOW_DEADLINE_MS); /* and that is not answered */
    CHECK(!status_of(desk, &other).mending);
    tick_to(desk, desk->now_ms + BR_MEND_RETRY_MS);
    CHECK(!status_of(desk, &other).mending);
    show_records(desk, 1, &other, 7, 7);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    CHECK_UINT(asks(desk, 1), 7); /* late, but they are there */
    desk_free(desk);
}

/* A head that differs waits while damaged records are asked for, and the other way round. */
static void test_doubt_and_mending_take_turns(void)
{
    struct br_stream stream;
    struct br_stream other = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct desk *desk = damaged_desk(&stream);
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 6;
    input.as.stream.head = head_of(&other, 9);
    input.as.stream.head.hash = us; /* any other than they name */
    step(desk, &input);
    heads(desk, 1, &other, 9, true);
    CHECK_UINT(asks(desk, 1), 0);
    show_records(desk, 1, &stream, 4, 5);
    CHECK_UINT(asks(desk, 1), 1);
    CHECK(br_stream_equal(&desk->frames[0].as.show.stream, &other));
    desk_free(desk);
}

/* So does damage that is found while they wait for us: what they showed is being compared. */
static void test_damage_waits_for_a_comparison(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 6;
    input.as.stream.head = head_of(&stream, 9);
    input.as.stream.head.hash = us; /* any other than they name */
    step(desk, &input);
    heads(desk, 1, &stream, 9, true);
    CHECK_UINT(asks(desk, 1), 1);
    struct br_record record = {.kind = 10, .payload = br_bytes_of_text("x")};
    struct br_buffer body;
    br_buffer_init(&body, 1000);
    br_record_encode(&record, &body);
    struct br_bytes bytes = br_buffer_bytes(&body);
    struct br_hash previous = {{0}};
    struct br_batch batch = {.head = head_of(&stream, 1), .count = 1, .bodies = &bytes};
    shown(desk, 1, &previous, &batch);
    damaged(desk, &stream, 3, 5);
    CHECK_UINT(asks(desk, 1), 0);
    input = (struct br_node_input){.type = BR_INPUT_READ, .connection = 1};
    input.as.read.stream = stream;
    input.as.read.purpose = BR_READ_COMPARE;
    input.as.read.status = BR_ERR_CORRUPT;
    step(desk, &input);
    CHECK_UINT(asks(desk, 1), 4);
    br_buffer_free(&body);
    desk_free(desk);
}

/* --- what they show --- */

/* The first leaves in the middle: the next is asked at once. */
static void test_the_mender_leaves(void)
{
    struct br_stream stream;
    struct desk *desk = damaged_desk(&stream);
    disconnected(desk, 1, BR_ERR_CLOSED);
    CHECK_UINT(asks(desk, 2), 4);
    struct br_stream_status status = status_of(desk, &stream);
    CHECK(br_hash_equal(&status.mending_from.academy, &omega));
    desk_free(desk);
}

/* Somebody else leaves: nothing changes. */
static void test_another_leaves(void)
{
    struct br_stream stream;
    struct desk *desk = damaged_desk(&stream);
    disconnected(desk, 2, BR_ERR_CLOSED);
    CHECK(asks(desk, 1) == 0 && status_of(desk, &stream).mending);
    desk_free(desk);
}

/* Others' records, or another place, are no answer. */
static void test_who_shows_something_else(void)
{
    for (int what = 0; what < 2; what++) {
        struct br_stream stream;
        struct desk *desk = damaged_desk(&stream);
        struct br_stream other = stream_of(&alpha, BR_AUDIENCE_NETWORK);
        show_records(desk, 1, what == 0 ? &other : &stream, what == 0 ? 4 : 5, 5);
        CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
        CHECK_UINT(asks(desk, 2), 4);
        desk_free(desk);
    }
}

/* What does not fit is not put back, and the next is asked. */
static void test_what_the_store_does_not_take(void)
{
    struct br_stream stream;
    struct desk *desk = damaged_desk(&stream);
    show_records(desk, 1, &stream, 4, 5);
    durable(desk, action_of(desk, BR_ACTION_MEND)->as.mend.ticket, BR_ERR_CHAIN, NULL, 0, 0);
    CHECK_UINT(asks(desk, 2), 4);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0); /* they may hold another story in good faith */
    desk_free(desk);
}

static void test_no_room_for_a_mending(void)
{
    struct br_stream stream;
    struct desk *desk = damaged_desk(&stream);
    desk->node->ticket_count = BR_TICKETS_MAX;
    show_records(desk, 1, &stream, 4, 5);
    CHECK_UINT(count_of(desk, BR_ACTION_MEND), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_LIMIT);
    CHECK_UINT(asks(desk, 2), 4);
    desk->node->ticket_count = 0;
    desk_free(desk);
}

/* A client's damaged stream is withdrawn: before the answer, before the store's, or with a batch of
 * it in the store. */
static void test_a_damaged_stream_leaves(void)
{
    for (int when = 0; when < 3; when++) {
        struct desk *desk = desk_new(BR_NODE_CLIENT);
        struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
        held(desk, &stream, 9);
        greet(desk, 1, BR_PARTY_HOME, &us);
        heads(desk, 1, &stream, 10, true);
        uint64_t ticket = 0;
        if (when == 2) {
            batch(desk, 1, &stream, 10, 10);
            ticket = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
        } else {
            damaged(desk, &stream, 3, 5);
            CHECK_UINT(asks(desk, 1), 4);
        }
        if (when == 1) {
            show_records(desk, 1, &stream, 4, 5);
            ticket = action_of(desk, BR_ACTION_MEND)->as.mend.ticket;
        }
        struct br_buffer bytes = bytes_new();
        br_frame_put_gone(&bytes, &stream, "No longer yours.");
        frame(desk, 1, &bytes);
        CHECK_UINT(desk->node->damages, 0);
        if (when == 0) {
            show_records(desk, 1, &stream, 4, 5);
            CHECK_UINT(count_of(desk, BR_ACTION_MEND), 0);
        } else if (when == 1) {
            durable(desk, ticket, BR_OK, NULL, 0, 0);
        } else {
            damaged(desk, &stream, 3, 5);
            durable(desk, ticket, BR_OK, NULL, 0, 0);
        }
        CHECK_UINT(desk->node->damages, 0);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
        desk_free(desk);
    }
}

/* --- times --- */

/* Two places that nobody has, found at different times, are asked for again at their own. */
static void test_each_place_has_its_own_time(void)
{
    struct br_stream stream;
    struct br_stream other = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct desk *desk = damaged_desk(&stream);
    shown(desk, 1, NULL, NULL);
    shown(desk, 2, NULL, NULL);
    uint64_t first_ms = desk->now_ms + BR_MEND_RETRY_MS;
    tick_to(desk, desk->now_ms + 4000);
    held(desk, &other, 9);
    damaged(desk, &other, 6, 7);
    CHECK_UINT(desk->node->mends_due_ms, first_ms);
    uint64_t second_ms = desk->now_ms + BR_MEND_RETRY_MS;
    tick_to(desk, first_ms);
    CHECK_UINT(asks(desk, 1), 4);
    CHECK_UINT(desk->node->mends_due_ms, second_ms);
    desk_free(desk);
}

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
        BR_TEST(test_who_is_not_asked),
        BR_TEST(test_who_was_sent_them_is_asked),
        BR_TEST(test_home_is_asked),
        BR_TEST(test_what_else_is_damaged),
        BR_TEST(test_damage_is_in_nobody_elses_way),
        BR_TEST(test_who_is_busy_is_asked_later),
        BR_TEST(test_doubt_and_mending_take_turns),
        BR_TEST(test_damage_waits_for_a_comparison),
        BR_TEST(test_the_mender_leaves),
        BR_TEST(test_another_leaves),
        BR_TEST(test_who_shows_something_else),
        BR_TEST(test_what_the_store_does_not_take),
        BR_TEST(test_no_room_for_a_mending),
        BR_TEST(test_a_damaged_stream_leaves),
        BR_TEST(test_each_place_has_its_own_time),
        BR_TEST(test_how_long_an_answer_may_take),
        BR_TEST(test_when_all_are_asked_again),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
