/**
 * private.h - private.db of a server: settings, how to reach peers, invitations, devices.
 *
 * Accounts and sign-ins are in private_account.h. Nothing here is ever sent anywhere. Every change
 * is one durable transaction. One connection, one thread at a time. A file of an older version is
 * brought to today's when it is opened.
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

/* --- invitations: a member waits for a device, or for a password --- */

struct br_invitation {
    struct br_hash secret_hash; /* the code itself is not kept */
    struct br_id member;
    char name[201]; /* BR_TEXT_NAME_MAX and a NUL */
    uint64_t expires_ms;
    /* told of it later; not looked at by its use */
    struct br_id made_by; /* the admin; zero: the academy's own operator */
    uint64_t made_ms;
    bool device_only; /* by a member for a device of theirs: no password can be set with it */
    /* 0: not yet */
    uint64_t device_ms;    /* a device was enrolled with it */
    uint64_t password_ms;  /* a password was set with it */
    uint64_t withdrawn_ms; /* an admin took it back */
};
BR_MUST_USE enum br_status br_private_invite(struct br_private *private,
                                             const struct br_invitation *invitation);
/** What a code is for. BR_ERR_NOT_FOUND; BR_ERR_TIMEOUT: expired, or withdrawn. */
BR_MUST_USE enum br_status br_private_invitation(struct br_private *private,
                                                 const struct br_hash *secret_hash,
                                                 uint64_t wall_ms,
                                                 struct br_invitation *invitation);
/** It is of no use any more from here on. BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_private_withdraw(struct br_private *private,
                                               const struct br_hash *secret_hash, uint64_t wall_ms);
/** All of a member's, however many there are; [device_only]: those for a device alone. */
BR_MUST_USE enum br_status br_private_withdraw_all(struct br_private *private,
                                                   const struct br_id *member, bool device_only,
                                                   uint64_t wall_ms);
/** Members who were ever invited by this name, in any case of A to Z, until [visit] says false. */
BR_MUST_USE enum br_status
br_private_invited(struct br_private *private, const char *name,
                   bool (*visit)(void *context, const struct br_id *member), void *context);
typedef void (*br_invitation_visit)(void *context, const struct br_invitation *invitation);
/** All of them, the newest first; also used, expired and withdrawn ones. */
BR_MUST_USE enum br_status br_private_invitations(struct br_private *private,
                                                  br_invitation_visit visit, void *context);

/**
 * Use an invitation once for a device: marks it used and enrols [pin] in one transaction.
 * BR_ERR_NOT_FOUND (no such code), BR_ERR_EXISTS (used before by another device, or this one was
 * ended since; by this same device it is BR_OK again, because its answer may have been lost),
 * BR_ERR_TIMEOUT (expired or withdrawn).
 */
BR_MUST_USE enum br_status br_private_enrol(struct br_private *private,
                                            const struct br_hash *secret_hash,
                                            const struct br_hash *pin, const char *device_name,
                                            uint64_t wall_ms, struct br_invitation *invitation);

/* --- devices --- */

struct br_device_row {
    struct br_hash pin;
    struct br_id member;
    char name[201];
    uint64_t enrolled_ms;
    uint64_t seen_ms; /* 0: not since this is kept */
};
typedef void (*br_device_visit)(void *context, const struct br_device_row *device);
/** Those that may connect. */
BR_MUST_USE enum br_status br_private_devices(struct br_private *private, br_device_visit visit,
                                              void *context);
/** It may not connect any more. BR_ERR_NOT_FOUND: none that may. */
BR_MUST_USE enum br_status br_private_end_device(struct br_private *private,
                                                 const struct br_hash *pin, uint64_t wall_ms);
/** When these were last seen (pin and seen_ms). */
BR_MUST_USE enum br_status br_private_devices_seen(struct br_private *private,
                                                   const struct br_device_row *devices,
                                                   size_t count);

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
