-- What was counted before.

--: list before
SELECT date, coaches, rooms, rooms_after_year, pathways, organisations
  FROM v_capability
 WHERE own
 ORDER BY date DESC
 LIMIT 3;
