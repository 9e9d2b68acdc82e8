/*
 * verb_spc.c - a control chart of a plain file, without any academy.
 *
 * The one verb that needs no folder: it reads a file, computes and answers. With --json it is also
 * the way in which others check the rules against their own.
 */
#include "client/verbs.h"

#include "spc/chart.h"
#include "spc/day.h"
#include "spc/json.h"
#include "spc/number.h"
#include "spc/sentence.h"
#include "spc/series.h"
#include "spc/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_USUAL = 80 };

struct asked {
    struct br_spc_options options;
    struct br_spc_rebase rebases[BR_SPC_REBASES_MAX];
    struct br_series series;
};

/* --- options --- */

static int read_direction(struct call *call, struct br_spc_options *options)
{
    const char *value = call_value(call, "direction");
    if (value == NULL || strcmp(value, "increase") == 0) {
        options->direction = BR_SPC_INCREASE;
    } else if (strcmp(value, "decrease") == 0) {
        options->direction = BR_SPC_DECREASE;
    } else if (strcmp(value, "neutral") == 0) {
        options->direction = BR_SPC_NEUTRAL;
    } else {
        return call_fail(call, EXIT_USAGE, "--direction is increase, decrease or neutral");
    }
    return EXIT_FINE;
}

static int read_two_of_three(struct call *call, struct br_spc_options *options)
{
    const char *value = call_value(call, "two-of-three");
    if (value == NULL || strcmp(value, "mdc") == 0) {
        options->two_of_three = BR_SPC_MDC;
    } else if (strcmp(value, "r") == 0) {
        options->two_of_three = BR_SPC_R;
    } else {
        return call_fail(call, EXIT_USAGE,
                         "--two-of-three is mdc (as of 2023) or r (as the R package has it)");
    }
    return EXIT_FINE;
}

static int read_target(struct call *call, struct br_spc_options *options)
{
    struct br_error error = {{0}};
    const char *value = call_value(call, "target");
    if (value != NULL) {
        options->has_target = true;
        if (br_number_read(br_bytes_of_text(value), &options->target, &error) != BR_OK) {
            return call_fail(call, EXIT_USAGE, "--target: %s", error.text);
        }
    }
    return EXIT_FINE;
}

static int read_fix_after(struct call *call, struct br_spc_options *options)
{
    const char *value = call_value(call, "fix-after");
    if (value == NULL) {
        return EXIT_FINE;
    }
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || value[digits] != '\0' || digits > 6) {
        return call_fail(call, EXIT_USAGE, "--fix-after is a number of points, such as 20");
    }
    options->fix_after = (size_t)strtoul(value, NULL, 10);
    if (options->fix_after < BR_SPC_BASELINE_MIN) {
        return call_fail(call, EXIT_USAGE, "--fix-after is at least %u points",
                         BR_SPC_BASELINE_MIN);
    }
    return EXIT_FINE;
}

static int read_rebases(struct call *call, struct asked *asked)
{
    asked->options.rebases = asked->rebases;
    for (size_t i = 0; i < call->options.given_count; i++) {
        const struct option_given *given = &call->options.given[i];
        struct br_error error = {{0}};
        int32_t day = 0;
        if (strcmp(given->rule->name, "rebase") != 0) {
            continue;
        }
        if (br_day_read(br_bytes_of_text(given->value), &day, &error) != BR_OK) {
            return call_fail(call, EXIT_USAGE, "--rebase: %s", error.text);
        }
        /* fewer options than rebases fit: BR_OPTIONS_MAX */
        asked->rebases[asked->options.rebase_count++] = (struct br_spc_rebase){.day = day};
    }
    return EXIT_FINE;
}

static int read_options(struct call *call, struct asked *asked)
{
    int code = read_direction(call, &asked->options);
    asked->options.screen = call_has(call, "screen");
    code = code == EXIT_FINE ? read_two_of_three(call, &asked->options) : code;
    code = code == EXIT_FINE ? read_target(call, &asked->options) : code;
    code = code == EXIT_FINE ? read_fix_after(call, &asked->options) : code;
    return code == EXIT_FINE ? read_rebases(call, asked) : code;
}

/* --- the file --- */

