/*
 * rules.c - the four rules inside one phase.
 *
 * Runs are walked once each: a run that is long enough flags all its points when it ends. A missing
 * point ends every run.
 */
#include "spc/rules.h"

enum {
    RUN_MIN = 7,   /* points of a trend or a shift */
    WINDOW = 3,    /* points of two-of-three */
    WINDOW_MIN = 2 /* of them close to a limit */
};

struct scope {
    const struct br_spc_phase *phase;
    const struct br_spc_point *points;
    struct br_spc_mark *marks;
};

/* 1: a is above b; -1: below; 0: equal, or not both are known. */
static int compare(const struct br_spc_phase *phase, double a, double b)
{
    double difference = a - b; /* NAN compares as neither */
    return (difference > phase->tolerance) - (difference < -phase->tolerance);
}

static void compare_with_lines(const struct scope *scope)
{
    const struct br_spc_phase *phase = scope->phase;
    for (size_t i = 0; i < phase->count; i++) {
        double value = scope->points[i].value;
        struct br_spc_mark *mark = &scope->marks[i];
        mark->side = (int16_t)compare(phase, value, phase->mean);
        bool outside =
            compare(phase, value, phase->upl) > 0 || compare(phase, value, phase->lpl) < 0;
        mark->flags = outside ? BR_SPC_ASTRONOMICAL : 0;
    }
}

/* The step that leads to point [i]. */
static int step_to(const struct scope *scope, size_t i)
{
    return i == 0 ? 0 : compare(scope->phase, scope->points[i].value, scope->points[i - 1].value);
}

static void flag(const struct scope *scope, size_t first, size_t end, enum br_spc_flag flag)
{
    for (size_t i = first; end - first >= RUN_MIN && i < end; i++) {
        scope->marks[i].flags |= (uint8_t)flag;
    }
}

/*
 * A trend also gives its points their direction. A peak that two trends share goes with the fall
 * behind it: the later trend writes over the earlier one's direction.
 */
static void find_trends(const struct scope *scope)
{
    size_t first = 0;
    int direction = 0;
    for (size_t i = 1; i <= scope->phase->count; i++) {
        int step = i < scope->phase->count ? step_to(scope, i) : 0;
        if (step == direction && step != 0) {
            continue;
        }
        flag(scope, first, i, BR_SPC_TREND);
        for (size_t at = first; i - first >= RUN_MIN && at < i; at++) {
            scope->marks[at].label = direction > 0 ? BR_SPC_TREND_UP : BR_SPC_TREND_DOWN;
        }
        first = step == 0 ? i : i - 1;
        direction = step;
    }
}

static void find_shifts(const struct scope *scope)
{
    size_t first = 0;
    for (size_t i = 1; i <= scope->phase->count; i++) {
        int side = scope->marks[i - 1].side;
        if (i < scope->phase->count && side != 0 && side == scope->marks[i].side) {
            continue;
        }
        if (side != 0) {
            flag(scope, first, i, BR_SPC_SHIFT);
        }
        first = i;
    }
}

static bool is_close(const struct scope *scope, size_t i, enum br_spc_two_of_three definition)
{
    const struct br_spc_phase *phase = scope->phase;
    double value = scope->points[i].value;
    bool outside = (scope->marks[i].flags & BR_SPC_ASTRONOMICAL) != 0;
    bool beyond =
        compare(phase, value, phase->near_upl) > 0 || compare(phase, value, phase->near_lpl) < 0;
    return beyond && (definition == BR_SPC_MDC || !outside);
}

static void find_two_of_three(const struct scope *scope, enum br_spc_two_of_three definition)
{
    for (size_t first = 0; first + WINDOW <= scope->phase->count; first++) {
        const struct br_spc_mark *marks = scope->marks + first;
        int side = marks[0].side;
        size_t close = 0;
        for (size_t i = 0; i < WINDOW; i++) {
            side = marks[i].side == side ? side : 0;
            close += is_close(scope, first + i, definition) ? 1 : 0;
        }
        for (size_t i = 0; side != 0 && close >= WINDOW_MIN && i < WINDOW; i++) {
            if (is_close(scope, first + i, definition)) {
                scope->marks[first + i].flags |= BR_SPC_TWO_OF_THREE;
            }
        }
    }
}

/* The first that applies; a trend has left its label already. */
static enum br_spc_label label_of(const struct br_spc_mark *mark)
{
    bool above = mark->side > 0;
    if ((mark->flags & BR_SPC_ASTRONOMICAL) != 0) {
        return above ? BR_SPC_ABOVE_LIMIT : BR_SPC_BELOW_LIMIT;
    }
    if ((mark->flags & BR_SPC_TREND) != 0) {
        return (enum br_spc_label)mark->label;
    }
    if ((mark->flags & BR_SPC_TWO_OF_THREE) != 0) {
        return above ? BR_SPC_TWO_ABOVE : BR_SPC_TWO_BELOW;
    }
    if ((mark->flags & BR_SPC_SHIFT) != 0) {
        return above ? BR_SPC_SHIFT_ABOVE : BR_SPC_SHIFT_BELOW;
    }
    return BR_SPC_COMMON_CAUSE;
}

void br_spc_rules(const struct br_spc_phase *phase, const struct br_spc_point *points,
                  enum br_spc_two_of_three definition, struct br_spc_mark *marks)
{
    struct scope scope = {.phase = phase, .points = points, .marks = marks};
    compare_with_lines(&scope);
    find_trends(&scope);
    find_shifts(&scope);
    find_two_of_three(&scope, definition);
    for (size_t i = 0; i < phase->count; i++) {
        marks[i].label = (uint8_t)label_of(&marks[i]);
    }
}
