-- One Big Room: its coach pair, its members, its measures.
-- :id the room's

--: one room
SELECT id, name, pathway, purpose, slot, place, opened_ms, members AS member_count,
       clinical_coach, clinical_coach_name, flow_coach, flow_coach_name, coaches_from,
       mine AS "mine?", held, saved_here AS "saved_here?"
  FROM v_room
 WHERE id = :id;

--: list members in room on _room = id
SELECT room AS _room, member, name
  FROM v_room_member
 WHERE room = :id
 ORDER BY name IS NULL, name, member;

--: list measures in room on _room = id
SELECT room AS _room, id, title, unit, role, points, last_date, last_value, shared_as,
       CASE WHEN unit IS NULL OR unit IN ('', '%') THEN coalesce(unit, '')
            ELSE ' ' || unit END AS _unit
  FROM v_measure
 WHERE room = :id
 ORDER BY title, id;

-- What is said about it.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'room' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;

-- What is said in it, to its members.
--: list said_in_it
SELECT t.id, t.title, t.author_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE room = :id ORDER BY last_ms DESC, id DESC LIMIT 20) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;
