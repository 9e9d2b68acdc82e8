/*
 * bench_site.c - an academy's pages over HTTP, as browsers ask for them, and its event streams.
 *
 * Four academies write a forum together; one of them then serves it, the others are stopped. Each
 * page is asked for over 1, 16 and 64 keep-alive connections of different members, in a closed
 * loop. Then replies are posted while nobody follows, and while many open pages do.
 */
#include "load.h"
#include "measure.h"
#include "streams.h"

#include "base/clock.h"
#include "forum.h"
#include "store/private_account.h"
#include "web/assets.h"
#include "web/sign_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    ACADEMIES = 4,
    COOKIE_SIZE = 64,
    PATH_SIZE = 160,
    PATHS_MAX = 2000,
    ANSWER_MAX = 16 * 1024 * 1024,
    POLL_MS = 50,
    QUIET_MS = 1000,
    ROUND_MS = 1000, /* a post, BR_SITE_LIVE_MS, and what follows */
    ROUNDS = 20,
    FILES_MAX = 8192,
    TOKEN_SIZE = 33,
};

struct bench {
    const struct bench_options *options;
    uint64_t page_ms;
    size_t stream_count;
    struct academy academies[ACADEMIES];
    struct forum forum;
    char cookie_texts[MEMBERS][COOKIE_SIZE];
    const char *cookies[MEMBERS];
    char path_texts[PATHS_MAX][PATH_SIZE];
    const char *paths[PATHS_MAX];
    size_t path_count;
    struct br_buffer answer;
};

static void nap(unsigned ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&time, NULL);
}

static double seconds_since(uint64_t begun_ns)
{
    return (double)(br_clock_ns() - begun_ns) / 1e9;
}

/* Sockets of both sides; the server has what we have. */
static void allow_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return;
    }
    limit.rlim_cur = limit.rlim_max < FILES_MAX ? limit.rlim_max : FILES_MAX;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* --- the forum --- */

/* Until an academy has stored [wanted] records since it started, and no more come, and all are
 * folded: lines of the academies themselves come with them. */
static void wait_until_stored(const struct academy *academy, uint64_t wanted)
{
    uint64_t last = 0;
    unsigned quiet_ms = 0;
    while (quiet_ms < QUIET_MS) {
        struct figures figures = academy_figures(academy);
        bool still = figures.stored >= wanted && figures.stored == last && !figures.folding;
        quiet_ms = still ? quiet_ms + POLL_MS : 0;
        last = figures.stored;
        nap(POLL_MS);
    }
}

/* What the others have said, in this part of the forum's writing. */
static uint64_t said_by_others(const struct bench *bench, size_t index)
{
    uint64_t said = 0;
    for (size_t i = 0; i < ACADEMIES; i++) {
        said += i == index ? 0 : bench->forum.said[i];
    }
    return said;
}

static void stop_all(struct bench *bench)
{
    for (size_t i = 0; i < ACADEMIES; i++) {
        academy_stop(&bench->academies[i]);
    }
}

/* Threads first, so that all academies know them; then everybody replies. */
static void make_forum(struct bench *bench)
{
    static const char *const names[ACADEMIES] = {"larkfield", "fennmoor", "tidewater", "stonebeck"};
    for (size_t i = 0; i < ACADEMIES; i++) {
        academy_make(&bench->academies[i], bench->options->program, bench->options->folder,
                     names[i]);
    }
    forum_begin(&bench->forum, bench->academies, ACADEMIES, bench->options->numbers[0].value);
    for (size_t i = 0; i < ACADEMIES; i++) {
        academy_start(&bench->academies[i]);
    }
    for (size_t i = 0; i < ACADEMIES; i++) {
        for (size_t k = 0; k < i; k++) {
            academy_add_peer(&bench->academies[k], &bench->academies[i], false);
            academy_add_peer(&bench->academies[i], &bench->academies[k], true);
        }
    }
    for (size_t i = 0; i < ACADEMIES; i++) {
        wait_until_stored(&bench->academies[i], said_by_others(bench, i));
    }
    stop_all(bench);
    forum_reply(&bench->forum);
}

