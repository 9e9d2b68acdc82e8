/* Bytes over a TLS pipe: all arrive, the queue is bounded, reading pushes back, ends are clean. */
#include "test_net_world.h"

static uint8_t *pattern(size_t size)
{
    uint8_t *data = malloc(size + 1);
    uint32_t state = 12345;
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525u + 1013904223u;
        data[i] = (uint8_t)(state >> 24);
    }
    return data;
}

static void test_echo_of_many_sizes(void)
{
    static const size_t sizes[] = {0, 1, 16383, 16384, 16385, 65535, 65536, 65537, 1024u * 1024u};
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.echo = true;
    connect_sides(&world);
    struct br_hash server = br_tls_pin(world.server);
    struct br_hash client = br_tls_pin(world.client);
    CHECK(br_hash_equal(&world.dialled.pin, &server));
    CHECK(br_hash_equal(&world.accepted[0].pin, &client));
    CHECK_TEXT(world.dialled.protocol, BR_ALPN_SYNC);
    CHECK_TEXT(world.accepted[0].protocol, BR_ALPN_SYNC);
    CHECK_TEXT(br_pipe_remote(world.dialled.pipe), br_listener_address(world.listener));
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t *data = pattern(sizes[i]);
        br_buffer_clear(&world.dialled.received);
        CHECK(br_pipe_send(world.dialled.pipe, (struct br_bytes){data, sizes[i]}) == BR_OK);
        UNTIL(&world, world.dialled.received.size >= sizes[i]);
        CHECK(br_bytes_equal(br_buffer_bytes(&world.dialled.received),
                             (struct br_bytes){data, sizes[i]}));
        free(data);
    }
    CHECK_UINT(br_pipe_queued(world.dialled.pipe), 0);
    CHECK(br_pipe_wire_bytes(world.dialled.pipe) > 2u * 1024u * 1024u);
    world_stop(&world);
}

static void test_ipv6_and_names(void)
{
    static const char *const listens[] = {"[::1]:0", "localhost:0"};
    for (size_t i = 0; i < 2; i++) {
        struct world world;
        world_start(&world, listens[i]);
        struct br_hash pin = br_tls_pin(world.server);
        const char *port = strrchr(br_listener_address(world.listener), ':');
        char name[64];
        (void)snprintf(name, sizeof name, "%s%s", i == 0 ? "[::1]" : "localhost", port);
        side_start(&world.dialled, NULL);
        world.dialled.pipe = br_dial_start(&world.loop, world.client, name, &pin, BR_ALPN_SYNC,
                                           &side_events, &world.dialled);
        UNTIL(&world, world.accepted_count == 1 && world.dialled.opened == 1);
        CHECK_TEXT(br_pipe_remote(world.dialled.pipe), name);
        world_stop(&world);
    }
}

/* What one turn queues leaves as one write: the other side needs few calls to see all of it. */
static void test_small_messages_travel_together(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    uint64_t before = br_pipe_wire_bytes(world.dialled.pipe);
    for (int i = 0; i < 1000; i++) {
        CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("0123456789")) == BR_OK);
    }
    UNTIL(&world, world.accepted[0].received.size == 10000);
    /* A record adds 22 bytes: 1,000 records would be 32,000 bytes on the wire. */
    CHECK(br_pipe_wire_bytes(world.dialled.pipe) - before < 10000 + 5 * 22);
    CHECK(world.accepted[0].calls <= 3);
    world_stop(&world);
}

static void test_sending_before_open_is_kept(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    dial_as(&world, world.client, BR_ALPN_SYNC);
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("early")) == BR_OK);
    UNTIL(&world, world.accepted[0].received.size == 5);
    world_stop(&world);
}

