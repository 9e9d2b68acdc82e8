-- A Big Room on one page: it fills itself from the room, and fits one sheet.
-- :id the room's
-- :paper a3 or a4; a3 when absent. On a4 lists are shorter, type is not smaller.

--: one room
SELECT r.id, r.name, r.pathway, r.purpose, r.slot, r.place, r.starts,
       CASE r.weekday WHEN 1 THEN 'Mondays' WHEN 2 THEN 'Tuesdays' WHEN 3 THEN 'Wednesdays'
            WHEN 4 THEN 'Thursdays' WHEN 5 THEN 'Fridays' WHEN 6 THEN 'Saturdays'
            WHEN 7 THEN 'Sundays' END AS weekday_words,
       r.clinical_coach_name, r.flow_coach_name, coalesce(:paper = 'a4', 0) AS "a4?",
       date('now', 'localtime') AS printed_date,
       date('now', 'localtime', 'weekday 0', '-6 days') AS week_date,
       (SELECT 1 + CAST((julianday('now', 'localtime') - julianday(m.date)) / 7 AS INTEGER)
          FROM v_meeting m WHERE m.room = r.id ORDER BY m.date LIMIT 1) AS week
  FROM v_room r
 WHERE r.id = :id AND r.mine
 LIMIT 1;

--: list stages
SELECT s.number, s.stage,
       CASE s.stage WHEN 'pre_phase' THEN 'Pre-phase' WHEN 'five_vs' THEN '5Vs'
            WHEN 'themes' THEN 'Themes' WHEN 'global_aim' THEN 'Global aim'
            WHEN 'change_ideas' THEN 'Change ideas' WHEN 'driver_diagram' THEN 'Driver diagram'
            WHEN 'pdsa_cycles' THEN 'PDSA' WHEN 'standardise' THEN 'Standardise' END AS words,
       s.evidence AS "evidence?",
       s.stage = (SELECT stage FROM v_room WHERE id = :id LIMIT 1) AS "here?"
  FROM v_stage s
 WHERE s.room = :id
 ORDER BY s.number;

-- One sentence of a patient's, where they agreed; the latest.
--: list story
SELECT s.words, m.date
  FROM (SELECT id, date FROM v_meeting WHERE room = :id ORDER BY date DESC LIMIT 30) m
       CROSS JOIN v_story s ON s.meeting = m.id
 WHERE s.current AND s.consent AND s.words IS NOT NULL
 ORDER BY m.date DESC, s.position DESC
 LIMIT 1;

--: list aims
SELECT a.text, a.scope, a.scope = 'global' AS "global?"
  FROM (SELECT text, scope, row_number() OVER (PARTITION BY scope ORDER BY position DESC) AS n
          FROM v_aim WHERE room = :id AND NOT dropped) a
 WHERE a.n = 1
 ORDER BY a.scope = 'specific';

--: list five_vs
SELECT v.value, v.involve, v.evidence, v.visualisation, v.vision, v.date,
       (SELECT count(*) FROM v_five_vs o WHERE o.room = :id AND o.position <= v.position) AS number
  FROM v_five_vs v
 WHERE v.room = :id AND v.current
 ORDER BY v.position
 LIMIT 1;

-- Who came to the last five hours, by role; those who have been away longest first.
--: list presence
SELECT role, present, hours, weeks_missing,
       CASE WHEN n = lim AND total > lim THEN total - lim END AS more,
       (SELECT '<svg class="marks" width="' || (18 * length(p.marks))
               || '" height="14" aria-hidden="true">'
               || group_concat('<circle cx="' || (18 * i - 9) || '" cy="7" r="5.5"'
                               || CASE substr(p.marks, i, 1)
                                    WHEN '1' THEN ' class="came"/>' ELSE '/>' END, '') || '</svg>'
          FROM (SELECT 1 AS i UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5)
         WHERE i <= length(p.marks)) AS _marks
  FROM (SELECT role, marks, present, hours, weeks_missing, count(*) OVER () AS total,
               row_number() OVER (ORDER BY weeks_missing DESC, role) AS n,
               CASE WHEN :paper = 'a4' THEN 3 ELSE 5 END AS lim
          FROM v_presence WHERE room = :id) p
 WHERE n <= lim
 ORDER BY n;

