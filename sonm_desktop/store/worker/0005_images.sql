-- Images that were fetched for customers; what was in the engine before is its owner's.
-- public: its registry gave it to everybody. used: when a task needed it last, s since 1970.
CREATE TABLE images (
    image  TEXT PRIMARY KEY,
    size   INTEGER NOT NULL DEFAULT 0,
    public INTEGER NOT NULL DEFAULT 0,
    used   REAL NOT NULL
) WITHOUT ROWID;
-- A task whose image needs a login, which is never written down.
ALTER TABLE tasks ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
