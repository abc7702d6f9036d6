"""The background program of a profile: it holds the keys to money and survives every face."""
