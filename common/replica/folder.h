/**
 * folder.h - the folder of a replica: made once, held by one process at a time.
 */
#ifndef BR_REPLICA_FOLDER_H
#define BR_REPLICA_FOLDER_H

#include "base/status.h"

/**
 * Make the folder (mode 0700) with log/ and views/ in it.
 * BR_ERR_EXISTS, BR_ERR_READ_ONLY, BR_ERR_IO.
 */
BR_MUST_USE enum br_status br_folder_make(const char *folder, struct br_error *error);

/**
 * Make FOLDER/views if it is not there: a cache may be deleted. The files of an earlier version in
 * it go. BR_ERR_READ_ONLY, BR_ERR_IO.
 */
BR_MUST_USE enum br_status br_folder_make_views(const char *folder, struct br_error *error);

/**
 * Take FOLDER/lock for this process; the kernel gives it back when the process ends, however that
 * comes. BR_ERR_BUSY: another process has it. BR_ERR_NOT_FOUND, BR_ERR_READ_ONLY, BR_ERR_IO.
 */
BR_MUST_USE enum br_status br_folder_lock(const char *folder, int *lock, struct br_error *error);
void br_folder_unlock(int take_lock);

/** Make the names in the folder durable. BR_ERR_NOT_FOUND, BR_ERR_READ_ONLY, BR_ERR_IO. */
BR_MUST_USE enum br_status br_folder_sync(const char *folder, struct br_error *error);

/** Write a small file whole or not at all: temporary name, sync, rename, sync of the folder. */
BR_MUST_USE enum br_status br_folder_put(const char *folder, const char *name, const void *data,
                                         size_t size, unsigned mode, struct br_error *error);

#endif
