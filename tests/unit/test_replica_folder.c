/* A replica's folder: made once, held by one process, small files whole or not at all. */
#include "harness/check.h"
#include "replica/folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- a system that refuses --- */

enum call { NO_CALL, CALL_MKDIR, CALL_LOCK, CALL_WRITE, CALL_SYNC, CALL_RENAME };
static enum call refused;
static int refused_after; /* so many are let through */
static int refused_with;

static bool refuses(enum call call)
{
    if (refused != call || refused_after-- > 0) {
        return false;
    }
    errno = refused_with;
    return true;
}

static void refuse(enum call call, int after, int with)
{
    refused = call;
    refused_after = after;
    refused_with = with;
}

int mkdir(const char *path, mode_t mode)
{
    return refuses(CALL_MKDIR) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

int flock(int file, int what)
{
    return refuses(CALL_LOCK) ? -1 : (int)syscall(SYS_flock, file, what);
}

ssize_t write(int file, const void *data, size_t size)
{
    return refuses(CALL_WRITE) ? -1 : syscall(SYS_write, file, data, size);
}

int fsync(int file)
{
    return refuses(CALL_SYNC) ? -1 : (int)syscall(SYS_fsync, file);
}

int rename(const char *from, const char *to)
{
    return refuses(CALL_RENAME) ? -1 : (int)syscall(SYS_rename, from, to);
}

static void path_of(const char *name, char out[512])
{
    (void)snprintf(out, 512, "%s/%s", br_test_folder(), name);
}

static void test_a_folder_is_made_once_and_for_its_owner_only(void)
{
    char path[512];
    char inner[600];
    struct stat info;
    struct br_error error = {""};
    path_of("made", path);
    CHECK(br_folder_make(path, &error) == BR_OK);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0700);
    (void)snprintf(inner, sizeof inner, "%s/log", path);
    CHECK(stat(inner, &info) == 0 && S_ISDIR(info.st_mode));
    CHECK(br_folder_make(path, &error) == BR_ERR_EXISTS);
    CHECK(strstr(error.text, path) != NULL);
    path_of("not/there", path);
    CHECK(br_folder_make(path, &error) == BR_ERR_NOT_FOUND);
}

/* Another process tries; its exit code is the status it got. */
static int lock_in_child(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        int lock = -1;
        struct br_error error = {""};
        _exit((int)br_folder_lock(path, &lock, &error));
    }
    int result = -1;
    (void)waitpid(child, &result, 0);
    return WEXITSTATUS(result);
}

static void test_one_process_holds_it(void)
{
    char path[512];
    struct br_error error = {""};
    int lock = -1;
    path_of("held", path);
    CHECK(br_folder_lock(path, &lock, &error) == BR_ERR_NOT_FOUND);
    CHECK(br_folder_make(path, &error) == BR_OK);
    CHECK(br_folder_lock(path, &lock, &error) == BR_OK);
    CHECK_UINT(lock_in_child(path), BR_ERR_BUSY);
    br_folder_unlock(lock);
    CHECK_UINT(lock_in_child(path), BR_OK);
    CHECK(br_folder_lock(path, &lock, &error) == BR_OK); /* the child's went with the child */
    br_folder_unlock(lock);
}

static void test_a_small_file_is_whole_or_as_before(void)
{
    char path[512];
    char file[600];
    char text[16] = "";
    struct stat info;
    struct br_error error = {""};
    path_of("files", path);
    CHECK(br_folder_make(path, &error) == BR_OK);
    CHECK(br_folder_put(path, "secret", "one", 3, 0600, &error) == BR_OK);
    CHECK(br_folder_put(path, "secret", "two2", 4, 0600, &error) == BR_OK);
    (void)snprintf(file, sizeof file, "%s/secret", path);
    CHECK(stat(file, &info) == 0 && (info.st_mode & 0777) == 0600 && info.st_size == 4);
    FILE *in = fopen(file, "re");
    CHECK(in != NULL && fread(text, 1, sizeof text - 1, in) == 4);
    (void)fclose(in);
    CHECK_TEXT(text, "two2");
    (void)snprintf(file, sizeof file, "%s/secret.new", path);
    CHECK(stat(file, &info) != 0);
    path_of("nowhere", path);
    CHECK(br_folder_put(path, "secret", "x", 1, 0600, &error) == BR_ERR_NOT_FOUND);
}

/* --- when it cannot be done --- */

