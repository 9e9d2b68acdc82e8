/**
 * frame.h - what stands around the data of a chart; for chart.c alone.
 *
 * Each part says how much room it needs before the plot is placed, and is drawn afterwards.
 */
#ifndef BR_SPC_FRAME_H
#define BR_SPC_FRAME_H

#include "base/limits.h"
#include "spc/plot.h"

enum {
    BR_FRAME_LABEL_SIZE = BR_CHART_LABEL_MAX * 4 + 48, /* a label, cut, as UTF-8 */
    BR_FRAME_REBASES_MAX = BR_SPC_REBASES_MAX
};

/** The words at a rebase line: on one of a few rows above the plot, or none for want of room. */
struct br_frame_rebase {
    double x; /* of the line */
    double text_x;
    bool ends_there; /* the words end at text_x */
    int row;         /* NONE: the line alone */
    char text[BR_FRAME_LABEL_SIZE];
};

/** One tag on the axis, for one thing or for several that stand too close. */
struct br_frame_tag {
    double x;
    double width;
    double stem_top; /* y of its point */
    bool round;
    char text[BR_FRAME_LABEL_SIZE];
};

struct br_frame {
    size_t rebase_count;
    int rebase_rows;
    struct br_frame_rebase rebases[BR_FRAME_REBASES_MAX];
    size_t tag_count;
    struct br_frame_tag tags[BR_CHART_TAGS_MAX];
};

enum { BR_FRAME_NO_ROW = -1 };

/** Letters of charts, in pixels at scale 1. */
#define BR_FRAME_LETTERS 14.0

/** Text with its base line at y; [anchor] "start", "middle" or "end". */
void br_frame_text(const struct br_plot *plot, const char *class, const char *colour, bool strong,
                   const char *anchor, double x, double y, const char *text);

/** Place the words of rebases; needs left, right and first to last of the plot. */
void br_frame_place_rebases(const struct br_plot *plot, double width, struct br_frame *frame);
void br_frame_draw_rebases(const struct br_plot *plot, const struct br_frame *frame);

/** Place tags, [numbers]: by their numbers alone; needs the whole plot. */
void br_frame_place_tags(const struct br_plot *plot, bool numbers, struct br_frame *frame);
void br_frame_draw_stems(const struct br_plot *plot, const struct br_frame *frame);
void br_frame_draw_tags(const struct br_plot *plot, const struct br_frame *frame);
/** Is any tag within the days of the plot? */
bool br_frame_has_tags(const struct br_plot *plot);
/** What the numbers stand for: "Tags 4 and 5 are PDSAs. A: a new ward." */
void br_frame_tags_told(const struct br_plot *plot, struct br_buffer *out);

/** "Upper limit 40" ... at the ends of their lines; how wide they are at most. */
double br_frame_ends_width(const struct br_plot *plot);
void br_frame_draw_ends(const struct br_plot *plot);
/** The same as a sentence: "Mean 33, limits 25 to 40, target 38." */
void br_frame_ends_told(const struct br_plot *plot, struct br_buffer *out);

#endif
