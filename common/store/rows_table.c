/* rows_table.c - virtual tables over unpacked records, made from the messages' descriptors. */
#include "store/rows_internal.h"

#include "base/clock.h"
#include "base/limits.h"
#include "record/message.h"
#include "store/db.h"

#include <stdio.h>

enum header_column {
    H_INDEX,
    H_OWN,
    H_POSITION,
    H_ORIGIN,
    H_STREAM,
    H_AUDIENCE,
    H_EPOCH,
    H_SEQ,
    H_AUTHOR,
    H_ORDER,
    H_ID,
    H_MS,
    H_HLC,
    H_WRITTEN_MS,
    H_ARRIVAL_MS,
    HEADER_COLUMNS,
};

static const char *const header_names[HEADER_COLUMNS] = {
    [H_INDEX] = "h_index",
    [H_OWN] = "h_own",
    [H_POSITION] = "h_position",
    [H_ORIGIN] = "h_origin",
    [H_STREAM] = "h_stream",
    [H_AUDIENCE] = "h_audience",
    [H_EPOCH] = "h_epoch",
    [H_SEQ] = "h_seq",
    [H_AUTHOR] = "h_author",
    [H_ORDER] = "h_order",
    [H_ID] = "h_id",
    [H_MS] = "h_ms",
    [H_HLC] = "h_hlc",
    [H_WRITTEN_MS] = "h_written_ms",
    [H_ARRIVAL_MS] = "h_arrival_ms",
};

struct vtab {
    sqlite3_vtab base;
    const struct br_row_shape *shape;
};

struct cursor {
    sqlite3_vtab_cursor base;
    const struct br_row_shape *shape;
    size_t row;
    size_t row_end;
    size_t element; /* of a repeated field */
    sqlite3_int64 rowid;
};

static bool declare(const struct br_row_shape *shape, sqlite3 *db, int *code)
{
    enum { SQL_SIZE_MAX = 64 * 1024 };
    struct br_buffer sql;
    br_buffer_init(&sql, SQL_SIZE_MAX);
    br_buffer_put_text(&sql, "CREATE TABLE x(");
    for (size_t i = 0; i < HEADER_COLUMNS; i++) {
        br_buffer_put_format(&sql, "%s%s", i == 0 ? "" : ", ", header_names[i]);
    }
    if (shape->repeated != NULL) {
        br_buffer_put_text(&sql, shape->fields == NULL ? ", idx, value" : ", idx");
    }
    for (size_t i = 0; i < shape->field_count; i++) {
        br_buffer_put_format(&sql, ", \"%s\"", shape->fields[i]->name);
    }
    br_buffer_put_text(&sql, ")");
    const char *text = br_buffer_text(&sql);
    *code = text == NULL ? SQLITE_NOMEM : sqlite3_declare_vtab(db, text);
    br_buffer_free(&sql);
    return *code == SQLITE_OK;
}

static int connect(sqlite3 *db, void *context, int argument_count, const char *const *arguments,
                   sqlite3_vtab **vtab, char **message)
{
    (void)argument_count;
    (void)arguments;
    (void)message;
    int code;
    if (!declare(context, db, &code)) {
        return code;
    }
    struct vtab *made = sqlite3_malloc64(sizeof *made);
    if (made == NULL) {
        return SQLITE_NOMEM;
    }
    *made = (struct vtab){.shape = context};
    *vtab = &made->base;
    return sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
}

static int disconnect(sqlite3_vtab *vtab)
{
    sqlite3_free(vtab);
    return SQLITE_OK;
}

/* How a scan begins; xBestIndex says it to xFilter as idxNum. */
enum plan {
    PLAN_ALL,
    PLAN_POSITION, /* the record at one h_position: what folds join a repeated field by */
    PLAN_INDEX,    /* the record with one h_index: what checks join by */
};

static enum plan choose_plan(sqlite3_index_info *info)
{
    for (int i = 0; i < info->nConstraint; i++) {
        int column_index = info->aConstraint[i].iColumn;
        if (info->aConstraint[i].usable != 0 &&
            info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ &&
            (column_index == H_POSITION || column_index == H_INDEX)) {
            info->aConstraintUsage[i].argvIndex = 1;
            return column_index == H_POSITION ? PLAN_POSITION : PLAN_INDEX;
        }
    }
    return PLAN_ALL;
}

static bool gives_order(const struct br_row_shape *shape, const sqlite3_index_info *info)
{
    if (info->nOrderBy < 1 || info->aOrderBy[0].iColumn != H_POSITION ||
        info->aOrderBy[0].desc != 0) {
        return false;
    }
    return info->nOrderBy == 1 ||
           (shape->repeated != NULL && info->nOrderBy == 2 &&
            info->aOrderBy[1].iColumn == HEADER_COLUMNS && info->aOrderBy[1].desc == 0);
}

