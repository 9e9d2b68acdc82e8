/* private.c - what a server keeps to itself. */
#include "store/private.h"

#include "base/failpoint.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRIVATE_FILE_ID = 0x62727076 /* "brpv" */, PRIVATE_FILE_VERSION = 1 };

static const char schema[] =
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE invitation("
    "  secret_hash BLOB PRIMARY KEY,"
    "  member BLOB NOT NULL,"
    "  name TEXT NOT NULL,"
    "  expires_ms INTEGER NOT NULL,"
    "  used_by BLOB) WITHOUT ROWID;"
    "CREATE TABLE device("
    "  pin BLOB PRIMARY KEY,"
    "  member BLOB NOT NULL,"
    "  name TEXT NOT NULL,"
    "  enrolled_ms INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE peer("
    "  academy BLOB PRIMARY KEY,"
    "  pin BLOB NOT NULL,"
    "  name TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  dial INTEGER NOT NULL) WITHOUT ROWID;";

/* In the order of `struct statements`. */
static const char *const texts[] = {
    "SELECT value FROM setting WHERE key = ?1",
    "INSERT INTO setting(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2",
    "INSERT INTO invitation(secret_hash, member, name, expires_ms) VALUES(?1, ?2, ?3, ?4)",
    "SELECT member, name, expires_ms, used_by FROM invitation WHERE secret_hash = ?1",
    "UPDATE invitation SET used_by = ?2 WHERE secret_hash = ?1",
    "INSERT INTO device(pin, member, name, enrolled_ms) VALUES(?1, ?2, ?3, ?4)"
    " ON CONFLICT(pin) DO UPDATE SET member = ?2, name = ?3, enrolled_ms = ?4",
    "SELECT pin, member FROM device",
    "INSERT INTO peer(academy, pin, name, address, dial) VALUES(?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT(academy) DO UPDATE SET pin = ?2, name = ?3, address = ?4, dial = ?5",
    "SELECT academy, pin, name, address, dial FROM peer ORDER BY name, academy",
};

struct statements {
    sqlite3_stmt *get;
    sqlite3_stmt *put;
    sqlite3_stmt *invite;
    sqlite3_stmt *find_invitation;
    sqlite3_stmt *use_invitation;
    sqlite3_stmt *put_device;
    sqlite3_stmt *list_devices;
    sqlite3_stmt *put_peer;
    sqlite3_stmt *list_peers;
};
enum { STATEMENT_COUNT = sizeof(struct statements) / sizeof(sqlite3_stmt *) };
_Static_assert(STATEMENT_COUNT == sizeof texts / sizeof texts[0], "one text a statement");

struct br_private {
    sqlite3 *db;
    union {
        struct statements sql;
        sqlite3_stmt *all[STATEMENT_COUNT];
    };
};

static enum br_status finish(struct br_private *private, enum br_status status)
{
    if (status == BR_OK) {
        BR_FAILPOINT("private.commit.before");
        status = br_db_exec(private->db, "COMMIT");
        BR_FAILPOINT("private.commit.after");
    }
    if (status != BR_OK) {
        br_db_rollback(private->db);
        return status;
    }
    status = br_db_checkpoint(private->db, false);
    BR_FAILPOINT("private.checkpoint.after");
    return status;
}

static enum br_status make_schema(struct br_private *private)
{
    enum br_status status = br_db_exec(private->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    status = br_db_exec(private->db, schema);
    if (status == BR_OK) {
        status = br_db_mark(private->db, PRIVATE_FILE_ID, PRIVATE_FILE_VERSION);
    }
    return finish(private, status);
}

enum br_status br_private_open(const char *path, bool create, struct br_private **out,
                               struct br_error *error)
{
    struct br_private *private = calloc(1, sizeof *private);
    if (private == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    struct br_db_options options = {.path = path, .mode = BR_DB_LOG, .create = create};
    bool fresh = false;
    enum br_status status = br_db_open(&options, &private->db, error);
    if (status == BR_OK) {
        status = br_db_identify(private->db, PRIVATE_FILE_ID, PRIVATE_FILE_VERSION, &fresh, error);
    }
    if (status == BR_OK && fresh) {
        status = make_schema(private);
    }
    for (size_t i = 0; i < STATEMENT_COUNT && status == BR_OK; i++) {
        status = br_db_prepare(private->db, texts[i], &private->all[i]);
    }
    if (status != BR_OK) {
        if (error->text[0] == '\0') {
            (void)br_error_set(error, status, "%s: %s", path, br_status_text(status));
        }
        br_private_close(private);
        return status;
    }
    *out = private;
    return BR_OK;
}

void br_private_close(struct br_private *take_private)
{
    if (take_private == NULL) {
        return;
    }
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(take_private->all[i]);
    }
    br_db_close(take_private->db);
    free(take_private);
}

enum br_status br_private_get(struct br_private *private, const char *key, struct br_buffer *out)
{
    bool row = false;
    br_buffer_clear(out);
    (void)sqlite3_bind_text(private->sql.get, 1, key, -1, SQLITE_STATIC);
    enum br_status status = br_db_step(private->sql.get, &row);
    if (status == BR_OK && row) {
        br_buffer_put(out, sqlite3_column_blob(private->sql.get, 0),
                      (size_t)sqlite3_column_bytes(private->sql.get, 0));
    }
    (void)sqlite3_reset(private->sql.get);
    if (status != BR_OK) {
        return status;
    }
    return row ? BR_OK : BR_ERR_NOT_FOUND;
}

enum br_status br_private_put(struct br_private *private, const char *key, struct br_bytes value)
{
    (void)sqlite3_bind_text(private->sql.put, 1, key, -1, SQLITE_STATIC);
    br_db_bind_bytes(private->sql.put, 2, value.data, value.size);
    return br_db_run(private->sql.put);
}

enum br_status br_private_invite(struct br_private *private, const struct br_invitation *invitation)
{
    sqlite3_stmt *invite = private->sql.invite;
    br_db_bind_bytes(invite, 1, invitation->secret_hash.bytes,
                     sizeof invitation->secret_hash.bytes);
    br_db_bind_bytes(invite, 2, invitation->member.bytes, sizeof invitation->member.bytes);
    (void)sqlite3_bind_text(invite, 3, invitation->name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(invite, 4, (sqlite3_int64)invitation->expires_ms);
    return br_db_run(invite);
}

static void copy_text(char *out, size_t size, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    (void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

/* Who holds the code, and whether this device may use it now. */
static enum br_status find_invitation(struct br_private *private, const struct br_hash *secret_hash,
                                      const struct br_hash *pin, uint64_t wall_ms,
                                      struct br_invitation *invitation)
{
    sqlite3_stmt *find = private->sql.find_invitation;
    bool row = false;
    br_db_bind_bytes(find, 1, secret_hash->bytes, sizeof secret_hash->bytes);
    enum br_status status = br_db_step(find, &row);
    if (status == BR_OK && !row) {
        status = BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK) {
        struct br_hash used_by;
        invitation->secret_hash = *secret_hash;
        invitation->expires_ms = (uint64_t)sqlite3_column_int64(find, 2);
        copy_text(invitation->name, sizeof invitation->name, find, 1);
        bool used = sqlite3_column_type(find, 3) != SQLITE_NULL;
        if (!br_db_column_bytes(find, 0, invitation->member.bytes,
                                sizeof invitation->member.bytes)) {
            status = BR_ERR_CORRUPT;
        } else if (used) {
            bool by_us = br_db_column_bytes(find, 3, used_by.bytes, sizeof used_by.bytes) &&
                         br_hash_equal(&used_by, pin);
            status = by_us ? BR_OK : BR_ERR_EXISTS;
        } else if (wall_ms >= invitation->expires_ms) {
            status = BR_ERR_TIMEOUT;
        }
    }
    (void)sqlite3_reset(find);
    return status;
}

enum br_status br_private_enrol(struct br_private *private, const struct br_hash *secret_hash,
                                const struct br_hash *pin, const char *device_name,
                                uint64_t wall_ms, struct br_invitation *invitation)
{
    enum br_status status = br_db_exec(private->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    status = find_invitation(private, secret_hash, pin, wall_ms, invitation);
    if (status == BR_OK) {
        sqlite3_stmt *use = private->sql.use_invitation;
        br_db_bind_bytes(use, 1, secret_hash->bytes, sizeof secret_hash->bytes);
        br_db_bind_bytes(use, 2, pin->bytes, sizeof pin->bytes);
        status = br_db_run(use);
    }
    if (status == BR_OK) {
        sqlite3_stmt *put = private->sql.put_device;
        br_db_bind_bytes(put, 1, pin->bytes, sizeof pin->bytes);
        br_db_bind_bytes(put, 2, invitation->member.bytes, sizeof invitation->member.bytes);
        (void)sqlite3_bind_text(put, 3, device_name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(put, 4, (sqlite3_int64)wall_ms);
        status = br_db_run(put);
    }
    return finish(private, status);
}

enum br_status br_private_devices(struct br_private *private, br_device_visit visit, void *context)
{
    sqlite3_stmt *list = private->sql.list_devices;
    bool row = true;
    enum br_status status = BR_OK;
    while (status == BR_OK) {
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        struct br_device_row device;
        bool whole = br_db_column_bytes(list, 0, device.pin.bytes, sizeof device.pin.bytes) &&
                     br_db_column_bytes(list, 1, device.member.bytes, sizeof device.member.bytes);
        if (!whole) {
            status = BR_ERR_CORRUPT;
        } else {
            visit(context, &device);
        }
    }
    (void)sqlite3_reset(list);
    return status;
}

enum br_status br_private_put_peer(struct br_private *private, const struct br_peer_row *peer)
{
    sqlite3_stmt *put = private->sql.put_peer;
    br_db_bind_bytes(put, 1, peer->academy.bytes, sizeof peer->academy.bytes);
    br_db_bind_bytes(put, 2, peer->pin.bytes, sizeof peer->pin.bytes);
    (void)sqlite3_bind_text(put, 3, peer->name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 4, peer->address, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int(put, 5, peer->dial);
    return br_db_run(put);
}

enum br_status br_private_peers(struct br_private *private, br_peer_visit visit, void *context)
{
    sqlite3_stmt *list = private->sql.list_peers;
    bool row = true;
    enum br_status status = BR_OK;
    while (status == BR_OK) {
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        struct br_peer_row peer = {.dial = sqlite3_column_int(list, 4) != 0};
        copy_text(peer.name, sizeof peer.name, list, 2);
        copy_text(peer.address, sizeof peer.address, list, 3);
        bool whole = br_db_column_bytes(list, 0, peer.academy.bytes, sizeof peer.academy.bytes) &&
                     br_db_column_bytes(list, 1, peer.pin.bytes, sizeof peer.pin.bytes);
        if (!whole) {
            status = BR_ERR_CORRUPT;
        } else {
            visit(context, &peer);
        }
    }
    (void)sqlite3_reset(list);
    return status;
}
