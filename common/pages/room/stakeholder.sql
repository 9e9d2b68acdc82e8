-- A stakeholder, to be changed; several versions may stand side by side.
-- :id the room's
-- :stakeholder theirs

--: one stakeholder
SELECT t.id, t.room, t.role, r.name AS room_name,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_stakeholder_version v
         WHERE v.stakeholder = t.id AND v.room = t.room AND v.current) AS based_on
  FROM v_stakeholder t JOIN v_room r ON r.id = t.room
 WHERE t.id = :stakeholder AND t.room = :id
 ORDER BY t.position
 LIMIT 1;

--: list two
SELECT v.role, v.name, v.patient_partner AS "patient_partner?", v.expects, v.has_left AS "left?",
       v.author_name, v.written_ms
  FROM v_stakeholder_version v
 WHERE v.stakeholder = :stakeholder AND v.room = :id AND v.current
   AND (SELECT versions FROM v_stakeholder WHERE id = :stakeholder AND room = :id
         ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

--: list members
SELECT m.member, m.name, coalesce(m.member = t.member, 0) AS "chosen?"
  FROM v_room_member m LEFT JOIN v_stakeholder t ON t.id = :stakeholder AND t.room = :id
 WHERE m.room = :id
 ORDER BY m.name IS NULL, m.name, m.member;
