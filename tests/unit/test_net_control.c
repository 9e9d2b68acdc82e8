/* Verbs on a running program: the asking side is a process of its own, as in life. */
#include "test_net_world.h"

#include "net/control.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

struct fixture {
    uv_loop_t loop;
    struct br_control *control;
    char path[600];
    int calls;
    struct br_control_request *kept; /* answered later by the test */
    size_t input_size;
    uint32_t input_sum;
    int argc;
};

static uint32_t sum_of(struct br_bytes bytes)
{
    uint32_t sum = 1;
    for (size_t i = 0; i < bytes.size; i++) {
        sum = sum * 31 + bytes.data[i];
    }
    return sum;
}

/* echo: the arguments; keep: answered by the test; flood: more than an asker may leave unread */
static void on_request(void *context, struct br_control_request *request,
                       const struct br_control_call *call)
{
    struct fixture *f = context;
    f->calls++;
    f->argc = call->argc;
    f->input_size = call->input.size;
    f->input_sum = sum_of(call->input);
    CHECK(call->argv[call->argc] == NULL);
    const char *verb = call->argc > 0 ? call->argv[0] : "";
    if (strcmp(verb, "keep") == 0) {
        f->kept = request;
        return;
    }
    if (strcmp(verb, "echo") == 0) {
        for (int i = 1; i < call->argc; i++) {
            br_control_output(request, br_bytes_of_text(call->argv[i]));
            br_control_output(request, br_bytes_of_text("\n"));
        }
        br_control_output(request, call->input);
        br_control_error(request, br_bytes_of_text("to error\n"));
    }
    br_control_finish(request, strcmp(verb, "fail") == 0 ? 7 : 0);
}

static void fixture_start_at(struct fixture *f, const char *path)
{
    struct br_error error = {""};
    memset(f, 0, sizeof *f);
    (void)snprintf(f->path, sizeof f->path, "%s", path);
    CHECK(uv_loop_init(&f->loop) == 0);
    if (!CHECK(br_control_start(&f->loop, path, on_request, f, &f->control, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
        exit(1);
    }
}

static void fixture_start(struct fixture *f)
{
    fixture_start_at(f, file_in_folder("control"));
}

static void fixture_stop(struct fixture *f)
{
    br_control_stop(f->control);
    CHECK(uv_run(&f->loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&f->loop) == 0);
    CHECK(access(f->path, F_OK) != 0); /* the socket is gone with its program */
}

/* --- the asking process --- */

struct asker {
    pid_t process;
    int result; /* of waitpid, once ended */
    bool ended;
};

enum { STATUS_SHIFT = 100 }; /* exit codes from here on: 100 + br_status */

static struct asker ask(const char *path, int argc, char *const *argv, struct br_bytes input)
{
    (void)fflush(stdout);
    struct asker asker = {.process = fork()};
    if (asker.process == 0) {
        struct br_error error = {""};
        int code = 0;
        for (int i = STDERR_FILENO + 1; i < 256; i++) {
            (void)close(i); /* the answering side's own ends of its connections */
        }
        bool opened = freopen(file_in_folder("stdout"), "w", stdout) != NULL &&
                      freopen(file_in_folder("stderr"), "w", stderr) != NULL;
        enum br_status status = br_control_call(path, argc, argv, input, &code, &error);
        if (status != BR_OK) {
            (void)fprintf(stderr, "%s", error.text);
            (void)fflush(stderr);
        }
        _exit(!opened ? 99 : status == BR_OK ? code : STATUS_SHIFT + (int)status);
    }
    return asker;
}

static bool asker_ended(struct asker *asker)
{
    if (!asker->ended && waitpid(asker->process, &asker->result, WNOHANG) == asker->process) {
        asker->ended = true;
    }
    return asker->ended;
}

static int ask_and_wait(struct fixture *f, int argc, char *const *argv, struct br_bytes input)
{
    struct asker asker = ask(f->path, argc, argv, input);
    UNTIL(f, asker_ended(&asker));
    return WIFEXITED(asker.result) ? WEXITSTATUS(asker.result) : -1;
}

static void read_back(const char *name, struct br_buffer *out)
{
    FILE *file = fopen(file_in_folder(name), "r");
    uint8_t block[4096];
    size_t count = 0;
    br_buffer_init(out, 128u * 1024u * 1024u);
    while ((count = fread(block, 1, sizeof block, file)) > 0) {
        br_buffer_put(out, block, count);
    }
    (void)fclose(file);
}

static void expect_file(const char *name, const char *expected)
{
    struct br_buffer text;
    read_back(name, &text);
    CHECK_TEXT(br_buffer_text(&text), expected);
    br_buffer_free(&text);
}

/* --- a raw asker, which says what br_control_call never would --- */

static int raw_ask(const struct fixture *f)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    BR_ASSERT(strlen(f->path) < sizeof to.sun_path);
    memcpy(to.sun_path, f->path, strlen(f->path) + 1);
    int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(handle, (const struct sockaddr *)&to, sizeof to) == 0);
    CHECK(fcntl(handle, F_SETFL, O_NONBLOCK) == 0);
    return handle;
}

