/* batch.c - one line of a batch file. */
#include "client/batch.h"

#include "base/hash.h"

#include <stdio.h>
#include <string.h>

struct line_reading {
    batch_lookup lookup;
    void *context;
    struct batch_line *line;
    struct br_error *error;
};

static enum br_status wrong(struct line_reading *reading, const char *what)
{
    return br_error_set(reading->error, BR_ERR_MALFORMED, "%s", what);
}

/* --- names of records --- */

static enum br_status look_up(struct line_reading *reading, const char *name, struct br_id *id)
{
    if (!reading->lookup(reading->context, name, id)) {
        return br_error_set(reading->error, BR_ERR_NOT_FOUND, "no earlier line is called $%s",
                            name);
    }
    reading->line->draft.needs = *id; /* the last one: it stands behind the others itself */
    return BR_OK;
}

/* "$name" as the id's digits; other values as they are. */
static enum br_status resolve(struct line_reading *reading, json_t *value, json_t **resolved)
{
    char text[BR_ID_TEXT_SIZE];
    struct br_id id;
    const char *name = json_string_value(value);
    if (name == NULL || name[0] != '$') {
        *resolved = json_incref(value);
        return BR_OK;
    }
    enum br_status status = look_up(reading, name + 1, &id);
    if (status == BR_OK) {
        br_id_text(&id, text);
        *resolved = json_string(text);
        status = *resolved == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    }
    return status;
}

static enum br_status resolve_list(struct line_reading *reading, json_t *list)
{
    enum br_status status = BR_OK;
    for (size_t i = 0; i < json_array_size(list) && status == BR_OK; i++) {
        json_t *resolved = NULL;
        status = resolve(reading, json_array_get(list, i), &resolved);
        if (status == BR_OK) {
            (void)json_array_set_new(list, i, resolved);
        }
    }
    return status;
}

/* Names stand only where ids do, so a text may begin with a dollar sign. */
static enum br_status resolve_fields(struct line_reading *reading,
                                     const ProtobufCMessageDescriptor *type, json_t *message)
{
    enum br_status status = BR_OK;
    for (unsigned i = 0; i < type->n_fields && status == BR_OK; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        json_t *value = json_object_get(message, field->name);
        if (field->type != PROTOBUF_C_TYPE_BYTES || value == NULL) {
            continue;
        }
        if (json_is_array(value)) {
            status = resolve_list(reading, value);
            continue;
        }
        json_t *resolved = NULL;
        status = resolve(reading, value, &resolved);
        if (status == BR_OK) {
            (void)json_object_set_new(message, field->name, resolved);
        }
    }
    return status;
}

/* Of the message itself, then of what repeats in it: a diagram's boxes, an agenda's items. */
static enum br_status resolve_message(struct line_reading *reading,
                                      const ProtobufCMessageDescriptor *type, json_t *message)
{
    enum br_status status = resolve_fields(reading, type, message);
    for (unsigned i = 0; i < type->n_fields && status == BR_OK; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        json_t *elements = json_object_get(message, field->name);
        for (size_t k = 0; field->type == PROTOBUF_C_TYPE_MESSAGE && status == BR_OK &&
                           k < json_array_size(elements);
             k++) {
            status = resolve_fields(reading, field->descriptor, json_array_get(elements, k));
        }
    }
    return status;
}

/* --- members of the line --- */

static enum br_status read_audience(struct line_reading *reading, const char *to)
{
    struct br_audience *audience = &reading->line->draft.audience;
    *audience = (struct br_audience){.type = BR_AUDIENCE_ACADEMY};
    if (to == NULL) {
        return wrong(reading,
                     "say who receives it: \"to\": \"network\", \"academy\" or \"room:ID\"");
    }
    if (strcmp(to, "academy") == 0) {
        return BR_OK;
    }
    if (strcmp(to, "network") == 0) {
        audience->type = BR_AUDIENCE_NETWORK;
        return BR_OK;
    }
    audience->type = BR_AUDIENCE_ROOM;
    if (strncmp(to, "room:$", 6) == 0) {
        return look_up(reading, to + 6, &audience->id);
    }
    if (strncmp(to, "room:", 5) != 0 || br_id_parse(to + 5, &audience->id) != BR_OK) {
        return wrong(reading, "\"to\" is \"network\", \"academy\" or \"room:\" and the room's id");
    }
    return BR_OK;
}

static enum br_status read_names(struct line_reading *reading, const json_t *object,
                                 struct br_bytes text)
{
    struct batch_line *line = reading->line;
    const char *key = json_string_value(json_object_get(object, "key"));
    const char *ref = json_string_value(json_object_get(object, "ref"));
    if ((key != NULL && (key[0] == '\0' || strlen(key) > BR_BATCH_KEY_MAX)) ||
        (ref != NULL && (ref[0] == '\0' || strlen(ref) > BR_BATCH_KEY_MAX))) {
        return br_error_set(reading->error, BR_ERR_LIMIT, "\"key\" and \"ref\" have 1 to %u bytes",
                            BR_BATCH_KEY_MAX);
    }
    if (key != NULL) {
        (void)snprintf(line->key, sizeof line->key, "%s", key);
    } else {
        char hash[BR_HASH_TEXT_SIZE];
        struct br_hash of_text = br_sha256_one(text.data, text.size);
        br_hash_text(&of_text, hash);
        (void)snprintf(line->key, sizeof line->key, "%zu:%s", line->number, hash);
    }
    (void)snprintf(line->ref, sizeof line->ref, "%s", ref == NULL ? "" : ref);
    return BR_OK;
}

