-- The hour is over, or was not held.
-- :id the meeting's

--: one meeting
SELECT m.id, m.room, r.name AS room_name, m.day, m.state,
       m.state = 'running' AS "running?", m.scores, m.scoring_open AS "scoring_open?", m.code
  FROM v_meeting m CROSS JOIN v_room r ON r.id = m.room
 WHERE m.id = :id
 LIMIT 1;
