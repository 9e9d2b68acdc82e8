/*
 * watch.c - what must be true at every moment, whatever goes wrong; README.md has the list.
 *
 * The world remembers which hash stood where in every stream of an honest origin, and of each
 * machine what its transactions said that it holds and what it told others.
 */
#include "base/hash.h"
#include "record/fork.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum {
    ACTIONS_STEP_MAX = 512,           /* of one step: eight times the most that seeds see */
    SENT_STEP_MAX = BR_CREDIT_WINDOW, /* bytes of one step: eight times that, too */
    CLOCK_SLACK_MS = 1000,            /* counters that ran over into the milliseconds */
    HISTORY_FIRST = 1024,
};

/* --- one hash for each place (I4) --- */

struct place {
    bool used;
    struct br_stream stream;
    uint32_t epoch;
    uint64_t seq;
    struct br_hash hash;
};

struct history {
    size_t count;
    size_t capacity; /* a power of two */
    struct place *places;
};

struct history *history_new(void)
{
    struct history *history = calloc(1, sizeof *history);
    BR_ASSERT(history != NULL);
    history->capacity = HISTORY_FIRST;
    history->places = calloc(history->capacity, sizeof *history->places);
    BR_ASSERT(history->places != NULL);
    return history;
}

void history_free(struct history *take_history)
{
    if (take_history != NULL) {
        free(take_history->places);
        free(take_history);
    }
}

static uint64_t spread(const struct br_stream *stream, uint32_t epoch, uint64_t seq)
{
    uint64_t mixed = br_load_u64(stream->origin.bytes) ^
                     br_load_u64(stream->audience.id.bytes + 8) ^
                     ((uint64_t)stream->audience.type << 56) ^ ((uint64_t)epoch << 40) ^ seq;
    struct br_rng rng = br_rng_seeded(mixed);
    return br_rng_next(&rng);
}

static struct place *find_place(struct history *history, const struct br_stream *stream,
                                uint32_t epoch, uint64_t seq)
{
    size_t at = (size_t)spread(stream, epoch, seq) & (history->capacity - 1);
    while (history->places[at].used &&
           !(history->places[at].seq == seq && history->places[at].epoch == epoch &&
             br_stream_equal(&history->places[at].stream, stream))) {
        at = (at + 1) & (history->capacity - 1);
    }
    return &history->places[at];
}

static void grow(struct history *history)
{
    struct history wider = {.capacity = 2 * history->capacity, .count = history->count};
    wider.places = calloc(wider.capacity, sizeof *wider.places);
    BR_ASSERT(wider.places != NULL);
    for (size_t i = 0; i < history->capacity; i++) {
        const struct place *place = &history->places[i];
        if (place->used) {
            *find_place(&wider, &place->stream, place->epoch, place->seq) = *place;
        }
    }
    free(history->places);
    *history = wider;
}

static bool origin_honest(const struct world *world, const struct br_stream *stream)
{
    uint32_t origin = world_academy(world, &stream->origin);
    return origin < MACHINES_MAX && !world->machines[origin]->liar.lies;
}

static void remember(struct world *world, const struct machine *machine,
                     const struct br_stream *stream, const struct br_tail *tail)
{
    struct history *history = world->history;
    if (!origin_honest(world, stream)) {
        return;
    }
    struct place *place = find_place(history, stream, tail->epoch, tail->seq);
    if (!place->used) {
        *place = (struct place){true, *stream, tail->epoch, tail->seq, tail->hash};
        history->count++;
        if (2 * history->count > history->capacity) {
            grow(history);
        }
    } else if (!br_hash_equal(&place->hash, &tail->hash)) {
        world_fail(world, "I4: %s has another record at %llu of an honest academy's stream",
                   machine->name, (unsigned long long)tail->seq);
    }
}

/* --- what a machine holds and has told --- */

struct held *watch_held(struct machine *machine, const struct br_stream *stream)
{
    for (size_t i = 0; i < machine->held_count; i++) {
        if (br_stream_equal(&machine->held[i].stream, stream)) {
            return &machine->held[i];
        }
    }
    return NULL;
}

