/* pipe.c - the life of a pipe: states, deadlines, waking, closing; see pipe.h. */
#include "net/pipe.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TO(state) (1u << (unsigned)(state))

/* The allowed moves; every state may also end. */
static const unsigned moves[BR_PIPE_STATES] = {
    [BR_PIPE_RESOLVE] = TO(BR_PIPE_CONNECT),
    [BR_PIPE_CONNECT] = TO(BR_PIPE_HANDSHAKE),
    [BR_PIPE_PEEK] = TO(BR_PIPE_WAIT) | TO(BR_PIPE_HANDSHAKE) | TO(BR_PIPE_OPEN),
    [BR_PIPE_WAIT] = TO(BR_PIPE_HANDSHAKE),
    [BR_PIPE_HANDSHAKE] = TO(BR_PIPE_OPEN) | TO(BR_PIPE_LINGER),
    [BR_PIPE_OPEN] = TO(BR_PIPE_FLUSH),
    [BR_PIPE_FLUSH] = TO(BR_PIPE_LINGER),
    [BR_PIPE_LINGER] = 0,
    [BR_PIPE_ENDING] = 0,
};

void br_pipe_move(struct br_pipe *pipe, enum br_pipe_state state)
{
    unsigned allowed = moves[pipe->state];
    if (pipe->state != BR_PIPE_ENDING) {
        allowed |= TO(BR_PIPE_ENDING);
    }
    BR_ASSERT((allowed & TO(state)) != 0);
    pipe->state = state;
}

struct br_pipe *br_pipe_new(uv_loop_t *loop, struct br_tls *tls, enum br_pipe_state state)
{
    struct br_pipe *pipe = calloc(1, sizeof *pipe);
    BR_ASSERT(pipe != NULL);
    BR_ASSERT(uv_tcp_init(loop, &pipe->tcp) == 0);
    BR_ASSERT(uv_timer_init(loop, &pipe->timer) == 0);
    BR_ASSERT(uv_idle_init(loop, &pipe->idle) == 0);
    BR_ASSERT(uv_check_init(loop, &pipe->check) == 0);
    pipe->tcp.data = pipe;
    pipe->timer.data = pipe;
    pipe->idle.data = pipe;
    pipe->check.data = pipe;
    pipe->shutdown.data = pipe;
    pipe->handles = 4;
    pipe->state = state;
    pipe->reading = true;
    pipe->tls = tls;
    pipe->queue.spare = &tls->spare;
    br_tls_hold(tls);
    return pipe;
}

/* --- the end --- */

static void pipe_free(struct br_pipe *pipe)
{
    br_dial_free(pipe);
    SSL_free(pipe->ssl);
    br_queue_clear(&pipe->queue);
    br_tls_free(pipe->tls);
    free(pipe->held);
    free(pipe->remote);
    free(pipe->why);
    free(pipe);
}

void br_pipe_handle_closed(struct br_pipe *pipe)
{
    BR_ASSERT(pipe->handles > 0);
    if (--pipe->handles > 0) {
        return;
    }
    br_listener_forget(pipe);
    if (pipe->events.on_closed != NULL) {
        pipe->events.on_closed(pipe, pipe->context, pipe->status,
                               pipe->why == NULL ? br_status_text(pipe->status) : pipe->why);
    }
    pipe_free(pipe);
}

static void on_handle_closed(uv_handle_t *handle)
{
    br_pipe_handle_closed(handle->data);
}

void br_pipe_end(struct br_pipe *pipe, enum br_status status, const char *format, ...)
{
    if (pipe->state == BR_PIPE_ENDING) {
        return;
    }
    br_pipe_move(pipe, BR_PIPE_ENDING);
    br_listener_turn_end(pipe);
    pipe->status = status;
    va_list args;
    va_start(args, format);
    char why[sizeof((struct br_error *)NULL)->text];
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    pipe->why = strdup(why);
    if (!uv_is_closing((uv_handle_t *)&pipe->tcp)) { /* dial.c may be changing addresses */
        uv_close((uv_handle_t *)&pipe->tcp, on_handle_closed);
    }
    uv_close((uv_handle_t *)&pipe->timer, on_handle_closed);
    uv_close((uv_handle_t *)&pipe->idle, on_handle_closed);
    uv_close((uv_handle_t *)&pipe->check, on_handle_closed);
}

void br_pipe_write_failed(struct br_pipe *pipe, int code)
{
    if (pipe->state == BR_PIPE_ENDING || pipe->write_failed) {
        return;
    }
    bool talking = pipe->state == BR_PIPE_HANDSHAKE || pipe->state == BR_PIPE_OPEN;
    if (!talking || !pipe->polling) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: %s", br_pipe_remote(pipe), uv_strerror(code));
        return;
    }
    /* The reason may lie unread in our own socket: an alert that our key is not known. */
    pipe->write_failed = true;
    br_queue_clear(&pipe->queue);
    if (pipe->state == BR_PIPE_OPEN) {
        br_pipe_deadline(pipe, BR_STOP_DEADLINE_MS / 2);
    }
}

