/* verb_measure.c - measures: read, define, add and correct points. */
#include "client/verb_measure.h"
#include "client/agent.h"
#include "client/points.h"
#include "client/verbs.h"
#include "entry/date.h"
#include "entry/table.h"

#include <string.h>

/* --- reading --- */

static int run_list(struct call *call)
{
    struct br_parameter parameter = {.name = "room", .value = {.type = BR_CELL_NULL}};
    struct found room;
    if (call_has(call, "room")) {
        int code = find_thing(call, THING_ROOM, call_value(call, "room"), &room);
        if (code != EXIT_FINE) {
            return code;
        }
        parameter = parameter_id("room", &room.id);
    }
    return verb_page(call, "measure/list", &parameter, 1);
}

static int run_show(struct call *call)
{
    struct found measure;
    int code = find_thing(call, THING_MEASURE, call_argument(call, 0), &measure);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &measure.id);
    return verb_page(call, "measure/show", &parameter, 1);
}

/* What the page has under measure.chart[0]._wide; NULL: there is no point yet. */
static const struct br_node *drawing_of(const struct br_page_tree *tree)
{
    const struct br_node *measure = br_node_get(br_page_root(tree), "measure");
    const struct br_node *charts = br_node_get(measure, "chart");
    return charts->count == 0 ? NULL : br_node_get(&charts->as.items[0], "_wide");
}

static int print_svg(struct call *call, const struct br_parameter *parameter)
{
    struct br_error error = {{0}};
    struct br_page_tree *tree = NULL;
    enum br_status status = br_page_fill(call->agent->pages, "measure/chart", call->views,
                                         parameter, 1, br_clock_read().wall_ms, &tree, &error);
    if (status != BR_OK) {
        return call_fail_status(call, status, &error);
    }
    const struct br_node *drawing = drawing_of(tree);
    int code = EXIT_FINE;
    if (drawing == NULL) {
        code = call_fail(call, EXIT_FAILED, "there is no chart without a point: measure add");
    } else {
        br_buffer_put(&call->out, drawing->as.bytes.data, drawing->as.bytes.size);
        br_buffer_put_text(&call->out, "\n");
    }
    br_page_tree_free(tree);
    return code;
}

static int run_chart(struct call *call)
{
    struct found measure;
    int code = find_thing(call, THING_MEASURE, call_argument(call, 0), &measure);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &measure.id);
    return call_has(call, "svg") ? print_svg(call, &parameter)
                                 : verb_page(call, "measure/chart", &parameter, 1);
}

int find_own_measure(struct call *call, struct found *measure)
{
    int code = find_thing(call, THING_MEASURE, call_argument(call, 0), measure);
    if (code == EXIT_FINE && !measure->own) {
        code = call_fail(call, EXIT_FAILED, "this measure is another academy's");
    }
    return code;
}

/* --- writing --- */

/* How its chart is drawn. */
static void set_chart(struct draft *draft)
{
    static const char *const flags[] = {"counts", "screened"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (call_has(draft->call, flags[i])) {
            draft_set(draft, flags[i], br_bytes_of_text("true"));
        }
    }
    draft_set_option(draft, "two_of_three", "two-of-three");
    draft_set_option(draft, "fix_after", "fix-after");
}

static int run_define(struct call *call)
{
    static const char *const fields[] = {"title", "definition", "numerator", "denominator", "unit",
                                         "role",  "direction",  "target",    "frequency"};
    struct br_audience audience = {.type = BR_AUDIENCE_ACADEMY};
    struct found room = {.saved_here = false};
    struct draft draft;
    double target = 0;
    if (!call_has(call, "title")) {
        return call_fail(call, EXIT_USAGE, "give the measure a title: --title \"...\"");
    }
    if (call_has(call, "room") == call_has(call, "academy")) {
        return call_fail(call, EXIT_USAGE,
                         "say whose measure it is: --room ROOM (its members see it) or --academy");
    }
    if (call_has(call, "target")) {
        const char *why = br_number_fault(call_text(call, "target"), &target);
        if (why != NULL) {
            return call_fail(call, EXIT_USAGE, "the target %s", why);
        }
    }
    if (call_has(call, "room")) {
        int code = find_thing(call, THING_ROOM, call_value(call, "room"), &room);
        if (code != EXIT_FINE) {
            return code;
        }
        audience.type = BR_AUDIENCE_ROOM;
        audience.id = room.id;
    }
    draft_begin(&draft, call, "measure_defined", &audience);
    if (audience.type == BR_AUDIENCE_ROOM) {
        draft_set_id(&draft, "room", &room.id);
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        draft_set_option(&draft, fields[i], fields[i]);
    }
    set_chart(&draft);
    draft_needs(&draft, &room.id, room.saved_here);
    return draft_save_and_say(&draft, "measure");
}

