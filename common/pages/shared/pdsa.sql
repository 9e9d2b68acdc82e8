-- A PDSA as the network has it: what was predicted beside what happened, and who uses it.
-- :id the copy's, by any of its versions
-- :academy whose it is, when two have one id

--: one asked
SELECT id, academy, own AS "own?", audience_type = 3 AS "in_academy?"
  FROM v_shared_id
 WHERE id = :id AND what = 'pdsa' AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

--: list pdsa
SELECT p.id, p.academy, p.academy_name, p.own AS "own?", p.audience_type = 3 AS "in_academy?",
       p.pathway, p.title, p.question, p.prediction, p.plan, p.starts AS starts_date, p.done,
       p.happened, p.comparison,
       CASE p.comparison WHEN 'as_predicted' THEN 'As predicted' WHEN 'close' THEN 'Close to it'
            WHEN 'different' THEN 'Different' WHEN 'could_not_tell' THEN 'Could not tell' END
         AS comparison_words,
       p.learned, p.decision,
       CASE p.decision WHEN 'adopt' THEN 'Adopted' WHEN 'adapt' THEN 'Adapted'
            WHEN 'abandon' THEN 'Abandoned' ELSE 'Not decided' END AS state,
       p.decision = 'adopt' AS "adopted?", coalesce(p.decision = 'abandon', 0) AS "abandoned?",
       p.reason, p.studied AS studied_date, p.borrowed_from, p.borrowed_from_name, p.borrowed,
       p.author, p.author_name, p.written_ms, p.versions, p.held, p.saved_here AS "saved_here?",
       p.audience_type = 1 AS "in_network?", p.position AS _position,
       (SELECT m.position FROM v_measure m
         WHERE m.id = p.measure AND m.academy = p.academy AND m.copy_of IS NOT NULL LIMIT 1)
         AS _measure,
       CASE WHEN p.own THEN p.copy_of END AS _ours
  FROM (SELECT copy_of, academy, audience_type FROM v_shared_id
         WHERE id = :id AND what = 'pdsa' AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) i
       CROSS JOIN v_shared_pdsa p ON p.copy_of = i.copy_of AND p.academy = i.academy
             AND p.audience_type = i.audience_type;

-- Taken back: no words of it, but why.
--: list gone
SELECT g.academy_name, g.reason, g.author_name, g.written_ms, g.own AS "own?"
  FROM (SELECT copy_of, academy, audience_type FROM v_shared_id
         WHERE id = :id AND what = 'pdsa' AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) i
       CROSS JOIN v_shared_gone g ON g.copy_of = i.copy_of AND g.academy = i.academy
             AND g.audience_type = i.audience_type
 LIMIT 1;

-- The measure that should show it, as the network has it.
--: list measures in pdsa on _position = _measure
SELECT m.id, m.title, m.unit, m.last_value, m.last_date,
       CASE WHEN m.unit IS NULL OR m.unit IN ('', '%') THEN coalesce(m.unit, '')
            ELSE ' ' || m.unit END AS _unit,
       m.position AS _position
  FROM json_each(:parents) q CROSS JOIN v_measure m ON m.position = q.value;

--: list chart in measures on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.options
         FROM json_each(:parents) q CROSS JOIN v_chart c ON c.position = q.value),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position AS _position, c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'rule_set' AS rule_set,
       (SELECT spc_svg(p.date, p.value, c.options, 'column') FROM v_series p
         WHERE p.position = c.position) AS _wide,
       (SELECT spc_svg(p.date, p.value, c.options, 'phone') FROM v_series p
         WHERE p.position = c.position) AS _phone
  FROM c
 WHERE c.said ->> 'points' > 0;

-- By academy, in the order in which they said so.
--: list used_by
SELECT b.by AS academy, b.by_name AS academy_name, b.by_us AS "us?", b.pathway,
       b.starts AS starts_date, b.written_ms, b.saved_here AS "saved_here?"
  FROM (SELECT copy_of, academy FROM v_shared_id
         WHERE id = :id AND what = 'pdsa' AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) i
       CROSS JOIN v_borrowed b ON b.copy_of = i.copy_of AND b.academy = i.academy
 ORDER BY b.written_ms, b.by;

-- Which of the viewer's Big Rooms could use it.
--: list rooms
SELECT id, name, pathway
  FROM v_room
 WHERE mine
 ORDER BY name, id
 LIMIT 20;

--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'pdsa'
   AND a.about IN (SELECT v.id FROM v_shared_id i CROSS JOIN v_shared_id v
                          ON v.copy_of = i.copy_of AND v.academy = i.academy
                    WHERE i.id = :id AND i.what = 'pdsa')
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
