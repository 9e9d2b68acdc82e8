-- The threads that we hold, the one that was last written in first.
-- :limit how many, 200 when absent, all when negative

--: one all
SELECT count(*) AS threads,
       CASE WHEN :limit < 0 THEN 0 ELSE max(0, count(*) - coalesce(:limit, 200)) END AS older
  FROM v_thread;

--: list threads
SELECT t.id, t.title, t.academy, t.academy_name, t.author, t.author_name,
       t.question AS "question?", t.resolved AS "resolved?", t.posts,
       CASE t.audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || r.name, 'in a Big Room') END AS audience,
       t.started_ms, t.last_ms, t.versions - 1 AS edits, t.conflict AS "conflict?",
       t.own AS "own?", t.held, t.saved_here AS "saved_here?"
  FROM v_thread t LEFT JOIN v_room r ON t.audience_type = 4 AND r.id = t.audience_id
 ORDER BY t.last_ms DESC, t.id DESC
 LIMIT coalesce(:limit, 200);
