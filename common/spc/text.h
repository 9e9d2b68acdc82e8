/**
 * text.h - small things about text that several files here need.
 *
 * Pure; any thread.
 */
#ifndef BR_SPC_TEXT_H
#define BR_SPC_TEXT_H

#include "base/bytes.h"

/** The beginning of somebody's text, safe to show: no control, hidden or broken characters. */
struct br_spc_excerpt {
    char text[96];
};
struct br_spc_excerpt br_spc_excerpt(struct br_bytes text);

/** Without blanks, tabs and no-break spaces at its ends. */
struct br_bytes br_spc_trimmed(struct br_bytes text);
/** Equal but for the case of ASCII letters. */
bool br_spc_same_word(struct br_bytes text, const char *word);

/** "seven" to "twelve" and below, then digits. */
struct br_spc_excerpt br_spc_count_words(size_t count);

#endif
