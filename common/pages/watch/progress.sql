-- What another academy agreed to show us. They see the same page, and that we looked.
-- :academy theirs

--: one watch
SELECT w.academy, w.academy_name, w.asked_ms, w.asked_reason, w.agreed_ms, w.reason,
       w.parts <> '[]' AS "shows?", w.sent AS "sent?",
       (SELECT max(l.date) FROM v_looked l CROSS JOIN v_member m ON m.viewer AND m.member = l.author
         WHERE l.own AND l.other = w.academy AND l.date < :today) AS looked,
       EXISTS (SELECT 1 FROM v_progress p WHERE p.academy = w.academy AND NOT p.shown) AS "told?"
  FROM v_watch w
 WHERE w.academy = :academy AND NOT w.shown;

--: list parts
SELECT p.part, p.words, p.leaves,
       coalesce(instr(w.asked_parts, '"' || p.part || '"') > 0, 0) AS "asked?",
       instr(w.parts, '"' || p.part || '"') > 0 AS "agreed?"
  FROM v_watch_part p CROSS JOIN v_watch w ON w.academy = :academy AND NOT w.shown
 ORDER BY p.number;

--: list progress
SELECT position, academy, academy_name, questions, rooms_left_out, agreed_ms, told_ms,
       academy_name AS _who, 0 AS "shown?"
  FROM v_progress
 WHERE academy = :academy AND NOT shown;

-- The rooms in the order in which they were told: by name. [quiet_weeks]: of rooms that have not
-- met for two weeks.
--: list rooms in progress on _position = position
SELECT r.position AS _position, r.room, r.name, r.pathway, r.since, r.last_met,
       CASE WHEN julianday(:today) - julianday(r.last_met) >= 14
            THEN CAST((julianday(:today) - julianday(r.last_met)) / 7 AS INTEGER) END
       AS quiet_weeks,
       r.explained, r.stage, r.stage_since,
       CASE r.stage WHEN 'pre_phase' THEN 'Pre-phase' WHEN 'five_vs' THEN '5Vs'
            WHEN 'themes' THEN 'Themes' WHEN 'global_aim' THEN 'Global aim'
            WHEN 'change_ideas' THEN 'Change ideas' WHEN 'driver_diagram' THEN 'Driver diagram'
            WHEN 'pdsa_cycles' THEN 'PDSA cycles' WHEN 'standardise' THEN 'Standardise' END
       AS _stage_name,
       CAST((julianday(:today) - julianday(r.stage_since)) / 30.44 AS INTEGER) AS stage_months,
       r.measures, r.special_causes, r.roadblocks, r.moved AS "moved?",
       p.meeting AS "_meeting?"
  FROM json_each(:parents) q CROSS JOIN v_progress_room r ON r.position = q.value
       CROSS JOIN (SELECT position, instr(parts, '"rooms_meeting"') > 0 AS meeting
                     FROM v_progress) p ON p.position = r.position
 ORDER BY r.position, r.number;

--: list cohorts in progress on _position = position
SELECT c.position AS _position, c.cohort, c.name, c.pairs, c.days_held, c.next_day, c.skills_used
  FROM json_each(:parents) q CROSS JOIN v_progress_cohort c ON c.position = q.value
 ORDER BY c.position, c.number;

-- The server that told of it wrote the day in front.
--: list visits in progress on _position = position
SELECT v.position AS _position, v.text, iif(v.dated, substr(v.text, 1, 10), NULL) AS date,
       iif(v.dated, ltrim(substr(v.text, 11), ': '), v.text) AS occasion
  FROM json_each(:parents) q CROSS JOIN (
       SELECT *, date(substr(text, 1, 10), '+0 days') IS substr(text, 1, 10) AS dated
         FROM v_progress_visit) v ON v.position = q.value
 ORDER BY v.position, v.number;

-- What is agreed, in words.
--: list agreed in progress on _position = position
SELECT p.position AS _position, w.part, w.words
  FROM json_each(:parents) q CROSS JOIN v_progress p ON p.position = q.value
       CROSS JOIN v_watch_part w ON instr(p.parts, '"' || w.part || '"') > 0
 ORDER BY p.position, w.number;
