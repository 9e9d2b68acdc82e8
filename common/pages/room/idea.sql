-- A change idea, to be changed; several versions may stand side by side.
-- :id the room's
-- :idea its own

--: one idea
SELECT t.id, t.room, t.title, r.name AS room_name,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_idea_version v
         WHERE v.idea = t.id AND v.room = t.room AND v.current) AS based_on
  FROM v_idea t JOIN v_room r ON r.id = t.room
 WHERE t.id = :idea AND t.room = :id
 ORDER BY t.position
 LIMIT 1;

--: list two
SELECT v.title, v.text, v.dropped AS "dropped?", v.reason, v.author_name, v.written_ms,
       (SELECT t.title FROM v_theme t WHERE t.id = v.theme AND t.room = v.room
         LIMIT 1) AS theme_title
  FROM v_idea_version v
 WHERE v.idea = :idea AND v.room = :id AND v.current
   AND (SELECT versions FROM v_idea WHERE id = :idea AND room = :id ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

--: list themes
SELECT m.id, m.title, coalesce(m.id = t.theme, 0) AS "chosen?"
  FROM v_theme m LEFT JOIN v_idea t ON t.id = :idea AND t.room = :id
 WHERE m.room = :id AND NOT m.dropped
 ORDER BY m.title, m.id;

--: list academies
SELECT a.academy, a.name, coalesce(a.academy = t.borrowed_from, 0) AS "chosen?"
  FROM v_academy a LEFT JOIN v_idea t ON t.id = :idea AND t.room = :id
 WHERE NOT a.is_own AND a.accepted
 ORDER BY a.name, a.academy;
