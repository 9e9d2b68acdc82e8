-- people.sql - academies, their people's names and roles.

--: rights
academy_keys     : network          : academy
academy_profile  : network          : academy, lead, admin
academy_accepted : network          : academy
member_profile   : network, academy : academy, everyone
role_given       : academy          : academy

--: log schema
-- Which academies an academy accepts; the last line of its list about each holds.
CREATE TABLE accepted(
    origin BLOB NOT NULL,
    academy BLOB NOT NULL,
    name TEXT,
    accepted INTEGER NOT NULL,  -- 1, or 0 for no longer
    set_order INTEGER NOT NULL, -- h_order of the record that says so
    PRIMARY KEY (origin, academy)
) STRICT, WITHOUT ROWID;
-- What members may do.
CREATE TABLE role(
    member BLOB NOT NULL,
    role TEXT NOT NULL,         -- its name in records.proto
    given INTEGER NOT NULL,     -- 1, or 0 for taken away
    set_order INTEGER NOT NULL,
    PRIMARY KEY (member, role)
) STRICT, WITHOUT ROWID;

--: index academy_accepted
INSERT INTO accepted(origin, academy, name, accepted, set_order)
SELECT h_origin, academy, name, accepted, h_order FROM new_academy_accepted
WHERE length(academy) = 32 AND accepted IS NOT NULL AND substr(h_audience, 1, 1) = x'01'
ORDER BY h_position
ON CONFLICT (origin, academy) DO UPDATE
SET name = excluded.name, accepted = excluded.accepted, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: index role_given
INSERT INTO role(member, role, given, set_order)
SELECT member, role, given, h_order FROM new_role_given
WHERE length(member) = 16 AND role IS NOT NULL AND given IS NOT NULL
  AND h_own AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position
ON CONFLICT (member, role) DO UPDATE
SET given = excluded.given, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: check academy_keys
SELECT h_index, 'The academy''s keys are incomplete.' FROM new_academy_keys
WHERE length(recovery_key) IS NOT 32 OR length(signing_key) IS NOT 32
   OR length(tls_key) IS NOT 32 OR length(binding) IS NOT 64;

