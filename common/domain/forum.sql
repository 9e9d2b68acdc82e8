-- forum.sql - threads, replies, their versions, answered questions.
--
-- Replies come from all academies, so posts are the big table: keyed by position, written once and
-- never updated. What changes beside them (counts) has a small table of its own. A version counts
-- when it comes from the same stream and author as the post and stands behind it; a version
-- replaces those that it names and that stand before it, so whatever is said, one version is
-- always current.

--: rights
thread_started    : network, academy, room : everyone
post_written      : network, academy, room : everyone
post_edited       : network, academy, room : everyone
question_resolved : network, academy, room : everyone

--: index thread_started
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'thread', h_origin, h_audience, h_author, h_position FROM new_thread_started
WHERE true ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check thread_started
SELECT h_index, 'Give the thread a title.' FROM new_thread_started
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_thread_started
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The text is too long: at most 60 KB.' FROM new_thread_started
WHERE length(CAST(text AS BLOB)) > 61440
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_thread_started
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check post_written
SELECT h_index, 'Say which thread this answers.' FROM new_post_written
WHERE length(thread) IS NOT 16
UNION ALL
SELECT h_index, 'There is no such thread here.' FROM new_post_written n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.thread AND e.kind = 'thread')
UNION ALL
SELECT h_index, 'A reply goes to the same people as its thread.' FROM new_post_written n
WHERE EXISTS (SELECT 1 FROM entity e WHERE e.id = n.thread AND e.kind = 'thread')
  AND NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.thread AND e.kind = 'thread' AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'The post that this answers is not named properly.' FROM new_post_written
WHERE length(parent) <> 16
UNION ALL
SELECT h_index, 'Write something first.' FROM new_post_written
WHERE text IS NULL OR text = ''
UNION ALL
SELECT h_index, 'The text is too long: at most 60 KB.' FROM new_post_written
WHERE length(CAST(text AS BLOB)) > 61440
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_post_written
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check post_edited
SELECT h_index, 'Say which thread the post is in.' FROM new_post_edited
WHERE length(thread) IS NOT 16
UNION ALL
SELECT h_index, 'There is no such thread here.' FROM new_post_edited n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say which post is changed.' FROM new_post_edited
WHERE length(post) IS NOT 16
UNION ALL
SELECT h_index, 'Only its author can change this text.' FROM new_post_edited n
WHERE post = thread AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.origin = n.h_origin
      AND e.author = n.h_author)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_post_edited n
