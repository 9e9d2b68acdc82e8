/**
 * watch.h - carries to other academies what ours asks of them and agreed to show them, and keeps
 * what they are shown up to date, as long as it runs.
 *
 * All functions belong to the loop's thread.
 */
#ifndef BR_SERVER_WATCH_H
#define BR_SERVER_WATCH_H

#include "server/academy.h"

/** Say what is not said yet, and from here on what changes. */
void watch_start(struct academy *academy);
/** Views have caught up. */
void watch_folded(struct academy *academy);
/** A member opened the page of what that academy shows us: it is to be told, once a day. */
void watch_looked(struct academy *academy, const struct br_id *member,
                  const struct br_hash *looked_at);
void watch_stop(struct academy *academy);
/** When the loop has ended. */
void watch_free(struct academy *academy);

#endif
