-- One academy's way: its steps, what shows them, how long they took, beside how long others took.
-- :id the academy's

--: one academy
SELECT a.academy, a.name, a.is_own AS "own?",
       a.is_own AND EXISTS (
           SELECT 1 FROM v_member m
           WHERE m.viewer
             AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?"
  FROM v_academy a
 WHERE a.academy = :id;

--: list drawing
WITH o AS MATERIALIZED (
       SELECT json_object('today', :today, 'rows', json_array(json_array(max(academy_name),
                json_group_array(json_array(number, step_words,
                  CASE months WHEN 0 THEN 'under a month' WHEN 1 THEN '1 month'
                       ELSE months || ' months' END
                    || CASE WHEN last THEN ' so far' ELSE '' END, since, until))))) AS options,
              count(*) AS steps
         FROM (SELECT * FROM v_journey WHERE academy = :id ORDER BY since, number))
SELECT timeline_svg(json_set(options, '$.id', 't'), 'wide') AS _wide,
       timeline_svg(json_set(options, '$.id', 'p'), 'print') AS _print
  FROM o
 WHERE steps > 0;

--: list steps
WITH o AS MATERIALIZED (
       SELECT number, min(months) AS least, max(months) AS most
         FROM v_journey_took WHERE academy <> :id GROUP BY number)
SELECT s.id, s.step, s.step_words, s.since, s.until, s.months, s.last AS "last?", s.text, s.host,
       s.host_name, trim(substr('January   February  March     April     May       June      '
                     || 'July      August    September October   November  December  ',
                     10 * CAST(substr(s.since, 6, 2) AS INTEGER) - 9, 10))
       || ' ' || substr(s.since, 1, 4) AS since_words,
       CASE s.months WHEN 0 THEN 'less than a month' WHEN 1 THEN '1 month'
            ELSE s.months || ' months' END AS months_words,
       o.least AS others_least, o.most AS others_most,
       CASE WHEN o.least <> o.most THEN o.least || ' to ' || o.most || ' months'
            WHEN o.least = 0 THEN 'less than a month' WHEN o.least = 1 THEN '1 month'
            ELSE o.least || ' months' END AS others_words,
       s.saved_here AS "saved_here?"
  FROM v_journey s LEFT JOIN o ON o.number = s.number
 WHERE s.academy = :id
 ORDER BY s.since, s.number;

--: list shown in steps on _step = id
SELECT i.step AS _step, i.part, i.ref AS id,
       CASE i.part
         WHEN 'cohort' THEN (SELECT c.name || ', ' || c.academy_name || ': ' || c.pairs
                                    || CASE c.pairs WHEN 1 THEN ' coach pair, '
                                            ELSE ' coach pairs, ' END || c.days_held || ' of 18 days held'
                               FROM v_cohort c WHERE c.id = i.ref ORDER BY c.position LIMIT 1)
         WHEN 'room' THEN (SELECT r.name FROM v_shared_room r
                            WHERE r.id = i.ref ORDER BY r.position LIMIT 1)
         ELSE (SELECT v.occasion FROM v_faculty_visit v
                WHERE v.id = i.ref ORDER BY v.position LIMIT 1) END AS words,
       CASE i.part WHEN 'visit' THEN (SELECT v.date FROM v_faculty_visit v
                WHERE v.id = i.ref ORDER BY v.position LIMIT 1) END AS date
  FROM v_journey_item i
 WHERE i.academy = :id AND hex(i.step) IN (SELECT upper(value) FROM json_each(:parents))
 ORDER BY i.part, i.idx;
