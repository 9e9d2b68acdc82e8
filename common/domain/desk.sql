-- desk.sql - what is one person's own, from desk.db beside the views: the viewer's rows alone.

--: view mark
-- How far they have read each thread: what was listed until [ms], [posts] in all.
CREATE TEMP VIEW v_mark(academy, thread, ms, posts) AS
SELECT m.academy, m.thread, m.ms, m.posts FROM desk.mark m WHERE m.member = viewer();

--: view visit
-- [before_ms] is the end of the visit before this one; everything up to [read_ms] counts as read.
CREATE TEMP VIEW v_visit(last_ms, before_ms, read_ms) AS
SELECT v.last_ms, v.before_ms, v.read_ms FROM desk.visit v WHERE v.member = viewer();

--: view follow
-- [kind]: thread ([subject]: its id), topic, pathway ([subject]: its name).
CREATE TEMP VIEW v_follow(kind, subject, since_ms) AS
SELECT f.kind, f.subject, f.since_ms FROM desk.follow f WHERE f.member = viewer();

--: view draft
CREATE TEMP VIEW v_draft(form, subject, fields, saved_ms) AS
SELECT d.form, d.subject, d.fields, d.saved_ms FROM desk.draft d WHERE d.member = viewer();
