/*
 * commit.c - what waits for a log becomes transactions, and their news.
 *
 * A transaction happens at the moment when it would have ended, so a crash before it loses all of
 * it. The node hears of it a little later, so a crash in between loses the news and not the
 * records.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum { STEADY_COMMIT_MS = 2 };

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

static void queue_batch(struct world *world, struct machine *machine, enum job_type type,
                        uint64_t ticket, br_connection connection, const struct br_batch *batch)
{
    size_t size = 0;
    for (size_t i = 0; i < batch->count; i++) {
        size += batch->bodies[i].size;
    }
    struct job *job = job_new(type, ticket, size);
    uint8_t *at = job->memory;
    job->bodies = calloc(batch->count + 1, sizeof *job->bodies);
    BR_ASSERT(job->bodies != NULL);
    for (size_t i = 0; i < batch->count; i++) {
        job->bodies[i] = keep(&at, batch->bodies[i]);
    }
    job->from = wire_other(world, machine, connection);
    job->batch = *batch;
    job->batch.bodies = job->bodies;
    shell_queue(world, machine, side_of(&batch->head.stream.audience), job);
}

void commit_batch(struct world *world, struct machine *machine, const struct br_node_action *action)
{
    queue_batch(world, machine, JOB_RECEIVE, action->as.receive.ticket, action->connection,
                &action->as.receive.batch);
}

void commit_mend(struct world *world, struct machine *machine, const struct br_node_action *action)
{
    queue_batch(world, machine, JOB_MEND, action->as.mend.ticket, action->connection,
                &action->as.mend.batch);
}

void commit_fork(struct world *world, struct machine *machine, const struct br_node_action *action)
{
    struct job *job = job_new(JOB_FORK, action->as.fork.ticket, action->as.fork.proof.size);
    uint8_t *at = job->memory;
    job->from = wire_other(world, machine, action->connection);
    job->proof = keep(&at, action->as.fork.proof);
    shell_queue(world, machine, side_of(&action->as.fork.stream.audience), job);
}

void commit_write(struct world *world, struct machine *machine, const struct br_node_action *action)
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

void commit_receipts(struct world *world, struct machine *machine,
                     const struct br_node_action *action)
{
    struct job *job = job_new(JOB_RECEIPTS, action->as.receipts.ticket, 0);
    job->receipt_count = action->as.receipts.count;
    job->receipts = malloc(job->receipt_count * sizeof *job->receipts);
    BR_ASSERT(job->receipts != NULL);
    memcpy(job->receipts, action->as.receipts.items, job->receipt_count * sizeof *job->receipts);
    shell_queue(world, machine, BR_SIDE_SHARED, job);
}

void commit_purge(struct world *world, struct machine *machine, const struct br_node_action *action)
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

static void take_batches(struct world *world, struct machine *machine, struct side *side)
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

static void take_writes(struct world *world, struct machine *machine, struct side *side)
{
    static struct br_write writes[BR_WRITE_GROUP_MAX];
    struct br_pen pen = pen_of(world, machine);
    for (size_t i = 0; i < side->taken_count; i++) {
        writes[i] = side->taken[i]->write;
    }
    side->status =
        br_log_write(side->log, &pen, writes, side->taken_count, side->outcomes, &side->changes);
    if (side->status != BR_OK) {
        br_log_not_written(side->log, writes, side->taken_count, side->status, side->outcomes);
    }
}

static void tell(struct world *world, uint32_t index, uint64_t at, uint64_t unused);

static void run_side(struct world *world, struct machine *machine, struct side *side)
{
    const struct job *first = side->taken[0];
    struct held *held = NULL;
    version_runs(machine);
    side->changes = (struct br_log_changes){0};
    switch (side->turn) {
    case JOB_RECEIVE:
        take_batches(world, machine, side);
        break;
    case JOB_WRITE:
        take_writes(world, machine, side);
        break;
    case JOB_RECEIPTS:
        side->status =
            br_log_keep_receipts(side->log, first->receipts, first->receipt_count, side->kept);
        break;
    case JOB_FORK:
        side->status = br_log_keep_fork(side->log, machine_now(world, machine), first->proof,
                                        &side->statuses[0], &side->changes);
        break;
    case JOB_MEND:
        side->status =
            br_log_mend(side->log, machine_now(world, machine), &first->batch, &side->statuses[0]);
        break;
    case JOB_PURGE:
        held = watch_held(machine, &first->stream);
        if (held != NULL) {
            held->leaving = true;
        }
        side->status = br_log_purge(side->log, &first->stream);
        break;
    case JOB_TYPE_COUNT:
        break;
    }
}

static void run_shared(struct world *world, struct machine *machine)
{
    run_side(world, machine, &machine->sides[BR_SIDE_SHARED]);
}

static void run_local(struct world *world, struct machine *machine)
{
    run_side(world, machine, &machine->sides[BR_SIDE_LOCAL]);
}

/* It crashed meanwhile, or a sync failed: nobody ever hears of the result. */
bool commit_survives(struct world *world, struct machine *machine, disk_call call)
{
    bool lives = disk_run(world, machine, call);
    if (lives && !disk_crashed(machine)) {
        return true;
    }
    world->figures.seen[lives ? SEEN_TORN : SEEN_ABORTED]++;
    machine_crash(world, machine, world_chance(world, SITE_DISK, machine->index, 50));
    world_at(world, world->now_ms + 1 + world_roll(world, SITE_DISK, machine->index, 3000),
             machine_restart, machine->index, 0, 0, 0);
    return false;
}

