-- One thread with all that was said in it.
-- :id the thread's
-- :academy whose thread it is; only needed when two academies have used one id

--: one thread
SELECT t.id, t.title, t.text, t.tried, t.academy, t.academy_name, t.author, t.author_name,
       t.question AS "question?", t.resolved AS "resolved?", t.answer, t.resolved_by_name,
       t.resolved_ms, t.posts, t.academies, t.tried_at, t.pathway, t.asked, t.asked_name,
       t.asked_us AS "asked_us?", t.about_kind, t.about,
       CASE t.about_kind
         WHEN 'room' THEN coalesce(
             (SELECT name FROM v_room WHERE id = t.about),
             (SELECT s.name FROM v_shared_id i CROSS JOIN v_shared_room s
                     ON s.copy_of = i.copy_of AND s.academy = i.academy
               WHERE i.id = t.about LIMIT 1))
         WHEN 'pdsa' THEN coalesce(
             (SELECT title FROM v_pdsa WHERE id = t.about LIMIT 1),
             (SELECT s.title FROM v_shared_id i CROSS JOIN v_shared_pdsa s
                     ON s.copy_of = i.copy_of AND s.academy = i.academy
                    AND s.audience_type = i.audience_type
               WHERE i.id = t.about LIMIT 1))
         WHEN 'measure' THEN (SELECT title FROM v_measure WHERE id = t.about LIMIT 1)
         WHEN 'thread' THEN (SELECT title FROM v_thread WHERE id = t.about LIMIT 1)
         WHEN 'pdsa' THEN (SELECT title FROM v_pdsa WHERE id = t.about LIMIT 1)
         WHEN 'element' THEN (SELECT title FROM v_element WHERE id = t.about LIMIT 1)
         WHEN 'element_change' THEN (SELECT title FROM v_element_change WHERE id = t.about LIMIT 1)
         WHEN 'adaptation' THEN (SELECT title FROM v_adaptation WHERE id = t.about LIMIT 1)
         WHEN 'self_review' THEN (SELECT 'the self-review of ' || academy_name FROM v_review
                                   WHERE id = t.about LIMIT 1)
         WHEN 'academy' THEN (SELECT name FROM v_academy WHERE academy = t.about)
         WHEN 'person' THEN (SELECT name FROM v_person WHERE author = t.about LIMIT 1)
       END AS about_name,
       CASE t.about_kind WHEN 'element_change' THEN 'proposal' WHEN 'self_review' THEN 'review'
         ELSE coalesce((SELECT 'shared/' FROM v_shared_id i WHERE i.id = t.about LIMIT 1), '')
              || t.about_kind END AS _about_at,
       CASE t.audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || r.name, 'in a Big Room') END AS audience,
       t.audience_type = 1 AS "in_network?", t.audience_type = 3 AS "in_academy?",
       t.audience_type = 4 AS "in_room?", CASE WHEN t.audience_type = 4 THEN r.id END AS room,
       CASE WHEN t.audience_type = 1 THEN (SELECT count(*) FROM v_academy WHERE accepted)
       END AS reach_academies,
       CASE t.audience_type
         WHEN 3 THEN (SELECT count(*) FROM v_member) WHEN 4 THEN r.members END AS reach_people,
       t.started_ms, t.last_ms, t.versions - 1 AS edits, t.conflict AS "conflict?",
       t.hidden AS "hidden?", t.withdrawn AS "withdrawn?", t.own AS "own?", t.mine AS "mine?",
       t.held, t.saved_here AS "saved_here?", t.position & 1099511627775 AS number,
       (SELECT l.read_ms FROM v_listing l WHERE l.position = t.position) AS read_ms,
       coalesce((SELECT l.unread FROM v_listing l WHERE l.position = t.position), 0) AS "unread?",
       EXISTS (SELECT 1 FROM v_follow f
                WHERE f.kind = 'thread' AND f.subject = t.id) AS "followed?",
       m.name AS viewer_name, m.member IS NOT NULL AS "may_write?",
       t.question AND t.own AND m.member IS NOT NULL AS "may_resolve?",
       coalesce(',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,data_steward%'
                OR ',' || m.roles LIKE '%,admin%', 0) AS "may_moderate?"
  FROM v_thread t LEFT JOIN v_room r ON t.audience_type = 4 AND r.id = t.audience_id
       LEFT JOIN v_member m ON m.viewer
 WHERE t.id = :id AND (:academy IS NULL OR t.academy = :academy)
 ORDER BY t.own DESC, t.position
 LIMIT 1;

