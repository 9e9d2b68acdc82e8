/* record.c - encoding, hashing and signing of the fixed layouts; each reader beside its writer. */
#include "record/record.h"

#include "base/hash.h"
#include "base/limits.h"

#include <string.h>

#define HEADER_SIZE 183u

_Static_assert(BR_STREAM_SIZE == 32 + BR_AUDIENCE_SIZE, "stream layout");
_Static_assert(BR_HEAD_SIZE == BR_STREAM_SIZE + 4 + 8 + 32 + BR_KEY_NAME_SIZE + 64, "head layout");
_Static_assert(BR_RECEIPT_SIZE == 32 + BR_HEAD_SIZE, "receipt layout");
_Static_assert(BR_BODY_FIXED_SIZE == 1 + 8 + 8 + 2 + 16 + 16 + 4, "body layout");
_Static_assert(BR_BODY_ERASED_SIZE == BR_BODY_FIXED_SIZE + 32, "erased body layout");
_Static_assert(HEADER_SIZE == 4 + BR_STREAM_SIZE + 4 + 8 + 32 + (BR_BODY_FIXED_SIZE - 1) + 32,
               "header layout");

bool br_audience_is_shared(const struct br_audience *audience)
{
    return audience->type == BR_AUDIENCE_NETWORK || audience->type == BR_AUDIENCE_GROUP;
}

bool br_stream_equal(const struct br_stream *a, const struct br_stream *b)
{
    return a->audience.type == b->audience.type && br_id_equal(&a->audience.id, &b->audience.id) &&
           br_hash_equal(&a->origin, &b->origin);
}

void br_audience_encode(const struct br_audience *audience, uint8_t out[BR_AUDIENCE_SIZE])
{
    out[0] = audience->type;
    memcpy(out + 1, audience->id.bytes, sizeof audience->id.bytes);
}

enum br_status br_audience_decode(struct br_bytes bytes, struct br_audience *audience)
{
    if (bytes.size != BR_AUDIENCE_SIZE) {
        return BR_ERR_MALFORMED;
    }
    audience->type = bytes.data[0];
    memcpy(audience->id.bytes, bytes.data + 1, sizeof audience->id.bytes);
    bool names_one = audience->type == BR_AUDIENCE_GROUP || audience->type == BR_AUDIENCE_ROOM;
    bool known =
        names_one || audience->type == BR_AUDIENCE_NETWORK || audience->type == BR_AUDIENCE_ACADEMY;
    return known && names_one == !br_id_is_zero(&audience->id) ? BR_OK : BR_ERR_MALFORMED;
}

void br_stream_encode(const struct br_stream *stream, uint8_t out[BR_STREAM_SIZE])
{
    memcpy(out, stream->origin.bytes, sizeof stream->origin.bytes);
    br_audience_encode(&stream->audience, out + sizeof stream->origin.bytes);
}

enum br_status br_stream_decode(struct br_bytes bytes, struct br_stream *stream)
{
    if (bytes.size != BR_STREAM_SIZE) {
        return BR_ERR_MALFORMED;
    }
    memcpy(stream->origin.bytes, bytes.data, sizeof stream->origin.bytes);
    struct br_bytes audience = {.data = bytes.data + sizeof stream->origin.bytes,
                                .size = BR_AUDIENCE_SIZE};
    return br_audience_decode(audience, &stream->audience);
}

static struct br_hash commit(const uint8_t salt[BR_SALT_SIZE], struct br_bytes payload)
{
    struct br_bytes parts[] = {
        {.data = (const uint8_t *)"brc1", .size = 4},
        {.data = salt, .size = BR_SALT_SIZE},
        payload,
    };
    return br_sha256(parts, 3);
}

