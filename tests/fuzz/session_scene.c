/* session_scene.c - one step of the node, and everything that must hold of what comes back. */
#include "tests/fuzz/session_scene.h"

#include "session/trace.h"

#include <string.h>

enum { ACTIONS_MAX = 4096 };

/* --- who there is --- */

struct br_hash scene_academy(uint8_t choice)
{
    static const uint8_t first[ACADEMIES] = {0x20, 0x10, 0x30, 0x40};
    return (struct br_hash){{first[choice % ACADEMIES]}};
}

struct br_id scene_member(uint8_t choice)
{
    return (struct br_id){{0x70, (uint8_t)(choice % MEMBERS)}};
}

struct br_id scene_room(uint8_t choice)
{
    return (struct br_id){{0x90, (uint8_t)(choice % 2)}};
}

struct br_stream scene_stream(uint8_t index)
{
    static const uint8_t types[AUDIENCES] = {BR_AUDIENCE_NETWORK, BR_AUDIENCE_GROUP,
                                             BR_AUDIENCE_ACADEMY, BR_AUDIENCE_ROOM,
                                             BR_AUDIENCE_ROOM};
    uint8_t audience = index % AUDIENCES;
    struct br_stream stream = {.origin = scene_academy(index / AUDIENCES),
                               .audience = {.type = types[audience]}};
    if (audience == 1 || audience >= 3) {
        stream.audience.id = scene_room(audience == 4 ? 1 : 0);
    }
    return stream;
}

uint8_t scene_stream_index(const struct br_stream *stream)
{
    for (size_t i = 0; i < STREAMS; i++) {
        struct br_stream at = scene_stream((uint8_t)i);
        if (br_stream_equal(&at, stream)) {
            return (uint8_t)i;
        }
    }
    return STREAMS;
}

static size_t academy_index(const struct br_hash *academy)
{
    for (size_t i = 0; i < ACADEMIES; i++) {
        struct br_hash at = scene_academy((uint8_t)i);
        if (br_hash_equal(&at, academy)) {
            return i;
        }
    }
    return ACADEMIES;
}

struct scene_connection *scene_connection(struct scene *scene, br_connection id)
{
    for (size_t i = 0; i < scene->connection_count; i++) {
        if (scene->connections[i].id == id) {
            return &scene->connections[i];
        }
    }
    return NULL;
}

/* --- who may hear what: once more, from the design --- */

static bool may_hear(const struct scene *scene, const struct br_party *party,
                     const struct br_stream *stream)
{
    size_t origin = academy_index(&stream->origin);
    size_t audience = stream->audience.type;
    if (party->type == BR_PARTY_ACADEMY) {
        size_t academy = academy_index(&party->academy);
        bool accepted = origin == academy || (origin < ACADEMIES && academy < ACADEMIES &&
                                              scene->accepts[origin][academy]);
        return audience == BR_AUDIENCE_NETWORK && accepted;
    }
    if (party->type == BR_PARTY_HOME) {
        return false;
    }
    size_t member = party->member.bytes[1];
    size_t room = stream->audience.id.bytes[1];
    bool in_room = audience == BR_AUDIENCE_ROOM && scene->rooms[member][room];
    return scene->has_role[member] &&
           (audience == BR_AUDIENCE_NETWORK ||
            (origin == 0 && (audience == BR_AUDIENCE_ACADEMY || in_room)));
}

static bool may_say(enum br_party_type to, enum br_frame_type type)
{
    switch (type) {
    case BR_FRAME_HELLO:
    case BR_FRAME_CREDIT:
    case BR_FRAME_PING:
    case BR_FRAME_PONG:
    case BR_FRAME_BYE:
    case BR_FRAME_FORK:
    case BR_FRAME_SHOW:
    case BR_FRAME_SHOWN:
        return true;
    case BR_FRAME_WANT:
        return to != BR_PARTY_DEVICE;
    case BR_FRAME_HEADS:
    case BR_FRAME_BATCH:
    case BR_FRAME_RECEIPTS:
        return to != BR_PARTY_HOME;
    case BR_FRAME_SUBMIT:
        return to == BR_PARTY_HOME;
    case BR_FRAME_OUTCOMES:
    case BR_FRAME_STREAM_GONE:
        return to == BR_PARTY_DEVICE;
    case BR_FRAME_ENROL:
    case BR_FRAME_ENROLLED:
    case BR_FRAME_TYPE_COUNT:
    default:
        return false;
    }
}

