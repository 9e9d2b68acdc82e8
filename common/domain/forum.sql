-- forum.sql - threads, replies, their versions, answered questions, what was tried.
--
-- Replies come from all academies, so posts are the big table: keyed by position, written once and
-- never updated. What changes beside them (counts) has a small table of its own. A version counts
-- when it comes from the same stream and author as the post and stands behind it; a version
-- replaces those that it names and that stand before it, so whatever is said, one version is
-- always current.
--
-- Lists are read in the order of the newest word, narrowed in many ways, so each thread has a short
-- row in `listing` that is indexed by what lists ask for; the text stands in `thread`.

--: rights
thread_started    : network, academy, room : everyone
post_written      : network, academy, room : everyone
post_edited       : network, academy, room : everyone
question_resolved : network, academy, room : everyone
tried_here        : network, academy, room : everyone

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
SELECT h_index, 'What you tried is too long: at most 60 KB.' FROM new_thread_started
WHERE length(CAST(tried AS BLOB)) > 61440
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_thread_started
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT n.h_index, 'A thread has at most 8 topics.' FROM new_thread_started n
WHERE (SELECT count(*) FROM new_thread_started_topics t WHERE t.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'A topic has 1 to 60 bytes.' FROM new_thread_started_topics
WHERE trim(value, ' ' || char(9, 10, 13, 160)) = '' OR length(CAST(value AS BLOB)) > 60
UNION ALL
SELECT h_index, 'The academy that is asked is not named properly.' FROM new_thread_started
WHERE length(asked) <> 32
UNION ALL
SELECT h_index, 'Only a question is addressed to an academy.' FROM new_thread_started
WHERE asked IS NOT NULL AND question IS NOT 1
UNION ALL
SELECT h_index, 'A question to another academy is shared with the network.' FROM new_thread_started
WHERE asked <> h_origin AND substr(h_audience, 1, 1) <> x'01'
UNION ALL
SELECT h_index, 'Our academy is not connected with the academy that you ask.'
FROM new_thread_started n
WHERE length(asked) = 32 AND asked <> h_origin AND substr(h_audience, 1, 1) = x'01'
  AND NOT EXISTS (SELECT 1 FROM accepted a
                  WHERE a.origin = n.h_origin AND a.academy = n.asked AND a.accepted)
UNION ALL
SELECT h_index, 'Say what the thread is about: the kind of thing and which one.'
FROM new_thread_started
WHERE (about IS NULL) <> (about_kind IS NULL)
UNION ALL
SELECT h_index, 'What the thread is about is not named properly.' FROM new_thread_started
WHERE length(about) <> CASE about_kind WHEN 'academy' THEN 32 ELSE 16 END
   OR length(about_academy) <> 32
UNION ALL
-- A Big Room is known within its academy only; others know the copy that it shared.
SELECT h_index, 'A Big Room stays in its academy, so a thread for others cannot be about it.'
FROM new_thread_started n
WHERE about_kind = 'room' AND substr(h_audience, 1, 1) < x'03'
  AND NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.about AND e.kind = 'room' AND substr(e.audience, 1, 1) = x'01')
UNION ALL
-- Shared threads stand in the log of what is shared, where nothing of the academy's own is known.
SELECT h_index, 'What is shared with others can be about shared things only, and that is not one.'
FROM new_thread_started n
WHERE about_kind IN ('measure', 'thread', 'pdsa', 'element', 'element_change', 'adaptation',
                     'self_review', 'visit', 'board_pattern')
  AND length(about) = 16 AND substr(h_audience, 1, 1) < x'03'
  AND NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.about AND e.kind = n.about_kind
                    AND (e.audience = n.h_audience OR substr(e.audience, 1, 1) = x'01'))
UNION ALL
SELECT h_index, 'Fewer people see what the thread is about than would see the thread.'
FROM new_thread_started n
WHERE about_kind NOT IN ('academy', 'person') AND length(about) = 16
  AND substr(h_audience, 1, 1) > x'02'
  AND EXISTS (SELECT 1 FROM entity e WHERE e.id = n.about AND e.kind = n.about_kind)
  AND NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.about AND e.kind = n.about_kind
                    AND (e.audience = n.h_audience OR substr(e.audience, 1, 1) = x'03'))
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
SELECT h_index, 'The post that this quotes is not named properly.' FROM new_post_written
WHERE length(quotes) <> 16
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

