/*
 * site_form.c - a form's way into the log: looked up, filled into a message by field name, said.
 *
 *      POST -> lookups (pool) -> message, and another with it -> host says them -> 303
 *                                   |                               |
 *                                   +---------- refused ------------+-> the page again, with what
 *                                                                       was written
 */
#include "base/hash.h"
#include "base/limits.h"
#include "base/logline.h"
#include "record/kind.h"
#include "record/message.h"
#include "record/patient.h"
#include "web/site_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define OVERRIDE_FIELD "override_reason"
#define OVERRIDE_KIND "identifier_allowed"

/* --- what the lookup finds --- */

struct finding {
    struct br_site_call *call;
    struct br_site_finds *finds;
};

static bool take_row(void *context, size_t count, const char *const *names,
                     const struct br_cell *cells)
{
    const struct finding *finding = context;
    struct br_arena *arena = &finding->call->arena;
    struct br_site_finds *finds = finding->finds;
    finds->any = true;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].type == BR_CELL_NULL) {
            continue;
        }
        struct br_site_found *found = br_arena_take(arena, sizeof *found);
        const char *name = br_arena_text(arena, br_bytes_of_text(names[i]));
        const char *value = br_cell_text(&cells[i], arena);
        if (found == NULL || name == NULL || value == NULL) {
            finds->lost = true;
            return false;
        }
        *found = (struct br_site_found){.name = name, .value = value};
        if (finds->first == NULL) {
            finds->first = found;
        } else {
            finds->last->next = found;
        }
        finds->last = found;
    }
    return true;
}

static void look_up(struct br_site_call *call, struct br_views *views, const char *lookup,
                    struct br_site_finds *finds)
{
    size_t count = 0;
    struct br_parameter *parameters = br_site_parameters(call, &count);
    struct finding finding = {call, finds};
    if (parameters != NULL) {
        parameters[count++] = (struct br_parameter){
            .name = "new",
            .value = {.type = BR_CELL_BYTES,
                      .bytes = {call->written.bytes, sizeof call->written.bytes}}};
        call->made =
            br_views_lookup(views, lookup, parameters, count, take_row, &finding, &call->made_why);
    }
    /* With half of what was found a reply might go to others than the thread. */
    if (parameters == NULL || finds->lost) {
        call->made = br_error_set(&call->made_why, BR_ERR_NO_MEMORY, "no memory");
    }
}

static void lookup_work(void *job, struct br_views *views)
{
    struct br_site_call *call = job;
    const struct br_site_form *form = call->route->form;
    call->made = BR_OK;
    if (form->lookup != NULL) {
        look_up(call, views, form->lookup, &call->found);
    }
    if (call->made == BR_OK && form->also != NULL) {
        look_up(call, views, form->also_lookup, &call->also);
    }
}

static const char *found_value(const struct br_site_call *call, const char *name)
{
    for (const struct br_site_found *at = call->found.first; at != NULL; at = at->next) {
        if (strcmp(at->name, name) == 0) {
            return at->value;
        }
    }
    return NULL;
}

/* --- complaints --- */

/* Does [sentence] speak of [field]? "tried_what" is spoken of as "tried what". */
static bool speaks_of(const char *sentence, const char *field)
{
    char words[BR_FIELD_NAME_MAX + 1];
    size_t size = strlen(field);
    if (size > BR_FIELD_NAME_MAX) {
        return false;
    }
    memcpy(words, field, size + 1);
    for (char *at = strchr(words, '_'); at != NULL; at = strchr(at, '_')) {
        *at = ' ';
    }
    for (const char *at = strcasestr(sentence, words); at != NULL; at = strcasestr(at + 1, words)) {
        bool begins = at == sentence || !isalpha((unsigned char)at[-1]);
        if (begins && !isalpha((unsigned char)at[size])) {
            return true;
        }
    }
    return false;
}

/* The field that a reason is about: the one that it names, else the form's main one. */
static const char *field_of(const struct br_site_call *call, const struct br_kind *kind,
                            const char *main_field, const char *sentence)
{
    for (unsigned i = 0; i < kind->message->n_fields; i++) {
        const char *name = kind->message->fields[i].name;
        if (br_form_value(&call->form, name) != NULL && speaks_of(sentence, name)) {
            return name;
        }
    }
    return main_field;
}

