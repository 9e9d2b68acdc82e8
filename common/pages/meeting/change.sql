-- A meeting's day and agenda, to be changed; several may stand side by side.
-- :id the meeting's

--: one meeting
SELECT m.id, m.day, m.room, r.name AS room_name, m.state,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_meeting_version v
         WHERE v.meeting = m.id AND v.current) AS based_on
  FROM v_meeting m CROSS JOIN v_room r ON r.id = m.room
 WHERE m.id = :id
 LIMIT 1;

--: list two
SELECT v.id, v.date, v.starts, v.minutes, v.place, v.author_name, v.written_ms,
       v.saved_here AS "saved_here?"
  FROM v_meeting_version v
 WHERE v.meeting = :id AND v.current
   AND (SELECT versions FROM v_meeting WHERE id = :id LIMIT 1) > 1
 ORDER BY v.position
 LIMIT 8;

--: list items in two on _version = id
SELECT a.version AS _version, a.item, a.title, a.minutes
  FROM v_agenda a
 WHERE a.meeting = :id
 ORDER BY a.version, a.item;

-- What an item may be about.
--: list subjects
SELECT s.id, s.title
  FROM (SELECT id, title, 1 AS place FROM v_measure
         WHERE room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
        UNION ALL
        SELECT id, 'PDSA ' || number || ': ' || title, 2 FROM v_pdsa
         WHERE room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
           AND decision IS NULL) s
 ORDER BY s.place, s.title
 LIMIT 60;
