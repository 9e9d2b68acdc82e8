-- An action, to be changed; several versions may stand side by side.
-- :id the action's

--: one action
SELECT d.id, d.meeting, d.room, r.name AS room_name,
       (SELECT m.day FROM v_meeting m WHERE m.id = d.meeting LIMIT 1) AS day,
       d.text, d.state, d.due, d.note,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_action_version v
         WHERE v.action = d.id AND v.room = d.room AND v.current) AS based_on
  FROM v_action d CROSS JOIN v_room r ON r.id = d.room
 WHERE d.id = :id
 LIMIT 1;

--: list two
SELECT v.id, v.text, v.due, v.state, v.note, v.author_name, v.written_ms
  FROM v_action_version v
 WHERE v.action = :id AND v.current
   AND (SELECT versions FROM v_action WHERE id = :id LIMIT 1) > 1
 ORDER BY v.position
 LIMIT 8;

--: list versions
SELECT v.id, v.text, v.due, v.state, v.note, v.author_name, v.written_ms, v.current AS "current?"
  FROM v_action_version v
 WHERE v.action = :id
 ORDER BY v.position DESC
 LIMIT 50;

-- Who may take something on: members, and stakeholders who have no account.
--: list people
SELECT p.who, p.name, p.who = coalesce(:who, (SELECT CASE WHEN member IS NOT NULL
            THEN 'm' || lower(hex(member)) ELSE 's' || lower(hex(stakeholder)) END
          FROM v_action WHERE id = :id LIMIT 1), '') AS "chosen?"
  FROM (SELECT 'm' || lower(hex(m.member)) AS who, coalesce(m.name, 'A member') AS name
          FROM v_room_member m
         WHERE m.room = (SELECT room FROM v_action WHERE id = :id LIMIT 1)
        UNION ALL
        SELECT 's' || lower(hex(s.id)), s.role
          FROM v_stakeholder s
         WHERE s.room = (SELECT room FROM v_action WHERE id = :id LIMIT 1)
           AND s.member IS NULL AND NOT s.has_left) p
 ORDER BY p.name, p.who
 LIMIT 200;