enum br_status br_record_read(struct br_bytes body, struct br_record *record)
{
    if (body.size > BR_RECORD_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_reader reader = {.rest = body};
    uint8_t format = br_reader_u8(&reader);
    record->hlc = br_reader_u64(&reader);
    record->written_ms = br_reader_u64(&reader);
    record->kind = br_reader_u16(&reader);
    br_reader_copy(&reader, record->author.bytes, sizeof record->author.bytes);
    br_reader_copy(&reader, record->id.bytes, sizeof record->id.bytes);
    record->payload_size = br_reader_u32(&reader);
    record->body = body;
    if (format == BR_BODY_WHOLE) {
        record->format = BR_BODY_WHOLE;
        br_reader_copy(&reader, record->salt, sizeof record->salt);
        record->payload = br_reader_take(&reader, record->payload_size);
    } else {
        record->format = BR_BODY_ERASED;
        memset(record->salt, 0, sizeof record->salt);
        record->payload = (struct br_bytes){0};
        br_reader_copy(&reader, record->commitment.bytes, sizeof record->commitment.bytes);
    }
    bool known = format == BR_BODY_WHOLE || format == BR_BODY_ERASED;
    if (!known || reader.failed || reader.rest.size > 0 || record->kind == 0) {
        return BR_ERR_MALFORMED;
    }
    return record->payload_size > BR_PAYLOAD_SIZE_MAX ? BR_ERR_LIMIT : BR_OK;
}

enum br_status br_record_parse(struct br_bytes body, struct br_record *record)
{
    enum br_status status = br_record_read(body, record);
    if (status == BR_OK && record->format == BR_BODY_WHOLE) {
        record->commitment = commit(record->salt, record->payload);
    }
    return status;
}

static void put_fixed(const struct br_record *record, enum br_body_format format, uint32_t size,
                      struct br_buffer *out)
{
    BR_ASSERT(record->kind != 0);
    br_buffer_put_u8(out, (uint8_t)format);
    br_buffer_put_u64(out, record->hlc);
    br_buffer_put_u64(out, record->written_ms);
    br_buffer_put_u16(out, record->kind);
    br_buffer_put(out, record->author.bytes, sizeof record->author.bytes);
    br_buffer_put(out, record->id.bytes, sizeof record->id.bytes);
    br_buffer_put_u32(out, size);
}

void br_record_encode(const struct br_record *record, struct br_buffer *out)
{
    BR_ASSERT(record->payload.size <= BR_PAYLOAD_SIZE_MAX);
    put_fixed(record, BR_BODY_WHOLE, (uint32_t)record->payload.size, out);
    br_buffer_put(out, record->salt, sizeof record->salt);
    br_buffer_put(out, record->payload.data, record->payload.size);
}

void br_record_encode_erased(const struct br_record *record, struct br_buffer *out)
{
    put_fixed(record, BR_BODY_ERASED, record->payload_size, out);
    br_buffer_put(out, record->commitment.bytes, sizeof record->commitment.bytes);
}

struct br_hash br_record_hash(const struct br_record *record, const struct br_stream *stream,
                              uint32_t epoch, uint64_t seq, const struct br_hash *previous)
{
    uint8_t header[HEADER_SIZE];
    uint8_t *at = header;
    memcpy(at, "brm1", 4);
    br_stream_encode(stream, at + 4);
    at += 4 + BR_STREAM_SIZE;
    br_store_u32(at, epoch);
    br_store_u64(at + 4, seq);
    memcpy(at + 12, previous->bytes, sizeof previous->bytes);
    at += 12 + sizeof previous->bytes;
    br_store_u64(at, record->hlc);
    br_store_u64(at + 8, record->written_ms);
    br_store_u16(at + 16, record->kind);
    memcpy(at + 18, record->author.bytes, sizeof record->author.bytes);
    memcpy(at + 34, record->id.bytes, sizeof record->id.bytes);
    br_store_u32(at + 50, record->payload_size);
    memcpy(at + 54, record->commitment.bytes, sizeof record->commitment.bytes);
    return br_sha256_one(header, sizeof header);
}

/* What heads and receipts have in common: a stream's position, and who signed for it. */
struct position {
    struct br_stream *stream;
    uint32_t *epoch;
    uint64_t *seq;
    struct br_hash *hash;
    uint8_t *key;
    struct br_signature *signature;
};

static struct position head_position(struct br_head *head)
{
    return (struct position){&head->stream, &head->epoch, &head->seq,
                             &head->hash,   head->key,    &head->signature};
}

static struct position receipt_position(struct br_receipt *receipt)
{
    return (struct position){&receipt->stream, &receipt->epoch, &receipt->seq,
                             &receipt->hash,   receipt->key,    &receipt->signature};
}

static void position_encode(struct position position, uint8_t out[BR_HEAD_SIZE])
{
    br_stream_encode(position.stream, out);
    uint8_t *at = out + BR_STREAM_SIZE;
    br_store_u32(at, *position.epoch);
    br_store_u64(at + 4, *position.seq);
    memcpy(at + 12, position.hash->bytes, sizeof position.hash->bytes);
    memcpy(at + 44, position.key, BR_KEY_NAME_SIZE);
    memcpy(at + 52, position.signature->bytes, sizeof position.signature->bytes);
}

static enum br_status position_decode(struct br_bytes bytes, struct position position)
{
    BR_ASSERT(bytes.size == BR_HEAD_SIZE);
    struct br_reader reader = {.rest = bytes};
    enum br_status status =
        br_stream_decode(br_reader_take(&reader, BR_STREAM_SIZE), position.stream);
    *position.epoch = br_reader_u32(&reader);
    *position.seq = br_reader_u64(&reader);
    br_reader_copy(&reader, position.hash->bytes, sizeof position.hash->bytes);
    br_reader_copy(&reader, position.key, BR_KEY_NAME_SIZE);
    br_reader_copy(&reader, position.signature->bytes, sizeof position.signature->bytes);
    if (status != BR_OK) {
        return status;
    }
    bool sensible = *position.epoch > 0 && *position.epoch <= BR_EPOCH_MAX && *position.seq > 0 &&
                    *position.seq <= BR_SEQ_MAX;
    return sensible ? BR_OK : BR_ERR_MALFORMED;
}

enum { SIGNED_HEAD_SIZE = BR_HEAD_SIZE - BR_KEY_NAME_SIZE - 64 };

void br_head_encode(const struct br_head *head, uint8_t out[BR_HEAD_SIZE])
{
    struct br_head copy = *head;
    position_encode(head_position(&copy), out);
}

enum br_status br_head_decode(struct br_bytes bytes, struct br_head *head)
{
    if (bytes.size != BR_HEAD_SIZE) {
        return BR_ERR_MALFORMED;
    }
    return position_decode(bytes, head_position(head));
}

static struct br_bytes head_message(const struct br_head *head, uint8_t out[4 + BR_HEAD_SIZE])
{
    memcpy(out, "brh1", 4);
    br_head_encode(head, out + 4);
    return (struct br_bytes){.data = out, .size = 4 + SIGNED_HEAD_SIZE};
}

void br_head_sign(struct br_head *head, const struct br_secret_key *secret)
{
    uint8_t message[4 + BR_HEAD_SIZE];
    struct br_public_key public = br_secret_public(secret);
    br_key_name(&public, head->key);
    head->signature = br_sign(secret, head_message(head, message));
}

bool br_head_verify(const struct br_head *head, const struct br_public_key *key)
{
    uint8_t message[4 + BR_HEAD_SIZE];
    return memcmp(head->key, key->bytes, BR_KEY_NAME_SIZE) == 0 &&
           br_sign_verify(key, head_message(head, message), &head->signature);
}

void br_receipt_encode(const struct br_receipt *receipt, uint8_t out[BR_RECEIPT_SIZE])
{
    struct br_receipt copy = *receipt;
    memcpy(out, receipt->holder.bytes, sizeof receipt->holder.bytes);
    position_encode(receipt_position(&copy), out + sizeof receipt->holder.bytes);
}

enum br_status br_receipt_decode(struct br_bytes bytes, struct br_receipt *receipt)
{
    if (bytes.size != BR_RECEIPT_SIZE) {
        return BR_ERR_MALFORMED;
    }
    struct br_reader reader = {.rest = bytes};
    br_reader_copy(&reader, receipt->holder.bytes, sizeof receipt->holder.bytes);
    return position_decode(reader.rest, receipt_position(receipt));
}

static struct br_bytes receipt_message(const struct br_receipt *receipt,
                                       uint8_t out[4 + BR_RECEIPT_SIZE])
{
    memcpy(out, "brr1", 4);
    br_receipt_encode(receipt, out + 4);
    return (struct br_bytes){.data = out, .size = 4 + 32 + SIGNED_HEAD_SIZE};
}

void br_receipt_sign(struct br_receipt *receipt, const struct br_secret_key *secret)
{
    uint8_t message[4 + BR_RECEIPT_SIZE];
    struct br_public_key public = br_secret_public(secret);
    br_key_name(&public, receipt->key);
    receipt->signature = br_sign(secret, receipt_message(receipt, message));
}

bool br_receipt_verify(const struct br_receipt *receipt, const struct br_public_key *key)
{
    uint8_t message[4 + BR_RECEIPT_SIZE];
    return memcmp(receipt->key, key->bytes, BR_KEY_NAME_SIZE) == 0 &&
           br_sign_verify(key, receipt_message(receipt, message), &receipt->signature);
}

void br_key_name(const struct br_public_key *key, uint8_t out[BR_KEY_NAME_SIZE])
{
    memcpy(out, key->bytes, BR_KEY_NAME_SIZE);
}

struct br_public_key br_secret_public(const struct br_secret_key *secret)
{
    struct br_public_key public;
    memcpy(public.bytes, secret->bytes + 32, sizeof public.bytes);
    return public;
}
