-- measure.sql - measures and their points, and the copies of them that the network may see.
--
-- A measure belongs to the stream that defined it; only points of that stream count. The first
-- value of a date holds until it is corrected, then the last correction; all of them stay in the
-- history. Its definition has versions: one that names what it replaces; two that replace the same
-- one stand side by side until a third names both.

--: rights
measure_defined  : academy, room : coach, faculty, lead, data_steward, admin
points_recorded  : academy, room : everyone
points_recorded  : network       : coach, faculty, lead, data_steward, admin
points_corrected : academy, room : everyone
points_corrected : network       : coach, faculty, lead, data_steward, admin
measure_shared   : network       : coach, faculty, lead, data_steward, admin
measure_changed  : academy, room, network : coach, faculty, lead, data_steward, admin
measure_rebased  : academy, room, network : coach, faculty, lead, data_steward, admin
measure_event    : academy, room : everyone

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
SELECT h_index, 'Limits are fixed after 12 to 100,000 points.' FROM new_measure_defined
WHERE fix_after NOT BETWEEN 12 AND 100000
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
WHERE target IS NOT NULL AND target - target IS NULL
UNION ALL
SELECT h_index, 'Limits are fixed after 12 to 100,000 points.' FROM new_measure_shared
WHERE fix_after NOT BETWEEN 12 AND 100000;

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

