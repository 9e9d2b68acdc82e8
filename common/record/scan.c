/*
 * scan.c - the pre-scan: one pass over the wire format before protobuf-c sees it.
 *
 * protobuf-c recurses as deep as the bytes say and allocates as much as they say. This walk does
 * neither: messages inside messages go on a stack of BR_MESSAGE_DEPTH_MAX levels, bytes and unknown
 * fields are stepped over by their length. It is never laxer than protobuf-c, so that what passes
 * here unpacks, and never accepts what two parsers could read differently (a singular field twice,
 * a number over 64 bits).
 *
 *      level 1  Frame          |tag len|..............................|
 *      level 2    Heads                 |tag len|bytes|tag len|bytes|
 *      `at` moves right only; reaching a level's end pops it.
 */
#include "record/message.h"

#include "base/limits.h"

enum {
    SEEN_WORDS = BR_MESSAGE_TYPE_FIELDS_MAX / 64,
    TAG_SIZE_MAX = 5, /* bytes of varint for 32 bits; protobuf-c reads no more */
    LENGTH_SIZE_MAX = 5,
    VARINT_SIZE_MAX = 10,
};

enum wire {
    WIRE_VARINT = 0,
    WIRE_FIXED64 = 1,
    WIRE_LENGTH = 2,
    WIRE_FIXED32 = 5,
};

struct level {
    const ProtobufCMessageDescriptor *type;
    size_t end;
    uint64_t seen[SEEN_WORDS]; /* one bit for each field of the type that has occurred */
};

struct scan {
    const uint8_t *data;
    size_t at;
    size_t fields; /* met so far, on all levels */
    struct level *level;
    struct level levels[BR_MESSAGE_DEPTH_MAX];
};

/* What stands behind a tag: a varint's number, or where the bytes of a length-delimited one lie. */
struct value {
    uint64_t number;
    size_t start;
    size_t size;
};

static const uint8_t wire_of_type[] = {
    [PROTOBUF_C_TYPE_INT32] = WIRE_VARINT,     [PROTOBUF_C_TYPE_SINT32] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_SFIXED32] = WIRE_FIXED32, [PROTOBUF_C_TYPE_INT64] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_SINT64] = WIRE_VARINT,    [PROTOBUF_C_TYPE_SFIXED64] = WIRE_FIXED64,
    [PROTOBUF_C_TYPE_UINT32] = WIRE_VARINT,    [PROTOBUF_C_TYPE_FIXED32] = WIRE_FIXED32,
    [PROTOBUF_C_TYPE_UINT64] = WIRE_VARINT,    [PROTOBUF_C_TYPE_FIXED64] = WIRE_FIXED64,
    [PROTOBUF_C_TYPE_FLOAT] = WIRE_FIXED32,    [PROTOBUF_C_TYPE_DOUBLE] = WIRE_FIXED64,
    [PROTOBUF_C_TYPE_BOOL] = WIRE_VARINT,      [PROTOBUF_C_TYPE_ENUM] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_STRING] = WIRE_LENGTH,    [PROTOBUF_C_TYPE_BYTES] = WIRE_LENGTH,
    [PROTOBUF_C_TYPE_MESSAGE] = WIRE_LENGTH,
};

static void level_enter(struct scan *scan, struct level *level,
                        const ProtobufCMessageDescriptor *type, size_t start, size_t end)
{
    BR_ASSERT(type->n_fields <= BR_MESSAGE_TYPE_FIELDS_MAX);
    *level = (struct level){.type = type, .end = end};
    scan->level = level;
    scan->at = start;
}

/* At most 64 bits in at most [size_max] bytes before [end]. */
static bool take_varint(struct scan *scan, size_t end, size_t size_max, uint64_t *number)
{
    if (scan->at < end && scan->data[scan->at] < 0x80) {
        *number = scan->data[scan->at++];
        return true;
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < size_max && scan->at < end; i++) {
        uint8_t byte = scan->data[scan->at++];
        if (i == VARINT_SIZE_MAX - 1 && byte > 1) {
            return false;
        }
        sum |= (uint64_t)(byte & 0x7fu) << (7 * i);
        if (byte < 0x80) {
            *number = sum;
            return true;
        }
    }
    return false;
}

static bool skip(struct scan *scan, size_t size)
{
    if (size > scan->level->end - scan->at) {
        return false;
    }
    scan->at += size;
    return true;
}

static bool take_value(struct scan *scan, unsigned wire, struct value *value)
{
    switch (wire) {
    case WIRE_VARINT:
        return take_varint(scan, scan->level->end, VARINT_SIZE_MAX, &value->number);
    case WIRE_FIXED64:
        return skip(scan, 8);
    case WIRE_FIXED32:
        return skip(scan, 4);
    case WIRE_LENGTH:
        if (!take_varint(scan, scan->level->end, LENGTH_SIZE_MAX, &value->number)) {
            return false;
        }
        value->start = scan->at;
        value->size = (size_t)value->number;
        return skip(scan, value->size);
    default: /* groups, and what nobody has defined */
        return false;
    }
}

