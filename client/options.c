/* options.c - reading options and arguments along a table. */
#include "client/options.h"

#include <ctype.h>
#include <string.h>

const struct option_rule options_global[] = {
    {"dir", "DIR", "the client's folder (else $BIGROOM_DIR, else ~/.bigroom)", false},
    {"json", NULL, "answer in JSON", false},
    {"help", NULL, "what this verb does, with examples", false},
    {"version", NULL, "which version this is", false},
    {NULL, NULL, NULL, false},
};

static const struct option_rule *find_in(const struct option_rule *rules, const char *name,
                                         size_t size)
{
    for (const struct option_rule *rule = rules; rule->name != NULL; rule++) {
        if (strlen(rule->name) == size && memcmp(rule->name, name, size) == 0) {
            return rule;
        }
    }
    return NULL;
}

static const struct option_rule *find(const struct option_rule *rules, const char *name,
                                      size_t size)
{
    const struct option_rule *rule = rules == NULL ? NULL : find_in(rules, name, size);
    return rule != NULL ? rule : find_in(options_global, name, size);
}

bool options_has(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].rule->name, name) == 0) {
            return true;
        }
    }
    return false;
}

const char *options_value(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].rule->name, name) == 0) {
            return options->given[i].value;
        }
    }
    return NULL;
}

const char *options_argument(const struct options *options, size_t index)
{
    return index < options->argument_count ? options->arguments[index] : NULL;
}

static enum br_status add_option(struct options *options, const struct option_rule *rule,
                                 const char *value, struct br_error *error)
{
    if (!rule->repeats && options_has(options, rule->name)) {
        return br_error_set(error, BR_ERR_MALFORMED, "--%s stands there twice", rule->name);
    }
    if (options->given_count == BR_OPTIONS_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "too many options: at most %u", BR_OPTIONS_MAX);
    }
    options->given[options->given_count++] = (struct option_given){.rule = rule, .value = value};
    return BR_OK;
}

/* The option at argv[*at]; moves [*at] on when its value is the next word. */
static enum br_status read_option(int argc, char *const *argv, int *at,
                                  const struct option_rule *rules, struct options *options,
                                  struct br_error *error)
{
    const char *name = argv[*at] + 2;
    size_t size = strcspn(name, "=");
    const char *value = name[size] == '=' ? name + size + 1 : NULL;
    const struct option_rule *rule = find(rules, name, size);
    if (rule == NULL) {
        return br_error_set(error, BR_ERR_MALFORMED, "there is no option --%.*s here; see --help",
                            (int)size, name);
    }
    if (rule->value == NULL && value != NULL) {
        return br_error_set(error, BR_ERR_MALFORMED, "--%s takes no value", rule->name);
    }
    if (rule->value != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            return br_error_set(error, BR_ERR_MALFORMED, "say a value: --%s %s", rule->name,
                                rule->value);
        }
        value = argv[++*at];
    }
    return add_option(options, rule, value, error);
}

static enum br_status add_argument(struct options *options, const char *argument,
                                   struct br_error *error)
{
    if (options->argument_count == BR_ARGUMENTS_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "too many arguments: at most %u",
                            BR_ARGUMENTS_MAX);
    }
    options->arguments[options->argument_count++] = argument;
    return BR_OK;
}

/* "-" is standard input and "-3.5" a number; neither is an option. */
static bool looks_like_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && word[1] != '.' &&
           isdigit((unsigned char)word[1]) == 0;
}

enum br_status options_read(int argc, char *const *argv, const struct option_rule *rules,
                            struct options *options, struct br_error *error)
{
    static const struct option_rule *help = &options_global[2];
    bool ended = false;
    enum br_status status = BR_OK;
    *options = (struct options){.given_count = 0};
    for (int i = 0; i < argc && status == BR_OK; i++) {
        if (ended || !looks_like_option(argv[i])) {
            status = add_argument(options, argv[i], error);
        } else if (strcmp(argv[i], "--") == 0) {
            ended = true;
        } else if (strcmp(argv[i], "-h") == 0) {
            status = add_option(options, help, NULL, error);
        } else if (argv[i][1] != '-') {
            status = br_error_set(error, BR_ERR_MALFORMED,
                                  "options are written out, as in --help: %s", argv[i]);
        } else {
            status = read_option(argc, argv, &i, rules, options, error);
        }
    }
    return status;
}

void options_help(const struct option_rule *rules, struct br_buffer *out)
{
    enum { COLUMN = 26 };
    for (const struct option_rule *rule = rules; rule != NULL && rule->name != NULL; rule++) {
        size_t before = out->size;
        br_buffer_put_format(out, "  --%s%s%s", rule->name, rule->value == NULL ? "" : " ",
                             rule->value == NULL ? "" : rule->value);
        size_t width = out->size - before;
        if (width >= COLUMN) {
            br_buffer_put_text(out, "\n");
            width = 0;
        }
        br_buffer_put_format(out, "%*s%s%s\n", (int)(COLUMN - width), "", rule->help,
                             rule->repeats ? " (may be repeated)" : "");
    }
}
