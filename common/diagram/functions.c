/* functions.c - diagrams as SQL functions; options are read by SQLite's own JSON functions. */
#include "diagram/functions.h"

#include "base/arena.h"
#include "base/limits.h"
#include "diagram/driver.h"
#include "diagram/functions_time.h"
#include "spc/functions.h"

#include <sqlite3.h>
#include <string.h>

enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

struct wanted {
    struct br_arena arena; /* all texts */
    struct br_driver driver;
    size_t count; /* also beyond the boxes that fit */
    struct br_driver_box boxes[BR_DRIVER_BOXES_MAX];
};

static const char *kept(struct wanted *wanted, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? NULL : br_arena_text(&wanted->arena, br_bytes_of_text(text));
}

static void read_plain(struct wanted *wanted, sqlite3_stmt *statement)
{
    wanted->driver.aim = kept(wanted, statement, 0);
    wanted->driver.note = kept(wanted, statement, 1);
    wanted->driver.id = kept(wanted, statement, 2);
}

static void read_box(struct wanted *wanted, sqlite3_stmt *statement)
{
    if (wanted->count < BR_DRIVER_BOXES_MAX) {
        struct br_driver_box *box = &wanted->boxes[wanted->count];
        *box = (struct br_driver_box){.depth = (unsigned)sqlite3_column_int(statement, 0),
                                      .text = kept(wanted, statement, 1),
                                      .note = kept(wanted, statement, 2),
                                      .untested = sqlite3_column_int(statement, 3) != 0};
    }
    wanted->count++;
}

static const struct {
    const char *sql;
    void (*read)(struct wanted *wanted, sqlite3_stmt *statement);
} queries[] = {
    {"SELECT ?1->>'aim', ?1->>'note', ?1->>'id'", read_plain},
    {"SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?1, '$.nodes')", read_box},
};

static int read_options(sqlite3 *db, const char *options, struct wanted *wanted)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0] && code == SQLITE_OK; i++) {
        sqlite3_stmt *statement = NULL;
        code = sqlite3_prepare_v2(db, queries[i].sql, -1, &statement, NULL);
        if (code == SQLITE_OK) {
            code = sqlite3_bind_text(statement, 1, options, -1, SQLITE_STATIC);
        }
        while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
            queries[i].read(wanted, statement);
        }
        int end = sqlite3_finalize(statement);
        code = code == SQLITE_OK ? end : code;
    }
    wanted->driver.boxes = wanted->boxes;
    wanted->driver.count = wanted->count;
    return code;
}

static void draw(sqlite3_context *context, const struct wanted *wanted)
{
    struct br_buffer out;
    br_buffer_init(&out, BR_CHART_SIZE_MAX);
    enum br_status status = br_driver_svg(&wanted->driver, &out);
    if (status == BR_ERR_LIMIT) {
        sqlite3_result_error(context, "a driver diagram has at most 200 boxes, of three depths",
                             -1);
    } else if (status != BR_OK) {
        sqlite3_result_error_nomem(context);
    } else {
        sqlite3_result_text64(context, (const char *)out.data, out.size, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    }
    br_buffer_free(&out);
}

static void driver_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *options = (const char *)sqlite3_value_text(values[0]);
    const char *form = (const char *)sqlite3_value_text(values[1]);
    if (options == NULL) {
        return;
    }
    struct wanted wanted = {.driver = {.print = form != NULL && strcmp(form, "print") == 0}};
    br_arena_init(&wanted.arena, 4 * strlen(options) + sizeof wanted);
    int code = read_options(sqlite3_context_db_handle(context), options, &wanted);
    if (code == SQLITE_NOMEM) {
        sqlite3_result_error_nomem(context);
    } else if (code != SQLITE_OK) {
        sqlite3_result_error(context, "The options of a diagram are JSON.", -1);
    } else if (wanted.driver.aim != NULL) {
        draw(context, &wanted);
    }
    br_arena_free(&wanted.arena);
}

enum br_status br_drawing_functions(struct sqlite3 *db)
{
    enum br_status status = br_spc_functions(db);
    if (status != BR_OK) {
        return status;
    }
    int code = sqlite3_create_function_v2(db, "driver_svg", 2, FLAGS, NULL, driver_function, NULL,
                                          NULL, NULL);
    code = code == SQLITE_OK ? br_drawing_time_functions(db) : code;
    return code == SQLITE_OK ? BR_OK : (code == SQLITE_NOMEM ? BR_ERR_NO_MEMORY : BR_ERR_IO);
}
