-- What Big Rooms cannot move themselves, the oldest open ones first; those of one room, or of all.
-- :id the room's; absent: of all of our academy's
-- :sponsor what a form that was refused had chosen

--: one about
SELECT r.id AS room, r.name AS room_name, coalesce(r.mine, 0) AS "mine?"
  FROM v_brand b LEFT JOIN v_room r ON r.id = :id;

--: list open
SELECT id, room, room_name, title, text, sponsor, sponsor_name, committee, outcome, answer,
       answered_ms, opened_ms, versions, asked_of_me AS "asked_of_me?",
       CASE outcome WHEN 'partly_moved' THEN 'Partly moved' WHEN 'needs_time' THEN 'Needs time'
            END AS _outcome,
       CASE WHEN days < 1 THEN 'today' WHEN days < 2 THEN 'yesterday'
            WHEN days < 14 THEN days || ' days ago' WHEN days < 60 THEN days / 7 || ' weeks ago'
            ELSE days / 30 || ' months ago' END AS _age
  FROM (SELECT *, CAST(julianday(:today) - julianday(opened_ms / 1000, 'unixepoch', 'start of day')
                       AS INTEGER) AS days
          FROM v_roadblock)
 WHERE (:id IS NULL OR room = :id) AND open
 ORDER BY opened_ms, id
 LIMIT 200;

-- What came of the others, the newest answer first.
--: list closed
SELECT id, room, room_name, title, sponsor_name, outcome, answer, answered_ms, opened_ms,
       CASE outcome WHEN 'moved' THEN 'Moved' WHEN 'cannot_move' THEN 'Cannot be moved'
            END AS _outcome
  FROM v_roadblock
 WHERE (:id IS NULL OR room = :id) AND NOT open
 ORDER BY answered_ms DESC, id
 LIMIT 50;

-- Who may answer: sponsors first, then leads and admins, each by the alphabet.
--: list sponsors
SELECT member, name, replace(roles, ',', ', ') AS roles,
       coalesce(lower(hex(member)) = lower(:sponsor), 0) AS "chosen?"
  FROM v_member
 WHERE ',' || roles || ',' LIKE '%,sponsor,%' OR ',' || roles || ',' LIKE '%,lead,%'
    OR ',' || roles || ',' LIKE '%,admin,%'
 ORDER BY ',' || roles || ',' NOT LIKE '%,sponsor,%', name IS NULL, name, member;
