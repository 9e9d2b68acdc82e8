/*
 * serve.c - the edge: pipes and timers around the machine in http.c.
 *
 * A connection is one block of memory: exchange and stream are names for it, so nothing has to be
 * found. It goes when its pipe and its timer are closed and no exchange of it is out.
 */
#include "web/serve.h"

#include "base/clock.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct br_exchange {
    struct br_web *web;
    struct br_pipe *pipe; /* NULL: closed */
    struct br_http *http;
    uv_timer_t timer;
    struct br_buffer rest; /* behind the request that is being answered */
    bool out;              /* the owner has the exchange */
    bool in_call;          /* inside on_request: who answers there is not called again */
    bool is_stream;
    bool timer_closed;
    uint64_t patience_ms; /* that the timer was set for; 0: none, or to be set anew */
    void *context;
    struct br_exchange *next;
    struct br_exchange *previous;
};

/* A stream is its connection, seen by who sends. */
struct br_web_stream {
    struct br_exchange exchange;
};

struct br_web {
    uv_loop_t *loop;
    uv_idle_t gate; /* its closing is what makes [closed] come later, from the loop */
    bool gate_closed;
    struct br_web_options options;
    struct br_exchange *first;
    size_t connections;
    size_t requests;
    size_t streams;
    bool stopping;
    void (*closed)(void *context);
    void *closed_context;
};

/* --- life --- */

static void tighten(uint32_t *value, uint32_t max)
{
    if (*value == 0 || *value > max) {
        *value = max;
    }
}

struct br_web *br_web_new(uv_loop_t *loop, const struct br_web_options *options)
{
    struct br_web *web = calloc(1, sizeof *web);
    BR_ASSERT(web != NULL);
    web->loop = loop;
    BR_ASSERT(uv_idle_init(loop, &web->gate) == 0);
    web->gate.data = web;
    web->options = *options;
    tighten(&web->options.requests_max, BR_WEB_REQUESTS_MAX);
    tighten(&web->options.streams_max, BR_WEB_STREAMS_MAX);
    return web;
}

static void free_if_stopped(struct br_web *web)
{
    if (!web->gate_closed || web->first != NULL) {
        return;
    }
    void (*closed)(void *context) = web->closed;
    void *context = web->closed_context;
    free(web);
    closed(context);
}

static void free_if_done(struct br_exchange *connection)
{
    struct br_web *web = connection->web;
    if (connection->pipe != NULL || !connection->timer_closed || connection->out) {
        return;
    }
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        web->first = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    web->connections--;
    br_http_free(connection->http);
    br_buffer_free(&connection->rest);
    free(connection);
    free_if_stopped(web);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct br_exchange *connection = handle->data;
    connection->timer_closed = true;
    free_if_done(connection);
}

static void stream_is_over(struct br_exchange *connection)
{
    connection->is_stream = false;
    connection->web->streams--;
}

static void on_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    struct br_exchange *connection = context;
    struct br_web *web = connection->web;
    (void)pipe;
    (void)status;
    (void)why;
    connection->pipe = NULL;
    if (connection->is_stream) {
        stream_is_over(connection);
        web->options.on_stream_gone(web->options.context, (struct br_web_stream *)connection,
                                    connection->context);
    }
    uv_close((uv_handle_t *)&connection->timer, on_timer_closed);
}

/* --- sending and deadlines --- */

static void send_or_end(struct br_exchange *connection, struct br_buffer *out)
{
    if (connection->pipe == NULL) {
        br_buffer_free(out);
        return;
    }
    enum br_status status = BR_ERR_NO_MEMORY;
    if (br_buffer_ok(out)) {
        status = br_pipe_send(connection->pipe, br_buffer_bytes(out));
    }
    br_buffer_free(out);
    if (status != BR_OK && status != BR_ERR_CLOSED) {
        br_pipe_abort(connection->pipe, status, "the answer cannot be sent");
    } else if (br_http_state(connection->http) == BR_HTTP_ENDED) {
        br_pipe_close(connection->pipe);
    }
}

static void out_init(struct br_buffer *out)
{
    br_buffer_init(out, BR_WRITE_QUEUE_MAX);
}

