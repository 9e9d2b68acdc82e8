-- Where a Big Room is on its roadmap, with what there is of each stage; and why, if it says so.
-- :id the room's

--: one room
SELECT id, name, stage FROM v_room WHERE id = :id AND mine ORDER BY position LIMIT 1;

--: list stages
WITH s AS MATERIALIZED (SELECT number, stage, evidence FROM v_stage WHERE room = :id),
     d AS (SELECT coalesce((SELECT max(number) FROM s WHERE evidence), 1) AS number),
     a AS (SELECT coalesce((SELECT s.number FROM v_stage_set x JOIN s ON s.stage = x.stage
                             WHERE x.room = :id AND x.current), d.number) AS number
             FROM d)
SELECT s.number, s.stage, s.evidence AS "evidence?", s.number = a.number AS "here?",
       s.number = d.number AS "follows?",
       CASE s.number WHEN 1 THEN 'Pre-phase' WHEN 2 THEN '5Vs' WHEN 3 THEN 'Themes'
            WHEN 4 THEN 'Global aim' WHEN 5 THEN 'Change ideas' WHEN 6 THEN 'Driver diagram'
            WHEN 7 THEN 'PDSA' ELSE 'Standardise' END AS name,
       CASE s.number WHEN 1 THEN 'Who is needed in the room, and what they expect.'
            WHEN 2 THEN 'Value, inVolve, eVidence, Visualisation, Vision.'
            WHEN 3 THEN 'What much of what was seen has in common.'
            WHEN 4 THEN 'What the room aims at in all.'
            WHEN 5 THEN 'What could be tried, with votes.'
            WHEN 6 THEN 'What drives the aim, and which ideas move it.'
            WHEN 7 THEN 'Small tests with a prediction.'
            ELSE 'Changes that have become the way of working.' END AS _what,
       CASE s.number WHEN 1 THEN 'stakeholders' WHEN 2 THEN 'five-vs' WHEN 3 THEN 'themes'
            WHEN 4 THEN 'aims' WHEN 5 THEN 'ideas' WHEN 6 THEN 'drivers'
            WHEN 7 THEN 'pdsas' ELSE 'changes' END AS _path,
       coalesce(s.stage = :stage, 0) AS "chosen?"
  FROM s CROSS JOIN d CROSS JOIN a
 ORDER BY s.number;

-- Every word on it, the newest first.
--: list said
SELECT stage, reason, author_name, written_ms, current AS "current?",
       CASE stage WHEN 'pre_phase' THEN 'Pre-phase' WHEN 'five_vs' THEN '5Vs'
            WHEN 'themes' THEN 'Themes' WHEN 'global_aim' THEN 'Global aim'
            WHEN 'change_ideas' THEN 'Change ideas' WHEN 'driver_diagram' THEN 'Driver diagram'
            WHEN 'pdsa_cycles' THEN 'PDSA' WHEN 'standardise' THEN 'Standardise' END AS _name
  FROM v_stage_set
 WHERE room = :id
 ORDER BY position DESC
 LIMIT 50;
