/* verb_programme.c - elements of the programme, what we decide and do differently, what goes back,
 * and how we look at ourselves. */
#include "client/verb_form.h"
#include "client/verbs.h"

#include <string.h>

/* --- pages --- */

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

static int run_element(struct call *call)
{
    return show(call, THING_ELEMENT, "programme/element");
}

static int run_adaptation(struct call *call)
{
    return show(call, THING_ADAPTATION, "adaptation/show");
}

static int run_proposal(struct call *call)
{
    return show(call, THING_PROPOSAL, "proposal/show");
}

static int run_review(struct call *call)
{
    return show(call, THING_REVIEW, "review/show");
}

static int run_programme(struct call *call)
{
    const char *which = call_value(call, "show");
    if (which != NULL && strcmp(which, "waiting") != 0 && strcmp(which, "all") != 0) {
        return call_fail(call, EXIT_USAGE, "--show is waiting or all");
    }
    struct br_parameter parameter = parameter_text("show", which == NULL ? "" : which);
    return verb_page(call, "programme/list", &parameter, 1);
}

static int run_reviews(struct call *call)
{
    return verb_page(call, "review/list", NULL, 0);
}

/* --- forms --- */

static const struct verb_form_name from_names[] = {{"from", THING_ELEMENT}, {NULL, 0}};
static const struct verb_form publish = {.kind = "element_published",
                                         .lookup = "element_new",
                                         .begins = "element_new_begins",
                                         .word = "element",
                                         .options = from_names};
static const struct verb_form_name change_names[] = {{"change", THING_PROPOSAL}, {NULL, 0}};
static const struct verb_form element_change = {.kind = "element_published",
                                                .lookup = "element_publish",
                                                .begins = "element_publish_begins",
                                                .word = "version",
                                                .arguments = {{"id", THING_ELEMENT}},
                                                .options = change_names};
static const struct verb_form decide = {.kind = "element_decided",
                                        .lookup = "element_decide",
                                        .word = "decision",
                                        .arguments = {{"id", THING_ELEMENT}}};
static const struct verb_form_name adaptation_names[] = {
    {"to", 0}, {"purpose", 0}, {"measure", THING_MEASURE}, {"pdsa", THING_SHARED_PDSA}, {NULL, 0}};
static const struct verb_form adapt = {.kind = "adaptation_made",
                                       .lookup = "adaptation_new",
                                       .begins = "adaptation_new_begins",
                                       .also = "thread_started",
                                       .also_lookup = "adaptation_departs",
                                       .word = "adaptation",
                                       .arguments = {{"id", THING_ELEMENT}},
                                       .options = adaptation_names};
static const struct verb_form adaptation_change = {.kind = "adaptation_made",
                                                   .lookup = "adaptation_change",
                                                   .begins = "adaptation_change_begins",
                                                   .also = "thread_started",
                                                   .also_lookup = "adaptation_departs_now",
                                                   .word = "adaptation",
                                                   .arguments = {{"id", THING_ADAPTATION}},
                                                   .options = adaptation_names};
static const struct verb_form_name shown_names[] = {
    {"measure", THING_MEASURE}, {"pdsa", THING_SHARED_PDSA}, {NULL, 0}};
static const struct verb_form result = {.kind = "adaptation_studied",
                                        .lookup = "adaptation_study",
                                        .begins = "adaptation_study_begins",
                                        .word = "result",
                                        .arguments = {{"id", THING_ADAPTATION}},
                                        .options = shown_names};
static const struct verb_form take_up = {.kind = "adaptation_decided",
                                         .lookup = "adaptation_decide",
                                         .word = "decision",
                                         .arguments = {{"id", THING_ADAPTATION}}};
static const struct verb_form propose = {
    .kind = "element_change_proposed",
    .lookup = "proposal_new",
    .begins = "proposal_new_begins",
    .also = "thread_started",
    .also_lookup = "proposal_discussed",
    .word = "proposal",
    .arguments = {{"id", (unsigned)THING_ELEMENT | (unsigned)THING_ADAPTATION}}};
static const struct verb_form proposal_change = {.kind = "element_change_proposed",
                                                 .lookup = "proposal_change",
                                                 .begins = "proposal_change_begins",
                                                 .word = "proposal",
                                                 .arguments = {{"id", THING_PROPOSAL}}};
