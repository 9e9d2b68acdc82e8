-- What a form for a new self-review offers: the fixed elements that our academy runs.

--: one offer
SELECT name AS academy_name FROM v_brand;

-- What each row is about.
--: list element_choices
SELECT lower(hex(e.id)) AS value, coalesce(e.our_name, e.title) AS words
  FROM v_programme p CROSS JOIN v_element e ON e.position = p.position
 ORDER BY e.title, e.id
 LIMIT 500;
