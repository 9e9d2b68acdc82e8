/* beside.c - attaching what stands beside the views. */
#include "store/beside.h"

#include "store/db.h"

#include <errno.h>
#include <unistd.h>

struct file {
    const char *schema;
    const char *attach;
    const char *look;  /* opens it: attaching alone does not */
    const char *empty; /* what stands in for it */
};

static const struct file desk_file = {
    .schema = "desk",
    .attach = "ATTACH ?1 AS desk",
    .look = "SELECT count(*) FROM desk.sqlite_schema",
    .empty = br_desk_empty,
};

static enum br_status attach(sqlite3 *db, const struct file *file, const char *path)
{
    sqlite3_stmt *statement = NULL;
    enum br_status status = br_db_prepare(db, file->attach, &statement);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
        status = br_db_run(statement);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static enum br_status attach_one(sqlite3 *db, const struct file *file, const char *path,
                                 struct br_error *error)
{
    enum br_status status = BR_OK;
    if (path != NULL && access(path, F_OK) != 0 && errno == ENOENT) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "%s does not exist", path); /* nor is made */
    }
    status = attach(db, file, path == NULL ? ":memory:" : path);
    if (status == BR_OK) {
        status = br_db_exec(db, path == NULL ? file->empty : file->look);
    }
    if (status != BR_OK) {
        (void)br_error_set(error, status, "%s: %s", path == NULL ? file->schema : path,
                           br_status_text(status));
    }
    return status == BR_ERR_CORRUPT ? BR_ERR_IO : status; /* it is not the views that are damaged */
}

enum br_status br_beside_attach(sqlite3 *db, const char *desk, struct br_error *error)
{
    return attach_one(db, &desk_file, desk, error);
}

static bool has_moved(sqlite3 *db, const char *schema)
{
    int moved = 0;
    int code = sqlite3_file_control(db, schema, SQLITE_FCNTL_HAS_MOVED, &moved);
    return code == SQLITE_OK ? moved != 0 : code != SQLITE_NOTFOUND; /* in memory: not found */
}

bool br_beside_moved(sqlite3 *db)
{
    return has_moved(db, "main") || has_moved(db, desk_file.schema);
}
