/* chart.c - a chart from its parts: how much room each needs, then each in its order. */
#include "spc/chart.h"

#include "spc/day.h"
#include "spc/frame.h"
#include "spc/key.h"
#include "spc/number.h"
#include "spc/palette.h"
#include "spc/sentence.h"
#include "spc/svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS BR_FRAME_LETTERS
#define PLOT_HEIGHT_WIDE 300.0
#define PLOT_HEIGHT_NARROW 200.0
#define LINE_HEIGHT 19.0
#define TAG_ROOM 30.0
#define TICK_ROOM 78.0 /* pixels for one date */

enum {
    TEXT_SIZE_MAX = 16 * 1024, /* of sentences */
    LINES_MAX = 12,
    STEPS_WIDE = 5,
    STEPS_NARROW = 4
};

/* A sentence cut into lines. */
struct lines {
    size_t count;
    struct br_bytes items[LINES_MAX];
};

struct layout {
    struct br_plot plot;
    struct br_frame frame;
    double width;
    double height;
    double plot_height;
    bool narrow;
    bool tags;
    double dates_y;           /* base line of the dates */
    double key_y;             /* base line of the key's first line */
    char told[TEXT_SIZE_MAX]; /* narrow: what labels would say */
    struct lines told_lines;
    char rule_set[BR_RULE_SET_SIZE + 16];
    struct lines rule_lines; /* none: it stands beside the key */
    struct br_key key;
    double rules_y; /* base line of the first of rule_lines */
    size_t tick_count;
    struct br_day_tick ticks[BR_SCALE_TICKS_MAX];
    bool years; /* below the dates */
};

/* --- text in lines --- */

static void wrap(const char *text, double letters, double width, struct lines *lines)
{
    const char *at = text;
    lines->count = 0;
    while (*at != '\0' && lines->count < LINES_MAX) {
        size_t fits = 0;
        size_t size = 0;
        char line[BR_RULE_SET_SIZE];
        do {
            size += strspn(at + size, " ");
            size += strcspn(at + size, " ");
            (void)snprintf(line, sizeof line, "%.*s", (int)size, at);
            bool wide = size >= sizeof line || br_svg_width(line, letters) > width;
            if (wide && fits > 0) {
                break;
            }
            fits = size;
        } while (at[size] != '\0');
        lines->items[lines->count++] = (struct br_bytes){(const uint8_t *)at, fits};
        at += fits;
        at += strspn(at, " ");
    }
}

static void put_lines(const struct br_plot *plot, const struct lines *lines, const char *class,
                      double x, double y)
{
    for (size_t i = 0; i < lines->count; i++) {
        char line[2 * BR_RULE_SET_SIZE];
        (void)snprintf(line, sizeof line, "%.*s", (int)lines->items[i].size,
                       (const char *)lines->items[i].data);
        br_frame_text(plot, class, BR_INK_2, false, "start", x,
                      y + (double)i * LINE_HEIGHT * plot->scale, line);
    }
}

/* --- the layout --- */

/* Left of the plot, room for its numbers. */
static double numbers_width(const struct br_plot *plot)
{
    double widest = 0;
    for (size_t i = 0; i < plot->values.tick_count; i++) {
        char text[BR_NUMBER_SIZE];
        br_number_people(plot->values.ticks[i], plot->values.decimals, text);
        widest = fmax(widest, br_svg_width(text, LETTERS * plot->scale));
    }
    return widest;
}

static void find_ticks(struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    enum { MONTHLY = 27 };
    double room = (plot->right - plot->left) / (TICK_ROOM * plot->scale);
    unsigned most = (unsigned)fmax(2, fmin(BR_SCALE_TICKS_MAX - 1, room));
    bool months =
        xmr->count > 1 && (plot->last - plot->first) / (int32_t)(xmr->count - 1) >= MONTHLY;
    layout->tick_count = br_day_ticks(plot->first, plot->last, most, months, layout->ticks);
    layout->years = false;
    for (size_t i = 0; i < layout->tick_count; i++) {
        layout->years = layout->years || layout->ticks[i].names_year;
    }
}

