/* An origin that told two stories: the proof is kept, and only what is common counts. */
#include "test_store_log_world.h"

#include "record/fork.h"
#include "refused_store.h"
#include "store/views.h"

/*
 * One academy whose folder was copied while it ran: both copies go on numbering in one epoch.
 *
 *      original  1 keys  2 accepts  3 4 5 threads | 6 7 8 threads
 *      clone                                      | 6 accepts somebody, 7 thread
 */
struct world {
    struct academy original;
    struct academy clone;
    struct academy one;   /* follows the original */
    struct academy other; /* follows the clone */
    struct br_hash friend;
    struct br_hash stranger;
};

enum { COMMON = 5 };

static void accept(struct academy *academy, uint64_t id, const struct br_hash *whom)
{
    char hex[BR_HASH_TEXT_SIZE];
    struct br_buffer payload;
    br_hash_text(whom, hex);
    packed(&payload, "academy_accepted", "academy", hex, "name", "A peer", "accepted", "true",
           NULL);
    struct br_outcome outcome =
        say_as_academy(academy, "academy_accepted", to_network, id_of(id), &payload);
    if (!CHECK(outcome.type == BR_OUTCOME_NUMBERED)) {
        (void)printf("%s\n", outcome.reason);
    }
}

static void world_begin(struct world *world)
{
    memset(world, 0, sizeof *world);
    world->original = academy_new(1, BR_SIDE_SHARED, "original");
    world->clone = academy_new(1, BR_SIDE_SHARED, "clone");
    world->one = academy_new(2, BR_SIDE_SHARED, "one");
    world->other = academy_new(3, BR_SIDE_SHARED, "other");
    world->friend = (struct br_hash){{0xf}};
    world->stranger = (struct br_hash){{0xe}};
    (void)remove(world->original.path);
    (void)remove(world->clone.path);
    (void)remove(world->one.path);
    (void)remove(world->other.path);
    academy_start(&world->original);
    academy_start(&world->one);
    academy_start(&world->other);
    CHECK(say_keys(&world->one).type == BR_OUTCOME_NUMBERED);
    CHECK(say_keys(&world->other).type == BR_OUTCOME_NUMBERED);
    CHECK(say_keys(&world->original).type == BR_OUTCOME_NUMBERED);
    accept(&world->original, 2, &world->friend);
    for (uint64_t i = 3; i <= COMMON; i++) {
        CHECK(start_thread(&world->original, to_network, id_of(i), "common").seq == i);
    }
    CHECK(hand_over(&world->original, &world->one, to_network) == BR_OK); /* a head at 5 */
    academy_stop(&world->original);
    copy_log(world->original.path, world->clone.path);
    academy_start(&world->original);
    academy_start(&world->clone);
    world->clone.rng = br_rng_seeded(99);
    for (uint64_t i = 6; i <= 8; i++) {
        CHECK(start_thread(&world->original, to_network, id_of(i), "original").seq == i);
    }
    accept(&world->clone, 16, &world->stranger);
    CHECK(start_thread(&world->clone, to_network, id_of(17), "clone").seq == 7);
    CHECK(hand_over(&world->original, &world->one, to_network) == BR_OK);
    CHECK(hand_over(&world->clone, &world->other, to_network) == BR_OK); /* none there */
}

static void world_end(struct world *world)
{
    academy_stop(&world->original);
    academy_stop(&world->clone);
    academy_stop(&world->one);
    academy_stop(&world->other);
}

/* What [academy] holds of the origin's stream behind [after]. */
static void read_behind(struct academy *academy, struct br_hash origin, uint64_t after,
                        struct br_log_batch *batch)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t seq_bad = 0;
    struct found_stream found = stream_of(academy, origin, to_network);
    BR_ASSERT(br_log_reader_open(academy->path, NULL, &reader, &error) == BR_OK);
    BR_ASSERT(br_log_read(reader, found.state.number, after, batch, &seq_bad) == BR_OK);
    br_log_reader_close(reader);
}

