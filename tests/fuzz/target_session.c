/*
 * target_session.c - whole conversations: a node told whatever may happen, in any order.
 *
 * The first byte chooses who it is (a server, one after a restore, a client), then come events: one
 * byte says which, the next ones with whom and what. Frames are raw bytes or made from a few
 * (session_frames.c); the store answers truly (session_scene.h). What the node answers is judged in
 * session_scene.c: nobody hears what is not for them, nothing is told before it is durable, credit
 * and windows hold, its frames can be read, and time always moves on.
 */
#include "tests/fuzz/session_scene.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS_MAX = 600, CHANGES_MAX = 16, BODY_SIZE = 1500, BODIES_MAX = BR_BATCH_RECORDS_MAX };

static uint8_t byte(struct scene *scene)
{
    return br_reader_u8(&scene->input);
}

static struct br_bytes *some_bodies(size_t size)
{
    static const uint8_t body[BODY_SIZE];
    static struct br_bytes bodies[BODIES_MAX];
    for (size_t i = 0; i < BODIES_MAX; i++) {
        bodies[i] = (struct br_bytes){body, size % BODY_SIZE};
    }
    return bodies;
}

/* The same, as records that can be read. */
static struct br_bytes *records(void)
{
    static struct br_bytes bodies[BODIES_MAX];
    for (size_t i = 0; i < BODIES_MAX; i++) {
        bodies[i] = scene_record(0);
    }
    return bodies;
}

/* --- time, trust, members --- */

static void time_passes(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_TICK};
    uint8_t how = byte(scene);
    uint64_t due = br_node_deadline_ms(scene->node);
    uint64_t passed = how % 2 == 0 ? how : (uint64_t)how * how;
    if (how >= 0xc0 && due != UINT64_MAX) {
        passed = due - scene->now.mono_ms;
    }
    scene->now.mono_ms += passed;
    scene->now.wall_ms += how == 7 ? (uint64_t)1 << 30 : passed; /* it may jump */
    scene_step(scene, &input);
}

static void accepted(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
    uint8_t how = byte(scene);
    size_t origin = how % ACADEMIES;
    size_t academy = how / ACADEMIES % ACADEMIES;
    input.as.accepted.origin = scene_academy((uint8_t)origin);
    input.as.accepted.academy = scene_academy((uint8_t)academy);
    input.as.accepted.accepted = how < 0xd0;
    scene->accepts[origin][academy] = input.as.accepted.accepted;
    scene_step(scene, &input);
}

static void member_is(struct scene *scene, uint8_t how)
{
    struct br_node_input input = {.type = BR_INPUT_MEMBER};
    struct br_id rooms[2];
    size_t who = how % MEMBERS;
    scene->has_role[who] = (how & 0x80) == 0;
    input.as.member.member = scene_member((uint8_t)who);
    input.as.member.has_role = scene->has_role[who];
    input.as.member.rooms = rooms;
    for (uint8_t room = 0; room < 2; room++) {
        scene->rooms[who][room] = (how >> (1 + room) & 1) != 0;
        if (scene->rooms[who][room]) {
            rooms[input.as.member.room_count++] = scene_room(room);
        }
    }
    scene_step(scene, &input);
}

static void member(struct scene *scene)
{
    member_is(scene, byte(scene));
}

static void peer(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_PEER};
    uint8_t how = byte(scene);
    uint8_t academy = scene->role == BR_NODE_CLIENT ? 0 : (uint8_t)(1 + how % (ACADEMIES - 1));
    input.as.peer.academy = scene_academy(academy);
    input.as.peer.dial = how < 0xc0;
    scene_step(scene, &input);
}

