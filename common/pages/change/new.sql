-- What a form for a change that has become the way of working offers.
-- :id the Big Room's
-- :measure, :pdsa what the form has chosen

--: one room
SELECT id, name, members
  FROM v_room
 WHERE id = :id AND mine
 ORDER BY position
 LIMIT 1;

--: list measures
SELECT id, title, coalesce(id = :measure, 0) AS "chosen?"
  FROM v_measure
 WHERE room = :id AND copy_of IS NULL
 ORDER BY title, id
 LIMIT 200;

--: list tests
SELECT id, number, title, coalesce(id = :pdsa, 0) AS "chosen?"
  FROM v_pdsa
 WHERE room = :id
 ORDER BY number DESC
 LIMIT 200;
