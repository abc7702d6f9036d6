-- Workers whose plan was taken off for a while. plan: put back at the end, in JSON's form.
-- seconds: how long it lasts; NULL is until somebody resumes. after_jobs: the time begins when
-- the last deal has ended. until: its end once that is known.
CREATE TABLE worker_pause (
    worker     TEXT    NOT NULL PRIMARY KEY,
    plan       TEXT    NOT NULL,
    seconds    INTEGER,
    after_jobs INTEGER NOT NULL,
    until      INTEGER
);
