/*
 * site_routes.c - the addresses that every academy's site has, at the academy and on a device.
 *
 * A page is named here and declared in common/pages; a form names a kind of record, whose fields
 * its inputs are called by. Names of an address and columns of a lookup fill what the form may not
 * choose.
 */
#include "web/site_internal.h"

#define MEMBERS                     \
    {                               \
        .roles = BR_ACCESS_EVERYONE \
    }
#define MODERATORS                                                   \
    {                                                                \
        .roles = BR_ROLE_LEAD | BR_ROLE_DATA_STEWARD | BR_ROLE_ADMIN \
    }

static const struct br_site_form thread_new = {
    .kind = "thread_started", .main_field = "title", .page = "thread/new", .then = "/thread/:new"};
static const struct br_site_form ask_new = {
    .kind = "thread_started", .main_field = "title", .page = "ask/new", .then = "/thread/:new"};

static const struct br_site_form thread_reply = {.kind = "post_written",
                                                 .lookup = "thread",
                                                 .main_field = "text",
                                                 .page = "thread/show",
                                                 .then = "/thread/:thread:of#p:new"};
static const struct br_site_form thread_tried = {.kind = "tried_here",
                                                 .lookup = "thread",
                                                 .main_field = "different",
                                                 .page = "thread/tried",
                                                 .then = "/thread/:thread:of#tried"};
static const struct br_site_form thread_answer = {.kind = "question_resolved",
                                                  .lookup = "thread",
                                                  .main_field = "answer",
                                                  .page = "thread/show",
                                                  .then = "/thread/:thread:of"};
static const struct br_site_form thread_edit = {.kind = "post_edited",
                                                .lookup = "edit",
                                                .main_field = "text",
                                                .page = "thread/edit",
                                                .then = "/thread/:thread:of#p:post"};
static const struct br_site_form thread_hide = {.kind = "post_hidden",
                                                .lookup = "hide",
                                                .main_field = "reason",
                                                .page = "thread/hide",
                                                .then = "/thread/:thread:of"};
static const struct br_site_form thread_withdraw = {.kind = "post_withdrawn",
                                                    .lookup = "withdraw",
                                                    .main_field = "reason",
                                                    .page = "thread/hide",
                                                    .then = "/thread/:thread:of"};
static const struct br_site_form thread_ask_withdrawal = {.kind = "withdrawal_asked",
                                                          .lookup = "ask_back",
                                                          .main_field = "reason",
                                                          .page = "thread/hide",
                                                          .then = "/thread/:thread:of"};
static const struct br_site_form context_edit = {.kind = "academy_context",
                                                 .lookup = "context",
                                                 .main_field = "expects",
                                                 .page = "academy/edit",
                                                 .then = "/academy/:academy"};

/* --- measures --- */

#define MEASURE_ROLES                                                                             \
    {                                                                                             \
        .roles =                                                                                  \
            BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN | BR_ROLE_DATA_STEWARD \
    }
static const struct br_site_form measure_new = {.kind = "measure_defined",
                                                .lookup = "measure_new",
                                                .main_field = "title",
                                                .page = "measure/new",
                                                .then = "/measure/:new"};
static const struct br_site_form measure_change = {.kind = "measure_changed",
                                                   .lookup = "measure_change",
                                                   .main_field = "title",
                                                   .page = "measure/change",
                                                   .then = "/measure/:measure"};
static const struct br_site_form measure_rebase = {.kind = "measure_rebased",
                                                   .lookup = "measure",
                                                   .main_field = "reason",
                                                   .page = "measure/rebase",
                                                   .then = "/measure/:measure"};
static const struct br_site_form measure_event = {.kind = "measure_event",
                                                  .lookup = "measure",
                                                  .main_field = "title",
                                                  .page = "measure/event",
                                                  .then = "/measure/:measure"};
static const struct br_site_form measure_share = {.kind = "measure_sharing",
                                                  .lookup = "measure",
                                                  .main_field = "pathway",
                                                  .page = "measure/share",
                                                  .then = "/measure/:measure"};
