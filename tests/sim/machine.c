/* machine.c - one replica: keys, files, what it loads at the start, what a crash takes from it. */
#include "record/message.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum { PAYLOAD_ROOM = 128 * 1024 };

static const uint64_t wall_start_ms = 1790000000000u;

enum br_side side_of(const struct br_audience *audience)
{
    return br_audience_is_shared(audience) ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
}

struct br_now machine_now(const struct world *world, struct machine *machine)
{
    struct br_now now = {.mono_ms = world->now_ms,
                         .wall_ms = wall_start_ms + world->now_ms + (uint64_t)machine->skew_ms};
    machine->wall_high_ms =
        now.wall_ms > machine->wall_high_ms ? now.wall_ms : machine->wall_high_ms;
    return now;
}

bool machine_honest(const struct world *world, const struct machine *machine)
{
    return !machine->liar.lies && !world->machines[machine->home]->liar.lies;
}

struct br_domain *machine_domain(const struct world *world, const struct machine *machine)
{
    return machine->old_software ? world->domain_old : world->domain;
}

void machine_path(const struct machine *machine, const char *file, char *out, size_t size)
{
    (void)snprintf(out, size, "%s/%s", machine->folder, file);
}

struct br_id world_id(struct world *world, struct machine *machine, enum site site)
{
    uint8_t random[10];
    br_store_u64(random, world_roll(world, site, machine->index, 0));
    br_store_u16(random + 8, (uint16_t)machine->index);
    return br_id_at(machine_now(world, machine).wall_ms, random);
}

/* --- new ones --- */

static struct machine *machine_new(struct world *world, const char *name)
{
    BR_ASSERT(world->machine_count < MACHINES_MAX && strlen(name) < NAME_MAX_SIZE);
    struct machine *machine = calloc(1, sizeof *machine);
    BR_ASSERT(machine != NULL);
    machine->index = (uint32_t)world->machine_count;
    machine->epoch = 1;
    machine->generation = 1;
    machine->tick_at_ms = UINT64_MAX;
    (void)snprintf(machine->name, sizeof machine->name, "%s", name);
    (void)snprintf(machine->folder, sizeof machine->folder, "/sim/%s", name);
    disk_new(world, machine);
    world->machines[world->machine_count++] = machine;
    if (!world->options.steady) {
        machine->skew_ms =
            (int64_t)world_roll(world, SITE_SHAPE, machine->index, 7200000) - 3600000;
    }
    for (size_t i = 0; i < 2; i++) {
        machine->sides[i].outcomes = calloc(BR_WRITE_GROUP_MAX, sizeof(struct br_outcome));
        BR_ASSERT(machine->sides[i].outcomes != NULL);
    }
    return machine;
}

static void random_seed(struct world *world, const struct machine *machine, uint8_t seed[32])
{
    for (size_t i = 0; i < 4; i++) {
        br_store_u64(seed + 8 * i, world_roll(world, SITE_KEYS, machine->index, 0));
    }
}

static enum br_status log_open(struct world *world, struct machine *machine, enum br_side side)
{
    char path[100];
    struct br_error error = {""};
    machine_path(machine, side == BR_SIDE_SHARED ? "shared.db" : "local.db", path, sizeof path);
    struct br_log_options options = {.path = path,
                                     .side = side,
                                     .domain = machine_domain(world, machine),
                                     .academy = machine->academy,
                                     .create = machine->held_count == 0};
    enum br_status status = br_log_open(&options, &machine->sides[side].log, &error);
    if (status == BR_OK) {
        status = br_log_reader_open(path, NULL, &machine->sides[side].reader, &error);
    }
    if (status != BR_OK && !machine->full && !machine->damaged && !disk_crashed(machine)) {
        world_fail(world, "I1: %s cannot open its log: %s", machine->name, error.text);
    }
    return status;
}

static void logs_open(struct world *world, struct machine *machine)
{
    version_runs(machine);
    machine->opened = log_open(world, machine, BR_SIDE_SHARED);
    if (machine->opened == BR_OK) {
        machine->opened = log_open(world, machine, BR_SIDE_LOCAL);
    }
}

