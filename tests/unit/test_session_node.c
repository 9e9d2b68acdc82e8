/*
 * The node alone: inputs made by hand, actions looked at. For each case here a story or a simulated network
 * could only say that something is wrong; this says what.
 */
#include "harness/check.h"
#include "session/node.h"

#include <stdlib.h>
#include <string.h>

enum { FRAMES_MAX = 4096 };

static const struct br_hash us = {{0x20}};
static const struct br_hash alpha = {{0x10}};
static const struct br_hash gamma_ = {{0x30}};
static const struct br_id member = {{0x77}};

/* A node, and the frames that it sent in the last step, kept readable. */
struct desk {
    struct br_node *node;
    uint64_t now_ms;
    struct br_node_actions actions;
    struct br_arena arena;
    size_t frame_count;
    struct br_frame frames[FRAMES_MAX];
    br_connection to[FRAMES_MAX];
    uint64_t transaction;
};

static struct br_stream stream_of(const struct br_hash *origin, uint8_t type)
{
    struct br_stream stream = {.origin = *origin, .audience = {.type = type}};
    if (type == BR_AUDIENCE_ROOM) {
        stream.audience.id.bytes[0] = 9;
    }
    return stream;
}

static struct br_head head_of(const struct br_stream *stream, uint64_t seq)
{
    return (struct br_head){.stream = *stream, .epoch = 1, .seq = seq};
}

/* --- feeding --- */

static void step(struct desk *desk, struct br_node_input *input)
{
    input->now = (struct br_now){desk->now_ms, 1000000 + desk->now_ms};
    br_node_step(desk->node, input, &desk->actions);
    br_arena_reset(&desk->arena);
    desk->frame_count = 0;
    for (size_t i = 0; i < desk->actions.count; i++) {
        const struct br_node_action *action = &desk->actions.items[i];
        struct br_bytes bytes = action->as.send.bytes;
        struct br_bytes frame;
        size_t used = 0;
        while (action->type == BR_ACTION_SEND && br_frame_cut(bytes, &frame, &used) == BR_OK) {
            desk->to[desk->frame_count] = action->connection;
            CHECK(br_frame_read(frame, &desk->arena, &desk->frames[desk->frame_count++]) == BR_OK);
            bytes = (struct br_bytes){bytes.data + used, bytes.size - used};
        }
    }
    CHECK(br_node_deadline_ms(desk->node) > desk->now_ms); /* never again at once */
}

static struct desk *desk_new(enum br_node_role role)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct br_node_options options = {.role = role, .academy = us, .software = "test", .seed = 1};
    desk->node = br_node_new(&options);
    desk->now_ms = 1000;
    br_arena_init(&desk->arena, 64u * BR_ARENA_FRAME_SIZE_MAX);
    return desk;
}

static void desk_free(struct desk *desk)
{
    br_node_free(desk->node);
    br_arena_free(&desk->arena);
    free(desk);
}

static void tick_to(struct desk *desk, uint64_t until_ms)
{
    size_t ticks = 0;
    desk->actions.count = 0;
    desk->frame_count = 0;
    while (br_node_deadline_ms(desk->node) <= until_ms && CHECK(++ticks < 10000)) {
        desk->now_ms = br_node_deadline_ms(desk->node);
        struct br_node_input input = {.type = BR_INPUT_TICK};
        step(desk, &input);
    }
    desk->now_ms = until_ms;
}

static void accepted(struct desk *desk, const struct br_hash *origin, const struct br_hash *academy,
                     bool is)
{
    struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
    input.as.accepted.origin = *origin;
    input.as.accepted.academy = *academy;
    input.as.accepted.accepted = is;
    step(desk, &input);
}

static void connected(struct desk *desk, br_connection connection, enum br_party_type type,
                      const struct br_hash *academy, bool dialled)
{
    struct br_node_input input = {.type = BR_INPUT_CONNECTED, .connection = connection};
    input.as.connected =
        (struct br_party){.type = type, .academy = *academy, .member = member, .dialled = dialled};
    step(desk, &input);
}

