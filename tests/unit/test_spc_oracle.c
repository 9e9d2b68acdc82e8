/*
 * XmR and run charts against the answers of other programs: every case below
 * BIGROOM_TEST_DATA/spc. Numbers agree to 1e-9, flags, labels and icons exactly. Each series is
 * computed screened and unscreened, each with both definitions of two-of-three.
 */
#include "harness/check.h"

#include "base/csv.h"
#include "spc/day.h"
#include "spc/run_chart.h"
#include "spc/xmr.h"

#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 2000, REBASES_MAX = 32, PATH_SIZE = 600, TOLD_MAX = 20, ARENA_SIZE = 1 << 20 };

static struct {
    size_t cases;
    size_t points;
    size_t numbers;
    size_t differences;
    size_t accepted; /* where the files say that another answer is as good */
    bool quiet;
} tally;

static void differ(const char *id, const char *what, const char *at)
{
    if (tally.differences++ < TOLD_MAX && !tally.quiet) {
        printf("differs: %s: %s at %s\n", id, what, at);
    }
}

static bool same_number(double ours, double theirs)
{
    if (isnan(ours) || isnan(theirs)) {
        return isnan(ours) && isnan(theirs);
    }
    return fabs(ours - theirs) <= 1e-9 * fmax(1, fabs(theirs));
}

static void compare_number(const char *id, const char *what, const char *at, double ours,
                           const json_t *theirs)
{
    tally.numbers++;
    double expected = json_is_number(theirs) ? json_number_value(theirs) : NAN;
    if (!same_number(ours, expected)) {
        differ(id, what, at);
    }
}

static void compare_words(const char *id, const char *what, const char *at, const char *ours,
                          const json_t *theirs)
{
    const char *expected = json_string_value(theirs);
    if ((ours == NULL) != (expected == NULL) || (ours != NULL && strcmp(ours, expected) != 0)) {
        differ(id, what, at);
    }
}

static void compare_flag(const char *id, const char *what, const char *at, bool ours,
                         const json_t *theirs)
{
    if (ours != json_is_true(theirs)) { /* null is "undefined there": false */
        differ(id, what, at);
    }
}

/* --- one series --- */

struct series {
    const char *id;
    size_t count;
    struct br_spc_point points[POINTS_MAX];
    struct br_spc_rebase rebases[REBASES_MAX];
    struct br_spc_options options;
};

static int32_t day_of(const char *text)
{
    int32_t day = 0;
    struct br_error error;
    CHECK(br_day_read(br_bytes_of_text(text), &day, &error) == BR_OK);
    return day;
}

