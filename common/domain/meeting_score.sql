-- meeting_score.sql - who was there, by role, and how people score the hour.
--
-- Attendance counts roles, never people; the last count of a role in a meeting holds.
--
-- A score is nobody's: no view has its author, its place in the stream or its time, and none is
-- shown before there are five and scoring is over, so that nobody sees which one came last. Phones
-- score through the academy's server, which is then the author itself.

--: rights
attendance_noted   : room : everyone
scoring_opened     : room : everyone
meeting_scored     : room : academy, everyone

--: check attendance_noted
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_attendance_noted n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Attendance has 1 to 60 roles.' FROM new_attendance_noted n
WHERE (SELECT count(*) FROM new_attendance_noted_roles r WHERE r.h_index = n.h_index)
      NOT BETWEEN 1 AND 60
UNION ALL
SELECT h_index, 'Name each role that was there.' FROM new_attendance_noted_roles
WHERE role IS NULL OR trim(role, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'A role is too long: at most 60 bytes.' FROM new_attendance_noted_roles
WHERE length(CAST(role AS BLOB)) > 60
UNION ALL
SELECT h_index, 'Count each role: 0 to 500 people.' FROM new_attendance_noted_roles
WHERE count IS NULL OR count NOT BETWEEN 0 AND 500
UNION ALL
SELECT h_index, 'The role ' || role || ' stands there twice.' FROM new_attendance_noted_roles
GROUP BY h_index, role HAVING count(*) > 1 AND length(CAST(role AS BLOB)) <= 60
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_attendance_noted
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check scoring_opened
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_scoring_opened n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_scoring_opened
WHERE NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check meeting_scored
SELECT n.h_index, 'There is no such meeting of this Big Room here.' FROM new_meeting_scored n
WHERE NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.meeting AND e.kind = 'meeting' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Score the hour from 1 to 10.' FROM new_meeting_scored
WHERE score IS NULL OR score NOT BETWEEN 1 AND 10
UNION ALL
SELECT h_index, 'The good thing is too long: at most 500 bytes.' FROM new_meeting_scored
WHERE length(CAST(good AS BLOB)) > 500
UNION ALL
SELECT h_index, 'The improvement is too long: at most 500 bytes.' FROM new_meeting_scored
WHERE length(CAST(improvement AS BLOB)) > 500
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_meeting_scored
WHERE h_author <> zeroblob(16) AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
-- The last count of a role in a meeting.
CREATE TABLE attendance(
    meeting BLOB NOT NULL,
    stream INTEGER NOT NULL,
    role TEXT NOT NULL,
    room BLOB NOT NULL,
    count INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (meeting, stream, role)
) STRICT, WITHOUT ROWID;
-- The roles that ever were counted in a Big Room.
CREATE TABLE attendance_role(
    room BLOB NOT NULL,
    stream INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (room, stream, role)
) STRICT, WITHOUT ROWID;
-- Opened and closed; the last one holds. [code] is how phones name it.
CREATE TABLE scoring(
    meeting BLOB NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    closed INTEGER NOT NULL,
    PRIMARY KEY (meeting, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX scoring_code ON scoring(code);
CREATE TABLE meeting_score(
    position INTEGER PRIMARY KEY,
    meeting BLOB NOT NULL,
    shuffle BLOB NOT NULL,        -- the part of the record's id that is chance, not time
    score INTEGER NOT NULL,
    good TEXT,
    improvement TEXT,
    from_paper INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_score_meeting ON meeting_score(meeting);

--: fold attendance_noted
INSERT INTO attendance(meeting, stream, role, room, count, set_order)
SELECT n.meeting, r.h_stream, r.role, substr(r.h_audience, 2), COALESCE(r.count, 0), r.h_order
FROM new_attendance_noted_roles r CROSS JOIN new_attendance_noted n ON n.h_position = r.h_position
WHERE n.meeting IS NOT NULL AND r.role <> '' AND substr(r.h_audience, 1, 1) = x'04'
ORDER BY r.h_position, r.idx
ON CONFLICT (meeting, stream, role) DO UPDATE
SET count = excluded.count, set_order = excluded.set_order
WHERE excluded.set_order > set_order;
INSERT INTO attendance_role(room, stream, role)
SELECT substr(r.h_audience, 2), r.h_stream, r.role
FROM new_attendance_noted_roles r CROSS JOIN new_attendance_noted n ON n.h_position = r.h_position
WHERE n.meeting IS NOT NULL AND r.role <> '' AND substr(r.h_audience, 1, 1) = x'04'
ORDER BY r.h_position, r.idx
ON CONFLICT (room, stream, role) DO NOTHING;

--: fold scoring_opened
INSERT INTO scoring(meeting, position, code, closed)
SELECT meeting, h_position, lower(substr(hex(h_id), 25)), COALESCE(closed, 0)
FROM new_scoring_opened
WHERE meeting IS NOT NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position
ON CONFLICT (meeting, position) DO NOTHING;

--: fold meeting_scored
INSERT INTO meeting_score(position, meeting, shuffle, score, good, improvement, from_paper)
SELECT h_position, meeting, substr(h_id, 9), score, NULLIF(good, ''), NULLIF(improvement, ''),
       COALESCE(from_paper, 0)
FROM new_meeting_scored
WHERE meeting IS NOT NULL AND score IS NOT NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;

--: view attended
-- Hours that were held and whose attendance was noted: ORDER BY date DESC for a room's last ones.
CREATE TEMP VIEW v_attended(room, meeting, date, stream, position) AS
SELECT v.room, v.meeting, v.date, v.position >> 40, v.position
FROM meeting_version v CROSS JOIN visible f ON f.number = v.position >> 40
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
    ORDER BY w.position LIMIT 1)
  AND COALESCE((SELECT e.held FROM meeting_end e
                WHERE e.meeting = v.meeting AND e.position >> 40 = v.position >> 40
                ORDER BY e.position DESC LIMIT 1), 0)
  AND EXISTS (SELECT 1 FROM attendance a
              WHERE a.meeting = v.meeting AND a.stream = v.position >> 40);

--: view attendance
CREATE TEMP VIEW v_attendance(room, meeting, date, role, count) AS
SELECT a.room, a.meeting,
       (SELECT v.date FROM meeting_version v
        WHERE v.meeting = a.meeting AND v.position >> 40 = a.stream
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = v.meeting AND b.version = v.id
                            AND b.position > v.position AND b.position >> 40 = a.stream)
        ORDER BY v.position LIMIT 1),
       a.role, a.count
FROM attendance a CROSS JOIN visible f ON f.number = a.stream
WHERE EXISTS (SELECT 1 FROM meeting_version o
              WHERE o.meeting = a.meeting AND o.id = a.meeting AND o.position >> 40 = a.stream);

--: view expected
-- Roles that a room counted once, or that its stakeholders have; each once.
CREATE TEMP VIEW v_expected(room, role) AS
SELECT a.room, a.role
FROM attendance_role a CROSS JOIN visible f ON f.number = a.stream
UNION ALL
SELECT k.room, k.role
FROM v_stakeholder k
WHERE NOT k.has_left
  AND NOT EXISTS (SELECT 1 FROM attendance_role a WHERE a.room = k.room AND a.role = k.role)
  AND NOT EXISTS (SELECT 1 FROM v_stakeholder j
                  WHERE j.room = k.room AND j.role = k.role AND NOT j.has_left AND j.id < k.id);

--: view presence
-- How a role that is expected, or that came once, came to the last five hours: [marks] 1 or 0 for
-- each, oldest first, [present] how many of [hours], [weeks_missing] since it was last there, 0 if
-- it was at the last one. It looks back over 60 hours, more than a year: they are found once for a
-- room (GROUP BY keeps them from being found anew for each role), newest first, by their positions.
-- WHERE room = a parameter: with another query in its place every room is read.
CREATE TEMP VIEW v_presence(room, role, marks, present, hours, weeks_missing) AS
SELECT r.room, r.role,
       (SELECT group_concat(m.mark, '') FROM (
            SELECT COALESCE((SELECT a.count > 0 FROM attendance a
                             WHERE a.meeting = h.meeting AND a.stream = h.position >> 40
                               AND a.role = r.role), 0) AS mark
            FROM json_each(x.hours) j CROSS JOIN meeting_version h ON h.position = j.value
            WHERE j.key < 5
            ORDER BY j.key DESC) m),
       (SELECT count(*)
        FROM json_each(x.hours) j CROSS JOIN meeting_version h ON h.position = j.value
             CROSS JOIN attendance a ON a.meeting = h.meeting AND a.stream = h.position >> 40
                                    AND a.role = r.role
        WHERE j.key < 5 AND a.count > 0),
       min(json_array_length(x.hours), 5),
       (SELECT CAST(round((julianday(max(h.date)) - julianday(COALESCE(
                   max(CASE WHEN EXISTS (
                       SELECT 1 FROM attendance a
                       WHERE a.meeting = h.meeting AND a.stream = h.position >> 40
                         AND a.role = r.role AND a.count > 0) THEN h.date END),
                   date(min(h.date), '-7 days')))) / 7) AS INTEGER)
        FROM json_each(x.hours) j CROSS JOIN meeting_version h ON h.position = j.value)
FROM (SELECT o.room,
             (SELECT json_group_array(h.position) FROM (
                  SELECT h.position FROM v_attended h WHERE h.room = o.room
                  ORDER BY h.date DESC, h.meeting DESC LIMIT 60) h) AS hours
      FROM attendance_role o GROUP BY o.room) x
     CROSS JOIN v_expected r ON r.room = x.room
WHERE EXISTS (SELECT 1 FROM json_each(x.hours));

--: view score
-- What people said of an hour, of nobody in particular: ORDER BY shuffle.
CREATE TEMP VIEW v_score(room, meeting, shuffle, score, good, improvement, from_paper) AS
SELECT substr(f.audience, 2), s.meeting, s.shuffle, s.score, s.good, s.improvement, s.from_paper
FROM meeting_score s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE (SELECT count(*) FROM meeting_score z
       WHERE z.meeting = s.meeting AND z.position >> 40 = s.position >> 40) >= 5
  AND NOT (COALESCE((SELECT NOT o.closed FROM scoring o
                 WHERE o.meeting = s.meeting AND o.position >> 40 = s.position >> 40
                 ORDER BY o.position DESC LIMIT 1), 0)
       AND NOT EXISTS (SELECT 1 FROM meeting_end y
                       WHERE y.meeting = s.meeting AND y.position >> 40 = s.position >> 40))
  AND EXISTS (SELECT 1 FROM meeting_version o
              WHERE o.meeting = s.meeting AND o.id = s.meeting
                AND o.position >> 40 = s.position >> 40);

--: view score_day
-- A point for each hour that has five scores or more: what the run chart is drawn from.
CREATE TEMP VIEW v_score_day(room, meeting, date, mean, scores) AS
SELECT v.room, v.meeting, v.date,
       (SELECT avg(s.score) FROM meeting_score s
        WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40),
       (SELECT count(*) FROM meeting_score s
        WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40)
FROM meeting_version v CROSS JOIN visible f ON f.number = v.position >> 40
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
    ORDER BY w.position LIMIT 1)
  AND (SELECT count(*) FROM meeting_score s
        WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40) >= 5
  AND NOT (COALESCE((SELECT NOT o.closed FROM scoring o
                 WHERE o.meeting = v.meeting AND o.position >> 40 = v.position >> 40
                 ORDER BY o.position DESC LIMIT 1), 0)
       AND NOT EXISTS (SELECT 1 FROM meeting_end y
                       WHERE y.meeting = v.meeting AND y.position >> 40 = v.position >> 40));

--: view scoring
-- What phones score, by its code.
CREATE TEMP VIEW v_scoring(room, meeting, code, date, open, scores) AS
SELECT v.room, v.meeting, c.code, v.date,
       COALESCE((SELECT NOT o.closed FROM scoring o
                 WHERE o.meeting = v.meeting AND o.position >> 40 = v.position >> 40
                 ORDER BY o.position DESC LIMIT 1), 0)
       AND NOT EXISTS (SELECT 1 FROM meeting_end y
                       WHERE y.meeting = v.meeting AND y.position >> 40 = v.position >> 40),
       (SELECT count(*) FROM meeting_score s
        WHERE s.meeting = v.meeting AND s.position >> 40 = v.position >> 40)
FROM scoring c CROSS JOIN visible f ON f.number = c.position >> 40
     CROSS JOIN meeting_version v ON v.meeting = c.meeting AND v.position >> 40 = c.position >> 40
WHERE NOT c.closed
  AND v.position = (
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
