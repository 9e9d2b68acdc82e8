/*
 * XmR: each rule in a few points, each option, each border; then 10,000 random series against the
 * rules written down once more, as plainly and slowly as they read.
 */
#include "harness/check.h"

#include "base/limits.h"
#include "base/rng.h"
#include "spc/day.h"
#include "spc/xmr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 400, ARENA_SIZE = 1 << 20, REBASES = 4 };

struct made {
    struct br_spc_point points[COUNT_MAX];
    size_t count;
    struct br_arena arena;
    struct br_spc_xmr xmr;
    struct br_error error;
};

static enum br_status apply(struct made *made, const struct br_spc_options *options)
{
    br_arena_init(&made->arena, ARENA_SIZE);
    return br_spc_xmr(made->points, made->count, options, &made->arena, &made->xmr, &made->error);
}

/* A day each, from day 0; NAN is missing. */
static void values(struct made *made, const double *list, size_t count)
{
    *made = (struct made){.count = count};
    for (size_t i = 0; i < count; i++) {
        made->points[i] = (struct br_spc_point){.day = (int32_t)i, .value = list[i]};
    }
}

#define VALUES(made, ...)                                   \
    do {                                                    \
        const double list[] = {__VA_ARGS__};                \
        values((made), list, sizeof list / sizeof list[0]); \
    } while (0)

/* A letter a point: . common, A B outside, u d trend, 2 3 two of three, + - shift. */
static void expect_labels(const struct made *made, const char *letters)
{
    char labels[COUNT_MAX + 1] = "";
    for (size_t i = 0; i < made->xmr.count; i++) {
        labels[i] = ".ABud23+-"[made->xmr.marks[i].label];
    }
    CHECK_TEXT(labels, letters);
}

static void expect_flag(const struct made *made, enum br_spc_flag flag, const char *letters)
{
    char flags[COUNT_MAX + 1] = "";
    for (size_t i = 0; i < made->xmr.count; i++) {
        flags[i] = (made->xmr.marks[i].flags & (uint8_t)flag) != 0 ? 'x' : '.';
    }
    CHECK_TEXT(flags, letters);
}

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

/* --- limits --- */

static void test_mean_and_limits(void)
{
    struct made made;
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    VALUES(&made, 10, 12, 11, NAN, 15, 13);
    CHECK(apply(&made, &options) == BR_OK);
    CHECK_UINT(made.xmr.phase_count, 1);
    const struct br_spc_phase *phase = &made.xmr.phases[0];
    double range = (2.0 + 1 + 2) / 3; /* none across the missing point */
    CHECK(close_to(phase->mean, 12.2));
    CHECK(close_to(phase->upl, 12.2 + 2.66 * range));
    CHECK(close_to(phase->lpl, 12.2 - 2.66 * range));
    CHECK(close_to(phase->near_upl, 12.2 + 2.66 * 2 / 3 * range));
    CHECK(phase->count == 6 && phase->missing == 1 && phase->baseline == 6);
    CHECK(phase->trial && made.xmr.trial && phase->rebase == SIZE_MAX);
    br_arena_free(&made.arena);
}

static void test_nothing_to_compute_from(void)
{
    struct made made;
    struct br_spc_options options = {.has_target = true, .target = 3};
    values(&made, NULL, 0);
    CHECK(apply(&made, &options) == BR_OK);
    CHECK(made.xmr.phase_count == 0 && made.xmr.variation == BR_SPC_VARIATION_COMMON);
    br_arena_free(&made.arena);

    VALUES(&made, NAN, NAN, NAN);
    CHECK(apply(&made, &options) == BR_OK);
    CHECK(isnan(made.xmr.phases[0].mean) && isnan(made.xmr.phases[0].upl));
    expect_labels(&made, "...");
    br_arena_free(&made.arena);

    VALUES(&made, 4, NAN, 6); /* a mean, and no moving range */
    CHECK(apply(&made, &options) == BR_OK);
    CHECK(close_to(made.xmr.phases[0].mean, 5) && isnan(made.xmr.phases[0].lpl));
    CHECK(made.xmr.assurance == BR_SPC_HIT_OR_MISS);
    br_arena_free(&made.arena);
}

