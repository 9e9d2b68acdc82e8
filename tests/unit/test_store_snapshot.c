/* Backups: what goes in comes out, and damage is found before anything is unpacked. */
#include "store_fixture.h"

#include "refused_store.h"
#include "store/snapshot.h"
#include "store/snapshot_internal.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>

STAND_BEFORE(int, close, (int file), (file), -1)
STAND_BEFORE(ssize_t, read, (int file, void *data, size_t size), (file, data, size), -1)
STAND_BEFORE(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), -1)
STAND_BEFORE(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
STAND_BEFORE(int, rename, (const char *from, const char *to), (from, to), -1)
STAND_BEFORE(int, link, (const char *from, const char *to), (from, to), -1)
STAND_BEFORE(int, sqlite3_open_v2, (const char *path, sqlite3 **db, int flags, const char *vfs),
             (path, db, flags, vfs), refusing.number)
STAND_BEFORE(int, sqlite3_backup_step, (sqlite3_backup * backup, int pages), (backup, pages),
             refusing.number)
STAND_BEFORE(sqlite3_backup *, sqlite3_backup_init,
             (sqlite3 * to, const char *to_name, sqlite3 *from, const char *from_name),
             (to, to_name, from, from_name), NULL)

int open(const char *path, int flags, ...);
int open(const char *path, int flags, ...)
{
    static int (*real)(const char *, int, ...);
    if (real == NULL) {
        void *found = dlsym(RTLD_NEXT, "open");
        memcpy((void *)&real, (const void *)&found, sizeof real);
    }
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return refused("open") ? -1 : real(path, flags, mode);
}

static void write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    BR_ASSERT(file != NULL);
    BR_ASSERT(size == 0 || fwrite(data, 1, size, file) == size);
    BR_ASSERT(fclose(file) == 0);
}

static uint8_t *read_file(const char *path, size_t *size)
{
    enum { SIZE_MAX_HERE = 8 * 1024 * 1024 };
    uint8_t *data = malloc(SIZE_MAX_HERE);
    FILE *file = fopen(path, "rb");
    *size = 0;
    if (file != NULL && data != NULL) {
        *size = fread(data, 1, SIZE_MAX_HERE, file);
        (void)fclose(file);
    }
    return data;
}

static bool files_equal(const char *a, const char *b)
{
    size_t size_a;
    size_t size_b;
    uint8_t *data_a = read_file(a, &size_a);
    uint8_t *data_b = read_file(b, &size_b);
    bool equal = size_a == size_b && memcmp(data_a, data_b, size_a) == 0;
    free(data_a);
    free(data_b);
    return equal && access(a, F_OK) == 0 && access(b, F_OK) == 0;
}

static enum br_status back_up(const char *path, const char *const *sources, size_t count,
                              const char *database)
{
    struct br_snapshot *snapshot = NULL;
    struct br_error error = {.text = ""};
    enum br_status status = br_snapshot_begin(path, &snapshot, &error);
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "keys/deep/%zu", i);
        status = br_snapshot_add_file(snapshot, name, sources[i], &error);
    }
    if (status == BR_OK && database != NULL) {
        status = br_snapshot_add_database(snapshot, "log/shared.db", database, &error);
    }
    if (status != BR_OK) {
        CHECK(br_snapshot_finish(snapshot, false, &error) == BR_OK);
        return status;
    }
    return br_snapshot_finish(snapshot, true, &error);
}

static bool is_private(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && (info.st_mode & 077) == 0;
}

