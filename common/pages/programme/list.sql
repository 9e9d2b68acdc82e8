-- The programme: what our academy runs, by the curriculum; what waits for its decision; all that
-- is published. :show waiting, all; what we run when absent :before_ms, :before_position of all
-- that is published what comes behind: `next` of the page before :limit how many of these, 50 when
-- absent

--: one programme
SELECT coalesce(:show, '') NOT IN ('waiting', 'all') AS "ours?",
       coalesce(:show = 'waiting', 0) AS "waiting?", coalesce(:show = 'all', 0) AS "all?",
       EXISTS (SELECT 1 FROM v_programme) AS "begun?";

-- The curriculum, each part with what we run of it.
--: list parts
SELECT value AS part, CASE value WHEN 'training_day' THEN 'The 18 days' WHEN 'roadmap_stage'
       THEN 'The roadmap'
            WHEN 'coaching_role' THEN 'The roles' WHEN 'weekly_hour' THEN 'The weekly hour'
            ELSE 'Around it' END AS words
  FROM json_each('["training_day", "roadmap_stage", "coaching_role", "weekly_hour", "around_it"]')
 WHERE coalesce(:show, '') NOT IN ('waiting', 'all');

--: list elements in parts on _part = part
SELECT coalesce(e.part, 'around_it') AS _part, e.id, e.academy, e.own AS "own?", e.title,
       coalesce(e.our_name, e.title) AS called, e.nature, coalesce(e.nature = 'fixed', 0)
       AS "fixed?",
       e.day, CASE e.stage WHEN 'pre_phase' THEN 1 WHEN 'five_vs' THEN 2 WHEN 'themes' THEN 3
            WHEN 'global_aim' THEN 4 WHEN 'change_ideas' THEN 5 WHEN 'driver_diagram' THEN 6
            WHEN 'pdsa_cycles' THEN 7 WHEN 'standardise' THEN 8 END AS stage_number, e.purpose,
            e.number,
       e.our_decision, coalesce(e.our_decision = 'on_trial', 0) AS "on_trial?",
       e.our_until AS until, CASE WHEN NOT e.own THEN e.our_number END AS our_number,
       e.waits AS "waits?", e.saved_here AS "saved_here?"
  FROM v_programme p CROSS JOIN v_element e ON e.position = p.position
 WHERE e.runs AND NOT e.retired AND coalesce(:show, '') NOT IN ('waiting', 'all')
 ORDER BY e.day, CASE e.stage WHEN 'pre_phase' THEN 1 WHEN 'five_vs' THEN 2 WHEN 'themes' THEN 3
            WHEN 'global_aim' THEN 4 WHEN 'change_ideas' THEN 5 WHEN 'driver_diagram' THEN 6
            WHEN 'pdsa_cycles' THEN 7 WHEN 'standardise' THEN 8 END, called, e.id
 LIMIT 500;

-- What waits for a decision: a newer version of what we have decided about, and of the newest 200
-- versions of others those that we have said nothing about.
--: list waiting
SELECT e.id, e.academy, e.academy_name, e.title, e.nature, coalesce(e.nature = 'fixed', 0)
       AS "fixed?",
       CASE e.part WHEN 'training_day' THEN 'The 18 days' WHEN 'roadmap_stage' THEN 'The roadmap'
            WHEN 'coaching_role' THEN 'The roles' WHEN 'weekly_hour' THEN 'The weekly hour'
            ELSE 'Around it' END AS part, e.number, e.news, e.purpose, e.changed_ms,
       e.our_decision, coalesce(e.our_decision = 'declined', 0) AS "declined?", e.our_number,
       e.our_name
  FROM (SELECT position FROM v_programme
        UNION
        SELECT * FROM (
            SELECT e.position
              FROM (SELECT element, academy, id FROM v_element_version
                     WHERE current AND NOT own ORDER BY written_ms DESC, position DESC LIMIT 200) v
                   CROSS JOIN v_element e ON e.id = v.element AND e.academy = v.academy
             WHERE e.waits)) p
       CROSS JOIN v_element e ON e.position = p.position
 WHERE :show = 'waiting' AND e.waits
 ORDER BY e.changed_ms DESC, e.id
 LIMIT 200;

-- All that is published, the newest version first.
--: list published 50 then next
SELECT e.id, e.academy, e.academy_name, e.own AS "own?", e.title, e.nature,
       coalesce(e.nature = 'fixed', 0) AS "fixed?", CASE e.part WHEN 'training_day'
       THEN 'The 18 days' WHEN 'roadmap_stage' THEN 'The roadmap'
            WHEN 'coaching_role' THEN 'The roles' WHEN 'weekly_hour' THEN 'The weekly hour'
            ELSE 'Around it' END AS part,
       e.number, e.purpose, e.changed_ms, e.our_decision, e.our_number,
       coalesce(e.our_decision = 'adopted', 0) AS "adopted?",
       coalesce(e.our_decision = 'on_trial', 0) AS "on_trial?",
       coalesce(e.our_decision = 'declined', 0) AS "declined?", e.our_until AS until,
       e.retired AS "retired?", v.written_ms AS _before_ms, v.position AS _before_position
  FROM v_element_version v CROSS JOIN v_element e ON e.id = v.element AND e.academy = v.academy
 WHERE :show = 'all' AND v.current AND e.version = v.id
   AND (:before_ms IS NULL OR v.written_ms < :before_ms
        OR (v.written_ms = :before_ms AND v.position < :before_position))
 ORDER BY v.written_ms DESC, v.position DESC
 LIMIT :limit;

-- Proposed changes that are talked about, the newest first.
--: list proposals
SELECT c.id, c.academy, c.academy_name, c.own AS "own?", c.title, c.element_own AS "for_us?",
       c.decide_from, c.written_ms,
       (SELECT e.title FROM v_element e
         WHERE e.id = c.element AND e.academy = c.element_academy LIMIT 1) AS element_title
  FROM v_element_change c
 WHERE c.state = 'open'
 ORDER BY c.written_ms DESC, c.position DESC
 LIMIT 5;

--: list reviews
SELECT r.id, r.academy_name, r.own AS "own?", r.date
  FROM v_review r
 ORDER BY r.written_ms DESC, r.position DESC
 LIMIT 3;
