-- What is to be taken back: our own copy of a Big Room or of a PDSA.
-- :id the copy's, by any of its versions

--: one copy
SELECT i.id, i.what, i.what = 'room' AS "is_room?", i.audience_type = 3 AS "in_academy?",
       coalesce((SELECT r.name FROM v_shared_room r
                  WHERE i.what = 'room' AND r.copy_of = i.copy_of AND r.own LIMIT 1),
                (SELECT p.title FROM v_shared_pdsa p
                  WHERE i.what = 'pdsa' AND p.copy_of = i.copy_of AND p.own
                    AND p.audience_type = i.audience_type LIMIT 1)) AS name
  FROM v_shared_id i
 WHERE i.id = :id AND i.own
 ORDER BY i.position
 LIMIT 1;
