/* private.c - the file of what a server keeps to itself: its tables, its statements, settings. */
#include "store/private_internal.h"

#include "base/failpoint.h"

#include <stdio.h>
#include <stdlib.h>

enum { PRIVATE_FILE_ID = 0x62727076 /* "brpv" */, PRIVATE_FILE_VERSION = 4 };

/* As version 1 had it: a new file begins with it too, so that both ways lead to one schema. */
static const char schema_1[] =
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

/* Version 2: people sign in with a browser. */
static const char schema_2[] =
    "ALTER TABLE invitation ADD COLUMN made_by BLOB;" /* NULL: the academy's operator */
    "ALTER TABLE invitation ADD COLUMN made_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE invitation ADD COLUMN device_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE invitation ADD COLUMN password_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE invitation ADD COLUMN withdrawn_ms INTEGER NOT NULL DEFAULT 0;"
    "UPDATE invitation SET device_ms ="
    "  coalesce((SELECT enrolled_ms FROM device WHERE pin = used_by), 1)"
    " WHERE used_by IS NOT NULL;"
    "ALTER TABLE device ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE device ADD COLUMN ended_ms INTEGER NOT NULL DEFAULT 0;" /* 0: it may connect */
    "CREATE TABLE account("
    "  member BLOB PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE,"
    "  password TEXT NOT NULL,"
    "  factor BLOB," /* NULL: none */
    "  factor_step INTEGER NOT NULL DEFAULT 0,"
    "  created_ms INTEGER NOT NULL,"
    "  password_ms INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE recovery(" /* codes that are left */
    "  member BLOB NOT NULL,"
    "  code_hash BLOB NOT NULL,"
    "  PRIMARY KEY (member, code_hash)) WITHOUT ROWID;"
    "CREATE TABLE known_address("
    "  member BLOB NOT NULL,"
    "  address BLOB NOT NULL,"
    "  seen_ms INTEGER NOT NULL,"
    "  PRIMARY KEY (member, address)) WITHOUT ROWID;"
    "CREATE TABLE sign_in("
    "  token_hash BLOB PRIMARY KEY,"
    "  member BLOB NOT NULL,"
    "  created_ms INTEGER NOT NULL,"
    "  used_ms INTEGER NOT NULL,"
    "  factor INTEGER NOT NULL,"
    "  place TEXT NOT NULL,"
    "  agent TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX sign_in_member ON sign_in(member);";

/* Version 3: a member who is signed in adds a device, with a code that sets no password. */
static const char schema_3[] =
    "ALTER TABLE invitation ADD COLUMN device_only INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX invitation_member ON invitation(member);";

/* Version 4: links with which a report is read without signing in. */
static const char schema_4[] =
    "CREATE TABLE report_link("
    "  token_hash BLOB PRIMARY KEY,"
    "  report BLOB NOT NULL,"
    "  made_by BLOB NOT NULL,"
    "  made_ms INTEGER NOT NULL,"
    "  expires_ms INTEGER NOT NULL,"
    "  ended_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE INDEX report_link_report ON report_link(report);"
    "CREATE TABLE report_opened(" /* how often on a day, by nobody in particular */
    "  token_hash BLOB NOT NULL,"
    "  day INTEGER NOT NULL," /* since 1970 */
    "  count INTEGER NOT NULL,"
    "  PRIMARY KEY (token_hash, day)) WITHOUT ROWID;";