/* Every member is signed in, in one browser. */
static void sign_in_all(struct bench *bench)
{
    struct br_private *private = academy_open_private(&bench->academies[0]);
    uint64_t wall_ms = br_clock_read().wall_ms;
    for (size_t i = 0; i < MEMBERS; i++) {
        char token[BR_TOKEN_TEXT_SIZE];
        char name[32];
        const char unusable[BR_PASSWORD_HASH_SIZE] = "none"; /* nobody types it here */
        struct br_invitation used;
        struct br_invitation invitation = {.member = academy_member(i),
                                           .expires_ms = UINT64_MAX / 4};
        struct br_sign_in row = {
            .member = academy_member(i), .created_ms = wall_ms, .used_ms = wall_ms};
        br_token_new(token, &row.token_hash);
        invitation.secret_hash = row.token_hash; /* any number that is used once */
        (void)snprintf(name, sizeof name, "person%zu", i);
        (void)snprintf(invitation.name, sizeof invitation.name, "Invented Person %zu", i);
        if (br_private_invite(private, &invitation) != BR_OK ||
            br_private_join(private, &invitation.secret_hash, name, unusable, wall_ms, &used) !=
                BR_OK ||
            br_private_put_sign_in(private, &row) != BR_OK) {
            give_up("a member could not be signed in");
        }
        (void)snprintf(bench->cookie_texts[i], COOKIE_SIZE, "session=%s", token);
        bench->cookies[i] = bench->cookie_texts[i];
    }
    br_private_close(private);
}

/* One academy gets what each of the others has said, one after the other; then it is started anew:
 * what is measured is not what a catch-up leaves in memory. */
static json_t *serve(struct bench *bench)
{
    struct academy *server = &bench->academies[0];
    uint64_t wanted = 0;
    uint64_t begun_ns = br_clock_ns();
    academy_start(server);
    for (size_t i = 1; i < ACADEMIES; i++) {
        academy_start(&bench->academies[i]);
        wanted += bench->forum.said[i];
        wait_until_stored(server, wanted);
        academy_stop(&bench->academies[i]);
    }
    academy_stop(server);
    double caught_up_s = seconds_since(begun_ns);
    academy_free_address(server->http, sizeof server->http);
    begun_ns = br_clock_ns();
    academy_start(server);
    return json_pack("{s:f, s:f}", "caught_up_s", caught_up_s, "start_s", seconds_since(begun_ns));
}

/* --- pages --- */

static void put_path(struct bench *bench, const char *format, const char *word)
{
    char *text = bench->path_texts[bench->path_count];
    const char *at = strchr(format, '*');
    (void)snprintf(text, PATH_SIZE, "%.*s%s", at == NULL ? PATH_SIZE - 1 : (int)(at - format),
                   format, at == NULL ? "" : word);
    bench->paths[bench->path_count++] = text;
}

static void put_threads(struct bench *bench)
{
    size_t long_ones = bench->forum.threads / FORUM_LONG_EVERY;
    size_t count = long_ones < PATHS_MAX ? long_ones : PATHS_MAX;
    for (size_t i = 0; i < count; i++) {
        char id[BR_ID_TEXT_SIZE];
        size_t thread = i * long_ones / count * FORUM_LONG_EVERY; /* of every age */
        br_id_text(&bench->forum.ids[thread], id);
        put_path(bench, "/thread/*", id);
    }
}

static const char *style_name(void)
{
    size_t count = 0;
    const struct br_file *files = br_web_assets(&count);
    for (size_t i = 0; i < count; i++) {
        const char *slash = strrchr(files[i].name, '/');
        const char *name = slash == NULL ? files[i].name : slash + 1;
        if (strstr(name, ".css") != NULL) {
            return name;
        }
    }
    give_up("there is no style sheet");
}

struct page {
    const char *name;
    const char *path; /* "*": one of many */
    const char *headers;
};

