-- A new pattern of reports; or one made from another.
-- :from_pattern which

--: one about
SELECT p.pattern AS from_pattern, p.title AS from_title, p.academy_name AS from_academy_name,
       coalesce(p.own, 0) AS "from_own?"
  FROM v_brand b LEFT JOIN v_board_pattern p
       ON p.pattern = :from_pattern AND p.holds AND NOT p.dropped
 ORDER BY p.position
 LIMIT 1;
