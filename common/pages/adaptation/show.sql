-- One adaptation: what was changed and how, what came of it, where it went.
-- :id the adaptation's
-- :academy whose it is, when two have one id

--: one adaptation
SELECT a.id, a.academy, a.academy_name, a.own AS "own?", a.audience_type = 1 AS "in_network?",
       a.audience_type = 3 AS "in_academy?", a.title, a.text, a.since, a.timing, a.decider,
       a.level,
       CASE a.level WHEN 'one_room' THEN 'In one Big Room' WHEN 'one_pathway' THEN 'On one pathway'
            WHEN 'one_cohort' THEN 'In one cohort' WHEN 'whole_academy'
            THEN 'At the whole academy' END
         AS level_words,
       a.purpose, coalesce(a.purpose = 'departs', 0) AS "departs?", a.answers, a.why, a.number,
       a.versions > 1 AS "conflict?", a.ended AS "ended?", a.outcome, a.our_decision,
       coalesce(a.our_decision = 'adopted', 0) AS "adopted?",
       coalesce(a.our_decision = 'on_trial', 0) AS "on_trial?",
       coalesce(a.our_decision = 'declined', 0) AS "declined?", a.our_reason, a.our_ms, a.author,
       a.author_name, a.written_ms, a.held, a.saved_here AS "saved_here?"
  FROM v_adaptation a
 WHERE a.id = :id AND (:academy IS NULL OR a.academy = :academy)
 ORDER BY a.own DESC, a.position
 LIMIT 1;

--: list element
SELECT e.id, e.academy, e.academy_name, e.title, e.number, e.purpose,
       coalesce(e.nature = 'fixed', 0) AS "fixed?"
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a
       CROSS JOIN v_element e ON e.id = a.element AND e.academy = a.element_academy
 LIMIT 1;

-- What came of it, the last word first.
--: list results
SELECT s.id, s.outcome, s.outcome_words, coalesce(s.outcome = 'worked', 0) AS "worked?",
       coalesce(s.outcome = 'partly', 0) AS "partly?", coalesce(s.outcome = 'not', 0)
       AS "not_worked?",
       s.date, s.text, s.author_name, s.saved_here AS "saved_here?"
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a
       CROSS JOIN v_adaptation_study s ON s.adaptation = a.id AND s.academy = a.academy
 ORDER BY s.position DESC
 LIMIT 50;

-- What shows it, as its readers have it.
--: list measures
SELECT m.id, m.title
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a CROSS JOIN v_measure m ON m.id = a.measure
         AND m.academy = a.academy
 LIMIT 1;

--: list pdsas
SELECT p.id, p.title
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a CROSS JOIN v_shared_id i ON i.id = a.pdsa
         AND i.academy = a.academy
       CROSS JOIN v_shared_pdsa p ON p.copy_of = i.copy_of AND p.academy = i.academy
            AND p.audience_type = i.audience_type
 LIMIT 1;

-- What other academies did with it, in the order in which they said so.
--: list fates
SELECT d.by AS academy, d.by_name AS academy_name, d.by_us AS "us?", d.decision,
       coalesce(d.decision = 'adopted', 0) AS "adopted?",
       coalesce(d.decision = 'on_trial', 0) AS "on_trial?",
       coalesce(d.decision = 'declined', 0) AS "declined?", d.reason, d.written_ms
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a
       CROSS JOIN v_adaptation_decided d ON d.adaptation = a.id AND d.academy = a.academy
 ORDER BY d.written_ms, d.by
 LIMIT 50;

-- What was proposed from it.
--: list proposals
SELECT c.id, c.academy, c.academy_name, c.title, c.state, c.taken_number, c.written_ms,
       c.state = 'taken_up' AS "taken_up?"
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a
       CROSS JOIN v_element_change c ON c.element = a.element
             AND c.element_academy = a.element_academy
 WHERE c.adaptation = a.id AND c.adaptation_academy = a.academy
 ORDER BY c.written_ms DESC, c.position DESC
 LIMIT 10;

--: list history
SELECT v.title, v.text, v.why, v.author_name, v.written_ms
  FROM (SELECT id, academy, position, element, element_academy, measure, pdsa FROM v_adaptation
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) a
       CROSS JOIN v_adaptation_version v ON v.adaptation = a.id
             AND v.position >> 40 = a.position >> 40
 WHERE NOT v.current
 ORDER BY v.position DESC
 LIMIT 20;

--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?",
       t.posts,
       t.last_ms
  FROM v_about b CROSS JOIN v_thread t ON t.position = b.position
 WHERE b.about_kind = 'adaptation' AND b.about = :id
 ORDER BY b.last_ms DESC, b.id DESC
 LIMIT 20;
