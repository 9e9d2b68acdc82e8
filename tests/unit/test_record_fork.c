/* Fork proofs: who signed two histories is convicted by anybody, and nobody else can be. */
#include "harness/check.h"

#include "base/hash.h"
#include "base/rng.h"
#include "record/fork.h"
#include "record/keys.h"

#include <stdlib.h>
#include <string.h>

/* One origin with two stories behind a common beginning. */
struct origin {
    struct br_secret_key recovery;
    struct br_secret_key secret;
    struct br_public_key public;
    struct br_stream stream;
    struct br_rng rng;
};

struct branch {
    struct br_buffer bytes;
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_batch batch;
};

static struct br_verified scratch;
static struct br_verified sealing;
static struct br_fork fork;

static struct origin origin_new(uint8_t fill)
{
    struct origin origin = {.rng = br_rng_seeded(fill)};
    struct br_public_key recovery;
    uint8_t seed[32] = {fill};
    br_key_pair(seed, &origin.recovery, &recovery);
    seed[1] = 1;
    br_key_pair(seed, &origin.secret, &origin.public);
    origin.stream = (struct br_stream){.origin = br_keys_academy(&recovery),
                                       .audience = {.type = BR_AUDIENCE_NETWORK}};
    return origin;
}

static void put_record(struct origin *origin, struct branch *branch, uint16_t kind,
                       struct br_bytes payload)
{
    struct br_record record = {
        .hlc = br_rng_next(&origin->rng), .written_ms = 7, .kind = kind, .payload = payload};
    br_rng_bytes(&origin->rng, record.id.bytes, sizeof record.id.bytes);
    br_rng_bytes(&origin->rng, record.salt, sizeof record.salt);
    size_t before = branch->bytes.size;
    br_record_encode(&record, &branch->bytes);
    branch->batch.count++;
    branch->bodies[branch->batch.count - 1].size = branch->bytes.size - before;
}

static void begin(struct branch *branch)
{
    *branch = (struct branch){.batch = {.bodies = NULL}};
    br_buffer_init(&branch->bytes, 1u << 22);
}

/* Sign what was put as the origin, behind [tail]. */
static void finish(struct origin *origin, struct branch *branch, const struct br_tail *tail,
                   uint32_t epoch)
{
    const uint8_t *at = branch->bytes.data;
    BR_ASSERT(br_buffer_ok(&branch->bytes));
    for (size_t i = 0; i < branch->batch.count; i++) {
        branch->bodies[i].data = at;
        at += branch->bodies[i].size;
    }
    br_seal_batch(&origin->stream, epoch, tail, branch->bodies, branch->batch.count,
                  &origin->secret, &sealing);
    branch->batch.head = sealing.head;
    branch->batch.bodies = branch->bodies;
}

static void make(struct origin *origin, struct branch *branch, const struct br_tail *tail,
                 uint32_t epoch, size_t count)
{
    begin(branch);
    for (size_t i = 0; i < count; i++) {
        put_record(origin, branch, 11, br_bytes_of_text("what nobody needs to know"));
    }
    finish(origin, branch, tail, epoch);
}

static struct br_tail tail_of(const struct branch *branch)
{
    const struct br_head *head = &branch->batch.head;
    return (struct br_tail){.epoch = head->epoch, .seq = head->seq, .hash = head->hash};
}

static struct br_buffer proof_of(const struct br_tail *common, const struct branch *one,
                                 const struct branch *other)
{
    struct br_batch sides[2] = {one->batch, other->batch};
    struct br_buffer out;
    br_buffer_init(&out, 1u << 22);
    br_fork_encode(&common->hash, sides, &out);
    BR_ASSERT(br_buffer_ok(&out));
    return out;
}

