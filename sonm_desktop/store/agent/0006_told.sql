-- What a worker says besides: of a deal, its ports and how long results stay, in JSON's form;
-- of a task, how far its image is. private: its image needs a login, which is not written down.
ALTER TABLE rental_deal ADD COLUMN told TEXT NOT NULL DEFAULT '{}';
ALTER TABLE rental_task ADD COLUMN pull TEXT NOT NULL DEFAULT 'null';
ALTER TABLE rental_task ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
