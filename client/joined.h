/**
 * joined.h - how far joining came in a folder: kill -9 may leave it at any point.
 *
 *      folder -> log/ views/ lock -> tls.pem -> (the academy is asked) -> device.db -> its settings
 *
 * The last setting makes the folder whole; records come only after it. Until then it holds what
 * joining makes and nothing else, and joining again goes on with the same key.
 */
#ifndef BR_CLIENT_JOINED_H
#define BR_CLIENT_JOINED_H

#include "base/status.h"

#include <stdbool.h>

/** It is there and holds nothing but what joining makes before there are records. */
bool joined_in_part(const char *folder);

/** The files that joining makes, in the order in which they are removed; ends with NULL. */
extern const char *const joined_files[];

#endif
