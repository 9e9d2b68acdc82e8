/*
 * Verbs when the system refuses: whoever asks hears why or that nobody answered, whoever answers
 * goes on with the next, and a socket that could not be made is not held.
 */
#include "base/limits.h"
#include "net/control.h"
#include "net/control_socket.h"
#include "refusing.h"
#include "test_net_world.h"

#include <signal.h>
#include <stdio_ext.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

STAND_BEFORE(int, socket, (int domain, int type, int protocol), (domain, type, protocol), -1)
STAND_BEFORE(int, bind, (int file, __CONST_SOCKADDR_ARG to, socklen_t size), (file, to, size), -1)
STAND_BEFORE(int, connect, (int file, __CONST_SOCKADDR_ARG to, socklen_t size), (file, to, size),
             -1)
STAND_BEFORE(int, listen, (int file, int backlog), (file, backlog), -1)
STAND_BEFORE(int, accept4, (int file, __SOCKADDR_ARG from, socklen_t *size, int flags),
             (file, from, size, flags), -1)
STAND_BEFORE(int, fchmod, (int file, mode_t mode), (file, mode), -1)
STAND_BEFORE(int, flock, (int file, int operation), (file, operation), -1)
STAND_BEFORE(int, lstat, (const char *path, struct stat *info), (path, info), -1)
STAND_BEFORE(int, unlink, (const char *path), (path), -1)
STAND_BEFORE(ssize_t, send, (int file, const void *data, size_t size, int flags),
             (file, data, size, flags), -1)
STAND_BEFORE(ssize_t, recv, (int file, void *data, size_t size, int flags),
             (file, data, size, flags), -1)
STAND_BEFORE(int, uv_pipe_open, (uv_pipe_t * pipe, uv_file file), (pipe, file), UV_EINVAL)
STAND_BEFORE(int, uv_listen, (uv_stream_t * stream, int backlog, uv_connection_cb done),
             (stream, backlog, done), UV_EADDRINUSE)
STAND_BEFORE(int, uv_accept, (uv_stream_t * server, uv_stream_t *stream), (server, stream),
             UV_EMFILE)
STAND_BEFORE(int, uv_fileno, (const uv_handle_t *handle, uv_os_fd_t *file), (handle, file),
             UV_EBADF)
STAND_BEFORE(int, uv_read_start, (uv_stream_t * stream, uv_alloc_cb room, uv_read_cb done),
             (stream, room, done), UV_ENOTCONN)
STAND_BEFORE(int, uv_write,
             (uv_write_t * request, uv_stream_t *stream, const uv_buf_t buffers[], unsigned count,
              uv_write_cb done),
             (request, stream, buffers, count, done), UV_ENOBUFS)
STAND_BEFORE(int, uv_shutdown, (uv_shutdown_t * request, uv_stream_t *stream, uv_shutdown_cb done),
             (request, stream, done), UV_ENOTCONN)

/* Of whom the kernel says that they ask. */
static uid_t asked_by;

int getsockopt(int file, int level, int name, void *value, socklen_t *size);
int getsockopt(int file, int level, int name, void *value, socklen_t *size)
{
    static int (*real)(int, int, int, void *, socklen_t *);
    if (real == NULL) {
        void *found = dlsym(RTLD_NEXT, "getsockopt");
        memcpy((void *)&real, (const void *)&found, sizeof real);
    }
    if (refused("getsockopt")) {
        return -1;
    }
    int code = real(file, level, name, value, size);
    if (level == SOL_SOCKET && name == SO_PEERCRED && code == 0) {
        ((struct ucred *)value)->uid = asked_by;
    }
    return code;
}

/* How many files this process has open. */
static int open_files(void)
{
    int count = 0;
    for (int i = 0; i < 256; i++) {
        count += fcntl(i, F_GETFD) >= 0;
    }
    return count;
}

/* --- the socket as a file --- */

/* As a killed program leaves it. */
static void leave_dead(const char *path)
{
    struct sockaddr_un dead = {.sun_family = AF_UNIX};
    (void)snprintf(dead.sun_path, sizeof dead.sun_path, "%s", path);
    (void)unlink(path);
    int handle = socket(AF_UNIX, SOCK_STREAM, 0);
    BR_ASSERT(bind(handle, (const struct sockaddr *)&dead, sizeof dead) == 0);
    (void)close(handle);
}

