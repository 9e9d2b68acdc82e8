-- What the form for a question to the network offers.
-- :asked the academy that is asked, when one was chosen
-- Told beside: the title that it has, for what was said close to it.

--: one offer
SELECT b.name AS academy_name, (SELECT count(*) FROM v_academy WHERE accepted) AS academies,
       :asked AS asked, (SELECT name FROM v_academy WHERE academy = :asked) AS asked_name,
       :asked IS NULL AS "everybody?", m.member IS NOT NULL AS "may_write?"
  FROM v_brand b LEFT JOIN v_member m ON m.viewer;

-- Whom to ask; what they say of themselves comes before asking.
--: list academies
SELECT academy, name, place, has_context AS "has_context?",
       coalesce(academy = :asked, 0) AS "chosen?"
  FROM v_academy
 WHERE accepted AND NOT is_own
 ORDER BY name, academy;

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
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?", t.posts,
       t.academies
  FROM (SELECT position, common, place
          FROM (SELECT position, common, words, place FROM v_close ORDER BY place DESC LIMIT 200)
         WHERE common >= min(2, words)
         ORDER BY common DESC, place DESC LIMIT 3) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.common DESC, c.place DESC;
