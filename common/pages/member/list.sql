-- The people of our own academy.

--: list members
SELECT member, name, replace(replace(roles, '_', ' '), ',', ', ') AS roles
  FROM v_member
 ORDER BY name IS NULL, name, member;