--: check measure_changed
SELECT h_index, 'There is no such measure of this academy here.' FROM new_measure_changed n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which definitions this one replaces: 1 to 8.' FROM new_measure_changed n
WHERE (SELECT count(*) FROM new_measure_changed_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT h_index, 'A definition that this one replaces is not named properly.'
FROM new_measure_changed_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the measure a title.' FROM new_measure_changed
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_measure_changed
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The definition is too long: at most 2,000 bytes.' FROM new_measure_changed
WHERE length(CAST(definition AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Numerator, denominator, unit, frequency and pathway have at most 200 bytes each.'
FROM new_measure_changed
WHERE length(CAST(numerator AS BLOB)) > 200 OR length(CAST(denominator AS BLOB)) > 200
   OR length(CAST(unit AS BLOB)) > 200 OR length(CAST(frequency AS BLOB)) > 200
   OR length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_measure_changed
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The target is not a number.' FROM new_measure_changed
WHERE target IS NOT NULL AND target - target IS NULL
UNION ALL
SELECT h_index, 'Limits are fixed after 12 to 100,000 points.' FROM new_measure_changed
WHERE fix_after NOT BETWEEN 12 AND 100000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_measure_changed
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check measure_rebased
SELECT h_index, 'There is no such measure of this academy here.' FROM new_measure_rebased n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_measure_rebased
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, CASE WHEN COALESCE(rebased, 1)
                THEN 'Say the reason: why do limits begin anew on this day?'
                ELSE 'Say the reason why the rebase is taken back.' END FROM new_measure_rebased
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_measure_rebased
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_measure_rebased
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check measure_event
SELECT h_index, 'There is no such measure of this academy here.' FROM new_measure_event n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_measure_event
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Give the event a title.' FROM new_measure_event
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 60 bytes.' FROM new_measure_event
WHERE length(CAST(title AS BLOB)) > 60
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_measure_event
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_measure_event
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
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX measure_id ON measure(id);
CREATE INDEX measure_copy ON measure(copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX measure_room ON measure(room) WHERE room IS NOT NULL;
-- What was ever said of what it is: the first one is the measure's own record.
CREATE TABLE measure_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    measure BLOB NOT NULL,
    author BLOB NOT NULL,
    title TEXT NOT NULL,
    definition TEXT,
    numerator TEXT,
    denominator TEXT,
    unit TEXT,
    role TEXT,
    direction TEXT,
    target REAL,
    frequency TEXT,
    counts INTEGER NOT NULL,
    screened INTEGER NOT NULL,
    two_of_three TEXT NOT NULL,
    fix_after INTEGER,
    pathway TEXT,                 -- only of shared ones
    reason TEXT,
    confirmed_by BLOB,            -- only of shared ones: the sharing that it follows
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX measure_version_measure ON measure_version(measure);
-- The version at [position] says that it replaces the one with the id [replaced].
CREATE TABLE measure_base(
    measure BLOB NOT NULL,
    replaced BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (measure, replaced, position)
) STRICT, WITHOUT ROWID;
-- When anything was last said of it in a stream, and how many points it has there.
CREATE TABLE measure_moved(
    measure BLOB NOT NULL,
    stream INTEGER NOT NULL,
    position INTEGER NOT NULL,
    points INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (measure, stream)
) STRICT, WITHOUT ROWID;
-- Every rebase and every taking back; the last one of a date holds.
CREATE TABLE rebase(
    measure BLOB NOT NULL,
    stream INTEGER NOT NULL,
    date TEXT NOT NULL,
    position INTEGER NOT NULL,
    rebased INTEGER NOT NULL,
    reason TEXT,
    confirmed_by BLOB,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (measure, stream, date, position)
) STRICT, WITHOUT ROWID;
-- What happened on a day, and what was taken back of it.
CREATE TABLE measure_event(
    measure BLOB NOT NULL,
    stream INTEGER NOT NULL,
    date TEXT NOT NULL,
    title TEXT NOT NULL,
    position INTEGER NOT NULL,
    happened INTEGER NOT NULL,
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (measure, stream, date, title, position)
) STRICT, WITHOUT ROWID;
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
    taken_back INTEGER NOT NULL,  -- there is no point any more
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
    taken_back INTEGER NOT NULL,
    reason TEXT,
    confirmed_by BLOB,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (measure, stream, date, position)
) STRICT, WITHOUT ROWID;

--: fold measure_defined
INSERT INTO measure(position, id, author, room, written_ms)
SELECT h_position, h_id, h_author, room, h_written_ms
FROM new_measure_defined
WHERE title <> '' AND (h_audience = CAST(x'04' || room AS BLOB)
                       OR (room IS NULL AND substr(h_audience, 1, 1) = x'03'))
ORDER BY h_position;
INSERT INTO measure_version(position, id, measure, author, title, definition, numerator,
                            denominator, unit, role, direction, target, frequency, counts, screened,
                            two_of_three, fix_after, written_ms)
SELECT h_position, h_id, h_id, h_author, title, definition, numerator, denominator, unit, role,
       direction, target, frequency, COALESCE(counts, 0), COALESCE(screened, 0),
       COALESCE(two_of_three, 'mdc'), fix_after, h_written_ms
FROM new_measure_defined
WHERE title <> '' AND (h_audience = CAST(x'04' || room AS BLOB)
                       OR (room IS NULL AND substr(h_audience, 1, 1) = x'03'))
ORDER BY h_position;
INSERT INTO measure_moved(measure, stream, position)
SELECT h_id, h_stream, max(h_position) FROM new_measure_defined
WHERE h_id IS NOT NULL GROUP BY h_id, h_stream ORDER BY h_id, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;

--: fold measure_shared
INSERT INTO measure(position, id, author, copy_of, written_ms)
SELECT h_position, h_id, h_author, copy_of, h_written_ms
FROM new_measure_shared
WHERE title <> '' AND copy_of IS NOT NULL AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO measure_version(position, id, measure, author, title, definition, numerator,
                            denominator, unit, role, direction, target, frequency, counts, screened,
                            two_of_three, fix_after, pathway, confirmed_by,
                            written_ms)
SELECT h_position, h_id, h_id, h_author, title, definition, numerator, denominator, unit, role,
       direction, target, frequency, COALESCE(counts, 0), COALESCE(screened, 0),
       COALESCE(two_of_three, 'mdc'), fix_after, pathway, confirmed_by, h_written_ms
FROM new_measure_shared
WHERE title <> '' AND copy_of IS NOT NULL AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO measure_moved(measure, stream, position)
SELECT h_id, h_stream, max(h_position) FROM new_measure_shared
WHERE h_id IS NOT NULL GROUP BY h_id, h_stream ORDER BY h_id, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;

--: fold measure_changed
INSERT INTO measure_version(position, id, measure, author, title, definition, numerator,
                            denominator, unit, role, direction, target, frequency, counts, screened,
                            two_of_three, fix_after, pathway, reason,
                            confirmed_by, written_ms)
SELECT h_position, h_id, measure, h_author, title, definition, numerator, denominator, unit, role,
       direction, target, frequency, COALESCE(counts, 0), COALESCE(screened, 0),
       COALESCE(two_of_three, 'mdc'), fix_after,
       CASE WHEN substr(h_audience, 1, 1) < x'03' THEN pathway END, NULLIF(reason, ''),
       confirmed_by, h_written_ms
FROM new_measure_changed
WHERE title <> '' AND measure IS NOT NULL
ORDER BY h_position;
INSERT INTO measure_base(measure, replaced, position)
SELECT n.measure, b.value, b.h_position
FROM new_measure_changed_based_on b JOIN new_measure_changed n ON n.h_position = b.h_position
WHERE n.measure IS NOT NULL AND n.title <> ''
ORDER BY n.measure, b.value, b.h_position
ON CONFLICT (measure, replaced, position) DO NOTHING;
INSERT INTO measure_moved(measure, stream, position)
SELECT measure, h_stream, max(h_position) FROM new_measure_changed
WHERE measure IS NOT NULL GROUP BY measure, h_stream ORDER BY measure, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;

--: fold measure_rebased
INSERT INTO rebase(measure, stream, date, position, rebased, reason, confirmed_by, author,
                   written_ms)
SELECT measure, h_stream, date, h_position, COALESCE(rebased, 1), reason, confirmed_by, h_author,
       h_written_ms
FROM new_measure_rebased
WHERE measure IS NOT NULL AND date IS NOT NULL
ORDER BY h_position
ON CONFLICT (measure, stream, date, position) DO NOTHING;
INSERT INTO measure_moved(measure, stream, position)
SELECT measure, h_stream, max(h_position) FROM new_measure_rebased
WHERE measure IS NOT NULL GROUP BY measure, h_stream ORDER BY measure, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;

--: fold measure_event
INSERT INTO measure_event(measure, stream, date, title, position, happened, reason, author,
                          written_ms)
SELECT measure, h_stream, date, title, h_position, COALESCE(happened, 1), NULLIF(reason, ''),
       h_author, h_written_ms
FROM new_measure_event
WHERE measure IS NOT NULL AND date IS NOT NULL AND title <> ''
ORDER BY h_position
ON CONFLICT (measure, stream, date, title, position) DO NOTHING;

--: fold points_recorded
INSERT INTO point_history(measure, stream, date, position, value, numerator, denominator, note,
                          corrected, taken_back, reason, confirmed_by, author, written_ms)
SELECT n.measure, p.h_stream, p.date, p.h_position, p.value, p.numerator, p.denominator, p.note,
       0, 0, NULL, n.confirmed_by, p.h_author, p.h_written_ms
FROM new_points_recorded_points p CROSS JOIN new_points_recorded n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date, position) DO NOTHING;
INSERT INTO point(measure, stream, date, value, numerator, denominator, note, corrected, taken_back,
                  set_order, position)
SELECT n.measure, p.h_stream, p.date, p.value, p.numerator, p.denominator, p.note, 0, 0, p.h_order,
       p.h_position
FROM new_points_recorded_points p CROSS JOIN new_points_recorded n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date) DO UPDATE
SET value = excluded.value, numerator = excluded.numerator, denominator = excluded.denominator,
    note = excluded.note, set_order = excluded.set_order, position = excluded.position
WHERE NOT corrected AND excluded.set_order < set_order;
INSERT INTO measure_moved(measure, stream, position)
SELECT measure, h_stream, max(h_position) FROM new_points_recorded
WHERE measure IS NOT NULL GROUP BY measure, h_stream ORDER BY measure, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;
UPDATE measure_moved
SET points = (SELECT count(*) FROM point p
              WHERE p.measure = measure_moved.measure AND p.stream = measure_moved.stream
                AND NOT p.taken_back)
WHERE (measure, stream) IN (SELECT n.measure, n.h_stream FROM new_points_recorded n);

--: fold points_corrected
INSERT INTO point_history(measure, stream, date, position, value, numerator, denominator, note,
                          corrected, taken_back, reason, confirmed_by, author, written_ms)
SELECT n.measure, p.h_stream, p.date, p.h_position, p.value, p.numerator, p.denominator, p.note,
       1, COALESCE(p.taken_back, 0), n.reason, n.confirmed_by, p.h_author, p.h_written_ms
FROM new_points_corrected_points p CROSS JOIN new_points_corrected n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date, position) DO NOTHING;
INSERT INTO point(measure, stream, date, value, numerator, denominator, note, corrected, taken_back,
                  set_order, position)