static struct held *held_of(struct machine *machine, const struct br_stream *stream)
{
    struct held *held = watch_held(machine, stream);
    if (held != NULL) {
        return held;
    }
    if (machine->held_count == machine->held_capacity) {
        machine->held_capacity = machine->held_capacity == 0 ? 16 : 2 * machine->held_capacity;
        machine->held = realloc(machine->held, machine->held_capacity * sizeof *machine->held);
        BR_ASSERT(machine->held != NULL);
    }
    held = &machine->held[machine->held_count++];
    *held = (struct held){.stream = *stream};
    return held;
}

static void holds(struct held *held, uint32_t number, const struct br_tail *tail)
{
    held->number = number;
    held->tail = *tail;
    held->leaving = false;
    held->highest_seq = tail->seq > held->highest_seq ? tail->seq : held->highest_seq;
}

/* Never an honest origin's stream, and never from a later record on than before (I13). */
static void puts_aside(struct world *world, const struct machine *machine, struct held *held,
                       const struct br_put_aside *aside)
{
    if (aside->seq != 0 && origin_honest(world, &held->stream)) {
        world_fail(world, "I13: %s puts the stream of %s aside, which is honest", machine->name,
                   world->machines[world_academy(world, &held->stream.origin)]->name);
    }
    if (held->aside_seq != 0 && (aside->seq == 0 || aside->seq > held->aside_seq)) {
        world_fail(world, "I13: %s kept a proof from record %llu on, and now %llu", machine->name,
                   (unsigned long long)held->aside_seq, (unsigned long long)aside->seq);
    }
    held->aside_seq = aside->seq;
    held->aside_previous = aside->previous;
}

static struct br_tail tail_of_head(const struct br_head *head)
{
    return (struct br_tail){.epoch = head->epoch, .seq = head->seq, .hash = head->hash};
}

/* --- after a start: everything that was committed and told is still there (I1, I2, I11) --- */

struct starting {
    struct world *world;
    struct machine *machine;
    size_t seen;
};

static void look_again(void *context, const struct br_stream_state *state)
{
    struct starting *starting = context;
    struct machine *machine = starting->machine;
    struct held *held = held_of(machine, &state->stream);
    if (state->tail.seq < held->tail.seq && !held->leaving) {
        world_fail(starting->world, "I1: %s held %llu records of a stream, and after a start %llu",
                   machine->name, (unsigned long long)held->tail.seq,
                   (unsigned long long)state->tail.seq);
    }
    if (state->tail.seq == held->tail.seq && held->tail.seq > 0 &&
        !br_hash_equal(&state->tail.hash, &held->tail.hash)) {
        world_fail(starting->world, "I1: %s holds another story than before its start",
                   machine->name);
    }
    if (state->tail.seq > 0) {
        remember(starting->world, machine, &state->stream, &state->tail);
        holds(held, state->number, &state->tail);
    } else {
        held->number = state->number;
    }
    puts_aside(starting->world, machine, held, &state->aside);
    held->seen = true;
}

static void check_acked(struct world *world, struct machine *server)
{
    for (size_t i = 0; i < world->machine_count; i++) {
        const struct machine *client = world->machines[i];
        for (size_t j = 0; client->role == BR_NODE_CLIENT && client->home == server->index &&
                           j < client->outbox_count;
             j++) {
            const struct written *written = &client->outbox[j];
            struct br_outcome outcome;
            enum br_side side = side_of(&written->submission.audience);
            if (written->state == WRITTEN_NUMBERED && !client->liar.lies &&
                br_log_find_own(server->sides[side].log, &written->submission.id, &outcome) !=
                    BR_OK) {
                world_fail(world, "I1: a write of %s that was acknowledged is not at %s",
                           client->name, server->name);
            }
        }
    }
}

void watch_started(struct world *world, struct machine *machine)
{
    struct starting starting = {.world = world, .machine = machine};
    for (size_t i = 0; i < 2; i++) {
        BR_ASSERT(br_log_streams(machine->sides[i].log, look_again, &starting) == BR_OK);
    }
    for (size_t i = 0; i < machine->held_count; i++) {
        struct held *held = &machine->held[i];
        bool seen = held->seen;
        held->seen = false;
        if (!seen && held->tail.seq > 0) {
            if (!held->leaving) {
                world_fail(world, "I1: %s held a stream, and after a start nothing of it",
                           machine->name);
            }
            held->tail = (struct br_tail){0};
            held->leaving = false;
            held->aside_seq = 0;
        }
    }
    if (machine->role == BR_NODE_SERVER && !machine->liar.lies && !machine->recovering) {
        check_acked(world, machine);
    }
}

