/**
 * beside.h - what stands beside the views on a connection that pages read: the desk and
 * the search, as schemas of those names. Where there is no file, empty tables stand in, so that
 * pages need not know.
 */
#ifndef BR_STORE_BESIDE_H
#define BR_STORE_BESIDE_H

#include "base/status.h"

#include <sqlite3.h>

/** What they are when empty, in schemas of those names. */
extern const char br_desk_empty[];
extern const char br_search_empty[];

/** [desk], [search]: paths or NULL. BR_ERR_NOT_FOUND: there is no such file. */
BR_MUST_USE enum br_status br_beside_attach(sqlite3 *db, const char *desk, const char *search,
                                            struct br_error *error);
/** Was a file here removed, or another put in its place? */
bool br_beside_moved(sqlite3 *db);

#endif
