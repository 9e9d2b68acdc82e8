/* Writing as the origin: numbering, refusals and their reasons, repeats, groups, limits. */
#include "test_store_log_world.h"

#include "no_memory.h"

static void test_what_is_written_is_read(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "write-read");
    academy_start(&a);
    struct br_outcome outcome = say_keys(&a);
    CHECK(outcome.type == BR_OUTCOME_NUMBERED);
    CHECK_TEXT(outcome.reason, "");
    CHECK_UINT(outcome.seq, 1);
    outcome = start_thread(&a, to_network, id_of(10), "Ward rounds");
    CHECK_TEXT(outcome.reason, "");
    CHECK_UINT(outcome.seq, 2);
    outcome = post(&a, to_network, id_of(11), id_of(10), "We begin at eight.");
    CHECK_TEXT(outcome.reason, "");
    CHECK_UINT(outcome.seq, 3);
    CHECK_UINT(outcome.epoch, 1);
    CHECK(!outcome.repeated);

    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    struct br_record record;
    BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    CHECK(br_log_read(reader, 1, 0, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 3);
    CHECK_UINT(batch.seq_first, 1);
    CHECK_UINT(batch.head.seq, 3);
    CHECK_UINT(batch.arrivals[2], a.pen.now.wall_ms);
    CHECK(br_record_parse(batch.bodies[2], &record) == BR_OK);
    struct br_buffer payload;
    struct br_write expected =
        post_of(to_network, id_of(11), id_of(10), "We begin at eight.", &payload);
    CHECK(br_bytes_equal(record.payload, expected.payload));
    CHECK(br_id_equal(&record.id, &expected.id));
    CHECK(br_id_equal(&record.author, &expected.author));
    CHECK_UINT(record.written_ms, expected.written_ms);
    br_buffer_free(&payload);
    CHECK(br_log_read(reader, 1, 2, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 1);
    CHECK(br_log_read(reader, 1, 3, &batch, &seq_bad) == BR_ERR_NOT_FOUND);
    CHECK(br_log_read(reader, 2, 0, &batch, &seq_bad) == BR_ERR_NOT_FOUND);
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* The bytes are signed as they came: fields in an odd order, and one that a later program knows. */
static void test_a_payload_is_kept_byte_for_byte(void)
{
    static const uint8_t odd[] = "\x18\x01"        /* question */
                                 "\xfa\x3e\x03new" /* 1007, of a later program */
                                 "\x12\x05"
                                 "Hello" /* text */
                                 "\x0a\x06"
                                 "Rounds"; /* title */
    struct br_bytes payload = {odd, sizeof odd - 1};
    struct academy a = academy_new(1, BR_SIDE_SHARED, "bytes");
    academy_start(&a);
    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);
    CHECK_TEXT(say(&a, write_of("thread_started", to_network, id_of(10), payload)).reason, "");
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    struct br_record record;
    BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    CHECK(br_log_read(reader, 1, 1, &batch, &seq_bad) == BR_OK);
    CHECK(br_record_parse(batch.bodies[0], &record) == BR_OK);
    CHECK(br_bytes_equal(record.payload, payload));
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    academy_stop(&a);
}

/* --- refusals --- */

static void expect_refused(struct academy *a, struct br_write write, const char *reason)
{
    struct br_outcome outcome = say(a, write);
    CHECK(outcome.type == BR_OUTCOME_REFUSED);
    CHECK_TEXT(outcome.reason, reason);
    CHECK(br_id_equal(&outcome.id, &write.id));
}

static void test_each_refusal_says_why(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "refusals");
    academy_start(&a);
    struct br_buffer good;
    packed(&good, "thread_started", "title", "Ward rounds", NULL);
    struct br_write write =
        write_of("thread_started", to_network, id_of(10), br_buffer_bytes(&good));
    expect_refused(&a, write, "the academy's keys must be its first record");
    CHECK_UINT(stream_of(&a, a.id, to_network).count, 0);
    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);

    struct br_write bad = write;
    bad.audience.type = 9;
    expect_refused(&a, bad, "there is no such audience");
    bad = write;
    bad.audience = (struct br_audience){.type = BR_AUDIENCE_NETWORK, .id = id_of(3)};
    expect_refused(&a, bad, "there is no such audience");
    bad = write;
    bad.audience = to_academy;
    expect_refused(&a, bad,
                   "this stays inside the academy and cannot be written to the shared log");
    bad = write;
    bad.kind = 999;
    expect_refused(
        &a, bad, "this academy's server does not know this kind of record; it may need an upgrade");
    bad.kind = 9; /* a number between known ones */
    expect_refused(
        &a, bad, "this academy's server does not know this kind of record; it may need an upgrade");
    bad = write;
    bad.roles = 0;
    expect_refused(&a, bad, "your role does not allow you to write this here");
    bad = write;
    bad.kind = br_kind_by_name("role_given")->number; /* not for the network, whoever asks */
    bad.roles = BR_ROLES_ACADEMY;
    expect_refused(&a, bad, "your role does not allow you to write this here");
    bad = write;
    bad.id = nobody;
    expect_refused(&a, bad, "it has no record id");
    bad = write;
    bad.payload = br_bytes_of_text("\xff\xff\xff");
    expect_refused(&a, bad, "it is not well formed; the program that sent it may need an upgrade");
    struct br_buffer empty;
    packed(&empty, "thread_started", NULL);
    bad.payload = br_buffer_bytes(&empty);
    expect_refused(&a, bad, "Give the thread a title.");

    CHECK_UINT(tail_of(&a, a.id, to_network), 1);
    CHECK(say(&a, write).seq == 2); /* none of it stood in the way */
    br_buffer_free(&empty);
    br_buffer_free(&good);
    academy_stop(&a);
}

