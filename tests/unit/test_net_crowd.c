/* Connections of one address: how many, and which of them makes room. */
#include "test_net_world.h"

#include "base/limits.h"
#include "net/crowd.h"

#include <sys/resource.h>

/* --- the crowd itself --- */

enum { MEMBERS = 4 };

static void test_the_oldest_makes_room(void)
{
    static const uint8_t here[BR_ADDRESS_PLACE_SIZE] = {4, 192, 0, 2, 1};
    static const uint8_t there[BR_ADDRESS_PLACE_SIZE] = {4, 192, 0, 2, 2};
    struct br_crowd *crowd = br_crowd_new();
    struct br_crowd_member all[MEMBERS] = {{0}};
    struct br_crowd_member other = {0};
    CHECK_UINT(br_crowd_count(&other), 0);
    CHECK(br_crowd_oldest(&other) == NULL);
    br_crowd_stays(&other);
    br_crowd_leave(crowd, &other); /* in none: nothing happens */
    br_crowd_join(crowd, &other, there);
    CHECK(br_crowd_oldest(&other) == NULL); /* nobody beside it */
    for (size_t i = 0; i < MEMBERS; i++) {
        br_crowd_join(crowd, &all[i], here);
        CHECK_UINT(br_crowd_count(&all[i]), i + 1);
    }
    CHECK_UINT(br_crowd_count(&other), 1);
    CHECK(br_crowd_oldest(&all[3]) == &all[0]);
    CHECK(br_crowd_oldest(&all[0]) == &all[1]); /* not itself */
    br_crowd_stays(&all[0]);
    br_crowd_stays(&all[0]);
    CHECK(br_crowd_oldest(&all[3]) == &all[1]);
    br_crowd_stays(&all[2]); /* from the middle */
    br_crowd_stays(&all[3]); /* and from the end */
    CHECK(br_crowd_oldest(&all[3]) == &all[1]);
    CHECK_UINT(br_crowd_count(&all[3]), MEMBERS);
    br_crowd_leave(crowd, &all[1]);
    CHECK(br_crowd_oldest(&all[3]) == NULL); /* those that are left stay */
    CHECK_UINT(br_crowd_count(&all[3]), MEMBERS - 1);
    for (size_t i = 0; i < MEMBERS; i++) {
        br_crowd_leave(crowd, &all[i]);
        CHECK_UINT(br_crowd_count(&all[i]), 0);
    }
    br_crowd_join(crowd, &all[0], here); /* its place had gone */
    CHECK_UINT(br_crowd_count(&all[0]), 1);
    br_crowd_leave(crowd, &all[0]);
    br_crowd_leave(crowd, &other);
    br_crowd_free(crowd);
}

/* More addresses than chains: some share one. */
static void test_many_addresses(void)
{
    enum { MANY = 10000 };
    struct br_crowd *crowd = br_crowd_new();
    struct br_crowd_member *all = calloc(MANY, sizeof *all);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            uint8_t address[BR_ADDRESS_PLACE_SIZE] = {6};
            br_store_u32(address + 1, i);
            br_crowd_join(crowd, &all[i], address);
            CHECK_UINT(br_crowd_count(&all[i]), 1);
        }
        for (uint32_t i = 0; i < MANY; i++) {
            br_crowd_leave(crowd, &all[round == 0 ? i : MANY - 1 - i]);
        }
    }
    free(all);
    br_crowd_free(crowd);
}

