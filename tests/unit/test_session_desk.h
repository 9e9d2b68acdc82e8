/**
 * test_session_desk.h - a node on the desk: inputs made by hand, its actions readable.
 *
 * A story or a simulated network could only say that something is wrong; these tests say what.
 */
#ifndef BR_UNIT_TEST_SESSION_DESK_H
#define BR_UNIT_TEST_SESSION_DESK_H

#include "harness/check.h"
#include "session/node.h"

#include <stdlib.h>
#include <string.h>

#define UNUSED __attribute__((unused))

enum { FRAMES_MAX = 4096 };

UNUSED static const struct br_hash us = {{0x20}};
UNUSED static const struct br_hash alpha = {{0x10}};
UNUSED static const struct br_hash omega = {{0x30}};
UNUSED static const struct br_id member = {{0x77}};

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
    bool member_told;
};

UNUSED static struct br_stream stream_of(const struct br_hash *origin, uint8_t type)
{
    struct br_stream stream = {.origin = *origin, .audience = {.type = type}};
    if (type == BR_AUDIENCE_ROOM) {
        stream.audience.id.bytes[0] = 9;
    }
    return stream;
}

UNUSED static struct br_head head_of(const struct br_stream *stream, uint64_t seq)
{
    return (struct br_head){.stream = *stream, .epoch = 1, .seq = seq};
}

/* --- feeding --- */

UNUSED static void step(struct desk *desk, struct br_node_input *input)
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

UNUSED static struct desk *desk_new(enum br_node_role role)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct br_node_options options = {.role = role, .academy = us, .software = "test", .seed = 1};
    desk->node = br_node_new(&options);
    desk->now_ms = 1000;
    br_arena_init(&desk->arena, 256u * BR_ARENA_FRAME_SIZE_MAX);
    return desk;
}

UNUSED static void desk_free(struct desk *desk)
{
    br_node_free(desk->node);
    br_arena_free(&desk->arena);
    free(desk);
}

UNUSED static void tick_to(struct desk *desk, uint64_t until_ms)
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

UNUSED static void accepted(struct desk *desk, const struct br_hash *origin,
                            const struct br_hash *academy, bool is)
{
    struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
    input.as.accepted.origin = *origin;
    input.as.accepted.academy = *academy;
    input.as.accepted.accepted = is;
    step(desk, &input);
}

UNUSED static void tell_member(struct desk *desk, bool has_role, const struct br_id *rooms,
                               size_t room_count)
{
    struct br_node_input input = {.type = BR_INPUT_MEMBER};
    desk->member_told = true;
    input.as.member.member = member;
    input.as.member.has_role = has_role;
    input.as.member.rooms = rooms;
    input.as.member.room_count = room_count;
    step(desk, &input);
}

/* A device is the member's, who has a role unless something else was told. */
UNUSED static void connected(struct desk *desk, br_connection connection, enum br_party_type type,
                             const struct br_hash *academy, bool dialled)
{
    struct br_node_input input = {.type = BR_INPUT_CONNECTED, .connection = connection};
    input.as.connected =
        (struct br_party){.type = type, .academy = *academy, .member = member, .dialled = dialled};
    if (type == BR_PARTY_DEVICE && !desk->member_told) {
        tell_member(desk, true, NULL, 0);
    }
    step(desk, &input);
}

UNUSED static void frame(struct desk *desk, br_connection connection, struct br_buffer *take_bytes)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = connection};
    input.as.frame = (struct br_bytes){take_bytes->data + BR_FRAME_LENGTH_SIZE,
                                       take_bytes->size - BR_FRAME_LENGTH_SIZE};
    step(desk, &input);
    br_buffer_free(take_bytes);
}

UNUSED static struct br_buffer bytes_new(void)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 2 * BR_FRAME_SIZE_MAX);
    return bytes;
}

