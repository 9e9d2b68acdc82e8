/* How much may wait for the logs, and how long folds wait for them. Once the clock stands it never
 * goes on by itself: for a node, time does not go back. */
#include "domain/domain.h"
#include "harness/check.h"
#include "replica/folder.h"
#include "replica/replica_state.h"
#include "stopped_clock.h"
#include "store/views_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1000 };

static void on_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    bool *closed = context;
    (void)pipe;
    (void)status;
    (void)why;
    *closed = true;
}

/* With logs that are busy, what comes is only counted and kept. Whoever brings it past the maximum
 * is not read from until it has gone down. */
static void test_bytes_that_wait(void)
{
    static const struct br_pipe_events events = {.on_closed = on_closed};
    char path[512];
    uv_loop_t loop;
    struct br_tls *tls = NULL;
    struct br_error error = {""};
    struct br_hash pin = {{1}};
    bool closed = false;
    (void)snprintf(path, sizeof path, "%s/key.pem", br_test_folder());
    CHECK(uv_loop_init(&loop) == 0);
    CHECK(br_tls_key_new(path, &error) == BR_OK && br_tls_open(path, &tls, &error) == BR_OK);
    uint8_t *data = calloc(1, SIZE);
    struct br_bytes body = {data, SIZE};
    struct br_batch batch = {.head = {.stream = {.audience = {.type = BR_AUDIENCE_NETWORK}}},
                             .count = 1,
                             .bodies = &body};
    struct connection connection = {.id = 1, .party = {.type = BR_PARTY_ACADEMY}};
    struct connection *connections[] = {&connection};
    connection.pipe =
        br_dial_start(&loop, tls, "127.0.0.1:1", &pin, BR_ALPN_SYNC, &events, &closed);
    struct br_replica *replica = calloc(1, sizeof *replica);
    BR_ASSERT(data != NULL && replica != NULL);
    replica->connections = connections;
    replica->connection_count = 1;
    for (size_t i = 0; i < 2; i++) {
        replica->sides[i].replica = replica;
        replica->sides[i].busy = true;
    }
    for (int over = -1; over <= 1; over++) {
        replica->waiting_size = (size_t)((int)BR_WAITING_SIZE_MAX - SIZE + over);
        commit_batch(replica, 1, 1, &batch);
        CHECK_UINT(replica->waiting_size, (size_t)((int)BR_WAITING_SIZE_MAX + over));
        CHECK(connection.paused == (over > 0));
    }
    replica->waiting_size = 0;
    for (int over = -1; over <= 1;
         over++) { /* one connection's share, while there is room in all */
        connection.paused = false;
        connection.waiting_size = (size_t)((int)BR_WAITING_CONNECTION_MAX - SIZE + over);
        commit_batch(replica, 1, 1, &batch);
        CHECK_UINT(connection.waiting_size, (size_t)((int)BR_WAITING_CONNECTION_MAX + over));
        CHECK(connection.paused == (over > 0));
    }
    struct queue *queue = &replica->sides[BR_SIDE_SHARED].waiting[COMMIT_RECEIVE];
    CHECK_UINT(queue->count, 6); /* what is here is kept, whoever brought it */
    while (queue->first != NULL) {
        struct pending *first = queue->first;
        queue->first = first->next;
        free(first);
    }
    br_pipe_abort(connection.pipe, BR_OK, "test ends");
    CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0 && closed);
    CHECK(uv_loop_close(&loop) == 0);
    br_tls_free(tls);
    free(replica);
    free(data);
}

/* --- folds --- */

struct world {
    uv_loop_t loop;
    struct br_domain *domain;
    struct br_replica *replica;
    bool stopped;
};

static void world_start(struct world *world, const char *name)
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
                                         .epoch = 1,
                                         .software = "test"};
    uint8_t seed[32] = {7};
    struct br_public_key public;
    br_key_pair(seed, &options.signing, &public);
    clock_go_on();
    CHECK(br_replica_open(&options, &events, world, &world->replica, &error) == BR_OK);
    while (br_replica_folding(world->replica)) { /* what there is at the start */
        (void)uv_run(&world->loop, UV_RUN_ONCE);
    }
}

static void on_stopped(void *context)
{
    struct world *world = context;
    world->stopped = true;
}

static void world_stop(struct world *world)
{
    br_replica_stop(world->replica, on_stopped, world);
    (void)uv_run(&world->loop, UV_RUN_DEFAULT);
    CHECK(world->stopped);
    CHECK(uv_loop_close(&world->loop) == 0);
    br_domain_free(world->domain);
}

/* What a log has written collects, longer while it is at something; at most so long. */
static void test_how_long_records_collect(void)
{
    static const struct {
        bool busy;
        enum commit_type log_does;
        uint64_t wait_ms;
    } cases[] = {{false, COMMIT_WRITE, BR_FOLD_WAIT_IDLE_MS},
                 {true, COMMIT_WRITE, BR_FOLD_WAIT_MS},
                 {true, COMMIT_RECEIVE, BR_FOLD_WAIT_CATCHING_UP_MS}};
    struct world world;
    world_start(&world, "collect");
    struct side *side = &world.replica->sides[BR_SIDE_SHARED];
    const struct follower *follower = &world.replica->followers[BR_SIDE_SHARED];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int offset = -1; offset <= 1; offset++) {
            clock_stop();
            side->busy = cases[i].busy;
            side->type = cases[i].log_does;
            behind_fold(world.replica, BR_SIDE_SHARED);
            CHECK(!follower->busy && follower->wanted);
            clock_move(cases[i].wait_ms + (uint64_t)(int64_t)offset);
            behind_go_on(world.replica);
            CHECK(follower->busy == (offset >= 0));
            side->busy = false; /* nothing more will come */
            clock_move(BR_FOLD_WAIT_IDLE_MS);
            behind_go_on(world.replica);
            CHECK(follower->busy);
            while (br_replica_folding(world.replica)) {
                (void)uv_run(&world.loop, UV_RUN_ONCE);
            }
        }
    }
    world_stop(&world);
}

static void test_when_a_failed_fold_is_tried_again(void)
{
    struct world world;
    world_start(&world, "retry");
    struct follower *follower = &world.replica->followers[BR_SIDE_SHARED];
    for (int offset = -1; offset <= 1; offset++) {
        clock_stop();
        sqlite3 *db = follower->views->db;
        follower->views->db = NULL; /* as when the file could not be opened */
        behind_fold(world.replica, BR_SIDE_SHARED);
        clock_move(BR_FOLD_WAIT_IDLE_MS);
        behind_go_on(world.replica);
        while (follower->busy) {
            (void)uv_run(&world.loop, UV_RUN_ONCE);
        }
        CHECK(follower->failing && follower->wanted);
        follower->views->db = db;
        clock_move(BR_FOLD_RETRY_MS + (uint64_t)(int64_t)offset);
        behind_go_on(world.replica);
        CHECK(follower->busy == (offset >= 0));
        clock_move(2);
        behind_go_on(world.replica);
        while (follower->busy) {
            (void)uv_run(&world.loop, UV_RUN_ONCE);
        }
        CHECK(!follower->failing);
    }
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_bytes_that_wait),
        BR_TEST(test_how_long_records_collect),
        BR_TEST(test_when_a_failed_fold_is_tried_again),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