static void check_frame(struct scene *scene, struct scene_connection *to,
                        const struct br_frame *frame, size_t size)
{
    BR_ASSERT(may_say(to->party.type, frame->type));
    BR_ASSERT(to->greeted == (frame->type != BR_FRAME_HELLO) || frame->type == BR_FRAME_BYE);
    to->greeted = true;
    if (frame->type == BR_FRAME_HEADS) {
        for (size_t i = 0; i < frame->as.heads.count; i++) {
            BR_ASSERT(may_hear(scene, &to->party, &frame->as.heads.items[i].stream));
        }
    } else if (frame->type == BR_FRAME_RECEIPTS) {
        for (size_t i = 0; i < frame->as.receipts.count; i++) {
            BR_ASSERT(may_hear(scene, &to->party, &frame->as.receipts.items[i].stream));
        }
    } else if (frame->type == BR_FRAME_SHOW) {
        to->asked_stream = scene_stream_index(&frame->as.show.stream);
        to->asked_seq = frame->as.show.seq;
        BR_ASSERT(to->asked_stream < STREAMS);
    } else if (frame->type == BR_FRAME_SHOWN && frame->as.shown.batch.count > 0) {
        const struct br_stream *stream = &frame->as.shown.batch.head.stream;
        BR_ASSERT(to->party.type == BR_PARTY_HOME || may_hear(scene, &to->party, stream));
    } else if (frame->type == BR_FRAME_FORK) {
        const struct br_stream *stream = &frame->as.fork.read->sides[0].head.stream;
        BR_ASSERT(to->party.type == BR_PARTY_HOME || may_hear(scene, &to->party, stream));
    } else if (frame->type == BR_FRAME_BATCH) {
        const struct br_head *head = &frame->as.batch.head;
        uint64_t aside = scene->asides[scene_stream_index(&head->stream)];
        BR_ASSERT(may_hear(scene, &to->party, &head->stream));
        BR_ASSERT(aside == 0 || head->seq - frame->as.batch.count + 1 < aside);
        to->spent += size;
        BR_ASSERT(to->spent <= to->credit);
    }
}

/* --- actions --- */

static void check_send(struct scene *scene, const struct br_node_action *action)
{
    struct scene_connection *to = scene_connection(scene, action->connection);
    struct br_bytes rest = action->as.send.bytes;
    struct br_arena arena;
    BR_ASSERT(to != NULL && !to->closed && !to->gone);
    BR_ASSERT(action->as.send.after <= scene->transaction && rest.size > 0);
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    while (rest.size > 0) {
        struct br_frame frame;
        struct br_bytes body;
        size_t used = 0;
        BR_ASSERT(br_frame_cut(rest, &body, &used) == BR_OK); /* whole frames */
        br_arena_reset(&arena);
        BR_ASSERT(br_frame_read(body, &arena, &frame) == BR_OK);
        check_frame(scene, to, &frame, body.size);
        rest = (struct br_bytes){rest.data + used, rest.size - used};
    }
    br_arena_free(&arena);
}

static struct scene_ticket *new_ticket(struct scene *scene, const struct br_node_action *action,
                                       uint64_t number)
{
    BR_ASSERT(number > scene->ticket_last); /* never given twice */
    scene->ticket_last = number;
    BR_ASSERT(scene->ticket_count < TICKETS_MAX);
    struct scene_ticket *ticket = &scene->tickets[scene->ticket_count++];
    *ticket = (struct scene_ticket){.number = number, .type = action->type, .stream = STREAMS};
    return ticket;
}

