-- The academies that we know, from A to Z.

--: list academies
SELECT academy, name, place, is_own AS "own?", accepted AS "accepted?", threads,
       has_context AS "has_context?"
  FROM v_academy
 ORDER BY name, academy;
