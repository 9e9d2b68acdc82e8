/* The node and its conversations: greeting, dialling, writes, silence, hostile bytes. */
#include "test_session_desk.h"

/* --- greeting and ending --- */

static void test_hello_then_all_heads(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    for (uint64_t i = 0; i <= BR_HEADS_FRAME_MAX; i++) { /* one more than fits one frame */
        struct br_stream stream = stream_of(&us, BR_AUDIENCE_ROOM);
        stream.audience.id.bytes[1] = (uint8_t)i;
        held(desk, &stream, 3);
    }
    struct br_id rooms[BR_HEADS_FRAME_MAX + 1];
    for (size_t i = 0; i <= BR_HEADS_FRAME_MAX; i++) {
        rooms[i] = (struct br_id){{9, (uint8_t)i}};
    }
    tell_member(desk, true, rooms, BR_HEADS_FRAME_MAX + 1);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 2);
    CHECK_UINT(desk->frames[0].as.heads.count, BR_HEADS_FRAME_MAX);
    CHECK(!desk->frames[0].as.heads.complete && desk->frames[1].as.heads.complete);
    greet(desk, 2, BR_PARTY_ACADEMY, &alpha);
    CHECK_UINT(sent(desk, 2, BR_FRAME_HEADS), 1);
    CHECK_UINT(desk->frames[0].as.heads.count, 0); /* rooms are nobody else's */
    desk_free(desk);
}

static size_t gone(const struct desk *desk, br_connection connection)
{
    return sent(desk, connection, BR_FRAME_STREAM_GONE);
}

/* What a device was told of, it is told to give back; then it is hung up on. */
static void test_who_has_no_role_is_cut_off(void)
{
    struct br_id room = {{9}};
    struct br_stream streams[] = {stream_of(&us, BR_AUDIENCE_NETWORK),
                                  stream_of(&us, BR_AUDIENCE_ACADEMY),
                                  stream_of(&us, BR_AUDIENCE_ROOM)};
    struct desk *desk = desk_new(BR_NODE_SERVER);
    for (size_t i = 0; i < 3; i++) {
        held(desk, &streams[i], 3);
    }
    tell_member(desk, true, &room, 1);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    CHECK_UINT(desk->frames[0].as.heads.count, 3);
    connected(desk, 2, BR_PARTY_DEVICE, &us, false); /* has not greeted yet */
    tell_member(desk, true, NULL, 0);
    CHECK_UINT(gone(desk, 1), 1);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    tell_member(desk, false, &room, 1); /* a room alone is no role */
    CHECK_UINT(gone(desk, 1), 2);
    CHECK_UINT(gone(desk, 2), 0);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BYE), 1);
    CHECK_UINT(sent(desk, 2, BR_FRAME_BYE), 1);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 2);
    greet(desk, 3, BR_PARTY_DEVICE, &us); /* should it be let in, there is nothing for it */
    CHECK_UINT(desk->frames[0].as.heads.count, 0);
    tell_member(desk, true, &room, 1);
    greet(desk, 4, BR_PARTY_DEVICE, &us);
    CHECK_UINT(desk->frames[0].as.heads.count, 3);
    desk_free(desk);
}

static void test_who_is_not_known_has_no_role(void)
{
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct desk *desk = desk_new(BR_NODE_SERVER);
    held(desk, &stream, 3);
    desk->member_told = true; /* nothing is told of them */
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    CHECK_UINT(desk->frames[0].as.heads.count, 0);
    desk_free(desk);
}

static void test_a_removed_device_is_cut_off(void)
{
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_hash pins[] = {{{1}}, {{2}}};
    struct desk *desk = desk_new(BR_NODE_SERVER);
    held(desk, &stream, 3);
    tell_member(desk, true, NULL, 0);
    for (br_connection i = 1; i <= 3; i++) {
        struct br_node_input input = {.type = BR_INPUT_CONNECTED, .connection = i};
        input.as.connected = (struct br_party){
            .type = BR_PARTY_DEVICE, .academy = us, .member = member, .device = pins[i == 2]};
        step(desk, &input);
        if (i < 3) { /* the last has not greeted yet */
            hello(desk, i, &us, (uint8_t)i, BR_CREDIT_WINDOW);
        }
    }
    connected(desk, 4, BR_PARTY_ACADEMY, &alpha, false);
    struct br_node_input input = {.type = BR_INPUT_DEVICE};
    input.as.device = pins[0];
    step(desk, &input);
    CHECK_UINT(gone(desk, 1), 1);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 2);
    CHECK_UINT(sent(desk, 2, BR_FRAME_BYE) + gone(desk, 2), 0);
    step(desk, &input);
    CHECK_UINT(desk->actions.count, 0); /* nobody is left to be cut off */
    desk_free(desk);
}

