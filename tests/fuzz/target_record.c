/*
 * target_record.c - the fixed layouts: bodies, streams, heads, receipts, key bindings.
 *
 * The first byte chooses the layout. What is accepted is written again as the same bytes.
 */
#include "tests/fuzz/fuzz.h"

#include "base/hash.h"
#include "base/limits.h"
#include "record/keys.h"
#include "record/record.h"

#include <string.h>

static void body(struct br_bytes bytes)
{
    struct br_record record;
    struct br_record read;
    enum br_status status = br_record_parse(bytes, &record);
    BR_ASSERT(status == BR_OK || status == BR_ERR_MALFORMED || status == BR_ERR_LIMIT);
    BR_ASSERT(br_record_read(bytes, &read) == status);
    if (status != BR_OK) {
        return;
    }
    BR_ASSERT(br_bytes_equal(record.body, bytes) && bytes.size <= BR_RECORD_SIZE_MAX);
    if (record.format == BR_BODY_WHOLE) {
        struct br_buffer again;
        br_buffer_init(&again, BR_RECORD_SIZE_MAX);
        br_record_encode(&record, &again);
        BR_ASSERT(br_bytes_equal(br_buffer_bytes(&again), bytes));
        br_buffer_free(&again);
    } else {
        BR_ASSERT(record.format == BR_BODY_ERASED && bytes.size == BR_BODY_FIXED_SIZE + 32);
        BR_ASSERT(memcmp(record.commitment.bytes, bytes.data + BR_BODY_FIXED_SIZE, 32) == 0);
    }
    /* Where it stands is part of what is hashed. */
    struct br_stream stream = {.audience = {.type = BR_AUDIENCE_NETWORK}};
    struct br_hash before = {{0}};
    struct br_hash one = br_record_hash(&record, &stream, 1, 1, &before);
    struct br_hash two = br_record_hash(&record, &stream, 1, 2, &before);
    struct br_hash other = br_record_hash(&record, &stream, 2, 1, &before);
    BR_ASSERT(!br_hash_equal(&one, &two) && !br_hash_equal(&one, &other));
}

static void stream(struct br_bytes bytes)
{
    struct br_stream decoded;
    uint8_t again[BR_STREAM_SIZE];
    if (br_stream_decode(bytes, &decoded) == BR_OK) {
        br_stream_encode(&decoded, again);
        BR_ASSERT(bytes.size == sizeof again && memcmp(again, bytes.data, sizeof again) == 0);
    }
}

static void head(struct br_bytes bytes)
{
    struct br_head decoded;
    uint8_t again[BR_HEAD_SIZE];
    if (br_head_decode(bytes, &decoded) == BR_OK) {
        br_head_encode(&decoded, again);
        BR_ASSERT(bytes.size == sizeof again && memcmp(again, bytes.data, sizeof again) == 0);
        BR_ASSERT(decoded.epoch > 0 && decoded.epoch <= BR_EPOCH_MAX);
        BR_ASSERT(decoded.seq > 0 && decoded.seq <= BR_SEQ_MAX);
    }
}

static void receipt(struct br_bytes bytes)
{
    struct br_receipt decoded;
    uint8_t again[BR_RECEIPT_SIZE];
    if (br_receipt_decode(bytes, &decoded) == BR_OK) {
        br_receipt_encode(&decoded, again);
        BR_ASSERT(bytes.size == sizeof again && memcmp(again, bytes.data, sizeof again) == 0);
    }
}

/* The academy that the recovery key in front names must have bound these keys itself. */
static void keys(struct br_bytes bytes)
{
    struct br_academy_keys found;
    struct br_public_key recovery = {{0}};
    struct br_reader reader = {.rest = bytes};
    br_reader_copy(&reader, recovery.bytes, sizeof recovery.bytes);
    struct br_hash academy = br_keys_academy(&recovery);
    if (br_keys_check(&academy, reader.rest, &found) == BR_OK) {
        BR_ASSERT(memcmp(found.recovery.bytes, recovery.bytes, sizeof recovery.bytes) == 0);
        academy.bytes[0] ^= 1;
        BR_ASSERT(br_keys_check(&academy, reader.rest, &found) == BR_ERR_SIGNATURE);
    }
}

