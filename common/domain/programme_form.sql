-- programme_form.sql - what the forms about elements, adaptations, proposals and self-reviews look
-- up.
--
-- form.sql has those of everything else, and says how they are used; :today is the day where
-- people are. Two academies may use one id: :academy then says whose is meant, and ours comes
-- first.

--: lookup element_new
-- :from, :from_of the element that it is made from: its provenance.
SELECT 1 AS audience_type, e.academy AS from_academy, e.id AS from_element
FROM (SELECT 1) LEFT JOIN (
     SELECT academy, id FROM v_element
     WHERE id = :from AND (:from_of IS NULL OR academy = :from_of)
     ORDER BY own DESC, position LIMIT 1) e;

--: lookup element_new_begins
SELECT e.title, e.nature, e.part, e.day, e.stage, e.purpose, e.looks_like, e.why, e.evidence,
       (SELECT group_concat(text, char(10)) FROM (
            SELECT i.text FROM v_element_item i
            WHERE i.position = e.version_position AND i.part = 'stays' ORDER BY i.idx)) AS stays,
       (SELECT group_concat(text, char(10)) FROM (
            SELECT i.text FROM v_element_item i
            WHERE i.position = e.version_position AND i.part = 'may_change'
            ORDER BY i.idx)) AS may_change
FROM v_element e
WHERE e.id = :from AND (:from_of IS NULL OR e.academy = :from_of)
ORDER BY e.own DESC, e.position LIMIT 1;

--: lookup element_publish
-- A version names those that its writer had before them, and the proposal that it takes up.
SELECT e.id AS element, 1 AS audience_type, v.id AS based_on, c.academy AS change_academy,
       c.id AS change
FROM (SELECT id, academy FROM v_element WHERE id = :id AND own ORDER BY position LIMIT 1) e
     CROSS JOIN v_element_version v ON v.element = e.id AND v.academy = e.academy
     LEFT JOIN (SELECT academy, id, element, element_academy FROM v_element_change
                WHERE id = :change AND (:change_academy IS NULL OR academy = :change_academy)
                ORDER BY own DESC, position LIMIT 1) c
     ON c.element = e.id AND c.element_academy = e.academy
