/* What a site serves beside pages: styles and scripts, open pages kept up to date; its end. */
#include "stopped_clock.h"
#include "test_web_site_world.h"

#include "web/site_internal.h"

enum { THREAD = 0x51, IN_ROOM = 0x52, ROOM = 0x61, LIVE_BACK_MS = 600000 };

#define THREAD_HEX "51515151515151515151515151515151"
#define IN_ROOM_HEX "52525252525252525252525252525252"
#define ROOM_HEX "61616161616161616161616161616161"

static void expect_status(const char *answer, int status)
{
    if (!CHECK_UINT(status_of(answer), status)) {
        (void)printf("%.900s\n", answer);
    }
}

/* --- assets --- */

static const char gzipped[] = "\x1f\x8b\x08 not really, and nobody looks";

#define ASSET(file_name, text)                                        \
    {                                                                 \
        .name = (file_name), .data = (text), .size = sizeof(text) - 1 \
    }

static const struct br_file assets[] = {
    ASSET("out/site-1.css", gzipped),
    ASSET("site-2.js", gzipped),
    ASSET("plain.svg", "<svg/>"),
    ASSET("a.png", "png"),
    ASSET("b.ico", "icon"),
    ASSET("c.woff2", "font"),
    ASSET("d.unknown", "what"),
    ASSET("e", "\x1f\x8b"),
    ASSET("f.css2", ""),
};

static void test_assets(void)
{
    static const struct {
        const char *path;
        const char *type;
    } cases[] = {
        {"/assets/site-1.css", "text/css; charset=utf-8"},
        {"/assets/site-2.js", "text/javascript; charset=utf-8"},
        {"/assets/plain.svg", "image/svg+xml"},
        {"/assets/a.png", "image/png"},
        {"/assets/b.ico", "image/x-icon"},
        {"/assets/c.woff2", "font/woff2"},
        {"/assets/d.unknown", "application/octet-stream"},
        {"/assets/e", "application/octet-stream"},
        {"/assets/f.css2", "application/octet-stream"},
    };
    site_start_with("assets", assets, sizeof assets / sizeof assets[0]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[100];
        const char *answer = ask("GET", NULL, cases[i].path, "Accept-Encoding: br, gzip\r\n", NULL);
        expect_status(answer, 200);
        (void)snprintf(line, sizeof line, "\r\nContent-Type: %s\r\n", cases[i].type);
        CHECK(has(answer, line));
        CHECK(has(answer, "\r\nCache-Control: public, max-age=31536000, immutable\r\n"));
        CHECK(has(answer, "\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\n") == (i < 2));
    }
    CHECK_TEXT(body_of(get(NULL, "/assets/plain.svg")), "<svg/>");
    expect_status(get(NULL, "/assets/site-1.css"), 406);
    expect_status(ask("GET", NULL, "/assets/site-1.css", "Accept-Encoding: br\r\n", NULL), 406);
    expect_status(get(NULL, "/assets/out"), 404);
    expect_status(get(NULL, "/assets/out%2Fsite-1.css"), 404);
    expect_status(get(NULL, "/assets/..%2F..%2Fetc%2Fpasswd"), 404);
    expect_status(get(NULL, "/assets/"), 404);
    site_end();
}

static void test_what_a_browser_has_already(void)
{
    char tag[100];
    char header[200];
    site_start_with("tags", assets, sizeof assets / sizeof assets[0]);
    const char *answer = get(NULL, "/assets/plain.svg");
    const char *at = strstr(answer, "\r\nETag: ");
    CHECK(at != NULL);
    (void)snprintf(tag, sizeof tag, "%.*s", at == NULL ? 0 : 18, at == NULL ? "" : at + 8);
    CHECK(tag[0] == '"' && tag[17] == '"');
    (void)snprintf(header, sizeof header, "If-None-Match: %s\r\n", tag);
    answer = ask("GET", NULL, "/assets/plain.svg", header, NULL);
    expect_status(answer, 304);
    CHECK_TEXT(body_of(answer), "");
    CHECK(has(answer, tag) && has(answer, "immutable"));
    (void)snprintf(header, sizeof header, "If-None-Match: \"other\", W/%s\r\n", tag);
    expect_status(ask("GET", NULL, "/assets/plain.svg", header, NULL), 304);
    expect_status(
        ask("GET", NULL, "/assets/plain.svg", "If-None-Match: \"0123456789abcdef\"\r\n", NULL),
        200);
    site_end();
}