/* A scan comes in the order of h_position, which is what folds sort by. */
static int best_index(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
    enum { ROWS_GUESS = 1000, ROWS_GUESS_ONE = 4 };
    enum plan plan = choose_plan(info);
    info->idxNum = (int)plan;
    info->orderByConsumed = gives_order(((struct vtab *)vtab)->shape, info) ? 1 : 0;
    info->estimatedRows = plan == PLAN_ALL ? ROWS_GUESS : ROWS_GUESS_ONE;
    info->estimatedCost = (double)info->estimatedRows;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *vtab, sqlite3_vtab_cursor **cursor)
{
    struct cursor *made = sqlite3_malloc64(sizeof *made);
    if (made == NULL) {
        return SQLITE_NOMEM;
    }
    *made = (struct cursor){.shape = ((struct vtab *)vtab)->shape};
    *cursor = &made->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

/* Go on to the next row that has an element at hand. */
static void skip_exhausted(struct cursor *cursor)
{
    const struct br_row_shape *shape = cursor->shape;
    if (shape->repeated == NULL) {
        return;
    }
    while (cursor->row < cursor->row_end &&
           cursor->element >=
               br_message_count(shape->table->items[cursor->row].message, shape->repeated)) {
        cursor->row++;
        cursor->element = 0;
    }
}

/* The first row that is not before [position], with [index] as the second key. */
static size_t lower_bound(const struct br_row_table *table, uint64_t position, uint64_t index)
{
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct br_row *row = &table->items[middle];
        bool before = row->position < position || (row->position == position && row->index < index);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

static void find_position(struct cursor *cursor, uint64_t position)
{
    const struct br_row_table *table = cursor->shape->table;
    cursor->row = position == 0 ? table->count : lower_bound(table, position, 0);
    cursor->row_end = cursor->row;
    while (cursor->row_end < table->count && table->items[cursor->row_end].position == position) {
        cursor->row_end++;
    }
}

/* Without positions the rows lie by index; with them, they need not, so look at all. */
static void find_index(struct cursor *cursor, uint64_t index)
{
    const struct br_row_table *table = cursor->shape->table;
    bool placed = table->count > 0 && table->items[table->count - 1].position != 0;
    cursor->row = placed ? 0 : lower_bound(table, 0, index);
    while (cursor->row < table->count && table->items[cursor->row].index != index) {
        cursor->row = placed ? cursor->row + 1 : table->count;
    }
    cursor->row_end = cursor->row < table->count ? cursor->row + 1 : cursor->row;
}

static int filter(sqlite3_vtab_cursor *at, int plan, const char *text, int argument_count,
                  sqlite3_value **arguments)
{
    (void)text;
    struct cursor *cursor = (struct cursor *)at;
    br_rows_sort(cursor->shape->table);
    cursor->row = 0;
    cursor->row_end = cursor->shape->table->count;
    cursor->element = 0;
    cursor->rowid = 0;
    if (plan != PLAN_ALL) {
        BR_ASSERT(argument_count == 1);
        sqlite3_int64 wanted = sqlite3_value_int64(arguments[0]);
        if (sqlite3_value_type(arguments[0]) != SQLITE_INTEGER || wanted < 0) {
            cursor->row = cursor->row_end; /* NULL, or nothing that we have */
        } else if (plan == PLAN_POSITION) {
            find_position(cursor, (uint64_t)wanted);
        } else {
            find_index(cursor, (uint64_t)wanted);
        }
    }
    skip_exhausted(cursor);
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *at)
{
    struct cursor *cursor = (struct cursor *)at;
    if (cursor->shape->repeated == NULL) {
        cursor->row++;
    } else {
        cursor->element++;
        skip_exhausted(cursor);
    }
    cursor->rowid++;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *at)
{
    const struct cursor *cursor = (const struct cursor *)at;
    return cursor->row >= cursor->row_end;
}

static int rowid(sqlite3_vtab_cursor *at, sqlite3_int64 *out)
{
    *out = ((const struct cursor *)at)->rowid;
    return SQLITE_OK;
}

/* Times of others may be anything; beyond what SQL counts to they are simply far away. */
static void result_u64(sqlite3_context *context, uint64_t value)
{
    sqlite3_result_int64(context, value > INT64_MAX ? INT64_MAX : (sqlite3_int64)value);
}

static void result_place(sqlite3_context *context, const struct br_row *row, int column)
{
    if (row->position == 0) {
        return; /* a NULL */
    }
    switch (column) {
    case H_POSITION:
        result_u64(context, row->position);
        return;
    case H_STREAM:
        result_u64(context, row->position >> 40);
        return;
    case H_EPOCH:
        result_u64(context, row->epoch);
        return;
    case H_SEQ:
        result_u64(context, row->seq);
        return;
    case H_ORDER:
        result_u64(context, (uint64_t)row->epoch << 40 | row->seq);
        return;
    default:
        result_u64(context, row->arrival_ms);
        return;
    }
}

static void result_header(sqlite3_context *context, const struct br_row *row, int column)
{
    switch (column) {
    case H_INDEX:
        sqlite3_result_int64(context, row->index);
        return;
    case H_OWN:
        sqlite3_result_int(context, row->own ? 1 : 0);
        return;
    case H_ORIGIN:
        sqlite3_result_blob(context, row->stream->origin.bytes, sizeof row->stream->origin.bytes,
                            SQLITE_STATIC);
        return;
    case H_AUDIENCE:
        sqlite3_result_blob(context, row->audience, sizeof row->audience, SQLITE_STATIC);
        return;
    case H_AUTHOR:
        sqlite3_result_blob(context, row->author.bytes, sizeof row->author.bytes, SQLITE_STATIC);
        return;
    case H_ID:
        sqlite3_result_blob(context, row->id.bytes, sizeof row->id.bytes, SQLITE_STATIC);
        return;
    case H_MS:
        result_u64(context, br_hlc_ms(row->hlc));
        return;
    case H_HLC:
        result_u64(context, row->hlc);
        return;
    case H_WRITTEN_MS:
        result_u64(context, row->written_ms);
        return;
    default:
        result_place(context, row, column);
        return;
    }
}

static void result_value(sqlite3_context *context, struct br_value value)
{
    switch (value.type) {
    case BR_VALUE_ABSENT:
        return;
    case BR_VALUE_INTEGER:
        sqlite3_result_int64(context, value.integer);
        return;
    case BR_VALUE_NUMBER:
        sqlite3_result_double(context, value.number);
        return;
    case BR_VALUE_TEXT:
        if (value.bytes.data != NULL) {
            sqlite3_result_text64(context, (const char *)value.bytes.data, value.bytes.size,
                                  SQLITE_STATIC, SQLITE_UTF8);
        }
        return;
    case BR_VALUE_BYTES:
        sqlite3_result_blob64(context, value.bytes.size == 0 ? "" : (const void *)value.bytes.data,
                              value.bytes.size, SQLITE_STATIC);
        return;
    }
}

static int column(sqlite3_vtab_cursor *at, sqlite3_context *context, int index)
{
    const struct cursor *cursor = (const struct cursor *)at;
    const struct br_row_shape *shape = cursor->shape;
    const struct br_row *row = &shape->table->items[cursor->row];
    if (index < HEADER_COLUMNS) {
        result_header(context, row, index);
        return SQLITE_OK;
    }
    size_t field = (size_t)index - HEADER_COLUMNS;
    if (shape->repeated == NULL) {
        result_value(context, br_message_value(row->message, shape->fields[field], 0));
        return SQLITE_OK;
    }
    if (field == 0) {
        sqlite3_result_int64(context, (sqlite3_int64)cursor->element);
        return SQLITE_OK;
    }
    if (shape->fields == NULL) {
        result_value(context, br_message_value(row->message, shape->repeated, cursor->element));
        return SQLITE_OK;
    }
    const ProtobufCMessage *child =
        br_message_child(row->message, shape->repeated, cursor->element);
    result_value(context, br_message_value(child, shape->fields[field - 1], 0));
    return SQLITE_OK;
}

/* Without xCreate the tables exist by their names alone (eponymous only). */
static const sqlite3_module module = {
    .iVersion = 0,
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = at_end,
    .xColumn = column,
    .xRowid = rowid,
};

enum { NAME_SIZE = 160 };

static void name_of(const struct br_row_shape *shape, char *name, size_t size)
{
    int length =
        shape->repeated == NULL
            ? snprintf(name, size, "new_%s", shape->table->kind->name)
            : snprintf(name, size, "new_%s_%s", shape->table->kind->name, shape->repeated->name);
    BR_ASSERT(length > 0 && (size_t)length < size);
}

enum br_status br_rows_register(struct br_rows *rows, sqlite3 *db)
{
    for (size_t i = 0; i < rows->shape_count; i++) {
        char name[NAME_SIZE];
        name_of(&rows->shapes[i], name, sizeof name);
        if (sqlite3_create_module_v2(db, name, &module, &rows->shapes[i], NULL) != SQLITE_OK) {
            return BR_ERR_NO_MEMORY;
        }
    }
    return BR_OK;
}