static void test_what_goes_in_comes_out(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    struct story_stream *stream = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    story_say(&story, stream, "thread_started", 0x50, 0x10, "{\"title\": \"In the backup\"}");
    struct br_views *live = open_views(path_of("live.db"), domain, 0xa1);
    CHECK(story_fold(&story, live, 1, 10, 1) == BR_OK); /* in the WAL, not in the file */

    size_t sizes[] = {0, 1, BR_SNAPSHOT_PART_SIZE - 1, BR_SNAPSHOT_PART_SIZE,
                      BR_SNAPSHOT_PART_SIZE + 1};
    enum { COUNT = sizeof sizes / sizeof sizes[0] };
    uint8_t *data = malloc(BR_SNAPSHOT_PART_SIZE + 1);
    struct br_rng rng = br_rng_seeded(1);
    br_rng_bytes(&rng, data, BR_SNAPSHOT_PART_SIZE + 1);
    char paths[COUNT][512];
    const char *sources[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "%s/source%zu", br_test_folder(), i);
        sources[i] = paths[i];
        write_file(paths[i], data, sizes[i]);
    }
    const char *backup = path_of("backup");
    CHECK(back_up(backup, sources, COUNT, path_of("live.db")) == BR_OK);
    CHECK(is_private(backup));
    CHECK(access(path_of("backup.part"), F_OK) != 0 && access(path_of("backup.copy"), F_OK) != 0);

    struct br_error error = {.text = ""};
    CHECK(br_snapshot_restore(backup, path_of("restored"), &error) == BR_OK);
    CHECK_TEXT(error.text, "");
    for (size_t i = 0; i < COUNT; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "restored/keys/deep/%zu", i);
        CHECK(files_equal(paths[i], path_of(name)));
        CHECK(is_private(path_of(name)));
    }
    struct br_views *copy = open_views(path_of("restored/log/shared.db"), domain, 0xa1);
    CHECK_TEXT(rows_of(copy, "SELECT title FROM v_thread"), "In the backup\n");
    br_views_close(copy);
    br_views_close(live);
    story_free(&story);
    br_domain_free(domain);
    free(data);
}

static enum br_status refuse_folder(void *context, const char *folder, struct br_error *error)
{
    bool *asked = context;
    *asked = access(folder, F_OK) == 0 && access(path_of("prepared"), F_OK) != 0;
    return br_error_set(error, BR_ERR_IO, "not like this");
}

/* Killed or refused before it was prepared, the folder must not be there under its name. */
static void test_a_folder_is_prepared_before_it_is_there(void)
{
    struct br_error error = {.text = ""};
    bool asked = false;
    const char *backup = path_of("backup_to_prepare");
    CHECK(back_up(backup, NULL, 0, NULL) == BR_OK);
    CHECK(br_snapshot_restore_with(backup, path_of("prepared"), refuse_folder, &asked, &error) ==
          BR_ERR_IO);
    CHECK(asked);
    CHECK_TEXT(error.text, "not like this");
    CHECK(access(path_of("prepared"), F_OK) != 0 && access(path_of("prepared.part"), F_OK) != 0);
}

static void test_nothing_is_overwritten(void)
{
    struct br_error error = {.text = ""};
    const char *path = path_of("there");
    write_file(path, "mine", 4);
    CHECK(back_up(path, NULL, 0, NULL) == BR_ERR_EXISTS);
    const char *backup = path_of("empty_backup");
    CHECK(back_up(backup, NULL, 0, NULL) == BR_OK);
    CHECK(br_snapshot_restore(backup, path, &error) == BR_ERR_EXISTS);
    CHECK(br_snapshot_restore(backup, path_of("empty_folder"), &error) == BR_OK);
    CHECK(br_snapshot_restore(backup, path_of("empty_folder"), &error) == BR_ERR_EXISTS);
}

static void test_a_backup_that_cannot_be_made_leaves_nothing(void)
{
    const char *missing[] = {path_of("is_not_there")};
    CHECK(back_up(path_of("failed"), missing, 1, NULL) == BR_ERR_NOT_FOUND);
    CHECK(back_up(path_of("failed"), NULL, 0, missing[0]) == BR_ERR_NOT_FOUND);
    CHECK(back_up(path_of("no_folder/failed"), NULL, 0, NULL) == BR_ERR_READ_ONLY);
    write_file(path_of("a_file"), "x", 1);
    CHECK(back_up(path_of("a_file/failed"), NULL, 0, NULL) == BR_ERR_READ_ONLY);
    CHECK(access(path_of("failed"), F_OK) != 0 && access(path_of("failed.part"), F_OK) != 0);
}