static void refused(struct br_site_call *call)
{
    br_site_page(call, 422, call->route->form->page);
}

void br_site_complain_reasons(struct br_site_call *call, const char *kind_name,
                              const char *main_field, const char *reasons)
{
    const struct br_kind *kind = br_kind_by_name(kind_name);
    struct br_bytes rest = br_bytes_of_text(reasons);
    while (rest.size > 0) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct br_bytes line = {rest.data, end == NULL ? rest.size : (size_t)(end - rest.data)};
        const char *sentence = br_arena_text(&call->arena, line);
        if (sentence != NULL && line.size > 0) {
            br_site_complain(call, field_of(call, kind, main_field, sentence), sentence);
        }
        rest.data += line.size + (end == NULL ? 0 : 1);
        rest.size -= line.size + (end == NULL ? 0 : 1);
    }
}

/* --- for whom --- */

static bool audience_of_text(const char *text, struct br_audience *audience)
{
    if (strcmp(text, "network") == 0) {
        *audience = (struct br_audience){.type = BR_AUDIENCE_NETWORK};
    } else if (strcmp(text, "academy") == 0) {
        *audience = (struct br_audience){.type = BR_AUDIENCE_ACADEMY};
    } else if (strncmp(text, "room:", 5) == 0 &&
               br_hex_decode(text + 5, audience->id.bytes, sizeof audience->id.bytes) == BR_OK) {
        audience->type = BR_AUDIENCE_ROOM;
    } else {
        return false;
    }
    return true;
}

static bool audience_found(const struct br_site_call *call, struct br_audience *audience)
{
    const char *type = found_value(call, "audience_type");
    const char *id = found_value(call, "audience_id");
    if (type == NULL || type[0] < '1' || type[0] > '4' || type[1] != '\0') {
        return false;
    }
    *audience = (struct br_audience){.type = (uint8_t)(type[0] - '0')};
    return id == NULL || br_hex_decode(id, audience->id.bytes, sizeof audience->id.bytes) == BR_OK;
}

static bool find_audience(struct br_site_call *call, struct br_audience *audience)
{
    const struct br_site_form *form = call->route->form;
    const char *chosen = form->audience;
    *audience = (struct br_audience){0};
    if (chosen == NULL && form->lookup != NULL && found_value(call, "audience_type") != NULL) {
        return audience_found(call, audience);
    }
    if (chosen == NULL) {
        chosen = br_form_value(&call->form, "audience");
    }
    if (chosen != NULL && audience_of_text(chosen, audience)) {
        return true;
    }
    br_site_complain(call, "audience", "Say who will see it.");
    return false;
}

/* --- the message --- */

void br_site_set_field(struct br_site_call *call, ProtobufCMessage *message, const char *name,
                       struct br_bytes value)
{
    struct br_error error = {""};
    if (br_message_set(message, &call->arena, name, value, &error) != BR_OK) {
        br_site_complain(call, name, error.text);
    }
}

static struct br_bytes trimmed(struct br_bytes text)
{
    while (text.size > 0 && isspace(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && isspace(text.data[text.size - 1])) {
        text.size--;
    }
    return text;
}

/* Several values of one input, between commas or one on a line. */
static void set_each(struct br_site_call *call, ProtobufCMessage *message, const char *name,
                     struct br_bytes rest)
{
    int between = call->route->form->lines ? '\n' : ',';
    while (rest.size > 0) {
        const uint8_t *end = memchr(rest.data, between, rest.size);
        size_t size = end == NULL ? rest.size : (size_t)(end - rest.data);
        struct br_bytes part = trimmed((struct br_bytes){rest.data, size});
        if (part.size > 0) {
            br_site_set_field(call, message, name, part);
        }
        rest.data += size + (end == NULL ? 0 : 1);
        rest.size -= size + (end == NULL ? 0 : 1);
    }
}

/* Is it of a part whose box is not ticked? */
static bool stays(const struct br_site_call *call, struct br_bytes field)
{
    const struct br_site_part *part = call->route->form->parts;
    for (; part != NULL && part->tick != NULL; part++) {
        if (br_words_have(part->fields, field) && br_form_value(&call->form, part->tick) == NULL) {
            return true;
        }
    }
    return false;
}

static void fill_found(struct br_site_call *call, const struct br_site_finds *finds,
                       ProtobufCMessage *message)
{
    for (const struct br_site_found *at = finds->first; at != NULL; at = at->next) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(message->descriptor, at->name);
        if (field != NULL && !stays(call, br_bytes_of_text(at->name)) &&
            (field->label == PROTOBUF_C_LABEL_REPEATED || br_message_count(message, field) == 0)) {
            br_site_set_field(call, message, at->name, br_bytes_of_text(at->value));
        }
    }
}

