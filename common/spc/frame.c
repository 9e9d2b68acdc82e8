/* frame.c - what stands around the data of a chart: rebases, tags, labels at the ends of lines. */
#include "spc/frame.h"

#include "spc/day.h"
#include "spc/number.h"
#include "spc/palette.h"
#include "spc/sentence.h"
#include "spc/svg.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LETTERS BR_FRAME_LETTERS
#define LINE_HEIGHT 18.0
#define STRONG 1.1 /* how much wider heavy letters are */

void br_frame_text(const struct br_plot *plot, const char *class, const char *colour, bool strong,
                   const char *anchor, double x, double y, const char *text)
{
    br_buffer_put_format(plot->out, "<text class=\"spc-%s\" fill=\"%s\" text-anchor=\"%s\"%s x=\"",
                         class, colour, anchor, strong ? " font-weight=\"600\"" : "");
    br_svg_number(plot->out, x);
    br_buffer_put_text(plot->out, "\" y=\"");
    br_svg_number(plot->out, y);
    br_buffer_put_text(plot->out, "\">");
    br_svg_text(plot->out, text);
    br_buffer_put_text(plot->out, "</text>");
}

/* --- rebases --- */

enum { ROWS = 3 };
#define MOST_OF_REASON 9.0 /* widths of a letter that make a reason worth beginning */
#define BESIDE_LINE 6.0

struct rebase_words {
    char whole[BR_FRAME_LABEL_SIZE];
    char bare[BR_DAY_TEXT_SIZE + sizeof "Rebased "]; /* without the reason */
};

static void rebase_words(const struct br_plot *plot, size_t phase, struct rebase_words *words)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    const struct br_spc_rebase *rebase = &xmr->options.rebases[xmr->phases[phase].rebase];
    char day[BR_DAY_TEXT_SIZE];
    char reason[BR_FRAME_LABEL_SIZE - sizeof words->bare - 2];
    br_day_beside(rebase->day, plot->last, day);
    br_svg_cut(rebase->reason == NULL ? "" : rebase->reason, BR_CHART_LABEL_MAX, reason,
               sizeof reason);
    (void)snprintf(words->bare, sizeof words->bare, "Rebased %s", day);
    (void)snprintf(words->whole, sizeof words->whole, "%s%s%s", words->bare,
                   reason[0] == '\0' ? "" : ": ", reason);
}

/* What is taken above the plot, while words are placed from left to right. */
struct above {
    double taken[ROWS]; /* words end there */
    double line;        /* the latest line */
};

static void put_rebase(const struct br_plot *plot, struct br_frame_rebase *rebase, int row,
                       bool left_of_it, const char *words, double room)
{
    double letters = LETTERS * plot->scale * STRONG;
    rebase->row = row;
    rebase->ends_there = left_of_it;
    rebase->text_x = rebase->x + (left_of_it ? -1 : 1) * BESIDE_LINE * plot->scale;
    br_svg_fit(words, letters, room, rebase->text, sizeof rebase->text);
}

/*
 * Right of the line on the first row that is free there, else left of it; with the reason when most
 * of that can be read, else without; else no words.
 */
static void place_rebase(const struct br_plot *plot, double width, const struct rebase_words *words,
                         struct above *above, struct br_frame_rebase *rebase)
{
    double letters = LETTERS * plot->scale * STRONG;
    double beside = BESIDE_LINE * plot->scale;
    double whole = br_svg_width(words->whole, letters);
    double bare = br_svg_width(words->bare, letters);
    double right = width - rebase->x - beside;
    rebase->row = BR_FRAME_NO_ROW;
    for (int row = 0; row < ROWS && rebase->row == BR_FRAME_NO_ROW; row++) {
        double left = rebase->x - beside - fmax(above->taken[row] + beside, above->line + beside);
        bool is_free = above->taken[row] <= rebase->x;
        if (is_free && right >= fmin(whole, bare + MOST_OF_REASON * letters)) {
            put_rebase(plot, rebase, row, false, words->whole, right);
        } else if (left >= whole) {
            put_rebase(plot, rebase, row, true, words->whole, left);
        } else if (is_free && right >= bare) {
            put_rebase(plot, rebase, row, false, words->bare, right);
        } else if (left >= bare) {
            put_rebase(plot, rebase, row, true, words->bare, left);
        }
    }
    if (rebase->row != BR_FRAME_NO_ROW) {
        double shown = rebase->ends_there ? 0 : br_svg_width(rebase->text, letters);
        above->taken[rebase->row] = rebase->x + shown + letters;
    }
    above->line = rebase->x;
}

