/**
 * derive.h - the members that templates may use beside a page's own columns.
 *
 * Mustache has no filters. Instead a name that no column has is looked up once more by its ending:
 *
 *      ending   from                 gives
 *      _date    x_ms                 "today", "yesterday", "2 days ago", "Thursday 26 November",
 *                                    "Thursday 26 November 2024" when it is not this year
 *      _time    x_ms                 "08:30"
 *      _day     text x               "16 Nov 2026" of 2026-11-16; what is no date stays as it is
 *      _lines   text x               its lines, as a list, without carriage returns at their ends
 *      _short   bytes x              its last eight hex digits (a UUIDv7's first ones are time)
 *      _backwards list x             its items, the last one first
 *      _count   list x               how many
 *      _any     integer or list x    whether there is one at all (to a section, zero is a value)
 *      _many    integer or list x    whether there is more than one
 *      _number  integer or number x  "4,118"
 *      _indent  integer x            two spaces for each, up to BR_DERIVED_INDENT_MAX of them
 *      _deep    integer x            whether that was not enough
 *      _words   integer or list x    "no", "one" ... "nine", "10", "4,118"
 *      _initials text x              "TR" of Tom Redfern
 *      _first   text x               "Tom"
 *
 * Derived members are for eyes and never in the JSON. Days and times are those of the process's
 * time zone (TZ). Nothing here reads a clock.
 */
#ifndef BR_PAGES_DERIVE_H
#define BR_PAGES_DERIVE_H

#include "pages/tree.h"

#define BR_DERIVED_TEXT_SIZE 80u
#define BR_DERIVED_INDENT_MAX 12 /* a reply deeper than that still has most of a line of 80 */

enum br_derived {
    BR_DERIVED_NONE,
    BR_DERIVED_DATE,
    BR_DERIVED_TIME,
    BR_DERIVED_DAY,
    BR_DERIVED_LINES,
    BR_DERIVED_SHORT,
    BR_DERIVED_BACKWARDS,
    BR_DERIVED_COUNT,
    BR_DERIVED_ANY,
    BR_DERIVED_MANY,
    BR_DERIVED_NUMBER,
    BR_DERIVED_INDENT,
    BR_DERIVED_DEEP,
    BR_DERIVED_WORDS,
    BR_DERIVED_INITIALS,
    BR_DERIVED_FIRST,
    BR_DERIVED_MARKED
};

/** A name as a template writes it, split by its ending: NONE when it has none of these. */
struct br_derived_name {
    enum br_derived derived;
    struct br_bytes base; /* "started" of started_date */
    const char *suffix;   /* what the column has behind base: "_ms" or "" */
};

struct br_derived_name br_derived_name(struct br_bytes name);

/** What a lookup gives; texts may point into scratch, so it must not be moved. */
struct br_derived_value {
    struct br_node node;
    bool lines;     /* a section walks over the lines of the text */
    bool backwards; /* a section walks over the list from its end */
    bool markup;    /* it is put as HTML of its own */
    char scratch[BR_DERIVED_TEXT_SIZE];
};

/** Fill [value] from the column [from]; false when its type does not fit [derived]. */
bool br_derive(enum br_derived derived, const struct br_node *from, uint64_t now_ms,
               struct br_derived_value *value);

/** Take the first line off the front of [rest]. */
struct br_bytes br_line_next(struct br_bytes *rest);

#endif
