/*
 * The maxima of limits.h that a node keeps: one less, exactly, one more; and its times: just
 * before, at, just after. What the frames themselves refuse is in test_session_frame.c.
 */
#include "harness/check.h"
#include "session/node_state.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { START_MS = 1000 };

static const struct br_hash us = {{0x20}};
static const struct br_hash alpha = {{0x10}};
static const struct br_hash beta = {{0x30}};

struct desk {
    struct br_node *node;
    uint64_t now_ms;
    uint64_t transaction;
    struct br_node_actions actions;
};

/* --- feeding --- */

static struct desk *desk_new(enum br_node_role role, uint64_t seed)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct br_node_options options = {
        .role = role, .academy = us, .software = "test", .seed = seed};
    BR_ASSERT(desk != NULL);
    desk->node = br_node_new(&options);
    desk->now_ms = START_MS;
    return desk;
}

static void desk_free(struct desk *desk)
{
    br_node_free(desk->node);
    free(desk);
}

static void step(struct desk *desk, struct br_node_input *input)
{
    input->now = (struct br_now){desk->now_ms, 1000000 + desk->now_ms};
    br_node_step(desk->node, input, &desk->actions);
}

/* A TICK at [at_ms] itself, whatever the node asked for: early ones must do nothing. */
static void tick_at(struct desk *desk, uint64_t at_ms)
{
    desk->now_ms = at_ms;
    struct br_node_input input = {.type = BR_INPUT_TICK};
    step(desk, &input);
}

static struct br_stream stream_of(const struct br_hash *origin, uint8_t type)
{
    return (struct br_stream){.origin = *origin, .audience = {.type = type}};
}

static struct br_stream network_of(const struct br_hash *origin)
{
    return stream_of(origin, BR_AUDIENCE_NETWORK);
}

static struct br_hash hash_number(uint32_t number)
{
    struct br_hash hash = {{0x99}};
    br_store_u32(hash.bytes + 1, number);
    return hash;
}

static void connected(struct desk *desk, br_connection connection, enum br_party_type type,
                      const struct br_hash *academy, bool dialled)
{
    if (type == BR_PARTY_DEVICE) { /* of the member whose id is zero */
        struct br_node_input role = {.type = BR_INPUT_MEMBER};
        role.as.member.has_role = true;
        step(desk, &role);
    }
    struct br_node_input input = {.type = BR_INPUT_CONNECTED, .connection = connection};
    input.as.connected = (struct br_party){.type = type, .academy = *academy, .dialled = dialled};
    step(desk, &input);
}

static struct br_buffer bytes_new(void)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 2 * BR_FRAME_SIZE_MAX);
    return bytes;
}

static void frame(struct desk *desk, br_connection connection, struct br_buffer *take_bytes)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = connection};
    input.as.frame = (struct br_bytes){take_bytes->data + BR_FRAME_LENGTH_SIZE,
                                       take_bytes->size - BR_FRAME_LENGTH_SIZE};
    step(desk, &input);
    br_buffer_free(take_bytes);
}

static void hello(struct desk *desk, br_connection connection, const struct br_hash *academy)
{
    struct br_buffer bytes = bytes_new();
    struct br_hello says = {.version_min = BR_PROTOCOL_VERSION,
                            .version_max = BR_PROTOCOL_VERSION,
                            .academy = *academy,
                            .instance = {{(uint8_t)connection}},
                            .credit = BR_CREDIT_WINDOW,
                            .submit_window = BR_SUBMIT_WINDOW_MAX,
                            .software = "test"};
    br_frame_put_hello(&bytes, &says);
    frame(desk, connection, &bytes);
}

static void greet(struct desk *desk, br_connection connection, enum br_party_type type,
                  const struct br_hash *academy)
{
    connected(desk, connection, type, academy, false);
    hello(desk, connection, academy);
}

static void pong(struct desk *desk, br_connection connection)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_pong(&bytes, 1);
    frame(desk, connection, &bytes);
}

static void want(struct desk *desk, br_connection connection, const struct br_stream *stream,
                 uint64_t after)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_want(&bytes, stream, after);
    frame(desk, connection, &bytes);
}

