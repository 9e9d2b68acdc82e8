/**
 * password.h - is a password good enough, and what of it is kept (Argon2id, by libsodium).
 *
 * A password is the bytes that came, which are UTF-8: nothing is normalised, so a letter that two
 * keyboards spell in two ways makes two passwords. Rules are NIST SP 800-63B's: length and a list,
 * and no classes of characters.
 *
 * br_password_hash and br_password_fits take BR_PASSWORD_MEMORY bytes and some 50 ms of a core:
 * run them on a pool thread, BR_PASSWORD_HASHES_MAX at once. Everything is safe from any thread.
 */
#ifndef BR_BASE_PASSWORD_H
#define BR_BASE_PASSWORD_H

#include "base/bytes.h"

#define BR_PASSWORD_HASH_SIZE 128u /* text with its NUL: parameters, salt and hash in one */
#define BR_PASSWORD_MEMORY ((size_t)32 * 1024 * 1024)

enum br_password_fault {
    BR_PASSWORD_GOOD,
    BR_PASSWORD_SHORT,
    BR_PASSWORD_LONG,
    BR_PASSWORD_UNREADABLE, /* not UTF-8, or with a NUL */
    BR_PASSWORD_COMMON,     /* on the list of those that are tried first */
    BR_PASSWORD_NAME,       /* a name, with figures and signs around it at most */
    BR_PASSWORD_FAULTS
};

/**
 * [names] are what it may not be: the academy's, the person's, what they sign in with. Letters of
 * a to z compare without case; a name's parts count from four letters on.
 */
enum br_password_fault br_password_fault(struct br_bytes password, const char *const *names,
                                         size_t count);
/** A sentence for the person who chose it; "" for a good one. */
const char *br_password_fault_text(enum br_password_fault fault);

/** What is kept, with a salt of its own. BR_ERR_NO_MEMORY. */
BR_MUST_USE enum br_status br_password_hash(struct br_bytes password,
                                            char out[BR_PASSWORD_HASH_SIZE]);
/** BR_OK; BR_ERR_REFUSED: another password, or no hash of ours; BR_ERR_NO_MEMORY: not known. */
BR_MUST_USE enum br_status br_password_fits(const char hash[BR_PASSWORD_HASH_SIZE],
                                            struct br_bytes password);
/** Made with other parameters than today's: hash again when the password is next at hand. */
bool br_password_outdated(const char hash[BR_PASSWORD_HASH_SIZE]);

#endif