static void test_queue_maximum_and_drain(void)
{
    uint8_t *data = pattern(BR_WRITE_QUEUE_MAX + 1);
    for (size_t size = BR_WRITE_QUEUE_MAX - 1; size <= BR_WRITE_QUEUE_MAX + 1; size++) {
        struct world world;
        world_start(&world, "127.0.0.1:0");
        connect_sides(&world);
        struct br_pipe *pipe = world.dialled.pipe;
        bool fits = size <= BR_WRITE_QUEUE_MAX;
        CHECK(br_pipe_send(pipe, (struct br_bytes){data, size}) == (fits ? BR_OK : BR_ERR_LIMIT));
        CHECK_UINT(br_pipe_queued(pipe), fits ? size : 0);
        if (fits) {
            size_t room = BR_WRITE_QUEUE_MAX - size;
            CHECK(br_pipe_send(pipe, (struct br_bytes){data, room + 1}) == BR_ERR_LIMIT);
            CHECK_UINT(br_pipe_queued(pipe), size); /* nothing of it was queued */
            CHECK(br_pipe_send(pipe, (struct br_bytes){data, room}) == BR_OK);
            CHECK_UINT(world.dialled.drained, 0);
            UNTIL(&world, world.dialled.drained == 1);
            CHECK(br_pipe_queued(pipe) < BR_WRITE_QUEUE_LOW);
            UNTIL(&world, world.accepted[0].received.size == BR_WRITE_QUEUE_MAX);
            CHECK(memcmp(world.accepted[0].received.data, data, size) == 0);
            CHECK_UINT(world.dialled.drained, 1); /* once for any number of refusals */
        }
        world_stop(&world);
    }
    free(data);
}

/* Fill until refused; only the other side's reading makes room again. */
static void test_paused_reader_pushes_back(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    uint8_t *data = pattern(65536);
    size_t sent = 0;
    br_pipe_read(world.accepted[0].pipe, false);
    enum br_status status = BR_OK;
    while (status == BR_OK && sent < 512u * 1024u * 1024u) {
        status = br_pipe_send(world.dialled.pipe, (struct br_bytes){data, 65536});
        sent += status == BR_OK ? 65536 : 0;
        for (int i = 0; i < 4; i++) {
            (void)turn_loop(&world.loop);
        }
    }
    CHECK(status == BR_ERR_LIMIT);
    CHECK(sent >= BR_WRITE_QUEUE_MAX - 65536);
    CHECK_UINT(world.accepted[0].received.size, 0);
    CHECK_UINT(world.dialled.drained, 0);
    world.accepted[0].received.size_max = sent;
    br_pipe_read(world.accepted[0].pipe, true);
    UNTIL(&world, world.accepted[0].received.size == sent);
    CHECK_UINT(world.dialled.drained, 1);
    bool equal = true;
    for (size_t at = 0; at < sent; at += 65536) {
        equal = equal && memcmp(world.accepted[0].received.data + at, data, 65536) == 0;
    }
    CHECK(equal);
    free(data);
    world_stop(&world);
}

/* Pausing inside on_bytes holds even what has already come from the system. */
static void test_pause_inside_a_callback(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    struct side *side = &world.accepted[0];
    uint8_t *data = pattern(1024u * 1024u);
    side->pause_at_bytes = true;
    CHECK(br_pipe_send(world.dialled.pipe, (struct br_bytes){data, 1024u * 1024u}) == BR_OK);
    int calls = 0;
    while (side->received.size < 1024u * 1024u && calls < 1000) {
        calls++;
        UNTIL(&world, side->calls == calls);
        for (int i = 0; i < 3; i++) { /* nothing comes while paused */
            (void)turn_loop(&world.loop);
        }
        if (!CHECK_UINT(side->calls, calls)) {
            break;
        }
        br_pipe_read(side->pipe, true);
    }
    CHECK(br_bytes_equal(br_buffer_bytes(&side->received), (struct br_bytes){data, 1024u * 1024u}));
    CHECK(calls >= 16);
    free(data);
    world_stop(&world);
}

static void test_close_delivers_everything(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    uint8_t *data = pattern(BR_WRITE_QUEUE_MAX);
    CHECK(br_pipe_send(world.dialled.pipe, (struct br_bytes){data, BR_WRITE_QUEUE_MAX}) == BR_OK);
    br_pipe_close(world.dialled.pipe);
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("late")) == BR_ERR_CLOSED);
    br_pipe_close(world.dialled.pipe); /* again changes nothing */
    CHECK_UINT(world.dialled.closed, 0);
    UNTIL(&world, world.dialled.closed == 1 && world.accepted[0].closed == 1);
    CHECK(world.dialled.status == BR_OK && world.accepted[0].status == BR_OK);
    CHECK(br_bytes_equal(br_buffer_bytes(&world.accepted[0].received),
                         (struct br_bytes){data, BR_WRITE_QUEUE_MAX}));
    free(data);
    world_stop(&world);
}

static void test_both_sides_close_at_once(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("one")) == BR_OK);
    CHECK(br_pipe_send(world.accepted[0].pipe, br_bytes_of_text("two")) == BR_OK);
    br_pipe_close(world.dialled.pipe);
    br_pipe_close(world.accepted[0].pipe);
    UNTIL(&world, world.dialled.closed == 1 && world.accepted[0].closed == 1);
    CHECK(world.dialled.status == BR_OK && world.accepted[0].status == BR_OK);
    world_stop(&world);
}

