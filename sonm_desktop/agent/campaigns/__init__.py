"""Campaigns on the network of a session: reading, signing for a sponsor, plans, answers."""
