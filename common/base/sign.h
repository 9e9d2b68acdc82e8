/**
 * sign.h - Ed25519 (RFC 8032, by libsodium): the only signatures on records.
 *
 * Call br_crypto_init once before anything else in a process that signs, verifies or draws
 * randomness. Verification is libsodium's strict one: small-order keys and non-canonical
 * signatures are refused, so all replicas agree on what is valid.
 */
#ifndef BR_BASE_SIGN_H
#define BR_BASE_SIGN_H

#include "base/id.h"

struct br_public_key {
    uint8_t bytes[32];
};

struct br_secret_key {
    uint8_t bytes[64]; /* libsodium's form: seed, then public key */
};

struct br_signature {
    uint8_t bytes[64];
};

void br_crypto_init(void);
void br_key_pair(const uint8_t seed[32], struct br_secret_key *secret,
                 struct br_public_key *public);
struct br_signature br_sign(const struct br_secret_key *secret, struct br_bytes message);
bool br_sign_verify(const struct br_public_key *public, struct br_bytes message,
                    const struct br_signature *signature);
/** Overwrite a secret in a way that the compiler keeps. */
void br_wipe(void *secret, size_t size);
/** Are they equal? The time that it takes tells nothing of where they differ. */
bool br_secret_equal(struct br_bytes a, struct br_bytes b);

#endif
