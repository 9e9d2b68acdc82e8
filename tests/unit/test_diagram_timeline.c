/* Time lines: bars to scale, labels that keep clear of each other, whatever is drawn. */
#include "base/limits.h"
#include "base/rng.h"
#include "diagram/face.h"
#include "diagram/functions.h"
#include "diagram/spread.h"
#include "diagram/timeline.h"
#include "harness/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOXES_MAX = 4096 };

/* What stands in a drawing: a text's or a bar's place. */
struct seen {
    double x;
    double y;
    double width;
    double height;
    bool text;
};

static struct seen seen[BOXES_MAX];
static size_t seen_count;

static double attribute(const char *at, const char *name)
{
    char search[32];
    (void)snprintf(search, sizeof search, " %s=\"", name);
    const char *found = strstr(at, search);
    return found == NULL ? -1 : strtod(found + strlen(search), NULL);
}

static void read_drawing(const char *svg)
{
    seen_count = 0;
    for (const char *at = svg; (at = strpbrk(at, "<")) != NULL && seen_count < BOXES_MAX; at++) {
        if (strncmp(at, "<rect", 5) == 0) {
            seen[seen_count++] =
                (struct seen){attribute(at, "x"), attribute(at, "y"), attribute(at, "width"),
                              attribute(at, "height"), false};
        } else if (strncmp(at, "<text", 5) == 0) {
            const char *words = strchr(at, '>') + 1;
            const char *end = strchr(words, '<');
            double letters = attribute(at, "font-size");
            const char *bold = strstr(at, "font-weight");
            struct br_bytes text = {.data = (const uint8_t *)words, .size = (size_t)(end - words)};
            if (text.size == 5 && memcmp(words, "today", 5) == 0) {
                continue;
            }
            seen[seen_count++] = (struct seen){
                attribute(at, "x"), attribute(at, "y") - letters * 0.75,
                br_face_width(text, letters, bold != NULL && bold < words), letters, true};
        }
    }
}

static bool apart(const struct seen *one, const struct seen *two)
{
    return one->x + one->width <= two->x + 1 || two->x + two->width <= one->x + 1 ||
           one->y + one->height <= two->y + 1 || two->y + two->height <= one->y + 1;
}

static bool holds(const struct seen *bar, const struct seen *text)
{
    return text->x >= bar->x && text->x + text->width <= bar->x + bar->width && text->y >= bar->y &&
           text->y + text->height <= bar->y + bar->height;
}

/* Nothing overlaps, but for a label that is within its bar; all of it is inside. */
static bool is_clear(const char *svg)
{
    bool good = true;
    double width = attribute(svg, "width");
    double height = attribute(svg, "height");
    read_drawing(svg);
    for (size_t i = 0; i < seen_count; i++) {
        good = good && seen[i].x >= -0.1 && seen[i].x + seen[i].width <= width + 1 &&
               seen[i].y >= -0.1 && seen[i].y + seen[i].height <= height;
        for (size_t k = 0; k < i; k++) {
            bool labelled =
                seen[k].text != seen[i].text &&
                holds(seen[k].text ? &seen[i] : &seen[k], seen[k].text ? &seen[k] : &seen[i]);
            bool bars = !seen[k].text && !seen[i].text;
            if (!apart(&seen[i], &seen[k]) && !labelled && !bars) {
                good = false;
            }
        }
    }
    return good;
}

static const char *draw(const struct br_timeline *timeline, struct br_buffer *out)
{
    br_buffer_init(out, BR_CHART_SIZE_MAX);
    BR_ASSERT(br_timeline_svg(timeline, out) == BR_OK);
    return br_buffer_text(out);
}

static void test_bars_are_to_scale(void)
{
    static const char *const names[] = {"Oakhaven"};
    static const struct br_timeline_bar bars[] = {
        {0, 1, "Exploring", "12 months", 18262, 18628, false}, /* 2020 */
        {0, 2, "Pairs & coaches", "24 months so far", 18628, 19358, true}};
    struct br_timeline timeline = {
        .today = 19358, .row_count = 1, .names = names, .count = 2, .bars = bars};
    struct br_buffer out;
    const char *svg = draw(&timeline, &out);
    CHECK(is_clear(svg));
    read_drawing(svg);
    const struct seen *first = NULL;
    const struct seen *second = NULL;
    for (size_t i = 0; i < seen_count; i++) {
        if (!seen[i].text) {
            second = first == NULL ? NULL : &seen[i];
            first = first == NULL ? &seen[i] : first;
        }
    }
    CHECK(first != NULL && second != NULL);
    if (first != NULL && second != NULL) {
        CHECK(second->width / first->width > 1.98 && second->width / first->width < 2.01);
        CHECK(second->x - first->x - first->width < 0.2);
    }
    CHECK(strstr(svg, "Pairs &amp; coaches") != NULL && strstr(svg, ">2021<") != NULL);
    CHECK(strstr(svg, "role=\"img\"") != NULL &&
          strstr(svg, "<title id=\"timeline-title\"") != NULL);
    br_buffer_free(&out);
    timeline.form = BR_TIMELINE_PRINT;
    svg = draw(&timeline, &out);
    CHECK(strstr(svg, "fill=\"#eef1f1\"") == NULL && strstr(svg, "width=\"640\"") != NULL);
    br_buffer_free(&out);
}