/* What the log holds is told before anybody is connected. */
static void held(struct scene *scene)
{
    uint8_t stream = byte(scene) % STREAMS;
    uint8_t how = byte(scene);
    if (scene->connected_once || scene->tails[stream] != 0) {
        return;
    }
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    uint64_t seq = how < 0xf0 ? (uint64_t)1 + how : BR_SEQ_MAX - how % 8;
    input.as.stream.number = stream + 1u;
    input.as.stream.head = (struct br_head){.stream = scene_stream(stream), .epoch = 1, .seq = seq};
    scene->tails[stream] = seq;
    scene_step(scene, &input);
    if (how % 2 == 0) {
        struct br_node_input receipt = {.type = BR_INPUT_RECEIPT};
        receipt.as.receipt = (struct br_receipt){.holder = scene_academy(how / 2),
                                                 .stream = scene_stream(stream),
                                                 .epoch = 1,
                                                 .seq = seq};
        scene_step(scene, &receipt);
    }
}

/* --- connections --- */

static void connected(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_CONNECTED};
    uint8_t how = byte(scene);
    if (scene->connection_count == CONNECTIONS_MAX) {
        return;
    }
    struct br_party party = {.type = BR_PARTY_HOME, .academy = scene_academy(0)};
    uint8_t other = scene->role == BR_NODE_CLIENT ? 0 : (uint8_t)(1 + how / 4 % (ACADEMIES - 1));
    if (scene->role == BR_NODE_SERVER) {
        party.type = how % 2 == 0 ? BR_PARTY_ACADEMY : BR_PARTY_DEVICE;
        party.member = scene_member(how / 4);
    }
    if (party.type == BR_PARTY_ACADEMY) {
        party.academy = scene_academy(other);
    }
    if (party.type != BR_PARTY_DEVICE && scene->dialling[other] > 0) {
        party.dialled = true;
        scene->dialling[other]--;
    } else if (scene->role == BR_NODE_CLIENT) {
        return; /* nobody calls a client */
    }
    struct scene_connection *made = &scene->connections[scene->connection_count++];
    *made = (struct scene_connection){.id = ++scene->connection_last, .party = party};
    input.connection = made->id;
    input.as.connected = party;
    scene->connected_once = true;
    scene_step(scene, &input);
}

static void dial_failed(struct scene *scene)
{
    uint8_t academy = byte(scene) % ACADEMIES;
    struct br_node_input input = {.type = BR_INPUT_DIAL_FAILED};
    if (scene->dialling[academy] > 0) {
        scene->dialling[academy]--;
        input.as.dial_failed.academy = scene_academy(academy);
        input.as.dial_failed.why = "nobody answers";
        scene_step(scene, &input);
    }
}

/* One that is still there; NULL: none. */
static struct scene_connection *choose_connection(struct scene *scene)
{
    uint8_t choice = byte(scene);
    for (size_t i = 0; i < scene->connection_count; i++) {
        struct scene_connection *at = &scene->connections[(choice + i) % scene->connection_count];
        if (!at->gone) {
            return at;
        }
    }
    return NULL;
}

static void disconnected(struct scene *scene)
{
    struct scene_connection *at = choose_connection(scene);
    struct br_node_input input = {.type = BR_INPUT_DISCONNECTED};
    if (at != NULL) {
        at->gone = true;
        input.connection = at->id;
        input.as.ended.status = BR_ERR_NETWORK;
        input.as.ended.why = "it broke";
        scene->pull = scene->pull_from == at->id ? 0 : scene->pull; /* nobody waits for it */
        scene_step(scene, &input);
        BR_ASSERT(!at->up);
    }
}

/* What their frame lets us send them; no more than they said, whatever the node makes of it. */
static void count_credit(struct scene_connection *from, struct br_bytes bytes)
{
    struct br_arena arena;
    struct br_frame frame;
    uint64_t more = 0;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    if (br_frame_read(bytes, &arena, &frame) == BR_OK) {
        more = frame.type == BR_FRAME_HELLO ? frame.as.hello.credit : 0;
        more = frame.type == BR_FRAME_CREDIT ? frame.as.credit : more;
    }
    from->credit = more > UINT64_MAX - from->credit ? UINT64_MAX : from->credit + more;
    br_arena_free(&arena);
}

