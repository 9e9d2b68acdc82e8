/* functions_time.c - time lines as SQL functions; options are read by SQLite's JSON functions. */
#include "diagram/functions_time.h"

#include "base/arena.h"
#include "base/limits.h"
#include "diagram/spread.h"
#include "diagram/timeline.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

/* What options say; texts are in the arena. Counts go on beyond what fits. */
struct wanted {
    struct br_arena arena;
    const char *id;
    bool dated; /* it says which day today is */
    int64_t today;
    size_t row_count;
    size_t count;
    const char *names[BR_TIMELINE_ROWS_MAX];
    struct br_spread_row rows[BR_TIMELINE_ROWS_MAX];
    struct br_timeline_bar bars[BR_TIMELINE_BARS_MAX];
    struct br_spread_count counts[BR_TIMELINE_BARS_MAX];
};

typedef void (*reader)(struct wanted *wanted, sqlite3_stmt *statement);

static const char *kept(struct wanted *wanted, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? NULL : br_arena_text(&wanted->arena, br_bytes_of_text(text));
}

static void read_plain(struct wanted *wanted, sqlite3_stmt *statement)
{
    wanted->id = kept(wanted, statement, 0);
    wanted->dated = sqlite3_column_type(statement, 1) != SQLITE_NULL;
    wanted->today = sqlite3_column_int64(statement, 1);
}

static void read_row(struct wanted *wanted, sqlite3_stmt *statement)
{
    if (wanted->row_count < BR_TIMELINE_ROWS_MAX) {
        bool hosted = sqlite3_column_type(statement, 2) == SQLITE_INTEGER &&
                      sqlite3_column_int64(statement, 2) >= 0;
        const char *name = kept(wanted, statement, 0);
        wanted->names[wanted->row_count] = name;
        wanted->rows[wanted->row_count] = (struct br_spread_row){
            .name = name,
            .since = sqlite3_column_type(statement, 1) == SQLITE_NULL
                         ? wanted->today
                         : sqlite3_column_int64(statement, 1),
            .host = hosted ? (size_t)sqlite3_column_int64(statement, 2) : BR_SPREAD_NO_HOST};
    }
    wanted->row_count++;
}

static void read_bar(struct wanted *wanted, sqlite3_stmt *statement)
{
    if (wanted->count < BR_TIMELINE_BARS_MAX) {
        bool lasts = sqlite3_column_type(statement, 5) == SQLITE_NULL;
        int64_t from = sqlite3_column_int64(statement, 4);
        int64_t until = lasts ? wanted->today : sqlite3_column_int64(statement, 5);
        wanted->bars[wanted->count] =
            (struct br_timeline_bar){.row = (size_t)sqlite3_column_int64(statement, 0),
                                     .step = (unsigned)sqlite3_column_int(statement, 1),
                                     .label = kept(wanted, statement, 2),
                                     .note = kept(wanted, statement, 3),
                                     .from = from,
                                     .until = until < wanted->today ? until : wanted->today,
                                     .lasts = lasts};
    }
    wanted->count++;
}

static void read_count(struct wanted *wanted, sqlite3_stmt *statement)
{
    if (wanted->count < BR_TIMELINE_BARS_MAX) {
        wanted->counts[wanted->count] =
            (struct br_spread_count){.row = (size_t)sqlite3_column_int64(statement, 0),
                                     .day = sqlite3_column_int64(statement, 1),
                                     .words = kept(wanted, statement, 2)};
    }
    wanted->count++;
}

#define DAY_OF(value) "unixepoch(" value ") / 86400"
#define PLAIN "SELECT ?1->>'id', " DAY_OF("?1->>'today'")

enum { OF_TIMELINE = 1, OF_SPREAD = 2 };

static const struct query {
    unsigned of; /* the drawings that ask it */
    const char *sql;
    reader read;
} queries[] = {
    {OF_TIMELINE | OF_SPREAD, PLAIN, read_plain},
    {OF_TIMELINE, "SELECT value->>0, NULL, NULL FROM json_each(?1, '$.rows')", read_row},
    {OF_TIMELINE,
     "SELECT r.key, b.value->>0, b.value->>1, b.value->>2, " DAY_OF("b.value->>3") ", " DAY_OF(
         "b.value->>4") " FROM json_each(?1, '$.rows') r JOIN json_each(r.value, '$[1]') b"
                        " WHERE " DAY_OF("b.value->>3") " IS NOT NULL",
     read_bar},
    {OF_SPREAD,
     "SELECT value->>0, " DAY_OF("value->>1") ", value->2->>'$' FROM json_each(?1, '$.rows')",
     read_row},
    {OF_SPREAD,
     "SELECT r.key, " DAY_OF(
         "c.value->>0") ", c.value->>1"
                        " FROM json_each(?1, '$.rows') r JOIN json_each(r.value, '$[3]') c"
                        " WHERE " DAY_OF("c.value->>0") " IS NOT NULL",
     read_count},
};

