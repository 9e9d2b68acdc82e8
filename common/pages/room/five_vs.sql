-- A Big Room's 5Vs: as they were seen last, and every version before.
-- :id the room's

--: one room
SELECT id, name FROM v_room WHERE id = :id AND mine ORDER BY position LIMIT 1;

-- The newest first; several that are current stand side by side.
--: list versions 20 then next
SELECT id, date, unixepoch(date, '+12 hours') * 1000 AS _day_ms, present, value, involve, evidence,
       visualisation, vision, author_name, written_ms, current AS "current?",
       position AS _before_place
  FROM v_five_vs
 WHERE room = :id AND (:before_place IS NULL OR position < :before_place)
 ORDER BY position DESC
 LIMIT :limit;

--: one beside
SELECT count(*) AS versions FROM v_five_vs WHERE room = :id AND current;
