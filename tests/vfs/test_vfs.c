/* test_vfs.c - the disks do what a careful kernel does, and at a crash what a careless one may. */
#include "harness/check.h"
#include "vfs.h"

#include "store/db.h"
#include "store/device.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static sqlite3 *db_at(const char *path, enum br_db_mode mode)
{
    struct br_error error = {.text = ""};
    sqlite3 *db = NULL;
    struct br_db_options options = {.path = path, .mode = mode, .create = true};
    if (br_db_open(&options, &db, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        BR_ASSERT(false);
    }
    return db;
}

static int64_t number_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        return -1; /* the table was not durable yet */
    }
    int code = sqlite3_step(statement);
    int64_t number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -code;
    (void)sqlite3_finalize(statement);
    return number;
}

static bool is_whole(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    BR_ASSERT(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK);
    bool whole = sqlite3_step(statement) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    (void)sqlite3_finalize(statement);
    return whole;
}

static const char *const insert = "INSERT INTO t(x) VALUES(randomblob(900))";

/* --- crashes --- */

struct watch {
    struct vfs_disk *disk;
    struct vfs_disk *copy;
    uint64_t acked;
    uint64_t states;
    uint64_t lost;
    uint64_t broken;
};

static void look(struct watch *watch, struct vfs_image *take_image)
{
    vfs_disk_load(watch->copy, take_image);
    vfs_image_free(take_image);
    struct br_error error;
    struct br_db_options options = {.path = "/copy/t.db", .mode = BR_DB_LOG, .create = true};
    sqlite3 *db = NULL;
    watch->states++;
    if (br_db_open(&options, &db, &error) != BR_OK) {
        watch->broken++;
        return;
    }
    int64_t there = watch->acked == 0 ? 0 : number_of(db, "SELECT count(*) FROM t");
    watch->lost += there < (int64_t)watch->acked ? 1 : 0;
    watch->broken += is_whole(db) ? 0 : 1;
    br_db_close(db);
}

static void on_event(void *context, const struct vfs_event *event)
{
    struct watch *watch = context;
    look(watch, vfs_image_take(watch->disk, NULL, NULL));
    for (uint64_t i = 0; i < 2; i++) {
        struct vfs_chance chance = {
            .seed = vfs_mix(event->number, i), .drop_percent = 40, .tear_percent = 50};
        look(watch, vfs_image_take(watch->disk, vfs_by_chance, &chance));
    }
}

static struct watch write_and_watch(enum br_db_mode mode, bool lie)
{
    struct watch watch = {.disk = vfs_disk_new("/disk"), .copy = vfs_disk_new("/copy")};
    vfs_set_chance(7);
    vfs_disk_lie(watch.disk, lie);
    sqlite3 *db = db_at("/disk/t.db", mode);
    CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK);
    vfs_disk_watch(watch.disk, on_event, &watch);
    for (size_t i = 0; i < 12; i++) {
        CHECK(br_db_exec(db, insert) == BR_OK);
        watch.acked++;
        look(&watch, vfs_image_take(watch.disk, NULL, NULL));
        if (i % 5 == 4 && mode != BR_DB_BACKUP) {
            CHECK(br_db_checkpoint(db, i % 2 == 0) == BR_OK);
        }
    }
    br_db_close(db);
    vfs_disk_free(watch.disk);
    vfs_disk_free(watch.copy);
    return watch;
}

static void test_what_is_synced_survives(void)
{
    struct watch watch = write_and_watch(BR_DB_LOG, false);
    CHECK(watch.states > 200);
    CHECK_UINT(watch.lost, 0);
    CHECK_UINT(watch.broken, 0);
    /* FULL does not sync the folder after deleting a journal, which may come back and undo. */
    watch = write_and_watch(BR_DB_BACKUP, false);
    CHECK(watch.states > 200);
    CHECK_UINT(watch.broken, 0);
}

static void test_what_is_not_synced_is_lost(void)
{
    struct watch normal = write_and_watch(BR_DB_VIEWS, false);
    CHECK(normal.lost > 10);
    CHECK_UINT(normal.broken, 0);
    struct watch lied_to = write_and_watch(BR_DB_LOG, true);
    CHECK(lied_to.lost > 10);
    CHECK(lied_to.broken > 0);
}

static void test_same_seed_same_bytes(void)
{
    uint64_t hashes[2];
    for (size_t i = 0; i < 2; i++) {
        struct vfs_disk *disk = vfs_disk_new("/disk");
        vfs_set_chance(3);
        sqlite3 *db = db_at("/disk/t.db", BR_DB_VIEWS);
        CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK && br_db_exec(db, insert) == BR_OK);
        CHECK(vfs_disk_pending(disk) > 0);
        struct vfs_chance chance = {.seed = 9, .drop_percent = 30, .tear_percent = 50};
        struct vfs_image *image = vfs_image_take(disk, vfs_by_chance, &chance);
        hashes[i] = vfs_image_hash(image);
        vfs_image_free(image);
        br_db_close(db);
        vfs_disk_free(disk);
    }
    CHECK_UINT(hashes[0], hashes[1]);
}

