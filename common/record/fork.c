/* fork.c - writing, reading and checking the proof that an origin told two stories. */
#include "record/fork.h"

#include <string.h>

enum {
    TAG_SIZE = 4,
    NO_RECORD = BR_BATCH_RECORDS_MAX,
    KEY_AND_HEADERS = BR_RECORD_SIZE_MAX + BR_BATCH_RECORDS_MAX * (4 + BR_BODY_ERASED_SIZE),
};

_Static_assert(TAG_SIZE + 32 + 2 * (BR_HEAD_SIZE + 2 + KEY_AND_HEADERS) <= BR_FORK_SIZE_MAX,
               "whatever can be encoded can be decoded");

static const char tag[TAG_SIZE] = {'b', 'r', 'f', '1'};

static uint64_t seq_first(const struct br_batch *side)
{
    return side->head.seq - side->count + 1;
}

uint64_t br_fork_seq(const struct br_fork *fork)
{
    return seq_first(&fork->sides[0]);
}

/* --- writing --- */

static void put_side(const struct br_batch *side, struct br_buffer *out)
{
    uint8_t head[BR_HEAD_SIZE];
    struct br_public_key key;
    size_t binding = NO_RECORD; /* its payload is needed to know the key */
    if (br_batch_key(side, &key, &binding) != BR_OK) {
        binding = NO_RECORD;
    }
    br_head_encode(&side->head, head);
    br_buffer_put(out, head, sizeof head);
    br_buffer_put_u16(out, (uint16_t)side->count);
    for (size_t i = 0; i < side->count; i++) {
        if (i == binding) {
            br_buffer_put_u32(out, (uint32_t)side->bodies[i].size);
            br_buffer_put(out, side->bodies[i].data, side->bodies[i].size);
            continue;
        }
        struct br_record record;
        enum br_status status = br_record_parse(side->bodies[i], &record);
        BR_ASSERT(status == BR_OK);
        br_buffer_put_u32(out, BR_BODY_ERASED_SIZE);
        br_record_encode_erased(&record, out);
    }
}

void br_fork_encode(const struct br_hash *previous, const struct br_batch sides[2],
                    struct br_buffer *out)
{
    BR_ASSERT(seq_first(&sides[0]) == seq_first(&sides[1]));
    br_buffer_put(out, tag, sizeof tag);
    br_buffer_put(out, previous->bytes, sizeof previous->bytes);
    put_side(&sides[0], out);
    put_side(&sides[1], out);
}

/* --- reading --- */

static enum br_status take_side(struct br_reader *reader, struct br_bytes *bodies,
                                struct br_batch *side)
{
    struct br_bytes head = br_reader_take(reader, BR_HEAD_SIZE);
    size_t count = br_reader_u16(reader);
    if (count > BR_BATCH_RECORDS_MAX) {
        return BR_ERR_LIMIT;
    }
    for (size_t i = 0; i < count; i++) {
        size_t size = br_reader_u32(reader);
        bodies[i] = br_reader_take(reader, size);
    }
    if (reader->failed || count == 0) {
        return BR_ERR_MALFORMED;
    }
    *side = (struct br_batch){.count = count, .bodies = bodies};
    enum br_status status = br_head_decode(head, &side->head);
    return status == BR_OK && side->head.seq < count ? BR_ERR_MALFORMED : status;
}

enum br_status br_fork_decode(struct br_bytes bytes, struct br_fork *fork)
{
    if (bytes.size > BR_FORK_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_reader reader = {.rest = bytes};
    struct br_bytes begins = br_reader_take(&reader, sizeof tag);
    if (reader.failed || memcmp(begins.data, tag, sizeof tag) != 0) {
        return BR_ERR_MALFORMED;
    }
    br_reader_copy(&reader, fork->previous.bytes, sizeof fork->previous.bytes);
    for (size_t i = 0; i < 2; i++) {
        enum br_status status = take_side(&reader, fork->bodies[i], &fork->sides[i]);
        if (status != BR_OK) {
            return status;
        }
    }
    const struct br_head *one = &fork->sides[0].head;
    const struct br_head *other = &fork->sides[1].head;
    bool one_place = br_stream_equal(&one->stream, &other->stream) && one->epoch == other->epoch &&
                     seq_first(&fork->sides[0]) == seq_first(&fork->sides[1]);
    bool at_the_start = br_fork_seq(fork) == 1;
    return one_place && reader.rest.size == 0 && at_the_start == br_hash_is_zero(&fork->previous)
               ? BR_OK
               : BR_ERR_MALFORMED;
}

/* --- checking --- */

enum br_status br_fork_verify(const struct br_fork *fork, const struct br_public_key keys[2],
                              struct br_verified *scratch)
{
    struct br_hash first[2];
    struct br_tail common = {.seq = br_fork_seq(fork) - 1, .hash = fork->previous};
    for (size_t i = 0; i < 2; i++) {
        const struct br_batch *side = &fork->sides[i];
        enum br_status status = br_verify_batch(side, &common, &keys[i], scratch);
        if (status != BR_OK) {
            return status;
        }
        first[i] = br_record_hash(&scratch->records[0], &side->head.stream, side->head.epoch,
                                  scratch->seq_first, &fork->previous);
    }
    return br_hash_equal(&first[0], &first[1]) ? BR_ERR_EXISTS : BR_OK;
}