static const struct br_site_form small_numbers = {.kind = "small_numbers_set",
                                                  .audience = "academy",
                                                  .main_field = "below",
                                                  .page = "measure/small",
                                                  .then = "/measures"};

/* --- what rooms share --- */

static const struct br_site_part room_parts[] = {
    {"with_purpose", "purpose"},
    {"with_since", "since"},
    {"with_stage", "stage"},
    {"with_aims", "global_aim specific_aim"},
    {"with_five_vs", "value involve evidence visualisation vision"},
    {"with_themes", "themes"},
    {"with_roles", "roles"},
    {"with_drivers", "driver_aim drivers"},
    {"with_measures", "measures"},
    {"with_pdsas", "pdsas"},
    {"with_abandoned", "abandoned"},
    {"with_standardised", "standardised"},
    {NULL, NULL}};
static const struct br_site_form room_share = {.kind = "room_shared",
                                               .lookup = "room_share",
                                               .main_field = "name",
                                               .row = "drivers.text",
                                               .parts = room_parts,
                                               .lines = true,
                                               .page = "shared/share_room",
                                               .then = "/shared/room/:new"};
static const struct br_site_part pdsa_parts[] = {{"with_question", "question"},
                                                 {"with_prediction", "prediction"},
                                                 {"with_plan", "plan"},
                                                 {"with_done", "done"},
                                                 {"with_happened", "happened comparison"},
                                                 {"with_learned", "learned"},
                                                 {"with_decision", "decision reason"},
                                                 {"with_dates", "starts studied"},
                                                 {"with_measure", "measure"},
                                                 {"with_borrowed", "borrowed_from borrowed"},
                                                 {NULL, NULL}};
static const struct br_site_form pdsa_share = {.kind = "pdsa_shared",
                                               .lookup = "pdsa_share",
                                               .main_field = "title",
                                               .parts = pdsa_parts,
                                               .page = "shared/share_pdsa",
                                               .then = "/shared/pdsa/:new"};
static const struct br_site_form pdsa_borrow = {.kind = "pdsa_borrowed",
                                                .lookup = "pdsa_borrow",
                                                .main_field = "pathway",
                                                .page = "shared/pdsa",
                                                .then = "/shared/pdsa/:id:of"};
static const struct br_site_form room_take_back = {.kind = "shared_withdrawn",
                                                   .lookup = "take_back",
                                                   .main_field = "reason",
                                                   .page = "shared/take_back",
                                                   .then = "/shared/room/:id"};
static const struct br_site_form pdsa_take_back = {.kind = "shared_withdrawn",
                                                   .lookup = "take_back",
                                                   .main_field = "reason",
                                                   .page = "shared/take_back",
                                                   .then = "/shared/pdsa/:id"};

static void accessibility(struct br_site_call *call)
{
    br_site_show(call, 200, "accessibility/show", NULL);
}

