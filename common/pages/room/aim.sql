-- An aim, to be changed; several versions may stand side by side.
-- :id the room's
-- :aim its own

--: one aim
SELECT t.id, t.room, r.name AS room_name,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_aim_version v
         WHERE v.aim = t.id AND v.room = t.room AND v.current) AS based_on
  FROM v_aim t JOIN v_room r ON r.id = t.room
 WHERE t.id = :aim AND t.room = :id
 ORDER BY t.position
 LIMIT 1;

--: list two
SELECT v.scope, v.text, v.by_date, v.dropped AS "dropped?", v.author_name, v.written_ms,
       (SELECT m.title FROM v_measure m WHERE m.id = v.measure LIMIT 1) AS measure_title
  FROM v_aim_version v
 WHERE v.aim = :aim AND v.room = :id AND v.current
   AND (SELECT versions FROM v_aim WHERE id = :aim AND room = :id ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

--: list measures
SELECT m.id, m.title, coalesce(m.id = t.measure, 0) AS "chosen?"
  FROM v_measure m LEFT JOIN v_aim t ON t.id = :aim AND t.room = :id
 WHERE m.own AND m.copy_of IS NULL AND (m.room = :id OR m.room IS NULL)
 ORDER BY m.room IS NULL, m.title, m.id;
