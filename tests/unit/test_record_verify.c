/* Verification: whatever is not exactly what the origin sealed is refused, with the reason. */
#include "harness/check.h"

#include "base/hash.h"
#include "base/rng.h"
#include "record/verify.h"

#include <stdlib.h>
#include <string.h>

/* One origin, its stream, and batches of bodies that it sealed. */
struct origin {
    struct br_secret_key secret;
    struct br_public_key public;
    struct br_stream stream;
    struct br_rng rng;
};

enum { BODIES_MAX = BR_BATCH_RECORDS_MAX + 1 };

/* The bodies of a batch in one buffer, and the batch that points into it. */
struct sealed {
    struct br_buffer bytes;
    struct br_bytes bodies[BODIES_MAX];
    struct br_batch batch;
    struct br_tail tail; /* before it */
};

static struct br_verified verified; /* 50 KB: not on the stack of every test */
static struct br_verified sealing;

static struct origin origin_new(uint8_t fill)
{
    struct origin origin = {.rng = br_rng_seeded(fill),
                            .stream = {.audience = {.type = BR_AUDIENCE_NETWORK}}};
    uint8_t seed[32];
    memset(seed, fill, sizeof seed);
    br_key_pair(seed, &origin.secret, &origin.public);
    origin.stream.origin = br_sha256_one(origin.public.bytes, sizeof origin.public.bytes);
    return origin;
}

static void put_bodies(struct origin *origin, struct sealed *sealed, size_t count, size_t size)
{
    static uint8_t payload[BR_PAYLOAD_SIZE_MAX];
    size_t ends[BODIES_MAX];
    br_buffer_init(&sealed->bytes, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        struct br_record record = {
            .hlc = br_rng_next(&origin->rng), .kind = 11, .payload = {payload, size}};
        br_rng_bytes(&origin->rng, record.id.bytes, sizeof record.id.bytes);
        br_rng_bytes(&origin->rng, record.salt, sizeof record.salt);
        br_record_encode(&record, &sealed->bytes);
        ends[i] = sealed->bytes.size;
    }
    BR_ASSERT(br_buffer_ok(&sealed->bytes));
    for (size_t i = 0; i < count; i++) {
        size_t start = i == 0 ? 0 : ends[i - 1];
        sealed->bodies[i] = (struct br_bytes){sealed->bytes.data + start, ends[i] - start};
    }
}

/* [count] records with payloads of [size] bytes behind [tail]. */
static void seal(struct origin *origin, struct sealed *sealed, const struct br_tail *tail,
                 uint32_t epoch, size_t count, size_t size)
{
    put_bodies(origin, sealed, count, size);
    br_seal_batch(&origin->stream, epoch, tail, sealed->bodies, count, &origin->secret, &sealing);
    sealed->tail = *tail;
    sealed->batch =
        (struct br_batch){.head = sealing.head, .count = count, .bodies = sealed->bodies};
}

static struct br_tail tail_of(const struct sealed *sealed)
{
    const struct br_head *head = &sealed->batch.head;
    return (struct br_tail){.epoch = head->epoch, .seq = head->seq, .hash = head->hash};
}

static enum br_status verify(const struct origin *origin, const struct sealed *sealed)
{
    return br_verify_batch(&sealed->batch, &sealed->tail, &origin->public, &verified);
}

static void test_sealed_batches_verify(void)
{
    struct origin origin = origin_new(1);
    struct br_tail tail = {0};
    for (size_t count = 1; count < 40; count += 7) {
        struct sealed sealed;
        seal(&origin, &sealed, &tail, 1, count, count * 3);
        CHECK_UINT(verify(&origin, &sealed), BR_OK);
        CHECK_UINT(verified.count, count);
        CHECK_UINT(verified.seq_first, tail.seq + 1);
        CHECK_UINT(verified.head.seq, tail.seq + count);
        CHECK(br_bytes_equal(verified.records[count - 1].body, sealed.bodies[count - 1]));
        /* Sealing and verifying give the same proof. */
        CHECK_UINT(sealing.seq_first, verified.seq_first);
        CHECK(br_hash_equal(&sealing.head.hash, &verified.head.hash));
        CHECK(br_hash_equal(&sealing.records[0].commitment, &verified.records[0].commitment));
        tail = tail_of(&sealed);
        br_buffer_free(&sealed.bytes);
    }
}

