/* What a chart says, for every label, icon and state; then over real series: always whole words. */
#include "harness/check.h"

#include "base/csv.h"
#include "base/limits.h"
#include "spc/day.h"
#include "spc/sentence.h"
#include "spc/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 64, ARENA_SIZE = 1 << 20, SAID_SIZE = 2048 };

static int32_t start(void)
{
    int32_t day = 0;
    CHECK(br_day_of((struct br_day_parts){2026, 1, 5}, &day));
    return day;
}

/* Weekly from 5 January 2026; [as_run]: as a run chart. */
static void say(const double *values, size_t count, const struct br_spc_options *options,
                bool as_run, const char *unit, char out[SAID_SIZE])
{
    struct br_spc_point points[COUNT_MAX];
    struct br_arena arena;
    struct br_error error;
    struct br_spc_xmr xmr;
    struct br_run_chart run;
    struct br_sentence sentence;
    struct br_buffer text;
    br_arena_init(&arena, ARENA_SIZE);
    br_buffer_init(&text, SAID_SIZE);
    for (size_t i = 0; i < count; i++) {
        points[i] = (struct br_spc_point){start() + 7 * (int32_t)i, values[i]};
    }
    CHECK(br_spc_xmr(points, count, options, &arena, &xmr, &error) == BR_OK);
    CHECK(br_run_chart(points, count, &arena, &run) == BR_OK);
    br_sentence_make(&xmr, as_run ? &run : NULL, unit, &sentence);
    br_sentence_whole(&sentence, &text);
    (void)snprintf(out, SAID_SIZE, "%s", br_buffer_text(&text));
    br_buffer_free(&text);
    br_arena_free(&arena);
}

static const struct br_spc_options fixed = {.fix_after = 12};

#define EXPECT(options, as_run, unit, expected, ...)                                \
    do {                                                                            \
        const double list[] = {__VA_ARGS__};                                        \
        char said[SAID_SIZE];                                                       \
        say(list, sizeof list / sizeof list[0], (options), (as_run), (unit), said); \
        CHECK_TEXT(said, expected);                                                 \
    } while (0)

/* Mean 1.5, limits -1.16 and 4.16, near ones -0.27 and 3.27. */
#define BASE 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2

static void test_every_label_has_its_sentence(void)
{
    EXPECT(&fixed, false, NULL,
           "The last point, of 30 Mar 2026, is above the upper limit: improvement.", BASE, 9);
    EXPECT(&fixed, false, NULL,
           "The last two points are above the upper limit, since 30 Mar 2026: improvement.", BASE,
           9, 8);
    EXPECT(&fixed, false, NULL,
           "The last point, of 30 Mar 2026, is below the lower limit: concern.", BASE, -9);
    EXPECT(&fixed, false, NULL,
           "Two of the last three points are close to the upper limit, since 30 Mar 2026: "
           "improvement.",
           BASE, 4, 2, 4);
    EXPECT(&fixed, false, NULL,
           "All of the last three points are close to the lower limit, since 30 Mar 2026: concern.",
           BASE, -1, -1, -1);
    EXPECT(&fixed, false, NULL,
           "The last seven points are above the mean, since 6 Apr 2026: improvement.", BASE, 1, 2,
           3, 2, 3, 2, 3, 2);
    EXPECT(&fixed, false, NULL,
           "The last eight points are below the mean, since 30 Mar 2026: concern.", BASE, 1, 0, 1,
           0, 1, 0, 1, 0);
    EXPECT(&fixed, false, NULL,
           "The last seven points are rising at each step, since 30 Mar 2026: improvement.", BASE,
           1, 1.2, 1.4, 1.6, 1.8, 2, 2.2);
    EXPECT(&fixed, false, NULL,
           "The last point, of 18 May 2026, is above the upper limit, and the last nine are above "
           "the mean, since 23 Mar 2026: improvement.",
           BASE, 3, 2, 3, 2, 3, 2, 3, 9);
    EXPECT(&fixed, false, NULL,
           "Two of the last three points are close to the lower limit, since 11 May 2026, and the "
           "last eight are below the mean, since 6 Apr 2026: concern.",
           BASE, 2, 1, 0, 1, 0, 1, -1, 1, -1);
    EXPECT(&fixed, false, NULL,
           "The last seven points are falling at each step, since 23 Mar 2026: concern.", BASE, 1.9,
           1.8, 1.7, 1.6, 1.4, 1.3);
}

