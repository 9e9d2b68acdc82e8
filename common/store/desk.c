/* desk.c - what is one person's own. */
#include "store/desk.h"

#include "base/limits.h"
#include "store/beside.h"
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

enum {
    DESK_FILE_ID = 0x6272646b, /* "brdk" */
    DESK_FILE_VERSION = 1,
    CHANGES_A_CHECKPOINT = 64, /* each leaves a page or two in the WAL */
};

/*
 * [in]: "" for the file itself, "desk." for the empty stand-in beside views that have no desk.
 * A thread's id may be used by two academies. [subject]: 16 bytes for a thread, else text.
 */
#define TABLES(in)                                                               \
    "CREATE TABLE " in "mark("                                                   \
    "    member BLOB NOT NULL,"                                                  \
    "    academy BLOB NOT NULL,"                                                 \
    "    thread BLOB NOT NULL,"                                                  \
    "    ms INTEGER NOT NULL,"    /* the newest that was read was listed then */ \
    "    posts INTEGER NOT NULL," /* how many had been read */                   \
    "    PRIMARY KEY (member, thread, academy)"                                  \
    ") STRICT, WITHOUT ROWID;"                                                   \
    "CREATE INDEX " in "mark_ms ON mark(member, ms);"                            \
    "CREATE TABLE " in "visit("                                                  \
    "    member BLOB PRIMARY KEY,"                                               \
    "    last_ms INTEGER NOT NULL,"                                              \
    "    before_ms INTEGER NOT NULL," /* the end of the visit before this */     \
    "    read_ms INTEGER NOT NULL"    /* everything until then counts as read */ \
    ") STRICT, WITHOUT ROWID;"                                                   \
    "CREATE TABLE " in "follow("                                                 \
    "    member BLOB NOT NULL,"                                                  \
    "    kind TEXT NOT NULL CHECK (kind IN ('thread', 'topic', 'pathway')),"     \
    "    subject ANY NOT NULL,"                                                  \
    "    since_ms INTEGER NOT NULL,"                                             \
    "    PRIMARY KEY (member, kind, subject)"                                    \
    ") STRICT, WITHOUT ROWID;"                                                   \
    "CREATE TABLE " in "draft("                                                  \
    "    member BLOB NOT NULL,"                                                  \
    "    form TEXT NOT NULL,"                                                    \
    "    subject TEXT NOT NULL,"                                                 \
    "    fields TEXT NOT NULL,"                                                  \
    "    saved_ms INTEGER NOT NULL,"                                             \
    "    PRIMARY KEY (member, form, subject)"                                    \
    ") STRICT, WITHOUT ROWID;"

static const char schema[] = TABLES("");
const char br_desk_empty[] = TABLES("desk.");

/* In the order of `struct statements`. */
static const char *const texts[] = {
    "INSERT INTO mark(member, thread, academy, ms, posts) VALUES(?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (member, thread, academy) DO UPDATE"
    " SET ms = max(ms, excluded.ms), posts = max(posts, excluded.posts)",
    "SELECT count(*) FROM mark WHERE member = ?1",
    "SELECT ms FROM mark WHERE member = ?1 ORDER BY ms LIMIT 1",
    "INSERT INTO visit(member, last_ms, before_ms, read_ms) VALUES(?1, ?2, ?2, ?2)"
    " ON CONFLICT (member) DO UPDATE SET read_ms = max(read_ms, excluded.read_ms)",
    "DELETE FROM mark WHERE member = ?1 AND ms <= ?2",
    "INSERT INTO visit(member, last_ms, before_ms, read_ms) VALUES(?1, ?2, ?2, ?2)"
    " ON CONFLICT (member) DO UPDATE"
    " SET before_ms = CASE WHEN excluded.last_ms >= last_ms + ?3 THEN last_ms ELSE before_ms END,"
    "     last_ms = max(last_ms, excluded.last_ms)",
    "INSERT INTO follow(member, kind, subject, since_ms) VALUES(?1, ?2, ?3, ?4)"
    " ON CONFLICT (member, kind, subject) DO NOTHING",
    "SELECT count(*) FROM follow WHERE member = ?1",
    "DELETE FROM follow WHERE member = ?1 AND kind = ?2 AND subject = ?3",
    "INSERT INTO draft(member, form, subject, fields, saved_ms) VALUES(?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (member, form, subject) DO UPDATE"
    " SET fields = excluded.fields, saved_ms = excluded.saved_ms",
    "SELECT count(*) FROM draft WHERE member = ?1",
    "DELETE FROM draft WHERE member = ?1 AND form = ?2 AND subject = ?3",
    "DELETE FROM mark WHERE member = ?1",
    "DELETE FROM visit WHERE member = ?1",
    "DELETE FROM follow WHERE member = ?1",
    "DELETE FROM draft WHERE member = ?1",
};

