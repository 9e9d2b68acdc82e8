/**
 * svg.h - writing SVG into a buffer: escaped text, and paths in tenths of a pixel.
 *
 * Paths are written relative, in whole tenths, so that rounding never adds up and a point costs
 * some six bytes. For the drawings of this folder. One writer belongs to one thread.
 */
#ifndef BR_SPC_SVG_H
#define BR_SPC_SVG_H

#include "base/bytes.h"

struct br_svg {
    struct br_buffer *out;
    long x; /* where the path stands, in tenths */
    long y;
};

/** [text] escaped for an element or an attribute in double quotes; what XML forbids is left out. */
void br_svg_text(struct br_buffer *out, const char *text);
/** A length with one decimal at most: 12, 3.5, -.5 */
void br_svg_number(struct br_buffer *out, double number);
/** The same with a blank in front unless a minus stands there. */
void br_svg_next(struct br_buffer *out, double number);

/** Begin a path's data: the first move is from 0, 0. */
void br_svg_path(struct br_svg *svg, struct br_buffer *out);
void br_svg_move(struct br_svg *svg, double x, double y);
void br_svg_line(struct br_svg *svg, double x, double y);

/** How wide [text] will be about, in a sans serif face of [size] pixels. */
double br_svg_width(const char *text, double size);
/** The first [characters_max] characters of [text], with an ellipsis for the rest. */
void br_svg_cut(const char *text, size_t characters_max, char *out, size_t out_size);
/** The longest beginning of [text] that is at most [width] wide, with an ellipsis when cut. */
void br_svg_fit(const char *text, double size, double width, char *out, size_t out_size);

#endif
