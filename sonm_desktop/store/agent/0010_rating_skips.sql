-- Closed deals that the person of this profile does not want to rate.
CREATE TABLE rating_skip (
    network TEXT NOT NULL,
    deal    TEXT NOT NULL,
    PRIMARY KEY (network, deal)
) WITHOUT ROWID;
