-- The academies that have said where they are on their way, from A to Z, to scale.
-- :before_name, :before_academy what comes behind this academy: `next` of the page before
-- :limit how many, 40 when absent, all when negative

--: one about
WITH s AS MATERIALIZED (SELECT academy, number, since FROM v_journey),
     d AS MATERIALIZED (
       SELECT CAST(round((julianday(e.since) - julianday(min(s.since))) / 365.25) AS INTEGER) AS years
         FROM s e JOIN s ON s.academy = e.academy
        WHERE e.number = 6
        GROUP BY e.academy)
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%'
                     OR ',' || m.roles || ',' LIKE '%,coach,%')) AS "may_visit?",
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?",
       (SELECT min(years) FROM d WHERE years > 0) AS years_min,
       (SELECT max(years) FROM d WHERE years > 0) AS years_max,
       (SELECT CASE WHEN min(years) = max(years)
                    THEN max(years) || CASE max(years) WHEN 1 THEN ' year' ELSE ' years' END
                    ELSE min(years) || ' to ' || max(years) || ' years' END
          FROM d WHERE years > 0) AS years_words,
       (SELECT academy FROM v_academy WHERE is_own) AS our_academy,
       -- The day, when something that others wrote is new since then.
       (SELECT date(i.ms / 1000, 'unixepoch', 'localtime')
          FROM (SELECT max(before_ms, read_ms) AS ms FROM v_visit) i
         WHERE EXISTS (SELECT 1 FROM v_journey j
                        WHERE j.written_ms > i.ms AND j.author IS NOT viewer())
            OR EXISTS (SELECT 1 FROM v_capability c
                        WHERE c.written_ms > i.ms AND c.author IS NOT viewer())
            OR EXISTS (SELECT 1 FROM v_faculty_visit v
                        WHERE v.written_ms > i.ms AND v.author IS NOT viewer() AND NOT v.dropped)
            OR EXISTS (SELECT 1 FROM v_cohort_day d
                        WHERE d.written_ms > i.ms AND d.author IS NOT viewer() AND d.held))
         AS new_since
  FROM v_brand;

--: list drawing
WITH b AS MATERIALIZED (
       SELECT academy, academy_name FROM v_journey
        GROUP BY academy
       HAVING :before_name IS NULL OR (academy_name, academy) > (:before_name, :before_academy)
        ORDER BY academy_name, academy LIMIT 40),
     v AS MATERIALIZED (
       SELECT j.academy, j.number, j.step_words, j.months, j.last, j.since, j.until
         FROM b CROSS JOIN v_journey j ON j.academy = b.academy),
     r AS MATERIALIZED (
       SELECT b.academy_name, b.academy,
              json_group_array(json_array(j.number, j.step_words,
                CASE j.months WHEN 0 THEN 'under a month' WHEN 1 THEN '1 month'
                     ELSE j.months || ' months' END
                  || CASE WHEN j.last THEN ' so far' ELSE '' END, j.since, j.until)) AS bars
         FROM (SELECT * FROM v ORDER BY since, number) j
              JOIN b ON b.academy = j.academy
        GROUP BY b.academy_name, b.academy),
     o AS MATERIALIZED (
       SELECT json_object('today', :today, 'rows',
                json_group_array(json_array(academy_name, json(bars)))) AS options, count(*) AS rows
         FROM (SELECT * FROM r ORDER BY academy_name, academy))
SELECT timeline_svg(json_set(options, '$.id', 't'), 'wide') AS _wide,
       timeline_svg(json_set(options, '$.id', 'p'), 'print') AS _print
  FROM o
 WHERE rows > 0;

-- [others]: how long others took for the step that this one is at.
--: list academies 40 then next
WITH b AS MATERIALIZED (
       SELECT academy, academy_name FROM v_journey
        GROUP BY academy
       HAVING :before_name IS NULL OR (academy_name, academy) > (:before_name, :before_academy)
        ORDER BY academy_name, academy LIMIT :limit),
     o AS MATERIALIZED (
       SELECT number, min(months) AS least, max(months) AS most
         FROM v_journey_took GROUP BY number)
SELECT j.academy, j.academy_name AS name, j.own AS "own?", j.step, j.step_words, j.since, j.months,
       CASE j.months WHEN 0 THEN 'less than a month' WHEN 1 THEN '1 month' ELSE j.months || ' months' END AS months_words, o.least AS others_least, o.most AS others_most,
       CASE WHEN o.least = o.most THEN CASE o.least WHEN 0 THEN 'less than a month' WHEN 1 THEN '1 month' ELSE o.least || ' months' END ELSE o.least || ' to ' || o.most || ' months' END AS others_words,
       j.academy_name AS _before_name, j.academy AS _before_academy
  FROM b CROSS JOIN v_journey j ON j.academy = b.academy AND j.last
       LEFT JOIN o ON o.number = j.number
 ORDER BY j.academy_name, j.academy;

