/*
 * site_paste.c - points pasted from a spreadsheet: every row is shown with what becomes of it, and
 * nothing is saved before somebody says so.
 */
#include "entry/table.h"
#include "web/site_measure.h"

#include <stdlib.h>
#include <string.h>

/* What of the table is new; dates that hold the same already are left out and counted. */
struct sorted {
    struct br_table *table;
    struct br_entries fresh;
    struct br_entries again; /* points that were taken back once */
    size_t already;
};

static bool read_table(struct br_site_call *call, struct sorted *sorted)
{
    static const char *const names[BR_TABLE_COLUMN_COUNT] = {[BR_TABLE_DATE] = "date",
                                                             [BR_TABLE_VALUE] = "value",
                                                             [BR_TABLE_NUMERATOR] = "numerator",
                                                             [BR_TABLE_DENOMINATOR] = "denominator",
                                                             [BR_TABLE_NOTE] = "note"};
    struct br_table_rules rules = {.by_place = true};
    struct br_error why = {{0}};
    const char *rows = br_site_field(call, "rows");
    const char *override = br_site_field(call, "override_reason");
    memcpy(rules.columns, names, sizeof names);
    rules.required[BR_TABLE_DATE] = true;
    rules.identifiers_pass = override != NULL && override[0] != '\0';
    sorted->table = br_arena_take(&call->arena, sizeof *sorted->table);
    if (sorted->table == NULL) {
        br_site_complain(call, "rows", "There is no memory for this just now.");
    } else if (rows == NULL || rows[strspn(rows, " \t\n")] == '\0') {
        br_site_complain(call, "rows", "Paste the rows first.");
    } else if (br_table_read(&rules, br_bytes_of_text(rows), &call->arena, sorted->table, &why) !=
               BR_OK) {
        br_site_complain_of(call, "rows", "These rows cannot be read:", why.text);
    }
    return !br_site_complained(call);
}

/* A value alone says nothing of what it was worked out from. */
static bool holds(const struct br_entry *old, const struct br_entry *entry)
{
    struct br_entry said = *entry;
    if (said.numerator.size == 0 && said.denominator.size == 0) {
        said.numerator = old->numerator;
        said.denominator = old->denominator;
    }
    return br_entry_equal(old, &said);
}

/* Each row against what is there. */
static void sort_rows(struct br_site_call *call, struct sorted *sorted)
{
    const struct br_entries *there = &br_site_entering_of(call)->there;
    struct br_entries *points = &sorted->table->points;
    size_t kept = 0;
    sorted->fresh.items = br_arena_take(&call->arena, (points->count + 1) * sizeof *points->items);
    sorted->again.items = br_arena_take(&call->arena, (points->count + 1) * sizeof *points->items);
    if (sorted->fresh.items == NULL || sorted->again.items == NULL) {
        br_site_complain(call, "rows", "There is no memory for this just now.");
        return;
    }
    for (size_t i = 0; i < points->count; i++) {
        struct br_entry *entry = &points->items[i];
        bool room = br_entry_compute(entry, br_site_entering_of(call)->unit, &call->arena);
        const struct br_entry *old = br_entries_of_date(there, entry->date);
        if (!room) {
            br_site_complain(call, "rows", "There is no memory for this just now.");
        } else if (old == NULL) {
            sorted->fresh.items[sorted->fresh.count++] = *entry;
        } else if (old->taken_back) {
            sorted->again.items[sorted->again.count++] = *entry;
        } else if (holds(old, entry)) {
            sorted->already++;
            continue;
        } else {
            br_table_fault(sorted->table, entry->line, "value",
                           "%s has another value already, %s: correct that one by itself",
                           (const char *)entry->date.data,
                           old->value.size == 0 ? "missing" : (const char *)old->value.data);
            continue;
        }
        points->items[kept++] = *entry;
    }
    points->count = kept;
}

static void put_text(struct br_make *make, struct br_node *object, const char *name,
                     struct br_bytes text)
{
    br_make_put(make, object, name,
                text.size == 0 ? br_make_c_text(make, NULL) : br_make_text(make, text));
}