static void frame_bytes(struct scene *scene, struct scene_connection *from, struct br_bytes bytes)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = from->id};
    uint8_t *copy = malloc(bytes.size + 1); /* reading behind its end is seen */
    BR_ASSERT(copy != NULL);
    if (bytes.size > 0) {
        memcpy(copy + 1, bytes.data, bytes.size);
    }
    input.as.frame = (struct br_bytes){copy + 1, bytes.size};
    scene->frame = input.as.frame;
    count_credit(from, input.as.frame);
    scene_step(scene, &input);
    free(copy);
}

static void frame(struct scene *scene, bool raw)
{
    struct scene_connection *from = choose_connection(scene);
    struct br_buffer made;
    if (from == NULL) {
        return;
    }
    if (raw) {
        frame_bytes(scene, from, fuzz_part(&scene->input, 2000));
        return;
    }
    br_buffer_init(&made, 2 * BR_FRAME_SIZE_MAX);
    scene_make_frame(scene, from, &made);
    BR_ASSERT(br_buffer_ok(&made) && made.size > BR_FRAME_LENGTH_SIZE);
    frame_bytes(
        scene, from,
        (struct br_bytes){made.data + BR_FRAME_LENGTH_SIZE, made.size - BR_FRAME_LENGTH_SIZE});
    br_buffer_free(&made);
}

/* --- the store answers --- */

static struct scene_ticket take_ticket(struct scene *scene, size_t at)
{
    struct scene_ticket taken = scene->tickets[at];
    scene->ticket_count--;
    memmove(&scene->tickets[at], &scene->tickets[at + 1],
            (scene->ticket_count - at) * sizeof scene->tickets[0]);
    return taken;
}

/* What br_log_receive would say, as far as numbers go; then chance. */
static enum br_status judge(const struct scene *scene, const struct scene_ticket *ticket,
                            uint8_t how)
{
    static const enum br_status verdicts[] = {BR_ERR_CHAIN,   BR_ERR_SIGNATURE, BR_ERR_DISK_FULL,
                                              BR_ERR_REFUSED, BR_ERR_NOT_FOUND, BR_ERR_LIMIT,
                                              BR_ERR_IO,      BR_ERR_MALFORMED};
    if (how >= 0xc0) {
        return verdicts[how % 8];
    }
    if (ticket->stream >= STREAMS) {
        return BR_ERR_REFUSED;
    }
    uint64_t tail = scene->tails[ticket->stream];
    uint64_t aside = scene->asides[ticket->stream];
    if (aside != 0 && tail + 1 >= aside) {
        return BR_ERR_EXISTS;
    }
    if (ticket->seq_first > tail + 1) {
        return BR_ERR_GAP;
    }
    return ticket->seq_first <= tail ? BR_ERR_EXISTS : BR_OK;
}

/* Proofs and mendings have a transaction of their own. */
static void judged(struct scene *scene, const struct scene_ticket *ticket)
{
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    struct br_node_fork fork;
    uint8_t how = byte(scene);
    bool proves = ticket->type == BR_ACTION_KEEP_FORK;
    struct br_ticket_done done = {.ticket = ticket->number};
    done.status =
        proves ? scene_keep_fork(scene, ticket, how, &fork) : scene_mend(scene, ticket, how);
    input.as.durable.transaction = ++scene->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    input.as.durable.fork = proves && done.status == BR_OK ? &fork : NULL;
    scene_step(scene, &input);
    free(ticket->proof);
}

static bool is_judged(const struct scene_ticket *ticket)
{
    return ticket->type == BR_ACTION_KEEP_FORK || ticket->type == BR_ACTION_MEND;
}

