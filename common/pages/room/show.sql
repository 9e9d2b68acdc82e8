-- One Big Room: why it meets, where it is on its roadmap, its next hour, who is missing, what its
-- measures say, what it is testing, what is to be done.
-- :id the room's

--: one room
SELECT r.id, r.name, r.pathway, r.purpose, r.slot, r.place, r.weekday, r.starts, r.minutes,
       r.opened_ms, r.members AS member_count, r.clinical_coach, r.clinical_coach_name,
       r.flow_coach, r.flow_coach_name, r.coaches_from, r.mine AS "mine?", r.versions, r.held,
       r.saved_here AS "saved_here?", r.stage,
       CASE substr(r.coaches_from, 6, 2)
         WHEN '01' THEN 'January' WHEN '02' THEN 'February' WHEN '03' THEN 'March'
         WHEN '04' THEN 'April' WHEN '05' THEN 'May' WHEN '06' THEN 'June' WHEN '07' THEN 'July'
         WHEN '08' THEN 'August' WHEN '09' THEN 'September' WHEN '10' THEN 'October'
         WHEN '11' THEN 'November' WHEN '12' THEN 'December' END
         || ' ' || substr(r.coaches_from, 1, 4) AS _since,
       CASE r.weekday WHEN 1 THEN 'Mondays' WHEN 2 THEN 'Tuesdays' WHEN 3 THEN 'Wednesdays'
            WHEN 4 THEN 'Thursdays' WHEN 5 THEN 'Fridays' WHEN 6 THEN 'Saturdays'
            WHEN 7 THEN 'Sundays' END AS _days,
       EXISTS (SELECT 1 FROM v_shared_room s WHERE s.copy_of = r.id AND s.own) AS "shared?",
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,coach,%' OR ',' || m.roles LIKE '%,faculty%'
                     OR ',' || m.roles || ',' LIKE '%,lead,%'
                     OR ',' || m.roles LIKE '%,admin%')) AS "may_change?",
       (SELECT count(*) FROM v_measure m WHERE m.room = r.id) AS measure_count
  FROM v_room r
 WHERE r.id = :id
 ORDER BY r.position
 LIMIT 1;

-- The eight stages, to its members. [here]: the last one of which there is something, or where the
-- room says that it is.
--: list stages in room on _room = id
WITH s AS MATERIALIZED (SELECT number, stage, evidence FROM v_stage WHERE room = :id),
     a AS (SELECT coalesce((SELECT s.number FROM v_stage_set x JOIN s ON s.stage = x.stage
                             WHERE x.room = :id AND x.current),
                           (SELECT max(number) FROM s WHERE evidence), 1) AS number)
SELECT :id AS _room, s.number, s.stage, s.evidence AS "evidence?", s.number = a.number AS "here?",
       CASE s.number WHEN 1 THEN 'Pre-phase' WHEN 2 THEN '5Vs' WHEN 3 THEN 'Themes'
            WHEN 4 THEN 'Global aim' WHEN 5 THEN 'Change ideas' WHEN 6 THEN 'Driver diagram'
            WHEN 7 THEN 'PDSA' ELSE 'Standardise' END AS _name,
       CASE s.number WHEN 1 THEN 'stakeholders' WHEN 2 THEN 'five-vs' WHEN 3 THEN 'themes'
            WHEN 4 THEN 'aims' WHEN 5 THEN 'ideas' WHEN 6 THEN 'drivers'
            WHEN 7 THEN 'pdsas' ELSE 'changes' END AS _path
  FROM s CROSS JOIN a
 ORDER BY s.number;

-- Why it does not meet for a while, unless it has met since; since when it does not.
--: list quiet in room on _room = id
SELECT q.room AS _room, q.reason, q.until,
       coalesce(h.last, date(q.written_ms / 1000, 'unixepoch')) AS since
  FROM v_quiet q CROSS JOIN (
       SELECT max(date) AS last FROM v_meeting
        WHERE room = :id AND state = 'held' AND date <= :today) h
 WHERE q.room = :id AND q.reason IS NOT NULL AND coalesce(q.until >= :today, 1)
   AND coalesce(h.last <= date(q.written_ms / 1000, 'unixepoch'), 1)
 LIMIT 1;

