/*
 * verb_roadmap.c - where a Big Room stands and what it means to do: stakeholders, stage, 5Vs,
 * themes, aims, change ideas, roadblocks.
 */
#include "client/find.h"
#include "client/verb_form.h"
#include "client/verbs.h"

/* A page about the room that the first argument names. */
static int show_room(struct call *call, const char *page)
{
    struct found room;
    int code = find_thing(call, THING_ROOM, call_argument(call, 0), &room);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameters[] = {parameter_id("id", &room.id),
                                        parameter_text("order", "newest")};
    return verb_page(call, page, parameters, call_has(call, "newest") ? 2 : 1);
}

static int list_stakeholders(struct call *call)
{
    return show_room(call, "room/stakeholders");
}

static int show_stage(struct call *call)
{
    return show_room(call, "room/stage");
}

static int show_five_vs(struct call *call)
{
    return show_room(call, "room/five_vs");
}

static int list_themes(struct call *call)
{
    return show_room(call, "room/themes");
}

static int list_aims(struct call *call)
{
    return show_room(call, "room/aims");
}

static int list_ideas(struct call *call)
{
    return show_room(call, "room/ideas");
}

static int list_roadblocks(struct call *call)
{
    return call_argument(call, 0) == NULL ? verb_page(call, "roadblock/list", NULL, 0)
                                          : show_room(call, "roadblock/list");
}

static int show_roadblock(struct call *call)
{
    struct found roadblock;
    int code = find_thing(call, THING_ROADBLOCK, call_argument(call, 0), &roadblock);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &roadblock.id);
    return verb_page(call, "roadblock/show", &parameter, 1);
}

/* --- stakeholders --- */

