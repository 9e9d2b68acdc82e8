/* search.c - filling the words of what the views hold, a piece at a time. */
#include "store/search.h"

#include "base/limits.h"
#include "base/logline.h"
#include "store/views_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SEARCH_FILE_ID = 0x62727366, /* "brsf" */
    SEARCH_FILE_VERSION = 1,
    SEQ_BITS = 40,
    PAGES_A_CHECKPOINT = 1000,
};

#define SEQ_MASK ((1ull << SEQ_BITS) - 1)

/*
 * A document's id is its place in the results, which come from the highest down: named things (a
 * person, a room, a measure, an academy) before what was said, the newest first.
 *
 *      bit 60: named    19 to 59: listed_ms    0 to 18: of the same millisecond
 */
enum { NAMED_BIT = 60, MS_SHIFT = 19, MS_BITS = 41 };

/* [in]: "" for the file itself, "search." for the empty stand-in beside views without one. */
#define WORDS(in)                                                                  \
    "CREATE VIRTUAL TABLE " in "words USING fts5(title, body, content='document'," \
    " content_rowid='id', detail=column, tokenize='unicode61 remove_diacritics 2')"
#define TABLES(in)                                                                   \
    "CREATE TABLE " in "document("                                                   \
    "    id INTEGER PRIMARY KEY,"                                                    \
    "    kind TEXT NOT NULL," /* the name of the block that declares it */           \
    "    position INTEGER,"   /* of the record that it is; NULL: named by subject */ \
    "    subject BLOB NOT NULL,"                                                     \
    "    academy BLOB NOT NULL,"                                                     \
    "    thread BLOB,"                                                               \
    "    ms INTEGER NOT NULL,"                                                       \
    "    title TEXT NOT NULL,"                                                       \
    "    body TEXT NOT NULL"                                                         \
    ") STRICT;"                                                                      \
    "CREATE INDEX " in "document_position ON document(position) WHERE position > 0;" \
    "CREATE INDEX " in                                                               \
    "document_subject ON document(subject) WHERE position IS NULL;" WORDS(in) ";"

static const char schema[] = TABLES("") "CREATE TABLE cursor("
                                        "    number INTEGER PRIMARY KEY,"
                                        "    bottom INTEGER NOT NULL,"
                                        "    top INTEGER NOT NULL"
                                        ") STRICT;"
                                        "CREATE TABLE source("
                                        "    birth BLOB NOT NULL,"  /* of the views */
                                        "    wipe INTEGER NOT NULL" /* 1: old words are in it */
                                        ") STRICT;"
                                        "INSERT INTO source VALUES(x'', 0);";
const char br_search_empty[] = TABLES("search.");
static const char words_sql[] = WORDS("");

/* In the order of `struct statements`. */
static const char *const texts[] = {
    "SELECT birth, wipe FROM source",
    "UPDATE source SET birth = ?1",
    "UPDATE source SET wipe = ?1",
    "SELECT bottom, top FROM cursor WHERE number = ?1",
    "INSERT INTO cursor(number, bottom, top) VALUES(?1, ?2, ?3)"
    " ON CONFLICT (number) DO UPDATE SET bottom = excluded.bottom, top = excluded.top",
    "SELECT id, title, body FROM document WHERE position > 0 AND position = ?1 AND kind = ?2",
    "SELECT id, title, body FROM document"
    " WHERE position IS NULL AND subject = ?1 AND kind = ?2 AND academy = ?3",
    "SELECT max(id) FROM document WHERE id BETWEEN ?1 AND ?2",
    "INSERT INTO document(id, kind, position, subject, academy, thread, ms, title, body)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    "UPDATE document SET title = ?2, body = ?3 WHERE id = ?1",
    "DELETE FROM document WHERE id = ?1",
    "INSERT INTO words(rowid, title, body) VALUES(?1, ?2, ?3)",
    "INSERT INTO words(words, rowid, title, body) VALUES('delete', ?1, ?2, ?3)",
};

struct statements {
    sqlite3_stmt *source;
    sqlite3_stmt *set_birth;
    sqlite3_stmt *set_wipe;
    sqlite3_stmt *cursor;
    sqlite3_stmt *set_cursor;
    sqlite3_stmt *find;
    sqlite3_stmt *find_named;
    sqlite3_stmt *last_id;
    sqlite3_stmt *insert;
    sqlite3_stmt *update;
    sqlite3_stmt *remove;
    sqlite3_stmt *add_words;
    sqlite3_stmt *drop_words;
};
enum { STATEMENT_COUNT = sizeof(struct statements) / sizeof(sqlite3_stmt *) };
_Static_assert(STATEMENT_COUNT == sizeof texts / sizeof texts[0], "one text a statement");

