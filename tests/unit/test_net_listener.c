/* What comes in before anybody is known: rubbish, silence, too many at once; start and stop. */
#include "test_net_world.h"

#include <dirent.h>

static void test_rubbish_is_closed_at_once(void)
{
    static const char *const texts[] = {"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff", "\n",
                                        "\x16\x03\x01\x00\x40\x02", "\x80\x2e\x01\x03\x01"};
    struct world world;
    world_start(&world, "127.0.0.1:0");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t size = i == 3 ? 6 : strlen(texts[i]);
        int handle = raw_connect(&world);
        CHECK(send(handle, texts[i], size, 0) == (ssize_t)size);
        UNTIL(&world, raw_ended(handle));
        (void)close(handle);
    }
    int handle = raw_connect(&world); /* plausible to us, not to TLS: closed with an alert */
    uint8_t hello[64] = {22, 3, 1, 0, 59, 1, 0, 0, 55, 3, 3};
    CHECK(send(handle, hello, sizeof hello, 0) == (ssize_t)sizeof hello);
    UNTIL(&world, raw_ended(handle));
    (void)close(handle);
    CHECK_UINT(world.accepted_count, 0);
    CHECK_UINT(world.asked, 0);
    connect_sides(&world); /* and the next one is served */
    world_stop(&world);
}

static void test_hello_maximum_on_the_wire(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    uint8_t hello[5000];
    for (size_t size = BR_CLIENT_HELLO_SIZE_MAX - 1; size <= BR_CLIENT_HELLO_SIZE_MAX + 1; size++) {
        size_t count = client_hello(hello, sizeof hello, size);
        int handle = raw_connect(&world);
        CHECK(send(handle, hello, count, 0) == (ssize_t)count);
        if (size <= BR_CLIENT_HELLO_SIZE_MAX) {
            UNTIL(&world, raw_answered(handle));
        } else {
            UNTIL(&world, raw_ended(handle));
        }
        (void)close(handle);
    }
    world_stop(&world);
}

static void test_hello_in_single_bytes(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    uint8_t hello[5000];
    size_t count = client_hello(hello, sizeof hello, 0);
    int handle = raw_connect(&world);
    int on = 1;
    CHECK(setsockopt(handle, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on) == 0);
    for (size_t i = 0; i < count; i++) {
        CHECK(raw_silent(handle));
        CHECK(send(handle, hello + i, 1, 0) == 1);
        (void)turn_loop(&world.loop);
    }
    UNTIL(&world, raw_answered(handle));
    (void)close(handle);
    world_stop(&world);
}

/* Silent from the start, in the middle of a ClientHello, in the middle of a handshake. */
static void test_deadline_ends_each_stage(void)
{
    uint8_t hello[5000];
    size_t count = client_hello(hello, sizeof hello, 0);
    const size_t parts[] = {0, 100, count};
    for (size_t i = 0; i < 3; i++) {
        struct world world;
        world_start(&world, "127.0.0.1:0");
        br_listener_set_limits(world.listener,
                               &(struct br_listener_limits){.handshake_deadline_ms = 50});
        int handle = raw_connect(&world);
        CHECK(send(handle, hello, parts[i], 0) == (ssize_t)parts[i]);
        uv_update_time(&world.loop);
        uint64_t start_ms = uv_now(&world.loop);
        UNTIL(&world, raw_ended(handle));
        CHECK(uv_now(&world.loop) - start_ms >= 49);
        (void)close(handle);
        world_stop(&world);
    }
}

static void test_open_pipes_have_no_deadline(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener,
                           &(struct br_listener_limits){.handshake_deadline_ms = 1000});
    connect_sides(&world);
    uint64_t start_ms = uv_now(&world.loop);
    UNTIL(&world, uv_now(&world.loop) - start_ms > 1200);
    CHECK(world.accepted[0].closed == 0 && world.dialled.closed == 0);
    world_stop(&world);
}

