-- What a form for a proposed change begins from.
-- :id an adaptation's, or the element's
-- :academy whose, when two have one id

--: one from
SELECT a.is_adaptation AS "is_adaptation?", a.id, a.title, a.academy, e.id AS element,
       e.academy AS element_academy, e.title AS element_title, e.purpose, e.number,
       e.number + 1 AS next_number, e.own AS "ours?", e.academy_name
  FROM (SELECT 1 AS is_adaptation, id, title, academy, element, element_academy, own
    FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
        UNION ALL
        SELECT 0, id, title, academy, id, academy, own FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)) a
       CROSS JOIN v_element e ON e.id = a.element AND e.academy = a.element_academy
 ORDER BY a.own DESC
 LIMIT 1;