static void test_the_academys_colours(void)
{
    char header[200];
    site_start("colours");
    const char *answer = get(NULL, "/assets/brand.css");
    expect_status(answer, 200);
    CHECK_TEXT(body_of(answer), "");
    br_site_set_brand(here.site, "Bath", ":root{--brand:#123}");
    answer = get(NULL, "/assets/brand.css");
    CHECK_TEXT(body_of(answer), ":root{--brand:#123}");
    CHECK(has(answer, "\r\nCache-Control: no-cache\r\n") && has(answer, "text/css"));
    const char *at = strstr(answer, "\r\nETag: ");
    (void)snprintf(header, sizeof header, "If-None-Match: %.*s\r\n", at == NULL ? 0 : 18,
                   at == NULL ? "" : at + 8);
    expect_status(ask("GET", NULL, "/assets/brand.css", header, NULL), 304);
    br_site_set_brand(here.site, "Bath", ":root{--brand:#456}");
    expect_status(ask("GET", NULL, "/assets/brand.css", header, NULL), 200);
    /* pages name the style sheet and the script that there are */
    answer = get(NULL, "/none");
    size_t count = 0;
    const struct br_file *built_in = br_web_assets(&count);
    for (size_t i = 0; i < count; i++) {
        const char *end = strrchr(built_in[i].name, '.');
        if (strcmp(end, ".css") == 0 || strcmp(end, ".js") == 0) {
            CHECK(has(answer, built_in[i].name));
        }
    }
    site_end();
    site_start_with("no_assets", NULL, 0);
    expect_status(get(NULL, "/none"), 404);
    site_end();
}

/* --- events --- */

struct reader {
    int handle;
    struct br_buffer got;
    bool ended;
};

static bool hears(struct reader *reader, const char *text)
{
    uint8_t block[4096];
    ssize_t count = recv(reader->handle, block, sizeof block, 0);
    if (count > 0) {
        br_buffer_put(&reader->got, block, (size_t)count);
    }
    reader->ended = reader->ended || count == 0 || (count < 0 && errno != EAGAIN);
    const char *got = br_buffer_text(&reader->got);
    return got != NULL && text != NULL && strstr(got, text) != NULL;
}

static bool ends(struct reader *reader)
{
    (void)hears(reader, NULL);
    return reader->ended;
}

static struct reader follow(const char *who)
{
    char text[300];
    struct reader reader = {.handle = raw_connect(&here.world)};
    br_buffer_init(&reader.got, 1u << 20);
    int size =
        snprintf(text, sizeof text,
                 "GET /events HTTP/1.1\r\nHost: bath.example\r\nCookie: who=%s\r\n\r\n", who);
    CHECK(send(reader.handle, text, (size_t)size, 0) == size);
    return reader;
}

static void leave(struct reader *reader)
{
    (void)close(reader->handle);
    br_buffer_free(&reader->got);
}

static void turn_some(int turns)
{
    for (int i = 0; i < turns; i++) {
        (void)turn_loop(&here.world.loop);
    }
}

/* Let the pool finish what it has, whatever the stopped clock says. */
static void wait_for_pool(void)
{
    UNTIL(&here.world, br_lane_idle(&here.lane));
    turn_some(3);
}

static void start_live(const char *name)
{
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    site_start(name);
    tell("room_opened", PRIYA, to_academy, ROOM,
         "{\"name\":\"Frailty\",\"pathway\":\"Older people\"}");
    tell("room_member_set", PRIYA, to_academy, 0,
         "{\"room\":\"" ROOM_HEX "\",\"member\":\"11111111111111111111111111111111\","
         "\"joined\":true}");
    tell("thread_started", SAM, to_network, THREAD, "{\"title\":\"Why?\"}");
    tell("thread_started", NGOZI, room, IN_ROOM, "{\"title\":\"Ours\"}");
    fold_all();
}

static void say_post(unsigned author, struct br_audience audience, const char *thread)
{
    char json[200];
    (void)snprintf(json, sizeof json, "{\"thread\":\"%s\",\"text\":\"News\"}", thread);
    tell("post_written", author, audience, 0, json);
    fold_all();
}

