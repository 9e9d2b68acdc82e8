/**
 * trial.h - what the academy would say to writes that are not saved yet, as far as our copy knows.
 *
 *      local log's lane                  shared log's lane
 *      our roles; academy and rooms ---> network and groups      (if there are such writes)
 *
 * The writes are tried as the academy would number them: its rights and checks, everything undone.
 * In front of them stand those of the outbox that the checks look for: what they name (a thread, a
 * Big Room, a measure), what names their Big Room, and what lets a patient's number in them pass;
 * all of the same log. Kinds that leave nothing for checks are left out, so a long discussion that
 * waits costs no more than its thread.
 *
 * The academy remains the judge. What cannot be tried passes: all of it before the first sync, when
 * no roles are known; a group for which the outbox needs too much; what refers to a write that is
 * refused itself, and waits with it.
 */
#ifndef BR_CLIENT_TRIAL_H
#define BR_CLIENT_TRIAL_H

#include "store/log.h"

struct agent;
struct call;

struct trial {
    /* of whoever asks */
    const struct br_write *writes; /* in order; roles are filled in here */
    size_t count;
    /* the answer */
    size_t passed; /* as many as pass; the one behind them does not */
    char reason[BR_REASON_SIZE_MAX + 1];
    bool stopped; /* the agent is stopping: nothing was tried */
    /* ours */
    bool known; /* our roles are */
    uint32_t roles;
    void (*tried)(struct call *call);
};

/**
 * Try call->trial, then tell [tried] on the loop. On the loop's thread; the writes stay as they are
 * until then.
 */
void trial_begin(struct call *call, void (*tried)(struct call *call));

#endif