static struct br_buffer proof_behind(struct academy *one, struct academy *other, uint64_t after)
{
    static struct br_log_batch left;
    static struct br_log_batch right;
    struct br_buffer proof;
    read_behind(one, one->id, after, &left);
    read_behind(other, other->id, after, &right);
    CHECK(br_hash_equal(&left.previous, &right.previous));
    struct br_batch sides[2] = {
        {.head = left.head, .count = left.count, .bodies = left.bodies},
        {.head = right.head, .count = right.count, .bodies = right.bodies},
    };
    br_buffer_init(&proof, BR_FORK_SIZE_MAX);
    br_fork_encode(&left.previous, sides, &proof);
    br_log_batch_free(&left);
    br_log_batch_free(&right);
    return proof;
}

static enum br_status keep(struct academy *academy, const struct br_buffer *proof,
                           struct br_log_changes *changes)
{
    enum br_status verdict = BR_ERR_IO;
    struct br_now now = {.wall_ms = 1700000009000u};
    CHECK_UINT(br_log_keep_fork(academy->log, now, br_buffer_bytes(proof), &verdict, changes),
               BR_OK);
    return verdict;
}

static uint64_t good_of(struct academy *academy, struct br_hash origin)
{
    struct found_stream found = stream_of(academy, origin, to_network);
    return br_stream_good(&found.state);
}

struct accepts {
    struct br_hash origin;
    struct br_hash academy;
    bool found;
};

static void find_acceptance(void *context, const struct br_trust_fact *fact)
{
    struct accepts *accepts = context;
    accepts->found |= fact->type == BR_TRUST_ACCEPTED && fact->accepted &&
                      br_hash_equal(&fact->origin, &accepts->origin) &&
                      br_hash_equal(&fact->academy, &accepts->academy);
}

static bool accepted_by(struct academy *holder, struct br_hash origin, struct br_hash academy)
{
    struct accepts accepts = {.origin = origin, .academy = academy};
    CHECK(br_log_trust(holder->log, find_acceptance, &accepts) == BR_OK);
    return accepts.found;
}

/* --- tests --- */

static struct br_digest digest_of(struct academy *academy)
{
    char path[450];
    struct br_views *views = NULL;
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_digest digest = {0};
    struct br_fold_progress progress = {.more = true};
    (void)snprintf(path, sizeof path, "%s-views", academy->path);
    struct br_views_options options = {
        .path = path, .domain = the_domain(), .academy = academy->id};
    BR_ASSERT(br_views_open(&options, &views, &error) == BR_OK);
    BR_ASSERT(br_log_reader_open(academy->path, NULL, &reader, &error) == BR_OK);
    while (progress.more) {
        BR_ASSERT(br_views_fold(views, reader, &progress) == BR_OK);
    }
    BR_ASSERT(br_views_digest(views, &digest) == BR_OK);
    br_log_reader_close(reader);
    br_views_close(views);
    return digest;
}

/* Both followers of one origin only, so that their views may be compared. */
static void test_both_stories_end_in_the_same_place(void)
{
    struct world world;
    struct br_log_changes changes;
    world_begin(&world);
    CHECK(hand_over(&world.one, &world.other, to_network) == BR_OK);
    CHECK(hand_over(&world.other, &world.one, to_network) == BR_OK);
    struct br_digest one = digest_of(&world.one);
    struct br_digest other = digest_of(&world.other);
    CHECK(!br_hash_equal(&one.views, &other.views));
    struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);

    CHECK_UINT(keep(&world.one, &proof, &changes), BR_OK);
    BR_ASSERT(changes.fork != NULL);
    CHECK_UINT(changes.fork->aside.seq, COMMON + 1);
    CHECK(br_hash_equal(&changes.fork->stream.origin, &world.original.id));
    CHECK_UINT(keep(&world.other, &proof, &changes), BR_OK);
    CHECK_UINT(good_of(&world.one, world.original.id), COMMON);
    CHECK_UINT(good_of(&world.other, world.original.id), COMMON);
    CHECK_UINT(tail_of(&world.one, world.original.id, to_network), 8); /* kept, not counted */
    one = digest_of(&world.one);
    other = digest_of(&world.other);
    CHECK(br_hash_equal(&one.heads, &other.heads));
    CHECK(br_hash_equal(&one.views, &other.views));
    CHECK_UINT(faults_of(world.one.path, false), 0);
    CHECK_UINT(faults_of(world.other.path, false), 0);
    /* Once more is nothing new, also after a restart. */
    CHECK_UINT(keep(&world.one, &proof, &changes), BR_ERR_EXISTS);
    CHECK(changes.fork == NULL);
    academy_stop(&world.one);
    academy_start(&world.one);
    CHECK_UINT(good_of(&world.one, world.original.id), COMMON);
    CHECK_UINT(keep(&world.one, &proof, &changes), BR_ERR_EXISTS);
    br_buffer_free(&proof);
    world_end(&world);
}

