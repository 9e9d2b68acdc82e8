-- moderation.sql - texts that are hidden at our academy, asked back, or withdrawn, and what a data
-- steward let pass.
--
-- Hiding is ours alone and at once. Only the academy that a text comes from can withdraw it for
-- everybody: its author, or, as a kind of its own with rights of its own, those who answer for the
-- academy, for roles are not known elsewhere. No page shows the words of a withdrawn text any more;
-- what was read or printed cannot be called back, and pages say so.

--: rights
post_hidden               : academy                : lead, data_steward, admin
withdrawal_asked          : network                : lead, data_steward, admin
post_withdrawn            : network, academy, room : everyone
post_withdrawn_by_academy : network, academy, room : lead, data_steward, admin
identifier_allowed        : network, academy, room : data_steward

--: log schema
-- Records that may pass although they seem to hold a patient's identifier: one each, in this log.
CREATE TABLE allowed(
    record BLOB NOT NULL PRIMARY KEY, -- the id that it will have
    author BLOB NOT NULL              -- the data steward
) STRICT, WITHOUT ROWID;

--: index identifier_allowed
INSERT INTO allowed(record, author)
SELECT record, h_author FROM new_identifier_allowed
WHERE length(record) = 16 AND h_own
ORDER BY h_position ON CONFLICT (record) DO NOTHING;

--: check post_hidden
SELECT h_index, 'Say which text is hidden or shown again.' FROM new_post_hidden
WHERE length(thread) IS NOT 16 OR length(thread_academy) IS NOT 32 OR length(post) <> 16
UNION ALL
SELECT h_index, 'Say whether the text is hidden or shown again.' FROM new_post_hidden
WHERE hidden IS NULL
UNION ALL
SELECT h_index, 'Say why the text is hidden.' FROM new_post_hidden
WHERE hidden AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_post_hidden
WHERE length(CAST(reason AS BLOB)) > 2000;

--: check withdrawal_asked
SELECT h_index, 'Say whose text it is.' FROM new_withdrawal_asked
WHERE length(academy) IS NOT 32
UNION ALL
SELECT h_index, 'Your own academy withdraws its texts itself.' FROM new_withdrawal_asked
WHERE academy = h_origin
UNION ALL
SELECT h_index, 'Say which text is asked back.' FROM new_withdrawal_asked
WHERE length(thread) IS NOT 16 OR length(post) <> 16
UNION ALL
SELECT h_index, 'There is no such thread here.' FROM new_withdrawal_asked n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say why it should be withdrawn.' FROM new_withdrawal_asked
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_withdrawal_asked
WHERE length(CAST(reason AS BLOB)) > 2000;