/* A misspelt member would otherwise be passed over in silence. */
static enum br_status check_members(struct line_reading *reading, json_t *object)
{
    static const char *const known[] = {
        "key", "ref", "kind", "to", "written_ms", "allow_identifier", "message"};
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(object, name, value)
    {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            found = found || strcmp(known[i], name) == 0;
        }
        if (!found) {
            return br_error_set(reading->error, BR_ERR_MALFORMED, "\"%s\" is not known here", name);
        }
        bool number = strcmp(name, "written_ms") == 0;
        bool message = strcmp(name, "message") == 0;
        if (number ? !json_is_integer(value)
                   : (message ? !json_is_object(value) : !json_is_string(value))) {
            return br_error_set(reading->error, BR_ERR_MALFORMED, "\"%s\" is not %s", name,
                                number ? "a whole number" : (message ? "an object" : "a text"));
        }
    }
    return BR_OK;
}

static bool read_allowed(struct draft *draft, const json_t *reason)
{
    if (reason != NULL) {
        struct br_bytes text = br_bytes_of_text(json_string_value(reason));
        draft->allowed = br_arena_text(&draft->call->arena, text);
    }
    return reason == NULL || draft->allowed != NULL;
}

static enum br_status read_object(struct call *call, struct line_reading *reading, json_t *object,
                                  struct br_bytes text)
{
    struct draft *draft = &reading->line->draft;
    if (!json_is_object(object)) {
        return wrong(reading, "this is not a JSON object");
    }
    enum br_status status = check_members(reading, object);
    if (status == BR_OK) {
        status = read_names(reading, object, text);
    }
    if (status != BR_OK) {
        return status;
    }
    const char *kind = json_string_value(json_object_get(object, "kind"));
    *draft = (struct draft){.call = call, .id = br_id_new()};
    draft->kind = kind == NULL ? NULL : br_kind_by_name(kind);
    if (draft->kind == NULL) {
        return br_error_set(reading->error, BR_ERR_NOT_FOUND,
                            "say a kind that there is, as \"kind\": \"thread_started\"");
    }
    json_int_t written = json_integer_value(json_object_get(object, "written_ms"));
    if (written < 0) {
        return wrong(reading, "\"written_ms\" is milliseconds since 1970");
    }
    draft->written_ms = (uint64_t)written;
    if (!read_allowed(draft, json_object_get(object, "allow_identifier"))) {
        return br_error_set(reading->error, BR_ERR_NO_MEMORY, "out of memory");
    }
    json_t *message = json_object_get(object, "message");
    if (message == NULL) {
        return wrong(reading, "there is no \"message\"");
    }
    status = read_audience(reading, json_string_value(json_object_get(object, "to")));
    if (status == BR_OK) {
        status = resolve_message(reading, draft->kind->message, message);
    }
    if (status != BR_OK) {
        return status;
    }
    draft->message = br_message_new(draft->kind->message, &call->arena);
    if (draft->message == NULL) {
        return br_error_set(reading->error, BR_ERR_NO_MEMORY, "out of memory");
    }
    return br_message_from_json(draft->message, &call->arena, message, reading->error);
}

/* What jansson found, in our words; the file may be no JSON at all. */
static enum br_status not_json(struct br_error *error, const json_error_t *fault)
{
    enum json_error_code code = json_error_code(fault);
    const char *what = "this is not JSON";
    if (code == json_error_null_character || code == json_error_null_byte_in_key) {
        what = "a text holds the character \\u0000, which no record can keep";
    } else if (code == json_error_duplicate_key) {
        what = "a name stands twice in one object";
    } else if (code == json_error_invalid_utf8) {
        what = "this is not UTF-8 text";
    }
    return br_error_set(error, BR_ERR_MALFORMED, "%s (at column %d)", what, fault->column);
}

enum br_status batch_read_line(struct call *call, struct br_bytes text, size_t number,
                               batch_lookup lookup, void *context, struct batch_line *line,
                               struct br_error *error)
{
    struct line_reading reading = {
        .lookup = lookup, .context = context, .line = line, .error = error};
    json_error_t fault;
    *line = (struct batch_line){.number = number};
    if (text.size > BR_JSON_LINE_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "the line is too long: at most %u bytes",
                            BR_JSON_LINE_MAX);
    }
    json_t *object = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, &fault);
    if (object == NULL) {
        return not_json(error, &fault);
    }
    enum br_status status = read_object(call, &reading, object, text);
    json_decref(object);
    if (status == BR_OK) {
        status = client_check(&line->draft, error);
    }
    return status;
}
