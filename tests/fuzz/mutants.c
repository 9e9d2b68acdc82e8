/*
 * mutants.c - nobody speaks for another academy: valid batches changed on the way, none accepted.
 *
 *      mutants [--count N] [--seed N]
 *
 * An origin seals batches of several kinds, sizes, epochs and audiences. Each is then changed in
 * one byte at every position (a large one at positions drawn by the seed), cut, stretched,
 * reordered, spliced with another one, and handed to br_verify_batch and to br_log_receive of a
 * relay and of a device, which hold everything before it. Accepted means that bytes would be stored
 * which are not the origin's. Then the true batch must still be taken, and read back as it was.
 *
 * Two controls show that an accepted mutant would be counted: a judge that looks at nothing but the
 * form, and mutants that the origin's own key has signed anew.
 */
#include "tests/unit/test_store_log_world.h"

enum {
    COUNT = 220000,       /* made when nothing else is said */
    POSITIONS_MAX = 2000, /* of a larger batch not every position is tried, */
    VALUES_SHARE = 16,    /* and so many times fewer values, for they take their time */
    BATCHES = 17,
    STRETCH_MAX = 32,
    RECORDS_TRIED = 40, /* of a batch to be moved, dropped or doubled */
    SPARE_BODIES = 2,   /* a mutant may have more records than the original */
    RECEIVERS = 3,
    CONTROL_COUNT = 400,
};

/* A batch as its origin sealed it, and where a copy stands before it. */
struct original {
    struct br_tail tail;
    struct br_head head;
    size_t count;
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_buffer memory; /* head, then bodies */
};

/* The same on its way, in bytes that may be changed. */
struct mutant {
    uint8_t head[BR_HEAD_SIZE];
    size_t count;
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX + SPARE_BODIES];
    uint8_t *memory;
};

/* Who receives: a relay of another academy, and the two logs of a device of the origin's. */
struct receiver {
    struct academy academy;
    bool signs; /* a server keeps receipts */
};

struct counts {
    uint64_t made;
    uint64_t accepted;
};

static struct {
    uint64_t wanted;
    struct br_rng rng;
    struct academy origin;
    size_t count;
    struct original *batches[BATCHES];
    struct receiver receivers[RECEIVERS];
    struct br_verified verified;
    /* mutants that wait for one transaction of the receivers */
    size_t waiting_count;
    struct mutant waiting[BR_STORE_BATCHES_MAX];
    struct counts counts;
} world;

/* --- what the origin says --- */

static const struct {
    uint8_t audience;
    uint32_t epoch;
    const char *kind;
    size_t count;
    size_t text_size;
} plan[BATCHES] = {
    {BR_AUDIENCE_NETWORK, 1, "academy_keys", 1, 0},
    {BR_AUDIENCE_NETWORK, 1, "thread_started", 1, 20},
    {BR_AUDIENCE_NETWORK, 1, "post_written", 1, 0},
    {BR_AUDIENCE_NETWORK, 1, "post_written", 5, 60},
    {BR_AUDIENCE_NETWORK, 3, "measure_shared", 2, 30},
    {BR_AUDIENCE_NETWORK, 3, "academy_accepted", 3, 10},
    {BR_AUDIENCE_NETWORK, 3, "post_written", 1, 60000},
    {BR_AUDIENCE_NETWORK, 3, "post_written", BR_BATCH_RECORDS_MAX, 40},
    {BR_AUDIENCE_NETWORK, 4, "member_profile", 2, 50},
    {BR_AUDIENCE_GROUP, 1, "group_opened", 1, 0},
    {BR_AUDIENCE_GROUP, 1, "watch_asked", 2, 25},
    {BR_AUDIENCE_ACADEMY, 1, "room_opened", 1, 40},
    {BR_AUDIENCE_ACADEMY, 1, "role_given", 4, 0},
    {BR_AUDIENCE_ACADEMY, 2, "points_recorded", 1, 12},
    {BR_AUDIENCE_ROOM, 1, "thread_started", 1, 100},
    {BR_AUDIENCE_ROOM, 1, "post_edited", 3, 33},
    {BR_AUDIENCE_ROOM, 7, "post_written", 40, 200},
};

