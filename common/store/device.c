/* device.c - a client's settings and outbox. */
#include "store/device.h"

#include "base/failpoint.h"
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

enum { DEVICE_FILE_ID = 0x62726476 /* "brdv" */, DEVICE_FILE_VERSION = 1 };

static const char schema[] =
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE outbox("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT," /* a number is never given twice */
    "  id BLOB NOT NULL UNIQUE,"
    "  state INTEGER NOT NULL,"
    "  audience BLOB NOT NULL,"
    "  kind INTEGER NOT NULL,"
    "  author BLOB NOT NULL,"
    "  written_ms INTEGER NOT NULL,"
    "  payload BLOB NOT NULL,"
    "  needs BLOB,"
    "  epoch INTEGER,"
    "  seq INTEGER,"
    "  reason TEXT);"
    "CREATE INDEX outbox_by_state ON outbox(state, number);"
    "CREATE INDEX outbox_by_needs ON outbox(needs) WHERE needs IS NOT NULL;"
    /* which lines of which batch files are written, so that a file can be run again */
    "CREATE TABLE line("
    "  file TEXT NOT NULL,"
    "  key TEXT NOT NULL,"
    "  ref TEXT,"
    "  id BLOB NOT NULL,"
    "  PRIMARY KEY (file, key)) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX line_by_ref ON line(file, ref) WHERE ref IS NOT NULL;"
    "CREATE INDEX line_by_id ON line(id);";

#define ITEM_COLUMNS \
    "number, id, state, audience, kind, author, written_ms, payload, needs, epoch, seq, reason"

/* What was refused, and what refers to it. */
#define HELD                                                                             \
    "WITH RECURSIVE held(id, refused) AS (SELECT id, number FROM outbox WHERE state = 2" \
    " UNION SELECT o.id, h.refused FROM outbox o JOIN held h ON o.needs = h.id)"

/* In the order of `struct statements`. */
static const char *const texts[] = {
    "SELECT value FROM setting WHERE key = ?1",
    "INSERT INTO setting(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2",
    "INSERT INTO outbox(id, state, audience, kind, author, written_ms, payload, needs)"
    " VALUES(?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)",
    "SELECT " ITEM_COLUMNS " FROM outbox ORDER BY number",
    HELD " SELECT " ITEM_COLUMNS " FROM outbox"
         " WHERE state = 0 AND number > ?1 AND id NOT IN (SELECT id FROM held) ORDER BY number",
    "SELECT " ITEM_COLUMNS " FROM outbox WHERE id = ?1",
    /* 16 random bytes do not stand anywhere by chance */
    "SELECT " ITEM_COLUMNS " FROM outbox WHERE state <> 2 AND instr(payload, ?1) > 0"
    " ORDER BY number",
    HELD " SELECT o.number, min(h.refused) FROM held h JOIN outbox o ON o.id = h.id"
         " WHERE o.state = 0 GROUP BY o.number ORDER BY o.number",
    /* the first step as for `dependents` below; what refers to those names them in [needs] */
    "WITH RECURSIVE base(id) AS (SELECT id FROM outbox WHERE number = ?1),"
    " behind(id) AS (SELECT o.id FROM outbox o JOIN base b"
    "  ON o.needs = b.id OR instr(o.payload, b.id) > 0 OR substr(o.audience, 2) = b.id"
    "  WHERE o.state <> 1 AND o.number <> ?1"
    "  UNION SELECT o.id FROM outbox o JOIN behind b ON o.needs = b.id WHERE o.state <> 1)"
    " SELECT " ITEM_COLUMNS " FROM outbox WHERE id IN (SELECT id FROM behind) ORDER BY number",
    "SELECT state, count(*) FROM outbox GROUP BY state",
    HELD " SELECT count(*) FROM outbox WHERE state = 0 AND id IN (SELECT id FROM held)",
    "UPDATE outbox SET state = 1, epoch = ?2, seq = ?3, reason = NULL WHERE id = ?1",
    "UPDATE outbox SET state = 2, reason = ?2 WHERE id = ?1",
    HELD " UPDATE outbox SET state = 0, reason = NULL"
         " WHERE state = 2 AND needs IN (SELECT id FROM held)",
    "DELETE FROM outbox WHERE state = 1 AND audience = ?1 AND seq <= ?2",
    "SELECT id, state FROM outbox WHERE number = ?1",
    "UPDATE outbox SET state = 0, reason = NULL, id = ?2 WHERE number = ?1",
    /* an audience may be a room of the outbox */
    "SELECT number, payload, audience FROM outbox"
    " WHERE state <> 1 AND (needs = ?1 OR instr(payload, ?1) > 0 OR substr(audience, 2) = ?1)",
    "UPDATE outbox SET needs = iif(needs = ?2, ?3, needs), payload = ?4, audience = ?5"
    " WHERE number = ?1",
    "DELETE FROM outbox WHERE number = ?1",
    "INSERT INTO line(file, key, ref, id) VALUES(?1, ?2, ?3, ?4)",
    "SELECT id FROM line WHERE file = ?1 AND key = ?2",
    "SELECT id FROM line WHERE file = ?1 AND ref = ?2",
    "UPDATE line SET id = ?2 WHERE id = ?1",
};

struct statements {
    sqlite3_stmt *get;
    sqlite3_stmt *put;
    sqlite3_stmt *add;
    sqlite3_stmt *list;
    sqlite3_stmt *ready;
    sqlite3_stmt *by_id;
    sqlite3_stmt *naming;
    sqlite3_stmt *held;
    sqlite3_stmt *behind;
    sqlite3_stmt *count;
    sqlite3_stmt *count_held;
    sqlite3_stmt *numbered;
    sqlite3_stmt *refused;
    sqlite3_stmt *dragged;
    sqlite3_stmt *seen;
    sqlite3_stmt *find;
    sqlite3_stmt *resend;
    sqlite3_stmt *dependents;
    sqlite3_stmt *follow;
    sqlite3_stmt *discard;
    sqlite3_stmt *line_add;
    sqlite3_stmt *line_key;
    sqlite3_stmt *line_ref;
    sqlite3_stmt *line_follow;
};
enum { STATEMENT_COUNT = sizeof(struct statements) / sizeof(sqlite3_stmt *) };
_Static_assert(STATEMENT_COUNT == sizeof texts / sizeof texts[0], "one text a statement");

struct br_device {
    sqlite3 *db;
    union {
        struct statements sql;
        sqlite3_stmt *all[STATEMENT_COUNT];
    };
};

static enum br_status make_schema(sqlite3 *db)
{
    enum br_status status = br_db_exec(db, "BEGIN IMMEDIATE");
    if (status == BR_OK) {
        status = br_db_exec(db, schema);
    }
    if (status == BR_OK) {
        status = br_db_mark(db, DEVICE_FILE_ID, DEVICE_FILE_VERSION);
    }
    if (status == BR_OK) {
        status = br_db_exec(db, "COMMIT");
    }
    if (status != BR_OK) {
        br_db_rollback(db);
    }
    return status;
}

enum br_status br_device_open(const char *path, bool create, struct br_device **out,
                              struct br_error *error)
{
    struct br_device *device = calloc(1, sizeof *device);
    if (device == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    struct br_db_options options = {.path = path, .mode = BR_DB_LOG, .create = create};
    bool fresh = false;
    enum br_status status = br_db_open(&options, &device->db, error);
    if (status == BR_OK) {
        status = br_db_identify(device->db, DEVICE_FILE_ID, DEVICE_FILE_VERSION, &fresh, error);
    }
    if (status == BR_OK && fresh) {
        status = make_schema(device->db);
    }
    for (size_t i = 0; i < STATEMENT_COUNT && status == BR_OK; i++) {
        status = br_db_prepare(device->db, texts[i], &device->all[i]);
    }
    if (status != BR_OK) {
        if (error->text[0] == '\0') {
            (void)br_error_set(error, status, "%s: %s", path, br_status_text(status));
        }
        br_device_close(device);
        return status;
    }
    *out = device;
    return BR_OK;
}

void br_device_close(struct br_device *take_device)
{
    if (take_device == NULL) {
        return;
    }
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(take_device->all[i]);
    }
    br_db_close(take_device->db);
    free(take_device);
}

enum br_status br_device_get(struct br_device *device, const char *key, struct br_buffer *out)
{
    bool row = false;
    br_buffer_clear(out);
    (void)sqlite3_bind_text(device->sql.get, 1, key, -1, SQLITE_STATIC);
    enum br_status status = br_db_step(device->sql.get, &row);
    if (status == BR_OK && row) {
        br_buffer_put(out, sqlite3_column_blob(device->sql.get, 0),
                      (size_t)sqlite3_column_bytes(device->sql.get, 0));
    }
    (void)sqlite3_reset(device->sql.get);
    if (status != BR_OK) {
        return status;
    }
    return row ? BR_OK : BR_ERR_NOT_FOUND;
}

enum br_status br_device_put(struct br_device *device, const char *key, struct br_bytes value)
{
    (void)sqlite3_bind_text(device->sql.put, 1, key, -1, SQLITE_STATIC);
    br_db_bind_bytes(device->sql.put, 2, value.data, value.size);
    return br_db_run(device->sql.put);
}

/* --- transactions --- */

static enum br_status finish(struct br_device *device, enum br_status status)
{
    if (status == BR_OK) {
        BR_FAILPOINT("device.commit.before");
        status = br_db_exec(device->db, "COMMIT");
        BR_FAILPOINT("device.commit.after");
    }
    if (status != BR_OK) {
        br_db_rollback(device->db);
        return status;
    }
    status = br_db_checkpoint(device->db, false);
    BR_FAILPOINT("device.checkpoint.after");
    return status;
}

static enum br_status run_insert(struct br_device *device, sqlite3_stmt *insert)
{
    int code = sqlite3_step(insert);
    (void)sqlite3_reset(insert);
    (void)sqlite3_clear_bindings(insert);
    if ((code & 0xff) == SQLITE_CONSTRAINT) {
        return BR_ERR_EXISTS;
    }
    return br_db_status(device->db, code);
}

static enum br_status add_one(struct br_device *device, const struct br_write *write,
                              const struct br_id *needs)
{
    uint8_t audience[BR_AUDIENCE_SIZE];
    br_audience_encode(&write->audience, audience);
    sqlite3_stmt *add = device->sql.add;
    br_db_bind_bytes(add, 1, write->id.bytes, sizeof write->id.bytes);
    br_db_bind_bytes(add, 2, audience, sizeof audience);
    (void)sqlite3_bind_int64(add, 3, write->kind);
    br_db_bind_bytes(add, 4, write->author.bytes, sizeof write->author.bytes);
    (void)sqlite3_bind_int64(add, 5, (sqlite3_int64)write->written_ms);
    br_db_bind_bytes(add, 6, write->payload.data, write->payload.size);
    if (!br_id_is_zero(needs)) {
        br_db_bind_bytes(add, 7, needs->bytes, sizeof needs->bytes);
    }
    return run_insert(device, add);
}

enum br_status br_outbox_add(struct br_device *device, const struct br_write *writes,
                             const struct br_id *needs, size_t count)
{
    enum br_status status = br_db_exec(device->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = add_one(device, &writes[i], &needs[i]);
    }
    return finish(device, status);
}

/* --- lines of batch files --- */

static enum br_status add_line(struct br_device *device, const char *file,
                               const struct br_outbox_line *line, const struct br_id *id)
{
    sqlite3_stmt *add = device->sql.line_add;
    (void)sqlite3_bind_text(add, 1, file, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(add, 2, line->key, -1, SQLITE_STATIC);
    if (line->ref != NULL) {
        (void)sqlite3_bind_text(add, 3, line->ref, -1, SQLITE_STATIC);
    }
    br_db_bind_bytes(add, 4, id->bytes, sizeof id->bytes);
    return run_insert(device, add);
}

enum br_status br_outbox_add_lines(struct br_device *device, const char *file,
                                   const struct br_outbox_line *lines,
                                   const struct br_write *writes, const struct br_id *needs,
                                   size_t count)
{
    enum br_status status = br_db_exec(device->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = add_one(device, &writes[i], &needs[i]);
        if (status == BR_OK && lines[i].key != NULL) {
            status = add_line(device, file, &lines[i], &writes[i].id);
        }
    }
    return finish(device, status);
}

static enum br_status find_line(sqlite3_stmt *statement, const char *file, const char *name,
                                struct br_id *id)
{
    bool row = false;
    (void)sqlite3_bind_text(statement, 1, file, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    enum br_status status = br_db_step(statement, &row);
    if (status == BR_OK && row && !br_db_column_bytes(statement, 0, id->bytes, sizeof id->bytes)) {
        status = BR_ERR_CORRUPT;
    }
    (void)sqlite3_reset(statement);
    if (status != BR_OK) {
        return status;
    }
    return row ? BR_OK : BR_ERR_NOT_FOUND;
}

enum br_status br_outbox_line_key(struct br_device *device, const char *file, const char *key,
                                  struct br_id *id)
{
    return find_line(device->sql.line_key, file, key, id);
}

enum br_status br_outbox_line_ref(struct br_device *device, const char *file, const char *ref,
                                  struct br_id *id)
{
    return find_line(device->sql.line_ref, file, ref, id);
}

/* --- reading --- */

static enum br_status read_item(sqlite3_stmt *row, struct br_outbox_item *item)
{
    uint8_t audience[BR_AUDIENCE_SIZE];
    *item = (struct br_outbox_item){
        .number = sqlite3_column_int64(row, 0),
        .state = (enum br_outbox_state)sqlite3_column_int(row, 2),
        .write =
            {
                .kind = (uint16_t)sqlite3_column_int(row, 4),
                .written_ms = (uint64_t)sqlite3_column_int64(row, 6),
                .payload = {.data = sqlite3_column_blob(row, 7),
                            .size = (size_t)sqlite3_column_bytes(row, 7)},
            },
        .epoch = (uint32_t)sqlite3_column_int64(row, 9),
        .seq = (uint64_t)sqlite3_column_int64(row, 10),
        .reason = (const char *)sqlite3_column_text(row, 11),
    };
    struct br_write *write = &item->write;
    bool whole = br_db_column_bytes(row, 1, write->id.bytes, sizeof write->id.bytes) &&
                 br_db_column_bytes(row, 3, audience, sizeof audience) &&
                 br_db_column_bytes(row, 5, write->author.bytes, sizeof write->author.bytes);
    (void)br_db_column_bytes(row, 8, item->needs.bytes, sizeof item->needs.bytes);
    struct br_bytes encoded = {.data = audience, .size = sizeof audience};
    whole = whole && br_audience_decode(encoded, &write->audience) == BR_OK;
    return whole ? BR_OK : BR_ERR_CORRUPT;
}

static enum br_status visit_items(sqlite3_stmt *statement, br_outbox_visit visit, void *context)
{
    bool row = true;
    bool more = true;
    enum br_status status = BR_OK;
    while (more && status == BR_OK) {
        status = br_db_step(statement, &row);
        struct br_outbox_item item;
        if (status != BR_OK || !row) {
            break;
        }
        status = read_item(statement, &item);
        more = status == BR_OK && visit(context, &item);
    }
    (void)sqlite3_reset(statement);
    return status;
}

enum br_status br_outbox_list(struct br_device *device, br_outbox_visit visit, void *context)
{
    return visit_items(device->sql.list, visit, context);
}

enum br_status br_outbox_ready(struct br_device *device, int64_t after, br_outbox_visit visit,
                               void *context)
{
    (void)sqlite3_bind_int64(device->sql.ready, 1, after);
    return visit_items(device->sql.ready, visit, context);
}

struct only_one {
    br_outbox_visit visit;
    void *context;
    bool found;
};

static bool visit_only_one(void *context, const struct br_outbox_item *item)
{
    struct only_one *one = context;
    one->found = true;
    (void)one->visit(one->context, item);
    return false;
}

enum br_status br_outbox_find(struct br_device *device, const struct br_id *id,
                              br_outbox_visit visit, void *context)
{
    struct only_one one = {.visit = visit, .context = context};
    br_db_bind_bytes(device->sql.by_id, 1, id->bytes, sizeof id->bytes);
    enum br_status status = visit_items(device->sql.by_id, visit_only_one, &one);
    return status == BR_OK && !one.found ? BR_ERR_NOT_FOUND : status;
}

enum br_status br_outbox_naming(struct br_device *device, const struct br_id *id,
                                br_outbox_visit visit, void *context)
{
    br_db_bind_bytes(device->sql.naming, 1, id->bytes, sizeof id->bytes);
    return visit_items(device->sql.naming, visit, context);
}

enum br_status br_outbox_held(struct br_device *device, br_outbox_held_visit visit, void *context)
{
    sqlite3_stmt *held = device->sql.held;
    bool row = true;
    bool more = true;
    enum br_status status = BR_OK;
    while (more && status == BR_OK) {
        status = br_db_step(held, &row);
        if (status != BR_OK || !row) {
            break;
        }
        more = visit(context, sqlite3_column_int64(held, 0), sqlite3_column_int64(held, 1));
    }
    (void)sqlite3_reset(held);
    return status;
}

enum br_status br_outbox_behind(struct br_device *device, int64_t number, br_outbox_visit visit,
                                void *context)
{
    (void)sqlite3_bind_int64(device->sql.behind, 1, number);
    return visit_items(device->sql.behind, visit, context);
}

static enum br_status count_held(struct br_device *device, uint64_t *held)
{
    bool row = false;
    enum br_status status = br_db_step(device->sql.count_held, &row);
    *held = status == BR_OK && row ? (uint64_t)sqlite3_column_int64(device->sql.count_held, 0) : 0;
    (void)sqlite3_reset(device->sql.count_held);
    return status;
}

enum br_status br_outbox_count(struct br_device *device, struct br_outbox_counts *counts)
{
    uint64_t by_state[BR_OUTBOX_REFUSED + 1] = {0};
    bool row = true;
    enum br_status status = BR_OK;
    while (status == BR_OK) {
        status = br_db_step(device->sql.count, &row);
        if (status != BR_OK || !row) {
            break;
        }
        int state = sqlite3_column_int(device->sql.count, 0);
        if (state >= BR_OUTBOX_WAITING && state <= BR_OUTBOX_REFUSED) {
            by_state[state] = (uint64_t)sqlite3_column_int64(device->sql.count, 1);
        }
    }
    *counts = (struct br_outbox_counts){.waiting = by_state[BR_OUTBOX_WAITING],
                                        .numbered = by_state[BR_OUTBOX_NUMBERED],
                                        .refused = by_state[BR_OUTBOX_REFUSED]};
    bool any = counts->waiting > 0 && counts->refused > 0;
    return status == BR_OK && any ? count_held(device, &counts->held) : status;
}

/* --- what became of it --- */

static enum br_status settle_one(struct br_device *device, const struct br_outcome *outcome)
{
    bool numbered = outcome->type == BR_OUTCOME_NUMBERED;
    sqlite3_stmt *update = numbered ? device->sql.numbered : device->sql.refused;
    br_db_bind_bytes(update, 1, outcome->id.bytes, sizeof outcome->id.bytes);
    if (numbered) {
        (void)sqlite3_bind_int64(update, 2, outcome->epoch);
        (void)sqlite3_bind_int64(update, 3, (sqlite3_int64)outcome->seq);
    } else {
        (void)sqlite3_bind_text(update, 2, outcome->reason, -1, SQLITE_STATIC);
    }
    return br_db_run(update);
}

enum br_status br_outbox_settle(struct br_device *device, const struct br_outcome *outcomes,
                                size_t count)
{
    enum br_status status = br_db_exec(device->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bool refused = false;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = settle_one(device, &outcomes[i]);
        refused = refused || outcomes[i].type == BR_OUTCOME_REFUSED;
    }
    if (status == BR_OK && refused) {
        status = br_db_run(device->sql.dragged);
    }
    return finish(device, status);
}

enum br_status br_outbox_seen(struct br_device *device, const struct br_audience *audience,
                              uint64_t seq)
{
    uint8_t encoded[BR_AUDIENCE_SIZE];
    br_audience_encode(audience, encoded);
    br_db_bind_bytes(device->sql.seen, 1, encoded, sizeof encoded);
    (void)sqlite3_bind_int64(device->sql.seen, 2, (sqlite3_int64)seq);
    return br_db_run(device->sql.seen);
}

static enum br_status find(struct br_device *device, int64_t number, struct br_id *id,
                           enum br_outbox_state *state)
{
    bool row = false;
    (void)sqlite3_bind_int64(device->sql.find, 1, number);
    enum br_status status = br_db_step(device->sql.find, &row);
    if (status == BR_OK && row) {
        *state = (enum br_outbox_state)sqlite3_column_int(device->sql.find, 1);
        if (!br_db_column_bytes(device->sql.find, 0, id->bytes, sizeof id->bytes)) {
            status = BR_ERR_CORRUPT;
        }
    }
    (void)sqlite3_reset(device->sql.find);
    if (status != BR_OK) {
        return status;
    }
    return row ? BR_OK : BR_ERR_NOT_FOUND;
}

/* An id has a fixed length, so another one fits into a packed message in its place. */
static void replace_id(uint8_t *payload, size_t size, const struct br_id *old,
                       const struct br_id *new)
{
    uint8_t *at = payload;
    while ((at = memmem(at, size - (size_t)(at - payload), old->bytes, sizeof old->bytes)) !=
           NULL) {
        memcpy(at, new->bytes, sizeof new->bytes);
        at += sizeof new->bytes;
    }
}

/* Row [row] of the dependents: the new id wherever the old one stands. */
static enum br_status follow_one(struct br_device *device, sqlite3_stmt *row,
                                 const struct br_id *old, const struct br_id *new)
{
    size_t payload_size = (size_t)sqlite3_column_bytes(row, 1);
    size_t audience_size = (size_t)sqlite3_column_bytes(row, 2);
    uint8_t *copy = malloc(payload_size + audience_size + 1);
    if (copy == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    if (payload_size > 0) {
        memcpy(copy, sqlite3_column_blob(row, 1), payload_size);
    }
    if (audience_size > 0) {
        memcpy(copy + payload_size, sqlite3_column_blob(row, 2), audience_size);
    }
    replace_id(copy, payload_size, old, new);
    replace_id(copy + payload_size, audience_size, old, new);
    sqlite3_stmt *follow = device->sql.follow;
    (void)sqlite3_bind_int64(follow, 1, sqlite3_column_int64(row, 0));
    br_db_bind_bytes(follow, 2, old->bytes, sizeof old->bytes);
    br_db_bind_bytes(follow, 3, new->bytes, sizeof new->bytes);
    br_db_bind_bytes(follow, 4, copy, payload_size);
    br_db_bind_bytes(follow, 5, copy + payload_size, audience_size);
    enum br_status status = br_db_run(follow);
    free(copy);
    return status;
}

static enum br_status follow_all(struct br_device *device, const struct br_id *old,
                                 const struct br_id *new)
{
    sqlite3_stmt *dependents = device->sql.dependents;
    enum br_status status = BR_OK;
    bool row = true;
    while (status == BR_OK && row) { /* each update takes one out of the selection */
        br_db_bind_bytes(dependents, 1, old->bytes, sizeof old->bytes);
        status = br_db_step(dependents, &row);
        if (status == BR_OK && row) {
            status = follow_one(device, dependents, old, new);
        }
        (void)sqlite3_reset(dependents);
    }
    if (status == BR_OK) {
        br_db_bind_bytes(device->sql.line_follow, 1, old->bytes, sizeof old->bytes);
        br_db_bind_bytes(device->sql.line_follow, 2, new->bytes, sizeof new->bytes);
        status = br_db_run(device->sql.line_follow);
    }
    return status;
}

enum br_status br_outbox_resend(struct br_device *device, int64_t number,
                                const struct br_id *new_id)
{
    struct br_id old;
    enum br_outbox_state state = BR_OUTBOX_WAITING;
    enum br_status status = find(device, number, &old, &state);
    if (status != BR_OK) {
        return status;
    }
    if (state != BR_OUTBOX_REFUSED) {
        return BR_ERR_PROTOCOL;
    }
    status = br_db_exec(device->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    (void)sqlite3_bind_int64(device->sql.resend, 1, number);
    br_db_bind_bytes(device->sql.resend, 2, new_id->bytes, sizeof new_id->bytes);
    status = br_db_run(device->sql.resend);
    if (status == BR_OK) {
        status = follow_all(device, &old, new_id);
    }
    return finish(device, status);
}

static enum br_status discard_one(struct br_device *device, int64_t number)
{
    struct br_id id;
    enum br_outbox_state state = BR_OUTBOX_WAITING;
    enum br_status status = find(device, number, &id, &state);
    if (status != BR_OK) {
        return status;
    }
    if (state == BR_OUTBOX_NUMBERED) {
        return BR_ERR_PROTOCOL;
    }
    (void)sqlite3_bind_int64(device->sql.discard, 1, number);
    return br_db_run(device->sql.discard);
}

enum br_status br_outbox_discard(struct br_device *device, const int64_t *numbers, size_t count)
{
    enum br_status status = br_db_exec(device->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = discard_one(device, numbers[i]);
    }
    return finish(device, status);
}
