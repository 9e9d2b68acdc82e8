-- measure_form.sql - what the forms about measures look up, and what they begin with.
--
-- form.sql has those of everything else, and says how they are used; :today is the day where people
-- are. Our own measures alone: what the network has of them follows by a sharing.

--: lookup measure
SELECT id AS measure, audience_type, audience_id FROM v_measure
WHERE id = :id AND own AND copy_of IS NULL ORDER BY position LIMIT 1;

--: lookup measure_new
SELECT CASE WHEN :room IS NULL THEN 3 ELSE 4 END AS audience_type, :room AS audience_id;

--: lookup measure_new_begins
SELECT lower(hex(:room)) AS room WHERE :room IS NOT NULL;

--: lookup measure_change
-- As with a thread's text: a definition names those that its writer had before them.
SELECT m.id AS measure, m.audience_type, m.audience_id, v.id AS based_on
FROM v_measure m JOIN v_measure_version v
     ON v.measure = m.id AND v.position >> 40 = m.position >> 40
WHERE m.id = :id AND m.own AND m.copy_of IS NULL
  AND CASE WHEN EXISTS (SELECT 1 FROM v_measure_version w
                        WHERE w.measure = m.id AND w.position >> 40 = m.position >> 40
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup measure_change_begins
SELECT title, definition, numerator, denominator, unit, role, direction, target, frequency,
       CASE WHEN counts THEN 'true' END AS counts,
       CASE WHEN screened THEN 'true' END AS screened, two_of_three, fix_after
FROM v_measure
WHERE id = :id AND own AND copy_of IS NULL ORDER BY position LIMIT 1;

--: lookup measure_add_begins
-- The next date by what it is said to be counted by, but none that is to come.
SELECT min(:today, coalesce(CASE
           WHEN frequency LIKE '%fortnight%' THEN date(last_date, '+14 days')
           WHEN frequency LIKE '%week%' THEN date(last_date, '+7 days')
           WHEN frequency LIKE '%month%' THEN date(last_date, '+1 month')
           WHEN frequency LIKE '%quarter%' THEN date(last_date, '+3 months')
           WHEN frequency LIKE '%year%' THEN date(last_date, '+1 year')
           WHEN frequency LIKE '%da%' THEN date(last_date, '+1 day') END, :today)) AS date
FROM v_measure
WHERE id = :id AND own AND copy_of IS NULL ORDER BY position LIMIT 1;

--: lookup measure_correct_begins
SELECT date, value, numerator, denominator, note, CASE WHEN value IS NULL THEN 'true' END AS missing
FROM v_point
WHERE measure = :id AND date = :date LIMIT 1;

--: lookup measure_share_begins
SELECT coalesce(s.pathway, r.pathway) AS pathway,
       CASE WHEN s.shared AND s.follows THEN 'true' END AS follows
FROM v_measure m LEFT JOIN v_room r ON r.id = m.room
     LEFT JOIN v_sharing s ON s.measure = m.id AND s.position >> 40 = m.position >> 40
WHERE m.id = :id AND m.own LIMIT 1;

--: lookup small_numbers_begins
SELECT below FROM v_small_numbers;

--: lookup measure_entered
-- Whose points are entered.
SELECT audience_type, audience_id, title, unit FROM v_measure
WHERE id = :id AND own AND copy_of IS NULL ORDER BY position LIMIT 1;

--: lookup measure_points
SELECT date, value, numerator, denominator, note, taken_back FROM v_point_said
WHERE measure = :id ORDER BY date;

--: lookup measure_saved
-- What this person has said since :after_ms and still holds, as it was before: an earlier value,
-- or none.
SELECT h.date, b.value, b.numerator, b.denominator, b.note, b.date IS NULL OR b.taken_back
FROM v_point_history h
     LEFT JOIN v_point_history b ON b.measure = h.measure AND b.date = h.date
       AND b.position = (SELECT max(x.position) FROM v_point_history x
                         WHERE x.measure = h.measure AND x.date = h.date
                           AND NOT (x.author = viewer() AND x.written_ms >= :after_ms))
WHERE h.measure = :id AND h.current AND NOT h.taken_back AND h.author = viewer()
  AND h.written_ms >= :after_ms
ORDER BY h.date;
