"""Campaigns: a sponsor pays many suppliers a bonus for each network address, and their traffic."""
