-- A pattern of ours, written anew; several versions may stand side by side.
-- :id its own

--: one pattern
SELECT p.pattern AS id, p.title, p.audience_type = 1 AS "shared?",
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_board_pattern v
         WHERE v.pattern = p.pattern AND v.position >> 40 = p.position >> 40 AND v.current)
         AS based_on
  FROM v_board_pattern p
 WHERE p.pattern = :id AND p.holds AND p.own
 ORDER BY p.position
 LIMIT 1;

--: list two
SELECT v.title, v.about, v.author_name, v.written_ms, v.position AS _position
  FROM v_board_pattern v
 WHERE v.pattern = :id AND v.own AND v.current AND v.versions > 1
 ORDER BY v.position;

--: list parts in two on _position = _position
SELECT q.position AS _position, q.heading, q.words, replace(q.block, '_block', '') AS block
  FROM json_each(:parents) p CROSS JOIN v_board_part q ON q.position = p.value
 ORDER BY q.position, q.idx;