static void test_the_file_is_as_before_when_it_cannot_be_written(void)
{
    static const struct {
        enum call call;
        int after;
        int with;
        enum br_status status;
        bool changed; /* written whole, but a power cut could still undo it */
    } cases[] = {{CALL_WRITE, 0, ENOSPC, BR_ERR_DISK_FULL, false},
                 {CALL_WRITE, 0, EDQUOT, BR_ERR_DISK_FULL, false},
                 {CALL_SYNC, 0, EIO, BR_ERR_IO, false},
                 {CALL_RENAME, 0, EROFS, BR_ERR_READ_ONLY, false},
                 {CALL_SYNC, 1, ENOSPC, BR_ERR_DISK_FULL, true}};
    char path[512];
    char file[600];
    struct br_error error = {""};
    path_of("refused", path);
    CHECK(br_folder_make(path, &error) == BR_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[16] = "";
        CHECK(br_folder_put(path, "small", "old", 3, 0600, &error) == BR_OK);
        refuse(cases[i].call, cases[i].after, cases[i].with);
        CHECK(br_folder_put(path, "small", "new", 3, 0600, &error) == cases[i].status);
        refuse(NO_CALL, 0, 0);
        CHECK(strstr(error.text, path) != NULL);
        (void)snprintf(file, sizeof file, "%s/small.new", path);
        CHECK(access(file, F_OK) != 0); /* nothing is left lying about */
        (void)snprintf(file, sizeof file, "%s/small", path);
        FILE *in = fopen(file, "re");
        CHECK(in != NULL && fread(text, 1, sizeof text - 1, in) == 3);
        (void)fclose(in);
        CHECK_TEXT(text, cases[i].changed ? "new" : "old");
    }
    path_of("not-there", path);
    CHECK(br_folder_sync(path, &error) == BR_ERR_NOT_FOUND);
}

static void test_folders_that_cannot_be_made_or_locked(void)
{
    char path[512];
    int lock = -1;
    struct br_error error = {""};
    path_of("half", path);
    refuse(CALL_MKDIR, 1, ENOSPC);
    CHECK(br_folder_make(path, &error) == BR_ERR_DISK_FULL);
    CHECK(strstr(error.text, "log") != NULL);
    refuse(NO_CALL, 0, 0);
    CHECK(br_folder_make_views(path, &error) == BR_OK);
    CHECK(br_folder_make_views(path, &error) == BR_OK); /* it is there */
    refuse(CALL_LOCK, 0, ENOLCK);
    CHECK(br_folder_lock(path, &lock, &error) == BR_ERR_IO);
    refuse(NO_CALL, 0, 0);
    CHECK(br_folder_lock(path, &lock, &error) == BR_OK);
    br_folder_unlock(lock);
    path_of("not-there", path);
    CHECK(br_folder_make_views(path, &error) == BR_ERR_NOT_FOUND);
}

/* One file follows both logs now; the files of the two go, and nothing else. */
static void test_earlier_views_are_removed(void)
{
    static const struct {
        const char *name;
        bool stays;
    } files[] = {{"views/shared.db", false}, {"views/shared.db-wal", false},
                 {"views/local.db", false},  {"views/local.db-shm", false},
                 {"views/all.db", true},     {"views/shared.db.rebuild", true},
                 {"log/shared.db", true}};
    char path[512];
    struct br_error error = {""};
    path_of("earlier", path);
    CHECK(br_folder_make(path, &error) == BR_OK);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char file[600];
        (void)snprintf(file, sizeof file, "%s/%s", path, files[i].name);
        FILE *made = fopen(file, "w");
        BR_ASSERT(made != NULL && fclose(made) == 0);
    }
    CHECK(br_folder_make_views(path, &error) == BR_OK);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char file[600];
        (void)snprintf(file, sizeof file, "%s/%s", path, files[i].name);
        CHECK((access(file, F_OK) == 0) == files[i].stays);
    }
}

/* Names are whole or refused: never cut, so that no other file is meant. */
static void test_names_that_are_too_long(void)
{
    static char path[4200];
    int lock = -1;
    struct br_error error = {""};
    path_of("long", path);
    size_t plain = strlen(path);
    memset(path + plain, '/', 4092 - plain); /* slashes at the end mean nothing */
    path[4092] = '\0';
    CHECK(br_folder_make(path, &error) == BR_ERR_LIMIT);
    CHECK(br_folder_make_views(path, &error) == BR_ERR_LIMIT);
    CHECK(br_folder_lock(path, &lock, &error) == BR_ERR_LIMIT);
    CHECK(br_folder_put(path, "small", "x", 1, 0600, &error) == BR_ERR_LIMIT);
    path[4088] = '\0'; /* there is room for the name, and none for its like while it is made */
    CHECK(br_folder_put(path, "small", "x", 1, 0600, &error) == BR_ERR_LIMIT);
    path[4085] = '\0';
    CHECK(br_folder_put(path, "small", "x", 1, 0600, &error) == BR_OK);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_folder_is_made_once_and_for_its_owner_only),
        BR_TEST(test_one_process_holds_it),
        BR_TEST(test_a_small_file_is_whole_or_as_before),
        BR_TEST(test_the_file_is_as_before_when_it_cannot_be_written),
        BR_TEST(test_folders_that_cannot_be_made_or_locked),
        BR_TEST(test_earlier_views_are_removed),
        BR_TEST(test_names_that_are_too_long),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
