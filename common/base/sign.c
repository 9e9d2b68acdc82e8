/* sign.c - Ed25519 by libsodium. */
#include "base/sign.h"

#include <sodium.h>

_Static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(struct br_public_key), "public key");
_Static_assert(crypto_sign_SECRETKEYBYTES == sizeof(struct br_secret_key), "secret key");
_Static_assert(crypto_sign_BYTES == sizeof(struct br_signature), "signature");
_Static_assert(crypto_sign_SEEDBYTES == 32, "seed");

void br_crypto_init(void)
{
    BR_ASSERT(sodium_init() >= 0);
}

void br_key_pair(const uint8_t seed[32], struct br_secret_key *secret, struct br_public_key *public)
{
    BR_ASSERT(crypto_sign_seed_keypair(public->bytes, secret->bytes, seed) == 0);
}

struct br_signature br_sign(const struct br_secret_key *secret, struct br_bytes message)
{
    struct br_signature signature;
    BR_ASSERT(crypto_sign_detached(signature.bytes, NULL, message.data, message.size,
                                   secret->bytes) == 0);
    return signature;
}

bool br_sign_verify(const struct br_public_key *public, struct br_bytes message,
                    const struct br_signature *signature)
{
    return crypto_sign_verify_detached(signature->bytes, message.data, message.size,
                                       public->bytes) == 0;
}

void br_wipe(void *secret, size_t size)
{
    sodium_memzero(secret, size);
}

bool br_secret_equal(struct br_bytes a, struct br_bytes b)
{
    return a.size == b.size && sodium_memcmp(a.data, b.data, a.size) == 0;
}