/* As a holder of the origin's key judges it. */
static enum br_status judge(const struct origin *origin, struct br_bytes proof)
{
    struct br_public_key keys[2] = {origin->public, origin->public};
    enum br_status status = br_fork_decode(proof, &fork);
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        bool named = memcmp(fork.sides[i].head.key, origin->public.bytes, BR_KEY_NAME_SIZE) == 0;
        status = named ? BR_OK : BR_ERR_NOT_FOUND;
    }
    return status == BR_OK ? br_fork_verify(&fork, keys, &scratch) : status;
}

struct story {
    struct origin origin;
    struct branch common;
    struct branch one;
    struct branch other;
    struct br_tail tail;
};

static void story_begin(struct story *story, uint8_t fill, size_t one, size_t other)
{
    story->origin = origin_new(fill);
    make(&story->origin, &story->common, &(struct br_tail){0}, 1, 5);
    story->tail = tail_of(&story->common);
    make(&story->origin, &story->one, &story->tail, 1, one);
    make(&story->origin, &story->other, &story->tail, 1, other);
}

static void story_end(struct story *story)
{
    br_buffer_free(&story->common.bytes);
    br_buffer_free(&story->one.bytes);
    br_buffer_free(&story->other.bytes);
}

static void test_two_stories_are_a_proof(void)
{
    struct story story;
    story_begin(&story, 1, 3, 1);
    struct br_buffer proof = proof_of(&story.tail, &story.one, &story.other);
    CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_OK);
    CHECK_UINT(br_fork_seq(&fork), 6);
    CHECK(br_hash_equal(&fork.previous, &story.tail.hash));
    CHECK_UINT(fork.sides[0].count, 3);
    CHECK_UINT(fork.sides[1].count, 1);
    /* Nothing that was said is in it. */
    CHECK(memmem(proof.data, proof.size, "nobody", 6) == NULL);
    br_buffer_free(&proof);
    /* Whoever has only headers can make it all the same. */
    struct br_buffer again;
    br_buffer_init(&again, 1u << 20);
    proof = proof_of(&story.tail, &story.one, &story.other);
    CHECK(br_fork_decode(br_buffer_bytes(&proof), &fork) == BR_OK);
    br_fork_encode(&fork.previous, fork.sides, &again);
    CHECK(br_bytes_equal(br_buffer_bytes(&again), br_buffer_bytes(&proof)));
    br_buffer_free(&again);
    br_buffer_free(&proof);
    story_end(&story);
}

static void test_every_flipped_bit_proves_nothing(void)
{
    struct story story;
    story_begin(&story, 2, 2, 2);
    struct br_buffer proof = proof_of(&story.tail, &story.one, &story.other);
    for (size_t bit = 0; bit < proof.size * 8; bit++) {
        proof.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK(judge(&story.origin, br_buffer_bytes(&proof)) != BR_OK);
        proof.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t size = 0; size < proof.size; size++) {
        struct br_bytes cut = {.data = proof.data, .size = size};
        CHECK_UINT(br_fork_decode(cut, &fork), BR_ERR_MALFORMED);
    }
    br_buffer_put_u8(&proof, 0);
    CHECK_UINT(br_fork_decode(br_buffer_bytes(&proof), &fork), BR_ERR_MALFORMED);
    br_buffer_free(&proof);
    story_end(&story);
}

