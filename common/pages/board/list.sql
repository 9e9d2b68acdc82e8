-- Our reports to the board, the newest month first.
-- :before_month what comes behind this month: `next` of the page before
-- :limit how many, 36 when absent, all when negative

--: one about
SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles || ',' LIKE '%,admin,%'
                     OR ',' || m.roles || ',' LIKE '%,faculty,%')) AS "may_write?"
  FROM v_brand;

--: list reports 36 then next
SELECT r.report AS id, r.month, r.headline, r.sponsor_name, r.versions, r.month AS _before_month,
       CASE CAST(substr(r.month, 6, 2) AS INTEGER) WHEN 1 THEN 'January' WHEN 2 THEN 'February'
            WHEN 3 THEN 'March' WHEN 4 THEN 'April' WHEN 5 THEN 'May' WHEN 6 THEN 'June'
            WHEN 7 THEN 'July' WHEN 8 THEN 'August' WHEN 9 THEN 'September'
            WHEN 10 THEN 'October' WHEN 11 THEN 'November' ELSE 'December' END
         || ' ' || substr(r.month, 1, 4) AS month_words,
       coalesce(r.ask, b.title) AS ask, b.outcome,
       CASE b.outcome WHEN 'moved' THEN 'Moved' WHEN 'partly_moved' THEN 'Partly moved'
            WHEN 'cannot_move' THEN 'Cannot be moved' WHEN 'needs_time' THEN 'Needs time'
            END AS _outcome
  FROM v_board_report r
       LEFT JOIN v_roadblock b ON b.id = r.roadblock AND b.academy = r.academy
 WHERE r.holds AND (:before_month IS NULL OR r.month < :before_month)
 ORDER BY r.month DESC, r.position DESC
 LIMIT :limit;

-- Ours, then what the network has, each by the alphabet.
--: list patterns
SELECT pattern AS id, title, academy_name, own AS "own?"
  FROM v_board_pattern
 WHERE holds AND NOT dropped
 ORDER BY NOT own, title, id
 LIMIT 8;