static void test_a_socket_that_cannot_be_made_is_not_held(void)
{
    static const struct {
        const char *call;
        int at;
        int number;
        bool dead; /* one of a killed program is in the way */
    } cases[] = {
        {"socket", 1, EMFILE, false}, {"fchmod", 1, EPERM, false},   {"flock", 1, ENOLCK, false},
        {"bind", 1, EROFS, false},    {"listen", 1, EIO, false},     {"lstat", 1, EIO, false},
        {"lstat", 1, EIO, true},      {"socket", 2, EMFILE, true},   {"connect", 1, EPERM, true},
        {"unlink", 1, EROFS, true},   {"bind", 2, EADDRINUSE, true}, {"lstat", 2, EIO, true},
    };
    const char *path = file_in_folder("socket");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_control_file file;
        struct br_error error = {""};
        (void)unlink(path);
        if (cases[i].dead) {
            leave_dead(path);
        }
        int before = open_files();
        refuse(cases[i].call, cases[i].at, cases[i].number);
        CHECK_UINT(br_control_file_listen(path, &file, &error), BR_ERR_IO);
        CHECK_UINT(refusing.seen, cases[i].at);
        refuse(NULL, 0, 0);
        CHECK(error.text[0] != '\0');
        CHECK_UINT(open_files(), before);
        CHECK(br_control_file_listen(path, &file, &error) == BR_OK); /* and the next time */
        (void)close(file.socket);
    }
    (void)unlink(path);
}

/* Somebody's queue is full: it lives, and keeps its place. */
static void test_a_full_queue_is_a_live_program(void)
{
    struct br_control_file file;
    struct br_error error = {""};
    const char *path = file_in_folder("socket");
    leave_dead(path);
    refuse("connect", 1, EAGAIN);
    CHECK(br_control_file_listen(path, &file, &error) == BR_ERR_BUSY);
    refuse(NULL, 0, 0);
    CHECK(access(path, F_OK) == 0);
    CHECK(unlink(path) == 0);
}

static void test_why_nobody_can_be_asked(void)
{
    static const struct {
        const char *call;
        int number;
        enum br_status status;
    } cases[] = {
        {"socket", EMFILE, BR_ERR_IO},
        {"connect", EINTR, BR_OK}, /* a signal is no reason */
        {"connect", EACCES, BR_ERR_REFUSED},
        {"connect", EPERM, BR_ERR_REFUSED},
        {"connect", ENOENT, BR_ERR_NOT_FOUND},
        {"connect", ENOTSOCK, BR_ERR_NOT_FOUND},
        {"connect", ETIMEDOUT, BR_ERR_IO},
    };
    char path[600];
    struct br_control_file file;
    struct br_error error = {""};
    int connected = -1;
    (void)snprintf(path, sizeof path, "%s", file_in_folder("socket"));
    CHECK(br_control_file_listen(path, &file, &error) == BR_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        error.text[0] = '\0';
        int before = open_files();
        refuse(cases[i].call, 1, cases[i].number);
        CHECK_UINT(br_control_file_connect(path, &connected, &error), cases[i].status);
        refuse(NULL, 0, 0);
        CHECK((error.text[0] == '\0') == (cases[i].status == BR_OK));
        if (connected >= 0) {
            (void)close(connected);
        }
        CHECK_UINT(open_files(), before);
    }
    (void)close(file.socket);
    FILE *plain = fopen(file_in_folder("plain"), "w");
    CHECK(plain != NULL && fclose(plain) == 0);
    CHECK(br_control_file_connect(file_in_folder("plain/socket"), &connected, &error) == BR_ERR_IO);
    CHECK(unlink(path) == 0);
}

/* Only the file that is ours goes: not what somebody has put in its place. */
static void test_another_file_stays(void)
{
    const char *path = file_in_folder("socket");
    struct br_control_file file;
    struct br_error error = {""};
    CHECK(br_control_file_listen(path, &file, &error) == BR_OK);
    struct br_control_file other = file;
    other.inode++;
    br_control_file_remove(path, &other);
    CHECK(access(path, F_OK) == 0);
    other = file;
    other.device++;
    br_control_file_remove(path, &other);
    CHECK(access(path, F_OK) == 0);
    br_control_file_remove(path, &file);
    CHECK(access(path, F_OK) != 0);
    br_control_file_remove(path, &file); /* it is gone already */
    (void)close(file.socket);
}

/* --- asking --- */

/* A program that hears one request and answers; in a process of its own, as asking blocks. */
static pid_t answer_once(const char *path, const void *bytes, size_t size)
{
    struct br_control_file file;
    struct br_error error = {""};
    CHECK(br_control_file_listen(path, &file, &error) == BR_OK);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        uint8_t block[4096];
        int asked = -1;
        while (asked < 0) {
            asked = accept(file.socket, NULL, NULL);
        }
        (void)recv(asked, block, sizeof block, 0);
        (void)send(asked, bytes, size, MSG_NOSIGNAL);
        (void)shutdown(asked, SHUT_WR);
        while (recv(asked, block, sizeof block, 0) > 0) {
        }
        _exit(0);
    }
    (void)close(file.socket);
    return child;
}

