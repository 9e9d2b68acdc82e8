-- The next hour, prepared from the last one.
-- :id the room's

--: one room
SELECT r.id, r.name, r.mine AS "mine?", r.clinical_coach_name, r.flow_coach_name, r.starts,
       r.weekday
  FROM v_room r
 WHERE r.id = :id
 LIMIT 1;

-- Hours that are planned already.
--: list planned
SELECT id, day, starts, state = 'running' AS "running?"
  FROM v_meeting
 WHERE room = :id AND date >= :today AND state IN ('planned', 'running')
 ORDER BY date
 LIMIT 5;

-- The hour before: who chaired, how it was scored.
--: list last
SELECT id, day, chair_name, round(mean, 1) AS mean, story
  FROM v_meeting
 WHERE room = :id AND state = 'held'
 ORDER BY date DESC
 LIMIT 1;

-- What was agreed before and is not done.
--: list open
SELECT a.id, a.text, coalesce(a.member_name, a.stakeholder_role,
       CASE WHEN a.member IS NOT NULL THEN 'a member' END) AS who, a.due,
       coalesce(a.due < :today, 0) AS "overdue?", a.versions
  FROM v_action a
 WHERE a.room = :id AND a.state = 'open'
 ORDER BY a.due IS NULL, a.due, a.position
 LIMIT 50;

-- PDSAs whose hour has come, or that are studied and not decided.
--: list due
SELECT id, number, title, state, study_on, prediction, state = 'undecided' AS "undecided?"
  FROM v_pdsa
 WHERE room = :id AND decision IS NULL AND (state IN ('to_study', 'undecided')
       OR study_on <= date(:today, '+7 days'))
 ORDER BY study_on, position
 LIMIT 20;

-- Measures that have new points since the last hour ended, and what their charts say.
--: list news
WITH l AS MATERIALIZED (
       SELECT coalesce((SELECT end_position FROM v_meeting
                         WHERE room = :id AND state = 'held'
                         ORDER BY date DESC LIMIT 1), 0) AS ended),
     n AS MATERIALIZED (
       SELECT m.id, m.position, m.title,
              (SELECT count(*) FROM v_series p
                WHERE p.position = m.position AND p.said > l.ended) AS points
         FROM l CROSS JOIN v_measure m
        WHERE m.room = :id),
     o AS MATERIALIZED (
       SELECT n.id, n.title, n.points, n.position, c.plain AS options
         FROM n CROSS JOIN v_chart c ON c.measure = n.id AND c.position = n.position
        WHERE n.points > 0),
     r AS MATERIALIZED (
       SELECT o.id, o.title, o.points,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT r.id, r.title, r.points, r.said ->> 'verdict' AS verdict, r.said ->> 'reading' AS reading
  FROM r
 ORDER BY r.title
 LIMIT 30;

-- What an item may be about.
--: list subjects
SELECT s.id, s.title
  FROM (SELECT id, title, 1 AS place FROM v_measure WHERE room = :id
        UNION ALL
        SELECT id, 'PDSA ' || number || ': ' || title, 2 FROM v_pdsa
         WHERE room = :id AND decision IS NULL) s
 ORDER BY s.place, s.title
 LIMIT 60;

-- Roles that are expected and have not been there for a while.
--: list missing
SELECT role, weeks_missing
  FROM v_presence
 WHERE room = :id AND weeks_missing >= 3
 ORDER BY weeks_missing DESC, role
 LIMIT 8;
