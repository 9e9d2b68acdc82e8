/**
 * terminal.h - other people's text made safe and honest to print.
 *
 * A terminal obeys control characters, and Unicode has characters that turn the reading direction
 * or hide text. None of them is passed on: each becomes an escape that a person can see. Pure;
 * the output is for eyes, not for reading back.
 */
#ifndef BR_PAGES_TERMINAL_H
#define BR_PAGES_TERMINAL_H

#include "base/bytes.h"

enum br_character_class {
    BR_CHARACTER_PLAIN,
    BR_CHARACTER_CONTROL, /* C0 (with tab and line feed), DEL, C1 */
    BR_CHARACTER_HIDDEN,  /* turns the reading direction, or is invisible and may carry text */
    BR_CHARACTER_BROKEN   /* one byte that is no part of well-formed UTF-8 */
};

struct br_character {
    enum br_character_class class;
    uint32_t code; /* BROKEN: the byte */
};

/** Take one character off the front of [rest], which must not be empty. */
struct br_character br_character_next(struct br_bytes *rest);
/** How many bytes at the front are printable ASCII: the run that needs no looking at. */
size_t br_character_run(struct br_bytes text);

/**
 * Append [text] to [out] with control characters as \x1b or <U+009B>, hidden ones as <U+202E> and
 * broken bytes as \xff. Tabs and line feeds stay. The joiners that scripts and emoji need (U+200C,
 * U+200D) and variation selectors stay too: they hide nothing.
 */
void br_text_terminal_safe(struct br_bytes text, struct br_buffer *out);
/** The same on one line: a line feed becomes \x0a, so that a title cannot fake a second line. */
void br_text_terminal_line(struct br_bytes text, struct br_buffer *out);

#endif