/* --- a name is durable with its folder, not with its file --- */

static void test_a_deleted_name_may_come_back(void)
{
    struct vfs_disk *disk = vfs_disk_new("/disk");
    sqlite3_vfs *vfs = sqlite3_vfs_find(VFS_NAME);
    sqlite3 *db = db_at("/disk/t.db", BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK);
    br_db_close(db);
    size_t size = 0;
    CHECK(vfs->xDelete(vfs, "/disk/t.db", 0) == SQLITE_OK);
    struct vfs_image *image = vfs_image_take(disk, NULL, NULL);
    CHECK(vfs_image_file(image, "t.db", &size) != NULL && size > 4096);
    vfs_image_free(image);
    struct vfs_chance keep_all = {.drop_percent = 0};
    image = vfs_image_take(disk, vfs_by_chance, &keep_all);
    CHECK(vfs_image_file(image, "t.db", &size) == NULL);
    vfs_image_free(image);
    vfs_disk_free(disk);
}

/* --- several connections --- */

static void test_locks_hold_between_connections(void)
{
    struct vfs_disk *disk = vfs_disk_new("/disk");
    sqlite3 *writer = db_at("/disk/t.db", BR_DB_LOG);
    sqlite3 *second = db_at("/disk/t.db", BR_DB_LOG);
    CHECK(br_db_exec(writer, "CREATE TABLE t(x)") == BR_OK && br_db_exec(writer, insert) == BR_OK);
    sqlite3 *reader = db_at("/disk/t.db", BR_DB_READER);
    CHECK(br_db_exec(writer, "BEGIN IMMEDIATE") == BR_OK && br_db_exec(writer, insert) == BR_OK);
    CHECK(br_db_exec(second, "BEGIN IMMEDIATE") == BR_ERR_BUSY);
    CHECK_UINT(number_of(reader, "SELECT count(*) FROM t"), 1);
    CHECK(br_db_exec(reader, "BEGIN") == BR_OK);
    CHECK_UINT(number_of(reader, "SELECT count(*) FROM t"), 1);
    CHECK(br_db_exec(writer, "COMMIT") == BR_OK);
    CHECK_UINT(number_of(reader, "SELECT count(*) FROM t"), 1); /* its own moment */
    CHECK(br_db_checkpoint(writer, true) == BR_ERR_BUSY);       /* which is still needed */
    CHECK(br_db_exec(reader, "COMMIT") == BR_OK);
    CHECK_UINT(number_of(reader, "SELECT count(*) FROM t"), 2);
    CHECK(br_db_checkpoint(writer, true) == BR_OK);
    br_db_close(second);
    br_db_close(reader);
    br_db_close(writer);

    /* With a journal a reader keeps the writer from its commit. */
    writer = db_at("/disk/j.db", BR_DB_BACKUP);
    CHECK(br_db_exec(writer, "CREATE TABLE t(x)") == BR_OK);
    reader = db_at("/disk/j.db", BR_DB_READER);
    CHECK(br_db_exec(reader, "BEGIN; SELECT * FROM t") == BR_OK);
    CHECK(br_db_exec(writer, insert) == BR_ERR_BUSY);
    CHECK(br_db_exec(reader, "COMMIT") == BR_OK);
    CHECK(br_db_exec(writer, insert) == BR_OK);
    br_db_close(reader);
    br_db_close(writer);
    vfs_disk_free(disk);
}

static void *read_on(void *stop)
{
    sqlite3 *db = db_at("/disk/t.db", BR_DB_READER);
    int64_t last = 0;
    bool backwards = false;
    while (!__atomic_load_n((bool *)stop, __ATOMIC_ACQUIRE)) {
        int64_t there = number_of(db, "SELECT count(*) FROM t");
        backwards = backwards || there < last;
        last = there;
    }
    br_db_close(db);
    return backwards ? stop : NULL;
}

static void test_threads_read_while_one_writes(void)
{
    struct vfs_disk *disk = vfs_disk_new("/disk");
    vfs_set_sleep(true);
    sqlite3 *db = db_at("/disk/t.db", BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK);
    pthread_t threads[3];
    bool stop = false;
    for (size_t i = 0; i < 3; i++) {
        BR_ASSERT(pthread_create(&threads[i], NULL, read_on, &stop) == 0);
    }
    for (size_t i = 0; i < 300; i++) {
        CHECK(br_db_exec(db, insert) == BR_OK);
        if (i % 40 == 0) {
            CHECK(br_db_checkpoint(db, false) == BR_OK);
        }
    }
    __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
    for (size_t i = 0; i < 3; i++) {
        void *backwards = NULL;
        BR_ASSERT(pthread_join(threads[i], &backwards) == 0);
        CHECK(backwards == NULL);
    }
    CHECK_UINT(number_of(db, "SELECT count(*) FROM t"), 300);
    CHECK(is_whole(db));
    br_db_close(db);
    vfs_set_sleep(false);
    vfs_disk_free(disk);
}

