/* memory.c - the program's allocations, by the linker's --wrap, SQLite's and jansson's own ways. */
#include "torture.h"

#include "vfs.h"

#include <jansson.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);
char *__wrap_strdup(const char *text);

static uint64_t seen;
static uint64_t fail_at; /* 0: never */
static bool fails_on;
static uint64_t failed;
static int64_t live;

static bool fails(void)
{
    if (vfs_inside > 0) {
        return false;
    }
    seen++;
    bool now = fail_at != 0 && (seen == fail_at || (fails_on && seen > fail_at));
    failed += now ? 1 : 0;
    return now;
}

static void *counted(void *made)
{
    live += made != NULL && vfs_inside == 0 ? 1 : 0;
    return made;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (fails()) {
        return NULL;
    }
    void *made = __real_realloc(old, size);
    return old == NULL ? counted(made) : made;
}

void __wrap_free(void *old)
{
    live -= old != NULL && vfs_inside == 0 ? 1 : 0;
    __real_free(old);
}

char *__wrap_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *made = __wrap_malloc(size);
    if (made != NULL) {
        memcpy(made, text, size);
    }
    return made;
}

/* --- SQLite's --- */

static void *sqlite_malloc(int size)
{
    return __wrap_malloc((size_t)size);
}

static void *sqlite_realloc(void *old, int size)
{
    return __wrap_realloc(old, (size_t)size);
}

static int sqlite_size(void *block)
{
    return block == NULL ? 0 : (int)malloc_usable_size(block);
}

static int sqlite_roundup(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_init(void *unused)
{
    (void)unused;
    return SQLITE_OK;
}

static void sqlite_shutdown(void *unused)
{
    (void)unused;
}

void memory_begin(void)
{
    static const sqlite3_mem_methods methods = {.xMalloc = sqlite_malloc,
                                                .xFree = __wrap_free,
                                                .xRealloc = sqlite_realloc,
                                                .xSize = sqlite_size,
                                                .xRoundup = sqlite_roundup,
                                                .xInit = sqlite_init,
                                                .xShutdown = sqlite_shutdown};
    BR_ASSERT(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK);
    json_set_alloc_funcs(__wrap_malloc, __wrap_free);
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

void memory_fail(uint64_t at, bool for_ever)
{
    seen = 0;
    failed = 0;
    fails_on = for_ever;
    fail_at = at;
}

uint64_t memory_mend(uint64_t *count)
{
    *count = seen;
    fail_at = 0;
    fails_on = false;
    return failed;
}

int64_t memory_live(void)
{
    return live;
}
