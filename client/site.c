/* site.c - pages over our own copy: the outbox shown, what is said put into it. */
#include "client/site.h"

#include "base/hash.h"
#include "base/logline.h"
#include "base/rng.h"
#include "base/sign.h"
#include "client/draft.h"
#include "client/find.h"
#include "client/needs.h"
#include "client/verbs.h"
#include "web/assets.h"
#include "web/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_ADDRESS "127.0.0.1:7480"
enum { KEY_SIZE = 16, KEY_TEXT_SIZE = 2 * KEY_SIZE + 1 };

struct site {
    struct br_site *site;
    struct br_listener *listener;
    char key[KEY_TEXT_SIZE];    /* of the address that opens the pages */
    char cookie[KEY_TEXT_SIZE]; /* what a browser that was opened so is known by */
    char cookie_name[32];       /* each device of this computer has its own */
    struct br_hash session;
    uint32_t roles; /* as our copy said when a page was last read */
};

/* --- reading: a verb like others, so that the outbox is shown --- */

struct paging {
    struct call call;
    br_site_work work;
    br_site_done done;
    void *job;
    uint32_t roles;
};

static bool take_roles(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct paging *paging = context;
    (void)count;
    (void)names;
    paging->roles = (uint32_t)cells[0].integer;
    return false;
}

static int run_page(struct call *call)
{
    /* A bit for each role, by its number in records.proto. */
    static const char my_roles[] =
        "SELECT (instr(r, ',participant,') > 0) * 2 + (instr(r, ',coach,') > 0) * 4"
        " + (instr(r, ',faculty,') > 0) * 8 + (instr(r, ',lead,') > 0) * 16"
        " + (instr(r, ',sponsor,') > 0) * 32 + (instr(r, ',data_steward,') > 0) * 64"
        " + (instr(r, ',admin,') > 0) * 128"
        " FROM (SELECT ',' || roles || ',' AS r FROM v_member WHERE member = :id LIMIT 1)";
    struct paging *paging = call->context;
    const struct br_id *member = &call->agent->settings.member;
    struct br_parameter me = parameter_id("id", member);
    br_views_set_viewer(call->views, member);
    int code = call_query(call, my_roles, &me, 1, take_roles, paging);
    if (code == EXIT_FINE) {
        paging->work(paging->job, call->views);
    }
    br_views_see_all(call->views);
    return code;
}

static void page_finished(struct call *call)
{
    struct paging *paging = call->context;
    struct site *site = call->agent->site;
    if (site != NULL && call->exit_code == EXIT_FINE) {
        site->roles = paging->roles;
    }
    paging->done(paging->job);
    call_free(call);
    free(paging);
}

static void on_read(void *context, const struct br_viewer *viewer, br_site_work work,
                    br_site_done done, void *job)
{
    static const struct verb page_verb = {.name = "page", .place = VERB_VIEWS, .run = run_page};
    struct paging *paging = calloc(1, sizeof *paging);
    BR_ASSERT(paging != NULL);
    (void)viewer;
    call_init(&paging->call);
    paging->work = work;
    paging->done = done;
    paging->job = job;
    paging->call.verb = &page_verb;
    paging->call.finished = page_finished;
    paging->call.context = paging;
    agent_call(context, &paging->call);
}

/* --- the desk --- */

static void on_desk(void *context, br_site_desk_work work, br_site_done done, void *job)
{
    struct agent *agent = context;
    if (agent->replica == NULL) {
        done(job);
        return;
    }
    br_replica_desk(agent->replica, work, done, job);
}

/* --- saying: into the outbox, if the academy would take it as far as our copy knows --- */

struct saying {
    struct call call;
    struct br_write writes[BR_SITE_WRITES_MAX];
    struct br_id needs[BR_SITE_WRITES_MAX];
    size_t count;
    br_site_said said;
    void *job;
};

static enum br_status find_needs(struct saying *saying, struct br_device *device, size_t index)
{
    const struct br_write *write = &saying->writes[index];
    const struct br_kind *kind = br_kind_by_number(write->kind);
    ProtobufCMessage *message = NULL;
    enum br_status status =
        br_message_unpack(kind->message, write->payload, &saying->call.arena, &message);
    return status == BR_OK ? needs_find(device, message, &saying->needs[index]) : status;
}

static int run_say(struct call *call)
{
    struct saying *saying = call->context;
    enum br_status status = BR_OK;
    struct br_device *device = agent_device_take(call->agent);
    for (size_t i = 0; i < saying->count && status == BR_OK; i++) {
        status = find_needs(saying, device, i);
        /* What goes in front is waited for: a steward's word lets the next one pass. */
        if (i > 0 && br_id_is_zero(&saying->needs[i])) {
            saying->needs[i] = saying->writes[i - 1].id;
        }
    }
    agent_device_give(call->agent);
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "this could not be saved: %s", br_status_text(status));
    }
    return writes_save(call, saying->writes, saying->needs, saying->count);
}

