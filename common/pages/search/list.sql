-- What has the words that are looked for: named things first, then what was said, the newest
-- first. :scope threads, people, measures, rooms, programme; all when absent :before_place what
-- comes behind this place: `next` of the page before :limit how many, 30 when absent

--: one scope
SELECT coalesce(:scope, '') = '' AS "all?", coalesce(:scope = 'threads', 0) AS "threads?",
       coalesce(:scope = 'people', 0) AS "people?",
       coalesce(:scope = 'measures', 0) AS "measures?", coalesce(:scope = 'rooms', 0) AS "rooms?",
       coalesce(:scope = 'programme', 0) AS "programme?";

--: list hits 30 then next
SELECT CASE h.kind WHEN 'post' THEN 'reply' WHEN 'room' THEN 'Big Room'
                   WHEN 'shared_room' THEN 'Big Room, shared' WHEN 'shared_pdsa'
                   THEN 'PDSA, shared'
                   WHEN 'element_change' THEN 'proposal'
                   ELSE h.kind END AS kind,
       CASE h.kind WHEN 'thread' THEN '/thread/' || lower(hex(h.id))
                   WHEN 'post' THEN '/thread/' || lower(hex(h.thread)) || '#p' || lower(hex(h.id))
                   WHEN 'shared_room' THEN '/shared/room/' || lower(hex(h.id))
                   WHEN 'shared_pdsa' THEN '/shared/pdsa/' || lower(hex(h.id))
                   WHEN 'element_change' THEN '/proposal/' || lower(hex(h.id))
                   WHEN 'academy' THEN '/academy/' || lower(hex(h.academy))
                   ELSE '/' || h.kind || '/' || lower(hex(h.id)) END AS address,
       h.id, h.academy, h.thread,
       coalesce(h.title, (SELECT t.title FROM v_thread t WHERE t.id = h.thread LIMIT 1)) AS title,
       h.snippet, h.academy_name, NULLIF(h.listed_ms, 0) AS listed_ms,
       h.place AS _before_place
  FROM v_hit h
 WHERE (coalesce(:scope, '') = ''
        OR (:scope = 'threads' AND h.kind IN ('thread', 'post'))
        OR (:scope = 'people' AND h.kind = 'person')
        OR (:scope = 'measures' AND h.kind = 'measure')
        OR (:scope = 'programme' AND h.kind IN ('element', 'adaptation', 'element_change'))
        OR (:scope = 'rooms' AND h.kind IN ('room', 'shared_room', 'shared_pdsa')))
   AND (:before_place IS NULL OR h.place < :before_place)
 ORDER BY h.place DESC
 LIMIT :limit;