static void raw_header(int handle, char type, uint32_t size)
{
    uint8_t header[5] = {(uint8_t)type};
    br_store_u32(header + 1, size);
    CHECK(send(handle, header, sizeof header, MSG_NOSIGNAL) == (ssize_t)sizeof header);
}

/* Everything that is answered, until the end. */
static void raw_answer(struct fixture *f, int handle, struct br_buffer *answer)
{
    br_buffer_init(answer, 65536);
    ssize_t count = -1;
    int turns = 0;
    while (count != 0 && turns++ < PATIENCE_TURNS) {
        uint8_t block[4096];
        count = recv(handle, block, sizeof block, 0);
        if (count > 0) {
            br_buffer_put(answer, block, (size_t)count);
        } else if (count < 0 && errno != EAGAIN) {
            break;
        }
        (void)turn_loop(&f->loop);
    }
    CHECK(turns < PATIENCE_TURNS);
}

/* Refused with a sentence that holds [why], and code 2. */
static void expect_refusal(struct fixture *f, int handle, const char *why)
{
    struct br_buffer answer;
    raw_answer(f, handle, &answer);
    if (CHECK(answer.size > 11 && answer.data[0] == 'e')) {
        CHECK(memmem(answer.data, answer.size, why, strlen(why)) != NULL);
        CHECK(memcmp(answer.data + answer.size - 6, "x\0\0\0\1\2", 6) == 0);
    }
    CHECK_UINT(f->calls, 0);
    br_buffer_free(&answer);
    (void)close(handle);
}

/* --- tests --- */

static void test_call_and_answer(void)
{
    struct fixture f;
    struct stat info;
    fixture_start(&f);
    CHECK(lstat(f.path, &info) == 0 && S_ISSOCK(info.st_mode) && (info.st_mode & 0777) == 0600);
    char *const echo[] = {"echo", "one", "", "three words here", NULL};
    CHECK_UINT(ask_and_wait(&f, 4, echo, br_bytes_of_text("and input")), 0);
    expect_file("stdout", "one\n\nthree words here\nand input");
    expect_file("stderr", "to error\n");
    char *const fail[] = {"fail", NULL};
    CHECK_UINT(ask_and_wait(&f, 1, fail, (struct br_bytes){NULL, 0}), 7);
    CHECK_UINT(ask_and_wait(&f, 0, fail, (struct br_bytes){NULL, 0}), 0); /* no arguments */
    CHECK_UINT(f.calls, 3);
    fixture_stop(&f);
}

