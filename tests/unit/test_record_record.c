/* The fixed layouts: they come back, they refuse what is not theirs, and they never drift. */
#include "harness/check.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/rng.h"
#include "record/record.h"

#include <string.h>

enum { ROUNDS = 2000 };

static struct br_audience random_audience(struct br_rng *rng)
{
    struct br_audience audience = {.type = (uint8_t)(1 + br_rng_below(rng, 4))};
    if (audience.type == BR_AUDIENCE_GROUP || audience.type == BR_AUDIENCE_ROOM) {
        br_rng_bytes(rng, audience.id.bytes, sizeof audience.id.bytes);
        audience.id.bytes[0] |= 1;
    }
    return audience;
}

static struct br_stream random_stream(struct br_rng *rng)
{
    struct br_stream stream = {.audience = random_audience(rng)};
    br_rng_bytes(rng, stream.origin.bytes, sizeof stream.origin.bytes);
    return stream;
}

static struct br_record random_record(struct br_rng *rng, struct br_bytes payload)
{
    struct br_record record = {.hlc = br_rng_next(rng),
                               .written_ms = br_rng_next(rng),
                               .kind = (uint16_t)(1 + br_rng_below(rng, UINT16_MAX)),
                               .payload = payload};
    br_rng_bytes(rng, record.author.bytes, sizeof record.author.bytes);
    br_rng_bytes(rng, record.id.bytes, sizeof record.id.bytes);
    br_rng_bytes(rng, record.salt, sizeof record.salt);
    return record;
}

static struct br_head random_head(struct br_rng *rng)
{
    struct br_head head = {.stream = random_stream(rng),
                           .epoch = (uint32_t)(1 + br_rng_below(rng, BR_EPOCH_MAX)),
                           .seq = 1 + br_rng_below(rng, BR_SEQ_MAX)};
    br_rng_bytes(rng, head.hash.bytes, sizeof head.hash.bytes);
    br_rng_bytes(rng, head.key, sizeof head.key);
    br_rng_bytes(rng, head.signature.bytes, sizeof head.signature.bytes);
    return head;
}

static bool heads_equal(const struct br_head *a, const struct br_head *b)
{
    return br_stream_equal(&a->stream, &b->stream) && a->epoch == b->epoch && a->seq == b->seq &&
           br_hash_equal(&a->hash, &b->hash) && memcmp(a->key, b->key, sizeof a->key) == 0 &&
           memcmp(a->signature.bytes, b->signature.bytes, sizeof a->signature.bytes) == 0;
}

static void test_streams_come_back(void)
{
    struct br_rng rng = br_rng_seeded(1);
    for (int i = 0; i < ROUNDS; i++) {
        struct br_stream stream = random_stream(&rng);
        struct br_stream back;
        uint8_t bytes[BR_STREAM_SIZE];
        br_stream_encode(&stream, bytes);
        CHECK(br_stream_decode((struct br_bytes){bytes, sizeof bytes}, &back) == BR_OK);
        CHECK(br_stream_equal(&stream, &back));
        bool shared = stream.audience.type <= BR_AUDIENCE_GROUP;
        CHECK(br_audience_is_shared(&back.audience) == shared);
    }
}

static void test_audiences_have_an_id_where_one_belongs(void)
{
    for (unsigned type = 0; type < 256; type++) {
        for (unsigned with_id = 0; with_id < 2; with_id++) {
            struct br_audience audience;
            uint8_t bytes[BR_AUDIENCE_SIZE] = {(uint8_t)type,
                                               [BR_AUDIENCE_SIZE - 1] = (uint8_t)with_id};
            bool good = with_id != 0 ? type == BR_AUDIENCE_GROUP || type == BR_AUDIENCE_ROOM
                                     : type == BR_AUDIENCE_NETWORK || type == BR_AUDIENCE_ACADEMY;
            CHECK_UINT(br_audience_decode((struct br_bytes){bytes, sizeof bytes}, &audience),
                       good ? BR_OK : BR_ERR_MALFORMED);
        }
    }
}

