/* http.c - llhttp's events gathered into requests; answers written out. */
#include "web/http.h"

#include "base/clock.h"
#include "base/limits.h"

#include <llhttp/llhttp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Places in the head's buffer, which moves while it grows. */
struct field {
    size_t name;
    size_t name_size;
    size_t value;
    size_t value_size;
};

struct br_http {
    llhttp_t parser; /* its data is this */
    enum br_http_state state;
    const char *always;
    struct br_buffer head; /* target, names and values, one behind the other */
    struct br_buffer body;
    size_t target_size;
    struct field fields[BR_HTTP_HEADERS_MAX];
    size_t field_count;
    bool name_done; /* of the last field */
    bool begun;
    bool last; /* no request behind this one */
    struct br_http_request request;
    int refusal; /* the status, 0 none */
    const char *reason;
};

static bool moves[BR_HTTP_STATES][BR_HTTP_STATES] = {
    [BR_HTTP_HEAD] = {[BR_HTTP_READY] = true, [BR_HTTP_ENDED] = true},
    [BR_HTTP_READY] = {[BR_HTTP_HEAD] = true, [BR_HTTP_STREAM] = true, [BR_HTTP_ENDED] = true},
};

static void move(struct br_http *http, enum br_http_state to)
{
    BR_ASSERT(moves[http->state][to]);
    http->state = to;
}

/* --- what llhttp finds --- */

static int refuse(struct br_http *http, int status, const char *reason)
{
    http->refusal = status;
    http->reason = reason;
    return HPE_USER;
}

static int put_in_head(struct br_http *http, const char *at, size_t size)
{
    if (size > BR_HTTP_HEAD_SIZE_MAX - http->head.size) {
        return refuse(http, 431, "The head of the request is too large.");
    }
    br_buffer_put(&http->head, at, size);
    return br_buffer_ok(&http->head) ? 0 : refuse(http, 500, "There is no memory for it.");
}

static int on_begin(llhttp_t *parser)
{
    struct br_http *http = parser->data;
    http->begun = true;
    return 0;
}

static int on_target(llhttp_t *parser, const char *at, size_t size)
{
    struct br_http *http = parser->data;
    if (size > BR_HTTP_TARGET_SIZE_MAX - http->target_size) {
        return refuse(http, 414, "The address is too long.");
    }
    http->target_size += size;
    return put_in_head(http, at, size);
}

static int on_name(llhttp_t *parser, const char *at, size_t size)
{
    struct br_http *http = parser->data;
    if (http->field_count == 0 || http->name_done) {
        if (http->field_count == BR_HTTP_HEADERS_MAX) {
            return refuse(http, 431, "There are too many header lines.");
        }
        http->fields[http->field_count++] = (struct field){.name = http->head.size};
        http->name_done = false;
    }
    http->fields[http->field_count - 1].name_size += size;
    return put_in_head(http, at, size);
}

static int on_name_done(llhttp_t *parser)
{
    struct br_http *http = parser->data;
    http->name_done = true;
    http->fields[http->field_count - 1].value = http->head.size;
    return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t size)
{
    struct br_http *http = parser->data;
    http->fields[http->field_count - 1].value_size += size;
    return put_in_head(http, at, size);
}

static int on_body(llhttp_t *parser, const char *at, size_t size)
{
    struct br_http *http = parser->data;
    br_buffer_put(&http->body, at, size);
    return br_buffer_ok(&http->body) ? 0 : refuse(http, 500, "There is no memory for it.");
}

static int on_done(llhttp_t *parser)
{
    struct br_http *http = parser->data;
    move(http, BR_HTTP_READY);
    return HPE_PAUSED; /* what follows is the next request's */
}

/* --- judging a head --- */

static struct br_bytes part(const struct br_http *http, size_t at, size_t size)
{
    return (struct br_bytes){http->head.data + at, size};
}

static bool is_named(struct br_bytes name, const char *lower)
{
    return name.size == strlen(lower) &&
           strncasecmp((const char *)name.data, lower, name.size) == 0;
}

static size_t count_of(const struct br_http *http, const char *name, struct br_bytes *value)
{
    size_t count = 0;
    for (size_t i = http->field_count; i-- > 0;) {
        const struct field *field = &http->fields[i];
        if (is_named(part(http, field->name, field->name_size), name)) {
            *value = part(http, field->value, field->value_size);
            count++;
        }
    }
    return count;
}

static bool is_host(struct br_bytes host)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._:[]";
    for (size_t i = 0; i < host.size; i++) {
        if (memchr(allowed, host.data[i], sizeof allowed - 1) == NULL) {
            return false;
        }
    }
    return host.size > 0;
}

