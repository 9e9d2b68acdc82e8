-- Our own measures, then what the academies share.
-- :room only those of this Big Room; all when absent

--: list measures
SELECT id, title, academy, academy_name, room, room_name, unit, role, direction, target,
       frequency, points, first_date, last_date, last_value, copy_of, shared_as,
       CASE audience_type
         WHEN 1 THEN 'shared with the network'
         WHEN 2 THEN 'shared with some academies'
         WHEN 3 THEN 'in our academy'
         ELSE coalesce('in the Big Room ' || room_name, 'in a Big Room') END AS audience,
       own AS "own?", held, saved_here AS "saved_here?",
       CASE WHEN unit IS NULL OR unit IN ('', '%') THEN coalesce(unit, '')
            ELSE ' ' || unit END AS _unit,
       NULL AS _chart
  FROM v_measure
 WHERE :room IS NULL OR room = :room
 ORDER BY audience_type <= 2, academy_name, title, id;
