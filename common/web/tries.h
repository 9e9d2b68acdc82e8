/**
 * tries.h - how often may a password be tried? Leaking buckets in bounded tables; pure.
 *
 *                           account            address
 *      stranger             10, one in 2 min   30, one in 20 s
 *      known by address     20, one a minute   -
 *      known by browser     20, one a minute   -
 *
 * Who guesses is slowed down; the person whose password is guessed is not. What strangers try
 * fills buckets that a browser which has signed in to this account before (it has a cookie that we
 * made) does not look at, and neither does an address from which the person has signed in: many
 * may be behind it, and one who forgot a password is not to hold up the others. A try is taken
 * before it is known to be right, so that many at once are no way around; what was right is given
 * back, so nobody is slowed down by signing in often. What hashing costs the site is no reason to
 * refuse anybody: passwords.h has strangers wait in turn, who has tried least before the others.
 *
 * A key that nothing is known of has an empty bucket. When a key's place in the table is full, the
 * emptiest bucket there makes room: who floods the table gets the least guilty forgiven. Places
 * come from a secret, so nobody chooses whose they take.
 */
#ifndef BR_WEB_TRIES_H
#define BR_WEB_TRIES_H

#include "base/id.h"

struct br_tries;

enum br_known { BR_STRANGER, BR_KNOWN_ADDRESS, BR_KNOWN_BROWSER };

struct br_try {
    struct br_bytes account; /* as typed and folded; also one that there is not */
    struct br_bytes address; /* see br_tries_address */
    enum br_known known;
    struct br_bytes browser; /* KNOWN_BROWSER: the number that its cookie proves */
};

/** [secret] makes places unguessable. NULL without memory. */
struct br_tries *br_tries_new(const uint8_t secret[32]);
void br_tries_free(struct br_tries *take_tries);

/** May this be tried now? 0: yes, and it is counted; else how long to wait, and nothing is. */
uint64_t br_tries_take(struct br_tries *tries, const struct br_try *attempt, uint64_t mono_ms);
/** How much a stranger's address has tried lately, this included; 0: it is no stranger's. */
uint32_t br_tries_of_address(struct br_tries *tries, const struct br_try *attempt,
                             uint64_t mono_ms);
/** It was right, or could not be looked at: it never was. */
void br_tries_give_back(struct br_tries *tries, const struct br_try *attempt);
/** Buckets with something in them, for tests and figures. */
size_t br_tries_count(const struct br_tries *tries, uint64_t mono_ms);

/**
 * What [remote] ("192.0.2.7:1234", "[2001:db8::1]:1234") counts as: IPv4 whole, IPv6 by its first
 * 64 bits, since every home has that many; a mapped IPv4 address as IPv4. Anything else: all zero.
 */
#define BR_TRIES_ADDRESS_SIZE 9u /* BR_ADDRESS_PLACE_SIZE */
void br_tries_address(const char *remote, uint8_t out[BR_TRIES_ADDRESS_SIZE]);

#endif
