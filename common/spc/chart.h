/**
 * chart.h - the one renderer of charts: SVG for pages, for print and for files.
 *
 *   ┌──────────────────────────────────────────────┬──────────────┐
 *   │ 50 ┤        Rebased 6 July: new way of working              │
 *   │    │- - - - - - - - -│- - - - - - - - - - - -│ Upper limit  │  labels stand at the end of
 *   │ 25 ┤─────────────────│───────────────────────│ Mean 33      │  their lines, pushed apart
 *   │    │- - - - - - - - -│- - - - - - - - - - - -│ Lower limit  │
 *   │  0 ┴─────┬────────┬──[PDSA 5]──────┬─────────│              │
 *   │       9 Feb    9 Mar             4 May       │              │
 *   │ ■ improvement ◆ concern ● common cause       rule set       │
 *   └──────────────────────────────────────────────┴──────────────┘
 *
 * Everything is in the SVG itself: no script, no reference to anything outside, no style sheet
 * needed (each part has a class for one). Shapes say what colours say. Every text is escaped. What
 * a script needs to add hover stands in data attributes of the <svg>: data-plot="left top right
 * bottom", data-days="first last" and data-values="low high", all linear.
 *
 * A chart is drawn for a width; for another width draw it again, do not shrink it. Below
 * BR_CHART_NARROW_WIDTH the labels at the ends become a sentence below, and tags their numbers.
 *
 * A series of fewer than 13 points is drawn as a run chart: br_spc_wants_run_chart says when.
 * Pure; any thread.
 */
#ifndef BR_SPC_CHART_H
#define BR_SPC_CHART_H

#include "spc/run_chart.h"

#define BR_CHART_WIDTH_MIN 240u
#define BR_CHART_WIDTH_WIDE 1088u  /* a card of a page at its full width */
#define BR_CHART_WIDTH_COLUMN 642u /* a card of a page's main column */
#define BR_CHART_WIDTH_PHONE 354u  /* the same on a phone */
#define BR_CHART_WIDTH_SMALL 204u  /* in a list */
#define BR_CHART_NARROW_WIDTH 560u /* times the scale */
#define BR_CHART_WIDTH_MAX 4000u
#define BR_CHART_PLOT_MIN 80u /* fewer pixels between the axes tell nothing */
#define BR_CHART_PLOT_MAX 2000u

enum br_chart_tag_kind {
    BR_CHART_PDSA, /* a tag with corners */
    BR_CHART_EVENT /* a tag with round ends */
};

/** Something that happened, on the axis, with a dotted stem to its point. */
struct br_chart_tag {
    int32_t day;
    enum br_chart_tag_kind kind;
    const char *label; /* "PDSA 4"; borrowed. Beyond BR_CHART_LABEL_MAX characters it is cut. */
};

struct br_chart {
    const struct br_spc_xmr *xmr; /* with a point at least, else nothing but a sentence is drawn */
    const struct br_run_chart *run; /* of the same points: drawn as a run chart; NULL: as XmR */
    const char *title;              /* what is measured; NULL: "Measure" */
    const char *unit;               /* "%", "minutes"; NULL: none */
    const char *id;                 /* unique on its page: letters, digits, hyphens; NULL: "spc" */
    unsigned width;                 /* pixels; 0: BR_CHART_WIDTH_WIDE */
    unsigned plot_height;           /* of what lies between the axes; 0: as the width has it */
    double scale;                   /* of letters and markers; 0: 1; on the wall 1.85 */
    size_t tag_count;               /* up to BR_CHART_TAGS_MAX; those out of range are not drawn */
    const struct br_chart_tag *tags;
    bool table;     /* the numbers as lines of the description, for screen readers without a page */
    bool one_scale; /* low to high and from to to are given: charts beside each other */
    double low;
    double high;
    int32_t first;
    int32_t last;
};

/**
 * Append the chart as one <svg>. BR_ERR_LIMIT: too many tags, or a size is out of its limits.
 * BR_ERR_NO_MEMORY: [out] was too small or memory is short; its contents are cut then.
 */
BR_MUST_USE enum br_status br_chart_svg(const struct br_chart *chart, struct br_buffer *out);

/**
 * The small chart of a list, without axes and words: width BR_CHART_WIDTH_SMALL unless given, a
 * third as high. Title, latest value, icons and sentence stand around it, so it is hidden from
 * screen readers when [chart->title] is NULL.
 */
BR_MUST_USE enum br_status br_chart_small_svg(const struct br_chart *chart, struct br_buffer *out);

/** A file of its own: an XML declaration in front. */
BR_MUST_USE enum br_status br_chart_file(const struct br_chart *chart, struct br_buffer *out);

/** The marker of a class as an inline <svg> of 14 pixels, for tables and keys on a page. */
void br_chart_marker(enum br_spc_variation variation, struct br_buffer *out);

/** The numbers, a line a point: date, value, mean, limits, what it is; tabs between. */
void br_chart_table_text(const struct br_chart *chart, struct br_buffer *out);

#endif