static void logs_close(struct machine *machine)
{
    fold_close(machine);
    for (size_t i = 0; i < 2; i++) {
        if (machine->sides[i].log != NULL) {
            if (machine->sides[i].reader != NULL) {
                br_log_reader_close(machine->sides[i].reader);
            }
            br_log_close(machine->sides[i].log);
            machine->sides[i].log = NULL;
            machine->sides[i].reader = NULL;
        }
    }
}

struct machine *machine_academy(struct world *world, const char *name)
{
    struct machine *machine = machine_new(world, name);
    uint8_t seed[32];
    struct br_public_key recovery;
    struct br_public_key signing;
    struct br_hash pin = {{(uint8_t)machine->index, 1}};
    random_seed(world, machine, seed);
    br_key_pair(seed, &machine->recovery, &recovery);
    random_seed(world, machine, seed);
    br_key_pair(seed, &machine->signing, &signing);
    br_keys_make(&machine->recovery, &signing, &pin, &machine->keys);
    machine->academy = br_keys_academy(&recovery);
    machine->role = BR_NODE_SERVER;
    machine->home = machine->index;
    world_name(world, machine->academy.bytes, sizeof machine->academy.bytes, machine->name);
    logs_open(world, machine);
    struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    struct br_buffer payload;
    br_buffer_init(&payload, PAYLOAD_ROOM);
    br_keys_pack(&machine->keys, &payload);
    machine_say(world, machine, "academy_keys", &network, world_id(world, machine, SITE_KEYS),
                &payload);
    return machine;
}

struct machine *machine_client(struct world *world, const char *name, struct machine *home)
{
    struct machine *machine = machine_new(world, name);
    machine->role = BR_NODE_CLIENT;
    machine->home = home->index;
    machine->academy = home->academy;
    machine->member = world_id(world, machine, SITE_KEYS);
    world_name(world, machine->member.bytes, sizeof machine->member.bytes, machine->name);
    machine_give_role(world, home, &machine->member, "coach");
    logs_open(world, machine);
    return machine;
}

/* --- what the academy says --- */

static void say_now(struct world *world, struct machine *machine, const struct br_write *write)
{
    struct br_log *log = machine->sides[side_of(&write->audience)].log;
    struct br_outcome outcome;
    struct br_log_changes changes;
    machine->pen_rng = br_rng_seeded(world_roll(world, SITE_PEN, machine->index, 0));
    struct br_pen pen = {.signing = &machine->signing,
                         .epoch = machine->epoch,
                         .now = machine_now(world, machine),
                         .rng = &machine->pen_rng};
    enum br_status status = br_log_write(log, &pen, write, 1, &outcome, &changes);
    if (status != BR_OK || outcome.type != BR_OUTCOME_NUMBERED) {
        (void)fprintf(stderr, "%s cannot say kind %u: %s\n", machine->name, write->kind,
                      status != BR_OK ? br_status_text(status) : outcome.reason);
    }
    BR_ASSERT(status == BR_OK && outcome.type == BR_OUTCOME_NUMBERED);
}

void machine_say(struct world *world, struct machine *academy, const char *kind,
                 const struct br_audience *audience, struct br_id id,
                 struct br_buffer *take_payload)
{
    struct br_write write = {.id = id,
                             .roles = BR_ROLES_ACADEMY,
                             .audience = *audience,
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = machine_now(world, academy).wall_ms,
                             .payload = br_buffer_bytes(take_payload)};
    if (!academy->up) {
        say_now(world, academy, &write);
        br_buffer_free(take_payload);
        return;
    }
    struct job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    job->type = JOB_WRITE;
    job->write = write;
    job->memory = take_payload->data; /* the job frees it */
    shell_queue(world, academy, side_of(audience), job);
}

void machine_accept(struct world *world, struct machine *academy, const struct machine *other,
                    bool accepted)
{
    struct br_buffer payload;
    char hex[BR_HASH_TEXT_SIZE];
    struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    world->ever_accepted[academy->index][other->index] |= accepted;
    br_hash_text(&other->academy, hex);
    people_pack(&payload, "academy_accepted", "academy", hex, "name", other->name, "accepted",
                accepted ? "true" : "false", NULL);
    machine_say(world, academy, "academy_accepted", &network, world_id(world, academy, SITE_KEYS),
                &payload);
}

