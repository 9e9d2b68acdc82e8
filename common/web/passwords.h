/**
 * passwords.h - Argon2id on the thread pool: BR_PASSWORD_HASHES_MAX at once, others wait in turn.
 *
 * What comes from browsers that are not known may be half of the queue, waits for what comes from
 * known ones, and is hashed BR_PASSWORD_STRANGERS at a time, then one each half second: a flood of
 * guesses delays strangers alone, and leaves the processor to everybody. Among strangers goes first
 * whose address has tried least, and when their half is full, whose has tried most makes room: so
 * somebody with a new browser is slowed down by others' guesses, and not shut out by them. A full
 * queue says so; it does not grow.
 * All functions belong to the loop's thread; a callback comes once, later.
 */
#ifndef BR_WEB_PASSWORDS_H
#define BR_WEB_PASSWORDS_H

#include "base/limits.h"
#include "base/password.h"

#include <uv.h>

struct br_passwords;
struct br_password_job;

/** The answer; the job is gone when this returns. */
struct br_password_answer {
    /* check: as br_password_fits; make: as br_password_hash; BR_ERR_CLOSED: it is being stopped;
       BR_ERR_LIMIT: it had to make room */
    enum br_status status;
    const char *hash; /* make; check: the same password with today's parameters, or NULL */
};
typedef void (*br_password_done)(void *context, const struct br_password_answer *answer);

struct br_passwords *br_passwords_new(uv_loop_t *loop);
/**
 * Does [password] fit [hash]? NULL: there is no such account; it takes as long and does not.
 * [tries]: how many its address has made lately; 0: from a browser or address that is known. False:
 * the queue is full, and [done] is not called. The password is copied, and wiped.
 */
BR_MUST_USE bool br_passwords_check(struct br_passwords *passwords, const char *hash,
                                    struct br_bytes password, uint32_t tries, br_password_done done,
                                    void *context);
/** Hash a new one. As above. */
BR_MUST_USE bool br_passwords_make(struct br_passwords *passwords, struct br_bytes password,
                                   br_password_done done, void *context);
/** What waits is answered with BR_ERR_CLOSED, later; then [closed], and it is gone. */
void br_passwords_stop(struct br_passwords *take_passwords, void (*closed)(void *context),
                       void *context);

#endif