static int compare_days(const void *a, const void *b)
{
    const struct br_spc_point *x = a;
    const struct br_spc_point *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static enum br_spc_direction direction_of(const char *name)
{
    if (strcmp(name, "increase") == 0) {
        return BR_SPC_INCREASE;
    }
    return strcmp(name, "decrease") == 0 ? BR_SPC_DECREASE : BR_SPC_NEUTRAL;
}

static void read_series(const json_t *from, struct series *series)
{
    size_t i = 0;
    json_t *item = NULL;
    series->id = json_string_value(json_object_get(from, "id"));
    series->count = 0;
    series->options = (struct br_spc_options){.rebases = series->rebases};
    json_array_foreach(json_object_get(from, "points"), i, item)
    {
        const json_t *value = json_object_get(item, "value");
        BR_ASSERT(series->count < POINTS_MAX);
        series->points[series->count++] = (struct br_spc_point){
            .day = day_of(json_string_value(json_object_get(item, "date"))),
            .value = json_is_number(value) ? json_number_value(value) : NAN,
        };
    }
    qsort(series->points, series->count, sizeof series->points[0], compare_days);
    json_array_foreach(json_object_get(from, "rebase"), i, item)
    {
        BR_ASSERT(i < REBASES_MAX);
        series->rebases[series->options.rebase_count++] =
            (struct br_spc_rebase){.day = day_of(json_string_value(item))};
    }
    const json_t *target = json_object_get(from, "target");
    const json_t *fix = json_object_get(from, "fix_after_n_points");
    series->options.has_target = json_is_number(target);
    series->options.target = json_number_value(target);
    series->options.fix_after = json_is_integer(fix) ? (size_t)json_integer_value(fix) : 0;
    series->options.direction =
        direction_of(json_string_value(json_object_get(from, "improvement_direction")));
}

/* --- comparing --- */

static void compare_point(const char *id, const struct br_spc_xmr *xmr, size_t i,
                          const json_t *expected)
{
    const struct br_spc_mark *mark = &xmr->marks[i];
    const struct br_spc_phase *phase = &xmr->phases[mark->phase];
    bool mdc = xmr->options.two_of_three == BR_SPC_MDC;
    const char *at = json_string_value(json_object_get(expected, "date"));
    char day[BR_DAY_TEXT_SIZE];
    br_day_iso(xmr->points[i].day, day);
    if (strcmp(day, at) != 0) {
        differ(id, "date", at);
    }
    compare_number(id, "value", at, xmr->points[i].value, json_object_get(expected, "value"));
    compare_number(id, "mean", at, phase->mean, json_object_get(expected, "mean"));
    compare_number(id, "lpl", at, phase->lpl, json_object_get(expected, "lpl"));
    compare_number(id, "upl", at, phase->upl, json_object_get(expected, "upl"));
    if (json_object_get(expected, "near_lpl") != NULL) {
        compare_number(id, "near lpl", at, phase->near_lpl, json_object_get(expected, "near_lpl"));
        compare_number(id, "near upl", at, phase->near_upl, json_object_get(expected, "near_upl"));
    }
    compare_flag(id, "outside", at, (mark->flags & BR_SPC_ASTRONOMICAL) != 0,
                 json_object_get(expected, "outside_limits"));
    compare_flag(id, "trend", at, (mark->flags & BR_SPC_TREND) != 0,
                 json_object_get(expected, "trend"));
    compare_flag(id, "two of three", at, (mark->flags & BR_SPC_TWO_OF_THREE) != 0,
                 json_object_get(expected, mdc ? "two_of_three_mdc2023" : "two_of_three"));
    compare_flag(id, "shift", at, (mark->flags & BR_SPC_SHIFT) != 0,
                 json_object_get(expected, "shift"));
    compare_words(
        id, "label", at, br_spc_label_name((enum br_spc_label)mark->label),
        json_object_get(expected, mdc ? "special_cause_type_mdc2023" : "special_cause_type"));
    tally.points++;
}

/* The word of the icon for a label, from its text alone: a second reading of the rules. */
static const char *icon_of(const char *label, enum br_spc_direction direction)
{
    bool up = strstr(label, "Above") != NULL || strstr(label, "(Increasing)") != NULL;
    if (strcmp(label, "Common Cause") == 0) {
        return "common_cause";
    }
    if (direction == BR_SPC_NEUTRAL) {
        return up ? "neutral_high" : "neutral_low";
    }
    bool good = up == (direction == BR_SPC_INCREASE);
    return up ? (good ? "improvement_high" : "concern_high")
              : (good ? "improvement_low" : "concern_low");
}

static void compare_icons(const struct br_spc_xmr *xmr, const char *id, const json_t *expected)
{
    const json_t *points = json_object_get(expected, "points");
    const json_t *last = json_array_get(points, json_array_size(points) - 1);
    const char *ours = br_spc_variation_name(xmr->variation);
    if (xmr->options.two_of_three == BR_SPC_R) {
        compare_words(id, "variation", "the end", ours,
                      json_object_get(expected, "variation_icon"));
    } else {
        const char *label = json_string_value(json_object_get(last, "special_cause_type_mdc2023"));
        if (strcmp(ours, icon_of(label, xmr->options.direction)) != 0) {
            differ(id, "variation by the definition of 2023", "the end");
        }
    }
    compare_words(id, "assurance", "the end", br_spc_assurance_name(xmr->assurance),
                  json_object_get(expected, "assurance"));
}

static void compare_phases(const struct br_spc_xmr *xmr, const char *id, const json_t *expected)
{
    size_t i = 0;
    json_t *group = NULL;
    const json_t *groups = json_object_get(expected, "groups");
    if (json_array_size(groups) != xmr->phase_count) {
        differ(id, "phases", "all");
        return;
    }
    json_array_foreach(groups, i, group)
    {
        const struct br_spc_phase *phase = &xmr->phases[i];
        compare_number(id, "phase mean", "", phase->mean, json_object_get(group, "mean"));
        compare_number(id, "phase lpl", "", phase->lpl, json_object_get(group, "lpl"));
        compare_number(id, "phase upl", "", phase->upl, json_object_get(group, "upl"));
        compare_number(id, "phase n", "", (double)phase->count, json_object_get(group, "n"));
        compare_number(id, "phase missing", "", (double)phase->missing,
                       json_object_get(group, "n_missing"));
        compare_flag(id, "trial", "", phase->trial, json_object_get(group, "short_group_warning"));
    }
}

/*
 * Where all values are equal the other program leaves out every moving range and has no limits; the
 * files say that limits equal to the mean are as good. They must be just that.
 */
static bool is_accepted(const struct br_spc_xmr *xmr, const json_t *series, const char *where)
{
    size_t i = 0;
    json_t *quirk = NULL;
    bool named = false;
    json_array_foreach(json_object_get(series, "quirks"), i, quirk)
    {
        const char *there = json_string_value(json_object_get(quirk, "where"));
        const char *what = json_string_value(json_object_get(quirk, "what"));
        named = named || (there != NULL && strcmp(there, where) == 0 && what != NULL &&
                          strcmp(what, "limits_undefined") == 0);
    }
    for (size_t at = 0; at < xmr->phase_count; at++) {
        const struct br_spc_phase *phase = &xmr->phases[at];
        named = named && phase->lpl == phase->mean && phase->upl == phase->mean;
    }
    return named;
}

static void compare_series(const json_t *from, struct series *series, const char *where,
                           enum br_spc_two_of_three definition)
{
    struct br_arena arena;
    struct br_spc_xmr xmr;
    struct br_error error = {{0}};
    const json_t *expected = json_object_get(from, where);
    const json_t *points = json_object_get(expected, "points");
    size_t before = tally.differences;
    tally.quiet = json_array_size(json_object_get(from, "quirks")) > 0;
    series->options.screen = strcmp(where, "expected_screened") == 0;
    series->options.two_of_three = definition;
    br_arena_init(&arena, ARENA_SIZE);
    if (CHECK(br_spc_xmr(series->points, series->count, &series->options, &arena, &xmr, &error) ==
              BR_OK)) {
        compare_phases(&xmr, series->id, expected);
        compare_icons(&xmr, series->id, expected);
        CHECK_UINT(json_array_size(points), xmr.count);
        for (size_t i = 0; i < xmr.count; i++) {
            compare_point(series->id, &xmr, i, json_array_get(points, i));
        }
    }
    if (tally.differences > before && is_accepted(&xmr, from, where)) {
        tally.differences = before;
        tally.accepted++;
    }
    tally.quiet = false;
    tally.cases++;
    br_arena_free(&arena);
}

static void compare_file(const char *path)
{
    json_error_t problem;
    static struct series series;
    size_t i = 0;
    json_t *item = NULL;
    json_t *all = json_load_file(path, 0, &problem);
    CHECK(json_is_array(all));
    json_array_foreach(all, i, item)
    {
        read_series(item, &series);
        compare_series(item, &series, "expected_unscreened", BR_SPC_MDC);
        compare_series(item, &series, "expected_unscreened", BR_SPC_R);
        compare_series(item, &series, "expected_screened", BR_SPC_MDC);
        compare_series(item, &series, "expected_screened", BR_SPC_R);
    }
    json_decref(all);
}

/* --- the files --- */

static const char *folder(void)
{
    const char *data = getenv("BIGROOM_TEST_DATA");
    if (data == NULL) {
        printf("skipped: BIGROOM_TEST_DATA does not say where the answers of other programs are\n");
    }
    return data;
}

static void test_xmr_agrees_with_the_oracle(void)
{
    char pattern[PATH_SIZE];
    glob_t found;
    if (folder() == NULL) {
        return;
    }
    (void)snprintf(pattern, sizeof pattern, "%s/spc/spc-*.json", folder());
    if (!CHECK(glob(pattern, 0, NULL, &found) == 0)) {
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        compare_file(found.gl_pathv[i]);
    }
    globfree(&found);
    printf("spc: %zu cases, %zu points, %zu numbers compared: %zu differences, %zu other answers "
           "that the files accept\n",
           tally.cases, tally.points, tally.numbers, tally.differences, tally.accepted);
    CHECK(tally.cases > 0 && tally.points > 0);
    CHECK_UINT(tally.differences, 0);
}

/* --- the same, flat: points.csv --- */

enum column {
    COLUMN_ID,
    COLUMN_LIMITS,
    COLUMN_DATE,
    COLUMN_VALUE,
    COLUMN_GROUP,
    COLUMN_MEAN,
    COLUMN_LPL,
    COLUMN_UPL,
    COLUMN_OUTSIDE,
    COLUMN_TREND,
    COLUMN_TWO,
    COLUMN_SHIFT,
    COLUMN_LABEL,
    COLUMN_CLASS,
    COLUMN_LABEL_2023,
    COLUMN_COUNT
};

static double cell_number(struct br_bytes cell)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.*s", (int)cell.size, (const char *)cell.data);
    return cell.size == 0 ? NAN : strtod(text, NULL);
}

