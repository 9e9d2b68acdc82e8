-- room_sharing_form.sql - what the forms about sharing a room and its PDSAs begin with.
--
-- A form begins with what the room says now. Which parts leave is ticked: at first the fewest, later
-- those that the network has. Ids of measures and PDSAs become those of their copies; what has none
-- is left out.

--: lookup room_share
-- Of measures and PDSAs those that the form named (:named, their ids in a row) and that the network
-- still has; all when it named none.
SELECT s.copy_of, s.audience_type, s.measures, s.pdsas
FROM (SELECT r.id AS copy_of, 1 AS audience_type, NULL AS measures, NULL AS pdsas, '' AS place
      FROM v_room r WHERE r.id = :id AND r.mine
      UNION ALL
      SELECT * FROM (
          SELECT NULL, NULL, c.id, NULL, '1' || m.title
          FROM v_measure m CROSS JOIN v_measure c ON c.id = m.shared_as AND c.copy_of = m.id
          WHERE m.room = :id AND m.copy_of IS NULL AND c.own
            AND (:named IS NULL OR instr(lower(:named), lower(hex(c.id))))
          ORDER BY m.title, c.id LIMIT 60)
      UNION ALL
      SELECT * FROM (
          SELECT NULL, NULL, NULL, p.id, '2'
          FROM v_pdsa q CROSS JOIN v_shared_pdsa p ON p.copy_of = q.id
          WHERE q.room = :id AND p.own AND p.audience_type = 1
            AND (:named IS NULL OR instr(lower(:named), lower(hex(p.id))))
          ORDER BY q.position DESC LIMIT 60)) s
WHERE EXISTS (SELECT 1 FROM v_room r WHERE r.id = :id AND r.mine)
ORDER BY s.place;

--: lookup room_share_begins
-- :parts what is ticked, "all" or parts by name; as the network has it when absent.
WITH room AS MATERIALIZED (
         SELECT r.id, r.name, r.pathway, r.purpose, r.stage,
                COALESCE((SELECT m.date FROM v_meeting m WHERE m.room = r.id
                          ORDER BY m.date LIMIT 1),
                         date(r.opened_ms / 1000, 'unixepoch', 'localtime')) AS since
         FROM v_room r WHERE r.id = :id AND r.mine LIMIT 1),
     there AS MATERIALIZED (
         SELECT s.* FROM room CROSS JOIN v_shared_room s ON s.copy_of = room.id
         WHERE s.own LIMIT 1),
     five AS MATERIALIZED (
         SELECT v.value, v.involve, v.evidence, v.visualisation, v.vision
         FROM v_five_vs v WHERE v.room = :id AND v.current
         ORDER BY v.position LIMIT 1),
     driver AS MATERIALIZED (
         SELECT d.id, d.aim, d.position FROM v_driver d WHERE d.room = :id AND d.current
         ORDER BY d.position LIMIT 1),
     item AS MATERIALIZED (
         SELECT DISTINCT i.part FROM there CROSS JOIN v_shared_item i
                ON i.position = there.position),
     all_of AS MATERIALIZED (
         SELECT room.name, room.pathway, room.purpose, room.since, room.stage,
                (SELECT a.text FROM v_aim a
                 WHERE a.room = :id AND a.scope = 'global' AND NOT a.dropped
                 ORDER BY a.position DESC LIMIT 1) AS global_aim,
                (SELECT a.text FROM v_aim a
                 WHERE a.room = :id AND a.scope = 'specific' AND NOT a.dropped
                 ORDER BY a.position DESC LIMIT 1) AS specific_aim,
                (SELECT value FROM five) AS value, (SELECT involve FROM five) AS involve,
                (SELECT evidence FROM five) AS evidence,
                (SELECT visualisation FROM five) AS visualisation,
                (SELECT vision FROM five) AS vision,
                (SELECT group_concat(title, char(10)) FROM (
                     SELECT t.title FROM v_theme t WHERE t.room = :id AND NOT t.dropped
                     ORDER BY t.position LIMIT 30)) AS themes,
                (SELECT group_concat(role, char(10)) FROM (
                     SELECT DISTINCT s.role FROM v_stakeholder s
                     WHERE s.room = :id AND NOT s.has_left
                     ORDER BY s.role LIMIT 60)) AS roles,
                (SELECT aim FROM driver) AS driver_aim,
                (SELECT group_concat(said, char(10)) FROM (
                     SELECT substr(replace(p.title || COALESCE(': ' || NULLIF(p.reason, ''), ''),
                                           char(10), ' '), 1, 400) AS said
                     FROM v_pdsa p WHERE p.room = :id AND p.decision = 'abandon'
                     ORDER BY p.position DESC LIMIT 30)) AS abandoned,
                (SELECT group_concat(said, char(10)) FROM (
                     SELECT c.title || COALESCE(': ' || NULLIF(c.embedded, ''), '') AS said
                     FROM v_change c WHERE c.room = :id AND NOT c.dropped
                     ORDER BY c.position DESC LIMIT 20)) AS standardised
         FROM room)
