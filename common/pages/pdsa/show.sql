-- One PDSA: predicted and happened, what was learned, its chart, what comes next.
-- :id the PDSA's

--: one pdsa
WITH RECURSIVE
     p AS MATERIALIZED (SELECT * FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1),
     -- of a view that is joined from the left every row would be made
     x AS MATERIALIZED (
       SELECT id, number, title, after FROM v_pdsa WHERE room = (SELECT room FROM p)),
     back(after, test) AS (
       SELECT after, 1 FROM p
       UNION ALL
       SELECT q.after, b.test + 1 FROM back b JOIN x q ON q.id = b.after)
SELECT p.id, p.number, p.title, p.room, r.name AS room_name, r.mine AS "mine?", p.question,
       p.prediction, p.plan, p.starts, p.study_on, p.state, p.done, p.happened, p.comparison,
       p.learned, p.decision, p.reason, p.present, p.date AS studied, p.plans, p.studies,
       p.state_words AS words,
       CASE p.comparison WHEN 'as_predicted' THEN 'As we predicted.'
                         WHEN 'close' THEN 'Close to what we predicted.'
                         WHEN 'different' THEN 'Different from what we predicted.'
                         WHEN 'could_not_tell' THEN 'We could not tell.' END AS compared,
       p.measure, m.title AS measure_title, p.idea, i.title AS idea_title, p.after,
       a.number AS after_number, a.title AS after_title,
       (SELECT max(test) FROM back) AS test,
       p.after IS NOT NULL OR coalesce(p.id IN (SELECT n.after FROM x n), 0) AS "in_ramp?",
       p.borrowed_from, p.borrowed,
       (SELECT y.name FROM v_academy y WHERE y.academy = p.borrowed_from) AS borrowed_from_name,
       (SELECT s.title FROM v_shared_id i CROSS JOIN v_shared_pdsa s
               ON s.copy_of = i.copy_of AND s.academy = i.academy
         WHERE i.id = p.borrowed LIMIT 1) AS borrowed_title,
       EXISTS (SELECT 1 FROM v_shared_pdsa s WHERE s.copy_of = p.id AND s.own
                  AND s.audience_type = 1) AS "shared?",
       p.state IN ('adopted', 'adapted', 'abandoned') AS "decided?",
       p.state = 'adopted' AS "_adopted?", p.state = 'adapted' AS "_adapted?",
       p.state = 'abandoned' AS "_abandoned?", p.study IS NULL AS "_open?",
       p.state = 'to_study' AS "_due?", p.state = 'undecided' AS "_undecided?",
       (SELECT c.id FROM v_change c WHERE c.room = p.room AND c.pdsa = p.id AND NOT c.dropped
         LIMIT 1) AS standardised,
       p.written_ms, p.saved_here AS "saved_here?"
  FROM p JOIN v_room r ON r.id = p.room
       LEFT JOIN (SELECT title, room FROM v_measure WHERE id = (SELECT measure FROM p)
                   ORDER BY position LIMIT 1) m ON m.room = p.room
       LEFT JOIN (SELECT title, room FROM v_idea WHERE id = (SELECT idea FROM p)
                   ORDER BY position LIMIT 1) i ON i.room = p.room
       LEFT JOIN x a ON a.id = p.after
 LIMIT 1;

--: list next_tests
SELECT n.id, n.number, n.title
  FROM v_pdsa n
 WHERE n.room = (SELECT room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1) AND n.after = :id
 ORDER BY n.number
 LIMIT 20;

-- The chart of its measure, with its own tag and no other.
--: list chart
WITH o AS MATERIALIZED (
       SELECT c.position,
              json_set(c.plain, '$.id', 'pdsa', '$.tags',
                       json_array(json_array(p.starts, 'pdsa', 'PDSA ' || p.number))) AS options
         FROM v_pdsa p JOIN v_chart c ON c.measure = p.measure
        WHERE p.id = :id),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(q.date, q.value, o.options) FROM v_series q
                WHERE q.position = o.position) AS said
         FROM o)
SELECT c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'before' AS earlier, c.said ->> 'target' AS target_words,
       c.said ->> 'trial' AS trial,
       (SELECT spc_svg(q.date, q.value, c.options, 'column') FROM v_series q
         WHERE q.position = c.position) AS _wide,
       (SELECT spc_svg(q.date, q.value, c.options, 'phone') FROM v_series q
         WHERE q.position = c.position) AS _phone,
       (SELECT spc_text(q.date, q.value, c.options, 78) FROM v_series q
         WHERE q.position = c.position) AS _text
  FROM c
 WHERE c.said ->> 'points' > 0;

-- Plans and studies that stand side by side, and those that were replaced.
--: list plans
SELECT v.id, v.title, v.question, v.prediction, v.plan, v.starts, v.study_on, v.author,
       v.author_name, v.written_ms, v.current AS "current?"
  FROM v_pdsa_plan v
 WHERE v.pdsa = :id AND (SELECT count(*) FROM v_pdsa_plan WHERE pdsa = :id) > 1
 ORDER BY v.position DESC
 LIMIT 100;

--: list studies
SELECT s.id, s.date, s.done, s.happened, s.learned, s.decision, s.reason, s.author, s.author_name,
       s.written_ms, s.current AS "current?"
  FROM v_pdsa_study s
 WHERE s.pdsa = :id AND (SELECT count(*) FROM v_pdsa_study WHERE pdsa = :id) > 1
 ORDER BY s.position DESC
 LIMIT 100;

-- Who uses what we shared of it.
--: list used_by
SELECT b.by, b.by_name, b.pathway, b.starts
  FROM v_borrowed b
 WHERE b.copy_of = :id AND b.own
 ORDER BY b.by_name
 LIMIT 20;

-- What is said about it, or about its shared copy.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'pdsa'
   AND a.about IN (SELECT :id UNION ALL
                   SELECT s.id FROM v_shared_pdsa s WHERE s.copy_of = :id AND s.own)
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