static void test_constant_data_lies_on_its_mean(void)
{
    for (int screen = 0; screen < 2; screen++) {
        struct made made;
        struct br_spc_options options = {.screen = screen != 0, .has_target = true};
        VALUES(&made, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1);
        options.target = 0.05;
        CHECK(apply(&made, &options) == BR_OK);
        CHECK(made.xmr.phases[0].lpl == made.xmr.phases[0].mean);
        CHECK(made.xmr.phases[0].upl == made.xmr.phases[0].mean);
        CHECK(made.xmr.assurance == BR_SPC_PASS);
        expect_labels(&made, "............");
        br_arena_free(&made.arena);
        options.target = 0.1;
        CHECK(apply(&made, &options) == BR_OK);
        CHECK(made.xmr.assurance == BR_SPC_HIT_OR_MISS);
        br_arena_free(&made.arena);
    }
}

static void test_limits_are_fixed_after_some_points(void)
{
    struct made made;
    struct br_spc_options options = {.fix_after = 12};
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 50, 60);
    CHECK(apply(&made, &options) == BR_OK);
    CHECK(close_to(made.xmr.phases[0].mean, 1.5) && made.xmr.phases[0].baseline == 12);
    expect_labels(&made, "............AA");
    br_arena_free(&made.arena);
    options.fix_after = 20; /* more than there are: all of them */
    CHECK(apply(&made, &options) == BR_OK);
    CHECK_UINT(made.xmr.phases[0].baseline, 14);
    br_arena_free(&made.arena);
}

/* --- the four rules --- */

static void test_shift_takes_seven(void)
{
    struct made made;
    struct br_spc_options options = {.fix_after = 12};
    VALUES(&made, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 5, 6, 5, 6, 5, 6, 0);
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_SHIFT, "....................");
    br_arena_free(&made.arena);
    VALUES(&made, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 5, 6, 5, 6, 5, 6, 5, 0);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, ".............+++++++.");
    br_arena_free(&made.arena);
    VALUES(&made, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 5, 6, 5, NAN, 6, 5, 6, 5);
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_SHIFT, ".....................");
    br_arena_free(&made.arena);
    VALUES(&made, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 5, 6, 5, 4.5, 6, 5, 6, 5);
    CHECK(apply(&made, &options) == BR_OK); /* a point on the mean is on no side */
    expect_flag(&made, BR_SPC_SHIFT, ".....................");
    br_arena_free(&made.arena);
}

static void test_trend_takes_six_steps(void)
{
    struct made made;
    struct br_spc_options options = {.direction = BR_SPC_DECREASE};
    VALUES(&made, 5, 1, 2, 3, 4, 5, 6, 1, 9, 1);
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_TREND, "..........");
    br_arena_free(&made.arena);
    VALUES(&made, 5, 1, 2, 3, 4, 5, 6, 7, 1, 9, 1);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, ".uuuuuuu...");
    CHECK(made.xmr.marks[1].class == BR_SPC_CONCERN_HIGH);
    br_arena_free(&made.arena);
    VALUES(&made, 5, 1, 2, 3, 4, 4, 5, 6, 7, 1, 9, 1); /* a tie breaks it */
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_TREND, "............");
    br_arena_free(&made.arena);
    VALUES(&made, 5, 1, 2, 3, NAN, 4, 5, 6, 7, 1, 9, 1); /* so does a missing point */
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_TREND, "............");
    br_arena_free(&made.arena);
}

/* A peak that a rise and a fall share counts with the fall; behind a drop a rise keeps its end. */
static void test_trends_side_by_side(void)
{
    struct made made;
    struct br_spc_options options = {.fix_after = 12};
    VALUES(&made, 9, -9, 9, -9, 9, -9, 9, -9, 9, -9, 9, -9, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, "...........uuuuuuuddddddd");
    br_arena_free(&made.arena);
    VALUES(&made, 9, -9, 9, -9, 9, -9, 9, -9, 9, -9, 9, -9, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6,
           7);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, "...........uuuuuuuuuuuuuuu");
    br_arena_free(&made.arena);
}

