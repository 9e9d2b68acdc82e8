-- What the form for a changed visit offers.
-- :id the visit's
-- :to_academy what the form has chosen

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

--: list academies
SELECT academy, name, coalesce(academy = :to_academy, 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own
 ORDER BY name, academy
 LIMIT 300;
