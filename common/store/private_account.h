/**
 * private_account.h - the accounts of private.db: passwords, second factors, who is signed in.
 *
 * Of secrets only hashes are kept, but for that of the one-time codes, which has to be computed
 * with. What needs several changes is one transaction. Errors beside those named are private.h's.
 */
#ifndef BR_STORE_PRIVATE_ACCOUNT_H
#define BR_STORE_PRIVATE_ACCOUNT_H

#include "base/limits.h"
#include "base/password.h"
#include "base/totp.h"
#include "store/private.h"

struct br_account {
    struct br_id member;
    char name[BR_SIGN_IN_NAME_MAX + 1]; /* what they sign in with, folded */
    char password[BR_PASSWORD_HASH_SIZE];
    bool has_factor;
    uint8_t factor[BR_TOTP_SECRET_SIZE];
    uint64_t factor_step; /* the last one used */
    uint64_t created_ms;
    uint64_t password_ms; /* when it was set */
};

/**
 * Set a name and a password with an invitation, once: for a new account, or over an old one, whose
 * sign-ins end then and whose second factor stays. As br_private_enrol; BR_ERR_REFUSED: the name
 * is somebody else's.
 */
BR_MUST_USE enum br_status br_private_join(struct br_private *private,
                                           const struct br_hash *secret_hash, const char *name,
                                           const char password[BR_PASSWORD_HASH_SIZE],
                                           uint64_t wall_ms, struct br_invitation *invitation);

/** BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_private_account(struct br_private *private,
                                              const struct br_id *member,
                                              struct br_account *account);
BR_MUST_USE enum br_status br_private_account_named(struct br_private *private, const char *name,
                                                    struct br_account *account);

/** [keep]: the sign-in that does not end with it; NULL: all end. BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_private_set_password(struct br_private *private,
                                                   const struct br_id *member,
                                                   const char password[BR_PASSWORD_HASH_SIZE],
                                                   uint64_t wall_ms, const struct br_hash *keep);
/**
 * The same password, hashed with today's parameters. Nothing else changes. BR_ERR_NOT_FOUND: it is
 * another password by now.
 */
BR_MUST_USE enum br_status br_private_rehash(struct br_private *private,
                                             const struct br_account *account,
                                             const char password[BR_PASSWORD_HASH_SIZE]);

/* --- second factor --- */

/** Set up, or anew: old recovery codes end. [codes] are hashes. BR_ERR_NOT_FOUND: no account. */
BR_MUST_USE enum br_status br_private_set_factor(struct br_private *private,
                                                 const struct br_id *member,
                                                 const uint8_t secret[BR_TOTP_SECRET_SIZE],
                                                 uint64_t step, const struct br_hash *codes,
                                                 size_t count);
/** Take it away, and the recovery codes. BR_ERR_NOT_FOUND: no account. */
BR_MUST_USE enum br_status br_private_clear_factor(struct br_private *private,
                                                   const struct br_id *member);
/** The step of a code that was just used. BR_ERR_EXISTS: it, or a later one, was used before. */
BR_MUST_USE enum br_status br_private_use_step(struct br_private *private,
                                               const struct br_id *member, uint64_t step);
/** Use a recovery code, once. BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_private_use_recovery(struct br_private *private,
                                                   const struct br_id *member,
                                                   const struct br_hash *code);
BR_MUST_USE enum br_status br_private_recovery_left(struct br_private *private,
                                                    const struct br_id *member, size_t *count);

/* --- addresses that a person has signed in from --- */

/** Remember it; the oldest beyond BR_ACCOUNT_ADDRESSES_MAX is forgotten. */
BR_MUST_USE enum br_status br_private_add_address(struct br_private *private,
                                                  const struct br_id *member,
                                                  struct br_bytes address, uint64_t wall_ms);
BR_MUST_USE enum br_status br_private_knows_address(struct br_private *private,
                                                    const struct br_id *member,
                                                    struct br_bytes address, bool *known);

/* --- where people are signed in --- */

struct br_sign_in {
    struct br_hash token_hash;
    struct br_id member;
    uint64_t created_ms;
    uint64_t used_ms;
    bool factor;          /* the second factor was given */
    bool half_way;        /* the password was right, the code is to come: never on disk */
    unsigned wrong_codes; /* while half way */
    char place[64];       /* the address, as digits */
    char agent[128];      /* what the browser calls itself, cut */
};
BR_MUST_USE enum br_status br_private_put_sign_in(struct br_private *private,
                                                  const struct br_sign_in *sign_in);
/** When these were last used (token_hash and used_ms), and whether the factor was given. */
BR_MUST_USE enum br_status br_private_sign_ins_used(struct br_private *private,
                                                    const struct br_sign_in *sign_ins,
                                                    size_t count);
BR_MUST_USE enum br_status br_private_end_sign_in(struct br_private *private,
                                                  const struct br_hash *token_hash);
/** All of a member but [keep], or all. */
BR_MUST_USE enum br_status br_private_end_sign_ins(struct br_private *private,
                                                   const struct br_id *member,
                                                   const struct br_hash *keep);
/** Forget what was last used before [used_ms] or made before [created_ms]. */
BR_MUST_USE enum br_status br_private_forget_sign_ins(struct br_private *private, uint64_t used_ms,
                                                      uint64_t created_ms);
typedef void (*br_sign_in_visit)(void *context, const struct br_sign_in *sign_in);
BR_MUST_USE enum br_status br_private_sign_ins(struct br_private *private, br_sign_in_visit visit,
                                               void *context);

#endif
