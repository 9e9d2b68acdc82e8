/*
 * wire.c - connections as TCP gives them: bytes in order, any chunks, an end somewhere.
 *
 * A block is a network that swallows packets: bytes wait (TCP sends them again) and come when it is
 * lifted, or never because one side has given up meanwhile. A cut loses what was under way from
 * some byte on and tells both ends. A machine that vanishes tells nobody; who writes to it hears of
 * a reset only when it runs again.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum {
    RETRY_MS = 200, /* a blocked byte is sent again so often */
    DIAL_PATIENCE_MS = 5000,
    STEADY_DELAY_MS = 5,
    QUEUE_MAX = BR_WRITE_QUEUE_MAX + BR_FRAME_SIZE_MAX, /* what a pipe holds before it says full */
};

/* --- ends --- */

struct wire *wire_of(struct world *world, const struct machine *machine, br_connection connection,
                     size_t *at)
{
    for (struct wire *wire = world->wires; wire != NULL; wire = wire->next) {
        for (size_t i = 0; i < 2; i++) {
            if (wire->ends[i].machine == machine->index && !wire->ends[i].gone &&
                wire->ends[i].generation == machine->generation &&
                wire->ends[i].connection == connection) {
                *at = i;
                return wire;
            }
        }
    }
    return NULL;
}

uint32_t wire_other(struct world *world, const struct machine *machine, br_connection connection)
{
    size_t at = 0;
    const struct wire *wire = wire_of(world, machine, connection, &at);
    return wire == NULL ? MACHINES_MAX : wire->ends[1 - at].machine;
}

static bool server_sees(const struct world *world, const struct wire *wire, size_t at,
                        struct br_party *party)
{
    const struct machine *self = world->machines[wire->ends[at].machine];
    const struct machine *other = world->machines[wire->ends[1 - at].machine];
    *party = (struct br_party){.academy = other->academy, .dialled = at == 0};
    if (self->role == BR_NODE_CLIENT) {
        party->type = BR_PARTY_HOME;
    } else if (other->role == BR_NODE_CLIENT) {
        party->type = BR_PARTY_DEVICE;
        party->member = other->member;
        memcpy(party->device.bytes, other->member.bytes, sizeof other->member.bytes);
    } else {
        party->type = BR_PARTY_ACADEMY;
    }
    return true;
}

const struct br_party *wire_party(struct world *world, const struct machine *machine,
                                  br_connection connection, struct br_party *party)
{
    size_t at = 0;
    const struct wire *wire = wire_of(world, machine, connection, &at);
    return wire != NULL && server_sees(world, wire, at, party) ? party : NULL;
}

static void chunks_free(struct end *end)
{
    while (end->first != NULL) {
        struct chunk *chunk = end->first;
        end->first = chunk->next;
        free(chunk);
    }
    end->last = NULL;
}

static void wire_remove(struct world *world, struct wire *take_wire)
{
    struct wire **at = &world->wires;
    while (*at != take_wire) {
        at = &(*at)->next;
    }
    *at = take_wire->next;
    for (size_t i = 0; i < 2; i++) {
        chunks_free(&take_wire->ends[i]);
        br_buffer_free(&take_wire->ends[i].in);
    }
    free(take_wire);
}

static struct wire *wire_by_number(struct world *world, uint64_t number)
{
    struct wire *wire = world->wires;
    while (wire != NULL && wire->number != number) {
        wire = wire->next;
    }
    return wire;
}

/* Tell this end, once; when both have heard, the wire is gone. */
static void end_hears(struct world *world, struct wire *wire, size_t at, enum br_status status,
                      const char *why)
{
    struct end *end = &wire->ends[at];
    struct machine *machine = world->machines[end->machine];
    if (end->gone) {
        return;
    }
    end->gone = true;
    br_connection connection = end->connection;
    bool alive = machine->up && machine->generation == end->generation;
    bool both = wire->ends[0].gone && wire->ends[1].gone;
    if (both) {
        wire_remove(world, wire);
    }
    if (alive) {
        struct br_node_input input = {.type = BR_INPUT_DISCONNECTED, .connection = connection};
        input.as.ended.status = status;
        input.as.ended.why = why;
        shell_step(world, machine, &input);
    }
}

static void reset_end(struct world *world, uint32_t machine, uint64_t number, uint64_t at)
{
    (void)machine;
    struct wire *wire = wire_by_number(world, number);
    if (wire != NULL) {
        end_hears(world, wire, (size_t)at, BR_ERR_NETWORK, "the connection was reset");
    }
}

