/* message.c - unpacking in a budget, packing, and reading a message through its descriptor. */
#include "record/message.h"

#include "record/field.h"

#include <string.h>

static void *arena_alloc(void *arena, size_t size)
{
    return br_arena_take(arena, size);
}

static void arena_keep(void *arena, void *pointer)
{
    (void)arena;
    (void)pointer;
}

enum br_status br_message_unpack(const ProtobufCMessageDescriptor *type, struct br_bytes bytes,
                                 struct br_arena *arena, ProtobufCMessage **message)
{
    enum br_status status = br_message_scan(type, bytes);
    if (status != BR_OK) {
        return status;
    }
    ProtobufCAllocator allocator = {
        .alloc = arena_alloc, .free = arena_keep, .allocator_data = arena};
    ProtobufCMessage *unpacked =
        protobuf_c_message_unpack(type, &allocator, bytes.size, bytes.data);
    if (unpacked == NULL) {
        return BR_ERR_NO_MEMORY; /* the scan has refused everything else that it stumbles over */
    }
    *message = unpacked;
    return BR_OK;
}

void br_message_pack(const ProtobufCMessage *message, struct br_buffer *out)
{
    uint8_t *at = br_buffer_extend(out, protobuf_c_message_get_packed_size(message));
    if (at != NULL) {
        (void)protobuf_c_message_pack(message, at);
    }
}

static const uint8_t *member(const ProtobufCMessage *message, unsigned offset)
{
    return (const uint8_t *)message + offset;
}

static const void *pointer_at(const uint8_t *at)
{
    const void *pointer;
    memcpy(&pointer, at, sizeof pointer);
    return pointer;
}

size_t br_message_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const uint8_t *quantifier = member(message, field->quantifier_offset);
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return *(const size_t *)(const void *)quantifier;
    }
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        return *(const uint32_t *)(const void *)quantifier == field->id;
    }
    if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const void *pointer = pointer_at(member(message, field->offset));
        return pointer != NULL && pointer != field->default_value;
    }
    return *(const protobuf_c_boolean *)(const void *)quantifier != 0;
}

/* Where element [index] lies; the caller has looked at the count. */
static const void *element(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                           size_t index)
{
    const uint8_t *at = member(message, field->offset);
    if (field->label != PROTOBUF_C_LABEL_REPEATED) {
        return at;
    }
    return (const uint8_t *)pointer_at(at) + index * br_field_element_size(field->type);
}

static struct br_value integer_value(int64_t integer)
{
    return (struct br_value){.type = BR_VALUE_INTEGER, .integer = integer};
}

static struct br_value number_value(double number)
{
    return (struct br_value){.type = BR_VALUE_NUMBER, .number = number};
}

static struct br_value text_value(const char *text)
{
    struct br_value value = {.type = BR_VALUE_TEXT};
    if (text != NULL) {
        value.bytes = br_bytes_of_text(text);
    }
    return value;
}

static struct br_value enum_value(const ProtobufCFieldDescriptor *field, int number)
{
    const ProtobufCEnumValue *known =
        protobuf_c_enum_descriptor_get_value(field->descriptor, number);
    struct br_value value = text_value(known == NULL ? NULL : known->name);
    value.integer = number;
    return value;
}

static struct br_value bytes_value(const ProtobufCBinaryData *bytes)
{
    return (struct br_value){.type = BR_VALUE_BYTES,
                             .bytes = {.data = bytes->data, .size = bytes->len}};
}

struct br_value br_message_value(const ProtobufCMessage *message,
                                 const ProtobufCFieldDescriptor *field, size_t index)
{
    if (index >= br_message_count(message, field)) {
        return (struct br_value){.type = BR_VALUE_ABSENT};
    }
    const void *at = element(message, field, index);
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return integer_value(*(const int32_t *)at);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return integer_value(*(const uint32_t *)at);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return integer_value(*(const int64_t *)at);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return integer_value((int64_t) * (const uint64_t *)at);
    case PROTOBUF_C_TYPE_FLOAT:
        return number_value((double)*(const float *)at);
    case PROTOBUF_C_TYPE_DOUBLE:
        return number_value(*(const double *)at);
    case PROTOBUF_C_TYPE_BOOL:
        return integer_value(*(const protobuf_c_boolean *)at != 0);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_value(field, *(const int *)at);
    case PROTOBUF_C_TYPE_STRING:
        return text_value(pointer_at(at));
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_value(at);
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        BR_UNREACHABLE("a message is no value: br_message_child");
    }
}

const ProtobufCMessage *br_message_child(const ProtobufCMessage *message,
                                         const ProtobufCFieldDescriptor *field, size_t index)
{
    BR_ASSERT(field->type == PROTOBUF_C_TYPE_MESSAGE && index < br_message_count(message, field));
    return pointer_at(element(message, field, index));
}
