/* verb_meeting.c - the weekly hour: prepared, run, scored and ended, with or without a network. */
#include "client/agent.h"
#include "client/verb_form.h"
#include "client/verbs.h"

#include <stdio.h>
#include <string.h>

/* --- reading --- */

static int show_page(struct call *call, unsigned thing, const char *page)
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
    return show_page(call, THING_ROOM, "meeting/list");
}

static int run_prepare(struct call *call)
{
    return show_page(call, THING_ROOM, "meeting/prepare");
}

static int run_show(struct call *call)
{
    return show_page(call, THING_MEETING, "meeting/show");
}

static int run_actions(struct call *call)
{
    return show_page(call, THING_ROOM, "meeting/actions");
}

/* --- what a form gets beyond its options --- */

static void set_text(struct draft *draft, const char *field, const char *text)
{
    draft_set(draft, field, br_bytes_of_text(text));
}

/* One more element of [group]. */
static bool add_row(struct draft *draft, const char *group)
{
    struct br_error error = {{0}};
    if (br_message_add(draft->message, &draft->call->arena, group, &error) != BR_OK) {
        draft->failed = call_fail(draft->call, EXIT_FAILED, "%s", error.text);
    }
    return draft->failed == EXIT_FINE;
}

/* "Patient story:10" */
static void add_item(struct draft *draft, const char *text)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || colon[1] == '\0') {
        draft->failed = call_fail(draft->call, EXIT_USAGE,
                                  "write an item as TITLE:MINUTES: --item \"Patient story:10\"");
    } else if (add_row(draft, "agenda")) {
        draft_set(draft, "agenda.title",
                  (struct br_bytes){(const uint8_t *)text, (size_t)(colon - text)});
        set_text(draft, "agenda.minutes", colon + 1);
    }
}

static int plan_more(struct call *call, struct draft *draft)
{
    for (size_t i = 0; i < call->options.given_count && draft->failed == EXIT_FINE; i++) {
        if (strcmp(call->options.given[i].rule->name, "item") == 0) {
            add_item(draft, call->options.given[i].value);
        }
    }
    return draft->failed;
}

static int start_more(struct call *call, struct draft *draft)
{
    (void)call;
    set_text(draft, "item", "1");
    return draft->failed;
}

/* "GP=1" */
static int attend_more(struct call *call, struct draft *draft)
{
    const char *text;
    for (size_t i = 1; (text = call_argument(call, i)) != NULL && draft->failed == EXIT_FINE; i++) {
        const char *equal = strrchr(text, '=');
        if (equal == NULL || equal == text || equal[1] == '\0') {
            return call_fail(call, EXIT_USAGE,
                             "write a role and its count as ROLE=COUNT: \"GP=1\"");
        }
        if (add_row(draft, "roles")) {
            draft_set(draft, "roles.role",
                      (struct br_bytes){(const uint8_t *)text, (size_t)(equal - text)});
            set_text(draft, "roles.count", equal + 1);
        }
    }
    return draft->failed;
}

static int score_more(struct call *call, struct draft *draft)
{
    (void)call;
    set_text(draft, "from_paper", "true");
    return draft->failed;
}

static int end_more(struct call *call, struct draft *draft)
{
    bool held = !call_has(call, "not-held");
    set_text(draft, "held", held ? "true" : "false");
    if (!held) {
        draft_set_option(draft, "reason", "not-held");
    }
    return draft->failed;
}

static int done_more(struct call *call, struct draft *draft)
{
    (void)call;
    set_text(draft, "state", "done");
    return draft->failed;
}

static int drop_more(struct call *call, struct draft *draft)
{
    (void)call;
    set_text(draft, "state", "dropped");
    return draft->failed;
}

/* --- forms --- */

static const struct verb_form_name who[] = {{"member", THING_MEMBER},
                                            {"stakeholder", THING_STAKEHOLDER},
                                            {"text", 0},
                                            {"note", 0},
                                            {NULL, 0}};
static const struct verb_form_name gathered[] = {{"gathered_by", THING_MEMBER}, {NULL, 0}};
static const struct verb_form_name committee[] = {{"committee", 0}, {NULL, 0}};

static const struct verb_form plan = {.kind = "meeting_planned",
                                      .lookup = "meeting_new",
                                      .begins = "meeting_begins",
                                      .word = "meeting",
                                      .arguments = {{"id", THING_ROOM}},
                                      .more = plan_more};