static void frame(struct desk *desk, br_connection connection, struct br_buffer *take_bytes)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = connection};
    input.as.frame = (struct br_bytes){take_bytes->data + BR_FRAME_LENGTH_SIZE,
                                       take_bytes->size - BR_FRAME_LENGTH_SIZE};
    step(desk, &input);
    br_buffer_free(take_bytes);
}

static struct br_buffer bytes_new(void)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 2 * BR_FRAME_SIZE_MAX);
    return bytes;
}

static void hello(struct desk *desk, br_connection connection, const struct br_hash *academy,
                  uint8_t instance, uint64_t credit)
{
    struct br_buffer bytes = bytes_new();
    struct br_hello says = {.version_min = BR_PROTOCOL_VERSION,
                            .version_max = BR_PROTOCOL_VERSION,
                            .academy = *academy,
                            .instance = {{instance}},
                            .credit = credit,
                            .submit_window = BR_SUBMIT_WINDOW_MAX,
                            .software = "test"};
    br_frame_put_hello(&bytes, &says);
    frame(desk, connection, &bytes);
}

static void greet(struct desk *desk, br_connection connection, enum br_party_type type,
                  const struct br_hash *academy)
{
    connected(desk, connection, type, academy, false);
    hello(desk, connection, academy, (uint8_t)connection, BR_CREDIT_WINDOW);
}

static void heads(struct desk *desk, br_connection connection, const struct br_stream *stream,
                  uint64_t seq, bool complete)
{
    struct br_buffer bytes = bytes_new();
    struct br_head head = head_of(stream, seq);
    const struct br_head *pointer = &head;
    br_frame_put_heads(&bytes, &pointer, stream == NULL ? 0 : 1, complete);
    frame(desk, connection, &bytes);
}

static void batch(struct desk *desk, br_connection connection, const struct br_stream *stream,
                  uint64_t first, uint64_t last)
{
    struct br_buffer bytes = bytes_new();
    struct br_head head = head_of(stream, last);
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    for (uint64_t i = 0; i <= last - first; i++) {
        bodies[i] = br_bytes_of_text("a record's body");
    }
    br_frame_put_batch(&bytes, &head, bodies, (size_t)(last - first + 1));
    frame(desk, connection, &bytes);
}

static void want(struct desk *desk, br_connection connection, const struct br_stream *stream,
                 uint64_t after)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_want(&bytes, stream, after);
    frame(desk, connection, &bytes);
}

static void durable(struct desk *desk, uint64_t ticket, enum br_status status,
                    const struct br_stream *stream, uint64_t first, uint64_t last)
{
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_ticket_done done = {.ticket = ticket, .status = status};
    struct br_node_change change = {.number = 5};
    if (stream != NULL) {
        change.head = head_of(stream, last);
        change.seq_first = first;
        change.count = (size_t)(last - first + 1);
        change.bodies = bodies;
        for (size_t i = 0; i < change.count; i++) {
            bodies[i] = br_bytes_of_text("a record's body");
        }
    }
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = ++desk->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = ticket == 0 ? 0 : 1;
    input.as.durable.changes = &change;
    input.as.durable.change_count = stream == NULL ? 0 : 1;
    step(desk, &input);
}

static void disconnected(struct desk *desk, br_connection connection, enum br_status status)
{
    struct br_node_input input = {.type = BR_INPUT_DISCONNECTED, .connection = connection};
    input.as.ended.status = status;
    input.as.ended.why = "it broke";
    step(desk, &input);
}

static void held(struct desk *desk, const struct br_stream *stream, uint64_t seq)
{
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 5;
    input.as.stream.head = head_of(stream, seq);
    step(desk, &input);
}

/* --- looking --- */

static size_t count_of(const struct desk *desk, enum br_action_type type)
{
    size_t count = 0;
    for (size_t i = 0; i < desk->actions.count; i++) {
        count += desk->actions.items[i].type == type;
    }
    return count;
}

