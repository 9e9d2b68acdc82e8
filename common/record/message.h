/**
 * message.h - messages from outside: pre-scan, unpack in a budget, fill by field name, print.
 *
 * The gate for every protobuf message that was not made in this process:
 *
 *      bytes -> br_message_scan (no recursion, no allocation) -> br_message_unpack (arena) -> use
 *
 * br_message_unpack runs the scan itself, so there is no way to unpack without it.
 */
#ifndef BR_RECORD_MESSAGE_H
#define BR_RECORD_MESSAGE_H

#include "base/arena.h"

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>

/**
 * Walk the wire format of [bytes] along [type].
 *
 * BR_ERR_MALFORMED: bad tag, wire type or length; field number 0; a known field with another wire
 * type; a singular field twice; two members of one oneof; `string` that is not UTF-8 or holds NUL;
 * a packed run that does not come out even. BR_ERR_LIMIT: depth over BR_MESSAGE_DEPTH_MAX, more
 * than BR_MESSAGE_FIELDS_MAX fields in all (each element of a packed run counts). Groups are
 * malformed, so are numbers over 64 bits and a bool that is neither 0 nor 1. Unknown fields are
 * skipped by their length and count as fields; an enum may have a number that has no name here.
 */
BR_MUST_USE enum br_status br_message_scan(const ProtobufCMessageDescriptor *type,
                                           struct br_bytes bytes);

/**
 * Scan, then unpack into [arena]; the message lives until the arena is reset. [*message] is set
 * only on BR_OK. As br_message_scan, and BR_ERR_NO_MEMORY when the arena's budget is spent.
 */
BR_MUST_USE enum br_status br_message_unpack(const ProtobufCMessageDescriptor *type,
                                             struct br_bytes bytes, struct br_arena *arena,
                                             ProtobufCMessage **message);

/** Append the packed form. The buffer's limit shows in br_buffer_ok. */
void br_message_pack(const ProtobufCMessage *message, struct br_buffer *out);

/**
 * A message of [type] with nothing set, in [arena]; NULL when the budget is spent. Only these can
 * be filled below (asserted): an unpacked message is read, never changed.
 */
ProtobufCMessage *br_message_new(const ProtobufCMessageDescriptor *type, struct br_arena *arena);

/**
 * Set one field from text, as flags, forms and CSV give it.
 *
 * Text as is; bool: true/false/yes/no/1/0; numbers in the C locale, finite, in range; enums by
 * name; bytes as hex (an id's dashes allowed). A repeated field gets one more element. [name] may
 * reach into messages with dots; for a repeated message ("points.date") into its last element, or a
 * first one when there is none.
 *
 * BR_ERR_NOT_FOUND: no such field. BR_ERR_MALFORMED: the text does not fit the type; text that is
 * not UTF-8 or holds NUL. BR_ERR_EXISTS: a singular field, or another one of its oneof, was set
 * already. BR_ERR_LIMIT: [name] goes deeper than BR_MESSAGE_DEPTH_MAX. BR_ERR_NO_MEMORY. [error]
 * gets a sentence that names the field and never repeats the text. A field that could not be set is
 * as it was.
 */
BR_MUST_USE enum br_status br_message_set(ProtobufCMessage *message, struct br_arena *arena,
                                          const char *name, struct br_bytes text,
                                          struct br_error *error);
/** Start a new element of a repeated message field ("points"). */
BR_MUST_USE enum br_status br_message_add(ProtobufCMessage *message, struct br_arena *arena,
                                          const char *name, struct br_error *error);

/**
 * Fill from a JSON object: strings, numbers, booleans, arrays for repeated fields, objects for
 * messages; bytes are hex strings; null is absent; a real without a fraction is a whole number; a
 * uint64 may be a string of digits. Errors as br_message_set, an unknown key included; after one
 * the message is filled in part and of no use.
 */
BR_MUST_USE enum br_status br_message_from_json(ProtobufCMessage *message, struct br_arena *arena,
                                                const json_t *object, struct br_error *error);
/**
 * The same form back: a new object that the caller releases with json_decref. NULL: no memory. What
 * the form cannot say is shown as near as it can: an enum without a name here as its number, a
 * number that is not finite as null.
 */
json_t *br_message_to_json(const ProtobufCMessage *message);

/** One field's value, for SQL columns and pages. */
enum br_value_type {
    BR_VALUE_ABSENT,
    BR_VALUE_INTEGER, /* bool as 0 and 1 */
    BR_VALUE_NUMBER,
    BR_VALUE_TEXT, /* an enum's name, or NULL text for a number this build has no name for */
    BR_VALUE_BYTES,
};

struct br_value {
    enum br_value_type type;
    int64_t integer;
    double number;
    struct br_bytes bytes; /* TEXT and BYTES; borrowed from the message */
};

/** How many elements: 0 or 1 for a singular field. */
size_t br_message_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);
/** Element [index] of a field that is not itself a message. */
struct br_value br_message_value(const ProtobufCMessage *message,
                                 const ProtobufCFieldDescriptor *field, size_t index);
/** Element [index] of a message field. */
const ProtobufCMessage *br_message_child(const ProtobufCMessage *message,
                                         const ProtobufCFieldDescriptor *field, size_t index);

#endif
