-- search.sql - what can be found by its words: the documents of search.db, and what pages see.
--
-- A block says what the records :first to :last of one stream (:stream, :origin, :audience) make or
-- change. A row has the document's position (NULL: it has none and is the one of its id), id,
-- academy, thread (NULL: a named thing, which results show first), time, title and text. Without
-- title and text it is taken out. Of versions that stand side by side the latest is found.

--: search thread
SELECT t.position, t.id, :origin, t.id, min(t.ms, COALESCE(t.arrival_ms, t.ms)),
       COALESCE((SELECT e.title FROM edit e
                 WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
                   AND e.position > t.position AND e.position >> 40 = t.position >> 40
                   AND e.title IS NOT NULL
                 ORDER BY e.position DESC LIMIT 1), t.title),
       COALESCE((SELECT e.text FROM edit e
                 WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
                   AND e.position > t.position AND e.position >> 40 = t.position >> 40
                   AND e.text IS NOT NULL
                 ORDER BY e.position DESC LIMIT 1), t.text)
FROM (SELECT position FROM thread WHERE position BETWEEN :first AND :last
      UNION
      SELECT t.position FROM edit e CROSS JOIN thread t ON t.id = e.thread
      WHERE e.position BETWEEN :first AND :last AND e.post = e.thread
        AND t.position >> 40 = :stream) n
     CROSS JOIN thread t ON t.position = n.position;

--: search post
SELECT s.position, s.id, :origin, s.thread, min(s.ms, COALESCE(s.arrival_ms, s.ms)), NULL,
       COALESCE((SELECT e.text FROM edit e
                 WHERE e.thread = s.thread AND e.post = s.id AND e.author = s.author
                   AND e.position > s.position AND e.position >> 40 = s.position >> 40
                 ORDER BY e.position DESC LIMIT 1), s.text)
FROM (SELECT position FROM post WHERE position BETWEEN :first AND :last
      UNION
      SELECT s.position FROM edit e CROSS JOIN post s ON s.thread = e.thread AND s.id = e.post
      WHERE e.position BETWEEN :first AND :last AND e.post <> e.thread
        AND s.position >> 40 = :stream) n
     CROSS JOIN post s ON s.position = n.position;

--: search measure
SELECT m.position, m.id, :origin, NULL, m.written_ms, v.title, v.definition
FROM (SELECT position FROM measure WHERE position BETWEEN :first AND :last
      UNION
      SELECT m.position FROM measure_version v CROSS JOIN measure m ON m.id = v.measure
      WHERE v.position BETWEEN :first AND :last AND m.position >> 40 = :stream) n
     CROSS JOIN measure m ON m.position = n.position
     CROSS JOIN measure_version v ON v.position = (
         SELECT max(w.position) FROM measure_version w
         WHERE w.measure = m.id AND w.position >> 40 = m.position >> 40);

--: search room
SELECT r.position, r.id, :origin, NULL, r.written_ms, v.name,
       COALESCE(v.pathway, '') || ' ' || COALESCE(v.purpose, '')
FROM (SELECT position FROM room WHERE position BETWEEN :first AND :last
      UNION
      SELECT r.position FROM room_version v CROSS JOIN room r ON r.id = v.room
      WHERE v.position BETWEEN :first AND :last AND r.position >> 40 = :stream) n
     CROSS JOIN room r ON r.position = n.position
     CROSS JOIN room_version v ON v.position = (
         SELECT max(w.position) FROM room_version w
         WHERE w.room = r.id AND w.position >> 40 = r.position >> 40);

--: search shared_room
-- A copy is one document, at the place of its first version; taken back it is none.
SELECT a.position, a.id, :origin, NULL, s.written_ms,
       CASE WHEN w.position IS NULL THEN s.name END,
       CASE WHEN w.position IS NULL THEN
           s.pathway || ' ' || COALESCE(s.purpose, '') || ' ' || COALESCE(s.global_aim, '') || ' '
           || COALESCE(s.specific_aim, '') || ' ' || COALESCE(s.vision, '') || ' '
           || COALESCE(s.standardised, '') || ' '
           || COALESCE((SELECT group_concat(i.text, ' ') FROM shared_room_item i
                        WHERE i.position = s.position AND i.part <> 'role'), '') END
