/*
 * test_replica_world.h - academies and devices in one process, for test_replica_*.c.
 *
 * Everything is real: folders, logs, views, TLS on 127.0.0.1, the thread pool; all replicas share
 * one loop. Time can be skipped. Files below a machine's folder can be made to have no room, as a
 * full disk has none: what writes to them, SQLite above all, is told so by the system.
 * Include it in one source only.
 */
#ifndef BR_UNIT_TEST_REPLICA_WORLD_H
#define BR_UNIT_TEST_REPLICA_WORLD_H

#include "base/clock.h"
#include "domain/domain.h"
#include "harness/check.h"
#include "record/keys.h"
#include "record/kind.h"
#include "record/message.h"
#include "replica/folder.h"
#include "replica/replica_state.h"
#include "store/log_internal.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))
enum { MACHINES_MAX = 6, PATIENCE_TURNS = 30000, NAME_SIZE = 500 };

/* --- the system --- */

static atomic_uint_fast64_t skipped_ms;
static atomic_uint_fast64_t held_ms; /* 0: time goes on */

int clock_gettime(clockid_t id, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, id, now);
    if (id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE || id == CLOCK_BOOTTIME) {
        uint64_t ms = atomic_load(&skipped_ms);
        uint64_t held = atomic_load(&held_ms);
        if (held != 0) {
            *now = (struct timespec){.tv_sec = (time_t)(held / 1000),
                                     .tv_nsec = (long)(held % 1000) * 1000000};
        }
        long nsec = now->tv_nsec + (long)(ms % 1000) * 1000000;
        now->tv_sec += (time_t)(ms / 1000) + nsec / 1000000000;
        now->tv_nsec = nsec % 1000000000;
    }
    return result;
}

/* Time stands until let_time_go, but for what is skipped. */
UNUSED static void hold_time(void)
{
    uint64_t now_ms = br_clock_read().mono_ms - atomic_load(&skipped_ms);
    atomic_store(&held_ms, now_ms + 1); /* never back */
}

UNUSED static void let_time_go(void)
{
    atomic_fetch_add(&skipped_ms, 2);
    atomic_store(&held_ms, 0);
}

static atomic_bool no_room;
static char no_room_below[2 * NAME_SIZE]; /* set before no_room is */

static bool has_no_room(int file)
{
    char name[64];
    char path[2 * NAME_SIZE] = "";
    if (!atomic_load(&no_room)) {
        return false;
    }
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    return length > 0 && strncmp(path, no_room_below, strlen(no_room_below)) == 0;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    if (has_no_room(file)) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, file, data, size, at);
}

ssize_t write(int file, const void *data, size_t size)
{
    if (has_no_room(file)) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_write, file, data, size);
}

/* --- machines --- */

struct machine {
    struct world *world;
    char name[32];
    char folder[NAME_SIZE];
    enum br_node_role role;
    struct br_hash academy;
    struct br_id member; /* a device's */
    struct br_secret_key recovery;
    struct br_secret_key signing;
    struct br_academy_keys keys;
    uint32_t epoch;
    bool recovering;
    struct br_tls *tls;
    struct br_listener *listener;
    struct br_replica *replica; /* NULL: it does not run */
    bool away;                  /* nobody knows its address */
    char elsewhere[64];         /* where others look for it instead; "": where it is */

    /* what it was told */
    size_t ups;
    size_t downs;
    size_t trusts;
    size_t purges;
    struct br_stream purged;
    char reason[BR_REASON_SIZE_MAX + 1];
    uint32_t numbering; /* the epoch */
    size_t folds;
    size_t outcomes;
    size_t refusals; /* among them */

    /* a device's outbox */
    struct br_submission outbox[8];
    size_t outbox_count;
    size_t handed_in;
};

struct world {
    uv_loop_t loop;
    struct br_domain *domain;
    struct machine machines[MACHINES_MAX];
    size_t count;
};

UNUSED static const struct br_audience to_network = {.type = BR_AUDIENCE_NETWORK};
UNUSED static const struct br_audience to_academy = {.type = BR_AUDIENCE_ACADEMY};

static struct br_id id_of(unsigned number)
{
    return (struct br_id){{1, (uint8_t)(number >> 8), (uint8_t)number}};
}

