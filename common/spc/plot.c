/*
 * plot.c - the data of a chart: bands, lines, points.
 *
 * All markers of a class are one path: dots as lines of no length with round ends, squares and
 * diamonds as outlines. So a thousand points cost some twenty kilobytes and a fraction of a
 * millisecond.
 */
#include "spc/plot.h"

#include "spc/palette.h"
#include "spc/svg.h"

#define DOT_RADIUS 3.6
#define SQUARE_SIDE 10.4
#define DIAMOND_ACROSS 15.2
#define RING_ACROSS 11.0
#define RING_STROKE 2.6
#define ROOM_FOR_MARKER 9.0  /* at both ends of the plot */
#define APART 3.0            /* between a phase's lines and its border: they do not touch */
#define ROOM_FOR_EDGES 0.03  /* of the values, above and below */
#define DENSE_STEP 9.0       /* pixels between points below which markers shrink */
#define MARKER_SCALE_MIN 0.3 /* a dot of a pixel is still one */
#define SHAPE_SCALE_MIN 0.6  /* a square still looks like one */

enum { TIGHT_STEPS = 4 };

double br_plot_x(const struct br_plot *plot, int32_t day)
{
    double room = ROOM_FOR_MARKER * plot->scale;
    double span = (double)plot->last - (double)plot->first;
    if (span <= 0) {
        return (plot->left + plot->right) / 2;
    }
    return plot->left + room +
           ((double)day - (double)plot->first) / span * (plot->right - plot->left - 2 * room);
}

double br_plot_y(const struct br_plot *plot, double value)
{
    double share = (value - plot->values.low) / (plot->values.high - plot->values.low);
    return plot->bottom - share * (plot->bottom - plot->top);
}

static double between(const struct br_plot *plot, size_t index)
{
    const struct br_spc_point *points = plot->chart->xmr->points;
    return (br_plot_x(plot, points[index - 1].day) + br_plot_x(plot, points[index].day)) / 2;
}

double br_plot_border(const struct br_plot *plot, size_t index)
{
    return between(plot, plot->chart->xmr->phases[index].first);
}

double br_plot_phase_left(const struct br_plot *plot, size_t index)
{
    return index == 0 ? plot->left : br_plot_border(plot, index) + APART * plot->scale;
}

double br_plot_phase_right(const struct br_plot *plot, size_t index)
{
    return index + 1 == plot->chart->xmr->phase_count
               ? plot->right
               : br_plot_border(plot, index + 1) - APART * plot->scale;
}

/* --- measuring --- */

static void include(double value, double *low, double *high)
{
    *low = fmin(*low, value); /* passes over NAN */
    *high = fmax(*high, value);
}

static void measure_values(const struct br_chart *chart, double *low, double *high)
{
    const struct br_spc_xmr *xmr = chart->xmr;
    for (size_t i = 0; i < xmr->count; i++) {
        include(xmr->points[i].value, low, high);
    }
    for (size_t i = 0; i < xmr->phase_count && chart->run == NULL; i++) {
        include(xmr->phases[i].lpl, low, high);
        include(xmr->phases[i].upl, low, high);
        include(xmr->phases[i].mean, low, high);
    }
    if (xmr->options.has_target) {
        include(xmr->options.target, low, high);
    }
}

void br_plot_measure(struct br_plot *plot, unsigned steps)
{
    const struct br_chart *chart = plot->chart;
    const struct br_spc_xmr *xmr = chart->xmr;
    double low = INFINITY;
    double high = -INFINITY;
    measure_values(chart, &low, &high);
    plot->first = xmr->count > 0 ? xmr->points[0].day : 0;
    plot->last = xmr->count > 0 ? xmr->points[xmr->count - 1].day : 0;
    if (chart->one_scale) {
        include(chart->low, &low, &high);
        include(chart->high, &low, &high);
        plot->first = chart->first < plot->first ? chart->first : plot->first;
        plot->last = chart->last > plot->last ? chart->last : plot->last;
    }
    /* so that no line or marker lies on an edge; but what is never below 0 is not shown below it */
    double room = high > low ? (high - low) * ROOM_FOR_EDGES : 0;
    low = low >= 0 ? fmax(0, low - room) : low - room;
    br_value_scale(low, high + room, steps == 0 ? TIGHT_STEPS : steps, &plot->values);
    if (steps == 0 && room > 0) {
        plot->values.low = low;
        plot->values.high = high + room;
    }
    double step = xmr->count > 1 ? (plot->right - plot->left) / (double)(xmr->count - 1) : 100;
    double dense = step / (DENSE_STEP * plot->scale);
    plot->marker = plot->scale * fmax(MARKER_SCALE_MIN, fmin(1, dense));
}

