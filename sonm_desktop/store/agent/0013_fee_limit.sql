-- most: wei of the coin that whoever confirmed it was shown as the most that it can cost; NULL where
-- nobody was asked.
ALTER TABLE own_transaction ADD COLUMN most TEXT;