static void test_common_cause(void)
{
    EXPECT(&fixed, false, "minutes",
           "No change beyond chance. The process varies by chance, between -1.16 and 4.16 minutes.",
           BASE, 1);
    EXPECT(&fixed, false, "%",
           "No change beyond chance. The process varies by chance, between -1.16 and 4.16%. "
           "Earlier, one point out of 14 stands out, the latest on 30 Mar 2026: above the upper "
           "limit (improvement, higher).",
           BASE, 9, 1);
    EXPECT(&fixed, false, NULL,
           "No change beyond chance. The last point, of 30 Mar 2026, is missing.", BASE, NAN);
    EXPECT(&fixed, false, NULL, "No change beyond chance. All values are the same: 4.", 4, 4, 4, 4,
           4, 4, 4, 4, 4, 4, 4, 4, 4);
    const struct br_spc_options target = {.has_target = true, .target = 1};
    EXPECT(&target, false, NULL,
           "No change beyond chance. There are no limits: no two values stand beside each other. "
           "The target of 1 cannot be judged without limits. These are trial limits: the phase "
           "from 5 Jan 2026 has three points, and limits hold from 13.",
           4, NAN, 5);
}

static void test_targets(void)
{
    struct br_spc_options options = {.has_target = true, .target = 9, .fix_after = 12};
    EXPECT(&options, false, "%",
           "No change beyond chance. The process varies by chance, between -1.16 and 4.16%. The "
           "target of 9% will not be met as the process works now.",
           BASE, 1);
    options.direction = BR_SPC_DECREASE;
    EXPECT(&options, false, NULL,
           "No change beyond chance. The process varies by chance, between -1.16 and 4.16. The "
           "target of 9 is met, and will be as the process works now.",
           BASE, 1);
    options.target = 1.25;
    EXPECT(&options, false, "",
           "No change beyond chance. The process varies by chance, between -1.16 and 4.16. The "
           "target of 1.25 is met at times and missed at times, by chance.",
           BASE, 1);
    options.direction = BR_SPC_NEUTRAL;
    EXPECT(&options, false, NULL,
           "The last point, of 30 Mar 2026, is above the upper limit: change.", BASE, 9);
    EXPECT(&options, false, NULL,
           "The last point, of 30 Mar 2026, is below the lower limit: change.", BASE, -9);
}

/* Of several phases the last that is on trial is told. */
static void test_trial_limits(void)
{
    const struct br_spc_rebase rebase = {.day = start() + 7 * 12};
    const struct br_spc_options options = {.rebase_count = 1, .rebases = &rebase};
    EXPECT(&options, false, NULL,
           "No change beyond chance. There are no limits: no two values stand beside each other. "
           "These are trial limits: the phase from 30 Mar 2026 has one point, and limits hold from "
           "13.",
           BASE, 2);
    EXPECT(&options, false, NULL,
           "No change beyond chance. The process varies by chance, between -1.05 and 4.05. These "
           "are trial limits: the phase from 5 Jan 2026 has twelve points, and limits hold from "
           "13.",
           BASE, BASE, 1.5);
}