static void put_paths(struct bench *bench, const struct page *page)
{
    static const char *const words[] = {"huddle+ward", "discharge", "theatre+delay+round",
                                        "before+weekly", "Invented"};
    bench->path_count = 0;
    if (strcmp(page->name, "thread") == 0) {
        put_threads(bench);
    } else if (strcmp(page->name, "search") == 0) {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            put_path(bench, page->path, words[i]);
        }
    } else {
        put_path(bench, page->path, style_name());
    }
}

static int ask(struct bench *bench, const char *path, const char *headers)
{
    struct br_buffer request;
    br_buffer_init(&request, ANSWER_MAX);
    load_put_get(&request, bench->academies[0].http, path, headers, bench->cookies[0]);
    int status = load_ask(bench->academies[0].http, br_buffer_text(&request), &bench->answer);
    br_buffer_free(&request);
    return status;
}

static json_t *time_page(struct bench *bench, const struct page *page)
{
    static const size_t connections[] = {1, 16, 64};
    json_t *result = json_object();
    put_paths(bench, page);
    int status = ask(bench, bench->paths[0], page->headers);
    if (status != 200) {
        (void)fprintf(stderr, "%s is left out: %s is answered with %d\n", page->name,
                      bench->paths[0], status);
        json_decref(result);
        return NULL;
    }
    for (size_t i = 0; i < sizeof connections / sizeof connections[0]; i++) {
        char name[16];
        struct load load = {.address = bench->academies[0].http,
                            .pid = bench->academies[0].pid,
                            .paths = bench->paths,
                            .path_count = bench->path_count,
                            .cookies = bench->cookies,
                            .cookie_count = MEMBERS,
                            .headers = page->headers,
                            .connections = connections[i],
                            .ms = bench->page_ms};
        (void)snprintf(name, sizeof name, "%zu", connections[i]);
        BR_ASSERT(json_object_set_new(result, name, load_run(&load)) == 0);
    }
    return result;
}