static void accept(struct desk *desk, const struct br_hash *origin, const struct br_hash *academy)
{
    struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
    input.as.accepted.origin = *origin;
    input.as.accepted.academy = *academy;
    input.as.accepted.accepted = true;
    step(desk, &input);
}

static struct br_head head_of(const struct br_stream *stream, uint64_t seq)
{
    return (struct br_head){.stream = *stream, .epoch = 1, .seq = seq};
}

static void held(struct desk *desk, const struct br_stream *stream, uint64_t seq)
{
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 5;
    input.as.stream.head = head_of(stream, seq);
    step(desk, &input);
}

static void heads(struct desk *desk, br_connection connection, const struct br_stream *stream,
                  uint64_t seq)
{
    struct br_buffer bytes = bytes_new();
    struct br_head head = head_of(stream, seq);
    const struct br_head *pointer = &head;
    br_frame_put_heads(&bytes, &pointer, 1, true);
    frame(desk, connection, &bytes);
}

static void batch(struct desk *desk, br_connection connection, const struct br_stream *stream,
                  uint64_t seq)
{
    struct br_buffer bytes = bytes_new();
    struct br_head head = head_of(stream, seq);
    struct br_bytes body = br_bytes_of_text("a record's body");
    br_frame_put_batch(&bytes, &head, &body, 1);
    frame(desk, connection, &bytes);
}

/* The next record of [stream] is durable; [ticket] 0: the academy said it itself. */
static void durable(struct desk *desk, uint64_t ticket, enum br_status status,
                    const struct br_stream *stream, uint64_t seq)
{
    struct br_bytes body = br_bytes_of_text("a record's body");
    struct br_ticket_done done = {.ticket = ticket, .status = status};
    struct br_node_change change = {
        .number = 5, .head = head_of(stream, seq), .seq_first = seq, .count = 1, .bodies = &body};
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = ++desk->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = ticket == 0 ? 0 : 1;
    input.as.durable.changes = &change;
    input.as.durable.change_count = status == BR_OK ? 1 : 0;
    step(desk, &input);
}

static void receipt(struct desk *desk, const struct br_hash *holder, const struct br_stream *stream,
                    uint64_t seq)
{
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    input.as.receipt =
        (struct br_receipt){.holder = *holder, .stream = *stream, .epoch = 1, .seq = seq};
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
    br_check(false, "there is such an action", __FILE__, __LINE__);
    return &nothing;
}

/* Frames of [type] to [to] in the last step, how many items they have, and the most of one. */
struct seen {
    size_t frames;
    size_t items;
    size_t most;
    bool stop; /* a Want that says so */
};

static size_t items_of(const struct br_frame *frame)
{
    return frame->type == BR_FRAME_HEADS      ? frame->as.heads.count
           : frame->type == BR_FRAME_RECEIPTS ? frame->as.receipts.count
           : frame->type == BR_FRAME_OUTCOMES ? frame->as.outcomes.count
                                              : 1;
}

static struct seen sent(const struct desk *desk, br_connection to, enum br_frame_type type)
{
    struct seen seen = {0};
    struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    for (size_t i = 0; i < desk->actions.count; i++) {
        const struct br_node_action *action = &desk->actions.items[i];
        struct br_bytes bytes = action->as.send.bytes;
        struct br_bytes one;
        struct br_frame frame;
        size_t used = 0;
        while (action->type == BR_ACTION_SEND && action->connection == to &&
               br_frame_cut(bytes, &one, &used) == BR_OK) {
            br_arena_reset(&arena);
            CHECK(br_frame_read(one, &arena, &frame) == BR_OK);
            bytes = (struct br_bytes){bytes.data + used, bytes.size - used};
            if (frame.type == type) {
                size_t items = items_of(&frame);
                seen.frames++;
                seen.items += items;
                seen.most = items > seen.most ? items : seen.most;
                seen.stop |= type == BR_FRAME_WANT && frame.as.want.stop;
            }
        }
    }
    br_arena_free(&arena);
    return seen;
}

/* A server that accepts and is accepted by alpha and beta, connected with both (1 and 2). */
static struct desk *between_two(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER, 1);
    const struct br_hash *all[] = {&us, &alpha, &beta};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            if (i != j) {
                accept(desk, all[i], all[j]);
            }
        }
    }
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    greet(desk, 2, BR_PARTY_ACADEMY, &beta);
    return desk;
}

