/* brand.c - luminance, contrast, and which parts of a page may take the colour. */
#include "web/brand.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct br_colour white = {255, 255, 255};
static const struct br_colour ink = {0x1d, 0x2a, 0x30};
static const struct br_colour ground = {0xf6, 0xf5, 0xf1};
static const struct br_colour tint = {0xee, 0xf1, 0xf1};
static const struct br_colour link_blue = {0x00, 0x5e, 0xb8};

static const double text_contrast = 4.5;
static const double edge_contrast = 3.0;

bool br_colour_parse(const char *text, struct br_colour *colour)
{
    uint8_t bytes[3];
    char small[7];
    text += text[0] == '#' ? 1 : 0;
    if (strlen(text) != 6) {
        return false;
    }
    for (size_t i = 0; i < sizeof small; i++) {
        small[i] = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] - 'A' + 'a' : text[i]);
    }
    if (br_hex_decode(small, bytes, sizeof bytes) != BR_OK) {
        return false;
    }
    *colour = (struct br_colour){bytes[0], bytes[1], bytes[2]};
    return true;
}

void br_colour_text(struct br_colour colour, char out[BR_COLOUR_TEXT_SIZE])
{
    (void)snprintf(out, BR_COLOUR_TEXT_SIZE, "#%02x%02x%02x", (unsigned)colour.red,
                   (unsigned)colour.green, (unsigned)colour.blue);
}

static double linear(uint8_t channel)
{
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct br_colour colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) +
           0.0722 * linear(colour.blue);
}

double br_colour_contrast(struct br_colour a, struct br_colour b)
{
    double one = luminance(a) + 0.05;
    double other = luminance(b) + 0.05;
    return one > other ? one / other : other / one;
}

bool br_brand_ink(struct br_colour brand, struct br_colour *out)
{
    *out = br_colour_contrast(brand, white) >= text_contrast ? white : ink;
    return br_colour_contrast(brand, *out) >= text_contrast;
}

static uint8_t between(uint8_t from, uint8_t to, unsigned share)
{
    return (uint8_t)((from * (255u - share) + to * share + 127u) / 255u);
}

/* [share] of 255 on the way from one to the other. */
static struct br_colour mix(struct br_colour from, struct br_colour to, unsigned share)
{
    return (struct br_colour){between(from.red, to.red, share),
                              between(from.green, to.green, share),
                              between(from.blue, to.blue, share)};
}

struct br_colour br_brand_nearest(struct br_colour brand)
{
    static const struct br_colour black = {0, 0, 0};
    struct br_colour found;
    for (unsigned share = 0; share < 255; share++) {
        struct br_colour darker = mix(brand, black, share);
        struct br_colour lighter = mix(brand, white, share);
        if (br_brand_ink(darker, &found)) {
            return darker;
        }
        if (br_brand_ink(lighter, &found)) {
            return lighter;
        }
    }
    return black; /* not reached: white can be read on nearly black */
}

static void put(struct br_buffer *out, const char *name, struct br_colour colour)
{
    char text[BR_COLOUR_TEXT_SIZE];
    br_colour_text(colour, text);
    br_buffer_put_format(out, "--%s:%s;", name, text);
}

void br_brand_css(struct br_colour brand, struct br_buffer *out)
{
    static const struct br_colour black = {0, 0, 0};
    enum { QUARTER = 64, NINE_TENTHS = 230 };
    struct br_colour text;
    bool readable = br_brand_ink(brand, &text);
    BR_ASSERT(readable);
    bool acts = br_colour_contrast(brand, white) >= text_contrast &&
                br_colour_contrast(brand, ground) >= edge_contrast;
    bool links = br_colour_contrast(brand, white) >= text_contrast &&
                 br_colour_contrast(brand, ground) >= text_contrast &&
                 br_colour_contrast(brand, tint) >= text_contrast;
    struct br_colour action = acts ? brand : ink;
    br_buffer_put_text(out, ":root{");
    put(out, "brand", brand);
    put(out, "brand-ink", text);
    put(out, "brand-action", action);
    put(out, "brand-action-edge", mix(action, black, QUARTER));
    put(out, "brand-link", links ? brand : link_blue);
    put(out, "brand-note", mix(brand, white, NINE_TENTHS));
    br_buffer_put_text(out, "}\n");
}