static void test_answer_later(void)
{
    struct fixture f;
    fixture_start(&f);
    char *const keep[] = {"keep", NULL};
    struct asker asker = ask(f.path, 1, keep, (struct br_bytes){NULL, 0});
    UNTIL(&f, f.kept != NULL);
    CHECK(!br_control_abandoned(f.kept) && !asker_ended(&asker));
    br_control_output(f.kept, br_bytes_of_text("half "));
    (void)turn_loop(&f.loop);
    br_control_stop(f.control); /* what is being answered goes on */
    CHECK(access(f.path, F_OK) != 0);
    (void)turn_loop(&f.loop);
    br_control_output(f.kept, br_bytes_of_text("and half"));
    br_control_finish(f.kept, 3);
    UNTIL(&f, asker_ended(&asker));
    CHECK_UINT(WEXITSTATUS(asker.result), 3);
    expect_file("stdout", "half and half");
    CHECK(uv_run(&f.loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&f.loop) == 0);
}

static void test_abandoned_is_noticed(void)
{
    struct fixture f;
    fixture_start(&f);
    char *const keep[] = {"keep", NULL};
    for (int round = 0; round < 2; round++) { /* noticed after, and before, the handle has closed */
        f.kept = NULL;
        struct asker asker = ask(f.path, 1, keep, (struct br_bytes){NULL, 0});
        UNTIL(&f, f.kept != NULL);
        CHECK(kill(asker.process, SIGKILL) == 0);
        UNTIL(&f, br_control_abandoned(f.kept));
        if (round == 0) {
            (void)turn_loop(&f.loop);
        }
        br_control_output(f.kept, br_bytes_of_text("to nobody"));
        br_control_finish(f.kept, 0);
        UNTIL(&f, asker_ended(&asker));
    }
    fixture_stop(&f);
}

static void test_stop_while_nobody_listens(void)
{
    struct fixture f;
    fixture_start(&f);
    char *const keep[] = {"keep", NULL};
    struct asker asker = ask(f.path, 1, keep, (struct br_bytes){NULL, 0});
    UNTIL(&f, f.kept != NULL);
    br_control_stop(f.control);
    CHECK(kill(asker.process, SIGKILL) == 0);
    UNTIL(&f, br_control_abandoned(f.kept));
    br_control_finish(f.kept, 0);
    UNTIL(&f, asker_ended(&asker));
    CHECK(uv_run(&f.loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&f.loop) == 0);
}

static void test_large_input_and_output(void)
{
    struct fixture f;
    fixture_start(&f);
    size_t size = 20u * 1024u * 1024u;
    uint8_t *data = malloc(size);
    for (size_t i = 0; i < size; i++) {
        data[i] = (uint8_t)(i * 7 + (i >> 9));
    }
    char *const echo[] = {"echo", NULL};
    CHECK_UINT(ask_and_wait(&f, 1, echo, (struct br_bytes){data, size}), 0);
    CHECK_UINT(f.input_size, size);
    CHECK_UINT(f.input_sum, sum_of((struct br_bytes){data, size}));
    struct br_buffer text;
    read_back("stdout", &text);
    CHECK(br_bytes_equal(br_buffer_bytes(&text), (struct br_bytes){data, size}));
    br_buffer_free(&text);
    free(data);
    fixture_stop(&f);
}

