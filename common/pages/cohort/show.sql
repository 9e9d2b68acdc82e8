-- A cohort: its days, its coach pairs, what was used in a room.
-- :id the cohort's
-- :academy whose; ours first when absent

--: one cohort
SELECT c.id, c.academy, c.academy_name, c.own AS "own?", c.audience_type, c.name, c.starts, c.ends,
       c.place, c.about, c.dropped AS "dropped?", c.version, c.versions, c.pairs, c.finished,
       c.days_held, c.next_day, c.next_date, c.author_name, c.written_ms,
       c.saved_here AS "saved_here?",
       c.own AND EXISTS (
           SELECT 1 FROM v_member m
           WHERE m.viewer
             AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?",
       EXISTS (
           SELECT 1 FROM v_member m
           WHERE m.viewer
             AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%'
                     OR ',' || m.roles || ',' LIKE '%,coach,%')) AS "may_use?",
       c.audience_type = 1 AS "network?"
  FROM v_cohort c
 WHERE c.id = :id AND (:academy IS NULL OR c.academy = :academy)
 ORDER BY c.own DESC, c.position
 LIMIT 1;

--: list visiting in cohort on _version = version
SELECT version AS _version, visiting AS academy, visiting_name AS name
  FROM v_cohort_visiting
 WHERE cohort = :id
 ORDER BY visiting_name, visiting;

--: list days in cohort on _academy = academy
SELECT academy AS _academy, day, date, place, skill, held AS "held?", element, element_academy,
       date < :today AND NOT held AS "past?"
  FROM v_cohort_day
 WHERE cohort = :id
 ORDER BY day;

--: list coach_pairs in cohort on _academy = academy
SELECT p.academy AS _academy, p.id, p.coaches_of, p.coaches_of_name, p.ours AS "ours?",
       p.clinical_coach, p.clinical_coach_name, p.flow_coach, p.flow_coach_name, p.pathway,
       p.organisation, p.room, p.finished, p.left_on, p.saved_here AS "saved_here?",
       coalesce((SELECT r.name FROM v_room r WHERE r.id = p.room LIMIT 1),
                (SELECT s.name FROM v_shared_room s WHERE s.id = p.room LIMIT 1)) AS room_name,
       EXISTS (SELECT 1 FROM v_room r WHERE r.id = p.room) AS "room_here?",
       EXISTS (SELECT 1 FROM v_shared_room s WHERE s.id = p.room) AS "room_shared?"
  FROM v_cohort_pair p
 WHERE p.cohort = :id AND p.finished IS NULL
 ORDER BY p.left_on IS NOT NULL, p.organisation, p.pathway, p.id
 LIMIT 200;

-- Pairs that finished: whether their room still meets.
--: list alumni in cohort on _academy = academy
SELECT p.academy AS _academy, p.id, p.coaches_of, p.coaches_of_name, p.ours AS "ours?",
       p.clinical_coach, p.clinical_coach_name, p.flow_coach, p.flow_coach_name, p.pathway,
       p.organisation, p.room, p.finished, p.left_on, p.saved_here AS "saved_here?",
       coalesce((SELECT r.name FROM v_room r WHERE r.id = p.room LIMIT 1),
                (SELECT s.name FROM v_shared_room s WHERE s.id = p.room LIMIT 1)) AS room_name,
       EXISTS (SELECT 1 FROM v_room r WHERE r.id = p.room) AS "room_here?",
       EXISTS (SELECT 1 FROM v_shared_room s WHERE s.id = p.room) AS "room_shared?",
       (SELECT max(m.date) FROM v_meeting m WHERE m.room = p.room AND m.state = 'held') AS last_met
  FROM v_cohort_pair p
 WHERE p.cohort = :id AND p.finished IS NOT NULL
 ORDER BY p.organisation, p.pathway, p.id
 LIMIT 200;

-- What days taught, used: of our own academy, newest first.
--: list used
SELECT s.id, s.day, s.date, s.text, s.room, s.author_name, s.saved_here AS "saved_here?",
       (SELECT d.skill FROM v_cohort_day d WHERE d.cohort = s.cohort AND d.day = s.day
         LIMIT 1) AS skill,
       (SELECT p.pathway FROM v_cohort_pair p WHERE p.id = s.pair LIMIT 1) AS pair_pathway,
       (SELECT r.name FROM v_room r WHERE r.id = s.room LIMIT 1) AS room_name
  FROM v_skill_used s
 WHERE s.cohort = :id
 ORDER BY s.date DESC, s.position DESC
 LIMIT 50;
