-- What the form for a visit offers.
-- :to_academy what the form has chosen

--: list academies
SELECT academy, name, coalesce(academy = :to_academy, 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own
 ORDER BY name, academy
 LIMIT 300;
