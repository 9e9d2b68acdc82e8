/*
 * report.c - a report to the board is read at /r/TOKEN by who has its link, and its ask answered.
 *
 *      page loaded -> does the link work? -> counted -> the report's page (pool), seen whole
 *      answered    -> does it?  -> still not answered? (pool) -> said by the academy itself
 *
 * Nobody signs in, and nothing about whoever reads is kept. The token is 16 bytes by chance, of
 * which a hash is kept; it stands in the address alone, so no other site can send the form. A token
 * that is not known counts as a try of its address, as a wrong password does.
 */
#include "server/report.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/logline.h"
#include "record/kind.h"
#include "record/message.h"
#include "server/account.h"
#include "server/site.h"
#include "store/private_report.h"
#include "web/qr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "board/show";
static const char closed[] = "board/closed";

enum { SECRET_TEXT_SIZE = 2 * REPORT_SECRET_SIZE + 1 };

struct br_hash report_secret_hash(const uint8_t secret[REPORT_SECRET_SIZE])
{
    struct br_bytes parts[] = {{(const uint8_t *)"brr1", 4}, {secret, REPORT_SECRET_SIZE}};
    return br_sha256(parts, 2);
}

/* --- does the link work? --- */

static void show_closed(struct br_site_call *call, int status, const char *title, const char *text)
{
    struct br_make *make = br_site_make(call);
    struct br_node root = br_make_object();
    br_make_put(make, &root, "title", br_make_c_text(make, title));
    br_make_put(make, &root, "text", br_make_c_text(make, text));
    br_site_show(call, status, closed, &root);
}

static enum br_status look_up(struct br_site_call *call, struct br_report_link *link)
{
    const char *text = br_site_name(call, "token");
    uint8_t secret[REPORT_SECRET_SIZE];
    if (br_hex_decode(text, secret, sizeof secret) != BR_OK) {
        return BR_ERR_NOT_FOUND;
    }
    struct br_hash hash = report_secret_hash(secret);
    return br_private_report_link(accounts_of(call)->academy->private, &hash,
                                  br_clock_read().wall_ms, link);
}

/* Else it has been answered. */
static bool find_link(struct br_site_call *call, struct br_report_link *link)
{
    struct account_try attempt;
    br_site_header(call, "X-Robots-Tag: noindex, nofollow\r\n");
    accounts_try(call, br_site_name(call, "token"), NULL, &attempt);
    if (accounts_of(call)->academy->stopping) {
        accounts_not_now(call, closed);
        return false;
    }
    if (!accounts_may_try(call, &attempt, closed)) {
        return false;
    }
    enum br_status status = look_up(call, link);
    if (status != BR_ERR_NOT_FOUND) {
        accounts_give_back(call, &attempt);
    }
    if (status == BR_ERR_CLOSED) {
        show_closed(call, 410, "This link was ended",
                    "The academy has ended this link, so the report is not shown here any more. "
                    "Ask whoever gave it to you for another.");
    } else if (status == BR_ERR_TIMEOUT) {
        show_closed(call, 410, "This link has run out",
                    "A link to a report works for 90 days. Ask whoever gave it to you for "
                    "another.");
    } else if (status == BR_ERR_NOT_FOUND) {
        show_closed(call, 404, "There is no report here",
                    "Look whether the link is whole: it ends with 32 letters and digits.");
    } else if (status != BR_OK) {
        accounts_not_now(call, closed);
    }
    return status == BR_OK;
}

/* --- the page --- */

/* The address as a camera reads it: the modules with four quiet ones around. */
static void put_code(struct br_make *make, struct br_node *node, const char *url)
{
    enum { PATH_MAX_SIZE = 65536, QUIET = 4 };
    struct br_buffer path;
    char box[64];
    br_buffer_init(&path, PATH_MAX_SIZE);
    size_t width = br_qr_path(url, &path);
    size_t whole = width + (size_t)(2 * QUIET);
    if (width > 0 && br_buffer_ok(&path)) {
        (void)snprintf(box, sizeof box, "-%d -%d %zu %zu", QUIET, QUIET, whole, whole);
        br_make_put(make, node, "path", br_make_text(make, br_buffer_bytes(&path)));
        br_make_put(make, node, "size", br_make_integer((int64_t)whole));
        br_make_put(make, node, "box", br_make_c_text(make, box));
    }
    br_buffer_free(&path);
}