struct br_search {
    sqlite3 *db;
    int wal_pages;
    int wal_pages_done;
    bool wipe;  /* words that were taken out are still in the file */
    bool wiped; /* ... and in the WAL, until nobody reads it any more */
    union {
        struct statements sql;
        sqlite3_stmt *all[STATEMENT_COUNT];
    };
};

/* --- opening --- */

static void close_file(struct br_search *search)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(search->all[i]);
        search->all[i] = NULL;
    }
    br_db_close(search->db);
    search->db = NULL;
}

static enum br_status make_schema(struct br_search *search)
{
    enum br_status status = br_db_exec(search->db, "BEGIN IMMEDIATE");
    if (status == BR_OK) {
        status = br_db_exec(search->db, schema);
    }
    if (status == BR_OK) {
        status = br_db_mark(search->db, SEARCH_FILE_ID, SEARCH_FILE_VERSION);
    }
    if (status == BR_OK) {
        status = br_db_exec(search->db, "COMMIT");
    }
    if (status != BR_OK) {
        br_db_rollback(search->db);
    }
    return status;
}

/* The one virtual table is ours: else it could be anything that SQLite knows. */
static enum br_status look_at_words(struct br_search *search)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    enum br_status status =
        br_db_prepare(search->db,
                      "SELECT count(*) FROM sqlite_schema WHERE name = 'words' AND sql = ?1"
                      " AND (SELECT count(*) FROM sqlite_schema"
                      "      WHERE rootpage IS NULL OR rootpage = 0) = 1",
                      &statement);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(statement, 1, words_sql, -1, SQLITE_STATIC);
        status = br_db_step(statement, &row);
    }
    if (status == BR_OK && sqlite3_column_int(statement, 0) != 1) {
        status = BR_ERR_CORRUPT;
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    struct br_search *search = context;
    search->wal_pages_done = pages < search->wal_pages ? 0 : search->wal_pages_done;
    search->wal_pages = pages;
    return SQLITE_OK;
}

static enum br_status open_file(struct br_search *search, const char *path, struct br_error *error)
{
    struct br_db_options options = {.path = path, .mode = BR_DB_SEARCH, .create = true};
    bool fresh = false;
    enum br_status status = br_db_open(&options, &search->db, error);
    if (status == BR_OK) {
        status = br_db_identify(search->db, SEARCH_FILE_ID, SEARCH_FILE_VERSION, &fresh, error);
    }
    if (status == BR_OK && fresh) {
        status = make_schema(search);
    }
    if (status == BR_OK) {
        (void)sqlite3_wal_hook(search->db, on_commit, search);
        status = look_at_words(search);
    }
    for (size_t i = 0; i < STATEMENT_COUNT && status == BR_OK; i++) {
        status = br_db_prepare(search->db, texts[i], &search->all[i]);
    }
    if (status != BR_OK) {
        close_file(search);
    }
    return status;
}

static void remove_files(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char *name = sqlite3_mprintf("%s%s", path, endings[i]);
        if (name != NULL) {
            (void)unlink(name);
        }
        sqlite3_free(name);
    }
}

enum br_status br_search_open(const char *path, struct br_search **out, struct br_error *error)
{
    *out = NULL;
    struct br_error why = {.text = ""};
    struct br_search *search = calloc(1, sizeof *search);
    if (search == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for %s", path);
    }
    enum br_status status = open_file(search, path, &why);
    if (status == BR_ERR_CORRUPT || status == BR_ERR_VERSION) { /* a cache */
        BR_LOGLINE(BR_INFO, "search_begins_again", BR_TEXT("file", path),
                   BR_TEXT("why", br_status_text(status)));
        remove_files(path);
        why.text[0] = '\0';
        status = open_file(search, path, &why);
    }
    if (status != BR_OK) {
        free(search);
        return why.text[0] != '\0'
                   ? br_error_set(error, status, "%s", why.text)
                   : br_error_set(error, status, "%s: %s", path, br_status_text(status));
    }
    *out = search;
    return BR_OK;
}

void br_search_close(struct br_search *take_search)
{
    if (take_search == NULL) {
        return;
    }
    close_file(take_search);
    free(take_search);
}

