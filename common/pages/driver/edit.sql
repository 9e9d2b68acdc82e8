-- A Big Room's driver diagram, to be drawn or changed; several may stand side by side.
-- :id the room's
-- :measure what the form has chosen for the aim

--: one room
SELECT r.id, r.name, r.members,
       (SELECT group_concat(lower(hex(d.id)), ' ') FROM v_driver d
         WHERE d.room = r.id AND d.current) AS based_on
  FROM v_room r
 WHERE r.id = :id AND r.mine
 ORDER BY r.position
 LIMIT 1;

--: list two
SELECT d.id, d.number, d.date, d.aim, d.author, d.author_name, d.written_ms,
       (SELECT group_concat(line, char(10))
          FROM (SELECT substr('        ', 1, 2 * (n.depth - 1)) || n.text AS line
                  FROM v_driver_node n WHERE n.driver = d.position ORDER BY n.place)) AS outline
  FROM v_driver d
 WHERE d.room = :id AND d.current
   AND (SELECT count(*) FROM v_driver WHERE room = :id AND current) > 1
 ORDER BY d.position;

--: list measures
SELECT id, title, coalesce(id = :measure, 0) AS "chosen?"
  FROM v_measure
 WHERE room = :id AND copy_of IS NULL
 ORDER BY title, id
 LIMIT 200;

-- What the rows choose from.
--: list measure_choices
SELECT lower(hex(id)) AS value, title AS words
  FROM v_measure
 WHERE room = :id AND copy_of IS NULL
 ORDER BY title, id
 LIMIT 200;

-- The PDSAs that are open, and the newest of the others.
--: list pdsa_choices
SELECT lower(hex(id)) AS value, 'PDSA ' || number || ': ' || title AS words
  FROM v_pdsa
 WHERE room = :id
 ORDER BY state IN ('adopted', 'adapted', 'abandoned'), number DESC
 LIMIT 60;

--: list idea_choices
SELECT lower(hex(id)) AS value, title AS words
  FROM v_idea
 WHERE room = :id AND NOT dropped
 ORDER BY title, id
 LIMIT 60;

-- The rows of a diagram that nobody has drawn yet.
--: list new_rows
SELECT value AS n FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8]') ORDER BY value;
