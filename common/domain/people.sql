-- people.sql - academies, what they say of themselves, their people's names and roles.

--: rights
academy_keys     : network          : academy
academy_profile  : network          : academy, lead, admin
academy_accepted : network          : academy
member_profile   : network, academy : academy, everyone
role_given       : academy          : academy, admin
academy_context  : network          : lead, faculty, admin

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
WHERE length(CAST(about AS BLOB)) > 61440
UNION ALL
SELECT h_index, 'Write the colour as # and six digits, such as #14505c.' FROM new_academy_profile
WHERE lower(colour) NOT GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
UNION ALL
SELECT h_index, 'The logo is too large: at most 32 KB.' FROM new_academy_profile
WHERE length(logo) > 32768
UNION ALL
SELECT h_index, 'The logo is an SVG or a PNG.' FROM new_academy_profile
WHERE logo IS NOT NULL AND CASE logo_type
    WHEN 'image/png' THEN substr(logo, 1, 8) IS NOT x'89504e470d0a1a0a'
    WHEN 'image/svg+xml' THEN instr(logo, CAST('<svg' AS BLOB)) = 0
    ELSE 1 END
UNION ALL
-- It is shown as an image only, where none of this runs; it has no business in one.
SELECT h_index, 'The logo holds more than a drawing: script, or what it would fetch.'
FROM new_academy_profile
WHERE logo_type = 'image/svg+xml' AND (
    lower(CAST(logo AS TEXT)) LIKE '%<script%' OR lower(CAST(logo AS TEXT)) LIKE '%javascript:%'
    OR lower(CAST(logo AS TEXT)) LIKE '%<foreignobject%'
    OR lower(CAST(logo AS TEXT)) LIKE '%<!entity%');

--: check academy_context
SELECT n.h_index, 'Say which versions this one replaces: at most 8.' FROM new_academy_context n
WHERE (SELECT count(*) FROM new_academy_context_based_on b WHERE b.h_index = n.h_index) > 8
UNION ALL
SELECT h_index, 'A version that this one replaces is not named properly.'
FROM new_academy_context_based_on WHERE length(value) <> 16
UNION ALL
SELECT h_index, 'Write something about the academy first.' FROM new_academy_context
WHERE trim(COALESCE(size, '') || COALESCE(structure, '') || COALESCE(expects, '')
           || COALESCE(newcomers, ''), ' ' || char(9, 10, 13, 160)) = ''
