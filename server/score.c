/*
 * score.c - the hour is scored on phones, at /s/CODE, while its scoring is open.
 *
 *      page loaded -> is this code open? (pool) -> a ticket -> ten numbers
 *      sent -> is it still? (pool) -> the ticket is used up -> said by the academy itself
 *
 * Nobody signs in, and nothing about whoever scores is kept: the record's author is the academy,
 * its id and its time begin with the day, and who loaded the page stands nowhere. What remains is
 * the order in which scores were numbered, which no page shows. A code that is not open counts as a
 * try of its address, as a wrong password does.
 */
#include "server/account.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/rng.h"
#include "record/kind.h"
#include "record/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "meeting/score";

enum { DAY_MS = 24 * 60 * 60 * 1000, TEXT_SIZE = 256 };

struct scoring {
    struct br_site_call *call;
    void (*then)(struct scoring *scoring);
    struct account_try attempt;
    bool read; /* the views answered */
    bool open;
    int64_t scores;
    struct br_id meeting;
    struct br_id room;
    char room_name[TEXT_SIZE];
    char day[TEXT_SIZE];
    char ticket[BR_TICKET_TEXT_SIZE];
    struct br_buffer payload;
};

/* --- what the code is about --- */

static void copy_id(const struct br_cell *cell, struct br_id *id)
{
    if (cell->type == BR_CELL_BYTES && cell->bytes.size == sizeof id->bytes) {
        memcpy(id->bytes, cell->bytes.data, sizeof id->bytes);
    }
}

static void copy_text(const struct br_cell *cell, char out[TEXT_SIZE])
{
    int size = cell->type == BR_CELL_TEXT ? (int)cell->bytes.size : 0;
    (void)snprintf(out, TEXT_SIZE, "%.*s", size, size == 0 ? "" : (const char *)cell->bytes.data);
}

static bool take_scoring(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct scoring *scoring = context;
    (void)count;
    (void)names;
    copy_id(&cells[0], &scoring->meeting);
    copy_id(&cells[1], &scoring->room);
    scoring->open = cells[2].type == BR_CELL_INTEGER && cells[2].integer != 0;
    scoring->scores = cells[3].type == BR_CELL_INTEGER ? cells[3].integer : 0;
    copy_text(&cells[4], scoring->room_name);
    copy_text(&cells[5], scoring->day);
    return false;
}

static void read_scoring(void *context, struct br_views *views)
{
    static const char sql[] = "SELECT s.meeting, s.room, s.open, s.scores, r.name, m.day"
                              " FROM v_scoring s CROSS JOIN v_room r ON r.id = s.room"
                              " CROSS JOIN v_meeting m ON m.id = s.meeting"
                              " WHERE s.code = :code ORDER BY s.open DESC LIMIT 1";
    struct scoring *scoring = context;
    struct br_parameter code = {
        .name = "code",
        .value = {.type = BR_CELL_TEXT,
                  .bytes = br_bytes_of_text(br_site_name(scoring->call, "code"))}};
    br_views_see_all(views);
    scoring->read = br_views_query(views, sql, &code, 1, take_scoring, scoring, NULL) == BR_OK;
}

static void end(struct scoring *scoring)
{
    br_buffer_free(&scoring->payload);
    free(scoring);
}

static void on_read(void *context)
{
    struct scoring *scoring = context;
    struct br_site_call *call = scoring->call;
    if (!scoring->read) {
        accounts_give_back(call, &scoring->attempt);
        accounts_not_now(call, page);
        end(scoring);
    } else if (!scoring->open) {
        accounts_refuse(call, 404, page, NULL,
                        "Nothing is scored here just now. Look whether the link is whole; scoring "
                        "ends with the hour.");
        end(scoring);
    } else {
        accounts_give_back(call, &scoring->attempt);
        scoring->then(scoring);
    }
}

static void find(struct br_site_call *call, void (*then)(struct scoring *scoring))
{
    struct academy *academy = accounts_of(call)->academy;
    struct scoring *scoring = calloc(1, sizeof *scoring);
    BR_ASSERT(scoring != NULL);
    scoring->call = call;
    scoring->then = then;
    br_buffer_init(&scoring->payload, BR_PAYLOAD_SIZE_MAX);
    accounts_try(call, br_site_name(call, "code"), NULL, &scoring->attempt);
    if (academy->stopping) {
        accounts_not_now(call, page);
        end(scoring);
    } else if (!accounts_may_try(call, &scoring->attempt, page)) {
        end(scoring);
    } else {
        br_replica_read(academy->replica, read_scoring, on_read, scoring);
    }
}

/* --- the page --- */