static void durable(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    struct br_ticket_done done[CHANGES_MAX];
    struct br_node_change changes[CHANGES_MAX];
    struct br_receipt receipts[CHANGES_MAX];
    size_t change_count = 0;
    size_t done_count = 0;
    uint8_t how = byte(scene);
    for (size_t at = 0; at < scene->ticket_count && done_count < 1u + how % CHANGES_MAX;) {
        const struct scene_ticket *waits = &scene->tickets[at];
        if (waits->type == BR_ACTION_WRITE || (how >= 0x80 && byte(scene) % 3 == 0)) {
            at++; /* it is answered later, or as WRITTEN */
            continue;
        }
        if (is_judged(waits) && done_count > 0) {
            break;
        }
        struct scene_ticket ticket = take_ticket(scene, at);
        if (is_judged(&ticket)) {
            judged(scene, &ticket);
            return;
        }
        bool receives = ticket.type == BR_ACTION_RECEIVE;
        enum br_status status = receives ? judge(scene, &ticket, byte(scene)) : BR_OK;
        done[done_count++] = (struct br_ticket_done){.ticket = ticket.number, .status = status};
        if (receives && status == BR_OK) {
            scene->tails[ticket.stream] = ticket.head.seq;
            struct br_node_change *change = &changes[change_count];
            *change = (struct br_node_change){.number = ticket.stream + 1u,
                                              .head = ticket.head,
                                              .seq_first = ticket.seq_first,
                                              .count = ticket.count,
                                              .bodies = some_bodies(how)};
            receipts[change_count] = (struct br_receipt){.holder = scene_academy(0),
                                                         .stream = ticket.head.stream,
                                                         .epoch = 1,
                                                         .seq = ticket.head.seq};
            change->receipt = how % 2 == 0 ? &receipts[change_count] : NULL;
            change_count++;
        }
    }
    input.as.durable.transaction = ++scene->transaction;
    input.as.durable.done = done;
    input.as.durable.done_count = done_count;
    input.as.durable.changes = changes;
    input.as.durable.change_count = change_count;
    scene_step(scene, &input);
}

/* A batch of our own, for the network, the academy or a room. */
static struct br_node_change own_change(struct scene *scene, uint8_t stream, uint8_t how)
{
    uint64_t tail = scene->tails[stream];
    size_t count = 1 + how % 8;
    scene->tails[stream] = tail + count;
    return (struct br_node_change){
        .number = stream + 1u,
        .head = {.stream = scene_stream(stream), .epoch = 1, .seq = tail + count},
        .seq_first = tail + 1,
        .count = count,
        .bodies = some_bodies((size_t)how * 7),
    };
}

static void written(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    struct br_write_done done[CHANGES_MAX];
    struct br_node_change change;
    size_t done_count = 0;
    uint8_t how = byte(scene);
    uint8_t stream = how % AUDIENCES;
    bool numbers = scene->numbering && scene->tails[stream] < BR_SEQ_MAX - 100 && stream != 1 &&
                   scene->asides[stream] == 0;
    for (size_t at = 0; numbers && at < scene->ticket_count && done_count < CHANGES_MAX;) {
        if (scene->tickets[at].type != BR_ACTION_WRITE) {
            at++;
            continue;
        }
        struct scene_ticket ticket = take_ticket(scene, at);
        done[done_count] = (struct br_write_done){.ticket = ticket.number};
        done[done_count].result = (struct br_result){.id = ticket.id, .epoch = 1, .seq = 1};
        done[done_count].result.reason = byte(scene) % 3 == 0 ? "not allowed" : NULL;
        done_count++;
    }
    if (numbers) {
        change = own_change(scene, stream, how);
        input.as.written.transaction = ++scene->transaction;
        input.as.written.done = done;
        input.as.written.done_count = done_count;
        input.as.written.changes = &change;
        input.as.written.change_count = 1;
        scene_step(scene, &input);
    }
}

