-- The agent's own records: plans that move money of an account, tokens of the API, and what
-- must be kept running.

-- request, plan, outcome: JSON of the API's models. state: made (shown), begun (committed: may
-- have sent something), done. Plans about deals are in rental_plan.
CREATE TABLE account_plan (
    plan    TEXT NOT NULL PRIMARY KEY,
    network TEXT NOT NULL,
    request TEXT NOT NULL,
    shown   TEXT NOT NULL,
    expires INTEGER NOT NULL,
    created REAL NOT NULL,
    state   TEXT NOT NULL DEFAULT 'made',
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX account_plan_state ON account_plan (network, state);

-- hash: SHA-256 of the token; the token itself is nowhere. most: wei, empty for no limit.
CREATE TABLE api_token (
    token   TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    scope   TEXT NOT NULL,
    most    TEXT NOT NULL,
    hash    BLOB NOT NULL,
    created REAL NOT NULL
);

-- What the commits of a token have put into deals, or may be about to; wei.
CREATE TABLE api_spending (
    token  TEXT NOT NULL REFERENCES api_token (token) ON DELETE CASCADE,
    plan   TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (token, plan)
);

-- The worker process that the agent keeps alive on this machine: one row while it is wanted.
CREATE TABLE local_worker (
    only         INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    master       TEXT    NOT NULL,
    listen       TEXT    NOT NULL,
    max_duration INTEGER NOT NULL
);
