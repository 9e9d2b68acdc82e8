/* What has to be done to a log is done in the end, however full the disk was in between. */
#include "test_replica_world.h"

#define THREADS "SELECT count(*) FROM v_thread"

/* An academy with a room in which one thread was started, and a device that holds all of it. */
struct story {
    struct world world;
    struct machine *home;
    struct machine *device;
    struct br_audience room;
};

static void story_begin(struct story *story, const char *name)
{
    char device[40];
    world_start(&story->world);
    story->home = academy_new(&story->world, name);
    (void)snprintf(device, sizeof device, "%s-device", name);
    story->device = device_new(story->home, device);
    story->room = open_room(story->home, "Frailty");
    set_room_member(story->home, story->room.id, &story->device->member, true);
    (void)start_thread(story->home, to_academy, "For all");
    (void)start_thread(story->home, story->room, "In the room");
    machine_start(story->device);
    br_replica_peer(story->device->replica, &story->home->academy, true);
    UNTIL(&story->world, tail_of(story->device, story->home, story->room) == 1 &&
                             tail_of(story->device, story->home, to_academy) > 0 &&
                             at_rest(story->device));
    CHECK_UINT(count_in(story->device, BR_FILE_VIEWS, THREADS), 2);
}

struct held {
    struct br_stream stream;
    bool found;
    bool done;
    enum br_side side;
};

static void look_at_stream(void *context, const struct br_stream_state *state)
{
    struct held *held = context;
    held->found |= br_stream_equal(&state->stream, &held->stream);
}

static void held_work(void *context, const struct br_replica_hands *hands)
{
    struct held *held = context;
    CHECK(br_log_streams(hands->log, look_at_stream, held) == BR_OK);
}

static void held_done(void *context)
{
    struct held *held = context;
    held->done = true;
}

/* In the log itself. */
static bool holds(struct machine *machine, const struct machine *origin,
                  struct br_audience audience)
{
    struct held held = {.stream = {.origin = origin->academy, .audience = audience}};
    bool shared = br_audience_is_shared(&audience);
    br_replica_run(machine->replica, shared ? BR_FILE_LOG_SHARED : BR_FILE_LOG_LOCAL, held_work,
                   held_done, &held);
    UNTIL(machine->world, held.done);
    return held.found;
}

static void leave_room(struct story *story, bool joined)
{
    uint64_t before = tail_of(story->device, story->home, to_academy);
    set_room_member(story->home, story->room.id, &story->device->member, joined);
    if (!atomic_load(&no_room)) {
        UNTIL(&story->world, tail_of(story->device, story->home, to_academy) > before);
    }
}

static void test_a_purge(void)
{
    struct story story;
    story_begin(&story, "purge");
    leave_room(&story, false);
    UNTIL(&story.world, story.device->purges == 1 && at_rest(story.device));
    CHECK(br_id_equal(&story.device->purged.audience.id, &story.room.id));
    CHECK(story.device->reason[0] != '\0');
    CHECK(!holds(story.device, story.home, story.room));
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 1);
    world_stop(&story.world);
}

/* A chore waits that was not tried again yet. */
static void wait_for_failure(struct story *story)
{
    const struct br_replica *replica = story->device->replica;
    UNTIL(&story->world,
          chores_due_ms(replica) != UINT64_MAX && chores_due_ms(replica) > br_clock_read().mono_ms);
}

/* Nothing is removed while the disk is full, and all of it as soon as it is tried again. */
static void test_a_purge_on_a_full_disk_is_tried_again(void)
{
    struct story story;
    story_begin(&story, "full");
    disk_full(story.device, "log/local.db");
    leave_room(&story, false);
    wait_for_failure(&story);
    CHECK(holds(story.device, story.home, story.room));
    CHECK_UINT(story.device->purges, 0);
    skip(&story.world, BR_CHORE_RETRY_MS);
    wait_for_failure(&story); /* it is still full */
    disk_free();
    turns(&story.world, 20);
    CHECK_UINT(story.device->purges, 0); /* not before its time */
    skip(&story.world, BR_CHORE_RETRY_MS);
    UNTIL(&story.world, story.device->purges == 1 && at_rest(story.device));
    CHECK(story.device->replica->chores == NULL);
    CHECK(!holds(story.device, story.home, story.room));
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 1);
    world_stop(&story.world);
}