/* "/path?query", or the same behind "http://host", which the RFC wants understood. */
static bool take_target(struct br_http *http)
{
    struct br_bytes target = part(http, 0, http->target_size);
    struct br_http_request *request = &http->request;
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t size = strlen(schemes[i]);
        if (target.size > size && strncasecmp((const char *)target.data, schemes[i], size) == 0) {
            struct br_bytes rest = {target.data + size, target.size - size};
            const uint8_t *slash = memchr(rest.data, '/', rest.size);
            size_t host_size = slash == NULL ? rest.size : (size_t)(slash - rest.data);
            request->host = (struct br_bytes){rest.data, host_size};
            target = slash == NULL ? br_bytes_of_text("/")
                                   : (struct br_bytes){slash, rest.size - host_size};
        }
    }
    if (target.data[0] != '/' || memchr(target.data, '#', target.size) != NULL) {
        return false;
    }
    const uint8_t *mark = memchr(target.data, '?', target.size);
    size_t path_size = mark == NULL ? target.size : (size_t)(mark - target.data);
    request->path = (struct br_bytes){target.data, path_size};
    if (mark != NULL) {
        request->query = (struct br_bytes){mark + 1, target.size - path_size - 1};
    }
    return true;
}

static int judge_fields(struct br_http *http)
{
    struct br_bytes value = {NULL, 0};
    if (count_of(http, "transfer-encoding", &value) > 0) {
        return refuse(http, 411, "A body needs its length before it; it cannot come in chunks.");
    }
    if (count_of(http, "host", &value) != 1 || !is_host(value)) {
        return refuse(http, 400, "A request names its host, once.");
    }
    if (http->request.host.data == NULL) {
        http->request.host = value;
    } else if (!is_host(http->request.host)) {
        return refuse(http, 400, "The host has characters that it must not have.");
    }
    return 0;
}

static int judge_method(struct br_http *http)
{
    switch (http->parser.method) {
    case HTTP_GET:
        http->request.method = BR_HTTP_GET;
        return 0;
    case HTTP_HEAD:
        http->request.method = BR_HTTP_HEAD_METHOD;
        return 0;
    case HTTP_POST:
        http->request.method = BR_HTTP_POST;
        return 0;
    default:
        return refuse(http, 405, "Only GET, HEAD and POST are understood.");
    }
}

/* Only HTTP/1.0 (some proxies speak it to us) and 1.1. */
static int judge_head(struct br_http *http)
{
    struct br_bytes expected = {NULL, 0};
    if (http->parser.http_major != 1) {
        return refuse(http, 505, "Only HTTP/1.0 and HTTP/1.1 are understood.");
    }
    if (judge_method(http) != 0) {
        return HPE_USER;
    }
    if (!take_target(http)) {
        return refuse(http, 400, "The address has characters or a form that it must not have.");
    }
    if (judge_fields(http) != 0) {
        return HPE_USER;
    }
    if (http->parser.content_length > BR_HTTP_BODY_SIZE_MAX) {
        return refuse(http, 413, "What was sent is too large.");
    }
    if (count_of(http, "expect", &expected) > 0) { /* curl sends it before a large body */
        return refuse(http, 417, "Send the body with the request, without Expect.");
    }
    return 0;
}

static int on_head_done(llhttp_t *parser)
{
    return judge_head(parser->data) == 0 ? 0 : -1;
}

static const llhttp_settings_t settings = {
    .on_message_begin = on_begin,
    .on_url = on_target,
    .on_header_field = on_name,
    .on_header_field_complete = on_name_done,
    .on_header_value = on_value,
    .on_headers_complete = on_head_done,
    .on_body = on_body,
    .on_message_complete = on_done,
};

/* --- life --- */

struct br_http *br_http_new(const char *always)
{
    struct br_http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        return NULL;
    }
    llhttp_init(&http->parser, HTTP_REQUEST, &settings);
    http->parser.data = http;
    http->always = always;
    br_buffer_init(&http->head, BR_HTTP_HEAD_SIZE_MAX);
    br_buffer_init(&http->body, BR_HTTP_BODY_SIZE_MAX);
    return http;
}

void br_http_free(struct br_http *http)
{
    br_buffer_free(&http->head);
    br_buffer_free(&http->body);
    free(http);
}

enum br_http_state br_http_state(const struct br_http *http)
{
    return http->state;
}

bool br_http_in_request(const struct br_http *http)
{
    return http->begun;
}

const struct br_http_request *br_http_request(const struct br_http *http)
{
    BR_ASSERT(http->state == BR_HTTP_READY);
    return &http->request;
}

