-- sharing.sql - what somebody confirmed may leave of a measure, and what exactly leaves.
--
-- The confirmation stays with the measure, so that the people who see the measure see who gave it.
-- The academy's server carries it out: it writes what the network's copy lacks, as its author.
-- Small counts do not leave: their points are missing points in the copy.

--: rights
measure_sharing   : academy, room : coach, faculty, lead, data_steward, admin
small_numbers_set : academy       : lead, data_steward, admin

--: check measure_sharing
SELECT h_index, 'There is no such measure of this academy here.' FROM new_measure_sharing n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say whether the measure is shared.' FROM new_measure_sharing
WHERE shared IS NULL
UNION ALL
SELECT h_index, 'Pathway and reason have at most 200 bytes each.' FROM new_measure_sharing
WHERE length(CAST(pathway AS BLOB)) > 200 OR length(CAST(reason AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_measure_sharing
WHERE substr(h_audience, 1, 1) = x'04' AND NOT EXISTS (
    SELECT 1 FROM room_member m
    WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined);

--: check small_numbers_set
SELECT h_index, 'Say below which number counts stay here: 0 to 1,000.' FROM new_small_numbers_set
WHERE below IS NULL OR below > 1000;

--: schema
-- Every confirmation and every ending; the last one of a measure holds.
CREATE TABLE sharing(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    measure BLOB NOT NULL,
    shared INTEGER NOT NULL,
    follows INTEGER NOT NULL,
    with_notes INTEGER NOT NULL,
    pathway TEXT,
    upto INTEGER,                 -- unless it follows: the last seq of its stream that leaves
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX sharing_measure ON sharing(measure);
-- Below which number counts stay in the academy.
CREATE TABLE small_numbers(
    stream INTEGER PRIMARY KEY,
    below INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL,
    set_order INTEGER NOT NULL
) STRICT;

--: fold measure_sharing
INSERT INTO sharing(position, id, measure, shared, follows, with_notes, pathway, upto, reason,
                    author, written_ms)
SELECT h_position, h_id, measure, shared, COALESCE(follows, 0), COALESCE(with_notes, 0),
       NULLIF(pathway, ''), upto, NULLIF(reason, ''), h_author, h_written_ms
FROM new_measure_sharing
WHERE measure IS NOT NULL AND shared IS NOT NULL
ORDER BY h_position;
INSERT INTO measure_moved(measure, stream, position)
SELECT measure, h_stream, max(h_position) FROM new_measure_sharing
WHERE measure IS NOT NULL GROUP BY measure, h_stream ORDER BY measure, h_stream
ON CONFLICT (measure, stream) DO UPDATE SET position = excluded.position
WHERE excluded.position > position;

--: fold small_numbers_set
INSERT INTO small_numbers(stream, below, author, written_ms, set_order)
SELECT h_stream, below, h_author, h_written_ms, h_order
FROM new_small_numbers_set
WHERE below IS NOT NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position
ON CONFLICT (stream) DO UPDATE
SET below = excluded.below, author = excluded.author, written_ms = excluded.written_ms,
    set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: digest sharing
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.measure, s.shared, s.follows,
       s.with_notes, s.pathway, s.upto, s.reason, s.author, s.written_ms
FROM folded f CROSS JOIN sharing s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: view small_numbers
-- Below which number our academy's counts stay here; always one row.
CREATE TEMP VIEW v_small_numbers(below, author_name, written_ms) AS
SELECT COALESCE(n.below, 5),
       (SELECT q.name FROM person q
        WHERE q.origin = r.academy AND q.member = n.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       n.written_ms
FROM replica r LEFT JOIN (
    SELECT s.below, s.author, s.written_ms, f.origin
    FROM small_numbers s JOIN visible f ON f.number = s.stream) n ON n.origin = r.academy;

--: view sharing_history
-- [upto]: the last position that leaves, unless it follows. [current]: it is the last word.
CREATE TEMP VIEW v_sharing_history(id, measure, shared, follows, with_notes, pathway, upto, reason,
                                   author, author_name, position, written_ms, current,
                                   saved_here) AS
SELECT s.id, s.measure, s.shared, s.follows, s.with_notes, s.pathway,
       CASE WHEN s.upto < s.position & 1099511627775
            THEN s.position >> 40 << 40 | s.upto ELSE s.position END,
       s.reason, s.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = s.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       s.position, s.written_ms,
       s.position = (SELECT max(t.position) FROM sharing t
                     WHERE t.measure = s.measure AND t.position >> 40 = s.position >> 40),
       s.position >> 39 & 1
FROM sharing s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE EXISTS (SELECT 1 FROM measure m
              WHERE m.id = s.measure AND m.position >> 40 = s.position >> 40);

--: view sharing
-- What holds of each measure.
CREATE TEMP VIEW v_sharing(id, measure, shared, follows, with_notes, pathway, upto, reason, author,
                           author_name, position, written_ms, saved_here) AS
SELECT h.id, h.measure, h.shared, h.follows, h.with_notes, h.pathway, h.upto, h.reason, h.author,
       h.author_name, h.position, h.written_ms, h.saved_here
FROM v_sharing_history h
WHERE h.current;

--: view leaving
-- Our own measures' points as they would stand in the network's copy, and as they stand there.
-- [fewer]: it is a small count, or made of one, and leaves as a missing point. A note leaves only
-- where confirmed. [there]: the copy has had a point on this date.
CREATE TEMP VIEW v_leaving(measure, date, value, numerator, denominator, note, fewer, taken_back,
                           position, there, there_value, there_numerator, there_denominator,
                           there_note, there_taken_back) AS
SELECT d.measure, d.date, CASE WHEN NOT d.fewer THEN d.value END,
       CASE WHEN NOT d.fewer THEN d.numerator END, CASE WHEN NOT d.fewer THEN d.denominator END,
       CASE WHEN d.fewer THEN 'fewer than ' || d.below ELSE d.note END, d.fewer, d.taken_back,
       d.position, d.there, d.there_value, d.there_numerator, d.there_denominator, d.there_note,
       d.there_taken_back
FROM (SELECT p.measure, p.date, p.value, p.numerator, p.denominator, p.note, p.taken_back,
             p.position, s.below,
             NOT p.taken_back AND (COALESCE(p.numerator < s.below, 0)
                                   OR COALESCE(p.denominator < s.below, 0)
                                   OR (v.counts AND COALESCE(p.value < s.below, 0))) AS fewer,
             q.date IS NOT NULL AS there, q.value AS there_value, q.numerator AS there_numerator,
             q.denominator AS there_denominator, q.note AS there_note,
             COALESCE(q.taken_back, 0) AS there_taken_back
      FROM measure m CROSS JOIN visible f ON f.number = m.position >> 40
           CROSS JOIN v_small_numbers s
           CROSS JOIN measure_version v ON v.position = (
               SELECT w.position FROM measure_version w
               WHERE w.measure = m.id AND w.position >> 40 = m.position >> 40
                 AND w.position >= m.position
                 AND NOT EXISTS (SELECT 1 FROM measure_base b
                                 WHERE b.measure = w.measure AND b.replaced = w.id
                                   AND b.position > w.position
                                   AND b.position >> 40 = w.position >> 40)
               ORDER BY w.position LIMIT 1)
           LEFT JOIN measure c ON c.position = (
               SELECT e.position FROM measure e JOIN visible g ON g.number = e.position >> 40
               WHERE e.copy_of = m.id AND g.origin = f.origin ORDER BY e.position LIMIT 1)
           CROSS JOIN point p ON p.measure = m.id AND p.stream = m.position >> 40
           LEFT JOIN point q ON q.measure = c.id AND q.stream = c.position >> 40
                            AND q.date = p.date
      WHERE m.copy_of IS NULL AND f.origin = (SELECT academy FROM replica)) d;

--: view sharing_work
-- Of each measure that is shared: how far it, its copy and the setting have moved, in one text.
CREATE TEMP VIEW v_sharing_work(measure, stamp) AS
SELECT s.measure,
       m.moved || ' ' || n.below || ' ' || COALESCE(c.position, 0)
       || ' ' || COALESCE((SELECT o.position FROM measure_moved o
                           WHERE o.measure = c.id AND o.stream = c.position >> 40), 0)
FROM v_sharing s CROSS JOIN v_small_numbers n
     CROSS JOIN v_measure m ON m.id = s.measure AND m.position >> 40 = s.position >> 40
     LEFT JOIN measure c ON c.id = m.shared_as AND c.copy_of = m.id
WHERE s.shared AND m.own AND NOT s.saved_here;