--: list steps in academies on _academy = academy
SELECT j.academy AS _academy, j.step, j.step_words, j.since, j.until, j.months, j.last AS "last?",
       trim(substr('January   February  March     April     May       June      '
                     || 'July      August    September October   November  December  ',
                     10 * CAST(substr(j.since, 6, 2) AS INTEGER) - 9, 10))
       || ' ' || substr(j.since, 1, 4) AS since_words
  FROM v_journey j
 WHERE hex(j.academy) IN (SELECT upper(value) FROM json_each(:parents))
 ORDER BY j.since, j.number;

-- What is new since the member who looks was here: a step, a count, a visit, a day of a cohort.
--: list news in academies on _academy = academy
WITH i AS MATERIALIZED (SELECT max(before_ms, read_ms) AS ms FROM v_visit),
     p AS MATERIALIZED (SELECT upper(value) AS academy FROM json_each(:parents))
SELECT academy AS _academy, what, what = 'step' AS "step?", what = 'count' AS "count?",
       what = 'visit' AS "visit?", what = 'day' AS "day?", id, words, date, with_name, written_ms
  FROM (SELECT j.academy, 'step' AS what, NULL AS id, j.step_words AS words, j.since AS date,
               NULL AS with_name, j.written_ms
          FROM i JOIN v_journey j ON j.written_ms > i.ms AND j.author IS NOT viewer()
         WHERE hex(j.academy) IN (SELECT academy FROM p)
        UNION ALL
        SELECT c.academy, 'count', NULL,
               coalesce(c.coaches || CASE c.coaches WHEN 1 THEN ' coach' ELSE ' coaches' END, '')
                 || CASE WHEN c.coaches IS NOT NULL AND c.rooms IS NOT NULL THEN ', ' ELSE '' END
                 || coalesce(c.rooms || CASE c.rooms WHEN 1 THEN ' room' ELSE ' rooms' END, ''),
               c.date, NULL, c.written_ms
          FROM i JOIN v_capability c ON c.written_ms > i.ms AND c.author IS NOT viewer()
         WHERE hex(c.academy) IN (SELECT academy FROM p)
        UNION ALL
        SELECT v.academy, 'visit', v.id, v.occasion, v.date, v.to_name, v.written_ms
          FROM i JOIN v_faculty_visit v ON v.written_ms > i.ms AND v.author IS NOT viewer()
         WHERE NOT v.dropped AND hex(v.academy) IN (SELECT academy FROM p)
        UNION ALL
        SELECT d.academy, 'day', d.cohort, 'day ' || d.day || coalesce(', ' || d.skill, ''), d.date,
               (SELECT c.name FROM v_cohort_version c
                 WHERE c.cohort = d.cohort AND c.academy = d.academy AND c.current LIMIT 1),
               d.written_ms
          FROM i JOIN v_cohort_day d ON d.written_ms > i.ms AND d.author IS NOT viewer()
         WHERE d.held AND hex(d.academy) IN (SELECT academy FROM p))
 ORDER BY written_ms DESC, what, id, words
 LIMIT 200;

-- Visits between them and us: the last one that took place, and the next.
--: list visits in academies on _academy = academy
WITH v AS MATERIALIZED (
       SELECT id, to_academy, date, occasion, planned FROM v_faculty_visit
        WHERE academy = (SELECT academy FROM v_academy WHERE is_own) AND NOT dropped
          AND hex(to_academy) IN (SELECT upper(value) FROM json_each(:parents))),
     d AS MATERIALIZED (
       SELECT to_academy, max(CASE WHEN NOT planned THEN date END) AS last,
              min(CASE WHEN planned AND date >= :today THEN date END) AS next
         FROM v GROUP BY to_academy)
SELECT v.to_academy AS _academy, v.id, v.date, v.occasion, v.planned AS "planned?"
  FROM v JOIN d ON d.to_academy = v.to_academy
 WHERE (NOT v.planned AND v.date = d.last) OR (v.planned AND v.date = d.next)
 ORDER BY v.date, v.id;

-- What they agreed to show us.
--: list progress in academies on _academy = academy
WITH g AS MATERIALIZED (
       SELECT academy, position, questions FROM v_progress
        WHERE other = (SELECT academy FROM v_academy WHERE is_own)
          AND hex(academy) IN (SELECT upper(value) FROM json_each(:parents))),
     r AS MATERIALIZED (
       SELECT position, sum(last_met >= date(:today, '-21 days')) AS rooms,
              sum(special_causes > 0) AS special, sum(last_met < date(:today, '-21 days')) AS quiet
         FROM v_progress_room GROUP BY position)
SELECT g.academy AS _academy, g.questions, coalesce(r.rooms, 0) AS rooms,
       coalesce(r.special, 0) AS special, coalesce(r.quiet, 0) AS quiet
  FROM g LEFT JOIN r ON r.position = g.position;