/* The point that the arguments and options say; exit code. */
static int read_point(struct call *call, struct br_entry *point)
{
    double number = 0;
    const struct {
        const char *what;
        struct br_bytes text;
    } numbers[] = {{"the value", point->value},
                   {"the numerator", point->numerator},
                   {"the denominator", point->denominator}};
    if (!br_date_exists(point->date)) {
        return call_fail(call, EXIT_USAGE, "%s is not a day: write YYYY-MM-DD, as 2026-11-23",
                         call_argument(call, 1));
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const char *why =
            numbers[i].text.size == 0 ? NULL : br_number_fault(numbers[i].text, &number);
        if (why != NULL) {
            return call_fail(call, EXIT_USAGE, "%s %s", numbers[i].what, why);
        }
    }
    return EXIT_FINE;
}

static bool is_said(const struct call *call, const char *word)
{
    return strcmp(call_argument(call, 2), word) == 0;
}

static struct br_entry point_of(const struct call *call)
{
    const char *value = call_argument(call, 2);
    struct br_entry point = {
        .date = br_bytes_of_text(call_argument(call, 1)),
        .numerator = call_text(call, "numerator"),
        .denominator = call_text(call, "denominator"),
        .note = call_text(call, "note"),
    };
    point.taken_back = is_said(call, "none");
    if (!is_said(call, "missing") && !point.taken_back) {
        point.value = br_bytes_of_text(value);
    }
    return point;
}