WHERE CASE WHEN EXISTS (SELECT 1 FROM v_element_version w
                        WHERE w.element = e.id AND w.academy = e.academy
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup element_publish_begins
SELECT e.title, e.nature, e.part, e.day, e.stage, e.purpose, e.looks_like, e.why, e.evidence,
       (SELECT group_concat(text, char(10)) FROM (
            SELECT i.text FROM v_element_item i
            WHERE i.position = e.version_position AND i.part = 'stays' ORDER BY i.idx)) AS stays,
       (SELECT group_concat(text, char(10)) FROM (
            SELECT i.text FROM v_element_item i
            WHERE i.position = e.version_position AND i.part = 'may_change'
            ORDER BY i.idx)) AS may_change,
       (SELECT substr(c.title || ': ' || c.becomes, 1, 240) FROM v_element_change c
        WHERE c.id = :change AND c.element = e.id
        ORDER BY c.own DESC, c.position LIMIT 1) AS news,
       CASE WHEN e.retired THEN 'true' END AS retired
FROM v_element e WHERE e.id = :id AND e.own ORDER BY e.position LIMIT 1;

--: lookup element_decide
-- :version the one that the form showed, so that nothing is decided that was not read.
SELECT e.academy, e.id AS element, 1 AS audience_type,
       COALESCE((SELECT v.id FROM v_element_version v
                 WHERE v.element = e.id AND v.academy = e.academy AND v.id = :version),
                e.version) AS version
FROM v_element e
WHERE e.id = :id AND (:academy IS NULL OR e.academy = :academy)
ORDER BY e.own DESC, e.position LIMIT 1;

--: lookup element_decide_begins
SELECT our_decision AS decision, our_until AS until, our_name FROM v_element
WHERE id = :id AND (:academy IS NULL OR academy = :academy)
ORDER BY own DESC, position LIMIT 1;

--: lookup adaptation_new
-- :to who sees it: the network, or our academy.
SELECT e.academy, e.id AS element,
       COALESCE((SELECT v.id FROM v_element_version v
                 WHERE v.element = e.id AND v.academy = e.academy AND v.id = :version),
                e.version) AS version,
       CASE WHEN :to = 'network' THEN 1 ELSE 3 END AS audience_type
FROM v_element e
WHERE e.id = :id AND (:academy IS NULL OR e.academy = :academy)
ORDER BY e.own DESC, e.position LIMIT 1;

--: lookup adaptation_new_begins
SELECT :today AS since;

--: lookup adaptation_departs
-- A departure from a fixed element is talked about, in a thread of its own. None of the form's
-- words: what must not be written there must not stand here.
SELECT 'A departure: ' || substr(e.title, 1, 40) AS title,
       'What is done differently, and why, stands in the adaptation that this thread is about. '
       || 'A departure from a fixed element is never a fault: it is where everybody learns. '
       || 'What do you see in it?' AS text,
       'adaptation' AS about_kind, :new AS about,
       (SELECT academy FROM v_academy WHERE is_own) AS about_academy
FROM (SELECT title, nature FROM v_element
      WHERE id = :id AND (:academy IS NULL OR academy = :academy)
      ORDER BY own DESC, position LIMIT 1) e
WHERE :purpose = 'departs' AND e.nature = 'fixed';

--: lookup adaptation_change
SELECT a.id AS adaptation, a.element_academy AS academy, a.element, a.version,
       CASE a.audience_type WHEN 1 THEN 1 ELSE 3 END AS audience_type, v.id AS based_on
FROM (SELECT id, position, element_academy, element, version, audience_type FROM v_adaptation
      WHERE id = :id AND own ORDER BY position LIMIT 1) a
     CROSS JOIN v_adaptation_version v ON v.adaptation = a.id
       AND v.position >> 40 = a.position >> 40
WHERE CASE WHEN EXISTS (SELECT 1 FROM v_adaptation_version w
                        WHERE w.adaptation = a.id AND w.position >> 40 = a.position >> 40
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup adaptation_change_begins
SELECT title, text, since, timing, decider, level, purpose, why, measure, pdsa,
       CASE WHEN ended THEN 'true' END AS ended
FROM v_adaptation WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup adaptation_departs_now
-- Said anew as a departure: unless its thread is there already.
SELECT 'A departure: ' || substr(e.title, 1, 40) AS title,
       'What is done differently, and why, stands in the adaptation that this thread is about. '
       || 'A departure from a fixed element is never a fault: it is where everybody learns. '
       || 'What do you see in it?' AS text,
       'adaptation' AS about_kind, a.id AS about, a.academy AS about_academy
FROM (SELECT id, academy, element, element_academy FROM v_adaptation
      WHERE id = :id AND own ORDER BY position LIMIT 1) a
     CROSS JOIN v_element e ON e.id = a.element AND e.academy = a.element_academy
WHERE :purpose = 'departs' AND e.nature = 'fixed'
  AND NOT EXISTS (SELECT 1 FROM v_about b WHERE b.about = a.id AND b.about_kind = 'adaptation')
LIMIT 1;

--: lookup adaptation_study
SELECT id AS adaptation, CASE audience_type WHEN 1 THEN 1 ELSE 3 END AS audience_type
FROM v_adaptation WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup adaptation_study_begins
SELECT :today AS date, measure, pdsa FROM v_adaptation
WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup adaptation_decide
SELECT academy, id AS adaptation, 1 AS audience_type FROM v_adaptation
WHERE id = :id AND NOT own AND (:academy IS NULL OR academy = :academy)
ORDER BY position LIMIT 1;

--: lookup adaptation_decide_begins
SELECT our_decision AS decision, our_reason AS reason FROM v_adaptation
WHERE id = :id AND NOT own AND (:academy IS NULL OR academy = :academy)
ORDER BY position LIMIT 1;

--: lookup proposal_new
-- A change of the element's version that stands. :id an adaptation, or the element itself; what
-- only our academy has of an adaptation is not named to the network.
SELECT e.academy, e.id AS element, e.version, a.academy AS adaptation_academy,
       a.id AS adaptation, 1 AS audience_type
FROM (SELECT element_academy, element, CASE audience_type WHEN 1 THEN academy END AS academy,
             CASE audience_type WHEN 1 THEN id END AS id, own
      FROM v_adaptation WHERE id = :id
      UNION ALL
      SELECT academy, id, NULL, NULL, own FROM v_element WHERE id = :id) a
     CROSS JOIN v_element e ON e.id = a.element AND e.academy = a.element_academy
WHERE :academy IS NULL OR COALESCE(a.academy, e.academy) = :academy
ORDER BY a.own DESC LIMIT 1;

--: lookup proposal_new_begins
SELECT a.title, a.text AS becomes,
       a.why || COALESCE(char(10) || a.outcome_words || ': ' || a.outcome_text, '') AS why,
       date(:today, '+28 days') AS decide_from
FROM (SELECT 1) LEFT JOIN (
     SELECT title, text, why, outcome_words, outcome_text FROM v_adaptation
     WHERE id = :id AND (:academy IS NULL OR academy = :academy)
     ORDER BY own DESC, position LIMIT 1) a;

--: lookup proposal_discussed
-- Where everybody talks about it, from its first day; in none of the form's words.
SELECT 'Proposed change: ' || substr(e.title, 1, 40) AS title,
       'What would become what, and why, stands in the proposal that this thread is about. '
       || 'What do you see at your academy?' AS text,
       'element_change' AS about_kind, :new AS about,
       (SELECT academy FROM v_academy WHERE is_own) AS about_academy
FROM (SELECT element_academy, element FROM v_adaptation WHERE id = :id
      UNION ALL
      SELECT academy, id FROM v_element WHERE id = :id) a
     CROSS JOIN v_element e ON e.id = a.element AND e.academy = a.element_academy
LIMIT 1;

--: lookup proposal_change
SELECT c.id AS change, c.element_academy AS academy, c.element, c.version, c.adaptation_academy,
       c.adaptation, 1 AS audience_type, v.id AS based_on
FROM (SELECT id, position, element_academy, element, version, adaptation_academy, adaptation
      FROM v_element_change WHERE id = :id AND own ORDER BY position LIMIT 1) c
     CROSS JOIN v_element_change_version v
     ON v.change = c.id AND v.position >> 40 = c.position >> 40
WHERE CASE WHEN EXISTS (SELECT 1 FROM v_element_change_version w
                        WHERE w.change = c.id AND w.position >> 40 = c.position >> 40
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup proposal_change_begins
SELECT title, becomes, why, decide_from, CASE WHEN taken_back THEN 'true' END AS taken_back
FROM v_element_change WHERE id = :id AND own ORDER BY position LIMIT 1;

--: lookup proposal_answer
-- By the academy that publishes the element.
SELECT academy, id AS change, 1 AS audience_type FROM v_element_change
WHERE id = :id AND element_own AND (:academy IS NULL OR academy = :academy)
ORDER BY own DESC, position LIMIT 1;

--: lookup proposal_answer_begins
SELECT decision, answer AS reason FROM v_element_change
WHERE id = :id AND element_own AND (:academy IS NULL OR academy = :academy)
ORDER BY own DESC, position LIMIT 1;

--: lookup review_new
SELECT CASE WHEN :to = 'network' THEN 1 ELSE 3 END AS audience_type;

--: lookup review_new_begins
-- The fixed elements that we run, in the order of the curriculum.
SELECT :today AS date, e.academy AS "elements.academy", e.id AS "elements.element"
FROM v_programme p CROSS JOIN v_element e ON e.position = p.position
WHERE e.runs AND NOT e.retired AND e.nature = 'fixed'
ORDER BY CASE e.part WHEN 'training_day' THEN 1 WHEN 'roadmap_stage' THEN 2
                     WHEN 'coaching_role' THEN 3 WHEN 'weekly_hour' THEN 4 ELSE 5 END,
         e.day, e.title, e.id
LIMIT 60;

--: lookup review_said_begins
-- One that names its elements says all of it but the day.
SELECT :today AS date;

--: lookup review_change
SELECT r.id AS review, CASE r.audience_type WHEN 1 THEN 1 ELSE 3 END AS audience_type,
       v.id AS based_on
FROM (SELECT id, position, audience_type FROM v_review
      WHERE id = :id AND own ORDER BY position LIMIT 1) r
     CROSS JOIN v_review_version v ON v.review = r.id AND v.position >> 40 = r.position >> 40
WHERE CASE WHEN EXISTS (SELECT 1 FROM v_review_version w
                        WHERE w.review = r.id AND w.position >> 40 = r.position >> 40
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup review_change_begins
SELECT r.date, r.learned, r.asks, i.element_academy AS "elements.academy",
       i.element AS "elements.element", i.how AS "elements.how", i.text AS "elements.text"
FROM (SELECT edition_position, date, learned, asks FROM v_review
      WHERE id = :id AND own ORDER BY position LIMIT 1) r
     CROSS JOIN v_reviewed i ON i.position = r.edition_position
ORDER BY i.idx;
