"""The practice network: one anvil per user, its contracts, its state, its price."""