static void tell_narrow(struct layout *layout)
{
    struct br_buffer told;
    br_buffer_init(&told, TEXT_SIZE_MAX - 1);
    layout->told[0] = '\0';
    if (layout->narrow) {
        br_frame_ends_told(&layout->plot, &told);
        br_frame_tags_told(&layout->plot, &told);
        (void)snprintf(layout->told, sizeof layout->told, "%.*s", (int)told.size,
                       told.size == 0 ? "" : (const char *)told.data);
    }
    br_buffer_free(&told);
    wrap(layout->told, LETTERS * layout->plot.scale, layout->width - 8, &layout->told_lines);
}

/* Beside the key when there is room, else below it. */
static void place_rule_set(struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    char name[BR_RULE_SET_SIZE];
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    br_spc_rule_set(xmr, plot->chart->run, name);
    (void)snprintf(layout->rule_set, sizeof layout->rule_set, "%s%s", name,
                   xmr->trial && plot->chart->run == NULL ? ", trial limits" : "");
    br_key_find(plot, &layout->key);
    double needed =
        br_svg_width(layout->rule_set, LETTERS * plot->scale) + br_key_width(&layout->key);
    layout->rule_lines.count = 0;
    if (needed > layout->width - 24 * plot->scale) {
        wrap(layout->rule_set, LETTERS * plot->scale, layout->width - 8, &layout->rule_lines);
    }
}

static void place(struct layout *layout)
{
    struct br_plot *plot = &layout->plot;
    double s = plot->scale;
    unsigned steps = layout->narrow ? STEPS_NARROW : STEPS_WIDE;
    plot->left = 0;
    plot->right = layout->width;
    br_plot_measure(plot, steps);
    double ends = layout->narrow ? 0 : br_frame_ends_width(plot) + 8 * s;
    plot->left = numbers_width(plot) + 12 * s;
    plot->right = layout->width - fmax(ends, 8 * s);
    br_plot_measure(plot, steps);
    layout->tags = br_frame_has_tags(plot);
    br_frame_place_rebases(plot, layout->width, &layout->frame);
    plot->top = (12 + 18 * layout->frame.rebase_rows) * s;
    /* The wall's letters are larger, its screen is no higher. */
    double usual = layout->narrow ? PLOT_HEIGHT_NARROW * s : PLOT_HEIGHT_WIDE * fmin(s, 1);
    plot->bottom = plot->top + (layout->plot_height > 0 ? layout->plot_height * s : usual);
    br_frame_place_tags(plot, layout->narrow, &layout->frame);
    find_ticks(layout);
    tell_narrow(layout);
    place_rule_set(layout);
    layout->dates_y = plot->bottom + (22 + (layout->tags ? TAG_ROOM : 0)) * s;
    double below = layout->dates_y + (layout->years ? LINE_HEIGHT : 0) * s + 12 * s;
    layout->key_y =
        below + (double)layout->told_lines.count * LINE_HEIGHT * s + LINE_HEIGHT * s + 4 * s;
    size_t key_lines = br_key_flow(plot, &layout->key, layout->width, 0, false);
    layout->rules_y = layout->key_y + (double)key_lines * BR_KEY_LINE_HEIGHT * s;
    layout->height = layout->key_y + (double)(key_lines - 1) * BR_KEY_LINE_HEIGHT * s + 8 * s;
    if (layout->rule_lines.count > 0) {
        layout->height =
            layout->rules_y + (double)(layout->rule_lines.count - 1) * LINE_HEIGHT * s + 8 * s;
    }
    layout->height = ceil(layout->height);
}

/* --- drawing --- */

static const char *id_of(const struct br_chart *chart)
{
    return chart->id == NULL ? "spc" : chart->id;
}

