/* key.c - which markers stand on a chart, with their words. */
#include "spc/key.h"

#include "spc/frame.h"
#include "spc/palette.h"
#include "spc/svg.h"

enum { CLASSES = BR_SPC_NEUTRAL_LOW + 1 };

static const char *class_words(enum br_spc_variation class)
{
    static const char *const words[] = {
        [BR_SPC_VARIATION_COMMON] = "common cause", [BR_SPC_IMPROVEMENT_HIGH] = "improvement",
        [BR_SPC_IMPROVEMENT_LOW] = "improvement",   [BR_SPC_CONCERN_HIGH] = "concern",
        [BR_SPC_CONCERN_LOW] = "concern",           [BR_SPC_NEUTRAL_HIGH] = "changed",
        [BR_SPC_NEUTRAL_LOW] = "changed",
    };
    return words[class];
}

/* Which classes stand on the chart, as bits; high and low share a shape. */
static unsigned classes_used(const struct br_plot *plot)
{
    unsigned used = 0;
    for (size_t i = 0; i < plot->chart->xmr->count; i++) {
        if (!br_spc_missing(plot->chart->xmr->points[i].value)) {
            used |= 1u << br_plot_class(plot, i);
        }
    }
    return used;
}

static bool is_used(unsigned used, unsigned class)
{
    /* the pairs of high and low follow common cause: 1 and 2, 3 and 4, 5 and 6 */
    return class == 0 ? (used & 1u) != 0
                      : class % 2 == 1 && ((used >> class & 1u) | (used >> (class + 1) & 1u)) != 0;
}

/* Run charts have no causes. */
static const char *key_words(const struct br_plot *plot, unsigned class)
{
    return class == BR_SPC_VARIATION_COMMON && plot->chart->run != NULL
               ? "value"
               : class_words((enum br_spc_variation) class);
}

static bool has_gap(const struct br_plot *plot)
{
    const struct br_spc_xmr *xmr = plot->chart->xmr;
    for (size_t i = 0; i < xmr->count; i++) {
        if (br_spc_missing(xmr->points[i].value)) {
            return true;
        }
    }
    return false;
}

static void add_item(const struct br_plot *plot, struct br_key *key, int class, const char *words)
{
    key->items[key->count++] = (struct br_key_item){
        .class = class,
        .words = words,
        .width = (44 + br_svg_width(words, BR_FRAME_LETTERS)) * plot->scale,
    };
}

/* Improvement, concern, changed, then common cause, then what is not there. */
void br_key_find(const struct br_plot *plot, struct br_key *key)
{
    unsigned used = classes_used(plot);
    key->count = 0;
    for (unsigned i = 1; i <= CLASSES; i++) {
        unsigned class = i % CLASSES;
        if (is_used(used, class)) {
            add_item(plot, key, (int)class, key_words(plot, class));
        }
    }
    if (has_gap(plot)) {
        add_item(plot, key, BR_KEY_GAP, "gap: missing");
    }
}

double br_key_width(const struct br_key *key)
{
    double width = 0;
    for (size_t i = 0; i < key->count; i++) {
        width += key->items[i].width;
    }
    return width;
}

static void put_item(const struct br_plot *plot, const struct br_key_item *item, double x, double y)
{
    double middle = y - 5 * plot->scale;
    if (item->class == BR_KEY_GAP) {
        br_buffer_put_text(plot->out, "<path class=\"spc-line\" fill=\"none\" stroke=\"" BR_COMMON
                                      "\" stroke-width=\"1.5\" d=\"M");
        br_svg_number(plot->out, x);
        br_svg_next(plot->out, middle);
        br_buffer_put_text(plot->out, "h5m6 0h5\"/>");
    } else {
        br_plot_marker(plot->out, (enum br_spc_variation)item->class, x + 8 * plot->scale, middle,
                       plot->scale);
    }
    br_frame_text(plot, "key", BR_INK_2, false, "start", x + 22 * plot->scale, y, item->words);
}

/* Drawn in as many lines as the width needs, or only counted: how many lines. */
size_t br_key_flow(const struct br_plot *plot, const struct br_key *key, double width, double y,
                   bool drawn)
{
    size_t lines = 1;
    double x = 0;
    for (size_t i = 0; i < key->count; i++) {
        if (x > 0 && x + key->items[i].width - BR_FRAME_LETTERS * plot->scale > width) {
            lines++;
            x = 0;
        }
        if (drawn) {
            put_item(plot, &key->items[i], x,
                     y + (double)(lines - 1) * BR_KEY_LINE_HEIGHT * plot->scale);
        }
        x += key->items[i].width;
    }
    return lines;
}
