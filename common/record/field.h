/**
 * field.h - putting one value into a field; what br_message_set and br_message_from_json share.
 *
 * Inside this folder only. A value is first made, in whatever way, then put: so a refused value
 * leaves the field as it was.
 */
#ifndef BR_RECORD_FIELD_H
#define BR_RECORD_FIELD_H

#include "record/message.h"

/** One value as protobuf-c stores it; every member begins at the first byte. */
union br_cell {
    int32_t int32;
    uint32_t uint32;
    int64_t int64;
    uint64_t uint64;
    float float32;
    double float64;
    protobuf_c_boolean boolean;
    int enumerated;
    char *text;
    ProtobufCBinaryData bytes;
    ProtobufCMessage *message;
};

/** Bytes that one value of [type] takes in a message or an array. */
size_t br_field_element_size(ProtobufCType type);

/** False when the number does not fit the integer field. */
bool br_field_integer(ProtobufCType type, bool negative, uint64_t magnitude, union br_cell *cell);
/** The same from decimal digits with a minus sign or none, nothing else around them. */
bool br_field_integer_text(ProtobufCType type, struct br_bytes text, union br_cell *cell);
/** False when it is not finite or does not fit the float or double field. */
bool br_field_number(ProtobufCType type, double number, union br_cell *cell);
/** False when this build has no such name. */
bool br_field_enum(const ProtobufCFieldDescriptor *field, const char *name, union br_cell *cell);
/** BR_ERR_MALFORMED when it is not UTF-8 without NUL; BR_ERR_NO_MEMORY. */
BR_MUST_USE enum br_status br_field_text(struct br_bytes text, struct br_arena *arena,
                                         union br_cell *cell);
/** Hex digits, dashes between them allowed. Errors as above. */
BR_MUST_USE enum br_status br_field_hex(struct br_bytes text, struct br_arena *arena,
                                        union br_cell *cell);

/**
 * Set the field, or append to it when it is repeated. BR_ERR_EXISTS when a singular field, or
 * another member of its oneof, is set; BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_field_put(ProtobufCMessage *message,
                                        const ProtobufCFieldDescriptor *field,
                                        struct br_arena *arena, const union br_cell *cell);
/** Put a new empty message into a message field. */
BR_MUST_USE enum br_status br_field_put_new(ProtobufCMessage *message,
                                            const ProtobufCFieldDescriptor *field,
                                            struct br_arena *arena, ProtobufCMessage **child);

/** [status] in words that follow "points[2].value: ". */
const char *br_field_complaint(const ProtobufCFieldDescriptor *field, enum br_status status);
/** A field name that came from outside, or "(this name)" when printing it could do harm. */
const char *br_field_printable(const char *name);

#endif