/* Every bit of every body and of the head; none is outside what is signed for. */
static void test_every_flipped_bit_is_refused(void)
{
    struct origin origin = origin_new(2);
    struct sealed sealed;
    uint8_t head[BR_HEAD_SIZE];
    seal(&origin, &sealed, &(struct br_tail){0}, 1, 3, 20);
    CHECK(verify(&origin, &sealed) == BR_OK);
    for (size_t bit = 0; bit < sealed.bytes.size * 8; bit++) {
        sealed.bytes.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum br_status status = verify(&origin, &sealed);
        CHECK(status == BR_ERR_CHAIN || status == BR_ERR_MALFORMED || status == BR_ERR_LIMIT);
        sealed.bytes.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    br_head_encode(&sealed.batch.head, head);
    for (size_t bit = 0; bit < BR_HEAD_SIZE * 8; bit++) {
        head[bit / 8] ^= (uint8_t)(1u << bit % 8);
        bool decoded =
            br_head_decode((struct br_bytes){head, sizeof head}, &sealed.batch.head) == BR_OK;
        CHECK(!decoded || verify(&origin, &sealed) != BR_OK);
        head[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    CHECK(br_head_decode((struct br_bytes){head, sizeof head}, &sealed.batch.head) == BR_OK);
    CHECK(verify(&origin, &sealed) == BR_OK);
    br_buffer_free(&sealed.bytes);
}

static void test_a_broken_chain(void)
{
    struct origin origin = origin_new(3);
    struct sealed sealed;
    seal(&origin, &sealed, &(struct br_tail){0}, 1, 4, 10);
    struct br_bytes body = sealed.bodies[1];
    sealed.bodies[1] = sealed.bodies[2]; /* order is part of the chain */
    sealed.bodies[2] = body;
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_CHAIN);
    sealed.bodies[2] = sealed.bodies[1];
    sealed.bodies[1] = body;
    CHECK_UINT(verify(&origin, &sealed), BR_OK);
    sealed.bodies[1] = sealed.bodies[0]; /* one record in another's place */
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_CHAIN);
    sealed.bodies[1] = body;
    sealed.tail.hash.bytes[31] ^= 1; /* our copy goes another way */
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_CHAIN);
    br_buffer_free(&sealed.bytes);
}

static void test_a_forged_head(void)
{
    struct origin origin = origin_new(4);
    struct origin forger = origin_new(5);
    struct sealed sealed;
    forger.stream = origin.stream;
    seal(&forger, &sealed, &(struct br_tail){0}, 1, 2, 10);
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_SIGNATURE);
    br_key_name(&origin.public, sealed.batch.head.key); /* and claims to be our key */
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_SIGNATURE);
    memset(&sealed.batch.head.signature, 0, sizeof sealed.batch.head.signature);
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_SIGNATURE);
    br_buffer_free(&sealed.bytes);
}

/* What an origin signed in one stream, given out as another's or another audience's. */
static void test_another_stream(void)
{
    struct origin origin = origin_new(6);
    struct origin other = origin_new(7);
    struct sealed sealed;
    seal(&origin, &sealed, &(struct br_tail){0}, 1, 2, 10);
    sealed.batch.head.stream.origin = other.stream.origin;
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_CHAIN);
    CHECK_UINT(verify(&other, &sealed), BR_ERR_CHAIN);
    sealed.batch.head.stream = origin.stream;
    sealed.batch.head.stream.audience.type = BR_AUDIENCE_ACADEMY;
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_CHAIN);
    br_buffer_free(&sealed.bytes);
}

static void test_gaps_and_overlaps(void)
{
    struct origin origin = origin_new(8);
    struct sealed first;
    struct sealed second;
    seal(&origin, &first, &(struct br_tail){0}, 1, 5, 10);
    struct br_tail middle = tail_of(&first);
    seal(&origin, &second, &middle, 1, 5, 10);
    struct br_tail end = tail_of(&second);
    CHECK_UINT(verify(&origin, &second), BR_OK);

    second.tail = (struct br_tail){0}; /* records 1 to 5 are missing */
    CHECK_UINT(verify(&origin, &second), BR_ERR_GAP);
    second.tail.seq = 4;
    CHECK_UINT(verify(&origin, &second), BR_ERR_GAP);
    second.tail.seq = 6; /* begins in what we have */
    CHECK_UINT(verify(&origin, &second), BR_ERR_EXISTS);
    second.tail = end; /* all of it again */
    CHECK_UINT(verify(&origin, &second), BR_ERR_EXISTS);
    first.tail = end;
    CHECK_UINT(verify(&origin, &first), BR_ERR_EXISTS);
    br_buffer_free(&first.bytes);
    br_buffer_free(&second.bytes);
}

static void test_epochs_only_rise(void)
{
    struct origin origin = origin_new(9);
    struct sealed first;
    struct sealed second;
    seal(&origin, &first, &(struct br_tail){0}, 3, 2, 10);
    struct br_tail tail = tail_of(&first);
    seal(&origin, &second, &tail, 4, 2, 10); /* a restore begins a new epoch, seq goes on */
    CHECK_UINT(verify(&origin, &second), BR_OK);
    CHECK_UINT(verified.seq_first, 3);
    struct br_tail earlier = tail;
    earlier.epoch = 2;
    struct sealed back;
    seal(&origin, &back, &earlier, 2, 2, 10);
    back.tail = tail;
    CHECK_UINT(verify(&origin, &back), BR_ERR_CHAIN);
    second.batch.head.epoch = 5; /* another epoch than what was hashed and signed */
    CHECK_UINT(verify(&origin, &second), BR_ERR_CHAIN);
    br_buffer_free(&first.bytes);
    br_buffer_free(&second.bytes);
    br_buffer_free(&back.bytes);
}

