-- What our academy hides, what is asked back, what was withdrawn.

--: list hidden
SELECT thread, post, post = thread AS "first_text?", what = 'tried' AS "of_trying?",
       thread_academy, title, text, academy, academy_name, text_author_name, reason, author_name,
       hidden_ms, withdrawn AS "withdrawn?"
  FROM v_hidden
 ORDER BY hidden_ms DESC, thread, post
 LIMIT 200;

-- :of_us first: what others ask us to withdraw.
--: list asked_back
SELECT thread, post, post = thread AS "first_text?", coalesce(what = 'tried', 0) AS "of_trying?",
       academy, academy_name, asker, asker_name, author_name, reason, asked_ms, of_us AS "of_us?",
       own AS "ours?", withdrawn AS "withdrawn?",
       (SELECT t.title FROM v_thread t WHERE t.id = b.thread LIMIT 1) AS title
  FROM v_asked_back b
 ORDER BY of_us DESC, withdrawn, asked_ms DESC, thread, post
 LIMIT 200;

--: list withdrawn
SELECT thread, post, post = thread AS "first_text?", what = 'tried' AS "of_trying?", academy,
       academy_name, author_name, by_academy AS "by_academy?", reason, written_ms, confirmed,
       unconfirmed, hex(thread) || hex(post) || hex(academy) AS _key
  FROM v_withdrawn
 ORDER BY written_ms DESC, thread, post
 LIMIT 200;

--: list confirmations in withdrawn on _key = _key
SELECT hex(thread) || hex(post) || hex(origin) AS _key, academy, academy_name,
       confirmed AS "confirmed?"
  FROM v_confirmed
 ORDER BY academy_name, academy;
