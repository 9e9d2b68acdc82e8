/*
 * timeline.c - steps as bars to scale: placed row by row, then drawn.
 *
 * A label has one of three places: in its bar; beside the arrow, if its step goes on; on a line
 * below the row's bars, the first line where there is room for it.
 */
#include "diagram/timeline.h"

#include "base/limits.h"
#include "diagram/axis.h"
#include "diagram/face.h"
#include "spc/palette.h"
#include "spc/svg.h"

#include <math.h>
#include <stdio.h>

#define LETTERS 14.0
#define NOTE_LETTERS 13.5
#define NAME_LETTERS 15.0
#define NAME_LINE 19.0
#define NAME_WIDTH_MAX 170.0
#define TOP 26.0 /* of the years' lines */
#define GAP 13.0 /* above and below a row */
#define BAR_HEIGHT 43.0
#define PADDING 8.0
#define BESIDE_WIDTH 150.0 /* right of today */
#define BELOW_LINE 19.0
#define ARROW 10.0
#define MARGIN 1.0
#define FOOT 22.0 /* for the word "today" */

enum { STEPS = 7, BELOW_MAX = 16, LINE_SIZE = 512 };

enum place { IN_BAR, BESIDE, BELOW };

struct placed {
    const struct br_timeline *timeline;
    struct br_axis axis;
    double width;
    double names_width; /* 0: names stand above */
    double y;           /* where the row begins that is being drawn */
};

static double text_width(const char *text, double letters, bool strong)
{
    return text == NULL ? 0 : br_face_width(br_bytes_of_text(text), letters, strong);
}

static enum place place_of(const struct placed *placed, const struct br_timeline_bar *bar)
{
    double width =
        fmax(text_width(bar->label, LETTERS, true), text_width(bar->note, NOTE_LETTERS, false));
    double room = br_axis_x(&placed->axis, bar->until) - br_axis_x(&placed->axis, bar->from);
    if (width + 2 * PADDING <= room) {
        return IN_BAR;
    }
    double beside = placed->width - placed->axis.right - ARROW - PADDING;
    return bar->lasts && width <= beside ? BESIDE : BELOW;
}

/* --- names --- */

static double names_width(const struct br_timeline *timeline)
{
    double widest = 0;
    for (size_t i = 0; i < timeline->row_count; i++) {
        widest = fmax(widest, text_width(timeline->names[i], NAME_LETTERS, true));
    }
    return fmin(ceil(widest), NAME_WIDTH_MAX) + 20;
}

static size_t put_name(const struct placed *placed, const char *name, double y,
                       struct br_buffer *out)
{
    double width = placed->names_width == 0 ? placed->width : placed->names_width - 16;
    struct br_bytes rest = br_bytes_of_text(name == NULL ? "" : name);
    size_t lines = 0;
    while (rest.size > 0) {
        struct br_bytes line = br_face_line(&rest, NAME_LETTERS, true, width);
        if (line.size == 0) {
            break;
        }
        if (out != NULL) {
            br_axis_text(out, 0, y + (double)lines * NAME_LINE, NAME_LETTERS, true, BR_INK, line);
        }
        lines++;
    }
    return lines;
}

/* --- bars --- */

static const char *fill_of(const struct placed *placed, unsigned step)
{
    static const char *const fills[STEPS] = {"#ffffff", "#eef1f1", "#d3dbdd", "#b3bec3",
                                             "#33434c", "#26353d", "#1d2a30"};
    return placed->timeline->form == BR_TIMELINE_PRINT ? "none" : fills[step - 1];
}

static void put_arrow(double x, double middle, struct br_buffer *out)
{
    struct br_svg path;
    br_buffer_put_text(out, "<path fill=\"" BR_INK "\" d=\"");
    br_svg_path(&path, out);
    br_svg_move(&path, x, middle - 14);
    br_svg_line(&path, x + ARROW, middle);
    br_svg_line(&path, x, middle + 14);
    br_buffer_put_text(out, "Z\"/>");
}