FROM (SELECT copy_of FROM shared_room WHERE position BETWEEN :first AND :last
      UNION
      SELECT copy_of FROM shared_withdrawn WHERE position BETWEEN :first AND :last) n
     CROSS JOIN shared_room a ON a.position = (
         SELECT min(t.position) FROM shared_room t
         WHERE t.copy_of = n.copy_of AND t.position >> 40 = :stream)
     CROSS JOIN shared_room s ON s.position = (
         SELECT max(t.position) FROM shared_room t
         WHERE t.copy_of = n.copy_of AND t.position >> 40 = :stream)
     LEFT JOIN shared_withdrawn w ON w.position = (
         SELECT max(x.position) FROM shared_withdrawn x
         WHERE x.copy_of = n.copy_of AND x.position >> 40 = :stream AND x.position > s.position);

--: search shared_pdsa
SELECT a.position, a.id, :origin, NULL, s.written_ms,
       CASE WHEN w.position IS NULL THEN s.title END,
       CASE WHEN w.position IS NULL THEN
           s.pathway || ' ' || COALESCE(s.question, '') || ' ' || COALESCE(s.prediction, '') || ' '
           || COALESCE(s.plan, '') || ' ' || COALESCE(s.done, '') || ' '
           || COALESCE(s.happened, '') || ' ' || COALESCE(s.learned, '') || ' '
           || COALESCE(s.reason, '') END
FROM (SELECT copy_of FROM shared_pdsa WHERE position BETWEEN :first AND :last
      UNION
      SELECT copy_of FROM shared_withdrawn WHERE position BETWEEN :first AND :last) n
     CROSS JOIN shared_pdsa a ON a.position = (
         SELECT min(t.position) FROM shared_pdsa t
         WHERE t.copy_of = n.copy_of AND t.position >> 40 = :stream)
     CROSS JOIN shared_pdsa s ON s.position = (
         SELECT max(t.position) FROM shared_pdsa t
         WHERE t.copy_of = n.copy_of AND t.position >> 40 = :stream)
     LEFT JOIN shared_withdrawn w ON w.position = (
         SELECT max(x.position) FROM shared_withdrawn x
         WHERE x.copy_of = n.copy_of AND x.position >> 40 = :stream AND x.position > s.position);

--: search element
-- At the place of its first version, in the words of its latest; ended it is none.
SELECT e.position, e.id, :origin, NULL, v.written_ms, CASE WHEN NOT v.retired THEN v.title END,
       CASE WHEN NOT v.retired THEN
           v.purpose || ' ' || COALESCE(v.looks_like, '') || ' ' || COALESCE(v.why, '') || ' '
           || COALESCE(v.evidence, '') || ' '
           || COALESCE((SELECT group_concat(i.text, ' ') FROM element_item i
                        WHERE i.position = v.position), '') END
FROM (SELECT DISTINCT element FROM element_version WHERE position BETWEEN :first AND :last) n
     CROSS JOIN element e ON e.position = (
         SELECT min(o.position) FROM element o
         WHERE o.id = n.element AND o.position >> 40 = :stream)
     CROSS JOIN element_version v ON v.position = (
         SELECT max(w.position) FROM element_version w
         WHERE w.element = n.element AND w.position >> 40 = :stream);

--: search adaptation
SELECT a.position, a.id, :origin, NULL, v.written_ms, v.title,
       COALESCE(v.text, '') || ' ' || COALESCE(v.why, '') || ' '
       || COALESCE((SELECT group_concat(s.text, ' ') FROM adaptation_study s
                    WHERE s.adaptation = a.id AND s.position >> 40 = :stream), '')
FROM (SELECT adaptation FROM adaptation_version WHERE position BETWEEN :first AND :last
      UNION
      SELECT adaptation FROM adaptation_study WHERE position BETWEEN :first AND :last) n
     CROSS JOIN adaptation a ON a.position = (
         SELECT min(o.position) FROM adaptation o
         WHERE o.id = n.adaptation AND o.position >> 40 = :stream)
     CROSS JOIN adaptation_version v ON v.position = (
         SELECT max(w.position) FROM adaptation_version w
         WHERE w.adaptation = n.adaptation AND w.position >> 40 = :stream);

--: search element_change
SELECT c.position, c.id, :origin, NULL, v.written_ms, CASE WHEN NOT v.taken_back THEN v.title END,
       CASE WHEN NOT v.taken_back THEN v.becomes || ' ' || COALESCE(v.why, '') END