static void test_two_of_three_has_two_definitions(void)
{
    struct made made;
    struct br_spc_options options = {.fix_after = 12};
    /* mean 1.5, range 1: near 3.27, limit 4.16 */
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 4, 2, 4, 1);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, "............2.2.");
    br_arena_free(&made.arena);
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 4, 2, 5, 1);
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_TWO_OF_THREE, "............x.x.");
    expect_labels(&made, "............2.A.");
    br_arena_free(&made.arena);
    options.two_of_three = BR_SPC_R;
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_TWO_OF_THREE, "................");
    br_arena_free(&made.arena);
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 4, 1, 4, 1); /* all three on one side */
    CHECK(apply(&made, &options) == BR_OK);
    expect_flag(&made, BR_SPC_TWO_OF_THREE, "................");
    br_arena_free(&made.arena);
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, -1, 1, -1, 2);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, "............3.3.");
    br_arena_free(&made.arena);
}

static void test_labels_have_an_order(void)
{
    struct made made;
    struct br_spc_options options = {.fix_after = 12};
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1.6, 1.7, 1.8, 1.9, 2, 3.5, 9, 3.6);
    CHECK(apply(&made, &options) == BR_OK);
    expect_labels(&made, "............uuuuuuuA2");
    expect_flag(&made, BR_SPC_SHIFT, ".............xxxxxxxx");
    CHECK(made.xmr.variation == BR_SPC_IMPROVEMENT_HIGH);
    br_arena_free(&made.arena);
}

/* --- phases --- */

static void test_each_phase_stands_alone(void)
{
    struct made made;
    static const struct br_spc_rebase rebases[] = {{.day = 7, .reason = "a new ward"}};
    struct br_spc_options options = {.rebase_count = 1, .rebases = rebases};
    VALUES(&made, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 8, 7);
    CHECK(apply(&made, &options) == BR_OK);
    CHECK_UINT(made.xmr.phase_count, 2);
    CHECK(made.xmr.phases[1].first == 7 && made.xmr.phases[1].rebase == 0);
    CHECK(close_to(made.xmr.phases[1].mean, 7.2));
    CHECK(made.xmr.marks[6].phase == 0 && made.xmr.marks[7].phase == 1);
    expect_flag(&made, BR_SPC_TREND, "............"); /* 1 to 8 rise, but across the border */
    br_arena_free(&made.arena);
}

static void expect_note(const struct made *made, size_t index, const char *part)
{
    struct br_error note;
    br_spc_rebase_note(&made->xmr, index, &note);
    CHECK(part == NULL ? note.text[0] == '\0' : strstr(note.text, part) != NULL);
}

static void test_rebases_beside_the_points(void)
{
    struct made made;
    static const struct br_spc_rebase rebases[] = {
        {.day = 50}, {.day = 12}, {.day = 20}, {.day = -5}, {.day = 15}, {.day = 20},
    };
    struct br_spc_options options = {.rebase_count = 6, .rebases = rebases};
    VALUES(&made, 1, 2, 1, 2, 1);
    for (size_t i = 0; i < made.count; i++) {
        made.points[i].day = (int32_t)i * 10;
    }
    CHECK(apply(&made, &options) == BR_OK);
    CHECK_UINT(made.xmr.phase_count, 2);
    CHECK(made.xmr.rebased[0].fate == BR_SPC_REBASE_AHEAD);
    CHECK(made.xmr.rebased[1].fate == BR_SPC_REBASE_NEXT && made.xmr.rebased[1].point == 2);
    CHECK(made.xmr.rebased[2].fate == BR_SPC_REBASE_TWICE);
    CHECK(made.xmr.rebased[3].fate == BR_SPC_REBASE_FIRST);
    CHECK(made.xmr.rebased[4].fate == BR_SPC_REBASE_TWICE);
    CHECK(made.xmr.rebased[5].fate == BR_SPC_REBASE_TWICE);
    expect_note(&made, 0, "no point stands on that day or after");
    expect_note(&made, 1,
                "there is no point on 13 Jan 1970: the new phase begins at the next one, "
                "21 Jan 1970");
    expect_note(&made, 2, "another one begins the phase at 21 Jan 1970");
    expect_note(&made, 3, "no point stands before it");
    br_arena_free(&made.arena);

    options = (struct br_spc_options){.rebase_count = 2, .rebases = rebases + 2};
    CHECK(apply(&made, &options) == BR_OK);
    CHECK(made.xmr.rebased[0].fate == BR_SPC_REBASE_EXACT);
    expect_note(&made, 0, NULL);
    br_arena_free(&made.arena);
}

