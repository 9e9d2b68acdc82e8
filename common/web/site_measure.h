/**
 * site_measure.h - inside web: a measure and its points, read before something is written into it.
 */
#ifndef BR_WEB_SITE_MEASURE_H
#define BR_WEB_SITE_MEASURE_H

#include "entry/entry.h"
#include "web/site_internal.h"

/* The measure of the address, as it is before anything is saved. */
struct br_entering {
    void (*then)(struct br_site_call *call);
    const char *page;                         /* shown again when something is to be put right */
    void (*again)(struct br_site_call *call); /* in place of that; NULL: the page has queries */
    bool just_saved; /* only what the viewer has said since :after_ms, as it was before */
    bool found;
    const char *title;
    const char *unit;
    struct br_audience audience;
    struct br_entries there; /* taken back ones, too */
    bool lost;               /* there was no memory for all of it */
    uint64_t begun_ms;
};

/**
 * Read our own measure of the address and all that was said of its points, then call [then] with it
 * as br_site_context; answered here when it is not there or nothing can be read.
 */
void br_site_entering(struct br_site_call *call, const struct br_entering *entering);
struct br_entering *br_site_entering_of(struct br_site_call *call);
/**
 * Say points and answer: [fresh] are new, [again] replace what is there, for [reason]. What cannot
 * be said, or is refused, is complained of where the form stands.
 */
void br_site_say_points(struct br_site_call *call, const struct br_entries *fresh,
                        const struct br_entries *again, const char *reason);
/** "WHAT WHY." as a complaint about [field]. */
void br_site_complain_of(struct br_site_call *call, const char *field, const char *what,
                         const char *why);

#endif
