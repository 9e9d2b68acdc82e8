-- A month's report to the board, on one sheet of A4: for who is signed in, and for who has a link.
-- So nothing here names who wrote it, and what only members see asks for a member.
-- :id the report's

--: one report
SELECT r.report AS id, r.month, r.headline, r.lead, r.sponsor_name, r.learned, r.text,
       trim(r.story) AS story,
       r.story_from, r.versions, coalesce(r.story_from LIKE '%.', 0) AS "story_stops?",
       r.measures > 4 OR r.text IS NOT NULL OR length(r.headline) > 60
         OR coalesce(length(r.lead), 0) > 220 OR coalesce(length(r.story), 0) > 240
         OR coalesce(length(r.learned), 0) > 330 AS "full?",
       r.measures > 4 AND r.text IS NOT NULL AS "tight?",
       CASE CAST(substr(r.month, 6, 2) AS INTEGER) WHEN 1 THEN 'January' WHEN 2 THEN 'February'
            WHEN 3 THEN 'March' WHEN 4 THEN 'April' WHEN 5 THEN 'May' WHEN 6 THEN 'June'
            WHEN 7 THEN 'July' WHEN 8 THEN 'August' WHEN 9 THEN 'September'
            WHEN 10 THEN 'October' WHEN 11 THEN 'November' ELSE 'December' END
         || ' ' || substr(r.month, 1, 4) AS month_words,
       -- 200 words a minute, and half a minute a chart
       (1 + (length(r.headline || coalesce(r.lead, '') || coalesce(r.story, '')
                    || coalesce(r.learned, '') || coalesce(r.text, '') || coalesce(r.ask_text, ''))
             / 6 + 100 * r.measures) / 200) AS _minutes,
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?",
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%'
                     OR ',' || m.roles || ',' LIKE '%,admin,%')) AS "may_link?"
  FROM v_board_report r
 WHERE r.report = :id AND r.holds
 LIMIT 1;

-- What stands on it, in its order. A story and what was learned stand side by side.
--: list blocks
WITH r AS MATERIALIZED (
       SELECT * FROM v_board_report WHERE report = :id AND holds LIMIT 1),
     usual(idx, block, heading) AS (
       VALUES (0, 'measures_block', NULL), (1, 'story_block', NULL), (2, 'learning_block', NULL),
              (3, 'text_block', NULL), (4, 'ask_block', NULL)),
     b(idx, block, heading) AS (
       SELECT p.idx, p.block, p.heading FROM r CROSS JOIN v_board_part p ON p.position = r.position
       UNION ALL
       SELECT u.* FROM r CROSS JOIN usual u
        WHERE NOT EXISTS (SELECT 1 FROM v_board_part p WHERE p.position = r.position)),
     s AS MATERIALIZED (
       SELECT b.idx, b.block, b.heading,
              b.block IN ('story_block', 'learning_block', 'text_block') AS half,
              row_number() OVER (ORDER BY b.idx) AS place
         FROM r CROSS JOIN b
        WHERE CASE b.block
                WHEN 'measures_block' THEN EXISTS (SELECT 1 FROM v_board_measure m
                                                    WHERE m.position = r.position)
                WHEN 'story_block' THEN r.story IS NOT NULL
                WHEN 'learning_block' THEN r.learned IS NOT NULL
                WHEN 'text_block' THEN r.text IS NOT NULL
                ELSE r.ask IS NOT NULL OR r.roadblock IS NOT NULL END),
     runs AS MATERIALIZED (
       SELECT s.*, s.place - row_number() OVER (PARTITION BY s.half ORDER BY s.place) AS run FROM s)
SELECT block, heading, block = 'measures_block' AS "measures_block?",
       block = 'story_block' AS "story_block?", block = 'learning_block' AS "learning_block?",
       block = 'text_block' AS "text_block?", block = 'ask_block' AS "ask_block?",
       half AND NOT (row_number() OVER (PARTITION BY half, run ORDER BY place) % 2 = 1
                     AND row_number() OVER (PARTITION BY half, run ORDER BY place)
                         = count(*) OVER (PARTITION BY half, run)) AS "half?"
  FROM runs
 ORDER BY idx;

-- The whole range of each, what its chart says, and what was a year before its last point.
--: list measures
WITH o AS MATERIALIZED (
       SELECT b.position, b.idx, b.title, b.sentence, b.options, b.room_open, b.measure
         FROM v_board_report r CROSS JOIN v_board_measure b ON b.position = r.position
        WHERE r.report = :id AND r.holds),
     c AS MATERIALIZED (
       SELECT o.*, (SELECT spc_reading(p.date, p.value, o.options) FROM v_board_series p
                     WHERE p.position = o.position AND p.idx = o.idx) AS said
         FROM o),
     y AS MATERIALIZED (
       SELECT c.idx,
              (SELECT p.date FROM v_board_series p
                WHERE p.position = c.position AND p.idx = c.idx AND p.value IS NOT NULL
                  AND p.date BETWEEN date(c.said ->> 'date', '-1 year', '-45 days')
                                 AND date(c.said ->> 'date', '-1 year')
                ORDER BY p.date DESC LIMIT 1) AS before
         FROM c)
