/* Storing what others said: everything that must be refused, receipts, what becomes known. */
#include "test_store_log_world.h"

#include "no_memory.h"

/* An academy's stream as batches that can be bent before they are handed on. */
enum { BATCHES_MAX = 16 };
struct copied {
    size_t count;
    struct br_log_batch batches[BATCHES_MAX];
    struct br_batch given[BATCHES_MAX];
};

/* Batches of one write each, however far reading could merge them: cut at [after] of our choice. */
static struct copied *copy_stream(struct academy *a, struct br_audience audience)
{
    struct copied *copied = calloc(1, sizeof *copied);
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t seq_bad = 0;
    uint64_t after = 0;
    BR_ASSERT(copied != NULL && br_log_reader_open(a->path, NULL, &reader, &error) == BR_OK);
    uint32_t number = stream_of(a, a->id, audience).state.number;
    while (copied->count < BATCHES_MAX &&
           br_log_read(reader, number, after, &copied->batches[copied->count], &seq_bad) == BR_OK) {
        struct br_log_batch *batch = &copied->batches[copied->count];
        copied->given[copied->count++] =
            (struct br_batch){.head = batch->head, .count = batch->count, .bodies = batch->bodies};
        after = batch->head.seq;
    }
    br_log_reader_close(reader);
    return copied;
}

static void copied_free(struct copied *copied)
{
    for (size_t i = 0; i < BATCHES_MAX; i++) {
        br_log_batch_free(&copied->batches[i]);
    }
    free(copied);
}

static enum br_status receive(struct academy *to, const struct br_batch *batch)
{
    enum br_status status = BR_OK;
    struct br_log_changes changes;
    CHECK(br_log_receive(to->log, &to->pen, &to->id, to->pen.now, batch, 1, &status, &changes) ==
          BR_OK);
    CHECK_UINT(changes.count, status == BR_OK ? 1 : 0);
    return status;
}

/* Keys, then [groups] groups of two threads; every group ends in a head of its own. */
static void say_much(struct academy *a, size_t groups, size_t title_size)
{
    char *title = calloc(1, title_size + 1);
    BR_ASSERT(title != NULL);
    memset(title, 'w', title_size);
    CHECK(say_keys(a).type == BR_OUTCOME_NUMBERED);
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", "T", "text", title, NULL);
    for (size_t i = 0; i < groups; i++) {
        struct br_write writes[2];
        struct br_outcome outcomes[2];
        struct br_log_changes changes;
        for (size_t j = 0; j < 2; j++) {
            writes[j] = write_of("thread_started", to_network, id_of(100 + 2 * i + j),
                                 br_buffer_bytes(&payload));
        }
        CHECK(br_log_write(a->log, &a->pen, writes, 2, outcomes, &changes) == BR_OK);
        CHECK(outcomes[0].type == BR_OUTCOME_NUMBERED);
    }
    br_buffer_free(&payload);
    free(title);
}

struct pair {
    struct academy a;
    struct academy b;
};

static void pair_start(struct pair *pair, const char *name)
{
    char names[2][60];
    (void)snprintf(names[0], sizeof names[0], "%s-a", name);
    (void)snprintf(names[1], sizeof names[1], "%s-b", name);
    pair->a = academy_new(1, BR_SIDE_SHARED, names[0]);
    pair->b = academy_new(2, BR_SIDE_SHARED, names[1]);
    academy_start(&pair->a);
    academy_start(&pair->b);
    CHECK(say_keys(&pair->b).type == BR_OUTCOME_NUMBERED);
}

static void pair_end(struct pair *pair)
{
    academy_stop(&pair->a);
    academy_stop(&pair->b);
}

/* --- round trips --- */

static bool same_head(const struct br_head *one, const struct br_head *two)
{
    uint8_t bytes[2][BR_HEAD_SIZE];
    br_head_encode(one, bytes[0]);
    br_head_encode(two, bytes[1]);
    return memcmp(bytes[0], bytes[1], BR_HEAD_SIZE) == 0;
}

