-- watch.sql - groups of academies, and what one lets another see of how it gets on.
--
-- Who asks and what is agreed is said at home, in the academy's stream, by a person. The academy's
-- server carries it into its group with the other academy and keeps what was agreed to be seen up
-- to date there (server/watch.c). Nobody but the two holds that stream; no device does.

--: rights
group_opened         : group   : academy
watch_asked          : academy : faculty, lead, admin
watch_asked          : group   : academy
watch_agreed         : academy : lead, admin
watch_agreed         : group   : academy
progress_told        : group   : academy
progress_looked      : group   : faculty, lead, admin
room_quiet_explained : academy : coach, faculty, lead, admin

--: log schema
-- Whom a group's first record names. That it comes first and once is the log's own rule.
CREATE TABLE group_member(
    origin BLOB NOT NULL,
    id BLOB NOT NULL,      -- the group's
    academy BLOB NOT NULL,
    PRIMARY KEY (origin, id, academy)
) STRICT, WITHOUT ROWID;

--: index group_opened
INSERT INTO group_member(origin, id, academy)
SELECT h_origin, h_id, value FROM new_group_opened_academies
WHERE h_position & 1099511627775 = 1 AND length(value) = 32 AND idx < 16
  AND substr(h_audience, 1, 1) = x'02' AND h_id = substr(h_audience, 2)
ORDER BY h_position, idx ON CONFLICT (origin, id, academy) DO NOTHING;

--: check group_opened
SELECT n.h_index, 'A group is for 2 to 16 academies, each named once.' FROM new_group_opened n
WHERE (SELECT count(*) FROM new_group_opened_academies a WHERE a.h_index = n.h_index)
      NOT BETWEEN 2 AND 16
   OR (SELECT count(*) - count(DISTINCT a.value) FROM new_group_opened_academies a
       WHERE a.h_index = n.h_index) > 0
UNION ALL
SELECT h_index, 'An academy of the group is not named properly.' FROM new_group_opened_academies
WHERE length(value) <> 32
UNION ALL
SELECT n.h_index, 'The academy that opens a group is one of it.' FROM new_group_opened n
WHERE NOT EXISTS (SELECT 1 FROM new_group_opened_academies a
                  WHERE a.h_index = n.h_index AND a.value = n.h_origin)
UNION ALL
SELECT a.h_index, 'Our academy does not accept one of these academies.'
FROM new_group_opened_academies a
WHERE length(a.value) = 32 AND a.value <> a.h_origin
  AND NOT EXISTS (SELECT 1 FROM accepted c
                  WHERE c.origin = a.h_origin AND c.academy = a.value AND c.accepted);

--: check watch_asked
SELECT h_index, 'Say which academy this is about.' FROM new_watch_asked
WHERE length(academy) IS NOT 32
UNION ALL
-- Whom we accept stands in the shared log; what is said at home is checked when it leaves.
SELECT n.h_index, 'Our academy does not accept an academy of this name.' FROM new_watch_asked n
WHERE substr(n.h_audience, 1, 1) = x'02' AND NOT EXISTS (SELECT 1 FROM accepted c
                  WHERE c.origin = n.h_origin AND c.academy = n.academy AND c.accepted)
UNION ALL
SELECT n.h_index, 'This group is not with that academy.' FROM new_watch_asked n
WHERE substr(n.h_audience, 1, 1) = x'02'
  AND NOT EXISTS (SELECT 1 FROM group_member g
                  WHERE g.origin = n.h_origin AND g.id = substr(n.h_audience, 2)
                    AND g.academy = n.academy)
UNION ALL
SELECT n.h_index, 'Say what you ask to see: one thing at least, each once.' FROM new_watch_asked n
WHERE NOT COALESCE(n.taken_back, 0)
  AND NOT EXISTS (SELECT 1 FROM new_watch_asked_parts p WHERE p.h_index = n.h_index)
   OR (SELECT count(*) - count(DISTINCT p.value) FROM new_watch_asked_parts p
       WHERE p.h_index = n.h_index) > 0