static void test_run_charts(void)
{
    struct br_spc_options options = {.direction = BR_SPC_DECREASE};
    EXPECT(&options, true, "minutes",
           "No change beyond chance. The points lie around the median of 13 minutes with no long "
           "run on one side. Limits and icons come with 13 points: six more.",
           12, 14, 11, 13, 12, 15, 13);
    EXPECT(&options, true, NULL,
           "No values yet. Limits and icons come with 13 points: twelve more.", NAN);
    EXPECT(&options, true, NULL,
           "Ten points in a row, from 16 Mar to 18 May 2026, are above the median of 5; chance "
           "allows seven: concern.",
           1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9);
    options.direction = BR_SPC_NEUTRAL;
    EXPECT(&options, true, NULL,
           "Ten points in a row, from 16 Mar to 18 May 2026, are below the median of 5; chance "
           "allows seven: change.",
           8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2);
    EXPECT(&options, true, NULL,
           "The points cross the median of 5 three times; by chance it would be at least six: "
           "change.",
           1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9);
}

static void test_nothing_to_say_of_nothing(void)
{
    char said[SAID_SIZE];
    const struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    say(NULL, 0, &options, false, NULL, said);
    CHECK_TEXT(said, "No points yet.");
    say(NULL, 0, &options, true, NULL, said);
    CHECK_TEXT(said, "No points yet.");
}

static void expect_rules(const struct br_spc_options *options, bool as_run, const char *expected)
{
    const struct br_spc_xmr xmr = {.options = *options};
    const struct br_run_chart run = {.count = 0};
    char rules[BR_RULE_SET_SIZE];
    br_spc_rule_set(&xmr, as_run ? &run : NULL, rules);
    CHECK_TEXT(rules, expected);
}

static void test_the_rule_set_has_a_name(void)
{
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    expect_rules(&options, false,
                 "XmR, Making Data Count rules, unscreened, two-of-three as of 2023");
    expect_rules(&options, true, "Run chart, median, Anhøj rules");
    options.screen = true;
    options.two_of_three = BR_SPC_R;
    options.fix_after = BR_SPC_POINTS_MAX;
    expect_rules(
        &options, false,
        "XmR, Making Data Count rules, screened, two-of-three as in NHSRplotthedots 0.2.2, "
        "limits fixed after 20000 points");
}

/* --- run charts at their borders --- */

static void test_run_chart_counts(void)
{
    struct br_spc_point points[COUNT_MAX];
    struct br_arena arena;
    struct br_run_chart run;
    br_arena_init(&arena, ARENA_SIZE);
    for (size_t i = 0; i < 8; i++) {
        static const double values[] = {1, 3, 2, NAN, 3, 3, 1, 2};
        points[i] = (struct br_spc_point){(int32_t)i, values[i]};
    }
    CHECK(br_run_chart(points, 7, &arena, &run) == BR_OK); /* 1 3 2 - 3 3 1: median 2.5 */
    CHECK(run.median == 2.5 && run.useful == 6 && run.missing == 1 && run.crossings == 4);
    CHECK(run.longest == 2 && run.longest_first == 4 && run.longest_last == 5);
    CHECK(br_run_chart(points, 8, &arena, &run) == BR_OK); /* median 2: the 2s are passed over */
    CHECK(run.median == 2 && run.useful == 5 && run.longest == 3 && run.crossings == 2);
    CHECK(run.longest_first == 1 && run.longest_last == 5 && run.longest_side == 1);
    for (size_t i = 0; i < 8; i++) {
        points[i].value = 0.1;
    }
    CHECK(br_run_chart(points, 8, &arena, &run) == BR_OK);
    CHECK(run.useful == 0 && run.longest_max == 0 && !br_run_chart_signal(&run));
    br_arena_free(&arena);
    br_arena_init(&arena, 8);
    CHECK(br_run_chart(points, 8, &arena, &run) == BR_ERR_NO_MEMORY);
    br_arena_free(&arena);
    for (size_t count = BR_SPC_LIMITS_MIN - 1; count <= BR_SPC_LIMITS_MIN + 1; count++) {
        CHECK(br_spc_wants_run_chart(count) == (count < BR_SPC_LIMITS_MIN));
    }
}

