-- A Big Room's change ideas and their votes.
-- :id the room's
-- :order newest, alphabet (when absent)
-- :of_theme only those of this theme, by its id in hex

--: one room
SELECT r.id, r.name, coalesce(:order = 'newest', 0) AS "newest_first?",
       (SELECT t.title FROM v_theme t
         WHERE t.room = r.id AND lower(hex(t.id)) = lower(:of_theme) LIMIT 1) AS theme_title
  FROM v_room r
 WHERE r.id = :id AND r.mine
 ORDER BY r.position
 LIMIT 1;

--: list ideas
SELECT i.id, i.room AS _room, i.title, i.text, i.theme, i.votes, i.my_votes,
       i.my_votes = 0 AS "none?", i.my_votes = 1 AS "one?", i.my_votes = 2 AS "two?",
       i.my_votes = 3 AS "three?", i.borrowed_from, i.borrowed,
       (SELECT a.name FROM v_academy a WHERE a.academy = i.borrowed_from) AS borrowed_from_name,
       (SELECT t.title FROM v_thread t
         WHERE t.id = i.borrowed AND t.academy = i.borrowed_from LIMIT 1) AS borrowed_thread,
       (SELECT p.title FROM v_shared_pdsa p
         WHERE p.id = i.borrowed AND p.academy = i.borrowed_from LIMIT 1) AS borrowed_pdsa,
       (SELECT t.title FROM v_theme t WHERE t.id = i.theme AND t.room = i.room
         LIMIT 1) AS theme_title,
       i.versions, i.author_name, i.opened_ms, i.written_ms
  FROM v_idea i
 WHERE i.room = :id AND NOT i.dropped
   AND (:of_theme IS NULL OR lower(hex(i.theme)) = lower(:of_theme))
 ORDER BY CASE WHEN :order = 'newest' THEN -i.position END, i.title, i.id;

--: list dropped
SELECT id, title, reason, written_ms FROM v_idea
 WHERE room = :id AND dropped
 ORDER BY title, id;

--: list themes
SELECT id, title, coalesce(id = :theme, 0) AS "chosen?" FROM v_theme
 WHERE room = :id AND NOT dropped
 ORDER BY title, id;

-- Whom an idea may be borrowed from.
--: list academies
SELECT academy, name, coalesce(lower(hex(academy)) = lower(:borrowed_from), 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own AND accepted
 ORDER BY name, academy;
