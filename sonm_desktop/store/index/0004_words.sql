-- Which contracts the events are of: with others, everything is read again.
CREATE TABLE followed (
    contract BLOB PRIMARY KEY
) WITHOUT ROWID;

-- Computed from the events: those that say something of an account. about: whom (a worker that
-- is bound, an account with a profile, who is attested or rated). by: who says so. 20 bytes.
CREATE TABLE word (
    seq   INTEGER PRIMARY KEY,
    about BLOB    NOT NULL,
    by    BLOB    NOT NULL
);
CREATE INDEX word_about ON word (about);
CREATE INDEX word_by ON word (by);
