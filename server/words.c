/* words.c - the words of a call, read by one rule for every verb. */
#include "server/words.h"

#include "base/bytes.h"
#include "pages/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_SIZE = 6144 }; /* a path of 4,096 bytes and what is said of it */

/* "--name" or "--name=value"; the option's place in the form, or WORDS_OPTIONS_MAX. */
static size_t option_place(const struct words_form *form, const char *word, const char **value)
{
    const char *equals = strchr(word, '=');
    size_t size = equals == NULL ? strlen(word) : (size_t)(equals - word);
    *value = equals == NULL ? NULL : equals + 1;
    for (size_t i = 0; i < WORDS_OPTIONS_MAX && form->options[i].name != NULL; i++) {
        const char *name = form->options[i].name;
        if (size == strlen(name) + 2 && strncmp(word, "--", 2) == 0 &&
            strncmp(word + 2, name, size - 2) == 0) {
            return i;
        }
    }
    return WORDS_OPTIONS_MAX;
}

/* Takes the option at [*at], and its value where that is a word of its own. */
static enum br_status read_option(const struct words_form *form, int count, char *const *items,
                                  int *at, struct words *words, struct br_error *error)
{
    const char *word = items[*at];
    const char *value = NULL;
    size_t place = option_place(form, word, &value);
    if (place == WORDS_OPTIONS_MAX) {
        return br_error_set(error, BR_ERR_MALFORMED, "there is no option %.200s here", word);
    }
    const struct words_option *option = &form->options[place];
    if (words->values[place] != NULL) {
        return br_error_set(error, BR_ERR_MALFORMED, "--%s is given twice", option->name);
    }
    if (!option->takes_value && value != NULL) {
        return br_error_set(error, BR_ERR_MALFORMED, "--%s takes no value", option->name);
    }
    if (option->takes_value && value == NULL) {
        if (*at + 1 >= count) {
            return br_error_set(error, BR_ERR_MALFORMED, "--%s needs a value", option->name);
        }
        value = items[++*at];
    }
    words->values[place] = value == NULL ? "" : value;
    return BR_OK;
}

enum br_status words_read(const struct words_form *form, size_t plain_skip, int count,
                          char *const *items, struct words *words, struct br_error *error)
{
    size_t plain = plain_skip;
    *words = (struct words){.plain = {NULL}};
    BR_ASSERT(form->plain_count <= WORDS_PLAIN_MAX);
    for (int i = 0; i < count; i++) {
        if (items[i][0] == '-' && items[i][1] != '\0') {
            enum br_status status = read_option(form, count, items, &i, words, error);
            if (status != BR_OK) {
                return status;
            }
        } else if (plain == form->plain_count) {
            return br_error_set(error, BR_ERR_MALFORMED, "\"%.200s\" is one word too many",
                                items[i]);
        } else {
            words->plain[plain++] = items[i];
        }
    }
    return plain == form->plain_count
               ? BR_OK
               : br_error_set(error, BR_ERR_MALFORMED, "%s is missing",
                              plain == 0 ? "the academy's folder" : "a word");
}

const char *words_value(const struct words_form *form, const struct words *words, const char *name)
{
    for (size_t i = 0; i < WORDS_OPTIONS_MAX && form->options[i].name != NULL; i++) {
        if (strcmp(form->options[i].name, name) == 0) {
            return words->values[i];
        }
    }
    BR_UNREACHABLE("asked for an option that the verb does not have");
}

void words_complain(const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    struct br_buffer safe;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    br_buffer_init(&safe, (size_t)8 * SENTENCE_SIZE); /* <U+202E> is eight for three */
    br_text_terminal_line(br_bytes_of_text(sentence), &safe);
    (void)fprintf(stderr, "bigroomd: %s\n", br_buffer_text(&safe));
    br_buffer_free(&safe);
}

bool words_written(void)
{
    bool failed_before = ferror(stdout) != 0;
    if (fflush(stdout) == 0 && !failed_before) {
        return true;
    }
    words_complain("the answer could not be written: %s", strerror(errno));
    return false;
}

void words_complain_usage(const struct words_form *form, const char *sentence)
{
    words_complain("%s", sentence);
    (void)fprintf(stderr, "usage: bigroomd %s %s\n", form->verb, form->usage);
}
