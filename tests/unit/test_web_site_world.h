/**
 * test_web_site_world.h - for test_web_site*.c: an academy with real logs, real views folded from
 * them, and its pages on a real socket.
 *
 * The host reads on the pool, in a lane of its own, and says things through the logs' own checks:
 * what a test sees on a page was numbered, folded and queried. Who asks stands in a cookie.
 */
#ifndef BR_UNIT_TEST_WEB_SITE_WORLD_H
#define BR_UNIT_TEST_WEB_SITE_WORLD_H

#include "store_fixture.h"
#include "test_net_world.h"

#include "diagram/functions.h"
#include "net/lane.h"
#include "record/keys.h"
#include "store/log.h"
#include "web/assets.h"
#include "web/site.h"

#include <stdatomic.h>

enum { NGOZI = 0x11, SAM = 0x12, PRIYA = 0x13, ROLELESS = 0x14, ADA = 0x15 };
enum { COACH = 1u << 2, FACULTY = 1u << 3, LEAD = 1u << 4, STEWARD = 1u << 6, ADMIN = 1u << 7 };
enum { PARTICIPANT = 1u << 1, SAYS_MAX = BR_SITE_WRITES_MAX, EVERYBODY = 6 };

/* All invented. The number is the byte that their id repeats. */
struct person {
    const char *cookie;
    const char *name;
    unsigned number;
    uint32_t roles;
    bool needs_factor;
    bool no_session; /* as an answer to somebody whose session has just ended */
    char token[33];
};

struct said_one {
    uint16_t kind;
    struct br_audience audience;
    struct br_id id;
};

struct academy_site {
    struct world world;
    struct br_site *site;
    struct br_pages *pages;
    struct br_domain *domain;
    struct br_log *logs[2];
    struct br_log_reader *readers[2];
    struct br_views *views;
    struct br_desk *desk;
    struct br_lane lane;
    struct br_secret_key signing;
    struct br_hash academy;
    struct br_rng rng;
    unsigned next_id;
    const char *host;    /* as browsers say it */
    bool deaf;           /* nothing can be read any more */
    bool at_once;        /* what is to be read is read on this thread, which may lack memory */
    atomic_bool held_up; /* what is to be read waits */
    const char *refusal;
    unsigned looks;        /* at what another academy shows */
    const char *score_url; /* NULL: phones cannot reach the academy */
    struct said_one said[64];
    size_t said_count;
    struct br_site_call *held; /* by /probe/later */
    bool closed;
    struct br_buffer answers[8];
    size_t answer_next;
};

UNUSED static struct academy_site here;

UNUSED static struct person people[EVERYBODY] = {
    {.cookie = "ngozi", .name = "Ngozi Adeyemi", .number = NGOZI, .roles = PARTICIPANT | STEWARD},
    {.cookie = "sam", .name = "Sam <Reed>", .number = SAM, .roles = PARTICIPANT},
    {.cookie = "priya", .name = "Priya Nair", .number = PRIYA, .roles = LEAD | FACULTY},
    {.cookie = "roleless", .name = "No Role", .number = ROLELESS},
    {.cookie = "ada", .name = "Ada Quill", .number = ADA, .roles = ADMIN, .needs_factor = true},
    {.cookie = "admin", .name = "Ada Quill", .number = ADA, .roles = ADMIN},
};

UNUSED static const struct br_audience to_network = {.type = BR_AUDIENCE_NETWORK};
UNUSED static const struct br_audience to_academy = {.type = BR_AUDIENCE_ACADEMY};

/* --- the logs --- */

UNUSED static uint64_t log_ms; /* what the logs' clock says; 0: what the clock says */

UNUSED static const char *write_one(const struct br_write *write)
{
    static struct br_outcome outcome;
    struct br_log_changes changes;
    struct br_pen pen = {
        .signing = &here.signing, .epoch = 1, .now = br_clock_read(), .rng = &here.rng};
    pen.now.wall_ms = log_ms == 0 ? pen.now.wall_ms : log_ms;
    struct br_log *log = here.logs[br_audience_is_shared(&write->audience) ? 0 : 1];
    BR_ASSERT(br_log_write(log, &pen, write, 1, &outcome, &changes) == BR_OK);
    return outcome.type == BR_OUTCOME_NUMBERED ? NULL : outcome.reason;
}

