-- The worker's own record: what it sells, promised, runs and was promised. Integers above 63 bits are text.

CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- One nonce per deal that the slice can become; a row exists before anything is signed with it.
CREATE TABLE nonces (
    deal  TEXT PRIMARY KEY,
    nonce TEXT NOT NULL UNIQUE,
    taken INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE quotes (
    id       INTEGER PRIMARY KEY,
    deal     TEXT NOT NULL REFERENCES nonces (deal),
    consumer TEXT NOT NULL,
    quote    TEXT NOT NULL,
    expiry   INTEGER NOT NULL,
    cpu_percent   INTEGER NOT NULL,
    ram_bytes     INTEGER NOT NULL,
    storage_bytes INTEGER NOT NULL
);
CREATE INDEX quotes_of_deal ON quotes (deal);

CREATE TABLE deals (
    deal     TEXT PRIMARY KEY,
    nonce    TEXT NOT NULL,
    consumer TEXT NOT NULL,
    quote    TEXT NOT NULL,
    cpu_percent   INTEGER NOT NULL,
    ram_bytes     INTEGER NOT NULL,
    storage_bytes INTEGER NOT NULL,
    state    TEXT NOT NULL,
    reason   TEXT NOT NULL DEFAULT '',
    volume   TEXT NOT NULL DEFAULT '',
    seen     REAL NOT NULL,
    ended    REAL,
    cleaned  INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE tasks (
    deal        TEXT NOT NULL REFERENCES deals (deal),
    task        TEXT NOT NULL,
    image       TEXT NOT NULL,
    command     TEXT NOT NULL,
    environment TEXT NOT NULL,
    volume      TEXT NOT NULL DEFAULT '',
    sandbox     TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL,
    exit_code   INTEGER,
    reason      TEXT NOT NULL DEFAULT '',
    params      TEXT NOT NULL DEFAULT '{}',
    stop_reason TEXT,
    received    REAL NOT NULL,
    started     REAL,
    ended       REAL,
    cleaned     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (deal, task)
) WITHOUT ROWID;

CREATE TABLE files (
    deal   TEXT NOT NULL,
    task   TEXT NOT NULL,
    path   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    stored TEXT NOT NULL,
    PRIMARY KEY (deal, task, path),
    FOREIGN KEY (deal, task) REFERENCES tasks (deal, task)
) WITHOUT ROWID;

-- The best voucher of each deal; a better one gets a new number, so that a copy is made by number.
CREATE TABLE vouchers (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    deal      TEXT NOT NULL UNIQUE,
    voucher   TEXT NOT NULL,
    signature BLOB NOT NULL
);
