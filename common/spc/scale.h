/**
 * scale.h - where values and dates stand on a chart, and which of them are written beside it.
 *
 * Pure; any thread.
 */
#ifndef BR_SPC_SCALE_H
#define BR_SPC_SCALE_H

#include "spc/xmr.h"

enum { BR_SCALE_TICKS_MAX = 16 };

/** Round steps of 1, 2, 2.5 or 5 times a power of ten. */
struct br_value_scale {
    double low;
    double high; /* > low */
    double step;
    size_t tick_count;
    double ticks[BR_SCALE_TICKS_MAX]; /* from low to high, both there */
    int decimals;                     /* that the ticks need */
};

/**
 * A scale that holds [low] to [high] in at most [steps] steps (2 to 10). It begins at 0 when that
 * leaves no more than a third of it empty. Equal or unknown ends get some room around them.
 */
void br_value_scale(double low, double high, unsigned steps, struct br_value_scale *out);

struct br_day_tick {
    int32_t day;
    char text[16];   /* 9 Feb; Feb; 2026 */
    bool names_year; /* the first, and whenever it changes: the year stands below */
};

/**
 * Days, weeks, months or years from [first] to [last], at most [ticks] (1 to 16) of them; with
 * [months] nothing shorter than a month, because the points stand no closer.
 */
size_t br_day_ticks(int32_t first, int32_t last, unsigned ticks, bool months,
                    struct br_day_tick out[BR_SCALE_TICKS_MAX]);

#endif