static const struct verb_form_name of_stakeholder[] = {{"member", THING_MEMBER}, {NULL, 0}};
static const struct option_rule stakeholder_rules[] = {
    {"expects", "TEXT", "what they expect of the room", false},
    {"member", "MEMBER", "whose account it is: id or name", false},
    {"patient-partner", NULL, "outside the room by role only", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule stakeholder_change_rules[] = {
    {"role", "ROLE", "which role", false},
    {"expects", "TEXT", "what they expect of the room", false},
    {"member", "MEMBER", "whose account it is: id or name", false},
    {"patient-partner", "true|false", "outside the room by role only", false},
    {"left", "true|false", "whether they no longer come", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct verb_form stakeholder_add = {.kind = "stakeholder_set",
                                                 .lookup = "room_inside",
                                                 .word = "stakeholder",
                                                 .arguments = {{"id", THING_ROOM}, {"role", 0}},
                                                 .options = of_stakeholder};
static const struct verb_form stakeholder_change = {
    .kind = "stakeholder_set",
    .lookup = "stakeholder_change",
    .begins = "stakeholder_change_begins",
    .word = "stakeholder",
    .arguments = {{"stakeholder", THING_STAKEHOLDER}},
    .options = of_stakeholder};

/* --- stage, 5Vs --- */

static const struct option_rule stage_rules[] = {
    {"reason", "TEXT", "why; it stands on the room's page", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct verb_form stage_set = {.kind = "stage_set",
                                           .lookup = "room_inside",
                                           .word = "stage",
                                           .arguments = {{"id", THING_ROOM}, {"stage", 0}}};
static const struct verb_form stage_follow = {.kind = "stage_set",
                                              .lookup = "room_inside",
                                              .word = "stage",
                                              .arguments = {{"id", THING_ROOM}}};
static const struct option_rule five_vs_rules[] = {
    {"date", "DATE", "of which day; today if it is not said", false},
    {"present", "N", "how many were in the room", false},
    {"value", "TEXT", "what matters to patients", false},
    {"involve", "TEXT", "who is needed, who is missing", false},
    {"evidence", "TEXT", "what is known, and how", false},
    {"visualisation", "TEXT", "what the pathway looks like", false},
    {"vision", "TEXT", "what it would be like", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct verb_form five_vs_write = {.kind = "five_vs_written",
                                               .lookup = "five_vs",
                                               .begins = "five_vs_begins",
                                               .word = "5Vs",
                                               .arguments = {{"id", THING_ROOM}}};

/* --- themes, aims, ideas --- */

static const struct option_rule theme_rules[] = {
    {"text", "TEXT", "more of it", false}, OPTION_ALLOW_IDENTIFIER, {NULL, NULL, NULL, false}};
static const struct option_rule theme_change_rules[] = {
    {"title", "TITLE", "what it is called", false},
    {"text", "TEXT", "more of it", false},
    {"dropped", "true|false", "whether it is dropped", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct verb_form theme_add = {.kind = "theme_set",
                                           .lookup = "room_inside",
                                           .word = "theme",
                                           .arguments = {{"id", THING_ROOM}, {"title", 0}}};
static const struct verb_form theme_change = {.kind = "theme_set",
                                              .lookup = "theme_change",
                                              .begins = "theme_change_begins",
                                              .word = "theme",
                                              .arguments = {{"theme", THING_THEME}}};
static const struct verb_form_name of_aim[] = {{"measure", THING_MEASURE}, {NULL, 0}};
static const struct option_rule aim_rules[] = {
    {"measure", "MEASURE", "which measure shows it", false},
    {"by-date", "DATE", "by when", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule aim_change_rules[] = {
    {"scope", "global|specific", "which kind of aim", false},
    {"text", "TEXT", "what it aims at", false},
    {"measure", "MEASURE", "which measure shows it", false},
    {"by-date", "DATE", "by when", false},
    {"dropped", "true|false", "whether it is dropped", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct verb_form aim_add = {
    .kind = "aim_set",
    .lookup = "room_inside",
    .word = "aim",
    .arguments = {{"id", THING_ROOM}, {"scope", 0}, {"text", 0}},
    .options = of_aim};
static const struct verb_form aim_change = {.kind = "aim_set",
                                            .lookup = "aim_change",
                                            .begins = "aim_change_begins",
                                            .word = "aim",
                                            .arguments = {{"aim", THING_AIM}},
                                            .options = of_aim};
static const struct verb_form_name of_idea[] = {{"theme", THING_THEME},
                                                {"borrowed_from", VERB_FORM_ACADEMY},
                                                {"borrowed", THING_THREAD | THING_SHARED_PDSA},
                                                {NULL, 0}};
static const struct option_rule idea_rules[] = {
    {"text", "TEXT", "more of it", false},
    {"theme", "THEME", "which theme it belongs to", false},
    {"borrowed-from", "ACADEMY", "whose idea it is", false},
    {"borrowed", "ID", "which thread or shared PDSA of theirs", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule idea_change_rules[] = {
    {"title", "TITLE", "what could be tried", false},
    {"text", "TEXT", "more of it", false},
    {"theme", "THEME", "which theme it belongs to", false},
    {"borrowed-from", "ACADEMY", "whose idea it is", false},
    {"borrowed", "ID", "which thread or shared PDSA of theirs", false},
    {"dropped", "true|false", "whether it is dropped", false},
    {"reason", "TEXT", "why it is dropped", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule idea_list_rules[] = {
    {"newest", NULL, "the newest first, not by the alphabet", false}, {NULL, NULL, NULL, false}};
static const struct verb_form idea_add = {.kind = "idea_set",
                                          .lookup = "room_inside",
                                          .word = "change idea",
                                          .arguments = {{"id", THING_ROOM}, {"title", 0}},
                                          .options = of_idea};
static const struct verb_form idea_change = {.kind = "idea_set",
                                             .lookup = "idea_change",
                                             .begins = "idea_change_begins",
                                             .word = "change idea",
                                             .arguments = {{"idea", THING_IDEA}},
                                             .options = of_idea};
static const struct verb_form idea_vote = {.kind = "idea_voted",
                                           .lookup = "idea_vote",
                                           .word = "votes",
                                           .arguments = {{"idea", THING_IDEA}, {"votes", 0}}};

/* --- roadblocks --- */

static const struct verb_form_name of_roadblock[] = {{"sponsor", THING_MEMBER}, {NULL, 0}};
static const struct option_rule roadblock_rules[] = {
    {"sponsor", "MEMBER", "who is asked: id or name", false},
    {"text", "TEXT", "what would move it", false},
    {"committee", "NAME", "where the same is handled", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule roadblock_change_rules[] = {
    {"title", "TITLE", "what is in the way", false},
    {"sponsor", "MEMBER", "who is asked: id or name", false},
    {"text", "TEXT", "what would move it", false},
    {"committee", "NAME", "where the same is handled", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule no_rules[] = {OPTION_ALLOW_IDENTIFIER, {NULL, NULL, NULL, false}};
static const struct verb_form roadblock_ask = {.kind = "roadblock_asked",
                                               .lookup = "roadblock_ask",
                                               .word = "roadblock",
                                               .arguments = {{"id", THING_ROOM}, {"title", 0}},
                                               .options = of_roadblock};
static const struct verb_form roadblock_change = {.kind = "roadblock_asked",
                                                  .lookup = "roadblock_change",
                                                  .begins = "roadblock_change_begins",
                                                  .word = "roadblock",
                                                  .arguments = {{"id", THING_ROADBLOCK}},
                                                  .options = of_roadblock};
static const struct verb_form roadblock_answer = {
    .kind = "roadblock_answered",
    .lookup = "roadblock_answer",
    .word = "answer",
    .arguments = {{"id", THING_ROADBLOCK}, {"outcome", 0}, {"text", 0}}};

const struct verb verbs_roadmap[] = {
    {.area = "stakeholder",
     .name = "list",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Whom the pathway needs in the room, and what they expect.",
     .examples = "  bigroom stakeholder list Frailty\n",
     .place = VERB_VIEWS,
     .run = list_stakeholders},
    {.area = "stakeholder",
     .name = "add",
     .arguments = "ROOM ROLE",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Say whom the pathway needs, by role.",
     .examples = "  bigroom stakeholder add Frailty GP --expects \"to hear of changes\"\n",
     .rules = stakeholder_rules,
     .place = VERB_VIEWS,
     .form = &stakeholder_add,
     .run = verb_form_run},
    {.area = "stakeholder",
     .name = "change",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change a stakeholder; what is not given stays.",
     .examples = "  bigroom stakeholder change 9f0e1d2c --left true\n",
     .rules = stakeholder_change_rules,
     .place = VERB_VIEWS,
     .form = &stakeholder_change,
     .run = verb_form_run},
    {.area = "stage",
     .name = "show",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "The roadmap of a Big Room, and what there is of each stage.",
     .examples = "  bigroom stage show Frailty\n",
     .place = VERB_VIEWS,
     .run = show_stage},
    {.area = "stage",
     .name = "set",
     .arguments = "ROOM STAGE --reason TEXT",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Say where the room is, in place of what follows from what exists.",
     .examples = "  bigroom stage set Frailty five_vs --reason \"new people in the room\"\n",
     .rules = stage_rules,
     .place = VERB_VIEWS,
     .form = &stage_set,
     .run = verb_form_run},
    {.area = "stage",
     .name = "follow",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "What follows from what exists holds again.",
     .examples = "  bigroom stage follow Frailty\n",
     .rules = no_rules,
     .place = VERB_VIEWS,
     .form = &stage_follow,
     .run = verb_form_run},
    {.area = "five-vs",
     .name = "show",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A Big Room's 5Vs, the newest first.",
     .examples = "  bigroom five-vs show Frailty\n",
     .place = VERB_VIEWS,
     .run = show_five_vs},
    {.area = "five-vs",
     .name = "write",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Write a version of the 5Vs; what is not given is as it was last.",
     .examples = "  bigroom five-vs write Frailty --value \"time at home\" --present 9\n",
     .rules = five_vs_rules,
     .place = VERB_VIEWS,
     .form = &five_vs_write,
     .run = verb_form_run},
    {.area = "theme",
     .name = "list",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A Big Room's themes.",
     .examples = "  bigroom theme list Frailty\n",
     .place = VERB_VIEWS,
     .run = list_themes},
    {.area = "theme",
     .name = "add",
     .arguments = "ROOM TITLE",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Add a theme.",
     .examples = "  bigroom theme add Frailty \"Waiting for a decision\"\n",
     .rules = theme_rules,
     .place = VERB_VIEWS,
     .form = &theme_add,
     .run = verb_form_run},
    {.area = "theme",
     .name = "change",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change or drop a theme; what is not given stays.",
     .examples = "  bigroom theme change 9f0e1d2c --dropped true\n",
     .rules = theme_change_rules,
     .place = VERB_VIEWS,
     .form = &theme_change,
     .run = verb_form_run},
    {.area = "aim",
     .name = "list",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "What a Big Room aims at.",
     .examples = "  bigroom aim list Frailty\n",
     .place = VERB_VIEWS,
     .run = list_aims},
    {.area = "aim",
     .name = "add",
     .arguments = "ROOM global|specific TEXT",
     .arguments_min = 3,
     .arguments_max = 3,
     .summary = "Add an aim.",
     .examples =
         "  bigroom aim add Frailty specific \"45% home on the day\" --by-date 2027-03-31\n",
     .rules = aim_rules,
     .place = VERB_VIEWS,
     .form = &aim_add,
     .run = verb_form_run},
    {.area = "aim",
     .name = "change",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change or drop an aim; what is not given stays.",
     .examples = "  bigroom aim change 9f0e1d2c --measure 3c4d5e6f\n",
     .rules = aim_change_rules,
     .place = VERB_VIEWS,
     .form = &aim_change,
     .run = verb_form_run},
    {.area = "idea",
     .name = "list",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A Big Room's change ideas and their votes, by the alphabet.",
     .examples = "  bigroom idea list Frailty\n"
                 "  bigroom idea list Frailty --newest\n",
     .rules = idea_list_rules,
     .place = VERB_VIEWS,
     .run = list_ideas},
    {.area = "idea",
     .name = "add",
     .arguments = "ROOM TITLE",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Add a change idea.",
     .examples = "  bigroom idea add Frailty \"A therapist from 08:00\" --borrowed-from Fennmoor\n",
     .rules = idea_rules,
     .place = VERB_VIEWS,
     .form = &idea_add,
     .run = verb_form_run},
    {.area = "idea",
     .name = "change",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change or drop a change idea; what is not given stays.",
     .examples = "  bigroom idea change 9f0e1d2c --dropped true --reason \"no room for it\"\n",
     .rules = idea_change_rules,
     .place = VERB_VIEWS,
     .form = &idea_change,
     .run = verb_form_run},
    {.area = "idea",
     .name = "vote",
     .arguments = "ID 0|1|2|3",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Give a change idea your votes; your last number holds.",
     .examples = "  bigroom idea vote 9f0e1d2c 3\n",
     .rules = no_rules,
     .place = VERB_VIEWS,
     .form = &idea_vote,
     .run = verb_form_run},
    {.area = "roadblock",
     .name = "list",
     .arguments = "[ROOM]",
     .arguments_max = 1,
     .summary = "What Big Rooms ask of sponsors: one room's, or all.",
     .examples = "  bigroom roadblock list\n"
                 "  bigroom roadblock list Frailty\n",
     .place = VERB_VIEWS,
     .run = list_roadblocks},
    {.area = "roadblock",
     .name = "show",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One roadblock and what was answered.",
     .examples = "  bigroom roadblock show 9f0e1d2c\n",
     .place = VERB_VIEWS,
     .run = show_roadblock},
    {.area = "roadblock",
     .name = "ask",
     .arguments = "ROOM TITLE --sponsor MEMBER",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Ask a sponsor to move what the room cannot.",
     .examples =
         "  bigroom roadblock ask Frailty \"Bed meeting at 08:30\" --sponsor \"Ruth Fox\"\n",
     .rules = roadblock_rules,
     .place = VERB_VIEWS,
     .form = &roadblock_ask,
     .run = verb_form_run},
    {.area = "roadblock",
     .name = "change",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Ask it in other words; what is not given stays.",
     .examples = "  bigroom roadblock change 9f0e1d2c --committee \"Flow committee\"\n",
     .rules = roadblock_change_rules,
     .place = VERB_VIEWS,
     .form = &roadblock_change,
     .run = verb_form_run},
    {.area = "roadblock",
     .name = "answer",
     .arguments = "ID OUTCOME TEXT",
     .arguments_min = 3,
     .arguments_max = 3,
     .summary = "Say how it stands: moved, partly_moved, needs_time or cannot_move.",
     .examples = "  bigroom roadblock answer 9f0e1d2c moved \"It is at eight now.\"\n",
     .rules = no_rules,
     .place = VERB_VIEWS,
     .form = &roadblock_answer,
     .run = verb_form_run},
    {.name = NULL}};
