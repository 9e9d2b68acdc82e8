/**
 * batch.h - one line of a batch file, read into a draft; the verb is in verb_batch.c.
 *
 *      {"key": "...", "ref": "name", "kind": "thread_started", "to": "network", "written_ms": ...,
 *       "allow_identifier": "...", "message": {"title": "..."}}
 *
 * `key` is what the line is remembered by (else its number and contents), `ref` what later lines
 * call the record. "$name" stands for such a record, in bytes fields of the message and in
 * "room:$name". `allow_identifier` is a data steward's reason to let a patient's number pass.
 */
#ifndef BR_CLIENT_BATCH_H
#define BR_CLIENT_BATCH_H

#include "client/draft.h"

struct batch_line {
    size_t number; /* from 1 */
    char key[BR_BATCH_KEY_MAX + 1];
    char ref[BR_BATCH_KEY_MAX + 1]; /* empty: none */
    struct draft draft;
};

/** Which record is called [name]; false: none. */
typedef bool (*batch_lookup)(void *context, const char *name, struct br_id *id);

/**
 * Read [text] (without its line end) as line [number]. BR_ERR_MALFORMED, BR_ERR_LIMIT,
 * BR_ERR_NOT_FOUND (a name or kind) with a sentence. The message lives in the call's arena.
 */
BR_MUST_USE enum br_status batch_read_line(struct call *call, struct br_bytes text, size_t number,
                                           batch_lookup lookup, void *context,
                                           struct batch_line *line, struct br_error *error);

#endif
