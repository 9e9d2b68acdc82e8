/* How much may wait for the logs: with a log that is busy, what comes is only counted and kept. */
#include "harness/check.h"
#include "replica/replica_state.h"

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

/* Whoever brings the waiting bytes past the maximum is not read from until they have gone down. */
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
    struct queue *queue = &replica->sides[BR_SIDE_SHARED].waiting[COMMIT_RECEIVE];
    CHECK_UINT(queue->count, 3); /* what is here is kept, whoever brought it */
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

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_bytes_that_wait),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
