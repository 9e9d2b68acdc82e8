/**
 * tickets.h - one-use tickets for strangers, such as whoever scores an hour on a phone.
 *
 * A page that is loaded takes a ticket of the thing that it is about; what the page sends uses it
 * up. Nothing about whoever loaded it is kept, and nothing on disk: after a restart a page is
 * loaded again. Places are limited, in all and for each thing, and a ticket that is not used ends
 * by itself; without a free place nobody's ticket is taken away, the page is loaded later.
 *
 * Pure: time and chance are arguments.
 */
#ifndef BR_WEB_TICKETS_H
#define BR_WEB_TICKETS_H

#include "base/id.h"
#include "base/limits.h"

struct br_ticket {
    struct br_id about;
    uint8_t secret[16];
    uint64_t until_ms; /* monotonic; 0: a free place */
};

/** Zero-initialise. */
struct br_tickets {
    struct br_ticket places[BR_PAGE_TICKETS_MAX];
};

#define BR_TICKET_TEXT_SIZE 33u

/**
 * One more of [about], made of [random]. BR_ERR_BUSY: there is no place just now; BR_ERR_LIMIT: of
 * [about] as many have come of it already ([given]) as ever may, BR_PHONE_SCORES_MAX.
 */
BR_MUST_USE enum br_status br_tickets_take(struct br_tickets *tickets, const struct br_id *about,
                                           uint64_t given, uint64_t mono_ms,
                                           const uint8_t random[16], char out[BR_TICKET_TEXT_SIZE]);
/** Is it one of [about]'s? Then it is used up. */
bool br_tickets_use(struct br_tickets *tickets, const struct br_id *about, uint64_t mono_ms,
                    const char *text);

#endif