static const json_t *find_series(const json_t *all, struct br_bytes id)
{
    size_t i = 0;
    json_t *item = NULL;
    json_array_foreach(all, i, item)
    {
        if (br_bytes_equal(br_bytes_of_text(json_string_value(json_object_get(item, "id"))), id)) {
            return item;
        }
    }
    return NULL;
}

static bool says(struct br_bytes cell, const char *word)
{
    return br_bytes_equal(cell, br_bytes_of_text(word));
}

/* Their classes are our words behind "special_cause_", without high and low but for neutral. */
static bool same_class(struct br_bytes cell, enum br_spc_variation class)
{
    char ours[64];
    const char *name = br_spc_variation_name(class);
    bool common = class == BR_SPC_VARIATION_COMMON;
    bool whole = common || strncmp(name, "neutral", 7) == 0;
    size_t size = whole ? strlen(name) : strcspn(name, "_");
    (void)snprintf(ours, sizeof ours, "%s%.*s", common ? "" : "special_cause_", (int)size, name);
    return says(cell, ours);
}

static void compare_row(const struct br_csv_row *row, const struct br_spc_xmr *xmr, size_t i)
{
    BR_ASSERT(i < xmr->count && xmr->marks != NULL);
    const struct br_spc_mark *mark = &xmr->marks[i];
    const struct br_spc_phase *phase = &xmr->phases[mark->phase];
    const struct br_bytes *cells = row->cells;
    const double ours[] = {xmr->points[i].value, mark->phase, phase->mean, phase->lpl, phase->upl};
    char date[BR_DAY_TEXT_SIZE];
    br_day_iso(xmr->points[i].day, date);
    bool same = says(cells[COLUMN_DATE], date);
    for (size_t at = 0; at < 5; at++) {
        double theirs = cell_number(cells[COLUMN_VALUE + at]);
        same = same && (same_number(ours[at], theirs) ||
                        (at > 2 && isnan(theirs) && ours[at] == phase->mean)); /* all equal */
    }
    for (unsigned at = 0; at < 4; at++) {
        bool set = (mark->flags & (1u << at)) != 0;
        same = same && says(cells[COLUMN_OUTSIDE + at], "True") == set;
    }
    same = same && says(cells[COLUMN_LABEL], br_spc_label_name((enum br_spc_label)mark->label)) &&
           same_class(cells[COLUMN_CLASS], (enum br_spc_variation)mark->class);
    if (!same) {
        differ("points.csv", "a row", date);
    }
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    enum { FILE_MAX = 1 << 24 };
    char *text = malloc(FILE_MAX);
    BR_ASSERT(file != NULL && text != NULL);
    *size = fread(text, 1, FILE_MAX, file);
    (void)fclose(file);
    return text;
}

