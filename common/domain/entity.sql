-- entity.sql - what has been opened and by whom: all that checks know of earlier records.

--: log schema
-- Threads, rooms and measures. A record may refer to one of the same audience; what belongs to an
-- academy (a room, a measure) only to its own. Ids are the opening records'; two academies that use
-- the same id do not get into each other's way.
CREATE TABLE entity(
    id BLOB NOT NULL,          -- of the record that opened it
    kind TEXT NOT NULL,        -- thread, room, measure, theme …
    origin BLOB NOT NULL,
    audience BLOB NOT NULL,    -- 17 bytes, as in the record
    author BLOB NOT NULL,      -- who opened it
    position INTEGER NOT NULL, -- stream << 40 | seq
    PRIMARY KEY (id, origin)
) STRICT, WITHOUT ROWID;
