/**
 * refused_sqlite.h - stands before SQLite: refuse its n-th step, preparation or statement.
 *
 * See refusing.h for how; [number] is then SQLite's code, such as SQLITE_FULL. Include it in one
 * source only.
 */
#ifndef BR_UNIT_REFUSED_SQLITE_H
#define BR_UNIT_REFUSED_SQLITE_H

#include "refusing.h"

#include <sqlite3.h>

STAND_BEFORE(int, sqlite3_step, (sqlite3_stmt * statement), (statement), refusing.number)
STAND_BEFORE(int, sqlite3_prepare_v3,
             (sqlite3 * db, const char *sql, int size, unsigned flags, sqlite3_stmt **statement,
              const char **tail),
             (db, sql, size, flags, statement, tail), refusing.number)
STAND_BEFORE(int, sqlite3_exec,
             (sqlite3 * db, const char *sql, int (*row)(void *, int, char **, char **),
              void *context, char **words),
             (db, sql, row, context, words), refusing.number)

/* Nothing is cut off here, so nothing has to reach the disk: that makes it many times quicker. */
int fsync(int file);
int fsync(int file)
{
    (void)file;
    return refused("fsync") ? -1 : 0;
}

int fdatasync(int file);
int fdatasync(int file)
{
    (void)file;
    return 0;
}

#endif