UNUSED static void fold_all(void)
{
    for (size_t side = 0; side < 2; side++) {
        struct br_fold_progress progress = {.more = true};
        while (progress.more) {
            BR_ASSERT(br_views_fold(here.views, here.readers[side], &progress) == BR_OK);
        }
    }
}

UNUSED static uint32_t roles_of(unsigned number)
{
    for (size_t i = 0; i < EVERYBODY; i++) {
        if (people[i].number == number) {
            return people[i].roles;
        }
    }
    return BR_ROLES_ACADEMY;
}

/* The academy itself is author 0. A record's id is id_of(id), a fresh one when that is 0. */
UNUSED static void tell(const char *kind, unsigned author, struct br_audience audience, unsigned id,
                        const char *json)
{
    struct br_buffer packed;
    struct br_write write = {.id = id == 0 ? br_id_new() : id_of(id),
                             .author = id_of(author),
                             .roles = author == 0 ? BR_ROLES_ACADEMY : roles_of(author),
                             .audience = audience,
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = br_clock_read().wall_ms,
                             .payload = payload_of(kind, json, &packed)};
    const char *reason = write_one(&write);
    if (!CHECK(reason == NULL)) {
        (void)printf("  %s: %s\n", kind, reason);
    }
    br_buffer_free(&packed);
}

/* The real domain and lookups of our own. */
UNUSED static struct br_domain *probe_domain(void)
{
    static const char lookups[] =
        "--: lookup probe_broken\nSELECT id FROM thread;\n"
        "--: lookup probe_also\n"
        "SELECT 'About ' || :title AS title, 'thread' AS about_kind, :new AS about,"
        " (SELECT academy FROM v_academy WHERE is_own) AS about_academy WHERE :text = 'twice';\n"
        "--: lookup probe_rows\n"
        "WITH d(at, date) AS (VALUES (1, '2026-11-02'), (2, '2026-11-09'))\n"
        "SELECT 'Falls' AS title, date AS \"points.date\", at * 1.5 AS \"points.value\" FROM d"
        " ORDER BY at;\n"
        "--: lookup probe_cells\n"
        "SELECT 40 AS target, 'Found' AS title, x'61616161616161616161616161616161' AS room,"
        " NULL AS unit, 1.5 AS half, 'outcome' AS role, 'increase' AS direction,"
        " coalesce(:words, '3') AS audience_type;\n";
    static struct br_file files[100];
    size_t count = 0;
    struct br_domain *made = NULL;
    struct br_error error = {""};
    const struct br_file *built_in = br_domain_files(&count);
    BR_ASSERT(count < 100);
    memcpy(files, built_in, count * sizeof *files);
    files[count] =
        (struct br_file){.name = "probe.sql", .data = lookups, .size = sizeof lookups - 1};
    BR_ASSERT(br_domain_new(files, count + 1, &made, &error) == BR_OK);
    return made;
}

UNUSED static void open_logs(const char *name)
{
    uint8_t seed[32] = {3};
    struct br_secret_key recovery;
    struct br_public_key public;
    struct br_academy_keys keys;
    struct br_buffer packed;
    struct br_hash pin = academy_of(9);
    struct br_error error = {.text = ""};
    br_key_pair(seed, &recovery, &public);
    here.academy = br_keys_academy(&public);
    seed[0] = 4;
    br_key_pair(seed, &here.signing, &public);
    br_keys_make(&recovery, &public, &pin, &keys);
    here.rng = br_rng_seeded(1);
    here.domain = probe_domain();
    br_domain_add_functions(here.domain, br_drawing_functions);
    for (size_t side = 0; side < 2; side++) {
        char path[600];
        (void)snprintf(path, sizeof path, "%s/%s_%zu.db", br_test_folder(), name, side);
        struct br_log_options options = {.path = path,
                                         .side = side == 0 ? BR_SIDE_SHARED : BR_SIDE_LOCAL,
                                         .domain = here.domain,
                                         .academy = here.academy,
                                         .create = true};
        BR_ASSERT(br_log_open(&options, &here.logs[side], &error) == BR_OK);
        BR_ASSERT(br_log_reader_open(path, NULL, &here.readers[side], &error) == BR_OK);
    }
    br_buffer_init(&packed, 1000);
    br_keys_pack(&keys, &packed);
    struct br_write write = {.id = br_id_new(),
                             .roles = BR_ROLES_ACADEMY,
                             .audience = to_network,
                             .kind = br_kind_by_name("academy_keys")->number,
                             .written_ms = br_clock_read().wall_ms,
                             .payload = br_buffer_bytes(&packed)};
    CHECK(write_one(&write) == NULL);
    br_buffer_free(&packed);
    CHECK(br_log_know_key(here.logs[1], &here.academy, &public) == BR_OK);
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%s_views.db", br_test_folder(), name);
    char desk[600];
    (void)snprintf(desk, sizeof desk, "%s/%s_desk.db", br_test_folder(), name);
    BR_ASSERT(br_desk_open(desk, &here.desk, &error) == BR_OK);
    struct br_views_options options = {
        .path = path, .domain = here.domain, .academy = here.academy, .desk = desk};
    BR_ASSERT(br_views_open(&options, &here.views, &error) == BR_OK);
}

