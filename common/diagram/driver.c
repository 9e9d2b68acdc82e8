/*
 * driver.c - a driver diagram: measured, placed, drawn.
 *
 *   measure   how high each box is, and from which one it hangs
 *   fold      backwards: how high the block of a box and of all that hangs from it is
 *   place     forwards: where each block begins; backwards: where in its block each box stands
 *
 * Blocks of neighbours do not overlap, and each box stays within its block, so no boxes overlap.
 */
#include "diagram/driver.h"

#include "base/limits.h"
#include "diagram/face.h"
#include "spc/palette.h"
#include "spc/svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTHS = 4, LINE_SIZE_MAX = BR_DRIVER_TEXT_MAX + 1 };

#define EDGE "#7b8890"    /* of boxes, and the lines between them */
#define GAP 12.0          /* between neighbours */
#define PADDING 14.0      /* left and right of text */
#define NOTE_LETTERS 13.5 /* the smallest of a drawing */
#define NOTE_LINE 17.0
#define HEADING_Y 14.0
#define TOP 28.0 /* of the first box */
#define MARGIN 1.0

/* What the boxes of a depth look like; x and width in thousandths of the drawing's width. */
static const struct column {
    const char *heading;
    double x;
    double width;
    double letters;
    double line; /* height of a line of text */
    double padding;
    double height_min;
    bool strong;
} columns[DEPTHS] = {
    {"Aim", 0, 195, 16, 21, 22, 120, true},
    {"Primary drivers", 240, 190, 15, 20, 14, 50, true},
    {"Secondary drivers", 482, 195, 15, 20, 13, 46, false},
    {"Change ideas and PDSAs", 725, 275, 15, 20, 7, 46, false},
};

struct box {
    const char *text;
    const char *note;
    size_t parent; /* index; the aim is 0 and its own */
    size_t first;  /* of what hangs from it; 0: nothing does */
    size_t last;
    unsigned depth;
    bool untested;
    size_t lines;
    size_t note_lines;
    double height;
    double hanging; /* height of all that hangs from it, with the gaps */
    double block;   /* the greater of both */
    double top;     /* of the block */
    double next;    /* while placing: where the next that hangs from it begins */
    double middle;  /* of the box */
};

struct layout {
    const struct br_driver *driver;
    double width;
    size_t count;
    struct box boxes[BR_DRIVER_BOXES_MAX + 1];
};

static double column_x(const struct layout *layout, unsigned depth)
{
    return MARGIN + columns[depth].x * (layout->width - 2 * MARGIN) / 1000;
}

static double column_width(const struct layout *layout, unsigned depth)
{
    return columns[depth].width * (layout->width - 2 * MARGIN) / 1000;
}

/* --- measure --- */

static size_t lines_of(const char *text, double letters, bool strong, double width)
{
    struct br_bytes rest = br_bytes_of_text(text == NULL ? "" : text);
    size_t count = 0;
    while (rest.size > 0) {
        count += br_face_line(&rest, letters, strong, width).size > 0 ? 1 : 0;
    }
    return count;
}

static void measure(const struct layout *layout, struct box *box)
{
    const struct column *column = &columns[box->depth];
    double room = column_width(layout, box->depth) - 2 * PADDING;
    box->lines = lines_of(box->text, column->letters, column->strong, room);
    box->note_lines = lines_of(box->note, NOTE_LETTERS, false, room);
    box->height =
        fmax(column->height_min, (double)box->lines * column->line +
                                     (double)box->note_lines * NOTE_LINE + 2 * column->padding);
}

static enum br_status take_boxes(const struct br_driver *driver, struct layout *layout)
{
    size_t above[DEPTHS] = {0}; /* the last box of each depth, or of one below */
    layout->boxes[0] = (struct box){.text = driver->aim, .note = driver->note};
    measure(layout, &layout->boxes[0]);
    for (size_t i = 0; i < driver->count; i++) {
        const struct br_driver_box *given = &driver->boxes[i];
        struct box *box = &layout->boxes[i + 1];
        if (given->depth < 1 || given->depth >= DEPTHS) {
            return BR_ERR_LIMIT;
        }
        *box = (struct box){.text = given->text,
                            .note = given->note,
                            .depth = given->depth,
                            .untested = given->untested,
                            .parent = above[given->depth - 1]};
        for (unsigned depth = given->depth; depth < DEPTHS; depth++) {
            above[depth] = i + 1;
        }
        measure(layout, box);
    }
    layout->count = driver->count + 1;
    return BR_OK;
}

/* --- place --- */

