/**
 * sign_in.h - who is signed in: the table that every request looks into; cookies and tokens. Pure.
 *
 *      browser: cookie session = 32 random bytes ------ SHA-256 ------> table, private.db
 *
 * Limits of idleness and life are looked at on every request, by the roles that the member has
 * then. What was used since is noted and kept on disk by the owner, now and then.
 *
 * Over TLS the cookies bear the prefix __Host-, with which browsers take them from this host alone,
 * over TLS alone; on a plain loopback listener they have none, for there they could not be set.
 */
#ifndef BR_WEB_SIGN_IN_H
#define BR_WEB_SIGN_IN_H

#include "store/private_account.h"

struct br_sign_ins;

/** NULL without memory. */
struct br_sign_ins *br_sign_ins_new(void);
void br_sign_ins_free(struct br_sign_ins *take_table);
size_t br_sign_ins_count(const struct br_sign_ins *table);

/**
 * Add a row: BR_ERR_NO_MEMORY, BR_ERR_EXISTS. When the member is signed in BR_ACCOUNT_SIGN_INS_MAX
 * times already, theirs that was used longest ago ends; those that are half way are counted
 * apart, up to BR_ACCOUNT_HALF_WAY_MAX. When the table has BR_SIGN_INS_MAX, the one of all, half
 * way first: *ended says which, and is all zero else.
 */
BR_MUST_USE enum br_status br_sign_ins_add(struct br_sign_ins *table, const struct br_sign_in *row,
                                           struct br_hash *ended);
/** The row, until the next change; NULL. */
struct br_sign_in *br_sign_ins_find(struct br_sign_ins *table, const struct br_hash *token_hash);
/** Is it past its limits, for somebody who is an admin or not? */
bool br_sign_in_over(const struct br_sign_in *row, bool admin, uint64_t wall_ms);
/** Note that it is used now. */
void br_sign_in_use(struct br_sign_in *row, uint64_t wall_ms);
void br_sign_ins_end(struct br_sign_ins *table, const struct br_hash *token_hash);
/** All of a member but [keep], or all. */
void br_sign_ins_end_all(struct br_sign_ins *table, const struct br_id *member,
                         const struct br_hash *keep);
/** Those of a member, the latest used first, at most [room]; returns how many. */
size_t br_sign_ins_of(const struct br_sign_ins *table, const struct br_id *member,
                      const struct br_sign_in **rows, size_t room);
/**
 * Copy up to [room] rows whose use is to be kept on disk, once each: those used BR_SIGN_IN_KEPT_MS
 * later than is kept, or, with [all], any later.
 */
size_t br_sign_ins_take_used(struct br_sign_ins *table, struct br_sign_in *rows, size_t room,
                             bool all);

/* --- cookies --- */

#define BR_TOKEN_SIZE 32u
#define BR_TOKEN_TEXT_SIZE 44u /* base64 and a NUL */

/** A new token as text, and what is kept of it. */
void br_token_new(char text[BR_TOKEN_TEXT_SIZE], struct br_hash *hash);
/** What is kept of the token in a Cookie header; false: there is none that could be. */
bool br_cookie_token(struct br_bytes header, bool tls, struct br_hash *hash);
/** A Set-Cookie line with its CRLF; [text] NULL takes the cookie away. */
void br_cookie_put_token(struct br_buffer *out, bool tls, const char *text);

/**
 * The cookie of a browser in which a member has signed in: member, a number and a proof made with
 * [key]. It lets nobody in; wrong passwords from it are counted apart from strangers'.
 */
#define BR_BROWSER_NUMBER_SIZE 16u
void br_cookie_put_browser(struct br_buffer *out, bool tls, const uint8_t key[32],
                           const struct br_id *member,
                           const uint8_t number[BR_BROWSER_NUMBER_SIZE]);
bool br_cookie_browser(struct br_bytes header, bool tls, const uint8_t key[32],
                       const struct br_id *member, uint8_t number[BR_BROWSER_NUMBER_SIZE]);

/* --- names and codes --- */

/**
 * What somebody signs in with, as it is kept: no spaces around it, letters of a to z small.
 * BR_ERR_MALFORMED: nothing, not UTF-8, or with spaces or control characters inside; BR_ERR_LIMIT.
 */
BR_MUST_USE enum br_status br_sign_in_name(const char *typed, char out[BR_SIGN_IN_NAME_MAX + 1]);

/** A recovery code, "k3vq-7m2d-xh5t-a4cy": 80 random bits, in letters that are not confused. */
#define BR_RECOVERY_TEXT_SIZE 20u
void br_recovery_new(char text[BR_RECOVERY_TEXT_SIZE], struct br_hash *hash);
/** What is kept of a code as somebody typed it; false: it is none. */
bool br_recovery_hash(const char *typed, struct br_hash *hash);

#endif
