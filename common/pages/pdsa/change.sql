-- A PDSA's plan, to be changed; several may stand side by side.
-- :id the PDSA's
-- :study_on, :measure, :after, :idea, :borrowed_from, :borrowed what the form has chosen

--: one pdsa
SELECT p.id, p.number, p.title, p.room, r.name AS room_name, r.members,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_pdsa_plan v
         WHERE v.pdsa = p.id AND v.position >> 40 = p.position >> 40 AND v.current) AS based_on
  FROM v_pdsa p JOIN v_room r ON r.id = p.room AND r.mine
 WHERE p.id = :id
 ORDER BY p.position
 LIMIT 1;

--: list two
SELECT v.id, v.title, v.question, v.prediction, v.plan, v.starts, v.study_on, v.author,
       v.author_name, v.written_ms
  FROM v_pdsa_plan v
 WHERE v.pdsa = :id AND v.current
   AND (SELECT plans FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

-- The room's next hours: its weekday, from this week on; and the hour that is chosen already.
--: list hours
WITH RECURSIVE
     r AS MATERIALIZED (
       SELECT weekday, date(:today, 'weekday ' || (weekday % 7)) AS first
         FROM v_room
        WHERE id = (SELECT room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1)
          AND weekday IS NOT NULL
        ORDER BY position LIMIT 1),
     h(date, n) AS (
       SELECT first, 1 FROM r UNION ALL SELECT date(date, '+7 days'), n + 1 FROM h WHERE n < 12)
SELECT date, coalesce(date = :study_on, 0) AS "chosen?",
       CASE strftime('%w', date) WHEN '0' THEN 'Sun' WHEN '1' THEN 'Mon' WHEN '2' THEN 'Tue'
            WHEN '3' THEN 'Wed' WHEN '4' THEN 'Thu' WHEN '5' THEN 'Fri' ELSE 'Sat' END AS weekday
  FROM (SELECT date FROM h
        UNION
        SELECT :study_on
         WHERE :study_on = date(:study_on, '+0 days') AND (SELECT weekday FROM r) > 0)
 ORDER BY date;

--: list measures
SELECT id, title, coalesce(id = :measure, 0) AS "chosen?"
  FROM v_measure
 WHERE room = (SELECT room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1)
   AND copy_of IS NULL
 ORDER BY title, id
 LIMIT 200;

--: list tests
SELECT id, number, title, coalesce(id = :after, 0) AS "chosen?"
  FROM v_pdsa
 WHERE room = (SELECT room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1)
   AND number < (SELECT number FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1)
 ORDER BY number DESC
 LIMIT 100;

--: list ideas
SELECT id, title, coalesce(id = :idea, 0) AS "chosen?"
  FROM v_idea
 WHERE room = (SELECT room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1)
   AND (NOT dropped OR id = :idea)
 ORDER BY title, id
 LIMIT 200;

--: list academies
SELECT academy, name, coalesce(academy = :borrowed_from, 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own
 ORDER BY name, academy
 LIMIT 200;

--: list borrowed
SELECT id, academy_name, title
  FROM v_shared_pdsa
 WHERE id = :borrowed AND audience_type = 1
 LIMIT 1;