static void check_receive(struct scene *scene, const struct br_node_action *action)
{
    const struct br_batch *batch = &action->as.receive.batch;
    const struct br_stream *stream = &batch->head.stream;
    const struct scene_connection *from = scene_connection(scene, action->connection);
    struct scene_ticket *ticket = new_ticket(scene, action, action->as.receive.ticket);
    BR_ASSERT(from != NULL && !from->closed && from->party.type != BR_PARTY_DEVICE);
    if (from->party.type == BR_PARTY_ACADEMY) {
        size_t origin = academy_index(&stream->origin);
        BR_ASSERT(stream->audience.type == BR_AUDIENCE_NETWORK && origin < ACADEMIES);
        BR_ASSERT(origin == 0 ? !scene->numbering : scene->accepts[0][origin]);
    }
    BR_ASSERT(batch->count >= 1 && batch->count <= batch->head.seq);
    for (size_t i = 0; i < batch->count; i++) {
        const uint8_t *data = batch->bodies[i].data;
        BR_ASSERT(data >= scene->frame.data &&
                  data + batch->bodies[i].size <= scene->frame.data + scene->frame.size);
    }
    ticket->stream = scene_stream_index(stream);
    ticket->head = batch->head;
    ticket->count = batch->count;
    ticket->seq_first = batch->head.seq - batch->count + 1;
}

static void check_write(struct scene *scene, const struct br_node_action *action)
{
    const struct scene_connection *from = scene_connection(scene, action->connection);
    struct scene_ticket *ticket = new_ticket(scene, action, action->as.write.ticket);
    struct br_stream stream = {.origin = scene_academy(0),
                               .audience = action->as.write.submission.audience};
    BR_ASSERT(from != NULL && from->party.type == BR_PARTY_DEVICE);
    BR_ASSERT(br_id_equal(&from->party.member, &action->as.write.member));
    BR_ASSERT(action->as.write.submission.kind > 0);
    ticket->stream = scene_stream_index(&stream);
    ticket->id = action->as.write.submission.id;
}

static void check_read(struct scene *scene, const struct br_node_action *action)
{
    struct scene_connection *to = scene_connection(scene, action->connection);
    uint8_t stream = scene_stream_index(&action->as.read.stream);
    enum br_read_purpose purpose = action->as.read.purpose;
    bool leaves = purpose == BR_READ_BATCH || purpose == BR_READ_SHOW;
    BR_ASSERT(to != NULL && !to->closed && stream < STREAMS);
    bool back = purpose == BR_READ_SHOW && to->party.type == BR_PARTY_HOME; /* it came from there */
    BR_ASSERT(!leaves || back || may_hear(scene, &to->party, &action->as.read.stream));
    BR_ASSERT(action->as.read.number == stream + 1u);
    to->reads += purpose == BR_READ_BATCH;
    BR_ASSERT(to->reads <= BR_READS_IN_FLIGHT_MAX && scene->read_count < READS_MAX);
    scene->reads[scene->read_count++] = (struct scene_read){.connection = action->connection,
                                                            .purpose = purpose,
                                                            .stream = stream,
                                                            .after = action->as.read.after_seq};
}

static void check_purge(struct scene *scene, const struct br_node_action *action)
{
    uint8_t stream = scene_stream_index(&action->as.purge.stream);
    BR_ASSERT(scene->role == BR_NODE_CLIENT);
    for (size_t i = 0; i < scene->ticket_count; i++) { /* nothing of it is in the store's hands */
        bool same = stream < STREAMS && scene->tickets[i].stream == stream;
        BR_ASSERT(!same || scene->tickets[i].type != BR_ACTION_RECEIVE);
    }
    if (stream < STREAMS) {
        scene->tails[stream] = 0;
        scene->asides[stream] = 0;
        scene->damages[stream] = (struct scene_damage){0};
    }
}