/* The input that makes a row of [group] one, ".title", of those between blanks; NULL: none does. */
static const char *row_input(const char *wanted, struct br_bytes group, size_t *size)
{
    while (wanted != NULL && *wanted != '\0') {
        *size = strcspn(wanted, " ");
        if (*size > group.size && memcmp(wanted, group.data, group.size) == 0 &&
            wanted[group.size] == '.') {
            *size -= group.size;
            return wanted + group.size;
        }
        wanted += *size + strspn(wanted + *size, " ");
    }
    return NULL;
}

/* Is the input there that makes row [number] of [group] one? */
static bool row_counts(const struct br_site_call *call, const struct br_form_row *row)
{
    char name[2 * BR_FIELD_NAME_MAX];
    size_t size = 0;
    const char *input = row_input(call->route->form->row, row->group, &size);
    if (input == NULL || stays(call, row->group)) {
        return false;
    }
    (void)snprintf(name, sizeof name, "%.*s.%u%.*s", (int)row->group.size,
                   (const char *)row->group.data, row->number, (int)size, input);
    const char *value = br_form_value(&call->form, name);
    return value != NULL && value[strspn(value, " \t\n\r")] != '\0';
}

/* Rows of the form's group, each an element of the repeated message of that name. */
static void fill_rows(struct br_site_call *call, ProtobufCMessage *message)
{
    struct br_form_row last = {.number = 0};
    bool counts = false;
    for (size_t i = 0; i < call->form.count; i++) {
        const struct br_form_field *given = &call->form.fields[i];
        struct br_form_row row;
        char name[2 * BR_FIELD_NAME_MAX];
        struct br_error error = {""};
        if (!br_form_row_of(given->name, &row)) {
            continue;
        }
        if (row.number != last.number || !br_bytes_equal(row.group, last.group)) {
            last = row;
            counts = row_counts(call, &row);
            (void)snprintf(name, sizeof name, "%.*s", (int)row.group.size,
                           (const char *)row.group.data);
            if (counts && br_message_add(message, &call->arena, name, &error) != BR_OK) {
                br_site_complain(call, call->route->form->main_field, error.text);
                return;
            }
        }
        if (counts && given->value.size > 0) {
            (void)snprintf(name, sizeof name, "%.*s.%s", (int)row.group.size,
                           (const char *)row.group.data, row.field);
            br_site_set_field(call, message, name, given->value);
        }
    }
}

static void fill_form(struct br_site_call *call, ProtobufCMessage *message)
{
    for (size_t i = 0; i < call->form.count; i++) {
        const struct br_form_field *given = &call->form.fields[i];
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(message->descriptor, given->name);
        if (field == NULL || given->value.size == 0 || found_value(call, given->name) != NULL ||
            stays(call, br_bytes_of_text(given->name))) {
            continue;
        }
        if (field->label == PROTOBUF_C_LABEL_REPEATED && field->type == PROTOBUF_C_TYPE_STRING) {
            set_each(call, message, given->name, given->value);
        } else {
            br_site_set_field(call, message, given->name, given->value);
        }
    }
}

static ProtobufCMessage *make_message(struct br_site_call *call, const struct br_kind *kind)
{
    ProtobufCMessage *message = br_message_new(kind->message, &call->arena);
    if (message != NULL) {
        fill_found(call, &call->found, message);
        fill_form(call, message);
        fill_rows(call, message);
    }
    return message;
}

/* --- saying it --- */

static void on_said(void *job, const struct br_site_outcome *outcome);

struct br_bytes br_site_packed(struct br_site_call *call, const ProtobufCMessage *message)
{
    struct br_buffer out;
    struct br_bytes bytes = {NULL, 0};
    br_buffer_init(&out, BR_PAYLOAD_SIZE_MAX + 1);
    br_message_pack(message, &out);
    if (br_buffer_ok(&out) && out.size <= BR_PAYLOAD_SIZE_MAX) {
        bytes.data = (const uint8_t *)br_arena_text(&call->arena, br_buffer_bytes(&out));
        bytes.size = bytes.data == NULL ? 0 : out.size;
    }
    br_buffer_free(&out);
    return bytes;
}