/* --- how many --- */

static void peer(struct desk *desk, const struct br_hash *academy)
{
    struct br_node_input input = {.type = BR_INPUT_PEER};
    input.as.peer.academy = *academy;
    input.as.peer.dial = true;
    step(desk, &input);
}

static void test_peers(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER, 1);
    for (uint32_t count = 1; count <= BR_PEERS_MAX + 1; count++) {
        struct br_hash academy = hash_number(count);
        peer(desk, &academy);
        CHECK_UINT(br_node_peer_count(desk->node), count <= BR_PEERS_MAX ? count : BR_PEERS_MAX);
        CHECK_UINT(count_of(desk, BR_ACTION_DIAL), count <= BR_PEERS_MAX ? 1 : 0);
    }
    struct br_hash first = hash_number(1);
    peer(desk, &first); /* who is known is dialled again all the same */
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 1);
    desk_free(desk);
}

/* The last that fits is wanted; who names one more is told so, and what is known goes on. */
static void test_streams(void)
{
    struct desk *desk = between_two();
    for (uint32_t i = 0; i < BR_STREAMS_MAX - 2; i++) {
        struct br_hash origin = hash_number(i);
        struct br_stream stream = network_of(&origin);
        CHECK(catalog_add(desk->node, &stream) == i);
    }
    for (uint32_t count = BR_STREAMS_MAX - 1; count <= BR_STREAMS_MAX + 1; count++) {
        struct br_hash origin = hash_number(BR_STREAMS_MAX + count);
        struct br_stream stream = network_of(&origin);
        bool fits = count <= BR_STREAMS_MAX;
        accept(desk, &us, &origin);
        heads(desk, 1, &stream, 1);
        CHECK_UINT(br_node_stream_count(desk->node), fits ? count : BR_STREAMS_MAX);
        CHECK_UINT(sent(desk, 1, BR_FRAME_WANT).frames, fits ? 1 : 0);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), fits ? 0 : 1);
    }
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_LIMIT);
    struct br_hash known = hash_number(2 * BR_STREAMS_MAX);
    struct br_stream stream = network_of(&known);
    heads(desk, 2, &stream, 2);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    CHECK_UINT(sent(desk, 2, BR_FRAME_WANT).frames, 1);

    struct br_hash beyond = hash_number(3 * BR_STREAMS_MAX); /* however one more is named */
    stream = network_of(&beyond);
    heads(desk, 2, &stream, 2);
    accept(desk, &us, &beyond);
    held(desk, &stream, 2);
    receipt(desk, &alpha, &stream, 2);
    durable(desk, 0, BR_OK, &stream, 2);
    struct br_node_input input = {.type = BR_INPUT_FORK};
    input.as.fork = (struct br_node_fork){.number = 5, .stream = stream, .seq = 2};
    step(desk, &input);
    CHECK_UINT(br_node_stream_count(desk->node), BR_STREAMS_MAX);
    CHECK_UINT(sent(desk, 2, BR_FRAME_WANT).frames, 0);
    desk_free(desk);
}

/* With one read less than may be under way, all, one more. The answer to one, even that nothing was
 * found, lets the next begin. */
static void reads_in_flight(enum br_status answer)
{
    for (uint32_t count = BR_READS_IN_FLIGHT_MAX - 1; count <= BR_READS_IN_FLIGHT_MAX + 1;
         count++) {
        struct desk *desk = desk_new(BR_NODE_SERVER, 1);
        struct br_stream streams[BR_READS_IN_FLIGHT_MAX + 1];
        for (uint32_t i = 0; i < count; i++) {
            struct br_hash origin = hash_number(i);
            streams[i] = network_of(&origin);
            held(desk, &streams[i], 9);
        }
        greet(desk, 1, BR_PARTY_DEVICE, &us);
        size_t reads = 0;
        for (uint32_t i = 0; i < count; i++) {
            want(desk, 1, &streams[i], 0);
            reads += count_of(desk, BR_ACTION_READ);
        }
        bool fits = count <= BR_READS_IN_FLIGHT_MAX;
        CHECK_UINT(reads, fits ? count : BR_READS_IN_FLIGHT_MAX);
        struct br_node_input input = {.type = BR_INPUT_READ, .connection = 1};
        input.as.read.stream = streams[0];
        input.as.read.status = answer;
        step(desk, &input);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), fits ? 0 : 1);
        desk_free(desk);
    }
}

