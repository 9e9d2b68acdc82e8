/**
 * terminal.h - other people's text made safe and honest to print.
 *
 * A terminal obeys control characters, and Unicode has characters that turn the reading direction
 * or hide text. None of them is passed on: each becomes an escape that a person can see. Pure;
 * the output is for eyes, not for reading back.
 */
#ifndef BR_PAGES_TERMINAL_H
#define BR_PAGES_TERMINAL_H

#include "base/character.h"

/**
 * Append [text] to [out] with control characters as \x1b or <U+009B>, hidden ones as <U+202E> and
 * broken bytes as \xff. Tabs and line feeds stay. The joiners that scripts and emoji need (U+200C,
 * U+200D) and variation selectors stay too: they hide nothing.
 */
void br_text_terminal_safe(struct br_bytes text, struct br_buffer *out);
/** The same on one line: a line feed becomes \x0a, so that a title cannot fake a second line. */
void br_text_terminal_line(struct br_bytes text, struct br_buffer *out);

#endif
