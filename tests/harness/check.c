/* check.c - counting, and saying where it went wrong. */
#include "harness/check.h"

#include "base/sign.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t failures_of_test;
static char folder[256];

/* BR_TEST_FIRST: nobody wants to know what else goes wrong, so nothing more is waited for. */
static void note_failure(void)
{
    failures_of_test++;
    if (getenv("BR_TEST_FIRST") != NULL) {
        (void)fflush(stdout);
        _exit(EXIT_FAILURE);
    }
}

bool br_check(bool condition, const char *text, const char *file, int line)
{
    if (!condition) {
        (void)printf("%s:%d: CHECK failed: %s\n", file, line, text);
        note_failure();
    }
    return condition;
}

bool br_check_text(const char *actual, const char *expected, const char *file, int line)
{
    if (actual != NULL && strcmp(actual, expected) == 0) {
        return true;
    }
    (void)printf("%s:%d: CHECK_TEXT failed\n  expected: %s\n  actual:   %s\n", file, line, expected,
                 actual == NULL ? "(null)" : actual);
    note_failure();
    return false;
}

bool br_check_uint(uint64_t actual, uint64_t expected, const char *text, const char *file, int line)
{
    if (actual == expected) {
        return true;
    }
    (void)printf("%s:%d: CHECK_UINT failed: %s is %llu, expected %llu\n", file, line, text,
                 (unsigned long long)actual, (unsigned long long)expected);
    note_failure();
    return false;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

static void folder_remove(void)
{
    enum { OPEN_FOLDERS = 16 };
    (void)nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

const char *br_test_folder(void)
{
    if (folder[0] == '\0') {
        const char *base = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/bigroom-test-XXXXXX",
                       base != NULL ? base : "/tmp");
        BR_ASSERT(mkdtemp(folder) != NULL);
        BR_ASSERT(atexit(folder_remove) == 0);
    }
    return folder;
}

int br_test_run(const struct br_test *tests, size_t count)
{
    const char *only = getenv("BR_TEST_ONLY");
    size_t passed = 0;
    size_t failed = 0;
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    br_crypto_init();
    for (size_t i = 0; i < count; i++) {
        if (only != NULL && strstr(only, tests[i].name) == NULL) {
            continue;
        }
        failures_of_test = 0;
        tests[i].run();
        (void)printf("%s %s\n", failures_of_test == 0 ? "ok  " : "FAIL", tests[i].name);
        if (failures_of_test == 0) {
            passed++;
        } else {
            failed++;
        }
    }
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