static const struct verb_form answer = {.kind = "element_change_answered",
                                        .lookup = "proposal_answer",
                                        .word = "answer",
                                        .arguments = {{"id", THING_PROPOSAL}}};

/* --- a self-review: --say "ELEMENT: HOW: WORDS" for each element --- */

static const char *part_of(struct call *call, const char **rest)
{
    const char *colon = strchr(*rest, ':');
    size_t size = colon == NULL ? strlen(*rest) : (size_t)(colon - *rest);
    const char *begin = *rest;
    *rest = colon == NULL ? *rest + size : colon + 1;
    while (size > 0 && *begin == ' ') {
        begin++;
        size--;
    }
    while (size > 0 && begin[size - 1] == ' ') {
        size--;
    }
    return br_arena_text(&call->arena, (struct br_bytes){(const uint8_t *)begin, size});
}

static int add_reviewed(struct call *call, struct draft *draft, const char *said)
{
    static const char of[] = "SELECT academy FROM v_element WHERE id = :id"
                             " ORDER BY own DESC, position LIMIT 1";
    struct br_error error = {{0}};
    struct found found;
    struct br_hash academy;
    const char *element = part_of(call, &said);
    const char *how = part_of(call, &said);
    if (element == NULL || how == NULL) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    int code = find_thing(call, THING_ELEMENT, element, &found);
    code = code == EXIT_FINE ? find_academy_of(call, of, &found.id, &academy) : code;
    if (code != EXIT_FINE) {
        return code;
    }
    if (br_message_add(draft->message, &call->arena, "elements", &error) != BR_OK) {
        return call_fail(call, EXIT_FAILED, "%s", error.text);
    }
    draft_set_hash(draft, "elements.academy", &academy);
    draft_set_id(draft, "elements.element", &found.id);
    draft_set(draft, "elements.how", br_bytes_of_text(how));
    while (*said == ' ') {
        said++;
    }
    if (*said != '\0') {
        draft_set(draft, "elements.text", br_bytes_of_text(said));
    }
    return draft->failed;
}

static int review_more(struct call *call, struct draft *draft)
{
    int code = EXIT_FINE;
    for (size_t i = 0; i < call->options.given_count && code == EXIT_FINE; i++) {
        const struct option_given *given = &call->options.given[i];
        if (strcmp(given->rule->name, "say") == 0) {
            code = add_reviewed(call, draft, given->value);
        }
    }
    return code;
}

static const struct verb_form_name to_names[] = {{"to", 0}, {NULL, 0}};
static const struct verb_form review = {.kind = "self_review_written",
                                        .lookup = "review_new",
                                        .begins = "review_said_begins",
                                        .word = "self-review",
                                        .options = to_names,
                                        .more = review_more};

/* --- the table --- */

