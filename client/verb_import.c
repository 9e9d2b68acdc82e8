/* verb_import.c - measure import: preview, bad rows, all or nothing. */
#include "client/points.h"
#include "client/verb_measure.h"
#include "entry/table.h"
#include "pages/terminal.h"
#include "record/patient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what was asked --- */

static int read_where(struct call *call, struct br_table_rules *rules)
{
    for (size_t i = 0; i < call->options.given_count; i++) {
        const struct option_given *given = &call->options.given[i];
        if (strcmp(given->rule->name, "where") != 0) {
            continue;
        }
        size_t size = strcspn(given->value, "=");
        struct br_bytes column = {.data = (const uint8_t *)given->value, .size = size};
        if (given->value[size] == '\0' || size == 0) {
            return call_fail(call, EXIT_USAGE, "--where takes COLUMN=VALUE, as org_code=RHQ");
        }
        char *name = br_arena_text(&call->arena, column);
        if (name == NULL) {
            return call_fail(call, EXIT_FAILED, "out of memory");
        }
        rules->where[rules->where_count++] =
            (struct br_table_where){.column = name, .value = given->value + size + 1};
    }
    return EXIT_FINE;
}

static int read_rules(struct call *call, struct br_table_rules *rules)
{
    static const struct {
        const char *option;
        const char *name;
    } columns[BR_TABLE_COLUMN_COUNT] = {
        [BR_TABLE_DATE] = {"date-column", "date"},
        [BR_TABLE_VALUE] = {"value-column", "value"},
        [BR_TABLE_NUMERATOR] = {"numerator-column", "numerator"},
        [BR_TABLE_DENOMINATOR] = {"denominator-column", "denominator"},
        [BR_TABLE_NOTE] = {"note-column", "note"},
    };
    *rules = (struct br_table_rules){.where_count = 0};
    for (size_t i = 0; i < BR_TABLE_COLUMN_COUNT; i++) {
        const char *given = call_value(call, columns[i].option);
        rules->columns[i] = given == NULL ? columns[i].name : given;
        rules->required[i] = given != NULL || i == BR_TABLE_DATE || i == BR_TABLE_VALUE;
    }
    rules->identifiers_pass = call_has(call, "allow-identifier");
    return read_where(call, rules);
}

/* Names of files get about: into letters, screenshots, the next folder. */
static int check_file_name(struct call *call)
{
    const char *path = call_argument(call, 1);
    const char *slash = strrchr(path, '/');
    char said[BR_REASON_SIZE_MAX + 1];
    struct br_patient_find found;
    if (call_has(call, "allow-identifier") ||
        !br_patient_find(br_bytes_of_text(slash == NULL ? path : slash + 1), &found)) {
        return EXIT_FINE;
    }
    found.field = "file name";
    br_patient_sentence(&found, said, sizeof said);
    return call_fail(call, EXIT_FAILED, "%s", said);
}

/* --- against what is there --- */

/* What holds already is left out (and counted); a date with another value is a bad row. */
static size_t drop_known(struct br_table *import, const struct br_entries *known,
                         const char *column)
{
    struct br_entries *points = &import->points;
    size_t kept = 0;
    size_t already = 0;
    for (size_t i = 0; i < points->count; i++) {
        const struct br_entry *there = br_entries_of_date(known, points->items[i].date);
        if (there != NULL && there->taken_back) {
            br_table_fault(import, points->items[i].line, column,
                           "the point of %.10s was taken back: add it by itself with bigroom "
                           "measure add",
                           (const char *)there->date.data);
        } else if (there == NULL) {
            points->items[kept++] = points->items[i];
        } else if (br_entry_equal(there, &points->items[i])) {
            already++;
        } else {
            br_table_fault(
                import, points->items[i].line, column,
                "%.10s has another value already: correct it with bigroom measure correct",
                (const char *)there->date.data);
        }
    }
    points->count = kept;
    return already;
}

/* --- telling --- */

static void say_faults(struct call *call, const struct br_table *import)
{
    size_t listed =
        import->fault_count < BR_IMPORT_FAULTS_MAX ? import->fault_count : BR_IMPORT_FAULTS_MAX;
    for (size_t i = 0; i < listed; i++) {
        const struct br_table_fault *fault = &import->faults[i];
        br_buffer_put_format(&call->err, "  line %zu%s", fault->line,
                             fault->column == NULL ? ": " : ", ");
        if (fault->column != NULL) {
            br_text_terminal_line(br_bytes_of_text(fault->column), &call->err);
            br_buffer_put_text(&call->err, ": ");
        }
        br_text_terminal_line(br_bytes_of_text(fault->why), &call->err);
        br_buffer_put_text(&call->err, "\n");
    }
    if (listed < import->fault_count) {
        br_buffer_put_format(&call->err, "  and %zu more\n", import->fault_count - listed);
    }
}

static void say_cell(struct call *call, struct br_bytes text, size_t width)
{
    enum { CELL_SIZE_MAX = 60 };
    struct br_bytes shown = text_cut(text, CELL_SIZE_MAX);
    size_t before = call->out.size;
    br_text_terminal_line(shown, &call->out);
    br_buffer_put_text(&call->out, shown.size < text.size ? "…" : "");
    for (size_t used = call->out.size - before; used < width; used++) {
        br_buffer_put_text(&call->out, " ");
    }
}

