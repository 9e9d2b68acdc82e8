-- A note, to be changed; several versions may stand side by side.
-- :id the note's

--: one note
SELECT d.id, d.meeting, d.room, r.name AS room_name,
       (SELECT m.day FROM v_meeting m WHERE m.id = d.meeting LIMIT 1) AS day, d.text,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_note_version v
         WHERE v.note = d.id AND v.room = d.room AND v.current) AS based_on
  FROM v_note d CROSS JOIN v_room r ON r.id = d.room
 WHERE d.id = :id
 LIMIT 1;

--: list two
SELECT v.id, v.text, v.taken_back AS "taken_back?", v.author_name, v.written_ms
  FROM v_note_version v
 WHERE v.note = :id AND v.current
   AND (SELECT versions FROM v_note WHERE id = :id LIMIT 1) > 1
 ORDER BY v.position
 LIMIT 8;

--: list versions
SELECT v.id, v.text, v.taken_back AS "taken_back?", v.author_name, v.written_ms,
       v.current AS "current?"
  FROM v_note_version v
 WHERE v.note = :id
 ORDER BY v.position DESC
 LIMIT 50;
