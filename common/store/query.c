/* query.c - the statements of pages: prepared once, held to v_ views, bound by name. */
#include "store/views_internal.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* --- kept statements --- */

/* FNV-1a: only finds the entry; the text decides. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *at = text; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
    }
    return hash;
}

static void drop(struct br_views_statement *entry)
{
    (void)sqlite3_finalize(entry->statement);
    free(entry->sql);
    *entry = (struct br_views_statement){.sql = NULL};
}

void br_query_close(struct br_views *views)
{
    for (size_t i = 0; i < views->statement_count; i++) {
        drop(&views->statements[i]);
    }
    views->statement_count = 0;
}

static struct br_views_statement *find(struct br_views *views, const char *sql, uint64_t hash)
{
    for (size_t i = 0; i < views->statement_count; i++) {
        if (views->statements[i].hash == hash && strcmp(views->statements[i].sql, sql) == 0) {
            return &views->statements[i];
        }
    }
    return NULL;
}

/* A free entry, or the one that was not asked for the longest and is not running. */
static struct br_views_statement *make_room(struct br_views *views)
{
    if (views->statement_count < BR_VIEWS_STATEMENTS_MAX) {
        return &views->statements[views->statement_count++];
    }
    struct br_views_statement *oldest = NULL;
    for (size_t i = 0; i < BR_VIEWS_STATEMENTS_MAX; i++) {
        struct br_views_statement *entry = &views->statements[i];
        if (sqlite3_stmt_busy(entry->statement) == 0 &&
            (oldest == NULL || entry->used < oldest->used)) {
            oldest = entry;
        }
    }
    BR_ASSERT(oldest != NULL); /* pages do not nest queries that deep */
    drop(oldest);
    return oldest;
}

