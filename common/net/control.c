/*
 * control.c - the answering side of control.h.
 *
 *      READING --'.'--> ANSWERING --br_control_finish--> FINISHED -> handle closed, memory freed
 *         \------------- too much, malformed: 'e', 'x' ----^
 *
 * 'b' goes out on the way to ANSWERING.
 *
 * A request's memory goes when its handle is closed and nobody answers it any more: an asker that
 * leaves closes the handle at once, the handler still finishes.
 */
#include "net/control.h"

#include "base/limits.h"
#include "net/control_socket.h"
#include "net/tls.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum state {
    READING,
    ANSWERING,
    FINISHED,
};

struct br_control_request {
    uv_pipe_t pipe;
    uv_shutdown_t shutdown;
    struct br_control *control;
    struct br_control_request *next;
    struct br_control_request *previous;
    enum state state;
    bool closed; /* the handle is gone */
    uint8_t header[BR_CONTROL_HEADER_SIZE];
    size_t header_size; /* bytes of it that are here */
    size_t body_left;   /* bytes of the frame's body that are not */
    size_t argc;
    struct br_buffer arguments; /* each with its NUL */
    struct br_buffer input;
    char **argv;
};

struct br_control {
    uv_pipe_t listener;
    uv_timer_t timer; /* once stopping: for askers that do not read their answers */
    br_control_handler on_request;
    void *context;
    char *path;
    struct br_control_file file;
    struct br_control_request *requests;
    size_t count;
    size_t handles;
    bool accept_waits;
    bool stopping;
    uint8_t block[65536]; /* what one read brings; used up before the next */
};

/* --- the end --- */

static void on_control_closed(uv_handle_t *handle)
{
    struct br_control *control = handle->data;
    if (--control->handles == 0) {
        free(control->path);
        free(control);
    }
}

static void control_done(struct br_control *control)
{
    if (control->stopping && control->count == 0) { /* once: nobody is let in any more */
        uv_close((uv_handle_t *)&control->timer, on_control_closed);
    }
}

static void accept_one(struct br_control *control);

static void request_free(struct br_control_request *request)
{
    struct br_control *control = request->control;
    if (request->previous != NULL) {
        request->previous->next = request->next;
    } else {
        control->requests = request->next;
    }
    if (request->next != NULL) {
        request->next->previous = request->previous;
    }
    br_buffer_free(&request->arguments);
    br_buffer_free(&request->input);
    free(request->argv);
    free(request);
    control->count--;
    if (control->accept_waits && !control->stopping) {
        control->accept_waits = false;
        accept_one(control);
    }
    control_done(control);
}

static void on_request_closed(uv_handle_t *handle)
{
    struct br_control_request *request = handle->data;
    request->closed = true;
    if (request->state != ANSWERING) {
        request_free(request);
    }
}

static void request_close(struct br_control_request *request)
{
    if (!uv_is_closing((uv_handle_t *)&request->pipe)) {
        uv_close((uv_handle_t *)&request->pipe, on_request_closed);
    }
}

/* --- the answer --- */

struct answer {
    uv_write_t request;
    uint8_t bytes[];
};

static void on_written(uv_write_t *request, int code)
{
    struct br_control_request *asker = request->handle->data;
    free(request->data);
    if (code < 0) {
        request_close(asker);
    }
}

static void send_frame(struct br_control_request *request, uint8_t type, struct br_bytes body)
{
    uv_stream_t *stream = (uv_stream_t *)&request->pipe;
    if (br_control_abandoned(request)) {
        return;
    }
    size_t size = BR_CONTROL_HEADER_SIZE + body.size;
    size_t queued = uv_stream_get_write_queue_size(stream);
    struct answer *answer = NULL;
    if (body.size <= BR_CONTROL_ANSWER_MAX && queued <= BR_CONTROL_ANSWER_MAX - body.size) {
        answer = malloc(sizeof *answer + size);
    }
    if (answer == NULL) { /* it does not read, or we cannot keep what it should */
        request_close(request);
        return;
    }
    answer->bytes[0] = type;
    br_store_u32(answer->bytes + 1, (uint32_t)body.size);
    if (body.size > 0) {
        memcpy(answer->bytes + BR_CONTROL_HEADER_SIZE, body.data, body.size);
    }
    answer->request.data = answer;
    uv_buf_t buffer = uv_buf_init((char *)answer->bytes, (unsigned)size);
    if (uv_write(&answer->request, stream, &buffer, 1, on_written) < 0) {
        free(answer);
        request_close(request);
    }
}