static void test_rebases_in_any_order(void)
{
    struct made made;
    static const struct br_spc_rebase rebases[] = {{.day = 4}, {.day = 2}, {.day = 3}};
    struct br_spc_options options = {.rebase_count = 3, .rebases = rebases};
    VALUES(&made, 1, 2, 3, 4, 5);
    CHECK(apply(&made, &options) == BR_OK);
    CHECK_UINT(made.xmr.phase_count, 4);
    for (size_t i = 1; i < 4; i++) {
        CHECK_UINT(made.xmr.phases[i].first, i + 1);
        CHECK_UINT(made.xmr.phases[i].count, 1);
    }
    br_arena_free(&made.arena);
}

/* --- icons --- */

static void expect_assurance(enum br_spc_direction direction, double target, const char *name)
{
    struct made made;
    struct br_spc_options options = {
        .direction = direction, .has_target = !isnan(target), .target = target};
    VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2); /* limits -1.16 and 4.16 */
    CHECK(apply(&made, &options) == BR_OK);
    const char *ours = br_spc_assurance_name(made.xmr.assurance);
    CHECK_TEXT(ours == NULL ? "none" : ours, name);
    br_arena_free(&made.arena);
}

static void test_assurance(void)
{
    expect_assurance(BR_SPC_INCREASE, 5, "consistent_fail");
    expect_assurance(BR_SPC_INCREASE, -2, "consistent_pass");
    expect_assurance(BR_SPC_INCREASE, 2, "inconsistent");
    expect_assurance(BR_SPC_DECREASE, 5, "consistent_pass");
    expect_assurance(BR_SPC_DECREASE, -2, "consistent_fail");
    expect_assurance(BR_SPC_DECREASE, 1.5 + 2.66, "inconsistent"); /* on the limit */
    expect_assurance(BR_SPC_NEUTRAL, 5, "none");
    expect_assurance(BR_SPC_INCREASE, NAN, "none");
}

static void test_variation_in_every_direction(void)
{
    static const char *const names[3][2] = {{"improvement_high", "concern_low"},
                                            {"concern_high", "improvement_low"},
                                            {"neutral_high", "neutral_low"}};
    for (unsigned direction = 0; direction < 3; direction++) {
        for (int low = 0; low < 2; low++) {
            struct made made;
            struct br_spc_options options = {.direction = (enum br_spc_direction)direction,
                                             .fix_after = 12};
            VALUES(&made, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, low != 0 ? -9 : 9);
            CHECK(apply(&made, &options) == BR_OK);
            CHECK_TEXT(br_spc_variation_name(made.xmr.variation), names[direction][low]);
            br_arena_free(&made.arena);
        }
    }
}

/* --- what is refused, and the limits --- */

static void expect_refused(struct made *made, const struct br_spc_options *options,
                           enum br_status status, const char *part)
{
    CHECK(apply(made, options) == status);
    CHECK(strstr(made->error.text, part) != NULL);
    br_arena_free(&made->arena);
}

static void test_what_cannot_be_charted_is_refused(void)
{
    struct made made;
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    VALUES(&made, 1, 2, 3);
    made.points[2].day = 1;
    expect_refused(&made, &options, BR_ERR_MALFORMED, "two points on 2 Jan 1970");
    made.points[2].day = 0;
    expect_refused(&made, &options, BR_ERR_MALFORMED, "stands behind a later one");
    VALUES(&made, 1, INFINITY, 3);
    expect_refused(&made, &options, BR_ERR_MALFORMED, "beyond what can be charted");
    VALUES(&made, 1, 2, 3);
    options.has_target = true;
    options.target = NAN;
    expect_refused(&made, &options, BR_ERR_MALFORMED, "the target");
}