static void time_pages(struct bench *bench, json_t *result)
{
    static const char html[] = "Accept: text/html\r\n";
    static const struct page pages[] = {
        {"list", "/threads", html},
        {"unanswered", "/threads?filter=unanswered", html},
        {"thread", "/thread/*", html},
        {"search", "/search?words=*", html},
        {"home", "/", html},
        {"list_json", "/threads", "Accept: application/json\r\n"},
        {"asset", "/assets/*", "Accept-Encoding: gzip\r\n"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        json_t *times = time_page(bench, &pages[i]);
        if (times != NULL) {
            BR_ASSERT(json_object_set_new(result, pages[i].name, times) == 0);
        }
    }
}

/* --- event streams --- */

/* The token that this page's forms have. */
static void read_token(struct bench *bench, const char *path, char token[TOKEN_SIZE])
{
    static const char mark[] = "name=\"_token\" value=\"";
    int status = ask(bench, path, "Accept: text/html\r\n");
    const char *text = br_buffer_text(&bench->answer);
    const char *at = text == NULL ? NULL : strstr(text, mark);
    if (status != 200 || at == NULL) {
        give_up("%s has no form to reply with (%d)", path, status);
    }
    (void)snprintf(token, TOKEN_SIZE, "%.32s", at + strlen(mark));
}

static void post_reply(struct bench *bench, const char *path, const char *token, int number)
{
    char body[256];
    struct br_buffer request;
    const char *address = bench->academies[0].http;
    br_buffer_init(&request, ANSWER_MAX);
    int size = snprintf(body, sizeof body, "_token=%s&text=What+did+it+cost+you+in+round+%d%%3F",
                        token, number);
    br_buffer_put_format(&request,
                         "POST %s/reply HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n"
                         "Sec-Fetch-Site: same-origin\r\nContent-Length: %d\r\n"
                         "Content-Type: application/x-www-form-urlencoded\r\n\r\n%s",
                         path, address, bench->cookies[0], size, body);
    int status = load_ask(address, br_buffer_text(&request), &bench->answer);
    if (status != 303) {
        give_up("a reply was answered with %d", status);
    }
    br_buffer_free(&request);
}

/* ROUNDS replies one after the other, each in a time of its own; server's seconds a reply. */
static double post_rounds(struct bench *bench, struct streams *streams, struct samples *samples)
{
    char path[PATH_SIZE];
    char token[TOKEN_SIZE];
    char id[BR_ID_TEXT_SIZE];
    char told[BR_ID_TEXT_SIZE + 16];
    const struct academy *server = &bench->academies[0];
    br_id_text(&bench->forum.ids[bench->forum.threads - 1], id);
    (void)snprintf(path, sizeof path, "/thread/%s", id);
    (void)snprintf(told, sizeof told, "\"thread\":\"%s\"", id);
    read_token(bench, path, token);
    nap(ROUND_MS);
    double cpu_s = 0;
    for (int i = 0; i <= ROUNDS; i++) {
        if (i == 1) { /* the first one also tells of what was written before */
            samples_free(samples);
            cpu_s = process_cpu_s(server->pid);
        }
        uint64_t begun_ns = br_clock_ns();
        post_reply(bench, path, token, i);
        if (streams != NULL) {
            streams_wait(streams, told, begun_ns, samples);
        }
        uint64_t took_ms = (br_clock_ns() - begun_ns) / 1000000;
        nap(took_ms < ROUND_MS ? ROUND_MS - (unsigned)took_ms : 0);
    }
    return (process_cpu_s(server->pid) - cpu_s) / ROUNDS;
}

static json_t *follow(struct bench *bench)
{
    const struct academy *server = &bench->academies[0];
    struct samples samples = {0};
    double alone_s = post_rounds(bench, NULL, &samples);
    uint64_t before_kib = process_memory_kib(server->pid, "VmRSS");
    struct streams *streams =
        streams_open(server->http, bench->cookies, MEMBERS, bench->stream_count);
    nap(ROUND_MS);
    uint64_t after_kib = process_memory_kib(server->pid, "VmRSS");
    double told_s = post_rounds(bench, streams, &samples);
    streams_close(streams);
    json_t *result =
        json_pack("{s:I, s:I, s:f, s:f, s:f, s:o}", "streams", (json_int_t)bench->stream_count,
                  "server_kib", (json_int_t)after_kib, "kib_each",
                  ((double)after_kib - (double)before_kib) / (double)bench->stream_count,
                  "server_ms_a_post_alone", alone_s * 1e3, "server_ms_a_post_told", told_s * 1e3,
                  "told_ms", samples_json(&samples));
    samples_free(&samples);
    return result;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct bench_options options = {
        .numbers = {{"posts", 1000000}, {"seconds", 3}, {"streams", 1000}}};
    br_crypto_init();
    bench_options_read(&options, argc, argv);
    bench.options = &options;
    bench.page_ms = options.numbers[1].value * 1000;
    bench.stream_count = options.numbers[2].value;
    br_buffer_init(&bench.answer, ANSWER_MAX);
    allow_files();
    uint64_t begun_ns = br_clock_ns();
    make_forum(&bench);
    sign_in_all(&bench);
    double filled_s = seconds_since(begun_ns);
    json_t *catch_up = serve(&bench);
    const struct academy *server = &bench.academies[0];
    json_t *result = json_pack(
        "{s:s, s:I, s:I, s:f, s:o, s:I}", "name", "site", "posts", (json_int_t)bench.forum.posts,
        "threads", (json_int_t)bench.forum.threads, "filled_s", filled_s, "forum", catch_up,
        "kib_at_rest", (json_int_t)process_memory_kib(server->pid, "VmRSS"));
    BR_ASSERT(result != NULL);
    time_pages(&bench, result);
    json_int_t peak_kib = (json_int_t)process_memory_kib(server->pid, "VmHWM");
    academy_stop(&bench.academies[0]); /* what pages have left free would hide what streams take */
    academy_start(&bench.academies[0]);
    BR_ASSERT(json_object_set_new(result, "events", follow(&bench)) == 0);
    BR_ASSERT(json_object_set_new(result, "peak_kib", json_integer(peak_kib)) == 0);
    result_print(result);
    academy_stop(&bench.academies[0]);
    forum_free(&bench.forum);
    br_buffer_free(&bench.answer);
    return 0;
}