static void put_description(const struct br_chart *chart, struct br_buffer *out)
{
    struct br_sentence sentence;
    struct br_buffer text;
    char rule_set[BR_RULE_SET_SIZE];
    br_buffer_init(&text, BR_CHART_SIZE_MAX);
    br_spc_rule_set(chart->xmr, chart->run, rule_set);
    br_sentence_make(chart->xmr, chart->run, chart->unit, &sentence);
    br_sentence_whole(&sentence, &text);
    br_buffer_put_format(&text, " %s.", rule_set);
    if (chart->table) {
        br_buffer_put_text(&text, "\n");
        br_chart_table_text(chart, &text);
    }
    const char *whole = br_buffer_text(&text);
    if (whole == NULL) {
        out->failed = true;
    } else {
        for (const char *line = whole; *line != '\0';) { /* lines stay lines */
            size_t size = strcspn(line, "\n");
            char part[512];
            (void)snprintf(part, sizeof part, "%.*s", (int)size, line);
            br_svg_text(out, part);
            line += size;
            if (*line == '\n') {
                br_buffer_put_text(out, "\n");
                line++;
            }
        }
    }
    br_buffer_free(&text);
}

static void open_svg(const struct layout *layout, const char *class)
{
    const struct br_plot *plot = &layout->plot;
    const struct br_chart *chart = plot->chart;
    struct br_buffer *out = plot->out;
    br_buffer_put_format(out,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"spc-chart%s\" "
                         "width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" ",
                         class, layout->width, layout->height, layout->width, layout->height);
    br_buffer_put_format(out, "data-plot=\"%.1f %.1f %.1f %.1f\" data-days=\"%d %d\" ",
                         br_plot_x(plot, plot->first), plot->top, br_plot_x(plot, plot->last),
                         plot->bottom, plot->first, plot->last);
    br_buffer_put_format(out,
                         "data-values=\"%.15g %.15g\" font-family=\"" BR_FACE "\" font-size=\"",
                         plot->values.low, plot->values.high);
    br_svg_number(out, LETTERS * plot->scale);
    br_buffer_put_text(out, "\" ");
    if (chart->title == NULL && class[0] != '\0') {
        br_buffer_put_text(out, "aria-hidden=\"true\" focusable=\"false\">");
        return;
    }
    br_buffer_put_text(out, "role=\"img\" aria-labelledby=\"");
    br_svg_text(out, id_of(chart));
    br_buffer_put_text(out, "-title ");
    br_svg_text(out, id_of(chart));
    br_buffer_put_text(out, "-desc\"><title id=\"");
    br_svg_text(out, id_of(chart));
    br_buffer_put_text(out, "-title\">");
    br_svg_text(out, chart->title == NULL ? "Measure" : chart->title);
    br_buffer_put_text(out, "</title><desc id=\"");
    br_svg_text(out, id_of(chart));
    br_buffer_put_text(out, "-desc\">");
    put_description(chart, out);
    br_buffer_put_text(out, "</desc>");
}

static void put_grid(const struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    br_buffer_put_text(plot->out,
                       "<path class=\"spc-grid\" fill=\"none\" stroke=\"" BR_GRID "\" d=\"");
    for (size_t i = 0; i < plot->values.tick_count; i++) {
        br_buffer_put_text(plot->out, "M");
        br_svg_number(plot->out, plot->left);
        br_svg_next(plot->out, br_plot_y(plot, plot->values.ticks[i]));
        br_buffer_put_text(plot->out, "H");
        br_svg_number(plot->out, plot->right);
    }
    br_buffer_put_text(plot->out, "\"/>");
}

static void put_axes(const struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    double s = plot->scale;
    br_buffer_put_text(plot->out, "<path class=\"spc-axis\" fill=\"none\" stroke=\"" BR_INK_2
                                  "\" stroke-width=\"1.2\" d=\"M");
    br_svg_number(plot->out, plot->left);
    br_svg_next(plot->out, plot->bottom);
    br_buffer_put_text(plot->out, "H");
    br_svg_number(plot->out, plot->right);
    for (size_t i = 0; i < layout->tick_count; i++) {
        br_buffer_put_text(plot->out, "M");
        br_svg_number(plot->out, br_plot_x(plot, layout->ticks[i].day));
        br_svg_next(plot->out, plot->bottom);
        br_buffer_put_text(plot->out, "v");
        br_svg_number(plot->out, 5 * s);
    }
    br_buffer_put_text(plot->out, "\"/>");
    for (size_t i = 0; i < plot->values.tick_count; i++) {
        char text[BR_NUMBER_SIZE];
        br_number_people(plot->values.ticks[i], plot->values.decimals, text);
        br_frame_text(plot, "number", BR_INK_2, false, "end", plot->left - 8 * s,
                      br_plot_y(plot, plot->values.ticks[i]) + 5 * s, text);
    }
}

