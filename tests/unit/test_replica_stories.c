/* Who tells two stories, and who lost a part of their own: real logs, copied and brought back. */
#include "test_replica_world.h"

#define THREADS "SELECT count(*) FROM v_thread"

static uint64_t aside_of(const struct machine *machine, const struct machine *origin)
{
    struct br_stream stream = {.origin = origin->academy, .audience = to_network};
    uint64_t aside = 0;
    for (size_t i = 0; i < br_node_stream_count(machine->replica->node); i++) {
        struct br_stream_status status = br_node_stream_status(machine->replica->node, i);
        aside = br_stream_equal(&status.stream, &stream) ? status.aside_seq : aside;
    }
    return aside;
}

static void copy_file(const struct machine *from, const char *to_folder, const char *name)
{
    static uint8_t block[65536];
    char path[700];
    (void)snprintf(path, sizeof path, "%s/%s", from->folder, name);
    FILE *in = fopen(path, "rbe");
    (void)snprintf(path, sizeof path, "%s/%s", to_folder, name);
    FILE *out = fopen(path, "wbe");
    BR_ASSERT(in != NULL && out != NULL);
    size_t size = 0;
    while ((size = fread(block, 1, sizeof block, in)) > 0) {
        BR_ASSERT(fwrite(block, 1, size, out) == size);
    }
    BR_ASSERT(fclose(in) == 0 && fclose(out) == 0);
}

/* The logs of one that does not run; its views follow when they are opened. */
static void copy_logs(const struct machine *from, const char *to_folder)
{
    copy_file(from, to_folder, "log/shared.db");
    copy_file(from, to_folder, "log/local.db");
}

/* --- two stories --- */

/* One and two have heard different stories of the liar; neither has met the other since. */
struct dispute {
    struct world world;
    struct machine *liar;
    struct machine *one;
    struct machine *two;
    struct machine *device; /* of one */
};

static void tell_one_story(struct machine *liar, struct machine *to, const char *title)
{
    machine_start(liar);
    (void)start_thread(liar, to_network, title);
    br_replica_peer(liar->replica, &to->academy, true);
    UNTIL(liar->world, tail_of(to, liar, to_network) == tail_of(liar, liar, to_network));
    machine_stop(liar);
}

static void dispute_begin(struct dispute *dispute, const char *name)
{
    char path[NAME_SIZE];
    char names[4][40];
    static const char *const roles[] = {"liar", "one", "two", "device"};
    struct br_error error = {""};
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s-%s", name, roles[i]);
    }
    world_start(&dispute->world);
    dispute->liar = academy_new(&dispute->world, names[0]);
    dispute->one = academy_new(&dispute->world, names[1]);
    dispute->two = academy_new(&dispute->world, names[2]);
    dispute->device = device_new(dispute->one, names[3]);
    befriend(dispute->one, dispute->two);
    accept_academy(dispute->liar, dispute->one, true);
    accept_academy(dispute->liar, dispute->two, true);
    accept_academy(dispute->one, dispute->liar, true);
    accept_academy(dispute->two, dispute->liar, true);
    (void)start_thread(dispute->liar, to_network, "Common");
    UNTIL(&dispute->world, tail_of(dispute->one, dispute->two, to_network) == 3 &&
                               tail_of(dispute->two, dispute->one, to_network) == 3);
    machine_start(dispute->device);
    br_replica_peer(dispute->device->replica, &dispute->one->academy, true);
    br_replica_peer(dispute->one->replica, &dispute->two->academy, false);
    machine_stop(dispute->two);
    machine_stop(dispute->liar);

    (void)snprintf(path, sizeof path, "%s/%s-second", br_test_folder(), name);
    CHECK(br_folder_make(path, &error) == BR_OK);
    copy_logs(dispute->liar, path);
    tell_one_story(dispute->liar, dispute->one, "One story");
    (void)snprintf(dispute->liar->folder, sizeof dispute->liar->folder, "%s", path);
    machine_start(dispute->two);
    tell_one_story(dispute->liar, dispute->two, "Another");
    UNTIL(&dispute->world, at_rest(dispute->one) && at_rest(dispute->two));
    CHECK_UINT(aside_of(dispute->one, dispute->liar), 0);
    CHECK_UINT(count_in(dispute->one, BR_FILE_VIEWS, THREADS), 2);
}

static void check_aside(const struct dispute *dispute, struct machine *machine)
{
    UNTIL(machine->world, aside_of(machine, dispute->liar) == 5 && at_rest(machine));
    CHECK_UINT(count_in(machine, BR_FILE_VIEWS, THREADS), 1); /* what both stories say */
}