static const struct br_node_action *action_of(const struct desk *desk, enum br_action_type type)
{
    for (size_t i = 0; i < desk->actions.count; i++) {
        if (desk->actions.items[i].type == type) {
            return &desk->actions.items[i];
        }
    }
    static const struct br_node_action nothing;
    CHECK(!"there is such an action");
    return &nothing;
}

static size_t sent(const struct desk *desk, br_connection to, enum br_frame_type type)
{
    size_t count = 0;
    for (size_t i = 0; i < desk->frame_count; i++) {
        count += desk->to[i] == to && desk->frames[i].type == type;
    }
    return count;
}

/* after_seq of the Want to [to]; UINT64_MAX: none; UINT64_MAX - 1: told to stop. */
static uint64_t wants(const struct desk *desk, br_connection to)
{
    uint64_t found = UINT64_MAX;
    for (size_t i = 0; i < desk->frame_count; i++) {
        if (desk->to[i] == to && desk->frames[i].type == BR_FRAME_WANT) {
            found =
                desk->frames[i].as.want.stop ? UINT64_MAX - 1 : desk->frames[i].as.want.after_seq;
        }
    }
    return found;
}

#define NO_WANT UINT64_MAX
#define TOLD_TO_STOP (UINT64_MAX - 1)

/* A server that accepts and is accepted by alpha and gamma, connected with both (1 and 2). */
static struct desk *between_two(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    const struct br_hash *all[] = {&us, &alpha, &gamma_};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            if (i != j) {
                accepted(desk, all[i], all[j], true);
            }
        }
    }
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    greet(desk, 2, BR_PARTY_ACADEMY, &gamma_);
    return desk;
}

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
    struct br_node_input input = {.type = BR_INPUT_MEMBER};
    struct br_id rooms[BR_HEADS_FRAME_MAX + 1];
    for (size_t i = 0; i <= BR_HEADS_FRAME_MAX; i++) {
        rooms[i] = (struct br_id){{9, (uint8_t)i}};
    }
    input.as.member.member = member;
    input.as.member.rooms = rooms;
    input.as.member.room_count = BR_HEADS_FRAME_MAX + 1;
    step(desk, &input);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 2);
    CHECK_UINT(desk->frames[0].as.heads.count, BR_HEADS_FRAME_MAX);
    CHECK(!desk->frames[0].as.heads.complete && desk->frames[1].as.heads.complete);
    greet(desk, 2, BR_PARTY_ACADEMY, &alpha);
    CHECK_UINT(sent(desk, 2, BR_FRAME_HEADS), 1);
    CHECK_UINT(desk->frames[0].as.heads.count, 0); /* rooms are nobody else's */
    desk_free(desk);
}

static void test_numbering_is_announced(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 1);
    accepted(desk, &us, &gamma_, true);
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
}

static void test_sessions_have_a_maximum(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    for (br_connection i = 1; i <= BR_SESSIONS_MAX + 1; i++) {
        connected(desk, i, BR_PARTY_DEVICE, &us, false);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), i <= BR_SESSIONS_MAX ? 0 : 1);
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
    CHECK_UINT(desk->frame_count, 0);
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

/* --- sources --- */

static void test_origin_before_relays(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 2, &stream, 10, true);
    CHECK_UINT(wants(desk, 2), 0);
    heads(desk, 1, &stream, 12, true);
    CHECK_UINT(wants(desk, 2), TOLD_TO_STOP);
    CHECK_UINT(wants(desk, 1), 0);
    desk_free(desk);
}

static void test_a_stalled_source_is_replaced_and_not_taken_back_at_once(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 12, true);
    heads(desk, 2, &stream, 12, true);
    tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
    CHECK_UINT(wants(desk, 1), TOLD_TO_STOP);
    CHECK_UINT(wants(desk, 2), 0);
    heads(desk, 2, &stream, 13, false); /* anything that makes us think again */
    CHECK_UINT(wants(desk, 1), NO_WANT);
    batch(desk, 2, &stream, 1, 13);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 13);
    uint64_t until = desk->now_ms + 3 * BR_SOURCE_STALL_MS;
    bool back = false;
    while (desk->now_ms < until && !back) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        back = wants(desk, 1) == 13;
    }
    CHECK(back); /* forgiven: the origin is preferred again */
    desk_free(desk);
}