void br_frame_place_rebases(const struct br_plot *plot, double width, struct br_frame *frame)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    struct above above = {.line = 0};
    frame->rebase_count = 0;
    frame->rebase_rows = 0;
    for (size_t i = 1; i < xmr->phase_count && plot->chart->run == NULL; i++) {
        struct br_frame_rebase *rebase = &frame->rebases[frame->rebase_count++];
        struct rebase_words words;
        rebase_words(plot, i, &words);
        rebase->x = br_plot_border(plot, i);
        place_rebase(plot, width, &words, &above, rebase);
        frame->rebase_rows =
            rebase->row >= frame->rebase_rows ? rebase->row + 1 : frame->rebase_rows;
    }
}

void br_frame_draw_rebases(const struct br_plot *plot, const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->rebase_count; i++) {
        const struct br_frame_rebase *rebase = &frame->rebases[i];
        /* the first row is the highest: then no line runs through earlier words */
        int rows = rebase->row == BR_FRAME_NO_ROW ? 0 : frame->rebase_rows - rebase->row;
        double up = rows * LINE_HEIGHT;
        double top = plot->top - (up + 2) * plot->scale;
        br_buffer_put_text(plot->out, "<path class=\"spc-rebase\" fill=\"none\" stroke=\"" BR_INK
                                      "\" stroke-width=\"1.6\" d=\"M");
        br_svg_number(plot->out, rebase->x);
        br_svg_next(plot->out, top);
        br_buffer_put_text(plot->out, "V");
        br_svg_number(plot->out, plot->bottom);
        br_buffer_put_text(plot->out, "\"/>");
        if (rebase->row != BR_FRAME_NO_ROW) {
            br_frame_text(plot, "rebased", BR_INK, true, rebase->ends_there ? "end" : "start",
                          rebase->text_x, top + 12 * plot->scale, rebase->text);
        }
    }
}

/* --- tags --- */

#define TAG_HEIGHT 20.0
#define TAG_PEAK 5.0
#define TAG_BELOW_AXIS 8.0
#define TAG_PADDING 14.0
#define TAG_APART 3.0

static bool is_inside(const struct br_plot *plot, const struct br_chart_tag *tag)
{
    return tag->day >= plot->first && tag->day <= plot->last;
}

bool br_frame_has_tags(const struct br_plot *plot)
{
    for (size_t i = 0; i < plot->chart->tag_count; i++) {
        if (is_inside(plot, &plot->chart->tags[i])) {
            return true;
        }
    }
    return false;
}

/* Digits at the label's end, up to four; NULL: none. */
static const char *number_of(const char *label)
{
    enum { DIGITS = 4 };
    size_t size = strlen(label);
    size_t from = size;
    while (from > 0 && isdigit((unsigned char)label[from - 1]) != 0) {
        from--;
    }
    return from < size && size - from <= DIGITS ? label + from : NULL;
}

/* The label's number; else A for the first without one, B for the next ... */
static void short_label(const struct br_plot *plot, size_t index, char out[BR_FRAME_LABEL_SIZE])
{
    const struct br_chart_tag *tags = plot->chart->tags;
    const char *number = number_of(tags[index].label);
    if (number != NULL) {
        (void)snprintf(out, BR_FRAME_LABEL_SIZE, "%s", number);
        return;
    }
    size_t before = 0;
    for (size_t i = 0; i < index; i++) {
        before += number_of(tags[i].label) == NULL && is_inside(plot, &tags[i]) ? 1 : 0;
    }
    (void)snprintf(out, BR_FRAME_LABEL_SIZE, "%c", (char)('A' + before % 26));
}

/* Where the joining line is on a day; the middle of the plot where there is none. */
static double stem_top(const struct br_plot *plot, int32_t day)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    const struct br_spc_point *before = NULL;
    for (size_t i = 0; i < xmr->count; i++) {
        const struct br_spc_point *point = &xmr->points[i];
        if (br_spc_missing(point->value)) {
            continue;
        }
        if (point->day >= day && (before != NULL || point->day == day)) {
            double whole = before == NULL ? 1 : (double)point->day - before->day;
            double share = before == NULL ? 1 : ((double)day - before->day) / whole;
            double from = before == NULL ? point->value : before->value;
            return br_plot_y(plot, from + share * (point->value - from));
        }
        before = point;
    }
    return (plot->top + plot->bottom) / 2;
}