static void test_reads_in_flight(void)
{
    reads_in_flight(BR_ERR_CORRUPT);
    reads_in_flight(BR_ERR_NOT_FOUND);
}

static void submit(struct desk *desk, br_connection connection, size_t count)
{
    struct br_submission writes[BR_SUBMIT_FRAME_MAX];
    for (size_t i = 0; i < count; i++) {
        writes[i] = (struct br_submission){
            .id = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}, .kind = 10};
    }
    struct br_buffer bytes = bytes_new();
    br_frame_put_submit(&bytes, writes, count);
    frame(desk, connection, &bytes);
}

static void written(struct desk *desk, uint64_t first_ticket, size_t count)
{
    struct br_write_done done[BR_SUBMIT_FRAME_MAX + 1];
    for (size_t i = 0; i < count; i++) {
        done[i] = (struct br_write_done){.ticket = first_ticket + i,
                                         .result = {.id = {{1}}, .epoch = 1, .seq = 1}};
    }
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    input.as.written.transaction = ++desk->transaction;
    input.as.written.done = done;
    input.as.written.done_count = count;
    step(desk, &input);
}

/* As many devices as it takes, each with its whole window; then one write less, all, one more. */
static void test_tickets(void)
{
    enum { DEVICES = BR_TICKETS_MAX / BR_SUBMIT_WINDOW_MAX };
    _Static_assert(BR_TICKETS_MAX % BR_SUBMIT_WINDOW_MAX == 0, "whole windows fill it");
    struct desk *desk = desk_new(BR_NODE_SERVER, 1);
    for (br_connection i = 1; i <= DEVICES + 1; i++) {
        greet(desk, i, BR_PARTY_DEVICE, &us);
        for (size_t n = 0; n < BR_SUBMIT_WINDOW_MAX && i <= DEVICES; n += BR_SUBMIT_FRAME_MAX) {
            bool last = i == DEVICES && n + BR_SUBMIT_FRAME_MAX == BR_SUBMIT_WINDOW_MAX;
            submit(desk, i, last ? BR_SUBMIT_FRAME_MAX - 2 : BR_SUBMIT_FRAME_MAX);
        }
    }
    CHECK_UINT(desk->node->ticket_count, BR_TICKETS_MAX - 2);
    for (size_t count = BR_TICKETS_MAX - 1; count <= BR_TICKETS_MAX; count++) {
        submit(desk, DEVICES + 1, 1);
        CHECK_UINT(count_of(desk, BR_ACTION_WRITE), 1);
        CHECK_UINT(desk->node->ticket_count, count);
    }
    written(desk, 1, 1); /* an answer makes room for one */
    submit(desk, DEVICES + 1, 1);
    CHECK_UINT(count_of(desk, BR_ACTION_WRITE), 1);
    submit(desk, DEVICES + 1, 1);
    CHECK_UINT(count_of(desk, BR_ACTION_WRITE), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_LIMIT);
    CHECK_UINT(desk->node->ticket_count, BR_TICKETS_MAX);
    desk_free(desk);
}

/* An academy that has something to store when the queue is full is hung up on like a device. */
static void test_tickets_of_academies(void)
{
    enum { DEVICES = BR_TICKETS_MAX / BR_SUBMIT_WINDOW_MAX };
    struct desk *desk = between_two();
    struct br_stream stream = network_of(&alpha);
    heads(desk, 1, &stream, 9);
    CHECK_UINT(sent(desk, 1, BR_FRAME_WANT).frames, 1);
    for (br_connection i = 3; i < 3 + DEVICES; i++) {
        greet(desk, i, BR_PARTY_DEVICE, &us);
        for (size_t n = 0; n < BR_SUBMIT_WINDOW_MAX; n += BR_SUBMIT_FRAME_MAX) {
            submit(desk, i, BR_SUBMIT_FRAME_MAX);
        }
    }
    CHECK_UINT(desk->node->ticket_count, BR_TICKETS_MAX);
    struct br_receipt holds = {.holder = beta, .stream = stream, .epoch = 1, .seq = 1};
    const struct br_receipt *pointer = &holds;
    struct br_buffer bytes = bytes_new();
    br_frame_put_receipts(&bytes, &pointer, 1);
    frame(desk, 2, &bytes);
    CHECK_UINT(count_of(desk, BR_ACTION_KEEP_RECEIPTS), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_LIMIT);
    batch(desk, 1, &stream, 1);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_LIMIT);
    CHECK_UINT(desk->node->ticket_count, BR_TICKETS_MAX);
    desk_free(desk);
}

