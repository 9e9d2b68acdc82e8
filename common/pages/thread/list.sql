-- Threads, the one that was last written in first, narrowed as asked for.
-- :filter all (or absent), unread, unanswered, asked (of us, and not answered yet), following
-- :pathway, :topic, :academy only threads of this one
-- :before_ms, :before_id only what comes behind this thread: `next` of the page before
-- :limit how many, 50 when absent, all when negative

--: one filter
SELECT coalesce(:filter, 'all') AS name, coalesce(:filter, 'all') = 'all' AS "all?",
       coalesce(:filter = 'unanswered', 0) AS "unanswered?",
       coalesce(:filter = 'asked', 0) AS "asked?",
       coalesce(:filter = 'unread', 0) AS "unread?",
       coalesce(:filter = 'following', 0) AS "following?",
       coalesce(:topic IS NOT NULL AND EXISTS (SELECT 1 FROM v_follow
                 WHERE kind = 'topic' AND subject = lower(trim(:topic))), 0) AS "topic_followed?",
       coalesce(:pathway IS NOT NULL AND EXISTS (SELECT 1 FROM v_follow
                 WHERE kind = 'pathway' AND subject = :pathway), 0) AS "pathway_followed?",
       :pathway AS pathway, lower(trim(:topic)) AS topic, :academy AS academy,
       (SELECT a.name FROM v_academy a WHERE a.academy = :academy) AS academy_name,
       :pathway IS NOT NULL OR :topic IS NOT NULL OR :academy IS NOT NULL AS "narrowed?",
       :before_id IS NOT NULL AS "older?";

-- What asks for something, counted to 100.
--: one counts
SELECT (SELECT coalesce(sum(threads), 0) FROM v_thread_count) AS threads,
       (SELECT count(*) FROM (SELECT 1 FROM v_listing
                               WHERE asked = (SELECT academy FROM v_academy WHERE is_own)
                                 AND open = 1 LIMIT 100)) AS asked,
       (SELECT count(*) FROM (SELECT 1 FROM v_listing WHERE open LIMIT 100)) AS unanswered,
       (SELECT count(*) FROM (SELECT 1 FROM v_listing
                               WHERE unread AND last_ms > (SELECT read_ms FROM v_visit)
                               ORDER BY last_ms DESC LIMIT 100)) AS unread;