static void put_label(const struct br_timeline_bar *bar, double x, double y, bool light,
                      struct br_buffer *out)
{
    const char *colour = light ? BR_PAPER : BR_INK;
    if (bar->label != NULL) {
        br_axis_text(out, x, y + 18, LETTERS, true, colour, br_bytes_of_text(bar->label));
    }
    if (bar->note != NULL) {
        br_axis_text(out, x, y + 35, NOTE_LETTERS, false, light ? BR_PAPER : BR_INK_2,
                     br_bytes_of_text(bar->note));
    }
}

static void put_bar(const struct placed *placed, const struct br_timeline_bar *bar, double top,
                    struct br_buffer *out)
{
    double x = br_axis_x(&placed->axis, bar->from);
    double end = br_axis_x(&placed->axis, bar->until);
    enum place place = place_of(placed, bar);
    br_buffer_put_text(out, "<rect");
    br_axis_attribute(out, "x", x);
    br_axis_attribute(out, "y", top);
    br_axis_attribute(out, "width", fmax(end - x, 1));
    br_axis_attribute(out, "height", BAR_HEIGHT);
    br_buffer_put_format(out, " fill=\"%s\" stroke=\"" BR_INK "\" stroke-width=\"1.5\"/>",
                         fill_of(placed, bar->step));
    if (bar->lasts) {
        put_arrow(end, top + BAR_HEIGHT / 2, out);
    }
    if (place == IN_BAR) {
        put_label(bar, x + PADDING, top,
                  bar->step > 4 && placed->timeline->form != BR_TIMELINE_PRINT, out);
    } else if (place == BESIDE) {
        put_label(bar, end + ARROW + PADDING, top, false, out);
    }
}

/* --- below --- */

/* How far each line below a row is taken. */
struct below {
    size_t lines;
    double ends[BELOW_MAX];
};

/* A label below its bar; more than fit stand on the last line's end no more: the list has them. */
static void put_below(const struct placed *placed, const struct br_timeline_bar *bar, double top,
                      struct below *below, struct br_buffer *out)
{
    char text[LINE_SIZE];
    char fitted[LINE_SIZE];
    (void)snprintf(text, sizeof text, "%s%s%s", bar->label == NULL ? "" : bar->label,
                   bar->label != NULL && bar->note != NULL ? ", " : "",
                   bar->note == NULL ? "" : bar->note);
    struct br_bytes line = br_bytes_of_text(text);
    double width = br_face_width(line, NOTE_LETTERS, false);
    if (width > placed->width) {
        br_svg_fit(text, NOTE_LETTERS, placed->width, fitted, sizeof fitted);
        line = br_bytes_of_text(fitted);
        width = fmin(br_face_width(line, NOTE_LETTERS, false), placed->width);
    }
    double from = br_axis_x(&placed->axis, bar->from);
    double x = fmax(fmin(from, placed->width - width), 0);
    size_t i = 0;
    while (i < BELOW_MAX && i < below->lines && below->ends[i] > x) {
        i++;
    }
    if (i == BELOW_MAX) {
        return;
    }
    below->lines = i == below->lines ? i + 1 : below->lines;
    below->ends[i] = x + width + 12;
    if (out != NULL) {
        br_axis_text(out, x, top + (double)i * BELOW_LINE, NOTE_LETTERS, false, BR_INK, line);
    }
}

/* Draw a row that begins at [placed->y] and has [count] bars; without [out] only measure it.
 * Returns its height. */