static void on_timer(uv_timer_t *timer)
{
    struct br_exchange *connection = timer->data;
    if (br_http_in_request(connection->http)) {
        struct br_buffer out;
        out_init(&out);
        br_http_expire(connection->http, br_clock_read().wall_ms, &out);
        send_or_end(connection, &out);
    } else {
        br_pipe_close(connection->pipe);
    }
}

/* Patience with the present state; set anew only when the state is another, so that a byte now and
   then does not prolong it. */
static void set_deadline(struct br_exchange *connection)
{
    enum br_http_state state = br_http_state(connection->http);
    uint64_t wanted = 0;
    if (state == BR_HTTP_HEAD) {
        wanted = br_http_in_request(connection->http) ? BR_HTTP_REQUEST_MS : BR_HTTP_IDLE_MS;
    }
    if (wanted == connection->patience_ms || connection->pipe == NULL) {
        return;
    }
    connection->patience_ms = wanted;
    if (wanted == 0) {
        (void)uv_timer_stop(&connection->timer);
    } else {
        uv_update_time(connection->web->loop);
        BR_ASSERT(uv_timer_start(&connection->timer, on_timer, wanted, 0) == 0);
    }
}

/* --- requests --- */

static void answer(struct br_exchange *connection, const struct br_http_answer *answer)
{
    struct br_buffer out;
    out_init(&out);
    br_http_answer(connection->http, answer, br_clock_read().wall_ms, &out);
    connection->patience_ms = 0; /* patience begins anew */
    send_or_end(connection, &out);
}

static void answer_busy(struct br_exchange *connection)
{
    static const char words[] = "There is too much to do just now. Try again in a moment.\n";
    answer(connection, &(struct br_http_answer){.status = 503,
                                                .type = "text/plain; charset=utf-8",
                                                .more = "Retry-After: 5\r\n",
                                                .body = br_bytes_of_text(words)});
}

static void request_ready(struct br_exchange *connection)
{
    struct br_web *web = connection->web;
    if (web->requests >= web->options.requests_max) {
        answer_busy(connection);
        return;
    }
    web->requests++;
    connection->out = true;
    connection->in_call = true;
    connection->context = NULL;
    web->options.on_request(web->options.context, connection);
    connection->in_call = false;
}

/* Feed what was left, until a request waits for its answer or more has to come. */
static void go_on(struct br_exchange *connection)
{
    bool more = true;
    while (more && connection->pipe != NULL && br_http_state(connection->http) == BR_HTTP_HEAD) {
        struct br_buffer out;
        out_init(&out);
        struct br_bytes bytes = br_buffer_bytes(&connection->rest);
        size_t taken = br_http_feed(connection->http, bytes, br_clock_read().wall_ms, &out);
        br_buffer_drop(&connection->rest, taken);
        send_or_end(connection, &out);
        more = br_http_state(connection->http) == BR_HTTP_READY;
        if (more) {
            request_ready(connection);
        }
    }
    if (connection->pipe != NULL) {
        /* While an answer is awaited the other side's bytes wait with the system. */
        br_pipe_read(connection->pipe, br_http_state(connection->http) != BR_HTTP_READY);
        set_deadline(connection);
    }
}

static void on_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    struct br_exchange *connection = context;
    if (br_http_state(connection->http) >= BR_HTTP_STREAM) {
        return; /* dropped */
    }
    br_buffer_put(&connection->rest, bytes.data, bytes.size);
    if (!br_buffer_ok(&connection->rest)) {
        br_pipe_abort(pipe, BR_ERR_NO_MEMORY, "no memory for what has arrived");
        return;
    }
    go_on(connection);
}