static const struct verb_form change = {.kind = "meeting_planned",
                                        .lookup = "meeting_change",
                                        .begins = "meeting_change_begins",
                                        .word = "agenda",
                                        .arguments = {{"id", THING_MEETING}},
                                        .more = plan_more};
static const struct verb_form role = {.kind = "meeting_role_taken",
                                      .lookup = "meeting",
                                      .word = "role",
                                      .arguments = {{"id", THING_MEETING}, {"role", 0}},
                                      .options = who};
static const struct verb_form start = {.kind = "meeting_stepped",
                                       .lookup = "meeting",
                                       .word = "start",
                                       .arguments = {{"id", THING_MEETING}},
                                       .more = start_more};
static const struct verb_form step = {.kind = "meeting_stepped",
                                      .lookup = "meeting_step",
                                      .word = "step",
                                      .arguments = {{"id", THING_MEETING}, {"item", 0}}};
static const struct verb_form story = {.kind = "story_noted",
                                       .lookup = "meeting",
                                       .word = "story's theme",
                                       .arguments = {{"id", THING_MEETING}},
                                       .options = gathered};
static const struct verb_form decide = {.kind = "decision_made",
                                        .lookup = "meeting_capture",
                                        .word = "decision",
                                        .arguments = {{"id", THING_MEETING}, {"text", 0}},
                                        .options = committee};
static const struct verb_form act = {.kind = "action_set",
                                     .lookup = "meeting_capture",
                                     .word = "action",
                                     .arguments = {{"id", THING_MEETING}, {"text", 0}},
                                     .options = who};
static const struct verb_form note = {.kind = "note_taken",
                                      .lookup = "meeting_capture",
                                      .word = "note",
                                      .arguments = {{"id", THING_MEETING}, {"text", 0}}};
static const struct verb_form attend = {.kind = "attendance_noted",
                                        .lookup = "meeting",
                                        .word = "attendance",
                                        .arguments = {{"id", THING_MEETING}},
                                        .more = attend_more};
static const struct verb_form scoring = {.kind = "scoring_opened",
                                         .lookup = "meeting",
                                         .word = "scoring on phones",
                                         .arguments = {{"id", THING_MEETING}}};
static const struct verb_form score = {.kind = "meeting_scored",
                                       .lookup = "meeting",
                                       .word = "score",
                                       .arguments = {{"id", THING_MEETING}, {"score", 0}},
                                       .more = score_more};
static const struct verb_form end = {.kind = "meeting_ended",
                                     .lookup = "meeting",
                                     .word = "end of the hour",
                                     .arguments = {{"id", THING_MEETING}},
                                     .more = end_more};
static const struct verb_form decision_change = {.kind = "decision_made",
                                                 .lookup = "decision",
                                                 .begins = "decision_begins",
                                                 .word = "decision",
                                                 .arguments = {{"id", THING_DECISION}},
                                                 .options = committee};
static const struct verb_form note_change = {.kind = "note_taken",
                                             .lookup = "note",
                                             .begins = "note_begins",
                                             .word = "note",
                                             .arguments = {{"id", THING_NOTE}}};
static const struct verb_form action_add = {.kind = "action_set",
                                            .lookup = "action_new",
                                            .word = "action",
                                            .arguments = {{"id", THING_ROOM}, {"text", 0}},
                                            .options = who};
static const struct verb_form action_change = {.kind = "action_set",
                                               .lookup = "action",
                                               .begins = "action_begins",
                                               .word = "action",
                                               .arguments = {{"id", THING_ACTION}},
                                               .options = who};
static const struct verb_form action_done = {.kind = "action_set",
                                             .lookup = "action",
                                             .word = "action, done",
                                             .arguments = {{"id", THING_ACTION}},
                                             .options = who,
                                             .more = done_more};
static const struct verb_form action_drop = {.kind = "action_set",
                                             .lookup = "action",
                                             .word = "action, let go",
                                             .arguments = {{"id", THING_ACTION}},
                                             .options = who,
                                             .more = drop_more};

/* --- options --- */

#define END_OF_RULES            \
    {                           \
        NULL, NULL, NULL, false \
    }
#define WHO_RULES                                                  \
    {"member", "MEMBER", "who: id or name", false},                \
    {                                                              \
        "stakeholder", "ID", "who, if they have no account", false \
    }

