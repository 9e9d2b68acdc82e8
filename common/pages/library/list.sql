-- What was abandoned and why: in the viewer's own Big Rooms, in our academy, in the network. The
-- newest first, nothing counted.
-- :pathway only of this one
-- :where network, academy, rooms: who sees it; all when absent
-- :before_ms what was written before this: `next` of the page before

--: one asked
SELECT :pathway AS pathway, coalesce(:where, '') = '' AS "all?",
       coalesce(:where = 'network', 0) AS "network?", coalesce(:where = 'academy', 0) AS "academy?",
       coalesce(:where = 'rooms', 0) AS "rooms?", :before_ms IS NOT NULL AS "older?";

-- One that the network has is shown once, as the network has it; one that the academy has, as it
-- has it.
--: list abandoned 30 then next
SELECT l.id, l.copied AS "copied?", l.academy, l.academy_name, l.own AS "own?", l.room, l.room_name,
       l.audience_type = 1 AS "in_network?", l.audience_type = 3 AS "in_academy?",
       l.audience_type = 4 AS "in_room?", l.pathway, l.title, l.prediction, l.reason, l.learned,
       l.day AS day_date, l.used_by, l.written_ms, l.written_ms AS _before_ms
  FROM (SELECT * FROM (
          SELECT p.id, 1 AS copied, p.academy, p.academy_name, p.own, NULL AS room,
                 NULL AS room_name, p.audience_type, p.pathway, p.title, p.prediction, p.reason,
                 p.learned, coalesce(p.studied, p.starts) AS day,
                 (SELECT count(*) FROM v_borrowed b
                   WHERE b.copy_of = p.copy_of AND b.academy = p.academy)
                   AS used_by,
                 p.written_ms
            FROM v_shared_pdsa p
           WHERE p.decision = 'abandon'
             AND (:pathway IS NULL OR p.pathway = :pathway)
             AND (:before_ms IS NULL OR p.written_ms < :before_ms)
             AND CASE coalesce(:where, '') WHEN 'network' THEN p.audience_type = 1
                      WHEN 'academy' THEN p.audience_type = 3 WHEN 'rooms' THEN 0 ELSE 1 END
             AND (p.audience_type = 1 OR NOT EXISTS (
                   SELECT 1 FROM v_shared_pdsa n
                    WHERE n.copy_of = p.copy_of AND n.academy = p.academy AND n.audience_type = 1))
           ORDER BY p.written_ms DESC, p.id
           LIMIT :limit)
        UNION ALL
        SELECT * FROM (
          SELECT p.id, 0, p.academy, NULL, 1, p.room, r.name, 4, r.pathway, p.title, p.prediction,
                 p.reason, p.learned, p.date, 0, coalesce(p.studied_ms, p.written_ms)
            FROM v_room r CROSS JOIN v_pdsa p ON p.room = r.id
           WHERE r.mine AND p.decision = 'abandon'
             AND (:pathway IS NULL OR r.pathway = :pathway)
             AND (:before_ms IS NULL OR coalesce(p.studied_ms, p.written_ms) < :before_ms)
             AND coalesce(:where, '') IN ('', 'rooms')
             AND NOT EXISTS (SELECT 1 FROM v_shared_pdsa n WHERE n.copy_of = p.id AND n.own)
           ORDER BY coalesce(p.studied_ms, p.written_ms) DESC, p.id
           LIMIT :limit)) l
 ORDER BY l.written_ms DESC, l.id
 LIMIT :limit;

--: list pathways
SELECT pathway, coalesce(pathway = :pathway, 0) AS "chosen?"
  FROM (SELECT pathway FROM v_shared_pdsa WHERE decision = 'abandon'
        UNION
        SELECT pathway FROM v_room WHERE mine)
 ORDER BY pathway
 LIMIT 200;
