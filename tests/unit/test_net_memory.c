/*
 * No memory for what others send us, or what is to be sent: at the n-th allocation, a pipe or an
 * asker ends with a status, and nothing is left behind. (What is small and fixed is asserted.)
 */
#include "net/control.h"
#include "net/control_socket.h"
#include "net/pipe.h"
#include "no_memory.h"
#include "test_net_world.h"

#include <sys/socket.h>
#include <sys/un.h>

enum { SIZE = 3 * 1024 * 1024 };

static uint8_t data[SIZE];

static void settle(struct world *world)
{
    for (int quiet = 0; quiet < 5;) {
        quiet = turn_loop(&world->loop) ? 0 : quiet + 1;
    }
}

/* --- pipes --- */

/* A ClientHello in two parts, so that the first has to be kept; then a conversation of our own in
 * which the system does not take all at once. True when all of it was heard. */
static bool conversation(const char *call, int at)
{
    struct world world;
    uint8_t hello[5000];
    size_t size = client_hello(hello, sizeof hello, 0);
    world_start(&world, "127.0.0.1:0");
    struct side *heard_by = &world.accepted[0];
    int parts = raw_connect(&world);
    refuse(call, at, 0);
    CHECK(send(parts, hello, 100, 0) == 100);
    settle(&world);
    (void)send(parts, hello + 100, size - 100, MSG_NOSIGNAL);
    settle(&world);
    dial_as(&world, world.client, BR_ALPN_SYNC);
    UNTIL(&world,
          world.dialled.closed == 1 || (world.dialled.opened == 1 && world.accepted_count == 1));
    if (world.dialled.pipe != NULL && heard_by->pipe != NULL) {
        br_pipe_read(heard_by->pipe, false);
        enum br_status status = br_pipe_send(world.dialled.pipe, (struct br_bytes){data, SIZE});
        CHECK(status == BR_OK || status == BR_ERR_NO_MEMORY);
        CHECK_UINT(br_pipe_queued(world.dialled.pipe), status == BR_OK ? SIZE : 0);
        settle(&world);
    }
    if (heard_by->pipe != NULL) {
        br_pipe_read(heard_by->pipe, true);
    }
    if (world.dialled.pipe != NULL) {
        br_pipe_close(world.dialled.pipe);
    }
    UNTIL(&world,
          world.dialled.closed == 1 && (world.accepted_count == 0 || heard_by->closed == 1));
    refusing.call = NULL;
    CHECK(world.dialled.why[0] != '\0');
    bool heard = heard_by->received.size == SIZE;
    (void)close(parts);
    world_stop(&world);
    return heard;
}

static void test_no_memory_ends_a_conversation_once(void)
{
    static const char *const calls[] = {"malloc", "strdup"};
    CHECK(conversation(NULL, 0));
    for (size_t i = 0; i < 2; i++) {
        int refusals = 0;
        int heard = 0;
        do {
            heard += conversation(calls[i], refusals + 1);
        } while (refusing.seen > refusals && ++refusals < 200);
        CHECK(refusals > 3);
        CHECK(heard > 0); /* the last, at least, in which nothing was refused */
    }
}

static void test_no_memory_for_a_key(void)
{
    struct br_tls *tls = NULL;
    struct br_error error = {""};
    br_tls_free(key_in_folder("server.pem"));
    refuse("malloc", 1, 0);
    CHECK(br_tls_open(file_in_folder("server.pem"), &tls, &error) == BR_ERR_NO_MEMORY);
    refuse(NULL, 0, 0);
    CHECK(tls == NULL && error.text[0] != '\0');
}

/* A queue takes all or nothing, and what it had stays as it was. */
static void test_a_queue_takes_all_or_nothing(void)
{
    enum { MORE = 5 * BR_WRITE_CHUNK_SIZE };
    struct br_queue_spare spare = {NULL, 0};
    struct br_queue queue = {.spare = &spare};
    CHECK(br_queue_put(&queue, br_bytes_of_text("first")) == BR_OK);
    int at = 1;
    for (enum br_status status = BR_ERR_NO_MEMORY; status != BR_OK; at++) {
        refuse("malloc", at, 0);
        status = br_queue_put(&queue, (struct br_bytes){data, MORE});
        refusing.call = NULL;
        CHECK_UINT(queue.size, status == BR_OK ? 5 + MORE : 5);
        CHECK(status == BR_OK || br_queue_front(&queue).size == 5);
        br_queue_spare_free(&spare); /* so that they have to be asked for again */
    }
    CHECK(at > 5);
    br_queue_drop(&queue, 0);
    CHECK(memcmp(br_queue_front(&queue).data, "first", 5) == 0);
    CHECK_UINT(queue.size, 5 + MORE);
    br_queue_clear(&queue);
    br_queue_spare_free(&spare);
}

/* --- verbs on a running program --- */

static void on_request(void *context, struct br_control_request *request,
                       const struct br_control_call *call)
{
    int *calls = context;
    (*calls)++;
    br_control_output(request, call->input);
    br_control_finish(request, 0);
}

static int ask(const char *path)
{
    static const uint8_t request[] = {'a', 0, 0,   0,   4,   'e', 'c', 'h', 'o', 'i', 0, 0,
                                      0,   4, 't', 'e', 'x', 't', '.', 0,   0,   0,   0};
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    (void)snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(handle, (const struct sockaddr *)&to, sizeof to) == 0);
    CHECK(send(handle, request, sizeof request, 0) == (ssize_t)sizeof request);
    CHECK(fcntl(handle, F_SETFL, O_NONBLOCK) == 0);
    return handle;
}

/* Bytes until the other side hangs up; whether the answer is whole: it ends in an exit code. */
static bool answered(struct world *world, int handle)
{
    uint8_t answer[4096];
    size_t size = 0;
    ssize_t count = -1;
    for (int turn = 0; count != 0 && turn < PATIENCE_TURNS; turn++) {
        (void)turn_loop(&world->loop);
        count = recv(handle, answer + size, sizeof answer - size, 0);
        size += count > 0 ? (size_t)count : 0;
    }
    CHECK_UINT(count, 0);
    return size >= 6 && answer[size - 6] == 'x';
}

static void test_no_memory_ends_a_verb(void)
{
    static const struct {
        const char *call;
        int first; /* what comes before that is small, fixed and asserted */
    } calls[] = {{"malloc", 1}, {"realloc", 1}, {"calloc", 2}};
    struct world world = {0};
    struct br_control *control = NULL;
    struct br_error error = {""};
    int calls_heard = 0;
    const char *path = file_in_folder("control");
    CHECK(uv_loop_init(&world.loop) == 0);
    CHECK(br_control_start(&world.loop, path, on_request, &calls_heard, &control, &error) == BR_OK);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        int at = calls[i].first;
        bool whole = false;
        int before = 0;
        do {
            before = calls_heard;
            refuse(calls[i].call, at, 0);
            int handle = ask(path);
            whole = answered(&world, handle);
            refusing.call = NULL;
            (void)close(handle);
        } while (refusing.seen >= at && ++at < 20);
        CHECK(at > calls[i].first && at < 20); /* some were refused, and the last was not */
        CHECK(whole && calls_heard == before + 1);
    }
    br_control_stop(control);
    CHECK(uv_run(&world.loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&world.loop) == 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_no_memory_ends_a_conversation_once),
        BR_TEST(test_no_memory_for_a_key),
        BR_TEST(test_a_queue_takes_all_or_nothing),
        BR_TEST(test_no_memory_ends_a_verb),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
