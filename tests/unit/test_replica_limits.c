/* How much may wait for the logs, and how long folds wait for them. Once the clock stands it never
 * goes on by itself: for a node, time does not go back. */
#include "domain/domain.h"
#include "harness/check.h"
#include "record/keys.h"
#include "record/kind.h"
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
    connection.paused = false;
    connection.closing = true; /* nothing is read any more: there is nothing to stop */
    commit_batch(replica, 1, 1, &batch);
    CHECK(!connection.paused);
    connection.closing = false;
    connection.paused = true;
    commit_batch(replica, 1, 1, &batch); /* stopped already */
    CHECK(connection.paused);
    struct queue *queue = &replica->sides[BR_SIDE_SHARED].waiting[COMMIT_RECEIVE];
    CHECK_UINT(queue->count, 8); /* what is here is kept, whoever brought it */
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

static void world_start_as(struct world *world, const char *name, const struct br_hash *academy)
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
                                         .academy = *academy,
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

static void world_start(struct world *world, const char *name)
{
    static const struct br_hash nobody;
    world_start_as(world, name, &nobody);
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
    const struct follower *follower = &world.replica->follower;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int offset = -1; offset <= 1; offset++) {
            clock_stop();
            side->busy = cases[i].busy;
            side->type = cases[i].log_does;
            behind_fold(world.replica);
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
    struct follower *follower = &world.replica->follower;
    for (int offset = -1; offset <= 1; offset++) {
        clock_stop();
        char nowhere[] = "/nowhere/views.db";
        char *path = follower->views->path;
        follower->views->path = nowhere; /* and there they cannot begin again */
        CHECK(br_views_reset(follower->views) != BR_OK);
        behind_fold(world.replica);
        clock_move(BR_FOLD_WAIT_IDLE_MS);
        behind_go_on(world.replica);
        while (follower->busy) {
            (void)uv_run(&world.loop, UV_RUN_ONCE);
        }
        CHECK(follower->failing && follower->wanted);
        follower->views->path = path;
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

/* --- receipts for views that cannot be written --- */

/* Of each holder and stream the last word is kept, in whatever order they came. */
static void test_receipts_that_wait_for_the_views(void)
{
    enum { HOLDERS = 40 };
    static const struct {
        uint32_t epoch;
        uint64_t seq;
        bool newer; /* than those before it */
    } words[] = {{1, 5, true}, {1, 9, true}, {1, 7, false}, {2, 3, true}, {1, 99, false}};
    struct world world;
    world_start(&world, "noted");
    struct follower *follower = &world.replica->follower;
    CHECK_UINT(follower->receipt_count, 0);
    follower->failing = true;
    follower->retry_ms = UINT64_MAX;
    for (unsigned i = 0; i < HOLDERS; i++) {
        struct br_receipt last = {.epoch = 0};
        for (size_t word = 0; word < sizeof words / sizeof words[0]; word++) {
            struct br_receipt receipt = {.holder = {{(uint8_t)(i / 2)}},
                                         .stream = {.origin = {{(uint8_t)(i % 2 + 1)}}},
                                         .epoch = words[word].epoch,
                                         .seq = words[word].seq};
            behind_note(world.replica, &receipt);
            last = words[word].newer ? receipt : last;
            CHECK_UINT(follower->receipt_count, i + 1);
            CHECK_UINT(follower->receipts[i].epoch, last.epoch);
            CHECK_UINT(follower->receipts[i].seq, last.seq);
        }
    }
    follower->failing = false;
    behind_fold(world.replica);
    while (br_replica_folding(world.replica)) {
        (void)uv_run(&world.loop, UV_RUN_ONCE);
    }
    CHECK(!follower->failing && follower->receipt_count == 0);
    world_stop(&world);
}

/* --- the border --- */

/* A number of the local side means nothing to those who read for academies. */
static void test_what_is_local_is_not_found(void)
{
    struct world world;
    world_start(&world, "border");
    struct br_log_batch batch = {.count = 0};
    uint64_t seq_bad = 0;
    for (uint32_t number = BR_STREAM_LOCAL_FIRST - 1; number <= BR_STREAM_LOCAL_FIRST + 1;
         number++) {
        CHECK(br_peers_read(world.replica->peers_reader, number, 0, &batch, &seq_bad) ==
              BR_ERR_NOT_FOUND);
    }
    br_log_batch_free(&batch);
    world_stop(&world);
}

/* --- scrubbing --- */

/* The academy's own stream, as long as [count] batches that hold all that one may. */
static void write_batches(struct world *world, const struct br_academy_keys *keys, uint64_t count)
{
    static struct br_write writes[BR_BATCH_RECORDS_MAX];
    static struct br_outcome outcomes[BR_BATCH_RECORDS_MAX];
    struct br_rng rng = br_rng_seeded(1);
    struct br_pen pen = {.signing = &world->replica->options.signing,
                         .epoch = 1,
                         .now = {.wall_ms = 1700000000000},
                         .rng = &rng};
    struct br_buffer packed;
    br_buffer_init(&packed, 1000);
    br_keys_pack(keys, &packed);
    for (uint64_t i = 0; i < count; i++) {
        struct br_log_changes changes;
        for (size_t j = 0; j < BR_BATCH_RECORDS_MAX; j++) {
            writes[j] = (struct br_write){.id = {{1, (uint8_t)i, (uint8_t)j}},
                                          .roles = BR_ROLES_ACADEMY,
                                          .audience = {.type = BR_AUDIENCE_NETWORK},
                                          .kind = BR_KIND_ACADEMY_KEYS,
                                          .payload = br_buffer_bytes(&packed)};
        }
        CHECK(br_log_write(world->replica->sides[BR_SIDE_SHARED].log, &pen, writes,
                           BR_BATCH_RECORDS_MAX, outcomes, &changes) == BR_OK);
        CHECK_TEXT(outcomes[BR_BATCH_RECORDS_MAX - 1].reason, "");
    }
    br_buffer_free(&packed);
}

struct reader_turn {
    struct br_replica *replica;
    bool done;
    bool scrubbing; /* was there more to scrub when it had its turn? */
};

static void turn_work(void *context, const struct br_replica_hands *hands)
{
    (void)context;
    (void)hands;
}

static void turn_done(void *context)
{
    struct reader_turn *turn = context;
    turn->done = true;
    turn->scrubbing = turn->replica->scrubbing;
}

/* Somebody who wants to read behind a scrub that has begun waits for one piece of it, no more. */
static void test_pieces_of_a_scrub(void)
{
    for (uint64_t reads = BR_SCRUB_BATCHES - 1; reads <= BR_SCRUB_BATCHES + 1; reads++) {
        char name[40];
        uint8_t seed[32] = {8};
        struct br_secret_key recovery;
        struct br_secret_key signing;
        struct br_public_key public;
        struct br_academy_keys keys;
        struct br_hash pin = {{9}};
        struct world world;
        br_key_pair(seed, &recovery, &public);
        struct br_hash academy = br_keys_academy(&public);
        seed[0] = 7; /* as world_start has it */
        br_key_pair(seed, &signing, &public);
        br_keys_make(&recovery, &public, &pin, &keys);
        (void)snprintf(name, sizeof name, "scrub-%u", (unsigned)reads);
        world_start_as(&world, name, &academy);
        while (world.replica->scrubbing) { /* what there is at the start */
            (void)uv_run(&world.loop, UV_RUN_ONCE);
        }
        write_batches(&world, &keys, reads - 1); /* one more read says that there are no more */
        struct reader_turn turn = {.replica = world.replica};
        br_replica_scrub(world.replica);
        br_replica_run(world.replica, BR_FILE_READERS, turn_work, turn_done, &turn);
        while (!turn.done || world.replica->scrubbing) {
            (void)uv_run(&world.loop, UV_RUN_ONCE);
        }
        CHECK(turn.scrubbing == (reads > BR_SCRUB_BATCHES));
        world_stop(&world);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_bytes_that_wait),
        BR_TEST(test_how_long_records_collect),
        BR_TEST(test_when_a_failed_fold_is_tried_again),
        BR_TEST(test_receipts_that_wait_for_the_views),
        BR_TEST(test_what_is_local_is_not_found),
        BR_TEST(test_pieces_of_a_scrub),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