/* One turn without waiting for more than a millisecond; true when something happened. */
static bool turn(uv_loop_t *loop)
{
    struct pollfd waiting = {.fd = uv_backend_fd(loop), .events = POLLIN};
    int ready = poll(&waiting, 1, uv_backend_timeout(loop) == 0 ? 0 : 1);
    (void)uv_run(loop, UV_RUN_NOWAIT);
    return ready > 0;
}

/* Turn the loop until [condition]. */
#define UNTIL(world, condition)                                    \
    do {                                                           \
        int turns_ = 0;                                            \
        bool met_ = false;                                         \
        while (!(met_ = (condition)) && turns_ < PATIENCE_TURNS) { \
            turns_ += turn(&(world)->loop) ? 0 : 1;                \
        }                                                          \
        (void)br_check(met_, #condition, __FILE__, __LINE__);      \
    } while (0)

UNUSED static void turns(struct world *world, int count)
{
    for (int i = 0; i < count; i++) {
        (void)turn(&world->loop);
    }
}

UNUSED static void skip(struct world *world, uint64_t ms)
{
    atomic_fetch_add(&skipped_ms, ms);
    turns(world, 3);
}

UNUSED static void disk_full(const struct machine *machine, const char *below)
{
    (void)snprintf(no_room_below, sizeof no_room_below, "%s/%s", machine->folder, below);
    atomic_store(&no_room, true);
}

UNUSED static void disk_free(void)
{
    atomic_store(&no_room, false);
}

static struct machine *academy_of(struct world *world, const struct br_hash *academy)
{
    for (size_t i = 0; i < world->count; i++) {
        struct machine *machine = &world->machines[i];
        bool there = machine->listener != NULL || machine->elsewhere[0] != '\0';
        if (machine->role == BR_NODE_SERVER && there && !machine->away &&
            br_hash_equal(&machine->academy, academy)) {
            return machine;
        }
    }
    return NULL;
}

static bool on_find(void *context, const struct br_hash *academy, struct br_endpoint *endpoint)
{
    struct machine *machine = context;
    const struct machine *other = academy_of(machine->world, academy);
    if (other == NULL) {
        return false;
    }
    (void)snprintf(endpoint->address, sizeof endpoint->address, "%s",
                   other->elsewhere[0] != '\0' ? other->elsewhere
                                               : br_listener_address(other->listener));
    endpoint->pin = br_tls_pin(other->tls);
    return true;
}

static void on_trust(void *context, const struct br_trust_fact *fact)
{
    struct machine *machine = context;
    (void)fact;
    machine->trusts++;
}

static void on_party(void *context, const struct br_party *party, bool up)
{
    struct machine *machine = context;
    (void)party;
    machine->ups += up;
    machine->downs += !up;
}

static void on_numbering(void *context, uint32_t epoch)
{
    struct machine *machine = context;
    machine->numbering = epoch;
}

static void on_pull(void *context, br_connection home, size_t count)
{
    struct machine *machine = context;
    size_t left = machine->outbox_count - machine->handed_in;
    size_t now = left < count ? left : count;
    br_replica_submit(machine->replica, home, machine->outbox + machine->handed_in, now,
                      left > now);
    machine->handed_in += now;
}

static void on_outcomes(void *context, const struct br_result *results, size_t count)
{
    struct machine *machine = context;
    machine->outcomes += count;
    for (size_t i = 0; i < count; i++) {
        machine->refusals += results[i].reason != NULL;
    }
}

static void on_purged(void *context, const struct br_stream *stream, const char *reason)
{
    struct machine *machine = context;
    machine->purges++;
    machine->purged = *stream;
    (void)snprintf(machine->reason, sizeof machine->reason, "%s", reason);
}

static void on_folded(void *context)
{
    struct machine *machine = context;
    machine->folds++;
}

static const struct br_replica_events replica_events = {
    .find = on_find,
    .on_trust = on_trust,
    .on_party = on_party,
    .on_numbering = on_numbering,
    .on_pull = on_pull,
    .on_outcomes = on_outcomes,
    .on_purged = on_purged,
    .on_folded = on_folded,
};

static bool allow(void *context, const struct br_hash *pin, const char *protocol)
{
    (void)context;
    (void)pin;
    (void)protocol;
    return true;
}

static void on_accept(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                      const char *protocol)
{
    struct machine *machine = context;
    (void)protocol;
    for (size_t i = 0; i < machine->world->count && machine->replica != NULL; i++) {
        const struct machine *other = &machine->world->machines[i];
        struct br_hash theirs = br_tls_pin(other->tls);
        if (br_hash_equal(pin, &theirs)) {
            struct br_party party = {.type = other->role == BR_NODE_SERVER ? BR_PARTY_ACADEMY
                                                                           : BR_PARTY_DEVICE,
                                     .academy = other->academy,
                                     .member = other->member};
            br_replica_attach(machine->replica, pipe, &party);
            return;
        }
    }
    br_pipe_abort(pipe, BR_ERR_REFUSED, "nobody we know");
}

static const struct br_listener_events listener_events = {.allow = allow, .on_accept = on_accept};

static enum br_status machine_open(struct machine *machine, struct br_error *error)
{
    struct br_replica_options options = {
        .loop = &machine->world->loop,
        .role = machine->role,
        .folder = machine->folder,
        .domain = machine->world->domain,
        .academy = machine->academy,
        .tls = machine->tls,
        .create = true,
        .recovering = machine->recovering,
        .signing = machine->signing,
        .epoch = machine->role == BR_NODE_SERVER ? machine->epoch : 0,
        .software = "test",
    };
    return br_replica_open(&options, &replica_events, machine, &machine->replica, error);
}

/** Open its replica, and its port, and turn until it is at rest. */
UNUSED static void machine_start(struct machine *machine)
{
    struct br_error error = {""};
    if (!CHECK(machine_open(machine, &error) == BR_OK)) {
        (void)printf("  %s: %s\n", machine->name, error.text);
        exit(1);
    }
    if (machine->role == BR_NODE_SERVER) {
        CHECK(br_listener_start(&machine->world->loop, machine->tls, "127.0.0.1:0",
                                &listener_events, machine, &machine->listener, &error) == BR_OK);
    }
    UNTIL(machine->world, !br_replica_folding(machine->replica) && !machine->replica->scrubbing);
}

static void on_stopped(void *context)
{
    bool *stopped = context;
    *stopped = true;
}

UNUSED static void machine_stop(struct machine *machine)
{
    bool listening = machine->listener != NULL;
    bool stopped = false;
    bool closed = !listening;
    if (listening) {
        br_listener_stop(machine->listener, on_stopped, &closed);
        machine->listener = NULL;
    }
    br_replica_stop(machine->replica, on_stopped, &stopped);
    machine->replica = NULL;
    UNTIL(machine->world, stopped && closed);
}

static struct machine *machine_new(struct world *world, const char *name, enum br_node_role role)
{
    struct br_error error = {""};
    char path[NAME_SIZE + 20];
    BR_ASSERT(world->count < MACHINES_MAX);
    struct machine *machine = &world->machines[world->count++];
    *machine = (struct machine){.world = world, .role = role, .epoch = 1};
    (void)snprintf(machine->name, sizeof machine->name, "%s", name);
    (void)snprintf(machine->folder, sizeof machine->folder, "%s/%s", br_test_folder(), name);
    CHECK(br_folder_make(machine->folder, &error) == BR_OK);
    (void)snprintf(path, sizeof path, "%s/tls.pem", machine->folder);
    CHECK(br_tls_key_new(path, &error) == BR_OK);
    CHECK(br_tls_open(path, &machine->tls, &error) == BR_OK);
    return machine;
}

/* --- what they say --- */

struct saying {
    bool answered;
    enum br_status status;
    struct br_outcome outcome;
};

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct saying *saying = context;
    *saying = (struct saying){.answered = true, .status = status, .outcome = *outcome};
}

