-- pdsa.sql - a Big Room's small tests, planned and studied, and what became the way of working.
--
-- A PDSA stands in its room's stream and belongs to the room. Its plan and its study are said whole
-- each time and name what they replace (version.sql). Its number is its place among the PDSAs that
-- the room has opened, which is the same in every copy of the stream.

--: rights
pdsa_planned        : room : everyone
pdsa_studied        : room : everyone
change_standardised : room : everyone

--: index pdsa_planned
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'pdsa', h_origin, h_audience, h_author, h_position FROM new_pdsa_planned
WHERE pdsa IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index change_standardised
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'change', h_origin, h_audience, h_author, h_position FROM new_change_standardised
WHERE change IS NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check pdsa_planned
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_pdsa_planned
WHERE NOT EXISTS (SELECT 1 FROM room_member m
                  WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined)
UNION ALL
SELECT h_index, 'There is no such PDSA in this Big Room.' FROM new_pdsa_planned n
WHERE pdsa IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which plans this one replaces: 1 to 8.' FROM new_pdsa_planned n
WHERE pdsa IS NOT NULL AND (SELECT count(*) FROM new_pdsa_planned_based_on b
                            WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new PDSA replaces no plan.' FROM new_pdsa_planned n
WHERE pdsa IS NULL AND EXISTS (SELECT 1 FROM new_pdsa_planned_based_on b
                               WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A plan that this one replaces is not named properly.'
FROM new_pdsa_planned_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the PDSA a title.' FROM new_pdsa_planned
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_pdsa_planned
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say what you want to find out.' FROM new_pdsa_planned
WHERE question IS NULL OR trim(question, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The question is too long: at most 2,000 bytes.' FROM new_pdsa_planned
WHERE length(CAST(question AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Say what you predict: without a prediction it is not a test.'
FROM new_pdsa_planned
WHERE prediction IS NULL OR trim(prediction, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The prediction is too long: at most 2,000 bytes.' FROM new_pdsa_planned
WHERE length(CAST(prediction AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The plan is too long: at most 4,000 bytes.' FROM new_pdsa_planned
WHERE length(CAST(plan AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'Write the day that it starts as YYYY-MM-DD.' FROM new_pdsa_planned
WHERE starts NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(starts, '+0 days') IS NOT starts
UNION ALL
SELECT h_index, 'Write the day to study on as YYYY-MM-DD.'
FROM new_pdsa_planned
WHERE study_on NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(study_on, '+0 days') IS NOT study_on
UNION ALL
SELECT h_index, 'Choose a later hour to study on: first it has to begin.' FROM new_pdsa_planned
WHERE study_on < starts
UNION ALL
SELECT h_index, 'There is no such measure in this Big Room.' FROM new_pdsa_planned n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'There is no such change idea in this Big Room.' FROM new_pdsa_planned n
WHERE idea IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.idea AND e.kind = 'idea' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'A test of a ramp comes after an earlier PDSA of this Big Room.'
FROM new_pdsa_planned n
WHERE after IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.after AND e.kind = 'pdsa' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience
                             AND (n.pdsa IS NULL OR e.position < (
                                  SELECT o.position FROM entity o
                                  WHERE o.id = n.pdsa AND o.origin = n.h_origin)))
UNION ALL
SELECT h_index, 'The academy that it is borrowed from is not named properly.' FROM new_pdsa_planned
WHERE length(borrowed_from) <> 32
UNION ALL
SELECT h_index, 'The PDSA that it is borrowed from is not named properly.' FROM new_pdsa_planned
WHERE length(borrowed) <> 16 OR (borrowed IS NOT NULL AND borrowed_from IS NULL);

--: check pdsa_studied
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_pdsa_studied
WHERE NOT EXISTS (SELECT 1 FROM room_member m
                  WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined)
UNION ALL
SELECT h_index, 'There is no such PDSA in this Big Room.' FROM new_pdsa_studied n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.h_origin
                    AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'A study replaces at most 8 others.' FROM new_pdsa_studied n
WHERE (SELECT count(*) FROM new_pdsa_studied_based_on b WHERE b.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'A study that this one replaces is not named properly.'
FROM new_pdsa_studied_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the day of the study as YYYY-MM-DD.' FROM new_pdsa_studied
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say what happened.' FROM new_pdsa_studied
WHERE happened IS NULL OR trim(happened, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What happened is too long: at most 2,000 bytes.' FROM new_pdsa_studied
WHERE length(CAST(happened AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'What was done is too long: at most 2,000 bytes.' FROM new_pdsa_studied
WHERE length(CAST(done AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'What we learned is too long: at most 2,000 bytes.' FROM new_pdsa_studied
WHERE length(CAST(learned AS BLOB)) > 2000
UNION ALL
SELECT h_index, CASE decision WHEN 'adapt' THEN 'Say what is adapted, and why.'
                ELSE 'Say why it is abandoned: that is what others learn from.' END
FROM new_pdsa_studied
WHERE decision IN ('adapt', 'abandon')
  AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_pdsa_studied
WHERE length(CAST(reason AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Say how many people were present: 0 to 500.' FROM new_pdsa_studied
WHERE present NOT BETWEEN 0 AND 500;

--: check change_standardised
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_change_standardised
WHERE NOT EXISTS (SELECT 1 FROM room_member m
                  WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined)
UNION ALL
SELECT h_index, 'There is no such standardised change in this Big Room.'
FROM new_change_standardised n
WHERE change IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.change AND e.kind = 'change' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which descriptions this one replaces: 1 to 8.' FROM new_change_standardised n
WHERE change IS NOT NULL AND (SELECT count(*) FROM new_change_standardised_based_on b
                              WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new standardised change replaces none.' FROM new_change_standardised n
WHERE change IS NULL AND EXISTS (SELECT 1 FROM new_change_standardised_based_on b
                                 WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A description that this one replaces is not named properly.'
FROM new_change_standardised_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Say what has become the way of working.' FROM new_change_standardised
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What has become the way of working is too long: at most 200 bytes.'
FROM new_change_standardised WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Where it is embedded is too long: at most 2,000 bytes.'
FROM new_change_standardised WHERE length(CAST(embedded AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'There is no such PDSA in this Big Room.' FROM new_change_standardised n
WHERE pdsa IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'There is no such measure in this Big Room.' FROM new_change_standardised n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_change_standardised
WHERE date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date;

--: schema
CREATE TABLE pdsa(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    room BLOB NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pdsa_id ON pdsa(id);
CREATE INDEX pdsa_room ON pdsa(room, position);
-- Every plan that was ever said; the first is the PDSA's own record.
CREATE TABLE pdsa_plan(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    pdsa BLOB NOT NULL,
    author BLOB NOT NULL,
    title TEXT NOT NULL,
    question TEXT,
    prediction TEXT,
    plan TEXT,
    starts TEXT,
    study_on TEXT,
    measure BLOB,
    idea BLOB,
    after BLOB,                   -- the test before it in a ramp
    borrowed_from BLOB,           -- an academy
    borrowed BLOB,                -- a shared PDSA of theirs
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pdsa_plan_pdsa ON pdsa_plan(pdsa);
CREATE INDEX pdsa_plan_measure ON pdsa_plan(measure) WHERE measure IS NOT NULL;
CREATE INDEX pdsa_plan_idea ON pdsa_plan(idea) WHERE idea IS NOT NULL;
CREATE TABLE pdsa_study(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    pdsa BLOB NOT NULL,
    author BLOB NOT NULL,
    date TEXT,
    done TEXT,
    happened TEXT NOT NULL,
    comparison TEXT,
    learned TEXT,
    decision TEXT,                -- NULL: not decided yet
    reason TEXT,
    present INTEGER,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pdsa_study_pdsa ON pdsa_study(pdsa);
CREATE TABLE change(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    room BLOB NOT NULL
) STRICT;
CREATE INDEX change_id ON change(id);
CREATE INDEX change_room ON change(room, position);
CREATE TABLE change_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    change BLOB NOT NULL,
    author BLOB NOT NULL,
    title TEXT NOT NULL,
    embedded TEXT,
    pdsa BLOB,
    measure BLOB,
    date TEXT,
    dropped INTEGER NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX change_version_change ON change_version(change);
CREATE INDEX change_version_pdsa ON change_version(pdsa) WHERE pdsa IS NOT NULL;

--: fold pdsa_planned
INSERT INTO pdsa(position, id, room, author, written_ms)
SELECT h_position, h_id, substr(h_audience, 2), h_author, h_written_ms FROM new_pdsa_planned
WHERE pdsa IS NULL AND title <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO pdsa_plan(position, id, pdsa, author, title, question, prediction, plan, starts,
                      study_on, measure, idea, after, borrowed_from, borrowed, written_ms)
SELECT h_position, h_id, COALESCE(pdsa, h_id), h_author, title, question, prediction,
       NULLIF(plan, ''), starts, study_on, measure, idea, after, borrowed_from, borrowed,
       h_written_ms
FROM new_pdsa_planned
WHERE title <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.pdsa, b.value, b.h_position
FROM new_pdsa_planned_based_on b JOIN new_pdsa_planned n ON n.h_position = b.h_position
WHERE n.pdsa IS NOT NULL AND n.title <> ''
ORDER BY n.pdsa, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold pdsa_studied
INSERT INTO pdsa_study(position, id, pdsa, author, date, done, happened, comparison, learned,
                       decision, reason, present, written_ms)
SELECT h_position, h_id, pdsa, h_author, date, NULLIF(done, ''), happened, comparison,
       NULLIF(learned, ''), decision, NULLIF(reason, ''), present, h_written_ms
FROM new_pdsa_studied
WHERE pdsa IS NOT NULL AND happened <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.pdsa, b.value, b.h_position
FROM new_pdsa_studied_based_on b JOIN new_pdsa_studied n ON n.h_position = b.h_position
WHERE n.pdsa IS NOT NULL AND n.happened <> ''
ORDER BY n.pdsa, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold change_standardised
INSERT INTO change(position, id, room)
SELECT h_position, h_id, substr(h_audience, 2) FROM new_change_standardised
WHERE change IS NULL AND title <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO change_version(position, id, change, author, title, embedded, pdsa, measure, date,
                           dropped, written_ms)
SELECT h_position, h_id, COALESCE(change, h_id), h_author, title, NULLIF(embedded, ''), pdsa,
       measure, date, COALESCE(dropped, 0), h_written_ms
FROM new_change_standardised
WHERE title <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.change, b.value, b.h_position
FROM new_change_standardised_based_on b
     JOIN new_change_standardised n ON n.h_position = b.h_position
WHERE n.change IS NOT NULL AND n.title <> ''
ORDER BY n.change, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: view pdsa_plan
-- Every plan that a PDSA has had; several that are current stand side by side.
CREATE TEMP VIEW v_pdsa_plan(pdsa, id, position, author, author_name, title, question, prediction,
                             plan, starts, study_on, measure, idea, after, borrowed_from, borrowed,
                             written_ms, current, saved_here) AS
SELECT v.pdsa, v.id, v.position, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.title, v.question, v.prediction, v.plan, v.starts, v.study_on, v.measure, v.idea, v.after,
       v.borrowed_from, v.borrowed, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.pdsa AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM pdsa_plan v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM pdsa p
              WHERE p.id = v.pdsa AND p.position >> 40 = v.position >> 40
                AND p.position <= v.position);

--: view pdsa_study
-- What was said of what happened, each time; several that are current stand side by side.
CREATE TEMP VIEW v_pdsa_study(pdsa, id, position, author, author_name, date, done, happened,
                              comparison, learned, decision, reason, present, written_ms, current,
                              saved_here) AS
SELECT s.pdsa, s.id, s.position, s.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = s.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       s.date, s.done, s.happened, s.comparison, s.learned, s.decision, s.reason, s.present,
       s.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = s.pdsa AND b.version = s.id AND b.position > s.position
                     AND b.position >> 40 = s.position >> 40),
       s.position >> 39 & 1
FROM pdsa_study s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE EXISTS (SELECT 1 FROM pdsa p
              WHERE p.id = s.pdsa AND p.position >> 40 = s.position >> 40
                AND p.position < s.position);

--: view pdsa
-- A PDSA as it stands: the first of the plans and the first of the studies that are current.
-- [number]: its place among the room's. [plans], [studies]: how many stand side by side. [state]:
-- planned, testing, to_study (its hour has come), undecided (studied, no decision), adopted,
-- adapted, abandoned; by the day where the program runs; [state_words] as pages say it.
CREATE TEMP VIEW v_pdsa(id, position, academy, room, number, author, title, question, prediction,
                        plan, starts, study_on, measure, idea, after, borrowed_from, borrowed,
                        version, plans, study, studies, date, done, happened, comparison, learned,
                        decision, reason, present, state, state_words, written_ms, studied_ms,
                        saved_here) AS
SELECT p.id, p.position, f.origin, p.room,
       (SELECT count(*) FROM pdsa q
        WHERE q.room = p.room AND q.position BETWEEN p.position >> 40 << 40 AND p.position),
       p.author, v.title, v.question, v.prediction, v.plan, v.starts, v.study_on, v.measure, v.idea,
       (SELECT q.id FROM pdsa q
        WHERE q.id = v.after AND q.position >> 40 = p.position >> 40 AND q.position < p.position),
       v.borrowed_from, v.borrowed, v.id,
       (SELECT count(*) FROM pdsa_plan w
        WHERE w.pdsa = p.id AND w.position >> 40 = p.position >> 40 AND w.position >= p.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.pdsa AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       s.id,
       (SELECT count(*) FROM pdsa_study w
        WHERE w.pdsa = p.id AND w.position >> 40 = p.position >> 40 AND w.position > p.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.pdsa AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       s.date, s.done, s.happened, s.comparison, s.learned, s.decision, s.reason, s.present,
       CASE s.decision WHEN 'adopt' THEN 'adopted' WHEN 'adapt' THEN 'adapted'
                       WHEN 'abandon' THEN 'abandoned'
       ELSE CASE WHEN s.id IS NOT NULL THEN 'undecided'
                 WHEN v.study_on <= date('now', 'localtime') THEN 'to_study'
                 WHEN v.starts <= date('now', 'localtime') THEN 'testing'
                 ELSE 'planned' END END,
       CASE s.decision WHEN 'adopt' THEN 'adopted' WHEN 'adapt' THEN 'adapted'
                       WHEN 'abandon' THEN 'abandoned'
       ELSE CASE WHEN s.id IS NOT NULL THEN 'studied, not decided yet'
                 WHEN v.study_on <= date('now', 'localtime') THEN 'to study'
                 WHEN v.starts <= date('now', 'localtime') THEN 'testing now'
                 ELSE 'planned' END END,
       p.written_ms, s.written_ms, p.position >> 39 & 1
FROM pdsa p CROSS JOIN visible f ON f.number = p.position >> 40
     CROSS JOIN pdsa_plan v ON v.position = (
         SELECT w.position FROM pdsa_plan w
         WHERE w.pdsa = p.id AND w.position >> 40 = p.position >> 40 AND w.position >= p.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.pdsa AND b.version = w.id AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
     LEFT JOIN pdsa_study s ON s.position = (
         SELECT w.position FROM pdsa_study w
         WHERE w.pdsa = p.id AND w.position >> 40 = p.position >> 40 AND w.position > p.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.pdsa AND b.version = w.id AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1);

--: view pdsa_start
-- Where the PDSAs of a measure stand on its chart: by the day that they start.
CREATE TEMP VIEW v_pdsa_start(measure, date, title, pdsa, author, author_name, position,
                              written_ms) AS
SELECT v.measure, v.starts,
       'PDSA ' || (SELECT count(*) FROM pdsa q
                   WHERE q.room = p.room
                     AND q.position BETWEEN p.position >> 40 << 40 AND p.position),
       p.id, p.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = p.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       p.position, p.written_ms
FROM pdsa_plan v CROSS JOIN visible f ON f.number = v.position >> 40
     CROSS JOIN pdsa p ON p.id = v.pdsa AND p.position >> 40 = v.position >> 40
WHERE v.measure IS NOT NULL AND v.starts IS NOT NULL
  AND v.position = (
      SELECT w.position FROM pdsa_plan w
      WHERE w.pdsa = p.id AND w.position >> 40 = p.position >> 40 AND w.position >= p.position
        AND NOT EXISTS (SELECT 1 FROM replaced b
                        WHERE b.thing = w.pdsa AND b.version = w.id AND b.position > w.position
                          AND b.position >> 40 = w.position >> 40)
      ORDER BY w.position LIMIT 1);

--: view change_version
CREATE TEMP VIEW v_change_version(change, id, position, author, author_name, title, embedded, pdsa,
                                  measure, date, dropped, written_ms, current, saved_here) AS
SELECT v.change, v.id, v.position, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.title, v.embedded, v.pdsa, v.measure, v.date, v.dropped, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.change AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM change_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM change c
              WHERE c.id = v.change AND c.position >> 40 = v.position >> 40
                AND c.position <= v.position);

--: view change
-- A change that has become the way of working, as it stands. [dropped]: it no longer is.
CREATE TEMP VIEW v_change(id, position, room, title, embedded, pdsa, measure, date, dropped, author,
                          version, versions, written_ms, saved_here) AS
SELECT c.id, c.position, c.room, v.title, v.embedded, v.pdsa, v.measure, v.date, v.dropped,
       v.author, v.id,
       (SELECT count(*) FROM change_version w
        WHERE w.change = c.id AND w.position >> 40 = c.position >> 40 AND w.position >= c.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.change AND b.version = w.id AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.written_ms, c.position >> 39 & 1
FROM change c CROSS JOIN visible f ON f.number = c.position >> 40
     CROSS JOIN change_version v ON v.position = (
         SELECT w.position FROM change_version w
         WHERE w.change = c.id AND w.position >> 40 = c.position >> 40 AND w.position >= c.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.change AND b.version = w.id AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1);
