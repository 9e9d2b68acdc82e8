-- What a form for a new element offers.
-- :from, :from_of the element that it is to be made from

--: one offer
SELECT name AS academy_name FROM v_brand;

--: list made_from
SELECT id, academy, academy_name, own AS "own?", title, number
  FROM v_element
 WHERE id = :from AND (:from_of IS NULL OR academy = :from_of)
 ORDER BY own DESC, position
 LIMIT 1;
