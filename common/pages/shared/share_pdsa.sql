-- Exactly what would leave of a PDSA: the form has it, this says of what and who would see it.
-- :id the PDSA's, :to academy: for our academy alone

--: one pdsa
SELECT p.id, p.number, p.title, coalesce(:to = 'academy', 0) AS "to_academy?",
       coalesce(p.decision = 'abandon', 0) AS "abandoned?", s.id AS shared,
       s.written_ms AS shared_ms, n.below,
       (SELECT c.id FROM v_measure m CROSS JOIN v_measure c ON c.id = m.shared_as AND c.own
         WHERE m.id = p.measure AND m.own LIMIT 1) AS measure,
       (SELECT c.title FROM v_measure m CROSS JOIN v_measure c ON c.id = m.shared_as AND c.own
         WHERE m.id = p.measure AND m.own LIMIT 1) AS measure_title,
       (SELECT a.name FROM v_academy a WHERE a.academy = p.borrowed_from) AS borrowed_from_name
  FROM v_pdsa p CROSS JOIN v_room r ON r.id = p.room CROSS JOIN v_small_numbers n
       LEFT JOIN v_shared_pdsa s ON s.copy_of = p.id AND s.own
         AND s.audience_type = CASE WHEN :to = 'academy' THEN 3 ELSE 1 END
 WHERE p.id = :id AND r.mine
 ORDER BY p.position
 LIMIT 1;

--: list academies
SELECT name FROM v_academy WHERE accepted ORDER BY name;