void br_control_output(struct br_control_request *request, struct br_bytes text)
{
    send_frame(request, 'o', text);
}

void br_control_error(struct br_control_request *request, struct br_bytes text)
{
    send_frame(request, 'e', text);
}

bool br_control_abandoned(const struct br_control_request *request)
{
    return request->closed || uv_is_closing((const uv_handle_t *)&request->pipe);
}

static void on_shutdown(uv_shutdown_t *shutdown, int code)
{
    (void)code;
    request_close(shutdown->data);
}

/* The exit code, then the end once everything is written. */
static void request_finish(struct br_control_request *request, int exit_code)
{
    uint8_t code = (uint8_t)exit_code;
    send_frame(request, 'x', (struct br_bytes){&code, 1});
    request->state = FINISHED;
    request->shutdown.data = request;
    if (!br_control_abandoned(request) &&
        uv_shutdown(&request->shutdown, (uv_stream_t *)&request->pipe, on_shutdown) < 0) {
        request_close(request);
    }
}

void br_control_finish(struct br_control_request *take_request, int exit_code)
{
    BR_ASSERT(take_request->state == ANSWERING);
    if (take_request->closed) {
        request_free(take_request);
    } else {
        request_finish(take_request, exit_code);
    }
}

/* --- the request --- */

static void request_refuse(struct br_control_request *request, const char *why)
{
    br_control_error(request, br_bytes_of_text(why));
    request_finish(request, 2);
}

static void request_ready(struct br_control_request *request)
{
    struct br_control *control = request->control;
    request->argv = calloc(request->argc + 1, sizeof *request->argv);
    if (request->argv == NULL || !br_buffer_ok(&request->arguments) ||
        !br_buffer_ok(&request->input)) {
        request_refuse(request, "no memory for this request\n");
        return;
    }
    char *at = (char *)request->arguments.data;
    for (size_t i = 0; i < request->argc; i++) {
        request->argv[i] = at;
        at += strlen(at) + 1;
    }
    struct br_control_call call = {.argc = (int)request->argc,
                                   .argv = request->argv,
                                   .input = br_buffer_bytes(&request->input)};
    request->state = ANSWERING;
    send_frame(request, 'b', (struct br_bytes){NULL, 0});
    control->on_request(control->context, request, &call);
}

/* A frame's header is here: may its body come? */
static void header_done(struct br_control_request *request)
{
    uint8_t type = request->header[0];
    size_t size = br_load_u32(request->header + 1);
    size_t taken = request->arguments.size - request->argc + request->input.size;
    request->body_left = size;
    if (type == '.' && size == 0) {
        request_ready(request);
    } else if (type != 'a' && type != 'i') {
        request_refuse(request, "not a request of this version\n");
    } else if (size > BR_CONTROL_REQUEST_MAX - taken) {
        request_refuse(request, "the request is larger than 64 MiB\n");
    } else if (type == 'a' && ++request->argc > BR_CONTROL_ARGUMENTS_MAX) {
        request_refuse(request, "the request has more than 1024 arguments\n");
    }
}

static void body_part(struct br_control_request *request, struct br_bytes part)
{
    bool argument = request->header[0] == 'a';
    if (argument && memchr(part.data, 0, part.size) != NULL) {
        request_refuse(request, "an argument holds a NUL\n");
        return;
    }
    br_buffer_put(argument ? &request->arguments : &request->input, part.data, part.size);
    request->body_left -= part.size;
}

/* A frame is complete: an argument gets its NUL, the next header may come. */
static void frame_done(struct br_control_request *request)
{
    if (request->header[0] == 'a') {
        br_buffer_put_u8(&request->arguments, 0);
    }
    request->header_size = 0;
}

static void parse(struct br_control_request *request, struct br_bytes bytes)
{
    struct br_reader reader = {.rest = bytes};
    while (request->state == READING && reader.rest.size > 0) {
        if (request->header_size < BR_CONTROL_HEADER_SIZE) {
            request->header[request->header_size++] = br_reader_u8(&reader);
            if (request->header_size < BR_CONTROL_HEADER_SIZE) {
                continue;
            }
            header_done(request);
        } else {
            size_t left = request->body_left;
            body_part(request,
                      br_reader_take(&reader, left < reader.rest.size ? left : reader.rest.size));
        }
        if (request->state == READING && request->body_left == 0) {
            frame_done(request);
        }
    }
}

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)size;
    struct br_control_request *request = handle->data;
    uint8_t *block = request->control->block;
    *buffer = uv_buf_init((char *)block, sizeof request->control->block);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct br_control_request *request = stream->data;
    if (count < 0) {
        request_close(request); /* left; in READING nobody has begun to answer */
    } else {                    /* what follows the request's end is dropped */
        parse(request, (struct br_bytes){(const uint8_t *)buffer->base, (size_t)count});
    }
}

