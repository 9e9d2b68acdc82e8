-- The PDSAs of a Big Room: what is open, and all of them as ramps.
-- :id the room's

--: one room
SELECT id, name, pathway, mine AS "mine?",
       (SELECT count(*) FROM v_pdsa p WHERE p.room = r.id) AS pdsas
  FROM v_room r
 WHERE id = :id
 ORDER BY position
 LIMIT 1;

-- What waits for us: to be studied first, then being tested, then planned.
--: list open
SELECT id, number, title, prediction, starts, study_on, state, saved_here AS "saved_here?",
       state_words AS words,
       state IN ('to_study', 'undecided') AS "_to_study?"
  FROM v_pdsa
 WHERE room = :id AND state IN ('to_study', 'undecided', 'testing', 'planned')
 ORDER BY CASE state WHEN 'to_study' THEN 1 WHEN 'undecided' THEN 2 WHEN 'testing' THEN 3
                     ELSE 4 END, study_on, number
 LIMIT 100;

-- A ramp is a test and those that came after it; the ramp of the newest test first.
--: list ramps
WITH RECURSIVE
     p AS MATERIALIZED (SELECT id, number, after FROM v_pdsa WHERE room = :id),
     ramp(id, number, root) AS (
       SELECT id, number, number FROM p WHERE after IS NULL
       UNION ALL
       SELECT p.id, p.number, r.root FROM ramp r JOIN p ON p.after = r.id)
SELECT root, count(*) AS tests
  FROM ramp
 GROUP BY root
 ORDER BY max(number) DESC
 LIMIT 200;

--: list cycles in ramps on _root = root
WITH RECURSIVE
     p AS MATERIALIZED (
       SELECT id, number, title, after, state, state_words, starts, date, reason, learned
         FROM v_pdsa WHERE room = :id),
     ramp(id, root, test) AS (
       SELECT id, number, 1 FROM p WHERE after IS NULL
       UNION ALL
       SELECT p.id, r.root, r.test + 1 FROM ramp r JOIN p ON p.after = r.id)
SELECT r.root AS _root, r.test, p.id, p.number, p.title, p.state, p.starts, p.date AS studied,
       p.reason, p.learned,
       p.state_words AS words,
       p.state IN ('adopted', 'adapted') AS "_kept?", p.state = 'abandoned' AS "_abandoned?"
  FROM ramp r JOIN p ON p.id = r.id
 ORDER BY r.root, r.test, p.number
 LIMIT 500;
