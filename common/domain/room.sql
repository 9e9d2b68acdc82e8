-- room.sql - Big Rooms: opened, their coach pairs, who belongs to them.
--
-- All of it stands in the academy's stream, so that everyone there can find a room; what is said
-- in a room stands in the room's own stream. Whoever opens a room and whoever coaches it belongs
-- to it. What a room is has versions (version.sql); of two that stand side by side the first holds.

--: rights
room_opened          : academy : coach, faculty, lead, admin
room_changed         : academy : coach, faculty, lead, admin
coach_pair_appointed : academy : coach, faculty, lead, admin
room_member_set      : academy : coach, faculty, lead, admin

--: log schema
CREATE TABLE room_member(
    room BLOB NOT NULL,
    member BLOB NOT NULL,
    joined INTEGER NOT NULL,    -- 1, or 0 for left
    set_order INTEGER NOT NULL, -- h_order of the record that says so
    PRIMARY KEY (room, member)
) STRICT, WITHOUT ROWID;

--: index room_opened
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'room', h_origin, h_audience, h_author, h_position FROM new_room_opened
WHERE substr(h_audience, 1, 1) = x'03' ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;
INSERT INTO room_member(room, member, joined, set_order)
SELECT h_id, h_author, 1, h_order FROM new_room_opened
WHERE h_own AND substr(h_audience, 1, 1) = x'03' AND h_author <> zeroblob(16)
ORDER BY h_position
ON CONFLICT (room, member) DO UPDATE
SET joined = excluded.joined, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: index coach_pair_appointed
INSERT INTO room_member(room, member, joined, set_order)
SELECT room, coach, 1, h_order
FROM (SELECT room, clinical_coach AS coach, h_order, h_own, h_audience FROM new_coach_pair_appointed
      UNION ALL
      SELECT room, flow_coach, h_order, h_own, h_audience FROM new_coach_pair_appointed)
WHERE length(room) = 16 AND length(coach) = 16 AND h_own AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_order
ON CONFLICT (room, member) DO UPDATE
SET joined = excluded.joined, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: index room_member_set
INSERT INTO room_member(room, member, joined, set_order)
SELECT room, member, joined, h_order FROM new_room_member_set
WHERE length(room) = 16 AND length(member) = 16 AND joined IS NOT NULL
  AND h_own AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position