void br_web_take(struct br_web *web, struct br_pipe *take_pipe)
{
    static const struct br_pipe_events events = {.on_bytes = on_bytes, .on_closed = on_closed};
    struct br_web_stream *made = calloc(1, sizeof *made);
    BR_ASSERT(made != NULL);
    struct br_exchange *connection = &made->exchange;
    connection->web = web;
    connection->pipe = take_pipe;
    connection->http = br_http_new(web->options.always);
    BR_ASSERT(connection->http != NULL);
    br_buffer_init(&connection->rest,
                   (size_t)2 * BR_WRITE_CHUNK_SIZE); /* what one reading brings, twice */
    BR_ASSERT(uv_timer_init(web->loop, &connection->timer) == 0);
    connection->timer.data = connection;
    connection->next = web->first;
    if (web->first != NULL) {
        web->first->previous = connection;
    }
    web->first = connection;
    web->connections++;
    br_pipe_set_events(take_pipe, &events, connection);
    if (web->stopping) {
        br_pipe_close(take_pipe);
    }
    set_deadline(connection);
}

static void on_gate_closed(uv_handle_t *handle)
{
    struct br_web *web = handle->data;
    web->gate_closed = true;
    free_if_stopped(web);
}

void br_web_stop(struct br_web *take_web, void (*closed)(void *context), void *context)
{
    struct br_web *web = take_web;
    web->stopping = true;
    web->closed = closed;
    web->closed_context = context;
    for (struct br_exchange *at = web->first; at != NULL; at = at->next) {
        if (at->pipe == NULL) {
            continue;
        }
        if (br_http_state(at->http) == BR_HTTP_READY) {
            br_http_last(at->http);
        } else {
            br_pipe_close(at->pipe);
        }
    }
    uv_close((uv_handle_t *)&web->gate, on_gate_closed);
}

size_t br_web_connections(const struct br_web *web)
{
    return web->connections;
}

/* --- exchanges --- */

const struct br_http_request *br_exchange_request(const struct br_exchange *exchange)
{
    return br_http_request(exchange->http);
}

bool br_exchange_header(const struct br_exchange *exchange, const char *name,
                        struct br_bytes *value)
{
    return br_http_header(exchange->http, name, value);
}

const char *br_exchange_remote(const struct br_exchange *exchange)
{
    return exchange->pipe == NULL ? "" : br_pipe_remote(exchange->pipe);
}

void *br_exchange_context(const struct br_exchange *exchange)
{
    return exchange->context;
}

void br_exchange_set_context(struct br_exchange *exchange, void *context)
{
    exchange->context = context;
}

static void exchange_back(struct br_exchange *exchange)
{
    BR_ASSERT(exchange->out);
    exchange->out = false;
    exchange->web->requests--;
}

/* Inside on_request the loop of go_on goes on; later somebody has to. */
static void exchange_over(struct br_exchange *exchange)
{
    if (exchange->pipe == NULL) {
        free_if_done(exchange);
    } else if (!exchange->in_call) {
        go_on(exchange);
    }
}

void br_exchange_answer(struct br_exchange *take_exchange, const struct br_http_answer *with)
{
    exchange_back(take_exchange);
    answer(take_exchange, with);
    exchange_over(take_exchange);
}

struct br_web_stream *br_exchange_stream(struct br_exchange *take_exchange, const char *type,
                                         const char *more, void *stream_context)
{
    struct br_exchange *exchange = take_exchange;
    struct br_web *web = exchange->web;
    exchange_back(exchange);
    if (exchange->pipe == NULL || web->stopping || web->streams >= web->options.streams_max) {
        answer_busy(exchange);
        exchange_over(exchange);
        return NULL;
    }
    struct br_buffer out;
    out_init(&out);
    br_http_stream(exchange->http, type, more, br_clock_read().wall_ms, &out);
    web->streams++;
    exchange->is_stream = true;
    exchange->context = stream_context;
    send_or_end(exchange, &out);
    exchange_over(exchange);
    return (struct br_web_stream *)exchange;
}

void br_web_stream_send(struct br_web_stream *stream, struct br_bytes bytes)
{
    struct br_exchange *connection = &stream->exchange;
    if (connection->pipe != NULL && br_pipe_send(connection->pipe, bytes) != BR_OK) {
        br_pipe_abort(connection->pipe, BR_ERR_LIMIT, "does not read its events");
    }
}

void br_web_stream_end(struct br_web_stream *take_stream)
{
    struct br_exchange *connection = &take_stream->exchange;
    stream_is_over(connection);
    if (connection->pipe != NULL) {
        br_pipe_close(connection->pipe);
    }
}
