/* beside.c - attaching what stands beside the views. */
#include "store/beside.h"

#include "store/db.h"

#include <errno.h>
#include <unistd.h>

enum { DESK, SEARCH, FILES };

static const char *const schemas[FILES] = {[DESK] = "desk", [SEARCH] = "search"};
static const char *const attachments[FILES] = {
    [DESK] = "ATTACH ?1 AS desk", [SEARCH] = "ATTACH ?1 AS search"};
/* Opens the file: attaching alone does not. */
static const char *const first_looks[FILES] = {[DESK] = "SELECT count(*) FROM desk.sqlite_schema",
                                               [SEARCH] =
                                                   "SELECT count(*) FROM search.sqlite_schema"};
static const char *const stand_ins[FILES] = {[DESK] = br_desk_empty, [SEARCH] = br_search_empty};

static enum br_status attach(sqlite3 *db, size_t file, const char *path)
{
    sqlite3_stmt *statement = NULL;
    enum br_status status = br_db_prepare(db, attachments[file], &statement);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
        status = br_db_run(statement);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static enum br_status attach_one(sqlite3 *db, size_t file, const char *path, struct br_error *error)
{
    if (path != NULL && access(path, F_OK) != 0 && errno == ENOENT) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "%s does not exist", path); /* nor is made */
    }
    enum br_status status = attach(db, file, path == NULL ? ":memory:" : path);
    if (status == BR_OK && path != NULL) {
        status = br_db_exec(db, first_looks[file]);
    } else if (status == BR_OK) {
        status = br_db_exec(db, stand_ins[file]);
    }
    if (status != BR_OK) {
        (void)br_error_set(error, status, "%s: %s", path == NULL ? schemas[file] : path,
                           br_status_text(status));
    }
    return status == BR_ERR_CORRUPT ? BR_ERR_IO : status; /* it is not the views that are damaged */
}

enum br_status br_beside_attach(sqlite3 *db, const char *desk, const char *search,
                                struct br_error *error)
{
    enum br_status status = attach_one(db, DESK, desk, error);
    if (status == BR_OK) {
        status = attach_one(db, SEARCH, search, error);
    }
    if (status == BR_OK) { /* pages may use it; it declares itself in a way that they may not */
        status = br_db_exec(db, "SELECT rowid FROM search.words LIMIT 0");
    }
    return status;
}

static bool has_moved(sqlite3 *db, const char *schema)
{
    int moved = 0;
    int code = sqlite3_file_control(db, schema, SQLITE_FCNTL_HAS_MOVED, &moved);
    return code == SQLITE_OK ? moved != 0 : code != SQLITE_NOTFOUND; /* in memory: not found */
}

bool br_beside_moved(sqlite3 *db)
{
    return has_moved(db, "main") || has_moved(db, schemas[DESK]) || has_moved(db, schemas[SEARCH]);
}