static double tag_width(const struct br_plot *plot, const char *text)
{
    return br_svg_width(text, LETTERS * plot->scale) * STRONG + TAG_PADDING * plot->scale;
}

/* Numbers are told apart ("5, 6") while that is short; labels are counted ("2"). */
static void join_text(struct br_frame_tag *tag, const char *text, size_t inside, bool numbers)
{
    enum { TOLD_MAX = 3 };
    char joined[BR_FRAME_LABEL_SIZE];
    if (!numbers) {
        (void)snprintf(tag->text, sizeof tag->text, "%zu", inside);
    } else if (inside > TOLD_MAX) {
        (void)snprintf(tag->text, sizeof tag->text, "%zu tags", inside);
    } else {
        (void)snprintf(joined, sizeof joined, "%.12s, %.12s", tag->text, text);
        (void)snprintf(tag->text, sizeof tag->text, "%s", joined);
    }
}

/* Those that would touch become one. */
static void merge_tags(const struct br_plot *plot, bool numbers, struct br_frame *frame)
{
    size_t kept = 0;
    size_t inside = 1;
    for (size_t i = 1; i < frame->tag_count; i++) {
        struct br_frame_tag *before = &frame->tags[kept];
        struct br_frame_tag *tag = &frame->tags[i];
        double apart = (before->width + tag->width) / 2 + TAG_APART * plot->scale;
        if (tag->x - before->x < apart) {
            inside++;
            join_text(before, tag->text, inside, numbers);
            before->x = (before->x * (double)(inside - 1) + tag->x) / (double)inside;
            before->width = fmax(before->width, tag_width(plot, before->text));
            before->round = before->round && tag->round;
            before->stem_top = fmin(before->stem_top, tag->stem_top);
        } else {
            frame->tags[++kept] = *tag;
            inside = 1;
        }
    }
    frame->tag_count = frame->tag_count == 0 ? 0 : kept + 1;
    for (size_t i = 0; i < frame->tag_count; i++) {
        frame->tags[i].width = tag_width(plot, frame->tags[i].text);
    }
}

void br_frame_place_tags(const struct br_plot *plot, bool numbers, struct br_frame *frame)
{
    const struct br_chart *chart = plot->chart;
    frame->tag_count = 0;
    for (size_t i = 0; i < chart->tag_count; i++) {
        struct br_frame_tag tag = {.round = chart->tags[i].kind == BR_CHART_EVENT};
        if (!is_inside(plot, &chart->tags[i])) {
            continue;
        }
        if (numbers) {
            short_label(plot, i, tag.text);
        } else {
            br_svg_cut(chart->tags[i].label, BR_CHART_LABEL_MAX, tag.text, sizeof tag.text);
        }
        tag.x = br_plot_x(plot, chart->tags[i].day);
        tag.width = tag_width(plot, tag.text);
        tag.stem_top = stem_top(plot, chart->tags[i].day);
        size_t at = frame->tag_count++;
        while (at > 0 && frame->tags[at - 1].x > tag.x) {
            frame->tags[at] = frame->tags[at - 1];
            at--;
        }
        frame->tags[at] = tag;
    }
    merge_tags(plot, numbers, frame);
}

void br_frame_draw_stems(const struct br_plot *plot, const struct br_frame *frame)
{
    if (frame->tag_count == 0) {
        return;
    }
    br_buffer_put_text(plot->out, "<path class=\"spc-stem\" fill=\"none\" stroke=\"" BR_INK
                                  "\" stroke-width=\"1.4\" stroke-dasharray=\"1.5 3\" d=\"");
    for (size_t i = 0; i < frame->tag_count; i++) {
        br_buffer_put_text(plot->out, "M");
        br_svg_number(plot->out, frame->tags[i].x);
        br_svg_next(plot->out, plot->bottom);
        br_buffer_put_text(plot->out, "V");
        br_svg_number(plot->out, frame->tags[i].stem_top);
    }
    br_buffer_put_text(plot->out, "\"/>");
}

