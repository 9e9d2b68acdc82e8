-- A text of the viewer's own, to be put in other words.
-- :id the thread's, :post the text's: the thread's id for its first

--: one thread
SELECT t.id, t.academy, t.title, t.audience_type = 1 AS "in_network?",
       t.audience_type = 3 AS "in_academy?", t.audience_type = 4 AS "in_room?", :post AS post,
       :post = t.id AS "first?",
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_version v
         WHERE v.thread = :id AND v.post = :post AND v.author = viewer() AND v.current
           AND v.academy = (SELECT academy FROM v_academy WHERE is_own)) AS based_on
  FROM v_thread t
 WHERE t.id = :id AND (:academy IS NULL OR t.academy = :academy)
   AND EXISTS (SELECT 1 FROM v_version v
                WHERE v.thread = :id AND v.post = :post AND v.author = viewer()
                  AND v.academy = (SELECT academy FROM v_academy WHERE is_own))
 ORDER BY t.own DESC, t.position
 LIMIT 1;

-- The versions that stand: two or more lie side by side until one names them all.
--: list two
SELECT id, title, text, author_name, written_ms
  FROM v_version
 WHERE thread = :id AND post = :post AND author = viewer() AND current
   AND academy = (SELECT academy FROM v_academy WHERE is_own)
   AND (SELECT count(*) FROM v_version
         WHERE thread = :id AND post = :post AND author = viewer() AND current
           AND academy = (SELECT academy FROM v_academy WHERE is_own)) > 1
 ORDER BY position;
