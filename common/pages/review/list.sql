-- Self-reviews, ours and those that others shared, the newest first.
-- :before_ms, :before_position what comes behind: `next` of the page before
-- :limit how many, 50 when absent

--: one reviews
SELECT EXISTS (SELECT 1 FROM v_review WHERE own) AS "ours?";

--: list list 50 then next
SELECT r.id, r.academy, r.academy_name, r.own AS "own?", r.audience_type = 3 AS "in_academy?",
       r.date,
       r.learned, r.asks, r.written_ms, r.written_ms AS _before_ms, r.position AS _before_position
  FROM v_review r
 WHERE :before_ms IS NULL OR r.written_ms < :before_ms
       OR (r.written_ms = :before_ms AND r.position < :before_position)
 ORDER BY r.written_ms DESC, r.position DESC
 LIMIT :limit;
