-- What awaits the member who looks, and what is new to them.

--: one hello
SELECT m.member, m.name, b.name AS academy_name, b.academy, m.roles,
       coalesce(',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,data_steward%'
                OR ',' || m.roles LIKE '%,admin%', 0) AS "may_moderate?",
       EXISTS (SELECT 1 FROM v_room WHERE mine) AS "in_a_room?",
       coalesce(',' || m.roles || ',' LIKE '%,coach,%' OR ',' || m.roles LIKE '%,faculty%'
                OR ',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,admin%',
                0) AS "may_open?",
       (SELECT count(*) FROM v_academy WHERE accepted) AS academies,
       (SELECT before_ms FROM v_visit) AS since_ms,
       (SELECT count(*) FROM (SELECT 1 FROM v_listing
                               WHERE last_ms > (SELECT before_ms FROM v_visit)
                               LIMIT 100)) AS since_count
  FROM v_brand b LEFT JOIN v_member m ON m.viewer;

-- The hours of the Big Rooms that they belong to, the next one first: running, planned, or by the
-- room's day of the week. [missed]: the last one before it of which nobody said how it went.
--: list rooms
WITH r AS MATERIALIZED (
       SELECT id, name, pathway, slot, weekday, starts, minutes, place, clinical_coach,
              clinical_coach_name, flow_coach, flow_coach_name,
              date(:today, '+' || ((weekday + 7 - strftime('%w', :today)) % 7) || ' days') AS date
         FROM v_room WHERE mine),
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
SELECT r.id, r.name, r.pathway, r.slot, r.clinical_coach, r.clinical_coach_name, r.flow_coach,
       r.flow_coach_name, coalesce(viewer() IN (r.clinical_coach, r.flow_coach), 0) AS "coach?",
       CASE WHEN r.clinical_coach = viewer() THEN r.flow_coach_name
            WHEN r.flow_coach = viewer() THEN r.clinical_coach_name END AS other_coach_name,
       row_number() OVER (ORDER BY n.state IS NOT 'running', n.date IS NULL, n.date, n.starts,
                                   r.name, r.id) = 1 AS "first?",
       n.id AS meeting, n.date, n.starts,
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
 ORDER BY n.state IS NOT 'running', n.date IS NULL, n.date, n.starts, r.name, r.id
 LIMIT 20;

-- Tests whose results those hours look at.
--: list to_study in rooms on _room = id
SELECT p.room AS _room, p.id, p.number, p.title
  FROM v_room r CROSS JOIN v_pdsa p ON p.room = r.id
 WHERE r.mine AND p.studied_ms IS NULL
   AND (p.state = 'to_study' OR p.study_on <= date(:today, '+7 days'))
 ORDER BY p.number;

