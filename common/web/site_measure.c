/*
 * site_measure.c - points on their way into a measure: one, many pasted, corrected, taken back.
 *
 *      measure and its points read (pool) -> what was written is read -> a page: what would be saved
 *                                                                     -> records, said in order
 *
 * What the forms of a measure need beyond one message: several records, and every row looked at
 * against what is there before anything is saved.
 */
#include "base/clock.h"
#include "base/id.h"
#include "entry/date.h"
#include "entry/table.h"
#include "record/kind.h"
#include "spc/day.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAKEN_BACK_REASON "saved by mistake"
#define REASON_TEXT_MAX 400u

/* The measure of the address, as it is before anything is saved. */
struct entering {
    void (*then)(struct br_site_call *call);
    const char *page; /* shown again when something is to be put right */
    bool found;
    const char *title;
    const char *unit;
    struct br_audience audience;
    struct br_entries there; /* taken back ones, too */
    bool lost;               /* there was no memory for all of it */
    uint64_t begun_ms;
};

static struct entering *entering_of(struct br_site_call *call)
{
    return br_site_context(call);
}

/* --- what is there --- */

static struct br_bytes kept_text(struct br_site_call *call, const struct br_cell *cell)
{
    const char *text = br_site_cell_text(call, cell);
    entering_of(call)->lost |= cell->type != BR_CELL_NULL && text == NULL;
    return text == NULL ? (struct br_bytes){NULL, 0} : br_bytes_of_text(text);
}

static bool take_measure(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct br_site_call *call = context;
    struct entering *entering = entering_of(call);
    (void)count;
    (void)names;
    entering->found = true;
    entering->audience.type = (uint8_t)cells[0].integer;
    if (cells[1].type == BR_CELL_BYTES &&
        cells[1].bytes.size == sizeof entering->audience.id.bytes) {
        memcpy(entering->audience.id.bytes, cells[1].bytes.data, cells[1].bytes.size);
    }
    entering->title = br_site_cell_text(call, &cells[2]);
    entering->unit = br_site_cell_text(call, &cells[3]);
    return false;
}

static bool take_point(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct br_site_call *call = context;
    struct entering *entering = entering_of(call);
    (void)count;
    (void)names;
    if (entering->there.count == BR_IMPORT_POINTS_MAX) {
        entering->lost = true;
        return false;
    }
    entering->there.items[entering->there.count++] = (struct br_entry){
        .date = kept_text(call, &cells[0]),
        .value = kept_text(call, &cells[1]),
        .numerator = kept_text(call, &cells[2]),
        .denominator = kept_text(call, &cells[3]),
        .note = kept_text(call, &cells[4]),
        .taken_back = cells[5].integer != 0,
    };
    return !entering->lost;
}

/* Our own measure only; a copy in the network follows it. */
#define MEASURE_SQL                                                 \
    "SELECT audience_type, audience_id, title, unit FROM v_measure" \
    " WHERE id = :id AND own AND copy_of IS NULL ORDER BY position LIMIT 1"
#define POINTS_SQL                                                                   \
    "SELECT date, value, numerator, denominator, note, taken_back FROM v_point_said" \
    " WHERE measure = :id ORDER BY date"
/*
 * What this person has said since [after_ms] and still holds, as it was before: an earlier value,
 * or none.
 */
#define SAVED_SQL                                                                       \
    "SELECT h.date, b.value, b.numerator, b.denominator, b.note,"                       \
    " b.date IS NULL OR b.taken_back FROM v_point_history h"                            \
    " LEFT JOIN v_point_history b ON b.measure = h.measure AND b.date = h.date"         \
    " AND b.position = (SELECT max(x.position) FROM v_point_history x"                  \
    " WHERE x.measure = h.measure AND x.date = h.date"                                  \
    " AND NOT (x.author = viewer() AND x.written_ms >= :after_ms))"                     \
    " WHERE h.measure = :id AND h.current AND NOT h.taken_back AND h.author = viewer()" \
    " AND h.written_ms >= :after_ms ORDER BY h.date"

