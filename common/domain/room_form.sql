-- room_form.sql - what the forms about Big Rooms look up, and what they begin with.
--
-- form.sql has those of everything else, and says how they are used. :id is the room's; the verbs
-- of a terminal name a thing without it. :versions: what its writer had before them.

--: lookup room
SELECT id AS room, 3 AS audience_type FROM v_room WHERE id = :id ORDER BY position LIMIT 1;

--: lookup room_inside
-- What is said in the room, to its members.
SELECT id AS room, 4 AS audience_type, id AS audience_id FROM v_room
WHERE id = :id AND mine ORDER BY position LIMIT 1;

--: lookup room_change
SELECT r.id AS room, 3 AS audience_type, v.id AS based_on
FROM v_room r JOIN v_room_version v ON v.room = r.id AND v.academy = r.academy
WHERE r.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_room_version w
                        WHERE w.room = r.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup room_change_begins
SELECT name, pathway, purpose, slot, place, weekday, starts, minutes FROM v_room
WHERE id = :id ORDER BY position LIMIT 1;

--: lookup coaches_begins
SELECT clinical_coach, flow_coach, :today AS from_date FROM v_room
WHERE id = :id ORDER BY position LIMIT 1;

--: lookup five_vs
SELECT r.id AS room, 4 AS audience_type, r.id AS audience_id, v.id AS based_on
FROM v_room r LEFT JOIN v_five_vs v ON v.room = r.id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_five_vs w
                        WHERE w.room = r.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
WHERE r.id = :id AND r.mine
ORDER BY v.position LIMIT 8;

--: lookup five_vs_begins
-- What was seen last, as of today.
SELECT :today AS date, v.value, v.involve, v.evidence, v.visualisation, v.vision
FROM v_room r LEFT JOIN v_five_vs v ON v.room = r.id AND v.current
WHERE r.id = :id AND r.mine
ORDER BY v.position LIMIT 1;

--: lookup stakeholder_change
SELECT t.room, t.id AS stakeholder, 4 AS audience_type, t.room AS audience_id, v.id AS based_on
FROM v_stakeholder t JOIN v_stakeholder_version v ON v.stakeholder = t.id AND v.room = t.room
WHERE t.id = :stakeholder AND (:id IS NULL OR t.room = :id)
  AND CASE WHEN EXISTS (SELECT 1 FROM v_stakeholder_version w
                        WHERE w.stakeholder = t.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup stakeholder_change_begins
SELECT role, member, expects,
       CASE WHEN patient_partner THEN 'true' END AS patient_partner,
       CASE WHEN has_left THEN 'true' END AS left
FROM v_stakeholder
WHERE id = :stakeholder AND (:id IS NULL OR room = :id) ORDER BY position LIMIT 1;

--: lookup theme_change
SELECT t.room, t.id AS theme, 4 AS audience_type, t.room AS audience_id, v.id AS based_on
FROM v_theme t JOIN v_theme_version v ON v.theme = t.id AND v.room = t.room
WHERE t.id = :theme AND (:id IS NULL OR t.room = :id)
  AND CASE WHEN EXISTS (SELECT 1 FROM v_theme_version w
                        WHERE w.theme = t.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup theme_change_begins
SELECT title, text, CASE WHEN dropped THEN 'true' END AS dropped
FROM v_theme
WHERE id = :theme AND (:id IS NULL OR room = :id) ORDER BY position LIMIT 1;

--: lookup aim_change
SELECT t.room, t.id AS aim, 4 AS audience_type, t.room AS audience_id, v.id AS based_on
FROM v_aim t JOIN v_aim_version v ON v.aim = t.id AND v.room = t.room
WHERE t.id = :aim AND (:id IS NULL OR t.room = :id)
  AND CASE WHEN EXISTS (SELECT 1 FROM v_aim_version w
                        WHERE w.aim = t.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup aim_change_begins
SELECT scope, text, measure, by_date,
       CASE WHEN dropped THEN 'true' END AS dropped
FROM v_aim
WHERE id = :aim AND (:id IS NULL OR room = :id) ORDER BY position LIMIT 1;

--: lookup idea_change
SELECT t.room, t.id AS idea, 4 AS audience_type, t.room AS audience_id, v.id AS based_on
FROM v_idea t JOIN v_idea_version v ON v.idea = t.id AND v.room = t.room
WHERE t.id = :idea AND (:id IS NULL OR t.room = :id)
  AND CASE WHEN EXISTS (SELECT 1 FROM v_idea_version w
                        WHERE w.idea = t.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup idea_change_begins
SELECT title, text, theme, borrowed_from,
       borrowed, CASE WHEN dropped THEN 'true' END AS dropped, reason
FROM v_idea
WHERE id = :idea AND (:id IS NULL OR room = :id) ORDER BY position LIMIT 1;

--: lookup idea_vote
SELECT room, id AS idea, 4 AS audience_type, room AS audience_id FROM v_idea
WHERE id = :idea AND (:id IS NULL OR room = :id) ORDER BY position LIMIT 1;

--: lookup roadblock_ask
SELECT id AS room, 3 AS audience_type FROM v_room
WHERE id = :id AND mine ORDER BY position LIMIT 1;

--: lookup roadblock_change
SELECT b.room, b.id AS roadblock, 3 AS audience_type, v.id AS based_on
FROM v_roadblock b JOIN v_room r ON r.id = b.room AND r.mine
     JOIN v_roadblock_version v ON v.roadblock = b.id AND v.academy = b.academy
WHERE b.id = :id
  AND CASE WHEN EXISTS (SELECT 1 FROM v_roadblock_version w
                        WHERE w.roadblock = b.id AND instr(lower(:versions), lower(hex(w.id))))
           THEN instr(lower(:versions), lower(hex(v.id))) ELSE v.current END
ORDER BY v.position LIMIT 8;

--: lookup roadblock_change_begins
SELECT title, text, sponsor, committee FROM v_roadblock
WHERE id = :id ORDER BY position LIMIT 1;

--: lookup roadblock_answer
SELECT room, id AS roadblock, 3 AS audience_type FROM v_roadblock
WHERE id = :id ORDER BY position LIMIT 1;
