-- What the programme has become: coaches, rooms, academies and who taught whom, over time.
-- :before_since, :before_academy what began behind this academy: `next` of the page before
-- :limit how many, 50 when absent, all when negative

--: one about
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?",
       count(DISTINCT s.academy) AS academies, min(s.since) AS since
  FROM (SELECT academy, min(since) AS since FROM v_journey GROUP BY academy
        UNION ALL
        SELECT academy, min(date) FROM v_capability GROUP BY academy) s;

-- Of the first hundred, on the first page: [counts]: the last one of each year.
--: list drawing
WITH a AS MATERIALIZED (
       SELECT academy, min(since) AS since
         FROM (SELECT academy, min(since) AS since FROM v_journey GROUP BY academy
               UNION ALL
               SELECT academy, min(date) FROM v_capability GROUP BY academy)
        WHERE :before_since IS NULL
        GROUP BY academy ORDER BY min(since), academy LIMIT 100),
     n AS MATERIALIZED (
       SELECT academy, since, row_number() OVER (ORDER BY since, academy) - 1 AS place,
              coalesce((SELECT max(j.academy_name) FROM v_journey j WHERE j.academy = a.academy),
                       (SELECT max(c.academy_name) FROM v_capability c
                         WHERE c.academy = a.academy)) AS name,
              (SELECT j.host FROM v_journey j WHERE j.academy = a.academy AND j.host IS NOT NULL
                ORDER BY j.since, j.number LIMIT 1) AS host
         FROM a),
     c AS MATERIALIZED (
       SELECT c.academy, max(c.date) AS date, c.coaches, c.rooms
         FROM a CROSS JOIN v_capability c ON c.academy = a.academy
        GROUP BY c.academy, substr(c.date, 1, 4)),
     k AS MATERIALIZED (
       SELECT academy, json_group_array(json_array(date,
              CASE WHEN coaches = 1 THEN '1 coach'
                   WHEN coaches IS NOT NULL THEN coaches || ' coaches' ELSE '' END
                || CASE WHEN coaches IS NOT NULL AND rooms IS NOT NULL THEN ', ' ELSE '' END
                || CASE WHEN rooms = 1 THEN '1 room'
                        WHEN rooms IS NOT NULL THEN rooms || ' rooms' ELSE '' END)) AS counts
         FROM (SELECT academy, date, coaches, rooms FROM c ORDER BY date) GROUP BY academy),
     o AS MATERIALIZED (
       SELECT json_object('today', :today, 'rows', json_group_array(json_array(n.name, n.since,
                (SELECT h.place FROM n h WHERE h.academy = n.host),
                json(coalesce((SELECT k.counts FROM k WHERE k.academy = n.academy), '[]')))))
                AS options,
              count(*) AS rows
         FROM (SELECT * FROM n ORDER BY place) n)
SELECT spread_svg(json_set(options, '$.id', 's'), 'wide') AS _wide,
       spread_svg(json_set(options, '$.id', 'p'), 'print') AS _print
  FROM o
 WHERE rows > 0;

-- Rooms of ours that began a year ago or earlier and have met in the last 42 days, from A to Z.
--: list still
WITH m AS MATERIALIZED (
       SELECT room, max(date) AS last_met FROM v_meeting
        WHERE own AND date BETWEEN date(:today, '-42 days') AND :today AND state = 'held'
        GROUP BY room)
SELECT id, name, pathway, since, last_met
  FROM (SELECT m.room AS id, r.name, r.pathway, m.last_met,
               (SELECT min(n.date) FROM v_meeting n
                 WHERE n.room = m.room AND n.own AND n.state = 'held') AS since
          FROM m CROSS JOIN v_room r ON r.id = m.room)
 WHERE since <= date(:today, '-1 year')
 ORDER BY name, id
 LIMIT 300;

-- In the order in which they began.
--: list academies 50 then next
WITH a AS MATERIALIZED (
       SELECT academy, min(since) AS since
         FROM (SELECT academy, min(since) AS since FROM v_journey GROUP BY academy
               UNION ALL
               SELECT academy, min(date) FROM v_capability GROUP BY academy)
        GROUP BY academy
       HAVING :before_since IS NULL OR (min(since), academy) > (:before_since, :before_academy)
        ORDER BY min(since), academy LIMIT :limit)
SELECT a.academy,
       coalesce((SELECT max(j.academy_name) FROM v_journey j WHERE j.academy = a.academy),
                (SELECT max(c.academy_name) FROM v_capability c WHERE c.academy = a.academy))
       AS name, a.since,
       (SELECT j.host_name FROM v_journey j WHERE j.academy = a.academy AND j.host IS NOT NULL
         ORDER BY j.since, j.number LIMIT 1) AS host_name,
       a.since AS _before_since, a.academy AS _before_academy
  FROM a
 ORDER BY a.since, a.academy;

--: list counts in academies on _academy = academy
SELECT academy AS _academy, date, coaches, rooms, rooms_after_year, pathways, organisations, source
  FROM v_capability
 WHERE hex(academy) IN (SELECT upper(value) FROM json_each(:parents))
 ORDER BY date;
