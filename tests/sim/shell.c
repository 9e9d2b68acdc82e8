/*
 * shell.c - what common/replica does around a node, in virtual time.
 *
 * Actions are carried out in order; what waits for a log becomes one transaction at the moment when that
 * would have ended, so a crash before it loses all of it. The node hears of it a little later, so a crash
 * in between loses the news and not the records.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum {
    TICKS_A_SECOND_MAX = 200,
    STEADY_COMMIT_MS = 2,
};

/* --- memberships --- */

static void take_membership(void *context, const struct br_membership *membership)
{
    struct machine *machine = context;
    struct membership *members =
        realloc(machine->members, (machine->member_count + 1) * sizeof *members);
    BR_ASSERT(members != NULL);
    machine->members = members;
    struct membership *taken = &members[machine->member_count++];
    *taken = (struct membership){.member = membership->member,
                                 .roles = membership->roles,
                                 .room_count = membership->room_count};
    if (membership->room_count > 0) {
        taken->rooms = malloc(membership->room_count * sizeof *taken->rooms);
        BR_ASSERT(taken->rooms != NULL);
        memcpy(taken->rooms, membership->rooms, membership->room_count * sizeof *taken->rooms);
    }
}

void shell_load_members(struct machine *machine)
{
    for (size_t i = 0; i < machine->member_count; i++) {
        free(machine->members[i].rooms);
    }
    machine->member_count = 0;
    if (machine->role == BR_NODE_SERVER) {
        BR_ASSERT(br_log_members(machine->sides[BR_SIDE_LOCAL].log, take_membership, machine) ==
                  BR_OK);
    }
}

static uint32_t roles_of(const struct machine *machine, const struct br_id *member)
{
    for (size_t i = 0; i < machine->member_count; i++) {
        if (br_id_equal(&machine->members[i].member, member)) {
            return machine->members[i].roles;
        }
    }
    return 0;
}

/* --- what may leave --- */

static void check_head(struct world *world, struct machine *machine, const struct br_party *party,
                       const struct br_head *head)
{
    uint64_t durable = judge_tail(world, machine, &head->stream);
    if (head->seq > durable) {
        world_fail(world, "%s tells of record %llu, and %llu are durable", machine->name,
                   (unsigned long long)head->seq, (unsigned long long)durable);
    }
    if (party->type != BR_PARTY_ACADEMY) {
        return;
    }
    uint32_t origin = world_academy(world, &head->stream.origin);
    uint32_t to = world_academy(world, &party->academy);
    if (head->stream.audience.type != BR_AUDIENCE_NETWORK ||
        (origin != to && !machine->accepts[origin][to])) {
        world_fail(world, "%s gives a stream of %s to %s, which may not have it", machine->name,
                   world->machines[origin]->name, world->machines[to]->name);
    }
}

static void check_outcomes(struct world *world, struct machine *machine,
                           const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->as.outcomes.count; i++) {
        const struct br_result *result = &frame->as.outcomes.items[i];
        struct br_outcome outcome;
        if (result->reason == NULL &&
            br_log_find_own(machine->sides[BR_SIDE_SHARED].log, &result->id, &outcome) != BR_OK &&
            br_log_find_own(machine->sides[BR_SIDE_LOCAL].log, &result->id, &outcome) != BR_OK) {
            world_fail(world, "%s acknowledges a write that is not durable", machine->name);
        }
    }
}

static void check_frame(struct world *world, struct machine *machine, const struct br_party *party,
                        struct br_bytes bytes)
{
    struct br_arena arena;
    struct br_frame frame;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    if (br_frame_read(bytes, &arena, &frame) != BR_OK) {
        world_fail(world, "%s sends a frame that cannot be read", machine->name);
    } else if (frame.type == BR_FRAME_BATCH) {
        check_head(world, machine, party, &frame.as.batch.head);
    } else if (frame.type == BR_FRAME_HEADS) {
        for (size_t i = 0; i < frame.as.heads.count; i++) {
            check_head(world, machine, party, &frame.as.heads.items[i]);
        }
    } else if (frame.type == BR_FRAME_OUTCOMES) {
        check_outcomes(world, machine, &frame);
    }
    br_arena_free(&arena);
}