/* Whom the origin accepted behind the last good record is not accepted: and this is told. */
static void test_what_was_said_afterwards_does_not_count(void)
{
    struct world world;
    struct br_log_changes changes;
    world_begin(&world);
    struct br_hash id = world.original.id;
    struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);
    CHECK(accepted_by(&world.other, id, world.stranger));
    CHECK_UINT(keep(&world.other, &proof, &changes), BR_OK);
    CHECK(!accepted_by(&world.other, id, world.stranger));
    CHECK(accepted_by(&world.other, id, world.friend));
    bool told = false;
    for (size_t i = 0; i < changes.trust_count; i++) {
        const struct br_trust_fact *fact = &changes.trust[i];
        if (fact->type == BR_TRUST_ACCEPTED && br_hash_equal(&fact->academy, &world.stranger)) {
            told = !fact->accepted;
        }
    }
    CHECK(told);
    br_buffer_free(&proof);
    world_end(&world);
}

/* Nothing behind the last good record is read, taken or numbered. */
static void test_nothing_more_is_taken_or_given(void)
{
    struct world world;
    struct br_log_changes changes;
    struct br_log_reader *reader = NULL;
    struct br_log_batch batch = {0};
    struct br_error error;
    uint64_t seq_bad = 0;
    world_begin(&world);
    struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);
    CHECK_UINT(keep(&world.one, &proof, &changes), BR_OK);
    struct found_stream found = stream_of(&world.one, world.original.id, to_network);
    BR_ASSERT(br_log_reader_open(world.one.path, NULL, &reader, &error) == BR_OK);
    CHECK(br_log_read(reader, found.state.number, COMMON, &batch, &seq_bad) == BR_ERR_NOT_FOUND);
    CHECK(br_log_read(reader, found.state.number, COMMON - 1, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.head.seq, COMMON); /* the first head that holds it, and not more */
    br_log_reader_close(reader);
    br_log_batch_free(&batch);
    CHECK(start_thread(&world.original, to_network, id_of(9), "more").seq == 9);
    CHECK(hand_over(&world.original, &world.one, to_network) == BR_ERR_EXISTS);
    CHECK_UINT(tail_of(&world.one, world.original.id, to_network), 8);
    /* The origin itself, when it is told. */
    CHECK_UINT(keep(&world.original, &proof, &changes), BR_OK);
    struct br_outcome outcome = start_thread(&world.original, to_network, id_of(10), "more");
    CHECK(outcome.type == BR_OUTCOME_REFUSED);
    CHECK(strstr(outcome.reason, "signed under one number") != NULL);
    outcome = start_thread(&world.original, to_network, id_of(4), "common");
    CHECK(outcome.type == BR_OUTCOME_NUMBERED && outcome.repeated && outcome.seq == 4);
    br_buffer_free(&proof);
    world_end(&world);
}