static void test_close_inside_a_callback(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    world.accepted[0].close_at_bytes = true;
    uint8_t *data = pattern(200000);
    CHECK(br_pipe_send(world.dialled.pipe, (struct br_bytes){data, 200000}) == BR_OK);
    UNTIL(&world, world.dialled.closed == 1 && world.accepted[0].closed == 1);
    CHECK_UINT(world.accepted[0].calls, 1); /* nothing is told after it was closed */
    CHECK(world.accepted[0].status == BR_OK);
    CHECK(world.dialled.status == BR_OK);
    free(data);
    world_stop(&world);
}

/* A receiver that never reads cannot keep a closing pipe for ever. */
static void test_close_gives_up(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    uint8_t *data = pattern(BR_WRITE_QUEUE_MAX);
    br_pipe_read(world.accepted[0].pipe, false);
    enum br_status status = BR_OK;
    while (status == BR_OK) { /* more than the system's own buffers take */
        status = br_pipe_send(world.dialled.pipe, (struct br_bytes){data, 1024u * 1024u});
        (void)turn_loop(&world.loop);
    }
    uint64_t start_ms = uv_now(&world.loop);
    br_pipe_close(world.dialled.pipe);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_TIMEOUT);
    CHECK(uv_now(&world.loop) - start_ms >= BR_STOP_DEADLINE_MS / 2);
    free(data);
    world_stop(&world);
}

static void test_abort_is_told_later_and_once(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("never sent")) == BR_OK);
    br_pipe_abort(world.dialled.pipe, BR_ERR_PROTOCOL, "because");
    br_pipe_abort(world.dialled.pipe, BR_ERR_LIMIT, "an echo");
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("x")) == BR_ERR_CLOSED);
    CHECK_UINT(world.dialled.closed, 0);
    UNTIL(&world, world.dialled.closed == 1 && world.accepted[0].closed == 1);
    CHECK(world.dialled.status == BR_ERR_PROTOCOL);
    CHECK_TEXT(world.dialled.why, "because");
    CHECK(world.accepted[0].status == BR_ERR_NETWORK); /* no goodbye: it may lack bytes */
    CHECK_UINT(world.accepted[0].received.size, 0);
    world_stop(&world);
}

static void test_dialling_to_nobody(void)
{
    static const struct {
        const char *address;
        enum br_status status;
    } cases[] = {{"127.0.0.1:1", BR_ERR_NETWORK},
                 {"[::1]:1", BR_ERR_NETWORK},
                 {"localhost:1", BR_ERR_NETWORK}, /* each of its addresses */
                 {"nonsense", BR_ERR_MALFORMED},
                 {"127.0.0.1:99999", BR_ERR_MALFORMED}};
    struct world world;
    world_start(&world, "127.0.0.1:0");
    struct br_hash pin = br_tls_pin(world.server);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        side_start(&world.dialled, NULL);
        world.dialled.pipe = br_dial_start(&world.loop, world.client, cases[i].address, &pin,
                                           BR_ALPN_SYNC, &side_events, &world.dialled);
        CHECK(world.dialled.pipe != NULL && world.dialled.closed == 0);
        UNTIL(&world, world.dialled.closed == 1);
        CHECK(world.dialled.status == cases[i].status && world.dialled.opened == 0);
        CHECK(strstr(world.dialled.why, cases[i].address) != NULL);
    }
    world_stop(&world);
}

/* A socket that the kernel accepts and nobody answers. */
static void test_dialling_the_silent(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    struct sockaddr_in silent = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof silent;
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(handle, (struct sockaddr *)&silent, sizeof silent) == 0);
    CHECK(listen(handle, 1) == 0);
    CHECK(getsockname(handle, (struct sockaddr *)&silent, &size) == 0);
    char address[64];
    (void)snprintf(address, sizeof address, "127.0.0.1:%u", ntohs(silent.sin_port));
    struct br_hash pin = br_tls_pin(world.server);
    side_start(&world.dialled, NULL);
    world.dialled.pipe = br_dial_start(&world.loop, world.client, address, &pin, BR_ALPN_SYNC,
                                       &side_events, &world.dialled);
    br_dial_set_deadline(world.dialled.pipe, 50);
    uint64_t start_ms = uv_now(&world.loop);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_TIMEOUT);
    CHECK(uv_now(&world.loop) - start_ms >= 49);
    (void)close(handle);
    world_stop(&world);
}

