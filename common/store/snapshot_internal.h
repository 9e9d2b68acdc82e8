/**
 * snapshot_internal.h - what making and restoring a backup share.
 */
#ifndef BR_STORE_SNAPSHOT_INTERNAL_H
#define BR_STORE_SNAPSHOT_INTERNAL_H

#include "base/hash.h"
#include "store/db.h"
#include "store/snapshot.h"

#include <limits.h>

enum {
    BR_SNAPSHOT_FILE_ID = 0x62727370, /* "brsp", application_id */
    BR_SNAPSHOT_FILE_VERSION = 1,
    BR_SNAPSHOT_PART_SIZE = 1024 * 1024,
    BR_SNAPSHOT_FILE_MODE = 0600, /* a backup holds keys and accounts */
    BR_SNAPSHOT_FOLDER_MODE = 0700,
};

enum br_status br_snapshot_status(int error_number);
/** A sentence from errno. */
enum br_status br_snapshot_fail_errno(struct br_error *error, const char *path);
enum br_status br_snapshot_fail(struct br_error *error, enum br_status status, const char *path);

/** False when the path would be too long. */
bool br_snapshot_join(char out[PATH_MAX], const char *left, const char *right);
/** "log/shared.db": relative, and stays inside the folder that it is unpacked into. */
bool br_snapshot_is_safe_name(const char *name);

/** The hash over names, sizes and hashes of all files: what the seal holds. */
BR_MUST_USE enum br_status br_snapshot_hash_files(sqlite3 *db, struct br_hash *out);

BR_MUST_USE enum br_status br_snapshot_sync(const char *path, int flags, struct br_error *error);
/** Make what was created or renamed at [path] durable. */
BR_MUST_USE enum br_status br_snapshot_sync_parent(const char *path, struct br_error *error);

#endif