static void test_limits_of_options(void)
{
    struct made made;
    static struct br_spc_rebase rebases[BR_SPC_REBASES_MAX + 1];
    struct br_spc_options options = {.rebases = rebases};
    VALUES(&made, 1, 2, 3);
    for (size_t i = 0; i <= BR_SPC_REBASES_MAX; i++) {
        rebases[i].day = 1;
    }
    for (size_t count = BR_SPC_REBASES_MAX - 1; count <= BR_SPC_REBASES_MAX + 1; count++) {
        options.rebase_count = count;
        CHECK(apply(&made, &options) == (count <= BR_SPC_REBASES_MAX ? BR_OK : BR_ERR_LIMIT));
        br_arena_free(&made.arena);
    }
    options.rebase_count = 0;
    for (size_t fix = BR_SPC_BASELINE_MIN - 1; fix <= BR_SPC_BASELINE_MIN + 1; fix++) {
        options.fix_after = fix;
        CHECK(apply(&made, &options) == (fix < BR_SPC_BASELINE_MIN ? BR_ERR_MALFORMED : BR_OK));
        br_arena_free(&made.arena);
    }
    options.fix_after = 0;
    for (int beyond = -1; beyond <= 1; beyond++) {
        made.points[1].value = -(BR_SPC_VALUE_MAX + beyond);
        CHECK(apply(&made, &options) == (beyond <= 0 ? BR_OK : BR_ERR_MALFORMED));
        br_arena_free(&made.arena);
        made.points[1].value = 2;
        options.has_target = true;
        options.target = BR_SPC_VALUE_MAX + beyond;
        CHECK(apply(&made, &options) == (beyond <= 0 ? BR_OK : BR_ERR_MALFORMED));
        br_arena_free(&made.arena);
        options.has_target = false;
    }
}

static void test_limits_of_points(void)
{
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    struct br_spc_point *points = calloc(BR_SPC_POINTS_MAX + 1, sizeof *points);
    BR_ASSERT(points != NULL);
    for (size_t i = 0; i <= BR_SPC_POINTS_MAX; i++) {
        points[i] = (struct br_spc_point){.day = (int32_t)i, .value = (double)(i % 7)};
    }
    for (size_t count = BR_SPC_POINTS_MAX - 1; count <= BR_SPC_POINTS_MAX + 1; count++) {
        struct br_arena arena;
        struct br_spc_xmr xmr;
        struct br_error error;
        bool fits = count <= BR_SPC_POINTS_MAX;
        br_arena_init(&arena, br_spc_xmr_size(count, 0)); /* just what was promised */
        CHECK(br_spc_xmr(points, count, &options, &arena, &xmr, &error) ==
              (fits ? BR_OK : BR_ERR_LIMIT));
        br_arena_free(&arena);
        br_arena_init(&arena, count);
        CHECK(!fits ||
              br_spc_xmr(points, count, &options, &arena, &xmr, &error) == BR_ERR_NO_MEMORY);
        br_arena_free(&arena);
    }
    for (size_t count = BR_SPC_LIMITS_MIN - 1; count <= BR_SPC_LIMITS_MIN + 1; count++) {
        struct br_arena arena;
        struct br_spc_xmr xmr;
        struct br_error error;
        br_arena_init(&arena, ARENA_SIZE);
        CHECK(br_spc_xmr(points, count, &options, &arena, &xmr, &error) == BR_OK);
        CHECK(xmr.trial == (count < BR_SPC_LIMITS_MIN));
        br_arena_free(&arena);
    }
    free(points);
}

/* --- the rules once more, slowly --- */

struct slow {
    double mean, upl, lpl, near_upl, near_lpl;
    bool outside[COUNT_MAX], trend[COUNT_MAX], two[COUNT_MAX], shift[COUNT_MAX];
    const char *label[COUNT_MAX];
};

