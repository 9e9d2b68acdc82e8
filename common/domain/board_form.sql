-- board_form.sql - what the forms about reports to the board and their patterns look up.
--
-- form.sql says how they are used. A form has six rows for measures and five for blocks; the rows
-- that are not needed are empty.

--: lookup board_new_begins
-- This month's report, or the next one's: measures and sponsor as in the newest, blocks and their
-- hints as in :pattern, else as in the newest, else the usual ones.
WITH last AS MATERIALIZED (
       SELECT position, month, sponsor FROM v_board_report
       WHERE holds ORDER BY month DESC, position DESC LIMIT 1),
     source AS MATERIALIZED (
       SELECT COALESCE((SELECT position FROM v_board_pattern
                        WHERE pattern = :pattern AND holds ORDER BY position LIMIT 1),
                       (SELECT position FROM last)) AS position),
     measures(n, measure) AS (
       SELECT row_number() OVER (ORDER BY b.idx), lower(hex(b.measure))
       FROM last CROSS JOIN v_board_measure b ON b.position = last.position
       WHERE b.room_open),
     parts(n, block, heading, words) AS (
       SELECT row_number() OVER (ORDER BY p.idx), p.block, p.heading, p.words
       FROM source CROSS JOIN v_board_part p ON p.position = source.position
       UNION ALL
       SELECT u.n, u.block, NULL, NULL
       FROM (SELECT 1 AS n, 'measures_block' AS block UNION ALL SELECT 2, 'story_block'
             UNION ALL SELECT 3, 'learning_block' UNION ALL SELECT 4, 'ask_block') u
       WHERE NOT EXISTS (SELECT 1 FROM source CROSS JOIN v_board_part p
                         ON p.position = source.position))
SELECT CASE WHEN (SELECT month FROM last) >= substr(:today, 1, 7)
            THEN strftime('%Y-%m', (SELECT month FROM last) || '-01', '+1 month')
            ELSE substr(:today, 1, 7) END AS month,
       lower(hex(COALESCE((SELECT sponsor FROM last),
                          (SELECT m.member FROM v_member m
                           WHERE ',' || m.roles || ',' LIKE '%,sponsor,%'
                           ORDER BY m.name, m.member LIMIT 1)))) AS sponsor,
       CASE WHEN r.value < 6 THEN COALESCE(m.measure, '') END AS "measures.measure",
       CASE WHEN r.value >= 6 THEN COALESCE(p.block, '') END AS "parts.block",
       p.heading AS "parts.heading", p.words AS "parts.words"
FROM json_each('[0,1,2,3,4,5,6,7,8,9,10]') r
     LEFT JOIN measures m ON m.n = r.value + 1
     LEFT JOIN parts p ON p.n = r.value - 5
ORDER BY r.value;

