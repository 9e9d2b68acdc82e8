/*
 * report_link.c - links to a report: made, shown once, listed, ended.
 *
 *      report {id, headline, life_days}; made {address, ends_ms}; links [{id, made_ms, made_by,
 *      ends_ms, ended_ms, expired, works, days, last, last_count}]
 */
#include "base/clock.h"
#include "base/limits.h"
#include "base/rng.h"
#include "server/admin.h"
#include "server/report.h"
#include "server/site.h"
#include "store/private_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "board/links";

enum { TEXT_SIZE = 256, DAY_MS = 24 * 60 * 60 * 1000, NOON_MS = DAY_MS / 2 };

struct listing {
    struct br_site_call *call;
    void (*then)(struct listing *listing);
    struct br_id report;
    bool read; /* the views answered */
    bool found;
    char headline[TEXT_SIZE];
    struct br_node list;
    uint64_t now_ms;
};

static struct br_node ms_node(uint64_t ms)
{
    return ms == 0 ? (struct br_node){.type = BR_NODE_NULL} : br_make_integer((int64_t)ms);
}

static void list_one(void *context, const struct br_report_link *link)
{
    struct listing *listing = context;
    struct br_make *make = br_site_make(listing->call);
    struct br_node node = br_make_object();
    bool expired = link->ended_ms == 0 && listing->now_ms >= link->expires_ms;
    br_make_put(
        make, &node, "id",
        br_make_bytes(make, (struct br_bytes){link->token_hash.bytes, sizeof link->token_hash}));
    br_make_put(make, &node, "made_ms", ms_node(link->made_ms));
    br_make_put(make, &node, "made_by",
                br_make_c_text(
                    make, accounts_name_of(accounts_of(listing->call)->academy, &link->made_by)));
    br_make_put(make, &node, "ends_ms", ms_node(link->expires_ms));
    br_make_put(make, &node, "ended_ms", ms_node(link->ended_ms));
    br_make_put(make, &node, "expired", br_make_boolean(expired));
    br_make_put(make, &node, "works", br_make_boolean(link->ended_ms == 0 && !expired));
    br_make_put(make, &node, "days", br_make_integer((int64_t)link->days));
    if (link->days > 0) {
        struct br_local_time last = br_clock_local(link->day_last * DAY_MS + NOON_MS);
        br_make_put(make, &node, "last", br_make_c_text(make, last.day));
        br_make_put(make, &node, "last_count", br_make_integer((int64_t)link->count_last));
    }
    br_make_add(make, &listing->list, node);
}

/* With the link just made, when there is one. */
static void show(struct listing *listing, int status, const struct br_node *made)
{
    struct br_site_call *call = listing->call;
    struct br_make *make = br_site_make(call);
    struct br_node root = br_make_object();
    struct br_node report = br_make_object();
    listing->list = br_make_list();
    listing->now_ms = br_clock_read().wall_ms;
    enum br_status listed = br_private_report_links(accounts_of(call)->academy->private,
                                                    &listing->report, list_one, listing);
    br_make_put(
        make, &report, "id",
        br_make_bytes(make, (struct br_bytes){listing->report.bytes, sizeof listing->report}));
    br_make_put(make, &report, "headline", br_make_c_text(make, listing->headline));
    br_make_put(make, &report, "life_days",
                br_make_integer((int64_t)(BR_REPORT_LINK_LIFE_MS / DAY_MS)));
    br_make_put(make, &root, "report", report);
    if (made != NULL) {
        br_make_put(make, &root, "made", *made);
    }
    br_make_put(make, &root, "links", listing->list);
    free(listing);
    if (listed != BR_OK) {
        br_site_error(call, 503, "The links could not be read just now.");
    } else {
        br_site_show(call, status, page, &root);
    }
}

/* --- which report --- */

static bool take_report(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    struct listing *listing = context;
    (void)count;
    (void)names;
    listing->found = cells[0].type == BR_CELL_TEXT;
    if (listing->found) {
        (void)snprintf(listing->headline, sizeof listing->headline, "%.*s",
                       (int)cells[0].bytes.size, (const char *)cells[0].bytes.data);
    }
    return false;
}

static void read_report(void *context, struct br_views *views)
{
    static const char sql[] =
        "SELECT headline FROM v_board_report WHERE report = :id AND holds LIMIT 1";
    struct listing *listing = context;
    struct br_parameter id = {
        .name = "id",
        .value = {.type = BR_CELL_BYTES, .bytes = {listing->report.bytes, sizeof listing->report}}};
    br_views_set_viewer(views, &br_site_viewer(listing->call)->member);
    listing->read = br_views_query(views, sql, &id, 1, take_report, listing, NULL) == BR_OK;
}

