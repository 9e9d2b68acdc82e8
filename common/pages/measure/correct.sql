-- A point that is to be corrected.
-- :id the measure's, :date the point's

--: one measure
SELECT m.id, m.title, m.unit, m.numerator, m.denominator, m.frequency, m.last_date, m.last_value,
       m.audience_type = 4 AS "in_room?", coalesce(s.shared AND s.follows, 0) AS "follows?"
  FROM v_measure m LEFT JOIN v_sharing s
       ON s.measure = m.id AND s.position >> 40 = m.position >> 40
 WHERE m.id = :id AND m.own AND m.copy_of IS NULL
 ORDER BY m.position
 LIMIT 1;

--: list point
SELECT date, value, numerator, denominator, note
  FROM v_point
 WHERE measure = :id AND date = :date
 LIMIT 1;