/* [count] half-done handshakes, then one more, which is answered only when one of them ends. */
static void handshakes_at_once(uint32_t count, const struct br_listener_limits *limits)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener, limits);
    uint8_t hello[5000];
    size_t size = client_hello(hello, sizeof hello, 0);
    int *handles = calloc(count + 2, sizeof *handles);
    for (uint32_t i = 0; i < count; i++) {
        handles[i] = raw_connect(&world);
        CHECK(send(handles[i], hello, size, 0) == (ssize_t)size);
        UNTIL(&world, raw_answered(handles[i]));
    }
    for (uint32_t i = count; i < count + 2; i++) {
        handles[i] = raw_connect(&world);
        CHECK(send(handles[i], hello, size, 0) == (ssize_t)size);
    }
    int rubbish = raw_connect(&world); /* came last; when it is dealt with, the others were */
    CHECK(send(rubbish, "rubbish", 7, 0) == 7);
    UNTIL(&world, raw_ended(rubbish));
    CHECK(raw_silent(handles[count]) && raw_silent(handles[count + 1]));
    (void)close(handles[count]); /* one that leaves while it waits does not disturb the queue */
    (void)close(handles[0]);
    UNTIL(&world, raw_answered(handles[count + 1]) || raw_ended(handles[count + 1]));
    for (uint32_t i = 1; i < count; i++) {
        (void)close(handles[i]);
    }
    (void)close(handles[count + 1]);
    (void)close(rubbish);
    free(handles);
    connect_sides(&world);
    world_stop(&world);
}

static void test_handshakes_at_once(void)
{
    handshakes_at_once(BR_HANDSHAKES_MAX, &(struct br_listener_limits){0});
    handshakes_at_once(1, &(struct br_listener_limits){.handshakes_max = 1});
    handshakes_at_once(5, &(struct br_listener_limits){.handshakes_max = 5});
}

static uint32_t sockets_answered(const int *handles, uint32_t count)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        found += raw_answered(handles[i]);
    }
    return found;
}

/* Every descriptor of this process: what is accepted is one more. */
static uint32_t descriptors_open(const int *handles, uint32_t count)
{
    (void)handles;
    (void)count;
    uint32_t found = 0;
    DIR *folder = opendir("/proc/self/fd");
    BR_ASSERT(folder != NULL);
    while (readdir(folder) != NULL) {
        found++;
    }
    (void)closedir(folder);
    return found;
}

/* [count] sockets say [words] at once; in how many turns of the loop all are [served]. */
static uint32_t turns_for(uint32_t count, struct br_bytes words,
                          uint32_t (*served)(const int *handles, uint32_t count))
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    int *handles = calloc(count, sizeof *handles);
    for (uint32_t i = 0; i < count; i++) {
        handles[i] = raw_connect(&world);
        CHECK(send(handles[i], words.data, words.size, 0) == (ssize_t)words.size);
    }
    uint32_t turns = 0;
    uint32_t first = served(handles, count);
    uint32_t before = first;
    while (before < first + count && turns < count) {
        UNTIL(&world, served(handles, count) > before);
        before = served(handles, count);
        turns++;
    }
    for (uint32_t i = 0; i < count; i++) {
        (void)close(handles[i]);
    }
    free(handles);
    world_stop(&world);
    return turns;
}

/* A crowd is taken in by a few a turn, so that those inside are served in between. */
static void test_few_a_turn(void)
{
    uint8_t hello[5000];
    struct br_bytes words = {hello, client_hello(hello, sizeof hello, 0)};
    CHECK_UINT(turns_for(BR_HANDSHAKES_A_TURN - 1, words, sockets_answered), 1);
    CHECK_UINT(turns_for(BR_HANDSHAKES_A_TURN, words, sockets_answered), 1);
    CHECK_UINT(turns_for(BR_HANDSHAKES_A_TURN + 1, words, sockets_answered), 2);
    struct br_bytes silence = {hello, 0};
    CHECK_UINT(turns_for(BR_ACCEPTS_A_TURN - 1, silence, descriptors_open), 1);
    CHECK_UINT(turns_for(BR_ACCEPTS_A_TURN, silence, descriptors_open), 1);
    /* libuv itself takes one more and holds it until there is room */
    CHECK_UINT(turns_for(BR_ACCEPTS_A_TURN + 1, silence, descriptors_open), 1);
    CHECK_UINT(turns_for(BR_ACCEPTS_A_TURN + 2, silence, descriptors_open), 2);
}

