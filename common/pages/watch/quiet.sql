-- Why a Big Room does not meet for a while.
-- :id the room

--: one room
SELECT r.id, r.name, q.reason, q.until, q.author_name, q.written_ms
  FROM v_room r LEFT JOIN v_quiet q ON q.room = r.id
 WHERE r.id = :id AND r.mine
 ORDER BY r.position
 LIMIT 1;
