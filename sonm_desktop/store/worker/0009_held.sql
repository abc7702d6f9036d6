-- Seconds of chain time that each deal billed while its job was held for the owner's reasons, and
-- what they cost in wei. mark: up to where they are counted while it is held; NULL while it is not.
CREATE TABLE held (
    deal    TEXT PRIMARY KEY,
    seconds INTEGER NOT NULL,
    cost    TEXT NOT NULL,
    mark    INTEGER
) WITHOUT ROWID;

-- Wei that the voucher takes off for that time, and the deal's rate when it was accepted.
ALTER TABLE vouchers ADD COLUMN credited TEXT NOT NULL DEFAULT '0';
ALTER TABLE vouchers ADD COLUMN rate TEXT NOT NULL DEFAULT '0';