static void load(struct br_site_call *call, struct br_views *views, const char *points_sql)
{
    struct entering *entering = entering_of(call);
    size_t count = 0;
    const struct br_parameter *parameters = br_site_parameters(call, &count);
    bool room = parameters != NULL && br_entries_make(&entering->there, &call->arena);
    call->made = room ? br_views_query(views, MEASURE_SQL, parameters, count, take_measure, call,
                                       &call->made_why)
                      : BR_ERR_NO_MEMORY;
    if (call->made == BR_OK) {
        call->made =
            br_views_query(views, points_sql, parameters, count, take_point, call, &call->made_why);
    }
    if (call->made == BR_OK && entering->lost) {
        call->made = BR_ERR_NO_MEMORY;
    }
}

static void load_points(void *job, struct br_views *views)
{
    load(job, views, POINTS_SQL);
}

static void load_saved(void *job, struct br_views *views)
{
    load(job, views, SAVED_SQL);
}

static void loaded(void *job)
{
    struct br_site_call *call = job;
    struct entering *entering = entering_of(call);
    if (call->made != BR_OK) {
        br_site_error(call, 503,
                      "This could not be looked up just now. Go back, and send it once more.");
    } else if (!entering->found) {
        br_site_error(call, 404, "The measure is not here, or not yours to write in.");
    } else {
        entering->then(call);
    }
}

static void begin(struct br_site_call *call, br_site_work work, const char *page,
                  void (*then)(struct br_site_call *call))
{
    const struct br_site_host *host = &call->site->options.host;
    struct entering *entering = br_arena_take(&call->arena, sizeof *entering);
    if (entering == NULL) {
        br_site_error(call, 503, "There is no memory for this just now. Try again in a moment.");
        return;
    }
    *entering = (struct entering){.then = then, .page = page, .begun_ms = br_clock_read().wall_ms};
    br_site_set_context(call, entering);
    call->made = BR_ERR_CLOSED;
    host->read(host->context, &call->viewer, work, loaded, call);
}

/* --- into records --- */

struct saying {
    struct br_site_call *call;
    const char *reason; /* NULL: points_recorded, else points_corrected */
    struct br_site_write *writes;
    size_t count;
};

static void add_number(struct br_site_call *call, ProtobufCMessage *message, const char *field,
                       struct br_bytes text)
{
    if (text.size > 0) {
        br_site_set_field(call, message, field, text);
    }
}

static void add_point(struct br_site_call *call, ProtobufCMessage *message,
                      const struct br_entry *entry)
{
    struct br_error error = {""};
    if (br_message_add(message, &call->arena, "points", &error) != BR_OK) {
        br_site_complain(call, NULL, "There is no memory for this just now.");
        return;
    }
    br_site_set_field(call, message, "points.date", entry->date);
    if (entry->taken_back) {
        br_site_set_field(call, message, "points.taken_back", br_bytes_of_text("true"));
        return;
    }
    add_number(call, message, "points.value", entry->value);
    add_number(call, message, "points.numerator", entry->numerator);
    add_number(call, message, "points.denominator", entry->denominator);
    add_number(call, message, "points.note", entry->note);
}

/* One record of the [count] points from [entries]. */
static void put_record(struct saying *saying, const struct br_entry *entries, size_t count)
{
    struct br_site_call *call = saying->call;
    const struct br_kind *kind =
        br_kind_by_name(saying->reason == NULL ? "points_recorded" : "points_corrected");
    ProtobufCMessage *message = br_message_new(kind->message, &call->arena);
    if (message == NULL) {
        br_site_complain(call, NULL, "There is no memory for this just now.");
        return;
    }
    br_site_set_field(call, message, "measure", br_bytes_of_text(br_site_name(call, "id")));
    add_number(call, message, "reason",
               br_bytes_of_text(saying->reason == NULL ? "" : saying->reason));
    for (size_t i = 0; i < count; i++) {
        add_point(call, message, &entries[i]);
    }
    saying->count += br_site_put_write(call, kind, &entering_of(call)->audience, message,
                                       &saying->writes[saying->count]);
    if (saying->count > BR_SITE_WRITES_MAX) {
        br_site_complain(call, "rows", "This is too much at once: save half of it first.");
    }
}

