/**
 * refused_store.h - an act of the store, refused memory and SQLite's help at every place.
 *
 * SQLite refuses a step, a preparation or a statement; our own objects find no memory (see
 * no_memory.h). Disks that fail below SQLite are another test's matter.
 */
#ifndef BR_UNIT_REFUSED_STORE_H
#define BR_UNIT_REFUSED_STORE_H

#include "no_memory.h"
#include "refused_sqlite.h"

/*
 * Do [act] with its 1st, 2nd, 3rd ... call refused (in the end with gaps), until no more are made.
 * Each time it says OK or that memory, the disk or its room is missing; the last time OK.
 */
__attribute__((unused)) static void refused_everywhere(enum br_status (*act)(void *context),
                                                       void *context)
{
    enum { EVERY = 60, STRIDE = 17 }; /* opening alone makes hundreds of calls */
    static const struct {
        const char *call;
        int answer;
    } refusals[] = {
        {"malloc", 0},
        {"calloc", 0},
        {"realloc", 0},
        {"strdup", 0},
        {"sqlite3_step", SQLITE_IOERR},
        {"sqlite3_step", SQLITE_FULL},
        {"sqlite3_prepare_v3", SQLITE_NOMEM},
        {"sqlite3_exec", SQLITE_IOERR},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        enum br_status status = BR_OK;
        int at = 0;
        do {
            at += at < EVERY ? 1 : STRIDE;
            refuse(refusals[i].call, at, refusals[i].answer);
            status = act(context);
            refusing.call = NULL;
            CHECK(status == BR_OK || status == BR_ERR_NO_MEMORY || status == BR_ERR_IO ||
                  status == BR_ERR_DISK_FULL);
        } while (refusing.seen >= at && at < 2000);
        CHECK_UINT(status, BR_OK);
    }
}

#endif
