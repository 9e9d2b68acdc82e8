/* verbs.c - finding a verb, its help, and pages as answers. */
#include "client/verbs.h"

#include "client/agent.h"

#include <string.h>

static const struct verb *const areas[] = {
    verbs_client,  verbs_thread,    verbs_forum,   verbs_academy, verbs_room,
    verbs_roadmap, verbs_meeting,   verbs_pdsa,    verbs_driver,  verbs_shared,
    verbs_measure, verbs_outbox,    verbs_profile, verbs_batch,   verbs_spc,
    verbs_board,   verbs_programme, verbs_adopter, verbs_watch};
enum { AREA_COUNT = sizeof areas / sizeof areas[0] };

/* --- finding --- */

/* How many words of [argv] the verb's name takes; 0 when it is another verb. */
static int match(const struct verb *verb, int argc, char *const *argv)
{
    if (verb->area == NULL) {
        return argc > 0 && strcmp(argv[0], verb->name) == 0 ? 1 : 0;
    }
    bool both = argc > 1 && strcmp(argv[0], verb->area) == 0 && strcmp(argv[1], verb->name) == 0;
    return both ? 2 : 0;
}

static const struct verb *find(int argc, char *const *argv, int *words)
{
    for (size_t i = 0; i < AREA_COUNT; i++) {
        for (const struct verb *verb = areas[i]; verb->name != NULL; verb++) {
            *words = match(verb, argc, argv);
            if (*words > 0) {
                return verb;
            }
        }
    }
    return NULL;
}

/* The area that stands there alone, or with options behind it; NULL: none does. */
static const char *find_group(int argc, char *const *argv)
{
    const char *group = NULL;
    bool alone = argc > 0 && (argc == 1 || argv[1][0] == '-');
    for (size_t i = 0; i < AREA_COUNT && alone; i++) {
        for (const struct verb *verb = areas[i]; verb->name != NULL; verb++) {
            if (verb->area != NULL && strcmp(verb->area, argv[0]) == 0) {
                group = verb->area;
            }
        }
    }
    return group;
}

static enum br_status unknown_verb(char *const *argv, struct br_error *error)
{
    struct br_buffer known;
    br_buffer_init(&known, sizeof error->text);
    for (size_t i = 0; i < AREA_COUNT; i++) {
        for (const struct verb *verb = areas[i]; verb->name != NULL; verb++) {
            if (verb->area != NULL && strcmp(verb->area, argv[0]) == 0) {
                br_buffer_put_format(&known, " %s", verb->name);
            }
        }
    }
    if (known.size == 0) {
        (void)br_error_set(error, BR_ERR_MALFORMED, "there is no verb %s; see bigroom --help",
                           argv[0]);
    } else {
        (void)br_error_set(error, BR_ERR_MALFORMED, "there is no verb %s %s; there are:%s", argv[0],
                           argv[1], br_buffer_text(&known));
    }
    br_buffer_free(&known);
    return BR_ERR_MALFORMED;
}

/* How many words at the front are global options. */
static int leading_options(int argc, char *const *argv)
{
    int count = 0;
    while (count < argc && argv[count][0] == '-' && argv[count][1] != '\0') {
        count += strcmp(argv[count], "--dir") == 0 ? 2 : 1;
    }
    return count < argc ? count : argc;
}

static enum br_status check_count(const struct verb *verb, const struct options *options,
                                  struct br_error *error)
{
    if (options->argument_count < verb->arguments_min) {
        return br_error_set(error, BR_ERR_MALFORMED, "say what: bigroom %s%s%s %s",
                            verb->area == NULL ? "" : verb->area, verb->area == NULL ? "" : " ",
                            verb->name, verb->arguments);
    }
    if (options->argument_count > verb->arguments_max) {
        return br_error_set(error, BR_ERR_MALFORMED, "too much at the end: %s; see --help",
                            options->arguments[verb->arguments_max]);
    }
    return BR_OK;
}

/* A group alone: the outbox and what we show list, of the others one has to say what. */
static enum br_status read_group(struct call *call, struct br_error *error)
{
    static char outbox[] = "outbox";
    static char watch[] = "watch";
    static char list[] = "list";
    bool is_outbox = strcmp(call->group, outbox) == 0;
    char *const both[] = {is_outbox ? outbox : watch, list};
    int words = 0;
    if (!is_outbox && strcmp(call->group, watch) != 0) {
        return br_error_set(error, BR_ERR_MALFORMED, "say what to do with %s", call->group);
    }
    call->group = NULL;
    call->verb = find(2, both, &words);
    return check_count(call->verb, &call->options, error);
}

