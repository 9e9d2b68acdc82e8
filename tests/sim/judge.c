/*
 * judge.c - what must be true when the core works again: it settles, and then everything is where
 * it belongs. Machines that stay broken owe nothing, but what the honest ones hold must be sound,
 * unless a bit of it has flipped.
 */
#include "base/hash.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

static bool in_core(const struct machine *machine)
{
    return !machine->broken && !machine->absent;
}

static struct br_tail tail_of(struct machine *machine, const struct br_stream *stream)
{
    const struct held *held = watch_held(machine, stream);
    return held == NULL ? (struct br_tail){0} : held->tail;
}

static uint64_t aside_of(struct machine *machine, const struct br_stream *stream)
{
    const struct held *held = watch_held(machine, stream);
    return held == NULL ? 0 : held->aside_seq;
}

uint64_t judge_tail(struct world *world, struct machine *machine, const struct br_stream *stream)
{
    (void)world;
    return tail_of(machine, stream).seq;
}

uint64_t judge_good(struct machine *machine, const struct br_stream *stream)
{
    const struct held *held = watch_held(machine, stream);
    if (held == NULL) {
        return 0;
    }
    struct br_stream_state state = {.tail = held->tail, .aside = {.seq = held->aside_seq}};
    return br_stream_good(&state);
}

/* --- settled --- */

static bool connected(const struct world *world, size_t a, size_t b)
{
    const struct machine *left = world->machines[a];
    const struct machine *right = world->machines[b];
    return left->role == BR_NODE_SERVER && right->role == BR_NODE_SERVER && in_core(left) &&
           in_core(right) && (left->dials[b] || right->dials[a]) && left->accepts[a][b] &&
           right->accepts[b][a];
}

/*
 * How much of an origin's network stream each academy of the core should come to hold: whatever
 * somebody in the core holds, who may and can pass it on, as trust is known there now.
 */
static void expect(struct world *world, const struct br_stream *stream, uint32_t origin,
                   uint64_t wanted[MACHINES_MAX])
{
    size_t count = world->machine_count;
    for (size_t i = 0; i < count; i++) {
        struct machine *machine = world->machines[i];
        bool holder = in_core(machine) && machine->role == BR_NODE_SERVER;
        wanted[i] = holder ? judge_tail(world, machine, stream) : 0;
    }
    for (size_t round = 0; round < count; round++) {
        for (size_t from = 0; from < count; from++) {
            for (size_t to = 0; to < count; to++) {
                if (wanted[from] > wanted[to] && connected(world, from, to) &&
                    world_named(world, stream, (uint32_t)to) &&
                    world->machines[from]->accepts[origin][to] &&
                    world->machines[to]->accepts[to][origin]) {
                    wanted[to] = wanted[from];
                }
            }
        }
    }
}

static bool stream_settled(struct world *world, const struct br_stream *stream, uint32_t origin,
                           char *why, size_t size)
{
    uint64_t wanted[MACHINES_MAX];
    expect(world, stream, origin, wanted);
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        bool server = machine->role == BR_NODE_SERVER && in_core(machine);
        if (server && judge_tail(world, machine, stream) < wanted[i]) {
            (void)snprintf(why, size, "%s holds %llu records of %s, and could hold %llu",
                           machine->name, (unsigned long long)judge_tail(world, machine, stream),
                           world->machines[origin]->name, (unsigned long long)wanted[i]);
            return false;
        }
    }
    return true;
}

static bool server_settled(struct world *world, uint32_t origin, char *why, size_t size)
{
    struct br_stream stream = {.origin = world->machines[origin]->academy,
                               .audience = {.type = BR_AUDIENCE_NETWORK}};
    bool settled = stream_settled(world, &stream, origin, why, size);
    for (size_t i = 0; i < world->group_count && settled; i++) {
        if (world->groups[i].origin == origin) {
            stream.audience =
                (struct br_audience){.type = BR_AUDIENCE_GROUP, .id = world->groups[i].id};
            settled = stream_settled(world, &stream, origin, why, size);
        }
    }
    return settled;
}

/* --- two stories --- */

/* The hash and the epoch of record [seq], as [machine] holds it. False: it does not count there. */
static bool record_at(struct machine *machine, const struct br_stream *stream, uint64_t seq,
                      struct br_hash *hash, uint32_t *epoch)
{
    const struct held *held = watch_held(machine, stream);
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    uint64_t seq_bad = 0;
    BR_ASSERT(batch != NULL);
    bool found = held != NULL && br_log_read(machine->sides[BR_SIDE_SHARED].reader, held->number,
                                             seq - 1, batch, &seq_bad) == BR_OK;
    if (found) {
        struct br_record record;
        BR_ASSERT(br_record_parse(batch->bodies[0], &record) == BR_OK);
        *epoch = batch->head.epoch;
        *hash = br_record_hash(&record, stream, *epoch, seq, &batch->previous);
    }
    br_log_batch_free(batch);
    free(batch);
    return found;
}

