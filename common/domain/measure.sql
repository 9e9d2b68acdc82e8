-- measure.sql - measures and their points, and the copies of them that the network may see.
--
-- A measure belongs to the stream that defined it; only points of that stream count. The first
-- value of a date holds until it is corrected, then the last correction; all of them stay in the
-- history.

--: rights
measure_defined  : academy, room : coach, faculty, lead, data_steward, admin
points_recorded  : academy, room : everyone
points_recorded  : network       : coach, faculty, lead, data_steward, admin
points_corrected : academy, room : everyone
points_corrected : network       : coach, faculty, lead, data_steward, admin
measure_shared   : network       : coach, faculty, lead, data_steward, admin

--: index measure_defined
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'measure', h_origin, h_audience, h_author, h_position FROM new_measure_defined
WHERE substr(h_audience, 1, 1) > x'02' ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index measure_shared
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'measure', h_origin, h_audience, h_author, h_position FROM new_measure_shared
WHERE substr(h_audience, 1, 1) < x'03' ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check measure_defined
SELECT h_index, 'Give the measure a title.' FROM new_measure_defined
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_measure_defined
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'A Big Room''s measure is kept in that Big Room.' FROM new_measure_defined
WHERE (room IS NOT NULL AND h_audience IS NOT CAST(x'04' || room AS BLOB))
   OR (room IS NULL AND substr(h_audience, 1, 1) <> x'03')