/* --- documents --- */

/* A row of a "search" block; see domain.h. */
enum column {
    COLUMN_POSITION,
    COLUMN_ID,
    COLUMN_ACADEMY,
    COLUMN_THREAD,
    COLUMN_MS,
    COLUMN_TITLE,
    COLUMN_BODY,
    COLUMN_COUNT,
};

struct found {
    sqlite3_int64 id;
    bool there;
    bool same; /* its words are as they were */
};

static void copy_column(sqlite3_stmt *to, int at, sqlite3_stmt *from, int column)
{
    (void)sqlite3_bind_value(to, at, sqlite3_column_value(from, column));
}

/* NULL as an empty text. */
static void copy_text(sqlite3_stmt *to, int at, sqlite3_stmt *from, int column)
{
    const char *text = (const char *)sqlite3_column_text(from, column);
    int size = sqlite3_column_bytes(from, column);
    (void)sqlite3_bind_text(to, at, text == NULL ? "" : text, text == NULL ? 0 : size,
                            SQLITE_TRANSIENT);
}

static bool is_same_text(sqlite3_stmt *one, int at, sqlite3_stmt *other, int column)
{
    const void *first = sqlite3_column_text(one, at);
    const void *second = sqlite3_column_text(other, column);
    int size = sqlite3_column_bytes(one, at);
    return size == sqlite3_column_bytes(other, column) &&
           (size == 0 || memcmp(first, second, (size_t)size) == 0);
}

/* Find the document of [row]; its old words are taken out of the index unless they stay. */
static enum br_status find(struct br_search *search, sqlite3_stmt *row, const char *kind,
                           struct found *found)
{
    bool named = sqlite3_column_type(row, COLUMN_POSITION) == SQLITE_NULL;
    sqlite3_stmt *find = named ? search->sql.find_named : search->sql.find;
    copy_column(find, 1, row, named ? COLUMN_ID : COLUMN_POSITION);
    (void)sqlite3_bind_text(find, 2, kind, -1, SQLITE_STATIC);
    if (named) {
        copy_column(find, 3, row, COLUMN_ACADEMY);
    }
    enum br_status status = br_db_step(find, &found->there);
    if (status == BR_OK && found->there) {
        found->id = sqlite3_column_int64(find, 0);
        found->same =
            is_same_text(find, 1, row, COLUMN_TITLE) && is_same_text(find, 2, row, COLUMN_BODY);
    }
    if (status == BR_OK && found->there && !found->same) {
        sqlite3_stmt *drop = search->sql.drop_words;
        (void)sqlite3_bind_int64(drop, 1, found->id);
        copy_column(drop, 2, find, 1);
        copy_column(drop, 3, find, 2);
        status = br_db_run(drop);
    }
    (void)sqlite3_reset(find);
    return status;
}

static enum br_status place_of(struct br_search *search, sqlite3_stmt *row, sqlite3_int64 *id)
{
    sqlite3_int64 ms = sqlite3_column_int64(row, COLUMN_MS);
    bool named = sqlite3_column_type(row, COLUMN_THREAD) == SQLITE_NULL;
    ms = ms < 0 ? 0 : ms;
    ms = ms >= (1ll << MS_BITS) ? (1ll << MS_BITS) - 1 : ms;
    sqlite3_int64 first = (named ? 1ll << NAMED_BIT : 0) | ms << MS_SHIFT;
    sqlite3_int64 last = first | ((1ll << MS_SHIFT) - 1);
    sqlite3_stmt *last_id = search->sql.last_id;
    bool there = false;
    (void)sqlite3_bind_int64(last_id, 1, first);
    (void)sqlite3_bind_int64(last_id, 2, last);
    enum br_status status = br_db_step(last_id, &there);
    bool none = status == BR_OK && sqlite3_column_type(last_id, 0) == SQLITE_NULL;
    *id = none ? first : sqlite3_column_int64(last_id, 0) + 1;
    (void)sqlite3_reset(last_id);
    /* half a million things of one millisecond: somebody's flood, and nobody's loss */
    return status == BR_OK && *id > last ? BR_ERR_LIMIT : status;
}

