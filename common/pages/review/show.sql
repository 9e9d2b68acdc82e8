-- One self-review: words beside each element.
-- :id the review's
-- :academy whose it is, when two have one id

--: one review
SELECT r.id, r.academy, r.academy_name, r.own AS "own?", r.audience_type = 1 AS "in_network?",
       r.audience_type = 3 AS "in_academy?", r.versions > 1 AS "conflict?", r.date, r.learned,
       r.asks,
       r.author, r.author_name, r.written_ms, r.held, r.saved_here AS "saved_here?",
       r.edition_position AS _edition
  FROM v_review r
 WHERE r.id = :id AND (:academy IS NULL OR r.academy = :academy)
 ORDER BY r.own DESC, r.position
 LIMIT 1;

--: list elements in review on _edition = _edition
SELECT i.position AS _edition, i.element AS id, i.element_academy AS academy,
       (SELECT e.title FROM v_element e
         WHERE e.id = i.element AND e.academy = i.element_academy LIMIT 1) AS title,
       i.how, i.how_words, i.text
  FROM json_each(:parents) q CROSS JOIN v_reviewed i ON i.position = q.value
 ORDER BY i.idx;

--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?",
       t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'self_review' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