static const char *const texts[PRIVATE_STATEMENTS] = {
    [PRIVATE_GET] = "SELECT value FROM setting WHERE key = ?1",
    [PRIVATE_PUT] = "INSERT INTO setting(key, value) VALUES(?1, ?2)"
                    " ON CONFLICT(key) DO UPDATE SET value = ?2",
    [PRIVATE_PUT_PEER] =
        "INSERT INTO peer(academy, pin, name, address, dial) VALUES(?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT(academy) DO UPDATE SET pin = ?2, name = ?3, address = ?4, dial = ?5",
    [PRIVATE_LIST_PEERS] =
        "SELECT academy, pin, name, address, dial FROM peer ORDER BY name, academy",
    [PRIVATE_INVITE] = "INSERT INTO invitation(secret_hash, member, name, expires_ms, made_by, "
                       "made_ms, device_only)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [PRIVATE_FIND_INVITATION] =
        "SELECT secret_hash, member, name, expires_ms, made_by, made_ms, device_ms, password_ms,"
        "  withdrawn_ms, device_only, used_by FROM invitation WHERE secret_hash = ?1",
    [PRIVATE_USE_BY_DEVICE] =
        "UPDATE invitation SET used_by = ?2, device_ms = ?3 WHERE secret_hash = ?1",
    [PRIVATE_USE_BY_PASSWORD] = "UPDATE invitation SET password_ms = ?2 WHERE secret_hash = ?1",
    [PRIVATE_WITHDRAW_INVITATION] = "UPDATE invitation SET withdrawn_ms = ?2"
                                    " WHERE secret_hash = ?1 AND withdrawn_ms = 0",
    [PRIVATE_WITHDRAW_ALL] = "UPDATE invitation SET withdrawn_ms = ?2"
                             " WHERE member = ?1 AND withdrawn_ms = 0 AND device_only >= ?3",
    [PRIVATE_NAMED_INVITATION] = "SELECT member FROM invitation"
                                 " WHERE name = ?1 COLLATE NOCASE ORDER BY made_ms DESC",
    [PRIVATE_LIST_INVITATIONS] =
        "SELECT secret_hash, member, name, expires_ms, made_by, made_ms, device_ms, password_ms,"
        "  withdrawn_ms, device_only FROM invitation ORDER BY expires_ms DESC, secret_hash",
    [PRIVATE_PUT_DEVICE] =
        "INSERT INTO device(pin, member, name, enrolled_ms) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT(pin) DO UPDATE SET member = ?2, name = ?3, enrolled_ms = ?4, ended_ms = 0",
    [PRIVATE_FIND_DEVICE] = "SELECT ended_ms FROM device WHERE pin = ?1",
    [PRIVATE_LIST_DEVICES] = "SELECT pin, member, name, enrolled_ms, seen_ms FROM device"
                             " WHERE ended_ms = 0 ORDER BY enrolled_ms, pin",
    [PRIVATE_SEE_DEVICE] = "UPDATE device SET seen_ms = max(seen_ms, ?2) WHERE pin = ?1",
    [PRIVATE_END_DEVICE] = "UPDATE device SET ended_ms = ?2 WHERE pin = ?1 AND ended_ms = 0",
    [PRIVATE_PUT_ACCOUNT] =
        "INSERT INTO account(member, name, password, created_ms, password_ms)"
        " VALUES(?1, ?2, ?3, ?4, ?4)"
        " ON CONFLICT(member) DO UPDATE SET name = ?2, password = ?3, password_ms = ?4",
    [PRIVATE_FIND_ACCOUNT] = "SELECT member, name, password, factor, factor_step, created_ms,"
                             "  password_ms FROM account WHERE member = ?1",
    [PRIVATE_FIND_NAME] = "SELECT member, name, password, factor, factor_step, created_ms,"
                          "  password_ms FROM account WHERE name = ?1",
    [PRIVATE_SET_PASSWORD] = "UPDATE account SET password = ?2, password_ms = ?3 WHERE member = ?1",
    [PRIVATE_REHASH] = "UPDATE account SET password = ?3 WHERE member = ?1 AND password = ?2",
    [PRIVATE_SET_FACTOR] = "UPDATE account SET factor = ?2, factor_step = ?3 WHERE member = ?1",
    [PRIVATE_MOVE_STEP] = "UPDATE account SET factor_step = ?2"
                          " WHERE member = ?1 AND factor IS NOT NULL AND factor_step < ?2",
    [PRIVATE_PUT_RECOVERY] = "INSERT INTO recovery(member, code_hash) VALUES(?1, ?2)",
    [PRIVATE_USE_RECOVERY] = "DELETE FROM recovery WHERE member = ?1 AND code_hash = ?2",
    [PRIVATE_COUNT_RECOVERY] = "SELECT count(*) FROM recovery WHERE member = ?1",
    [PRIVATE_CLEAR_RECOVERY] = "DELETE FROM recovery WHERE member = ?1",
    [PRIVATE_PUT_ADDRESS] = "INSERT INTO known_address(member, address, seen_ms)"
                            " VALUES(?1, ?2, ?3)"
                            " ON CONFLICT(member, address) DO UPDATE SET seen_ms = ?3",
    [PRIVATE_FIND_ADDRESS] = "SELECT 1 FROM known_address WHERE member = ?1 AND address = ?2",
    [PRIVATE_TRIM_ADDRESSES] = "DELETE FROM known_address WHERE member = ?1 AND address NOT IN"
                               " (SELECT address FROM known_address WHERE member = ?1"
                               "  ORDER BY seen_ms DESC, address LIMIT ?2)",
    [PRIVATE_PUT_SIGN_IN] =
        "INSERT INTO sign_in(token_hash, member, created_ms, used_ms, factor, place, agent)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [PRIVATE_USE_SIGN_IN] =
        "UPDATE sign_in SET used_ms = max(used_ms, ?2), factor = ?3 WHERE token_hash = ?1",
    [PRIVATE_END_SIGN_IN] = "DELETE FROM sign_in WHERE token_hash = ?1",
    [PRIVATE_END_OTHERS] = "DELETE FROM sign_in WHERE member = ?1 AND token_hash IS NOT ?2",
    [PRIVATE_FORGET_SIGN_INS] = "DELETE FROM sign_in WHERE used_ms < ?1 OR created_ms < ?2",
    [PRIVATE_PUT_REPORT_LINK] =
        "INSERT INTO report_link(token_hash, report, made_by, made_ms, expires_ms)"
        " SELECT ?1, ?2, ?3, ?4, ?5"
        " WHERE (SELECT count(*) FROM report_link"
        "        WHERE report = ?2 AND ended_ms = 0 AND expires_ms > ?4) < ?6",
    [PRIVATE_FIND_REPORT_LINK] =
        "SELECT token_hash, report, made_by, made_ms, expires_ms, ended_ms, 0, 0, 0"
        " FROM report_link WHERE token_hash = ?1",
    [PRIVATE_OPEN_REPORT_LINK] = "INSERT INTO report_opened(token_hash, day, count)"
                                 " VALUES(?1, ?2, 1)"
                                 " ON CONFLICT(token_hash, day) DO UPDATE SET count = count + 1",
    [PRIVATE_END_REPORT_LINK] = "UPDATE report_link SET ended_ms = ?3"
                                " WHERE token_hash = ?1 AND report = ?2 AND ended_ms = 0",
    [PRIVATE_LIST_REPORT_LINKS] =
        "SELECT l.token_hash, l.report, l.made_by, l.made_ms, l.expires_ms, l.ended_ms,"
        "  (SELECT count(*) FROM report_opened o WHERE o.token_hash = l.token_hash),"
        "  coalesce((SELECT max(o.day) FROM report_opened o WHERE o.token_hash = l.token_hash), 0),"
        "  coalesce((SELECT o.count FROM report_opened o WHERE o.token_hash = l.token_hash"
        "            ORDER BY o.day DESC LIMIT 1), 0)"
        " FROM report_link l WHERE l.report = ?1 ORDER BY l.made_ms DESC, l.token_hash LIMIT 200",
    [PRIVATE_LIST_SIGN_INS] = "SELECT token_hash, member, created_ms, used_ms, factor, place,"
                              "  agent FROM sign_in ORDER BY created_ms, token_hash",
};