/* The rows of a series stand together, in the order of its points. */
static void compare_flat(const json_t *all, struct br_bytes text, size_t *rows)
{
    static struct series series;
    struct br_csv csv;
    struct br_csv_row row;
    struct br_arena kept;
    struct br_arena arena;
    struct br_error error;
    struct br_spc_xmr xmr = {.count = 0};
    struct br_bytes of = {NULL, 0};
    struct br_bytes limits = {NULL, 0};
    size_t at = 0;
    br_arena_init(&kept, 1 << 26);
    br_arena_init(&arena, ARENA_SIZE);
    CHECK(br_csv_open(&csv, text, ',') == BR_OK);
    CHECK(br_csv_next(&csv, &kept, &row, &error) == BR_OK && row.count == COLUMN_COUNT);
    while (br_csv_next(&csv, &kept, &row, &error) == BR_OK) {
        bool goes_on = br_bytes_equal(of, row.cells[COLUMN_ID]) &&
                       br_bytes_equal(limits, row.cells[COLUMN_LIMITS]);
        if (!goes_on) {
            of = row.cells[COLUMN_ID];
            limits = row.cells[COLUMN_LIMITS];
            at = 0;
            read_series(find_series(all, of), &series);
            series.options.screen = says(limits, "screened");
            series.options.two_of_three = BR_SPC_R;
            br_arena_reset(&arena);
            CHECK(br_spc_xmr(series.points, series.count, &series.options, &arena, &xmr, &error) ==
                  BR_OK);
        }
        if (CHECK(at < xmr.count)) {
            compare_row(&row, &xmr, at++);
            (*rows)++;
        }
    }
    br_arena_free(&arena);
    br_arena_free(&kept);
}

