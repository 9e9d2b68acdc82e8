-- Patterns of reports to the board: ours first, then what the network has, each by the alphabet.
-- :limit how many, 100 when absent, all when negative

--: one about
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?"
  FROM v_brand;

--: list patterns 100 then next
SELECT p.pattern AS id, p.title, p.about, p.academy_name, p.own AS "own?",
       p.audience_type = 1 AS "shared?", p.from_academy_name,
       (SELECT count(DISTINCT u.academy) FROM v_board_pattern u
         WHERE u.from_pattern = p.pattern AND u.from_academy = p.academy AND u.holds
           AND u.academy <> p.academy AND NOT u.dropped) AS used,
       NOT p.own AS _before_other
  FROM v_board_pattern p
 WHERE p.holds AND NOT p.dropped
 ORDER BY NOT p.own, p.title, p.pattern
 LIMIT :limit;
