-- What the form for a step offers.
-- :step which one; the first that is not said when absent
-- :host, :cohorts, :rooms, :visits what the form has chosen

--: list steps
SELECT s.value ->> 0 AS step, s.value ->> 1 AS words,
       coalesce(s.value ->> 0 = :step, 0) AS "chosen?"
  FROM json_each('[["exploring","Exploring"],["pairs_in_training","Pairs in training"],'
                 || '["own_rooms","Own Big Rooms"],["faculty_of_our_own","Faculty"],'
                 || '["first_own_cohort","First own cohort"],'
                 || '["equal_partner","Equal partner"],'
                 || '["hosting_others","Hosting others"]]') s;

--: list academies
SELECT academy, name, coalesce(academy = :host, 0) AS "chosen?"
  FROM v_academy
 WHERE NOT is_own
 ORDER BY name, academy
 LIMIT 300;

--: list cohorts
SELECT c.id, c.name, c.academy_name, c.starts,
       coalesce(instr(lower(:cohorts), lower(hex(c.id))) > 0, 0) AS "chosen?"
  FROM v_cohort c
 WHERE c.audience_type = 1 AND NOT c.dropped
   AND (c.own OR c.id IN (SELECT p.cohort FROM v_cohort_pair p WHERE p.ours))
 ORDER BY c.starts DESC, c.id
 LIMIT 30;

--: list rooms
SELECT r.id, r.name, r.since, coalesce(instr(lower(:rooms), lower(hex(r.id))) > 0, 0) AS "chosen?"
  FROM v_shared_room r
 WHERE r.own
 ORDER BY r.since, r.name, r.id
 LIMIT 60;

--: list visits
SELECT v.id, v.date, v.occasion, v.academy_name, v.to_name,
       coalesce(instr(lower(:visits), lower(hex(v.id))) > 0, 0) AS "chosen?"
  FROM v_faculty_visit v
 WHERE v.audience_type = 1 AND NOT v.dropped AND v.to_us
 ORDER BY v.date DESC, v.id
 LIMIT 30;
