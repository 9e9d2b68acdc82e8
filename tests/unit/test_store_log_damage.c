/* Damaged bits where a stream ends, and in the tables: what is told, and what goes on. */
#include "test_store_log_world.h"

enum { RECORDS = 9 };

/* An academy and a follower, both with heads behind records 3, 6 and 9. */
struct world {
    struct academy origin;
    struct academy holder;
};

static void world_begin(struct world *world)
{
    world->origin = academy_new(1, BR_SIDE_SHARED, "damage-origin");
    world->holder = academy_new(2, BR_SIDE_SHARED, "damage-holder");
    remove_log(world->origin.path);
    remove_log(world->holder.path);
    academy_start(&world->origin);
    academy_start(&world->holder);
    CHECK(say_keys(&world->origin).type == BR_OUTCOME_NUMBERED);
    for (uint64_t i = 2; i <= RECORDS; i++) {
        CHECK(start_thread(&world->origin, to_network, id_of(i), "A title").seq == i);
        if (i % 3 == 0) {
            CHECK(hand_over(&world->origin, &world->holder, to_network) == BR_OK);
        }
    }
    CHECK(say_keys(&world->holder).type == BR_OUTCOME_NUMBERED); /* stream 2, beside it */
}

static void world_end(struct world *world)
{
    br_log_close(world->origin.log);
    br_log_close(world->holder.log);
}

/* Behind its back. */
static enum br_status damage(struct academy *academy, const char *sql)
{
    struct br_error error = {""};
    br_log_close(academy->log);
    academy->log = NULL;
    tamper(academy->path, sql);
    enum br_status status = academy_open(academy, &error);
    CHECK((status == BR_OK) == (error.text[0] == '\0'));
    return status;
}

/* How far the origin's stream can be read; then whether there is damage, and up to where. */
static uint64_t readable(struct academy *academy, struct br_hash origin, uint64_t *damaged_to)
{
    struct br_log_reader *reader = NULL;
    struct br_log_batch batch = {0};
    struct br_error error;
    struct found_stream found = stream_of(academy, origin, to_network);
    uint64_t after = 0;
    uint64_t seq_bad = 0;
    enum br_status status = BR_OK;
    *damaged_to = 0;
    BR_ASSERT(br_log_reader_open(academy->path, NULL, &reader, &error) == BR_OK);
    while (status == BR_OK) {
        status = br_log_read(reader, found.state.number, after, &batch, &seq_bad);
        after = status == BR_OK ? batch.head.seq : after;
    }
    if (status == BR_ERR_CORRUPT) {
        CHECK_UINT(seq_bad, after + 1);
        CHECK(br_log_damage(reader, found.state.number, seq_bad, damaged_to) == BR_OK);
    }
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    return after;
}

static enum br_status mend_from(struct academy *academy, struct academy *from, uint64_t after)
{
    struct br_log_reader *reader = NULL;
    struct br_log_batch batch = {0};
    struct br_error error;
    enum br_status verdict = BR_ERR_IO;
    uint64_t seq_bad = 0;
    struct found_stream found = stream_of(from, from->id, to_network);
    BR_ASSERT(br_log_reader_open(from->path, NULL, &reader, &error) == BR_OK);
    BR_ASSERT(br_log_read(reader, found.state.number, after, &batch, &seq_bad) == BR_OK);
    struct br_batch given = {.head = batch.head, .count = batch.count, .bodies = batch.bodies};
    CHECK_UINT(br_log_mend(academy->log, academy->pen.now, &given, &verdict), BR_OK);
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    return verdict;
}

/* --- the last head --- */

#define AT_NINE " WHERE position = (1 << 40) + 9"
static const char *const lost_heads[] = {
    "UPDATE head SET head = CAST(substr(head, 1, 70) || x'00ff' || substr(head, 73) AS "
    "BLOB)" AT_NINE,
    "UPDATE head SET sum = zeroblob(8)" AT_NINE,
    "UPDATE head SET sum = x'00'" AT_NINE,
    "UPDATE head SET head = x'01'" AT_NINE,
};
enum { LOST_HEADS = sizeof lost_heads / sizeof lost_heads[0] };

