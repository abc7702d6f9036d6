-- Several plans. plan: JSON; NULL is off the market, kept because its slice keeps its nonce:
-- quotes that were signed for a plan that went and came again exclude each other still.
CREATE TABLE plans (
    name     TEXT PRIMARY KEY,
    slice    TEXT NOT NULL UNIQUE,
    plan     TEXT,
    paused   INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO plans (name, slice, plan, position)
SELECT 'main', json_extract(slice.value, '$'), sold.value, 1
FROM facts AS slice LEFT JOIN facts AS sold ON sold.name = 'plan' AND sold.value != 'null'
WHERE slice.name = 'slice';
DELETE FROM facts WHERE name IN ('plan', 'slice');

ALTER TABLE nonces ADD COLUMN slice TEXT NOT NULL DEFAULT '';
UPDATE nonces SET slice = COALESCE((SELECT slice FROM plans), '');

-- The devices that a quote sold: JSON, a list of ids.
ALTER TABLE quotes ADD COLUMN gpus TEXT NOT NULL DEFAULT '[]';
ALTER TABLE deals ADD COLUMN gpus TEXT NOT NULL DEFAULT '[]';

-- Spot deals that make room for another deal. at: chain time at which they end.
CREATE TABLE evictions (
    deal TEXT PRIMARY KEY REFERENCES deals (deal),
    by   TEXT NOT NULL,
    at   INTEGER NOT NULL
) WITHOUT ROWID;
