-- meeting_form.sql - what the forms of the weekly hour look up, and what they begin with.
--
-- form.sql says how they are used. :id is the room's, the meeting's, or what an address is about;
-- :who somebody, as 'm' and a member's id or 's' and a stakeholder's.

--: lookup meeting_new
SELECT 4 AS audience_type, id AS audience_id FROM v_room WHERE id = :id LIMIT 1;

--: lookup meeting
-- [place]: where somebody goes on: to the wall, while the hour runs.
SELECT id AS meeting, 4 AS audience_type, room AS audience_id,
       CASE state WHEN 'running' THEN 'wall' ELSE 'minutes' END AS place
FROM v_meeting WHERE id = :id LIMIT 1;

--: lookup meeting_step
-- To an item, or to the one behind where the hour is.
SELECT id AS meeting, 4 AS audience_type, room AS audience_id,
       CASE WHEN :item IS NULL THEN min(COALESCE(item, 0) + 1, items) END AS item
FROM v_meeting WHERE id = :id LIMIT 1;

--: lookup meeting_change
SELECT m.id AS meeting, 4 AS audience_type, m.room AS audience_id, v.id AS based_on
FROM v_meeting m CROSS JOIN v_meeting_version v ON v.meeting = m.id AND v.room = m.room
WHERE m.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_meeting_version w
                        WHERE w.meeting = m.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup meeting_begins
-- The next hour of a room: its day and time, and the agenda of the hour before it, or seven steps
-- that share the minutes. A test that is due takes the place of the last one's.
WITH l AS MATERIALIZED (
       SELECT id, date, starts, minutes, version FROM v_meeting
       WHERE room = :id AND date <= :today ORDER BY date DESC LIMIT 1),
     hour AS MATERIALIZED (
       SELECT r.id AS room, r.place,
              COALESCE(r.starts, l.starts) AS starts, COALESCE(r.minutes, l.minutes, 60) AS minutes,
              l.id AS meeting, l.version AS last,
              -- the next such day on which nothing is planned yet, of the next five
              (SELECT d.day FROM (
                   SELECT date(:today, '+' || ((COALESCE(r.weekday,
                              strftime('%w', COALESCE(l.date, :today)))
                              - strftime('%w', :today) + 7) % 7 + 7 * w.value) || ' days') AS day
                   FROM json_each('[0,1,2,3,4]') w) d
               WHERE NOT EXISTS (SELECT 1 FROM v_meeting p
                                 WHERE p.room = r.id AND p.date = d.day)
               ORDER BY d.day LIMIT 1) AS date
       FROM v_room r LEFT JOIN l
       WHERE r.id = :id LIMIT 1),
     due AS MATERIALIZED (
       SELECT p.id, 'PDSA ' || p.number || ': ' || substr(p.title, 1, 60) AS title
       FROM v_pdsa p CROSS JOIN hour h
       WHERE p.room = :id AND p.decision IS NULL AND p.study_on <= h.date
       ORDER BY p.study_on, p.position LIMIT 1),
     steps(item, step, title, minutes, about) AS (
       SELECT a.item, a.step, a.title, a.minutes, a.about
       FROM hour h CROSS JOIN v_agenda a ON a.meeting = h.meeting AND a.version = h.last
       UNION ALL
       SELECT s.item, s.step, s.title,
              CASE s.step
                WHEN 'actions' THEN max(h.minutes / 4 - 5, 2)
                WHEN 'data' THEN (h.minutes - max(h.minutes / 4 - 5, 2)
                                  - CASE WHEN h.minutes < 30 THEN 6 ELSE 20 END) / 2
                WHEN 'test' THEN h.minutes - max(h.minutes / 4 - 5, 2)
                                 - CASE WHEN h.minutes < 30 THEN 6 ELSE 20 END
                                 - (h.minutes - max(h.minutes / 4 - 5, 2)
                                    - CASE WHEN h.minutes < 30 THEN 6 ELSE 20 END) / 2
                WHEN 'story' THEN CASE WHEN h.minutes < 30 THEN 3 ELSE 5 END
                ELSE CASE WHEN h.minutes < 30 THEN 1 ELSE 5 END END,
              CASE s.step WHEN 'data' THEN (
                  SELECT m.id FROM v_measure m WHERE m.room = h.room
                  ORDER BY m.points > 0 DESC, m.role = 'outcome' DESC, m.moved DESC LIMIT 1) END
       FROM hour h CROSS JOIN (
            SELECT 1 AS item, 'welcome' AS step, 'Welcome and roles' AS title
            UNION ALL SELECT 2, 'story', 'Patient story'
            UNION ALL SELECT 3, 'actions', 'Last week’s actions'
            UNION ALL SELECT 4, 'data', 'What the data says'
            UNION ALL SELECT 5, 'test', 'A PDSA: plan the next test'
            UNION ALL SELECT 6, 'who_does_what', 'Who does what'
            UNION ALL SELECT 7, 'score', 'Score the hour') s
       WHERE h.last IS NULL)
