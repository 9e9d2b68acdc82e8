/* sentence.c - what a chart says, in plain words with dates. */
#include "spc/sentence.h"

#include "base/limits.h"
#include "spc/day.h"
#include "spc/number.h"
#include "spc/text.h"

#include <stdio.h>
#include <string.h>

/* --- words for one thing --- */

const char *br_spc_label_words(enum br_spc_label label)
{
    static const char *const words[] = {
        [BR_SPC_COMMON_CAUSE] = "common cause",
        [BR_SPC_ABOVE_LIMIT] = "above the upper limit",
        [BR_SPC_BELOW_LIMIT] = "below the lower limit",
        [BR_SPC_TREND_UP] = "7 points rising",
        [BR_SPC_TREND_DOWN] = "7 points falling",
        [BR_SPC_TWO_ABOVE] = "2 of 3 close to the upper limit",
        [BR_SPC_TWO_BELOW] = "2 of 3 close to the lower limit",
        [BR_SPC_SHIFT_ABOVE] = "7 points above the mean",
        [BR_SPC_SHIFT_BELOW] = "7 points below the mean",
    };
    return words[label];
}

const char *br_spc_variation_words(enum br_spc_variation variation)
{
    static const char *const words[] = {
        [BR_SPC_VARIATION_COMMON] = "common cause",
        [BR_SPC_IMPROVEMENT_HIGH] = "improvement, higher",
        [BR_SPC_IMPROVEMENT_LOW] = "improvement, lower",
        [BR_SPC_CONCERN_HIGH] = "concern, higher",
        [BR_SPC_CONCERN_LOW] = "concern, lower",
        [BR_SPC_NEUTRAL_HIGH] = "changed, higher",
        [BR_SPC_NEUTRAL_LOW] = "changed, lower",
    };
    return words[variation];
}

const char *br_spc_assurance_words(enum br_spc_assurance assurance)
{
    static const char *const words[] = {
        [BR_SPC_ASSURANCE_NONE] = "",
        [BR_SPC_PASS] = "target met by this process",
        [BR_SPC_FAIL] = "target will not be met as it works now",
        [BR_SPC_HIT_OR_MISS] = "target met at times",
    };
    return words[assurance];
}

static const char *verdict_of(enum br_spc_variation variation)
{
    static const char *const words[] = {
        [BR_SPC_VARIATION_COMMON] = "No change beyond chance",
        [BR_SPC_IMPROVEMENT_HIGH] = "Improvement",
        [BR_SPC_IMPROVEMENT_LOW] = "Improvement",
        [BR_SPC_CONCERN_HIGH] = "Concern",
        [BR_SPC_CONCERN_LOW] = "Concern",
        [BR_SPC_NEUTRAL_HIGH] = "Change",
        [BR_SPC_NEUTRAL_LOW] = "Change",
    };
    return words[variation];
}

int br_spc_decimals(const struct br_spc_xmr *xmr)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < xmr->count; i++) {
        low = fmin(low, xmr->points[i].value); /* passes over NAN */
        high = fmax(high, xmr->points[i].value);
    }
    return br_number_decimals(high > low ? high - low : fabs(high));
}

void br_spc_value_text(double value, int decimals, const char *unit, char out[BR_VALUE_TEXT_SIZE])
{
    char number[BR_NUMBER_SIZE];
    br_number_people(value, decimals, number);
    bool none = unit == NULL || unit[0] == '\0';
    bool beside = !none && strcmp(unit, "%") == 0;
    struct br_spc_excerpt shown = br_spc_excerpt(br_bytes_of_text(none ? "" : unit));
    (void)snprintf(out, BR_VALUE_TEXT_SIZE, "%s%s%.30s", number, none || beside ? "" : " ",
                   shown.text);
}

void br_spc_rule_set(const struct br_spc_xmr *xmr, const struct br_run_chart *run,
                     char out[BR_RULE_SET_SIZE])
{
    char fixed[64] = "";
    if (run != NULL) {
        (void)snprintf(out, BR_RULE_SET_SIZE, "Run chart, median, Anhøj rules");
        return;
    }
    if (xmr->options.fix_after > 0) {
        (void)snprintf(fixed, sizeof fixed, ", limits fixed after %zu points",
                       xmr->options.fix_after);
    }
    (void)snprintf(out, BR_RULE_SET_SIZE, "XmR, Making Data Count rules, %s, two-of-three %s%s",
                   xmr->options.screen ? "screened" : "unscreened",
                   xmr->options.two_of_three == BR_SPC_MDC ? "as of 2023"
                                                           : "as in NHSRplotthedots 0.2.2",
                   fixed);
}

