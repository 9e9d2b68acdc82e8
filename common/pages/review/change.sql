-- A self-review of ours, to be said anew; several versions may stand side by side.
-- :id the review's

--: one review
SELECT r.id, r.date, r.audience_type = 1 AS "in_network?",
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_review_version v
         WHERE v.review = r.id AND v.position >> 40 = r.position >> 40 AND v.current) AS based_on
  FROM v_review r
 WHERE r.id = :id AND r.own
 ORDER BY r.position
 LIMIT 1;

--: list two
SELECT v.id, v.date, v.learned, v.asks, v.author_name, v.written_ms
  FROM v_review r CROSS JOIN v_review_version v
       ON v.review = r.id AND v.position >> 40 = r.position >> 40 AND v.current
 WHERE r.id = :id AND r.own AND r.versions > 1
 ORDER BY v.position;

-- What each row is about.
--: list element_choices
SELECT lower(hex(e.id)) AS value, coalesce(e.our_name, e.title) AS words
  FROM v_programme p CROSS JOIN v_element e ON e.position = p.position
 ORDER BY e.title, e.id
 LIMIT 500;
