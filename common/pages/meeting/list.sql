-- The hours of a Big Room, the newest first; how they were scored, and who has been missing.
-- :id the room's
-- :before_day where the page goes on

--: one room
SELECT id, name, mine AS "mine?" FROM v_room WHERE id = :id LIMIT 1;

--: list meetings 50 then next
SELECT id, date, day, starts, place, state, state = 'planned' AS "planned?",
       state = 'running' AS "running?", state = 'not_held' AS "not_held?", reason, story,
       chair_name, present, decisions, actions, scores, round(mean, 1) AS mean, versions,
       date AS _before_day
  FROM v_meeting
 WHERE room = :id AND (:before_day IS NULL OR date < :before_day)
 ORDER BY date DESC
 LIMIT :limit;

-- How people scored the hours: a run chart of the means, from five scores on.
--: list chart
WITH o(options) AS MATERIALIZED (
       SELECT json_object('direction', 'increase', 'title', 'Score of the hour', 'unit', 'of 10',
                          'id', 'scores')),
     s AS MATERIALIZED (SELECT date, mean FROM v_score_day WHERE room = :id),
     c AS MATERIALIZED (SELECT options, (SELECT spc_reading(s.date, round(s.mean, 1), o.options)
                                           FROM s) AS said FROM o)
SELECT c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'value_words' AS last_words, c.said ->> 'day' AS last_day,
       (SELECT spc_svg(s.date, round(s.mean, 1), c.options, 'wide') FROM s) AS _wide,
       (SELECT spc_svg(s.date, round(s.mean, 1), c.options, 'phone') FROM s) AS _phone,
       (SELECT spc_text(s.date, round(s.mean, 1), c.options, 78) FROM s) AS _text
  FROM c
 WHERE c.said ->> 'points' > 0;

-- How roles came to the last five hours; a dot for each, oldest first.
--: list presence
SELECT role, marks, present, hours, weeks_missing, weeks_missing >= 3 AS "missing?"
  FROM v_presence
 WHERE room = :id
 ORDER BY weeks_missing DESC, role
 LIMIT 60;

--: list dots in presence on _role = role
SELECT p.role AS _role, substr(p.marks, n.value, 1) = '1' AS "there?"
  FROM v_presence p CROSS JOIN json_each('[1,2,3,4,5]') n
 WHERE p.room = :id AND n.value <= length(p.marks)
 ORDER BY p.role, n.value;
