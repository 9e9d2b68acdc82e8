/**
 * plot.h - what chart.c and plot.c share: the place of everything, and the drawing of the data.
 */
#ifndef BR_SPC_PLOT_H
#define BR_SPC_PLOT_H

#include "spc/chart.h"
#include "spc/scale.h"

struct br_plot {
    const struct br_chart *chart;
    struct br_buffer *out;
    double left, top, right, bottom; /* of the plot, in pixels */
    double scale;                    /* of letters and markers */
    double marker;                   /* of markers alone: smaller when points are dense */
    int32_t first, last;             /* days at left and right, before the room for markers */
    struct br_value_scale values;
};

double br_plot_x(const struct br_plot *plot, int32_t day);
double br_plot_y(const struct br_plot *plot, double value);
/** The border in front of phase [index] > 0: half way between two points. */
double br_plot_border(const struct br_plot *plot, size_t index);
/** Where the lines of phase [index] begin and end: not quite at its borders. */
double br_plot_phase_left(const struct br_plot *plot, size_t index);
double br_plot_phase_right(const struct br_plot *plot, size_t index);

/**
 * Fill values, first, last and marker from the chart; left to bottom are set already. [steps] 0: no
 * axis is drawn, so the values fill the height.
 */
void br_plot_measure(struct br_plot *plot, unsigned steps);

/* In the order of drawing. */
void br_plot_bands(const struct br_plot *plot);
void br_plot_lines(const struct br_plot *plot); /* limits, mean or median, target */
void br_plot_points(const struct br_plot *plot);

/** The class that point [index] is drawn with. */
enum br_spc_variation br_plot_class(const struct br_plot *plot, size_t index);
/** One marker with its middle at x, y. */
void br_plot_marker(struct br_buffer *out, enum br_spc_variation variation, double x, double y,
                    double scale);

#endif
