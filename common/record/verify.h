/**
 * verify.h - the one gate between received records and the log.
 *
 * br_verify_batch checks that the bodies continue our chain and that the origin signed the end of
 * it. Only its result, struct br_verified, can be stored. An origin's own server gets the same type
 * from br_seal_batch, which numbers, hashes and signs.
 *
 * Both work in caller-owned memory and allocate nothing. The result borrows from what
 * was passed in.
 */
#ifndef BR_RECORD_VERIFY_H
#define BR_RECORD_VERIFY_H

#include "base/limits.h"
#include "record/record.h"

/** A batch as it was received or is to be sealed: bodies, and the head that they must reach. */
struct br_batch {
    struct br_head head;
    size_t count;                  /* 1 .. BR_BATCH_RECORDS_MAX */
    const struct br_bytes *bodies; /* count of them */
};

/** Proof of verification: made here and nowhere else. Read it, never fill it. */
struct br_verified {
    struct br_head head;
    uint64_t seq_first;
    size_t count;
    struct br_record records[BR_BATCH_RECORDS_MAX];
};

/**
 * Check [batch] against [tail], where our copy of this stream ends, with the origin's [key].
 *
 * BR_ERR_LIMIT (too many records or bytes), BR_ERR_MALFORMED, BR_ERR_GAP (starts behind our tail),
 * BR_ERR_EXISTS (ends at or before our tail, or overlaps it: nothing new can be stored as one
 * piece), BR_ERR_CHAIN (hashes do not lead to the head, or the epoch goes back), BR_ERR_SIGNATURE.
 */
BR_MUST_USE enum br_status br_verify_batch(const struct br_batch *batch, const struct br_tail *tail,
                                           const struct br_public_key *key,
                                           struct br_verified *verified);

/**
 * The key that signed [batch]'s head, if a record of the batch itself binds it to the origin: that
 * is how record 1 comes in, and how a key that was lost is replaced (the recovery key has signed
 * the binding). [*at] is that record's index. BR_ERR_NOT_FOUND,
 * BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_batch_key(const struct br_batch *batch, struct br_public_key *key,
                                        size_t *at);

/**
 * Number, hash and sign [bodies] behind [tail] as [stream]'s origin, in [epoch].
 *
 * The bodies must come from br_record_encode; count is at most BR_BATCH_RECORDS_MAX and their sizes
 * at most BR_BATCH_SIZE_MAX together (asserted: they are ours).
 */
void br_seal_batch(const struct br_stream *stream, uint32_t epoch, const struct br_tail *tail,
                   const struct br_bytes *bodies, size_t count, const struct br_secret_key *secret,
                   struct br_verified *verified);

#endif
