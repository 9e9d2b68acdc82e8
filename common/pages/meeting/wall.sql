-- The hour on the wall: the step that the room is in, what it speaks of, what was written down.
-- :id the meeting's

--: one meeting
SELECT m.id, m.room, r.name AS room_name, m.date, m.day, m.starts, m.minutes, m.place, m.state,
       m.state = 'running' AS "running?", m.state = 'planned' AS "planned?",
       m.state IN ('held', 'not_held') AS "over?", m.versions, m.items, m.item, m.item_ms,
       m.item_ms + a.minutes * 60000 AS ends_ms, a.step, a.title, a.minutes AS item_minutes,
       a.step IS 'welcome' AS "is_welcome?", a.step IS 'story' AS "is_story?",
       a.step IS 'actions' AS "is_actions?", a.step IS 'score' AS "is_score?",
       a.step IS 'who_does_what' AS "is_who?", a.step IS 'test' AS "is_test?",
       (SELECT count(*) FROM v_pdsa p WHERE p.room = m.room) AS tests,
       CASE WHEN m.item < m.items THEN m.item + 1 END AS next_item,
       CASE WHEN m.item > 1 THEN m.item - 1 END AS back_item,
       date(m.date, '+7 days') AS due, m.scores, m.scoring_open AS "scoring_open?", m.code,
       m.saved_here AS "saved_here?", m.version AS _version
  FROM v_meeting m CROSS JOIN v_room r ON r.id = m.room
       LEFT JOIN (SELECT * FROM v_agenda WHERE meeting = :id) a
         ON a.version = m.version AND a.item = m.item
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

-- The measure under discussion: what its chart says, and the chart.
--: list chart
WITH o AS MATERIALIZED (
       SELECT c.measure, c.position, c.options
         FROM v_meeting m CROSS JOIN v_agenda a
            ON a.meeting = m.id AND a.version = m.version AND a.item = m.item
              CROSS JOIN v_chart c ON c.measure = a.about
        WHERE m.id = :id ORDER BY c.position LIMIT 1),
     c AS MATERIALIZED (
       SELECT o.measure, o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.measure, c.options ->> 'title' AS title, c.said ->> 'verdict' AS verdict,
       c.said ->> 'reading' AS reading, c.said ->> 'variation_words' AS variation_words,
       spc_icon(c.said ->> 'variation', 84) AS _variation_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'wall') FROM v_series p
         WHERE p.position = c.position) AS _wall
  FROM c
 WHERE c.said ->> 'points' > 0;

-- A measure that has no point yet.
--: list subject
SELECT s.title
  FROM v_meeting m CROSS JOIN v_agenda a
            ON a.meeting = m.id AND a.version = m.version AND a.item = m.item
       CROSS JOIN v_measure s ON s.id = a.about
 WHERE m.id = :id AND s.points = 0
 LIMIT 1;

-- The PDSA under discussion.
--: list pdsa
SELECT p.id, p.number, p.title, p.question, p.prediction, p.state, p.happened, p.decision
  FROM v_meeting m CROSS JOIN v_agenda a
            ON a.meeting = m.id AND a.version = m.version AND a.item = m.item
       CROSS JOIN v_pdsa p ON p.id = a.about
 WHERE m.id = :id
 LIMIT 1;

--: list story in meeting on _meeting = id
SELECT meeting AS _meeting, theme, consent AS "consent?", words, gathered_by_name
  FROM v_story
 WHERE meeting = :id AND current
 LIMIT 1;

-- What was agreed before and is not done.
--: list open
SELECT a.id, a.text, coalesce(a.member_name, a.stakeholder_role,
       CASE WHEN a.member IS NOT NULL THEN 'a member' END) AS who, a.due,
       coalesce(a.due < :today, 0) AS "overdue?", a.versions
  FROM v_action a
 WHERE a.room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
   AND a.state = 'open' AND a.meeting IS NOT :id
 ORDER BY a.due IS NULL, a.due, a.position
 LIMIT 9;

-- What was decided and agreed in this hour, the newest last.
--: list said
SELECT s.what, s.id, s.text, s.who, s.due, s.committee, s.what = 'decision' AS "decision?",
       s.what = 'action' AS "action?", s.what = 'note' AS "note?"
  FROM (SELECT 'decision' AS what, id, text, NULL AS who, NULL AS due, committee, position
          FROM v_decision WHERE meeting = :id
        UNION ALL
        SELECT 'action', id, text, coalesce(member_name, stakeholder_role,
               CASE WHEN member IS NOT NULL THEN 'a member' END), due, NULL, position
          FROM v_action WHERE meeting = :id
        UNION ALL
        SELECT 'note', id, text, NULL, NULL, NULL, position FROM v_note WHERE meeting = :id) s
 ORDER BY s.position DESC
 LIMIT 50;

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