static void test_numbering_is_announced(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 1);
    accepted(desk, &us, &omega, true);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 0);
    desk_free(desk);
    desk = desk_new(BR_NODE_CLIENT);
    accepted(desk, &us, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 0);
    desk_free(desk);
}

static void test_refused_greeting_was_never_up(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, false);
    hello(desk, 1, &alpha, 1, UINT64_MAX);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BYE), 1);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
    CHECK_UINT(count_of(desk, BR_ACTION_PEER_UP) + count_of(desk, BR_ACTION_PEER_DOWN), 0);
    desk_free(desk);
}

static void test_duplicates_settle_without_going_down(void)
{
    for (int we_dialled_first = 0; we_dialled_first <= 1; we_dialled_first++) {
        struct desk *desk = desk_new(BR_NODE_SERVER); /* alpha's id is smaller than ours */
        connected(desk, 1, BR_PARTY_ACADEMY, &alpha, we_dialled_first == 1);
        hello(desk, 1, &alpha, 7, BR_CREDIT_WINDOW);
        CHECK_UINT(count_of(desk, BR_ACTION_PEER_UP), 1);
        connected(desk, 2, BR_PARTY_ACADEMY, &alpha, we_dialled_first == 0);
        hello(desk, 2, &alpha, 7, BR_CREDIT_WINDOW);
        br_connection ours = we_dialled_first == 1 ? 1 : 2;
        CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->connection,
                   ours); /* what alpha dialled stays */
        CHECK_UINT(br_node_session_count(desk->node), 1);
        if (ours == 2) {
            CHECK_UINT(count_of(desk, BR_ACTION_PEER_UP) + count_of(desk, BR_ACTION_PEER_DOWN), 0);
        } else { /* down before up, so that who only looks at the academy is right in the end */
            CHECK_UINT(desk->actions.items[desk->actions.count - 2].type, BR_ACTION_PEER_UP);
            CHECK_UINT(count_of(desk, BR_ACTION_PEER_DOWN), 1);
        }
        desk_free(desk);
    }
    struct desk *desk = desk_new(BR_NODE_SERVER);
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, false);
    hello(desk, 1, &alpha, 7, BR_CREDIT_WINDOW);
    connected(desk, 2, BR_PARTY_ACADEMY, &alpha, true);
    hello(desk, 2, &alpha, 8, BR_CREDIT_WINDOW); /* started anew: the older one is dead */
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->connection, 1);
    desk_free(desk);
    desk = desk_new(BR_NODE_SERVER);
    for (br_connection i = 1; i <= 2; i++) { /* it dialled twice, so the first one failed it */
        connected(desk, i, BR_PARTY_ACADEMY, &alpha, false);
        hello(desk, i, &alpha, 7, BR_CREDIT_WINDOW);
    }
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->connection, 1);
    desk_free(desk);
}

/* News for many at once leave in portions: what is sent in one step has a bound. */
static void test_announcements_to_many_take_turns(void)
{
    enum { STREAMS = 2048, DEVICES = 128, PORTION = 40 * 1024 * 1024 };
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    for (br_connection i = 1; i <= DEVICES; i++) {
        greet(desk, i, BR_PARTY_DEVICE, &us);
    }
    held(desk, &ours, 1);
    for (br_connection i = 1; i <= DEVICES; i++) {
        want(desk, i, &ours, 1);
    }
    for (uint32_t i = 0; i < STREAMS; i++) {
        struct br_hash origin = {{0x99}};
        br_store_u32(origin.bytes + 1, i);
        struct br_stream stream = stream_of(&origin, BR_AUDIENCE_NETWORK);
        durable(desk, 0, BR_OK, &stream, 1, 1);
    }
    for (uint64_t seq = 1; seq <= 2; seq++) { /* the first is told at once, the second waits */
        struct br_node_input receipt = {.type = BR_INPUT_RECEIPT};
        receipt.as.receipt =
            (struct br_receipt){.holder = omega, .stream = ours, .epoch = 1, .seq = seq};
        step(desk, &receipt);
    }
    desk->now_ms += BR_HEADS_INTERVAL_MS + BR_RECEIPTS_INTERVAL_MS;
    size_t named[DEVICES + 1] = {0};
    size_t receipts = 0;
    size_t steps = 0;
    do {
        size_t size = 0;
        struct br_node_input tick = {.type = BR_INPUT_TICK};
        step(desk, &tick);
        for (size_t i = 0; i < desk->actions.count; i++) {
            size += desk->actions.items[i].as.send.bytes.size;
        }
        CHECK(size < PORTION);
        for (size_t i = 0; i < desk->frame_count; i++) {
            bool heads_frame = desk->frames[i].type == BR_FRAME_HEADS;
            named[desk->to[i]] += heads_frame ? desk->frames[i].as.heads.count : 0;
            receipts += desk->frames[i].type == BR_FRAME_RECEIPTS;
        }
        steps++;
        desk->now_ms++;
    } while (br_node_deadline_ms(desk->node) <= desk->now_ms && CHECK(steps < 10));
    CHECK(steps > 1);
    CHECK_UINT(receipts, DEVICES);
    for (size_t i = 1; i <= DEVICES; i++) {
        CHECK_UINT(named[i], STREAMS); /* ours they have already */
    }
    desk_free(desk);
}

