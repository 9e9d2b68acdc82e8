/* Academies with each other: full disks, damage, two stories, a restored copy. */
#include "test_replica_world.h"

#include "record/fork.h"

#define HOLDERS "SELECT max(held) FROM v_thread"
#define THREADS "SELECT count(*) FROM v_thread"

/* Everything that [one] said for the network is at [other]. */
static bool has_all(const struct machine *other, const struct machine *one)
{
    uint64_t tail = tail_of(one, one, to_network);
    return tail > 0 && tail_of(other, one, to_network) == tail;
}

static struct br_stream_status status_of(const struct machine *machine,
                                         const struct machine *origin, struct br_audience audience)
{
    struct br_stream stream = {.origin = origin->academy, .audience = audience};
    struct br_stream_status found = {.number = 0};
    for (size_t i = 0; i < br_node_stream_count(machine->replica->node); i++) {
        struct br_stream_status status = br_node_stream_status(machine->replica->node, i);
        found = br_stream_equal(&status.stream, &stream) ? status : found;
    }
    return found;
}

/* --- full disks --- */

static void test_a_full_disk_refuses_and_goes_on(void)
{
    struct world world;
    struct br_id coach = id_of(900);
    world_start(&world);
    struct machine *one = academy_new(&world, "refuses");
    disk_full(one, "log/");
    struct saying saying =
        try_say(one, "thread_started", to_network, br_id_new(), &coach, "title", "No room", NULL);
    CHECK(saying.status == BR_ERR_DISK_FULL && saying.outcome.type == BR_OUTCOME_REFUSED);
    CHECK(saying.outcome.reason[0] != '\0');
    saying =
        try_say(one, "thread_started", to_academy, br_id_new(), &coach, "title", "Nor here", NULL);
    CHECK(saying.status == BR_ERR_DISK_FULL);
    CHECK_UINT(tail_of(one, one, to_network), 1);
    disk_free();
    (void)start_thread(one, to_network, "Room again");
    CHECK_UINT(tail_of(one, one, to_network), 2);
    world_stop(&world);
}

/* What cannot be stored is not acknowledged, and comes again. */
static void test_a_full_disk_loses_nothing_of_others(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "sends");
    struct machine *other = academy_new(&world, "full");
    befriend(one, other);
    UNTIL(&world, has_all(other, one) && has_all(one, other));
    size_t downs = other->downs;
    uint64_t before = tail_of(other, one, to_network);
    disk_full(other, "log/");
    (void)start_thread(one, to_network, "Anybody there?");
    UNTIL(&world, other->downs > downs);
    CHECK_UINT(tail_of(other, one, to_network), before);
    disk_free();
    UNTIL(&world, has_all(other, one));
    world_stop(&world);
}

/* Who holds what is hearsay: it is said again with the next greeting. */
static void test_receipts_on_a_full_disk(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "receipts");
    struct machine *other = academy_new(&world, "holder");
    befriend(one, other);
    UNTIL(&world, has_all(other, one) && has_all(one, other) && at_rest(one));
    size_t commits = one->replica->figures.commits;
    (void)start_thread(one, to_network, "Who holds this?");
    disk_full(one, "log/");
    size_t downs = one->downs;
    UNTIL(&world, has_all(other, one));
    turns(&world, 1500); /* the receipt comes after a moment, and cannot be kept */
    CHECK_UINT(one->replica->figures.commits, commits + 1);
    disk_free();
    (void)downs;
    machine_stop(other);
    machine_start(other);
    br_replica_peer(one->replica, &other->academy, true);
    UNTIL(&world, at_rest(one) && count_in(one, BR_FILE_VIEWS, HOLDERS) == 2);
    world_stop(&world);
}

