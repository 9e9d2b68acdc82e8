/* verb_room.c - Big Rooms, their coach pairs and members. */
#include "client/draft.h"
#include "client/find.h"
#include "client/verb_form.h"
#include "client/verbs.h"
#include "entry/date.h"

static int run_list(struct call *call)
{
    return verb_page(call, "room/list", NULL, 0);
}

static int run_show(struct call *call)
{
    struct found room;
    int code = find_thing(call, THING_ROOM, call_argument(call, 0), &room);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &room.id);
    return verb_page(call, "room/show", &parameter, 1);
}

static int run_people(struct call *call)
{
    struct found room;
    int code = find_thing(call, THING_ROOM, call_argument(call, 0), &room);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &room.id);
    return verb_page(call, "room/people", &parameter, 1);
}

static int run_members(struct call *call)
{
    return verb_page(call, "member/list", NULL, 0);
}

static const struct br_audience academy = {.type = BR_AUDIENCE_ACADEMY};

static int run_open(struct call *call)
{
    struct draft draft;
    if (!call_has(call, "name") || !call_has(call, "pathway")) {
        return call_fail(call, EXIT_USAGE,
                         "say what it is called and which pathway it is for: --name, --pathway");
    }
    draft_begin(&draft, call, "room_opened", &academy);
    draft_set_option(&draft, "name", "name");
    draft_set_option(&draft, "pathway", "pathway");
    draft_set_option(&draft, "purpose", "purpose");
    draft_set_option(&draft, "slot", "slot");
    draft_set_option(&draft, "place", "place");
    draft_set_option(&draft, "weekday", "weekday");
    draft_set_option(&draft, "starts", "starts");
    draft_set_option(&draft, "minutes", "minutes");
    return draft_save_and_say(&draft, "Big Room");
}