/* Do they differ, and in a way that proves something: in one epoch? */
static bool provable(struct machine *a, struct machine *b, const struct br_stream *stream)
{
    uint64_t agree = 0;
    uint64_t left = tail_of(a, stream).seq;
    uint64_t right = tail_of(b, stream).seq;
    uint64_t differ = (left < right ? left : right) + 1;
    struct br_hash one;
    struct br_hash other;
    uint32_t epoch = 0;
    uint32_t other_epoch = 0;
    bool proves = false;
    while (agree + 1 < differ) { /* the halving looks at least once, or there is nothing */
        uint64_t middle = agree + (differ - agree) / 2;
        if (!record_at(a, stream, middle, &one, &epoch) ||
            !record_at(b, stream, middle, &other, &other_epoch)) {
            return false;
        }
        bool same = br_hash_equal(&one, &other);
        proves = same ? proves : epoch == other_epoch;
        agree = same ? middle : agree;
        differ = same ? differ : middle;
    }
    return proves;
}

/* [to] has heard of [from] that the origin lies, and can judge that. */
static bool knows_proof(struct machine *from, struct machine *to, const struct br_stream *stream)
{
    const struct held *held = watch_held(from, stream);
    uint64_t seq = held->aside_seq;
    uint64_t tail = tail_of(to, stream).seq;
    struct br_hash hash;
    uint32_t epoch = 0;
    bool earlier = aside_of(to, stream) != 0 && aside_of(to, stream) <= seq;
    if (earlier || tail == 0 || tail + 1 < seq) {
        return true;
    }
    /* A third story that parts even earlier, in another epoch. */
    return seq > 1 && record_at(to, stream, seq - 1, &hash, &epoch) &&
           !br_hash_equal(&hash, &held->aside_previous);
}

/* Of a liar's stream: who can compare two stories has, and all agree on what counts (I13). */
static bool stories_settled(struct world *world, uint32_t origin, char *why, size_t size)
{
    struct br_stream network = {.origin = world->machines[origin]->academy,
                                .audience = {.type = BR_AUDIENCE_NETWORK}};
    for (uint32_t i = 0; i < world->machine_count; i++) {
        for (uint32_t j = 0; j < world->machine_count; j++) {
            struct machine *from = world->machines[i];
            struct machine *to = world->machines[j];
            if (i == j || !connected(world, i, j) || !from->accepts[origin][j] ||
                !to->accepts[origin][i]) {
                continue;
            }
            bool told = aside_of(from, &network) != 0;
            if (told ? !knows_proof(from, to, &network)
                     : aside_of(to, &network) == 0 && i < j && provable(from, to, &network)) {
                (void)snprintf(why, size, "I13: %s and %s hold two stories of %s, and %s",
                               from->name, to->name, world->machines[origin]->name,
                               told ? "do not agree on what counts" : "have not noticed");
                return false;
            }
        }
    }
    return true;
}

/* --- settled --- */

static bool equal(struct machine *a, struct machine *b, const struct br_stream *stream, char *why,
                  size_t size)
{
    struct br_tail left = tail_of(a, stream);
    struct br_tail right = tail_of(b, stream);
    if (aside_of(a, stream) != 0 || aside_of(b, stream) != 0) {
        left.seq = judge_good(a, stream); /* behind that each has what it has */
        right.seq = judge_good(b, stream);
        if (aside_of(a, stream) == aside_of(b, stream) && left.seq == right.seq) {
            return true;
        }
    } else if (left.seq == right.seq && left.epoch == right.epoch &&
               br_hash_equal(&left.hash, &right.hash)) {
        return true;
    }
    (void)snprintf(why, size, "a stream of type %u: %s holds %llu, %s holds %llu",
                   stream->audience.type, a->name, (unsigned long long)left.seq, b->name,
                   (unsigned long long)right.seq);
    return false;
}

static bool belongs(const struct machine *home, const struct br_id *member,
                    const struct br_id *room)
{
    for (size_t i = 0; i < home->member_count; i++) {
        const struct membership *membership = &home->members[i];
        for (size_t j = 0; br_id_equal(&membership->member, member) && j < membership->room_count;
             j++) {
            if (br_id_equal(&membership->rooms[j], room)) {
                return true;
            }
        }
    }
    return false;
}

