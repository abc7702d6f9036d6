-- Accounts that a person refuses without telling the chain. since: by this PC's clock, s.
CREATE TABLE private_block (
    network TEXT    NOT NULL,
    account TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (network, account)
) WITHOUT ROWID;
