-- An element, to be published anew; several versions may stand side by side.
-- :id the element's
-- :change, :change_academy the proposal that the version is to take up

--: one element
SELECT e.id, e.title, e.number, e.number + 1 AS next_number,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_element_version v
         WHERE v.element = e.id AND v.academy = e.academy AND v.current) AS based_on
  FROM v_element e
 WHERE e.id = :id AND e.own
 ORDER BY e.position
 LIMIT 1;

--: list two
SELECT v.id, v.number, v.title, v.nature, v.purpose, v.looks_like, v.why, v.news, v.author_name,
       v.written_ms
  FROM v_element_version v
 WHERE v.element = :id AND v.own AND v.current
   AND (SELECT versions FROM v_element WHERE id = :id AND own ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

--: list change
SELECT c.id, c.academy, c.academy_name, c.title, c.becomes, c.why
  FROM v_element_change c
 WHERE c.id = :change AND (:change_academy IS NULL OR c.academy = :change_academy)
   AND c.element = :id AND c.element_own
 ORDER BY c.own DESC, c.position
 LIMIT 1;