/* One in the middle of the queue has no patience, and one is left in it when the listener stops. */
static void test_leaving_the_queue(void)
{
    struct world world;
    uint8_t hello[5000];
    int handles[4];
    size_t size = client_hello(hello, sizeof hello, 0);
    world_start(&world, "127.0.0.1:0");
    for (int i = 0; i < 4; i++) {
        br_listener_set_limits(
            world.listener, &(struct br_listener_limits){
                                .handshakes_max = 1, .handshake_deadline_ms = i == 2 ? 30 : 60000});
        handles[i] = raw_connect(&world);
        CHECK(send(handles[i], hello, size, 0) == (ssize_t)size);
        int rubbish = raw_connect(&world); /* comes after it, so that it has been accepted */
        CHECK(send(rubbish, "rubbish", 7, 0) == 7);
        UNTIL(&world, raw_ended(rubbish));
        (void)close(rubbish);
    }
    CHECK(raw_answered(handles[0]));
    UNTIL(&world, raw_ended(handles[2]));
    CHECK(raw_silent(handles[1]) && raw_silent(handles[3]));
    (void)close(handles[0]);
    UNTIL(&world, raw_answered(handles[1])); /* in order */
    CHECK(raw_silent(handles[3]));
    br_listener_stop(world.listener, on_listener_closed, &world);
    world.listener = NULL;
    UNTIL(&world, raw_ended(handles[1]) && raw_ended(handles[3]));
    for (int i = 1; i < 4; i++) {
        (void)close(handles[i]);
    }
    world_stop(&world);
}

static void accept_nobody(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                          const char *protocol)
{
    struct world *world = context;
    (void)pipe;
    (void)pin;
    (void)protocol;
    world->asked = 100;
}

/* An open pipe that its listener's owner does not take is ended, and the other side told. */
static void test_a_pipe_that_nobody_takes(void)
{
    static const struct br_listener_events events = {.allow = allow, .on_accept = accept_nobody};
    struct world world;
    struct br_listener *second = NULL;
    struct br_error error = {""};
    world_start(&world, "127.0.0.1:0");
    struct br_listener *first = world.listener;
    CHECK(br_listener_start(&world.loop, world.server, "127.0.0.1:0", &events, &world, &second,
                            &error) == BR_OK);
    world.listener = second;
    dial_as(&world, world.client, BR_ALPN_SYNC);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK_UINT(world.asked, 100);
    CHECK(world.dialled.status == BR_ERR_NETWORK);
    br_listener_stop(second, NULL, NULL);
    world.listener = first;
    connect_sides(&world);
    world_stop(&world);
}

/* A known client is served while others hold sockets open and say nothing. */
static void test_silent_sockets_take_no_turn(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    int handles[BR_HANDSHAKES_MAX + 1];
    for (size_t i = 0; i < BR_HANDSHAKES_MAX + 1; i++) {
        handles[i] = raw_connect(&world);
    }
    connect_sides(&world);
    for (size_t i = 0; i < BR_HANDSHAKES_MAX + 1; i++) {
        (void)close(handles[i]);
    }
    world_stop(&world);
}

/* Beyond the maximum a socket waits in the kernel: connected, unanswered, and nothing spins. */
static void test_connections_at_once(void)
{
    enum { COUNT = 3 };
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener, &(struct br_listener_limits){.connections_max = COUNT});
    int handles[COUNT + 2];
    for (int i = 0; i < COUNT + 2; i++) {
        handles[i] = raw_connect(&world);
    }
    for (int i = 0; i < COUNT + 2; i++) {
        CHECK(send(handles[i], "rubbish", 7, 0) == 7);
    }
    UNTIL(&world, raw_ended(handles[0])); /* each that ends makes room for the next */
    for (int i = 1; i < COUNT + 2; i++) {
        UNTIL(&world, raw_ended(handles[i]));
    }
    for (int i = 0; i < COUNT + 2; i++) {
        (void)close(handles[i]);
        handles[i] = raw_connect(&world);
    }
    while (turn_loop(&world.loop)) { /* until it is quiet */
    }
    CHECK(!turn_loop(&world.loop)); /* sockets wait, yet the loop has nothing to do */
    CHECK(send(handles[COUNT], "rubbish", 7, 0) == 7);
    CHECK(!turn_loop(&world.loop) && raw_silent(handles[COUNT]));
    (void)close(handles[0]);
    UNTIL(&world, raw_ended(handles[COUNT]));
    for (int i = 1; i < COUNT + 2; i++) {
        (void)close(handles[i]);
    }
    connect_sides(&world);
    world_stop(&world);
}

