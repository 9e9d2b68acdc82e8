-- A Big Room's driver diagram: drawn, as an outline, and its versions.
-- :id the room's
-- :version one of its versions; the current one when absent

--: one room
SELECT id, name, mine AS "mine?"
  FROM v_room
 WHERE id = :id
 ORDER BY position
 LIMIT 1;

--: list driver
WITH d AS MATERIALIZED (
       SELECT position, id, room, number, date, present, aim, measure FROM v_driver
        WHERE room = :id AND CASE WHEN :version IS NULL THEN current ELSE id = :version END
        ORDER BY position LIMIT 1)
SELECT d.id, d.number, d.date, d.present, d.aim, d.measure, 0 AS _aim,
       (SELECT m.title FROM v_measure m WHERE m.id = d.measure AND m.room = d.room
         ORDER BY m.position LIMIT 1) AS measure_title,
       (SELECT count(*) FROM v_driver v WHERE v.room = d.room AND v.current) AS versions,
       EXISTS (SELECT 1 FROM v_driver v WHERE v.id = d.id AND v.current) AS "current?",
       EXISTS (SELECT 1 FROM v_driver v WHERE v.id = d.id AND v.saved_here) AS "saved_here?"
  FROM d;

-- The drawing, wide and for print.
--: list drawing
WITH d AS MATERIALIZED (
       SELECT position, id, room, number, date, present, aim, measure FROM v_driver
        WHERE room = :id AND CASE WHEN :version IS NULL THEN current ELSE id = :version END
        ORDER BY position LIMIT 1),
     n AS MATERIALIZED (
       SELECT b.* FROM d CROSS JOIN v_driver_box b ON b.driver = d.position),
     o AS MATERIALIZED (
       SELECT json_object('aim', d.aim, 'nodes',
                json((SELECT json_group_array(json_array(
                               depth, text,
                               CASE WHEN pdsa_number IS NOT NULL
                                    THEN 'PDSA ' || pdsa_number || ', ' || words
                                    WHEN depth = 3 THEN 'Change idea, not tested yet'
                                    WHEN measure_title IS NOT NULL
                                    THEN 'Measure: ' || measure_title END,
                               depth = 3 AND pdsa_number IS NULL))
                        FROM (SELECT * FROM n ORDER BY place)))) AS options
         FROM d)
SELECT driver_svg(json_set(options, '$.id', 'd'), 'wide') AS _wide,
       driver_svg(json_set(options, '$.id', 'p'), 'print') AS _print
  FROM o;

-- What the chart of the aim says.
--: list chart
WITH d AS MATERIALIZED (
       SELECT position, id, room, number, date, present, aim, measure FROM v_driver
        WHERE room = :id AND CASE WHEN :version IS NULL THEN current ELSE id = :version END
        ORDER BY position LIMIT 1),
     o AS MATERIALIZED (
       SELECT c.position, c.plain AS options FROM d JOIN v_chart c ON c.measure = d.measure),
     c AS MATERIALIZED (
       SELECT (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT said ->> 'variation_words' AS variation_words, said ->> 'variation' AS variation,
       spc_icon(said ->> 'variation', 42) AS _variation_icon
  FROM c
 WHERE said ->> 'points' > 0;

-- The outline: each level below its own.
--: list primary in driver on _parent = _aim
WITH d AS MATERIALIZED (
       SELECT position FROM v_driver
        WHERE room = :id AND CASE WHEN :version IS NULL THEN current ELSE id = :version END
        ORDER BY position LIMIT 1)
SELECT b.parent AS _parent, b.place, b.text, b.measure, b.measure_title, b.pdsa, b.pdsa_number,
       b.state, b.words, b.idea
  FROM d CROSS JOIN v_driver_box b ON b.driver = d.position
 WHERE b.depth = 1
 ORDER BY b.place;

--: list secondary in primary on _parent = place
WITH d AS MATERIALIZED (
       SELECT position FROM v_driver
        WHERE room = :id AND CASE WHEN :version IS NULL THEN current ELSE id = :version END
        ORDER BY position LIMIT 1)
SELECT b.parent AS _parent, b.place, b.text, b.measure, b.measure_title, b.pdsa, b.pdsa_number,
       b.state, b.words, b.idea
  FROM d CROSS JOIN v_driver_box b ON b.driver = d.position
 WHERE b.depth = 2
 ORDER BY b.place;

--: list ideas in secondary on _parent = place
WITH d AS MATERIALIZED (
       SELECT position FROM v_driver
        WHERE room = :id AND CASE WHEN :version IS NULL THEN current ELSE id = :version END
        ORDER BY position LIMIT 1)
SELECT b.parent AS _parent, b.place, b.text, b.measure, b.measure_title, b.pdsa, b.pdsa_number,
       b.state, b.words, b.idea
  FROM d CROSS JOIN v_driver_box b ON b.driver = d.position
 WHERE b.depth = 3
 ORDER BY b.place;

-- Every version, the newest first.
--: list versions
SELECT id, number, date, present, author, author_name, written_ms, current AS "current?"
  FROM v_driver
 WHERE room = :id AND (SELECT count(*) FROM v_driver WHERE room = :id) > 1
 ORDER BY position DESC
 LIMIT 100;