static void test_keys_are_checked(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "keys");
    struct academy other = academy_new(2, BR_SIDE_SHARED, "keys-other");
    struct br_buffer payload;
    academy_start(&a);

    br_buffer_init(&payload, 1000);
    br_keys_pack(&other.keys, &payload);
    CHECK_TEXT(say_as_academy(&a, "academy_keys", to_network, id_of(1), &payload).reason,
               "these keys are not signed by the academy's recovery key");
    br_buffer_init(&payload, 1000);
    struct br_academy_keys keys = a.keys;
    keys.tls_pin.bytes[0] ^= 1;
    br_keys_pack(&keys, &payload);
    CHECK_TEXT(say_as_academy(&a, "academy_keys", to_network, id_of(1), &payload).reason,
               "these keys are not signed by the academy's recovery key");
    packed(&payload, "academy_keys", "signing_key", "00", NULL);
    CHECK_TEXT(say_as_academy(&a, "academy_keys", to_network, id_of(1), &payload).reason,
               "these keys are not complete");
    br_buffer_init(&payload, 1000);
    struct br_public_key another = br_secret_public(&other.signing);
    br_keys_make(&a.recovery, &another, &a.keys.tls_pin, &keys);
    br_keys_pack(&keys, &payload);
    CHECK_TEXT(say_as_academy(&a, "academy_keys", to_network, id_of(1), &payload).reason,
               "this server signs with another key than these");
    CHECK_UINT(stream_of(&a, a.id, to_network).count, 0);

    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);
    a.pen.signing = &other.signing; /* the wrong key folder */
    CHECK_TEXT(start_thread(&a, to_network, id_of(10), "T").reason,
               "this server signs with a key that its academy has not published");
    /* A new key begins with the record that binds it. */
    br_buffer_init(&payload, 1000);
    br_keys_pack(&keys, &payload);
    CHECK(say_as_academy(&a, "academy_keys", to_network, id_of(2), &payload).type ==
          BR_OUTCOME_NUMBERED);
    CHECK_UINT(start_thread(&a, to_network, id_of(10), "T").seq, 3);
    a.pen.signing = &a.signing;
    CHECK_TEXT(start_thread(&a, to_network, id_of(11), "T").reason,
               "this server signs with a key that its academy has not published");
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