static const struct option_rule no_rules[] = {OPTION_ALLOW_IDENTIFIER, END_OF_RULES};
static const struct option_rule plan_rules[] = {
    {"date", "DATE", "another day, as YYYY-MM-DD", false},
    {"starts", "TIME", "when, as 08:30", false},
    {"minutes", "N", "how long it is, 15 to 180", false},
    {"place", "TEXT", "where", false},
    {"item", "TITLE:MINUTES", "an item of the agenda; may be given again", true},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule role_rules[] = {WHO_RULES, OPTION_ALLOW_IDENTIFIER, END_OF_RULES};
static const struct option_rule story_rules[] = {
    {"theme", "TEXT", "the theme, never the story", false},
    {"consent", NULL, "the patient agreed that it is noted", false},
    {"words", "TEXT", "one sentence of theirs, only with consent", false},
    {"gathered-by", "MEMBER", "who gathered it: id or name", false},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule decide_rules[] = {
    {"committee", "NAME", "where it needs to be decided, if not here", false},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule act_rules[] = {WHO_RULES,
                                               {"due", "DATE", "by when, as YYYY-MM-DD", false},
                                               OPTION_ALLOW_IDENTIFIER,
                                               END_OF_RULES};
static const struct option_rule scoring_rules[] = {
    {"closed", NULL, "phones may score it no more", false}, OPTION_ALLOW_IDENTIFIER, END_OF_RULES};
static const struct option_rule score_rules[] = {
    {"good", "TEXT", "one good thing", false},
    {"improvement", "TEXT", "or one improvement", false},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule end_rules[] = {
    {"not-held", "WHY", "it was not held, and why", false}, OPTION_ALLOW_IDENTIFIER, END_OF_RULES};
static const struct option_rule decision_rules[] = {
    {"text", "TEXT", "what was decided", false},
    {"committee", "NAME", "where it needs to be decided, if not here", false},
    {"taken-back", NULL, "it is no longer shown", false},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule note_rules[] = {
    {"text", "TEXT", "what it says", false},
    {"taken-back", NULL, "it is no longer shown", false},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule action_rules[] = {
    {"text", "TEXT", "what is to be done", false},
    WHO_RULES,
    {"due", "DATE", "by when, as YYYY-MM-DD", false},
    {"state", "STATE", "open, done or dropped", false},
    {"note", "TEXT", "what came of it", false},
    OPTION_ALLOW_IDENTIFIER,
    END_OF_RULES};
static const struct option_rule done_rules[] = {
    {"note", "TEXT", "what came of it", false}, OPTION_ALLOW_IDENTIFIER, END_OF_RULES};

/* --- verbs --- */

#define READS(group, verb_name, what, words, example, function)                             \
    {                                                                                       \
        .area = (group), .name = (verb_name), .arguments = (what), .arguments_min = 1,      \
        .arguments_max = 1, .summary = (words), .examples = (example), .place = VERB_VIEWS, \
        .run = (function)                                                                   \
    }
#define SAYS(group, verb_name, what, least, most, words, example, its_rules, its_form)            \
    {                                                                                             \
        .area = (group), .name = (verb_name), .arguments = (what), .arguments_min = (least),      \
        .arguments_max = (most), .summary = (words), .examples = (example), .rules = (its_rules), \
        .place = VERB_VIEWS, .form = &(its_form), .run = verb_form_run                            \
    }

const struct verb verbs_meeting[] = {
    READS("meeting", "list", "ROOM", "The hours of a Big Room, how they were scored, who came.",
          "  bigroom meeting list \"Hip fracture\"\n", run_list),
    READS("meeting", "prepare", "ROOM", "What the next hour has before it; meeting plan saves it.",
          "  bigroom meeting prepare \"Hip fracture\"\n", run_prepare),
    READS("meeting", "show", "MEETING", "One hour: agenda, roles, what was decided, who does what.",
          "  bigroom meeting show 5e6f7a8b\n  bigroom meeting show 2026-11-26\n", run_show),
    SAYS("meeting", "plan", "ROOM", 1, 1,
         "Plan the next hour, proposed from the last one; what is not given is as proposed.",
         "  bigroom meeting plan \"Hip fracture\"\n"
         "  bigroom meeting plan 9f0e1d2c --date 2026-12-03 --item \"Patient story:10\" \\\n"
         "      --item \"What the data says:50\"\n",
         plan_rules, plan),
    SAYS("meeting", "change", "MEETING", 1, 1,
         "Change the day or the agenda of an hour; two that stand side by side become one.",
         "  bigroom meeting change 5e6f7a8b --starts 09:00\n", plan_rules, change),
    SAYS("meeting", "role", "MEETING ROLE", 2, 2,
         "Take a role: chair, timekeeper, note_keeper or facilitator; nobody gives it back.",
         "  bigroom meeting role 5e6f7a8b chair --member \"Amal Noor\"\n"
         "  bigroom meeting role 5e6f7a8b chair\n",
         role_rules, role),
    SAYS("meeting", "start", "MEETING", 1, 1, "Start the hour, at its first step.",
         "  bigroom meeting start 5e6f7a8b\n", no_rules, start),
    SAYS("meeting", "step", "MEETING [ITEM]", 1, 2,
         "Move to the next step, or to an item by number.",
         "  bigroom meeting step 5e6f7a8b\n  bigroom meeting step 5e6f7a8b 4\n", no_rules, step),
    SAYS("meeting", "story", "MEETING --theme TEXT", 1, 1,
         "Note the theme of the patient story, never the story.",
         "  bigroom meeting story 5e6f7a8b --theme \"waiting for transport\" --consent\n",
         story_rules, story),
    SAYS("meeting", "decide", "MEETING TEXT", 2, 2,
         "Write down a decision: made here, or needed there.",
         "  bigroom meeting decide 5e6f7a8b \"Three names on the board stays\"\n"
         "  bigroom meeting decide 5e6f7a8b \"Bed meeting at 09:15\" --committee \"flow "
         "committee\"\n",
         decide_rules, decide),
    SAYS("meeting", "act", "MEETING TEXT", 2, 2, "Write down who does what by when.",
         "  bigroom meeting act 5e6f7a8b \"Ring the community team\" --member \"Amal Noor\" \\\n"
         "      --due 2026-12-03\n",
         act_rules, act),
    SAYS("meeting", "note", "MEETING TEXT", 2, 2, "Write down a note.",
         "  bigroom meeting note 5e6f7a8b \"Six of seven were home before noon\"\n", no_rules,
         note),
    SAYS("meeting", "attend", "MEETING ROLE=COUNT ...", 2, 61, "Note who was there, by role.",
         "  bigroom meeting attend 5e6f7a8b GP=0 Therapy=2 \"Ward nurse=4\"\n", no_rules, attend),
    SAYS("meeting", "scoring", "MEETING", 1, 1,
         "Open scoring on phones, at the academy's address, or close it.",
         "  bigroom meeting scoring 5e6f7a8b\n  bigroom meeting scoring 5e6f7a8b --closed\n",
         scoring_rules, scoring),
    SAYS("meeting", "score", "MEETING SCORE", 2, 2, "Type in one score from paper, 1 to 10.",
         "  bigroom meeting score 5e6f7a8b 8 --good \"we decided something\"\n", score_rules,
         score),
    SAYS("meeting", "end", "MEETING", 1, 1, "The hour is over, or was not held.",
         "  bigroom meeting end 5e6f7a8b\n"
         "  bigroom meeting end 5e6f7a8b --not-held \"nobody could leave the ward\"\n",
         end_rules, end),
    SAYS("decision", "change", "DECISION", 1, 1, "Change a decision, or take it back.",
         "  bigroom decision change 6f7a8b9c --taken-back\n", decision_rules, decision_change),
    SAYS("note", "change", "NOTE", 1, 1, "Change a note, or take it back.",
         "  bigroom note change 7a8b9c0d --text \"Seven of seven\"\n", note_rules, note_change),
    READS("action", "list", "ROOM", "Who does what in a Big Room: open first.",
          "  bigroom action list \"Hip fracture\"\n", run_actions),
    SAYS("action", "add", "ROOM TEXT", 2, 2, "Add an action outside an hour.",
         "  bigroom action add \"Hip fracture\" \"Print the magnets\" --due 2026-12-03\n",
         act_rules, action_add),
    SAYS("action", "change", "ACTION", 1, 1, "Change an action; what is not given stays.",
         "  bigroom action change 8b9c0d1e --due 2026-12-10\n", action_rules, action_change),
    SAYS("action", "done", "ACTION", 1, 1, "An action is done.",
         "  bigroom action done 8b9c0d1e --note \"they come on Saturdays now\"\n", done_rules,
         action_done),
    SAYS("action", "drop", "ACTION", 1, 1, "An action is let go.",
         "  bigroom action drop 8b9c0d1e --note \"no longer needed\"\n", done_rules, action_drop),
    {.name = NULL}};
