/* HTTP over real sockets: answers now and later, streams, deadlines, limits, a graceful stop. */
#include "stopped_clock.h"
#include "test_net_world.h"

#include "web/serve.h"

static const char *const always = "X-Content-Type-Options: nosniff\r\n";

struct site {
    struct world world;
    struct br_web *web;
    struct br_exchange *later[8]; /* of /later, in order */
    size_t later_count;
    struct br_web_stream *streams[8];
    size_t stream_count;
    size_t streams_refused;
    size_t gone;
    bool closed;
};

static struct site site;

static void on_request(void *context, struct br_exchange *exchange)
{
    (void)context;
    struct br_bytes path = br_exchange_request(exchange)->path;
    if (br_bytes_equal(path, br_bytes_of_text("/later"))) {
        site.later[site.later_count++ % 8] = exchange;
    } else if (br_bytes_equal(path, br_bytes_of_text("/events"))) {
        struct br_web_stream *stream =
            br_exchange_stream(exchange, "text/event-stream", NULL, &site);
        site.streams_refused += stream == NULL;
        if (stream != NULL) {
            site.streams[site.stream_count++ % 8] = stream;
        }
    } else {
        br_exchange_answer(
            exchange, &(struct br_http_answer){.status = 200, .type = "text/plain", .body = path});
    }
}

static void on_stream_gone(void *context, struct br_web_stream *stream, void *stream_context)
{
    (void)context;
    CHECK(stream_context == &site);
    for (size_t i = 0; i < 8; i++) {
        if (site.streams[i] == stream) {
            site.streams[i] = NULL;
        }
    }
    site.gone++;
}

static void serve(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                  const char *protocol)
{
    (void)context;
    (void)pin;
    CHECK_TEXT(protocol, BR_ALPN_HTTP);
    br_web_take(site.web, pipe);
}

static void on_web_closed(void *context)
{
    (void)context;
    site.closed = true;
}

static void start(struct br_web_options options)
{
    static const struct br_listener_events events = {.allow = allow, .on_accept = serve};
    struct br_error error = {""};
    memset(&site, 0, sizeof site);
    world_start(&site.world, "127.0.0.1:0");
    br_listener_stop(site.world.listener, NULL, NULL);
    CHECK(br_listener_start_plain(&site.world.loop, site.world.server, "127.0.0.1:0", &events, NULL,
                                  &site.world.listener, &error) == BR_OK);
    options.always = always;
    options.on_request = on_request;
    options.on_stream_gone = on_stream_gone;
    site.web = br_web_new(&site.world.loop, &options);
}

static void stop(void)
{
    if (site.web != NULL) {
        br_web_stop(site.web, on_web_closed, NULL);
        site.web = NULL;
    }
    world_stop(&site.world);
    CHECK(site.closed);
}

/* --- a browser --- */

struct browser {
    int handle;
    struct br_buffer got;
    bool ended;
};

static struct browser browser_open(void)
{
    struct browser browser = {.handle = raw_connect(&site.world)};
    br_buffer_init(&browser.got, 1u << 24);
    return browser;
}

static void browser_close(struct browser *browser)
{
    (void)close(browser->handle);
    br_buffer_free(&browser->got);
}

static void says(const struct browser *browser, const char *text)
{
    CHECK(send(browser->handle, text, strlen(text), 0) == (ssize_t)strlen(text));
}

static void get(const struct browser *browser, const char *path)
{
    char text[256];
    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", path);
    says(browser, text);
}

/* Takes what has come; does it hold [text] now? */
static bool hears(struct browser *browser, const char *text)
{
    uint8_t block[65536];
    ssize_t count = recv(browser->handle, block, sizeof block, 0);
    if (count > 0) {
        br_buffer_put(&browser->got, block, (size_t)count);
    }
    browser->ended = browser->ended || count == 0 || (count < 0 && errno != EAGAIN);
    const char *got = br_buffer_text(&browser->got);
    return got != NULL && text != NULL && strstr(got, text) != NULL;
}

static bool ends(struct browser *browser)
{
    (void)hears(browser, NULL);
    return browser->ended;
}

