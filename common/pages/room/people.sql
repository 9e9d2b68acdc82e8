-- Who coaches a Big Room and who belongs to it. Members are named to members alone.
-- :id the room's
-- :clinical_coach, :flow_coach, :member what a form that was refused had chosen

--: one room
SELECT r.id, r.name, r.members AS member_count, r.mine AS "mine?", r.clinical_coach,
       r.clinical_coach_name, r.flow_coach, r.flow_coach_name, r.coaches_from,
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,coach,%' OR ',' || m.roles LIKE '%,faculty%'
                     OR ',' || m.roles || ',' LIKE '%,lead,%'
                     OR ',' || m.roles LIKE '%,admin%')) AS "may_change?"
  FROM v_room r
 WHERE r.id = :id
 ORDER BY r.position
 LIMIT 1;

-- Every coach pair it has had, the newest first.
--: list pairs
SELECT clinical_coach, clinical_coach_name, flow_coach, flow_coach_name, from_date, until_date,
       current AS "current?", appointed_ms
  FROM v_coach_pair_history
 WHERE room = :id
 ORDER BY set_order DESC
 LIMIT 50;

-- By the alphabet.
--: list members
SELECT m.member, m.name, coalesce(r.clinical_coach = m.member OR r.flow_coach = m.member,
                                  0) AS "coach?"
  FROM v_room r CROSS JOIN v_room_member m ON m.room = r.id
 WHERE r.id = :id
 ORDER BY m.name IS NULL, m.name, m.member;

-- Whom the coaches may be, and who may join: our people, by the alphabet.
--: list people
SELECT p.member, p.name,
       coalesce(lower(hex(p.member)) = coalesce(:clinical_coach, lower(hex(r.clinical_coach))),
                0) AS "clinical?",
       coalesce(lower(hex(p.member)) = coalesce(:flow_coach, lower(hex(r.flow_coach))),
                0) AS "flow?",
       p.viewer AS "you?"
  FROM v_member p LEFT JOIN v_room r ON r.id = :id
 WHERE p.name IS NOT NULL
 ORDER BY p.name, p.member
 LIMIT 1000;

-- Who can invite somebody.
--: list admins
SELECT member, name
  FROM v_member
 WHERE name IS NOT NULL AND ',' || roles || ',' LIKE '%,admin,%'
 ORDER BY name, member
 LIMIT 3;

--: list others
SELECT p.member, p.name
  FROM v_member p
 WHERE p.name IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM v_room_member m WHERE m.room = :id AND m.member = p.member)
 ORDER BY p.name, p.member
 LIMIT 1000;
