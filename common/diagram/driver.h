/**
 * driver.h - a driver diagram as SVG.
 *
 *   Aim            Primary drivers    Secondary drivers     Change ideas and PDSAs
 *                                                      ┌─ Three names on the board
 *                 ┌─ Decide early ─── Senior review ───┤  PDSA 7, testing now
 *   Home on ──────┤                                    └─ Therapist starts at 08:00
 *   the day       └─ Home is ready ── Transport ────────── Book at the huddle
 *
 * The boxes are given as an outline, each with its depth; a box hangs from the nearest one before
 * it of a smaller depth. Each depth has a column. A box is as high as its text needs, and stands in
 * the middle of what hangs from it; no two overlap. Texts are escaped and never cut. A dashed box
 * is an idea that nobody has tested.
 *
 * Drawn for one width: a narrow page shows the outline instead. Pure; any thread.
 */
#ifndef BR_DIAGRAM_DRIVER_H
#define BR_DIAGRAM_DRIVER_H

#include "base/bytes.h"
#include "base/status.h"

#define BR_DRIVER_WIDTH_WIDE 1024u /* a card of a page at its full width */
#define BR_DRIVER_WIDTH_PRINT 860u /* the middle column of the one page */

/** A box; its texts are borrowed. */
struct br_driver_box {
    unsigned depth;   /* 1 primary, 2 secondary, 3 change idea */
    bool untested;    /* an idea without a test: dashed */
    const char *text; /* what it says */
    const char *note; /* smaller, below it: the PDSA and its state, the measure; NULL: nothing */
};

struct br_driver {
    const char *aim;
    const char *note; /* below the aim; NULL: nothing */
    const char *id;   /* unique on its page: letters, digits, hyphens; NULL: "driver" */
    bool print;       /* without filled areas, for the width of print */
    size_t count;     /* up to BR_DRIVER_BOXES_MAX */
    const struct br_driver_box *boxes;
};

/** Append it as one <svg>. BR_ERR_LIMIT: too many boxes, or a depth that is none. BR_ERR_NO_MEMORY:
 * [out] was too small; its contents are cut then. */
BR_MUST_USE enum br_status br_driver_svg(const struct br_driver *driver, struct br_buffer *out);

#endif
