/*
 * functions.c - from rows of SQL to a series, its rules, and what is said or drawn of them.
 *
 *   step: a row ──► gathered          final: gathered, options ──► reading ──► text
 *
 * Options are read by SQLite's own JSON functions, on the connection that asks.
 */
#include "spc/functions.h"

#include "base/limits.h"
#include "spc/chart.h"
#include "spc/day.h"
#include "spc/icon.h"
#include "spc/json.h"
#include "spc/number.h"
#include "spc/sentence.h"
#include "spc/terminal.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
    ICON_SIZE_MAX = 200,
    ARENA_REST = 65536
};

#define WALL_SCALE 1.85  /* LOOK: markers and letters on the wall */
#define WALL_WIDTH 1290u /* beside the agenda, at 1920: letters keep their size */

/* --- rows --- */

/* Lives in SQLite's memory for the aggregate, zeroed before the first row. */
struct gathered {
    struct br_spc_point *points;
    size_t count;
    size_t room;
    char *options;
    char form[8]; /* the fourth argument: how it is drawn, or how wide */
    bool no_memory;
    bool too_many;
};

static void keep_options(struct gathered *gathered, sqlite3_value *value)
{
    const unsigned char *text = sqlite3_value_text(value);
    if (gathered->options == NULL && text != NULL) {
        gathered->options = strdup((const char *)text);
        gathered->no_memory = gathered->options == NULL;
    }
}

static bool make_room(struct gathered *gathered)
{
    if (gathered->count < gathered->room) {
        return true;
    }
    size_t room = gathered->room == 0 ? 64 : 2 * gathered->room;
    struct br_spc_point *points = realloc(gathered->points, room * sizeof *points);
    if (points == NULL) {
        gathered->no_memory = true;
        return false;
    }
    gathered->points = points;
    gathered->room = room;
    return true;
}

static void step(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct gathered *gathered = sqlite3_aggregate_context(context, sizeof *gathered);
    struct br_spc_point point = {.value = NAN};
    struct br_error why;
    if (gathered == NULL || gathered->no_memory) {
        return;
    }
    keep_options(gathered, values[2]);
    if (count > 3 && gathered->count == 0) {
        const char *form = (const char *)sqlite3_value_text(values[3]);
        (void)snprintf(gathered->form, sizeof gathered->form, "%s", form == NULL ? "" : form);
    }
    const char *date = (const char *)sqlite3_value_text(values[0]);
    if (date == NULL || br_day_read(br_bytes_of_text(date), &point.day, &why) != BR_OK) {
        return;
    }
    if (sqlite3_value_type(values[1]) != SQLITE_NULL) {
        double value = sqlite3_value_double(values[1]);
        point.value = fabs(value) <= BR_SPC_VALUE_MAX ? value : NAN;
    }
    gathered->too_many = gathered->too_many || gathered->count == BR_SPC_POINTS_MAX;
    if (!gathered->too_many && make_room(gathered)) {
        gathered->points[gathered->count++] = point;
    }
}

static int compare_days(const void *left, const void *right)
{
    const struct br_spc_point *a = left;
    const struct br_spc_point *b = right;
    return (a->day > b->day) - (a->day < b->day);
}

/* --- options --- */

/* A series with everything that is known of it; all texts are in the arena. */
struct series {
    struct br_arena arena;
    struct gathered points;
    struct br_spc_options options;
    struct br_spc_rebase rebases[BR_SPC_REBASES_MAX];
    struct br_chart_tag tags[BR_CHART_TAGS_MAX];
    struct br_chart chart;
    struct br_spc_xmr xmr;
    struct br_run_chart run;
    struct br_error why;
};

static bool same(const char *a, const char *b)
{
    return a != NULL && strcmp(a, b) == 0;
}

static const char *kept_column(struct series *series, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? NULL : br_arena_text(&series->arena, br_bytes_of_text(text));
}

