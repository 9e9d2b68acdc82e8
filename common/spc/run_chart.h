/**
 * run_chart.h - run charts: a median, and the two rules of Anhøj and Olesen.
 *
 * For series that are too short for limits (br_spc_wants_run_chart), and for whoever prefers them.
 * Useful points are those that are not missing and not on the median; both are passed over, so a
 * run may go on behind them (unlike in xmr.h, where they break it).
 *
 *   - shift: the longest run on one side of the median is longer than round(log2 n) + 3;
 *   - crossings: the median is crossed less often than a coin would in 95 of 100 tries, i.e. less
 *     than the smallest k with P(Binomial(n - 1, 1/2) <= k) >= 0.05
 *
 * of n useful points (Anhøj J, Olesen AV: Run charts revisited, PLoS ONE 2014; agrees with
 * qicharts2). Pure; any thread.
 */
#ifndef BR_SPC_RUN_CHART_H
#define BR_SPC_RUN_CHART_H

#include "spc/xmr.h"

struct br_run_chart {
    double median; /* NAN: no value at all */
    size_t count;
    size_t missing;
    size_t useful;        /* n; with 0 of them everything below is 0 */
    size_t longest;       /* points of the longest run; of several the latest */
    size_t longest_first; /* indices of its first and last point */
    size_t longest_last;
    int longest_side;   /* 1 above the median, -1 below, 0 none */
    size_t longest_max; /* a longer one is a signal */
    size_t crossings;
    size_t crossings_min; /* fewer are a signal */
    bool shift;
    bool few_crossings;
};

/**
 * [points] have rising days, as for br_spc_xmr. The arena serves as scratch memory for the median;
 * nothing of [out] points into it. BR_ERR_NO_MEMORY when its budget is spent.
 */
BR_MUST_USE enum br_status br_run_chart(const struct br_spc_point *points, size_t count,
                                        struct br_arena *arena, struct br_run_chart *out);

static inline bool br_run_chart_signal(const struct br_run_chart *run)
{
    return run->shift || run->few_crossings;
}

/** 1 above the median, -1 below, 0 on it or missing. */
int br_run_chart_side(const struct br_run_chart *run, double value);

/** Fewer than BR_SPC_LIMITS_MIN points, missing ones counted: no limits yet. */
bool br_spc_wants_run_chart(size_t count);

#endif