static const char *skip_blank(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static enum br_status prepare(struct br_views *views, const char *sql, sqlite3_stmt **statement,
                              struct br_error *error)
{
    br_guard_begin_page(&views->guard);
    if (br_guard_hides_a_view(&views->guard, sql)) {
        return br_error_set(error, BR_ERR_REFUSED,
                            "a page names `visible`, or a common table like a view");
    }
    const char *rest = "";
    int code = sqlite3_prepare_v3(views->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, &rest);
    if (code == SQLITE_AUTH || (code == SQLITE_ERROR && views->guard.refused[0] != '\0')) {
        return br_error_set(error, BR_ERR_REFUSED, "a page may not use %s", views->guard.refused);
    }
    if (code == SQLITE_ERROR) {
        return br_error_set(error, BR_ERR_REFUSED, "a page's SQL is wrong: %s",
                            sqlite3_errmsg(views->db));
    }
    if (code != SQLITE_OK) {
        return br_db_error(views->db, code, "a page's query", error);
    }
    if (*statement == NULL || *skip_blank(rest) != '\0' || sqlite3_stmt_readonly(*statement) == 0) {
        (void)sqlite3_finalize(*statement);
        *statement = NULL;
        return br_error_set(error, BR_ERR_REFUSED, "a page's query is one SELECT");
    }
    return BR_OK;
}

static enum br_status statement_of(struct br_views *views, const char *sql,
                                   sqlite3_stmt **statement, struct br_error *error)
{
    uint64_t hash = hash_text(sql);
    struct br_views_statement *entry = find(views, sql, hash);
    if (entry != NULL && sqlite3_stmt_busy(entry->statement) == 0) {
        entry->used = ++views->queries;
        *statement = entry->statement;
        return BR_OK;
    }
    BR_ASSERT(entry == NULL); /* the same query inside its own visit */
    sqlite3_stmt *made = NULL;
    enum br_status status = prepare(views, sql, &made, error);
    if (status != BR_OK) {
        return status;
    }
    char *copy = strdup(sql);
    if (copy == NULL) {
        (void)sqlite3_finalize(made);
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for a page's query");
    }
    *make_room(views) = (struct br_views_statement){
        .sql = copy, .hash = hash, .used = ++views->queries, .statement = made};
    *statement = made;
    return BR_OK;
}

/* --- cells --- */

static void bind_cell(sqlite3_stmt *statement, int at, const struct br_cell *cell)
{
    switch (cell->type) {
    case BR_CELL_NULL:
        (void)sqlite3_bind_null(statement, at);
        return;
    case BR_CELL_INTEGER:
        (void)sqlite3_bind_int64(statement, at, cell->integer);
        return;
    case BR_CELL_NUMBER:
        (void)sqlite3_bind_double(statement, at, cell->number);
        return;
    case BR_CELL_TEXT:
        (void)sqlite3_bind_text64(statement, at,
                                  cell->bytes.size == 0 ? "" : (const char *)cell->bytes.data,
                                  cell->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
        return;
    case BR_CELL_BYTES:
        br_db_bind_bytes(statement, at, cell->bytes.data, cell->bytes.size);
        return;
    }
}

static void bind_parameters(sqlite3_stmt *statement, const struct br_parameter *parameters,
                            size_t count)
{
    int wanted = sqlite3_bind_parameter_count(statement);
    for (int at = 1; at <= wanted; at++) {
        const char *name = sqlite3_bind_parameter_name(statement, at);
        for (size_t i = 0; name != NULL && i < count; i++) {
            if (strcmp(name + 1, parameters[i].name) == 0) {
                bind_cell(statement, at, &parameters[i].value);
                break;
            }
        }
    }
}

static struct br_cell cell_of(sqlite3_stmt *statement, int column)
{
    struct br_cell cell = {.type = BR_CELL_NULL};
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        cell.type = BR_CELL_INTEGER;
        cell.integer = sqlite3_column_int64(statement, column);
        break;
    case SQLITE_FLOAT:
        cell.type = BR_CELL_NUMBER;
        cell.number = sqlite3_column_double(statement, column);
        break;
    case SQLITE_TEXT:
        cell.type = BR_CELL_TEXT;
        cell.bytes.data = sqlite3_column_text(statement, column);
        cell.bytes.size = (size_t)sqlite3_column_bytes(statement, column);
        break;
    case SQLITE_BLOB:
        cell.type = BR_CELL_BYTES;
        cell.bytes.data = sqlite3_column_blob(statement, column);
        cell.bytes.size = (size_t)sqlite3_column_bytes(statement, column);
        break;
    default:
        break;
    }
    return cell;
}

static enum br_status visit_rows(sqlite3_stmt *statement, br_cells_visit visit, void *context)
{
    const char *names[BR_QUERY_COLUMNS_MAX];
    struct br_cell cells[BR_QUERY_COLUMNS_MAX];
    int columns = sqlite3_column_count(statement);
    for (int i = 0; i < columns; i++) {
        names[i] = sqlite3_column_name(statement, i);
        if (names[i] == NULL) {
            return BR_ERR_NO_MEMORY;
        }
    }
    bool row = true;
    bool more = true;
    enum br_status status = BR_OK;
    while (more) {
        status = br_db_step(statement, &row);
        more = status == BR_OK && row;
        for (int i = 0; more && i < columns; i++) {
            cells[i] = cell_of(statement, i);
        }
        more = more && visit(context, (size_t)columns, names, cells);
    }
    return status;
}

enum br_status br_views_query(struct br_views *views, const char *sql,
                              const struct br_parameter *parameters, size_t parameter_count,
                              br_cells_visit visit, void *context, struct br_error *error)
{
    if (views->db == NULL) {
        return br_error_set(error, BR_ERR_CLOSED, "the views could not be opened again");
    }
    enum br_status made = br_views_make_v_views(views, error);
    if (made != BR_OK) {
        return made;
    }
    enum br_guard_mode before = views->guard.mode;
    bool running = views->guard.running;
    views->guard.running = false;
    views->guard.mode = BR_GUARD_PAGE; /* also while stepping: SQLite may prepare anew */
    sqlite3_stmt *statement = NULL;
    enum br_status status = statement_of(views, sql, &statement, error);
    if (status == BR_OK && sqlite3_column_count(statement) > (int)BR_QUERY_COLUMNS_MAX) {
        status = br_error_set(error, BR_ERR_LIMIT, "a page's query has too many columns");
    } else if (status == BR_OK) {
        bind_parameters(statement, parameters, parameter_count);
        views->visiting++;
        views->guard.running = true;
        status = visit_rows(statement, visit, context);
        views->visiting--;

        if (status != BR_OK) {
            (void)br_error_set(error, status, "a page's query: %s (%s)", br_status_text(status),
                               sqlite3_errmsg(views->db));
        }
        (void)sqlite3_reset(statement);
        (void)sqlite3_clear_bindings(statement);
    }
    views->guard.mode = before;
    views->guard.running = running;
    return status;
}

enum br_status br_views_lookup(struct br_views *views, const char *name,
                               const struct br_parameter *parameters, size_t parameter_count,
                               br_cells_visit visit, void *context, struct br_error *error)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(views->guard.domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_LOOKUP && strcmp(blocks[i].name, name) == 0) {
            return br_views_query(views, blocks[i].sql, parameters, parameter_count, visit, context,
                                  error);
        }
    }
    return br_error_set(error, BR_ERR_NOT_FOUND, "there is no lookup %s", name);
}
