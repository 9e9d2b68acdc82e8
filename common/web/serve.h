/**
 * serve.h - HTTP on open pipes: deadlines, one answer after another, streams of events.
 *
 *      br_web_take(pipe) -> on_request(exchange) -> br_exchange_answer, now or later
 *                                                -> br_exchange_stream, br_web_stream_send ...
 *
 * A connection's requests are answered in order, one at a time. Each request comes as an exchange,
 * which is the owner's until it is answered or made a stream, once; when the other side has gone
 * meanwhile, the answer is dropped. All functions belong to the loop's thread.
 *
 * A whole request has BR_HTTP_REQUEST_MS from its first byte, a connection without one lasts
 * BR_HTTP_IDLE_MS. Beyond BR_WEB_REQUESTS_MAX exchanges at once a request is answered with 503,
 * beyond BR_WEB_STREAMS_MAX streams br_exchange_stream does so.
 */
#ifndef BR_WEB_SERVE_H
#define BR_WEB_SERVE_H

#include "net/net.h"
#include "web/http.h"

struct br_web;
struct br_exchange;
struct br_web_stream;

struct br_web_options {
    const char *always; /* see br_http_new */
    void (*on_request)(void *context, struct br_exchange *exchange);
    /* A stream's other side has gone: the stream is no more. Not after br_web_stream_end. */
    void (*on_stream_gone)(void *context, struct br_web_stream *stream, void *stream_context);
    void *context;
    /* Tighter than limits.h; 0 leaves a value as it is. */
    uint32_t requests_max;
    uint32_t streams_max;
};

/** The options are copied, what they point at is borrowed for the life of the web. */
struct br_web *br_web_new(uv_loop_t *loop, const struct br_web_options *options);
/** Serve an open pipe; it is the web's from here on. */
void br_web_take(struct br_web *web, struct br_pipe *take_pipe);
/**
 * Take no more requests, answer what is under way, end streams and idle connections. [closed] comes
 * when all connections are gone; then the web is.
 */
void br_web_stop(struct br_web *take_web, void (*closed)(void *context), void *context);
/** Connections, for figures and tests. */
size_t br_web_connections(const struct br_web *web);

const struct br_http_request *br_exchange_request(const struct br_exchange *exchange);
bool br_exchange_header(const struct br_exchange *exchange, const char *name,
                        struct br_bytes *value);
/** "127.0.0.1:51034" */
const char *br_exchange_remote(const struct br_exchange *exchange);
/** For the owner's use while the exchange is under way; NULL at first. */
void *br_exchange_context(const struct br_exchange *exchange);
void br_exchange_set_context(struct br_exchange *exchange, void *context);
/** The answer's bytes are copied. */
void br_exchange_answer(struct br_exchange *take_exchange, const struct br_http_answer *answer);

/** Answer without an end. NULL: there are too many (it was answered with 503), or it has gone. */
struct br_web_stream *br_exchange_stream(struct br_exchange *take_exchange, const char *type,
                                         const char *more, void *stream_context);
/** A reader that does not keep up is hung up on; on_stream_gone follows, later. */
void br_web_stream_send(struct br_web_stream *stream, struct br_bytes bytes);
void br_web_stream_end(struct br_web_stream *take_stream);

#endif
