/**
 * search.h - search.db: the words of what the views hold, behind them.
 *
 * A cache in a file of its own, as its folding costs as much as all other views together. It is
 * filled from a reader of the views, a piece at a time, from each stream's newest record down to
 * its first, then with what comes. The domain declares the documents ("search" blocks). When the
 * views are begun again, so is this.
 *
 *      document   one thing that can be found: who said it, when, its title and text
 *      words      the index over title and text (FTS5); each document's text is in `document`
 *      cursor     per stream, which numbers are in: bottom < seq <= top
 *
 * This is the file's one writing connection, one thread at a time. Pages read it through the view
 * v_hit, which shows what the viewer may see of what br_views_set_search asks for.
 */
#ifndef BR_STORE_SEARCH_H
#define BR_STORE_SEARCH_H

#include "store/views.h"

struct br_search;

/**
 * Open or make; a file that is damaged, newer or not ours is removed and begun again.
 * BR_ERR_READ_ONLY, BR_ERR_DISK_FULL, BR_ERR_IO, BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_search_open(const char *path, struct br_search **search,
                                          struct br_error *error);
void br_search_close(struct br_search *take_search);

/**
 * Take in the next BR_SEARCH_PIECE_RECORDS_MAX records of one stream, in one transaction; [*more]:
 * there is more to take in. [reader] was taken (br_views_take). What was withdrawn is taken out at
 * once, and out of the file as soon as there is nothing more to take in.
 * BR_ERR_MALFORMED: a "search" block is wrong.
 */
BR_MUST_USE enum br_status br_search_fill(struct br_search *search, struct br_views *reader,
                                          bool *more);

#endif
