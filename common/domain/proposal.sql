-- proposal.sql - changes of elements, proposed to whoever publishes them and to everybody.
--
-- What was learned goes back: a proposal is talked about in a thread about it, taken up by a
-- version that names it, or answered by the element's academy. Whether a proposal is about the
-- element that a version or an answer thinks it is, is not in the index of entities: views leave
-- out what does not fit.

--: rights
element_change_proposed : network : coach, faculty, lead, admin
element_change_answered : network : faculty, lead, admin

--: index element_change_proposed
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'element_change', h_origin, h_audience, h_author, h_position
FROM new_element_change_proposed
WHERE change IS NULL AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check element_change_proposed
SELECT h_index, 'There is no such proposal of our academy.' FROM new_element_change_proposed n
WHERE change IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.change AND e.kind = 'element_change' AND e.origin = n.h_origin)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.'
       FROM new_element_change_proposed n
WHERE change IS NOT NULL AND (SELECT count(*) FROM new_element_change_proposed_based_on b
                              WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new proposal replaces none.' FROM new_element_change_proposed n
WHERE change IS NULL AND EXISTS (SELECT 1 FROM new_element_change_proposed_based_on b
                                 WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_element_change_proposed_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'There is no such element of that academy here.' FROM new_element_change_proposed n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.element AND e.kind = 'element' AND e.origin = n.academy)
UNION ALL
SELECT h_index, 'Say which version it would change.' FROM new_element_change_proposed n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.version AND e.kind IN ('element', 'element_version')
                    AND e.origin = n.academy)
