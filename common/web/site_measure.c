/*
 * site_measure.c - points on their way into a measure: one added, corrected, taken back.
 *
 *      measure and its points read (pool) -> what was written is read -> records, said in order
 *
 * What the forms of a measure need beyond one message: several records, and every row looked at
 * against what is there before anything is saved. Many at once: site_paste.c.
 */
#include "web/site_measure.h"
#include "base/clock.h"
#include "base/id.h"
#include "entry/date.h"
#include "record/kind.h"
#include "spc/day.h"

#include <stdio.h>
#include <string.h>

#define TAKEN_BACK_REASON "saved by mistake"
#define REASON_TEXT_MAX 400u

struct br_entering *br_site_entering_of(struct br_site_call *call)
{
    return br_site_context(call);
}

/* --- what is there --- */

static struct br_bytes kept_text(struct br_site_call *call, const struct br_cell *cell)
{
    const char *text = br_cell_text(cell, &call->arena);
    br_site_entering_of(call)->lost |= cell->type != BR_CELL_NULL && text == NULL;
    return text == NULL ? (struct br_bytes){NULL, 0} : br_bytes_of_text(text);
}

static bool take_measure(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct br_site_call *call = context;
    struct br_entering *entering = br_site_entering_of(call);
    (void)count;
    (void)names;
    entering->found = true;
    entering->audience.type = (uint8_t)cells[0].integer;
    if (cells[1].type == BR_CELL_BYTES &&
        cells[1].bytes.size == sizeof entering->audience.id.bytes) {
        memcpy(entering->audience.id.bytes, cells[1].bytes.data, cells[1].bytes.size);
    }
    entering->title = br_cell_text(&cells[2], &call->arena);
    entering->unit = br_cell_text(&cells[3], &call->arena);
    return false;
}

static bool take_point(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct br_site_call *call = context;
    struct br_entering *entering = br_site_entering_of(call);
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

static void load(struct br_site_call *call, struct br_views *views, const char *points)
{
    struct br_entering *entering = br_site_entering_of(call);
    size_t count = 0;
    const struct br_parameter *parameters = br_site_parameters(call, &count);
    bool room = parameters != NULL && br_entries_make(&entering->there, &call->arena);
    call->made = room ? br_views_lookup(views, "measure_entered", parameters, count, take_measure,
                                        call, &call->made_why)
                      : BR_ERR_NO_MEMORY;
    if (call->made == BR_OK) {
        call->made =
            br_views_lookup(views, points, parameters, count, take_point, call, &call->made_why);
    }
    if (call->made == BR_OK && entering->lost) {
        call->made = BR_ERR_NO_MEMORY;
    }
}

static void load_points(void *job, struct br_views *views)
{
    load(job, views, "measure_points");
}

static void load_saved(void *job, struct br_views *views)
{
    load(job, views, "measure_saved");
}

static void loaded(void *job)
{
    struct br_site_call *call = job;
    struct br_entering *entering = br_site_entering_of(call);
    if (call->made != BR_OK) {
        br_site_error(call, 503,
                      "This could not be looked up just now. Go back, and send it once more.");
    } else if (!entering->found) {
        br_site_error(call, 404, "The measure is not here, or not yours to write in.");
    } else {
        entering->then(call);
    }
}

void br_site_entering(struct br_site_call *call, const struct br_entering *entering)
{
    const struct br_site_host *host = &call->site->options.host;
    struct br_entering *kept = br_arena_take(&call->arena, sizeof *kept);
    if (kept == NULL) {
        br_site_error(call, 503, "There is no memory for this just now. Try again in a moment.");
        return;
    }
    *kept = *entering;
    kept->begun_ms = br_clock_read().wall_ms;
    br_site_set_context(call, kept);
    call->made = BR_ERR_CLOSED;
    host->read(host->context, &call->viewer, kept->just_saved ? load_saved : load_points, loaded,
               call);
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
    saying->count += br_site_put_write(call, kind, &br_site_entering_of(call)->audience, message,
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

static void show_again(struct br_site_call *call)
{
    if (br_site_entering_of(call)->again != NULL) {
        br_site_entering_of(call)->again(call);
    } else {
        br_site_page(call, 422, br_site_entering_of(call)->page);
    }
}

static void on_said(void *job, const struct br_site_outcome *outcome)
{
    struct br_site_call *call = job;
    char where[BR_HTTP_TARGET_SIZE_MAX];
    if (outcome->done) {
        (void)snprintf(where, sizeof where, "/measure/%s?after_ms=%llu#saved",
                       br_site_name(call, "id"),
                       (unsigned long long)br_site_entering_of(call)->begun_ms);
        br_site_redirect(call, where);
        return;
    }
    br_site_complain_reasons(call, "points_corrected", "value", outcome->reason);
    show_again(call);
}

/* [fresh] are new; [again] replace what is there, for [reason]. */
void br_site_say_points(struct br_site_call *call, const struct br_entries *fresh,
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

void br_site_complain_of(struct br_site_call *call, const char *field, const char *what,
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
        br_site_complain_of(call, field, what, why);
    }
    return text;
}

static struct br_bytes read_date(struct br_site_call *call)
{
    struct br_error why = {{0}};
    int32_t day = 0;
    char iso[BR_DAY_TEXT_SIZE] = "";
    if (br_day_read(field_text(call, "date"), &day, &why) != BR_OK) {
        br_site_complain_of(call, "date", "The date is not clear:", why.text);
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
    bool room = br_entry_compute(&entry, br_site_entering_of(call)->unit, &call->arena);
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
    struct br_entering *entering = br_site_entering_of(call);
    struct br_entry entry = read_entry(call);
    const struct br_entry *there = br_entries_of_date(&entering->there, entry.date);
    struct br_entries one = {.count = 1, .items = &entry};
    struct br_entries none = {.count = 0};
    if (there != NULL && !there->taken_back) {
        br_site_complain_of(call, "date", "This date has a point already:",
                            "correct that one on the measure's page");
    }
    if (br_site_complained(call)) {
        show_again(call);
    } else if (there == NULL) {
        br_site_say_points(call, &one, &none, NULL);
    } else {
        br_site_say_points(call, &none, &one, "there is a point again");
    }
}

static void correct_one(struct br_site_call *call)
{
    struct br_entering *entering = br_site_entering_of(call);
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
        br_site_say_points(call, &none, &one, (const char *)reason.data);
    }
}

void br_site_measure_add(struct br_site_call *call)
{
    br_site_entering(call, &(struct br_entering){.then = add_one, .page = "measure/add"});
}

void br_site_measure_correct(struct br_site_call *call)
{
    br_site_entering(call, &(struct br_entering){.then = correct_one, .page = "measure/correct"});
}

/* --- taking back what was just saved --- */

static void undo(struct br_site_call *call)
{
    struct br_entering *entering = br_site_entering_of(call);
    struct br_bytes reason = field_text(call, "reason");
    struct br_entries none = {.count = 0};
    if (entering->there.count == 0) {
        br_site_complain(call, NULL, "There is nothing of yours to take back any more.");
        show_again(call);
        return;
    }
    br_site_say_points(call, &none, &entering->there,
                       reason.size == 0 ? TAKEN_BACK_REASON : (const char *)reason.data);
}

void br_site_measure_undo(struct br_site_call *call)
{
    br_site_entering(
        call, &(struct br_entering){.then = undo, .page = "measure/undo", .just_saved = true});
}