/* The asking side knows the maximum too and says so before it connects. */
static void test_request_maximum_in_the_call(void)
{
    struct fixture f;
    struct br_error error = {""};
    int code = 0;
    fixture_start(&f);
    char *const keep[] = {"keep", NULL};
    uint8_t *data = calloc(1, BR_CONTROL_REQUEST_MAX);
    for (size_t size = BR_CONTROL_REQUEST_MAX - 1; size <= BR_CONTROL_REQUEST_MAX + 1; size++) {
        struct br_bytes input = {data, size - 4};
        if (size > BR_CONTROL_REQUEST_MAX) {
            CHECK(br_control_call(f.path, 1, keep, input, &code, &error) == BR_ERR_LIMIT);
            continue;
        }
        f.kept = NULL;
        struct asker asker = ask(f.path, 1, keep, input);
        UNTIL(&f, f.kept != NULL);
        CHECK_UINT(f.input_size, size - 4);
        br_control_finish(f.kept, 0);
        UNTIL(&f, asker_ended(&asker));
        CHECK_UINT(WEXITSTATUS(asker.result), 0);
    }
    free(data);
    char *many[BR_CONTROL_ARGUMENTS_MAX + 2];
    for (size_t i = 0; i <= BR_CONTROL_ARGUMENTS_MAX + 1; i++) {
        many[i] = "a";
    }
    many[BR_CONTROL_ARGUMENTS_MAX + 1] = NULL;
    CHECK(br_control_call(f.path, (int)BR_CONTROL_ARGUMENTS_MAX + 1, many,
                          (struct br_bytes){NULL, 0}, &code, &error) == BR_ERR_LIMIT);
    for (int count = (int)BR_CONTROL_ARGUMENTS_MAX - 1; count <= (int)BR_CONTROL_ARGUMENTS_MAX;
         count++) {
        char *kept = many[count];
        many[count] = NULL;
        CHECK_UINT(ask_and_wait(&f, count, many, (struct br_bytes){NULL, 0}), 0);
        CHECK_UINT(f.argc, count);
        many[count] = kept;
    }
    fixture_stop(&f);
}

static void test_hostile_requests(void)
{
    struct fixture f;
    fixture_start(&f);
    int handle = raw_ask(&f);
    raw_header(handle, 'i', BR_CONTROL_REQUEST_MAX + 1);
    expect_refusal(&f, handle, "larger than 64 MiB");
    handle = raw_ask(&f);
    raw_header(handle, 'a', 0xffffffffu);
    expect_refusal(&f, handle, "larger than 64 MiB");
    handle = raw_ask(&f);
    raw_header(handle, 'a', 1);
    CHECK(send(handle, "a", 1, 0) == 1);
    raw_header(handle, 'i', BR_CONTROL_REQUEST_MAX); /* together one too many */
    expect_refusal(&f, handle, "larger than 64 MiB");
    handle = raw_ask(&f);
    raw_header(handle, 'q', 0);
    expect_refusal(&f, handle, "not a request");
    handle = raw_ask(&f);
    raw_header(handle, '.', 1);
    expect_refusal(&f, handle, "not a request");
    handle = raw_ask(&f);
    raw_header(handle, 'a', 3);
    CHECK(send(handle, "a\0b", 3, 0) == 3);
    expect_refusal(&f, handle, "NUL");
    handle = raw_ask(&f);
    uint8_t headers[5 * (BR_CONTROL_ARGUMENTS_MAX + 1)] = {0};
    for (size_t i = 0; i < sizeof headers; i += 5) {
        headers[i] = 'a';
    }
    CHECK(send(handle, headers, sizeof headers, 0) == (ssize_t)sizeof headers);
    expect_refusal(&f, handle, "more than 1024 arguments");
    handle = raw_ask(&f); /* exactly the maximum may come; it leaves in the middle */
    raw_header(handle, 'i', BR_CONTROL_REQUEST_MAX);
    CHECK(send(handle, "only so much", 12, 0) == 12);
    (void)turn_loop(&f.loop);
    CHECK(raw_silent(handle));
    (void)close(handle);
    CHECK_UINT(f.calls, 0);
    fixture_stop(&f);
}