/** As someone who may say all; [author] NULL: as the academy. Turns until it is answered. */
static struct saying say_bytes(struct machine *academy, const char *kind,
                               struct br_audience audience, struct br_id id,
                               const struct br_id *author, struct br_bytes payload)
{
    static const struct br_id nobody;
    struct saying saying = {.answered = false};
    struct br_write write = {.id = id,
                             .author = author == NULL ? nobody : *author,
                             .roles = author == NULL ? BR_ROLES_ACADEMY : 0xfe,
                             .audience = audience,
                             .kind = br_kind_by_name(kind)->number,
                             .payload = payload};
    br_replica_say(academy->replica, &write, on_said, &saying);
    UNTIL(academy->world, saying.answered);
    return saying;
}

static struct br_bytes pack(struct br_buffer *out, const char *kind, va_list arguments)
{
    struct br_arena arena;
    struct br_error error;
    br_arena_init(&arena, 1u << 20);
    br_buffer_init(out, 1u << 20);
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, &arena);
    BR_ASSERT(message != NULL);
    for (const char *name = va_arg(arguments, const char *); name != NULL;
         name = va_arg(arguments, const char *)) {
        struct br_bytes value = br_bytes_of_text(va_arg(arguments, const char *));
        enum br_status status = br_message_set(message, &arena, name, value, &error);
        BR_ASSERT(status == BR_OK);
    }
    br_message_pack(message, out);
    br_arena_free(&arena);
    return br_buffer_bytes(out);
}

