-- What the form for a skill that was used offers.
-- :id the cohort's
-- :day, :pair, :room what the form has chosen

--: one cohort
SELECT id, academy, name, own AS "own?", audience_type, version AS based_on
  FROM v_cohort
 WHERE id = :id
 ORDER BY own DESC, position
 LIMIT 1;

--: list days
SELECT n.value AS day,
       (SELECT d.skill FROM v_cohort_day d
        WHERE d.cohort = :id AND d.day = n.value LIMIT 1) AS skill,
       coalesce(n.value = CAST(:day AS INTEGER), 0) AS "chosen?"
  FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]') n;

--: list coach_pairs
SELECT id, pathway, organisation, coalesce(id = :pair, 0) AS "chosen?"
  FROM v_cohort_pair
 WHERE cohort = :id AND left_on IS NULL
 ORDER BY organisation, pathway, id
 LIMIT 200;

--: list rooms
SELECT id, name, coalesce(id = :room, 0) AS "chosen?"
  FROM v_room
 ORDER BY NOT mine, name, id
 LIMIT 200;