struct statements {
    sqlite3_stmt *mark;
    sqlite3_stmt *count_marks;
    sqlite3_stmt *first_mark;
    sqlite3_stmt *read_all;
    sqlite3_stmt *drop_marks;
    sqlite3_stmt *visit;
    sqlite3_stmt *follow;
    sqlite3_stmt *count_follows;
    sqlite3_stmt *unfollow;
    sqlite3_stmt *put_draft;
    sqlite3_stmt *count_drafts;
    sqlite3_stmt *drop_draft;
    sqlite3_stmt *forget_marks;
    sqlite3_stmt *forget_visit;
    sqlite3_stmt *forget_follows;
    sqlite3_stmt *forget_drafts;
};
enum { STATEMENT_COUNT = sizeof(struct statements) / sizeof(sqlite3_stmt *) };
_Static_assert(STATEMENT_COUNT == sizeof texts / sizeof texts[0], "one text a statement");

struct br_desk {
    sqlite3 *db;
    unsigned changes; /* since the last checkpoint */
    union {
        struct statements sql;
        sqlite3_stmt *all[STATEMENT_COUNT];
    };
};

/* --- transactions --- */

/* Everything else undone; the first error is the story. */
static enum br_status finish(struct br_desk *desk, enum br_status status)
{
    if (status == BR_OK) {
        status = br_db_exec(desk->db, "COMMIT");
    }
    if (status != BR_OK) {
        br_db_rollback(desk->db);
        return status;
    }
    if (++desk->changes >= CHANGES_A_CHECKPOINT) {
        desk->changes = 0;
        enum br_status moved = br_db_checkpoint(desk->db, false);
        (void)moved; /* the change is durable; what could not be moved stays in the WAL */
    }
    return BR_OK;
}

