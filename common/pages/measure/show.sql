-- One measure: what it counts, its points, what was corrected.
-- :id the measure's
-- :academy whose measure it is; only needed when two academies have used one id
-- :after_ms since when the viewer's own points count as just saved

--: one measure
SELECT id, title, definition, numerator, denominator, unit, role, direction, target, frequency,
       counts AS "counts?", screened AS "screened?", two_of_three, fix_after, pathway, definitions,
       academy, academy_name, room, room_name, copy_of, shared_as, points AS point_count,
       max(points - 12, 0) AS earlier,
       first_date, last_date, last_value,
       CASE audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || room_name, 'in a Big Room') END AS audience,
       own AS "own?", held, saved_here AS "saved_here?", position >> 40 AS _stream,
       -- the viewer's own points of just now, to be taken back if it was a slip
       CASE WHEN :after_ms IS NULL THEN 0 ELSE
           (SELECT count(*) FROM v_point_history h
             WHERE h.measure = :id AND h.written_ms >= :after_ms AND h.author = viewer()
               AND h.current AND NOT h.taken_back) END AS saved,
       CASE direction WHEN 'increase' THEN 'higher' WHEN 'decrease' THEN 'lower'
            WHEN 'neutral' THEN 'neither' END AS _better
  FROM v_measure
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

-- What its chart says, and the chart.
--: list chart in measure on _stream = _stream
WITH o AS MATERIALIZED (SELECT position, options FROM v_chart WHERE measure = :id),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position >> 40 AS _stream, c.said ->> 'verdict' AS verdict,
       c.said ->> 'reading' AS reading, c.said ->> 'before' AS earlier,
       c.said ->> 'target' AS target_words,
       c.said ->> 'trial' AS trial, c.said ->> 'rule_set' AS rule_set,
       c.said ->> 'run_chart' AS "run_chart?", c.said ->> 'variation' AS variation,
       c.said ->> 'variation_words' AS variation_words, c.said ->> 'assurance' AS assurance,
       c.said ->> 'assurance_words' AS assurance_words, c.said ->> 'value_words' AS last_words,
       c.said ->> 'day' AS last_day,
       spc_icon(c.said ->> 'variation', 54) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 54) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'wide') FROM v_series p
         WHERE p.position = c.position) AS _wide,
       (SELECT spc_svg(p.date, p.value, c.options, 'phone') FROM v_series p
         WHERE p.position = c.position) AS _phone,
       (SELECT spc_text(p.date, p.value, c.options, 78) FROM v_series p
         WHERE p.position = c.position) AS _text
  FROM c
 WHERE c.said ->> 'points' > 0;

-- What holds now, with what the rules say of each; all but the newest twelve are _early.
--: list points in measure on _stream = _stream
WITH o AS MATERIALIZED (SELECT position, options FROM v_chart WHERE measure = :id),
     said AS MATERIALIZED (
       SELECT o.position >> 40 AS stream, q.value AS line, q.value ->> 'date' AS date
         FROM o, json_each((SELECT spc_points(p.date, p.value, o.options) FROM v_series p
                             WHERE p.position = o.position)) q)
SELECT p.position >> 40 AS _stream, p.date, p.value, p.numerator, p.denominator, p.note,
       p.corrected AS "corrected?", p.saved_here AS "saved_here?",
       coalesce(s.line ->> 'day', p.date) AS day,
       s.line ->> 'mean' AS mean,
       s.line ->> 'limits' AS limits, s.line ->> 'words' AS words, s.line ->> 'class' AS class,
       spc_marker(s.line ->> 'class') AS _marker,
       CASE WHEN row_number() OVER (ORDER BY p.date DESC) > 12 THEN 1 END AS _early
  FROM said s CROSS JOIN v_point p
    ON p.measure = :id AND p.stream = s.stream AND p.date = s.date
 ORDER BY p.date;

-- For a corrected date, each value that it has had.
--: list history in points on _date = date
SELECT date AS _date, value, numerator, denominator, note, taken_back AS "taken_back?", reason,
       author, author_name, written_ms, current AS "current?"
  FROM v_point_history
 WHERE measure = :id
   AND position >> 40 = (SELECT position >> 40 FROM v_measure
                          WHERE id = :id AND (:academy IS NULL OR academy = :academy)
                          ORDER BY own DESC, position LIMIT 1)
   AND date IN (SELECT date FROM v_point WHERE measure = :id AND corrected)
 ORDER BY date, position;

-- What it was defined as before, and what stands side by side.
--: list versions in measure on _stream = _stream
SELECT position >> 40 AS _stream, id, title, definition, unit, numerator, denominator, role,
       direction, target, frequency, reason, author, author_name, written_ms, current AS "current?",
       CASE direction WHEN 'increase' THEN 'higher' WHEN 'decrease' THEN 'lower'
            WHEN 'neutral' THEN 'neither' END AS _better
  FROM v_measure_version
 WHERE measure = :id
   AND (SELECT count(*) FROM v_measure_version WHERE measure = :id) > 1
 ORDER BY position DESC
 LIMIT 100;

-- Where limits begin anew, and where that was taken back.
--: list rebases in measure on _stream = _stream
SELECT position >> 40 AS _stream, date, rebased AS "rebased?", reason, author, author_name,
       written_ms, current AS "current?"
  FROM v_rebase_history
 WHERE measure = :id
 ORDER BY date DESC, position DESC
 LIMIT 200;

-- What stands on its chart by date.
--: list annotations in measure on _stream = _stream
SELECT position >> 40 AS _stream, date, kind, title, pdsa, author_name, written_ms
  FROM v_annotation
 WHERE measure = :id
 ORDER BY date DESC, title
 LIMIT 200;

-- Who confirmed that it leaves, and who ended that; the last one holds.
--: list sharing in measure on _stream = _stream
SELECT position >> 40 AS _stream, shared AS "shared?", follows AS "follows?",
       with_notes AS "with_notes?", reason, author, author_name, written_ms, current AS "current?",
       saved_here AS "saved_here?"
  FROM v_sharing_history
 WHERE measure = :id
 ORDER BY position DESC
 LIMIT 20;

-- Academies that share a measure of this name.
--: list elsewhere
SELECT c.id, c.academy, c.academy_name
  FROM v_measure c
 WHERE c.copy_of IS NOT NULL AND NOT c.own
   AND lower(c.title) = (SELECT lower(title) FROM v_measure
                          WHERE id = :id AND (:academy IS NULL OR academy = :academy)
                          ORDER BY own DESC, position LIMIT 1)
   AND c.id <> :id
 ORDER BY c.academy_name, c.id
 LIMIT 20;

-- What is said about it.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'measure' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
