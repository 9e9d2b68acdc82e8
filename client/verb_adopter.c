/* verb_adopter.c - academies on their way: journeys, cohorts, visits, what was counted. */
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

/* A terminal has no next page to turn to. */
static const struct br_parameter all = {.name = "limit",
                                        .value = {.type = BR_CELL_INTEGER, .integer = -1}};

static int run_walk(struct call *call)
{
    return verb_page(call, "adopter/list", &all, 1);
}

static int run_journey(struct call *call)
{
    struct br_hash academy;
    int code = find_academy(call, call_argument(call, 0), &academy);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_hash("id", &academy);
    return verb_page(call, "journey/show", &parameter, 1);
}

static int run_expectations(struct call *call)
{
    return verb_page(call, "expectation/list", NULL, 0);
}

static int run_spread(struct call *call)
{
    return verb_page(call, "spread/show", &all, 1);
}

static int run_cohorts(struct call *call)
{
    return verb_page(call, "cohort/list", NULL, 0);
}

static int run_cohort(struct call *call)
{
    return show(call, THING_COHORT, "cohort/show");
}

static int run_visits(struct call *call)
{
    return verb_page(call, "visit/list", NULL, 0);
}

static int run_visit(struct call *call)
{
    return show(call, THING_VISIT, "visit/show");
}

static const struct verb_form_name step_names[] = {{"host", VERB_FORM_ACADEMY},
                                                   {"cohorts", THING_COHORT},
                                                   {"rooms", THING_SHARED_ROOM},
                                                   {"visits", THING_VISIT},
                                                   {NULL, 0}};
static const struct verb_form step = {.kind = "journey_step_set",
                                      .audience = "network",
                                      .begins = "journey_step_begins",
                                      .word = "step",
                                      .arguments = {{"step", 0}},
                                      .options = step_names};
static const struct verb_form_name to_names[] = {{"to", 0}, {NULL, 0}};
static const struct verb_form expect = {.kind = "expectation_written",
                                        .lookup = "expectation_write",
                                        .begins = "expectation_begins",
                                        .word = "expectation",
                                        .options = to_names};
static const struct verb_form count = {.kind = "capability_counted",
                                       .audience = "network",
                                       .begins = "capability_begins",
                                       .word = "count"};
static const struct verb_form_name cohort_names[] = {
    {"to", 0}, {"visiting", VERB_FORM_ACADEMY}, {NULL, 0}};
static const struct verb_form cohort_plan = {
    .kind = "cohort_set", .lookup = "adopter_audience", .word = "cohort", .options = cohort_names};
static const struct verb_form cohort_change = {.kind = "cohort_set",
                                               .lookup = "cohort_change",
                                               .begins = "cohort_change_begins",
                                               .word = "cohort",
                                               .arguments = {{"id", THING_COHORT}},
                                               .options = &cohort_names[1]};
static const struct verb_form cohort_day = {.kind = "cohort_day_set",
                                            .lookup = "cohort_of",
                                            .word = "day",
                                            .arguments = {{"id", THING_COHORT}, {"day", 0}}};
static const struct verb_form_name pair_names[] = {{"clinical_coach", THING_MEMBER},
                                                   {"flow_coach", THING_MEMBER},
                                                   {"room", THING_ROOM | THING_SHARED_ROOM},
                                                   {NULL, 0}};
static const struct verb_form pair_new = {.kind = "cohort_pair_set",
                                          .lookup = "cohort_of",
                                          .word = "coach pair",
                                          .arguments = {{"id", THING_COHORT}},
                                          .options = pair_names};
static const struct verb_form pair_change = {.kind = "cohort_pair_set",
                                             .lookup = "pair_change",
                                             .begins = "pair_change_begins",
                                             .word = "coach pair",
                                             .arguments = {{"id", THING_COACH_PAIR}},
                                             .options = pair_names};
static const struct verb_form_name skill_names[] = {
    {"pair", THING_COACH_PAIR}, {"room", THING_ROOM}, {NULL, 0}};
static const struct verb_form skill = {.kind = "skill_used",
                                       .lookup = "skill_use",
                                       .begins = "skill_begins",
                                       .word = "skill used",
                                       .arguments = {{"id", THING_COHORT}},
                                       .options = skill_names};
static const struct verb_form visit_log = {.kind = "visit_set",
                                           .lookup = "adopter_audience",
                                           .begins = "visit_begins",
                                           .word = "visit",
                                           .arguments = {{"to_academy", VERB_FORM_ACADEMY}},
                                           .options = to_names};
static const struct verb_form visit_change = {.kind = "visit_set",
                                              .lookup = "visit_change",
                                              .begins = "visit_change_begins",
                                              .word = "visit",
                                              .arguments = {{"id", THING_VISIT}}};
