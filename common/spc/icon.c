/* icon.c - the icons of variation and assurance. */
#include "spc/icon.h"

#include "spc/palette.h"
#include "spc/sentence.h"
#include "spc/svg.h"

#include <string.h>

#define THIN "2.2"

enum shape { SHAPE_NONE, SHAPE_SQUARE, SHAPE_DIAMOND, SHAPE_RING };

/* What an icon is made of: text is drawn over dots or lines, both in [ink]. */
struct drawing {
    enum shape shape;
    const char *colour;
    const char *ink;
    const char *class;
    char letter; /* 0: none */
    double letter_x;
    double letter_y;   /* its base line */
    const char *marks; /* dots as "M x y h0", round and heavy; NULL: none */
    const char *wave;  /* thin lines */
    const char *dashes;
};

/* Dots in the order of time: they rise, fall, or vary around a line. */
#define SQUARE_RISING "M10 38h0M17 35.5h0M24 31h0M31 25h0M38.5 14h0"
#define SQUARE_FALLING "M9.5 14h0M17 25h0M24 31h0M31 35.5h0M38 38h0"
#define DIAMOND_RISING "M17 33.5h0M24 31h0M31 26.5h0"
#define DIAMOND_FALLING "M17 26.5h0M24 31h0M31 33.5h0"
#define RING_RISING "M15 35h0M24 32h0M33 27h0"
#define RING_FALLING "M15 27h0M24 32h0M33 35h0"

static const struct drawing variations[] = {
    [BR_SPC_VARIATION_COMMON] = {.shape = SHAPE_RING,
                                 .colour = BR_COMMON,
                                 .ink = BR_INK,
                                 .class = "common",
                                 .marks = "M12 25h0M18 18.5h0M24 28h0M30.5 19h0M36 26h0",
                                 .dashes = "M8 23.5H40"},
    [BR_SPC_IMPROVEMENT_HIGH] = {.shape = SHAPE_SQUARE,
                                 .colour = BR_IMPROVEMENT,
                                 .ink = BR_PAPER,
                                 .class = "improvement",
                                 .letter = 'H',
                                 .letter_x = 15.5,
                                 .letter_y = 22,
                                 .marks = SQUARE_RISING},
    [BR_SPC_IMPROVEMENT_LOW] = {.shape = SHAPE_SQUARE,
                                .colour = BR_IMPROVEMENT,
                                .ink = BR_PAPER,
                                .class = "improvement",
                                .letter = 'L',
                                .letter_x = 33,
                                .letter_y = 22,
                                .marks = SQUARE_FALLING},
    [BR_SPC_CONCERN_HIGH] = {.shape = SHAPE_DIAMOND,
                             .colour = BR_CONCERN,
                             .ink = BR_PAPER,
                             .class = "concern",
                             .letter = 'H',
                             .letter_x = 24,
                             .letter_y = 23,
                             .marks = DIAMOND_RISING},
    [BR_SPC_CONCERN_LOW] = {.shape = SHAPE_DIAMOND,
                            .colour = BR_CONCERN,
                            .ink = BR_PAPER,
                            .class = "concern",
                            .letter = 'L',
                            .letter_x = 24,
                            .letter_y = 23,
                            .marks = DIAMOND_FALLING},
    [BR_SPC_NEUTRAL_HIGH] = {.shape = SHAPE_RING,
                             .colour = BR_NEUTRAL,
                             .ink = BR_NEUTRAL,
                             .class = "neutral",
                             .letter = 'H',
                             .letter_x = 24,
                             .letter_y = 23,
                             .marks = RING_RISING},
    [BR_SPC_NEUTRAL_LOW] = {.shape = SHAPE_RING,
                            .colour = BR_NEUTRAL,
                            .ink = BR_NEUTRAL,
                            .class = "neutral",
                            .letter = 'L',
                            .letter_x = 24,
                            .letter_y = 23,
                            .marks = RING_FALLING},
};

