/*
 * commit.c - what waits for a log becomes transactions.
 *
 * Each log has three queues: batches from others, writes of members, receipts. While one
 * transaction is being committed on the pool, the next ones collect; when it is done, the queues
 * take turns.
 */
#include "replica/replica_state.h"

#include "base/failpoint.h"
#include "base/logline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void queue_put(struct queue *queue, struct pending *take_pending)
{
    take_pending->next = NULL;
    if (queue->last == NULL) {
        queue->first = take_pending;
    } else {
        queue->last->next = take_pending;
    }
    queue->last = take_pending;
    queue->count++;
    queue->size += take_pending->size;
}

static struct pending *queue_take(struct queue *queue)
{
    struct pending *pending = queue->first;
    queue->first = pending->next;
    if (queue->first == NULL) {
        queue->last = NULL;
    }
    queue->count--;
    queue->size -= pending->size;
    return pending;
}

static void queue_free(struct queue *queue)
{
    while (queue->first != NULL) {
        free(queue_take(queue));
    }
}

/* --- members --- */

static void *grow(void *array, size_t *capacity, size_t needed, size_t item_size)
{
    if (needed <= *capacity) {
        return array;
    }
    size_t wider = *capacity == 0 ? 64 : *capacity;
    while (wider < needed) {
        wider *= 2;
    }
    void *grown = realloc(array, wider * item_size);
    BR_ASSERT(grown != NULL);
    *capacity = wider;
    return grown;
}

static void take_membership(void *context, const struct br_membership *membership)
{
    struct memberships *members = context;
    members->items =
        grow(members->items, &members->capacity, members->count + 1, sizeof *members->items);
    members->rooms = grow(members->rooms, &members->room_capacity,
                          members->room_count + membership->room_count + 1, sizeof *members->rooms);
    members->items[members->count++] = (struct membership){
        .member = membership->member,
        .roles = membership->roles,
        .room_first = members->room_count,
        .room_count = membership->room_count,
    };
    if (membership->room_count > 0) {
        memcpy(members->rooms + members->room_count, membership->rooms,
               membership->room_count * sizeof *members->rooms);
        members->room_count += membership->room_count;
    }
}

static int by_member(const void *a, const void *b)
{
    const struct membership *left = a;
    const struct membership *right = b;
    return memcmp(left->member.bytes, right->member.bytes, sizeof left->member.bytes);
}

void memberships_load(struct memberships *members, struct br_log *log)
{
    members->count = 0;
    members->room_count = 0;
    members->failed = br_log_members(log, take_membership, members) != BR_OK;
    if (members->count > 0) {
        qsort(members->items, members->count, sizeof *members->items, by_member);
    }
}

static const struct membership *membership_of(const struct br_replica *replica,
                                              const struct br_id *member)
{
    struct membership wanted = {.member = *member};
    return replica->members.count == 0
               ? NULL
               : bsearch(&wanted, replica->members.items, replica->members.count,
                         sizeof *replica->members.items, by_member);
}

void memberships_adopt(struct br_replica *replica, struct memberships *take_members)
{
    if (take_members->failed) {
        BR_LOGLINE(BR_ERROR, "members_unreadable", BR_TEXT("kept", "as before"));
        return;
    }
    struct memberships before = replica->members;
    replica->members = *take_members;
    *take_members = before; /* the old arrays serve the next load */
    for (size_t i = 0; i < before.count; i++) {
        if (membership_of(replica, &before.items[i].member) == NULL) { /* neither role nor room */
            struct br_node_input input = {.type = BR_INPUT_MEMBER};
            input.as.member.member = before.items[i].member;
            replica_step(replica, &input);
        }
    }
    for (size_t i = 0; i < replica->members.count; i++) {
        const struct membership *membership = &replica->members.items[i];
        struct br_node_input input = {.type = BR_INPUT_MEMBER};
        input.as.member.member = membership->member;
        input.as.member.has_role = membership->roles != 0;
        input.as.member.room_count = membership->room_count;
        input.as.member.rooms = replica->members.rooms + membership->room_first;
        replica_step(replica, &input);
    }
    if (replica->events.on_members != NULL) {
        replica->events.on_members(replica->context);
    }
}

uint32_t br_replica_roles(const struct br_replica *replica, const struct br_id *member)
{
    const struct membership *found = membership_of(replica, member);
    return found == NULL ? 0 : found->roles;
}

/* --- the transaction, on the pool --- */

