-- The 18 days of a cohort, in one form.
-- :id the cohort's

--: one cohort
SELECT id, academy, name, own AS "own?", audience_type, version AS based_on
  FROM v_cohort
 WHERE id = :id
 ORDER BY own DESC, position
 LIMIT 1;