/* The process ends while the purge waits: home says once more what is not for this device. */
static void test_a_purge_that_waits_survives_a_restart(void)
{
    struct story story;
    story_begin(&story, "restart");
    disk_full(story.device, "log/local.db");
    leave_room(&story, false);
    wait_for_failure(&story);
    machine_stop(story.device);
    disk_free();
    machine_start(story.device);
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 2);
    br_replica_peer(story.device->replica, &story.home->academy, true);
    UNTIL(&story.world, story.device->purges == 1 && at_rest(story.device));
    CHECK(!holds(story.device, story.home, story.room));
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 1);
    world_stop(&story.world);
}

/* In again, and once more out and in, while the purge of the first time still waits. */
static void test_a_room_that_comes_back_while_its_purge_waits(void)
{
    struct story story;
    story_begin(&story, "again");
    disk_full(story.device, "log/local.db");
    leave_room(&story, false);
    wait_for_failure(&story);
    for (int i = 0; i < 2; i++) {
        leave_room(&story, true);
        turns(&story.world, 200);
        leave_room(&story, false);
        turns(&story.world, 200);
    }
    leave_room(&story, true);
    disk_free();
    skip(&story.world, BR_CHORE_RETRY_MS);
    UNTIL(&story.world, story.device->purges > 0 && story.device->replica->chores == NULL);
    for (int i = 0; i < 4 && tail_of(story.device, story.home, story.room) == 0; i++) {
        skip(&story.world, BR_SOURCE_STALL_MS);
        turns(&story.world, 300);
    }
    UNTIL(&story.world, tail_of(story.device, story.home, story.room) == 1);
    skip(&story.world, BR_CHORE_RETRY_MS); /* nothing waits that would take it away */
    turns(&story.world, 200);
    UNTIL(&story.world, at_rest(story.device));
    CHECK(holds(story.device, story.home, story.room));
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 2);
    world_stop(&story.world);
}

struct reading {
    bool begin;
    bool done;
};

static void reading_work(void *context, const struct br_replica_hands *hands)
{
    const struct reading *reading = context;
    sqlite3 *db = br_log_reader_db(hands->readers[BR_SIDE_LOCAL]);
    CHECK(br_db_exec(db, reading->begin ? "BEGIN" : "COMMIT") == BR_OK);
    CHECK(!reading->begin || br_db_exec(db, "SELECT count(*) FROM record") == BR_OK);
}

static void reading_done(void *context)
{
    struct reading *reading = context;
    reading->done = true;
}

static void read_on(struct story *story, bool begin)
{
    struct reading reading = {.begin = begin};
    br_replica_run(story->device->replica, BR_FILE_READERS, reading_work, reading_done, &reading);
    UNTIL(&story->world, reading.done);
}

/* Who still reads keeps its bytes in the WAL: the stream is gone, and they go later. */
static void test_a_reader_does_not_hold_up_a_purge(void)
{
    char path[600];
    struct stat info;
    struct story story;
    story_begin(&story, "reader");
    read_on(&story, true);
    leave_room(&story, false);
    UNTIL(&story.world, story.device->purges == 1);
    UNTIL(&story.world, story.device->replica->chores != NULL);
    CHECK(!holds(story.device, story.home, story.room));
    set_room_member(story.home, story.room.id, &story.device->member, true);
    read_on(&story, false);
    UNTIL(&story.world, tail_of(story.device, story.home, story.room) == 1);
    skip(&story.world, BR_CHORE_RETRY_MS);
    UNTIL(&story.world, story.device->replica->chores == NULL && at_rest(story.device));
    CHECK_UINT(story.device->purges, 1);
    CHECK(holds(story.device, story.home, story.room)); /* what came again stays */
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 2);
    (void)snprintf(path, sizeof path, "%s/log/local.db-wal", story.device->folder);
    CHECK(stat(path, &info) == 0 && info.st_size == 0);
    world_stop(&story.world);
}

/* Without its academy's key a device can verify nothing local. */
static void test_a_key_is_learnt_when_there_is_room(void)
{
    struct story story;
    world_start(&story.world);
    story.home = academy_new(&story.world, "key");
    story.device = device_new(story.home, "key-device");
    machine_start(story.device);
    disk_full(story.device, "log/local.db");
    br_replica_peer(story.device->replica, &story.home->academy, true);
    wait_for_failure(&story);
    CHECK(tail_of(story.device, story.home, to_network) > 0);
    turns(&story.world, 50);
    CHECK_UINT(tail_of(story.device, story.home, to_academy), 0);
    disk_free();
    for (int i = 0; i < 4 && tail_of(story.device, story.home, to_academy) == 0; i++) {
        skip(&story.world, BR_CHORE_RETRY_MS);
        turns(&story.world, 300);
    }
    CHECK(story.device->replica->chores == NULL);
    CHECK(tail_of(story.device, story.home, to_academy) > 0);
    world_stop(&story.world);
}

