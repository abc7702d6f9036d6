-- What the token's log says about this profile's own accounts. Addresses are raw bytes of 20;
-- amounts are decimal text. time 0: unknown.

CREATE TABLE token_log (
    block      INTEGER NOT NULL,
    log_index  INTEGER NOT NULL,
    block_hash BLOB    NOT NULL,
    tx         BLOB    NOT NULL,
    time       INTEGER NOT NULL,
    approval   INTEGER NOT NULL,
    giver      BLOB    NOT NULL,
    taker      BLOB    NOT NULL,
    amount     TEXT    NOT NULL,
    PRIMARY KEY (block, log_index)
) WITHOUT ROWID;
CREATE INDEX token_log_giver ON token_log (giver);
CREATE INDEX token_log_taker ON token_log (taker);

-- through: the last block up to which the logs of *account* are here.
CREATE TABLE token_account (
    account BLOB    PRIMARY KEY,
    through INTEGER NOT NULL
) WITHOUT ROWID;

-- What a deal's supplier was paid when it was opened, by the transaction that did it.
CREATE TABLE upfront (
    deal   BLOB NOT NULL,
    tx     BLOB NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (deal, tx)
) WITHOUT ROWID;
