-- Own transactions. An intent is recorded before anything happens, a signed attempt before it
-- is broadcast. Amounts are decimal text.

-- state: recorded (nothing signed), signed (may be anywhere), mined (in a block, may still be
-- undone), final, lost (refused by the node, or its nonce was used by somebody else).
-- code: why it failed, empty when it did not; params: of that code, JSON.
CREATE TABLE own_transaction (
    network TEXT    NOT NULL,
    intent  TEXT    NOT NULL,
    account TEXT    NOT NULL,
    target  TEXT    NOT NULL,
    data    BLOB    NOT NULL,
    value   TEXT    NOT NULL,
    created REAL    NOT NULL,
    state   TEXT    NOT NULL DEFAULT 'recorded',
    nonce   INTEGER,
    hash    TEXT,
    block   INTEGER,
    fee     TEXT,
    code    TEXT    NOT NULL DEFAULT '',
    params  TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (network, intent)
);
CREATE INDEX own_transaction_account ON own_transaction (network, account, created);

-- One nonce, one intent: what is signed twice for it can be in a block only once.
CREATE UNIQUE INDEX own_transaction_nonce ON own_transaction (network, account, nonce)
    WHERE state IN ('signed', 'mined');

-- Signed versions of a transaction, all with its nonce; only the fees differ.
CREATE TABLE own_transaction_attempt (
    network  TEXT    NOT NULL,
    intent   TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    hash     TEXT    NOT NULL,
    raw      BLOB    NOT NULL,
    gas      INTEGER NOT NULL,
    max_fee  TEXT    NOT NULL,
    priority TEXT    NOT NULL,
    signed   REAL    NOT NULL,
    PRIMARY KEY (network, intent, number),
    FOREIGN KEY (network, intent) REFERENCES own_transaction (network, intent)
);