/* "link" {code, path, size, box, given}: by it the template knows that nobody is signed in. */
static void show_report(struct br_site_call *call, int status, const struct br_id *report)
{
    struct br_make *make = br_site_make(call);
    struct br_node node = br_make_object();
    struct br_buffer url;
    char path[SECRET_TEXT_SIZE + sizeof "/r/"];
    (void)snprintf(path, sizeof path, "/r/%s", br_site_name(call, "token"));
    br_buffer_init(&url, BR_HTTP_TARGET_SIZE_MAX);
    site_link(accounts_of(call)->academy, path, &url);
    br_make_put(make, &node, "code", br_make_c_text(make, br_site_name(call, "token")));
    br_make_put(make, &node, "given", br_make_boolean(br_site_query(call, "given") != NULL));
    if (br_buffer_ok(&url)) {
        put_code(make, &node, br_buffer_text(&url));
    }
    br_buffer_free(&url);
    br_site_put(call, "link", node);
    br_site_page_about(call, status, page, report);
}

void report_read(struct br_site_call *call)
{
    struct br_report_link link;
    if (!find_link(call, &link)) {
        return;
    }
    enum br_status status = br_private_report_opened(accounts_of(call)->academy->private,
                                                     &link.token_hash, br_clock_read().wall_ms);
    if (status != BR_OK) { /* it is shown all the same */
        BR_LOGLINE(BR_WARNING, "opening_not_counted", BR_TEXT("why", br_status_text(status)));
    }
    show_report(call, 200, &link.report);
}

/* --- an answer --- */

struct answering {
    struct br_site_call *call;
    struct br_id report;
    struct br_id roadblock;
    bool found;
    bool waits;
    char month[16];
    struct br_buffer payload;
};

static void end(struct answering *answering)
{
    accounts_of(answering->call)->report_answering = false;
    br_buffer_free(&answering->payload);
    free(answering);
}

static void show_again(struct answering *answering, int status)
{
    struct br_site_call *call = answering->call;
    struct br_id report = answering->report;
    end(answering);
    show_report(call, status, &report);
}

static void on_seen(void *context, bool in_views)
{
    struct answering *answering = context;
    struct br_site_call *call = answering->call;
    char where[SECRET_TEXT_SIZE + sizeof "/r/?given=1"];
    (void)in_views;
    (void)snprintf(where, sizeof where, "/r/%s?given=1", br_site_name(call, "token"));
    end(answering);
    br_site_redirect(call, where);
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct answering *answering = context;
    if (status != BR_OK) {
        br_site_complain(answering->call, NULL,
                         "It could not be written down just now. Try again in a moment.");
        show_again(answering, 503);
    } else if (outcome->type == BR_OUTCOME_REFUSED) {
        struct br_make *make = br_site_make(answering->call);
        br_site_complain(answering->call, "words",
                         br_arena_text(make->arena, br_bytes_of_text(outcome->reason)));
        show_again(answering, 422);
    } else {
        br_replica_seen(accounts_of(answering->call)->academy->replica, &outcome->stream,
                        outcome->seq, on_seen, answering);
    }
}

struct choice {
    const char *name;
    const char *outcome;
    const char *words;
};

static const struct choice *choice_of(const struct br_site_call *call)
{
    static const struct choice choices[] = {{"yes", "moved", "Yes."},
                                            {"not_now", "needs_time", "Not now, because:"},
                                            {"ask_me", "needs_time", "Ask me."}};
    const char *given = br_site_field(call, "answer");
    for (size_t i = 0; given != NULL && i < sizeof choices / sizeof choices[0]; i++) {
        if (strcmp(given, choices[i].name) == 0) {
            return &choices[i];
        }
    }
    return NULL;
}

static const char *words_of(const struct br_site_call *call)
{
    const char *words = br_site_field(call, "words");
    return words == NULL ? "" : words + strspn(words, " \t\n\r");
}

