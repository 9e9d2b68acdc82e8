/* run_chart.c - a median, runs beside it, and how often it is crossed. */
#include "spc/run_chart.h"

#include "base/limits.h"

#include <stdlib.h>

#define TOLERANCE 1e-12
#define CROSSINGS_CHANCE 0.05

bool br_spc_wants_run_chart(size_t count)
{
    return count < BR_SPC_LIMITS_MIN;
}

static int compare_values(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* [values] are sorted; [count] > 0. */
static double middle_of(const double *values, size_t count)
{
    double upper = values[count / 2];
    return count % 2 == 1 ? upper : values[count / 2 - 1] + (upper - values[count / 2 - 1]) / 2;
}

int br_run_chart_side(const struct br_run_chart *run, double value)
{
    double difference = value - run->median;
    double tolerance = TOLERANCE * fmax(fabs(value), fabs(run->median));
    return (difference > tolerance) - (difference < -tolerance);
}

/* The smallest k with P(Binomial(trials, 1/2) <= k) >= 0.05, in logarithms: 2^-20000 is none. */
static size_t fewest_crossings(size_t trials)
{
    double n = (double)trials;
    double total = 0;
    size_t k = 0;
    for (; k < trials; k++) {
        double i = (double)k;
        total += exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) - n * log(2));
        if (total >= CROSSINGS_CHANCE) {
            break;
        }
    }
    return k;
}

static void walk(const struct br_spc_point *points, struct br_run_chart *run)
{
    int side = 0;
    size_t runs = 0;
    size_t length = 0;
    size_t first = 0;
    for (size_t i = 0; i < run->count; i++) {
        int here = br_run_chart_side(run, points[i].value);
        if (here == 0) {
            continue;
        }
        if (here != side) {
            side = here;
            length = 0;
            first = i;
            runs++;
        }
        run->useful++;
        length++;
        if (length >= run->longest) {
            run->longest = length;
            run->longest_first = first;
            run->longest_last = i;
            run->longest_side = side;
        }
    }
    run->crossings = runs > 0 ? runs - 1 : 0;
}

enum br_status br_run_chart(const struct br_spc_point *points, size_t count, struct br_arena *arena,
                            struct br_run_chart *out)
{
    size_t present = 0;
    double *values = br_arena_take(arena, (count + 1) * sizeof *values);
    if (values == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        if (!br_spc_missing(points[i].value)) {
            values[present++] = points[i].value;
        }
    }
    qsort(values, present, sizeof *values, compare_values);
    *out = (struct br_run_chart){.count = count, .missing = count - present, .median = NAN};
    if (present > 0) {
        out->median = middle_of(values, present);
        walk(points, out);
    }
    if (out->useful > 0) {
        out->longest_max = (size_t)lround(log2((double)out->useful)) + 3;
        out->crossings_min = fewest_crossings(out->useful - 1);
        out->shift = out->longest > out->longest_max;
        out->few_crossings = out->crossings < out->crossings_min;
    }
    return BR_OK;
}