static void test_what_an_address_counts_as(void)
{
    static const struct {
        const char *text;
        uint8_t place[BR_ADDRESS_PLACE_SIZE];
    } cases[] = {
        {"192.0.2.7:1", {4, 192, 0, 2, 7}},
        {"[::ffff:192.0.2.7]:1", {4, 192, 0, 2, 7}},
        {"[2001:db8:1:2:3:4:5:6]:1", {6, 0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_host_port parts;
        struct sockaddr_storage address;
        struct br_error error;
        uint8_t place[BR_ADDRESS_PLACE_SIZE];
        CHECK(br_address_split(cases[i].text, &parts, &error) == BR_OK);
        CHECK(br_address_numeric(&parts, &address));
        br_address_place(&address, place);
        CHECK(memcmp(place, cases[i].place, sizeof place) == 0);
    }
}

/* --- at the door --- */

static int connect_from(const struct world *world, uint32_t source)
{
    const char *address = br_listener_address(world->listener);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(source)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port =
                                 htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(handle, (const struct sockaddr *)&from, sizeof from) == 0);
    CHECK(connect(handle, (const struct sockaddr *)&to, sizeof to) == 0);
    CHECK(fcntl(handle, F_SETFL, O_NONBLOCK) == 0);
    return handle;
}

static void settle(struct world *world)
{
    while (turn_loop(&world->loop)) {
    }
}

/* Who shows a key that we know keeps its place; the flood of its address takes its own. */
static void test_a_flood_of_one_address(void)
{
    enum { MOST = 3, ELSEWHERE = 0x7f000002 };
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener, &(struct br_listener_limits){.address_max = MOST});
    connect_sides(&world);
    int other = connect_from(&world, ELSEWHERE);
    int handles[3 * MOST];
    for (int i = 0; i < 3 * MOST; i++) {
        handles[i] = raw_connect(&world);
        settle(&world);
        for (int j = 0; j <= i; j++) { /* one place is the academy's */
            bool goes = i - j >= MOST - 1;
            CHECK(goes ? raw_ended(handles[j]) : raw_silent(handles[j]));
        }
    }
    CHECK(raw_silent(other));
    CHECK_UINT(world.accepted[0].closed + world.dialled.closed, 0);
    for (int i = 0; i < 3 * MOST; i++) {
        (void)close(handles[i]);
    }
    (void)close(other);
    settle(&world);
    world_stop(&world);
}

/* All places of the address are held by who may: there is nobody who could make room. */
static void test_nobody_makes_room(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener, &(struct br_listener_limits){.address_max = 1});
    connect_sides(&world);
    int handle = raw_connect(&world);
    UNTIL(&world, raw_ended(handle));
    CHECK_UINT(world.accepted[0].closed + world.dialled.closed, 0);
    (void)close(handle);
    world_stop(&world);
}

/* With one fewer, all, one more; and the number is the same again when one has left. */
static void test_connections_of_an_address(void)
{
    struct rlimit files;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    files.rlim_cur = files.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
    if (!CHECK(files.rlim_max > (rlim_t)2 * BR_CONNECTIONS_ADDRESS_MAX + 100)) {
        return; /* both ends of each live in this process */
    }
    struct world world;
    world_start(&world, "127.0.0.1:0");
    br_listener_set_limits(world.listener,
                           &(struct br_listener_limits){.handshake_deadline_ms = 600000});
    int *handles = calloc(BR_CONNECTIONS_ADDRESS_MAX + 1, sizeof *handles);
    for (size_t i = 0; i <= BR_CONNECTIONS_ADDRESS_MAX; i++) {
        handles[i] = raw_connect(&world);
        if (i % 256 == 255 || i + 2 >= BR_CONNECTIONS_ADDRESS_MAX) {
            settle(&world);
            bool fits = i + 1 <= BR_CONNECTIONS_ADDRESS_MAX;
            CHECK(fits ? raw_silent(handles[0]) : raw_ended(handles[0]));
        }
    }
    CHECK(raw_silent(handles[1]) && raw_silent(handles[BR_CONNECTIONS_ADDRESS_MAX]));
    for (size_t i = 0; i <= BR_CONNECTIONS_ADDRESS_MAX; i++) {
        (void)close(handles[i]);
    }
    free(handles);
    settle(&world);
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_the_oldest_makes_room),     BR_TEST(test_many_addresses),
        BR_TEST(test_what_an_address_counts_as), BR_TEST(test_a_flood_of_one_address),
        BR_TEST(test_nobody_makes_room),         BR_TEST(test_connections_of_an_address),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
