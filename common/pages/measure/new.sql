-- What a form for a new measure offers.
-- :room the Big Room that it is to be in

--: one offer
SELECT name AS academy_name FROM v_brand;

--: list rooms
SELECT id, name, members, coalesce(id = :room, 0) AS "chosen?"
  FROM v_room
 WHERE mine
 ORDER BY name, id;