static void test_wrong_sizes_are_refused(void)
{
    static uint8_t bytes[BR_RECEIPT_SIZE + 1] = {[32] = BR_AUDIENCE_NETWORK};
    struct br_stream stream;
    struct br_audience audience;
    struct br_head head;
    struct br_receipt receipt;
    for (int by = -1; by <= 1; by += 2) {
        struct br_bytes off = {bytes, (size_t)((int)BR_STREAM_SIZE + by)};
        CHECK(br_stream_decode(off, &stream) == BR_ERR_MALFORMED);
        off.size = (size_t)((int)BR_AUDIENCE_SIZE + by);
        CHECK(br_audience_decode(off, &audience) == BR_ERR_MALFORMED);
        off.size = (size_t)((int)BR_HEAD_SIZE + by);
        CHECK(br_head_decode(off, &head) == BR_ERR_MALFORMED);
        off.size = (size_t)((int)BR_RECEIPT_SIZE + by);
        CHECK(br_receipt_decode(off, &receipt) == BR_ERR_MALFORMED);
    }
    CHECK(br_head_decode((struct br_bytes){NULL, 0}, &head) == BR_ERR_MALFORMED);
}

static void test_heads_and_receipts_come_back(void)
{
    struct br_rng rng = br_rng_seeded(2);
    for (int i = 0; i < ROUNDS; i++) {
        struct br_head head = random_head(&rng);
        struct br_head head_back;
        uint8_t bytes[BR_RECEIPT_SIZE];
        br_head_encode(&head, bytes);
        CHECK(br_head_decode((struct br_bytes){bytes, BR_HEAD_SIZE}, &head_back) == BR_OK);
        CHECK(heads_equal(&head, &head_back));

        struct br_receipt receipt = {.stream = head.stream,
                                     .epoch = head.epoch,
                                     .seq = head.seq,
                                     .hash = head.hash,
                                     .signature = head.signature};
        struct br_receipt back;
        memcpy(receipt.key, head.key, sizeof receipt.key);
        br_rng_bytes(&rng, receipt.holder.bytes, sizeof receipt.holder.bytes);
        br_receipt_encode(&receipt, bytes);
        CHECK(br_receipt_decode((struct br_bytes){bytes, BR_RECEIPT_SIZE}, &back) == BR_OK);
        struct br_head of_back = {.stream = back.stream,
                                  .epoch = back.epoch,
                                  .seq = back.seq,
                                  .hash = back.hash,
                                  .signature = back.signature};
        memcpy(of_back.key, back.key, sizeof back.key);
        CHECK(br_hash_equal(&receipt.holder, &back.holder) && heads_equal(&head, &of_back));
    }
}