/* --- the reading of the last points --- */

struct telling {
    const struct br_spc_xmr *xmr;
    const struct br_run_chart *run;
    const char *unit;
    int decimals;
    struct br_sentence *out;
};

static const struct br_spc_phase *last_phase(const struct br_spc_xmr *xmr)
{
    return &xmr->phases[xmr->phase_count - 1];
}

/* How many points at the end, in the last phase, bear [flag] on one side of the mean. */
static size_t flagged_at_end(const struct br_spc_xmr *xmr, enum br_spc_flag flag)
{
    const struct br_spc_mark *last = &xmr->marks[xmr->count - 1];
    size_t first = last_phase(xmr)->first;
    size_t i = xmr->count;
    while (i > first && (xmr->marks[i - 1].flags & (uint8_t)flag) != 0 &&
           xmr->marks[i - 1].side == last->side) {
        i--;
    }
    return xmr->count - i;
}

/* How many points at the end rise, or fall, at each step. */
static size_t steps_at_end(const struct br_spc_xmr *xmr, bool rising)
{
    const struct br_spc_phase *phase = last_phase(xmr);
    size_t i = xmr->count - 1;
    while (i > phase->first) {
        double step = xmr->points[i].value - xmr->points[i - 1].value;
        if (!(rising ? step > phase->tolerance : step < -phase->tolerance)) {
            break;
        }
        i--;
    }
    return xmr->count - i;
}

/* "The last seven points are above the mean, since 5 Oct 2026." */
static void tell_last(const struct telling *telling, size_t count, const char *what)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    char since[BR_DAY_TEXT_SIZE];
    br_day_long(xmr->points[xmr->count - count].day, since);
    if (count == 1) {
        (void)snprintf(telling->out->reading, sizeof telling->out->reading,
                       "The last point, of %s, is %s.", since, what);
    } else {
        (void)snprintf(telling->out->reading, sizeof telling->out->reading,
                       "The last %s points are %s, since %s.", br_spc_count_words(count).text, what,
                       since);
    }
}

static size_t close_of_three(const struct br_spc_xmr *xmr)
{
    size_t close = 0;
    for (size_t i = xmr->count - 3; i < xmr->count; i++) {
        close += (xmr->marks[i].flags & BR_SPC_TWO_OF_THREE) != 0 ? 1 : 0;
    }
    return close;
}

static void tell_two_of_three(const struct telling *telling, bool above)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    char since[BR_DAY_TEXT_SIZE];
    br_day_long(xmr->points[xmr->count - 3].day, since);
    (void)snprintf(telling->out->reading, sizeof telling->out->reading,
                   "%s of the last three points are close to the %s limit, since %s.",
                   close_of_three(xmr) == 3 ? "All" : "Two", above ? "upper" : "lower", since);
}

/* A shift stays to be told when another rule has the label: it is mostly the longer story. */
static void tell_shift_too(const struct telling *telling)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    const struct br_spc_mark *last = &xmr->marks[xmr->count - 1];
    char *reading = telling->out->reading;
    size_t used = strlen(reading);
    char since[BR_DAY_TEXT_SIZE];
    if ((last->flags & BR_SPC_SHIFT) == 0 || last->label == BR_SPC_SHIFT_ABOVE ||
        last->label == BR_SPC_SHIFT_BELOW || used == 0) {
        return;
    }
    size_t count = flagged_at_end(xmr, BR_SPC_SHIFT);
    br_day_long(xmr->points[xmr->count - count].day, since);
    (void)snprintf(reading + used - 1, sizeof telling->out->reading - used + 1,
                   ", and the last %s are %s the mean, since %s.", br_spc_count_words(count).text,
                   last->side > 0 ? "above" : "below", since);
}

static void tell_common(const struct telling *telling)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    const struct br_spc_phase *phase = last_phase(xmr);
    char low[BR_VALUE_TEXT_SIZE];
    char high[BR_VALUE_TEXT_SIZE];
    char day[BR_DAY_TEXT_SIZE];
    char *reading = telling->out->reading;
    br_day_long(xmr->points[xmr->count - 1].day, day);
    br_spc_value_text(phase->lpl, telling->decimals, NULL, low);
    br_spc_value_text(phase->upl, telling->decimals, telling->unit, high);
    if (br_spc_missing(xmr->points[xmr->count - 1].value)) {
        (void)snprintf(reading, sizeof telling->out->reading, "The last point, of %s, is missing.",
                       day);
    } else if (br_spc_missing(phase->lpl)) {
        (void)snprintf(reading, sizeof telling->out->reading,
                       "There are no limits: no two values stand beside each other.");
    } else if (phase->upl - phase->lpl <= phase->tolerance) {
        (void)snprintf(reading, sizeof telling->out->reading, "All values are the same: %s.", high);
    } else {
        (void)snprintf(reading, sizeof telling->out->reading,
                       "The process varies by chance, between %s and %s.", low, high);
    }
}