static void test_open_pipes_count_as_connections(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener, &(struct br_listener_limits){.connections_max = 1});
    connect_sides(&world);
    struct side *first = &world.accepted[0];
    int handle = raw_connect(&world);
    CHECK(send(handle, "rubbish", 7, 0) == 7);
    while (turn_loop(&world.loop)) {
    }
    CHECK(raw_silent(handle));
    br_pipe_close(world.dialled.pipe);
    UNTIL(&world, first->closed == 1);
    UNTIL(&world, raw_ended(handle));
    (void)close(handle);
    world_stop(&world);
}

static void test_addresses_to_listen_on(void)
{
    struct world world;
    struct br_error error;
    struct br_listener *listener = NULL;
    world_start(&world, "127.0.0.1:0");
    CHECK(strncmp(br_listener_address(world.listener), "127.0.0.1:", 10) == 0);
    CHECK(strcmp(br_listener_address(world.listener), "127.0.0.1:0") != 0);
    char taken[64];
    (void)snprintf(taken, sizeof taken, "%s", br_listener_address(world.listener));
    const struct {
        const char *address;
        enum br_status status;
    } cases[] = {{taken, BR_ERR_BUSY},
                 {"nonsense", BR_ERR_MALFORMED},
                 {"127.0.0.1:70000", BR_ERR_MALFORMED},
                 {"academy.example:7400", BR_ERR_MALFORMED},
                 {"", BR_ERR_MALFORMED},
                 {"192.0.2.1:7400", BR_ERR_IO}}; /* kept for examples: nobody's address */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        error.text[0] = '\0';
        CHECK(br_listener_start(&world.loop, world.server, cases[i].address, &listener_events,
                                &world, &listener, &error) == cases[i].status);
        CHECK(strstr(error.text, cases[i].address) != NULL && error.text[0] != '\0');
    }
    world_stop(&world);
}

/* Stopping drops what is in handshake and leaves what is open. */
static void test_stopping(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.echo = true;
    connect_sides(&world);
    uint8_t hello[5000];
    size_t size = client_hello(hello, sizeof hello, 0);
    int silent = raw_connect(&world);
    int half = raw_connect(&world);
    CHECK(send(half, hello, size, 0) == (ssize_t)size);
    UNTIL(&world, raw_answered(half));
    br_listener_stop(world.listener, on_listener_closed, &world);
    world.listener = NULL;
    CHECK(!world.listener_closed);
    UNTIL(&world, world.listener_closed);
    UNTIL(&world, raw_ended(silent) && raw_ended(half));
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("still here")) == BR_OK);
    UNTIL(&world, world.dialled.received.size == 10);
    (void)close(silent);
    (void)close(half);
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_rubbish_is_closed_at_once),
        BR_TEST(test_hello_maximum_on_the_wire),
        BR_TEST(test_hello_in_single_bytes),
        BR_TEST(test_deadline_ends_each_stage),
        BR_TEST(test_open_pipes_have_no_deadline),
        BR_TEST(test_handshakes_at_once),
        BR_TEST(test_few_a_turn),
        BR_TEST(test_leaving_the_queue),
        BR_TEST(test_a_pipe_that_nobody_takes),
        BR_TEST(test_silent_sockets_take_no_turn),
        BR_TEST(test_connections_at_once),
        BR_TEST(test_open_pipes_count_as_connections),
        BR_TEST(test_addresses_to_listen_on),
        BR_TEST(test_stopping),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