static void read_back(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_READ};
    uint8_t how = byte(scene);
    if (scene->read_count == 0) {
        return;
    }
    size_t at = how % scene->read_count;
    struct scene_read read = scene->reads[at];
    scene->reads[at] = scene->reads[--scene->read_count];
    struct scene_connection *to = scene_connection(scene, read.connection);
    to->reads -= read.purpose == BR_READ_BATCH;
    uint64_t tail = scene->tails[read.stream];
    uint64_t aside = scene->asides[read.stream];
    const struct scene_damage *damage = &scene->damages[read.stream];
    bool counts = aside == 0 || read.after + 1 < aside;
    uint64_t there = tail > read.after && counts ? tail - read.after : 0;
    size_t count = there > 1u + how % 32 ? 1u + how % 32 : (size_t)there;
    struct br_head head = {
        .stream = scene_stream(read.stream), .epoch = 1, .seq = read.after + count};
    input.connection = read.connection;
    input.as.read.stream = head.stream;
    input.as.read.purpose = read.purpose;
    input.as.read.previous = scene_previous(read.after, how);
    input.as.read.status = there == 0 ? BR_ERR_NOT_FOUND : BR_OK;
    if (how >= 0xf0 || (read.after >= damage->after && read.after < damage->last)) {
        input.as.read.status = BR_ERR_CORRUPT;
    }
    input.as.read.head = &head;
    input.as.read.seq_first = read.after + 1;
    input.as.read.count = count;
    input.as.read.bodies = read.purpose == BR_READ_BATCH ? some_bodies((size_t)how * 5) : records();
    scene_step(scene, &input);
}

/* --- the outbox --- */

static void outbox(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_OUTBOX};
    if (scene->role == BR_NODE_CLIENT) {
        scene_step(scene, &input);
    }
}

static void submit(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_SUBMIT, .connection = scene->pull_from};
    struct br_submission writes[BR_SUBMIT_FRAME_MAX];
    uint8_t how = byte(scene);
    if (scene->pull == 0) {
        return;
    }
    size_t count = how % (scene->pull + 1);
    for (size_t i = 0; i < count; i++) {
        struct br_stream stream = scene_stream((uint8_t)((how + i) % AUDIENCES));
        writes[i] = (struct br_submission){.id = {{how, (uint8_t)(i + 1)}},
                                           .audience = stream.audience,
                                           .kind = 11,
                                           .payload = some_bodies((size_t)how * 6)[0]};
    }
    input.as.submit.count = count;
    input.as.submit.writes = writes;
    input.as.submit.more = how >= 0x80;
    scene->pull = 0;
    scene_step(scene, &input);
}

static void decide(struct scene *scene)
{
    uint8_t how = byte(scene);
    struct br_node_input input = {.type = BR_INPUT_NUMBER_ANYWAY};
    if (how == 0xff) {
        input.type = BR_INPUT_STOP;
    }
    if (how == 0xff || scene->role == BR_NODE_SERVER) {
        scene_step(scene, &input);
    }
}

/* --- all of it --- */

static void event(struct scene *scene)
{
    switch (byte(scene) % 24) {
    case 0:
    case 1:
        time_passes(scene);
        return;
    case 2:
        accepted(scene);
        return;
    case 3:
        member(scene);
        return;
    case 4:
        peer(scene);
        return;
    case 5:
        held(scene);
        return;
    case 6:
    case 7:
        connected(scene);
        return;
    case 8:
        dial_failed(scene);
        return;
    case 9:
        disconnected(scene);
        return;
    case 10:
        frame(scene, true);
        return;
    case 11:
    case 12:
        durable(scene);
        return;
    case 13:
        written(scene);
        return;
    case 14:
    case 15:
        read_back(scene);
        return;
    case 16:
        outbox(scene);
        return;
    case 17:
        submit(scene);
        return;
    case 18:
        decide(scene);
        return;
    case 23:
        scene_damaged(scene);
        return;
    default:
        frame(scene, false);
        return;
    }
}

