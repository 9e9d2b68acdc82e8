-- A roadblock, what was answered, and how it stands. Who asked is named to the room's members
-- alone: it may be a patient partner.
-- :id its own

--: one roadblock
SELECT b.id, b.room, b.room_name, b.title, b.text, b.sponsor, b.sponsor_name, b.committee,
       b.outcome, b.answer, b.open AS "open?", b.opened_ms, b.versions,
       CASE WHEN (SELECT r.mine FROM v_room r WHERE r.id = b.room LIMIT 1)
            THEN b.author_name END AS author_name,
       b.asked_of_me AS "asked_of_me?",
       EXISTS (SELECT 1 FROM v_member m WHERE m.viewer
                AND (',' || m.roles || ',' LIKE '%,sponsor,%'
                     OR ',' || m.roles || ',' LIKE '%,lead,%'
                     OR ',' || m.roles LIKE '%,admin%')) AS "may_answer?",
       coalesce((SELECT r.mine FROM v_room r WHERE r.id = b.room LIMIT 1), 0) AS "mine?"
  FROM v_roadblock b
 WHERE b.id = :id
 ORDER BY b.position
 LIMIT 1;

-- The newest first.
--: list answers
SELECT outcome, text, author_name, written_ms, current AS "current?", by_link AS "by_link?",
       CASE outcome WHEN 'moved' THEN 'Moved' WHEN 'partly_moved' THEN 'Partly moved'
            WHEN 'cannot_move' THEN 'Cannot be moved' WHEN 'needs_time' THEN 'Needs time'
            END AS _outcome
  FROM v_roadblock_answer
 WHERE roadblock = :id
 ORDER BY position DESC
 LIMIT 50;
