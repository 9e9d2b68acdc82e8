-- adopter_form.sql - what the forms about journeys, cohorts and visits look up.
--
-- form.sql says how they are used. What a form begins with is what our own records say.

--: lookup journey_step_begins
-- A step as it was said; else since when our own records suggest: the first cohort with a pair of
-- ours at a host, the first shared Big Room, the first cohort of our own, the first visit to us.
WITH n AS MATERIALIZED (
       SELECT COALESCE(:step, (SELECT CASE max(number) WHEN 1 THEN 'pairs_in_training'
                WHEN 2 THEN 'own_rooms' WHEN 3 THEN 'faculty_of_our_own'
                WHEN 4 THEN 'first_own_cohort' WHEN 5 THEN 'equal_partner'
                ELSE CASE WHEN max(number) IS NULL THEN 'exploring' ELSE 'hosting_others' END END
              FROM v_journey WHERE own)) AS step),
     s AS MATERIALIZED (SELECT j.* FROM v_journey j JOIN n ON j.step = n.step WHERE j.own),
     p AS MATERIALIZED (
       SELECT c.id, c.academy, c.starts FROM v_cohort_pair q
            JOIN v_cohort c ON c.id = q.cohort AND c.academy = q.academy
       WHERE q.ours AND NOT c.own AND c.audience_type = 1 ORDER BY c.starts LIMIT 1),
     o AS MATERIALIZED (
       SELECT c.id, c.starts FROM v_cohort c
       WHERE c.academy = (SELECT academy FROM v_academy WHERE is_own) AND c.audience_type = 1
         AND NOT c.dropped ORDER BY c.starts LIMIT 1),
     r AS MATERIALIZED (
       SELECT id, since FROM v_shared_room WHERE own ORDER BY since IS NULL, since LIMIT 1),
     v AS MATERIALIZED (
       SELECT id, academy, date FROM v_faculty_visit
       WHERE to_us AND audience_type = 1 AND NOT planned AND NOT dropped ORDER BY date LIMIT 1)
SELECT n.step, s.text,
       COALESCE(s.since, CASE n.step WHEN 'exploring' THEN (SELECT date FROM v)
                WHEN 'pairs_in_training' THEN (SELECT starts FROM p)
                WHEN 'own_rooms' THEN (SELECT since FROM r)
                WHEN 'first_own_cohort' THEN (SELECT starts FROM o) END) AS since,
       COALESCE(s.host, CASE n.step WHEN 'exploring' THEN (SELECT academy FROM v)
                WHEN 'pairs_in_training' THEN (SELECT academy FROM p) END) AS host,
       COALESCE((SELECT group_concat(lower(hex(i.ref))) FROM v_journey_item i
                 WHERE i.step = s.id AND i.part = 'cohort'),
                CASE WHEN s.id IS NULL THEN
                     CASE n.step WHEN 'pairs_in_training' THEN (SELECT lower(hex(id)) FROM p)
                                 WHEN 'first_own_cohort' THEN (SELECT lower(hex(id)) FROM o) END
                END) AS cohorts,
       COALESCE((SELECT group_concat(lower(hex(i.ref))) FROM v_journey_item i
                 WHERE i.step = s.id AND i.part = 'room'),
                CASE WHEN s.id IS NULL AND n.step = 'own_rooms'
                     THEN (SELECT lower(hex(id)) FROM r) END) AS rooms,
       COALESCE((SELECT group_concat(lower(hex(i.ref))) FROM v_journey_item i
                 WHERE i.step = s.id AND i.part = 'visit'),
                CASE WHEN s.id IS NULL AND n.step = 'exploring'
                     THEN (SELECT lower(hex(id)) FROM v) END) AS visits
FROM n LEFT JOIN s ON s.step = n.step;

--: lookup expectation_write
-- It replaces what these people have of it now.
SELECT CASE COALESCE(:to, :audience) WHEN 'network' THEN 1 ELSE 3 END AS audience_type,
       e.id AS based_on
FROM v_academy a LEFT JOIN v_expectation e ON e.academy = a.academy AND e.current
     AND e.audience_type = CASE COALESCE(:to, :audience) WHEN 'network' THEN 1 ELSE 3 END
WHERE a.is_own
LIMIT 8;

--: lookup expectation_begins
SELECT :today AS date,
       (SELECT expects FROM v_expectation WHERE own AND current
        ORDER BY date DESC, position DESC LIMIT 1) AS expects,
       (SELECT gives FROM v_expectation WHERE own AND current
        ORDER BY date DESC, position DESC LIMIT 1) AS gives,
       (SELECT patience FROM v_expectation WHERE own AND current
        ORDER BY date DESC, position DESC LIMIT 1) AS patience,
       (SELECT CASE audience_type WHEN 1 THEN 'network' END FROM v_expectation
        WHERE own AND current ORDER BY date DESC, position DESC LIMIT 1) AS audience;

--: lookup capability_begins
-- Coaches of pairs that finished, rooms that met in the last 42 days, their pathways.
WITH p AS MATERIALIZED (
       SELECT clinical_coach, flow_coach, pathway, organisation FROM v_cohort_pair
       WHERE academy = (SELECT academy FROM v_academy WHERE is_own) AND finished IS NOT NULL),
     m AS MATERIALIZED (
       SELECT room, min(date) AS first FROM v_meeting
       WHERE own AND state = 'held'
       GROUP BY room HAVING max(date) >= date(:today, '-42 days'))
