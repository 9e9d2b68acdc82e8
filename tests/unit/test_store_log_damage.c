/* Damaged bits where a stream ends, and in the tables: what is told, and what goes on all the same. */
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

/* How far the origin's stream can be read; behind that, whether there is damage, and up to where. */
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
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