/* While the views are full the log goes on, and of many receipts the last of each is kept. */
static void test_full_views_catch_up(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "views");
    struct machine *two = academy_new(&world, "views-two");
    struct machine *three = academy_new(&world, "views-three");
    befriend(one, two);
    befriend(one, three);
    UNTIL(&world, has_all(two, one) && has_all(three, one) && at_rest(one));
    const struct follower *follower = &one->replica->follower;
    disk_full(one, "views/all.db");
    for (int i = 0; i < 3; i++) {
        uint64_t holders = 0;
        (void)start_thread(one, to_network, "While there is no room");
        for (int turn = 0; turn < PATIENCE_TURNS && holders < 3; turn++) {
            holders = status_of(one, one, to_network).holders;
            turns(&world, 1);
        }
        CHECK_UINT(holders, 3);
    }
    UNTIL(&world, follower->failing && !follower->busy);
    CHECK_UINT(count_in(one, BR_FILE_VIEWS, THREADS), 0);
    for (size_t i = 0; i < follower->receipt_count; i++) {
        const struct br_receipt *receipt = &follower->receipts[i];
        for (size_t j = 0; j < i; j++) {
            const struct br_receipt *earlier = &follower->receipts[j];
            CHECK(!br_hash_equal(&earlier->holder, &receipt->holder) ||
                  !br_stream_equal(&earlier->stream, &receipt->stream));
        }
    }
    disk_free();
    UNTIL(&world, !follower->failing && at_rest(one));
    CHECK_UINT(count_in(one, BR_FILE_VIEWS, THREADS), 3);
    CHECK_UINT(count_in(one, BR_FILE_VIEWS, HOLDERS), 3);
    world_stop(&world);
}

/* --- damage --- */

struct spoiling {
    struct br_stream stream;
    uint64_t first;
    uint64_t last;
    bool done;
};

static void find_number(void *context, const struct br_stream_state *state)
{
    struct br_stream_state *wanted = context;
    if (br_stream_equal(&state->stream, &wanted->stream)) {
        wanted->number = state->number;
    }
}

static void spoil_work(void *context, const struct br_replica_hands *hands)
{
    const struct spoiling *spoiling = context;
    struct br_stream_state state = {.stream = spoiling->stream};
    sqlite3_stmt *update = NULL;
    CHECK(br_log_streams(hands->log, find_number, &state) == BR_OK && state.number != 0);
    CHECK(br_db_prepare(hands->log->db,
                        "UPDATE record SET body = zeroblob(90) WHERE position BETWEEN ?1 AND ?2",
                        &update) == BR_OK);
    (void)sqlite3_bind_int64(update, 1, br_position(state.number, spoiling->first));
    (void)sqlite3_bind_int64(update, 2, br_position(state.number, spoiling->last));
    CHECK(br_db_run(update) == BR_OK);
    (void)sqlite3_finalize(update);
}

static void spoil_done(void *context)
{
    struct spoiling *spoiling = context;
    spoiling->done = true;
}

/* The disk has lost these records. */
static void spoil(struct machine *machine, const struct machine *origin,
                  struct br_audience audience, uint64_t first, uint64_t last)
{
    struct spoiling spoiling = {
        .stream = {.origin = origin->academy, .audience = audience}, .first = first, .last = last};
    bool shared = br_audience_is_shared(&audience);
    br_replica_run(machine->replica, shared ? BR_FILE_LOG_SHARED : BR_FILE_LOG_LOCAL, spoil_work,
                   spoil_done, &spoiling);
    UNTIL(machine->world, spoiling.done);
}

static bool damaged(const struct machine *machine, const struct machine *origin,
                    struct br_audience audience)
{
    return status_of(machine, origin, audience).damage_last != 0;
}

/* A whole reading through finds nothing. */
static void check_whole(struct machine *machine, const struct machine *origin,
                        struct br_audience audience)
{
    br_replica_scrub(machine->replica);
    UNTIL(machine->world, !machine->replica->scrubbing);
    CHECK(!damaged(machine, origin, audience));
}