static void test_items_of_one_frame(void)
{
    for (uint32_t count = BR_SUBMIT_FRAME_MAX - 1; count <= BR_SUBMIT_FRAME_MAX + 1; count++) {
        struct desk *desk = desk_new(BR_NODE_SERVER, 1);
        greet(desk, 1, BR_PARTY_DEVICE, &us);
        submit(desk, 1, BR_SUBMIT_FRAME_MAX);
        submit(desk, 1, 1);
        written(desk, 1, count);
        struct seen seen = sent(desk, 1, BR_FRAME_OUTCOMES);
        CHECK_UINT(seen.frames, count <= BR_SUBMIT_FRAME_MAX ? 1 : 2);
        CHECK(seen.items == count && seen.most <= BR_SUBMIT_FRAME_MAX);
        desk_free(desk);
    }
    for (uint32_t count = BR_HEADS_FRAME_MAX - 1; count <= BR_HEADS_FRAME_MAX + 1; count++) {
        struct desk *desk = desk_new(BR_NODE_SERVER, 1);
        for (uint32_t i = 0; i < count; i++) {
            struct br_hash origin = hash_number(i);
            struct br_stream stream = network_of(&origin);
            held(desk, &stream, 9);
        }
        greet(desk, 1, BR_PARTY_DEVICE, &us);
        struct seen seen = sent(desk, 1, BR_FRAME_HEADS);
        CHECK_UINT(seen.frames, count < BR_HEADS_FRAME_MAX ? 1 : 2); /* the last says: complete */
        CHECK_UINT(seen.most, count < BR_HEADS_FRAME_MAX ? count : BR_HEADS_FRAME_MAX);
        CHECK_UINT(seen.items, count);
        desk_free(desk);
    }
    for (uint32_t count = BR_RECEIPTS_FRAME_MAX - 1; count <= BR_RECEIPTS_FRAME_MAX + 1; count++) {
        struct desk *desk = desk_new(BR_NODE_SERVER, 1);
        struct br_stream stream = network_of(&us);
        held(desk, &stream, 9);
        for (uint32_t i = 0; i < count; i++) {
            struct br_hash holder = hash_number(i);
            receipt(desk, &holder, &stream, 9);
        }
        greet(desk, 1, BR_PARTY_DEVICE, &us);
        want(desk, 1, &stream, 9);
        struct seen seen = sent(desk, 1, BR_FRAME_RECEIPTS);
        CHECK_UINT(seen.frames, count <= BR_RECEIPTS_FRAME_MAX ? 1 : 2);
        CHECK(seen.items == count && seen.most <= BR_RECEIPTS_FRAME_MAX);
        desk_free(desk);
    }
}

/* What else is in the arena leaves a frame one byte's alignment too little, just enough, more. */
static void test_what_reading_a_frame_may_take(void)
{
    enum { STEP = alignof(max_align_t) };
    struct br_buffer bytes = bytes_new();
    struct br_head head = {.epoch = 1, .seq = 1, .stream = network_of(&us)};
    const struct br_head *pointers[BR_HEADS_FRAME_MAX];
    for (size_t i = 0; i < BR_HEADS_FRAME_MAX; i++) {
        pointers[i] = &head;
    }
    br_frame_put_heads(&bytes, pointers, BR_HEADS_FRAME_MAX, true);
    struct br_bytes whole = {bytes.data + BR_FRAME_LENGTH_SIZE, bytes.size - BR_FRAME_LENGTH_SIZE};
    struct br_frame read;
    struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    CHECK(br_frame_read(whole, &arena, &read) == BR_OK);
    size_t needed = arena.taken;
    CHECK(needed > BR_HEADS_FRAME_MAX * BR_HEAD_SIZE && needed < BR_ARENA_FRAME_SIZE_MAX / 2);
    for (size_t left = needed - STEP; left <= needed + STEP; left += STEP) {
        br_arena_reset(&arena);
        CHECK(br_arena_take(&arena, BR_ARENA_FRAME_SIZE_MAX - left) != NULL);
        CHECK((br_frame_read(whole, &arena, &read) == BR_OK) == (left >= needed));
        CHECK(arena.taken <= BR_ARENA_FRAME_SIZE_MAX);
    }
    br_arena_free(&arena);
    br_buffer_free(&bytes);

    struct desk *desk = desk_new(BR_NODE_SERVER, 1); /* and that is what a node gives it */
    CHECK_UINT(desk->node->arena.budget, BR_ARENA_FRAME_SIZE_MAX);
    desk_free(desk);
}