/*
 * An old backup was put back at its home, which cannot get again from the core what the client
 * still holds of another academy; what it could get is asked of it by itself.
 */
static bool ahead_of_restored(struct world *world, struct machine *client, uint32_t origin)
{
    struct machine *home = world->machines[client->home];
    struct br_stream network = {.origin = world->machines[origin]->academy,
                                .audience = {.type = BR_AUDIENCE_NETWORK}};
    return home->epoch > 1 && origin != client->home &&
           judge_tail(world, client, &network) > judge_tail(world, home, &network);
}

static bool client_settled(struct world *world, struct machine *client, char *why, size_t size)
{
    struct machine *home = world->machines[client->home];
    for (size_t i = 0; i < client->outbox_count; i++) {
        if (client->outbox[i].state == WRITTEN_WAITING) {
            (void)snprintf(why, size, "%s waits for the outcome of a write", client->name);
            return false;
        }
    }
    for (uint32_t i = 0; i < world->machine_count; i++) {
        struct br_stream network = {.origin = world->machines[i]->academy,
                                    .audience = {.type = BR_AUDIENCE_NETWORK}};
        if (!ahead_of_restored(world, client, i) && !equal(client, home, &network, why, size)) {
            return false;
        }
    }
    struct br_stream stream = {.origin = home->academy, .audience = {.type = BR_AUDIENCE_ACADEMY}};
    if (!equal(client, home, &stream, why, size)) {
        return false;
    }
    for (size_t i = 0; i < world->room_count; i++) {
        stream.audience = (struct br_audience){BR_AUDIENCE_ROOM, world->rooms[i].id};
        bool in = belongs(home, &client->member, &world->rooms[i].id);
        if (in && !equal(client, home, &stream, why, size)) {
            return false;
        }
        if (!in && judge_tail(world, client, &stream) > 0) {
            (void)snprintf(why, size, "%s still holds a room that it has left", client->name);
            return false;
        }
    }
    return true;
}

/* Whoever should run does, and nothing is damaged any more. */
static bool works(struct world *world, struct machine *machine, char *why, size_t size)
{
    if (!machine->up) {
        (void)snprintf(why, size, "%s does not run", machine->name);
        return false;
    }
    machine->damaged = machine->damaged && !judge_sound(world, machine);
    if (machine->damaged) {
        (void)snprintf(why, size, "%s holds damage that another could mend", machine->name);
    }
    return !machine->damaged;
}

