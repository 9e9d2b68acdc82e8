-- One more point.
-- :id the measure's

--: one measure
SELECT m.id, m.title, m.unit, m.numerator, m.denominator, m.frequency, m.last_date, m.last_value,
       m.audience_type = 4 AS "in_room?", coalesce(s.shared AND s.follows, 0) AS "follows?"
  FROM v_measure m LEFT JOIN v_sharing s
       ON s.measure = m.id AND s.position >> 40 = m.position >> 40
 WHERE m.id = :id AND m.own AND m.copy_of IS NULL
 ORDER BY m.position
 LIMIT 1;
