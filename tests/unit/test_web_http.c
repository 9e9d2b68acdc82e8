/* HTTP requests as they come: in any pieces, pipelined, at each limit; and what is turned away. */
#include "harness/check.h"

#include "base/limits.h"
#include "web/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char always[] = "X-Content-Type-Options: nosniff\r\n";
static const uint64_t wall_ms = 1795806600000u; /* Fri, 27 Nov 2026 19:10:00 GMT */

static struct br_http *http;
static struct br_buffer out;

static void start(void)
{
    http = br_http_new(always);
    br_buffer_init(&out, 1u << 22);
}

static void stop(void)
{
    br_http_free(http);
    br_buffer_free(&out);
}

static size_t feed(struct br_bytes bytes)
{
    return br_http_feed(http, bytes, wall_ms, &out);
}

static size_t feed_text(const char *text)
{
    return feed(br_bytes_of_text(text));
}

static bool is(struct br_bytes bytes, const char *text)
{
    return br_bytes_equal(bytes, br_bytes_of_text(text));
}

static void answer_with(int status, const char *body)
{
    struct br_http_answer answer = {
        .status = status, .type = "text/plain", .body = br_bytes_of_text(body)};
    br_http_answer(http, &answer, wall_ms, &out);
}

/* The status that [text] is refused with at once; 0 when it is a request, 1 when more is wanted. */
static unsigned refused(struct br_bytes bytes)
{
    unsigned status = 1;
    start();
    (void)feed(bytes);
    if (br_http_state(http) == BR_HTTP_READY) {
        status = 0;
    } else if (br_http_state(http) == BR_HTTP_ENDED) {
        status = (unsigned)strtoul(br_buffer_text(&out) + strlen("HTTP/1.1 "), NULL, 10);
        CHECK(strstr(br_buffer_text(&out), always) != NULL);
        CHECK(strstr(br_buffer_text(&out), "Connection: close\r\n") != NULL);
    }
    stop();
    return status;
}

static unsigned refused_text(const char *text)
{
    return refused(br_bytes_of_text(text));
}

/* --- requests --- */

static void test_a_request_and_its_answer(void)
{
    static const char request[] =
        "GET /threads?topic=falls&x HTTP/1.1\r\nHost: bath.localhost:81\r\n"
        "Accept: text/html\r\nX-Empty:\r\nCookie: a=b\r\n\r\n";
    struct br_bytes value;
    start();
    CHECK_UINT(feed_text(request), strlen(request));
    CHECK(br_http_state(http) == BR_HTTP_READY);
    const struct br_http_request *got = br_http_request(http);
    CHECK(got->method == BR_HTTP_GET && is(got->path, "/threads") &&
          is(got->query, "topic=falls&x"));
    CHECK(is(got->host, "bath.localhost:81") && got->body.size == 0);
    CHECK(br_http_header(http, "cookie", &value) && is(value, "a=b"));
    CHECK(br_http_header(http, "x-empty", &value) && value.size == 0);
    CHECK(!br_http_header(http, "origin", &value));
    answer_with(200, "hello");
    CHECK_TEXT(br_buffer_text(&out),
               "HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 19:10:00 GMT\r\n"
               "X-Content-Type-Options: nosniff\r\nContent-Type: text/plain\r\n"
               "Content-Length: 5\r\n\r\nhello");
    CHECK(br_http_state(http) == BR_HTTP_HEAD && !br_http_in_request(http));
    stop();
}

/* Two requests in any two pieces, each taken by itself, the second's bytes left until then. */
static void test_in_pieces_and_pipelined(void)
{
    static const char both[] = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nx=1&y=2"
                               "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
    size_t size = strlen(both);
    size_t first = size - strlen("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    for (size_t cut = 0; cut <= size; cut++) {
        start();
        struct br_bytes bytes = {(const uint8_t *)both, cut};
        size_t taken = feed(bytes);
        CHECK_UINT(taken, cut < first ? cut : first);
        taken += feed((struct br_bytes){(const uint8_t *)both + taken, size - taken});
        CHECK_UINT(taken, first);
        CHECK(br_http_state(http) == BR_HTTP_READY);
        CHECK(is(br_http_request(http)->path, "/a") && is(br_http_request(http)->body, "x=1&y=2"));
        CHECK_UINT(feed((struct br_bytes){(const uint8_t *)both + taken, size - taken}), 0);
        answer_with(303, "");
        CHECK(!br_http_in_request(http));
        taken += feed((struct br_bytes){(const uint8_t *)both + taken, 1});
        CHECK(br_http_in_request(http));
        taken += feed((struct br_bytes){(const uint8_t *)both + taken, size - taken});
        CHECK_UINT(taken, size);
        CHECK(is(br_http_request(http)->path, "/b") && br_http_request(http)->body.size == 0);
        stop();
    }
}

