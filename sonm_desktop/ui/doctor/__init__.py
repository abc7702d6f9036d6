"""Whether this PC is fit to sell, looked at when a person asks."""
