-- What a deal's worker says it has used (received, sent: bytes; ram: bytes), what of it we believe
-- and pay for, and the code of why that is not the same. heard: s by this machine's clock.
CREATE TABLE rental_meter (
    network  TEXT NOT NULL,
    deal     TEXT NOT NULL,
    received INTEGER NOT NULL,
    sent     INTEGER NOT NULL,
    believed_received INTEGER NOT NULL,
    believed_sent     INTEGER NOT NULL,
    cpu_ns   INTEGER NOT NULL,
    ram_now  INTEGER NOT NULL,
    ram_peak INTEGER NOT NULL,
    doubt    TEXT NOT NULL,
    heard    REAL NOT NULL,
    PRIMARY KEY (network, deal)
);

-- Wei of the total that pay for metered units.
ALTER TABLE rental_voucher ADD COLUMN metered TEXT NOT NULL DEFAULT '0';
