/**
 * db.h - SQLite as this folder uses it: open with our pragmas, map errors, run statements.
 *
 * Internal to store/. One connection, one thread at a time. Exactly one connection per file writes
 * and checkpoints (3.40.1 has the WAL-reset race, which needs a second one that checkpoints), so
 * every other one is opened as a reader, which can do neither.
 */
#ifndef BR_STORE_DB_H
#define BR_STORE_DB_H

#include "base/status.h"

#include <sqlite3.h>
#include <stdint.h>

enum br_db_mode {
    BR_DB_LOG,    /* the writer of a log: synchronous=FULL, deleted bytes are overwritten */
    BR_DB_VIEWS,  /* the writer of a cache: synchronous=NORMAL */
    BR_DB_SEARCH, /* the same, with one virtual table "words" that the caller looks at */
    BR_DB_READER, /* query_only, never checkpoints */
    BR_DB_PAGES, /* as READER, once br_db_only_reads was called: what stands beside is made first */
    BR_DB_BACKUP, /* one file that is written once and read anywhere: no WAL */
};

struct br_db_options {
    const char *path;
    const char *vfs; /* or NULL */
    enum br_db_mode mode;
    bool create; /* make the file if it is not there; not for readers */
};

/**
 * BR_ERR_NOT_FOUND, BR_ERR_READ_ONLY, BR_ERR_CORRUPT (not a database, or damaged where we looked),
 * BR_ERR_DISK_FULL, BR_ERR_BUSY, BR_ERR_IO, BR_ERR_NO_MEMORY; each with a sentence that names the
 * file.
 */
BR_MUST_USE enum br_status br_db_open(const struct br_db_options *options, sqlite3 **db,
                                      struct br_error *error);
/** From here on this connection of BR_DB_PAGES changes nothing. */
BR_MUST_USE enum br_status br_db_only_reads(sqlite3 *db);
/** A writer checkpoints when it is the file's last connection. NULL is fine. */
void br_db_close(sqlite3 *take_db);

/**
 * What a file is, kept in application_id and user_version. A new file (no tables, version 0) is
 * *fresh: make the schema in a transaction and call br_db_mark in it.
 * BR_ERR_CORRUPT: another program's database. BR_ERR_VERSION: newer than [version].
 */
BR_MUST_USE enum br_status br_db_identify(sqlite3 *db, uint32_t application_id, uint32_t version,
                                          bool *fresh, struct br_error *error);
BR_MUST_USE enum br_status br_db_mark(sqlite3 *db, uint32_t application_id, uint32_t version);

/**
 * Our word for an SQLite result: OK, ROW and DONE are BR_OK. FULL is BR_ERR_DISK_FULL, READONLY,
 * CANTOPEN and PERM are BR_ERR_READ_ONLY, CORRUPT and NOTADB are BR_ERR_CORRUPT, BUSY is
 * BR_ERR_BUSY, CONSTRAINT is BR_ERR_EXISTS, NOMEM and TOOBIG are BR_ERR_NO_MEMORY, AUTH is
 * BR_ERR_REFUSED, the rest BR_ERR_IO,
 * with a line in the log for what should never happen (a wrong statement).
 * A failed sync does not return: it aborts the process, because what the kernel still holds is
 * unknown then, and recovery is reading the log again.
 */
BR_MUST_USE enum br_status br_db_status(sqlite3 *db, int code);
/** The same, with SQLite's own words in [error] behind [what]. */
enum br_status br_db_error(sqlite3 *db, int code, const char *what, struct br_error *error);

/** Run static text of one or more statements; rows are thrown away. */
BR_MUST_USE enum br_status br_db_exec(sqlite3 *db, const char *sql);
/** Undo what is open, if anything is; the first error is the story, so this returns nothing. */
void br_db_rollback(sqlite3 *db);

/** Prepare the one statement in [sql], to be kept. */
BR_MUST_USE enum br_status br_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **statement);
/** One step; [*row] says whether there is a row. Resets the statement when not, or on errors. */
BR_MUST_USE enum br_status br_db_step(sqlite3_stmt *statement, bool *row);
/** Step to the end, reset and clear the bindings. */
BR_MUST_USE enum br_status br_db_run(sqlite3_stmt *statement);

/** The statements of one block, prepared in their order. Zero-initialise; finalize when done. */
enum { BR_DB_STATEMENTS_MAX = 16 };
struct br_db_statements {
    size_t count;
    sqlite3_stmt *items[BR_DB_STATEMENTS_MAX];
};
/** [where] (such as "forum.sql:12") goes into the sentence. BR_ERR_MALFORMED for wrong SQL. */
BR_MUST_USE enum br_status br_db_prepare_all(sqlite3 *db, const char *sql, const char *where,
                                             struct br_db_statements *statements,
                                             struct br_error *error);
BR_MUST_USE enum br_status br_db_run_all(const struct br_db_statements *statements);
void br_db_finalize_all(struct br_db_statements *statements);

/** Move the WAL into the file: what needs no waiting for readers, or [whole] and cut to zero. */
BR_MUST_USE enum br_status br_db_checkpoint(sqlite3 *db, bool whole);

/** Bind bytes that stay where they are until the reset; size 0 binds an empty blob. */
void br_db_bind_bytes(sqlite3_stmt *statement, int at, const void *data, size_t size);
/** Copy a blob column of exactly [size] bytes; false when it is anything else. */
bool br_db_column_bytes(sqlite3_stmt *statement, int column, void *out, size_t size);

#endif
