/* svg.c - writing SVG into a buffer. */
#include "spc/svg.h"

#include "base/character.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TENTHS_DIGITS = 24 };

void br_svg_text(struct br_buffer *out, const char *text)
{
    struct br_bytes rest = br_bytes_of_text(text);
    while (rest.size > 0) {
        const uint8_t *from = rest.data;
        struct br_character character = br_character_next(&rest);
        if (character.class != BR_CHARACTER_PLAIN) {
            br_buffer_put_u8(out, ' ');
        } else if (*from == '<') {
            br_buffer_put_text(out, "&lt;");
        } else if (*from == '>') {
            br_buffer_put_text(out, "&gt;");
        } else if (*from == '&') {
            br_buffer_put_text(out, "&amp;");
        } else if (*from == '"') {
            br_buffer_put_text(out, "&quot;");
        } else if (character.code != 0xfffe && character.code != 0xffff) {
            br_buffer_put(out, from, (size_t)(rest.data - from));
        }
    }
}

/* Tenths as text, backwards into [text]; returns its start. */
static char *tenths_text(long tenths, char text[TENTHS_DIGITS])
{
    char *at = text + TENTHS_DIGITS - 1;
    unsigned long rest = tenths < 0 ? 0ul - (unsigned long)tenths : (unsigned long)tenths;
    *at = '\0';
    if (rest % 10 != 0) {
        *--at = (char)('0' + rest % 10);
        *--at = '.';
    }
    rest /= 10;
    bool whole = *at == '\0' || rest > 0;
    while (rest > 0) {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (whole && (*at == '\0' || *at == '.')) {
        *--at = '0';
    }
    if (tenths < 0) {
        *--at = '-';
    }
    return at;
}

static void put_tenths(struct br_buffer *out, long tenths, bool apart)
{
    char text[TENTHS_DIGITS];
    char *at = tenths_text(tenths, text);
    if (apart && *at != '-') {
        *--at = ' ';
    }
    br_buffer_put(out, at, (size_t)(text + TENTHS_DIGITS - 1 - at));
}

void br_svg_number(struct br_buffer *out, double number)
{
    put_tenths(out, lround(number * 10), false);
}

void br_svg_next(struct br_buffer *out, double number)
{
    put_tenths(out, lround(number * 10), true);
}

void br_svg_path(struct br_svg *svg, struct br_buffer *out)
{
    *svg = (struct br_svg){.out = out};
}

static void put_step(struct br_svg *svg, char command, double x, double y)
{
    long to_x = lround(x * 10);
    long to_y = lround(y * 10);
    br_buffer_put_u8(svg->out, (uint8_t)command);
    put_tenths(svg->out, to_x - svg->x, false);
    put_tenths(svg->out, to_y - svg->y, true);
    svg->x = to_x;
    svg->y = to_y;
}

void br_svg_move(struct br_svg *svg, double x, double y)
{
    put_step(svg, 'm', x, y);
}

void br_svg_line(struct br_svg *svg, double x, double y)
{
    put_step(svg, 'l', x, y);
}

/* In hundredths of the size; those of wide faces such as Verdana, which may stand in for ours. */
static int width_of(uint32_t code)
{
    static const char narrow[] = "ijl.,:;'|!I ()[]ft-r/";
    static const char wide[] = "mwMWOQGD%@—…";
    if (code < 0x80 && code != 0 && strchr(narrow, (int)code) != NULL) {
        return 40;
    }
    if (code < 0x80 && code != 0 && strchr(wide, (int)code) != NULL) {
        return 98;
    }
    return code >= 'A' && code <= 'Z' ? 73 : (code < 0x2e80 ? 63 : 100);
}

double br_svg_width(const char *text, double size)
{
    struct br_bytes rest = br_bytes_of_text(text);
    long hundredths = 0;
    while (rest.size > 0) {
        hundredths += width_of(br_character_next(&rest).code);
    }
    return (double)hundredths / 100 * size;
}

void br_svg_cut(const char *text, size_t characters_max, char *out, size_t out_size)
{
    static const char ellipsis[] = "…";
    struct br_bytes rest = br_bytes_of_text(text);
    size_t kept = 0;
    BR_ASSERT(out_size > sizeof ellipsis);
    for (size_t i = 0; i < characters_max && rest.size > 0; i++) {
        (void)br_character_next(&rest);
        size_t used = (size_t)((const char *)rest.data - text);
        if (used + sizeof ellipsis > out_size) {
            break;
        }
        kept = used;
    }
    (void)snprintf(out, out_size, "%.*s%s", (int)kept, text, text[kept] == '\0' ? "" : ellipsis);
}

void br_svg_fit(const char *text, double size, double width, char *out, size_t out_size)
{
    static const char ellipsis[] = "…";
    struct br_bytes rest = br_bytes_of_text(text);
    size_t kept = 0;
    long hundredths = 0;
    BR_ASSERT(out_size > sizeof ellipsis);
    if (br_svg_width(text, size) <= width && rest.size < out_size) {
        (void)snprintf(out, out_size, "%s", text);
        return;
    }
    while (rest.size > 0) {
        hundredths += width_of(br_character_next(&rest).code);
        size_t used = (size_t)((const char *)rest.data - text);
        if ((double)(hundredths + width_of('m')) / 100 * size > width ||
            used + sizeof ellipsis > out_size) {
            break;
        }
        kept = used;
    }
    (void)snprintf(out, out_size, "%.*s%s", (int)kept, text, kept > 0 ? ellipsis : "");
}
