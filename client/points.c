/* points.c - points read from the views, compared, put into records. */
#include "client/points.h"

#include "pages/tree.h"

#include <string.h>

/* --- what holds --- */

struct loading {
    struct call *call;
    struct br_entries *points;
    bool failed;
};

static struct br_bytes keep(struct loading *loading, const char *text, size_t size)
{
    struct br_bytes bytes = {.data = (const uint8_t *)text, .size = size};
    char *copy = br_arena_text(&loading->call->arena, bytes);
    loading->failed |= copy == NULL;
    return (struct br_bytes){.data = (const uint8_t *)copy, .size = copy == NULL ? 0 : size};
}

static struct br_bytes keep_number(struct loading *loading, const struct br_cell *cell)
{
    if (cell->type != BR_CELL_INTEGER && cell->type != BR_CELL_NUMBER) {
        return (struct br_bytes){.data = NULL};
    }
    double number = cell->type == BR_CELL_INTEGER ? (double)cell->integer : cell->number;
    char text[32];
    br_number_text(number, text);
    return keep(loading, text, strlen(text));
}

static bool take_point(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct loading *loading = context;
    (void)count;
    (void)names;
    if (loading->points->count == BR_IMPORT_POINTS_MAX) {
        loading->failed = true;
        return false;
    }
    struct br_entry *point = &loading->points->items[loading->points->count++];
    *point = (struct br_entry){
        .date = keep(loading, (const char *)cells[0].bytes.data, cells[0].bytes.size),
        .value = keep_number(loading, &cells[1]),
        .numerator = keep_number(loading, &cells[2]),
        .denominator = keep_number(loading, &cells[3]),
    };
    point->taken_back = cells[5].integer != 0;
    point->small = cells[6].integer != 0;
    if (cells[4].type == BR_CELL_TEXT) {
        point->note = keep(loading, (const char *)cells[4].bytes.data, cells[4].bytes.size);
    }
    return !loading->failed;
}

static int load(struct call *call, const struct br_id *measure, const char *all,
                struct br_entries *points)
{
    struct loading loading = {.call = call, .points = points};
    struct br_parameter parameter = parameter_id("id", measure);
    if (!br_entries_make(points, &call->arena)) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    int code = call_query(call, all, &parameter, 1, take_point, &loading);
    if (code == EXIT_FINE && loading.failed) {
        code = call_fail(call, EXIT_FAILED, "the measure has too many points: at most %u",
                         BR_IMPORT_POINTS_MAX);
    }
    return code;
}

int points_load(struct call *call, const struct br_id *measure, struct br_entries *points)
{
    return load(call, measure,
                "SELECT date, value, numerator, denominator, note, taken_back, 0"
                " FROM v_point_said WHERE measure = :id ORDER BY date",
                points);
}

int points_load_leaving(struct call *call, const struct br_id *measure, struct br_entries *points)
{
    return load(call, measure,
                "SELECT date, value, numerator, denominator, note, taken_back, fewer"
                " FROM v_leaving WHERE measure = :id ORDER BY date",
                points);
}

/* --- into records --- */

size_t points_drafts(size_t count)
{
    return (count + BR_POINTS_RECORD_MAX - 1) / BR_POINTS_RECORD_MAX;
}

static void set_present(struct draft *draft, const char *field, struct br_bytes text)
{
    if (text.size > 0) {
        draft_set(draft, field, text);
    }
}

static void add_point(struct draft *draft, const struct br_entry *point)
{
    struct br_error error = {{0}};
    if (draft->failed == EXIT_FINE &&
        br_message_add(draft->message, &draft->call->arena, "points", &error) != BR_OK) {
        draft->failed = call_fail(draft->call, EXIT_FAILED, "%s", error.text);
    }
    draft_set(draft, "points.date", point->date);
    if (point->taken_back) {
        draft_set(draft, "points.taken_back", br_bytes_of_text("true"));
        return;
    }
    set_present(draft, "points.value", point->value);
    set_present(draft, "points.numerator", point->numerator);
    set_present(draft, "points.denominator", point->denominator);
    set_present(draft, "points.note", point->note);
}

size_t points_fill(struct call *call, const struct br_id *measure,
                   const struct br_audience *audience, const struct br_id *needs,
                   const struct br_entries *points, const char *reason, struct draft *drafts)
{
    size_t count = points_drafts(points->count);
    for (size_t i = 0; i < count; i++) {
        struct draft *draft = &drafts[i];
        draft_begin(draft, call, reason == NULL ? "points_recorded" : "points_corrected", audience);
        draft_set_id(draft, "measure", measure);
        if (reason != NULL) {
            draft_set(draft, "reason", br_bytes_of_text(reason));
        }
        if (needs != NULL) {
            draft->needs = *needs;
        }
        size_t end = (i + 1) * BR_POINTS_RECORD_MAX;
        for (size_t j = i * BR_POINTS_RECORD_MAX; j < end && j < points->count; j++) {
            add_point(draft, &points->items[j]);
        }
    }
    return count;
}
