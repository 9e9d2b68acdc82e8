-- What a form for a new adaptation offers.
-- :id the element's
-- :academy who publishes it, when two have one id
-- :measure, :pdsa what the form has chosen

--: one element
SELECT e.id, e.academy, e.title, e.purpose, e.version, e.number,
       coalesce(e.nature = 'fixed', 0) AS "fixed?", e.version_position AS _version
  FROM v_element e
 WHERE e.id = :id AND (:academy IS NULL OR e.academy = :academy)
 ORDER BY e.own DESC, e.position
 LIMIT 1;

--: list said in element on _version = _version
SELECT i.position AS _version, i.part, i.text, i.part = 'stays' AS "stays?"
  FROM json_each(:parents) q CROSS JOIN v_element_item i ON i.position = q.value
 ORDER BY i.part DESC, i.idx;

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
