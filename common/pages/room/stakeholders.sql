-- The pre-phase: whom the pathway needs in the room, and what they expect of it.
-- :id the room's

--: one room
SELECT id, name, mine AS "mine?" FROM v_room WHERE id = :id AND mine ORDER BY position LIMIT 1;

-- By the alphabet of their roles.
--: list stakeholders
SELECT id, role, name, member, patient_partner AS "patient_partner?", expects, versions,
       author_name, written_ms
  FROM v_stakeholder
 WHERE room = :id AND NOT has_left
 ORDER BY role, id;

--: list gone
SELECT id, role, name, patient_partner AS "patient_partner?", expects, written_ms
  FROM v_stakeholder
 WHERE room = :id AND has_left
 ORDER BY role, id;

-- Those of the room's members who may stand behind a role.
--: list members
SELECT member, name FROM v_room_member WHERE room = :id ORDER BY name IS NULL, name, member;