/* A reason that is kept is cut between two characters, whatever bytes came. */
static void test_what_is_kept_of_a_reason(void)
{
    static const struct {
        const char *why;
        const char *kept;
    } cases[] = {{"abc", "abc"}, {"abcd", "abc"}, {"ab\xc3\xa4", "ab"}, {"\x80\x80\x80\x80", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char kept[4];
        peers_keep_why(kept, sizeof kept, cases[i].why);
        CHECK_TEXT(kept, cases[i].kept);
    }
}

/* --- when --- */

static void test_announcements_keep_their_distance(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct desk *desk = desk_new(BR_NODE_SERVER, 1);
        struct br_stream stream = network_of(&us);
        greet(desk, 1, BR_PARTY_DEVICE, &us);
        CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS).frames, 1);
        durable(desk, 0, BR_OK, &stream, 1);
        CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS).frames, 0);
        CHECK_UINT(br_node_deadline_ms(desk->node), START_MS + BR_HEADS_INTERVAL_MS);
        tick_at(desk, START_MS + BR_HEADS_INTERVAL_MS + (uint64_t)(int64_t)offset);
        CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS).frames, offset >= 0 ? 1 : 0);
        desk_free(desk);
    }
}

static void test_receipts_keep_their_distance(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct desk *desk = desk_new(BR_NODE_SERVER, 1);
        struct br_stream stream = network_of(&us);
        held(desk, &stream, 9);
        receipt(desk, &alpha, &stream, 1);
        greet(desk, 1, BR_PARTY_DEVICE, &us);
        want(desk, 1, &stream, 9);
        CHECK_UINT(sent(desk, 1, BR_FRAME_RECEIPTS).frames, 1);
        receipt(desk, &alpha, &stream, 2);
        CHECK_UINT(sent(desk, 1, BR_FRAME_RECEIPTS).frames, 0);
        CHECK_UINT(br_node_deadline_ms(desk->node), START_MS + BR_RECEIPTS_INTERVAL_MS);
        tick_at(desk, START_MS + BR_RECEIPTS_INTERVAL_MS + (uint64_t)(int64_t)offset);
        CHECK_UINT(sent(desk, 1, BR_FRAME_RECEIPTS).frames, offset >= 0 ? 1 : 0);
        desk_free(desk);
    }
}

static void test_silence(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct br_session session;
        br_session_begin(&session, BR_PARTY_DEVICE, START_MS);
        session.state = BR_SESSION_OPEN;
        session.pinged_ms = START_MS + BR_IDLE_PING_MS;
        uint64_t at_ms = START_MS + BR_IDLE_CLOSE_MS + (uint64_t)(int64_t)offset;
        CHECK_UINT(br_session_silent(&session, at_ms),
                   offset >= 0 ? BR_SILENCE_GONE : BR_SILENCE_NONE);
    }
}

static void test_a_source_stalls(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct desk *desk = between_two();
        struct br_stream stream = network_of(&alpha);
        heads(desk, 1, &stream, 12);
        heads(desk, 2, &stream, 12);
        tick_at(desk, START_MS + BR_SOURCE_STALL_MS + (uint64_t)(int64_t)offset);
        CHECK(sent(desk, 1, BR_FRAME_WANT).stop == (offset >= 0));
        CHECK_UINT(sent(desk, 2, BR_FRAME_WANT).frames, offset >= 0 ? 1 : 0);
        desk_free(desk);
    }
}

static void store_first(struct desk *desk, const struct br_stream *stream)
{
    heads(desk, 1, stream, 1);
    batch(desk, 1, stream, 1);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, stream, 1);
}

