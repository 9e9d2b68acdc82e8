-- visit.sql - visits of faculty: what was given there, and what was learned.
--
-- A visit may stay in the academy or be for the network. What was learned becomes a thread in one
-- step; the visit then names it.

--: rights
visit_set : academy, network : coach, faculty, lead, admin

--: index visit_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'visit', h_origin, h_audience, h_author, h_position FROM new_visit_set
WHERE visit IS NULL AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check visit_set
SELECT h_index, 'There is no such visit for these people.' FROM new_visit_set n
WHERE visit IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.visit AND e.kind = 'visit' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_visit_set n
WHERE visit IS NOT NULL AND (SELECT count(*) FROM new_visit_set_based_on b
                            WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new visit replaces none.' FROM new_visit_set n
WHERE visit IS NULL AND EXISTS (SELECT 1 FROM new_visit_set_based_on b
                        WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_visit_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Say which academy you visit.'
FROM new_visit_set WHERE length(to_academy) IS NOT 32
UNION ALL
SELECT h_index, 'A visit is to another academy.' FROM new_visit_set WHERE to_academy = h_origin
UNION ALL
SELECT h_index, 'Write the day of the visit as YYYY-MM-DD.' FROM new_visit_set
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say what the occasion is.' FROM new_visit_set
WHERE occasion IS NULL OR trim(occasion, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The occasion is too long: at most 200 bytes.' FROM new_visit_set
WHERE length(CAST(occasion AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say what you gave or what you learned; or that it is planned.'
FROM new_visit_set
WHERE planned IS NOT 1 AND dropped IS NOT 1
  AND trim(COALESCE(gave, '') || COALESCE(learned, ''), ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What you gave is too long: at most 4,000 bytes.' FROM new_visit_set
WHERE length(CAST(gave AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'What you learned is too long: at most 4,000 bytes.' FROM new_visit_set
WHERE length(CAST(learned AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'The thread is not named properly.' FROM new_visit_set WHERE length(thread) <> 16
UNION ALL
SELECT h_index, 'The network has no such thread.' FROM new_visit_set n
WHERE length(thread) = 16 AND substr(h_audience, 1, 1) = x'01' AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.thread AND e.kind = 'thread');

--: schema
-- Every version of a visit; the first one's id is the visit's.
CREATE TABLE faculty_visit(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    visit BLOB NOT NULL,
    to_academy BLOB NOT NULL,
    date TEXT NOT NULL,
    occasion TEXT NOT NULL,
    gave TEXT,
    learned TEXT,
    thread BLOB,
    planned INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX faculty_visit_visit ON faculty_visit(visit);
CREATE INDEX faculty_visit_to ON faculty_visit(to_academy, date);

--: fold visit_set
INSERT INTO faculty_visit(position, id, visit, to_academy, date, occasion, gave, learned, thread,
                          planned, dropped, author, written_ms)
SELECT h_position, h_id, COALESCE(visit, h_id), to_academy, date, occasion, NULLIF(gave, ''),
       NULLIF(learned, ''), thread, COALESCE(planned, 0), COALESCE(dropped, 0), h_author,
       h_written_ms
FROM new_visit_set
WHERE length(to_academy) = 32
  AND date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
  AND occasion <> '' AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.visit, b.value, b.h_position
FROM new_visit_set_based_on b JOIN new_visit_set n ON n.h_position = b.h_position
WHERE n.visit IS NOT NULL AND b.value IS NOT NULL AND substr(n.h_audience, 1, 1) IN (x'01', x'03')
ORDER BY n.visit, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: digest faculty_visit
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.visit, s.to_academy, s.date,
       s.occasion, s.gave, s.learned, s.thread, s.planned, s.dropped, s.author, s.written_ms
FROM folded f CROSS JOIN faculty_visit s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: view faculty_visit
-- A visit as it stands. [to_us]: it is we who were visited.
CREATE TEMP VIEW v_faculty_visit(id, position, academy, academy_name, own, audience_type,
                                 to_academy, to_name,
                         to_us, date, occasion, gave, learned, thread, planned, dropped, version,
                         versions, author, author_name, written_ms, saved_here) AS
SELECT o.id, o.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       v.to_academy, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = v.to_academy),
       lower(substr(hex(v.to_academy), 1, 8))),
       v.to_academy = (SELECT academy FROM replica), v.date, v.occasion, v.gave, v.learned,
       v.thread, v.planned, v.dropped, v.id,
       (SELECT count(*) FROM faculty_visit w
        WHERE w.visit = o.id AND w.position >> 40 = o.position >> 40 AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.visit AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.author, (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.written_ms, o.position >> 39 & 1
FROM faculty_visit v JOIN visible f ON f.number = v.position >> 40
      AND v.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
     JOIN faculty_visit o ON o.visit = v.visit AND o.id = o.visit
                 AND o.position >> 40 = v.position >> 40 AND o.position <= v.position
WHERE v.position = (
         SELECT w.position FROM faculty_visit w
         WHERE w.visit = o.id AND w.position >> 40 = o.position >> 40 AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.visit AND b.version = w.id AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1);

--: view faculty_visit_version
CREATE TEMP VIEW v_faculty_visit_version(visit, id, position, academy, to_academy, date, occasion,
                                         gave,
                                 learned, thread, planned, dropped, author, author_name,
                                 written_ms,
                                 current, saved_here) AS
SELECT v.visit, v.id, v.position, f.origin, v.to_academy, v.date, v.occasion, v.gave, v.learned,
       v.thread, v.planned, v.dropped, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.visit AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM faculty_visit v JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM faculty_visit o
              WHERE o.visit = v.visit AND o.id = o.visit
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);