static void put_tag_shape(const struct br_plot *plot, const struct br_frame_tag *tag)
{
    double top = plot->bottom + TAG_BELOW_AXIS * plot->scale;
    double height = TAG_HEIGHT * plot->scale;
    double peak = TAG_PEAK * plot->scale;
    double left = tag->x - tag->width / 2;
    br_buffer_put_format(plot->out, "<path class=\"spc-tag\" fill=\"" BR_PAPER "\" stroke=\"" BR_INK
                                    "\" stroke-width=\"1.4\" d=\"M");
    br_svg_number(plot->out, tag->x - peak);
    br_svg_next(plot->out, top);
    br_buffer_put_text(plot->out, "l");
    br_svg_number(plot->out, peak);
    br_svg_next(plot->out, -peak);
    br_svg_next(plot->out, peak);
    br_svg_next(plot->out, peak);
    double bend = tag->round ? fmin(height / 2, tag->width / 2 - peak) : 0;
    br_buffer_put_text(plot->out, "H");
    br_svg_number(plot->out, left + tag->width - bend);
    const double turns[2] = {height, -height};
    for (size_t i = 0; i < 2; i++) {
        if (tag->round) { /* half a circle down on the right, and up on the left */
            br_buffer_put_text(plot->out, "a");
            br_svg_number(plot->out, bend);
            br_svg_next(plot->out, height / 2);
            br_buffer_put_text(plot->out, " 0 0 1 0");
            br_svg_next(plot->out, turns[i]);
        } else {
            br_buffer_put_text(plot->out, "v");
            br_svg_number(plot->out, turns[i]);
        }
        if (i == 0) {
            br_buffer_put_text(plot->out, "H");
            br_svg_number(plot->out, left + bend);
        }
    }
    br_buffer_put_text(plot->out, "z\"/>");
}

void br_frame_draw_tags(const struct br_plot *plot, const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->tag_count; i++) {
        const struct br_frame_tag *tag = &frame->tags[i];
        put_tag_shape(plot, tag);
        br_frame_text(plot, "tag-text", BR_INK, true, "middle", tag->x,
                      plot->bottom + (TAG_BELOW_AXIS + 15) * plot->scale, tag->text);
    }
}

/* "4", "4 and 5", "4, 5 and 6" */
static void list_numbers(const struct br_plot *plot, struct br_buffer *out, size_t count)
{
    size_t told = 0;
    for (size_t i = 0; i < plot->chart->tag_count; i++) {
        char text[BR_FRAME_LABEL_SIZE];
        const struct br_chart_tag *tag = &plot->chart->tags[i];
        if (is_inside(plot, tag) && tag->kind == BR_CHART_PDSA) {
            short_label(plot, i, text);
            told++;
            br_buffer_put_format(out, "%s%s", told == 1 ? "" : (told == count ? " and " : ", "),
                                 text);
        }
    }
}

void br_frame_tags_told(const struct br_plot *plot, struct br_buffer *out)
{
    size_t count = 0;
    for (size_t i = 0; i < plot->chart->tag_count; i++) {
        const struct br_chart_tag *tag = &plot->chart->tags[i];
        count += is_inside(plot, tag) && tag->kind == BR_CHART_PDSA ? 1 : 0;
    }
    if (count > 0) {
        br_buffer_put_format(out, " Tag%s ", count == 1 ? "" : "s");
        list_numbers(plot, out, count);
        br_buffer_put_format(out, " %s.", count == 1 ? "is a PDSA" : "are PDSAs");
    }
    for (size_t i = 0; i < plot->chart->tag_count; i++) {
        char text[BR_FRAME_LABEL_SIZE];
        char label[BR_FRAME_LABEL_SIZE];
        const struct br_chart_tag *tag = &plot->chart->tags[i];
        if (is_inside(plot, tag) && tag->kind == BR_CHART_EVENT) {
            short_label(plot, i, text);
            br_svg_cut(tag->label, BR_CHART_LABEL_MAX, label, sizeof label);
            br_buffer_put_format(out, " %s: %s.", text, label);
        }
    }
}

/* --- labels at the ends of lines --- */

enum { ENDS_MAX = 4, END_SIZE = 2 * BR_VALUE_TEXT_SIZE };

struct end {
    double y;
    char text[END_SIZE];
    const char *colour;
    bool strong;
};