static double slow_largest;

static int slow_compare(double a, double b)
{
    if (isnan(a) || isnan(b) || fabs(a - b) <= 1e-12 * slow_largest) {
        return 0;
    }
    return a > b ? 1 : -1;
}

/* An exact sum, as parts that do not overlap (Shewchuk); extended precision is not everywhere. */
struct exact {
    double parts[64];
    size_t count;
    size_t added;
};

static void exact_add(struct exact *sum, double value)
{
    size_t kept = 0;
    for (size_t i = 0; i < sum->count; i++) {
        double part = sum->parts[i];
        double larger = fabs(value) >= fabs(part) ? value : part;
        double smaller = fabs(value) >= fabs(part) ? part : value;
        double total = larger + smaller;
        double lost = smaller - (total - larger);
        if (lost != 0) {
            sum->parts[kept++] = lost;
        }
        value = total;
    }
    BR_ASSERT(kept < sizeof sum->parts / sizeof sum->parts[0]);
    sum->parts[kept++] = value;
    sum->count = kept;
    sum->added++;
}

static double exact_mean(const struct exact *sum)
{
    double total = 0;
    for (size_t i = 0; i < sum->count; i++) { /* the smallest first */
        total += sum->parts[i];
    }
    return sum->added == 0 ? NAN : total / (double)sum->added;
}

static void slow_limits(const struct br_spc_point *p, size_t n, size_t baseline, bool screen,
                        struct slow *slow)
{
    struct exact sum = {.count = 0};
    struct exact ranges = {.count = 0};
    struct exact kept = {.count = 0};
    slow_largest = 0;
    for (size_t i = 0; i < n; i++) {
        slow_largest = isnan(p[i].value) ? slow_largest : fmax(slow_largest, fabs(p[i].value));
    }
    for (size_t i = 0; i < baseline; i++) {
        if (!isnan(p[i].value)) {
            exact_add(&sum, p[i].value);
        }
        if (i > 0 && !isnan(p[i].value) && !isnan(p[i - 1].value)) {
            exact_add(&ranges, fabs(p[i].value - p[i - 1].value));
        }
    }
    slow->mean = exact_mean(&sum);
    double range = exact_mean(&ranges);
    for (size_t i = 1; screen && i < baseline; i++) {
        double one = fabs(p[i].value - p[i - 1].value);
        if (!isnan(one) && slow_compare(one, 3.267 * range) < 0) {
            exact_add(&kept, one);
        }
    }
    range = kept.added > 0 ? exact_mean(&kept) : range;
    slow->upl = slow->mean + 2.66 * range;
    slow->lpl = slow->mean - 2.66 * range;
    slow->near_upl = slow->mean + 2.66 * 2 / 3 * range;
    slow->near_lpl = slow->mean - 2.66 * 2 / 3 * range;
}

/* Is point i in some window of 7 from [from] that only goes [direction]? */
static bool slow_in_trend(const struct br_spc_point *p, size_t n, size_t i, int direction)
{
    for (size_t from = i < 6 ? 0 : i - 6; from <= i && from + 7 <= n; from++) {
        bool all = true;
        for (size_t at = from + 1; at < from + 7; at++) {
            all = all && slow_compare(p[at].value, p[at - 1].value) == direction;
        }
        if (all) {
            return true;
        }
    }
    return false;
}

static bool slow_in_shift(const struct br_spc_point *p, size_t n, size_t i, double mean)
{
    for (size_t from = i < 6 ? 0 : i - 6; from <= i && from + 7 <= n; from++) {
        int sides = 0;
        for (size_t at = from; at < from + 7; at++) {
            sides += slow_compare(p[at].value, mean);
        }
        if (sides == 7 || sides == -7) {
            return true;
        }
    }
    return false;
}

static bool slow_close(const struct slow *slow, double value, bool mdc)
{
    bool beyond =
        slow_compare(value, slow->near_upl) > 0 || slow_compare(value, slow->near_lpl) < 0;
    bool outside = slow_compare(value, slow->upl) > 0 || slow_compare(value, slow->lpl) < 0;
    return beyond && (mdc || !outside);
}

