/* Connections as they come: in pieces, too big, unread, at the wrong moment, or not at all. */
#include "test_replica_world.h"

#include <arpa/inet.h>
#include <pthread.h>

/* --- a peer that says what we want --- */

struct raw {
    struct br_pipe *pipe; /* NULL: closed */
    bool open;
    struct br_buffer received;
    char why[200];
};

static void raw_open(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                     const char *protocol)
{
    struct raw *raw = context;
    (void)pipe;
    (void)pin;
    (void)protocol;
    raw->open = true;
}

static void raw_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    struct raw *raw = context;
    (void)pipe;
    br_buffer_put(&raw->received, bytes.data, bytes.size);
}

static void raw_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    struct raw *raw = context;
    (void)pipe;
    (void)status;
    raw->pipe = NULL;
    (void)snprintf(raw->why, sizeof raw->why, "%s", why);
}

static const struct br_pipe_events raw_events = {
    .on_open = raw_open, .on_bytes = raw_bytes, .on_closed = raw_closed};

/* Dial [to] with the key of [as], which does not run. */
static void raw_start(struct raw *raw, const struct machine *as, const struct machine *to)
{
    struct br_hash pin = br_tls_pin(to->tls);
    *raw = (struct raw){.open = false};
    br_buffer_init(&raw->received, 32u << 20);
    raw->pipe = br_dial_start(&as->world->loop, as->tls, br_listener_address(to->listener), &pin,
                              BR_ALPN_SYNC, &raw_events, raw);
    UNTIL(as->world, raw->open);
}

static void raw_send(struct raw *raw, struct br_buffer *take_bytes)
{
    CHECK(br_pipe_send(raw->pipe, br_buffer_bytes(take_bytes)) == BR_OK);
    br_buffer_free(take_bytes);
}

static void put_hello(struct br_buffer *out, const struct machine *as, uint64_t credit)
{
    struct br_hello hello = {.version_min = 1,
                             .version_max = 1,
                             .academy = as->academy,
                             .instance = id_of(77),
                             .credit = credit,
                             .software = "raw"};
    br_buffer_init(out, 1u << 20);
    br_frame_put_hello(out, &hello);
}

static void raw_stop(struct raw *raw, struct world *world)
{
    if (raw->pipe != NULL) {
        br_pipe_abort(raw->pipe, BR_OK, "test ends");
    }
    UNTIL(world, raw->pipe == NULL);
    br_buffer_free(&raw->received);
}

/* Two academies that accept each other; the second does not run. */
struct scene {
    struct world world;
    struct machine *one;
    struct machine *other;
};

static void scene_begin(struct scene *scene, const char *name)
{
    char other[40];
    world_start(&scene->world);
    scene->one = academy_new(&scene->world, name);
    (void)snprintf(other, sizeof other, "%s-other", name);
    scene->other = academy_new(&scene->world, other);
    accept_academy(scene->one, scene->other, true);
    machine_stop(scene->other);
}

/* --- frames --- */

/* However the bytes are cut, they are the same frames. */
static void test_frames_in_pieces(void)
{
    static const size_t pieces[] = {1, 3, 4, 5, 7, 1000};
    struct scene scene;
    scene_begin(&scene, "pieces");
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct raw raw;
        struct br_buffer bytes;
        size_t ups = scene.one->ups;
        raw_start(&raw, scene.other, scene.one);
        put_hello(&bytes, scene.other, 1000);
        for (uint64_t ping = 0; ping < 5; ping++) {
            br_frame_put_ping(&bytes, ping);
        }
        for (size_t at = 0; at < bytes.size; at += pieces[i]) {
            size_t size = bytes.size - at < pieces[i] ? bytes.size - at : pieces[i];
            CHECK(br_pipe_send(raw.pipe, (struct br_bytes){bytes.data + at, size}) == BR_OK);
            turns(&scene.world, 4); /* each piece leaves and arrives alone */
        }
        UNTIL(&scene.world, scene.one->ups == ups + 1);
        struct br_buffer pong;
        br_buffer_init(&pong, 100);
        br_frame_put_pong(&pong, 4);
        UNTIL(&scene.world,
              memmem(raw.received.data, raw.received.size, pong.data, pong.size) != NULL);
        br_buffer_free(&pong);
        br_buffer_free(&bytes);
        raw_stop(&raw, &scene.world);
        UNTIL(&scene.world, scene.one->replica->connection_count == 0);
    }
    world_stop(&scene.world);
}

