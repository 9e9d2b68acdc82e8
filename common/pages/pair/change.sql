-- What the form for a changed coach pair offers.
-- :id the pair's
-- :clinical_coach, :flow_coach, :room what the form has chosen

--: one coach_pair
SELECT p.id, p.cohort, p.pathway, p.version AS based_on,
       (SELECT c.name FROM v_cohort c WHERE c.id = p.cohort AND c.own LIMIT 1) AS cohort_name
  FROM v_cohort_pair p
 WHERE p.id = :id AND p.own
 ORDER BY p.position
 LIMIT 1;

--: list members
SELECT member, name, coalesce(member = :clinical_coach, 0) AS "clinical?",
       coalesce(member = :flow_coach, 0) AS "flow?"
  FROM v_member
 WHERE name IS NOT NULL
 ORDER BY name, member
 LIMIT 500;

-- What the people who see the cohort have of ours.
--: list rooms
SELECT id, name, coalesce(id = :room, 0) AS "chosen?"
  FROM (SELECT r.id, r.name, 3 AS seen FROM v_room r
        UNION ALL SELECT s.id, s.name, 1 FROM v_shared_room s WHERE s.own)
 WHERE seen = (
     SELECT audience_type FROM v_cohort
     WHERE own AND id = (SELECT cohort FROM v_cohort_pair WHERE id = :id AND own LIMIT 1)
     LIMIT 1)
 ORDER BY name, id
 LIMIT 200;
