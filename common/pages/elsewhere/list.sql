-- The same pathway elsewhere: Big Rooms that academies shared, side by side, by their academy's
-- name. Nothing is ranked.
-- :pathway what they are for; :about a Big Room of ours or a shared copy: as that one
-- :before_name, :before_id what comes behind this one: `next` of the page before
-- Neither given: the pathway of the viewer's own Big Room, the first by its name.

--: one asked
SELECT coalesce(:pathway,
                (SELECT pathway FROM v_room WHERE id = :about LIMIT 1),
                (SELECT r.pathway FROM v_shared_id i CROSS JOIN v_shared_room r
                        ON r.copy_of = i.copy_of AND r.academy = i.academy
                  WHERE i.id = :about LIMIT 1),
                (SELECT p.pathway FROM v_shared_id i CROSS JOIN v_shared_pdsa p
                        ON p.copy_of = i.copy_of AND p.academy = i.academy
                  WHERE i.id = :about LIMIT 1),
                (SELECT pathway FROM v_room WHERE mine ORDER BY name, id LIMIT 1)) AS pathway,
       :before_id IS NOT NULL AS "further?";

-- Ours on that pathway, so that the two can be read beside each other.
--: list ours
SELECT r.id, r.name, r.mine AS "mine?",
       (SELECT s.id FROM v_shared_room s WHERE s.copy_of = r.id AND s.own LIMIT 1) AS shared
  FROM v_room r
 WHERE r.pathway = coalesce(:pathway,
                (SELECT pathway FROM v_room WHERE id = :about LIMIT 1),
                (SELECT r.pathway FROM v_shared_id i CROSS JOIN v_shared_room r
                        ON r.copy_of = i.copy_of AND r.academy = i.academy
                  WHERE i.id = :about LIMIT 1),
                (SELECT p.pathway FROM v_shared_id i CROSS JOIN v_shared_pdsa p
                        ON p.copy_of = i.copy_of AND p.academy = i.academy
                  WHERE i.id = :about LIMIT 1),
                (SELECT pathway FROM v_room WHERE mine ORDER BY name, id LIMIT 1)) COLLATE NOCASE
 ORDER BY r.name, r.id
 LIMIT 20;

--: list rooms 12 then next
SELECT r.id, r.academy, r.academy_name, r.own AS "own?", r.name, r.pathway, r.purpose,
       r.since AS since_date, r.stage,
       CASE r.stage WHEN 'pre_phase' THEN 'Pre-phase' WHEN 'five_vs' THEN '5Vs'
            WHEN 'themes' THEN 'Themes' WHEN 'global_aim' THEN 'Global aim'
            WHEN 'change_ideas' THEN 'Change ideas' WHEN 'driver_diagram' THEN 'Driver diagram'
            WHEN 'pdsa_cycles' THEN 'PDSA' WHEN 'standardise' THEN 'Standardise' END AS stage_words,
       coalesce(r.specific_aim, r.global_aim) AS aim,
       max(0, (SELECT count(*) FROM v_shared_item i
                WHERE i.position = r.position AND i.part = 'measure') - 3) AS more_measures,
       max(0, (SELECT count(*) FROM v_shared_item i
                WHERE i.position = r.position AND i.part = 'pdsa') - 3) AS more_pdsas,
       r.position AS _position, r.academy_name AS _before_name, r.id AS _before_id
  FROM v_shared_room r
 WHERE r.pathway = coalesce(:pathway,
                (SELECT pathway FROM v_room WHERE id = :about LIMIT 1),
                (SELECT r.pathway FROM v_shared_id i CROSS JOIN v_shared_room r
                        ON r.copy_of = i.copy_of AND r.academy = i.academy
                  WHERE i.id = :about LIMIT 1),
                (SELECT p.pathway FROM v_shared_id i CROSS JOIN v_shared_pdsa p
                        ON p.copy_of = i.copy_of AND p.academy = i.academy
                  WHERE i.id = :about LIMIT 1),
                (SELECT pathway FROM v_room WHERE mine ORDER BY name, id LIMIT 1)) COLLATE NOCASE
   AND NOT r.own
   AND (:before_id IS NULL OR (r.academy_name, r.id) > (:before_name, :before_id))
 ORDER BY r.academy_name, r.id
 LIMIT :limit;

-- Three of each here; all of them on the room's own page.
--: list measures in rooms on _room = _position
SELECT i.position AS _room, m.id, m.title, m.unit, m.last_value, m.last_date,
       CASE WHEN m.unit IS NULL OR m.unit IN ('', '%') THEN coalesce(m.unit, '')
            ELSE ' ' || m.unit END AS _unit,
       m.position AS _position
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
       CROSS JOIN v_measure m ON m.id = i.ref AND m.position >> 40 = i.position >> 40
 WHERE i.part = 'measure' AND i.idx < 3
 ORDER BY i.idx;

-- Each on its own scale: rooms count in their own ways.
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
       c.said ->> 'value_words' AS last_words, c.said ->> 'day' AS last_day,
       (SELECT spc_svg(p.date, p.value, c.options, 'small') FROM v_series p
         WHERE p.position = c.position) AS _small
  FROM c
 WHERE c.said ->> 'points' > 0;

--: list pdsas in rooms on _room = _position
SELECT i.position AS _room, p.id, p.academy, p.title,
       CASE p.decision WHEN 'adopt' THEN 'Adopted' WHEN 'adapt' THEN 'Adapted'
            WHEN 'abandon' THEN 'Abandoned' ELSE 'Not decided' END AS state
  FROM json_each(:parents) q CROSS JOIN v_shared_item i ON i.position = q.value
       CROSS JOIN v_shared_pdsa p ON p.copy_of = i.copy_of AND p.position >> 40 = i.position >> 40
 WHERE i.part = 'pdsa' AND i.idx < 3
 ORDER BY i.idx;

-- Of shared Big Rooms and of the viewer's own.
--: list pathways
SELECT pathway, max(elsewhere) AS "elsewhere?",
       coalesce(pathway = :pathway COLLATE NOCASE, 0) AS "chosen?"
  FROM (SELECT pathway, 1 AS elsewhere FROM v_shared_room WHERE NOT own
        UNION ALL
        SELECT pathway, 0 FROM v_room WHERE mine)
 GROUP BY pathway COLLATE NOCASE
 ORDER BY pathway COLLATE NOCASE
 LIMIT 200;
