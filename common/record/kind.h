/**
 * kind.h - the registry of kinds, read from the descriptor of bigroom.Said.
 *
 * A kind's number is the field number in Said, its name the field name, its message the field's
 * type. Nothing else in C lists the kinds. Messages are passed around as ProtobufCMessage with
 * their descriptors, so that no code outside this folder needs the generated headers.
 */
#ifndef BR_RECORD_KIND_H
#define BR_RECORD_KIND_H

#include "base/bytes.h"

#include <protobuf-c/protobuf-c.h>

#define BR_KIND_GROUP_OPENED 100u /* whom a group's stream is for: its first record */

struct br_kind {
    uint16_t number;
    const char *name; /* "thread_started" */
    const ProtobufCMessageDescriptor *message;
};

/** All kinds in the order of their numbers; static storage, built on first use (thread-safe). */
const struct br_kind *br_kinds(size_t *count);
/** NULL when this build does not know it. */
const struct br_kind *br_kind_by_number(uint16_t number);
const struct br_kind *br_kind_by_name(const char *name);

#endif