/* --- accepting --- */

/* Root is let in too: nothing here is kept from it. */
static bool same_user(const uv_pipe_t *pipe)
{
    uv_os_fd_t handle = -1;
    struct ucred asker = {0};
    socklen_t size = sizeof asker;
    return uv_fileno((const uv_handle_t *)pipe, &handle) == 0 &&
           getsockopt(handle, SOL_SOCKET, SO_PEERCRED, &asker, &size) == 0 &&
           (asker.uid == geteuid() || asker.uid == 0);
}

static void accept_one(struct br_control *control)
{
    struct br_control_request *request = calloc(1, sizeof *request);
    BR_ASSERT(request != NULL);
    BR_ASSERT(uv_pipe_init(control->listener.loop, &request->pipe, 0) == 0);
    request->pipe.data = request;
    request->control = control;
    br_buffer_init(&request->arguments, BR_CONTROL_REQUEST_MAX + BR_CONTROL_ARGUMENTS_MAX);
    br_buffer_init(&request->input, BR_CONTROL_REQUEST_MAX);
    request->next = control->requests;
    if (request->next != NULL) {
        request->next->previous = request;
    }
    control->requests = request;
    control->count++;
    uv_stream_t *stream = (uv_stream_t *)&request->pipe;
    if (uv_accept((uv_stream_t *)&control->listener, stream) != 0 || !same_user(&request->pipe) ||
        uv_read_start(stream, on_alloc, on_read) != 0) {
        request_close(request);
    }
}

static void on_connection(uv_stream_t *stream, int code)
{
    struct br_control *control = stream->data;
    if (code != 0) {
        return;
    }
    if (control->count >= BR_CONTROL_CLIENTS_MAX) {
        control->accept_waits = true; /* libuv waits too, until it is taken */
    } else {
        accept_one(control);
    }
}

/* --- start and stop --- */

enum br_status br_control_start(uv_loop_t *loop, const char *path, br_control_handler on_request,
                                void *context, struct br_control **control, struct br_error *error)
{
    struct br_control_file file;
    enum br_status status = br_control_file_listen(path, &file, error);
    if (status != BR_OK) {
        return status;
    }
    br_net_ignore_sigpipe();
    struct br_control *made = calloc(1, sizeof *made);
    BR_ASSERT(made != NULL);
    BR_ASSERT(uv_pipe_init(loop, &made->listener, 0) == 0);
    BR_ASSERT(uv_timer_init(loop, &made->timer) == 0);
    made->listener.data = made;
    made->timer.data = made;
    made->handles = 2;
    made->on_request = on_request;
    made->context = context;
    made->file = file;
    made->path = strdup(path);
    BR_ASSERT(made->path != NULL);
    int code = uv_pipe_open(&made->listener, file.socket);
    if (code != 0) {
        (void)close(file.socket);
    } else {
        code = uv_listen((uv_stream_t *)&made->listener, BR_CONTROL_CLIENTS_MAX, on_connection);
    }
    if (code != 0) {
        br_control_stop(made);
        return br_error_set(error, BR_ERR_IO, "cannot listen at %s: %s", path, uv_strerror(code));
    }
    *control = made;
    return BR_OK;
}

static void on_stop_deadline(uv_timer_t *timer)
{
    struct br_control *control = timer->data;
    for (struct br_control_request *at = control->requests; at != NULL; at = at->next) {
        request_close(at);
    }
}

void br_control_stop(struct br_control *take_control)
{
    struct br_control *control = take_control;
    control->stopping = true;
    br_control_file_remove(control->path, &control->file);
    uv_close((uv_handle_t *)&control->listener, on_control_closed);
    for (struct br_control_request *at = control->requests; at != NULL; at = at->next) {
        if (at->state == READING) {
            request_close(at);
        }
    }
    (void)uv_timer_start(&control->timer, on_stop_deadline, BR_STOP_DEADLINE_MS / 2, 0);
    control_done(control);
}