/* Of what is on its way, bytes from some one on are lost, in the middle of a frame or not. */
static uint64_t lose_bytes(struct world *world, struct end *end)
{
    uint64_t kept =
        world->options.steady ? 0 : world_roll(world, SITE_CUT, end->machine, end->waiting + 1);
    uint64_t last_ms = world->now_ms;
    struct chunk **at = &end->first;
    end->last = NULL;
    end->waiting = 0;
    while (*at != NULL) {
        struct chunk *chunk = *at;
        if (kept == 0) {
            *at = chunk->next;
            free(chunk);
            continue;
        }
        size_t rest = chunk->size - chunk->taken;
        rest = rest < kept ? rest : (size_t)kept;
        chunk->size = chunk->taken + rest;
        kept -= rest;
        last_ms = chunk->due_ms;
        end->waiting += rest;
        end->last = chunk;
        at = &chunk->next;
    }
    return last_ms;
}

void wire_cut(struct world *world, struct wire *wire)
{
    if (wire->cut) {
        return;
    }
    wire->cut = true;
    for (size_t i = 0; i < 2; i++) {
        struct end *end = &wire->ends[i];
        uint64_t last_ms = lose_bytes(world, end);
        uint64_t later = world->options.steady ? STEADY_DELAY_MS
                                               : world_roll(world, SITE_DELAY, end->machine, 50);
        world_at(world, last_ms + later, reset_end, end->machine, 0, wire->number, i);
    }
}

/* --- bytes --- */

static void see_frame(struct world *world, struct machine *machine, uint64_t number,
                      struct br_bytes bytes)
{
    struct br_arena arena;
    struct br_frame frame;
    struct br_party party;
    const struct wire *wire = wire_by_number(world, number);
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    machine->frame = BR_FRAME_TYPE_COUNT;
    if (br_frame_read(bytes, &arena, &frame) == BR_OK) {
        machine->frame = frame.type;
        (void)server_sees(world, wire, wire->ends[0].machine == machine->index ? 0 : 1, &party);
        world->figures.said[party.type][frame.type]++;
        world->figures.seen[SEEN_BYE_HEARD] += frame.type == BR_FRAME_BYE;
    }
    br_arena_free(&arena);
}

static void feed_frames(struct world *world, struct machine *machine, struct end *end,
                        uint64_t number)
{
    for (;;) {
        struct br_bytes frame;
        size_t used = 0;
        enum br_status status = br_frame_cut(br_buffer_bytes(&end->in), &frame, &used);
        if (status == BR_ERR_NOT_FOUND) {
            return;
        }
        if (status != BR_OK) { /* no length that a frame can have: hung up on */
            wire_cut(world, wire_by_number(world, number));
            return;
        }
        struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = end->connection};
        see_frame(world, machine, number, frame);
        uint8_t *copy = malloc(frame.size); /* so that a borrow too long shows */
        BR_ASSERT(copy != NULL);
        memcpy(copy, frame.data, frame.size);
        input.as.frame = (struct br_bytes){copy, frame.size};
        br_buffer_drop(&end->in, used);
        shell_step(world, machine, &input);
        free(copy);
        if (wire_by_number(world, number) == NULL || end->gone || end->closing) {
            return;
        }
    }
}

/* What a slow reader takes at a time; the rest waits. */
static struct br_bytes sip(const struct world *world, const struct machine *machine,
                           struct end *end)
{
    struct chunk *chunk = end->first;
    struct br_bytes bytes = {chunk->bytes + chunk->taken, chunk->size - chunk->taken};
    if (world->now_ms < machine->sip_until_ms && bytes.size > machine->sip_bytes) {
        bytes.size = (size_t)machine->sip_bytes;
        end->next_ms = world->now_ms + machine->sip_ms;
    }
    chunk->taken += bytes.size;
    end->waiting -= bytes.size;
    return bytes;
}

static struct chunk *first_off(struct end *end)
{
    struct chunk *chunk = end->first;
    end->first = chunk->next;
    end->last = end->first == NULL ? NULL : end->last;
    end->waiting -= chunk->size - chunk->taken;
    return chunk;
}

