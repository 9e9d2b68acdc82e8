/**
 * words.h - the words of a call: which verb, which options, which folder; complaints about them.
 *
 * Pure, but for what is printed. What is read points into argv.
 */
#ifndef BR_SERVER_WORDS_H
#define BR_SERVER_WORDS_H

#include "base/status.h"

#include <stddef.h>

#define WORDS_OPTIONS_MAX 4u
#define WORDS_PLAIN_MAX 2u

struct words_option {
    const char *name; /* without dashes; NULL ends the list */
    bool takes_value;
};

/** What may follow a verb. Every word that is no option is wanted, options stand anywhere. */
struct words_form {
    const char *verb;  /* "peer add" */
    const char *usage; /* "DIR CODE [--no-dial]" */
    size_t plain_count;
    struct words_option options[WORDS_OPTIONS_MAX];
};

struct words {
    const char *plain[WORDS_PLAIN_MAX];
    const char *values[WORDS_OPTIONS_MAX]; /* in the order of the form; NULL: not given */
};

/**
 * Read the [count] words behind a verb, of which the first [plain_skip] plain ones were taken
 * already. BR_ERR_MALFORMED with a sentence: an option that the verb does not have, one given
 * twice, one without its value, a word too many or missing.
 */
BR_MUST_USE enum br_status words_read(const struct words_form *form, size_t plain_skip, int count,
                                      char *const *items, struct words *words,
                                      struct br_error *error);
/** An option's value ("" for one that takes none), or NULL. The form must have it. */
const char *words_value(const struct words_form *form, const struct words *words, const char *name);

/** "bigroomd: " and a sentence on standard error, on one line and safe for a terminal. */
BR_PRINTF(1, 2) void words_complain(const char *format, ...);
/** All that was printed has been written; false and a complaint when it could not be. */
BR_MUST_USE bool words_written(void);
/** The complaint, then how the verb is called. */
void words_complain_usage(const struct words_form *form, const char *sentence);

#endif