/* n = 36: 8 and 13; n = 24: 8 and 8; n = 12: 7 and 3; and large n neither overflow nor vanish. */
static void test_run_chart_limits(void)
{
    static const struct {
        size_t n, longest, crossings;
    } known[] = {{1, 3, 0}, {2, 4, 0}, {12, 7, 3}, {24, 8, 8}, {36, 8, 13}};
    struct br_spc_point *points = calloc(BR_SPC_POINTS_MAX, sizeof *points);
    struct br_arena arena;
    struct br_run_chart run;
    BR_ASSERT(points != NULL);
    br_arena_init(&arena, 1 << 22);
    for (size_t i = 0; i < BR_SPC_POINTS_MAX; i++) {
        points[i] = (struct br_spc_point){(int32_t)i, i % 2 == 0 ? 1 : 3};
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        points[0].value = known[i].n == 1 ? NAN : 1;
        CHECK(br_run_chart(points, known[i].n, &arena, &run) == BR_OK);
        if (known[i].n > 1) {
            CHECK_UINT(run.useful, known[i].n);
            CHECK_UINT(run.longest_max, known[i].longest);
            CHECK_UINT(run.crossings_min, known[i].crossings);
        }
    }
    CHECK(br_run_chart(points, BR_SPC_POINTS_MAX, &arena, &run) == BR_OK);
    CHECK(run.longest_max == 17 && run.crossings_min > 9800 && run.crossings_min < 10000);
    br_arena_free(&arena);
    free(points);
}

/* --- real series --- */

struct counted {
    size_t series;
    size_t points;
    size_t standing_out;
    size_t broken;
};

/* What must hold of any series, whatever it is about. */
static bool holds(const struct br_spc_xmr *xmr, const struct br_run_chart *run)
{
    bool good = true;
    size_t end = 0;
    for (size_t i = 0; i < xmr->phase_count; i++) {
        const struct br_spc_phase *phase = &xmr->phases[i];
        good = good && phase->first == end && phase->missing <= phase->count;
        good = good && (isnan(phase->upl) ||
                        fabs((phase->upl - phase->mean) - (phase->mean - phase->lpl)) <=
                            1e-9 * fmax(1, fabs(phase->upl)));
        good = good && (isnan(phase->upl) ||
                        (phase->upl >= phase->near_upl && phase->near_upl >= phase->mean));
        end += phase->count;
    }
    good = good && end == xmr->count;
    for (size_t i = 0; i < xmr->count; i++) {
        const struct br_spc_mark *mark = &xmr->marks[i];
        bool missing = br_spc_missing(xmr->points[i].value);
        good = good && !(missing && (mark->flags != 0 || mark->side != 0));
        good = good && (mark->flags == 0) == (mark->label == BR_SPC_COMMON_CAUSE);
        good = good && (mark->flags == 0) == (mark->class == BR_SPC_VARIATION_COMMON);
    }
    return good && run->useful + run->missing <= run->count && run->longest <= run->useful &&
           run->crossings < run->useful + 1;
}

static void judge(const struct br_series *series, struct counted *counted)
{
    struct br_arena arena;
    struct br_error error;
    struct br_spc_xmr xmr;
    struct br_run_chart run;
    struct br_sentence sentence;
    const struct br_spc_options options = {.direction = BR_SPC_NEUTRAL};
    br_arena_init(&arena, br_spc_xmr_size(series->count, 0) + 16 * series->count + 1024);
    CHECK(br_spc_xmr(series->points, series->count, &options, &arena, &xmr, &error) == BR_OK);
    CHECK(br_run_chart(series->points, series->count, &arena, &run) == BR_OK);
    br_sentence_make(&xmr, NULL, NULL, &sentence);
    counted->broken += holds(&xmr, &run) && sentence.verdict[0] != '\0' &&
                               sentence.reading[strlen(sentence.reading) - 1] == '.'
                           ? 0
                           : 1;
    counted->series++;
    counted->points += series->count;
    counted->standing_out += sentence.stands_out ? 1 : 0;
    br_arena_free(&arena);
}

