-- meeting_action.sql - what an hour decides, who does what, and what is noted.
--
-- A decision, an action and a note have versions (version.sql), and stand in the Big Room's stream.
-- A decision is made here, or it names the committee where it needs to be made. An action is done
-- by a member, or by a stakeholder who has no account.

--: rights
decision_made      : room : everyone
action_set         : room : everyone
note_taken         : room : everyone

--: index decision_made
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'decision', h_origin, h_audience, h_author, h_position FROM new_decision_made
WHERE decision IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index action_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'action', h_origin, h_audience, h_author, h_position FROM new_action_set
WHERE action IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index note_taken
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'note', h_origin, h_audience, h_author, h_position FROM new_note_taken
WHERE note IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check decision_made
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_decision_made n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'There is no such decision of this Big Room here.' FROM new_decision_made n
WHERE n.decision IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.decision AND e.kind = 'decision' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions of the decision this one replaces: 1 to 8.'
FROM new_decision_made n
WHERE n.decision IS NOT NULL AND (
    SELECT count(*) FROM new_decision_made_based_on b
    WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new one replaces nothing.' FROM new_decision_made n
WHERE n.decision IS NULL AND EXISTS (
    SELECT 1 FROM new_decision_made_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_decision_made_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write what was decided.' FROM new_decision_made
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The decision is too long: at most 2,000 bytes.' FROM new_decision_made
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Name the committee where it needs to be decided.' FROM new_decision_made
WHERE needs_there AND (committee IS NULL OR trim(committee, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'A committee is named where the decision needs it: say that it needs there.'
FROM new_decision_made
WHERE needs_there IS NOT 1 AND trim(committee, ' ' || char(9, 10, 13, 160)) <> ''
UNION ALL
SELECT h_index, 'The committee is too long: at most 200 bytes.' FROM new_decision_made
WHERE length(CAST(committee AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The PDSA that it is about is not named properly.' FROM new_decision_made
WHERE length(pdsa) <> 16
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_decision_made
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check action_set
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_action_set n
WHERE n.meeting IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'There is no such action of this Big Room here.' FROM new_action_set n
WHERE n.action IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.action AND e.kind = 'action' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions of the action this one replaces: 1 to 8.'
FROM new_action_set n
WHERE n.action IS NOT NULL AND (
    SELECT count(*) FROM new_action_set_based_on b
    WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new one replaces nothing.' FROM new_action_set n
WHERE n.action IS NULL AND EXISTS (
    SELECT 1 FROM new_action_set_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_action_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write what is to be done.' FROM new_action_set
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The action is too long: at most 2,000 bytes.' FROM new_action_set
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'An action has one owner.' FROM new_action_set
WHERE member IS NOT NULL AND stakeholder IS NOT NULL
UNION ALL
SELECT h_index, 'Whoever does it is not named properly.' FROM new_action_set
WHERE length(member) <> 16
UNION ALL
SELECT n.h_index, 'There is no such stakeholder of this Big Room here.' FROM new_action_set n
WHERE n.stakeholder IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.stakeholder AND e.kind = 'stakeholder' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_action_set
WHERE due IS NOT NULL AND (due NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(due, '+0 days') IS NOT due)
UNION ALL
SELECT h_index, 'What came of it is too long: at most 2,000 bytes.' FROM new_action_set
WHERE length(CAST(note AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_action_set
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check note_taken
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_note_taken n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'There is no such note of this Big Room here.' FROM new_note_taken n
WHERE n.note IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.note AND e.kind = 'note' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions of the note this one replaces: 1 to 8.' FROM new_note_taken n
WHERE n.note IS NOT NULL AND (
    SELECT count(*) FROM new_note_taken_based_on b
    WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new one replaces nothing.' FROM new_note_taken n
WHERE n.note IS NULL AND EXISTS (
    SELECT 1 FROM new_note_taken_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_note_taken_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Say which item of the agenda: 1 to 20.' FROM new_note_taken
WHERE item NOT BETWEEN 1 AND 20
UNION ALL
SELECT h_index, 'Write the note.' FROM new_note_taken
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The note is too long: at most 2,000 bytes.' FROM new_note_taken
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_note_taken
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
CREATE TABLE decision_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    decision BLOB NOT NULL,
    meeting BLOB NOT NULL,
    text TEXT NOT NULL,
    needs_there INTEGER NOT NULL,
    committee TEXT,
    pdsa BLOB,
    taken_back INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_version_decision ON decision_version(decision);
CREATE INDEX decision_version_meeting ON decision_version(meeting);
CREATE TABLE action_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    action BLOB NOT NULL,
    room BLOB NOT NULL,
    meeting BLOB,
    text TEXT NOT NULL,
    member BLOB,
    stakeholder BLOB,
    due TEXT,
    state TEXT NOT NULL,
    note TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX action_version_action ON action_version(action);
CREATE INDEX action_version_room ON action_version(room, state, due);
CREATE INDEX action_version_meeting ON action_version(meeting) WHERE meeting IS NOT NULL;
CREATE INDEX action_version_member ON action_version(member, state) WHERE member IS NOT NULL;
CREATE TABLE note_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    note BLOB NOT NULL,
    meeting BLOB NOT NULL,
    item INTEGER,
    text TEXT NOT NULL,
    taken_back INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX note_version_note ON note_version(note);
CREATE INDEX note_version_meeting ON note_version(meeting);

--: fold decision_made
INSERT INTO decision_version(position, id, decision, meeting, text, needs_there, committee, pdsa,
                             taken_back, author, written_ms)
SELECT h_position, h_id, COALESCE(decision, h_id), meeting, text, COALESCE(needs_there, 0),
       NULLIF(committee, ''), NULLIF(pdsa, x''), COALESCE(taken_back, 0), h_author, h_written_ms
FROM new_decision_made
WHERE meeting IS NOT NULL AND text <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;

INSERT INTO replaced(thing, version, position)
SELECT n.decision, b.value, b.h_position
FROM new_decision_made_based_on b JOIN new_decision_made n ON n.h_position = b.h_position
WHERE n.decision IS NOT NULL AND n.meeting IS NOT NULL AND n.text <> ''
  AND substr(n.h_audience, 1, 1) = x'04'
ORDER BY n.decision, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold action_set
INSERT INTO action_version(position, id, action, room, meeting, text, member, stakeholder, due,
                           state, note, author, written_ms)
SELECT h_position, h_id, COALESCE(action, h_id), substr(h_audience, 2), NULLIF(meeting, x''), text,
       NULLIF(member, x''), NULLIF(stakeholder, x''), NULLIF(due, ''), COALESCE(state, 'open'),
       NULLIF(note, ''), h_author, h_written_ms
FROM new_action_set
WHERE text <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;

INSERT INTO replaced(thing, version, position)
SELECT n.action, b.value, b.h_position
FROM new_action_set_based_on b JOIN new_action_set n ON n.h_position = b.h_position
WHERE n.action IS NOT NULL AND n.text <> '' AND substr(n.h_audience, 1, 1) = x'04'
ORDER BY n.action, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold note_taken
INSERT INTO note_version(position, id, note, meeting, item, text, taken_back, author, written_ms)
SELECT h_position, h_id, COALESCE(note, h_id), meeting, item, text, COALESCE(taken_back, 0),
       h_author, h_written_ms
FROM new_note_taken
WHERE meeting IS NOT NULL AND text <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;

INSERT INTO replaced(thing, version, position)
SELECT n.note, b.value, b.h_position
FROM new_note_taken_based_on b JOIN new_note_taken n ON n.h_position = b.h_position
WHERE n.note IS NOT NULL AND n.meeting IS NOT NULL AND n.text <> ''
  AND substr(n.h_audience, 1, 1) = x'04'
ORDER BY n.note, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: view decision_version
-- Every version of a decision.
CREATE TEMP VIEW v_decision_version(room, decision, id, position, meeting, text, needs_there,
                                    committee, pdsa, taken_back, author, author_name,
                                    written_ms, current, saved_here) AS
SELECT substr(f.audience, 2), v.decision, v.id, v.position,
       v.meeting, v.text, v.needs_there, v.committee, v.pdsa, v.taken_back, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.decision AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM decision_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM decision_version o
              WHERE o.decision = v.decision AND o.id = v.decision
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view action_version
-- Every version of an action.
CREATE TEMP VIEW v_action_version(room, action, id, position, meeting, text, member,
                                  stakeholder, due, state, note, author, author_name,
                                  written_ms, current, saved_here) AS
SELECT substr(f.audience, 2), v.action, v.id, v.position,
       v.meeting, v.text, v.member, v.stakeholder, v.due, v.state, v.note, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.action AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM action_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM action_version o
              WHERE o.action = v.action AND o.id = v.action
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view note_version
-- Every version of a note.
CREATE TEMP VIEW v_note_version(room, note, id, position, meeting, item, text, taken_back,
                                author, author_name, written_ms, current, saved_here) AS
SELECT substr(f.audience, 2), v.note, v.id, v.position,
       v.meeting, v.item, v.text, v.taken_back, v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.note AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM note_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM note_version o
              WHERE o.note = v.note AND o.id = v.note
                AND o.position >> 40 = v.position >> 40 AND o.position <= v.position);

--: view decision
-- As it stands now; what was taken back is left out.
CREATE TEMP VIEW v_decision(room, id, meeting, position, text, needs_there, committee, pdsa,
                            version, versions, author, author_name, written_ms, saved_here) AS
SELECT substr(f.audience, 2), v.decision, v.meeting, v.position, v.text, v.needs_there, v.committee,
       v.pdsa, v.id,
       (SELECT count(*) FROM decision_version w
        WHERE w.decision = v.decision AND w.position >> 40 = v.position >> 40
          AND w.position >= (SELECT o.position FROM decision_version o
                             WHERE o.decision = v.decision AND o.id = v.decision
                               AND o.position >> 40 = v.position >> 40
                             ORDER BY o.position LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.decision AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms, v.position >> 39 & 1
FROM decision_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE NOT v.taken_back
  AND v.position = (
    SELECT w.position FROM decision_version w
    WHERE w.decision = v.decision AND w.position >> 40 = v.position >> 40
      AND w.position >= (SELECT o.position FROM decision_version o
                         WHERE o.decision = v.decision AND o.id = v.decision
                           AND o.position >> 40 = v.position >> 40
                         ORDER BY o.position LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM replaced b
                      WHERE b.thing = w.decision AND b.version = w.id
                        AND b.position > w.position
                        AND b.position >> 40 = w.position >> 40)
    ORDER BY w.position LIMIT 1);

--: view action
-- As it stands now. [opened_ms]: when it was agreed.
CREATE TEMP VIEW v_action(room, id, meeting, position, text, member, member_name, stakeholder,
                          stakeholder_role, due, state, note, version, versions, opened_ms,
                          author, author_name, written_ms, saved_here) AS
SELECT v.room, v.action, v.meeting, v.position, v.text, v.member,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.stakeholder,
       (SELECT k.role FROM v_stakeholder k WHERE k.id = v.stakeholder ORDER BY k.position LIMIT 1),
       v.due, v.state, v.note, v.id,
       (SELECT count(*) FROM action_version w
        WHERE w.action = v.action AND w.position >> 40 = v.position >> 40
          AND w.position >= (SELECT o.position FROM action_version o
                             WHERE o.action = v.action AND o.id = v.action
                               AND o.position >> 40 = v.position >> 40
                             ORDER BY o.position LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.action AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       (SELECT o.written_ms FROM action_version o
        WHERE o.action = v.action AND o.id = v.action AND o.position >> 40 = v.position >> 40
        ORDER BY o.position LIMIT 1),
       v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms, v.position >> 39 & 1
FROM action_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE NOT EXISTS ( -- most of what was once open is not: seen at once
    SELECT 1 FROM replaced b
    WHERE b.thing = v.action AND b.version = v.id AND b.position > v.position
      AND b.position >> 40 = v.position >> 40)
  AND v.position = (
    SELECT w.position FROM action_version w
    WHERE w.action = v.action AND w.position >> 40 = v.position >> 40
      AND w.position >= (SELECT o.position FROM action_version o
                         WHERE o.action = v.action AND o.id = v.action
                           AND o.position >> 40 = v.position >> 40
                         ORDER BY o.position LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM replaced b
                      WHERE b.thing = w.action AND b.version = w.id
                        AND b.position > w.position
                        AND b.position >> 40 = w.position >> 40)
    ORDER BY w.position LIMIT 1);

--: view note
CREATE TEMP VIEW v_note(room, id, meeting, position, item, text, version, versions, author,
                        author_name, written_ms, saved_here) AS
SELECT substr(f.audience, 2), v.note, v.meeting, v.position, v.item, v.text, v.id,
       (SELECT count(*) FROM note_version w
        WHERE w.note = v.note AND w.position >> 40 = v.position >> 40
          AND w.position >= (SELECT o.position FROM note_version o
                             WHERE o.note = v.note AND o.id = v.note
                               AND o.position >> 40 = v.position >> 40
                             ORDER BY o.position LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.note AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = v.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       v.written_ms, v.position >> 39 & 1
FROM note_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE NOT v.taken_back
  AND v.position = (
    SELECT w.position FROM note_version w
    WHERE w.note = v.note AND w.position >> 40 = v.position >> 40
      AND w.position >= (SELECT o.position FROM note_version o
                         WHERE o.note = v.note AND o.id = v.note
                           AND o.position >> 40 = v.position >> 40
                         ORDER BY o.position LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM replaced b
                      WHERE b.thing = w.note AND b.version = w.id
                        AND b.position > w.position
                        AND b.position >> 40 = w.position >> 40)
    ORDER BY w.position LIMIT 1);