SELECT n.measure, p.h_stream, p.date, p.value, p.numerator, p.denominator, p.note, 1,
       COALESCE(p.taken_back, 0), p.h_order, p.h_position
FROM new_points_corrected_points p CROSS JOIN new_points_corrected n ON n.h_position = p.h_position
WHERE n.measure IS NOT NULL AND p.date IS NOT NULL
ORDER BY p.h_position, p.idx
ON CONFLICT (measure, stream, date) DO UPDATE
SET value = excluded.value, numerator = excluded.numerator, denominator = excluded.denominator,
    note = excluded.note, corrected = 1, taken_back = excluded.taken_back,
    set_order = excluded.set_order, position = excluded.position
WHERE NOT corrected OR excluded.set_order > set_order;
INSERT INTO measure_moved(measure, stream, position)
SELECT measure, h_stream, max(h_position) FROM new_points_corrected
WHERE measure IS NOT NULL GROUP BY measure, h_stream ORDER BY measure, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;
UPDATE measure_moved
SET points = (SELECT count(*) FROM point p
              WHERE p.measure = measure_moved.measure AND p.stream = measure_moved.stream
                AND NOT p.taken_back)
WHERE (measure, stream) IN (SELECT n.measure, n.h_stream FROM new_points_corrected n);

--: digest measure
SELECT f.origin, f.audience, m.position & 1099511627775, m.id, m.author, m.room, m.copy_of,
       m.written_ms