static void say_finished(struct call *call)
{
    struct saying *saying = call->context;
    bool done = call->exit_code == EXIT_FINE;
    const char *reason = call->trial.reason[0] != '\0'
                             ? call->trial.reason
                             : "It could not be saved just now. Try again in a moment.";
    struct br_site_outcome outcome = {
        .done = done, .reason = done ? NULL : reason, .id = saying->writes[saying->count - 1].id};
    saying->said(saying->job, &outcome);
    call_free(call);
    free(saying);
}

static void on_say(void *context, const struct br_viewer *viewer,
                   const struct br_site_write *writes, size_t count, br_site_said said, void *job)
{
    static const struct verb say_verb = {.name = "say", .place = VERB_DEVICE, .run = run_say};
    struct saying *saying = calloc(1, sizeof *saying);
    BR_ASSERT(saying != NULL && count > 0 && count <= BR_SITE_WRITES_MAX);
    call_init(&saying->call);
    saying->count = count;
    saying->said = said;
    saying->job = job;
    for (size_t i = 0; i < count; i++) {
        saying->writes[i] =
            (struct br_write){.id = br_id_is_zero(&writes[i].id) ? br_id_new() : writes[i].id,
                              .author = viewer->member,
                              .audience = writes[i].audience,
                              .kind = writes[i].kind,
                              .written_ms = br_clock_read().wall_ms,
                              .payload = writes[i].payload};
    }
    saying->call.verb = &say_verb;
    saying->call.finished = say_finished;
    saying->call.context = saying;
    agent_call(context, &saying->call);
}

/* --- who sits here --- */

static void on_who(void *context, struct br_exchange *exchange, struct br_viewer *viewer)
{
    struct agent *agent = context;
    struct br_bytes header;
    struct br_bytes key;
    *viewer = (struct br_viewer){.visitor = {.signed_in = false}};
    if (br_exchange_header(exchange, "cookie", &header) &&
        br_cookie_find(header, agent->site->cookie_name, &key) &&
        br_secret_equal(key, br_bytes_of_text(agent->site->cookie))) {
        viewer->visitor = (struct br_visitor){.signed_in = true, .roles = agent->site->roles};
        viewer->member = agent->settings.member;
        viewer->session = agent->site->session;
        (void)snprintf(viewer->name, sizeof viewer->name, "%s", agent->settings.member_name);
    }
}

/* The address that `bigroom pages` prints: it is kept as a cookie, and gone from the address. */
static void run_enter(struct br_site_call *call)
{
    const struct agent *agent = br_site_host_context(call);
    const char *key = br_site_name(call, "key");
    if (!br_secret_equal(br_bytes_of_text(key), br_bytes_of_text(agent->site->key))) {
        br_site_error(call, 403, "This key is not of this device. Type: bigroom pages");
        return;
    }
    br_site_header(call, "Set-Cookie: ");
    br_site_header(call, agent->site->cookie_name);
    br_site_header(call, "=");
    br_site_header(call, agent->site->cookie);
    br_site_header(call, "; HttpOnly; SameSite=Strict; Path=/\r\n");
    br_site_redirect(call, "/");
}

static void run_sign_in(struct br_site_call *call)
{
    br_site_error(call, 401,
                  "These pages are for who uses Bigroom on this computer. Type in a terminal: "
                  "bigroom pages. It prints the address that opens them.");
}

/* A link leads to the academy's server, which keeps it. */
static void run_board_links(struct br_site_call *call)
{
    br_site_show(call, 200, "board/links", NULL);
}

static const struct br_site_route routes[] = {
    {BR_HTTP_GET,
     "/board/:id/links",
     {.roles = BR_ROLE_LEAD | BR_ROLE_ADMIN},
     .run = run_board_links},
    {BR_HTTP_GET, "/enter/:key", {.signed_out = true, .bare = true}, .run = run_enter},
    {BR_HTTP_GET, "/sign-in", {.signed_out = true, .bare = true}, .run = run_sign_in},
};

/* --- what lies around a page here --- */

/* Phones score the hour at the academy, so only while it can be reached. */
static void put_score_link(const struct agent *agent, struct br_make *make, struct br_node *around)
{
    char url[sizeof agent->settings.address + 16];
    static const size_t scheme = sizeof "https://" - 1;
    if (agent->home_up) {
        (void)snprintf(url, sizeof url, "https://%s/s/", agent->settings.address);
        br_make_put(make, around, "score_url", br_make_c_text(make, url));
        br_make_put(make, around, "score_at", br_make_c_text(make, url + scheme));
    }
}

static void on_around(void *context, struct br_make *make, struct br_node *around)
{
    const struct agent *agent = context;
    struct br_node copy = br_make_object();
    uint64_t newest = 0;
    for (size_t i = 0; i < agent->caught_up_count; i++) {
        newest = agent->caught_up[i].wall_ms > newest ? agent->caught_up[i].wall_ms : newest;
    }
    br_make_put(make, &copy, "offline", br_make_boolean(!agent->home_up));
    br_make_put(make, &copy, "waiting", br_make_integer((int64_t)agent->counts.waiting));
    br_make_put(make, &copy, "refused", br_make_integer((int64_t)agent->counts.refused));
    if (newest > 0) {
        br_make_put(make, &copy, agent->home_up ? "caught_up_ms" : "since_ms",
                    br_make_integer((int64_t)newest));
    }
    br_make_put(make, around, "copy", copy);
    br_make_put(make, around, "on_device", br_make_boolean(true));
    put_score_link(agent, make, around);
}