static void tell_reading(const struct telling *telling)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    enum br_spc_label label = (enum br_spc_label)xmr->marks[xmr->count - 1].label;
    switch (label) {
    case BR_SPC_ABOVE_LIMIT:
    case BR_SPC_BELOW_LIMIT:
        tell_last(telling, flagged_at_end(xmr, BR_SPC_ASTRONOMICAL), br_spc_label_words(label));
        break;
    case BR_SPC_TREND_UP:
        tell_last(telling, steps_at_end(xmr, true), "rising at each step");
        break;
    case BR_SPC_TREND_DOWN:
        tell_last(telling, steps_at_end(xmr, false), "falling at each step");
        break;
    case BR_SPC_TWO_ABOVE:
    case BR_SPC_TWO_BELOW:
        tell_two_of_three(telling, label == BR_SPC_TWO_ABOVE);
        break;
    case BR_SPC_SHIFT_ABOVE:
        tell_last(telling, flagged_at_end(xmr, BR_SPC_SHIFT), "above the mean");
        break;
    case BR_SPC_SHIFT_BELOW:
        tell_last(telling, flagged_at_end(xmr, BR_SPC_SHIFT), "below the mean");
        break;
    case BR_SPC_COMMON_CAUSE:
        tell_common(telling);
        break;
    }
}

/* --- the other parts --- */

static void tell_before(const struct telling *telling)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    size_t count = 0;
    size_t latest = 0;
    for (size_t i = 0; i < xmr->count; i++) {
        if (xmr->marks[i].label != BR_SPC_COMMON_CAUSE) {
            count++;
            latest = i;
        }
    }
    if (count == 0 || latest == xmr->count - 1) {
        return;
    }
    char day[BR_DAY_TEXT_SIZE];
    const struct br_spc_mark *mark = &xmr->marks[latest];
    br_day_long(xmr->points[latest].day, day);
    (void)snprintf(telling->out->before, sizeof telling->out->before,
                   "Earlier, %s point%s out of %zu %s out, the latest on %s: %s (%s).",
                   br_spc_count_words(count).text, count == 1 ? "" : "s", xmr->count,
                   count == 1 ? "stands" : "stand", day,
                   br_spc_label_words((enum br_spc_label)mark->label),
                   br_spc_variation_words((enum br_spc_variation)mark->class));
}

static void tell_target(const struct telling *telling)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    char target[BR_VALUE_TEXT_SIZE];
    const char *what = "";
    enum { TARGET_DECIMALS = 6 };
    br_spc_value_text(xmr->options.target, TARGET_DECIMALS, telling->unit, target);
    switch (xmr->assurance) {
    case BR_SPC_ASSURANCE_NONE:
        return;
    case BR_SPC_PASS:
        what = "is met, and will be as the process works now";
        break;
    case BR_SPC_FAIL:
        what = "will not be met as the process works now";
        break;
    case BR_SPC_HIT_OR_MISS:
        what = br_spc_missing(last_phase(xmr)->upl)
                   ? "cannot be judged without limits"
                   : "is met at times and missed at times, by chance";
        break;
    }
    (void)snprintf(telling->out->target, sizeof telling->out->target, "The target of %s %s.",
                   target, what);
}

/* About the last phase, which is the one that people act on; else about an earlier one. */
static void tell_trial(const struct telling *telling)
{
    const struct br_spc_xmr *xmr = telling->xmr;
    for (size_t i = xmr->phase_count; i > 0; i--) {
        const struct br_spc_phase *phase = &xmr->phases[i - 1];
        char day[BR_DAY_TEXT_SIZE];
        if (!phase->trial) {
            continue;
        }
        br_day_long(xmr->points[phase->first].day, day);
        (void)snprintf(telling->out->trial, sizeof telling->out->trial,
                       "These are trial limits: the phase from %s has %s point%s, and limits hold "
                       "from %u.",
                       day, br_spc_count_words(phase->count).text, phase->count == 1 ? "" : "s",
                       BR_SPC_LIMITS_MIN);
        return;
    }
}

/* --- run charts --- */