static void put_dates(const struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    for (size_t i = 0; i < layout->tick_count; i++) {
        const struct br_day_tick *tick = &layout->ticks[i];
        double x = br_plot_x(plot, tick->day);
        double half = br_svg_width(tick->text, LETTERS * plot->scale) / 2;
        bool at_edge = x + half > layout->width;
        x = at_edge ? layout->width : x;
        br_frame_text(plot, "date", BR_INK_2, false, at_edge ? "end" : "middle", x, layout->dates_y,
                      tick->text);
        if (tick->names_year) {
            char year[16];
            (void)snprintf(year, sizeof year, "%d", br_day_parts(tick->day).year);
            br_frame_text(plot, "date", BR_INK_2, false, at_edge ? "end" : "middle", x,
                          layout->dates_y + LINE_HEIGHT * plot->scale, year);
        }
    }
}

static void put_foot(const struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    double above = layout->key_y - (LINE_HEIGHT + 4) * plot->scale -
                   ((double)layout->told_lines.count - 1) * LINE_HEIGHT * plot->scale;
    put_lines(plot, &layout->told_lines, "told", 0, above);
    (void)br_key_flow(plot, &layout->key, layout->width, layout->key_y, true);
    if (layout->rule_lines.count == 0) {
        br_frame_text(plot, "rules", BR_INK_2, false, "end", layout->width, layout->key_y,
                      layout->rule_set);
    } else {
        put_lines(plot, &layout->rule_lines, "rules", 0, layout->rules_y);
    }
}

static void draw(const struct layout *layout)
{
    const struct br_plot *plot = &layout->plot;
    open_svg(layout, "");
    br_plot_bands(plot);
    put_grid(layout);
    put_axes(layout);
    br_plot_lines(plot);
    br_frame_draw_stems(plot, &layout->frame);
    br_frame_draw_rebases(plot, &layout->frame);
    br_plot_points(plot);
    put_dates(layout);
    br_frame_draw_tags(plot, &layout->frame);
    if (!layout->narrow) {
        br_frame_draw_ends(plot);
    }
    put_foot(layout);
    br_buffer_put_text(plot->out, "</svg>");
}

/* --- the whole --- */

