/* judge.c - what must be true: while it runs, when it has settled, and at the end. */
#include "base/hash.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct looking {
    const struct br_stream *stream;
    struct br_stream_state state;
};

static void look(void *context, const struct br_stream_state *state)
{
    struct looking *looking = context;
    if (br_stream_equal(looking->stream, &state->stream)) {
        looking->state = *state;
    }
}

static struct br_stream_state state_of(struct machine *machine, const struct br_stream *stream)
{
    struct looking looking = {.stream = stream};
    struct br_log *log = machine->sides[side_of(&stream->audience)].log;
    if (log != NULL) {
        BR_ASSERT(br_log_streams(log, look, &looking) == BR_OK);
    }
    return looking.state;
}

uint64_t judge_tail(struct world *world, struct machine *machine, const struct br_stream *stream)
{
    (void)world;
    return state_of(machine, stream).tail.seq;
}

uint64_t judge_good(struct machine *machine, const struct br_stream *stream)
{
    struct br_stream_state state = state_of(machine, stream);
    return br_stream_good(&state);
}

/* --- settled --- */

static bool connected(const struct world *world, size_t a, size_t b)
{
    const struct machine *left = world->machines[a];
    const struct machine *right = world->machines[b];
    return left->role == BR_NODE_SERVER && right->role == BR_NODE_SERVER &&
           (left->dials[b] || right->dials[a]) && left->accepts[a][b] && right->accepts[b][a];
}

void judge_expect(const struct world *world, bool holds[MACHINES_MAX][MACHINES_MAX])
{
    size_t count = world->machine_count;
    memset(holds, 0, sizeof(bool) * MACHINES_MAX * MACHINES_MAX);
    for (size_t origin = 0; origin < count; origin++) {
        const struct machine *machine = world->machines[origin];
        holds[origin][origin] = machine->role == BR_NODE_SERVER;
        for (size_t round = 0; round < count; round++) {
            for (size_t from = 0; from < count; from++) {
                for (size_t to = 0; to < count; to++) {
                    holds[origin][to] |= holds[origin][from] && connected(world, from, to) &&
                                         machine->accepts[origin][to] &&
                                         world->machines[to]->accepts[to][origin];
                }
            }
        }
    }
}