static void test_a_payload_may_be_as_long_as_its_limit(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "payload-limit");
    academy_start(&a);
    (void)say_keys(&a);
    /* Unknown fields pass the scan and the check, so that only the size decides. */
    struct br_buffer base;
    packed(&base, "thread_started", "title", "T", NULL);
    for (size_t size = BR_PAYLOAD_SIZE_MAX - 1; size <= BR_PAYLOAD_SIZE_MAX + 1; size++) {
        struct br_buffer payload;
        br_buffer_init(&payload, 2 * BR_PAYLOAD_SIZE_MAX);
        br_buffer_put(&payload, base.data, base.size);
        size_t left = size - base.size - 5; /* tag of field 100, two bytes; length, three bytes */
        br_buffer_put(&payload, "\xa2\x06", 2);
        br_buffer_put_u8(&payload, (uint8_t)(0x80 | (left & 0x7f)));
        br_buffer_put_u8(&payload, (uint8_t)(0x80 | ((left >> 7) & 0x7f)));
        br_buffer_put_u8(&payload, (uint8_t)(left >> 14));
        memset(br_buffer_extend(&payload, left), 'x', left);
        CHECK_UINT(payload.size, size);
        struct br_outcome outcome =
            say(&a, write_of("thread_started", to_network, id_of(size), br_buffer_bytes(&payload)));
        CHECK((outcome.type == BR_OUTCOME_NUMBERED) == (size <= BR_PAYLOAD_SIZE_MAX));
        CHECK_TEXT(outcome.reason, size <= BR_PAYLOAD_SIZE_MAX
                                       ? ""
                                       : "it is too long: one record holds at most 63 KiB");
        br_buffer_free(&payload);
    }
    br_buffer_free(&base);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

static void test_sides_keep_to_themselves(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "local");
    academy_start(&a);
    CHECK_TEXT(start_thread(&a, to_network, id_of(10), "T").reason,
               "this is for other academies and cannot be written to the local log");
    CHECK_UINT(start_thread(&a, to_academy, id_of(10), "T").seq, 1);
    struct found_stream found = stream_of(&a, a.id, to_academy);
    CHECK_UINT(found.state.number, BR_STREAM_LOCAL_FIRST);
    CHECK_UINT(found.state.head.seq, 1);
    CHECK_UINT(faults_of(a.path, false), 0); /* its own key is known */

    /* A room: opened in the academy's stream, then written in by its members alone. */
    struct br_buffer payload;
    packed(&payload, "room_opened", "name", "Hip fracture", "pathway", "Hips", NULL);
    struct br_write open_room =
        write_of("room_opened", to_academy, id_of(20), br_buffer_bytes(&payload));
    struct br_outcome outcome = say(&a, open_room);
    CHECK_TEXT(outcome.reason, "");
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(20)};
    CHECK_UINT(start_thread(&a, room, id_of(21), "T").seq, 1);
    CHECK_UINT(stream_of(&a, a.id, room).state.number, BR_STREAM_LOCAL_FIRST + 1);
    br_buffer_free(&payload);
    packed(&payload, "thread_started", "title", "T", NULL);
    struct br_write stranger =
        write_of("thread_started", room, id_of(22), br_buffer_bytes(&payload));
    stranger.author = id_of(8);
    expect_refused(&a, stranger, "Only members of this Big Room can write in it.");
    br_buffer_free(&payload);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* --- repeats and groups --- */

