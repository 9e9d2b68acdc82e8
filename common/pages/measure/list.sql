-- Our own measures, then what the academies share.
-- :room only those of this Big Room; all when absent
-- :limit how many, 100 when absent, all when negative

--: list measures 100 then next
SELECT id, title, academy, academy_name, room, room_name, unit, role, direction, target,
       frequency, points, first_date, last_date, last_value, copy_of, shared_as,
       CASE audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || room_name, 'in a Big Room') END AS audience,
       own AS "own?", held, saved_here AS "saved_here?",
       CASE WHEN unit IS NULL OR unit IN ('', '%') THEN coalesce(unit, '')
            ELSE ' ' || unit END AS _unit,
       position AS _position
  FROM v_measure
 WHERE :room IS NULL OR room = :room
 ORDER BY audience_type <= 2, academy_name, title, id
 LIMIT :limit;

-- What each one's chart says, and the small chart.
--: list chart in measures on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.plain AS options
         FROM json_each(:parents) q CROSS JOIN v_chart c ON c.position = q.value),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position AS _position, c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'run_chart' AS "run_chart?", c.said ->> 'variation' AS variation,
       c.said ->> 'variation_words' AS variation_words, c.said ->> 'assurance' AS assurance,
       c.said ->> 'assurance_words' AS assurance_words, c.said ->> 'value_words' AS last_words,
       c.said ->> 'day' AS last_day,
       spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'small') FROM v_series p
         WHERE p.position = c.position) AS _small
  FROM c
 WHERE c.said ->> 'points' > 0;
