/*
 * words.c - what a person typed, as a query of FTS5 that cannot go wrong.
 *
 * The words are cut as the index cuts texts, by its own tokenizer, and each is put in quotes: what
 * is no letter or figure separates words and means nothing else. All of them must occur; the last
 * may go on, as it may not be typed to its end.
 */
#include "store/views_internal.h"

#include "base/limits.h"

#include <string.h>

static bool put(struct br_words *words, const char *text, size_t size)
{
    if (words->size + size >= sizeof words->query) {
        return false;
    }
    memcpy(words->query + words->size, text, size);
    words->size += size;
    words->query[words->size] = '\0';
    return true;
}

static int on_word(void *context, int flags, const char *text, int size, int start, int end)
{
    struct br_words *words = context;
    (void)flags;
    (void)start;
    (void)end;
    if (words->count == BR_SEARCH_WORDS_MAX) {
        return SQLITE_OK;
    }
    size_t before = words->size;
    bool whole = (words->count == 0 || put(words, " AND ", 5)) && put(words, "\"", 1) &&
                 put(words, text, (size_t)size) && put(words, "\"", 1);
    if (!whole || memchr(text, '"', (size_t)size) != NULL) {
        words->size = before;
        words->query[before] = '\0';
        return SQLITE_OK;
    }
    words->count++;
    words->last_size = (size_t)size;
    return SQLITE_OK;
}

static fts5_api *api_of(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    return api;
}

/* At most BR_SEARCH_TEXT_MAX bytes of it, cut where a character begins. */
static size_t size_of(const char *text)
{
    size_t size = strnlen(text, BR_SEARCH_TEXT_MAX + 1);
    if (size <= BR_SEARCH_TEXT_MAX) {
        return size;
    }
    size = BR_SEARCH_TEXT_MAX;
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
        size--;
    }
    return size;
}

bool br_words_cut(struct br_views *views, const char *text, br_word_visit visit, void *context)
{
    const char *options[] = {"remove_diacritics", "2"};
    fts5_tokenizer tokenizer;
    Fts5Tokenizer *made = NULL;
    void *data = NULL;
    enum br_guard_mode before = views->guard.mode;
    views->guard.mode = BR_GUARD_OFF;
    fts5_api *api = api_of(views->db);
    views->guard.mode = before;
    if (api == NULL || api->xFindTokenizer(api, "unicode61", &data, &tokenizer) != SQLITE_OK ||
        tokenizer.xCreate(data, options, 2, &made) != SQLITE_OK) {
        return false;
    }
    int code =
        tokenizer.xTokenize(made, context, FTS5_TOKENIZE_QUERY, text, (int)size_of(text), visit);
    tokenizer.xDelete(made);
    return code == SQLITE_OK;
}

size_t br_views_set_search(struct br_views *views, const char *text)
{
    BR_ASSERT(views->visiting == 0);
    views->words = (struct br_words){.count = 0};
    if (views->db == NULL || !br_words_cut(views, text, on_word, &views->words)) {
        views->words = (struct br_words){.count = 0};
    }
    if (views->words.count > 0 && views->words.last_size >= BR_SEARCH_PREFIX_MIN) {
        (void)put(&views->words, "*", 1);
    }
    return views->words.count;
}

/* "" is a word that nothing has. */
static void words_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    const struct br_views *views = sqlite3_user_data(context);
    bool some = views->words.count > 0;
    sqlite3_result_text(context, some ? views->words.query : "\"\"", -1, SQLITE_TRANSIENT);
}

enum br_status br_words_register(struct br_views *views)
{
    int code = sqlite3_create_function_v2(views->db, "search_words", 0,
                                          SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                          views, words_function, NULL, NULL, NULL);
    return br_db_status(views->db, code);
}