--: check tried_here
SELECT h_index, 'Say in which thread this was proposed.' FROM new_tried_here
WHERE length(thread) IS NOT 16
UNION ALL
SELECT h_index, 'There is no such thread here.' FROM new_tried_here n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'The post that was tried is not named properly.' FROM new_tried_here
WHERE length(post) <> 16
UNION ALL
SELECT h_index, 'Say whether it worked, worked partly, or did not work.' FROM new_tried_here
WHERE outcome IS NULL
UNION ALL
SELECT h_index, 'What was different is too long: at most 2,000 bytes.' FROM new_tried_here
WHERE length(CAST(different AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_tried_here
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
    pathway TEXT,
    asked BLOB,                   -- the academy that a question is addressed to
    tried TEXT,                   -- what they tried already
    about_kind TEXT,
    about BLOB,
    about_academy BLOB,
    ms INTEGER NOT NULL,          -- of the HLC
    arrival_ms INTEGER,           -- ours alone, in no digest
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX thread_id ON thread(id);
CREATE INDEX thread_about ON thread(about) WHERE about IS NOT NULL;
CREATE TABLE post(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    thread BLOB NOT NULL,         -- may not have come yet
    parent BLOB,
    quotes BLOB,
    author BLOB NOT NULL,
    ms INTEGER NOT NULL,
    arrival_ms INTEGER,
    written_ms INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX post_thread ON post(thread);
-- How many texts of each academy a thread has. The rows may be there before their thread.
CREATE TABLE thread_tally(
    thread BLOB NOT NULL,
    audience BLOB NOT NULL,       -- replies count in their thread's audience
    origin BLOB NOT NULL,
    posts INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,     -- newest text, smaller of HLC and arrival: in no digest
    PRIMARY KEY (thread, audience, origin)
) STRICT, WITHOUT ROWID;
-- What lists look at: one row for each thread, newest word first in every index.
CREATE TABLE listing(
    position INTEGER PRIMARY KEY, -- the thread's
    thread BLOB NOT NULL,
    audience BLOB NOT NULL,
    origin BLOB NOT NULL,
    last_ms INTEGER NOT NULL,     -- of all its rows in thread_tally: in no digest
    question INTEGER NOT NULL,
    open INTEGER NOT NULL,        -- a question that is not answered
    asked BLOB,
    pathway TEXT,
    room BLOB AS (CASE WHEN substr(audience, 1, 1) = x'04' THEN substr(audience, 2) END)
) STRICT;
CREATE INDEX listing_thread ON listing(thread);
CREATE INDEX listing_last ON listing(last_ms, thread);
CREATE INDEX listing_open ON listing(last_ms, thread) WHERE open;
CREATE INDEX listing_asked ON listing(asked, open, last_ms, thread) WHERE asked IS NOT NULL;
CREATE INDEX listing_origin ON listing(origin, last_ms, thread);
CREATE INDEX listing_pathway ON listing(pathway, last_ms, thread) WHERE pathway IS NOT NULL;
CREATE INDEX listing_room ON listing(room, last_ms, thread) WHERE room IS NOT NULL;
CREATE TABLE thread_topic(
    position INTEGER NOT NULL,    -- the thread's
    topic TEXT NOT NULL,          -- trimmed, without capitals
    thread BLOB NOT NULL,
    last_ms INTEGER NOT NULL,     -- as in listing: in no digest
    PRIMARY KEY (position, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_topic_last ON thread_topic(topic, last_ms, thread);
-- How many threads each stream has: all of them, of a pathway, of a topic.
CREATE TABLE stream_tally(
    stream INTEGER NOT NULL,
    what TEXT NOT NULL,           -- thread, pathway, topic
    name TEXT NOT NULL,
    threads INTEGER NOT NULL,
    PRIMARY KEY (what, name, stream)
) STRICT, WITHOUT ROWID;
-- What was tried, where and by whom. [stream] and author say it; the last one holds.
CREATE TABLE tried(
    thread BLOB NOT NULL,
    post BLOB NOT NULL,           -- the thread's id for its first text
    stream INTEGER NOT NULL,
    author BLOB NOT NULL,
    id BLOB NOT NULL,             -- of these words: what is hidden and withdrawn
    outcome TEXT NOT NULL,
    different TEXT,
    ms INTEGER NOT NULL,
    arrival_ms INTEGER,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (thread, post, stream, author)
) STRICT, WITHOUT ROWID;
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
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (thread, stream)
) STRICT, WITHOUT ROWID;

--: fold thread_started
INSERT INTO thread(position, id, author, title, text, question, pathway, asked, tried, about_kind,
                   about, about_academy, ms, arrival_ms, written_ms)
SELECT h_position, h_id, h_author, title, text, question, NULLIF(trim(pathway), ''),
       CASE WHEN question AND length(asked) = 32 THEN asked END, NULLIF(tried, ''),
       CASE WHEN length(about) IN (16, 32) THEN about_kind END,
       CASE WHEN length(about) IN (16, 32) AND about_kind IS NOT NULL THEN about END,
       CASE WHEN length(about_academy) = 32 THEN about_academy END,
       h_ms, h_arrival_ms, h_written_ms
FROM new_thread_started
WHERE title <> ''
ORDER BY h_position;
INSERT INTO thread_tally(thread, audience, origin, posts, last_ms)
SELECT h_id, h_audience, h_origin, 0, max(min(h_ms, h_arrival_ms)) FROM new_thread_started
WHERE title <> ''
GROUP BY h_id, h_audience, h_origin
ON CONFLICT (thread, audience, origin) DO UPDATE SET last_ms = max(last_ms, excluded.last_ms);
INSERT INTO listing(position, thread, audience, origin, last_ms, question, open, asked, pathway)
SELECT h_position, h_id, h_audience, h_origin, 0, COALESCE(question, 0),
       COALESCE(question, 0) AND NOT EXISTS (
           SELECT 1 FROM resolution r
           WHERE r.thread = n.h_id AND r.stream = n.h_stream AND r.resolved),
       CASE WHEN question AND length(asked) = 32 THEN asked END, NULLIF(trim(pathway), '')
FROM new_thread_started n
WHERE title <> ''
ORDER BY h_position;
INSERT INTO thread_topic(position, topic, thread, last_ms)
SELECT t.h_position, lower(trim(t.value)), t.h_id, 0
FROM new_thread_started_topics t JOIN new_thread_started n ON n.h_position = t.h_position
WHERE n.title <> '' AND trim(t.value) <> ''
ORDER BY t.h_position, t.idx
ON CONFLICT (position, topic) DO NOTHING;
UPDATE listing
SET last_ms = (SELECT max(c.last_ms) FROM thread_tally c
               WHERE c.thread = listing.thread AND c.audience = listing.audience)
WHERE thread IN (SELECT h_id FROM new_thread_started WHERE title <> '');
UPDATE thread_topic
SET last_ms = (SELECT l.last_ms FROM listing l WHERE l.position = thread_topic.position)
WHERE position IN (SELECT l.position FROM new_thread_started n JOIN listing l ON l.thread = n.h_id);
INSERT INTO stream_tally(stream, what, name, threads)
SELECT h_stream, 'thread', '', count(*) FROM new_thread_started
WHERE title <> '' GROUP BY h_stream
ON CONFLICT (what, name, stream) DO UPDATE SET threads = threads + excluded.threads;
INSERT INTO stream_tally(stream, what, name, threads)
SELECT h_stream, 'pathway', trim(pathway), count(*) FROM new_thread_started
WHERE title <> '' AND trim(pathway) <> '' GROUP BY h_stream, trim(pathway)
ON CONFLICT (what, name, stream) DO UPDATE SET threads = threads + excluded.threads;
INSERT INTO stream_tally(stream, what, name, threads)
SELECT t.h_stream, 'topic', lower(trim(t.value)), count(DISTINCT t.h_position)
FROM new_thread_started_topics t JOIN new_thread_started n ON n.h_position = t.h_position
WHERE n.title <> '' AND trim(t.value) <> '' GROUP BY t.h_stream, lower(trim(t.value))
ON CONFLICT (what, name, stream) DO UPDATE SET threads = threads + excluded.threads;

--: fold post_written
INSERT INTO post(position, id, thread, parent, quotes, author, ms, arrival_ms, written_ms, text)
SELECT h_position, h_id, thread, parent, CASE WHEN length(quotes) = 16 THEN quotes END, h_author,
       h_ms, h_arrival_ms, h_written_ms, text
FROM new_post_written
WHERE text <> '' AND thread IS NOT NULL
ORDER BY h_position;
INSERT INTO thread_tally(thread, audience, origin, posts, last_ms)
SELECT thread, h_audience, h_origin, count(*), max(min(h_ms, h_arrival_ms)) FROM new_post_written
WHERE text <> '' AND thread IS NOT NULL
GROUP BY thread, h_audience, h_origin
ON CONFLICT (thread, audience, origin) DO UPDATE
SET posts = posts + excluded.posts, last_ms = max(last_ms, excluded.last_ms);
UPDATE listing SET last_ms = n.last_ms
FROM (SELECT thread, h_audience, max(min(h_ms, h_arrival_ms)) AS last_ms FROM new_post_written
      WHERE text <> '' AND thread IS NOT NULL
      GROUP BY thread, h_audience) n
WHERE listing.thread = n.thread AND listing.audience = n.h_audience
  AND n.last_ms > listing.last_ms;
UPDATE thread_topic SET last_ms = n.last_ms
FROM (SELECT l.position, l.last_ms
      FROM (SELECT DISTINCT thread FROM new_post_written) w JOIN listing l ON l.thread = w.thread) n
WHERE thread_topic.position = n.position AND n.last_ms > thread_topic.last_ms;

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
INSERT INTO resolution(thread, stream, resolved, answer, author, written_ms, set_order)
SELECT thread, h_stream, resolved, answer, h_author, h_written_ms, h_order
FROM new_question_resolved
WHERE thread IS NOT NULL AND resolved IS NOT NULL
ORDER BY h_position
ON CONFLICT (thread, stream) DO UPDATE
SET resolved = excluded.resolved, answer = excluded.answer, author = excluded.author,
    written_ms = excluded.written_ms, set_order = excluded.set_order
WHERE excluded.set_order > set_order;
UPDATE listing
SET open = NOT COALESCE((SELECT r.resolved FROM resolution r
                         WHERE r.thread = listing.thread AND r.stream = listing.position >> 40), 0)
WHERE question AND thread IN (SELECT thread FROM new_question_resolved);

--: fold tried_here
INSERT INTO tried(thread, post, stream, author, id, outcome, different, ms, arrival_ms, written_ms,
                  set_order)
SELECT thread, COALESCE(post, thread), h_stream, h_author, h_id, outcome, NULLIF(different, ''),
       h_ms, h_arrival_ms, h_written_ms, h_order
FROM new_tried_here
WHERE thread IS NOT NULL AND outcome IS NOT NULL
ORDER BY h_position
ON CONFLICT (thread, post, stream, author) DO UPDATE
SET id = excluded.id, outcome = excluded.outcome, different = excluded.different,
    ms = excluded.ms, arrival_ms = excluded.arrival_ms, written_ms = excluded.written_ms,
    set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: digest thread
SELECT f.origin, f.audience, t.position & 1099511627775, t.id, t.author, t.title, t.text,
       t.question, t.pathway, t.asked, t.tried, t.about_kind, t.about, t.about_academy, t.ms,
       t.written_ms
FROM folded f CROSS JOIN thread t
WHERE f.number < 1048576 AND t.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, t.position;

--: digest post
SELECT f.origin, f.audience, p.position & 1099511627775, p.id, p.thread, p.parent, p.quotes,
       p.author, p.ms, p.written_ms, p.text
FROM folded f CROSS JOIN post p
WHERE f.number < 1048576 AND p.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, p.position;

--: digest thread_tally
SELECT thread, audience, origin, posts FROM thread_tally
WHERE substr(audience, 1, 1) < x'03' ORDER BY thread, audience, origin;

--: digest listing
SELECT f.origin, f.audience, l.position & 1099511627775, l.thread, l.audience, l.origin, l.question,
       l.open, l.asked, l.pathway
FROM folded f CROSS JOIN listing l
WHERE f.number < 1048576 AND l.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, l.position;

--: digest thread_topic
SELECT f.origin, f.audience, t.position & 1099511627775, t.topic, t.thread
FROM folded f CROSS JOIN thread_topic t
WHERE f.number < 1048576 AND t.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, t.position, t.topic;

--: digest stream_tally
SELECT s.what, s.name, f.origin, f.audience, s.threads
FROM stream_tally s JOIN folded f ON f.number = s.stream
WHERE f.number < 1048576
ORDER BY s.what, s.name, f.origin, f.audience;

--: digest tried
SELECT t.thread, t.post, f.origin, f.audience, t.author, t.id, t.outcome, t.different, t.ms,
       t.written_ms, t.set_order
FROM tried t JOIN folded f ON f.number = t.stream
WHERE f.number < 1048576
ORDER BY t.thread, t.post, f.origin, f.audience, t.author;

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
SELECT r.thread, f.origin, f.audience, r.resolved, r.answer, r.author, r.written_ms, r.set_order
FROM resolution r JOIN folded f ON f.number = r.stream
WHERE f.number < 1048576
ORDER BY r.thread, f.origin, f.audience;

--: view version
-- No version of a text that is withdrawn, or hidden here.
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
WHERE NOT EXISTS (SELECT 1 FROM withdrawal w
                  WHERE w.thread = t.id AND w.post = t.id
                    AND w.position >> 40 = t.position >> 40
                    AND (w.by_academy OR w.author = t.author))
  AND NOT EXISTS (SELECT 1 FROM hidden h
                  WHERE h.thread = t.id AND h.post = t.id AND h.academy = f.origin AND h.hidden)
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
WHERE NOT EXISTS (SELECT 1 FROM withdrawal w
                  WHERE w.thread = t.id AND w.post = t.id
                    AND w.position >> 40 = t.position >> 40
                    AND (w.by_academy OR w.author = t.author))
  AND NOT EXISTS (SELECT 1 FROM hidden h
                  WHERE h.thread = t.id AND h.post = t.id AND h.academy = f.origin AND h.hidden)
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
  AND NOT EXISTS (SELECT 1 FROM withdrawal w
                  WHERE w.thread = s.thread AND w.post = s.id
                    AND w.position >> 40 = s.position >> 40
                    AND (w.by_academy OR w.author = s.author))
  AND NOT EXISTS (SELECT 1 FROM hidden h
                  WHERE h.thread = s.thread AND h.post = s.id AND h.hidden)
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
              WHERE t.id = s.thread AND g.audience = f.audience)
  AND NOT EXISTS (SELECT 1 FROM withdrawal w
                  WHERE w.thread = s.thread AND w.post = s.id
                    AND w.position >> 40 = s.position >> 40
                    AND (w.by_academy OR w.author = s.author))
  AND NOT EXISTS (SELECT 1 FROM hidden h
                  WHERE h.thread = s.thread AND h.post = s.id AND h.hidden);

--: view thread
-- [now] is the position of the version to show: NULL when it is the first text. When several stand
-- side by side it is the lowest. Absent parts of a version are those of the versions before it.
-- Words that are withdrawn or hidden here are NULL. [academies]: how many have replied; [tried_at]:
-- how many say what came of trying something in it.
CREATE TEMP VIEW v_thread(id, position, academy, academy_name, author, author_name, title, text,
                          tried, question, resolved, answer, resolved_by, resolved_by_name,
                          resolved_ms, audience_type, audience_id, pathway, asked, asked_name,
                          asked_us, about_kind, about, about_academy, started_ms, listed_ms,
                          last_ms, posts, academies, tried_at, versions, conflict, hidden,
                          withdrawn, own, mine, held, saved_here) AS
SELECT t.id, t.position, t.origin, COALESCE(a.shown, lower(substr(hex(t.origin), 1, 8))), t.author,
       (SELECT p.name FROM person p
        WHERE p.origin = t.origin AND p.member = t.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       CASE WHEN t.hidden OR t.withdrawn THEN NULL WHEN t.now IS NULL THEN t.title ELSE COALESCE(
           (SELECT e.title FROM edit e
            WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
              AND e.position > t.position AND e.position <= t.now AND e.title IS NOT NULL
            ORDER BY e.position DESC LIMIT 1), t.title) END,
       CASE WHEN t.hidden OR t.withdrawn THEN NULL WHEN t.now IS NULL THEN t.text ELSE COALESCE(
           (SELECT e.text FROM edit e
            WHERE e.thread = t.id AND e.post = t.id AND e.author = t.author
              AND e.position > t.position AND e.position <= t.now AND e.text IS NOT NULL
            ORDER BY e.position DESC LIMIT 1), t.text) END,
       CASE WHEN NOT (t.hidden OR t.withdrawn) THEN t.tried END,
       COALESCE(t.question, 0), COALESCE(r.resolved, 0),
       CASE WHEN r.resolved THEN r.answer END,
       CASE WHEN r.resolved THEN r.author END,
       CASE WHEN r.resolved THEN (SELECT p.name FROM person p
                                  WHERE p.origin = t.origin AND p.member = r.author AND p.name <> ''
                                  ORDER BY p.audience DESC LIMIT 1) END,
       CASE WHEN r.resolved THEN r.written_ms END,
       t.audience_type, t.audience_id, t.pathway, t.asked,
       CASE WHEN t.asked IS NOT NULL THEN COALESCE(
           (SELECT b.shown FROM academy b WHERE b.academy = t.asked),
           lower(substr(hex(t.asked), 1, 8))) END,
       COALESCE(t.asked = (SELECT academy FROM replica), 0),
       t.about_kind, t.about, t.about_academy,
       t.written_ms, min(t.ms, t.arrival_ms), t.last_ms,
       (SELECT sum(c.posts) FROM thread_tally c WHERE c.thread = t.id AND c.audience = t.audience),
       (SELECT count(*) FROM thread_tally c
        WHERE c.thread = t.id AND c.audience = t.audience AND c.posts > 0),
       (SELECT count(DISTINCT x.stream) FROM tried x JOIN visible g ON g.number = x.stream
        WHERE x.thread = t.id AND g.audience = t.audience
          AND NOT EXISTS (SELECT 1 FROM withdrawal w
                          WHERE w.thread = x.thread AND w.post = x.id
                            AND w.position >> 40 = x.stream
                            AND (w.by_academy OR w.author = x.author))),
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
       t.hidden, t.withdrawn,
       t.origin = (SELECT academy FROM replica),
       COALESCE(t.author = viewer() AND t.origin = (SELECT academy FROM replica), 0),
       CASE WHEN t.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = t.origin AND h.audience = t.audience AND h.holder <> t.origin
                  AND h.seq >= t.position & 1099511627775) END,
       t.position >> 39 & 1
FROM (SELECT t.*, l.last_ms, f.origin, f.audience,
             CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                           WHEN x'03' THEN 3 ELSE 4 END AS audience_type,
             NULLIF(substr(f.audience, 2), zeroblob(16)) AS audience_id,
             EXISTS (SELECT 1 FROM withdrawal w
                     WHERE w.thread = t.id AND w.post = t.id
                       AND w.position >> 40 = t.position >> 40
                       AND (w.by_academy OR w.author = t.author)) AS withdrawn,
             EXISTS (SELECT 1 FROM hidden h
                     WHERE h.thread = t.id AND h.post = t.id AND h.academy = f.origin
                       AND h.hidden) AS hidden,
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
      FROM listing l CROSS JOIN thread t ON t.position = l.position AND t.id = l.thread
           CROSS JOIN visible f ON f.number = t.position >> 40) t
     LEFT JOIN resolution r ON r.thread = t.id AND r.stream = t.position >> 40
     LEFT JOIN academy a ON a.academy = t.origin;

--: view listing
-- What lists choose from; its indexes give the newest of all, of an academy, a pathway, of the open
-- questions, of what an academy is asked. Not what is withdrawn or hidden here. [read_ms]: how far
-- the viewer has read it; NULL for somebody who has never been here, to whom nothing is news.
CREATE TEMP VIEW v_listing(position, id, academy, last_ms, question, open, asked, asked_us, pathway,
                           audience_type, room, read_ms, unread) AS
SELECT l.position, l.thread, l.origin, l.last_ms, l.question, l.open, l.asked,
       COALESCE(l.asked = (SELECT academy FROM replica), 0), l.pathway,
       CASE substr(l.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                     WHEN x'03' THEN 3 ELSE 4 END,
       l.room,
       (SELECT max(i.read_ms, COALESCE(k.ms, 0))
        FROM v_visit i LEFT JOIN v_mark k ON k.thread = l.thread AND k.academy = l.origin),
       COALESCE(l.last_ms > (SELECT read_ms FROM v_visit), 0)
       AND NOT EXISTS (SELECT 1 FROM v_mark k
                       WHERE k.thread = l.thread AND k.academy = l.origin AND k.ms >= l.last_ms)
FROM listing l CROSS JOIN visible f ON f.number = l.position >> 40
WHERE NOT EXISTS (SELECT 1 FROM withdrawal w CROSS JOIN thread t ON t.position = l.position
                  WHERE w.thread = l.thread AND w.post = l.thread
                    AND w.position >> 40 = l.position >> 40
                    AND (w.by_academy OR w.author = t.author))
  AND NOT EXISTS (SELECT 1 FROM hidden h
                  WHERE h.thread = l.thread AND h.post = l.thread AND h.academy = l.origin
                    AND h.hidden);

--: view about
-- Threads by what they are about.
CREATE TEMP VIEW v_about(about_kind, about, about_academy, position, id, last_ms) AS
SELECT t.about_kind, t.about, t.about_academy, l.position, l.thread, l.last_ms
FROM thread t CROSS JOIN listing l ON l.position = t.position
     CROSS JOIN visible f ON f.number = t.position >> 40
WHERE t.about IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM withdrawal w
                  WHERE w.thread = t.id AND w.post = t.id
                    AND w.position >> 40 = t.position >> 40
                    AND (w.by_academy OR w.author = t.author))
  AND NOT EXISTS (SELECT 1 FROM hidden h
                  WHERE h.thread = t.id AND h.post = t.id AND h.academy = f.origin AND h.hidden);

--: view thread_topic
CREATE TEMP VIEW v_thread_topic(topic, position, thread, last_ms) AS
SELECT t.topic, t.position, t.thread, t.last_ms
FROM thread_topic t CROSS JOIN visible f ON f.number = t.position >> 40;

--: view topic
CREATE TEMP VIEW v_topic(topic, threads) AS
SELECT s.name, sum(s.threads) FROM stream_tally s JOIN visible f ON f.number = s.stream
WHERE s.what = 'topic' GROUP BY s.name;

--: view pathway
-- Of threads and of our Big Rooms.
CREATE TEMP VIEW v_pathway(pathway, threads) AS
SELECT n.pathway, sum(n.threads)
FROM (SELECT s.name AS pathway, s.threads
      FROM stream_tally s JOIN visible f ON f.number = s.stream WHERE s.what = 'pathway'
      UNION ALL
      SELECT r.pathway, 0 FROM v_room r WHERE r.pathway <> '') n
GROUP BY n.pathway;

--: view thread_count
CREATE TEMP VIEW v_thread_count(academy, audience_type, threads) AS
SELECT f.origin, CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                               WHEN x'03' THEN 3 ELSE 4 END, s.threads
FROM stream_tally s JOIN visible f ON f.number = s.stream
WHERE s.what = 'thread' AND s.name = '';

--: view news
-- When the replies of threads came: for counting what is new.
CREATE TEMP VIEW v_news(thread, audience_type, listed_ms) AS
SELECT s.thread, CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                               WHEN x'03' THEN 3 ELSE 4 END,
       min(s.ms, s.arrival_ms)
FROM post s CROSS JOIN visible f ON f.number = s.position >> 40;

--: view post
-- Words that are withdrawn or hidden here are NULL.
CREATE TEMP VIEW v_post(id, position, thread, parent, quotes, academy, academy_name, author,
                        author_name, text, written_ms, listed_ms, versions, conflict, hidden,
                        withdrawn, own, mine, held, saved_here) AS
SELECT s.id, s.position, s.thread, s.parent, s.quotes, s.origin,
       COALESCE(a.shown, lower(substr(hex(s.origin), 1, 8))), s.author,
       (SELECT p.name FROM person p
        WHERE p.origin = s.origin AND p.member = s.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       CASE WHEN s.hidden OR s.withdrawn THEN NULL
            WHEN EXISTS (SELECT 1 FROM edit_base b
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
       s.hidden, s.withdrawn,
       s.origin = (SELECT academy FROM replica),
       COALESCE(s.author = viewer() AND s.origin = (SELECT academy FROM replica), 0),
       CASE WHEN s.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = s.origin AND h.audience = s.audience AND h.holder <> s.origin
                  AND h.seq >= s.position & 1099511627775) END,
       s.position >> 39 & 1
FROM (SELECT s.*, f.origin, f.audience,
             EXISTS (SELECT 1 FROM withdrawal w
                     WHERE w.thread = s.thread AND w.post = s.id
                       AND w.position >> 40 = s.position >> 40
                       AND (w.by_academy OR w.author = s.author)) AS withdrawn,
             EXISTS (SELECT 1 FROM hidden h
                     WHERE h.thread = s.thread AND h.post = s.id AND h.hidden) AS hidden
      FROM post s CROSS JOIN visible f ON f.number = s.position >> 40) s
     LEFT JOIN academy a ON a.academy = s.origin
WHERE EXISTS (SELECT 1 FROM thread t JOIN visible g ON g.number = t.position >> 40
              WHERE t.id = s.thread AND g.audience = s.audience);

--: view tried
-- What each author says came of it. [counts]: it is the last word of its academy, which is what is
-- counted, one for each academy. What is withdrawn counts no more; what is hidden here goes on
-- counting, without its words.
CREATE TEMP VIEW v_tried(id, thread, post, academy, academy_name, author, author_name, outcome,
                         different, written_ms, listed_ms, counts, hidden, withdrawn, own,
                         mine) AS
SELECT x.id, x.thread, x.post, x.origin, COALESCE(a.shown, lower(substr(hex(x.origin), 1, 8))),
       x.author,
       (SELECT p.name FROM person p
        WHERE p.origin = x.origin AND p.member = x.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       CASE WHEN NOT x.withdrawn THEN x.outcome END,
       CASE WHEN NOT (x.withdrawn OR x.hidden) THEN x.different END,
       x.written_ms, min(x.ms, x.arrival_ms),
       NOT x.withdrawn AND NOT EXISTS (
           SELECT 1 FROM tried y
           WHERE y.thread = x.thread AND y.post = x.post AND y.stream = x.stream
             AND y.set_order > x.set_order
             AND NOT EXISTS (SELECT 1 FROM withdrawal w
                             WHERE w.thread = y.thread AND w.post = y.id
                               AND w.position >> 40 = y.stream
                               AND (w.by_academy OR w.author = y.author))),
       x.hidden, x.withdrawn,
       x.origin = (SELECT academy FROM replica),
       COALESCE(x.author = viewer() AND x.origin = (SELECT academy FROM replica), 0)
FROM (SELECT x.*, f.origin, f.audience,
             EXISTS (SELECT 1 FROM withdrawal w
                     WHERE w.thread = x.thread AND w.post = x.id AND w.position >> 40 = x.stream
                       AND (w.by_academy OR w.author = x.author)) AS withdrawn,
             EXISTS (SELECT 1 FROM hidden h
                     WHERE h.thread = x.thread AND h.post = x.id AND h.hidden) AS hidden
      FROM tried x CROSS JOIN visible f ON f.number = x.stream) x
     LEFT JOIN academy a ON a.academy = x.origin
WHERE EXISTS (SELECT 1 FROM thread t JOIN visible g ON g.number = t.position >> 40
              WHERE t.id = x.thread AND g.audience = x.audience);
