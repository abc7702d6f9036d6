-- What a quote sold of the network: none, outgoing or incoming, and its rates in bits per second.
ALTER TABLE quotes ADD COLUMN network TEXT NOT NULL DEFAULT 'none';
ALTER TABLE quotes ADD COLUMN ingress_bps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quotes ADD COLUMN egress_bps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deals ADD COLUMN network TEXT NOT NULL DEFAULT 'none';
ALTER TABLE deals ADD COLUMN ingress_bps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deals ADD COLUMN egress_bps INTEGER NOT NULL DEFAULT 0;