static enum br_spc_variation run_class(const struct telling *telling)
{
    bool high = telling->run->longest_side > 0;
    switch (telling->xmr->options.direction) {
    case BR_SPC_INCREASE:
        return high ? BR_SPC_IMPROVEMENT_HIGH : BR_SPC_CONCERN_LOW;
    case BR_SPC_DECREASE:
        return high ? BR_SPC_CONCERN_HIGH : BR_SPC_IMPROVEMENT_LOW;
    case BR_SPC_NEUTRAL:
        break;
    }
    return high ? BR_SPC_NEUTRAL_HIGH : BR_SPC_NEUTRAL_LOW;
}

static void tell_run(const struct telling *telling)
{
    const struct br_run_chart *run = telling->run;
    const struct br_spc_point *points = telling->xmr->points;
    struct br_sentence *out = telling->out;
    char from[BR_DAY_TEXT_SIZE];
    char to[BR_DAY_TEXT_SIZE];
    char median[BR_VALUE_TEXT_SIZE];
    br_day_beside(points[run->longest_first].day, points[run->longest_last].day, from);
    br_day_long(points[run->longest_last].day, to);
    br_spc_value_text(run->median, telling->decimals, telling->unit, median);
    out->stands_out = br_run_chart_signal(run);
    if (run->shift) {
        (void)snprintf(out->verdict, sizeof out->verdict, "%s", verdict_of(run_class(telling)));
        (void)snprintf(out->reading, sizeof out->reading,
                       "%s points in a row, from %s to %s, are %s the median of %s; chance allows "
                       "%s.",
                       br_spc_count_words(run->longest).text, from, to,
                       run->longest_side > 0 ? "above" : "below", median,
                       br_spc_count_words(run->longest_max).text);
        out->reading[0] =
            (char)(out->reading[0] >= 'a' && out->reading[0] <= 'z' ? out->reading[0] - 'a' + 'A'
                                                                    : out->reading[0]);
    } else if (run->few_crossings) {
        (void)snprintf(out->verdict, sizeof out->verdict, "Change");
        (void)snprintf(out->reading, sizeof out->reading,
                       "The points cross the median of %s %s time%s; by chance it would be at "
                       "least %s.",
                       median, br_spc_count_words(run->crossings).text,
                       run->crossings == 1 ? "" : "s", br_spc_count_words(run->crossings_min).text);
    } else if (br_spc_missing(run->median)) {
        (void)snprintf(out->verdict, sizeof out->verdict, "No values yet");
    } else {
        (void)snprintf(out->verdict, sizeof out->verdict, "No change beyond chance");
        (void)snprintf(out->reading, sizeof out->reading,
                       "The points lie around the median of %s with no long run on one side.",
                       median);
    }
    if (br_spc_wants_run_chart(run->count)) {
        (void)snprintf(out->trial, sizeof out->trial,
                       "Limits and icons come with %u points: %s more.", BR_SPC_LIMITS_MIN,
                       br_spc_count_words(BR_SPC_LIMITS_MIN - run->count).text);
    }
}

/* --- the whole --- */

void br_sentence_make(const struct br_spc_xmr *xmr, const struct br_run_chart *run,
                      const char *unit, struct br_sentence *out)
{
    struct telling telling = {
        .xmr = xmr, .run = run, .unit = unit, .decimals = br_spc_decimals(xmr), .out = out};
    *out = (struct br_sentence){.stands_out = false};
    if (xmr->count == 0) {
        (void)snprintf(out->verdict, sizeof out->verdict, "No points yet");
        return;
    }
    if (run != NULL) {
        tell_run(&telling);
        return;
    }
    out->stands_out = xmr->variation != BR_SPC_VARIATION_COMMON;
    (void)snprintf(out->verdict, sizeof out->verdict, "%s", verdict_of(xmr->variation));
    tell_reading(&telling);
    tell_shift_too(&telling);
    tell_before(&telling);
    tell_target(&telling);
    tell_trial(&telling);
}

void br_sentence_whole(const struct br_sentence *sentence, struct br_buffer *out)
{
    const char *const rest[] = {sentence->before, sentence->target, sentence->trial};
    size_t size = strlen(sentence->reading);
    if (sentence->stands_out && size > 0) {
        br_buffer_put(out, sentence->reading, size - 1); /* its full stop moves to the end */
        br_buffer_put_format(out, ": %c%s.", sentence->verdict[0] - 'A' + 'a',
                             sentence->verdict + 1);
    } else {
        br_buffer_put_format(out, "%s.%s%s", sentence->verdict, size > 0 ? " " : "",
                             sentence->reading);
    }
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
        br_buffer_put_format(out, "%s%s", rest[i][0] == '\0' ? "" : " ", rest[i]);
    }
}