/* Of another's stream: it is damage like any other, and comes back from whoever holds it. */
static void test_a_lost_head_at_the_end_is_put_back(void)
{
    for (size_t i = 0; i < LOST_HEADS; i++) {
        struct world world;
        uint64_t damaged_to = 0;
        world_begin(&world);
        CHECK_UINT(damage(&world.holder, lost_heads[i]), BR_OK);
        struct found_stream found = stream_of(&world.holder, world.origin.id, to_network);
        CHECK(found.state.head_lost);
        CHECK_UINT(found.state.tail.seq, RECORDS);
        CHECK_UINT(readable(&world.holder, world.origin.id, &damaged_to), 6);
        CHECK_UINT(damaged_to, RECORDS);
        CHECK(faults_of(world.holder.path, true) > 0);
        CHECK_UINT(mend_from(&world.holder, &world.origin, 6), BR_OK);
        CHECK_UINT(readable(&world.holder, world.origin.id, &damaged_to), RECORDS);
        CHECK_UINT(faults_of(world.holder.path, false), 0);
        academy_stop(&world.holder);
        academy_start(&world.holder);
        CHECK(!stream_of(&world.holder, world.origin.id, to_network).state.head_lost);
        world_end(&world);
    }
}

/* The stream goes on meanwhile. */
static void test_a_stream_grows_behind_a_lost_head(void)
{
    struct world world;
    uint64_t damaged_to = 0;
    world_begin(&world);
    CHECK_UINT(damage(&world.holder, lost_heads[0]), BR_OK);
    CHECK(start_thread(&world.origin, to_network, id_of(10), "More").seq == 10);
    CHECK(hand_over(&world.origin, &world.holder, to_network) == BR_OK);
    struct found_stream found = stream_of(&world.holder, world.origin.id, to_network);
    CHECK(!found.state.head_lost);
    CHECK_UINT(found.state.tail.seq, 10);
    CHECK_UINT(readable(&world.holder, world.origin.id, &damaged_to), 6);
    CHECK_UINT(mend_from(&world.holder, &world.origin, 6), BR_OK);
    CHECK_UINT(readable(&world.holder, world.origin.id, &damaged_to), 10);
    CHECK_UINT(faults_of(world.holder.path, false), 0);
    world_end(&world);
}

/* Our own is signed again before more is put behind it. */
static void test_our_own_lost_head_is_signed_again(void)
{
    for (size_t i = 0; i < LOST_HEADS; i++) {
        struct world world;
        uint64_t damaged_to = 0;
        world_begin(&world);
        CHECK_UINT(damage(&world.origin, lost_heads[i]), BR_OK);
        CHECK_UINT(readable(&world.origin, world.origin.id, &damaged_to), RECORDS - 1);
        CHECK(start_thread(&world.origin, to_network, id_of(10), "More").seq == 10);
        CHECK_UINT(readable(&world.origin, world.origin.id, &damaged_to), 10);
        CHECK(hand_over(&world.origin, &world.holder, to_network) == BR_OK);
        CHECK_UINT(faults_of(world.origin.path, false), 0);
        world_end(&world);
    }
}

/* But not with a key that came into force only behind it: nobody would take that. */
static void test_a_new_key_does_not_sign_what_was_before_it(void)
{
    struct world world;
    struct br_academy_keys keys;
    struct br_public_key fresh;
    struct br_secret_key next;
    struct br_buffer payload;
    uint64_t damaged_to = 0;
    uint8_t seed[32] = {42};
    world_begin(&world);
    CHECK_UINT(damage(&world.origin, lost_heads[0]), BR_OK);
    br_key_pair(seed, &next, &fresh);
    br_keys_make(&world.origin.recovery, &fresh, &world.origin.keys.tls_pin, &keys);
    br_buffer_init(&payload, 1000);
    br_keys_pack(&keys, &payload);
    world.origin.pen.signing = &next;
    CHECK(say_as_academy(&world.origin, "academy_keys", to_network, id_of(10), &payload).seq == 10);
    CHECK_UINT(readable(&world.origin, world.origin.id, &damaged_to), RECORDS - 1);
    CHECK_UINT(damaged_to, 10);
    world_end(&world);
}