static void test_nothing_overlaps_whatever_is_drawn(void)
{
    static const char *const labels[] = {"Exploring", "Pairs in training", "Own Big Rooms",
                                         "Faculty",   "First own cohort",  "Equal partner"};
    static const char *const names[] = {"Bath", "An academy with a very long name of its own",
                                        "Oakhaven", "Tide"};
    struct br_rng rng = br_rng_seeded(7);
    for (unsigned round = 0; round < 300; round++) {
        struct br_timeline_bar bars[24];
        struct br_timeline timeline = {.today = 20000,
                                       .form = (enum br_timeline_form)(round % 3),
                                       .row_count = 4,
                                       .names = names,
                                       .bars = bars};
        for (size_t row = 0; row < 4; row++) {
            int64_t day = 20000 - (int64_t)br_rng_below(&rng, 4000);
            for (unsigned step = 1; step <= 6 && day < 20000; step++) {
                int64_t until = day + 1 + (int64_t)br_rng_below(&rng, 900);
                bars[timeline.count++] = (struct br_timeline_bar){row,
                                                                  step,
                                                                  labels[step - 1],
                                                                  "13 months",
                                                                  day,
                                                                  until < 20000 ? until : 20000,
                                                                  until >= 20000 || step == 6};
                if (step == 6) {
                    bars[timeline.count - 1].until = 20000;
                }
                day = until;
            }
        }
        struct br_buffer out;
        if (!CHECK(is_clear(draw(&timeline, &out)))) {
            (void)printf("  round %u\n", round);
        }
        br_buffer_free(&out);
    }
}

static void test_limits(void)
{
    static const char *names[BR_TIMELINE_ROWS_MAX + 1];
    static struct br_timeline_bar bars[BR_TIMELINE_BARS_MAX + 1];
    static struct br_spread_row rows[BR_TIMELINE_ROWS_MAX + 1];
    static struct br_spread_count counts[BR_TIMELINE_BARS_MAX + 1];
    struct br_buffer out;
    for (size_t i = 0; i <= BR_TIMELINE_BARS_MAX; i++) {
        bars[i].step = 1;
    }
    for (size_t i = 0; i <= BR_TIMELINE_ROWS_MAX; i++) {
        rows[i].host = BR_SPREAD_NO_HOST;
    }
    br_buffer_init(&out, BR_CHART_SIZE_MAX);
    for (size_t more = 0; more <= 2; more++) {
        struct br_timeline timeline = {.row_count = BR_TIMELINE_ROWS_MAX - 1 + more,
                                       .names = names};
        struct br_spread spread = {.row_count = timeline.row_count, .rows = rows};
        CHECK(br_timeline_svg(&timeline, &out) == (more <= 1 ? BR_OK : BR_ERR_LIMIT));
        CHECK(br_spread_svg(&spread, &out) == (more <= 1 ? BR_OK : BR_ERR_LIMIT));
        br_buffer_clear(&out);
        timeline = (struct br_timeline){
            .row_count = 1, .names = names, .count = BR_TIMELINE_BARS_MAX - 1 + more, .bars = bars};
        spread = (struct br_spread){
            .row_count = 1, .rows = rows, .count = timeline.count, .counts = counts};
        CHECK(br_timeline_svg(&timeline, &out) == (more <= 1 ? BR_OK : BR_ERR_LIMIT));
        CHECK(br_spread_svg(&spread, &out) == (more <= 1 ? BR_OK : BR_ERR_LIMIT));
        br_buffer_clear(&out);
    }
    struct br_timeline one = {.row_count = 1, .names = names, .count = 1, .bars = bars};
    for (unsigned step = 0; step <= 8; step++) {
        bars[0].step = step;
        CHECK(br_timeline_svg(&one, &out) == (step >= 1 && step <= 7 ? BR_OK : BR_ERR_LIMIT));
    }
    bars[0] = (struct br_timeline_bar){.row = 1, .step = 1};
    CHECK(br_timeline_svg(&one, &out) == BR_ERR_LIMIT);
    rows[0].host = 1;
    struct br_spread spread = {.row_count = 1, .rows = rows};
    CHECK(br_spread_svg(&spread, &out) == BR_ERR_LIMIT);
    br_buffer_free(&out);
    br_buffer_init(&out, 100); /* too small for any */
    bars[0] = (struct br_timeline_bar){.step = 1};
    CHECK(br_timeline_svg(&one, &out) == BR_ERR_NO_MEMORY);
    br_buffer_free(&out);
}

