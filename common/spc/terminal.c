/*
 * terminal.c - the chart of a terminal.
 *
 * A grid of signs is filled in the order of drawing: limits, mean, target, rebases, points; of
 * several points in one place the one that stands out is kept.
 */
#include "spc/terminal.h"

#include "base/limits.h"
#include "spc/day.h"
#include "spc/number.h"
#include "spc/plot.h"
#include "spc/sentence.h"

#include <stdio.h>
#include <string.h>

enum sign {
    SIGN_NONE,
    SIGN_LIMIT,
    SIGN_TARGET,
    SIGN_MEAN,
    SIGN_REBASE,
    SIGN_COMMON, /* from here on, points: the larger wins */
    SIGN_NEUTRAL,
    SIGN_IMPROVEMENT,
    SIGN_CONCERN,
    SIGN_COUNT
};

enum {
    ROWS = 17, /* odd, so that a single value stands in the middle */
    NUMBERS_WIDTH = 9,
    ENDS_WIDTH = 22, /* "Upper limit 1,234.56" */
    ENDS_FROM = 64,  /* columns from which there is room for them */
    END_SIZE = 64
};

struct canvas {
    struct br_plot plot; /* in columns and rows */
    size_t columns;
    bool ascii;
    struct br_buffer *out;
    uint8_t signs[ROWS][BR_TERMINAL_CHART_COLUMNS_MAX];
    char ends[ROWS][END_SIZE];
};

static const char *sign_text(const struct canvas *canvas, enum sign sign)
{
    static const char *const unicode[] = {" ", "╌", "·", "─", "│", "●", "○", "■", "◆"};
    static const char *const ascii[] = {" ", "-", ".", "=", "|", "o", "@", "#", "X"};
    return canvas->ascii ? ascii[sign] : unicode[sign];
}

static size_t row_of(const struct canvas *canvas, double value)
{
    double row = round(br_plot_y(&canvas->plot, value));
    return (size_t)fmax(0, fmin(ROWS - 1, row));
}

static size_t column_of(const struct canvas *canvas, double x)
{
    return (size_t)fmax(0, fmin((double)canvas->columns - 1, round(x)));
}

static void put_sign(struct canvas *canvas, size_t row, size_t column, enum sign sign)
{
    uint8_t *at = &canvas->signs[row][column];
    if (sign > *at) {
        *at = (uint8_t)sign;
    }
}

static void put_stretch(struct canvas *canvas, double value, double left, double right,
                        enum sign sign)
{
    if (br_spc_missing(value)) {
        return;
    }
    size_t row = row_of(canvas, value);
    for (size_t column = column_of(canvas, left); column < column_of(canvas, right) + 1; column++) {
        put_sign(canvas, row, column, sign);
    }
}

static void put_lines(struct canvas *canvas)
{
    const struct br_chart *chart = canvas->plot.chart;
    const struct br_spc_xmr *xmr = chart->xmr;
    double end = (double)canvas->columns - 1;
    if (xmr->options.has_target) {
        put_stretch(canvas, xmr->options.target, 0, end, SIGN_TARGET);
    }
    if (chart->run != NULL) {
        put_stretch(canvas, chart->run->median, 0, end, SIGN_MEAN);
        return;
    }
    for (size_t i = 0; i < xmr->phase_count; i++) {
        const struct br_spc_phase *phase = &xmr->phases[i];
        double left = br_plot_phase_left(&canvas->plot, i);
        double right = br_plot_phase_right(&canvas->plot, i);
        put_stretch(canvas, phase->lpl, left, right, SIGN_LIMIT);
        put_stretch(canvas, phase->upl, left, right, SIGN_LIMIT);
        put_stretch(canvas, phase->mean, left, right, SIGN_MEAN);
        for (size_t row = 0; i > 0 && row < ROWS; row++) {
            put_sign(canvas, row, column_of(canvas, br_plot_border(&canvas->plot, i)), SIGN_REBASE);
        }
    }
}

static void put_points(struct canvas *canvas)
{
    static const enum sign signs[] = {
        [BR_SPC_VARIATION_COMMON] = SIGN_COMMON,     [BR_SPC_IMPROVEMENT_HIGH] = SIGN_IMPROVEMENT,
        [BR_SPC_IMPROVEMENT_LOW] = SIGN_IMPROVEMENT, [BR_SPC_CONCERN_HIGH] = SIGN_CONCERN,
        [BR_SPC_CONCERN_LOW] = SIGN_CONCERN,         [BR_SPC_NEUTRAL_HIGH] = SIGN_NEUTRAL,
        [BR_SPC_NEUTRAL_LOW] = SIGN_NEUTRAL,
    };
    const struct br_spc_xmr *xmr = canvas->plot.chart->xmr;
    for (size_t i = 0; i < xmr->count; i++) {
        if (!br_spc_missing(xmr->points[i].value)) {
            put_sign(canvas, row_of(canvas, xmr->points[i].value),
                     column_of(canvas, br_plot_x(&canvas->plot, xmr->points[i].day)),
                     signs[br_plot_class(&canvas->plot, i)]);
        }
    }
}

/* At the end of its line, or on the nearest row that is free. */
static void put_end(struct canvas *canvas, const char *name, double value)
{
    char text[BR_NUMBER_SIZE];
    if (br_spc_missing(value)) {
        return;
    }
    size_t row = row_of(canvas, value);
    br_number_people(value, br_spc_decimals(canvas->plot.chart->xmr), text);
    for (size_t away = 0; away < ROWS; away++) {
        size_t down = row + away;
        size_t up = row >= away ? row - away : ROWS;
        size_t at = up < ROWS && canvas->ends[up][0] == '\0'
                        ? up
                        : (down < ROWS && canvas->ends[down][0] == '\0' ? down : ROWS);
        if (at < ROWS) {
            (void)snprintf(canvas->ends[at], sizeof canvas->ends[at], "%s %s", name, text);
            return;
        }
    }
}

