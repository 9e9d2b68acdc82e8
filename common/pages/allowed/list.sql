-- Which records our data stewards let pass although they seemed to hold a patient's identifier.

--: list allowed
SELECT record, reason, author, author_name, allowed_ms,
       CASE audience_type WHEN 1 THEN 'shared with the network'
                          WHEN 2 THEN 'shared with some academies'
                          WHEN 3 THEN 'in our academy' ELSE 'in a Big Room' END AS audience
  FROM v_allowed
 ORDER BY allowed_ms DESC, position DESC
 LIMIT 500;
