/**
 * watch_sql.h - what watch.c asks the views.
 *
 * Parameters: :id the other academy, :today. Columns are fields of the record that they fill.
 */
#ifndef BR_SERVER_WATCH_SQL_H
#define BR_SERVER_WATCH_SQL_H

#include <stddef.h>

/** Rows that fill [field], one element each, or (NULL) the message itself. */
struct watch_part {
    const char *field;
    const char *sql;
};

/** What is to be told, as it is, and as it was told last: the same parts in the same order. */
extern const struct watch_part watch_is[];
extern const size_t watch_is_count;
extern const struct watch_part watch_told[];
extern const size_t watch_told_count;

#define WATCH_SQL_US "(SELECT academy FROM v_academy WHERE is_own)"

/* Whom anything was said to at home; of those our academy accepts. */
#define WATCH_SQL_CONCERNED                                                               \
    "SELECT DISTINCT w.other FROM v_watch_word w JOIN v_academy a ON a.academy = w.other" \
    " AND a.accepted WHERE w.home AND w.academy = " WATCH_SQL_US " ORDER BY w.other"

#define WATCH_SQL_GROUP "SELECT id FROM v_pair WHERE own AND other = :id"

#define WATCH_SQL_BOTH                                        \
    "SELECT academy AS academies FROM v_academy WHERE is_own" \
    " UNION ALL SELECT academy FROM v_academy WHERE academy = :id AND NOT is_own"

/* The last word at home, unless the group says the same. */
#define WATCH_SQL_HOME(agreed_)                                                                \
    " FROM v_watch_word h LEFT JOIN v_watch_word g ON g.academy = h.academy"                   \
    " AND g.other = h.other AND g.agreed = h.agreed AND NOT g.home"                            \
    " WHERE h.home AND h.academy = " WATCH_SQL_US " AND h.other = :id AND h.agreed = " agreed_ \
    " AND (g.position IS NULL OR g.parts <> h.parts OR g.reason IS NOT h.reason"               \
    " OR g.taken_back <> h.taken_back OR g.only_chosen <> h.only_chosen)"

#define WATCH_SQL_ASKED                    \
    "SELECT h.other AS academy, h.reason," \
    " CASE WHEN h.taken_back THEN 'true' END AS taken_back" WATCH_SQL_HOME("0")
#define WATCH_SQL_ASKED_PARTS                                                 \
    "SELECT p.value AS parts FROM (SELECT h.parts" WATCH_SQL_HOME("0") ") q," \
                                                                       " json_each(q.parts) p"
#define WATCH_SQL_AGREED                   \
    "SELECT h.other AS academy, h.reason," \
    " CASE WHEN h.only_chosen THEN 'true' END AS only_chosen" WATCH_SQL_HOME("1")
#define WATCH_SQL_AGREED_PARTS                                                \
    "SELECT p.value AS parts FROM (SELECT h.parts" WATCH_SQL_HOME("1") ") q," \
                                                                       " json_each(q.parts) p"

/* Did we ever agree to anything there? */
#define WATCH_SQL_EVER_AGREED                                                     \
    "SELECT position FROM v_watch_word WHERE agreed AND NOT home AND other = :id" \
    " AND academy = " WATCH_SQL_US

/* Was nothing told since? */
#define WATCH_SQL_STALE                                                                       \
    "SELECT w.position FROM v_watch_word w JOIN v_watch t ON t.academy = w.other AND t.shown" \
    " WHERE w.agreed AND NOT w.home AND w.other = :id AND w.academy = " WATCH_SQL_US          \
    " AND (t.told IS NULL OR t.told < w.position)"

/* :member looked on :today at what :id shows, and that is not noted. */
#define WATCH_SQL_LOOK                                                                         \
    "SELECT p.academy, :today AS date FROM v_progress p WHERE p.academy = :id AND NOT p.shown" \
    " AND NOT EXISTS (SELECT 1 FROM v_looked l WHERE l.own AND l.other = :id"                  \
    " AND l.author = :member AND l.date = :today)"

#endif