FROM folded f CROSS JOIN measure m
WHERE f.number < 1048576 AND m.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, m.position;

--: digest measure_version
SELECT f.origin, f.audience, v.position & 1099511627775, v.id, v.measure, v.author, v.title,
       v.definition, v.numerator, v.denominator, v.unit, v.role, v.direction, v.target,
       v.frequency, v.counts, v.screened, v.two_of_three, v.fix_after, v.pathway, v.reason,
       v.confirmed_by, v.written_ms
FROM folded f CROSS JOIN measure_version v
WHERE f.number < 1048576 AND v.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, v.position;

--: digest measure_base
SELECT b.measure, b.replaced, f.origin, f.audience, b.position & 1099511627775
FROM measure_base b JOIN folded f ON f.number = b.position >> 40
WHERE f.number < 1048576
ORDER BY b.measure, b.replaced, f.origin, f.audience, b.position & 1099511627775;

--: digest measure_moved
SELECT m.measure, f.origin, f.audience, m.position & 1099511627775, m.points
FROM measure_moved m JOIN folded f ON f.number = m.stream
WHERE f.number < 1048576
ORDER BY m.measure, f.origin, f.audience;

--: digest rebase
SELECT r.measure, f.origin, f.audience, r.date, r.position & 1099511627775, r.rebased, r.reason,
       r.confirmed_by, r.author, r.written_ms
FROM rebase r JOIN folded f ON f.number = r.stream
WHERE f.number < 1048576
ORDER BY r.measure, f.origin, f.audience, r.date, r.position;

