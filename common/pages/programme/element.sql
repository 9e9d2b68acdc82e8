-- One element: what stays, what may change, how academies adapted it and what came of it.
-- :id the element's
-- :academy who publishes it, when two have one id
-- :before_ms, :before_position of the adaptations what comes behind: `next` of the page before
-- :limit how many of these, 20 when absent

--: one element
SELECT e.id, e.academy, e.academy_name, e.own AS "own?", e.title, e.our_name AS called,
       coalesce(e.nature = 'fixed', 0) AS "fixed?", e.nature, e.part,
       CASE e.part WHEN 'training_day' THEN 'The 18 days' WHEN 'roadmap_stage' THEN 'The roadmap'
            WHEN 'coaching_role' THEN 'The roles' WHEN 'weekly_hour' THEN 'The weekly hour'
            ELSE 'Around it' END AS part_words, e.day, CASE e.stage WHEN 'pre_phase' THEN 1
            WHEN 'five_vs' THEN 2 WHEN 'themes' THEN 3
            WHEN 'global_aim' THEN 4 WHEN 'change_ideas' THEN 5 WHEN 'driver_diagram' THEN 6
            WHEN 'pdsa_cycles' THEN 7 WHEN 'standardise' THEN 8 END AS stage_number,
       e.purpose, e.looks_like, e.why, e.evidence, e.news, e.retired AS "retired?", e.version,
       e.number, e.versions > 1 AS "conflict?", e.author, e.author_name, e.written_ms,
       e.changed_ms,
       e.our_decision, coalesce(e.our_decision = 'adopted', 0) AS "adopted?",
       coalesce(e.our_decision = 'on_trial', 0) AS "on_trial?",
       coalesce(e.our_decision = 'declined', 0) AS "declined?", e.our_number, e.our_until,
       e.our_reason,
       e.our_ms, e.runs AS "runs?", e.waits AND e.our_decision IS NOT NULL AS "newer?",
       e.waits AS "waits?", e.number + 1 AS next_number, e.held, e.saved_here AS "saved_here?",
       (SELECT count(DISTINCT a.academy) FROM v_adaptation a
         WHERE a.element = e.id AND a.element_academy = e.academy AND NOT a.ended) AS adapted_at,
       (SELECT count(*) FROM v_academy WHERE accepted OR is_own) AS academies,
       e.version_position AS _version, e.position AS _position
  FROM v_element e
 WHERE e.id = :id AND (:academy IS NULL OR e.academy = :academy)
 ORDER BY e.own DESC, e.position
 LIMIT 1;

--: list stays in element on _version = _version
SELECT i.position AS _version, i.text
  FROM json_each(:parents) q CROSS JOIN v_element_item i ON i.position = q.value
 WHERE i.part = 'stays'
 ORDER BY i.idx;

--: list may_change in element on _version = _version
SELECT i.position AS _version, i.text
  FROM json_each(:parents) q CROSS JOIN v_element_item i ON i.position = q.value
 WHERE i.part = 'may_change'
 ORDER BY i.idx;

-- Of what it was made.
--: list made_from
SELECT f.id, f.academy, f.academy_name, f.title
  FROM (SELECT id, academy, position, version, version_position, number, versions, change_academy,
    change,
               from_academy, from_element
          FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) e
       CROSS JOIN v_element f ON f.id = e.from_element AND f.academy = e.from_academy
 LIMIT 1;

-- Its versions, the newest first, and the proposal that each took up.
--: list history
SELECT v.id, v.number, v.title, v.news, v.author_name, v.written_ms, v.current AS "current?",
       v.change, v.change_academy,
       (SELECT c.title FROM v_element_change c
         WHERE c.id = v.change AND c.academy = v.change_academy LIMIT 1) AS change_title,
       (SELECT c.academy_name FROM v_element_change c
         WHERE c.id = v.change AND c.academy = v.change_academy LIMIT 1) AS change_academy_name,
       v.position AS _version
  FROM (SELECT id, academy, position, version, version_position, number, versions, change_academy,
    change,
               from_academy, from_element
          FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) e
       CROSS JOIN v_element_version v ON v.element = e.id AND v.academy = e.academy
 ORDER BY v.position DESC
 LIMIT 50;

--: list said in history on _version = _version
SELECT i.position AS _version, i.part, i.text, i.part = 'stays' AS "stays?"
  FROM json_each(:parents) q CROSS JOIN v_element_item i ON i.position = q.value
 ORDER BY i.part DESC, i.idx;

-- How academies adapted it, the newest first.
--: list adaptations 20 then next
SELECT a.id, a.academy, a.academy_name, a.own AS "own?", a.audience_type = 3 AS "kept_here?",
       a.title, a.answers, a.number, a.outcome, a.outcome_words,
       coalesce(a.outcome = 'worked', 0) AS "worked?", coalesce(a.outcome = 'partly', 0)
       AS "partly?",
       coalesce(a.outcome = 'not', 0) AS "not_worked?", a.outcome_text, a.ended AS "ended?",
       a.our_decision, coalesce(a.our_decision = 'adopted', 0) AS "adopted?",
       coalesce(a.our_decision = 'on_trial', 0) AS "on_trial?",
       coalesce(a.our_decision = 'declined', 0) AS "declined?", a.our_reason, a.our_ms,
       a.written_ms,
       a.saved_here AS "saved_here?", a.position AS _position,
       a.written_ms AS _before_ms, a.position AS _before_position
  FROM (SELECT id, academy, position, version, version_position, number, versions, change_academy,
    change,
               from_academy, from_element
          FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) e
       CROSS JOIN v_adaptation a ON a.element = e.id AND a.element_academy = e.academy
 WHERE :before_ms IS NULL OR a.written_ms < :before_ms
       OR (a.written_ms = :before_ms AND a.position < :before_position)
 ORDER BY a.written_ms DESC, a.position DESC
 LIMIT :limit;

