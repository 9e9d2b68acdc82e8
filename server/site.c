/* site.c - the academy's pages: who asks, views to read, what is said and numbered. */
#include "server/site.h"

#include "base/clock.h"
#include "base/logline.h"
#include "base/rng.h"
#include "server/account.h"
#include "server/watch.h"
#include "web/assets.h"
#include "web/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Things that a page's form says, one after the other. */
struct saying {
    struct academy *academy;
    struct br_id author;
    struct br_site_write writes[BR_SITE_WRITES_MAX];
    size_t count;
    size_t at;
    br_site_said said;
    void *job;
};

struct site {
    struct br_site *site;
    struct br_pages *pages;
    struct br_listener *plain;
    char name[262]; /* by which browsers call us, with the port; the first that was given */
};

/* --- reading --- */

struct reading {
    struct br_viewer viewer;
    br_site_work work;
    br_site_done done;
    void *job;
};

static void read_work(void *context, struct br_views *reader)
{
    struct reading *reading = context;
    if (reading->viewer.sees_all) {
        br_views_see_all(reader);
    } else {
        br_views_set_viewer(reader, &reading->viewer.member);
    }
    reading->work(reading->job, reader);
}

static void read_done(void *context)
{
    struct reading *reading = context;
    reading->done(reading->job);
    free(reading);
}

static void on_read(void *context, const struct br_viewer *viewer, br_site_work work,
                    br_site_done done, void *job)
{
    struct academy *academy = context;
    if (academy->stopping) {
        done(job); /* the page then says that it could not be made */
        return;
    }
    struct reading *reading = malloc(sizeof *reading);
    BR_ASSERT(reading != NULL);
    *reading = (struct reading){*viewer, work, done, job};
    br_replica_read(academy->replica, read_work, read_done, reading);
}

/* --- the desk --- */

static void on_desk(void *context, br_site_desk_work work, br_site_done done, void *job)
{
    struct academy *academy = context;
    if (academy->stopping) {
        done(job);
        return;
    }
    br_replica_desk(academy->replica, work, done, job);
}

/* --- saying --- */

static void end_saying(struct saying *saying, const char *reason)
{
    struct br_site_outcome outcome = {
        .done = reason == NULL, .reason = reason, .id = saying->writes[saying->count - 1].id};
    saying->said(saying->job, &outcome);
    free(saying);
}

static void say_next(struct saying *saying);

/* The next page shows it, or soon: it is numbered in any case. */
static void on_seen(void *context, bool in_views)
{
    (void)in_views;
    end_saying(context, NULL);
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct saying *saying = context;
    if (status != BR_OK) {
        end_saying(saying, "It could not be written down just now, so nobody has seen it. Try "
                           "again in a moment.");
    } else if (outcome->type == BR_OUTCOME_REFUSED) {
        end_saying(saying, outcome->reason);
    } else if (++saying->at < saying->count) {
        say_next(saying);
    } else {
        br_replica_seen(saying->academy->replica, &outcome->stream, outcome->seq, on_seen, saying);
    }
}

static void say_next(struct saying *saying)
{
    struct academy *academy = saying->academy;
    struct br_site_write *next = &saying->writes[saying->at];
    if (academy->stopping) {
        end_saying(saying, "This server is being stopped. Nothing was written down; try again in a "
                           "minute.");
        return;
    }
    if (br_id_is_zero(&next->id)) {
        next->id = br_id_new();
    }
    struct br_write write = {
        .id = next->id,
        .author = saying->author,
        .roles = br_replica_roles(academy->replica, &saying->author),
        .audience = next->audience,
        .kind = next->kind,
        .written_ms = br_clock_read().wall_ms,
        .payload = next->payload,
    };
    br_replica_say(academy->replica, &write, on_said, saying);
}

static void on_say(void *context, const struct br_viewer *viewer,
                   const struct br_site_write *writes, size_t count, br_site_said said, void *job)
{
    struct saying *saying = calloc(1, sizeof *saying);
    BR_ASSERT(saying != NULL && count > 0 && count <= BR_SITE_WRITES_MAX);
    saying->academy = context;
    saying->author = viewer->member;
    memcpy(saying->writes, writes, count * sizeof *writes);
    saying->count = count;
    saying->said = said;
    saying->job = job;
    say_next(saying);
}

void site_folded(struct academy *academy)
{
    if (academy->site != NULL && !academy->stopping) {
        br_site_changed(academy->site->site);
        accounts_folded(academy);
    }
}

/* --- who asks --- */

static void on_who(void *context, struct br_exchange *exchange, struct br_viewer *viewer)
{
    accounts_who(context, exchange, viewer);
}