static bool same_receipt(const struct br_receipt *one, const struct br_receipt *two)
{
    uint8_t bytes[2][BR_RECEIPT_SIZE];
    br_receipt_encode(one, bytes[0]);
    br_receipt_encode(two, bytes[1]);
    return memcmp(bytes[0], bytes[1], BR_RECEIPT_SIZE) == 0;
}

static void test_a_stream_arrives_byte_for_byte(void)
{
    struct pair p;
    pair_start(&p, "round-trip");
    say_much(&p.a, 20, 30);
    CHECK(hand_over(&p.a, &p.b, to_network) == BR_OK);
    CHECK_UINT(tail_of(&p.b, p.a.id, to_network), 41);
    struct found_stream here = stream_of(&p.a, p.a.id, to_network);
    struct found_stream there = stream_of(&p.b, p.a.id, to_network);
    CHECK(same_head(&here.state.head, &there.state.head));

    struct br_log_reader *readers[2];
    struct br_error error;
    BR_ASSERT(br_log_reader_open(p.a.path, NULL, &readers[0], &error) == BR_OK);
    BR_ASSERT(br_log_reader_open(p.b.path, NULL, &readers[1], &error) == BR_OK);
    struct br_log_batch batches[2] = {{.count = 0}, {.count = 0}};
    uint64_t seq_bad = 0;
    CHECK(br_log_read(readers[0], 1, 0, &batches[0], &seq_bad) == BR_OK);
    CHECK(br_log_read(readers[1], there.state.number, 0, &batches[1], &seq_bad) == BR_OK);
    CHECK(batches[0].count == 41 && batches[1].count == 41);
    CHECK(br_bytes_equal(br_buffer_bytes(&batches[0].memory), br_buffer_bytes(&batches[1].memory)));
    /* From any place on, what is read can be stored by whoever stands there. */
    for (uint64_t after = 0; after < 41; after++) {
        CHECK(br_log_read(readers[0], 1, after, &batches[0], &seq_bad) == BR_OK);
        CHECK_UINT(batches[0].seq_first, after + 1);
        CHECK_UINT(batches[0].head.seq, 41);
        CHECK_UINT(batches[0].count, 41 - after);
    }
    for (size_t i = 0; i < 2; i++) {
        br_log_batch_free(&batches[i]);
        br_log_reader_close(readers[i]);
    }
    CHECK_UINT(faults_of(p.b.path, false), 0);
    academy_stop(&p.b);
    academy_start(&p.b);
    there = stream_of(&p.b, p.a.id, to_network);
    CHECK(same_head(&here.state.head, &there.state.head));
    CHECK(hand_over(&p.a, &p.b, to_network) == BR_OK);
    pair_end(&p);
}

static void test_batches_of_one_call_continue_each_other(void)
{
    struct pair p;
    pair_start(&p, "together");
    say_much(&p.a, 7, 50000); /* big ones: two a batch */
    struct copied *copied = copy_stream(&p.a, to_network);
    CHECK(copied->count > 2);
    enum br_status statuses[BATCHES_MAX];
    struct br_log_changes changes;
    /* The second too early: refused alone. */
    struct br_batch order[3] = {copied->given[1], copied->given[0], copied->given[1]};
    CHECK(br_log_receive(p.b.log, &p.b.pen, &p.b.id, p.b.pen.now, order, 3, statuses, &changes) ==
          BR_OK);
    CHECK(statuses[0] == BR_ERR_GAP && statuses[1] == BR_OK && statuses[2] == BR_OK);
    CHECK_UINT(changes.count, 2);
    CHECK(!changes.items[0].has_receipt && changes.items[1].has_receipt);
    CHECK(changes.items[1].bodies == order[2].bodies);
    CHECK_UINT(changes.trust_count, 1);
    CHECK(changes.trust[0].type == BR_TRUST_KEYS &&
          br_hash_equal(&changes.trust[0].origin, &p.a.id) &&
          br_hash_equal(&changes.trust[0].tls_pin, &p.a.keys.tls_pin));
    CHECK(br_log_receive(p.b.log, &p.b.pen, &p.b.id, p.b.pen.now, copied->given, copied->count,
                         statuses, &changes) == BR_OK);
    CHECK(statuses[0] == BR_ERR_EXISTS && statuses[1] == BR_ERR_EXISTS && statuses[2] == BR_OK);
    CHECK_UINT(tail_of(&p.b, p.a.id, to_network), 15);
    CHECK_UINT(faults_of(p.b.path, false), 0);
    copied_free(copied);
    pair_end(&p);
}

