-- What came of an adaptation, to be told.
-- :id the adaptation's
-- :measure, :pdsa what the form has chosen

--: one adaptation
SELECT a.id, a.title, a.why, a.since, a.audience_type = 1 AS "in_network?", a.outcome_words,
       a.outcome_text, a.outcome_date
  FROM v_adaptation a
 WHERE a.id = :id AND a.own
 ORDER BY a.position
 LIMIT 1;

-- What the network or our academy has of ours, which could show it.
--: list measures
SELECT m.id, m.title, m.audience_type = 1 AS "in_network?", coalesce(m.id = :measure, 0)
       AS "chosen?"
  FROM v_measure m
 WHERE m.own AND m.audience_type IN (1, 3)
 ORDER BY m.title, m.id
 LIMIT 200;

--: list pdsas
SELECT p.id, p.title, p.audience_type = 1 AS "in_network?", coalesce(p.id = :pdsa, 0) AS "chosen?"
  FROM v_shared_pdsa p
 WHERE p.own
 ORDER BY p.written_ms DESC, p.id
 LIMIT 100;