static int run_appoint(struct call *call)
{
    struct found room;
    struct found clinical;
    struct found flow;
    struct draft draft;
    const char *from = call_value(call, "from");
    if (!call_has(call, "clinical") || !call_has(call, "flow")) {
        return call_fail(call, EXIT_USAGE,
                         "a coach pair is a clinical coach and a flow coach: --clinical, --flow");
    }
    if (from != NULL && !br_date_exists(br_bytes_of_text(from))) {
        return call_fail(call, EXIT_USAGE, "write the date as YYYY-MM-DD: --from 2026-11-23");
    }
    int code = find_thing(call, THING_ROOM, call_argument(call, 0), &room);
    if (code == EXIT_FINE) {
        code = find_thing(call, THING_MEMBER, call_value(call, "clinical"), &clinical);
    }
    if (code == EXIT_FINE) {
        code = find_thing(call, THING_MEMBER, call_value(call, "flow"), &flow);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    if (br_id_equal(&clinical.id, &flow.id)) {
        return call_fail(call, EXIT_USAGE, "choose two different people as coaches");
    }
    draft_begin(&draft, call, "coach_pair_appointed", &academy);
    draft_set_id(&draft, "room", &room.id);
    draft_set_id(&draft, "clinical_coach", &clinical.id);
    draft_set_id(&draft, "flow_coach", &flow.id);
    draft_set_option(&draft, "from_date", "from");
    draft_needs(&draft, &room.id, room.saved_here);
    return draft_save_and_say(&draft, "coach pair");
}

static int set_member(struct call *call, bool joined)
{
    struct found room;
    struct found member;
    struct draft draft;
    int code = find_thing(call, THING_ROOM, call_argument(call, 0), &room);
    if (code == EXIT_FINE) {
        code = find_thing(call, THING_MEMBER, call_argument(call, 1), &member);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "room_member_set", &academy);
    draft_set_id(&draft, "room", &room.id);
    draft_set_id(&draft, "member", &member.id);
    draft_set(&draft, "joined", br_bytes_of_text(joined ? "true" : "false"));
    draft_needs(&draft, &room.id, room.saved_here);
    return draft_save_and_say(&draft, joined ? "joins" : "leaves");
}

static int run_add(struct call *call)
{
    return set_member(call, true);
}

static int run_remove(struct call *call)
{
    return set_member(call, false);
}

static const struct option_rule open_rules[] = {
    {"name", "NAME", "what it is called", false},
    {"pathway", "PATHWAY", "which pathway it is for", false},
    {"purpose", "TEXT", "what it is there for", false},
    {"weekday", "1-7", "the day of its hour: 1 Monday to 7 Sunday", false},
    {"starts", "HH:MM", "when its hour starts", false},
    {"minutes", "N", "how long it is, 60 if it is not said", false},
    {"slot", "TEXT", "its hour in words, if it is not weekly", false},
    {"place", "TEXT", "where it meets", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule appoint_rules[] = {
    {"clinical", "MEMBER", "the clinical coach: id or name", false},
    {"flow", "MEMBER", "the flow coach: id or name", false},
    {"from", "DATE", "since when, as YYYY-MM-DD", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

static const struct option_rule quiet_rules[] = {
    {"reason", "TEXT", "why it does not meet; empty: it meets again", false},
    {"until", "DATE", "until when", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
/* Only the last word holds: nothing of the one before is kept. */
static const struct verb_form room_quiet = {.kind = "room_quiet_explained",
                                            .lookup = "quiet",
                                            .word = "quiet",
                                            .arguments = {{"id", THING_ROOM}}};

static const struct verb_form room_change = {.kind = "room_changed",
                                             .lookup = "room_change",
                                             .begins = "room_change_begins",
                                             .word = "Big Room",
                                             .arguments = {{"id", THING_ROOM}}};

const struct verb verbs_room[] = {
    {.area = "room",
     .name = "list",
     .arguments = "",
     .summary = "The Big Rooms of our academy.",
     .examples = "  bigroom room list\n",
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "room",
     .name = "show",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One Big Room: its roadmap, its next hour, its measures, what is to be done.",
     .examples = "  bigroom room show 9f0e1d2c\n  bigroom room show \"Hip fracture\"\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "room",
     .name = "open",
     .arguments = "--name NAME --pathway PATHWAY",
     .summary = "Open a Big Room; you belong to it, and can then appoint its coach pair.",
     .examples = "  bigroom room open --name \"Hip fracture\" --pathway \"Hip fracture\" \\\n"
                 "      --slot \"Thursdays 08:30\" --place \"Seminar room 2\"\n",
     .rules = open_rules,
     .place = VERB_VIEWS,
     .run = run_open},
    {.area = "room",
     .name = "change",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change what a Big Room is; what is not given stays, what it was is kept.",
     .examples = "  bigroom room change 9f0e1d2c --weekday 4 --starts 08:30\n",
     .rules = open_rules,
     .place = VERB_VIEWS,
     .form = &room_change,
     .run = verb_form_run},
    {.area = "room",
     .name = "quiet",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say why a Big Room does not meet for a while; without a reason, that it does.",
     .examples = "  bigroom room quiet 9f0e1d2c --reason \"Moving wards\" --until 2026-12-10\n",
     .rules = quiet_rules,
     .place = VERB_VIEWS,
     .form = &room_quiet,
     .run = verb_form_run},
    {.area = "room",
     .name = "people",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "The coach pairs that a Big Room has had; to its members, who belongs to it.",
     .examples = "  bigroom room people 9f0e1d2c\n",
     .place = VERB_VIEWS,
     .run = run_people},
    {.area = "room",
     .name = "appoint",
     .arguments = "ROOM --clinical M --flow M",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Appoint the coach pair of a Big Room.",
     .examples = "  bigroom room appoint 9f0e1d2c --clinical \"Amal Noor\" --flow \"Ned Fox\" \\\n"
                 "      --from 2026-11-23\n",
     .rules = appoint_rules,
     .place = VERB_VIEWS,
     .run = run_appoint},
    {.area = "room",
     .name = "add",
     .arguments = "ROOM MEMBER",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Somebody joins a Big Room, and receives all of it.",
     .examples = "  bigroom room add 9f0e1d2c \"Amal Noor\"\n",
     .place = VERB_VIEWS,
     .run = run_add},
    {.area = "room",
     .name = "remove",
     .arguments = "ROOM MEMBER",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Somebody leaves a Big Room; it leaves their devices.",
     .examples = "  bigroom room remove 9f0e1d2c 77aa88bb\n",
     .place = VERB_VIEWS,
     .run = run_remove},
    {.area = "member",
     .name = "list",
     .arguments = "",
     .summary = "The people of our academy.",
     .examples = "  bigroom member list\n",
     .place = VERB_VIEWS,
     .run = run_members},
    {.name = NULL}};
