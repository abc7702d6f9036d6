-- Wei that a voucher of ours takes off for time in which the supplier held the job, and the deal's
-- rate when it was signed.
ALTER TABLE rental_voucher ADD COLUMN credited TEXT NOT NULL DEFAULT '0';
ALTER TABLE rental_voucher ADD COLUMN rate TEXT NOT NULL DEFAULT '0';

-- What our workers say of deals whose jobs they held: seconds of chain time, their cost, and of it
-- what the voucher that counts takes off (credit), signed at the deal's rate then; wei. total,
-- until: that voucher's, 0 while there is none.
CREATE TABLE supplier_held (
    network TEXT NOT NULL,
    deal    TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    cost    TEXT NOT NULL,
    credit  TEXT NOT NULL,
    rate    TEXT NOT NULL,
    total   TEXT NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (network, deal)
);