static void test_the_flat_file_agrees(void)
{
    char path[PATH_SIZE];
    size_t size = 0;
    size_t rows = 0;
    if (folder() == NULL) {
        return;
    }
    size_t before = tally.differences;
    (void)snprintf(path, sizeof path, "%s/spc/spc-dev.json", folder());
    json_t *all = json_load_file(path, 0, NULL);
    (void)snprintf(path, sizeof path, "%s/spc/points.csv", folder());
    char *text = read_file(path, &size);
    compare_flat(all, (struct br_bytes){(uint8_t *)text, size}, &rows);
    printf("points.csv: %zu rows, %zu differences\n", rows, tally.differences - before);
    CHECK(rows > 0);
    CHECK_UINT(tally.differences, before);
    free(text);
    json_decref(all);
}

/* --- run charts --- */

/* id, n, median, n_useful, longest_run, longest_run_max, n_crossings, n_crossings_min, signal */
static size_t compare_run_chart(const struct br_csv_row *row, const struct series *series)
{
    struct br_run_chart run;
    struct br_arena arena;
    size_t before = tally.differences;
    const char *id = series->id;
    br_arena_init(&arena, ARENA_SIZE);
    if (!CHECK(br_run_chart(series->points, series->count, &arena, &run) == BR_OK)) {
        return 1;
    }
    const double ours[] = {(double)series->count,     run.median,
                           (double)run.useful,        (double)run.longest,
                           (double)run.longest_max,   (double)run.crossings,
                           (double)run.crossings_min, br_run_chart_signal(&run) ? 1 : 0};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        double theirs = cell_number(row->cells[i + 1]);
        bool undefined = run.useful == 0 && isnan(theirs); /* no useful point: they say nothing */
        if (!undefined && !same_number(ours[i], theirs)) {
            char column[16];
            (void)snprintf(column, sizeof column, "%zu", i + 1);
            differ(id, "run chart", column);
        }
    }
    br_arena_free(&arena);
    return tally.differences - before;
}

