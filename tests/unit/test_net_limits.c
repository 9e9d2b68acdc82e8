/*
 * The maxima of limits.h that nothing smaller can stand for: each at one less, exactly, one more.
 *
 * For its times the clock that libuv reads stands still unless the test moves it; sockets, keys and
 * TLS stay real. A name with two addresses needs a resolver that knows one: ours below.
 */
#include "net/pipe.h"
#include "stopped_clock.h"
#include "test_net_world.h"

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <sys/resource.h>

static void settle(struct world *world)
{
    for (int quiet = 0; quiet < 20;) {
        quiet = turn_loop(&world->loop) ? 0 : quiet + 1;
    }
}

/* --- names of this process --- */

static const char *const two_addresses[] = {"127.0.0.2", "127.0.0.1"};

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    memcpy(&real, &symbol, sizeof real);
    if (name != NULL && strcmp(name, "nobody.example") == 0) {
        return EAI_NONAME;
    }
    if (name == NULL || strcmp(name, "two.example") != 0) {
        return real(name, service, hints, found);
    }
    struct addrinfo *second = NULL;
    int code = real(two_addresses[0], service, hints, found);
    if (code == 0) {
        code = real(two_addresses[1], service, hints, &second);
        (*found)->ai_next = second;
    }
    return code;
}

/* --- sockets --- */

static int connect_to(const char *host, const char *port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)strtoul(port, NULL, 10))};
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    CHECK(handle >= 0 && inet_pton(AF_INET, host, &to.sin_addr) == 1);
    CHECK(connect(handle, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS);
    return handle;
}

static bool connects(int handle, int patience_ms)
{
    struct pollfd waiting = {.fd = handle, .events = POLLOUT};
    return poll(&waiting, 1, patience_ms) == 1 && waiting.revents == POLLOUT;
}

/* Gone at once, without a port that stays taken for a minute. */
static void drop(int handle)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(handle, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    (void)close(handle);
}

static const char *port_of(const struct world *world)
{
    return strrchr(br_listener_address(world->listener), ':') + 1;
}

/* Listens and never accepts. */
static int listen_silently(const char *host, uint16_t port, int backlog, char address[64])
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof at;
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(inet_pton(AF_INET, host, &at.sin_addr) == 1);
    CHECK(bind(handle, (struct sockaddr *)&at, sizeof at) == 0 && listen(handle, backlog) == 0);
    CHECK(getsockname(handle, (struct sockaddr *)&at, &size) == 0);
    (void)snprintf(address, 64, "%s:%u", host, ntohs(at.sin_port));
    return handle;
}

static void dial(struct world *world, const char *address)
{
    struct br_hash pin = br_tls_pin(world->server);
    side_start(&world->dialled, NULL);
    world->dialled.pipe = br_dial_start(&world->loop, world->client, address, &pin, BR_ALPN_SYNC,
                                        &side_events, &world->dialled);
}

/* --- times: just before, at, just after --- */

static void test_a_handshake_has_its_time(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct world world;
        world_start(&world, "127.0.0.1:0");
        clock_stop();
        uv_update_time(&world.loop);
        int silent = raw_connect(&world);
        int rubbish = raw_connect(&world); /* comes second: when it has ended, both were accepted */
        CHECK(send(rubbish, "rubbish", 7, 0) == 7);
        UNTIL(&world, raw_ended(rubbish));
        clock_move(BR_HANDSHAKE_DEADLINE_MS + (uint64_t)(int64_t)offset);
        settle(&world);
        CHECK(raw_ended(silent) == (offset >= 0));
        (void)close(silent);
        (void)close(rubbish);
        clock_go_on();
        world_stop(&world);
    }
}

static void test_dialling_has_its_time(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct world world;
        char address[64];
        world_start(&world, "127.0.0.1:0");
        int handle = listen_silently("127.0.0.1", 0, 1, address);
        clock_stop();
        uv_update_time(&world.loop);
        dial(&world, address);
        UNTIL(&world, world.dialled.pipe->state == BR_PIPE_HANDSHAKE);
        clock_move(BR_DIAL_DEADLINE_MS + (uint64_t)(int64_t)offset);
        settle(&world);
        CHECK_UINT(world.dialled.closed, offset >= 0 ? 1 : 0);
        CHECK(offset < 0 || world.dialled.status == BR_ERR_TIMEOUT);
        (void)close(handle);
        clock_go_on();
        world_stop(&world);
    }
}

