/*
 * Charts as SVG and as characters, and icons: whole and well-formed whatever the data and the
 * texts; each state shows what it must.
 */
#include "harness/check.h"

#include "base/limits.h"
#include "base/rng.h"
#include "spc/chart.h"
#include "spc/day.h"
#include "spc/icon.h"
#include "spc/json.h"
#include "spc/palette.h"
#include "spc/scale.h"
#include "spc/sentence.h"
#include "spc/svg.h"
#include "spc/terminal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 1200, ARENA_SIZE = 1 << 20, DEPTH_MAX = 16, NAME_SIZE = 32 };

struct made {
    struct br_spc_point points[POINTS_MAX];
    size_t count;
    struct br_spc_options options;
    struct br_arena arena;
    struct br_spc_xmr xmr;
    struct br_run_chart run;
    struct br_chart chart;
    struct br_buffer out;
};

static int32_t day(int year, int month, int of_month)
{
    int32_t number = 0;
    CHECK(br_day_of((struct br_day_parts){year, month, of_month}, &number));
    return number;
}

/* Weekly from 19 January 2026. */
static void make(struct made *made, const double *values, size_t count,
                 const struct br_spc_options *options)
{
    struct br_error error;
    made->count = count;
    made->options = *options;
    for (size_t i = 0; i < count; i++) {
        made->points[i] = (struct br_spc_point){day(2026, 1, 19) + 7 * (int32_t)i, values[i]};
    }
    br_arena_init(&made->arena, ARENA_SIZE);
    br_buffer_init(&made->out, BR_CHART_SIZE_MAX);
    CHECK(br_spc_xmr(made->points, count, &made->options, &made->arena, &made->xmr, &error) ==
          BR_OK);
    CHECK(br_run_chart(made->points, count, &made->arena, &made->run) == BR_OK);
    made->chart = (struct br_chart){
        .xmr = &made->xmr,
        .run = br_spc_wants_run_chart(count) ? &made->run : NULL,
        .title = "Home on the day of assessment",
        .unit = "%",
    };
}

static void drop(struct made *made)
{
    br_arena_free(&made->arena);
    br_buffer_free(&made->out);
}

static const double frailty[] = {20, 21, 22, 24, 21, 24, 23, 23, 25, 8,  25, 24, 23, 23, 21,
                                 26, 23, 23, 24, 21, 23, 23, 20, 23, 33, 33, 31, 29, 31, 30,
                                 33, 32, 26, 29, 32, 38, 31, 37, 34, 38, 35, 34, 34, 35};
enum { FRAILTY = sizeof frailty / sizeof frailty[0] };

static struct br_spc_rebase rebase_july[] = {{.day = 0, .reason = "new way of working"}};

static struct br_spc_options rebased(void)
{
    rebase_july[0].day = day(2026, 7, 6);
    return (struct br_spc_options){
        .has_target = true, .target = 38, .rebase_count = 1, .rebases = rebase_july};
}

/* --- is it well-formed? --- */

static const char *read_name(const char *at, char name[NAME_SIZE])
{
    size_t size = 0;
    while ((isalnum((unsigned char)*at) != 0 || *at == '-' || *at == ':') && size < NAME_SIZE - 1) {
        name[size++] = *at++;
    }
    name[size] = '\0';
    return at;
}

/* Behind the attributes of an open tag; NULL when they are not what XML has. */
static const char *skip_attributes(const char *at)
{
    while (*at == ' ') {
        char name[NAME_SIZE];
        at = read_name(at + 1, name);
        if (name[0] == '\0') {
            break; /* a blank before the end */
        }
        if (strncmp(at, "=\"", 2) != 0) {
            return NULL;
        }
        at += 2;
        at += strcspn(at, "\"<");
        if (*at != '"') {
            return NULL;
        }
        at++;
    }
    return at;
}

