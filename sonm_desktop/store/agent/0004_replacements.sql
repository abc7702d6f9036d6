-- cancels: this attempt does nothing but use up the nonce, so that the others never happen.
ALTER TABLE own_transaction_attempt ADD COLUMN cancels INTEGER NOT NULL DEFAULT 0;
