-- What a form for a new PDSA offers.
-- :id the Big Room's
-- :study_on, :measure, :after, :idea, :borrowed_from, :borrowed what the form has chosen

--: one room
SELECT r.id, r.name, r.pathway, r.members,
       1 + (SELECT count(*) FROM v_pdsa p WHERE p.room = r.id) AS number
  FROM v_room r
 WHERE r.id = :id AND r.mine
 ORDER BY r.position
 LIMIT 1;

-- The room's next hours: its weekday, from this week on; and the hour that is chosen already.
--: list hours
WITH RECURSIVE
     r AS MATERIALIZED (
       SELECT weekday, date(:today, 'weekday ' || (weekday % 7)) AS first
         FROM v_room WHERE id = :id AND weekday IS NOT NULL ORDER BY position LIMIT 1),
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
 WHERE room = :id AND copy_of IS NULL
 ORDER BY title, id
 LIMIT 200;

--: list tests
SELECT id, number, title, coalesce(id = :after, 0) AS "chosen?"
  FROM v_pdsa
 WHERE room = :id
 ORDER BY number DESC
 LIMIT 100;

--: list ideas
SELECT id, title, coalesce(id = :idea, 0) AS "chosen?"
  FROM v_idea
 WHERE room = :id AND (NOT dropped OR id = :idea)
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

-- The last test that was studied: what was predicted, and what happened.
--: list last_test
SELECT id, number, prediction, happened
  FROM v_pdsa
 WHERE room = :id AND happened IS NOT NULL
 ORDER BY date DESC, number DESC
 LIMIT 1;

-- What other academies shared of the same pathway, newest first.
--: list elsewhere
SELECT s.id, s.academy, s.academy_name, s.title, s.decision, s.reason,
       CASE s.decision WHEN 'adopt' THEN 'adopted' WHEN 'adapt' THEN 'adapted'
                       WHEN 'abandon' THEN 'abandoned' END AS decided
  FROM v_room r JOIN v_shared_pdsa s
       ON lower(s.pathway) = lower(r.pathway) AND NOT s.own AND s.audience_type = 1
 WHERE r.id = :id
 ORDER BY s.written_ms DESC, s.id
 LIMIT 5;
