-- What was counted of each deal. *_birth and *_last: the counter of the kernel or the engine that
-- was read last, so that one which begins again from 0 is added. Times: s since 1970, our clock.
CREATE TABLE meters (
    deal           TEXT PRIMARY KEY REFERENCES deals (deal),
    received       INTEGER NOT NULL,
    received_last  INTEGER NOT NULL,
    sent           INTEGER NOT NULL,
    sent_last      INTEGER NOT NULL,
    line_birth     TEXT NOT NULL,
    cpu_ns         INTEGER NOT NULL,
    cpu_last       INTEGER NOT NULL,
    task_birth     TEXT NOT NULL,
    ram_now        INTEGER NOT NULL,
    ram_peak       INTEGER NOT NULL,
    at             REAL NOT NULL
) WITHOUT ROWID;

-- Wei of the voucher's total that pay for metered units, as we reckon.
ALTER TABLE vouchers ADD COLUMN metered TEXT NOT NULL DEFAULT '0';