UNUSED static void close_logs(void)
{
    br_views_close(here.views);
    br_desk_close(here.desk);
    for (size_t side = 0; side < 2; side++) {
        br_log_reader_close(here.readers[side]);
        br_log_close(here.logs[side]);
    }
    br_domain_free(here.domain);
}

/* --- the host --- */

struct host_read {
    struct br_job job;
    struct br_viewer viewer;
    br_site_work work;
    br_site_done done;
    void *context;
};

UNUSED static void read_on_pool(struct br_job *job)
{
    struct host_read *read = (struct host_read *)job;
    while (atomic_load(&here.held_up)) {
        (void)usleep(1000);
    }
    if (read->viewer.sees_all) {
        br_views_see_all(here.views);
    } else {
        br_views_set_viewer(here.views, &read->viewer.member);
    }
    read->work(read->context, here.views);
}

UNUSED static void read_finished(struct br_job *job)
{
    struct host_read *read = (struct host_read *)job;
    read->done(read->context);
    free(read);
}

UNUSED static void host_read(void *context, const struct br_viewer *viewer, br_site_work work,
                             br_site_done done, void *job)
{
    CHECK(context == &here);
    if (here.deaf) {
        done(job);
        return;
    }
    if (here.at_once) {
        br_views_set_viewer(here.views, &viewer->member);
        work(job, here.views);
        done(job);
        return;
    }
    struct host_read *read = calloc(1, sizeof *read);
    BR_ASSERT(read != NULL);
    *read =
        (struct host_read){{.work = read_on_pool, .done = read_finished}, *viewer, work, done, job};
    br_lane_add(&here.lane, &read->job);
}

struct host_desk {
    struct br_job job;
    br_site_desk_work work;
    br_site_done done;
    void *context;
};

UNUSED static void desk_on_pool(struct br_job *job)
{
    struct host_desk *desk = (struct host_desk *)job;
    desk->work(desk->context, here.desk);
}

UNUSED static void desk_finished(struct br_job *job)
{
    struct host_desk *desk = (struct host_desk *)job;
    desk->done(desk->context);
    free(desk);
}

UNUSED static void host_desk(void *context, br_site_desk_work work, br_site_done done, void *job)
{
    CHECK(context == &here);
    if (here.deaf) {
        done(job);
        return;
    }
    if (here.at_once) {
        work(job, here.desk);
        done(job);
        return;
    }
    struct host_desk *desk = calloc(1, sizeof *desk);
    BR_ASSERT(desk != NULL);
    *desk = (struct host_desk){{.work = desk_on_pool, .done = desk_finished}, work, done, job};
    br_lane_add(&here.lane, &desk->job);
}

struct host_say {
    struct br_job job;
    struct br_write writes[SAYS_MAX];
    size_t count;
    char reason[BR_REASON_SIZE_MAX + 1];
    br_site_said said;
    void *context;
};

UNUSED static void say_on_pool(struct br_job *job)
{
    struct host_say *say = (struct host_say *)job;
    for (size_t i = 0; i < say->count && say->reason[0] == '\0'; i++) {
        const char *reason = write_one(&say->writes[i]);
        if (reason != NULL) {
            (void)snprintf(say->reason, sizeof say->reason, "%s", reason);
        }
    }
    fold_all();
}

UNUSED static void say_finished(struct br_job *job)
{
    struct host_say *say = (struct host_say *)job;
    struct br_site_outcome outcome = {.done = say->reason[0] == '\0',
                                      .reason = say->reason[0] == '\0' ? NULL : say->reason,
                                      .id = say->writes[say->count - 1].id};
    say->said(say->context, &outcome);
    free(say);
}