/* Nobody else to ask: the Want is sent again, and again, at a bounded rate. */
static void test_the_only_source_is_asked_again(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 12, true);
    size_t asked = 0;
    uint64_t end = desk->now_ms + 40000; /* less than silence takes */
    while (desk->now_ms < end) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        asked += wants(desk, 1) == 0;
    }
    CHECK(asked >= 3 && asked <= 4);
    desk_free(desk);
}

/* Somebody claims what does not exist: the honest source is never told to stop. */
static void test_a_liar_does_not_silence_an_honest_source(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 3, true);
    batch(desk, 1, &stream, 1, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 3);
    heads(desk, 2, &stream, BR_SEQ_MAX, true);
    size_t stops = 0;
    for (int i = 0; i < 200; i++) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        stops += wants(desk, 1) == TOLD_TO_STOP;
        struct br_buffer bytes = bytes_new();
        br_frame_put_pong(&bytes, 1);
        frame(desk, 1, &bytes);
        bytes = bytes_new();
        br_frame_put_pong(&bytes, 1);
        frame(desk, 2, &bytes);
    }
    CHECK_UINT(stops, 0);
    CHECK(desk->now_ms > 100000);
    desk_free(desk);
}

/* A relay that does not have it yet is given a second, not ten. */
static void test_a_slow_relay_has_a_grace(void)
{
    struct desk *desk = between_two();
    struct br_hash delta = {{0x40}};
    struct br_stream stream = stream_of(&delta, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &delta, true);
    heads(desk, 1, &stream, 3, true);
    batch(desk, 1, &stream, 1, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 3);
    heads(desk, 2, &stream, 4, true);
    CHECK_UINT(wants(desk, 2), NO_WANT);
    uint64_t began = desk->now_ms;
    while (wants(desk, 2) == NO_WANT && desk->now_ms < began + 20000) {
        tick_to(desk, br_node_deadline_ms(desk->node));
    }
    CHECK_UINT(wants(desk, 2), 3);
    CHECK_UINT(desk->now_ms - began, BR_SOURCE_GRACE_MS);
    CHECK_UINT(wants(desk, 1), NO_WANT); /* it kept its word: not told to stop */
    desk_free(desk);
}

static void test_a_lost_want_is_noticed(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 3, true);
    batch(desk, 1, &stream, 1, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 3);
    desk->now_ms += BR_SOURCE_GRACE_MS;
    heads(desk, 1, &stream, 4, false); /* only what is not wanted is announced */
    CHECK_UINT(wants(desk, 1), 3);
    desk_free(desk);
}

static void test_accepting_an_academy_brings_what_relays_hold(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream stream = stream_of(&gamma_, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &alpha, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 1, &stream, 5, true);
    CHECK_UINT(wants(desk, 1), NO_WANT);
    CHECK_UINT(br_node_stream_count(desk->node), 0); /* not listed before it is accepted */
    accepted(desk, &us, &gamma_, true);
    CHECK_UINT(wants(desk, 1), 0);
    desk_free(desk);
}

static void test_hints_have_a_maximum(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    for (uint32_t i = 0; i <= BR_HINTS_MAX; i++) {
        struct br_hash origin = {{0x99}};
        br_store_u32(origin.bytes + 1, i);
        struct br_stream stream = stream_of(&origin, BR_AUDIENCE_NETWORK);
        heads(desk, 1, &stream, 5, false);
    }
    for (uint32_t i = BR_HINTS_MAX - 2; i <= BR_HINTS_MAX; i++) {
        struct br_hash origin = {{0x99}};
        br_store_u32(origin.bytes + 1, i);
        accepted(desk, &us, &origin, true);
        CHECK((wants(desk, 1) == 0) == (i < BR_HINTS_MAX));
    }
    desk_free(desk);
}

/* --- receiving --- */

static void test_batches_nobody_asked_for_end_it(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&gamma_, BR_AUDIENCE_NETWORK);
    batch(desk, 1, &stream, 1, 2);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 0);
    desk_free(desk);
}