static void add_end(const struct br_plot *plot, struct end ends[ENDS_MAX], size_t *count,
                    const char *name, double value, const char *colour, bool strong)
{
    char text[BR_VALUE_TEXT_SIZE];
    if (br_spc_missing(value)) {
        return;
    }
    struct end *end = &ends[(*count)++];
    const char *unit = plot->chart->unit;
    bool short_unit = unit != NULL && strcmp(unit, "%") == 0;
    br_spc_value_text(value, br_spc_decimals(plot->chart->xmr), short_unit ? unit : NULL, text);
    *end = (struct end){.y = br_plot_y(plot, value), .colour = colour, .strong = strong};
    (void)snprintf(end->text, sizeof end->text, "%s %s", name, text);
}

/* From top to bottom. */
static size_t find_ends(const struct br_plot *plot, struct end ends[ENDS_MAX])
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    const struct br_spc_phase *last = &xmr->phases[xmr->phase_count - 1];
    size_t count = 0;
    if (xmr->options.has_target) {
        add_end(plot, ends, &count, "Target", xmr->options.target, BR_TARGET, true);
    }
    if (plot->chart->run != NULL) {
        add_end(plot, ends, &count, "Median", plot->chart->run->median, BR_INK, true);
    } else {
        bool flat = !(last->upl - last->lpl > last->tolerance);
        add_end(plot, ends, &count, "Mean", last->mean, BR_INK, true);
        add_end(plot, ends, &count, "Upper limit", flat ? NAN : last->upl, BR_INK_2, false);
        add_end(plot, ends, &count, "Lower limit", flat ? NAN : last->lpl, BR_INK_2, false);
    }
    for (size_t i = 1; i < count; i++) {
        struct end end = ends[i];
        size_t at = i;
        while (at > 0 && ends[at - 1].y > end.y) {
            ends[at] = ends[at - 1];
            at--;
        }
        ends[at] = end;
    }
    return count;
}

double br_frame_ends_width(const struct br_plot *plot)
{
    struct end ends[ENDS_MAX];
    size_t count = find_ends(plot, ends);
    double widest = 0;
    for (size_t i = 0; i < count; i++) {
        double strong = ends[i].strong ? STRONG : 1;
        widest = fmax(widest, br_svg_width(ends[i].text, LETTERS * plot->scale) * strong);
    }
    return widest;
}

void br_frame_draw_ends(const struct br_plot *plot)
{
    struct end ends[ENDS_MAX];
    size_t count = find_ends(plot, ends);
    double apart = LINE_HEIGHT * plot->scale;
    for (size_t i = 1; i < count; i++) { /* down, then up again if that left the plot */
        ends[i].y = fmax(ends[i].y, ends[i - 1].y + apart);
    }
    for (size_t i = count; i > 0; i--) {
        double lowest = i == count ? plot->bottom : ends[i].y - apart;
        ends[i - 1].y = fmin(ends[i - 1].y, lowest);
    }
    for (size_t i = 0; i < count; i++) {
        br_frame_text(plot, "end", ends[i].colour, ends[i].strong, "start",
                      plot->right + 8 * plot->scale, ends[i].y + 5 * plot->scale, ends[i].text);
    }
}

void br_frame_ends_told(const struct br_plot *plot, struct br_buffer *out)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    const struct br_spc_phase *last = &xmr->phases[xmr->phase_count - 1];
    const char *unit = plot->chart->unit;
    int decimals = br_spc_decimals(xmr);
    bool run = plot->chart->run != NULL;
    double middle = run ? plot->chart->run->median : last->mean;
    char text[BR_VALUE_TEXT_SIZE];
    char other[BR_VALUE_TEXT_SIZE];
    const char *between = "";
    if (!br_spc_missing(middle)) {
        br_spc_value_text(middle, decimals, unit, text);
        br_buffer_put_format(out, "%s %s", run ? "Median" : "Mean", text);
        between = ", ";
    }
    if (!run && last->upl - last->lpl > last->tolerance) {
        br_spc_value_text(last->lpl, decimals, NULL, text);
        br_spc_value_text(last->upl, decimals, NULL, other);
        br_buffer_put_format(out, ", limits %s to %s", text, other);
    }
    if (xmr->options.has_target) {
        br_spc_value_text(xmr->options.target, decimals, NULL, text);
        br_buffer_put_format(out, "%s%s %s", between, between[0] == '\0' ? "Target" : "target",
                             text);
    }
    br_buffer_put_text(out, ".");
}
