"""`sonm profile`, `rate`, `reputation` and `blacklist`: with whom you deal."""
