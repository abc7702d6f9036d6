-- What the market's events say, so far as this machine has read the chain.
-- Hashes and addresses are raw bytes; amounts above 63 bits are decimal text.

-- The last blocks, whose hashes tell a reorganisation; the lowest is as good as final.
CREATE TABLE block (
    number INTEGER PRIMARY KEY,
    hash   BLOB    NOT NULL,
    parent BLOB    NOT NULL,
    time   INTEGER NOT NULL
);

-- seq is never used twice, so that a reader who resumes after it misses nothing; a higher seq
-- is never in a lower block.
-- subject, party: the first and second indexed argument (deal, account, worker, master ...),
-- 32 bytes; party is NULL where there is one argument. time 0: unknown.
CREATE TABLE event (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    block      INTEGER NOT NULL,
    log_index  INTEGER NOT NULL,
    block_hash BLOB    NOT NULL,
    tx         BLOB    NOT NULL,
    time       INTEGER NOT NULL,
    subject    BLOB    NOT NULL,
    party      BLOB,
    topics     BLOB    NOT NULL,
    data       BLOB    NOT NULL
);
CREATE INDEX event_subject ON event (subject);
CREATE INDEX event_party ON event (party) WHERE party IS NOT NULL;

-- What follows is computed from the events and can always be computed again.

CREATE TABLE deal (
    deal         BLOB PRIMARY KEY,
    worker       BLOB    NOT NULL,
    consumer     BLOB    NOT NULL,
    payee        BLOB    NOT NULL,
    nonce        TEXT    NOT NULL,
    ask          BLOB    NOT NULL,
    rate         TEXT    NOT NULL,
    notice       INTEGER NOT NULL,
    window       INTEGER NOT NULL,
    deposited    TEXT    NOT NULL,
    paid         TEXT    NOT NULL,
    refunded     TEXT    NOT NULL,
    end          INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    stopped      INTEGER NOT NULL,
    opened_block INTEGER NOT NULL,
    opened_at    INTEGER NOT NULL,
    closed_block INTEGER NOT NULL,
    closed_at    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX deal_consumer ON deal (consumer);
CREATE INDEX deal_payee ON deal (payee);
CREATE INDEX deal_worker ON deal (worker);

-- valid: whether the signature is the worker's; NULL until somebody needs to know.
CREATE TABLE announcement (
    seq     INTEGER PRIMARY KEY,
    worker  BLOB    NOT NULL,
    slice   BLOB    NOT NULL,
    issued  INTEGER NOT NULL,
    expiry  INTEGER NOT NULL,
    valid   INTEGER
);
CREATE INDEX announcement_slice ON announcement (worker, slice);
CREATE INDEX announcement_expiry ON announcement (expiry);
