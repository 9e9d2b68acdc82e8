/* verb_definition.c - what a measure is, anew: definition, limits, events, who it goes to. */
#include "client/agent.h"
#include "client/sharing.h"
#include "client/verb_measure.h"
#include "client/verbs.h"
#include "entry/date.h"

/* --- change --- */

static int change_more(struct call *call, struct draft *draft)
{
    double target = 0;
    struct br_bytes said = call_text(call, "target");
    const char *why = said.size == 0 ? NULL : br_number_fault(said, &target);
    if (why != NULL) {
        return call_fail(call, EXIT_USAGE, "the target %s", why);
    }
    if (!call_has(call, "reason")) {
        return call_fail(call, EXIT_USAGE, "say why: --reason \"...\"");
    }
    return draft->failed;
}

const struct verb_form measure_change = {.kind = "measure_changed",
                                         .lookup = "measure_change",
                                         .begins = "measure_change_begins",
                                         .word = "change",
                                         .arguments = {{"id", THING_MEASURE}},
                                         .more = change_more};

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