-- What the next one's measures say that is more than chance: of the three that its page has.
--: list signals in rooms on _room = id
WITH m AS MATERIALIZED (
       SELECT m.room, m.id, m.title, m.position
         FROM (SELECT value FROM json_each(:parents) LIMIT 1) q
              CROSS JOIN v_room r ON lower(hex(r.id)) = lower(q.value)
              CROSS JOIN v_measure m ON m.room = r.id
        ORDER BY CASE m.role WHEN 'outcome' THEN 1 WHEN 'process' THEN 2
                             WHEN 'balancing' THEN 3 ELSE 4 END, m.title, m.id
        LIMIT 3),
     o AS MATERIALIZED (
       SELECT m.room, m.id, m.title, c.position, c.plain AS options
         FROM m CROSS JOIN v_chart c ON c.position = m.position),
     s AS MATERIALIZED (
       SELECT o.room, o.id, o.title,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT s.room AS _room, s.id, s.title, s.said ->> 'verdict' AS verdict,
       s.said ->> 'reading' AS reading, s.said ->> 'variation_words' AS variation_words,
       spc_icon(s.said ->> 'variation', 28) AS _variation_icon
  FROM s
 WHERE s.said ->> 'variation' LIKE 'improvement%' OR s.said ->> 'variation' LIKE 'concern%'
 ORDER BY s.title, s.id
 LIMIT 1;

-- What they promised to do, the soonest first.
--: list actions
SELECT a.id, a.text, a.due, coalesce(a.due < :today, 0) AS "late?", a.room,
       (SELECT r.name FROM v_room r WHERE r.id = a.room LIMIT 1) AS room_name
  FROM v_action a
 WHERE a.member = viewer() AND a.state = 'open'
 ORDER BY a.due IS NULL, a.due, a.opened_ms
 LIMIT 10;

-- What Big Rooms ask of them and have had no answer to, the oldest first.
--: list roadblocks
SELECT b.id, b.title, b.room_name, b.opened_ms, b.outcome, b.outcome IS NOT NULL AS "answered?",
       CASE WHEN b.days < 1 THEN 'today' WHEN b.days < 2 THEN 'yesterday'
            WHEN b.days < 14 THEN b.days || ' days ago'
            WHEN b.days < 60 THEN b.days / 7 || ' weeks ago'
            ELSE b.days / 30 || ' months ago' END AS _age
  FROM (SELECT *, CAST(julianday(:today) - julianday(opened_ms / 1000, 'unixepoch', 'start of day')
                       AS INTEGER) AS days
          FROM v_roadblock) b
 WHERE b.id IN (SELECT v.roadblock FROM v_roadblock_version v WHERE v.sponsor = viewer())
   AND b.sponsor = viewer() AND b.open
 ORDER BY b.outcome IS NOT NULL, b.opened_ms, b.id
 LIMIT 10;

-- What a patient said, shared with consent, in one of their rooms; the last one.
--: list voice
SELECT s.words, m.date, r.name AS room_name, unixepoch(m.date, '+12 hours') * 1000 AS _day_ms
  FROM v_room r CROSS JOIN v_meeting m ON m.room = r.id CROSS JOIN v_story s ON s.meeting = m.id
 WHERE r.mine AND m.date BETWEEN date(:today, '-60 days') AND :today
   AND s.room = r.id AND s.current AND s.consent AND s.words IS NOT NULL
 ORDER BY m.date DESC, r.name
 LIMIT 1;

-- Questions to our academy that wait for an answer.
--: list asked
SELECT t.id, t.title, t.academy, t.academy_name, t.author_name, t.started_ms, t.posts
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE asked = (SELECT academy FROM v_academy WHERE is_own) AND open = 1
         ORDER BY last_ms DESC, id DESC LIMIT 10) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

-- Texts of ours that another academy asks us to withdraw.
--: list asked_back
SELECT b.thread, b.post, coalesce(b.what = 'tried', 0) AS "of_trying?", b.asker, b.asker_name,
       b.reason, b.asked_ms,
       (SELECT t.title FROM v_thread t WHERE t.id = b.thread LIMIT 1) AS title
  FROM v_asked_back b
 WHERE b.of_us AND NOT b.withdrawn
 ORDER BY b.asked_ms DESC, b.post
 LIMIT 10;

-- What is new since they were here: of the newest 50 what they follow, then the others.
--: list since
SELECT t.id, t.title, t.academy, t.academy_name, t.author_name,
       t.listed_ms > c.before_ms AS "new_thread?", t.question AS "question?",
       t.resolved AS "resolved?", t.started_ms, t.last_ms,
       (SELECT count(*) FROM v_news n
         WHERE n.thread = t.id AND n.audience_type = t.audience_type
           AND n.listed_ms > c.before_ms) AS new_posts,
       c.followed AS "followed?", t.position AS _position
  FROM (SELECT n.*, EXISTS (SELECT 1 FROM v_follow f
                             WHERE f.kind = 'thread' AND f.subject = n.id
                                OR f.kind = 'pathway' AND f.subject = n.pathway
                                OR f.kind = 'topic' AND f.subject IN (
                                       SELECT w.topic FROM v_thread_topic w
                                        WHERE w.position = n.position)) AS followed
          FROM (SELECT l.position, l.last_ms, l.id, l.pathway, i.before_ms
                  FROM v_visit i CROSS JOIN v_listing l ON l.last_ms > i.before_ms
                 ORDER BY l.last_ms DESC, l.id DESC LIMIT 50) n
         ORDER BY followed DESC, n.last_ms DESC, n.id DESC LIMIT 5) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.followed DESC, c.last_ms DESC, c.id DESC;

-- What came of trying it, since then.
--: list tried in since on _thread = id
SELECT x.thread AS _thread, x.academy_name, x.outcome
  FROM (SELECT l.id, i.before_ms
          FROM v_visit i CROSS JOIN v_listing l ON l.last_ms > i.before_ms
         ORDER BY l.last_ms DESC, l.id DESC LIMIT 50) c
       CROSS JOIN v_tried x ON x.thread = c.id
 WHERE x.counts AND x.listed_ms > c.before_ms
 ORDER BY x.listed_ms;