/* A device says again what it has no answer for, and just then the disk is full. */
static void test_what_failed_as_a_whole_still_knows_its_repeats(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "failed-repeats");
    academy_start(&a);
    (void)say_keys(&a);
    struct br_outcome first = start_thread(&a, to_network, id_of(10), "First words");
    struct br_write writes[2] = {{.id = id_of(10)}, {.id = id_of(11)}};
    struct br_outcome outcomes[2];
    br_log_not_written(a.log, writes, 2, BR_ERR_DISK_FULL, outcomes);
    CHECK(outcomes[0].type == BR_OUTCOME_NUMBERED && outcomes[0].repeated);
    CHECK_UINT(outcomes[0].seq, first.seq);
    CHECK_UINT(outcomes[0].epoch, 1);
    CHECK(outcomes[1].type == BR_OUTCOME_REFUSED);
    CHECK(br_id_equal(&outcomes[1].id, &writes[1].id));
    CHECK_TEXT(outcomes[1].reason, "Your academy's disk is full. Tell its administrator, then send "
                                   "this again.");
    br_log_not_written(a.log, writes + 1, 1, BR_ERR_IO, outcomes);
    CHECK_TEXT(outcomes[0].reason, "Your academy's server could not store this. Tell its "
                                   "administrator, then send this again.");
    academy_stop(&a);
}

static void test_a_repeat_gets_the_first_outcome(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "repeats");
    academy_start(&a);
    (void)say_keys(&a);
    struct br_outcome first = start_thread(&a, to_network, id_of(10), "First words");
    a.pen.epoch = 2;
    (void)start_thread(&a, to_network, id_of(11), "Of the next epoch");
    struct br_outcome again = start_thread(&a, to_network, id_of(10), "Other words");
    CHECK(again.type == BR_OUTCOME_NUMBERED && again.repeated);
    CHECK_UINT(again.seq, first.seq);
    CHECK_UINT(again.epoch, 1);
    CHECK(br_stream_equal(&again.stream, &first.stream));
    CHECK_UINT(tail_of(&a, a.id, to_network), 3);

    struct br_outcome found;
    struct br_id id = id_of(11);
    CHECK(br_log_find_own(a.log, &id, &found) == BR_OK);
    CHECK(found.seq == 3 && found.epoch == 2 && br_id_equal(&found.id, &id));
    id = id_of(12);
    CHECK(br_log_find_own(a.log, &id, &found) == BR_ERR_NOT_FOUND);

    academy_stop(&a);
    academy_start(&a);
    a.pen.epoch = 2;
    again = start_thread(&a, to_network, id_of(10), "Other words");
    CHECK(again.repeated && again.seq == first.seq && again.epoch == 1);
    academy_stop(&a);
}

static void test_an_epoch_does_not_go_back(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "epochs");
    academy_start(&a);
    a.pen.epoch = 2;
    (void)say_keys(&a);
    a.pen.epoch = 1;
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", "T", NULL);
    struct br_write write =
        write_of("thread_started", to_network, id_of(10), br_buffer_bytes(&payload));
    struct br_outcome outcome;
    struct br_log_changes changes;
    CHECK(br_log_write(a.log, &a.pen, &write, 1, &outcome, &changes) == BR_ERR_CHAIN);
    CHECK_UINT(changes.count, 0);
    CHECK_UINT(tail_of(&a, a.id, to_network), 1);
    a.pen.epoch = 3;
    CHECK_UINT(say(&a, write).seq, 2);
    br_buffer_free(&payload);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* A thread and its replies, a refused one, a repeat and another stream, all in one group. */
