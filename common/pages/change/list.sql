-- What has become the way of working in a Big Room.
-- :id the room's

--: one room
SELECT id, name, mine AS "mine?"
  FROM v_room
 WHERE id = :id
 ORDER BY position
 LIMIT 1;

-- The newest first; what no longer holds last.
--: list changes
WITH x AS MATERIALIZED (SELECT id, number, title FROM v_pdsa WHERE room = :id),
     y AS MATERIALIZED (SELECT id, title, position FROM v_measure WHERE room = :id)
SELECT c.id, c.title, c.embedded, c.date, c.dropped AS "dropped?", c.versions,
       c.pdsa, p.number AS pdsa_number, p.title AS pdsa_title,
       c.measure, m.title AS measure_title, c.written_ms, c.saved_here AS "saved_here?",
       m.position AS _position
  FROM v_change c
       LEFT JOIN x p ON p.id = c.pdsa
       LEFT JOIN y m ON m.id = c.measure
 WHERE c.room = :id
 ORDER BY c.dropped, c.date DESC, c.title, c.id
 LIMIT 200;

-- What the chart of its measure says.
--: list chart in changes on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.plain AS options
         FROM (SELECT DISTINCT value FROM json_each(:parents)) q
              CROSS JOIN v_chart c ON c.position = q.value),
     c AS MATERIALIZED (
       SELECT o.position, (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                            WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position AS _position, c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading
  FROM c
 WHERE c.said ->> 'points' > 0;
