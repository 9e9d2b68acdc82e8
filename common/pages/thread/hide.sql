-- A post, or what somebody says came of trying, that is to be hidden here, asked back or withdrawn.
-- :id the thread's, :post the text's; absent: the thread's first text

--: one thread
SELECT id, academy, title
  FROM v_thread
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

--: list post
SELECT id, text, author_name, academy_name, written_ms, 0 AS "of_trying?", hidden AS "hidden?",
       own AS "own?", mine AS "mine?"
  FROM v_post
 WHERE thread = :id AND id = :post
UNION ALL
SELECT id, different, author_name, academy_name, written_ms, 1, hidden, own, mine
  FROM v_tried
 WHERE thread = :id AND id = :post
UNION ALL
SELECT id, text, author_name, academy_name, started_ms, 0, hidden, own, mine
  FROM v_thread
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
   AND coalesce(:post, :id) = :id
 LIMIT 1;