UNION ALL
SELECT n.h_index, 'At most 16 things can be asked for.' FROM new_watch_asked n
WHERE (SELECT count(*) FROM new_watch_asked_parts p WHERE p.h_index = n.h_index) > 16
UNION ALL
SELECT h_index, 'Say why you ask: they will read it.' FROM new_watch_asked
WHERE NOT COALESCE(taken_back, 0)
  AND trim(COALESCE(reason, ''), ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 1,000 bytes.' FROM new_watch_asked
WHERE length(CAST(reason AS BLOB)) > 1000;

--: check watch_agreed
SELECT h_index, 'Say which academy this is about.' FROM new_watch_agreed
WHERE length(academy) IS NOT 32
UNION ALL
-- Whom we accept stands in the shared log; what is said at home is checked when it leaves.
SELECT n.h_index, 'Our academy does not accept an academy of this name.' FROM new_watch_agreed n
WHERE substr(n.h_audience, 1, 1) = x'02' AND NOT EXISTS (SELECT 1 FROM accepted c
                  WHERE c.origin = n.h_origin AND c.academy = n.academy AND c.accepted)
UNION ALL
SELECT n.h_index, 'This group is not with that academy.' FROM new_watch_agreed n
WHERE substr(n.h_audience, 1, 1) = x'02'
  AND NOT EXISTS (SELECT 1 FROM group_member g
                  WHERE g.origin = n.h_origin AND g.id = substr(n.h_audience, 2)
                    AND g.academy = n.academy)
UNION ALL
SELECT n.h_index, 'Name each thing that they may see once, 16 at most.' FROM new_watch_agreed n
WHERE (SELECT count(*) FROM new_watch_agreed_parts p WHERE p.h_index = n.h_index) > 16
   OR (SELECT count(*) - count(DISTINCT p.value) FROM new_watch_agreed_parts p
       WHERE p.h_index = n.h_index) > 0
UNION ALL
SELECT h_index, 'What you write to them is too long: at most 1,000 bytes.' FROM new_watch_agreed
WHERE length(CAST(reason AS BLOB)) > 1000
UNION ALL
SELECT n.h_index, 'Choose at most 200 Big Rooms.' FROM new_watch_agreed n
WHERE (SELECT count(*) FROM new_watch_agreed_rooms r WHERE r.h_index = n.h_index) > 200
UNION ALL
SELECT r.h_index, 'There is no such Big Room in this academy.' FROM new_watch_agreed_rooms r
WHERE substr(r.h_audience, 1, 1) = x'03'
  AND NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = r.value AND e.kind = 'room' AND e.origin = r.h_origin
                    AND e.audience = r.h_audience)
UNION ALL
SELECT r.h_index, 'Which Big Rooms were chosen stays here.' FROM new_watch_agreed_rooms r
WHERE substr(r.h_audience, 1, 1) = x'02';

--: check progress_told
SELECT n.h_index, 'At most 60 Big Rooms, 20 cohorts and 20 visits can be told of.'
FROM new_progress_told n
WHERE (SELECT count(*) FROM new_progress_told_rooms r WHERE r.h_index = n.h_index) > 60
   OR (SELECT count(*) FROM new_progress_told_cohorts c WHERE c.h_index = n.h_index) > 20
   OR (SELECT count(*) FROM new_progress_told_visits v WHERE v.h_index = n.h_index) > 20
   OR (SELECT count(*) FROM new_progress_told_parts p WHERE p.h_index = n.h_index) > 16
UNION ALL
SELECT h_index, 'A Big Room is not named properly.' FROM new_progress_told_rooms
WHERE length(room) IS NOT 16 OR length(CAST(name AS BLOB)) > 200
   OR length(CAST(pathway AS BLOB)) > 200 OR length(CAST(explained AS BLOB)) > 500
UNION ALL
SELECT h_index, 'A cohort is not named properly.' FROM new_progress_told_cohorts
WHERE length(cohort) IS NOT 16 OR length(CAST(name AS BLOB)) > 200 OR days_held > 18
UNION ALL
SELECT h_index, 'A visit has 1 to 200 bytes.' FROM new_progress_told_visits
WHERE length(CAST(value AS BLOB)) NOT BETWEEN 1 AND 200
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_progress_told_rooms
WHERE date(since, '+0 days') IS NOT since OR date(last_met, '+0 days') IS NOT last_met
   OR date(stage_since, '+0 days') IS NOT stage_since
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_progress_told_cohorts
WHERE date(next_day, '+0 days') IS NOT next_day;

--: check progress_looked
SELECT n.h_index, 'This group is not with that academy.' FROM new_progress_looked n
WHERE NOT EXISTS (SELECT 1 FROM group_member g
                  WHERE g.origin = n.h_origin AND g.id = substr(n.h_audience, 2)
                    AND g.academy = n.academy)
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_progress_looked
WHERE date IS NULL OR date(date, '+0 days') IS NOT date;

