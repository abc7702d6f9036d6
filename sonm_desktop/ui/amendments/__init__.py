"""Other terms for a running deal, as both sides of it see them."""