static void check_send(struct world *world, struct machine *machine,
                       const struct br_node_action *action)
{
    static const char canary[] = "STAYS-HERE"; /* in everything that local people write */
    struct br_party party;
    struct br_bytes bytes = action->as.send.bytes;
    if (action->as.send.after > machine->transaction) {
        world_fail(world, "%s sends before transaction %llu is durable", machine->name,
                   (unsigned long long)action->as.send.after);
    }
    if (wire_party(world, machine, action->connection, &party) == NULL) {
        return;
    }
    if (party.type == BR_PARTY_ACADEMY &&
        memmem(bytes.data, bytes.size, canary, sizeof canary - 1) != NULL) {
        world_fail(world, "%s sends a local text to another academy", machine->name);
    }
    struct br_bytes frame;
    size_t used = 0;
    while (bytes.size > 0 && br_frame_cut(bytes, &frame, &used) == BR_OK) {
        world->figures.frames++;
        check_frame(world, machine, &party, frame);
        bytes.data += used;
        bytes.size -= used;
    }
    if (bytes.size != 0) {
        world_fail(world, "%s sends half a frame", machine->name);
    }
}

/* --- jobs --- */

static struct br_bytes keep(uint8_t **at, struct br_bytes bytes)
{
    struct br_bytes kept = {*at, bytes.size};
    if (bytes.size > 0) {
        memcpy(*at, bytes.data, bytes.size);
    }
    *at += bytes.size;
    return kept;
}

static struct job *job_new(enum job_type type, uint64_t ticket, size_t memory)
{
    struct job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    job->type = type;
    job->ticket = ticket;
    job->memory = malloc(memory + 1);
    BR_ASSERT(job->memory != NULL);
    return job;
}

static void job_free(struct job *take_job)
{
    free(take_job->bodies);
    free(take_job->receipts);
    free(take_job->memory);
    free(take_job);
}

void shell_drop_jobs(struct side *side)
{
    for (size_t i = 0; i < side->taken_count; i++) {
        job_free(side->taken[i]);
    }
    side->taken_count = 0;
    side->busy = false;
    for (int type = 0; type < JOB_TYPE_COUNT; type++) {
        while (side->first[type] != NULL) {
            struct job *job = side->first[type];
            side->first[type] = job->next;
            job_free(job);
        }
        side->last[type] = NULL;
    }
}

static void commit_begin(struct world *world, struct machine *machine, enum br_side at);

void shell_queue(struct world *world, struct machine *machine, enum br_side side, struct job *take)
{
    struct side *into = &machine->sides[side];
    take->next = NULL;
    if (into->last[take->type] == NULL) {
        into->first[take->type] = take;
    } else {
        into->last[take->type]->next = take;
    }
    into->last[take->type] = take;
    commit_begin(world, machine, side);
}

static void queue_batch(struct world *world, struct machine *machine,
                        const struct br_node_action *action)
{
    const struct br_batch *batch = &action->as.receive.batch;
    size_t size = 0;
    for (size_t i = 0; i < batch->count; i++) {
        size += batch->bodies[i].size;
    }
    struct job *job = job_new(JOB_RECEIVE, action->as.receive.ticket, size);
    uint8_t *at = job->memory;
    job->bodies = calloc(batch->count + 1, sizeof *job->bodies);
    BR_ASSERT(job->bodies != NULL);
    for (size_t i = 0; i < batch->count; i++) {
        job->bodies[i] = keep(&at, batch->bodies[i]);
    }
    job->batch = *batch;
    job->batch.bodies = job->bodies;
    shell_queue(world, machine, side_of(&batch->head.stream.audience), job);
}

static void queue_write(struct world *world, struct machine *machine,
                        const struct br_node_action *action)
{
    const struct br_submission *write = &action->as.write.submission;
    struct job *job = job_new(JOB_WRITE, action->as.write.ticket, write->payload.size);
    uint8_t *at = job->memory;
    job->write = (struct br_write){.id = write->id,
                                   .author = action->as.write.member,
                                   .roles = roles_of(machine, &action->as.write.member),
                                   .audience = write->audience,
                                   .kind = write->kind,
                                   .written_ms = write->written_ms,
                                   .payload = keep(&at, write->payload)};
    shell_queue(world, machine, side_of(&write->audience), job);
}

static void queue_receipts(struct world *world, struct machine *machine,
                           const struct br_node_action *action)
{
    struct job *job = job_new(JOB_RECEIPTS, action->as.receipts.ticket, 0);
    job->receipt_count = action->as.receipts.count;
    job->receipts = malloc(job->receipt_count * sizeof *job->receipts);
    BR_ASSERT(job->receipts != NULL);
    memcpy(job->receipts, action->as.receipts.items, job->receipt_count * sizeof *job->receipts);
    shell_queue(world, machine, BR_SIDE_SHARED, job);
}

