/* outline.c - lines, how far in they stand, and what stands in brackets behind them. */
#include "client/outline.h"

#include "base/character.h"

#include <string.h>
#include <strings.h>

enum { DEPTHS = 4, TAB = 4 };

struct reading {
    struct br_arena *arena;
    struct br_error *error;
    struct outline *outline;
    size_t line;
    bool has_aim;
    size_t indents[DEPTHS]; /* of the boxes that the next one may hang from, the aim's first */
    unsigned depth;         /* of the box before */
};

static struct br_bytes trimmed(struct br_bytes text)
{
    while (text.size > 0 && strchr(" \t\r", text.data[0]) != NULL) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && strchr(" \t\r", text.data[text.size - 1]) != NULL) {
        text.size--;
    }
    return text;
}

static struct br_bytes take_line(struct br_bytes *rest)
{
    const uint8_t *end = memchr(rest->data, '\n', rest->size);
    struct br_bytes line = {rest->data, end == NULL ? rest->size : (size_t)(end - rest->data)};
    size_t used = line.size + (end == NULL ? 0 : 1);
    rest->data += used;
    rest->size -= used;
    return line;
}

static bool begins_with(struct br_bytes text, const char *word)
{
    size_t size = strlen(word);
    return text.size >= size && strncasecmp((const char *)text.data, word, size) == 0;
}

static size_t indent_of(struct br_bytes line)
{
    size_t indent = 0;
    for (size_t i = 0; i < line.size && strchr(" \t", line.data[i]) != NULL; i++) {
        indent += line.data[i] == '\t' ? TAB : 1;
    }
    return indent;
}

static bool is_text(struct br_bytes text)
{
    while (text.size > 0) {
        struct br_character character = br_character_next(&text);
        if (character.class == BR_CHARACTER_BROKEN || character.code == 0) {
            return false;
        }
    }
    return true;
}

static const char *kept(struct reading *reading, struct br_bytes text)
{
    return br_arena_text(reading->arena, text);
}

/* --- what stands in brackets --- */

/* The number of "PDSA 7, testing now"; 0 when it is none. */
static unsigned pdsa_number(struct br_bytes inside)
{
    unsigned number = 0;
    for (size_t i = 5; i < inside.size && inside.data[i] >= '0' && inside.data[i] <= '9'; i++) {
        number = number < 100000 ? number * 10 + (unsigned)(inside.data[i] - '0') : number;
    }
    return number;
}

/* Take "[...]" off the end of [text], if it says something that we know. */
static bool take_bracket(struct reading *reading, struct br_bytes *text, struct outline_box *box)
{
    static const char measure[] = "measure:";
    const uint8_t *open = text->size > 0 && text->data[text->size - 1] == ']'
                              ? memrchr(text->data, '[', text->size)
                              : NULL;
    if (open == NULL) {
        return false;
    }
    struct br_bytes inside = {open + 1, (size_t)(text->data + text->size - 2 - open)};
    if (begins_with(inside, "PDSA ") && pdsa_number(inside) > 0) {
        box->pdsa = pdsa_number(inside);
    } else if (begins_with(inside, measure)) {
        size_t size = sizeof measure - 1;
        box->measure =
            kept(reading, trimmed((struct br_bytes){inside.data + size, inside.size - size}));
    } else {
        return false;
    }
    text->size = (size_t)(open - text->data);
    *text = trimmed(*text);
    return true;
}

static enum br_status take_words(struct reading *reading, struct br_bytes text,
                                 struct outline_box *box)
{
    while (take_bracket(reading, &text, box)) {
    }
    box->line = reading->line;
    box->text = kept(reading, text);
    if (box->text == NULL) {
        return br_error_set(reading->error, BR_ERR_NO_MEMORY, "out of memory");
    }
    if (text.size == 0) {
        return br_error_set(reading->error, BR_ERR_MALFORMED, "line %zu has no words",
                            reading->line);
    }
    return BR_OK;
}

/* --- lines --- */

/* How deep a line that stands so far in is; DEPTHS: it fits nowhere. */
static unsigned depth_of(const struct reading *reading, size_t indent)
{
    if (indent > reading->indents[reading->depth]) {
        return reading->depth + 1;
    }
    for (unsigned depth = reading->depth; depth > 0; depth--) {
        if (indent == reading->indents[depth]) {
            return depth;
        }
    }
    return DEPTHS;
}

static enum br_status take_box(struct reading *reading, struct br_bytes line)
{
    struct outline *outline = reading->outline;
    size_t indent = indent_of(line);
    struct br_bytes text = trimmed(line);
    unsigned depth = depth_of(reading, indent);
    if (reading->depth == 0) { /* also when it stands below the aim, no further in */
        depth = 1;
    }
    if (depth >= DEPTHS) {
        return br_error_set(reading->error, BR_ERR_MALFORMED,
                            indent > reading->indents[reading->depth]
                                ? "line %zu is deeper than a change idea, which is the last level"
                                : "line %zu stands between two levels: as far in as one before it",
                            reading->line);
    }
    if (outline->count == BR_DRIVER_BOXES_MAX) {
        return br_error_set(reading->error, BR_ERR_LIMIT,
                            "a driver diagram has at most %u boxes beside its aim",
                            BR_DRIVER_BOXES_MAX);
    }
    if (begins_with(text, "- ") || begins_with(text, "* ")) {
        text = trimmed((struct br_bytes){text.data + 2, text.size - 2});
    }
    struct outline_box *box = &outline->boxes[outline->count++];
    *box = (struct outline_box){.depth = depth};
    reading->depth = depth;
    reading->indents[depth] = indent;
    return take_words(reading, text, box);
}

static enum br_status take_aim(struct reading *reading, struct br_bytes line)
{
    struct br_bytes text = trimmed(line);
    if (begins_with(text, "Aim:")) {
        text = trimmed((struct br_bytes){text.data + 4, text.size - 4});
    }
    reading->has_aim = true;
    return take_words(reading, text, &reading->outline->aim);
}

/* Is there a line that says it is the aim? Then what stands before it is no part of the outline. */
static bool names_aim(struct br_bytes text)
{
    while (text.size > 0) {
        if (begins_with(trimmed(take_line(&text)), "Aim:")) {
            return true;
        }
    }
    return false;
}

enum br_status outline_read(struct br_bytes text, struct br_arena *arena, struct outline *outline,
                            struct br_error *error)
{
    struct reading reading = {.arena = arena, .error = error, .outline = outline};
    bool named = names_aim(text);
    enum br_status status = BR_OK;
    outline->count = 0;
    outline->aim = (struct outline_box){.depth = 0};
    if (!is_text(text)) {
        return br_error_set(error, BR_ERR_MALFORMED, "the outline is not text in UTF-8");
    }
    while (text.size > 0 && status == BR_OK) {
        struct br_bytes line = take_line(&text);
        struct br_bytes words = trimmed(line);
        reading.line++;
        if (words.size == 0 || (!reading.has_aim && named && !begins_with(words, "Aim:"))) {
            continue;
        }
        status = reading.has_aim ? take_box(&reading, line) : take_aim(&reading, line);
    }
    if (status == BR_OK && !reading.has_aim) {
        status = br_error_set(error, BR_ERR_MALFORMED,
                              "the outline is empty: its first line is the aim");
    }
    return status;
}