UNUSED static void hello(struct desk *desk, br_connection connection, const struct br_hash *academy,
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

UNUSED static void greet(struct desk *desk, br_connection connection, enum br_party_type type,
                         const struct br_hash *academy)
{
    connected(desk, connection, type, academy, false);
    hello(desk, connection, academy, (uint8_t)connection, BR_CREDIT_WINDOW);
}

UNUSED static void heads(struct desk *desk, br_connection connection,
                         const struct br_stream *stream, uint64_t seq, bool complete)
{
    struct br_buffer bytes = bytes_new();
    struct br_head head = head_of(stream, seq);
    const struct br_head *pointer = &head;
    br_frame_put_heads(&bytes, &pointer, stream == NULL ? 0 : 1, complete);
    frame(desk, connection, &bytes);
}

UNUSED static void batch(struct desk *desk, br_connection connection,
                         const struct br_stream *stream, uint64_t first, uint64_t last)
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

UNUSED static void want(struct desk *desk, br_connection connection, const struct br_stream *stream,
                        uint64_t after)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_want(&bytes, stream, after);
    frame(desk, connection, &bytes);
}

UNUSED static void durable(struct desk *desk, uint64_t ticket, enum br_status status,
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

UNUSED static void disconnected(struct desk *desk, br_connection connection, enum br_status status)
{
    struct br_node_input input = {.type = BR_INPUT_DISCONNECTED, .connection = connection};
    input.as.ended.status = status;
    input.as.ended.why = "it broke";
    step(desk, &input);
}

UNUSED static void held(struct desk *desk, const struct br_stream *stream, uint64_t seq)
{
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 5;
    input.as.stream.head = head_of(stream, seq);
    step(desk, &input);
}

UNUSED static void fork_named(struct desk *desk, br_connection connection, struct br_bytes proof)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_fork(&bytes, proof);
    frame(desk, connection, &bytes);
}

/* Records [first] to [last] have been read for this conversation. */
UNUSED static void read_done(struct desk *desk, br_connection connection,
                             const struct br_stream *stream, uint64_t first, uint64_t last)
{
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_head head = head_of(stream, last);
    struct br_node_input input = {.type = BR_INPUT_READ, .connection = connection};
    input.as.read.stream = *stream;
    input.as.read.head = &head;
    input.as.read.seq_first = first;
    input.as.read.count = (size_t)(last - first + 1);
    input.as.read.bodies = bodies;
    for (size_t i = 0; i < input.as.read.count; i++) {
        bodies[i] = br_bytes_of_text("a record's body");
    }
    step(desk, &input);
}

/* [batch] NULL: nothing. */
UNUSED static void shown(struct desk *desk, br_connection connection,
                         const struct br_hash *previous, const struct br_batch *batch)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_shown(&bytes, previous, batch);
    frame(desk, connection, &bytes);
}

UNUSED static void damaged(struct desk *desk, const struct br_stream *stream, uint64_t after,
                           uint64_t last)
{
    struct br_node_input input = {.type = BR_INPUT_DAMAGED};
    input.as.damaged.stream = *stream;
    input.as.damaged.after_seq = after;
    input.as.damaged.seq_last = last;
    step(desk, &input);
}

/* --- looking --- */

UNUSED static size_t count_of(const struct desk *desk, enum br_action_type type)
{
    size_t count = 0;
    for (size_t i = 0; i < desk->actions.count; i++) {
        count += desk->actions.items[i].type == type;
    }
    return count;
}

UNUSED static const struct br_node_action *action_of(const struct desk *desk,
                                                     enum br_action_type type)
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

UNUSED static size_t sent(const struct desk *desk, br_connection to, enum br_frame_type type)
{
    size_t count = 0;
    for (size_t i = 0; i < desk->frame_count; i++) {
        count += desk->to[i] == to && desk->frames[i].type == type;
    }
    return count;
}

/* The first number that [to] is asked to show; 0: it is asked nothing. */
UNUSED static uint64_t asks(const struct desk *desk, br_connection to)
{
    uint64_t found = 0;
    for (size_t i = 0; i < desk->frame_count; i++) {
        if (desk->to[i] == to && desk->frames[i].type == BR_FRAME_SHOW) {
            found = desk->frames[i].as.show.seq;
        }
    }
    return found;
}

/* after_seq of the Want to [to]; UINT64_MAX: none; UINT64_MAX - 1: told to stop. */
UNUSED static uint64_t wants(const struct desk *desk, br_connection to)
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
UNUSED static struct desk *between_two(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    const struct br_hash *all[] = {&us, &alpha, &omega};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            if (i != j) {
                accepted(desk, all[i], all[j], true);
            }
        }
    }
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    greet(desk, 2, BR_PARTY_ACADEMY, &omega);
    return desk;
}

#endif
