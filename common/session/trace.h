/**
 * trace.h - inputs and actions of a node as text, one line each, for stories, failures and
 * debugging.
 *
 * Lines hold what decides: who, which stream, which numbers; no hashes, signatures or payloads.
 * Academies, people and rooms get the names that the caller knows, else the end of their id in hex.
 */
#ifndef BR_SESSION_TRACE_H
#define BR_SESSION_TRACE_H

#include "session/node.h"

struct br_trace_name {
    const uint8_t *bytes;
    size_t size; /* 32 for an academy, 16 for a person, a room or a record */
    const char *name;
};

struct br_trace_names {
    size_t count;
    const struct br_trace_name *items;
};

/** Append the line, without an end of line. */
void br_trace_input(const struct br_trace_names *names, const struct br_node_input *input,
                    struct br_buffer *out);
void br_trace_action(const struct br_trace_names *names, const struct br_node_action *action,
                     struct br_buffer *out);

#endif
