-- One academy: what it says of itself, the answers that stay, its people who show themselves.
-- :id the academy's

--: one academy
SELECT a.academy, a.name, a.place, a.about, a.is_own AS "own?", a.accepted AS "accepted?",
       a.threads, a.has_context AS "has_context?",
       a.is_own AND coalesce(',' || m.roles || ',' LIKE '%,lead,%'
                             OR ',' || m.roles LIKE '%,faculty%'
                             OR ',' || m.roles LIKE '%,admin%', 0) AS "may_edit?",
       a.accepted AND NOT a.is_own AND coalesce(',' || m.roles || ',' LIKE '%,lead,%'
                             OR ',' || m.roles LIKE '%,faculty%'
                             OR ',' || m.roles LIKE '%,admin%', 0) AS "may_watch?"
  FROM v_academy a LEFT JOIN v_member m ON m.viewer
 WHERE a.academy = :id;

-- What holds now. More than one: they stand side by side until a version names them all.
--: list context
SELECT id, author, author_name, size, structure, expects, newcomers, written_ms,
       saved_here AS "saved_here?"
  FROM v_context
 WHERE academy = :id AND current
 ORDER BY position;

-- All versions, the newest first.
--: list history
SELECT id, author, author_name, size, structure, expects, newcomers, written_ms,
       current AS "current?", saved_here AS "saved_here?"
  FROM v_context
 WHERE academy = :id
 ORDER BY position DESC;

-- Questions that this academy was asked and that are answered: what newcomers need not ask again.
--: list answers
SELECT t.id, t.title, t.academy_name, t.posts, t.academies, t.resolved_ms, t.answer,
       (SELECT substr(replace(p.text, char(10), ' '), 1, 280) FROM v_post p
         WHERE p.thread = t.id AND p.id = t.answer LIMIT 1) AS excerpt
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE asked = :id AND open = 0 ORDER BY last_ms DESC, id DESC LIMIT 50) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

-- What it is asked and has not answered yet.
--: list asked
SELECT t.id, t.title, t.academy_name, t.started_ms, t.posts
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE asked = :id AND open = 1 ORDER BY last_ms DESC, id DESC LIMIT 20) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

--: list people
SELECT author AS member, name, pathway, skills, ask_me_about
  FROM v_person
 WHERE academy = :id AND name IS NOT NULL
 ORDER BY name, author
 LIMIT 200;

--: list latest
SELECT t.id, t.title, t.question AS "question?", t.resolved AS "resolved?", t.posts, t.last_ms
  FROM (SELECT position, last_ms, id FROM v_listing
         WHERE academy = :id ORDER BY last_ms DESC, id DESC LIMIT 10) c
       CROSS JOIN v_thread t ON t.position = c.position
 ORDER BY c.last_ms DESC, c.id DESC;

-- Threads about it.
--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?",
       t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'academy' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;

-- What it does differently from elements of the programme, the newest first.
--: list adapted
SELECT a.id, a.academy, a.title, a.outcome_words, a.outcome_text, a.written_ms,
       (SELECT e.title FROM v_element e
         WHERE e.id = a.element AND e.academy = a.element_academy LIMIT 1) AS element_title
  FROM v_adaptation_place p CROSS JOIN v_adaptation a ON a.position = p.position
 WHERE p.academy = :id AND a.audience_type = 1
 ORDER BY p.position DESC
 LIMIT 5;

-- Where it is on its way.
--: list journey
SELECT step_words, since, months,
       CASE months WHEN 0 THEN 'less than a month' WHEN 1 THEN '1 month'
                   ELSE months || ' months' END AS months_words
  FROM v_journey
 WHERE academy = :id AND last
 LIMIT 1;