static void test_a_call_takes_so_many_batches(void)
{
    enum { MOST = BR_STORE_BATCHES_MAX + 1 };
    struct pair p;
    pair_start(&p, "many");
    say_much(&p.a, 1, 10);
    struct copied *copied = copy_stream(&p.a, to_network);
    struct br_batch many[MOST];
    enum br_status statuses[MOST];
    struct br_log_changes changes;
    for (size_t i = 0; i < MOST; i++) {
        many[i] = copied->given[0];
    }
    for (size_t count = MOST - 2; count <= MOST; count++) {
        CHECK(br_log_receive(p.b.log, NULL, NULL, p.b.pen.now, many, count, statuses, &changes) ==
              (count < MOST ? BR_OK : BR_ERR_LIMIT));
    }
    CHECK(statuses[MOST - 2] == BR_ERR_EXISTS);
    copied_free(copied);
    pair_end(&p);
}

/* --- refusals --- */

static void test_gaps_overlaps_and_repeats(void)
{
    struct pair p;
    pair_start(&p, "gaps");
    say_much(&p.a, 7, 50000);
    struct copied *copied = copy_stream(&p.a, to_network);
    CHECK(receive(&p.b, &copied->given[2]) == BR_ERR_GAP);
    CHECK(receive(&p.b, &copied->given[0]) == BR_OK);
    CHECK(receive(&p.b, &copied->given[0]) == BR_ERR_EXISTS);
    CHECK(receive(&p.b, &copied->given[2]) == BR_ERR_GAP);
    struct br_batch none = copied->given[1];
    none.count = 0;
    CHECK(receive(&p.b, &none) == BR_ERR_MALFORMED);
    none.count = BR_BATCH_RECORDS_MAX + 1;
    CHECK(receive(&p.b, &none) == BR_ERR_LIMIT);

    /* Overlaps: begins before our tail, ends behind it. */
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    BR_ASSERT(br_log_reader_open(p.a.path, NULL, &reader, &error) == BR_OK);
    uint64_t tail = copied->given[0].head.seq;
    CHECK(br_log_read(reader, 1, tail - 1, &batch, &seq_bad) == BR_OK);
    CHECK(batch.head.seq > tail);
    struct br_batch overlap = {.head = batch.head, .count = batch.count, .bodies = batch.bodies};
    CHECK(receive(&p.b, &overlap) == BR_ERR_EXISTS);
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    CHECK(receive(&p.b, &copied->given[1]) == BR_OK);
    copied_free(copied);
    pair_end(&p);
}