-- Why it says so.
--: list said_stage in room on _room = id
SELECT room AS _room, stage, reason, author_name, written_ms
  FROM v_stage_set
 WHERE room = :id AND current AND stage IS NOT NULL;

-- The hour that is running, else the next one: planned, or by the room's day of the week. [missed]:
-- the last one before it that was planned, and of which nobody said how it went.
--: list next in room on _room = id
WITH r AS MATERIALIZED (
       SELECT id, name, pathway, slot, weekday, starts, minutes, place, clinical_coach,
              clinical_coach_name, flow_coach, flow_coach_name,
              date(:today, '+' || ((weekday + 7 - strftime('%w', :today)) % 7) || ' days') AS date
         FROM v_room WHERE id = :id AND mine),
     m AS MATERIALIZED (
       SELECT r.id AS room, v.id, v.date, v.state, coalesce(v.starts, r.starts) AS starts,
              coalesce(v.minutes, r.minutes) AS minutes, coalesce(v.place, r.place) AS place,
              v.chair_name
         FROM r CROSS JOIN v_meeting v ON v.room = r.id
        WHERE v.date BETWEEN date(:today, '-14 days') AND date(:today, '+60 days')),
     due AS MATERIALIZED ( -- by the day of the week: the next one whose hour is not over
       SELECT r.id AS room, min(date(r.date, '+' || w.value || ' days')) AS date
         FROM r CROSS JOIN json_each('[0, 7, 14]') w
        WHERE NOT EXISTS (SELECT 1 FROM m
                           WHERE m.room = r.id AND m.date = date(r.date, '+' || w.value || ' days')
                             AND m.state IN ('held', 'not_held'))
          AND (date(r.date, '+' || w.value || ' days') > :today
               OR strftime('%H:%M', r.starts, '+' || r.minutes || ' minutes') > :time
               OR EXISTS (SELECT 1 FROM m
                           WHERE m.room = r.id AND m.date = :today AND m.state = 'running'))
        GROUP BY r.id),
     n AS MATERIALIZED ( -- what is planned goes before that, if it is of that week
       SELECT *, row_number() OVER (PARTITION BY room
                                    ORDER BY state <> 'running', id IS NULL, date) AS place_in
         FROM (SELECT m.room, m.id, m.date, m.state, m.starts, m.minutes, m.place, m.chair_name
                 FROM m LEFT JOIN due ON due.room = m.room
                WHERE m.state = 'running'
                   OR m.state = 'planned'
                      AND (due.date IS NULL OR m.date <= date(due.date, '+6 days'))
                      AND (m.date > :today OR m.date = :today AND coalesce(strftime(
                             '%H:%M', m.starts, '+' || m.minutes || ' minutes') > :time, 1))
               UNION ALL
               SELECT r.id, NULL, due.date, 'by_slot', r.starts, r.minutes, r.place, NULL
                 FROM r CROSS JOIN due ON due.room = r.id)),
     todo AS MATERIALIZED (
       SELECT a.room, a.due FROM r CROSS JOIN v_action a ON a.room = r.id AND a.state = 'open'),
     late AS MATERIALIZED (
       SELECT m.room, m.id, max(m.date) AS date FROM m
        WHERE m.state = 'planned' AND m.date <= :today
          AND NOT EXISTS (SELECT 1 FROM n
                           WHERE n.room = m.room AND n.place_in = 1 AND n.id = m.id)
          AND NOT EXISTS (SELECT 1 FROM m w
                           WHERE w.room = m.room AND w.date > m.date AND w.state = 'held')
        GROUP BY m.room)
