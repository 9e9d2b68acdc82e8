-- One hour: what was decided, who does what, how long things took, who came, how it was scored.
-- :id the meeting's

--: one meeting
SELECT m.id, m.room, r.name AS room_name, r.mine AS "mine?", m.date, m.day, m.starts, m.minutes,
       substr(time(m.starts, '+' || m.minutes || ' minutes'), 1, 5) AS ends, m.place, m.state,
       m.state = 'planned' AS "planned?", m.state = 'running' AS "running?",
       m.state = 'held' AS "was_held?", m.state = 'not_held' AS "not_held?", m.reason,
       m.versions, m.agenda_minutes, m.agenda_minutes = m.minutes AS "adds_up?",
       m.started_ms, m.ended_ms, round((m.ended_ms - m.started_ms) / 60000.0) AS took,
       m.scores, round(m.mean, 1) AS mean, m.mean IS NOT NULL AS "scored?",
       m.scoring_open AS "scoring_open?",
       max(5 - m.scores, 0) AS scores_wanted, m.present, m.saved_here AS "saved_here?",
       m.version AS _version
  FROM v_meeting m CROSS JOIN v_room r ON r.id = m.room
 WHERE m.id = :id
 LIMIT 1;

--: list agenda in meeting on _version = _version
SELECT a.version AS _version, a.item, a.step, a.title, a.minutes, a.about, a.minutes_taken,
       a.came_ms, m.item IS a.item AS "current?",
       a.came_ms IS NOT NULL AND m.item IS NOT a.item AS "done?"
  FROM v_meeting m CROSS JOIN v_agenda a ON a.meeting = m.id AND a.version = m.version
 WHERE m.id = :id
 ORDER BY a.item;

-- The four roles, and who volunteered.
--: list roles in meeting on _meeting = id
SELECT m.id AS _meeting, q.value ->> 0 AS role, q.value ->> 1 AS words, q.value ->> 2 AS _short,
       r.member, r.member_name, r.stakeholder, r.stakeholder_role,
       coalesce(r.member_name, r.stakeholder_role,
                CASE WHEN r.member IS NOT NULL THEN 'a member' END) AS who
  FROM v_meeting m CROSS JOIN json_each('[["chair","Chair","Chair"],
       ["timekeeper","Timekeeper","Time"],["note_keeper","Note-keeper","Notes"],
       ["facilitator","Facilitator","Facilitator"]]') q
       LEFT JOIN (SELECT * FROM v_meeting_role WHERE meeting = :id AND current) r
         ON r.role = q.value ->> 0
 WHERE m.id = :id
 ORDER BY q.key;

--: list story in meeting on _meeting = id
SELECT meeting AS _meeting, theme, consent AS "consent?", words, gathered_by_name
  FROM v_story
 WHERE meeting = :id AND current
 LIMIT 1;

--: list decisions in meeting on _meeting = id
SELECT meeting AS _meeting, id, text, needs_there AS "needs_there?", committee, pdsa, versions,
       author_name, written_ms, saved_here AS "saved_here?"
  FROM v_decision
 WHERE meeting = :id
 ORDER BY id
 LIMIT 100;

--: list actions in meeting on _meeting = id
SELECT meeting AS _meeting, id, text, coalesce(member_name, stakeholder_role,
       CASE WHEN member IS NOT NULL THEN 'a member' END) AS who, due, state, note, versions,
       state = 'open' AS "open?", saved_here AS "saved_here?"
  FROM v_action
 WHERE meeting = :id
 ORDER BY id
 LIMIT 100;

--: list notes in meeting on _meeting = id
SELECT meeting AS _meeting, id, text, item, versions, author_name, written_ms,
       saved_here AS "saved_here?"
  FROM v_note
 WHERE meeting = :id
 ORDER BY id
 LIMIT 200;

-- Who was there, by role.
--: list attendance in meeting on _meeting = id
SELECT meeting AS _meeting, role, count
  FROM v_attendance
 WHERE meeting = :id
 ORDER BY role
 LIMIT 60;

-- Roles that are expected and have not been there for a while.
--: list missing
WITH o AS MATERIALIZED (SELECT room FROM v_meeting WHERE id = :id LIMIT 1),
     h AS MATERIALIZED ( -- as v_presence, which is quick by a room's id only
       SELECT meeting, stream, date FROM v_attended WHERE room = (SELECT room FROM o)
        ORDER BY date DESC, meeting DESC LIMIT 60),
     a AS MATERIALIZED (
       SELECT a.role, max(h.date) AS last
         FROM h CROSS JOIN v_attendance a ON a.meeting = h.meeting
        WHERE a.room = (SELECT room FROM o) AND a.count > 0
        GROUP BY a.role),
     w AS MATERIALIZED (
       SELECT e.role,
              (SELECT CAST(round((julianday(max(h.date)) - julianday(coalesce(
                          (SELECT a.last FROM a WHERE a.role = e.role),
                          date(min(h.date), '-7 days')))) / 7) AS INTEGER) FROM h)
                AS weeks_missing
         FROM v_expected e
        WHERE e.room = (SELECT room FROM o))
SELECT role, weeks_missing
  FROM w
 WHERE weeks_missing >= 3
 ORDER BY weeks_missing DESC, role
 LIMIT 8;

-- What people said of it, in no order of time.
--: list scores_given in meeting on _meeting = id
SELECT meeting AS _meeting, score, good, improvement
  FROM v_score
 WHERE meeting = :id
 ORDER BY shuffle
 LIMIT 200;

-- Who may take something on: members, and stakeholders who have no account.
--: list people
SELECT p.who, p.name, p.who = coalesce(:who, '') AS "chosen?"
  FROM (SELECT 'm' || lower(hex(m.member)) AS who, coalesce(m.name, 'A member') AS name
          FROM v_room_member m
         WHERE m.room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
        UNION ALL
        SELECT 's' || lower(hex(s.id)), s.role
          FROM v_stakeholder s
         WHERE s.room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
           AND s.member IS NULL AND NOT s.has_left) p
 ORDER BY p.name, p.who
 LIMIT 200;