/* Any bit of any byte of a body or of the head. */
static void test_every_flipped_bit_is_refused(void)
{
    struct pair p;
    pair_start(&p, "flips");
    say_much(&p.a, 1, 20);
    struct copied *copied = copy_stream(&p.a, to_network);
    struct br_batch *good = &copied->given[0];
    CHECK_UINT(good->count, 3);
    size_t taken = 0;
    for (size_t i = 0; i < copied->batches[0].memory.size; i++) {
        uint8_t *at = copied->batches[0].memory.data + i;
        *at ^= (uint8_t)(1u << i % 8);
        taken += receive(&p.b, good) == BR_OK ? 1 : 0;
        *at ^= (uint8_t)(1u << i % 8);
    }
    CHECK_UINT(taken, 0);
    uint8_t bytes[BR_HEAD_SIZE];
    br_head_encode(&good->head, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        struct br_batch bent = *good;
        bytes[i] ^= (uint8_t)(1u << i % 8);
        if (br_head_decode((struct br_bytes){bytes, sizeof bytes}, &bent.head) == BR_OK) {
            taken += receive(&p.b, &bent) == BR_OK ? 1 : 0;
        }
        bytes[i] ^= (uint8_t)(1u << i % 8);
    }
    CHECK_UINT(taken, 0);
    CHECK(!stream_of(&p.b, p.a.id, to_network).found);
    CHECK(receive(&p.b, good) == BR_OK);
    CHECK_UINT(faults_of(p.b.path, false), 0);
    copied_free(copied);
    pair_end(&p);
}

/* Headers alone verify, but who stored them would never ask for what was said. */
static void test_payloads_are_not_left_out(void)
{
    struct pair p;
    pair_start(&p, "stripped");
    say_much(&p.a, 1, 20);
    struct copied *copied = copy_stream(&p.a, to_network);
    struct br_batch *good = &copied->given[0];
    struct br_bytes whole[BR_BATCH_RECORDS_MAX];
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    memcpy(whole, good->bodies, good->count * sizeof *whole);
    for (size_t i = 0; i < good->count; i++) {
        struct br_record record;
        struct br_buffer erased;
        br_buffer_init(&erased, BR_BODY_ERASED_SIZE);
        CHECK(br_record_parse(whole[i], &record) == BR_OK);
        br_record_encode_erased(&record, &erased);
        memcpy(bodies, whole, good->count * sizeof *whole);
        bodies[i] = br_buffer_bytes(&erased);
        struct br_batch stripped = {.head = good->head, .count = good->count, .bodies = bodies};
        /* without the keys nobody could even check it */
        CHECK(receive(&p.b, &stripped) == (i == 0 ? BR_ERR_SIGNATURE : BR_ERR_NOT_FOUND));
        br_buffer_free(&erased);
    }
    CHECK_UINT(tail_of(&p.b, p.a.id, to_network), 0);
    CHECK(receive(&p.b, good) == BR_OK);
    copied_free(copied);
    pair_end(&p);
}

static void test_nobody_speaks_for_another(void)
{
    struct pair p;
    pair_start(&p, "others");
    say_much(&p.a, 1, 20);
    struct copied *copied = copy_stream(&p.a, to_network);
    struct br_batch *good = &copied->given[0];

    struct br_batch forged = *good; /* another key's signature, under either name */
    br_head_sign(&forged.head, &p.b.signing);
    CHECK(receive(&p.b, &forged) == BR_ERR_NOT_FOUND);
    memcpy(forged.head.key, good->head.key, sizeof forged.head.key);
    CHECK(receive(&p.b, &forged) == BR_ERR_SIGNATURE);

    forged = *good; /* given out as another academy's */
    forged.head.stream.origin = academy_new(3, BR_SIDE_SHARED, "unused").id;
    CHECK(receive(&p.b, &forged) == BR_ERR_SIGNATURE);
    forged.head.stream.origin = p.b.id;
    CHECK(receive(&p.b, &forged) == BR_ERR_EXISTS);
    forged.head.stream = good->head.stream;
    forged.head.stream.audience = (struct br_audience){.type = BR_AUDIENCE_GROUP, .id = id_of(4)};
    CHECK(receive(&p.b, &forged) == BR_ERR_NOT_FOUND); /* keys not known yet */
    CHECK(receive(&p.b, good) == BR_OK);
    CHECK(receive(&p.b, &forged) == BR_ERR_CHAIN);
    forged.head.stream.audience = to_academy; /* what is local never comes in by this door */
    CHECK(receive(&p.b, &forged) == BR_ERR_REFUSED);
    copied_free(copied);
    pair_end(&p);
}

