-- Every text that a post has had, the newest first.
-- :id the thread's, :post the post's: the thread's id for its first text

--: one thread
SELECT id, academy, title, :post AS post
  FROM v_thread
 WHERE id = :id AND (:academy IS NULL OR academy = :academy)
 ORDER BY own DESC, position
 LIMIT 1;

--: list versions
SELECT id, title, text, author_name, written_ms, current AS "current?"
  FROM v_version
 WHERE thread = :id AND post = :post
   AND (post <> :id OR academy = (SELECT academy FROM v_thread
                                   WHERE id = :id AND (:academy IS NULL OR academy = :academy)
                                   ORDER BY own DESC, position LIMIT 1))
 ORDER BY position DESC;