/* Home decides what a device may hold, of the shared log too. */
static void test_a_purge_of_the_shared_log(void)
{
    struct story story;
    story_begin(&story, "shared");
    (void)start_thread(story.home, to_network, "For everybody");
    UNTIL(&story.world, tail_of(story.device, story.home, to_network) == 2);
    machine_stop(story.home);
    struct br_node_action action = {.type = BR_ACTION_PURGE};
    action.as.purge.stream =
        (struct br_stream){.origin = story.home->academy, .audience = to_network};
    action.as.purge.reason = "for a test";
    disk_full(story.device, "log/shared.db");
    chores_purge(story.device->replica, &action);
    wait_for_failure(&story);
    disk_free();
    skip(&story.world, BR_CHORE_RETRY_MS);
    UNTIL(&story.world, story.device->purges == 1 && at_rest(story.device));
    CHECK_TEXT(story.device->reason, "for a test");
    CHECK(!holds(story.device, story.home, to_network));
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 2);
    world_stop(&story.world);
}

/* The views cannot begin again: what they showed is gone with the stream, and the rest comes. */
static void test_a_purge_with_full_views(void)
{
    struct story story;
    story_begin(&story, "views");
    disk_full(story.device, "views/");
    leave_room(&story, false);
    const struct follower *follower = &story.device->replica->follower;
    UNTIL(&story.world, story.device->purges == 1 && follower->failing && !follower->busy);
    CHECK(!holds(story.device, story.home, story.room));
    disk_free();
    UNTIL(&story.world, !follower->failing && at_rest(story.device));
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 1);
    world_stop(&story.world);
}

/* Two for one stream are one, and those for others are others. */
static void test_chores_for_one_stream_are_one(void)
{
    struct story story;
    story_begin(&story, "one");
    struct br_replica *replica = story.device->replica;
    struct br_audience audiences[] = {story.room, to_academy, story.room};
    struct br_public_key signing = br_secret_public(&story.home->signing);
    machine_stop(story.home);
    disk_full(story.device, "log/local.db");
    for (size_t i = 0; i < 3; i++) {
        struct br_node_action action = {.type = BR_ACTION_PURGE};
        action.as.purge.stream =
            (struct br_stream){.origin = story.home->academy, .audience = audiences[i]};
        action.as.purge.reason = "";
        chores_purge(replica, &action);
    }
    for (uint8_t i = 0; i < 2; i++) { /* both keys are wanted */
        struct br_trust_fact fact = {.origin = {{i}}, .signing = signing};
        fact.signing.bytes[0] ^= (uint8_t)(i + 1);
        chores_know_key(replica, &fact);
    }
    UNTIL(&story.world, replica->jobs == 0);
    disk_free();
    skip(&story.world, BR_CHORE_RETRY_MS);
    UNTIL(&story.world, story.device->purges == 2 && at_rest(story.device));
    CHECK(replica->chores == NULL);
    CHECK_UINT(count_in(story.device, BR_FILE_VIEWS, THREADS), 0);
    machine_start(story.home);
    world_stop(&story.world);
}

static void test_when_a_chore_is_tried_again(void)
{
    for (int offset = -1; offset <= 1; offset++) {
        char name[20];
        struct story story;
        (void)snprintf(name, sizeof name, "when-%d", offset + 1);
        story_begin(&story, name);
        struct br_replica *replica = story.device->replica;
        disk_full(story.device, "log/local.db");
        leave_room(&story, false);
        wait_for_failure(&story);
        hold_time();
        uint64_t left_ms = chores_due_ms(replica) - br_clock_read().mono_ms;
        CHECK(left_ms > 0 && left_ms <= BR_CHORE_RETRY_MS);
        atomic_fetch_add(&skipped_ms, left_ms + (uint64_t)(int64_t)offset);
        chores_go_on(replica);
        CHECK((replica->chores == NULL) == (offset >= 0));
        let_time_go();
        disk_free();
        world_stop(&story.world);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_purge),
        BR_TEST(test_a_purge_on_a_full_disk_is_tried_again),
        BR_TEST(test_a_purge_that_waits_survives_a_restart),
        BR_TEST(test_a_room_that_comes_back_while_its_purge_waits),
        BR_TEST(test_a_reader_does_not_hold_up_a_purge),
        BR_TEST(test_a_key_is_learnt_when_there_is_room),
        BR_TEST(test_a_purge_of_the_shared_log),
        BR_TEST(test_a_purge_with_full_views),
        BR_TEST(test_chores_for_one_stream_are_one),
        BR_TEST(test_when_a_chore_is_tried_again),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