static bool slow_two(const struct br_spc_point *p, size_t n, size_t i, const struct slow *slow,
                     bool mdc)
{
    for (size_t from = i < 2 ? 0 : i - 2; from <= i && from + 3 <= n; from++) {
        int sides = 0;
        int close = 0;
        for (size_t at = from; at < from + 3; at++) {
            sides += slow_compare(p[at].value, slow->mean);
            close += slow_close(slow, p[at].value, mdc) ? 1 : 0;
        }
        if ((sides == 3 || sides == -3) && close >= 2 && slow_close(slow, p[i].value, mdc)) {
            return true;
        }
    }
    return false;
}

static const char *slow_label(const struct br_spc_point *p, size_t n, size_t i,
                              const struct slow *slow)
{
    bool above = slow_compare(p[i].value, slow->mean) > 0;
    if (slow->outside[i]) {
        return above ? "Above UCL" : "Below LCL";
    }
    if (slow->trend[i]) { /* the later of two wins: it stands to the right */
        bool up = slow_in_trend(p, n, i, 1);
        bool down = slow_in_trend(p, n, i, -1);
        if (up && down) {
            up = i + 1 < n && slow_compare(p[i + 1].value, p[i].value) > 0;
        }
        return up ? "7 Point Trend (Increasing)" : "7 Point Trend (Decreasing)";
    }
    if (slow->two[i]) {
        return above ? "2 in 3 Above CL" : "2 in 3 Below CL";
    }
    if (slow->shift[i]) {
        return above ? "7 Points Above CL" : "7 Points Below CL";
    }
    return "Common Cause";
}

static void slow_phase(const struct br_spc_point *p, size_t n, const struct br_spc_options *options,
                       struct slow *slow)
{
    bool fixed = options->fix_after > 0 && options->fix_after < n;
    slow_limits(p, n, fixed ? options->fix_after : n, options->screen, slow);
    for (size_t i = 0; i < n; i++) {
        slow->outside[i] =
            slow_compare(p[i].value, slow->upl) > 0 || slow_compare(p[i].value, slow->lpl) < 0;
        slow->trend[i] = slow_in_trend(p, n, i, 1) || slow_in_trend(p, n, i, -1);
        slow->shift[i] = slow_in_shift(p, n, i, slow->mean);
        slow->two[i] = slow_two(p, n, i, slow, options->two_of_three == BR_SPC_MDC);
        slow->label[i] = slow_label(p, n, i, slow);
    }
}

static bool same_or_none(double a, double b)
{
    return isnan(a) || isnan(b) ? isnan(a) && isnan(b) : close_to(a, b);
}

/* Of one phase; false at the first difference. */
static bool agrees(const struct br_spc_xmr *xmr, const struct br_spc_phase *phase,
                   const struct slow *slow)
{
    bool same = same_or_none(phase->mean, slow->mean) && same_or_none(phase->upl, slow->upl) &&
                same_or_none(phase->lpl, slow->lpl) &&
                same_or_none(phase->near_upl, slow->near_upl) &&
                same_or_none(phase->near_lpl, slow->near_lpl);
    for (size_t i = 0; i < phase->count && same; i++) {
        const struct br_spc_mark *mark = &xmr->marks[phase->first + i];
        unsigned flags =
            (slow->outside[i] ? BR_SPC_ASTRONOMICAL : 0u) | (slow->trend[i] ? BR_SPC_TREND : 0u) |
            (slow->two[i] ? BR_SPC_TWO_OF_THREE : 0u) | (slow->shift[i] ? BR_SPC_SHIFT : 0u);
        same = mark->flags == flags &&
               strcmp(br_spc_label_name((enum br_spc_label)mark->label), slow->label[i]) == 0;
    }
    return same;
}