/* What is wrong ends the conversation, whole or in pieces, and what follows it is not looked at. */
static void test_frames_that_are_wrong(void)
{
    static const uint8_t too_long[] = {0xff, 0xff, 0xff, 0x7f, 1, 2, 3, 4};
    static const uint8_t nonsense[] = {3, 0, 0, 0, 0xff, 0xff, 0xff, 3, 0, 0, 0, 1, 1, 1};
    static const struct {
        const uint8_t *bytes;
        size_t size;
        size_t piece;
    } cases[] = {{too_long, sizeof too_long, 8},
                 {too_long, sizeof too_long, 2},
                 {nonsense, sizeof nonsense, 14},
                 {nonsense, sizeof nonsense, 5}};
    struct scene scene;
    scene_begin(&scene, "wrong");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct raw raw;
        raw_start(&raw, scene.other, scene.one);
        for (size_t at = 0; at < cases[i].size && raw.pipe != NULL; at += cases[i].piece) {
            size_t rest = cases[i].size - at;
            size_t size = rest < cases[i].piece ? rest : cases[i].piece;
            enum br_status status =
                br_pipe_send(raw.pipe, (struct br_bytes){cases[i].bytes + at, size});
            CHECK(status == BR_OK || at > 0);
            turns(&scene.world, 4);
        }
        UNTIL(&scene.world, raw.pipe == NULL && scene.one->replica->connection_count == 0);
        CHECK(raw.received.size > 0); /* why, in a Bye */
        raw_stop(&raw, &scene.world);
    }
    world_stop(&scene.world);
}

/* No room for half a frame: that conversation ends, at once or when more of it comes. */
static void test_frames_that_memory_is_not_enough_for(void)
{
    struct scene scene;
    scene_begin(&scene, "memory");
    for (size_t room = 0; room <= 60; room += 30) {
        struct raw raw;
        struct br_buffer bytes;
        raw_start(&raw, scene.other, scene.one);
        UNTIL(&scene.world, scene.one->replica->connection_count == 1);
        scene.one->replica->connections[0]->frame.size_max = room;
        put_hello(&bytes, scene.other, 1000);
        CHECK(br_pipe_send(raw.pipe, (struct br_bytes){bytes.data, 20}) == BR_OK);
        turns(&scene.world, 30);
        CHECK_UINT(scene.one->replica->connection_count, room == 0 ? 0 : 1);
        if (room > 0) {
            CHECK(br_pipe_send(raw.pipe, (struct br_bytes){bytes.data + 20, 30}) == BR_OK);
            turns(&scene.world, 30);
            CHECK_UINT(scene.one->replica->connection_count, room == 30 ? 0 : 1);
        }
        br_buffer_free(&bytes);
        raw_stop(&raw, &scene.world);
        UNTIL(&scene.world, scene.one->replica->connection_count == 0);
    }
    world_stop(&scene.world);
}

/* Who gives credit without end and then does not read is cut off, before it costs memory. */
static void test_who_does_not_read_is_cut_off(void)
{
    enum { TEXT_SIZE = 60000, THREADS = 230 };
    static char text[TEXT_SIZE + 1];
    struct scene scene;
    struct raw raw;
    struct br_buffer bytes;
    struct br_id coach = id_of(900);
    scene_begin(&scene, "unread");
    memset(text, 'x', TEXT_SIZE);
    for (int i = 0; i < THREADS; i++) {
        struct saying saying = try_say(scene.one, "thread_started", to_network, br_id_new(), &coach,
                                       "title", "Long", "text", text, NULL);
        CHECK(was_numbered(&saying));
    }
    raw_start(&raw, scene.other, scene.one);
    br_pipe_read(raw.pipe, false);
    put_hello(&bytes, scene.other, 1ull << 30);
    struct br_stream stream = {.origin = scene.one->academy, .audience = to_network};
    br_frame_put_want(&bytes, &stream, 0);
    raw_send(&raw, &bytes);
    size_t downs = scene.one->downs;
    UNTIL(&scene.world, scene.one->replica->connection_count == 1 && scene.one->ups > 0);
    UNTIL(&scene.world, scene.one->downs > downs || scene.one->replica->connection_count == 0);
    CHECK_UINT(scene.one->replica->connection_count, 0);
    (void)start_thread(scene.one, to_network, "It goes on");
    raw_stop(&raw, &scene.world);
    world_stop(&scene.world);
}

