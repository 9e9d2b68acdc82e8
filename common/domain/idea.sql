-- idea.sql - what a Big Room means to do: its themes, its aims, its change ideas and their votes.
--
-- All of it stands in the room's stream and is for its members, and is said anew as version.sql has
-- it.

--: rights
theme_set  : room : everyone
aim_set    : room : everyone
idea_set   : room : everyone
idea_voted : room : everyone

--: index theme_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'theme', h_origin, h_audience, h_author, h_position FROM new_theme_set
WHERE theme IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index aim_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'aim', h_origin, h_audience, h_author, h_position FROM new_aim_set
WHERE aim IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index idea_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'idea', h_origin, h_audience, h_author, h_position FROM new_idea_set
WHERE idea IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check theme_set
SELECT h_index, 'There is no such theme here.' FROM new_theme_set n
WHERE theme IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.theme AND e.kind = 'theme' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_theme_set n
WHERE n.theme IS NOT NULL
  AND (SELECT count(*) FROM new_theme_set_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_theme_set n
WHERE n.theme IS NULL
  AND EXISTS (SELECT 1 FROM new_theme_set_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_theme_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the theme a title.' FROM new_theme_set
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_theme_set
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The text is too long: at most 2,000 bytes.' FROM new_theme_set
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_theme_set
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check aim_set
SELECT h_index, 'There is no such aim here.' FROM new_aim_set n
WHERE aim IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.aim AND e.kind = 'aim' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_aim_set n
WHERE n.aim IS NOT NULL
  AND (SELECT count(*) FROM new_aim_set_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_aim_set n
WHERE n.aim IS NULL
  AND EXISTS (SELECT 1 FROM new_aim_set_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_aim_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Say whether it is the global aim or a specific one.' FROM new_aim_set
WHERE scope IS NULL
UNION ALL
SELECT h_index, 'Say what the room aims at.' FROM new_aim_set
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The aim is too long: at most 2,000 bytes.' FROM new_aim_set
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'There is no such measure of this room or of the academy.' FROM new_aim_set n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
      AND (e.audience = n.h_audience OR substr(e.audience, 1, 1) = x'03'))
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_aim_set
WHERE by_date IS NOT NULL AND (by_date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(by_date, '+0 days') IS NOT by_date)
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_aim_set
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check idea_set
SELECT h_index, 'There is no such change idea here.' FROM new_idea_set n
WHERE idea IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.idea AND e.kind = 'idea' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_idea_set n
WHERE n.idea IS NOT NULL
  AND (SELECT count(*) FROM new_idea_set_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_idea_set n
WHERE n.idea IS NULL
  AND EXISTS (SELECT 1 FROM new_idea_set_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_idea_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the change idea a title.' FROM new_idea_set
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_idea_set
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The text is too long: at most 2,000 bytes.' FROM new_idea_set
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'There is no such theme here.' FROM new_idea_set n
WHERE theme IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.theme AND e.kind = 'theme' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'The academy that the idea is borrowed from is not named properly.'
FROM new_idea_set WHERE length(borrowed_from) <> 32
UNION ALL
SELECT h_index, 'Say which of their things the idea is borrowed from, and whose it is.'
FROM new_idea_set
WHERE borrowed IS NOT NULL AND (length(borrowed) <> 16 OR borrowed_from IS NULL)
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_idea_set
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_idea_set
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check idea_voted
SELECT h_index, 'There is no such change idea here.' FROM new_idea_voted n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.idea AND e.kind = 'idea' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Give 0 to 3 votes.' FROM new_idea_voted
WHERE votes IS NULL OR votes > 3
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_idea_voted
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
-- What much of what was seen has in common.
CREATE TABLE theme(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,             -- the version's; the first one's is also the thing's
    theme BLOB NOT NULL,
    room BLOB NOT NULL,
    title TEXT NOT NULL,
    text TEXT,
    dropped INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX theme_theme ON theme(theme);
CREATE INDEX theme_room ON theme(room);
-- What the room aims at: in all, and with its measure by a date.
CREATE TABLE aim(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,             -- the version's; the first one's is also the thing's
    aim BLOB NOT NULL,
    room BLOB NOT NULL,
    scope TEXT NOT NULL,          -- global, specific
    text TEXT NOT NULL,
    measure BLOB,
    by_date TEXT,
    dropped INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX aim_aim ON aim(aim);
CREATE INDEX aim_room ON aim(room);
-- Something to try.
CREATE TABLE idea(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,             -- the version's; the first one's is also the thing's
    idea BLOB NOT NULL,
    room BLOB NOT NULL,
    title TEXT NOT NULL,
    text TEXT,
    theme BLOB,
    borrowed_from BLOB,           -- an academy
    borrowed BLOB,                -- a shared PDSA or a thread of theirs
    dropped INTEGER NOT NULL,
    reason TEXT,                  -- why it is dropped
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX idea_idea ON idea(idea);
CREATE INDEX idea_room ON idea(room);
-- The last number of votes that somebody gave.
CREATE TABLE idea_vote(
    idea BLOB NOT NULL,
    stream INTEGER NOT NULL,
    member BLOB NOT NULL,
    votes INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (idea, stream, member)
) STRICT, WITHOUT ROWID;

--: fold theme_set
INSERT INTO theme(position, id, theme, room, title, text, dropped, author, written_ms)
SELECT h_position, h_id, COALESCE(theme, h_id), CAST(substr(h_audience, 2) AS BLOB),
       title, NULLIF(text, ''), COALESCE(dropped, 0), h_author, h_written_ms
FROM new_theme_set
WHERE title <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.theme, b.value, b.h_position
FROM new_theme_set_based_on b JOIN new_theme_set n ON n.h_position = b.h_position
WHERE n.theme IS NOT NULL AND b.value IS NOT NULL
ORDER BY n.theme, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold aim_set
INSERT INTO aim(position, id, aim, room, scope, text, measure, by_date, dropped, author, written_ms)
SELECT h_position, h_id, COALESCE(aim, h_id), CAST(substr(h_audience, 2) AS BLOB),
       scope, text, measure, NULLIF(by_date, ''), COALESCE(dropped, 0), h_author, h_written_ms
FROM new_aim_set
WHERE text <> '' AND scope IS NOT NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.aim, b.value, b.h_position
FROM new_aim_set_based_on b JOIN new_aim_set n ON n.h_position = b.h_position
WHERE n.aim IS NOT NULL AND b.value IS NOT NULL
ORDER BY n.aim, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold idea_set
INSERT INTO idea(position, id, idea, room, title, text, theme, borrowed_from, borrowed, dropped,
                 reason, author, written_ms)
SELECT h_position, h_id, COALESCE(idea, h_id), CAST(substr(h_audience, 2) AS BLOB),
       title, NULLIF(text, ''), theme, borrowed_from, borrowed, COALESCE(dropped, 0),
       NULLIF(reason, ''), h_author, h_written_ms
FROM new_idea_set
WHERE title <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.idea, b.value, b.h_position
FROM new_idea_set_based_on b JOIN new_idea_set n ON n.h_position = b.h_position
WHERE n.idea IS NOT NULL AND b.value IS NOT NULL
ORDER BY n.idea, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold idea_voted
INSERT INTO idea_vote(idea, stream, member, votes, set_order)
SELECT idea, h_stream, h_author, votes, h_order FROM new_idea_voted
WHERE idea IS NOT NULL AND votes BETWEEN 0 AND 3 AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position
ON CONFLICT (idea, stream, member) DO UPDATE
SET votes = excluded.votes, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: view theme
CREATE TEMP VIEW v_theme(room, id, position, academy, title, text, dropped, version, versions,
                         changed, author, author_name, opened_ms, written_ms, saved_here) AS
SELECT o.room, o.id, o.position, f.origin,
       v.title, v.text, v.dropped,
       v.id,
       (SELECT count(*) FROM theme w
        WHERE w.theme = o.id AND w.position >> 40 = o.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.theme AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)),
       v.position > o.position, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       o.written_ms, v.written_ms, o.position >> 39 & 1
FROM theme o CROSS JOIN visible f ON f.number = o.position >> 40
     CROSS JOIN theme v ON v.position = (
         SELECT w.position FROM theme w
         WHERE w.theme = o.id AND w.position >> 40 = o.position >> 40
           AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.theme AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE o.id = o.theme;

--: view theme_version
CREATE TEMP VIEW v_theme_version(theme, room, id, position, academy, title, text, dropped, author,
                                 author_name, written_ms, current, saved_here) AS
SELECT v.theme, v.room, v.id, v.position, f.origin,
       v.title, v.text, v.dropped, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.theme AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM theme v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM theme o
              WHERE o.theme = v.theme AND o.id = o.theme
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view aim
CREATE TEMP VIEW v_aim(room, id, position, academy, scope, text, measure, by_date, dropped, version,
                       versions, changed, author, author_name, opened_ms, written_ms, saved_here) AS
SELECT o.room, o.id, o.position, f.origin,
       v.scope, v.text, v.measure, v.by_date, v.dropped,
       v.id,
       (SELECT count(*) FROM aim w
        WHERE w.aim = o.id AND w.position >> 40 = o.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.aim AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)),
       v.position > o.position, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       o.written_ms, v.written_ms, o.position >> 39 & 1
FROM aim o CROSS JOIN visible f ON f.number = o.position >> 40
     CROSS JOIN aim v ON v.position = (
         SELECT w.position FROM aim w
         WHERE w.aim = o.id AND w.position >> 40 = o.position >> 40
           AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.aim AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE o.id = o.aim;

--: view aim_version
CREATE TEMP VIEW v_aim_version(aim, room, id, position, academy, scope, text, measure, by_date,
                               dropped, author, author_name, written_ms, current, saved_here) AS
SELECT v.aim, v.room, v.id, v.position, f.origin,
       v.scope, v.text, v.measure, v.by_date, v.dropped, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.aim AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM aim v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM aim o
              WHERE o.aim = v.aim AND o.id = o.aim
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view idea
-- [votes]: of everybody; [my_votes]: the viewer's own.
CREATE TEMP VIEW v_idea(room, id, position, academy, title, text, theme, borrowed_from, borrowed,
                        dropped, reason, votes, my_votes, version, versions, changed, author,
                        author_name, opened_ms, written_ms, saved_here) AS
SELECT o.room, o.id, o.position, f.origin,
       v.title, v.text, v.theme, v.borrowed_from, v.borrowed, v.dropped, v.reason,
       COALESCE((SELECT sum(t.votes) FROM idea_vote t
                 WHERE t.idea = o.id AND t.stream = o.position >> 40), 0),
       COALESCE((SELECT t.votes FROM idea_vote t
                 WHERE t.idea = o.id AND t.stream = o.position >> 40
                   AND t.member = viewer()), 0),
       v.id,
       (SELECT count(*) FROM idea w
        WHERE w.idea = o.id AND w.position >> 40 = o.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.idea AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)),
       v.position > o.position, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       o.written_ms, v.written_ms, o.position >> 39 & 1
FROM idea o CROSS JOIN visible f ON f.number = o.position >> 40
     CROSS JOIN idea v ON v.position = (
         SELECT w.position FROM idea w
         WHERE w.idea = o.id AND w.position >> 40 = o.position >> 40
           AND w.position >= o.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = w.idea AND b.version = w.id
                         AND b.position > w.position
                         AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE o.id = o.idea;

--: view idea_version
CREATE TEMP VIEW v_idea_version(idea, room, id, position, academy, title, text, theme,
                                borrowed_from, borrowed, dropped, reason, author, author_name,
                                written_ms, current, saved_here) AS
SELECT v.idea, v.room, v.id, v.position, f.origin,
       v.title, v.text, v.theme, v.borrowed_from, v.borrowed, v.dropped, v.reason, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                       WHERE b.thing = v.idea AND b.version = v.id
                         AND b.position > v.position
                         AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM idea v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM idea o
              WHERE o.idea = v.idea AND o.id = o.idea
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);