static void put_ends(struct canvas *canvas)
{
    const struct br_chart *chart = canvas->plot.chart;
    const struct br_spc_phase *last = &chart->xmr->phases[chart->xmr->phase_count - 1];
    if (chart->run != NULL) {
        put_end(canvas, "Median", chart->run->median);
    } else {
        bool flat = !(last->upl - last->lpl > last->tolerance);
        put_end(canvas, "Mean", last->mean);
        put_end(canvas, "Upper limit", flat ? NAN : last->upl);
        put_end(canvas, "Lower limit", flat ? NAN : last->lpl);
    }
    if (chart->xmr->options.has_target) {
        put_end(canvas, "Target", chart->xmr->options.target);
    }
}

/* The number of the grid line that falls on this row; empty for rows between. */
static void number_of_row(const struct canvas *canvas, size_t row, char out[BR_NUMBER_SIZE])
{
    const struct br_value_scale *values = &canvas->plot.values;
    out[0] = '\0';
    for (size_t i = 0; i < values->tick_count; i++) {
        if (row_of(canvas, values->ticks[i]) == row) {
            br_number_people(values->ticks[i], values->decimals, out);
        }
    }
}

static void put_row(const struct canvas *canvas, size_t row)
{
    char number[BR_NUMBER_SIZE];
    size_t last = canvas->columns;
    number_of_row(canvas, row, number);
    const char *axis =
        number[0] == '\0' ? (canvas->ascii ? "|" : "│") : (canvas->ascii ? "+" : "┤");
    br_buffer_put_format(canvas->out, "%*s %s", NUMBERS_WIDTH - 2, number, axis);
    bool ends = canvas->ends[row][0] != '\0';
    while (!ends && last > 0 && canvas->signs[row][last - 1] == SIGN_NONE) {
        last--;
    }
    for (size_t column = 0; column < last; column++) {
        br_buffer_put_text(canvas->out, sign_text(canvas, (enum sign)canvas->signs[row][column]));
    }
    br_buffer_put_format(canvas->out, "%s%s\n", ends ? " " : "", canvas->ends[row]);
}

static void put_dates(const struct canvas *canvas)
{
    const struct br_spc_xmr *xmr = canvas->plot.chart->xmr;
    char first[BR_DAY_TEXT_SIZE];
    char last[BR_DAY_TEXT_SIZE];
    br_day_long(xmr->points[0].day, first);
    br_day_long(xmr->points[xmr->count - 1].day, last);
    br_buffer_put_format(canvas->out, "%*s%s", NUMBERS_WIDTH - 1, "", canvas->ascii ? "+" : "└");
    for (size_t column = 0; column < canvas->columns; column++) {
        br_buffer_put_text(canvas->out, canvas->ascii ? "-" : "─");
    }
    size_t between = canvas->columns - strlen(first);
    br_buffer_put_format(canvas->out, "\n%*s%s", NUMBERS_WIDTH, "", first);
    if (xmr->count > 1) {
        br_buffer_put_format(canvas->out, "%*s", (int)between, last);
    }
    br_buffer_put_text(canvas->out, "\n");
}

/* Lines are told here when there is no room for words at their ends. */
static void put_key(const struct canvas *canvas, bool lines)
{
    static const char *const words[] = {"",        "limits",      "target",
                                        "mean",    "rebase",      "common cause",
                                        "changed", "improvement", "concern"};
    bool used[SIGN_COUNT] = {false};
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t column = 0; column < canvas->columns; column++) {
            used[canvas->signs[row][column]] = true;
        }
    }
    br_buffer_put_format(canvas->out, "%*s", NUMBERS_WIDTH, "");
    const char *between = "";
    for (int sign = SIGN_COUNT - 1; sign > SIGN_NONE; sign--) {
        bool run = canvas->plot.chart->run != NULL && sign == SIGN_MEAN;
        if (used[sign] && (lines || sign >= SIGN_REBASE)) {
            br_buffer_put_format(canvas->out, "%s%s %s", between,
                                 sign_text(canvas, (enum sign)sign), run ? "median" : words[sign]);
            between = "  ";
        }
    }
    br_buffer_put_text(canvas->out, "\n");
}

void br_chart_terminal(const struct br_chart *chart, const struct br_terminal_options *options,
                       struct br_buffer *out)
{
    enum { STEPS = 4 };
    struct canvas canvas = {.ascii = options->ascii, .out = out};
    size_t columns = options->columns;
    if (chart->xmr->count == 0) {
        return;
    }
    columns = columns < BR_TERMINAL_CHART_COLUMNS_MIN ? BR_TERMINAL_CHART_COLUMNS_MIN : columns;
    columns = columns > BR_TERMINAL_CHART_COLUMNS_MAX ? BR_TERMINAL_CHART_COLUMNS_MAX : columns;
    bool ends = columns >= ENDS_FROM;
    canvas.columns = columns - NUMBERS_WIDTH - (ends ? ENDS_WIDTH : 0);
    canvas.plot = (struct br_plot){
        .chart = chart, .right = (double)canvas.columns - 1, .bottom = ROWS - 1, .scale = 0.1};
    br_plot_measure(&canvas.plot, STEPS);
    put_lines(&canvas);
    put_points(&canvas);
    if (ends) {
        put_ends(&canvas);
    }
    for (size_t row = 0; row < ROWS; row++) {
        put_row(&canvas, row);
    }
    put_dates(&canvas);
    put_key(&canvas, !ends);
}