--: list topics in thread on _academy = academy
SELECT l.academy AS _academy, w.topic
  FROM v_thread t CROSS JOIN v_listing l ON l.position = t.position
       CROSS JOIN v_thread_topic w ON w.position = l.position
 WHERE t.id = :id
 ORDER BY w.topic;

-- Every text that the opening has had, if it was edited.
--: list thread_texts in thread on _academy = academy
SELECT v.academy AS _academy, v.id, v.title, v.text, v.author, v.author_name, v.written_ms,
       v.current AS "current?"
  FROM v_version v
 WHERE v.thread = :id AND v.post = :id
   AND EXISTS (SELECT 1 FROM v_thread t
                WHERE t.id = :id AND t.academy = v.academy AND t.versions > 1)
 ORDER BY v.written_ms, v.id;

-- Why the opening is not shown at our academy.
--: list hidden_because in thread on _academy = academy
SELECT h.thread_academy AS _academy, h.reason, h.author_name, h.hidden_ms, h.title, h.text
  FROM v_hidden h
 WHERE h.thread = :id AND h.post = :id;

--: list withdrawn_because in thread on _academy = academy
SELECT w.academy AS _academy, w.academy_name, w.author_name, w.by_academy AS "by_academy?",
       w.reason, w.written_ms, w.confirmed, w.unconfirmed
  FROM v_withdrawn w
 WHERE w.thread = :id AND w.post = :id;

-- Whom we asked to withdraw what, and who asks us.
--: list asked_back in thread on _academy = academy
SELECT t.academy AS _academy, b.post, coalesce(b.what = 'tried', 0) AS "of_trying?", b.academy,
       b.academy_name, b.asker, b.asker_name,
       b.author_name, b.reason, b.asked_ms, b.of_us AS "of_us?", b.own AS "ours?",
       b.withdrawn AS "withdrawn?"
  FROM v_thread t CROSS JOIN v_asked_back b ON b.thread = t.id
 WHERE t.id = :id
 ORDER BY b.asked_ms, b.asker;

-- For each withdrawn text of this thread: which academies have confirmed it, and which have not.
--: list confirmations in thread on _academy = academy
SELECT t.academy AS _academy, c.post,
       EXISTS (SELECT 1 FROM v_tried x
                WHERE x.thread = :id AND x.id = c.post) AS "of_trying?",
       c.academy, c.academy_name, c.confirmed AS "confirmed?"
  FROM v_thread t CROSS JOIN v_confirmed c ON c.thread = t.id
 WHERE t.id = :id
 ORDER BY c.post, c.academy_name, c.academy;

-- The accepted answer, to stand before all others.
--: list answers
SELECT p.id, p.text, p.academy, p.academy_name, p.author, p.author_name, p.written_ms,
       p.versions - 1 AS edits, p.conflict AS "conflict?", p.own AS "own?", p.mine AS "mine?",
       p.held, p.saved_here AS "saved_here?", t.resolved_by_name, t.resolved_ms
  FROM (SELECT answer, resolved_by_name, resolved_ms FROM v_thread
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) t
       CROSS JOIN v_post p ON p.thread = :id AND p.id = t.answer
 WHERE NOT p.hidden AND NOT p.withdrawn
 ORDER BY p.listed_ms
 LIMIT 1;

-- What came of trying something in this thread: each academy once, for its last word.
--: one tried_count
SELECT count(*) AS academies, count(*) FILTER (WHERE outcome = 'worked') AS worked,
       count(*) FILTER (WHERE outcome = 'partly') AS partly,
       count(*) FILTER (WHERE outcome = 'not') AS not_worked
  FROM (SELECT academy, outcome, max(written_ms) FROM v_tried
         WHERE thread = :id AND counts GROUP BY academy);