static enum br_status prepare(const struct br_chart *chart, unsigned width, struct br_buffer *out,
                              struct layout **layout)
{
    unsigned wanted = chart->width == 0 ? width : chart->width;
    if (chart->tag_count > BR_CHART_TAGS_MAX || wanted > BR_CHART_WIDTH_MAX) {
        return BR_ERR_LIMIT;
    }
    *layout = calloc(1, sizeof **layout);
    if (*layout == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    double scale = chart->scale > 0 ? chart->scale : 1;
    (*layout)->width = wanted;
    (*layout)->plot_height = chart->plot_height;
    (*layout)->narrow = wanted < BR_CHART_NARROW_WIDTH * scale;
    (*layout)->plot = (struct br_plot){.chart = chart, .out = out, .scale = scale};
    return BR_OK;
}

static void draw_nothing(struct layout *layout)
{
    struct br_sentence sentence;
    layout->height = 3 * LINE_HEIGHT * layout->plot.scale;
    layout->plot.values = (struct br_value_scale){.high = 1};
    br_sentence_make(layout->plot.chart->xmr, NULL, NULL, &sentence);
    open_svg(layout, "");
    br_frame_text(&layout->plot, "told", BR_INK_2, false, "start", 4,
                  2 * LINE_HEIGHT * layout->plot.scale, sentence.verdict);
    br_buffer_put_text(layout->plot.out, "</svg>");
}

enum br_status br_chart_svg(const struct br_chart *chart, struct br_buffer *out)
{
    struct layout *layout = NULL;
    bool narrow = chart->width != 0 && chart->width < BR_CHART_WIDTH_MIN;
    bool flat = chart->plot_height != 0 && chart->plot_height < BR_CHART_PLOT_MIN;
    if (narrow || flat || chart->plot_height > BR_CHART_PLOT_MAX) {
        return BR_ERR_LIMIT;
    }
    enum br_status status = prepare(chart, BR_CHART_WIDTH_WIDE, out, &layout);
    if (status != BR_OK) {
        return status;
    }
    if (chart->xmr->count == 0) {
        draw_nothing(layout);
    } else {
        place(layout);
        draw(layout);
    }
    free(layout);
    return br_buffer_ok(out) ? BR_OK : BR_ERR_NO_MEMORY;
}

enum br_status br_chart_small_svg(const struct br_chart *chart, struct br_buffer *out)
{
    enum { ASPECT = 3 };
    struct layout *layout = NULL;
    enum br_status status = prepare(chart, BR_CHART_WIDTH_SMALL, out, &layout);
    if (status != BR_OK) {
        return status;
    }
    struct br_plot *plot = &layout->plot;
    plot->scale *= 0.75;
    layout->height = floor(layout->width / ASPECT);
    plot->right = layout->width;
    plot->top = 6 * plot->scale;
    plot->bottom = layout->height - 6 * plot->scale;
    br_plot_measure(plot, 0);
    open_svg(layout, " spc-small");
    br_plot_bands(plot);
    br_plot_lines(plot);
    br_plot_points(plot);
    br_buffer_put_text(out, "</svg>");
    free(layout);
    return br_buffer_ok(out) ? BR_OK : BR_ERR_NO_MEMORY;
}

enum br_status br_chart_file(const struct br_chart *chart, struct br_buffer *out)
{
    br_buffer_put_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    enum br_status status = br_chart_svg(chart, out);
    br_buffer_put_text(out, "\n");
    return status == BR_OK && !br_buffer_ok(out) ? BR_ERR_NO_MEMORY : status;
}

void br_chart_marker(enum br_spc_variation variation, struct br_buffer *out)
{
    br_buffer_put_text(out, "<svg class=\"spc-marker\" width=\"16\" height=\"16\" "
                            "viewBox=\"0 0 16 16\" aria-hidden=\"true\" focusable=\"false\">");
    br_plot_marker(out, variation, 8, 8, 1);
    br_buffer_put_text(out, "</svg>");
}

static void put_limit(double number, int decimals, struct br_buffer *out)
{
    char text[BR_NUMBER_SIZE] = "";
    if (!br_spc_missing(number)) {
        br_number_people(number, decimals, text);
    }
    br_buffer_put_format(out, "\t%s", text);
}

void br_chart_table_text(const struct br_chart *chart, struct br_buffer *out)
{
    const struct br_spc_xmr *xmr = chart->xmr;
    int decimals = br_spc_decimals(xmr);
    bool run = chart->run != NULL;
    br_buffer_put_format(out, "Date\tValue\t%s\n",
                         run ? "Median" : "Mean\tLower limit\tUpper limit\tWhat it is");
    for (size_t i = 0; i < xmr->count; i++) {
        const struct br_spc_mark *mark = &xmr->marks[i];
        const struct br_spc_phase *phase = &xmr->phases[mark->phase];
        char day[BR_DAY_TEXT_SIZE];
        br_day_long(xmr->points[i].day, day);
        br_buffer_put_text(out, day);
        if (br_spc_missing(xmr->points[i].value)) {
            br_buffer_put_text(out, "\tmissing");
        } else {
            put_limit(xmr->points[i].value, decimals, out);
        }
        put_limit(run ? chart->run->median : phase->mean, decimals, out);
        if (!run) {
            put_limit(phase->lpl, decimals, out);
            put_limit(phase->upl, decimals, out);
            br_buffer_put_format(out, "\t%s", br_spc_label_words((enum br_spc_label)mark->label));
        }
        br_buffer_put_text(out, "\n");
    }
}