/* Sealed by hand, as a dishonest or broken origin could. */
static struct br_batch seal(struct academy *a, const struct br_secret_key *key, uint32_t epoch,
                            const struct br_tail *tail, const struct br_bytes *bodies, size_t count)
{
    struct br_stream stream = {.origin = a->id, .audience = to_network};
    struct br_verified *verified = malloc(sizeof *verified);
    BR_ASSERT(verified != NULL);
    br_seal_batch(&stream, epoch, tail, bodies, count, key, verified);
    struct br_batch batch = {.head = verified->head, .count = count, .bodies = bodies};
    free(verified);
    return batch;
}

static struct br_tail tail_at(const struct br_head *head)
{
    return (struct br_tail){.epoch = head->epoch, .seq = head->seq, .hash = head->hash};
}

static struct br_bytes body_of(struct br_buffer *out, const char *kind, struct br_bytes payload,
                               uint64_t hlc)
{
    struct br_record record = {.kind = br_kind_by_name(kind)->number,
                               .hlc = hlc,
                               .id = id_of(hlc),
                               .payload_size = (uint32_t)payload.size,
                               .payload = payload};
    br_buffer_init(out, BR_RECORD_SIZE_MAX);
    br_record_encode(&record, out);
    return br_buffer_bytes(out);
}

static void test_a_network_stream_begins_with_keys(void)
{
    struct pair p;
    pair_start(&p, "first");
    struct br_tail nothing = {0};
    struct br_buffer payload;
    struct br_buffer keys_payload;
    struct br_buffer thread;
    struct br_buffer keys;
    packed(&payload, "thread_started", "title", "T", NULL);
    br_buffer_init(&keys_payload, 1000);
    br_keys_pack(&p.a.keys, &keys_payload);
    struct br_bytes bodies[2] = {body_of(&thread, "thread_started", br_buffer_bytes(&payload), 1),
                                 body_of(&keys, "academy_keys", br_buffer_bytes(&keys_payload), 2)};
    struct br_batch batch = seal(&p.a, &p.a.signing, 1, &nothing, bodies, 2);
    CHECK(receive(&p.b, &batch) == BR_ERR_SIGNATURE);
    batch = seal(&p.a, &p.a.signing, 1, &nothing, bodies, 1);
    CHECK(receive(&p.b, &batch) == BR_ERR_SIGNATURE);
    /* The right record, but another key signs. */
    batch = seal(&p.a, &p.b.signing, 1, &nothing, bodies + 1, 1);
    CHECK(receive(&p.b, &batch) == BR_ERR_NOT_FOUND);
    batch = seal(&p.a, &p.a.signing, 1, &nothing, bodies + 1, 1);
    CHECK(receive(&p.b, &batch) == BR_OK);
    br_buffer_free(&payload);
    br_buffer_free(&keys_payload);
    br_buffer_free(&thread);
    br_buffer_free(&keys);
    pair_end(&p);
}