static size_t count_in(const struct browser *browser, const char *text)
{
    size_t count = 0;
    struct br_buffer got = browser->got;
    for (const char *at = br_buffer_text(&got); at != NULL && (at = strstr(at, text)) != NULL;
         at++) {
        count++;
    }
    return count;
}

/* --- the cases --- */

static void test_answers_at_once(void)
{
    start((struct br_web_options){0});
    struct browser browser = browser_open();
    get(&browser, "/one");
    UNTIL(&site.world, hears(&browser, "\r\n\r\n/one"));
    CHECK(hears(&browser, always));
    says(&browser,
         "GET /two HTTP/1.1\r\nHost: h\r\n\r\nGET /three HTTP/1.1\r\nHost: h\r\n\r\nGET /fo");
    UNTIL(&site.world, hears(&browser, "/three"));
    CHECK(!hears(&browser, "/four"));
    says(&browser, "ur HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    UNTIL(&site.world, ends(&browser));
    CHECK(hears(&browser, "/four") && count_in(&browser, "HTTP/1.1 200 OK") == 4);
    CHECK_UINT(site.world.asked, 0);
    browser_close(&browser);
    stop();
}

/* In order, also when the second request came before the first was answered. */
static void test_answers_later(void)
{
    start((struct br_web_options){0});
    struct browser browser = browser_open();
    get(&browser, "/later");
    get(&browser, "/at-once");
    UNTIL(&site.world, site.later_count == 1);
    for (int i = 0; i < 5; i++) {
        (void)turn_loop(&site.world.loop);
    }
    CHECK(!hears(&browser, "HTTP"));
    CHECK(strncmp(br_exchange_remote(site.later[0]), "127.0.0.1:", 10) == 0);
    br_exchange_set_context(site.later[0], &browser);
    CHECK(br_exchange_context(site.later[0]) == &browser);
    br_exchange_answer(site.later[0],
                       &(struct br_http_answer){.status = 404, .body = br_bytes_of_text("none")});
    UNTIL(&site.world, hears(&browser, "/at-once"));
    CHECK(hears(&browser, "HTTP/1.1 404 Not Found") && hears(&browser, "\r\n\r\nnoneHTTP/1.1 200"));
    browser_close(&browser);
    stop();
}

static void test_gone_before_the_answer(void)
{
    start((struct br_web_options){0});
    struct browser browser = browser_open();
    get(&browser, "/later");
    UNTIL(&site.world, site.later_count == 1);
    browser_close(&browser);
    for (int i = 0; i < 5; i++) {
        (void)turn_loop(&site.world.loop);
    }
    br_exchange_answer(site.later[0], &(struct br_http_answer){.status = 200});
    UNTIL(&site.world, br_web_connections(site.web) == 0);
    stop();
}

static void test_a_refusal_ends_it(void)
{
    start((struct br_web_options){0});
    struct browser browser = browser_open();
    says(&browser, "GET / HTTP/1.1\r\n\r\nGET /never HTTP/1.1\r\nHost: h\r\n\r\n");
    UNTIL(&site.world, ends(&browser));
    CHECK(hears(&browser, "HTTP/1.1 400 Bad Request") && hears(&browser, always));
    CHECK(!hears(&browser, "/never") && count_in(&browser, "HTTP/1.1") == 1);
    browser_close(&browser);
    stop();
}

/* Time stands still but for what is said here. */
static void later(uint64_t ms)
{
    clock_move(ms);
    for (int i = 0; i < 20; i++) {
        (void)turn_loop(&site.world.loop);
    }
}

static void test_a_request_has_its_time(void)
{
    clock_stop();
    start((struct br_web_options){0});
    struct browser slow = browser_open();
    struct browser waiting = browser_open();
    get(&waiting, "/later");
    says(&slow, "GET / H");
    UNTIL(&site.world, site.later_count == 1);
    later(BR_HTTP_REQUEST_MS - 1);
    says(&slow, "T"); /* a byte now and then prolongs nothing */
    later(0);
    CHECK(!ends(&slow));
    later(1);
    UNTIL(&site.world, ends(&slow));
    CHECK(hears(&slow, "HTTP/1.1 408 "));
    later(10 * BR_HTTP_REQUEST_MS);
    CHECK(!ends(&waiting)); /* an answer that is being made has no deadline here */
    br_exchange_answer(site.later[0], &(struct br_http_answer){.status = 200});
    UNTIL(&site.world, hears(&waiting, "200 OK"));
    browser_close(&slow);
    browser_close(&waiting);
    stop();
    clock_go_on();
}

/* From the opening, and again from each answer. */
static void test_idle_connections_end(void)
{
    clock_stop();
    start((struct br_web_options){0});
    struct browser silent = browser_open();
    struct browser busy = browser_open();
    UNTIL(&site.world, br_web_connections(site.web) == 2);
    later(BR_HTTP_IDLE_MS - 1);
    get(&busy, "/");
    UNTIL(&site.world, hears(&busy, "200 OK"));
    CHECK(!ends(&silent));
    later(1);
    UNTIL(&site.world, ends(&silent));
    CHECK_UINT(silent.got.size, 0);
    later(BR_HTTP_IDLE_MS - 2);
    CHECK(!ends(&busy));
    later(1);
    UNTIL(&site.world, ends(&busy));
    browser_close(&silent);
    browser_close(&busy);
    stop();
    clock_go_on();
}

static void test_requests_at_once(void)
{
    enum { MAX = 3 };
    struct browser browsers[MAX + 1];
    start((struct br_web_options){.requests_max = MAX});
    for (size_t i = 0; i < MAX; i++) {
        browsers[i] = browser_open();
        get(&browsers[i], "/later");
        UNTIL(&site.world, site.later_count == i + 1);
    }
    browsers[MAX] = browser_open();
    get(&browsers[MAX], "/later");
    UNTIL(&site.world, hears(&browsers[MAX], "HTTP/1.1 503 "));
    CHECK(hears(&browsers[MAX], "Retry-After: ") && site.later_count == MAX);
    br_exchange_answer(site.later[0], &(struct br_http_answer){.status = 200});
    get(&browsers[MAX], "/later"); /* the connection is still good */
    UNTIL(&site.world, site.later_count == MAX + 1);
    for (size_t i = 1; i <= MAX; i++) {
        br_exchange_answer(site.later[i], &(struct br_http_answer){.status = 200});
    }
    for (size_t i = 0; i <= MAX; i++) {
        UNTIL(&site.world, hears(&browsers[i], "200 OK"));
        browser_close(&browsers[i]);
    }
    CHECK(BR_WEB_REQUESTS_MAX > MAX);
    stop();
}

static void test_streams(void)
{
    enum { MAX = 2 };
    struct browser browsers[MAX + 1];
    start((struct br_web_options){.streams_max = MAX});
    for (size_t i = 0; i <= MAX; i++) {
        browsers[i] = browser_open();
        get(&browsers[i], "/events");
        UNTIL(&site.world, hears(&browsers[i], "\r\n\r\n"));
    }
    CHECK(site.stream_count == MAX && site.streams_refused == 1);
    CHECK(hears(&browsers[MAX], "HTTP/1.1 503 "));
    says(&browsers[0], "what comes in is dropped");
    br_web_stream_send(site.streams[0], br_bytes_of_text("data: one\n\n"));
    UNTIL(&site.world, hears(&browsers[0], "data: one\n\n"));
    CHECK(hears(&browsers[0], "Content-Type: text/event-stream\r\n") && !ends(&browsers[0]));
    (void)close(browsers[1].handle);
    UNTIL(&site.world, site.gone == 1);
    br_web_stream_end(site.streams[0]);
    site.streams[0] = NULL;
    UNTIL(&site.world, ends(&browsers[0]));
    CHECK_UINT(site.gone, 1);
    CHECK(BR_WEB_STREAMS_MAX > MAX);
    for (size_t i = 0; i <= MAX; i++) {
        browser_close(&browsers[i]);
    }
    stop();
}

static void test_a_stream_that_nobody_reads(void)
{
    static uint8_t much[1u << 20];
    start((struct br_web_options){0});
    struct browser browser = browser_open();
    get(&browser, "/events");
    UNTIL(&site.world, site.stream_count == 1);
    for (int i = 0; i < 64 && site.streams[0] != NULL; i++) {
        br_web_stream_send(site.streams[0], (struct br_bytes){much, sizeof much});
        (void)turn_loop(&site.world.loop);
    }
    UNTIL(&site.world, site.gone == 1);
    browser_close(&browser);
    stop();
}

/* Bytes that come faster than they are served wait with the system; none is lost. */
static void test_many_requests_in_one_go(void)
{
    enum { COUNT = 500 };
    struct br_buffer all;
    br_buffer_init(&all, 1u << 20);
    for (int i = 0; i < COUNT; i++) {
        br_buffer_put_format(&all, "GET /%d HTTP/1.1\r\nHost: h\r\nX: %0200d\r\n\r\n", i, i);
    }
    br_buffer_put_text(
        &all, "GET /later HTTP/1.1\r\nHost: h\r\n\r\nGET /last HTTP/1.1\r\nHost: h\r\n\r\n");
    start((struct br_web_options){.requests_max = 100000});
    struct browser browser = browser_open();
    size_t sent = 0;
    while (sent < all.size) {
        ssize_t count = send(browser.handle, all.data + sent, all.size - sent, 0);
        sent += count > 0 ? (size_t)count : 0;
        (void)turn_loop(&site.world.loop);
        (void)hears(&browser, NULL);
    }
    UNTIL(&site.world, site.later_count == 1);
    br_exchange_answer(site.later[0], &(struct br_http_answer){.status = 200});
    UNTIL(&site.world, hears(&browser, "/last"));
    CHECK_UINT(count_in(&browser, "HTTP/1.1 200 OK"), COUNT + 2);
    browser_close(&browser);
    br_buffer_free(&all);
    stop();
}

/* Who comes while it stops is sent home; a stream asked for then is refused. */
static void test_coming_while_it_stops(void)
{
    start((struct br_web_options){0});
    struct browser waiting = browser_open();
    get(&waiting, "/later");
    UNTIL(&site.world, site.later_count == 1);
    br_web_stop(site.web, on_web_closed, NULL);
    struct browser late = browser_open();
    UNTIL(&site.world, ends(&late));
    CHECK(br_exchange_stream(site.later[0], "text/event-stream", NULL, NULL) == NULL);
    UNTIL(&site.world, ends(&waiting));
    CHECK(hears(&waiting, "HTTP/1.1 503 "));
    site.web = NULL;
    browser_close(&waiting);
    browser_close(&late);
    UNTIL(&site.world, site.closed);
    stop();
}

/* What is under way is answered, whoever is idle or listens is sent home. */
static void test_stop(void)
{
    start((struct br_web_options){0});
    struct browser idle = browser_open();
    struct browser waiting = browser_open();
    struct browser listening = browser_open();
    get(&idle, "/");
    get(&waiting, "/later");
    get(&listening, "/events");
    UNTIL(&site.world, hears(&idle, "200 OK") && site.later_count == 1 && site.stream_count == 1);
    br_web_stop(site.web, on_web_closed, NULL);
    site.web = NULL;
    UNTIL(&site.world, ends(&idle) && ends(&listening));
    CHECK(!ends(&waiting) && !site.closed);
    br_exchange_answer(site.later[0], &(struct br_http_answer){.status = 200});
    UNTIL(&site.world, ends(&waiting));
    CHECK(hears(&waiting, "200 OK") && hears(&waiting, "Connection: close"));
    browser_close(&idle);
    browser_close(&waiting);
    browser_close(&listening);
    UNTIL(&site.world, site.closed);
    stop();
}

/* Also when nobody is there, the end is told from the loop. */
static void test_stop_when_nobody_is_there(void)
{
    start((struct br_web_options){0});
    br_web_stop(site.web, on_web_closed, NULL);
    site.web = NULL;
    CHECK(!site.closed);
    UNTIL(&site.world, site.closed);
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_answers_at_once),
        BR_TEST(test_answers_later),
        BR_TEST(test_gone_before_the_answer),
        BR_TEST(test_a_refusal_ends_it),
        BR_TEST(test_a_request_has_its_time),
        BR_TEST(test_idle_connections_end),
        BR_TEST(test_requests_at_once),
        BR_TEST(test_streams),
        BR_TEST(test_a_stream_that_nobody_reads),
        BR_TEST(test_many_requests_in_one_go),
        BR_TEST(test_coming_while_it_stops),
        BR_TEST(test_stop),
        BR_TEST(test_stop_when_nobody_is_there),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