static bool read_number(sqlite3_stmt *statement, int column, double *number)
{
    int type = sqlite3_column_type(statement, column);
    *number = sqlite3_column_double(statement, column);
    return (type == SQLITE_INTEGER || type == SQLITE_FLOAT) && fabs(*number) <= BR_SPC_VALUE_MAX;
}

/* Pairs and triples of an array begin with a day; what has none is passed over. */
static bool read_day(sqlite3_stmt *statement, int column, int32_t *day)
{
    struct br_error why;
    const char *date = (const char *)sqlite3_column_text(statement, column);
    return date != NULL && br_day_read(br_bytes_of_text(date), day, &why) == BR_OK;
}

static void read_plain(struct series *series, sqlite3_stmt *statement)
{
    struct br_spc_options *options = &series->options;
    const char *direction = (const char *)sqlite3_column_text(statement, 0);
    options->direction = same(direction, "decrease")   ? BR_SPC_DECREASE
                         : same(direction, "increase") ? BR_SPC_INCREASE
                                                       : BR_SPC_NEUTRAL;
    options->has_target = read_number(statement, 1, &options->target);
    options->screen = sqlite3_column_int(statement, 2) != 0;
    options->two_of_three =
        same((const char *)sqlite3_column_text(statement, 3), "r") ? BR_SPC_R : BR_SPC_MDC;
    int fix_after = sqlite3_column_int(statement, 4);
    options->fix_after = fix_after < 0 ? 0 : (size_t)fix_after;
    series->chart.unit = kept_column(series, statement, 5);
    series->chart.title = kept_column(series, statement, 6);
    series->chart.id = kept_column(series, statement, 7);
    series->chart.one_scale = read_number(statement, 8, &series->chart.low) &&
                              read_number(statement, 9, &series->chart.high) &&
                              read_day(statement, 10, &series->chart.first) &&
                              read_day(statement, 11, &series->chart.last);
}

static void read_rebase(struct series *series, sqlite3_stmt *statement)
{
    struct br_spc_rebase *rebase = &series->rebases[series->options.rebase_count];
    if (series->options.rebase_count < BR_SPC_REBASES_MAX && read_day(statement, 0, &rebase->day)) {
        rebase->reason = kept_column(series, statement, 1);
        series->options.rebase_count++;
    }
}

static void read_tag(struct series *series, sqlite3_stmt *statement)
{
    struct br_chart_tag *tag = &series->tags[series->chart.tag_count];
    if (series->chart.tag_count < BR_CHART_TAGS_MAX && read_day(statement, 0, &tag->day)) {
        tag->kind = same((const char *)sqlite3_column_text(statement, 1), "pdsa") ? BR_CHART_PDSA
                                                                                  : BR_CHART_EVENT;
        tag->label = kept_column(series, statement, 2);
        series->chart.tag_count++;
    }
}

/* Each has the options as ?1, and gives its rows to [read]. */
static const struct {
    const char *member; /* without it there is nothing to ask for; NULL: always ask */
    const char *sql;
    void (*read)(struct series *series, sqlite3_stmt *statement);
} queries[] = {
    {NULL,
     "SELECT ?1->>'direction', ?1->>'target', ?1->>'screened', ?1->>'two_of_three',"
     " ?1->>'fix_after', ?1->>'unit', ?1->>'title', ?1->>'id', ?1->>'$.scale[0]',"
     " ?1->>'$.scale[1]', ?1->>'$.scale[2]', ?1->>'$.scale[3]'",
     read_plain},
    {"\"rebases\"", "SELECT value->>0, value->>1 FROM json_each(?1, '$.rebases')", read_rebase},
    {"\"tags\"", "SELECT value->>0, value->>1, value->>2 FROM json_each(?1, '$.tags')", read_tag},
};

