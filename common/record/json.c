/*
 * json.c - a message from a JSON object and back.
 *
 * Both directions walk with a stack of BR_MESSAGE_DEPTH_MAX levels instead of calling themselves:
 * the depth of what a person sends us decides nothing about our stack.
 */
#include "record/field.h"

#include "base/limits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* One object that is being read; while [field] is set, one array of it. */
struct reading {
    ProtobufCMessage *message;
    json_t *object;
    void *member; /* the iterator of the next member */
    const ProtobufCFieldDescriptor *field;
    const json_t *array;
    size_t index; /* of the element behind the current one */
};

struct reader {
    size_t depth;
    struct reading levels[BR_MESSAGE_DEPTH_MAX];
    struct br_arena *arena;
    struct br_error *error;
};

/* "points[2].value: must be a number". Only names from our own descriptors are printed. */
static enum br_status refuse(struct reader *reader, const ProtobufCFieldDescriptor *field,
                             enum br_status status, const char *complaint)
{
    char path[BR_MESSAGE_DEPTH_MAX * (BR_FIELD_NAME_MAX + 16)];
    size_t size = 0;
    path[0] = '\0';
    for (size_t i = 0; i < reader->depth; i++) {
        const struct reading *level = &reader->levels[i];
        const ProtobufCFieldDescriptor *at = i + 1 < reader->depth ? level->field : field;
        if (at == NULL) {
            continue;
        }
        char part[BR_FIELD_NAME_MAX + 16];
        if (level->array != NULL) {
            (void)snprintf(part, sizeof part, "%.64s[%zu]", at->name, level->index - 1);
        } else {
            (void)snprintf(part, sizeof part, "%.64s", at->name);
        }
        size +=
            (size_t)snprintf(path + size, sizeof path - size, "%s%s", size > 0 ? "." : "", part);
    }
    return br_error_set(reader->error, status, "%s%s%s", path, size > 0 ? ": " : "", complaint);
}

static void reading_enter(struct reader *reader, ProtobufCMessage *message, const json_t *object)
{
    json_t *borrowed = (json_t *)object; /* jansson's iterators take no const; nothing is changed */
    reader->levels[reader->depth++] = (struct reading){
        .message = message, .object = borrowed, .member = json_object_iter(borrowed)};
}

static struct br_bytes bytes_of_json(const json_t *value)
{
    return (struct br_bytes){.data = (const uint8_t *)json_string_value(value),
                             .size = json_string_length(value)};
}

static bool integer_of_json(ProtobufCType type, const json_t *value, union br_cell *cell)
{
    if (json_is_integer(value)) {
        json_int_t integer = json_integer_value(value);
        bool negative = integer < 0;
        return br_field_integer(type, negative,
                                negative ? 0 - (uint64_t)integer : (uint64_t)integer, cell);
    }
    bool wide = type == PROTOBUF_C_TYPE_UINT64 || type == PROTOBUF_C_TYPE_FIXED64;
    if (wide && json_is_string(value)) { /* jansson's integers end at 2^63 - 1 */
        return br_field_integer_text(type, bytes_of_json(value), cell);
    }
    double real = json_is_real(value) ? json_real_value(value) : NAN;
    if (!(fabs(real) < 0x1p64)) { /* also when it is not a number */
        return false;
    }
    uint64_t magnitude = (uint64_t)fabs(real);
    bool whole = (double)magnitude == fabs(real);
    return whole && br_field_integer(type, real < 0, magnitude, cell);
}

static enum br_status cell_of_json(const ProtobufCFieldDescriptor *field, const json_t *value,
                                   struct br_arena *arena, union br_cell *cell)
{
    bool fits = false;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return json_is_string(value) ? br_field_text(bytes_of_json(value), arena, cell)
                                     : BR_ERR_MALFORMED;
    case PROTOBUF_C_TYPE_BYTES:
        return json_is_string(value) ? br_field_hex(bytes_of_json(value), arena, cell)
                                     : BR_ERR_MALFORMED;
    case PROTOBUF_C_TYPE_BOOL:
        fits = json_is_boolean(value);
        cell->boolean = json_is_true(value);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        fits = json_is_string(value) &&
               strlen(json_string_value(value)) == json_string_length(value) &&
               br_field_enum(field, json_string_value(value), cell);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        fits =
            json_is_number(value) && br_field_number(field->type, json_number_value(value), cell);
        break;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        fits = integer_of_json(field->type, value, cell);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        BR_UNREACHABLE("read_value makes messages itself");
    }
    return fits ? BR_OK : BR_ERR_MALFORMED;
}

/* Store one value that is no array; an object becomes the next level. */
static enum br_status read_value(struct reader *reader, const ProtobufCFieldDescriptor *field,
                                 const json_t *value)
{
    ProtobufCMessage *message = reader->levels[reader->depth - 1].message;
    enum br_status status;
    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        union br_cell cell;
        status = cell_of_json(field, value, reader->arena, &cell);
        if (status == BR_OK) {
            status = br_field_put(message, field, reader->arena, &cell);
        }
        return status == BR_OK ? BR_OK
                               : refuse(reader, field, status, br_field_complaint(field, status));
    }
    if (!json_is_object(value)) {
        return refuse(reader, field, BR_ERR_MALFORMED, "must be an object with fields of its own");
    }
    if (reader->depth == BR_MESSAGE_DEPTH_MAX) {
        return refuse(reader, field, BR_ERR_LIMIT, "too many levels");
    }
    ProtobufCMessage *child;
    status = br_field_put_new(message, field, reader->arena, &child);
    if (status != BR_OK) {
        return refuse(reader, field, status, br_field_complaint(field, status));
    }
    reader->levels[reader->depth - 1].field = field;
    reading_enter(reader, child, value);
    return BR_OK;
}