/* Few distinct values make ties, sums that are nearly equal, runs and points on the mean. */
static void random_series(struct br_rng *rng, struct made *made, struct br_spc_rebase *rebases,
                          struct br_spc_options *options)
{
    static const size_t sizes[] = {5, 15, 40, 120};
    static const double scales[] = {1, 0.1, 0.01, 1000, 1e-6, 1e9};
    double scale = scales[br_rng_below(rng, 6)];
    uint64_t distinct = 2 + br_rng_below(rng, 40);
    uint64_t missing = br_rng_below(rng, 3) == 0 ? 6 : 1000;
    double drift = (double)br_rng_below(rng, 3) - 1;
    double value = 0;
    bool walks = br_rng_below(rng, 2) == 0;
    made->count = br_rng_below(rng, sizes[br_rng_below(rng, 4)]);
    for (size_t i = 0; i < made->count; i++) {
        double step = (double)br_rng_below(rng, distinct);
        value = walks ? value + step - (double)distinct / 3 + drift : step;
        bool gone = br_rng_below(rng, missing) == 0;
        made->points[i] =
            (struct br_spc_point){.day = (int32_t)i * 7, .value = gone ? NAN : value * scale};
    }
    *options = (struct br_spc_options){
        .direction = (enum br_spc_direction)br_rng_below(rng, 3),
        .screen = br_rng_below(rng, 2) == 0,
        .two_of_three = (enum br_spc_two_of_three)br_rng_below(rng, 2),
        .fix_after = br_rng_below(rng, 3) == 0 ? 12 + br_rng_below(rng, 10) : 0,
        .rebase_count = br_rng_below(rng, REBASES),
        .rebases = rebases,
    };
    for (size_t i = 0; i < options->rebase_count; i++) {
        rebases[i].day = (int32_t)br_rng_below(rng, 7 * (made->count + 1));
    }
}

static void test_ten_thousand_random_series(void)
{
    enum { SERIES = 10000 };
    static struct slow slow;
    static struct made made;
    struct br_spc_rebase rebases[REBASES];
    struct br_rng rng = br_rng_seeded(20260503);
    size_t points = 0;
    size_t flagged = 0;
    size_t differences = 0;
    for (int i = 0; i < SERIES; i++) {
        struct br_spc_options options;
        random_series(&rng, &made, rebases, &options);
        if (!CHECK(apply(&made, &options) == BR_OK)) {
            continue;
        }
        size_t end = 0;
        for (size_t at = 0; at < made.xmr.phase_count; at++) {
            const struct br_spc_phase *phase = &made.xmr.phases[at];
            CHECK(phase->first == end && phase->count > 0);
            end += phase->count;
            slow_phase(made.points + phase->first, phase->count, &options, &slow);
            differences += agrees(&made.xmr, phase, &slow) ? 0 : 1;
        }
        CHECK_UINT(end, made.count);
        for (size_t at = 0; at < made.count; at++) {
            flagged += made.xmr.marks[at].flags != 0 ? 1 : 0;
        }
        points += made.count;
        br_arena_free(&made.arena);
    }
    printf("random: %d series, %zu points, %zu flagged, %zu phases differ\n", SERIES, points,
           flagged, differences);
    CHECK(flagged > points / 20);
    CHECK_UINT(differences, 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_mean_and_limits),
        BR_TEST(test_nothing_to_compute_from),
        BR_TEST(test_constant_data_lies_on_its_mean),
        BR_TEST(test_limits_are_fixed_after_some_points),
        BR_TEST(test_shift_takes_seven),
        BR_TEST(test_trend_takes_six_steps),
        BR_TEST(test_trends_side_by_side),
        BR_TEST(test_two_of_three_has_two_definitions),
        BR_TEST(test_labels_have_an_order),
        BR_TEST(test_each_phase_stands_alone),
        BR_TEST(test_rebases_beside_the_points),
        BR_TEST(test_rebases_in_any_order),
        BR_TEST(test_assurance),
        BR_TEST(test_variation_in_every_direction),
        BR_TEST(test_what_cannot_be_charted_is_refused),
        BR_TEST(test_limits_of_options),
        BR_TEST(test_limits_of_points),
        BR_TEST(test_ten_thousand_random_series),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