static void run(struct br_bytes input)
{
    static struct scene_ticket tickets[TICKETS_MAX];
    struct scene *scene = calloc(1, sizeof *scene);
    struct br_public_key signing;
    BR_ASSERT(scene != NULL);
    scene->tickets = tickets;
    scene->input.rest = input;
    uint8_t who = byte(scene) % 3;
    br_key_pair((const uint8_t[32]){1}, &scene->signing, &signing);
    scene->role = who == 2 ? BR_NODE_CLIENT : BR_NODE_SERVER;
    scene->now = (struct br_now){.mono_ms = 1000, .wall_ms = 1700000000000u};
    struct br_node_options options = {.role = scene->role,
                                      .academy = scene_academy(0),
                                      .instance = {{1}},
                                      .software = "fuzz",
                                      .seed = 1,
                                      .signing = signing,
                                      .recovering = who == 1};
    scene->node = br_node_new(&options);
    BR_ASSERT(scene->node != NULL);
    for (uint8_t i = 0; i < MEMBERS && scene->role == BR_NODE_SERVER; i++) {
        member_is(scene, i);
    }
    for (size_t i = 0; i < EVENTS_MAX && scene->input.rest.size > 0; i++) {
        event(scene);
    }
    br_node_free(scene->node);
    for (size_t i = 0; i < scene->ticket_count; i++) {
        free(scene->tickets[i].proof);
    }
    free(scene);
}

/* --- stories to begin with --- */

static void seed(struct fuzz_seeds *out, const char *name, const uint8_t *bytes, size_t size)
{
    fuzz_seed(out, name, (struct br_bytes){bytes, size});
}