/* What was under way when we changed our mind is let go, and credited. */
static void test_late_batches_are_harmless(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&gamma_, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    CHECK_UINT(wants(desk, 1), 0);
    batch(desk, 1, &stream, 4, 9); /* not what we asked for */
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE) + count_of(desk, BR_ACTION_CLOSE), 0);
    batch(desk, 1, &stream, 1, 3);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 1);
    accepted(desk, &us, &gamma_, false);
    CHECK_UINT(wants(desk, 1), TOLD_TO_STOP);
    batch(desk, 1, &stream, 4, 9);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE) + count_of(desk, BR_ACTION_CLOSE), 0);
    desk_free(desk);
}

static void test_an_overlap_is_asked_for_again(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 2, &stream, 4, true);
    batch(desk, 2, &stream, 1, 4);
    uint64_t first = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    heads(desk, 1, &stream, 9, true); /* the origin comes, our tail is not durable yet */
    CHECK_UINT(wants(desk, 1), 0);
    batch(desk, 1, &stream, 1, 6);
    uint64_t second = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    batch(desk, 1, &stream, 7, 9);
    uint64_t third = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    durable(desk, first, BR_OK, &stream, 1, 4);
    durable(desk, second, BR_ERR_EXISTS, NULL, 0, 0);
    CHECK_UINT(wants(desk, 1), 4);
    durable(desk, third, BR_ERR_GAP, NULL, 0, 0); /* belongs to the earlier Want */
    CHECK_UINT(wants(desk, 1), NO_WANT);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    batch(desk, 1, &stream, 5, 9);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 1);
    desk_free(desk);
}

static void test_bad_records_end_it_and_are_not_asked_for_soon(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&gamma_, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    batch(desk, 1, &stream, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_SIGNATURE, NULL, 0,
            0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_SIGNATURE);
    disconnected(desk, 1, BR_ERR_CLOSED);
    greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 3, &stream, 9, true);
    CHECK_UINT(wants(desk, 3), NO_WANT); /* the rest of the conversation goes on */
    struct br_stream own = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 3, &own, 2, false);
    CHECK_UINT(wants(desk, 3), 0);
    heads(desk, 2, &stream, 9, true);
    CHECK_UINT(wants(desk, 2), 0); /* from somebody else it is welcome */
    desk_free(desk);
}

static void test_our_own_disk_is_nobodys_fault(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&gamma_, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    batch(desk, 1, &stream, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_DISK_FULL, NULL, 0,
            0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_DISK_FULL);
    disconnected(desk, 1, BR_ERR_CLOSED);
    greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 3, &stream, 9, true);
    CHECK_UINT(wants(desk, 3), 0);
    desk_free(desk);
}

/* --- sending --- */

static void test_a_batch_is_not_sent_back(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 2, true);
    want(desk, 1, &stream, 2);
    want(desk, 2, &stream, 0);
    batch(desk, 1, &stream, 1, 2);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 2);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0);
    CHECK_UINT(sent(desk, 2, BR_FRAME_BATCH), 1);
    batch(desk, 1, &stream, 3, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 3, 3);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0);
    CHECK_UINT(sent(desk, 2, BR_FRAME_BATCH), 1);
    desk_free(desk);
}

static void answer_read(struct desk *desk, const struct br_stream *stream, enum br_status status,
                        uint64_t first, uint64_t last)
{
    static uint8_t body[700];
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_head head = head_of(stream, last);
    struct br_node_input input = {.type = BR_INPUT_READ, .connection = 1};
    input.as.read.stream = *stream;
    input.as.read.status = status;
    input.as.read.head = &head;
    input.as.read.seq_first = first;
    input.as.read.count = (size_t)(last - first + 1);
    input.as.read.bodies = bodies;
    for (size_t i = 0; i < BR_BATCH_RECORDS_MAX; i++) {
        bodies[i] = (struct br_bytes){body, sizeof body};
    }
    step(desk, &input);
}

