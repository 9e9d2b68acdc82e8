-- What there is before it is said anew.

--: list before
SELECT id, date, expects, patience
  FROM v_expectation
 WHERE own AND current
 ORDER BY date DESC, position DESC
 LIMIT 2;