FROM (SELECT DISTINCT change FROM element_change_version WHERE position BETWEEN :first AND :last) n
     CROSS JOIN element_change c ON c.position = (
         SELECT min(o.position) FROM element_change o
         WHERE o.id = n.change AND o.position >> 40 = :stream)
     CROSS JOIN element_change_version v ON v.position = (
         SELECT max(w.position) FROM element_change_version w
         WHERE w.change = n.change AND w.position >> 40 = :stream);

--: search person
-- The narrowest profile that has a name, as everywhere.
SELECT NULL, p.member, p.origin, NULL, 0, NULLIF(p.name, ''),
       NULLIF(COALESCE(p.pathway, '') || ' ' || COALESCE(p.ask_me_about, ''), ' ')
FROM person p
WHERE p.origin = :origin
  AND p.member IN (SELECT c.member FROM person c
                   WHERE c.origin = :origin AND c.audience = :audience
                     AND c.set_order & 1099511627775 BETWEEN :first_seq AND :last_seq)
  AND p.audience = COALESCE(
    (SELECT max(q.audience) FROM person q
     WHERE q.origin = p.origin AND q.member = p.member AND q.name <> ''),
    (SELECT max(q.audience) FROM person q WHERE q.origin = p.origin AND q.member = p.member));

--: search academy
SELECT NULL, substr(a.academy, 1, 16), a.academy, NULL, 0, a.shown,
       COALESCE(a.place, '') || ' ' || COALESCE(a.about, '')
FROM academy a
WHERE a.academy = :origin AND substr(:audience, 1, 1) = x'01'
  AND a.set_order & 1099511627775 BETWEEN :first_seq AND :last_seq;

--: view hit
-- What br_views_set_search asks for and the viewer may see. ORDER BY place DESC: named things
-- (measure, room, shared_room, shared_pdsa, element, adaptation,
-- element_change, person, academy) first, then what was said, the newest
-- first. [snippet]: the
-- words around what was found.
CREATE TEMP VIEW v_hit(place, kind, id, academy, academy_name, thread, position, listed_ms, title,
                       snippet) AS
SELECT w.rowid, d.kind, d.subject, d.academy,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = d.academy),
                lower(substr(hex(d.academy), 1, 8))),
       d.thread, d.position, d.ms, NULLIF(d.title, ''), snippet(w.words, -1, '', '', '…', 24)
FROM search.words w CROSS JOIN search.document d ON d.id = w.rowid
WHERE w.words MATCH search_words()
  -- what is withdrawn, or hidden here, is not found
  AND (d.kind NOT IN ('thread', 'post') OR NOT (
        EXISTS (SELECT 1 FROM hidden h
                WHERE h.thread = COALESCE(d.thread, d.subject) AND h.post = d.subject AND h.hidden)
        OR EXISTS (SELECT 1 FROM withdrawal x
                   WHERE x.thread = COALESCE(d.thread, d.subject) AND x.post = d.subject
                     AND x.position >> 40 = d.position >> 40 AND x.position > d.position
                     AND (x.by_academy OR x.author = COALESCE(
                            (SELECT s.author FROM post s WHERE s.position = d.position),
                            (SELECT t.author FROM thread t WHERE t.position = d.position))))))
  AND (d.position IS NULL OR EXISTS (
        SELECT 1 FROM visible f
        WHERE f.number = d.position >> 40
          AND (d.kind <> 'post' OR EXISTS (
                SELECT 1 FROM thread t JOIN visible g ON g.number = t.position >> 40
                WHERE t.id = d.thread AND g.audience = f.audience))));

--: view close
-- Threads whose titles have words in common with what br_views_set_close was told: [common] of its
-- [words]. ORDER BY place DESC: the newest first; read so many, it costs what they cost. Not what
-- is withdrawn or hidden here.
CREATE TEMP VIEW v_close(place, position, id, common, words) AS
SELECT w.rowid, d.position, d.subject, search_common(d.title), search_close_words()
FROM search.words w CROSS JOIN search.document d ON d.id = w.rowid
WHERE w.words MATCH search_close() AND d.kind = 'thread'
  AND EXISTS (SELECT 1 FROM v_listing l WHERE l.position = d.position);