static void test_request_in_single_bytes(void)
{
    static const uint8_t request[] = "a\0\0\0\4fail"
                                     "i\0\0\0\2ab"
                                     "i\0\0\0\0"
                                     "i\0\0\0\1c"
                                     ".\0\0\0\0";
    struct fixture f;
    fixture_start(&f);
    int handle = raw_ask(&f);
    for (size_t i = 0; i < sizeof request - 1; i++) {
        CHECK_UINT(f.calls, 0);
        CHECK(send(handle, request + i, 1, 0) == 1);
        (void)turn_loop(&f.loop);
    }
    struct br_buffer answer;
    raw_answer(&f, handle, &answer);
    CHECK(answer.size == 11 && memcmp(answer.data, "b\0\0\0\0x\0\0\0\1\7", 11) == 0);
    CHECK_UINT(f.input_size, 3);
    CHECK_UINT(f.input_sum, sum_of(br_bytes_of_text("abc")));
    br_buffer_free(&answer);
    (void)close(handle);
    fixture_stop(&f);
}

/* An asker that does not read is dropped once its maximum is queued; the handler still finishes. */
static void test_answer_has_a_maximum(void)
{
    for (size_t size = BR_CONTROL_ANSWER_MAX - 1; size <= BR_CONTROL_ANSWER_MAX + 1; size++) {
        struct fixture f;
        fixture_start(&f);
        uint8_t *data = calloc(1, size);
        int handle = raw_ask(&f);
        raw_header(handle, 'a', 4);
        CHECK(send(handle, "keep", 4, 0) == 4);
        raw_header(handle, '.', 0);
        UNTIL(&f, f.kept != NULL);
        br_control_output(f.kept, (struct br_bytes){data, size});
        CHECK(br_control_abandoned(f.kept) == (size > BR_CONTROL_ANSWER_MAX));
        br_control_output(f.kept, (struct br_bytes){data, BR_CONTROL_ANSWER_MAX});
        CHECK(br_control_abandoned(f.kept)); /* the socket's own buffer is far smaller */
        br_control_finish(f.kept, 0);
        UNTIL(&f, raw_ended(handle));
        (void)close(handle);
        free(data);
        fixture_stop(&f);
    }
}

static void test_clients_at_once(void)
{
    struct fixture f;
    fixture_start(&f);
    int handles[BR_CONTROL_CLIENTS_MAX + 1];
    for (size_t i = 0; i < BR_CONTROL_CLIENTS_MAX; i++) {
        handles[i] = raw_ask(&f);
        raw_header(handles[i], 'a', 10); /* and never the rest */
    }
    while (turn_loop(&f.loop)) {
    }
    handles[BR_CONTROL_CLIENTS_MAX] = raw_ask(&f);
    raw_header(handles[BR_CONTROL_CLIENTS_MAX], '.', 0);
    while (turn_loop(&f.loop)) {
    }
    CHECK_UINT(f.calls, 0);
    (void)close(handles[0]);
    UNTIL(&f, f.calls == 1);
    for (size_t i = 1; i <= BR_CONTROL_CLIENTS_MAX; i++) {
        (void)close(handles[i]);
    }
    char *const echo[] = {"echo", NULL};
    CHECK_UINT(ask_and_wait(&f, 1, echo, (struct br_bytes){NULL, 0}), 0);
    fixture_stop(&f);
}

static void test_dead_socket_is_replaced_and_live_one_is_not(void)
{
    struct fixture f;
    struct br_control *second = NULL;
    struct br_error error = {""};
    struct sockaddr_un dead = {.sun_family = AF_UNIX};
    (void)snprintf(dead.sun_path, sizeof dead.sun_path, "%s", file_in_folder("control"));
    int handle = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(bind(handle, (const struct sockaddr *)&dead, sizeof dead) == 0);
    CHECK(listen(handle, 1) == 0);
    (void)close(handle); /* as kill -9 leaves it */
    fixture_start(&f);
    char *const echo[] = {"echo", NULL};
    CHECK_UINT(ask_and_wait(&f, 1, echo, (struct br_bytes){NULL, 0}), 0);
    CHECK(br_control_start(&f.loop, f.path, on_request, &f, &second, &error) == BR_ERR_BUSY);
    CHECK(strstr(error.text, f.path) != NULL);
    CHECK_UINT(ask_and_wait(&f, 1, echo, (struct br_bytes){NULL, 0}), 0); /* it still answers */
    fixture_stop(&f);
}

