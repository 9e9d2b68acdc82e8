/*
 * target_site.c - bytes of a browser's connection, into a whole site with real views and checks.
 *
 * The input is sent on a loopback connection and the other side closed. What comes back is made
 * of well-formed heads, each with the lines that every answer bears and no line of the input's.
 */
#include "tests/fuzz/fuzz.h"

#include "base/hash.h"
#include "base/limits.h"
#include "domain/domain.h"
#include "net/net.h"
#include "web/site_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_MAX = 6000, TURNS_MAX = 400, ANSWER_MAX = 1u << 20 };

/* One for the whole life of the process: opening it costs more than a thousand inputs. */
static struct {
    uv_loop_t loop;
    struct br_tls *tls;
    struct br_listener *listener;
    struct br_site *site;
    struct br_log *log;
    struct br_views *views;
    struct br_desk *desk;
    size_t parts_idle; /* of the site, when no call is under way */
    bool open;
} here;

/* --- the host: all at once --- */

static void host_who(void *context, struct br_exchange *exchange, struct br_viewer *viewer)
{
    struct br_bytes cookie;
    (void)context;
    if (br_exchange_header(exchange, "cookie", &cookie)) {
        viewer->visitor = (struct br_visitor){.signed_in = true, .roles = BR_ACCESS_EVERYONE};
        memset(viewer->member.bytes, 0x11, sizeof viewer->member.bytes);
    }
}

static void host_read(void *context, const struct br_viewer *viewer, br_site_work work,
                      br_site_done done, void *job)
{
    (void)context;
    br_views_set_viewer(here.views, &viewer->member);
    work(job, here.views);
    done(job);
}

static void host_desk(void *context, br_site_desk_work work, br_site_done done, void *job)
{
    (void)context;
    work(job, here.desk);
    done(job);
}

/* The log's own checks; nothing is kept, so that one input does not change what the next meets. */
static void host_say(void *context, const struct br_viewer *viewer,
                     const struct br_site_write *writes, size_t count, br_site_said said, void *job)
{
    static struct br_outcome outcomes[4];
    struct br_write tried[4];
    struct br_site_outcome outcome = {.done = true};
    (void)context;
    BR_ASSERT(count > 0 && count <= 4);
    for (size_t i = 0; i < count; i++) {
        tried[i] =
            (struct br_write){.id = br_id_is_zero(&writes[i].id) ? br_id_new() : writes[i].id,
                              .author = viewer->member,
                              .roles = viewer->visitor.roles,
                              .audience = writes[i].audience,
                              .kind = writes[i].kind,
                              .payload = writes[i].payload};
    }
    enum br_status status = br_log_try(here.log, br_clock_read(), tried, count, outcomes);
    for (size_t i = 0; i < count; i++) {
        if (status != BR_OK || outcomes[i].type == BR_OUTCOME_REFUSED) {
            outcome.done = false;
            outcome.reason = status == BR_OK ? outcomes[i].reason : "It could not be written.";
        }
    }
    outcome.id = tried[count - 1].id;
    said(job, &outcome);
}

/* --- opening --- */

static void take(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                 const char *protocol)
{
    (void)context;
    (void)pin;
    (void)protocol;
    br_site_take(here.site, pipe, false);
}

static const char *path_of(const char *name)
{
    static char paths[4][600];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, 600, "%s/%s", fuzz_folder(), name);
    return path;
}

static void open_records(void)
{
    size_t count = 0;
    struct br_error error = {""};
    struct br_domain *domain = NULL;
    const struct br_file *files = br_domain_files(&count);
    BR_ASSERT(br_domain_new(files, count, &domain, &error) == BR_OK);
    struct br_log_options log = {.path = path_of("site_log.db"), .domain = domain, .create = true};
    BR_ASSERT(br_log_open(&log, &here.log, &error) == BR_OK);
    BR_ASSERT(br_desk_open(path_of("site_desk.db"), &here.desk, &error) == BR_OK);
    struct br_views_options views = {
        .path = path_of("site_views.db"), .domain = domain, .desk = path_of("site_desk.db")};
    BR_ASSERT(br_views_open(&views, &here.views, &error) == BR_OK);
}

static void open_site(void)
{
    static const struct br_listener_events events = {.on_accept = take};
    static const char *const hosts[] = {"h"};
    static const struct br_file style = {.name = "s.css", .data = "p{}", .size = 3};
    size_t count = 0;
    struct br_error error = {""};
    struct br_pages *pages = NULL;
    const struct br_file *files = br_page_files(&count);
    BR_ASSERT(uv_loop_init(&here.loop) == 0);
    BR_ASSERT(br_tls_key_new(path_of("site.pem"), &error) == BR_OK);
    BR_ASSERT(br_tls_open(path_of("site.pem"), &here.tls, &error) == BR_OK);
    BR_ASSERT(br_pages_new(files, count, &pages, &error) == BR_OK);
    struct br_site_options options = {
        .host = {.who = host_who, .read = host_read, .say = host_say, .desk = host_desk},
        .pages = pages,
        .loop = &here.loop,
        .academy = "Bath",
        .hosts = hosts,
        .host_count = 1,
        .assets = &style,
        .asset_count = 1,
    };
    here.site = br_site_new(&options);
    BR_ASSERT(here.site != NULL);
    BR_ASSERT(br_listener_start_plain(&here.loop, here.tls, "127.0.0.1:0", &events, NULL,
                                      &here.listener, &error) == BR_OK);
    here.open = true;
}

/* --- what must hold --- */

static size_t count_of(const char *text, size_t size, const char *part)
{
    size_t count = 0;
    size_t length = strlen(part);
    for (const char *at = text; (at = memmem(at, size - (size_t)(at - text), part, length)) != NULL;
         at += length) {
        count++;
    }
    return count;
}

