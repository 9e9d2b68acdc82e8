/**
 * site.h - the pages on this device: a browser on 127.0.0.1, with or without a network.
 *
 * The same site as the academy's. Who sits at this computer is known by a key that the verb
 * `pages` prints in an address: other people of the computer do not have it. What is written waits
 * in the outbox and is shown at once.
 */
#ifndef BR_CLIENT_SITE_H
#define BR_CLIENT_SITE_H

#include "client/agent.h"

/** [address]: where to listen; NULL: 127.0.0.1:7480, and without pages when that is taken. */
BR_MUST_USE enum br_status site_open(struct agent *agent, const char *address,
                                     struct br_error *error);
/** Views have changed: by others, or by what was written here. */
void site_changed(struct agent *agent);
/** Begins to close; the agent counts it among its jobs. */
void site_stop(struct agent *agent);

/** The verb `pages`: on the loop. Exit code. */
void site_say_address(struct call *call);

#endif