/* The first address of the name takes no connection; the second is ours. */
static void test_each_address_has_its_time(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct world world;
        char address[64];
        char name[64];
        int fillers[8];
        world_start(&world, "127.0.0.1:0");
        uint16_t port = (uint16_t)strtoul(port_of(&world), NULL, 10);
        int full = listen_silently(two_addresses[0], port, 0, address);
        for (int i = 0; i < 8; i++) {
            fillers[i] = connect_to(two_addresses[0], port_of(&world));
        }
        CHECK(connects(fillers[0], 5000) && !connects(fillers[7], 0));
        clock_stop();
        uv_update_time(&world.loop);
        (void)snprintf(name, sizeof name, "two.example:%s", port_of(&world));
        dial(&world, name);
        UNTIL(&world, world.dialled.pipe->state == BR_PIPE_CONNECT);
        clock_move(BR_DIAL_ADDRESS_MS + (uint64_t)(int64_t)offset);
        settle(&world);
        CHECK_UINT(world.dialled.opened, offset >= 0 ? 1 : 0);
        CHECK_UINT(world.accepted_count, offset >= 0 ? 1 : 0);
        for (int i = 0; i < 8; i++) {
            drop(fillers[i]);
        }
        (void)close(full);
        clock_go_on();
        world_stop(&world);
    }
}

/* An address alone has all of the time; what is asked of the deadline later changes nothing. */
static void test_the_last_address_has_the_rest(void)
{
    struct world world;
    char address[64];
    int fillers[8];
    world_start(&world, "127.0.0.1:0");
    int full = listen_silently(two_addresses[0], 0, 0, address);
    for (int i = 0; i < 8; i++) {
        fillers[i] = connect_to(two_addresses[0], strrchr(address, ':') + 1);
    }
    CHECK(connects(fillers[0], 5000) && !connects(fillers[7], 0));
    clock_stop();
    uv_update_time(&world.loop);
    dial(&world, address);
    clock_move(BR_DIAL_ADDRESS_MS + 1);
    settle(&world);
    CHECK_UINT(world.dialled.closed, 0);
    clock_move(BR_DIAL_DEADLINE_MS - BR_DIAL_ADDRESS_MS - 1);
    settle(&world);
    CHECK_UINT(world.dialled.closed, 1);
    CHECK(world.dialled.status == BR_ERR_TIMEOUT);
    CHECK(strstr(world.dialled.why, "does not answer") != NULL);
    for (int i = 0; i < 8; i++) {
        drop(fillers[i]);
    }
    (void)close(full);
    connect_sides(&world);
    br_dial_set_deadline(world.dialled.pipe, 1);
    br_dial_set_deadline(world.accepted[0].pipe, 1);
    clock_move(BR_DIAL_DEADLINE_MS);
    settle(&world);
    CHECK_UINT(world.dialled.closed + world.accepted[0].closed, 0);
    clock_go_on();
    world_stop(&world);
}

static void test_a_name_that_nobody_knows(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    dial(&world, "nobody.example:7400");
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_NETWORK);
    CHECK(strstr(world.dialled.why, "cannot find the host of nobody.example:7400") != NULL);
    world_stop(&world);
}

/* Send until neither the other side nor the system takes more. */
static void fill_up(struct world *world)
{
    uint8_t *data = calloc(1, 1u << 20);
    br_pipe_read(world->accepted[0].pipe, false);
    while (br_pipe_send(world->dialled.pipe, (struct br_bytes){data, 1u << 20}) == BR_OK) {
        settle(world);
    }
    free(data);
    CHECK(uv_stream_get_write_queue_size((uv_stream_t *)&world->dialled.pipe->tcp) > 0);
}

