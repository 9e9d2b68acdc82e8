/* Stopping a replica: what has not begun is given up, and those who wait for it are told. */
#include "domain/domain.h"
#include "harness/check.h"
#include "replica/folder.h"
#include "replica/replica.h"

#include <stdio.h>
#include <string.h>

struct world {
    uv_loop_t loop;
    struct br_domain *domain;
    struct br_replica *replica;
    size_t refused;
    bool stopped;
};

static void open_world(struct world *world, const char *name, bool recovering)
{
    char path[512];
    struct br_error error = {""};
    size_t count = 0;
    const struct br_file *files = br_domain_files(&count);
    static const struct br_replica_events events = {.find = NULL};
    *world = (struct world){.stopped = false};
    (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
    CHECK(br_folder_make(path, &error) == BR_OK);
    CHECK(br_domain_new(files, count, &world->domain, &error) == BR_OK);
    CHECK(uv_loop_init(&world->loop) == 0);
    struct br_replica_options options = {.loop = &world->loop,
                                         .role = BR_NODE_SERVER,
                                         .folder = path,
                                         .domain = world->domain,
                                         .create = true,
                                         .recovering = recovering,
                                         .epoch = 1,
                                         .software = "test"};
    uint8_t seed[32] = {7};
    struct br_public_key public;
    br_key_pair(seed, &options.signing, &public);
    CHECK(br_replica_open(&options, &events, world, &world->replica, &error) == BR_OK);
}

static void on_stopped(void *context)
{
    struct world *world = context;
    world->stopped = true;
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct world *world = context;
    CHECK(!world->stopped);
    CHECK(status == BR_ERR_CLOSED && outcome->type == BR_OUTCOME_REFUSED);
    CHECK(outcome->reason[0] != '\0');
    world->refused++;
}

static void say_something(struct world *world)
{
    struct br_write write = {.id = br_id_new(),
                             .roles = BR_ROLES_ACADEMY,
                             .audience = {.type = BR_AUDIENCE_NETWORK},
                             .kind = 1};
    br_replica_say(world->replica, &write, on_said, world);
}

static void close_world(struct world *world)
{
    br_replica_stop(world->replica, on_stopped, world);
    say_something(world); /* too late: the same answer */
    (void)uv_run(&world->loop, UV_RUN_DEFAULT);
    CHECK(world->stopped);
    CHECK(uv_loop_close(&world->loop) == 0);
    br_domain_free(world->domain);
}

static void test_who_waits_to_be_numbered_is_told(void)
{
    struct world world;
    open_world(&world, "recovering", true); /* so nothing is numbered */
    say_something(&world);
    say_something(&world);
    close_world(&world);
    CHECK_UINT(world.refused, 3);
}

static void test_too_late_is_told(void)
{
    struct world world;
    open_world(&world, "numbering", false);
    close_world(&world);
    CHECK_UINT(world.refused, 1);
}

static void on_numbered(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct world *world = context;
    (void)status;
    (void)outcome;
    world->refused++;
}

/* Nobody has to listen to a replica's events: this one's owner does not. */
static void test_an_operator_goes_on(void)
{
    struct world world;
    open_world(&world, "operator", true);
    struct br_write write = {.id = br_id_new(),
                             .roles = BR_ROLES_ACADEMY,
                             .audience = {.type = BR_AUDIENCE_NETWORK},
                             .kind = 1};
    br_replica_say(world.replica, &write, on_numbered, &world);
    CHECK(uv_run(&world.loop, UV_RUN_NOWAIT) >= 0 && world.refused == 0);
    br_replica_number_anyway(world.replica);
    while (world.refused == 0) {
        (void)uv_run(&world.loop, UV_RUN_ONCE);
    }
    close_world(&world);
    CHECK_UINT(world.refused, 2);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_who_waits_to_be_numbered_is_told),
        BR_TEST(test_too_late_is_told),
        BR_TEST(test_an_operator_goes_on),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