static void test_a_group_is_taken_in_order(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "group");
    academy_start(&a);
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(20)};
    struct br_buffer p[8];
    struct br_write writes[8];
    writes[0] = write_of("room_opened", to_academy, id_of(20),
                         packed(&p[0], "room_opened", "name", "Hips", "pathway", "Hips", NULL));
    writes[1] = write_of("thread_started", room, id_of(21),
                         packed(&p[1], "thread_started", "title", "T", NULL));
    writes[2] = post_of(room, id_of(22), id_of(21), "one", &p[2]);
    writes[3] = post_of(room, id_of(23), id_of(99), "to nowhere", &p[3]);
    writes[4] = post_of(room, id_of(22), id_of(21), "one again", &p[4]);
    writes[5] = post_of(room, id_of(23), id_of(21), "the refused id, put right", &p[5]);
    writes[6] = write_of("thread_started", to_academy, id_of(24),
                         packed(&p[6], "thread_started", "title", "T", NULL));
    writes[7] = post_of(room, id_of(25), id_of(24), "wrong room", &p[7]);
    struct br_outcome outcomes[8];
    struct br_log_changes changes;
    CHECK(br_log_write(a.log, &a.pen, writes, 8, outcomes, &changes) == BR_OK);
    static const struct {
        enum br_outcome_type type;
        uint64_t seq;
        bool repeated;
        const char *reason;
    } expected[8] = {
        {BR_OUTCOME_NUMBERED, 1, false, ""},
        {BR_OUTCOME_NUMBERED, 1, false, ""},
        {BR_OUTCOME_NUMBERED, 2, false, ""},
        {BR_OUTCOME_REFUSED, 0, false, "There is no such thread here."},
        {BR_OUTCOME_NUMBERED, 2, true, ""},
        {BR_OUTCOME_NUMBERED, 3, false, ""},
        {BR_OUTCOME_NUMBERED, 2, false, ""},
        {BR_OUTCOME_REFUSED, 0, false, "A reply goes to the same people as its thread."},
    };
    for (size_t i = 0; i < 8; i++) {
        CHECK(outcomes[i].type == expected[i].type);
        CHECK_UINT(outcomes[i].seq, expected[i].seq);
        CHECK(outcomes[i].repeated == expected[i].repeated);
        CHECK_TEXT(outcomes[i].reason, expected[i].reason);
        CHECK(br_id_equal(&outcomes[i].id, &writes[i].id));
        br_buffer_free(&p[i]);
    }
    /* One head for each stream, and its bodies for whoever listens now. */
    CHECK_UINT(changes.count, 2);
    CHECK(changes.members_changed);
    CHECK_UINT(changes.items[0].count, 2);
    CHECK_UINT(changes.items[0].head.seq, 2);
    CHECK_UINT(changes.items[1].count, 3);
    CHECK_UINT(changes.items[1].seq_first, 1);
    struct br_batch live = {.head = changes.items[1].head,
                            .count = changes.items[1].count,
                            .bodies = changes.items[1].bodies};
    struct br_tail nothing = {0};
    struct br_public_key key = br_secret_public(&a.signing);
    struct br_verified *verified = malloc(sizeof *verified);
    BR_ASSERT(verified != NULL);
    CHECK(br_verify_batch(&live, &nothing, &key, verified) == BR_OK);
    free(verified);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* What a client asks before it keeps a write: nothing of it stays. */
static void test_a_trial_leaves_nothing_behind(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "trial");
    academy_start(&a);
    (void)say_keys(&a);
    (void)start_thread(&a, to_network, id_of(10), "T");
    struct br_buffer p[5];
    struct br_write writes[5];
    writes[0] = write_of("thread_started", to_network, id_of(20),
                         packed(&p[0], "thread_started", "title", "Waiting", NULL));
    writes[1] = post_of(to_network, id_of(21), id_of(20), "to the one that waits", &p[1]);
    writes[2] = post_of(to_network, id_of(22), id_of(99), "to nowhere", &p[2]);
    writes[3] = write_of("thread_started", to_network, id_of(10),
                         packed(&p[3], "thread_started", "title", "Numbered before", NULL));
    writes[4] = write_of("thread_started", to_academy, id_of(23),
                         packed(&p[4], "thread_started", "title", "Wrong log", NULL));
    struct br_outcome outcomes[5];
    for (size_t again = 0; again < 2; again++) {
        CHECK(br_log_try(a.log, a.pen.now, writes, 5, outcomes) == BR_OK);
        CHECK(outcomes[0].type == BR_OUTCOME_NUMBERED && !outcomes[0].repeated);
        CHECK(outcomes[1].type == BR_OUTCOME_NUMBERED && !outcomes[1].repeated);
        CHECK_TEXT(outcomes[2].reason, "There is no such thread here.");
        CHECK(outcomes[3].repeated && outcomes[3].seq == 2 && outcomes[3].epoch == 1);
        CHECK_TEXT(outcomes[4].reason,
                   "this stays inside the academy and cannot be written to the shared log");
        CHECK_UINT(tail_of(&a, a.id, to_network), 2);
    }
    struct br_outcome outcome = say(&a, writes[1]); /* its thread was only tried */
    CHECK_TEXT(outcome.reason, "There is no such thread here.");
    CHECK_UINT(say(&a, writes[0]).seq, 3);
    CHECK_UINT(say(&a, writes[1]).seq, 4);
    for (size_t i = 0; i < 5; i++) {
        br_buffer_free(&p[i]);
    }
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* --- limits --- */

