/* What comes when it no longer counts: after a goodbye, a change of mind, an end. */
#include "test_session_desk.h"

static void bye(struct desk *desk, br_connection connection)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_bye(&bytes, BR_OK, "good night");
    frame(desk, connection, &bytes);
}

static void ping(struct desk *desk, br_connection connection)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_ping(&bytes, 1);
    frame(desk, connection, &bytes);
}

static void join(struct desk *desk, size_t room_count)
{
    struct br_id room = {{9}};
    tell_member(desk, true, &room, room_count);
}

static void submit_one(struct desk *desk, br_connection connection)
{
    struct br_submission write = {
        .id = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}, .kind = 10};
    struct br_buffer bytes = bytes_new();
    br_frame_put_submit(&bytes, &write, 1);
    frame(desk, connection, &bytes);
}

static void written(struct desk *desk, uint64_t ticket)
{
    struct br_write_done done = {.ticket = ticket, .result = {.id = {{1}}, .epoch = 1, .seq = 1}};
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    input.as.written.transaction = ++desk->transaction;
    input.as.written.done = &done;
    input.as.written.done_count = 1;
    step(desk, &input);
}

/* Whoever said goodbye, nothing is answered any more, and nothing hung up a second time. */
static void test_frames_after_a_goodbye_are_not_heard(void)
{
    struct desk *desk = between_two();
    bye(desk, 1);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
    ping(desk, 1);
    bye(desk, 1);
    CHECK_UINT(desk->actions.count, 0);
    struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
    batch(desk, 2, &stream, 1, 2); /* breaks the rules: we say goodbye */
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
    ping(desk, 2);
    batch(desk, 2, &stream, 1, 2);
    CHECK_UINT(desk->actions.count, 0);
    accepted(desk, &us, &omega, false);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE) + desk->frame_count, 0);
    desk_free(desk);
}

/* Who was turned away was never a conversation: its last frames and its end change nothing. */
static void test_who_was_turned_away_is_nobody(void)
{
    struct desk *desk = between_two();
    ping(desk, 77);
    CHECK_UINT(desk->actions.count, 0);
    disconnected(desk, 77, BR_ERR_CLOSED);
    CHECK_UINT(desk->actions.count, 0);
    greet(desk, 80, BR_PARTY_DEVICE, &us);
    disconnected(desk, 79, BR_ERR_CLOSED);
    CHECK_UINT(desk->actions.count, 0);
    CHECK_UINT(br_node_session_count(desk->node), 3);
    desk_free(desk);
}

/* The log had been read for somebody who is not there any more, or has been hung up on. */
static void test_a_read_for_who_has_gone(void)
{
    struct desk *desk = between_two();
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 9);
    want(desk, 1, &ours, 0);
    want(desk, 2, &ours, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
    disconnected(desk, 1, BR_ERR_NETWORK);
    read_done(desk, 1, &ours, 1, 9);
    CHECK_UINT(desk->actions.count, 0);
    bye(desk, 2);
    read_done(desk, 2, &ours, 1, 9);
    CHECK_UINT(desk->actions.count, 0);
    desk_free(desk);
}

/* What the log gave for an earlier Want is not sent; what is wanted now is read. */
static void test_a_read_for_an_earlier_want(void)
{
    struct desk *desk = between_two();
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 9);
    want(desk, 1, &ours, 0);
    want(desk, 1, &ours, 5);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 0); /* one at a time for a stream */
    read_done(desk, 1, &ours, 1, 4);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_READ)->as.read.after_seq, 5);
    read_done(desk, 1, &ours, 6, 9);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 1);
    desk_free(desk);
}

/* Leaving a room takes effect at once, also for what was being read of it. */
static void test_a_read_of_a_room_that_was_left(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    held(desk, &room, 9);
    join(desk, 1);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    want(desk, 1, &room, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
    join(desk, 0);
    CHECK_UINT(sent(desk, 1, BR_FRAME_STREAM_GONE), 1);
    read_done(desk, 1, &room, 1, 9);
    CHECK_UINT(desk->frame_count, 0);
    desk_free(desk);
}

/* A new record waits for credit like any other, and is read when there is some. */
static void test_a_new_record_waits_for_credit(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 9);
    accepted(desk, &us, &alpha, true);
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, false);
    hello(desk, 1, &alpha, 1, BR_FRAME_SIZE_MAX - 1);
    want(desk, 1, &ours, 9);
    durable(desk, 0, BR_OK, &ours, 10, 10);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH) + count_of(desk, BR_ACTION_READ), 0);
    struct br_buffer bytes = bytes_new();
    br_frame_put_credit(&bytes, 1);
    frame(desk, 1, &bytes);
    CHECK_UINT(action_of(desk, BR_ACTION_READ)->as.read.after_seq, 9);
    desk_free(desk);
}

/* The write is in the log; its device learns of it when it submits it again. */
static void test_outcomes_for_who_has_gone(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    greet(desk, 2, BR_PARTY_DEVICE, &us);
    submit_one(desk, 1);
    uint64_t first = action_of(desk, BR_ACTION_WRITE)->as.write.ticket;
    submit_one(desk, 2);
    uint64_t second = action_of(desk, BR_ACTION_WRITE)->as.write.ticket;
    disconnected(desk, 1, BR_ERR_NETWORK);
    written(desk, first);
    CHECK_UINT(desk->actions.count, 0);
    bye(desk, 2);
    written(desk, second);
    CHECK_UINT(desk->actions.count, 0);
    desk_free(desk);
}

