-- Why the tasks of a deal stand still: they go on when no reason is left. deal: empty is every
-- deal. since: s since 1970 by our clock.
CREATE TABLE holds (
    deal   TEXT NOT NULL,
    reason TEXT NOT NULL,
    since  REAL NOT NULL,
    PRIMARY KEY (deal, reason)
) WITHOUT ROWID;

-- Vouchers of a deal that were refused, with the code of the last refusal.
CREATE TABLE refusals (
    deal  TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    code  TEXT NOT NULL,
    at    REAL NOT NULL
) WITHOUT ROWID;
