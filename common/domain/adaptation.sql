-- adaptation.sql - what academies do differently from an element, and what came of it.
--
-- An adaptation answers six plain questions about an element of whoever publishes it, for the
-- academy or for the network. Its results are told one by one and all kept; another academy says
-- what it does with it. What is kept in the academy alone is written beside a log that does not
-- know the network's elements, so only its form is checked; what fits no element shows with its
-- own words.

--: rights
adaptation_made    : network, academy : coach, faculty, lead, admin
adaptation_studied : network, academy : coach, faculty, lead, admin
adaptation_decided : network          : faculty, lead, admin

--: index adaptation_made
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'adaptation', h_origin, h_audience, h_author, h_position FROM new_adaptation_made
WHERE adaptation IS NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check adaptation_made
SELECT h_index, 'There is no such adaptation of our academy, or others see it.'
FROM new_adaptation_made n
WHERE adaptation IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.adaptation AND e.kind = 'adaptation'
                             AND e.origin = n.h_origin AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_adaptation_made n
WHERE adaptation IS NOT NULL AND (SELECT count(*) FROM new_adaptation_made_based_on b
                                  WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new adaptation replaces no version.' FROM new_adaptation_made n
WHERE adaptation IS NULL AND EXISTS (SELECT 1 FROM new_adaptation_made_based_on b
                                     WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_adaptation_made_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Say which element is adapted.' FROM new_adaptation_made
WHERE length(academy) IS NOT 32 OR length(element) IS NOT 16 OR length(version) IS NOT 16
UNION ALL
SELECT h_index, 'There is no such element of that academy here.' FROM new_adaptation_made n
WHERE length(academy) = 32 AND length(element) = 16 AND length(version) = 16
  AND substr(h_audience, 1, 1) = x'01'
  AND (NOT EXISTS (SELECT 1 FROM entity e
                   WHERE e.id = n.element AND e.kind = 'element' AND e.origin = n.academy)
       OR NOT EXISTS (SELECT 1 FROM entity e
                      WHERE e.id = n.version AND e.kind IN ('element', 'element_version')
                        AND e.origin = n.academy))
UNION ALL
SELECT h_index, 'Say what you changed.' FROM new_adaptation_made
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The line is too long: at most 200 bytes.' FROM new_adaptation_made
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'What you changed is too long: at most 4,000 bytes.' FROM new_adaptation_made
WHERE length(CAST(text AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'Say since when, as YYYY-MM-DD.' FROM new_adaptation_made
WHERE since IS NULL OR since NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(since, '+0 days') IS NOT since
UNION ALL
SELECT h_index, 'Say whether it was planned.' FROM new_adaptation_made
WHERE timing IS NULL
UNION ALL
SELECT h_index, 'Say who decided.' FROM new_adaptation_made WHERE decider IS NULL
UNION ALL
SELECT h_index, 'Say at what level.' FROM new_adaptation_made WHERE level IS NULL
UNION ALL
SELECT h_index, 'Say whether it keeps the purpose.' FROM new_adaptation_made
WHERE purpose IS NULL
UNION ALL
SELECT h_index, 'Say why.' FROM new_adaptation_made
WHERE why IS NULL OR trim(why, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_adaptation_made
WHERE length(CAST(why AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Whoever sees this does not have the measure.' FROM new_adaptation_made n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Whoever sees this does not have the PDSA.' FROM new_adaptation_made n
WHERE pdsa IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience);

--: check adaptation_studied
SELECT h_index, 'There is no such adaptation of our academy, or others see it.'
FROM new_adaptation_studied n
WHERE NOT EXISTS (SELECT 1 FROM entity e WHERE e.id = n.adaptation AND e.kind = 'adaptation'
                                           AND e.origin = n.h_origin AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Say whether it worked, worked partly, or did not work.'
FROM new_adaptation_studied
WHERE outcome IS NULL
UNION ALL
SELECT h_index, 'Write the day of the result as YYYY-MM-DD.' FROM new_adaptation_studied
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say what came of it.' FROM new_adaptation_studied
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What came of it is too long: at most 2,000 bytes.' FROM new_adaptation_studied
WHERE length(CAST(text AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Whoever sees this does not have the measure.' FROM new_adaptation_studied n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'Whoever sees this does not have the PDSA.' FROM new_adaptation_studied n
WHERE pdsa IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience);

--: check adaptation_decided
SELECT h_index, 'There is no such adaptation of that academy here.' FROM new_adaptation_decided n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.adaptation AND e.kind = 'adaptation' AND e.origin = n.academy)
UNION ALL
SELECT h_index, 'It is our own academy''s adaptation.' FROM new_adaptation_decided
WHERE academy = h_origin
UNION ALL
SELECT h_index, 'Say whether you take it up, try or decline it.' FROM new_adaptation_decided
WHERE decision IS NULL
UNION ALL
SELECT h_index, 'Say the reason why it is declined: others learn from it.'
FROM new_adaptation_decided
WHERE decision = 'declined' AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'The reason is too long: at most 1,000 bytes.' FROM new_adaptation_decided
WHERE length(CAST(reason AS BLOB)) > 1000;

--: schema
CREATE TABLE adaptation(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    academy BLOB NOT NULL,        -- who publishes the element
    element BLOB NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX adaptation_id ON adaptation(id);
CREATE INDEX adaptation_element ON adaptation(element, written_ms, position);
CREATE INDEX adaptation_when ON adaptation(written_ms, position);
-- Every version; the first is the adaptation's own record.
CREATE TABLE adaptation_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    adaptation BLOB NOT NULL,
    author BLOB NOT NULL,
    version BLOB,                 -- of the element
    title TEXT NOT NULL,
    text TEXT,
    since TEXT,
    timing TEXT,
    decider TEXT,
    level TEXT,
    purpose TEXT,
    why TEXT,
    measure BLOB,
    pdsa BLOB,
    ended INTEGER NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX adaptation_version_adaptation ON adaptation_version(adaptation);
CREATE INDEX adaptation_version_measure ON adaptation_version(measure) WHERE measure IS NOT NULL;
CREATE INDEX adaptation_version_pdsa ON adaptation_version(pdsa) WHERE pdsa IS NOT NULL;
-- Every result; the last one in the adaptation's stream holds.
CREATE TABLE adaptation_study(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    adaptation BLOB NOT NULL,
    author BLOB NOT NULL,
    outcome TEXT NOT NULL,        -- worked, partly, not
    date TEXT,
    text TEXT NOT NULL,
    measure BLOB,
    pdsa BLOB,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX adaptation_study_adaptation ON adaptation_study(adaptation, position);
-- What others do with it; the last one of a stream holds.
CREATE TABLE adaptation_decision(
    position INTEGER PRIMARY KEY,
    academy BLOB NOT NULL,        -- whose adaptation
    adaptation BLOB NOT NULL,
    decision TEXT NOT NULL,       -- adopted, on_trial, declined
    reason TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX adaptation_decision_adaptation ON adaptation_decision(adaptation, position);
CREATE INDEX adaptation_decision_when ON adaptation_decision(written_ms, position);

--: fold adaptation_made
INSERT INTO adaptation(position, id, academy, element, author, written_ms)
SELECT h_position, h_id, academy, element, h_author, h_written_ms FROM new_adaptation_made
WHERE adaptation IS NULL AND academy IS NOT NULL AND element IS NOT NULL AND title <> ''
  AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position;
INSERT INTO adaptation_version(position, id, adaptation, author, version, title, text, since,
                               timing, decider, level, purpose, why, measure, pdsa, ended,
                               written_ms)
SELECT h_position, h_id, COALESCE(adaptation, h_id), h_author, version, title, NULLIF(text, ''),
       since, timing, decider, level, purpose, NULLIF(why, ''), measure, pdsa, COALESCE(ended, 0),
       h_written_ms
FROM new_adaptation_made
WHERE title <> '' AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT n.adaptation, b.value, b.h_position
FROM new_adaptation_made_based_on b JOIN new_adaptation_made n ON n.h_position = b.h_position
WHERE n.adaptation IS NOT NULL AND n.title <> '' AND substr(n.h_audience, 1, 1) < x'04'
ORDER BY n.adaptation, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold adaptation_studied
INSERT INTO adaptation_study(position, id, adaptation, author, outcome, date, text, measure, pdsa,
                                                        written_ms)
SELECT h_position, h_id, adaptation, h_author, outcome, date, text, measure, pdsa, h_written_ms
FROM new_adaptation_studied
WHERE adaptation IS NOT NULL AND outcome IS NOT NULL AND text <> ''
  AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position;

--: fold adaptation_decided
INSERT INTO adaptation_decision(position, academy, adaptation, decision, reason, author,
                                written_ms)
SELECT h_position, academy, adaptation, decision, NULLIF(reason, ''), h_author, h_written_ms
FROM new_adaptation_decided
WHERE academy IS NOT NULL AND adaptation IS NOT NULL AND decision IS NOT NULL
  AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;

--: digest adaptation
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.academy, s.element, s.author,
       s.written_ms
FROM folded f CROSS JOIN adaptation s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest adaptation_version
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.adaptation, s.author, s.version,
       s.title, s.text, s.since, s.timing, s.decider, s.level, s.purpose, s.why, s.measure, s.pdsa,
       s.ended, s.written_ms
FROM folded f CROSS JOIN adaptation_version s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest adaptation_study
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.adaptation, s.author, s.outcome,
       s.date, s.text, s.measure, s.pdsa, s.written_ms
FROM folded f CROSS JOIN adaptation_study s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest adaptation_decision
SELECT f.origin, f.audience, s.position & 1099511627775, s.academy, s.adaptation, s.decision,
       s.reason, s.author, s.written_ms
FROM folded f CROSS JOIN adaptation_decision s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: view adaptation_version
-- Every version of an adaptation; several that are current stand side by side.
CREATE TEMP VIEW v_adaptation_version(adaptation, id, position, author, author_name, version,
                                      title, text, since, timing, decider, level, purpose, why,
                                      measure, pdsa, ended, written_ms, current, saved_here) AS
SELECT v.adaptation, v.id, v.position, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.version, v.title, v.text, v.since, v.timing, v.decider, v.level, v.purpose, v.why,
       v.measure, v.pdsa, v.ended, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.adaptation AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM adaptation_version v CROSS JOIN visible f ON f.number = v.position >> 40
WHERE EXISTS (SELECT 1 FROM adaptation a
              WHERE a.id = v.adaptation AND a.position >> 40 = v.position >> 40
                AND a.position <= v.position);

--: view adaptation_study
-- Each result that was told of an adaptation; the last one holds.
CREATE TEMP VIEW v_adaptation_study(adaptation, id, position, academy, author, author_name,
                                    outcome, outcome_words, date, text, measure, pdsa, written_ms,
                                    saved_here) AS
SELECT s.adaptation, s.id, s.position, f.origin, s.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = s.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       s.outcome,
       CASE s.outcome WHEN 'worked' THEN 'Worked' WHEN 'partly' THEN 'Partly'
                      ELSE 'Did not work' END,
       s.date, s.text, s.measure, s.pdsa, s.written_ms, s.position >> 39 & 1
FROM adaptation_study s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE EXISTS (SELECT 1 FROM adaptation a
              WHERE a.id = s.adaptation AND a.position >> 40 = s.position >> 40
                AND a.position < s.position);

--: view adaptation
-- An adaptation as it stands: the first of the versions that are current, and the last result.
-- [edition]: the version of the adaptation; [version]: the element's, [number] of that.
-- [answers]: how it was made, in one line of words. [our_…]: what we do with another's.
-- Find it by [id], by [element], newest first by [written_ms], or by [position].
CREATE TEMP VIEW v_adaptation(id, position, academy, academy_name, own, audience_type,
                                                          element_academy, element, version,
                              number, edition, versions, title, text, since, timing, decider,
                              level, purpose, answers, why, measure, pdsa, ended, outcome,
                              outcome_words, outcome_date, outcome_text, outcome_ms, our_decision,
                              our_reason, our_ms, author, author_name, written_ms, held,
                              saved_here) AS
SELECT a.id, a.position, f.origin,
       COALESCE((SELECT c.shown FROM academy c WHERE c.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = r.academy,
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       a.academy, a.element, v.version,
       (SELECT count(*) FROM element_version w
        WHERE w.element = e.id AND w.position BETWEEN e.position AND (
              SELECT o.position FROM element_version o
              WHERE o.id = v.version AND o.element = e.id
              AND o.position >> 40 = e.position >> 40)),
       v.id,
       (SELECT count(*) FROM adaptation_version w
        WHERE w.adaptation = a.id AND w.position >> 40 = a.position >> 40
          AND w.position >= a.position
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.adaptation AND b.version = w.id
                            AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.title, v.text, v.since, v.timing, v.decider, v.level, v.purpose,
       CASE v.timing WHEN 'planned' THEN 'Planned. ' WHEN 'in_reaction' THEN 'In reaction. '
                     ELSE '' END
       || CASE v.decider WHEN 'coach_pair' THEN 'The coach pair decided. '
                         WHEN 'the_team' THEN 'The team decided. '
                         WHEN 'faculty_members' THEN 'Faculty decided. '
                         WHEN 'academy_lead' THEN 'The lead decided. '
                         WHEN 'sponsors' THEN 'Sponsors decided. '
                         WHEN 'patients' THEN 'Patients decided. ' ELSE '' END
       || CASE v.purpose WHEN 'keeps' THEN 'Keeps the purpose.'
                         WHEN 'departs' THEN 'Departs from the purpose.'
                         ELSE 'Not sure whether it keeps the purpose.' END,
       v.why, v.measure, v.pdsa, v.ended, s.outcome,
       CASE s.outcome WHEN 'worked' THEN 'Worked' WHEN 'partly' THEN 'Partly'
                      WHEN 'not' THEN 'Did not work' END,
       s.date, s.text, s.written_ms, d.decision, d.reason, d.written_ms, a.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = a.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       a.written_ms,
       CASE WHEN v.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= v.position & 1099511627775) END,
       v.position >> 39 & 1
FROM replica r CROSS JOIN adaptation a CROSS JOIN visible f ON f.number = a.position >> 40
     CROSS JOIN adaptation_version v ON v.position = (
         SELECT w.position FROM adaptation_version w
         WHERE w.adaptation = a.id AND w.position >> 40 = a.position >> 40
           AND w.position >= a.position
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.adaptation AND b.version = w.id
                             AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
     LEFT JOIN adaptation_study s ON s.position = (
         SELECT w.position FROM adaptation_study w
         WHERE w.adaptation = a.id
           AND w.position BETWEEN a.position AND a.position | 1099511627775
         ORDER BY w.position DESC LIMIT 1)
     LEFT JOIN element e ON e.position = (
         SELECT o.position FROM element o JOIN visible g ON g.number = o.position >> 40
         WHERE o.id = a.element AND g.origin = a.academy ORDER BY o.position LIMIT 1)
     LEFT JOIN visible g ON g.origin = r.academy
          AND g.audience = x'0100000000000000000000000000000000'
     LEFT JOIN adaptation_decision d ON d.position = (
         SELECT w.position FROM adaptation_decision w
         WHERE w.adaptation = a.id AND w.academy = f.origin
           AND w.position BETWEEN g.number << 40 AND g.number << 40 | 1099511627775
         ORDER BY w.position DESC LIMIT 1);

--: view adaptation_place
-- Where the adaptations of an academy stand: by [position] they are looked up in v_adaptation.
CREATE TEMP VIEW v_adaptation_place(academy, position) AS
SELECT f.origin, a.position
FROM visible f CROSS JOIN adaptation a
     ON a.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775;

--: view adaptation_decided
-- The last word of each other academy about an adaptation, found by it. [by]: whose word; [own]:
-- the adaptation is ours.
CREATE TEMP VIEW v_adaptation_decided(academy, adaptation, own, by, by_name, by_us, decision,
                                      reason, author, author_name, position, written_ms,
                                      saved_here) AS
SELECT d.academy, d.adaptation, d.academy = (SELECT academy FROM replica), f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), d.decision, d.reason, d.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = d.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       d.position, d.written_ms, d.position >> 39 & 1
FROM adaptation_decision d CROSS JOIN visible f ON f.number = d.position >> 40
WHERE f.origin <> d.academy
  AND EXISTS (SELECT 1 FROM adaptation a JOIN visible g ON g.number = a.position >> 40
              WHERE a.id = d.adaptation AND g.origin = d.academy)
  AND NOT EXISTS (SELECT 1 FROM adaptation_decision x
                  WHERE x.adaptation = d.adaptation AND x.academy = d.academy
                    AND x.position > d.position AND x.position >> 40 = d.position >> 40);