/* Who is behind cannot judge yet; with the last good record it can. */
static void test_who_is_behind_judges_later(void)
{
    struct world world;
    struct br_log_changes changes;
    world_begin(&world);
    struct academy late = academy_new(4, BR_SIDE_SHARED, "late");
    (void)remove(late.path);
    academy_start(&late);
    struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);
    CHECK_UINT(keep(&late, &proof, &changes), BR_ERR_GAP);
    CHECK_UINT(keep(&world.one, &proof, &changes), BR_OK);
    /* It gets what counts from somebody who has put the stream aside. */
    struct br_log_batch batch = {0};
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t seq_bad = 0;
    struct found_stream found = stream_of(&world.one, world.original.id, to_network);
    BR_ASSERT(br_log_reader_open(world.one.path, NULL, &reader, &error) == BR_OK);
    uint64_t after = 0;
    while (br_log_read(reader, found.state.number, after, &batch, &seq_bad) == BR_OK) {
        enum br_status stored = BR_ERR_IO;
        struct br_batch given = {.head = batch.head, .count = batch.count, .bodies = batch.bodies};
        CHECK(br_log_receive(late.log, NULL, NULL, late.pen.now, &given, 1, &stored, &changes) ==
              BR_OK);
        CHECK_UINT(stored, BR_OK);
        after = batch.head.seq;
    }
    br_log_reader_close(reader);
    br_log_batch_free(&batch);
    CHECK_UINT(after, COMMON);
    CHECK_UINT(keep(&late, &proof, &changes), BR_OK);
    CHECK_UINT(good_of(&late, world.original.id), COMMON);
    academy_stop(&late);
    br_buffer_free(&proof);
    world_end(&world);
}

/* The stories part earlier than somebody knew: the earlier proof takes the later one's place. */
static void test_the_earlier_proof_counts(void)
{
    struct world world;
    struct br_log_changes changes;
    world_begin(&world);
    academy_stop(&world.original);
    struct academy third = academy_new(1, BR_SIDE_SHARED, "third");
    copy_log(world.original.path, third.path); /* parts from the original at 9 */
    academy_start(&world.original);
    academy_start(&third);
    third.rng = br_rng_seeded(77);
    CHECK(start_thread(&world.original, to_network, id_of(9), "o").seq == 9);
    CHECK(start_thread(&third, to_network, id_of(19), "t").seq == 9);
    CHECK(hand_over(&world.original, &world.one, to_network) == BR_OK);
    struct br_buffer later = proof_behind(&world.original, &third, 8);
    struct br_buffer earlier = proof_behind(&world.original, &world.clone, COMMON);
    CHECK_UINT(keep(&world.one, &later, &changes), BR_OK);
    CHECK_UINT(good_of(&world.one, world.original.id), 8);
    CHECK_UINT(keep(&world.one, &earlier, &changes), BR_OK);
    CHECK_UINT(good_of(&world.one, world.original.id), COMMON);
    CHECK_UINT(keep(&world.one, &later, &changes), BR_ERR_EXISTS);
    /* It holds the clone's story: the later proof says nothing about that. */
    CHECK_UINT(keep(&world.other, &later, &changes), BR_ERR_GAP);
    CHECK_UINT(faults_of(world.one.path, false), 0);
    academy_stop(&third);
    br_buffer_free(&later);
    br_buffer_free(&earlier);
    world_end(&world);
}

/* What is no proof changes nothing. */
static void test_no_proof_changes_nothing(void)
{
    struct world world;
    struct br_log_changes changes;
    world_begin(&world);
    struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);
    struct br_digest before = digest_of(&world.one);
    for (size_t at = 0; at < proof.size; at++) {
        proof.data[at] ^= 0x10;
        CHECK(keep(&world.one, &proof, &changes) != BR_OK);
        CHECK(changes.fork == NULL && changes.trust_count == 0);
        proof.data[at] ^= 0x10;
    }
    struct br_digest after = digest_of(&world.one);
    CHECK(memcmp(&before, &after, sizeof before) == 0);
    CHECK_UINT(good_of(&world.one, world.original.id), 8);
    CHECK_UINT(faults_of(world.one.path, false), 0);
    br_buffer_free(&proof);
    world_end(&world);
}

