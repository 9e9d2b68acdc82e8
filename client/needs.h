/**
 * needs.h - what a write waits for: a thing that it names and that waits in the outbox itself.
 */
#ifndef BR_CLIENT_NEEDS_H
#define BR_CLIENT_NEEDS_H

#include "record/message.h"
#include "store/device.h"

/**
 * The last of what [message] names by its id that is in the outbox without a number; zero when
 * there is none. [device] is the caller's meanwhile (agent_device_take). Errors as br_outbox_find.
 */
BR_MUST_USE enum br_status needs_find(struct br_device *device, const ProtobufCMessage *message,
                                      struct br_id *needs);

#endif
