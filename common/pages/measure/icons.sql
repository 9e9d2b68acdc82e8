-- All our measures at a glance, the one that was defined last first.
-- :room only those of this Big Room; all when absent
-- :before_place what comes behind this one: `next` of the page before
-- :limit how many, 100 when absent, all when negative

--: list measures 100 then next
SELECT id, title, room, room_name, academy, academy_name, role, points, position AS _position,
       position AS _before_place
  FROM v_measure
 WHERE own AND copy_of IS NULL
   AND (:room IS NULL OR room = :room)
   AND (:before_place IS NULL OR position < :before_place)
 ORDER BY position DESC
 LIMIT :limit;

--: list chart in measures on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.plain AS options
         FROM json_each(:parents) q CROSS JOIN v_chart c ON c.position = q.value),
     c AS MATERIALIZED (
       SELECT o.position,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position AS _position, c.said ->> 'verdict' AS verdict,
       c.said ->> 'run_chart' AS "run_chart?", c.said ->> 'variation' AS variation,
       c.said ->> 'variation_words' AS variation_words, c.said ->> 'assurance' AS assurance,
       c.said ->> 'assurance_words' AS assurance_words, c.said ->> 'value_words' AS last_words,
       c.said ->> 'day' AS last_day, spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon
  FROM c
 WHERE c.said ->> 'points' > 0;