/* A key that was replaced signs nothing any more: whoever stole it convicts nobody. */
static void test_a_replaced_key_convicts_nobody(void)
{
    struct world world;
    struct br_log_changes changes;
    world_begin(&world);
    struct br_public_key fresh;
    uint8_t seed[32] = {42};
    struct br_secret_key stolen = world.original.signing;
    br_key_pair(seed, &world.original.signing, &fresh);
    br_keys_make(&world.original.recovery, &fresh, &(struct br_hash){{3}}, &world.original.keys);
    struct br_buffer payload;
    br_buffer_init(&payload, 1000);
    br_keys_pack(&world.original.keys, &payload);
    CHECK(say_as_academy(&world.original, "academy_keys", to_network, id_of(40), &payload).seq ==
          9);
    CHECK(start_thread(&world.original, to_network, id_of(41), "with the new key").seq == 10);
    CHECK(hand_over(&world.original, &world.one, to_network) == BR_OK);
    /* The thief goes on from record 9 with the old key. */
    static struct br_log_batch behind;
    static struct br_verified forged;
    read_behind(&world.one, world.original.id, 9, &behind);
    struct br_tail tail = {.epoch = 1, .seq = 9, .hash = behind.previous};
    struct br_record record = {.kind = 10, .payload = br_bytes_of_text("x"), .payload_size = 1};
    struct br_buffer body;
    br_buffer_init(&body, 1000);
    br_record_encode(&record, &body);
    struct br_bytes bodies[1] = {br_buffer_bytes(&body)};
    br_seal_batch(&behind.head.stream, 1, &tail, bodies, 1, &stolen, &forged);
    struct br_batch sides[2] = {
        {.head = behind.head, .count = behind.count, .bodies = behind.bodies},
        {.head = forged.head, .count = 1, .bodies = bodies},
    };
    struct br_buffer proof;
    br_buffer_init(&proof, BR_FORK_SIZE_MAX);
    br_fork_encode(&behind.previous, sides, &proof);
    CHECK_UINT(keep(&world.one, &proof, &changes), BR_ERR_NOT_FOUND);
    CHECK_UINT(good_of(&world.one, world.original.id), 10);
    br_log_batch_free(&behind);
    br_buffer_free(&proof);
    br_buffer_free(&body);
    world_end(&world);
}

static void count_forks(void *context, const struct br_log_fork *fork)
{
    struct br_log_fork *last = context;
    last->number++;
    last->aside = fork->aside;
    last->proof.size = fork->proof.size;
}

static void test_proofs_are_listed_and_purged(void)
{
    struct world world;
    struct br_log_changes changes;
    struct br_log_fork last = {.number = 0};
    world_begin(&world);
    struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);
    CHECK(br_log_forks(world.one.log, count_forks, &last) == BR_OK);
    CHECK_UINT(last.number, 0);
    CHECK_UINT(keep(&world.one, &proof, &changes), BR_OK);
    CHECK(br_log_forks(world.one.log, count_forks, &last) == BR_OK);
    CHECK_UINT(last.number, 1);
    CHECK_UINT(last.aside.seq, COMMON + 1);
    CHECK_UINT(last.aside.since_ms, 1700000009000u);
    CHECK_UINT(last.proof.size, proof.size);
    struct br_stream stream = {.origin = world.original.id, .audience = to_network};
    CHECK(br_log_purge(world.one.log, &stream) == BR_OK);
    last.number = 0;
    CHECK(br_log_forks(world.one.log, count_forks, &last) == BR_OK);
    CHECK_UINT(last.number, 0);
    CHECK_UINT(faults_of(world.one.path, false), 0);
    br_buffer_free(&proof);
    world_end(&world);
}

