/* An academy and its own people: their writes, rooms and devices, and how many there may be. */
#include "test_replica_world.h"

#define THREADS "SELECT count(*) FROM v_thread"

struct house {
    struct world world;
    struct machine *home;
    struct machine *device;
};

static void house_begin(struct house *house, const char *name)
{
    char device[40];
    world_start(&house->world);
    house->home = academy_new(&house->world, name);
    (void)snprintf(device, sizeof device, "%s-device", name);
    house->device = device_new(house->home, device);
    machine_start(house->device);
    br_replica_peer(house->device->replica, &house->home->academy, true);
    UNTIL(&house->world,
          house->device->ups == 1 && tail_of(house->device, house->home, to_academy) ==
                                         tail_of(house->home, house->home, to_academy));
}

/* Into the device's outbox: a thread with a title of [size] bytes. */
static void write_thread(struct machine *device, struct br_audience audience, size_t size)
{
    static uint8_t payloads[8][300];
    size_t at = device->outbox_count++;
    BR_ASSERT(size < 128 || size == 250);
    struct br_buffer out;
    br_buffer_init(&out, 300);
    br_buffer_put_u8(&out, 0x0a);
    if (size >= 128) {
        br_buffer_put_u8(&out, (uint8_t)(size & 127) | 128);
        br_buffer_put_u8(&out, (uint8_t)(size >> 7));
    } else {
        br_buffer_put_u8(&out, (uint8_t)size);
    }
    for (size_t i = 0; i < size; i++) {
        br_buffer_put_u8(&out, 'x');
    }
    memcpy(payloads[at], out.data, out.size);
    device->outbox[at] = (struct br_submission){.id = br_id_new(),
                                                .audience = audience,
                                                .kind = br_kind_by_name("thread_started")->number,
                                                .written_ms = br_clock_read().wall_ms,
                                                .payload = {payloads[at], out.size}};
    br_buffer_free(&out);
}

/* --- writes --- */

static void test_what_becomes_of_writes(void)
{
    struct house house;
    house_begin(&house, "writes");
    write_thread(house.device, to_academy, 5);
    write_thread(house.device, to_network, 250); /* a title that is too long */
    write_thread(house.device, to_network, 5);
    br_replica_outbox(house.device->replica);
    UNTIL(&house.world, house.device->outcomes == 3);
    CHECK_UINT(house.device->refusals, 1);
    UNTIL(&house.world,
          tail_of(house.device, house.home, to_network) == 2 && at_rest(house.device));
    CHECK_UINT(count_in(house.device, BR_FILE_VIEWS, THREADS), 2);
    CHECK(br_replica_figures(house.home->replica).wire_bytes > 0);
    CHECK(br_replica_figures(house.device->replica).records_folded > 3);
    world_stop(&house.world);
}

/* What waits when the academy stops was promised to nobody, and is numbered once in the end. */
static void test_writes_that_wait_when_home_stops(void)
{
    struct house house;
    house_begin(&house, "waiting");
    machine_stop(house.home);
    house.home->recovering = true;
    machine_start(house.home); /* nothing is numbered before others were asked */
    UNTIL(&house.world, house.device->ups == 2);
    write_thread(house.device, to_academy, 5);
    br_replica_outbox(house.device->replica);
    struct side *side = &house.home->replica->sides[BR_SIDE_LOCAL];
    UNTIL(&house.world, side->waiting[COMMIT_WRITE].count == 1);
    machine_stop(house.home);
    CHECK_UINT(house.device->outcomes, 0);
    house.home->recovering = false;
    house.device->handed_in = 0; /* nothing was said of it */
    machine_start(house.home);
    br_replica_outbox(house.device->replica);
    UNTIL(&house.world, house.device->outcomes == 1);
    CHECK_UINT(house.device->refusals, 0);
    UNTIL(&house.world, at_rest(house.home));
    CHECK_UINT(count_in(house.home, BR_FILE_VIEWS, THREADS), 1);
    world_stop(&house.world);
}

struct group {
    size_t answered;
};

static void on_group_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct group *group = context;
    (void)outcome;
    CHECK(status == BR_OK);
    group->answered++;
}

/* What waits becomes one transaction, up to so many bytes and so many writes. */
static void test_how_much_is_written_at_once(void)
{
    enum { PART = BR_WRITE_GROUP_SIZE_MAX / 16 };
    static uint8_t payload[PART + 1];
    struct world world;
    world_start(&world);
    struct machine *home = academy_new(&world, "group");
    for (int over = -1; over <= 1; over++) {
        struct group group = {.answered = 0};
        UNTIL(&world, at_rest(home));
        struct side *side = &home->replica->sides[BR_SIDE_LOCAL];
        uint64_t commits = home->replica->figures.commits;
        side->busy = true; /* while they come */
        for (int i = 0; i < 16; i++) {
            size_t size = i == 15 ? (size_t)(PART + over) : PART;
            struct br_write write = {.id = br_id_new(),
                                     .author = id_of(900),
                                     .roles = 0xfe,
                                     .audience = to_academy,
                                     .kind = br_kind_by_name("thread_started")->number,
                                     .payload = {payload, size}};
            br_replica_say(home->replica, &write, on_group_said, &group);
        }
        side->busy = false;
        commit_begin(side);
        UNTIL(&world, group.answered == 16);
        CHECK_UINT(home->replica->figures.commits - commits, over > 0 ? 2 : 1);
    }
    world_stop(&world);
}

