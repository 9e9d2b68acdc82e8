/* character.c - one walk over UTF-8, for whatever is shown: terminal, JSON, log lines. */
#include "base/character.h"

enum { DELETE = 0x7f, C1_FIRST = 0x80, C1_LAST = 0x9f, SPACE = 0x20 };

struct range {
    uint32_t first;
    uint32_t last;
};

/* Format characters that reverse, reorder, separate or carry text unseen; in order. */
static const struct range hidden[] = {
    {0x00ad, 0x00ad},   /* soft hyphen */
    {0x061c, 0x061c},   /* Arabic letter mark */
    {0x180e, 0x180e},   /* Mongolian vowel separator */
    {0x200b, 0x200b},   /* zero width space */
    {0x200e, 0x200f},   /* left-to-right and right-to-left marks */
    {0x2028, 0x202e},   /* line and paragraph separators, embeddings and overrides */
    {0x2060, 0x206f},   /* word joiner, invisible operators, isolates, deprecated shaping */
    {0xfeff, 0xfeff},   /* byte order mark */
    {0xfff9, 0xfffb},   /* interlinear annotation */
    {0x1bca0, 0x1bca3}, /* shorthand format controls */
    {0x1d173, 0x1d17a}, /* musical format controls */
    {0xe0000, 0xe0fff}, /* tags and supplementary variation selectors: whole messages fit in */
};

static bool is_hidden(uint32_t code)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        if (code < hidden[i].first) {
            return false;
        }
        if (code <= hidden[i].last) {
            return true;
        }
    }
    return false;
}

/* How many bytes the character at the front has by its first byte; 0 when none begins so. */
static size_t length_by_first(uint8_t first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
        return 3;
    }
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

static uint32_t decode(const uint8_t *at, size_t length)
{
    static const uint8_t first_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = at[0] & first_mask[length];
    for (size_t i = 1; i < length; i++) {
        code = code << 6 | (at[i] & 0x3fu);
    }
    return code;
}

static enum br_character_class classify(uint32_t code)
{
    if (code < SPACE || code == DELETE || (code >= C1_FIRST && code <= C1_LAST)) {
        return BR_CHARACTER_CONTROL;
    }
    return is_hidden(code) ? BR_CHARACTER_HIDDEN : BR_CHARACTER_PLAIN;
}

struct br_character br_character_next(struct br_bytes *rest)
{
    BR_ASSERT(rest->size > 0);
    struct br_character character = {BR_CHARACTER_BROKEN, rest->data[0]};
    size_t length = length_by_first(rest->data[0]);
    struct br_bytes candidate = {rest->data, length};
    /* NUL is well-formed to us here: it must be shown, not called broken. */
    bool whole =
        length > 0 && length <= rest->size && (rest->data[0] == 0 || br_utf8_valid(candidate));
    if (whole) {
        character.code = decode(rest->data, length);
        character.class = classify(character.code);
    } else {
        length = 1;
    }
    rest->data += length;
    rest->size -= length;
    return character;
}

size_t br_character_run(struct br_bytes text)
{
    size_t i = 0;
    while (i < text.size && text.data[i] >= SPACE && text.data[i] < DELETE) {
        i++;
    }
    return i;
}
