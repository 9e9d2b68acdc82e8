-- What a Big Room begins with.

--: list pathways
SELECT pathway
  FROM (SELECT pathway, threads FROM v_pathway ORDER BY threads DESC, pathway LIMIT 100)
 ORDER BY pathway;