bool judge_settled(struct world *world, char *why, size_t size)
{
    for (uint32_t i = 0; i < world->machine_count; i++) {
        if (in_core(world->machines[i]) && !works(world, world->machines[i], why, size)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        bool settled = true;
        if (machine->role == BR_NODE_CLIENT) {
            settled = !in_core(machine) || client_settled(world, machine, why, size);
        } else if (machine->liar.lies) {
            settled = stories_settled(world, i, why, size);
        } else {
            settled = server_settled(world, i, why, size);
        }
        if (!settled) {
            return false;
        }
    }
    return true;
}

/* --- the end: nothing where it must not be --- */

struct border {
    struct world *world;
    struct machine *machine;
};

static void look_at_border(void *context, const struct br_stream_state *state)
{
    const struct border *border = context;
    struct world *world = border->world;
    const struct machine *machine = border->machine;
    uint32_t origin = world_academy(world, &state->stream.origin);
    if (state->tail.seq == 0) {
        return;
    }
    if (!br_audience_is_shared(&state->stream.audience)) {
        if (world->machines[origin]->home != machine->home) {
            world_fail(world, "I7: %s holds a local stream of another academy", machine->name);
        }
        return;
    }
    uint32_t home = machine->home;
    if (state->stream.audience.type == BR_AUDIENCE_GROUP &&
        (machine->role != BR_NODE_SERVER || !world_named(world, &state->stream, home))) {
        world_fail(world, "I7: %s holds a group that does not name it", machine->name);
    }
    if (origin != home &&
        (!world->ever_accepted[origin][home] || !world->ever_accepted[home][origin])) {
        world_fail(world, "I7: %s holds records of %s without their having accepted each other",
                   machine->name, world->machines[origin]->name);
    }
}

/* --- the end: every write exactly once --- */

struct found {
    struct br_id id;
    struct br_stream stream;
    uint32_t epoch;
    uint64_t seq;
    struct br_hash payload;
};

struct finding {
    struct world *world;
    struct machine *server;
    struct found *items;
    size_t count;
    size_t capacity;
};

static void find_stream(void *context, const struct br_stream_state *state)
{
    struct finding *finding = context;
    struct machine *server = finding->server;
    if (!br_hash_equal(&state->stream.origin, &server->academy)) {
        return;
    }
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    uint64_t after = 0;
    uint64_t seq_bad = 0;
    BR_ASSERT(batch != NULL);
    while (br_log_read(server->sides[side_of(&state->stream.audience)].reader, state->number, after,
                       batch, &seq_bad) == BR_OK) {
        for (size_t i = 0; i < batch->count; i++) {
            struct br_record record;
            BR_ASSERT(br_record_parse(batch->bodies[i], &record) == BR_OK);
            if (finding->count == finding->capacity) {
                finding->capacity = finding->capacity == 0 ? 256 : 2 * finding->capacity;
                finding->items =
                    realloc(finding->items, finding->capacity * sizeof *finding->items);
                BR_ASSERT(finding->items != NULL);
            }
            finding->items[finding->count++] =
                (struct found){.id = record.id,
                               .stream = state->stream,
                               .epoch = batch->head.epoch,
                               .seq = batch->seq_first + i,
                               .payload = br_sha256_one(record.payload.data, record.payload.size)};
        }
        after = batch->head.seq;
    }
    if (after < br_stream_good(state)) {
        world_fail(finding->world, "I3: %s cannot read its own records behind %llu", server->name,
                   (unsigned long long)after);
    }
    br_log_batch_free(batch);
    free(batch);
}

static void check_written(struct world *world, const struct finding *finding,
                          const struct machine *client, const struct written *written)
{
    size_t count = 0;
    const struct found *at = NULL;
    for (size_t i = 0; i < finding->count; i++) {
        if (br_id_equal(&finding->items[i].id, &written->submission.id)) {
            at = &finding->items[i];
            count++;
        }
    }
    static const char *const states[] = {"waits", "was numbered", "was refused"};
    bool open = written->state == WRITTEN_WAITING;
    bool fits = open ? count <= 1 : count == (written->state == WRITTEN_NUMBERED);
    if (!fits) {
        world_fail(world, "I10: a write of %s that %s is %zu times in the log", client->name,
                   states[written->state], count);
        return;
    }
    if (at == NULL || written->state != WRITTEN_NUMBERED) {
        return;
    }
    struct br_hash payload =
        br_sha256_one(written->submission.payload.data, written->submission.payload.size);
    if (at->seq != written->seq || at->epoch != written->epoch ||
        at->stream.audience.type != written->submission.audience.type ||
        !br_hash_equal(&at->payload, &payload)) {
        world_fail(world, "I1: a write of %s is not where or what was acknowledged", client->name);
    }
}

static void check_writes(struct world *world, struct machine *server)
{
    struct finding finding = {.world = world, .server = server};
    for (size_t i = 0; i < 2; i++) {
        BR_ASSERT(br_log_streams(server->sides[i].log, find_stream, &finding) == BR_OK);
    }
    for (size_t i = 0; i < world->machine_count; i++) {
        const struct machine *client = world->machines[i];
        for (size_t j = 0; client->role == BR_NODE_CLIENT && client->home == server->index &&
                           !client->liar.lies && j < client->outbox_count;
             j++) {
            check_written(world, &finding, client, &client->outbox[j]);
        }
    }
    free(finding.items);
}

/* --- the end: equal views --- */

static bool digest_of(struct world *world, struct machine *machine, struct br_digest *digest)
{
    if (!fold_all(world, machine)) {
        return false;
    }
    if (br_views_digest(machine->views, digest) != BR_OK) {
        world_fail(world, "%s: no digest of its views", machine->name);
        return false;
    }
    fold_compare(world, machine);
    return true;
}

static bool folds_as_home(struct world *world, struct machine *client)
{
    for (uint32_t i = 0; i < world->machine_count; i++) {
        if (ahead_of_restored(world, client, i)) {
            return false;
        }
    }
    return true;
}

static void check_views(struct world *world)
{
    struct br_digest digests[MACHINES_MAX];
    bool looked[MACHINES_MAX] = {false};
    for (size_t i = 0; i < world->machine_count && !world->failed; i++) {
        const struct machine *machine = world->machines[i];
        if (!in_core(machine) || !digest_of(world, world->machines[i], &digests[i])) {
            continue;
        }
        looked[i] = true;
        for (size_t j = 0; j < i; j++) {
            if (looked[j] && br_hash_equal(&digests[i].heads, &digests[j].heads) &&
                !br_hash_equal(&digests[i].views, &digests[j].views)) {
                world_fail(world, "I5: %s and %s hold the same and show something else",
                           machine->name, world->machines[j]->name);
            }
        }
        if (machine->role == BR_NODE_CLIENT && looked[machine->home] &&
            folds_as_home(world, world->machines[i]) &&
            !br_hash_equal(&digests[i].heads, &digests[machine->home].heads)) {
            world_fail(world, "I5: %s has not folded what its server has", machine->name);
        }
    }
}

static void ignore_fault(void *context, const char *sentence)
{
    (void)context;
    (void)sentence;
}

static void print_fault(void *context, const char *sentence)
{
    (void)context;
    (void)printf("  %s\n", sentence);
}

bool judge_sound(struct world *world, struct machine *machine)
{
    for (size_t i = 0; i < 2; i++) {
        struct br_log_report report = {0};
        if (br_log_verify(machine->sides[i].reader, machine_domain(world, machine), &report,
                          ignore_fault, NULL) != BR_OK ||
            report.faults > 0) {
            return false;
        }
    }
    return true;
}

/* May [helper] show what [machine] has lost, and does it hold it? */
static bool can_help(struct world *world, const struct machine *machine, struct machine *helper,
                     const struct br_stream *stream, uint64_t seq_last)
{
    uint32_t origin = world_academy(world, &stream->origin);
    uint32_t m = machine->index;
    uint32_t h = helper->index;
    bool own = helper->role != machine->role && helper->home == machine->home;
    bool peer = connected(world, m, h) && (origin == m || helper->accepts[origin][m]) &&
                (origin == h || machine->accepts[origin][h]);
    return in_core(helper) && !helper->damaged && (own || peer) &&
           judge_good(helper, stream) >= seq_last;
}

bool judge_mendable(struct world *world, struct machine *machine)
{
    struct br_damage found;
    uint64_t seq_last = 0;
    if (!fold_find_damage(machine, &found)) {
        world_fail(world, "I3: %s can read all its records, and its log does not verify",
                   machine->name);
        return false;
    }
    BR_ASSERT(br_log_damage(machine->sides[side_of(&found.stream.audience)].reader, found.number,
                            found.seq_bad, &seq_last) == BR_OK);
    for (size_t i = 0; i < world->machine_count; i++) {
        if (can_help(world, machine, world->machines[i], &found.stream, seq_last)) {
            return true;
        }
    }
    return false;
}

static void check_logs(struct world *world, struct machine *machine)
{
    for (size_t i = 0; i < 2; i++) {
        struct br_log_report report = {0};
        enum br_status status = br_log_verify(
            machine->sides[i].reader, machine_domain(world, machine), &report, print_fault, NULL);
        if (status != BR_OK || report.faults > 0) {
            world_fail(world, "I3: %s: its log does not verify: %s, %llu faults", machine->name,
                       br_status_text(status), (unsigned long long)report.faults);
        }
    }
}

/* Nobody is said to hold more than he ever held; a liar may say it of himself (I15). */
static void look_at_receipt(void *context, const struct br_receipt *receipt)
{
    const struct border *border = context;
    struct world *world = border->world;
    uint32_t holder = world_academy(world, &receipt->holder);
    if (holder >= MACHINES_MAX || world->machines[holder]->liar.lies) {
        return;
    }
    const struct held *held = watch_held(world->machines[holder], &receipt->stream);
    if (held == NULL || held->highest_seq < receipt->seq) {
        world_fail(world, "I15: %s believes that %s holds more than it ever did",
                   border->machine->name, world->machines[holder]->name);
    }
}

/* All that it has told or acknowledged is there, and nothing that it must not hold. */
static void check_held(struct world *world, struct machine *machine)
{
    enum { WALK_EVERY = 4 }; /* seeds: it is slow */
    struct border border = {.world = world, .machine = machine};
    version_runs(machine);
    watch_started(world, machine);
    for (size_t i = 0; i < 2; i++) {
        BR_ASSERT(br_log_streams(machine->sides[i].log, look_at_border, &border) == BR_OK);
    }
    BR_ASSERT(br_log_receipts(machine->sides[BR_SIDE_SHARED].log, look_at_receipt, &border) ==
              BR_OK);
    if (machine->role == BR_NODE_SERVER && (in_core(machine) || !machine->recovering)) {
        check_writes(world, machine);
    }
    if (world->options.plan.seed % WALK_EVERY == 0) {
        check_logs(world, machine);
    }
}

void judge_end(struct world *world)
{
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        if (machine->up && !machine->damaged && machine_honest(world, machine)) {
            check_held(world, machine);
        }
    }
    check_views(world);
}