static int read_options(sqlite3 *db, const char *options, unsigned of, struct wanted *wanted)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0] && code == SQLITE_OK; i++) {
        sqlite3_stmt *statement = NULL;
        if ((queries[i].of & of) == 0) {
            continue;
        }
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
    return code;
}

static enum br_status put_timeline(const struct wanted *wanted, const char *form,
                                   struct br_buffer *out)
{
    const struct br_timeline timeline = {.id = wanted->id,
                                         .form = strcmp(form, "print") == 0    ? BR_TIMELINE_PRINT
                                                 : strcmp(form, "narrow") == 0 ? BR_TIMELINE_NARROW
                                                                               : BR_TIMELINE_WIDE,
                                         .today = wanted->today,
                                         .row_count = wanted->row_count,
                                         .names = wanted->names,
                                         .count = wanted->count,
                                         .bars = wanted->bars};
    return br_timeline_svg(&timeline, out);
}

static enum br_status put_spread(const struct wanted *wanted, const char *form,
                                 struct br_buffer *out)
{
    const struct br_spread spread = {.id = wanted->id,
                                     .print = strcmp(form, "print") == 0,
                                     .today = wanted->today,
                                     .row_count = wanted->row_count,
                                     .rows = wanted->rows,
                                     .count = wanted->count,
                                     .counts = wanted->counts};
    return br_spread_svg(&spread, out);
}

struct drawing {
    unsigned queries; /* OF_… */
    enum br_status (*put)(const struct wanted *wanted, const char *form, struct br_buffer *out);
};

static const struct drawing timeline_drawing = {OF_TIMELINE, put_timeline};
static const struct drawing spread_drawing = {OF_SPREAD, put_spread};

static void draw(sqlite3_context *context, const struct drawing *drawing,
                 const struct wanted *wanted, const char *form)
{
    struct br_buffer out;
    br_buffer_init(&out, BR_CHART_SIZE_MAX);
    enum br_status status = drawing->put(wanted, form == NULL ? "" : form, &out);
    if (status == BR_ERR_LIMIT) {
        sqlite3_result_error(context, "a time line has at most 300 rows, and steps from 1 to 7",
                             -1);
    } else if (status != BR_OK) {
        sqlite3_result_error_nomem(context);
    } else {
        sqlite3_result_text64(context, (const char *)out.data, out.size, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    }
    br_buffer_free(&out);
}

static void time_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct drawing *drawing = sqlite3_user_data(context);
    const char *options = (const char *)sqlite3_value_text(values[0]);
    const char *form = (const char *)sqlite3_value_text(values[1]);
    struct wanted *wanted = options == NULL ? NULL : calloc(1, sizeof *wanted);
    if (wanted == NULL) {
        if (options != NULL) {
            sqlite3_result_error_nomem(context);
        }
        return;
    }
    br_arena_init(&wanted->arena, 4 * strlen(options) + (1u << 16));
    int code = read_options(sqlite3_context_db_handle(context), options, drawing->queries, wanted);
    if (code == SQLITE_NOMEM) {
        sqlite3_result_error_nomem(context);
    } else if (code != SQLITE_OK) {
        sqlite3_result_error(context, "The options of a diagram are JSON.", -1);
    } else if (wanted->row_count > 0 && wanted->dated) {
        draw(context, drawing, wanted, form);
    }
    br_arena_free(&wanted->arena);
    free(wanted);
}

int br_drawing_time_functions(struct sqlite3 *db)
{
    int code = sqlite3_create_function_v2(db, "timeline_svg", 2, FLAGS, (void *)&timeline_drawing,
                                          time_function, NULL, NULL, NULL);
    return code != SQLITE_OK
               ? code
               : sqlite3_create_function_v2(db, "spread_svg", 2, FLAGS, (void *)&spread_drawing,
                                            time_function, NULL, NULL, NULL);
}