/* Told BR_SITE_LIVE_MS after a change, once for several of them. */
static void test_what_is_new_is_told(void)
{
    clock_stop();
    start_live("told");
    struct reader sam = follow("sam");
    struct reader ngozi = follow("ngozi");
    UNTIL(&here.world, hears(&sam, "\r\n\r\nretry: 5000\n\n") && hears(&ngozi, "retry: 5000"));
    CHECK(hears(&sam, "\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n") ||
          hears(&sam, "text/event-stream"));
    CHECK(hears(&sam, "X-Content-Type-Options: nosniff") && hears(&sam, "Content-Security-Policy"));
    say_post(SAM, to_network, THREAD_HEX);
    br_site_changed(here.site);
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS - 1);
    turn_some(5);
    wait_for_pool();
    CHECK(!hears(&sam, "event: post"));
    clock_move(1);
    turn_some(5);
    UNTIL(&here.world,
          hears(&sam, "event: post\ndata: {\"thread\":\"" THREAD_HEX "\",\"posts\":1}\n\n"));
    UNTIL(&here.world, hears(&ngozi, "\"" THREAD_HEX "\",\"posts\":1}"));
    /* of a Big Room's thread its members alone */
    CHECK(hears(&ngozi, "\"" IN_ROOM_HEX "\",\"posts\":0}"));
    CHECK(!hears(&sam, IN_ROOM_HEX));
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    say_post(NGOZI, room, IN_ROOM_HEX);
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    turn_some(5);
    UNTIL(&here.world, hears(&ngozi, "\"" IN_ROOM_HEX "\",\"posts\":1}"));
    wait_for_pool();
    turn_some(20);
    CHECK(!hears(&sam, IN_ROOM_HEX));
    leave(&sam);
    leave(&ngozi);
    turn_some(20);
    site_end();
    clock_go_on();
}

/* Changes while others are looked at are told of after them; with nobody there, not at all. */
static void test_changes_upon_changes(void)
{
    clock_stop();
    start_live("upon");
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS + 1);
    turn_some(5);
    wait_for_pool(); /* nobody follows: it is remembered that they know */
    struct reader first = follow("sam");
    struct reader second = follow("priya");
    struct reader third = follow("ngozi");
    UNTIL(&here.world, hears(&first, "retry") && hears(&second, "retry") && hears(&third, "retry"));
    say_post(SAM, to_network, THREAD_HEX);
    atomic_store(&here.held_up, true);
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    UNTIL(&here.world, !br_lane_idle(&here.lane));
    br_site_changed(here.site); /* as it reads */
    atomic_store(&here.held_up, false);
    UNTIL(&here.world, hears(&first, "\"posts\":1}"));
    wait_for_pool();
    say_post(SAM, to_network, THREAD_HEX);
    clock_move(BR_SITE_LIVE_MS);
    UNTIL(&here.world, hears(&first, "\"posts\":2}"));
    UNTIL(&here.world, hears(&second, "\"posts\":2}") && hears(&third, "\"posts\":2}"));
    leave(&second); /* from the middle, then from the ends */
    turn_some(20);
    leave(&first);
    turn_some(20);
    leave(&third);
    turn_some(20);
    here.deaf = true;
    struct reader last = follow("sam");
    UNTIL(&here.world, hears(&last, "retry"));
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    turn_some(10);
    CHECK(!hears(&last, "event:"));
    here.deaf = false;
    leave(&last);
    turn_some(20);
    site_end();
    clock_go_on();
}

static bool is_sam(void *context, const struct br_id *member, const struct br_hash *session)
{
    size_t *asked = context;
    (*asked)++;
    return member->bytes[0] == SAM && session->bytes[0] == 2; /* the second of the people */
}

/* Who is out hears no more, at once; the others go on. */
static void test_streams_of_who_is_out_end(void)
{
    size_t asked = 0;
    clock_stop();
    start_live("out");
    struct reader readers[] = {follow("ngozi"), follow("sam"), follow("priya"), follow("sam")};
    for (size_t i = 0; i < 4; i++) {
        UNTIL(&here.world, hears(&readers[i], "retry"));
    }
    br_site_end_streams(here.site, is_sam, &asked);
    CHECK_UINT(asked, 4);
    UNTIL(&here.world, ends(&readers[1]) && ends(&readers[3]));
    br_site_end_streams(here.site, is_sam, &asked);
    CHECK_UINT(asked, 6);
    say_post(SAM, to_network, THREAD_HEX);
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    UNTIL(&here.world, hears(&readers[0], "event: post") && hears(&readers[2], "event: post"));
    CHECK(!hears(&readers[1], "event: post"));
    for (size_t i = 0; i < 4; i++) {
        leave(&readers[i]);
    }
    turn_some(20);
    site_end();
    clock_go_on();
}