static int read_options(sqlite3 *db, struct series *series)
{
    const char *options = series->points.options;
    int code = SQLITE_OK;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0] && code == SQLITE_OK; i++) {
        sqlite3_stmt *statement = NULL;
        if (options == NULL ||
            (queries[i].member != NULL && strstr(options, queries[i].member) == NULL)) {
            continue;
        }
        code = sqlite3_prepare_v2(db, queries[i].sql, -1, &statement, NULL);
        if (code == SQLITE_OK) {
            code = sqlite3_bind_text(statement, 1, options, -1, SQLITE_STATIC);
        }
        while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
            queries[i].read(series, statement);
        }
        int end = sqlite3_finalize(statement);
        code = code == SQLITE_OK ? end : code;
    }
    series->options.rebases = series->rebases;
    series->chart.tags = series->tags;
    return code;
}

/* --- the series --- */

static void series_free(struct series *series)
{
    if (series != NULL) {
        free(series->points.points);
        free(series->points.options);
        br_arena_free(&series->arena);
        free(series);
    }
}

static enum br_status apply_rules(struct series *series)
{
    const struct gathered *points = &series->points;
    enum br_status status = br_spc_xmr(points->points, points->count, &series->options,
                                       &series->arena, &series->xmr, &series->why);
    if (status == BR_OK && br_spc_wants_run_chart(points->count)) {
        status = br_run_chart(points->points, points->count, &series->arena, &series->run);
        series->chart.run = &series->run;
    }
    series->chart.xmr = &series->xmr;
    return status;
}

/* BR_OK, or what the statement is to be told in [why]. */
static enum br_status read_series(sqlite3 *db, struct series *series)
{
    struct gathered *points = &series->points;
    if (points->no_memory) {
        return BR_ERR_NO_MEMORY;
    }
    if (points->too_many) {
        return br_error_set(&series->why, BR_ERR_LIMIT,
                            "A measure has more points than the %u of one chart.",
                            BR_SPC_POINTS_MAX);
    }
    if (points->count > 1) {
        qsort(points->points, points->count, sizeof *points->points, compare_days);
    }
    int code = read_options(db, series);
    if (code != SQLITE_OK) {
        return code == SQLITE_NOMEM ? BR_ERR_NO_MEMORY
                                    : br_error_set(&series->why, BR_ERR_MALFORMED,
                                                   "The options of a chart are JSON.");
    }
    return apply_rules(series);
}

/* Everything that the rows say; NULL when the statement has been given an error. */
static struct series *series_of(sqlite3_context *context)
{
    struct gathered none = {.points = NULL};
    struct gathered *gathered = sqlite3_aggregate_context(context, 0);
    gathered = gathered == NULL ? &none : gathered;
    struct series *series = calloc(1, sizeof *series);
    if (series == NULL) {
        free(gathered->points);
        free(gathered->options);
        sqlite3_result_error_nomem(context);
        return NULL;
    }
    series->points = *gathered;
    *gathered = none;
    size_t options_size = series->points.options == NULL ? 0 : strlen(series->points.options);
    br_arena_init(&series->arena, br_spc_xmr_size(series->points.count, BR_SPC_REBASES_MAX) +
                                      series->points.count * sizeof(double) + 4 * options_size +
                                      ARENA_REST);
    enum br_status status = read_series(sqlite3_context_db_handle(context), series);
    if (status == BR_OK) {
        return series;
    }
    if (series->why.text[0] != '\0') {
        sqlite3_result_error(context, series->why.text, -1);
    } else {
        sqlite3_result_error_nomem(context);
    }
    series_free(series);
    return NULL;
}