/* A proof that no longer shows why the stream was put aside is found. */
static void test_damaged_proofs_are_found(void)
{
    static const char *const damages[] = {
        "UPDATE fork SET proof = x'01'",
        "UPDATE fork SET previous = x'01'",
        "UPDATE fork SET previous = zeroblob(32)",
        "UPDATE fork SET seq = seq + 1",
        "UPDATE fork SET proof = CAST(substr(proof, 1, 100) || 'y' || substr(proof, 102) AS BLOB)",
        "UPDATE fork SET stream = 1",
        "UPDATE fork SET stream = 99",
        "DELETE FROM academy_key WHERE position >> 40 = (SELECT stream FROM fork)",
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct world world;
        struct br_log_changes changes;
        struct br_log_fork last = {.number = 0};
        struct br_error error;
        world_begin(&world);
        struct br_buffer proof = proof_behind(&world.original, &world.clone, COMMON);
        CHECK_UINT(keep(&world.one, &proof, &changes), BR_OK);
        academy_stop(&world.one);
        CHECK_UINT(faults_of(world.one.path, false), 0);
        tamper(world.one.path, damages[i]);
        if (!CHECK(faults_of(world.one.path, true) > 0)) {
            (void)printf("  %s\n", damages[i]);
        }
        world.one.log = NULL;
        if (academy_open(&world.one, &error) == BR_OK) {
            enum br_status status = br_log_forks(world.one.log, count_forks, &last);
            CHECK(status == BR_OK || status == BR_ERR_CORRUPT);
        }
        br_buffer_free(&proof);
        br_log_close(world.one.log);
        academy_stop(&world.original);
        academy_stop(&world.clone);
        academy_stop(&world.other);
    }
}

struct poor {
    struct academy academy;
    struct br_buffer proof;
    const char *from;
};

/* On a fresh copy each time: a proof is kept and listed, or there is no memory for it. */
static enum br_status keep_on_a_copy(void *context)
{
    struct poor *poor = context;
    struct br_log_changes changes;
    struct br_log_fork last = {.number = 0};
    enum br_status verdict = BR_OK;
    const char *call = peace();
    copy_log(poor->from, poor->academy.path);
    academy_start(&poor->academy);
    refusing.call = call;
    enum br_status status = br_log_keep_fork(poor->academy.log, poor->academy.pen.now,
                                             br_buffer_bytes(&poor->proof), &verdict, &changes);
    CHECK(status != BR_OK || (verdict == BR_OK && changes.fork != NULL));
    if (status == BR_OK) {
        status = br_log_forks(poor->academy.log, count_forks, &last);
        CHECK(status != BR_OK || last.number == 1);
    }
    (void)peace();
    academy_stop(&poor->academy);
    return status;
}

/* Each side brings the keys with which it is signed: reading them takes memory too. */
static void test_a_proof_that_is_refused_is_kept_later(void)
{
    struct world world;
    struct poor poor = {.academy = academy_new(2, BR_SIDE_SHARED, "poor")};
    world_begin(&world);
    struct academy *both[] = {&world.original, &world.clone};
    for (uint64_t i = 0; i < 2; i++) {
        struct br_buffer payload;
        br_buffer_init(&payload, 1000);
        br_keys_pack(&both[i]->keys, &payload);
        CHECK(say_as_academy(both[i], "academy_keys", to_network, id_of(50 + i), &payload).type ==
              BR_OUTCOME_NUMBERED);
    }
    poor.proof = proof_behind(&world.original, &world.clone, COMMON);
    poor.from = world.one.path;
    academy_stop(&world.one);
    refused_everywhere(keep_on_a_copy, &poor);
    CHECK_UINT(faults_of(poor.academy.path, false), 0);
    academy_start(&world.one);
    br_buffer_free(&poor.proof);
    world_end(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_both_stories_end_in_the_same_place),
        BR_TEST(test_what_was_said_afterwards_does_not_count),
        BR_TEST(test_nothing_more_is_taken_or_given),
        BR_TEST(test_who_is_behind_judges_later),
        BR_TEST(test_the_earlier_proof_counts),
        BR_TEST(test_no_proof_changes_nothing),
        BR_TEST(test_a_replaced_key_convicts_nobody),
        BR_TEST(test_proofs_are_listed_and_purged),
        BR_TEST(test_damaged_proofs_are_found),
        BR_TEST(test_a_proof_that_is_refused_is_kept_later),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
