/*
 * xmr.c - XmR charts: phases, mean and limits, icons. The four rules are in rules.c.
 *
 * Sums are kept with what each addition rounded away (Neumaier), so that means agree with programs
 * that add in extended precision.
 */
#include "spc/xmr.h"

#include "base/limits.h"
#include "spc/day.h"
#include "spc/rules.h"

#include <string.h>

#define RANGE_TO_LIMIT 2.66
#define RANGE_TO_NEAR (2.66 * 2 / 3)
#define RANGE_SCREEN 3.267
#define TOLERANCE 1e-12

struct sum {
    double total;
    double lost; /* what the additions rounded away */
    size_t count;
};

static void add(struct sum *sum, double value)
{
    double total = sum->total + value;
    if (fabs(sum->total) >= fabs(value)) {
        sum->lost += (sum->total - total) + value;
    } else {
        sum->lost += (value - total) + sum->total;
    }
    sum->total = total;
    sum->count++;
}

static double mean_of(const struct sum *sum)
{
    return sum->count == 0 ? NAN : (sum->total + sum->lost) / (double)sum->count;
}

/* --- what is asked --- */

static enum br_status check_points(const struct br_spc_point *points, size_t count,
                                   struct br_error *error)
{
    for (size_t i = 0; i < count; i++) {
        char day[BR_DAY_TEXT_SIZE];
        double value = points[i].value;
        br_day_long(points[i].day, day);
        if (i > 0 && points[i].day == points[i - 1].day) {
            return br_error_set(error, BR_ERR_MALFORMED, "there are two points on %s", day);
        }
        if (i > 0 && points[i].day < points[i - 1].day) {
            return br_error_set(error, BR_ERR_MALFORMED,
                                "the point of %s stands behind a later one", day);
        }
        if (!br_spc_missing(value) && !(fabs(value) <= BR_SPC_VALUE_MAX)) {
            return br_error_set(error, BR_ERR_MALFORMED,
                                "the value of %s is beyond what can be charted", day);
        }
    }
    return BR_OK;
}

static enum br_status check_options(const struct br_spc_options *options, size_t count,
                                    struct br_error *error)
{
    if (count > BR_SPC_POINTS_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "a chart has at most %u points",
                            BR_SPC_POINTS_MAX);
    }
    if (options->rebase_count > BR_SPC_REBASES_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "a chart is rebased at most %u times",
                            BR_SPC_REBASES_MAX);
    }
    if (options->fix_after > 0 && options->fix_after < BR_SPC_BASELINE_MIN) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "limits can be fixed after %u points at the earliest",
                            BR_SPC_BASELINE_MIN);
    }
    if (options->has_target && !(fabs(options->target) <= BR_SPC_VALUE_MAX)) {
        return br_error_set(error, BR_ERR_MALFORMED, "the target is beyond what can be charted");
    }
    return BR_OK;
}

/* --- phases --- */