/* --- deadlines --- */

static void on_timer(uv_timer_t *timer)
{
    struct br_pipe *pipe = timer->data;
    switch (pipe->state) {
    case BR_PIPE_RESOLVE:
    case BR_PIPE_CONNECT:
        br_dial_expired(pipe);
        break;
    case BR_PIPE_PEEK:
    case BR_PIPE_WAIT:
    case BR_PIPE_HANDSHAKE:
        br_pipe_end(pipe, BR_ERR_TIMEOUT, "%s: the TLS handshake took too long",
                    br_pipe_remote(pipe));
        break;
    case BR_PIPE_OPEN:
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: the connection broke", br_pipe_remote(pipe));
        break;
    case BR_PIPE_FLUSH:
        br_pipe_end(pipe, BR_ERR_TIMEOUT, "%s does not take the last bytes", br_pipe_remote(pipe));
        break;
    case BR_PIPE_LINGER:
        if (pipe->shutdown_done) { /* the system has it all and goes on delivering */
            br_pipe_end(pipe, BR_OK, "closed");
        } else {
            br_pipe_end(pipe, BR_ERR_TIMEOUT, "%s does not take the last bytes",
                        br_pipe_remote(pipe));
        }
        break;
    case BR_PIPE_ENDING:
    case BR_PIPE_STATES:
        break;
    }
}

void br_pipe_deadline(struct br_pipe *pipe, uint64_t wait_ms)
{
    uv_update_time(pipe->timer.loop); /* the loop's time may be as old as its last turn */
    BR_ASSERT(uv_timer_start(&pipe->timer, on_timer, wait_ms, 0) == 0);
}

/* --- waking --- */

static void woken(struct br_pipe *pipe)
{
    (void)uv_idle_stop(&pipe->idle);
    (void)uv_check_stop(&pipe->check);
    br_pipe_feed(pipe, NULL, 0);
    br_pipe_flush(pipe);
}

static void on_idle(uv_idle_t *idle)
{
    woken(idle->data);
}

static void on_check(uv_check_t *check)
{
    woken(check->data);
}

/*
 * What came in while libuv polled leaves in the check phase of the same turn. What timers queued
 * leaves in the idle phase, before polling; an active idle handle also keeps polling from blocking.
 */
void br_pipe_wake(struct br_pipe *pipe)
{
    if (pipe->state != BR_PIPE_ENDING && !uv_is_active((uv_handle_t *)&pipe->idle)) {
        (void)uv_idle_start(&pipe->idle, on_idle);
        (void)uv_check_start(&pipe->check, on_check);
    }
}

/* --- reading --- */

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)size;
    struct br_pipe *pipe = handle->data;
    *buffer = uv_buf_init((char *)pipe->tls->in, sizeof pipe->tls->in);
}

static void read_ended(struct br_pipe *pipe, int code)
{
    pipe->polling = false; /* libuv has stopped */
    if (code != UV_EOF) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: %s", br_pipe_remote(pipe), uv_strerror(code));
    } else if (pipe->state == BR_PIPE_FLUSH) {
        pipe->remote_ended = true; /* it closes too; ours still leaves */
    } else if (pipe->state == BR_PIPE_LINGER) {
        pipe->remote_ended = true;
        if (pipe->shutdown_done) {
            br_pipe_end(pipe, BR_OK, "closed");
        }
    } else if (pipe->state == BR_PIPE_OPEN && pipe->ssl == NULL) {
        br_pipe_end(pipe, BR_OK, "closed by %s", br_pipe_remote(pipe));
    } else if (pipe->state == BR_PIPE_OPEN) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s broke off without a goodbye", br_pipe_remote(pipe));
    } else {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s hung up during the TLS handshake",
                    br_pipe_remote(pipe));
    }
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct br_pipe *pipe = stream->data;
    if (count < 0) {
        read_ended(pipe, (int)count);
    } else if (count > 0) {
        pipe->wire_bytes += (uint64_t)count;
        br_pipe_feed(pipe, (const uint8_t *)buffer->base, (size_t)count);
    }
}

