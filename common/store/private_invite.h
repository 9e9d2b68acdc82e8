/**
 * private_invite.h - looking up an invitation, for its two uses. Internal to private.db's files.
 */
#ifndef BR_STORE_PRIVATE_INVITE_H
#define BR_STORE_PRIVATE_INVITE_H

#include "store/private_internal.h"

struct private_used_by {
    bool is_used; /* by a device */
    bool whole;   /* [pin] could be read */
    struct br_hash pin;
};

/** Whatever its state. BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status private_find_invitation(struct br_private *private,
                                                   const struct br_hash *secret_hash,
                                                   struct br_invitation *invitation,
                                                   struct private_used_by *used_by);
/** Neither expired nor withdrawn. */
bool private_is_open(const struct br_invitation *invitation, uint64_t wall_ms);

#endif