SELECT r.id AS _room, lower(hex(r.id)) AS _room_hex, r.slot, n.id AS meeting, n.date, n.starts,
       strftime('%H:%M', n.starts, '+' || n.minutes || ' minutes') AS ends, n.minutes, n.place,
       n.chair_name, n.state, CAST(julianday(n.date) - julianday(:today) AS INTEGER) AS days,
       n.state IS 'running' AS "running?", n.date IS :today AS "today?",
       n.date IS date(:today, '+1 day') AS "tomorrow?",
       unixepoch(n.date, '+12 hours') * 1000 AS _day_ms,
       CASE strftime('%w', n.date) WHEN '1' THEN 'Monday' WHEN '2' THEN 'Tuesday'
            WHEN '3' THEN 'Wednesday' WHEN '4' THEN 'Thursday' WHEN '5' THEN 'Friday'
            WHEN '6' THEN 'Saturday' WHEN '0' THEN 'Sunday' END AS day,
       late.id AS missed, late.date AS missed_on,
       (SELECT count(a.room) FROM todo a WHERE a.room = r.id) AS open_actions,
       (SELECT count(a.room) FROM todo a WHERE a.room = r.id AND a.due <= n.date) AS due_actions
  FROM r LEFT JOIN n ON n.room = r.id AND n.place_in = 1 LEFT JOIN late ON late.room = r.id
 LIMIT 1;

-- The hour before, where what was decided and agreed can be read.
--: list last in room on _room = id
SELECT room AS _room, id, day, round(mean, 1) AS mean
  FROM v_meeting
 WHERE room = :id AND state = 'held'
 ORDER BY date DESC
 LIMIT 1;

-- Tests whose results this hour looks at.
--: list to_study in next on _room = _room
SELECT room AS _room, id, number, title
  FROM v_pdsa
 WHERE room = :id AND studied_ms IS NULL
   AND (state = 'to_study' OR study_on <= date(:today, '+7 days'))
 ORDER BY number;

-- Who came to the last five hours, by role: those that are missing first, then by the alphabet.
--: list presence in room on _room = id
WITH h AS MATERIALIZED ( -- more than a year back
       SELECT meeting, date, row_number() OVER (ORDER BY date DESC, meeting DESC) AS ago
         FROM v_attended WHERE room = :id
        ORDER BY date DESC, meeting DESC LIMIT 60),
     a AS MATERIALIZED (
       SELECT h.ago, h.date, t.role, t.count > 0 AS came
         FROM h CROSS JOIN v_attendance t ON t.meeting = h.meeting),
     r AS MATERIALIZED (
       SELECT role, max(CASE WHEN came THEN date END) AS last,
              sum(came AND ago <= 5) AS present, group_concat(CASE WHEN came THEN ago END) AS came
         FROM a GROUP BY role),
     w AS (
       SELECT r.role, r.present, r.came,
              CAST(round((julianday((SELECT max(date) FROM h)) - julianday(coalesce(
                r.last, (SELECT date(min(date), '-7 days') FROM h)))) / 7) AS INTEGER)
                AS weeks_missing
         FROM r)
SELECT :id AS _room, role,
       (SELECT group_concat(mark, '')
          FROM (SELECT instr(',' || coalesce(w.came, '') || ',', ',' || f.value || ',') > 0 AS mark
                  FROM json_each('[5, 4, 3, 2, 1]') f
                 WHERE f.value <= (SELECT count(date) FROM h))) AS marks,
       present, (SELECT min(count(date), 5) FROM h) AS hours, weeks_missing,
       (SELECT group_concat(mark, ' ')
          FROM (SELECT iif(instr(',' || coalesce(w.came, '') || ',', ',' || f.value || ',') > 0,
                           '●', '○') AS mark
                  FROM json_each('[5, 4, 3, 2, 1]') f
                 WHERE f.value <= (SELECT count(date) FROM h))) AS _dots,
       weeks_missing > 1 AS "_missing?", row_number() OVER (
           ORDER BY weeks_missing > 1 DESC, weeks_missing DESC, role) = 1 AS "_first?"
  FROM w
 ORDER BY weeks_missing > 1 DESC, weeks_missing DESC, role
 LIMIT 6;

