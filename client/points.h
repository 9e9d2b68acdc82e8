/** points.h - points read from the views, and put into records. All in the call's arena. */
#ifndef BR_CLIENT_POINTS_H
#define BR_CLIENT_POINTS_H

#include "client/draft.h"
#include "client/find.h"
#include "entry/entry.h"

/** What was said of [measure], taken back points too, in the order of the dates. Exit code. */
int points_load(struct call *call, const struct br_id *measure, struct br_entries *points);
/** What of our own [measure] would leave, and how: small counts as missing points. Exit code. */
int points_load_leaving(struct call *call, const struct br_id *measure, struct br_entries *points);

/**
 * As many drafts as [points] need, BR_POINTS_RECORD_MAX each, put into [drafts] (which holds room
 * for points_drafts(count)); [reason] NULL: points_recorded, else points_corrected. Returns how
 * many.
 */
size_t points_drafts(size_t count);
size_t points_fill(struct call *call, const struct br_id *measure,
                   const struct br_audience *audience, const struct br_id *needs,
                   const struct br_entries *points, const char *reason, struct draft *drafts);

#endif