static enum br_status insert(struct br_search *search, sqlite3_stmt *row, const char *kind,
                             sqlite3_int64 id)
{
    sqlite3_stmt *insert = search->sql.insert;
    (void)sqlite3_bind_int64(insert, 1, id);
    (void)sqlite3_bind_text(insert, 2, kind, -1, SQLITE_STATIC);
    copy_column(insert, 3, row, COLUMN_POSITION);
    copy_column(insert, 4, row, COLUMN_ID);
    copy_column(insert, 5, row, COLUMN_ACADEMY);
    copy_column(insert, 6, row, COLUMN_THREAD);
    copy_column(insert, 7, row, COLUMN_MS);
    copy_text(insert, 8, row, COLUMN_TITLE);
    copy_text(insert, 9, row, COLUMN_BODY);
    return br_db_run(insert);
}

static enum br_status update(struct br_search *search, sqlite3_stmt *row, sqlite3_int64 id)
{
    sqlite3_stmt *update = search->sql.update;
    (void)sqlite3_bind_int64(update, 1, id);
    copy_text(update, 2, row, COLUMN_TITLE);
    copy_text(update, 3, row, COLUMN_BODY);
    return br_db_run(update);
}

/* Withdrawn, erased: neither title nor text. */
static enum br_status take_out(struct br_search *search, sqlite3_int64 id)
{
    (void)sqlite3_bind_int64(search->sql.remove, 1, id);
    enum br_status status = br_db_run(search->sql.remove);
    if (status == BR_OK) {
        search->wipe = true;
        (void)sqlite3_bind_int(search->sql.set_wipe, 1, 1);
        status = br_db_run(search->sql.set_wipe);
    }
    return status;
}

static enum br_status take_in_row(struct br_search *search, sqlite3_stmt *row, const char *kind)
{
    struct found found = {.there = false};
    bool nothing = sqlite3_column_type(row, COLUMN_TITLE) == SQLITE_NULL &&
                   sqlite3_column_type(row, COLUMN_BODY) == SQLITE_NULL;
    enum br_status status = find(search, row, kind, &found);
    if (status != BR_OK || (found.there && found.same && !nothing) || (!found.there && nothing)) {
        return status;
    }
    if (nothing) {
        return take_out(search, found.id);
    }
    if (found.there) {
        status = update(search, row, found.id);
    } else {
        status = place_of(search, row, &found.id);
        if (status == BR_ERR_LIMIT) {
            return BR_OK;
        }
        status = status == BR_OK ? insert(search, row, kind, found.id) : status;
    }
    if (status == BR_OK) {
        sqlite3_stmt *add = search->sql.add_words;
        (void)sqlite3_bind_int64(add, 1, found.id);
        copy_text(add, 2, row, COLUMN_TITLE);
        copy_text(add, 3, row, COLUMN_BODY);
        status = br_db_run(add);
    }
    return status;
}

/* --- a piece of a stream --- */

struct piece {
    uint32_t number;
    struct br_hash origin;
    uint8_t audience[BR_AUDIENCE_SIZE];
    uint64_t first; /* seqs */
    uint64_t last;
    uint64_t bottom; /* of the stream, when the piece is in */
    uint64_t top;
};

static void bind_named(sqlite3_stmt *statement, const char *name, sqlite3_int64 value)
{
    int at = sqlite3_bind_parameter_index(statement, name);
    if (at > 0) {
        (void)sqlite3_bind_int64(statement, at, value);
    }
}

static void bind_named_bytes(sqlite3_stmt *statement, const char *name, const void *data,
                             size_t size)
{
    int at = sqlite3_bind_parameter_index(statement, name);
    if (at > 0) {
        br_db_bind_bytes(statement, at, data, size);
    }
}

static void bind_piece(sqlite3_stmt *rows, const struct piece *piece)
{
    sqlite3_int64 stream = (sqlite3_int64)piece->number << SEQ_BITS;
    bind_named(rows, ":first", stream | (sqlite3_int64)piece->first);
    bind_named(rows, ":last", stream | (sqlite3_int64)piece->last);
    bind_named(rows, ":first_seq", (sqlite3_int64)piece->first);
    bind_named(rows, ":last_seq", (sqlite3_int64)piece->last);
    bind_named(rows, ":stream", piece->number);
    bind_named_bytes(rows, ":origin", &piece->origin, sizeof piece->origin);
    bind_named_bytes(rows, ":audience", piece->audience, sizeof piece->audience);
}

