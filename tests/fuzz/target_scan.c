/*
 * target_scan.c - the pre-scan against its own rules, written down a second time.
 *
 * The first byte chooses the type, the rest is a message. The second version is recursive and slow
 * and follows the comment in record/message.h; both must let the same bytes through. What passes is
 * handed to protobuf-c without a budget: it must be able to unpack it.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "record/message.h"

#include <stdlib.h>
#include <string.h>

enum { VARINT = 0, FIXED64 = 1, DELIMITED = 2, FIXED32 = 5 };

/* What has been met of one message. */
struct met {
    bool fields[BR_MESSAGE_TYPE_FIELDS_MAX];
};

static bool varint(struct br_bytes *rest, size_t size_max, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < size_max; i++) {
        if (rest->size == 0) {
            return false;
        }
        uint8_t byte = rest->data[0];
        rest->data++;
        rest->size--;
        if (i == 9 && byte > 1) {
            return false;
        }
        *number |= (uint64_t)(byte & 0x7f) << (7 * i);
        if ((byte & 0x80) == 0) {
            return true;
        }
    }
    return false;
}

/* The bytes behind the tag; of a varint its number. */
static bool content(struct br_bytes *rest, unsigned wire, uint64_t *number, struct br_bytes *inside)
{
    uint64_t size = 0;
    *inside = (struct br_bytes){rest->data, 0};
    switch (wire) {
    case VARINT:
        return varint(rest, 10, number);
    case FIXED64:
        size = 8;
        break;
    case FIXED32:
        size = 4;
        break;
    case DELIMITED:
        if (!varint(rest, 5, &size)) {
            return false;
        }
        break;
    default:
        return false;
    }
    if (size > rest->size) {
        return false;
    }
    *inside = (struct br_bytes){rest->data, (size_t)size};
    rest->data += size;
    rest->size -= (size_t)size;
    return true;
}

static unsigned wire_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return FIXED32;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return FIXED64;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return DELIMITED;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM:
    default:
        return VARINT;
    }
}

static bool packed(struct br_bytes run, ProtobufCType type, size_t *fields)
{
    size_t count = 0;
    if (wire_of(type) == VARINT) {
        for (; run.size > 0; count++) {
            uint64_t number = 0;
            bool is_bool = type == PROTOBUF_C_TYPE_BOOL;
            if (!varint(&run, is_bool ? 1 : 10, &number) || (is_bool && number > 1)) {
                return false;
            }
        }
    } else {
        size_t width = wire_of(type) == FIXED64 ? 8 : 4;
        if (run.size % width != 0) {
            return false;
        }
        count = run.size / width;
    }
    *fields += count > 0 ? count - 1 : 0;
    return *fields <= BR_MESSAGE_FIELDS_MAX;
}

static bool first_of_its_kind(const ProtobufCMessageDescriptor *type, unsigned index,
                              struct met *met)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        bool same_choice =
            (type->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
            (type->fields[index].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
            type->fields[i].quantifier_offset == type->fields[index].quantifier_offset;
        if (met->fields[i] && (i == index || same_choice)) {
            return false;
        }
    }
    met->fields[index] = true;
    return true;
}

/* NOLINTBEGIN(misc-no-recursion): that is the point of it, and it is no deeper than the limit */
static bool is_message(const ProtobufCMessageDescriptor *type, struct br_bytes rest, size_t depth,
                       size_t *fields);

static bool is_field(const ProtobufCMessageDescriptor *type, struct br_bytes *rest, size_t depth,
                     size_t *fields, struct met *met)
{
    uint64_t tag = 0;
    uint64_t number = 0;
    struct br_bytes inside;
    if (!varint(rest, 5, &tag) || tag > UINT32_MAX || tag >> 3 == 0 ||
        ++*fields > BR_MESSAGE_FIELDS_MAX || !content(rest, tag & 7, &number, &inside)) {
        return false;
    }
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        if (field->id != tag >> 3) {
            continue;
        }
        bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        if (wire_of(field->type) != (tag & 7)) {
            return repeated && (tag & 7) == DELIMITED && packed(inside, field->type, fields);
        }
        if (!repeated && !first_of_its_kind(type, i, met)) {
            return false;
        }
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            return is_message(field->descriptor, inside, depth + 1, fields);
        }
        return field->type == PROTOBUF_C_TYPE_STRING
                   ? br_utf8_valid(inside)
                   : field->type != PROTOBUF_C_TYPE_BOOL || number <= 1;
    }
    return true;
}

static bool is_message(const ProtobufCMessageDescriptor *type, struct br_bytes rest, size_t depth,
                       size_t *fields)
{
    struct met met = {.fields = {false}};
    if (depth > BR_MESSAGE_DEPTH_MAX) {
        return false;
    }
    while (rest.size > 0) {
        if (!is_field(type, &rest, depth, fields, &met)) {
            return false;
        }
    }
    return true;
}
/* NOLINTEND(misc-no-recursion) */

static void run(struct br_bytes input)
{
    if (input.size == 0) {
        return;
    }
    const ProtobufCMessageDescriptor *type = fuzz_type(input.data[0]);
    struct br_bytes bytes = {input.data + 1, input.size - 1};
    size_t fields = 0;
    enum br_status status = br_message_scan(type, bytes);
    BR_ASSERT(status == BR_OK || status == BR_ERR_MALFORMED || status == BR_ERR_LIMIT);
    BR_ASSERT((status == BR_OK) == is_message(type, bytes, 1, &fields));
    if (status == BR_OK) {
        ProtobufCMessage *message = protobuf_c_message_unpack(type, NULL, bytes.size, bytes.data);
        BR_ASSERT(message != NULL);
        BR_ASSERT(protobuf_c_message_check(message) == 1);
        protobuf_c_message_free_unpacked(message, NULL);
    }
}

static void seeds(struct fuzz_seeds *out)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, BR_RECORD_SIZE_MAX);
    for (size_t i = 0; i < fuzz_type_count(); i++) {
        for (unsigned variant = 0; variant < 3; variant++) {
            br_buffer_clear(&bytes);
            br_buffer_put_u8(&bytes, (uint8_t)i);
            fuzz_example(fuzz_type(i), variant, &bytes);
            fuzz_seed(out, fuzz_type(i)->short_name, br_buffer_bytes(&bytes));
        }
    }
    br_buffer_free(&bytes);
}

const struct fuzz_target fuzz_scan = {.name = "scan", .run = run, .seeds = seeds};
