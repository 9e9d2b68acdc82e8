/*
 * target_control.c - requests to a running program, through its real socket.
 *
 * The input is what an asker writes, then goes quiet. Our reading of it here says what must come
 * back: the verb's answer to a whole request, a refusal to a wrong one, nothing to half of one.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "net/control.h"
#include "net/control_socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct scene {
    uv_loop_t loop;
    struct br_control *control;
    char path[400];
    size_t calls;
    struct br_buffer heard; /* what the verb was called with */
};

/* Arguments each with a NUL, a NUL more, then the input. */
static void on_request(void *context, struct br_control_request *request,
                       const struct br_control_call *call)
{
    struct scene *scene = context;
    scene->calls++;
    for (int i = 0; i < call->argc; i++) {
        br_buffer_put(&scene->heard, call->argv[i], strlen(call->argv[i]) + 1);
    }
    BR_ASSERT(call->argv[call->argc] == NULL);
    br_buffer_put_u8(&scene->heard, 0);
    br_buffer_put(&scene->heard, call->input.data, call->input.size);
    br_control_output(request, call->input);
    br_control_finish(request, call->argc);
}

enum verdict { HALF, WHOLE, WRONG };

/* The same request read in one go; [expected] is what the verb should hear. */
static enum verdict expect(struct br_bytes input, struct br_buffer *expected, int *argc)
{
    struct br_reader reader = {.rest = input};
    struct br_buffer stdin_bytes;
    enum verdict verdict = HALF;
    size_t taken = 0;
    br_buffer_init(&stdin_bytes, 2 * BR_CONTROL_REQUEST_MAX);
    while (verdict == HALF && reader.rest.size >= BR_CONTROL_HEADER_SIZE) {
        uint8_t type = br_reader_u8(&reader);
        size_t size = br_reader_u32(&reader);
        if (type == '.' && size == 0) {
            verdict = WHOLE;
            break;
        }
        if ((type != 'a' && type != 'i') || size > BR_CONTROL_REQUEST_MAX - taken ||
            (type == 'a' && ++*argc > (int)BR_CONTROL_ARGUMENTS_MAX)) {
            verdict = WRONG;
            break;
        }
        bool cut = size > reader.rest.size;
        struct br_bytes part = br_reader_take(&reader, cut ? reader.rest.size : size);
        taken += size;
        if (type == 'a' && part.size > 0 && memchr(part.data, 0, part.size) != NULL) {
            verdict = WRONG;
        } else if (cut) {
            break;
        } else if (type == 'a') {
            br_buffer_put(expected, part.data, part.size);
            br_buffer_put_u8(expected, 0);
        } else {
            br_buffer_put(&stdin_bytes, part.data, part.size);
        }
    }
    br_buffer_put_u8(expected, 0);
    br_buffer_put(expected, stdin_bytes.data, stdin_bytes.size);
    br_buffer_free(&stdin_bytes);
    return verdict;
}

/* All that comes back until the other side closes, while its loop runs. */
static void converse(struct scene *scene, int asker, struct br_bytes input, struct br_buffer *out)
{
    uint8_t block[4096];
    size_t sent = 0;
    for (;;) {
        while (sent < input.size) {
            ssize_t count =
                send(asker, input.data + sent, input.size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0) {
                break;
            }
            sent += (size_t)count;
        }
        if (sent == input.size) {
            (void)shutdown(asker, SHUT_WR);
        }
        (void)uv_run(&scene->loop, UV_RUN_NOWAIT);
        ssize_t count = recv(asker, block, sizeof block, MSG_DONTWAIT);
        if (count > 0) {
            br_buffer_put(out, block, (size_t)count);
        } else if (count == 0 || errno != EAGAIN) {
            return; /* it has closed, perhaps without reading the rest */
        }
    }
}

