-- board.sql - a month's page for the board, and the patterns that such pages are begun from.
--
-- A report stands in the academy's stream, a pattern there or in the network's; both are said anew
-- as version.sql has it. What a report shows of a Big Room's measure, it shows to all who may read
-- the report: only a member of that room can put the measure in, and a version that is replaced
-- shows it no longer.

--: rights
board_report_written : academy          : faculty, lead, admin
board_pattern_set    : academy, network : faculty, lead, admin

--: index board_report_written
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'board_report', h_origin, h_audience, h_author, h_position
FROM new_board_report_written
WHERE report IS NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index board_pattern_set
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'board_pattern', h_origin, h_audience, h_author, h_position FROM new_board_pattern_set
WHERE pattern IS NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check board_report_written
SELECT h_index, 'There is no such report here.' FROM new_board_report_written n
WHERE report IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.report AND e.kind = 'board_report' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_board_report_written n
WHERE n.report IS NOT NULL
  AND (SELECT count(*) FROM new_board_report_written_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_board_report_written n
WHERE n.report IS NULL
  AND EXISTS (SELECT 1 FROM new_board_report_written_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_board_report_written_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the month as YYYY-MM.' FROM new_board_report_written
WHERE month IS NULL OR month NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'
   OR date(month || '-01', '+0 days') IS NOT month || '-01'
UNION ALL
SELECT h_index, 'Say the month in a sentence: the headline.' FROM new_board_report_written
WHERE headline IS NULL OR trim(headline, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The headline is too long: at most 200 bytes.' FROM new_board_report_written
WHERE length(CAST(headline AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The lead is too long: at most 1,000 bytes.' FROM new_board_report_written
WHERE length(CAST(lead AS BLOB)) > 1000
UNION ALL
SELECT n.h_index, 'A report shows at most six measures.' FROM new_board_report_written n
WHERE (SELECT count(*) FROM new_board_report_written_measures m WHERE m.h_index = n.h_index) > 6
UNION ALL
SELECT h_index, 'There is no such measure in this academy.' FROM new_board_report_written_measures n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                    AND substr(e.audience, 1, 1) > x'02')
UNION ALL
SELECT n.h_index, 'Only a member of its Big Room can put a measure into a report.'
FROM new_board_report_written_measures n
     JOIN entity e ON e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
WHERE substr(e.audience, 1, 1) = x'04'
  AND NOT EXISTS (SELECT 1 FROM room_member m
                  WHERE m.room = substr(e.audience, 2) AND m.member = n.h_author AND m.joined)
UNION ALL
SELECT h_index, 'A measure stands there twice.' FROM new_board_report_written_measures
WHERE measure IS NOT NULL GROUP BY h_index, measure HAVING count(*) > 1
UNION ALL
SELECT h_index, 'The sentence beside a measure is too long: at most 500 bytes.'
FROM new_board_report_written_measures WHERE length(CAST(sentence AS BLOB)) > 500
UNION ALL
SELECT h_index, 'The story is too long: at most 1,000 bytes.' FROM new_board_report_written
WHERE length(CAST(story AS BLOB)) > 1000
UNION ALL
SELECT h_index, 'A story is told when the person has agreed: say that they have.'
FROM new_board_report_written
WHERE trim(story, ' ' || char(9, 10, 13, 160)) <> '' AND story_consent IS NOT 1
UNION ALL
SELECT h_index, 'Who gathered the story, and where: at most 300 bytes.'
FROM new_board_report_written WHERE length(CAST(story_from AS BLOB)) > 300
UNION ALL
SELECT h_index, 'What we learned is too long: at most 2,000 bytes.' FROM new_board_report_written
WHERE length(CAST(learned AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'There is no such roadblock here.' FROM new_board_report_written n
WHERE roadblock IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.roadblock AND e.kind = 'roadblock' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'The ask is one line: at most 200 bytes.' FROM new_board_report_written
WHERE length(CAST(ask AS BLOB)) > 200
UNION ALL
SELECT h_index, 'What is asked is too long: at most 1,000 bytes.' FROM new_board_report_written
WHERE length(CAST(ask_text AS BLOB)) > 1000
UNION ALL
SELECT h_index, 'Say for whom it is written: a sponsor, a lead or an admin.'
FROM new_board_report_written n
WHERE sponsor IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM role g
    WHERE g.member = n.sponsor AND g.role IN ('sponsor', 'lead', 'admin') AND g.given)
UNION ALL
SELECT h_index, 'The text of its own is too long: at most 2,000 bytes.'
FROM new_board_report_written WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT n.h_index, 'A report has at most 8 blocks.' FROM new_board_report_written n
WHERE (SELECT count(*) FROM new_board_report_written_parts p WHERE p.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'Say what block ' || (idx + 1) || ' is.' FROM new_board_report_written_parts
WHERE block IS NULL
UNION ALL
SELECT h_index, 'A block stands there twice.' FROM new_board_report_written_parts
WHERE block IS NOT NULL GROUP BY h_index, block HAVING count(*) > 1
UNION ALL
SELECT h_index, 'A heading is too long: at most 200 bytes.' FROM new_board_report_written_parts
WHERE length(CAST(heading AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The words of a block are too long: at most 2,000 bytes.'
FROM new_board_report_written_parts WHERE length(CAST(words AS BLOB)) > 2000;

--: check board_pattern_set
SELECT h_index, 'There is no such pattern here.' FROM new_board_pattern_set n
WHERE pattern IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.pattern AND e.kind = 'board_pattern' AND e.origin = n.h_origin
      AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_board_pattern_set n
WHERE n.pattern IS NOT NULL
  AND (SELECT count(*) FROM new_board_pattern_set_based_on b WHERE b.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'Something new replaces no version.' FROM new_board_pattern_set n
WHERE n.pattern IS NULL
  AND EXISTS (SELECT 1 FROM new_board_pattern_set_based_on b WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_board_pattern_set_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the pattern a title.' FROM new_board_pattern_set
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_board_pattern_set
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'For whom it worked and how: at most 2,000 bytes.' FROM new_board_pattern_set
WHERE length(CAST(about AS BLOB)) > 2000
UNION ALL
SELECT n.h_index, 'A pattern has 1 to 8 blocks.' FROM new_board_pattern_set n
WHERE (SELECT count(*) FROM new_board_pattern_set_parts p WHERE p.h_index = n.h_index)
      NOT BETWEEN 1 AND 8
UNION ALL
SELECT h_index, 'Say what block ' || (idx + 1) || ' is.' FROM new_board_pattern_set_parts
WHERE block IS NULL
UNION ALL
SELECT h_index, 'A block stands there twice.' FROM new_board_pattern_set_parts
WHERE block IS NOT NULL GROUP BY h_index, block HAVING count(*) > 1
UNION ALL
SELECT h_index, 'A heading is too long: at most 200 bytes.' FROM new_board_pattern_set_parts
WHERE length(CAST(heading AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The words of a block are too long: at most 2,000 bytes.'
FROM new_board_pattern_set_parts WHERE length(CAST(words AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The pattern that it was made from is not named properly.'
FROM new_board_pattern_set
WHERE length(from_academy) <> 32 OR length(from_pattern) <> 16
   OR (from_academy IS NULL) <> (from_pattern IS NULL);

--: schema
CREATE TABLE board_report(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,             -- the version's; the first one's is also the report's
    report BLOB NOT NULL,
    month TEXT NOT NULL,          -- YYYY-MM
    headline TEXT NOT NULL,
    lead TEXT,
    story TEXT,                   -- only with consent
    story_from TEXT,
    learned TEXT,
    roadblock BLOB,
    ask TEXT,
    ask_text TEXT,
    sponsor BLOB,
    text TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX board_report_report ON board_report(report);
CREATE INDEX board_report_roadblock ON board_report(roadblock) WHERE roadblock IS NOT NULL;
CREATE TABLE board_measure(
    position INTEGER NOT NULL,    -- of the report's version
    idx INTEGER NOT NULL,
    measure BLOB NOT NULL,
    sentence TEXT,
    PRIMARY KEY (position, idx)
) STRICT, WITHOUT ROWID;
CREATE TABLE board_pattern(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    pattern BLOB NOT NULL,
    title TEXT NOT NULL,
    about TEXT,
    from_academy BLOB,            -- of whose it was made
    from_pattern BLOB,
    dropped INTEGER NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX board_pattern_pattern ON board_pattern(pattern);
CREATE INDEX board_pattern_from ON board_pattern(from_pattern) WHERE from_pattern IS NOT NULL;
-- The blocks of a report's or a pattern's version.
CREATE TABLE board_part(
    position INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    block TEXT NOT NULL,
    heading TEXT,
    words TEXT,
    PRIMARY KEY (position, idx)
) STRICT, WITHOUT ROWID;

--: fold board_report_written
INSERT INTO board_report(position, id, report, month, headline, lead, story, story_from, learned,
                         roadblock, ask, ask_text, sponsor, text, author, written_ms)
SELECT h_position, h_id, COALESCE(report, h_id), COALESCE(month, ''), headline, NULLIF(lead, ''),
       CASE WHEN story_consent THEN NULLIF(story, '') END,
       CASE WHEN story_consent AND story <> '' THEN NULLIF(story_from, '') END,
       NULLIF(learned, ''), roadblock, NULLIF(ask, ''), NULLIF(ask_text, ''), sponsor,
       NULLIF(text, ''), h_author, h_written_ms
FROM new_board_report_written
WHERE headline <> '' AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position;
INSERT INTO board_measure(position, idx, measure, sentence)
SELECT h_position, idx, measure, NULLIF(sentence, '') FROM new_board_report_written_measures
WHERE measure IS NOT NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position, idx;
INSERT INTO board_part(position, idx, block, heading, words)
SELECT h_position, idx, block, NULLIF(heading, ''), NULLIF(words, '')
FROM new_board_report_written_parts
WHERE block IS NOT NULL AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position, idx;
INSERT INTO replaced(thing, version, position)
SELECT n.report, b.value, b.h_position
FROM new_board_report_written_based_on b
     JOIN new_board_report_written n ON n.h_position = b.h_position
WHERE n.report IS NOT NULL AND n.headline <> '' AND b.value IS NOT NULL
ORDER BY n.report, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold board_pattern_set
INSERT INTO board_pattern(position, id, pattern, title, about, from_academy, from_pattern, dropped,
                          author, written_ms)
SELECT h_position, h_id, COALESCE(pattern, h_id), title, NULLIF(about, ''), from_academy,
       from_pattern, COALESCE(dropped, 0), h_author, h_written_ms
FROM new_board_pattern_set
WHERE title <> '' AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position;
INSERT INTO board_part(position, idx, block, heading, words)
SELECT h_position, idx, block, NULLIF(heading, ''), NULLIF(words, '')
FROM new_board_pattern_set_parts
WHERE block IS NOT NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position, idx;
INSERT INTO replaced(thing, version, position)
SELECT n.pattern, b.value, b.h_position
FROM new_board_pattern_set_based_on b JOIN new_board_pattern_set n ON n.h_position = b.h_position
WHERE n.pattern IS NOT NULL AND n.title <> '' AND b.value IS NOT NULL
ORDER BY n.pattern, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: digest board_pattern
SELECT f.origin, f.audience, p.position & 1099511627775, p.id, p.pattern, p.title, p.about,
       p.from_academy, p.from_pattern, p.dropped, p.author, p.written_ms
FROM folded f CROSS JOIN board_pattern p
WHERE f.number < 1048576 AND p.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, p.position;

--: digest board_part
SELECT f.origin, f.audience, p.position & 1099511627775, p.idx, p.block, p.heading, p.words
FROM folded f CROSS JOIN board_part p
WHERE f.number < 1048576 AND p.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, p.position, p.idx;

--: view board_report
-- Every version of every report. [report]: whose version it is; [current]: nothing replaces it;
-- [holds]: the one that pages show, the first of those that stand side by side, [versions] many.
-- [measures]: how many it names.
CREATE TEMP VIEW v_board_report(report, id, position, academy, month, headline, lead, story,
                                story_from, learned, roadblock, ask, ask_text, sponsor,
                                sponsor_name, text, measures, current, holds, versions, changed,
                                author, author_name, written_ms, saved_here) AS
SELECT r.report, r.id, r.position, f.origin, r.month, r.headline, r.lead, r.story, r.story_from,
       r.learned, r.roadblock, r.ask, r.ask_text, r.sponsor,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = r.sponsor AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       r.text, (SELECT count(*) FROM board_measure m WHERE m.position = r.position),
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = r.report AND b.version = r.id AND b.position > r.position
                     AND b.position >> 40 = r.position >> 40),
       r.position = (SELECT w.position FROM board_report w
                     WHERE w.report = r.report AND w.position >> 40 = r.position >> 40
                       AND w.position >= o.position
                       AND NOT EXISTS (SELECT 1 FROM replaced b
                                       WHERE b.thing = w.report AND b.version = w.id
                                         AND b.position > w.position
                                         AND b.position >> 40 = w.position >> 40)
                     ORDER BY w.position LIMIT 1),
       (SELECT count(*) FROM board_report w
        WHERE w.report = r.report AND w.position >> 40 = r.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.report AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       r.position > o.position, r.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = r.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       r.written_ms, r.position >> 39 & 1
FROM board_report r CROSS JOIN visible f ON f.number = r.position >> 40
     CROSS JOIN board_report o ON o.report = r.report AND o.id = r.report
       AND o.position >> 40 = r.position >> 40 AND o.position <= r.position;

--: view board_measure
-- What a current version of a report shows of measures, in its order; with [position], the
-- version's, and [idx] look into v_board_series. [options]: as v_chart's plain ones. Its room's
-- stream need not be the viewer's: who put it in belongs there. [room_open]: the viewer may.
CREATE TEMP VIEW v_board_measure(position, idx, report, measure, sentence, title, unit, room,
                                 room_name, options, room_open) AS
SELECT b.position, b.idx, r.report, b.measure, b.sentence, v.title, v.unit, m.room,
       (SELECT w.name FROM room_version w
        WHERE w.room = m.room AND w.position >> 40 = r.position >> 40
          AND NOT EXISTS (SELECT 1 FROM replaced q
                          WHERE q.thing = w.room AND q.version = w.id AND q.position > w.position
                            AND q.position >> 40 = w.position >> 40)
        ORDER BY w.position LIMIT 1),
       json_object('direction', v.direction, 'target', v.target, 'screened', v.screened,
                   'two_of_three', v.two_of_three, 'fix_after', v.fix_after, 'unit', v.unit,
                   'title', v.title, 'id', 'b' || lower(substr(hex(m.id), 21)),
                   'rebases', json((
                       SELECT json_group_array(json_array(a.date, a.reason)) FROM rebase a
                       WHERE a.measure = m.id AND a.stream = m.position >> 40 AND a.rebased
                         AND a.position = (SELECT max(c.position) FROM rebase c
                                           WHERE c.measure = a.measure AND c.stream = a.stream
                                             AND c.date = a.date)))),
       EXISTS (SELECT 1 FROM visible g WHERE g.number = m.position >> 40)
FROM board_measure b CROSS JOIN visible f ON f.number = b.position >> 40
     CROSS JOIN board_report r ON r.position = b.position
     CROSS JOIN measure m ON m.id = b.measure AND m.copy_of IS NULL
     CROSS JOIN measure_version v ON v.position = (
         SELECT w.position FROM measure_version w
         WHERE w.measure = m.id AND w.position >> 40 = m.position >> 40
           AND w.position >= m.position
           AND NOT EXISTS (SELECT 1 FROM measure_base q
                           WHERE q.measure = w.measure AND q.replaced = w.id
                             AND q.position > w.position
                             AND q.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
WHERE NOT EXISTS (SELECT 1 FROM replaced q
                  WHERE q.thing = r.report AND q.version = r.id AND q.position > r.position
                    AND q.position >> 40 = r.position >> 40);

--: view board_series
-- The points of a report's measure. ORDER BY date.
CREATE TEMP VIEW v_board_series(position, idx, date, value) AS
SELECT b.position, b.idx, p.date, p.value
FROM board_measure b CROSS JOIN visible f ON f.number = b.position >> 40
     CROSS JOIN board_report r ON r.position = b.position
     CROSS JOIN measure m ON m.id = b.measure AND m.copy_of IS NULL
     CROSS JOIN point p ON p.measure = m.id AND p.stream = m.position >> 40
WHERE NOT p.taken_back
  AND NOT EXISTS (SELECT 1 FROM replaced q
                  WHERE q.thing = r.report AND q.version = r.id AND q.position > r.position
                    AND q.position >> 40 = r.position >> 40);

--: view board_part
-- The blocks of a report's or a pattern's version in their order. [words]: what to write there.
CREATE TEMP VIEW v_board_part(position, idx, block, heading, words) AS
SELECT p.position, p.idx, p.block, p.heading, p.words
FROM board_part p CROSS JOIN visible f ON f.number = p.position >> 40;

--: view board_pattern
-- Every version of every pattern, as v_board_report has reports. [from_own]: it was made from one
-- of ours.
CREATE TEMP VIEW v_board_pattern(pattern, id, position, academy, academy_name, own, audience_type,
                                 title, about, from_academy, from_academy_name, from_own,
                                 from_pattern, dropped, current, holds, versions, changed, author,
                                 author_name, written_ms, saved_here) AS
SELECT r.pattern, r.id, r.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       r.title, r.about, r.from_academy,
       CASE WHEN r.from_academy IS NOT NULL THEN
           COALESCE((SELECT a.shown FROM academy a WHERE a.academy = r.from_academy),
                    lower(substr(hex(r.from_academy), 1, 8))) END,
       COALESCE(r.from_academy = (SELECT academy FROM replica), 0),
       r.from_pattern, r.dropped,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = r.pattern AND b.version = r.id AND b.position > r.position
                     AND b.position >> 40 = r.position >> 40),
       r.position = (SELECT w.position FROM board_pattern w
                     WHERE w.pattern = r.pattern AND w.position >> 40 = r.position >> 40
                       AND w.position >= o.position
                       AND NOT EXISTS (SELECT 1 FROM replaced b
                                       WHERE b.thing = w.pattern AND b.version = w.id
                                         AND b.position > w.position
                                         AND b.position >> 40 = w.position >> 40)
                     ORDER BY w.position LIMIT 1),
       (SELECT count(*) FROM board_pattern w
        WHERE w.pattern = r.pattern AND w.position >> 40 = r.position >> 40
          AND w.position >= o.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.pattern AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       r.position > o.position, r.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = r.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       r.written_ms, r.position >> 39 & 1
FROM board_pattern r CROSS JOIN visible f ON f.number = r.position >> 40
     CROSS JOIN board_pattern o ON o.pattern = r.pattern AND o.id = r.pattern
       AND o.position >> 40 = r.position >> 40 AND o.position <= r.position;