static void fold_blocks(struct layout *layout)
{
    for (size_t i = layout->count; i-- > 0;) {
        struct box *box = &layout->boxes[i];
        struct box *parent = &layout->boxes[box->parent];
        box->block = fmax(box->height, box->hanging);
        if (i > 0) {
            parent->hanging += box->block + (parent->first == 0 ? 0 : GAP);
            parent->last = parent->first == 0 ? i : parent->last;
            parent->first = i;
        }
    }
}

static void place(struct layout *layout)
{
    layout->boxes[0].top = TOP;
    for (size_t i = 0; i < layout->count; i++) {
        struct box *box = &layout->boxes[i];
        struct box *parent = &layout->boxes[box->parent];
        if (i > 0) {
            box->top = parent->next;
            parent->next += box->block + GAP;
        }
        box->next = box->top + (box->block - box->hanging) / 2;
    }
    for (size_t i = layout->count; i-- > 0;) {
        struct box *box = &layout->boxes[i];
        double half = box->height / 2;
        box->middle = box->top + box->block / 2;
        if (box->first != 0) {
            double between =
                (layout->boxes[box->first].middle + layout->boxes[box->last].middle) / 2;
            box->middle = fmin(fmax(between, box->top + half), box->top + box->block - half);
        }
    }
}

/* --- draw --- */

static void put_attribute(struct br_buffer *out, const char *name, double value)
{
    br_buffer_put_format(out, " %s=\"", name);
    br_svg_number(out, value);
    br_buffer_put_text(out, "\"");
}

static void put_line_of(struct br_buffer *out, struct br_bytes line)
{
    char text[LINE_SIZE_MAX];
    (void)snprintf(text, sizeof text, "%.*s", (int)line.size, (const char *)line.data);
    br_svg_text(out, text);
}

/* The lines of a text, the first with its base line at y; returns that of a next one. */
static double put_lines(struct br_buffer *out, const char *text, double letters, double line_height,
                        bool strong, const char *colour, double x, double y, double width)
{
    struct br_bytes rest = br_bytes_of_text(text == NULL ? "" : text);
    while (rest.size > 0) {
        struct br_bytes line = br_face_line(&rest, letters, strong, width);
        if (line.size == 0) {
            break;
        }
        br_buffer_put_text(out, "<text");
        put_attribute(out, "x", x);
        put_attribute(out, "y", y);
        put_attribute(out, "font-size", letters);
        br_buffer_put_format(out, "%s fill=\"%s\">", strong ? " font-weight=\"600\"" : "", colour);
        put_line_of(out, line);
        br_buffer_put_text(out, "</text>");
        y += line_height;
    }
    return y;
}

/* The shape of a box: what is filled, and which edge it has. */
static const char *shape_of(const struct layout *layout, const struct box *box)
{
    static const char *const wide[DEPTHS] = {
        "fill=\"" BR_INK "\"", "fill=\"" BR_PAPER "\" stroke=\"" BR_INK "\" stroke-width=\"2\"",
        "fill=\"" BR_PAPER "\" stroke=\"" EDGE "\" stroke-width=\"1.5\"",
        "fill=\"" BR_BAND "\" stroke=\"" EDGE "\" stroke-width=\"1.5\""};
    static const char *const print[DEPTHS] = {
        "fill=\"none\" stroke=\"" BR_INK "\" stroke-width=\"3\"",
        "fill=\"none\" stroke=\"" BR_INK "\" stroke-width=\"2\"",
        "fill=\"none\" stroke=\"" EDGE "\" stroke-width=\"1.5\"",
        "fill=\"none\" stroke=\"" EDGE "\" stroke-width=\"1.5\""};
    if (box->untested) {
        return layout->driver->print ? "fill=\"none\" stroke=\"" EDGE "\" stroke-width=\"1.5\" "
                                       "stroke-dasharray=\"5 4\""
                                     : "fill=\"" BR_PAPER "\" stroke=\"" EDGE
                                       "\" stroke-width=\"1.5\" "
                                       "stroke-dasharray=\"5 4\"";
    }
    return layout->driver->print ? print[box->depth] : wide[box->depth];
}

static void put_box(const struct layout *layout, const struct box *box, struct br_buffer *out)
{
    const struct column *column = &columns[box->depth];
    double x = column_x(layout, box->depth);
    double width = column_width(layout, box->depth);
    bool light = box->depth == 0 && !layout->driver->print; /* letters on a dark ground */
    br_buffer_put_text(out, "<rect rx=\"5\"");
    put_attribute(out, "x", x);
    put_attribute(out, "y", box->middle - box->height / 2);
    put_attribute(out, "width", width);
    put_attribute(out, "height", box->height);
    br_buffer_put_format(out, " %s/>", shape_of(layout, box));
    double content = (double)box->lines * column->line + (double)box->note_lines * NOTE_LINE;
    double y = box->middle - content / 2 + column->line * 0.75;
    y = put_lines(out, box->text, column->letters, column->line, column->strong,
                  light ? BR_PAPER : BR_INK, x + PADDING, y, width - 2 * PADDING);
    (void)put_lines(out, box->note, NOTE_LETTERS, NOTE_LINE, false, light ? BR_PAPER : BR_INK_2,
                    x + PADDING, y + (NOTE_LINE - column->line) * 0.75, width - 2 * PADDING);
}

