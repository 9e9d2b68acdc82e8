/**
 * entry.h - dates and values on their way into a measure.
 *
 * Numbers stay the text that they were given as until a message is filled, so nothing is rounded
 * twice. Everything lives in the caller's arena. Pure.
 */
#ifndef BR_ENTRY_ENTRY_H
#define BR_ENTRY_ENTRY_H

#include "base/arena.h"
#include "base/bytes.h"

struct br_entry {
    struct br_bytes date;  /* YYYY-MM-DD */
    struct br_bytes value; /* empty: a missing point */
    struct br_bytes numerator;
    struct br_bytes denominator;
    struct br_bytes note;
    size_t line;     /* in the text that it came from; 0: none */
    bool small;      /* of what leaves: a count that is too small, and leaves as a missing point */
    bool taken_back; /* of what is there: the date's point was; it gets another by a correction */
};

struct br_entries {
    size_t count;
    struct br_entry *items; /* BR_IMPORT_POINTS_MAX; NULL: not made yet */
};

/** Room for BR_IMPORT_POINTS_MAX; false: no memory. */
BR_MUST_USE bool br_entries_make(struct br_entries *entries, struct br_arena *arena);
/** The one of this date; they are in the order of their dates. NULL: none. */
const struct br_entry *br_entries_of_date(const struct br_entries *entries, struct br_bytes date);
/** The same value, numerator and denominator as numbers. */
bool br_entry_equal(const struct br_entry *a, const struct br_entry *b);
/** The text without blanks and tabs around it. */
struct br_bytes br_entry_trimmed(struct br_bytes text);
/**
 * A value that is not given is the numerator by the denominator, times 100 where [unit] is per
 * cent. False: no memory. Whatever is not given, or divided by zero, leaves a missing point.
 */
BR_MUST_USE bool br_entry_compute(struct br_entry *entry, const char *unit, struct br_arena *arena);

#endif