static void bind_member(sqlite3_stmt *statement, const struct br_id *member)
{
    br_db_bind_bytes(statement, 1, member, sizeof *member);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* The one number that [statement] gives for the member; 0 for no row. */
static enum br_status number_of(sqlite3_stmt *statement, const struct br_id *member,
                                uint64_t *number)
{
    bool row = false;
    bind_member(statement, member);
    enum br_status status = br_db_step(statement, &row);
    *number = row ? (uint64_t)sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_reset(statement);
    return status;
}

/* After an insert: more than [max] is one too many, and the transaction is undone. */
static enum br_status keep_to(sqlite3_stmt *count, const struct br_id *member, uint64_t max)
{
    uint64_t now = 0;
    enum br_status status = number_of(count, member, &now);
    return status == BR_OK && now > max ? BR_ERR_LIMIT : status;
}

/* --- opening --- */

static enum br_status make_schema(struct br_desk *desk)
{
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    status = br_db_exec(desk->db, schema);
    if (status == BR_OK) {
        status = br_db_mark(desk->db, DESK_FILE_ID, DESK_FILE_VERSION);
    }
    return finish(desk, status);
}

enum br_status br_desk_open(const char *path, struct br_desk **out, struct br_error *error)
{
    *out = NULL;
    struct br_desk *desk = calloc(1, sizeof *desk);
    if (desk == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for %s", path);
    }
    struct br_db_options options = {.path = path, .mode = BR_DB_LOG, .create = true};
    struct br_error why = {.text = ""};
    bool fresh = false;
    enum br_status status = br_db_open(&options, &desk->db, &why);
    if (status == BR_OK) {
        status = br_db_identify(desk->db, DESK_FILE_ID, DESK_FILE_VERSION, &fresh, &why);
    }
    if (status == BR_OK && fresh) {
        status = make_schema(desk);
    }
    for (size_t i = 0; i < STATEMENT_COUNT && status == BR_OK; i++) {
        status = br_db_prepare(desk->db, texts[i], &desk->all[i]);
    }
    if (status != BR_OK) {
        br_desk_close(desk);
        return why.text[0] != '\0'
                   ? br_error_set(error, status, "%s", why.text)
                   : br_error_set(error, status, "%s: %s", path, br_status_text(status));
    }
    *out = desk;
    return BR_OK;
}

void br_desk_close(struct br_desk *take_desk)
{
    if (take_desk == NULL) {
        return;
    }
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(take_desk->all[i]);
    }
    br_db_close(take_desk->db);
    free(take_desk);
}

/* --- what was read --- */

static enum br_status read_until(struct br_desk *desk, const struct br_id *member, uint64_t ms)
{
    sqlite3_stmt *read_all = desk->sql.read_all;
    bind_member(read_all, member);
    (void)sqlite3_bind_int64(read_all, 2, (sqlite3_int64)ms);
    enum br_status status = br_db_run(read_all);
    if (status == BR_OK) {
        bind_member(desk->sql.drop_marks, member);
        (void)sqlite3_bind_int64(desk->sql.drop_marks, 2, (sqlite3_int64)ms);
        status = br_db_run(desk->sql.drop_marks);
    }
    return status;
}

static enum br_status give_up_the_earliest(struct br_desk *desk, const struct br_id *member)
{
    uint64_t count = 0;
    uint64_t ms = 0;
    enum br_status status = number_of(desk->sql.count_marks, member, &count);
    if (status == BR_OK && count > BR_DESK_MARKS_MAX) {
        status = number_of(desk->sql.first_mark, member, &ms);
        status = status == BR_OK ? read_until(desk, member, ms) : status;
    }
    return status;
}

enum br_status br_desk_mark(struct br_desk *desk, const struct br_id *member,
                            const struct br_hash *academy, const struct br_id *thread, uint64_t ms,
                            uint64_t posts)
{
    sqlite3_stmt *mark = desk->sql.mark;
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bind_member(mark, member);
    br_db_bind_bytes(mark, 2, thread, sizeof *thread);
    br_db_bind_bytes(mark, 3, academy, sizeof *academy);
    (void)sqlite3_bind_int64(mark, 4, (sqlite3_int64)ms);
    (void)sqlite3_bind_int64(mark, 5, (sqlite3_int64)posts);
    status = br_db_run(mark);
    if (status == BR_OK) {
        status = give_up_the_earliest(desk, member);
    }
    return finish(desk, status);
}

enum br_status br_desk_read_all(struct br_desk *desk, const struct br_id *member, uint64_t ms)
{
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    return status == BR_OK ? finish(desk, read_until(desk, member, ms)) : status;
}

enum br_status br_desk_visit(struct br_desk *desk, const struct br_id *member, uint64_t now_ms)
{
    sqlite3_stmt *visit = desk->sql.visit;
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bind_member(visit, member);
    (void)sqlite3_bind_int64(visit, 2, (sqlite3_int64)now_ms);
    (void)sqlite3_bind_int64(visit, 3, BR_VISIT_GAP_MS);
    return finish(desk, br_db_run(visit));
}