static void test_sessions_have_a_maximum(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    for (br_connection i = 1; i <= BR_SESSIONS_MAX + 1; i++) {
        connected(desk, i, BR_PARTY_DEVICE, &us, false);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), i <= BR_SESSIONS_MAX ? 0 : 1);
        CHECK_UINT(sent(desk, i, BR_FRAME_BYE), i <= BR_SESSIONS_MAX ? 0 : 1); /* it is told why */
    }
    disconnected(desk, BR_SESSIONS_MAX + 1, BR_ERR_CLOSED);
    disconnected(desk, 1, BR_ERR_CLOSED);
    connected(desk, BR_SESSIONS_MAX + 2, BR_PARTY_DEVICE, &us, false);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    desk_free(desk);
}

static void test_after_stop_nobody_is_let_in(void)
{
    struct desk *desk = between_two();
    struct br_node_input input = {.type = BR_INPUT_STOP};
    step(desk, &input);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BYE) + sent(desk, 2, BR_FRAME_BYE), 2);
    connected(desk, 3, BR_PARTY_DEVICE, &us, false);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
    CHECK_UINT(desk->frame_count, 1);
    CHECK_UINT(sent(desk, 3, BR_FRAME_BYE), 1); /* it is told why */
    desk_free(desk);
}

/* --- dialling --- */

static void peer(struct desk *desk, const struct br_hash *academy, bool dial)
{
    struct br_node_input input = {.type = BR_INPUT_PEER};
    input.as.peer.academy = *academy;
    input.as.peer.dial = dial;
    step(desk, &input);
}

/* Attempts within [ms] when each ends in the same way. */
static size_t attempts(enum br_status status, uint64_t ms)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    size_t count = 0;
    uint64_t end = desk->now_ms + ms;
    accepted(desk, &us, &alpha, true);
    peer(desk, &alpha, true);
    while (desk->now_ms < end) {
        if (count_of(desk, BR_ACTION_DIAL) > 0) {
            connected(desk, ++count, BR_PARTY_ACADEMY, &alpha, true);
            hello(desk, count, &alpha, 1, BR_CREDIT_WINDOW);
            struct br_buffer bytes = bytes_new();
            br_frame_put_bye(&bytes, status, "no");
            frame(desk, count, &bytes);
            disconnected(desk, count, BR_ERR_CLOSED);
        }
        tick_to(desk, br_node_deadline_ms(desk->node));
    }
    desk_free(desk);
    return count;
}

static void test_broken_rules_slow_the_next_attempt(void)
{
    size_t good = attempts(BR_OK, 600000);
    size_t bad = attempts(BR_ERR_SIGNATURE, 600000);
    CHECK(good > 1000); /* each time in good order: try again soon */
    CHECK(bad < 50 && bad > 15);
    static const enum br_status harmless[] = {BR_ERR_CLOSED, BR_ERR_NETWORK, BR_ERR_TIMEOUT};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        CHECK(attempts(harmless[i], 600000) > 1000);
    }
}

static void test_peer_input_dials_again(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    peer(desk, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 1);
    tick_to(desk, 60000);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 0); /* no answer yet */
    peer(desk, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL),
               1); /* somebody asks for it: where it is has changed */
    peer(desk, &alpha, false);
    tick_to(desk, 200000);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 0);
    desk_free(desk);
}