struct group *machine_group(struct world *world, struct machine *academy, uint32_t named)
{
    struct br_arena arena;
    struct br_error error;
    struct br_buffer payload;
    BR_ASSERT(world->group_count < MACHINES_MAX);
    struct group *group = &world->groups[world->group_count++];
    *group = (struct group){
        .origin = academy->index, .id = world_id(world, academy, SITE_GROUP), .named = named};
    br_arena_init(&arena, 64u * 1024);
    br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(br_kind_by_name("group_opened")->message, &arena);
    for (uint32_t i = 0; i < world->machine_count; i++) {
        char hex[BR_HASH_TEXT_SIZE];
        br_hash_text(&world->machines[i]->academy, hex);
        BR_ASSERT((named >> i & 1) == 0 || br_message_set(message, &arena, "academies",
                                                          br_bytes_of_text(hex), &error) == BR_OK);
    }
    br_message_pack(message, &payload);
    br_arena_free(&arena);
    struct br_audience audience = {.type = BR_AUDIENCE_GROUP, .id = group->id};
    machine_say(world, academy, "group_opened", &audience, group->id, &payload);
    return group;
}

void machine_tell(struct world *world, struct machine *academy, const struct group *group)
{
    struct br_buffer payload;
    struct br_audience audience = {.type = BR_AUDIENCE_GROUP, .id = group->id};
    people_pack(&payload, "progress_told", "parts", "waiting_visits", "visits",
                "faculty for day four", NULL);
    machine_say(world, academy, "progress_told", &audience, world_id(world, academy, SITE_GROUP),
                &payload);
}

bool world_named(const struct world *world, const struct br_stream *stream, uint32_t machine)
{
    for (size_t i = 0; i < world->group_count; i++) {
        const struct group *group = &world->groups[i];
        if (br_id_equal(&group->id, &stream->audience.id)) {
            return (group->named >> machine & 1) != 0;
        }
    }
    return stream->audience.type == BR_AUDIENCE_NETWORK;
}

void machine_give_role(struct world *world, struct machine *academy, const struct br_id *member,
                       const char *role)
{
    struct br_buffer payload;
    char hex[BR_ID_TEXT_SIZE];
    struct br_audience local = {.type = BR_AUDIENCE_ACADEMY};
    br_id_text(member, hex);
    people_pack(&payload, "role_given", "member", hex, "role", role, "given", "true", NULL);
    machine_say(world, academy, "role_given", &local, world_id(world, academy, SITE_KEYS),
                &payload);
}

/* --- starting --- */

struct loading {
    struct world *world;
    struct machine *machine;
};

static void load_stream(void *context, const struct br_stream_state *state)
{
    const struct loading *loading = context;
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = state->number;
    input.as.stream.head = state->head;
    if (state->head.seq > 0) {
        shell_step(loading->world, loading->machine, &input);
    }
}

/* A disk that is full: the device cannot verify its local streams before it has started again. */
void machine_learn_key(struct world *world, struct machine *machine,
                       const struct br_trust_fact *fact)
{
    if (machine->role == BR_NODE_SERVER || !br_hash_equal(&fact->origin, &machine->academy)) {
        return;
    }
    enum br_status status =
        br_log_know_key(machine->sides[BR_SIDE_LOCAL].log, &fact->origin, &fact->signing);
    machine->needs_start |= status != BR_OK;
    if (status != BR_OK && status != BR_ERR_DISK_FULL) {
        world_fail(world, "%s cannot keep a key: %s", machine->name, br_status_text(status));
    }
}

static void load_trust(void *context, const struct br_trust_fact *fact)
{
    const struct loading *loading = context;
    struct machine *machine = loading->machine;
    if (fact->type == BR_TRUST_KEYS) {
        machine_learn_key(loading->world, machine, fact);
        return;
    }
    if (fact->type == BR_TRUST_GROUP) {
        shell_learn_group(loading->world, machine, fact);
        return;
    }
    struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
    input.as.accepted.origin = fact->origin;
    input.as.accepted.academy = fact->academy;
    input.as.accepted.accepted = fact->accepted;
    shell_step(loading->world, machine, &input);
}

