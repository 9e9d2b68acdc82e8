-- What the form for a changed cohort offers.
-- :id the cohort's
-- :visiting what the form has chosen

--: one cohort
SELECT id, academy, name, own AS "own?", audience_type, version AS based_on
  FROM v_cohort
 WHERE id = :id
 ORDER BY own DESC, position
 LIMIT 1;

--: list academies
SELECT academy, name, coalesce(instr(lower(:visiting), lower(hex(academy))) > 0, 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own
 ORDER BY name, academy
 LIMIT 300;

-- What stands side by side.
--: list two
SELECT id, name, starts, ends, place, about, author_name, written_ms
  FROM v_cohort_version
 WHERE cohort = :id AND current
   AND (SELECT count(*) FROM v_cohort_version WHERE cohort = :id AND current) > 1
 ORDER BY position;