static void test_a_group_keeps_to_its_limits(void)
{
    enum { MOST = BR_WRITE_GROUP_MAX + 1 };
    struct academy a = academy_new(1, BR_SIDE_SHARED, "group-limits");
    academy_start(&a);
    (void)say_keys(&a);
    (void)start_thread(&a, to_network, id_of(10), "T");
    struct br_buffer payload;
    struct br_write *writes = calloc(MOST, sizeof *writes);
    struct br_outcome *outcomes = calloc(MOST, sizeof *outcomes);
    struct br_log_changes changes;
    BR_ASSERT(writes != NULL && outcomes != NULL);
    struct br_write one = post_of(to_network, id_of(0), id_of(10), "x", &payload);
    uint64_t id = 1000;
    for (size_t count = MOST - 2; count <= MOST; count++) {
        for (size_t i = 0; i < count; i++) {
            writes[i] = one;
            writes[i].id = id_of(++id);
        }
        uint64_t before = tail_of(&a, a.id, to_network);
        enum br_status status = br_log_write(a.log, &a.pen, writes, count, outcomes, &changes);
        CHECK(status == (count < MOST ? BR_OK : BR_ERR_LIMIT));
        CHECK_UINT(tail_of(&a, a.id, to_network), before + (count < MOST ? count : 0));
        CHECK_UINT(changes.count, count < MOST ? 4 : 0); /* 256 records each */
    }
    br_buffer_free(&payload);
    CHECK(br_log_write(a.log, &a.pen, NULL, 0, NULL, &changes) == BR_OK);
    CHECK_UINT(changes.count, 0);

    /* Bytes: 16 payloads that come to exactly the limit, then one byte less and one more. */
    enum { PARTS = 20 };
    char *text = calloc(1, BR_WRITE_GROUP_SIZE_MAX);
    BR_ASSERT(text != NULL);
    memset(text, 'y', BR_WRITE_GROUP_SIZE_MAX / PARTS - 200);
    struct br_buffer filler;
    struct br_write big = post_of(to_network, id_of(0), id_of(10), text, &filler);
    for (size_t extra = 0; extra < 3; extra++) {
        size_t rest = BR_WRITE_GROUP_SIZE_MAX - 1 + extra - PARTS * big.payload.size;
        char *end = calloc(1, rest + 1);
        BR_ASSERT(end != NULL);
        memset(end, 'z', rest - 21); /* a post of t bytes packs to t + 21 for 128 <= t < 16384 */
        struct br_buffer last;
        writes[PARTS] = post_of(to_network, id_of(++id), id_of(10), end, &last);
        CHECK_UINT(last.size, rest);
        for (size_t i = 0; i < PARTS; i++) {
            writes[i] = big;
            writes[i].id = id_of(++id);
        }
        enum br_status status = br_log_write(a.log, &a.pen, writes, PARTS + 1, outcomes, &changes);
        CHECK(status == (extra < 2 ? BR_OK : BR_ERR_LIMIT));
        for (size_t i = 0; i < changes.count; i++) {
            size_t size = 0;
            for (size_t j = 0; j < changes.items[i].count; j++) {
                size += changes.items[i].bodies[j].size;
            }
            CHECK(size <= BR_BATCH_SIZE_MAX);
        }
        free(end);
        br_buffer_free(&last);
    }
    br_buffer_free(&filler);
    free(text);
    free(writes);
    free(outcomes);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

static void test_our_clock_never_goes_back(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "clock");
    academy_start(&a);
    (void)say_keys(&a);
    uint64_t last = 0;
    uint64_t walls[] = {1700000000000u, 1600000000000u, 1600000000001u, 1700000000001u};
    for (size_t i = 0; i < sizeof walls / sizeof walls[0]; i++) {
        struct br_record record;
        struct br_buffer payload;
        a.pen.now.wall_ms = walls[i];
        packed(&payload, "thread_started", "title", "T", NULL);
        struct br_write write =
            write_of("thread_started", to_network, id_of(100 + i), br_buffer_bytes(&payload));
        struct br_outcome outcome;
        struct br_log_changes changes;
        CHECK(br_log_write(a.log, &a.pen, &write, 1, &outcome, &changes) == BR_OK);
        CHECK(br_record_parse(changes.items[0].bodies[0], &record) == BR_OK);
        CHECK(record.hlc > last);
        last = record.hlc;
        br_buffer_free(&payload);
        academy_stop(&a); /* what was said is remembered */
        academy_start(&a);
    }
    academy_stop(&a);
}

