/**
 * sharing.h - what would leave the academy when a measure is shared, and telling it.
 */
#ifndef BR_CLIENT_SHARING_H
#define BR_CLIENT_SHARING_H

#include "client/find.h"
#include "client/points.h"

#include <jansson.h>

enum { SHARING_FIELD_COUNT = 9 };
/* The fields of a measure that its copy takes over. */
extern const char *const sharing_fields[SHARING_FIELD_COUNT];

struct sharing {
    struct call *call;
    struct found measure;
    struct br_bytes values[SHARING_FIELD_COUNT]; /* as text; absent: data NULL */
    bool shared;                                 /* there is a copy already */
    struct br_id copy;
    bool copy_saved_here;
    bool made;                 /* by this call */
    struct br_entries there;   /* what the copy holds */
    struct br_entries fresh;   /* that the copy lacks */
    struct br_entries changed; /* that have another value there */
    size_t notes;              /* beside fresh and changed points */
    size_t small;              /* of these leave as missing points */
    bool failed;
};

/** On a terminal: every word and number that leaves, and who sees it. */
void sharing_say(struct sharing *sharing);
/** Confirm that its copy follows it from now on; the academy's server carries it out. Exit code. */
int sharing_follow(struct sharing *sharing);
/** The same for programs. */
json_t *sharing_json(const struct sharing *sharing);

#endif