/* In the local log, whose keys no record binds. */
static void test_a_lost_head_of_a_local_stream(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "damage-local");
    academy_start(&a);
    for (uint64_t i = 1; i <= 3; i++) {
        CHECK(start_thread(&a, to_academy, id_of(i), "Local").seq == i);
    }
    CHECK_UINT(damage(&a, "UPDATE head SET sum = zeroblob(8) WHERE position & 255 = 3"), BR_OK);
    CHECK(faults_of(a.path, true) > 0);
    CHECK(start_thread(&a, to_academy, id_of(4), "More").seq == 4);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* When neither the head nor the records say where a stream ends, it is not to be gone on with. */
static void test_where_a_stream_ends_must_be_known(void)
{
    static const char *const also[] = {
        "UPDATE record SET body = CAST(substr(body, 1, 40) || 'y' || substr(body, 42) AS "
        "BLOB)" AT_NINE,
        "UPDATE record SET body = x'07'" AT_NINE,
        "DELETE FROM record" AT_NINE,
        "UPDATE stream SET hash = zeroblob(32) WHERE number = 1",
        "UPDATE stream SET hash = x'01' WHERE number = 1",
        "UPDATE stream SET epoch = 0 WHERE number = 1",
        "UPDATE stream SET epoch = 2 WHERE number = 1",
        "DELETE FROM head" AT_NINE,
        "UPDATE stream SET origin = zeroblob(32) WHERE number = 1",
        "UPDATE stream SET audience = zeroblob(17) WHERE number = 1",
        "UPDATE stream SET audience = x'09' WHERE number = 1",
        "UPDATE stream SET origin = x'09' WHERE number = 1",
    };
    for (size_t i = 0; i < sizeof also / sizeof also[0]; i++) {
        struct world world;
        world_begin(&world);
        CHECK_UINT(damage(&world.holder, lost_heads[0]), BR_OK);
        if (!CHECK(damage(&world.holder, also[i]) == BR_ERR_CORRUPT)) {
            (void)printf("  %s\n", also[i]);
        }
        CHECK(world.holder.log == NULL);
        CHECK(faults_of(world.holder.path, true) > 0);
        world_end(&world);
    }
}

/* --- the clock --- */

static uint64_t next_hlc(struct academy *academy, uint64_t id)
{
    struct br_record record = {.hlc = 0};
    struct br_buffer payload;
    struct br_outcome outcome;
    struct br_log_changes changes;
    packed(&payload, "thread_started", "title", "T", NULL);
    struct br_write write =
        write_of("thread_started", to_network, id_of(id), br_buffer_bytes(&payload));
    CHECK(br_log_write(academy->log, &academy->pen, &write, 1, &outcome, &changes) == BR_OK);
    CHECK(changes.count == 1 && br_record_parse(changes.items[0].bodies[0], &record) == BR_OK);
    br_buffer_free(&payload);
    return record.hlc;
}

/* A damaged bit of our own last record does not put our clock ahead; a record that cannot be read
 * does not stop it. */
static void test_damage_does_not_move_our_clock(void)
{
    static const char *const damages[] = {
        "UPDATE record SET body = CAST(substr(body, 1, 1) || x'ff' || substr(body, 3) AS "
        "BLOB)" AT_NINE,
        "UPDATE record SET body = x'07'" AT_NINE,
        "UPDATE record SET arrival_ms = -1" AT_NINE,
        "DELETE FROM record" AT_NINE,
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct world world;
        world_begin(&world);
        CHECK_UINT(damage(&world.origin, damages[i]), BR_OK);
        uint64_t hlc = next_hlc(&world.origin, 10);
        CHECK(hlc >= world.origin.pen.now.wall_ms << 16);
        CHECK(hlc < (world.origin.pen.now.wall_ms + 1) << 16);
        world_end(&world);
    }
}

