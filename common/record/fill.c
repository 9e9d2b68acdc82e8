/* fill.c - setting fields by dotted name from text, as flags, forms and CSV give it. */
#include "record/field.h"

#include "base/limits.h"

#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t locale_once = PTHREAD_ONCE_INIT;
static locale_t c_locale; /* "12,5" must not become a number because of somebody's environment */

static void locale_build(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", NULL);
    BR_ASSERT(c_locale != NULL);
}

static size_t skip_digits(struct br_bytes text, size_t at)
{
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
        at++;
    }
    return at;
}

/* -?digits[.digits][e[+-]digits], where either side of the point may be missing but not both. */
static bool looks_like_number(struct br_bytes text)
{
    size_t at = text.size > 0 && text.data[0] == '-' ? 1 : 0;
    size_t whole = at;
    at = skip_digits(text, at);
    size_t digits = at - whole;
    if (at < text.size && text.data[at] == '.') {
        size_t fraction = at + 1;
        at = skip_digits(text, fraction);
        digits += at - fraction;
    }
    if (digits == 0) {
        return false;
    }
    if (at < text.size && (text.data[at] == 'e' || text.data[at] == 'E')) {
        at++;
        if (at < text.size && (text.data[at] == '+' || text.data[at] == '-')) {
            at++;
        }
        size_t exponent = at;
        at = skip_digits(text, at);
        if (at == exponent) {
            return false;
        }
    }
    return at == text.size;
}

static bool number_of_text(ProtobufCType type, struct br_bytes text, union br_cell *cell)
{
    char copy[BR_NUMBER_TEXT_MAX + 1];
    if (text.size > BR_NUMBER_TEXT_MAX || !looks_like_number(text)) {
        return false;
    }
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    BR_ASSERT(pthread_once(&locale_once, locale_build) == 0);
    return br_field_number(type, strtod_l(copy, NULL, c_locale), cell);
}

static bool bool_of_text(struct br_bytes text, union br_cell *cell)
{
    static const char *const words[] = {"false", "true", "no", "yes", "0", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (br_bytes_equal(text, br_bytes_of_text(words[i]))) {
            cell->boolean = (i & 1) != 0;
            return true;
        }
    }
    return false;
}

static bool enum_of_text(const ProtobufCFieldDescriptor *field, struct br_bytes text,
                         union br_cell *cell)
{
    char name[BR_FIELD_NAME_MAX + 1];
    if (text.size > BR_FIELD_NAME_MAX || !br_utf8_valid(text)) {
        return false;
    }
    if (text.size > 0) {
        memcpy(name, text.data, text.size);
    }
    name[text.size] = '\0';
    return br_field_enum(field, name, cell);
}

static enum br_status cell_of_text(const ProtobufCFieldDescriptor *field, struct br_bytes text,
                                   struct br_arena *arena, union br_cell *cell)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return br_field_text(text, arena, cell);
    case PROTOBUF_C_TYPE_BYTES:
        return br_field_hex(text, arena, cell);
    case PROTOBUF_C_TYPE_BOOL:
        return bool_of_text(text, cell) ? BR_OK : BR_ERR_MALFORMED;
    case PROTOBUF_C_TYPE_ENUM:
        return enum_of_text(field, text, cell) ? BR_OK : BR_ERR_MALFORMED;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return number_of_text(field->type, text, cell) ? BR_OK : BR_ERR_MALFORMED;
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
        return br_field_integer_text(field->type, text, cell) ? BR_OK : BR_ERR_MALFORMED;
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        return BR_ERR_MALFORMED;
    }
}

/* The child that a part of a dotted name means: the last one there is, or a first one. */
static enum br_status enter(ProtobufCMessage **message, const ProtobufCFieldDescriptor *field,
                            struct br_arena *arena)
{
    size_t count = br_message_count(*message, field);
    if (count == 0) {
        return br_field_put_new(*message, field, arena, message);
    }
    *message = (ProtobufCMessage *)br_message_child(*message, field, count - 1);
    return BR_OK;
}

/* Follow [name] to its last part: the message that has it, and its field there. */
static enum br_status reach(ProtobufCMessage **message, struct br_arena *arena, const char *name,
                            const ProtobufCFieldDescriptor **field, struct br_error *error)
{
    const char *rest = name;
    for (unsigned depth = 1; depth <= BR_MESSAGE_DEPTH_MAX; depth++) {
        char part[BR_FIELD_NAME_MAX + 1];
        size_t size = strcspn(rest, ".");
        bool is_last = rest[size] == '\0';
        *field = NULL;
        if (size <= BR_FIELD_NAME_MAX) {
            memcpy(part, rest, size);
            part[size] = '\0';
            *field = protobuf_c_message_descriptor_get_field_by_name((*message)->descriptor, part);
        }
        if (*field == NULL || (!is_last && (*field)->type != PROTOBUF_C_TYPE_MESSAGE)) {
            return br_error_set(error, BR_ERR_NOT_FOUND, "%s: there is no such field",
                                br_field_printable(name));
        }
        if (is_last) {
            return BR_OK;
        }
        enum br_status status = enter(message, *field, arena);
        if (status != BR_OK) {
            return br_error_set(error, status, "%s: %s", br_field_printable(name),
                                br_field_complaint(*field, status));
        }
        rest += size + 1;
    }
    return br_error_set(error, BR_ERR_LIMIT, "%s: too many levels", br_field_printable(name));
}

enum br_status br_message_set(ProtobufCMessage *message, struct br_arena *arena, const char *name,
                              struct br_bytes text, struct br_error *error)
{
    const ProtobufCFieldDescriptor *field;
    enum br_status status = reach(&message, arena, name, &field, error);
    if (status != BR_OK) {
        return status;
    }
    union br_cell cell;
    status = cell_of_text(field, text, arena, &cell);
    if (status == BR_OK) {
        status = br_field_put(message, field, arena, &cell);
    }
    if (status != BR_OK) {
        return br_error_set(error, status, "%s: %s", br_field_printable(name),
                            br_field_complaint(field, status));
    }
    return BR_OK;
}

enum br_status br_message_add(ProtobufCMessage *message, struct br_arena *arena, const char *name,
                              struct br_error *error)
{
    const ProtobufCFieldDescriptor *field;
    enum br_status status = reach(&message, arena, name, &field, error);
    if (status != BR_OK) {
        return status;
    }
    BR_ASSERT(field != NULL);
    if (field->type != PROTOBUF_C_TYPE_MESSAGE || field->label != PROTOBUF_C_LABEL_REPEATED) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "%s: is not a list of entries",
                            br_field_printable(name));
    }
    ProtobufCMessage *child;
    status = br_field_put_new(message, field, arena, &child);
    if (status != BR_OK) {
        return br_error_set(error, status, "%s: %s", br_field_printable(name),
                            br_field_complaint(field, status));
    }
    return BR_OK;
}
