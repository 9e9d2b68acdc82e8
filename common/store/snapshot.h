/**
 * snapshot.h - a backup in one file: an SQLite database of file parts with their hashes.
 *
 * Made by whoever holds the live files (never by a second process). Logs are copied through
 * SQLite's backup interface, so that a snapshot is a state between two transactions.
 */
#ifndef BR_STORE_SNAPSHOT_H
#define BR_STORE_SNAPSHOT_H

#include "base/status.h"

struct br_snapshot;

/** Made as path + ".part". BR_ERR_EXISTS, BR_ERR_READ_ONLY, BR_ERR_DISK_FULL, BR_ERR_IO. */
BR_MUST_USE enum br_status br_snapshot_begin(const char *path, struct br_snapshot **snapshot,
                                             struct br_error *error);
/** Add the live database [source] under [name]; safe while its one writer goes on. */
BR_MUST_USE enum br_status br_snapshot_add_database(struct br_snapshot *snapshot, const char *name,
                                                    const char *source, struct br_error *error);
BR_MUST_USE enum br_status br_snapshot_add_file(struct br_snapshot *snapshot, const char *name,
                                                const char *source, struct br_error *error);
/** Sync and rename into place (or, with [keep] false, throw away). Ends the snapshot either way. */
BR_MUST_USE enum br_status br_snapshot_finish(struct br_snapshot *take_snapshot, bool keep,
                                              struct br_error *error);

/**
 * Check all hashes, then unpack into the new folder [folder], synced. BR_ERR_EXISTS when there is
 * one, BR_ERR_CORRUPT, BR_ERR_VERSION.
 */
BR_MUST_USE enum br_status br_snapshot_restore(const char *path, const char *folder,
                                               struct br_error *error);

/** Change what is unpacked while it stands at [folder], before it gets its name. */
typedef enum br_status (*br_snapshot_prepare)(void *context, const char *folder,
                                              struct br_error *error);
/** The same with [prepare]: the new folder is there with what it did, or not at all. */
BR_MUST_USE enum br_status br_snapshot_restore_with(const char *path, const char *folder,
                                                    br_snapshot_prepare prepare, void *context,
                                                    struct br_error *error);

#endif