/* One chunk, or what a slow reader takes of it. */
static void take_bytes(struct world *world, struct machine *machine, struct wire *wire, size_t at)
{
    struct end *end = &wire->ends[at];
    struct br_bytes bytes = sip(world, machine, end);
    struct chunk *done = end->first->taken == end->first->size ? first_off(end) : NULL;
    if (!end->closing) {
        br_buffer_put(&end->in, bytes.data, bytes.size);
        world_note(world, bytes.size);
        feed_frames(world, machine, end, wire->number);
    }
    free(done);
}

static void arrive(struct world *world, struct wire *wire, size_t at)
{
    struct end *end = &wire->ends[at];
    struct machine *machine = world->machines[end->machine];
    uint64_t blocked = world->blocked_until_ms[wire->ends[1 - at].machine][end->machine];
    if (blocked > world->now_ms) {
        uint64_t next = world->now_ms + RETRY_MS;
        end->next_ms = next < blocked ? next : blocked;
        return;
    }
    if (!machine->up) {
        free(first_off(end)); /* nobody answers: swallowed */
    } else if (machine->generation != end->generation || end->gone) {
        free(first_off(end)); /* another process runs there now, or this side is done: a reset */
        wire_cut(world, wire);
    } else if (end->first->last) {
        free(first_off(end));
        end_hears(world, wire, at, BR_ERR_CLOSED, "the other side closed");
    } else {
        take_bytes(world, machine, wire, at);
    }
}

static void arm(struct world *world, struct wire *wire, size_t at);

static void deliver(struct world *world, uint32_t index, uint64_t number, uint64_t at)
{
    (void)index;
    struct wire *wire = wire_by_number(world, number);
    if (wire == NULL) {
        return;
    }
    wire->ends[at].armed = false;
    if (wire->ends[at].first != NULL) {
        arrive(world, wire, (size_t)at);
        wire = wire_by_number(world, number); /* it may be gone now */
    }
    if (wire != NULL) {
        arm(world, wire, (size_t)at);
    }
}

/* One delivery a direction is among the events, for the first chunk that waits. */
static void arm(struct world *world, struct wire *wire, size_t at)
{
    struct end *end = &wire->ends[at];
    if (end->first != NULL && !end->armed) {
        uint64_t due = end->first->due_ms > end->next_ms ? end->first->due_ms : end->next_ms;
        end->armed = true;
        world_in_turn(world, end->first->sequence, due, deliver, end->machine, 0, wire->number, at);
    }
}

static void put_chunk(struct world *world, struct wire *wire, size_t to, struct br_bytes bytes,
                      bool last)
{
    struct end *end = &wire->ends[to];
    struct chunk *chunk = malloc(sizeof *chunk + bytes.size);
    uint64_t jitter = world->options.steady ? 0 : world_roll(world, SITE_DELAY, end->machine, 20);
    BR_ASSERT(chunk != NULL);
    *chunk = (struct chunk){
        .due_ms = world->now_ms + wire->delay_ms + jitter, .last = last, .size = bytes.size};
    chunk->sequence = world_sequence(world);
    if (bytes.size > 0) {
        memcpy(chunk->bytes, bytes.data, bytes.size);
    }
    if (end->last != NULL && end->last->due_ms > chunk->due_ms) {
        chunk->due_ms = end->last->due_ms; /* in order */
    }
    if (end->last == NULL) {
        end->first = chunk;
    } else {
        end->last->next = chunk;
    }
    end->last = chunk;
    end->waiting += bytes.size;
    if (end->waiting > world->figures.queue_most) {
        world->figures.queue_most = end->waiting;
    }
    if (end->waiting > QUEUE_MAX && !world->machines[wire->ends[1 - to].machine]->liar.lies) {
        world_fail(world, "I8: %zu bytes wait for %s", end->waiting,
                   world->machines[end->machine]->name);
    }
    arm(world, wire, to);
}

void wire_send(struct world *world, struct machine *machine, br_connection connection,
               struct br_bytes bytes)
{
    size_t at = 0;
    struct wire *wire = wire_of(world, machine, connection, &at);
    if (wire == NULL || wire->cut || wire->ends[at].closing) {
        return;
    }
    while (bytes.size > 0) {
        size_t size = bytes.size;
        if (!world->options.steady && size > 1 &&
            world_chance(world, SITE_CHUNK, machine->index, 30)) {
            size = 1 + (size_t)world_roll(world, SITE_CHUNK, machine->index, size - 1);
        }
        put_chunk(world, wire, 1 - at, (struct br_bytes){bytes.data, size}, false);
        bytes.data += size;
        bytes.size -= size;
    }
}