static void test_damage_is_found_before_anything_is_unpacked(void)
{
    const char *source = path_of("precious");
    write_file(source, "precious bytes, and a few more of them", 38);
    const char *good = path_of("good_backup");
    CHECK(back_up(good, &source, 1, NULL) == BR_OK);
    size_t size;
    uint8_t *data = read_file(good, &size);
    const char *bad = path_of("bad_backup");
    const char *folder = path_of("bad_folder");
    size_t found = 0;
    for (size_t at = 0; at < size; at += 53) {
        struct br_error error = {.text = ""};
        data[at] ^= 0x40;
        write_file(bad, data, size);
        data[at] ^= 0x40;
        enum br_status status = br_snapshot_restore(bad, folder, &error);
        if (status == BR_OK) { /* a byte that nothing uses */
            CHECK(files_equal(path_of("bad_folder/keys/deep/0"), source));
            CHECK(unlink(path_of("bad_folder/keys/deep/0")) == 0);
            CHECK(rmdir(path_of("bad_folder/keys/deep")) == 0);
            CHECK(rmdir(path_of("bad_folder/keys")) == 0 && rmdir(folder) == 0);
        } else {
            found++;
            CHECK(status == BR_ERR_CORRUPT || status == BR_ERR_VERSION);
            CHECK(access(folder, F_OK) != 0 && error.text[0] != '\0');
        }
    }
    CHECK(found > 8);
    for (size_t cut = 0; cut < size; cut += 4096 - 7) {
        struct br_error error = {.text = ""};
        write_file(bad, data, cut);
        CHECK(br_snapshot_restore(bad, folder, &error) == BR_ERR_CORRUPT);
    }
    free(data);
}

/* Each statement is what a hand with an SQL shell could do to a backup. */
static void test_a_changed_backup_is_refused(void)
{
    static const struct {
        const char *sql;
        enum br_status status;
    } changes[] = {
        {"UPDATE part SET bytes = x'0102'", BR_ERR_CORRUPT},
        {"DELETE FROM part", BR_ERR_CORRUPT},
        {"UPDATE part SET number = 1", BR_ERR_CORRUPT},
        {"DELETE FROM file", BR_ERR_CORRUPT},
        {"DELETE FROM seal", BR_ERR_CORRUPT},
        {"UPDATE file SET size = size + 1", BR_ERR_CORRUPT},
        {"UPDATE file SET name = '../escaped'", BR_ERR_CORRUPT},
        {"DROP TABLE part", BR_ERR_CORRUPT},
        {"UPDATE file SET hash = x'01'", BR_ERR_CORRUPT},
        {"UPDATE seal SET hash = x'01'", BR_ERR_CORRUPT},
        {"UPDATE seal SET hash = zeroblob(32)", BR_ERR_CORRUPT},
        {"INSERT INTO part (name, number, bytes) SELECT name, 1, x'01' FROM part", BR_ERR_CORRUPT},
        {"PRAGMA application_id = 7", BR_ERR_CORRUPT},
        {"PRAGMA user_version = 2", BR_ERR_VERSION},
    };
    const char *source = path_of("treasure");
    write_file(source, "treasure", 8);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct br_error error = {.text = ""};
        const char *path = path_of("changed_backup");
        CHECK(back_up(path, &source, 1, NULL) == BR_OK);
        sqlite3 *db = NULL;
        CHECK(sqlite3_open(path, &db) == SQLITE_OK);
        CHECK(sqlite3_exec(db, changes[i].sql, NULL, NULL, NULL) == SQLITE_OK);
        CHECK(sqlite3_close(db) == SQLITE_OK);
        CHECK(br_snapshot_restore(path, path_of("changed_folder"), &error) == changes[i].status);
        CHECK(access(path_of("changed_folder"), F_OK) != 0);
        CHECK(unlink(path) == 0);
    }
}

