"""Whether this machine is fit to sell: what is checked, what was found, what mends it."""