static void closed_here(struct world *world, uint32_t machine, uint64_t number, uint64_t at)
{
    (void)machine;
    struct wire *wire = wire_by_number(world, number);
    if (wire != NULL) {
        end_hears(world, wire, (size_t)at, BR_ERR_CLOSED, "we closed");
    }
}

void wire_close(struct world *world, struct machine *machine, br_connection connection)
{
    size_t at = 0;
    struct wire *wire = wire_of(world, machine, connection, &at);
    if (wire == NULL || wire->ends[at].closing) {
        return;
    }
    put_chunk(world, wire, 1 - at, (struct br_bytes){0}, true);
    wire->ends[at].closing = true;
    uint64_t later = world->options.steady ? 1 : world_roll(world, SITE_DELAY, machine->index, 100);
    world_at(world, world->now_ms + later, closed_here, machine->index, 0, wire->number, at);
}

void wire_machine_down(struct world *world, const struct machine *machine, bool heard)
{
    struct wire *next = NULL;
    for (struct wire *wire = world->wires; wire != NULL; wire = next) {
        next = wire->next;
        for (size_t i = 0; i < 2; i++) {
            struct end *end = &wire->ends[i];
            if (end->machine != machine->index || end->gone) {
                continue;
            }
            end->gone = true;
            if (wire->ends[1 - i].gone) {
                wire_remove(world, wire);
            } else if (heard) {
                wire_cut(world, wire);
            }
            break;
        }
    }
}

/* --- dialling --- */

static void dial_fails(struct world *world, uint32_t index, uint64_t to, uint64_t unused)
{
    (void)unused;
    struct br_node_input input = {.type = BR_INPUT_DIAL_FAILED};
    input.as.dial_failed.academy = world->machines[to]->academy;
    input.as.dial_failed.why = "nobody answers";
    world->figures.seen[SEEN_DIAL_FAILED]++;
    shell_step(world, world->machines[index], &input);
}

/* Both keys are pinned: academies that accept each other, and devices that are enrolled. */
static bool pinned(const struct world *world, const struct machine *from, const struct machine *to)
{
    (void)world;
    if (from->role == BR_NODE_CLIENT) {
        return from->home == to->index;
    }
    return from->accepts[from->index][to->index] && to->accepts[to->index][from->index];
}

static void tell_connected(struct world *world, struct wire *wire, size_t at)
{
    struct machine *machine = world->machines[wire->ends[at].machine];
    struct br_node_input input = {.type = BR_INPUT_CONNECTED};
    wire->ends[at].generation = machine->generation;
    wire->ends[at].connection = ++machine->connection_last;
    input.connection = wire->ends[at].connection;
    (void)server_sees(world, wire, at, &input.as.connected);
    shell_step(world, machine, &input);
}

static void answered(struct world *world, uint32_t index, uint64_t to, uint64_t delay_ms)
{
    const struct machine *other = world->machines[to];
    bool reached = other->up && world->blocked_until_ms[index][to] <= world->now_ms &&
                   world->blocked_until_ms[to][index] <= world->now_ms;
    if (!reached || !pinned(world, world->machines[index], other)) {
        uint64_t patience = reached || other->up ? delay_ms : DIAL_PATIENCE_MS;
        world_at(world, world->now_ms + patience, dial_fails, index,
                 world->machines[index]->generation, to, 0);
        return;
    }
    struct wire *wire = calloc(1, sizeof *wire);
    BR_ASSERT(wire != NULL);
    wire->number = ++world->wire_last;
    wire->delay_ms = delay_ms;
    wire->next = world->wires;
    world->wires = wire;
    for (size_t i = 0; i < 2; i++) {
        br_buffer_init(&wire->ends[i].in, 4 * BR_FRAME_SIZE_MAX);
        wire->ends[i].machine = i == 0 ? index : (uint32_t)to;
    }
    uint64_t number = wire->number;
    tell_connected(world, wire, 1);
    wire = wire_by_number(world, number);
    if (wire != NULL) {
        tell_connected(world, wire, 0);
    }
}

void wire_dial(struct world *world, struct machine *machine, const struct br_hash *academy)
{
    uint32_t to = world_academy(world, academy);
    BR_ASSERT(to < MACHINES_MAX);
    uint64_t delay = world->options.steady ? STEADY_DELAY_MS
                                           : 1 + world_roll(world, SITE_DIAL, machine->index, 150);
    world_at(world, world->now_ms + 2 * delay, answered, machine->index, machine->generation, to,
             delay);
}