static void complain_of_patient(struct br_site_call *call, const char *field,
                                const struct br_patient_find *found)
{
    char sentence[BR_REASON_SIZE_MAX + 1];
    br_patient_sentence(found, sentence, sizeof sentence);
    br_site_complain(call, field, br_arena_text(&call->arena, br_bytes_of_text(sentence)));
}

bool br_site_names_patient(struct br_site_call *call, const ProtobufCMessage *message)
{
    struct br_patient_find found;
    bool names = br_patient_find_in_message(message, &found);
    if (names) {
        call->identifier_found = true;
        complain_of_patient(call, found.field, &found);
    }
    return names;
}

/*
 * Said before the host is asked: a client's may not know yet what its academy would say. True: it
 * is let pass, by who gives a reason that is none itself; whether they may is the host's to say.
 */
static bool is_let_pass(struct br_site_call *call, const ProtobufCMessage *message)
{
    const char *reason = br_form_value(&call->form, OVERRIDE_FIELD);
    struct br_patient_find found;
    if (!br_patient_find_in_message(message, &found)) {
        return false;
    }
    if (reason == NULL || reason[0] == '\0') {
        return !br_site_names_patient(call, message);
    }
    call->identifier_found = true;
    if (br_patient_find(br_bytes_of_text(reason), &found)) {
        found.field = "reason";
        complain_of_patient(call, OVERRIDE_FIELD, &found);
        return false;
    }
    return true;
}

/* The steward's word goes first, about a write that has its id already. */
static bool add_override(struct br_site_call *call, struct br_site_write *write, const char *reason,
                         const struct br_id *about)
{
    const struct br_kind *kind = br_kind_by_name(OVERRIDE_KIND);
    ProtobufCMessage *message = kind == NULL ? NULL : br_message_new(kind->message, &call->arena);
    char id[BR_ID_TEXT_SIZE];
    if (message == NULL) {
        return false;
    }
    br_id_text(about, id);
    br_site_set_field(call, message, "record", br_bytes_of_text(id));
    br_site_set_field(call, message, "reason", br_bytes_of_text(reason));
    write->kind = kind->number;
    write->payload = br_site_packed(call, message);
    return write->payload.data != NULL;
}

size_t br_site_put_write(struct br_site_call *call, const struct br_kind *kind,
                         const struct br_audience *audience, const ProtobufCMessage *message,
                         struct br_site_write *writes)
{
    const char *reason = br_form_value(&call->form, OVERRIDE_FIELD);
    bool let_pass = is_let_pass(call, message);
    struct br_bytes payload = br_site_packed(call, message);
    size_t count = 0;
    if (payload.data == NULL) {
        br_site_complain(call, NULL, "This is too long: at most 60 KB.");
        return 0;
    }
    call->written = br_id_new();
    if (let_pass) {
        writes[0] = (struct br_site_write){.audience = *audience};
        count = add_override(call, &writes[0], reason, &call->written) ? 1 : 0;
    }
    writes[count++] = (struct br_site_write){
        .id = call->written, .kind = kind->number, .audience = *audience, .payload = payload};
    return count;
}

/* The record that comes with the form's: false when it is wanted and cannot be made. */
static bool put_also(struct br_site_call *call, const struct br_audience *audience,
                     struct br_site_write *writes, size_t *count)
{
    if (!call->also.any) {
        return true;
    }
    const struct br_kind *kind = br_kind_by_name(call->route->form->also);
    ProtobufCMessage *message = kind == NULL ? NULL : br_message_new(kind->message, &call->arena);
    if (message == NULL) {
        return false;
    }
    fill_found(call, &call->also, message);
    struct br_bytes payload = br_site_packed(call, message);
    writes[(*count)++] = (struct br_site_write){
        .id = br_id_new(), .kind = kind->number, .audience = *audience, .payload = payload};
    return payload.data != NULL;
}

static const struct br_kind *kind_of(const struct br_site_call *call)
{
    const char *found = found_value(call, "_kind");
    const struct br_kind *kind = br_kind_by_name(found == NULL ? call->route->form->kind : found);
    BR_ASSERT(kind != NULL); /* both are words of our own */
    return kind;
}

