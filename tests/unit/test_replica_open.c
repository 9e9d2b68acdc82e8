/* Opening a replica on files that are no good: it says which, and leaves nothing open. */
#include "test_replica_world.h"

static void tamper(const struct machine *machine, const char *name, const char *sql)
{
    char path[NAME_SIZE + 40];
    sqlite3 *db = NULL;
    char *words = NULL;
    (void)snprintf(path, sizeof path, "%s/%s", machine->folder, name);
    BR_ASSERT(sqlite3_open(path, &db) == SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK) {
        (void)printf("tamper: %s\n", words);
        BR_ASSERT(false);
    }
    BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
}

static void overwrite(const struct machine *machine, const char *name)
{
    char path[NAME_SIZE + 40];
    (void)snprintf(path, sizeof path, "%s/%s", machine->folder, name);
    FILE *file = fopen(path, "wbe");
    BR_ASSERT(file != NULL);
    for (int i = 0; i < 1000; i++) {
        (void)fputs("not a database at all", file);
    }
    BR_ASSERT(fclose(file) == 0);
}

/* It does not open, says so with [words], and nothing is left open. */
static void check_does_not_open(struct machine *machine, enum br_status expected, const char *words)
{
    struct br_error error = {""};
    enum br_status status = machine_open(machine, &error);
    CHECK_UINT(status, expected);
    if (!CHECK(strstr(error.text, words) != NULL)) {
        (void)printf("  %s\n", error.text);
    }
    CHECK(status != BR_OK || machine->replica == NULL);
    CHECK(uv_run(&machine->world->loop, UV_RUN_DEFAULT) == 0);
    machine->replica = NULL;
}

struct opening {
    struct world world;
    struct machine *machine;
};

/* An academy with a friend, so that its log holds receipts and acceptances; it does not run. */
static void opening_begin(struct opening *opening, const char *name)
{
    char other[40];
    world_start(&opening->world);
    opening->machine = academy_new(&opening->world, name);
    (void)snprintf(other, sizeof other, "%s-friend", name);
    struct machine *friend = academy_new(&opening->world, other);
    befriend(opening->machine, friend);
    (void)start_thread(opening->machine, to_academy, "Local");
    UNTIL(&opening->world, tail_of(friend, opening->machine, to_network) == 2 &&
                               tail_of(opening->machine, friend, to_network) == 2 &&
                               at_rest(opening->machine));
    machine_stop(friend);
    machine_stop(opening->machine);
}

static void test_logs_that_are_no_good(void)
{
    static const char *const logs[] = {"log/shared.db", "log/local.db"};
    for (size_t i = 0; i < 2; i++) {
        char name[20];
        struct opening opening;
        (void)snprintf(name, sizeof name, "garbage-%u", (unsigned)i);
        opening_begin(&opening, name);
        overwrite(opening.machine, logs[i]);
        check_does_not_open(opening.machine, BR_ERR_CORRUPT, logs[i]);
        world_stop(&opening.world);
    }
}

/* What stands beside the records cannot be read: nothing is guessed. */
static void test_rows_that_are_no_good(void)
{
    static const struct {
        const char *log;
        const char *sql;
    } cases[] = {
        {"log/shared.db", "UPDATE receipt SET receipt = zeroblob(3)"},
        {"log/shared.db", "UPDATE accepted SET academy = zeroblob(3)"},
        {"log/shared.db", "UPDATE academy_key SET tls_pin = zeroblob(3)"},
        {"log/shared.db", "INSERT INTO fork (stream, seq, previous, since_ms, proof)"
                          " VALUES (77, 2, zeroblob(32), 5, zeroblob(7))"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[20];
        struct opening opening;
        (void)snprintf(name, sizeof name, "rows-%u", (unsigned)i);
        opening_begin(&opening, name);
        tamper(opening.machine, cases[i].log, cases[i].sql);
        check_does_not_open(opening.machine, BR_ERR_CORRUPT, name);
        world_stop(&opening.world);
    }
}

static void test_views_that_cannot_be_made(void)
{
    char path[NAME_SIZE + 40];
    char away[NAME_SIZE + 40];
    struct opening opening;
    opening_begin(&opening, "views");
    struct machine *machine = opening.machine;
    (void)snprintf(path, sizeof path, "%s/views", machine->folder);
    (void)snprintf(away, sizeof away, "%s/away", machine->folder);
    CHECK(rename(path, away) == 0);
    machine_start(machine); /* they are only derived: they are made */
    CHECK_UINT(count_in(machine, BR_FILE_VIEWS, "SELECT count(*) FROM v_thread"), 1);
    machine_stop(machine);
    (void)snprintf(away, sizeof away, "%s/again", machine->folder);
    CHECK(rename(path, away) == 0);
    overwrite(machine, "views"); /* a file where the folder should be */
    check_does_not_open(machine, BR_ERR_READ_ONLY, "views");
    world_stop(&opening.world);
}

/* A folder whose name is too long for its files. */
static void test_a_name_that_is_too_long(void)
{
    static char folder[4096];
    struct world world;
    struct br_replica *replica = NULL;
    struct br_error error = {""};
    static const struct br_hash academy = {{3}};
    world_start(&world);
    memset(folder, 'x', 300); /* longer than any one name may be */
    struct br_replica_options options = {.loop = &world.loop,
                                         .role = BR_NODE_CLIENT,
                                         .folder = folder,
                                         .domain = world.domain,
                                         .academy = academy,
                                         .create = true};
    CHECK(br_replica_open(&options, &replica_events, &world, &replica, &error) != BR_OK);
    CHECK(error.text[0] != '\0');
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_logs_that_are_no_good),
        BR_TEST(test_rows_that_are_no_good),
        BR_TEST(test_views_that_cannot_be_made),
        BR_TEST(test_a_name_that_is_too_long),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