UNION ALL
SELECT h_index, 'The size is too long: at most 2,000 bytes.' FROM new_academy_context
WHERE length(CAST(size AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'A part of the page is too long: at most 16 KB each.' FROM new_academy_context
WHERE length(CAST(structure AS BLOB)) > 16384 OR length(CAST(expects AS BLOB)) > 16384
   OR length(CAST(newcomers AS BLOB)) > 16384;

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
WHERE length(CAST(ask_me_about AS BLOB)) > 2000
UNION ALL
SELECT h_index, 'The skills are too long: at most 2,000 bytes.' FROM new_member_profile
WHERE length(CAST(skills AS BLOB)) > 2000;

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
-- How an academy's own pages look. Apart from `academy`, which every list reads.
CREATE TABLE brand(
    academy BLOB NOT NULL PRIMARY KEY,
    colour TEXT,
    logo BLOB,
    logo_type TEXT,
    set_order INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What an academy says of itself, in all versions.
CREATE TABLE context(
    position INTEGER PRIMARY KEY, -- stream << 40 | seq
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    size TEXT,
    structure TEXT,
    expects TEXT,
    newcomers TEXT,
    written_ms INTEGER NOT NULL
) STRICT;
-- The version at [position] says that it replaces the one with the id [replaced].
CREATE TABLE context_base(
    stream INTEGER NOT NULL,
    replaced BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (stream, replaced, position)
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
    skills TEXT,
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
INSERT INTO brand(academy, colour, logo, logo_type, set_order)
SELECT h_origin, lower(colour), logo, logo_type, h_order FROM new_academy_profile
WHERE substr(h_audience, 1, 1) = x'01'
ORDER BY h_position
ON CONFLICT (academy) DO UPDATE
SET colour = excluded.colour, logo = excluded.logo, logo_type = excluded.logo_type,
    set_order = excluded.set_order
WHERE excluded.set_order > set_order;

--: fold academy_context
INSERT INTO context(position, id, author, size, structure, expects, newcomers, written_ms)
SELECT h_position, h_id, h_author, NULLIF(size, ''), NULLIF(structure, ''), NULLIF(expects, ''),
       NULLIF(newcomers, ''), h_written_ms
FROM new_academy_context
WHERE substr(h_audience, 1, 1) = x'01'
ORDER BY h_position;
INSERT INTO context_base(stream, replaced, position)
SELECT h_stream, value, h_position FROM new_academy_context_based_on
WHERE substr(h_audience, 1, 1) = x'01' AND value <> h_id
ORDER BY h_position, idx
ON CONFLICT (stream, replaced, position) DO NOTHING;

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
INSERT INTO person(origin, member, audience, name, pathway, ask_me_about, skills,
                   set_order)
SELECT h_origin, member, h_audience, name, pathway, ask_me_about, skills, h_order
FROM new_member_profile
WHERE length(member) = 16 AND (member = h_author OR h_author = zeroblob(16))
  AND substr(h_audience, 1, 1) IN (x'01', x'03')
ORDER BY h_position
ON CONFLICT (origin, member, audience) DO UPDATE
SET name = excluded.name, pathway = excluded.pathway, ask_me_about = excluded.ask_me_about,
    skills = excluded.skills, set_order = excluded.set_order
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

--: digest brand
SELECT academy, colour, logo, logo_type, set_order FROM brand ORDER BY academy;

--: digest context
SELECT f.origin, f.audience, c.position & 1099511627775, c.id, c.author, c.size, c.structure,
       c.expects, c.newcomers, c.written_ms
FROM folded f CROSS JOIN context c
WHERE f.number < 1048576 AND c.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
ORDER BY f.origin, f.audience, c.position;

--: digest context_base
SELECT f.origin, f.audience, b.replaced, b.position & 1099511627775
FROM context_base b JOIN folded f ON f.number = b.stream
WHERE f.number < 1048576
ORDER BY f.origin, f.audience, b.replaced, b.position;

--: digest academy_accepted
SELECT origin, academy, name, accepted, set_order FROM academy_accepted ORDER BY origin, academy;

--: digest person
SELECT origin, member, audience, name, pathway, ask_me_about, skills, set_order FROM person
WHERE substr(audience, 1, 1) < x'03' ORDER BY origin, member, audience;

--: view academy
CREATE TEMP VIEW v_academy(academy, name, place, about, is_own, accepted, threads, has_context) AS
SELECT a.academy, a.shown, a.place, a.about, a.academy = r.academy,
       a.academy = r.academy OR EXISTS (
           SELECT 1 FROM academy_accepted c
           WHERE c.origin = r.academy AND c.academy = a.academy AND c.accepted),
       COALESCE((SELECT sum(s.threads) FROM visible f JOIN stream_tally s
                 ON s.what = 'thread' AND s.name = '' AND s.stream = f.number
                 WHERE f.origin = a.academy), 0),
       EXISTS (SELECT 1 FROM visible f JOIN context c
               ON c.position BETWEEN f.number << 40 AND f.number << 40 | 1099511627775
               WHERE f.origin = a.academy)
FROM replica r CROSS JOIN academy a
UNION ALL
SELECT r.academy, lower(substr(hex(r.academy), 1, 8)), NULL, NULL, 1, 1, 0, 0
FROM replica r WHERE NOT EXISTS (SELECT 1 FROM academy a WHERE a.academy = r.academy);

--: view brand
-- How our own pages look. Other academies' brands are shown nowhere.
CREATE TEMP VIEW v_brand(academy, name, place, about, colour, logo, logo_type) AS
SELECT r.academy, COALESCE(a.shown, lower(substr(hex(r.academy), 1, 8))), a.place, a.about,
       b.colour, b.logo, b.logo_type
FROM replica r LEFT JOIN academy a ON a.academy = r.academy
     LEFT JOIN brand b ON b.academy = r.academy;

--: view context
-- Every version of what academies say of themselves. Several that are current stand side by side.
CREATE TEMP VIEW v_context(academy, academy_name, id, position, author, author_name, size,
                           structure, expects, newcomers, written_ms, current, own, saved_here) AS
SELECT f.origin, COALESCE(a.shown, lower(substr(hex(f.origin), 1, 8))), c.id, c.position, c.author,
       (SELECT p.name FROM person p
        WHERE p.origin = f.origin AND p.member = c.author AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       c.size, c.structure, c.expects, c.newcomers, c.written_ms,
       NOT EXISTS (SELECT 1 FROM context_base b
                   WHERE b.stream = c.position >> 40 AND b.replaced = c.id
                     AND b.position > c.position),
       f.origin = (SELECT academy FROM replica), c.position >> 39 & 1
FROM context c JOIN visible f ON f.number = c.position >> 40
     LEFT JOIN academy a ON a.academy = f.origin;

--: view person
-- One row for each person: of the profiles that we can see the narrowest audience's with a name. An
-- empty profile takes an earlier one back.
CREATE TEMP VIEW v_person(author, academy, academy_name, name, pathway, skills, ask_me_about, own,
                          mine) AS
SELECT p.member, p.origin, COALESCE(a.shown, lower(substr(hex(p.origin), 1, 8))),
       NULLIF(p.name, ''), NULLIF(p.pathway, ''), NULLIF(p.skills, ''), NULLIF(p.ask_me_about, ''),
       p.origin = (SELECT academy FROM replica),
       COALESCE(p.member = viewer() AND p.origin = (SELECT academy FROM replica), 0)
FROM person p LEFT JOIN academy a ON a.academy = p.origin
WHERE p.audience = COALESCE(
    (SELECT max(q.audience) FROM person q
     WHERE q.origin = p.origin AND q.member = p.member AND q.name <> ''),
    (SELECT max(q.audience) FROM person q WHERE q.origin = p.origin AND q.member = p.member));

--: view profile
-- What the viewer shows of themselves: to the academy (3) and to the network (1).
CREATE TEMP VIEW v_profile(member, audience_type, name, pathway, skills, ask_me_about) AS
SELECT p.member, CASE substr(p.audience, 1, 1) WHEN x'01' THEN 1 ELSE 3 END, NULLIF(p.name, ''),
       NULLIF(p.pathway, ''), NULLIF(p.skills, ''), NULLIF(p.ask_me_about, '')
FROM person p
WHERE p.origin = (SELECT academy FROM replica) AND (p.member = viewer() OR sees_all());

--: view member
-- [viewer]: the one who looks.
CREATE TEMP VIEW v_member(member, name, roles, viewer) AS
SELECT m.member,
       (SELECT p.name FROM person p
        WHERE p.origin = r.academy AND p.member = m.member AND p.name <> ''
        ORDER BY p.audience DESC LIMIT 1),
       COALESCE((SELECT group_concat(role, ',')
                 FROM (SELECT g.role FROM member_role g
                       WHERE g.origin = r.academy AND g.member = m.member AND g.given
                       ORDER BY g.role)), ''),
       COALESCE(m.member = viewer(), 0)
FROM replica r CROSS JOIN
     (SELECT origin, member FROM member_role WHERE given
      UNION SELECT origin, member FROM person WHERE substr(audience, 1, 1) = x'03') m
WHERE m.origin = r.academy;