/* A file that is no socket is somebody's, and stays. */
static void test_other_files_are_left_alone(void)
{
    uv_loop_t loop;
    struct br_control *control = NULL;
    struct br_error error = {""};
    const char *path = file_in_folder("notes");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fputs("keep me", file) >= 0 && fclose(file) == 0);
    CHECK(uv_loop_init(&loop) == 0);
    CHECK(br_control_start(&loop, path, on_request, NULL, &control, &error) == BR_ERR_IO);
    expect_file("notes", "keep me");
    CHECK(br_control_start(&loop, file_in_folder("no/where"), on_request, NULL, &control, &error) ==
          BR_ERR_NOT_FOUND);
    CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&loop) == 0);
}

static void test_nobody_there(void)
{
    struct br_error error = {""};
    int code = 0;
    char *const echo[] = {"echo", NULL};
    struct br_bytes none = {NULL, 0};
    CHECK(br_control_call(file_in_folder("absent"), 1, echo, none, &code, &error) ==
          BR_ERR_NOT_FOUND);
    CHECK(error.text[0] != '\0');
    CHECK(br_control_call(file_in_folder("no/folder"), 1, echo, none, &code, &error) ==
          BR_ERR_NOT_FOUND);
}

/* A program that dies in the middle of its answer. */
static void test_broken_answer(void)
{
    struct fixture f;
    fixture_start(&f);
    char *const keep[] = {"keep", NULL};
    struct asker asker = ask(f.path, 1, keep, (struct br_bytes){NULL, 0});
    UNTIL(&f, f.kept != NULL);
    br_control_output(f.kept, br_bytes_of_text("so far"));
    (void)turn_loop(&f.loop);
    br_control_stop(f.control);
    UNTIL(&f, br_control_abandoned(f.kept)); /* given up on after its deadline */
    br_control_finish(f.kept, 0);
    UNTIL(&f, asker_ended(&asker));
    CHECK_UINT(WEXITSTATUS(asker.result), STATUS_SHIFT + BR_ERR_CLOSED);
    expect_file("stdout", "so far");
    CHECK(uv_run(&f.loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&f.loop) == 0);
}

/* The asker's own output takes nothing: that is what it says, after hearing all of the answer. */
static void test_output_that_takes_nothing(void)
{
    struct fixture f;
    struct br_buffer said;
    fixture_start(&f);
    char *const echo[] = {"echo", "one", "two", NULL};
    (void)unlink(file_in_folder("stdout"));
    CHECK(symlink("/dev/full", file_in_folder("stdout")) == 0);
    CHECK_UINT(ask_and_wait(&f, 3, echo, (struct br_bytes){NULL, 0}), STATUS_SHIFT + BR_ERR_IO);
    CHECK(unlink(file_in_folder("stdout")) == 0);
    read_back("stderr", &said);
    CHECK_TEXT(br_buffer_text(&said),
               "to error\nthe answer could not be written: No space left on device");
    br_buffer_free(&said);
    fixture_stop(&f);
}

/* A program that stops has heard half of one request and not yet accepted another. */
static void test_ended_before_it_began(void)
{
    struct fixture f;
    struct br_buffer answer;
    fixture_start(&f);
    int half = raw_ask(&f);
    raw_header(half, 'a', 4);
    while (turn_loop(&f.loop)) {
    }
    char *const keep[] = {"keep", NULL};
    struct asker asker = ask(f.path, 1, keep, (struct br_bytes){NULL, 0});
    struct pollfd connected = {.fd = uv_backend_fd(&f.loop), .events = POLLIN};
    CHECK(poll(&connected, 1, PATIENCE_TURNS) == 1); /* it waits, while no loop runs */
    br_control_stop(f.control);
    raw_answer(&f, half, &answer);
    CHECK_UINT(answer.size, 0);
    UNTIL(&f, asker_ended(&asker));
    CHECK_UINT(WEXITSTATUS(asker.result), STATUS_SHIFT + BR_ERR_BUSY);
    CHECK_UINT(f.calls, 0);
    br_buffer_free(&answer);
    (void)close(half);
    CHECK(uv_run(&f.loop, UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&f.loop) == 0);
}

