/* verb_definition.c - what a measure is, anew: definition, limits, events, who it goes to. */
#include "client/agent.h"
#include "client/sharing.h"
#include "client/verb_measure.h"
#include "client/verbs.h"
#include "entry/date.h"
#include "pages/tree.h"

#include <string.h>

/* A field of a definition and the option that says it. */
static const struct field {
    const char *name;
    const char *option;
} fields[] = {{"title", "title"},         {"definition", "definition"},
              {"numerator", "numerator"}, {"denominator", "denominator"},
              {"unit", "unit"},           {"role", "role"},
              {"direction", "direction"}, {"target", "target"},
              {"frequency", "frequency"}, {"counts", "counts"},
              {"screened", "screened"},   {"two_of_three", "two-of-three"},
              {"fix_after", "fix-after"}};
enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

void definition_set_chart(struct draft *draft)
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

/* --- change --- */

/* What stays as it is: a new version says all of it. */
static bool take_current(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct draft *draft = context;
    struct call *call = draft->call;
    char number[32];
    (void)count;
    (void)names;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const struct br_cell *cell = &cells[i];
        if (call_has(call, fields[i].option)) {
            struct br_bytes said = call_text(call, fields[i].option);
            draft_set(draft, fields[i].name, said.size == 0 ? (struct br_bytes){NULL, 0} : said);
        } else if (cell->type == BR_CELL_TEXT) {
            char *text = br_arena_text(&call->arena, cell->bytes);
            draft_set(draft, fields[i].name, br_bytes_of_text(text == NULL ? "" : text));
        } else if (cell->type != BR_CELL_NULL) {
            br_number_text(cell->type == BR_CELL_INTEGER ? (double)cell->integer : cell->number,
                           number);
            draft_set(draft, fields[i].name, br_bytes_of_text(number));
        }
    }
    return false;
}

struct replacing {
    struct draft *draft;
    size_t count;
};

static bool take_version(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct replacing *replacing = context;
    struct br_id id;
    (void)count;
    (void)names;
    if (cell_id(&cells[0], &id)) {
        draft_set_id(replacing->draft, "based_on", &id);
        draft_needs(replacing->draft, &id, cells[1].integer != 0);
        replacing->count++;
    }
    return true;
}

int measure_change(struct call *call)
{
    static const char current[] =
        "SELECT title, definition, numerator, denominator, unit, role, direction, target,"
        " frequency, CASE WHEN counts THEN 'true' END, CASE WHEN screened THEN 'true' END,"
        " two_of_three, fix_after FROM v_measure WHERE id = :id AND own LIMIT 1";
    static const char versions[] =
        "SELECT id, saved_here FROM v_measure_version WHERE measure = :id AND current"
        " ORDER BY position LIMIT 8";
    struct found measure;
    struct draft draft;
    double target = 0;
    const char *why = call_text(call, "target").size == 0
                          ? NULL
                          : br_number_fault(call_text(call, "target"), &target);
    if (why != NULL) {
        return call_fail(call, EXIT_USAGE, "the target %s", why);
    }
    if (!call_has(call, "reason")) {
        return call_fail(call, EXIT_USAGE, "say why: --reason \"...\"");
    }
    int code = find_own_measure(call, &measure);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &measure.id);
    draft_begin(&draft, call, "measure_changed", &measure.audience);
    draft_set_id(&draft, "measure", &measure.id);
    draft_needs(&draft, &measure.id, measure.saved_here);
    draft_set_option(&draft, "reason", "reason");
    struct replacing replacing = {.draft = &draft};
    code = call_query(call, current, &parameter, 1, take_current, &draft);
    if (code == EXIT_FINE) {
        code = call_query(call, versions, &parameter, 1, take_version, &replacing);
    }
    return code == EXIT_FINE ? draft_save_and_say(&draft, "change") : code;
}

/* --- limits, events --- */

static int rebase_more(struct call *call, struct draft *draft)
{
    if (!call_has(call, "reason")) {
        return call_fail(call, EXIT_USAGE, "say why: --reason \"...\"");
    }
    if (call_has(call, "take-back")) {
        draft_set(draft, "rebased", br_bytes_of_text("false"));
    }
    return draft->failed;
}

static int event_more(struct call *call, struct draft *draft)
{
    if (call_has(call, "take-back")) {
        draft_set(draft, "happened", br_bytes_of_text("false"));
    }
    return draft->failed;
}

const struct verb_form measure_rebase = {.kind = "measure_rebased",
                                         .lookup = "measure",
                                         .word = "rebase",
                                         .arguments = {{"id", THING_MEASURE}, {"date", 0}},
                                         .more = rebase_more};
const struct verb_form measure_event = {
    .kind = "measure_event",
    .lookup = "measure",
    .word = "event",
    .arguments = {{"id", THING_MEASURE}, {"date", 0}, {"title", 0}},
    .more = event_more};

/* --- who it goes to --- */

static void begin_sharing(struct draft *draft, struct call *call, const struct found *measure,
                          bool shared)
{
    draft_begin(draft, call, "measure_sharing", &measure->audience);
    draft_set_id(draft, "measure", &measure->id);
    draft_set(draft, "shared", br_bytes_of_text(shared ? "true" : "false"));
    draft_needs(draft, &measure->id, measure->saved_here);
}

int sharing_follow(struct sharing *sharing)
{
    struct call *call = sharing->call;
    struct draft draft;
    begin_sharing(&draft, call, &sharing->measure, true);
    draft_set(&draft, "follows", br_bytes_of_text("true"));
    if (call_has(call, "with-notes")) {
        draft_set(&draft, "with_notes", br_bytes_of_text("true"));
    }
    draft_set_option(&draft, "pathway", "pathway");
    return draft_save_and_say(&draft, "sharing");
}

int measure_unshare(struct call *call)
{
    struct found measure;
    struct draft draft;
    int code = find_own_measure(call, &measure);
    if (code != EXIT_FINE) {
        return code;
    }
    begin_sharing(&draft, call, &measure, false);
    draft_set_option(&draft, "reason", "reason");
    return draft_save_and_say(&draft, "end of sharing");
}

int measure_compare(struct call *call)
{
    struct found measure;
    int code = find_thing(call, THING_MEASURE, call_argument(call, 0), &measure);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameters[] = {parameter_id("id", &measure.id),
                                        parameter_text("pathway", call_value(call, "pathway"))};
    return verb_page(call, "measure/compare", parameters, call_has(call, "pathway") ? 2 : 1);
}