SELECT :today AS date,
       (SELECT NULLIF(2 * count(pathway), 0) FROM p) AS coaches,
       (SELECT NULLIF(count(room), 0) FROM m) AS rooms,
       (SELECT NULLIF(count(room), 0) FROM m WHERE first <= date(:today, '-1 year'))
         AS rooms_after_year,
       (SELECT NULLIF(count(DISTINCT lower(pathway)), 0) FROM p) AS pathways,
       (SELECT NULLIF(count(DISTINCT lower(organisation)), 0) FROM p) AS organisations,
       'our own records' AS source;

--: lookup cohort_change
-- As with a thread's text: a version names those that its writer had before them.
SELECT c.id AS cohort, c.audience_type, v.id AS based_on
FROM v_cohort c JOIN v_cohort_version v ON v.cohort = c.id AND v.academy = c.academy
WHERE c.id = :id AND c.own
  AND CASE WHEN EXISTS (SELECT 1 FROM v_cohort_version w
                        WHERE w.cohort = c.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup cohort_change_begins
SELECT c.name, c.starts, c.ends, c.place, c.about, CASE WHEN c.dropped THEN 'true' END AS dropped,
       (SELECT group_concat(lower(hex(g.visiting))) FROM v_cohort_visiting g
        WHERE g.version = c.version AND g.cohort = c.id) AS visiting
FROM v_cohort c WHERE c.id = :id AND c.own ORDER BY c.position LIMIT 1;

--: lookup cohort_of
-- What is said of a cohort of ours goes to its people.
SELECT id AS cohort, audience_type FROM v_cohort WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup cohort_days_begins
-- The days as they stand; where nothing is said, what the programme has for the day.
SELECT n.value AS "days.day", d.date AS "days.date", d.place AS "days.place",
       COALESCE(d.skill, (SELECT e.title FROM v_element e
                          WHERE e.own AND e.day = n.value AND NOT e.retired
                          ORDER BY e.title, e.position LIMIT 1)) AS "days.skill",
       CASE WHEN d.held THEN 'true' END AS "days.held"
FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]') n
     LEFT JOIN v_cohort_day d ON d.cohort = :id AND d.own AND d.day = n.value
ORDER BY n.value;

--: lookup pair_change
SELECT p.id AS pair, p.cohort, p.audience_type, p.coaches_of AS academy, v.id AS based_on
FROM v_cohort_pair p JOIN v_cohort_pair_version v ON v.pair = p.id AND v.academy = p.academy
WHERE p.id = :id AND p.own AND v.current
ORDER BY v.position LIMIT 8;

--: lookup pair_change_begins
SELECT pathway, organisation, clinical_coach, flow_coach, room, finished, left_on AS "left"
FROM v_cohort_pair WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup skill_use
-- Of any cohort that we see; it stays in our academy.
SELECT id AS cohort, 3 AS audience_type FROM v_cohort
WHERE id = :id ORDER BY own DESC, position LIMIT 1;

--: lookup skill_begins
-- The last day that was held.
SELECT :today AS date, :room AS room,
       (SELECT max(day) FROM v_cohort_day WHERE cohort = :id AND held) AS day;

--: lookup visit_begins
SELECT :today AS date, :to_academy AS to_academy;

--: lookup visit_change
SELECT f.id AS visit, f.audience_type, v.id AS based_on, f.thread
FROM v_faculty_visit f JOIN v_faculty_visit_version v ON v.visit = f.id AND v.academy = f.academy
WHERE f.id = :id AND f.own AND v.current
ORDER BY v.position LIMIT 8;

--: lookup visit_change_begins
SELECT to_academy, date, occasion, gave, learned, CASE WHEN planned THEN 'true' END AS planned,
       CASE WHEN dropped THEN 'true' END AS dropped
FROM v_faculty_visit WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup visit_share
-- A thread for the network; about the visit only if the network has it.
SELECT 1 AS audience_type, CASE WHEN audience_type = 1 THEN 'visit' END AS about_kind,
       CASE WHEN audience_type = 1 THEN id END AS about,
       CASE WHEN audience_type = 1 THEN academy END AS about_academy
FROM v_faculty_visit WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup visit_share_begins
SELECT 'What we learned at ' || to_name AS title, learned AS text
FROM v_faculty_visit WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup visit_shared
-- The visit names the thread.
SELECT f.id AS visit, f.to_academy, f.date, f.occasion, f.gave, f.learned, f.planned, f.dropped,
       :new AS thread, v.id AS based_on
FROM v_faculty_visit f JOIN v_faculty_visit_version v ON v.visit = f.id AND v.academy = f.academy
WHERE f.id = :id AND f.own AND f.audience_type = 1 AND v.current
ORDER BY v.position LIMIT 8;

--: lookup adopter_audience
SELECT CASE :to WHEN 'network' THEN 1 ELSE 3 END AS audience_type FROM v_academy WHERE is_own;
