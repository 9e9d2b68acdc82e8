-- programme.sql - the programme's elements, and what each academy decides about them.
--
-- An element belongs to the academy that publishes it and stands in its network stream, version by
-- version (version.sql); its versions are numbered by counting, as PDSAs are. Nobody's programme
-- is anybody else's: each academy adopts, tries or declines each version, and what it runs is its
-- own set under its own names. What it publishes itself it runs, unless it says otherwise.

--: rights
element_published : network : faculty, lead, admin
element_decided   : network : faculty, lead, admin

--: index element_published
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, CASE WHEN element IS NULL THEN 'element' ELSE 'element_version' END, h_origin,
       h_audience, h_author, h_position FROM new_element_published
WHERE substr(h_audience, 1, 1) < x'03' ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check element_published
SELECT h_index, 'There is no such element of our academy.' FROM new_element_published n
WHERE element IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.element AND e.kind = 'element' AND e.origin = n.h_origin)
UNION ALL
SELECT n.h_index, 'Say which versions this one replaces: 1 to 8.' FROM new_element_published n
WHERE element IS NOT NULL AND (SELECT count(*) FROM new_element_published_based_on b
                               WHERE b.h_index = n.h_index) NOT BETWEEN 1 AND 8
UNION ALL
SELECT n.h_index, 'A new element replaces no version.' FROM new_element_published n
WHERE element IS NULL AND EXISTS (SELECT 1 FROM new_element_published_based_on b
                                  WHERE b.h_index = n.h_index)
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_element_published_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Give the element a title.' FROM new_element_published
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_element_published
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say whether the element is fixed or flexible.' FROM new_element_published
WHERE nature IS NULL
UNION ALL
SELECT h_index, 'Say which part of the programme it belongs to.' FROM new_element_published
WHERE part IS NULL
UNION ALL
SELECT h_index, 'Say which of the 18 days it is: 1 to 18.' FROM new_element_published
WHERE part = 'training_day' AND (day IS NULL OR day NOT BETWEEN 1 AND 18)
UNION ALL
SELECT h_index, 'Only a training day has the number of a day.' FROM new_element_published
WHERE day IS NOT NULL AND part <> 'training_day'
UNION ALL
SELECT h_index, 'Say which stage of the roadmap it is.' FROM new_element_published
WHERE part = 'roadmap_stage' AND stage IS NULL
UNION ALL
SELECT h_index, 'Only a stage of the roadmap names a stage.' FROM new_element_published
WHERE stage IS NOT NULL AND part <> 'roadmap_stage'
UNION ALL
SELECT h_index, 'Say what the element is for.' FROM new_element_published
WHERE purpose IS NULL OR trim(purpose, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'What it is for is too long: at most 2,000 bytes.' FROM new_element_published
WHERE length(CAST(purpose AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'What it looks like is too long: at most 4,000 bytes.' FROM new_element_published
WHERE length(CAST(looks_like AS BLOB)) > 4000
UNION ALL
SELECT n.h_index, 'At most 12 things stay.' FROM new_element_published n
WHERE (SELECT count(*) FROM new_element_published_stays s WHERE s.h_index = n.h_index) > 12
UNION ALL
SELECT h_index, 'What stays has 1 to 300 bytes each.' FROM new_element_published_stays
WHERE length(CAST(value AS BLOB)) NOT BETWEEN 1 AND 300
UNION ALL
SELECT n.h_index, 'At most 12 things may be changed.' FROM new_element_published n
WHERE (SELECT count(*) FROM new_element_published_may_change m WHERE m.h_index = n.h_index) > 12
UNION ALL
SELECT h_index, 'What may be changed has 1 to 300 bytes each.'
FROM new_element_published_may_change
WHERE length(CAST(value AS BLOB)) NOT BETWEEN 1 AND 300
UNION ALL
SELECT h_index, 'Why it is fixed or flexible is too long: at most 2,000 bytes.'
FROM new_element_published WHERE length(CAST(why AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The evidence is too long: at most 4,000 bytes.' FROM new_element_published
WHERE length(CAST(evidence AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'What this version changes is too long: at most 1,000 bytes.'
FROM new_element_published WHERE length(CAST(news AS BLOB)) > 1000
UNION ALL
SELECT h_index, 'The element that it was made from is not known here.' FROM new_element_published n
WHERE (from_academy IS NOT NULL OR from_element IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.from_element AND e.kind = 'element'
                             AND e.origin = n.from_academy)
UNION ALL
SELECT h_index, 'The proposal that it takes up is not known here.' FROM new_element_published n
WHERE (change_academy IS NOT NULL OR change IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.change AND e.kind = 'element_change'
                             AND e.origin = n.change_academy);

--: check element_decided
SELECT h_index, 'There is no such element of that academy here.' FROM new_element_decided n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.element AND e.kind = 'element' AND e.origin = n.academy)
UNION ALL
SELECT h_index, 'Say which version is decided about.' FROM new_element_decided n
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = n.version AND e.kind IN ('element', 'element_version')
                    AND e.origin = n.academy)
UNION ALL
SELECT h_index, 'Say whether you adopt, try or decline it.' FROM new_element_decided
WHERE decision IS NULL
UNION ALL
SELECT h_index, 'Say until when it is tried, as YYYY-MM-DD.' FROM new_element_decided
WHERE decision = 'on_trial'
  AND (until IS NULL OR until NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
       OR date(until, '+0 days') IS NOT until)
UNION ALL
SELECT h_index, 'Only a trial has a last day.' FROM new_element_decided
WHERE decision <> 'on_trial' AND until <> ''
UNION ALL
SELECT h_index, 'Say the reason why it is declined: others learn from it.' FROM new_element_decided
WHERE decision = 'declined' AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'The reason is too long: at most 1,000 bytes.' FROM new_element_decided
WHERE length(CAST(reason AS BLOB)) > 1000
UNION ALL
SELECT h_index, 'Our name for it is too long: at most 200 bytes.' FROM new_element_decided
WHERE length(CAST(our_name AS BLOB)) > 200;

--: schema
CREATE TABLE element(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX element_id ON element(id);
-- Every version that was ever published; the first is the element's own record.
CREATE TABLE element_version(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    element BLOB NOT NULL,
    author BLOB NOT NULL,
    title TEXT NOT NULL,
    nature TEXT,                  -- fixed, flexible
    part TEXT,                    -- training_day, roadmap_stage, coaching_role …
    day INTEGER,
    stage TEXT,
    purpose TEXT NOT NULL,
    looks_like TEXT,
    why TEXT,
    evidence TEXT,
    news TEXT,
    from_academy BLOB,            -- of what it was made
    from_element BLOB,
    change_academy BLOB,          -- the proposal that it takes up
    change BLOB,
    retired INTEGER NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX element_version_id ON element_version(id);
CREATE INDEX element_version_element ON element_version(element, position);
CREATE INDEX element_version_when ON element_version(written_ms, position);
CREATE INDEX element_version_change ON element_version(change) WHERE change IS NOT NULL;
-- What stays and what may change, of each version.
CREATE TABLE element_item(
    position INTEGER NOT NULL,
    part TEXT NOT NULL,           -- stays, may_change
    idx INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (position, part, idx)
) STRICT, WITHOUT ROWID;
-- Every decision; the last one of a stream about an element holds.
CREATE TABLE element_decision(
    position INTEGER PRIMARY KEY,
    academy BLOB NOT NULL,        -- who publishes it
    element BLOB NOT NULL,
    version BLOB NOT NULL,
    decision TEXT NOT NULL,       -- adopted, on_trial, declined
    until TEXT,
    reason TEXT,
    our_name TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX element_decision_element ON element_decision(element, position);

--: fold element_published
INSERT INTO element(position, id, author, written_ms)
SELECT h_position, h_id, h_author, h_written_ms FROM new_element_published
WHERE element IS NULL AND title <> '' AND purpose <> '' AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO element_version(position, id, element, author, title, nature, part, day, stage,
                            purpose, looks_like, why, evidence, news, from_academy, from_element,
                            change_academy, change, retired, written_ms)
SELECT h_position, h_id, COALESCE(element, h_id), h_author, title, nature, part, day, stage,
       purpose, NULLIF(looks_like, ''), NULLIF(why, ''), NULLIF(evidence, ''), NULLIF(news, ''),
       from_academy, from_element, change_academy, change, COALESCE(retired, 0), h_written_ms
FROM new_element_published
WHERE title <> '' AND purpose <> '' AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO element_item(position, part, idx, text)
SELECT h_position, 'stays', idx, value FROM new_element_published_stays
WHERE value <> '' AND substr(h_audience, 1, 1) < x'03' ORDER BY h_position, idx;
INSERT INTO element_item(position, part, idx, text)
SELECT h_position, 'may_change', idx, value FROM new_element_published_may_change
WHERE value <> '' AND substr(h_audience, 1, 1) < x'03' ORDER BY h_position, idx;
INSERT INTO replaced(thing, version, position)
SELECT n.element, b.value, b.h_position
FROM new_element_published_based_on b
     JOIN new_element_published n ON n.h_position = b.h_position
WHERE n.element IS NOT NULL AND n.title <> '' AND n.purpose <> ''
  AND substr(n.h_audience, 1, 1) < x'03'
ORDER BY n.element, b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: fold element_decided
INSERT INTO element_decision(position, academy, element, version, decision, until, reason,
                             our_name, author, written_ms)
SELECT h_position, academy, element, version, decision,
       CASE decision WHEN 'on_trial' THEN NULLIF(until, '') END, NULLIF(reason, ''),
       NULLIF(our_name, ''), h_author, h_written_ms
FROM new_element_decided
WHERE academy IS NOT NULL AND element IS NOT NULL AND version IS NOT NULL AND decision IS NOT NULL
  AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;

--: digest element
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.author, s.written_ms
FROM folded f CROSS JOIN element s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest element_version
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.element, s.author, s.title,
       s.nature, s.part, s.day, s.stage, s.purpose, s.looks_like, s.why, s.evidence, s.news,
       s.from_academy, s.from_element, s.change_academy, s.change, s.retired, s.written_ms
FROM folded f CROSS JOIN element_version s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest element_item
SELECT f.origin, f.audience, s.position & 1099511627775, s.part, s.idx, s.text
FROM folded f CROSS JOIN element_item s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position, s.part, s.idx;

--: digest element_decision
SELECT f.origin, f.audience, s.position & 1099511627775, s.academy, s.element, s.version,
       s.decision, s.until, s.reason, s.our_name, s.author, s.written_ms
FROM folded f CROSS JOIN element_decision s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: view element_version
-- Every version that an element has had; several that are current stand side by side. [number]:
-- its place among them. [change]: only a proposal that is about this element.
CREATE TEMP VIEW v_element_version(element, id, position, academy, academy_name, own, number,
                                   author, author_name, title, nature, part, day, stage, purpose,
                                   looks_like, why, evidence, news, from_academy, from_element,
                                   change_academy, change, retired, written_ms, current,
                                   saved_here) AS
SELECT v.element, v.id, v.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       (SELECT count(*) FROM element_version w
        WHERE w.element = v.element AND w.position BETWEEN e.position AND v.position),
       v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       v.title, v.nature, v.part, v.day, v.stage, v.purpose, v.looks_like, v.why, v.evidence,
       v.news, v.from_academy, v.from_element,
       CASE WHEN c.position IS NOT NULL THEN v.change_academy END,
       CASE WHEN c.position IS NOT NULL THEN v.change END,
       v.retired, v.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = v.element AND b.version = v.id AND b.position > v.position
                     AND b.position >> 40 = v.position >> 40),
       v.position >> 39 & 1
FROM element_version v CROSS JOIN visible f ON f.number = v.position >> 40
     CROSS JOIN element e ON e.position = (
         SELECT o.position FROM element o
         WHERE o.id = v.element AND o.position BETWEEN v.position >> 40 << 40 AND v.position
         ORDER BY o.position LIMIT 1)
     LEFT JOIN element_change c ON c.position = (
         SELECT d.position FROM element_change d JOIN visible g ON g.number = d.position >> 40
         WHERE d.id = v.change AND d.element = v.element AND d.academy = f.origin
           AND g.origin = v.change_academy
         ORDER BY d.position LIMIT 1);

--: view element
-- An element as it stands: the first of the versions that are current. [number]: the version's;
-- [versions]: how many stand side by side. [our_…]: our academy's last word about it, [our_number]
-- the version that this was about; [runs]: it is part of what we run; [waits]: another's version
-- that we have said nothing about. Find it by [id], by [position], or by [changed_ms] DESC, when
-- the last version came.
CREATE TEMP VIEW v_element(id, position, academy, academy_name, own, version, version_position,
                                                    number, versions, title, nature, part, day,
                           stage, purpose, looks_like, why, evidence, news, from_academy,
                           from_element, change_academy, change, retired, author, author_name,
                           written_ms, changed_ms, our_decision, our_version, our_number,
                           our_until, our_reason, our_name, our_ms, runs, waits, held,
                           saved_here) AS
SELECT e.id, e.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = r.academy, v.id, v.position,
       (SELECT count(*) FROM element_version w
        WHERE w.element = e.id AND w.position BETWEEN e.position AND v.position),
       (SELECT count(*) FROM element_version w
        WHERE w.element = e.id
          AND w.position BETWEEN e.position AND e.position | 1099511627775
          AND NOT EXISTS (SELECT 1 FROM replaced b
                          WHERE b.thing = w.element AND b.version = w.id
                          AND b.position > w.position
                            AND b.position >> 40 = w.position >> 40)),
       v.title, v.nature, v.part, v.day, v.stage, v.purpose, v.looks_like, v.why, v.evidence,
       v.news, v.from_academy, v.from_element, v.change_academy, v.change, v.retired, v.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = v.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       e.written_ms, v.written_ms, d.decision, d.version,
       (SELECT count(*) FROM element_version w
        WHERE w.element = e.id AND w.position BETWEEN e.position AND (
              SELECT o.position FROM element_version o
              WHERE o.id = d.version AND o.element = e.id
              AND o.position >> 40 = e.position >> 40)),
       d.until, d.reason, d.our_name, d.written_ms,
       CASE WHEN d.position IS NULL THEN f.origin = r.academy ELSE d.decision <> 'declined' END,
       f.origin <> r.academy AND d.version IS NOT v.id AND NOT v.retired,
       CASE WHEN v.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= v.position & 1099511627775) END,
       v.position >> 39 & 1
FROM replica r CROSS JOIN element e CROSS JOIN visible f ON f.number = e.position >> 40
     CROSS JOIN element_version v ON v.position = (
         SELECT w.position FROM element_version w
         WHERE w.element = e.id AND w.position BETWEEN e.position AND e.position | 1099511627775
           AND NOT EXISTS (SELECT 1 FROM replaced b
                           WHERE b.thing = w.element AND b.version = w.id
                             AND b.position > w.position
                             AND b.position >> 40 = w.position >> 40)
         ORDER BY w.position LIMIT 1)
     LEFT JOIN visible g ON g.origin = r.academy AND g.audience = f.audience
     LEFT JOIN element_decision d ON d.position = (
         SELECT w.position FROM element_decision w
         WHERE w.element = e.id AND w.academy = f.origin
           AND w.position BETWEEN g.number << 40 AND g.number << 40 | 1099511627775
         ORDER BY w.position DESC LIMIT 1);

--: view programme
-- Which elements our academy has said something about, and which it publishes: by [position] they
-- are looked up in v_element. What it runs is among them.
CREATE TEMP VIEW v_programme(position) AS
SELECT e.position FROM replica r CROSS JOIN visible f ON f.origin = r.academy
     CROSS JOIN element e
          ON e.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
UNION
SELECT e.position FROM replica r CROSS JOIN visible f ON f.origin = r.academy
     CROSS JOIN element_decision d
          ON d.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
     CROSS JOIN element e ON e.id = d.element
     CROSS JOIN visible g ON g.number = e.position >> 40 AND g.origin = d.academy;

--: view element_item
-- What stays and what may change of a version, found by its position.
CREATE TEMP VIEW v_element_item(position, part, idx, text) AS
SELECT i.position, i.part, i.idx, i.text
FROM element_item i CROSS JOIN visible f ON f.number = i.position >> 40;

--: view element_said
-- The last word of each academy about an element of another, or a decline of its own; found by the
-- element. [by]: who decides; [number]: the version that it is about.
CREATE TEMP VIEW v_element_said(element_academy, element, by, by_name, by_us, version, number,
                                                              decision, until, reason, our_name,
                                author, author_name, position, written_ms, said, saved_here) AS
SELECT d.academy, d.element, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), v.id,
       (SELECT count(*) FROM element_version w
        WHERE w.element = e.id AND w.position BETWEEN e.position AND v.position),
       d.decision, d.until, d.reason, d.our_name, d.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = d.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       d.position, d.written_ms, 1, d.position >> 39 & 1
FROM element_decision d CROSS JOIN visible f ON f.number = d.position >> 40
     CROSS JOIN element e ON e.id = d.element
     CROSS JOIN visible g ON g.number = e.position >> 40 AND g.origin = d.academy
     CROSS JOIN element_version v
          ON v.id = d.version AND v.element = e.id AND v.position >> 40 = e.position >> 40
WHERE NOT EXISTS (SELECT 1 FROM element_decision x
                  WHERE x.element = d.element AND x.academy = d.academy
                    AND x.position > d.position AND x.position >> 40 = d.position >> 40)
  AND (f.origin <> d.academy OR d.decision = 'declined');

--: view element_decided
-- The same, and that the academy that publishes an element runs what it publishes, unless it
-- declines it. As a union it is found only by an element that is a parameter, not by a join.
CREATE TEMP VIEW v_element_decided(element_academy, element, by, by_name, by_us, version, number,
                                                                    decision, until, reason,
                                   our_name, author, author_name, position, written_ms, said,
                                   saved_here) AS
SELECT * FROM v_element_said
UNION ALL
SELECT e.academy, e.id, e.academy, e.academy_name, e.own, e.version, e.number, 'adopted', NULL,
       NULL,
       (SELECT d.our_name FROM element_decision d
        WHERE d.element = e.id AND d.academy = e.academy AND d.position >> 40 = e.position >> 40
        ORDER BY d.position DESC LIMIT 1),
       e.author, e.author_name, e.version_position, e.changed_ms, 0, e.saved_here
FROM v_element e
WHERE NOT e.retired
  AND COALESCE((SELECT d.decision FROM element_decision d
                WHERE d.element = e.id AND d.academy = e.academy
                  AND d.position >> 40 = e.position >> 40
                ORDER BY d.position DESC LIMIT 1), 'adopted') <> 'declined';
