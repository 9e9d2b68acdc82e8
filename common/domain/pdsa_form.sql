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
     LEFT JOIN (SELECT id, room, measure, idea FROM v_pdsa WHERE id = :after LIMIT 1) p
     ON p.room = r.id
     LEFT JOIN (SELECT id, room, borrowed_from, borrowed FROM v_idea WHERE id = :idea LIMIT 1) i
     ON i.room = r.id
     LEFT JOIN (SELECT id, room FROM v_measure WHERE id = :measure LIMIT 1) m ON m.room = r.id
     LEFT JOIN (SELECT id, academy, title, question, prediction, plan FROM v_shared_pdsa
                WHERE id = :borrowed AND audience_type = 1 LIMIT 1) s
WHERE r.id = :id AND r.mine ORDER BY r.position LIMIT 1;

--: lookup pdsa_change
-- As with a thread's text: a plan names those that its writer had before them.
SELECT p.id AS pdsa, 4 AS audience_type, p.room AS audience_id, v.id AS based_on
FROM (SELECT id, position, room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1) p
     CROSS JOIN v_pdsa_plan v ON v.pdsa = p.id AND v.position >> 40 = p.position >> 40
WHERE EXISTS (SELECT 1 FROM v_room r WHERE r.id = p.room AND r.mine)
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
FROM (SELECT id, position, room FROM v_pdsa WHERE id = :id ORDER BY position LIMIT 1) p
     LEFT JOIN (SELECT id, position FROM v_pdsa_study
                WHERE pdsa = :id
                  AND CASE WHEN :versions IS NULL THEN current
                           ELSE instr(lower(:versions), lower(hex(id))) END
                ORDER BY position LIMIT 8) v ON v.position >> 40 = p.position >> 40
WHERE EXISTS (SELECT 1 FROM v_room r WHERE r.id = p.room AND r.mine)
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
FROM v_room r
     LEFT JOIN (SELECT id, room, title, measure FROM v_pdsa WHERE id = :pdsa LIMIT 1) p
     ON p.room = r.id
WHERE r.id = :id AND r.mine ORDER BY r.position LIMIT 1;

--: lookup change_edit
SELECT c.id AS change, c.room, 4 AS audience_type, c.room AS audience_id, v.id AS based_on
FROM (SELECT id, position, room FROM v_change WHERE id = :id ORDER BY position LIMIT 1) c
     CROSS JOIN v_change_version v ON v.change = c.id AND v.position >> 40 = c.position >> 40
WHERE EXISTS (SELECT 1 FROM v_room r WHERE r.id = c.room AND r.mine)
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
FROM v_room r
     LEFT JOIN (SELECT id, position FROM v_driver
                WHERE room = :id
                  AND CASE WHEN :versions IS NULL THEN current
                           ELSE instr(lower(:versions), lower(hex(id))) END
                ORDER BY position LIMIT 8) d
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
     LEFT JOIN (SELECT driver, place, level, text, measure, idea, own_pdsa FROM v_driver_node
                WHERE driver = (SELECT position FROM v_driver
                                WHERE room = :id AND current ORDER BY position LIMIT 1)) n
     ON n.driver = d.position
WHERE r.id = :id AND r.mine
ORDER BY n.place;