/** Fields: "name", "value", ..., NULL. */
static struct saying try_say(struct machine *academy, const char *kind, struct br_audience audience,
                             struct br_id id, const struct br_id *author, ...) UNUSED;
static struct saying try_say(struct machine *academy, const char *kind, struct br_audience audience,
                             struct br_id id, const struct br_id *author, ...)
{
    struct br_buffer payload;
    va_list arguments;
    va_start(arguments, author);
    struct br_bytes bytes = pack(&payload, kind, arguments);
    va_end(arguments);
    struct saying saying = say_bytes(academy, kind, audience, id, author, bytes);
    br_buffer_free(&payload);
    return saying;
}

static bool was_numbered(const struct saying *saying)
{
    bool numbered = saying->status == BR_OK && saying->outcome.type == BR_OUTCOME_NUMBERED;
    if (!numbered) {
        (void)printf("  %s: %s\n", br_status_text(saying->status), saying->outcome.reason);
    }
    return numbered;
}

UNUSED static void accept_academy(struct machine *academy, const struct machine *other, bool yes)
{
    char hex[BR_HASH_TEXT_SIZE];
    br_hash_text(&other->academy, hex);
    struct saying saying =
        try_say(academy, "academy_accepted", to_network, br_id_new(), NULL, "academy", hex, "name",
                other->name, "accepted", yes ? "true" : "false", NULL);
    CHECK(was_numbered(&saying));
}

UNUSED static void set_room_member(struct machine *academy, struct br_id room,
                                   const struct br_id *member, bool joined)
{
    char room_hex[BR_ID_TEXT_SIZE];
    char member_hex[BR_ID_TEXT_SIZE];
    struct br_id coach = id_of(900);
    br_id_text(&room, room_hex);
    br_id_text(member, member_hex);
    struct saying saying =
        try_say(academy, "room_member_set", to_academy, br_id_new(), &coach, "room", room_hex,
                "member", member_hex, "joined", joined ? "true" : "false", NULL);
    CHECK(was_numbered(&saying));
}

UNUSED static struct br_id start_thread(struct machine *academy, struct br_audience audience,
                                        const char *title)
{
    struct br_id coach = id_of(900);
    struct br_id id = br_id_new();
    struct saying saying =
        try_say(academy, "thread_started", audience, id, &coach, "title", title, NULL);
    CHECK(was_numbered(&saying));
    return id;
}

/** A room of [academy]; its stream's audience. */
UNUSED static struct br_audience open_room(struct machine *academy, const char *name)
{
    struct br_id coach = id_of(900);
    struct br_audience audience = {.type = BR_AUDIENCE_ROOM, .id = br_id_new()};
    struct saying saying = try_say(academy, "room_opened", to_academy, audience.id, &coach, "name",
                                   name, "pathway", "Older people", NULL);
    CHECK(was_numbered(&saying));
    return audience;
}

/* --- worlds --- */

UNUSED static void world_start(struct world *world)
{
    struct br_error error = {""};
    size_t count = 0;
    const struct br_file *files = br_domain_files(&count);
    *world = (struct world){.count = 0};
    CHECK(br_domain_new(files, count, &world->domain, &error) == BR_OK);
    CHECK(uv_loop_init(&world->loop) == 0);
}