static void seeds(struct fuzz_seeds *out)
{
    enum { TIME = 0, ACCEPT = 2, MEMBER = 3, PEER = 4, HOLD = 5, CONNECT = 6, BREAK = 9, RAW = 10 };
    enum { STORED = 11, WRITTEN = 13, READ = 14, OUTBOX = 16, SUBMIT = 17, DECIDE = 18, MADE = 19 };
    enum { HELLO = 0, HEADS = 2, WANT = 3, BATCH = 4, CREDIT = 6, WRITES = 8, OUTCOMES = 9 };
    enum { DOUBT = 15, SHOWN = 1, FORK = 3, DAMAGED = 23 };
    /* an academy that each accepts; it announces five records and sends them, wants ours */
    static const uint8_t peers[] = {
        0,       ACCEPT, 4,    ACCEPT, 1,    HOLD,  0,      10,   CONNECT, 0,     MADE, 0,    HELLO,
        0,       MADE,   0,    HEADS,  0x81, 5,     5,      MADE, 0,       BATCH, 5,    4,    0,
        40,      STORED, 0,    0,      MADE, 0,     WANT,   0,    8,       READ,  3,    READ, 3,
        WRITTEN, 0,      TIME, 0xff,   MADE, 0,     CREDIT, 0,    0,       0,     0,    0,    0,
        1,       0,      0,    TIME,   0xff, BREAK, 0,      TIME, 0xff};
    /* a device: it wants its academy's stream and a room, and hands in writes */
    static const uint8_t device[] = {
        0, MEMBER,  6, HOLD, 2,    20, HOLD, 3, 30, CONNECT, 1, MADE, 0,    HELLO, 0,   MADE,
        0, WANT,    2, 9,    MADE, 0,  WANT, 3, 9,  READ,    1, READ, 1,    MADE,  0,   WRITES,
        5, WRITTEN, 2, 1,    0,    1,  0,    1, 0,  MEMBER,  0, TIME, 0xff, TIME,  0xff};
    /* a client with its home */
    static const uint8_t client[] = {
        2,    PEER,     0,     TIME, 0xff,   CONNECT, 0, MADE,   0,      HELLO, 0,
        MADE, 0,        HEADS, 0x82, 0,      3,       3, 3,      MADE,   0,     BATCH,
        0,    2,        0,     30,   STORED, 0,       0, OUTBOX, SUBMIT, 5,     MADE,
        0,    OUTCOMES, 4,     TIME, 0xff,   BREAK,   0, TIME,   0xff};
    /* a restored server hears of its own records */
    static const uint8_t restored[] = {
        1,  ACCEPT, 4, ACCEPT, 1,    HOLD, 0,      3,    CONNECT, 0,     MADE, 0,   HELLO,
        0,  MADE,   0, HEADS,  0x81, 0,    4,      MADE, 0,       BATCH, 0,    3,   0,
        30, STORED, 0, 0,      TIME, 0xff, DECIDE, 1,    WRITTEN, 0,     TIME, 0xff};
    /* an academy that may be sent next to nothing asks for all that comes */
    static const uint8_t poor[] = {0,    ACCEPT, 4,    ACCEPT, 1,       HOLD, 0,       10, CONNECT,
                                   0,    MADE,   0,    HELLO,  3,       3,    MADE,    0,  WANT,
                                   0,    89,     TIME, 9,      WRITTEN, 0,    WRITTEN, 5,  TIME,
                                   0xff, MADE,   0,    CREDIT, 2,       READ, 0};
    /* an academy is put aside for a proof that another one brings; a third is told */
    static const uint8_t proof[] = {
        0,    ACCEPT, 4,    ACCEPT,  8,     ACCEPT, 9,    ACCEPT, 6,    HOLD,    5, 10,
        HOLD, 10,     10,   CONNECT, 0,     MADE,   0,    HELLO,  0,    CONNECT, 4, MADE,
        1,    HELLO,  0x40, MADE,    0,     DOUBT,  FORK, 10,     0x13, STORED,  0, 0,
        TIME, 0xff,   MADE, 0,       BATCH, 10,     0,    0,      40,   STORED,  0, 0};
    /* two copies part: their heads differ from ours, they show why */
    static const uint8_t parts[] = {0,    ACCEPT, 4,      ACCEPT, 1,    HOLD, 5,     10,    CONNECT,
                                    0,    MADE,   0,      HELLO,  0,    MADE, 0,     HEADS, 0xc5,
                                    5,    0,      READ,   1,      MADE, 0,    DOUBT, SHOWN, 0x27,
                                    READ, 7,      STORED, 0,      0,    TIME, 0xff};
    /* records are damaged, and the other side gives them back */
    static const uint8_t damaged[] = {0,    ACCEPT, 4,       ACCEPT, 1,    HOLD, 5, 10,    CONNECT,
                                      0,    MADE,   0,       HELLO,  0,    MADE, 0, HEADS, 0x86,
                                      5,    5,      DAMAGED, 5,      0x33, MADE, 0, DOUBT, SHOWN,
                                      0x83, STORED, 0,       0,      TIME, 0xff};
    /* they show what lies elsewhere */
    static const uint8_t elsewhere[] = {
        0,    ACCEPT, 4, ACCEPT, 1,    HOLD,  5,      10, CONNECT, 0,       MADE,
        0,    HELLO,  0, MADE,   0,    HEADS, 0x86,   5,  5,       DAMAGED, 5,
        0x33, MADE,   0, DOUBT,  0xd1, 0x80,  STORED, 0,  0,       TIME,    0xff};
    static const uint8_t raw[] = {0, CONNECT, 0, RAW, 0, 0, 4, 0x52, 2, 8, 1, TIME, 0xff};
    seed(out, "peers", peers, sizeof peers);
    seed(out, "device", device, sizeof device);
    seed(out, "client", client, sizeof client);
    seed(out, "restored", restored, sizeof restored);
    seed(out, "poor", poor, sizeof poor);
    seed(out, "proof", proof, sizeof proof);
    seed(out, "parts", parts, sizeof parts);
    seed(out, "damaged", damaged, sizeof damaged);
    seed(out, "elsewhere", elsewhere, sizeof elsewhere);
    seed(out, "raw", raw, sizeof raw);
}

const struct fuzz_target fuzz_session = {.name = "session", .run = run, .seeds = seeds};
