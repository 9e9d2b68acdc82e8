-- Exactly what would leave of a Big Room: the form has it, this says what it names and who would
-- see it.
-- :id the room's; :parts what is ticked at first: all, or parts by name

--: one room
SELECT r.id, r.name, n.below,
       CASE r.stage WHEN 'pre_phase' THEN 'Pre-phase' WHEN 'five_vs' THEN '5Vs'
            WHEN 'themes' THEN 'Themes' WHEN 'global_aim' THEN 'Global aim'
            WHEN 'change_ideas' THEN 'Change ideas' WHEN 'driver_diagram' THEN 'Driver diagram'
            WHEN 'pdsa_cycles' THEN 'PDSA' WHEN 'standardise' THEN 'Standardise' END AS stage_words,
       (SELECT s.id FROM v_shared_room s WHERE s.copy_of = r.id AND s.own LIMIT 1) AS shared,
       (SELECT s.written_ms FROM v_shared_room s WHERE s.copy_of = r.id AND s.own LIMIT 1)
         AS shared_ms,
       coalesce((SELECT group_concat(lower(hex(m.shared_as)), ' ') FROM v_measure m
                  WHERE m.room = r.id AND m.own AND m.copy_of IS NULL), '') || ' '
       || coalesce((SELECT group_concat(lower(hex(p.id)), ' ')
                      FROM v_pdsa q CROSS JOIN v_shared_pdsa p ON p.copy_of = q.id
                     WHERE q.room = r.id AND p.own AND p.audience_type = 1), '') AS named,
       (SELECT coalesce(sum(
                 (d.measure IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM v_measure m
                     WHERE m.id = d.measure AND m.own AND m.shared_as IS NOT NULL))
                 + (d.pdsa IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM v_shared_pdsa p
                     WHERE p.copy_of = d.pdsa AND p.own AND p.audience_type = 1))), 0)
          FROM (SELECT position FROM v_driver WHERE room = r.id AND current
                 ORDER BY position LIMIT 1) c
               CROSS JOIN v_driver_node d ON d.driver = c.position) AS links
  FROM v_room r CROSS JOIN v_small_numbers n
 WHERE r.id = :id AND r.mine
 LIMIT 1;

-- What the network has now, where it reads otherwise than the room.
--: list there
SELECT CASE WHEN s.purpose IS NOT r.purpose THEN s.purpose END AS purpose,
       CASE WHEN s.global_aim IS NOT (
              SELECT a.text FROM v_aim a
               WHERE a.room = r.id AND a.scope = 'global' AND NOT a.dropped
               ORDER BY a.position DESC LIMIT 1) THEN s.global_aim END AS global_aim,
       CASE WHEN s.specific_aim IS NOT (
              SELECT a.text FROM v_aim a
               WHERE a.room = r.id AND a.scope = 'specific' AND NOT a.dropped
               ORDER BY a.position DESC LIMIT 1) THEN s.specific_aim END AS specific_aim,
       s.standardised
  FROM v_room r CROSS JOIN v_shared_room s ON s.copy_of = r.id
 WHERE r.id = :id AND r.mine AND s.own
 LIMIT 1;

--: list measures
SELECT c.id, m.title
  FROM v_measure m CROSS JOIN v_measure c ON c.id = m.shared_as AND c.copy_of = m.id
 WHERE m.room = :id AND m.copy_of IS NULL AND c.own
 ORDER BY m.title, c.id
 LIMIT 60;

--: list measures_here
SELECT id, title
  FROM v_measure
 WHERE room = :id AND copy_of IS NULL AND shared_as IS NULL
 ORDER BY title, id
 LIMIT 60;

--: list pdsas
SELECT p.id, p.title
  FROM v_pdsa q CROSS JOIN v_shared_pdsa p ON p.copy_of = q.id
 WHERE q.room = :id AND p.own AND p.audience_type = 1
 ORDER BY q.position DESC
 LIMIT 60;

--: list pdsas_here
SELECT q.id, q.number, q.title
  FROM v_pdsa q
 WHERE q.room = :id
   AND NOT EXISTS (SELECT 1 FROM v_shared_pdsa p
                    WHERE p.copy_of = q.id AND p.own AND p.audience_type = 1)
 ORDER BY q.position DESC
 LIMIT 20;

--: list academies
SELECT name FROM v_academy WHERE accepted ORDER BY name;
