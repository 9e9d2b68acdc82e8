-- meeting.sql - the weekly hour: its agenda, roles, steps, story, and its end.
--
-- All of it stands in the Big Room's stream. A meeting has versions (version.sql); of two that
-- stand side by side pages take the first, so that nothing changes on the wall before somebody has
-- put them together. Roles, the story and the end hold as they were said last. Where the hour is
-- follows the clock in the room, not the order in which two laptops came home.
--
-- What an hour decides is in meeting_action.sql, who was there and how they score it in
-- meeting_score.sql.

--: rights
meeting_planned    : room : everyone
meeting_role_taken : room : everyone
meeting_stepped    : room : everyone
story_noted        : room : everyone
meeting_ended      : room : everyone

--: index meeting_planned
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'meeting', h_origin, h_audience, h_author, h_position FROM new_meeting_planned
WHERE meeting IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check meeting_planned
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_meeting_planned n
WHERE n.meeting IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions of the meeting this one replaces: 1 to 8.'
FROM new_meeting_planned n
WHERE n.meeting IS NOT NULL AND (
    SELECT count(*) FROM new_meeting_planned_based_on b
    WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new one replaces nothing.' FROM new_meeting_planned n
WHERE n.meeting IS NULL AND EXISTS (
    SELECT 1 FROM new_meeting_planned_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_meeting_planned_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_meeting_planned
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Write when it starts as HH:MM.' FROM new_meeting_planned
WHERE starts IS NULL OR starts NOT GLOB '[0-2][0-9]:[0-5][0-9]' OR starts > '23:59'
UNION ALL
SELECT h_index, 'An hour has 15 to 180 minutes.' FROM new_meeting_planned
WHERE minutes IS NULL OR minutes NOT BETWEEN 15 AND 180
UNION ALL
SELECT h_index, 'The place is too long: at most 200 bytes.' FROM new_meeting_planned
WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT n.h_index, 'An agenda has 1 to 20 items.' FROM new_meeting_planned n
WHERE (SELECT count(*) FROM new_meeting_planned_agenda a WHERE a.h_index = n.h_index)
      NOT BETWEEN 1 AND 20
UNION ALL
SELECT h_index, 'Give each item of the agenda a title.' FROM new_meeting_planned_agenda
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title of an item is too long: at most 200 bytes.'
FROM new_meeting_planned_agenda
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Agree 1 to 180 minutes for each item.' FROM new_meeting_planned_agenda
WHERE minutes IS NULL OR minutes NOT BETWEEN 1 AND 180
UNION ALL
SELECT a.h_index, 'There is no such measure or PDSA of this Big Room here.'
FROM new_meeting_planned_agenda a
WHERE a.about IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = a.about AND e.kind IN ('measure', 'pdsa') AND e.origin = a.h_origin
      AND (e.audience = a.h_audience OR substr(e.audience, 1, 1) < x'04'))
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_meeting_planned
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check meeting_role_taken
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_meeting_role_taken n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say which role: chair, timekeeper, note-keeper or facilitator.'
FROM new_meeting_role_taken
WHERE role IS NULL
UNION ALL
SELECT h_index, 'A role is taken by one person.' FROM new_meeting_role_taken
WHERE member IS NOT NULL AND stakeholder IS NOT NULL
UNION ALL
SELECT n.h_index, 'Whoever takes a role belongs to this Big Room.' FROM new_meeting_role_taken n
WHERE n.member IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(n.h_audience, 2) AND m.member = n.member AND m.joined)
UNION ALL
SELECT n.h_index, 'There is no such stakeholder of this Big Room here.'
FROM new_meeting_role_taken n
WHERE n.stakeholder IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.stakeholder AND e.kind = 'stakeholder' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_meeting_role_taken
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check meeting_stepped
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_meeting_stepped n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say which item of the agenda: 1 to 20.' FROM new_meeting_stepped
WHERE item IS NULL OR item NOT BETWEEN 1 AND 20
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_meeting_stepped
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check story_noted
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_story_noted n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Write the theme of the story.' FROM new_story_noted
WHERE theme IS NULL OR trim(theme, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The theme is too long: at most 200 bytes.' FROM new_story_noted
WHERE length(CAST(theme AS BLOB)) > 200
UNION ALL
SELECT h_index, 'A patient''s words are one sentence: at most 300 bytes.' FROM new_story_noted
WHERE length(CAST(words AS BLOB)) > 300
UNION ALL
SELECT h_index, 'A patient''s words are kept only with consent.' FROM new_story_noted
WHERE trim(words, ' ' || char(9, 10, 13, 160)) <> '' AND consent IS NOT 1
UNION ALL
SELECT h_index, 'Whoever gathered the story is not named properly.' FROM new_story_noted
WHERE length(gathered_by) <> 16
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_story_noted
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check meeting_ended
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_meeting_ended n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say whether the hour was held.' FROM new_meeting_ended
WHERE held IS NULL
UNION ALL
SELECT h_index, 'Say why the hour was not held.' FROM new_meeting_ended
WHERE held = 0 AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_meeting_ended
WHERE length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_meeting_ended
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
-- All that was ever said of when and where a meeting is; the first one has the meeting's own id.
CREATE TABLE meeting_version(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    meeting BLOB NOT NULL,
    room BLOB NOT NULL,
    author BLOB NOT NULL,
    date TEXT NOT NULL,
    starts TEXT,
    minutes INTEGER,
    place TEXT,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_version_meeting ON meeting_version(meeting);
CREATE INDEX meeting_version_room ON meeting_version(room, date);
-- The agenda of one version.
CREATE TABLE agenda_item(
    position INTEGER NOT NULL,
    idx INTEGER NOT NULL,         -- from 0
    step TEXT NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER,
    about BLOB,
    PRIMARY KEY (position, idx)
) STRICT, WITHOUT ROWID;
-- Who volunteered, ever; the last one of a role holds.
CREATE TABLE meeting_role(
    meeting BLOB NOT NULL,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    member BLOB,
    stakeholder BLOB,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (meeting, role, position)
) STRICT, WITHOUT ROWID;
-- When the hour came to which item.
CREATE TABLE meeting_step(
    meeting BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item INTEGER NOT NULL,
    PRIMARY KEY (meeting, at_ms, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_story(
    meeting BLOB NOT NULL,
    position INTEGER NOT NULL,
    theme TEXT NOT NULL,
    consent INTEGER NOT NULL,
    words TEXT,
    gathered_by BLOB,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (meeting, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_end(
    meeting BLOB NOT NULL,
    position INTEGER NOT NULL,
    held INTEGER NOT NULL,
    reason TEXT,
    at_ms INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (meeting, position)
) STRICT, WITHOUT ROWID;

--: fold meeting_planned
INSERT INTO meeting_version(position, id, meeting, room, author, date, starts, minutes, place,
                            written_ms)
SELECT h_position, h_id, COALESCE(meeting, h_id), substr(h_audience, 2), h_author, date, starts,
       minutes, NULLIF(place, ''), h_written_ms
FROM new_meeting_planned
WHERE date <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO agenda_item(position, idx, step, title, minutes, about)
SELECT a.h_position, a.idx, COALESCE(a.step, 'other'), a.title, a.minutes, a.about
FROM new_meeting_planned_agenda a
WHERE a.title <> '' AND substr(a.h_audience, 1, 1) = x'04'
ORDER BY a.h_position, a.idx
ON CONFLICT (position, idx) DO NOTHING;

INSERT INTO replaced(thing, version, position)
SELECT n.meeting, b.value, b.h_position
FROM new_meeting_planned_based_on b JOIN new_meeting_planned n ON n.h_position = b.h_position
WHERE n.meeting IS NOT NULL AND n.date <> '' AND substr(n.h_audience, 1, 1) = x'04'
ORDER BY n.meeting, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold meeting_role_taken
INSERT INTO meeting_role(meeting, role, position, member, stakeholder, author, written_ms)
SELECT meeting, role, h_position, NULLIF(member, x''), NULLIF(stakeholder, x''), h_author,
       h_written_ms
FROM new_meeting_role_taken
WHERE meeting IS NOT NULL AND role IS NOT NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position
ON CONFLICT (meeting, role, position) DO NOTHING;

--: fold meeting_stepped
INSERT INTO meeting_step(meeting, at_ms, position, item)
SELECT meeting, COALESCE(at_ms, h_written_ms), h_position, item
FROM new_meeting_stepped
WHERE meeting IS NOT NULL AND item > 0 AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position
ON CONFLICT (meeting, at_ms, position) DO NOTHING;

--: fold story_noted
INSERT INTO meeting_story(meeting, position, theme, consent, words, gathered_by, author, written_ms)
SELECT meeting, h_position, theme, COALESCE(consent, 0),
       CASE WHEN consent THEN NULLIF(words, '') END, NULLIF(gathered_by, x''), h_author,
       h_written_ms
FROM new_story_noted
WHERE meeting IS NOT NULL AND theme <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position
ON CONFLICT (meeting, position) DO NOTHING;

--: fold meeting_ended
INSERT INTO meeting_end(meeting, position, held, reason, at_ms, author, written_ms)
SELECT meeting, h_position, held, NULLIF(reason, ''), COALESCE(at_ms, h_written_ms), h_author,
       h_written_ms
FROM new_meeting_ended
WHERE meeting IS NOT NULL AND held IS NOT NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position
ON CONFLICT (meeting, position) DO NOTHING;

--: view meeting_version
-- Every version of a meeting; several that are current stand side by side.
CREATE TEMP VIEW v_meeting_version(room, meeting, id, position, date, starts, minutes, place,
                                   author, author_name, written_ms, current, saved_here) AS
SELECT substr(f.audience, 2), v.meeting, v.id, v.position,
       v.date, v.starts, v.minutes, v.place, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.meeting AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM meeting_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM meeting_version o
              WHERE o.meeting = v.meeting AND o.id = v.meeting
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view meeting
-- As it stands now. [versions]: how many stand side by side. [state]: planned, running, held,
-- not_held; a step after the end goes on with the hour. [item], [item_ms]: where the hour is, since
-- when. [mean]: of five scores or more, once scoring is over. [day]: "Thursday 26 November".
CREATE TEMP VIEW v_meeting(room, id, position, academy, date, day, starts, minutes, place,
                           version, versions, agenda_minutes, items, state, item, item_ms,
                           started_ms, ended_ms, end_position, reason, story, chair_name,
                           present, decisions, actions, scores, mean, scoring_open, code,
                           author, written_ms, own, saved_here) AS
SELECT v.room, v.meeting, v.position, f.origin, v.date,
       CASE strftime('%w', v.date) WHEN '0' THEN 'Sunday ' WHEN '1' THEN 'Monday '
            WHEN '2' THEN 'Tuesday ' WHEN '3' THEN 'Wednesday ' WHEN '4' THEN 'Thursday '
            WHEN '5' THEN 'Friday ' ELSE 'Saturday ' END
       || CAST(strftime('%d', v.date) AS INTEGER) || ' '
       || CASE strftime('%m', v.date) WHEN '01' THEN 'January' WHEN '02' THEN 'February'
               WHEN '03' THEN 'March' WHEN '04' THEN 'April' WHEN '05' THEN 'May'
               WHEN '06' THEN 'June' WHEN '07' THEN 'July' WHEN '08' THEN 'August'
               WHEN '09' THEN 'September' WHEN '10' THEN 'October' WHEN '11' THEN 'November'
               ELSE 'December' END,
       v.starts, v.minutes, v.place, v.id,
       (SELECT count(*) FROM meeting_version w
        WHERE w.meeting = v.meeting AND w.position >> 40 = v.position >> 40
          AND w.position >= (SELECT o.position FROM meeting_version o
                             WHERE o.meeting = v.meeting AND o.id = v.meeting
                               AND o.position >> 40 = v.position >> 40
                             ORDER BY o.position LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.meeting AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       (SELECT sum(a.minutes) FROM agenda_item a WHERE a.position = v.position),
       (SELECT count(*) FROM agenda_item a WHERE a.position = v.position),
       CASE WHEN e.held = 0 THEN 'not_held'
            WHEN e.held AND NOT EXISTS (
                SELECT 1 FROM meeting_step x
                WHERE x.meeting = v.meeting AND x.at_ms > e.at_ms
                  AND x.position >> 40 = v.position >> 40) THEN 'held'
            WHEN EXISTS (SELECT 1 FROM meeting_step x
                         WHERE x.meeting = v.meeting
                           AND x.position >> 40 = v.position >> 40) THEN 'running'
            ELSE 'planned' END,
       (SELECT x.item FROM meeting_step x
        WHERE x.meeting = v.meeting AND x.position >> 40 = v.position >> 40
        ORDER BY x.at_ms DESC, x.position DESC LIMIT 1),
       (SELECT x.at_ms FROM meeting_step x
        WHERE x.meeting = v.meeting AND x.position >> 40 = v.position >> 40
        ORDER BY x.at_ms DESC, x.position DESC LIMIT 1),
       (SELECT x.at_ms FROM meeting_step x
        WHERE x.meeting = v.meeting AND x.position >> 40 = v.position >> 40
        ORDER BY x.at_ms ASC, x.position ASC LIMIT 1),
       e.at_ms, e.position, e.reason,
       (SELECT t.theme FROM meeting_story t
        WHERE t.meeting = v.meeting AND t.position >> 40 = v.position >> 40
        ORDER BY t.position DESC LIMIT 1),
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.name <> '' AND p.member = (
            SELECT r.member FROM meeting_role r
            WHERE r.meeting = v.meeting AND r.role = 'chair'
              AND r.position >> 40 = v.position >> 40
            ORDER BY r.position DESC LIMIT 1)
        ORDER BY p.audience DESC LIMIT 1),
       (SELECT sum(a.count) FROM attendance a
        WHERE a.meeting = v.meeting AND a.stream = v.position >> 40),
       (SELECT count(DISTINCT d.decision) FROM decision_version d
        WHERE d.meeting = v.meeting AND d.position >> 40 = v.position >> 40
          AND NOT d.taken_back AND NOT EXISTS (
            SELECT 1 FROM replaced b
            WHERE b.thing = d.decision AND b.version = d.id AND b.position > d.position
              AND b.position >> 40 = d.position >> 40)),
       (SELECT count(DISTINCT c.action) FROM action_version c
        WHERE c.meeting = v.meeting AND c.position >> 40 = v.position >> 40),
       (SELECT count(*) FROM meeting_score s
        WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40),
       CASE WHEN (SELECT count(*) FROM meeting_score s
        WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40) >= 5
  AND NOT (COALESCE((SELECT NOT o.closed FROM scoring o
                 WHERE o.meeting = v.meeting AND o.position >> 40 = v.position >> 40
                 ORDER BY o.position DESC LIMIT 1), 0)
       AND NOT EXISTS (SELECT 1 FROM meeting_end y
                       WHERE y.meeting = v.meeting AND y.position >> 40 = v.position >> 40)) THEN
           (SELECT avg(s.score) FROM meeting_score s
            WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40) END,
       COALESCE((SELECT NOT o.closed FROM scoring o
                 WHERE o.meeting = v.meeting AND o.position >> 40 = v.position >> 40
                 ORDER BY o.position DESC LIMIT 1), 0)
       AND NOT EXISTS (SELECT 1 FROM meeting_end y
                       WHERE y.meeting = v.meeting AND y.position >> 40 = v.position >> 40),
       (SELECT o.code FROM scoring o
        WHERE o.meeting = v.meeting AND o.position >> 40 = v.position >> 40
        ORDER BY o.position LIMIT 1),
       v.author, v.written_ms, f.origin = (SELECT academy FROM replica), v.position >> 39 & 1
FROM meeting_version v CROSS JOIN visible f ON f.number = v.position >> 40
     LEFT JOIN meeting_end e ON e.meeting = v.meeting
          AND e.position = (SELECT max(x.position) FROM meeting_end x
                      WHERE x.meeting = v.meeting AND x.position >> 40 = v.position >> 40)
WHERE v.position = (
    SELECT w.position FROM meeting_version w
    WHERE w.meeting = v.meeting AND w.position >> 40 = v.position >> 40
      AND w.position >= (SELECT o.position FROM meeting_version o
                         WHERE o.meeting = v.meeting AND o.id = v.meeting
                           AND o.position >> 40 = v.position >> 40
                         ORDER BY o.position LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM replaced b
                      WHERE b.thing = w.meeting AND b.version = w.id
                        AND b.position > w.position
                        AND b.position >> 40 = w.position >> 40)
    ORDER BY w.position LIMIT 1);

--: view agenda
-- The items of every version; [current] that of v_meeting. [minutes_taken]: how long the hour was
-- at it, once it moved on; [came_ms]: when it first came to it.
CREATE TEMP VIEW v_agenda(room, meeting, version, item, step, title, minutes, about, came_ms,
                          minutes_taken) AS
SELECT v.room, v.meeting, v.id, a.idx + 1, a.step, a.title, a.minutes, a.about,
       (SELECT x.at_ms FROM meeting_step x
        WHERE x.meeting = v.meeting AND x.item = a.idx + 1 AND x.position >> 40 = v.position >> 40
        ORDER BY x.at_ms LIMIT 1),
       (SELECT round(sum(COALESCE(
            (SELECT min(y.at_ms) FROM meeting_step y
             WHERE y.meeting = x.meeting AND (y.at_ms, y.position) > (x.at_ms, x.position)
               AND y.position >> 40 = x.position >> 40),
            (SELECT max(e.at_ms) FROM meeting_end e
             WHERE e.meeting = x.meeting AND e.held AND e.at_ms >= x.at_ms
               AND e.position >> 40 = x.position >> 40)) - x.at_ms) / 60000.0)
        FROM meeting_step x
        WHERE x.meeting = v.meeting AND x.item = a.idx + 1
          AND x.position >> 40 = v.position >> 40)
FROM meeting_version v CROSS JOIN visible f ON f.number = v.position >> 40
     CROSS JOIN agenda_item a ON a.position = v.position;

--: view meeting_role
-- Who has which role. [current]: the last word on it; a role that was given back has nobody.
CREATE TEMP VIEW v_meeting_role(room, meeting, role, member, member_name, stakeholder,
                                stakeholder_role, position, author, author_name, written_ms,
                                current, saved_here) AS
SELECT substr(f.audience, 2), r.meeting, r.role, r.member,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = r.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       r.stakeholder,
       (SELECT k.role FROM v_stakeholder k WHERE k.id = r.stakeholder ORDER BY k.position LIMIT 1),
       r.position, r.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = r.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       r.written_ms,
       NOT EXISTS (SELECT 1 FROM meeting_role x
                   WHERE x.meeting = r.meeting AND x.role = r.role AND x.position > r.position
                     AND x.position >> 40 = r.position >> 40),
       r.position >> 39 & 1
FROM meeting_role r CROSS JOIN visible f ON f.number = r.position >> 40
WHERE EXISTS (SELECT 1 FROM meeting_version o
              WHERE o.meeting = r.meeting AND o.id = r.meeting
                AND o.position >> 40 = r.position >> 40);

--: view story
-- Themes of patient stories, and one sentence where the patient agreed. [current]: the last word.
CREATE TEMP VIEW v_story(room, meeting, date, theme, consent, words, gathered_by, gathered_by_name,
                         position, author, author_name, written_ms, current, saved_here) AS
SELECT substr(f.audience, 2), s.meeting,
       (SELECT v.date FROM meeting_version v
        WHERE v.meeting = s.meeting AND v.position >> 40 = s.position >> 40
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = v.meeting AND b.version = v.id
                            AND b.position > v.position
                            AND b.position >> 40 = v.position >> 40)
        ORDER BY v.position LIMIT 1),
       s.theme, s.consent, s.words, s.gathered_by,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = s.gathered_by AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       s.position, s.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = s.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       s.written_ms,
       NOT EXISTS (SELECT 1 FROM meeting_story x
                   WHERE x.meeting = s.meeting AND x.position > s.position
                     AND x.position >> 40 = s.position >> 40),
       s.position >> 39 & 1
FROM meeting_story s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE EXISTS (SELECT 1 FROM meeting_version o
              WHERE o.meeting = s.meeting AND o.id = s.meeting
                AND o.position >> 40 = s.position >> 40);