/* The process as a wave, the target as dashes: clear of it, beyond it, through it. */
static const struct drawing assurances[] = {
    [BR_SPC_ASSURANCE_NONE] = {.shape = SHAPE_NONE},
    [BR_SPC_PASS] = {.shape = SHAPE_SQUARE,
                     .colour = BR_IMPROVEMENT,
                     .ink = BR_PAPER,
                     .class = "improvement",
                     .letter = 'P',
                     .letter_x = 24,
                     .letter_y = 22.5,
                     .wave = "M8 31q4-8 8 0t8 0 8 0 8 0",
                     .dashes = "M8 40h5.6m3.2 0h5.6m3.2 0h5.6m3.2 0h5.6"},
    [BR_SPC_FAIL] = {.shape = SHAPE_DIAMOND,
                     .colour = BR_CONCERN,
                     .ink = BR_PAPER,
                     .class = "concern",
                     .letter = 'F',
                     .letter_x = 24,
                     .letter_y = 37,
                     .dashes = "M14 17.5h5.2m2.2 0h5.2m2.2 0h5.2"},
    [BR_SPC_HIT_OR_MISS] = {.shape = SHAPE_RING,
                            .colour = BR_COMMON,
                            .ink = BR_INK,
                            .class = "common",
                            .letter = '?',
                            .letter_x = 24,
                            .letter_y = 21,
                            .wave = "M8 30q4-10 8 0t8 0 8 0 8 0",
                            .dashes = "M6 30h6m4 0h6m4 0h6m4 0h6"},
};

static void put_shape(const struct drawing *drawing, struct br_buffer *out)
{
    switch (drawing->shape) {
    case SHAPE_NONE:
        break;
    case SHAPE_SQUARE:
        br_buffer_put_format(
            out, "<rect x=\"3\" y=\"3\" width=\"42\" height=\"42\" rx=\"5\" fill=\"%s\"/>",
            drawing->colour);
        break;
    case SHAPE_DIAMOND:
        br_buffer_put_format(out, "<path d=\"M24 1.5 46.5 24 24 46.5 1.5 24z\" fill=\"%s\"/>",
                             drawing->colour);
        break;
    case SHAPE_RING:
        br_buffer_put_format(out,
                             "<circle cx=\"24\" cy=\"24\" r=\"21\" fill=\"" BR_PAPER
                             "\" stroke=\"%s\" stroke-width=\"3\"/>",
                             drawing->colour);
        break;
    }
}

static void put_line(const char *path, const char *ink, const char *width, struct br_buffer *out)
{
    if (path != NULL) {
        br_buffer_put_format(out,
                             "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" "
                             "stroke-linecap=\"%s\"/>",
                             path, ink, width, strcmp(width, THIN) == 0 ? "butt" : "round");
    }
}

static void put_drawing(const struct drawing *drawing, const char *words, unsigned size,
                        bool words_beside, struct br_buffer *out)
{
    bool empty = drawing->shape == SHAPE_NONE;
    br_buffer_put_format(out,
                         "<svg class=\"spc-icon spc-%s\" width=\"%u\" height=\"%u\" "
                         "viewBox=\"0 0 48 48\" xmlns=\"http://www.w3.org/2000/svg\" ",
                         empty ? "none" : drawing->class, size, size);
    if (words_beside || empty) {
        br_buffer_put_text(out, "aria-hidden=\"true\" focusable=\"false\">");
    } else {
        br_buffer_put_format(out, "role=\"img\" aria-label=\"%s\"><title>%s</title>", words, words);
    }
    put_shape(drawing, out);
    put_line(drawing->dashes, drawing->ink, THIN, out);
    put_line(drawing->wave, drawing->ink, "2.6", out);
    put_line(drawing->marks, drawing->ink, "5.6", out);
    if (drawing->letter != 0) {
        br_buffer_put_format(out,
                             "<text x=\"%g\" y=\"%g\" text-anchor=\"middle\" font-family=\"" BR_FACE
                             "\" font-size=\"%s\" font-weight=\"600\" fill=\"%s\">%c</text>",
                             drawing->letter_x, drawing->letter_y,
                             drawing->shape == SHAPE_SQUARE ? "18" : "17", drawing->ink,
                             drawing->letter);
    }
    br_buffer_put_text(out, "</svg>");
}

void br_icon_variation(enum br_spc_variation variation, unsigned size, bool words_beside,
                       struct br_buffer *out)
{
    put_drawing(&variations[variation], br_spc_variation_words(variation), size, words_beside, out);
}

void br_icon_assurance(enum br_spc_assurance assurance, unsigned size, bool words_beside,
                       struct br_buffer *out)
{
    put_drawing(&assurances[assurance], br_spc_assurance_words(assurance), size, words_beside, out);
}