/* What was said up to LIVE_BACK_MS before a site began may still be news to a page. */
static void test_how_far_back(void)
{
    uint64_t now_ms = br_clock_read().wall_ms;
    clock_stop();
    log_ms = now_ms - 2 * LIVE_BACK_MS;
    site_start("how_far");
    int64_t after_ms = here.site->live_after_ms - LIVE_BACK_MS;
    for (unsigned i = 0; i < 3; i++) { /* one before, then, one after */
        log_ms = (uint64_t)after_ms - 1 + i;
        tell("thread_started", SAM, to_network, 0x71 + i, "{\"title\":\"Why?\"}");
    }
    fold_all();
    struct reader sam = follow("sam");
    UNTIL(&here.world, hears(&sam, "retry"));
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    UNTIL(&here.world, hears(&sam, "\"73737373"));
    CHECK(!hears(&sam, "\"72727272") && !hears(&sam, "\"71717171"));
    log_ms = (uint64_t)after_ms + 2; /* late, and told once alone */
    tell("thread_started", SAM, to_network, 0x74, "{\"title\":\"Late?\"}");
    fold_all();
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    UNTIL(&here.world, hears(&sam, "\"74747474"));
    CHECK_UINT(here.site->told_next, 2);
    leave(&sam);
    turn_some(20);
    log_ms = 0;
    site_end();
    clock_go_on();
}

static void test_who_may_follow(void)
{
    site_start("may_follow");
    expect_status(get(NULL, "/events"), 303);
    expect_status(get_json(NULL, "/events"), 401);
    expect_status(get("roleless", "/events"), 403);
    expect_status(get("ada", "/events"), 303);
    expect_status(post("sam", "/events", ""), 405);
    site_end();
}

/* --- the end --- */

static void test_the_end_ends_all(void)
{
    start_live("end");
    struct reader sam = follow("sam");
    struct reader idle = {.handle = raw_connect(&here.world)};
    br_buffer_init(&idle.got, 100);
    UNTIL(&here.world, hears(&sam, "retry"));
    /* a change that is being looked at, a page that is being made, an answer that is awaited */
    br_site_changed(here.site);
    struct reader page = {.handle = raw_connect(&here.world)};
    struct reader later = {.handle = raw_connect(&here.world)};
    br_buffer_init(&page.got, 1u << 20);
    br_buffer_init(&later.got, 1u << 20);
    static const char threads[] = "GET /threads HTTP/1.1\r\nHost: bath.example\r\n"
                                  "Cookie: who=sam\r\n\r\n";
    static const char awaited[] = "GET /probe/later HTTP/1.1\r\nHost: bath.example\r\n"
                                  "Cookie: who=sam\r\n\r\n";
    CHECK(send(later.handle, awaited, sizeof awaited - 1, 0) > 0);
    UNTIL(&here.world, here.held != NULL);
    CHECK(br_site_context(here.held) == &here);
    atomic_store(&here.held_up, true);
    CHECK(send(page.handle, threads, sizeof threads - 1, 0) > 0);
    UNTIL(&here.world, !br_lane_idle(&here.lane));
    br_site_stop(here.site, on_site_closed, &here);
    atomic_store(&here.held_up, false);
    br_site_changed(here.site); /* too late to tell anybody */
    UNTIL(&here.world, hears(&page, "HTTP/1.1 200") && ends(&page));
    UNTIL(&here.world, ends(&sam) && ends(&idle));
    CHECK(!here.closed); /* an answer is owed */
    br_site_redirect(here.held, "/after");
    UNTIL(&here.world, hears(&later, "Location: /after") && ends(&later));
    here.site = NULL;
    leave(&sam);
    leave(&idle);
    leave(&page);
    leave(&later);
    UNTIL(&here.world, here.closed);
    site_end();
}

static void test_the_end_while_news_are_read(void)
{
    clock_stop();
    start_live("reading");
    struct reader sam = follow("sam");
    UNTIL(&here.world, hears(&sam, "retry"));
    atomic_store(&here.held_up, true);
    br_site_changed(here.site);
    clock_move(BR_SITE_LIVE_MS);
    UNTIL(&here.world, !br_lane_idle(&here.lane));
    br_site_changed(here.site);
    br_site_stop(here.site, on_site_closed, &here);
    atomic_store(&here.held_up, false);
    here.site = NULL;
    UNTIL(&here.world, ends(&sam));
    CHECK(!hears(&sam, "event:"));
    leave(&sam);
    UNTIL(&here.world, here.closed);
    site_end();
    clock_go_on();
}

