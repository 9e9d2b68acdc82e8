/* Without TLS, for browsers on this machine. */
#include "test_net_world.h"

static void plain_start(struct world *world)
{
    struct br_error error = {""};
    world_start(world, "127.0.0.1:0");
    br_listener_stop(world->listener, NULL, NULL);
    CHECK(br_listener_start_plain(&world->loop, world->server, "localhost:0", &listener_events,
                                  world, &world->listener, &error) == BR_OK);
}

/* What has come for [handle] so far, behind [got]; false when the other side has ended. */
static bool raw_take(int handle, struct br_buffer *got)
{
    uint8_t block[4096];
    ssize_t count = recv(handle, block, sizeof block, 0);
    if (count > 0) {
        br_buffer_put(got, block, (size_t)count);
    }
    return count > 0 || (count < 0 && errno == EAGAIN);
}

static void test_bytes_go_both_ways(void)
{
    struct world world;
    struct br_buffer got;
    br_buffer_init(&got, 1u << 20);
    plain_start(&world);
    world.echo = true;
    int handle = raw_connect(&world);
    UNTIL(&world, world.accepted_count == 1);
    CHECK_TEXT(world.accepted[0].protocol, BR_ALPN_HTTP);
    CHECK_UINT(world.asked, 0);
    for (size_t i = 0; i < 100; i++) {
        CHECK(send(handle, "GET / HTTP/1.1\r\n", 16, 0) == 16);
    }
    UNTIL(&world, raw_take(handle, &got) && got.size == 1600);
    CHECK(memcmp(got.data + 1584, "GET / HTTP/1.1\r\n", 16) == 0);
    CHECK(shutdown(handle, SHUT_WR) == 0);
    UNTIL(&world, world.accepted[0].closed == 1);
    CHECK(world.accepted[0].status == BR_OK);
    (void)close(handle);
    br_buffer_free(&got);
    world_stop(&world);
}

/* Everything queued arrives before the end, however slowly it is read. */
static void test_much_and_then_the_end(void)
{
    enum { SIZE = 4 * 1024 * 1024 };
    struct world world;
    struct br_buffer got;
    uint8_t *much = calloc(1, SIZE);
    for (size_t i = 0; i < SIZE; i++) {
        much[i] = (uint8_t)(i * 7 >> 3);
    }
    br_buffer_init(&got, SIZE + 1);
    plain_start(&world);
    int handle = raw_connect(&world);
    UNTIL(&world, world.accepted_count == 1);
    CHECK(br_pipe_send(world.accepted[0].pipe, (struct br_bytes){much, SIZE}) == BR_OK);
    br_pipe_close(world.accepted[0].pipe);
    UNTIL(&world, !raw_take(handle, &got));
    CHECK(got.size == SIZE && memcmp(got.data, much, SIZE) == 0);
    (void)close(handle);
    UNTIL(&world, world.accepted[0].closed == 1);
    free(much);
    br_buffer_free(&got);
    world_stop(&world);
}

static void test_reading_stops_and_goes_on(void)
{
    struct world world;
    plain_start(&world);
    int handle = raw_connect(&world);
    UNTIL(&world, world.accepted_count == 1);
    br_pipe_read(world.accepted[0].pipe, false);
    CHECK(send(handle, "later", 5, 0) == 5);
    for (int i = 0; i < 10; i++) {
        (void)turn_loop(&world.loop);
    }
    CHECK_UINT(world.accepted[0].received.size, 0);
    br_pipe_read(world.accepted[0].pipe, true);
    UNTIL(&world, world.accepted[0].received.size == 5);
    (void)close(handle);
    world_stop(&world);
}

static void test_loopback_only(void)
{
    static const struct {
        const char *address;
        enum br_status status;
    } cases[] = {
        {"0.0.0.0:0", BR_ERR_REFUSED},
        {"[::]:0", BR_ERR_REFUSED},
        {"192.168.1.1:0", BR_ERR_REFUSED},
        {"[::ffff:127.0.0.1]:0", BR_ERR_REFUSED},
        {"128.0.0.1:0", BR_ERR_REFUSED},
        {"bath.example:0", BR_ERR_MALFORMED},
        {"127.0.0.1:0", BR_OK},
        {"127.1.2.3:0", BR_OK},
        {"localhost:0", BR_OK},
    };
    struct world world;
    world_start(&world, "127.0.0.1:0");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_error error = {""};
        struct br_listener *listener = NULL;
        CHECK(br_listener_start_plain(&world.loop, world.server, cases[i].address, &listener_events,
                                      &world, &listener, &error) == cases[i].status);
        CHECK((error.text[0] != '\0') == (cases[i].status != BR_OK));
        if (listener != NULL) {
            br_listener_stop(listener, NULL, NULL);
        }
    }
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_bytes_go_both_ways),
        BR_TEST(test_much_and_then_the_end),
        BR_TEST(test_reading_stops_and_goes_on),
        BR_TEST(test_loopback_only),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
