-- What the form for a coach pair offers.
-- :id the cohort's
-- :clinical_coach, :flow_coach, :room what the form has chosen

--: one cohort
SELECT id, academy, name, own AS "own?", audience_type, version AS based_on
  FROM v_cohort
 WHERE id = :id
 ORDER BY own DESC, position
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
 WHERE seen = (SELECT audience_type FROM v_cohort WHERE id = :id AND own LIMIT 1)
 ORDER BY name, id
 LIMIT 200;