static bool equal(struct machine *a, struct machine *b, const struct br_stream *stream, char *why,
                  size_t size)
{
    struct br_stream_state left = state_of(a, stream);
    struct br_stream_state right = state_of(b, stream);
    if (left.tail.seq == right.tail.seq && left.tail.epoch == right.tail.epoch &&
        br_hash_equal(&left.tail.hash, &right.tail.hash)) {
        return true;
    }
    (void)snprintf(why, size, "a stream of type %u: %s holds %llu, %s holds %llu",
                   stream->audience.type, a->name, (unsigned long long)left.tail.seq, b->name,
                   (unsigned long long)right.tail.seq);
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

static bool client_settled(struct world *world, struct machine *client, char *why, size_t size)
{
    struct machine *home = world->machines[client->home];
    for (size_t i = 0; i < client->outbox_count; i++) {
        if (client->outbox[i].state == WRITTEN_WAITING) {
            (void)snprintf(why, size, "%s waits for the outcome of a write", client->name);
            return false;
        }
    }
    for (size_t i = 0; i < world->machine_count; i++) {
        struct br_stream network = {.origin = world->machines[i]->academy,
                                    .audience = {.type = BR_AUDIENCE_NETWORK}};
        if (!equal(client, home, &network, why, size)) {
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

bool judge_settled(struct world *world, char *why, size_t size)
{
    bool holds[MACHINES_MAX][MACHINES_MAX];
    judge_expect(world, holds);
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        if (machine->role == BR_NODE_CLIENT) {
            if (!client_settled(world, machine, why, size)) {
                return false;
            }
            continue;
        }
        for (size_t origin = 0; origin < world->machine_count; origin++) {
            struct br_stream network = {.origin = world->machines[origin]->academy,
                                        .audience = {.type = BR_AUDIENCE_NETWORK}};
            if (holds[origin][i] && !equal(machine, world->machines[origin], &network, why, size)) {
                return false;
            }
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
            world_fail(world, "%s holds a local stream of another academy", machine->name);
        }
        return;
    }
    uint32_t home = machine->home;
    if (origin != home &&
        (!world->ever_accepted[origin][home] || !world->ever_accepted[home][origin])) {
        world_fail(world, "%s holds records of %s without their having accepted each other",
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
        world_fail(finding->world, "%s cannot read its own records behind %llu", server->name,
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
    if (count != (written->state == WRITTEN_NUMBERED)) {
        world_fail(world, "a write of %s is %zu times in the log", client->name, count);
        return;
    }
    if (at == NULL) {
        return;
    }
    struct br_hash payload =
        br_sha256_one(written->submission.payload.data, written->submission.payload.size);
    if (at->seq != written->seq || at->epoch != written->epoch ||
        at->stream.audience.type != written->submission.audience.type ||
        !br_hash_equal(&at->payload, &payload)) {
        world_fail(world, "a write of %s is not where or what was acknowledged", client->name);
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
                           j < client->outbox_count;
             j++) {
            check_written(world, &finding, client, &client->outbox[j]);
        }
    }
    free(finding.items);
}

/* --- the end: equal views --- */

static struct br_digest digest_of(struct world *world, struct machine *machine)
{
    char path[400];
    struct br_views *views = NULL;
    struct br_error error = {""};
    struct br_digest digest = {0};
    machine_path(machine, "views.db", path, sizeof path);
    struct br_views_options options = {
        .path = path, .domain = world->domain, .academy = machine->academy};
    enum br_status status = br_views_open(&options, &views, &error);
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        struct br_fold_progress progress = {.more = true};
        while (progress.more && status == BR_OK) {
            status = br_views_fold(views, machine->sides[i].reader, &progress);
        }
    }
    if (status == BR_OK) {
        status = br_views_digest(views, &digest);
    }
    if (status != BR_OK) {
        world_fail(world, "%s: views cannot be folded: %s %s", machine->name,
                   br_status_text(status), error.text);
    }
    br_views_close(views);
    return digest;
}

static void check_views(struct world *world)
{
    struct br_digest digests[MACHINES_MAX];
    for (size_t i = 0; i < world->machine_count && !world->failed; i++) {
        digests[i] = digest_of(world, world->machines[i]);
        for (size_t j = 0; j < i; j++) {
            if (br_hash_equal(&digests[i].heads, &digests[j].heads) &&
                !br_hash_equal(&digests[i].views, &digests[j].views)) {
                world_fail(world, "%s and %s hold the same and show something else",
                           world->machines[i]->name, world->machines[j]->name);
            }
        }
        if (world->machines[i]->role == BR_NODE_CLIENT &&
            !br_hash_equal(&digests[i].heads, &digests[world->machines[i]->home].heads)) {
            world_fail(world, "%s has not folded what its server has", world->machines[i]->name);
        }
    }
}

static void print_fault(void *context, const char *sentence)
{
    (void)context;
    (void)printf("  %s\n", sentence);
}

static void check_logs(struct world *world, struct machine *machine)
{
    for (size_t i = 0; i < 2; i++) {
        struct br_log_report report = {0};
        enum br_status status =
            br_log_verify(machine->sides[i].reader, world->domain, &report, print_fault, NULL);
        if (status != BR_OK || report.faults > 0) {
            world_fail(world, "%s: its log does not verify: %s, %llu faults", machine->name,
                       br_status_text(status), (unsigned long long)report.faults);
        }
    }
}

void judge_end(struct world *world)
{
    for (size_t i = 0; i < world->machine_count; i++) {
        struct border border = {.world = world, .machine = world->machines[i]};
        for (size_t j = 0; j < 2; j++) {
            BR_ASSERT(br_log_streams(world->machines[i]->sides[j].log, look_at_border, &border) ==
                      BR_OK);
        }
        if (world->machines[i]->role == BR_NODE_SERVER) {
            check_writes(world, world->machines[i]);
        }
        if (world->options.seed % 8 == 0) { /* slow, and the store has tests of its own */
            check_logs(world, world->machines[i]);
        }
    }
    check_views(world);
}