static void test_sending_stops_without_credit_and_goes_on_with_it(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &stream, 10000);
    accepted(desk, &us, &alpha, true);
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, false);
    hello(desk, 1, &alpha, 1, 2 * BR_FRAME_SIZE_MAX);
    want(desk, 1, &stream, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
    uint64_t next = 1;
    size_t size = 0;
    while (count_of(desk, BR_ACTION_READ) == 1 && CHECK(next < 5000)) {
        answer_read(desk, &stream, BR_OK, next, next + 255);
        CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 1);
        size = action_of(desk, BR_ACTION_SEND)->as.send.bytes.size - BR_FRAME_LENGTH_SIZE;
        next += 256;
    }
    size_t frames = (size_t)(next / 256);
    CHECK(2 * BR_FRAME_SIZE_MAX - frames * size < BR_FRAME_SIZE_MAX);
    struct br_buffer bytes = bytes_new();
    br_frame_put_credit(&bytes, BR_FRAME_SIZE_MAX);
    frame(desk, 1, &bytes);
    CHECK_UINT(action_of(desk, BR_ACTION_READ)->as.read.after_seq, next - 1);
    desk_free(desk);
}

static void test_failed_reads_are_not_repeated(void)
{
    static const enum br_status damages[] = {BR_ERR_CORRUPT, BR_ERR_IO, BR_ERR_NO_MEMORY};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct desk *desk = desk_new(BR_NODE_SERVER);
        struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
        held(desk, &stream, 100);
        accepted(desk, &us, &alpha, true);
        greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
        want(desk, 1, &stream, 0);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
        answer_read(desk, &stream, damages[i], 1, 1);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 0);
        want(desk, 1, &stream, 0);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 1); /* when they ask again */
        desk_free(desk);
    }
}

static void test_academies_are_told_nothing_about_what_is_not_for_them(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream local = stream_of(&us, BR_AUDIENCE_ACADEMY);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    struct br_stream others = stream_of(&gamma_, BR_AUDIENCE_NETWORK);
    held(desk, &network, 3);
    held(desk, &local, 3);
    held(desk, &room, 3);
    held(desk, &others, 3);
    accepted(desk, &us, &alpha, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    CHECK_UINT(desk->frames[0].as.heads.count, 1);
    const struct br_stream *forbidden[] = {&local, &room, &others};
    for (size_t i = 0; i < 3; i++) {
        want(desk, 1, forbidden[i], 0);
        CHECK_UINT(desk->actions.count, 0);
    }
    accepted(desk, &gamma_, &alpha, true);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 0); /* not so soon after the last announcement */
    tick_to(desk, desk->now_ms + BR_HEADS_INTERVAL_MS);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 1);
    want(desk, 1, &others, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
    accepted(desk, &gamma_, &alpha, false);
    answer_read(desk, &others, BR_OK, 1, 3);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0); /* withdrawn while it was being read */
    desk_free(desk);
}

/* --- rooms --- */

static void test_a_room_is_left_and_joined_again(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    held(desk, &network, 1);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &room, 5, true);
    batch(desk, 1, &room, 1, 5);
    uint64_t ticket = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    struct br_buffer bytes = bytes_new();
    br_frame_put_gone(&bytes, &room, "You have left.");
    frame(desk, 1, &bytes);
    CHECK_UINT(count_of(desk, BR_ACTION_PURGE), 0); /* it is being stored just now */
    heads(desk, 1, &room, 6, false);
    CHECK_UINT(wants(desk, 1), NO_WANT); /* joined again; first things first */
    durable(desk, ticket, BR_OK, &room, 1, 5);
    CHECK_TEXT(action_of(desk, BR_ACTION_PURGE)->as.purge.reason, "You have left.");
    CHECK_UINT(wants(desk, 1), 0); /* from the beginning: nothing is left of it */
    batch(desk, 1, &room, 1, 6);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 1);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &room, 1, 6);
    CHECK_UINT(br_node_stream_status(desk->node, 1).tail.seq, 6);
    desk_free(desk);
}