UNUSED static void host_say(void *context, const struct br_viewer *viewer,
                            const struct br_site_write *writes, size_t count, br_site_said said,
                            void *job)
{
    CHECK(context == &here && count >= 1 && count <= SAYS_MAX);
    struct host_say *say = calloc(1, sizeof *say);
    BR_ASSERT(say != NULL);
    *say = (struct host_say){.job = {.work = say_on_pool, .done = say_finished},
                             .count = count,
                             .said = said,
                             .context = job};
    if (here.refusal != NULL) {
        (void)snprintf(say->reason, sizeof say->reason, "%s", here.refusal);
    }
    for (size_t i = 0; i < count; i++) {
        say->writes[i] =
            (struct br_write){.id = br_id_is_zero(&writes[i].id) ? br_id_new() : writes[i].id,
                              .author = viewer->member,
                              .roles = viewer->visitor.roles,
                              .audience = writes[i].audience,
                              .kind = writes[i].kind,
                              .written_ms = br_clock_read().wall_ms,
                              .payload = writes[i].payload};
        here.said[here.said_count++ % 64] =
            (struct said_one){writes[i].kind, writes[i].audience, say->writes[i].id};
    }
    br_lane_add(&here.lane, &say->job);
}

UNUSED static void host_who(void *context, struct br_exchange *exchange, struct br_viewer *viewer)
{
    struct br_bytes header;
    struct br_bytes value;
    CHECK(context == &here);
    if (!br_exchange_header(exchange, "cookie", &header) ||
        !br_cookie_find(header, "who", &value)) {
        return;
    }
    for (size_t i = 0; i < EVERYBODY; i++) {
        if (br_bytes_equal(value, br_bytes_of_text(people[i].cookie))) {
            viewer->visitor = (struct br_visitor){.signed_in = true,
                                                  .needs_factor = people[i].needs_factor,
                                                  .roles = people[i].roles};
            viewer->member = id_of(people[i].number);
            memset(viewer->session.bytes, (int)(i + 1), sizeof viewer->session.bytes);
            (void)snprintf(viewer->name, sizeof viewer->name, "%s", people[i].name);
        }
    }
}

UNUSED static void host_around(void *context, struct br_make *make, struct br_node *around)
{
    CHECK(context == &here);
    br_make_put(make, around, "from_host", br_make_c_text(make, "the host says so"));
    if (here.score_url != NULL) {
        br_make_put(make, around, "score_url", br_make_c_text(make, here.score_url));
        br_make_put(make, around, "score_at", br_make_c_text(make, here.score_url));
    }
}

UNUSED static void host_looked(void *context, const struct br_viewer *viewer,
                               const struct br_hash *academy)
{
    CHECK(context == &here && viewer->visitor.signed_in && academy->bytes[0] == 0xab);
    here.looks++;
}

/* --- pages and addresses of the tests' own --- */

UNUSED static const char probe_echo[] =
    "<p id=\"academy\">{{our_name}}</p><p id=\"token\">{{token}}</p><p>{{path}}</p>"
    "<p>{{from_host}}</p>"
    "{{#viewer}}<p id=\"viewer\">{{name}} {{member}}{{#is_admin}} admin{{/is_admin}}"
    "{{#is_lead}} lead{{/is_lead}}{{#is_steward}} steward{{/is_steward}}"
    "{{#may_moderate}} moderates{{/may_moderate}}{{#may_describe}} describes{{/may_describe}}"
    "{{#needs_factor}} factor{{/needs_factor}}</p>{{/viewer}}"
    "{{#query}}<p id=\"query\" title=\"{{words}}\">{{words}}</p>{{/query}}"
    "{{#errors}}<p class=\"error\">{{field}}: {{text}}</p>{{/errors}}"
    "<p>title: {{error_title}}</p><p>text: {{error_text}}</p>"
    "{{#form}}<input title=\"{{title}}\"><textarea>{{text}}</textarea><p>topics {{topics}}</p>"
    "<p>secret {{secret_word}} {{password}} {{_token}}</p><p>{{unknown}}</p>"
    "{{#audience_network}}<p>for the network</p>{{/audience_network}}"
    "{{#form.points}}<p>row {{n}} {{date}} {{value}}{{#note_late}} late{{/note_late}}"
    "{{#date_words}} {{date_words}}{{/date_words}}</p>"
    "{{/form.points}}{{/form}}"
    "{{#on_client}}<p>client</p>{{/on_client}}{{#secure}}<p>secure</p>{{/secure}}\n";