static void test_keys_are_replaced_by_position(void)
{
    struct pair p;
    pair_start(&p, "rotation");
    struct academy next = academy_new(3, BR_SIDE_SHARED, "unused");
    struct br_public_key next_key = br_secret_public(&next.signing);
    struct br_academy_keys replaced;
    br_keys_make(&p.a.recovery, &next_key, &p.a.keys.tls_pin, &replaced);
    say_much(&p.a, 1, 20);
    CHECK(hand_over(&p.a, &p.b, to_network) == BR_OK);
    p.a.pen.signing = &next.signing;
    struct br_buffer payload;
    br_buffer_init(&payload, 1000);
    br_keys_pack(&replaced, &payload);
    CHECK(say_as_academy(&p.a, "academy_keys", to_network, id_of(2), &payload).type ==
          BR_OUTCOME_NUMBERED);
    (void)start_thread(&p.a, to_network, id_of(3), "By the new key");
    CHECK(hand_over(&p.a, &p.b, to_network) == BR_OK);
    CHECK_UINT(tail_of(&p.b, p.a.id, to_network), 5);

    /* The old key signs nothing any more. */
    struct br_buffer body;
    struct br_tail tail = stream_of(&p.a, p.a.id, to_network).state.tail;
    packed(&payload, "thread_started", "title", "T", NULL);
    struct br_bytes bytes = body_of(&body, "thread_started", br_buffer_bytes(&payload), 9);
    struct br_batch batch = seal(&p.a, &p.a.signing, 1, &tail, &bytes, 1);
    CHECK(receive(&p.b, &batch) == BR_ERR_SIGNATURE);
    batch = seal(&p.a, &next.signing, 1, &tail, &bytes, 1);
    CHECK(receive(&p.b, &batch) == BR_OK);
    /* The epoch neither. */
    tail = tail_at(&batch.head);
    struct br_batch later = seal(&p.a, &next.signing, 2, &tail, &bytes, 1);
    CHECK(receive(&p.b, &later) == BR_OK);
    tail = tail_at(&later.head);
    tail.epoch = 1;
    struct br_batch back = seal(&p.a, &next.signing, 1, &tail, &bytes, 1);
    CHECK(receive(&p.b, &back) == BR_ERR_CHAIN);
    CHECK_UINT(faults_of(p.b.path, false), 0);
    br_buffer_free(&payload);
    br_buffer_free(&body);
    pair_end(&p);
}

/* What an academy binds beyond the maximum is stored, but passed over. */
static void test_so_many_keys_are_remembered(void)
{
    struct pair p;
    pair_start(&p, "many-keys");
    struct br_tail tail = {0};
    for (uint8_t i = 0; i <= BR_ACADEMY_KEYS_MAX; i++) {
        uint8_t seed[32] = {77, i};
        struct br_secret_key secret;
        struct br_public_key public;
        struct br_academy_keys keys;
        struct br_buffer payload;
        struct br_buffer body;
        br_key_pair(seed, &secret, &public);
        br_keys_make(&p.a.recovery, &public, &p.a.keys.tls_pin, &keys);
        br_buffer_init(&payload, 1000);
        br_keys_pack(&keys, &payload);
        struct br_bytes bytes = body_of(&body, "academy_keys", br_buffer_bytes(&payload), i + 1u);
        struct br_batch batch = seal(&p.a, &secret, 1, &tail, &bytes, 1);
        CHECK(receive(&p.b, &batch) == BR_OK);
        tail = tail_at(&batch.head);
        /* The next record, signed by the key that was just bound. */
        struct br_buffer thread;
        packed(&thread, "thread_started", "title", "T", NULL);
        struct br_buffer thread_body;
        struct br_bytes said =
            body_of(&thread_body, "thread_started", br_buffer_bytes(&thread), 1000u + i);
        batch = seal(&p.a, &secret, 1, &tail, &said, 1);
        enum br_status status = receive(&p.b, &batch);
        CHECK(status == (i < BR_ACADEMY_KEYS_MAX ? BR_OK : BR_ERR_SIGNATURE));
        if (status == BR_OK) {
            tail = tail_at(&batch.head);
        }
        br_buffer_free(&thread);
        br_buffer_free(&thread_body);
        br_buffer_free(&payload);
        br_buffer_free(&body);
    }
    pair_end(&p);
}