/* A field of the kind that takes a text of any length. */
static const char *text_field(const char *kind)
{
    static const char *const fields[] = {"text", "title", "name", "purpose", "reason"};
    const ProtobufCMessageDescriptor *type = br_kind_by_name(kind)->message;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (protobuf_c_message_descriptor_get_field_by_name(type, fields[i]) != NULL) {
            return fields[i];
        }
    }
    return NULL;
}

static void make_payload(const char *kind, size_t size, struct br_buffer *out)
{
    if (strcmp(kind, "academy_keys") == 0) {
        br_buffer_init(out, BR_RECORD_SIZE_MAX);
        br_keys_pack(&world.origin.keys, out);
        return;
    }
    if (strcmp(kind, "group_opened") == 0) {
        char origin[BR_HASH_TEXT_SIZE];
        char relay[BR_HASH_TEXT_SIZE];
        br_hash_text(&world.origin.id, origin);
        br_hash_text(&world.receivers[0].academy.id, relay);
        (void)packed(out, kind, "academies", origin, "academies", relay, NULL);
        return;
    }
    char *text = malloc(size + 1);
    BR_ASSERT(text != NULL);
    for (size_t i = 0; i < size; i++) {
        text[i] = (char)('a' + br_rng_below(&world.rng, 26));
    }
    text[size] = '\0';
    const char *field = text_field(kind);
    (void)packed(out, kind, field, text, NULL);
    free(text);
}

static void seal(size_t index, struct br_tail *tail)
{
    struct original *made = calloc(1, sizeof *made);
    BR_ASSERT(made != NULL);
    struct br_stream stream = {.origin = world.origin.id,
                               .audience = {.type = plan[index].audience}};
    if (stream.audience.type == BR_AUDIENCE_GROUP || stream.audience.type == BR_AUDIENCE_ROOM) {
        stream.audience.id = id_of(20);
    }
    made->count = plan[index].count;
    made->tail = *tail;
    br_buffer_init(&made->memory, BR_HEAD_SIZE + BR_BATCH_SIZE_MAX);
    size_t starts[BR_BATCH_RECORDS_MAX + 1] = {BR_HEAD_SIZE};
    (void)br_buffer_extend(&made->memory, BR_HEAD_SIZE);
    for (size_t i = 0; i < made->count; i++) {
        struct br_buffer payload;
        make_payload(plan[index].kind, plan[index].text_size, &payload);
        struct br_record record = {.kind = br_kind_by_name(plan[index].kind)->number,
                                   .hlc = (1700000000000u + i) << 16,
                                   .written_ms = 1700000000000u,
                                   .id = id_of(1000 * index + i),
                                   .payload = br_buffer_bytes(&payload)};
        bool opens = record.kind == BR_KIND_GROUP_OPENED;
        record.id = opens ? stream.audience.id : record.id;
        record.author = index == 0 || opens ? nobody : id_of(7);
        record.payload_size = (uint32_t)payload.size;
        br_rng_bytes(&world.rng, record.salt, sizeof record.salt);
        br_record_encode(&record, &made->memory);
        starts[i + 1] = made->memory.size;
        br_buffer_free(&payload);
    }
    BR_ASSERT(br_buffer_ok(&made->memory));
    for (size_t i = 0; i < made->count; i++) {
        made->bodies[i] =
            (struct br_bytes){made->memory.data + starts[i], starts[i + 1] - starts[i]};
    }
    br_seal_batch(&stream, plan[index].epoch, tail, made->bodies, made->count,
                  &world.origin.signing, &world.verified);
    made->head = world.verified.head;
    br_head_encode(&made->head, made->memory.data);
    *tail = (struct br_tail){made->head.epoch, made->head.seq, made->head.hash};
    world.batches[world.count++] = made;
}

