/* face.c - how wide the letters of Source Sans 3 are: client/web/widths.mjs prints the tables. */
#include "diagram/face.h"

#include "base/character.h"

#include <stddef.h>

enum {
    ASCII_FIRST = 0x20,
    ASCII_COUNT = 95,
    LATIN_FIRST = 0xa0,
    LATIN_COUNT = 96,
    WIDE_FIRST = 0x2e80, /* from here on: as wide as high */
    WIDEST = 1000,
    OTHER = 700 /* other alphabets: no narrower than they usually are */
};

/* Welsh and Western European letters and signs beyond Latin 1, in the order of the tables. */
static const uint16_t signs[] = {0x0174, 0x0175, 0x0176, 0x0177, 0x0152, 0x0153, 0x2013, 0x2014,
                                 0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e, 0x2020, 0x2022,
                                 0x2026, 0x2039, 0x203a, 0x20ac, 0x2122, 0x2212};
enum { SIGNS = sizeof signs / sizeof signs[0] };

/* In thousandths of the size; first the regular weight, then the semibold one. */
static const uint16_t ascii[2][ASCII_COUNT] = {
    {200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497,
     497, 497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 543, 588, 571, 615, 527,
     494, 617, 652, 263, 479, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513,
     476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495,
     255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497},
    {200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344,
     513, 513, 513, 513, 513, 513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444,
     875, 558, 597, 576, 625, 538, 510, 628, 663, 282, 494, 597, 502, 745, 657, 674,
     582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324, 344, 324, 513, 500,
     549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522, 271, 843, 560, 549,
     564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513}};
static const uint16_t latin[2][LATIN_COUNT] = {
    {200, 289, 497, 497, 497, 497, 241, 497, 542, 744, 345, 429, 497, 311, 423, 542,
     331, 497, 367, 367, 542, 562, 560, 249, 542, 367, 365, 429, 781, 808, 796, 425,
     544, 544, 544, 544, 544, 544, 822, 571, 527, 527, 527, 527, 263, 263, 263, 263,
     639, 647, 664, 664, 664, 664, 664, 497, 664, 645, 645, 645, 645, 476, 583, 576,
     504, 504, 504, 504, 504, 504, 778, 456, 496, 496, 496, 496, 246, 246, 246, 246,
     544, 547, 542, 542, 542, 542, 542, 497, 542, 544, 544, 544, 544, 467, 555, 467},
    {200, 315, 513, 513, 513, 513, 255, 513, 549, 747, 352, 455, 513, 322, 443, 549,
     348, 513, 372, 372, 549, 578, 599, 275, 549, 372, 369, 455, 795, 827, 807, 444,
     558, 558, 558, 558, 558, 558, 834, 576, 538, 538, 538, 538, 282, 282, 282, 282,
     651, 656, 674, 674, 674, 674, 674, 513, 674, 655, 655, 655, 655, 501, 600, 604,
     516, 516, 516, 516, 516, 516, 780, 462, 507, 507, 507, 507, 262, 262, 262, 262,
     552, 560, 549, 549, 549, 549, 549, 513, 549, 556, 556, 556, 556, 495, 564, 495}};
static const uint16_t of_signs[2][SIGNS] = {{786, 718, 476, 467, 847, 839, 480, 800, 249, 249, 249,
                                             426, 426, 426, 454, 304, 948, 271, 271, 497, 637, 497},
                                            {800, 748, 501, 495, 859, 830, 480, 800,
                                             275, 275, 275, 482, 482, 482, 482, 325,
                                             964, 282, 282, 513, 660, 513}};

static unsigned width_of(uint32_t code, bool strong)
{
    if (code - ASCII_FIRST < ASCII_COUNT) {
        return ascii[strong][code - ASCII_FIRST];
    }
    if (code - LATIN_FIRST < LATIN_COUNT) {
        return latin[strong][code - LATIN_FIRST];
    }
    for (size_t i = 0; i < SIGNS; i++) {
        if (signs[i] == code) {
            return of_signs[strong][i];
        }
    }
    return code < WIDE_FIRST ? OTHER : WIDEST;
}

double br_face_width(struct br_bytes text, double size, bool strong)
{
    unsigned long thousandths = 0;
    while (text.size > 0) {
        thousandths += width_of(br_character_next(&text).code, strong);
    }
    return (double)thousandths * size / 1000;
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == '\r';
}

static void skip_blanks(struct br_bytes *rest)
{
    while (rest->size > 0 && is_blank(rest->data[0])) {
        rest->data++;
        rest->size--;
    }
}

struct br_bytes br_face_line(struct br_bytes *rest, double size, bool strong, double width)
{
    unsigned long thousandths = 0;
    size_t word_end = 0; /* of the last whole word that fits; 0: none yet */
    bool after_blank = true;
    bool full = false;
    skip_blanks(rest);
    struct br_bytes line = {rest->data, 0};
    struct br_bytes at = *rest;
    while (at.size > 0 && !full) {
        size_t before = rest->size - at.size;
        struct br_character character = br_character_next(&at);
        bool blank = is_blank(character.code);
        if (blank && !after_blank) {
            word_end = before;
        }
        after_blank = blank;
        thousandths += width_of(blank ? ' ' : character.code, strong);
        full = !blank && before > 0 && (double)thousandths * size / 1000 > width;
        line.size = full ? before : rest->size - at.size;
    }
    if (full && word_end > 0) {
        line.size = word_end;
    }
    rest->data += line.size;
    rest->size -= line.size;
    while (line.size > 0 && is_blank(line.data[line.size - 1])) {
        line.size--;
    }
    skip_blanks(rest);
    return line;
}
