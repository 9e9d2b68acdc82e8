-- A Big Room's themes, by the alphabet.
-- :id the room's

--: one room
SELECT id, name FROM v_room WHERE id = :id AND mine ORDER BY position LIMIT 1;

--: list themes
SELECT t.id, t.title, t.text, t.versions, t.author_name, t.written_ms,
       (SELECT count(*) FROM v_idea i
         WHERE i.room = :id AND i.theme = t.id AND NOT i.dropped) AS ideas
  FROM v_theme t
 WHERE t.room = :id AND NOT t.dropped
 ORDER BY t.title, t.id;

--: list dropped
SELECT id, title, written_ms FROM v_theme
 WHERE room = :id AND dropped
 ORDER BY title, id;