/* [out] becomes the result, [status] permitting, and is freed. */
static void give(sqlite3_context *context, struct br_buffer *out, enum br_status status)
{
    if (status == BR_ERR_LIMIT) {
        sqlite3_result_error(context, "a chart of this size cannot be drawn", -1);
    } else if (status != BR_OK || !br_buffer_ok(out)) {
        sqlite3_result_error_nomem(context);
    } else {
        sqlite3_result_text64(context, (const char *)out->data, out->size, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    }
    br_buffer_free(out);
}

/* --- what is said and drawn --- */

static void json_final(sqlite3_context *context)
{
    struct series *series = series_of(context);
    if (series != NULL) {
        struct br_buffer out;
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        br_spc_json(&series->xmr, &out);
        give(context, &out, BR_OK);
    }
    series_free(series);
}

/* The fields of a reading, as SQLite writes JSON. */
static const char reading_sql[] =
    "SELECT json_object('verdict', ?1, 'reading', ?2, 'before', ?3, 'target', ?4, 'trial', ?5,"
    " 'stands_out', ?6, 'rule_set', ?7, 'run_chart', ?8, 'variation', ?9, 'variation_words', ?10,"
    " 'assurance', ?11, 'assurance_words', ?12, 'points', ?13, 'date', ?14, 'value', ?15,"
    " 'value_words', ?16, 'day', ?17)";

static const char *unless_empty(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

/* The newest point that is not missing; SIZE_MAX: none. */
static size_t latest_of(const struct gathered *points)
{
    for (size_t i = points->count; i-- > 0;) {
        if (!br_spc_missing(points->points[i].value)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void bind_latest(sqlite3_stmt *statement, const struct series *series)
{
    size_t latest = latest_of(&series->points);
    if (latest != SIZE_MAX) {
        const struct br_spc_point *point = &series->points.points[latest];
        char date[BR_DAY_TEXT_SIZE];
        char words[BR_VALUE_TEXT_SIZE];
        br_day_iso(point->day, date);
        br_spc_value_text(point->value, br_spc_decimals(&series->xmr), series->chart.unit, words);
        (void)sqlite3_bind_text(statement, 14, date, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_double(statement, 15, point->value);
        (void)sqlite3_bind_text(statement, 16, words, -1, SQLITE_TRANSIENT);
        br_day_long(point->day, date);
        (void)sqlite3_bind_text(statement, 17, date, -1, SQLITE_TRANSIENT);
    }
}

static bool has_limits(const struct br_spc_xmr *xmr)
{
    return xmr->phase_count > 0 && !br_spc_missing(xmr->phases[xmr->phase_count - 1].lpl);
}

static void bind_reading(sqlite3_stmt *statement, const struct series *series)
{
    struct br_sentence sentence;
    char rule_set[BR_RULE_SET_SIZE];
    const struct br_spc_xmr *xmr = &series->xmr;
    br_sentence_make(xmr, series->chart.run, series->chart.unit, &sentence);
    br_spc_rule_set(xmr, series->chart.run, rule_set);
    const char *const texts[] = {unless_empty(sentence.verdict), unless_empty(sentence.reading),
                                 unless_empty(sentence.before), unless_empty(sentence.target),
                                 unless_empty(sentence.trial)};
    for (int i = 0; i < 5; i++) {
        (void)sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_TRANSIENT);
    }
    (void)sqlite3_bind_int(statement, 6, sentence.stands_out ? 1 : 0);
    (void)sqlite3_bind_text(statement, 7, rule_set, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_int(statement, 8, series->chart.run != NULL ? 1 : 0);
    if (series->chart.run == NULL) { /* a run chart has no icons */
        (void)sqlite3_bind_text(statement, 9, br_spc_variation_name(xmr->variation), -1,
                                SQLITE_STATIC);
        (void)sqlite3_bind_text(statement, 10, br_spc_variation_words(xmr->variation), -1,
                                SQLITE_STATIC);
    }
    if (series->chart.run == NULL && has_limits(xmr)) { /* else a target cannot be judged */
        (void)sqlite3_bind_text(statement, 11, br_spc_assurance_name(xmr->assurance), -1,
                                SQLITE_STATIC);
        (void)sqlite3_bind_text(statement, 12, unless_empty(br_spc_assurance_words(xmr->assurance)),
                                -1, SQLITE_STATIC);
    }
    (void)sqlite3_bind_int64(statement, 13, (sqlite3_int64)xmr->count);
    bind_latest(statement, series);
}

static void reading_final(sqlite3_context *context)
{
    struct series *series = series_of(context);
    sqlite3_stmt *statement = NULL;
    if (series != NULL) {
        sqlite3 *db = sqlite3_context_db_handle(context);
        if (sqlite3_prepare_v2(db, reading_sql, -1, &statement, NULL) != SQLITE_OK) {
            sqlite3_result_error_code(context, sqlite3_errcode(db));
        } else {
            bind_reading(statement, series);
            if (sqlite3_step(statement) == SQLITE_ROW) {
                sqlite3_result_value(context, sqlite3_column_value(statement, 0));
            } else {
                sqlite3_result_error_code(context, sqlite3_errcode(db));
            }
        }
        (void)sqlite3_finalize(statement);
    }
    series_free(series);
}

static void put_number(struct br_buffer *out, double number, int decimals)
{
    char text[BR_NUMBER_SIZE];
    br_number_fixed(number, decimals, text);
    br_buffer_put_text(out, text);
}

/* All texts are ours: nothing in them needs escaping. */
static void put_point(const struct series *series, size_t index, struct br_buffer *out)
{
    const struct br_spc_mark *mark = &series->xmr.marks[index];
    const struct br_spc_phase *phase = &series->xmr.phases[mark->phase];
    int decimals = br_spc_decimals(&series->xmr);
    bool limits = series->chart.run == NULL && !br_spc_missing(phase->lpl);
    double middle = series->chart.run != NULL ? series->run.median : phase->mean;
    char date[BR_DAY_TEXT_SIZE];
    char day[BR_DAY_TEXT_SIZE];
    br_day_iso(series->points.points[index].day, date);
    br_day_long(series->points.points[index].day, day);
    br_buffer_put_format(out, "%s{\"date\":\"%s\",\"day\":\"%s\"", index == 0 ? "" : ",", date,
                         day);
    if (!br_spc_missing(middle)) {
        br_buffer_put_text(out, ",\"mean\":\"");
        put_number(out, middle, decimals);
        br_buffer_put_text(out, "\"");
    }
    if (limits) {
        br_buffer_put_text(out, ",\"limits\":\"");
        put_number(out, phase->lpl, decimals);
        br_buffer_put_text(out, " to ");
        put_number(out, phase->upl, decimals);
        br_buffer_put_format(out, "\",\"words\":\"%s\",\"class\":\"%s\"",
                             br_spc_label_words((enum br_spc_label)mark->label),
                             br_spc_variation_name((enum br_spc_variation)mark->class));
    }
    br_buffer_put_text(out, "}");
}

static void points_final(sqlite3_context *context)
{
    struct series *series = series_of(context);
    if (series != NULL) {
        struct br_buffer out;
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        br_buffer_put_text(&out, "[");
        for (size_t i = 0; i < series->points.count; i++) {
            put_point(series, i, &out);
        }
        br_buffer_put_text(&out, "]");
        give(context, &out, BR_OK);
    }
    series_free(series);
}

/* The narrow drawing stands on the same page as the wide one. */
static const char *id_beside(struct series *series)
{
    char id[64];
    (void)snprintf(id, sizeof id, "%.50s-narrow",
                   series->chart.id == NULL ? "spc" : series->chart.id);
    return br_arena_text(&series->arena, br_bytes_of_text(id));
}

static enum br_status draw(struct series *series, struct br_buffer *out)
{
    struct br_chart *chart = &series->chart;
    const char *form = series->points.form;
    if (same(form, "small")) {
        chart->title = NULL; /* it stands beside it */
        return br_chart_small_svg(chart, out);
    }
    if (same(form, "phone")) {
        chart->width = BR_CHART_WIDTH_PHONE;
        chart->id = id_beside(series);
    } else if (same(form, "column")) {
        chart->width = BR_CHART_WIDTH_COLUMN;
    } else if (same(form, "wall")) {
        chart->width = WALL_WIDTH;
        chart->scale = WALL_SCALE;
    } else if (form != NULL && form[0] >= '0' && form[0] <= '9') {
        char *end = NULL;
        chart->width = (unsigned)strtoul(form, &end, 10);
        chart->plot_height = *end == 'x' ? (unsigned)strtoul(end + 1, NULL, 10) : 0;
    }
    return br_chart_svg(chart, out);
}

static void svg_final(sqlite3_context *context)
{
    struct series *series = series_of(context);
    if (series != NULL && series->points.count > 0) {
        struct br_buffer out;
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        give(context, &out, draw(series, &out));
    }
    series_free(series);
}

static void text_final(sqlite3_context *context)
{
    struct series *series = series_of(context);
    if (series != NULL && series->points.count > 0) {
        struct br_terminal_options options = {.columns =
                                                  (unsigned)strtoul(series->points.form, NULL, 10)};
        struct br_buffer out;
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        br_chart_terminal(&series->chart, &options, &out);
        give(context, &out, BR_OK);
    }
    series_free(series);
}

/* --- words and small drawings --- */

static bool is_variation(const char *name, enum br_spc_variation *variation)
{
    for (int i = BR_SPC_VARIATION_COMMON; i <= BR_SPC_NEUTRAL_LOW; i++) {
        *variation = (enum br_spc_variation)i;
        if (same(name, br_spc_variation_name(*variation))) {
            return true;
        }
    }
    return false;
}

static bool is_assurance(const char *name, enum br_spc_assurance *assurance)
{
    for (int i = BR_SPC_PASS; i <= BR_SPC_HIT_OR_MISS; i++) {
        *assurance = (enum br_spc_assurance)i;
        if (same(name, br_spc_assurance_name(*assurance))) {
            return true;
        }
    }
    return false;
}

/* Words stand beside each icon; a name that is none has no icon. */
static void icon_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *name = (const char *)sqlite3_value_text(values[0]);
    int size = sqlite3_value_int(values[1]);
    enum br_spc_variation variation;
    enum br_spc_assurance assurance;
    struct br_buffer out;
    br_buffer_init(&out, BR_CHART_SIZE_MAX);
    if (size < 1 || size > ICON_SIZE_MAX) {
        br_buffer_free(&out);
    } else if (is_variation(name, &variation)) {
        br_icon_variation(variation, (unsigned)size, true, &out);
        give(context, &out, BR_OK);
    } else if (is_assurance(name, &assurance)) {
        br_icon_assurance(assurance, (unsigned)size, true, &out);
        give(context, &out, BR_OK);
    }
}

static void marker_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    enum br_spc_variation variation;
    if (is_variation((const char *)sqlite3_value_text(values[0]), &variation)) {
        struct br_buffer out;
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        br_chart_marker(variation, &out);
        give(context, &out, BR_OK);
    }
}

enum br_status br_spc_functions(struct sqlite3 *db)
{
    static const struct {
        const char *name;
        int arguments;
        void (*final)(sqlite3_context *context); /* of an aggregate */
        void (*scalar)(sqlite3_context *context, int count, sqlite3_value **values);
    } functions[] = {
        {"spc_json", 3, json_final, NULL},        {"spc_reading", 3, reading_final, NULL},
        {"spc_points", 3, points_final, NULL},    {"spc_svg", 4, svg_final, NULL},
        {"spc_text", 4, text_final, NULL},        {"spc_icon", 2, NULL, icon_function},
        {"spc_marker", 1, NULL, marker_function},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        int code = sqlite3_create_function_v2(
            db, functions[i].name, functions[i].arguments, FLAGS, NULL, functions[i].scalar,
            functions[i].final == NULL ? NULL : step, functions[i].final, NULL);
        if (code != SQLITE_OK) {
            return code == SQLITE_NOMEM ? BR_ERR_NO_MEMORY : BR_ERR_IO;
        }
    }
    return BR_OK;
}
