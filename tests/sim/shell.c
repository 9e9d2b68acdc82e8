/* shell.c - what common/replica does around a node: actions carried out in order, and judged. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum { TICKS_A_SECOND_MAX = 200 };

void shell_learn_group(struct world *world, struct machine *machine,
                       const struct br_trust_fact *fact)
{
    struct br_node_input input = {.type = BR_INPUT_GROUP};
    input.as.group.origin = fact->origin;
    input.as.group.id = fact->group;
    input.as.group.academy = fact->academy;
    input.as.group.named = fact->accepted;
    shell_step(world, machine, &input);
}

struct br_node_fork shell_fork(const struct br_log_fork *fork)
{
    return (struct br_node_fork){.number = fork->number,
                                 .stream = fork->stream,
                                 .seq = fork->aside.seq,
                                 .since_wall_ms = fork->aside.since_ms,
                                 .proof = fork->proof};
}

/* --- reading batches back --- */

struct reading {
    enum br_read_purpose purpose;
    br_connection connection;
    struct br_stream stream;
    uint32_t number;
    uint64_t after_seq;
};

void shell_damaged(struct world *world, struct machine *machine, const struct br_stream *stream,
                   uint32_t number, uint64_t seq_bad)
{
    uint64_t seq_last = 0;
    struct br_node_input input = {.type = BR_INPUT_DAMAGED};
    BR_ASSERT(br_log_damage(machine->sides[side_of(&stream->audience)].reader, number, seq_bad,
                            &seq_last) == BR_OK);
    world->figures.seen[SEEN_DAMAGE]++;
    input.as.damaged.stream = *stream;
    input.as.damaged.after_seq = seq_bad - 1;
    input.as.damaged.seq_last = seq_last;
    shell_step(world, machine, &input);
}

static void read_batch(struct world *world, uint32_t index, uint64_t pointer, uint64_t unused)
{
    (void)unused;
    struct machine *machine = world->machines[index];
    struct reading *reading = (struct reading *)(uintptr_t)pointer;
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    enum br_side side = reading->number < BR_STREAM_LOCAL_FIRST ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
    uint64_t seq_bad = 0;
    if (machine->up) {
        struct br_node_input input = {.type = BR_INPUT_READ, .connection = reading->connection};
        input.as.read.stream = reading->stream;
        input.as.read.purpose = reading->purpose;
        input.as.read.status = br_log_read(machine->sides[side].reader, reading->number,
                                           reading->after_seq, batch, &seq_bad);
        if (input.as.read.status == BR_OK) {
            input.as.read.previous = batch->previous;
            input.as.read.head = &batch->head;
            input.as.read.seq_first = batch->seq_first;
            input.as.read.count = batch->count;
            input.as.read.bodies = batch->bodies;
        } else if (input.as.read.status == BR_ERR_CORRUPT && machine->damaged) {
            shell_damaged(world, machine, &reading->stream, reading->number, seq_bad);
        } else if (input.as.read.status != BR_ERR_NOT_FOUND) {
            world_fail(world, "%s cannot read its log: %s", machine->name,
                       br_status_text(input.as.read.status));
        }
        shell_step(world, machine, &input);
    }
    br_log_batch_free(batch);
    free(batch);
    free(reading);
}

/* Its own machine's generation is looked at there, so that the memory is freed in any case. */
static void read_or_drop(struct world *world, uint32_t index, uint64_t pointer, uint64_t generation)
{
    if (world->machines[index]->generation != generation) {
        free((void *)(uintptr_t)pointer);
        return;
    }
    read_batch(world, index, pointer, 0);
}

static void queue_read(struct world *world, struct machine *machine,
                       const struct br_node_action *action)
{
    struct br_party party;
    struct reading *reading = malloc(sizeof *reading);
    BR_ASSERT(reading != NULL);
    *reading = (struct reading){.purpose = action->as.read.purpose,
                                .connection = action->connection,
                                .stream = action->as.read.stream,
                                .number = action->as.read.number,
                                .after_seq = action->as.read.after_seq};
    if (wire_party(world, machine, action->connection, &party) != NULL &&
        party.type == BR_PARTY_ACADEMY && action->as.read.number >= BR_STREAM_LOCAL_FIRST) {
        world_fail(world, "%s reads a local stream for another academy", machine->name);
    }
    uint64_t takes = world->options.steady ? 1 : world_roll(world, SITE_READ, machine->index, 8);
    world_at(world, world->now_ms + takes, read_or_drop, machine->index, 0,
             (uint64_t)(uintptr_t)reading, machine->generation);
}

/* --- steps --- */

/* A new epoch is later than any that our own recovered tail shows. */
static void begin_numbering(struct world *world, struct machine *machine)
{
    machine->writes_allowed = true;
    for (size_t i = 0; machine->recovering && i < br_node_stream_count(machine->node); i++) {
        struct br_stream_status status = br_node_stream_status(machine->node, i);
        if (br_hash_equal(&status.stream.origin, &machine->academy) &&
            status.tail.epoch >= machine->epoch) {
            machine->epoch = status.tail.epoch + 1;
        }
    }
    world->figures.seen[SEEN_RECOVERED] += machine->recovering;
    machine->recovering = false;
}

static void see_open(struct world *world, const struct machine *machine, br_connection connection)
{
    size_t at = 0;
    struct wire *wire = wire_of(world, machine, connection, &at);
    world->figures.seen[SEEN_OPEN]++;
    if (wire != NULL) {
        wire->ends[at].open = true;
    }
}