static void load_receipt(void *context, const struct br_receipt *receipt)
{
    const struct loading *loading = context;
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    input.as.receipt = *receipt;
    shell_step(loading->world, loading->machine, &input);
}

static void load_fork(void *context, const struct br_log_fork *fork)
{
    const struct loading *loading = context;
    struct br_node_input input = {.type = BR_INPUT_FORK};
    input.as.fork = shell_fork(fork);
    shell_step(loading->world, loading->machine, &input);
}

static void load(struct world *world, struct machine *machine)
{
    struct loading loading = {.world = world, .machine = machine};
    struct br_log *shared = machine->sides[BR_SIDE_SHARED].log;
    struct br_log *local = machine->sides[BR_SIDE_LOCAL].log;
    BR_ASSERT(br_log_streams(shared, load_stream, &loading) == BR_OK);
    BR_ASSERT(br_log_streams(local, load_stream, &loading) == BR_OK);
    BR_ASSERT(br_log_trust(shared, load_trust, &loading) == BR_OK);
    BR_ASSERT(br_log_receipts(shared, load_receipt, &loading) == BR_OK);
    BR_ASSERT(br_log_forks(shared, load_fork, &loading) == BR_OK);
    BR_ASSERT(br_log_forks(local, load_fork, &loading) == BR_OK);
    shell_load_members(machine);
    for (size_t i = 0; i < machine->member_count; i++) {
        struct br_node_input input = {.type = BR_INPUT_MEMBER};
        input.as.member.member = machine->members[i].member;
        input.as.member.has_role = machine->members[i].roles != 0;
        input.as.member.rooms = machine->members[i].rooms;
        input.as.member.room_count = machine->members[i].room_count;
        shell_step(world, machine, &input);
    }
}

static void dial_peers(struct world *world, struct machine *machine)
{
    for (size_t i = 0; i < world->machine_count; i++) {
        const struct machine *other = world->machines[i];
        bool home = machine->role == BR_NODE_CLIENT && machine->home == i;
        bool peer = machine->role == BR_NODE_SERVER && other->role == BR_NODE_SERVER &&
                    machine->accepts[machine->index][i];
        if (!home && !peer) {
            continue;
        }
        struct br_node_input input = {.type = BR_INPUT_PEER};
        input.as.peer.academy = other->academy;
        input.as.peer.dial = home || machine->dials[i];
        shell_step(world, machine, &input);
    }
}

static void begin_again(struct world *world, struct machine *machine)
{
    enum { AGAIN_MS = 2000 }; /* as a supervisor does */
    world_at(world, world->now_ms + AGAIN_MS, machine_restart, machine->index, 0, 0, 0);
}

void machine_restart(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct machine *machine = world->machines[index];
    if (!machine->up && !machine->absent) {
        machine_start(world, machine);
    }
}

/* What is kept there, or why not: the disk is full, or the machine crashes again meanwhile. */
static bool open_disk(struct world *world, struct machine *machine)
{
    if (machine->sides[0].log != NULL && machine->sides[1].log != NULL) {
        return true;
    }
    bool lives = disk_run(world, machine, logs_open);
    if (lives && machine->opened == BR_OK && !disk_crashed(machine)) {
        return true;
    }
    if (!lives || disk_crashed(machine)) {
        disk_take_image(world, machine);
    }
    logs_close(machine);
    if (disk_crashed(machine)) {
        disk_load(machine);
    }
    return false;
}

void machine_start(struct world *world, struct machine *machine)
{
    BR_ASSERT(!machine->up);
    machine->old_software = machine->software_next;
    if (!open_disk(world, machine)) {
        begin_again(world, machine);
        return;
    }
    machine->generation++;
    machine->up = true;
    machine->transaction = 0;
    machine->writes_allowed = false;
    machine->needs_start = false;
    machine->tick_at_ms = UINT64_MAX;
    memset(machine->accepts, 0, sizeof machine->accepts);
    machine->pen_rng = br_rng_seeded(world_roll(world, SITE_PEN, machine->index, 0));
    watch_started(world, machine);
    struct br_node_options options = {
        .role = machine->role,
        .academy = machine->academy,
        .software = "sim",
        .seed = world_roll(world, SITE_NODE, machine->index, 0),
        .recovering = machine->recovering,
    };
    br_store_u64(options.instance.bytes, world_roll(world, SITE_NODE, machine->index, 0));
    if (machine->role == BR_NODE_SERVER) {
        options.signing = br_secret_public(&machine->signing);
    }
    machine->node = br_node_new(&options);
    BR_ASSERT(machine->node != NULL);
    load(world, machine);
    dial_peers(world, machine);
    fold_scrub(world, machine);
    for (size_t i = 0; i < machine->outbox_count; i++) {
        machine->outbox[i].submitted = 0;
    }
}