/* Occupies the pool's only thread, so that a look-up behind it cannot begin, or has just ended. */
struct pool_hold {
    uv_work_t work;
    uv_sem_t begun;
    uv_sem_t go_on;
};

static void hold_work(uv_work_t *work)
{
    struct pool_hold *hold = work->data;
    uv_sem_post(&hold->begun);
    uv_sem_wait(&hold->go_on);
}

static void hold_done(uv_work_t *work, int status)
{
    (void)work;
    (void)status;
}

static void hold_start(struct pool_hold *hold, uv_loop_t *loop)
{
    hold->work.data = hold;
    CHECK(uv_sem_init(&hold->begun, 0) == 0 && uv_sem_init(&hold->go_on, 0) == 0);
    CHECK(uv_queue_work(loop, &hold->work, hold_work, hold_done) == 0);
}

/* Giving up before a look-up begins, and after its answer has come but was not yet told. */
static void test_abort_while_looking_up(void)
{
    for (int round = 0; round < 2; round++) {
        struct world world;
        struct pool_hold hold;
        world_start(&world, "127.0.0.1:0");
        struct br_hash pin = br_tls_pin(world.server);
        side_start(&world.dialled, NULL);
        if (round == 0) {
            hold_start(&hold, &world.loop);
            uv_sem_wait(&hold.begun);
        }
        world.dialled.pipe = br_dial_start(&world.loop, world.client, "localhost:1", &pin,
                                           BR_ALPN_SYNC, &side_events, &world.dialled);
        if (round == 1) { /* one thread, in order: when it gets here the look-up is over */
            hold_start(&hold, &world.loop);
            uv_sem_wait(&hold.begun);
        }
        br_pipe_abort(world.dialled.pipe, BR_ERR_CLOSED, "changed my mind");
        UNTIL(&world, world.dialled.closed == 1);
        CHECK(world.dialled.status == BR_ERR_CLOSED);
        uv_sem_post(&hold.go_on);
        world_stop(&world);
        uv_sem_destroy(&hold.begun);
        uv_sem_destroy(&hold.go_on);
    }
}

static void test_close_while_dialling(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    dial_as(&world, world.client, BR_ALPN_SYNC);
    br_pipe_close(world.dialled.pipe);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_OK && world.dialled.opened == 0);
    world_stop(&world);
}

/* One connection leaves the others their turn: it takes its maximum when idle and when checked. */
static void test_turns_are_shared(void)
{
    for (size_t size = BR_WRITE_TURN_SIZE - 1; size <= BR_WRITE_TURN_SIZE + 1; size++) {
        struct world world;
        world_start(&world, "127.0.0.1:0");
        connect_sides(&world);
        size_t all = 3 * BR_WRITE_TURN_SIZE + size;
        uint8_t *data = pattern(all);
        CHECK(br_pipe_send(world.dialled.pipe, (struct br_bytes){data, all}) == BR_OK);
        (void)uv_run(&world.loop, UV_RUN_NOWAIT);
        CHECK(br_pipe_queued(world.dialled.pipe) >= all - 2 * BR_WRITE_TURN_SIZE);
        UNTIL(&world, world.accepted[0].received.size == all);
        CHECK(memcmp(world.accepted[0].received.data, data, all) == 0);
        free(data);
        world_stop(&world);
    }
}

int main(void)
{
    (void)setenv("UV_THREADPOOL_SIZE", "1", 1); /* see struct pool_hold */
    static const struct br_test tests[] = {
        BR_TEST(test_echo_of_many_sizes),
        BR_TEST(test_ipv6_and_names),
        BR_TEST(test_small_messages_travel_together),
        BR_TEST(test_sending_before_open_is_kept),
        BR_TEST(test_queue_maximum_and_drain),
        BR_TEST(test_paused_reader_pushes_back),
        BR_TEST(test_pause_inside_a_callback),
        BR_TEST(test_close_delivers_everything),
        BR_TEST(test_both_sides_close_at_once),
        BR_TEST(test_close_inside_a_callback),
        BR_TEST(test_close_gives_up),
        BR_TEST(test_abort_is_told_later_and_once),
        BR_TEST(test_dialling_to_nobody),
        BR_TEST(test_dialling_the_silent),
        BR_TEST(test_abort_while_looking_up),
        BR_TEST(test_close_while_dialling),
        BR_TEST(test_turns_are_shared),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