-- In the order they came.
--: list tried_here
SELECT x.id, x.post, x.post = x.thread AS "first_text?", x.academy, x.academy_name, x.author,
       x.author_name, x.outcome, coalesce(x.outcome = 'worked', 0) AS "worked?",
       coalesce(x.outcome = 'partly', 0) AS "partly?",
       coalesce(x.outcome = 'not', 0) AS "not_worked?", x.different, x.written_ms,
       x.counts AS "counts?", x.hidden AS "hidden?", x.withdrawn AS "withdrawn?", x.own AS "own?",
       x.mine AS "mine?", hex(x.academy) || hex(x.id) AS _key
  FROM v_tried x
 WHERE x.thread = :id
 ORDER BY x.listed_ms, x.academy_name, x.author;

--: list tried_hidden_because in tried_here on _id = id
SELECT h.post AS _id, h.reason, h.author_name, h.hidden_ms, h.text
  FROM v_hidden h
 WHERE h.thread = :id AND h.what = 'tried';

--: list tried_withdrawn_because in tried_here on _key = _key
SELECT hex(w.academy) || hex(w.post) AS _key, w.academy_name, w.author_name,
       w.by_academy AS "by_academy?", w.reason, w.written_ms, w.confirmed, w.unconfirmed
  FROM v_withdrawn w
 WHERE w.thread = :id AND w.what = 'tried';

-- In reading order. Two academies may have used one id: _key keeps their posts apart.
--: list replies tree id parent
SELECT p.id, p.parent, p.quotes, p.text, p.academy, p.academy_name, p.author, p.author_name,
       p.written_ms,
       NOT p.mine AND coalesce(p.listed_ms > (SELECT max(i.read_ms, coalesce(
                    (SELECT max(k.ms) FROM v_mark k WHERE k.thread = :id), 0)) FROM v_visit i),
                0) AS "new?",
       p.id IS (SELECT answer FROM v_thread
                 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
                 ORDER BY own DESC, position LIMIT 1) AS "accepted?",
       p.versions - 1 AS edits, p.conflict AS "conflict?", p.hidden AS "hidden?",
       p.withdrawn AS "withdrawn?", p.own AS "own?", p.mine AS "mine?", p.held,
       p.saved_here AS "saved_here?", p.position & 1099511627775 AS number,
       hex(p.academy) || hex(p.id) AS _key
  FROM v_post p
 WHERE p.thread = :id
 ORDER BY p.listed_ms, p.id;

-- Every text that an edited reply has had.
--: list reply_texts in replies on _key = _key
SELECT hex(academy) || hex(post) AS _key, id, text, author, author_name, written_ms,
       current AS "current?"
  FROM v_version
 WHERE thread = :id AND post <> :id
   AND post IN (SELECT id FROM v_post WHERE thread = :id AND versions > 1)
 ORDER BY written_ms, id;

-- Whose words a reply quotes: a post of this thread, or its first text.
--: list quoted in replies on _id = id
SELECT q.id AS _id, p.id, p.text, p.academy_name, p.author_name, p.written_ms
  FROM (SELECT id, quotes FROM v_post WHERE thread = :id AND quotes IS NOT NULL) q
       CROSS JOIN v_post p ON p.thread = :id AND p.id = q.quotes
UNION ALL
SELECT q.id, t.id, t.text, t.academy_name, t.author_name, t.started_ms
  FROM (SELECT id, quotes FROM v_post WHERE thread = :id AND quotes = :id) q
       CROSS JOIN v_thread t ON t.id = :id
 WHERE :academy IS NULL OR t.academy = :academy;

--: list reply_hidden_because in replies on _post = id
SELECT h.post AS _post, h.reason, h.author_name, h.hidden_ms, h.text
  FROM v_hidden h
 WHERE h.thread = :id AND h.what = 'post';

--: list reply_withdrawn_because in replies on _key = _key
SELECT hex(w.academy) || hex(w.post) AS _key, w.academy_name, w.author_name,
       w.by_academy AS "by_academy?", w.reason, w.written_ms, w.confirmed, w.unconfirmed
  FROM v_withdrawn w
 WHERE w.thread = :id AND w.what = 'post';

-- What the reader has begun to write here.
--: list drafts
SELECT form, fields, saved_ms
  FROM v_draft
 WHERE subject = lower(hex(:id))
 ORDER BY saved_ms DESC;

-- What else is about the same thing.
--: list also
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?"
  FROM v_thread o CROSS JOIN v_about a ON a.about = o.about AND a.about_kind = o.about_kind
       CROSS JOIN v_thread t ON t.position = a.position
 WHERE o.id = :id AND t.id <> :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 5;
