"""Follows the events of market and registries into SQLite, and answers from there."""
