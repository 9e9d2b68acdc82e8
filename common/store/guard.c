/* guard.c - the authorizer: default deny, by mode. */
#include "store/guard.h"

#include <string.h>

static bool is_one_of(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (sqlite3_stricmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What would let two replicas compute different things from the same records. */
static bool depends_on_the_moment(const char *function)
{
    static const char *const names[] = {"random",
                                        "randomblob",
                                        "current_time",
                                        "current_date",
                                        "changes",
                                        "total_changes",
                                        "last_insert_rowid",
                                        "current_timestamp",
                                        "sqlite_version",
                                        "sqlite_source_id",
                                        "load_extension",
                                        "sqlite_offset",
                                        NULL};
    return is_one_of(function, names);
}

/* date('now') cannot be told from date(column) here, so folds use none of them. */
static bool may_read_the_clock(const char *function)
{
    static const char *const names[] = {"date",     "time",      "datetime", "julianday",
                                        "strftime", "unixepoch", NULL};
    return is_one_of(function, names);
}

static bool is_view_of_pages(const struct br_guard *guard, const char *name)
{
    if (name == NULL || sqlite3_strnicmp(name, "v_", 2) != 0) {
        return false;
    }
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(guard->domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_VIEW && sqlite3_stricmp(blocks[i].name, name + 2) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * A table of a view from which no column is used any more (SQLite has merged the view into the
 * query) is asked for again, with an empty column and without the view. So remember what the views
 * of the statement were seen to read, which always comes before.
 */
static bool seen_inside(const struct br_guard *guard, const char *table)
{
    char word[96];
    (void)sqlite3_snprintf(sizeof word, word, " %s ", table);
    return strstr(guard->inside, word) != NULL;
}

static void remember_inside(struct br_guard *guard, const char *table)
{
    size_t size = strlen(guard->inside);
    if (!seen_inside(guard, table)) {
        (void)sqlite3_snprintf((int)(sizeof guard->inside - size), guard->inside + size, " %s ",
                               table);
    }
}

/* `visible` stands between the v_ views and the tables: no page may name it, and it may read. */
static bool is_behind_views(const char *inside)
{
    return inside != NULL && sqlite3_stricmp(inside, "visible") == 0;
}

/* The tables of the index, which FTS5 reads by itself while a page's statement runs. */
static bool is_of_the_index(const char *database, const char *table)
{
    return strcmp(database, "search") == 0 &&
           (strcmp(table, "document") == 0 || strncmp(table, "words_", 6) == 0);
}

static bool page_may_read(struct br_guard *guard, const char *table, const char *column,
                          const char *database, const char *inside)
{
    if (is_view_of_pages(guard, inside) || is_behind_views(inside)) {
        remember_inside(guard, table);
        return true;
    }
    return is_view_of_pages(guard, table) || strcmp(table, "json_each") == 0 ||
           (column[0] == '\0' && seen_inside(guard, table)) ||
           (guard->running && is_of_the_index(database, table));
}

static bool page_may(struct br_guard *guard, int action, const char *first, const char *second,
                     const char *database, const char *inside)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return true;
    case SQLITE_READ: /* first: the table; inside: the view whose text names it */
        return page_may_read(guard, first, second, database, inside);
    case SQLITE_FUNCTION:
        return !depends_on_the_moment(second);
    case SQLITE_PRAGMA: /* FTS5 looks whether the index has changed */
        return guard->running && strcmp(first, "data_version") == 0;
    default:
        return false;
    }
}

/* Declaring a virtual table passes by here as an update of the schema, which SQLite itself refuses
 * to every statement. */
static bool is_schema(const char *table)
{
    return strcmp(table, "sqlite_master") == 0;
}

static bool may_change(const struct br_guard *guard, const char *table, const char *database)
{
    return guard->mode != BR_GUARD_CHECK && strcmp(database, "main") == 0 &&
           strncmp(table, "sqlite_", 7) != 0;
}

static bool domain_may(const struct br_guard *guard, int action, const char *first,
                       const char *second, const char *database)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return true;
    case SQLITE_READ:
        return guard->mode != BR_GUARD_FOLD || strcmp(second, "ROWID") != 0 || is_schema(first);
    case SQLITE_FUNCTION:
        return !depends_on_the_moment(second) &&
               !(guard->mode == BR_GUARD_FOLD && may_read_the_clock(second));
    case SQLITE_UPDATE:
        if (is_schema(first)) {
            return true;
        }
        return may_change(guard, first, database);
    case SQLITE_INSERT:
    case SQLITE_DELETE:
        return may_change(guard, first, database);
    default:
        return false;
    }
}

static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *inside)
{
    struct br_guard *guard = context;
    if (guard->mode == BR_GUARD_OFF) {
        return SQLITE_OK;
    }
    const char *first_text = first == NULL ? "" : first;
    const char *second_text = second == NULL ? "" : second;
    const char *place = database == NULL ? "" : database;
    bool may = guard->mode == BR_GUARD_PAGE
                   ? page_may(guard, action, first_text, second_text, place, inside)
                   : domain_may(guard, action, first_text, second_text, place);
    if (!may) {
        (void)sqlite3_snprintf(sizeof guard->refused, guard->refused, "%s %s", first_text,
                               second_text);
    }
    return may ? SQLITE_OK : SQLITE_DENY;
}

void br_guard_install(struct br_guard *guard, sqlite3 *db)
{
    int code = sqlite3_set_authorizer(db, authorize, guard);
    BR_ASSERT(code == SQLITE_OK);
}

void br_guard_begin_page(struct br_guard *guard)
{
    guard->refused[0] = '\0';
    guard->inside[0] = '\0';
}
