-- Our cohorts and those that our faculty visit or our coaches train in, the newest first.
-- :limit how many, 40 when absent, all when negative
-- :before_starts, :before_id what comes behind: `next` of the page before

--: one about
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?" FROM v_brand;

--: list cohorts 40 then next
WITH w AS MATERIALIZED (
       SELECT cohort AS id, academy FROM v_cohort_version
        WHERE academy = (SELECT academy FROM v_academy WHERE is_own)
       UNION
       SELECT cohort, academy FROM v_cohort_visiting WHERE us
       UNION
       SELECT p.cohort, p.academy FROM v_cohort_pair p WHERE p.ours)
SELECT c.id, c.academy, c.academy_name, c.own AS "own?", c.audience_type, c.name, c.starts, c.ends,
       c.place, c.dropped AS "dropped?", c.pairs, c.finished, c.days_held, c.next_day, c.next_date,
       c.saved_here AS "saved_here?", c.starts AS _before_starts, c.id AS _before_id
  FROM w CROSS JOIN v_cohort c ON c.id = w.id AND c.academy = w.academy
 WHERE :before_starts IS NULL OR (c.starts, c.id) < (:before_starts, :before_id)
 ORDER BY c.starts DESC, c.id DESC
 LIMIT :limit;