--: list threads 50 then next
SELECT t.id, t.title,
       substr(replace(replace(t.text, char(13), ''), char(10), ' '), 1, 280) AS excerpt,
       t.academy, t.academy_name, t.author, t.author_name,
       t.question AS "question?", t.resolved AS "resolved?", t.posts, t.academies, t.tried_at,
       t.pathway, t.asked, t.asked_name, t.asked_us AS "asked_us?", t.about_kind,
       CASE t.audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || r.name, 'in a Big Room') END AS audience,
       t.audience_type = 1 AS "in_network?",
       CASE WHEN coalesce(c.last_ms <= c.read_ms, 1) THEN 0
            WHEN t.listed_ms > c.read_ms THEN t.posts
            ELSE (SELECT count(*) FROM v_news n
                   WHERE n.thread = t.id AND n.audience_type = t.audience_type
                     AND n.listed_ms > c.read_ms) END AS new_posts,
       coalesce(c.last_ms > c.read_ms, 0) AS "unread?",
       EXISTS (SELECT 1 FROM v_follow f
                WHERE f.kind = 'thread' AND f.subject = t.id) AS "followed?",
       t.started_ms, t.last_ms, t.versions - 1 AS edits, t.conflict AS "conflict?",
       t.own AS "own?", t.mine AS "mine?", t.held, t.saved_here AS "saved_here?",
       t.position AS _position, c.last_ms AS _before_ms, c.id AS _before_id
  FROM (SELECT position, last_ms, id, read_ms FROM v_listing
         WHERE :topic IS NULL AND coalesce(:filter, 'all') = 'all'
           AND :pathway IS NULL AND :academy IS NULL
           AND (last_ms, id)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        UNION ALL
        SELECT position, last_ms, id, read_ms FROM v_listing
         WHERE :topic IS NULL AND coalesce(:filter, 'all') = 'all'
           AND :academy IS NOT NULL AND academy = :academy
           AND (:pathway IS NULL OR pathway = :pathway)
           AND (last_ms, id)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        UNION ALL
        SELECT position, last_ms, id, read_ms FROM v_listing
         WHERE :topic IS NULL AND coalesce(:filter, 'all') = 'all'
           AND :academy IS NULL AND pathway = :pathway
           AND (last_ms, id)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        UNION ALL
        SELECT position, last_ms, id, read_ms FROM v_listing
         WHERE :topic IS NULL AND :filter = 'unanswered' AND open
           AND (:pathway IS NULL OR pathway = :pathway)
           AND (:academy IS NULL OR academy = :academy)
           AND (last_ms, id)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        UNION ALL
        SELECT position, last_ms, id, read_ms FROM v_listing
         WHERE :topic IS NULL AND :filter = 'asked' AND open = 1
           AND asked = (SELECT academy FROM v_academy WHERE is_own)
           AND (:pathway IS NULL OR pathway = :pathway)
           AND (:academy IS NULL OR academy = :academy)
           AND (last_ms, id)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        UNION ALL
        SELECT position, last_ms, id, read_ms FROM v_listing
         WHERE :topic IS NULL AND :filter = 'unread' AND unread
           AND last_ms > (SELECT read_ms FROM v_visit)
           AND (:pathway IS NULL OR pathway = :pathway)
           AND (:academy IS NULL OR academy = :academy)
           AND (last_ms, id)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        UNION ALL
        -- of each pathway and topic that is followed, as many as the page can show
        SELECT position, last_ms, id, read_ms
          FROM (SELECT l.position, l.last_ms, l.id, l.read_ms
                  FROM v_follow f CROSS JOIN v_listing l ON l.id = f.subject
                 WHERE f.kind = 'thread'
                   AND (:pathway IS NULL OR l.pathway = :pathway)
                   AND (:academy IS NULL OR l.academy = :academy)
                   AND (l.last_ms, l.id)
                       < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
                UNION
                SELECT l.position, l.last_ms, l.id, l.read_ms
                  FROM v_follow f CROSS JOIN v_listing l ON l.pathway = f.subject
                 WHERE f.kind = 'pathway'
                   AND (:pathway IS NULL OR l.pathway = :pathway)
                   AND (:academy IS NULL OR l.academy = :academy)
                   AND (l.last_ms, l.id)
                       < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
                   AND l.last_ms >= coalesce((
                       SELECT m.last_ms FROM v_listing m
                        WHERE m.pathway = f.subject
                          AND (m.last_ms, m.id)
                              < (coalesce(:before_ms, 9223372036854775807),
                                 coalesce(:before_id, x''))
                        ORDER BY m.last_ms DESC, m.id DESC LIMIT 1
                       OFFSET CASE WHEN coalesce(:pathway, :academy) IS NULL
                                   THEN :limit - 1 ELSE 9223372036854775807 END), 0)
                UNION
                SELECT l.position, l.last_ms, l.id, l.read_ms
                  FROM v_follow f CROSS JOIN v_thread_topic w ON w.topic = f.subject
                       CROSS JOIN v_listing l ON l.position = w.position
                 WHERE f.kind = 'topic'
                   AND (:pathway IS NULL OR l.pathway = :pathway)
                   AND (:academy IS NULL OR l.academy = :academy)
                   AND (w.last_ms, w.thread)
                       < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
                   AND w.last_ms >= coalesce((
                       SELECT m.last_ms
                         FROM v_thread_topic m CROSS JOIN v_listing n ON n.position = m.position
                        WHERE m.topic = f.subject
                          AND (m.last_ms, m.thread)
                              < (coalesce(:before_ms, 9223372036854775807),
                                 coalesce(:before_id, x''))
                        ORDER BY m.last_ms DESC, m.thread DESC LIMIT 1
                       OFFSET CASE WHEN coalesce(:pathway, :academy) IS NULL
                                   THEN :limit - 1 ELSE 9223372036854775807 END), 0))
         WHERE :topic IS NULL AND :filter = 'following'
        UNION ALL
        SELECT l.position, w.last_ms, w.thread, l.read_ms
          FROM v_thread_topic w CROSS JOIN v_listing l ON l.position = w.position
         WHERE w.topic = lower(trim(:topic))
           AND (:filter IS NOT 'unanswered' OR l.open)
           AND (:filter IS NOT 'asked' OR (l.open AND l.asked_us))
           AND (:filter IS NOT 'unread' OR l.unread)
           AND (:filter IS NOT 'following' OR EXISTS (
                SELECT 1 FROM v_follow f
                 WHERE (f.kind = 'thread' AND f.subject = l.id)
                    OR (f.kind = 'pathway' AND f.subject = l.pathway)
                    OR (f.kind = 'topic' AND f.subject = w.topic)))
           AND (:pathway IS NULL OR l.pathway = :pathway)
           AND (:academy IS NULL OR l.academy = :academy)
           AND (w.last_ms, w.thread)
               < (coalesce(:before_ms, 9223372036854775807), coalesce(:before_id, x''))
        ORDER BY 2 DESC, 3 DESC
        LIMIT :limit) c
       CROSS JOIN v_thread t ON t.position = c.position
       LEFT JOIN v_room r ON t.audience_type = 4 AND r.id = t.audience_id
 ORDER BY c.last_ms DESC, c.id DESC;

--: list topics in threads on _position = _position
SELECT w.position AS _position, w.topic
  FROM json_each(:parents) c CROSS JOIN v_thread_topic w ON w.position = c.value
 ORDER BY w.topic;

-- What to narrow it down by, from A to Z; the hundred with most threads.
--: list pathways
SELECT pathway, threads, coalesce(pathway = :pathway, 0) AS "chosen?"
  FROM (SELECT pathway, threads FROM v_pathway ORDER BY threads DESC, pathway LIMIT 100)
 ORDER BY pathway;

--: list topic_choices
SELECT topic, threads, coalesce(topic = lower(trim(:topic)), 0) AS "chosen?"
  FROM (SELECT topic, threads FROM v_topic ORDER BY threads DESC, topic LIMIT 100)
 ORDER BY topic;

--: list academies
SELECT academy, name, is_own AS "own?", coalesce(academy = :academy, 0) AS "chosen?"
  FROM v_academy
 WHERE threads > 0 OR accepted
 ORDER BY name, academy;