UNUSED static const char probe_given_sql[] =
    "--: one given\n"
    "SELECT :id AS id, :limit AS \"limit\", :before_ms AS before_ms, :words AS words,"
    " :before_id AS before_id, :academy AS academy, viewer() AS viewer\n"
    "--: list date_choices\n"
    "SELECT '2026-11-09' AS value, coalesce(:title, 'a') || ' Monday' AS words\n";
UNUSED static const char probe_broken_sql[] = "--: list rows\nSELECT id FROM thread\n";
UNUSED static const char probe_plain[] = "<p>{{our_name}}</p>\n";

#define PROBE(file_name, text)                                        \
    {                                                                 \
        .name = (file_name), .data = (text), .size = sizeof(text) - 1 \
    }

UNUSED static const struct br_file probe_files[] = {
    PROBE("probe/echo.html", probe_echo),        PROBE("probe/echo.sql", probe_given_sql),
    PROBE("probe/given.sql", probe_given_sql),   PROBE("probe/given.html", probe_plain),
    PROBE("probe/broken.sql", probe_broken_sql), PROBE("probe/broken.html", probe_plain),
};

UNUSED static void probe_show(struct br_site_call *call)
{
    br_site_show(call, 200, "probe/echo", NULL);
}

UNUSED static void probe_later(struct br_site_call *call)
{
    br_site_set_context(call, &here);
    here.held = call;
}

/* What a handler may ask of a call, as it answers. */
UNUSED static void probe_handler(struct br_site_call *call)
{
    const char *title = br_site_field(call, "title");
    CHECK(br_site_host_context(call) == &here && br_site_context(call) == NULL);
    CHECK(br_site_name(call, "none") == NULL && br_site_query(call, "none") == NULL);
    CHECK(br_site_viewer(call)->visitor.signed_in && !br_site_secure(call));
    CHECK(br_site_exchange(call) != NULL && br_site_make(call) != NULL);
    br_site_header(call, "X-Probe: yes\r\n");
    if (title == NULL) {
        br_site_complain(call, "title", "Say a title.");
        br_site_complain(call, NULL, "Nothing was done.");
    }
    if (br_site_complained(call)) {
        br_site_page(call, 422, "probe/echo");
    } else {
        br_site_redirect(call, "/probe/echo");
    }
}

UNUSED static const struct br_site_form probe_also = {.kind = "thread_started",
                                                      .also = "thread_started",
                                                      .also_lookup = "probe_also",
                                                      .main_field = "title",
                                                      .page = "probe/echo",
                                                      .then = "/thread/:new"};
UNUSED static const struct br_site_form probe_form = {.kind = "thread_started",
                                                      .main_field = "title",
                                                      .page = "probe/echo",
                                                      .then = "/thread/:new#:nothing-:name"};
UNUSED static const struct br_site_form probe_fixed = {.kind = "thread_started",
                                                       .audience = "network",
                                                       .main_field = "title",
                                                       .page = "probe/echo",
                                                       .then = "/threads"};
UNUSED static const struct br_site_form probe_broken = {.kind = "thread_started",
                                                        .lookup = "probe_broken",
                                                        .main_field = "title",
                                                        .page = "probe/echo",
                                                        .then = "/threads"};
UNUSED static const struct br_site_form probe_rows = {.kind = "points_recorded",
                                                      .audience = "academy",
                                                      .main_field = "measure",
                                                      .row = "points.date",
                                                      .page = "probe/echo",
                                                      .then = "/measures"};
/* What leaves only when its box is ticked; several texts stand one on a line. */
UNUSED static const struct br_site_part probe_ticks[] = {
    {"with_purpose", "purpose"}, {"with_lists", "themes driver_aim drivers"}, {NULL, NULL}};
UNUSED static const struct br_site_form probe_parts = {.kind = "room_shared",
                                                       .audience = "network",
                                                       .main_field = "name",
                                                       .row = "drivers.text",
                                                       .parts = probe_ticks,
                                                       .lines = true,
                                                       .page = "probe/echo",
                                                       .then = "/library"};
