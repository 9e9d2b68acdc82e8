-- adopter.sql - how an academy grows from its first visit to an equal partner.
--
-- Each academy says its own steps, with what shows them, to the network: the last word of a step
-- holds. What an organisation expects of the programme is said at the start and revisited: every
-- version stands beside the others by its date. What an academy has grown to is counted by itself,
-- on a day. Nothing here compares two academies.

--: rights
journey_step_set    : network          : faculty, lead, admin
expectation_written : academy, network : faculty, lead, admin
capability_counted  : network          : faculty, lead, admin

--: check journey_step_set
SELECT h_index, 'Say which step.' FROM new_journey_step_set WHERE step IS NULL
UNION ALL
SELECT h_index, 'Write since when as YYYY-MM-DD.' FROM new_journey_step_set
WHERE taken_back IS NOT 1 AND (since IS NULL
                             OR since NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(since, '+0 days') IS NOT since)
UNION ALL
SELECT h_index, 'What is said of the step is too long: at most 1,000 bytes.'
FROM new_journey_step_set
WHERE length(CAST(text AS BLOB)) > 1000
UNION ALL
SELECT h_index, 'The host is another academy.' FROM new_journey_step_set
WHERE length(host) <> 32 OR host = h_origin
UNION ALL
SELECT n.h_index, 'At most 20 cohorts show a step.' FROM new_journey_step_set n
WHERE (SELECT count(*) FROM new_journey_step_set_cohorts i WHERE i.h_index = n.h_index) > 20
UNION ALL
SELECT n.h_index, 'A cohort is named that the network does not have.'
FROM new_journey_step_set_cohorts n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.value AND e.kind = 'cohort'
                    AND e.audience = n.h_audience)
GROUP BY n.h_index
UNION ALL
SELECT n.h_index, 'At most 20 Big Rooms show a step.' FROM new_journey_step_set n
WHERE (SELECT count(*) FROM new_journey_step_set_rooms i WHERE i.h_index = n.h_index) > 20
UNION ALL
SELECT n.h_index, 'A shared Big Room is named that the network does not have of us.'
FROM new_journey_step_set_rooms n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.value AND e.kind = 'room' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
GROUP BY n.h_index
UNION ALL
SELECT n.h_index, 'At most 20 visits show a step.' FROM new_journey_step_set n
WHERE (SELECT count(*) FROM new_journey_step_set_visits i WHERE i.h_index = n.h_index) > 20
UNION ALL
SELECT n.h_index, 'A visit is named that the network does not have.'
FROM new_journey_step_set_visits n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.value AND e.kind = 'visit'
                    AND e.audience = n.h_audience)
GROUP BY n.h_index;

