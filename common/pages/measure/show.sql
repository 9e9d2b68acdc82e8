-- One measure: what it counts, its points, what was corrected.
-- :id the measure's
-- :academy whose measure it is; only needed when two academies have used one id

--: one measure
SELECT id, title, definition, numerator, denominator, unit, role, direction, target, frequency,
       academy, academy_name, room, room_name, copy_of, shared_as, points AS point_count,
       first_date, last_date, last_value,
       CASE audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || room_name, 'in a Big Room') END AS audience,
       own AS "own?", held, saved_here AS "saved_here?", position >> 40 AS _stream
  FROM v_measure
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

-- What holds now.
--: list points in measure on _stream = _stream
SELECT position >> 40 AS _stream, date, value, numerator, denominator, note,
       corrected AS "corrected?", saved_here AS "saved_here?"
  FROM v_point
 WHERE measure = :id
 ORDER BY date;

-- For a corrected date, each value that it has had.
--: list history in points on _date = date
SELECT date AS _date, value, numerator, denominator, note, reason, author, written_ms,
       current AS "current?"
  FROM v_point_history
 WHERE measure = :id
   AND position >> 40 = (SELECT position >> 40 FROM v_measure
                          WHERE id = :id AND (:academy IS NULL OR academy = :academy)
                          ORDER BY own DESC, position LIMIT 1)
   AND date IN (SELECT date FROM v_point WHERE measure = :id AND corrected)
 ORDER BY date, position;

-- What is said about it.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'measure' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
