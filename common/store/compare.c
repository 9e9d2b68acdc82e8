/* compare.c - two views files of one replica, table by table, both ways. */
#include "store/views_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DESCRIBED_MAX = 20, CELL_TEXT_MAX = 40, TABLES_MAX = 128, URI_SIZE_MAX = 16 * 1024 };

struct comparison {
    sqlite3 *db;
    uint64_t differences;
    br_fault_visit visit;
    void *context;
};

/* Attached read-only: neither file's writer is in this connection. */
static enum br_status attach(struct br_views *views, sqlite3 *db, const char *path, const char *sql)
{
    struct br_buffer uri;
    br_buffer_init(&uri, URI_SIZE_MAX);
    br_buffer_put_text(&uri, "file:");
    for (const unsigned char *at = (const unsigned char *)path; *at != '\0'; at++) {
        if (*at == '%' || *at == '?' || *at == '#') {
            br_buffer_put_format(&uri, "%%%02x", *at);
        } else {
            br_buffer_put_u8(&uri, *at);
        }
    }
    br_buffer_put_text(&uri, "?mode=ro");
    if (views->vfs != NULL) {
        br_buffer_put_format(&uri, "&vfs=%s", views->vfs);
    }
    sqlite3_stmt *statement = NULL;
    const char *text = br_buffer_text(&uri);
    enum br_status status = text == NULL ? BR_ERR_NO_MEMORY : br_db_prepare(db, sql, &statement);
    if (status == BR_OK) {
        (void)sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
        status = br_db_run(statement);
    }
    (void)sqlite3_finalize(statement);
    br_buffer_free(&uri);
    return status;
}

static enum br_status open_both(struct br_views *views, const char *other_path, sqlite3 **db)
{
    enum { FLAGS = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX };
    int code = sqlite3_open_v2(":memory:", db, FLAGS, NULL);
    if (code != SQLITE_OK) {
        return br_db_status(*db, code);
    }
    (void)sqlite3_extended_result_codes(*db, 1);
    (void)sqlite3_db_config(*db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    enum br_status status = attach(views, *db, views->path, "ATTACH ? AS ours");
    return status == BR_OK ? attach(views, *db, other_path, "ATTACH ? AS other") : status;
}

/* What a person needs to find the row: its first two cells, texts and bytes cut short. */
static void describe(const struct comparison *comparison, const char *table, const char *where,
                     sqlite3_stmt *statement)
{
    struct br_buffer text;
    br_buffer_init(&text, 1024);
    br_buffer_put_format(&text, "%s: %s:", table, where);
    for (int i = 0; i < 2 && i < sqlite3_column_count(statement); i++) {
        br_buffer_put_format(&text, " %s=", sqlite3_column_name(statement, i));
        if (sqlite3_column_type(statement, i) == SQLITE_BLOB) {
            const uint8_t *data = sqlite3_column_blob(statement, i);
            int size = sqlite3_column_bytes(statement, i);
            for (int at = 0; at < size && at < CELL_TEXT_MAX / 2; at++) {
                br_buffer_put_format(&text, "%02x", data[at]);
            }
        } else {
            const unsigned char *cell = sqlite3_column_text(statement, i);
            br_buffer_put_format(&text, "%.*s", CELL_TEXT_MAX,
                                 cell == NULL ? "NULL" : (const char *)cell);
        }
    }
    const char *sentence = br_buffer_text(&text);
    if (comparison->visit != NULL && sentence != NULL) {
        comparison->visit(comparison->context, sentence);
    }
    br_buffer_free(&text);
}

static enum br_status compare_one_way(struct comparison *comparison, const char *table,
                                      const char *from, const char *to, const char *where)
{
    /* Names of tables cannot be bound; these come from our own schema, and are quoted. */
    char *sql = sqlite3_mprintf("SELECT * FROM %s.\"%w\" EXCEPT SELECT * FROM %s.\"%w\"", from,
                                table, to, table);
    if (sql == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    sqlite3_stmt *statement = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(comparison->db, sql, &statement);
    while (status == BR_OK && row) {
        status = br_db_step(statement, &row);
        if (status == BR_OK && row && comparison->differences++ < DESCRIBED_MAX) {
            describe(comparison, table, where, statement);
        }
    }
    (void)sqlite3_finalize(statement);
    sqlite3_free(sql);
    return status;
}

/* All tables but the receipts and the birth, which no record brings. Freed by the caller. */
static enum br_status list_tables(sqlite3 *db, char **names, size_t *count)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    enum br_status status = br_db_prepare(db,
                                          "SELECT name FROM ours.sqlite_schema WHERE type = 'table'"
                                          " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT "
                                          "IN ('receipt', 'birth') ORDER BY name",
                                          &statement);
    *count = 0;
    while (status == BR_OK && row) {
        status = br_db_step(statement, &row);
        if (status == BR_OK && row) {
            BR_ASSERT(*count < TABLES_MAX);
            names[*count] = strdup((const char *)sqlite3_column_text(statement, 0));
            status = names[*count] == NULL ? BR_ERR_NO_MEMORY : BR_OK;
            *count += status == BR_OK ? 1 : 0;
        }
    }
    (void)sqlite3_finalize(statement);
    return status;
}

enum br_status br_views_compare(struct br_views *views, const char *other_path,
                                uint64_t *differences, br_fault_visit visit, void *context)
{
    BR_ASSERT(!views->shown);
    struct comparison comparison = {.visit = visit, .context = context};
    char *names[TABLES_MAX];
    size_t count = 0;
    *differences = 0;
    enum br_status status = open_both(views, other_path, &comparison.db);
    if (status == BR_OK) {
        status = list_tables(comparison.db, names, &count);
    }
    for (size_t i = 0; i < count; i++) {
        if (status == BR_OK) {
            status = compare_one_way(&comparison, names[i], "ours", "other",
                                     "the views have a row that the log does not say");
        }
        if (status == BR_OK) {
            status = compare_one_way(&comparison, names[i], "other", "ours",
                                     "the log says a row that the views do not have");
        }
        free(names[i]);
    }
    *differences = comparison.differences;
    br_db_close(comparison.db);
    return status;
}