WHERE (SELECT count(*) FROM new_post_edited_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_post_edited_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Only a thread''s first text has a title.' FROM new_post_edited
WHERE title IS NOT NULL AND post IS NOT thread
UNION ALL
SELECT h_index, 'Give the thread a title.' FROM new_post_edited
WHERE trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_post_edited
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Write something first.' FROM new_post_edited
WHERE text = '' OR (text IS NULL AND (title IS NULL OR post IS NOT thread))
UNION ALL
SELECT h_index, 'The text is too long: at most 60 KB.' FROM new_post_edited
WHERE length(CAST(text AS BLOB)) > 61440
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_post_edited
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check question_resolved
SELECT h_index, 'Say which thread is answered.' FROM new_question_resolved
WHERE length(thread) IS NOT 16
UNION ALL
SELECT h_index, 'There is no such thread of this academy here.' FROM new_question_resolved n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'The answering post is not named properly.' FROM new_question_resolved
WHERE length(answer) <> 16
UNION ALL
SELECT h_index, 'Say whether the question is answered or open again.' FROM new_question_resolved
WHERE resolved IS NULL
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_question_resolved
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: schema
CREATE TABLE thread(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    title TEXT NOT NULL,
    text TEXT,
    question INTEGER,
    ms INTEGER NOT NULL,          -- of the HLC
    arrival_ms INTEGER,           -- ours alone, in no digest
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX thread_id ON thread(id);
CREATE TABLE post(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    thread BLOB NOT NULL,         -- may not have come yet
    parent BLOB,
    author BLOB NOT NULL,
    ms INTEGER NOT NULL,
    arrival_ms INTEGER,
    written_ms INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX post_thread ON post(thread);
-- What changes with every reply. The row may be there before its thread.
CREATE TABLE thread_tally(
    thread BLOB NOT NULL,
    audience BLOB NOT NULL,       -- replies count in their thread's audience
    posts INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,     -- newest text, smaller of HLC and arrival: in no digest
    PRIMARY KEY (thread, audience)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_tally_last ON thread_tally(last_ms);
-- Later versions of posts and of threads' first texts.
CREATE TABLE edit(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    thread BLOB NOT NULL,
    post BLOB NOT NULL,           -- the thread's id for its first text
    author BLOB NOT NULL,
    title TEXT,                   -- NULL: as before
    text TEXT,                    -- NULL (first texts only): as before
    ms INTEGER NOT NULL,
    arrival_ms INTEGER,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX edit_post ON edit(thread, post);
-- The version at [position] says that it replaces the version with the id [replaced].
CREATE TABLE edit_base(
    thread BLOB NOT NULL,
    post BLOB NOT NULL,
    replaced BLOB NOT NULL,
    position INTEGER NOT NULL,
    author BLOB NOT NULL,
    PRIMARY KEY (thread, post, replaced, position)
) STRICT, WITHOUT ROWID;
-- Whether a question is answered; only the thread's own stream counts.
CREATE TABLE resolution(
    thread BLOB NOT NULL,
    stream INTEGER NOT NULL,
    resolved INTEGER NOT NULL,
    answer BLOB,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (thread, stream)
) STRICT, WITHOUT ROWID;

--: fold thread_started
INSERT INTO thread(position, id, author, title, text, question, ms, arrival_ms, written_ms)
SELECT h_position, h_id, h_author, title, text, question, h_ms, h_arrival_ms, h_written_ms
FROM new_thread_started
WHERE title <> ''
ORDER BY h_position;
INSERT INTO thread_tally(thread, audience, posts, last_ms)
SELECT h_id, h_audience, 0, max(min(h_ms, h_arrival_ms)) FROM new_thread_started
WHERE title <> ''
GROUP BY h_id, h_audience
ON CONFLICT (thread, audience) DO UPDATE SET last_ms = max(last_ms, excluded.last_ms);

--: fold post_written
INSERT INTO post(position, id, thread, parent, author, ms, arrival_ms, written_ms, text)
SELECT h_position, h_id, thread, parent, h_author, h_ms, h_arrival_ms, h_written_ms, text
FROM new_post_written
WHERE text <> '' AND thread IS NOT NULL
ORDER BY h_position;
INSERT INTO thread_tally(thread, audience, posts, last_ms)
SELECT thread, h_audience, count(*), max(min(h_ms, h_arrival_ms)) FROM new_post_written
WHERE text <> '' AND thread IS NOT NULL
GROUP BY thread, h_audience
ON CONFLICT (thread, audience) DO UPDATE
SET posts = posts + excluded.posts, last_ms = max(last_ms, excluded.last_ms);

--: fold post_edited
INSERT INTO edit(position, id, thread, post, author, title, text, ms, arrival_ms, written_ms)
SELECT h_position, h_id, thread, post, h_author, CASE WHEN post = thread THEN title END, text,
       h_ms, h_arrival_ms, h_written_ms
FROM new_post_edited
WHERE thread IS NOT NULL AND post IS NOT NULL
  AND (text <> '' OR (text IS NULL AND post = thread AND title <> ''))
ORDER BY h_position;
INSERT INTO edit_base(thread, post, replaced, position, author)
SELECT n.thread, n.post, b.value, b.h_position, b.h_author
FROM new_post_edited_based_on b JOIN new_post_edited n ON n.h_position = b.h_position
WHERE n.thread IS NOT NULL AND n.post IS NOT NULL
  AND (n.text <> '' OR (n.text IS NULL AND n.post = n.thread AND n.title <> ''))
ORDER BY n.thread, n.post, b.value, b.h_position
ON CONFLICT (thread, post, replaced, position) DO NOTHING;

--: fold question_resolved
INSERT INTO resolution(thread, stream, resolved, answer, set_order)
SELECT thread, h_stream, resolved, answer, h_order FROM new_question_resolved
WHERE thread IS NOT NULL AND resolved IS NOT NULL
ORDER BY h_position
ON CONFLICT (thread, stream) DO UPDATE
SET resolved = excluded.resolved, answer = excluded.answer, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: digest thread
SELECT f.origin, f.audience, t.position & 1099511627775, t.id, t.author, t.title, t.text,
       t.question, t.ms, t.written_ms
FROM folded f CROSS JOIN thread t
WHERE f.number < 1048576 AND t.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, t.position;

--: digest post
SELECT f.origin, f.audience, p.position & 1099511627775, p.id, p.thread, p.parent, p.author,
       p.ms, p.written_ms, p.text
FROM folded f CROSS JOIN post p
WHERE f.number < 1048576 AND p.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, p.position;

--: digest thread_tally
SELECT thread, audience, posts FROM thread_tally
WHERE substr(audience, 1, 1) < x'03' ORDER BY thread, audience;

--: digest edit
SELECT f.origin, f.audience, e.position & 1099511627775, e.id, e.thread, e.post, e.author,
       e.title, e.text, e.ms, e.written_ms
FROM folded f CROSS JOIN edit e
WHERE f.number < 1048576 AND e.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, e.position;

--: digest edit_base
SELECT b.thread, b.post, b.replaced, f.origin, f.audience, b.position & 1099511627775, b.author
FROM edit_base b JOIN folded f ON f.number = b.position >> 40
WHERE f.number < 1048576
ORDER BY b.thread, b.post, b.replaced, f.origin, f.audience, b.position;

--: digest resolution
SELECT r.thread, f.origin, f.audience, r.resolved, r.answer, r.set_order
FROM resolution r JOIN folded f ON f.number = r.stream
WHERE f.number < 1048576
ORDER BY r.thread, f.origin, f.audience;

--: view version
CREATE TEMP VIEW v_version(id, position, thread, post, academy, author, author_name, title, text,
                           written_ms, current) AS
-- a thread's first text
SELECT t.id, t.position, t.id, t.id, f.origin, t.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = t.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       t.title, t.text, t.written_ms,
       NOT EXISTS (SELECT 1 FROM edit_base b
                   WHERE b.thread = t.id AND b.post = t.id AND b.replaced = t.id
                     AND b.author = t.author AND b.position > t.position
                     AND b.position >> 40 = t.position >> 40)
FROM thread t JOIN visible f ON f.number = t.position >> 40
UNION ALL
-- its later versions
SELECT e.id, e.position, t.id, t.id, f.origin, e.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = e.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       e.title, e.text, e.written_ms,
       NOT EXISTS (SELECT 1 FROM edit_base b
                   WHERE b.thread = e.thread AND b.post = e.post AND b.replaced = e.id
                     AND b.author = e.author AND b.position > e.position
                     AND b.position >> 40 = e.position >> 40)
FROM thread t JOIN visible f ON f.number = t.position >> 40
     JOIN edit e ON e.thread = t.id AND e.post = t.id AND e.author = t.author
                AND e.position > t.position AND e.position >> 40 = t.position >> 40
UNION ALL
-- a reply as it was written
SELECT s.id, s.position, s.thread, s.id, f.origin, s.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = s.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       NULL, s.text, s.written_ms,
       NOT EXISTS (SELECT 1 FROM edit_base b
                   WHERE b.thread = s.thread AND b.post = s.id AND b.replaced = s.id
                     AND b.author = s.author AND b.position > s.position
                     AND b.position >> 40 = s.position >> 40)
FROM post s JOIN visible f ON f.number = s.position >> 40
WHERE EXISTS (SELECT 1 FROM thread t JOIN visible g ON g.number = t.position >> 40
              WHERE t.id = s.thread AND g.audience = f.audience)
UNION ALL
-- its later versions
SELECT e.id, e.position, s.thread, s.id, f.origin, e.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = e.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       NULL, e.text, e.written_ms,
       NOT EXISTS (SELECT 1 FROM edit_base b
                   WHERE b.thread = e.thread AND b.post = e.post AND b.replaced = e.id
                     AND b.author = e.author AND b.position > e.position
                     AND b.position >> 40 = e.position >> 40)
FROM post s JOIN visible f ON f.number = s.position >> 40
     JOIN edit e ON e.thread = s.thread AND e.post = s.id AND e.author = s.author
                AND e.position > s.position AND e.position >> 40 = s.position >> 40
WHERE EXISTS (SELECT 1 FROM thread t JOIN visible g ON g.number = t.position >> 40
              WHERE t.id = s.thread AND g.audience = f.audience);

--: view thread
-- [now] is the position of the version to show: NULL when it is the first text. When several stand
-- side by side it is the lowest. Absent parts of a version are those of the versions before it.
CREATE TEMP VIEW v_thread(id, position, academy, academy_name, author, author_name, title, text,
                          question, resolved, answer, audience_type, audience_id, started_ms,
                          listed_ms, last_ms, posts, versions, conflict, own, held, saved_here) AS
SELECT t.id, t.position, t.origin, COALESCE(a.shown, lower(substr(hex(t.origin), 1, 8))), t.author,
       (SELECT p.name FROM person p
        WHERE p.origin = t.origin AND p.member = t.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       CASE WHEN t.now IS NULL THEN t.title ELSE COALESCE(
           (SELECT e.title FROM edit e
            WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
              AND e.position > t.position AND e.position <= t.now AND e.title IS NOT NULL
            ORDER BY e.position DESC LIMIT 1), t.title) END,
       CASE WHEN t.now IS NULL THEN t.text ELSE COALESCE(
           (SELECT e.text FROM edit e
            WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
              AND e.position > t.position AND e.position <= t.now AND e.text IS NOT NULL
            ORDER BY e.position DESC LIMIT 1), t.text) END,
       COALESCE(t.question, 0), COALESCE(r.resolved, 0),
       CASE WHEN r.resolved THEN r.answer END,
       t.audience_type, t.audience_id, t.written_ms, min(t.ms, t.arrival_ms), t.last_ms, t.posts,
       1 + (SELECT count(*) FROM edit e
            WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
              AND e.position > t.position AND e.position >> 40 = t.position >> 40),
       (t.now IS NULL) + (SELECT count(*) FROM edit e
            WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
              AND e.position > t.position AND e.position >> 40 = t.position >> 40
              AND NOT EXISTS (SELECT 1 FROM edit_base b
                              WHERE b.thread = e.thread AND b.post = e.post AND b.replaced = e.id
                                AND b.author = e.author AND b.position > e.position
                                AND b.position >> 40 = e.position >> 40)) > 1,
       t.origin = (SELECT academy FROM replica),
       CASE WHEN t.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = t.origin AND h.audience = t.audience AND h.holder <> t.origin
                  AND h.seq >= t.position & 1099511627775) END,
       t.position >> 39 & 1
FROM (SELECT t.*, c.posts, c.last_ms, f.origin, f.audience,
             CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                           WHEN x'03' THEN 3 ELSE 4 END AS audience_type,
             NULLIF(substr(f.audience, 2), zeroblob(16)) AS audience_id,
             CASE WHEN EXISTS (SELECT 1 FROM edit_base b
                               WHERE b.thread = t.id AND b.post = t.id AND b.replaced = t.id
                                 AND b.author = t.author AND b.position > t.position
                                 AND b.position >> 40 = t.position >> 40)
                  THEN (SELECT min(e.position) FROM edit e
                        WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
                          AND e.position > t.position AND e.position >> 40 = t.position >> 40
                          AND NOT EXISTS (SELECT 1 FROM edit_base b
                                          WHERE b.thread = e.thread AND b.post = e.post
                                            AND b.replaced = e.id AND b.author = e.author
                                            AND b.position > e.position
                                            AND b.position >> 40 = e.position >> 40)) END AS now
      FROM thread_tally c CROSS JOIN thread t ON t.id = c.thread
           CROSS JOIN visible f ON f.number = t.position >> 40 AND f.audience = c.audience) t
     LEFT JOIN resolution r ON r.thread = t.id AND r.stream = t.position >> 40
     LEFT JOIN academy a ON a.academy = t.origin;

--: view post
CREATE TEMP VIEW v_post(id, position, thread, parent, academy, academy_name, author, author_name,
                        text, written_ms, listed_ms, versions, conflict, own, held, saved_here) AS
SELECT s.id, s.position, s.thread, s.parent, f.origin,
       COALESCE(a.shown, lower(substr(hex(f.origin), 1, 8))), s.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = s.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       CASE WHEN EXISTS (SELECT 1 FROM edit_base b
                         WHERE b.thread = s.thread AND b.post = s.id AND b.replaced = s.id
                           AND b.author = s.author AND b.position > s.position
                           AND b.position >> 40 = s.position >> 40)
            THEN (SELECT e.text FROM edit e
                  WHERE e.thread = s.thread AND e.post = s.id AND e.author = s.author
                    AND e.position > s.position AND e.position >> 40 = s.position >> 40
                    AND NOT EXISTS (SELECT 1 FROM edit_base b
                                    WHERE b.thread = e.thread AND b.post = e.post
                                      AND b.replaced = e.id AND b.author = e.author
                                      AND b.position > e.position
                                      AND b.position >> 40 = e.position >> 40)
                  ORDER BY e.position LIMIT 1)
            ELSE s.text END,
       s.written_ms, min(s.ms, s.arrival_ms),
       1 + (SELECT count(*) FROM edit e
            WHERE e.thread = s.thread AND e.post = s.id AND e.author = s.author
              AND e.position > s.position AND e.position >> 40 = s.position >> 40),
       (NOT EXISTS (SELECT 1 FROM edit_base b
                    WHERE b.thread = s.thread AND b.post = s.id AND b.replaced = s.id
                      AND b.author = s.author AND b.position > s.position
                      AND b.position >> 40 = s.position >> 40))
       + (SELECT count(*) FROM edit e
          WHERE e.thread = s.thread AND e.post = s.id AND e.author = s.author
            AND e.position > s.position AND e.position >> 40 = s.position >> 40
            AND NOT EXISTS (SELECT 1 FROM edit_base b
                            WHERE b.thread = e.thread AND b.post = e.post AND b.replaced = e.id
                              AND b.author = e.author AND b.position > e.position
                              AND b.position >> 40 = e.position >> 40)) > 1,
       f.origin = (SELECT academy FROM replica),
       CASE WHEN s.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= s.position & 1099511627775) END,
       s.position >> 39 & 1
FROM post s CROSS JOIN visible f ON f.number = s.position >> 40
     LEFT JOIN academy a ON a.academy = f.origin
WHERE EXISTS (SELECT 1 FROM thread t JOIN visible g ON g.number = t.position >> 40
              WHERE t.id = s.thread AND g.audience = f.audience);