/* Every type of cell, and an audience that is none. */
UNUSED static const struct br_site_form probe_cells = {.kind = "measure_defined",
                                                       .lookup = "probe_cells",
                                                       .main_field = "title",
                                                       .page = "probe/echo",
                                                       .then = "/measures?:target-:room-:half"};

#define ANYBODY                          \
    {                                    \
        .signed_out = true, .bare = true \
    }
#define SIGNED_IN                   \
    {                               \
        .roles = BR_ACCESS_EVERYONE \
    }

UNUSED static const struct br_site_route probe_routes[] = {
    {BR_HTTP_GET, "/probe/open", ANYBODY, .run = probe_show},
    {BR_HTTP_GET, "/probe/echo", SIGNED_IN, .page = "probe/echo"},
    {BR_HTTP_GET, "/probe/given/:id", SIGNED_IN, .page = "probe/given"},
    {BR_HTTP_GET, "/probe/broken", SIGNED_IN, .page = "probe/broken"},
    {BR_HTTP_GET, "/probe/later", SIGNED_IN, .run = probe_later},
    {BR_HTTP_GET, "/probe/missing", SIGNED_IN, .page = "probe/missing"},
    {BR_HTTP_POST, "/probe/handler", SIGNED_IN, .run = probe_handler},
    {BR_HTTP_POST, "/probe/form/:name", SIGNED_IN, .form = &probe_form},
    {BR_HTTP_POST, "/probe/also", SIGNED_IN, .form = &probe_also},
    {BR_HTTP_POST, "/probe/fixed", SIGNED_IN, .form = &probe_fixed},
    {BR_HTTP_POST, "/probe/lookup", SIGNED_IN, .form = &probe_broken},
    {BR_HTTP_GET, "/probe/rows", SIGNED_IN, .page = "probe/echo", .prefill = "probe_rows"},
    {BR_HTTP_POST, "/probe/rows", SIGNED_IN, .form = &probe_rows},
    {BR_HTTP_POST, "/probe/parts", SIGNED_IN, .form = &probe_parts},
    {BR_HTTP_POST, "/probe/cells", SIGNED_IN, .form = &probe_cells},
    {BR_HTTP_GET, "/nobody", {.roles = 0}, .run = probe_show},
};

/* --- life --- */

UNUSED static void take_pipe(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                             const char *protocol)
{
    (void)context;
    (void)pin;
    (void)protocol;
    br_site_take(here.site, pipe, false);
}

UNUSED static void on_site_closed(void *context)
{
    CHECK(context == &here);
    here.closed = true;
}

