-- A Big Room as the network has it: what it chose to share of itself, and nothing else.
-- :id the copy's, by any of its versions
-- :academy whose it is, when two have one id

--: one asked
SELECT id, academy, own AS "own?"
  FROM v_shared_id
 WHERE id = :id AND what = 'room' AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

--: list room
SELECT r.id, r.academy, r.academy_name, r.own AS "own?", r.name, r.pathway, r.purpose,
       r.since AS since_date, r.stage,
       CASE r.stage WHEN 'pre_phase' THEN 'Pre-phase' WHEN 'five_vs' THEN '5Vs'
            WHEN 'themes' THEN 'Themes' WHEN 'global_aim' THEN 'Global aim'
            WHEN 'change_ideas' THEN 'Change ideas' WHEN 'driver_diagram' THEN 'Driver diagram'
            WHEN 'pdsa_cycles' THEN 'PDSA' WHEN 'standardise' THEN 'Standardise' END AS stage_words,
       r.global_aim, r.specific_aim, r.value, r.involve, r.evidence, r.visualisation, r.vision,
       coalesce(r.value, r.involve, r.evidence, r.visualisation, r.vision) IS NOT NULL
         AS "five_vs?",
       r.driver_aim, r.standardised, r.author, r.author_name, r.written_ms, r.versions, r.held,
       r.saved_here AS "saved_here?", CASE WHEN r.own THEN r.copy_of END AS _ours,
       r.position AS _position
  FROM (SELECT copy_of, academy FROM v_shared_id
         WHERE id = :id AND what = 'room' AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) i
       CROSS JOIN v_shared_room r ON r.copy_of = i.copy_of AND r.academy = i.academy;

--: list themes in room on _position = _position
SELECT i.position AS _position, i.text
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
 WHERE i.part = 'theme'
 ORDER BY i.idx;

--: list roles in room on _position = _position
SELECT i.position AS _position, i.text AS role
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
 WHERE i.part = 'role'
 ORDER BY i.idx;

--: list abandoned in room on _position = _position
SELECT i.position AS _position, i.text
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
 WHERE i.part = 'abandoned'
 ORDER BY i.idx;

--: list drivers in room on _position = _position
SELECT d.position AS _position, d.place, d.depth, d.text, d.level = 'primary' AS "primary?",
       d.level = 'secondary' AS "secondary?", d.level = 'idea' AS "idea?", d.measure, d.pdsa
  FROM json_each(:parents) q CROSS JOIN v_shared_driver d ON d.position = q.value
 ORDER BY d.place;

--: list drawing in room on _position = _position
WITH o AS MATERIALIZED (
       SELECT r.position, r.driver_aim,
              (SELECT json_group_array(json_array(d.depth, d.text, d.note, 0))
                 FROM (SELECT d.depth, d.text,
                              coalesce((SELECT CASE p.decision
                                                 WHEN 'adopt' THEN 'PDSA, adopted'
                                                 WHEN 'adapt' THEN 'PDSA, adapted'
                                                 WHEN 'abandon' THEN 'PDSA, abandoned'
                                                 ELSE 'PDSA' END
                                          FROM v_shared_pdsa p
                                         WHERE p.copy_of = d.copy_of
                                           AND p.position >> 40 = r.position >> 40
                                         LIMIT 1),
                                       (SELECT 'Measure: ' || m.title FROM v_measure m
                                         WHERE m.id = d.measure
                                           AND m.position >> 40 = r.position >> 40
                                         LIMIT 1)) AS note
                         FROM v_shared_driver d WHERE d.position = r.position
                        ORDER BY d.place) d) AS nodes
         FROM json_each(:parents) q CROSS JOIN v_shared_room r ON r.position = q.value
        WHERE r.driver_aim IS NOT NULL)
SELECT position AS _position,
       driver_svg(json_object('aim', driver_aim, 'id', 'd', 'nodes', json(nodes)), 'print')
         AS _drawing
  FROM o
 WHERE json_array_length(nodes) > 0;

--: list measures in room on _room = _position
SELECT i.position AS _room, m.id, m.title, m.unit, m.last_value, m.last_date, m.points,
       CASE WHEN m.unit IS NULL OR m.unit IN ('', '%') THEN coalesce(m.unit, '')
            ELSE ' ' || m.unit END AS _unit,
       m.position AS _position
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
       CROSS JOIN v_measure m ON m.id = i.ref AND m.position >> 40 = i.position >> 40
 WHERE i.part = 'measure'
 ORDER BY i.idx;

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
       c.said ->> 'day' AS last_day, spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'small') FROM v_series p
         WHERE p.position = c.position) AS _small
  FROM c
 WHERE c.said ->> 'points' > 0;

--: list pdsas in room on _room = _position
SELECT i.position AS _room, p.id, p.academy, p.title, p.prediction, p.happened,
       p.studied AS studied_date,
       CASE p.decision WHEN 'adopt' THEN 'Adopted' WHEN 'adapt' THEN 'Adapted'
            WHEN 'abandon' THEN 'Abandoned' ELSE 'Not decided' END AS state
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
       CROSS JOIN v_shared_pdsa p ON p.copy_of = i.copy_of AND p.position >> 40 = i.position >> 40
 WHERE i.part = 'pdsa'
 ORDER BY i.idx;

-- Taken back: no words of it, but why.
--: list gone
SELECT g.academy_name, g.reason, g.author_name, g.written_ms, g.own AS "own?"
  FROM (SELECT copy_of, academy FROM v_shared_id
         WHERE id = :id AND what = 'room' AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) i
       CROSS JOIN v_shared_gone g ON g.copy_of = i.copy_of AND g.academy = i.academy
 LIMIT 1;

--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'room'
   AND a.about IN (SELECT v.id FROM v_shared_id i CROSS JOIN v_shared_id v
                          ON v.copy_of = i.copy_of AND v.academy = i.academy
                    WHERE i.id = :id AND i.what = 'room')
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