/* --- after a transaction --- */

static void see_received(struct world *world, const struct machine *machine, const struct job *job,
                         enum br_status status)
{
    /* The session keeps others away from the store: streams not asked for, and too much at once. */
    world->figures.seen[SEEN_STORED] += status == BR_OK;
    world->figures.seen[SEEN_EXISTS] += status == BR_ERR_EXISTS;
    world->figures.seen[SEEN_GAP] += status == BR_ERR_GAP;
    world->figures.seen[SEEN_MALFORMED] += status == BR_ERR_MALFORMED;
    world->figures.seen[SEEN_CHAIN] += status == BR_ERR_CHAIN;
    world->figures.seen[SEEN_SIGNATURE] += status == BR_ERR_SIGNATURE;
    bool bad = status == BR_ERR_CHAIN || status == BR_ERR_SIGNATURE || status == BR_ERR_MALFORMED;
    if (bad && job->from < MACHINES_MAX && !world->machines[job->from]->liar.lies &&
        origin_honest(world, &job->batch.head.stream)) {
        world_fail(world, "I3: %s passes on to %s what does not verify (%s)",
                   world->machines[job->from]->name, machine->name, br_status_text(status));
    }
}

/* Our own records: their dates are not far ahead of any clock that we have had (I12). */
static void check_clock(struct world *world, const struct machine *machine,
                        const struct br_log_change *change)
{
    struct br_record record;
    BR_ASSERT(br_record_read(change->bodies[change->count - 1], &record) == BR_OK);
    if (br_hlc_ms(record.hlc) > machine->wall_high_ms + BR_CLOCK_LEAD_MAX_MS + CLOCK_SLACK_MS) {
        world_fail(world, "I12: %s dates a record %llu ms ahead of its clock", machine->name,
                   (unsigned long long)(br_hlc_ms(record.hlc) - machine->wall_high_ms));
    }
}

void watch_committed(struct world *world, struct machine *machine, struct side *side)
{
    for (size_t i = 0; i < side->changes.count; i++) {
        const struct br_log_change *change = &side->changes.items[i];
        struct br_tail tail = tail_of_head(&change->head);
        struct held *held = held_of(machine, &change->head.stream);
        if (tail.seq <= held->tail.seq) {
            world_fail(world, "I11: %s goes back to record %llu of a stream", machine->name,
                       (unsigned long long)tail.seq);
        }
        world->figures.seen[SEEN_CAME_AGAIN] +=
            machine->role == BR_NODE_CLIENT && held->tail.seq == 0 && held->highest_seq > 0;
        remember(world, machine, &change->head.stream, &tail);
        holds(held, change->number, &tail);
        if (side->turn == JOB_WRITE && !machine->liar.lies) {
            check_clock(world, machine, change);
        }
    }
    for (size_t i = 0; side->turn == JOB_RECEIVE && i < side->taken_count; i++) {
        see_received(world, machine, side->taken[i], side->statuses[i]);
    }
    for (size_t i = 0; side->turn == JOB_WRITE && i < side->taken_count; i++) {
        world->figures.seen[SEEN_REFUSED] += side->outcomes[i].type == BR_OUTCOME_REFUSED;
        world->figures.seen[SEEN_REPEATED] +=
            side->outcomes[i].type == BR_OUTCOME_NUMBERED && side->outcomes[i].repeated;
    }
    if (side->turn == JOB_PURGE) {
        struct held *held = watch_held(machine, &side->taken[0]->stream);
        world->figures.seen[SEEN_PURGE]++;
        if (held != NULL) {
            held->tail = (struct br_tail){0};
            held->leaving = false;
            held->aside_seq = 0;
        }
    }
    world->figures.seen[SEEN_MENDED] += side->turn == JOB_MEND && side->statuses[0] == BR_OK;
    if (side->changes.fork != NULL) {
        const struct br_log_fork *fork = side->changes.fork;
        world->figures.seen[SEEN_ASIDE]++;
        puts_aside(world, machine, held_of(machine, &fork->stream), &fork->aside);
    }
}