/* The words say how they came, for whoever reads the record somewhere else. */
static bool pack(struct answering *answering)
{
    const struct br_kind *kind = br_kind_by_name("roadblock_answered");
    const struct choice *choice = choice_of(answering->call);
    const char *words = words_of(answering->call);
    char roadblock[BR_ID_TEXT_SIZE];
    struct br_buffer text;
    struct br_arena arena;
    struct br_error error = {""};
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&text, BR_HTTP_BODY_SIZE_MAX);
    br_buffer_put_format(&text, "%s%s%s\n(Given by the link of the report to the board of %s.)",
                         choice->words, words[0] == '\0' ? "" : " ", words, answering->month);
    br_id_text(&answering->roadblock, roadblock);
    ProtobufCMessage *message = br_message_new(kind->message, &arena);
    bool good = message != NULL && br_buffer_ok(&text) &&
                br_message_set(message, &arena, "roadblock", br_bytes_of_text(roadblock), &error) ==
                    BR_OK &&
                br_message_set(message, &arena, "outcome", br_bytes_of_text(choice->outcome),
                               &error) == BR_OK &&
                br_message_set(message, &arena, "text", br_buffer_bytes(&text), &error) == BR_OK;
    if (good) {
        br_message_pack(message, &answering->payload);
        good = br_buffer_ok(&answering->payload);
    }
    br_buffer_free(&text);
    br_arena_free(&arena);
    return good;
}

static void say(struct answering *answering)
{
    struct academy *academy = accounts_of(answering->call)->academy;
    struct br_write write = {
        .id = br_id_new(),
        .roles = BR_ROLES_ACADEMY,
        .audience = {.type = BR_AUDIENCE_ACADEMY},
        .kind = br_kind_by_name("roadblock_answered")->number,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&answering->payload),
    };
    br_replica_say(academy->replica, &write, on_said, answering);
}

static bool take_ask(void *context, size_t count, const char *const *names,
                     const struct br_cell *cells)
{
    struct answering *answering = context;
    (void)count;
    (void)names;
    if (cells[0].type == BR_CELL_BYTES && cells[0].bytes.size == sizeof answering->roadblock) {
        memcpy(answering->roadblock.bytes, cells[0].bytes.data, cells[0].bytes.size);
        answering->waits = cells[1].type == BR_CELL_INTEGER && cells[1].integer != 0;
    }
    if (cells[2].type == BR_CELL_TEXT) {
        (void)snprintf(answering->month, sizeof answering->month, "%.*s", (int)cells[2].bytes.size,
                       (const char *)cells[2].bytes.data);
    }
    return false;
}

static void read_ask(void *context, struct br_views *views)
{
    static const char sql[] = "SELECT b.id, b.outcome IS NULL, r.month FROM v_board_report r"
                              " JOIN v_roadblock b ON b.id = r.roadblock AND b.academy = r.academy"
                              " WHERE r.report = :id AND r.holds LIMIT 1";
    struct answering *answering = context;
    struct br_parameter id = {
        .name = "id",
        .value = {.type = BR_CELL_BYTES,
                  .bytes = {answering->report.bytes, sizeof answering->report}}};
    br_views_see_all(views);
    answering->found = br_views_query(views, sql, &id, 1, take_ask, answering, NULL) == BR_OK;
}

static void on_ask_read(void *context)
{
    struct answering *answering = context;
    struct br_site_call *call = answering->call;
    if (!answering->found || accounts_of(call)->academy->stopping) {
        end(answering);
        accounts_not_now(call, closed);
    } else if (!answering->waits) {
        br_site_complain(call, NULL,
                         "It is answered already. If it stands otherwise, tell the academy.");
        show_again(answering, 409);
    } else if (!pack(answering)) {
        br_site_complain(call, "words", "This is too long: at most 2,000 bytes.");
        show_again(answering, 422);
    } else {
        say(answering);
    }
}

static void complain_of_answer(struct br_site_call *call)
{
    const struct choice *choice = choice_of(call);
    if (choice == NULL) {
        br_site_complain(call, "answer", "Choose an answer.");
    } else if (strcmp(choice->name, "not_now") == 0 && words_of(call)[0] == '\0') {
        br_site_complain(call, "words", "Say because of what it cannot be now.");
    } else if (accounts_of(call)->report_answering) { /* one at a time, so that it is one answer */
        br_site_complain(call, NULL,
                         "Somebody is answering just now. Load the page again in a moment.");
    }
}

void report_answer(struct br_site_call *call)
{
    struct br_report_link link;
    if (!find_link(call, &link)) {
        return;
    }
    complain_of_answer(call);
    if (br_site_complained(call)) {
        show_report(call, 422, &link.report);
        return;
    }
    struct answering *answering = calloc(1, sizeof *answering);
    BR_ASSERT(answering != NULL);
    answering->call = call;
    answering->report = link.report;
    br_buffer_init(&answering->payload, BR_PAYLOAD_SIZE_MAX);
    accounts_of(call)->report_answering = true;
    br_replica_read(accounts_of(call)->academy->replica, read_ask, on_ask_read, answering);
}