/* Paths around the 107 bytes of a socket's address, and one far beyond. */
static void test_long_paths(void)
{
    static const size_t lengths[] = {106, 107, 108, 400};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char path[600];
        size_t size = (size_t)snprintf(path, sizeof path, "%s", br_test_folder());
        while (size + 8 < lengths[i]) { /* folders until the name fits the length */
            size_t room = lengths[i] - size - 8;
            size_t part = room > 60 ? 50 : room;
            if (part < 2) {
                break;
            }
            path[size++] = '/';
            memset(path + size, 'd', part - 1);
            size += part - 1;
            path[size] = '\0';
            CHECK(mkdir(path, 0700) == 0 || errno == EEXIST);
        }
        path[size++] = '/';
        memset(path + size, 's', lengths[i] - size);
        path[lengths[i]] = '\0';
        struct fixture f;
        fixture_start_at(&f, path);
        struct stat info;
        CHECK_UINT(strlen(f.path), lengths[i]);
        CHECK(lstat(path, &info) == 0 && S_ISSOCK(info.st_mode) && (info.st_mode & 0777) == 0600);
        char *const echo[] = {"echo", "deep", NULL};
        CHECK_UINT(ask_and_wait(&f, 2, echo, (struct br_bytes){NULL, 0}), 0);
        expect_file("stdout", "deep\n");
        fixture_stop(&f);
    }
}

/* Another user is kept out by the mode, and by the kernel's word where the mode would let it in. */
static void test_other_users_are_kept_out(void)
{
    struct fixture f;
    if (geteuid() != 0) {
        (void)printf("     (needs root to become another user: not tried)\n");
        return;
    }
    fixture_start(&f);
    CHECK(chmod(br_test_folder(), 0777) == 0);
    for (int round = 0; round < 2; round++) {
        CHECK(chmod(f.path, round == 0 ? 0600 : 0666) == 0);
        (void)fflush(stdout);
        struct asker asker = {.process = fork()};
        if (asker.process == 0) {
            char *const echo[] = {"echo", NULL};
            int code = 0;
            if (setuid(65534) != 0) {
                _exit(98);
            }
            _exit(STATUS_SHIFT +
                  (int)br_control_call(f.path, 1, echo, (struct br_bytes){NULL, 0}, &code, NULL));
        }
        UNTIL(&f, asker_ended(&asker));
        CHECK_UINT(WEXITSTATUS(asker.result),
                   STATUS_SHIFT + (round == 0 ? BR_ERR_REFUSED : BR_ERR_BUSY));
    }
    CHECK_UINT(f.calls, 0);
    fixture_stop(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_call_and_answer),
        BR_TEST(test_answer_later),
        BR_TEST(test_abandoned_is_noticed),
        BR_TEST(test_stop_while_nobody_listens),
        BR_TEST(test_large_input_and_output),
        BR_TEST(test_request_maximum_in_the_call),
        BR_TEST(test_hostile_requests),
        BR_TEST(test_request_in_single_bytes),
        BR_TEST(test_answer_has_a_maximum),
        BR_TEST(test_clients_at_once),
        BR_TEST(test_dead_socket_is_replaced_and_live_one_is_not),
        BR_TEST(test_other_files_are_left_alone),
        BR_TEST(test_nobody_there),
        BR_TEST(test_broken_answer),
        BR_TEST(test_output_that_takes_nothing),
        BR_TEST(test_ended_before_it_began),
        BR_TEST(test_long_paths),
        BR_TEST(test_other_users_are_kept_out),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
