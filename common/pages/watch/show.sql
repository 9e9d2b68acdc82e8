-- What one academy may see of us: what it asked, what we agreed, exactly what it sees, who looked.
-- :academy theirs

--: one watch
SELECT w.academy, w.academy_name, w.asked_ms, w.asked_reason, w.agreed_ms, w.reason, w.agreed_by,
       w.parts <> '[]' AS "shows?", w.only_chosen AS "only_chosen?", w.sent AS "sent?", w.told_ms,
       coalesce(',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,admin%', 0)
       AS "may_agree?"
  FROM v_watch w LEFT JOIN v_member m ON m.viewer
 WHERE w.academy = :academy AND w.shown;

-- What may be agreed. [asked]: they asked for it. [agreed]: they may see it.
--: list parts
SELECT p.part, p.words, p.leaves,
       coalesce(instr(w.asked_parts, '"' || p.part || '"') > 0, 0) AS "asked?",
       instr(w.parts, '"' || p.part || '"') > 0 AS "agreed?"
  FROM v_watch_part p CROSS JOIN v_watch w ON w.academy = :academy AND w.shown
 ORDER BY p.number;

-- Our rooms as they would be told of, as far as the viewer sees it: inside a Big Room that they do
-- not belong to they see nothing here either.
--: list our_rooms
SELECT r.id, r.name, r.pathway, date(r.opened_ms / 1000, 'unixepoch') AS since, r.mine AS "mine?",
       EXISTS (SELECT 1 FROM v_watch_room c WHERE c.academy = :academy AND c.room = r.id)
       AS "chosen?",
       (SELECT max(m.date) FROM v_meeting m
         WHERE m.room = r.id AND m.state = 'held' AND m.date <= :today) AS last_met,
       (SELECT q.reason FROM v_quiet q
         WHERE q.room = r.id AND coalesce(q.until >= :today, 1)) AS explained,
       r.stage,
       (SELECT count(*) FROM v_measure m WHERE m.own AND m.copy_of IS NULL AND m.room = r.id)
       AS measures,
       (SELECT count(*) FROM v_roadblock b WHERE b.room = r.id AND b.open) AS roadblocks
  FROM v_room r
 WHERE r.academy = (SELECT academy FROM v_academy WHERE is_own)
 ORDER BY r.name COLLATE NOCASE, r.id
 LIMIT 200;

-- Our cohorts and the visits that are planned between us, as they would be told of today.
--: list our_cohorts
SELECT c.id, c.name, c.pairs, c.days_held, c.next_date AS next_day,
       (SELECT count(*) FROM v_skill_used s WHERE s.cohort = c.id) AS skills_used
  FROM v_cohort c
 WHERE c.own AND NOT c.dropped
 ORDER BY c.starts DESC, c.id
 LIMIT 20;

--: list our_visits
SELECT v.id, v.date, v.occasion
  FROM v_faculty_visit v
 WHERE v.planned AND NOT v.dropped AND v.date >= :today
   AND (v.to_us OR v.own AND v.to_academy = :academy)
 ORDER BY v.date, v.occasion, v.id
 LIMIT 20;

-- Exactly what they see: nothing before it has been told.
--: list progress
SELECT position, academy, academy_name, questions, rooms_left_out, agreed_ms, told_ms,
       'We' AS _who, 1 AS "shown?"
  FROM v_progress
 WHERE other = :academy AND shown;

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

-- Who of them looked, the newest day first.
--: list looked
SELECT date, author_name
  FROM v_looked
 WHERE academy = :academy AND other = (SELECT academy FROM v_academy WHERE is_own)
 ORDER BY date DESC, author_name, author
 LIMIT 60;