/* How far our copy of the others' is: the state line of every page. */
static void put_copy(const struct academy *academy, struct br_make *make, struct br_node *around)
{
    const struct br_replica *replica = academy->replica;
    struct br_node copy = br_make_object();
    char aside[sizeof academy->name] = "";
    uint64_t newest_ms = 0;
    int64_t academies = 0;
    bool behind = false;
    size_t count = replica == NULL ? 0 : br_node_stream_count(br_replica_node(replica));
    for (size_t i = 0; i < count; i++) {
        struct br_stream_status stream = br_node_stream_status(br_replica_node(replica), i);
        if (stream.stream.audience.type != BR_AUDIENCE_NETWORK ||
            br_hash_equal(&stream.stream.origin, &academy->id)) {
            continue;
        }
        uint64_t wall_ms = caught_up_ms(academy, &stream);
        newest_ms = wall_ms > newest_ms ? wall_ms : newest_ms;
        academies += wall_ms > 0 ? 1 : 0;
        behind = behind || stream.why == BR_WHY_CATCHING_UP;
        if (stream.aside_seq != 0) {
            academy_name_of(academy, &stream.stream.origin, aside);
        }
    }
    br_make_put(make, &copy, "catching_up", br_make_boolean(behind));
    br_make_put(make, &copy, "academies", br_make_integer(academies));
    if (newest_ms > 0) {
        br_make_put(make, &copy, "caught_up_ms", br_make_integer((int64_t)newest_ms));
    }
    if (aside[0] != '\0') {
        br_make_put(make, &copy, "aside", br_make_c_text(make, aside));
    }
    br_make_put(make, around, "copy", copy);
}

/* Where phones score the hour: the whole link's beginning, and as people read it. */
static void put_score_link(const struct academy *academy, struct br_make *make,
                           struct br_node *around)
{
    struct br_buffer link;
    br_buffer_init(&link, BR_HTTP_TARGET_SIZE_MAX);
    site_link(academy, "/s/", &link);
    const char *url = br_buffer_text(&link);
    const char *host = strstr(url, "://");
    if (br_buffer_ok(&link) && host != NULL) {
        br_make_put(make, around, "score_url", br_make_c_text(make, url));
        br_make_put(make, around, "score_at", br_make_c_text(make, host + 3));
    }
    br_buffer_free(&link);
}

static void on_around(void *context, struct br_make *make, struct br_node *around)
{
    put_copy(context, make, around);
    put_score_link(context, make, around);
    accounts_around(context, make, around);
}

/* --- opening --- */

void site_take(struct academy *academy, struct br_pipe *take_pipe, bool secure)
{
    if (academy->site == NULL) {
        br_pipe_abort(take_pipe, BR_ERR_CLOSED, "there are no pages here");
        return;
    }
    br_site_take(academy->site->site, take_pipe, secure);
}

static void on_plain(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                     const char *protocol)
{
    (void)pin;
    (void)protocol;
    site_take(context, pipe, false);
}

const char *site_http_address(const struct academy *academy)
{
    return academy->site == NULL || academy->site->plain == NULL
               ? NULL
               : br_listener_address(academy->site->plain);
}

void site_brand(struct academy *academy, const char *name, const char *css)
{
    if (academy->site != NULL && academy->site->site != NULL) {
        br_site_set_brand(academy->site->site, name, css);
    }
}

void site_end_streams(struct academy *academy,
                      bool (*over)(void *context, const struct br_id *member,
                                   const struct br_hash *session),
                      void *context)
{
    if (academy->site != NULL && academy->site->site != NULL && !academy->stopping) {
        br_site_end_streams(academy->site->site, over, context);
    }
}

void site_link(const struct academy *academy, const char *path, struct br_buffer *out)
{
    const struct site *site = academy->site;
    const char *plain = site_http_address(academy);
    const char *name = site == NULL || site->name[0] == '\0' ? NULL : site->name;
    if (plain != NULL) {
        br_buffer_put_format(out, "http://%s%s", name == NULL ? plain : name, path);
    } else {
        br_buffer_put_format(out, "https://%s%s", name == NULL ? academy->address : name, path);
    }
}

/* A key for the tokens of forms, so that a page that is open over a restart can still be sent. */
static enum br_status read_secret(struct academy *academy, struct br_hash *secret)
{
    struct br_buffer value;
    br_buffer_init(&value, sizeof *secret + 1);
    enum br_status status = br_private_get(academy->private, "form_secret", &value);
    if (status == BR_OK && value.size == sizeof *secret) {
        memcpy(secret->bytes, value.data, sizeof *secret);
    } else if (status == BR_ERR_NOT_FOUND) {
        br_random_bytes(secret->bytes, sizeof *secret);
        status = br_private_put(academy->private, "form_secret",
                                (struct br_bytes){secret->bytes, sizeof *secret});
    }
    br_buffer_free(&value);
    return status;
}

