/* verb_watch.c - what we show other academies of how we get on, and what we ask to see of them. */
#include "client/verb_form.h"
#include "client/verbs.h"

#include <string.h>

static int run_list(struct call *call)
{
    return verb_page(call, "watch/list", NULL, 0);
}

static int show(struct call *call, const char *page)
{
    struct br_hash academy;
    int code = find_academy(call, call_argument(call, 0), &academy);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_hash("academy", &academy);
    return verb_page(call, page, &parameter, 1);
}

static int run_show(struct call *call)
{
    return show(call, "watch/show");
}

static int run_progress(struct call *call)
{
    return show(call, "watch/progress");
}

/* Each --part is one of the message's. */
static int fill_parts(struct call *call, struct draft *draft)
{
    size_t count = 0;
    for (size_t i = 0; i < call->options.given_count; i++) {
        const struct option_given *given = &call->options.given[i];
        if (strcmp(given->rule->name, "part") == 0) {
            draft_set(draft, "parts", br_bytes_of_text(given->value));
            count++;
        }
    }
    if (count == 0) {
        return call_fail(call, EXIT_USAGE,
                         "say what is to be seen, once for each: --part rooms_meeting,"
                         " roadmap_stages, special_causes, cohort_progress, open_questions or"
                         " waiting_visits");
    }
    return draft->failed;
}

/* Rooms that are named are the only ones. */
static int fill_agreed(struct call *call, struct draft *draft)
{
    int code = fill_parts(call, draft);
    bool chosen = false;
    for (size_t i = 0; i < call->options.given_count && code == EXIT_FINE; i++) {
        const struct option_given *given = &call->options.given[i];
        struct found room;
        if (strcmp(given->rule->name, "room") != 0) {
            continue;
        }
        code = find_thing(call, THING_ROOM, given->value, &room);
        if (code == EXIT_FINE) {
            draft_set_id(draft, "rooms", &room.id);
            chosen = true;
        }
    }
    if (code == EXIT_FINE && chosen) {
        draft_set(draft, "only_chosen", br_bytes_of_text("true"));
    }
    return code == EXIT_FINE ? draft->failed : code;
}

static const struct verb_form ask = {.kind = "watch_asked",
                                     .lookup = "watch",
                                     .word = "asked",
                                     .arguments = {{"academy", VERB_FORM_ACADEMY}},
                                     .more = fill_parts};
static const struct verb_form agree = {.kind = "watch_agreed",
                                       .lookup = "watch",
                                       .word = "agreed",
                                       .arguments = {{"academy", VERB_FORM_ACADEMY}},
                                       .more = fill_agreed};
/* Without a part nothing may be seen any more. */
static const struct verb_form end = {.kind = "watch_agreed",
                                     .lookup = "watch",
                                     .word = "ended",
                                     .arguments = {{"academy", VERB_FORM_ACADEMY}}};

static const struct option_rule ask_rules[] = {
    {"part", "PART", "what we ask to see; once for each", true},
    {"reason", "TEXT", "why we ask: they read it", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule agree_rules[] = {
    {"part", "PART", "what they may see; once for each", true},
    {"room", "ROOM", "only of this Big Room; once for each", true},
    {"reason", "TEXT", "what we say to them", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule end_rules[] = {{"reason", "TEXT", "what we say to them", false},
                                               OPTION_ALLOW_IDENTIFIER,
                                               {NULL, NULL, NULL, false}};

const struct verb verbs_watch[] = {
    {.area = "watch",
     .name = "list",
     .summary = "What we show, and to whom; and what we see of others, from A to Z.",
     .examples = "  bigroom watch\n",
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "watch",
     .name = "show",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "What one academy asked to see of us, and what we agreed.",
     .examples = "  bigroom watch show Oakhaven\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "watch",
     .name = "progress",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "What we asked to see of an academy; what it shows stands at the server.",
     .examples = "  bigroom watch progress Oakhaven\n",
     .place = VERB_VIEWS,
     .run = run_progress},
    {.area = "watch",
     .name = "ask",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Ask an academy to let us see how it gets on.",
     .examples = "  bigroom watch ask Oakhaven --part rooms_meeting --part cohort_progress \\\n"
                 "      --reason \"We visit you in March\"\n",
     .rules = ask_rules,
     .form = &ask,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "watch",
     .name = "agree",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Let an academy see this of us, and nothing else any more.",
     .examples = "  bigroom watch agree Oakhaven --part rooms_meeting --room Frailty\n",
     .rules = agree_rules,
     .form = &agree,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.area = "watch",
     .name = "end",
     .arguments = "ACADEMY",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Let an academy see nothing of us any more.",
     .examples = "  bigroom watch end Oakhaven\n",
     .rules = end_rules,
     .form = &end,
     .place = VERB_VIEWS,
     .run = verb_form_run},
    {.name = NULL}};