/* The rows of one organisation, a column as its values. */
static void judge_group(struct br_bytes text, size_t group_at, size_t value_at, const char *group,
                        struct counted *counted)
{
    static struct br_series series;
    struct br_csv csv;
    struct br_csv_row row;
    struct br_error error;
    struct br_arena arena;
    struct br_buffer plain;
    br_buffer_init(&plain, 1 << 20);
    br_arena_init(&arena, 1 << 27);
    CHECK(br_csv_open(&csv, text, ',') == BR_OK);
    (void)!br_csv_next(&csv, &arena, &row, &error);
    while (br_csv_next(&csv, &arena, &row, &error) == BR_OK) {
        if (row.count > value_at && br_bytes_equal(row.cells[group_at], br_bytes_of_text(group))) {
            br_buffer_put(&plain, row.cells[0].data, row.cells[0].size);
            br_buffer_put_u8(&plain, ',');
            br_buffer_put(&plain, row.cells[value_at].data, row.cells[value_at].size);
            br_buffer_put_u8(&plain, '\n');
        }
    }
    br_arena_reset(&arena);
    if (CHECK(br_buffer_ok(&plain) && plain.size > 0) &&
        CHECK(br_series_read(br_buffer_bytes(&plain), NULL, &arena, &series, &error) == BR_OK)) {
        CHECK_UINT(series.fault_count, 0);
        judge(&series, counted);
    }
    br_arena_free(&arena);
    br_buffer_free(&plain);
}

static void test_real_series_hold_what_must_hold(void)
{
    static const struct {
        const char *file;
        size_t group_at, value_at;
    } files[] = {{"ae_4h_2021_2025.csv", 1, 6},
                 {"ae_4h_2021_2025.csv", 1, 2},
                 {"beds_2022_2025.csv", 1, 4},
                 {"discharge_daily_2022_2025.csv", 1, 2},
                 {"discharge_daily_2022_2025.csv", 1, 5},
                 {"covid19_uk_and_neighbours_daily.csv", 1, 2}};
    static const char *const groups[] = {"RHQ", "RYJ", "RTF", "RD1"};
    static const char *const countries[] = {"United_Kingdom", "France", "Ireland",
                                            "United_Kingdom"};
    const char *data = getenv("BIGROOM_TEST_DATA");
    struct counted counted = {.series = 0};
    if (data == NULL) {
        printf("skipped: BIGROOM_TEST_DATA does not say where real series are\n");
        return;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[600];
        enum { FILE_MAX = 1 << 22 };
        char *text = malloc(FILE_MAX);
        (void)snprintf(path, sizeof path, "%s/nhs/%s", data, files[i].file);
        FILE *file = fopen(path, "rb");
        BR_ASSERT(file != NULL && text != NULL);
        size_t size = fread(text, 1, FILE_MAX, file);
        (void)fclose(file);
        for (size_t at = 0; at < 4; at++) {
            bool covid = strncmp(files[i].file, "covid", 5) == 0;
            judge_group((struct br_bytes){(uint8_t *)text, size}, files[i].group_at,
                        files[i].value_at, covid ? countries[at] : groups[at], &counted);
        }
        free(text);
    }
    printf("real: %zu series, %zu points, %zu of them stand out at their end, %zu break a rule\n",
           counted.series, counted.points, counted.standing_out, counted.broken);
    CHECK(counted.series > 20);
    CHECK_UINT(counted.broken, 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_every_label_has_its_sentence),
        BR_TEST(test_common_cause),
        BR_TEST(test_targets),
        BR_TEST(test_trial_limits),
        BR_TEST(test_run_charts),
        BR_TEST(test_nothing_to_say_of_nothing),
        BR_TEST(test_the_rule_set_has_a_name),
        BR_TEST(test_run_chart_counts),
        BR_TEST(test_run_chart_limits),
        BR_TEST(test_real_series_hold_what_must_hold),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
