/* A replica's folder: made once, held by one process, small files whole or not at all. */
#include "harness/check.h"
#include "replica/folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_folder_is_made_once_and_for_its_owner_only),
        BR_TEST(test_one_process_holds_it),
        BR_TEST(test_a_small_file_is_whole_or_as_before),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
