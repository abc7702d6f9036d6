-- Other terms of a running deal that one side asks the other for. side: whose record (rental or
-- supplier); asker: consumer or payee. rate, ends, notice: as asked; before_*: as they were then.
-- seq: how often the deal had been amended. money: what a customer pays in with it, JSON.
-- good_until: chain time after which it is over. state: asked, agreed (both want it, it is being
-- done), applied, refused, withdrawn, expired, lost. code, params: why.
CREATE TABLE amendment (
    network       TEXT    NOT NULL,
    side          TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    deal          TEXT    NOT NULL,
    worker        TEXT    NOT NULL,
    account       TEXT    NOT NULL,
    asker         TEXT    NOT NULL,
    rate          TEXT    NOT NULL,
    ends          INTEGER NOT NULL,
    notice        INTEGER NOT NULL,
    before_rate   TEXT    NOT NULL,
    before_ends   INTEGER NOT NULL,
    before_notice INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    money         TEXT    NOT NULL,
    good_until    INTEGER NOT NULL,
    created       REAL    NOT NULL,
    state         TEXT    NOT NULL DEFAULT 'asked',
    code          TEXT    NOT NULL DEFAULT '',
    params        TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (network, side, id)
);
CREATE INDEX amendment_of_deal ON amendment (network, side, deal);
