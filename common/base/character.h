/**
 * character.h - what kind each character of a text is.
 *
 * A terminal obeys control characters, and Unicode has characters that turn the reading direction
 * or hide text. Who shows other people's text asks here before it passes one on.
 */
#ifndef BR_BASE_CHARACTER_H
#define BR_BASE_CHARACTER_H

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

#endif
