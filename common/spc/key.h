/**
 * key.h - which markers stand on a chart, with their words; for chart.c alone.
 */
#ifndef BR_SPC_KEY_H
#define BR_SPC_KEY_H

#include "spc/plot.h"

enum { BR_KEY_ITEMS_MAX = BR_SPC_NEUTRAL_LOW + 2, BR_KEY_GAP = -1 };

#define BR_KEY_LINE_HEIGHT 22.0

struct br_key_item {
    int class; /* enum br_spc_variation, or BR_KEY_GAP for a missing point */
    const char *words;
    double width;
};

struct br_key {
    size_t count;
    struct br_key_item items[BR_KEY_ITEMS_MAX];
};

void br_key_find(const struct br_plot *plot, struct br_key *key);
/** On one line. */
double br_key_width(const struct br_key *key);
/** Drawn in as many lines as [width] needs, or only counted: how many lines. */
size_t br_key_flow(const struct br_plot *plot, const struct br_key *key, double width, double y,
                   bool drawn);

#endif
