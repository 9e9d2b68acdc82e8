-- The Big Rooms of our academy.

--: one rights
SELECT coalesce(',' || m.roles || ',' LIKE '%,coach,%' OR ',' || m.roles LIKE '%,faculty%'
                OR ',' || m.roles || ',' LIKE '%,lead,%' OR ',' || m.roles LIKE '%,admin%',
                0) AS "may_open?"
  FROM v_brand b LEFT JOIN v_member m ON m.viewer;

--: list rooms
SELECT id, name, pathway, slot, place, weekday, starts, minutes, members,
       clinical_coach, clinical_coach_name, flow_coach, flow_coach_name,
       opened_ms, mine AS "mine?", held, saved_here AS "saved_here?",
       CASE weekday WHEN 1 THEN 'Mondays' WHEN 2 THEN 'Tuesdays' WHEN 3 THEN 'Wednesdays'
            WHEN 4 THEN 'Thursdays' WHEN 5 THEN 'Fridays' WHEN 6 THEN 'Saturdays'
            WHEN 7 THEN 'Sundays' END AS _days
  FROM v_room
 ORDER BY name, id;