static void test_positions_are_within_bounds(void)
{
    struct br_rng rng = br_rng_seeded(3);
    static const struct {
        uint32_t epoch;
        uint64_t seq;
        enum br_status status;
    } cases[] = {
        {1, 1, BR_OK},
        {0, 1, BR_ERR_MALFORMED},
        {1, 0, BR_ERR_MALFORMED},
        {BR_EPOCH_MAX - 1, BR_SEQ_MAX - 1, BR_OK},
        {BR_EPOCH_MAX, BR_SEQ_MAX, BR_OK},
        {BR_EPOCH_MAX + 1, 1, BR_ERR_MALFORMED},
        {1, BR_SEQ_MAX + 1, BR_ERR_MALFORMED},
        {1, UINT64_MAX, BR_ERR_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_head head = random_head(&rng);
        struct br_head back;
        uint8_t bytes[BR_HEAD_SIZE];
        head.epoch = cases[i].epoch;
        head.seq = cases[i].seq;
        br_head_encode(&head, bytes);
        CHECK_UINT(br_head_decode((struct br_bytes){bytes, sizeof bytes}, &back), cases[i].status);
    }
}

static void test_records_come_back(void)
{
    struct br_rng rng = br_rng_seeded(4);
    uint8_t payload[300];
    for (int i = 0; i < ROUNDS; i++) {
        size_t size = (size_t)br_rng_below(&rng, sizeof payload + 1);
        br_rng_bytes(&rng, payload, size);
        struct br_record record = random_record(&rng, (struct br_bytes){payload, size});
        struct br_record back;
        struct br_buffer body;
        br_buffer_init(&body, BR_RECORD_SIZE_MAX);
        br_record_encode(&record, &body);
        CHECK_UINT(body.size, BR_BODY_FIXED_SIZE + BR_SALT_SIZE + size);
        CHECK(br_record_parse(br_buffer_bytes(&body), &back) == BR_OK);
        CHECK(back.format == BR_BODY_WHOLE && back.hlc == record.hlc &&
              back.written_ms == record.written_ms && back.kind == record.kind &&
              br_id_equal(&back.author, &record.author) && br_id_equal(&back.id, &record.id) &&
              back.payload_size == size && memcmp(back.salt, record.salt, BR_SALT_SIZE) == 0 &&
              br_bytes_equal(back.payload, record.payload));
        CHECK(br_bytes_equal(back.body, br_buffer_bytes(&body)));
        br_buffer_free(&body);
    }
}

/* The erased form says the same header: it hashes alike, so the chain holds without the payload. */
static void test_erased_records_keep_their_hash(void)
{
    struct br_rng rng = br_rng_seeded(5);
    struct br_record whole;
    struct br_record erased;
    struct br_buffer body;
    struct br_buffer cut;
    struct br_hash previous = br_sha256_one("x", 1);
    struct br_stream stream = random_stream(&rng);
    struct br_record record = random_record(&rng, br_bytes_of_text("to be forgotten"));
    br_buffer_init(&body, 1000);
    br_buffer_init(&cut, 1000);
    br_record_encode(&record, &body);
    CHECK(br_record_parse(br_buffer_bytes(&body), &whole) == BR_OK);
    struct br_record read = {.commitment = {{7}}};
    CHECK(br_record_read(br_buffer_bytes(&body), &read) == BR_OK);
    CHECK(read.commitment.bytes[0] == 7 && br_id_equal(&read.id, &whole.id) &&
          br_bytes_equal(read.payload, whole.payload)); /* all but the commitment */
    br_buffer_put_u8(&cut, BR_BODY_ERASED);
    br_buffer_put(&cut, body.data + 1, BR_BODY_FIXED_SIZE - 1);
    br_buffer_put(&cut, whole.commitment.bytes, sizeof whole.commitment.bytes);
    CHECK(br_record_parse(br_buffer_bytes(&cut), &erased) == BR_OK);
    CHECK(erased.format == BR_BODY_ERASED && erased.payload.size == 0 &&
          erased.payload_size == whole.payload_size);
    struct br_hash a = br_record_hash(&whole, &stream, 3, 9, &previous);
    struct br_hash b = br_record_hash(&erased, &stream, 3, 9, &previous);
    CHECK(br_hash_equal(&a, &b));
    for (size_t size = 0; size < cut.size; size++) {
        CHECK(br_record_parse((struct br_bytes){cut.data, size}, &erased) == BR_ERR_MALFORMED);
    }
    br_buffer_free(&body);
    br_buffer_free(&cut);
}

static void test_bodies_of_a_wrong_form(void)
{
    struct br_rng rng = br_rng_seeded(6);
    struct br_record record = random_record(&rng, br_bytes_of_text("payload"));
    struct br_buffer body;
    br_buffer_init(&body, 1000);
    br_record_encode(&record, &body);
    for (size_t size = 0; size < body.size; size++) {
        CHECK(br_record_parse((struct br_bytes){body.data, size}, &record) == BR_ERR_MALFORMED);
    }
    for (unsigned format = 0; format < 256; format++) {
        body.data[0] = (uint8_t)format;
        CHECK((br_record_parse(br_buffer_bytes(&body), &record) == BR_OK) == (format == 1));
    }
    body.data[0] = BR_BODY_WHOLE;
    br_store_u16(body.data + 17, 0); /* no kind has number 0 */
    CHECK(br_record_parse(br_buffer_bytes(&body), &record) == BR_ERR_MALFORMED);
    br_store_u16(body.data + 17, 1);
    br_store_u32(body.data + BR_BODY_FIXED_SIZE - 4, UINT32_MAX);
    CHECK(br_record_parse(br_buffer_bytes(&body), &record) == BR_ERR_MALFORMED);
    br_buffer_put_u8(&body, 0);
    br_store_u32(body.data + BR_BODY_FIXED_SIZE - 4, 7);
    CHECK(br_record_parse(br_buffer_bytes(&body), &record) == BR_ERR_MALFORMED);
    br_buffer_free(&body);
}

static void test_sizes_at_their_limits(void)
{
    static uint8_t bytes[BR_RECORD_SIZE_MAX + 1];
    struct br_record record;
    for (uint32_t size = BR_PAYLOAD_SIZE_MAX - 1; size <= BR_PAYLOAD_SIZE_MAX + 1; size++) {
        bytes[0] = BR_BODY_WHOLE;
        br_store_u16(bytes + 17, 10);
        br_store_u32(bytes + BR_BODY_FIXED_SIZE - 4, size);
        struct br_bytes body = {bytes, BR_BODY_FIXED_SIZE + BR_SALT_SIZE + size};
        CHECK_UINT(br_record_parse(body, &record),
                   size <= BR_PAYLOAD_SIZE_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    /* An erased body tells a size that it no longer has. */
    bytes[0] = BR_BODY_ERASED;
    struct br_bytes erased = {bytes, BR_BODY_FIXED_SIZE + 32};
    CHECK(br_record_parse(erased, &record) == BR_ERR_LIMIT);
    br_store_u32(bytes + BR_BODY_FIXED_SIZE - 4, BR_PAYLOAD_SIZE_MAX);
    CHECK(br_record_parse(erased, &record) == BR_OK);
    for (size_t size = BR_RECORD_SIZE_MAX - 1; size <= BR_RECORD_SIZE_MAX + 1; size++) {
        CHECK_UINT(br_record_parse((struct br_bytes){bytes, size}, &record),
                   size <= BR_RECORD_SIZE_MAX ? BR_ERR_MALFORMED : BR_ERR_LIMIT);
    }
}

static void key_pair_of(uint8_t fill, struct br_secret_key *secret, struct br_public_key *public)
{
    uint8_t seed[32];
    memset(seed, fill, sizeof seed);
    br_key_pair(seed, secret, public);
}

static struct br_receipt receipt_of(const struct br_head *head)
{
    struct br_receipt receipt = {
        .stream = head->stream, .epoch = head->epoch, .seq = head->seq, .hash = head->hash};
    memset(receipt.holder.bytes, 0x77, sizeof receipt.holder.bytes);
    return receipt;
}

/* Every bit of a head and of a receipt is covered: by the signature, or as the name of the key. */
static void test_every_bit_is_signed(void)
{
    struct br_rng rng = br_rng_seeded(8);
    struct br_secret_key secret;
    struct br_public_key public;
    key_pair_of(9, &secret, &public);
    struct br_head head = random_head(&rng);
    struct br_receipt receipt = receipt_of(&head);
    uint8_t bytes[BR_RECEIPT_SIZE];
    br_head_sign(&head, &secret);
    br_receipt_sign(&receipt, &secret);
    CHECK(br_head_verify(&head, &public) && br_receipt_verify(&receipt, &public));
    br_head_encode(&head, bytes);
    for (size_t bit = 0; bit < BR_HEAD_SIZE * 8; bit++) {
        struct br_head changed;
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK(br_head_decode((struct br_bytes){bytes, BR_HEAD_SIZE}, &changed) != BR_OK ||
              !br_head_verify(&changed, &public));
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    br_receipt_encode(&receipt, bytes);
    for (size_t bit = 0; bit < BR_RECEIPT_SIZE * 8; bit++) {
        struct br_receipt changed;
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK(br_receipt_decode((struct br_bytes){bytes, BR_RECEIPT_SIZE}, &changed) != BR_OK ||
              !br_receipt_verify(&changed, &public));
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* A receipt is no head and a head no receipt, though both sign a position. */
static void test_signatures_are_of_one_use(void)
{
    struct br_rng rng = br_rng_seeded(10);
    struct br_secret_key secret;
    struct br_public_key public;
    struct br_public_key other;
    key_pair_of(9, &secret, &public);
    struct br_head head = random_head(&rng);
    struct br_receipt receipt = receipt_of(&head);
    br_head_sign(&head, &secret);
    br_receipt_sign(&receipt, &secret);
    struct br_signature of_head = head.signature;
    head.signature = receipt.signature;
    receipt.signature = of_head;
    CHECK(!br_head_verify(&head, &public) && !br_receipt_verify(&receipt, &public));
    head.signature = of_head;
    key_pair_of(11, &secret, &other);
    CHECK(!br_head_verify(&head, &other));
    br_key_name(&other, head.key); /* a key that claims the place of another's signature */
    CHECK(!br_head_verify(&head, &other) && !br_head_verify(&head, &public));
}

/* Frozen layouts, as bytes once and for ever: a change is a new format tag, not new bytes here. */
static void test_golden_vectors(void)
{
    struct br_secret_key secret;
    struct br_public_key public;
    char text[2 * BR_RECEIPT_SIZE + 1];
    uint8_t bytes[BR_RECEIPT_SIZE];
    struct br_stream stream = {.audience = {.type = BR_AUDIENCE_ROOM}};
    memset(stream.origin.bytes, 0x11, sizeof stream.origin.bytes);
    memset(stream.audience.id.bytes, 0x22, sizeof stream.audience.id.bytes);
    struct br_record record = {.hlc = 0x0102030405060708u,
                               .written_ms = 1790000000000u,
                               .kind = 11,
                               .payload = br_bytes_of_text("\x1a\x05hello")};
    memset(record.author.bytes, 0x33, sizeof record.author.bytes);
    memset(record.id.bytes, 0x44, sizeof record.id.bytes);
    memset(record.salt, 0x55, sizeof record.salt);
    struct br_hash previous;
    memset(previous.bytes, 0x66, sizeof previous.bytes);
    key_pair_of(0x42, &secret, &public);

    struct br_buffer body;
    br_buffer_init(&body, 1000);
    br_record_encode(&record, &body);
    br_hex_encode(body.data, body.size, text);
    CHECK_TEXT(text,
               "010102030405060708000001a0c4506c00000b333333333333333333333333333333334444444444"
               "444444444444444444444400000007555555555555555555555555555555551a0568656c6c6f");
    CHECK(br_record_parse(br_buffer_bytes(&body), &record) == BR_OK);
    br_hash_text(&record.commitment, text);
    CHECK_TEXT(text, "a06301ded3ff37163ffcf1c00ba2f98ded9a460d6093d8aee7e523fa7ba2c166");
    struct br_head head = {.stream = stream, .epoch = 2, .seq = 258};
    head.hash = br_record_hash(&record, &stream, head.epoch, head.seq, &previous);
    br_hash_text(&head.hash, text);
    CHECK_TEXT(text, "4819bddde7e24056373f6c22c0f82f1719315bf9a3a5ce007154455af9bfb081");
    br_head_sign(&head, &secret);
    br_head_encode(&head, bytes);
    br_hex_encode(bytes, BR_HEAD_SIZE, text);
    CHECK_TEXT(text,
               "11111111111111111111111111111111111111111111111111111111111111110422222222222222"
               "2222222222222222220000000200000000000001024819bddde7e24056373f6c22c0f82f1719315b"
               "f9a3a5ce007154455af9bfb0812152f8d19b791d243a5b868e8c1c172394acc928259aa6446a1ea9"
               "051515c77dfbbda2eb5f0c429b0774949faf90db20b26498b265be00f95efcd4c024c168f509a44f"
               "b38ca2ea03");
    struct br_receipt receipt = receipt_of(&head);
    br_receipt_sign(&receipt, &secret);
    br_receipt_encode(&receipt, bytes);
    br_hex_encode(bytes, BR_RECEIPT_SIZE, text);
    CHECK_TEXT(text,
               "77777777777777777777777777777777777777777777777777777777777777771111111111111111"
               "11111111111111111111111111111111111111111111111104222222222222222222222222222222"
               "220000000200000000000001024819bddde7e24056373f6c22c0f82f1719315bf9a3a5ce00715445"
               "5af9bfb0812152f8d19b791d24c35baeed0cfce9f85e7469e345f23c9b31c4fa39c37078a926a4c2"
               "902a7188aca1cc7981ec8b9392483adb22e81919b7577791714adfceda8f807408b6ca3506");
    br_buffer_free(&body);
}

/* What is hashed is the header as record.h draws it, assembled here by hand. */
static void test_the_hash_is_of_the_drawn_header(void)
{
    struct br_rng rng = br_rng_seeded(12);
    struct br_stream stream = random_stream(&rng);
    struct br_record record = random_record(&rng, br_bytes_of_text("words"));
    struct br_hash previous = br_sha256_one("before", 6);
    struct br_buffer body;
    struct br_buffer header;
    uint8_t encoded[BR_STREAM_SIZE];
    br_buffer_init(&body, 1000);
    br_buffer_init(&header, 1000);
    br_record_encode(&record, &body);
    CHECK(br_record_parse(br_buffer_bytes(&body), &record) == BR_OK);
    br_stream_encode(&stream, encoded);
    br_buffer_put_text(&header, "brm1");
    br_buffer_put(&header, encoded, sizeof encoded);
    br_buffer_put_u32(&header, 7);
    br_buffer_put_u64(&header, 8);
    br_buffer_put(&header, previous.bytes, sizeof previous.bytes);
    br_buffer_put(&header, body.data + 1, BR_BODY_FIXED_SIZE - 1);
    br_buffer_put(&header, record.commitment.bytes, sizeof record.commitment.bytes);
    CHECK_UINT(header.size, 183);
    struct br_hash expected = br_sha256_one(header.data, header.size);
    struct br_hash hash = br_record_hash(&record, &stream, 7, 8, &previous);
    CHECK(br_hash_equal(&hash, &expected));
    struct br_bytes parts[] = {
        br_bytes_of_text("brc1"), {record.salt, BR_SALT_SIZE}, record.payload};
    struct br_hash commitment = br_sha256(parts, 3);
    CHECK(br_hash_equal(&commitment, &record.commitment));
    br_buffer_free(&body);
    br_buffer_free(&header);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_streams_come_back),
        BR_TEST(test_audiences_have_an_id_where_one_belongs),
        BR_TEST(test_wrong_sizes_are_refused),
        BR_TEST(test_heads_and_receipts_come_back),
        BR_TEST(test_positions_are_within_bounds),
        BR_TEST(test_records_come_back),
        BR_TEST(test_erased_records_keep_their_hash),
        BR_TEST(test_bodies_of_a_wrong_form),
        BR_TEST(test_sizes_at_their_limits),
        BR_TEST(test_every_bit_is_signed),
        BR_TEST(test_signatures_are_of_one_use),
        BR_TEST(test_golden_vectors),
        BR_TEST(test_the_hash_is_of_the_drawn_header),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