static void test_when_a_connection_ends(void)
{
    static const struct {
        const char *request;
        bool ends;
    } cases[] = {
        {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nHost: h\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start();
        (void)feed_text(cases[i].request);
        answer_with(200, "x");
        CHECK(br_http_state(http) == (cases[i].ends ? BR_HTTP_ENDED : BR_HTTP_HEAD));
        CHECK((strstr(br_buffer_text(&out), "Connection: close") != NULL) == cases[i].ends);
        CHECK_UINT(feed_text("GET"), 3); /* dropped, or the next one's */
        stop();
    }
    start();
    br_http_last(http);
    (void)feed_text(cases[0].request);
    answer_with(200, "x");
    CHECK(br_http_state(http) == BR_HTTP_ENDED);
    stop();
    start();
    (void)feed_text(cases[0].request);
    br_http_answer(http, &(struct br_http_answer){.status = 200, .close = true}, wall_ms, &out);
    CHECK(br_http_state(http) == BR_HTTP_ENDED);
    stop();
}

static void test_head_has_the_length_alone(void)
{
    start();
    (void)feed_text("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(br_http_request(http)->method == BR_HTTP_HEAD_METHOD);
    answer_with(200, "hello");
    CHECK(strstr(br_buffer_text(&out), "Content-Length: 5\r\n\r\n") != NULL);
    CHECK(strstr(br_buffer_text(&out), "hello") == NULL);
    br_buffer_clear(&out);
    (void)feed_text("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    struct br_http_answer answer = {.status = 304, .more = "ETag: \"1\"\r\n"};
    br_http_answer(http, &answer, wall_ms, &out);
    CHECK(strstr(br_buffer_text(&out), "Content-Length") == NULL);
    CHECK(strstr(br_buffer_text(&out), "ETag: \"1\"\r\n") != NULL);
    stop();
}

static void test_a_stream_drops_what_comes(void)
{
    start();
    (void)feed_text("GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
    br_http_stream(http, "text/event-stream", "Cache-Control: no-store\r\n", wall_ms, &out);
    CHECK(br_http_state(http) == BR_HTTP_STREAM);
    CHECK(strstr(br_buffer_text(&out), "Content-Type: text/event-stream\r\n") != NULL);
    CHECK(strstr(br_buffer_text(&out), "Content-Length") == NULL);
    CHECK_UINT(feed_text("GET / HTTP/1.1\r\n"), 16);
    CHECK(br_http_state(http) == BR_HTTP_STREAM);
    stop();
}

static void test_the_whole_address_is_understood(void)
{
    start();
    (void)feed_text("GET http://other:1/a/b?c HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(is(br_http_request(http)->path, "/a/b") && is(br_http_request(http)->query, "c"));
    CHECK(is(br_http_request(http)->host,
             "other:1")); /* it counts before the header, RFC 9112 3.2.2 */
    answer_with(200, "");
    (void)feed_text("GET https://other HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(br_http_state(http) == BR_HTTP_READY && is(br_http_request(http)->path, "/"));
    stop();
}

static void test_patience_ends(void)
{
    start();
    (void)feed_text("GET / HTT");
    br_http_expire(http, wall_ms, &out);
    CHECK(strstr(br_buffer_text(&out), "HTTP/1.1 408 ") == br_buffer_text(&out));
    CHECK(br_http_state(http) == BR_HTTP_ENDED);
    size_t size = out.size;
    br_http_expire(http, wall_ms, &out);
    CHECK_UINT(out.size, size);
    stop();
}

/* --- what is turned away --- */

static void test_turned_away(void)
{
    static const struct {
        const char *request;
        unsigned status;
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: \xc3\xa4\r\n\r\n", 400},
        {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 400},
        {"GET http://a@b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX(: 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n", 0}, /* without its line feed */
        {"GET / HTTP/1.1\nHost: a\n\n", 400},
        {"hello\r\n\r\n", 400},
        {"PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 411},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", 417},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned status = refused_text(cases[i].request);
        CHECK_UINT(status, cases[i].status);
    }
    static const uint8_t nul[] = "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n";
    CHECK_UINT(refused((struct br_bytes){nul, sizeof nul - 1}), 400);
}

/* --- limits --- */

static unsigned refused_at_once(struct br_buffer *take_request)
{
    unsigned status = refused(br_buffer_bytes(take_request));
    br_buffer_free(take_request);
    return status;
}

static unsigned with_target(size_t size)
{
    struct br_buffer request;
    br_buffer_init(&request, 1u << 20);
    br_buffer_put_text(&request, "GET ");
    memset(br_buffer_extend(&request, size), '/', size);
    br_buffer_put_text(&request, " HTTP/1.1\r\nHost: a\r\n\r\n");
    return refused_at_once(&request);
}

/* A head of [size] bytes as they are counted: target, names and values. */
static unsigned with_head(size_t size)
{
    struct br_buffer request;
    br_buffer_init(&request, 1u << 20);
    br_buffer_put_text(&request, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    size_t counted = strlen("/"
                            "Host"
                            "a"
                            "X");
    memset(br_buffer_extend(&request, size - counted), 'v', size - counted);
    br_buffer_put_text(&request, "\r\n\r\n");
    return refused_at_once(&request);
}

static unsigned with_headers(size_t count)
{
    struct br_buffer request;
    br_buffer_init(&request, 1u << 20);
    br_buffer_put_text(&request, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (size_t i = 1; i < count; i++) {
        br_buffer_put_text(&request, "X: 1\r\n");
    }
    br_buffer_put_text(&request, "\r\n");
    return refused_at_once(&request);
}

static unsigned with_body(size_t size)
{
    struct br_buffer request;
    br_buffer_init(&request, 1u << 22);
    br_buffer_put_format(&request, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n",
                         size);
    memset(br_buffer_extend(&request, size), 'b', size);
    return refused_at_once(&request);
}

static void test_limits(void)
{
    CHECK_UINT(with_target(BR_HTTP_TARGET_SIZE_MAX - 1), 0);
    CHECK_UINT(with_target(BR_HTTP_TARGET_SIZE_MAX), 0);
    CHECK_UINT(with_target(BR_HTTP_TARGET_SIZE_MAX + 1), 414);
    CHECK_UINT(with_head(BR_HTTP_HEAD_SIZE_MAX - 1), 0);
    CHECK_UINT(with_head(BR_HTTP_HEAD_SIZE_MAX), 0);
    CHECK_UINT(with_head(BR_HTTP_HEAD_SIZE_MAX + 1), 431);
    CHECK_UINT(with_headers(BR_HTTP_HEADERS_MAX - 1), 0);
    CHECK_UINT(with_headers(BR_HTTP_HEADERS_MAX), 0);
    CHECK_UINT(with_headers(BR_HTTP_HEADERS_MAX + 1), 431);
    CHECK_UINT(with_body(BR_HTTP_BODY_SIZE_MAX - 1), 0);
    CHECK_UINT(with_body(BR_HTTP_BODY_SIZE_MAX), 0);
    CHECK_UINT(with_body(BR_HTTP_BODY_SIZE_MAX + 1), 413);
}

/* A connection that had a large body does not hold its memory while it is idle. */
static void test_bodies_kept(void)
{
    static const size_t sizes[] = {BR_HTTP_BODY_KEPT_MAX - 1, BR_HTTP_BODY_KEPT_MAX,
                                   BR_HTTP_BODY_KEPT_MAX + 1};
    start();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char head[128];
        (void)snprintf(head, sizeof head,
                       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", sizes[i]);
        uint8_t *body = calloc(1, sizes[i]);
        CHECK_UINT(feed_text(head), strlen(head));
        CHECK_UINT(feed((struct br_bytes){body, sizes[i]}), sizes[i]);
        CHECK_UINT(br_http_request(http)->body.size, sizes[i]);
        answer_with(200, "");
        free(body);
    }
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_request_and_its_answer),
        BR_TEST(test_in_pieces_and_pipelined),
        BR_TEST(test_when_a_connection_ends),
        BR_TEST(test_head_has_the_length_alone),
        BR_TEST(test_a_stream_drops_what_comes),
        BR_TEST(test_the_whole_address_is_understood),
        BR_TEST(test_patience_ends),
        BR_TEST(test_turned_away),
        BR_TEST(test_limits),
        BR_TEST(test_bodies_kept),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