static void test_names_stay_inside_the_folder(void)
{
    static const char *const good[] = {"a", "log/shared.db", "a/b/c", "..a", "a.."};
    static const char *const bad[] = {"", "/a", "a/", "..", ".", "../a", "a/../b", "a//b", "a/./b"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK(br_snapshot_is_safe_name(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!br_snapshot_is_safe_name(bad[i]));
    }
    char name[BR_TEXT_NAME_MAX + 2];
    for (size_t size = BR_TEXT_NAME_MAX - 1; size <= BR_TEXT_NAME_MAX + 1; size++) {
        memset(name, 'a', size);
        name[size] = '\0';
        CHECK(br_snapshot_is_safe_name(name) == (size <= BR_TEXT_NAME_MAX));
    }
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

static bool is_there(const char *name)
{
    return access(path_of(name), F_OK) == 0;
}

/* There as a whole, or what could not be made is not there, nor anything on the way to it. */
static enum br_status back_up_and_restore(void *context)
{
    const char *const *sources = context; /* two files and a database */
    struct br_error error = {.text = ""};
    const char *call = peace();
    (void)unlink(path_of("poor_backup"));
    (void)nftw(path_of("poor_folder"), remove_one, 16, FTW_DEPTH | FTW_PHYS);
    refusing.call = call;
    enum br_status status = back_up(path_of("poor_backup"), sources, 2, sources[2]);
    call = peace();
    CHECK(is_there("poor_backup") == (status == BR_OK));
    CHECK(!is_there("poor_backup.part") && !is_there("poor_backup.copy"));
    if (status != BR_OK) {
        return status;
    }
    refusing.call = call;
    status = br_snapshot_restore(path_of("poor_backup"), path_of("poor_folder"), &error);
    (void)peace();
    CHECK(is_there("poor_folder") == (status == BR_OK));
    CHECK(!is_there("poor_folder.part"));
    CHECK((error.text[0] == '\0') == (status == BR_OK));
    CHECK(status != BR_OK || (files_equal(path_of("poor_folder/keys/deep/0"), sources[0]) &&
                              files_equal(path_of("poor_folder/keys/deep/1"), sources[1])));
    return status;
}

static void test_a_backup_that_is_refused_is_not_there(void)
{
    static const struct {
        const char *call;
        int number;
    } refusals[] = {
        {"malloc", 0},
        {"calloc", 0},
        {"sqlite3_step", SQLITE_IOERR},
        {"sqlite3_prepare_v3", SQLITE_NOMEM},
        {"sqlite3_exec", SQLITE_FULL},
        {"sqlite3_open_v2", SQLITE_CANTOPEN},
        {"sqlite3_backup_init", 0},
        {"sqlite3_backup_step", SQLITE_IOERR},
        {"open", EMFILE},
        {"open", EACCES},
        {"close", EIO},
        {"read", EIO},
        {"read", EINTR},
        {"write", ENOSPC},
        {"write", EDQUOT},
        {"write", EINTR},
        {"mkdir", EROFS},
        {"rename", EIO},
        {"link", EPERM},
        {"fsync", EIO},
    };
    const char *sources[] = {path_of("rich_0"), path_of("rich_1"), path_of("rich_database")};
    sqlite3 *db = NULL;
    write_file(sources[0], "a key", 5);
    write_file(sources[1], "another one", 11);
    CHECK(sqlite3_open(sources[2], &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)", NULL, NULL, NULL) ==
          SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        enum br_status status = BR_OK;
        int at = 0;
        do {
            refuse(refusals[i].call, ++at, refusals[i].number);
            status = back_up_and_restore(sources);
        } while (refusing.seen >= at && at < 1000);
        CHECK_UINT(status, BR_OK); /* the last, of which nothing was refused */
        (void)br_check(at > 1, refusals[i].call, __FILE__, __LINE__);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_goes_in_comes_out),
        BR_TEST(test_nothing_is_overwritten),
        BR_TEST(test_a_folder_is_prepared_before_it_is_there),
        BR_TEST(test_a_backup_that_cannot_be_made_leaves_nothing),
        BR_TEST(test_damage_is_found_before_anything_is_unpacked),
        BR_TEST(test_a_changed_backup_is_refused),
        BR_TEST(test_names_stay_inside_the_folder),
        BR_TEST(test_a_backup_that_is_refused_is_not_there),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
