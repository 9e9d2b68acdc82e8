-- A proposal of ours, to be said anew; several versions may stand side by side.
-- :id the proposal's

--: one proposal
SELECT c.id, c.title, 1 AS "in_network?",
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_element_change_version v
         WHERE v.change = c.id AND v.position >> 40 = c.position >> 40 AND v.current) AS based_on
  FROM v_element_change c
 WHERE c.id = :id AND c.own
 ORDER BY c.position
 LIMIT 1;

--: list two
SELECT v.id, v.title, v.becomes, v.why, v.author_name, v.written_ms
  FROM v_element_change c CROSS JOIN v_element_change_version v
       ON v.change = c.id AND v.position >> 40 = c.position >> 40 AND v.current
 WHERE c.id = :id AND c.own AND c.versions > 1
 ORDER BY v.position;