static void on_report_read(void *context)
{
    struct listing *listing = context;
    struct br_site_call *call = listing->call;
    if (listing->found) {
        listing->then(listing);
        return;
    }
    bool read = listing->read;
    free(listing);
    if (read) {
        br_site_error(call, 404, "This report is not here, or not for you.");
    } else {
        br_site_error(call, 503, "This could not be looked up just now. Try again in a moment.");
    }
}

static void read_listing(struct br_site_call *call)
{
    struct academy *academy = accounts_of(call)->academy;
    struct listing *listing = br_site_context(call);
    if (academy->stopping) {
        free(listing);
        accounts_not_now(call, "error");
    } else {
        br_replica_read(academy->replica, read_report, on_report_read, listing);
    }
}

static void begin(struct br_site_call *call, void (*then)(struct listing *listing))
{
    struct listing *listing = calloc(1, sizeof *listing);
    BR_ASSERT(listing != NULL);
    listing->call = call;
    listing->then = then;
    if (br_id_parse(br_site_name(call, "id"), &listing->report) != BR_OK) {
        free(listing);
        br_site_error(call, 404, "This report is not here, or not for you.");
        return;
    }
    br_site_set_context(call, listing);
    accounts_read_names(call, read_listing);
}

/* --- what is done --- */

static void show_list(struct listing *listing)
{
    show(listing, 200, NULL);
}

void report_links(struct br_site_call *call)
{
    begin(call, show_list);
}

static void make_link(struct listing *listing)
{
    struct br_site_call *call = listing->call;
    struct br_make *make = br_site_make(call);
    uint8_t secret[REPORT_SECRET_SIZE];
    char path[(size_t)2 * REPORT_SECRET_SIZE + sizeof "/r/"] = "/r/";
    uint64_t now_ms = br_clock_read().wall_ms;
    struct br_report_link link = {.report = listing->report,
                                  .made_by = br_site_viewer(call)->member,
                                  .made_ms = now_ms,
                                  .expires_ms = now_ms + BR_REPORT_LINK_LIFE_MS};
    br_random_bytes(secret, sizeof secret);
    link.token_hash = report_secret_hash(secret);
    enum br_status status = br_private_put_report_link(accounts_of(call)->academy->private, &link);
    if (status == BR_ERR_LIMIT) {
        br_site_complain(call, NULL, "This report has 20 links that work: end one of them first.");
        show(listing, 409, NULL);
    } else if (status != BR_OK) {
        br_site_complain(call, NULL, "The link could not be kept just now. Try again.");
        show(listing, 503, NULL);
    } else {
        struct br_node made = br_make_object();
        struct br_buffer address;
        br_hex_encode(secret, sizeof secret, path + strlen(path));
        br_buffer_init(&address, BR_HTTP_TARGET_SIZE_MAX);
        site_link(accounts_of(call)->academy, path, &address);
        br_make_put(make, &made, "address", br_make_text(make, br_buffer_bytes(&address)));
        br_make_put(make, &made, "ends_ms", ms_node(link.expires_ms));
        br_buffer_free(&address);
        accounts_audit(call, "report link made", &listing->report);
        show(listing, 200, &made);
    }
    br_wipe(secret, sizeof secret);
    br_wipe(path, sizeof path);
}

void report_link_new(struct br_site_call *call)
{
    begin(call, make_link);
}

void report_link_end(struct br_site_call *call)
{
    struct br_hash hash;
    struct br_id report;
    char where[BR_ID_TEXT_SIZE + 32];
    const char *text = br_site_field(call, "link");
    if (text == NULL || br_hex_decode(text, hash.bytes, sizeof hash.bytes) != BR_OK ||
        br_id_parse(br_site_name(call, "id"), &report) != BR_OK) {
        br_site_error(call, 400, "This does not say which link.");
        return;
    }
    enum br_status status = br_private_end_report_link(accounts_of(call)->academy->private, &hash,
                                                       &report, br_clock_read().wall_ms);
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    accounts_audit(call, "report link ended", &report);
    (void)snprintf(where, sizeof where, "/board/%s/links", br_site_name(call, "id"));
    br_site_redirect(call, where);
}
