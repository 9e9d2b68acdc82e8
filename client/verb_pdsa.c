/* verb_pdsa.c - small tests of a Big Room, and what became its way of working. */
#include "client/verb_form.h"
#include "client/verbs.h"

static int show(struct call *call, enum thing thing, const char *page)
{
    struct found found;
    int code = find_thing(call, thing, call_argument(call, 0), &found);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &found.id);
    return verb_page(call, page, &parameter, 1);
}

static int run_list(struct call *call)
{
    return show(call, THING_ROOM, "pdsa/list");
}

static int run_show(struct call *call)
{
    return show(call, THING_PDSA, "pdsa/show");
}

static int run_changes(struct call *call)
{
    return show(call, THING_ROOM, "change/list");
}

static const struct verb_form_name plan_names[] = {
    {"measure", THING_MEASURE},      {"idea", THING_IDEA},
    {"after", THING_PDSA},           {"borrowed_from", VERB_FORM_ACADEMY},
    {"borrowed", THING_SHARED_PDSA}, {NULL, 0}};
static const struct verb_form plan = {.kind = "pdsa_planned",
                                      .lookup = "pdsa_new",
                                      .begins = "pdsa_new_begins",
                                      .word = "PDSA",
                                      .arguments = {{"id", THING_ROOM}},
                                      .options = plan_names};
static const struct verb_form change = {.kind = "pdsa_planned",
                                        .lookup = "pdsa_change",
                                        .begins = "pdsa_change_begins",
                                        .word = "plan",
                                        .arguments = {{"id", THING_PDSA}},
                                        .options = plan_names};
static const struct verb_form study = {.kind = "pdsa_studied",
                                       .lookup = "pdsa_study",
                                       .begins = "pdsa_study_begins",
                                       .word = "study",
                                       .arguments = {{"id", THING_PDSA}}};

static const struct verb_form_name change_names[] = {
    {"measure", THING_MEASURE}, {"pdsa", THING_PDSA}, {NULL, 0}};
static const struct verb_form standardise = {.kind = "change_standardised",
                                             .lookup = "change_new",
                                             .begins = "change_new_begins",
                                             .word = "change",
                                             .arguments = {{"id", THING_ROOM}},
                                             .options = change_names};
static const struct verb_form edit = {.kind = "change_standardised",
                                      .lookup = "change_edit",
                                      .begins = "change_edit_begins",
                                      .word = "change",
                                      .arguments = {{"id", THING_CHANGE}},
                                      .options = change_names};

static const struct option_rule plan_rules[] = {
    {"title", "TEXT", "what you call it, as it stands on the wall", false},
    {"question", "TEXT", "what you want to find out", false},
    {"prediction", "TEXT", "what you predict; a number if you can", false},
    {"plan", "TEXT", "what you will do, where, and who does it", false},
    {"starts", "DATE", "from which day, as YYYY-MM-DD; today when it is not given", false},
    {"study-on", "DATE", "in the hour of which day it is studied", false},
    {"measure", "MEASURE", "which measure of the room should show it", false},
    {"idea", "IDEA", "which change idea it tests", false},
    {"after", "PDSA", "the test before it in a ramp", false},
    {"borrowed-from", "ACADEMY", "whose it was first", false},
    {"borrowed", "PDSA", "which of their shared PDSAs it was", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule study_rules[] = {
    {"happened", "TEXT", "what happened", false},
    {"done", "TEXT", "what was carried out", false},
    {"comparison", "WORD", "as_predicted, close, different or could_not_tell", false},
    {"learned", "TEXT", "what you learned", false},
    {"decision", "WORD", "adopt, adapt or abandon; none yet when it is not given", false},
    {"reason", "TEXT", "what is adapted, or why it is abandoned", false},
    {"date", "DATE", "studied on, as YYYY-MM-DD; today when it is not given", false},
    {"present", "N", "how many people were in the room", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule standardise_rules[] = {
    {"title", "TEXT", "what has become the way of working", false},
    {"embedded", "TEXT", "where it is written down or built in", false},
    {"pdsa", "PDSA", "which test it came from", false},
    {"measure", "MEASURE", "which measure shows that it holds", false},
    {"date", "DATE", "since when, as YYYY-MM-DD; today when it is not given", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule edit_rules[] = {
    {"title", "TEXT", "what has become the way of working", false},
    {"embedded", "TEXT", "where it is written down or built in", false},
    {"pdsa", "PDSA", "which test it came from", false},
    {"measure", "MEASURE", "which measure shows that it holds", false},
    {"date", "DATE", "since when, as YYYY-MM-DD", false},
    {"dropped", NULL, "it is no longer done", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

const struct verb verbs_pdsa[] = {
    {.area = "pdsa",
     .name = "list",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "The small tests of a Big Room: what is open, and all of them as ramps.",
     .examples = "  bigroom pdsa list Frailty\n",
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "pdsa",
     .name = "show",
     .arguments = "PDSA",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One PDSA: predicted and happened, what was learned, its chart.",
     .examples = "  bigroom pdsa show 7a8b9c0d\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "pdsa",
     .name = "plan",
     .arguments = "ROOM --title T --question Q --prediction P",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Plan a small test; without a prediction it is not one.",
     .examples = "  bigroom pdsa plan Frailty --title \"Three names on the board\" \\\n"
                 "      --question \"Do three names bring a decision before 10?\" \\\n"
                 "      --prediction \"Two of three home by noon\" --study-on 2026-11-26\n"
                 "  bigroom pdsa plan Frailty --after 7a8b9c0d --title \"The same on ward 5\" \\\n"
                 "      --question \"Does it work there?\" --prediction \"As on ward 4\"\n",
     .rules = plan_rules,
     .form = &plan,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "pdsa",
     .name = "change",
     .arguments = "PDSA",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change a plan; what is not given stays as it is.",
     .examples = "  bigroom pdsa change 7a8b9c0d --study-on 2026-12-03\n",
     .rules = plan_rules,
     .form = &change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "pdsa",
     .name = "study",
     .arguments = "PDSA --happened TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say what happened, beside what was predicted, and what the room decides.",
     .examples = "  bigroom pdsa study 7a8b9c0d --happened \"Three more a week\" \\\n"
                 "      --comparison close --decision adopt --present 9\n"
                 "  bigroom pdsa study 7a8b9c0d --happened \"As many calls\" \\\n"
                 "      --decision abandon --reason \"Families were at work\"\n",
     .rules = study_rules,
     .form = &study,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "change",
     .name = "list",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "What has become the way of working in a Big Room.",
     .examples = "  bigroom change list Frailty\n",
     .place = VERB_VIEWS,
     .run = run_changes},
    {.area = "change",
     .name = "standardise",
     .arguments = "ROOM --title TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A change has become the way of working: say where it is built in.",
     .examples = "  bigroom change standardise Frailty --pdsa 7a8b9c0d \\\n"
                 "      --embedded \"The therapy rota of ward 4\"\n",
     .rules = standardise_rules,
     .form = &standardise,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "change",
     .name = "edit",
     .arguments = "CHANGE",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Describe it anew, or say that it is no longer done.",
     .examples = "  bigroom change edit 8b9c0d1e --dropped\n",
     .rules = edit_rules,
     .form = &edit,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.name = NULL}};
