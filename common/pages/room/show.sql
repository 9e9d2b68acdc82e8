-- One Big Room: its coach pair, its members, its measures.
-- :id the room's

--: one room
SELECT id, name, pathway, purpose, slot, place, opened_ms, members AS member_count,
       clinical_coach, clinical_coach_name, flow_coach, flow_coach_name, coaches_from,
       mine AS "mine?", held, saved_here AS "saved_here?"
  FROM v_room
 WHERE id = :id;

--: list members in room on _room = id
SELECT room AS _room, member, name
  FROM v_room_member
 WHERE room = :id
 ORDER BY name IS NULL, name, member;

--: list measures in room on _room = id
SELECT room AS _room, id, title, unit, role, points, last_date, last_value, shared_as,
       CASE WHEN unit IS NULL OR unit IN ('', '%') THEN coalesce(unit, '')
            ELSE ' ' || unit END AS _unit,
       position AS _position
  FROM v_measure
 WHERE room = :id
 ORDER BY title, id;

-- What each one's chart says, and the small chart.
--: list chart in measures on _position = _position
WITH o AS MATERIALIZED (
       SELECT c.position, c.options
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

-- What is said about it.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'room' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;

-- What is said in it, to its members.
--: list said_in_it
SELECT t.id, t.title, t.author_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE room = :id ORDER BY last_ms DESC, id DESC LIMIT 20) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;
