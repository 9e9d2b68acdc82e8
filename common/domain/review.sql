-- review.sql - an academy looks at itself beside the fixed elements that it runs.
--
-- Words, never a score: how something is done stands beside each element, and nothing here or on
-- any page counts it. Peers comment in threads about a review.

--: rights
self_review_written : network, academy : coach, faculty, lead, admin

--: index self_review_written
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'self_review', h_origin, h_audience, h_author, h_position FROM new_self_review_written
WHERE review IS NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check self_review_written
SELECT h_index, 'There is no such self-review of our academy, or others see it.'
FROM new_self_review_written n
WHERE review IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.review AND e.kind = 'self_review'
                             AND e.origin = n.h_origin AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_self_review_written n
WHERE review IS NOT NULL AND (SELECT count(*) FROM new_self_review_written_based_on b
                              WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new self-review replaces none.' FROM new_self_review_written n
WHERE review IS NULL AND EXISTS (SELECT 1 FROM new_self_review_written_based_on b
                                 WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_self_review_written_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the day of the self-review as YYYY-MM-DD.' FROM new_self_review_written
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT n.h_index, 'Look at 1 to 60 elements.' FROM new_self_review_written n
WHERE (SELECT count(*) FROM new_self_review_written_elements r WHERE r.h_index = n.h_index)
      NOT BETWEEN 1 AND 60
UNION ALL
SELECT h_index, 'Say which elements you look at.' FROM new_self_review_written_elements
WHERE length(academy) IS NOT 32 OR length(element) IS NOT 16
GROUP BY h_index
UNION ALL
SELECT h_index, 'An element stands in a self-review once.' FROM new_self_review_written_elements
WHERE element IS NOT NULL
GROUP BY h_index, academy, element HAVING count(*) > 1
UNION ALL
SELECT r.h_index, 'A self-review names an element that is not known here.'
FROM new_self_review_written_elements r
WHERE length(academy) = 32 AND length(element) = 16 AND substr(h_audience, 1, 1) = x'01'
  AND NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = r.element AND e.kind = 'element' AND e.origin = r.academy)
GROUP BY r.h_index
UNION ALL
SELECT h_index, 'Say of each element how you do it.' FROM new_self_review_written_elements
WHERE how IS NULL GROUP BY h_index
UNION ALL
SELECT h_index, 'What you do and see is too long: at most 1,000 bytes for each element.'
FROM new_self_review_written_elements WHERE length(CAST(text AS BLOB)) > 1000 GROUP BY h_index
UNION ALL
SELECT h_index, 'What you learned is too long: at most 4,000 bytes.' FROM new_self_review_written
WHERE length(CAST(learned AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'What you ask peers is too long: at most 1,000 bytes.' FROM new_self_review_written
WHERE length(CAST(asks AS BLOB)) > 1000;

--: schema
CREATE TABLE review(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX review_id ON review(id);
CREATE INDEX review_when ON review(written_ms, position);
-- Every version; the first is the review's own record.
CREATE TABLE review_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    review BLOB NOT NULL,
    author BLOB NOT NULL,
    date TEXT,
    learned TEXT,
    asks TEXT,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX review_version_review ON review_version(review);
-- What each version says of each element.
CREATE TABLE review_element(
    position INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    academy BLOB NOT NULL,
    element BLOB NOT NULL,
    how TEXT,                     -- as_meant, differently, not_yet
    text TEXT,
    PRIMARY KEY (position, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_element_element ON review_element(element, position);

--: fold self_review_written
INSERT INTO review(position, id, author, written_ms)
SELECT h_position, h_id, h_author, h_written_ms FROM new_self_review_written
WHERE review IS NULL AND substr(h_audience, 1, 1) < x'04' ORDER BY h_position;
INSERT INTO review_version(position, id, review, author, date, learned, asks, written_ms)
SELECT h_position, h_id, COALESCE(review, h_id), h_author, date, NULLIF(learned, ''),
       NULLIF(asks, ''), h_written_ms
FROM new_self_review_written WHERE substr(h_audience, 1, 1) < x'04' ORDER BY h_position;
INSERT INTO review_element(position, idx, academy, element, how, text)
SELECT h_position, idx, academy, element, how, NULLIF(text, '')
FROM new_self_review_written_elements
WHERE academy IS NOT NULL AND element IS NOT NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position, idx;
INSERT INTO replaced(thing, version, position)
SELECT n.review, b.value, b.h_position
FROM new_self_review_written_based_on b
     JOIN new_self_review_written n ON n.h_position = b.h_position
WHERE n.review IS NOT NULL AND substr(n.h_audience, 1, 1) < x'04'
ORDER BY n.review, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: digest review
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.author, s.written_ms
FROM folded f CROSS JOIN review s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest review_version
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.review, s.author, s.date,
       s.learned, s.asks, s.written_ms
FROM folded f CROSS JOIN review_version s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest review_element
SELECT f.origin, f.audience, s.position & 1099511627775, s.idx, s.academy, s.element, s.how,
       s.text
FROM folded f CROSS JOIN review_element s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position, s.idx;

--: view review_version
-- Every version of a self-review, found by it; several that are current stand side by side.
CREATE TEMP VIEW v_review_version(review, id, position, academy, author, author_name, date,
                                  learned, asks, written_ms, current, saved_here) AS
SELECT v.review, v.id, v.position, f.origin, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.date, v.learned, v.asks, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.review AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM review_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM review r
              WHERE r.id = v.review AND r.position >> 40 = v.position >> 40
                AND r.position <= v.position);

--: view review
-- A self-review as it stands: the first of the versions that are current. [edition],
-- [edition_position]: that version's; [versions]: how many stand side by side.
CREATE TEMP VIEW v_review(id, position, academy, academy_name, own, audience_type, edition,
                                                  edition_position, versions, date, learned, asks,
                          author, author_name, written_ms, held, saved_here) AS
SELECT r.id, r.position, f.origin,
       COALESCE((SELECT c.shown FROM academy c WHERE c.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       v.id, v.position,
       (SELECT count(*) FROM review_version w
        WHERE w.review = r.id AND w.position >> 40 = r.position >> 40 AND w.position >= r.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.review AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.date, v.learned, v.asks, r.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = r.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       r.written_ms,
       CASE WHEN v.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= v.position & 1099511627775) END,
       v.position >> 39 & 1
FROM review r CROSS JOIN visible f ON f.number = r.position >> 40
     CROSS JOIN review_version v ON v.position = (
         SELECT w.position FROM review_version w
         WHERE w.review = r.id AND w.position >> 40 = r.position >> 40 AND w.position >= r.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.review AND b.version = w.id
                           AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1);

--: view reviewed
-- What a version of a self-review says of each element, found by its position or by the element;
-- [current]: the version holds.
CREATE TEMP VIEW v_reviewed(position, idx, element_academy, element, how, how_words, text, review,
                            own, date, current) AS
SELECT i.position, i.idx, i.academy, i.element, i.how,
       CASE i.how WHEN 'as_meant' THEN 'As it is meant' WHEN 'differently' THEN 'Differently'
                  WHEN 'not_yet' THEN 'Not yet' END,
       i.text, v.review, f.origin = (SELECT academy FROM replica), v.date,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.review AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40)
FROM review_element i CROSS JOIN visible f ON f.number = i.position >> 40
     CROSS JOIN review_version v ON v.position = i.position;