static void test_a_relay_has_its_grace(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct desk *desk = between_two();
        struct br_hash delta = {{0x40}};
        struct br_stream stream = network_of(&delta);
        accept(desk, &us, &delta);
        store_first(desk, &stream);
        heads(desk, 2, &stream, 2); /* another is ahead of the one that we asked */
        CHECK_UINT(sent(desk, 2, BR_FRAME_WANT).frames, 0);
        tick_at(desk, START_MS + BR_SOURCE_GRACE_MS + (uint64_t)(int64_t)offset);
        CHECK_UINT(sent(desk, 2, BR_FRAME_WANT).frames, offset >= 0 ? 1 : 0);
        desk_free(desk);

        desk = between_two();
        stream = network_of(&alpha);
        store_first(desk, &stream);
        desk->now_ms = START_MS + BR_SOURCE_GRACE_MS + (uint64_t)(int64_t)offset;
        heads(desk, 1, &stream, 2); /* what is wanted is not announced: our Want was lost */
        CHECK_UINT(sent(desk, 1, BR_FRAME_WANT).frames, offset >= 0 ? 1 : 0);
        desk_free(desk);
    }
}

/* Alpha's records do not verify: the conversation ends. Returns when. */
static uint64_t spoil(struct desk *desk, br_connection connection, const struct br_stream *stream)
{
    batch(desk, connection, stream, 1);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_SIGNATURE, stream,
            1);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_SIGNATURE);
    uint64_t spoilt_ms = desk->now_ms;
    struct br_node_input input = {.type = BR_INPUT_DISCONNECTED, .connection = connection};
    input.as.ended.status = BR_ERR_CLOSED;
    input.as.ended.why = "";
    step(desk, &input);
    return spoilt_ms;
}

static void test_a_source_is_shunned(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct desk *desk = between_two();
        struct br_stream stream = network_of(&alpha);
        heads(desk, 1, &stream, 1);
        br_connection connection = 1;
        for (uint64_t wait_ms = BR_SOURCE_SHUN_MS; wait_ms <= 128u * BR_SOURCE_SHUN_MS;
             wait_ms *= 2) {
            uint64_t most = 64u * BR_SOURCE_SHUN_MS; /* it doubles six times */
            uint64_t until_ms =
                spoil(desk, connection, &stream) + (wait_ms < most ? wait_ms : most);
            connection = connection == 1 ? 3 : connection + 1;
            greet(desk, connection, BR_PARTY_ACADEMY, &alpha);
            heads(desk, connection, &stream, 1);
            CHECK_UINT(sent(desk, connection, BR_FRAME_WANT).frames, 0);
            while (desk->now_ms + BR_IDLE_PING_MS < until_ms) {
                tick_at(desk, desk->now_ms + BR_IDLE_PING_MS - 1);
                CHECK_UINT(sent(desk, connection, BR_FRAME_WANT).frames, 0);
                pong(desk, connection);
            }
            tick_at(desk, until_ms + (uint64_t)(int64_t)offset);
            CHECK_UINT(sent(desk, connection, BR_FRAME_WANT).frames, offset >= 0 ? 1 : 0);
            tick_at(desk, until_ms + 2); /* it has been asked, whatever the offset */
        }
        desk_free(desk);
    }
}

/* --- dialling again --- */

static void dial_failed(struct desk *desk)
{
    struct br_node_input input = {.type = BR_INPUT_DIAL_FAILED};
    input.as.dial_failed.academy = alpha;
    input.as.dial_failed.why = "nobody there";
    step(desk, &input);
}

/* How long after its [failures]th failure alpha is dialled again. */
static uint64_t retry_after_ms(uint64_t seed, uint32_t failures, int offset)
{
    struct desk *desk = desk_new(BR_NODE_SERVER, seed);
    peer(desk, &alpha);
    for (uint32_t i = 1; i < failures; i++) {
        dial_failed(desk);
        tick_at(desk, br_node_peer_status(desk->node, 0).retry_mono_ms);
        CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 1);
    }
    dial_failed(desk);
    uint64_t retry_ms = br_node_peer_status(desk->node, 0).retry_mono_ms;
    uint64_t wait_ms = retry_ms - desk->now_ms;
    tick_at(desk, retry_ms + (uint64_t)(int64_t)offset);
    CHECK_UINT(count_of(desk, BR_ACTION_DIAL), offset >= 0 ? 1 : 0);
    desk_free(desk);
    return wait_ms;
}

