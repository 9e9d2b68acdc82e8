/* points.c - points read from the views, compared, put into records. */
#include "client/points.h"

#include "client/date.h"
#include "pages/tree.h"

#include <string.h>

bool points_make(struct points *points, struct br_arena *arena)
{
    points->count = 0;
    points->items = br_arena_take(arena, BR_IMPORT_POINTS_MAX * sizeof *points->items);
    return points->items != NULL;
}

/* --- what holds --- */

struct loading {
    struct call *call;
    struct points *points;
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
    struct point *point = &loading->points->items[loading->points->count++];
    *point = (struct point){
        .date = keep(loading, (const char *)cells[0].bytes.data, cells[0].bytes.size),
        .value = keep_number(loading, &cells[1]),
        .numerator = keep_number(loading, &cells[2]),
        .denominator = keep_number(loading, &cells[3]),
    };
    if (cells[4].type == BR_CELL_TEXT) {
        point->note = keep(loading, (const char *)cells[4].bytes.data, cells[4].bytes.size);
    }
    return !loading->failed;
}

int points_load(struct call *call, const struct br_id *measure, struct points *points)
{
    static const char all[] = "SELECT date, value, numerator, denominator, note FROM v_point"
                              " WHERE measure = :id ORDER BY date";
    struct loading loading = {.call = call, .points = points};
    struct br_parameter parameter = parameter_id("id", measure);
    if (!points_make(points, &call->arena)) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    int code = call_query(call, all, &parameter, 1, take_point, &loading);
    if (code == EXIT_FINE && loading.failed) {
        code = call_fail(call, EXIT_FAILED, "the measure has too many points: at most %u",
                         BR_IMPORT_POINTS_MAX);
    }
    return code;
}

static int compare_dates(struct br_bytes a, struct br_bytes b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.data, b.data, size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

const struct point *points_of_date(const struct points *points, struct br_bytes date)
{
    size_t low = 0;
    size_t high = points->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_dates(points->items[middle].date, date);
        if (order == 0) {
            return &points->items[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool same_number(struct br_bytes a, struct br_bytes b)
{
    double left = 0;
    double right = 0;
    if (a.size == 0 || b.size == 0) {
        return a.size == b.size;
    }
    bool numbers = number_fault(a, &left) == NULL && number_fault(b, &right) == NULL;
    return numbers && left >= right && left <= right;
}

bool points_equal(const struct point *a, const struct point *b)
{
    return same_number(a->value, b->value) && same_number(a->numerator, b->numerator) &&
           same_number(a->denominator, b->denominator);
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

static void add_point(struct draft *draft, const struct point *point)
{
    struct br_error error = {{0}};
    if (draft->failed == EXIT_FINE &&
        br_message_add(draft->message, &draft->call->arena, "points", &error) != BR_OK) {
        draft->failed = call_fail(draft->call, EXIT_FAILED, "%s", error.text);
    }
    draft_set(draft, "points.date", point->date);
    set_present(draft, "points.value", point->value);
    set_present(draft, "points.numerator", point->numerator);
    set_present(draft, "points.denominator", point->denominator);
    set_present(draft, "points.note", point->note);
}

size_t points_fill(struct call *call, const struct br_id *measure,
                   const struct br_audience *audience, const struct br_id *needs,
                   const struct points *points, const char *reason, struct draft *drafts)
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
