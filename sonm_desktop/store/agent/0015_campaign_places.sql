-- What this profile has signed as the sponsor of campaigns; the network address stands nowhere
-- else. traffic: bytes that the place was signed for; coupon: bytes of the best coupon so far.
-- expiry: chain time until which the place can be taken; signed: chain time.
CREATE TABLE campaign_place (
    network    TEXT    NOT NULL,
    campaign   TEXT    NOT NULL,
    commitment TEXT    NOT NULL,
    account    TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    traffic    TEXT    NOT NULL,
    expiry     INTEGER NOT NULL,
    signed     INTEGER NOT NULL,
    coupon     TEXT    NOT NULL DEFAULT '0',
    PRIMARY KEY (network, campaign, commitment)
) WITHOUT ROWID;