/* Half of the delay at least, all of it at most, and all between: the spread over many seeds. */
static void test_delays_between_attempts(void)
{
    static const struct {
        uint32_t failures;
        uint64_t delay_ms;
    } cases[] = {{1, BR_DIAL_DELAY_FIRST_MS},      {2, 2 * BR_DIAL_DELAY_FIRST_MS},
                 {7, 64 * BR_DIAL_DELAY_FIRST_MS}, {8, BR_DIAL_DELAY_MAX_MS},
                 {9, BR_DIAL_DELAY_MAX_MS},        {70, BR_DIAL_DELAY_MAX_MS}};
    _Static_assert(64 * BR_DIAL_DELAY_FIRST_MS < BR_DIAL_DELAY_MAX_MS &&
                       128 * BR_DIAL_DELAY_FIRST_MS > BR_DIAL_DELAY_MAX_MS,
                   "the seventh doubling is the first that is cut");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t delay_ms = cases[i].delay_ms;
        uint64_t least = UINT64_MAX;
        uint64_t most = 0;
        for (uint64_t seed = 1; seed <= 300; seed++) {
            uint64_t wait_ms = retry_after_ms(seed, cases[i].failures, (int)(seed % 3) - 1);
            least = wait_ms < least ? wait_ms : least;
            most = wait_ms > most ? wait_ms : most;
        }
        CHECK(least >= delay_ms / 2 && least < delay_ms / 2 + delay_ms / 50);
        CHECK(most <= delay_ms && most > delay_ms - delay_ms / 50);
    }
}

/* Two conversations that break the rules; the second lasts [lasts_ms]. The failures counted. */
static uint32_t failures_after(uint64_t lasts_ms)
{
    struct desk *desk = desk_new(BR_NODE_SERVER, 1);
    accept(desk, &us, &alpha);
    peer(desk, &alpha);
    for (br_connection i = 1; i <= 2; i++) {
        connected(desk, i, BR_PARTY_ACADEMY, &alpha, true);
        hello(desk, i, &alpha);
        uint64_t end_ms = desk->now_ms + (i == 2 ? lasts_ms : 0);
        while (desk->now_ms + BR_IDLE_PING_MS < end_ms) {
            desk->now_ms += BR_IDLE_PING_MS;
            pong(desk, i);
        }
        desk->now_ms = end_ms;
        struct br_buffer bytes = bytes_new();
        br_frame_put_bye(&bytes, BR_ERR_SIGNATURE, "no");
        frame(desk, i, &bytes);
        struct br_node_input input = {.type = BR_INPUT_DISCONNECTED, .connection = i};
        input.as.ended.status = BR_ERR_CLOSED;
        input.as.ended.why = "";
        step(desk, &input);
    }
    uint32_t failures = br_node_peer_status(desk->node, 0).failures;
    desk_free(desk);
    return failures;
}

/* Long enough a conversation makes good for the last one: longer than any delay between them. */
static void test_a_long_conversation_counts(void)
{
    uint32_t short_one = failures_after(2 * BR_DIAL_DELAY_MAX_MS - 1);
    CHECK_UINT(failures_after(2 * BR_DIAL_DELAY_MAX_MS), short_one - 1);
    CHECK_UINT(failures_after(2 * BR_DIAL_DELAY_MAX_MS + 1), short_one - 1);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_peers),
        BR_TEST(test_streams),
        BR_TEST(test_reads_in_flight),
        BR_TEST(test_tickets),
        BR_TEST(test_tickets_of_academies),
        BR_TEST(test_items_of_one_frame),
        BR_TEST(test_what_reading_a_frame_may_take),
        BR_TEST(test_what_is_kept_of_a_reason),
        BR_TEST(test_announcements_keep_their_distance),
        BR_TEST(test_receipts_keep_their_distance),
        BR_TEST(test_silence),
        BR_TEST(test_a_source_stalls),
        BR_TEST(test_a_relay_has_its_grace),
        BR_TEST(test_a_source_is_shunned),
        BR_TEST(test_delays_between_attempts),
        BR_TEST(test_a_long_conversation_counts),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