-- What other academies did with each of them, in the order in which they said so.
--: list fates in adaptations on _position = _position
SELECT a.position AS _position, d.by AS academy, d.by_name AS academy_name, d.decision,
       coalesce(d.decision = 'adopted', 0) AS "adopted?",
       coalesce(d.decision = 'on_trial', 0) AS "on_trial?",
       coalesce(d.decision = 'declined', 0) AS "declined?", d.reason, d.written_ms,
       CASE WHEN row_number() OVER (PARTITION BY a.position ORDER BY d.written_ms, d.by) > 1
            THEN '; ' ELSE '' END AS _and
  FROM json_each(:parents) q CROSS JOIN v_adaptation a ON a.position = q.value
       CROSS JOIN v_adaptation_decided d ON d.adaptation = a.id AND d.academy = a.academy
 WHERE NOT d.by_us
 ORDER BY d.written_ms, d.by;

-- Changes of it that are proposed and not taken up, the newest first.
--: list proposals
SELECT c.id, c.academy, c.academy_name, c.own AS "own?", c.title, c.becomes, c.state,
       c.decide_from, coalesce(c.decide_from > :today, 0) AS "later?", c.decision,
       coalesce(c.decision = 'declined', 0) AS "declined?", c.answer, t.id AS thread,
       t.academies AS discussed_at
  FROM (SELECT id, academy, position, version, version_position, number, versions, change_academy,
    change,
               from_academy, from_element
          FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1) e
       CROSS JOIN v_element_change c ON c.element = e.id AND c.element_academy = e.academy
       LEFT JOIN v_thread t ON t.position = (
           SELECT b.position FROM v_about b
            WHERE b.about = c.id AND b.about_kind = 'element_change' ORDER BY b.position LIMIT 1)
 WHERE c.state IN ('open', 'answered')
 ORDER BY c.written_ms DESC, c.position DESC
 LIMIT 5;

-- Where the version that stands is run, by name: who adopted it, tries it, declined it, runs an
-- earlier one, has not decided. At most 12 names a line, then how many more.
--: list network
WITH e AS MATERIALIZED (SELECT id, academy, position, version, version_position, number, versions,
  change_academy, change,
               from_academy, from_element
          FROM v_element
         WHERE id = :id AND (:academy IS NULL OR academy = :academy)
         ORDER BY own DESC, position LIMIT 1),
     s AS MATERIALIZED (
       SELECT a.name,
              CASE WHEN d.number = e.number THEN d.decision
                   WHEN d.decision IS NULL THEN 'undecided'
                   WHEN d.decision = 'declined' THEN 'declined_earlier' ELSE 'earlier' END AS what,
              CASE WHEN d.number = e.number AND d.decision = 'on_trial' THEN d.until END AS until,
              CASE WHEN d.number = e.number AND d.decision = 'declined' THEN d.reason END
              AS reason,
              CASE WHEN d.number <> e.number THEN d.number END AS number
         FROM e CROSS JOIN v_academy a
              LEFT JOIN (SELECT x.by, x.number, x.decision, x.until, x.reason
                           FROM e CROSS JOIN v_element_decided x ON x.element_academy = e.academy
                          WHERE x.element = :id) d -- not e.id: the view is a union
              ON d.by = a.academy
        WHERE a.accepted OR a.is_own
        ORDER BY a.name),
     n AS MATERIALIZED (
       SELECT *, row_number() OVER (PARTITION BY what, until, reason, number ORDER BY name)
              AS place
         FROM s)
SELECT what, until, reason, number, group_concat(CASE WHEN place <= 12 THEN name END, ', ')
       AS names,
       max(count(*) - 12, 0) AS more, what = 'adopted' AS "adopted?", what = 'on_trial'
       AS "on_trial?",
       what = 'declined' AS "declined?", what IN ('earlier', 'declined_earlier') AS "earlier?",
       what = 'declined_earlier' AS "declined_earlier?", what = 'undecided' AS "undecided?"
  FROM n
 GROUP BY what, until, reason, number
 ORDER BY CASE what WHEN 'adopted' THEN 1 WHEN 'on_trial' THEN 2 WHEN 'declined' THEN 3
                    WHEN 'earlier' THEN 4 WHEN 'declined_earlier' THEN 5 ELSE 6 END, until,
                    number DESC;

-- Where our self-reviews look at it, the newest first.
--: list reviews
SELECT i.review AS id, i.date, i.how_words
  FROM v_reviewed i
 WHERE i.element = :id AND i.own AND i.current
 ORDER BY i.position DESC
 LIMIT 1;

--: list about_it
SELECT t.id, t.title, t.academy_name, t.question AS "question?", t.resolved AS "resolved?",
       t.posts,
       t.last_ms
  FROM v_about a CROSS JOIN v_thread t ON t.position = a.position
 WHERE a.about_kind = 'element' AND a.about = :id
 ORDER BY a.last_ms DESC, a.id DESC
 LIMIT 20;