static void put_records(struct saying *saying, const struct br_entries *entries)
{
    for (size_t at = 0; at < entries->count && !br_site_complained(saying->call);
         at += BR_POINTS_RECORD_MAX) {
        size_t left = entries->count - at;
        put_record(saying, &entries->items[at],
                   left < BR_POINTS_RECORD_MAX ? left : BR_POINTS_RECORD_MAX);
    }
}

static void show_again(struct br_site_call *call);

static void on_said(void *job, const struct br_site_outcome *outcome)
{
    struct br_site_call *call = job;
    char where[BR_HTTP_TARGET_SIZE_MAX];
    if (outcome->done) {
        (void)snprintf(where, sizeof where, "/measure/%s?after_ms=%llu#saved",
                       br_site_name(call, "id"), (unsigned long long)entering_of(call)->begun_ms);
        br_site_redirect(call, where);
        return;
    }
    br_site_complain_reasons(call, "points_corrected", "value", outcome->reason);
    show_again(call);
}

/* [fresh] are new; [again] replace what is there, for [reason]. */
static void say_points(struct br_site_call *call, const struct br_entries *fresh,
                       const struct br_entries *again, const char *reason)
{
    const struct br_site_host *host = &call->site->options.host;
    struct saying saying = {
        .call = call,
        .writes = br_arena_take(&call->arena, (BR_SITE_WRITES_MAX + 2) * sizeof *saying.writes)};
    if (saying.writes == NULL) {
        br_site_complain(call, NULL, "There is no memory for this just now.");
    } else {
        put_records(&saying, fresh);
        saying.reason = reason;
        put_records(&saying, again);
    }
    if (br_site_complained(call) || saying.count == 0) {
        show_again(call);
        return;
    }
    host->say(host->context, &call->viewer, saying.writes, saying.count, on_said, call);
}

/* --- one point --- */

static void complain_of(struct br_site_call *call, const char *field, const char *what,
                        const char *why)
{
    char sentence[REASON_TEXT_MAX];
    (void)snprintf(sentence, sizeof sentence, "%s %s.", what, why);
    br_site_complain(call, field, br_arena_text(&call->arena, br_bytes_of_text(sentence)));
}

static struct br_bytes field_text(struct br_site_call *call, const char *field)
{
    const char *text = br_site_field(call, field);
    return br_entry_trimmed(br_bytes_of_text(text == NULL ? "" : text));
}

static struct br_bytes read_number(struct br_site_call *call, const char *field, const char *what)
{
    double number = 0;
    struct br_bytes text = field_text(call, field);
    const char *why = text.size == 0 ? NULL : br_number_fault(text, &number);
    if (why != NULL) {
        complain_of(call, field, what, why);
    }
    return text;
}

static struct br_bytes read_date(struct br_site_call *call)
{
    struct br_error why = {{0}};
    int32_t day = 0;
    char iso[BR_DAY_TEXT_SIZE] = "";
    if (br_day_read(field_text(call, "date"), &day, &why) != BR_OK) {
        complain_of(call, "date", "The date is not clear:", why.text);
    } else {
        br_day_iso(day, iso);
    }
    const char *kept = br_arena_text(&call->arena, br_bytes_of_text(iso));
    return br_bytes_of_text(kept == NULL ? "" : kept);
}

static struct br_entry read_entry(struct br_site_call *call)
{
    struct br_entry entry = {
        .date = read_date(call),
        .value = read_number(call, "value", "The value"),
        .numerator = read_number(call, "numerator", "What was counted"),
        .denominator = read_number(call, "denominator", "Of how many"),
        .note = field_text(call, "note"),
    };
    bool missing = br_site_field(call, "missing") != NULL;
    bool room = br_entry_compute(&entry, entering_of(call)->unit, &call->arena);
    if (!room) {
        br_site_complain(call, NULL, "There is no memory for this just now.");
    } else if (missing && entry.value.size > 0) {
        br_site_complain(call, "value", "Give a value, or say that it is missing: not both.");
    } else if (!missing && entry.value.size == 0 && !br_site_complained(call)) {
        br_site_complain(call, "value", "Give the value, or say that it is missing.");
    }
    return entry;
}

