-- What a form for a new thread offers.
-- :about_kind, :about what the thread is to be about
-- :room the Big Room that it is to be in

--: one offer
SELECT b.name AS academy_name, (SELECT count(*) FROM v_academy WHERE accepted) AS academies,
       (SELECT count(*) FROM v_member) AS people,
       :about_kind AS about_kind, :about AS about,
       CASE :about_kind
         WHEN 'room' THEN coalesce(
             (SELECT name FROM v_room WHERE id = :about),
             (SELECT s.name FROM v_shared_id i CROSS JOIN v_shared_room s
                     ON s.copy_of = i.copy_of AND s.academy = i.academy
               WHERE i.id = :about LIMIT 1))
         WHEN 'pdsa' THEN coalesce(
             (SELECT title FROM v_pdsa WHERE id = :about LIMIT 1),
             (SELECT s.title FROM v_shared_id i CROSS JOIN v_shared_pdsa s
                     ON s.copy_of = i.copy_of AND s.academy = i.academy
               WHERE i.id = :about LIMIT 1))
         WHEN 'measure' THEN (SELECT title FROM v_measure WHERE id = :about LIMIT 1)
         WHEN 'thread' THEN (SELECT title FROM v_thread WHERE id = :about LIMIT 1)
         WHEN 'pdsa' THEN (SELECT title FROM v_pdsa WHERE id = :about LIMIT 1)
         WHEN 'element' THEN (SELECT title FROM v_element WHERE id = :about LIMIT 1)
         WHEN 'element_change' THEN (SELECT title FROM v_element_change WHERE id = :about LIMIT 1)
         WHEN 'adaptation' THEN (SELECT title FROM v_adaptation WHERE id = :about LIMIT 1)
         WHEN 'self_review' THEN (SELECT 'the self-review of ' || academy_name FROM v_review
                                   WHERE id = :about LIMIT 1)
         WHEN 'academy' THEN (SELECT name FROM v_academy WHERE academy = :about)
         WHEN 'person' THEN (SELECT name FROM v_person WHERE author = :about LIMIT 1)
       END AS about_name,
       m.member IS NOT NULL AS "may_write?"
  FROM v_brand b LEFT JOIN v_member m ON m.viewer;

-- The Big Rooms that they may write in, the narrowest choice.
--: list rooms
SELECT id, name, members, coalesce(id = :room, 0) AS "chosen?"
  FROM v_room
 WHERE mine
 ORDER BY name, id;

--: list pathways
SELECT pathway, threads
  FROM (SELECT pathway, threads FROM v_pathway ORDER BY threads DESC, pathway LIMIT 100)
 ORDER BY pathway;

--: list topics
SELECT topic, threads
  FROM (SELECT topic, threads FROM v_topic ORDER BY threads DESC, topic LIMIT 100)
 ORDER BY topic;

-- What was said under a title like theirs: two words in common, or the only one that says
-- something; of the newest that have any.
--: list close
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?",
       t.posts,
       t.academies
  FROM (SELECT position, common, place
          FROM (SELECT position, common, words, place FROM v_close ORDER BY place DESC LIMIT 200)
         WHERE common >= min(2, words)
         ORDER BY common DESC, place DESC LIMIT 3) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.common DESC, c.place DESC;