static void world_begin(void)
{
    struct br_tail tails[BR_AUDIENCE_ROOM + 1] = {{.seq = 0}};
    static const char *const names[RECEIVERS] = {"relay", "device-shared", "device-local"};
    world.origin = academy_new(1, BR_SIDE_SHARED, "origin");
    for (size_t i = 0; i < RECEIVERS; i++) {
        enum br_side side = i == 2 ? BR_SIDE_LOCAL : BR_SIDE_SHARED;
        world.receivers[i].academy = academy_new(i == 0 ? 2 : 1, side, names[i]);
    }
    for (size_t i = 0; i < BATCHES; i++) {
        seal(i, &tails[plan[i].audience]);
    }
    for (size_t i = 0; i < BR_STORE_BATCHES_MAX; i++) {
        world.waiting[i].memory = malloc(BR_BATCH_SIZE_MAX + STRETCH_MAX);
        BR_ASSERT(world.waiting[i].memory != NULL);
    }
    for (size_t i = 0; i < RECEIVERS; i++) {
        struct receiver *receiver = &world.receivers[i];
        receiver->signs = i == 0;
        academy_start(&receiver->academy);
    }
    (void)say_keys(&world.receivers[0].academy); /* that of its receipts */
    CHECK(br_log_know_key(world.receivers[2].academy.log, &world.origin.id,
                          &world.origin.keys.signing) == BR_OK);
}

/* --- handing over --- */

static bool is_for(const struct receiver *receiver, const struct original *original)
{
    bool shared = br_audience_is_shared(&original->head.stream.audience);
    return shared == (receiver->academy.side == BR_SIDE_SHARED);
}

static void receive(struct receiver *receiver, const struct br_batch *batches, size_t count,
                    enum br_status *statuses)
{
    struct academy *at = &receiver->academy;
    struct br_log_changes changes;
    CHECK(br_log_receive(at->log, receiver->signs ? &at->pen : NULL, &at->id, at->pen.now, batches,
                         count, statuses, &changes) == BR_OK);
}

/* All that waits, to everybody whom it concerns. A head that is not one does not get that far. */
static void hand_over_waiting(const struct original *original)
{
    struct br_batch batches[BR_STORE_BATCHES_MAX];
    enum br_status statuses[BR_STORE_BATCHES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < world.waiting_count; i++) {
        struct mutant *mutant = &world.waiting[i];
        struct br_batch batch = {.count = mutant->count, .bodies = mutant->bodies};
        if (br_head_decode((struct br_bytes){mutant->head, BR_HEAD_SIZE}, &batch.head) == BR_OK) {
            batches[count++] = batch;
        }
    }
    for (size_t i = 0; i < RECEIVERS && count > 0; i++) {
        if (!is_for(&world.receivers[i], original)) {
            continue;
        }
        receive(&world.receivers[i], batches, count, statuses);
        for (size_t at = 0; at < count; at++) {
            world.counts.accepted += statuses[at] == BR_OK;
        }
    }
    world.waiting_count = 0;
}

/* An unchanged copy to be changed, in the place of the next that waits; good until it is tried. */
static struct mutant *copy_of(const struct original *original)
{
    struct mutant *copy = &world.waiting[world.waiting_count];
    copy->count = original->count;
    memcpy(copy->head, original->memory.data, BR_HEAD_SIZE);
    memcpy(copy->memory, original->memory.data + BR_HEAD_SIZE,
           original->memory.size - BR_HEAD_SIZE);
    size_t at = 0;
    for (size_t i = 0; i < copy->count; i++) {
        copy->bodies[i] = (struct br_bytes){copy->memory + at, original->bodies[i].size};
        at += copy->bodies[i].size;
    }
    return copy;
}

