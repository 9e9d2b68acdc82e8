/**
 * verb_client.h - the verbs about the client itself.
 */
#ifndef BR_CLIENT_VERB_CLIENT_H
#define BR_CLIENT_VERB_CLIENT_H

#include "client/call.h"

int run_status(struct call *call);

/* Those that are a process of their own: on [folder], with what they say printed as it comes. */
int alone_join(const char *folder, struct call *call);
int alone_run(const char *folder, struct call *call);

#endif