static void queue_purge(struct world *world, struct machine *machine,
                        const struct br_node_action *action)
{
    struct job *job = job_new(JOB_PURGE, 0, 0);
    job->stream = action->as.purge.stream;
    shell_queue(world, machine, side_of(&job->stream.audience), job);
}

/* --- the transaction --- */

static struct br_pen pen_of(struct world *world, struct machine *machine)
{
    return (struct br_pen){.signing = &machine->signing,
                           .epoch = machine->epoch,
                           .now = machine_now(world, machine),
                           .rng = &machine->pen_rng};
}

static void commit_batches(struct world *world, struct machine *machine, struct side *side)
{
    struct br_batch batches[BR_STORE_BATCHES_MAX];
    struct br_pen pen = pen_of(world, machine);
    for (size_t i = 0; i < side->taken_count; i++) {
        batches[i] = side->taken[i]->batch;
    }
    side->status =
        br_log_receive(side->log, machine->role == BR_NODE_SERVER ? &pen : NULL, &machine->academy,
                       pen.now, batches, side->taken_count, side->statuses, &side->changes);
}

static void commit_writes(struct world *world, struct machine *machine, struct side *side)
{
    static struct br_write writes[BR_WRITE_GROUP_MAX];
    struct br_pen pen = pen_of(world, machine);
    for (size_t i = 0; i < side->taken_count; i++) {
        writes[i] = side->taken[i]->write;
    }
    side->status =
        br_log_write(side->log, &pen, writes, side->taken_count, side->outcomes, &side->changes);
}

static void tell(struct world *world, uint32_t index, uint64_t at, uint64_t unused);

static void commit(struct world *world, uint32_t index, uint64_t at, uint64_t unused)
{
    (void)unused;
    struct machine *machine = world->machines[index];
    struct side *side = &machine->sides[at];
    const struct job *first = side->taken[0];
    side->changes = (struct br_log_changes){0};
    switch (side->turn) {
    case JOB_RECEIVE:
        commit_batches(world, machine, side);
        break;
    case JOB_WRITE:
        commit_writes(world, machine, side);
        break;
    case JOB_RECEIPTS:
        side->status =
            br_log_keep_receipts(side->log, first->receipts, first->receipt_count, side->kept);
        break;
    case JOB_PURGE:
        side->status = br_log_purge(side->log, &first->stream);
        break;
    case JOB_TYPE_COUNT:
        break;
    }
    if (side->status != BR_OK) {
        world_fail(world, "%s: a transaction failed: %s", machine->name,
                   br_status_text(side->status));
        return;
    }
    machine->transaction++;
    world->figures.commits++;
    for (size_t i = 0; i < side->changes.count; i++) {
        world->figures.records += side->changes.items[i].count;
        world_note(world, side->changes.items[i].head.hash.bytes, sizeof(struct br_hash));
    }
    uint64_t later = world->options.steady ? 0 : world_roll(world, SITE_TELL, index, 4);
    world_at(world, world->now_ms + later, tell, index, machine->generation, at, 0);
}

/* Everything in the queue whose turn it is, within the limits of one transaction. */
static void commit_begin(struct world *world, struct machine *machine, enum br_side at)
{
    static const size_t count_max[] = {[JOB_RECEIVE] = BR_STORE_BATCHES_MAX,
                                       [JOB_WRITE] = BR_WRITE_GROUP_MAX,
                                       [JOB_RECEIPTS] = 1,
                                       [JOB_PURGE] = 1};
    struct side *side = &machine->sides[at];
    if (side->busy) {
        return;
    }
    enum job_type turn = JOB_PURGE;
    for (int i = 1; i <= JOB_PURGE && side->first[turn] == NULL; i++) {
        turn = (enum job_type)(((int)side->turn + i) % JOB_PURGE);
        if (turn == JOB_WRITE && !machine->writes_allowed) {
            turn = JOB_PURGE; /* which is empty */
        }
    }
    if (side->first[turn] == NULL) {
        return;
    }
    size_t size = 0;
    side->turn = turn;
    side->taken_count = 0;
    while (side->first[turn] != NULL && side->taken_count < count_max[turn] &&
           (side->taken_count == 0 || turn != JOB_WRITE ||
            size + side->first[turn]->write.payload.size <= BR_WRITE_GROUP_SIZE_MAX)) {
        struct job *job = side->first[turn];
        size += job->write.payload.size;
        side->first[turn] = job->next;
        side->last[turn] = job->next == NULL ? NULL : side->last[turn];
        side->taken[side->taken_count++] = job;
    }
    side->busy = true;
    uint64_t takes = world->options.steady ? STEADY_COMMIT_MS
                                           : 1 + world_roll(world, SITE_COMMIT, machine->index, 15);
    if (world->now_ms < machine->slow_until_ms) {
        takes += 500 + world_roll(world, SITE_COMMIT, machine->index, 2500);
    }
    world_at(world, world->now_ms + takes, commit, machine->index, machine->generation, at, 0);
}

