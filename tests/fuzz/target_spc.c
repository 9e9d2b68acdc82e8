/*
 * target_spc.c - a series from text, its rules, its sentence and its charts.
 *
 * The first byte: direction, screening, definition, fixed limits, a target, a rebase.
 * What was read lies on days that exist, each once, in order, and reads back from what it prints
 * as; limits lie around their mean; missing points are never flagged; a chart has no texts but ours
 * and balances its elements; nothing steers a terminal.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "spc/chart.h"
#include "spc/day.h"
#include "spc/json.h"
#include "spc/number.h"
#include "spc/sentence.h"
#include "spc/series.h"
#include "spc/terminal.h"

#include <stdlib.h>
#include <string.h>

enum { OUT_SIZE = 32 * 1024 * 1024, DRAWN_MAX = 400, HEAD = 1 };

static void check_points(const struct br_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const struct br_spc_point *point = &series->points[i];
        struct br_day_parts parts = br_day_parts(point->day);
        int32_t again = 0;
        BR_ASSERT(br_day_of(parts, &again) && again == point->day);
        BR_ASSERT(i == 0 || series->points[i - 1].day < point->day);
        BR_ASSERT(br_spc_missing(point->value) || fabs(point->value) <= BR_SPC_VALUE_MAX);
    }
    for (size_t i = 0; i < series->fault_count && i < BR_SPC_FAULTS_MAX; i++) {
        struct br_error text;
        BR_ASSERT(series->faults[i].why[0] != '\0' && series->faults[i].line > 0);
        br_series_fault_text(&series->faults[i], &text);
        BR_ASSERT(fuzz_is_tame(br_bytes_of_text(text.text)));
    }
}

/* Written plainly it reads as the same points, without a fault. */
static void read_again(const struct br_series *series, struct br_arena *arena)
{
    struct br_buffer text;
    struct br_error error;
    struct br_series *again = malloc(sizeof *again);
    BR_ASSERT(again != NULL);
    br_buffer_init(&text, OUT_SIZE);
    for (size_t i = 0; i < series->count; i++) {
        char day[BR_DAY_TEXT_SIZE];
        char number[BR_NUMBER_SIZE] = "";
        br_day_iso(series->points[i].day, day);
        if (!br_spc_missing(series->points[i].value)) {
            br_number_exact(series->points[i].value, number);
        }
        br_buffer_put_format(&text, "%s,%s\n", day, number);
    }
    BR_ASSERT(br_series_read(br_buffer_bytes(&text), NULL, arena, again, &error) == BR_OK);
    BR_ASSERT(again->count == series->count && again->fault_count == 0);
    for (size_t i = 0; i < series->count; i++) {
        double a = series->points[i].value;
        double b = again->points[i].value;
        BR_ASSERT(again->points[i].day == series->points[i].day);
        BR_ASSERT(br_spc_missing(a) ? br_spc_missing(b) : a == b);
    }
    br_buffer_free(&text);
    free(again);
}

static void check_rules(const struct br_spc_xmr *xmr)
{
    size_t end = 0;
    for (size_t i = 0; i < xmr->phase_count; i++) {
        const struct br_spc_phase *phase = &xmr->phases[i];
        BR_ASSERT(phase->first == end && phase->count > 0);
        BR_ASSERT(isnan(phase->upl) || (phase->upl >= phase->mean && phase->lpl <= phase->mean));
        end += phase->count;
    }
    BR_ASSERT(end == xmr->count);
    for (size_t i = 0; i < xmr->count; i++) {
        BR_ASSERT(!br_spc_missing(xmr->points[i].value) || xmr->marks[i].flags == 0);
        BR_ASSERT((xmr->marks[i].flags == 0) == (xmr->marks[i].label == BR_SPC_COMMON_CAUSE));
    }
}

static void check_svg(struct br_buffer *out)
{
    const char *text = br_buffer_text(out);
    size_t opened = 0;
    size_t closed = 0;
    BR_ASSERT(text != NULL && br_utf8_valid(br_buffer_bytes(out)));
    for (const char *at = strchr(text, '<'); at != NULL; at = strchr(at + 1, '<')) {
        const char *end = strchr(at, '>');
        BR_ASSERT(end != NULL && memchr(at + 1, '<', (size_t)(end - at)) == NULL);
        closed += at[1] == '/' || end[-1] == '/' ? 1 : 0;
        opened += at[1] != '/' ? 1 : 0;
    }
    BR_ASSERT(opened == closed && strstr(text, "nan") == NULL);
    br_buffer_clear(out);
}