/* Records that make no sense are kept and carried; they stand in nobody's way. */
static void test_what_makes_no_sense_is_kept(void)
{
    struct pair p;
    pair_start(&p, "nonsense");
    (void)say_keys(&p.a);
    struct br_tail tail = stream_of(&p.a, p.a.id, to_network).state.tail;
    CHECK(hand_over(&p.a, &p.b, to_network) == BR_OK);
    struct br_buffer bodies[4];
    struct br_buffer accepted;
    packed(&accepted, "academy_accepted", "academy", "00", "accepted", "true", NULL);
    struct br_bytes bytes[4] = {
        body_of(&bodies[0], "thread_started", br_bytes_of_text("\xff\xff"), 1),
        body_of(&bodies[1], "academy_accepted", br_buffer_bytes(&accepted), 2),
        body_of(&bodies[2], "academy_keys", br_bytes_of_text(""), 3),
        body_of(&bodies[3], "thread_started", br_bytes_of_text(""), 4)};
    bodies[3].data[17] = 0xab; /* of a kind that nobody here knows */
    struct br_batch batch = seal(&p.a, &p.a.signing, 1, &tail, bytes, 4);
    CHECK(receive(&p.b, &batch) == BR_OK);
    CHECK_UINT(faults_of(p.b.path, false), 0);
    for (size_t i = 0; i < 4; i++) {
        br_buffer_free(&bodies[i]);
    }
    br_buffer_free(&accepted);
    pair_end(&p);
}

/* --- other clocks --- */

static void test_a_remote_clock_lifts_ours_only_so_far(void)
{
    struct pair p;
    pair_start(&p, "clocks");
    p.a.pen.now.wall_ms += 24u * 3600u * 1000u; /* a day ahead */
    say_much(&p.a, 1, 10);
    CHECK(hand_over(&p.a, &p.b, to_network) == BR_OK);
    for (size_t i = 0; i < 2; i++) { /* the same after a restart */
        struct br_buffer payload;
        packed(&payload, "thread_started", "title", "T", NULL);
        struct br_write write =
            write_of("thread_started", to_network, id_of(500 + i), br_buffer_bytes(&payload));
        struct br_outcome outcome;
        struct br_log_changes changes;
        struct br_record record;
        CHECK(br_log_write(p.b.log, &p.b.pen, &write, 1, &outcome, &changes) == BR_OK);
        CHECK(br_record_parse(changes.items[0].bodies[0], &record) == BR_OK);
        CHECK_UINT(br_hlc_ms(record.hlc), p.b.pen.now.wall_ms + BR_CLOCK_LEAD_MAX_MS);
        br_buffer_free(&payload);
        academy_stop(&p.b);
        academy_start(&p.b);
    }
    pair_end(&p);
}

/* --- receipts --- */

struct seen_receipts {
    struct br_hash holder; /* whose are counted */
    size_t count;
    struct br_receipt last;
};

static void see_receipt(void *context, const struct br_receipt *receipt)
{
    struct seen_receipts *seen = context;
    if (br_hash_equal(&receipt->holder, &seen->holder)) {
        seen->count++;
        seen->last = *receipt;
    }
}

