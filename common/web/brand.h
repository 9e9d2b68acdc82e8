/**
 * brand.h - one colour becomes a look that can be read. Pure.
 *
 * Contrast is WCAG 2.2's: of relative luminances, from 1 to 21.
 */
#ifndef BR_WEB_BRAND_H
#define BR_WEB_BRAND_H

#include "base/bytes.h"

struct br_colour {
    uint8_t red;
    uint8_t green;
    uint8_t blue;
};

#define BR_COLOUR_TEXT_SIZE 8u /* "#14505a" and a NUL */

/** "#14505a", in either case, also without the sign. False: anything else. */
bool br_colour_parse(const char *text, struct br_colour *colour);
void br_colour_text(struct br_colour colour, char out[BR_COLOUR_TEXT_SIZE]);
double br_colour_contrast(struct br_colour a, struct br_colour b);

/** Can white or ink be read on it (4.5 to 1)? Then *ink is the one to take, white if both can. */
bool br_brand_ink(struct br_colour brand, struct br_colour *ink);
/** The nearest colour, darker or lighter, on which one can be read; itself if one can. */
struct br_colour br_brand_nearest(struct br_colour brand);

/**
 * Append the style that goes over ours: header, action, links, notes. The brand has to pass
 * br_brand_ink. Where it cannot be read it is left out: ink for actions, blue for links.
 */
void br_brand_css(struct br_colour brand, struct br_buffer *out);

#endif
