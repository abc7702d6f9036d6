-- What a person was told, the newest kept. params: JSON of what its words need.
CREATE TABLE notice (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    code    TEXT NOT NULL,
    params  TEXT NOT NULL,
    place   TEXT NOT NULL,
    about   TEXT NOT NULL,
    read    INTEGER NOT NULL DEFAULT 0
);

-- What is known of each thing that is told of, so that a restart tells nothing twice. said: the
-- code that stands; at: when it was told or began.
CREATE TABLE notice_known (
    subject TEXT NOT NULL PRIMARY KEY,
    said    TEXT NOT NULL,
    at      INTEGER NOT NULL
);
CREATE INDEX notice_known_by_age ON notice_known (at);
