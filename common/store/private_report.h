/**
 * private_report.h - links with which a report to the board is read by who is not signed in.
 *
 * Of a link only its token's hash is kept. Whoever has the link may read until it runs out or is
 * ended; of that is kept on which days and how often, never by whom.
 */
#ifndef BR_STORE_PRIVATE_REPORT_H
#define BR_STORE_PRIVATE_REPORT_H

#include "store/private.h"

struct br_report_link {
    struct br_hash token_hash;
    struct br_id report;
    struct br_id made_by;
    uint64_t made_ms;
    uint64_t expires_ms;
    uint64_t ended_ms; /* 0: not */
    /* only in a list */
    uint64_t days;       /* on which it was opened */
    uint64_t day_last;   /* the last of them, since 1970; 0: never opened */
    uint64_t count_last; /* how often on that day */
};

/** BR_ERR_LIMIT: the report has BR_REPORT_LINKS_MAX links that work. */
BR_MUST_USE enum br_status br_private_put_report_link(struct br_private *private,
                                                      const struct br_report_link *link);
/**
 * BR_ERR_NOT_FOUND; BR_ERR_TIMEOUT: its time ran out; BR_ERR_CLOSED: it was ended. With both of
 * these [link] is filled.
 */
BR_MUST_USE enum br_status br_private_report_link(struct br_private *private,
                                                  const struct br_hash *token_hash,
                                                  uint64_t wall_ms, struct br_report_link *link);
/** It was opened once more on the day of [wall_ms]. */
BR_MUST_USE enum br_status br_private_report_opened(struct br_private *private,
                                                    const struct br_hash *token_hash,
                                                    uint64_t wall_ms);
/** BR_ERR_NOT_FOUND: the report has no such link that was not ended. */
BR_MUST_USE enum br_status br_private_end_report_link(struct br_private *private,
                                                      const struct br_hash *token_hash,
                                                      const struct br_id *report, uint64_t wall_ms);
typedef void (*br_report_link_visit)(void *context, const struct br_report_link *link);
/** A report's, the newest first, 200 at most; also those that ran out or were ended. */
BR_MUST_USE enum br_status br_private_report_links(struct br_private *private,
                                                   const struct br_id *report,
                                                   br_report_link_visit visit, void *context);

#endif