static bool unchanged(const struct original *original, const struct mutant *mutant)
{
    bool same = mutant->count == original->count &&
                memcmp(mutant->head, original->memory.data, BR_HEAD_SIZE) == 0;
    for (size_t i = 0; same && i < mutant->count; i++) {
        same = br_bytes_equal(mutant->bodies[i], original->bodies[i]);
    }
    return same;
}

/* What a judge says who looks at bytes as a batch; the head may not even be one. */
typedef enum br_status (*judge)(const struct br_batch *batch, const struct br_tail *tail,
                                const struct br_public_key *key, struct br_verified *verified);

static bool accepted_by(judge judges, const struct original *original, const struct mutant *mutant)
{
    struct br_batch batch = {.count = mutant->count, .bodies = mutant->bodies};
    struct br_bytes head = {mutant->head, BR_HEAD_SIZE};
    return br_head_decode(head, &batch.head) == BR_OK &&
           judges(&batch, &original->tail, &world.origin.keys.signing, &world.verified) == BR_OK;
}

/* Judge it now, and keep it for the receivers. */
static void try_mutant(const struct original *original, const struct mutant *mutant)
{
    if (unchanged(original, mutant)) {
        return;
    }
    world.counts.made++;
    world.counts.accepted += accepted_by(br_verify_batch, original, mutant);
    if (++world.waiting_count == BR_STORE_BATCHES_MAX) {
        hand_over_waiting(original);
    }
}

/* --- changes --- */

static void set_byte(struct mutant *mutant, size_t at, uint8_t change)
{
    if (at < BR_HEAD_SIZE) {
        mutant->head[at] ^= change;
    } else {
        mutant->memory[at - BR_HEAD_SIZE] ^= change;
    }
}

static void single_bytes(const struct original *original, size_t values)
{
    size_t size = original->memory.size;
    bool all = size <= POSITIONS_MAX;
    values = all ? values : 1 + values / VALUES_SHARE;
    for (size_t i = 0; i < (all ? size : POSITIONS_MAX); i++) {
        size_t at = all || i < BR_HEAD_SIZE ? i : (size_t)br_rng_below(&world.rng, size);
        uint64_t first = br_rng_next(&world.rng);
        for (size_t value = 0; value < values && value < 255; value++) {
            struct mutant *mutant = copy_of(original);
            set_byte(mutant, at, (uint8_t)(1 + (first + value * 2) % 255)); /* 255 is odd */
            try_mutant(original, mutant);
        }
    }
}

static void cut_and_stretched(const struct original *original)
{
    for (size_t i = 0; i < original->count && i < 4; i++) {
        for (size_t cut = 1; cut <= original->bodies[i].size && cut <= 80; cut++) {
            struct mutant *mutant = copy_of(original);
            mutant->bodies[i].size -= cut;
            try_mutant(original, mutant);
        }
    }
    for (size_t more = 1; more <= STRETCH_MAX; more++) {
        struct mutant *mutant = copy_of(original);
        size_t last = mutant->count - 1;
        memset(mutant->memory + original->memory.size - BR_HEAD_SIZE, (int)more, more);
        mutant->bodies[last].size += more;
        try_mutant(original, mutant);
    }
}

static void reordered(const struct original *original)
{
    for (size_t i = 0; i < original->count && i < RECORDS_TRIED; i++) {
        for (size_t j = i + 1; j < original->count && j < i + 8; j++) {
            struct mutant *mutant = copy_of(original);
            mutant->bodies[i] = original->bodies[j];
            mutant->bodies[j] = original->bodies[i];
            try_mutant(original, mutant);
        }
        struct mutant *dropped = copy_of(original);
        dropped->count--;
        for (size_t j = i; j < dropped->count; j++) {
            dropped->bodies[j] = original->bodies[j + 1];
        }
        try_mutant(original, dropped);
        struct mutant *doubled = copy_of(original);
        doubled->bodies[doubled->count++] = original->bodies[i];
        try_mutant(original, doubled);
    }
}