-- How people scored the hour.
--: list hour
WITH o(options) AS MATERIALIZED (
       SELECT json_object('direction', 'increase', 'title', 'Score of the hour', 'unit', 'of 10',
                          'id', 'scores')),
     s AS MATERIALIZED (SELECT date, mean FROM v_score_day WHERE room = :id
                         ORDER BY date DESC LIMIT 60),
     c AS MATERIALIZED (SELECT options, (SELECT spc_reading(s.date, round(s.mean, 1), o.options)
                                           FROM s) AS said FROM o)
SELECT CASE WHEN c.said ->> 'points' < 10 THEN 'Too few hours yet to show a change'
            ELSE c.said ->> 'verdict' END AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'value_words' AS last_words, c.said ->> 'day' AS last_day,
       (SELECT spc_svg(s.date, round(s.mean, 1), c.options, 'small') FROM s) AS _small
  FROM c
 WHERE c.said ->> 'points' > 0;

-- The measure of the aim; else the first outcome measure, else the first.
--: list chart
WITH m AS MATERIALIZED (
       SELECT m.id, m.title, m.position
         FROM v_measure m
        WHERE m.room = :id AND m.copy_of IS NULL
        ORDER BY m.id IS NOT (SELECT a.measure FROM v_aim a
                               WHERE a.room = :id AND NOT a.dropped AND a.measure IS NOT NULL
                               ORDER BY a.scope = 'global', a.position DESC LIMIT 1),
                 m.role IS NOT 'outcome', m.position
        LIMIT 1),
     o AS MATERIALIZED (
       SELECT m.id, m.title, m.position, c.options
         FROM m CROSS JOIN v_chart c ON c.position = m.position),
     c AS MATERIALIZED (
       SELECT o.*, (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                     WHERE p.position = o.position) AS said
         FROM o)
SELECT c.id, c.title, c.said ->> 'verdict' AS verdict, c.said ->> 'reading' AS reading,
       c.said ->> 'target' AS target_words, c.said ->> 'rule_set' AS rule_set,
       c.said ->> 'date' AS last_date,
       spc_icon(c.said ->> 'variation', 42) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 42) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options,
                       CASE WHEN :paper = 'a4' THEN '560x150' ELSE '860x140' END)
          FROM v_series p WHERE p.position = c.position) AS _chart,
       (SELECT spc_svg(p.date, p.value, c.options, 'phone')
          FROM v_series p WHERE p.position = c.position) AS _phone
  FROM c
 WHERE c.said ->> 'points' > 0;

-- The driver diagram, drawn where it fits the sheet.
--: list driver
WITH d AS MATERIALIZED (
       SELECT position, aim FROM v_driver WHERE room = :id AND current ORDER BY position LIMIT 1),
     n AS MATERIALIZED (
       SELECT b.place, b.depth, b.text,
              coalesce('PDSA ' || b.pdsa_number || ', ' || b.words,
                       CASE WHEN b.depth = 3 THEN 'Change idea, not tested yet' END) AS note,
              b.depth = 3 AND b.pdsa IS NULL AS untested
         FROM d CROSS JOIN v_driver_box b ON b.driver = d.position)
SELECT d.aim, (SELECT count(depth) FROM n) AS boxes,
       CASE WHEN coalesce(:paper, '') <> 'a4'
              AND CAST(substr(s.svg, instr(s.svg, ' height="') + 9, 6) AS INTEGER) <= 465
            THEN s.svg END AS _drawing
  FROM d LEFT JOIN (
       SELECT driver_svg(json_object('aim', d.aim, 'id', 'p', 'nodes',
                           json((SELECT json_group_array(json_array(depth, text, note, untested))
                                   FROM (SELECT * FROM n ORDER BY place)))), 'print') AS svg
         FROM d) s ON 1;

-- Where the drawing does not fit: the primary drivers, each with what hangs from it.
--: list drivers
SELECT text, below, CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT n.text, count(*) OVER () AS total, row_number() OVER (ORDER BY n.place) AS n,
               CASE WHEN :paper = 'a4' THEN 3 ELSE 7 END AS lim,
               (SELECT group_concat(c.text, '; ') FROM (
                  SELECT c.text FROM v_driver_node c
                   WHERE c.driver = d.position AND c.parent = n.place
                   ORDER BY c.place) c) AS below
          FROM (SELECT position FROM v_driver WHERE room = :id AND current
                 ORDER BY position LIMIT 1) d
               CROSS JOIN v_driver_node n ON n.driver = d.position
         WHERE n.depth = 1)
 WHERE n <= lim
 ORDER BY n;

