-- Visits that we made, that were made to us, and that are planned.
-- :before_date, :before_id what comes behind: `next` of the page before
-- :limit how many, 40 when absent, all when negative

--: one about
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%'
                     OR ',' || m.roles || ',' LIKE '%,coach,%')) AS "may_write?" FROM v_brand;

--: list planned
SELECT id, academy_name, to_name, own AS "own?", date, occasion
  FROM v_faculty_visit
 WHERE academy = (SELECT academy FROM v_academy WHERE is_own)
   AND planned AND NOT dropped AND date >= :today
 ORDER BY date, id
 LIMIT 20;

--: list visits 40 then next
SELECT id, academy, academy_name, to_academy, to_name, own AS "own?", date, occasion, thread,
       planned AS "planned?", saved_here AS "saved_here?", date AS _before_date, id AS _before_id
  FROM (SELECT * FROM v_faculty_visit
         WHERE academy = (SELECT academy FROM v_academy WHERE is_own)
        UNION ALL
        SELECT * FROM v_faculty_visit
         WHERE to_academy = (SELECT academy FROM v_academy WHERE is_own) AND NOT own)
 WHERE NOT dropped AND NOT (planned AND date >= :today)
   AND (:before_date IS NULL OR (date, id) < (:before_date, :before_id))
 ORDER BY date DESC, id DESC
 LIMIT :limit;
