-- A visit: what was given and what was learned.
-- :id the visit's

--: one visit
SELECT id, academy, academy_name, to_academy, to_name, own AS "own?", to_us AS "to_us?",
       audience_type, audience_type = 1 AS "network?", date, occasion, gave, learned, thread,
       planned AS "planned?", dropped AS "dropped?", versions, version AS based_on, author_name,
       written_ms, saved_here AS "saved_here?",
       own AND EXISTS (
           SELECT 1 FROM v_member m
           WHERE m.viewer
             AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%'
                     OR ',' || m.roles || ',' LIKE '%,coach,%')) AS "may_write?"
  FROM v_faculty_visit
 WHERE id = :id
 ORDER BY own DESC, position
 LIMIT 1;

-- Threads about it.
--: list threads
SELECT t.id, t.title, t.academy_name, t.posts
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'visit' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