/* Half of the time to stop; the rest is for what else must end. */
static void test_closing_has_its_time(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        struct world world;
        world_start(&world, "127.0.0.1:0");
        connect_sides(&world);
        fill_up(&world);
        clock_stop();
        uv_update_time(&world.loop);
        br_pipe_close(world.dialled.pipe);
        clock_move(BR_STOP_DEADLINE_MS / 2 + (uint64_t)(int64_t)offset);
        settle(&world);
        CHECK_UINT(world.dialled.closed, offset >= 0 ? 1 : 0);
        CHECK(offset < 0 || world.dialled.status == BR_ERR_TIMEOUT);
        clock_go_on();
        world_stop(&world);
    }
}

/* All is said, and the other side has not ended: it has as long. Whether it took the last bytes
 * decides what its silence means. */
static void test_lingering_has_its_time(void)
{
    for (int took_it = 0; took_it <= 1; took_it++) {
        for (int offset = -1; offset <= 1; offset++) {
            struct world world;
            struct raw_tls raw;
            world_start(&world, "127.0.0.1:0");
            raw_tls_start(&raw, &world);
            raw_tls_key(&raw, file_in_folder("client.pem"));
            raw_tls_begin(&raw, "\x09" BR_ALPN_SYNC);
            UNTIL(&world, raw_tls_step(&raw) || world.accepted_count == 1);
            struct br_pipe *pipe = world.accepted[0].pipe;
            uint8_t *data = calloc(1, BR_WRITE_CHUNK_SIZE);
            while (took_it == 0 && br_pipe_queued(pipe) == 0) { /* until the system takes no more */
                struct br_bytes chunk = {data, BR_WRITE_CHUNK_SIZE / 2};
                CHECK(br_pipe_send(pipe, chunk) == BR_OK);
                settle(&world);
            }
            free(data);
            clock_stop();
            uv_update_time(&world.loop);
            br_pipe_close(pipe);
            settle(&world);
            CHECK(pipe->state == (took_it == 1 ? BR_PIPE_LINGER : BR_PIPE_FLUSH) ||
                  pipe->queue.size == 0);
            br_pipe_close(pipe); /* once more changes nothing */
            CHECK(br_pipe_send(pipe, br_bytes_of_text("more")) == BR_ERR_CLOSED);
            clock_move(BR_STOP_DEADLINE_MS / 2 + (uint64_t)(int64_t)offset);
            settle(&world);
            CHECK_UINT(world.accepted[0].closed, offset >= 0 ? 1 : 0);
            CHECK(offset < 0 ||
                  world.accepted[0].status == (took_it == 1 ? BR_OK : BR_ERR_TIMEOUT));
            raw_tls_stop(&raw);
            clock_go_on();
            world_stop(&world);
        }
    }
}

/* --- sizes and counts --- */

/* What is stuck in the system stays as it is; what waits behind it is one byte less, or more. */
static void test_below_the_low_mark_it_wants_more(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    connect_sides(&world);
    fill_up(&world);
    struct br_pipe *pipe = world.dialled.pipe;
    uint8_t *data = calloc(1, BR_WRITE_QUEUE_MAX);
    for (int offset = 1; offset >= -1; offset--) {
        CHECK(br_pipe_send(pipe, (struct br_bytes){data, BR_WRITE_QUEUE_MAX}) == BR_ERR_LIMIT);
        br_queue_clear(&pipe->queue);
        size_t wanted = (size_t)((int64_t)BR_WRITE_QUEUE_LOW + offset) - br_pipe_queued(pipe);
        CHECK(br_queue_put(&pipe->queue, (struct br_bytes){data, wanted}) == BR_OK);
        CHECK_UINT(world.dialled.drained, 0);
        br_pipe_flush(pipe);
        CHECK_UINT(world.dialled.drained, offset < 0 ? 1 : 0);
    }
    br_pipe_flush(pipe); /* it is told once */
    CHECK_UINT(world.dialled.drained, 1);
    free(data);
    world_stop(&world);
}

static void test_chunks(void)
{
    uint8_t *data = calloc(1, BR_WRITE_CHUNK_SIZE + 1);
    for (size_t size = BR_WRITE_CHUNK_SIZE - 1; size <= BR_WRITE_CHUNK_SIZE + 1; size++) {
        struct br_queue_spare spare = {NULL, 0};
        struct br_queue queue = {.spare = &spare};
        bool fits = size <= BR_WRITE_CHUNK_SIZE;
        CHECK(br_queue_put(&queue, (struct br_bytes){data, size}) == BR_OK);
        CHECK_UINT(br_queue_front(&queue).size, fits ? size : BR_WRITE_CHUNK_SIZE);
        br_queue_drop(&queue, br_queue_front(&queue).size);
        CHECK_UINT(br_queue_front(&queue).size, fits ? 0 : 1);
        br_queue_clear(&queue);
        br_queue_spare_free(&spare);
    }
    free(data);
}

