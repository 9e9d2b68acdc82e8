-- One proposed change: what would become what, and its way with dates.
-- :id the proposal's
-- :academy whose it is, when two have one id

--: one proposal
SELECT c.id, c.academy, c.academy_name, c.own AS "own?", c.element_own AS "for_us?",
       c.element_academy_name, c.title, c.becomes, c.why, c.decide_from,
       coalesce(c.decide_from > :today, 0) AS "later?", c.state, c.state = 'open' AS "open?",
       c.state = 'taken_up' AS "taken_up?", c.state = 'taken_back' AS "taken_back?",
       c.state = 'answered' AS "answered?", c.decision,
       CASE c.decision WHEN 'adopted' THEN 'will take it up' WHEN 'on_trial' THEN 'tries it first'
            WHEN 'declined' THEN 'declined it' END AS decision_words,
       c.answer, c.answered_ms, c.taken_number, c.taken_ms, c.number, c.versions > 1
       AS "conflict?",
       c.author, c.author_name, c.written_ms, c.held, c.saved_here AS "saved_here?"
  FROM v_element_change c
 WHERE c.id = :id AND (:academy IS NULL OR c.academy = :academy)
 ORDER BY c.own DESC, c.position
 LIMIT 1;

--: list element
SELECT e.id, e.academy, e.title, e.number, e.number + 1 AS next_number
  FROM (SELECT id, academy, position, element, element_academy, adaptation, adaptation_academy,
               taken_number, taken_ms, answered_ms, decision, answer, element_academy_name,
               written_ms,
               academy_name
          FROM v_element_change
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) c
       CROSS JOIN v_element e ON e.id = c.element AND e.academy = c.element_academy
 LIMIT 1;

-- Its way, in the order of time: learned, proposed, answered, in a version, and what each academy
-- decided about that version or a later one.
--: list way
WITH c AS MATERIALIZED (SELECT id, academy, position, element, element_academy, adaptation,
  adaptation_academy,
               taken_number, taken_ms, answered_ms, decision, answer, element_academy_name,
               written_ms,
               academy_name
          FROM v_element_change
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1)
SELECT what, academy_name, title, reason, number, at_ms, what = 'learned' AS "learned?",
       what = 'proposed' AS "proposed?", what = 'answered' AS "answered?", what = 'version'
       AS "version?",
       what = 'adopted' AS "adopted?", what = 'on_trial' AS "on_trial?", what = 'declined'
       AS "declined?",
       at_ms AS written_ms
  FROM (SELECT 'learned' AS what, a.academy_name, a.title, NULL AS reason, NULL AS number,
               a.written_ms AS at_ms, 1 AS step
          FROM c CROSS JOIN v_adaptation a
               ON a.id = c.adaptation AND a.academy = c.adaptation_academy
        UNION ALL
        SELECT 'proposed', academy_name, NULL, NULL, NULL, written_ms, 2 FROM c
        UNION ALL
        SELECT 'answered', element_academy_name, NULL, answer, NULL, answered_ms, 3 FROM c
         WHERE answered_ms IS NOT NULL
        UNION ALL
        SELECT 'version', element_academy_name, NULL, NULL, taken_number, taken_ms, 4 FROM c
         WHERE taken_ms IS NOT NULL
        UNION ALL
        SELECT d.decision, d.by_name, NULL, d.reason, d.number, d.written_ms, 5
          FROM c CROSS JOIN v_element_said d
               ON d.element = c.element AND d.element_academy = c.element_academy
         WHERE d.number >= c.taken_number AND c.taken_ms IS NOT NULL)
 ORDER BY step, at_ms, academy_name
 LIMIT 400;

--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?",
       t.posts,
       t.academies, t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'element_change' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
