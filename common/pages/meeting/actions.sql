-- Who does what in a Big Room: what is open, then what became of the rest.
-- :id the room's

--: one room
SELECT id, name, mine AS "mine?", date(:today, '+7 days') AS due FROM v_room WHERE id = :id LIMIT 1;

-- What was agreed before and is not done.
--: list open
SELECT a.id, a.text, coalesce(a.member_name, a.stakeholder_role,
       CASE WHEN a.member IS NOT NULL THEN 'a member' END) AS who, a.due,
       coalesce(a.due < :today, 0) AS "overdue?", a.versions
  FROM v_action a
 WHERE a.room = :id AND a.state = 'open'
 ORDER BY a.due IS NULL, a.due, a.position
 LIMIT 200;

-- What was done or let go, the newest first.
--: list closed 50 then next
SELECT a.id, a.text, coalesce(a.member_name, a.stakeholder_role) AS who, a.state, a.note,
       a.written_ms, a.state = 'dropped' AS "dropped?", a.position AS _before_place
  FROM v_action a
 WHERE a.room = :id AND a.state IN ('done', 'dropped')
   AND (:before_place IS NULL OR a.position < :before_place)
 ORDER BY a.position DESC
 LIMIT :limit;

-- Who may take something on: members, and stakeholders who have no account.
--: list people
SELECT p.who, p.name, p.who = coalesce(:who, '') AS "chosen?"
  FROM (SELECT 'm' || lower(hex(m.member)) AS who, coalesce(m.name, 'A member') AS name
          FROM v_room_member m WHERE m.room = :id
        UNION ALL
        SELECT 's' || lower(hex(s.id)), s.role
          FROM v_stakeholder s
         WHERE s.room = :id AND s.member IS NULL AND NOT s.has_left) p
 ORDER BY p.name, p.who
 LIMIT 200;
