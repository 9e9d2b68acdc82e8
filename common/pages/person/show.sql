-- One person, as they chose to be seen from here.
-- :id the person's
-- :academy whose member; only needed when two academies have used one id

--: one person
SELECT member, name, academy, academy_name, pathway, skills, ask_me_about, own AS "own?",
       mine AS "mine?"
  FROM (SELECT author AS member, name, academy, academy_name, pathway, skills, ask_me_about, own,
               mine
          FROM v_person
         WHERE author = :id AND (:academy IS NULL OR academy = :academy)
        UNION ALL
        -- one of ours who has written no profile yet
        SELECT m.member, NULL, b.academy, b.name, NULL, NULL, NULL, 1, m.viewer
          FROM v_member m CROSS JOIN v_brand b
         WHERE m.member = :id AND (:academy IS NULL OR b.academy = :academy)
           AND NOT EXISTS (SELECT 1 FROM v_person p WHERE p.author = :id AND p.own))
 ORDER BY own DESC, academy
 LIMIT 1;

-- Only of our own academy's people.
--: list roles in person on _member = member
SELECT m.member AS _member, r.value AS role, replace(r.value, '_', ' ') AS role_name
  FROM v_member m, json_each('["' || replace(m.roles, ',', '","') || '"]') r
 WHERE m.member = :id AND m.roles <> ''
   AND (:academy IS NULL OR :academy = (SELECT academy FROM v_brand));

-- What the reader shows of themselves: to our academy, and to the network.
--: list profiles in person on _member = member
SELECT member AS _member, audience_type = 1 AS "in_network?", name, pathway, skills, ask_me_about
  FROM v_profile
 WHERE member = :id
 ORDER BY audience_type DESC;

-- Those that they coach, and those that the reader belongs to as well.
--: list rooms in person on _member = member
SELECT :id AS _member, r.id, r.name,
       coalesce(:id IN (r.clinical_coach, r.flow_coach), 0) AS "coaches?"
  FROM v_room r
 WHERE :id IN (r.clinical_coach, r.flow_coach)
    OR EXISTS (SELECT 1 FROM v_room_member m WHERE m.room = r.id AND m.member = :id)
 ORDER BY r.name, r.id;

--: list about_them
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'person' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
