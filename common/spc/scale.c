/* scale.c - where values and dates stand on a chart, and which of them are written beside it. */
#include "spc/scale.h"

#include "spc/day.h"
#include "spc/number.h"

#include <stdio.h>

#define COST_OF_ZERO 0.35 /* of the height may stay empty for a scale that begins at 0 */

/* --- values --- */

/* The smallest round step that needs no more than [steps] of them. */
static double round_step(double low, double high, unsigned steps)
{
    static const double rounds[] = {1, 2, 2.5, 5, 10};
    double rough = (high - low) / steps;
    double power = pow(10, floor(log10(rough)));
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        double step = rounds[i] * power;
        if (ceil(high / step - 1e-9) - floor(low / step + 1e-9) <= steps) {
            return step;
        }
    }
    return 20 * power;
}

static int decimals_of(double step)
{
    int decimals = 0;
    double scaled = step;
    while (decimals < 9 && fabs(scaled - round(scaled)) > 1e-6 * scaled) {
        scaled *= 10;
        decimals++;
    }
    return decimals;
}

void br_value_scale(double low, double high, unsigned steps, struct br_value_scale *out)
{
    BR_ASSERT(steps >= 2 && steps <= 10);
    bool known = isfinite(low) && isfinite(high) && low <= high;
    low = known ? low : 0;
    high = known ? high : 1;
    if (high - low <= 1e-9 * fmax(fabs(low), fabs(high)) || high - low < 1e-300) {
        double room = high == 0 ? 1 : fabs(high) / 2;
        high += room;
        low -= room;
    }
    if (low > 0 && low < high * COST_OF_ZERO) {
        low = 0;
    }
    double step = round_step(low, high, steps);
    double first = floor(low / step + 1e-9);
    double last = ceil(high / step - 1e-9);
    *out = (struct br_value_scale){.low = first * step, .high = last * step, .step = step};
    for (double at = first; at <= last && out->tick_count < BR_SCALE_TICKS_MAX; at++) {
        out->ticks[out->tick_count++] = at * step;
    }
    out->decimals = decimals_of(step);
}

/* --- days --- */

enum unit { UNIT_DAYS, UNIT_MONTHS };

struct step {
    enum unit unit;
    int size;
};

/* The day of the month [months] after year 0. */
static int32_t first_of_month(int months)
{
    int32_t day = 0;
    struct br_day_parts parts = {.year = months / 12, .month = months % 12 + 1, .day = 1};
    return br_day_of(parts, &day) ? day : INT32_MAX;
}

static int months_of(int32_t day)
{
    struct br_day_parts parts = br_day_parts(day);
    return parts.year * 12 + parts.month - 1;
}

/* The first tick from [first] on: weeks count back from the last day, months from January. */
static int32_t begin(int32_t first, int32_t last, struct step step)
{
    if (step.unit == UNIT_DAYS) {
        return last - (last - first) / step.size * step.size;
    }
    int months = months_of(first);
    months += first_of_month(months) < first ? 1 : 0;
    return first_of_month((months + step.size - 1) / step.size * step.size);
}

static int32_t behind(int32_t day, struct step step)
{
    if (step.unit == UNIT_DAYS) {
        return day + step.size;
    }
    return first_of_month(months_of(day) + step.size);
}

static size_t count_ticks(int32_t first, int32_t last, struct step step, size_t enough)
{
    size_t count = 0;
    for (int32_t day = begin(first, last, step); day <= last && count <= enough;
         day = behind(day, step)) {
        count++;
    }
    return count;
}

static void name_tick(int32_t day, struct step step, struct br_day_tick *tick)
{
    struct br_day_parts parts = br_day_parts(day);
    tick->day = day;
    if (step.unit == UNIT_DAYS) {
        (void)snprintf(tick->text, sizeof tick->text, "%d %s", parts.day,
                       br_day_month(parts.month));
    } else if (step.size < 12) {
        (void)snprintf(tick->text, sizeof tick->text, "%s", br_day_month(parts.month));
    } else {
        (void)snprintf(tick->text, sizeof tick->text, "%d", parts.year);
    }
}

size_t br_day_ticks(int32_t first, int32_t last, unsigned ticks, bool months,
                    struct br_day_tick out[BR_SCALE_TICKS_MAX])
{
    static const struct step steps[] = {{UNIT_DAYS, 1},     {UNIT_DAYS, 2},    {UNIT_DAYS, 7},
                                        {UNIT_DAYS, 14},    {UNIT_DAYS, 28},   {UNIT_MONTHS, 1},
                                        {UNIT_MONTHS, 2},   {UNIT_MONTHS, 3},  {UNIT_MONTHS, 6},
                                        {UNIT_MONTHS, 12},  {UNIT_MONTHS, 24}, {UNIT_MONTHS, 60},
                                        {UNIT_MONTHS, 120}, {UNIT_MONTHS, 600}};
    enum { STEPS = sizeof steps / sizeof steps[0], FIRST_MONTHS = 5 };
    size_t count = 0;
    size_t chosen = months ? FIRST_MONTHS : 0;
    int year = 0;
    BR_ASSERT(first <= last && ticks >= 1 && ticks <= BR_SCALE_TICKS_MAX);
    while (chosen < STEPS - 1 && count_ticks(first, last, steps[chosen], ticks) > ticks) {
        chosen++;
    }
    for (int32_t day = begin(first, last, steps[chosen]); day <= last && count < ticks;
         day = behind(day, steps[chosen])) {
        struct br_day_tick *tick = &out[count++];
        name_tick(day, steps[chosen], tick);
        bool years = steps[chosen].unit == UNIT_MONTHS && steps[chosen].size >= 12;
        tick->names_year = !years && br_day_parts(day).year != year;
        year = br_day_parts(day).year;
    }
    return count;
}