/* Index of the first point on [day] or behind it; count when there is none. */
static size_t point_from(const struct br_spc_xmr *xmr, int32_t day)
{
    size_t low = 0;
    size_t high = xmr->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (xmr->points[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Which of several rebases begins the phase at their point: the earliest, of those the first. */
static bool is_first_there(const struct br_spc_xmr *xmr, size_t index)
{
    const struct br_spc_rebase *rebases = xmr->options.rebases;
    for (size_t i = 0; i < xmr->options.rebase_count; i++) {
        bool same = i != index && xmr->rebased[i].point == xmr->rebased[index].point;
        if (same && (rebases[i].day < rebases[index].day ||
                     (rebases[i].day == rebases[index].day && i < index))) {
            return false;
        }
    }
    return true;
}

static enum br_spc_rebase_fate fate_of(const struct br_spc_xmr *xmr, size_t index)
{
    size_t point = xmr->rebased[index].point;
    if (point == xmr->count) {
        return BR_SPC_REBASE_AHEAD;
    }
    if (point == 0) {
        return BR_SPC_REBASE_FIRST;
    }
    if (!is_first_there(xmr, index)) {
        return BR_SPC_REBASE_TWICE;
    }
    return xmr->points[point].day == xmr->options.rebases[index].day ? BR_SPC_REBASE_EXACT
                                                                     : BR_SPC_REBASE_NEXT;
}

static bool begins_phase(enum br_spc_rebase_fate fate)
{
    return fate == BR_SPC_REBASE_EXACT || fate == BR_SPC_REBASE_NEXT;
}

/* Phases with their first points, in order; insertion, because rebases are few. */
static void split(struct br_spc_xmr *xmr)
{
    xmr->phase_count = xmr->count > 0 ? 1 : 0;
    xmr->phases[0] = (struct br_spc_phase){.rebase = SIZE_MAX};
    for (size_t i = 0; i < xmr->options.rebase_count; i++) {
        xmr->rebased[i].point = point_from(xmr, xmr->options.rebases[i].day);
    }
    for (size_t i = 0; i < xmr->options.rebase_count; i++) {
        struct br_spc_rebased *rebased = &xmr->rebased[i];
        rebased->fate = fate_of(xmr, i);
        if (begins_phase(rebased->fate)) {
            size_t at = xmr->phase_count++;
            while (xmr->phases[at - 1].first > rebased->point) {
                xmr->phases[at] = xmr->phases[at - 1];
                at--;
            }
            xmr->phases[at] = (struct br_spc_phase){.first = rebased->point, .rebase = i};
        }
    }
    for (size_t i = 0; i < xmr->phase_count; i++) {
        size_t end = i + 1 < xmr->phase_count ? xmr->phases[i + 1].first : xmr->count;
        xmr->phases[i].count = end - xmr->phases[i].first;
    }
}

/* --- mean and limits --- */

/* The mean moving range of the baseline; with [below], of the ranges strictly below that. */
static double mean_range(const struct br_spc_phase *phase, const struct br_spc_point *points,
                         double below)
{
    struct sum sum = {0};
    for (size_t i = 1; i < phase->baseline; i++) {
        double range = fabs(points[i].value - points[i - 1].value);
        if (below - range > phase->tolerance) { /* false for the NAN beside a missing value */
            add(&sum, range);
        }
    }
    return mean_of(&sum);
}

static void limit(struct br_spc_phase *phase, const struct br_spc_point *points, bool screen)
{
    double range = mean_range(phase, points, INFINITY);
    if (screen) {
        double screened = mean_range(phase, points, RANGE_SCREEN * range);
        range = isnan(screened) ? range : screened; /* all left out: all of them are 0 */
    }
    phase->upl = phase->mean + RANGE_TO_LIMIT * range;
    phase->lpl = phase->mean - RANGE_TO_LIMIT * range;
    phase->near_upl = phase->mean + RANGE_TO_NEAR * range;
    phase->near_lpl = phase->mean - RANGE_TO_NEAR * range;
}

static void describe(struct br_spc_phase *phase, const struct br_spc_point *points,
                     const struct br_spc_options *options)
{
    struct sum sum = {0};
    double largest = 0;
    bool fixed = options->fix_after > 0 && options->fix_after < phase->count;
    phase->baseline = fixed ? options->fix_after : phase->count;
    for (size_t i = 0; i < phase->count; i++) {
        bool missing = br_spc_missing(points[i].value);
        phase->missing += missing ? 1 : 0;
        largest = missing ? largest : fmax(largest, fabs(points[i].value));
        if (!missing && i < phase->baseline) {
            add(&sum, points[i].value);
        }
    }
    phase->mean = mean_of(&sum);
    phase->tolerance = TOLERANCE * largest;
    phase->trial = phase->count < BR_SPC_LIMITS_MIN;
    limit(phase, points, options->screen);
}

/* --- what it means --- */

static enum br_spc_variation class_of(enum br_spc_label label, enum br_spc_direction direction)
{
    static const enum br_spc_variation classes[3][2] = {
        [BR_SPC_INCREASE] = {BR_SPC_CONCERN_LOW, BR_SPC_IMPROVEMENT_HIGH},
        [BR_SPC_DECREASE] = {BR_SPC_IMPROVEMENT_LOW, BR_SPC_CONCERN_HIGH},
        [BR_SPC_NEUTRAL] = {BR_SPC_NEUTRAL_LOW, BR_SPC_NEUTRAL_HIGH},
    };
    bool up = label == BR_SPC_ABOVE_LIMIT || label == BR_SPC_TREND_UP ||
              label == BR_SPC_TWO_ABOVE || label == BR_SPC_SHIFT_ABOVE;
    return label == BR_SPC_COMMON_CAUSE ? BR_SPC_VARIATION_COMMON : classes[direction][up ? 1 : 0];
}

static enum br_spc_assurance assure(const struct br_spc_options *options,
                                    const struct br_spc_phase *last)
{
    if (!options->has_target || options->direction == BR_SPC_NEUTRAL) {
        return BR_SPC_ASSURANCE_NONE;
    }
    bool beyond = options->target - last->upl > last->tolerance;
    bool below = last->lpl - options->target > last->tolerance;
    if (!beyond && !below) {
        return BR_SPC_HIT_OR_MISS;
    }
    return below == (options->direction == BR_SPC_INCREASE) ? BR_SPC_PASS : BR_SPC_FAIL;
}

static void judge(struct br_spc_xmr *xmr)
{
    for (size_t i = 0; i < xmr->phase_count; i++) {
        struct br_spc_phase *phase = &xmr->phases[i];
        const struct br_spc_point *points = xmr->points + phase->first;
        struct br_spc_mark *marks = xmr->marks + phase->first;
        describe(phase, points, &xmr->options);
        br_spc_rules(phase, points, xmr->options.two_of_three, marks);
        for (size_t at = 0; at < phase->count; at++) {
            marks[at].phase = (uint32_t)i;
            marks[at].class =
                (uint8_t)class_of((enum br_spc_label)marks[at].label, xmr->options.direction);
        }
        xmr->trial = xmr->trial || phase->trial;
    }
    if (xmr->count > 0) {
        xmr->variation = (enum br_spc_variation)xmr->marks[xmr->count - 1].class;
        xmr->assurance = assure(&xmr->options, &xmr->phases[xmr->phase_count - 1]);
    }
}

size_t br_spc_xmr_size(size_t point_count, size_t rebase_count)
{
    enum { ALIGNED = 3 * 64 }; /* three pieces, each rounded up */
    return point_count * sizeof(struct br_spc_mark) +
           (rebase_count + 1) * (sizeof(struct br_spc_phase) + sizeof(struct br_spc_rebased)) +
           ALIGNED;
}

enum br_status br_spc_xmr(const struct br_spc_point *points, size_t count,
                          const struct br_spc_options *options, struct br_arena *arena,
                          struct br_spc_xmr *out, struct br_error *error)
{
    enum br_status status = check_options(options, count, error);
    if (status == BR_OK) {
        status = check_points(points, count, error);
    }
    if (status != BR_OK) {
        return status;
    }
    size_t rebases = options->rebase_count;
    *out = (struct br_spc_xmr){.options = *options, .count = count, .points = points};
    out->marks = br_arena_take(arena, (count + 1) * sizeof *out->marks);
    out->phases = br_arena_take(arena, (rebases + 1) * sizeof *out->phases);
    out->rebased = br_arena_take(arena, (rebases + 1) * sizeof *out->rebased);
    if (out->marks == NULL || out->phases == NULL || out->rebased == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    memset(out->marks, 0, (count + 1) * sizeof *out->marks);
    split(out);
    judge(out);
    return BR_OK;
}

/* --- words --- */

void br_spc_rebase_note(const struct br_spc_xmr *xmr, size_t index, struct br_error *note)
{
    char asked[BR_DAY_TEXT_SIZE];
    char at[BR_DAY_TEXT_SIZE] = "";
    BR_ASSERT(index < xmr->options.rebase_count);
    struct br_spc_rebased rebased = xmr->rebased[index];
    br_day_long(xmr->options.rebases[index].day, asked);
    if (rebased.point < xmr->count) {
        br_day_long(xmr->points[rebased.point].day, at);
    }
    note->text[0] = '\0';
    switch (rebased.fate) {
    case BR_SPC_REBASE_EXACT:
        break;
    case BR_SPC_REBASE_NEXT:
        (void)br_error_set(note, BR_OK,
                           "there is no point on %s: the new phase begins at the next one, %s; "
                           "say that date to have it so without this note",
                           asked, at);
        break;
    case BR_SPC_REBASE_FIRST:
        (void)br_error_set(note, BR_OK,
                           "the rebase of %s does nothing: no point stands before it; say the date "
                           "of a later point, or leave it out",
                           asked);
        break;
    case BR_SPC_REBASE_AHEAD:
        (void)br_error_set(note, BR_OK,
                           "the rebase of %s does nothing yet: no point stands on that day or "
                           "after it",
                           asked);
        break;
    case BR_SPC_REBASE_TWICE:
        (void)br_error_set(note, BR_OK,
                           "the rebase of %s does nothing: another one begins the phase at %s; "
                           "leave one of them out",
                           asked, at);
        break;
    }
}

const char *br_spc_label_name(enum br_spc_label label)
{
    static const char *const names[] = {
        [BR_SPC_COMMON_CAUSE] = "Common Cause",
        [BR_SPC_ABOVE_LIMIT] = "Above UCL",
        [BR_SPC_BELOW_LIMIT] = "Below LCL",
        [BR_SPC_TREND_UP] = "7 Point Trend (Increasing)",
        [BR_SPC_TREND_DOWN] = "7 Point Trend (Decreasing)",
        [BR_SPC_TWO_ABOVE] = "2 in 3 Above CL",
        [BR_SPC_TWO_BELOW] = "2 in 3 Below CL",
        [BR_SPC_SHIFT_ABOVE] = "7 Points Above CL",
        [BR_SPC_SHIFT_BELOW] = "7 Points Below CL",
    };
    return names[label];
}

const char *br_spc_variation_name(enum br_spc_variation variation)
{
    static const char *const names[] = {
        [BR_SPC_VARIATION_COMMON] = "common_cause",
        [BR_SPC_IMPROVEMENT_HIGH] = "improvement_high",
        [BR_SPC_IMPROVEMENT_LOW] = "improvement_low",
        [BR_SPC_CONCERN_HIGH] = "concern_high",
        [BR_SPC_CONCERN_LOW] = "concern_low",
        [BR_SPC_NEUTRAL_HIGH] = "neutral_high",
        [BR_SPC_NEUTRAL_LOW] = "neutral_low",
    };
    return names[variation];
}

const char *br_spc_assurance_name(enum br_spc_assurance assurance)
{
    static const char *const names[] = {
        [BR_SPC_ASSURANCE_NONE] = NULL,
        [BR_SPC_PASS] = "consistent_pass",
        [BR_SPC_FAIL] = "consistent_fail",
        [BR_SPC_HIT_OR_MISS] = "inconsistent",
    };
    return names[assurance];
}
