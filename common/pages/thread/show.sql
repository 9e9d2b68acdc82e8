-- One thread with all that was said in it.
-- :id the thread's
-- :academy whose thread it is; only needed when two academies have used one id

--: one thread
SELECT t.id, t.title, t.text, t.academy, t.academy_name, t.author, t.author_name,
       t.question AS "question?", t.resolved AS "resolved?", t.answer, t.posts,
       CASE t.audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || r.name, 'in a Big Room') END AS audience,
       t.started_ms, t.last_ms, t.versions - 1 AS edits, t.conflict AS "conflict?",
       t.own AS "own?", t.held, t.saved_here AS "saved_here?"
  FROM v_thread t LEFT JOIN v_room r ON t.audience_type = 4 AND r.id = t.audience_id
 WHERE t.id = :id AND (:academy IS NULL OR t.academy = :academy)
 ORDER BY t.own DESC, t.position
 LIMIT 1;

-- Every text that the opening has had, if it was edited.
--: list thread_texts in thread on _academy = academy
SELECT v.academy AS _academy, v.id, v.title, v.text, v.author, v.author_name, v.written_ms,
       v.current AS "current?"
  FROM v_version v
 WHERE v.thread = :id AND v.post = :id
   AND EXISTS (SELECT 1 FROM v_thread t
                WHERE t.id = :id AND t.academy = v.academy AND t.versions > 1)
 ORDER BY v.written_ms, v.id;

-- In reading order. Two academies may have used one id: _key keeps their posts apart.
--: list replies tree id parent
SELECT id, parent, text, academy, academy_name, author, author_name, written_ms,
       id IS (SELECT answer FROM v_thread
               WHERE id = :id AND (:academy IS NULL OR academy = :academy)
               ORDER BY own DESC, position LIMIT 1) AS "accepted?",
       versions - 1 AS edits, conflict AS "conflict?", own AS "own?", held,
       saved_here AS "saved_here?", hex(academy) || hex(id) AS _key
  FROM v_post
 WHERE thread = :id
 ORDER BY listed_ms, id;

-- Every text that an edited reply has had.
--: list reply_texts in replies on _key = _key
SELECT hex(academy) || hex(post) AS _key, id, text, author, author_name, written_ms,
       current AS "current?"
  FROM v_version
 WHERE thread = :id AND post <> :id
   AND post IN (SELECT id FROM v_post WHERE thread = :id AND versions > 1)
 ORDER BY written_ms, id;