--: check post_withdrawn
SELECT h_index, 'Say which text is withdrawn.' FROM new_post_withdrawn
WHERE length(thread) IS NOT 16 OR length(post) <> 16
UNION ALL
SELECT h_index, 'There is no such thread here.' FROM new_post_withdrawn n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Only its author can withdraw this text.' FROM new_post_withdrawn n
WHERE COALESCE(post, thread) = thread
  AND EXISTS (SELECT 1 FROM entity e WHERE e.id = n.thread AND e.kind = 'thread')
  AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.origin = n.h_origin
      AND e.author = n.h_author)
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_post_withdrawn
WHERE length(CAST(reason AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_post_withdrawn
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check post_withdrawn_by_academy
SELECT h_index, 'Say which text is withdrawn.' FROM new_post_withdrawn_by_academy
WHERE length(thread) IS NOT 16 OR length(post) <> 16
UNION ALL
SELECT h_index, 'There is no such thread here.' FROM new_post_withdrawn_by_academy n
WHERE length(thread) = 16 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Only the academy that it comes from can withdraw this text.'
FROM new_post_withdrawn_by_academy n
WHERE COALESCE(post, thread) = thread
  AND EXISTS (SELECT 1 FROM entity e WHERE e.id = n.thread AND e.kind = 'thread')
  AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.thread AND e.kind = 'thread' AND e.origin = n.h_origin)
UNION ALL
SELECT h_index, 'Say why it is withdrawn.' FROM new_post_withdrawn_by_academy
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_post_withdrawn_by_academy
WHERE length(CAST(reason AS BLOB)) > 2000;

--: check identifier_allowed
SELECT h_index, 'Say which record may pass.' FROM new_identifier_allowed
WHERE length(record) IS NOT 16
UNION ALL
SELECT h_index, 'Say why it may pass.' FROM new_identifier_allowed
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_identifier_allowed
WHERE length(CAST(reason AS BLOB)) > 2000;

--: schema
-- Ours alone, from the academy's stream. The last one holds.
CREATE TABLE hidden(
    thread BLOB NOT NULL,
    post BLOB NOT NULL,           -- the thread's id for its first text
    academy BLOB NOT NULL,        -- whose thread it is
    hidden INTEGER NOT NULL,      -- 1, or 0 for shown again
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (thread, post, academy)
) STRICT, WITHOUT ROWID;
-- [stream] asks the academy; the last one holds.
CREATE TABLE withdrawal_asked(
    thread BLOB NOT NULL,
    post BLOB NOT NULL,
    academy BLOB NOT NULL,
    stream INTEGER NOT NULL,
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (thread, post, academy, stream)
) STRICT, WITHOUT ROWID;
-- All that say that a text is withdrawn; those of the text's own stream count, by its author or by
-- the academy.
CREATE TABLE withdrawal(
    thread BLOB NOT NULL,
    post BLOB NOT NULL,
    position INTEGER NOT NULL,
    by_academy INTEGER NOT NULL,
    author BLOB NOT NULL,
    reason TEXT,
    written_ms INTEGER NOT NULL,
    PRIMARY KEY (thread, post, position)
) STRICT, WITHOUT ROWID;
-- What a data steward let pass, and why.
CREATE TABLE allowed(
    position INTEGER PRIMARY KEY,
    record BLOB NOT NULL,
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;

--: fold post_hidden
INSERT INTO hidden(thread, post, academy, hidden, reason, author, written_ms, set_order)
SELECT thread, COALESCE(post, thread), thread_academy, hidden, NULLIF(reason, ''), h_author,
       h_written_ms, h_order
FROM new_post_hidden
WHERE thread IS NOT NULL AND thread_academy IS NOT NULL AND hidden IS NOT NULL
  AND h_own AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position
ON CONFLICT (thread, post, academy) DO UPDATE
SET hidden = excluded.hidden, reason = excluded.reason, author = excluded.author,
    written_ms = excluded.written_ms, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold withdrawal_asked
INSERT INTO withdrawal_asked(thread, post, academy, stream, reason, author, written_ms, set_order)
SELECT thread, COALESCE(post, thread), academy, h_stream, NULLIF(reason, ''), h_author,
       h_written_ms, h_order
FROM new_withdrawal_asked
WHERE thread IS NOT NULL AND academy IS NOT NULL
ORDER BY h_position
ON CONFLICT (thread, post, academy, stream) DO UPDATE
SET reason = excluded.reason, author = excluded.author, written_ms = excluded.written_ms,
    set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold post_withdrawn
INSERT INTO withdrawal(thread, post, position, by_academy, author, reason, written_ms)
SELECT thread, COALESCE(post, thread), h_position, 0, h_author, NULLIF(reason, ''), h_written_ms
FROM new_post_withdrawn
WHERE thread IS NOT NULL
ORDER BY h_position ON CONFLICT (thread, post, position) DO NOTHING;

--: fold post_withdrawn_by_academy
INSERT INTO withdrawal(thread, post, position, by_academy, author, reason, written_ms)
SELECT thread, COALESCE(post, thread), h_position, 1, h_author, NULLIF(reason, ''), h_written_ms
FROM new_post_withdrawn_by_academy
WHERE thread IS NOT NULL
ORDER BY h_position ON CONFLICT (thread, post, position) DO NOTHING;

--: fold identifier_allowed
INSERT INTO allowed(position, record, reason, author, written_ms)
SELECT h_position, record, reason, h_author, h_written_ms FROM new_identifier_allowed
WHERE record IS NOT NULL
ORDER BY h_position;

--: digest withdrawal_asked
SELECT w.thread, w.post, w.academy, f.origin, f.audience, w.reason, w.author, w.written_ms,
       w.set_order
FROM withdrawal_asked w JOIN folded f ON f.number = w.stream
WHERE f.number < 1048576
ORDER BY w.thread, w.post, w.academy, f.origin, f.audience;

--: digest withdrawal
SELECT w.thread, w.post, f.origin, f.audience, w.position & 1099511627775, w.by_academy, w.author,
       w.reason, w.written_ms
FROM withdrawal w JOIN folded f ON f.number = w.position >> 40
WHERE f.number < 1048576
ORDER BY w.thread, w.post, f.origin, f.audience, w.position;

--: digest allowed
SELECT f.origin, f.audience, a.position & 1099511627775, a.record, a.reason, a.author, a.written_ms
FROM allowed a JOIN folded f ON f.number = a.position >> 40
WHERE f.number < 1048576
ORDER BY f.origin, f.audience, a.position;

--: view text_author
-- Whose each text is that can be hidden, asked back and withdrawn: a thread's first text (its
-- [post] is the thread's id), a reply, what somebody says came of trying.
CREATE TEMP VIEW v_text_author(thread, post, what, stream, academy, author) AS
SELECT t.id, t.id, 'thread', f.number, f.origin, t.author
FROM thread t CROSS JOIN visible f ON f.number = t.position >> 40
UNION ALL
SELECT s.thread, s.id, 'post', f.number, f.origin, s.author
FROM post s CROSS JOIN visible f ON f.number = s.position >> 40
UNION ALL
SELECT x.thread, x.id, 'tried', f.number, f.origin, x.author
FROM tried x CROSS JOIN visible f ON f.number = x.stream;

--: view withdrawal
-- The withdrawals that count: the first of each text's own stream, by its author or its academy.
CREATE TEMP VIEW v_withdrawal(thread, post, position, academy, audience, by_academy, author, reason,
                              written_ms) AS
SELECT w.thread, w.post, w.position, f.origin, f.audience, w.by_academy, w.author, w.reason,
       w.written_ms
FROM withdrawal w CROSS JOIN visible f ON f.number = w.position >> 40
WHERE EXISTS (SELECT 1 FROM v_text_author n
              WHERE n.thread = w.thread AND n.post = w.post AND n.stream = w.position >> 40
                AND (w.by_academy OR w.author = n.author)
                AND NOT EXISTS (SELECT 1 FROM withdrawal e
                                WHERE e.thread = w.thread AND e.post = w.post
                                  AND e.position < w.position
                                  AND e.position >> 40 = w.position >> 40
                                  AND (e.by_academy OR e.author = n.author)));

--: view withdrawn
-- Of the academies that its own accepts, [confirmed] have said that they hold it and [unconfirmed]
-- have not yet.
CREATE TEMP VIEW v_withdrawn(thread, post, what, academy, academy_name, author, author_name,
                             by_academy, reason, written_ms, position, confirmed,
                             unconfirmed) AS
SELECT w.thread, w.post,
       (SELECT n.what FROM v_text_author n
        WHERE n.thread = w.thread AND n.post = w.post AND n.stream = w.position >> 40 LIMIT 1),
       w.academy, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = w.academy),
                           lower(substr(hex(w.academy), 1, 8))),
       w.author,
       (SELECT p.name FROM person p
        WHERE p.origin = w.academy AND p.member = w.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       w.by_academy, w.reason, w.written_ms, w.position,
       (SELECT count(*) FROM v_confirmed c
        WHERE c.thread = w.thread AND c.post = w.post AND c.position = w.position
          AND c.confirmed),
       (SELECT count(*) FROM v_confirmed c
        WHERE c.thread = w.thread AND c.post = w.post AND c.position = w.position
          AND NOT c.confirmed)
FROM v_withdrawal w;

--: view confirmed
-- For each withdrawal that is shared, the academies that its origin accepts: which have confirmed
-- that it reached them, by a signed receipt for it or what came later, and which have not.
CREATE TEMP VIEW v_confirmed(thread, post, position, origin, academy, academy_name, confirmed) AS
SELECT w.thread, w.post, w.position, w.academy, c.academy,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = c.academy), NULLIF(c.name, ''),
                lower(substr(hex(c.academy), 1, 8))),
       c.academy = (SELECT academy FROM replica) OR EXISTS (
           SELECT 1 FROM receipt h
           WHERE h.origin = w.academy AND h.audience = w.audience AND h.holder = c.academy
             AND h.seq >= w.position & 1099511627775)