static int compare_lines(const void *a, const void *b)
{
    const struct br_entry *left = a;
    const struct br_entry *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

static int compare_faults(const void *a, const void *b)
{
    const struct br_table_fault *left = a;
    const struct br_table_fault *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/* The rows as they were pasted, each with what becomes of it. Orders the points by line. */
static struct br_node rows_node(struct br_make *make, struct br_table *table)
{
    struct br_node rows = br_make_list();
    size_t faults =
        table->fault_count < BR_IMPORT_FAULTS_MAX ? table->fault_count : BR_IMPORT_FAULTS_MAX;
    size_t at = 0;
    qsort(table->points.items, table->points.count, sizeof *table->points.items, compare_lines);
    qsort(table->faults, faults, sizeof table->faults[0], compare_faults);
    for (size_t i = 0; i <= table->points.count; i++) {
        const struct br_entry *entry = &table->points.items[i];
        for (; at < faults && (i == table->points.count || table->faults[at].line <= entry->line);
             at++) {
            const struct br_table_fault *fault = &table->faults[at];
            struct br_node row = br_make_object();
            br_make_put(make, &row, "line", br_make_integer((int64_t)fault->line));
            br_make_put(make, &row, "column", br_make_c_text(make, fault->column));
            br_make_put(make, &row, "why", br_make_c_text(make, fault->why));
            br_make_add(make, &rows, row);
        }
        if (i < table->points.count) {
            struct br_node row = br_make_object();
            br_make_put(make, &row, "line", br_make_integer((int64_t)entry->line));
            put_text(make, &row, "date", entry->date);
            put_text(make, &row, "value", entry->value);
            put_text(make, &row, "numerator", entry->numerator);
            put_text(make, &row, "denominator", entry->denominator);
            put_text(make, &row, "note", entry->note);
            br_make_add(make, &rows, row);
        }
    }
    return rows;
}

/* The page with what was pasted; [sorted] NULL: nothing was looked at. */
static void show_paste(struct br_site_call *call, const struct sorted *sorted)
{
    struct br_make *make = br_site_make(call);
    struct br_node root = br_make_object();
    struct br_node measure = br_make_object();
    br_make_put(make, &measure, "id", br_make_c_text(make, br_site_name(call, "id")));
    br_make_put(make, &measure, "title", br_make_c_text(make, br_site_entering_of(call)->title));
    br_make_put(make, &measure, "unit", br_make_c_text(make, br_site_entering_of(call)->unit));
    br_make_put(make, &measure, "in_room",
                br_make_boolean(br_site_entering_of(call)->audience.type == BR_AUDIENCE_ROOM));
    br_make_put(make, &root, "measure", measure);
    if (sorted != NULL) {
        struct br_node looked = br_make_object();
        br_make_put(make, &looked, "good", br_make_integer((int64_t)sorted->table->points.count));
        br_make_put(make, &looked, "bad", br_make_integer((int64_t)sorted->table->fault_count));
        br_make_put(make, &looked, "already", br_make_integer((int64_t)sorted->already));
        br_make_put(make, &looked, "rows", rows_node(make, sorted->table));
        br_make_put(make, &root, "looked", looked);
    }
    br_site_show(call, br_site_complained(call) ? 422 : 200, "measure/paste", &root);
}

static void show_unread(struct br_site_call *call)
{
    show_paste(call, NULL);
}

static void paste(struct br_site_call *call)
{
    struct sorted sorted = {.already = 0};
    const char *step = br_site_field(call, "_step");
    bool save = step != NULL && strcmp(step, "save") == 0;
    if (br_exchange_request(call->exchange)->method == BR_HTTP_GET) {
        show_paste(call, NULL);
        return;
    }
    if (read_table(call, &sorted)) {
        sort_rows(call, &sorted);
    }
    if (br_site_complained(call)) {
        show_paste(call, NULL);
        return;
    }
    if (save && sorted.table->fault_count > 0 && br_site_field(call, "skip_bad") == NULL) {
        br_site_complain(
            call, "rows",
            "Some rows cannot be saved. Put them right, or say that they are left out.");
        save = false;
    }
    if (save && sorted.table->points.count == 0) {
        br_site_complain(call, "rows", "There is nothing new in these rows.");
        save = false;
    }
    if (save) {
        br_site_say_points(call, &sorted.fresh, &sorted.again, "there is a point again");
    } else {
        show_paste(call, &sorted);
    }
}

void br_site_measure_paste(struct br_site_call *call)
{
    br_site_entering(call, &(struct br_entering){.then = paste, .again = show_unread});
}