/* Home was hung up on while the outbox was being read: nothing is lost, the next one pulls. */
static void test_writes_for_a_home_that_was_hung_up_on(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    greet(desk, 1, BR_PARTY_HOME, &us);
    CHECK_UINT(count_of(desk, BR_ACTION_PULL), 1);
    bye(desk, 1);
    struct br_submission write = {.id = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}};
    struct br_node_input input = {.type = BR_INPUT_SUBMIT, .connection = 1};
    input.as.submit.count = 1;
    input.as.submit.writes = &write;
    step(desk, &input);
    CHECK_UINT(desk->actions.count, 0);
    disconnected(desk, 1, BR_ERR_CLOSED);
    greet(desk, 2, BR_PARTY_HOME, &us);
    CHECK_UINT(action_of(desk, BR_ACTION_PULL)->connection, 2);
    desk_free(desk);
}

static void test_outcomes_of_writes_we_did_not_submit_end_it(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    greet(desk, 1, BR_PARTY_HOME, &us);
    struct br_result result = {.id = {{1}}, .epoch = 1, .seq = 1};
    struct br_buffer bytes = bytes_new();
    br_frame_put_outcomes(&bytes, &result, 1);
    frame(desk, 1, &bytes);
    CHECK_UINT(count_of(desk, BR_ACTION_OUTCOMES), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
    desk_free(desk);
}

/* Attempts at somebody whom we are not to stay connected with leave no trace. */
static void test_attempts_that_nobody_counts(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_node_input input = {.type = BR_INPUT_DIAL_FAILED};
    input.as.dial_failed.academy = alpha;
    input.as.dial_failed.why = "refused";
    step(desk, &input);
    CHECK_UINT(br_node_peer_count(desk->node), 0);
    input = (struct br_node_input){.type = BR_INPUT_STOP};
    step(desk, &input);
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
    CHECK_UINT(br_node_peer_count(desk->node), 0);
    CHECK_UINT(br_node_deadline_ms(desk->node), UINT64_MAX);
    desk_free(desk);
}

/* Rooms are told, and taken back, only over a device's conversation that has begun. */
static void test_rooms_change_before_a_greeting(void)
{
    struct desk *desk = between_two();
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    struct br_id another = {{0x78}};
    held(desk, &room, 3);
    join(desk, 1);
    connected(desk, 3, BR_PARTY_DEVICE, &us, false); /* has not greeted us yet */
    join(desk, 0);
    CHECK_UINT(desk->actions.count, 0);
    join(desk, 1);
    hello(desk, 3, &us, 3, BR_CREDIT_WINDOW);
    want(desk, 3, &room, 3);
    struct br_node_input input = {.type = BR_INPUT_MEMBER};
    input.as.member.member = another; /* somebody else's rooms */
    step(desk, &input);
    CHECK_UINT(desk->actions.count, 0);
    join(desk, 0);
    CHECK_UINT(sent(desk, 3, BR_FRAME_STREAM_GONE), 1);
    CHECK_UINT(desk->frame_count, 1);
    desk_free(desk);
}

/* With whom we are to stay connected: turned away without room for it, it is tried again later. */
static void test_an_attempt_that_comes_when_all_is_full(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_node_input input = {.type = BR_INPUT_PEER};
    accepted(desk, &us, &alpha, true);
    input.as.peer.academy = alpha;
    input.as.peer.dial = true;
    step(desk, &input);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 1);
    for (br_connection i = 1; i <= BR_SESSIONS_MAX; i++) {
        connected(desk, i, BR_PARTY_DEVICE, &us, false);
    }
    connected(desk, BR_SESSIONS_MAX + 1, BR_PARTY_ACADEMY, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 0);
    CHECK(strstr(br_node_peer_status(desk->node, 0).why, "too many") != NULL);
    tick_to(desk, desk->now_ms + BR_DIAL_DELAY_FIRST_MS);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 1);
    desk_free(desk);
}

/* Of three conversations with an academy's server two have not begun: without the third it is not
 * connected, and a device's says nothing about it. */
static void test_others_that_have_not_begun_do_not_count(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_node_input input = {.type = BR_INPUT_PEER};
    accepted(desk, &us, &alpha, true);
    input.as.peer.academy = alpha;
    step(desk, &input);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    greet(desk, 2, BR_PARTY_ACADEMY, &alpha);
    connected(desk, 3, BR_PARTY_ACADEMY, &alpha, false);
    CHECK(br_node_peer_status(desk->node, 0).connected);
    desk->now_ms += 500;
    disconnected(desk, 2, BR_ERR_NETWORK);
    struct br_peer_status status = br_node_peer_status(desk->node, 0);
    CHECK(!status.connected);
    CHECK_TEXT(status.why, "it broke");
    desk_free(desk);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_frames_after_a_goodbye_are_not_heard),
        BR_TEST(test_who_was_turned_away_is_nobody),
        BR_TEST(test_a_read_for_who_has_gone),
        BR_TEST(test_a_read_for_an_earlier_want),
        BR_TEST(test_a_read_of_a_room_that_was_left),
        BR_TEST(test_a_new_record_waits_for_credit),
        BR_TEST(test_outcomes_for_who_has_gone),
        BR_TEST(test_writes_for_a_home_that_was_hung_up_on),
        BR_TEST(test_outcomes_of_writes_we_did_not_submit_end_it),
        BR_TEST(test_attempts_that_nobody_counts),
        BR_TEST(test_rooms_change_before_a_greeting),
        BR_TEST(test_an_attempt_that_comes_when_all_is_full),
        BR_TEST(test_others_that_have_not_begun_do_not_count),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
