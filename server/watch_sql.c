/* watch_sql.c - what leaves of an academy's progress: what is agreed, column by column. */
#include "server/watch_sql.h"

/* What is agreed at home, as one row. */
#define AGREED                                                                \
    "WITH w AS MATERIALIZED (SELECT parts, only_chosen FROM v_watch_word"     \
    " WHERE home AND agreed AND other = :id AND academy = " WATCH_SQL_US ")," \
    " has AS MATERIALIZED (SELECT w.only_chosen,"                             \
    " instr(w.parts, '\"rooms_meeting\"') > 0 AS meeting,"                    \
    " instr(w.parts, '\"roadmap_stages\"') > 0 AS stages,"                    \
    " instr(w.parts, '\"special_causes\"') > 0 AS special,"                   \
    " instr(w.parts, '\"cohort_progress\"') > 0 AS cohorts,"                  \
    " instr(w.parts, '\"waiting_visits\"') > 0 AS visits,"                    \
    " instr(w.parts, '\"open_questions\"') > 0 AS questions FROM w)"

/* The rooms that may be told of at all, in the order of their names. */
#define ROOMS                                                                                  \
    " r AS (SELECT r.id, r.name, r.pathway, r.opened_ms, r.stage FROM has CROSS JOIN v_room r" \
    " WHERE r.academy = " WATCH_SQL_US " AND (has.meeting OR has.stages OR has.special"        \
    " OR has.questions) AND (NOT has.only_chosen OR EXISTS (SELECT 1 FROM v_watch_room c"      \
    " WHERE c.academy = :id AND c.room = r.id)))"

#define LAST_MET                                                                    \
    "(SELECT max(m.date) FROM v_meeting m WHERE m.room = r.id AND m.state = 'held'" \
    " AND m.date <= :today)"

/* A room that has met since has nothing to explain. */
#define EXPLAINED                                                \
    "(SELECT q.reason FROM v_quiet q WHERE q.room = r.id"        \
    " AND coalesce(q.until >= :today, 1) AND coalesce(" LAST_MET \
    " <= date(q.written_ms / 1000, 'unixepoch'), 1))"

/* Since when there is something of the stage, or since somebody said so. */
#define STAGE_SINCE                                                                             \
    "date(coalesce((SELECT s.written_ms FROM v_stage_set s WHERE s.room = r.id AND s.current)," \
    " CASE r.stage"                                                                             \
    " WHEN 'five_vs' THEN (SELECT min(t.written_ms) FROM v_five_vs t WHERE t.room = r.id)"      \
    " WHEN 'themes' THEN (SELECT min(t.opened_ms) FROM v_theme t WHERE t.room = r.id)"          \
    " WHEN 'global_aim' THEN (SELECT min(t.opened_ms) FROM v_aim t WHERE t.room = r.id"         \
    " AND t.scope = 'global')"                                                                  \
    " WHEN 'change_ideas' THEN (SELECT min(t.opened_ms) FROM v_idea t WHERE t.room = r.id)"     \
    " WHEN 'driver_diagram' THEN (SELECT min(t.written_ms) FROM v_driver t"                     \
    " WHERE t.room = r.id)"                                                                     \
    " WHEN 'pdsa_cycles' THEN (SELECT min(t.written_ms) FROM v_pdsa t WHERE t.room = r.id)"     \
    " WHEN 'standardise' THEN (SELECT min(t.written_ms) FROM v_change t WHERE t.room = r.id)"   \
    " END, r.opened_ms) / 1000, 'unixepoch')"

#define OF_ROOM " FROM v_measure m WHERE m.own AND m.copy_of IS NULL AND m.room = r.id"
#define SPECIAL                                                                    \
    "(SELECT count(*) FROM (SELECT (SELECT spc_reading(p.date, p.value, c.plain)"  \
    " FROM v_series p WHERE p.position = c.position) ->> 'variation' AS variation" \
    " FROM v_measure m CROSS JOIN v_chart c ON c.position = m.position"            \
    " WHERE m.own AND m.copy_of IS NULL AND m.room = r.id)"                        \
    " WHERE variation <> 'common_cause')"