/* Heads and bodies of different batches, and records of one among those of another. */
static void spliced(const struct original *original)
{
    for (size_t i = 0; i < world.count; i++) {
        const struct original *other = world.batches[i];
        if (other == original) {
            continue;
        }
        struct mutant *head = copy_of(original);
        memcpy(head->head, other->memory.data, BR_HEAD_SIZE);
        try_mutant(original, head);
        struct mutant *bodies = copy_of(original);
        bodies->count = other->count;
        memcpy(bodies->bodies, other->bodies, other->count * sizeof other->bodies[0]);
        try_mutant(original, bodies);
        for (size_t at = 0; at < original->count && at < 16; at++) {
            struct mutant *one = copy_of(original);
            one->bodies[at] = other->bodies[at % other->count];
            try_mutant(original, one);
        }
        struct mutant *more = copy_of(original);
        more->bodies[more->count++] = other->bodies[0];
        try_mutant(original, more);
        /* the part of the head that names the stream, or what was said of it, is another's */
        struct mutant *stream = copy_of(original);
        memcpy(stream->head, other->memory.data, BR_STREAM_SIZE);
        try_mutant(original, stream);
        struct mutant *signature = copy_of(original);
        memcpy(signature->head + BR_HEAD_SIZE - 64, other->memory.data + BR_HEAD_SIZE - 64, 64);
        try_mutant(original, signature);
    }
}

/* --- the whole --- */

static void take_the_true_one(const struct original *original)
{
    struct br_batch batch = {
        .head = original->head, .count = original->count, .bodies = original->bodies};
    for (size_t i = 0; i < RECEIVERS; i++) {
        enum br_status status = BR_OK;
        if (is_for(&world.receivers[i], original)) {
            receive(&world.receivers[i], &batch, 1, &status);
        }
        if (!CHECK(status == BR_OK)) {
            (void)printf("  the true batch of %zu records is refused: %s\n", original->count,
                         br_status_text(status));
        }
    }
}

static void test_no_mutant_is_accepted(void)
{
    size_t positions = 0;
    for (size_t i = 0; i < world.count; i++) {
        size_t size = world.batches[i]->memory.size;
        positions += size <= POSITIONS_MAX ? size : POSITIONS_MAX / VALUES_SHARE;
    }
    BR_ASSERT(positions > 0);
    size_t values = (size_t)(world.wanted / positions) + 1;
    for (size_t i = 0; i < world.count; i++) {
        const struct original *original = world.batches[i];
        single_bytes(original, values);
        cut_and_stretched(original);
        reordered(original);
        spliced(original);
        hand_over_waiting(original);
        take_the_true_one(original);
    }
    CHECK(world.counts.made >= world.wanted);
    CHECK_UINT(world.counts.accepted, 0);
    (void)printf("report mutants=%llu mutants_accepted=%llu\n",
                 (unsigned long long)world.counts.made, (unsigned long long)world.counts.accepted);
}

/* What the receivers hold is the origin's, byte by byte, however the batches lie in their logs. */
static void test_what_is_stored_is_the_origins(void)
{
    for (size_t i = 0; i < RECEIVERS; i++) {
        struct academy *at = &world.receivers[i].academy;
        struct br_log_reader *reader = NULL;
        struct br_error error;
        struct br_log_batch batch = {.seq_first = 0};
        uint64_t seq_bad = 0;
        CHECK(br_log_reader_open(at->path, NULL, &reader, &error) == BR_OK);
        for (size_t b = 0; b < world.count; b++) {
            const struct original *original = world.batches[b];
            if (!is_for(&world.receivers[i], original)) {
                continue;
            }
            struct found_stream found =
                stream_of(at, world.origin.id, original->head.stream.audience);
            CHECK(found.found && br_log_read(reader, found.state.number, original->tail.seq, &batch,
                                             &seq_bad) == BR_OK);
            CHECK(batch.count >= original->count);
            for (size_t r = 0; r < original->count && r < batch.count; r++) {
                CHECK(br_bytes_equal(batch.bodies[r], original->bodies[r]));
            }
        }
        br_log_batch_free(&batch);
        br_log_reader_close(reader);
        CHECK_UINT(faults_of(at->path, false), 0);
    }
}