/* What we signed ourselves counts, however far it ran ahead of the wall clock. */
static void test_a_clock_that_ran_ahead_goes_on_from_there(void)
{
    struct world world;
    world_begin(&world);
    uint64_t wall_ms = world.origin.pen.now.wall_ms;
    world.origin.pen.now.wall_ms = 4000000000000u;
    uint64_t ahead = next_hlc(&world.origin, 10);
    CHECK(ahead >= 4000000000000u << 16);
    for (uint64_t i = 11; i < 13; i++) {
        academy_stop(&world.origin);
        academy_start(&world.origin);
        world.origin.pen.now.wall_ms = wall_ms;
        uint64_t next = next_hlc(&world.origin, i);
        CHECK_UINT(next, ahead + 1);
        ahead = next;
    }
    world_end(&world);
}

/* --- the tables --- */

struct told {
    enum br_status trust;
    enum br_status members;
    enum br_status receipts;
    enum br_status own;
};

static void ignore_trust(void *context, const struct br_trust_fact *fact)
{
    (void)context;
    (void)fact;
}

struct seen_members {
    uint32_t roles;
    size_t rooms;
};

static void see_member(void *context, const struct br_membership *membership)
{
    struct seen_members *seen = context;
    seen->roles |= membership->roles;
    seen->rooms += membership->room_count;
}

static void ignore_receipt(void *context, const struct br_receipt *receipt)
{
    (void)context;
    (void)receipt;
}

static struct told ask_all(struct academy *academy)
{
    struct seen_members seen = {0};
    struct br_outcome outcome;
    struct br_id one = id_of(1);
    return (struct told){.trust = br_log_trust(academy->log, ignore_trust, NULL),
                         .members = br_log_members(academy->log, see_member, &seen),
                         .receipts = br_log_receipts(academy->log, ignore_receipt, NULL),
                         .own = br_log_find_own(academy->log, &one, &outcome)};
}

