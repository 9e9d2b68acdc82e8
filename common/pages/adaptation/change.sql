-- An adaptation, to be said anew; several versions may stand side by side.
-- :id the adaptation's
-- :measure, :pdsa what the form has chosen

--: one adaptation
SELECT a.id, a.title, a.audience_type = 1 AS "in_network?",
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_adaptation_version v
         WHERE v.adaptation = a.id AND v.position >> 40 = a.position >> 40 AND v.current)
         AS based_on
  FROM v_adaptation a
 WHERE a.id = :id AND a.own
 ORDER BY a.position
 LIMIT 1;

--: list element
SELECT e.id, e.academy, e.title, e.purpose, coalesce(e.nature = 'fixed', 0) AS "fixed?"
  FROM (SELECT element, element_academy FROM v_adaptation
         WHERE id = :id AND own ORDER BY position LIMIT 1) a
       CROSS JOIN v_element e ON e.id = a.element AND e.academy = a.element_academy
 LIMIT 1;

--: list two
SELECT v.id, v.title, v.text, v.why, v.since, v.author_name, v.written_ms
  FROM v_adaptation a CROSS JOIN v_adaptation_version v
       ON v.adaptation = a.id AND v.position >> 40 = a.position >> 40 AND v.current
 WHERE a.id = :id AND a.own AND a.versions > 1
 ORDER BY v.position;

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