/* Linux takes one more than it is told; an administrator may have told it less. */
static void test_sockets_that_wait_in_the_kernel(void)
{
    size_t backlog = BR_LISTEN_BACKLOG;
    FILE *file = fopen("/proc/sys/net/core/somaxconn", "r");
    char line[32] = "";
    if (file != NULL && fgets(line, sizeof line, file) != NULL) {
        size_t most = (size_t)strtoul(line, NULL, 10);
        backlog = most < backlog ? most : backlog;
    }
    CHECK(file != NULL && fclose(file) == 0);
    struct world world;
    world_start(&world, "127.0.0.1:0");
    int *handles = calloc(backlog + 2, sizeof *handles);
    size_t connected = 0;
    for (size_t i = 0; i < backlog + 2; i++) { /* the loop does not turn: nothing is accepted */
        handles[i] = connect_to("127.0.0.1", port_of(&world));
        connected += i <= backlog && connects(handles[i], 5000) ? 1 : 0;
    }
    CHECK_UINT(connected, backlog + 1);
    CHECK(!connects(handles[backlog + 1], 100));
    for (size_t i = 0; i < backlog + 2; i++) {
        drop(handles[i]);
    }
    free(handles);
    world_stop(&world);
}

/* Up to [*count] + [more] connected sockets, each taken by the listener when there is room. */
static void connect_more(struct world *world, int *handles, size_t *count, size_t more)
{
    for (size_t i = 0; i < more; i++) {
        handles[(*count)++] = raw_connect(world);
        if (i % 256 == 255) {
            settle(world);
        }
    }
    settle(world);
}

static void test_connections_at_once(void)
{
    struct rlimit files;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    files.rlim_cur = files.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
    if (!CHECK(files.rlim_max > (rlim_t)2 * BR_CONNECTIONS_MAX + 100)) {
        return; /* both ends of each live in this process */
    }
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener,
                           &(struct br_listener_limits){.address_max = BR_CONNECTIONS_MAX + 1});
    clock_stop();
    uv_update_time(&world.loop); /* nobody's handshake takes too long */
    int *handles = calloc(BR_CONNECTIONS_MAX + 1, sizeof *handles);
    size_t count = 0;
    connect_more(&world, handles, &count, BR_CONNECTIONS_MAX - 1);
    for (int again = 0; again < 2; again++) { /* there is room for one, and it comes back */
        connect_more(&world, handles, &count, 1);
        if (again == 0) {
            CHECK(send(handles[count - 1], "rubbish", 7, 0) == 7);
            UNTIL(&world, raw_ended(handles[count - 1]));
            drop(handles[--count]);
        }
    }
    connect_more(&world, handles, &count, 1);
    CHECK_UINT(count, BR_CONNECTIONS_MAX + 1);
    CHECK(send(handles[count - 1], "rubbish", 7, 0) == 7);
    settle(&world);
    CHECK(raw_silent(handles[count - 1])); /* one too many: it waits */
    CHECK(send(handles[count - 2], "rubbish", 7, 0) == 7);
    UNTIL(&world, raw_ended(handles[count - 2]));
    UNTIL(&world, raw_ended(handles[count - 1]));
    while (count > 0) {
        drop(handles[--count]);
    }
    free(handles);
    clock_go_on();
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_handshake_has_its_time),
        BR_TEST(test_dialling_has_its_time),
        BR_TEST(test_each_address_has_its_time),
        BR_TEST(test_the_last_address_has_the_rest),
        BR_TEST(test_a_name_that_nobody_knows),
        BR_TEST(test_closing_has_its_time),
        BR_TEST(test_lingering_has_its_time),
        BR_TEST(test_below_the_low_mark_it_wants_more),
        BR_TEST(test_chunks),
        BR_TEST(test_sockets_that_wait_in_the_kernel),
        BR_TEST(test_connections_at_once),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
