/**
 * private.h - private.db of a server: invitations, devices, how to reach peers, settings.
 *
 * Nothing here is ever sent anywhere. Every change is one durable transaction. One connection, one
 * thread at a time.
 */
#ifndef BR_STORE_PRIVATE_H
#define BR_STORE_PRIVATE_H

#include "base/bytes.h"
#include "base/id.h"

struct br_private;

/** Errors as br_log_open. */
BR_MUST_USE enum br_status br_private_open(const char *path, bool create,
                                           struct br_private **private, struct br_error *error);
void br_private_close(struct br_private *take_private);

BR_MUST_USE enum br_status br_private_get(struct br_private *private, const char *key,
                                          struct br_buffer *out);
BR_MUST_USE enum br_status br_private_put(struct br_private *private, const char *key,
                                          struct br_bytes value);

/* --- invitations: a member waits for a first (or further) device --- */

struct br_invitation {
    struct br_hash secret_hash; /* the code itself is not kept */
    struct br_id member;
    char name[201]; /* BR_TEXT_NAME_MAX and a NUL */
    uint64_t expires_ms;
};
BR_MUST_USE enum br_status br_private_invite(struct br_private *private,
                                             const struct br_invitation *invitation);

/**
 * Use an invitation once: marks it used and enrols the device [pin] in one transaction.
 * BR_ERR_NOT_FOUND (no such code), BR_ERR_EXISTS (used before by another device; by this same
 * device it is BR_OK again, because its answer may have been lost), BR_ERR_TIMEOUT (expired).
 */
BR_MUST_USE enum br_status br_private_enrol(struct br_private *private,
                                            const struct br_hash *secret_hash,
                                            const struct br_hash *pin, const char *device_name,
                                            uint64_t wall_ms, struct br_invitation *invitation);

/* --- devices --- */

struct br_device_row {
    struct br_hash pin;
    struct br_id member;
};
typedef void (*br_device_visit)(void *context, const struct br_device_row *device);
/** Those that may connect. */
BR_MUST_USE enum br_status br_private_devices(struct br_private *private, br_device_visit visit,
                                              void *context);

/* --- peers --- */

struct br_peer_row {
    struct br_hash academy;
    struct br_hash pin; /* of their TLS key */
    char name[201];
    char address[262]; /* "HOST:PORT" */
    bool dial;         /* false: reached through others, or it calls us */
};
BR_MUST_USE enum br_status br_private_put_peer(struct br_private *private,
                                               const struct br_peer_row *peer);
typedef void (*br_peer_visit)(void *context, const struct br_peer_row *peer);
BR_MUST_USE enum br_status br_private_peers(struct br_private *private, br_peer_visit visit,
                                            void *context);

#endif