void br_pipe_poll(struct br_pipe *pipe)
{
    bool wanted = false;
    switch (pipe->state) {
    case BR_PIPE_PEEK:
    case BR_PIPE_HANDSHAKE:
    case BR_PIPE_FLUSH:
    case BR_PIPE_LINGER:
        wanted = true;
        break;
    case BR_PIPE_OPEN:
        wanted = pipe->reading && pipe->in.size == 0;
        break;
    case BR_PIPE_RESOLVE:
    case BR_PIPE_CONNECT:
    case BR_PIPE_WAIT:
    case BR_PIPE_ENDING:
    case BR_PIPE_STATES:
        break;
    }
    if (wanted == pipe->polling || pipe->remote_ended || pipe->state == BR_PIPE_ENDING) {
        return;
    }
    pipe->polling = wanted;
    int code = 0;
    if (wanted) {
        code = uv_read_start((uv_stream_t *)&pipe->tcp, on_alloc, on_read);
    } else {
        (void)uv_read_stop((uv_stream_t *)&pipe->tcp);
    }
    if (code != 0) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: %s", br_pipe_remote(pipe), uv_strerror(code));
    }
}

/* --- opening and closing --- */

void br_pipe_opened(struct br_pipe *pipe)
{
    char protocol[BR_PROTOCOL_SIZE];
    br_pipe_protocol(pipe, protocol);
    br_pipe_move(pipe, BR_PIPE_OPEN);
    if (!pipe->write_failed) {
        (void)uv_timer_stop(&pipe->timer);
    }
    br_listener_turn_end(pipe);
    if (pipe->queue.size > 0) {
        br_pipe_wake(pipe);
    }
    if (pipe->dial == NULL) {
        br_listener_opened(pipe, protocol);
    } else if (pipe->events.on_open != NULL) {
        pipe->events.on_open(pipe, pipe->context, &pipe->pin, protocol);
    }
}

static void on_shutdown(uv_shutdown_t *request, int code)
{
    struct br_pipe *pipe = request->data;
    pipe->shutdown_done = true;
    if (code < 0) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: %s", br_pipe_remote(pipe), uv_strerror(code));
    } else if (pipe->remote_ended) {
        br_pipe_end(pipe, BR_OK, "closed");
    }
}

void br_pipe_linger(struct br_pipe *pipe)
{
    br_pipe_move(pipe, BR_PIPE_LINGER);
    SSL_free(pipe->ssl);
    pipe->ssl = NULL;
    br_listener_turn_end(pipe);
    int code = uv_shutdown(&pipe->shutdown, (uv_stream_t *)&pipe->tcp, on_shutdown);
    if (code < 0) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: %s", br_pipe_remote(pipe), uv_strerror(code));
    }
    br_pipe_poll(pipe);
}

void br_pipe_close(struct br_pipe *pipe)
{
    if (pipe->state == BR_PIPE_FLUSH || pipe->state == BR_PIPE_LINGER) {
        return;
    }
    if (pipe->state != BR_PIPE_OPEN || pipe->write_failed) {
        br_pipe_end(pipe, BR_OK, "closed");
        return;
    }
    br_pipe_move(pipe, BR_PIPE_FLUSH);
    br_pipe_deadline(pipe, BR_STOP_DEADLINE_MS / 2);
    br_pipe_poll(pipe);
    br_pipe_wake(pipe);
}

void br_pipe_abort(struct br_pipe *pipe, enum br_status status, const char *why)
{
    br_pipe_end(pipe, status, "%s", why);
}

/* --- the rest of the public calls --- */

void br_pipe_set_events(struct br_pipe *pipe, const struct br_pipe_events *events, void *context)
{
    pipe->events = *events;
    pipe->context = context;
}

enum br_status br_pipe_send(struct br_pipe *pipe, struct br_bytes bytes)
{
    if (pipe->state > BR_PIPE_OPEN || pipe->write_failed) {
        return BR_ERR_CLOSED;
    }
    size_t queued = br_pipe_queued(pipe);
    if (queued >= BR_WRITE_QUEUE_MAX ? bytes.size > 0 : bytes.size > BR_WRITE_QUEUE_MAX - queued) {
        pipe->drain_wanted = true;
        return BR_ERR_LIMIT;
    }
    enum br_status status = br_queue_put(&pipe->queue, bytes);
    if (status == BR_OK && pipe->state == BR_PIPE_OPEN) {
        br_pipe_wake(pipe);
    }
    return status;
}

size_t br_pipe_queued(const struct br_pipe *pipe)
{
    return pipe->queue.size + uv_stream_get_write_queue_size((const uv_stream_t *)&pipe->tcp);
}

void br_pipe_read(struct br_pipe *pipe, bool on)
{
    pipe->reading = on;
    if (pipe->state != BR_PIPE_OPEN) {
        return;
    }
    if (on && pipe->in.size > 0) {
        br_pipe_wake(pipe); /* held bytes first */
    } else {
        br_pipe_poll(pipe);
    }
}

const char *br_pipe_remote(const struct br_pipe *pipe)
{
    return pipe->remote == NULL ? "?" : pipe->remote;
}

uint64_t br_pipe_wire_bytes(const struct br_pipe *pipe)
{
    return pipe->wire_bytes;
}