/* Bad rows are told one by one. Without --skip-bad nothing is computed from what is left. */
static int tell_faults(struct call *call, const struct br_series *series)
{
    size_t told = series->fault_count < BR_SPC_FAULTS_MAX ? series->fault_count : BR_SPC_FAULTS_MAX;
    for (size_t i = 0; i < told; i++) {
        struct br_error text;
        br_series_fault_text(&series->faults[i], &text);
        call_note(call, "%s", text.text);
    }
    if (told < series->fault_count) {
        call_note(call, "and %zu more bad rows", series->fault_count - told);
    }
    if (series->fault_count > 0 && !call_has(call, "skip-bad")) {
        return call_fail(call, EXIT_FAILED,
                         "nothing is charted: mend the file, or leave such rows out with "
                         "--skip-bad");
    }
    return EXIT_FINE;
}

static int read_points(struct call *call, struct asked *asked)
{
    struct br_error error = {{0}};
    const struct br_series_columns columns = {.date = call_value(call, "date-column"),
                                              .value = call_value(call, "value-column")};
    enum br_status status =
        br_series_read(call->input, &columns, &call->arena, &asked->series, &error);
    if (status != BR_OK) {
        return call_fail_status(call, status, &error);
    }
    return tell_faults(call, &asked->series);
}

/* --- the answer --- */

static int write_svg(struct call *call, const struct br_chart *chart, const char *name)
{
    struct br_buffer text;
    br_buffer_init(&text, BR_CHART_SIZE_MAX);
    enum br_status status = br_chart_file(chart, &text);
    FILE *file = status == BR_OK ? fopen(name, "wb") : NULL;
    int code = EXIT_FINE;
    if (status != BR_OK) {
        code = call_fail_status(call, status, NULL);
    } else if (file == NULL) {
        code = call_fail(call, EXIT_FAILED, "%s: %s", name, strerror(errno));
    } else {
        bool whole = fwrite(text.data, 1, text.size, file) == text.size;
        if (fclose(file) != 0 || !whole) {
            code =
                call_fail(call, EXIT_FAILED, "%s could not be written: %s", name, strerror(errno));
        }
    }
    br_buffer_free(&text);
    return code;
}

/* Whoever set a locale says whether the terminal has more than ASCII. */
static bool is_plain_terminal(const struct call *call)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    if (call_has(call, "ascii")) {
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return strstr(value, "UTF-8") == NULL && strstr(value, "utf8") == NULL &&
                   strstr(value, "UTF8") == NULL && strstr(value, "utf-8") == NULL;
        }
    }
    return true;
}

static unsigned terminal_columns(void)
{
    const char *value = getenv("COLUMNS");
    unsigned long columns = value == NULL ? 0 : strtoul(value, NULL, 10);
    return columns > 0 && columns < BR_TERMINAL_CHART_COLUMNS_MAX ? (unsigned)columns
                                                                  : COLUMNS_USUAL;
}

static void say_phases(struct call *call, const struct br_spc_xmr *xmr)
{
    int decimals = br_spc_decimals(xmr);
    for (size_t i = 0; i < xmr->phase_count; i++) {
        const struct br_spc_phase *phase = &xmr->phases[i];
        char from[BR_DAY_TEXT_SIZE];
        char mean[BR_NUMBER_SIZE] = "none";
        char low[BR_NUMBER_SIZE] = "none";
        char high[BR_NUMBER_SIZE] = "none";
        br_day_long(xmr->points[phase->first].day, from);
        if (!br_spc_missing(phase->mean)) {
            br_number_people(phase->mean, decimals + 1, mean);
        }
        if (!br_spc_missing(phase->upl)) {
            br_number_people(phase->lpl, decimals + 1, low);
            br_number_people(phase->upl, decimals + 1, high);
        }
        call_say(call, "From %s: mean %s, limits %s to %s, %zu point%s%s.\n", from, mean, low, high,
                 phase->count, plural(phase->count), phase->trial ? " (trial limits)" : "");
    }
}

static void say_direction(struct call *call, const struct br_spc_options *options)
{
    static const char *const words[] = {"Higher is better", "Lower is better",
                                        "Neither way is better"};
    call_say(call, "%s%s.\n", words[options->direction],
             call_has(call, "direction") ? "" : ", as nothing else is said (--direction)");
}

