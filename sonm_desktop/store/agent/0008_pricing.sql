-- How prices are made. setup: JSON of an owner's tariff and power, per worker. rule: JSON per
-- plan; seen and least: how far a raise has come.
CREATE TABLE price_setup (
    worker TEXT NOT NULL PRIMARY KEY,
    setup  TEXT NOT NULL
);
CREATE TABLE price_rule (
    worker TEXT NOT NULL,
    plan   TEXT NOT NULL,
    rule   TEXT NOT NULL,
    seen   INTEGER NOT NULL DEFAULT 0,
    least  TEXT NOT NULL DEFAULT '0',
    PRIMARY KEY (worker, plan)
);

-- Every change of a price with its why; rates in wei per second as text. market: NULL without one.
CREATE TABLE price_log (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    worker TEXT NOT NULL,
    plan   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    before TEXT NOT NULL,
    after  TEXT NOT NULL,
    floor  TEXT NOT NULL,
    market TEXT,
    why    TEXT NOT NULL
);
CREATE INDEX price_log_of_worker ON price_log (worker, seq);
