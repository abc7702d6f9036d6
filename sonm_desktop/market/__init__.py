"""Asks, quotes, matching, prices, what deals owe: a pure middle, and the services around it."""
