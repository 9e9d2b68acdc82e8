-- A theme, to be changed; several versions may stand side by side.
-- :id the room's
-- :theme its own

--: one theme
SELECT t.id, t.room, t.title, r.name AS room_name,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_theme_version v
         WHERE v.theme = t.id AND v.room = t.room AND v.current) AS based_on
  FROM v_theme t JOIN v_room r ON r.id = t.room
 WHERE t.id = :theme AND t.room = :id
 ORDER BY t.position
 LIMIT 1;

--: list two
SELECT v.title, v.text, v.dropped AS "dropped?", v.author_name, v.written_ms
  FROM v_theme_version v
 WHERE v.theme = :theme AND v.room = :id AND v.current
   AND (SELECT versions FROM v_theme WHERE id = :theme AND room = :id
         ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;