static void test_two_stories_are_put_aside(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, "fork");
    br_replica_peer(dispute.one->replica, &dispute.two->academy, true);
    check_aside(&dispute, dispute.one);
    check_aside(&dispute, dispute.two);
    check_aside(&dispute, dispute.device);
    CHECK(count_in(dispute.one, BR_FILE_VIEWS, "SELECT max(held) FROM v_thread") > 1);
    machine_stop(dispute.one);
    machine_start(dispute.one); /* it is known from the first moment on */
    CHECK_UINT(aside_of(dispute.one, dispute.liar), 5);
    CHECK_UINT(count_in(dispute.one, BR_FILE_VIEWS, THREADS), 1);
    world_stop(&dispute.world);
}

/* Who has no room for the proof goes on as before, and hears of it again. */
static void test_a_proof_on_a_full_disk(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, "fork-full");
    disk_full(dispute.one, "log/");
    br_replica_peer(dispute.one->replica, &dispute.two->academy, true);
    check_aside(&dispute, dispute.two);
    turns(&dispute.world, 300);
    CHECK_UINT(aside_of(dispute.one, dispute.liar), 0);
    CHECK_UINT(count_in(dispute.one, BR_FILE_VIEWS, THREADS), 2);
    disk_free();
    machine_stop(dispute.two);
    machine_start(dispute.two);
    br_replica_peer(dispute.two->replica, &dispute.one->academy, true);
    check_aside(&dispute, dispute.one);
    world_stop(&dispute.world);
}

/* --- a copy that is older than what was said --- */

/* An academy whose friend holds more of what it said than its own logs, and its friend. */
static struct machine *restored(struct world *world, const char *name, struct machine **friend)
{
    char path[NAME_SIZE];
    char other[40];
    struct br_error error = {""};
    (void)snprintf(other, sizeof other, "%s-friend", name);
    world_start(world);
    struct machine *machine = academy_new(world, name);
    *friend = academy_new(world, other);
    befriend(machine, *friend);
    UNTIL(world, tail_of(*friend, machine, to_network) == 2 &&
                     tail_of(machine, *friend, to_network) == 2 && at_rest(machine));
    machine_stop(machine);
    (void)snprintf(path, sizeof path, "%s/%s-backup", br_test_folder(), name);
    CHECK(br_folder_make(path, &error) == BR_OK);
    copy_logs(machine, path);
    machine_start(machine);
    (void)start_thread(machine, to_network, "After the backup");
    br_replica_peer(machine->replica, &(*friend)->academy, true);
    UNTIL(world, tail_of(*friend, machine, to_network) == 3);
    machine_stop(machine);
    (void)snprintf(machine->folder, sizeof machine->folder, "%s", path);
    machine->recovering = true;
    return machine;
}

static void test_a_restored_academy_fetches_what_it_said(void)
{
    struct world world;
    struct machine *friend = NULL;
    struct saying saying = {.answered = false};
    struct br_id coach = id_of(900);
    struct machine *machine = restored(&world, "restored", &friend);
    machine_start(machine);
    struct br_buffer payload;
    br_buffer_init(&payload, 1000);
    br_buffer_put(&payload,
                  "\x0a\x05"
                  "Again",
                  7);
    struct br_write write = {.id = br_id_new(),
                             .author = coach,
                             .roles = 0xfe,
                             .audience = to_network,
                             .kind = br_kind_by_name("thread_started")->number,
                             .payload = br_buffer_bytes(&payload)};
    br_replica_say(machine->replica, &write, on_said, &saying);
    turns(&world, 100);
    CHECK(!saying.answered && machine->numbering == 0); /* it waits */
    br_replica_peer(machine->replica, &friend->academy, true);
    UNTIL(&world, saying.answered);
    CHECK(was_numbered(&saying));
    CHECK_UINT(machine->numbering, 2);
    CHECK(saying.outcome.epoch == 2 && saying.outcome.seq == 4);
    UNTIL(&world, tail_of(friend, machine, to_network) == 4);

    /* The new epoch did not get into the settings: the next start passes over it. */
    machine_stop(machine);
    machine->recovering = false;
    machine_start(machine);
    CHECK_UINT(machine->numbering, 3);
    (void)start_thread(machine, to_network, "Goes on");
    br_replica_peer(machine->replica, &friend->academy, true);
    UNTIL(&world, tail_of(friend, machine, to_network) == 5);
    br_buffer_free(&payload);
    world_stop(&world);
}

/* Its operator decides not to wait; the epoch that the settings name is late enough. */
static void test_a_restored_academy_goes_on_alone(void)
{
    struct world world;
    struct machine *friend = NULL;
    struct machine *machine = restored(&world, "alone", &friend);
    machine->epoch = 7;
    machine_start(machine);
    br_replica_number_anyway(machine->replica);
    CHECK_UINT(machine->numbering, 7);
    (void)start_thread(machine, to_network, "Goes on");
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_two_stories_are_put_aside),
        BR_TEST(test_a_proof_on_a_full_disk),
        BR_TEST(test_a_restored_academy_fetches_what_it_said),
        BR_TEST(test_a_restored_academy_goes_on_alone),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