enum br_status private_begin(struct br_private *private)
{
    return br_db_exec(private->db, "BEGIN IMMEDIATE");
}

enum br_status private_finish(struct br_private *private, enum br_status status)
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

enum br_status private_change(struct br_private *private, sqlite3_stmt *statement)
{
    enum br_status status = br_db_run(statement);
    if (status != BR_OK) {
        return status;
    }
    return sqlite3_changes(private->db) > 0 ? BR_OK : BR_ERR_NOT_FOUND;
}

void private_bind_hash(sqlite3_stmt *statement, int at, const struct br_hash *hash)
{
    br_db_bind_bytes(statement, at, hash->bytes, sizeof hash->bytes);
}

void private_bind_id(sqlite3_stmt *statement, int at, const struct br_id *id)
{
    br_db_bind_bytes(statement, at, id->bytes, sizeof id->bytes);
}

void private_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

void private_bind_ms(sqlite3_stmt *statement, int at, uint64_t ms)
{
    (void)sqlite3_bind_int64(statement, at, (sqlite3_int64)ms);
}

void private_copy_text(char *out, size_t size, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    (void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

uint64_t private_ms(sqlite3_stmt *row, int column)
{
    return (uint64_t)sqlite3_column_int64(row, column);
}

enum br_status private_each(sqlite3_stmt *list, bool (*visit)(void *context, sqlite3_stmt *row),
                            void *context)
{
    bool row = true;
    enum br_status status = BR_OK;
    while (status == BR_OK) {
        status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            break;
        }
        if (!visit(context, list)) {
            status = BR_ERR_CORRUPT;
        }
    }
    (void)sqlite3_reset(list);
    return status;
}

/* From nothing (0), or from an earlier version, in one transaction. */
static enum br_status make_schema(struct br_private *private, uint32_t version)
{
    static const char *const steps[PRIVATE_FILE_VERSION] = {schema_1, schema_2, schema_3, schema_4};
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    for (uint32_t i = version; i < PRIVATE_FILE_VERSION && status == BR_OK; i++) {
        status = br_db_exec(private->db, steps[i]);
    }
    if (status == BR_OK) {
        status = br_db_mark(private->db, PRIVATE_FILE_ID, PRIVATE_FILE_VERSION);
    }
    return private_finish(private, status);
}

static enum br_status read_version(struct br_private *private, uint32_t *version)
{
    sqlite3_stmt *pragma = NULL;
    bool row = false;
    enum br_status status = br_db_prepare(private->db, "PRAGMA user_version", &pragma);
    if (status == BR_OK) {
        status = br_db_step(pragma, &row);
    }
    if (status == BR_OK && row) {
        *version = (uint32_t)sqlite3_column_int64(pragma, 0);
    }
    (void)sqlite3_finalize(pragma);
    return status;
}

/* Bring the file to today's version. */
static enum br_status open_schema(struct br_private *private, struct br_error *error)
{
    bool fresh = false;
    uint32_t version = 0;
    enum br_status status =
        br_db_identify(private->db, PRIVATE_FILE_ID, PRIVATE_FILE_VERSION, &fresh, error);
    if (status == BR_OK) {
        status = read_version(private, &version);
    }
    if (status == BR_OK && version < PRIVATE_FILE_VERSION) {
        status = make_schema(private, fresh ? 0 : version);
    }
    return status;
}

enum br_status br_private_open(const char *path, bool create, struct br_private **out,
                               struct br_error *error)
{
    struct br_private *private = calloc(1, sizeof *private);
    if (private == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    struct br_db_options options = {.path = path, .mode = BR_DB_LOG, .create = create};
    enum br_status status = br_db_open(&options, &private->db, error);
    if (status == BR_OK) {
        status = open_schema(private, error);
    }
    for (size_t i = 0; i < PRIVATE_STATEMENTS && status == BR_OK; i++) {
        status = br_db_prepare(private->db, texts[i], &private->sql[i]);
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
    for (size_t i = 0; i < PRIVATE_STATEMENTS; i++) {
        (void)sqlite3_finalize(take_private->sql[i]);
    }
    br_db_close(take_private->db);
    free(take_private);
}

/* --- settings --- */

enum br_status br_private_get(struct br_private *private, const char *key, struct br_buffer *out)
{
    sqlite3_stmt *get = private->sql[PRIVATE_GET];
    bool row = false;
    br_buffer_clear(out);
    private_bind_text(get, 1, key);
    enum br_status status = br_db_step(get, &row);
    if (status == BR_OK && row) {
        br_buffer_put(out, sqlite3_column_blob(get, 0), (size_t)sqlite3_column_bytes(get, 0));
    }
    (void)sqlite3_reset(get);
    if (status != BR_OK) {
        return status;
    }
    return row ? BR_OK : BR_ERR_NOT_FOUND;
}

enum br_status br_private_put(struct br_private *private, const char *key, struct br_bytes value)
{
    sqlite3_stmt *put = private->sql[PRIVATE_PUT];
    private_bind_text(put, 1, key);
    br_db_bind_bytes(put, 2, value.data, value.size);
    return br_db_run(put);
}

/* --- peers --- */

enum br_status br_private_put_peer(struct br_private *private, const struct br_peer_row *peer)
{
    sqlite3_stmt *put = private->sql[PRIVATE_PUT_PEER];
    private_bind_hash(put, 1, &peer->academy);
    private_bind_hash(put, 2, &peer->pin);
    private_bind_text(put, 3, peer->name);
    private_bind_text(put, 4, peer->address);
    (void)sqlite3_bind_int(put, 5, peer->dial);
    return br_db_run(put);
}

struct peer_visitor {
    br_peer_visit visit;
    void *context;
};

static bool visit_peer(void *context, sqlite3_stmt *row)
{
    const struct peer_visitor *visitor = context;
    struct br_peer_row peer = {.dial = sqlite3_column_int(row, 4) != 0};
    private_copy_text(peer.name, sizeof peer.name, row, 2);
    private_copy_text(peer.address, sizeof peer.address, row, 3);
    if (!br_db_column_bytes(row, 0, peer.academy.bytes, sizeof peer.academy.bytes) ||
        !br_db_column_bytes(row, 1, peer.pin.bytes, sizeof peer.pin.bytes)) {
        return false;
    }
    visitor->visit(visitor->context, &peer);
    return true;
}

enum br_status br_private_peers(struct br_private *private, br_peer_visit visit, void *context)
{
    struct peer_visitor visitor = {visit, context};
    return private_each(private->sql[PRIVATE_LIST_PEERS], visit_peer, &visitor);
}
