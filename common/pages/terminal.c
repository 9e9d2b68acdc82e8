/* terminal.c - what a terminal must not obey becomes an escape that a person can see. */
#include "pages/terminal.h"

enum { C1_FIRST = 0x80 };

static void put_visible(struct br_character character, struct br_buffer *out)
{
    if (character.code < C1_FIRST || character.class == BR_CHARACTER_BROKEN) {
        br_buffer_put_format(out, "\\x%02x", (unsigned)character.code);
    } else {
        br_buffer_put_format(out, "<U+%04X>", (unsigned)character.code);
    }
}

static void put_safe(struct br_bytes text, bool one_line, struct br_buffer *out)
{
    while (text.size > 0) {
        size_t run = br_character_run(text);
        br_buffer_put(out, text.data, run);
        text.data += run;
        text.size -= run;
        if (text.size == 0) {
            return;
        }
        struct br_bytes before = text;
        struct br_character character = br_character_next(&text);
        bool passes = character.class == BR_CHARACTER_PLAIN ||
                      (character.class == BR_CHARACTER_CONTROL &&
                       (character.code == '\t' || (character.code == '\n' && !one_line)));
        if (passes) {
            br_buffer_put(out, before.data, before.size - text.size);
        } else {
            put_visible(character, out);
        }
    }
}

void br_text_terminal_safe(struct br_bytes text, struct br_buffer *out)
{
    put_safe(text, false, out);
}

void br_text_terminal_line(struct br_bytes text, struct br_buffer *out)
{
    put_safe(text, true, out);
}
