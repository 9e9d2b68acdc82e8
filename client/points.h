/**
 * points.h - dates and values on their way into a measure.
 *
 * Numbers stay the text that they were given as until the message is filled, so nothing is rounded
 * twice. Everything lives in the call's arena.
 */
#ifndef BR_CLIENT_POINTS_H
#define BR_CLIENT_POINTS_H

#include "client/draft.h"
#include "client/find.h"

struct point {
    struct br_bytes date;
    struct br_bytes value; /* empty: a missing point */
    struct br_bytes numerator;
    struct br_bytes denominator;
    struct br_bytes note;
    size_t line; /* in the file that it came from */
};

struct points {
    size_t count;
    struct point *items; /* BR_IMPORT_POINTS_MAX; NULL: not made yet */
};

BR_MUST_USE bool points_make(struct points *points, struct br_arena *arena);
/** What holds in [measure], in the order of the dates. Exit code. */
int points_load(struct call *call, const struct br_id *measure, struct points *points);
/** The point of this date in what points_load gave; NULL: none. */
const struct point *points_of_date(const struct points *points, struct br_bytes date);
/** The same value, numerator and denominator as numbers. */
bool points_equal(const struct point *a, const struct point *b);

/**
 * As many drafts as [points] need, BR_POINTS_RECORD_MAX each, put into [drafts] (which holds room
 * for points_drafts(count)); [reason] NULL: points_recorded, else points_corrected. Returns how
 * many.
 */
size_t points_drafts(size_t count);
size_t points_fill(struct call *call, const struct br_id *measure,
                   const struct br_audience *audience, const struct br_id *needs,
                   const struct points *points, const char *reason, struct draft *drafts);

#endif