--: lookup board_change
-- As with a thread's text: a version names those that its writer had before them.
SELECT r.report, 3 AS audience_type, v.id AS based_on
FROM v_board_report r JOIN v_board_report v ON v.report = r.report AND v.academy = r.academy
WHERE r.report = :id AND r.holds
  AND CASE WHEN EXISTS (SELECT 1 FROM v_board_report w
                        WHERE w.report = r.report AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup board_change_begins
WITH v AS MATERIALIZED (
       SELECT * FROM v_board_report WHERE report = :id AND holds ORDER BY position LIMIT 1),
     measures(n, measure, sentence) AS (
       SELECT row_number() OVER (ORDER BY b.idx), lower(hex(b.measure)), b.sentence
       FROM v CROSS JOIN v_board_measure b ON b.position = v.position),
     parts(n, block, heading, words) AS (
       SELECT row_number() OVER (ORDER BY p.idx), p.block, p.heading, p.words
       FROM v CROSS JOIN v_board_part p ON p.position = v.position
       UNION ALL
       SELECT u.n, u.block, NULL, NULL
       FROM (SELECT 1 AS n, 'measures_block' AS block UNION ALL SELECT 2, 'story_block'
             UNION ALL SELECT 3, 'learning_block' UNION ALL SELECT 4, 'ask_block') u
       WHERE NOT EXISTS (SELECT 1 FROM v CROSS JOIN v_board_part p ON p.position = v.position))
SELECT v.month, v.headline, v.lead, v.story, v.story_from,
       CASE WHEN v.story IS NOT NULL THEN 'true' END AS story_consent, v.learned,
       lower(hex(v.roadblock)) AS roadblock, v.ask, v.ask_text, lower(hex(v.sponsor)) AS sponsor,
       v.text,
       CASE WHEN r.value < 6 THEN COALESCE(m.measure, '') END AS "measures.measure",
       m.sentence AS "measures.sentence",
       CASE WHEN r.value >= 6 THEN COALESCE(p.block, '') END AS "parts.block",
       p.heading AS "parts.heading", p.words AS "parts.words"
FROM json_each('[0,1,2,3,4,5,6,7,8,9,10]') r CROSS JOIN v
     LEFT JOIN measures m ON m.n = r.value + 1
     LEFT JOIN parts p ON p.n = r.value - 5
ORDER BY r.value;

--: lookup pattern_new
-- What it was made from is not the form's to choose. :to is how a terminal says for whom.
SELECT p.academy AS from_academy, p.pattern AS from_pattern,
       CASE :to WHEN 'network' THEN 1 WHEN 'academy' THEN 3 END AS audience_type
FROM v_brand b LEFT JOIN v_board_pattern p
     ON p.pattern = :from_pattern AND p.holds AND NOT p.dropped
ORDER BY p.position LIMIT 1;

--: lookup pattern_new_begins
WITH v AS MATERIALIZED (
       SELECT * FROM v_board_pattern
       WHERE pattern = :from_pattern AND holds AND NOT dropped ORDER BY position LIMIT 1),
     parts(n, block, heading, words) AS (
       SELECT row_number() OVER (ORDER BY p.idx), p.block, p.heading, p.words
       FROM v CROSS JOIN v_board_part p ON p.position = v.position
       UNION ALL
       SELECT u.n, u.block, NULL, NULL
       FROM (SELECT 1 AS n, 'measures_block' AS block UNION ALL SELECT 2, 'story_block'
             UNION ALL SELECT 3, 'learning_block' UNION ALL SELECT 4, 'ask_block') u
       WHERE NOT EXISTS (SELECT title FROM v))
SELECT NULLIF(lower(hex(:from_pattern)), '') AS from_pattern, v.title, v.about, p.block AS "parts.block",
       p.heading AS "parts.heading", p.words AS "parts.words"
FROM (SELECT r.value + 1 AS n FROM json_each('[0,1,2,3,4]') r) r LEFT JOIN v
     LEFT JOIN (SELECT n, block, heading, words FROM parts
                UNION ALL
                SELECT 5, '', NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM parts WHERE n = 5)) p
       ON p.n = r.n
ORDER BY r.n;

--: lookup pattern_change
SELECT r.pattern, r.audience_type, v.id AS based_on, r.from_academy, r.from_pattern
FROM v_board_pattern r JOIN v_board_pattern v
     ON v.pattern = r.pattern AND v.position >> 40 = r.position >> 40
WHERE r.pattern = :id AND r.holds AND r.own
  AND CASE WHEN EXISTS (SELECT 1 FROM v_board_pattern w
                        WHERE w.pattern = r.pattern AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup pattern_change_begins
WITH v AS MATERIALIZED (
       SELECT * FROM v_board_pattern
       WHERE pattern = :id AND holds AND own ORDER BY position LIMIT 1)
SELECT v.title, v.about, CASE WHEN v.dropped THEN 'true' END AS dropped,
       COALESCE(p.block, '') AS "parts.block", p.heading AS "parts.heading",
       p.words AS "parts.words"
FROM v CROSS JOIN (SELECT r.value + 1 AS n FROM json_each('[0,1,2,3,4]') r) r
     LEFT JOIN (SELECT q.position, row_number() OVER (PARTITION BY q.position ORDER BY q.idx) AS n,
                       q.block, q.heading, q.words
                FROM v_board_part q) p ON p.position = v.position AND p.n = r.n
ORDER BY r.n;
