/*
 * close.c - titles that say something close to another: what was asked before.
 *
 * A title becomes the beginnings of those of its words that say something. The index gives the
 * threads that have one of them in their title, the newest first; search_common() counts how many
 * words a title has in common with it. Both cut as the index does. It ranks nothing over the whole
 * index, which would cost as much as the commonest word has occurrences.
 */
#include "store/views_internal.h"

#include "base/limits.h"

#include <stdio.h>
#include <string.h>

enum { GOES_ON_MIN = 4 }; /* letters: a shorter beginning is that of too many words */

/* Words that stand in any question. */
static bool says_nothing(const char *text, size_t size)
{
    static const char words[] =
        " a about after again all also always am an and any anybody anyone are as ask asked at be"
        " been before being between both but by can could did do does doing done else ever every"
        " for from get gets go good had has have her here his how i if in into is it its just know"
        " like make many may me might more most much must my need never no not now of off on once"
        " one only or other others our out over own people really s same shall she should so some"
        " somebody someone something still such t take than that the their them then there these"
        " they thing things this those to too two under until up us use used uses using very was"
        " way we well were what when where whether which while who whom whose why will with"
        " without would you your ";
    char wanted[BR_CLOSE_STEM_MAX + 3];
    if (size > BR_CLOSE_STEM_MAX) {
        return false;
    }
    (void)snprintf(wanted, sizeof wanted, " %.*s ", (int)size, text);
    return strstr(words, wanted) != NULL;
}

/* "coaches" and "coaching" begin as "coach" does. */
static size_t stem_size(const char *text, size_t size)
{
    static const char *const endings[] = {"ing", "es", "ed", "s"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending = strlen(endings[i]);
        if (size >= GOES_ON_MIN + ending && memcmp(text + size - ending, endings[i], ending) == 0) {
            return size - ending;
        }
    }
    return size;
}

static bool has_stem(const struct br_close *close, const char *text, size_t size)
{
    for (size_t i = 0; i < close->count; i++) {
        if (close->stems[i].size == size && memcmp(close->stems[i].text, text, size) == 0) {
            return true;
        }
    }
    return false;
}

static int on_word(void *context, int flags, const char *text, int length, int start, int end)
{
    struct br_close *close = context;
    size_t size = (size_t)length;
    (void)flags;
    (void)start;
    (void)end;
    if (close->count == BR_SEARCH_WORDS_MAX || says_nothing(text, size) ||
        memchr(text, '"', size) != NULL) {
        return SQLITE_OK;
    }
    size = stem_size(text, size);
    if (size <= BR_CLOSE_STEM_MAX && !has_stem(close, text, size)) {
        memcpy(close->stems[close->count].text, text, size);
        close->stems[close->count].text[size] = '\0';
        close->stems[close->count].size = size;
        close->stems[close->count].may_go_on = size >= GOES_ON_MIN;
        close->count++;
    }
    return SQLITE_OK;
}

/* {title} : ("coach" * OR "gp") */
static void put_query(struct br_close *close)
{
    size_t size = (size_t)snprintf(close->query, sizeof close->query, "{title} : (");
    for (size_t i = 0; i < close->count; i++) {
        size += (size_t)snprintf(close->query + size, sizeof close->query - size, "%s\"%s\"%s",
                                 i == 0 ? "" : " OR ", close->stems[i].text,
                                 close->stems[i].may_go_on ? " *" : "");
        BR_ASSERT(size < sizeof close->query);
    }
    (void)snprintf(close->query + size, sizeof close->query - size, ")");
}

size_t br_views_set_close(struct br_views *views, const char *title)
{
    BR_ASSERT(views->visiting == 0);
    views->close = (struct br_close){.count = 0};
    if (views->db == NULL || !br_words_cut(views, title, on_word, &views->close)) {
        views->close = (struct br_close){.count = 0};
    }
    put_query(&views->close);
    return views->close.count;
}

/* --- functions --- */

struct comparing {
    const struct br_close *close;
    uint32_t seen; /* a bit for each of its stems */
};

static int on_word_of_another(void *context, int flags, const char *text, int length, int start,
                              int end)
{
    struct comparing *comparing = context;
    size_t size = (size_t)length;
    (void)flags;
    (void)start;
    (void)end;
    for (size_t i = 0; i < comparing->close->count; i++) {
        size_t wanted = comparing->close->stems[i].size;
        if ((size == wanted || (size > wanted && comparing->close->stems[i].may_go_on)) &&
            memcmp(text, comparing->close->stems[i].text, wanted) == 0) {
            comparing->seen |= 1u << i;
        }
    }
    return SQLITE_OK;
}

static void common_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct br_views *views = sqlite3_user_data(context);
    struct comparing comparing = {.close = &views->close};
    const char *title = (const char *)sqlite3_value_text(values[0]);
    int common = 0;
    (void)count;
    if (title != NULL && br_words_cut(views, title, on_word_of_another, &comparing)) {
        for (; comparing.seen != 0; comparing.seen &= comparing.seen - 1) {
            common++;
        }
    }
    sqlite3_result_int(context, common);
}

static void words_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct br_views *views = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_int(context, (int)views->close.count);
}

/* "" is a word that nothing has. */
static void query_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct br_views *views = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_text(context, views->close.count > 0 ? views->close.query : "\"\"", -1,
                        SQLITE_TRANSIENT);
}

enum br_status br_close_register(struct br_views *views)
{
    static const struct {
        const char *name;
        int arguments;
        void (*run)(sqlite3_context *context, int count, sqlite3_value **values);
    } functions[] = {{"search_close", 0, query_function},
                     {"search_close_words", 0, words_function},
                     {"search_common", 1, common_function}};
    enum br_status status = BR_OK;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0] && status == BR_OK; i++) {
        int code = sqlite3_create_function_v2(views->db, functions[i].name, functions[i].arguments,
                                              SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                              views, functions[i].run, NULL, NULL, NULL);
        status = br_db_status(views->db, code);
    }
    return status;
}