/* --- rooms and roles --- */

static void test_many_members_and_rooms(void)
{
    enum { MEMBERS = 70, ROOMS = 20 };
    static const char *const yes = "true";
    struct house house;
    house_begin(&house, "many");
    for (unsigned i = 0; i < MEMBERS; i++) {
        char hex[BR_ID_TEXT_SIZE];
        struct br_id member = id_of(2000 + i);
        br_id_text(&member, hex);
        struct saying saying = try_say(house.home, "role_given", to_academy, br_id_new(), NULL,
                                       "member", hex, "role", "coach", "given", yes, NULL);
        CHECK(was_numbered(&saying));
    }
    struct br_audience rooms[ROOMS];
    for (unsigned i = 0; i < ROOMS; i++) {
        rooms[i] = open_room(house.home, "Room");
        set_room_member(house.home, rooms[i].id, &house.device->member, true);
        (void)start_thread(house.home, rooms[i], "In a room");
    }
    for (unsigned i = 0; i < ROOMS; i++) {
        UNTIL(&house.world, tail_of(house.device, house.home, rooms[i]) == 1);
    }
    for (unsigned i = 0; i < MEMBERS; i++) {
        struct br_id member = id_of(2000 + i);
        CHECK(br_replica_roles(house.home->replica, &member) != 0);
    }
    struct br_id stranger = id_of(9999);
    CHECK_UINT(br_replica_roles(house.home->replica, &stranger), 0);
    CHECK_UINT(br_replica_roles(house.device->replica, &stranger), 0); /* a client knows none */
    machine_stop(house.device);
    machine_start(house.device); /* all of them are read through */
    UNTIL(&house.world, at_rest(house.device));
    CHECK_UINT(count_in(house.device, BR_FILE_VIEWS, THREADS), ROOMS);
    world_stop(&house.world);
}

/* Who left a room must not go on getting it because the members could not be read just then. */
static void test_members_that_cannot_be_read(void)
{
    struct house house;
    house_begin(&house, "unreadable");
    struct br_audience room = open_room(house.home, "Room");
    set_room_member(house.home, room.id, &house.device->member, true);
    (void)start_thread(house.home, room, "First");
    UNTIL(&house.world, tail_of(house.device, house.home, room) == 1);
    struct br_log *log = house.home->replica->sides[BR_SIDE_LOCAL].log;
    sqlite3_stmt *list = log->sql.list_members;
    sqlite3_stmt *fails = NULL; /* when it is run: the number has no opposite */
    CHECK(br_db_prepare(log->db, "SELECT abs(-9223372036854775807 - 1)", &fails) == BR_OK);
    log->sql.list_members = fails;
    set_room_member(house.home, room.id, &house.device->member, false);
    turns(&house.world, 50);
    CHECK(br_replica_roles(house.home->replica, &house.device->member) != 0); /* as before */
    CHECK_UINT(house.device->purges, 0);
    log->sql.list_members = list;
    (void)sqlite3_finalize(fails);
    (void)start_thread(house.home, to_academy, "Something else");
    UNTIL(&house.world, house.device->purges == 1);
    world_stop(&house.world);
}

/* --- damage that a member meets --- */

static void spoil_work(void *context, const struct br_replica_hands *hands)
{
    (void)context;
    CHECK(br_db_exec(hands->log->db,
                     "UPDATE record SET body = zeroblob(90) WHERE position & 255 = 2") == BR_OK);
}

static void spoil_done(void *context)
{
    bool *done = context;
    *done = true;
}

/* A newcomer wants all of it: home finds out that it cannot read it, and asks the other device. */
static void test_damage_that_a_newcomer_meets(void)
{
    struct house house;
    bool done = false;
    house_begin(&house, "newcomer");
    for (int i = 0; i < 3; i++) {
        (void)start_thread(house.home, to_academy, "Local");
    }
    struct machine *newcomer = device_new(house.home, "newcomer-second");
    uint64_t tail = tail_of(house.home, house.home, to_academy);
    UNTIL(&house.world, tail_of(house.device, house.home, to_academy) == tail);
    machine_start(newcomer);
    br_replica_run(house.home->replica, BR_FILE_LOG_LOCAL, spoil_work, spoil_done, &done);
    UNTIL(&house.world, done);
    br_replica_peer(newcomer->replica, &house.home->academy, true);
    UNTIL(&house.world, tail_of(newcomer, house.home, to_academy) == tail);
    world_stop(&house.world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_becomes_of_writes),      BR_TEST(test_writes_that_wait_when_home_stops),
        BR_TEST(test_how_much_is_written_at_once), BR_TEST(test_many_members_and_rooms),
        BR_TEST(test_members_that_cannot_be_read), BR_TEST(test_damage_that_a_newcomer_meets),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
