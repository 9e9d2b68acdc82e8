/* verb_academy.c - academies and what they say of themselves; people who show themselves. */
#include "client/agent.h"
#include "client/draft.h"
#include "client/find.h"
#include "client/verbs.h"

#include <string.h>

enum { PART_COUNT = 4 };

static const char *const parts[PART_COUNT] = {"size", "structure", "expects", "newcomers"};

static int run_list(struct call *call)
{
    return verb_page(call, "academy/list", NULL, 0);
}

static int run_show(struct call *call)
{
    struct br_hash academy = call->agent->settings.academy;
    const char *name = call_argument(call, 0);
    int code = name == NULL ? EXIT_FINE : find_academy(call, name, &academy);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_hash("id", &academy);
    return verb_page(call, "academy/show", &parameter, 1);
}

/* The versions that hold now, and what the newest of them says. */
struct context {
    struct call *call;
    size_t count;
    struct br_id ids[8]; /* as many as a version may name */
    struct br_id saved_here;
    bool has_saved_here;
    bool no_memory;
    struct br_bytes texts[PART_COUNT];
};

static struct br_bytes copy_text(struct context *context, const struct br_cell *cell)
{
    struct br_bytes text = {.data = NULL};
    if (cell->type != BR_CELL_TEXT) {
        return text;
    }
    uint8_t *copy = br_arena_take(&context->call->arena, cell->bytes.size + 1);
    if (copy == NULL) {
        context->no_memory = true;
        return text;
    }
    memcpy(copy, cell->bytes.data, cell->bytes.size);
    return (struct br_bytes){.data = copy, .size = cell->bytes.size};
}

static bool take_version(void *place, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct context *context = place;
    (void)count;
    (void)names;
    if (!cell_id(&cells[0], &context->ids[context->count])) {
        return true;
    }
    if (cells[1].integer != 0) {
        context->saved_here = context->ids[context->count];
        context->has_saved_here = true;
    }
    for (size_t i = 0; i < PART_COUNT; i++) {
        context->texts[i] = copy_text(context, &cells[2 + i]);
    }
    context->count++;
    return context->count < sizeof context->ids / sizeof context->ids[0];
}

static int run_edit(struct call *call)
{
    static const char current[] =
        "SELECT id, saved_here, size, structure, expects, newcomers FROM v_context"
        " WHERE own AND current ORDER BY position";
    struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    struct context context = {.call = call};
    struct draft draft;
    bool given = false;
    for (size_t i = 0; i < PART_COUNT; i++) {
        given = given || call_has(call, parts[i]);
    }
    if (!given) {
        return call_fail(call, EXIT_USAGE,
                         "say what is new: --size, --structure, --expects or --newcomers");
    }
    int code = call_query(call, current, NULL, 0, take_version, &context);
    if (code == EXIT_FINE && context.no_memory) {
        code = call_fail(call, EXIT_FAILED, "out of memory");
    }
    if (code != EXIT_FINE) {
        return code;
    }
    if (context.count > 1) {
        for (size_t i = 0; i < PART_COUNT; i++) {
            if (!call_has(call, parts[i])) {
                return call_fail(call, EXIT_FAILED,
                                 "two versions stand side by side (bigroom academy show): settle "
                                 "them by giving all four parts");
            }
        }
    }
    draft_begin(&draft, call, "academy_context", &network);
    for (size_t i = 0; i < context.count; i++) {
        draft_set_id(&draft, "based_on", &context.ids[i]);
    }
    for (size_t i = 0; i < PART_COUNT; i++) {
        draft_set(&draft, parts[i],
                  call_has(call, parts[i]) ? call_text(call, parts[i]) : context.texts[i]);
    }
    draft_needs(&draft, &context.saved_here, context.has_saved_here);
    return draft_save_and_say(&draft, "new version");
}

static int run_people(struct call *call)
{
    struct br_parameter parameters[2];
    struct br_hash academy;
    size_t count = 0;
    const char *name = call_value(call, "academy");
    if (name != NULL) {
        int code = find_academy(call, name, &academy);
        if (code != EXIT_FINE) {
            return code;
        }
        parameters[count++] = parameter_hash("academy", &academy);
    }
    if (call_has(call, "words")) {
        parameters[count++] = parameter_text("words", call_value(call, "words"));
    }
    return verb_page(call, "person/list", parameters, count);
}

/* --- the table --- */

static const struct option_rule edit_rules[] = {
    {"size", "TEXT", "how large it is", false},
    {"structure", "TEXT", "sites, wards, who runs what", false},
    {"expects", "TEXT", "what it expects of the programme", false},
    {"newcomers", "TEXT", "what to know first", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule people_rules[] = {
    {"academy", "NAME", "only of this academy", false},
    {"words", "TEXT", "only who say this of themselves", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_academy[] = {
    {.area = "academy",
     .name = "list",
     .arguments = "",
     .summary = "The academies that we know.",
     .examples = "  bigroom academy list\n",
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "academy",
     .name = "show",
     .arguments = "[NAME]",
     .arguments_max = 1,
     .summary = "What an academy says of itself, and the answers that stay; ours without a name.",
     .examples = "  bigroom academy show\n  bigroom academy show Bath --json\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "academy",
     .name = "edit",
     .arguments = "[--size TEXT] [--structure TEXT] [--expects TEXT] [--newcomers TEXT]",
     .summary = "Write a new version of what our academy says of itself; other parts stay.",
     .examples = "  bigroom academy edit --size \"Two sites, 900 beds\"\n"
                 "  bigroom academy edit --newcomers - < first.txt\n",
     .rules = edit_rules,
     .place = VERB_VIEWS,
     .input = INPUT_TEXT,
     .run = run_edit},
    {.area = "person",
     .name = "list",
     .arguments = "",
     .summary = "People who show themselves, and what to ask them about.",
     .examples = "  bigroom person list\n  bigroom person list --words huddle\n",
     .rules = people_rules,
     .place = VERB_VIEWS,
     .run = run_people},
    {.name = NULL}};