static void test_closed_without_a_word(void)
{
    site_start("no_word");
    br_site_stop(here.site, NULL, NULL);
    here.site = NULL;
    turn_some(20);
    here.closed = true;
    site_end();
}

/* --- over TLS --- */

static void take_secure(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                        const char *protocol)
{
    (void)context;
    (void)pin;
    CHECK_TEXT(protocol, BR_ALPN_HTTP);
    br_site_take(here.site, pipe, true);
}

/* One request over TLS; what came until the end. */
static void ask_over_tls(const char *request, struct br_buffer *got)
{
    struct raw_tls raw;
    bool sent = false;
    raw_tls_start(&raw, &here.world);
    raw_tls_begin(&raw, "\x08http/1.1");
    for (int turns = 0; turns < PATIENCE_TURNS && !raw.read_ended;) {
        uint8_t block[4096];
        turns += turn_loop(&here.world.loop) ? 0 : 1;
        ERR_clear_error();
        if (!sent) {
            sent = SSL_write(raw.ssl, request, (int)strlen(request)) > 0;
            continue;
        }
        int count = SSL_read(raw.ssl, block, sizeof block);
        if (count > 0) {
            br_buffer_put(got, block, (size_t)count);
        } else {
            raw.read_ended = SSL_get_error(raw.ssl, count) != SSL_ERROR_WANT_READ;
        }
    }
    CHECK(raw.read_ended);
    ERR_clear_error();
    raw_tls_stop(&raw);
}

/* A browser is told to come by TLS alone from now on; forms come from https. */
static void test_over_tls(void)
{
    static const struct br_listener_events events = {.allow = allow, .on_accept = take_secure};
    struct br_error error = {""};
    struct br_buffer got;
    char request[600];
    site_start("tls");
    char token[33];
    (void)snprintf(token, sizeof token, "%s", token_of("ngozi"));
    CHECK(br_tls_key_new(file_in_folder("web.pem"), &error) == BR_OK);
    CHECK(br_tls_web(here.world.server, file_in_folder("web.pem"), &error) == BR_OK);
    br_listener_stop(here.world.listener, NULL, NULL);
    CHECK(br_listener_start(&here.world.loop, here.world.server, "127.0.0.1:0", &events,
                            &here.world, &here.world.listener, &error) == BR_OK);
    for (int from_https = 0; from_https < 2; from_https++) {
        br_buffer_init(&got, 1u << 20);
        (void)snprintf(request, sizeof request,
                       "POST /probe/fixed HTTP/1.1\r\nHost: bath.example\r\nCookie: who=ngozi\r\n"
                       "Connection: close\r\n" FORM_TYPE
                       "Origin: http%s://bath.example\r\nContent-Length: 47\r\n\r\n"
                       "_token=%s&title=T",
                       from_https == 1 ? "s" : "", token);
        ask_over_tls(request, &got);
        expect_status(br_buffer_text(&got), from_https == 1 ? 303 : 403);
        CHECK(has(br_buffer_text(&got), "\r\nStrict-Transport-Security: max-age=31536000\r\n"));
        CHECK(has(br_buffer_text(&got), "Content-Security-Policy"));
        br_buffer_free(&got);
    }
    br_buffer_init(&got, 1u << 20);
    ask_over_tls("GET /probe/open HTTP/1.1\r\nHost: bath.example\r\nConnection: close\r\n\r\n",
                 &got);
    CHECK(has(br_buffer_text(&got), "<p>secure</p>"));
    br_buffer_free(&got);
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_assets),
        BR_TEST(test_what_a_browser_has_already),
        BR_TEST(test_the_academys_colours),
        BR_TEST(test_what_is_new_is_told),
        BR_TEST(test_changes_upon_changes),
        BR_TEST(test_streams_of_who_is_out_end),
        BR_TEST(test_how_far_back),
        BR_TEST(test_who_may_follow),
        BR_TEST(test_the_end_ends_all),
        BR_TEST(test_the_end_while_news_are_read),
        BR_TEST(test_closed_without_a_word),
        BR_TEST(test_over_tls),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