static void say(struct br_site_call *call)
{
    const struct br_site_host *host = &call->site->options.host;
    const struct br_kind *kind = kind_of(call);
    const char *reason = br_form_value(&call->form, OVERRIDE_FIELD);
    struct br_site_write *writes = br_arena_take(&call->arena, 3 * sizeof *writes);
    struct br_audience audience;
    ProtobufCMessage *message = make_message(call, kind);
    bool let_pass = message != NULL && is_let_pass(call, message);
    size_t count = 0;
    if (!find_audience(call, &audience) || br_site_complained(call)) {
        refused(call);
        return;
    }
    struct br_bytes payload =
        message == NULL ? (struct br_bytes){NULL, 0} : br_site_packed(call, message);
    if (writes == NULL || payload.data == NULL) {
        br_site_complain(call, call->route->form->main_field, "This is too long: at most 60 KB.");
        refused(call);
        return;
    }
    if (let_pass) {
        writes[0] = (struct br_site_write){.audience = audience};
        count = add_override(call, &writes[0], reason, &call->written) ? 1 : 0;
    }
    writes[count++] = (struct br_site_write){
        .id = call->written, .kind = kind->number, .audience = audience, .payload = payload};
    if (!put_also(call, &audience, writes, &count)) {
        br_site_complain(call, call->route->form->main_field, "This is too long: at most 60 KB.");
        refused(call);
        return;
    }
    host->say(host->context, &call->viewer, writes, count, on_said, call);
}

/* Two academies may use one id: then the address says whose it is, and goes on saying so. */
static void put_of(const struct br_site_call *call, struct br_buffer *out)
{
    const char *academy = br_form_value(&call->query, "academy");
    if (academy != NULL) {
        br_buffer_put_text(out, "?academy=");
        br_form_encode(academy, out);
    }
}

/* "/thread/:thread:of#p:new" */
static const char *where_then(struct br_site_call *call)
{
    struct br_buffer out;
    const char *at = call->route->form->then;
    br_buffer_init(&out, BR_HTTP_TARGET_SIZE_MAX);
    while (*at != '\0') {
        size_t plain = strcspn(at, ":");
        br_buffer_put(&out, at, plain);
        at += plain;
        if (*at != ':') {
            break;
        }
        char name[BR_FIELD_NAME_MAX + 1];
        size_t size = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");
        (void)snprintf(name, sizeof name, "%.*s", (int)size, at + 1);
        at += 1 + size;
        if (strcmp(name, "of") == 0) {
            put_of(call, &out);
            continue;
        }
        char id[BR_ID_TEXT_SIZE];
        br_id_text(&call->written, id);
        const char *value = strcmp(name, "new") == 0 ? id : found_value(call, name);
        value = value == NULL ? br_site_name(call, name) : value;
        br_form_encode(value == NULL ? "" : value, &out);
    }
    const char *where =
        br_buffer_ok(&out) ? br_arena_text(&call->arena, br_buffer_bytes(&out)) : NULL;
    br_buffer_free(&out);
    return where == NULL ? "/" : where;
}

static void on_said(void *job, const struct br_site_outcome *outcome)
{
    struct br_site_call *call = job;
    if (outcome->done) {
        br_site_drop_draft(call);
        br_site_redirect(call, where_then(call));
        return;
    }
    br_site_complain_reasons(call, kind_of(call)->name, call->route->form->main_field,
                             outcome->reason);
    refused(call);
}

static void lookup_done(void *job)
{
    struct br_site_call *call = job;
    if (call->made != BR_OK) {
        BR_LOGLINE(BR_ERROR, "lookup_failed", BR_TEXT("path", call->route->path),
                   BR_TEXT("why", call->made_why.text));
        br_site_error(call, 503,
                      "This could not be looked up just now. Go back, and send it once more.");
    } else if (call->route->form->lookup != NULL && !call->found.any) {
        br_site_error(call, 404, "What this was about is not here, or not for you.");
    } else {
        say(call);
    }
}

void br_site_form_begin(struct br_site_call *call)
{
    const struct br_site_host *host = &call->site->options.host;
    call->written = br_id_new();
    if (call->route->form->lookup == NULL && call->route->form->also == NULL) {
        say(call);
    } else {
        call->made = BR_ERR_CLOSED;
        host->read(host->context, &call->viewer, lookup_work, lookup_done, call);
    }
}
