-- A new report to the board: begun from the newest one, and from a pattern.
-- :pattern whose blocks and words it begins with
-- :roadblock, :sponsor what the form has chosen

--: one about
SELECT (SELECT r.month FROM v_board_report r WHERE r.holds ORDER BY r.month DESC LIMIT 1)
         AS last_month,
       p.pattern, p.title AS pattern_title, p.academy_name AS pattern_academy,
       coalesce(p.own, 0) AS "pattern_own?"
  FROM v_brand b LEFT JOIN v_board_pattern p ON p.pattern = :pattern AND p.holds
 LIMIT 1;

-- Ours, then what the network has, each by the alphabet.
--: list patterns
SELECT pattern AS id, title, academy_name, own AS "own?"
  FROM v_board_pattern
 WHERE holds AND NOT dropped
 ORDER BY NOT own, title, id
 LIMIT 50;

-- What the measures of the report say together, to begin the lead with.
--: list suggestion
WITH r AS MATERIALIZED (
       SELECT position FROM v_board_report WHERE holds ORDER BY month DESC, position DESC LIMIT 1),
     o AS MATERIALIZED (
       SELECT b.position, b.idx, b.title, b.options
         FROM r CROSS JOIN v_board_measure b ON b.position = r.position),
     c AS MATERIALIZED (
       SELECT o.title, (SELECT spc_reading(p.date, p.value, o.options) FROM v_board_series p
                         WHERE p.position = o.position AND p.idx = o.idx) AS said
         FROM o),
     n AS MATERIALIZED (
       SELECT count(*) AS measures,
              coalesce(sum(c.said ->> 'variation' LIKE 'improvement%'), 0) AS better,
              coalesce(sum(c.said ->> 'variation' LIKE 'concern%'), 0) AS worse,
              coalesce(sum(c.said ->> 'assurance' = 'consistent_fail'), 0) AS fail,
              group_concat(CASE WHEN c.said ->> 'variation' LIKE 'concern%'
                                THEN lower(substr(c.title, 1, 1)) || substr(c.title, 2) END, ', ')
                AS worries
         FROM c
        WHERE c.said ->> 'points' > 0)
SELECT CASE WHEN measures = 1 AND better = 1 THEN 'The measure has improved beyond chance.'
            WHEN measures = 1 THEN 'The measure has not improved beyond chance.'
            ELSE json_extract('["No","One","Two","Three","Four","Five","Six"]',
                              '$[' || better || ']')
                 || CASE WHEN better > 1 THEN ' measures' ELSE ' measure' END || ' of '
                 || json_extract('["no","one","two","three","four","five","six"]',
                                 '$[' || measures || ']')
                 || CASE WHEN better > 1 THEN ' have' ELSE ' has' END
                 || ' improved beyond chance.' END
       || CASE WHEN worse = 0 THEN '' WHEN worse = 1 THEN ' One gives concern: ' || worries || '.'
               ELSE ' ' || json_extract('["","","Two","Three","Four","Five","Six"]',
                                        '$[' || worse || ']')
                    || ' give concern: ' || worries || '.' END
       || CASE WHEN fail = 0 THEN ''
               WHEN fail = 1 THEN ' One cannot reach its target as the work is done today.'
               ELSE ' ' || json_extract('["","","Two","Three","Four","Five","Six"]',
                                        '$[' || fail || ']')
                    || ' cannot reach their targets as the work is done today.' END AS sentence
  FROM n
 WHERE measures > 0;

-- What to write in each block, as the pattern has it.
--: list hints
WITH s AS MATERIALIZED (SELECT coalesce(
       (SELECT position FROM v_board_pattern WHERE pattern = :pattern AND holds LIMIT 1),
       (SELECT position FROM v_board_report WHERE holds
         ORDER BY month DESC, position DESC LIMIT 1)) AS position)
SELECT max(CASE p.block WHEN 'measures_block' THEN p.words END) AS measures,
       max(CASE p.block WHEN 'story_block' THEN p.words END) AS story,
       max(CASE p.block WHEN 'learning_block' THEN p.words END) AS learning,
       max(CASE p.block WHEN 'text_block' THEN p.words END) AS text,
       max(CASE p.block WHEN 'ask_block' THEN p.words END) AS ask
  FROM s CROSS JOIN v_board_part p ON p.position = s.position
HAVING count(*) > 0;

-- What may be shown: the academy's, and those of Big Rooms that the writer belongs to.
--: list measure_choices
SELECT lower(hex(id)) AS value, title || coalesce(' (' || room_name || ')', '') AS words
  FROM v_measure
 WHERE own AND copy_of IS NULL
 ORDER BY title, position
 LIMIT 300;

-- The oldest open ones first.
--: list roadblocks
SELECT b.id, b.title, b.room_name, coalesce(lower(hex(b.id)) = lower(:roadblock), 0) AS "chosen?"
  FROM v_roadblock b
 WHERE b.open OR lower(hex(b.id)) = lower(:roadblock)
 ORDER BY b.outcome IS NOT NULL, b.opened_ms, b.id
 LIMIT 100;

--: list sponsors
SELECT member, name, replace(roles, ',', ', ') AS roles,
       coalesce(lower(hex(member)) = lower(:sponsor), 0) AS "chosen?"
  FROM v_member
 WHERE ',' || roles || ',' LIKE '%,sponsor,%' OR ',' || roles || ',' LIKE '%,lead,%'
    OR ',' || roles || ',' LIKE '%,admin,%'
 ORDER BY ',' || roles || ',' NOT LIKE '%,sponsor,%', name IS NULL, name, member;
