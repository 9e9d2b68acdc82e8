/*
 * sharing.c - exactly what leaves, before it leaves: nothing is folded or rounded, because a person
 * answers for it.
 */
#include "client/sharing.h"

#include "client/agent.h"
#include "entry/date.h"
#include "pages/terminal.h"

#include <string.h>

const char *const sharing_fields[SHARING_FIELD_COUNT] = {"title",       "definition", "numerator",
                                                         "denominator", "unit",       "role",
                                                         "direction",   "target",     "frequency"};

/* --- on a terminal --- */

/* [text] in a column of [width], and a space; longer texts are not cut. */
static void put_column(struct call *call, struct br_bytes text, size_t width)
{
    size_t before = call->out.size;
    br_text_terminal_line(text, &call->out);
    for (size_t used = call->out.size - before; used < width; used++) {
        br_buffer_put_text(&call->out, " ");
    }
    br_buffer_put_text(&call->out, " ");
}

static void put_point(struct call *call, const struct br_entry *point, const char *lead)
{
    struct br_bytes value = point->value.size == 0 ? br_bytes_of_text("missing") : point->value;
    br_buffer_put_text(&call->out, lead);
    put_column(call, point->date, 11);
    put_column(call, value, 13);
    put_column(call, point->numerator, 13);
    put_column(call, point->denominator, 13);
    br_text_terminal_line(point->note, &call->out);
    call_line_end(call);
}

static bool put_academy(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    struct call *call = context;
    (void)count;
    (void)names;
    br_buffer_put_text(&call->out, "\n    ");
    br_text_terminal_line(cells[0].bytes, &call->out);
    return true;
}

static void say_who_sees_it(struct sharing *sharing)
{
    static const char academies[] = "SELECT name FROM v_academy ORDER BY is_own DESC, name";
    struct call *call = sharing->call;
    call_say(call, sharing->shared
                       ? "Shared already; this would follow into the network's copy, for everyone "
                         "in the network:"
                       : "This would leave the academy, for everyone in the network:");
    (void)call_query(call, academies, NULL, 0, put_academy, call);
    br_buffer_put_text(&call->out, "\n    and academies that join it later\n");
}

static void say_field(struct call *call, const char *name, struct br_bytes value)
{
    if (value.data != NULL) {
        call_say(call, "  %-12s", name);
        br_text_terminal_line(value, &call->out);
        call_say(call, "\n");
    }
}

static void say_corrections(struct sharing *sharing)
{
    struct call *call = sharing->call;
    if (sharing->changed.count > 0) {
        call_say(call, "  corrections, as the copy has it and as it would be:\n");
    }
    for (size_t i = 0; i < sharing->changed.count; i++) {
        const struct br_entry *now = &sharing->changed.items[i];
        const struct br_entry *old = br_entries_of_date(&sharing->there, now->date);
        put_point(call, old == NULL ? now : old, "  was ");
        put_point(call, now, "  now ");
    }
}

static void say_counts(struct sharing *sharing)
{
    struct call *call = sharing->call;
    size_t count = sharing->fresh.count;
    size_t notes = sharing->notes;
    call_say(call, "  %zu point%s", count, plural(count));
    if (count > 0) {
        call_say(call, ", %.10s to %.10s", (const char *)sharing->fresh.items[0].date.data,
                 (const char *)sharing->fresh.items[count - 1].date.data);
    }
    if (sharing->changed.count > 0) {
        call_say(call, "; %zu corrected", sharing->changed.count);
    }
    if (notes > 0) {
        bool leave = call_has(call, "with-notes");
        call_say(call, "; %zu note%s %s", notes, plural(notes),
                 leave ? (notes == 1 ? "leaves, too" : "leave, too")
                       : (notes == 1 ? "stays here" : "stay here"));
    }
    if (sharing->small > 0) {
        call_say(call, "; %zu small count%s as missing point%s, with \"fewer than\" as the note",
                 sharing->small, sharing->small == 1 ? " leaves" : "s leave",
                 plural(sharing->small));
    }
    if (call_has(call, "follow")) {
        call_say(call, "\nWhat comes later is copied as it comes, by the academy's server, until "
                       "bigroom measure unshare");
    }
    call_say(call, "\nNo patients: no names, dates of birth or NHS numbers.\n");
}

void sharing_say(struct sharing *sharing)
{
    struct call *call = sharing->call;
    say_who_sees_it(sharing);
    for (size_t i = 0; i < SHARING_FIELD_COUNT && !sharing->shared; i++) {
        say_field(call, sharing_fields[i], sharing->values[i]);
    }
    if (!sharing->shared) {
        say_field(call, "pathway", call_text(call, "pathway"));
    }
    if (sharing->fresh.count > 0) {
        call_say(call, "  date        value         numerator     denominator   note\n");
    }
    for (size_t i = 0; i < sharing->fresh.count; i++) {
        put_point(call, &sharing->fresh.items[i], "  ");
    }
    say_corrections(sharing);
    say_counts(sharing);
}

/* --- for programs --- */

static json_t *text_json(struct br_bytes text)
{
    json_t *json = text.size == 0 ? NULL : json_stringn((const char *)text.data, text.size);
    return json == NULL ? json_null() : json;
}

static json_t *number_json(struct br_bytes text)
{
    double number = 0;
    bool good = text.size > 0 && br_number_fault(text, &number) == NULL;
    return good ? json_real(number) : json_null();
}

static json_t *point_json(const struct br_entry *point)
{
    json_t *json =
        json_pack("{s:o,s:o,s:o,s:o,s:o}", "date", text_json(point->date), "value",
                  number_json(point->value), "numerator", number_json(point->numerator),
                  "denominator", number_json(point->denominator), "note", text_json(point->note));
    return json == NULL ? json_null() : json;
}

json_t *sharing_json(const struct sharing *sharing)
{
    json_t *fields = json_object();
    json_t *points = json_array();
    json_t *corrections = json_array();
    for (size_t i = 0; i < SHARING_FIELD_COUNT && !sharing->shared; i++) {
        (void)json_object_set_new(fields, sharing_fields[i], text_json(sharing->values[i]));
    }
    if (!sharing->shared) {
        (void)json_object_set_new(fields, "pathway",
                                  text_json(call_text(sharing->call, "pathway")));
    }
    for (size_t i = 0; i < sharing->fresh.count; i++) {
        (void)json_array_append_new(points, point_json(&sharing->fresh.items[i]));
    }
    for (size_t i = 0; i < sharing->changed.count; i++) {
        const struct br_entry *now = &sharing->changed.items[i];
        const struct br_entry *old = br_entries_of_date(&sharing->there, now->date);
        json_t *pair = json_pack("{s:o,s:o}", "was", old == NULL ? json_null() : point_json(old),
                                 "now", point_json(now));
        (void)json_array_append_new(corrections, pair == NULL ? json_null() : pair);
    }
    json_t *json = json_pack("{s:s,s:o,s:o,s:o}", "to", "network", "fields", fields, "points",
                             points, "corrections", corrections);
    return json == NULL ? json_null() : json;
}