/* --- dialling --- */

static const char *why_not(const struct machine *machine, const struct machine *other)
{
    static struct br_peer_status found;
    found = (struct br_peer_status){.why = ""};
    for (size_t i = 0; i < br_node_peer_count(machine->replica->node); i++) {
        struct br_peer_status status = br_node_peer_status(machine->replica->node, i);
        if (br_hash_equal(&status.academy, &other->academy)) {
            found = status;
        }
    }
    return found.why;
}

/* A port at which connections wait for ever; its socket. */
static int silent_port(char *address, size_t size)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(handle, (const struct sockaddr *)&at, sizeof at) == 0 && listen(handle, 5) == 0);
    CHECK(getsockname(handle, (struct sockaddr *)&at, &length) == 0);
    (void)snprintf(address, size, "127.0.0.1:%u", (unsigned)ntohs(at.sin_port));
    return handle;
}

static void test_whom_we_cannot_reach(void)
{
    struct scene scene;
    scene_begin(&scene, "unreached");
    struct machine *third = academy_new(&scene.world, "unreached-third");
    accept_academy(scene.one, third, true);
    accept_academy(third, scene.one, true);
    int silent = silent_port(scene.other->elsewhere, sizeof scene.other->elsewhere);
    third->away = true;
    br_replica_peer(scene.one->replica, &third->academy, true);
    br_replica_peer(scene.one->replica, &scene.other->academy, true);
    UNTIL(&scene.world, why_not(scene.one, third)[0] != '\0'); /* behind another in the list */
    third->away = false;
    br_replica_peer(scene.one->replica, &third->academy, true);
    UNTIL(&scene.world, scene.one->ups == 1);
    CHECK(scene.one->replica->dialling != NULL);
    world_stop(&scene.world); /* and one is being dialled while it stops */
    CHECK(close(silent) == 0);
}

/* --- stopping --- */

struct holding {
    pthread_mutex_t mutex;
    bool done;
};

static void hold_work(void *context, const struct br_replica_hands *hands)
{
    struct holding *holding = context;
    (void)hands;
    (void)pthread_mutex_lock(&holding->mutex);
    (void)pthread_mutex_unlock(&holding->mutex);
}

static void hold_done(void *context)
{
    struct holding *holding = context;
    holding->done = true;
}

/* Until it is let go, [file] of [machine] is at work. */
static void hold(struct holding *holding, struct machine *machine, enum br_replica_file file)
{
    *holding = (struct holding){.mutex = PTHREAD_MUTEX_INITIALIZER};
    (void)pthread_mutex_lock(&holding->mutex);
    br_replica_run(machine->replica, file, hold_work, hold_done, holding);
}

static void let_go(struct holding *holding)
{
    (void)pthread_mutex_unlock(&holding->mutex);
}

/* Whatever is at work ends first; who calls meanwhile is turned away. */
static void test_a_call_while_stopping(void)
{
    for (int file = 0; file < BR_FILE_COUNT; file++) {
        char name[40];
        struct scene scene;
        struct raw raw;
        struct holding holding;
        bool stopped = false;
        (void)snprintf(name, sizeof name, "stopping-%d", file);
        scene_begin(&scene, name);
        hold(&holding, scene.one, (enum br_replica_file)file);
        br_replica_stop(scene.one->replica, on_stopped, &stopped);
        raw_start(&raw, scene.other, scene.one);
        UNTIL(&scene.world, raw.pipe == NULL);
        br_replica_scrub(scene.one->replica); /* too late */
        CHECK(!stopped && !holding.done);
        let_go(&holding);
        UNTIL(&scene.world, stopped);
        CHECK(holding.done);
        scene.one->replica = NULL;
        raw_stop(&raw, &scene.world);
        bool closed = false;
        br_listener_stop(scene.one->listener, on_stopped, &closed);
        scene.one->listener = NULL;
        UNTIL(&scene.world, closed);
        world_stop(&scene.world);
    }
}

