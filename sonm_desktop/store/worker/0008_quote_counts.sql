-- How many quotes were asked of us. hour: since 1970 by our clock. code: of the refusal, empty
-- where a quote was given.
CREATE TABLE quote_counts (
    hour  INTEGER NOT NULL,
    code  TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, code)
) WITHOUT ROWID;