/* --- bands and lines --- */

void br_plot_bands(const struct br_plot *plot)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    for (size_t i = 0; i < xmr->phase_count && plot->chart->run == NULL; i++) {
        const struct br_spc_phase *phase = &xmr->phases[i];
        double left = br_plot_phase_left(plot, i);
        if (br_spc_missing(phase->upl)) {
            continue;
        }
        double top = br_plot_y(plot, phase->upl);
        br_buffer_put_text(plot->out, "<path class=\"spc-band\" fill=\"" BR_BAND "\" d=\"M");
        br_svg_number(plot->out, left);
        br_svg_next(plot->out, top);
        br_buffer_put_text(plot->out, "H");
        br_svg_number(plot->out, br_plot_phase_right(plot, i));
        br_buffer_put_text(plot->out, "V");
        br_svg_number(plot->out, br_plot_y(plot, phase->lpl));
        br_buffer_put_text(plot->out, "H");
        br_svg_number(plot->out, left);
        br_buffer_put_text(plot->out, "z\"/>");
    }
}

static void put_stretch(const struct br_plot *plot, double value, double left, double right)
{
    if (!br_spc_missing(value) && right > left) {
        br_buffer_put_text(plot->out, "M");
        br_svg_number(plot->out, left);
        br_svg_next(plot->out, br_plot_y(plot, value));
        br_buffer_put_text(plot->out, "H");
        br_svg_number(plot->out, right);
    }
}

/* Where the points that set the limits end; the whole phase when all of them do. */
static double baseline_right(const struct br_plot *plot, size_t index)
{
    const struct br_spc_phase *phase = &plot->chart->xmr->phases[index];
    return phase->baseline == phase->count ? br_plot_phase_right(plot, index)
                                           : between(plot, phase->first + phase->baseline);
}

static void begin_line(const struct br_plot *plot, const char *class, const char *colour,
                       double width, const char *dashes)
{
    br_buffer_put_format(plot->out, "<path class=\"spc-%s\" fill=\"none\" stroke=\"%s\" %s%s%s",
                         class, colour, dashes[0] == '\0' ? "" : "stroke-dasharray=\"", dashes,
                         dashes[0] == '\0' ? "" : "\" ");
    br_buffer_put_text(plot->out, "stroke-width=\"");
    br_svg_number(plot->out, width * fmin(plot->scale, 1.4));
    br_buffer_put_text(plot->out, "\" d=\"M0 0");
}

static void end_line(const struct br_plot *plot)
{
    br_buffer_put_text(plot->out, "\"/>");
}

/* Limits of all phases; those of the stretch that set fixed limits once more, heavier. */
static void limit_lines(const struct br_plot *plot)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    begin_line(plot, "limit", BR_COMMON, 1.7, "7 5");
    for (size_t i = 0; i < xmr->phase_count; i++) {
        double left = br_plot_phase_left(plot, i);
        double right = br_plot_phase_right(plot, i);
        put_stretch(plot, xmr->phases[i].upl, left, right);
        put_stretch(plot, xmr->phases[i].lpl, left, right);
    }
    end_line(plot);
    if (xmr->options.fix_after == 0) {
        return;
    }
    begin_line(plot, "baseline", BR_COMMON, 3.2, "7 5");
    for (size_t i = 0; i < xmr->phase_count; i++) {
        bool fixed = xmr->phases[i].baseline < xmr->phases[i].count;
        double left = br_plot_phase_left(plot, i);
        double right = fixed ? baseline_right(plot, i) : left;
        put_stretch(plot, xmr->phases[i].upl, left, right);
        put_stretch(plot, xmr->phases[i].lpl, left, right);
    }
    end_line(plot);
}

