/**
 * keys.h - how an academy's keys are bound to its id.
 *
 *      id       SHA-256(recovery public key): fixed at init, the recovery key is kept offline
 *      binding  the recovery key's signature over "brk1" | signing key 32 | TLS key pin 32
 *
 * An academy_keys record carries all of it, so that anybody who knows the id can check the keys
 * without trusting who passed them on. Record 1 of a network stream is one; later ones replace.
 */
#ifndef BR_RECORD_KEYS_H
#define BR_RECORD_KEYS_H

#include "base/sign.h"

#define BR_KIND_ACADEMY_KEYS 1u /* field number in bigroom.Said */

struct br_academy_keys {
    struct br_public_key recovery;
    struct br_public_key signing; /* signs heads and receipts */
    struct br_hash tls_pin;       /* SHA-256 of the TLS key's SubjectPublicKeyInfo */
    struct br_signature binding;
};

/** The id of the academy that has this recovery key. */
struct br_hash br_keys_academy(const struct br_public_key *recovery);
/** Fill [keys] with what [recovery] signs for. */
void br_keys_make(const struct br_secret_key *recovery, const struct br_public_key *signing,
                  const struct br_hash *tls_pin, struct br_academy_keys *keys);
/** Append the payload of an academy_keys record. */
void br_keys_pack(const struct br_academy_keys *keys, struct br_buffer *out);

/**
 * Read the payload of an academy_keys record that [origin] is said to have written.
 *
 * BR_ERR_MALFORMED: not such a message, or a field missing or of a wrong size (unknown fields are
 * allowed). BR_ERR_SIGNATURE: another academy's recovery key, or it did not sign these keys.
 * BR_ERR_NO_MEMORY. [keys] is filled only on BR_OK.
 */
BR_MUST_USE enum br_status br_keys_check(const struct br_hash *origin, struct br_bytes payload,
                                         struct br_academy_keys *keys);

#endif