static double put_row(const struct placed *placed, const char *name,
                      const struct br_timeline_bar *bars, size_t count, struct br_buffer *out)
{
    struct below below = {.lines = 0};
    bool above = placed->names_width == 0;
    double lines = (double)put_name(placed, name, 0, NULL) * NAME_LINE;
    double height = above ? lines + BAR_HEIGHT : fmax(BAR_HEIGHT, lines);
    double bar_top = placed->y + GAP + (above ? lines : (height - BAR_HEIGHT) / 2);
    if (out != NULL) {
        double first = above ? placed->y + GAP + 13 : placed->y + GAP + (height - lines) / 2 + 14;
        (void)put_name(placed, name, first, out);
    }
    for (size_t i = 0; i < count; i++) {
        if (out != NULL) {
            put_bar(placed, &bars[i], bar_top, out);
        }
        if (place_of(placed, &bars[i]) == BELOW) {
            put_below(placed, &bars[i], placed->y + GAP + height + 17, &below, out);
        }
    }
    double more = below.lines == 0 ? 0 : (double)below.lines * BELOW_LINE + 4;
    return height + more + 2 * GAP;
}

/* All rows, from TOP on; returns where the last one ends. */
static double put_rows(struct placed *placed, struct br_buffer *out)
{
    const struct br_timeline *timeline = placed->timeline;
    size_t at = 0;
    placed->y = TOP;
    for (size_t row = 0; row < timeline->row_count; row++) {
        size_t first = at;
        while (at < timeline->count && timeline->bars[at].row == row) {
            at++;
        }
        placed->y += put_row(placed, timeline->names[row], &timeline->bars[first], at - first, out);
    }
    return placed->y;
}

static void open_svg(const struct placed *placed, double height, struct br_buffer *out)
{
    const struct br_timeline *timeline = placed->timeline;
    const char *id = timeline->id == NULL ? "timeline" : timeline->id;
    br_buffer_put_format(out,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\""
                         " role=\"img\" aria-labelledby=\"%s-title %s-desc\" width=\"%.0f\""
                         " height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" font-family=\"" BR_FACE "\">"
                         "<title id=\"%s-title\">Time line of %zu %s</title>"
                         "<desc id=\"%s-desc\">From %lld to today. Each bar is a step, as long as"
                         " it took. The list says the same.</desc>",
                         id, id, placed->width, height, placed->width, height, id,
                         timeline->row_count, timeline->row_count == 1 ? "academy" : "academies",
                         id, (long long)br_axis_year(placed->axis.first));
}

static bool is_drawable(const struct br_timeline *timeline)
{
    if (timeline->row_count > BR_TIMELINE_ROWS_MAX || timeline->count > BR_TIMELINE_BARS_MAX) {
        return false;
    }
    for (size_t i = 0; i < timeline->count; i++) {
        const struct br_timeline_bar *bar = &timeline->bars[i];
        if (bar->row >= timeline->row_count || bar->step < 1 || bar->step > STEPS ||
            (i > 0 && bar->row < timeline->bars[i - 1].row)) {
            return false;
        }
    }
    return true;
}

enum br_status br_timeline_svg(const struct br_timeline *timeline, struct br_buffer *out)
{
    static const double widths[] = {BR_TIMELINE_WIDTH_WIDE, BR_TIMELINE_WIDTH_PRINT,
                                    BR_TIMELINE_WIDTH_NARROW};
    if (!is_drawable(timeline)) {
        return BR_ERR_LIMIT;
    }
    struct placed placed = {.timeline = timeline, .width = widths[timeline->form]};
    placed.names_width = timeline->form == BR_TIMELINE_NARROW ? 0 : names_width(timeline);
    int64_t first = timeline->today;
    for (size_t i = 0; i < timeline->count; i++) {
        first = timeline->bars[i].from < first ? timeline->bars[i].from : first;
    }
    double right = placed.width - (timeline->form == BR_TIMELINE_WIDE ? BESIDE_WIDTH : 36);
    placed.axis = br_axis_between(first, timeline->today, fmax(placed.names_width, MARGIN), right);
    double bottom = put_rows(&placed, NULL);
    open_svg(&placed, ceil(bottom + FOOT), out);
    br_axis_put_years(&placed.axis, TOP, bottom, placed.width, out);
    br_axis_put_today(&placed.axis, TOP, bottom, out);
    (void)put_rows(&placed, out);
    br_buffer_put_text(out, "</svg>");
    return br_buffer_ok(out) ? BR_OK : BR_ERR_NO_MEMORY;
}