SELECT a.*,
       CASE WHEN CASE WHEN :parts IS NULL THEN (SELECT purpose FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'purpose') END THEN 'true' END
         AS with_purpose,
       CASE WHEN CASE WHEN :parts IS NULL THEN (SELECT since FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'since') END THEN 'true' END
         AS with_since,
       CASE WHEN CASE WHEN :parts IS NULL THEN (SELECT stage FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'stage') END THEN 'true' END
         AS with_stage,
       CASE WHEN CASE WHEN :parts IS NULL
                      THEN (SELECT COALESCE(global_aim, specific_aim) FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'aims') END THEN 'true' END
         AS with_aims,
       CASE WHEN CASE WHEN :parts IS NULL
                      THEN (SELECT COALESCE(value, involve, evidence, visualisation, vision)
                            FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'five_vs') END THEN 'true' END
         AS with_five_vs,
       CASE WHEN CASE WHEN :parts IS NULL THEN 'theme' IN (SELECT part FROM item)
                      ELSE :parts = 'all' OR instr(:parts, 'themes') END THEN 'true' END
         AS with_themes,
       CASE WHEN CASE WHEN :parts IS NULL THEN 'role' IN (SELECT part FROM item)
                      ELSE :parts = 'all' OR instr(:parts, 'roles') END THEN 'true' END
         AS with_roles,
       CASE WHEN CASE WHEN :parts IS NULL THEN (SELECT driver_aim FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'drivers') END THEN 'true' END
         AS with_drivers,
       CASE WHEN CASE WHEN :parts IS NULL THEN 'measure' IN (SELECT part FROM item)
                      ELSE :parts = 'all' OR instr(:parts, 'measures') END THEN 'true' END
         AS with_measures,
       CASE WHEN CASE WHEN :parts IS NULL THEN 'pdsa' IN (SELECT part FROM item)
                      ELSE :parts = 'all' OR instr(:parts, 'pdsas') END THEN 'true' END
         AS with_pdsas,
       CASE WHEN CASE WHEN :parts IS NULL THEN 'abandoned' IN (SELECT part FROM item)
                      ELSE :parts = 'all' OR instr(:parts, 'abandoned') END THEN 'true' END
         AS with_abandoned,
       CASE WHEN CASE WHEN :parts IS NULL THEN (SELECT standardised FROM there) IS NOT NULL
                      ELSE :parts = 'all' OR instr(:parts, 'standardised') END THEN 'true' END
         AS with_standardised,
       n.place AS "drivers.id", n.level AS "drivers.level", n.text AS "drivers.text",
       (SELECT m.shared_as FROM v_measure m
        WHERE m.id = n.measure AND m.room = :id AND m.own LIMIT 1) AS "drivers.measure",
       (SELECT p.id FROM v_shared_pdsa p
        WHERE p.copy_of = n.pdsa AND p.own AND p.audience_type = 1 LIMIT 1) AS "drivers.pdsa"
FROM all_of a LEFT JOIN driver d ON 1 LEFT JOIN v_driver_node n ON n.driver = d.position
ORDER BY n.place;

--: lookup pdsa_share
-- :to academy: what was abandoned, for our academy alone; else for the network.
SELECT p.id AS copy_of, CASE WHEN :to = 'academy' THEN 3 ELSE 1 END AS audience_type,
       CASE WHEN COALESCE(:to, '') <> 'academy' THEN
           (SELECT m.shared_as FROM v_measure m WHERE m.id = p.measure AND m.own LIMIT 1)
         END AS measure,
       p.borrowed_from, p.borrowed
FROM v_pdsa p CROSS JOIN v_room r ON r.id = p.room
WHERE p.id = :id AND r.mine
ORDER BY p.position LIMIT 1;

--: lookup pdsa_share_begins
SELECT r.pathway, p.title, p.question, p.prediction, p.plan, p.starts, p.done, p.happened,
       p.comparison, p.learned, p.decision, p.reason, p.date AS studied,
       'true' AS with_question, 'true' AS with_prediction, 'true' AS with_happened,
       'true' AS with_learned, 'true' AS with_decision, 'true' AS with_measure,
       'true' AS with_borrowed,
       CASE WHEN s.plan IS NOT NULL THEN 'true' END AS with_plan,
       CASE WHEN s.done IS NOT NULL THEN 'true' END AS with_done,
       CASE WHEN s.id IS NULL OR COALESCE(s.starts, s.studied) IS NOT NULL THEN 'true' END
         AS with_dates
FROM v_pdsa p CROSS JOIN v_room r ON r.id = p.room
     LEFT JOIN v_shared_pdsa s ON s.copy_of = p.id AND s.own
       AND s.audience_type = CASE WHEN :to = 'academy' THEN 3 ELSE 1 END
WHERE p.id = :id AND r.mine
ORDER BY p.position LIMIT 1;

--: lookup pdsa_borrow
SELECT p.academy, p.id AS pdsa, 1 AS audience_type
FROM (SELECT copy_of, academy FROM v_shared_id
      WHERE id = :id AND what = 'pdsa' AND NOT own AND audience_type = 1
        AND (:academy IS NULL OR academy = :academy)
      ORDER BY position LIMIT 1) i
     CROSS JOIN v_shared_pdsa p ON p.copy_of = i.copy_of AND p.academy = i.academy;

--: lookup pdsa_borrow_begins
-- The pathway of the Big Room of theirs that has borrowed it, else of one of that pathway.
SELECT r.pathway,
       (SELECT min(q.starts) FROM v_pdsa q WHERE q.room = r.id AND q.borrowed = :id) AS starts
FROM v_room r
WHERE r.mine
ORDER BY EXISTS (SELECT 1 FROM v_pdsa q WHERE q.room = r.id AND q.borrowed = :id) DESC, r.name, r.id
LIMIT 1;

--: lookup take_back
SELECT copy_of, audience_type FROM v_shared_id
WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup unshare
-- :id what it is a copy of, :to academy: the academy's copy.
SELECT copy_of, audience_type FROM v_shared_id
WHERE copy_of = :id AND own AND audience_type = CASE WHEN :to = 'academy' THEN 3 ELSE 1 END
ORDER BY position LIMIT 1;
