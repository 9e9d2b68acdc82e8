-- What our academy does with an element: the version that stands.
-- :id the element's
-- :academy who publishes it, when two have one id

--: one element
SELECT e.id, e.academy, e.academy_name, e.own AS "own?", e.title, e.version, e.number, e.purpose,
       e.news, e.our_decision, e.our_number, e.our_reason,
       coalesce(e.our_decision = 'declined', 0) AS "declined?"
  FROM v_element e
 WHERE e.id = :id AND (:academy IS NULL OR e.academy = :academy)
 ORDER BY e.own DESC, e.position
 LIMIT 1;

-- What others said to this version, by name.
--: list others
SELECT d.by_name AS academy_name, d.decision, coalesce(d.decision = 'adopted', 0) AS "adopted?",
       coalesce(d.decision = 'on_trial', 0) AS "on_trial?",
       coalesce(d.decision = 'declined', 0) AS "declined?", d.until, d.reason
  FROM (SELECT id, academy, number FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) e
       CROSS JOIN v_element_said d ON d.element_academy = e.academy
 WHERE d.element = :id AND d.number = e.number AND NOT d.by_us
 ORDER BY d.by_name, d.by
 LIMIT 20;
