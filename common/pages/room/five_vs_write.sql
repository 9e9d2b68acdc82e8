-- A version of a Big Room's 5Vs, to be written; several may stand side by side.
-- :id the room's

--: one room
SELECT r.id, r.name,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_five_vs v
         WHERE v.room = r.id AND v.current) AS based_on
  FROM v_room r
 WHERE r.id = :id AND r.mine
 ORDER BY r.position
 LIMIT 1;

--: list two
SELECT date, present, value, involve, evidence, visualisation, vision, author_name, written_ms
  FROM v_five_vs
 WHERE room = :id AND current
   AND (SELECT count(*) FROM v_five_vs w WHERE w.room = :id AND w.current) > 1
 ORDER BY position;