void br_plot_lines(const struct br_plot *plot)
{
    const struct br_chart *chart = plot->chart;
    const struct br_spc_xmr *xmr = chart->xmr;
    if (chart->run == NULL) {
        limit_lines(plot);
    }
    begin_line(plot, chart->run == NULL ? "mean" : "median", BR_INK, 2, "");
    for (size_t i = 0; i < xmr->phase_count && chart->run == NULL; i++) {
        put_stretch(plot, xmr->phases[i].mean, br_plot_phase_left(plot, i),
                    br_plot_phase_right(plot, i));
    }
    if (chart->run != NULL) {
        put_stretch(plot, chart->run->median, plot->left, plot->right);
    }
    end_line(plot);
    if (xmr->options.has_target) {
        begin_line(plot, "target", BR_TARGET, 2, "12 4 2.5 4");
        put_stretch(plot, xmr->options.target, plot->left, plot->right);
        end_line(plot);
    }
}

/* --- points --- */

/* A run that is too long by chance is marked as what it means in this direction. */
static enum br_spc_variation run_class(const struct br_plot *plot, size_t index)
{
    static const enum br_spc_variation classes[3][2] = {
        [BR_SPC_INCREASE] = {BR_SPC_CONCERN_LOW, BR_SPC_IMPROVEMENT_HIGH},
        [BR_SPC_DECREASE] = {BR_SPC_IMPROVEMENT_LOW, BR_SPC_CONCERN_HIGH},
        [BR_SPC_NEUTRAL] = {BR_SPC_NEUTRAL_LOW, BR_SPC_NEUTRAL_HIGH},
    };
    const struct br_run_chart *run = plot->chart->run;
    bool inside = run->shift && index >= run->longest_first && index <= run->longest_last;
    bool useful =
        br_run_chart_side(run, plot->chart->xmr->points[index].value) == run->longest_side;
    return inside && useful
               ? classes[plot->chart->xmr->options.direction][run->longest_side > 0 ? 1 : 0]
               : BR_SPC_VARIATION_COMMON;
}

enum br_spc_variation br_plot_class(const struct br_plot *plot, size_t index)
{
    return plot->chart->run != NULL ? run_class(plot, index)
                                    : (enum br_spc_variation)plot->chart->xmr->marks[index].class;
}

enum marker { MARKER_DOT, MARKER_SQUARE, MARKER_DIAMOND, MARKER_RING, MARKER_COUNT };

static enum marker marker_of(enum br_spc_variation variation)
{
    static const enum marker markers[] = {
        [BR_SPC_VARIATION_COMMON] = MARKER_DOT,   [BR_SPC_IMPROVEMENT_HIGH] = MARKER_SQUARE,
        [BR_SPC_IMPROVEMENT_LOW] = MARKER_SQUARE, [BR_SPC_CONCERN_HIGH] = MARKER_DIAMOND,
        [BR_SPC_CONCERN_LOW] = MARKER_DIAMOND,    [BR_SPC_NEUTRAL_HIGH] = MARKER_RING,
        [BR_SPC_NEUTRAL_LOW] = MARKER_RING,
    };
    return markers[variation];
}

static void put_outline(struct br_svg *svg, enum marker marker, double x, double y, double scale)
{
    double square = SQUARE_SIDE / 2 * scale;
    double diamond = DIAMOND_ACROSS / 2 * scale;
    switch (marker) {
    case MARKER_SQUARE:
        br_svg_move(svg, x - square, y - square);
        br_buffer_put_text(svg->out, "h");
        br_svg_number(svg->out, 2 * square);
        br_buffer_put_text(svg->out, "v");
        br_svg_number(svg->out, 2 * square);
        br_buffer_put_text(svg->out, "h");
        br_svg_number(svg->out, -2 * square);
        br_buffer_put_text(svg->out, "z");
        break;
    case MARKER_DIAMOND:
        br_svg_move(svg, x, y - diamond);
        br_buffer_put_text(svg->out, "l");
        br_svg_number(svg->out, diamond);
        br_svg_next(svg->out, diamond);
        br_svg_next(svg->out, -diamond);
        br_svg_next(svg->out, diamond);
        br_svg_next(svg->out, -diamond);
        br_svg_next(svg->out, -diamond);
        br_buffer_put_text(svg->out, "z");
        break;
    case MARKER_DOT:
    case MARKER_RING:
    case MARKER_COUNT:
        br_svg_move(svg, x, y);
        br_buffer_put_text(svg->out, "h0");
        break;
    }
}

