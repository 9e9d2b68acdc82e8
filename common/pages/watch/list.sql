-- What we show, and to whom; and what we see of others: every academy that ours accepts, A to Z.

--: list academies
SELECT s.academy, s.academy_name, s.asked_ms, s.asked_reason, s.agreed_ms,
       s.parts <> '[]' AS "shows?", s.only_chosen AS "only_chosen?", s.sent AS "sent?", s.told_ms,
       (SELECT group_concat(w.words, '; ') FROM (
            SELECT p.words FROM v_watch_part p
             WHERE instr(s.parts, '"' || p.part || '"') > 0 ORDER BY p.number) w) AS shown,
       (SELECT max(l.date) FROM v_looked l
         WHERE l.academy = s.academy AND l.other = (SELECT academy FROM v_academy WHERE is_own))
       AS looked,
       t.asked_ms AS we_asked_ms, t.parts <> '[]' AS "we_see?",
       (SELECT group_concat(w.words, '; ') FROM (
            SELECT p.words FROM v_watch_part p
             WHERE instr(t.parts, '"' || p.part || '"') > 0 ORDER BY p.number) w) AS seen,
       EXISTS (SELECT 1 FROM v_progress p WHERE p.academy = s.academy AND NOT p.shown) AS "told?"
  FROM v_watch s JOIN v_watch t ON t.academy = s.academy AND NOT t.shown
 WHERE s.shown
 ORDER BY s.academy_name COLLATE NOCASE, s.academy;