static void check_talk(struct scene *scene, const struct br_node_action *action)
{
    struct scene_connection *with = scene_connection(scene, action->connection);
    BR_ASSERT(with != NULL);
    switch ((int)action->type) {
    case BR_ACTION_CLOSE:
        BR_ASSERT(!with->closed && action->as.close.reason != NULL);
        with->closed = true;
        return;
    case BR_ACTION_PEER_UP:
        BR_ASSERT(!with->up && !with->closed);
        with->up = true;
        return;
    case BR_ACTION_PEER_DOWN:
        BR_ASSERT(with->up);
        with->up = false;
        return;
    case BR_ACTION_PULL:
        BR_ASSERT(scene->role == BR_NODE_CLIENT && scene->pull == 0);
        BR_ASSERT(action->as.pull > 0 && action->as.pull <= BR_SUBMIT_FRAME_MAX);
        scene->pull = action->as.pull;
        scene->pull_from = action->connection;
        return;
    default: /* OUTCOMES */
        BR_ASSERT(scene->role == BR_NODE_CLIENT);
        BR_ASSERT(action->as.outcomes.count <= BR_SUBMIT_FRAME_MAX);
        return;
    }
}

static void check_action(struct scene *scene, const struct br_node_action *action)
{
    switch (action->type) {
    case BR_ACTION_SEND:
        check_send(scene, action);
        return;
    case BR_ACTION_RECEIVE:
        check_receive(scene, action);
        return;
    case BR_ACTION_KEEP_RECEIPTS:
        (void)new_ticket(scene, action, action->as.receipts.ticket);
        BR_ASSERT(action->as.receipts.count <= BR_RECEIPTS_FRAME_MAX);
        return;
    case BR_ACTION_KEEP_FORK:
        scene_ask_fork(action, new_ticket(scene, action, action->as.fork.ticket));
        return;
    case BR_ACTION_MEND:
        scene_ask_mend(scene, action, new_ticket(scene, action, action->as.mend.ticket));
        return;
    case BR_ACTION_WRITE:
        check_write(scene, action);
        return;
    case BR_ACTION_READ:
        check_read(scene, action);
        return;
    case BR_ACTION_PURGE:
        check_purge(scene, action);
        return;
    case BR_ACTION_DIAL: {
        size_t academy = academy_index(&action->as.dial);
        BR_ASSERT(academy < ACADEMIES);
        scene->dialling[academy]++;
        return;
    }
    case BR_ACTION_NUMBERING:
        BR_ASSERT(scene->role == BR_NODE_SERVER && !scene->numbering);
        scene->numbering = true;
        return;
    case BR_ACTION_CLOSE:
    case BR_ACTION_PEER_UP:
    case BR_ACTION_PEER_DOWN:
    case BR_ACTION_PULL:
    case BR_ACTION_OUTCOMES:
        check_talk(scene, action);
        return;
    }
}

/* Answers for people are there at any time, and make sense. */
static void check_status(const struct scene *scene)
{
    for (size_t i = 0; i < br_node_stream_count(scene->node); i++) {
        struct br_stream_status status = br_node_stream_status(scene->node, i);
        bool cut = status.aside_seq != 0 && status.aside_seq <= status.tail.seq;
        BR_ASSERT(status.known_seq >= (cut ? status.aside_seq - 1 : status.tail.seq));
        BR_ASSERT(status.why <= BR_WHY_NOT_CONNECTED);
    }
    for (size_t i = 0; i < br_node_peer_count(scene->node); i++) {
        struct br_peer_status status = br_node_peer_status(scene->node, i);
        BR_ASSERT(memchr(status.why, '\0', sizeof status.why) != NULL);
    }
    BR_ASSERT(br_node_session_count(scene->node) <= CONNECTIONS_MAX);
}

void scene_step(struct scene *scene, struct br_node_input *input)
{
    static const struct br_trace_names nobody;
    struct br_node_actions actions;
    struct br_buffer trace;
    br_buffer_init(&trace, 1u << 20);
    input->now = scene->now;
    br_trace_input(&nobody, input, &trace);
    br_node_step(scene->node, input, &actions);
    BR_ASSERT(actions.count <= ACTIONS_MAX);
    for (size_t i = 0; i < actions.count; i++) {
        br_trace_action(&nobody, &actions.items[i], &trace);
        check_action(scene, &actions.items[i]);
    }
    BR_ASSERT(br_node_deadline_ms(scene->node) > scene->now.mono_ms); /* never again at once */
    check_status(scene);
    br_buffer_free(&trace);
}