SELECT c.title, c.sentence, c.said ->> 'points' > 0 AS "points?",
       CASE WHEN c.room_open AND EXISTS (SELECT 1 FROM v_member m WHERE m.viewer)
            THEN c.measure END AS measure,
       c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'target' AS target_words, c.said ->> 'rule_set' AS rule_set,
       c.said ->> 'variation_words' AS variation_words,
       c.said ->> 'assurance_words' AS assurance_words,
       c.said ->> 'value_words' AS last_words, c.said ->> 'date' AS last_date,
       spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon,
       y.before AS before_date,
       (SELECT spc_reading(p.date, p.value, c.options) FROM v_board_series p
         WHERE p.position = c.position AND p.idx = c.idx AND p.date = y.before)
         ->> 'value_words' AS before_words,
       (SELECT spc_svg(p.date, p.value, c.options, 'small') FROM v_board_series p
         WHERE p.position = c.position AND p.idx = c.idx) AS _small
  FROM c JOIN y ON y.idx = c.idx
 ORDER BY c.idx;

-- Measures that are named and are not here: a Big Room's on the device of somebody else.
--: list away
SELECT r.measures - (SELECT count(*) FROM v_board_measure m
                      WHERE m.position = r.position) AS count
  FROM v_board_report r
 WHERE r.report = :id AND r.holds
   AND r.measures > (SELECT count(*) FROM v_board_measure m WHERE m.position = r.position)
 LIMIT 1;

--: list rules
WITH o AS MATERIALIZED (
       SELECT b.position, b.idx, b.options
         FROM v_board_report r CROSS JOIN v_board_measure b ON b.position = r.position
        WHERE r.report = :id AND r.holds),
     c AS MATERIALIZED (
       SELECT (SELECT spc_reading(p.date, p.value, o.options) FROM v_board_series p
                WHERE p.position = o.position AND p.idx = o.idx) AS said
         FROM o)
SELECT group_concat(DISTINCT c.said ->> 'rule_set') AS rule_sets,
       max(c.said ->> 'date') AS last_date
  FROM c
 WHERE c.said ->> 'points' > 0
HAVING count(*) > 0;

-- The one ask: a roadblock of ours, how old it is, what was answered, and where else the same is
-- handled.
--: list ask
SELECT coalesce(r.ask, b.title) AS title, coalesce(r.ask_text, b.text) AS text, b.id AS roadblock,
       coalesce(b.sponsor_name, r.sponsor_name) AS asked_name, b.committee,
       b.opened_ms,
       CASE WHEN b.days < 1 THEN 'today' WHEN b.days < 2 THEN 'yesterday'
            WHEN b.days < 14 THEN b.days || ' days ago'
            WHEN b.days < 60 THEN b.days / 7 || ' weeks ago'
            ELSE b.days / 30 || ' months ago' END AS _age,
       b.outcome, b.answer, b.answered_ms, coalesce(a.by_link, 0) AS "by_link?",
       CASE b.outcome WHEN 'moved' THEN 'Moved' WHEN 'partly_moved' THEN 'Partly moved'
            WHEN 'cannot_move' THEN 'Cannot be moved' WHEN 'needs_time' THEN 'Needs time'
            END AS _outcome,
       b.id IS NOT NULL AND b.outcome IS NULL AS "waits?",
       (SELECT count(*) FROM v_decision d
         WHERE b.committee IS NOT NULL AND d.needs_there
           AND lower(d.committee) = lower(b.committee)) AS sent_there,
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,sponsor,%'
                     OR ',' || m.roles || ',' LIKE '%,lead,%'
                     OR ',' || m.roles || ',' LIKE '%,admin,%')) AS "may_answer?"
  FROM v_board_report r
       LEFT JOIN (SELECT *, CAST(julianday(:today)
                                 - julianday(opened_ms / 1000, 'unixepoch', 'start of day')
                                 AS INTEGER) AS days
                    FROM v_roadblock) b ON b.id = r.roadblock AND b.academy = r.academy
       LEFT JOIN v_roadblock_answer a ON a.roadblock = b.id AND a.current
 WHERE r.report = :id AND r.holds AND (r.ask IS NOT NULL OR r.roadblock IS NOT NULL)
 LIMIT 1;

-- What rooms have sent to that committee: for who sees those rooms.
--: list decisions
SELECT d.text, d.committee, d.written_ms,
       (SELECT w.name FROM v_room w WHERE w.id = d.room LIMIT 1) AS room_name
  FROM v_board_report r JOIN v_roadblock b ON b.id = r.roadblock AND b.academy = r.academy
       JOIN v_decision d ON d.needs_there AND lower(d.committee) = lower(b.committee)
 WHERE r.report = :id AND r.holds AND EXISTS (SELECT 1 FROM v_member m WHERE m.viewer)
 ORDER BY d.written_ms DESC
 LIMIT 5;