static void draw(const struct br_spc_xmr *xmr, const struct br_run_chart *run)
{
    struct br_sentence sentence;
    struct br_buffer out;
    struct br_chart chart = {.xmr = xmr, .run = run, .title = "fuzz", .unit = "%"};
    br_buffer_init(&out, OUT_SIZE);
    br_sentence_make(xmr, run, "%", &sentence);
    br_sentence_whole(&sentence, &out);
    BR_ASSERT(br_buffer_ok(&out) && fuzz_is_tame(br_buffer_bytes(&out)));
    br_buffer_clear(&out);
    BR_ASSERT(br_chart_svg(&chart, &out) == BR_OK);
    check_svg(&out);
    chart.width = BR_CHART_WIDTH_PHONE;
    BR_ASSERT(br_chart_svg(&chart, &out) == BR_OK);
    check_svg(&out);
    chart.width = 0;
    BR_ASSERT(br_chart_small_svg(&chart, &out) == BR_OK);
    check_svg(&out);
    br_chart_terminal(&chart, &(struct br_terminal_options){.columns = 80}, &out);
    BR_ASSERT(br_buffer_ok(&out) && fuzz_is_tame(br_buffer_bytes(&out)));
    br_buffer_clear(&out);
    br_spc_json(xmr, &out);
    BR_ASSERT(br_buffer_ok(&out) && strstr(br_buffer_text(&out), "nan") == NULL);
    br_buffer_free(&out);
}

static struct br_spc_options options_of(const uint8_t *head, const struct br_series *series,
                                        struct br_spc_rebase *rebase)
{
    int32_t first = series->count > 0 ? series->points[0].day : 0;
    *rebase = (struct br_spc_rebase){.day = first + head[0], .reason = "<b>\"&"};
    return (struct br_spc_options){
        .direction = (enum br_spc_direction)(head[0] % 3),
        .screen = (head[0] & 4) != 0,
        .two_of_three = (head[0] & 8) != 0 ? BR_SPC_R : BR_SPC_MDC,
        .fix_after = (head[0] & 16) != 0 ? BR_SPC_BASELINE_MIN : 0,
        .has_target = (head[0] & 32) != 0,
        .target = head[0],
        .rebase_count = (head[0] & 64) != 0 ? 1 : 0,
        .rebases = rebase,
    };
}

static void judge(const uint8_t *head, const struct br_series *series, struct br_arena *arena)
{
    struct br_error error;
    struct br_spc_rebase rebase;
    struct br_spc_xmr xmr;
    struct br_run_chart run;
    struct br_spc_options options = options_of(head, series, &rebase);
    BR_ASSERT(br_spc_xmr(series->points, series->count, &options, arena, &xmr, &error) == BR_OK);
    BR_ASSERT(br_run_chart(series->points, series->count, arena, &run) == BR_OK);
    check_rules(&xmr);
    if (series->count <= DRAWN_MAX) {
        draw(&xmr, NULL);
        draw(&xmr, &run);
    }
}

static void run(struct br_bytes input)
{
    struct br_error error = {.text = ""};
    struct br_arena arena;
    if (input.size < HEAD) {
        return;
    }
    struct br_bytes text = {input.data + HEAD, input.size - HEAD};
    struct br_series *series = malloc(sizeof *series);
    BR_ASSERT(series != NULL);
    br_arena_init(&arena, 4 * br_series_arena_size(text.size) + OUT_SIZE);
    enum br_status status = br_series_read(text, NULL, &arena, series, &error);
    BR_ASSERT(status == BR_OK || (error.text[0] != '\0' && status != BR_ERR_NO_MEMORY));
    if (status == BR_OK) {
        check_points(series);
        if (series->count > 0) {
            read_again(series, &arena);
        }
        judge(input.data, series, &arena);
    }
    br_arena_free(&arena);
    free(series);
}

static void seeds(struct fuzz_seeds *out)
{
    fuzz_seed_text(out, "plain", "0date,value\n2026-05-03,35\n2026-05-10,\n10/6/2026,3.5\n");
    fuzz_seed_text(out, "rebased",
                   "d"
                   "3 May 2026\t1\n10-May-26\t2\n17.5.26\t1e3\n24/5/26\t-4\n");
    fuzz_seed_text(out, "run",
                   "12026-01-01,1\n2026-01-02,1\n2026-01-03,1\n2026-01-04,9\n"
                   "2026-01-05,9\n2026-01-06,9\n2026-01-07,9\n2026-01-08,9\n");
    fuzz_seed_text(out, "bad", "|x;y\n30/2/2026;1,234\n46145;5%\n2026-05-03;=A1\n\"a\"b;c\n");
    fuzz_seed_text(out, "long",
                   "T"
                   "2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n2026-01-04,4\n2026-01-05,5\n"
                   "2026-01-06,6\n2026-01-07,7\n2026-01-08,8\n2026-01-09,7\n2026-01-10,6\n"
                   "2026-01-11,5\n2026-01-12,4\n2026-01-13,3\n2026-01-14,2\n2026-01-15,90\n");
}

const struct fuzz_target fuzz_spc = {.name = "spc", .run = run, .seeds = seeds};
