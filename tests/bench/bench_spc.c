/*
 * bench_spc.c - series of 1,000 points computed and drawn a second, on one core; size of the SVG.
 *
 * The series are made from a seed: weekly values with some shifts, a rebase, a target. Each is
 * computed anew and drawn at full width; then the same with the small chart of lists, and the rules
 * alone, and reading the same from text.
 */
#include "measure.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/rng.h"
#include "spc/chart.h"
#include "spc/day.h"
#include "spc/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEED = 20260503, SERIES = 64, POINTS = 1000, SECONDS_MS = 2000, ARENA_SIZE = 1 << 20 };

struct bench {
    struct br_spc_point points[SERIES][POINTS];
    struct br_spc_rebase rebase;
    struct br_spc_options options;
    struct br_arena arena;
    struct br_buffer out;
    struct br_buffer text;
    struct br_series series;
    size_t bytes;
};

static void make(struct bench *bench)
{
    struct br_rng rng = br_rng_seeded(SEED);
    int32_t first = 16800; /* in 2015 */
    for (size_t i = 0; i < SERIES; i++) {
        double level = 50;
        for (size_t at = 0; at < POINTS; at++) {
            level += br_rng_below(&rng, 80) == 0 ? (double)br_rng_below(&rng, 9) - 4 : 0;
            bench->points[i][at] = (struct br_spc_point){
                first + 7 * (int32_t)at, level + (double)br_rng_below(&rng, 200) / 10};
        }
    }
    bench->rebase = (struct br_spc_rebase){.day = first + 7 * 500, .reason = "a new ward"};
    bench->options = (struct br_spc_options){
        .has_target = true, .target = 60, .rebase_count = 1, .rebases = &bench->rebase};
    for (size_t at = 0; at < POINTS; at++) {
        char day[BR_DAY_TEXT_SIZE];
        br_day_iso(bench->points[0][at].day, day);
        br_buffer_put_format(&bench->text, "%s,%.1f\n", day, bench->points[0][at].value);
    }
}

static void compute(struct bench *bench, size_t index, struct br_spc_xmr *xmr)
{
    struct br_error error;
    br_arena_reset(&bench->arena);
    if (br_spc_xmr(bench->points[index], POINTS, &bench->options, &bench->arena, xmr, &error) !=
        BR_OK) {
        give_up("%s", error.text);
    }
}

static void rules(struct bench *bench, size_t index)
{
    struct br_spc_xmr xmr;
    compute(bench, index, &xmr);
}

static void chart(struct bench *bench, size_t index)
{
    struct br_spc_xmr xmr;
    compute(bench, index, &xmr);
    const struct br_chart drawn = {.xmr = &xmr, .title = "Home on the day", .unit = "%"};
    br_buffer_clear(&bench->out);
    if (br_chart_svg(&drawn, &bench->out) != BR_OK) {
        give_up("the chart did not fit");
    }
    bench->bytes = bench->out.size;
}

static void small(struct bench *bench, size_t index)
{
    struct br_spc_xmr xmr;
    compute(bench, index, &xmr);
    const struct br_chart drawn = {.xmr = &xmr};
    br_buffer_clear(&bench->out);
    if (br_chart_small_svg(&drawn, &bench->out) != BR_OK) {
        give_up("the chart did not fit");
    }
    bench->bytes = bench->out.size;
}

static void reading(struct bench *bench, size_t index)
{
    struct br_error error;
    (void)index;
    br_arena_reset(&bench->arena);
    if (br_series_read(br_buffer_bytes(&bench->text), NULL, &bench->arena, &bench->series,
                       &error) != BR_OK) {
        give_up("%s", error.text);
    }
    bench->bytes = bench->text.size;
}

/* Rounds of [work] a second, and a second of the processor: others may be busy on it, too. */
static json_t *measure(struct bench *bench, void (*work)(struct bench *bench, size_t index))
{
    struct samples samples = {.items = NULL};
    size_t count = 0;
    double cpu_s = process_cpu_s(getpid());
    uint64_t begin = br_clock_read().mono_ms;
    uint64_t end = begin;
    while (end - begin < SECONDS_MS) {
        uint64_t from = br_clock_ns();
        work(bench, count % SERIES);
        samples_add(&samples, (double)(br_clock_ns() - from) / 1e6);
        count++;
        end = br_clock_read().mono_ms;
    }
    cpu_s = process_cpu_s(getpid()) - cpu_s;
    json_t *result =
        json_pack("{s:f, s:f, s:I, s:o}", "a_second", (double)count * 1000 / (double)(end - begin),
                  "a_processor_second", cpu_s > 0 ? (double)count / cpu_s : 0, "bytes",
                  (json_int_t)bench->bytes, "ms", samples_json(&samples));
    samples_free(&samples);
    return result;
}

int main(void)
{
    struct bench *bench = calloc(1, sizeof *bench);
    if (bench == NULL) {
        give_up("out of memory");
    }
    br_arena_init(&bench->arena, ARENA_SIZE);
    br_buffer_init(&bench->out, BR_CHART_SIZE_MAX);
    br_buffer_init(&bench->text, BR_CHART_SIZE_MAX);
    make(bench);
    json_t *result =
        json_pack("{s:s, s:i, s:i}", "name", "spc", "series", SERIES, "points", POINTS);
    json_object_set_new(result, "rules", measure(bench, rules));
    json_object_set_new(result, "computed_and_drawn", measure(bench, chart));
    json_object_set_new(result, "small", measure(bench, small));
    json_object_set_new(result, "read_from_text", measure(bench, reading));
    result_print(result);
    br_arena_free(&bench->arena);
    br_buffer_free(&bench->out);
    br_buffer_free(&bench->text);
    free(bench);
    return 0;
}