/* code, room_name, day, ticket; given: it is done. */
static struct br_node *tree(const struct scoring *scoring, bool given)
{
    struct br_make *make = br_site_make(scoring->call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    if (root != NULL) {
        *root = br_make_object();
        br_make_put(make, root, "code", br_make_c_text(make, br_site_name(scoring->call, "code")));
        br_make_put(make, root, "room_name", br_make_c_text(make, scoring->room_name));
        br_make_put(make, root, "day", br_make_c_text(make, scoring->day));
        br_make_put(make, root, "ticket", br_make_c_text(make, scoring->ticket));
        br_make_put(make, root, "given", br_make_boolean(given));
    }
    return root;
}

/* With a new ticket. */
static void show_form(struct scoring *scoring, int status)
{
    struct accounts *accounts = accounts_of(scoring->call);
    uint8_t random[16];
    if (accounts->tickets == NULL) {
        accounts->tickets = calloc(1, sizeof *accounts->tickets);
        BR_ASSERT(accounts->tickets != NULL);
    }
    br_random_bytes(random, sizeof random);
    enum br_status taken =
        br_tickets_take(accounts->tickets, &scoring->meeting, (uint64_t)scoring->scores,
                        br_clock_read().mono_ms, random, scoring->ticket);
    if (taken == BR_ERR_LIMIT) {
        accounts_refuse(scoring->call, 409, page, NULL,
                        "This hour has as many scores as it can have.");
    } else if (taken != BR_OK) {
        br_site_header(scoring->call, "Retry-After: 60\r\n");
        accounts_refuse(scoring->call, 503, page, NULL,
                        "Many are scoring just now. Load the page again in a minute, or write your "
                        "score on paper.");
    } else {
        br_site_show(scoring->call, status, page, tree(scoring, false));
    }
    end(scoring);
}

static void show(struct scoring *scoring)
{
    show_form(scoring, 200);
}

void score_page(struct br_site_call *call)
{
    find(call, show);
}

/* --- a score --- */

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct scoring *scoring = context;
    if (status != BR_OK) {
        br_site_complain(scoring->call, NULL,
                         "It could not be written down just now. Try again in a moment.");
        show_form(scoring, 503);
    } else if (outcome->type == BR_OUTCOME_REFUSED) {
        br_site_complain(
            scoring->call, NULL,
            br_arena_text(br_site_make(scoring->call)->arena, br_bytes_of_text(outcome->reason)));
        show_form(scoring, 422);
    } else {
        br_site_show(scoring->call, 200, page, tree(scoring, true));
        end(scoring);
    }
}

static bool pack(struct scoring *scoring)
{
    static const char *const fields[] = {"score", "good", "improvement"};
    const struct br_kind *kind = br_kind_by_name("meeting_scored");
    char meeting[BR_ID_TEXT_SIZE];
    struct br_arena arena;
    struct br_error error = {""};
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_id_text(&scoring->meeting, meeting);
    ProtobufCMessage *message = br_message_new(kind->message, &arena);
    bool good = message != NULL && br_message_set(message, &arena, "meeting",
                                                  br_bytes_of_text(meeting), &error) == BR_OK;
    for (size_t i = 0; good && i < sizeof fields / sizeof fields[0]; i++) {
        const char *value = br_site_field(scoring->call, fields[i]);
        good = value == NULL || value[0] == '\0' ||
               br_message_set(message, &arena, fields[i], br_bytes_of_text(value), &error) == BR_OK;
    }
    if (good) {
        br_message_pack(message, &scoring->payload);
        good = br_buffer_ok(&scoring->payload);
    }
    br_arena_free(&arena);
    return good;
}

/* Of the day, not of the moment. */
static void say(struct scoring *scoring)
{
    struct academy *academy = accounts_of(scoring->call)->academy;
    uint64_t day_ms = br_clock_read().wall_ms / DAY_MS * DAY_MS;
    uint8_t random[10];
    br_random_bytes(random, sizeof random);
    struct br_write write = {
        .id = br_id_at(day_ms, random),
        .roles = BR_ROLES_ACADEMY,
        .audience = {.type = BR_AUDIENCE_ROOM, .id = scoring->room},
        .kind = br_kind_by_name("meeting_scored")->number,
        .written_ms = day_ms,
        .payload = br_buffer_bytes(&scoring->payload),
    };
    if (academy->stopping) {
        accounts_not_now(scoring->call, page);
        end(scoring);
    } else {
        br_replica_say(academy->replica, &write, on_said, scoring);
    }
}

static void give(struct scoring *scoring)
{
    struct accounts *accounts = accounts_of(scoring->call);
    const char *ticket = br_site_field(scoring->call, "ticket");
    const char *score = br_site_field(scoring->call, "score");
    if (score == NULL || score[0] == '\0') {
        br_site_complain(scoring->call, "score", "Choose a number from 1 to 10.");
    } else if (ticket == NULL || accounts->tickets == NULL ||
               !br_tickets_use(accounts->tickets, &scoring->meeting, br_clock_read().mono_ms,
                               ticket)) {
        br_site_complain(scoring->call, NULL,
                         "This page was used before, or is an old one. If your score is not given "
                         "yet, give it now.");
    } else if (!pack(scoring)) {
        br_site_complain(scoring->call, "score", "This is no score: choose a number from 1 to 10.");
    } else {
        say(scoring);
        return;
    }
    show_form(scoring, 422);
}

void score_give(struct br_site_call *call)
{
    find(call, give);
}