/* An honest origin's signatures, however they are put together, convict nobody. */
static void test_the_honest_cannot_be_convicted(void)
{
    struct story story;
    story_begin(&story, 3, 4, 1);
    struct branch next;
    struct branch later;
    struct br_tail tail = tail_of(&story.one);
    make(&story.origin, &next, &tail, 1, 4);        /* what comes after it */
    make(&story.origin, &later, &story.tail, 2, 4); /* a restore's new epoch at the same number */
    struct br_buffer proof = proof_of(&story.tail, &story.one, &story.one);
    CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_ERR_EXISTS);
    br_buffer_free(&proof);
    proof = proof_of(&story.tail, &story.one, &later);
    CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_ERR_MALFORMED);
    br_buffer_free(&proof);
    next.batch.head.seq = story.one.batch.head.seq; /* moved to another number */
    proof = proof_of(&story.tail, &story.one, &next);
    CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_ERR_CHAIN);
    br_buffer_free(&proof);
    struct origin stranger = origin_new(4); /* signs in the origin's name */
    stranger.stream = story.origin.stream;
    struct branch forged;
    make(&stranger, &forged, &story.tail, 1, 4);
    memcpy(forged.batch.head.key, story.origin.public.bytes, BR_KEY_NAME_SIZE);
    proof = proof_of(&story.tail, &story.one, &forged);
    CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_ERR_SIGNATURE);
    br_buffer_free(&proof);
    stranger.stream.audience.type = BR_AUDIENCE_ACADEMY; /* another stream */
    forged.batch.head.stream = stranger.stream;
    proof = proof_of(&story.tail, &story.one, &forged);
    CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_ERR_MALFORMED);
    br_buffer_free(&proof);
    br_buffer_free(&next.bytes);
    br_buffer_free(&later.bytes);
    br_buffer_free(&forged.bytes);
    story_end(&story);
}

/* A branch whose head is signed by a key that the branch itself binds: its payload stays. */
static void test_a_key_bound_on_the_branch(void)
{
    struct origin origin = origin_new(5);
    struct branch branches[2];
    struct br_hash pin = {{7}};
    struct br_academy_keys keys;
    struct br_buffer payload;
    br_buffer_init(&payload, 4096);
    br_keys_make(&origin.recovery, &origin.public, &pin, &keys);
    br_keys_pack(&keys, &payload);
    for (size_t i = 0; i < 2; i++) {
        begin(&branches[i]);
        put_record(&origin, &branches[i], BR_KIND_ACADEMY_KEYS, br_buffer_bytes(&payload));
        put_record(&origin, &branches[i], 11, br_bytes_of_text("secret"));
        finish(&origin, &branches[i], &(struct br_tail){0}, 1);
    }
    struct br_buffer proof = proof_of(&(struct br_tail){0}, &branches[0], &branches[1]);
    CHECK(br_fork_decode(br_buffer_bytes(&proof), &fork) == BR_OK);
    CHECK_UINT(br_fork_seq(&fork), 1);
    struct br_public_key found[2];
    for (size_t i = 0; i < 2; i++) {
        size_t at = 9;
        CHECK(br_batch_key(&fork.sides[i], &found[i], &at) == BR_OK);
        CHECK_UINT(at, 0);
    }
    CHECK_UINT(br_fork_verify(&fork, found, &scratch), BR_OK);
    CHECK(memmem(proof.data, proof.size, "secret", 6) == NULL);
    br_buffer_free(&proof);
    br_buffer_free(&payload);
    br_buffer_free(&branches[0].bytes);
    br_buffer_free(&branches[1].bytes);
}

/* Only a whole record that binds the head's own key says which key signed. */
static void test_what_binds_no_key(void)
{
    enum { WHOLE, SHORT, CUT, ERASED, GARBAGE, OTHER, CASES };
    struct origin origin = origin_new(8);
    struct origin second = origin_new(9);
    struct br_hash pin = {{7}};
    for (int what = WHOLE; what < CASES; what++) {
        struct branch branch;
        struct br_academy_keys keys;
        struct br_record record;
        struct br_buffer payload;
        struct br_buffer erased;
        struct br_public_key found;
        size_t at = 9;
        br_buffer_init(&payload, 4096);
        br_buffer_init(&erased, 4096);
        br_keys_make(&origin.recovery, what == OTHER ? &second.public : &origin.public, &pin,
                     &keys);
        br_keys_pack(&keys, &payload);
        begin(&branch);
        put_record(&origin, &branch, BR_KIND_ACADEMY_KEYS,
                   what == GARBAGE ? br_bytes_of_text("no keys") : br_buffer_bytes(&payload));
        finish(&origin, &branch, &(struct br_tail){0}, 1);
        CHECK(br_record_parse(branch.bodies[0], &record) == BR_OK);
        br_record_encode_erased(&record, &erased);
        if (what == ERASED) {
            branch.bodies[0] = br_buffer_bytes(&erased);
        } else if (what == CUT || what == SHORT) {
            branch.bodies[0].size = what == CUT ? branch.bodies[0].size - 1 : 10;
        }
        CHECK_UINT(br_batch_key(&branch.batch, &found, &at),
                   what == WHOLE ? BR_OK : BR_ERR_NOT_FOUND);
        br_buffer_free(&payload);
        br_buffer_free(&erased);
        br_buffer_free(&branch.bytes);
    }
}

