-- People who show themselves, and what to ask them about; of our own those who have a role.
-- :academy only this academy's
-- :words only those with these words in name, pathway, skills or what to ask them about

--: list people
SELECT author AS member, name, academy, academy_name, pathway, skills, ask_me_about, own AS "own?",
       mine AS "mine?"
  FROM v_person
 WHERE name IS NOT NULL AND (:academy IS NULL OR academy = :academy)
   AND (NOT own OR author IN (SELECT member FROM v_member WHERE roles <> ''))
   AND (:words IS NULL OR instr(lower(name || ' ' || coalesce(pathway, '') || ' '
                                      || coalesce(skills, '') || ' ' || coalesce(ask_me_about, '')),
                                lower(trim(:words))) > 0)
 ORDER BY name, member
 LIMIT 500;