static void test_run_charts_agree_with_the_oracle(void)
{
    char path[PATH_SIZE];
    size_t size = 0;
    size_t cases = 0;
    size_t differences = 0;
    struct br_csv csv;
    struct br_csv_row row;
    struct br_arena arena;
    struct br_error error;
    static struct series series;
    if (folder() == NULL) {
        return;
    }
    (void)snprintf(path, sizeof path, "%s/spc/spc-dev.json", folder());
    json_t *all = json_load_file(path, 0, NULL);
    (void)snprintf(path, sizeof path, "%s/spc/runchart-anhoej.csv", folder());
    char *text = read_file(path, &size);
    br_arena_init(&arena, ARENA_SIZE);
    CHECK(br_csv_open(&csv, (struct br_bytes){(uint8_t *)text, size}, ',') == BR_OK);
    CHECK(br_csv_next(&csv, &arena, &row, &error) == BR_OK);
    while (br_csv_next(&csv, &arena, &row, &error) == BR_OK) {
        const json_t *from = find_series(all, row.cells[0]);
        if (CHECK(from != NULL)) {
            read_series(from, &series);
            differences += compare_run_chart(&row, &series);
            cases++;
        }
    }
    printf("run charts: %zu cases, %zu differences\n", cases, differences);
    CHECK(cases > 0);
    CHECK_UINT(differences, 0);
    br_arena_free(&arena);
    free(text);
    json_decref(all);
}

/* --- the same in a few lines, for when the files are not there --- */

/* 1 2 1 2 10 1 2 ...: limits known to the third decimal, screened and not. */
static void test_one_known_series(void)
{
    static const double values[] = {1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1};
    enum { COUNT = sizeof values / sizeof values[0] };
    struct br_spc_point points[COUNT];
    struct br_spc_options options = {.direction = BR_SPC_DECREASE};
    struct br_arena arena;
    struct br_error error;
    struct br_spc_xmr xmr;
    for (int i = 0; i < COUNT; i++) {
        points[i] = (struct br_spc_point){.day = i, .value = values[i]};
    }
    br_arena_init(&arena, ARENA_SIZE);
    CHECK(br_spc_xmr(points, COUNT, &options, &arena, &xmr, &error) == BR_OK);
    CHECK(fabs(xmr.phases[0].mean - 1.944) < 0.001);
    CHECK(fabs(xmr.phases[0].lpl + 3.063) < 0.001 && fabs(xmr.phases[0].upl - 6.951) < 0.001);
    CHECK_TEXT(br_spc_label_name(xmr.marks[4].label), "Above UCL");
    options.screen = true;
    CHECK(br_spc_xmr(points, COUNT, &options, &arena, &xmr, &error) == BR_OK);
    CHECK(fabs(xmr.phases[0].lpl + 0.716) < 0.001 && fabs(xmr.phases[0].upl - 4.604) < 0.001);
    br_arena_free(&arena);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_xmr_agrees_with_the_oracle),
        BR_TEST(test_the_flat_file_agrees),
        BR_TEST(test_run_charts_agree_with_the_oracle),
        BR_TEST(test_one_known_series),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