ON CONFLICT (room, member) DO UPDATE
SET joined = excluded.joined, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: check room_opened
SELECT h_index, 'Give the Big Room a name.' FROM new_room_opened
WHERE name IS NULL OR trim(name, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_room_opened
WHERE length(CAST(name AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say which pathway the Big Room is for.' FROM new_room_opened
WHERE pathway IS NULL OR trim(pathway, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_room_opened
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The purpose is too long: at most 2,000 bytes.' FROM new_room_opened
WHERE length(CAST(purpose AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The weekly slot is too long: at most 200 bytes.' FROM new_room_opened
WHERE length(CAST(slot AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The place is too long: at most 200 bytes.' FROM new_room_opened
WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Choose the day of the weekly hour: 1 Monday to 7 Sunday.' FROM new_room_opened
WHERE weekday NOT BETWEEN 1 AND 7
UNION ALL
SELECT h_index, 'Write when the hour starts as HH:MM, such as 08:30.' FROM new_room_opened
WHERE starts NOT GLOB '[0-2][0-9]:[0-5][0-9]' OR starts >= '24:00'
UNION ALL
SELECT h_index, 'Give the weekly hour both its day and its start, or neither.' FROM new_room_opened
WHERE (weekday IS NULL) <> (starts IS NULL)
UNION ALL
SELECT h_index, 'The weekly hour has 15 to 180 minutes.' FROM new_room_opened
WHERE minutes NOT BETWEEN 15 AND 180;

--: check room_changed
SELECT h_index, 'There is no such Big Room in this academy.' FROM new_room_changed n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_room_changed n
WHERE (SELECT count(*) FROM new_room_changed_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_room_changed_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the Big Room a name.' FROM new_room_changed
WHERE name IS NULL OR trim(name, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_room_changed
WHERE length(CAST(name AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say which pathway the Big Room is for.' FROM new_room_changed
WHERE pathway IS NULL OR trim(pathway, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_room_changed
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The purpose is too long: at most 2,000 bytes.' FROM new_room_changed
WHERE length(CAST(purpose AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The weekly slot is too long: at most 200 bytes.' FROM new_room_changed
WHERE length(CAST(slot AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The place is too long: at most 200 bytes.' FROM new_room_changed
WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Choose the day of the weekly hour: 1 Monday to 7 Sunday.' FROM new_room_changed
WHERE weekday NOT BETWEEN 1 AND 7
UNION ALL
SELECT h_index, 'Write when the hour starts as HH:MM, such as 08:30.' FROM new_room_changed
WHERE starts NOT GLOB '[0-2][0-9]:[0-5][0-9]' OR starts >= '24:00'
UNION ALL
SELECT h_index, 'Give the weekly hour both its day and its start, or neither.' FROM new_room_changed
WHERE (weekday IS NULL) <> (starts IS NULL)
UNION ALL
SELECT h_index, 'The weekly hour has 15 to 180 minutes.' FROM new_room_changed
WHERE minutes NOT BETWEEN 15 AND 180;

--: check coach_pair_appointed
SELECT h_index, 'There is no such Big Room in this academy.' FROM new_coach_pair_appointed n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'A coach pair is a clinical coach and a flow coach.' FROM new_coach_pair_appointed
WHERE length(clinical_coach) IS NOT 16 OR length(flow_coach) IS NOT 16
UNION ALL
SELECT h_index, 'Choose two different people as coaches.' FROM new_coach_pair_appointed
WHERE clinical_coach = flow_coach
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_coach_pair_appointed
WHERE from_date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(from_date, '+0 days') IS NOT from_date;

--: check room_member_set
SELECT h_index, 'There is no such Big Room in this academy.' FROM new_room_member_set n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say who joins or leaves.' FROM new_room_member_set
WHERE length(member) IS NOT 16
UNION ALL
SELECT h_index, 'Say whether the person joins or leaves.' FROM new_room_member_set
WHERE joined IS NULL;

--: schema
CREATE TABLE room(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX room_id ON room(id);
-- What was ever said of what it is: the first one is the room's own record.
CREATE TABLE room_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    room BLOB NOT NULL,
    author BLOB NOT NULL,
    name TEXT NOT NULL,
    pathway TEXT,
    purpose TEXT,
    slot TEXT,                    -- the weekly hour in words
    place TEXT,
    weekday INTEGER,              -- 1 Monday to 7 Sunday
    starts TEXT,                  -- HH:MM
    minutes INTEGER,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX room_version_room ON room_version(room);
-- Every appointment; the last one holds. [stream]: who appoints; only the room's own counts.
CREATE TABLE coach_pair(
    room BLOB NOT NULL,
    stream INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    clinical_coach BLOB NOT NULL,
    flow_coach BLOB NOT NULL,
    from_date TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (room, stream, set_order)
) STRICT, WITHOUT ROWID;
CREATE TABLE room_member(
    room BLOB NOT NULL,
    stream INTEGER NOT NULL,
    member BLOB NOT NULL,
    joined INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (room, stream, member)
) STRICT, WITHOUT ROWID;

--: fold room_opened
INSERT INTO room(position, id, author, written_ms)
SELECT h_position, h_id, h_author, h_written_ms FROM new_room_opened
WHERE name <> '' AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;
INSERT INTO room_version(position, id, room, author, name, pathway, purpose, slot, place, weekday,
                         starts, minutes, written_ms)
SELECT h_position, h_id, h_id, h_author, name, pathway, NULLIF(purpose, ''), NULLIF(slot, ''),
       NULLIF(place, ''), weekday, NULLIF(starts, ''), minutes, h_written_ms
FROM new_room_opened
WHERE name <> '' AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;
INSERT INTO room_member(room, stream, member, joined, set_order)
SELECT h_id, h_stream, h_author, 1, h_order FROM new_room_opened
WHERE name <> '' AND substr(h_audience, 1, 1) = x'03' AND h_author <> zeroblob(16)
ORDER BY h_position
ON CONFLICT (room, stream, member) DO UPDATE
SET joined = excluded.joined, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold room_changed
INSERT INTO room_version(position, id, room, author, name, pathway, purpose, slot, place, weekday,
                         starts, minutes, written_ms)
SELECT h_position, h_id, room, h_author, name, pathway, NULLIF(purpose, ''), NULLIF(slot, ''),
       NULLIF(place, ''), weekday, NULLIF(starts, ''), minutes, h_written_ms
FROM new_room_changed
WHERE name <> '' AND room IS NOT NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.room, b.value, b.h_position
FROM new_room_changed_based_on b JOIN new_room_changed n ON n.h_position = b.h_position
WHERE n.room IS NOT NULL AND b.value IS NOT NULL
ORDER BY n.room, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold coach_pair_appointed
INSERT INTO coach_pair(room, stream, set_order, clinical_coach, flow_coach, from_date, author,
                       written_ms)
SELECT room, h_stream, h_order, clinical_coach, flow_coach, from_date, h_author, h_written_ms
FROM new_coach_pair_appointed
WHERE length(room) = 16 AND length(clinical_coach) = 16 AND length(flow_coach) = 16
ORDER BY room, h_stream, h_order
ON CONFLICT (room, stream, set_order) DO NOTHING;
INSERT INTO room_member(room, stream, member, joined, set_order)
SELECT room, h_stream, coach, 1, h_order
FROM (SELECT room, h_stream, clinical_coach AS coach, h_order FROM new_coach_pair_appointed
      UNION ALL
      SELECT room, h_stream, flow_coach, h_order FROM new_coach_pair_appointed)
WHERE length(room) = 16 AND length(coach) = 16
ORDER BY h_order
ON CONFLICT (room, stream, member) DO UPDATE
SET joined = excluded.joined, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold room_member_set
INSERT INTO room_member(room, stream, member, joined, set_order)
SELECT room, h_stream, member, joined, h_order FROM new_room_member_set
WHERE length(room) = 16 AND length(member) = 16 AND joined IS NOT NULL
ORDER BY h_position
ON CONFLICT (room, stream, member) DO UPDATE
SET joined = excluded.joined, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: visible
-- Who may see what: a Big Room's stream is for its members while they have a role at the academy,
-- what academies tell each other in a group for faculty, leads and admins, our own part of it also
-- for coaches and data stewards, everything else for everyone there. Every view of pages joins this
-- in place of `folded`, so that none can forget it.
CREATE TEMP VIEW visible(number, origin, audience) AS
SELECT f.number, f.origin, f.audience FROM folded f
WHERE sees_all() OR substr(f.audience, 1, 1) NOT IN (x'02', x'04')
   OR substr(f.audience, 1, 1) = x'02' AND EXISTS (
    SELECT 1 FROM replica r JOIN member_role g ON g.origin = r.academy
    WHERE g.member = viewer() AND g.given
      AND (g.role IN ('faculty', 'lead', 'admin')
           OR g.role IN ('coach', 'data_steward') AND f.origin = r.academy))
   OR EXISTS (
    SELECT 1 FROM room_member m JOIN folded h ON h.number = m.stream
    WHERE m.room = substr(f.audience, 2) AND m.member = viewer() AND m.joined
      AND h.origin = f.origin AND substr(h.audience, 1, 1) = x'03'
      AND EXISTS (SELECT 1 FROM member_role g
                  WHERE g.origin = f.origin AND g.member = m.member AND g.given));

--: view room
-- As it is now; of versions that stand side by side as the first of them says. [versions]: how many
-- stand side by side. [stage]: where it is on its roadmap, to its members.
CREATE TEMP VIEW v_room(id, position, academy, name, pathway, purpose, slot, place, opened_ms,
                        members, clinical_coach, clinical_coach_name, flow_coach, flow_coach_name,
                        coaches_from, mine, held, saved_here, weekday, starts, minutes, version,
                        versions, changed, stage) AS
SELECT r.id, r.position, f.origin, v.name, v.pathway, v.purpose, v.slot, v.place, r.written_ms,
       (SELECT count(*) FROM room_member m
        WHERE m.room = r.id AND m.stream = r.position >> 40 AND m.joined),
       c.clinical_coach,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = c.clinical_coach AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       c.flow_coach,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = c.flow_coach AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       c.from_date,
       EXISTS (SELECT 1 FROM room_member m
               WHERE m.room = r.id AND m.stream = r.position >> 40 AND m.member = viewer()
                 AND m.joined),
       NOT (r.position >> 39 & 1), r.position >> 39 & 1,
       v.weekday, v.starts, COALESCE(v.minutes, 60), v.id,
       (SELECT count(*) FROM room_version w
        WHERE w.room = r.id AND w.position >> 40 = r.position >> 40 AND w.position >= r.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.room AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)),
       v.position > r.position,
       COALESCE((SELECT s.stage FROM v_stage_set s WHERE s.room = r.id AND s.current),
                (SELECT s.stage FROM v_stage s WHERE s.room = r.id AND (s.evidence OR s.number = 1)
                 ORDER BY s.number DESC LIMIT 1))
FROM room r CROSS JOIN visible f ON f.number = r.position >> 40
     CROSS JOIN room_version v ON v.position = (
         SELECT w.position FROM room_version w
         WHERE w.room = r.id AND w.position >> 40 = r.position >> 40 AND w.position >= r.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.room AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
     LEFT JOIN coach_pair c ON c.room = r.id AND c.stream = r.position >> 40
       AND c.set_order = (SELECT max(d.set_order) FROM coach_pair d
                          WHERE d.room = r.id AND d.stream = r.position >> 40);

--: view room_version
CREATE TEMP VIEW v_room_version(room, id, position, academy, name, pathway, purpose, slot, place,
                                weekday, starts, minutes, author, author_name, written_ms, current,
                                saved_here) AS
SELECT v.room, v.id, v.position, f.origin, v.name, v.pathway, v.purpose, v.slot, v.place, v.weekday,
       v.starts, COALESCE(v.minutes, 60), v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.room AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM room_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM room r
              WHERE r.id = v.room AND r.position >> 40 = v.position >> 40
                AND r.position <= v.position);

--: view coach_pair_history
-- Every coach pair that a room has had; [until_date]: when the next one took over.
CREATE TEMP VIEW v_coach_pair_history(room, clinical_coach, clinical_coach_name, flow_coach,
                                      flow_coach_name, from_date, until_date, appointed_ms, author,
                                      current, set_order) AS
SELECT c.room, c.clinical_coach,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = c.clinical_coach AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       c.flow_coach,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = c.flow_coach AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       COALESCE(c.from_date, date(c.written_ms / 1000, 'unixepoch')),
       (SELECT COALESCE(d.from_date, date(d.written_ms / 1000, 'unixepoch')) FROM coach_pair d
        WHERE d.room = c.room AND d.stream = c.stream AND d.set_order > c.set_order
        ORDER BY d.set_order LIMIT 1),
       c.written_ms, c.author,
       NOT EXISTS (SELECT 1 FROM coach_pair d
                   WHERE d.room = c.room AND d.stream = c.stream AND d.set_order > c.set_order),
       c.set_order
FROM coach_pair c CROSS JOIN visible f ON f.number = c.stream
WHERE EXISTS (SELECT 1 FROM room r WHERE r.id = c.room AND r.position >> 40 = c.stream);

--: view room_member
-- To the room's members, and of oneself: outside the room a patient partner has a role and no name.
CREATE TEMP VIEW v_room_member(room, member, name) AS
SELECT m.room, m.member,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = m.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1)
FROM room_member m JOIN visible f ON f.number = m.stream
WHERE m.joined
  AND EXISTS (SELECT 1 FROM room r WHERE r.id = m.room AND r.position >> 40 = m.stream)
  AND (sees_all() OR EXISTS (
           SELECT 1 FROM room_member w
           WHERE w.room = m.room AND w.stream = m.stream AND w.member = viewer() AND w.joined
             AND EXISTS (SELECT 1 FROM member_role g
                         WHERE g.origin = f.origin AND g.member = w.member AND g.given)));