/* Batches that wait for a log when it stops were promised to nobody, and come again. */
static void test_batches_that_wait_while_stopping(void)
{
    struct scene scene;
    struct holding holding;
    bool stopped = false;
    scene_begin(&scene, "batches");
    machine_start(scene.other);
    befriend(scene.one, scene.other);
    UNTIL(&scene.world, tail_of(scene.one, scene.other, to_network) == 2 && at_rest(scene.one));
    struct side *side = &scene.one->replica->sides[BR_SIDE_SHARED];
    side->busy = true; /* as by a transaction that takes its time */
    (void)start_thread(scene.other, to_network, "First");
    (void)start_thread(scene.other, to_network, "Second");
    UNTIL(&scene.world, side->waiting[COMMIT_RECEIVE].count == 2);
    hold(&holding, scene.one, BR_FILE_LOG_SHARED);
    br_replica_stop(scene.one->replica, on_stopped, &stopped);
    side->busy = false;
    let_go(&holding);
    UNTIL(&scene.world, stopped);
    bool closed = false;
    br_listener_stop(scene.one->listener, on_stopped, &closed);
    scene.one->listener = NULL;
    UNTIL(&scene.world, closed);
    machine_start(scene.one);
    CHECK_UINT(tail_of(scene.one, scene.other, to_network), 2);
    br_replica_peer(scene.one->replica, &scene.other->academy, true);
    UNTIL(&scene.world, tail_of(scene.one, scene.other, to_network) == 4);
    world_stop(&scene.world);
}

/* --- reading that was stopped --- */

/* Who brought too much is read again when half of it is gone, and not before. */
static void test_reading_goes_on(void)
{
    static const struct {
        size_t all;
        size_t own;
        bool closing;
        bool goes_on;
    } cases[] = {{BR_WAITING_SIZE_MAX / 2 + 1, 0, false, false},
                 {BR_WAITING_SIZE_MAX / 2, BR_WAITING_CONNECTION_MAX / 2 + 1, false, false},
                 {BR_WAITING_SIZE_MAX / 2, BR_WAITING_CONNECTION_MAX / 2, true, false},
                 {BR_WAITING_SIZE_MAX / 2, BR_WAITING_CONNECTION_MAX / 2, false, true}};
    struct scene scene;
    struct raw raw;
    struct br_buffer bytes;
    scene_begin(&scene, "paused");
    raw_start(&raw, scene.other, scene.one);
    put_hello(&bytes, scene.other, 1000);
    raw_send(&raw, &bytes);
    UNTIL(&scene.world, scene.one->ups == 1);
    struct br_replica *replica = scene.one->replica;
    struct connection *connection = replica->connections[0];
    connection->paused = true;
    br_pipe_read(connection->pipe, false);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        replica->waiting_size = cases[i].all;
        connection->waiting_size = cases[i].own;
        connection->closing = cases[i].closing;
        (void)start_thread(scene.one, to_academy, "A commit");
        CHECK(connection->paused != cases[i].goes_on);
        CHECK_UINT(replica->waiting_size, cases[i].all);
    }
    replica->waiting_size = 0;
    connection->waiting_size = 0;
    br_buffer_init(&bytes, 100);
    br_frame_put_ping(&bytes, 5);
    size_t before = raw.received.size;
    raw_send(&raw, &bytes);
    UNTIL(&scene.world, raw.received.size > before);
    raw_stop(&raw, &scene.world);
    world_stop(&scene.world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_frames_in_pieces),
        BR_TEST(test_frames_that_are_wrong),
        BR_TEST(test_frames_that_memory_is_not_enough_for),
        BR_TEST(test_who_does_not_read_is_cut_off),
        BR_TEST(test_whom_we_cannot_reach),
        BR_TEST(test_a_call_while_stopping),
        BR_TEST(test_batches_that_wait_while_stopping),
        BR_TEST(test_reading_goes_on),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