UNION ALL
SELECT h_index, 'There is no such Big Room in this academy.' FROM new_measure_defined n
WHERE room IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin)
UNION ALL
SELECT h_index, 'The definition is too long: at most 2,000 bytes.' FROM new_measure_defined
WHERE length(CAST(definition AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Numerator, denominator, unit and frequency have at most 200 bytes each.'
FROM new_measure_defined
WHERE length(CAST(numerator AS BLOB)) > 200 OR length(CAST(denominator AS BLOB)) > 200
   OR length(CAST(unit AS BLOB)) > 200 OR length(CAST(frequency AS BLOB)) > 200
UNION ALL
-- Infinite numbers: of those alone the difference with themselves is NULL.
SELECT h_index, 'The target is not a number.' FROM new_measure_defined
WHERE target IS NOT NULL AND target - target IS NULL
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_measure_defined
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check measure_shared
SELECT h_index, 'Say which measure is shared.' FROM new_measure_shared
WHERE length(copy_of) IS NOT 16
UNION ALL
SELECT h_index, 'Give the measure a title.' FROM new_measure_shared
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_measure_shared
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The definition is too long: at most 2,000 bytes.' FROM new_measure_shared
WHERE length(CAST(definition AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Numerator, denominator, unit, frequency and pathway have at most 200 bytes each.'
FROM new_measure_shared
WHERE length(CAST(numerator AS BLOB)) > 200 OR length(CAST(denominator AS BLOB)) > 200
   OR length(CAST(unit AS BLOB)) > 200 OR length(CAST(frequency AS BLOB)) > 200
   OR length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The target is not a number.' FROM new_measure_shared
WHERE target IS NOT NULL AND target - target IS NULL;

--: check points_recorded
SELECT h_index, 'There is no such measure of this academy here.' FROM new_points_recorded n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'A record has 1 to 170 points.' FROM new_points_recorded n
WHERE (SELECT count(*) FROM new_points_recorded_points p WHERE p.h_index = n.h_index)
      NOT BETWEEN 1 AND 170
UNION ALL
SELECT h_index, 'Write each point''s date as YYYY-MM-DD.' FROM new_points_recorded_points
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'The date ' || date || ' stands there twice.' FROM new_points_recorded_points
GROUP BY h_index, date HAVING count(*) > 1 AND length(CAST(date AS BLOB)) = 10
UNION ALL
SELECT h_index, 'A value is not a number.' FROM new_points_recorded_points
WHERE (value IS NOT NULL AND value - value IS NULL)
   OR (numerator IS NOT NULL AND numerator - numerator IS NULL)
   OR (denominator IS NOT NULL AND denominator - denominator IS NULL)
UNION ALL
SELECT h_index, 'A note is too long: at most 200 bytes.' FROM new_points_recorded_points
WHERE length(CAST(note AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_points_recorded
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check points_corrected
SELECT h_index, 'There is no such measure of this academy here.' FROM new_points_corrected n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say why the points are corrected.' FROM new_points_corrected
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_points_corrected
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT n.h_index, 'A record has 1 to 170 points.' FROM new_points_corrected n
WHERE (SELECT count(*) FROM new_points_corrected_points p WHERE p.h_index = n.h_index)
      NOT BETWEEN 1 AND 170
UNION ALL
SELECT h_index, 'Write each point''s date as YYYY-MM-DD.' FROM new_points_corrected_points
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'The date ' || date || ' stands there twice.' FROM new_points_corrected_points
GROUP BY h_index, date HAVING count(*) > 1 AND length(CAST(date AS BLOB)) = 10
UNION ALL
SELECT h_index, 'A value is not a number.' FROM new_points_corrected_points
WHERE (value IS NOT NULL AND value - value IS NULL)
   OR (numerator IS NOT NULL AND numerator - numerator IS NULL)
   OR (denominator IS NOT NULL AND denominator - denominator IS NULL)
UNION ALL
SELECT h_index, 'A note is too long: at most 200 bytes.' FROM new_points_corrected_points
WHERE length(CAST(note AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_points_corrected
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
CREATE TABLE measure(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    room BLOB,
    copy_of BLOB,                 -- only of shared ones: the academy's own measure
    title TEXT NOT NULL,
    definition TEXT,
    numerator TEXT,
    denominator TEXT,
    unit TEXT,
    role TEXT,
    direction TEXT,
    target REAL,
    frequency TEXT,
    pathway TEXT,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX measure_id ON measure(id);
CREATE INDEX measure_copy ON measure(copy_of) WHERE copy_of IS NOT NULL;
-- The value that holds for each date. [stream] is who says so: only the measure's own counts.
CREATE TABLE point(
    measure BLOB NOT NULL,
    stream INTEGER NOT NULL,
    date TEXT NOT NULL,
    value REAL,
    numerator REAL,
    denominator REAL,
    note TEXT,
    corrected INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    position INTEGER NOT NULL,    -- of the record that says so
    PRIMARY KEY (measure, stream, date)
) STRICT, WITHOUT ROWID;
-- All that was ever said of a date.
CREATE TABLE point_history(
    measure BLOB NOT NULL,
    stream INTEGER NOT NULL,
    date TEXT NOT NULL,
    position INTEGER NOT NULL,
    value REAL,
    numerator REAL,
    denominator REAL,
    note TEXT,
    corrected INTEGER NOT NULL,
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (measure, stream, date, position)
) STRICT, WITHOUT ROWID;

--: fold measure_defined
INSERT INTO measure(position, id, author, room, title, definition, numerator, denominator, unit,
                    role, direction, target, frequency, written_ms)
SELECT h_position, h_id, h_author, room, title, definition, numerator, denominator, unit,
       role, direction, target, frequency, h_written_ms
FROM new_measure_defined
WHERE title <> '' AND (h_audience = CAST(x'04' || room AS BLOB)
                       OR (room IS NULL AND substr(h_audience, 1, 1) = x'03'))
ORDER BY h_position;

--: fold measure_shared
INSERT INTO measure(position, id, author, copy_of, title, definition, numerator, denominator, unit,
                    role, direction, target, frequency, pathway, written_ms)
SELECT h_position, h_id, h_author, copy_of, title, definition, numerator, denominator, unit,
       role, direction, target, frequency, pathway, h_written_ms
FROM new_measure_shared
WHERE title <> '' AND copy_of IS NOT NULL AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;

--: fold points_recorded
INSERT INTO point_history(measure, stream, date, position, value, numerator, denominator, note,
                          corrected, reason, author, written_ms)
SELECT n.measure, p.h_stream, p.date, p.h_position, p.value, p.numerator, p.denominator, p.note,
       0, NULL, p.h_author, p.h_written_ms
FROM new_points_recorded_points p CROSS JOIN new_points_recorded n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date, position) DO NOTHING;
INSERT INTO point(measure, stream, date, value, numerator, denominator, note, corrected, set_order,
                  position)
SELECT n.measure, p.h_stream, p.date, p.value, p.numerator, p.denominator, p.note, 0, p.h_order,
       p.h_position
FROM new_points_recorded_points p CROSS JOIN new_points_recorded n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date) DO UPDATE
SET value = excluded.value, numerator = excluded.numerator, denominator = excluded.denominator,
    note = excluded.note, set_order = excluded.set_order, position = excluded.position
WHERE NOT corrected AND excluded.set_order < set_order;

--: fold points_corrected
INSERT INTO point_history(measure, stream, date, position, value, numerator, denominator, note,
                          corrected, reason, author, written_ms)
SELECT n.measure, p.h_stream, p.date, p.h_position, p.value, p.numerator, p.denominator, p.note,
       1, n.reason, p.h_author, p.h_written_ms
FROM new_points_corrected_points p CROSS JOIN new_points_corrected n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date, position) DO NOTHING;
INSERT INTO point(measure, stream, date, value, numerator, denominator, note, corrected, set_order,
                  position)
SELECT n.measure, p.h_stream, p.date, p.value, p.numerator, p.denominator, p.note, 1, p.h_order,
       p.h_position
FROM new_points_corrected_points p CROSS JOIN new_points_corrected n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date) DO UPDATE
SET value = excluded.value, numerator = excluded.numerator, denominator = excluded.denominator,
    note = excluded.note, corrected = 1, set_order = excluded.set_order,
    position = excluded.position
WHERE NOT corrected OR excluded.set_order > set_order;

--: digest measure
SELECT f.origin, f.audience, m.position & 1099511627775, m.id, m.author, m.room, m.copy_of, m.title,
       m.definition, m.numerator, m.denominator, m.unit, m.role, m.direction, m.target,
       m.frequency, m.pathway, m.written_ms
FROM folded f CROSS JOIN measure m
WHERE f.number < 1048576 AND m.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, m.position;

--: digest point
SELECT p.measure, f.origin, f.audience, p.date, p.value, p.numerator, p.denominator, p.note,
       p.corrected, p.set_order, p.position & 1099511627775
FROM point p JOIN folded f ON f.number = p.stream
WHERE f.number < 1048576
ORDER BY p.measure, f.origin, f.audience, p.date;

--: digest point_history
SELECT h.measure, f.origin, f.audience, h.date, h.position & 1099511627775, h.value, h.numerator,
       h.denominator, h.note, h.corrected, h.reason, h.author, h.written_ms
FROM point_history h JOIN folded f ON f.number = h.stream
WHERE f.number < 1048576
ORDER BY h.measure, f.origin, f.audience, h.date, h.position;

--: view measure
CREATE TEMP VIEW v_measure(id, position, academy, academy_name, author, audience_type, audience_id,
                           room, room_name, title, definition, numerator, denominator, unit, role,
                           direction, target, frequency, copy_of, shared_as, points, first_date,
                           last_date, last_value, own, held, saved_here) AS
SELECT m.id, m.position, f.origin, COALESCE(a.shown, lower(substr(hex(f.origin), 1, 8))), m.author,
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                     WHEN x'03' THEN 3 ELSE 4 END,
       NULLIF(substr(f.audience, 2), zeroblob(16)),
       m.room,
       (SELECT r.name FROM room r JOIN visible g ON g.number = r.position >> 40
        WHERE r.id = m.room AND g.origin = f.origin ORDER BY r.position LIMIT 1),
       m.title, m.definition, m.numerator, m.denominator, m.unit, m.role, m.direction, m.target,
       m.frequency, m.copy_of,
       CASE WHEN m.copy_of IS NULL THEN
           (SELECT c.id FROM measure c JOIN visible g ON g.number = c.position >> 40
            WHERE c.copy_of = m.id AND g.origin = f.origin ORDER BY c.position LIMIT 1) END,
       (SELECT count(*) FROM point p WHERE p.measure = m.id AND p.stream = m.position >> 40),
       (SELECT min(p.date) FROM point p WHERE p.measure = m.id AND p.stream = m.position >> 40),
       (SELECT max(p.date) FROM point p WHERE p.measure = m.id AND p.stream = m.position >> 40),
       (SELECT p.value FROM point p WHERE p.measure = m.id AND p.stream = m.position >> 40
        ORDER BY p.date DESC LIMIT 1),
       f.origin = (SELECT academy FROM replica),
       CASE WHEN m.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= m.position & 1099511627775) END,
       m.position >> 39 & 1
FROM measure m CROSS JOIN visible f ON f.number = m.position >> 40
     LEFT JOIN academy a ON a.academy = f.origin;

--: view point
CREATE TEMP VIEW v_point(measure, date, value, numerator, denominator, note, corrected, position,
                         saved_here) AS
SELECT p.measure, p.date, p.value, p.numerator, p.denominator, p.note, p.corrected, p.position,
       p.position >> 39 & 1
FROM point p CROSS JOIN visible f ON f.number = p.stream
WHERE EXISTS (SELECT 1 FROM measure m WHERE m.id = p.measure AND m.position >> 40 = p.stream);

--: view point_history
CREATE TEMP VIEW v_point_history(measure, date, value, numerator, denominator, note, reason, author,
                                 position, written_ms, current) AS
SELECT h.measure, h.date, h.value, h.numerator, h.denominator, h.note, h.reason, h.author,
       h.position, h.written_ms, h.position = p.position
FROM point_history h CROSS JOIN visible f ON f.number = h.stream
     JOIN point p ON p.measure = h.measure AND p.stream = h.stream AND p.date = h.date
WHERE EXISTS (SELECT 1 FROM measure m WHERE m.id = h.measure AND m.position >> 40 = h.stream);