/* A row that is no longer what it was is found by a verify, and never told as something else. */
static void test_damaged_tables_tell_nothing(void)
{
    static const struct {
        const char *sql;
        struct told told;
    } damages[] = {
        {"UPDATE academy_key SET signing = x'01'", {.trust = BR_ERR_CORRUPT}},
        {"UPDATE academy_key SET tls_pin = x'01'", {.trust = BR_ERR_CORRUPT}},
        {"UPDATE academy_key SET academy = x'01' WHERE academy = (SELECT origin FROM stream"
         " WHERE number = 1)",
         {.trust = BR_ERR_CORRUPT}},
        {"UPDATE academy_key SET name = x'01' WHERE position >> 40 = 1", {.own = BR_OK}},
        {"UPDATE academy_key SET name = zeroblob(8) WHERE position >> 40 = 1", {.own = BR_OK}},
        {"UPDATE academy_key SET position = (1 << 40) + 2 WHERE position >> 40 = 1",
         {.own = BR_OK}},
        {"UPDATE academy_key SET signing = zeroblob(32)", {.own = BR_OK}},
        {"UPDATE accepted SET origin = x'01'", {.trust = BR_ERR_CORRUPT}},
        {"UPDATE accepted SET academy = x'01'", {.trust = BR_ERR_CORRUPT}},
        {"UPDATE receipt SET receipt = x'01'", {.receipts = BR_ERR_CORRUPT}},
        {"UPDATE receipt SET receipt = zeroblob(length(receipt))", {.receipts = BR_ERR_CORRUPT}},
        {"UPDATE receipt SET receipt = CAST(substr(receipt, 1, length(receipt) - 1) || 'y' AS "
         "BLOB)",
         {.own = BR_OK}},
        {"UPDATE receipt SET holder = x'01'", {.own = BR_OK}},
        {"UPDATE receipt SET holder = zeroblob(32)", {.own = BR_OK}},
        {"UPDATE receipt SET epoch = 7", {.own = BR_OK}},
        {"UPDATE receipt SET seq = seq + 1", {.own = BR_OK}},
        {"DELETE FROM academy_key WHERE academy = (SELECT holder FROM receipt)", {.own = BR_OK}},
        {"UPDATE own SET position = (99 << 40) + 1", {.own = BR_ERR_CORRUPT}},
        {"INSERT INTO head SELECT position - 1, head, sum FROM head"
         " WHERE position = (1 << 40) + 6",
         {.own = BR_OK}},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct world world;
        struct br_buffer payload;
        char hex[BR_HASH_TEXT_SIZE];
        world_begin(&world);
        br_hash_text(&world.origin.id, hex);
        packed(&payload, "academy_accepted", "academy", hex, "name", "A peer", "accepted", "true",
               NULL);
        CHECK_TEXT(say_as_academy(&world.holder, "academy_accepted", to_network, id_of(2), &payload)
                       .reason,
                   "");
        CHECK_UINT(faults_of(world.holder.path, false), 0);
        CHECK_UINT(damage(&world.holder, damages[i].sql), BR_OK);
        struct told told = ask_all(&world.holder);
        bool good = CHECK_UINT(told.trust, damages[i].told.trust) &&
                    CHECK_UINT(told.members, damages[i].told.members) &&
                    CHECK_UINT(told.receipts, damages[i].told.receipts) &&
                    CHECK_UINT(told.own, damages[i].told.own) &&
                    CHECK(faults_of(world.holder.path, true) > 0);
        if (!good) {
            (void)printf("  %s\n", damages[i].sql);
        }
        world_end(&world);
    }
}

/* A role that nobody knows, a member or a room that is none: passed over, and gives no right. */
static void test_damaged_members_have_no_rights(void)
{
    static const struct {
        const char *sql;
        bool role;
        size_t rooms;
    } damages[] = {
        {"UPDATE role SET role = 'nobody'", false, 1},
        {"UPDATE role SET role = ''", false, 1},
        {"UPDATE role SET member = x'01'", false, 1},
        {"UPDATE room_member SET room = x'01'", true, 0},
        {"UPDATE room_member SET member = x'01'", true, 0},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct academy a = academy_new(1, BR_SIDE_LOCAL, "damage-members");
        struct br_buffer payload;
        char hex[BR_ID_TEXT_SIZE];
        struct br_id forty = id_of(40);
        struct seen_members seen = {0};
        remove_log(a.path);
        academy_start(&a);
        br_id_text(&forty, hex);
        packed(&payload, "role_given", "member", hex, "role", "coach", "given", "true", NULL);
        CHECK_TEXT(say_as_academy(&a, "role_given", to_academy, id_of(1), &payload).reason, "");
        packed(&payload, "room_opened", "name", "Hips", "pathway", "Hips", NULL);
        CHECK_TEXT(
            say(&a, write_of("room_opened", to_academy, id_of(50), br_buffer_bytes(&payload)))
                .reason,
            "");
        br_buffer_free(&payload);
        CHECK(br_log_members(a.log, see_member, &seen) == BR_OK);
        CHECK(seen.roles != 0 && seen.rooms == 1);
        CHECK_UINT(damage(&a, damages[i].sql), BR_OK);
        seen = (struct seen_members){0};
        CHECK(br_log_members(a.log, see_member, &seen) == BR_OK);
        CHECK((seen.roles != 0) == damages[i].role);
        CHECK_UINT(seen.rooms, damages[i].rooms);
        CHECK(faults_of(a.path, true) > 0);
        academy_stop(&a);
    }
}

