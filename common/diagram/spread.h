/**
 * spread.h - what a programme has become: academies, their lineage and what they counted, as SVG.
 *
 *                     2016      2018      2020      ┊
 *   Stonebeck         ●────12 coaches──────40 coaches
 *                     └─────┐   5 rooms    16 rooms
 *   Tidewater               ●─────────────── 9 coaches
 *
 * A row for each academy from the day that it began, in the order that it is given. A curve from
 * its host says who taught whom. Counts are words, not areas: they are not for comparing. Counts
 * whose words would overlap are a dot alone; the table has them. Pure; any thread.
 */
#ifndef BR_DIAGRAM_SPREAD_H
#define BR_DIAGRAM_SPREAD_H

#include "base/bytes.h"
#include "base/status.h"

#include <stdint.h>

#define BR_SPREAD_WIDTH_WIDE 1024u
#define BR_SPREAD_WIDTH_PRINT 640u

#define BR_SPREAD_NO_HOST SIZE_MAX

/** An academy; texts are borrowed. */
struct br_spread_row {
    const char *name;
    int64_t since; /* days since 1970-01-01 */
    size_t host;   /* the row of who taught it; BR_SPREAD_NO_HOST */
};

/** What an academy counted on a day. */
struct br_spread_count {
    size_t row;
    int64_t day;
    const char *words; /* "12 coaches, 5 rooms" */
};

struct br_spread {
    const char *id; /* unique on its page; NULL: "spread" */
    bool print;
    int64_t today;
    size_t row_count; /* up to BR_TIMELINE_ROWS_MAX */
    const struct br_spread_row *rows;
    size_t count; /* up to BR_TIMELINE_BARS_MAX, in the order of rows and days */
    const struct br_spread_count *counts;
};

/** Append it as one <svg>. BR_ERR_LIMIT: too many, or a row that is none. BR_ERR_NO_MEMORY: [out]
 * was too small; its contents are cut then. */
BR_MUST_USE enum br_status br_spread_svg(const struct br_spread *spread, struct br_buffer *out);

#endif