/* 44 characters are at most 176 bytes: with the day it fits into what is told. */
#define VISIT                                                              \
    "CASE WHEN length(CAST(v.occasion AS BLOB)) > 180 THEN v.date || ': '" \
    " || substr(v.occasion, 1, 44) || '…' ELSE v.date || coalesce(': ' || v.occasion, '') END"

const struct watch_part watch_is[] = {
    {NULL, AGREED " SELECT p.value AS parts FROM w CROSS JOIN json_each(w.parts) p"
                  " ORDER BY p.value"},
    {"rooms", AGREED
     "," ROOMS
     " SELECT r.id AS room, r.name, r.pathway, date(r.opened_ms / 1000, 'unixepoch') AS since,"
     " CASE WHEN has.meeting THEN " LAST_MET " END AS last_met,"
     " CASE WHEN has.meeting THEN " EXPLAINED " END AS explained,"
     " CASE WHEN has.stages THEN r.stage END AS stage,"
     " CASE WHEN has.stages THEN " STAGE_SINCE " END AS stage_since,"
     " CASE WHEN has.special THEN (SELECT count(*)" OF_ROOM ") END AS measures,"
     " CASE WHEN has.special THEN " SPECIAL " END AS special_causes,"
     " CASE WHEN has.questions THEN (SELECT count(*) FROM v_roadblock b"
     " WHERE b.room = r.id AND b.open) END AS roadblocks"
     " FROM has CROSS JOIN r ORDER BY r.name COLLATE NOCASE, r.id LIMIT 60"},
    {NULL, AGREED "," ROOMS " SELECT CASE WHEN has.questions THEN (SELECT count(*) FROM v_listing l"
                  " WHERE l.open = 1 AND l.academy = " WATCH_SQL_US " AND l.audience_type = 1) END"
                  " AS questions, (SELECT nullif(max(count(*) - 60, 0), 0) FROM r)"
                  " AS rooms_left_out FROM has"},
    /* The last that began come first. */
    {"cohorts",
     AGREED " SELECT c.id AS cohort, c.name, c.pairs, c.days_held, c.next_date AS next_day,"
            " (SELECT count(*) FROM v_skill_used s WHERE s.cohort = c.id) AS skills_used"
            " FROM has CROSS JOIN v_cohort c WHERE has.cohorts AND c.own"
            " AND NOT c.dropped ORDER BY c.starts DESC, c.id LIMIT 20"},
    /* To us, whoever says so, and ours to them; a day that has gone by is waited for no more. */
    {NULL, AGREED " SELECT " VISIT " AS visits FROM has CROSS JOIN v_faculty_visit v"
                  " WHERE has.visits AND v.planned AND NOT v.dropped AND v.date >= :today"
                  " AND (v.to_us OR v.own AND v.to_academy = :id)"
                  " ORDER BY v.date, v.occasion, v.id LIMIT 20"},
};
const size_t watch_is_count = sizeof watch_is / sizeof watch_is[0];

#define SHOWN " WHERE p.shown AND p.other = :id"

const struct watch_part watch_told[] = {
    {NULL, "SELECT q.value AS parts FROM v_progress p CROSS JOIN json_each(p.parts) q" SHOWN
           " ORDER BY q.value"},
    {"rooms", "SELECT r.room, r.name, r.pathway, r.since, r.last_met, r.explained, r.stage,"
              " r.stage_since, r.measures, r.special_causes, r.roadblocks"
              " FROM v_progress p CROSS JOIN v_progress_room r ON r.position = p.position" SHOWN
              " ORDER BY r.number"},
    {NULL, "SELECT p.questions, nullif(p.rooms_left_out, 0) AS rooms_left_out"
           " FROM v_progress p" SHOWN},
    {"cohorts", "SELECT c.cohort, c.name, c.pairs, c.days_held, c.next_day, c.skills_used"
                " FROM v_progress p CROSS JOIN v_progress_cohort c ON c.position = p.position" SHOWN
                " ORDER BY c.number"},
    {NULL, "SELECT v.text AS visits"
           " FROM v_progress p CROSS JOIN v_progress_visit v ON v.position = p.position" SHOWN
           " ORDER BY v.number"},
};
const size_t watch_told_count = sizeof watch_told / sizeof watch_told[0];