UNUSED static void site_start_with(const char *name, const struct br_file *assets,
                                   size_t asset_count)
{
    static const struct br_listener_events events = {.on_accept = take_pipe};
    static const char *const names[] = {"bath.example"};
    struct br_error error = {""};
    size_t count = 0;
    memset(&here, 0, sizeof here);
    world_start(&here.world, "127.0.0.1:0");
    br_listener_stop(here.world.listener, NULL, NULL);
    CHECK(br_listener_start_plain(&here.world.loop, here.world.server, "127.0.0.1:0", &events, NULL,
                                  &here.world.listener, &error) == BR_OK);
    br_lane_init(&here.lane, &here.world.loop);
    open_logs(name);
    const struct br_file *built_in = br_page_files(&count);
    size_t own = sizeof probe_files / sizeof probe_files[0];
    static struct br_file files[1000];
    BR_ASSERT(count + own <= 1000);
    memcpy(files, built_in, count * sizeof *files);
    memcpy(files + count, probe_files, own * sizeof *files);
    if (!CHECK(br_pages_new(files, count + own, &here.pages, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
        exit(1);
    }
    struct br_site_options options = {
        .host = {.context = &here,
                 .who = host_who,
                 .read = host_read,
                 .say = host_say,
                 .desk = host_desk,
                 .around = host_around,
                 .looked = host_looked},
        .pages = here.pages,
        .loop = &here.world.loop,
        .academy = "Bath & District <Academy>",
        .routes = probe_routes,
        .route_count = sizeof probe_routes / sizeof probe_routes[0],
        .hosts = names,
        .host_count = 1,
        .secret = academy_of(0x5e),
        .assets = assets,
        .asset_count = asset_count,
    };
    here.site = br_site_new(&options);
    BR_ASSERT(here.site != NULL);
    br_site_add_host(here.site, br_listener_address(here.world.listener));
    here.host = "bath.example";
    for (size_t i = 0; i < EVERYBODY; i++) {
        people[i].token[0] = '\0';
    }
}

UNUSED static void site_start(const char *name)
{
    size_t count = 0;
    const struct br_file *assets = br_web_assets(&count);
    site_start_with(name, assets, count);
}

UNUSED static void site_end(void)
{
    if (here.site != NULL) {
        br_site_stop(here.site, on_site_closed, &here);
        here.site = NULL;
    }
    world_stop(&here.world);
    CHECK(here.closed);
    br_pages_free(here.pages);
    close_logs();
    for (size_t i = 0; i < 8; i++) {
        br_buffer_free(&here.answers[i]);
    }
}

/* --- a browser --- */

/* Bytes on a connection of their own; what came back until it ended. Lives for eight answers. */
UNUSED static const char *exchange(const char *bytes, size_t size)
{
    struct br_buffer *got = &here.answers[here.answer_next++ % 8];
    int handle = raw_connect(&here.world);
    bool ended = false;
    br_buffer_free(got);
    br_buffer_init(got, 1u << 24);
    for (int turns = 0; !ended && turns < PATIENCE_TURNS;) {
        uint8_t block[65536];
        ssize_t count = size == 0 ? 0 : send(handle, bytes, size, MSG_NOSIGNAL);
        if (count > 0) {
            bytes += count;
            size -= (size_t)count;
        }
        turns += turn_loop(&here.world.loop) ? 0 : 1;
        count = recv(handle, block, sizeof block, 0);
        if (count > 0) {
            br_buffer_put(got, block, (size_t)count);
        }
        ended = count == 0 || (count < 0 && errno != EAGAIN);
    }
    CHECK(ended);
    (void)close(handle);
    const char *text = br_buffer_text(got);
    return text == NULL ? "" : text;
}

UNUSED static const char *ask(const char *method, const char *who, const char *path,
                              const char *more, const char *body)
{
    struct br_buffer out;
    br_buffer_init(&out, 1u << 22);
    br_buffer_put_format(&out, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, path,
                         here.host);
    if (who != NULL) {
        br_buffer_put_format(&out, "Cookie: a=b; who=%s\r\n", who);
    }
    br_buffer_put_text(&out, more == NULL ? "" : more);
    if (body != NULL) {
        br_buffer_put_format(&out, "Content-Length: %zu\r\n", strlen(body));
    }
    br_buffer_put_text(&out, "\r\n");
    br_buffer_put_text(&out, body == NULL ? "" : body);
    BR_ASSERT(br_buffer_ok(&out));
    const char *answer = exchange((const char *)out.data, out.size);
    br_buffer_free(&out);
    return answer;
}

UNUSED static const char *get(const char *who, const char *path)
{
    return ask("GET", who, path, NULL, NULL);
}

UNUSED static const char *get_json(const char *who, const char *path)
{
    return ask("GET", who, path, "Accept: application/json\r\n", NULL);
}

/* The token of a person's forms, as their pages have it. */
UNUSED static const char *token_of(const char *who)
{
    for (size_t i = 0; i < EVERYBODY; i++) {
        if (strcmp(people[i].cookie, who) != 0) {
            continue;
        }
        if (people[i].token[0] == '\0') {
            const char *at = strstr(get(who, "/probe/open"), "id=\"token\">");
            BR_ASSERT(at != NULL);
            (void)snprintf(people[i].token, sizeof people[i].token, "%.32s", at + 11);
        }
        return people[i].token;
    }
    return "";
}

#define FORM_TYPE "Content-Type: application/x-www-form-urlencoded\r\n"
#define FORM_HEADERS FORM_TYPE "Sec-Fetch-Site: same-origin\r\n"

UNUSED static const char *post(const char *who, const char *path, const char *fields)
{
    struct br_buffer body;
    br_buffer_init(&body, 1u << 21);
    br_buffer_put_format(&body, "_token=%s&", token_of(who));
    br_buffer_put_text(&body, fields);
    const char *answer = ask("POST", who, path, FORM_HEADERS, br_buffer_text(&body));
    br_buffer_free(&body);
    return answer;
}

UNUSED static bool has(const char *answer, const char *text)
{
    return strstr(answer, text) != NULL;
}

UNUSED static int status_of(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

UNUSED static const char *body_of(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    return end == NULL ? "" : end + 4;
}

#endif