static struct br_pen pen_of(struct side *side)
{
    const struct br_replica_options *options = &side->replica->options;
    return (struct br_pen){
        .signing = &options->signing, .epoch = options->epoch, .now = side->now, .rng = &side->rng};
}

static enum br_status work_receive(struct side *side)
{
    struct br_pen pen = pen_of(side);
    const struct br_hash *academy = &side->replica->options.academy;
    for (size_t i = 0; i < side->count; i++) {
        side->batches[i] = ((struct pending_batch *)(void *)side->taken[i])->batch;
    }
    if (side->replica->options.role == BR_NODE_SERVER) {
        return br_peers_store(br_shared_log_of(side->log), &pen, academy, side->now, side->batches,
                              side->count, side->statuses, &side->changes);
    }
    return br_log_receive(side->log, NULL, academy, side->now, side->batches, side->count,
                          side->statuses, &side->changes);
}

static enum br_status work_write(struct side *side)
{
    struct br_pen pen = pen_of(side);
    for (size_t i = 0; i < side->count; i++) {
        side->writes[i] = ((struct pending_write *)(void *)side->taken[i])->write;
    }
    enum br_status status =
        br_log_write(side->log, &pen, side->writes, side->count, side->outcomes, &side->changes);
    if (status != BR_OK) {
        br_log_not_written(side->log, side->writes, side->count, status, side->outcomes);
    }
    return status;
}

static enum br_status work_receipts(struct side *side)
{
    const struct pending_receipts *pending = (struct pending_receipts *)(void *)side->taken[0];
    return br_peers_keep_receipts(br_shared_log_of(side->log), pending->items, pending->count,
                                  side->kept);
}

static enum br_status work_fork(struct side *side)
{
    const struct pending_fork *pending = (struct pending_fork *)(void *)side->taken[0];
    struct br_bytes proof = {.data = pending->proof, .size = pending->size};
    return br_log_keep_fork(side->log, side->now, proof, &side->statuses[0], &side->changes);
}

static enum br_status work_mend(struct side *side)
{
    const struct pending_batch *pending = (struct pending_batch *)(void *)side->taken[0];
    return br_log_mend(side->log, side->now, &pending->batch, &side->statuses[0]);
}

static void commit_work(struct br_job *job)
{
    struct side *side = (struct side *)((char *)job - offsetof(struct side, job));
    static enum br_status (*const works[])(struct side *) = {
        [COMMIT_RECEIVE] = work_receive,   [COMMIT_WRITE] = work_write,
        [COMMIT_RECEIPTS] = work_receipts, [COMMIT_FORK] = work_fork,
        [COMMIT_MEND] = work_mend,
    };
    side->changes = (struct br_log_changes){0};
    side->status = works[side->type](side);
    side->members_stale |= side->status == BR_OK && side->changes.members_changed &&
                           side->replica->options.role == BR_NODE_SERVER;
    side->members_read = side->members_stale;
    if (side->members_read) {
        memberships_load(&side->members, side->log);
        side->members_stale = side->members.failed;
    }
    side->checkpoint_due = br_log_checkpoint_due(side->log, false);
    side->checkpoint_urgent = br_log_checkpoint_due(side->log, true);
}

static void checkpoint_work(struct br_job *job)
{
    struct side *side = (struct side *)((char *)job - offsetof(struct side, checkpoint));
    enum br_status status = br_log_checkpoint(side->log, false);
    (void)status; /* only tidies; what it could not move stays in the WAL */
}

static void checkpoint_done(struct br_job *job)
{
    (void)job;
}

/* After the transaction has been told: nobody's answer waits for it. */
static void checkpoint_begin(struct side *side)
{
    bool catching_up = side->waiting[COMMIT_RECEIVE].count > 0;
    if (catching_up ? side->checkpoint_urgent : side->checkpoint_due) {
        side->checkpoint = (struct br_job){.work = checkpoint_work, .done = checkpoint_done};
        br_lane_add(&side->lane, &side->checkpoint);
    }
}

/* --- its result, on the loop --- */

static struct br_node_change *node_changes(struct br_replica *replica,
                                           const struct br_log_changes *changes)
{
    struct br_node_change *out = calloc(changes->count + 1, sizeof *out);
    BR_ASSERT(out != NULL);
    for (size_t i = 0; i < changes->count; i++) {
        const struct br_log_change *change = &changes->items[i];
        out[i] = (struct br_node_change){
            .number = change->number,
            .head = change->head,
            .seq_first = change->seq_first,
            .count = change->count,
            .bodies = change->bodies,
            .receipt = change->has_receipt ? &change->receipt : NULL,
        };
        if (change->has_receipt) {
            behind_note(replica, &change->receipt);
        }
    }
    return out;
}

