-- pdsa_form.sql - what the forms about PDSAs, standardised changes and driver diagrams look up.
--
-- form.sql has those of everything else, and says how they are used; :today is the day where people
-- are. Only for members of the Big Room: others find nothing to write to.

--: lookup pdsa_new
SELECT 4 AS audience_type, r.id AS audience_id FROM v_room r
WHERE r.id = :id AND r.mine ORDER BY r.position LIMIT 1;

--: lookup pdsa_new_begins
-- The next test of a ramp is of the same measure and idea; what is borrowed begins as they said it.
-- It is studied in the first of the room's hours that is a week away, or in a week.
SELECT :today AS starts,
       CASE WHEN r.weekday IS NULL THEN date(:today, '+7 days')
            ELSE date(:today, '+7 days', 'weekday ' || (r.weekday % 7)) END AS study_on,
       p.id AS after, COALESCE(p.measure, m.id) AS measure,
       COALESCE(p.idea, i.id) AS idea,
       s.title, s.question, s.prediction, s.plan,
       COALESCE(s.academy, i.borrowed_from) AS borrowed_from,
       COALESCE(s.id, i.borrowed) AS borrowed
FROM v_room r
     LEFT JOIN v_pdsa p ON p.id = :after AND p.room = r.id
     LEFT JOIN v_idea i ON i.id = :idea AND i.room = r.id
     LEFT JOIN v_measure m ON m.id = :measure AND m.room = r.id
     LEFT JOIN v_shared_pdsa s ON s.id = :borrowed AND s.audience_type = 1
WHERE r.id = :id AND r.mine ORDER BY r.position LIMIT 1;

--: lookup pdsa_change
-- As with a thread's text: a plan names those that its writer had before them.
SELECT p.id AS pdsa, 4 AS audience_type, p.room AS audience_id, v.id AS based_on
FROM v_pdsa p JOIN v_room r ON r.id = p.room AND r.mine
     JOIN v_pdsa_plan v ON v.pdsa = p.id AND v.position >> 40 = p.position >> 40
WHERE p.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_pdsa_plan w
                        WHERE w.pdsa = p.id AND w.position >> 40 = p.position >> 40
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup pdsa_change_begins
SELECT title, question, prediction, plan, starts, study_on, measure AS measure,
       idea AS idea, after AS after,
       borrowed_from AS borrowed_from, borrowed AS borrowed
FROM v_pdsa
WHERE id = :id ORDER BY position LIMIT 1;

--: lookup pdsa_study
-- The first study names none before it; one that puts right or decides later names what stands.
SELECT p.id AS pdsa, 4 AS audience_type, p.room AS audience_id, v.id AS based_on
FROM v_pdsa p JOIN v_room r ON r.id = p.room AND r.mine
     LEFT JOIN v_pdsa_study v ON v.pdsa = p.id AND v.position >> 40 = p.position >> 40
     AND CASE WHEN :versions IS NULL THEN v.current
              ELSE instr(lower(:versions), lower(hex(v.id))) END
WHERE p.id = :id
ORDER BY v.position LIMIT 8;

--: lookup pdsa_study_begins
SELECT COALESCE(p.date, :today) AS date, p.done, p.happened, p.comparison, p.learned, p.decision,
       p.reason, p.present
FROM v_pdsa p
WHERE p.id = :id ORDER BY p.position LIMIT 1;

--: lookup change_new
SELECT 4 AS audience_type, r.id AS audience_id FROM v_room r
WHERE r.id = :id AND r.mine ORDER BY r.position LIMIT 1;

--: lookup change_new_begins
-- From a PDSA that was adopted: its name, its measure.
SELECT :today AS date, p.title, p.id AS pdsa, p.measure AS measure
FROM v_room r LEFT JOIN v_pdsa p ON p.id = :pdsa AND p.room = r.id
WHERE r.id = :id AND r.mine ORDER BY r.position LIMIT 1;

--: lookup change_edit
SELECT c.id AS change, c.room, 4 AS audience_type, c.room AS audience_id, v.id AS based_on
FROM v_change c JOIN v_room r ON r.id = c.room AND r.mine
     JOIN v_change_version v ON v.change = c.id AND v.position >> 40 = c.position >> 40
WHERE c.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_change_version w
                        WHERE w.change = c.id AND w.position >> 40 = c.position >> 40
                          AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup change_edit_begins
SELECT title, embedded, date, pdsa AS pdsa, measure AS measure,
       CASE WHEN dropped THEN 'true' END AS dropped
FROM v_change
WHERE id = :id ORDER BY position LIMIT 1;

--: lookup driver_draw
-- The first diagram names none before it.
SELECT 4 AS audience_type, r.id AS audience_id, d.id AS based_on
FROM v_room r LEFT JOIN v_driver d ON d.room = r.id
     AND CASE WHEN :versions IS NULL THEN d.current
              ELSE instr(lower(:versions), lower(hex(d.id))) END
WHERE r.id = :id AND r.mine
ORDER BY d.position LIMIT 8;

--: lookup driver_outline_begins
-- One that is read from an outline says all of it but the day.
SELECT :today AS date;

--: lookup driver_draw_begins
-- As it stands, its boxes numbered anew in tens, so that another goes between two of them; of
-- diagrams that stand side by side the first.
SELECT :today AS date, d.aim, d.measure AS measure,
       n.place * 10 AS "nodes.id", n.level AS "nodes.level", n.text AS "nodes.text",
       n.measure AS "nodes.measure", n.idea AS "nodes.idea",
       n.own_pdsa AS "nodes.pdsa"
FROM v_room r
     LEFT JOIN (SELECT position, aim, measure FROM v_driver
                WHERE room = :id AND current ORDER BY position LIMIT 1) d
     LEFT JOIN v_driver_node n ON n.driver = d.position
WHERE r.id = :id AND r.mine
ORDER BY n.place;