--: check academy_profile
SELECT h_index, 'Give the academy a name.' FROM new_academy_profile
WHERE name IS NULL OR trim(name, ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_academy_profile
WHERE length(CAST(name AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The place is too long: at most 200 bytes.' FROM new_academy_profile
WHERE length(CAST(place AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The text about the academy is too long: at most 60 KB.' FROM new_academy_profile
WHERE length(CAST(about AS BLOB)) > 61440;

--: check academy_accepted
SELECT h_index, 'Say which academy this is about.' FROM new_academy_accepted
WHERE length(academy) IS NOT 32
UNION ALL
SELECT h_index, 'Say whether the academy is accepted.' FROM new_academy_accepted
WHERE accepted IS NULL
UNION ALL
SELECT h_index, 'An academy does not list itself.' FROM new_academy_accepted
WHERE academy = h_origin
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_academy_accepted
WHERE length(CAST(name AS BLOB)) > 200;

--: check member_profile
SELECT h_index, 'Say whose profile this is.' FROM new_member_profile
WHERE length(member) IS NOT 16
UNION ALL
SELECT h_index, 'Only you can write your own profile.' FROM new_member_profile
WHERE member <> h_author AND h_author <> zeroblob(16)
UNION ALL
SELECT h_index, 'The name is too long: at most 200 bytes.' FROM new_member_profile
WHERE length(CAST(name AS BLOB)) > 200
UNION ALL
SELECT h_index, 'The pathway is too long: at most 200 bytes.' FROM new_member_profile
WHERE length(CAST(pathway AS BLOB)) > 200
UNION ALL
SELECT h_index, '"Ask me about" is too long: at most 2,000 bytes.' FROM new_member_profile
WHERE length(CAST(ask_me_about AS BLOB)) > 2000;

--: check role_given
SELECT h_index, 'Say who gets the role.' FROM new_role_given WHERE length(member) IS NOT 16
UNION ALL
SELECT h_index, 'Say which role.' FROM new_role_given WHERE role IS NULL
UNION ALL
SELECT h_index, 'Say whether the role is given or taken away.' FROM new_role_given
WHERE given IS NULL;

--: schema
-- One row for each academy that we have heard of.
CREATE TABLE academy(
    academy BLOB NOT NULL PRIMARY KEY,
    name TEXT,            -- as it calls itself
    place TEXT,
    about TEXT,
    set_order INTEGER,    -- h_order of the profile; NULL without one
    called TEXT,          -- as our own list calls it: ours alone, in no digest
    called_order INTEGER,
    shown TEXT AS (COALESCE(NULLIF(name, ''), NULLIF(called, ''),
                            lower(substr(hex(academy), 1, 8))))
) STRICT, WITHOUT ROWID;
-- Every academy's list of those that it accepts.
CREATE TABLE academy_accepted(
    origin BLOB NOT NULL,
    academy BLOB NOT NULL,
    name TEXT,
    accepted INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (origin, academy)
) STRICT, WITHOUT ROWID;
-- Profiles: one for each audience that the person chose.
CREATE TABLE person(
    origin BLOB NOT NULL,
    member BLOB NOT NULL,
    audience BLOB NOT NULL, -- the network's or the academy's
    name TEXT,
    pathway TEXT,
    ask_me_about TEXT,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (origin, member, audience)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_role(
    origin BLOB NOT NULL,
    member BLOB NOT NULL,
    role TEXT NOT NULL,
    given INTEGER NOT NULL,
    set_order INTEGER NOT NULL,
    PRIMARY KEY (origin, member, role)
) STRICT, WITHOUT ROWID;

--: fold academy_keys
INSERT INTO academy(academy) SELECT DISTINCT h_origin FROM new_academy_keys WHERE true
ON CONFLICT (academy) DO NOTHING;

--: fold academy_profile
INSERT INTO academy(academy, name, place, about, set_order)
SELECT h_origin, name, place, about, h_order FROM new_academy_profile
WHERE substr(h_audience, 1, 1) = x'01'
ORDER BY h_position
ON CONFLICT (academy) DO UPDATE
SET name = excluded.name, place = excluded.place, about = excluded.about,
    set_order = excluded.set_order
WHERE set_order IS NULL OR excluded.set_order > set_order;

--: fold academy_accepted
INSERT INTO academy_accepted(origin, academy, name, accepted, set_order)
SELECT h_origin, academy, name, accepted, h_order FROM new_academy_accepted
WHERE length(academy) = 32 AND accepted IS NOT NULL AND substr(h_audience, 1, 1) = x'01'
ORDER BY h_position
ON CONFLICT (origin, academy) DO UPDATE
SET name = excluded.name, accepted = excluded.accepted, set_order = excluded.set_order
WHERE excluded.set_order > set_order;
INSERT INTO academy(academy, called, called_order)
SELECT academy, name, h_order FROM new_academy_accepted
WHERE length(academy) = 32 AND accepted IS NOT NULL AND substr(h_audience, 1, 1) = x'01' AND h_own
ORDER BY h_position
ON CONFLICT (academy) DO UPDATE
SET called = excluded.called, called_order = excluded.called_order
WHERE called_order IS NULL OR excluded.called_order > called_order;

--: fold member_profile
INSERT INTO person(origin, member, audience, name, pathway, ask_me_about, set_order)
SELECT h_origin, member, h_audience, name, pathway, ask_me_about, h_order FROM new_member_profile
WHERE length(member) = 16 AND (member = h_author OR h_author = zeroblob(16))
  AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position
ON CONFLICT (origin, member, audience) DO UPDATE
SET name = excluded.name, pathway = excluded.pathway, ask_me_about = excluded.ask_me_about,
    set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold role_given
INSERT INTO member_role(origin, member, role, given, set_order)
SELECT h_origin, member, role, given, h_order FROM new_role_given
WHERE length(member) = 16 AND role IS NOT NULL AND given IS NOT NULL
  AND substr(h_audience, 1, 1) = x'03'
ORDER BY h_position
ON CONFLICT (origin, member, role) DO UPDATE
SET given = excluded.given, set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: digest academy
SELECT academy, name, place, about, set_order FROM academy
WHERE set_order IS NOT NULL ORDER BY academy;

--: digest academy_accepted
SELECT origin, academy, name, accepted, set_order FROM academy_accepted ORDER BY origin, academy;

--: digest person
SELECT origin, member, audience, name, pathway, ask_me_about, set_order FROM person
WHERE substr(audience, 1, 1) < x'03' ORDER BY origin, member, audience;

--: view academy
CREATE TEMP VIEW v_academy(academy, name, place, is_own) AS
SELECT a.academy, a.shown, a.place, a.academy = r.academy
FROM replica r CROSS JOIN academy a
UNION ALL
SELECT r.academy, lower(substr(hex(r.academy), 1, 8)), NULL, 1
FROM replica r WHERE NOT EXISTS (SELECT 1 FROM academy a WHERE a.academy = r.academy);

--: view person
CREATE TEMP VIEW v_person(author, academy, academy_name, name) AS
SELECT p.member, p.origin, COALESCE(a.shown, lower(substr(hex(p.origin), 1, 8))),
       NULLIF(p.name, '')
FROM person p LEFT JOIN academy a ON a.academy = p.origin
-- of the profiles that we can see the narrowest audience's with a name is the one to show
WHERE p.audience = COALESCE(
    (SELECT max(q.audience) FROM person q
     WHERE q.origin = p.origin AND q.member = p.member AND q.name <> ''),
    (SELECT max(q.audience) FROM person q WHERE q.origin = p.origin AND q.member = p.member));

--: view member
CREATE TEMP VIEW v_member(member, name, roles) AS
SELECT m.member,
       (SELECT p.name FROM person p
        WHERE p.origin = r.academy AND p.member = m.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       COALESCE((SELECT group_concat(role, ',')
                 FROM (SELECT g.role FROM member_role g
                       WHERE g.origin = r.academy AND g.member = m.member AND g.given
                       ORDER BY g.role)), '')
FROM replica r CROSS JOIN
     (SELECT origin, member FROM member_role WHERE given
      UNION SELECT origin, member FROM person WHERE substr(audience, 1, 1) = x'03') m
WHERE m.origin = r.academy;
