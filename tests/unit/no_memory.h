/**
 * no_memory.h - our own objects are refused memory at the n-th allocation.
 *
 *      refuse("malloc", 3, 0);     the third malloc from now on finds no memory
 *
 * The linker puts these before malloc and its like (CMakeLists.txt says for which tests), so that
 * what libraries allocate for themselves is left alone.
 */
#ifndef BR_UNIT_NO_MEMORY_H
#define BR_UNIT_NO_MEMORY_H

#include "base/status.h"
#include "harness/check.h"
#include "refusing.h"

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
    enum { ASSERTED = sizeof(void *) }; /* a hash under way (base/hash.c) */
    return size > ASSERTED && refused("malloc") ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused("calloc") ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return refused("realloc") ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    return refused("strdup") ? NULL : __real_strdup(text);
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming): as above */

__attribute__((unused)) static const char *peace(void)
{
    const char *call = refusing.call;
    refusing.call = NULL;
    return call;
}

/*
 * Do [act] without memory at its 1st, 2nd, 3rd ... allocation, until it wants no more. It may be
 * done again whatever became of it, and must find all as it was: without memory nothing is half
 * done, and nothing is refused for good. What is small and asserted it does in peace: between
 * peace( ) and its answer given back to refusing.call.
 */
__attribute__((unused)) static void without_memory(enum br_status (*act)(void *context),
                                                   void *context, size_t refusals_least)
{
    static const char *const calls[] = {"malloc", "calloc", "realloc", "strdup"};
    size_t refusals = 0;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        enum br_status status = BR_OK;
        int at = 0;
        do {
            refuse(calls[i], ++at, 0);
            status = act(context);
            refusing.call = NULL;
            CHECK(status == BR_OK || status == BR_ERR_NO_MEMORY);
            refusals += refusing.seen >= at;
        } while (refusing.seen >= at && at < 1000);
        CHECK_UINT(status, BR_OK);
    }
    CHECK(refusals >= refusals_least);
}

#endif