--: digest measure_event
SELECT e.measure, f.origin, f.audience, e.date, e.title, e.position & 1099511627775, e.happened,
       e.reason, e.author, e.written_ms
FROM measure_event e JOIN folded f ON f.number = e.stream
WHERE f.number < 1048576
ORDER BY e.measure, f.origin, f.audience, e.date, e.title, e.position;

--: digest point
SELECT p.measure, f.origin, f.audience, p.date, p.value, p.numerator, p.denominator, p.note,
       p.corrected, p.taken_back, p.set_order, p.position & 1099511627775
FROM point p JOIN folded f ON f.number = p.stream
WHERE f.number < 1048576
ORDER BY p.measure, f.origin, f.audience, p.date;

--: digest point_history
SELECT h.measure, f.origin, f.audience, h.date, h.position & 1099511627775, h.value, h.numerator,
       h.denominator, h.note, h.corrected, h.taken_back, h.reason, h.confirmed_by, h.author,
       h.written_ms
FROM point_history h JOIN folded f ON f.number = h.stream
WHERE f.number < 1048576
ORDER BY h.measure, f.origin, f.audience, h.date, h.position;

--: view measure_version
-- Every definition that a measure has had; several that are current stand side by side.
CREATE TEMP VIEW v_measure_version(measure, id, position, academy, author, author_name, title,
                                   definition, numerator, denominator, unit, role, direction,
                                   target, frequency, counts, screened, two_of_three, fix_after,
                                   pathway, reason, confirmed_by, written_ms, current,
                                   saved_here) AS
SELECT v.measure, v.id, v.position, f.origin, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.title, v.definition, v.numerator, v.denominator, v.unit, v.role, v.direction, v.target,
       v.frequency, v.counts, v.screened, v.two_of_three, v.fix_after, v.pathway, v.reason,
       v.confirmed_by, v.written_ms,
       NOT EXISTS (SELECT 1 FROM measure_base b
                   WHERE b.measure = v.measure AND b.replaced = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM measure_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM measure m
              WHERE m.id = v.measure AND m.position >> 40 = v.position >> 40
                AND m.position <= v.position);

--: view measure
-- As it is defined now; of definitions that stand side by side as the first of them says.
-- [definitions]: how many stand side by side.
CREATE TEMP VIEW v_measure(id, position, academy, academy_name, author, audience_type, audience_id,
                           room, room_name, title, definition, numerator, denominator, unit, role,
                           direction, target, frequency, counts, screened, two_of_three, fix_after,
                           pathway, version, definitions, changed, copy_of, shared_as, points,
                           first_date, last_date, last_value, moved, written_ms, own, held,
                           saved_here) AS