/* A head: lines of one colon's name each, and what every answer bears once. */
static void judge_head(const char *head, size_t size)
{
    static const char *const once[] = {
        "\r\nContent-Security-Policy: ", "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: same-origin\r\n"};
    BR_ASSERT(size > 14 && memcmp(head, "HTTP/1.", 7) == 0 && head[8] == ' ');
    BR_ASSERT(head[9] >= '2' && head[9] <= '5');
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        BR_ASSERT(count_of(head, size, once[i]) == 1);
    }
    BR_ASSERT(count_of(head, size, "\r\nLocation: ") <= 1);
    BR_ASSERT(memmem(head, size, "\r\nX-Injected", 12) == NULL);
    for (size_t i = 0; i < size; i++) {
        BR_ASSERT((head[i] >= ' ' && head[i] != 0x7f) || head[i] == '\r' || head[i] == '\n');
        BR_ASSERT(head[i] != '\n' || (i > 0 && head[i - 1] == '\r'));
    }
}

static void judge(struct br_bytes got)
{
    const char *end = memmem(got.data, got.size, "\r\n\r\n", 4);
    if (got.size == 0) {
        return; /* not even a request */
    }
    BR_ASSERT(end != NULL);
    judge_head((const char *)got.data, (size_t)(end - (const char *)got.data) + 2);
}

/* --- one input --- */

static int dial(void)
{
    const char *address = br_listener_address(here.listener);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port =
                                 htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    BR_ASSERT(connect(handle, (const struct sockaddr *)&to, sizeof to) == 0);
    BR_ASSERT(fcntl(handle, F_SETFL, O_NONBLOCK) == 0);
    return handle;
}

static void run(struct br_bytes input)
{
    struct br_buffer got;
    uint8_t block[16384];
    bool ended = false;
    if (input.size > INPUT_MAX) {
        return;
    }
    if (!here.open) {
        open_records();
        open_site();
        here.parts_idle = here.site->parts_open;
    }
    br_buffer_init(&got, ANSWER_MAX);
    int handle = dial();
    BR_ASSERT(send(handle, input.data, input.size, MSG_NOSIGNAL) == (ssize_t)input.size);
    for (int quiet = 0; quiet < 3 && !ended;) {
        (void)uv_run(&here.loop, UV_RUN_NOWAIT);
        ssize_t count = recv(handle, block, sizeof block, 0);
        quiet = count > 0 ? 0 : quiet + 1;
        ended = count == 0 || (count < 0 && errno != EAGAIN);
        br_buffer_put(&got, block, count > 0 ? (size_t)count : 0);
    }
    (void)close(handle);
    for (int turn = 0; turn < TURNS_MAX && br_web_connections(here.site->doors[0].web) > 0;
         turn++) {
        (void)uv_run(&here.loop, UV_RUN_NOWAIT);
    }
    BR_ASSERT(br_web_connections(here.site->doors[0].web) == 0);
    BR_ASSERT(here.site->parts_open == here.parts_idle);
    if (br_buffer_ok(&got)) {
        judge(br_buffer_bytes(&got));
    }
    br_buffer_free(&got);
}

/* --- seeds --- */

static void seed_form(struct fuzz_seeds *seeds, const char *path, const char *fields)
{
    char text[1000];
    char token[BR_HASH_TEXT_SIZE];
    struct br_hash zero = {{0}};
    struct br_bytes parts[] = {{zero.bytes, sizeof zero}, {zero.bytes, sizeof zero}};
    struct br_hash hash = br_sha256(parts, 2);
    br_hash_text(&hash, token);
    (void)snprintf(text, sizeof text,
                   "POST %s HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nSec-Fetch-Site: same-origin\r\n"
                   "Content-Type: application/x-www-form-urlencoded\r\n"
                   "Content-Length: %zu\r\n\r\n_token=%.32s&%s",
                   path, 40 + strlen(fields), token, fields);
    fuzz_seed_text(seeds, "form", text);
}

static void seeds(struct fuzz_seeds *out)
{
    static const char *const paths[] = {
        "/threads?filter=unanswered&limit=5&before_ms=7&topic=%3Cb%3E",
        "/thread/51515151515151515151515151515151?quote=5151",
        "/threads/new?about_kind=room&about=6161&X%0d%0aX-Injected:=1",
        "/assets/s.css",
        "/assets/brand.css",
        "/events",
        "/openapi.json",
        "/none",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char text[500];
        (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\n%s\r\n",
                       paths[i], i % 2 == 0 ? "" : "Accept: application/json\r\n");
        fuzz_seed_text(out, "page", text);
    }
    fuzz_seed_text(out, "stranger", "GET /thread/%0d%0aX-Injected:1 HTTP/1.1\r\nHost: h\r\n\r\n");
    fuzz_seed_text(out, "other_host", "GET / HTTP/1.1\r\nHost: evil\r\n\r\n");
    seed_form(out, "/threads/new",
              "title=T&text=One%0D%0Atwo&topics=a,b&question=true&audience=network");
    seed_form(out, "/threads/new", "title=943+476+5919&audience=academy&override_reason=Part");
    seed_form(out, "/thread/51515151515151515151515151515151/reply", "text=Hello");
    seed_form(out, "/profile", "name=Ngozi&skills=Charts&network_name=1");
    seed_form(out, "/threads/new", "title=T&_draft=1");
    seed_form(out, "/follow", "kind=topic&subject=beds&following=yes");
    seed_form(out, "/since", "a=b");
}

const struct fuzz_target fuzz_site = {.name = "site", .run = run, .seeds = seeds};