static void add_one(struct br_site_call *call)
{
    struct entering *entering = entering_of(call);
    struct br_entry entry = read_entry(call);
    const struct br_entry *there = br_entries_of_date(&entering->there, entry.date);
    struct br_entries one = {.count = 1, .items = &entry};
    struct br_entries none = {.count = 0};
    if (there != NULL && !there->taken_back) {
        complain_of(call, "date",
                    "This date has a point already:", "correct that one on the measure's page");
    }
    if (br_site_complained(call)) {
        show_again(call);
    } else if (there == NULL) {
        say_points(call, &one, &none, NULL);
    } else {
        say_points(call, &none, &one, "there is a point again");
    }
}

static void correct_one(struct br_site_call *call)
{
    struct entering *entering = entering_of(call);
    bool taken_back = br_site_field(call, "taken_back") != NULL;
    struct br_entry entry = {.taken_back = true};
    struct br_bytes reason = field_text(call, "reason");
    if (taken_back) {
        entry.date = read_date(call);
    } else {
        entry = read_entry(call);
    }
    const struct br_entry *there = br_entries_of_date(&entering->there, entry.date);
    struct br_entries one = {.count = 1, .items = &entry};
    struct br_entries none = {.count = 0};
    if (there == NULL && !br_site_complained(call)) {
        br_site_complain(call, "date", "There is no point on this date to correct.");
    }
    if (reason.size == 0) {
        br_site_complain(call, "reason", "Say why: the first value is kept beside it.");
    }
    if (br_site_complained(call)) {
        show_again(call);
    } else {
        say_points(call, &none, &one, (const char *)reason.data);
    }
}

void br_site_measure_add(struct br_site_call *call)
{
    begin(call, load_points, "measure/add", add_one);
}

void br_site_measure_correct(struct br_site_call *call)
{
    begin(call, load_points, "measure/correct", correct_one);
}

/* --- taking back what was just saved --- */

static void undo(struct br_site_call *call)
{
    struct entering *entering = entering_of(call);
    struct br_bytes reason = field_text(call, "reason");
    struct br_entries none = {.count = 0};
    if (entering->there.count == 0) {
        br_site_complain(call, NULL, "There is nothing of yours to take back any more.");
        show_again(call);
        return;
    }
    say_points(call, &none, &entering->there,
               reason.size == 0 ? TAKEN_BACK_REASON : (const char *)reason.data);
}

void br_site_measure_undo(struct br_site_call *call)
{
    begin(call, load_saved, "measure/undo", undo);
}

/* --- many, pasted --- */

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
        complain_of(call, "rows", "These rows cannot be read:", why.text);
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
    const struct br_entries *there = &entering_of(call)->there;
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
        bool room = br_entry_compute(entry, entering_of(call)->unit, &call->arena);
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
    br_make_put(make, &measure, "title", br_make_c_text(make, entering_of(call)->title));
    br_make_put(make, &measure, "unit", br_make_c_text(make, entering_of(call)->unit));
    br_make_put(make, &measure, "in_room",
                br_make_boolean(entering_of(call)->audience.type == BR_AUDIENCE_ROOM));
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

static void show_again(struct br_site_call *call)
{
    if (strcmp(entering_of(call)->page, "measure/paste") == 0) {
        show_paste(call, NULL);
    } else {
        br_site_page(call, 422, entering_of(call)->page);
    }
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
        say_points(call, &sorted.fresh, &sorted.again, "there is a point again");
    } else {
        show_paste(call, &sorted);
    }
}

void br_site_measure_paste(struct br_site_call *call)
{
    begin(call, load_points, "measure/paste", paste);
}
