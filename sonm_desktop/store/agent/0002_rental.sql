-- The customer's deals and the supplier's workers. Amounts are decimal text, times of the chain
-- whole seconds, lists and dictionaries JSON.

-- state: made (shown), begun (committed: will be done or refused), done, failed (for good).
CREATE TABLE rental_plan (
    network TEXT    NOT NULL,
    plan    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    account TEXT    NOT NULL,
    deal    TEXT    NOT NULL,
    effects TEXT    NOT NULL,
    total   TEXT    NOT NULL,
    fee     TEXT    NOT NULL,
    expires INTEGER NOT NULL,
    terms   TEXT    NOT NULL,
    created REAL    NOT NULL,
    state   TEXT    NOT NULL DEFAULT 'made',
    code    TEXT    NOT NULL DEFAULT '',
    params  TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (network, plan)
);

-- state: opening (take may be anywhere), open, closing (to be ended, whatever it takes),
-- closed, failed (was never opened).
-- who, code, params: why it is closing, closed or failed. seen: when its worker answered last.
CREATE TABLE rental_deal (
    network         TEXT    NOT NULL,
    deal            TEXT    NOT NULL,
    account         TEXT    NOT NULL,
    worker          TEXT    NOT NULL,
    endpoint        TEXT    NOT NULL,
    addresses       TEXT    NOT NULL,
    relay           TEXT    NOT NULL,
    quote           TEXT    NOT NULL,
    quote_signature BLOB    NOT NULL,
    ask             TEXT    NOT NULL,
    max_total       TEXT    NOT NULL,
    lease           INTEGER NOT NULL,
    renew           INTEGER NOT NULL,
    dead_after      INTEGER NOT NULL,
    created         REAL    NOT NULL,
    state           TEXT    NOT NULL DEFAULT 'opening',
    who             TEXT    NOT NULL DEFAULT '',
    code            TEXT    NOT NULL DEFAULT '',
    params          TEXT    NOT NULL DEFAULT '{}',
    seen            REAL,
    PRIMARY KEY (network, deal)
);

-- Every voucher ever signed for a deal; it is here before anybody else sees it.
CREATE TABLE rental_voucher (
    network   TEXT    NOT NULL,
    deal      TEXT    NOT NULL,
    total     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    signature BLOB    NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, deal, at, until, total)
);

-- Totals that the consumer has signed to settle a deal, and the payee's answer.
CREATE TABLE rental_settlement (
    network            TEXT NOT NULL,
    deal               TEXT NOT NULL,
    total              TEXT NOT NULL,
    consumer_signature BLOB NOT NULL,
    payee_signature    BLOB,
    PRIMARY KEY (network, deal, total)
);

-- The most that one purchase or top-up may cost without a maximum of its own.
CREATE TABLE rental_limit (
    network TEXT NOT NULL,
    account TEXT NOT NULL,
    most    TEXT NOT NULL,
    PRIMARY KEY (network, account)
);

-- image: as wished; pinned: by digest, empty until resolved. log_whole: its copy is complete.
CREATE TABLE rental_task (
    network   TEXT    NOT NULL,
    deal      TEXT    NOT NULL,
    task      TEXT    NOT NULL,
    image     TEXT    NOT NULL,
    pinned    TEXT    NOT NULL DEFAULT '',
    command   TEXT    NOT NULL,
    env       TEXT    NOT NULL,
    created   REAL    NOT NULL,
    state     TEXT    NOT NULL DEFAULT 'recorded',
    exit_code INTEGER,
    reason    TEXT    NOT NULL DEFAULT '',
    params    TEXT    NOT NULL DEFAULT '{}',
    started   REAL,
    ended     REAL,
    files     TEXT    NOT NULL DEFAULT '[]',
    log_whole INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, deal, task)
);

-- bind: the binding that both have signed. announced: the ask that was last put on the chain.
-- voucher_seq: up to where the worker's vouchers have been copied.
CREATE TABLE supplier_worker (
    network          TEXT    NOT NULL,
    worker           TEXT    NOT NULL,
    master           TEXT    NOT NULL,
    endpoint         TEXT    NOT NULL,
    addresses        TEXT    NOT NULL,
    relay            TEXT    NOT NULL,
    added            REAL    NOT NULL,
    bind             TEXT    NOT NULL,
    worker_signature BLOB    NOT NULL,
    master_signature BLOB    NOT NULL,
    announced        TEXT    NOT NULL DEFAULT '',
    voucher_seq      INTEGER NOT NULL DEFAULT 0,
    reason           TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (network, worker)
);

-- Copies of the vouchers that customers gave to our workers.
CREATE TABLE supplier_voucher (
    network   TEXT    NOT NULL,
    deal      TEXT    NOT NULL,
    total     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    signature BLOB    NOT NULL,
    PRIMARY KEY (network, deal, at, until, total)
);

-- Totals to which we have agreed as the payee.
CREATE TABLE supplier_settlement (
    network            TEXT NOT NULL,
    deal               TEXT NOT NULL,
    total              TEXT NOT NULL,
    consumer_signature BLOB NOT NULL,
    payee_signature    BLOB NOT NULL,
    PRIMARY KEY (network, deal, total)
);
