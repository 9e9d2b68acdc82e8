/* axis.c - a time axis to scale. */
#include "diagram/axis.h"

#include "spc/palette.h"
#include "spc/svg.h"

#include <math.h>
#include <stdio.h>

#define LETTERS 14.0
#define YEAR_ROOM 52.0 /* a year's number with a blank beside it */
#define DAYS_OF_ERA 719162

enum { TEXT_SIZE = 320 };

/* The day of 1 January. */
static int64_t day_of_year(int64_t year)
{
    int64_t before = year - 1;
    return 365 * before + before / 4 - before / 100 + before / 400 - DAYS_OF_ERA;
}

int64_t br_axis_year(int64_t day)
{
    int64_t year = (day + DAYS_OF_ERA) / 366 + 1; /* never too late */
    while (day_of_year(year + 1) <= day) {
        year++;
    }
    return year;
}

struct br_axis br_axis_between(int64_t first, int64_t today, double left, double right)
{
    struct br_axis axis = {.today = today, .left = left, .right = right};
    axis.first = day_of_year(br_axis_year(first < today ? first : today));
    axis.first = axis.first < today ? axis.first : today - 1;
    return axis;
}

double br_axis_x(const struct br_axis *axis, int64_t day)
{
    double part = (double)(day - axis->first) / (double)(axis->today - axis->first);
    return axis->left + fmin(fmax(part, 0), 1) * (axis->right - axis->left);
}

void br_axis_attribute(struct br_buffer *out, const char *name, double value)
{
    br_buffer_put_format(out, " %s=\"", name);
    br_svg_number(out, value);
    br_buffer_put_text(out, "\"");
}

void br_axis_text(struct br_buffer *out, double x, double y, double letters, bool strong,
                  const char *colour, struct br_bytes text)
{
    char line[TEXT_SIZE];
    (void)snprintf(line, sizeof line, "%.*s", (int)text.size, (const char *)text.data);
    br_buffer_put_text(out, "<text");
    br_axis_attribute(out, "x", x);
    br_axis_attribute(out, "y", y);
    br_axis_attribute(out, "font-size", letters);
    br_buffer_put_format(out, "%s fill=\"%s\">", strong ? " font-weight=\"600\"" : "", colour);
    br_svg_text(out, line);
    br_buffer_put_text(out, "</text>");
}

static void put_line(struct br_buffer *out, double x, double top, double bottom, const char *more)
{
    br_buffer_put_text(out, "<line");
    br_axis_attribute(out, "x1", x);
    br_axis_attribute(out, "y1", top);
    br_axis_attribute(out, "x2", x);
    br_axis_attribute(out, "y2", bottom);
    br_buffer_put_format(out, " %s/>", more);
}

void br_axis_put_years(const struct br_axis *axis, double top, double bottom, double width,
                       struct br_buffer *out)
{
    static const int64_t steps[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000};
    double of_year = 365.25 * (axis->right - axis->left) / (double)(axis->today - axis->first);
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] && of_year * (double)steps[i] < YEAR_ROOM) {
        i++;
    }
    int64_t last = br_axis_year(axis->today) + 1;
    for (int64_t year = br_axis_year(axis->first); year <= last; year += steps[i]) {
        char number[32];
        int written = snprintf(number, sizeof number, "%lld", (long long)year);
        double part =
            (double)(day_of_year(year) - axis->first) / (double)(axis->today - axis->first);
        double x = axis->left + part * (axis->right - axis->left);
        if (x < axis->left - 1 || x + YEAR_ROOM > width) {
            continue;
        }
        put_line(out, x, top, bottom, "stroke=\"" BR_GRID "\"");
        br_axis_text(out, x + 6, top - 8, LETTERS, true, BR_INK,
                     (struct br_bytes){.data = (const uint8_t *)number, .size = (size_t)written});
    }
}

void br_axis_put_today(const struct br_axis *axis, double top, double bottom, struct br_buffer *out)
{
    put_line(out, axis->right, top, bottom,
             "stroke=\"" BR_INK "\" stroke-width=\"1.5\" stroke-dasharray=\"3 4\"");
    br_buffer_put_text(out, "<g text-anchor=\"middle\">");
    br_axis_text(out, axis->right, bottom + 15, LETTERS, false, BR_INK, br_bytes_of_text("today"));
    br_buffer_put_text(out, "</g>");
}
