-- What a Big Room aims at: in all, and in particular.
-- :id the room's

--: one room
SELECT id, name FROM v_room WHERE id = :id AND mine ORDER BY position LIMIT 1;

-- The global ones first, then those whose day comes first.
--: list aims
SELECT a.id, a.scope, a.scope = 'global' AS "global?", a.text, a.by_date,
       unixepoch(a.by_date, '+12 hours') * 1000 AS _by_ms, a.measure,
       (SELECT m.title FROM v_measure m WHERE m.id = a.measure LIMIT 1) AS measure_title,
       a.versions, a.author_name, a.written_ms
  FROM v_aim a
 WHERE a.room = :id AND NOT a.dropped
 ORDER BY a.scope <> 'global', a.by_date IS NULL, a.by_date, a.opened_ms, a.id;

--: list dropped
SELECT id, text, written_ms FROM v_aim
 WHERE room = :id AND dropped
 ORDER BY opened_ms DESC, id;

--: list measures
SELECT id, title, coalesce(id = :measure, 0) AS "chosen?"
  FROM v_measure
 WHERE own AND copy_of IS NULL AND (room = :id OR room IS NULL)
 ORDER BY room IS NULL, title, id;