static const uint8_t answer[] = {'b', 0, 0, 0, 0, 'o', 0, 0, 0, 1, '\n', 'x', 0, 0, 0, 1, 7};

/* Ask with standard output going to [out], or where it goes if that is -1. */
static enum br_status ask(int out, const char *call, int at, int number, int *exit_code,
                          struct br_error *error)
{
    char verb[] = "status";
    char *argv[] = {verb, verb};
    const char *path = file_in_folder("answering");
    pid_t child = answer_once(path, answer, sizeof answer);
    int kept = dup(STDOUT_FILENO);
    if (out >= 0) {
        BR_ASSERT(dup2(out, STDOUT_FILENO) == STDOUT_FILENO);
    }
    refuse(call, at, number);
    enum br_status status =
        br_control_call(path, 2, argv, br_bytes_of_text("input"), exit_code, error);
    refuse(NULL, 0, 0);
    if (out >= 0) {
        __fpurge(stdout); /* what could not be written */
        clearerr(stdout);
    }
    BR_ASSERT(dup2(kept, STDOUT_FILENO) == STDOUT_FILENO);
    (void)close(kept);
    CHECK(waitpid(child, NULL, 0) == child);
    (void)unlink(path);
    return status;
}

/* Who no longer takes our bytes may still have said something; a signal is no reason. */
static void test_a_request_that_cannot_be_sent(void)
{
    for (int at = 1; at <= 9; at++) {
        static const int numbers[] = {EINTR, EPIPE};
        for (size_t i = 0; i < 2; i++) {
            struct br_error error = {""};
            int code = 0;
            if (at > 1 || numbers[i] == EINTR) { /* else it is never asked, and waits */
                CHECK_UINT(ask(-1, "send", at, numbers[i], &code, &error), BR_OK);
                CHECK_UINT(code, 7);
            }
        }
    }
}

static void test_an_answer_that_cannot_be_received(void)
{
    for (int at = 1; at <= 5; at++) {
        struct br_error error = {""};
        int code = 0;
        CHECK_UINT(ask(-1, "recv", at, EINTR, &code, &error), BR_OK);
        CHECK_UINT(code, 7);
        CHECK_UINT(ask(-1, "recv", at, ECONNRESET, &code, &error),
                   at == 1 ? BR_ERR_BUSY : BR_ERR_CLOSED);
        CHECK(error.text[0] != '\0');
    }
}

/* The verb was done, and its answer heard to the end, though it can be shown to nobody. */
static void test_an_answer_that_cannot_be_shown(void)
{
    int ends[2];
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    struct br_error error = {""};
    int code = 0;
    (void)signal(SIGPIPE, SIG_IGN);
    BR_ASSERT(full >= 0 && pipe(ends) == 0);
    CHECK_UINT(ask(full, NULL, 0, 0, &code, &error), BR_ERR_IO);
    CHECK(strstr(error.text, strerror(ENOSPC)) != NULL);
    CHECK_UINT(code, 7);
    (void)close(ends[0]);
    CHECK_UINT(ask(ends[1], NULL, 0, 0, &code, &error), BR_ERR_IO);
    CHECK(strstr(error.text, "nobody reads") != NULL);
    (void)close(ends[1]);
    (void)close(full);
}

/* --- answering --- */

struct fixture {
    uv_loop_t loop;
    struct br_control *control;
    char path[600];
    int calls;
};

static void on_request(void *context, struct br_control_request *request,
                       const struct br_control_call *call)
{
    struct fixture *f = context;
    (void)call;
    f->calls++;
    br_control_output(request, br_bytes_of_text("done\n"));
    br_control_finish(request, 0);
}

static void fixture_start(struct fixture *f)
{
    struct br_error error = {""};
    *f = (struct fixture){.calls = 0};
    asked_by = geteuid();
    (void)snprintf(f->path, sizeof f->path, "%s", file_in_folder("control"));
    CHECK(uv_loop_init(&f->loop) == 0);
    CHECK(br_control_start(&f->loop, f->path, on_request, f, &f->control, &error) == BR_OK);
}

static void fixture_stop(struct fixture *f)
{
    br_control_stop(f->control);
    CHECK(uv_run(&f->loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&f->loop) == 0);
}

static int raw_ask(const struct fixture *f)
{
    static const uint8_t request[] = {'.', 0, 0, 0, 0};
    int handle = -1;
    struct br_error error = {""};
    CHECK(br_control_file_connect(f->path, &handle, &error) == BR_OK);
    CHECK(send(handle, request, sizeof request, MSG_NOSIGNAL) == (ssize_t)sizeof request);
    CHECK(fcntl(handle, F_SETFL, O_NONBLOCK) == 0);
    return handle;
}

