-- A roadblock, to be asked anew; several versions may stand side by side.
-- :id its own

--: one roadblock
SELECT b.id, b.room, b.room_name, b.title,
       (SELECT group_concat(lower(hex(v.id)), ' ') FROM v_roadblock_version v
         WHERE v.roadblock = b.id AND v.academy = b.academy AND v.current) AS based_on
  FROM v_roadblock b JOIN v_room r ON r.id = b.room AND r.mine
 WHERE b.id = :id
 ORDER BY b.position
 LIMIT 1;

--: list two
SELECT v.title, v.text, v.committee, v.author_name, v.written_ms,
       (SELECT m.name FROM v_member m WHERE m.member = v.sponsor) AS sponsor_name
  FROM v_roadblock_version v
 WHERE v.roadblock = :id AND v.current
   AND EXISTS (SELECT 1 FROM v_room r WHERE r.id = v.room AND r.mine)
   AND (SELECT versions FROM v_roadblock WHERE id = :id ORDER BY position LIMIT 1) > 1
 ORDER BY v.position;

--: list sponsors
SELECT m.member, m.name, replace(m.roles, ',', ', ') AS roles,
       coalesce(m.member = b.sponsor, 0) AS "chosen?"
  FROM v_member m LEFT JOIN v_roadblock b ON b.id = :id
 WHERE ',' || m.roles || ',' LIKE '%,sponsor,%' OR ',' || m.roles || ',' LIKE '%,lead,%'
    OR ',' || m.roles || ',' LIKE '%,admin,%'
 ORDER BY ',' || m.roles || ',' NOT LIKE '%,sponsor,%', m.name IS NULL, m.name, m.member;