SELECT h.date, h.starts, h.minutes, h.place, s.step AS "agenda.step",
       CASE WHEN s.step = 'test' THEN COALESCE((SELECT d.title FROM due d),
                CASE WHEN s.about IS NULL THEN s.title ELSE 'A PDSA: plan the next test' END)
            ELSE s.title END AS "agenda.title",
       s.minutes AS "agenda.minutes",
       CASE WHEN s.step = 'test' THEN (SELECT d.id FROM due d) ELSE s.about END AS "agenda.about",
       CASE WHEN s.step = 'test' THEN (SELECT d.title FROM due d)
            ELSE (SELECT m.title FROM v_measure m WHERE m.id = s.about LIMIT 1)
            END AS "agenda.about_title"
FROM hour h CROSS JOIN steps s
ORDER BY s.item;

--: lookup meeting_change_begins
SELECT m.date, m.starts, m.minutes, m.place, a.step AS "agenda.step", a.title AS "agenda.title",
       a.minutes AS "agenda.minutes", a.about AS "agenda.about",
       COALESCE((SELECT s.title FROM v_measure s WHERE s.id = a.about LIMIT 1),
                (SELECT 'PDSA ' || p.number || ': ' || p.title FROM v_pdsa p
                 WHERE p.id = a.about LIMIT 1)) AS "agenda.about_title"
FROM v_meeting m CROSS JOIN v_agenda a ON a.meeting = m.id AND a.version = m.version
WHERE m.id = :id ORDER BY a.item;

--: lookup meeting_role
SELECT m.id AS meeting, 4 AS audience_type, m.room AS audience_id,
       CASE WHEN :who GLOB 'm*' THEN substr(:who, 2) END AS member,
       CASE WHEN :who GLOB 's*' THEN substr(:who, 2) END AS stakeholder
FROM v_meeting m WHERE m.id = :id LIMIT 1;

--: lookup meeting_capture
-- What is written down in the hour: a note, unless it is a decision or an action.
SELECT m.id AS meeting, 4 AS audience_type, m.room AS audience_id,
       CASE :what WHEN 'decision' THEN 'decision_made' WHEN 'action' THEN 'action_set' END AS _kind,
       CASE WHEN trim(:committee) <> '' THEN 'true' END AS needs_there,
       CASE WHEN :who GLOB 'm*' THEN substr(:who, 2) END AS member,
       CASE WHEN :who GLOB 's*' THEN substr(:who, 2) END AS stakeholder,
       m.item
FROM v_meeting m WHERE m.id = :id LIMIT 1;

--: lookup meeting_story_begins
SELECT theme, words, CASE WHEN consent THEN 'true' END AS consent, gathered_by FROM v_story
WHERE meeting = :id AND current LIMIT 1;

