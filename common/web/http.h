/**
 * http.h - the server's side of one HTTP/1.1 connection, as a machine that does no I/O.
 *
 *           feed                        feed                     answer
 *   HEAD ----------> (more of it) ----------------> READY ----------------> HEAD
 *     |                                               | answer to the last request
 *     | what cannot be served: the refusal is out     v
 *     +-------------------------------------------> ENDED
 *                                                     ^
 *   READY ---- stream ----> STREAM (open-ended) ------+ the owner closes
 *
 * Feed it what came from the other side; when it is READY there is one whole request to look at,
 * until it is answered. Bytes behind that request are not taken: feed them again after the answer.
 * What has to be sent is appended to a buffer of the owner's, who also keeps the deadlines.
 *
 * llhttp, in its strict mode, finds the parts of a request and refuses what has no place in them:
 * control characters, a space before a colon. What it lets through and we do not: a missing, second
 * or empty Host, a body in chunks (none of our forms comes so, and they are the means of request
 * smuggling), other methods than GET, HEAD and POST.
 * RFC 9110 and 9112 are meant wherever a comment says "the RFC".
 */
#ifndef BR_WEB_HTTP_H
#define BR_WEB_HTTP_H

#include "base/bytes.h"

enum br_http_state {
    BR_HTTP_HEAD,   /* wants bytes: of a head or a body */
    BR_HTTP_READY,  /* a request waits for its answer */
    BR_HTTP_STREAM, /* an answer without an end is being sent; what comes in is dropped */
    BR_HTTP_ENDED,  /* send what is in the buffer, then close; what comes in is dropped */
    BR_HTTP_STATES
};

enum br_http_method { BR_HTTP_GET, BR_HTTP_HEAD_METHOD, BR_HTTP_POST };

/** Bytes are the machine's and valid until the request is answered. */
struct br_http_request {
    enum br_http_method method;
    struct br_bytes path;  /* begins with a slash; still percent-encoded */
    struct br_bytes query; /* behind the question mark, without it; still encoded */
    struct br_bytes host;  /* as the other side says it, such as "bath.localhost:7481" */
    struct br_bytes body;
};

struct br_http_answer {
    int status;           /* 200, 303, 404 ... */
    const char *type;     /* of the body; NULL without one */
    const char *more;     /* further header lines, each with its CRLF; NULL for none */
    struct br_bytes body; /* not sent in answer to HEAD, its length is */
    bool close;           /* the last one on this connection */
};

struct br_http;

/**
 * [always] are header lines, each with its CRLF, that every answer bears, the refusals too;
 * borrowed for the machine's life. NULL without memory.
 */
struct br_http *br_http_new(const char *always);
void br_http_free(struct br_http *http);

enum br_http_state br_http_state(const struct br_http *http);
/** Has part of a request come? Then silence is not idleness. */
bool br_http_in_request(const struct br_http *http);

/**
 * Take bytes; returns how many were taken, all of them unless a request became READY. What is
 * refused is answered at once, into [out]: 400, 405, 408 (by br_http_expire), 411, 413, 414, 417,
 * 431, 500 (no memory) or 505.
 */
size_t br_http_feed(struct br_http *http, struct br_bytes bytes, uint64_t wall_ms,
                    struct br_buffer *out);

/** The request that is READY. */
const struct br_http_request *br_http_request(const struct br_http *http);
/** The value of a header of it, of several the first; [name] in lower case. False without one. */
bool br_http_header(const struct br_http *http, const char *name, struct br_bytes *value);

/** Answer the request that is READY. */
void br_http_answer(struct br_http *http, const struct br_http_answer *answer, uint64_t wall_ms,
                    struct br_buffer *out);
/** Answer it with a head alone; the owner then appends whatever it likes until it closes. */
void br_http_stream(struct br_http *http, const char *type, const char *more, uint64_t wall_ms,
                    struct br_buffer *out);
/** The owner's patience with a half request is over: 408. */
void br_http_expire(struct br_http *http, uint64_t wall_ms, struct br_buffer *out);
/** The answer to the present or next request is the last one: a graceful stop. */
void br_http_last(struct br_http *http);

#endif