--: list testing
SELECT id, number, title, prediction, study_on AS study_date,
       CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT id, number, title, prediction, study_on, count(*) OVER () AS total,
               row_number() OVER (ORDER BY study_on, position) AS n,
               1 AS lim
          FROM v_pdsa WHERE room = :id AND state IN ('testing', 'to_study'))
 WHERE n <= lim
 ORDER BY n;

--: list adopted
SELECT id, number, title, CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT id, number, title, count(*) OVER () AS total,
               row_number() OVER (ORDER BY date DESC, position DESC) AS n,
               CASE WHEN :paper = 'a4' THEN 2 ELSE 3 END AS lim
          FROM v_pdsa WHERE room = :id AND state = 'adopted')
 WHERE n <= lim
 ORDER BY n;

--: list abandoned
SELECT id, number, title, reason, CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT id, number, title, reason, count(*) OVER () AS total,
               row_number() OVER (ORDER BY date DESC, position DESC) AS n,
               2 AS lim
          FROM v_pdsa WHERE room = :id AND state = 'abandoned')
 WHERE n <= lim
 ORDER BY n;

--: list actions
SELECT id, text, member_name, role, due AS due_date,
       CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT a.id, a.text, a.member_name, a.due,
               (SELECT s.role FROM v_stakeholder s
                 WHERE s.id = a.stakeholder AND s.room = :id LIMIT 1) AS role,
               count(*) OVER () AS total,
               row_number() OVER (ORDER BY a.due IS NULL, a.due, a.position) AS n,
               3 AS lim
          FROM v_action a WHERE a.room = :id AND a.state = 'open')
 WHERE n <= lim
 ORDER BY n;

--: list asked
SELECT id, title, weeks, CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT id, title, count(*) OVER () AS total,
               CAST((julianday('now') - julianday(opened_ms / 1000.0, 'unixepoch')) / 7 AS INTEGER)
                 AS weeks,
               row_number() OVER (ORDER BY opened_ms, position) AS n,
               1 AS lim
          FROM v_roadblock WHERE room = :id AND open)
 WHERE n <= lim
 ORDER BY n;

--: list measures
SELECT id, title, _position, CASE WHEN n = lim AND total > lim THEN total - lim END AS more
  FROM (SELECT m.id, m.title, m.position AS _position, count(*) OVER () AS total,
               row_number() OVER (ORDER BY m.position) AS n,
               CASE WHEN :paper = 'a4' THEN 2 ELSE 3 END AS lim
          FROM v_measure m
         WHERE m.room = :id AND m.copy_of IS NULL
           AND m.id IS NOT (
               SELECT o.id FROM v_measure o
                WHERE o.room = :id AND o.copy_of IS NULL
                ORDER BY o.id IS NOT (SELECT a.measure FROM v_aim a
                                       WHERE a.room = :id AND NOT a.dropped
                                         AND a.measure IS NOT NULL
                                       ORDER BY a.scope = 'global', a.position DESC LIMIT 1),
                         o.role IS NOT 'outcome', o.position
                LIMIT 1))
 WHERE n <= lim
 ORDER BY n;

--: list small in measures on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.plain AS options
         FROM json_each(:parents) q CROSS JOIN v_chart c ON c.position = q.value),
     c AS MATERIALIZED (
       SELECT o.position, o.options,
              (SELECT spc_reading(p.date, p.value, o.options) FROM v_series p
                WHERE p.position = o.position) AS said
         FROM o)
SELECT c.position AS _position, c.said ->> 'value_words' AS last_words,
       c.said ->> 'variation_words' AS variation_words,
       c.said ->> 'assurance_words' AS assurance_words,
       spc_icon(c.said ->> 'variation', 28) AS _variation_icon,
       spc_icon(c.said ->> 'assurance', 28) AS _assurance_icon,
       (SELECT spc_svg(p.date, p.value, c.options, 'small') FROM v_series p
         WHERE p.position = c.position) AS _small
  FROM c
 WHERE c.said ->> 'points' > 0;