/* --- its result --- */

static struct br_node_change *node_changes(const struct br_log_changes *changes)
{
    struct br_node_change *out = calloc(changes->count + 1, sizeof *out);
    BR_ASSERT(out != NULL);
    for (size_t i = 0; i < changes->count; i++) {
        const struct br_log_change *change = &changes->items[i];
        out[i] = (struct br_node_change){.number = change->number,
                                         .head = change->head,
                                         .seq_first = change->seq_first,
                                         .count = change->count,
                                         .bodies = change->bodies,
                                         .receipt = change->has_receipt ? &change->receipt : NULL};
    }
    return out;
}

static void tell_received(struct world *world, struct machine *machine, struct side *side)
{
    struct br_ticket_done done[BR_STORE_BATCHES_MAX];
    struct br_node_change *changes = node_changes(&side->changes);
    for (size_t i = 0; i < side->taken_count; i++) {
        done[i] =
            (struct br_ticket_done){.ticket = side->taken[i]->ticket, .status = side->statuses[i]};
    }
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = machine->transaction;
    input.as.durable.done = done;
    input.as.durable.done_count = side->taken_count;
    input.as.durable.changes = changes;
    input.as.durable.change_count = side->changes.count;
    shell_step(world, machine, &input);
    free(changes);
}

static void tell_written(struct world *world, struct machine *machine, struct side *side)
{
    struct br_write_done *done = calloc(side->taken_count, sizeof *done);
    struct br_node_change *changes = node_changes(&side->changes);
    size_t count = 0;
    BR_ASSERT(done != NULL);
    for (size_t i = 0; i < side->taken_count; i++) {
        const struct br_outcome *outcome = &side->outcomes[i];
        bool refused = outcome->type == BR_OUTCOME_REFUSED;
        if (side->taken[i]->ticket != 0) {
            done[count++] = (struct br_write_done){
                .ticket = side->taken[i]->ticket,
                .result = {.id = outcome->id,
                           .reason = refused ? outcome->reason : NULL,
                           .epoch = outcome->epoch,
                           .seq = outcome->seq},
            };
        }
    }
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    input.as.written.transaction = machine->transaction;
    input.as.written.done = done;
    input.as.written.done_count = count;
    input.as.written.changes = changes;
    input.as.written.change_count = side->changes.count;
    shell_step(world, machine, &input);
    free(changes);
    free(done);
}

static void tell_receipts(struct world *world, struct machine *machine, struct side *side)
{
    const struct job *job = side->taken[0];
    struct br_receipt kept[BR_RECEIPTS_FRAME_MAX];
    size_t count = 0;
    for (size_t i = 0; i < job->receipt_count; i++) {
        if (side->kept[i]) {
            kept[count++] = job->receipts[i];
        }
    }
    struct br_ticket_done done = {.ticket = job->ticket, .status = BR_OK};
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = machine->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    input.as.durable.receipts = kept;
    input.as.durable.receipt_count = count;
    shell_step(world, machine, &input);
}

static void learn_key(struct machine *machine, const struct br_trust_fact *fact)
{
    if (machine->role == BR_NODE_CLIENT && br_hash_equal(&fact->origin, &machine->academy)) {
        BR_ASSERT(br_log_know_key(machine->sides[BR_SIDE_LOCAL].log, &fact->origin,
                                  &fact->signing) == BR_OK);
    }
}

static void tell_trust(struct world *world, struct machine *machine,
                       const struct br_log_changes *changes)
{
    for (size_t i = 0; i < changes->trust_count; i++) {
        const struct br_trust_fact *fact = &changes->trust[i];
        if (fact->type == BR_TRUST_KEYS) {
            learn_key(machine, fact);
            continue;
        }
        struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
        input.as.accepted.origin = fact->origin;
        input.as.accepted.academy = fact->academy;
        input.as.accepted.accepted = fact->accepted;
        shell_step(world, machine, &input);
        uint32_t other = world_academy(world, &fact->academy);
        if (machine->role == BR_NODE_SERVER && other < MACHINES_MAX &&
            br_hash_equal(&fact->origin, &machine->academy)) {
            input = (struct br_node_input){.type = BR_INPUT_PEER};
            input.as.peer.academy = fact->academy;
            input.as.peer.dial = fact->accepted && machine->dials[other];
            shell_step(world, machine, &input);
        }
    }
}

