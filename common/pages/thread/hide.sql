-- A post that is to be hidden here, asked back, or withdrawn.
-- :id the thread's, :post the post's; absent: the thread's first text

--: one thread
SELECT id, title
  FROM v_thread
 WHERE id = :id
 ORDER BY own DESC, position
 LIMIT 1;

--: list post
SELECT id, text, author_name, academy_name, written_ms, hidden AS "hidden?", own AS "own?",
       mine AS "mine?"
  FROM v_post
 WHERE thread = :id AND id = :post
UNION ALL
SELECT id, text, author_name, academy_name, started_ms, hidden AS "hidden?", own AS "own?",
       mine AS "mine?"
  FROM v_thread
 WHERE id = :id AND coalesce(:post, :id) = :id
 LIMIT 1;
