-- Everything that is new since the member who looks was here, or said that they had seen it all.
-- :limit how many threads, 100 when absent

--: one since
SELECT (SELECT max(before_ms, read_ms) FROM v_visit) AS since_ms,
       (SELECT count(*) FROM (SELECT 1 FROM v_listing
                               WHERE last_ms > (SELECT max(before_ms, read_ms) FROM v_visit)
                               LIMIT 1000)) AS threads;

--: list threads
SELECT t.id, t.title, t.academy, t.academy_name, t.author_name, t.pathway,
       t.listed_ms > c.before_ms AS "new_thread?", t.question AS "question?",
       t.resolved AS "resolved?", t.asked_us AS "asked_us?", t.started_ms, t.last_ms, t.posts,
       (SELECT count(*) FROM v_news n
         WHERE n.thread = t.id AND n.audience_type = t.audience_type
           AND n.listed_ms > c.before_ms) AS new_posts,
       c.unread AS "unread?",
       EXISTS (SELECT 1 FROM v_follow f
                WHERE f.kind = 'thread' AND f.subject = t.id
                   OR f.kind = 'pathway' AND f.subject = t.pathway
                   OR f.kind = 'topic' AND f.subject IN (
                          SELECT w.topic FROM v_thread_topic w WHERE w.position = t.position))
         AS "followed?"
  FROM (SELECT l.position, l.last_ms, l.id, l.unread, i.before_ms
          FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
               CROSS JOIN v_listing l ON l.last_ms > i.before_ms
         ORDER BY l.last_ms DESC, l.id DESC LIMIT coalesce(:limit, 100)) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

--: list tried in threads on _thread = id
SELECT x.thread AS _thread, x.academy_name, x.outcome, x.different
  FROM (SELECT l.id, i.before_ms
          FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
               CROSS JOIN v_listing l ON l.last_ms > i.before_ms
         ORDER BY l.last_ms DESC, l.id DESC LIMIT coalesce(:limit, 100)) c
       CROSS JOIN v_tried x ON x.thread = c.id
 WHERE x.counts AND x.listed_ms > c.before_ms
 ORDER BY x.listed_ms;

--: list rooms
SELECT r.id, r.name, r.pathway, r.opened_ms
  FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
               CROSS JOIN v_room r
 WHERE r.opened_ms > i.before_ms
 ORDER BY r.opened_ms DESC, r.id;

-- What of our own measures leaves now, or no longer, by somebody else's word.
--: list sharing
SELECT m.id, m.title, s.shared AS "shared?", s.follows AS "follows?", s.author_name, s.written_ms
  FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
       CROSS JOIN v_sharing_history s
       CROSS JOIN v_measure m ON m.id = s.measure AND m.position >> 40 = s.position >> 40
 WHERE s.written_ms > i.before_ms AND s.author IS NOT viewer()
 ORDER BY s.written_ms DESC, s.position DESC
 LIMIT 50;

-- What other academies use of ours: credit that travels back.
--: list used
SELECT b.pdsa AS id, b.title, b.by_name AS academy_name, b.pathway, b.written_ms
  FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
       CROSS JOIN v_used b
 WHERE b.own AND NOT b.by_us AND b.written_ms > i.before_ms
 ORDER BY b.written_ms DESC, b.position DESC
 LIMIT 20;

-- What other academies did with what we do differently.
--: list taken_up
SELECT d.adaptation AS id, d.by_name AS academy_name, d.decision,
       coalesce(d.decision = 'on_trial', 0) AS "on_trial?",
       coalesce(d.decision = 'declined', 0) AS "declined?", d.reason, d.written_ms,
       (SELECT a.title FROM v_adaptation a WHERE a.id = d.adaptation AND a.own LIMIT 1) AS title
  FROM (SELECT max(before_ms, read_ms) AS before_ms FROM v_visit) i
       CROSS JOIN v_adaptation_decided d
 WHERE d.own AND d.written_ms > i.before_ms
 ORDER BY d.written_ms DESC, d.position DESC
 LIMIT 20;