/* --- writes --- */

static void submit(struct desk *desk, br_connection home, size_t count, bool more)
{
    struct br_submission writes[BR_SUBMIT_FRAME_MAX];
    for (size_t i = 0; i < count; i++) {
        writes[i] = (struct br_submission){.id = {{1, (uint8_t)i}},
                                           .audience = {.type = BR_AUDIENCE_NETWORK},
                                           .kind = 10,
                                           .payload = br_bytes_of_text("text")};
    }
    struct br_node_input input = {.type = BR_INPUT_SUBMIT, .connection = home};
    input.as.submit.count = count;
    input.as.submit.writes = writes;
    input.as.submit.more = more;
    step(desk, &input);
}

static void outbox(struct desk *desk)
{
    struct br_node_input input = {.type = BR_INPUT_OUTBOX};
    step(desk, &input);
}

static void test_the_outbox_is_never_forgotten(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    greet(desk, 1, BR_PARTY_HOME, &us);
    CHECK_UINT(action_of(desk, BR_ACTION_PULL)->as.pull, BR_SUBMIT_FRAME_MAX);
    outbox(desk); /* a write comes when the outbox has been read and the answer is on its way */
    CHECK_UINT(count_of(desk, BR_ACTION_PULL), 0);
    submit(desk, 1, 0, false);
    CHECK_UINT(count_of(desk, BR_ACTION_PULL), 1);
    submit(desk, 1, 0, true); /* nothing given and more claimed: not asked in a circle */
    CHECK_UINT(count_of(desk, BR_ACTION_PULL), 0);
    desk_free(desk);
}

static void test_one_pull_at_a_time_within_the_window(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    greet(desk, 1, BR_PARTY_HOME, &us);
    size_t given = 0;
    while (count_of(desk, BR_ACTION_PULL) == 1) {
        CHECK_UINT(count_of(desk, BR_ACTION_PULL), 1);
        submit(desk, 1, BR_SUBMIT_FRAME_MAX, true);
        given += BR_SUBMIT_FRAME_MAX;
    }
    CHECK_UINT(given, BR_SUBMIT_WINDOW_MAX);
    struct br_buffer bytes = bytes_new();
    struct br_result result = {.id = {{1}}, .epoch = 1, .seq = 1};
    br_frame_put_outcomes(&bytes, &result, 1);
    frame(desk, 1, &bytes);
    CHECK_UINT(count_of(desk, BR_ACTION_OUTCOMES), 1);
    CHECK_UINT(action_of(desk, BR_ACTION_PULL)->as.pull, 1);
    desk_free(desk);
}

/* The answer to a PULL of a conversation that has ended meanwhile counts for nothing. */
static void test_a_late_answer_to_a_pull(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    greet(desk, 1, BR_PARTY_HOME, &us);
    disconnected(desk, 1, BR_ERR_NETWORK);
    greet(desk, 2, BR_PARTY_HOME, &us);
    CHECK_UINT(action_of(desk, BR_ACTION_PULL)->connection, 2);
    submit(desk, 1, 5, false);
    CHECK_UINT(desk->frame_count + count_of(desk, BR_ACTION_PULL), 0);
    submit(desk, 2, 5, false);
    CHECK_UINT(sent(desk, 2, BR_FRAME_SUBMIT), 1);
    CHECK_UINT(desk->frames[0].as.submit.count, 5);
    desk_free(desk);
}

static void test_more_writes_than_the_window_end_it(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    struct br_submission write = {
        .id = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}, .kind = 10};
    for (size_t i = 0; i <= BR_SUBMIT_WINDOW_MAX; i++) {
        struct br_buffer bytes = bytes_new();
        br_frame_put_submit(&bytes, &write, 1);
        frame(desk, 1, &bytes);
        bool fits = i < BR_SUBMIT_WINDOW_MAX;
        CHECK_UINT(count_of(desk, BR_ACTION_WRITE), fits ? 1 : 0);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), fits ? 0 : 1);
    }
    desk_free(desk);
}

