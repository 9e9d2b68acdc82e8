-- Our academy's page about itself; two versions may stand side by side.

--: one ours
SELECT academy, name,
       (SELECT group_concat(lower(hex(id)), ' ') FROM v_context WHERE own AND current) AS based_on
  FROM v_brand;

--: list two
SELECT id, size, structure, expects, newcomers, author_name, written_ms
  FROM v_context
 WHERE own AND current AND (SELECT count(*) FROM v_context WHERE own AND current) > 1
 ORDER BY position;