/* From the right edge of what it hangs from to its own left edge, level at both ends. */
static void put_curve(const struct layout *layout, const struct box *box, struct br_buffer *out)
{
    const struct box *parent = &layout->boxes[box->parent];
    double from = column_x(layout, parent->depth) + column_width(layout, parent->depth);
    double to = column_x(layout, box->depth);
    double between = (from + to) / 2;
    const double numbers[] = {from,    parent->middle, between, parent->middle,
                              between, box->middle,    to,      box->middle};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (i == 0 || i == 2) {
            br_buffer_put_text(out, i == 0 ? "M" : "C");
            br_svg_number(out, numbers[i]);
        } else {
            br_svg_next(out, numbers[i]);
        }
    }
}

/* What the picture says, for those who do not see it; the outline stands beside it. */
static void put_description(const struct layout *layout, struct br_buffer *out)
{
    static const char *const words[DEPTHS][2] = {{"", ""},
                                                 {"primary driver", "primary drivers"},
                                                 {"secondary driver", "secondary drivers"},
                                                 {"change idea", "change ideas"}};
    size_t counts[DEPTHS] = {0};
    for (size_t i = 0; i < layout->count; i++) {
        counts[layout->boxes[i].depth]++;
    }
    for (unsigned depth = 1; depth < DEPTHS; depth++) {
        br_buffer_put_format(out, "%s%zu %s", depth == 1 ? "" : ", ", counts[depth],
                             words[depth][counts[depth] == 1 ? 0 : 1]);
    }
    br_buffer_put_text(out, ". All of it stands in the outline.");
}

static void open_svg(const struct layout *layout, struct br_buffer *out)
{
    const char *id = layout->driver->id == NULL ? "driver" : layout->driver->id;
    double height = ceil(TOP + layout->boxes[0].block + MARGIN);
    br_buffer_put_format(out,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"driver-diagram\""
                         " role=\"img\" aria-labelledby=\"%s-title %s-desc\" width=\"%.0f\""
                         " height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" font-family=\"" BR_FACE "\">"
                         "<title id=\"%s-title\">Driver diagram: ",
                         id, id, layout->width, height, layout->width, height, id);
    br_svg_text(out, layout->driver->aim);
    br_buffer_put_format(out, "</title><desc id=\"%s-desc\">", id);
    put_description(layout, out);
    br_buffer_put_text(out, "</desc>");
}

static void draw(const struct layout *layout, struct br_buffer *out)
{
    open_svg(layout, out);
    for (unsigned depth = 0; depth < DEPTHS; depth++) {
        (void)put_lines(out, columns[depth].heading, NOTE_LETTERS, NOTE_LINE, true, BR_INK_2,
                        column_x(layout, depth), HEADING_Y, layout->width);
    }
    if (layout->count > 1) {
        br_buffer_put_text(out,
                           "<path fill=\"none\" stroke=\"" EDGE "\" stroke-width=\"1.5\" d=\"");
        for (size_t i = 1; i < layout->count; i++) {
            put_curve(layout, &layout->boxes[i], out);
        }
        br_buffer_put_text(out, "\"/>");
    }
    for (size_t i = 0; i < layout->count; i++) {
        put_box(layout, &layout->boxes[i], out);
    }
    br_buffer_put_text(out, "</svg>");
}

enum br_status br_driver_svg(const struct br_driver *driver, struct br_buffer *out)
{
    if (driver->count > BR_DRIVER_BOXES_MAX) {
        return BR_ERR_LIMIT;
    }
    struct layout *layout = calloc(1, sizeof *layout);
    if (layout == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    layout->driver = driver;
    layout->width = driver->print ? BR_DRIVER_WIDTH_PRINT : BR_DRIVER_WIDTH_WIDE;
    enum br_status status = take_boxes(driver, layout);
    if (status == BR_OK) {
        fold_blocks(layout);
        place(layout);
        draw(layout, out);
        status = br_buffer_ok(out) ? BR_OK : BR_ERR_NO_MEMORY;
    }
    free(layout);
    return status;
}
