-- Prices are summed up by the time at which deals began.
CREATE INDEX deal_opened ON deal (opened_at);
