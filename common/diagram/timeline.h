/**
 * timeline.h - how far each academy has come, drawn to scale as SVG.
 *
 *               2024        2025        2026      ┊2027
 *   Brightwell                     ┌─────────────┐▶
 *                                  │ Exploring   │┊
 *   Tidewater   ┌──────────┬──────────────┬────┬─┐▶ First own cohort
 *               │ Pairs in │ Own Big Rooms│ …  │ │┊ 3 months so far
 *
 * A row for each academy, a bar for each of its steps, as long as the step took; the last one ends
 * today. A label that does not fit into its bar stands beside it or below, and is never cut unless
 * it is wider than the drawing; nothing overlaps. Texts are escaped. Later steps are darker; the
 * words say which it is. Pure; any thread.
 */
#ifndef BR_DIAGRAM_TIMELINE_H
#define BR_DIAGRAM_TIMELINE_H

#include "base/bytes.h"
#include "base/status.h"

#include <stdint.h>

#define BR_TIMELINE_WIDTH_WIDE 1024u
#define BR_TIMELINE_WIDTH_PRINT 640u
#define BR_TIMELINE_WIDTH_NARROW 326u /* names stand above their bars */

enum br_timeline_form { BR_TIMELINE_WIDE, BR_TIMELINE_PRINT, BR_TIMELINE_NARROW };

/** A step; texts are borrowed. Bars of a row follow each other, by their days. */
struct br_timeline_bar {
    size_t row;
    unsigned step;     /* 1 to 7: how dark it is */
    const char *label; /* "Own Big Rooms" */
    const char *note;  /* "12 months so far" */
    int64_t from;      /* days since 1970-01-01 */
    int64_t until;     /* today at most */
    bool lasts;        /* it goes on: an arrow */
};

struct br_timeline {
    const char *id; /* unique on its page; NULL: "timeline" */
    enum br_timeline_form form;
    int64_t today;
    size_t row_count;         /* up to BR_TIMELINE_ROWS_MAX */
    const char *const *names; /* of the rows */
    size_t count;             /* up to BR_TIMELINE_BARS_MAX, in the order of their rows */
    const struct br_timeline_bar *bars;
};

/** Append it as one <svg>. BR_ERR_LIMIT: too many rows or bars, a row or a step that is none.
 * BR_ERR_NO_MEMORY: [out] was too small; its contents are cut then. */
BR_MUST_USE enum br_status br_timeline_svg(const struct br_timeline *timeline,
                                           struct br_buffer *out);

#endif