/* Frames of an answer; the last one is the exit code. -1: there is none. */
static int answer_code(struct br_bytes answer, bool *begun)
{
    struct br_reader reader = {.rest = answer};
    int code = -1;
    *begun = false;
    while (reader.rest.size > 0) {
        uint8_t type = br_reader_u8(&reader);
        struct br_bytes body = br_reader_take(&reader, br_reader_u32(&reader));
        BR_ASSERT(!reader.failed && code < 0);
        BR_ASSERT(strchr("boex", type) != NULL && type != 0);
        *begun |= type == 'b';
        if (type == 'x') {
            BR_ASSERT(body.size == 1);
            code = body.data[0];
        }
    }
    return code;
}

static struct scene *the_scene(void)
{
    static struct scene *scene;
    struct br_error error;
    if (scene == NULL) {
        scene = calloc(1, sizeof *scene);
        BR_ASSERT(scene != NULL);
        BR_ASSERT(uv_loop_init(&scene->loop) == 0);
        (void)snprintf(scene->path, sizeof scene->path, "%s/control", fuzz_folder());
        br_buffer_init(&scene->heard, 2 * BR_CONTROL_REQUEST_MAX);
        BR_ASSERT(br_control_start(&scene->loop, scene->path, on_request, scene, &scene->control,
                                   &error) == BR_OK);
    }
    return scene;
}

static void run(struct br_bytes input)
{
    struct scene *scene = the_scene();
    struct br_buffer expected;
    struct br_buffer answer;
    struct br_error error;
    int asker = -1;
    int argc = 0;
    bool begun = false;
    br_buffer_init(&expected, 2 * BR_CONTROL_REQUEST_MAX);
    br_buffer_init(&answer, 2 * BR_CONTROL_REQUEST_MAX);
    br_buffer_clear(&scene->heard);
    scene->calls = 0;
    BR_ASSERT(br_control_file_connect(scene->path, &asker, &error) == BR_OK);
    enum verdict verdict = expect(input, &expected, &argc);
    converse(scene, asker, input, &answer);
    (void)close(asker);
    (void)uv_run(&scene->loop, UV_RUN_NOWAIT); /* it sees that we are gone */
    int code = answer_code(br_buffer_bytes(&answer), &begun);
    BR_ASSERT(scene->calls == (verdict == WHOLE ? 1 : 0));
    if (verdict == WHOLE) {
        BR_ASSERT(begun && code == (uint8_t)argc);
        BR_ASSERT(br_bytes_equal(br_buffer_bytes(&scene->heard), br_buffer_bytes(&expected)));
    } else {
        BR_ASSERT(!begun && (verdict == WRONG ? code == 2 : code < 0));
    }
    br_buffer_free(&expected);
    br_buffer_free(&answer);
}

static void put(struct br_buffer *out, char type, const char *body)
{
    br_buffer_put_u8(out, (uint8_t)type);
    br_buffer_put_u32(out, (uint32_t)strlen(body));
    br_buffer_put_text(out, body);
}

static void seeds(struct fuzz_seeds *out)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 4096);
    put(&bytes, 'a', "status");
    put(&bytes, 'a', "--json");
    fuzz_seed(out, "half", br_buffer_bytes(&bytes));
    put(&bytes, 'i', "standard input");
    put(&bytes, 'a', "");
    put(&bytes, '.', "");
    fuzz_seed(out, "whole", br_buffer_bytes(&bytes));
    put(&bytes, 'a', "behind the end");
    fuzz_seed(out, "behind", br_buffer_bytes(&bytes));
    br_buffer_clear(&bytes);
    put(&bytes, 'x', "wrong");
    fuzz_seed(out, "wrong", br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
    fuzz_seed(out, "large", (struct br_bytes){(const uint8_t *)"a\xff\xff\xff\xff", 5});
    fuzz_seed(out, "nul", (struct br_bytes){(const uint8_t *)"a\0\0\0\1\0.\0\0\0\0", 11});
}

const struct fuzz_target fuzz_control = {.name = "control", .run = run, .seeds = seeds};