void watch_look(struct world *world, const struct machine *machine)
{
    static const enum coverage seen[] = {
        [BR_WHY_CAUGHT_UP] = SEEN_CAUGHT_UP,
        [BR_WHY_CATCHING_UP] = SEEN_CATCHING_UP,
        [BR_WHY_NO_SOURCE] = SEEN_NO_SOURCE,
        [BR_WHY_NOT_CONNECTED] = SEEN_NOT_CONNECTED,
    };
    for (size_t i = 0; machine->up && i < br_node_stream_count(machine->node); i++) {
        world->figures.seen[seen[br_node_stream_status(machine->node, i).why]]++;
    }
}

/* --- a step --- */

/* What a frame can bring about in the store: nothing but its own kind of thing (I15). */
static bool caused(const struct machine *machine, enum br_frame_type frame,
                   enum br_action_type action)
{
    bool client = machine->role == BR_NODE_CLIENT;
    switch (action) {
    case BR_ACTION_RECEIVE:
        return frame == BR_FRAME_BATCH;
    case BR_ACTION_KEEP_RECEIPTS:
        return frame == BR_FRAME_RECEIPTS;
    case BR_ACTION_KEEP_FORK:
        return frame == BR_FRAME_FORK;
    case BR_ACTION_MEND:
        return frame == BR_FRAME_SHOWN;
    case BR_ACTION_WRITE:
        return frame == BR_FRAME_SUBMIT && !client;
    case BR_ACTION_PURGE:
        return frame == BR_FRAME_STREAM_GONE && client;
    case BR_ACTION_OUTCOMES:
        return frame == BR_FRAME_OUTCOMES && client;
    case BR_ACTION_SEND:
    case BR_ACTION_CLOSE:
    case BR_ACTION_DIAL:
    case BR_ACTION_READ:
    case BR_ACTION_PULL:
    case BR_ACTION_NUMBERING:
    case BR_ACTION_PEER_UP:
    case BR_ACTION_PEER_DOWN:
        return true;
    }
    return false;
}

void watch_step(struct world *world, struct machine *machine, const struct br_node_input *input,
                const struct br_node_actions *actions)
{
    uint64_t sent = 0;
    for (size_t i = 0; i < actions->count; i++) {
        const struct br_node_action *action = &actions->items[i];
        sent += action->type == BR_ACTION_SEND ? action->as.send.bytes.size : 0;
        if (input->type == BR_INPUT_FRAME && !caused(machine, machine->frame, action->type)) {
            world_fail(world, "I15: a %s frame changes what %s holds",
                       br_frame_type_name(machine->frame), machine->name);
        }
        if (action->type == BR_ACTION_PURGE && machine->role == BR_NODE_SERVER) {
            world_fail(world, "I15: %s purges a stream", machine->name);
        }
    }
    struct figures *figures = &world->figures;
    figures->actions_most =
        actions->count > figures->actions_most ? actions->count : figures->actions_most;
    figures->sent_most = sent > figures->sent_most ? sent : figures->sent_most;
    if (actions->count > ACTIONS_STEP_MAX || sent > SENT_STEP_MAX) {
        world_fail(world, "I14: one input makes %s do %zu things and send %llu bytes",
                   machine->name, actions->count, (unsigned long long)sent);
    }
}

/* --- what leaves --- */

static void check_right(struct world *world, const struct machine *machine,
                        const struct br_party *party, const struct br_stream *stream)
{
    uint32_t origin = world_academy(world, &stream->origin);
    uint32_t to = world_academy(world, &party->academy);
    if (!world_named(world, stream, to) || (origin != to && !machine->accepts[origin][to])) {
        world_fail(world, "I7: %s gives a stream of %s to %s, which may not have it", machine->name,
                   world->machines[origin]->name, world->machines[to]->name);
    }
}