/* --- following --- */

static void bind_follow(sqlite3_stmt *statement, const struct br_id *member, enum br_follow kind,
                        struct br_bytes subject)
{
    static const char *const kinds[] = {[BR_FOLLOW_THREAD] = "thread",
                                        [BR_FOLLOW_TOPIC] = "topic",
                                        [BR_FOLLOW_PATHWAY] = "pathway"};
    bind_member(statement, member);
    bind_text(statement, 2, kinds[kind]);
    if (kind == BR_FOLLOW_THREAD) {
        br_db_bind_bytes(statement, 3, subject.data, subject.size);
    } else {
        (void)sqlite3_bind_text(statement, 3, (const char *)subject.data, (int)subject.size,
                                SQLITE_STATIC);
    }
}

enum br_status br_desk_follow(struct br_desk *desk, const struct br_id *member, enum br_follow kind,
                              struct br_bytes subject, uint64_t now_ms)
{
    sqlite3_stmt *follow = desk->sql.follow;
    BR_ASSERT(kind != BR_FOLLOW_THREAD || subject.size == sizeof(struct br_id));
    if (subject.size > BR_DESK_NAME_MAX) {
        return BR_ERR_LIMIT;
    }
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bind_follow(follow, member, kind, subject);
    (void)sqlite3_bind_int64(follow, 4, (sqlite3_int64)now_ms);
    status = br_db_run(follow);
    if (status == BR_OK) {
        status = keep_to(desk->sql.count_follows, member, BR_DESK_FOLLOWS_MAX);
    }
    return finish(desk, status);
}

enum br_status br_desk_unfollow(struct br_desk *desk, const struct br_id *member,
                                enum br_follow kind, struct br_bytes subject)
{
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bind_follow(desk->sql.unfollow, member, kind, subject);
    return finish(desk, br_db_run(desk->sql.unfollow));
}

/* --- drafts --- */

enum br_status br_desk_put_draft(struct br_desk *desk, const struct br_id *member, const char *form,
                                 const char *subject, struct br_bytes fields, uint64_t now_ms)
{
    sqlite3_stmt *put = desk->sql.put_draft;
    if (strlen(form) > BR_DESK_NAME_MAX || strlen(subject) > BR_DESK_NAME_MAX ||
        fields.size > BR_DRAFT_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bind_member(put, member);
    bind_text(put, 2, form);
    bind_text(put, 3, subject);
    (void)sqlite3_bind_text(put, 4, fields.size == 0 ? "" : (const char *)fields.data,
                            (int)fields.size, SQLITE_STATIC);
    (void)sqlite3_bind_int64(put, 5, (sqlite3_int64)now_ms);
    status = br_db_run(put);
    if (status == BR_OK) {
        status = keep_to(desk->sql.count_drafts, member, BR_DESK_DRAFTS_MAX);
    }
    return finish(desk, status);
}

enum br_status br_desk_drop_draft(struct br_desk *desk, const struct br_id *member,
                                  const char *form, const char *subject)
{
    sqlite3_stmt *drop = desk->sql.drop_draft;
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bind_member(drop, member);
    bind_text(drop, 2, form);
    bind_text(drop, 3, subject);
    return finish(desk, br_db_run(drop));
}

/* --- forgetting --- */

enum br_status br_desk_forget(struct br_desk *desk, const struct br_id *member)
{
    sqlite3_stmt *const drops[] = {desk->sql.forget_marks, desk->sql.forget_visit,
                                   desk->sql.forget_follows, desk->sql.forget_drafts};
    enum br_status status = br_db_exec(desk->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < sizeof drops / sizeof drops[0] && status == BR_OK; i++) {
        bind_member(drops[i], member);
        status = br_db_run(drops[i]);
    }
    status = finish(desk, status);
    return status == BR_OK ? br_db_checkpoint(desk->db, true) : status; /* also from the WAL */
}
