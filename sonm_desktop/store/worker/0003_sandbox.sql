-- How strictly the tasks of a deal are confined: strict or compatible.
ALTER TABLE quotes ADD COLUMN sandbox TEXT NOT NULL DEFAULT 'strict';
ALTER TABLE deals ADD COLUMN sandbox TEXT NOT NULL DEFAULT 'strict';
