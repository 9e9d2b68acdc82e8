-- What a measure's chart says, and the chart: for a terminal or a file of its own.
-- :id the measure's
-- :academy whose measure it is; only needed when two academies have used one id

--: one measure
SELECT id, title, academy, academy_name, position >> 40 AS _stream
  FROM v_measure
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

--: list chart in measure on _stream = _stream
WITH o AS MATERIALIZED (SELECT position, options FROM v_chart WHERE measure = :id),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said,
              (SELECT spc_json(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS rules
         FROM o)
SELECT c.position >> 40 AS _stream, c.said ->> 'verdict' AS verdict,
       c.said ->> 'reading' AS reading, c.said ->> 'before' AS earlier,
       c.said ->> 'target' AS target_words,
       c.said ->> 'trial' AS trial, c.said ->> 'rule_set' AS rule_set,
       c.said ->> 'run_chart' AS "run_chart?", c.said ->> 'variation' AS variation,
       c.said ->> 'variation_words' AS variation_words, c.said ->> 'assurance' AS assurance,
       c.said ->> 'assurance_words' AS assurance_words, c.said ->> 'value_words' AS last_words,
       c.said ->> 'day' AS last_day, c.rules ->> 'trial_limits' AS "trial_limits?",
       (SELECT spc_svg(p.date, p.value, c.options, 'wide') FROM v_series p
         WHERE p.position = c.position) AS _wide,
       (SELECT spc_text(p.date, p.value, c.options, 78) FROM v_series p
         WHERE p.position = c.position) AS _text
  FROM c
 WHERE c.said ->> 'points' > 0;

-- Where limits begin anew.
--: list phases in measure on _stream = _stream
WITH o AS MATERIALIZED (SELECT position, options FROM v_chart WHERE measure = :id)
SELECT o.position >> 40 AS _stream, q.value ->> 'from' AS "from", q.value ->> 'mean' AS mean,
       q.value ->> 'lpl' AS lpl, q.value ->> 'upl' AS upl, q.value ->> 'n' AS n
  FROM o, json_each((SELECT spc_json(p.date, p.value, o.options) FROM v_series p
                      WHERE p.position = o.position), '$.phases') q
 ORDER BY q.key;

-- What the rules say of each point, in the words of the R package.
--: list points in measure on _stream = _stream
WITH o AS MATERIALIZED (SELECT position, options FROM v_chart WHERE measure = :id)
SELECT o.position >> 40 AS _stream, q.value ->> 'date' AS date, q.value ->> 'value' AS value,
       q.value ->> 'mean' AS mean, q.value ->> 'lpl' AS lpl, q.value ->> 'upl' AS upl,
       q.value ->> 'astronomical' AS "astronomical?", q.value ->> 'trend' AS "trend?",
       q.value ->> 'two_of_three' AS "two_of_three?", q.value ->> 'shift' AS "shift?",
       q.value ->> 'label' AS label
  FROM o, json_each((SELECT spc_json(p.date, p.value, o.options) FROM v_series p
                      WHERE p.position = o.position), '$.points') q
 ORDER BY q.key;