--: lookup meeting_attend_begins
-- Every role that the room expects or that was there before, with what was counted.
SELECT r.role AS "roles.role", (SELECT a.count FROM v_attendance a
                                WHERE a.meeting = m.id AND a.role = r.role) AS "roles.count"
FROM v_meeting m CROSS JOIN v_expected r ON r.room = m.room
WHERE m.id = :id
ORDER BY r.role LIMIT 60;

--: lookup meeting_scoring
-- For whom scores from paper are, and how phones name the meeting while scoring is open.
SELECT room AS audience_id, state = 'running' AS running,
       CASE WHEN scoring_open THEN code END AS code
FROM v_meeting WHERE id = :id LIMIT 1;

--: lookup decision
SELECT d.id AS decision, d.meeting, 4 AS audience_type, d.room AS audience_id, v.id AS based_on,
       CASE WHEN trim(:committee) <> '' OR (:committee IS NULL AND :text IS NULL AND d.needs_there)
            THEN 'true' END AS needs_there
FROM v_decision d CROSS JOIN v_decision_version v ON v.decision = d.id AND v.room = d.room
WHERE d.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_decision_version w
                        WHERE w.decision = d.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup decision_begins
SELECT text, committee, pdsa FROM v_decision WHERE id = :id LIMIT 1;

--: lookup action_new
SELECT 4 AS audience_type, id AS audience_id,
       CASE WHEN :who GLOB 'm*' THEN substr(:who, 2) END AS member,
       CASE WHEN :who GLOB 's*' THEN substr(:who, 2) END AS stakeholder
FROM v_room WHERE id = :id LIMIT 1;

--: lookup action
-- What a form does not say stays as it is: whoever ticks it off does not write it anew.
SELECT a.id AS action, a.meeting, 4 AS audience_type, a.room AS audience_id, v.id AS based_on,
       CASE WHEN :who IS NULL THEN a.member
            WHEN :who GLOB 'm*' THEN substr(:who, 2) END AS member,
       CASE WHEN :who IS NULL THEN a.stakeholder
            WHEN :who GLOB 's*' THEN substr(:who, 2) END AS stakeholder,
       CASE WHEN :text IS NULL THEN a.text END AS text,
       CASE WHEN :text IS NULL THEN a.due END AS due,
       CASE WHEN :text IS NULL AND :note IS NULL THEN a.note END AS note
FROM v_action a CROSS JOIN v_action_version v ON v.action = a.id AND v.room = a.room
WHERE a.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_action_version w
                        WHERE w.action = a.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup action_tick
-- Ticked off where it is listed: :action, of the room of the meeting :id, or of the room :id.
SELECT a.id AS action, a.meeting, 4 AS audience_type, a.room AS audience_id, v.id AS based_on,
       a.member, a.stakeholder, a.text, a.due, a.note
FROM v_action a CROSS JOIN v_action_version v ON v.action = a.id AND v.room = a.room AND v.current
WHERE a.room = COALESCE((SELECT room FROM v_meeting WHERE id = :id LIMIT 1), :id)
  AND a.state = 'open' AND lower(hex(a.id)) = lower(:action)
ORDER BY v.position LIMIT 8;

--: lookup action_begins
SELECT text, due, state, note,
       CASE WHEN member IS NOT NULL THEN 'm' || lower(hex(member))
            WHEN stakeholder IS NOT NULL THEN 's' || lower(hex(stakeholder)) END AS who
FROM v_action WHERE id = :id LIMIT 1;

--: lookup note
SELECT n.id AS note, n.meeting, 4 AS audience_type, n.room AS audience_id, n.item, v.id AS based_on
FROM v_note n CROSS JOIN v_note_version v ON v.note = n.id AND v.room = n.room
WHERE n.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_note_version w
                        WHERE w.note = n.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup note_begins
SELECT text FROM v_note WHERE id = :id LIMIT 1;
