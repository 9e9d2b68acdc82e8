/**
 * verb_measure.h - the longer verbs about measures, which have files of their own.
 */
#ifndef BR_CLIENT_VERB_MEASURE_H
#define BR_CLIENT_VERB_MEASURE_H

#include "client/draft.h"
#include "client/find.h"
#include "client/verb_form.h"

/** The measure that the first argument names, if it is our academy's. Exit code. */
int find_own_measure(struct call *call, struct found *measure);

int measure_import(struct call *call);
int measure_share(struct call *call);
int measure_unshare(struct call *call);
extern const struct verb_form measure_change;
extern const struct verb_form measure_rebase;
extern const struct verb_form measure_event;
int measure_compare(struct call *call);

#endif