static void see_close(struct world *world, const struct machine *machine,
                      const struct br_node_action *action)
{
    size_t at = 0;
    enum br_status status = action->as.close.status;
    const struct wire *wire = wire_of(world, machine, action->connection, &at);
    world->figures.seen[SEEN_CLOSING]++;
    world->figures.seen[SEEN_GREETING_ENDED] += wire != NULL && !wire->ends[at].open;
    world->figures.seen[SEEN_SILENCE] += status == BR_ERR_TIMEOUT;
    world->figures.seen[SEEN_BROKE_RULES] += status == BR_ERR_PROTOCOL ||
                                             status == BR_ERR_MALFORMED || status == BR_ERR_LIMIT ||
                                             status == BR_ERR_CHAIN || status == BR_ERR_SIGNATURE;
}

static void carry_out(struct world *world, struct machine *machine,
                      const struct br_node_action *action)
{
    switch (action->type) {
    case BR_ACTION_SEND:
        if (machine->liar.lies) {
            liar_send(world, machine, action->connection, action->as.send.bytes);
        } else {
            watch_send(world, machine, action);
            wire_send(world, machine, action->connection, action->as.send.bytes);
        }
        break;
    case BR_ACTION_CLOSE:
        see_close(world, machine, action);
        wire_close(world, machine, action->connection);
        break;
    case BR_ACTION_DIAL:
        wire_dial(world, machine, &action->as.dial);
        break;
    case BR_ACTION_RECEIVE:
        commit_batch(world, machine, action);
        break;
    case BR_ACTION_KEEP_RECEIPTS:
        commit_receipts(world, machine, action);
        break;
    case BR_ACTION_KEEP_FORK:
        commit_fork(world, machine, action);
        break;
    case BR_ACTION_MEND:
        commit_mend(world, machine, action);
        break;
    case BR_ACTION_WRITE:
        commit_write(world, machine, action);
        break;
    case BR_ACTION_READ:
        queue_read(world, machine, action);
        break;
    case BR_ACTION_PURGE:
        commit_purge(world, machine, action);
        break;
    case BR_ACTION_PULL:
        outbox_pull(world, machine, action->connection, action->as.pull);
        break;
    case BR_ACTION_OUTCOMES:
        outbox_outcomes(world, machine, action->as.outcomes.items, action->as.outcomes.count);
        break;
    case BR_ACTION_NUMBERING:
        begin_numbering(world, machine);
        commit_begin(world, machine, BR_SIDE_SHARED);
        commit_begin(world, machine, BR_SIDE_LOCAL);
        break;
    case BR_ACTION_PEER_UP:
        see_open(world, machine, action->connection);
        break;
    case BR_ACTION_PEER_DOWN:
        break;
    }
}

static void trace_line(struct world *world, const struct machine *machine, char direction,
                       const struct br_node_input *input, const struct br_node_action *action)
{
    struct br_buffer line;
    struct br_trace_names names = {.count = world->name_count, .items = world->names};
    br_buffer_init(&line, 1u << 20);
    if (input != NULL) {
        br_trace_input(&names, input, &line);
    } else {
        br_trace_action(&names, action, &line);
    }
    (void)fprintf(world->trace, "  %5llu %s %c %s\n", (unsigned long long)world->now_ms,
                  machine->name, direction, br_buffer_text(&line));
    br_buffer_free(&line);
}

static void tick(struct world *world, uint32_t index, uint64_t at_ms, uint64_t unused)
{
    (void)unused;
    struct machine *machine = world->machines[index];
    if (machine->tick_at_ms != at_ms) {
        return; /* an earlier one was asked for since */
    }
    machine->tick_at_ms = UINT64_MAX;
    machine->ticks = machine->tick_second == world->now_ms / 1000 ? machine->ticks + 1 : 1;
    machine->tick_second = world->now_ms / 1000;
    if (machine->ticks > world->figures.ticks_most) {
        world->figures.ticks_most = machine->ticks;
    }
    if (machine->ticks > TICKS_A_SECOND_MAX) {
        world_fail(world, "%s asks for more than %d ticks a second", machine->name,
                   TICKS_A_SECOND_MAX);
    }
    struct br_node_input input = {.type = BR_INPUT_TICK};
    shell_step(world, machine, &input);
}

void shell_step(struct world *world, struct machine *machine, struct br_node_input *input)
{
    BR_ASSERT(!machine->in_step && machine->up);
    bool traced = world->trace != NULL && world->traced[machine->index];
    struct br_node_actions actions;
    machine->in_step = true;
    input->now = machine_now(world, machine);
    if (traced) {
        trace_line(world, machine, '>', input, NULL);
    }
    if (input->type == BR_INPUT_ACCEPTED) {
        uint32_t origin = world_academy(world, &input->as.accepted.origin);
        uint32_t academy = world_academy(world, &input->as.accepted.academy);
        if (origin < MACHINES_MAX && academy < MACHINES_MAX) {
            machine->accepts[origin][academy] = input->as.accepted.accepted;
        }
    }
    br_node_step(machine->node, input, &actions);
    watch_step(world, machine, input, &actions);
    for (size_t i = 0; i < actions.count; i++) {
        if (traced) {
            trace_line(world, machine, '<', NULL, &actions.items[i]);
        }
        carry_out(world, machine, &actions.items[i]);
    }
    machine->in_step = false;
    uint64_t deadline = br_node_deadline_ms(machine->node);
    if (deadline <= world->now_ms) {
        world_fail(world, "%s wants to be called again at once, for ever", machine->name);
        return;
    }
    if (deadline < machine->tick_at_ms) {
        machine->tick_at_ms = deadline;
        world_at(world, deadline, tick, machine->index, machine->generation, deadline, 0);
    }
}