bool br_http_header(const struct br_http *http, const char *name, struct br_bytes *value)
{
    BR_ASSERT(http->state == BR_HTTP_READY);
    return count_of(http, name, value) > 0;
}

void br_http_last(struct br_http *http)
{
    http->last = true;
}

/* --- answers --- */

static const char *words_of(int status)
{
    static const struct {
        int status;
        const char *words;
    } known[] = {
        {200, "OK"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].status == status) {
            return known[i].words;
        }
    }
    BR_UNREACHABLE("a status that the table does not have");
}

static void put_head(const struct br_http *http, int status, const char *type, const char *more,
                     uint64_t wall_ms, struct br_buffer *out)
{
    char date[BR_HTTP_DATE_SIZE];
    br_clock_http_date(wall_ms, date);
    br_buffer_put_format(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", status, words_of(status), date);
    br_buffer_put_text(out, http->always);
    if (type != NULL) {
        br_buffer_put_format(out, "Content-Type: %s\r\n", type);
    }
    if (more != NULL) {
        br_buffer_put_text(out, more);
    }
}

/* Ready for the next request; what this one took is kept for it, unless that was much. */
static void begin_again(struct br_http *http)
{
    br_buffer_clear(&http->head);
    if (http->body.capacity > BR_HTTP_BODY_KEPT_MAX) {
        br_buffer_free(&http->body);
        br_buffer_init(&http->body, BR_HTTP_BODY_SIZE_MAX);
    } else {
        br_buffer_clear(&http->body);
    }
    http->target_size = 0;
    http->field_count = 0;
    http->name_done = false;
    http->begun = false;
    http->request = (struct br_http_request){.method = BR_HTTP_GET};
    llhttp_resume(&http->parser);
}

void br_http_answer(struct br_http *http, const struct br_http_answer *answer, uint64_t wall_ms,
                    struct br_buffer *out)
{
    BR_ASSERT(http->state == BR_HTTP_READY);
    bool last = http->last || answer->close || llhttp_should_keep_alive(&http->parser) == 0;
    put_head(http, answer->status, answer->type, answer->more, wall_ms, out);
    if (answer->status != 304) {
        br_buffer_put_format(out, "Content-Length: %zu\r\n", answer->body.size);
    }
    br_buffer_put_text(out, last ? "Connection: close\r\n\r\n" : "\r\n");
    if (http->request.method != BR_HTTP_HEAD_METHOD && answer->status != 304) {
        br_buffer_put(out, answer->body.data, answer->body.size);
    }
    move(http, last ? BR_HTTP_ENDED : BR_HTTP_HEAD);
    begin_again(http);
}

void br_http_stream(struct br_http *http, const char *type, const char *more, uint64_t wall_ms,
                    struct br_buffer *out)
{
    put_head(http, 200, type, more, wall_ms, out);
    br_buffer_put_text(out, "Connection: close\r\n\r\n");
    move(http, BR_HTTP_STREAM);
    begin_again(http);
}

static void refuse_now(struct br_http *http, int status, const char *reason, uint64_t wall_ms,
                       struct br_buffer *out)
{
    const char *more = status == 405 ? "Allow: GET, HEAD, POST\r\n" : NULL;
    put_head(http, status, "text/plain; charset=utf-8", more, wall_ms, out);
    br_buffer_put_format(out, "Content-Length: %zu\r\nConnection: close\r\n\r\n%s\n",
                         strlen(reason) + 1, reason);
    move(http, BR_HTTP_ENDED);
    begin_again(http);
}

void br_http_expire(struct br_http *http, uint64_t wall_ms, struct br_buffer *out)
{
    if (http->state == BR_HTTP_HEAD) {
        refuse_now(http, 408, "The rest of the request did not come in time.", wall_ms, out);
    }
}

/* --- feeding --- */

size_t br_http_feed(struct br_http *http, struct br_bytes bytes, uint64_t wall_ms,
                    struct br_buffer *out)
{
    if (http->state == BR_HTTP_READY) {
        return 0;
    }
    if (http->state != BR_HTTP_HEAD || bytes.size == 0) {
        return bytes.size;
    }
    const char *text = (const char *)bytes.data;
    llhttp_errno_t error = llhttp_execute(&http->parser, text, bytes.size);
    if (error == HPE_PAUSED) {
        http->request.body = br_buffer_bytes(&http->body);
        return (size_t)(llhttp_get_error_pos(&http->parser) - text);
    }
    if (error != HPE_OK) {
        if (http->refusal == 0) {
            refuse(http, 400, "This is not a request that can be read.");
        }
        refuse_now(http, http->refusal, http->reason, wall_ms, out);
    }
    return bytes.size;
}
