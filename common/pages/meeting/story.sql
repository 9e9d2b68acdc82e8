-- The theme of the patient story; never the story.
-- :id the meeting's

--: one meeting
SELECT m.id, m.room, r.name AS room_name, m.day, m.state,
       m.state = 'running' AS "running?", m.scores, m.scoring_open AS "scoring_open?", m.code
  FROM v_meeting m CROSS JOIN v_room r ON r.id = m.room
 WHERE m.id = :id
 LIMIT 1;

--: list members
SELECT m.member, m.name,
       m.member IS (SELECT s.gathered_by FROM v_story s
                    WHERE s.meeting = :id AND s.current LIMIT 1) AS "chosen?"
  FROM v_room_member m
 WHERE m.room = (SELECT room FROM v_meeting WHERE id = :id LIMIT 1)
 ORDER BY m.name IS NULL, m.name, m.member
 LIMIT 200;
