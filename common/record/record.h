/**
 * record.h - the fixed layouts: streams, records, heads, receipts; what is hashed and signed.
 *
 * A record's header is never stored or sent whole. What follows from the context (origin,
 * audience, epoch, seq, previous hash) is left out; the rest travels and is stored as the body:
 *
 *      body     format 1 | hlc 8 | written_ms 8 | kind 2 | author 16 | id 16 | payload_size 4
 *               | salt 16 | payload          (format 1: BR_BODY_WHOLE)
 *               | commitment 32              (format 2: BR_BODY_ERASED, payload gone or missing)
 *
 *      header   "brm1" | origin 32 | audience 17 | epoch 4 | seq 8 | previous hash 32 | hlc 8
 *               | written_ms 8 | kind 2 | author 16 | id 16 | payload_size 4 | commitment 32
 *      hash     SHA-256(header): 183 bytes, which is exactly three SHA-256 blocks with the padding
 *      commitment  SHA-256("brc1" | salt 16 | payload)
 *
 *      head     origin 32 | audience 17 | epoch 4 | seq 8 | hash 32 | key 8 | signature 64
 *      signed   "brh1" | the head without key and signature
 *
 *      receipt  holder 32 | origin 32 | audience 17 | epoch 4 | seq 8 | hash 32 | key 8
 *               | signature 64
 *      signed   "brr1" | the receipt without key and signature
 *
 * `key` is the first 8 bytes of the signing public key. Integers are big-endian. The tags keep the
 * four uses of hash and signature apart. These layouts are frozen: a change is a new format tag.
 */
#ifndef BR_RECORD_RECORD_H
#define BR_RECORD_RECORD_H

#include "base/sign.h"

enum br_audience_type {
    BR_AUDIENCE_NETWORK = 1, /* all academies that the origin accepts; id is zero */
    BR_AUDIENCE_GROUP = 2,   /* named academies; id is the group's first record */
    BR_AUDIENCE_ACADEMY = 3, /* the origin's own people; id is zero */
    BR_AUDIENCE_ROOM = 4,    /* the members of one Big Room; id is the room */
};

struct br_audience {
    uint8_t type; /* enum br_audience_type */
    struct br_id id;
};

/** The records of one origin for one audience, numbered from 1 without gaps. */
struct br_stream {
    struct br_hash origin;
    struct br_audience audience;
};

#define BR_AUDIENCE_SIZE 17u
#define BR_STREAM_SIZE 49u
#define BR_SALT_SIZE 16u
#define BR_HEAD_SIZE 165u
#define BR_RECEIPT_SIZE 197u
#define BR_BODY_FIXED_SIZE 55u  /* up to and with payload_size */
#define BR_BODY_ERASED_SIZE 87u /* BR_BODY_FIXED_SIZE and the commitment */
#define BR_KEY_NAME_SIZE 8u

enum br_body_format {
    BR_BODY_WHOLE = 1,
    BR_BODY_ERASED = 2,
};

/** A parsed body. The pointers borrow from the bytes that were parsed. */
struct br_record {
    enum br_body_format format;
    uint64_t hlc;
    uint64_t written_ms;
    uint16_t kind;
    struct br_id author; /* opaque, per academy; zero = the academy itself */
    struct br_id id;
    uint32_t payload_size;
    uint8_t salt[BR_SALT_SIZE]; /* WHOLE */
    struct br_bytes payload;    /* WHOLE */
    struct br_hash commitment;  /* given when ERASED, computed by br_record_parse when WHOLE */
    struct br_bytes body;       /* all of it, as stored and sent */
};

/** The last record of a stream that somebody holds; all zero for an empty stream. */
struct br_tail {
    uint32_t epoch;
    uint64_t seq;
    struct br_hash hash;
};

struct br_head {
    struct br_stream stream;
    uint32_t epoch; /* 1 .. BR_EPOCH_MAX */
    uint64_t seq;   /* 1 .. BR_SEQ_MAX */
    struct br_hash hash;
    uint8_t key[BR_KEY_NAME_SIZE];
    struct br_signature signature;
};

struct br_receipt {
    struct br_hash holder;
    struct br_stream stream;
    uint32_t epoch;
    uint64_t seq;
    struct br_hash hash;
    uint8_t key[BR_KEY_NAME_SIZE];
    struct br_signature signature;
};

bool br_audience_is_shared(const struct br_audience *audience); /* network or group */
bool br_stream_equal(const struct br_stream *a, const struct br_stream *b);
void br_stream_encode(const struct br_stream *stream, uint8_t out[BR_STREAM_SIZE]);
/** BR_ERR_MALFORMED: an unknown audience type, or an id too many or too few for the type. */
BR_MUST_USE enum br_status br_stream_decode(struct br_bytes bytes, struct br_stream *stream);
void br_audience_encode(const struct br_audience *audience, uint8_t out[BR_AUDIENCE_SIZE]);
BR_MUST_USE enum br_status br_audience_decode(struct br_bytes bytes, struct br_audience *audience);

/**
 * Parse a body and compute its commitment. BR_ERR_MALFORMED for a wrong format tag or a length that
 * does not fit exactly, BR_ERR_LIMIT over BR_RECORD_SIZE_MAX. Payloads are not looked into.
 */
BR_MUST_USE enum br_status br_record_parse(struct br_bytes body, struct br_record *record);
/** As br_record_parse, without the commitment of a WHOLE one: its chain is verified already. */
BR_MUST_USE enum br_status br_record_read(struct br_bytes body, struct br_record *record);
/** Append the body of a WHOLE record; format, body and commitment of [record] are ignored. */
void br_record_encode(const struct br_record *record, struct br_buffer *out);
/** Append what stays of a parsed record without its payload and salt (BR_BODY_ERASED). */
void br_record_encode_erased(const struct br_record *record, struct br_buffer *out);
/** The chain hash of [record] at this place behind [previous]. */
struct br_hash br_record_hash(const struct br_record *record, const struct br_stream *stream,
                              uint32_t epoch, uint64_t seq, const struct br_hash *previous);

void br_head_encode(const struct br_head *head, uint8_t out[BR_HEAD_SIZE]);
/** BR_ERR_MALFORMED also for epoch or seq 0, or above BR_EPOCH_MAX or BR_SEQ_MAX. */
BR_MUST_USE enum br_status br_head_decode(struct br_bytes bytes, struct br_head *head);
void br_head_sign(struct br_head *head, const struct br_secret_key *secret);
bool br_head_verify(const struct br_head *head, const struct br_public_key *key);

void br_receipt_encode(const struct br_receipt *receipt, uint8_t out[BR_RECEIPT_SIZE]);
BR_MUST_USE enum br_status br_receipt_decode(struct br_bytes bytes, struct br_receipt *receipt);
void br_receipt_sign(struct br_receipt *receipt, const struct br_secret_key *secret);
bool br_receipt_verify(const struct br_receipt *receipt, const struct br_public_key *key);

void br_key_name(const struct br_public_key *key, uint8_t out[BR_KEY_NAME_SIZE]);
struct br_public_key br_secret_public(const struct br_secret_key *secret);

#endif