static void test_counts_at_their_limit(void)
{
    struct origin origin = origin_new(10);
    for (size_t count = BR_BATCH_RECORDS_MAX - 1; count <= BR_BATCH_RECORDS_MAX; count++) {
        struct sealed sealed;
        seal(&origin, &sealed, &(struct br_tail){0}, 1, count, 1);
        CHECK_UINT(verify(&origin, &sealed), BR_OK);
        sealed.batch.count = BR_BATCH_RECORDS_MAX + 1;
        CHECK_UINT(verify(&origin, &sealed), BR_ERR_LIMIT);
        sealed.batch.count = 0;
        CHECK_UINT(verify(&origin, &sealed), BR_ERR_MALFORMED);
        sealed.batch.count = count;
        sealed.batch.head.seq = count - 1; /* it would begin before record 1 */
        CHECK_UINT(verify(&origin, &sealed), BR_ERR_MALFORMED);
        br_buffer_free(&sealed.bytes);
    }
}

/* Bodies that together are one byte less, just as many, and one more than a batch may have. */
static void test_bytes_at_their_limit(void)
{
    enum { BODY_EXTRA = BR_BODY_FIXED_SIZE + BR_SALT_SIZE, COUNT = 4 };
    struct origin origin = origin_new(11);
    for (size_t total = BR_BATCH_SIZE_MAX - 1; total <= BR_BATCH_SIZE_MAX + 1; total++) {
        struct sealed sealed;
        struct br_record record = {.kind = 1};
        size_t each = BR_BATCH_SIZE_MAX / COUNT;
        put_bodies(&origin, &sealed, COUNT - 1, each - BODY_EXTRA);
        uint8_t *payload = calloc(1, each + 1);
        BR_ASSERT(payload != NULL);
        record.payload = (struct br_bytes){payload, total - (COUNT - 1) * each - BODY_EXTRA};
        struct br_buffer last;
        br_buffer_init(&last, 1 << 17);
        br_record_encode(&record, &last);
        sealed.bodies[COUNT - 1] = br_buffer_bytes(&last);
        sealed.batch = (struct br_batch){.count = COUNT, .bodies = sealed.bodies};
        sealed.tail = (struct br_tail){0};
        if (total <= BR_BATCH_SIZE_MAX) {
            br_seal_batch(&origin.stream, 1, &sealed.tail, sealed.bodies, COUNT, &origin.secret,
                          &sealing);
            sealed.batch.head = sealing.head;
        } else {
            sealed.batch.head = (struct br_head){.stream = origin.stream, .epoch = 1, .seq = COUNT};
        }
        CHECK_UINT(verify(&origin, &sealed), total <= BR_BATCH_SIZE_MAX ? BR_OK : BR_ERR_LIMIT);
        free(payload);
        br_buffer_free(&last);
        br_buffer_free(&sealed.bytes);
    }
}

/* One body of a record over its limit, inside an otherwise small batch. */
static void test_a_record_over_its_limit(void)
{
    struct origin origin = origin_new(12);
    struct sealed sealed;
    seal(&origin, &sealed, &(struct br_tail){0}, 1, 1, 10);
    static uint8_t large[BR_RECORD_SIZE_MAX + 1] = {BR_BODY_WHOLE};
    sealed.bodies[0] = (struct br_bytes){large, sizeof large};
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_LIMIT);
    br_buffer_free(&sealed.bytes);
}

/* The payload is gone, its commitment is there: the batch still proves who said it and when. */
static void test_erased_payloads_still_verify(void)
{
    struct origin origin = origin_new(13);
    struct sealed sealed;
    struct br_buffer erased;
    seal(&origin, &sealed, &(struct br_tail){0}, 1, 3, 40);
    br_buffer_init(&erased, 1000);
    br_buffer_put_u8(&erased, BR_BODY_ERASED);
    br_buffer_put(&erased, sealed.bodies[1].data + 1, BR_BODY_FIXED_SIZE - 1);
    br_buffer_put(&erased, sealing.records[1].commitment.bytes, 32);
    sealed.bodies[1] = br_buffer_bytes(&erased);
    CHECK_UINT(verify(&origin, &sealed), BR_OK);
    CHECK(verified.records[1].format == BR_BODY_ERASED);
    erased.data[erased.size - 1] ^= 1;
    CHECK_UINT(verify(&origin, &sealed), BR_ERR_CHAIN);
    br_buffer_free(&erased);
    br_buffer_free(&sealed.bytes);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_sealed_batches_verify),
        BR_TEST(test_every_flipped_bit_is_refused),
        BR_TEST(test_a_broken_chain),
        BR_TEST(test_a_forged_head),
        BR_TEST(test_another_stream),
        BR_TEST(test_gaps_and_overlaps),
        BR_TEST(test_epochs_only_rise),
        BR_TEST(test_counts_at_their_limit),
        BR_TEST(test_bytes_at_their_limit),
        BR_TEST(test_a_record_over_its_limit),
        BR_TEST(test_erased_payloads_still_verify),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
