-- The same measure of several academies, side by side on one scale, in the order of their names.
-- :id one of them: those with its title are shown
-- :title, :pathway what they are called or about; absent: as of that one

--: one asked
SELECT coalesce(:title, (SELECT title FROM v_measure WHERE id = :id
                          ORDER BY own DESC, position LIMIT 1)) AS title,
       :pathway AS pathway;

-- Our own is shown instead of the network's copy of it. _chart is the place of each one's drawing.
--: list measures
SELECT m.id, m.title, m.academy, m.academy_name, m.unit, m.definition, m.direction, m.target,
       m.pathway, m.points, m.first_date, m.last_date, m.last_value, m.own AS "own?",
       CASE WHEN m.unit IS NULL OR m.unit IN ('', '%') THEN coalesce(m.unit, '')
            ELSE ' ' || m.unit END AS _unit,
       m.position AS _position
  FROM v_measure m
 WHERE (m.audience_type <= 2 AND NOT m.own OR (m.own AND m.copy_of IS NULL))
   AND (CASE WHEN :pathway IS NOT NULL THEN m.pathway = :pathway AND coalesce(m.title = :title, 1)
             ELSE lower(m.title) = lower(coalesce(:title, (
                      SELECT title FROM v_measure WHERE id = :id
                       ORDER BY own DESC, position LIMIT 1))) END)
 ORDER BY m.academy_name, m.title, m.id
 LIMIT 40;

-- What each one's chart says, and the chart, all on one scale.
--: list chart in measures on _position = _position
WITH m AS MATERIALIZED (
       SELECT c.position, c.measure, c.options
         FROM json_each(:parents) q CROSS JOIN v_chart c ON c.position = q.value),
     s AS MATERIALIZED (
       SELECT json_array(min(p.value), max(p.value), min(p.date), max(p.date)) AS scale
         FROM m CROSS JOIN v_series p ON p.position = m.position),
     c AS MATERIALIZED (
       SELECT m.position, m.measure, json_set(m.options, '$.scale', json(s.scale)) AS options,
              (SELECT spc_reading(p.date, p.value, m.options) FROM v_series p
                WHERE p.position = m.position) AS said
         FROM m CROSS JOIN s)
SELECT c.position AS _position, c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'before' AS earlier, c.said ->> 'target' AS target_words,
       c.said ->> 'trial' AS trial, c.said ->> 'rule_set' AS rule_set,
       c.said ->> 'run_chart' AS "run_chart?", c.said ->> 'variation' AS variation,
       c.said ->> 'variation_words' AS variation_words, c.said ->> 'assurance' AS assurance,
       c.said ->> 'assurance_words' AS assurance_words, c.said ->> 'value_words' AS last_words,
       c.said ->> 'day' AS last_day,
       spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'phone') FROM v_series p
         WHERE p.position = c.position) AS _phone
  FROM c
 WHERE c.said ->> 'points' > 0;