/* --- faults --- */

static void test_faults_come_as_asked(void)
{
    struct vfs_disk *disk = vfs_disk_new("/disk");
    sqlite3 *db = db_at("/disk/t.db", BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK);
    vfs_disk_fault(disk, &(struct vfs_fault){
                             .op = VFS_WRITE, .path_part = "-wal", .times = 1, .error = ENOSPC});
    CHECK(br_db_exec(db, insert) == BR_ERR_DISK_FULL);
    CHECK(br_db_exec(db, insert) == BR_OK);
    CHECK_UINT(vfs_disk_failed(disk), 1);
    vfs_disk_fault(
        disk, &(struct vfs_fault){
                  .op = VFS_WRITE, .after = 1, .times = UINT64_MAX, .error = EIO, .part = true});
    CHECK(br_db_exec(db, insert) == BR_ERR_IO);
    CHECK(br_db_exec(db, insert) == BR_ERR_IO);
    vfs_disk_mend(disk);
    vfs_disk_limit(disk, vfs_disk_bytes(disk) + 100);
    enum br_status status = BR_OK;
    for (size_t i = 0; i < 10 && status == BR_OK; i++) {
        status = br_db_exec(db, insert);
    }
    CHECK(status == BR_ERR_DISK_FULL);
    vfs_disk_mend(disk);
    CHECK(br_db_exec(db, insert) == BR_OK);
    CHECK(is_whole(db));
    br_db_close(db);
    vfs_disk_flip(disk, "t.db", 0, 0x10);
    struct br_error error;
    struct br_db_options options = {.path = "/disk/t.db", .mode = BR_DB_LOG};
    CHECK(br_db_open(&options, &db, &error) == BR_ERR_CORRUPT);
    vfs_disk_mend(disk);
    CHECK(br_db_open(&options, &db, &error) == BR_OK);
    br_db_close(db);
    vfs_disk_free(disk);
}

static void test_a_failed_sync_is_never_made_good(void)
{
    struct vfs_disk *disk = vfs_disk_new("/disk");
    sqlite3 *db = db_at("/disk/t.db", BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK);
    struct vfs_image *image = vfs_image_take(disk, NULL, NULL);
    uint64_t before = vfs_image_hash(image);
    vfs_image_free(image);
    vfs_disk_fault(disk, &(struct vfs_fault){.op = VFS_SYNC, .times = 1, .error = EIO});
    CHECK((sqlite3_exec(db, insert, NULL, NULL, NULL) & 0xff) == SQLITE_IOERR);
    CHECK(sqlite3_exec(db, insert, NULL, NULL, NULL) == SQLITE_OK);
    image = vfs_image_take(disk, NULL, NULL);
    CHECK_UINT(vfs_image_hash(image), before);
    vfs_image_free(image);
    br_db_close(db);
    vfs_disk_free(disk);
}

/* --- the product's own opening, without the name of a VFS --- */

static void test_as_default_it_serves_the_product(void)
{
    struct vfs_disk *disk = vfs_disk_new("/disk");
    struct br_device *device = NULL;
    struct br_error error;
    struct br_buffer value;
    br_buffer_init(&value, 100);
    CHECK(br_device_open("/disk/device.db", false, &device, &error) == BR_ERR_NOT_FOUND);
    CHECK(br_device_open("/disk/device.db", true, &device, &error) == BR_OK);
    CHECK(br_device_put(device, "name", br_bytes_of_text("bay 4")) == BR_OK);
    br_device_close(device);
    CHECK(br_device_open("/disk/device.db", false, &device, &error) == BR_OK);
    CHECK(br_device_get(device, "name", &value) == BR_OK);
    CHECK_TEXT(br_buffer_text(&value), "bay 4");
    br_device_close(device);
    br_buffer_free(&value);

    /* What is on no disk is a file of the system. */
    char path[400];
    (void)snprintf(path, sizeof path, "%s/real.db", br_test_folder());
    sqlite3 *db = db_at(path, BR_DB_LOG);
    CHECK(br_db_exec(db, "CREATE TABLE t(x)") == BR_OK);
    br_db_close(db);
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    if (file != NULL) {
        (void)fclose(file);
    }
    vfs_disk_free(disk);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_is_synced_survives),
        BR_TEST(test_what_is_not_synced_is_lost),
        BR_TEST(test_same_seed_same_bytes),
        BR_TEST(test_a_deleted_name_may_come_back),
        BR_TEST(test_locks_hold_between_connections),
        BR_TEST(test_threads_read_while_one_writes),
        BR_TEST(test_faults_come_as_asked),
        BR_TEST(test_a_failed_sync_is_never_made_good),
        BR_TEST(test_as_default_it_serves_the_product),
    };
    vfs_register(true);
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