-- Three of its measures: outcome, process, balancing; each by the alphabet.
--: list measures in room on _room = id
SELECT room AS _room, id, title, unit, role, points, last_date, last_value, shared_as,
       CASE WHEN unit IS NULL OR unit IN ('', '%') THEN coalesce(unit, '')
            ELSE ' ' || unit END AS _unit,
       position AS _position
  FROM v_measure
 WHERE room = :id
 ORDER BY CASE role WHEN 'outcome' THEN 1 WHEN 'process' THEN 2 WHEN 'balancing' THEN 3 ELSE 4 END,
          title, id
 LIMIT 3;

-- What each one's chart says, and the small chart.
--: list chart in measures on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.plain AS options
         FROM json_each(:parents) q CROSS JOIN v_chart c ON c.position = q.value),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position AS _position, c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'run_chart' AS "run_chart?", c.said ->> 'variation' AS variation,
       c.said ->> 'variation_words' AS variation_words, c.said ->> 'assurance' AS assurance,
       c.said ->> 'assurance_words' AS assurance_words, c.said ->> 'value_words' AS last_words,
       c.said ->> 'day' AS last_day, spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'small') FROM v_series p
         WHERE p.position = c.position) AS _small
  FROM c
 WHERE c.said ->> 'points' > 0;

-- The newest tests.
--: list pdsas in room on _room = id
SELECT room AS _room, id, number, title, state, prediction,
       unixepoch(study_on, '+12 hours') * 1000 AS _study_ms, study_on,
       comparison, studied_ms, after IS NOT NULL AS "of_a_ramp?",
       CASE state WHEN 'to_study' THEN 'To study now' WHEN 'testing' THEN 'Being tested'
            WHEN 'planned' THEN 'Planned' WHEN 'undecided' THEN 'Studied, not decided'
            WHEN 'adopted' THEN 'Adopted' WHEN 'adapted' THEN 'Adapted'
            WHEN 'abandoned' THEN 'Abandoned' END AS _state,
       CASE comparison WHEN 'as_predicted' THEN 'As predicted'
            WHEN 'close' THEN 'Prediction was close'
            WHEN 'different' THEN 'Other than predicted'
            WHEN 'could_not_tell' THEN 'Could not tell' END AS _compared
  FROM (SELECT position AS place FROM v_pdsa WHERE room = :id ORDER BY position DESC LIMIT 4)
       CROSS JOIN v_pdsa ON position = place
 ORDER BY place DESC;

-- What is to be done, the soonest first.
--: list actions in room on _room = id
SELECT a.room AS _room, a.id, a.text, a.member_name, a.due, a.opened_ms,
       unixepoch(a.due, '+12 hours') * 1000 AS _due_ms, coalesce(a.due < :today, 0) AS "late?",
       (SELECT s.role FROM v_stakeholder s WHERE s.id = a.stakeholder AND s.room = a.room
         LIMIT 1) AS role
  FROM v_action a
 WHERE a.room = :id AND a.state = 'open'
 ORDER BY a.due IS NULL, a.due, a.opened_ms
 LIMIT 5;

-- What the room cannot move itself, the oldest first.
--: list roadblocks in room on _room = id
SELECT room AS _room, id, title, sponsor_name, committee, outcome, opened_ms,
       CASE WHEN days < 1 THEN 'today' WHEN days < 2 THEN 'yesterday'
            WHEN days < 14 THEN days || ' days ago' WHEN days < 60 THEN days / 7 || ' weeks ago'
            ELSE days / 30 || ' months ago' END AS _age
  FROM (SELECT *, CAST(julianday(:today) - julianday(opened_ms / 1000, 'unixepoch', 'start of day')
                       AS INTEGER) AS days
          FROM v_roadblock)
 WHERE room = :id AND open
 ORDER BY opened_ms, id
 LIMIT 5;

-- What is said about it.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'room' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 5;

-- What is said in it, to its members.
--: list said_in_it
SELECT t.id, t.title, t.author_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE room = :id ORDER BY last_ms DESC, id DESC LIMIT 5) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;