static int save_point(struct call *call, bool correcting)
{
    struct found measure;
    struct br_entries known;
    struct draft draft;
    struct br_entry point = point_of(call);
    struct br_entries one = {.count = 1, .items = &point};
    if (correcting && !call_has(call, "reason")) {
        return call_fail(call, EXIT_USAGE, "say why: --reason \"...\"");
    }
    int code = read_point(call, &point);
    if (code == EXIT_FINE) {
        code = find_own_measure(call, &measure);
    }
    if (code == EXIT_FINE) {
        code = points_load(call, &measure.id, &known);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    const struct br_entry *old = br_entries_of_date(&known, point.date);
    bool there = old != NULL && !old->taken_back;
    const char *reason =
        correcting ? call_value(call, "reason") : (old == NULL ? NULL : "there is a point again");
    if (there && !correcting) {
        return call_fail(call, EXIT_FAILED,
                         "%.10s has a value already; to change it: bigroom measure correct",
                         (const char *)point.date.data);
    }
    if (!there && correcting) {
        return call_fail(call, EXIT_FAILED,
                         "%.10s has no value yet; to add it: bigroom measure add",
                         (const char *)point.date.data);
    }
    (void)points_fill(call, &measure.id, &measure.audience, measure.saved_here ? &measure.id : NULL,
                      &one, reason, &draft);
    return draft_save_and_say(&draft, correcting ? "correction" : "point");
}

static int run_add(struct call *call)
{
    return save_point(call, false);
}

static int run_correct(struct call *call)
{
    return save_point(call, true);
}

/* --- the table --- */

static const struct option_rule list_rules[] = {
    {"room", "ROOM", "only those of this Big Room", false}, {NULL, NULL, NULL, false}};
static const struct option_rule define_rules[] = {
    {"title", "TITLE", "what it is", false},
    {"room", "ROOM", "it is this Big Room's", false},
    {"academy", NULL, "it is the academy's", false},
    {"definition", "TEXT", "how it is counted, so that others can count the same", false},
    {"numerator", "TEXT", "what is counted", false},
    {"denominator", "TEXT", "of what", false},
    {"unit", "TEXT", "in what: %, days, patients", false},
    {"role", "ROLE", "outcome, process or balancing", false},
    {"direction", "WAY", "which way is better: increase, decrease or neutral", false},
    {"target", "NUMBER", "where it should get to", false},
    {"frequency", "TEXT", "how often: week, month", false},
    {"counts", NULL, "a value is a number of people or events", false},
    {"screened", NULL, "limits leave out what lies far outside", false},
    {"two-of-three", "RULE", "as Making Data Count (mdc) or the R package (r) has it", false},
    {"fix-after", "N", "limits are those of the first N points", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule add_rules[] = {
    {"numerator", "NUMBER", "what was counted", false},
    {"denominator", "NUMBER", "of how many", false},
    {"note", "TEXT", "what happened that day; no patients", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule correct_rules[] = {
    {"reason", "TEXT", "why it is corrected", false},
    {"numerator", "NUMBER", "what was counted", false},
    {"denominator", "NUMBER", "of how many", false},
    {"note", "TEXT", "what happened that day; no patients", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule import_rules[] = {
    {"date-column", "NAME", "the column with the dates (else date)", false},
    {"value-column", "NAME", "the column with the values (else value)", false},
    {"numerator-column", "NAME", "(else numerator, if there is one)", false},
    {"denominator-column", "NAME", "(else denominator, if there is one)", false},
    {"note-column", "NAME", "(else note, if there is one)", false},
    {"where", "COLUMN=VALUE", "only rows that say this", true},
    {"preview", NULL, "show what would be imported, and import nothing", false},
    {"skip-bad", NULL, "import the good rows although there are bad ones", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule change_rules[] = {
    {"reason", "TEXT", "why it changes", false},
    {"title", "TITLE", "what it is", false},
    {"definition", "TEXT", "how it is counted", false},
    {"numerator", "TEXT", "what is counted", false},
    {"denominator", "TEXT", "of what", false},
    {"unit", "TEXT", "in what: %, days, patients", false},
    {"role", "ROLE", "outcome, process or balancing", false},
    {"direction", "WAY", "which way is better: increase, decrease or neutral", false},
    {"target", "NUMBER", "where it should get to", false},
    {"frequency", "TEXT", "how often: week, month", false},
    {"counts", "YES", "true or false: a value is a number of people or events", false},
    {"screened", "YES", "true or false: limits leave out what lies far outside", false},
    {"two-of-three", "RULE", "as Making Data Count (mdc) or the R package (r) has it", false},
    {"fix-after", "N", "limits are those of the first N points", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule rebase_rules[] = {
    {"reason", "TEXT", "why limits begin anew, or why that is taken back", false},
    {"take-back", NULL, "they do not begin anew on this date", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule event_rules[] = {
    {"take-back", NULL, "take it off the chart", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule unshare_rules[] = {{"reason", "TEXT", "why it is ended", false},
                                                   OPTION_ALLOW_IDENTIFIER,
                                                   {NULL, NULL, NULL, false}};
static const struct option_rule chart_rules[] = {
    {"svg", NULL, "the drawing as SVG, as pages have it", false}, {NULL, NULL, NULL, false}};
static const struct option_rule compare_rules[] = {
    {"pathway", "PATHWAY", "what is shared about this pathway", false}, {NULL, NULL, NULL, false}};
static const struct option_rule share_rules[] = {
    {"preview", NULL, "show what would leave the academy, and share nothing", false},
    {"yes", NULL, "share it", false},
    {"with-notes", NULL, "the notes beside the points leave, too", false},
    {"pathway", "PATHWAY", "which pathway it is about", false},
    {"follow", NULL, "what comes later is copied as it comes, until unshare", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

const struct verb verbs_measure[] = {
    {.area = "measure",
     .name = "list",
     .arguments = "",
     .summary = "Our own measures, and those that academies share.",
     .examples = "  bigroom measure list --room \"Hip fracture\"\n",
     .rules = list_rules,
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "measure",
     .name = "show",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One measure: what it counts, its points, what was corrected.",
     .examples = "  bigroom measure show 3c4d5e6f\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "measure",
     .name = "chart",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "The chart of a measure and what it says.",
     .examples = "  bigroom measure chart 3c4d5e6f\n"
                 "  bigroom measure chart 3c4d5e6f --svg > chart.svg\n",
     .rules = chart_rules,
     .place = VERB_VIEWS,
     .run = run_chart},
    {.area = "measure",
     .name = "define",
     .arguments = "--title TITLE --room ROOM",
     .summary = "Define a measure of a Big Room or of the academy.",
     .examples =
         "  bigroom measure define --title \"Waits over 4 hours\" --room \"Front door\" \\\n"
         "      --unit % --role outcome --direction decrease --target 5\n",
     .rules = define_rules,
     .place = VERB_VIEWS,
     .run = run_define},
    {.area = "measure",
     .name = "add",
     .arguments = "ID DATE VALUE",
     .arguments_min = 3,
     .arguments_max = 3,
     .summary = "Add one point; the value may be the word missing.",
     .examples = "  bigroom measure add 3c4d5e6f 2026-11-23 35.2\n"
                 "  bigroom measure add 3c4d5e6f 2026-11-30 missing --note \"no data that week\"\n",
     .rules = add_rules,
     .place = VERB_VIEWS,
     .run = run_add},
    {.area = "measure",
     .name = "correct",
     .arguments = "ID DATE VALUE --reason TEXT",
     .arguments_min = 3,
     .arguments_max = 3,
     .summary = "Correct one point (to a value, missing, or none at all); what it was is kept.",
     .examples = "  bigroom measure correct 3c4d5e6f 2026-11-23 36.1 --reason \"late entries\"\n",
     .rules = correct_rules,
     .place = VERB_VIEWS,
     .run = run_correct},
    {.area = "measure",
     .name = "import",
     .arguments = "ID FILE.csv",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Import points from a CSV file, by the names of its columns.",
     .examples = "  bigroom measure import 3c4d5e6f waits.csv --preview\n"
                 "  bigroom measure import 3c4d5e6f beds.csv --date-column month \\\n"
                 "      --value-column occupancy --where org_code=RHQ\n",
     .rules = import_rules,
     .place = VERB_VIEWS,
     .input = INPUT_FILE,
     .run = measure_import},
    {.area = "measure",
     .name = "share",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Share a copy of a measure with the network, after showing exactly what leaves.",
     .examples = "  bigroom measure share 3c4d5e6f --preview\n"
                 "  bigroom measure share 3c4d5e6f --yes\n"
                 "  bigroom measure share 3c4d5e6f --yes --follow\n",
     .rules = share_rules,
     .place = VERB_VIEWS,
     .run = measure_share},
    {.area = "measure",
     .name = "unshare",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "End the sharing of a measure: nothing more is copied, what is shared stays.",
     .examples = "  bigroom measure unshare 3c4d5e6f --reason \"agreed in the hour\"\n",
     .rules = unshare_rules,
     .place = VERB_VIEWS,
     .run = measure_unshare},
    {.area = "measure",
     .name = "change",
     .arguments = "ID --reason TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Change what a measure is; what is not given stays, what it was is kept.",
     .examples = "  bigroom measure change 3c4d5e6f --target 10 --reason \"agreed by the board\"\n"
                 "  bigroom measure change 3c4d5e6f --fix-after 20 --reason \"a year is in\"\n",
     .rules = change_rules,
     .place = VERB_VIEWS,
     .form = &measure_change,
     .run = verb_form_run},
    {.area = "measure",
     .name = "rebase",
     .arguments = "ID DATE --reason TEXT",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Begin new limits on a date, because the process is another one now.",
     .examples =
         "  bigroom measure rebase 3c4d5e6f 2026-07-06 --reason \"a therapist from 08:00\"\n"
         "  bigroom measure rebase 3c4d5e6f 2026-07-06 --take-back --reason \"too early\"\n",
     .rules = rebase_rules,
     .place = VERB_VIEWS,
     .form = &measure_rebase,
     .run = verb_form_run},
    {.area = "measure",
     .name = "event",
     .arguments = "ID DATE TITLE",
     .arguments_min = 3,
     .arguments_max = 3,
     .summary = "Put an event on a measure's chart, or take it off.",
     .examples = "  bigroom measure event 3c4d5e6f 2026-11-10 \"Ward moved\"\n",
     .rules = event_rules,
     .place = VERB_VIEWS,
     .form = &measure_event,
     .run = verb_form_run},
    {.area = "measure",
     .name = "compare",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "The same measure of the academies that share it, by their names.",
     .examples = "  bigroom measure compare 3c4d5e6f\n",
     .rules = compare_rules,
     .place = VERB_VIEWS,
     .run = measure_compare},
    {.name = NULL}};
