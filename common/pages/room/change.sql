-- What a Big Room is, to be changed; several versions may stand side by side.
-- :id the room's

--: one room
SELECT r.id, r.name,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_room_version v
         WHERE v.room = r.id AND v.academy = r.academy AND v.current) AS based_on
  FROM v_room r
 WHERE r.id = :id
 ORDER BY r.position
 LIMIT 1;

--: list two
SELECT v.id, v.name, v.pathway, v.purpose, v.slot, v.place, v.weekday, v.starts, v.minutes,
       v.author_name, v.written_ms,
       CASE v.weekday WHEN 1 THEN 'Mondays' WHEN 2 THEN 'Tuesdays' WHEN 3 THEN 'Wednesdays'
            WHEN 4 THEN 'Thursdays' WHEN 5 THEN 'Fridays' WHEN 6 THEN 'Saturdays'
            WHEN 7 THEN 'Sundays' END AS _day
  FROM v_room_version v
 WHERE v.room = :id AND v.current
   AND (SELECT versions FROM v_room WHERE id = :id ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

-- What it was before, the newest first.
--: list before
SELECT v.id, v.name, v.pathway, v.purpose, v.slot, v.place, v.weekday, v.starts, v.minutes,
       v.author_name, v.written_ms,
       CASE v.weekday WHEN 1 THEN 'Mondays' WHEN 2 THEN 'Tuesdays' WHEN 3 THEN 'Wednesdays'
            WHEN 4 THEN 'Thursdays' WHEN 5 THEN 'Fridays' WHEN 6 THEN 'Saturdays'
            WHEN 7 THEN 'Sundays' END AS _day
  FROM v_room_version v
 WHERE v.room = :id AND NOT v.current
 ORDER BY v.position DESC
 LIMIT 20;

--: list pathways
SELECT pathway
  FROM (SELECT pathway, threads FROM v_pathway ORDER BY threads DESC, pathway LIMIT 100)
 ORDER BY pathway;
