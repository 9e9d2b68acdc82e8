-- A change that became the way of working, to be described anew; several may stand side by side.
-- :id the change's
-- :measure, :pdsa what the form has chosen

--: one change
SELECT c.id, c.title, c.room, r.name AS room_name, r.members,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_change_version v
         WHERE v.change = c.id AND v.position >> 40 = c.position >> 40 AND v.current) AS based_on
  FROM v_change c JOIN v_room r ON r.id = c.room AND r.mine
 WHERE c.id = :id
 ORDER BY c.position
 LIMIT 1;

--: list two
SELECT v.id, v.title, v.embedded, v.date, v.dropped AS "dropped?", v.author, v.author_name,
       v.written_ms
  FROM v_change_version v
 WHERE v.change = :id AND v.current
   AND (SELECT versions FROM v_change WHERE id = :id ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

--: list measures
SELECT id, title, coalesce(id = :measure, 0) AS "chosen?"
  FROM v_measure
 WHERE room = (SELECT room FROM v_change WHERE id = :id ORDER BY position LIMIT 1)
   AND copy_of IS NULL
 ORDER BY title, id
 LIMIT 200;

--: list tests
SELECT id, number, title, coalesce(id = :pdsa, 0) AS "chosen?"
  FROM v_pdsa
 WHERE room = (SELECT room FROM v_change WHERE id = :id ORDER BY position LIMIT 1)
 ORDER BY number DESC
 LIMIT 200;
