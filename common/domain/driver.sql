-- driver.sql - a Big Room's driver diagram, said whole each time.
--
-- The boxes are an outline: in the order of their numbers, each one level below or beside or above
-- the box before it. So a box's parent is the nearest box before it on the level above; there are
-- neither circles nor boxes that hang from nothing. Versions replace each other as in version.sql,
-- where the thing is the room.

--: rights
driver_diagram_drawn : room : everyone

--: check driver_diagram_drawn
SELECT h_index, 'Only members of this Big Room can write in it.' FROM new_driver_diagram_drawn
WHERE NOT EXISTS (SELECT 1 FROM room_member m
                  WHERE m.room = substr(h_audience, 2) AND m.member = h_author AND m.joined)
UNION ALL
SELECT n.h_index, 'A driver diagram replaces at most 8 others.' FROM new_driver_diagram_drawn n
WHERE (SELECT count(*) FROM new_driver_diagram_drawn_based_on b WHERE b.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'A driver diagram that this one replaces is not named properly.'
FROM new_driver_diagram_drawn_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write the date as YYYY-MM-DD.' FROM new_driver_diagram_drawn
WHERE date IS NULL OR date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
   OR date(date, '+0 days') IS NOT date
UNION ALL
SELECT h_index, 'Say how many people were present: 0 to 500.' FROM new_driver_diagram_drawn
WHERE present NOT BETWEEN 0 AND 500
UNION ALL
SELECT h_index, 'Say the aim.' FROM new_driver_diagram_drawn
WHERE aim IS NULL OR trim(aim, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The aim is too long: at most 300 bytes.' FROM new_driver_diagram_drawn
WHERE length(CAST(aim AS BLOB)) > 300
UNION ALL
SELECT h_index, 'There is no such measure in this Big Room.' FROM new_driver_diagram_drawn n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT n.h_index, 'A driver diagram has at most 200 boxes beside its aim.'
FROM new_driver_diagram_drawn n
WHERE (SELECT count(*) FROM new_driver_diagram_drawn_nodes b WHERE b.h_index = n.h_index) > 200
UNION ALL
SELECT h_index, 'Box ' || (idx + 1) || ' of the driver diagram has no words.'
FROM new_driver_diagram_drawn_nodes
WHERE text IS NULL OR trim(text, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The words of box ' || (idx + 1) || ' are too long: at most 200 bytes.'
FROM new_driver_diagram_drawn_nodes WHERE length(CAST(text AS BLOB)) > 200
UNION ALL
SELECT h_index, 'Number the boxes from 1 to 10,000.' FROM new_driver_diagram_drawn_nodes
WHERE id NOT BETWEEN 1 AND 10000
UNION ALL
SELECT h_index, 'Two boxes have the number ' || id || '.' FROM new_driver_diagram_drawn_nodes
WHERE id IS NOT NULL GROUP BY h_index, id HAVING count(*) > 1
UNION ALL
SELECT h_index, 'Say what “' || COALESCE(text, '') || '” is: a primary driver, a secondary driver '
                || 'or a change idea.'
FROM new_driver_diagram_drawn_nodes WHERE level IS NULL
UNION ALL
SELECT h_index, CASE depth WHEN 2 THEN 'The secondary driver “' || COALESCE(text, '')
                     || '” hangs from nothing: put a primary driver before it.'
                ELSE 'The change idea “' || COALESCE(text, '')
                     || '” hangs from nothing: put a secondary driver before it.' END
FROM (SELECT h_index, text, depth,
             lag(depth, 1, 0) OVER (PARTITION BY h_index
                                    ORDER BY COALESCE(id, 1000000 + idx), idx) AS above
      FROM (SELECT h_index, idx, id, text,
                   CASE level WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2
                              WHEN 'idea' THEN 3 END AS depth
            FROM new_driver_diagram_drawn_nodes))
WHERE depth > above + 1
UNION ALL
SELECT h_index, 'There is no such measure in this Big Room for “' || COALESCE(text, '') || '”.'
FROM new_driver_diagram_drawn_nodes n
WHERE measure IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.measure AND e.kind = 'measure' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'There is no such change idea in this Big Room for “' || COALESCE(text, '') || '”.'
FROM new_driver_diagram_drawn_nodes n
WHERE idea IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.idea AND e.kind = 'idea' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience)
UNION ALL
SELECT h_index, 'There is no such PDSA in this Big Room for “' || COALESCE(text, '') || '”.'
FROM new_driver_diagram_drawn_nodes n
WHERE pdsa IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entity e WHERE e.id = n.pdsa AND e.kind = 'pdsa' AND e.origin = n.h_origin
                             AND e.audience = n.h_audience);

--: schema
CREATE TABLE driver(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    room BLOB NOT NULL,
    author BLOB NOT NULL,
    date TEXT,
    present INTEGER,
    aim TEXT NOT NULL,
    measure BLOB,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX driver_room ON driver(room, position);
CREATE TABLE driver_node(
    driver INTEGER NOT NULL,      -- position of the version
    place INTEGER NOT NULL,       -- 1, 2, 3 … in the outline
    depth INTEGER NOT NULL,       -- 1 primary, 2 secondary, 3 change idea
    text TEXT NOT NULL,
    measure BLOB,
    idea BLOB,
    pdsa BLOB,
    PRIMARY KEY (driver, place)
) STRICT, WITHOUT ROWID;

--: fold driver_diagram_drawn
INSERT INTO driver(position, id, room, author, date, present, aim, measure, written_ms)
SELECT h_position, h_id, substr(h_audience, 2), h_author, date, present, aim, measure, h_written_ms
FROM new_driver_diagram_drawn
WHERE aim <> '' AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO driver_node(driver, place, depth, text, measure, idea, pdsa)
SELECT h_position,
       row_number() OVER (PARTITION BY h_position ORDER BY COALESCE(id, 1000000 + idx), idx),
       CASE level WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END, text, measure, idea,
       pdsa
FROM new_driver_diagram_drawn_nodes
WHERE text <> '' AND level IS NOT NULL AND substr(h_audience, 1, 1) = x'04'
ORDER BY h_position;
INSERT INTO replaced(thing, version, position)
SELECT substr(b.h_audience, 2), b.value, b.h_position
FROM new_driver_diagram_drawn_based_on b
     JOIN new_driver_diagram_drawn n ON n.h_position = b.h_position
WHERE n.aim <> ''
ORDER BY substr(b.h_audience, 2), b.value, b.h_position
ON CONFLICT (thing, version, position) DO NOTHING;

--: view driver
-- Every version of a room's driver diagram. [number]: its place among them; several that are
-- current stand side by side.
CREATE TEMP VIEW v_driver(id, position, academy, room, number, author, author_name, date, present,
                          aim, measure, written_ms, current, saved_here) AS
SELECT d.id, d.position, f.origin, d.room,
       (SELECT count(*) FROM driver q
        WHERE q.room = d.room AND q.position BETWEEN d.position >> 40 << 40 AND d.position),
       d.author,
       (SELECT q.name FROM person q
        WHERE q.origin = f.origin AND q.member = d.author AND q.name <> ''
        ORDER BY q.audience DESC LIMIT 1),
       d.date, d.present, d.aim, d.measure, d.written_ms,
       NOT EXISTS (SELECT 1 FROM replaced b
                   WHERE b.thing = d.room AND b.version = d.id AND b.position > d.position
                     AND b.position >> 40 = d.position >> 40),
       d.position >> 39 & 1
FROM driver d CROSS JOIN visible f ON f.number = d.position >> 40;

--: view driver_node
-- The boxes of one version, an outline in the order of [place]. [parent]: the place of the box that
-- it hangs from, 0 for the aim. [pdsa]: the one that it names ([own_pdsa]), else the last test of
-- its idea.
CREATE TEMP VIEW v_driver_node(driver, place, depth, level, parent, text, measure, idea, pdsa,
                               own_pdsa) AS
SELECT n.driver, n.place, n.depth,
       CASE n.depth WHEN 1 THEN 'primary' WHEN 2 THEN 'secondary' ELSE 'idea' END,
       COALESCE((SELECT o.place FROM driver_node o
                 WHERE o.driver = n.driver AND o.place < n.place AND o.depth < n.depth
                 ORDER BY o.place DESC LIMIT 1), 0),
       n.text, n.measure, n.idea,
       COALESCE(n.pdsa,
                (SELECT v.pdsa FROM pdsa_plan v
                 WHERE v.idea = n.idea AND v.position >> 40 = n.driver >> 40
                   AND NOT EXISTS (SELECT 1 FROM replaced b
                                   WHERE b.thing = v.pdsa AND b.version = v.id
                                     AND b.position > v.position
                                     AND b.position >> 40 = v.position >> 40)
                 ORDER BY v.position DESC LIMIT 1)),
       n.pdsa
FROM driver_node n CROSS JOIN visible f ON f.number = n.driver >> 40;

--: view driver_box
-- The same with what a drawing says of a box: its PDSA's number and state, its measure's title.
CREATE TEMP VIEW v_driver_box(driver, place, depth, parent, text, measure, measure_title, idea,
                              pdsa, pdsa_number, state, words) AS
SELECT n.driver, n.place, n.depth, n.parent, n.text, n.measure,
       (SELECT m.title FROM v_measure m
        WHERE m.id = n.measure AND m.position >> 40 = n.driver >> 40 LIMIT 1),
       n.idea, n.pdsa,
       (SELECT p.number FROM v_pdsa p
        WHERE p.id = n.pdsa AND p.position >> 40 = n.driver >> 40 LIMIT 1),
       (SELECT p.state FROM v_pdsa p
        WHERE p.id = n.pdsa AND p.position >> 40 = n.driver >> 40 LIMIT 1),
       (SELECT p.state_words FROM v_pdsa p
        WHERE p.id = n.pdsa AND p.position >> 40 = n.driver >> 40 LIMIT 1)
FROM v_driver_node n;
