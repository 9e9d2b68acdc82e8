/* verb_board.c - reports to the board, and the patterns that they are begun from. */
#include "client/verb_form.h"
#include "client/verbs.h"

#include <string.h>

static int run_list(struct call *call)
{
    return verb_page(call, "board/list", NULL, 0);
}

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

static int run_show(struct call *call)
{
    return show(call, THING_BOARD_REPORT, "board/show");
}

static int run_patterns(struct call *call)
{
    return verb_page(call, "pattern/list", NULL, 0);
}

static int run_pattern(struct call *call)
{
    return show(call, THING_BOARD_PATTERN, "pattern/show");
}

/* --- what repeats --- */

static bool add_row(struct draft *draft, const char *group)
{
    struct br_error error = {{0}};
    if (br_message_add(draft->message, &draft->call->arena, group, &error) != BR_OK) {
        draft->failed = call_fail(draft->call, EXIT_FAILED, "%s", error.text);
    }
    return draft->failed == EXIT_FINE;
}

/* What stands before and behind the first colon; behind it may be nothing. */
static const char *split(struct call *call, const char *text, struct br_bytes *rest)
{
    const char *colon = strchr(text, ':');
    size_t size = colon == NULL ? strlen(text) : (size_t)(colon - text);
    *rest = br_bytes_of_text(colon == NULL ? "" : colon + 1);
    return br_arena_text(&call->arena, (struct br_bytes){(const uint8_t *)text, size});
}

/* "1a2b3c4d:The room tests a night round." */
static void add_measure(struct draft *draft, const char *text)
{
    struct br_bytes sentence;
    struct found found = {.title = ""};
    const char *name = split(draft->call, text, &sentence);
    draft->failed = name == NULL ? call_fail(draft->call, EXIT_FAILED, "out of memory")
                                 : find_thing(draft->call, THING_MEASURE, name, &found);
    if (draft->failed == EXIT_FINE && add_row(draft, "measures")) {
        draft_set_id(draft, "measures.measure", &found.id);
        draft_needs(draft, &found.id, found.saved_here);
        if (sentence.size > 0) {
            draft_set(draft, "measures.sentence", sentence);
        }
    }
}

/* "story:A voice" or, for a pattern, "story:A voice:Ask the ward host." */
static void add_block(struct draft *draft, const char *text)
{
    static const char *const blocks[] = {"measures", "story", "learning", "ask", "text"};
    struct call *call = draft->call;
    struct br_bytes rest;
    struct br_bytes words;
    struct br_buffer block;
    const char *name = split(call, text, &rest);
    const char *heading = name == NULL ? NULL : split(call, (const char *)rest.data, &words);
    bool known = false;
    for (size_t i = 0; name != NULL && i < sizeof blocks / sizeof blocks[0]; i++) {
        known = known || strcmp(name, blocks[i]) == 0;
    }
    if (heading == NULL) {
        draft->failed = call_fail(call, EXIT_FAILED, "out of memory");
    } else if (!known) {
        draft->failed = call_fail(call, EXIT_USAGE,
                                  "a block is measures, story, learning, ask or text: "
                                  "--block \"story:A voice\"");
    } else if (add_row(draft, "parts")) {
        br_buffer_init(&block, 64);
        br_buffer_put_format(&block, "%s_block", name);
        draft_set(draft, "parts.block", br_buffer_bytes(&block));
        br_buffer_free(&block);
        if (heading[0] != '\0') {
            draft_set(draft, "parts.heading", br_bytes_of_text(heading));
        }
        if (words.size > 0) {
            draft_set(draft, "parts.words", words);
        }
    }
}

static int more(struct call *call, struct draft *draft)
{
    for (size_t i = 0; i < call->options.given_count && draft->failed == EXIT_FINE; i++) {
        const struct option_given *given = &call->options.given[i];
        if (strcmp(given->rule->name, "measure") == 0) {
            add_measure(draft, given->value);
        } else if (strcmp(given->rule->name, "block") == 0) {
            add_block(draft, given->value);
        }
    }
    return draft->failed;
}

/* --- forms --- */

static const struct verb_form_name report_names[] = {{"roadblock", THING_ROADBLOCK},
                                                     {"sponsor", THING_MEMBER},
                                                     {"pattern", THING_BOARD_PATTERN},
                                                     {NULL, 0}};
static const struct verb_form write_report = {.kind = "board_report_written",
                                              .begins = "board_new_begins",
                                              .audience = "academy",
                                              .word = "report",
                                              .options = report_names,
                                              .more = more};
static const struct verb_form change_report = {.kind = "board_report_written",
                                               .lookup = "board_change",
                                               .begins = "board_change_begins",
                                               .word = "report",
                                               .arguments = {{"id", THING_BOARD_REPORT}},
                                               .options = report_names,
                                               .more = more};