/* A stream that is damaged all over is said to be so, and heads that lie too far apart are too. */
static void test_much_damage_is_told_in_few_words(void)
{
    enum { GROUPS = 30, LONG = 100, FAULTS_MAX = 40 };
    struct academy a = academy_new(1, BR_SIDE_SHARED, "damage-much");
    struct br_log_reader *reader = NULL;
    struct br_log_batch batch = {0};
    struct br_error error;
    uint64_t seq_bad = 0;
    academy_start(&a);
    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);
    for (uint64_t i = 2; i <= GROUPS; i++) {
        CHECK(start_thread(&a, to_network, id_of(i), "T").seq == i);
    }
    for (uint64_t i = 0; i < 3; i++) { /* three heads, LONG records apart */
        struct br_write writes[LONG];
        struct br_outcome outcomes[LONG];
        struct br_log_changes changes;
        struct br_buffer payload;
        packed(&payload, "thread_started", "title", "T", NULL);
        for (uint64_t j = 0; j < LONG; j++) {
            writes[j] = write_of("thread_started", to_network, id_of(1000 + i * LONG + j),
                                 br_buffer_bytes(&payload));
        }
        CHECK(br_log_write(a.log, &a.pen, writes, LONG, outcomes, &changes) == BR_OK);
        br_buffer_free(&payload);
    }
    CHECK_UINT(damage(&a, "UPDATE head SET sum = zeroblob(8) WHERE (position & 1023) < 30"), BR_OK);
    uint64_t faults = faults_of(a.path, true);
    CHECK(faults >= 20 && faults <= FAULTS_MAX);
    CHECK_UINT(damage(&a, "DELETE FROM head WHERE (position & 1023) < 300"), BR_OK);
    BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    CHECK(br_log_read(reader, 1, 0, &batch, &seq_bad) == BR_ERR_CORRUPT);
    CHECK_UINT(seq_bad, 1);
    CHECK(faults_of(a.path, true) > 0);
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    academy_stop(&a);
}

/* What the file says of itself: whose it is, of which side, what it has numbered. */
static void test_a_file_must_say_whose_it_is(void)
{
    static const struct {
        const char *sql;
        enum br_status status;
    } damages[] = {
        {"UPDATE meta SET value = x'01' WHERE name = 'academy'", BR_ERR_CORRUPT},
        {"DELETE FROM meta WHERE name = 'academy'", BR_ERR_CORRUPT},
        {"DELETE FROM meta WHERE name = 'side'", BR_ERR_CORRUPT},
        {"DELETE FROM meta WHERE name = 'number_next'", BR_ERR_CORRUPT},
        {"DELETE FROM meta WHERE name = 'rules'", BR_ERR_CORRUPT},
        {"UPDATE meta SET value = x'01' WHERE name = 'rules'", BR_ERR_CORRUPT},
        {"UPDATE meta SET value = 2 WHERE name = 'side'", BR_ERR_REFUSED},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct world world;
        world_begin(&world);
        CHECK_UINT(damage(&world.holder, damages[i].sql), damages[i].status);
        world_end(&world);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_lost_head_at_the_end_is_put_back),
        BR_TEST(test_a_stream_grows_behind_a_lost_head),
        BR_TEST(test_our_own_lost_head_is_signed_again),
        BR_TEST(test_a_new_key_does_not_sign_what_was_before_it),
        BR_TEST(test_a_lost_head_of_a_local_stream),
        BR_TEST(test_where_a_stream_ends_must_be_known),
        BR_TEST(test_damage_does_not_move_our_clock),
        BR_TEST(test_a_clock_that_ran_ahead_goes_on_from_there),
        BR_TEST(test_damaged_tables_tell_nothing),
        BR_TEST(test_damaged_members_have_no_rights),
        BR_TEST(test_much_damage_is_told_in_few_words),
        BR_TEST(test_a_file_must_say_whose_it_is),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
