-- cohort.sql - years of training: their 18 days, their coach pairs, and what was used in a room.
--
-- Pairs and days stand where their cohort stands, for the academy or for the network. A coach is
-- named by id alone; names are in profiles. What is used in a room stays in the academy.

--: rights
cohort_set      : academy, network : faculty, lead, admin
cohort_pair_set : academy, network : faculty, lead, admin
cohort_day_set  : academy, network : faculty, lead, admin
skill_used      : academy          : coach, faculty, lead, admin

--: index cohort_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'cohort', h_origin, h_audience, h_author, h_position FROM new_cohort_set
WHERE cohort IS NULL AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index cohort_pair_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'cohort_pair', h_origin, h_audience, h_author, h_position FROM new_cohort_pair_set
WHERE pair IS NULL AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check cohort_set
SELECT h_index, 'There is no such cohort for these people.' FROM new_cohort_set n
WHERE cohort IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.cohort AND e.kind = 'cohort' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_cohort_set n
WHERE cohort IS NOT NULL AND (SELECT count(*) FROM new_cohort_set_based_on b
                             WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new cohort replaces none.' FROM new_cohort_set n
WHERE cohort IS NULL AND EXISTS (SELECT 1 FROM new_cohort_set_based_on b
                         WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_cohort_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the cohort a name.' FROM new_cohort_set
WHERE name IS NULL OR trim(name, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_cohort_set
WHERE length(CAST(name AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Write the day that it starts as YYYY-MM-DD.' FROM new_cohort_set
WHERE starts IS NULL OR starts NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(starts, '+0 days') IS NOT starts
UNION ALL
SELECT h_index, 'Write the day that it ends as YYYY-MM-DD.' FROM new_cohort_set
WHERE ends NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(ends, '+0 days') IS NOT ends
UNION ALL
SELECT h_index, 'A cohort ends after it starts.' FROM new_cohort_set WHERE ends < starts
UNION ALL
SELECT h_index, 'The place is too long: at most 200 bytes.' FROM new_cohort_set
WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The text about the cohort is too long: at most 2,000 bytes.' FROM new_cohort_set
WHERE length(CAST(about AS BLOB)) > 2000
UNION ALL
SELECT n.h_index, 'At most 8 academies visit.' FROM new_cohort_set n
WHERE (SELECT count(*) FROM new_cohort_set_visiting v WHERE v.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'Visiting faculty come from other academies.' FROM new_cohort_set_visiting
WHERE length(value) <> 32 OR value = h_origin GROUP BY h_index;

--: check cohort_pair_set
SELECT h_index, 'There is no such coach pair for these people.' FROM new_cohort_pair_set n
WHERE pair IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.pair AND e.kind = 'cohort_pair' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'There is no such cohort for these people.' FROM new_cohort_pair_set n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.cohort AND e.kind = 'cohort' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_cohort_pair_set n
WHERE pair IS NOT NULL AND (SELECT count(*) FROM new_cohort_pair_set_based_on b
                           WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new coach pair replaces none.' FROM new_cohort_pair_set n
WHERE pair IS NULL AND EXISTS (SELECT 1 FROM new_cohort_pair_set_based_on b
                       WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_cohort_pair_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'The academy that the coaches come from is not named properly.'
FROM new_cohort_pair_set
WHERE length(academy) <> 32
UNION ALL
SELECT h_index, 'A coach is not named properly.' FROM new_cohort_pair_set
WHERE length(clinical_coach) <> 16 OR length(flow_coach) <> 16
UNION ALL
SELECT h_index, 'A coach pair is two people: a clinical coach and a flow coach.'
FROM new_cohort_pair_set
WHERE clinical_coach = flow_coach
UNION ALL
SELECT h_index, 'Say which pathway the pair works in.' FROM new_cohort_pair_set
WHERE pathway IS NULL OR trim(pathway, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_cohort_pair_set
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The organisation is too long: at most 200 bytes.' FROM new_cohort_pair_set
WHERE length(CAST(organisation AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The people who see this cohort have no such Big Room of that academy.'
FROM new_cohort_pair_set n
WHERE room IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.room AND e.kind = 'room'
                             AND e.origin = COALESCE(n.academy, n.h_origin)
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Write the day that it finished as YYYY-MM-DD.' FROM new_cohort_pair_set
WHERE finished NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(finished, '+0 days') IS NOT finished
UNION ALL
SELECT h_index, 'Write the day that it left as YYYY-MM-DD.' FROM new_cohort_pair_set
WHERE "left" NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date("left", '+0 days') IS NOT "left"
UNION ALL
SELECT h_index, 'A pair finishes its training or leaves it: choose one.' FROM new_cohort_pair_set
WHERE finished IS NOT NULL AND "left" IS NOT NULL;

--: check cohort_day_set
SELECT h_index, 'There is no such cohort for these people.' FROM new_cohort_day_set n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.cohort AND e.kind = 'cohort' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say which day of the cohort: 1 to 18.' FROM new_cohort_day_set n
WHERE day NOT BETWEEN 1 AND 18
   OR (day IS NULL) <> EXISTS (SELECT 1 FROM new_cohort_day_set_days d
                               WHERE d.h_index = n.h_index)
UNION ALL
SELECT h_index, 'Say which day of the cohort each one is: 1 to 18.' FROM new_cohort_day_set_days
WHERE day IS NULL OR day NOT BETWEEN 1 AND 18 GROUP BY h_index
UNION ALL
SELECT DISTINCT h_index, 'A day of the cohort is said once.' FROM new_cohort_day_set_days
WHERE day IS NOT NULL GROUP BY h_index, day HAVING count(*) > 1
UNION ALL
SELECT h_index, 'Write the date of day ' || day || ' as YYYY-MM-DD.' FROM new_cohort_day_set_days
WHERE date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say on which date day ' || day || ' was held.' FROM new_cohort_day_set_days
WHERE held = 1 AND date IS NULL
UNION ALL
SELECT h_index, 'The place of day ' || day || ' is too long: at most 200 bytes.'
FROM new_cohort_day_set_days WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT h_index, 'What is learned on day ' || day || ' is too long: at most 200 bytes.'
FROM new_cohort_day_set_days WHERE length(CAST(skill AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Write the date of the day as YYYY-MM-DD.' FROM new_cohort_day_set
WHERE date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say on which date the day was held.' FROM new_cohort_day_set
WHERE held = 1 AND date IS NULL
UNION ALL
SELECT h_index, 'The place is too long: at most 200 bytes.' FROM new_cohort_day_set
WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT h_index, 'What is learned is too long: at most 200 bytes.' FROM new_cohort_day_set
WHERE length(CAST(skill AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The element of the programme is not named properly.' FROM new_cohort_day_set
WHERE length(element_academy) <> 32 OR length(element) <> 16
   OR (element IS NULL) <> (element_academy IS NULL);

--: check skill_used
SELECT h_index, 'Say which cohort.' FROM new_skill_used WHERE length(cohort) IS NOT 16
UNION ALL
SELECT h_index, 'Say which day of the cohort: 1 to 18.' FROM new_skill_used
WHERE day IS NULL OR day NOT BETWEEN 1 AND 18
UNION ALL
SELECT h_index, 'The coach pair is not named properly.'
FROM new_skill_used WHERE length(pair) <> 16
UNION ALL
SELECT h_index, 'There is no such Big Room of ours.' FROM new_skill_used n
WHERE room IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin)
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_skill_used
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'How it went is too long: at most 1,000 bytes.' FROM new_skill_used
WHERE length(CAST(text AS BLOB)) > 1000;

--: schema
-- Every version of a cohort; the first one's id is the cohort's.
CREATE TABLE cohort(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    cohort BLOB NOT NULL,
    name TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT,
    place TEXT,
    about TEXT,
    dropped INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX cohort_cohort ON cohort(cohort);
CREATE TABLE cohort_visiting(
    position INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    academy BLOB NOT NULL,
    PRIMARY KEY (position, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_visiting_academy ON cohort_visiting(academy);
-- Every version of a coach pair.
CREATE TABLE cohort_pair(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    pair BLOB NOT NULL,
    cohort BLOB NOT NULL,
    academy BLOB NOT NULL,        -- whose coaches they are
    clinical_coach BLOB,
    flow_coach BLOB,
    pathway TEXT NOT NULL,
    organisation TEXT,
    room BLOB,
    finished TEXT,
    left_on TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX cohort_pair_pair ON cohort_pair(pair);
CREATE INDEX cohort_pair_cohort ON cohort_pair(cohort);
CREATE INDEX cohort_pair_academy ON cohort_pair(academy);
-- The last word on a day.
CREATE TABLE cohort_day(
    cohort BLOB NOT NULL,
    stream INTEGER NOT NULL,
    day INTEGER NOT NULL,
    date TEXT,
    place TEXT,
    skill TEXT,
    element_academy BLOB,
    element BLOB,
    held INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (cohort, stream, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE skill_used(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    cohort BLOB NOT NULL,
    day INTEGER NOT NULL,
    pair BLOB,
    room BLOB,
    date TEXT NOT NULL,
    text TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX skill_used_cohort ON skill_used(cohort);
CREATE INDEX skill_used_room ON skill_used(room) WHERE room IS NOT NULL;

--: fold cohort_set
INSERT INTO cohort(position, id, cohort, name, starts, ends, place, about, dropped, author,
                   written_ms)
SELECT h_position, h_id, COALESCE(cohort, h_id), name, starts, NULLIF(ends, ''),
       NULLIF(place, ''), NULLIF(about, ''), COALESCE(dropped, 0), h_author, h_written_ms
FROM new_cohort_set
WHERE name <> '' AND starts GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
  AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position;
INSERT INTO cohort_visiting(position, idx, academy)
SELECT h_position, idx, value FROM new_cohort_set_visiting
WHERE length(value) = 32 AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position, idx;
INSERT INTO replaced(thing, version, position)
SELECT n.cohort, b.value, b.h_position
FROM new_cohort_set_based_on b JOIN new_cohort_set n ON n.h_position = b.h_position
WHERE n.cohort IS NOT NULL AND b.value IS NOT NULL AND substr(n.h_audience, 1, 1) IN (x'01', x'03')
ORDER BY n.cohort, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold cohort_pair_set
INSERT INTO cohort_pair(position, id, pair, cohort, academy, clinical_coach, flow_coach, pathway,
                        organisation, room, finished, left_on, author, written_ms)
SELECT h_position, h_id, COALESCE(pair, h_id), cohort,
       CASE WHEN length(academy) = 32 THEN academy ELSE h_origin END, clinical_coach, flow_coach,
       pathway, NULLIF(organisation, ''), room, NULLIF(finished, ''), NULLIF("left", ''), h_author,
       h_written_ms
FROM new_cohort_pair_set
WHERE cohort IS NOT NULL AND pathway <> '' AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.pair, b.value, b.h_position
FROM new_cohort_pair_set_based_on b JOIN new_cohort_pair_set n ON n.h_position = b.h_position
WHERE n.pair IS NOT NULL AND b.value IS NOT NULL AND substr(n.h_audience, 1, 1) IN (x'01', x'03')
ORDER BY n.pair, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold cohort_day_set
INSERT INTO cohort_day(cohort, stream, day, date, place, skill, element_academy, element, held,
                       author, written_ms, set_order)
SELECT cohort, h_stream, day,
       CASE WHEN date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN date END,
       NULLIF(place, ''), NULLIF(skill, ''), element_academy, element, COALESCE(held, 0), h_author,
       h_written_ms, h_order
FROM new_cohort_day_set
WHERE cohort IS NOT NULL AND day BETWEEN 1 AND 18 AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position
ON CONFLICT (cohort, stream, day) DO UPDATE
SET date = excluded.date, place = excluded.place, skill = excluded.skill,
    element_academy = excluded.element_academy, element = excluded.element, held = excluded.held,
    author = excluded.author, written_ms = excluded.written_ms, set_order = excluded.set_order
WHERE excluded.set_order > set_order;
INSERT INTO cohort_day(cohort, stream, day, date, place, skill, element_academy, element, held,
                       author, written_ms, set_order)
SELECT n.cohort, d.h_stream, d.day,
       CASE WHEN d.date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN d.date END,
       NULLIF(d.place, ''), NULLIF(d.skill, ''),
       NULL, NULL, COALESCE(d.held, 0),
       d.h_author, d.h_written_ms, d.h_order
FROM new_cohort_day_set_days d JOIN new_cohort_day_set n ON n.h_position = d.h_position
WHERE n.cohort IS NOT NULL AND n.day IS NULL AND d.day BETWEEN 1 AND 18
  AND substr(d.h_audience, 1, 1) IN (x'01', x'03')
ORDER BY d.h_position, d.idx
ON CONFLICT (cohort, stream, day) DO UPDATE
SET date = excluded.date, place = excluded.place, skill = excluded.skill,
    element_academy = excluded.element_academy, element = excluded.element, held = excluded.held,
    author = excluded.author, written_ms = excluded.written_ms, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold skill_used
INSERT INTO skill_used(position, id, cohort, day, pair, room, date, text, author, written_ms)
SELECT h_position, h_id, cohort, day, pair, room, date, NULLIF(text, ''), h_author, h_written_ms
FROM new_skill_used
WHERE cohort IS NOT NULL AND day BETWEEN 1 AND 18 AND date IS NOT NULL
  AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;

--: digest cohort
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.cohort, s.name, s.starts, s.ends,
       s.place, s.about, s.dropped, s.author, s.written_ms
FROM folded f CROSS JOIN cohort s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest cohort_visiting
SELECT f.origin, f.audience, s.position & 1099511627775, s.idx, s.academy
FROM folded f CROSS JOIN cohort_visiting s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position, s.idx;

--: digest cohort_pair
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.pair, s.cohort, s.academy,
       s.clinical_coach, s.flow_coach, s.pathway, s.organisation, s.room, s.finished, s.left_on,
       s.author, s.written_ms
FROM folded f CROSS JOIN cohort_pair s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest cohort_day
SELECT f.origin, f.audience, s.cohort, s.day, s.date, s.place, s.skill, s.element_academy,
       s.element, s.held, s.author, s.written_ms, s.set_order
FROM folded f CROSS JOIN cohort_day s
WHERE f.number < 1048576 AND s.stream = f.number
ORDER BY f.origin, f.audience, s.cohort, s.day;

--: view cohort
-- A cohort as it stands: the first of the versions that are current. [pairs]: those that have not
-- left; [finished]: those of them that finished. [days_held] of the 18; [next_day] and [next_date]:
-- the first that is not held yet and has a date.
CREATE TEMP VIEW v_cohort(id, position, academy, academy_name, own, audience_type, name, starts,
                          ends, place, about, dropped, version, versions, pairs, finished,
                          days_held, days_dated, next_day, next_date, author, author_name,
                          written_ms, saved_here) AS
SELECT o.id, o.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       v.name, v.starts, v.ends, v.place, v.about, v.dropped, v.id,
       (SELECT count(*) FROM cohort w
        WHERE w.cohort = o.id AND w.position >> 40 = o.position >> 40 AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.cohort AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       (SELECT count(*) FROM v_cohort_pair p
        WHERE p.cohort = o.id AND p.position >> 40 = o.position >> 40 AND p.left_on IS NULL),
       (SELECT count(*) FROM v_cohort_pair p
        WHERE p.cohort = o.id AND p.position >> 40 = o.position >> 40 AND p.finished IS NOT NULL),
       (SELECT count(*) FROM cohort_day d
        WHERE d.cohort = o.id AND d.stream = o.position >> 40 AND d.held),
       (SELECT count(*) FROM cohort_day d
        WHERE d.cohort = o.id AND d.stream = o.position >> 40 AND d.date IS NOT NULL),
       (SELECT d.day FROM cohort_day d
        WHERE d.cohort = o.id AND d.stream = o.position >> 40 AND NOT d.held AND d.date IS NOT NULL
        ORDER BY d.date, d.day LIMIT 1),
       (SELECT min(d.date) FROM cohort_day d
        WHERE d.cohort = o.id AND d.stream = o.position >> 40 AND NOT d.held),
       v.author, (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.written_ms, o.position >> 39 & 1
FROM cohort o JOIN visible f ON f.number = o.position >> 40
      AND o.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
     JOIN cohort v ON v.position = (
         SELECT w.position FROM cohort w
         WHERE w.cohort = o.id AND w.position >> 40 = o.position >> 40 AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.cohort AND b.version = w.id AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE o.id = o.cohort;

--: view cohort_version
CREATE TEMP VIEW v_cohort_version(cohort, id, position, academy, name, starts, ends, place, about,
                                  dropped, author, author_name, written_ms, current, saved_here) AS
SELECT v.cohort, v.id, v.position, f.origin, v.name, v.starts, v.ends, v.place, v.about, v.dropped,
       v.author, (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.cohort AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM cohort v JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM cohort o
              WHERE o.cohort = v.cohort AND o.id = o.cohort
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view cohort_visiting
-- Whose faculty visit a cohort as it stands.
CREATE TEMP VIEW v_cohort_visiting(cohort, version, academy, visiting, visiting_name, us, idx) AS
SELECT v.cohort, v.id, f.origin, g.academy,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = g.academy),
                lower(substr(hex(g.academy), 1, 8))),
       g.academy = (SELECT academy FROM replica), g.idx
FROM cohort_visiting g JOIN cohort v ON v.position = g.position
     JOIN visible f ON f.number = v.position >> 40;

--: view cohort_pair
-- A coach pair as it stands. [academy]: whose cohort it is; [coaches_of]: whose coaches they are.
CREATE TEMP VIEW v_cohort_pair(id, position, cohort, academy, own, audience_type, coaches_of,
                               coaches_of_name, ours, clinical_coach, clinical_coach_name,
                               flow_coach, flow_coach_name, pathway, organisation, room, finished,
                               left_on, version, author, written_ms, saved_here) AS
SELECT o.id, o.position, v.cohort, f.origin, f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       v.academy, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = v.academy),
       lower(substr(hex(v.academy), 1, 8))),
       v.academy = (SELECT academy FROM replica), v.clinical_coach,
       (SELECT q.name FROM person q
        WHERE q.origin = v.academy AND q.member = v.clinical_coach AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.flow_coach,
       (SELECT q.name FROM person q
        WHERE q.origin = v.academy AND q.member = v.flow_coach AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.pathway, v.organisation, v.room, v.finished, v.left_on, v.id, v.author, v.written_ms,
       o.position >> 39 & 1
FROM cohort_pair v JOIN visible f ON f.number = v.position >> 40
     JOIN cohort_pair o ON o.pair = v.pair AND o.id = o.pair
                       AND o.position >> 40 = v.position >> 40 AND o.position <= v.position
WHERE v.position = (
         SELECT w.position FROM cohort_pair w
         WHERE w.pair = o.id AND w.position >> 40 = o.position >> 40 AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.pair AND b.version = w.id AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1);

--: view cohort_pair_version
CREATE TEMP VIEW v_cohort_pair_version(pair, id, position, academy, cohort, coaches_of,
                                       clinical_coach, flow_coach, pathway, organisation, room,
                                       finished, left_on, author, written_ms, current,
                                       saved_here) AS
SELECT v.pair, v.id, v.position, f.origin, v.cohort, v.academy, v.clinical_coach, v.flow_coach,
       v.pathway, v.organisation, v.room, v.finished, v.left_on, v.author, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.pair AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM cohort_pair v JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM cohort_pair o
              WHERE o.pair = v.pair AND o.id = o.pair
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view cohort_day
-- The days of a cohort that something is said of. [audience_type]: with its cohort's.
CREATE TEMP VIEW v_cohort_day(cohort, academy, own, audience_type, stream, day, date, place, skill,
                              element_academy, element, held, author, written_ms) AS
SELECT d.cohort, f.origin, f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       d.stream, d.day, d.date, d.place, d.skill, d.element_academy, d.element, d.held, d.author,
       d.written_ms
FROM cohort_day d JOIN visible f ON f.number = d.stream;

--: view skill_used
-- What a day taught, used; of our own academy.
CREATE TEMP VIEW v_skill_used(id, position, academy, cohort, day, pair, room, date, text, author,
                              author_name, written_ms, saved_here) AS
SELECT s.id, s.position, f.origin, s.cohort, s.day, s.pair, s.room, s.date, s.text, s.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = s.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       s.written_ms, s.position >> 39 & 1
FROM skill_used s JOIN visible f ON f.number = s.position >> 40
      AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775;
