-- One pattern of reports, and who uses it.
-- :id its own

--: one pattern
SELECT p.pattern AS id, p.title, p.about, p.academy, p.academy_name, p.own AS "own?",
       p.audience_type = 1 AS "shared?", p.from_academy_name, p.from_pattern,
       p.dropped AS "dropped?",
       p.versions, p.author_name, p.written_ms,
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?"
  FROM v_board_pattern p
 WHERE p.pattern = :id AND p.holds
 ORDER BY p.position
 LIMIT 1;

--: list parts
SELECT q.heading, q.words,
       CASE q.block WHEN 'measures_block' THEN 'Measures' WHEN 'story_block' THEN 'One story'
            WHEN 'learning_block' THEN 'What we learned' WHEN 'ask_block' THEN 'One ask'
            ELSE 'A text of its own' END AS block
  FROM v_board_part q
 WHERE q.position = (SELECT p.position FROM v_board_pattern p
                      WHERE p.pattern = :id AND p.holds ORDER BY p.position LIMIT 1)
 ORDER BY q.idx;

-- Other academies that made theirs from it, by the alphabet.
--: list used
SELECT u.pattern AS id, u.academy_name, u.title
  FROM v_board_pattern p
       JOIN v_board_pattern u ON u.from_pattern = p.pattern AND u.from_academy = p.academy
 WHERE p.pattern = :id AND p.holds AND u.holds AND NOT u.dropped AND u.academy <> p.academy
 ORDER BY u.academy_name, u.title, u.pattern
 LIMIT 300;