static void test_damage_is_mended_by_another_academy(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "damaged");
    struct machine *other = academy_new(&world, "mender");
    befriend(one, other);
    for (int i = 0; i < 5; i++) {
        (void)start_thread(one, to_network, "Ours");
        (void)start_thread(other, to_network, "Theirs");
    }
    UNTIL(&world, has_all(other, one) && has_all(one, other) && at_rest(one) && at_rest(other));
    spoil(one, other, to_network, 3, 4);
    spoil(one, one, to_network, 4, 5); /* of our own as well: others hold it */
    br_replica_scrub(one->replica);
    br_replica_scrub(one->replica); /* and once more, as soon as it is through */
    UNTIL(&world, damaged(one, other, to_network) || damaged(one, one, to_network));
    UNTIL(&world, !damaged(one, other, to_network) && !damaged(one, one, to_network) &&
                      !one->replica->scrubbing);
    check_whole(one, other, to_network);
    check_whole(one, one, to_network);
    world_stop(&world);
}

/* Who asks for what is damaged gets it when it has been mended; so do the views. */
static void test_damage_that_others_meet_first(void)
{
    char path[600];
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "relay");
    struct machine *other = academy_new(&world, "origin");
    befriend(one, other);
    for (int i = 0; i < 5; i++) {
        (void)start_thread(other, to_network, "Theirs");
    }
    UNTIL(&world, has_all(one, other) && at_rest(one));
    machine_stop(other);
    spoil(one, other, to_network, 2, 3);
    machine_stop(one);
    (void)snprintf(path, sizeof path, "%s/views/all.db", one->folder);
    CHECK(unlink(path) == 0);
    machine_start(one); /* now the folds meet it, and a newcomer does */
    UNTIL(&world, damaged(one, other, to_network));
    struct machine *newcomer = academy_new(&world, "newcomer");
    accept_academy(newcomer, other, true);
    befriend(newcomer, one);
    turns(&world, 200);
    CHECK(tail_of(newcomer, other, to_network) < tail_of(one, other, to_network));
    machine_start(other);
    accept_academy(other, newcomer, true);
    br_replica_peer(one->replica, &other->academy, true);
    UNTIL(&world, !damaged(one, other, to_network) && has_all(one, other));
    UNTIL(&world, has_all(newcomer, other));
    UNTIL(&world, at_rest(one) && count_in(one, BR_FILE_VIEWS, THREADS) == 5);
    world_stop(&world);
}

/* What is local only the academy's own devices hold. */
static void test_damage_is_mended_by_a_device(void)
{
    struct world world;
    world_start(&world);
    struct machine *home = academy_new(&world, "home");
    struct machine *device = device_new(home, "home-device");
    for (int i = 0; i < 4; i++) {
        (void)start_thread(home, to_academy, "Local");
    }
    machine_start(device);
    br_replica_peer(device->replica, &home->academy, true);
    uint64_t tail = tail_of(home, home, to_academy);
    UNTIL(&world, tail_of(device, home, to_academy) == tail && at_rest(device));
    spoil(home, home, to_academy, 3, 4);
    disk_full(home, "log/local.db");
    br_replica_scrub(home->replica);
    UNTIL(&world, damaged(home, home, to_academy));
    turns(&world, 300); /* what comes cannot be put back */
    CHECK(damaged(home, home, to_academy));
    disk_free();
    for (int i = 0; i < 5 && damaged(home, home, to_academy); i++) {
        skip(&world, BR_MEND_RETRY_MS);
        turns(&world, 300);
    }
    check_whole(home, home, to_academy);
    /* and the other way round */
    spoil(device, home, to_academy, 2, 2);
    br_replica_scrub(device->replica);
    UNTIL(&world, damaged(device, home, to_academy));
    UNTIL(&world, !damaged(device, home, to_academy) && !device->replica->scrubbing);
    check_whole(device, home, to_academy);
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_full_disk_refuses_and_goes_on),
        BR_TEST(test_a_full_disk_loses_nothing_of_others),
        BR_TEST(test_receipts_on_a_full_disk),
        BR_TEST(test_full_views_catch_up),
        BR_TEST(test_damage_is_mended_by_another_academy),
        BR_TEST(test_damage_that_others_meet_first),
        BR_TEST(test_damage_is_mended_by_a_device),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
