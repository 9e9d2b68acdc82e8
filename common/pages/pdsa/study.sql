-- What a PDSA showed, to be written down beside what was predicted; several may stand side by side.
-- :id the PDSA's

--: one pdsa
SELECT p.id, p.number, p.title, p.room, r.name AS room_name, r.members, p.question, p.prediction,
       p.plan, p.starts, p.study_on,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_pdsa_study v
         WHERE v.pdsa = p.id AND v.position >> 40 = p.position >> 40 AND v.current) AS based_on
  FROM v_pdsa p JOIN v_room r ON r.id = p.room AND r.mine
 WHERE p.id = :id
 ORDER BY p.position
 LIMIT 1;

--: list two
SELECT s.id, s.date, s.done, s.happened, s.comparison, s.learned, s.decision, s.reason, s.author,
       s.author_name, s.written_ms
  FROM v_pdsa_study s
 WHERE s.pdsa = :id AND s.current
   AND (SELECT studies FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1) > 1
 ORDER BY s.position;
