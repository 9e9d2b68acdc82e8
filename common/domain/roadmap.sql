-- roadmap.sql - where a Big Room stands: who should be in it, its 5Vs, the stage that follows.
--
-- All of it stands in the room's stream and is for its members. What may be said anew has versions,
-- as version.sql says. idea.sql has what a room means to do.

--: rights
stakeholder_set : room : everyone
stage_set       : room : coach, faculty, lead, admin
five_vs_written : room : everyone

--: index stakeholder_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'stakeholder', h_origin, h_audience, h_author, h_position FROM new_stakeholder_set
WHERE stakeholder IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check stakeholder_set
SELECT h_index, 'There is no such stakeholder here.' FROM new_stakeholder_set n
WHERE stakeholder IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.stakeholder AND e.kind = 'stakeholder' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_stakeholder_set n
WHERE n.stakeholder IS NOT NULL
  AND (SELECT count(*) FROM new_stakeholder_set_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_stakeholder_set n
WHERE n.stakeholder IS NULL
  AND EXISTS (SELECT 1 FROM new_stakeholder_set_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_stakeholder_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Say the role: "GP", "ward nurse".' FROM new_stakeholder_set
WHERE role IS NULL OR trim(role, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The role is too long: at most 60 bytes.' FROM new_stakeholder_set
WHERE length(CAST(role AS BLOB)) > 60
UNION ALL
SELECT h_index, 'The person is not named properly.' FROM new_stakeholder_set
WHERE length(member) <> 16
UNION ALL
SELECT h_index, 'What they expect is too long: at most 2,000 bytes.' FROM new_stakeholder_set
WHERE length(CAST(expects AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_stakeholder_set
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check stage_set
SELECT h_index, 'Say why the room is at this stage.' FROM new_stage_set
WHERE stage IS NOT NULL AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_stage_set
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_stage_set
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check five_vs_written
SELECT n.h_index, 'Say which versions this one replaces: at most 8.' FROM new_five_vs_written n
WHERE (SELECT count(*) FROM new_five_vs_written_based_on b WHERE b.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_five_vs_written_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_five_vs_written
WHERE date IS NULL
   OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'How many were in the room: 0 to 500.' FROM new_five_vs_written
WHERE present > 500
UNION ALL
SELECT h_index, 'Write at least one of the five.' FROM new_five_vs_written
WHERE trim(COALESCE(value, '') || COALESCE(involve, '') || COALESCE(evidence, '')
           || COALESCE(visualisation, '') || COALESCE(vision, ''),
           ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'One of the five is too long: at most 2,000 bytes each.' FROM new_five_vs_written
WHERE length(CAST(value AS BLOB)) > 2000
   OR length(CAST(involve AS BLOB)) > 2000
   OR length(CAST(evidence AS BLOB)) > 2000
   OR length(CAST(visualisation AS BLOB)) > 2000
   OR length(CAST(vision AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_five_vs_written
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
-- Whom the pathway needs in the room, by role.
CREATE TABLE stakeholder(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,             -- the version's; the first one's is also the thing's
    stakeholder BLOB NOT NULL,
    room BLOB NOT NULL,
    role TEXT NOT NULL,
    member BLOB,                  -- if they have an account
    patient_partner INTEGER NOT NULL,
    expects TEXT,
    has_left INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX stakeholder_stakeholder ON stakeholder(stakeholder);
CREATE INDEX stakeholder_room ON stakeholder(room);
-- Where the room says that it is; without a stage: what follows from what exists.
CREATE TABLE stage_said(
    position INTEGER PRIMARY KEY,
    room BLOB NOT NULL,
    stage TEXT,
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX stage_said_room ON stage_said(room);
-- Versions of a room's 5Vs: what `replaced` calls their thing is the room.
CREATE TABLE five_vs(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    room BLOB NOT NULL,
    date TEXT NOT NULL,
    present INTEGER,              -- people in the room
    value TEXT,
    involve TEXT,
    evidence TEXT,
    visualisation TEXT,
    vision TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX five_vs_room ON five_vs(room);

--: fold stakeholder_set
INSERT INTO stakeholder(position, id, stakeholder, room, role, member, patient_partner, expects,
                        has_left, author, written_ms)
SELECT h_position, h_id, COALESCE(stakeholder, h_id), CAST(substr(h_audience, 2) AS BLOB),
       role, member, COALESCE(patient_partner, 0), NULLIF(expects, ''), COALESCE(left, 0), h_author,
       h_written_ms
FROM new_stakeholder_set
WHERE role <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.stakeholder, b.value, b.h_position
FROM new_stakeholder_set_based_on b JOIN new_stakeholder_set n ON n.h_position = b.h_position
WHERE n.stakeholder IS NOT NULL AND b.value IS NOT NULL
ORDER BY n.stakeholder, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold stage_set
INSERT INTO stage_said(position, room, stage, reason, author, written_ms)
SELECT h_position, CAST(substr(h_audience, 2) AS BLOB), stage, NULLIF(reason, ''), h_author,
       h_written_ms
FROM new_stage_set
WHERE substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;

--: fold five_vs_written
INSERT INTO five_vs(position, id, room, date, present, value, involve, evidence, visualisation,
                    vision, author, written_ms)
SELECT h_position, h_id, CAST(substr(h_audience, 2) AS BLOB), date, present, NULLIF(value, ''),
       NULLIF(involve, ''), NULLIF(evidence, ''), NULLIF(visualisation, ''), NULLIF(vision, ''),
       h_author, h_written_ms
FROM new_five_vs_written
WHERE date <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT CAST(substr(b.h_audience, 2) AS BLOB), b.value, b.h_position
FROM new_five_vs_written_based_on b
WHERE b.value IS NOT NULL
ORDER BY 1, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: view stakeholder
-- Of versions that stand side by side as the first of them says, here and below. [versions]: how
-- many stand side by side.
CREATE TEMP VIEW v_stakeholder(room, id, position, academy, role, member, name, patient_partner,
                               expects, has_left, version, versions, changed, author, author_name,
                               opened_ms, written_ms, saved_here) AS
SELECT o.room, o.id, o.position, f.origin,
       v.role, v.member,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.patient_partner, v.expects, v.has_left,
       v.id,
       (SELECT count(*) FROM stakeholder w
        WHERE w.stakeholder = o.id AND w.position >> 40 = o.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.stakeholder AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)),
       v.position > o.position, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       o.written_ms, v.written_ms, o.position >> 39 & 1
FROM stakeholder o CROSS JOIN visible f ON f.number = o.position >> 40
     CROSS JOIN stakeholder v ON v.position = (
         SELECT w.position FROM stakeholder w
         WHERE w.stakeholder = o.id AND w.position >> 40 = o.position >> 40
           AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.stakeholder AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE o.id = o.stakeholder;

--: view stakeholder_version
CREATE TEMP VIEW v_stakeholder_version(stakeholder, room, id, position, academy, role, member, name,
                                       patient_partner, expects, has_left, author, author_name,
                                       written_ms, current, saved_here) AS
SELECT v.stakeholder, v.room, v.id, v.position, f.origin,
       v.role, v.member,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.patient_partner, v.expects, v.has_left, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.stakeholder AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM stakeholder v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM stakeholder o
              WHERE o.stakeholder = v.stakeholder AND o.id = o.stakeholder
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view stage_set
-- Every word on where the room is; [current]: the last one.
CREATE TEMP VIEW v_stage_set(room, position, stage, reason, author, author_name, written_ms,
                             current, saved_here) AS
SELECT s.room, s.position, s.stage, s.reason, s.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = s.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       s.written_ms,
       s.position = (SELECT max(t.position) FROM stage_said t
                     WHERE t.room = s.room AND t.position >> 40 = s.position >> 40),
       s.position >> 39 & 1
FROM stage_said s CROSS JOIN visible f ON f.number = s.position >> 40;

--: view five_vs
-- Every version; those that are current stand side by side.
CREATE TEMP VIEW v_five_vs(room, id, position, academy, date, present, value, involve, evidence,
                           visualisation, vision, author, author_name, written_ms, current,
                           saved_here) AS
SELECT v.room, v.id, v.position, f.origin, v.date, v.present, v.value, v.involve, v.evidence,
       v.visualisation, v.vision, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.room AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM five_vs v CROSS JOIN visible f ON f.number = v.position >> 40;

--: view stage
-- The eight stages of a room, to its members, and whether there is anything of each. A room is at
-- the last one of which there is something, unless it says otherwise: v_room has that.
CREATE TEMP VIEW v_stage(room, number, stage, evidence) AS
SELECT r.id, s.number, s.stage,
       CASE s.number
       WHEN 1 THEN EXISTS (SELECT 1 FROM v_stakeholder t WHERE t.room = r.id AND NOT t.has_left)
       WHEN 2 THEN EXISTS (SELECT 1 FROM v_five_vs t WHERE t.room = r.id)
       WHEN 3 THEN EXISTS (SELECT 1 FROM v_theme t WHERE t.room = r.id AND NOT t.dropped)
       WHEN 4 THEN EXISTS (SELECT 1 FROM v_aim t
                           WHERE t.room = r.id AND t.scope = 'global' AND NOT t.dropped)
       WHEN 5 THEN EXISTS (SELECT 1 FROM v_idea t WHERE t.room = r.id AND NOT t.dropped)
       WHEN 6 THEN EXISTS (SELECT 1 FROM v_driver t WHERE t.room = r.id)
       WHEN 7 THEN EXISTS (SELECT 1 FROM v_pdsa t WHERE t.room = r.id)
       ELSE EXISTS (SELECT 1 FROM v_change t WHERE t.room = r.id AND NOT t.dropped) END
FROM room r CROSS JOIN visible f ON f.number = r.position >> 40
     CROSS JOIN (SELECT 1 AS number, 'pre_phase' AS stage UNION ALL SELECT 2, 'five_vs'
                 UNION ALL SELECT 3, 'themes' UNION ALL SELECT 4, 'global_aim'
                 UNION ALL SELECT 5, 'change_ideas' UNION ALL SELECT 6, 'driver_diagram'
                 UNION ALL SELECT 7, 'pdsa_cycles' UNION ALL SELECT 8, 'standardise') s
WHERE sees_all() OR EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = r.id AND m.stream = r.position >> 40 AND m.member = viewer() AND m.joined
      AND EXISTS (SELECT 1 FROM member_role g
                  WHERE g.origin = f.origin AND g.member = m.member AND g.given));