static void tell_received(struct side *side)
{
    BR_FAILPOINT("receive.durable");
    struct br_replica *replica = side->replica;
    struct br_ticket_done *done = malloc(side->count * sizeof *done);
    struct br_node_change *changes = node_changes(replica, &side->changes);
    BR_ASSERT(done != NULL);
    for (size_t i = 0; i < side->count; i++) {
        done[i].ticket = side->taken[i]->ticket;
        done[i].status = side->status == BR_OK ? side->statuses[i] : side->status;
    }
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = replica->transaction;
    input.as.durable.done = done;
    input.as.durable.done_count = side->count;
    input.as.durable.changes = changes;
    input.as.durable.change_count = side->changes.count;
    replica_step(replica, &input);
    BR_FAILPOINT("receive.told");
    free(changes);
    free(done);
}

static struct br_result result_of(const struct br_outcome *outcome)
{
    return (struct br_result){
        .id = outcome->id,
        .reason = outcome->type == BR_OUTCOME_REFUSED ? outcome->reason : NULL,
        .epoch = outcome->epoch,
        .seq = outcome->seq,
    };
}

static void tell_written(struct side *side)
{
    BR_FAILPOINT("write.durable");
    struct br_replica *replica = side->replica;
    struct br_write_done *done = malloc(side->count * sizeof *done);
    struct br_node_change *changes = node_changes(replica, &side->changes);
    BR_ASSERT(done != NULL);
    size_t count = 0;
    for (size_t i = 0; i < side->count; i++) {
        if (side->taken[i]->ticket != 0) {
            done[count].ticket = side->taken[i]->ticket;
            done[count++].result = result_of(&side->outcomes[i]);
        }
    }
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    input.as.written.transaction = replica->transaction;
    input.as.written.done = done;
    input.as.written.done_count = count;
    input.as.written.changes = changes;
    input.as.written.change_count = side->changes.count;
    replica_step(replica, &input);
    BR_FAILPOINT("write.told"); /* the answer is in the queue of its connection */
    free(changes);
    free(done);
}

static void tell_receipts(struct side *side)
{
    const struct pending_receipts *pending = (struct pending_receipts *)(void *)side->taken[0];
    size_t count = 0;
    for (size_t i = 0; i < pending->count && side->status == BR_OK; i++) {
        if (side->kept[i]) {
            side->receipts[count++] = pending->items[i];
            behind_note(side->replica, &pending->items[i]);
        }
    }
    struct br_ticket_done done = {.ticket = pending->pending.ticket, .status = side->status};
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = side->replica->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    input.as.durable.receipts = side->receipts;
    input.as.durable.receipt_count = count;
    BR_FAILPOINT("receipts.durable");
    replica_step(side->replica, &input);
    BR_FAILPOINT("receipts.told");
}

static void log_fork(const struct br_log_fork *fork)
{
    char name[BR_HASH_TEXT_SIZE];
    br_hash_text(&fork->stream.origin, name);
    name[16] = '\0';
    BR_LOGLINE(BR_WARNING, "stream_put_aside", BR_TEXT("origin", name),
               BR_NUMBER("stream", fork->number), BR_NUMBER("from", fork->aside.seq));
}

/* A proof was judged: what it puts aside is shown no more. */
static void tell_fork(struct side *side)
{
    struct br_replica *replica = side->replica;
    struct br_ticket_done done = {.ticket = side->taken[0]->ticket,
                                  .status =
                                      side->status == BR_OK ? side->statuses[0] : side->status};
    struct br_node_fork aside;
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = replica->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    if (side->status == BR_OK && side->changes.fork != NULL) {
        log_fork(side->changes.fork);
        aside = replica_fork(side->changes.fork);
        input.as.durable.fork = &aside;
    }
    replica_step(replica, &input);
    if (input.as.durable.fork != NULL) {
        behind_fold(replica);
    }
}

