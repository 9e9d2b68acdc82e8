-- Exactly what would leave the academy, and what holds of its sharing.
-- :id the measure's, :with_notes true: notes leave, too

--: one measure
SELECT m.id, m.title, m.definition, m.numerator, m.denominator, m.unit, m.role, m.direction,
       m.target, m.frequency, m.counts AS "counts?", m.screened AS "screened?", m.two_of_three,
       m.fix_after, m.shared_as, r.pathway,
       m.audience_type = 4 AS "in_room?", coalesce(s.shared, 0) AS "shared?",
       coalesce(s.shared AND s.follows, 0) AS "follows?", n.below,
       coalesce(:with_notes = 'true', 0) AS "with_notes?",
       m.moved & 1099511627775 AS seen,
       CASE m.direction WHEN 'increase' THEN 'higher' WHEN 'decrease' THEN 'lower'
            WHEN 'neutral' THEN 'neither' END AS _better
  FROM v_measure m CROSS JOIN v_small_numbers n LEFT JOIN v_room r ON r.id = m.room
       LEFT JOIN v_sharing s ON s.measure = m.id AND s.position >> 40 = m.position >> 40
 WHERE m.id = :id AND m.own AND m.copy_of IS NULL
 ORDER BY m.position
 LIMIT 1;

-- What leaves now: what the network's copy lacks or has otherwise.
--: list leaves
SELECT l.date, l.value, l.numerator, l.denominator,
       CASE WHEN l.fewer OR :with_notes = 'true' THEN l.note END AS note,
       l.fewer AS "fewer?", l.taken_back AS "taken_back?", l.there AS "there?", l.there_value,
       l.there_taken_back AS "there_taken_back?"
  FROM v_leaving l
 WHERE l.measure = :id
   AND CASE WHEN NOT l.there THEN NOT l.taken_back
            WHEN l.taken_back OR l.there_taken_back THEN l.taken_back <> l.there_taken_back
            ELSE l.value IS NOT l.there_value OR l.numerator IS NOT l.there_numerator
                 OR l.denominator IS NOT l.there_denominator
                 OR CASE WHEN l.fewer OR :with_notes = 'true' THEN l.note END
                    IS NOT l.there_note END
 ORDER BY l.date;

-- Where limits begin anew leaves with its reason.
--: list rebases
SELECT r.date, r.reason
  FROM v_rebase r
 WHERE r.measure = :id
 ORDER BY r.date;

--: list academies
SELECT name FROM v_academy WHERE accepted ORDER BY name;