static bool entity_is_known(const char *at)
{
    static const char *const known[] = {"&lt;", "&gt;", "&amp;", "&quot;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strncmp(at, known[i], strlen(known[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* One or more elements side by side, properly nested. */
static bool is_well_formed(const char *at)
{
    char open[DEPTH_MAX][NAME_SIZE];
    size_t depth = 0;
    while (*at != '\0') {
        char name[NAME_SIZE];
        if (*at == '&' && !entity_is_known(at)) {
            return false;
        }
        if (*at != '<') {
            at++;
            continue;
        }
        if (at[1] == '/') {
            at = read_name(at + 2, name);
            if (depth == 0 || strcmp(open[--depth], name) != 0 || *at++ != '>') {
                return false;
            }
            continue;
        }
        at = skip_attributes(read_name(at + 1, name));
        if (at == NULL || depth == DEPTH_MAX) {
            return false;
        }
        bool closed = *at == '/';
        at += closed ? 1 : 0;
        if (*at++ != '>') {
            return false;
        }
        if (!closed) {
            (void)snprintf(open[depth++], NAME_SIZE, "%s", name);
        }
    }
    return depth == 0;
}

static bool has(struct made *made, const char *part)
{
    const char *text = made->out.size == 0 ? "" : br_buffer_text(&made->out);
    return text != NULL && strstr(text, part) != NULL;
}

static size_t times(struct made *made, const char *part)
{
    size_t count = 0;
    const char *text = br_buffer_text(&made->out);
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static void expect_whole(struct made *made)
{
    CHECK(is_well_formed(br_buffer_text(&made->out)));
    CHECK(br_utf8_valid(br_buffer_bytes(&made->out)));
    CHECK(!has(made, "<script") && !has(made, "href") && !has(made, "url("));
    CHECK(!has(made, "nan") && !has(made, "inf"));
}

static void draw(struct made *made)
{
    br_buffer_clear(&made->out);
    CHECK(br_chart_svg(&made->chart, &made->out) == BR_OK);
    expect_whole(made);
}

/* --- what stands on a chart --- */

static void test_an_improvement_with_a_rebase(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    const struct br_chart_tag tags[] = {
        {day(2026, 6, 1), BR_CHART_PDSA, "PDSA 4"},
        {day(2026, 8, 17), BR_CHART_PDSA, "PDSA 5"},
        {day(2026, 3, 24), BR_CHART_EVENT, "Norovirus"},
        {day(2020, 3, 24), BR_CHART_EVENT, "long ago"},
    };
    make(&made, frailty, FRAILTY, &options);
    made.chart.tag_count = 4;
    made.chart.tags = tags;
    draw(&made);
    CHECK(has(&made, "<title id=\"spc-title\">Home on the day of assessment</title>"));
    CHECK(has(&made, "The last seven points are above the mean, since 5 Oct 2026: improvement."));
    CHECK(has(&made, ">Rebased 6 Jul: new way of working</text>"));
    CHECK(has(&made, ">Upper limit 40.3%</text>") && has(&made, ">Lower limit 25.2%</text>"));
    CHECK(has(&made, ">Mean 32.8%</text>") && has(&made, ">Target 38%</text>"));
    CHECK(has(&made, ">PDSA 4</text>") && has(&made, ">Norovirus</text>"));
    CHECK(!has(&made, "long ago"));
    CHECK(has(&made, ">improvement</text>") && has(&made, ">concern</text>") &&
          has(&made, ">common cause</text>") && !has(&made, ">changed</text>"));
    CHECK(has(&made, ">XmR, Making Data Count rules, unscreened, two-of-three as of 2023</text>"));
    CHECK_UINT(times(&made, "class=\"spc-band\""), 2);
    CHECK_UINT(times(&made, "class=\"spc-improvement\""), 2); /* the points, and the key */
    CHECK(has(&made, "data-days=\"20472 20773\""));
    drop(&made);
}

static void test_narrow_charts_say_what_labels_would(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    const struct br_chart_tag tags[] = {
        {day(2026, 6, 1), BR_CHART_PDSA, "PDSA 4"},
        {day(2026, 8, 17), BR_CHART_PDSA, "PDSA 5"},
        {day(2026, 10, 5), BR_CHART_PDSA, "Try again"},
        {day(2026, 3, 24), BR_CHART_EVENT, "Norovirus"},
        {day(2026, 10, 12), BR_CHART_EVENT, "Strike 12345"},
    };
    make(&made, frailty, FRAILTY, &options);
    made.chart.width = BR_CHART_WIDTH_PHONE;
    made.chart.tag_count = 5;
    made.chart.tags = tags;
    draw(&made);
    CHECK(!has(&made, ">Mean 32.8%</text>"));
    CHECK(has(&made, "Mean 32.8%, limits 25.2 to 40.3, target"));
    CHECK(has(&made, "5 and A are PDSAs.") && has(&made, "B: Norovirus."));
    CHECK(has(&made, ">A, C</text>"));          /* they would touch */
    CHECK(has(&made, ">Rebased 6 Jul</text>")); /* no room for the reason */
    made.chart.tag_count = 1;
    draw(&made);
    CHECK(has(&made, "4 is a PDSA."));
    drop(&made);
}

static void test_many_tags_become_one(void)
{
    enum { TAGS = 12 };
    struct made made;
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    struct br_chart_tag tags[TAGS];
    for (int i = 0; i < TAGS; i++) { /* not in the order of days */
        tags[i] = (struct br_chart_tag){day(2026, 4, 20 - i), BR_CHART_EVENT, "a new ward"};
    }
    make(&made, frailty, FRAILTY, &options);
    made.chart.tag_count = TAGS;
    made.chart.tags = tags;
    draw(&made);
    CHECK(has(&made, ">12</text>") && times(&made, "class=\"spc-tag\"") == 1);
    made.chart.width = BR_CHART_WIDTH_PHONE;
    draw(&made);
    CHECK(has(&made, ">12 tags</text>"));
    drop(&made);
}

static void test_rebases_without_room(void)
{
    enum { REBASES = 30 };
    struct made made;
    struct br_spc_rebase rebases[REBASES];
    struct br_spc_options options = {.rebase_count = REBASES, .rebases = rebases};
    for (int i = 0; i < REBASES; i++) {
        rebases[i] = (struct br_spc_rebase){
            .day = day(2026, 1, 26) + 7 * i,
            .reason = "a reason that is much too long to be shown in full beside its line"};
    }
    make(&made, frailty, FRAILTY, &options);
    draw(&made);
    CHECK_UINT(times(&made, "class=\"spc-rebase\""), REBASES);
    size_t words = times(&made, "class=\"spc-rebased\"");
    CHECK(words >= 3 && words < REBASES);
    CHECK(has(&made, "a reason that is much too long to be sho…"));
    CHECK(has(&made, "trial limits"));
    options.rebase_count = 1; /* at the right edge the words stand left of their line */
    rebases[0] = (struct br_spc_rebase){.day = day(2026, 11, 16), .reason = "the end"};
    drop(&made);
    make(&made, frailty, FRAILTY, &options);
    made.chart.width = 600;
    draw(&made);
    CHECK(has(&made, "text-anchor=\"end\" font-weight=\"600\"") && has(&made, ": the end</text>"));
    options.rebase_count = 2; /* and the second finds no room there */
    rebases[1] = (struct br_spc_rebase){.day = day(2026, 11, 9), .reason = NULL};
    drop(&made);
    make(&made, frailty, FRAILTY, &options);
    made.chart.width = 300;
    draw(&made);
    drop(&made);
}

static void test_few_points_are_a_run_chart(void)
{
    struct made made;
    struct br_spc_options options = {
        .has_target = true, .target = 10, .direction = BR_SPC_DECREASE};
    static const double few[] = {12, 14, 11, 13, 12, 15, 13};
    make(&made, few, 7, &options);
    draw(&made);
    CHECK(has(&made, ">Median 13%</text>") && has(&made, ">Target 10%</text>"));
    CHECK(!has(&made, "spc-band") && !has(&made, "spc-limit") && has(&made, "spc-median"));
    CHECK(has(&made, ">value</text>") && has(&made, ">Run chart, median, Anhøj rules</text>"));
    CHECK(has(&made, "Limits and icons come with 13 points: six more."));
    made.chart.width = BR_CHART_WIDTH_PHONE;
    draw(&made);
    CHECK(has(&made, "Median 13%, target 10."));
    drop(&made);
}

/* The same long run in each direction: its points are marked as what it means. */
static void test_a_long_run_on_a_run_chart(void)
{
    static const char *const words[2][3] = {{"improvement", "concern", "changed"},
                                            {"concern", "improvement", "changed"}};
    for (unsigned low = 0; low < 2; low++) {
        for (unsigned direction = 0; direction < 3; direction++) {
            struct made made;
            char expected[64];
            struct br_spc_options options = {.direction = (enum br_spc_direction)direction};
            double values[20];
            for (int i = 0; i < 20; i++) {
                values[i] = (i < 10) != (low != 0) ? 5 + i % 2 : 15 + i % 2;
            }
            make(&made, values, 20, &options);
            made.chart.run = &made.run;
            draw(&made);
            (void)snprintf(expected, sizeof expected, ">%s</text>", words[low][direction]);
            CHECK(has(&made, expected));
            CHECK(has(&made, low != 0 ? "are below the median of 10.5%; chance allows seven"
                                      : "are above the median of 10.5%; chance allows seven"));
            drop(&made);
        }
    }
}

/* How many pieces the joining line has: one more than gaps. */
static size_t pieces(struct made *made)
{
    const char *at = strstr(br_buffer_text(&made->out), "class=\"spc-line\"");
    size_t count = 0;
    at = at == NULL ? "" : strstr(at, " d=\"") + 4;
    for (; *at != '"' && *at != '\0'; at++) {
        count += *at == 'm' ? 1 : 0;
    }
    return count;
}

static void test_gaps_constants_and_fixed_limits(void)
{
    struct made made;
    struct br_spc_options options = {.fix_after = 15, .direction = BR_SPC_NEUTRAL};
    double values[30];
    for (int i = 0; i < 30; i++) {
        values[i] = i == 7 || i == 20 ? (double)NAN : (double)(40 + (i * 7) % 11);
    }
    values[29] = 90;
    make(&made, values, 30, &options);
    draw(&made);
    CHECK(has(&made, ">gap: missing</text>") && has(&made, "spc-baseline"));
    CHECK_UINT(pieces(&made), 3);
    CHECK(has(&made, "limits fixed after 15 points") && has(&made, ">changed</text>"));
    CHECK(has(&made, "spc-inner")); /* a ring has a hole */
    drop(&made);

    options = (struct br_spc_options){.has_target = true, .target = 95};
    for (int i = 0; i < 20; i++) {
        values[i] = 100;
    }
    make(&made, values, 20, &options);
    draw(&made);
    CHECK(has(&made, ">Mean 100%</text>") && !has(&made, "Upper limit"));
    CHECK(has(&made, "All values are the same: 100%."));
    made.chart.width = BR_CHART_WIDTH_PHONE;
    draw(&made);
    CHECK(has(&made, "Mean 100%, target 95."));
    drop(&made);
}

static void test_nothing_and_next_to_nothing(void)
{
    struct made made;
    struct br_spc_options options = {.has_target = true, .target = 3};
    static const double none[] = {NAN, NAN, NAN};
    make(&made, none, 0, &options);
    draw(&made);
    CHECK(has(&made, ">No points yet</text>"));
    br_buffer_clear(&made.out);
    CHECK(br_chart_small_svg(&made.chart, &made.out) == BR_OK);
    expect_whole(&made);
    drop(&made);
    for (size_t count = 1; count <= 3; count++) {
        make(&made, none, count, &options);
        draw(&made);
        CHECK(has(&made, "No values yet."));
        made.chart.run = NULL;
        draw(&made);
        made.chart.width = BR_CHART_WIDTH_PHONE;
        draw(&made);
        CHECK(has(&made, "Target 3."));
        drop(&made);
    }
    static const double one[] = {7, NAN};
    make(&made, one, 1, &options);
    draw(&made);
    made.chart.run = NULL;
    draw(&made);
    drop(&made);
    make(&made, one, 2, &options);
    made.chart.run = NULL;
    draw(&made);
    drop(&made);
}

static void test_small_charts(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    make(&made, frailty, FRAILTY, &options);
    CHECK(br_chart_small_svg(&made.chart, &made.out) == BR_OK);
    expect_whole(&made);
    CHECK(has(&made, "role=\"img\"") && has(&made, "class=\"spc-chart spc-small\""));
    CHECK(has(&made, "width=\"204\" height=\"68\"") && !has(&made, "<text"));
    made.chart.title = NULL;
    br_buffer_clear(&made.out);
    CHECK(br_chart_small_svg(&made.chart, &made.out) == BR_OK);
    CHECK(has(&made, "aria-hidden=\"true\"") && !has(&made, "<title"));
    drop(&made);
}

/* Charts of several academies: the same value stands at the same height. */
static void test_one_scale_for_several(void)
{
    struct made made;
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    make(&made, frailty, FRAILTY, &options);
    made.chart.one_scale = true;
    made.chart.low = -20;
    made.chart.high = 100;
    made.chart.first = day(2025, 6, 1);
    made.chart.last = day(2027, 6, 1);
    draw(&made);
    CHECK(has(&made, "data-days=\"20240 20970\""));
    CHECK(has(&made, "data-values=\"-50 150\""));
    drop(&made);
}

static void test_texts_are_escaped(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    static const char nasty[] = "<script>alert(1)</script>&\"'\x1b[31m\xff\xe2\x80\x8b\xef\xbf\xbf";
    const struct br_chart_tag tag = {day(2026, 6, 1), BR_CHART_PDSA, nasty};
    rebase_july[0].reason = nasty;
    make(&made, frailty, FRAILTY, &options);
    made.chart.title = nasty;
    made.chart.unit = nasty;
    made.chart.id = nasty;
    made.chart.tag_count = 1;
    made.chart.tags = &tag;
    made.chart.table = true;
    draw(&made);
    CHECK(has(&made, "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;'"));
    CHECK(!has(&made, "\x1b") && !has(&made, "\xe2\x80\x8b") && !has(&made, "\xef\xbf\xbf"));
    made.chart.width = BR_CHART_WIDTH_PHONE;
    draw(&made);
    rebase_july[0].reason = "new way of working";
    drop(&made);
}

static void test_the_table_of_a_chart(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    make(&made, frailty, FRAILTY, &options);
    br_chart_table_text(&made.chart, &made.out);
    CHECK(has(&made, "Date\tValue\tMean\tLower limit\tUpper limit\tWhat it is\n"));
    CHECK(has(&made, "23 Mar 2026\t8\t22.2\t14\t30.4\tbelow the lower limit\n"));
    CHECK(has(&made, "16 Nov 2026\t35\t32.8\t25.2\t40.3\t7 points above the mean\n"));
    drop(&made);
    static const double few[] = {12, NAN, 11};
    options.rebase_count = 0;
    make(&made, few, 3, &options);
    br_chart_table_text(&made.chart, &made.out);
    CHECK(has(&made, "Date\tValue\tMedian\n19 Jan 2026\t12\t11.5\n26 Jan 2026\tmissing\t11.5\n"));
    made.chart.table = true;
    br_buffer_clear(&made.out);
    CHECK(br_chart_file(&made.chart, &made.out) == BR_OK);
    CHECK(has(&made, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "));
    CHECK(has(&made, "\n26 Jan 2026 missing 11.5\n"));
    drop(&made);
}

/* --- limits --- */

static void test_limits_of_charts(void)
{
    struct made made;
    static struct br_chart_tag tags[BR_CHART_TAGS_MAX + 1];
    struct br_spc_options options = {.direction = BR_SPC_INCREASE};
    make(&made, frailty, FRAILTY, &options);
    made.chart.tags = tags;
    for (size_t i = 0; i <= BR_CHART_TAGS_MAX; i++) {
        tags[i] = (struct br_chart_tag){day(2026, 2, 1) + (int32_t)i, BR_CHART_PDSA, "PDSA"};
    }
    for (size_t count = BR_CHART_TAGS_MAX - 1; count <= BR_CHART_TAGS_MAX + 1; count++) {
        made.chart.tag_count = count;
        CHECK(br_chart_svg(&made.chart, &made.out) ==
              (count <= BR_CHART_TAGS_MAX ? BR_OK : BR_ERR_LIMIT));
    }
    made.chart.tag_count = 0;
    for (unsigned beside = 0; beside < 3; beside++) {
        made.chart.width = BR_CHART_WIDTH_MIN - 1 + beside;
        CHECK(br_chart_svg(&made.chart, &made.out) == (beside > 0 ? BR_OK : BR_ERR_LIMIT));
        made.chart.width = BR_CHART_WIDTH_MAX - 1 + beside;
        CHECK(br_chart_svg(&made.chart, &made.out) == (beside < 2 ? BR_OK : BR_ERR_LIMIT));
        CHECK(br_chart_small_svg(&made.chart, &made.out) == (beside < 2 ? BR_OK : BR_ERR_LIMIT));
    }
    made.chart.width = 0;
    for (unsigned beside = 0; beside < 3; beside++) {
        made.chart.plot_height = BR_CHART_PLOT_MIN - 1 + beside;
        CHECK(br_chart_svg(&made.chart, &made.out) == (beside > 0 ? BR_OK : BR_ERR_LIMIT));
        made.chart.plot_height = BR_CHART_PLOT_MAX - 1 + beside;
        CHECK(br_chart_svg(&made.chart, &made.out) == (beside < 2 ? BR_OK : BR_ERR_LIMIT));
    }
    drop(&made);
}

static void test_a_label_has_a_length(void)
{
    char label[BR_CHART_LABEL_MAX + 2];
    char shown[4 * BR_CHART_LABEL_MAX];
    for (size_t size = BR_CHART_LABEL_MAX - 1; size <= BR_CHART_LABEL_MAX + 1; size++) {
        memset(label, 'a', size);
        label[size] = '\0';
        br_svg_cut(label, BR_CHART_LABEL_MAX, shown, sizeof shown);
        CHECK((strstr(shown, "…") != NULL) == (size > BR_CHART_LABEL_MAX));
        CHECK(size > BR_CHART_LABEL_MAX || strcmp(shown, label) == 0);
    }
    char tight[8];
    br_svg_cut("€€€€€", 5, tight, sizeof tight);
    CHECK_TEXT(tight, "€…");
    br_svg_fit("€€€€€", 10, 1000, tight, sizeof tight);
    CHECK_TEXT(tight, "€…");
    br_svg_fit("word", 10, 3, tight, sizeof tight);
    CHECK_TEXT(tight, "");
}

/* A buffer that is too small: the chart says so, and nothing is written behind its end. */
static void test_small_buffers(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    make(&made, frailty, FRAILTY, &options);
    draw(&made);
    size_t size = made.out.size;
    CHECK(size < BR_CHART_SIZE_MAX);
    for (size_t room = size - 1; room <= size + 1; room++) {
        struct br_buffer out;
        br_buffer_init(&out, room);
        CHECK(br_chart_svg(&made.chart, &out) == (room < size ? BR_ERR_NO_MEMORY : BR_OK));
        br_buffer_free(&out);
    }
    struct br_buffer none;
    br_buffer_init(&none, 10);
    CHECK(br_chart_small_svg(&made.chart, &none) == BR_ERR_NO_MEMORY);
    CHECK(br_chart_file(&made.chart, &none) == BR_ERR_NO_MEMORY);
    br_buffer_free(&none);
    drop(&made);
}

/* --- whatever the data --- */

static void test_random_charts_are_whole(void)
{
    enum { CHARTS = 300 };
    static struct made made;
    static double values[POINTS_MAX];
    struct br_rng rng = br_rng_seeded(11);
    for (int i = 0; i < CHARTS; i++) {
        static const double scales[] = {1e-9, 0.01, 1, 100, 1e6, 1e13};
        size_t count = br_rng_below(&rng, i % 20 == 0 ? POINTS_MAX : 60);
        double scale = scales[br_rng_below(&rng, 6)];
        bool below = br_rng_below(&rng, 2) == 0;
        struct br_spc_rebase rebases[3];
        struct br_spc_options options = {
            .direction = (enum br_spc_direction)br_rng_below(&rng, 3),
            .has_target = br_rng_below(&rng, 2) == 0,
            .target = scale * (double)br_rng_below(&rng, 100),
            .fix_after = br_rng_below(&rng, 2) == 0 ? 13 : 0,
            .rebase_count = br_rng_below(&rng, 4),
            .rebases = rebases,
        };
        for (size_t at = 0; at < 3; at++) {
            rebases[at] = (struct br_spc_rebase){
                .day = day(2026, 1, 19) + (int32_t)br_rng_below(&rng, 400), .reason = "because"};
        }
        for (size_t at = 0; at < count; at++) {
            double value = scale * ((double)br_rng_below(&rng, 100) - (below ? 50 : 0));
            values[at] = br_rng_below(&rng, 12) == 0 ? NAN : value;
        }
        make(&made, values, count, &options);
        made.chart.table = br_rng_below(&rng, 2) == 0;
        made.chart.width = br_rng_below(&rng, 2) == 0 ? 300 : 0;
        made.chart.scale = br_rng_below(&rng, 4) == 0 ? 1.85 : 0;
        draw(&made);
        br_buffer_clear(&made.out);
        br_chart_terminal(&made.chart, &(struct br_terminal_options){.columns = 80}, &made.out);
        CHECK((made.out.size > 0) == (count > 0));
        drop(&made);
    }
}

/* --- scales --- */

static void test_value_scales_are_round(void)
{
    struct br_value_scale scale;
    br_value_scale(8, 41, 5, &scale);
    CHECK(scale.low == 0 && scale.high == 50 && scale.tick_count == 6 && scale.decimals == 0);
    br_value_scale(0.85, 0.95, 5, &scale);
    CHECK(scale.low > 0.8 && scale.high < 1 && scale.decimals == 3);
    br_value_scale(5, 5, 5, &scale);
    CHECK(scale.low < 5 && scale.high > 5);
    br_value_scale(0, 0, 5, &scale);
    CHECK(scale.low < 0 && scale.high > 0);
    br_value_scale(INFINITY, -INFINITY, 5, &scale);
    CHECK(scale.low == 0 && scale.high == 1);
    br_value_scale(NAN, 3, 5, &scale);
    CHECK(scale.low == 0 && scale.high == 1);
    struct br_rng rng = br_rng_seeded(7);
    for (int i = 0; i < 20000; i++) {
        double power = pow(10, (double)br_rng_below(&rng, 28) - 14);
        double low = ((double)br_rng_below(&rng, 2000) - 1000) * power;
        double high = low + (double)(1 + br_rng_below(&rng, 3000)) * power / 7;
        unsigned steps = 2 + (unsigned)br_rng_below(&rng, 9);
        br_value_scale(low, high, steps, &scale);
        bool good = scale.low <= low + 1e-6 * scale.step &&
                    scale.high >= high - 1e-6 * scale.step && scale.tick_count >= 2 &&
                    scale.tick_count <= steps + 1;
        if (!CHECK(good)) {
            printf("%.17g to %.17g in %u: %g to %g, %zu ticks\n", low, high, steps, scale.low,
                   scale.high, scale.tick_count);
        }
    }
}

static void expect_ticks(int32_t first, int32_t last, unsigned most, bool months, const char *texts)
{
    struct br_day_tick ticks[BR_SCALE_TICKS_MAX];
    char all[400] = "";
    size_t count = br_day_ticks(first, last, most, months, ticks);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, "%s%s%s", i == 0 ? "" : "|", ticks[i].text,
                       ticks[i].names_year ? "*" : "");
    }
    CHECK_TEXT(all, texts);
}

static void test_dates_below_a_chart(void)
{
    expect_ticks(day(2026, 1, 19), day(2026, 1, 22), 6, false, "19 Jan*|20 Jan|21 Jan|22 Jan");
    expect_ticks(day(2026, 1, 19), day(2026, 11, 16), 12, false,
                 "9 Feb*|9 Mar|6 Apr|4 May|1 Jun|29 Jun|27 Jul|24 Aug|21 Sep|19 Oct|16 Nov");
    expect_ticks(day(2025, 4, 1), day(2026, 3, 1), 12, true,
                 "Apr*|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Jan*|Feb|Mar");
    expect_ticks(day(2025, 4, 15), day(2026, 3, 1), 4, true, "Jul*|Oct|Jan*");
    expect_ticks(day(2016, 4, 1), day(2026, 3, 1), 5, true, "2018|2020|2022|2024|2026");
    expect_ticks(day(1900, 1, 1), day(2199, 12, 31), 5, false, "1900|1950|2000|2050|2100");
    expect_ticks(day(2026, 5, 3), day(2026, 5, 3), 1, false, "3 May*");
    expect_ticks(day(2199, 11, 1), day(2199, 12, 31), 8, true, "Nov*|Dec");
}

/* --- colours --- */

static double light_of(const char *colour)
{
    double light = 0;
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    unsigned long number = strtoul(colour + 1, NULL, 16);
    for (int i = 0; i < 3; i++) {
        double part = (double)(number >> (16 - 8 * i) & 0xff) / 255;
        light += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return light;
}

static double contrast(const char *a, const char *b)
{
    double x = light_of(a) + 0.05;
    double y = light_of(b) + 0.05;
    return x > y ? x / y : y / x;
}

/* WCAG 2.2: 3 to 1 for what is drawn, 4.5 to 1 for words; on paper and on the band. */
static void test_colours_can_be_seen(void)
{
    static const char *const drawn[] = {BR_IMPROVEMENT, BR_CONCERN, BR_COMMON, BR_NEUTRAL};
    static const char *const words[] = {BR_INK, BR_INK_2, BR_TARGET};
    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++) {
        CHECK(contrast(drawn[i], BR_PAPER) >= 3 && contrast(drawn[i], BR_BAND) >= 3);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        CHECK(contrast(words[i], BR_PAPER) >= 4.5 && contrast(words[i], BR_BAND) >= 4.5);
    }
}

/* --- icons --- */

static void test_icons_have_shape_letter_and_words(void)
{
    static const char *const letters[] = {"", ">H<", ">L<", ">H<", ">L<", ">H<", ">L<"};
    static const char *const shapes[] = {
        "<circle",           "<rect",   "<rect",  "<path d=\"M24 1.5",
        "<path d=\"M24 1.5", "<circle", "<circle"};
    struct made made;
    br_buffer_init(&made.out, BR_CHART_SIZE_MAX);
    for (unsigned i = 0; i < 7; i++) {
        br_buffer_clear(&made.out);
        br_icon_variation((enum br_spc_variation)i, 54, false, &made.out);
        expect_whole(&made);
        CHECK(has(&made, br_spc_variation_words((enum br_spc_variation)i)));
        CHECK(has(&made, letters[i]) && has(&made, shapes[i]) && has(&made, "width=\"54\""));
        br_buffer_clear(&made.out);
        br_icon_variation((enum br_spc_variation)i, 28, true, &made.out);
        CHECK(has(&made, "aria-hidden=\"true\"") && !has(&made, "aria-label"));
        br_buffer_clear(&made.out);
        br_chart_marker((enum br_spc_variation)i, &made.out);
        expect_whole(&made);
    }
    static const char *const assurances[] = {"aria-hidden", ">P<", ">F<", ">?<"};
    for (unsigned i = 0; i < 4; i++) {
        br_buffer_clear(&made.out);
        br_icon_assurance((enum br_spc_assurance)i, 42, false, &made.out);
        expect_whole(&made);
        CHECK(has(&made, assurances[i]));
        CHECK(has(&made, br_spc_assurance_words((enum br_spc_assurance)i)));
    }
    br_buffer_free(&made.out);
}

/* --- the terminal --- */

static void expect_columns(struct made *made, unsigned columns, size_t widest)
{
    const char *text = br_buffer_text(&made->out);
    size_t longest = 0;
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        longest = size > longest ? size : longest;
        text += size + 1;
    }
    br_check(longest <= widest, "a line fits", __FILE__, __LINE__);
    (void)columns;
}

static void test_the_chart_of_a_terminal(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    make(&made, frailty, FRAILTY, &options);
    struct br_terminal_options terminal = {.columns = 80, .ascii = true};
    br_chart_terminal(&made.chart, &terminal, &made.out);
    CHECK(has(&made, "Upper limit 40.3") && has(&made, "Target 38") && has(&made, "Mean 32.8"));
    CHECK(has(&made, "#") && has(&made, "X") && has(&made, "o") && has(&made, "|"));
    CHECK(has(&made, "X concern  # improvement  o common cause  | rebase\n"));
    CHECK(has(&made, "19 Jan 2026") && has(&made, "16 Nov 2026"));
    expect_columns(&made, 80, 80);
    br_buffer_clear(&made.out);
    terminal.ascii = false;
    br_chart_terminal(&made.chart, &terminal, &made.out);
    CHECK(has(&made, "■") && has(&made, "◆") && has(&made, "●") && has(&made, "╌"));
    CHECK(br_utf8_valid(br_buffer_bytes(&made.out)));
    drop(&made);

    static const double few[] = {12, 14, 11, NAN, 12, 15, 13};
    options = (struct br_spc_options){.direction = BR_SPC_NEUTRAL};
    make(&made, few, 7, &options);
    br_chart_terminal(&made.chart, &terminal, &made.out);
    CHECK(has(&made, "Median 12.5") && has(&made, "─"));
    drop(&made);
    make(&made, few, 1, &options);
    br_chart_terminal(&made.chart, &terminal, &made.out);
    CHECK(has(&made, "19 Jan 2026\n"));
    drop(&made);
    make(&made, few + 3, 1, &options); /* a missing point alone */
    br_chart_terminal(&made.chart, &terminal, &made.out);
    made.chart.run = NULL;
    br_chart_terminal(&made.chart, &terminal, &made.out);
    CHECK(!has(&made, "Mean"));
    drop(&made);
}

static void test_columns_of_a_terminal(void)
{
    struct made made;
    struct br_spc_options options = rebased();
    make(&made, frailty, FRAILTY, &options);
    for (unsigned beside = 0; beside < 3; beside++) {
        struct br_terminal_options terminal = {
            .columns = BR_TERMINAL_CHART_COLUMNS_MIN - 1 + beside, .ascii = true};
        br_buffer_clear(&made.out);
        br_chart_terminal(&made.chart, &terminal, &made.out);
        CHECK(!has(&made, "Upper limit") && has(&made, "= mean  . target  - limits\n"));
        terminal.columns = BR_TERMINAL_CHART_COLUMNS_MAX - 1 + beside;
        br_buffer_clear(&made.out);
        br_chart_terminal(&made.chart, &terminal, &made.out);
        expect_columns(&made, terminal.columns, BR_TERMINAL_CHART_COLUMNS_MAX);
    }
    drop(&made);
}

/* --- JSON --- */

static void test_json_of_a_series(void)
{
    struct made made;
    struct br_spc_options options = {.has_target = true, .target = 9};
    static const double three[] = {1, NAN, 2.5};
    make(&made, three, 3, &options);
    br_spc_json(&made.xmr, &made.out);
    CHECK_TEXT(
        br_buffer_text(&made.out),
        "{\"rule_set\":\"XmR, Making Data Count rules, unscreened, two-of-three as of 2023\","
        "\"trial_limits\":true,\"variation\":\"common_cause\",\"assurance\":\"inconsistent\","
        "\"phases\":[{\"from\":\"2026-01-19\",\"mean\":1.75,\"lpl\":null,\"upl\":null,\"n\":3}],"
        "\"points\":[{\"date\":\"2026-01-19\",\"value\":1,\"mean\":1.75,\"lpl\":null,\"upl\":null,"
        "\"astronomical\":false,\"trend\":false,\"two_of_three\":false,\"shift\":false,"
        "\"label\":\"Common Cause\"},{\"date\":\"2026-01-26\",\"value\":null,\"mean\":1.75,"
        "\"lpl\":null,\"upl\":null,\"astronomical\":false,\"trend\":false,\"two_of_three\":false,"
        "\"shift\":false,\"label\":\"Common Cause\"},{\"date\":\"2026-02-02\",\"value\":2.5,"
        "\"mean\":1.75,\"lpl\":null,\"upl\":null,\"astronomical\":false,\"trend\":false,"
        "\"two_of_three\":false,\"shift\":false,\"label\":\"Common Cause\"}]}");
    drop(&made);
    options = rebased();
    options.direction = BR_SPC_NEUTRAL;
    make(&made, frailty, FRAILTY, &options);
    br_spc_json(&made.xmr, &made.out);
    CHECK(has(&made, "\"variation\":\"neutral_high\",\"assurance\":null,"));
    CHECK(has(&made, "\"astronomical\":true") && has(&made, "\"label\":\"7 Points Above CL\""));
    CHECK(has(&made, "},{\"from\":\"2026-07-06\""));
    drop(&made);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_an_improvement_with_a_rebase),
        BR_TEST(test_narrow_charts_say_what_labels_would),
        BR_TEST(test_many_tags_become_one),
        BR_TEST(test_rebases_without_room),
        BR_TEST(test_few_points_are_a_run_chart),
        BR_TEST(test_a_long_run_on_a_run_chart),
        BR_TEST(test_gaps_constants_and_fixed_limits),
        BR_TEST(test_nothing_and_next_to_nothing),
        BR_TEST(test_small_charts),
        BR_TEST(test_one_scale_for_several),
        BR_TEST(test_texts_are_escaped),
        BR_TEST(test_the_table_of_a_chart),
        BR_TEST(test_limits_of_charts),
        BR_TEST(test_a_label_has_a_length),
        BR_TEST(test_small_buffers),
        BR_TEST(test_random_charts_are_whole),
        BR_TEST(test_value_scales_are_round),
        BR_TEST(test_dates_below_a_chart),
        BR_TEST(test_colours_can_be_seen),
        BR_TEST(test_icons_have_shape_letter_and_words),
        BR_TEST(test_the_chart_of_a_terminal),
        BR_TEST(test_columns_of_a_terminal),
        BR_TEST(test_json_of_a_series),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