UNION ALL
SELECT h_index, 'Give the proposal a title.' FROM new_element_change_proposed
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_element_change_proposed
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say what becomes what.' FROM new_element_change_proposed
WHERE becomes IS NULL OR trim(becomes, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What becomes what is too long: at most 2,000 bytes.'
FROM new_element_change_proposed WHERE length(CAST(becomes AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Say why it would be better.' FROM new_element_change_proposed
WHERE why IS NULL OR trim(why, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_element_change_proposed
WHERE length(CAST(why AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The network does not have the adaptation that it was learned from.'
FROM new_element_change_proposed n
WHERE (adaptation_academy IS NOT NULL OR adaptation IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.adaptation AND e.kind = 'adaptation'
                             AND e.origin = n.adaptation_academy)
UNION ALL
SELECT h_index, 'Write the day from which it is decided as YYYY-MM-DD.'
FROM new_element_change_proposed
WHERE decide_from NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(decide_from, '+0 days') IS NOT decide_from;

--: check element_change_answered
SELECT h_index, 'There is no such proposal of that academy here.'
FROM new_element_change_answered n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.change AND e.kind = 'element_change' AND e.origin = n.academy)
UNION ALL
SELECT h_index, 'Say whether you take it up, try it or decline it.'
FROM new_element_change_answered
WHERE decision IS NULL
UNION ALL
SELECT h_index, 'Say the reason: whoever proposed it gave one, too.'
FROM new_element_change_answered
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 1,000 bytes.' FROM new_element_change_answered
WHERE length(CAST(reason AS BLOB)) > 1000;

--: schema
CREATE TABLE element_change(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    academy BLOB NOT NULL,        -- who publishes the element
    element BLOB NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX element_change_id ON element_change(id);
CREATE INDEX element_change_element ON element_change(element, position);
CREATE INDEX element_change_when ON element_change(written_ms, position);
CREATE TABLE element_change_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    change BLOB NOT NULL,
    author BLOB NOT NULL,
    version BLOB,                 -- of the element
    title TEXT NOT NULL,
    becomes TEXT NOT NULL,
    why TEXT,
    adaptation_academy BLOB,
    adaptation BLOB,
    decide_from TEXT,
    taken_back INTEGER NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX element_change_version_change ON element_change_version(change);
CREATE INDEX element_change_version_adaptation ON element_change_version(adaptation)
WHERE adaptation IS NOT NULL;
-- The last one of a stream holds.
CREATE TABLE element_change_answer(
    position INTEGER PRIMARY KEY,
    academy BLOB NOT NULL,        -- whose proposal
    change BLOB NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX element_change_answer_change ON element_change_answer(change, position);

--: fold element_change_proposed
INSERT INTO element_change(position, id, academy, element, author, written_ms)
SELECT h_position, h_id, academy, element, h_author, h_written_ms FROM new_element_change_proposed
WHERE change IS NULL AND academy IS NOT NULL AND element IS NOT NULL AND title <> ''
  AND becomes <> '' AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO element_change_version(position, id, change, author, version, title, becomes, why,
                                                                    adaptation_academy, adaptation,
                                   decide_from, taken_back, written_ms)
SELECT h_position, h_id, COALESCE(change, h_id), h_author, version, title, becomes, NULLIF(why,
       ''),
       adaptation_academy, adaptation, NULLIF(decide_from, ''), COALESCE(taken_back, 0),
       h_written_ms
FROM new_element_change_proposed
WHERE title <> '' AND becomes <> '' AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.change, b.value, b.h_position
FROM new_element_change_proposed_based_on b
     JOIN new_element_change_proposed n ON n.h_position = b.h_position
WHERE n.change IS NOT NULL AND n.title <> '' AND n.becomes <> ''
  AND substr(n.h_audience, 1, 1) < x'03'
ORDER BY n.change, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold element_change_answered
INSERT INTO element_change_answer(position, academy, change, decision, reason, author, written_ms)
SELECT h_position, academy, change, decision, NULLIF(reason, ''), h_author, h_written_ms
FROM new_element_change_answered
WHERE academy IS NOT NULL AND change IS NOT NULL AND decision IS NOT NULL
  AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;

--: digest element_change
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.academy, s.element, s.author,
       s.written_ms
FROM folded f CROSS JOIN element_change s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest element_change_version
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.change, s.author, s.version,
       s.title, s.becomes, s.why, s.adaptation_academy, s.adaptation, s.decide_from, s.taken_back,
       s.written_ms
FROM folded f CROSS JOIN element_change_version s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest element_change_answer
SELECT f.origin, f.audience, s.position & 1099511627775, s.academy, s.change, s.decision, s.reason,
       s.author, s.written_ms
FROM folded f CROSS JOIN element_change_answer s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: view element_change_version
-- Every version of a proposal.
CREATE TEMP VIEW v_element_change_version(change, id, position, author, author_name, version,
                                          title, becomes, why, adaptation_academy, adaptation,
                                          decide_from, taken_back, written_ms, current,
                                          saved_here) AS
SELECT v.change, v.id, v.position, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.version, v.title, v.becomes, v.why, v.adaptation_academy, v.adaptation, v.decide_from,
       v.taken_back, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.change AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM element_change_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM element_change c
              WHERE c.id = v.change AND c.position >> 40 = v.position >> 40
                AND c.position <= v.position);

--: view element_change
-- A proposal as it stands. [edition]: the version of the proposal that holds, [versions]: how many
-- stand side by side; [version]: the element's that it would change, [number] of that. [decision],
-- [answer], [answered_ms]: the last word of the academy that publishes the element. [taken_…]: the
-- first version of the element that takes it up. [state]: open, answered, taken_up, taken_back.
CREATE TEMP VIEW v_element_change(id, position, academy, academy_name, own, element_academy,
                                                                  element_academy_name,
                                  element_own, element, version, number, edition, versions, title,
                                  becomes, why, adaptation_academy, adaptation, decide_from,
                                  taken_back, author, author_name, decision, answer, answered_ms,
                                  taken_version, taken_number, taken_ms, state, written_ms, held,
                                  saved_here) AS
SELECT c.id, c.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), c.academy,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = c.academy),
                lower(substr(hex(c.academy), 1, 8))),
       c.academy = (SELECT academy FROM replica), c.element, v.version,
       (SELECT count(*) FROM element_version w
        WHERE w.element = e.id AND w.position BETWEEN e.position AND (
              SELECT o.position FROM element_version o
              WHERE o.id = v.version AND o.element = e.id
              AND o.position >> 40 = e.position >> 40)),
       v.id,
       (SELECT count(*) FROM element_change_version w
        WHERE w.change = c.id AND w.position >> 40 = c.position >> 40 AND w.position >= c.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.change AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.title, v.becomes, v.why, v.adaptation_academy, v.adaptation, v.decide_from, v.taken_back,
       c.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = c.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       w.decision, w.reason, w.written_ms, t.id,
       (SELECT count(*) FROM element_version o
        WHERE o.element = e.id AND o.position BETWEEN e.position AND t.position),
       t.written_ms,
       CASE WHEN t.id IS NOT NULL THEN 'taken_up' WHEN v.taken_back THEN 'taken_back'
            WHEN w.position IS NOT NULL THEN 'answered' ELSE 'open' END,
       c.written_ms,
       CASE WHEN v.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= v.position & 1099511627775) END,
       v.position >> 39 & 1
FROM element_change c CROSS JOIN visible f ON f.number = c.position >> 40
     CROSS JOIN element_change_version v ON v.position = (
         SELECT w.position FROM element_change_version w
         WHERE w.change = c.id AND w.position >> 40 = c.position >> 40 AND w.position >= c.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.change AND b.version = w.id
                           AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
     LEFT JOIN element e ON e.position = (
         SELECT o.position FROM element o JOIN visible g ON g.number = o.position >> 40
         WHERE o.id = c.element AND g.origin = c.academy ORDER BY o.position LIMIT 1)
     LEFT JOIN element_version t ON t.position = (
         SELECT o.position FROM element_version o
         WHERE o.change = c.id AND o.change_academy = f.origin AND o.element = c.element
           AND o.position >> 40 = e.position >> 40
         ORDER BY o.position LIMIT 1)
     LEFT JOIN element_change_answer w ON w.position = (
         SELECT o.position FROM element_change_answer o
              JOIN visible g ON g.number = o.position >> 40
         WHERE o.change = c.id AND o.academy = f.origin AND g.origin = c.academy
         ORDER BY o.position DESC LIMIT 1);