static void test_receipts_are_signed_kept_and_checked(void)
{
    struct pair p;
    pair_start(&p, "receipts");
    CHECK(hand_over(&p.b, &p.a, to_network) == BR_OK);
    say_much(&p.a, 2, 10);
    struct copied *copied = copy_stream(&p.a, to_network);
    enum br_status status = BR_OK;
    struct br_log_changes changes;
    CHECK(br_log_receive(p.b.log, &p.b.pen, &p.b.id, p.b.pen.now, copied->given, 1, &status,
                         &changes) == BR_OK);
    CHECK(status == BR_OK && changes.items[0].has_receipt);
    struct br_receipt receipt = changes.items[0].receipt;
    struct br_public_key key = br_secret_public(&p.b.signing);
    CHECK(br_receipt_verify(&receipt, &key));
    CHECK(receipt.seq == 5 && br_hash_equal(&receipt.holder, &p.b.id));
    struct seen_receipts seen = {.holder = p.b.id};
    CHECK(br_log_receipts(p.b.log, see_receipt, &seen) == BR_OK);
    CHECK(seen.count == 1 && same_receipt(&seen.last, &receipt));

    /* At the origin: only a whole one, once, and never an older one. */
    struct br_receipt four[4] = {receipt, receipt, receipt, receipt};
    four[0].hash.bytes[0] ^= 1;
    four[1].holder = p.a.id;
    four[3].stream.origin.bytes[0] ^= 1;
    bool kept[4] = {true, true, true, true};
    CHECK(br_log_keep_receipts(p.a.log, four, 4, kept) == BR_OK);
    CHECK(!kept[0] && !kept[1] && kept[2] && !kept[3]);
    CHECK(br_log_keep_receipts(p.a.log, &receipt, 1, kept) == BR_OK);
    CHECK(!kept[0]);
    struct br_receipt older = receipt;
    older.seq--;
    br_receipt_sign(&older, &p.b.signing);
    CHECK(br_log_keep_receipts(p.a.log, &older, 1, kept) == BR_OK);
    CHECK(!kept[0]);
    struct br_receipt restored = older; /* in a new epoch it holds less: that is news */
    restored.epoch = 2;
    br_receipt_sign(&restored, &p.b.signing);
    CHECK(br_log_keep_receipts(p.a.log, &restored, 1, kept) == BR_OK);
    CHECK(kept[0]);
    academy_stop(&p.a);
    academy_start(&p.a);
    seen = (struct seen_receipts){.holder = p.b.id};
    CHECK(br_log_receipts(p.a.log, see_receipt, &seen) == BR_OK);
    CHECK(seen.count == 1 && seen.last.epoch == 2);
    CHECK_UINT(faults_of(p.a.path, false), 0);
    CHECK_UINT(faults_of(p.b.path, false), 0);
    copied_free(copied);
    pair_end(&p);
}

struct poor {
    struct academy academy;
    struct copied *copied;
};

/* Into a fresh file each time; and the receipt for it, that somebody else gives. */
static enum br_status receive_all(void *context)
{
    struct poor *poor = context;
    struct academy *to = &poor->academy;
    struct br_log_changes changes;
    enum br_status stored[BATCHES_MAX];
    const char *call = peace();
    remove_log(to->path);
    academy_start(to);
    refusing.call = call;
    enum br_status status =
        br_log_receive(to->log, &to->pen, &to->id, to->pen.now, poor->copied->given,
                       poor->copied->count, stored, &changes);
    for (size_t i = 0; i < poor->copied->count && status == BR_OK; i++) {
        CHECK_UINT(stored[i], BR_OK);
        CHECK(changes.items[i].has_receipt);
    }
    (void)peace();
    academy_stop(to);
    return status;
}

/* Nobody is blamed for what only memory was missing for: no batch is called badly signed. */
static void test_no_batch_is_blamed_for_want_of_memory(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "rich");
    struct poor poor = {.academy = academy_new(2, BR_SIDE_SHARED, "poor")};
    academy_start(&a);
    say_much(&a, 2, 20);
    poor.copied = copy_stream(&a, to_network);
    without_memory(receive_all, &poor, 6);
    copied_free(poor.copied);
    academy_stop(&a);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_stream_arrives_byte_for_byte),
        BR_TEST(test_batches_of_one_call_continue_each_other),
        BR_TEST(test_a_call_takes_so_many_batches),
        BR_TEST(test_gaps_overlaps_and_repeats),
        BR_TEST(test_every_flipped_bit_is_refused),
        BR_TEST(test_payloads_are_not_left_out),
        BR_TEST(test_nobody_speaks_for_another),
        BR_TEST(test_a_network_stream_begins_with_keys),
        BR_TEST(test_keys_are_replaced_by_position),
        BR_TEST(test_so_many_keys_are_remembered),
        BR_TEST(test_what_makes_no_sense_is_kept),
        BR_TEST(test_a_remote_clock_lifts_ours_only_so_far),
        BR_TEST(test_receipts_are_signed_kept_and_checked),
        BR_TEST(test_no_batch_is_blamed_for_want_of_memory),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
