-- room_sharing.sql - what a Big Room lets others see: copies of itself and of its PDSAs.
--
-- A copy is a record of its own, written after somebody has seen exactly what leaves; nothing of a
-- room is ever a flag away from the network. Said anew it replaces the copy before it, taken back
-- it shows nowhere. Whoever names a copy may name any of its versions; pages call it by the first.
-- A PDSA may be copied for the academy alone: what was abandoned and why, if the room chooses.

--: rights
room_shared      : network          : coach, faculty, lead, data_steward, admin
pdsa_shared      : academy, network : coach, faculty, lead, data_steward, admin
pdsa_borrowed    : network          : coach, faculty, lead, data_steward, admin
shared_withdrawn : academy, network : coach, faculty, lead, data_steward, admin

--: index room_shared
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'room', h_origin, h_audience, h_author, h_position FROM new_room_shared
WHERE substr(h_audience, 1, 1) < x'03' ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: index pdsa_shared
INSERT INTO entity(id, kind, origin, audience, author, position)
SELECT h_id, 'pdsa', h_origin, h_audience, h_author, h_position FROM new_pdsa_shared
WHERE substr(h_audience, 1, 1) < x'04' ORDER BY h_position ON CONFLICT (id, origin) DO NOTHING;

--: check room_shared
-- What it is a copy of stands in the other log, and no action reads two.
SELECT h_index, 'Say which Big Room is shared.' FROM new_room_shared
WHERE length(copy_of) IS NOT 16
UNION ALL
SELECT h_index, 'Give the Big Room a name.' FROM new_room_shared
WHERE name IS NULL OR trim(name, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_room_shared
WHERE length(CAST(name AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Say which pathway the Big Room is for.' FROM new_room_shared
WHERE pathway IS NULL OR trim(pathway, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_room_shared
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The purpose is too long: at most 2,000 bytes.' FROM new_room_shared
WHERE length(CAST(purpose AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Write since when the Big Room meets as YYYY-MM-DD.' FROM new_room_shared
WHERE since NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(since, '+0 days') IS NOT since
UNION ALL
SELECT h_index, 'An aim is too long: at most 2,000 bytes each.' FROM new_room_shared
WHERE length(CAST(global_aim AS BLOB)) > 2000 OR length(CAST(specific_aim AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'One of the 5Vs is too long: at most 2,000 bytes each.' FROM new_room_shared
WHERE length(CAST(value AS BLOB)) > 2000 OR length(CAST(involve AS BLOB)) > 2000
   OR length(CAST(evidence AS BLOB)) > 2000 OR length(CAST(visualisation AS BLOB)) > 2000
   OR length(CAST(vision AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'What is standardised is too long: at most 2,000 bytes.' FROM new_room_shared
WHERE length(CAST(standardised AS BLOB)) > 2000
UNION ALL
SELECT n.h_index, 'A shared Big Room has at most 30 themes.' FROM new_room_shared n
WHERE (SELECT count(*) FROM new_room_shared_themes t WHERE t.h_index = n.h_index) > 30
UNION ALL
SELECT h_index, 'A theme has 1 to 200 bytes.' FROM new_room_shared_themes
WHERE length(CAST(value AS BLOB)) NOT BETWEEN 1 AND 200
UNION ALL
SELECT n.h_index, 'A shared Big Room has at most 60 roles.' FROM new_room_shared n
WHERE (SELECT count(*) FROM new_room_shared_roles r WHERE r.h_index = n.h_index) > 60
UNION ALL
SELECT h_index, 'A role has 1 to 60 bytes.' FROM new_room_shared_roles
WHERE length(CAST(value AS BLOB)) NOT BETWEEN 1 AND 60
UNION ALL
SELECT n.h_index, 'At most 30 things that were abandoned are shared.' FROM new_room_shared n
WHERE (SELECT count(*) FROM new_room_shared_abandoned a WHERE a.h_index = n.h_index) > 30
UNION ALL
SELECT h_index, 'What was abandoned and why has 1 to 500 bytes each.' FROM new_room_shared_abandoned
WHERE length(CAST(value AS BLOB)) NOT BETWEEN 1 AND 500
UNION ALL
SELECT n.h_index, 'At most 60 measures are named.' FROM new_room_shared n
WHERE (SELECT count(*) FROM new_room_shared_measures m WHERE m.h_index = n.h_index) > 60
UNION ALL
SELECT m.h_index, 'A measure is named that the network does not have of us.'
FROM new_room_shared_measures m
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = m.value AND e.kind = 'measure' AND e.origin = m.h_origin
                    AND e.audience = m.h_audience)
GROUP BY m.h_index
UNION ALL
SELECT n.h_index, 'At most 60 PDSAs are named.' FROM new_room_shared n
WHERE (SELECT count(*) FROM new_room_shared_pdsas p WHERE p.h_index = n.h_index) > 60
UNION ALL
SELECT p.h_index, 'A PDSA is named that the network does not have of us.'
FROM new_room_shared_pdsas p
WHERE NOT EXISTS (SELECT 1 FROM entity e
                  WHERE e.id = p.value AND e.kind = 'pdsa' AND e.origin = p.h_origin
                    AND e.audience = p.h_audience)
GROUP BY p.h_index
UNION ALL
SELECT n.h_index, 'Say the aim of the driver diagram.' FROM new_room_shared n
WHERE (driver_aim IS NULL OR trim(driver_aim, ' ' || char(9, 10, 13, 160)) = '')
  AND EXISTS (SELECT 1 FROM new_room_shared_drivers d WHERE d.h_index = n.h_index)
UNION ALL
SELECT h_index, 'The driver diagram''s aim is too long: at most 300 bytes.' FROM new_room_shared
WHERE length(CAST(driver_aim AS BLOB)) > 300
UNION ALL
SELECT n.h_index, 'A driver diagram has at most 200 drivers.' FROM new_room_shared n
WHERE (SELECT count(*) FROM new_room_shared_drivers d WHERE d.h_index = n.h_index) > 200
UNION ALL
SELECT h_index, 'A driver has 1 to 200 bytes.' FROM new_room_shared_drivers
WHERE text IS NULL OR length(CAST(text AS BLOB)) NOT BETWEEN 1 AND 200
GROUP BY h_index
UNION ALL
SELECT h_index, 'Number the drivers from 1 to 10,000.' FROM new_room_shared_drivers
WHERE id NOT BETWEEN 1 AND 10000
UNION ALL
SELECT h_index, 'Two drivers have the number ' || id || '.' FROM new_room_shared_drivers
WHERE id IS NOT NULL GROUP BY h_index, id HAVING count(*) > 1
UNION ALL
SELECT h_index, 'Say of each driver which level it has.' FROM new_room_shared_drivers
WHERE level IS NULL GROUP BY h_index
UNION ALL
SELECT DISTINCT h_index, 'A driver stands behind the one that it hangs from.'
FROM (SELECT h_index, depth,
             lag(depth, 1, 0) OVER (PARTITION BY h_index
                                    ORDER BY COALESCE(id, 1000000 + idx), idx) AS above
      FROM (SELECT h_index, idx, id,
                   CASE level WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2
                              WHEN 'idea' THEN 3 END AS depth
            FROM new_room_shared_drivers))
WHERE depth > above + 1
UNION ALL
SELECT d.h_index, 'A driver names what the network does not have of us.'
FROM new_room_shared_drivers d
WHERE d.idea IS NOT NULL
   OR (d.measure IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM entity e
          WHERE e.id = d.measure AND e.kind = 'measure' AND e.origin = d.h_origin
            AND e.audience = d.h_audience))
   OR (d.pdsa IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM entity e
          WHERE e.id = d.pdsa AND e.kind = 'pdsa' AND e.origin = d.h_origin
            AND e.audience = d.h_audience))
GROUP BY d.h_index;

--: check pdsa_shared
SELECT h_index, 'Say which PDSA is shared.' FROM new_pdsa_shared
WHERE length(copy_of) IS NOT 16
UNION ALL
-- For the network it stands in the other log; within the academy the room is asked.
SELECT h_index, 'There is no such PDSA of a Big Room of yours.' FROM new_pdsa_shared n
WHERE substr(h_audience, 1, 1) = x'03' AND length(copy_of) = 16
  AND NOT EXISTS (SELECT 1 FROM entity e JOIN room_member m ON m.room = substr(e.audience, 2)
                  WHERE e.id = n.copy_of AND e.kind = 'pdsa' AND e.origin = n.h_origin
                    AND substr(e.audience, 1, 1) = x'04' AND m.member = n.h_author AND m.joined)
UNION ALL
SELECT h_index, 'Say which pathway the PDSA is for.' FROM new_pdsa_shared
WHERE pathway IS NULL OR trim(pathway, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_pdsa_shared
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Give the PDSA a title.' FROM new_pdsa_shared
WHERE title IS NULL OR trim(title, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The title is too long: at most 200 bytes.' FROM new_pdsa_shared
WHERE length(CAST(title AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The question is too long: at most 2,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(question AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The prediction is too long: at most 2,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(prediction AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The plan is too long: at most 4,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(plan AS BLOB)) > 4000
UNION ALL
SELECT h_index, 'What was done is too long: at most 2,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(done AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'What happened is too long: at most 2,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(happened AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'What you learned is too long: at most 2,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(learned AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The reason is too long: at most 2,000 bytes.' FROM new_pdsa_shared
WHERE length(CAST(reason AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'Say the reason why it was abandoned: that is what others learn from.'
FROM new_pdsa_shared
WHERE decision = 'abandon' AND (reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = '')
UNION ALL
SELECT h_index, 'Only what was abandoned is shared with the academy alone.' FROM new_pdsa_shared
WHERE substr(h_audience, 1, 1) = x'03' AND decision IS NOT 'abandon'
UNION ALL
SELECT h_index, 'Write each date as YYYY-MM-DD.' FROM new_pdsa_shared
WHERE starts NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(starts, '+0 days') IS NOT starts
   OR studied NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(studied, '+0 days') IS NOT studied
UNION ALL
-- The academy's copy names none: the network's are not known in its log.
SELECT h_index, 'A measure is named that the network does not have of us.' FROM new_pdsa_shared n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
      AND e.audience = n.h_audience AND substr(e.audience, 1, 1) < x'03')
UNION ALL
SELECT h_index, 'Say which academy it is borrowed from.' FROM new_pdsa_shared
WHERE length(borrowed_from) <> 32 OR (borrowed IS NOT NULL AND borrowed_from IS NULL)
   OR length(borrowed) <> 16;

--: check pdsa_borrowed
SELECT h_index, 'Say which academy''s PDSA it is.' FROM new_pdsa_borrowed
WHERE length(academy) IS NOT 32
UNION ALL
SELECT h_index, 'It is our own academy''s PDSA.' FROM new_pdsa_borrowed
WHERE academy = h_origin
UNION ALL
SELECT h_index, 'That academy has shared no such PDSA.' FROM new_pdsa_borrowed n
WHERE length(academy) = 32 AND NOT EXISTS (
    SELECT 1 FROM entity e
    WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.academy
      AND substr(e.audience, 1, 1) < x'03')
UNION ALL
SELECT h_index, 'Say for which pathway you use it.' FROM new_pdsa_borrowed
WHERE pathway IS NULL OR trim(pathway, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_pdsa_borrowed
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_pdsa_borrowed
WHERE starts NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(starts, '+0 days') IS NOT starts;

--: check shared_withdrawn
SELECT h_index, 'Say what is taken back.' FROM new_shared_withdrawn
WHERE length(copy_of) IS NOT 16
UNION ALL
SELECT h_index, 'Say the reason why it is taken back.' FROM new_shared_withdrawn
WHERE reason IS NULL OR trim(reason, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The reason is too long: at most 200 bytes.' FROM new_shared_withdrawn
WHERE length(CAST(reason AS BLOB)) > 200;

--: schema
-- Every version of every copy of a room; the last one of a room holds.
CREATE TABLE shared_room(
    position INTEGER PRIMARY KEY,  -- stream << 40 | seq
    id BLOB NOT NULL,
    copy_of BLOB NOT NULL,         -- the academy's own room
    author BLOB NOT NULL,
    name TEXT NOT NULL,
    pathway TEXT NOT NULL,
    purpose TEXT,
    since TEXT,
    stage TEXT,
    global_aim TEXT,
    specific_aim TEXT,
    value TEXT,
    involve TEXT,
    evidence TEXT,
    visualisation TEXT,
    vision TEXT,
    driver_aim TEXT,
    standardised TEXT,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX shared_room_id ON shared_room(id);
CREATE INDEX shared_room_copy ON shared_room(copy_of);
CREATE INDEX shared_room_pathway ON shared_room(pathway);
-- What it says of several: a text, or a shared copy's id.
CREATE TABLE shared_room_item(
    position INTEGER NOT NULL,
    part TEXT NOT NULL,            -- theme, role, abandoned, measure, pdsa
    idx INTEGER NOT NULL,
    text TEXT,
    ref BLOB,
    PRIMARY KEY (position, part, idx)
) STRICT, WITHOUT ROWID;
-- An outline, as driver.sql has it.
CREATE TABLE shared_driver(
    position INTEGER NOT NULL,
    place INTEGER NOT NULL,        -- 1, 2, 3 … in the outline
    depth INTEGER NOT NULL,        -- 1 primary, 2 secondary, 3 change idea
    text TEXT NOT NULL,
    measure BLOB,
    pdsa BLOB,
    PRIMARY KEY (position, place)
) STRICT, WITHOUT ROWID;
-- Every version of every copy of a PDSA; the last one of a PDSA and audience holds.
CREATE TABLE shared_pdsa(
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    copy_of BLOB NOT NULL,         -- the room's own PDSA
    author BLOB NOT NULL,
    pathway TEXT NOT NULL,
    title TEXT NOT NULL,
    question TEXT,
    prediction TEXT,
    plan TEXT,
    starts TEXT,
    done TEXT,
    happened TEXT,
    comparison TEXT,
    learned TEXT,
    decision TEXT,
    reason TEXT,
    studied TEXT,
    measure BLOB,
    borrowed_from BLOB,
    borrowed BLOB,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX shared_pdsa_id ON shared_pdsa(id);
CREATE INDEX shared_pdsa_copy ON shared_pdsa(copy_of);
CREATE INDEX shared_pdsa_decision ON shared_pdsa(decision, written_ms);
CREATE INDEX shared_pdsa_pathway ON shared_pdsa(pathway, decision, written_ms);
CREATE TABLE pdsa_borrowed(
    position INTEGER PRIMARY KEY,
    academy BLOB NOT NULL,         -- whose it is
    pdsa BLOB NOT NULL,            -- a version of their copy
    pathway TEXT NOT NULL,
    starts TEXT,
    author BLOB NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pdsa_borrowed_pdsa ON pdsa_borrowed(pdsa);
CREATE INDEX pdsa_borrowed_when ON pdsa_borrowed(written_ms);
-- Takes back what its stream said of [copy_of] before it.
CREATE TABLE shared_withdrawn(
    position INTEGER PRIMARY KEY,
    copy_of BLOB NOT NULL,
    author BLOB NOT NULL,
    reason TEXT,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX shared_withdrawn_copy ON shared_withdrawn(copy_of);

--: fold room_shared
INSERT INTO shared_room(position, id, copy_of, author, name, pathway, purpose, since, stage,
                        global_aim, specific_aim, value, involve, evidence, visualisation, vision,
                        driver_aim, standardised, written_ms)
SELECT h_position, h_id, copy_of, h_author, name, pathway, NULLIF(purpose, ''), NULLIF(since, ''),
       stage, NULLIF(global_aim, ''), NULLIF(specific_aim, ''), NULLIF(value, ''),
       NULLIF(involve, ''), NULLIF(evidence, ''), NULLIF(visualisation, ''), NULLIF(vision, ''),
       NULLIF(driver_aim, ''), NULLIF(standardised, ''), h_written_ms
FROM new_room_shared
WHERE name <> '' AND pathway <> '' AND copy_of IS NOT NULL AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;
INSERT INTO shared_room_item(position, part, idx, text, ref)
SELECT h_position, 'theme', idx, value, NULL FROM new_room_shared_themes
WHERE value <> '' ORDER BY h_position, idx;
INSERT INTO shared_room_item(position, part, idx, text, ref)
SELECT h_position, 'role', idx, value, NULL FROM new_room_shared_roles
WHERE value <> '' ORDER BY h_position, idx;
INSERT INTO shared_room_item(position, part, idx, text, ref)
SELECT h_position, 'abandoned', idx, value, NULL FROM new_room_shared_abandoned
WHERE value <> '' ORDER BY h_position, idx;
INSERT INTO shared_room_item(position, part, idx, text, ref)
SELECT h_position, 'measure', idx, NULL, value FROM new_room_shared_measures
WHERE length(value) = 16 ORDER BY h_position, idx;
INSERT INTO shared_room_item(position, part, idx, text, ref)
SELECT h_position, 'pdsa', idx, NULL, value FROM new_room_shared_pdsas
WHERE length(value) = 16 ORDER BY h_position, idx;
INSERT INTO shared_driver(position, place, depth, text, measure, pdsa)
SELECT h_position,
       row_number() OVER (PARTITION BY h_position ORDER BY COALESCE(id, 1000000 + idx), idx),
       CASE level WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END, text, measure, pdsa
FROM new_room_shared_drivers
WHERE text <> '' AND level IS NOT NULL ORDER BY h_position;

--: fold pdsa_shared
INSERT INTO shared_pdsa(position, id, copy_of, author, pathway, title, question, prediction, plan,
                        starts, done, happened, comparison, learned, decision, reason, studied,
                        measure, borrowed_from, borrowed, written_ms)
SELECT h_position, h_id, copy_of, h_author, pathway, title, NULLIF(question, ''),
       NULLIF(prediction, ''), NULLIF(plan, ''), NULLIF(starts, ''), NULLIF(done, ''),
       NULLIF(happened, ''), comparison, NULLIF(learned, ''), decision, NULLIF(reason, ''),
       NULLIF(studied, ''), measure, borrowed_from, borrowed, h_written_ms
FROM new_pdsa_shared
WHERE title <> '' AND pathway <> '' AND copy_of IS NOT NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position;

--: fold pdsa_borrowed
INSERT INTO pdsa_borrowed(position, academy, pdsa, pathway, starts, author, written_ms)
SELECT h_position, academy, pdsa, pathway, NULLIF(starts, ''), h_author, h_written_ms
FROM new_pdsa_borrowed
WHERE academy IS NOT NULL AND pdsa IS NOT NULL AND pathway <> ''
  AND substr(h_audience, 1, 1) < x'03'
ORDER BY h_position;

--: fold shared_withdrawn
INSERT INTO shared_withdrawn(position, copy_of, author, reason, written_ms)
SELECT h_position, copy_of, h_author, NULLIF(reason, ''), h_written_ms FROM new_shared_withdrawn
WHERE copy_of IS NOT NULL AND substr(h_audience, 1, 1) < x'04'
ORDER BY h_position;

--: digest shared_room
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.copy_of, s.author, s.name,
       s.pathway, s.purpose, s.since, s.stage, s.global_aim, s.specific_aim, s.value, s.involve,
       s.evidence, s.visualisation, s.vision, s.driver_aim, s.standardised, s.written_ms
FROM folded f CROSS JOIN shared_room s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest shared_room_item
SELECT f.origin, f.audience, s.position & 1099511627775, s.part, s.idx, s.text, s.ref
FROM folded f CROSS JOIN shared_room_item s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position, s.part, s.idx;

--: digest shared_driver
SELECT f.origin, f.audience, s.position & 1099511627775, s.place, s.depth, s.text, s.measure,
       s.pdsa
FROM folded f CROSS JOIN shared_driver s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position, s.place;

--: digest shared_pdsa
SELECT f.origin, f.audience, s.position & 1099511627775, s.id, s.copy_of, s.author, s.pathway,
       s.title, s.question, s.prediction, s.plan, s.starts, s.done, s.happened, s.comparison,
       s.learned, s.decision, s.reason, s.studied, s.measure, s.borrowed_from, s.borrowed,
       s.written_ms
FROM folded f CROSS JOIN shared_pdsa s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest pdsa_borrowed
SELECT f.origin, f.audience, s.position & 1099511627775, s.academy, s.pdsa, s.pathway, s.starts,
       s.author, s.written_ms
FROM folded f CROSS JOIN pdsa_borrowed s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: digest shared_withdrawn
SELECT f.origin, f.audience, s.position & 1099511627775, s.copy_of, s.author, s.reason,
       s.written_ms
FROM folded f CROSS JOIN shared_withdrawn s
WHERE f.number < 1048576 AND s.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, s.position;

--: view shared_room
-- Big Rooms as the network has them. [id]: the first version's, whichever holds now; [position]:
-- of the version that holds, which v_shared_item and v_shared_driver speak of.
CREATE TEMP VIEW v_shared_room(id, position, academy, academy_name, own, copy_of, name, pathway,
                               purpose, since, stage, global_aim, specific_aim, value, involve,
                               evidence, visualisation, vision, driver_aim, standardised, author,
                               author_name, written_ms, versions, held, saved_here) AS
SELECT (SELECT t.id FROM shared_room t
        WHERE t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40
        ORDER BY t.position LIMIT 1),
       s.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), s.copy_of, s.name, s.pathway, s.purpose, s.since,
       s.stage, s.global_aim, s.specific_aim, s.value, s.involve, s.evidence, s.visualisation,
       s.vision, s.driver_aim, s.standardised, s.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = s.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       s.written_ms,
       (SELECT count(*) FROM shared_room t
        WHERE t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40),
       CASE WHEN s.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= s.position & 1099511627775) END,
       s.position >> 39 & 1
FROM shared_room s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE NOT EXISTS (SELECT 1 FROM shared_room t
                  WHERE t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40
                    AND t.position > s.position)
  AND NOT EXISTS (SELECT 1 FROM shared_withdrawn w
                  WHERE w.copy_of = s.copy_of AND w.position >> 40 = s.position >> 40
                    AND w.position > s.position);

--: view shared_item
-- What a shared room says of several. [part]: theme, role, abandoned (a text), measure, pdsa (a
-- shared copy, by its own id). [copy_of]: a PDSA's, by which v_shared_pdsa is looked up.
CREATE TEMP VIEW v_shared_item(position, part, idx, text, ref, copy_of) AS
SELECT r.position, i.part, i.idx, i.text,
       CASE i.part WHEN 'pdsa' THEN (
           SELECT t.id FROM shared_pdsa s JOIN shared_pdsa t
                  ON t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40
           WHERE s.id = i.ref AND s.position >> 40 = i.position >> 40
           ORDER BY t.position LIMIT 1) ELSE i.ref END,
       CASE i.part WHEN 'pdsa' THEN (
           SELECT s.copy_of FROM shared_pdsa s
           WHERE s.id = i.ref AND s.position >> 40 = i.position >> 40
           ORDER BY s.position LIMIT 1) END
FROM v_shared_room r CROSS JOIN shared_room_item i ON i.position = r.position;

--: view shared_driver
-- A shared room's driver diagram, an outline in the order of [place]; [parent] is the place of the
-- box that one hangs from, 0 for the aim; [pdsa] by its own id, [copy_of] what that copies.
CREATE TEMP VIEW v_shared_driver(position, place, depth, level, parent, text, measure, pdsa,
                                 copy_of) AS
SELECT r.position, d.place, d.depth,
       CASE d.depth WHEN 1 THEN 'primary' WHEN 2 THEN 'secondary' ELSE 'idea' END,
       COALESCE((SELECT o.place FROM shared_driver o
                 WHERE o.position = d.position AND o.place < d.place AND o.depth < d.depth
                 ORDER BY o.place DESC LIMIT 1), 0),
       d.text, d.measure,
       (SELECT t.id FROM shared_pdsa s JOIN shared_pdsa t
               ON t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40
        WHERE s.id = d.pdsa AND s.position >> 40 = d.position >> 40
        ORDER BY t.position LIMIT 1),
       (SELECT s.copy_of FROM shared_pdsa s
        WHERE s.id = d.pdsa AND s.position >> 40 = d.position >> 40
        ORDER BY s.position LIMIT 1)
FROM v_shared_room r CROSS JOIN shared_driver d ON d.position = r.position;

--: view shared_pdsa
-- PDSAs as the network has them (audience_type 1), and what our academy alone has of what a room
-- abandoned (3). [id]: the first version's.
CREATE TEMP VIEW v_shared_pdsa(id, position, academy, academy_name, own, audience_type, copy_of,
                               pathway, title, question, prediction, plan, starts, done, happened,
                               comparison, learned, decision, reason, studied, measure,
                               borrowed_from, borrowed_from_name, borrowed, author, author_name,
                               written_ms, versions, held, saved_here) AS
SELECT (SELECT t.id FROM shared_pdsa t
        WHERE t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40
        ORDER BY t.position LIMIT 1),
       s.position, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       s.copy_of, s.pathway, s.title, s.question, s.prediction, s.plan, s.starts, s.done,
       s.happened, s.comparison, s.learned, s.decision, s.reason, s.studied, s.measure,
       s.borrowed_from,
       (SELECT a.shown FROM academy a WHERE a.academy = s.borrowed_from), s.borrowed, s.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = s.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       s.written_ms,
       (SELECT count(*) FROM shared_pdsa t
        WHERE t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40),
       CASE WHEN s.position >> 39 & 1 THEN 0 ELSE
           1 + (SELECT count(*) FROM receipt h
                WHERE h.origin = f.origin AND h.audience = f.audience AND h.holder <> f.origin
                  AND h.seq >= s.position & 1099511627775) END,
       s.position >> 39 & 1
FROM shared_pdsa s CROSS JOIN visible f ON f.number = s.position >> 40
WHERE NOT EXISTS (SELECT 1 FROM shared_pdsa t
                  WHERE t.copy_of = s.copy_of AND t.position >> 40 = s.position >> 40
                    AND t.position > s.position)
  AND NOT EXISTS (SELECT 1 FROM shared_withdrawn w
                  WHERE w.copy_of = s.copy_of AND w.position >> 40 = s.position >> 40
                    AND w.position > s.position);

--: view shared_id
-- Every name that a copy has had, by which pages find the one that holds: look here first.
-- [what]: room, pdsa.
CREATE TEMP VIEW v_shared_id(id, what, academy, own, audience_type, copy_of, position) AS
SELECT s.id, s.what, f.origin, f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       s.copy_of, s.position
FROM (SELECT id, 'room' AS what, copy_of, position FROM shared_room
      UNION ALL
      SELECT id, 'pdsa', copy_of, position FROM shared_pdsa) s
     CROSS JOIN visible f ON f.number = s.position >> 40;

--: view shared_gone
-- What was shared and is taken back: no words of it, but why. [id]: the first version's.
CREATE TEMP VIEW v_shared_gone(id, what, academy, academy_name, own, audience_type, copy_of, reason,
                               author, author_name, position, written_ms) AS
SELECT s.id, s.what, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica),
       CASE substr(f.audience, 1, 1) WHEN x'01' THEN 1 WHEN x'02' THEN 2 ELSE 3 END,
       w.copy_of, w.reason, w.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = w.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       w.position, w.written_ms
FROM shared_withdrawn w CROSS JOIN visible f ON f.number = w.position >> 40
     CROSS JOIN (SELECT id, 'room' AS what, copy_of, position FROM shared_room
                 UNION ALL
                 SELECT id, 'pdsa', copy_of, position FROM shared_pdsa) s
          ON s.copy_of = w.copy_of AND s.position >> 40 = w.position >> 40
WHERE NOT EXISTS (SELECT 1 FROM shared_withdrawn x
                  WHERE x.copy_of = w.copy_of AND x.position >> 40 = w.position >> 40
                    AND x.position > w.position)
  AND NOT EXISTS (SELECT 1 FROM shared_room t
                  WHERE t.copy_of = w.copy_of AND t.position >> 40 = w.position >> 40
                    AND (t.position > w.position OR t.position < s.position))
  AND NOT EXISTS (SELECT 1 FROM shared_pdsa t
                  WHERE t.copy_of = w.copy_of AND t.position >> 40 = w.position >> 40
                    AND (t.position > w.position OR t.position < s.position));

--: view borrowed
-- Who uses a shared PDSA: the last word of each academy. [pdsa]: the copy, by its own id; [by]: who
-- uses it. By [copy_of] it is looked up; v_used has it by when it was said.
CREATE TEMP VIEW v_borrowed(pdsa, copy_of, academy, own, title, by, by_name, by_us, pathway, starts,
                            author, author_name, position, written_ms, saved_here) AS
SELECT p.id, p.copy_of, p.academy, p.own, p.title, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), b.pathway, b.starts, b.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = b.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       b.position, b.written_ms, b.position >> 39 & 1
FROM v_shared_pdsa p
     CROSS JOIN shared_pdsa s ON s.copy_of = p.copy_of AND s.position >> 40 = p.position >> 40
     CROSS JOIN pdsa_borrowed b ON b.pdsa = s.id AND b.academy = p.academy
     CROSS JOIN visible f ON f.number = b.position >> 40
WHERE p.audience_type < 3
  AND NOT EXISTS (SELECT 1 FROM shared_pdsa t JOIN pdsa_borrowed c ON c.pdsa = t.id
                  WHERE t.copy_of = p.copy_of AND t.position >> 40 = p.position >> 40
                    AND c.academy = b.academy AND c.position >> 40 = b.position >> 40
                    AND c.position > b.position);

--: view used
-- Each time somebody said that they use a shared PDSA. ORDER BY written_ms DESC.
CREATE TEMP VIEW v_used(pdsa, academy, own, title, by, by_name, by_us, pathway, starts, position,
                        written_ms) AS
SELECT p.id, p.academy, p.own, p.title, f.origin,
       COALESCE((SELECT a.shown FROM academy a WHERE a.academy = f.origin),
                lower(substr(hex(f.origin), 1, 8))),
       f.origin = (SELECT academy FROM replica), b.pathway, b.starts, b.position, b.written_ms
FROM pdsa_borrowed b
     CROSS JOIN visible f ON f.number = b.position >> 40
     CROSS JOIN shared_pdsa s ON s.id = b.pdsa
     CROSS JOIN v_shared_pdsa p ON p.copy_of = s.copy_of AND p.position >> 40 = s.position >> 40
WHERE p.audience_type < 3 AND p.academy = b.academy;
