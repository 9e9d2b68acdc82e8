/* text.c - small things about text. */
#include "spc/text.h"

#include "base/character.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { EXCERPT_BYTES_MAX = 40 };

struct br_spc_excerpt br_spc_excerpt(struct br_bytes text)
{
    struct br_spc_excerpt out = {{0}};
    size_t used = 0;
    while (text.size > 0 && used < EXCERPT_BYTES_MAX) {
        const uint8_t *from = text.data;
        struct br_character character = br_character_next(&text);
        size_t size = (size_t)(text.data - from);
        if (character.class == BR_CHARACTER_PLAIN) {
            memcpy(out.text + used, from, size);
            used += size;
        } else {
            out.text[used++] = '?';
        }
    }
    (void)snprintf(out.text + used, sizeof out.text - used, "%s", text.size > 0 ? "…" : "");
    return out;
}

static size_t blank_at_front(struct br_bytes text)
{
    if (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
        return 1;
    }
    return text.size > 1 && text.data[0] == 0xc2 && text.data[1] == 0xa0 ? 2 : 0;
}

static size_t blank_at_end(struct br_bytes text)
{
    if (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t')) {
        return 1;
    }
    return text.size > 1 && text.data[text.size - 2] == 0xc2 && text.data[text.size - 1] == 0xa0
               ? 2
               : 0;
}

struct br_bytes br_spc_trimmed(struct br_bytes text)
{
    for (size_t size = blank_at_front(text); size > 0; size = blank_at_front(text)) {
        text.data += size;
        text.size -= size;
    }
    for (size_t size = blank_at_end(text); size > 0; size = blank_at_end(text)) {
        text.size -= size;
    }
    return text;
}

bool br_spc_same_word(struct br_bytes text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i < size && i < text.size; i++) {
        if (tolower(text.data[i]) != tolower((unsigned char)word[i])) {
            return false;
        }
    }
    return text.size == size;
}

struct br_spc_excerpt br_spc_count_words(size_t count)
{
    static const char *const words[] = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    struct br_spc_excerpt out;
    if (count < sizeof words / sizeof words[0]) {
        (void)snprintf(out.text, sizeof out.text, "%s", words[count]);
    } else {
        (void)snprintf(out.text, sizeof out.text, "%zu", count);
    }
    return out;
}
