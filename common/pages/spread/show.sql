-- What the programme has become: coaches, rooms, academies and who taught whom, over time.

--: one about
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?",
       (SELECT count(*) FROM (SELECT academy FROM v_journey
                              UNION SELECT academy FROM v_capability)) AS academies,
       (SELECT min(since) FROM (SELECT min(since) AS since FROM v_journey
                                UNION ALL SELECT min(date) FROM v_capability)) AS since
  FROM v_brand;

--: list drawing
WITH j AS MATERIALIZED (SELECT academy, academy_name, since, number, host FROM v_journey),
     s AS MATERIALIZED (
       SELECT academy, academy_name AS name, min(since) AS since,
              substr(min(CASE WHEN host IS NOT NULL THEN since || number || hex(host) END), 12) AS host
         FROM j GROUP BY academy, academy_name),
     c AS MATERIALIZED (
       SELECT academy, academy_name, date,
              CASE WHEN coaches = 1 THEN '1 coach'
                   WHEN coaches IS NOT NULL THEN coaches || ' coaches' ELSE '' END
                || CASE WHEN coaches IS NOT NULL AND rooms IS NOT NULL THEN ', ' ELSE '' END
                || CASE WHEN rooms = 1 THEN '1 room'
                        WHEN rooms IS NOT NULL THEN rooms || ' rooms' ELSE '' END AS words
         FROM v_capability ORDER BY date),
     k AS MATERIALIZED (
       SELECT academy, json_group_array(json_array(date, words)) AS counts FROM c GROUP BY academy),
     a AS MATERIALIZED (
       SELECT academy, max(name) AS name, min(since) AS since, max(host) AS host
         FROM (SELECT academy, name, since, host FROM s
               UNION ALL SELECT academy, academy_name, min(date), NULL FROM c GROUP BY academy)
        GROUP BY academy ORDER BY min(since), academy LIMIT 100),
     n AS MATERIALIZED (
       SELECT academy, name, since, host, row_number() OVER (ORDER BY since, academy) - 1 AS place
         FROM a),
     o AS MATERIALIZED (
       SELECT json_object('today', :today, 'rows', json_group_array(json_array(n.name, n.since,
                (SELECT h.place FROM n h WHERE hex(h.academy) = n.host),
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
--: list academies
WITH s AS MATERIALIZED (
       SELECT academy, academy_name AS name, min(since) AS since,
              substr(min(CASE WHEN host IS NOT NULL THEN since || number || host_name END), 12)
                AS host_name
         FROM v_journey GROUP BY academy
       UNION ALL
       SELECT academy, academy_name, min(date), NULL FROM v_capability GROUP BY academy)
SELECT s.academy, max(s.name) AS name, min(s.since) AS since, max(s.host_name) AS host_name
  FROM s
 GROUP BY s.academy
 ORDER BY min(s.since), s.academy
 LIMIT 300;

--: list counts in academies on _academy = academy
SELECT academy AS _academy, date, coaches, rooms, rooms_after_year, pathways, organisations, source
  FROM v_capability
 ORDER BY date;
