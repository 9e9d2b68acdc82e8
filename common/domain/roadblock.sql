-- roadblock.sql - what a Big Room cannot move itself, asked of a sponsor, and what they answer.
--
-- In the academy's stream: a sponsor does not belong to the room. A roadblock is said anew as
-- version.sql says; the last answer says how it stands, and all of them are kept. An answer that
-- was given by the link of a board report is said by the academy itself: its author is zero.

--: rights
roadblock_asked    : academy : everyone
roadblock_answered : academy : sponsor, lead, admin, academy

--: index roadblock_asked
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'roadblock', h_origin, h_audience, h_author, h_position FROM new_roadblock_asked
WHERE roadblock IS NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check roadblock_asked
SELECT h_index, 'There is no such Big Room in this academy.' FROM new_roadblock_asked n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'There is no such roadblock here.' FROM new_roadblock_asked n
WHERE roadblock IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.roadblock AND e.kind = 'roadblock' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_roadblock_asked n
WHERE n.roadblock IS NOT NULL
  AND (SELECT count(*) FROM new_roadblock_asked_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_roadblock_asked n
WHERE n.roadblock IS NULL
  AND EXISTS (SELECT 1 FROM new_roadblock_asked_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_roadblock_asked_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the roadblock a title.' FROM new_roadblock_asked
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_roadblock_asked
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The text is too long: at most 2,000 bytes.' FROM new_roadblock_asked
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Say who is asked: a sponsor, a lead or an admin.' FROM new_roadblock_asked n
WHERE NOT EXISTS (SELECT 1 FROM role g
                  WHERE g.member = n.sponsor AND g.role IN ('sponsor', 'lead', 'admin')
                    AND g.given)
UNION ALL
SELECT h_index, 'The committee''s name is too long: at most 200 bytes.' FROM new_roadblock_asked
WHERE length(CAST(committee AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can ask for it.' FROM new_roadblock_asked n
WHERE NOT EXISTS (SELECT 1 FROM room_member m
                  WHERE m.room = n.room AND m.member = n.h_author AND m.joined);

--: check roadblock_answered
SELECT h_index, 'There is no such roadblock here.' FROM new_roadblock_answered n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.roadblock AND e.kind = 'roadblock' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say how it stands: moved, partly moved, needs time, or cannot be moved.'
FROM new_roadblock_answered WHERE outcome IS NULL
UNION ALL
SELECT h_index, 'Write something first.' FROM new_roadblock_answered
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The text is too long: at most 2,000 bytes.' FROM new_roadblock_answered
WHERE length(CAST(text AS BLOB)) > 2000;

--: schema
-- Only the first version's room counts.
CREATE TABLE roadblock(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,             -- the version's; the first one's is also the thing's
    roadblock BLOB NOT NULL,
    room BLOB NOT NULL,
    title TEXT NOT NULL,
    text TEXT,
    sponsor BLOB,                 -- who is asked
    committee TEXT,               -- where the same is handled
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX roadblock_roadblock ON roadblock(roadblock);
CREATE INDEX roadblock_room ON roadblock(room);
CREATE TABLE roadblock_answer(
    position INTEGER PRIMARY KEY,
    roadblock BLOB NOT NULL,
    outcome TEXT NOT NULL,
    text TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX roadblock_answer_roadblock ON roadblock_answer(roadblock);
-- For what waits for somebody: asked of them.
CREATE INDEX roadblock_sponsor ON roadblock(sponsor);

--: fold roadblock_asked
INSERT INTO roadblock(position, id, roadblock, room, title, text, sponsor, committee, author,
                      written_ms)
SELECT h_position, h_id, COALESCE(roadblock, h_id), room,
       title, NULLIF(text, ''), sponsor, NULLIF(committee, ''), h_author, h_written_ms
FROM new_roadblock_asked
WHERE title <> '' AND length(room) = 16 AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.roadblock, b.value, b.h_position
FROM new_roadblock_asked_based_on b JOIN new_roadblock_asked n ON n.h_position = b.h_position
WHERE n.roadblock IS NOT NULL AND b.value IS NOT NULL
ORDER BY n.roadblock, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold roadblock_answered
INSERT INTO roadblock_answer(position, roadblock, outcome, text, author, written_ms)
SELECT h_position, roadblock, outcome, text, h_author, h_written_ms FROM new_roadblock_answered
WHERE roadblock IS NOT NULL AND outcome IS NOT NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;

--: view roadblock
-- [outcome], [answer], ... of the last answer; [open]: it may still be moved; [asked_of_me]: the
-- viewer is who was asked.
CREATE TEMP VIEW v_roadblock(room, id, position, academy, room_name, title, text, sponsor,
                             sponsor_name, committee, outcome, answer, answered_ms, answered_by,
                             open, asked_of_me, version, versions, changed, author, author_name,
                             opened_ms, written_ms, saved_here) AS
SELECT o.room, o.id, o.position, f.origin,
       (SELECT w.name FROM room_version w JOIN visible g ON g.number = w.position >> 40
        WHERE w.room = o.room AND g.origin = f.origin
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.room AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)
        ORDER BY w.position LIMIT 1),
       v.title, v.text, v.sponsor,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.sponsor AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.committee,
       (SELECT a.outcome FROM roadblock_answer a
        WHERE a.roadblock = o.id AND a.position >> 40 = o.position >> 40
        ORDER BY a.position DESC LIMIT 1),
       (SELECT a.text FROM roadblock_answer a
        WHERE a.roadblock = o.id AND a.position >> 40 = o.position >> 40
        ORDER BY a.position DESC LIMIT 1),
       (SELECT a.written_ms FROM roadblock_answer a
        WHERE a.roadblock = o.id AND a.position >> 40 = o.position >> 40
        ORDER BY a.position DESC LIMIT 1),
       (SELECT a.author FROM roadblock_answer a
        WHERE a.roadblock = o.id AND a.position >> 40 = o.position >> 40
        ORDER BY a.position DESC LIMIT 1),
       COALESCE((SELECT a.outcome FROM roadblock_answer a
        WHERE a.roadblock = o.id AND a.position >> 40 = o.position >> 40
        ORDER BY a.position DESC LIMIT 1), 'needs_time') IN ('needs_time', 'partly_moved'),
       COALESCE(v.sponsor = viewer(), 0),
       v.id,
       (SELECT count(*) FROM roadblock w
        WHERE w.roadblock = o.id AND w.position >> 40 = o.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.roadblock AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)),
       v.position > o.position, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       o.written_ms, v.written_ms, o.position >> 39 & 1
FROM roadblock o CROSS JOIN visible f ON f.number = o.position >> 40
     CROSS JOIN roadblock v ON v.position = (
         SELECT w.position FROM roadblock w
         WHERE w.roadblock = o.id AND w.position >> 40 = o.position >> 40
           AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.roadblock AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE o.id = o.roadblock;

--: view roadblock_version
CREATE TEMP VIEW v_roadblock_version(roadblock, room, id, position, academy, title, text, sponsor,
                                     committee, author, author_name, written_ms, current,
                                     saved_here) AS
SELECT v.roadblock, v.room, v.id, v.position, f.origin,
       v.title, v.text, v.sponsor, v.committee, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.roadblock AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM roadblock v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM roadblock o
              WHERE o.roadblock = v.roadblock AND o.id = o.roadblock
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view roadblock_answer
-- [by_link]: given by the link of a board report, by whoever had it.
CREATE TEMP VIEW v_roadblock_answer(roadblock, position, outcome, text, author, author_name,
                                    written_ms, current, saved_here, by_link) AS
SELECT a.roadblock, a.position, a.outcome, a.text, a.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = a.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       a.written_ms,
       a.position = (SELECT max(b.position) FROM roadblock_answer b
                     WHERE b.roadblock = a.roadblock AND b.position >> 40 = a.position >> 40),
       a.position >> 39 & 1, a.author = zeroblob(16)
FROM roadblock_answer a CROSS JOIN visible f ON f.number = a.position >> 40
WHERE EXISTS (SELECT 1 FROM roadblock o
              WHERE o.id = a.roadblock AND o.id = o.roadblock
                AND o.position >> 40 = a.position >> 40);