/* The one statement of the block. */
static enum br_status prepare_block(struct br_views *reader, const struct br_block *block,
                                    struct br_db_statements *statements)
{
    struct br_error error = {.text = ""};
    enum br_status status =
        br_db_prepare_all(reader->db, block->sql, block->where, statements, &error);
    if (status == BR_OK &&
        (statements->count != 1 || sqlite3_column_count(statements->items[0]) != COLUMN_COUNT)) {
        status = br_error_set(&error, BR_ERR_MALFORMED, "%s: a search block gives %d columns",
                              block->where, COLUMN_COUNT);
    }
    if (status == BR_ERR_MALFORMED) {
        BR_LOGLINE(BR_ERROR, "search_block", BR_TEXT("why", error.text));
    }
    return status;
}

static enum br_status take_in_block(struct br_search *search, struct br_views *reader,
                                    const struct br_block *block, const struct piece *piece)
{
    struct br_db_statements statements = {.count = 0};
    bool row = true;
    enum br_guard_mode before = reader->guard.mode;
    reader->guard.mode = BR_GUARD_CHECK;
    enum br_status status = prepare_block(reader, block, &statements);
    if (status == BR_OK) {
        bind_piece(statements.items[0], piece);
    }
    while (status == BR_OK && row) {
        status = br_db_step(statements.items[0], &row);
        if (status == BR_OK && row) {
            status = take_in_row(search, statements.items[0], block->name);
        }
    }
    br_db_finalize_all(&statements);
    reader->guard.mode = before;
    return status;
}

static enum br_status take_in(struct br_search *search, struct br_views *reader,
                              const struct piece *piece)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(reader->options.domain, &count);
    enum br_status status = BR_OK;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        if (blocks[i].type == BR_BLOCK_SEARCH) {
            status = take_in_block(search, reader, &blocks[i], piece);
        }
    }
    if (status == BR_OK) {
        sqlite3_stmt *set = search->sql.set_cursor;
        (void)sqlite3_bind_int64(set, 1, piece->number);
        (void)sqlite3_bind_int64(set, 2, (sqlite3_int64)piece->bottom);
        (void)sqlite3_bind_int64(set, 3, (sqlite3_int64)piece->top);
        status = br_db_run(set);
    }
    return status;
}

/* Where this stream stands; [*left] counts what is not in. A new one begins at its end. */
static enum br_status stands_at(struct br_search *search, uint32_t number, uint64_t seq,
                                struct piece *piece, uint64_t *left)
{
    sqlite3_stmt *cursor = search->sql.cursor;
    bool row = false;
    (void)sqlite3_bind_int64(cursor, 1, number);
    enum br_status status = br_db_step(cursor, &row);
    piece->number = number;
    piece->bottom = row ? (uint64_t)sqlite3_column_int64(cursor, 0) : seq;
    piece->top = row ? (uint64_t)sqlite3_column_int64(cursor, 1) : seq;
    (void)sqlite3_reset(cursor);
    *left = piece->bottom + (seq > piece->top ? seq - piece->top : 0);
    return status;
}

/* What has come since goes first, upwards; then downwards to what was said first. */
static void cut(struct piece *piece, uint64_t seq)
{
    if (seq > piece->top) {
        uint64_t count = seq - piece->top;
        count = count > BR_SEARCH_PIECE_RECORDS_MAX ? BR_SEARCH_PIECE_RECORDS_MAX : count;
        piece->first = piece->top + 1;
        piece->last = piece->top + count;
        piece->top = piece->last;
        return;
    }
    uint64_t count = piece->bottom;
    count = count > BR_SEARCH_PIECE_RECORDS_MAX ? BR_SEARCH_PIECE_RECORDS_MAX : count;
    piece->last = piece->bottom;
    piece->first = piece->bottom - count + 1;
    piece->bottom = piece->first - 1;
}

/* Of all streams that are not in to their end, the one with something new, else with most left. */
static enum br_status choose(struct br_search *search, struct br_views *reader,
                             struct piece *chosen, bool *more)
{
    sqlite3_stmt *streams = NULL;
    uint64_t most = 0;
    uint64_t all = 0;
    uint64_t chosen_seq = 0;
    bool row = true;
    enum br_status status =
        br_db_prepare(reader->db, "SELECT number, origin, audience, seq FROM folded", &streams);
    while (status == BR_OK && row) {
        status = br_db_step(streams, &row);
        if (status != BR_OK || !row) {
            break;
        }
        struct piece piece = {.number = 0};
        uint64_t seq = (uint64_t)sqlite3_column_int64(streams, 3);
        uint64_t left = 0;
        status = stands_at(search, (uint32_t)sqlite3_column_int64(streams, 0), seq, &piece, &left);
        all += left;
        uint64_t weight = seq > piece.top ? left + BR_SEQ_MAX : left;
        if (status == BR_OK && weight > most) {
            bool whole = br_db_column_bytes(streams, 1, &piece.origin, sizeof piece.origin) &&
                         br_db_column_bytes(streams, 2, piece.audience, sizeof piece.audience);
            status = whole ? BR_OK : BR_ERR_CORRUPT;
            *chosen = piece;
            chosen_seq = seq;
            most = weight;
        }
    }
    (void)sqlite3_finalize(streams);
    if (status == BR_OK && most > 0) {
        cut(chosen, chosen_seq);
        *more = all > chosen->last - chosen->first + 1;
    }
    return status;
}