/* Two of one device: what still comes in the one that it has left is not taken. */
static void test_a_device_speaks_in_its_newest_conversation(void)
{
    static const br_connection greets[][2] = {{3, 4}, {4, 3}}; /* the older may greet later */
    struct br_submission write = {
        .id = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}, .kind = 10};
    for (size_t i = 0; i < 2; i++) {
        struct desk *desk = desk_new(BR_NODE_SERVER);
        for (br_connection at = 1; at <= 4; at++) {
            struct br_node_input input = {.type = BR_INPUT_CONNECTED, .connection = at};
            input.as.connected =
                (struct br_party){.type = BR_PARTY_DEVICE, .academy = us, .member = member};
            input.as.connected.device.bytes[0] = at == 2 ? 7 : 8 * (at > 2); /* 1: not known */
            step(desk, &input);
        }
        hello(desk, 1, &us, 1, BR_CREDIT_WINDOW);
        hello(desk, 2, &us, 2, BR_CREDIT_WINDOW);
        hello(desk, greets[i][0], &us, 3, BR_CREDIT_WINDOW);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
        hello(desk, greets[i][1], &us, 4, BR_CREDIT_WINDOW);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 1);
        CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->connection, 3);
        for (br_connection at = 1; at <= 4; at++) {
            struct br_buffer bytes = bytes_new();
            br_frame_put_submit(&bytes, &write, 1);
            frame(desk, at, &bytes);
            CHECK_UINT(count_of(desk, BR_ACTION_WRITE), at != 3);
        }
        desk_free(desk);
    }
}

/* Home may be reached again before the end of the first conversation is heard: that is no device's
 * doing, and both go on until it is. */
static void test_two_conversations_with_home_go_on(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    greet(desk, 1, BR_PARTY_HOME, &us);
    greet(desk, 2, BR_PARTY_HOME, &us);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    CHECK_UINT(br_node_session_count(desk->node), 2);
    disconnected(desk, 1, BR_ERR_NETWORK);
    CHECK_UINT(action_of(desk, BR_ACTION_PULL)->connection, 2); /* what waits goes there */
    desk_free(desk);
}

/* Answers come in any order; the ring of tickets goes round many times. */
static void test_tickets_in_any_order(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    struct br_rng rng = br_rng_seeded(1);
    uint64_t open[64];
    size_t count = 0;
    size_t answered = 0;
    while (answered < BR_TICKETS_MAX + 1000) {
        if (count < 64 && br_rng_below(&rng, 2) == 0) {
            struct br_submission write = {
                .id = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}, .kind = 10};
            struct br_buffer bytes = bytes_new();
            br_frame_put_submit(&bytes, &write, 1);
            frame(desk, 1, &bytes);
            open[count++] = action_of(desk, BR_ACTION_WRITE)->as.write.ticket;
        } else if (count > 0) {
            size_t at = (size_t)br_rng_below(&rng, count);
            struct br_write_done done = {.ticket = open[at],
                                         .result = {.id = {{1}}, .epoch = 1, .seq = 1}};
            open[at] = open[--count];
            struct br_node_input input = {.type = BR_INPUT_WRITTEN};
            input.as.written.transaction = ++desk->transaction;
            input.as.written.done = &done;
            input.as.written.done_count = 1;
            step(desk, &input);
            CHECK_UINT(sent(desk, 1, BR_FRAME_OUTCOMES), 1);
            answered++;
        }
    }
    desk_free(desk);
}

/* Writes of several devices become durable together; each hears of its own, in its own frame. */
static void test_outcomes_go_to_who_submitted(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_write_done done[3] = {{0}};
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    greet(desk, 2, BR_PARTY_DEVICE, &us);
    static const br_connection from[] = {1, 2, 2};
    for (uint8_t i = 0; i < 3; i++) {
        struct br_submission write = {
            .id = {{i + 1}}, .audience = {.type = BR_AUDIENCE_NETWORK}, .kind = 10};
        struct br_buffer bytes = bytes_new();
        br_frame_put_submit(&bytes, &write, 1);
        frame(desk, from[i], &bytes);
        done[i] =
            (struct br_write_done){.ticket = action_of(desk, BR_ACTION_WRITE)->as.write.ticket,
                                   .result = {.id = {{i + 1}}, .epoch = 1, .seq = i + 1}};
    }
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    input.as.written.transaction = ++desk->transaction;
    input.as.written.done = done;
    input.as.written.done_count = 3;
    step(desk, &input);
    CHECK_UINT(desk->frame_count, 2);
    CHECK_UINT(sent(desk, 1, BR_FRAME_OUTCOMES), 1);
    CHECK_UINT(desk->frames[0].as.outcomes.count, 1);
    CHECK_UINT(desk->frames[0].as.outcomes.items[0].seq, 1);
    CHECK_UINT(sent(desk, 2, BR_FRAME_OUTCOMES), 1);
    CHECK_UINT(desk->frames[1].as.outcomes.count, 2);
    CHECK_UINT(desk->frames[1].as.outcomes.items[0].seq, 2);
    desk_free(desk);
}

