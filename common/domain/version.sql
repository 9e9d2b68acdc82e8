-- version.sql - what is said anew, and what it replaces.
--
-- A thing that a room keeps (a theme, an aim, a PDSA, a meeting's agenda) is said whole each time.
-- Each saying is a version, named by its record's id, and names the versions that its writer had
-- before them. Current is what nothing behind it in its stream names; two that replace the same one
-- stand side by side until a third names both. Every kind with `based_on` keeps it here.

--: schema
-- The record at [position] says that it replaces [version] of [thing].
CREATE TABLE replaced(
    thing BLOB NOT NULL,       -- the id of what has versions: its first record's
    version BLOB NOT NULL,
    position INTEGER NOT NULL, -- stream << 40 | seq
    PRIMARY KEY (thing, version, position)
) STRICT, WITHOUT ROWID;

--: digest replaced
SELECT f.origin, f.audience, r.thing, r.version, r.position & 1099511627775
FROM folded f CROSS JOIN replaced r
WHERE f.number < 1048576 AND r.position >> 40 = f.number
ORDER BY f.origin, f.audience, r.thing, r.version, r.position;