static void failed(struct world *world, struct machine *machine, struct side *side)
{
    bool expected = (side->status == BR_ERR_DISK_FULL && machine->full) || machine->damaged;
    if (!expected) {
        world_fail(world, "%s: a transaction failed: %s", machine->name,
                   br_status_text(side->status));
    }
    world->figures.seen[SEEN_NO_ROOM] += side->status == BR_ERR_DISK_FULL;
    world->figures.seen[SEEN_PURGE_NO_ROOM] +=
        side->status == BR_ERR_DISK_FULL && side->turn == JOB_PURGE;
    machine->needs_start |= side->turn == JOB_PURGE; /* the node has forgotten the stream */
    side->changes = (struct br_log_changes){0};
    for (size_t i = 0; i < side->taken_count && side->turn == JOB_RECEIVE; i++) {
        side->statuses[i] = side->status;
    }
    memset(side->kept, 0, sizeof side->kept);
}

static void commit(struct world *world, uint32_t index, uint64_t at, uint64_t unused)
{
    (void)unused;
    struct machine *machine = world->machines[index];
    struct side *side = &machine->sides[at];
    if (!commit_survives(world, machine, at == BR_SIDE_SHARED ? run_shared : run_local)) {
        return;
    }
    if (side->status == BR_OK) {
        machine->transaction++;
        watch_committed(world, machine, side);
    } else {
        failed(world, machine, side);
    }
    world->figures.commits++;
    for (size_t i = 0; i < side->changes.count; i++) {
        world->figures.records += side->changes.items[i].count;
        world_note(world, br_load_u64(side->changes.items[i].head.hash.bytes));
    }
    uint64_t later = world->options.steady ? 0 : world_roll(world, SITE_TELL, index, 4);
    world_at(world, world->now_ms + later, tell, index, machine->generation, at, 0);
}

/* Everything in the queue whose turn it is, within the limits of one transaction. */
void commit_begin(struct world *world, struct machine *machine, enum br_side at)
{
    static const size_t count_max[] = {[JOB_RECEIVE] = BR_STORE_BATCHES_MAX,
                                       [JOB_WRITE] = BR_WRITE_GROUP_MAX,
                                       [JOB_RECEIPTS] = 1,
                                       [JOB_FORK] = 1,
                                       [JOB_MEND] = 1,
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
    struct br_ticket_done done = {.ticket = job->ticket, .status = side->status};
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = machine->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    input.as.durable.receipts = kept;
    input.as.durable.receipt_count = count;
    shell_step(world, machine, &input);
}

/* A proof was judged, or damage mended. */
static void tell_verdict(struct world *world, struct machine *machine, struct side *side)
{
    struct br_ticket_done done = {.ticket = side->taken[0]->ticket, .status = side->statuses[0]};
    struct br_node_fork aside;
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = machine->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    if (side->changes.fork != NULL) {
        aside = shell_fork(side->changes.fork);
        input.as.durable.fork = &aside;
    }
    shell_step(world, machine, &input);
}

static void tell_trust(struct world *world, struct machine *machine,
                       const struct br_log_changes *changes)
{
    for (size_t i = 0; i < changes->trust_count; i++) {
        const struct br_trust_fact *fact = &changes->trust[i];
        if (fact->type == BR_TRUST_KEYS) {
            machine_learn_key(world, machine, fact);
            continue;
        }
        if (fact->type == BR_TRUST_GROUP) {
            shell_learn_group(world, machine, fact);
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
        input.as.member.has_role = machine->members[i].roles != 0;
        input.as.member.room_count = machine->members[i].room_count;
        input.as.member.rooms = machine->members[i].rooms;
        shell_step(world, machine, &input);
    }
}

static void tidy_shared(struct world *world, struct machine *machine)
{
    (void)world;
    enum br_status status = br_log_checkpoint(machine->sides[BR_SIDE_SHARED].log, machine->tidies);
    (void)status; /* what it could not move stays in the WAL */
}

static void tidy_local(struct world *world, struct machine *machine)
{
    (void)world;
    enum br_status status = br_log_checkpoint(machine->sides[BR_SIDE_LOCAL].log, machine->tidies);
    (void)status;
}

/* A checkpoint when it is due, and sometimes a whole one. False: the machine has crashed in it. */
static bool tidy(struct world *world, struct machine *machine, enum br_side at)
{
    machine->tidies = !world->options.steady && world_chance(world, SITE_DISK, machine->index, 3);
    if (!machine->tidies && !br_log_checkpoint_due(machine->sides[at].log, false)) {
        return true;
    }
    return commit_survives(world, machine, at == BR_SIDE_SHARED ? tidy_shared : tidy_local);
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
    case JOB_FORK:
    case JOB_MEND:
        tell_verdict(world, machine, side);
        if (side->turn == JOB_MEND) {
            fold_scrub(world, machine);
        }
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
    if (!tidy(world, machine, (enum br_side)at)) {
        return;
    }
    fold_soon(world, machine);
    commit_begin(world, machine, (enum br_side)at);
}