const struct br_site_route br_site_routes[] = {
    {BR_HTTP_GET, "/", MEMBERS, .page = "home/show", .run = br_site_visit},
    {BR_HTTP_GET, "/threads", MEMBERS, .page = "thread/list"},
    {BR_HTTP_GET, "/threads/new", MEMBERS, .page = "thread/new"},
    {BR_HTTP_POST, "/threads/new", MEMBERS, .form = &thread_new},
    {BR_HTTP_GET, "/ask", MEMBERS, .page = "ask/new"},
    {BR_HTTP_POST, "/ask", MEMBERS, .form = &ask_new},
    {BR_HTTP_GET, "/thread/:id", MEMBERS, .page = "thread/show", .draft_behind = "/reply",
     .prefill = "quote_begins"},
    {BR_HTTP_POST, "/thread/:id/reply", MEMBERS, .form = &thread_reply},
    {BR_HTTP_GET, "/thread/:id/tried", MEMBERS, .page = "thread/tried"},
    {BR_HTTP_POST, "/thread/:id/tried", MEMBERS, .form = &thread_tried},
    {BR_HTTP_POST, "/thread/:id/answer", MEMBERS, .form = &thread_answer},
    {BR_HTTP_GET, "/thread/:id/edit/:post", MEMBERS, .page = "thread/edit",
     .prefill = "edit_begins"},
    {BR_HTTP_POST, "/thread/:id/edit/:post", MEMBERS, .form = &thread_edit},
    {BR_HTTP_GET, "/thread/:id/history/:post", MEMBERS, .page = "thread/history"},
    {BR_HTTP_GET, "/thread/:id/hide", MEMBERS, .page = "thread/hide"},
    {BR_HTTP_POST, "/thread/:id/hide", MODERATORS, .form = &thread_hide},
    {BR_HTTP_POST, "/thread/:id/withdraw", MEMBERS, .form = &thread_withdraw},
    {BR_HTTP_POST, "/thread/:id/ask-back", MODERATORS, .form = &thread_ask_withdrawal},
    {BR_HTTP_POST, "/thread/:id/follow", MEMBERS, .run = br_site_follow},
    {BR_HTTP_POST, "/follow", MEMBERS, .run = br_site_follow},
    {BR_HTTP_POST, "/draft", MEMBERS, .run = br_site_draft},
    {BR_HTTP_GET, "/search", MEMBERS, .page = "search/list"},
    {BR_HTTP_GET, "/since", MEMBERS, .page = "since/list", .run = br_site_visit},
    {BR_HTTP_POST, "/since", MEMBERS, .run = br_site_read_all},
    {BR_HTTP_GET, "/academies", MEMBERS, .page = "academy/list"},
    {BR_HTTP_GET,
     "/academy/context",
     {.roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN},
     .page = "academy/edit",
     .prefill = "context_begins"},
    {BR_HTTP_POST,
     "/academy/context",
     {.roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN},
     .form = &context_edit},
    {BR_HTTP_GET, "/academy/:id", MEMBERS, .page = "academy/show"},
    {BR_HTTP_GET, "/people", MEMBERS, .page = "person/list"},
    {BR_HTTP_GET, "/person/:id", MEMBERS, .page = "person/show"},
    {BR_HTTP_GET, "/profile", MEMBERS, .page = "profile/edit", .prefill = "profile_begins"},
    {BR_HTTP_POST, "/profile", MEMBERS, .run = br_site_profile},
    {BR_HTTP_GET, "/rooms", MEMBERS, .page = "room/list"},
    {BR_HTTP_GET, "/room/:id", MEMBERS, .page = "room/show"},
    {BR_HTTP_GET, "/measures", MEMBERS, .page = "measure/list"},
    {BR_HTTP_GET, "/measures/new", MEASURE_ROLES, .page = "measure/new",
     .prefill = "measure_new_begins"},
    {BR_HTTP_POST, "/measures/new", MEASURE_ROLES, .form = &measure_new},
    {BR_HTTP_GET, "/measures/compare", MEMBERS, .page = "measure/compare"},
    {BR_HTTP_GET, "/measures/icons", MEMBERS, .page = "measure/icons"},
    {BR_HTTP_GET, "/measures/small-numbers", MODERATORS, .page = "measure/small",
     .prefill = "small_numbers_begins"},
    {BR_HTTP_POST, "/measures/small-numbers", MODERATORS, .form = &small_numbers},
    {BR_HTTP_GET, "/measure/:id", MEMBERS, .page = "measure/show"},
    {BR_HTTP_GET, "/measure/:id/change", MEASURE_ROLES, .page = "measure/change",
     .prefill = "measure_change_begins"},
    {BR_HTTP_POST, "/measure/:id/change", MEASURE_ROLES, .form = &measure_change},
    {BR_HTTP_GET, "/measure/:id/add", MEMBERS, .page = "measure/add",
     .prefill = "measure_add_begins"},
    {BR_HTTP_POST, "/measure/:id/add", MEMBERS, .run = br_site_measure_add},
    {BR_HTTP_GET, "/measure/:id/correct", MEMBERS, .page = "measure/correct",
     .prefill = "measure_correct_begins"},
    {BR_HTTP_POST, "/measure/:id/correct", MEMBERS, .run = br_site_measure_correct},
    {BR_HTTP_GET, "/measure/:id/paste", MEMBERS, .run = br_site_measure_paste},
    {BR_HTTP_POST, "/measure/:id/paste", MEMBERS, .run = br_site_measure_paste},
    {BR_HTTP_GET, "/measure/:id/undo", MEMBERS, .page = "measure/undo"},
    {BR_HTTP_POST, "/measure/:id/undo", MEMBERS, .run = br_site_measure_undo},
    {BR_HTTP_GET, "/measure/:id/rebase", MEASURE_ROLES, .page = "measure/rebase"},
    {BR_HTTP_POST, "/measure/:id/rebase", MEASURE_ROLES, .form = &measure_rebase},
    {BR_HTTP_GET, "/measure/:id/event", MEMBERS, .page = "measure/event"},
    {BR_HTTP_POST, "/measure/:id/event", MEMBERS, .form = &measure_event},
    {BR_HTTP_GET, "/measure/:id/share", MEASURE_ROLES, .page = "measure/share",
     .prefill = "measure_share_begins"},
    {BR_HTTP_POST, "/measure/:id/share", MEASURE_ROLES, .form = &measure_share},
    {BR_HTTP_GET, "/elsewhere", MEMBERS, .page = "elsewhere/list"},
    {BR_HTTP_GET, "/library", MEMBERS, .page = "library/list"},
    {BR_HTTP_GET, "/shared/room/:id", MEMBERS, .page = "shared/room"},
    {BR_HTTP_GET, "/shared/room/:id/take-back", MEASURE_ROLES, .page = "shared/take_back"},
    {BR_HTTP_POST, "/shared/room/:id/take-back", MEASURE_ROLES, .form = &room_take_back},
    {BR_HTTP_GET, "/shared/pdsa/:id", MEMBERS, .page = "shared/pdsa", .draft_behind = "/borrowed",
     .prefill = "pdsa_borrow_begins"},
    {BR_HTTP_POST, "/shared/pdsa/:id/borrowed", MEASURE_ROLES, .form = &pdsa_borrow},
    {BR_HTTP_GET, "/shared/pdsa/:id/take-back", MEASURE_ROLES, .page = "shared/take_back"},
    {BR_HTTP_POST, "/shared/pdsa/:id/take-back", MEASURE_ROLES, .form = &pdsa_take_back},
    {BR_HTTP_GET, "/room/:id/share", MEASURE_ROLES, .page = "shared/share_room",
     .prefill = "room_share_begins"},
    {BR_HTTP_POST, "/room/:id/share", MEASURE_ROLES, .form = &room_share},
    {BR_HTTP_GET, "/pdsa/:id/share", MEASURE_ROLES, .page = "shared/share_pdsa",
     .prefill = "pdsa_share_begins"},
    {BR_HTTP_POST, "/pdsa/:id/share", MEASURE_ROLES, .form = &pdsa_share},
    {BR_HTTP_GET, "/moderation", MODERATORS, .page = "moderation/list"},
    {BR_HTTP_GET, "/allowed", MODERATORS, .page = "allowed/list"},
    {BR_HTTP_GET, "/accessibility", {.signed_out = true, .bare = true}, .run = accessibility},
    {BR_HTTP_GET, "/events", MEMBERS, .run = br_site_events},
    {BR_HTTP_GET, "/openapi.json", MEMBERS, .run = br_site_api},
    {BR_HTTP_GET, "/assets/:name", {.signed_out = true, .bare = true}, .run = br_site_asset},
};
const size_t br_site_routes_count = sizeof br_site_routes / sizeof br_site_routes[0];