/* --- whose words these are --- */

/* The views that they were taken from, as those name themselves since they were begun. */
static enum br_status read_birth(struct br_views *reader, struct br_id *birth)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    enum br_status status = br_db_prepare(reader->db, "SELECT id FROM birth", &statement);
    if (status == BR_OK) {
        status = br_db_step(statement, &row);
    }
    if (status == BR_OK && !(row && br_db_column_bytes(statement, 0, birth, sizeof *birth))) {
        status = BR_ERR_CORRUPT;
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static enum br_status begin_again(struct br_search *search, const struct br_id *birth)
{
    enum br_status status = br_db_exec(
        search->db, "INSERT INTO words(words) VALUES('delete-all'); DELETE FROM document;"
                    "DELETE FROM cursor; UPDATE source SET wipe = 0;");
    if (status == BR_OK) {
        br_db_bind_bytes(search->sql.set_birth, 1, birth, sizeof *birth);
        status = br_db_run(search->sql.set_birth);
    }
    search->wipe = false;
    search->wiped = status == BR_OK;
    return status;
}

static enum br_status look_at_source(struct br_search *search, struct br_views *reader)
{
    struct br_id birth;
    struct br_id known;
    bool row = false;
    enum br_status status = read_birth(reader, &birth);
    if (status == BR_OK) {
        status = br_db_step(search->sql.source, &row);
    }
    bool same = status == BR_OK && row &&
                br_db_column_bytes(search->sql.source, 0, &known, sizeof known) &&
                br_id_equal(&known, &birth);
    search->wipe = same && sqlite3_column_int(search->sql.source, 1) != 0;
    (void)sqlite3_reset(search->sql.source);
    return status == BR_OK && !same ? begin_again(search, &birth) : status;
}

/* --- filling --- */

/* A word that is no longer anywhere stays in the index until it is written anew. */
static enum br_status wipe(struct br_search *search)
{
    enum br_status status = br_db_exec(search->db, "INSERT INTO words(words) VALUES('optimize')");
    if (status == BR_OK) {
        (void)sqlite3_bind_int(search->sql.set_wipe, 1, 0);
        status = br_db_run(search->sql.set_wipe);
    }
    search->wiped = status == BR_OK;
    return status;
}

/* What was taken out goes from the WAL as well, when nobody reads there: else with a later call. */
static void tidy(struct br_search *search)
{
    enum br_status status = BR_OK;
    if (search->wiped) {
        status = br_db_checkpoint(search->db, true);
        search->wiped = status != BR_OK;
    } else if (search->wal_pages - search->wal_pages_done >= PAGES_A_CHECKPOINT) {
        status = br_db_checkpoint(search->db, false);
    }
    if (status == BR_OK) {
        search->wal_pages_done = search->wal_pages;
    }
}

enum br_status br_search_fill(struct br_search *search, struct br_views *reader, bool *more)
{
    struct piece piece = {.last = 0};
    *more = false;
    if (reader->db == NULL) {
        return BR_ERR_CLOSED;
    }
    enum br_status status = br_db_exec(search->db, "BEGIN IMMEDIATE");
    if (status != BR_OK) {
        return status;
    }
    bool wiped = search->wiped;
    status = look_at_source(search, reader);
    if (status == BR_OK) {
        status = choose(search, reader, &piece, more);
    }
    if (status == BR_OK && piece.last > 0) {
        status = take_in(search, reader, &piece);
    }
    if (status == BR_OK && !*more && search->wipe) {
        status = wipe(search);
    }
    if (status == BR_OK) {
        status = br_db_exec(search->db, "COMMIT");
    }
    if (status != BR_OK) {
        br_db_rollback(search->db);
        search->wiped = wiped;
        *more = false;
        return status;
    }
    tidy(search);
    return BR_OK;
}