static void say_chart(struct call *call, const struct br_chart *chart)
{
    struct br_sentence sentence;
    char rule_set[BR_RULE_SET_SIZE];
    const struct br_terminal_options options = {.columns = terminal_columns(),
                                                .ascii = is_plain_terminal(call)};
    br_sentence_make(chart->xmr, chart->run, chart->unit, &sentence);
    struct br_buffer whole;
    br_buffer_init(&whole, sizeof sentence);
    br_sentence_whole(&sentence, &whole);
    call_say(call, "%s\n\n", whole.size == 0 ? "" : br_buffer_text(&whole));
    br_buffer_free(&whole);
    br_chart_terminal(chart, &options, &call->out);
    br_buffer_put_text(&call->out, "\n");
    if (chart->run == NULL) {
        say_phases(call, chart->xmr);
    }
    say_direction(call, &chart->xmr->options);
    br_spc_rule_set(chart->xmr, chart->run, rule_set);
    call_say(call, "%s.\n", rule_set);
}

static int answer(struct call *call, const struct br_spc_xmr *xmr, const struct br_run_chart *run)
{
    const struct br_chart chart = {
        .xmr = xmr,
        .run = br_spc_wants_run_chart(xmr->count) ? run : NULL,
        .title = call_has(call, "title") ? call_value(call, "title") : call_argument(call, 0),
        .unit = call_value(call, "unit"),
        .table = true,
    };
    if (call_has(call, "svg")) {
        int code = write_svg(call, &chart, call_value(call, "svg"));
        if (code != EXIT_FINE) {
            return code;
        }
    }
    if (call->json) {
        br_spc_json(xmr, &call->out);
        br_buffer_put_text(&call->out, "\n");
    } else {
        say_chart(call, &chart);
    }
    return EXIT_FINE;
}

static int run_spc(struct call *call)
{
    struct br_error error = {{0}};
    struct br_spc_xmr xmr;
    struct br_run_chart run;
    struct asked *asked = br_arena_take(&call->arena, sizeof *asked);
    if (asked == NULL) {
        return call_fail_status(call, BR_ERR_NO_MEMORY, NULL);
    }
    asked->options = (struct br_spc_options){.direction = BR_SPC_INCREASE};
    int code = read_options(call, asked);
    code = code == EXIT_FINE ? read_points(call, asked) : code;
    if (code != EXIT_FINE) {
        return code;
    }
    const struct br_series *series = &asked->series;
    enum br_status status =
        br_spc_xmr(series->points, series->count, &asked->options, &call->arena, &xmr, &error);
    if (status == BR_OK) {
        status = br_run_chart(series->points, series->count, &call->arena, &run);
    }
    if (status != BR_OK) {
        return call_fail_status(call, status, &error);
    }
    for (size_t i = 0; i < asked->options.rebase_count; i++) {
        br_spc_rebase_note(&xmr, i, &error);
        if (error.text[0] != '\0') {
            call_note(call, "%s", error.text);
        }
    }
    return answer(call, &xmr, &run);
}

static const struct option_rule spc_rules[] = {
    {"direction", "increase|decrease|neutral", "which way is better (else increase)", false},
    {"target", "N", "what it should be; judged by the limits", false},
    {"rebase", "DATE", "limits begin anew at the point of this date", true},
    {"fix-after", "N", "limits from the first N points of each phase, at least 12", false},
    {"screen", NULL, "leave outlying moving ranges out of the limits", false},
    {"two-of-three", "mdc|r", "Making Data Count's rule of 2023, or the R package's (else mdc)",
     false},
    {"svg", "FILE", "also draw the chart into FILE", false},
    {"title", "TEXT", "what is measured, for the drawn chart (else the file's name)", false},
    {"unit", "TEXT", "such as % or minutes", false},
    {"date-column", "NAME", "the column of dates (else date, or the first)", false},
    {"value-column", "NAME", "the column of values (else value, or the second of two)", false},
    {"skip-bad", NULL, "leave bad rows out, and say which", false},
    {"ascii", NULL, "draw with plain characters", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_spc[] = {
    {.name = "spc",
     .arguments = "FILE.csv",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A control chart of a plain file of date,value, without any academy.",
     .examples =
         "  bigroom spc waits.csv --direction decrease --target 4\n"
         "  bigroom spc waits.csv --rebase 2026-07-06 --svg waits.svg\n"
         "  bigroom spc beds.csv --date-column month --value-column occupied --json\n"
         "  paste.sh | bigroom spc - --screen --two-of-three r\n"
         "\nThe file has a line for each point, with or without a header; an empty value is "
         "a\nmissing point. Limits are mean and 2.66 mean moving ranges; below 13 points a "
         "run\nchart is drawn, and --json has the numbers always.\n",
     .rules = spc_rules,
     .place = VERB_PLAIN,
     .input = INPUT_FILE,
     .run = run_spc},
    {.name = NULL}};