--: check room_quiet_explained
SELECT h_index, 'There is no such Big Room in this academy.' FROM new_room_quiet_explained n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.room AND e.kind = 'room' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'The reason is too long: at most 500 bytes.' FROM new_room_quiet_explained
WHERE length(CAST(reason AS BLOB)) > 500
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_room_quiet_explained
WHERE date(until, '+0 days') IS NOT until;

--: schema
-- Whom a group's first record names.
CREATE TABLE group_named(
    stream INTEGER NOT NULL,
    academy BLOB NOT NULL,
    PRIMARY KEY (stream, academy)
) STRICT, WITHOUT ROWID;
-- What was asked ([agreed] 0) and what was agreed (1), at home and in groups; the last one of each
-- stream and academy holds.
CREATE TABLE watch_word(
    position INTEGER PRIMARY KEY,
    academy BLOB NOT NULL,        -- of whom it is asked; who may see
    agreed INTEGER NOT NULL,
    reason TEXT,
    taken_back INTEGER NOT NULL,
    only_chosen INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX watch_word_academy ON watch_word(academy, agreed);
CREATE TABLE watch_part(
    position INTEGER NOT NULL,
    part TEXT NOT NULL,
    PRIMARY KEY (position, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE watch_room(
    position INTEGER NOT NULL,
    room BLOB NOT NULL,
    PRIMARY KEY (position, room)
) STRICT, WITHOUT ROWID;
-- What was told; the last one of a group holds, those before say what is new.
CREATE TABLE progress(
    position INTEGER PRIMARY KEY,
    questions INTEGER,
    rooms_left_out INTEGER,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE progress_part(
    position INTEGER NOT NULL,
    part TEXT NOT NULL,
    PRIMARY KEY (position, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE progress_room(
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,      -- its place in the record
    room BLOB,
    name TEXT,
    pathway TEXT,
    since TEXT,
    last_met TEXT,
    explained TEXT,
    stage TEXT,
    stage_since TEXT,
    measures INTEGER,
    special_causes INTEGER,
    roadblocks INTEGER,
    PRIMARY KEY (position, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE progress_cohort(
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    cohort BLOB,
    name TEXT,
    pairs INTEGER,
    days_held INTEGER,
    next_day TEXT,
    skills_used INTEGER,
    PRIMARY KEY (position, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE progress_visit(
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (position, number)
) STRICT, WITHOUT ROWID;
-- Who looked at what which academy shows them.
CREATE TABLE progress_looked(
    position INTEGER PRIMARY KEY,
    academy BLOB NOT NULL,
    date TEXT NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX progress_looked_academy ON progress_looked(academy, author, date);
CREATE TABLE quiet(
    position INTEGER PRIMARY KEY,
    room BLOB NOT NULL,
    reason TEXT,
    until TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX quiet_room ON quiet(room);

--: fold group_opened
INSERT INTO group_named(stream, academy)
SELECT h_stream, value FROM new_group_opened_academies
WHERE h_position & 1099511627775 = 1 AND length(value) = 32 AND idx < 16
  AND substr(h_audience, 1, 1) = x'02' AND h_id = substr(h_audience, 2)
ORDER BY h_stream, value ON CONFLICT (stream, academy) DO NOTHING;

--: fold watch_asked
INSERT INTO watch_word(position, academy, agreed, reason, taken_back, only_chosen, author,
                       written_ms)
SELECT h_position, academy, 0, NULLIF(reason, ''), COALESCE(taken_back, 0), 0, h_author,
       h_written_ms
FROM new_watch_asked WHERE academy IS NOT NULL ORDER BY h_position;
INSERT INTO watch_part(position, part)
SELECT h_position, value FROM new_watch_asked_parts WHERE value IS NOT NULL
ORDER BY h_position ON CONFLICT (position, part) DO NOTHING;

--: fold watch_agreed
INSERT INTO watch_word(position, academy, agreed, reason, taken_back, only_chosen, author,
                       written_ms)
SELECT h_position, academy, 1, NULLIF(reason, ''), 0, COALESCE(only_chosen, 0), h_author,
       h_written_ms
FROM new_watch_agreed WHERE academy IS NOT NULL ORDER BY h_position;
INSERT INTO watch_part(position, part)
SELECT h_position, value FROM new_watch_agreed_parts WHERE value IS NOT NULL
ORDER BY h_position ON CONFLICT (position, part) DO NOTHING;
INSERT INTO watch_room(position, room)
SELECT h_position, value FROM new_watch_agreed_rooms WHERE substr(h_audience, 1, 1) = x'03'
ORDER BY h_position ON CONFLICT (position, room) DO NOTHING;

--: fold progress_told
INSERT INTO progress(position, questions, rooms_left_out, written_ms)
SELECT h_position, questions, rooms_left_out, h_written_ms FROM new_progress_told
ORDER BY h_position;
INSERT INTO progress_part(position, part)
SELECT h_position, value FROM new_progress_told_parts WHERE value IS NOT NULL
ORDER BY h_position ON CONFLICT (position, part) DO NOTHING;
INSERT INTO progress_room(position, number, room, name, pathway, since, last_met, explained, stage,
                          stage_since, measures, special_causes, roadblocks)
SELECT h_position, idx, room, name, pathway, since, last_met, explained, stage, stage_since,
       measures, special_causes, roadblocks
FROM new_progress_told_rooms WHERE idx < 60 ORDER BY h_position, idx;
INSERT INTO progress_cohort(position, number, cohort, name, pairs, days_held, next_day,
                            skills_used)
SELECT h_position, idx, cohort, name, pairs, days_held, next_day, skills_used
FROM new_progress_told_cohorts WHERE idx < 20 ORDER BY h_position, idx;
INSERT INTO progress_visit(position, number, text)
SELECT h_position, idx, value FROM new_progress_told_visits
WHERE idx < 20 AND value IS NOT NULL ORDER BY h_position, idx;

--: fold progress_looked
INSERT INTO progress_looked(position, academy, date, author, written_ms)
SELECT h_position, academy, date, h_author, h_written_ms FROM new_progress_looked
WHERE academy IS NOT NULL AND date IS NOT NULL ORDER BY h_position;

--: fold room_quiet_explained
INSERT INTO quiet(position, room, reason, until, author, written_ms)
SELECT h_position, room, NULLIF(trim(reason, ' ' || char(9, 10, 13, 160)), ''), until, h_author,
       h_written_ms
FROM new_room_quiet_explained WHERE room IS NOT NULL ORDER BY h_position;

--: view pair
-- The group of one academy with one other: of several the one that was opened first.
CREATE TEMP VIEW v_pair(number, id, academy, other, own) AS
SELECT f.number, substr(f.audience, 2), f.origin, g.academy,
       f.origin = (SELECT academy FROM replica)
FROM visible f CROSS JOIN group_named g ON g.stream = f.number AND g.academy <> f.origin
WHERE substr(f.audience, 1, 1) = x'02'
  AND (SELECT count(*) FROM group_named h WHERE h.stream = f.number) = 2
  AND NOT EXISTS (SELECT 1 FROM visible e CROSS JOIN group_named h ON h.stream = e.number
                  WHERE e.origin = f.origin AND substr(e.audience, 1, 1) = x'02'
                    AND h.academy = g.academy AND substr(e.audience, 2) < substr(f.audience, 2)
                    AND (SELECT count(*) FROM group_named i WHERE i.stream = e.number) = 2);

--: view watch_word
-- The last word of an academy to another: asked, or agreed. [home]: as it was said at home, else as
-- it stands in the group of the two.
CREATE TEMP VIEW v_watch_word(academy, other, agreed, home, position, reason, taken_back,
                              only_chosen, parts, author, author_name, written_ms, saved_here) AS
SELECT f.origin, w.academy, w.agreed, substr(f.audience, 1, 1) = x'03', w.position, w.reason,
       w.taken_back, w.only_chosen,
       (SELECT json_group_array(part) FROM (SELECT p.part FROM watch_part p
                                            WHERE p.position = w.position ORDER BY p.part)),
       w.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = w.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       w.written_ms, w.position >> 39 & 1
FROM watch_word w CROSS JOIN visible f ON f.number = w.position >> 40
WHERE (substr(f.audience, 1, 1) = x'03' OR f.number = (SELECT p.number FROM v_pair p
                                       WHERE p.academy = f.origin AND p.other = w.academy))
  AND w.position = (SELECT max(x.position) FROM watch_word x
                    WHERE x.academy = w.academy AND x.agreed = w.agreed
                      AND x.position >> 40 = w.position >> 40);

--: view watch
-- For each academy that ours accepts, both ways. [shown] 1: they may see us; what they asked, what
-- we agreed. 0: we may see them. [sent]: our last word has left in the group of the two.
CREATE TEMP VIEW v_watch(academy, academy_name, shown, asked_ms, asked_parts, asked_reason,
                         asked_by, agreed_ms, parts, reason, agreed_by, only_chosen,
                         agreed_position, sent, told, told_ms) AS
SELECT c.academy, COALESCE(a.shown, lower(substr(hex(c.academy), 1, 8))), d.shown,
       k.written_ms, k.parts, k.reason, k.author_name,
       g.written_ms, COALESCE(g.parts, '[]'), g.reason, g.author_name, COALESCE(g.only_chosen, 0),
       g.position,
       CASE d.shown WHEN 1 THEN g.position IS NULL OR EXISTS (
            SELECT 1 FROM v_watch_word s
            WHERE s.academy = r.academy AND s.other = c.academy AND s.agreed AND NOT s.home
              AND s.parts = g.parts AND s.reason IS g.reason AND s.only_chosen = g.only_chosen)
       ELSE k.position IS NULL OR EXISTS (
            SELECT 1 FROM v_watch_word s
            WHERE s.academy = r.academy AND s.other = c.academy AND NOT s.agreed AND NOT s.home
              AND s.parts = k.parts AND s.reason IS k.reason AND s.taken_back = k.taken_back) END,
       t.position, t.written_ms
FROM replica r CROSS JOIN academy_accepted c ON c.origin = r.academy AND c.accepted
     CROSS JOIN (SELECT 1 AS shown UNION ALL SELECT 0) d
     LEFT JOIN academy a ON a.academy = c.academy
     LEFT JOIN v_watch_word k ON NOT k.agreed AND NOT k.taken_back
       AND k.academy = CASE d.shown WHEN 1 THEN c.academy ELSE r.academy END
       AND k.other = CASE d.shown WHEN 1 THEN r.academy ELSE c.academy END
       AND k.home = (d.shown = 0)
     LEFT JOIN v_watch_word g ON g.agreed
       AND g.academy = CASE d.shown WHEN 1 THEN r.academy ELSE c.academy END
       AND g.other = CASE d.shown WHEN 1 THEN c.academy ELSE r.academy END
       AND g.home = (d.shown = 1)
     LEFT JOIN progress t ON t.position = (
         SELECT max(x.position) FROM v_pair p CROSS JOIN progress x
           ON x.position BETWEEN p.number << 40 AND p.number << 40 | 1099511627775
         WHERE p.academy = CASE d.shown WHEN 1 THEN r.academy ELSE c.academy END
           AND p.other = CASE d.shown WHEN 1 THEN c.academy ELSE r.academy END);

--: view progress
-- What an academy shows another, as it was told last: nothing before what was agreed last has been
-- told, nor when nothing is agreed any more. [shown]: it is ours, as [other] sees it. The word is
-- looked for in the pair's own stream: v_watch_word would look for the pair of every word.
CREATE TEMP VIEW v_progress(academy, academy_name, other, shown, position, parts, questions,
                            rooms_left_out, agreed_ms, told_ms, before) AS
SELECT p.academy, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = p.academy),
                           lower(substr(hex(p.academy), 1, 8))),
       p.other, p.own, t.position,
       (SELECT json_group_array(part) FROM (SELECT q.part FROM progress_part q
                                            WHERE q.position = t.position ORDER BY q.part)),
       t.questions, COALESCE(t.rooms_left_out, 0), w.written_ms, t.written_ms,
       (SELECT max(x.position) FROM progress x
        WHERE x.position BETWEEN p.number << 40 AND t.position
          AND x.written_ms / 86400000 <= (
              SELECT max(unixepoch(l.date)) / 86400 FROM progress_looked l
                     CROSS JOIN v_pair h ON h.number = l.position >> 40 AND h.own
              WHERE l.academy = p.academy AND l.author = viewer()
                AND unixepoch(l.date) / 86400 < max(
                    (SELECT unixepoch(max(m.date)) FROM progress_looked m
                     WHERE m.academy = p.academy AND m.author = viewer()), 0) / 86400))
FROM v_pair p CROSS JOIN progress t ON t.position = (
         SELECT max(x.position) FROM progress x
         WHERE x.position BETWEEN p.number << 40 AND p.number << 40 | 1099511627775)
     CROSS JOIN watch_word w ON w.position = (
         SELECT max(y.position) FROM watch_word y
         WHERE y.position BETWEEN p.number << 40 AND p.number << 40 | 1099511627775
           AND +y.academy = p.other AND y.agreed)
WHERE t.position > w.position
  AND EXISTS (SELECT 1 FROM watch_part q WHERE q.position = w.position);

--: view progress_room
-- [moved]: it reads otherwise than when the viewer last looked on an earlier day.
CREATE TEMP VIEW v_progress_room(position, number, academy, other, room, name, pathway, since,
                                 last_met, explained, stage, stage_since, measures, special_causes,
                                 roadblocks, moved) AS
SELECT r.position, r.number, p.academy, p.other, r.room, r.name, r.pathway, r.since, r.last_met,
       r.explained, r.stage, r.stage_since, r.measures, r.special_causes, r.roadblocks,
       p.before IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM progress_room b
           WHERE b.position = p.before AND b.room = r.room AND b.last_met IS r.last_met
             AND b.explained IS r.explained AND b.stage IS r.stage
             AND b.special_causes IS r.special_causes AND b.roadblocks IS r.roadblocks)
FROM v_progress p CROSS JOIN progress_room r ON r.position = p.position;

--: view progress_cohort
CREATE TEMP VIEW v_progress_cohort(position, number, academy, other, cohort, name, pairs, days_held,
                                   next_day, skills_used) AS
SELECT c.position, c.number, p.academy, p.other, c.cohort, c.name, c.pairs, c.days_held,
       c.next_day, c.skills_used
FROM v_progress p CROSS JOIN progress_cohort c ON c.position = p.position;

--: view progress_visit
CREATE TEMP VIEW v_progress_visit(position, number, academy, other, text) AS
SELECT v.position, v.number, p.academy, p.other, v.text
FROM v_progress p CROSS JOIN progress_visit v ON v.position = p.position;

--: view looked
-- Who of [academy] looked at what [other] shows them, and on which days.
CREATE TEMP VIEW v_looked(academy, academy_name, other, own, date, author, author_name,
                          written_ms) AS
SELECT f.origin, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                          lower(substr(hex(f.origin), 1, 8))),
       l.academy, f.origin = (SELECT academy FROM replica), l.date, l.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = l.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       l.written_ms
FROM progress_looked l CROSS JOIN visible f ON f.number = l.position >> 40
WHERE EXISTS (SELECT 1 FROM group_named g WHERE g.stream = f.number AND g.academy = l.academy);

--: view quiet
-- Why a room does not meet: the last word of each.
CREATE TEMP VIEW v_quiet(room, position, reason, until, author_name, written_ms, saved_here) AS
SELECT e.room, e.position, e.reason, e.until,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = e.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       e.written_ms, e.position >> 39 & 1
FROM quiet e CROSS JOIN visible f ON f.number = e.position >> 40
WHERE substr(f.audience, 1, 1) = x'03'
  AND e.position = (SELECT max(x.position) FROM quiet x
                    WHERE x.room = e.room AND x.position >> 40 = e.position >> 40);

--: view watch_room
-- The rooms that were chosen to be seen, by the last word at home.
CREATE TEMP VIEW v_watch_room(academy, room) AS
SELECT w.other, r.room FROM v_watch_word w CROSS JOIN watch_room r ON r.position = w.position
WHERE w.home AND w.agreed AND w.academy = (SELECT academy FROM replica);

--: view watch_part
-- What may be agreed to be shown, in words, and exactly what then leaves.
CREATE TEMP VIEW v_watch_part(number, part, words, leaves) AS
SELECT 1, 'rooms_meeting', 'Which Big Rooms meet, and which are quiet',
       'Of each room its name, pathway, since when, the day of its last hour, and what you say of'
       || ' why it is quiet.'
UNION ALL
SELECT 2, 'roadmap_stages', 'Where each is on its roadmap',
       'Of each room its name, pathway, since when, the stage, and since when it is there.'
UNION ALL
SELECT 3, 'special_causes', 'Measures with special cause',
       'Of each room its name, pathway, since when, and two numbers: its measures, and those with'
       || ' special cause. No titles, no values.'
UNION ALL
SELECT 4, 'cohort_progress', 'Cohorts',
       'Of each cohort its name, pairs, days held, the next day, and how often a skill was used.'
UNION ALL
SELECT 5, 'open_questions', 'What waits for an answer',
       'Of each room its name, pathway, since when, and how many of its roadblocks nobody has'
       || ' answered; how many questions of ours. Not their words.'
UNION ALL
SELECT 6, 'waiting_visits', 'Visits that are waited for',
       'Of each that is planned, to us or ours to them, its day and occasion.';