/* --- silence, and hostile bytes --- */

static void test_silence_ends_every_conversation(void)
{
    struct desk *desk = between_two();
    connected(desk, 3, BR_PARTY_DEVICE, &us, false); /* never greets */
    tick_to(desk, desk->now_ms + BR_HELLO_DEADLINE_MS);
    CHECK_UINT(sent(desk, 3, BR_FRAME_BYE), 1);
    tick_to(desk, desk->now_ms + BR_IDLE_CLOSE_MS);
    CHECK_UINT(br_node_session_count(desk->node), 0);
    CHECK_UINT(br_node_deadline_ms(desk->node), UINT64_MAX); /* nothing left to wait for */
    desk_free(desk);
}

/* Random frames of every kind from everybody: the node stands, and hangs up in words. */
static void test_hostile_frames(void)
{
    struct br_rng rng = br_rng_seeded(11);
    for (int round = 0; round < 60; round++) {
        struct desk *desk = between_two();
        struct br_stream streams[] = {stream_of(&us, BR_AUDIENCE_NETWORK),
                                      stream_of(&alpha, BR_AUDIENCE_NETWORK),
                                      stream_of(&us, BR_AUDIENCE_ROOM)};
        held(desk, &streams[0], 20);
        greet(desk, 3, BR_PARTY_DEVICE, &us);
        for (int i = 0; i < 60; i++) {
            br_connection from = 1 + br_rng_below(&rng, 3);
            const struct br_stream *stream = &streams[br_rng_below(&rng, 3)];
            uint64_t seq = 1 + br_rng_below(&rng, 30);
            struct br_buffer bytes = bytes_new();
            switch (br_rng_below(&rng, 7)) {
            case 0:
                br_frame_put_credit(&bytes, br_rng_next(&rng) >> br_rng_below(&rng, 64));
                frame(desk, from, &bytes);
                break;
            case 1:
                br_frame_put_stop(&bytes, stream);
                frame(desk, from, &bytes);
                break;
            case 2:
                br_buffer_free(&bytes);
                heads(desk, from, stream, seq, br_rng_below(&rng, 2) == 0);
                break;
            case 3:
                br_buffer_free(&bytes);
                batch(desk, from, stream, seq, seq + br_rng_below(&rng, 5));
                break;
            case 4:
                br_buffer_free(&bytes);
                want(desk, from, stream, br_rng_next(&rng) % BR_SEQ_MAX);
                break;
            case 5:
                br_buffer_put_u32(&bytes, 0);
                br_rng_bytes(&rng, br_buffer_extend(&bytes, 1 + seq), 1 + (size_t)seq);
                frame(desk, from, &bytes);
                break;
            default:
                br_frame_put_ping(&bytes, seq);
                frame(desk, from, &bytes);
                break;
            }
            tick_to(desk, desk->now_ms + br_rng_below(&rng, 100));
        }
        desk_free(desk);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_hello_then_all_heads),
        BR_TEST(test_who_has_no_role_is_cut_off),
        BR_TEST(test_who_is_not_known_has_no_role),
        BR_TEST(test_a_removed_device_is_cut_off),
        BR_TEST(test_numbering_is_announced),
        BR_TEST(test_refused_greeting_was_never_up),
        BR_TEST(test_duplicates_settle_without_going_down),
        BR_TEST(test_announcements_to_many_take_turns),
        BR_TEST(test_sessions_have_a_maximum),
        BR_TEST(test_after_stop_nobody_is_let_in),
        BR_TEST(test_broken_rules_slow_the_next_attempt),
        BR_TEST(test_peer_input_dials_again),
        BR_TEST(test_the_outbox_is_never_forgotten),
        BR_TEST(test_one_pull_at_a_time_within_the_window),
        BR_TEST(test_a_late_answer_to_a_pull),
        BR_TEST(test_more_writes_than_the_window_end_it),
        BR_TEST(test_a_device_speaks_in_its_newest_conversation),
        BR_TEST(test_two_conversations_with_home_go_on),
        BR_TEST(test_tickets_in_any_order),
        BR_TEST(test_outcomes_go_to_who_submitted),
        BR_TEST(test_silence_ends_every_conversation),
        BR_TEST(test_hostile_frames),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
