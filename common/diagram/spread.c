/* spread.c - academies as lines that branch off their hosts', with what they counted. */
#include "diagram/spread.h"

#include "base/limits.h"
#include "diagram/axis.h"
#include "diagram/face.h"
#include "spc/palette.h"
#include "spc/svg.h"

#include <math.h>

#define NAME_LETTERS 15.0
#define WORD_LETTERS 13.5
#define NAMES_WIDTH 170.0
#define TOP 26.0
#define ROW 46.0
#define LINE_Y 26.0 /* of a row */
#define EDGE "#7b8890"
#define FOOT 22.0
#define RIGHT 20.0

static double line_y(size_t row)
{
    return TOP + (double)row * ROW + LINE_Y;
}

static void put_name(const char *name, double y, struct br_buffer *out)
{
    char fitted[256];
    br_svg_fit(name == NULL ? "" : name, NAME_LETTERS, NAMES_WIDTH - 16, fitted, sizeof fitted);
    br_axis_text(out, 0, y + 5, NAME_LETTERS, true, BR_INK, br_bytes_of_text(fitted));
}

static void put_number(struct br_buffer *out, const char *command, double number)
{
    br_buffer_put_text(out, command);
    br_svg_number(out, number);
}

/* From the host's line down or up to where the academy begins. */
static void put_branch(const struct br_spread *spread, const struct br_axis *axis, size_t row,
                       struct br_buffer *out)
{
    const struct br_spread_row *at = &spread->rows[row];
    if (at->host == BR_SPREAD_NO_HOST || at->host == row) {
        return;
    }
    double x = br_axis_x(axis, at->since);
    double from = fmax(x - 28, axis->left);
    double down = line_y(row) - line_y(at->host);
    br_buffer_put_text(out, "<path fill=\"none\" stroke=\"" EDGE "\" stroke-width=\"1.5\" d=\"");
    put_number(out, "M", from);
    put_number(out, " ", line_y(at->host));
    put_number(out, "C", from + 14);
    put_number(out, " ", line_y(at->host) + down / 4);
    put_number(out, " ", x - 14);
    put_number(out, " ", line_y(row));
    put_number(out, " ", x);
    put_number(out, " ", line_y(row));
    br_buffer_put_text(out, "\"/>");
}

static void put_dot(double x, double y, double radius, const char *fill, struct br_buffer *out)
{
    br_buffer_put_text(out, "<circle");
    br_axis_attribute(out, "cx", x);
    br_axis_attribute(out, "cy", y);
    br_axis_attribute(out, "r", radius);
    br_buffer_put_format(out, " fill=\"%s\" stroke=\"" BR_INK "\" stroke-width=\"1.5\"/>", fill);
}

static void put_line(const struct br_axis *axis, int64_t since, double y, struct br_buffer *out)
{
    double x = br_axis_x(axis, since);
    br_buffer_put_text(out, "<line");
    br_axis_attribute(out, "x1", x);
    br_axis_attribute(out, "y1", y);
    br_axis_attribute(out, "x2", axis->right);
    br_axis_attribute(out, "y2", y);
    br_buffer_put_text(out, " stroke=\"" BR_INK "\" stroke-width=\"2\"/>");
    put_dot(x, y, 5, BR_INK, out);
}

/* The counts of a row, the newest first: its words are the ones that matter most. */
static void put_counts(const struct br_axis *axis, const struct br_spread_count *counts,
                       size_t count, double y, struct br_buffer *out)
{
    double taken = axis->right + RIGHT; /* words end left of here */
    for (size_t i = count; i-- > 0;) {
        const char *words = counts[i].words == NULL ? "" : counts[i].words;
        double x = br_axis_x(axis, counts[i].day);
        double width = br_face_width(br_bytes_of_text(words), WORD_LETTERS, false);
        double from = fmin(x - 4, taken - width);
        if (from < axis->right && from + width > axis->right) { /* not through the line of today */
            from = axis->right - width - 6;
        }
        put_dot(x, y, 4, BR_PAPER, out);
        if (from >= axis->left && from + width + 8 >= x && width > 0) {
            br_axis_text(out, from, y - 9, WORD_LETTERS, false, BR_INK_2, br_bytes_of_text(words));
            taken = from - 12;
        }
    }
}

static void open_svg(const struct br_spread *spread, const struct br_axis *axis, double width,
                     double height, struct br_buffer *out)
{
    const char *id = spread->id == NULL ? "spread" : spread->id;
    br_buffer_put_format(out,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"spread\" role=\"img\""
                         " aria-labelledby=\"%s-title %s-desc\" width=\"%.0f\" height=\"%.0f\""
                         " viewBox=\"0 0 %.0f %.0f\" font-family=\"" BR_FACE "\">"
                         "<title id=\"%s-title\">%zu %s, who taught whom, and what they counted"
                         "</title><desc id=\"%s-desc\">From %lld to today, in the order in which"
                         " they began. The table says the same.</desc>",
                         id, id, width, height, width, height, id, spread->row_count,
                         spread->row_count == 1 ? "academy" : "academies", id,
                         (long long)br_axis_year(axis->first));
}

static bool is_drawable(const struct br_spread *spread)
{
    if (spread->row_count > BR_TIMELINE_ROWS_MAX || spread->count > BR_TIMELINE_BARS_MAX) {
        return false;
    }
    for (size_t i = 0; i < spread->row_count; i++) {
        size_t host = spread->rows[i].host;
        if (host != BR_SPREAD_NO_HOST && host >= spread->row_count) {
            return false;
        }
    }
    for (size_t i = 0; i < spread->count; i++) {
        if (spread->counts[i].row >= spread->row_count ||
            (i > 0 && spread->counts[i].row < spread->counts[i - 1].row)) {
            return false;
        }
    }
    return true;
}

static int64_t first_day(const struct br_spread *spread)
{
    int64_t first = spread->today;
    for (size_t i = 0; i < spread->row_count; i++) {
        first = spread->rows[i].since < first ? spread->rows[i].since : first;
    }
    for (size_t i = 0; i < spread->count; i++) {
        first = spread->counts[i].day < first ? spread->counts[i].day : first;
    }
    return first;
}

enum br_status br_spread_svg(const struct br_spread *spread, struct br_buffer *out)
{
    if (!is_drawable(spread)) {
        return BR_ERR_LIMIT;
    }
    double width = spread->print ? BR_SPREAD_WIDTH_PRINT : BR_SPREAD_WIDTH_WIDE;
    struct br_axis axis =
        br_axis_between(first_day(spread), spread->today, NAMES_WIDTH, width - 2 * RIGHT);
    double bottom = TOP + (double)spread->row_count * ROW;
    open_svg(spread, &axis, width, bottom + FOOT, out);
    br_axis_put_years(&axis, TOP, bottom, width, out);
    br_axis_put_today(&axis, TOP, bottom, out);
    for (size_t row = 0; row < spread->row_count; row++) {
        put_branch(spread, &axis, row, out);
    }
    size_t at = 0;
    for (size_t row = 0; row < spread->row_count; row++) {
        size_t first = at;
        while (at < spread->count && spread->counts[at].row == row) {
            at++;
        }
        put_name(spread->rows[row].name, line_y(row), out);
        put_line(&axis, spread->rows[row].since, line_y(row), out);
        put_counts(&axis, &spread->counts[first], at - first, line_y(row), out);
    }
    br_buffer_put_text(out, "</svg>");
    return br_buffer_ok(out) ? BR_OK : BR_ERR_NO_MEMORY;
}