static enum br_status show_own_certificate(struct academy *academy, struct br_error *error)
{
    char path[ACADEMY_FOLDER_SIZE + 64];
    (void)snprintf(path, sizeof path, "%s/keys/web-own.pem", academy->folder);
    enum br_status status = br_tls_web(academy->tls, path, error);
    if (status == BR_ERR_NOT_FOUND) {
        status = br_tls_key_new(path, error);
        if (status == BR_OK) {
            status = br_tls_web(academy->tls, path, error);
        }
    }
    return status;
}

/* The operator's, else one of our own: a certificate that has run out stops nobody's sync. */
static enum br_status show_certificate(struct academy *academy, struct br_error *error)
{
    char path[ACADEMY_FOLDER_SIZE + 64];
    (void)snprintf(path, sizeof path, "%s/keys/web.pem", academy->folder);
    enum br_status status = br_tls_web(academy->tls, path, error);
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        BR_LOGLINE(BR_WARNING, "web_certificate_not_shown", BR_TEXT("why", error->text));
    }
    return status == BR_OK ? status : show_own_certificate(academy, error);
}

/* By what names browsers may call us: our address, where we listen, what the operator says. */
static void add_names(struct academy *academy, const char *names)
{
    struct br_site *site = academy->site->site;
    br_site_add_host(site, academy->address);
    br_site_add_host(site, br_listener_address(academy->listener));
    if (academy->site->plain != NULL) {
        br_site_add_host(site, br_listener_address(academy->site->plain));
    }
    while (names != NULL && *names != '\0') {
        char name[262];
        size_t size = strcspn(names, ",");
        (void)snprintf(name, sizeof name, "%.*s", (int)size, names);
        if (academy->site->name[0] == '\0') {
            memcpy(academy->site->name, name, sizeof name);
        }
        br_site_add_host(site, name);
        names += size + (names[size] == ',' ? 1 : 0);
    }
}

static void on_looked(void *context, const struct br_viewer *viewer, const struct br_hash *academy)
{
    watch_looked(context, &viewer->member, academy);
}

static enum br_status make_site(struct academy *academy, struct br_error *error)
{
    struct br_site_options options = {.loop = &academy->loop, .academy = academy->name};
    size_t count = 0;
    const struct br_file *files = br_page_files(&count);
    enum br_status status = br_pages_new(files, count, &academy->site->pages, error);
    if (status == BR_OK) {
        status = read_secret(academy, &options.secret);
    }
    if (status != BR_OK) {
        return status;
    }
    options.pages = academy->site->pages;
    options.assets = br_web_assets(&options.asset_count);
    options.host = (struct br_site_host){.context = academy,
                                         .who = on_who,
                                         .read = on_read,
                                         .desk = on_desk,
                                         .say = on_say,
                                         .looked = on_looked,
                                         .around = on_around};
    options.routes = account_routes;
    options.route_count = account_routes_count;
    academy->site->site = br_site_new(&options);
    return academy->site->site == NULL
               ? br_error_set(error, BR_ERR_NO_MEMORY, "no memory for pages")
               : BR_OK;
}

enum br_status site_open(struct academy *academy, const struct site_options *options,
                         struct br_error *error)
{
    static const struct br_listener_events plain_events = {.on_accept = on_plain};
    academy->site = calloc(1, sizeof *academy->site);
    BR_ASSERT(academy->site != NULL);
    enum br_status status = accounts_open(academy, error);
    if (status == BR_OK) {
        status = make_site(academy, error);
    }
    if (status == BR_OK) {
        status = show_certificate(academy, error);
    }
    if (status == BR_OK && options->http != NULL) {
        status = br_listener_start_plain(&academy->loop, academy->tls, options->http, &plain_events,
                                         academy, &academy->site->plain, error);
    }
    if (status == BR_OK) {
        add_names(academy, options->names);
    }
    return status;
}

static void on_site_closed(void *context)
{
    struct academy *academy = context;
    br_pages_free(academy->site->pages);
    free(academy->site);
    academy->site = NULL;
}

void site_stop(struct academy *academy)
{
    struct site *site = academy->site;
    accounts_stop(academy);
    if (site == NULL) {
        return;
    }
    if (site->plain != NULL) {
        br_listener_stop(site->plain, NULL, NULL);
    }
    if (site->site != NULL) {
        br_site_stop(site->site, on_site_closed, academy);
    } else {
        on_site_closed(academy);
    }
}
