/**
 * axis.h - a time axis: years as they are, drawn to scale.
 *
 * Days count from 1970-01-01. The axis begins with the year of its first day and ends today, at
 * [right]; what lies outside stands at its end. Pure; any thread.
 */
#ifndef BR_DIAGRAM_AXIS_H
#define BR_DIAGRAM_AXIS_H

#include "base/bytes.h"

#include <stdint.h>

struct br_axis {
    int64_t first; /* day at [left] */
    int64_t today; /* day at [right] */
    double left;
    double right;
};

/** From the year of [first] to [today], a day later at least. */
struct br_axis br_axis_between(int64_t first, int64_t today, double left, double right);
/** Where a day stands. */
double br_axis_x(const struct br_axis *axis, int64_t day);
/** The year that a day is in. */
int64_t br_axis_year(int64_t day);
/** The years' lines from [top] to [bottom] and their numbers above; up to [width]. */
void br_axis_put_years(const struct br_axis *axis, double top, double bottom, double width,
                       struct br_buffer *out);
/** The line of today, and its word below. */
void br_axis_put_today(const struct br_axis *axis, double top, double bottom,
                       struct br_buffer *out);

/** ` name="value"`, a length. */
void br_axis_attribute(struct br_buffer *out, const char *name, double value);
/** One line of text. */
void br_axis_text(struct br_buffer *out, double x, double y, double letters, bool strong,
                  const char *colour, struct br_bytes text);

#endif