FROM v_withdrawal w JOIN academy_accepted c ON c.origin = w.academy AND c.accepted
WHERE substr(w.audience, 1, 1) = x'01';

--: view hidden
-- What our academy hides. The words are for those who may show them again.
CREATE TEMP VIEW v_hidden(thread, post, what, thread_academy, title, text, academy, academy_name,
                          text_author, text_author_name, reason, author, author_name,
                          hidden_ms, withdrawn) AS
SELECT h.thread, h.post, h.what, h.academy,
       CASE WHEN h.may AND NOT h.withdrawn AND h.what = 'thread' THEN
            (SELECT t.title FROM thread t
             WHERE t.id = h.thread AND t.position >> 40 = h.stream) END,
       CASE WHEN h.may AND NOT h.withdrawn THEN CASE h.what
            WHEN 'thread' THEN (SELECT t.text FROM thread t
                                WHERE t.id = h.thread AND t.position >> 40 = h.stream)
            WHEN 'post' THEN (SELECT s.text FROM post s
                              WHERE s.thread = h.thread AND s.id = h.post
                                AND s.position >> 40 = h.stream)
            ELSE (SELECT x.different FROM tried x
                  WHERE x.thread = h.thread AND x.id = h.post AND x.stream = h.stream) END END,
       h.origin, COALESCE((SELECT a.shown FROM academy a WHERE a.academy = h.origin),
                          lower(substr(hex(h.origin), 1, 8))),
       h.text_author,
       (SELECT p.name FROM person p
        WHERE p.origin = h.origin AND p.member = h.text_author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       h.reason, h.author,
       (SELECT p.name FROM person p
        WHERE p.origin = (SELECT academy FROM replica) AND p.member = h.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       h.written_ms, h.withdrawn
FROM (SELECT h.*, f.origin,
             (SELECT n.what FROM v_text_author n
              WHERE n.thread = h.thread AND n.post = h.post AND n.stream = h.stream LIMIT 1)
                 AS what,
             (SELECT n.author FROM v_text_author n
              WHERE n.thread = h.thread AND n.post = h.post AND n.stream = h.stream LIMIT 1)
                 AS text_author,
             EXISTS (SELECT 1 FROM v_withdrawal w
                     WHERE w.thread = h.thread AND w.post = h.post
                       AND w.position >> 40 = h.stream) AS withdrawn,
             sees_all() OR EXISTS (
                 SELECT 1 FROM member_role g
                 WHERE g.origin = (SELECT academy FROM replica) AND g.given
                   AND g.member = viewer()
                   AND g.role IN ('lead', 'data_steward', 'admin')) AS may
      FROM (SELECT h.*,
                   (SELECT n.stream FROM v_text_author n
                    WHERE n.thread = h.thread AND n.post = h.post
                      AND (n.what <> 'thread' OR n.academy = h.academy) LIMIT 1) AS stream
            FROM hidden h WHERE h.hidden) h
           CROSS JOIN visible f ON f.number = h.stream) h;

--: view asked_back
-- Which texts academies ask back from those that they come from.
CREATE TEMP VIEW v_asked_back(thread, post, what, academy, academy_name, asker, asker_name,
                              author, author_name, reason, asked_ms, of_us, own, withdrawn) AS
SELECT w.thread, w.post,
       (SELECT n.what FROM v_text_author n
        WHERE n.thread = w.thread AND n.post = w.post AND n.academy = w.academy LIMIT 1),
       w.academy,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = w.academy),
                lower(substr(hex(w.academy), 1, 8))),
       f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       w.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = w.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       w.reason, w.written_ms, w.academy = (SELECT academy FROM replica),
       f.origin = (SELECT academy FROM replica),
       EXISTS (SELECT 1 FROM v_withdrawal d
               WHERE d.thread = w.thread AND d.post = w.post AND d.academy = w.academy)
FROM withdrawal_asked w JOIN visible f ON f.number = w.stream;

--: view allowed
-- Our data stewards' decisions, newest first when read by position.
CREATE TEMP VIEW v_allowed(position, record, reason, author, author_name, allowed_ms,
                           audience_type, audience_id) AS
SELECT l.position, l.record, l.reason, l.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = l.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       l.written_ms,
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2
                                     WHEN x'03' THEN 3 ELSE 4 END,
       NULLIF(substr(f.audience, 2), zeroblob(16))
FROM allowed l JOIN visible f ON f.number = l.position >> 40
WHERE f.origin = (SELECT academy FROM replica);
