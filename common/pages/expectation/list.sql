-- What organisations expect of the programme, version beside version by their dates.
-- :academy whose; ours when absent

--: one about
SELECT a.academy, a.name, a.is_own AS "own?",
       a.is_own AND EXISTS (
           SELECT 1 FROM v_member m
           WHERE m.viewer
             AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?"
  FROM v_academy a
 WHERE a.academy = coalesce(:academy, (SELECT academy FROM v_academy WHERE is_own));

--: list expectations
SELECT id, audience_type, date, expects, gives, patience, since_then, current AS "current?",
       author_name, written_ms, saved_here AS "saved_here?"
  FROM v_expectation
 WHERE academy = coalesce(:academy, (SELECT academy FROM v_academy WHERE is_own))
 ORDER BY date, position
 LIMIT 60;
