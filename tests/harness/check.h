/**
 * check.h - the smallest thing that counts: CHECK, and a main that prints "N passed, N failed".
 *
 *      static void test_arena_stops_at_its_budget(void) { ... CHECK(x == NULL); ... }
 *      int main(void) { ... br_test_run(tests, count) with the rows
 *                           BR_TEST(test_arena_stops_at_its_budget), ... }
 *
 * A failed CHECK prints where and what, ends nothing, and fails its test.
 */
#ifndef BR_HARNESS_CHECK_H
#define BR_HARNESS_CHECK_H

#include "base/bytes.h"

struct br_test {
    const char *name;
    void (*run)(void);
};

#define BR_TEST(function)                    \
    {                                        \
        .name = #function, .run = (function) \
    }

#define CHECK(condition) br_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_TEXT(actual, expected) br_check_text((actual), (expected), __FILE__, __LINE__)
#define CHECK_UINT(actual, expected) \
    br_check_uint((uint64_t)(actual), (uint64_t)(expected), #actual, __FILE__, __LINE__)

/** Returns the condition, so that a test can stop where going on makes no sense. */
bool br_check(bool condition, const char *text, const char *file, int line);
bool br_check_text(const char *actual, const char *expected, const char *file, int line);
bool br_check_uint(uint64_t actual, uint64_t expected, const char *text, const char *file,
                   int line);

/** Run all, or those whose names are in the environment's BR_TEST_ONLY; 0 when none failed. */
int br_test_run(const struct br_test *tests, size_t count);

/** A new empty folder that is removed with its contents when the process ends well. */
const char *br_test_folder(void);

#endif
