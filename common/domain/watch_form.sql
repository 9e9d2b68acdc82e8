-- watch_form.sql - what the forms about being seen look up.

--: lookup watch
SELECT academy, 3 AS audience_type FROM v_watch WHERE academy = :academy AND shown LIMIT 1;

--: lookup quiet
SELECT id AS room, 3 AS audience_type FROM v_room WHERE id = :id AND mine ORDER BY position LIMIT 1;

--: lookup quiet_begins
SELECT reason, until FROM v_quiet WHERE room = :id LIMIT 1;
