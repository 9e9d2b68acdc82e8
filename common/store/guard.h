/**
 * guard.h - what declared SQL may do, held by SQLite's authorizer.
 *
 *      CHECK   reads anything; no clock, no randomness; writes nothing
 *      INDEX   as CHECK, and writes tables
 *      FOLD    as INDEX, and uses neither date functions nor rowids
 *      PAGE    reads v_ views only, and base tables only from inside them
 *
 * The authorizer runs when a statement is prepared, and again when SQLite prepares it anew because
 * the schema changed: set the mode before preparing and before running.
 */
#ifndef BR_STORE_GUARD_H
#define BR_STORE_GUARD_H

#include "store/domain_blocks.h"

#include <sqlite3.h>

enum br_guard_mode {
    BR_GUARD_OFF, /* our own statements */
    BR_GUARD_CHECK,
    BR_GUARD_INDEX,
    BR_GUARD_FOLD,
    BR_GUARD_PAGE,
};

/** Lives as long as the connection; one each. */
struct br_guard {
    enum br_guard_mode mode;
    const struct br_domain *domain; /* PAGE: whose views */
    bool running;                   /* PAGE: a statement is stepping, when FTS5 prepares its own */
    char refused[128];              /* what the last refusal was about; "" when there was none */
    char inside[1024]; /* PAGE: tables that views of this statement read, each " name " */
};

void br_guard_install(struct br_guard *guard, sqlite3 *db);
/** Begin another statement of a page. */
void br_guard_begin_page(struct br_guard *guard);
/**
 * Does a page name `visible`, or define a common table with the name of a view? The authorizer is
 * told names only, so it would take such a table for the view and let it read anything.
 */
bool br_guard_hides_a_view(const struct br_guard *guard, const char *sql);

#endif