/** An academy that runs and has said its keys. */
UNUSED static struct machine *academy_new(struct world *world, const char *name)
{
    struct machine *machine = machine_new(world, name, BR_NODE_SERVER);
    uint8_t seed[32] = {(uint8_t)world->count};
    struct br_public_key public;
    struct br_hash pin = br_tls_pin(machine->tls);
    struct br_buffer packed;
    br_key_pair(seed, &machine->recovery, &public);
    machine->academy = br_keys_academy(&public);
    seed[1] = 1;
    br_key_pair(seed, &machine->signing, &public);
    br_keys_make(&machine->recovery, &public, &pin, &machine->keys);
    machine_start(machine);
    br_buffer_init(&packed, 1000);
    br_keys_pack(&machine->keys, &packed);
    struct saying saying =
        say_bytes(machine, "academy_keys", to_network, br_id_new(), NULL, br_buffer_bytes(&packed));
    CHECK(was_numbered(&saying));
    br_buffer_free(&packed);
    return machine;
}

/** A device of a member of [home], who has a role there; it does not run yet. */
UNUSED static struct machine *device_new(struct machine *home, const char *name)
{
    struct machine *machine = machine_new(home->world, name, BR_NODE_CLIENT);
    char hex[BR_ID_TEXT_SIZE];
    machine->academy = home->academy;
    machine->member = id_of(100 + (unsigned)home->world->count);
    br_id_text(&machine->member, hex);
    struct saying saying = try_say(home, "role_given", to_academy, br_id_new(), NULL, "member", hex,
                                   "role", "coach", "given", "true", NULL);
    CHECK(was_numbered(&saying));
    return machine;
}

/** The two accept each other and are connected. */
UNUSED static void befriend(struct machine *one, struct machine *other)
{
    size_t ups = other->ups;
    accept_academy(one, other, true);
    accept_academy(other, one, true);
    br_replica_peer(one->replica, &other->academy, true);
    UNTIL(one->world, other->ups > ups);
}

UNUSED static void world_stop(struct world *world)
{
    disk_free();
    for (size_t i = 0; i < world->count; i++) {
        if (world->machines[i].replica != NULL) {
            machine_stop(&world->machines[i]);
        }
        br_tls_free(world->machines[i].tls);
    }
    CHECK(uv_run(&world->loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&world->loop) == 0);
    br_domain_free(world->domain);
}

/* --- looking --- */

/** How far [machine] holds what [origin] said to [audience], as its node knows. */
UNUSED static uint64_t tail_of(const struct machine *machine, const struct machine *origin,
                               struct br_audience audience)
{
    struct br_stream stream = {.origin = origin->academy, .audience = audience};
    for (size_t i = 0; i < br_node_stream_count(machine->replica->node); i++) {
        struct br_stream_status status = br_node_stream_status(machine->replica->node, i);
        if (br_stream_equal(&status.stream, &stream)) {
            return status.tail.seq;
        }
    }
    return 0;
}

/** Is all folded, and nothing else under way? */
UNUSED static bool at_rest(const struct machine *machine)
{
    const struct br_replica *replica = machine->replica;
    return !br_replica_folding(replica) && replica->jobs == 0 && commit_idle(&replica->sides[0]) &&
           commit_idle(&replica->sides[1]);
}

struct counting {
    const char *sql;
    uint64_t count;
    bool done;
};

static bool take_count(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct counting *counting = context;
    (void)count;
    (void)names;
    counting->count = (uint64_t)cells[0].integer;
    return false;
}

static void count_work(void *context, const struct br_replica_hands *hands)
{
    struct counting *counting = context;
    struct br_error error = {""};
    enum br_status status =
        br_views_query(hands->views, counting->sql, NULL, 0, take_count, counting, &error);
    if (status != BR_OK) {
        (void)printf("  %s\n", error.text);
        counting->count = UINT64_MAX;
    }
}

static void count_done(void *context)
{
    struct counting *counting = context;
    counting->done = true;
}

/** The one number that [sql] gives, of the views of [file]. */
UNUSED static uint64_t count_in(struct machine *machine, enum br_replica_file file, const char *sql)
{
    struct counting counting = {.sql = sql};
    br_replica_run(machine->replica, file, count_work, count_done, &counting);
    UNTIL(machine->world, counting.done);
    return counting.count;
}

#endif
