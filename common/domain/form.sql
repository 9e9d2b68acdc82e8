-- form.sql - what forms are filled with, and what stands around every page: one SELECT each over v_
-- views, with the names of the address, the form's fields and viewer().
--
-- The columns of a form's lookup fill the fields of the record that it becomes; audience_type and
-- audience_id say for whom it is, _kind another kind of record. No row: what it is about is not
-- here. A lookup that ends in _begins gives what a form's fields begin with.
--
-- Two academies may use one id: :academy then says whose thread is meant, and ours comes first.

--: lookup around
-- What every page says beside the menu: how many questions wait for our answer, up to 99. Of the
-- network's, so that it is the same for whoever looks.
SELECT count(*) AS asked_of_us
FROM (SELECT 1 FROM v_listing
      WHERE asked = (SELECT academy FROM v_academy WHERE is_own) AND open = 1 AND audience_type = 1
      LIMIT 99);

--: lookup thread
-- A reply and what is said of a thread go to the thread's people.
SELECT id AS thread, academy, audience_type, audience_id FROM v_thread
WHERE id = :id AND (:academy IS NULL OR academy = :academy)
ORDER BY own DESC, position LIMIT 1;

--: lookup edit
-- A version names those that its writer had before them (:versions, their ids in a row), not what
-- stands by now: two who changed one text at the same time then stand side by side. A form that
-- names none of them speaks of all that stand.
SELECT t.id AS thread, t.academy, v.post, v.id AS based_on, t.audience_type, t.audience_id
FROM (SELECT id, academy, own, audience_type, audience_id FROM v_thread
      WHERE id = :id AND (:academy IS NULL OR academy = :academy)
      ORDER BY own DESC, position LIMIT 1) t
     CROSS JOIN v_version v ON v.thread = t.id AND v.post = :post
WHERE v.author = viewer() AND v.academy = (SELECT academy FROM v_academy WHERE is_own)
  AND (v.post <> t.id OR t.own)
  AND CASE WHEN EXISTS (SELECT 1 FROM v_version w
                        WHERE w.thread = t.id AND w.post = :post AND w.author = viewer()
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup edit_begins
SELECT v.title, v.text FROM v_version v
WHERE v.thread = :id AND v.post = :post AND v.author = viewer() AND v.current
  AND v.academy = (SELECT academy FROM v_academy WHERE is_own)
ORDER BY v.position LIMIT 1;

--: lookup quote_begins
SELECT :quote AS quotes, :quote AS parent WHERE :quote IS NOT NULL;

--: lookup hide
SELECT id AS thread, academy AS thread_academy, 3 AS audience_type FROM v_thread
WHERE id = :id AND (:academy IS NULL OR academy = :academy)
ORDER BY own DESC, position LIMIT 1;

--: lookup withdraw
-- Its author takes a text back; anybody else who may does it as the academy.
SELECT t.id AS thread, t.audience_type, t.audience_id,
       CASE WHEN NOT EXISTS (SELECT 1 FROM v_text_author a
                             WHERE a.thread = t.id AND a.post = COALESCE(:post, t.id)
                               AND a.author = viewer()
                               AND a.academy = (SELECT academy FROM v_academy WHERE is_own))
            THEN 'post_withdrawn_by_academy' END AS _kind
FROM (SELECT id, audience_type, audience_id FROM v_thread
      WHERE id = :id AND (:academy IS NULL OR academy = :academy)
      ORDER BY own DESC, position LIMIT 1) t;

--: lookup ask_back
-- Who is asked is the academy that the text comes from.
SELECT t.id AS thread, 1 AS audience_type,
       COALESCE((SELECT a.academy FROM v_text_author a
                 WHERE a.thread = t.id AND a.post = :post AND a.what <> 'thread' LIMIT 1),
                t.academy) AS academy
FROM (SELECT id, academy FROM v_thread
      WHERE id = :id AND (:academy IS NULL OR academy = :academy)
      ORDER BY own DESC, position LIMIT 1) t;

--: lookup context
SELECT a.academy, 1 AS audience_type, v.id AS based_on
FROM v_academy a LEFT JOIN v_context v ON v.own
     AND CASE WHEN :versions IS NULL THEN v.current
              ELSE instr(lower(:versions), lower(hex(v.id))) END
WHERE a.is_own LIMIT 8;

--: lookup context_begins
SELECT size, structure, expects, newcomers FROM v_context WHERE own AND current
ORDER BY position LIMIT 1;

--: lookup profile_begins
SELECT a.name, a.pathway, a.skills, a.ask_me_about,
       CASE WHEN n.name IS NOT NULL THEN 'true' END AS network_name,
       CASE WHEN n.pathway IS NOT NULL THEN 'true' END AS network_pathway,
       CASE WHEN n.skills IS NOT NULL THEN 'true' END AS network_skills,
       CASE WHEN n.ask_me_about IS NOT NULL THEN 'true' END AS network_ask_me_about
FROM v_profile a LEFT JOIN v_profile n ON n.audience_type = 1 AND n.member = a.member
WHERE a.audience_type = 3 LIMIT 1;