--: check expectation_written
SELECT n.h_index, 'Say which versions this one replaces: at most 8.' FROM new_expectation_written n
WHERE (SELECT count(*) FROM new_expectation_written_based_on b WHERE b.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_expectation_written_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the day as YYYY-MM-DD.' FROM new_expectation_written
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say what is expected.' FROM new_expectation_written
WHERE expects IS NULL OR trim(expects, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What is expected is too long: at most 4,000 bytes.' FROM new_expectation_written
WHERE length(CAST(expects AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'What is given is too long: at most 2,000 bytes.' FROM new_expectation_written
WHERE length(CAST(gives AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'How long it may take is too long: at most 500 bytes.' FROM new_expectation_written
WHERE length(CAST(patience AS BLOB)) > 500
UNION ALL
SELECT h_index, 'What became of it is too long: at most 2,000 bytes.' FROM new_expectation_written
WHERE length(CAST(since_then AS BLOB)) > 2000;

--: check capability_counted
SELECT h_index, 'Write the day of the count as YYYY-MM-DD.' FROM new_capability_counted
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Count something: coaches, rooms, pathways or organisations.'
FROM new_capability_counted
WHERE taken_back IS NOT 1
  AND COALESCE(coaches, rooms, rooms_after_year, pathways, organisations) IS NULL
UNION ALL
SELECT h_index, 'Count from 0 to 100,000.' FROM new_capability_counted
WHERE max(COALESCE(coaches, 0), COALESCE(rooms, 0), COALESCE(rooms_after_year, 0),
          COALESCE(pathways, 0), COALESCE(organisations, 0)) > 100000
UNION ALL
SELECT h_index, 'Of the rooms that meet, not more can have met for a year.'
FROM new_capability_counted
WHERE rooms_after_year > rooms
UNION ALL
SELECT h_index, 'Where the count comes from is too long: at most 500 bytes.'
FROM new_capability_counted
WHERE length(CAST(source AS BLOB)) > 500;

--: schema
-- Every word on a step; the last one of a step holds.
CREATE TABLE journey_step(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    number INTEGER NOT NULL,      -- 1 exploring to 7 hosting others
    step TEXT NOT NULL,
    since TEXT,
    text TEXT,
    host BLOB,                    -- an academy
    taken_back INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
-- What shows it.
CREATE TABLE journey_item(
    position INTEGER NOT NULL,
    part TEXT NOT NULL,           -- cohort, room, visit
    idx INTEGER NOT NULL,
    ref BLOB NOT NULL,
    PRIMARY KEY (position, part, idx)
) STRICT, WITHOUT ROWID;
CREATE TABLE expectation(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    academy BLOB NOT NULL,
    date TEXT NOT NULL,
    expects TEXT NOT NULL,
    gives TEXT,
    patience TEXT,
    since_then TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
-- The last count of a day.
CREATE TABLE capability(
    stream INTEGER NOT NULL,
    date TEXT NOT NULL,
    coaches INTEGER,
    rooms INTEGER,
    rooms_after_year INTEGER,
    pathways INTEGER,
    organisations INTEGER,
    source TEXT,
    taken_back INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (stream, date)
) STRICT, WITHOUT ROWID;

--: fold journey_step_set
INSERT INTO journey_step(position, id, number, step, since, text, host, taken_back, author,
                         written_ms)
SELECT h_position, h_id,
       CASE step WHEN 'exploring' THEN 1 WHEN 'pairs_in_training' THEN 2 WHEN 'own_rooms' THEN 3
                 WHEN 'faculty_of_our_own' THEN 4 WHEN 'first_own_cohort' THEN 5
                 WHEN 'equal_partner' THEN 6 ELSE 7 END,
       step, CASE WHEN since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN since END,
       NULLIF(text, ''),
       CASE WHEN length(host) = 32 THEN host END, COALESCE(taken_back, 0), h_author, h_written_ms
FROM new_journey_step_set
WHERE step IS NOT NULL AND substr(h_audience, 1, 1) = x'01'
ORDER BY h_position;
INSERT INTO journey_item(position, part, idx, ref)
SELECT h_position, 'cohort', idx, value FROM new_journey_step_set_cohorts
WHERE length(value) = 16 AND substr(h_audience, 1, 1) = x'01' ORDER BY h_position, idx;
INSERT INTO journey_item(position, part, idx, ref)
SELECT h_position, 'room', idx, value FROM new_journey_step_set_rooms
WHERE length(value) = 16 AND substr(h_audience, 1, 1) = x'01' ORDER BY h_position, idx;
INSERT INTO journey_item(position, part, idx, ref)
SELECT h_position, 'visit', idx, value FROM new_journey_step_set_visits
WHERE length(value) = 16 AND substr(h_audience, 1, 1) = x'01' ORDER BY h_position, idx;

--: fold expectation_written
INSERT INTO expectation(position, id, academy, date, expects, gives, patience, since_then, author,
                        written_ms)
SELECT h_position, h_id, h_origin, date, expects, NULLIF(gives, ''), NULLIF(patience, ''),
       NULLIF(since_then, ''), h_author, h_written_ms
FROM new_expectation_written
WHERE expects <> '' AND date IS NOT NULL AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.h_origin, b.value, b.h_position
FROM new_expectation_written_based_on b
     JOIN new_expectation_written n ON n.h_position = b.h_position
WHERE n.expects <> '' AND b.value IS NOT NULL AND substr(n.h_audience, 1, 1) IN (x'01', x'03')
ORDER BY n.h_origin, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold capability_counted
INSERT INTO capability(stream, date, coaches, rooms, rooms_after_year, pathways, organisations,
                       source, taken_back, author, written_ms, set_order)
SELECT h_stream, date, coaches, rooms, rooms_after_year, pathways, organisations,
       NULLIF(source, ''), COALESCE(taken_back, 0), h_author, h_written_ms, h_order
FROM new_capability_counted
WHERE date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND substr(h_audience, 1, 1) = x'01'
ORDER BY h_position
ON CONFLICT (stream, date) DO UPDATE
SET coaches = excluded.coaches, rooms = excluded.rooms,
    rooms_after_year = excluded.rooms_after_year, pathways = excluded.pathways,
    organisations = excluded.organisations, source = excluded.source,
    taken_back = excluded.taken_back, author = excluded.author, written_ms = excluded.written_ms,
    set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: digest journey_step
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.number, s.step, s.since, s.text,
       s.host, s.taken_back, s.author, s.written_ms
FROM folded f CROSS JOIN journey_step s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest journey_item
SELECT f.origin, f.audience, s.position & 1099511627775, s.part, s.idx, s.ref
FROM folded f CROSS JOIN journey_item s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position, s.part, s.idx;

--: digest expectation
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.academy, s.date, s.expects,
       s.gives, s.patience, s.since_then, s.author, s.written_ms
FROM folded f CROSS JOIN expectation s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest capability
SELECT f.origin, f.audience, s.date, s.coaches, s.rooms, s.rooms_after_year, s.pathways,
       s.organisations, s.source, s.taken_back, s.author, s.written_ms, s.set_order
FROM folded f CROSS JOIN capability s
WHERE f.number < 1048576 AND s.stream = f.number
ORDER BY f.origin, f.audience, s.date;

--: view journey
-- The steps of an academy's way that hold, by their days: [until]: the day of the next one, NULL
-- while it lasts; [months] to then or to today, as people round them. [last]: where it is now.
CREATE TEMP VIEW v_journey(academy, academy_name, own, id, position, number, step, step_words,
                           since,
                           until, months, last, text, host, host_name, author, author_name,
                           written_ms, saved_here) AS
SELECT j.academy, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = j.academy),
       lower(substr(hex(j.academy), 1, 8))),
       j.academy = (SELECT academy FROM replica), j.id, j.position, j.number, j.step,
       CASE j.number WHEN 1 THEN 'Exploring' WHEN 2 THEN 'Pairs in training'
                     WHEN 3 THEN 'Own Big Rooms' WHEN 4 THEN 'Faculty'
                     WHEN 5 THEN 'First own cohort' WHEN 6 THEN 'Equal partner'
                     ELSE 'Hosting others' END,
       j.since, j.until,
       CAST(round(max(julianday(COALESCE(j.until, date('now', 'localtime')))
                      - julianday(j.since), 0) / 30.4375) AS INTEGER),
       j.until IS NULL, j.text, j.host,
       CASE WHEN j.host IS NOT NULL THEN
           COALESCE((SELECT a.shown FROM academy a WHERE a.academy = j.host),
                    lower(substr(hex(j.host), 1, 8))) END,
       j.author, (SELECT q.name FROM person q
        WHERE q.origin = j.academy AND q.member = j.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       j.written_ms, j.position >> 39 & 1
FROM (SELECT f.origin AS academy, s.*,
             (SELECT min(n.since) FROM journey_step n
              WHERE n.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
                AND (n.since, n.number) > (s.since, s.number) AND NOT n.taken_back
                AND NOT EXISTS (SELECT 1 FROM journey_step t
                                WHERE t.position > n.position
                                  AND t.position <= n.position | 1099511627775
                                  AND t.number = n.number)) AS until
      FROM visible f CROSS JOIN journey_step s
           ON s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
      WHERE s.since IS NOT NULL AND NOT s.taken_back
        AND NOT EXISTS (SELECT 1 FROM journey_step t
                        WHERE t.position > s.position AND t.position <= s.position | 1099511627775
                          AND t.number = s.number)) j;

--: view journey_took
-- How long each step took that is over, of all academies: in one reading of all ways.
CREATE TEMP VIEW v_journey_took(academy, number, months) AS
SELECT j.academy, j.number,
       CAST(round(max(julianday(j.until) - julianday(j.since), 0) / 30.4375) AS INTEGER)
FROM (SELECT academy, number, since,
             lead(since) OVER (PARTITION BY academy ORDER BY since, number) AS until
      FROM v_journey) j
WHERE j.until IS NOT NULL;

--: view journey_item
-- What shows a step: [part]: cohort, room, visit. [step]: the record that says it.
CREATE TEMP VIEW v_journey_item(step, step_position, academy, part, idx, ref) AS
SELECT s.id, s.position, f.origin, i.part, i.idx, i.ref
FROM journey_item i JOIN journey_step s ON s.position = i.position
     JOIN visible f ON f.number = s.position >> 40;

--: view expectation
-- Every time that it was said; what is revisited is not gone. [current]: nothing replaces it.
CREATE TEMP VIEW v_expectation(id, position, academy, academy_name, own, audience_type, date,
                               expects,
                               gives, patience, since_then, current, author, author_name,
                               written_ms, saved_here) AS
SELECT e.id, e.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       e.date, e.expects, e.gives, e.patience, e.since_then,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = e.academy AND b.version = e.id AND b.position > e.position
                     AND b.position >> 40 = e.position >> 40),
       e.author, (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = e.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       e.written_ms, e.position >> 39 & 1
FROM expectation e JOIN visible f ON f.number = e.position >> 40
      AND e.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775;

--: view capability
-- What each academy has counted of itself, day by day.
CREATE TEMP VIEW v_capability(academy, academy_name, own, date, coaches, rooms, rooms_after_year,
                              pathways, organisations, source, author, author_name, written_ms) AS
SELECT f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), c.date, c.coaches, c.rooms,
       c.rooms_after_year, c.pathways, c.organisations, c.source, c.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = c.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       c.written_ms
FROM visible f CROSS JOIN capability c ON c.stream = f.number
WHERE NOT c.taken_back;
