/* field.c - single values: making them from text and numbers, and storing them in a message. */
#include "record/field.h"

#include "base/limits.h"

#include <float.h>
#include <math.h>
#include <string.h>

/*
 * Arrays grow by doubling, and their capacity follows from their count alone. That holds only for
 * arrays made here, so messages made here carry this mark (protobuf-c does not look at the pointer
 * while the number of unknown fields is 0), and only those are filled.
 */
static ProtobufCMessageUnknownField made_here;

enum { ARRAY_FIRST_CAPACITY = 4 };

size_t br_field_element_size(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_ENUM:
        return 4;
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        return 8;
    }
}

_Static_assert(sizeof(void *) == 8, "strings and messages are counted as 8 bytes above");

ProtobufCMessage *br_message_new(const ProtobufCMessageDescriptor *type, struct br_arena *arena)
{
    ProtobufCMessage *message = br_arena_take(arena, type->sizeof_message);
    if (message != NULL) {
        protobuf_c_message_init(type, message);
        message->unknown_fields = &made_here;
    }
    return message;
}

/* [negative] and [magnitude] as a two's complement, when they fit [bits] bits with sign. */
static bool signed_fits(bool negative, uint64_t magnitude, unsigned bits, int64_t *value)
{
    uint64_t highest = (1ull << (bits - 1)) - 1;
    if (magnitude > highest + (negative ? 1 : 0)) {
        return false;
    }
    *value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

bool br_field_integer(ProtobufCType type, bool negative, uint64_t magnitude, union br_cell *cell)
{
    int64_t value = 0;
    bool below_zero = negative && magnitude > 0;
    switch (type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32: {
        bool fits = signed_fits(below_zero, magnitude, 32, &value);
        cell->int32 = (int32_t)value;
        return fits;
    }
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return signed_fits(below_zero, magnitude, 64, &cell->int64);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        cell->uint32 = (uint32_t)magnitude;
        return !below_zero && magnitude <= UINT32_MAX;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        cell->uint64 = magnitude;
        return !below_zero;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        BR_UNREACHABLE("only fields of whole numbers come here");
    }
}

bool br_field_integer_text(ProtobufCType type, struct br_bytes text, union br_cell *cell)
{
    bool negative = text.size > 0 && text.data[0] == '-';
    uint64_t magnitude = 0;
    size_t first = negative ? 1 : 0;
    if (text.size == first || text.size > BR_NUMBER_TEXT_MAX) {
        return false;
    }
    for (size_t i = first; i < text.size; i++) {
        uint64_t digit = (uint64_t)text.data[i] - '0'; /* below '0' it is huge */
        if (digit > 9 || magnitude > (UINT64_MAX - digit) / 10) {
            return false;
        }
        magnitude = magnitude * 10 + digit;
    }
    return br_field_integer(type, negative, magnitude, cell);
}

bool br_field_number(ProtobufCType type, double number, union br_cell *cell)
{
    if (!isfinite(number)) {
        return false;
    }
    if (type == PROTOBUF_C_TYPE_FLOAT) {
        if (fabs(number) > (double)FLT_MAX) {
            return false;
        }
        cell->float32 = (float)number;
    } else {
        BR_ASSERT(type == PROTOBUF_C_TYPE_DOUBLE);
        cell->float64 = number;
    }
    return true;
}

bool br_field_enum(const ProtobufCFieldDescriptor *field, const char *name, union br_cell *cell)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value_by_name(field->descriptor, name);
    if (value != NULL) {
        cell->enumerated = value->value;
    }
    return value != NULL;
}

enum br_status br_field_text(struct br_bytes text, struct br_arena *arena, union br_cell *cell)
{
    if (!br_utf8_valid(text)) {
        return BR_ERR_MALFORMED;
    }
    cell->text = br_arena_text(arena, text);
    return cell->text != NULL ? BR_OK : BR_ERR_NO_MEMORY;
}

enum br_status br_field_hex(struct br_bytes text, struct br_arena *arena, union br_cell *cell)
{
    char *digits = br_arena_take(arena, text.size + 1);
    uint8_t *bytes = br_arena_take(arena, text.size / 2 + 1);
    if (digits == NULL || bytes == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '-') {
            digits[count++] = (char)text.data[i];
        }
    }
    digits[count] = '\0';
    cell->bytes = (ProtobufCBinaryData){.data = bytes, .len = count / 2};
    return br_hex_decode(digits, bytes, count / 2);
}

static void *member(ProtobufCMessage *message, unsigned offset)
{
    return (uint8_t *)message + offset;
}

static enum br_status append(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                             struct br_arena *arena, const union br_cell *cell)
{
    size_t *count = member(message, field->quantifier_offset);
    size_t size = br_field_element_size(field->type);
    uint8_t *array;
    memcpy(&array, member(message, field->offset), sizeof array);
    bool full = *count == 0 || (*count >= ARRAY_FIRST_CAPACITY && (*count & (*count - 1)) == 0);
    if (full) {
        size_t capacity = *count == 0 ? ARRAY_FIRST_CAPACITY : *count * 2;
        uint8_t *larger = br_arena_take(arena, capacity * size);
        if (larger == NULL) {
            return BR_ERR_NO_MEMORY;
        }
        if (*count > 0) {
            memcpy(larger, array, *count * size);
        }
        array = larger;
        memcpy(member(message, field->offset), &array, sizeof array);
    }
    memcpy(array + *count * size, cell, size);
    *count += 1;
    return BR_OK;
}

enum br_status br_field_put(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                            struct br_arena *arena, const union br_cell *cell)
{
    BR_ASSERT(message->unknown_fields == &made_here);
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return append(message, field, arena, cell);
    }
    if (br_message_count(message, field) > 0) {
        return BR_ERR_EXISTS;
    }
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        uint32_t *which = member(message, field->quantifier_offset);
        if (*which != 0) {
            return BR_ERR_EXISTS;
        }
        *which = field->id;
    } else if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE) {
        protobuf_c_boolean *has = member(message, field->quantifier_offset);
        *has = 1;
    }
    memcpy(member(message, field->offset), cell, br_field_element_size(field->type));
    return BR_OK;
}

enum br_status br_field_put_new(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                                struct br_arena *arena, ProtobufCMessage **child)
{
    union br_cell cell = {.message = br_message_new(field->descriptor, arena)};
    if (cell.message == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    *child = cell.message;
    return br_field_put(message, field, arena, &cell);
}

static const char *expectation(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return "must be text in UTF-8 without NUL";
    case PROTOBUF_C_TYPE_BYTES:
        return "must be hex digits, two for each byte";
    case PROTOBUF_C_TYPE_BOOL:
        return "must be true or false";
    case PROTOBUF_C_TYPE_ENUM:
        return "is not one of the names that it may have";
    case PROTOBUF_C_TYPE_MESSAGE:
        return "has fields of its own; name one of them";
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return "must be a number such as 12.5";
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
    default:
        return "must be a whole number in range";
    }
}

const char *br_field_complaint(const ProtobufCFieldDescriptor *field, enum br_status status)
{
    if (status == BR_ERR_EXISTS) {
        bool oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
        return oneof ? "only one of its group may be given" : "was given twice";
    }
    return status == BR_ERR_MALFORMED ? expectation(field->type) : br_status_text(status);
}

const char *br_field_printable(const char *name)
{
    static const char harmless[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    size_t size = strspn(name, harmless);
    return size > 0 && size <= (size_t)2 * BR_FIELD_NAME_MAX && name[size] == '\0' ? name
                                                                                   : "(this name)";
}