/* Two files and all that is said in them, each time anew. */
static enum br_status say_all(void *context)
{
    struct academy *both = context;
    struct br_buffer payloads[2];
    enum br_status status = BR_OK;
    const char *call = peace();
    br_buffer_init(&payloads[0], 1000);
    br_keys_pack(&both[0].keys, &payloads[0]);
    packed(&payloads[1], "thread_started", "title", "T", NULL);
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        bool shared = both[i].side == BR_SIDE_SHARED;
        struct br_audience audience = shared ? to_network : to_academy;
        struct br_write writes[2] = {
            write_of("academy_keys", audience, id_of(1), br_buffer_bytes(&payloads[0])),
            write_of("thread_started", audience, id_of(2), br_buffer_bytes(&payloads[1]))};
        struct br_outcome outcomes[2];
        struct br_log_changes changes;
        writes[0].author = nobody;
        writes[0].roles = BR_ROLES_ACADEMY;
        remove_log(both[i].path);
        academy_start(&both[i]);
        size_t first = shared ? 0 : 1;
        refusing.call = call;
        status =
            br_log_write(both[i].log, &both[i].pen, writes + first, 2 - first, outcomes, &changes);
        call = peace();
        for (size_t j = 0; j < 2 - first && status == BR_OK; j++) {
            CHECK_TEXT(outcomes[j].reason, "");
            CHECK_UINT(outcomes[j].seq, j + 1);
        }
        academy_stop(&both[i]);
    }
    br_buffer_free(&payloads[0]);
    br_buffer_free(&payloads[1]);
    return status;
}

/* Whoever is told "no" takes it for good: without memory there is no answer but "try again". */
static void test_nothing_is_refused_for_want_of_memory(void)
{
    struct academy both[] = {academy_new(1, BR_SIDE_SHARED, "poor-shared"),
                             academy_new(1, BR_SIDE_LOCAL, "poor-local")};
    without_memory(say_all, both, 6);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_is_written_is_read),
        BR_TEST(test_a_payload_is_kept_byte_for_byte),
        BR_TEST(test_each_refusal_says_why),
        BR_TEST(test_keys_are_checked),
        BR_TEST(test_a_payload_may_be_as_long_as_its_limit),
        BR_TEST(test_sides_keep_to_themselves),
        BR_TEST(test_what_failed_as_a_whole_still_knows_its_repeats),
        BR_TEST(test_a_repeat_gets_the_first_outcome),
        BR_TEST(test_an_epoch_does_not_go_back),
        BR_TEST(test_a_group_is_taken_in_order),
        BR_TEST(test_a_trial_leaves_nothing_behind),
        BR_TEST(test_a_group_keeps_to_its_limits),
        BR_TEST(test_our_clock_never_goes_back),
        BR_TEST(test_nothing_is_refused_for_want_of_memory),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
