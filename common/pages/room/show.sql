-- One Big Room: its coach pair, its members, its measures.
-- :id the room's

--: one room
SELECT id, name, pathway, purpose, slot, place, opened_ms, members AS member_count,
       clinical_coach, clinical_coach_name, flow_coach, flow_coach_name, coaches_from,
       held, saved_here AS "saved_here?"
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