static void check_head(struct world *world, struct machine *machine, const struct br_party *party,
                       const struct br_head *head)
{
    struct held *held = watch_held(machine, &head->stream);
    uint64_t durable = held == NULL ? 0 : held->tail.seq;
    struct br_tail tail = tail_of_head(head);
    if (head->seq > durable) {
        world_fail(world, "I2: %s tells of record %llu, and %llu are durable", machine->name,
                   (unsigned long long)head->seq, (unsigned long long)durable);
        return;
    }
    remember(world, machine, &head->stream, &tail);
    if (party->type == BR_PARTY_ACADEMY) {
        check_right(world, machine, party, &head->stream);
    }
}

/* Told only by those who have judged it themselves, to those who may have the stream. */
static void check_fork(struct world *world, struct machine *machine, const struct br_party *party,
                       const struct br_fork *fork)
{
    const struct br_stream *stream = &fork->sides[0].head.stream;
    const struct held *held = watch_held(machine, stream);
    if (held == NULL || held->aside_seq != br_fork_seq(fork)) {
        world_fail(world, "I13: %s tells of a proof that it has not kept", machine->name);
    }
    if (party->type == BR_PARTY_ACADEMY) {
        check_right(world, machine, party, stream);
    }
}

/* Its own are of what lies here; what others have signed is their word. */
static void check_receipts(struct world *world, struct machine *machine,
                           const struct br_party *party, const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->as.receipts.count; i++) {
        const struct br_receipt *receipt = &frame->as.receipts.items[i];
        const struct held *held = watch_held(machine, &receipt->stream);
        uint64_t durable = held == NULL ? 0 : held->tail.seq;
        if (br_hash_equal(&receipt->holder, &machine->academy) && receipt->seq > durable) {
            world_fail(world, "I2: %s signs that it holds record %llu, and %llu are durable",
                       machine->name, (unsigned long long)receipt->seq,
                       (unsigned long long)durable);
        }
        if (party->type == BR_PARTY_ACADEMY) {
            check_right(world, machine, party, &receipt->stream);
        }
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
            world_fail(world, "I1: %s acknowledges a write that is not durable", machine->name);
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
        world_fail(world, "I8: %s sends a frame that cannot be read", machine->name);
    } else if (frame.type == BR_FRAME_BATCH) {
        check_head(world, machine, party, &frame.as.batch.head);
    } else if (frame.type == BR_FRAME_SHOWN && frame.as.shown.batch.count > 0) {
        check_head(world, machine, party, &frame.as.shown.batch.head);
    } else if (frame.type == BR_FRAME_FORK) {
        check_fork(world, machine, party, frame.as.fork.read);
    } else if (frame.type == BR_FRAME_HEADS) {
        for (size_t i = 0; i < frame.as.heads.count; i++) {
            check_head(world, machine, party, &frame.as.heads.items[i]);
        }
    } else if (frame.type == BR_FRAME_RECEIPTS) {
        check_receipts(world, machine, party, &frame);
    } else if (frame.type == BR_FRAME_OUTCOMES) {
        check_outcomes(world, machine, &frame);
    }
    br_arena_free(&arena);
}

/* What local people write holds a canary; no other academy sees it, raw or as hex (I7). */
static bool has_canary(struct br_bytes bytes)
{
    static const char raw[] = "STAYS-HERE";
    static const char hex[] = "53544159532d48455245";
    return memmem(bytes.data, bytes.size, raw, sizeof raw - 1) != NULL ||
           memmem(bytes.data, bytes.size, hex, sizeof hex - 1) != NULL;
}

void watch_send(struct world *world, struct machine *machine, const struct br_node_action *action)
{
    struct br_party party;
    struct br_bytes bytes = action->as.send.bytes;
    if (action->as.send.after > machine->transaction) {
        world_fail(world, "I2: %s sends before transaction %llu is durable", machine->name,
                   (unsigned long long)action->as.send.after);
    }
    if (wire_party(world, machine, action->connection, &party) == NULL) {
        return;
    }
    if (party.type == BR_PARTY_ACADEMY && has_canary(bytes)) {
        world_fail(world, "I7: %s sends a local text to another academy", machine->name);
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
        world_fail(world, "I8: %s sends half a frame", machine->name);
    }
}