static const struct verb_form_name pattern_names[] = {
    {"from_pattern", THING_BOARD_PATTERN}, {"to", 0}, {NULL, 0}};
static const struct verb_form add_pattern = {.kind = "board_pattern_set",
                                             .lookup = "pattern_new",
                                             .begins = "pattern_new_begins",
                                             .audience = "academy",
                                             .word = "pattern",
                                             .options = pattern_names,
                                             .more = more};
static const struct verb_form change_pattern = {.kind = "board_pattern_set",
                                                .lookup = "pattern_change",
                                                .begins = "pattern_change_begins",
                                                .word = "pattern",
                                                .arguments = {{"id", THING_BOARD_PATTERN}},
                                                .more = more};

/* --- options --- */

static const struct option_rule report_rules[] = {
    {"month", "MONTH", "as YYYY-MM; this one, or the one after the last report", false},
    {"headline", "TEXT", "the month in one sentence", false},
    {"lead", "TEXT", "two sentences under it", false},
    {"measure", "MEASURE[:TEXT]", "a measure, and your sentence; up to six times", true},
    {"story", "TEXT", "one story, in the patient's words", false},
    {"story-from", "TEXT", "who gathered it, and where", false},
    {"story-consent", NULL, "the person agreed that it is told", false},
    {"learned", "TEXT", "what we learned", false},
    {"roadblock", "ROADBLOCK", "the one ask", false},
    {"ask", "TEXT", "the ask in one line", false},
    {"ask-text", "TEXT", "what exactly, and what for", false},
    {"sponsor", "MEMBER", "for whom it is written: id or name", false},
    {"text", "TEXT", "a text of its own", false},
    {"block", "BLOCK[:HEADING]", "measures, story, learning, ask or text, in order", true},
    {"pattern", "PATTERN", "whose blocks it begins with", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule pattern_rules[] = {
    {"title", "TEXT", "what you call it", false},
    {"about", "TEXT", "for whom it worked, and how", false},
    {"block", "BLOCK[:HEADING[:WORDS]]", "a block and what to write there, in order", true},
    {"from-pattern", "PATTERN", "made from this one", false},
    {"to", "AUDIENCE", "academy (when it is not given) or network", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule pattern_change_rules[] = {
    {"title", "TEXT", "what you call it", false},
    {"about", "TEXT", "for whom it worked, and how", false},
    {"block", "BLOCK[:HEADING[:WORDS]]", "a block and what to write there, in order", true},
    {"dropped", NULL, "it is no longer used", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

const struct verb verbs_board[] = {
    {.area = "board",
     .name = "list",
     .arguments = "",
     .summary = "Reports to the board, the newest month first.",
     .examples = "  bigroom board list\n",
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "board",
     .name = "show",
     .arguments = "REPORT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One report: what the measures say, a story, what we learned, one ask.",
     .examples = "  bigroom board show 2026-11\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "board",
     .name = "write",
     .arguments = "--headline TEXT",
     .summary = "Write this month's report; it begins from the last one, or from a pattern.",
     .examples = "  bigroom board write --headline \"More people go home the same day\" \\\n"
                 "      --measure \"1a2b3c4d:The list is made at night.\" --measure 5e6f7a8b \\\n"
                 "      --roadblock 9f0e1d2c --ask \"Move the bed meeting by 15 minutes\"\n",
     .rules = report_rules,
     .form = &write_report,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "board",
     .name = "change",
     .arguments = "REPORT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change a report; two that stand side by side become one.",
     .examples = "  bigroom board change 2026-11 --lead \"One measure of four has improved.\"\n",
     .rules = report_rules,
     .form = &change_report,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "pattern",
     .name = "list",
     .arguments = "",
     .summary = "Patterns of reports: ours, then what the network has.",
     .examples = "  bigroom pattern list\n",
     .place = VERB_VIEWS,
     .run = run_patterns},
    {.area = "pattern",
     .name = "show",
     .arguments = "PATTERN",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One pattern, and who uses it.",
     .examples = "  bigroom pattern show 1a2b3c4d\n",
     .place = VERB_VIEWS,
     .run = run_pattern},
    {.area = "pattern",
     .name = "add",
     .arguments = "--title TEXT",
     .summary = "Write down a pattern, share it, or make another academy's yours.",
     .examples = "  bigroom pattern add --title \"One page\" --block measures --block ask \\\n"
                 "      --to network\n"
                 "  bigroom pattern add --from-pattern 1a2b3c4d --to network\n",
     .rules = pattern_rules,
     .form = &add_pattern,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "pattern",
     .name = "change",
     .arguments = "PATTERN",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change a pattern of ours, or say that it is no longer used.",
     .examples = "  bigroom pattern change 1a2b3c4d --dropped\n",
     .rules = pattern_change_rules,
     .form = &change_pattern,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.name = NULL}};