static void run(struct br_bytes input)
{
    static void (*const layouts[])(struct br_bytes) = {body, stream, head, receipt, keys};
    if (input.size > 0) {
        struct br_bytes rest = {input.data + 1, input.size - 1};
        layouts[input.data[0] % (sizeof layouts / sizeof layouts[0])](rest);
    }
}

static void seed(struct fuzz_seeds *out, const char *name, uint8_t layout, struct br_bytes bytes)
{
    struct br_buffer whole;
    br_buffer_init(&whole, BR_RECORD_SIZE_MAX + 1);
    br_buffer_put_u8(&whole, layout);
    br_buffer_put(&whole, bytes.data, bytes.size);
    fuzz_seed(out, name, br_buffer_bytes(&whole));
    br_buffer_free(&whole);
}

static void seed_keys(struct fuzz_seeds *out, const struct br_secret_key *recovery)
{
    struct br_academy_keys made;
    struct br_public_key signing = {{9}};
    struct br_hash pin = {{7}};
    struct br_buffer bytes;
    br_buffer_init(&bytes, BR_RECORD_SIZE_MAX);
    br_keys_make(recovery, &signing, &pin, &made);
    br_buffer_put(&bytes, made.recovery.bytes, sizeof made.recovery.bytes);
    br_keys_pack(&made, &bytes);
    seed(out, "keys", 4, br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
}

static void seeds(struct fuzz_seeds *out)
{
    struct br_secret_key secret;
    struct br_public_key public;
    struct br_buffer bytes;
    uint8_t encoded[BR_RECEIPT_SIZE];
    br_key_pair((const uint8_t[32]){1}, &secret, &public);
    br_buffer_init(&bytes, BR_RECORD_SIZE_MAX);
    struct br_record record = {.hlc = 1u << 20, .kind = 11, .id = {{1}}, .salt = {2}};
    record.payload = br_bytes_of_text("a payload");
    record.payload_size = (uint32_t)record.payload.size;
    br_record_encode(&record, &bytes);
    seed(out, "whole", 0, br_buffer_bytes(&bytes));
    bytes.data[0] = BR_BODY_ERASED;
    bytes.size = BR_BODY_FIXED_SIZE;
    br_buffer_put(&bytes, public.bytes, sizeof public.bytes);
    seed(out, "erased", 0, br_buffer_bytes(&bytes));
    for (int type = BR_AUDIENCE_NETWORK; type <= BR_AUDIENCE_ROOM; type++) {
        bool named = type == BR_AUDIENCE_GROUP || type == BR_AUDIENCE_ROOM;
        struct br_stream at = {.origin = {{3}},
                               .audience = {.type = (uint8_t)type, .id = {{named ? 5 : 0}}}};
        struct br_head end = {.stream = at, .epoch = 1, .seq = 4};
        struct br_receipt held = {.stream = at, .epoch = 1, .seq = 4};
        br_stream_encode(&at, encoded);
        seed(out, "stream", 1, (struct br_bytes){encoded, BR_STREAM_SIZE});
        br_head_sign(&end, &secret);
        br_head_encode(&end, encoded);
        seed(out, "head", 2, (struct br_bytes){encoded, BR_HEAD_SIZE});
        br_receipt_sign(&held, &secret);
        br_receipt_encode(&held, encoded);
        seed(out, "receipt", 3, (struct br_bytes){encoded, BR_RECEIPT_SIZE});
    }
    seed_keys(out, &secret);
    br_buffer_free(&bytes);
}

const struct fuzz_target fuzz_record = {.name = "record", .run = run, .seeds = seeds};
