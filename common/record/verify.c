/* verify.c - walking a batch's chain from our tail to the signed head. */
#include "record/verify.h"

#include "record/keys.h"

#include <string.h>

enum { KIND_OFFSET = 1 + 8 + 8 }; /* in a body */

/* Parse and chain the bodies; the hash behind the last one is the result. */
static enum br_status chain(const struct br_stream *stream, uint32_t epoch,
                            const struct br_tail *tail, const struct br_bytes *bodies, size_t count,
                            struct br_verified *verified, struct br_hash *end)
{
    size_t size = 0;
    struct br_hash hash = tail->hash;
    for (size_t i = 0; i < count; i++) {
        struct br_record *record = &verified->records[i];
        enum br_status status = br_record_parse(bodies[i], record);
        if (status != BR_OK) {
            return status;
        }
        size += bodies[i].size;
        if (size > BR_BATCH_SIZE_MAX) {
            return BR_ERR_LIMIT;
        }
        hash = br_record_hash(record, stream, epoch, tail->seq + 1 + i, &hash);
    }
    *end = hash;
    return BR_OK;
}

enum br_status br_verify_batch(const struct br_batch *batch, const struct br_tail *tail,
                               const struct br_public_key *key, struct br_verified *verified)
{
    if (batch->count > BR_BATCH_RECORDS_MAX) {
        return BR_ERR_LIMIT;
    }
    if (batch->count == 0 || batch->count > batch->head.seq) {
        return BR_ERR_MALFORMED;
    }
    uint64_t seq_first = batch->head.seq - batch->count + 1;
    if (seq_first > tail->seq + 1) {
        return BR_ERR_GAP;
    }
    if (seq_first <= tail->seq) {
        return BR_ERR_EXISTS;
    }
    if (batch->head.epoch < tail->epoch) {
        return BR_ERR_CHAIN;
    }
    struct br_hash end;
    enum br_status status = chain(&batch->head.stream, batch->head.epoch, tail, batch->bodies,
                                  batch->count, verified, &end);
    if (status != BR_OK) {
        return status;
    }
    if (!br_hash_equal(&end, &batch->head.hash)) {
        return BR_ERR_CHAIN;
    }
    if (!br_head_verify(&batch->head, key)) {
        return BR_ERR_SIGNATURE;
    }
    verified->head = batch->head;
    verified->seq_first = seq_first;
    verified->count = batch->count;
    return BR_OK;
}

enum br_status br_batch_key(const struct br_batch *batch, struct br_public_key *key, size_t *at)
{
    size_t count = batch->count < BR_BATCH_RECORDS_MAX ? batch->count : BR_BATCH_RECORDS_MAX;
    enum br_status found = BR_ERR_NOT_FOUND;
    for (size_t i = 0; i < count; i++) {
        struct br_record record;
        struct br_academy_keys keys;
        struct br_bytes body = batch->bodies[i];
        if (body.size < BR_BODY_FIXED_SIZE ||
            br_load_u16(body.data + KIND_OFFSET) != BR_KIND_ACADEMY_KEYS ||
            br_record_parse(body, &record) != BR_OK || record.format != BR_BODY_WHOLE) {
            continue;
        }
        enum br_status status = br_keys_check(&batch->head.stream.origin, record.payload, &keys);
        if (status == BR_ERR_NO_MEMORY) {
            return status;
        }
        if (status == BR_OK && memcmp(keys.signing.bytes, batch->head.key, BR_KEY_NAME_SIZE) == 0) {
            *key = keys.signing;
            *at = i;
            found = BR_OK;
        }
    }
    return found;
}

void br_seal_batch(const struct br_stream *stream, uint32_t epoch, const struct br_tail *tail,
                   const struct br_bytes *bodies, size_t count, const struct br_secret_key *secret,
                   struct br_verified *verified)
{
    BR_ASSERT(count > 0 && count <= BR_BATCH_RECORDS_MAX && epoch >= tail->epoch && epoch > 0);
    struct br_head head = {.stream = *stream, .epoch = epoch, .seq = tail->seq + count};
    BR_ASSERT(head.seq <= BR_SEQ_MAX);
    enum br_status status = chain(stream, epoch, tail, bodies, count, verified, &head.hash);
    BR_ASSERT(status == BR_OK);
    br_head_sign(&head, secret);
    verified->head = head;
    verified->seq_first = tail->seq + 1;
    verified->count = count;
}
