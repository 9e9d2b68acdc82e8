/**
 * serve.h - verbs of other processes, through the control socket of a running agent.
 */
#ifndef BR_CLIENT_SERVE_H
#define BR_CLIENT_SERVE_H

#include "net/control.h"

/** A br_control_handler; the context is the agent. */
void serve_request(void *context, struct br_control_request *request,
                   const struct br_control_call *call);

#endif
