/**
 * fork.h - the proof that an origin signed two histories of one stream.
 *
 *      fork     "brf1" | previous 32 | side | side
 *      side     head 165 | count 2 | count * (size 4 | body)
 *
 * Both sides begin at the same number, behind the record whose hash is `previous` (zero before
 * record 1), and lead to a head that the origin signed; their first records differ. An honest
 * origin signs one record at a number of an epoch, so nobody else can make such a proof, and
 * whoever knows the origin's keys can check it. What was said is not part of it: the bodies have
 * the commitment in place of the payload (BR_BODY_ERASED), except for the record that binds the key
 * that signed the side's head, if it lies on the side itself.
 */
#ifndef BR_RECORD_FORK_H
#define BR_RECORD_FORK_H

#include "record/verify.h"

/** A decoded proof. It points into itself: do not copy it. The bodies borrow what was decoded. */
struct br_fork {
    struct br_hash previous;
    struct br_batch sides[2];
    struct br_bytes bodies[2][BR_BATCH_RECORDS_MAX];
};

/** The first number at which the sides differ: what stands before it is common. */
uint64_t br_fork_seq(const struct br_fork *fork);

/**
 * Append the proof that [sides] differ behind the record with hash [previous]. The bodies may be
 * whole or erased; both batches have been read or verified before (asserted: they parse).
 */
void br_fork_encode(const struct br_hash *previous, const struct br_batch sides[2],
                    struct br_buffer *out);

/**
 * Read a proof and check that it is one in form: two sides of one stream and epoch that begin at
 * one number. BR_ERR_LIMIT, BR_ERR_MALFORMED. Nothing is proved before br_fork_verify.
 */
BR_MUST_USE enum br_status br_fork_decode(struct br_bytes bytes, struct br_fork *fork);

/**
 * Does the proof hold, if [keys] are the origin's keys that signed the heads? BR_OK: the origin
 * signed two records at br_fork_seq. BR_ERR_EXISTS (the sides begin alike: they prove nothing),
 * else as br_verify_batch. [scratch] is overwritten.
 */
BR_MUST_USE enum br_status br_fork_verify(const struct br_fork *fork,
                                          const struct br_public_key keys[2],
                                          struct br_verified *scratch);

#endif