enum br_status verbs_read(int argc, char *const *argv, struct call *call, struct br_error *error)
{
    int leading = leading_options(argc, argv);
    int words = 0;
    if (leading < argc) {
        call->verb = find(argc - leading, argv + leading, &words);
        call->group = call->verb == NULL ? find_group(argc - leading, argv + leading) : NULL;
        words += call->group != NULL;
    }
    char **rest = br_arena_take(&call->arena, ((size_t)argc + 1) * sizeof *rest);
    if (rest == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    int count = 0;
    for (int i = 0; i < argc; i++) {
        if (i < leading || i >= leading + words) {
            rest[count++] = argv[i];
        }
    }
    const struct option_rule *rules = call->verb == NULL ? NULL : call->verb->rules;
    enum br_status status = BR_OK;
    if (call->verb != NULL || call->group != NULL || leading == argc) {
        status = options_read(count, rest, rules, &call->options, error);
    }
    call->json = status == BR_OK && options_has(&call->options, "json");
    if (status != BR_OK || call_has(call, "help") || call_has(call, "version")) {
        return status;
    }
    if (leading == argc) {
        return br_error_set(error, BR_ERR_MALFORMED, "say what to do; see bigroom --help");
    }
    if (call->group != NULL) {
        return read_group(call, error);
    }
    return call->verb == NULL ? unknown_verb(argv + leading, error)
                              : check_count(call->verb, &call->options, error);
}

/* --- help --- */

static void put_usage(const struct verb *verb, struct br_buffer *out)
{
    const char *arguments = verb->arguments == NULL ? "" : verb->arguments;
    br_buffer_put_format(out, "bigroom %s%s%s%s%s", verb->area == NULL ? "" : verb->area,
                         verb->area == NULL ? "" : " ", verb->name, arguments[0] == '\0' ? "" : " ",
                         arguments);
}

/* A line a verb, of one area or of all (NULL). */
static void help_lines(const char *group, struct br_buffer *out)
{
    enum { COLUMN = 36 };
    for (size_t i = 0; i < AREA_COUNT; i++) {
        for (const struct verb *verb = areas[i]; verb->name != NULL; verb++) {
            if (group != NULL && (verb->area == NULL || strcmp(verb->area, group) != 0)) {
                continue;
            }
            size_t before = out->size;
            br_buffer_put_text(out, "  ");
            put_usage(verb, out);
            size_t width = out->size - before;
            if (width >= COLUMN) {
                br_buffer_put_text(out, "\n");
                width = 0;
            }
            br_buffer_put_format(out, "%*s%s\n", (int)(COLUMN - width), "", verb->summary);
        }
    }
    br_buffer_put_text(out, "\nEvery verb has --help with examples, and:\n");
    options_help(options_global, out);
}

static void help_all(struct br_buffer *out)
{
    br_buffer_put_text(out, "bigroom - the learning network of improvement academies, at your "
                            "own computer\n\n");
    help_lines(NULL, out);
    br_buffer_put_text(out, "\nThings are named by their id or its last four or more digits.\n"
                            "Exit codes: 0 fine, 1 failed, 2 not understood, 3 no connection,\n"
                            "4 the academy refused a write, 5 no such thing, or more than one.\n");
}

static void help_verb(const struct verb *verb, struct br_buffer *out)
{
    put_usage(verb, out);
    br_buffer_put_format(out, "\n\n%s\n\n", verb->summary);
    options_help(verb->rules, out);
    options_help(options_global, out);
    br_buffer_put_format(out, "\nFor example:\n%s", verb->examples);
}

void verbs_help(const struct call *call, struct br_buffer *out)
{
    if (call->verb != NULL) {
        help_verb(call->verb, out);
    } else if (call->group != NULL) {
        help_lines(call->group, out);
    } else {
        help_all(out);
    }
}

/* --- pages --- */

int verb_page(struct call *call, const char *page, const struct br_parameter *parameters,
              size_t count)
{
    struct br_error error = {{0}};
    struct br_page_tree *tree = NULL;
    /* As this person: whose rooms they are, what waits for whom. */
    br_views_set_viewer(call->views, &call->agent->settings.member);
    enum br_status status = br_page_fill(call->agent->pages, page, call->views, parameters, count,
                                         br_clock_read().wall_ms, &tree, &error);
    br_views_see_all(call->views);
    if (status == BR_OK) {
        status = call->json ? br_page_json(tree, &call->out) : br_page_text(tree, &call->out);
        br_page_tree_free(tree);
    }
    return status == BR_OK ? EXIT_FINE : call_fail_status(call, status, &error);
}