static void tell_mend(struct side *side)
{
    struct br_replica *replica = side->replica;
    const struct pending_batch *pending = (struct pending_batch *)(void *)side->taken[0];
    struct br_ticket_done done = {.ticket = pending->pending.ticket,
                                  .status =
                                      side->status == BR_OK ? side->statuses[0] : side->status};
    const struct br_head *head = &pending->batch.head;
    if (done.status == BR_OK) {
        BR_LOGLINE(BR_INFO, "log_mended", BR_NUMBER("from", head->seq - pending->batch.count + 1),
                   BR_NUMBER("to", head->seq));
    } else {
        BR_LOGLINE(BR_WARNING, "log_not_mended", BR_TEXT("why", br_status_text(done.status)));
    }
    struct br_node_input input = {.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = replica->transaction;
    input.as.durable.done = &done;
    input.as.durable.done_count = 1;
    replica_step(replica, &input);
    if (done.status == BR_OK) {
        behind_fold(replica);
        br_replica_scrub(replica);
    }
}

/* What the academy itself said is answered last: those who asked may ask for more. */
static void answer_own(struct side *side)
{
    for (size_t i = 0; i < side->count && side->type == COMMIT_WRITE; i++) {
        struct pending_write *write = (struct pending_write *)(void *)side->taken[i];
        if (write->said != NULL) {
            write->said(write->context, side->status, &side->outcomes[i]);
        }
    }
}

static void waits_no_more(struct br_replica *replica, const struct pending *pending)
{
    struct connection *connection = replica_connection(replica, pending->connection);
    replica->waiting_size -= pending->size;
    if (connection != NULL) {
        connection->waiting_size -= pending->size;
    }
}

static void resume_reading(struct br_replica *replica)
{
    if (replica->waiting_size > BR_WAITING_SIZE_MAX / 2) {
        return;
    }
    for (size_t i = 0; i < replica->connection_count; i++) {
        struct connection *connection = replica->connections[i];
        if (connection->paused && !connection->closing &&
            connection->waiting_size <= BR_WAITING_CONNECTION_MAX / 2) {
            connection->paused = false;
            br_pipe_read(connection->pipe, true);
        }
    }
}

static void commit_done(struct br_job *job)
{
    struct side *side = (struct side *)((char *)job - offsetof(struct side, job));
    struct br_replica *replica = side->replica;
    static void (*const tells[])(struct side *) = {
        [COMMIT_RECEIVE] = tell_received,  [COMMIT_WRITE] = tell_written,
        [COMMIT_RECEIPTS] = tell_receipts, [COMMIT_FORK] = tell_fork,
        [COMMIT_MEND] = tell_mend,
    };
    if (side->status == BR_OK) {
        replica->transaction++;
        replica->figures.commits++;
        for (size_t i = 0; i < side->changes.count; i++) {
            replica->figures.records_stored += side->changes.items[i].count;
        }
    } else {
        BR_LOGLINE(BR_ERROR, "commit_failed", BR_TEXT("why", br_status_text(side->status)),
                   BR_TEXT("log", side->side == BR_SIDE_SHARED ? "shared" : "local"));
    }
    /* Who may have what comes first, so that no record behind a withdrawal still goes out. */
    for (size_t i = 0; i < side->changes.trust_count && side->status == BR_OK; i++) {
        replica_learn(replica, &side->changes.trust[i]);
    }
    if (side->members_read) {
        memberships_adopt(replica, &side->members);
    }
    tells[side->type](side);
    answer_own(side);
    for (size_t i = 0; i < side->count; i++) {
        waits_no_more(replica, side->taken[i]);
        free(side->taken[i]);
    }
    bool changed =
        side->status == BR_OK && (side->changes.count > 0 || side->type == COMMIT_RECEIPTS);
    side->busy = false;
    resume_reading(replica);
    checkpoint_begin(side);
    commit_begin(side);
    if (changed) {
        behind_fold(replica);
    } else {
        behind_go_on(replica);
    }
}

/* --- collecting --- */

static const size_t count_max[] = {
    [COMMIT_RECEIVE] = BR_STORE_BATCHES_MAX,
    [COMMIT_WRITE] = BR_WRITE_GROUP_MAX,
    [COMMIT_RECEIPTS] = 1,
    [COMMIT_FORK] = 1,
    [COMMIT_MEND] = 1,
};

/* A receipt is checked with a key that may be in the records that came before it. */
static bool goes_behind(const struct side *side, enum commit_type type)
{
    const struct pending *receipts = side->waiting[COMMIT_RECEIPTS].first;
    const struct pending *records = side->waiting[COMMIT_RECEIVE].first;
    return type == COMMIT_RECEIPTS && records != NULL && records->ticket < receipts->ticket;
}

void commit_begin(struct side *side)
{
    if (side->busy || side->replica->stopping) {
        return;
    }
    for (int turn = 1; turn <= COMMIT_TYPE_COUNT; turn++) {
        enum commit_type type = (enum commit_type)(((int)side->type + turn) % COMMIT_TYPE_COUNT);
        struct queue *queue = &side->waiting[type];
        if (queue->count == 0 || (type == COMMIT_WRITE && !side->replica->writes_allowed) ||
            goes_behind(side, type)) {
            continue;
        }
        size_t size = 0;
        side->type = type;
        side->count = 0;
        while (queue->count > 0 && side->count < count_max[type] &&
               (side->count == 0 || type != COMMIT_WRITE ||
                size + queue->first->size <= BR_WRITE_GROUP_SIZE_MAX)) {
            size += queue->first->size;
            side->taken[side->count++] = queue_take(queue);
        }
        side->now = br_clock_read();
        side->busy = true;
        side->job = (struct br_job){.work = commit_work, .done = commit_done};
        br_lane_add(&side->lane, &side->job);
        return;
    }
}

static void wait_for_log(struct br_replica *replica, enum br_side at, enum commit_type type,
                         struct pending *take_pending)
{
    struct side *side = &replica->sides[at];
    replica->waiting_size += take_pending->size;
    queue_put(&side->waiting[type], take_pending);
    struct connection *connection = replica_connection(replica, take_pending->connection);
    if (connection != NULL) {
        connection->waiting_size += take_pending->size;
        bool too_much = replica->waiting_size > BR_WAITING_SIZE_MAX ||
                        connection->waiting_size > BR_WAITING_CONNECTION_MAX;
        if (too_much && !connection->paused && !connection->closing) {
            connection->paused = true;
            br_pipe_read(connection->pipe, false);
        }
    }
    commit_begin(side);
}

static enum br_side side_of(const struct br_audience *audience)
{
    return br_audience_is_shared(audience) ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
}

static void queue_batch(struct br_replica *replica, br_connection connection, uint64_t ticket,
                        enum commit_type type, const struct br_batch *batch)
{
    size_t size = 0;
    for (size_t i = 0; i < batch->count; i++) {
        size += batch->bodies[i].size;
    }
    struct pending_batch *pending =
        malloc(sizeof *pending + batch->count * sizeof pending->bodies[0] + size);
    BR_ASSERT(pending != NULL);
    pending->pending = (struct pending){.ticket = ticket, .size = size, .connection = connection};
    pending->batch = *batch;
    pending->batch.bodies = pending->bodies;
    uint8_t *at = (uint8_t *)&pending->bodies[batch->count];
    for (size_t i = 0; i < batch->count; i++) {
        memcpy(at, batch->bodies[i].data, batch->bodies[i].size);
        pending->bodies[i] = (struct br_bytes){.data = at, .size = batch->bodies[i].size};
        at += batch->bodies[i].size;
    }
    enum br_side side = side_of(&batch->head.stream.audience);
    const struct connection *from = replica_connection(replica, connection);
    BR_ASSERT(from == NULL || from->party.type != BR_PARTY_ACADEMY || side == BR_SIDE_SHARED);
    wait_for_log(replica, side, type, &pending->pending);
}

void commit_batch(struct br_replica *replica, br_connection connection, uint64_t ticket,
                  const struct br_batch *batch)
{
    queue_batch(replica, connection, ticket, COMMIT_RECEIVE, batch);
}

void commit_mend(struct br_replica *replica, const struct br_node_action *action)
{
    queue_batch(replica, action->connection, action->as.mend.ticket, COMMIT_MEND,
                &action->as.mend.batch);
}

void commit_fork(struct br_replica *replica, const struct br_node_action *action)
{
    struct br_bytes proof = action->as.fork.proof;
    struct pending_fork *pending = malloc(sizeof *pending + proof.size);
    BR_ASSERT(pending != NULL);
    pending->pending = (struct pending){
        .ticket = action->as.fork.ticket, .size = proof.size, .connection = action->connection};
    pending->size = proof.size;
    memcpy(pending->proof, proof.data, proof.size);
    wait_for_log(replica, side_of(&action->as.fork.stream.audience), COMMIT_FORK,
                 &pending->pending);
}

void commit_receipts(struct br_replica *replica, br_connection connection, uint64_t ticket,
                     const struct br_receipt *items, size_t count)
{
    struct pending_receipts *pending = malloc(sizeof *pending + count * sizeof *items);
    BR_ASSERT(pending != NULL);
    pending->pending =
        (struct pending){.ticket = ticket, .size = count * sizeof *items, .connection = connection};
    pending->count = count;
    memcpy(pending->items, items, count * sizeof *items);
    wait_for_log(replica, BR_SIDE_SHARED, COMMIT_RECEIPTS, &pending->pending);
}

void commit_write(struct br_replica *replica, br_connection connection, uint64_t ticket,
                  const struct br_write *write, br_replica_said said, void *context)
{
    struct pending_write *pending = malloc(sizeof *pending + write->payload.size);
    BR_ASSERT(pending != NULL);
    *pending = (struct pending_write){
        .pending = {.ticket = ticket, .size = write->payload.size, .connection = connection},
        .write = *write,
        .said = said,
        .context = context,
    };
    if (write->payload.size > 0) {
        memcpy(pending->payload, write->payload.data, write->payload.size);
    }
    pending->write.payload.data = pending->payload;
    wait_for_log(replica, side_of(&write->audience), COMMIT_WRITE, &pending->pending);
}

/* --- opening and closing --- */

enum br_status commit_open(struct br_replica *replica, struct side *side, struct br_error *error)
{
    char path[4200];
    side->replica = replica;
    br_lane_init(&side->lane, replica->options.loop);
    br_replica_path(replica, side->side == BR_SIDE_SHARED ? BR_FILE_LOG_SHARED : BR_FILE_LOG_LOCAL,
                    path, sizeof path);
    side->taken = calloc(BR_WRITE_GROUP_MAX, sizeof(struct pending *));
    side->batches = calloc(BR_STORE_BATCHES_MAX, sizeof *side->batches);
    side->writes = calloc(BR_WRITE_GROUP_MAX, sizeof *side->writes);
    side->outcomes = calloc(BR_WRITE_GROUP_MAX, sizeof *side->outcomes);
    side->statuses = calloc(BR_STORE_BATCHES_MAX, sizeof *side->statuses);
    side->receipts = calloc(BR_RECEIPTS_FRAME_MAX, sizeof *side->receipts);
    side->kept = calloc(BR_RECEIPTS_FRAME_MAX, sizeof *side->kept);
    BR_ASSERT(side->taken && side->batches && side->writes && side->outcomes && side->statuses &&
              side->receipts && side->kept);
    uint64_t seed = 0;
    br_random_bytes(&seed, sizeof seed);
    side->rng = br_rng_seeded(seed);
    struct br_log_options options = {
        .path = path,
        .side = side->side,
        .domain = replica->options.domain,
        .academy = replica->options.academy,
        .create = replica->options.create,
    };
    return br_log_open(&options, &side->log, error);
}

/* Nobody was told that what waits is kept: it is sent again. Those who wait here are told. */
void commit_abandon(struct side *side)
{
    struct queue *writes = &side->waiting[COMMIT_WRITE];
    while (writes->count > 0) { /* an answer may bring another write */
        struct pending_write *write = (struct pending_write *)(void *)queue_take(writes);
        if (write->said != NULL) {
            struct br_outcome outcome = {.type = BR_OUTCOME_REFUSED, .id = write->write.id};
            (void)snprintf(outcome.reason, sizeof outcome.reason, "this copy is being stopped");
            write->said(write->context, BR_ERR_CLOSED, &outcome);
        }
        free(write);
    }
}

void commit_close(struct side *side)
{
    for (size_t i = 0; i < COMMIT_TYPE_COUNT; i++) {
        queue_free(&side->waiting[i]);
    }
    if (side->log != NULL) {
        br_log_close(side->log);
    }
    free(side->taken);
    free(side->batches);
    free(side->writes);
    free(side->outcomes);
    free(side->statuses);
    free(side->receipts);
    free(side->kept);
    free(side->members.items);
    free(side->members.rooms);
}

enum commit_pace commit_pace(const struct side *side)
{
    if (!side->busy) {
        return COMMIT_PACE_IDLE;
    }
    return side->type == COMMIT_RECEIVE ? COMMIT_PACE_CATCHING_UP : COMMIT_PACE_WRITING;
}

bool commit_idle(const struct side *side)
{
    return br_lane_idle(&side->lane);
}