/* Round markers are strokes of round ends; a ring is a dot with a smaller white one on it. */
static void begin_markers(struct br_buffer *out, enum marker marker, double scale, bool inner)
{
    static const char *const classes[] = {"common", "improvement", "concern", "neutral"};
    static const char *const colours[] = {BR_COMMON, BR_IMPROVEMENT, BR_CONCERN, BR_NEUTRAL};
    double across = marker == MARKER_DOT ? 2 * DOT_RADIUS : RING_ACROSS + RING_STROKE / 2;
    if (marker == MARKER_SQUARE || marker == MARKER_DIAMOND) {
        br_buffer_put_format(out, "<path class=\"spc-%s\" fill=\"%s\" d=\"", classes[marker],
                             colours[marker]);
        return;
    }
    across -= inner ? 2 * RING_STROKE : 0;
    br_buffer_put_format(out, "<path class=\"spc-%s\" fill=\"none\" stroke=\"%s\" ",
                         inner ? "inner" : classes[marker], inner ? BR_PAPER : colours[marker]);
    br_buffer_put_text(out, "stroke-linecap=\"round\" stroke-width=\"");
    br_svg_number(out, across * scale);
    br_buffer_put_text(out, "\" d=\"");
}

void br_plot_marker(struct br_buffer *out, enum br_spc_variation variation, double x, double y,
                    double scale)
{
    enum marker marker = marker_of(variation);
    for (int inner = 0; inner <= (marker == MARKER_RING ? 1 : 0); inner++) {
        struct br_svg svg;
        begin_markers(out, marker, scale, inner != 0);
        br_svg_path(&svg, out);
        put_outline(&svg, marker, x, y, scale);
        br_buffer_put_text(out, "\"/>");
    }
}

static void put_markers(const struct br_plot *plot, enum marker marker, bool inner)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    struct br_svg svg;
    bool begun = false;
    double scale =
        marker == MARKER_DOT ? plot->marker : fmax(plot->marker, SHAPE_SCALE_MIN * plot->scale);
    for (size_t i = 0; i < xmr->count; i++) {
        const struct br_spc_point *point = &xmr->points[i];
        if (br_spc_missing(point->value) || marker_of(br_plot_class(plot, i)) != marker) {
            continue;
        }
        if (!begun) {
            begin_markers(plot->out, marker, scale, inner);
            br_svg_path(&svg, plot->out);
            begun = true;
        }
        put_outline(&svg, marker, br_plot_x(plot, point->day), br_plot_y(plot, point->value),
                    scale);
    }
    if (begun) {
        br_buffer_put_text(plot->out, "\"/>");
    }
}

/* A missing point breaks the line. */
static void put_joining_line(const struct br_plot *plot)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    struct br_svg svg;
    bool joined = false;
    br_buffer_put_text(plot->out, "<path class=\"spc-line\" fill=\"none\" stroke=\"" BR_COMMON
                                  "\" stroke-linejoin=\"round\" stroke-width=\"");
    br_svg_number(plot->out,
                  1.5 * fmin(plot->scale, 1.4) * (plot->marker < plot->scale / 2 ? 0.7 : 1));
    br_buffer_put_text(plot->out, "\" d=\"");
    br_svg_path(&svg, plot->out);
    for (size_t i = 0; i < xmr->count; i++) {
        const struct br_spc_point *point = &xmr->points[i];
        if (br_spc_missing(point->value)) {
            joined = false;
            continue;
        }
        double x = br_plot_x(plot, point->day);
        double y = br_plot_y(plot, point->value);
        if (joined) {
            br_svg_line(&svg, x, y);
        } else {
            br_svg_move(&svg, x, y);
        }
        joined = true;
    }
    br_buffer_put_text(plot->out, "\"/>");
}

void br_plot_points(const struct br_plot *plot)
{
    put_joining_line(plot);
    put_markers(plot, MARKER_DOT, false);
    put_markers(plot, MARKER_RING, false);
    put_markers(plot, MARKER_RING, true);
    put_markers(plot, MARKER_SQUARE, false);
    put_markers(plot, MARKER_DIAMOND, false);
}
