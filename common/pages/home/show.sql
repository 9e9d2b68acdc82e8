-- What awaits the member who looks, and what is new to them.

--: one hello
SELECT m.member, m.name, b.name AS academy_name, b.academy, m.roles,
       coalesce(',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,data_steward%'
                OR ',' || m.roles LIKE '%,admin%', 0) AS "may_moderate?",
       EXISTS (SELECT 1 FROM v_room WHERE mine) AS "in_a_room?",
       (SELECT count(*) FROM v_academy WHERE accepted) AS academies,
       (SELECT before_ms FROM v_visit) AS since_ms,
       (SELECT count(*) FROM (SELECT 1 FROM v_listing
                               WHERE last_ms > (SELECT before_ms FROM v_visit)
                               LIMIT 100)) AS since_count
  FROM v_brand b LEFT JOIN v_member m ON m.viewer;

-- The Big Rooms that they belong to.
--: list rooms
SELECT id, name, pathway, slot, place, members, clinical_coach, clinical_coach_name, flow_coach,
       flow_coach_name
  FROM v_room
 WHERE mine
 ORDER BY name, id;

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