static enum br_status read_member(struct reader *reader, struct reading *level)
{
    const char *name = json_object_iter_key(level->member);
    const json_t *value = json_object_iter_value(level->member);
    level->member = json_object_iter_next(level->object, level->member);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(level->message->descriptor, name);
    if (field == NULL) {
        char complaint[2 * BR_FIELD_NAME_MAX + 64];
        (void)snprintf(complaint, sizeof complaint, "there is no field called %s",
                       br_field_printable(name));
        return refuse(reader, NULL, BR_ERR_NOT_FOUND, complaint);
    }
    if (json_is_null(value)) {
        return BR_OK;
    }
    if (field->label != PROTOBUF_C_LABEL_REPEATED) {
        return read_value(reader, field, value);
    }
    if (!json_is_array(value)) {
        return refuse(reader, field, BR_ERR_MALFORMED, "must be a list in [ ]");
    }
    level->field = field;
    level->array = value;
    level->index = 0;
    return BR_OK;
}

enum br_status br_message_from_json(ProtobufCMessage *message, struct br_arena *arena,
                                    const json_t *object, struct br_error *error)
{
    if (!json_is_object(object)) {
        return br_error_set(error, BR_ERR_MALFORMED, "must be a JSON object");
    }
    struct reader reader = {.arena = arena, .error = error};
    reading_enter(&reader, message, object);
    enum br_status status = BR_OK;
    while (status == BR_OK && reader.depth > 0) {
        struct reading *level = &reader.levels[reader.depth - 1];
        if (level->array != NULL && level->index < json_array_size(level->array)) {
            const json_t *value = json_array_get(level->array, level->index++);
            status = read_value(&reader, level->field, value);
        } else if (level->member != NULL) {
            level->array = NULL;
            status = read_member(&reader, level);
        } else {
            reader.depth--;
        }
    }
    return status;
}

/* ---- writing ---- */

/* One message that is being written: the place in it, and the list that its values go to. */
struct writing {
    const ProtobufCMessage *message;
    json_t *object;
    unsigned field;
    size_t index;
    json_t *array;
};

static json_t *json_of_bytes(struct br_bytes bytes)
{
    char *hex = malloc(2 * bytes.size + 1);
    if (hex == NULL) {
        return NULL;
    }
    br_hex_encode(bytes.data, bytes.size, hex);
    json_t *json = json_stringn(hex, 2 * bytes.size);
    free(hex);
    return json;
}

static json_t *json_of_integer(ProtobufCType type, int64_t integer)
{
    if (type == PROTOBUF_C_TYPE_BOOL) {
        return json_boolean(integer != 0);
    }
    bool wide = type == PROTOBUF_C_TYPE_UINT64 || type == PROTOBUF_C_TYPE_FIXED64;
    return wide && integer < 0 ? json_sprintf("%llu", (unsigned long long)integer)
                               : json_integer(integer);
}

static json_t *json_of_value(const ProtobufCFieldDescriptor *field, const struct br_value *value)
{
    switch (value->type) {
    case BR_VALUE_INTEGER:
        return json_of_integer(field->type, value->integer);
    case BR_VALUE_NUMBER:
        return isfinite(value->number) ? json_real(value->number) : json_null();
    case BR_VALUE_TEXT:
        return value->bytes.data != NULL
                   ? json_stringn((const char *)value->bytes.data, value->bytes.size)
                   : json_integer(value->integer);
    case BR_VALUE_BYTES:
        return json_of_bytes(value->bytes);
    case BR_VALUE_ABSENT:
    default:
        BR_UNREACHABLE("only what is there is written");
    }
}

/* jansson takes the value over, also when it fails or the value is NULL. */
static bool attach(const struct writing *level, const ProtobufCFieldDescriptor *field,
                   json_t *take_value)
{
    return level->array != NULL ? json_array_append_new(level->array, take_value) == 0
                                : json_object_set_new(level->object, field->name, take_value) == 0;
}

/* Write the value at the level's place and step on; a message becomes the next level. */
static bool write_value(struct writing *levels, size_t *depth,
                        const ProtobufCFieldDescriptor *field)
{
    struct writing *level = &levels[*depth - 1];
    if (field->label == PROTOBUF_C_LABEL_REPEATED && level->index == 0) {
        json_t *array = json_array();
        if (json_object_set_new(level->object, field->name, array) != 0) {
            return false;
        }
        level->array = array;
    }
    size_t index = level->index++;
    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        struct br_value value = br_message_value(level->message, field, index);
        return attach(level, field, json_of_value(field, &value));
    }
    BR_ASSERT(*depth < BR_MESSAGE_DEPTH_MAX); /* what was scanned or filled is no deeper */
    json_t *object = json_object();
    const ProtobufCMessage *child = br_message_child(level->message, field, index);
    levels[(*depth)++] = (struct writing){.message = child, .object = object};
    return attach(level, field, object);
}

json_t *br_message_to_json(const ProtobufCMessage *message)
{
    struct writing levels[BR_MESSAGE_DEPTH_MAX];
    json_t *whole = json_object();
    size_t depth = 1;
    levels[0] = (struct writing){.message = message, .object = whole};
    while (whole != NULL && depth > 0) {
        struct writing *level = &levels[depth - 1];
        if (level->field == level->message->descriptor->n_fields) {
            depth--;
            continue;
        }
        const ProtobufCFieldDescriptor *field = &level->message->descriptor->fields[level->field];
        if (level->index == br_message_count(level->message, field)) {
            level->field++;
            level->index = 0;
            level->array = NULL;
        } else if (!write_value(levels, &depth, field)) {
            json_decref(whole);
            whole = NULL;
        }
    }
    return whole;
}
