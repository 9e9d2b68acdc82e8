-- A measure's definition, to be changed; several may stand side by side.
-- :id the measure's

--: one measure
SELECT m.id, m.title, m.unit, m.numerator, m.denominator, m.frequency, m.last_date, m.last_value,
       m.audience_type = 4 AS "in_room?", coalesce(s.shared AND s.follows, 0) AS "follows?",
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_measure_version v
         WHERE v.measure = m.id AND v.position >> 40 = m.position >> 40 AND v.current) AS based_on
  FROM v_measure m LEFT JOIN v_sharing s
       ON s.measure = m.id AND s.position >> 40 = m.position >> 40
 WHERE m.id = :id AND m.own AND m.copy_of IS NULL
 ORDER BY m.position
 LIMIT 1;

--: list two
SELECT v.id, v.title, v.definition, v.unit, v.numerator, v.denominator, v.role, v.direction,
       v.target, v.frequency, v.author, v.author_name, v.written_ms, v.reason,
       CASE v.direction WHEN 'increase' THEN 'higher' WHEN 'decrease' THEN 'lower'
            WHEN 'neutral' THEN 'neither' END AS _better
  FROM v_measure_version v
 WHERE v.measure = :id AND v.current
   AND (SELECT definitions FROM v_measure WHERE id = :id AND own ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;