static void test_a_stream_that_is_gone_is_not_asked_for(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    held(desk, &network, 1);
    held(desk, &room, 5);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &network, 1, true);
    CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 2); /* also of what home did not name */
    for (int i = 0; i < 2; i++) {
        struct br_buffer bytes = bytes_new();
        br_frame_put_gone(&bytes, &room, "You have left.");
        frame(desk, 1, &bytes);
        CHECK_UINT(count_of(desk, BR_ACTION_PURGE), i == 0 ? 1 : 0);
        CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 0);
    }
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

/* --- receipts --- */

static void test_receipts_are_told_once_and_the_latest(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &stream, 10);
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    for (uint64_t seq = 1; seq <= 3; seq++) {
        input.as.receipt =
            (struct br_receipt){.holder = gamma_, .stream = stream, .epoch = 1, .seq = seq};
        step(desk, &input);
    }
    size_t told = 0;
    uint64_t until = desk->now_ms + 2000;
    while (br_node_deadline_ms(desk->node) <= until) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        told += sent(desk, 1, BR_FRAME_RECEIPTS);
        CHECK_UINT(sent(desk, 2, BR_FRAME_RECEIPTS), 0); /* not its own word back */
    }
    CHECK(told <= 2);
    CHECK_UINT(br_node_peer_count(desk->node), 0);
    input.as.receipt.epoch = 2; /* a later epoch counts more than a higher number */
    input.as.receipt.seq = 1;
    step(desk, &input);
    CHECK_UINT(br_node_stream_status(desk->node, 0).holders, 1);
    input.as.receipt.epoch = 1;
    input.as.receipt.seq = 10;
    step(desk, &input);
    CHECK_UINT(br_node_stream_status(desk->node, 0).holders, 1);
    input.as.receipt.epoch = 2;
    step(desk, &input);
    CHECK_UINT(br_node_stream_status(desk->node, 0).holders, 2);
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

/* Random frames of every kind from everybody: whatever comes, the node stands, and hangs up in words. */
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
        BR_TEST(test_numbering_is_announced),
        BR_TEST(test_refused_greeting_was_never_up),
        BR_TEST(test_duplicates_settle_without_going_down),
        BR_TEST(test_sessions_have_a_maximum),
        BR_TEST(test_after_stop_nobody_is_let_in),
        BR_TEST(test_broken_rules_slow_the_next_attempt),
        BR_TEST(test_peer_input_dials_again),
        BR_TEST(test_origin_before_relays),
        BR_TEST(test_a_stalled_source_is_replaced_and_not_taken_back_at_once),
        BR_TEST(test_the_only_source_is_asked_again),
        BR_TEST(test_a_liar_does_not_silence_an_honest_source),
        BR_TEST(test_a_slow_relay_has_a_grace),
        BR_TEST(test_a_lost_want_is_noticed),
        BR_TEST(test_accepting_an_academy_brings_what_relays_hold),
        BR_TEST(test_hints_have_a_maximum),
        BR_TEST(test_batches_nobody_asked_for_end_it),
        BR_TEST(test_late_batches_are_harmless),
        BR_TEST(test_an_overlap_is_asked_for_again),
        BR_TEST(test_bad_records_end_it_and_are_not_asked_for_soon),
        BR_TEST(test_our_own_disk_is_nobodys_fault),
        BR_TEST(test_a_batch_is_not_sent_back),
        BR_TEST(test_sending_stops_without_credit_and_goes_on_with_it),
        BR_TEST(test_failed_reads_are_not_repeated),
        BR_TEST(test_academies_are_told_nothing_about_what_is_not_for_them),
        BR_TEST(test_a_room_is_left_and_joined_again),
        BR_TEST(test_a_stream_that_is_gone_is_not_asked_for),
        BR_TEST(test_the_outbox_is_never_forgotten),
        BR_TEST(test_one_pull_at_a_time_within_the_window),
        BR_TEST(test_a_late_answer_to_a_pull),
        BR_TEST(test_more_writes_than_the_window_end_it),
        BR_TEST(test_tickets_in_any_order),
        BR_TEST(test_receipts_are_told_once_and_the_latest),
        BR_TEST(test_silence_ends_every_conversation),
        BR_TEST(test_hostile_frames),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