/* A judge who skips hashes and signature: then mutants pass, and this program would see it. */
static enum br_status look_at_form_only(const struct br_batch *batch, const struct br_tail *tail,
                                        const struct br_public_key *key,
                                        struct br_verified *verified)
{
    (void)tail;
    (void)key;
    enum br_status status = BR_OK;
    for (size_t i = 0; i < batch->count && status == BR_OK; i++) {
        status = br_record_parse(batch->bodies[i], &verified->records[i]);
    }
    return status;
}

static void test_a_careless_judge_is_seen(void)
{
    const struct original *original = world.batches[3];
    size_t accepted = 0;
    for (size_t i = 0; i < CONTROL_COUNT; i++) {
        struct mutant *mutant = copy_of(original);
        set_byte(mutant, (size_t)br_rng_below(&world.rng, original->memory.size), 1);
        accepted += accepted_by(look_at_form_only, original, mutant);
        CHECK(!accepted_by(br_verify_batch, original, mutant));
    }
    CHECK(accepted > CONTROL_COUNT / 2);
    (void)printf("report mutants_control=%d mutants_control_accepted=%zu\n", CONTROL_COUNT,
                 accepted);
}

/* Whoever holds the origin's key can speak for it: a log that takes other bytes is seen. */
static void test_what_is_signed_anew_is_seen(void)
{
    struct receiver relay = {.academy = academy_new(3, BR_SIDE_SHARED, "control"), .signs = true};
    const struct original *keys = world.batches[0];
    const struct original *original = world.batches[1];
    struct br_batch batch = {.head = keys->head, .count = 1, .bodies = keys->bodies};
    enum br_status status = BR_OK;
    academy_start(&relay.academy);
    (void)say_keys(&relay.academy);
    receive(&relay, &batch, 1, &status);
    CHECK(status == BR_OK);
    struct mutant *mutant = copy_of(original);
    set_byte(mutant, original->memory.size - 1, 1);
    br_seal_batch(&original->head.stream, original->head.epoch, &original->tail, mutant->bodies,
                  mutant->count, &world.origin.signing, &world.verified);
    batch = (struct br_batch){world.verified.head, mutant->count, mutant->bodies};
    receive(&relay, &batch, 1, &status);
    CHECK(status == BR_OK && !unchanged(original, mutant));
    academy_stop(&relay.academy);
}

int main(int argc, char **argv)
{
    static const struct br_test tests[] = {
        BR_TEST(test_no_mutant_is_accepted),
        BR_TEST(test_what_is_stored_is_the_origins),
        BR_TEST(test_a_careless_judge_is_seen),
        BR_TEST(test_what_is_signed_anew_is_seen),
    };
    uint64_t seed = 1;
    world.wanted = COUNT;
    for (int i = 1; i + 1 < argc; i += 2) {
        uint64_t number = strtoull(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--count") == 0 && number > 0) {
            world.wanted = number;
        } else if (strcmp(argv[i], "--seed") == 0) {
            seed = number;
        } else {
            (void)fprintf(stderr, "usage: mutants [--count N] [--seed N]\n");
            return 2;
        }
    }
    br_crypto_init();
    world.rng = br_rng_seeded(seed);
    world_begin();
    int code = br_test_run(tests, sizeof tests / sizeof tests[0]);
    for (size_t i = 0; i < RECEIVERS; i++) {
        academy_stop(&world.receivers[i].academy);
    }
    for (size_t i = 0; i < BR_STORE_BATCHES_MAX; i++) {
        free(world.waiting[i].memory);
    }
    for (size_t i = 0; i < world.count; i++) {
        br_buffer_free(&world.batches[i]->memory);
        free(world.batches[i]);
    }
    return code;
}
