/**
 * sharing.h - carries out what people confirmed may leave of a measure, as long as it runs.
 *
 * All functions belong to the loop's thread.
 */
#ifndef BR_SERVER_SHARING_H
#define BR_SERVER_SHARING_H

#include "server/academy.h"

/** Copy what is confirmed and not copied yet, and from here on what comes. */
void sharing_start(struct academy *academy);
/** Views have caught up. */
void sharing_folded(struct academy *academy);
void sharing_stop(struct academy *academy);
/** When the loop has ended. */
void sharing_free(struct academy *academy);

#endif