-- What other academies use of ours: credit that travels back.
--: list used
SELECT b.pdsa AS id, b.title, b.by_name AS academy_name, b.pathway, b.written_ms
  FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
       CROSS JOIN v_used b
 WHERE b.own AND NOT b.by_us AND b.written_ms > i.before_ms
 ORDER BY b.written_ms DESC, b.position DESC
 LIMIT 3;

-- A newer version of what we have decided about: it waits for our decision.
--: list versions
SELECT e.id, e.academy, e.academy_name, coalesce(e.our_name, e.title) AS title, e.number,
       e.changed_ms
  FROM v_member m CROSS JOIN v_programme p CROSS JOIN v_element e ON e.position = p.position
 WHERE m.viewer AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,faculty%'
                     OR ',' || m.roles LIKE '%,admin%')
   AND e.waits AND e.our_decision <> 'declined'
 ORDER BY e.changed_ms DESC, e.id
 LIMIT 3;

-- Proposed changes of elements that we publish, and have not answered.
--: list proposals
SELECT c.id, c.academy, c.academy_name, c.title, c.written_ms
  FROM v_member m CROSS JOIN v_programme p CROSS JOIN v_element e ON e.position = p.position
    AND e.own
       CROSS JOIN v_element_change c ON c.element = e.id AND c.element_academy = e.academy
 WHERE m.viewer AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,faculty%'
                     OR ',' || m.roles LIKE '%,admin%')
   AND c.state = 'open' AND NOT c.own
 ORDER BY c.written_ms DESC, c.id
 LIMIT 3;

-- What other academies did with what we do differently: credit that travels back.
--: list taken_up
SELECT d.adaptation AS id, d.by_name AS academy_name, d.decision,
       coalesce(d.decision = 'on_trial', 0) AS "on_trial?", d.written_ms,
       (SELECT a.title FROM v_adaptation a WHERE a.id = d.adaptation AND a.own LIMIT 1) AS title
  FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
       CROSS JOIN v_adaptation_decided d
 WHERE d.own AND d.decision <> 'declined' AND d.written_ms > i.before_ms
 ORDER BY d.written_ms DESC, d.position DESC
 LIMIT 3;

-- Not answered yet, in the network; not those that are asked of us.
--: list unanswered
SELECT t.id, t.title, t.academy, t.academy_name, t.own AS "own?", t.started_ms, t.posts
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE open AND NOT asked_us ORDER BY last_ms DESC, id DESC LIMIT 5) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

--: list latest
SELECT t.id, t.title, t.academy, t.academy_name, t.author_name, t.question AS "question?",
       t.resolved AS "resolved?", t.posts, t.academies, t.tried_at, t.pathway, t.started_ms,
       t.last_ms, t.own AS "own?"
  FROM (SELECT position, last_ms, id FROM v_listing ORDER BY last_ms DESC, id DESC LIMIT 8) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

-- For somebody who has no room yet: two that other academies shared, of their pathway first.
--: list read_first
SELECT s.id, s.name, s.academy_name, s.pathway,
       CASE s.stage WHEN 'pre_phase' THEN 'Stage 1 of 8: pre-phase'
            WHEN 'five_vs' THEN 'Stage 2 of 8: 5Vs' WHEN 'themes' THEN 'Stage 3 of 8: themes'
            WHEN 'global_aim' THEN 'Stage 4 of 8: global aim'
            WHEN 'change_ideas' THEN 'Stage 5 of 8: change ideas'
            WHEN 'driver_diagram' THEN 'Stage 6 of 8: driver diagram'
            WHEN 'pdsa_cycles' THEN 'Stage 7 of 8: PDSA'
            WHEN 'standardise' THEN 'Stage 8 of 8: standardise' END AS _stage
  FROM v_shared_room s
 WHERE NOT EXISTS (SELECT 1 FROM v_room r WHERE r.mine) AND NOT s.own
 ORDER BY s.pathway IS NOT (SELECT p.pathway FROM v_profile p WHERE p.audience_type = 3 LIMIT 1),
          s.name, s.id
 LIMIT 2;

-- For somebody's first day: what others asked and was answered.
--: list answered
SELECT t.id, t.title, t.academy_name, t.posts, t.academies
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE question AND NOT open ORDER BY last_ms DESC, id DESC LIMIT 3) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

-- What they have begun to write and not sent.
--: list drafts
SELECT replace(form, '/reply', '#reply') AS address, saved_ms
  FROM v_draft
 ORDER BY saved_ms DESC
 LIMIT 5;