SELECT m.id, m.position, f.origin, COALESCE(a.shown, lower(substr(hex(f.origin), 1, 8))), m.author,
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                     WHEN x'03' THEN 3 ELSE 4 END,
       NULLIF(substr(f.audience, 2), zeroblob(16)),
       m.room,
       (SELECT w.name FROM room_version w JOIN visible g ON g.number = w.position >> 40
        WHERE w.room = m.room AND g.origin = f.origin
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.room AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)
        ORDER BY w.position LIMIT 1),
       v.title, v.definition, v.numerator, v.denominator, v.unit, v.role, v.direction, v.target,
       v.frequency, v.counts, v.screened, v.two_of_three, v.fix_after, v.pathway, v.id,
       (SELECT count(*) FROM measure_version w
        WHERE w.measure = m.id AND w.position >> 40 = m.position >> 40 AND w.position >= m.position
          AND NOT EXISTS (SELECT 1 FROM measure_base b
                          WHERE b.measure = w.measure AND b.replaced = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.position > m.position,
       m.copy_of,
       CASE WHEN m.copy_of IS NULL THEN
           (SELECT c.id FROM measure c JOIN visible g ON g.number = c.position >> 40
            WHERE c.copy_of = m.id AND g.origin = f.origin ORDER BY c.position LIMIT 1) END,
       COALESCE((SELECT o.points FROM measure_moved o
                 WHERE o.measure = m.id AND o.stream = m.position >> 40), 0),
       (SELECT min(p.date) FROM point p
        WHERE p.measure = m.id AND p.stream = m.position >> 40 AND NOT p.taken_back),
       (SELECT max(p.date) FROM point p
        WHERE p.measure = m.id AND p.stream = m.position >> 40 AND NOT p.taken_back),
       (SELECT p.value FROM point p
        WHERE p.measure = m.id AND p.stream = m.position >> 40 AND NOT p.taken_back
        ORDER BY p.date DESC LIMIT 1),
       (SELECT o.position FROM measure_moved o
        WHERE o.measure = m.id AND o.stream = m.position >> 40),
       m.written_ms,
       f.origin = (SELECT academy FROM replica),
       CASE WHEN m.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= m.position & 1099511627775) END,
       m.position >> 39 & 1
FROM measure m CROSS JOIN visible f ON f.number = m.position >> 40
     CROSS JOIN measure_version v ON v.position = (
         SELECT w.position FROM measure_version w
         WHERE w.measure = m.id AND w.position >> 40 = m.position >> 40
           AND w.position >= m.position
           AND NOT EXISTS (SELECT 1 FROM measure_base b
                           WHERE b.measure = w.measure AND b.replaced = w.id
                             AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
     LEFT JOIN academy a ON a.academy = f.origin;

--: view series
-- The points of one measure, by its place: whether it may be seen is asked once, not at each.
-- [said]: the position of the record that says so.
CREATE TEMP VIEW v_series(position, date, value, said) AS
SELECT m.position, p.date, p.value, p.position
FROM measure m CROSS JOIN visible f ON f.number = m.position >> 40
     CROSS JOIN point p ON p.measure = m.id AND p.stream = m.position >> 40
WHERE NOT p.taken_back;

--: view chart
-- What a measure's chart is drawn with, as common/spc/functions.h takes it. [plain]: without tags,
-- which take longest to gather: a reading says nothing of them, a small chart draws none.
CREATE TEMP VIEW v_chart(measure, position, options, plain) AS
SELECT m.measure, m.position,
       json_set(m.plain, '$.tags',
                json((SELECT json_group_array(json_array(a.date, a.kind, a.title))
                      FROM (SELECT e.date, 'event' AS kind, e.title FROM v_event e
                            WHERE e.measure = m.measure
                              AND e.position >> 40 = m.position >> 40
                            UNION ALL
                            SELECT p.date, 'pdsa', p.title FROM v_pdsa_start p
                            WHERE p.measure = m.measure
                              AND p.position >> 40 = m.position >> 40) a))),
       m.plain
FROM (SELECT m.id AS measure, m.position,
             json_object('direction', m.direction, 'target', m.target, 'screened', m.screened,
                         'two_of_three', m.two_of_three, 'fix_after', m.fix_after,
                         'unit', m.unit, 'title', m.title,
                         'id', 'm' || lower(substr(hex(m.id), 21)),
                         'rebases', json((SELECT json_group_array(json_array(r.date, r.reason))
                                          FROM v_rebase r
                                          WHERE r.measure = m.id
                                            AND r.position >> 40 = m.position >> 40))) AS plain
      FROM v_measure m) m;

--: view point
-- What a chart draws. ORDER BY date; a missing point has no value.
CREATE TEMP VIEW v_point(measure, date, value, numerator, denominator, note, corrected, position,
                         saved_here, stream) AS
SELECT p.measure, p.date, p.value, p.numerator, p.denominator, p.note, p.corrected, p.position,
       p.position >> 39 & 1, p.stream
FROM point p CROSS JOIN visible f ON f.number = p.stream
WHERE NOT p.taken_back
  AND EXISTS (SELECT 1 FROM measure m WHERE m.id = p.measure AND m.position >> 40 = p.stream);

--: view point_said
-- As v_point, and the dates whose points were taken back: they get another by a correction only.
CREATE TEMP VIEW v_point_said(measure, date, value, numerator, denominator, note, taken_back,
                              position) AS
SELECT p.measure, p.date, p.value, p.numerator, p.denominator, p.note, p.taken_back, p.position
FROM point p CROSS JOIN visible f ON f.number = p.stream
WHERE EXISTS (SELECT 1 FROM measure m WHERE m.id = p.measure AND m.position >> 40 = p.stream);

--: view point_history
CREATE TEMP VIEW v_point_history(measure, date, value, numerator, denominator, note, taken_back,
                                 reason, confirmed_by, author, author_name, position, written_ms,
                                 current) AS
SELECT h.measure, h.date, h.value, h.numerator, h.denominator, h.note, h.taken_back, h.reason,
       h.confirmed_by, h.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = h.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       h.position, h.written_ms, h.position = p.position
FROM point_history h CROSS JOIN visible f ON f.number = h.stream
     JOIN point p ON p.measure = h.measure AND p.stream = h.stream AND p.date = h.date
WHERE EXISTS (SELECT 1 FROM measure m WHERE m.id = h.measure AND m.position >> 40 = h.stream);

--: view rebase_history
-- Every rebase and every taking back of one; [current]: it is the last word on its date.
CREATE TEMP VIEW v_rebase_history(measure, date, rebased, reason, confirmed_by, author, author_name,
                                  position, written_ms, current, saved_here) AS
SELECT r.measure, r.date, r.rebased, r.reason, r.confirmed_by, r.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = r.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       r.position, r.written_ms,
       r.position = (SELECT max(s.position) FROM rebase s
                     WHERE s.measure = r.measure AND s.stream = r.stream AND s.date = r.date),
       r.position >> 39 & 1
FROM rebase r CROSS JOIN visible f ON f.number = r.stream
WHERE EXISTS (SELECT 1 FROM measure m WHERE m.id = r.measure AND m.position >> 40 = r.stream);

--: view rebase
-- Those that hold: limits begin anew on [date].
CREATE TEMP VIEW v_rebase(measure, date, reason, author, author_name, position, written_ms) AS
SELECT r.measure, r.date, r.reason, r.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = r.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       r.position, r.written_ms
FROM rebase r CROSS JOIN visible f ON f.number = r.stream
WHERE r.rebased
  AND r.position = (SELECT max(s.position) FROM rebase s
                    WHERE s.measure = r.measure AND s.stream = r.stream AND s.date = r.date)
  AND EXISTS (SELECT 1 FROM measure m WHERE m.id = r.measure AND m.position >> 40 = r.stream);

--: view event
-- What happened on a day and was not taken back.
CREATE TEMP VIEW v_event(measure, date, title, author, author_name, position, written_ms) AS
SELECT e.measure, e.date, e.title, e.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = e.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       e.position, e.written_ms
FROM measure_event e CROSS JOIN visible f ON f.number = e.stream
WHERE e.happened
  AND e.position = (SELECT max(s.position) FROM measure_event s
                    WHERE s.measure = e.measure AND s.stream = e.stream AND s.date = e.date
                      AND s.title = e.title)
  AND EXISTS (SELECT 1 FROM measure m WHERE m.id = e.measure AND m.position >> 40 = e.stream);

--: view annotation
-- What stands on a chart by its date. [kind]: event, pdsa; [pdsa]: its id.
CREATE TEMP VIEW v_annotation(measure, date, kind, title, pdsa, author, author_name, position,
                              written_ms) AS
SELECT measure, date, 'event', title, NULL, author, author_name, position, written_ms FROM v_event
UNION ALL
SELECT s.measure, s.date, 'pdsa', s.title, s.pdsa, s.author, s.author_name, s.position, s.written_ms
FROM v_pdsa_start s
WHERE EXISTS (SELECT 1 FROM measure m
              WHERE m.id = s.measure AND m.position >> 40 = s.position >> 40);