/* In our messages the fields are mostly numbered 1, 2, 3 …; the search is for the others. */
static const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *type,
                                                  uint32_t number)
{
    if (number <= type->n_fields && type->fields[number - 1].id == number) {
        return &type->fields[number - 1];
    }
    return protobuf_c_message_descriptor_get_field(type, number);
}

static bool seen(const struct level *level, size_t index)
{
    return (level->seen[index / 64] >> (index % 64) & 1) != 0;
}

/* Note a singular field; false when it, or another member of its oneof, was there already. */
static bool first_time(struct level *level, const ProtobufCFieldDescriptor *field)
{
    size_t index = (size_t)(field - level->type->fields);
    if (seen(level, index)) {
        return false;
    }
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        for (size_t i = 0; i < level->type->n_fields; i++) {
            const ProtobufCFieldDescriptor *other = &level->type->fields[i];
            if ((other->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
                other->quantifier_offset == field->quantifier_offset && seen(level, i)) {
                return false;
            }
        }
    }
    level->seen[index / 64] |= 1ull << (index % 64);
    return true;
}

/* A packed run of varints: each well-formed, a bool one byte (protobuf-c counts on that). */
static bool count_varints(struct scan *scan, const struct value *value, bool is_bool, size_t *count)
{
    size_t end = scan->at;
    scan->at = value->start;
    while (scan->at < end) {
        uint64_t number;
        if (!take_varint(scan, end, is_bool ? 1 : VARINT_SIZE_MAX, &number) ||
            (is_bool && number > 1)) {
            return false;
        }
        *count += 1;
    }
    return true;
}

static enum br_status check_packed(struct scan *scan, ProtobufCType type, const struct value *value)
{
    size_t count = 0;
    unsigned wire = wire_of_type[type];
    if (wire == WIRE_VARINT) {
        if (!count_varints(scan, value, type == PROTOBUF_C_TYPE_BOOL, &count)) {
            return BR_ERR_MALFORMED;
        }
    } else {
        size_t size = wire == WIRE_FIXED64 ? 8 : 4;
        if (value->size % size != 0) {
            return BR_ERR_MALFORMED;
        }
        count = value->size / size;
    }
    scan->fields += count > 0 ? count - 1 : 0; /* one was counted with the tag */
    return scan->fields <= BR_MESSAGE_FIELDS_MAX ? BR_OK : BR_ERR_LIMIT;
}

static enum br_status check_known(struct scan *scan, const ProtobufCFieldDescriptor *field,
                                  unsigned wire, const struct value *value)
{
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    if (wire != wire_of_type[field->type]) {
        bool packed = repeated && wire == WIRE_LENGTH;
        return packed ? check_packed(scan, field->type, value) : BR_ERR_MALFORMED;
    }
    if (!repeated && !first_time(scan->level, field)) {
        return BR_ERR_MALFORMED;
    }
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        struct br_bytes text = {.data = scan->data + value->start, .size = value->size};
        return br_utf8_valid(text) ? BR_OK : BR_ERR_MALFORMED;
    }
    if (field->type == PROTOBUF_C_TYPE_BOOL) {
        return value->number <= 1 ? BR_OK : BR_ERR_MALFORMED;
    }
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        if (scan->level == &scan->levels[BR_MESSAGE_DEPTH_MAX - 1]) {
            return BR_ERR_LIMIT;
        }
        level_enter(scan, scan->level + 1, field->descriptor, value->start, scan->at);
    }
    return BR_OK;
}

static enum br_status scan_field(struct scan *scan)
{
    uint64_t tag;
    if (!take_varint(scan, scan->level->end, TAG_SIZE_MAX, &tag) || tag > UINT32_MAX || tag < 8) {
        return BR_ERR_MALFORMED;
    }
    if (++scan->fields > BR_MESSAGE_FIELDS_MAX) {
        return BR_ERR_LIMIT;
    }
    unsigned wire = (unsigned)(tag & 7);
    struct value value = {0};
    if (!take_value(scan, wire, &value)) {
        return BR_ERR_MALFORMED;
    }
    const ProtobufCFieldDescriptor *field = find_field(scan->level->type, (uint32_t)(tag >> 3));
    return field == NULL ? BR_OK : check_known(scan, field, wire, &value);
}

enum br_status br_message_scan(const ProtobufCMessageDescriptor *type, struct br_bytes bytes)
{
    struct scan scan;
    scan.data = bytes.data;
    scan.fields = 0;
    level_enter(&scan, &scan.levels[0], type, 0, bytes.size);
    for (;;) {
        while (scan.at == scan.level->end) {
            if (scan.level == &scan.levels[0]) {
                return BR_OK;
            }
            scan.level--;
        }
        enum br_status status = scan_field(&scan);
        if (status != BR_OK) {
            return status;
        }
    }
}
