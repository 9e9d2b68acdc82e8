/**
 * options.h - what stands behind a verb: options and arguments, read along a table.
 *
 * The table also makes the help, so that an option cannot be there and not be told of. Ours
 * instead of getopt_long, because verbs of a running agent are parsed side by side and getopt keeps
 * its place in global variables. Everything borrows from argv.
 */
#ifndef BR_CLIENT_OPTIONS_H
#define BR_CLIENT_OPTIONS_H

#include "base/bytes.h"
#include "base/limits.h"

struct option_rule {
    const char *name;  /* without the dashes; NULL ends the table */
    const char *value; /* what its value is called in the help; NULL: it takes none */
    const char *help;
    bool repeats;
};

struct option_given {
    const struct option_rule *rule;
    const char *value; /* NULL when it takes none */
};

struct options {
    size_t given_count;
    struct option_given given[BR_OPTIONS_MAX];
    size_t argument_count;
    const char *arguments[BR_ARGUMENTS_MAX];
};

/** Options that every verb has: --dir, --json, --help, --version. */
extern const struct option_rule options_global[];

/**
 * Read [argv]; options are looked up in [rules] and among the global ones; "--" ends them. Both
 * "--name VALUE" and "--name=VALUE". BR_ERR_MALFORMED or BR_ERR_LIMIT with a sentence.
 */
BR_MUST_USE enum br_status options_read(int argc, char *const *argv,
                                        const struct option_rule *rules, struct options *options,
                                        struct br_error *error);

/** The value of option [name], or NULL. */
const char *options_value(const struct options *options, const char *name);
bool options_has(const struct options *options, const char *name);
/** The argument at [index], or NULL. */
const char *options_argument(const struct options *options, size_t index);

/** Append the lines of the help about [rules]. */
void options_help(const struct option_rule *rules, struct br_buffer *out);

#endif
