"""Campaigns in the window: what there are, taking part, and what they pay."""