static void say_preview(struct call *call, const struct br_table *import, const char *title)
{
    enum { ROWS = 5 };
    br_text_terminal_line(br_bytes_of_text(title), &call->out);
    call_say(call, "\n  date        value         numerator     denominator   note\n");
    for (size_t i = 0; i < import->points.count && i < ROWS; i++) {
        const struct br_entry *point = &import->points.items[i];
        call_say(call, "  ");
        say_cell(call, point->date, 12);
        say_cell(call, point->value.size == 0 ? br_bytes_of_text("missing") : point->value, 14);
        say_cell(call, point->numerator, 14);
        say_cell(call, point->denominator, 14);
        say_cell(call, point->note, 0);
        call_line_end(call);
    }
    if (import->points.count > ROWS) {
        const struct br_entry *last = &import->points.items[import->points.count - 1];
        call_say(call, "  and %zu more, up to %.10s\n", import->points.count - ROWS,
                 (const char *)last->date.data);
    }
}

/* A column may be named in bytes that are no UTF-8, on the command line and in the file. */
static json_t *safe_json(const char *text)
{
    struct br_buffer safe;
    if (text == NULL) {
        return json_null();
    }
    br_buffer_init(&safe, BR_PAGE_OUTPUT_SIZE_MAX);
    br_text_terminal_line(br_bytes_of_text(text), &safe);
    json_t *json = json_stringn((const char *)safe.data, safe.size);
    br_buffer_free(&safe);
    return json == NULL ? json_string("") : json;
}

static json_t *faults_json(const struct br_table *import)
{
    json_t *faults = json_array();
    for (size_t i = 0; i < import->fault_count && i < BR_IMPORT_FAULTS_MAX; i++) {
        const struct br_table_fault *fault = &import->faults[i];
        json_t *item = json_pack("{s:I,s:o,s:o}", "line", (json_int_t)fault->line, "column",
                                 safe_json(fault->column), "why", safe_json(fault->why));
        (void)json_array_append_new(faults, item == NULL ? json_null() : item);
    }
    return faults;
}

static void say_counts(struct call *call, const struct br_table *import, size_t already,
                       const char *state)
{
    if (call->json) {
        json_t *answer =
            json_pack("{s:i,s:s,s:I,s:I,s:I,s:I,s:o}", "version", 1, "state", state, "points",
                      (json_int_t)import->points.count, "already_there", (json_int_t)already,
                      "passed_over", (json_int_t)import->passed_over, "bad_rows",
                      (json_int_t)import->fault_count, "bad", faults_json(import));
        BR_ASSERT(answer != NULL);
        call_json(call, answer);
        return;
    }
    size_t count = import->points.count;
    size_t passed_over = import->passed_over;
    call_say(call, "%zu point%s: %s", count, plural(count), state);
    if (already > 0) {
        call_say(call, "; %zu %s there already", already, already == 1 ? "was" : "were");
    }
    if (passed_over > 0) {
        call_say(call, "; %zu row%s passed over by --where", passed_over, plural(passed_over));
    }
    call_say(call, "\n");
}

/* --- the verb --- */

static int save(struct call *call, const struct found *measure, const struct br_entries *points)
{
    size_t count = points_drafts(points->count);
    if (count == 0) {
        return EXIT_FINE;
    }
    struct draft *drafts = br_arena_take(&call->arena, count * sizeof *drafts);
    if (drafts == NULL) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    (void)points_fill(call, &measure->id, &measure->audience,
                      measure->saved_here ? &measure->id : NULL, points, NULL, drafts);
    return drafts_save(drafts, count);
}

int measure_import(struct call *call)
{
    struct found measure = {.saved_here = false};
    struct br_table_rules rules = {.where_count = 0};
    struct br_entries known = {.count = 0};
    struct br_error error = {{0}};
    struct br_table *import = br_arena_take(&call->arena, sizeof *import);
    if (import == NULL) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    int code = read_rules(call, &rules);
    if (code == EXIT_FINE) {
        code = check_file_name(call);
    }
    if (code == EXIT_FINE) {
        code = find_own_measure(call, &measure);
    }
    if (code == EXIT_FINE &&
        br_table_read(&rules, call->input, &call->arena, import, &error) != BR_OK) {
        code = call_fail(call, EXIT_FAILED, "%s", error.text);
    }
    if (code == EXIT_FINE) {
        code = points_load(call, &measure.id, &known);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    size_t already = drop_known(import, &known, rules.columns[BR_TABLE_DATE]);
    bool refused = import->fault_count > 0 && !call_has(call, "skip-bad");
    bool preview = call_has(call, "preview");
    if (import->fault_count > 0) {
        call_note(call, "%zu bad row%s%s", import->fault_count, plural(import->fault_count),
                  refused && !preview ? "; nothing is imported (--skip-bad imports the others)"
                                      : "");
        say_faults(call, import);
    }
    if (!call->json && (preview || !refused)) {
        say_preview(call, import, measure.title);
    }
    if (!preview && !refused) {
        code = save(call, &measure, &import->points);
    }
    if (code == EXIT_FINE) {
        say_counts(call, import, already,
                   preview ? "preview, nothing is imported"
                           : (refused ? "nothing imported" : "saved here"));
    }
    return code == EXIT_FINE && refused ? EXIT_FAILED : code;
}
