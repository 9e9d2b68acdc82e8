-- What a post proposes, to say how it went here.
-- :id the thread's, :post the post's; absent: the thread's first text

--: one thread
SELECT id, academy, title, audience_type = 1 AS "in_network?", audience_type = 3 AS "in_academy?",
       audience_type = 4 AS "in_room?"
  FROM v_thread
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

--: list post
SELECT id, text, author_name, academy_name, written_ms
  FROM v_post
 WHERE thread = :id AND id = :post
UNION ALL
SELECT id, text, author_name, academy_name, started_ms
  FROM v_thread
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
   AND coalesce(:post, :id) = :id
 LIMIT 1;