static const struct verb_form visit_share = {.kind = "thread_started",
                                             .lookup = "visit_share",
                                             .begins = "visit_share_begins",
                                             .also = "visit_set",
                                             .also_lookup = "visit_shared",
                                             .word = "thread",
                                             .arguments = {{"id", THING_VISIT}}};

static const struct option_rule step_rules[] = {
    {"since", "DATE", "the first day of it", false},
    {"host", "ACADEMY", "who taught us, or visited", false},
    {"text", "TEXT", "in our own words", false},
    {"cohorts", "COHORT", "a cohort that shows it; said again for each", true},
    {"rooms", "ROOM", "a shared Big Room that shows it; said again for each", true},
    {"visits", "VISIT", "a visit that shows it; said again for each", true},
    {"taken-back", NULL, "we are not at this step", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule expect_rules[] = {
    {"to", "WHOM", "network, or academy when it is not given", false},
    {"date", "DATE", "when it was said; today when it is not given", false},
    {"expects", "TEXT", "what is expected", false},
    {"gives", "TEXT", "what is given: time, people, a room", false},
    {"patience", "TEXT", "how long it may take", false},
    {"since-then", "TEXT", "what became of what was expected before", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule count_rules[] = {
    {"date", "DATE", "the day of the count; today when it is not given", false},
    {"coaches", "NUMBER", "coaches trained", false},
    {"rooms", "NUMBER", "Big Rooms that meet", false},
    {"rooms-after-year", "NUMBER", "of these, a year or more after they began", false},
    {"pathways", "NUMBER", "pathways", false},
    {"organisations", "NUMBER", "organisations whose staff they are", false},
    {"source", "TEXT", "where the count comes from", false},
    {"taken-back", NULL, "this day's count is taken back", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule cohort_rules[] = {
    {"to", "WHOM", "network, or academy when it is not given", false},
    {"name", "TEXT", "what it is called", false},
    {"starts", "DATE", "its first day", false},
    {"ends", "DATE", "its last day", false},
    {"place", "TEXT", "where", false},
    {"about", "TEXT", "about it", false},
    {"visiting", "ACADEMY", "whose faculty visit; said again for each", true},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule cohort_change_rules[] = {
    {"name", "TEXT", "what it is called", false},
    {"starts", "DATE", "its first day", false},
    {"ends", "DATE", "its last day", false},
    {"place", "TEXT", "where", false},
    {"about", "TEXT", "about it", false},
    {"visiting", "ACADEMY", "whose faculty visit; said again for each", true},
    {"dropped", NULL, "it does not take place", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule day_rules[] = {{"date", "DATE", "its date", false},
                                               {"place", "TEXT", "where", false},
                                               {"skill", "TEXT", "what is learned", false},
                                               {"held", NULL, "it has taken place", false},
                                               OPTION_ALLOW_IDENTIFIER,
                                               {NULL, NULL, NULL, false}};
static const struct option_rule pair_rules[] = {
    {"pathway", "TEXT", "which pathway they work in", false},
    {"organisation", "TEXT", "the hospital or trust", false},
    {"clinical-coach", "MEMBER", "the clinical coach", false},
    {"flow-coach", "MEMBER", "the flow coach", false},
    {"room", "ROOM", "their Big Room", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule pair_change_rules[] = {
    {"pathway", "TEXT", "which pathway they work in", false},
    {"organisation", "TEXT", "the hospital or trust", false},
    {"clinical-coach", "MEMBER", "the clinical coach", false},
    {"flow-coach", "MEMBER", "the flow coach", false},
    {"room", "ROOM", "their Big Room", false},
    {"finished", "DATE", "when they finished the training", false},
    {"left", "DATE", "when they left it", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule skill_rules[] = {
    {"day", "DAY", "which day taught it, 1 to 18", false},
    {"pair", "PAIR", "which coach pair", false},
    {"room", "ROOM", "in which Big Room", false},
    {"date", "DATE", "on which day; today when it is not given", false},
    {"text", "TEXT", "how it went", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule visit_rules[] = {
    {"to", "WHOM", "network, or academy when it is not given", false},
    {"date", "DATE", "its day", false},
    {"occasion", "TEXT", "what for", false},
    {"gave", "TEXT", "what we gave", false},
    {"learned", "TEXT", "what we learned", false},
    {"planned", NULL, "it has not taken place yet", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule visit_change_rules[] = {
    {"date", "DATE", "its day", false},
    {"occasion", "TEXT", "what for", false},
    {"gave", "TEXT", "what we gave", false},
    {"learned", "TEXT", "what we learned", false},
    {"planned", NULL, "it has not taken place yet", false},
    {"dropped", NULL, "it does not take place", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule share_rules[] = {
    {"title", "TEXT", "of the thread", false},
    {"text", "TEXT", "what we learned, for somebody who was not there", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

const struct verb verbs_adopter[] = {
    {.area = "journey",
     .name = "list",
     .summary = "Where each academy is on its way, from A to Z.",
     .examples = "  bigroom journey list\n",
     .place = VERB_VIEWS,
     .run = run_walk},
    {.area = "journey",
     .name = "show",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One academy's steps, and what shows them.",
     .examples = "  bigroom journey show Oakhaven\n",
     .place = VERB_VIEWS,
     .run = run_journey},
    {.area = "journey",
     .name = "step",
     .arguments = "STEP",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say since when we are at a step.",
     .examples = "  bigroom journey step own_rooms --since 2026-01-08\n",
     .rules = step_rules,
     .form = &step,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "expectation",
     .name = "list",
     .summary = "What we expect of the programme, version beside version.",
     .examples = "  bigroom expectation list\n",
     .place = VERB_VIEWS,
     .run = run_expectations},
    {.area = "expectation",
     .name = "write",
     .summary = "Say what we expect, or revisit it.",
     .examples = "  bigroom expectation write --expects \"Home sooner\"\n",
     .rules = expect_rules,
     .form = &expect,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "spread",
     .name = "show",
     .summary = "What the programme has become.",
     .examples = "  bigroom spread show\n",
     .place = VERB_VIEWS,
     .run = run_spread},
    {.area = "spread",
     .name = "count",
     .summary = "Count our coaches, rooms, pathways and organisations.",
     .examples = "  bigroom spread count --coaches 24 --rooms 7\n",
     .rules = count_rules,
     .form = &count,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "cohort",
     .name = "list",
     .summary = "Our cohorts, and those that we visit or train in.",
     .examples = "  bigroom cohort list\n",
     .place = VERB_VIEWS,
     .run = run_cohorts},
    {.area = "cohort",
     .name = "show",
     .arguments = "COHORT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A cohort: its days and coach pairs.",
     .examples = "  bigroom cohort show 1a2b3c4d\n",
     .place = VERB_VIEWS,
     .run = run_cohort},
    {.area = "cohort",
     .name = "plan",
     .summary = "Plan a cohort.",
     .examples = "  bigroom cohort plan --name \"Cohort 1\" --starts 2026-01-08\n",
     .rules = cohort_rules,
     .form = &cohort_plan,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "cohort",
     .name = "change",
     .arguments = "COHORT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say anew what a cohort is.",
     .examples = "  bigroom cohort change 1a2b3c4d --ends 2026-12-10\n",
     .rules = cohort_change_rules,
     .form = &cohort_change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "cohort",
     .name = "day",
     .arguments = "COHORT DAY",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Say of one of the 18 days when it is, and what is learned.",
     .examples = "  bigroom cohort day 1a2b3c4d 5 --date 2026-03-05 --skill \"5Vs\"\n",
     .rules = day_rules,
     .form = &cohort_day,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "cohort",
     .name = "pair",
     .arguments = "COHORT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Name a coach pair.",
     .examples = "  bigroom cohort pair 1a2b3c4d --pathway Frailty\n",
     .rules = pair_rules,
     .form = &pair_new,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "cohort",
     .name = "pair-change",
     .arguments = "PAIR",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say anew who a coach pair is, or that it finished.",
     .examples = "  bigroom cohort pair-change 2b3c4d5e --finished 2026-12-10\n",
     .rules = pair_change_rules,
     .form = &pair_change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "cohort",
     .name = "used",
     .arguments = "COHORT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say what a day taught was used in a room.",
     .examples = "  bigroom cohort used 1a2b3c4d --day 5 --room Frailty\n",
     .rules = skill_rules,
     .form = &skill,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "visit",
     .name = "list",
     .summary = "Visits made and planned.",
     .examples = "  bigroom visit list\n",
     .place = VERB_VIEWS,
     .run = run_visits},
    {.area = "visit",
     .name = "show",
     .arguments = "VISIT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A visit: what was given and learned.",
     .examples = "  bigroom visit show 3c4d5e6f\n",
     .place = VERB_VIEWS,
     .run = run_visit},
    {.area = "visit",
     .name = "log",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Log a visit of ours.",
     .examples = "  bigroom visit log Oakhaven --occasion \"Day 5\" --learned \"Patience\"\n",
     .rules = visit_rules,
     .form = &visit_log,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "visit",
     .name = "change",
     .arguments = "VISIT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say anew what a visit was.",
     .examples = "  bigroom visit change 3c4d5e6f --dropped\n",
     .rules = visit_change_rules,
     .form = &visit_change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "visit",
     .name = "share",
     .arguments = "VISIT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Share what was learned as a thread of the network.",
     .examples = "  bigroom visit share 3c4d5e6f\n",
     .rules = share_rules,
     .form = &visit_share,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.name = NULL}};
