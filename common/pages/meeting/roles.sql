-- Who volunteers for which role; who had it in the hour before.
-- :id the meeting's

--: one meeting
SELECT m.id, m.room, r.name AS room_name, m.day, m.state,
       m.state = 'running' AS "running?", m.scores, m.scoring_open AS "scoring_open?", m.code
  FROM v_meeting m CROSS JOIN v_room r ON r.id = m.room
 WHERE m.id = :id
 LIMIT 1;

-- The four roles, and who volunteered. [next]: the first that nobody has.
--: list roles in meeting on _meeting = id
SELECT m.id AS _meeting, q.value ->> 0 AS role, q.value ->> 1 AS words, q.value ->> 2 AS _short,
       r.member, r.member_name, r.stakeholder, r.stakeholder_role,
       coalesce(r.member_name, r.stakeholder_role,
                CASE WHEN r.member IS NOT NULL THEN 'a member' END) AS who,
       r.member IS NULL AND r.stakeholder IS NULL
         AND sum(r.member IS NULL AND r.stakeholder IS NULL) OVER (ORDER BY q.key) = 1 AS "next?"
  FROM v_meeting m CROSS JOIN json_each('[["chair","Chair","Chair"],
       ["timekeeper","Timekeeper","Time"],["note_keeper","Note-keeper","Notes"],
       ["facilitator","Facilitator","Facilitator"]]') q
       LEFT JOIN (SELECT * FROM v_meeting_role WHERE meeting = :id AND current) r
         ON r.role = q.value ->> 0
 WHERE m.id = :id
 ORDER BY q.key;

-- Who had them in the hour before.
--: list before in roles on _role = role
SELECT r.role AS _role, coalesce(r.member_name, r.stakeholder_role) AS who
  FROM v_meeting_role r
 WHERE r.current AND r.meeting = (
       SELECT p.id FROM v_meeting m CROSS JOIN v_meeting p
        WHERE m.id = :id AND p.room = m.room AND p.date < m.date AND p.state = 'held'
        ORDER BY p.date DESC LIMIT 1)
   AND (r.member IS NOT NULL OR r.stakeholder IS NOT NULL);

-- Who may take one: members, and stakeholders who have no account. The viewer is proposed.
--: list people
SELECT p.who, p.name, p.who = coalesce(:who, 'm' || lower(hex(viewer()))) AS "chosen?"
  FROM (SELECT 'm' || lower(hex(m.member)) AS who, coalesce(m.name, 'A member') AS name
          FROM v_room_member m
         WHERE m.room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
        UNION ALL
        SELECT 's' || lower(hex(s.id)), s.role
          FROM v_stakeholder s
         WHERE s.room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
           AND s.member IS NULL AND NOT s.has_left) p
 ORDER BY p.name, p.who
 LIMIT 200;
