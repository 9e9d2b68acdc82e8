-- The Big Rooms of our academy.

--: list rooms
SELECT id, name, pathway, slot, place, members,
       clinical_coach, clinical_coach_name, flow_coach, flow_coach_name,
       opened_ms, mine AS "mine?", held, saved_here AS "saved_here?"
  FROM v_room
 ORDER BY name, id;