/* --- ending --- */

static void ends(struct world *world, struct machine *machine, bool heard)
{
    machine->generation++;
    machine->up = false;
    wire_machine_down(world, machine, heard);
    br_node_free(machine->node);
    machine->node = NULL;
    for (size_t i = 0; i < 2; i++) {
        shell_drop_jobs(&machine->sides[i]);
    }
}

void machine_crash(struct world *world, struct machine *machine, bool heard)
{
    if (machine->up) {
        ends(world, machine, heard);
        disk_take_image(world, machine);
        logs_close(machine);
        disk_load(machine);
    }
}

static void goes_down(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct machine *machine = world->machines[index];
    ends(world, machine, true);
    logs_close(machine); /* which moves the WAL into the file */
    if (disk_crashed(machine)) {
        disk_load(machine);
    }
}

void machine_stop(struct world *world, struct machine *machine)
{
    enum { STOPPING_MS = 500 };
    if (machine->up) {
        struct br_node_input input = {.type = BR_INPUT_STOP};
        shell_step(world, machine, &input);
        world_at(world, world->now_ms + STOPPING_MS, goes_down, machine->index, machine->generation,
                 0, 0);
    }
}

void machine_backup(struct machine *machine)
{
    disk_backup(machine);
}

static void put_back(struct machine *machine)
{
    BR_ASSERT(!machine->up && machine->sides[0].log == NULL);
    disk_restore(machine);
    for (size_t i = 0; i < machine->held_count; i++) {
        machine->held[i].tail = (struct br_tail){0}; /* what there was may be gone */
        machine->held[i].aside_seq = 0;
    }
}

void machine_restore(struct machine *machine)
{
    put_back(machine);
    machine->recovering = true;
    machine->epoch++;
}

void machine_rollback(struct machine *machine)
{
    put_back(machine);
    machine->liar.lies = true; /* it does not mean to, but from now on it tells another story */
}

static void machine_free(struct machine *take_machine)
{
    struct machine *machine = take_machine;
    br_node_free(machine->node);
    for (size_t i = 0; i < 2; i++) {
        shell_drop_jobs(&machine->sides[i]);
        free(machine->sides[i].outcomes);
    }
    logs_close(machine);
    for (size_t i = 0; i < machine->member_count; i++) {
        free(machine->members[i].rooms);
    }
    for (size_t i = 0; i < machine->outbox_count; i++) {
        free((void *)(uintptr_t)machine->outbox[i].submission.payload.data);
    }
    free(machine->members);
    free(machine->outbox);
    free(machine->held);
    liar_free(&machine->liar);
    disk_free(machine);
    free(machine);
}

void world_free(struct world *take_world)
{
    struct world *world = take_world;
    for (size_t i = 0; i < world->machine_count; i++) {
        world->machines[i]->generation++;
        wire_machine_down(world, world->machines[i], false);
    }
    while (world->wires != NULL) {
        struct wire *wire = world->wires;
        world->wires = wire->next;
        for (size_t i = 0; i < 2; i++) {
            br_buffer_free(&wire->ends[i].in);
            while (wire->ends[i].first != NULL) {
                struct chunk *chunk = wire->ends[i].first;
                wire->ends[i].first = chunk->next;
                free(chunk);
            }
        }
        free(wire);
    }
    for (size_t i = 0; i < world->machine_count; i++) {
        machine_free(world->machines[i]);
    }
    br_domain_free(world->domain);
    version_free(world);
    history_free(world->history);
    plan_free(&world->options.plan);
    marks_free(&world->struck);
    marks_free(&world->acted);
    free(world->heap);
    free(world);
}