static const struct option_rule publish_rules[] = {
    {"title", "TEXT", "what it is called, in neutral words", false},
    {"nature", "WORD", "fixed or flexible", false},
    {"part", "WORD", "training_day, roadmap_stage, coaching_role, weekly_hour or around_it", false},
    {"day", "N", "which of the 18 days", false},
    {"stage", "WORD", "which stage of the roadmap", false},
    {"purpose", "TEXT", "what it is for", false},
    {"looks-like", "TEXT", "what it looks like", false},
    {"stays", "TEXT", "what stays; said again for each", true},
    {"may-change", "TEXT", "what others may change; said again for each", true},
    {"why", "TEXT", "why it is fixed or flexible", false},
    {"evidence", "TEXT", "what is known about it", false},
    {"from", "ELEMENT", "which element it is made from", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule element_change_rules[] = {
    {"news", "TEXT", "what this version changes", false},
    {"title", "TEXT", "what it is called, in neutral words", false},
    {"nature", "WORD", "fixed or flexible", false},
    {"part", "WORD", "training_day, roadmap_stage, coaching_role, weekly_hour or around_it", false},
    {"day", "N", "which of the 18 days", false},
    {"stage", "WORD", "which stage of the roadmap", false},
    {"purpose", "TEXT", "what it is for", false},
    {"looks-like", "TEXT", "what it looks like", false},
    {"stays", "TEXT", "what stays; said again for each", true},
    {"may-change", "TEXT", "what others may change; said again for each", true},
    {"why", "TEXT", "why it is fixed or flexible", false},
    {"evidence", "TEXT", "what is known about it", false},
    {"change", "PROPOSAL", "the proposal that it takes up", false},
    {"retired", NULL, "it is no element any more", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule decide_rules[] = {
    {"decision", "WORD", "adopted, on_trial or declined", false},
    {"reason", "TEXT", "why", false},
    {"until", "DATE", "the last day of a trial, as YYYY-MM-DD", false},
    {"our-name", "NAME", "what we call it", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule adapt_rules[] = {
    {"title", "TEXT", "what you changed, in a line", false},
    {"text", "TEXT", "more, if it helps", false},
    {"since", "DATE", "since when, as YYYY-MM-DD; today when it is not given", false},
    {"timing", "WORD", "planned or in_reaction", false},
    {"decider", "WORD", "coach_pair, the_team, faculty_members, academy_lead, sponsors or patients",
     false},
    {"level", "WORD", "one_room, one_pathway, one_cohort or whole_academy", false},
    {"purpose", "WORD", "keeps, departs or not_sure: of what the element is for", false},
    {"why", "TEXT", "why you changed it", false},
    {"measure", "MEASURE", "which measure of ours shows it", false},
    {"pdsa", "PDSA", "which shared PDSA of ours tested it", false},
    {"to", "WHOM", "academy or network; the academy when it is not given", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule adaptation_change_rules[] = {
    {"title", "TEXT", "what you changed, in a line", false},
    {"text", "TEXT", "more, if it helps", false},
    {"since", "DATE", "since when, as YYYY-MM-DD; today when it is not given", false},
    {"timing", "WORD", "planned or in_reaction", false},
    {"decider", "WORD", "coach_pair, the_team, faculty_members, academy_lead, sponsors or patients",
     false},
    {"level", "WORD", "one_room, one_pathway, one_cohort or whole_academy", false},
    {"purpose", "WORD", "keeps, departs or not_sure: of what the element is for", false},
    {"why", "TEXT", "why you changed it", false},
    {"measure", "MEASURE", "which measure of ours shows it", false},
    {"pdsa", "PDSA", "which shared PDSA of ours tested it", false},
    {"ended", NULL, "we do it no more", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule result_rules[] = {
    {"outcome", "WORD", "worked, partly or not", false},
    {"text", "TEXT", "what you see", false},
    {"date", "DATE", "when; today when it is not given", false},
    {"measure", "MEASURE", "which measure of ours shows it", false},
    {"pdsa", "PDSA", "which shared PDSA of ours tested it", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule decision_rules[] = {
    {"decision", "WORD", "adopted, on_trial or declined", false},
    {"reason", "TEXT", "why", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule propose_rules[] = {
    {"title", "TEXT", "what you propose, in a line", false},
    {"becomes", "TEXT", "what becomes what", false},
    {"why", "TEXT", "why it is better", false},
    {"decide-from", "DATE", "talked about until then, as YYYY-MM-DD", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule proposal_change_rules[] = {
    {"title", "TEXT", "what you propose, in a line", false},
    {"becomes", "TEXT", "what becomes what", false},
    {"why", "TEXT", "why it is better", false},
    {"decide-from", "DATE", "talked about until then, as YYYY-MM-DD", false},
    {"taken-back", NULL, "we take it back", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule review_rules[] = {
    {"date", "DATE", "when you looked; today when it is not given", false},
    {"say", "TEXT", "ELEMENT: as_meant, differently or not_yet: what you do and see; once for each",
     true},
    {"learned", "TEXT", "what you learned", false},
    {"asks", "TEXT", "what you ask peers", false},
    {"to", "WHOM", "academy or network; the academy when it is not given", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule programme_rules[] = {
    {"show", "WHICH", "waiting: for our decision; all: that is published", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_programme[] = {
    {.name = "programme",
     .arguments = "",
     .summary =
         "Our programme by the curriculum; what waits for our decision; all that is published.",
     .examples = "  bigroom programme\n"
                 "  bigroom programme --show waiting\n",
     .rules = programme_rules,
     .place = VERB_VIEWS,
     .run = run_programme},
    {.area = "element",
     .name = "show",
     .arguments = "ELEMENT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One element: what stays, what may change, what academies did with it.",
     .examples = "  bigroom element show 7a8b9c0d\n",
     .place = VERB_VIEWS,
     .run = run_element},
    {.area = "element",
     .name = "publish",
     .arguments = "--title T --nature WORD --part WORD --purpose P",
     .summary = "Publish an element; others adopt it, try it or decline it.",
     .examples = "  bigroom element publish --title \"Board huddle\" --nature flexible --part "
                 "weekly_hour --purpose \"Everyone knows\"\n",
     .rules = publish_rules,
     .form = &publish,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "element",
     .name = "change",
     .arguments = "ELEMENT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Publish its next version; what is not given stays as it is.",
     .examples = "  bigroom element change 7a8b9c0d --news \"Later is fine\" --change 8b9c0d1e\n",
     .rules = element_change_rules,
     .form = &element_change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "element",
     .name = "decide",
     .arguments = "ELEMENT --decision WORD",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Adopt the version that stands, try it until a day, or decline it and say why.",
     .examples = "  bigroom element decide 7a8b9c0d --decision on_trial --until 2027-03-31\n",
     .rules = decide_rules,
     .form = &decide,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "element",
     .name = "adapt",
     .arguments = "ELEMENT --title T",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Write down what you do differently: six plain questions.",
     .examples = "  bigroom element adapt 7a8b9c0d --title \"At 08:15\" --timing planned --decider "
                 "the_team --level one_room --purpose keeps --why \"Nights\"\n",
     .rules = adapt_rules,
     .form = &adapt,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "element",
     .name = "propose",
     .arguments = "ELEMENT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Propose a change of an element, or from an adaptation.",
     .examples = "  bigroom element propose 7a8b9c0d --title \"Later\" --becomes \"10:00 becomes "
                 "11:00\" --why \"Nights\"\n",
     .rules = propose_rules,
     .form = &propose,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "adaptation",
     .name = "show",
     .arguments = "ADAPTATION",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One adaptation: what was changed, what came of it, where it went.",
     .examples = "  bigroom adaptation show 7a8b9c0d\n",
     .place = VERB_VIEWS,
     .run = run_adaptation},
    {.area = "adaptation",
     .name = "change",
     .arguments = "ADAPTATION",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say an adaptation anew; what is not given stays as it is.",
     .examples = "  bigroom adaptation change 7a8b9c0d --ended\n",
     .rules = adaptation_change_rules,
     .form = &adaptation_change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "adaptation",
     .name = "result",
     .arguments = "ADAPTATION --outcome WORD --text T",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say what came of it; earlier results stay.",
     .examples = "  bigroom adaptation result 7a8b9c0d --outcome worked --text \"More came\"\n",
     .rules = result_rules,
     .form = &result,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "adaptation",
     .name = "decide",
     .arguments = "ADAPTATION --decision WORD",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say what we do with another academy's adaptation.",
     .examples = "  bigroom adaptation decide 7a8b9c0d --decision adopted\n",
     .rules = decision_rules,
     .form = &take_up,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "proposal",
     .name = "show",
     .arguments = "PROPOSAL",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One proposed change, and its way with dates.",
     .examples = "  bigroom proposal show 7a8b9c0d\n",
     .place = VERB_VIEWS,
     .run = run_proposal},
    {.area = "proposal",
     .name = "change",
     .arguments = "PROPOSAL",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say a proposal of ours anew, or take it back.",
     .examples = "  bigroom proposal change 7a8b9c0d --taken-back\n",
     .rules = proposal_change_rules,
     .form = &proposal_change,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "proposal",
     .name = "answer",
     .arguments = "PROPOSAL --decision WORD --reason TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Answer a proposal about an element of ours.",
     .examples =
         "  bigroom proposal answer 7a8b9c0d --decision adopted --reason \"Version 4 has it\"\n",
     .rules = decision_rules,
     .form = &answer,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "review",
     .name = "list",
     .arguments = "",
     .summary = "Self-reviews, ours and those that others shared.",
     .examples = "  bigroom review list\n",
     .place = VERB_VIEWS,
     .run = run_reviews},
    {.area = "review",
     .name = "show",
     .arguments = "REVIEW",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One self-review: words beside each element.",
     .examples = "  bigroom review show 7a8b9c0d\n",
     .place = VERB_VIEWS,
     .run = run_review},
    {.area = "review",
     .name = "write",
     .arguments = "--say ELEMENT:HOW:WORDS",
     .summary = "Look at ourselves beside the fixed elements: words, no score.",
     .examples =
         "  bigroom review write --say \"7a8b9c0d: differently: at noon\" --asks \"Who else?\"\n",
     .rules = review_rules,
     .form = &review,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.name = NULL}};