/* The next one is answered, whatever became of the last. */
static void expect_answer(struct fixture *f)
{
    int calls = f->calls;
    int handle = raw_ask(f);
    UNTIL(f, f->calls == calls + 1 && raw_ended(handle));
    (void)close(handle);
}

static void test_whoever_cannot_be_heard_is_hung_up_on(void)
{
    static const struct {
        const char *call;
        int number;
        int calls; /* whether the verb was run */
    } cases[] = {
        {"uv_accept", 0, 0},     {"uv_fileno", 0, 0},         {"uv_read_start", 0, 0},
        {"accept4", ENOBUFS, 1}, {"getsockopt", ENOTSOCK, 0}, {"uv_write", 0, 1},
        {"uv_shutdown", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        fixture_start(&f);
        bool held = strcmp(cases[i].call, "uv_accept") == 0; /* the refused socket, by libuv */
        int handle = raw_ask(&f);
        refuse(cases[i].call, 1, cases[i].number);
        UNTIL(&f, held ? refusing.seen == 1 : raw_ended(handle));
        CHECK(refusing.seen >= 1);
        refuse(NULL, 0, 0);
        CHECK_UINT(f.calls, cases[i].calls);
        if (!held) {
            expect_answer(&f);
        }
        fixture_stop(&f);
        CHECK(raw_ended(handle));
        (void)close(handle);
    }
}

/* The kernel says who asks: the program's own user and root are heard, nobody else. */
static void test_who_is_heard(void)
{
    struct fixture f;
    fixture_start(&f);
    const struct {
        uid_t user;
        bool heard;
    } cases[] = {{geteuid(), true}, {0, true}, {geteuid() + 1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int calls = f.calls;
        asked_by = cases[i].user;
        int handle = raw_ask(&f);
        UNTIL(&f, raw_ended(handle));
        CHECK_UINT(f.calls, calls + (cases[i].heard ? 1 : 0));
        (void)close(handle);
    }
    fixture_stop(&f);
}

static void test_a_control_that_cannot_listen_is_not_there(void)
{
    static const char *const calls[] = {"uv_pipe_open", "uv_listen"};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f = {.calls = 0};
        struct br_error error = {""};
        int before = open_files();
        CHECK(uv_loop_init(&f.loop) == 0);
        refuse(calls[i], 1, 0);
        CHECK(br_control_start(&f.loop, file_in_folder("control"), on_request, &f, &f.control,
                               &error) == BR_ERR_IO);
        CHECK_UINT(refusing.seen, 1);
        refuse(NULL, 0, 0);
        CHECK(error.text[0] != '\0' && f.control == NULL);
        CHECK(uv_run(&f.loop, UV_RUN_DEFAULT) == 0);
        CHECK(access(file_in_folder("control"), F_OK) != 0);
        CHECK(uv_loop_close(&f.loop) == 0);
        CHECK_UINT(open_files(), before);
    }
}

/* One more than can be served waits in libuv when the program stops: it is hung up on too. */
static void test_stopping_while_one_waits(void)
{
    struct fixture f;
    int handles[BR_CONTROL_CLIENTS_MAX + 1];
    fixture_start(&f);
    for (size_t i = 0; i <= BR_CONTROL_CLIENTS_MAX; i++) {
        struct br_error error = {""};
        CHECK(br_control_file_connect(f.path, &handles[i], &error) == BR_OK);
        CHECK(fcntl(handles[i], F_SETFL, O_NONBLOCK) == 0);
        while (turn_loop(&f.loop)) {
        }
    }
    fixture_stop(&f);
    CHECK_UINT(f.calls, 0);
    for (size_t i = 0; i <= BR_CONTROL_CLIENTS_MAX; i++) {
        CHECK(raw_ended(handles[i]));
        (void)close(handles[i]);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_socket_that_cannot_be_made_is_not_held),
        BR_TEST(test_a_full_queue_is_a_live_program),
        BR_TEST(test_why_nobody_can_be_asked),
        BR_TEST(test_another_file_stays),
        BR_TEST(test_a_request_that_cannot_be_sent),
        BR_TEST(test_an_answer_that_cannot_be_received),
        BR_TEST(test_an_answer_that_cannot_be_shown),
        BR_TEST(test_whoever_cannot_be_heard_is_hung_up_on),
        BR_TEST(test_who_is_heard),
        BR_TEST(test_a_control_that_cannot_listen_is_not_there),
        BR_TEST(test_stopping_while_one_waits),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