static void tell_members(struct world *world, struct machine *machine)
{
    shell_load_members(machine);
    for (size_t i = 0; i < machine->member_count; i++) {
        struct br_node_input input = {.type = BR_INPUT_MEMBER};
        input.as.member.member = machine->members[i].member;
        input.as.member.room_count = machine->members[i].room_count;
        input.as.member.rooms = machine->members[i].rooms;
        shell_step(world, machine, &input);
    }
}

static void tell(struct world *world, uint32_t index, uint64_t at, uint64_t unused)
{
    (void)unused;
    struct machine *machine = world->machines[index];
    struct side *side = &machine->sides[at];
    /* First who may have what, then what there is: the records may say that somebody is out. */
    tell_trust(world, machine, &side->changes);
    if (side->changes.members_changed && machine->role == BR_NODE_SERVER) {
        tell_members(world, machine);
    }
    switch (side->turn) {
    case JOB_RECEIVE:
        tell_received(world, machine, side);
        break;
    case JOB_WRITE:
        tell_written(world, machine, side);
        break;
    case JOB_RECEIPTS:
        tell_receipts(world, machine, side);
        break;
    case JOB_PURGE:
    case JOB_TYPE_COUNT:
        break;
    }
    for (size_t i = 0; i < side->taken_count; i++) {
        job_free(side->taken[i]);
    }
    side->taken_count = 0;
    side->busy = false;
    commit_begin(world, machine, (enum br_side)at);
}

/* --- reading batches back --- */

struct reading {
    br_connection connection;
    struct br_stream stream;
    uint32_t number;
    uint64_t after_seq;
};

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
        input.as.read.status = br_log_read(machine->sides[side].reader, reading->number,
                                           reading->after_seq, batch, &seq_bad);
        if (input.as.read.status == BR_OK) {
            input.as.read.head = &batch->head;
            input.as.read.seq_first = batch->seq_first;
            input.as.read.count = batch->count;
            input.as.read.bodies = batch->bodies;
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
    *reading = (struct reading){.connection = action->connection,
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
static void begin_numbering(struct machine *machine)
{
    machine->writes_allowed = true;
    for (size_t i = 0; machine->recovering && i < br_node_stream_count(machine->node); i++) {
        struct br_stream_status status = br_node_stream_status(machine->node, i);
        if (br_hash_equal(&status.stream.origin, &machine->academy) &&
            status.tail.epoch >= machine->epoch) {
            machine->epoch = status.tail.epoch + 1;
        }
    }
    machine->recovering = false;
}

static void carry_out(struct world *world, struct machine *machine,
                      const struct br_node_action *action)
{
    switch (action->type) {
    case BR_ACTION_SEND:
        check_send(world, machine, action);
        wire_send(world, machine, action->connection, action->as.send.bytes);
        break;
    case BR_ACTION_CLOSE:
        wire_close(world, machine, action->connection);
        break;
    case BR_ACTION_DIAL:
        wire_dial(world, machine, &action->as.dial);
        break;
    case BR_ACTION_RECEIVE:
        queue_batch(world, machine, action);
        break;
    case BR_ACTION_KEEP_RECEIPTS:
        queue_receipts(world, machine, action);
        break;
    case BR_ACTION_WRITE:
        queue_write(world, machine, action);
        break;
    case BR_ACTION_READ:
        queue_read(world, machine, action);
        break;
    case BR_ACTION_PURGE:
        queue_purge(world, machine, action);
        break;
    case BR_ACTION_PULL:
        outbox_pull(world, machine, action->connection, action->as.pull);
        break;
    case BR_ACTION_OUTCOMES:
        outbox_outcomes(world, machine, action->as.outcomes.items, action->as.outcomes.count);
        break;
    case BR_ACTION_NUMBERING:
        begin_numbering(machine);
        commit_begin(world, machine, BR_SIDE_SHARED);
        commit_begin(world, machine, BR_SIDE_LOCAL);
        break;
    case BR_ACTION_PEER_UP:
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
        machine->accepts[origin][academy] = input->as.accepted.accepted;
    }
    br_node_step(machine->node, input, &actions);
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
