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

#define COACHES                                                                 \
    {                                                                           \
        .roles = BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }
#define SPONSORS                                                \
    {                                                           \
        .roles = BR_ROLE_SPONSOR | BR_ROLE_LEAD | BR_ROLE_ADMIN \
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

/* --- Big Rooms --- */

static const struct br_site_form room_new = {.kind = "room_opened",
                                             .audience = "academy",
                                             .main_field = "name",
                                             .page = "room/new",
                                             .then = "/room/:new"};
static const struct br_site_form room_change = {.kind = "room_changed",
                                                .lookup = "room_change",
                                                .main_field = "name",
                                                .page = "room/change",
                                                .then = "/room/:room"};
static const struct br_site_form room_coaches = {.kind = "coach_pair_appointed",
                                                 .lookup = "room",
                                                 .main_field = "clinical_coach",
                                                 .page = "room/people",
                                                 .then = "/room/:room/people"};
static const struct br_site_form room_member = {.kind = "room_member_set",
                                                .lookup = "room",
                                                .main_field = "member",
                                                .page = "room/people",
                                                .then = "/room/:room/people"};
static const struct br_site_form stakeholder_new = {.kind = "stakeholder_set",
                                                    .lookup = "room_inside",
                                                    .main_field = "role",
                                                    .page = "room/stakeholders",
                                                    .then = "/room/:room/stakeholders"};
static const struct br_site_form stakeholder_change = {.kind = "stakeholder_set",
                                                       .lookup = "stakeholder_change",
                                                       .main_field = "role",
                                                       .page = "room/stakeholder",
                                                       .then = "/room/:room/stakeholders"};
static const struct br_site_form room_stage = {.kind = "stage_set",
                                               .lookup = "room_inside",
                                               .main_field = "reason",
                                               .page = "room/stage",
                                               .then = "/room/:room"};
static const struct br_site_form five_vs = {.kind = "five_vs_written",
                                            .lookup = "five_vs",
                                            .main_field = "value",
                                            .page = "room/five_vs_write",
                                            .then = "/room/:room/five-vs"};
static const struct br_site_form theme_new = {.kind = "theme_set",
                                              .lookup = "room_inside",
                                              .main_field = "title",
                                              .page = "room/themes",
                                              .then = "/room/:room/themes"};
static const struct br_site_form theme_change = {.kind = "theme_set",
                                                 .lookup = "theme_change",
                                                 .main_field = "title",
                                                 .page = "room/theme",
                                                 .then = "/room/:room/themes"};
static const struct br_site_form aim_new = {.kind = "aim_set",
                                            .lookup = "room_inside",
                                            .main_field = "text",
                                            .page = "room/aims",
                                            .then = "/room/:room/aims"};
static const struct br_site_form aim_change = {.kind = "aim_set",
                                               .lookup = "aim_change",
                                               .main_field = "text",
                                               .page = "room/aim",
                                               .then = "/room/:room/aims"};
static const struct br_site_form idea_new = {.kind = "idea_set",
                                             .lookup = "room_inside",
                                             .main_field = "title",
                                             .page = "room/ideas",
                                             .then = "/room/:room/ideas#i:new"};
static const struct br_site_form idea_change = {.kind = "idea_set",
                                                .lookup = "idea_change",
                                                .main_field = "title",
                                                .page = "room/idea",
                                                .then = "/room/:room/ideas#i:idea"};
static const struct br_site_form idea_vote = {.kind = "idea_voted",
                                              .lookup = "idea_vote",
                                              .main_field = "votes",
                                              .page = "room/ideas",
                                              .then = "/room/:room/ideas#i:idea"};
static const struct br_site_form roadblock_ask = {.kind = "roadblock_asked",
                                                  .lookup = "roadblock_ask",
                                                  .main_field = "title",
                                                  .page = "roadblock/list",
                                                  .then = "/roadblock/:new"};
static const struct br_site_form roadblock_change = {.kind = "roadblock_asked",
                                                     .lookup = "roadblock_change",
                                                     .main_field = "title",
                                                     .page = "roadblock/change",
                                                     .then = "/roadblock/:roadblock"};
static const struct br_site_form roadblock_answer = {.kind = "roadblock_answered",
                                                     .lookup = "roadblock_answer",
                                                     .main_field = "text",
                                                     .page = "roadblock/show",
                                                     .then = "/roadblock/:roadblock"};
/* --- PDSAs, what became the way of working, the driver diagram --- */

static const struct br_site_form pdsa_new = {.kind = "pdsa_planned",
                                             .lookup = "pdsa_new",
                                             .main_field = "question",
                                             .page = "pdsa/new",
                                             .then = "/pdsa/:new"};
static const struct br_site_form pdsa_change = {.kind = "pdsa_planned",
                                                .lookup = "pdsa_change",
                                                .main_field = "question",
                                                .page = "pdsa/change",
                                                .then = "/pdsa/:pdsa"};
static const struct br_site_form pdsa_study = {.kind = "pdsa_studied",
                                               .lookup = "pdsa_study",
                                               .main_field = "happened",
                                               .page = "pdsa/study",
                                               .then = "/pdsa/:pdsa"};
static const struct br_site_form change_new = {.kind = "change_standardised",
                                               .lookup = "change_new",
                                               .main_field = "title",
                                               .page = "change/new",
                                               .then = "/room/:id/changes"};
static const struct br_site_form change_edit = {.kind = "change_standardised",
                                                .lookup = "change_edit",
                                                .main_field = "title",
                                                .page = "change/edit",
                                                .then = "/room/:room/changes"};
static const struct br_site_form driver_draw = {.kind = "driver_diagram_drawn",
                                                .lookup = "driver_draw",
                                                .main_field = "nodes",
                                                .row = "nodes.text",
                                                .page = "driver/edit",
                                                .then = "/room/:id/drivers"};
/* --- the weekly hour --- */

static const struct br_site_form meeting_new = {.kind = "meeting_planned",
                                                .lookup = "meeting_new",
                                                .main_field = "date",
                                                .row = "agenda.title",
                                                .page = "meeting/prepare",
                                                .then = "/meeting/:new"};
static const struct br_site_form meeting_change = {.kind = "meeting_planned",
                                                   .lookup = "meeting_change",
                                                   .main_field = "date",
                                                   .row = "agenda.title",
                                                   .page = "meeting/change",
                                                   .then = "/meeting/:meeting"};
static const struct br_site_form meeting_role = {.kind = "meeting_role_taken",
                                                 .lookup = "meeting_role",
                                                 .main_field = "who",
                                                 .page = "meeting/roles",
                                                 .then = "/meeting/:id/roles"};
static const struct br_site_form meeting_step = {.kind = "meeting_stepped",
                                                 .lookup = "meeting",
                                                 .main_field = "item",
                                                 .page = "meeting/wall",
                                                 .then = "/meeting/:id/wall"};
static const struct br_site_form meeting_story = {.kind = "story_noted",
                                                  .lookup = "meeting",
                                                  .main_field = "theme",
                                                  .page = "meeting/story",
                                                  .then = "/meeting/:id/:place"};
static const struct br_site_form meeting_wall = {.kind = "note_taken",
                                                 .lookup = "meeting_capture",
                                                 .main_field = "text",
                                                 .page = "meeting/wall",
                                                 .then = "/meeting/:id/wall"};
static const struct br_site_form meeting_capture = {.kind = "note_taken",
                                                    .lookup = "meeting_capture",
                                                    .main_field = "text",
                                                    .page = "meeting/show",
                                                    .then = "/meeting/:id#decided"};
static const struct br_site_form meeting_tick = {.kind = "action_set",
                                                 .lookup = "action_tick",
                                                 .main_field = "text",
                                                 .page = "meeting/wall",
                                                 .then = "/meeting/:id/wall"};
static const struct br_site_form meeting_attend = {.kind = "attendance_noted",
                                                   .lookup = "meeting",
                                                   .main_field = "roles",
                                                   .row = "roles.count",
                                                   .page = "meeting/attend",
                                                   .then = "/meeting/:id/:place"};
static const struct br_site_form meeting_scoring = {.kind = "scoring_opened",
                                                    .lookup = "meeting",
                                                    .main_field = "closed",
                                                    .page = "meeting/paper",
                                                    .then = "/meeting/:id/:place"};
static const struct br_site_form meeting_end = {.kind = "meeting_ended",
                                                .lookup = "meeting",
                                                .main_field = "reason",
                                                .page = "meeting/end",
                                                .then = "/meeting/:id"};
static const struct br_site_form decision_change = {.kind = "decision_made",
                                                    .lookup = "decision",
                                                    .main_field = "text",
                                                    .page = "meeting/decision",
                                                    .then = "/meeting/:meeting#decided"};
static const struct br_site_form note_change = {.kind = "note_taken",
                                                .lookup = "note",
                                                .main_field = "text",
                                                .page = "meeting/note",
                                                .then = "/meeting/:meeting"};
static const struct br_site_form action_new = {.kind = "action_set",
                                               .lookup = "action_new",
                                               .main_field = "text",
                                               .page = "meeting/actions",
                                               .then = "/room/:id/actions"};
static const struct br_site_form action_tick = {.kind = "action_set",
                                                .lookup = "action_tick",
                                                .main_field = "text",
                                                .page = "meeting/actions",
                                                .then = "/room/:id/actions"};
static const struct br_site_form action_change = {.kind = "action_set",
                                                  .lookup = "action",
                                                  .main_field = "text",
                                                  .page = "meeting/action",
                                                  .then = "/room/:audience_id/actions"};
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
    {BR_HTTP_GET, "/rooms/new", COACHES, .page = "room/new"},
    {BR_HTTP_POST, "/rooms/new", COACHES, .form = &room_new},
    {BR_HTTP_GET, "/room/:id", MEMBERS, .page = "room/show"},
    {BR_HTTP_GET, "/room/:id/change", COACHES, .page = "room/change",
     .prefill = "room_change_begins"},
    {BR_HTTP_POST, "/room/:id/change", COACHES, .form = &room_change},
    {BR_HTTP_GET, "/room/:id/people", MEMBERS, .page = "room/people", .prefill = "coaches_begins"},
    {BR_HTTP_POST, "/room/:id/coaches", COACHES, .form = &room_coaches},
    {BR_HTTP_POST, "/room/:id/members", COACHES, .form = &room_member},
    {BR_HTTP_GET, "/room/:id/stakeholders", MEMBERS, .page = "room/stakeholders"},
    {BR_HTTP_POST, "/room/:id/stakeholders", MEMBERS, .form = &stakeholder_new},
    {BR_HTTP_GET, "/room/:id/stakeholder/:stakeholder", MEMBERS, .page = "room/stakeholder",
     .prefill = "stakeholder_change_begins"},
    {BR_HTTP_POST, "/room/:id/stakeholder/:stakeholder", MEMBERS, .form = &stakeholder_change},
    {BR_HTTP_GET, "/room/:id/stage", MEMBERS, .page = "room/stage"},
    {BR_HTTP_POST, "/room/:id/stage", COACHES, .form = &room_stage},
    {BR_HTTP_GET, "/room/:id/five-vs", MEMBERS, .page = "room/five_vs"},
    {BR_HTTP_GET, "/room/:id/five-vs/write", MEMBERS, .page = "room/five_vs_write",
     .prefill = "five_vs_begins"},
    {BR_HTTP_POST, "/room/:id/five-vs/write", MEMBERS, .form = &five_vs},
    {BR_HTTP_GET, "/room/:id/themes", MEMBERS, .page = "room/themes"},
    {BR_HTTP_POST, "/room/:id/themes", MEMBERS, .form = &theme_new},
    {BR_HTTP_GET, "/room/:id/theme/:theme", MEMBERS, .page = "room/theme",
     .prefill = "theme_change_begins"},
    {BR_HTTP_POST, "/room/:id/theme/:theme", MEMBERS, .form = &theme_change},
    {BR_HTTP_GET, "/room/:id/aims", MEMBERS, .page = "room/aims"},
    {BR_HTTP_POST, "/room/:id/aims", MEMBERS, .form = &aim_new},
    {BR_HTTP_GET, "/room/:id/aim/:aim", MEMBERS, .page = "room/aim",
     .prefill = "aim_change_begins"},
    {BR_HTTP_POST, "/room/:id/aim/:aim", MEMBERS, .form = &aim_change},
    {BR_HTTP_GET, "/room/:id/ideas", MEMBERS, .page = "room/ideas"},
    {BR_HTTP_POST, "/room/:id/ideas", MEMBERS, .form = &idea_new},
    {BR_HTTP_GET, "/room/:id/idea/:idea", MEMBERS, .page = "room/idea",
     .prefill = "idea_change_begins"},
    {BR_HTTP_POST, "/room/:id/idea/:idea", MEMBERS, .form = &idea_change},
    {BR_HTTP_POST, "/room/:id/idea/:idea/vote", MEMBERS, .form = &idea_vote},
    {BR_HTTP_GET, "/room/:id/roadblocks", MEMBERS, .page = "roadblock/list"},
    {BR_HTTP_POST, "/room/:id/roadblocks", MEMBERS, .form = &roadblock_ask},
    {BR_HTTP_GET, "/roadblocks", MEMBERS, .page = "roadblock/list"},
    {BR_HTTP_GET, "/roadblock/:id", MEMBERS, .page = "roadblock/show"},
    {BR_HTTP_POST, "/roadblock/:id/answer", SPONSORS, .form = &roadblock_answer},
    {BR_HTTP_GET, "/roadblock/:id/change", MEMBERS, .page = "roadblock/change",
     .prefill = "roadblock_change_begins"},
    {BR_HTTP_POST, "/roadblock/:id/change", MEMBERS, .form = &roadblock_change},
    {BR_HTTP_GET, "/room/:id/pdsas", MEMBERS, .page = "pdsa/list"},
    {BR_HTTP_GET, "/room/:id/pdsas/new", MEMBERS, .page = "pdsa/new", .prefill = "pdsa_new_begins"},
    {BR_HTTP_POST, "/room/:id/pdsas/new", MEMBERS, .form = &pdsa_new},
    {BR_HTTP_GET, "/pdsa/:id", MEMBERS, .page = "pdsa/show"},
    {BR_HTTP_GET, "/pdsa/:id/change", MEMBERS, .page = "pdsa/change",
     .prefill = "pdsa_change_begins"},
    {BR_HTTP_POST, "/pdsa/:id/change", MEMBERS, .form = &pdsa_change},
    {BR_HTTP_GET, "/pdsa/:id/study", MEMBERS, .page = "pdsa/study", .prefill = "pdsa_study_begins"},
    {BR_HTTP_POST, "/pdsa/:id/study", MEMBERS, .form = &pdsa_study},
    {BR_HTTP_GET, "/room/:id/changes", MEMBERS, .page = "change/list"},
    {BR_HTTP_GET, "/room/:id/changes/new", MEMBERS, .page = "change/new",
     .prefill = "change_new_begins"},
    {BR_HTTP_POST, "/room/:id/changes/new", MEMBERS, .form = &change_new},
    {BR_HTTP_GET, "/change/:id", MEMBERS, .page = "change/edit", .prefill = "change_edit_begins"},
    {BR_HTTP_POST, "/change/:id", MEMBERS, .form = &change_edit},
    {BR_HTTP_GET, "/room/:id/drivers", MEMBERS, .page = "driver/show"},
    {BR_HTTP_GET, "/room/:id/drivers/edit", MEMBERS, .page = "driver/edit",
     .prefill = "driver_draw_begins"},
    {BR_HTTP_POST, "/room/:id/drivers/edit", MEMBERS, .form = &driver_draw},
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
    {BR_HTTP_GET, "/room/:id/prepare", MEMBERS, .page = "meeting/prepare",
     .prefill = "meeting_begins"},
    {BR_HTTP_POST, "/room/:id/prepare", MEMBERS, .form = &meeting_new},
    {BR_HTTP_GET, "/room/:id/meetings", MEMBERS, .page = "meeting/list"},
    {BR_HTTP_GET, "/room/:id/actions", MEMBERS, .page = "meeting/actions"},
    {BR_HTTP_POST, "/room/:id/actions", MEMBERS, .form = &action_new},
    {BR_HTTP_POST, "/room/:id/tick", MEMBERS, .form = &action_tick},
    {BR_HTTP_GET, "/meeting/:id", MEMBERS, .page = "meeting/show"},
    {BR_HTTP_GET, "/meeting/:id/minutes", MEMBERS, .page = "meeting/show"},
    {BR_HTTP_POST, "/meeting/:id/capture", MEMBERS, .form = &meeting_capture},
    {BR_HTTP_GET, "/meeting/:id/wall", MEMBERS, .page = "meeting/wall"},
    {BR_HTTP_POST, "/meeting/:id/wall", MEMBERS, .form = &meeting_wall},
    {BR_HTTP_POST, "/meeting/:id/step", MEMBERS, .form = &meeting_step},
    {BR_HTTP_POST, "/meeting/:id/tick", MEMBERS, .form = &meeting_tick},
    {BR_HTTP_GET, "/meeting/:id/change", MEMBERS, .page = "meeting/change",
     .prefill = "meeting_change_begins"},
    {BR_HTTP_POST, "/meeting/:id/change", MEMBERS, .form = &meeting_change},
    {BR_HTTP_GET, "/meeting/:id/roles", MEMBERS, .page = "meeting/roles"},
    {BR_HTTP_POST, "/meeting/:id/roles", MEMBERS, .form = &meeting_role},
    {BR_HTTP_GET, "/meeting/:id/story", MEMBERS, .page = "meeting/story",
     .prefill = "meeting_story_begins"},
    {BR_HTTP_POST, "/meeting/:id/story", MEMBERS, .form = &meeting_story},
    {BR_HTTP_GET, "/meeting/:id/attend", MEMBERS, .page = "meeting/attend",
     .prefill = "meeting_attend_begins"},
    {BR_HTTP_POST, "/meeting/:id/attend", MEMBERS, .form = &meeting_attend},
    {BR_HTTP_POST, "/meeting/:id/scoring", MEMBERS, .form = &meeting_scoring},
    {BR_HTTP_GET, "/meeting/:id/score.svg", MEMBERS, .run = br_site_score_code},
    {BR_HTTP_GET, "/meeting/:id/paper", MEMBERS, .page = "meeting/paper"},
    {BR_HTTP_POST, "/meeting/:id/paper", MEMBERS, .run = br_site_scores},
    {BR_HTTP_GET, "/meeting/:id/end", MEMBERS, .page = "meeting/end"},
    {BR_HTTP_POST, "/meeting/:id/end", MEMBERS, .form = &meeting_end},
    {BR_HTTP_GET, "/decision/:id", MEMBERS, .page = "meeting/decision",
     .prefill = "decision_begins"},
    {BR_HTTP_POST, "/decision/:id", MEMBERS, .form = &decision_change},
    {BR_HTTP_GET, "/action/:id", MEMBERS, .page = "meeting/action", .prefill = "action_begins"},
    {BR_HTTP_POST, "/action/:id", MEMBERS, .form = &action_change},
    {BR_HTTP_GET, "/note/:id", MEMBERS, .page = "meeting/note", .prefill = "note_begins"},
    {BR_HTTP_POST, "/note/:id", MEMBERS, .form = &note_change},
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
    {BR_HTTP_GET, "/room/:id/page", MEMBERS, .page = "page/show"},
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