/* Heads that are none, that end before their side begins, or begin where nothing is before them. */
static void test_heads_of_the_sides(void)
{
    enum { HEAD_AT = 4 + 32 };
    struct story story;
    story_begin(&story, 10, 2, 2);
    struct br_buffer proof = proof_of(&story.tail, &story.one, &story.other);
    struct br_head head = story.one.batch.head;
    head.epoch = 0;
    br_head_encode(&head, proof.data + HEAD_AT);
    CHECK_UINT(br_fork_decode(br_buffer_bytes(&proof), &fork), BR_ERR_MALFORMED);
    head.epoch = 1;
    head.seq = 1;
    br_head_encode(&head, proof.data + HEAD_AT);
    CHECK_UINT(br_fork_decode(br_buffer_bytes(&proof), &fork), BR_ERR_MALFORMED);
    br_head_encode(&story.one.batch.head, proof.data + HEAD_AT);
    CHECK_UINT(br_fork_decode(br_buffer_bytes(&proof), &fork), BR_OK);
    memset(proof.data + 4, 0, 32); /* something does come before record 6 */
    CHECK_UINT(br_fork_decode(br_buffer_bytes(&proof), &fork), BR_ERR_MALFORMED);
    br_buffer_free(&proof);
    story_end(&story);
}

/* 255 and 256 headers a side are read, 257 are not; BR_FORK_SIZE_MAX bytes, and one more. */
static void test_limits(void)
{
    struct story story;
    for (size_t count = BR_BATCH_RECORDS_MAX - 1; count <= BR_BATCH_RECORDS_MAX; count++) {
        story_begin(&story, 6, count, count);
        struct br_buffer proof = proof_of(&story.tail, &story.one, &story.other);
        CHECK_UINT(judge(&story.origin, br_buffer_bytes(&proof)), BR_OK);
        br_buffer_free(&proof);
        story_end(&story);
    }
    story_begin(&story, 7, 1, 1);
    struct br_buffer proof = proof_of(&story.tail, &story.one, &story.other);
    br_store_u16(proof.data + 4 + 32 + BR_HEAD_SIZE, BR_BATCH_RECORDS_MAX + 1);
    CHECK_UINT(br_fork_decode(br_buffer_bytes(&proof), &fork), BR_ERR_LIMIT);
    br_buffer_free(&proof);
    story_end(&story);
    uint8_t *bytes = calloc(1, BR_FORK_SIZE_MAX + 1);
    BR_ASSERT(bytes != NULL);
    for (size_t size = BR_FORK_SIZE_MAX - 1; size <= BR_FORK_SIZE_MAX + 1; size++) {
        CHECK_UINT(br_fork_decode((struct br_bytes){.data = bytes, .size = size}, &fork),
                   size > BR_FORK_SIZE_MAX ? BR_ERR_LIMIT : BR_ERR_MALFORMED);
    }
    free(bytes);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_two_stories_are_a_proof),
        BR_TEST(test_every_flipped_bit_proves_nothing),
        BR_TEST(test_the_honest_cannot_be_convicted),
        BR_TEST(test_a_key_bound_on_the_branch),
        BR_TEST(test_what_binds_no_key),
        BR_TEST(test_heads_of_the_sides),
        BR_TEST(test_limits),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