static sqlite3 *db;

static const char *one_of(const char *sql)
{
    static char kept[1u << 16];
    sqlite3_stmt *statement = NULL;
    kept[0] = '\0';
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        (void)snprintf(kept, sizeof kept, "error: %s", sqlite3_errmsg(db));
    } else {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        (void)snprintf(kept, sizeof kept, "%s", text == NULL ? "NULL" : text);
    }
    (void)sqlite3_finalize(statement);
    return kept;
}

static void test_functions_take_any_json(void)
{
    static const char *const odd[] = {
        "{\"today\": \"2026-11-23\", \"rows\": [1, null, {}, \"x\", [], [null, 3]]}",
        "{\"today\": \"2026-11-23\", \"rows\": [[\"A\", [[1], 2, [1, null, null, "
        "\"2026-01-01\"]]]]}",
        "{\"today\": \"2026-11-23\", \"rows\": [[\"A\", \"0001-01-01\", -1, [[\"9999-12-31\", "
        "\"w\"]]]]}",
        "{\"today\": \"0001-01-01\", \"rows\": [[\"A\", [[1, \"a\", \"b\", \"9999-01-01\", "
        "null]]]]}",
    };
    BR_ASSERT(sqlite3_open(":memory:", &db) == SQLITE_OK);
    BR_ASSERT(br_drawing_functions(db) == BR_OK);
    const char *line = one_of(
        "SELECT timeline_svg('{\"today\": \"2026-11-23\", \"id\": \"t1\", \"rows\": [[\"Oak\","
        " [[1, \"Exploring\", \"6 months\", \"2024-05-01\", \"2024-11-01\"],"
        " [2, \"Pairs\", \"24 months so far\", \"2024-11-01\", null],"
        " [3, \"Never\", \"\", \"no day\", null]]]]}', 'wide')");
    CHECK(strstr(line, "id=\"t1-title\"") != NULL && strstr(line, "24 months so far") != NULL);
    CHECK(strstr(line, "Never") == NULL);
    const char *spread = one_of(
        "SELECT spread_svg('{\"today\": \"2020-11-23\", \"rows\": [[\"Oak\", \"2016-05-01\", null,"
        " [[\"2017-01-01\", \"4 coaches\"], [\"2020-01-01\", \"40 coaches, 9 rooms\"]]],"
        " [\"Tide\", \"2018-01-01\", 0, []]]}', 'wide')");
    CHECK(strstr(spread, "4 coaches") != NULL && strstr(spread, "40 coaches, 9 rooms") != NULL);
    CHECK(strstr(spread, "2 academies") != NULL && strstr(spread, "stroke=\"#7b8890\"") != NULL);
    CHECK(is_clear(spread));
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char sql[500];
        (void)snprintf(sql, sizeof sql, "SELECT timeline_svg('%s', 'narrow')", odd[i]);
        (void)one_of(sql);
        (void)snprintf(sql, sizeof sql, "SELECT spread_svg('%s', 'print')", odd[i]);
        (void)one_of(sql);
    }
    CHECK_TEXT(one_of("SELECT timeline_svg(NULL, 'wide')"), "NULL");
    CHECK_TEXT(one_of("SELECT spread_svg('{}', NULL)"), "NULL");
    CHECK_TEXT(one_of("SELECT timeline_svg('no json', 'wide')"),
               "error: The options of a diagram are JSON.");
    CHECK_TEXT(one_of("SELECT timeline_svg('{\"today\": \"2026-11-23\", \"rows\": [[\"A\","
                      " [[9, \"a\", \"b\", \"2026-01-01\", null]]]]}', 'wide')"),
               "error: a time line has at most 300 rows, and steps from 1 to 7");
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_bars_are_to_scale),
        BR_TEST(test_nothing_overlaps_whatever_is_drawn),
        BR_TEST(test_limits),
        BR_TEST(test_functions_take_any_json),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
