-- What the form for a cohort offers.
-- :visiting what the form has chosen

--: list academies
SELECT academy, name, coalesce(instr(lower(:visiting), lower(hex(academy))) > 0, 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own
 ORDER BY name, academy
 LIMIT 300;