/* --- opening --- */

static void key_text(const uint8_t key[KEY_SIZE], char out[KEY_TEXT_SIZE])
{
    struct br_buffer text;
    br_buffer_init(&text, KEY_TEXT_SIZE);
    br_bytes_hex((struct br_bytes){key, KEY_SIZE}, &text);
    (void)snprintf(out, KEY_TEXT_SIZE, "%.*s", (int)text.size, (const char *)text.data);
    br_buffer_free(&text);
}

/*
 * Keys of this start alone. Cookies know no ports: whoever listened at our address while we did not
 * run may have been sent one, and has nothing with it.
 */
static void make_keys(struct site *site)
{
    uint8_t key[KEY_SIZE];
    uint8_t cookie[KEY_SIZE];
    br_random_bytes(key, sizeof key);
    br_random_bytes(cookie, sizeof cookie);
    key_text(key, site->key);
    key_text(cookie, site->cookie);
    br_random_bytes(site->session.bytes, sizeof site->session);
}

static void on_accept(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                      const char *protocol)
{
    struct agent *agent = context;
    (void)pin;
    (void)protocol;
    br_site_take(agent->site->site, pipe, false);
}

static enum br_status listen_at(struct agent *agent, const char *address, struct br_error *error)
{
    static const struct br_listener_events events = {.on_accept = on_accept};
    struct site *site = agent->site;
    enum br_status status =
        br_listener_start_plain(agent->loop, agent->tls, address == NULL ? USUAL_ADDRESS : address,
                                &events, agent, &site->listener, error);
    if (status == BR_ERR_BUSY && address == NULL) { /* nobody is sent where others listen */
        BR_LOGLINE(BR_WARNING, "pages_not_served", BR_TEXT("why", error->text),
                   BR_TEXT("instead", "bigroom run --http 127.0.0.1:PORT"));
        return BR_OK;
    }
    if (status == BR_OK) {
        const char *bound = br_listener_address(site->listener);
        char name[64];
        (void)snprintf(name, sizeof name, "localhost%s", strrchr(bound, ':'));
        (void)snprintf(site->cookie_name, sizeof site->cookie_name, "bigroom_%s",
                       strrchr(bound, ':') + 1);
        br_site_add_host(site->site, bound);
        br_site_add_host(site->site, name);
        BR_LOGLINE(BR_INFO, "pages", BR_TEXT("address", bound));
    }
    return status;
}

enum br_status site_open(struct agent *agent, const char *address, struct br_error *error)
{
    agent->site = calloc(1, sizeof *agent->site);
    BR_ASSERT(agent->site != NULL);
    agent->site->roles = 2; /* until a page was read */
    enum br_status status = BR_OK;
    make_keys(agent->site);
    struct br_site_options options = {
        .host = {.context = agent,
                 .who = on_who,
                 .read = on_read,
                 .desk = on_desk,
                 .say = on_say,
                 .around = on_around},
        .pages = agent->pages,
        .loop = agent->loop,
        .academy = agent->settings.academy_name,
        .routes = routes,
        .route_count = sizeof routes / sizeof routes[0],
        .secret = agent->site->session,
        .on_client = true,
    };
    options.assets = br_web_assets(&options.asset_count);
    if (status == BR_OK) {
        agent->site->site = br_site_new(&options);
        status = agent->site->site == NULL
                     ? br_error_set(error, BR_ERR_NO_MEMORY, "no memory for pages")
                     : listen_at(agent, address, error);
    }
    return status;
}

void site_changed(struct agent *agent)
{
    if (agent->site != NULL && agent->site->site != NULL) {
        br_site_changed(agent->site->site);
    }
}

static void on_closed(void *context)
{
    struct agent *agent = context;
    free(agent->site);
    agent->site = NULL;
    agent_part_closed(agent);
}

void site_stop(struct agent *agent)
{
    struct site *site = agent->site;
    if (site == NULL) {
        return;
    }
    agent->handles++;
    if (site->listener != NULL) {
        br_listener_stop(site->listener, NULL, NULL);
    }
    if (site->site != NULL) {
        br_site_stop(site->site, on_closed, agent);
    } else {
        on_closed(agent);
    }
}

void site_say_address(struct call *call)
{
    const struct site *site = call->agent->site;
    if (site == NULL || site->listener == NULL) {
        call->exit_code = call_fail(call, EXIT_FAILED,
                                    "no pages are being served here: start them with bigroom run");
    } else if (call->json) {
        call_json(call, json_pack("{s:i, s:s+++}", "version", 1, "address", "http://",
                                  br_listener_address(site->listener), "/enter/", site->key));
    } else {
        call_say(call, "http://%s/enter/%s\n", br_listener_address(site->listener), site->key);
    }
    call->finished(call);
}
